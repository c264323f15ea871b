/* core_case.h -- one program on core_bench.h, and the facts it told. The CPU runs at 400 MHz, 12
 * ticks a cycle; "cycle n" is tick 12 n. A script micro-op takes 1 cycle, so micro-op k of a
 * straight line issues at cycle k. */
#ifndef CORE_CASE_H
#define CORE_CASE_H
#include "suite.h"
#include "core_bench.h"
#include "script.h"

enum { CY = 12, ROOM = 256 };

static bench_t  *b;
static script_t s;
static uop_t    text[ROOM];

static inline void setup(void)
{
    b = malloc(sizeof *b);
    bench_start(b, 400000000);
    script_begin(&s, text, ROOM);
}

static inline void teardown(void) { free(b); }

static inline void handler(unsigned exception, unsigned priority)      /* its text follows */
{
    handler_t *h = &b->handler[b->in.handlers++];
    *h = (handler_t){ .exception = (uint16_t)exception, .entry = script_handler(&s) };
    b->chip.core.scb.priority[exception] = (uint8_t)(priority << 4);
    uint64_t *enabled = &b->chip.core.scb.enabled[exception >> 6];
    if (exception >= EXC_MEMMANAGE) *enabled |= 1ull << (exception & 63);
}

static inline void load_program(void)
{
    ck_assert_int_eq(script_finish(&s), SCRIPT_FINE);
    b->in.program = text, b->in.uops = s.used;
}

static inline void run(uint64_t cycles) { load_program(); bench_run(b, cycles * CY, 0); }

/* The n-th fact of a kind (and, if not negative, of a `what`); NULL if there is none. */
static inline const fact_t *find(unsigned kind, int what, unsigned n)
{
    for (unsigned i = 0; i < b->rec.facts; i++) {
        const fact_t *f = &b->rec.fact[i];
        if (f->kind == kind && (what < 0 || f->what == what) && !n--) return f;
    }
    return NULL;
}

static inline unsigned count(unsigned kind)
{
    unsigned n = 0;
    while (find(kind, -1, n)) n++;
    return n;
}

static inline uint64_t at(unsigned kind, int what, unsigned n)         /* in cycles */
{
    const fact_t *f = find(kind, what, n);
    ck_assert_msg(f != NULL, "no fact %u/%d number %u", kind, what, n);
    ck_assert_uint_eq(f->at % CY, 0);
    return f->at / CY;
}

static inline uint32_t word(uint32_t addr)
{
    uint32_t v;
    memcpy(&v, toy_ram + addr % RAM_BYTES, 4);
    return v;
}

static inline void irq(uint64_t cycle, unsigned n, int level)
{
    bench_event(b, cycle * CY, n, level);
}

static inline void pulse(uint64_t cycle, unsigned n) { irq(cycle, n, 1); irq(cycle + 1, n, 0); }

static inline int run_tests(const char *name, const TTest *const *tests, size_t n)
{
    TCase *t = tcase_create(name);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    for (size_t i = 0; i < n; i++) tcase_add_test(t, tests[i]);
    return case_run(name, t);
}
#endif
