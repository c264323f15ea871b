/* dma_bench.h -- a toy machine around one DMA controller: gadget, DMAMUX, toy matrix, DMA.
 *
 * hclk is 240 MHz: one edge every 20 ticks (EDGE). The toy matrix follows the rule of map.h with
 * these roads, all numbers in hclk edges:
 *     0x2000_0000  nothing there          error 2 edges after the request is on the wires
 *     0x2400_0000  RAM behind a bridge    arb 1, 5 edges before the first beat, 1 a beat
 *     0x3000_0000  RAM (4 KB)             arb 1 (0 when parked on this port), 1 a beat
 *     0x4002_0000  gadget on AHB          arb 1 (0 when parked), 1 a beat
 *     0x4000_0000  gadget on APB          direct path: arb 0, 2 APB clocks = 4 a beat, then 1 (tBS)
 * Both RAMs are the same bytes. The gadget has up to eight request lines; a line is up while it has
 * credit; an access of register 0x10 * line at the slave takes one credit a transaction. */
#ifndef DMA_BENCH_H
#define DMA_BENCH_H
#include "dma.h"
#include "dmamux.h"
#include <stdbool.h>
#include <string.h>

enum { EDGE = 20, RAM = 4096, LINES = 8, LOG = 512, FACTS = 8192 };
enum { SLOT_GADGET, SLOT_MUX, SLOT_MATRIX, SLOT_DMA, SLOTS };
#define HOLE     0x20000000u
#define FAR_RAM  0x24000000u
#define NEAR_RAM 0x30000000u
#define APB      0x40000000u
#define AHB      0x40020000u

typedef struct {
    tick_t   next;                          /* when credit comes; NEVER: no more */
    uint32_t period, left, credit, value;   /* value: what the next read gives */
} line_t;

typedef struct {
    tick_t  start, beat, done;
    uint8_t road, stage;
} toy_leg_t;

typedef struct {
    tick_t    now;
    domain_t  clock[1];
    wires_t   wires;
    port_t    port[2];
    dma_t     dma;
    dmamux_t  mux;
    line_t    line[LINES];
    toy_leg_t leg[2];
    uint8_t   parked[8];                    /* road -> port + 1 */
    tick_t    held[8];                      /* road -> no grant before this tick */
    uint32_t  txn;
    uint32_t  sent_n, sent[LOG];            /* what was written to the gadget: value */
    tick_t    sent_at[LOG];
    uint8_t   ram[RAM];
    tick_t    due[SLOTS];
} toy_t;

typedef struct { sink_t sink; uint32_t n; fact_t fact[FACTS]; } seen_t;

static void seen_see(struct sink *sink, const fact_t *f)
{
    seen_t *s = (seen_t *)sink;
    if (s->n < FACTS) s->fact[s->n++] = *f;
}

static const port_row_t toy_port[] = {
    { "DMA_PER", 0, 0, SLOT_DMA }, { "DMA_MEM", 1, 0, SLOT_DMA },
};
static const map_t toy_map = { .chip = "toy", .port = toy_port, .ports = 2 };
static const dmamux_cfg_t toy_mux = {
    .in = WIRE_REQ1, .out = { WIRE_DMA1, WIRE_DMA2 }, .channels = 16, .ids = 128, .hold = 2, .mask = 3
};
static const dma_cfg_t toy_dma = {
    .hclk = 0, .p_per = 0, .p_mem = 1, .wire = WIRE_DMA1, .irq = { 11, 12, 13, 14, 15, 16, 17, 47 },
    .arb = 1, .calc = 1, .ack = 1, .late = 3, .fifo_words = 4
};

typedef struct {
    toy_t           *c;
    seen_t          *seen;                  /* NULL: silent */
    const dma_cfg_t *cfg;
    env_t            env;
    uint64_t         ears[WIRE_KINDS];
} toy_bench_t;

static env_t *toy_env(toy_bench_t *b, unsigned slot)
{
    static const uint64_t ears[WIRE_KINDS] = {
        [WIRE_REQ1] = 1 << SLOT_MUX, [WIRE_ACK] = 1 << SLOT_MUX, [WIRE_DMA1] = 1 << SLOT_DMA,
        [WIRE_PORT] = 1 << SLOT_MATRIX
    };
    b->env = (env_t){ .now = b->c->now, .until = NEVER, .clock = b->c->clock, .wires = &b->c->wires,
                      .port = b->c->port, .sink = b->seen ? &b->seen->sink : 0, .map = &toy_map,
                      .ears = ears, .pc = NO_PC, .slot = (uint8_t)slot };
    return &b->env;
}

/* Slots woken: those below `slot` in this tick, the others in the next. */
static void toy_woke(toy_bench_t *b, unsigned slot, bool outside)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        if (!(b->env.woke >> i & 1)) continue;
        tick_t t = outside || i > slot ? b->c->now : b->c->now + 1;
        if (t < b->c->due[i]) b->c->due[i] = t;
    }
}

/* ---- the gadget ------------------------------------------------------------------------------ */

static void gadget_lines(toy_t *c, env_t *env)
{
    for (unsigned n = 0; n < LINES; n++) wire_put(env, WIRE_REQ1, 40 + n, c->line[n].credit > 0);
}

static tick_t gadget_step(toy_t *c, env_t *env)
{
    tick_t t = NEVER;
    for (unsigned n = 0; n < LINES; n++) {
        line_t *l = &c->line[n];
        while (l->left && l->next <= c->now) {
            l->credit++, l->left--;
            l->next += l->period;
        }
        if (l->left && l->next < t) t = l->next;
    }
    gadget_lines(c, env);
    return t;
}

static void gadget_beat(toy_t *c, port_t *p, unsigned k, env_t *env)
{
    line_t *l = &c->line[p->addr >> 4 & (LINES - 1)];
    if (p->write && c->sent_n < LOG) {
        c->sent_at[c->sent_n] = c->now;
        c->sent[c->sent_n++] = (uint32_t)p->data[k];
    } else if (!p->write) {
        p->data[k] = l->value & (uint32_t)((1ull << (8u << p->size)) - 1);
        l->value += 0x01010101;
    }
    if (!k && l->credit) l->credit--;
    gadget_lines(c, env);
}

/* ---- the toy matrix -------------------------------------------------------------------------- */

enum { ROAD_NONE, ROAD_FAR, ROAD_NEAR, ROAD_AHB, ROAD_APB };

static unsigned toy_road(uint32_t addr)
{
    if (addr >> 12 == FAR_RAM >> 12) return ROAD_FAR;
    if (addr >> 12 == NEAR_RAM >> 12) return ROAD_NEAR;
    if (addr >> 12 == AHB >> 12) return ROAD_AHB;
    return addr >> 12 == APB >> 12 ? ROAD_APB : ROAD_NONE;
}

static void toy_move(toy_t *c, port_t *p, unsigned road, env_t *env)
{
    for (unsigned k = 0; k < p->beats; k++) {
        uint32_t a = beat_addr(p, k) & (RAM - 1), n = 1u << p->size;
        if (road >= ROAD_AHB) { gadget_beat(c, p, k, env); continue; }
        if (!p->write) p->data[k] = 0;
        for (unsigned i = 0; i < n; i++) {
            uint8_t *byte = &c->ram[(a + i) & (RAM - 1)];
            if (p->write && p->strb[k] >> i & 1) *byte = (uint8_t)(p->data[k] >> 8 * i);
            else if (!p->write) p->data[k] |= (uint64_t)*byte << 8 * i;
        }
    }
}

static void toy_grant(toy_t *c, unsigned i, tick_t a)
{
    static const uint8_t lead[] = { 0, 5, 0, 0, 0 }, per_beat[] = { 0, 1, 1, 1, 4 };
    static const uint8_t tail[] = { 0, 0, 0, 0, 1 };
    port_t *p = &c->port[i];
    toy_leg_t *leg = &c->leg[i];
    unsigned r = leg->road;
    bool free_arb = r == ROAD_APB || c->parked[r] == i + 1;
    tick_t start = a + (free_arb ? 0 : EDGE);
    if (start < c->held[r]) start = c->held[r];
    for (unsigned j = 0; j < 2; j++)
        if (j != i && c->leg[j].stage && c->leg[j].road == r && start < c->leg[j].done)
            start = c->leg[j].done;
    c->parked[r] = (uint8_t)(i + 1);
    leg->start = start;
    leg->beat = start + (tick_t)EDGE * (lead[r] + per_beat[r] * p->beats);
    leg->done = leg->beat + (tick_t)EDGE * tail[r];
}

static tick_t toy_matrix(toy_t *c, env_t *env)
{
    tick_t due = NEVER;
    for (unsigned i = 0; i < 2; i++) {
        port_t *p = &c->port[i];
        toy_leg_t *leg = &c->leg[i];
        if (p->phase == BUS_REQ && !leg->stage) {
            tick_t a = domain_next(&c->clock[0], p->asked);
            p->txn = ++c->txn;
            leg->stage = 1, leg->road = (uint8_t)toy_road(p->addr);
            if (leg->road == ROAD_NONE) leg->start = a, leg->beat = NEVER, leg->done = a + 2 * EDGE;
            else toy_grant(c, i, a);
        }
        if (leg->stage == 1 && c->now >= leg->start) {
            p->phase = BUS_BUSY, p->granted = c->now;
            leg->stage = 2;
        }
        if (leg->stage == 2 && leg->beat <= c->now) toy_move(c, p, leg->road, env), leg->stage = 3;
        if (leg->stage >= 2 && leg->done <= c->now) {
            p->phase = leg->road == ROAD_NONE ? BUS_ERROR : BUS_DONE;
            p->done = c->now, leg->stage = 0;
            wake(env, SLOT_DMA);
        }
        tick_t t = leg->stage == 2 && leg->beat != NEVER ? leg->beat : leg->done;
        if (leg->stage == 1) t = leg->start;
        if (leg->stage && t < due) due = t;
    }
    return due;
}

/* ---- running --------------------------------------------------------------------------------- */

static void toy_slot(toy_bench_t *b, unsigned slot)
{
    toy_t *c = b->c;
    env_t *env = toy_env(b, slot);
    c->due[slot] = NEVER;
    switch (slot) {
    case SLOT_GADGET: c->due[slot] = gadget_step(c, env); break;
    case SLOT_MUX:    c->due[slot] = dmamux_model.step(&c->mux, &toy_mux, env); break;
    case SLOT_MATRIX: c->due[slot] = toy_matrix(c, env); break;
    default:          c->due[slot] = dma_model.step(&c->dma, b->cfg, env);
    }
    toy_woke(b, slot, false);
}

/* Go on to `until` (not including it): skipping, or stepping everything at each CPU edge too. */
static void toy_run(toy_bench_t *b, tick_t until, bool slow)
{
    toy_t *c = b->c;
    for (;;) {
        tick_t t = NEVER;
        for (unsigned i = 0; i < SLOTS; i++) if (c->due[i] < t) t = c->due[i];
        tick_t cpu = (c->now / 10 + 1) * 10;
        if (slow && cpu < t) t = cpu;
        if (t >= until) break;
        c->now = t;
        for (unsigned i = 0; i < SLOTS; i++) if (slow || c->due[i] <= t) toy_slot(b, i);
    }
    c->now = until;
}

static void toy_put(toy_bench_t *b, uint32_t off, uint32_t val)
{
    dma_model.write(&b->c->dma, b->cfg, off, 4, val, toy_env(b, SLOT_DMA));
    toy_woke(b, SLOT_DMA, true);
}

static uint32_t toy_get(toy_bench_t *b, uint32_t off)
{
    return dma_model.read(&b->c->dma, b->cfg, off, 4, toy_env(b, SLOT_DMA));
}

/* Give line n `count` credits, the first at tick `at`. */
static void toy_credit(toy_bench_t *b, unsigned n, tick_t at, uint32_t period, uint32_t count)
{
    b->c->line[n].next = at, b->c->line[n].period = period, b->c->line[n].left = count;
    if (at < b->c->due[SLOT_GADGET]) b->c->due[SLOT_GADGET] = at;
}

/* Channel n passes line n on to stream n. */
static void toy_boot(toy_bench_t *b, toy_t *c, seen_t *seen, const dma_cfg_t *cfg)
{
    memset(c, 0, sizeof *c);
    memset(b, 0, sizeof *b);
    b->c = c, b->seen = seen, b->cfg = cfg;
    if (seen) seen->n = 0, seen->sink.mask = ~0ull, seen->sink.see = seen_see;
    c->clock[0] = domain_of(0, 240000000);
    for (unsigned i = 0; i < RAM; i++) c->ram[i] = (uint8_t)(i * 7 + (i >> 8));
    for (unsigned n = 0; n < LINES; n++)
        c->line[n].next = NEVER, c->line[n].value = 0x03020100u + 0x10101010u * n;
    dma_model.reset(&c->dma, cfg);
    dmamux_model.reset(&c->mux, &toy_mux);
    for (unsigned i = 0; i < SLOTS; i++) c->due[i] = NEVER;
    for (unsigned n = 0; n < LINES; n++) {
        dmamux_model.write(&c->mux, &toy_mux, 4 * n, 4, 40 + n, toy_env(b, SLOT_MUX));
        toy_woke(b, SLOT_MUX, true);
    }
}

/* ---- looking at what was told ---------------------------------------------------------------- */

/* The k-th fact of a kind about a stream, or NULL. */
static inline const fact_t *toy_fact(const toy_bench_t *b, unsigned kind, unsigned stream,
                                     unsigned k)
{
    for (unsigned i = 0; i < b->seen->n; i++) {
        const fact_t *f = &b->seen->fact[i];
        if (f->kind == kind && f->what == stream && !k--) return f;
    }
    return 0;
}

static inline tick_t toy_when(const toy_bench_t *b, unsigned kind, unsigned stream, unsigned k)
{
    const fact_t *f = toy_fact(b, kind, stream, k);
    return f ? f->at : NEVER;
}

static inline unsigned toy_count(const toy_bench_t *b, unsigned kind, unsigned stream)
{
    unsigned n = 0;
    while (toy_fact(b, kind, stream, n)) n++;
    return n;
}

/* The tick a flag of a stream rose first, NEVER if it did not. */
static inline tick_t toy_flag(const toy_bench_t *b, unsigned stream, unsigned flag)
{
    const fact_t *f;
    for (unsigned k = 0; (f = toy_fact(b, F_DMA_FLAG, stream, k)); k++)
        if (f->note == flag) return f->at;
    return NEVER;
}
#endif
