/* tick.h -- time: one unit for the whole machine, and clocks as exact ratios of it.
 *
 * A tick is 1/4.8 GHz, chosen because 480, 400, 240, 200, 120, 100, 64, 48, 25, 16, 8 and 4 MHz are
 * whole numbers of ticks. People read CPU cycles and nanoseconds; parts only ever see ticks.
 *
 * A clock domain is a line of edges: edge k falls at base + ceil(k * div / mul). mul/div is the
 * clock's frequency in edges a tick, in lowest terms, so a PLL of 480.1 MHz is exact too. A clock
 * change sets a new base; parts convert their anchors then.
 *
 * What surprises people: edges are numbered, not counted. Nothing is bumped each cycle. */
#ifndef TICK_H
#define TICK_H
#include <stdint.h>

typedef uint64_t tick_t;

#define NEVER UINT64_MAX
#define TICKS_PER_SECOND 4800000000ull

typedef struct { tick_t base; uint64_t mul, div; } domain_t;

static inline tick_t domain_edge(const domain_t *d, uint64_t k)
{
    if (d->mul == 1) return d->base + k * d->div;
    return d->base + (tick_t)(((unsigned __int128)k * d->div + d->mul - 1) / d->mul);
}

/* The number of the last edge at or before t. Wants t >= base. */
static inline uint64_t domain_count(const domain_t *d, tick_t t)
{
    uint64_t dt = t - d->base;
    if (d->mul == 1) return dt / d->div;
    return (uint64_t)((unsigned __int128)dt * d->mul / d->div);
}

/* The first edge at or after t. */
static inline tick_t domain_next(const domain_t *d, tick_t t)
{
    if (t <= d->base) return d->base;
    uint64_t k = domain_count(d, t);
    tick_t e = domain_edge(d, k);
    return e == t ? t : domain_edge(d, k + 1);
}

/* The edge n edges after the first edge at or after t; n = 0 is domain_next. */
static inline tick_t domain_after(const domain_t *d, tick_t t, uint64_t n)
{
    if (t <= d->base) return domain_edge(d, n);
    uint64_t k = domain_count(d, t);
    if (domain_edge(d, k) != t) k++;
    return domain_edge(d, k + n);
}

/* A domain of hz edges a second whose edge 0 is at base. */
static inline domain_t domain_of(tick_t base, uint64_t hz)
{
    uint64_t a = hz, b = TICKS_PER_SECOND;
    while (b) { uint64_t r = a % b; a = b; b = r; }
    return (domain_t){ base, hz / a, TICKS_PER_SECOND / a };
}

static inline uint64_t domain_hz(const domain_t *d) { return TICKS_PER_SECOND / d->div * d->mul; }
#endif
