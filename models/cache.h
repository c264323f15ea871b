/* cache.h -- one cache: tags, states and its own bytes. Used twice: D (128 sets x 4 ways) and I
 * (256 x 2), both 16 KB of 32-byte lines. Arm Cortex-M7 TRM 5.9.
 *
 * Modelled: valid and one dirty bit a line, bytes, lookup, victim choice (invalid way first, then
 * pseudo-random, round-robin or LRU; Arm names no policy), reset with random content and all lines
 * invalid. Not modelled: ECC, tag and data RAM access through DEBR.
 * What surprises people: dirty is a bit a line, so a write-back writes all 32 bytes, also those the
 * CPU never wrote. The RAMs are random at reset: a clean before the first invalidate is undefined
 * on silicon; here lines start invalid.
 * This file knows nothing of buses: lsu.c and fetch.c move the lines. */
#ifndef CACHE_H
#define CACHE_H
#include "tick.h"

#ifdef STRESS
enum { DCACHE_SETS = 1, DCACHE_WAYS = 2, ICACHE_SETS = 1, ICACHE_WAYS = 2 };
#else
enum { DCACHE_SETS = 128, DCACHE_WAYS = 4, ICACHE_SETS = 256, ICACHE_WAYS = 2 };
#endif
enum { LINE = 32, CACHE_LINES = 512, CACHE_WAYS = 4 };

typedef enum { REPLACE_RANDOM, REPLACE_ROUND_ROBIN, REPLACE_LRU } cache_policy_t;

typedef struct { uint16_t sets, ways; uint8_t icache; } cache_geometry_t;
static const cache_geometry_t dcache_geometry = { DCACHE_SETS, DCACHE_WAYS, 0 };
static const cache_geometry_t icache_geometry = { ICACHE_SETS, ICACHE_WAYS, 1 };

typedef struct {
    uint32_t tag[CACHE_LINES];            /* line address; index = set * ways + way */
    uint8_t  valid[CACHE_LINES], dirty[CACHE_LINES];
    uint8_t  data[CACHE_LINES][LINE];
    uint32_t used[CACHE_LINES];           /* LRU only: stamp of the last use */
    uint32_t stamp, lfsr;
    uint8_t  next[256];                   /* round robin only: next victim of each set */
    uint8_t  policy, pad[3];
} cache_t;

void     cache_reset(cache_t *, const cache_geometry_t *, cache_policy_t, uint32_t seed);
static inline unsigned cache_set(const cache_geometry_t *g, uint32_t addr) { return addr / LINE & (g->sets - 1u); }
/* Index of the line that holds addr, or -1. */
static inline int cache_find(const cache_t *c, const cache_geometry_t *g, uint32_t addr)
{
    unsigned first = cache_set(g, addr) * g->ways;
    uint32_t tag = addr & ~(uint32_t)(LINE - 1);
    for (unsigned i = first; i < first + g->ways; i++)
        if (c->tag[i] == tag && c->valid[i]) return (int)i;
    return -1;
}
/* Mark a hit (LRU only keeps it). */
void     cache_touch(cache_t *, int line);
/* Choose the way a new line of this address will take; advances the policy's state. Ways in
 * `busy` (bit mask) are promised to other fills and never chosen; -1 when all are. */
int      cache_victim(cache_t *, const cache_geometry_t *, uint32_t addr, unsigned busy);
#endif
