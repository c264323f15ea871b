/* systick.c -- see systick.h. Everything is computed from an anchor: "at CPU clock number syst_anchor the
 * value was syst_anchor_value, and it has counted every 1 or 8 CPU clocks since". Numbers go on
 * through a change of the clock (tick.h), so nothing has to be converted then; only the tick of the
 * next expiry, syst_next, is planned anew. */
#include "systick.h"

static unsigned divider(const scb_t *s) { return s->syst_csr & SYST_CLKSOURCE ? 1 : 8; }

/* How often it has counted by clock number e. */
static uint64_t counts(const scb_t *s, uint64_t e)
{
    return s->syst_csr & SYST_ENABLE && e > s->syst_anchor ? (e - s->syst_anchor) / divider(s) : 0;
}

static uint64_t count_edge(const scb_t *s, uint64_t n) { return s->syst_anchor + n * divider(s); }

uint32_t systick_value(const scb_t *s, const domain_t *d, tick_t now)
{
    uint64_t n = counts(s, domain_count(d, now)), v = s->syst_anchor_value;
    if (n <= v) return (uint32_t)(v - n);
    if (!s->syst_rvr) return 0;
    return (uint32_t)(s->syst_rvr - (n - v - 1) % (s->syst_rvr + 1));
}

/* The clock number of the first expiry after clock number e; NEVER: none. */
static uint64_t expiry_edge(const scb_t *s, uint64_t e)
{
    if (!(s->syst_csr & SYST_ENABLE)) return NEVER;
    if (!s->syst_anchor_value && !s->syst_rvr) return NEVER;
    uint64_t first = s->syst_anchor_value ? s->syst_anchor_value : s->syst_rvr + 1ull;
    if (count_edge(s, first) > e) return count_edge(s, first);
    if (!s->syst_rvr) return NEVER;                 /* a reload value of 0 stops it after one run */
    uint64_t period = s->syst_rvr + 1ull;
    uint64_t k = (counts(s, e) - first) / period + 1;
    return count_edge(s, first + k * period);
}

tick_t systick_expiry(const scb_t *s, const domain_t *d, tick_t t)
{
    uint64_t e = expiry_edge(s, domain_count(d, t));
    return e == NEVER ? NEVER : domain_edge(d, e);
}

uint32_t systick_flag(const scb_t *s, const domain_t *d, tick_t now)
{
    return s->syst_flag || expiry_edge(s, s->syst_seen) <= domain_count(d, now);
}

void systick_clear_flag(scb_t *s, const domain_t *d, tick_t now)
{
    s->syst_flag = 0;
    s->syst_seen = domain_count(d, now);
}

/* Move the anchor to the last count, so that a divided clock keeps its phase. */
static void hold(scb_t *s, const domain_t *d, tick_t now)
{
    uint64_t e = domain_count(d, now);
    uint32_t v = systick_value(s, d, now);
    s->syst_flag = systick_flag(s, d, now);
    s->syst_seen = e;
    int runs = s->syst_csr & SYST_ENABLE;
    s->syst_anchor = runs ? count_edge(s, counts(s, e)) : domain_number(d, now);
    s->syst_anchor_value = v;
}

/* What expired before the change was taken then. What the old clock lets expire at that very tick stays;
 * the new clock's first edge may be one as well. */
void systick_follow(scb_t *s, const domain_t *d)
{
    if (s->syst_base == d->base) return;
    s->syst_base = d->base;
    if (s->syst_next <= d->base || s->syst_next == NEVER) return;
    uint64_t e = expiry_edge(s, d->first ? d->first - 1 : 0);
    s->syst_next = e == NEVER ? NEVER : domain_edge(d, e);
}

static void plan(scb_t *s, const domain_t *d, tick_t now)
{
    s->syst_next = s->syst_csr & SYST_TICKINT ? systick_expiry(s, d, now) : NEVER;
    s->syst_base = d->base;
}

void systick_csr(scb_t *s, const domain_t *d, tick_t now, uint32_t csr)
{
    hold(s, d, now);
    if ((csr ^ s->syst_csr) & SYST_CLKSOURCE) s->syst_anchor = domain_number(d, now);
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
    systick_clear_flag(s, d, now);
    plan(s, d, now);
}

enum { TRCENA = 1 << 24, CYCCNTENA = 1 };

uint32_t cyccnt_value(const scb_t *s, const domain_t *d, tick_t now)
{
    uint64_t e = domain_count(d, now);
    if (!(s->demcr & TRCENA) || !(s->dwt_ctrl & CYCCNTENA)) return s->cyc_value;
    return s->cyc_value + (uint32_t)(e > s->cyc_anchor ? e - s->cyc_anchor : 0);
}

void cyccnt_hold(scb_t *s, const domain_t *d, tick_t now)
{
    s->cyc_value = cyccnt_value(s, d, now);
    s->cyc_anchor = domain_count(d, now);
}
