/* ahead.h -- rule read-ahead, error: NDTR was read while a stream with its FIFO on was running, and bytes it
 * had counted were loaded before the DMA had written them. Part of coherence.c's sink.
 *
 * NDTR counts items taken from the peripheral; up to 16 bytes of them wait in the FIFO (RM0433 15.3.14). A
 * byte has arrived when the stream has written it in this lap: newer than the byte it will write last.
 * Looking at NDTR is no mistake, loading too far is. Not judged: direct mode (one item), the BDMA and the
 * MDMA (no FIFO behind their counts). */
#ifndef AHEAD_H
#define AHEAD_H
#include "blame.h"

enum { AHEAD_STREAMS = 16, AHEAD_BYTES = 16 };
typedef struct {
    uint64_t on;                           /* of which arming; 0: nothing is ahead */
    uint32_t addr, size;                   /* counted and not yet written, when NDTR was read */
    uint64_t last;                         /* order of what the stream had written last then */
    fact_t   read;
} ahead_t;
typedef struct { ahead_t stream[AHEAD_STREAMS]; unsigned count; } aheads_t;

typedef struct { aheads_t *a; book_t *book; const streams_t *streams; const shadow_t *shadow; } look_t;

void ahead_read(const look_t *, const fact_t *);                     /* F_REG_READ of a DMA's register */
void ahead_load(const look_t *, const fact_t *);                     /* F_LOAD, while count is not 0 */
#endif
