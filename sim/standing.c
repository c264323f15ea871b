/* standing.c -- see standing.h. */
#include "standing.h"
#include "baseline.h"
#include <stdlib.h>
#include <string.h>

static const suppression_t *suppressed_by(suppress_t *s, const result_t *r, const finding_t *f,
                                          const char *root)
{
    for (size_t i = 0; s && i < s->count; i++) {
        suppression_t *x = &s->item[i];
        if (suppression_fits(x, f, &r->scenario->names, root)) return x->used++, x;
    }
    return NULL;
}

void standing_all(result_t *r, const options_t *o)
{
    size_t n = r->findings.count;
    fingerprint_t *print = calloc(n + 1, sizeof *print);
    spotter_t spotter;
    r->standing = calloc(n + 1, sizeof *r->standing);
    if (!print || !r->standing) abort();
    spotter_start(&spotter, r, o->root);
    fingerprints(&spotter, print);
    spotter_end(&spotter);
    for (size_t i = 0; i < n; i++) {
        const finding_t *f = &r->findings.item[i];
        standing_t *s = &r->standing[i];
        int was;
        memcpy(s->fingerprint, print[i], sizeof print[i]);
        s->by = suppressed_by(o->suppress, r, f, o->root);
        if (!s->by) s->by = suppressed_by(r->scenario->suppress, r, f, o->root);
        if (s->by) s->is = STANDS_SUPPRESSED;
        else if (o->baseline && !baseline_has(o->baseline, s->fingerprint, &was)) s->fresh = true;
        else if (o->baseline && f->tier < was) s->worse = true;
        else if (o->baseline) s->is = STANDS_BASELINE;
    }
    free(print);
}

bool finding_open(const result_t *r, size_t i) { return !r->expected[i] && r->standing[i].is == STANDS_OPEN; }

size_t findings_standing(const result_t *r, stands_t is)
{
    size_t n = 0;
    for (size_t i = 0; r->standing && i < r->findings.count; i++) n += r->standing[i].is == is;
    return n;
}
