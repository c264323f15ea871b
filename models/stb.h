/* stb.h -- the store buffer: 4 entries of 64 bits with one address each. TRM 1.2.8, 5.9.2; example
 * 5-1 in 5.5.7.
 *
 * Modelled: merging of Normal stores into the entry of their doubleword, linking of entries of one
 * line into one sparse burst, forwarding, where an entry goes (cache, linefill buffer, bus), when
 * (below), complete drains, write limits of the AXIM port, read-allocate mode.
 * An entry leaves, at most one action every T_STB_DRAIN cycles, oldest first, others may overtake
 * when their addresses differ:
 *   Device, Strongly-ordered   at once, alone, in order among themselves
 *   write-back, line present   at once, to the cache, or to the linefill buffer
 *   write-allocate miss        at once: starts a fill and merges into it
 *   going to the bus           (non-cacheable; write-through; write-back read-allocate miss) with
 *   all entries linked to it, when they all are full, when one of them has
 *                              waited T_STB_MERGE_TIMEOUT since its first store, or in a complete
 *                              drain (barrier, maintenance, a store that finds no entry free, a
 *                              non-cacheable load of some of its bytes)
 *   write-allocate miss in read-allocate mode: the same, but the group is full when the line is,
 *   and the time counts from the last store to it
 * Not modelled: exclusive stores; the DTCM/ITCM store queue (TCM stores are immediate; the
 * time of the DTCM's is in issue.h).
 * What surprises people: a byte in here is invisible to every DMA, also in write-through and
 * non-cacheable memory, until it drains. A burst carries strobes: bytes never stored are not
 * written.
 * Facts: F_DRAIN of each entry of a burst comes right before the burst's F_ASK, in the same tick; a
 * write-through hit tells DRAIN_CACHE (or DRAIN_LFB) and DRAIN_BUS for the same entry. */
#ifndef STB_H
#define STB_H
#include "fill.h"

/* Put a store (within one doubleword) into the buffer. The entry's number, or -1: no room. */
int      stb_accept(lsu_ctx_t *, uint32_t addr, unsigned size, uint64_t value, const attr_t *);
/* The newest entry that holds bytes of this doubleword and covers all of `need`, or -1. */
int      stb_covers(const lsu_t *, uint32_t dword, uint8_t need);
/* Lay the buffer's bytes over *data in program order; the strobes of those laid. */
uint8_t  stb_overlay(const lsu_t *, uint32_t dword, uint64_t *data);
/* Complete drain: everything that is in there now leaves as soon as it can. */
void     stb_flush(lsu_t *);
void     stb_flush_dword(lsu_t *, uint32_t dword);
static inline int stb_empty(const lsu_t *l)
{
    for (unsigned i = 0; i < STB_MAX; i++) if (l->stb[i].valid) return 0;
    return 1;
}
int      stb_device(const lsu_t *);                 /* holds Device or Strongly-ordered stores */
int      stb_line(const lsu_t *, uint32_t line);    /* holds bytes of this line */
/* Let one entry or burst go, if one may. 1: something happened. */
int      stb_drain(lsu_ctx_t *);
/* Take the responses of write ports. */
int      stb_answers(lsu_ctx_t *);
/* The next tick at which one might; there are some. */
tick_t   stb_next(const lsu_ctx_t *);
#endif
