/* test_script.c -- what the builder emits, and what it does: the micro-ops run on an interpreter
 * of a few lines that keeps a log of every access. */
#include "suite.h"
#include <string.h>
#include "script.h"

enum { ROOM = 512, RAM = 0x20000000, LOG = 4096, LIMIT = 200000 };
#define CCSIDR 0xE000ED80u
#define CCR    0xE000ED14u

typedef struct { uint8_t op, size; uint32_t addr, value; } access_t;

static uop_t    text[ROOM + 1];
static script_t s;
static uint8_t  ram[1 << 14];
static uint32_t ccsidr, ccr, r[16], slot[SCRIPT_LOOPS];
static access_t done[LOG];              /* loads, stores, barriers, in order */
static unsigned dones, steps, checks, mismatches, polls;

static void setup(void)
{
    memset(ram, 0, sizeof ram), memset(r, 0, sizeof r);
    memset(text, 0xEE, sizeof text);
    ccsidr = 0xF00FE019, ccr = 0x40200, dones = steps = checks = mismatches = polls = 0;
    script_begin(&s, text, ROOM);
}

static uint32_t mem_load(uint32_t addr, unsigned size)
{
    uint32_t v = 0;
    if (addr == CCSIDR) return ccsidr;
    if (addr == CCR) return ccr;
    if (addr == RAM + 0x3000) return ++polls;               /* a flag that counts */
    for (unsigned i = 0; i < size && addr - RAM + i < sizeof ram; i++)
        v |= (uint32_t)ram[addr - RAM + i] << 8 * i;
    return v;
}

static void mem_store(uint32_t addr, unsigned size, uint32_t v)
{
    if (addr == CCR) ccr = v;
    for (unsigned i = 0; i < size && addr - RAM + i < sizeof ram; i++)
        ram[addr - RAM + i] = (uint8_t)(v >> 8 * i);
}

static void note(unsigned op, unsigned size, uint32_t addr, uint32_t value)
{
    if (dones < LOG) done[dones] = (access_t){ (uint8_t)op, (uint8_t)size, addr, value };
    dones++;
}

static uint32_t alu(const uop_t *u)
{
    uint32_t a = r[u->rn], v = u->flags & UF_IMM ? u->imm : r[u->rm];
    switch (u->val) {
    case ALU_SUB: return a - v;
    case ALU_AND: return a & v;
    case ALU_ORR: return a | v;
    case ALU_BIC: return a & ~v;
    case ALU_LSL: return a << v;
    case ALU_LSR: return a >> v;
    default:      ck_abort_msg("alu %u", u->val); return 0;
    }
}

static void do_access(const uop_t *u)
{
    uint32_t addr = u->rn == R_NONE ? u->imm : r[u->rn] + u->imm;
    if (u->op == U_LOAD) r[u->rd] = mem_load(addr, u->size);
    else mem_store(addr, u->size, u->flags & UF_IMM ? u->val : r[u->rd]);
    note(u->op, u->size, addr, u->op == U_LOAD ? r[u->rd] : u->flags & UF_IMM ? u->val : r[u->rd]);
    if (u->flags & UF_POST) r[u->rn] += u->size;
}

/* Runs from `pc` to U_END, U_RETURN or the end of the text. */
static void interpret(uint32_t pc)
{
    ck_assert_int_eq(script_finish(&s), SCRIPT_FINE);
    for (unsigned n = 0; pc < s.used; n++) {
        ck_assert_uint_lt(n, LIMIT);
        const uop_t *u = &text[pc++];
        steps += u->flags & UF_STEP ? 1 : 0;
        switch (u->op) {
        case U_NOP: case U_MARK: case U_RELEASE: case U_COMPUTE: break;
        case U_MOVI: r[u->rd] = u->imm; break;
        case U_ADDI: r[u->rd] = r[u->rn] + u->imm; break;
        case U_ALU:  r[u->rd] = alu(u); break;
        case U_LOAD: case U_STORE: do_access(u); break;
        case U_CHECK: checks++, mismatches += (r[u->rd] & u->mask) != u->val; break;
        case U_B:    pc = u->imm; break;
        case U_BNE:  if ((r[u->rd] & u->mask) != u->val) pc = u->imm; break;
        case U_BEQ:  if ((r[u->rd] & u->mask) == u->val) pc = u->imm; break;
        case U_BREG: if (r[u->rd] != r[u->rn]) pc = u->imm; break;
        case U_LOOPSET: slot[u->rd] = u->imm; break;
        case U_LOOP: if (--slot[u->rd]) pc = u->imm; break;
        case U_DMB: case U_DSB: case U_ISB: note(u->op, 0, 0, 0); break;
        case U_END: case U_RETURN: return;
        default: ck_abort_msg("op %u", u->op);
        }
    }
}

static void expect(unsigned i, unsigned op, uint32_t addr, uint32_t value)
{
    ck_assert_uint_lt(i, dones);
    ck_assert_msg(done[i].op == op && done[i].addr == addr && done[i].value == value,
                  "access %u: op %u %x = %x", i, done[i].op, done[i].addr, done[i].value);
}

START_TEST(clean_by_address)
{
    /* 0x2000001C + 32 bytes touch two lines: DSB, two writes from the address itself, DSB, ISB */
    script_dcache_range(&s, SCRIPT_CLEAN, RAM + 0x1C, 32);
    interpret(0);
    ck_assert_uint_eq(dones, 5);
    expect(0, U_DSB, 0, 0);
    expect(1, U_STORE, 0xE000EF68, RAM + 0x1C);
    expect(2, U_STORE, 0xE000EF68, RAM + 0x3C);
    expect(3, U_DSB, 0, 0);
    expect(4, U_ISB, 0, 0);
}
END_TEST

START_TEST(how_many_lines)
{
    static const struct { uint32_t addr, size, lines; } row[] = {
        { 0, 1, 1 }, { 0, 32, 1 }, { 0, 33, 2 }, { 31, 1, 1 }, { 31, 2, 2 }, { 4, 60, 2 },
        { 4, 61, 3 }, { 0, 0x1000, 128 },
        { 0, 0, 0 }, { 0, 0x80000000, 0 }, { 5, 0xFFFFFFFF, 0 } }; /* int32_t size <= 0: nothing */
    static const struct { maintain_t what; uint32_t reg; } op[] = {
        { SCRIPT_CLEAN, 0xE000EF68 }, { SCRIPT_INVALIDATE, 0xE000EF5C },
        { SCRIPT_CLEAN_INVALIDATE, 0xE000EF70 } };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        for (unsigned k = 0; k < 3; k++) {
            setup();
            script_step(&s, 1);
            script_dcache_range(&s, op[k].what, RAM + row[i].addr, row[i].size);
            interpret(0);
            ck_assert_uint_eq(dones, row[i].lines ? row[i].lines + 3 : 0);
            for (uint32_t n = 0; n < row[i].lines; n++)
                expect(1 + n, U_STORE, op[k].reg, RAM + row[i].addr + 32 * n);
            ck_assert_uint_eq(steps, 1);                    /* seen even when it does nothing */
        }
    setup();
    script_icache_range(&s, RAM, 64);
    interpret(0);
    expect(2, U_STORE, 0xE000EF58, RAM + 32);
}
END_TEST

START_TEST(whole_cache)
{
#ifdef STRESS
    enum { SETS = 1, WAYS = 2, SHIFT = 31 };
    ccsidr = 0xF0000001 | (WAYS - 1) << 3;
#else
    enum { SETS = 128, WAYS = 4, SHIFT = 30 };
#endif
    static const uint32_t reg[] = { 0xE000EF6C, 0xE000EF60, 0xE000EF74 };
    for (unsigned k = 0; k < 3; k++) {
        dones = 0;
        script_begin(&s, text, ROOM);
        script_dcache_all(&s, (maintain_t)k);
        interpret(0);
        ck_assert_uint_eq(dones, 3 + SETS * WAYS + 2);
        expect(0, U_STORE, 0xE000ED84, 0);                  /* CSSELR = 0 */
        expect(1, U_DSB, 0, 0);
        expect(2, U_LOAD, CCSIDR, ccsidr);
        for (unsigned i = 0; i < SETS * WAYS; i++)
            expect(3 + i, U_STORE, reg[k],
                   (SETS - 1 - i / WAYS) << 5 | (uint32_t)(WAYS - 1 - i % WAYS) << SHIFT);
        expect(3 + SETS * WAYS, U_DSB, 0, 0);
        expect(4 + SETS * WAYS, U_ISB, 0, 0);
    }
}
END_TEST

START_TEST(cache_on_and_off)
{
    unsigned lines = ((ccsidr >> 13 & 0x7FFF) + 1) * 4;
#ifdef STRESS
    ccsidr = 0xF0000009, lines = 2;
#endif
    script_dcache_enable(&s, 1);
    interpret(0);
    ck_assert_uint_eq(ccr, 0x50200);
    expect(0, U_LOAD, CCR, 0x40200);
    expect(4, U_STORE, 0xE000EF60, done[4].value);          /* invalidates first */
    expect(4 + lines, U_DSB, 0, 0);
    expect(6 + lines, U_STORE, CCR, 0x50200);
    ck_assert_uint_eq(dones, 9 + lines);
    dones = 0;
    interpret(0);                                           /* on already: one load and out */
    ck_assert_uint_eq(dones, 1);
    dones = 0, script_begin(&s, text, ROOM);
    script_dcache_enable(&s, 0);
    interpret(0);
    ck_assert_uint_eq(ccr, 0x40200);
    expect(3, U_STORE, CCR, 0x40200);                       /* off before the clean */
    expect(6, U_STORE, 0xE000EF74, done[6].value);
    dones = 0, script_begin(&s, text, ROOM);
    script_icache_enable(&s, 1);
    interpret(0);
    ck_assert_uint_eq(ccr, 0x60200);
    expect(3, U_STORE, 0xE000EF50, 0);
    script_icache_enable(&s, 0);
    interpret(0);
    ck_assert_uint_eq(ccr, 0x40200);
}
END_TEST

START_TEST(memory_steps)
{
    script_fill(&s, RAM + 0x100, 5, 4, 0x10, 3);
    script_fill(&s, RAM + 0x200, 3, 1, 0xAB, 0);
    script_copy(&s, RAM + 0x300, RAM + 0x100, 10, 2);
    script_modify(&s, RAM + 0x104, 4, 0xF0, 0x300);
    script_fill(&s, RAM + 0x400, 0, 4, 1, 1);
    script_expect_fill(&s, RAM + 0x300, 5, 4, 0x10, 3);
    script_compare(&s, RAM + 0x200, (const uint8_t *)"\xAB\xAB\xAB\x00\x00\x00\x01", 7, 4);
    script_read(&s, RAM, 4, 4);
    interpret(0);
    for (unsigned i = 0; i < 5; i++) ck_assert_uint_eq(ram[0x300 + 4 * i], 0x10 + 3 * i);
    ck_assert_uint_eq(ram[0x202], 0xAB);
    ck_assert_uint_eq(ram[0x203], 0);
    ck_assert_uint_eq(ram[0x104] | ram[0x105] << 8, 0x303);
    ck_assert_uint_eq(checks, 5 + 1 + 3);   /* seven bytes: a word and three bytes */
    ck_assert_uint_eq(mismatches, 1);                       /* the last byte is not 1 */
}
END_TEST

START_TEST(polls_and_loops)
{
    script_step(&s, 1);
    script_poll(&s, RAM + 0x3000, 4, 7, 5, 1);              /* until (n & 7) == 5 */
    script_poll(&s, RAM + 0x3000, 4, 8, 0, 0);              /* while (n & 8) == 0 */
    script_step(&s, 2);
    script_loop(&s, 3);
    script_loop(&s, 2);
    script_step(&s, 3);
    script_store(&s, RAM, 1, 1);
    script_loop_end(&s);
    script_loop_end(&s);
    script_end(&s, 0, 0);
    interpret(0);
    ck_assert_uint_eq(polls, 8);
    ck_assert_uint_eq(dones, 8 + 6);
    ck_assert_uint_eq(steps, 1 + 1 + 6);                    /* a poll begins its step once */
    ck_assert_uint_eq(s.loops, 2);
}
END_TEST

START_TEST(steps_and_handlers)
{
    script_step(&s, 7);
    script_mark(&s, 1);
    script_mark(&s, 2);
    script_step(&s, 8);
    script_end(&s, 0, 0);
    script_step(&s, 9);
    uint32_t entry = script_handler(&s);
    script_mark(&s, 3);
    script_handler_end(&s);
    ck_assert_int_eq(script_finish(&s), SCRIPT_FINE);
    ck_assert_uint_eq(text[0].flags, UF_STEP);
    ck_assert_uint_eq(text[0].step, 7);
    ck_assert_uint_eq(text[1].flags, 0);
    ck_assert_uint_eq(text[1].step, 7);
    ck_assert_uint_eq(text[2].flags, UF_STEP);
    ck_assert_uint_eq(entry, 3);
    ck_assert_uint_eq(text[3].op, U_MARK);
    ck_assert_uint_eq(text[3].flags, UF_STEP);
    ck_assert_uint_eq(text[3].step, 9);
    ck_assert_uint_eq(text[s.used - 1].op, U_RETURN);
}
END_TEST

START_TEST(interrupt_registers)
{
    script_irq_enable(&s, 16 + 37, 1);
    script_priority(&s, 16 + 37, 5);
    script_priority(&s, 15, 15);
    script_irq_pend(&s, 14, 1);
    script_irq_enable(&s, 16 + 149, 0);
    script_mpu_region(&s, 2, 0x24000000, 0x1234);
    script_mpu_enable(&s, 4);
    script_irq_enable(&s, 5, 1);
    interpret(0);
    expect(0, U_STORE, 0xE000E104, 1 << 5);
    expect(1, U_STORE, 0xE000E400 + 37, 0x50);
    ck_assert_uint_eq(done[1].size, 1);
    expect(2, U_STORE, 0xE000ED23, 0xF0);
    expect(3, U_STORE, 0xE000ED04, 1 << 28);
    expect(4, U_STORE, 0xE000E190, 1 << 21);
    expect(5, U_DSB, 0, 0);
    expect(7, U_STORE, 0xE000ED98, 2);
    expect(8, U_STORE, 0xE000ED9C, 0x24000000);
    expect(9, U_STORE, 0xE000EDA0, 0x1234);
    expect(11, U_STORE, 0xE000ED94, 5);
    expect(13, U_STORE, 0xE000ED24, 1 << 16);
    expect(17, U_STORE, 0xE000ED24, 1 << 17);
}
END_TEST

START_TEST(nothing_is_written_past_the_end)
{
    script_begin(&s, NULL, 0);                              /* measure */
    script_dcache_enable(&s, 1);
    script_fill(&s, RAM, 4, 4, 0, 1);
    uint32_t need = s.used;
    ck_assert_int_eq(script_finish(&s), SCRIPT_FINE);
    for (uint32_t room = 1; room <= need; room++) {
        memset(text, 0xEE, sizeof text);
        script_begin(&s, text, room);
        script_dcache_enable(&s, 1);
        script_fill(&s, RAM, 4, 4, 0, 1);
        ck_assert_int_eq(script_finish(&s), room < need ? SCRIPT_FULL : SCRIPT_FINE);
        ck_assert_uint_eq(s.used, need);
        ck_assert_uint_eq(text[room].op, 0xEE);
    }
}
END_TEST

START_TEST(mistakes_are_reported)
{
    script_loop_end(&s);
    ck_assert_int_eq(script_finish(&s), SCRIPT_UNPAIRED);
    setup(), script_loop(&s, 2);
    ck_assert_int_eq(script_finish(&s), SCRIPT_UNPAIRED);
    setup();
    for (int i = 0; i < 65; i++) script_loop(&s, 1), script_loop_end(&s);
    ck_assert_int_eq(script_finish(&s), SCRIPT_MANY_LOOPS);
    for (uint32_t i = 0; i < s.used; i++) ck_assert_uint_lt(text[i].rd, SCRIPT_LOOPS);
    setup();
    for (int i = 0; i < 17; i++) script_loop(&s, 1);
    ck_assert_int_eq(script_finish(&s), SCRIPT_DEEP);
    setup(), script_load(&s, RAM, 3);
    ck_assert_int_eq(script_finish(&s), SCRIPT_BAD);
    setup(), script_irq_pend(&s, 3, 1);
    ck_assert_int_eq(script_finish(&s), SCRIPT_BAD);
    setup(), script_irq_enable(&s, 166, 1);
    ck_assert_int_eq(script_finish(&s), SCRIPT_BAD);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("script");
    tcase_add_checked_fixture(t, setup, NULL);
    const TTest *const tests[] = {
        clean_by_address, how_many_lines, whole_cache, cache_on_and_off, memory_steps,
        polls_and_loops, steps_and_handlers, interrupt_registers, nothing_is_written_past_the_end,
        mistakes_are_reported };
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(t, tests[i]);
    return case_run("script", t);
}
