/* test_lsu_random.c -- the load/store unit against a flat array of bytes.
 *
 * One master: whatever caches, buffers and forced events do, every load must return what the
 * program last stored, and after cleaning the cache and DSB the memory must hold it too. Policies,
 * sizes, alignments, bus waits, replacement and forced cache events are drawn at random; the same
 * program is then run on the slow road, with the machine copied on the way, and with nobody
 * watching. */
#include "lsu_bench.h"
#include "suite.h"

enum { STEPS = 3000, FORCED = 200, CLEAN_ALL = DCACHE_SETS * DCACHE_WAYS };

static bench_t one, two;
static btrace_t trace1, trace2;
static bstep_t prog[STEPS + CLEAN_ALL + 2];
static breply_t replies1[STEPS + CLEAN_ALL + 2], replies2[STEPS + CLEAN_ALL + 2];
static uint32_t want[STEPS];
static uint8_t ram[RAM_SIZE], device[PART_SIZE], ahbp[PART_SIZE], dtcm[TCM_SIZE];
static forced_t forced[FORCED];
static uint64_t rng;
static uint32_t at;                                   /* where a sequence of accesses stands */

static uint32_t draw(uint32_t n)
{
    rng ^= rng << 13, rng ^= rng >> 7, rng ^= rng << 17;
    return (uint32_t)(rng >> 20) % n;
}

/* Four windows of 32 KB with four policies; in each, 8 lines of each of two sets. */
static const uint32_t policy_rasr[4] = { 0x03030000 | 1 << 19, 0x03020000, 0x03030000, 0x03000000
                                         | 1 << 19 };

static void windows(mpu_t *m)
{
    m->ctrl = 1 | 4;
    for (unsigned k = 0; k < 4; k++) {
        m->rbar[k] = RAM + 0x8000 * k;
        m->rasr[k] = policy_rasr[k] | 14 << 1 | 1;
    }
}

/* `seq`: often right after the last one drawn. */
static uint32_t some_addr(unsigned size, int aligned, int seq)
{
    uint32_t a = RAM + draw(4) * 0x8000;
    a += draw(8) * 0x1000;
    a += draw(64);
    if (seq && draw(4)) a = at;
    if (draw(3) == 0) a &= ~0x7000u;                       /* often the same few lines */
    if (aligned) a &= ~(size - 1u);
    at = RAM + (a + size - RAM) % (RAM_SIZE - 64);
    return a;
}

static uint8_t *oracle(uint32_t addr)
{
    if (addr - RAM < RAM_SIZE) return &ram[addr - RAM];
    if (addr - DEVICE < PART_SIZE) return &device[addr - DEVICE];
    if (addr - AHBP < PART_SIZE) return &ahbp[addr - AHBP];
    return &dtcm[addr - DTCM];
}

static void put(uint32_t addr, unsigned size, uint64_t v)
{
    for (unsigned k = 0; k < size; k++) *oracle(addr + k) = (uint8_t)(v >> 8 * k);
}

static void draw_step(uint32_t i)
{
    static const uint32_t reg[] = { 0xE000EF64, 0xE000EF68, 0xE000EF6C, 0xE000EF70, 0xE000EF74 };
    unsigned what = draw(100), size = 1u << draw(3);
    uint32_t v = (uint32_t)rng, seq = draw(2), a = some_addr(size, draw(8) != 0, (int)seq);
    if (draw(10) == 0) {
        a = draw(2) ? DEVICE : AHBP;
        a += draw(32) & ~(size - 1u);
    } else if (draw(12) == 0) {
        a = DTCM + draw(32);
    }
    bstep_t *s = &prog[i];
    want[i] = 0;
    if (what < 44) {
        *s = (bstep_t){ .op = B_LOAD, .size = (uint8_t)size, .addr = a };
        for (unsigned k = 0; k < size; k++) want[i] |= (uint32_t)*oracle(a + k) << 8 * k;
    } else if (what < 82) {
        *s = (bstep_t){ .op = B_STORE, .size = (uint8_t)size, .addr = a, .value = v };
        put(a, size, v);
    } else if (what < 88) {
        a &= ~3u;
        if (a - RAM < RAM_SIZE) a = RAM + (a - RAM) % (RAM_SIZE - 8);
        *s = (bstep_t){ .op = B_PAIR, .addr = a, .value = v, .high = v * 3 };
        put(a, 8, (uint64_t)(uint32_t)(v * 3) << 32 | v);
    } else if (what < 91) {
        *s = (bstep_t){ .op = B_BARRIER, .value = draw(3) };
    } else if (what < 93) {
        *s = (bstep_t){ .op = B_PRELOAD, .addr = a };
    } else if (what < 95) {
        *s = (bstep_t){ .op = B_FORCE, .addr = a, .value = draw(2) };
    } else if (what < 96) {
        *s = (bstep_t){ .op = B_IDLE, .value = draw(40) + 1 };
    } else {
        unsigned k = draw(5), way = draw(4), set = draw(4);
        uint32_t value = k == 2 || k == 4 ? way << 30 | set << 5 : a;
        *s = (bstep_t){ .op = B_STORE, .size = 4, .addr = reg[k], .value = value };
    }
}

static uint32_t draw_program(uint32_t seed)
{
    at = RAM, rng = seed * 0x9E3779B97F4A7C15ull + 1;
    for (unsigned i = 0; i < 8; i++) draw(2);
    bench_init(&one);
    memcpy(ram, one.ram, sizeof ram);
    memset(device, 0, sizeof device), memset(ahbp, 0, sizeof ahbp), memset(dtcm, 0, sizeof dtcm);
    for (uint32_t i = 0; i < STEPS; i++) draw_step(i);
    uint32_t n = STEPS;
    for (uint32_t set = 0; set < DCACHE_SETS; set++)
        for (uint32_t way = 0; way < DCACHE_WAYS; way++)
            prog[n++] = (bstep_t){ .op = B_STORE, .size = 4, .addr = 0xE000EF6C,
                                   .value = way << (DCACHE_WAYS == 4 ? 30 : 31) | set << 5 };
    prog[n++] = (bstep_t){ .op = B_BARRIER, .value = BAR_DSB };
    tick_t t = 0;
    for (unsigned i = 0; i < FORCED; i++) {
        t += draw(3000);
        forced[i] = (forced_t){ .at = t, .addr = some_addr(1, 0, 0) };
        forced[i].what = (uint8_t)draw(2);
    }
    return n;
}

static void set_up(bench_t *b, uint32_t seed)
{
    bench_init(b);
    cache_reset(&b->dcache, &dcache_geometry, (cache_policy_t)(seed % 3), seed);
    windows(&b->mpu);
    b->vary = seed + 1, b->tail = seed % 4;
    if (seed % 5 == 4) b->scb.actlr = 1 << 11;
    if (seed % 7 == 6) b->scb.ccr = 0;
                          /* cache off: everything goes past it */
}

static void same_outcome(uint32_t n, const char *road, uint32_t seed)
{
    one.now = two.now = 0;  /* the roads end at their own last tick */
    ck_assert_msg(!memcmp(&one, &two, sizeof one), "%s: other state, seed %u", road, seed);
    ck_assert_msg(!memcmp(replies1, replies2, n * sizeof *replies1), "%s: other replies, seed %u",
                  road, seed);
    ck_assert_msg(trace1.n == trace2.n && !memcmp(trace1.fact, trace2.fact,
                                                  trace1.n * sizeof(fact_t)),
                  "%s: other facts, seed %u", road, seed);
}

static void other_road(uint32_t n, uint32_t seed, const input_t *in, road_t road, const char *name)
{
    set_up(&two, seed);
    memset(replies2, 0, sizeof replies2);
    trace2.n = 0;
    ck_assert(bench_run(&two, prog, n, replies2, &trace2, in, road));
    same_outcome(n, name, seed);
}

START_TEST(against_flat_memory)
{
    uint32_t seed = (uint32_t)_i, n = draw_program(seed);
    input_t in = { .forced = forced, .forceds = FORCED };
    trace1.sink = trace2.sink = (sink_t){ .mask = ~0ull, .see = bench_see };
    bench_num[T_STB_ENTRIES].value = seed % 4 == 3 ? 1 : 4;
    bench_num[T_STB_MERGE_TIMEOUT].value = seed % 6 == 5 ? 0 : seed % 6 == 4 ? 0xFFFFFFFF : 16;
    bench_num[T_FILL_BUFFERS].value = seed % 9 == 8 ? 1 : 2;
    bench_num[T_AHBP_WRITES].value = 1 + seed % 2;
    bench_num[T_DEVICE_WRITES].value = 1 + seed % 3;
    set_up(&one, seed);
    memset(replies1, 0, sizeof replies1);
    trace1.n = 0;
    ck_assert_msg(bench_run(&one, prog, n, replies1, &trace1, &in, FAST), "stuck, seed %u step %u",
                  seed, one.next);
    ck_assert(trace1.n < B_FACTS);
    for (uint32_t i = 0; i < STEPS; i++) {
        ck_assert_msg(replies1[i].status == LSU_OK, "seed %u step %u: fault %u", seed, i,
                      replies1[i].fault);
        if (prog[i].op == B_LOAD)
            ck_assert_msg(replies1[i].value == want[i],
                          "seed %u step %u: %08x at %08x, wanted %08x", seed, i,
                          replies1[i].value, prog[i].addr, want[i]);
    }
    ck_assert_msg(!memcmp(one.ram, ram, sizeof ram), "memory differs, seed %u", seed);
    ck_assert(!memcmp(one.device, device, sizeof device) && !memcmp(one.ahbp, ahbp, sizeof ahbp));
    ck_assert(!memcmp(one.dtcm, dtcm, sizeof one.dtcm));
    ck_assert_uint_eq(one.lsu.imprecise, 0);
    tick_t end = one.now;
    other_road(n, seed, &in, SLOW, "slow road");
    other_road(n, seed, &in, COPIED, "copied");
    set_up(&two, seed);
    ck_assert(bench_run(&two, prog, n, 0, 0, &in, FAST));
    ck_assert_uint_eq(two.now, end);
    two.now = 0;
    ck_assert(!memcmp(&one, &two, sizeof one));              /* silence */
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("oracle");
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, against_flat_memory, 0, 40);
    return case_run("lsu_random", t);
}
