/* history.c -- see history.h. */
#include "history.h"
#include <stdlib.h>
#include <string.h>

enum { JOIN_MOST = 1 << 16 };                /* a stretch longer than this is not made longer still */

static void *enough(void *p)
{
    if (!p) abort();
    return p;
}

void history_start(history_t *h, size_t budget) { *h = (history_t){ .budget = budget }; }

void history_free(history_t *h)
{
    for (size_t i = 0; i < h->spans; i++) free(h->span[i].fact);
    for (unsigned k = 0; k < F_KINDS; k++) free(h->rare[k].fact), free(h->rare[k].number);
    free(h->span);
    *h = (history_t){ 0 };
}

/* ---- stretches --------------------------------------------------------------------------------------- */

/* The last stretch that begins at or before t; h->spans: none does. */
static size_t before(const history_t *h, tick_t t)
{
    size_t low = 0, high = h->spans;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (h->span[middle].from <= t) low = middle + 1;
        else high = middle;
    }
    return low ? low - 1 : h->spans;
}

const span_t *history_at(history_t *h, tick_t t)
{
    size_t i = before(h, t);
    if (i == h->spans || t >= h->span[i].to) return NULL;
    h->span[i].age = ++h->ages;
    return &h->span[i];
}

tick_t history_until(history_t *h, tick_t t, tick_t to)
{
    size_t i = before(h, t);
    if (i < h->spans && t < h->span[i].to) return h->span[i].to < to ? h->span[i].to : to;
    i = i == h->spans ? 0 : i + 1;
    return i < h->spans && h->span[i].from < to ? h->span[i].from : to;
}

static void drop(history_t *h, size_t i)
{
    h->bytes -= h->span[i].room * sizeof *h->span[i].fact;
    free(h->span[i].fact);
    memmove(&h->span[i], &h->span[i + 1], (--h->spans - i) * sizeof *h->span);
}

static void trim(history_t *h)
{
    while (h->bytes > h->budget && h->spans > 1) {
        size_t oldest = 0;
        for (size_t i = 1; i < h->spans; i++)
            if (h->span[i].age < h->span[oldest].age) oldest = i;
        drop(h, oldest);
    }
}

void history_open(history_t *h, tick_t from)
{
    size_t i = before(h, from);
    h->recording = true;
    if (i < h->spans && h->span[i].to == from && h->span[i].count < JOIN_MOST) {
        h->open = i;
        h->span[i].age = ++h->ages;
        return;
    }
    trim(h);
    i = before(h, from);
    i = i == h->spans ? 0 : i + 1;
    if (h->spans == h->room) {
        h->room = h->room ? 2 * h->room : 32;
        h->span = enough(realloc(h->span, h->room * sizeof *h->span));
    }
    memmove(&h->span[i + 1], &h->span[i], (h->spans++ - i) * sizeof *h->span);
    h->span[i] = (span_t){ .from = from, .to = from, .age = ++h->ages };
    h->open = i;
}

void history_add(history_t *h, const fact_t *f)
{
    span_t *s = &h->span[h->open];
    if (s->count == s->room) {
        size_t room = s->room ? 2 * s->room : 256;
        s->fact = enough(realloc(s->fact, room * sizeof *s->fact));
        h->bytes += (room - s->room) * sizeof *s->fact;
        s->room = room;
    }
    s->fact[s->count++] = *f;
}

void history_close(history_t *h, tick_t to)
{
    span_t *s = &h->span[h->open];
    h->recording = false;
    s->to = to;
    if (s->count >= JOIN_MOST && s->room > s->count + s->count / 4) {      /* nothing will be joined to it */
        h->bytes -= (s->room - s->count) * sizeof *s->fact;
        s->fact = enough(realloc(s->fact, s->count * sizeof *s->fact));
        s->room = s->count;
    }
    if (to == s->from) drop(h, h->open);
}

static size_t find(const fact_t *f, size_t count, tick_t t)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (f[middle].at < t) low = middle + 1;
        else high = middle;
    }
    return low;
}

size_t span_find(const span_t *s, tick_t t) { return find(s->fact, s->count, t); }

/* ---- rare kinds -------------------------------------------------------------------------------------- */

void rare_add(history_t *h, const fact_t *f, uint64_t number)
{
    rare_t *r = &h->rare[f->kind];
    enum { EACH = sizeof *r->fact + sizeof *r->number };
    if (r->gone) return;
    if (r->count == RARE_MOST) {
        h->rare_bytes -= r->room * EACH;
        free(r->fact), free(r->number);
        *r = (rare_t){ .gone = true };
        return;
    }
    if (r->count == r->room) {
        size_t room = r->room ? 2 * r->room : 64;
        r->fact = enough(realloc(r->fact, room * sizeof *r->fact));
        r->number = enough(realloc(r->number, room * sizeof *r->number));
        h->rare_bytes += (room - r->room) * EACH;
        r->room = room;
    }
    r->number[r->count] = number, r->fact[r->count++] = *f;
}

bool rare_kept(const history_t *h, uint64_t mask)
{
    for (unsigned k = 0; k < F_KINDS; k++)
        if (mask >> k & 1 && h->rare[k].gone) return false;
    return true;
}

/* The next in order among the kinds: `at[k]` is how far each has come (back from its end if `last`). */
static int next_kind(const history_t *h, uint64_t mask, const size_t *at, const size_t *stop, bool last)
{
    int best = -1;
    uint64_t number = 0;
    for (unsigned k = 0; k < F_KINDS; k++) {
        if (!(mask >> k & 1) || at[k] == stop[k]) continue;
        uint64_t n = h->rare[k].number[last ? at[k] - 1 : at[k]];
        if (best < 0 || (last ? n > number : n < number)) best = (int)k, number = n;
    }
    return best;
}

size_t rare_facts(const history_t *h, uint64_t mask, tick_t from, tick_t to, bool last, fact_t *out,
                  size_t room)
{
    size_t at[F_KINDS] = { 0 }, stop[F_KINDS] = { 0 }, n = 0;
    for (unsigned k = 0; k < F_KINDS; k++) {
        const rare_t *r = &h->rare[k];
        if (!(mask >> k & 1)) continue;
        size_t low = find(r->fact, r->count, from);
        size_t high = to == NEVER ? r->count : find(r->fact, r->count, to + 1);
        at[k] = last ? high : low, stop[k] = last ? low : high;
    }
    for (int k; n < room && (k = next_kind(h, mask, at, stop, last)) >= 0; n++)
        out[last ? room - 1 - n : n] = h->rare[k].fact[last ? --at[k] : at[k]++];
    if (last && n < room) memmove(out, out + room - n, n * sizeof *out);
    return n;
}
