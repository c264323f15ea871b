/* bdma_bench.h -- a toy bus around the BDMA. hclk is 240 MHz: an edge every 20 ticks. The bus answers
 * RAM (0x3800_0000, 4 KB) 2 hclk after the request, gadgets (0x5800_0000 + 16 * n) 4 hclk after it, all
 * else with an error 4 hclk after it. Gadget n holds channel n's request up while it has credit; an
 * access takes one credit and, read, gives the next of 0x01020304, 0x02030405, ... */
#ifndef BDMA_BENCH_H
#define BDMA_BENCH_H
#include "bdma.h"
#include "suite.h"
#include <string.h>

enum { EDGE = 20, RAM = 4096, FACTS = 4096 };
#define SRAM4  0x38000000u
#define GADGET 0x58000000u
#define ELSE   0x24000000u

typedef struct {
    tick_t   now, due;
    domain_t clock[1];
    wires_t  wires;
    port_t   port[1];
    bdma_t   bdma;
    uint32_t credit[8], value[8], sent[8];
    uint8_t  ram[RAM];
} toy_t;

typedef struct { sink_t sink; unsigned n; fact_t fact[FACTS]; } seen_t;

static const port_row_t toy_port[] = { { "BDMA", 17, 0, 0 } };
static const map_t      toy_map = { .chip = "toy", .port = toy_port, .ports = 1 };
static const uint64_t   toy_ears[WIRE_KINDS];
static const bdma_cfg_t toy_cfg = {
    .hclk = 0, .port = 0, .irq = { 129, 130, 131, 132, 133, 134, 135, 136 },
    .sync = { SYNC_BDMA_CH0, SYNC_BDMA_CH1 }, .ack_wire = 16, .arb = 1, .calc = 1, .idle = 1, .ack = 1
};

static toy_t  toy;
static seen_t seen;

static void toy_see(struct sink *sink, const fact_t *f)
{
    seen_t *s = (seen_t *)sink;
    if (s->n < FACTS) s->fact[s->n++] = *f;
}

static env_t toy_env(toy_t *c)
{
    return (env_t){ .now = c->now, .until = NEVER, .clock = c->clock, .wires = &c->wires,
                    .port = c->port, .sink = seen.sink.see ? &seen.sink : NULL, .map = &toy_map,
                    .ears = toy_ears, .pc = NO_PC, .slot = 9 };
}

static void toy_boot(void)
{
    memset(&toy, 0, sizeof toy), memset(&seen, 0, sizeof seen);
    seen.sink = (sink_t){ .mask = ~0ull, .see = toy_see };
    toy.clock[0] = (domain_t){ 0, 1, EDGE, 0 };
    for (unsigned n = 0; n < 8; n++) toy.value[n] = 0x01020304;
    for (unsigned i = 0; i < RAM; i++) toy.ram[i] = (uint8_t)(i * 7 + 1);
    bdma_model.reset(&toy.bdma, &toy_cfg);
}

static void toy_lines(toy_t *c)
{
    for (unsigned n = 0; n < 8; n++) {
        env_t e = toy_env(c);
        wire_put(&e, WIRE_BDMA, n, c->credit[n] > 0);
    }
}

static tick_t toy_answer(const toy_t *c)
{
    const port_t *p = c->port;
    if (p->phase != BUS_REQ) return NEVER;
    return p->asked + (p->addr - SRAM4 < RAM ? 2 : 4) * EDGE;
}

static void toy_serve(toy_t *c)
{
    port_t *p = c->port;
    unsigned n = p->addr >> 4 & 7, bytes = 1u << p->size;
    p->phase = BUS_DONE;
    if (p->addr - SRAM4 <= RAM - bytes) {
        if (p->write) memcpy(c->ram + (p->addr - SRAM4), p->data, bytes);
        else p->data[0] = 0, memcpy(p->data, c->ram + (p->addr - SRAM4), bytes);
    } else if (p->addr - GADGET < 0x80) {
        if (p->write) c->sent[n] = (uint32_t)p->data[0];
        else p->data[0] = c->value[n] & ((1ull << 8 * bytes) - 1), c->value[n] += 0x01010101;
        if (c->credit[n]) c->credit[n]--;
        toy_lines(c);
    } else {
        p->phase = BUS_ERROR;
    }
    c->due = c->now;
}

/* Up to and including tick t; slow: every edge besides. */
static void toy_run(toy_t *c, tick_t t, int slow)
{
    for (;;) {
        tick_t next = c->due < toy_answer(c) ? c->due : toy_answer(c);
        if (slow && c->now / 7 * 7 + 7 < next) next = c->now / 7 * 7 + 7;
        if (next > t) break;
        if (next > c->now) c->now = next;
        if (toy_answer(c) <= c->now) toy_serve(c);
        env_t e = toy_env(c);
        c->due = bdma_model.step(&c->bdma, &toy_cfg, &e);
        ck_assert(c->due > c->now);
    }
    c->now = t;
}
static void run(tick_t t) { toy_run(&toy, t, 0); }

static void put(uint32_t off, uint32_t val)
{
    env_t e = toy_env(&toy);
    bdma_model.write(&toy.bdma, &toy_cfg, off, 4, val, &e);
    toy.due = toy.now;
}
static uint32_t get(uint32_t off)
{
    env_t e = toy_env(&toy);
    return bdma_model.read(&toy.bdma, &toy_cfg, off, 4, &e);
}
static uint32_t ch(unsigned n, uint32_t off) { return off + BDMA_STRIDE * n; }

static void give(unsigned n, uint32_t credit)
{
    toy.credit[n] += credit;
    toy_lines(&toy);
    toy.due = toy.now;
}

/* A channel, enabled. */
static void arm(unsigned n, uint32_t cr, uint32_t count, uint32_t per, uint32_t mem)
{
    put(ch(n, BDMA_CNDTR0), count);
    put(ch(n, BDMA_CPAR0), per);
    put(ch(n, BDMA_CM0AR0), mem);
    put(ch(n, BDMA_CCR0), cr | BDMA_CR_EN);
}

static unsigned told(unsigned kind)
{
    unsigned n = 0;
    for (unsigned i = 0; i < seen.n; i++) n += seen.fact[i].kind == kind;
    return n;
}
static const fact_t *nth(unsigned kind, unsigned n)
{
    for (unsigned i = 0; i < seen.n; i++)
        if (seen.fact[i].kind == kind && !n--) return &seen.fact[i];
    ck_abort_msg("no such fact");
    return NULL;
}
#endif
