/* test_matrix_stress.c -- the laws, and thousands of random requests. The toy chip is in
 * matrix_bench.h. */
#include "matrix_bench.h"
#include <stdlib.h>

/* ---- laws ------------------------------------------------------------------------------------ */

/* A memory serves one beat at a time: no two of its beats fall on one tick, nor on two ticks closer
 * than an edge (20), while the clock is not changed. */
static void one_at_a_time(const bench_t *r, tick_t edge_ticks)
{
    tick_t last[GROUPS] = { 0 };
    for (unsigned i = 0; i < r->facts; i++) {
        const fact_t *f = &r->fact[i];
        if (f->kind != F_BEAT) continue;
        const region_row_t *row = &toy_region[f->what];
        if (row->kind != REGION_RAM && row->kind != REGION_FLASH) continue;
        ck_assert_uint_ge(f->at, last[row->group] + edge_ticks);
        last[row->group] = f->at;
    }
}

/* A busy minute, the same on each road: two masters on SRAM, posted writes, a read behind them,
 * a fill, an error, registers. */
static void busy(void)
{
    wire_put(&b->env, WIRE_CLOCK, CLOCK_RAM, 1);
    burst_at(50, PORT_A0, SRAM), post_at(50, PORT_B, AXI + 8), read_at(51, PORT_A1, SRAM);
    bench_ask(b, edge(52) + 10, PORT_CPU0, 0, AXI, 3, 4);
    read_at(53, PORT_C, AXI + 8);
    bench_ask(b, edge(54) + 3, PORT_P, 1, APB2 + 4, 2, 1);
    bench_ask(b, edge(55), PORT_CPU1, 1, 0x70000000, 2, 1);
}

START_TEST(law_idle)
{
    fresh();
    busy();
    static toy_chip_t before;
    for (unsigned steps = 0; b->due != NEVER; steps++) {
        ck_assert_uint_lt(steps, 1000);
        tick_t due = b->due;
        unsigned facts = b->facts;
        memcpy(&before, &b->chip, sizeof before);
        for (tick_t t = b->env.now; t < due; t++) {           /* this tick again, too */
            uint64_t woke = bench_step(b, t);
            ck_assert(woke == 0 && b->facts == facts && b->due >= due);
            ck_assert(!memcmp(&before, &b->chip, sizeof before));
        }
        bench_step(b, due);
    }
    ck_assert_uint_eq(b->count[F_ASK], b->count[F_DONE] + b->count[F_ERROR]);
}
END_TEST

START_TEST(law_silence)
{
    static toy_chip_t watched;
    fresh(), busy(), settle();
    memcpy(&watched, &b->chip, sizeof watched);
    fresh();
    b->env.sink = NULL;
    busy(), settle();
    ck_assert(!memcmp(&watched, &b->chip, sizeof watched));
}
END_TEST

/* hclk changes under transactions in every stage: they all end, late at most. */
START_TEST(clock_change)
{
    static const uint64_t hz[] = { 200000000, 64000000, 480000000, 7 };
    for (unsigned i = 0; i < 60; i++) {
        fresh(), busy();
        bench_run(b, edge(55) + i * 7);
        b->clock[CLK_H] = domain_of(b->env.now + i % 3, hz[i % 4]);
        bench_step(b, b->env.now + 1);
        ck_assert_uint_ne(bench_drain(b, NEVER - 1), NEVER);
        ck_assert_uint_eq(b->count[F_ASK], b->count[F_DONE] + b->count[F_ERROR]);
        one_at_a_time(b, 1);
    }
}
END_TEST

/* ---- stress ---------------------------------------------------------------------------------- */

enum { MASTERS = PORT_X0, SEND = 200, AREA = 128 };     /* each port's own bytes in every memory */

typedef struct {
    bench_t  bench;
    uint64_t rng[MASTERS];
    tick_t   ask[MASTERS];                      /* when it asks next; NEVER: it awaits an answer */
    unsigned left[MASTERS];
    uint8_t  shadow[REGIONS][MEM];              /* what the memories must hold once all landed */
    unsigned checked;
} stress_t;

static unsigned rnd(stress_t *s, unsigned n, unsigned below)
{
    s->rng[n] = s->rng[n] * 6364136223846793005ull + 1442695040888963407ull;
    return (unsigned)((s->rng[n] >> 33) % below);
}

static void stress_open(stress_t *s, unsigned seed, unsigned each)
{
    bench_open(&s->bench);
    s->bench.chip.wires.flash_latency = seed % 5;
    wire_put(&s->bench.env, WIRE_CLOCK, CLOCK_RAM, 1);
    memcpy(s->shadow, s->bench.chip.mem, sizeof s->shadow);
    s->checked = 0;
    for (unsigned n = 0; n < MASTERS; n++) {
        s->rng[n] = seed * 977u + n;
        s->ask[n] = 1000 + rnd(s, n, 100);
        s->left[n] = each;
    }
}

/* An answer came: reads must have seen the port's own earlier writes. */
static void stress_check(stress_t *s, unsigned n)
{
    const port_t *p = &s->bench.chip.port[n];
    const region_row_t *r = map_region(&toy_map, p->addr);
    if (p->phase == BUS_ERROR || p->write || !r) return;
    if (r->kind != REGION_RAM && r->kind != REGION_FLASH) return;
    for (unsigned k = 0; k < p->beats; k++)
        for (unsigned i = 0; i < 1u << p->size; i++) {
            uint32_t off = beat_addr(p, k) + i - r->base;
            ck_assert_uint_eq((uint8_t)(p->data[k] >> 8 * i), s->shadow[r - toy_region][off]);
            s->checked++;
        }
}

static void stress_ask(stress_t *s, unsigned n, tick_t now)
{
    static const uint32_t base[] = { SRAM, AXI, AXI, CLOCKED, LATE, QOS, SRAM, FLASH, AHB, APB1,
                                     APB2, OFF, HOLE, FAR, 0x90000000 };
    unsigned size = rnd(s, n, 4), beats = rnd(s, n, 3) ? 1 : 1 + rnd(s, n, 16), wrap = 0;
    uint32_t addr = base[rnd(s, n, 15)];
    const region_row_t *r = map_region(&toy_map, addr);
    if (r && r->kind != REGION_PART && r->kind != REGION_UNMODELLED) {
        uint32_t room = AREA - (beats << size);
        addr += n * AREA + (room ? rnd(s, n, room + 1) & ~((1u << size) - 1) : 0);
        wrap = !(beats & (beats - 1)) && rnd(s, n, 2) && addr % (beats << size) == 0;
        if (wrap) addr += rnd(s, n, beats) << size;
    } else
        addr += rnd(s, n, 70);                  /* beyond the end too */
    port_t *p = bench_ask(&s->bench, now, n, (int)rnd(s, n, 2), addr, size, beats);
    p->wrap = (uint8_t)wrap;
    p->attr = rnd(s, n, 2) ? BUS_BUFFERABLE : 0;
    if (n == PORT_A1 || n == PORT_CPU1) p->id = (uint8_t)rnd(s, n, 2);
    if (p->write)
        for (unsigned k = 0; k < beats; k++) {
            p->strb[k] = (uint8_t)(rnd(s, n, 3) ? 0xFF : rnd(s, n, 256));
            p->data[k] = (uint64_t)rnd(s, n, 1u << 31) << 33;
            p->data[k] ^= rnd(s, n, 1u << 31);
            if (!r || r->kind != REGION_RAM || matrix_route(&toy_map, p->init, addr) < 0) continue;
            for (unsigned i = 0; i < 1u << size; i++)
                if (p->strb[k] >> i & 1)
                    s->shadow[r - toy_region][beat_addr(p, k) + i - r->base]
                        = (uint8_t)(p->data[k] >> 8 * i);
        }
    s->ask[n] = NEVER;
    s->left[n]--;
}

/* What must be true after every step: no node over its limits, each counts what the legs hold, and
 * no slave's last beat lies in the future. */
static void stress_invariants(const stress_t *s)
{
    const matrix_t *m = &s->bench.chip.matrix;
    unsigned busy_now[NODES][2] = { { 0 } };
    for (unsigned n = 0; n < PORTS; n++)
        for (unsigned h = 0; h < ROUTE_NODES; h++)
            if (m->leg[n].held >> h & 1)
                busy_now[toy_route[m->leg[n].route].node[h]][s->bench.chip.port[n].write]++;
    for (unsigned i = 0; i < NODES; i++) {
        unsigned r = busy_now[i][0], w = busy_now[i][1];
        ck_assert(r == m->node[i].busy[0] && w == m->node[i].busy[1]);
        ck_assert(r <= toy_node[i].cap_r && w <= toy_node[i].cap_w && r + w <= toy_node[i].cap);
        ck_assert_uint_le(m->node[i].busy_until, s->bench.env.now);
    }
}

static void stress_masters(stress_t *s, tick_t now)
{
    for (unsigned n = 0; n < MASTERS; n++) {
        const port_t *p = &s->bench.chip.port[n];
        if (s->ask[n] == NEVER && s->left[n] && (p->phase == BUS_DONE || p->phase == BUS_ERROR)) {
            ck_assert_uint_eq(p->done, now);
            stress_check(s, n);
            s->ask[n] = now + (rnd(s, n, 3) ? rnd(s, n, 60) : 0);
        }
        if (s->ask[n] == now && s->left[n]) stress_ask(s, n, now);
    }
}

/* Run it all; every hop steps, if hop, go on in a copy at another address. Returns where it
 * ended. */
static stress_t *stress_run(stress_t *s, stress_t *spare, unsigned hop)
{
    for (unsigned steps = 1;; steps++) {
        tick_t t = bench_next(&s->bench);
        unsigned left = 0;
        for (unsigned n = 0; n < MASTERS; n++) {
            if (s->ask[n] < t) t = s->ask[n];
            left += s->left[n];
        }
        if (!left && s->bench.due == NEVER) return s;
        ck_assert_uint_lt(steps, 10000000);
        if (t == bench_next(&s->bench)) bench_step(&s->bench, t);
        s->bench.env.now = t;
        stress_invariants(s);
        stress_masters(s, t);
        if (!hop || steps % hop) continue;
        stress_t *old = s;
        memcpy(spare, s, sizeof *s);
        s = spare, spare = old;
        memset(old, 0xA5, sizeof *old);
        s->bench.env.clock = s->bench.clock, s->bench.env.wires = &s->bench.chip.wires;
        s->bench.env.port = s->bench.chip.port, s->bench.env.chip = &s->bench.chip;
        s->bench.env.ears = s->bench.ears, s->bench.env.sink = &s->bench.sink;
    }
}

/* Thousands of random requests. The fast road, the slow road and one that moves house now and then
 * give the same facts and the same chip; all reads see what was written; every request ends. */
START_TEST(stress)
{
    stress_t *one = malloc(sizeof *one), *two = malloc(sizeof *two), *spare = malloc(sizeof *spare);
    ck_assert(one && two && spare);
    for (unsigned seed = 0; seed < 5; seed++) {
        stress_open(one, seed, SEND);
        stress_run(one, NULL, 0);
        const bench_t *r = &one->bench;
        ck_assert_uint_eq(r->count[F_ASK], SEND * MASTERS + r->count[F_POSTED]);
        ck_assert_uint_eq(r->count[F_ASK], r->count[F_DONE] + r->count[F_ERROR]);
        ck_assert_uint_gt(one->checked, 1000);
        ck_assert_uint_gt(r->count[F_POSTED], 10);
        for (unsigned i = 0; i < r->facts; i++)     /* no grant is told more than an edge late */
            if (r->fact[i].kind == F_GRANT) ck_assert_uint_ge(r->fact[i].data + 20, r->fact[i].at);
        one_at_a_time(r, 20);
        ck_assert(!memcmp(one->shadow, r->chip.mem, sizeof one->shadow));
        for (unsigned road = 0; road < 2; road++) {
            stress_open(two, seed, SEND);
            two->bench.slow = !road;
            stress_t *end = stress_run(two, spare, road ? 211 : 0);
            ck_assert_uint_eq(end->bench.digest, r->digest);
            ck_assert(!memcmp(&end->bench.chip, &r->chip, sizeof r->chip));
        }
    }
    free(one), free(two), free(spare);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        law_idle, law_silence, clock_change, stress,
    };
    return run_tests("matrix_stress", tests, sizeof tests / sizeof *tests);
}
