/* mdma_case.h -- what the tests of MDMA share: one machine, a channel set up and let go in a line. */
#ifndef MDMA_CASE_H
#define MDMA_CASE_H
#include "mdma_bench.h"
#include "suite.h"

static toy_t machine;
static seen_t seen;
static bench_t bench, *b = &bench;

enum { BYTE, HALF, WORD, DOUBLE };

static inline void start(void)
{
    boot(b, &machine, &seen);
    run(b, 100 * EDGE, false);                  /* everything begins at edge 100 */
}

static uint32_t at(uint32_t base, unsigned n) { return base + MDMA_STRIDE * n; }

/* TCR of a plain rising transfer: item sizes, burst codes, bytes a buffer, trigger mode. */
static uint32_t tcr(unsigned ss, unsigned ds, unsigned sb, unsigned db, unsigned bytes, unsigned mode)
{
    return (uint32_t)(MDMA_UP << MDMA_SINC | MDMA_UP << MDMA_DINC) | ss << MDMA_SSIZE | ds << MDMA_DSIZE
         | ss << MDMA_SINCOS | ds << MDMA_DINCOS | sb << MDMA_SBURST | db << MDMA_DBURST
         | (bytes - 1) << MDMA_TLEN | mode << MDMA_TRGM | 1u << MDMA_SWRM;
}

enum { PACK = 1 << MDMA_PKE };

static uint32_t bus_of(uint32_t src, uint32_t dst)
{
    return (src >> 24 == 0x20 || !(src >> 24) ? (uint32_t)MDMA_SBUS : 0)
         | (dst >> 24 == 0x20 || !(dst >> 24) ? (uint32_t)MDMA_DBUS : 0);
}

static void set(unsigned n, uint32_t t, uint32_t src, uint32_t dst, uint32_t bndtr)
{
    put(b, at(MDMA_C0TCR, n), t);
    put(b, at(MDMA_C0BNDTR, n), bndtr);
    put(b, at(MDMA_C0SAR, n), src);
    put(b, at(MDMA_C0DAR, n), dst);
    put(b, at(MDMA_C0TBR, n), bus_of(src, dst));
}

static inline void go(unsigned n, uint32_t cr)
{
    put(b, at(MDMA_C0CR, n), cr | MDMA_CR_EN);
    put(b, at(MDMA_C0CR, n), cr | MDMA_CR_EN | MDMA_CR_SWRQ);
}

static inline void to_edge(unsigned edge) { run(b, (tick_t)edge * EDGE, false); }
static inline uint32_t isr(unsigned n) { return get(b, at(MDMA_C0ISR, n)); }
static inline bool enabled(unsigned n) { return get(b, at(MDMA_C0CR, n)) & MDMA_CR_EN; }
static inline bool copied(const uint8_t *to, const uint8_t *from, unsigned n) { return !memcmp(to, from, n); }

/* The edge at which CTCIF rose; 0: it did not. */
static inline unsigned ended(unsigned n)
{
    const fact_t *f;
    for (unsigned k = 0; (f = fact_of(&seen, F_DMA_FLAG, n, k)); k++)
        if (f->note == DMA_TC) return (unsigned)(f->at / EDGE);
    return 0;
}

/* A hardware-triggered channel, a word a trigger, 16 bytes in all. */
static inline void set_hardware(unsigned n, unsigned tsel, uint32_t mar, uint32_t mdr)
{
    uint32_t t = tcr(WORD, WORD, 0, 0, 4, MDMA_BY_BUFFER) & ~(1u << MDMA_SWRM);
    set(n, t, AXIRAM, AXIRAM + 0x800, 16);
    put(b, at(MDMA_C0TBR, n), tsel);
    put(b, at(MDMA_C0MAR, n), mar);
    put(b, at(MDMA_C0MDR, n), mdr);
    put(b, at(MDMA_C0CR, n), MDMA_CR_EN);
}

static inline int run_tests(const char *name, const TTest *const *tests, size_t n)
{
    TCase *t = tcase_create(name);
    tcase_set_timeout(t, 120);
    for (size_t i = 0; i < n; i++) tcase_add_test(t, tests[i]);
    return case_run(name, t);
}
#endif
