/* part_bench.h -- one register block alone: its state, wires and the facts it tells. For the tests
 * of rcc, pwr, syscfg and flash. */
#ifndef PART_BENCH_H
#define PART_BENCH_H
#include "device.h"
#include "suite.h"
#include <string.h>

enum { FACTS = 64 };

static wires_t        wires;
static fact_t         fact[FACTS];
static unsigned       facts;
static tick_t         now;
static void          *part;
static const model_t *model;
static const void    *part_cfg;
static const uint64_t no_ears[WIRE_KINDS];
static const domain_t *clocks;       /* a test whose part has a clock sets it */

static inline void see(sink_t *s, const fact_t *f)
{
    (void)s;
    if (facts < FACTS) fact[facts++] = *f;
}
static sink_t sink = { .mask = ~0ull, .see = see };

static inline env_t env_now(void)
{
    return (env_t){ .now = now, .clock = clocks, .wires = &wires, .sink = &sink, .ears = no_ears, .pc = NO_PC,
        .slot = 3 };
}

static inline void put_sized(uint32_t off, unsigned size, uint32_t val)
{
    env_t e = env_now();
    model->write(part, part_cfg, off, size, val, &e);
}
static inline void put(uint32_t off, uint32_t val) { put_sized(off, 4, val); }

static inline uint32_t look(uint32_t off)
{
    env_t e = env_now();
    return model->peek(part, part_cfg, off, &e);
}

static inline uint32_t get_sized(uint32_t off, unsigned size)
{
    env_t e = env_now();
    return model->read(part, part_cfg, off, size, &e);
}

static inline tick_t step(void)
{
    env_t e = env_now();
    return model->step(part, part_cfg, &e);
}

static inline void start(const model_t *m, const void *cfg, void *state, size_t size)
{
    memset(state, 0, size), memset(&wires, 0, sizeof wires), memset(fact, 0, sizeof fact);
    facts = 0, now = 0, part = state, model = m, part_cfg = cfg;
    m->reset(state, cfg);
    step();
}

static inline unsigned told(unsigned kind)
{
    unsigned n = 0;
    for (unsigned i = 0; i < facts; i++) n += fact[i].kind == kind;
    return n;
}

/* Random traffic in and beyond the block. peek changes nothing and agrees with read (law 5), a step
 * before its time changes nothing (law 1), a copy goes on the same (law 3). copy: room for the
 * state. */
static inline void fuzz(size_t size, uint32_t span, void *copy, void *later, uint32_t seed)
{
    static const uint8_t sizes[3] = { 1, 2, 4 };
    for (unsigned n = 0; n < 20000; n++) {
        facts = 0;
        uint32_t a = seed = seed * 1664525u + 1013904223u, b = seed = seed * 1664525u + 1013904223u;
        unsigned width = sizes[a >> 8 & 1 ? 2 : (a >> 9) % 3];
        uint32_t off = (a >> 12) % span & ~(width - 1);
        now += b >> 28;
        tick_t due = step();
        ck_assert_uint_gt(due, now);
        facts = 0;
        wires_t was = wires;
        memcpy(copy, part, size);
        uint32_t want = look(off) >> 8 * (off & 3) & (width == 4 ? ~0u : (1u << 8 * width) - 1);
        ck_assert_uint_eq(step(), due);
        ck_assert(!memcmp(copy, part, size) && !memcmp(&was, &wires, sizeof was));
        ck_assert_uint_eq(facts, 0);
        if (a >> 30) {
            put_sized(off, width, b);
            wires_t after = wires;
            memcpy(later, part, size), memcpy(part, copy, size), wires = was;
            put_sized(off, width, b);
            ck_assert(!memcmp(later, part, size) && !memcmp(&after, &wires, sizeof after));
        } else {
            ck_assert_uint_eq(get_sized(off, width), want);
        }
    }
}
#endif
