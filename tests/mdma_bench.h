/* mdma_bench.h -- a toy machine around MDMA: a gadget that triggers it, the real matrix, MDMA.
 *
 * hclk is 240 MHz: one edge every 20 ticks (EDGE). Roads, all numbers in hclk edges (map.h):
 *     0x0000_0000, 0x2000_0000  TCM (1 KB each)   by AHBS: lead 1, beats 1, tail 0
 *     0x2400_0000  RAM (4 KB), 64 bits, ECC 8     by AXI: lead 2, beats 1 (2 if partial), tail 1
 *     0x3000_0000  RAM (4 KB), 32 bits, ECC 4     by AXI: lead 3, beats 1, tail 2
 *     0x4002_0000  gadget                         by AXI: lead 3, beat 1, tail 2
 *     0x5000_0000  RAM whose clock is off         by AXI
 *     0x6000_0000  nothing                        error 4 edges after the request is on the wires
 * A write to the gadget lowers the triggers whose bits are set; the test raises them. */
#ifndef MDMA_BENCH_H
#define MDMA_BENCH_H
#include "matrix.h"
#include "mdma.h"
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { EDGE = 20, RAM = 4096, SMALL = 1024, LOG = 16384 };
enum { SLOT_GADGET, SLOT_MATRIX, SLOT_MDMA, SLOTS };
enum { BY_AXI, BY_AHBS };
#define ITCM   0x00000000u
#define DTCM   0x20000000u
#define AXIRAM 0x24000000u
#define SRAM1  0x30000000u
#define GADGET 0x40020000u
#define DARK   0x50000000u
#define HOLE   0x60000000u

typedef struct {
    tick_t   now;
    domain_t clock[1];
    wires_t  wires;
    port_t   port[3];
    matrix_t matrix;
    mdma_t   mdma;
    uint32_t gadget;                        /* what was written last */
    uint8_t  itcm[SMALL], dtcm[SMALL], axi[RAM], sram[RAM], dark[SMALL];
    tick_t   due[SLOTS];
} toy_t;

typedef struct { sink_t sink; uint32_t n; fact_t fact[LOG]; } seen_t;

typedef struct {
    toy_t  *c;
    seen_t *seen;                           /* NULL: silent */
    env_t   env;
} bench_t;

static void seen_see(struct sink *sink, const fact_t *f)
{
    seen_t *s = (seen_t *)sink;
    if (s->n < LOG) s->fact[s->n++] = *f;
}

/* ---- the gadget and the map ------------------------------------------------------------------ */

static void gadget_reset(void *dev, const void *cfg) { (void)dev, (void)cfg; }
static uint32_t gadget_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    (void)cfg, (void)env, (void)off;
    return *(const uint32_t *)dev;
}
static uint32_t gadget_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    (void)size;
    return gadget_peek(dev, cfg, off, env);
}
static void gadget_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                         env_t *env)
{
    (void)cfg, (void)off, (void)size;
    *(uint32_t *)dev = val;
    for (unsigned n = 0; n < 32; n++)
        if (val >> n & 1) wire_put(env, WIRE_MDMA, n, 0);
}
static tick_t gadget_step(void *dev, const void *cfg, env_t *env)
{
    (void)dev, (void)cfg, (void)env;
    return NEVER;
}
static const model_t gadget_model = { gadget_reset, gadget_peek, gadget_read, gadget_write, gadget_step };

#define AT(field) (uint32_t)offsetof(toy_t, field)
static const region_row_t toy_region[] = {
    { "ITCM",  ITCM,   SMALL, REGION_TCM,  0, 0, -1, 4, 8, AT(itcm), 0, 0, "", 0, 0 },
    { "DTCM",  DTCM,   SMALL, REGION_TCM,  0, 0, -1, 4, 4, AT(dtcm), 0, 0, "", 0, 0 },
    { "AXI",   AXIRAM, RAM,   REGION_RAM,  1, 0, -1, 8, 8, AT(axi), 0, 0, "", 0, 0 },
    { "SRAM1", SRAM1,  RAM,   REGION_RAM,  2, 0, -1, 4, 4, AT(sram), 0, 0, "", 0, 0 },
    { "gadget", GADGET, SMALL, REGION_PART, 2, SLOT_GADGET, -1, 4, 0, AT(gadget), &gadget_model, 0, "", 0,
      0 },
    { "dark",  DARK,   SMALL, REGION_RAM,  1, 0, 3, 8, 8, AT(dark), 0, 0, "", 0, 0 },
};
static const node_row_t toy_node[] = {
    { "AHBS", ARB_ROUND_ROBIN, 0, 1, 1, 1, 0, 0, 0, 0, TRUST_DOC, "" },
    { "AXI",  ARB_QOS_LRU, 0, 2, 2, 2, 0, 0, 0, 0, TRUST_DOC, "" },
    { "D2",   ARB_QOS_LRU, 0, 1, 1, 1, 1, 0, 0, 0, TRUST_DOC, "" },
};
static const route_row_t toy_route[] = {
    { BY_AHBS, 0, 1, { 0 }, { 1 }, 0, 0, 0, 0, TRUST_DOC, "" },
    { BY_AXI,  1, 1, { 1 }, { 2 }, 1, 1, 0, 0, TRUST_DOC, "" },
    { BY_AXI,  2, 1, { 2 }, { 3 }, 2, 2, 0, 0, TRUST_DOC, "" },
};
static const init_row_t toy_init[] = { { "AXI", BY_AXI, 0, 0, 0 }, { "AHBS", BY_AHBS, 1, 0, 0 } };
static const port_row_t toy_port[] = {
    { "read", 0, 0, SLOT_MDMA }, { "write", 0, 1, SLOT_MDMA }, { "TCM", 1, 0, SLOT_MDMA },
};
static const group_row_t toy_group[] = { { "TCM", ".#" }, { "D1", "#." }, { "D2", "#." } };
static const map_t toy_map = {
    .chip = "toy", .node = toy_node, .nodes = 3, .route = toy_route, .routes = 3,
    .region = toy_region, .regions = 6, .init = toy_init, .inits = 2, .port = toy_port, .ports = 3,
    .group = toy_group, .groups = 3, .hclk = 0, .error_after = 4,
};
static const mdma_cfg_t toy_cfg = { .hclk = 0, .port = { 0, 1, 2 }, .irq = 122, .arb = 2, .calc = 1 };

/* ---- running --------------------------------------------------------------------------------- */

static env_t *env_of(bench_t *b, unsigned slot)
{
    static const uint64_t ears[WIRE_KINDS] = {
        [WIRE_MDMA] = 1 << SLOT_MDMA, [WIRE_PORT] = 1 << SLOT_MATRIX
    };
    b->env = (env_t){ .now = b->c->now, .clock = b->c->clock, .wires = &b->c->wires,
                      .port = b->c->port, .sink = b->seen ? &b->seen->sink : 0, .map = &toy_map,
                      .chip = b->c, .ears = ears, .pc = NO_PC, .slot = (uint8_t)slot };
    return &b->env;
}

static void woke(bench_t *b, unsigned slot, bool outside)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        if (!(b->env.woke >> i & 1)) continue;
        tick_t t = outside || i > slot ? b->c->now : b->c->now + 1;
        if (t < b->c->due[i]) b->c->due[i] = t;
    }
}

static void step_slot(bench_t *b, unsigned slot)
{
    toy_t *c = b->c;
    env_t *env = env_of(b, slot);
    c->due[slot] = NEVER;
    if (slot == SLOT_MATRIX) c->due[slot] = matrix_model.step(&c->matrix, 0, env);
    if (slot == SLOT_MDMA) c->due[slot] = mdma_model.step(&c->mdma, &toy_cfg, env);
    woke(b, slot, false);
}

/* Go on to `until` (not including it): skipping, or stepping everything at each CPU edge too. */
static void run(bench_t *b, tick_t until, bool slow)
{
    toy_t *c = b->c;
    for (;;) {
        tick_t t = NEVER;
        for (unsigned i = 0; i < SLOTS; i++) if (c->due[i] < t) t = c->due[i];
        tick_t cpu = (c->now / 10 + 1) * 10;
        if (slow && cpu < t) t = cpu;
        if (t >= until) break;
        c->now = t;
        for (unsigned i = 0; i < SLOTS; i++) if (slow || c->due[i] <= t) step_slot(b, i);
    }
    c->now = until;
}

static void put_sized(bench_t *b, uint32_t off, unsigned size, uint32_t val)
{
    mdma_model.write(&b->c->mdma, &toy_cfg, off, size, val, env_of(b, SLOT_MDMA));
    woke(b, SLOT_MDMA, true);
}

static inline void put(bench_t *b, uint32_t off, uint32_t val) { put_sized(b, off, 4, val); }

static inline uint32_t get(bench_t *b, uint32_t off)
{
    return mdma_model.read(&b->c->mdma, &toy_cfg, off, 4, env_of(b, SLOT_MDMA));
}

static inline void trigger(bench_t *b, unsigned n, int level)
{
    wire_put(env_of(b, SLOT_GADGET), WIRE_MDMA, n, level);
    woke(b, SLOT_GADGET, true);
}

static void boot(bench_t *b, toy_t *c, seen_t *seen)
{
    memset(c, 0, sizeof *c);
    *b = (bench_t){ .c = c, .seen = seen };
    if (seen) seen->n = 0, seen->sink.mask = ~0ull, seen->sink.see = seen_see;
    c->clock[0] = domain_of(0, 240000000);
    for (unsigned i = 0; i < RAM; i++)
        c->axi[i] = (uint8_t)(i * 7 + (i >> 8)), c->sram[i] = (uint8_t)(i * 5 + 3);
    for (unsigned i = 0; i < SMALL; i++) c->dtcm[i] = (uint8_t)(i * 3 + 1), c->itcm[i] = (uint8_t)~i;
    matrix_model.reset(&c->matrix, 0);
    mdma_model.reset(&c->mdma, &toy_cfg);
    for (unsigned i = 0; i < SLOTS; i++) c->due[i] = NEVER;
}

/* ---- looking at what was told ---------------------------------------------------------------- */

static inline const fact_t *fact_of(const seen_t *s, unsigned kind, unsigned what, unsigned k)
{
    for (unsigned i = 0; i < s->n; i++)
        if (s->fact[i].kind == kind && s->fact[i].what == what && !k--) return &s->fact[i];
    return 0;
}

/* The edge at which the k-th item of a channel crossed a side (0 read, 1 written); 0: it did not. */
static inline unsigned item(const seen_t *s, unsigned channel, unsigned side, unsigned k)
{
    for (unsigned i = 0; i < s->n; i++) {
        const fact_t *f = &s->fact[i];
        if (f->kind == F_DMA_ITEM && f->what == channel && (f->note & 1) == side && !k--)
            return (unsigned)(f->at / EDGE);
    }
    return 0;
}
#endif
