/* systick.c -- see systick.h. Everything is computed from an anchor: "at tick syst_anchor the value
 * was syst_anchor_value, and it has counted every 1 or 8 CPU clocks since". */
#include "systick.h"

static uint64_t edges_between(const domain_t *d, tick_t a, tick_t b)
{
    if (a < d->base) a = d->base;
    return b > a ? domain_count(d, b) - domain_count(d, a) : 0;
}

static unsigned divider(const scb_t *s) { return s->syst_csr & SYST_CLKSOURCE ? 1 : 8; }

static uint64_t counts(const scb_t *s, const domain_t *d, tick_t now)
{
    return s->syst_csr & SYST_ENABLE ? edges_between(d, s->syst_anchor, now) / divider(s) : 0;
}

static tick_t count_edge(const scb_t *s, const domain_t *d, uint64_t n)
{
    return domain_after(d, s->syst_anchor, n * divider(s));
}

uint32_t systick_value(const scb_t *s, const domain_t *d, tick_t now)
{
    uint64_t n = counts(s, d, now), v = s->syst_anchor_value;
    if (n <= v) return (uint32_t)(v - n);
    if (!s->syst_rvr) return 0;
    return (uint32_t)(s->syst_rvr - (n - v - 1) % (s->syst_rvr + 1));
}

tick_t systick_expiry(const scb_t *s, const domain_t *d, tick_t t)
{
    if (!(s->syst_csr & SYST_ENABLE)) return NEVER;
    if (!s->syst_anchor_value && !s->syst_rvr) return NEVER;
    uint64_t first = s->syst_anchor_value ? s->syst_anchor_value : s->syst_rvr + 1ull;
    tick_t e = count_edge(s, d, first);
    if (e > t) return e;
    if (!s->syst_rvr) return NEVER;                 /* a reload value of 0 stops it after one run */
    uint64_t period = s->syst_rvr + 1ull;
    uint64_t k = (counts(s, d, t) - first) / period + 1;
    return count_edge(s, d, first + k * period);
}

uint32_t systick_flag(const scb_t *s, const domain_t *d, tick_t now)
{
    return s->syst_flag || systick_expiry(s, d, s->syst_seen) <= now;
}

void systick_clear_flag(scb_t *s, tick_t now)
{
    s->syst_flag = 0;
    s->syst_seen = now;
}

/* Move the anchor to the last count, so that a divided clock keeps its phase. */
static void hold(scb_t *s, const domain_t *d, tick_t now)
{
    uint32_t v = systick_value(s, d, now);
    s->syst_flag = systick_flag(s, d, now);
    s->syst_seen = now;
    int runs = s->syst_csr & SYST_ENABLE;
    s->syst_anchor = runs ? count_edge(s, d, counts(s, d, now)) : domain_next(d, now);
    s->syst_anchor_value = v;
}

static void plan(scb_t *s, const domain_t *d, tick_t now)
{
    s->syst_next = s->syst_csr & SYST_TICKINT ? systick_expiry(s, d, now) : NEVER;
}

void systick_csr(scb_t *s, const domain_t *d, tick_t now, uint32_t csr)
{
    hold(s, d, now);
    if ((csr ^ s->syst_csr) & SYST_CLKSOURCE) s->syst_anchor = domain_next(d, now);
    s->syst_csr = csr & (SYST_ENABLE | SYST_TICKINT | SYST_CLKSOURCE);
    plan(s, d, now);
}

void systick_rvr(scb_t *s, const domain_t *d, tick_t now, uint32_t rvr)
{
    hold(s, d, now);
    s->syst_rvr = rvr & SYST_MAX;
    plan(s, d, now);
}

void systick_cvr(scb_t *s, const domain_t *d, tick_t now)
{
    hold(s, d, now);
    s->syst_anchor_value = 0;
    systick_clear_flag(s, now);
    plan(s, d, now);
}

enum { TRCENA = 1 << 24, CYCCNTENA = 1 };

uint32_t cyccnt_value(const scb_t *s, const domain_t *d, tick_t now)
{
    if (!(s->demcr & TRCENA) || !(s->dwt_ctrl & CYCCNTENA)) return s->cyc_value;
    return s->cyc_value + (uint32_t)edges_between(d, s->cyc_anchor, now);
}

void cyccnt_hold(scb_t *s, const domain_t *d, tick_t now)
{
    s->cyc_value = cyccnt_value(s, d, now);
    s->cyc_anchor = now;
}
