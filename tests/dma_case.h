/* dma_case.h -- one toy machine with a DMA, its streams armed and looked at: for test_dma.c and
 * test_dma_faults.c. */
#ifndef DMA_CASE_H
#define DMA_CASE_H
#include "dma_bench.h"
#include "suite.h"

static toy_t machine;
static toy_bench_t bench;
static seen_t seen;

enum { MINC = DMA_CR_MINC, P2M = DMA_P2M << 6, M2P = DMA_M2P << 6, M2M = DMA_M2M << 6,
       WORDS = 2 << 11 | 2 << 13 };

static void boot(void)
{
    toy_boot(&bench, &machine, &seen, &toy_dma);
    toy_run(&bench, 1000, false);               /* edge 50 */
}

static uint32_t reg(uint32_t base, unsigned n) { return base + DMA_STRIDE * n; }

static void arm(unsigned n, uint32_t cr, uint32_t fcr, uint32_t ndtr, uint32_t par, uint32_t m0ar)
{
    toy_put(&bench, reg(DMA_S0NDTR, n), ndtr);
    toy_put(&bench, reg(DMA_S0PAR, n), par);
    toy_put(&bench, reg(DMA_S0M0AR, n), m0ar);
    toy_put(&bench, reg(DMA_S0FCR, n), fcr);
    toy_put(&bench, reg(DMA_S0CR, n), cr | DMA_CR_EN);
}

static bool enabled(unsigned n) { return toy_get(&bench, reg(DMA_S0CR, n)) & DMA_CR_EN; }
static uint32_t ndtr(unsigned n) { return toy_get(&bench, reg(DMA_S0NDTR, n)); }

/* The edge at which the k-th item of a stream crossed a side (0 source, 1 destination); 0: it did
 * not. */
static unsigned item(unsigned n, unsigned side, unsigned k)
{
    const fact_t *f;
    for (unsigned i = 0; (f = toy_fact(&bench, F_DMA_ITEM, n, i)); i++)
        if ((f->note & 1) == side && !k--) return (unsigned)(f->at / EDGE);
    return 0;
}

static unsigned off_why(unsigned n)
{
    const fact_t *f = toy_fact(&bench, F_DMA_OFF, n, 0);
    return f ? (unsigned)f->note : 99;
}
#endif
