/* cache.c -- see cache.h. */
#include "cache.h"
#include <string.h>

/* A 32-bit Galois register of full period (taps 32, 22, 2, 1); it never becomes 0. */
static uint32_t lfsr_next(uint32_t x) { return x >> 1 ^ (-(x & 1u) & 0x80200003u); }

/* After power-on the RAMs hold anything (TRM 5.9.4): content and tags come from the seed, the same
 * for the same seed. Valid bits are cleared, which silicon does not do. */
void cache_reset(cache_t *c, const cache_geometry_t *g, cache_policy_t policy, uint32_t seed)
{
    enum { STRIDE = 4 };                     /* steps at once: what they feed back is in as many low bits */
    uint32_t back[1 << STRIDE][STRIDE + 1], x = seed ? seed : 1;
    for (uint32_t low = 0; low < 1u << STRIDE; low++)
        for (uint32_t k = 0, y = low; k <= STRIDE; k++, y = lfsr_next(y)) back[low][k] = y ^ low >> k;
    memset(c, 0, sizeof *c);
    c->policy = (uint8_t)policy;
    for (unsigned i = 0; i < (unsigned)g->sets * g->ways; i++) {
        for (uint8_t *to = c->data[i]; to < c->data[i] + LINE; to += STRIDE) {
            const uint32_t *b = back[x & ((1u << STRIDE) - 1)];
            for (unsigned k = 1; k <= STRIDE; k++) to[k - 1] = (uint8_t)(x >> k ^ b[k]);
            x = x >> STRIDE ^ b[STRIDE];
        }
        c->tag[i] = x & ~(uint32_t)(LINE - 1);
    }
    c->lfsr = lfsr_next(x);
}

void cache_touch(cache_t *c, int line)
{
    if (c->policy != REPLACE_LRU) return;
    if (++c->stamp == 0) {                  /* wrapped: forget the order, keep the latest use */
        memset(c->used, 0, sizeof c->used);
        c->stamp = 1;
    }
    c->used[line] = c->stamp;
}

/* The first way from `way` on, round the set, that is not busy. */
static int not_busy(const cache_geometry_t *g, unsigned way, unsigned busy)
{
    for (unsigned k = 0; k < g->ways; k++) {
        unsigned w = (way + k) % g->ways;
        if (!(busy >> w & 1)) return (int)w;
    }
    return -1;
}

static int victim_lru(const cache_t *c, const cache_geometry_t *g, unsigned first, unsigned busy)
{
    int best = -1;
    for (unsigned w = 0; w < g->ways; w++)
        if (!(busy >> w & 1) && (best < 0 || c->used[first + w] < c->used[first + (unsigned)best]))
            best = (int)w;
    return best;
}

int cache_victim(cache_t *c, const cache_geometry_t *g, uint32_t addr, unsigned busy)
{
    unsigned set = cache_set(g, addr), first = set * g->ways;
    for (unsigned w = 0; w < g->ways; w++)
        if (!c->valid[first + w] && !(busy >> w & 1)) return (int)w;
    if (not_busy(g, 0, busy) < 0) return -1;
    int way;
    switch (c->policy) {
    case REPLACE_LRU:
        return victim_lru(c, g, first, busy);
    case REPLACE_ROUND_ROBIN:
        way = not_busy(g, c->next[set], busy);
        c->next[set] = (uint8_t)((unsigned)(way + 1) % g->ways);
        return way;
    default:
        c->lfsr = lfsr_next(c->lfsr);
        return not_busy(g, (c->lfsr >> 8) % g->ways, busy);
    }
}
