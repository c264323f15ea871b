/* reach.h -- error responses: a DMA aimed at memory it has no road to, memory whose clock is off. Part
 * of coherence.c's sink; separate because it needs no shadow. Rules dma-unreachable and
 * memory-unclocked, both tier error: the transfer did not happen. */
#ifndef REACH_H
#define REACH_H
#include "blame.h"

typedef struct {
    book_t *book;
    struct { tick_t at; size_t finding; int open; } last[WATCHED];   /* waits for the stream's TEIF */
} reach_t;

/* F_ERROR and F_DMA_FLAG. */
void reach_see(reach_t *, const streams_t *, const fact_t *);
/* reach_mdma.c: rule mdma-tcm-port. true: told, nothing else has this fact for a cause. */
bool reach_mdma_see(reach_t *, const streams_t *, const fact_t *);
#endif
