/* matrix_bench.h -- a toy chip around the matrix: a few rows of every kind, ports without
 * masters, one register part, a recorder, and the machine's loop in small. hclk is 240 MHz (20
 * ticks), the CPU clock 480 MHz (10 ticks). The masters sit below the matrix in the slot order,
 * as in the chip. */
#ifndef MATRIX_BENCH_H
#define MATRIX_BENCH_H
#include "matrix.h"
#include "suite.h"
#include <stddef.h>
#include <string.h>

enum { CLK_CPU, CLK_H, CLK_P2, CLK_P1, CLKS };              /* CLK_P2: hclk / 2, CLK_P1: hclk */
enum { SLOT_PART = 3, SLOT_MATRIX = 10, SLOT_MASTER = 20 };  /* port n's master: SLOT_MASTER + n */
enum { N_SRAM, N_AXI, N_D2D1, N_AHB, N_APB2, N_APB1, N_DIRECT, N_FLASH, N_D1D2, N_QOS, N_LATE,
       NODES };
enum { I_A, I_B, I_C, I_CPU, I_BRIDGE, I_P, INITS };
enum { E_AHB, E_AXI, E_BRIDGE, E_DIRECT };                  /* init_row_t.entry */
enum { G_SRAM, G_AXI, G_FLASH, G_AHB, G_APB2, G_APB1, G_QOS, G_LATE, G_FAR, GROUPS };
enum { R_TCM, R_FLASH, R_AXI, R_SRAM, R_CLOCKED, R_LATE, R_QOS, R_BACKUP, R_FAR, R_APB1, R_APB2, R_BACKED,
       R_AHB, R_OFF, R_HOLE, REGIONS };
enum { PORT_A0, PORT_A1, PORT_B, PORT_C, PORT_CPU0, PORT_CPU1, PORT_P, PORT_X0, PORT_X1, PORTS };
enum { CLOCK_RAM = 5, CLOCK_PART = 70 };
enum { TCM = 0x00000000, FLASH = 0x08000000, AXI = 0x24000000, SRAM = 0x30000000,
       CLOCKED = 0x30001000, LATE = 0x30002000, QOS = 0x30003000, BACKUP = 0x30004000, FAR = 0x38000000,
       APB1 = 0x40000000, APB2 = 0x40001000, BACKED = 0x40002000, AHB = 0x40020000,
       OFF = 0x40021000, HOLE = 0x48000000 };
enum { MEM = 0x400, FACTS = 1 << 12, TOY_DATA = 0x14 };

typedef struct { uint32_t reg[16], reads, writes, last_off, last_size; } toy_t;

typedef struct {
    wires_t  wires;
    port_t   port[PORTS];
    matrix_t matrix;
    toy_t    toy;
    uint8_t  mem[REGIONS][MEM];
} toy_chip_t;

/* ---- the part: sixteen words and what was asked of it ---------------------------------------- */

static uint32_t toy_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    toy_t *t = dev;
    (void)cfg;
    t->reads++, t->last_off = off, t->last_size = size;
    tell_part(env, F_FLAG, 0, off, 0, 1);
    return t->reg[off / 4 % 16] >> 8 * (off % 4);
}

static void toy_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                      env_t *env)
{
    toy_t *t = dev;
    uint32_t mask = size >= 4 ? ~0u : (1u << 8 * size) - 1, *reg = &t->reg[off / 4 % 16];
    (void)cfg, (void)env;
    t->writes++, t->last_off = off, t->last_size = size;
    *reg = (*reg & ~(mask << 8 * (off % 4))) | (val & mask) << 8 * (off % 4);
}

static const model_t toy_model = { .read = toy_read, .write = toy_write };

/* ---- the map --------------------------------------------------------------------------------- */

#define CAPS(r, w, t) .cap_r = r, .cap_w = w, .cap = t
#define APB(p) .sync = 1, .apb_clocks = 2, .pclk = p
static const node_row_t toy_node[NODES] = {
    [N_SRAM]   = { "SRAM",   .policy = ARB_ROUND_ROBIN, .arb = 1, CAPS(1, 1, 1) },
    [N_AXI]    = { "AXI",    .policy = ARB_QOS_LRU,     .arb = 1, CAPS(2, 2, 2), .release = 1 },
    [N_D2D1]   = { "D2-D1",  .policy = ARB_ROUND_ROBIN, .arb = 1, CAPS(1, 1, 1), .release = 1 },
    [N_AHB]    = { "AHB",    .policy = ARB_ROUND_ROBIN, .arb = 1, CAPS(1, 1, 1) },
    [N_APB2]   = { "APB2",   .policy = ARB_ROUND_ROBIN, .arb = 1, CAPS(1, 1, 1), APB(CLK_P2) },
    [N_APB1]   = { "APB1",   .policy = ARB_ROUND_ROBIN, .arb = 1, CAPS(1, 1, 1), APB(CLK_P1) },
    [N_DIRECT] = { "direct", .policy = ARB_ROUND_ROBIN, .arb = 0, CAPS(1, 1, 1), APB(CLK_P2) },
    [N_FLASH]  = { "flash",  .policy = ARB_QOS_LRU,     .arb = 1, CAPS(3, 2, 5), .release = 1 },
    [N_D1D2]   = { "D1-D2",  .policy = ARB_QOS_LRU,     .arb = 1, CAPS(1, 1, 1), .release = 1 },
    [N_QOS]    = { "LRU",    .policy = ARB_QOS_LRU,     .arb = 1, CAPS(1, 1, 1) },
    [N_LATE]   = { "late",   .policy = ARB_ROUND_ROBIN, .arb = 3, CAPS(1, 1, 1) },
};

#define ROAD(e, g, n) .entry = E_##e, .group = G_##g, .nodes = n
#define TAIL(r, w) .tail_r = r, .tail_w = w
static const route_row_t toy_route[] = {
    { ROAD(AHB, SRAM, 1),    .node = { N_SRAM } },
    { ROAD(AHB, AXI, 2),     .node = { N_D2D1, N_AXI }, .lead = { 2, 1 }, TAIL(1, 1),
                             .post = 1, .post_after = 2 },
    { ROAD(AHB, AHB, 1),     .node = { N_AHB } },
    { ROAD(AHB, APB2, 1),    .node = { N_APB2 } },
    { ROAD(AHB, APB1, 1),    .node = { N_APB1 } },
    { ROAD(AHB, QOS, 1),     .node = { N_QOS } },
    { ROAD(AHB, LATE, 1),    .node = { N_LATE } },
    { ROAD(AXI, AXI, 1),     .node = { N_AXI }, .lead = { 1 }, TAIL(1, 1) },
    { ROAD(AXI, FLASH, 1),   .node = { N_FLASH }, .lead = { 1 }, TAIL(1, 1) },
    { ROAD(AXI, SRAM, 2),    .node = { N_D1D2, N_SRAM }, .lead = { 2, 1 }, TAIL(2, 1) },
    { ROAD(BRIDGE, AXI, 1),  .node = { N_AXI }, .lead = { 1 }, TAIL(1, 1) },
    { ROAD(DIRECT, APB2, 1), .node = { N_DIRECT } },
};

#define MEMORY(n, k, g, c, w, e) .name = #n, .base = n, .size = MEM, .kind = REGION_##k, \
    .group = G_##g, .clock = c, .width = w, .ecc = e, .at = offsetof(toy_chip_t, mem) + R_##n * MEM
#define PART(n, k, g, c) .name = #n, .base = n, .size = 64, .kind = REGION_##k, .group = G_##g, \
    .clock = c
#define TOY .at = offsetof(toy_chip_t, toy), .model = &toy_model, .slot = SLOT_PART
static const region_row_t toy_region[REGIONS] = {
    [R_TCM]     = { MEMORY(TCM, TCM, FAR, -1, 4, 4) },
    [R_FLASH]   = { MEMORY(FLASH, FLASH, FLASH, -1, 8, 32) },
    [R_AXI]     = { MEMORY(AXI, RAM, AXI, -1, 8, 8) },
    [R_SRAM]    = { MEMORY(SRAM, RAM, SRAM, -1, 4, 4) },
    [R_CLOCKED] = { MEMORY(CLOCKED, RAM, SRAM, CLOCK_RAM, 4, 4) },
    [R_LATE]    = { MEMORY(LATE, RAM, LATE, -1, 4, 4) },
    [R_QOS]     = { MEMORY(QOS, RAM, QOS, -1, 4, 4) },
    [R_BACKUP]  = { MEMORY(BACKUP, RAM, SRAM, -1, 4, 4), .backup = 1 },
    [R_FAR]     = { MEMORY(FAR, RAM, FAR, -1, 4, 4) },
    [R_APB1]    = { PART(APB1, PART, APB1, -1), TOY, .narrow = TOY_DATA },
    [R_APB2]    = { PART(APB2, PART, APB2, -1), TOY },
    [R_BACKED]  = { PART(BACKED, PART, APB1, -1), TOY, .backup = 1 },
    [R_AHB]     = { PART(AHB, PART, AHB, -1), TOY },
    [R_OFF]     = { PART(OFF, PART, AHB, CLOCK_PART), TOY },
    [R_HOLE]    = { PART(HOLE, UNMODELLED, AHB, -1) },
};

static const init_row_t toy_init[INITS] = {
    [I_A]      = { .name = "A", .entry = E_AHB, .column = 0, .post_port = PORT_X0, .posts = 2 },
    [I_B]      = { .name = "B", .entry = E_AHB, .column = 1, .post_port = PORT_X0, .posts = 2 },
    [I_C]      = { .name = "C", .entry = E_AHB, .column = 2, .post_port = PORT_X0, .posts = 2 },
    [I_CPU]    = { .name = "CPU", .entry = E_AXI, .column = 3 },
    [I_BRIDGE] = { .name = "bridge", .entry = E_BRIDGE, .column = 4 },
    [I_P]      = { .name = "P", .entry = E_DIRECT, .column = 5 },
};

#define PORT_ROW(p, i, d) [p] = { #p, i, d, SLOT_MASTER + p }
static const port_row_t toy_port[PORTS] = {
    PORT_ROW(PORT_A0, I_A, 0), PORT_ROW(PORT_A1, I_A, 1), PORT_ROW(PORT_B, I_B, 0),
    PORT_ROW(PORT_C, I_C, 0), PORT_ROW(PORT_CPU0, I_CPU, 0), PORT_ROW(PORT_CPU1, I_CPU, 1),
    PORT_ROW(PORT_P, I_P, 0), PORT_ROW(PORT_X0, I_BRIDGE, 7), PORT_ROW(PORT_X1, I_BRIDGE, 7),
};

static const group_row_t toy_group[GROUPS] = {
    [G_SRAM]  = { "SRAM",  "####.." }, [G_AXI]   = { "AXI",   "#####." },
    [G_FLASH] = { "flash", "...#.." }, [G_AHB]   = { "AHB",   "###..." },
    [G_APB2]  = { "APB2",  "###..#" }, [G_APB1]  = { "APB1",  "###" },
    [G_QOS]   = { "LRU",   "###..." }, [G_LATE]  = { "late",  "###..." },
    [G_FAR]   = { "far",   "######" },                      /* allowed, but no route leads there */
};

static const map_t toy_map = {
    .chip = "toy", .node = toy_node, .nodes = NODES, .region = toy_region, .regions = REGIONS,
    .route = toy_route, .routes = sizeof toy_route / sizeof *toy_route,
    .init = toy_init, .inits = INITS, .port = toy_port, .ports = PORTS,
    .group = toy_group, .groups = GROUPS, .hclk = CLK_H, .error_after = 3,
};

/* ---- the loop -------------------------------------------------------------------------------- */

typedef struct {
    sink_t     sink;            /* first: the recorder is found from it */
    toy_chip_t chip;
    env_t      env;
    domain_t   clock[CLKS];
    uint64_t   ears[WIRE_KINDS];
    tick_t     due;             /* the matrix's */
    int        slow;            /* step it at every CPU edge and off the edges too */
    uint32_t   seq;
    fact_t     fact[FACTS];
    unsigned   facts, count[F_KINDS];
    uint64_t   digest;          /* of all facts, also those that did not fit */
} bench_t;

static void bench_see(sink_t *sink, const fact_t *f)
{
    bench_t *b = (bench_t *)(void *)sink;
    uint64_t w[7] = { f->at, f->kind | f->who << 8 | f->what << 16 | (uint64_t)f->size << 24,
                      f->addr, f->pc, f->txn, f->data, f->note };
    for (int i = 0; i < 7; i++)
        b->digest = (b->digest ^ w[i]) * 0x9E3779B97F4A7C15ull + (b->digest >> 29);
    b->count[f->kind]++;
    if (b->facts < FACTS) b->fact[b->facts++] = *f;
}

static void bench_open(bench_t *b)
{
    memset(b, 0, sizeof *b);
    b->clock[CLK_CPU] = domain_of(0, 480000000), b->clock[CLK_H] = domain_of(0, 240000000);
    b->clock[CLK_P2] = domain_of(0, 120000000),  b->clock[CLK_P1] = domain_of(0, 240000000);
    b->ears[WIRE_PORT] = 1ull << SLOT_MATRIX;
    b->sink = (sink_t){ .mask = ~0ull, .see = bench_see };
    b->env = (env_t){ .clock = b->clock, .wires = &b->chip.wires, .port = b->chip.port,
                      .map = &toy_map, .sink = &b->sink, .chip = &b->chip, .ears = b->ears,
                      .pc = 77, .slot = SLOT_MATRIX };
    for (int r = 0; r < REGIONS; r++)
        for (int i = 0; i < MEM; i++) b->chip.mem[r][i] = (uint8_t)(r * 16 + i);
    matrix_model.reset(&b->chip.matrix, NULL);
    b->due = NEVER;
}

/* The matrix alone at one tick. A request raised at t wakes it at t + 1. Returns the slots it
 * woke. */
static uint64_t bench_step(bench_t *b, tick_t t)
{
    b->env.now = t;
    b->env.woke = 0;
    b->due = matrix_model.step(&b->chip.matrix, NULL, &b->env);
    if (b->env.woke >> SLOT_MATRIX & 1 && b->due > t + 1) b->due = t + 1;
    return b->env.woke;
}

static tick_t bench_next(const bench_t *b)
{
    tick_t t = b->due, cpu = b->env.now / 10 * 10 + 10, odd = b->env.now + 7;
    if (b->slow && cpu < t) t = cpu;
    if (b->slow && odd < t) t = odd;
    return t;
}

/* All that happens up to and with tick t. */
static void bench_run(bench_t *b, tick_t t)
{
    for (tick_t next; (next = bench_next(b)) <= t; ) bench_step(b, next);
    b->env.now = t;
}

/* Run until nothing is left to do, at most up to limit: the tick of the last work, NEVER if it
 * goes on. */
static tick_t bench_drain(bench_t *b, tick_t limit)
{
    int slow = b->slow;
    tick_t last = b->env.now;
    for (tick_t next; b->due != NEVER; last = next)
        if ((next = bench_next(b)) > limit) return NEVER;
        else bench_step(b, next);
    b->slow = slow;
    return last;
}

/* A master raises a request at tick t: beats of 1 << size bytes; writes carry 0x1111...1 * (beat
 * + 1). */
static port_t *bench_ask(bench_t *b, tick_t t, unsigned n, int write, uint32_t addr, unsigned size,
                         unsigned beats)
{
    bench_run(b, t);
    port_t *p = &b->chip.port[n];
    p->addr = addr, p->write = (uint8_t)write, p->size = (uint8_t)size, p->beats = (uint8_t)beats;
    p->wrap = 0, p->attr = 0, p->id = toy_port[n].id, p->seq = ++b->seq;
    p->tag = (uint8_t)(0x40 + n);
    for (unsigned k = 0; k < BUS_BEATS; k++)
        p->strb[k] = 0xFF, p->data[k] = write ? 0x1111111111111111ull * (k + 1) : 0;
    port_ask(&b->env, n);
    b->due = b->due < t + 1 ? b->due : t + 1;
    return p;
}

/* The nth fact of a kind about a transaction or port's initiator; NULL: none. */
static inline const fact_t *bench_fact(const bench_t *b, unsigned kind, unsigned who, unsigned nth)
{
    for (unsigned i = 0; i < b->facts; i++)
        if (b->fact[i].kind == kind && b->fact[i].who == who && !nth--) return &b->fact[i];
    return NULL;
}

/* ---- words of the tests: b is the chip on the bench ------------------------------------------ */

static bench_t bench, *const b = &bench;

static inline tick_t edge(unsigned n) { return 20ull * n; }
static inline void fresh(void) { bench_open(b); }
static inline port_t *read_at(unsigned e, unsigned n, uint32_t addr)
{
    return bench_ask(b, edge(e), n, 0, addr, 2, 1);
}
static inline port_t *burst_at(unsigned e, unsigned n, uint32_t addr)
{
    return bench_ask(b, edge(e), n, 0, addr, 2, 4);
}
static inline void settle(void) { ck_assert_uint_ne(bench_drain(b, edge(100000)), NEVER); }

/* Granted its first node and answered at these edges. */
static inline void expect(const port_t *p, unsigned granted, unsigned done)
{
    ck_assert_uint_eq(p->phase, BUS_DONE);
    ck_assert_uint_eq(p->granted, edge(granted));
    ck_assert_uint_eq(p->done, edge(done));
}
static inline void expect_error(const port_t *p, unsigned why, unsigned done)
{
    ck_assert_uint_eq(p->phase, BUS_ERROR);
    ck_assert_uint_eq(p->why, why);
    ck_assert_uint_eq(p->done, edge(done));
}
static inline uint32_t word(unsigned region, unsigned at)
{
    uint32_t v;
    memcpy(&v, &b->chip.mem[region][at], 4);
    return v;
}
static inline port_t *post_at(unsigned e, unsigned n, uint32_t addr)
{
    port_t *p = bench_ask(b, edge(e), n, 1, addr, 2, 1);
    p->attr = BUS_BUFFERABLE;
    return p;
}

static inline int run_tests(const char *name, const TTest *const *tests, size_t n)
{
    TCase *t = tcase_create(name);
    tcase_set_timeout(t, 300);
    for (size_t i = 0; i < n; i++) tcase_add_test(t, tests[i]);
    return case_run(name, t);
}
#endif
