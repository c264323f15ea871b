/* tick.h -- time: one unit for the whole machine, and clocks as exact ratios of it.
 *
 * A tick is 1/4.8 GHz, chosen because 480, 400, 240, 200, 120, 100, 64, 48, 25, 16, 8 and 4 MHz are
 * whole numbers of ticks. People read CPU cycles and nanoseconds; parts only ever see ticks.
 *
 * A clock domain is a line of numbered edges: edge first + j falls at base + ceil(j * div / mul).
 * mul/div is the clock's frequency in edges a tick, in lowest terms, so a PLL of 480.1 MHz is exact
 * too. mul = 0: the clock stands still; its last edge was `first`.
 *
 * A clock change (domain_change) sets a new base and goes on numbering where the old one stopped.
 * So whoever counts edges keeps the NUMBER of an edge as its anchor, never its tick: the difference
 * of two numbers stays right across any change. A tick that was computed from the old rate (the end
 * of a frame, a request under way) stays where it was; the next one follows the new rate. Everyone
 * who listens to WIRE_CLOCK_CHANGE is stepped at the tick of the change, to say anew when it is due.
 *
 * What surprises people: edges are numbered, not counted. Nothing is bumped each cycle. A tick before
 * base belongs to the former rate and cannot be asked for any more: domain_count gives the edge
 * before `first`, domain_next and domain_after the base. */
#ifndef TICK_H
#define TICK_H
#include <stdint.h>

typedef uint64_t tick_t;

#define NEVER UINT64_MAX
#define TICKS_PER_SECOND 4800000000ull

typedef struct { tick_t base; uint64_t mul, div, first; } domain_t;

/* The tick of edge k; of an edge before `first` the base, of a stopped clock's next edge NEVER, and so of one
 * beyond what a tick can tell. */
static inline tick_t domain_edge(const domain_t *d, uint64_t k)
{
    if (k <= d->first) return d->base;
    k -= d->first;
    tick_t t;
    if (d->mul == 1)
        return __builtin_mul_overflow(k, d->div, &t) || __builtin_add_overflow(t, d->base, &t) ? NEVER : t;
    if (!d->mul) return NEVER;
    unsigned __int128 far = ((unsigned __int128)k * d->div + d->mul - 1) / d->mul + d->base;
    return far < NEVER ? (tick_t)far : NEVER;
}

/* The number of the last edge at or before t. Wants t >= base: see above. */
static inline uint64_t domain_count(const domain_t *d, tick_t t)
{
    if (t < d->base) return d->first ? d->first - 1 : 0;
    uint64_t dt = t - d->base;
    if (d->mul == 1) return d->first + dt / d->div;
    return d->first + (uint64_t)((unsigned __int128)dt * d->mul / d->div);
}

/* The number of the first edge at or after t. */
static inline uint64_t domain_number(const domain_t *d, tick_t t)
{
    if (t <= d->base) return d->first + !d->mul;
    if (d->mul == 1) return d->first + (t - d->base + d->div - 1) / d->div;
    uint64_t k = domain_count(d, t);
    return d->mul && domain_edge(d, k) == t ? k : k + 1;
}

/* The edge n edges after the first edge at or after t. NEVER if the clock stands still. */
static inline tick_t domain_after(const domain_t *d, tick_t t, uint64_t n)
{
    if (t == NEVER) return NEVER;
    return domain_edge(d, domain_number(d, t) + n);
}

/* The edge n edges after `edge`: one of the clock as it runs now, or a tick before its base. */
static inline tick_t domain_from(const domain_t *d, tick_t edge, uint64_t n)
{
    return d->mul == 1 && edge >= d->base && edge != NEVER ? edge + n * d->div : domain_after(d, edge, n);
}

/* The first edge at or after t. */
static inline tick_t domain_next(const domain_t *d, tick_t t) { return domain_after(d, t, 0); }

/* num / den edges a second; edge 0 is at base. num = 0: it stands still. Rounded to whole hertz if the
 * exact ratio does not fit. */
static inline domain_t domain_of_ratio(tick_t base, uint64_t num, uint64_t den)
{
    uint64_t a = num, b = den;
    while (b) { uint64_t r = a % b; a = b; b = r; }
    if (!num || !den) return (domain_t){ base, 0, 1, 0 };
    num /= a, den /= a;
    if (den >> 31) num = (num + den / 2) / den, den = 1;
    if (!num) num = 1;
    for (a = num, b = TICKS_PER_SECOND; b; ) { uint64_t r = a % b; a = b; b = r; }
    return (domain_t){ base, num / a, TICKS_PER_SECOND / a * den, 0 };
}

/* A domain of hz edges a second whose edge 0 is at base. */
static inline domain_t domain_of(tick_t base, uint64_t hz) { return domain_of_ratio(base, hz, 1); }

static inline int domain_same_rate(const domain_t *a, const domain_t *b)
{
    return a->mul == b->mul && a->div == b->div;
}

/* `to`'s rate from tick `at` on. An edge of the old rate at `at` stays one; else the first edge of the
 * new rate comes there and cuts the old period short. */
static inline domain_t domain_change(const domain_t *old, tick_t at, domain_t to)
{
    to.base = at;
    to.first = to.mul ? domain_number(old, at) : domain_count(old, at);
    return to;
}

static inline uint64_t domain_hz(const domain_t *d)
{
    return (uint64_t)((unsigned __int128)TICKS_PER_SECOND * d->mul / d->div);
}
#endif
