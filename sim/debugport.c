/* debugport.c -- see debugport.h. */
#include "debugport.h"
#include <stdlib.h>

static size_t next(const debugport_t *d, size_t i, bool through)
{
    while (i < d->s->debugs && d->s->debug[i].through != through) i++;
    return i;
}

/* Each read is one beat, and they come in order. */
static void debugport_see(sink_t *sink, const fact_t *f)
{
    debugport_t *d = (debugport_t *)sink;
    if (f->who != INIT_DEBUG || d->bus >= d->s->debugs) return;
    uint32_t n = d->s->debug[d->bus].number;
    d->value[n] = f->data, d->known[n] = true;
    d->bus = next(d, d->bus + 1, false);
}

void debugport_start(debugport_t *d, const scenario_t *s)
{
    *d = (debugport_t){ .sink = { .see = debugport_see }, .s = s };
    d->value = calloc(s->debugs + 1, sizeof *d->value);
    d->known = calloc(s->debugs + 1, sizeof *d->known);
    if (!d->value || !d->known) abort();
    d->bus = next(d, 0, false), d->look = next(d, 0, true);
    d->sink.mask = d->bus < s->debugs ? 1ull << F_BEAT : 0;
}

void debugport_free(debugport_t *d)
{
    free(d->value), free(d->known);
    d->value = NULL, d->known = NULL;
}

tick_t debugport_until(const debugport_t *d, tick_t until)
{
    if (d->look >= d->s->debugs || d->s->debug[d->look].at >= until) return until;
    return d->s->debug[d->look].at;
}

void debugport_look(debugport_t *d, const machine_t *m)
{
    while (d->look < d->s->debugs && d->s->debug[d->look].at <= m->chip.now) {
        const debug_read_t *r = &d->s->debug[d->look];
        for (unsigned i = 0; i < r->size; i++)
            d->value[r->number] |= (uint64_t)machine_cpu(m, r->addr + i) << 8 * i;
        d->known[r->number] = true;
        d->look = next(d, d->look + 1, true);
    }
}
