/* dma_fifo.h -- the data path of one DMA1/DMA2 stream: FIFO, thresholds, packing, what to move
 * next. RM0433 15.3.8, 15.3.12-15.3.14.
 *
 * Pure functions of a stream: no time, no flags, no facts. dma.c decides when; this decides what.
 * `capacity` is the FIFO's size in bytes, 16 but for stress builds. */
#ifndef DMA_FIFO_H
#define DMA_FIFO_H
#include "dma.h"
#include <stdbool.h>

typedef struct {
    uint32_t addr;
    uint8_t  write, size, beats;                /* as in port_t */
    uint8_t  bytes;                             /* FIFO bytes given or taken; 0: nothing to do */
} dma_access_t;

static inline unsigned dma_dir(const dma_stream_t *s)   { return s->cr >> 6 & 3; }
static inline unsigned dma_psize(const dma_stream_t *s) { return s->cr >> 11 & 3; } /* log2 bytes */
static inline unsigned dma_msize(const dma_stream_t *s) { return s->cr >> 13 & 3; }
static inline bool dma_direct(const dma_stream_t *s)    { return !(s->fcr & DMA_FCR_DMDIS); }
static inline bool dma_double(const dma_stream_t *s)
{
    return (s->cr & DMA_CR_DBM) && !(s->cr & DMA_CR_PFCTRL) && dma_dir(s) != DMA_M2M;
}

unsigned dma_fifo_status(const dma_stream_t *, unsigned capacity);      /* FCR.FS */
bool dma_burst_forbidden(const dma_stream_t *); /* FEIF at enable */
bool dma_jammed(const dma_stream_t *);          /* permanent over- or underrun */
void dma_lap(dma_stream_t *);                   /* memory side: start of a lap */
void dma_threshold(dma_stream_t *, unsigned capacity);  /* does the level start or end a run? */
dma_access_t dma_next_per(const dma_stream_t *, unsigned capacity);
dma_access_t dma_next_mem(const dma_stream_t *, unsigned capacity);
void dma_push(dma_stream_t *, uint64_t value, unsigned bytes, unsigned capacity);
uint64_t dma_look(const dma_stream_t *, unsigned at, unsigned bytes, unsigned capacity);
void dma_drop(dma_stream_t *, unsigned bytes, unsigned capacity);
#endif
