/* range.h -- cache maintenance as the program calls it: which lines one call covered, and whether it was
 * meant for other bytes. Rule wrong-range. Part of coherence.c's sink.
 *
 * A call is a row of by-address operations of one kind, each a line behind the last, from one place of the
 * program or without a barrier between them (the loop of SCB_InvalidateDCache_by_Addr and its sisters, as it
 * stands or unrolled). It is never judged by itself: only when
 * the bytes it should have covered turned out old, or bytes it should have left alone were lost, and only
 * against the window of the transfer in question. Maintenance by set and way has no range. */
#ifndef RANGE_H
#define RANGE_H
#include "findings.h"
#include "watch.h"

enum { RANGE_CALLS = 32 };
typedef struct {
    uint32_t first, end, pc;           /* first register value, end of the last line */
    uint32_t low, high;                /* the first and the last place of the program */
    uint8_t  what;                     /* maint_t */
    uint64_t from, to;                 /* orders of its first and last operation */
    tick_t   at;
} call_t;
typedef struct { call_t call[RANGE_CALLS]; unsigned calls; } range_t;

typedef enum { RANGE_RIGHT, RANGE_OFFSET, RANGE_SHORT, RANGE_LONG, RANGE_POINTER } range_wrong_t;

/* F_MAINT; barrier: the order of the last DMB or DSB, 0 none */
void range_see(range_t *, const fact_t *, uint64_t order, uint64_t barrier);
/* The latest call between these orders that should have covered addr, a byte of this window, and did not: it
 * took an offset for an address, or was too short. stale: by an invalidate (else by a clean). */
range_wrong_t range_missed(const range_t *, const map_t *, const names_t *, window_t, uint32_t addr,
                           bool stale, uint64_t after, uint64_t before, call_t *);
/* The invalidate from this place that was for a transfer's window and went on over this line, which has none
 * of it. other: the window's first byte. */
range_wrong_t range_overran(const range_t *, const map_t *, const streams_t *, uint32_t line, uint32_t pc,
                            call_t *, uint32_t *other);
/* The latest invalidate from this place over this line; false: none is remembered. */
bool range_call(const range_t *, uint32_t line, uint32_t pc, call_t *);
/* Was the call for a pointer, where what it points to was meant? word: what the CPU stored where it began. A
 * stream is set to write there; a scripted master's descriptors hold such words, and are maintained. */
range_wrong_t range_pointer(const call_t *, const streams_t *, uint32_t word);
#endif
