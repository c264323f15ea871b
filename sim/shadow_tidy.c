/* shadow_tidy.c -- the shadow's versions: those nobody refers to are forgotten, and the others can be put in
 * the order of the bytes they are of. */
#include "shadow_own.h"
#include <stdlib.h>
#include <string.h>

static void mark(shadow_t *s, const vid_t *v, size_t count)
{
    for (size_t i = 0; i < count; i++) s->version[v[i]].used = 1;
}

void shadow_collect(shadow_t *s)
{
    for (vid_t i = 0; i < s->versions; i++) s->version[i].used = 0;
    for (uint32_t p = 0; p < s->pages; p++)
        for (unsigned i = 0; s->page[p] && i < PAGE; i++)
            s->version[s->page[p]->cell[i].ram].used = s->version[s->page[p]->cell[i].newest].used = 1;
    for (unsigned i = 0; i < SPARE; i++) mark(s, s->entry[i].ver, 8);
    for (unsigned i = 0; i < FILLS; i++)
        mark(s, s->fill[i].ver, LINE), mark(s, s->fill[i].sample, LINE);
    for (unsigned i = 0; i < SETS * WAYS; i++)
        if (s->line[i].valid) mark(s, s->line[i].ver, LINE), mark(s, s->line[i].sample, LINE);
    for (size_t i = 0; i < s->flights; i++) mark(s, s->flight[i].ver, LINE);
    for (unsigned i = 0; i < READS; i++) mark(s, s->read[i].ver, 8);
    s->idles = 0;
    for (vid_t i = 1; i < s->versions; i++)
        if (!s->version[i].used) s->idle[s->idles++] = i;
}

/* ---- in order ---------------------------------------------------------------------------------------- */

enum { WORTH = 1000 };

/* Where versions go: number `next` is given to whoever is named first. */
typedef struct { shadow_t *s; version_t *to; vid_t *new, next; } move_t;

static void move(move_t *m, vid_t *v, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!v[i]) continue;
        if (!m->new[v[i]]) {
            m->to[m->next] = m->s->version[v[i]];
            m->new[v[i]] = m->next++;
        }
        v[i] = m->new[v[i]];
    }
}

static void move_page(move_t *m, page_t *p)
{
    vid_t was = 0, is = 0;
    for (unsigned i = 0; p && i < PAGE; i++) {
        cell_t *c = &p->cell[i];
        if (c->ram == was && c->newest == was) {       /* as the byte before: the usual case */
            c->ram = c->newest = is;
            continue;
        }
        was = c->ram;
        move(m, &c->ram, 1), move(m, &c->newest, 1);
        is = c->ram;
    }
}

void shadow_tidy(shadow_t *s)
{
    if (s->made < WORTH) return;
    version_t *to = calloc(s->room, sizeof *to);
    if (!to) abort();
    move_t m = { .s = s, .to = to, .new = s->idle, .next = 1 };
    s->made = 0;
    memset(s->idle, 0, s->room * sizeof *s->idle);
    for (uint32_t p = 0; p < s->pages; p++) move_page(&m, s->page[p]);
    for (unsigned i = 0; i < SPARE; i++) move(&m, s->entry[i].ver, 8);
    for (unsigned i = 0; i < FILLS; i++) move(&m, s->fill[i].ver, LINE), move(&m, s->fill[i].sample, LINE);
    for (unsigned i = 0; i < SETS * WAYS; i++) move(&m, s->line[i].ver, LINE), move(&m, s->line[i].sample,
                                                                                    LINE);
    for (size_t i = 0; i < s->flights; i++) move(&m, s->flight[i].ver, LINE);
    for (unsigned i = 0; i < READS; i++) move(&m, s->read[i].ver, 8);
    memset(s->idle, 0, s->room * sizeof *s->idle);
    memcpy(s->version, to, s->room * sizeof *to);
    free(to);
    s->versions = m.next, s->idles = 0;
}
