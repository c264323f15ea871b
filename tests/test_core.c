/* test_core.c -- the sequencer, sleep and counters, cycle by cycle, on the toy lsu; then the laws
 * on random programs. */
#include "core_case.h"

static bench_t *b2;                      /* the other machine of a comparison */

/* --- issue ------------------------------------------------------------------------------------ */

START_TEST(one_micro_op_a_cycle)
{
    /* mov, store (2 x), load, check, compute 50, mark, end: cycles 0.. ; compute at 5, mark at
     * 55 */
    script_step(&s, 10);
    script_store(&s, RAM, 4, 0x11223344);                   /* 0 */
    script_store(&s, RAM + 1, 1, 0xEE);                     /* 1 */
    script_step(&s, 11);
    script_expect(&s, RAM, 4, ~0u, 0x1122EE44);             /* 2, 3 */
    script_expect(&s, RAM + 2, 2, 0xFF, 0x0023);            /* 4, 5: 0x1122 & 0xFF is not 0x23 */
    script_compute(&s, 50);                                 /* 6 */
    script_mark(&s, 77);                                    /* 56 */
    script_end(&s, 3, 1);                                   /* 57 */
    run(1000);
    ck_assert_uint_eq(at(F_STEP, -1, 0), 0);
    ck_assert_uint_eq(at(F_STEP, -1, 1), 2);
    ck_assert_uint_eq(find(F_STEP, -1, 1)->pc, 11);
    ck_assert_uint_eq(at(F_CHECK, -1, 0), 3);
    ck_assert_uint_eq(find(F_CHECK, -1, 0)->data, 0x1122EE44);
    ck_assert_uint_eq(find(F_CHECK, -1, 0)->addr, RAM);
    ck_assert_uint_eq(find(F_CHECK, -1, 1)->data, 0x22);
    ck_assert_uint_eq(find(F_CHECK, -1, 1)->note, 0x23);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 56);
    ck_assert_uint_eq(find(F_MARK, -1, 0)->data, 77);
    ck_assert_uint_eq(at(F_END, 1, 0), 57);
    const core_t *c = &b->chip.core;
    ck_assert_int_eq(c->stop, STOP_EXIT);
    ck_assert_int_eq(c->exit_code, 3);
    ck_assert_uint_eq(c->checks, 2);
    ck_assert_uint_eq(c->mismatches, 1);
    ck_assert_uint_eq(c->instructions, 9);
    ck_assert_uint_eq(b->chip.due, NEVER);
}
END_TEST

START_TEST(loops_and_polls)
{
    /* loopset 0; body of 2 + loop = 3 cycles x 4: 1..12; then poll: mov 13, load 14, bne 15, ...
     * the wire handler writes the flag. Here the flag is set already: end at 16. */
    script_step(&s, 1);
    script_loop(&s, 4);
    script_step(&s, 2);
    script_modify(&s, RAM, 4, 0, 0);                        /* load, store */
    script_loop_end(&s);
    script_poll(&s, RAM + 4, 4, 1, 0, 1);
    script_end(&s, 0, 0);
    run(1000);
    ck_assert_uint_eq(count(F_STEP), 5);                    /* step 2 begins four times */
    ck_assert_uint_eq(at(F_STEP, -1, 4), 10);
    ck_assert_uint_eq(at(F_END, 0, 0), 16);
    ck_assert_int_eq(b->chip.core.stop, STOP_END);
}
END_TEST

START_TEST(a_load_that_waits)
{
    /* asked at 0, there at 20, next micro-op at 21. An interrupt that comes at 5 is taken at 21. */
    script_load(&s, SLOW, 4);
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    script_handler_end(&s);
    pulse(5, 0);
    run(1000);
    ck_assert_uint_eq(at(F_LOAD, -1, 0), 20);
    ck_assert_uint_eq(at(F_IRQ_PEND, 16, 0), 5);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 16, 0), 21 + 12);
}
END_TEST

START_TEST(leaves_the_loop_on_a_wire)
{
    script_store(&s, WIRE, 4, 1);
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    load_program();
    uint64_t ear[WIRE_KINDS] = { 0 };
    env_t env = { .clock = b->clock, .wires = &b->chip.wires, .in = &b->in, .ears = ear,
                  .until = 1000 * CY };
    ck_assert_uint_eq(core_model.step(&b->chip.core, &b->cfg, &env), CY);   /* not a tick further */
    ck_assert_uint_eq(env.now, 0);
    ck_assert_uint_eq(b->chip.core.upc, 1);
    env.woke = 0, env.now = CY, env.until = CY + 1;   /* a loan of one edge */
    ck_assert_uint_eq(core_model.step(&b->chip.core, &b->cfg, &env), 2 * CY);
    ck_assert_uint_eq(b->chip.core.upc, 2);
}
END_TEST

START_TEST(an_empty_program_ends)
{
    bench_run(b, 100 * CY, 0);
    ck_assert_int_eq(b->chip.core.stop, STOP_END);
    ck_assert_uint_eq(at(F_END, 0, 0), 0);
    ck_assert_uint_eq(core_step_number(&b->chip.core, &b->in), NO_PC);
}
END_TEST

/* --- sleep ------------------------------------------------------------------------------------ */

START_TEST(wfi)
{
    /* wfi at 0 sleeps; pulse at 50 wakes at 50; T_WFI_WAKE 6: decision 56, enter 68, return 68,
     * mark 78 */
    script_wfi(&s);
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    script_handler_end(&s);
    pulse(50, 0);
    load_program();
    bench_run(b, 30 * CY, 0);
    ck_assert_uint_eq(core_slept(&b->chip.core, 30 * CY), 30 * CY);
    ck_assert_uint_eq(b->chip.due, NEVER);                  /* asleep: only a wire can wake it */
    bench_run(b, 1000 * CY, 0);
    ck_assert_uint_eq(at(F_SLEEP, 0, 0), 0);
    ck_assert_uint_eq(at(F_WAKE, 0, 0), 50);
    ck_assert_uint_eq(at(F_IRQ_ENTER, 16, 0), 68);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 78);
    ck_assert_uint_eq(core_slept(&b->chip.core, 1000 * CY), 50 * CY);
}
END_TEST

START_TEST(wfi_off_the_edge)
{
    /* the wire moves at tick 601, between edges 50 and 51: pends then, wakes at 51. PRIMASK: no
     * handler */
    script_primask(&s, 1);
    script_wfi(&s);
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    handler(EXC_IRQ0, 0);
    script_handler_end(&s);
    bench_event(b, 601, 0, 1);
    run(1000);
    ck_assert_uint_eq(find(F_IRQ_PEND, 16, 0)->at, 601);
    ck_assert_uint_eq(at(F_WAKE, 0, 0), 51);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 57);
    ck_assert_ptr_null(find(F_IRQ_ENTER, -1, 0));
}
END_TEST

START_TEST(wfe)
{
    /* sev 0 sets the event; wfe 1 takes it; wfe 2 sleeps; a pulse that is not enabled wakes it
     * with SEVONPEND: at 50, mark at 56. That event is used up: wfe 57 sleeps until the next
     * one, at 80 */
    b->chip.core.scb.scr = SCR_SEVONPEND;
    script_sev(&s);
    script_wfe(&s);
    script_wfe(&s);
    script_mark(&s, 1);
    script_wfe(&s);
    script_mark(&s, 2);
    script_end(&s, 0, 0);
    pulse(50, 0), pulse(80, 1);
    run(1000);
    ck_assert_uint_eq(count(F_SLEEP), 2);
    ck_assert_uint_eq(at(F_SLEEP, 1, 1), 57);
    ck_assert_uint_eq(at(F_MARK, -1, 1), 86);
    ck_assert_uint_eq(at(F_SLEEP, 1, 0), 2);
    ck_assert_uint_eq(at(F_WAKE, 1, 0), 50);
    ck_assert_uint_eq(at(F_MARK, -1, 0), 56);
}
END_TEST

/* --- counters --------------------------------------------------------------------------------- */

START_TEST(systick_period)
{
    /* stores of 3 cycles at 0, 3, 6 and CSR at 9: value 0 at 6 and held, enabled at 9: the reload
     * at 10 gives 99, 0 again at 10 + 99 = 109, then every 100 */
    script_systick(&s, 100);
    script_compute(&s, 1000);
    script_end(&s, 0, 0);
    handler(EXC_SYSTICK, 15);
    script_handler_end(&s);
    run(1000);
    for (unsigned i = 0; i < 5; i++) {
        ck_assert_uint_eq(at(F_IRQ_PEND, EXC_SYSTICK, i), 109 + 100 * i);
        ck_assert_uint_eq(at(F_IRQ_ENTER, EXC_SYSTICK, i), 121 + 100 * i);
    }
}
END_TEST

START_TEST(systick_wakes)
{
    script_systick(&s, 100);
    script_wfi(&s);                                         /* at 12 */
    script_mark(&s, 1);
    script_end(&s, 0, 0);
    handler(EXC_SYSTICK, 15);
    script_handler_end(&s);
    run(1000);
    ck_assert_uint_eq(at(F_WAKE, 0, 0), 109);
    ck_assert_uint_eq(at(F_IRQ_ENTER, EXC_SYSTICK, 0), 109 + 6 + 12);
}
END_TEST

START_TEST(cyccnt)
{
    /* two reads, the second 3 (PPB) + 1 (store to RAM) + 50 cycles after the first */
    script_cyccnt(&s);
    script_modify(&s, 0xE0001004, 4, 0, 0);   /* load, store back: restarts nothing we look at */
    script_load(&s, 0xE0001004, 4);
    script_uop(&s, (uop_t){ .op = U_STORE, .size = 4, .rd = 0, .rn = R_NONE, .imm = RAM });
    script_compute(&s, 50);
    script_load(&s, 0xE0001004, 4);
    script_uop(&s, (uop_t){ .op = U_STORE, .size = 4, .rd = 0, .rn = R_NONE, .imm = RAM + 4 });
    script_end(&s, 0, 0);
    run(1000);
    ck_assert_uint_ne(word(RAM), 0);
    ck_assert_uint_eq(word(RAM + 4) - word(RAM), 54);
}
END_TEST

/* --- the laws --------------------------------------------------------------------------------- */

static uint32_t seed;
static uint32_t rnd(uint32_t n) { seed = seed * 1664525 + 1013904223; return (seed >> 8) % n; }

/* A program of any micro-ops at all: mostly sensible, sometimes garbage. */
static void random_program(uint32_t uops)
{
    static const uint32_t place[] = { RAM, RAM, RAM, SLOW, WIRE, BAD, LATE, GUARD,
                                      0xE000E000, 0xE000ED00, 0xE0001000 };
    for (uint32_t i = 0; i < uops; i++) {
        uop_t u = { .op = (uint8_t)rnd(U_KINDS), .step = i };
        u.size = (uint8_t)(1 << rnd(3));
        u.rd = (uint8_t)rnd(4), u.rn = rnd(3) ? R_NONE : (uint8_t)rnd(4);
        u.rm = (uint8_t)rnd(4), u.flags = (uint8_t)rnd(16);
        uint32_t p = rnd(sizeof place / sizeof *place);
        u.imm = place[rnd(4) ? 0 : p];
        u.imm += rnd(rnd(8) ? 64 : 1024) * 4;
        u.val = rnd(8), u.mask = rnd(2) ? ~0u : rnd(8);
        if ((u.op >= U_B && u.op <= U_BREG) || u.op == U_LOOP) u.imm = rnd(uops + 1);
        if (u.op == U_COMPUTE) u.imm = rnd(200);
        if (u.op == U_LOOPSET) u.imm = 1 + rnd(5);
        if (u.op == U_CPS) u.imm = rnd(4) == 0;
        if (u.op == U_END && rnd(4)) u.op = U_COMPUTE, u.imm = 30;
        if (u.op == U_RETURN && rnd(3)) u.op = U_NOP;
        if (!rnd(200)) {
            u.op = (uint8_t)rnd(256), u.rd = (uint8_t)rnd(256), u.rn = (uint8_t)rnd(256);
            u.imm = rnd(1 << 24) * 251;
        }
        text[i] = u;
    }
    b->in.program = text, b->in.uops = uops;
    for (unsigned i = 0; i < 8; i++) {
        static const uint16_t number[] = { 16, 17, 30, 100,
                                           EXC_SYSTICK, EXC_BUSFAULT, EXC_HARDFAULT, EXC_SVC };
        b->handler[i] = (handler_t){ .exception = number[i], .entry = rnd(uops) };
        scb_t *scb = &b->chip.core.scb;
        scb->priority[number[i]] = (uint8_t)(rnd(16) << 4);
        if (rnd(4)) scb->enabled[number[i] >> 6] |= 1ull << (number[i] & 63);
    }
    b->in.handlers = 8;
    tick_t t = 0;
    for (unsigned i = 0; i < 40; i++) {
        static const uint8_t line[] = { 0, 1, 14, 84 };
        uint8_t which = line[rnd(4)];
        t += rnd(3000);
        bench_event(b, t, which, (int)rnd(2));
    }
    if (rnd(2)) {
        env_t env = { .clock = b->clock, .wires = &b->chip.wires };
        scb_write(&b->chip.core.scb, &b->chip.core.mpu, 0xE014, 4, 50 + rnd(500), &env, 0);
        scb_write(&b->chip.core.scb, &b->chip.core.mpu, 0xE010, 4, rnd(2) ? 7 : 3, &env, 0);
    }
}

static void same(const char *what, unsigned n)
{
    size_t bytes = b->rec.facts * sizeof(fact_t);
    ck_assert_msg(b->rec.facts == b2->rec.facts, "%s, seed %u: how many facts", what, n);
    ck_assert_msg(!memcmp(b->rec.fact, b2->rec.fact, bytes), "%s, seed %u: facts", what, n);
    ck_assert_msg(!memcmp(&b->chip.core, &b2->chip.core, sizeof(core_t)), "%s, seed %u", what, n);
}

#ifdef __SANITIZE_ADDRESS__
enum { PROGRAMS = 150 };
#else
enum { PROGRAMS = 600 };
#endif

START_TEST(the_laws)
{
    static uint8_t ram[RAM_BYTES], ram2[RAM_BYTES];
    static const uint64_t hz[] = { 400000000, 480000000, 480100000, 64000000 };
    unsigned enters = 0, ended = 0;
    b2 = malloc(sizeof *b2);
    for (unsigned n = 0; n < PROGRAMS; n++) {
        seed = n * 7919 + 1;
        bench_start(b, hz[n % 4]);
        random_program(20 + rnd(ROOM - 20));
        memcpy(b2, b, sizeof *b);
        b2->in.handler = b2->handler, b2->cfg.num = b2->num;
        tick_t end = 60000 + rnd(5000), half = rnd(60000);
        bench_run(b, end, 0);                               /* the fast road */
        memcpy(ram, toy_ram, sizeof ram);
        memset(toy_ram, 0, sizeof toy_ram);
        bench_run(b2, end, 1);   /* skip and idle: every edge, each twice */
        same("slow", n);
        ck_assert(!memcmp(ram, toy_ram, sizeof ram));
        enters += count(F_IRQ_ENTER), ended += b->chip.core.stop != STOP_NONE;

        bench_start(b2, hz[n % 4]);   /* copy: half way, wreck, go on elsewhere; nobody watching */
        memcpy(b2->handler, b->handler, sizeof b->handler);
        memcpy(b2->events, b->events, sizeof b->events);
        b2->in = b->in, b2->in.handler = b2->handler, b2->eventc = b->eventc, b2->deaf = 1;
        seed = n * 7919 + 1;
        bench_t *keep = b;
        b = b2, b2->eventc = 0, random_program(20 + rnd(ROOM - 20)), b = keep;
        bench_run(b2, half, 0);
        chip_t *copy = malloc(sizeof *copy);
        memcpy(copy, &b2->chip, sizeof *copy), memset(&b2->chip, 0xA5, sizeof b2->chip);
        memcpy(ram2, toy_ram, sizeof ram2), memset(toy_ram, 0xA5, sizeof toy_ram);
        memcpy(&b2->chip, copy, sizeof *copy), memcpy(toy_ram, ram2, sizeof ram2);
        free(copy);
        bench_run(b2, end, 0);
        ck_assert_msg(!memcmp(&b->chip.core, &b2->chip.core, sizeof(core_t)), "copy, seed %u", n);
        ck_assert(!memcmp(ram, toy_ram, sizeof ram));
    }
    free(b2);
    ck_assert_uint_gt(enters, PROGRAMS);                    /* the programs did something */
    ck_assert_uint_gt(ended, PROGRAMS / 4);
}
END_TEST

START_TEST(peek_is_read)
{
    env_t env = { .clock = b->clock, .wires = &b->chip.wires };
    for (uint32_t off = 0; off < 64; off += 4)
        ck_assert_uint_eq(core_model.peek(&b->chip.core, &b->cfg, off, &env),
                          core_model.read(&b->chip.core, &b->cfg, off, 4, &env));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        one_micro_op_a_cycle, loops_and_polls, a_load_that_waits, leaves_the_loop_on_a_wire,
        an_empty_program_ends, wfi, wfi_off_the_edge, wfe, systick_period, systick_wakes, cyccnt,
        the_laws, peek_is_read };
    return run_tests("core", tests, sizeof tests / sizeof *tests);
}
