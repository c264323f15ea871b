/* test_oracle.c -- the coherency judge against programs nobody chose, on the real machine.
 *
 *   race-free   the CPU and a memory-to-memory stream share buffers with every clean, invalidate and
 *               barrier in its place: not one error or hazard may be told, whatever the cache does
 *   racy        the same with any of those left out: an error must be told exactly when some load or
 *               DMA read got another byte than a flat memory would have given, where stores take
 *               effect when they retire and DMA beats when they land
 *
 * A program is made from its number alone. Buffers are write-back, write-through, non-cacheable, in
 * several memories, and in racy programs two share a line and SRAM1 has two addresses. The D-cache is
 * off now and then, and it is made to fill and evict lines on its own. ORACLE=first,last in the
 * environment runs those programs instead; ORACLE=n tells what was found in one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "judge.h"
#include "machine.h"
#include "observe.h"
#include <check.h>

/* One racy program in so many must show an error, or the test says nothing. A cache of two lines
 * forgets old bytes before anybody reads them. */
#ifdef STRESS
enum { ENOUGH = 100 };
#else
enum { ENOUGH = 10 };
#endif

#ifdef __SANITIZE_ADDRESS__
enum { PROGRAMS = 300 };
#else
enum { PROGRAMS = 3000 };
#endif
enum { BUFFERS = 9, APART = 7, NC = 4, WT = 5, SIZE = 64, UOPS = 1200, POKES = 32 };

static const symbol_t buffer[BUFFERS] = {
    { "wb0", 0x24000000, SIZE }, { "wb1", 0x24000040, SIZE }, { "wb2", 0x24001000, SIZE }, { "sram1", 0x30000000, SIZE },
    { "nc", 0x24010000, SIZE }, { "wt", 0x24020000, SIZE }, { "sram4", 0x38000040, SIZE },
    { "left", 0x24002000, 40 }, { "right", 0x24002028, 24 },            /* in one line; racy programs only */
};

typedef struct {
    uint64_t state;
    bool racy, cache;
    unsigned buffers;
    input_t in;
    uop_t uop[UOPS];
    poke_t poke[POKES];
} program_t;

/* ---- programs -------------------------------------------------------------------------------------- */

static uint32_t rnd(program_t *p, uint32_t below)
{
    p->state ^= p->state << 13, p->state ^= p->state >> 7, p->state ^= p->state << 17;
    return (uint32_t)((p->state >> 16) % below);
}

static uint32_t put(program_t *p, uop_t u)
{
    u.step = p->in.uops, u.flags |= UF_STEP;
    if (p->in.uops < UOPS) p->uop[p->in.uops++] = u;
    return u.step;
}

static void set(program_t *p, uint32_t addr, uint32_t value)
{
    put(p, (uop_t){ .op = U_STORE, .size = 4, .rn = R_NONE, .flags = UF_IMM, .imm = addr, .val = value });
}

/* In a racy program anything that keeps order may be missing. */
static bool forgotten(program_t *p) { return p->racy && !rnd(p, 4); }
static void dsb(program_t *p) { if (!forgotten(p)) put(p, (uop_t){ .op = U_DSB }); }

enum { DCIMVAC = 0xE000EF5C, DCCMVAC = 0xE000EF68, DCCIMVAC = 0xE000EF70 };
static void maintain(program_t *p, uint32_t op, uint32_t addr, uint32_t size)
{
    if (forgotten(p)) return;
    dsb(p);
    for (uint32_t a = addr & ~31u; a < addr + size; a += 32) set(p, op, a);
    dsb(p);
}

static void touch(program_t *p, unsigned b, bool store)
{
    uint8_t size = (uint8_t)(1u << rnd(p, 3));
    uint32_t at = buffer[b].addr + rnd(p, buffer[b].size - size + 1);
    if (rnd(p, 3)) at &= ~(size - 1u);
    if (p->racy && at >> 28 == 3 && at < 0x38000000 && !rnd(p, 4)) at -= 0x20000000;   /* SRAM1's other address */
    if (store) put(p, (uop_t){ .op = U_STORE, .size = size, .rn = R_NONE, .flags = UF_IMM, .imm = at, .val = rnd(p, 0x7FFFFFFF) });
    else put(p, (uop_t){ .op = U_LOAD, .size = size, .rd = (uint8_t)rnd(p, 4), .rn = R_NONE, .imm = at });
}

/* The program at work; -1: no stream runs. src may be read, dst not even that, by a program that is right. */
static void work(program_t *p, unsigned steps, int src, int dst)
{
    while (steps--) {
        int b = (int)rnd(p, p->buffers);
        bool store = rnd(p, 2);
        switch (rnd(p, 12)) {
        case 0: put(p, (uop_t){ .op = U_FORCE, .val = rnd(p, 2), .imm = buffer[b].addr + rnd(p, buffer[b].size) }); break;
        case 3: put(p, (uop_t){ .op = U_PLD, .imm = buffer[b].addr + rnd(p, buffer[b].size) }); break;
        case 1: put(p, (uop_t){ .op = U_COMPUTE, .imm = 1 + rnd(p, 80) }); break;
        case 2:
            if (b != src && b != dst) maintain(p, rnd(p, 2) ? DCCMVAC : DCCIMVAC, buffer[b].addr + rnd(p, buffer[b].size), 1);
            break;
        default:
            if ((b == src && store) || (b == dst && (store || !p->racy))) break;
            touch(p, (unsigned)b, store);
            break;
        }
    }
}

static void transfer(program_t *p)
{
    enum { S0 = 0x40020410 };
    unsigned src = rnd(p, p->buffers), dst = (src + 1 + rnd(p, p->buffers - 1)) % p->buffers;
    uint32_t room = buffer[src].size < buffer[dst].size ? buffer[src].size : buffer[dst].size;
    uint32_t length = 4 + 4 * rnd(p, room / 4), from = buffer[src].addr, to = buffer[dst].addr;
    from += 4 * rnd(p, (buffer[src].size - length) / 4 + 1), to += 4 * rnd(p, (buffer[dst].size - length) / 4 + 1);
    uint32_t psize = rnd(p, 3), msize = rnd(p, 3);
    if (p->cache && src != NC && src != WT) maintain(p, rnd(p, 2) ? DCCMVAC : DCCIMVAC, from, length);
    if (p->cache && dst != NC && dst != WT) maintain(p, length == SIZE && rnd(p, 2) ? DCIMVAC : DCCIMVAC, to, length);
    set(p, 0x40020408, 0x3D);
    set(p, S0 + 0x04, length >> psize);
    set(p, S0 + 0x08, from);
    set(p, S0 + 0x0C, to);
    set(p, S0 + 0x14, 4 | rnd(p, 4));
    dsb(p);
    set(p, S0, 0x600 | psize << 11 | msize << 13 | 2u << 6 | rnd(p, 2) << 20 | 1);
    work(p, rnd(p, 12), (int)src, (int)dst);
    uint32_t poll = put(p, (uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = R_NONE, .imm = 0x40020400 });
    put(p, (uop_t){ .op = U_BNE, .rd = 0, .mask = 0x20, .val = 0x20, .imm = poll });
    if (p->cache && dst != NC) maintain(p, DCIMVAC, to, length);
}

static void poke(program_t *p, uint32_t addr, uint32_t value) { p->poke[p->in.pokes++] = (poke_t){ addr, value }; }

static void make_program(program_t *p, uint64_t number, bool racy)
{
    memset(p, 0, sizeof *p);
    p->state = (number * 2 + racy) * 0x9E3779B97F4A7C15ull + 88172645463325252ull;
    for (int i = 0; i < 4; i++) rnd(p, 2);
    p->racy = racy, p->cache = rnd(p, 8), p->buffers = racy ? BUFFERS : APART;
    p->in = (input_t){ .seed = number, .program = p->uop, .poke = p->poke, .stack = 0x20010000, .cpu_hz = 400000000,
                       .hclk_hz = 200000000, .pclk_hz = 100000000, .replacement = (uint8_t)rnd(p, 3) };
    poke(p, 0x580244D8, 0x2), poke(p, 0x580244DC, 0xE0000000);          /* DMA2, SRAM1-3 */
    static const uint32_t region[2][2] = { { 0x24010000, 8 }, { 0x24020000, 2 } };   /* TEX=1 C=0 B=0; C=1 B=0 */
    for (uint32_t n = 0; n < 2; n++)
        poke(p, 0xE000ED98, n), poke(p, 0xE000ED9C, region[n][0]), poke(p, 0xE000EDA0, 3u << 24 | region[n][1] << 16 | 11 << 1 | 1);
    poke(p, 0xE000ED94, 5);
    poke(p, 0xE000ED14, p->cache ? 0x00050200 : 0x00040200);
    for (unsigned n = 1 + rnd(p, 4); n--;) work(p, rnd(p, 25), -1, -1), transfer(p);
    work(p, 10 + rnd(p, 20), -1, -1);
    for (unsigned b = 0; b < p->buffers; b++) touch(p, b, false);
    put(p, (uop_t){ .op = U_DSB });
    put(p, (uop_t){ .op = U_END });
}

/* ---- a flat memory --------------------------------------------------------------------------------- */

typedef struct {
    sink_t sink;
    uint8_t now[BUFFERS][SIZE], was[BUFFERS][SIZE];
    tick_t  at[BUFFERS][SIZE];            /* when a DMA last wrote it */
    unsigned wrong, unsure;
    fact_t first;
} flat_t;

static bool find(uint32_t addr, unsigned *b, unsigned *i)
{
    if (addr >> 28 == 1) addr += 0x20000000;
    for (*b = 0; *b < BUFFERS; ++*b)
        if ((*i = addr - buffer[*b].addr) < buffer[*b].size) return true;
    return false;
}

static void flat_see(sink_t *sink, const fact_t *f)
{
    enum { ON_ITS_WAY = 1500 };           /* ticks: RAM may have answered a load before a beat landed */
    flat_t *m = (flat_t *)sink;
    bool cpu = f->who <= INIT_DTCM, write = f->kind == F_STORE || (f->kind == F_BEAT && f->note >> 8 & 1);
    if (f->kind == F_BEAT && cpu) return;
    for (unsigned k = 0, b, i; k < f->size && k < 8; k++) {
        uint8_t byte = (uint8_t)(f->data >> 8 * k);
        if (!find(f->addr + k, &b, &i)) continue;
        if (write) {
            if (f->kind == F_BEAT && !(f->note >> k & 1)) continue;
            m->was[b][i] = m->now[b][i], m->now[b][i] = byte;
            if (f->kind == F_BEAT) m->at[b][i] = f->at;
            else m->at[b][i] = 0;
        } else if (byte != m->now[b][i]) {
            if (f->kind == F_LOAD && m->at[b][i] && f->at - m->at[b][i] < ON_ITS_WAY && byte == m->was[b][i]) m->unsure++;
            else if (!m->wrong++) m->first = *f;
        }
    }
}

/* ---- verdicts -------------------------------------------------------------------------------------- */

typedef struct { findings_t list; flat_t flat; bool stopped; } verdict_t;
static machine_t *machine;
static program_t program;

static void run(verdict_t *v)
{
    static const names_t names = { .symbol = buffer, .symbols = BUFFERS, .cpu = { 0, 1, 12, 0 } };
    memset(v, 0, sizeof *v);
    v->flat.sink = (sink_t){ .mask = 1ull << F_LOAD | 1ull << F_STORE | 1ull << F_BEAT, .see = flat_see };
    coherence_t *judge = coherence_new(&h743_map, &names, &v->list);
    tee_t tee;
    tee_start(&tee);
    tee_add(&tee, coherence_sink(judge)), tee_add(&tee, &v->flat.sink);
    machine_boot(machine, &h743_map, &program.in, &tee.sink);
    for (unsigned b = 0; b < BUFFERS; b++)
        for (unsigned i = 0; i < buffer[b].size; i++) v->flat.now[b][i] = machine_ram(machine, buffer[b].addr + i);
    machine_run(machine, 12 * 200000);
    v->stopped = machine_stopped(machine);
    coherence_finish(judge, machine->chip.now);
    coherence_free(judge);
}

static unsigned errors(const verdict_t *v)
{
    unsigned n = 0;
    for (size_t i = 0; i < v->list.count; i++) n += v->list.item[i].tier == TIER_ERROR;
    return n;
}

static void show(uint64_t number, const verdict_t *v)
{
    const fact_t *f = &v->flat.first;
    fprintf(stderr, "program %llu, %s: %u bytes differ from a flat memory, %u errors\n", (unsigned long long)number,
            program.racy ? "racy" : "race-free", v->flat.wrong, errors(v));
    if (v->flat.wrong) fprintf(stderr, "  first: %s of 0x%08X at cycle %llu, step %u\n", f->kind == F_LOAD ? "load" : "DMA read", (unsigned)f->addr,
                               (unsigned long long)f->at / 12, (unsigned)f->pc);
    for (size_t i = 0; i < v->list.count; i++) {
        const finding_t *x = &v->list.item[i];
        fprintf(stderr, "  %s %s in %s: %s\n", tier_name[x->tier], rule_name[x->rule], x->buffer, x->message);
        for (unsigned k = 0; k < x->causes; k++) fprintf(stderr, "    %s\n", x->cause[k].text);
    }
}

static unsigned faulty, with_errors, unsure;

static void judge_one(uint64_t number, bool racy, bool wished)
{
    verdict_t v;
    make_program(&program, number, racy);
    run(&v);
    bool bad = !v.stopped || (racy ? !v.flat.unsure && !v.flat.wrong != !errors(&v) : v.list.count || v.flat.wrong || v.flat.unsure);
    faulty += bad, with_errors += racy && v.flat.wrong, unsure += racy && v.flat.unsure;
    if ((bad && faulty <= 5) || wished) show(number, &v);
    findings_free(&v.list);
}

static void judge_all(bool racy)
{
    unsigned long long first = 0, last = PROGRAMS - 1;
    const char *wish = getenv("ORACLE");
    if (wish && sscanf(wish, "%llu,%llu", &first, &last) == 1) last = first;
    machine = malloc(sizeof *machine);
    ck_assert_ptr_nonnull(machine);
    faulty = with_errors = unsure = 0;
    for (uint64_t n = first; n <= last; n++) judge_one(n, racy, wish && first == last);
    free(machine);
    if (wish) fprintf(stderr, "%s: %u faulty, %u with wrong values, %u unsure\n", racy ? "racy" : "race-free", faulty, with_errors, unsure);
    ck_assert_uint_eq(faulty, 0);
    if (wish || !racy) return;
    ck_assert_uint_gt(with_errors, PROGRAMS / ENOUGH);                   /* the programs are worth running */
    ck_assert_uint_lt(unsure, PROGRAMS / 20);
}

START_TEST(race_free_programs_are_silent) { judge_all(false); }
END_TEST
START_TEST(errors_are_told_exactly_when_a_value_was_wrong) { judge_all(true); }
END_TEST

int main(void)
{
    Suite *s = suite_create("oracle");
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 300);
    tcase_add_test(t, race_free_programs_are_silent);
    tcase_add_test(t, errors_are_told_exactly_when_a_value_was_wrong);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
