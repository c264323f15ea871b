/* duo_bench.h -- one part and what is outside of it, on a bench: run, stepped when due or more often, its
 * registers written and read by hand, the facts it tells. For usart_bench.h, spi_bench.h, i2c_bench.h, which
 * say before:
 *
 *   OUTSIDE_T, PART_T           the two states         outside_is, part_is    their model_t
 *   DUO_CLOCKS, FACTS           how many               cfg, ears, given       its set-up, who hears what
 *
 * Slot 0 is the outside, slot 1 the part. */
#ifndef DUO_BENCH_H
#define DUO_BENCH_H
#include "suite.h"
#include <string.h>

typedef struct {                     /* all of it can be copied */
    tick_t    now, due[2];
    domain_t  clock[DUO_CLOCKS];
    wires_t   wires;
    OUTSIDE_T outside;
    PART_T    part;
    unsigned  facts;
    fact_t    fact[FACTS];
} bench_t;

static bench_t b;
static int silent;

static bench_t *watched;
static inline void see(sink_t *s, const fact_t *f)
{
    (void)s;
    if (watched->facts < FACTS) watched->fact[watched->facts++] = *f;
}
static sink_t sink = { .mask = ~0ull, .see = see };

static inline env_t env_of(bench_t *x, unsigned slot)
{
    watched = x;
    return (env_t){ .now = x->now, .clock = x->clock, .wires = &x->wires, .sink = silent ? NULL : &sink,
                    .in = &given, .ears = ears, .pc = NO_PC, .slot = (uint8_t)slot };
}

static inline void heed(bench_t *x, const env_t *e, unsigned from)
{
    for (unsigned s = 0; s < 2; s++) {
        tick_t at = s > from ? e->now : e->now + 1;
        if (e->woke >> s & 1 && at < x->due[s]) x->due[s] = at;
    }
}

static inline void step(bench_t *x, unsigned slot)
{
    env_t e = env_of(x, slot);
    x->due[slot] = slot ? part_is.step(&x->part, &cfg, &e) : outside_is.step(&x->outside, NULL, &e);
    ck_assert_uint_gt(x->due[slot], x->now);
    heed(x, &e, slot);
}

/* Up to and including tick t. stride: step everybody at least so often (0: only when due). */
static inline void run_at(bench_t *x, tick_t t, tick_t stride)
{
    for (;;) {
        tick_t next = x->due[0] < x->due[1] ? x->due[0] : x->due[1];
        int all = stride && x->now / stride * stride + stride < next;
        if (all) next = x->now / stride * stride + stride;
        if (next > t) break;
        x->now = next;
        for (unsigned s = 0; s < 2; s++)
            if (all || x->due[s] <= next) step(x, s);
    }
    x->now = t;
}

static inline void put_sized(bench_t *x, uint32_t off, unsigned size, uint32_t val)
{
    env_t e = env_of(x, 1);
    part_is.write(&x->part, &cfg, off, size, val, &e);
    heed(x, &e, 9);
}
static inline void put(uint32_t off, uint32_t val) { put_sized(&b, off, 4, val); }

static inline uint32_t look(const bench_t *x, uint32_t off)
{
    env_t e = env_of((bench_t *)x, 1);
    return part_is.peek(&x->part, &cfg, off, &e);
}

static inline uint32_t get_sized(bench_t *x, uint32_t off, unsigned size)
{
    env_t e = env_of(x, 1);
    uint32_t v = part_is.read(&x->part, &cfg, off, size, &e);
    heed(x, &e, 9);
    return v;
}
static inline uint32_t get(uint32_t off) { return get_sized(&b, off, 4); }

static inline int level(wire_kind_t k, unsigned n) { return wire_get(&b.wires, k, n); }

static inline unsigned count(unsigned kind)
{
    unsigned n = 0;
    for (unsigned i = 0; i < b.facts; i++) n += b.fact[i].kind == kind;
    return n;
}
static inline const fact_t *nth(unsigned kind, unsigned n)
{
    for (unsigned i = 0; i < b.facts; i++)
        if (b.fact[i].kind == kind && !n--) return &b.fact[i];
    ck_abort_msg("no such fact");
    return NULL;
}

static inline int run_tests(const char *name, const TTest *const *tests, size_t n)
{
    TCase *t = tcase_create(name);
    tcase_set_timeout(t, 60);
    for (size_t i = 0; i < n; i++) tcase_add_test(t, tests[i]);
    return case_run(name, t);
}
#endif
