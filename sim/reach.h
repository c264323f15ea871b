/* reach.h -- error responses: a DMA aimed at memory it has no road to, or at flash, which it cannot write;
 * memory whose clock is off. Part of coherence.c's sink; separate because it needs no shadow. Rules
 * dma-unreachable and memory-unclocked, both tier error: the transfer did not happen. */
#ifndef REACH_H
#define REACH_H
#include "blame.h"

typedef struct {
    book_t *book;
    int      asleep;                /* the core; then LPENR bits count */
    uint32_t enr[9];                /* RCC_AHB3ENR to APB4ENR as written */
    struct { tick_t at; size_t finding; int open; } last[WATCHED];   /* waits for the stream's TEIF */
} reach_t;

/* Half a sentence: why no road leads to this region (NULL: to an address where nothing is). */
const char *reach_why_not(const region_row_t *);
/* The same for the MDMA, which has two ports: its TCM port (ahbs) or its AXI port does not lead there. */
const char *reach_why_not_port(bool ahbs);
/* F_ERROR and F_DMA_FLAG; F_SLEEP, F_WAKE and F_REG_WRITE to know why a clock was off. */
void reach_see(reach_t *, const streams_t *, const fact_t *);
/* reach_mdma.c: rule mdma-tcm-port. true: told, nothing else has this fact for a cause. */
bool reach_mdma_see(reach_t *, const streams_t *, const fact_t *);
#endif
