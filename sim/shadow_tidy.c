/* shadow_tidy.c -- the shadow's versions: those nobody refers to are forgotten, and the others can be put in
 * the order of the bytes they are of. */
#include "shadow_own.h"
#include <stdlib.h>
#include <string.h>

/* Whoever refers to versions: with each row of refs it keeps. */
typedef void each_t(shadow_t *, void *of, ref_t *ref, size_t count);

static void each_page(shadow_t *s, page_t *p, each_t *do_it, void *of)
{
    ref_t was = 0, is = 0;
    for (unsigned i = 0; i < PAGE / WORD; i++) {
        word_t *w = &p->word[i];
        if (w->ram == was && w->newest == was) {           /* as the word before: the usual case */
            w->ram = w->newest = is;
            continue;
        }
        was = w->ram;
        do_it(s, of, &w->ram, 1), do_it(s, of, &w->newest, 1);
        is = w->ram;
    }
    for (unsigned i = 0; i < PAGE / LINE; i++) do_it(s, of, &p->stain[i].last, 1);
}

static void each_ref(shadow_t *s, each_t *do_it, void *of)
{
    for (uint32_t p = 0; p < s->pages; p++)
        if (s->page[p]) each_page(s, s->page[p], do_it, of);
    for (unsigned i = 0; i < SPARE; i++) do_it(s, of, s->entry[i].ver, 8 / WORD);
    for (unsigned i = 0; i < FILLS; i++) do_it(s, of, s->fill[i].ver, LINE / WORD);
    for (unsigned i = 0; i < SETS * WAYS; i++) do_it(s, of, s->line[i].ver, LINE / WORD);
    for (size_t i = 0; i < s->flights; i++) do_it(s, of, s->flight[i].ver, LINE / WORD);
    for (unsigned i = 0; i < READS; i++) do_it(s, of, s->read[i].ver, 8);
}

/* used: of each version; NULL: rows alone are marked. */
static void mark(shadow_t *s, void *used, ref_t *ref, size_t count)
{
    vid_t *version = used;
    for (size_t i = 0; i < count; i++) {
        if (!(ref[i] & MIXED)) {
            if (version) version[ref[i]] = 1;
            continue;
        }
        mix_t *m = &s->mix[ref[i] & ~MIXED];
        for (unsigned k = 0; version && !m->used && k < WORD; k++) version[m->ver[k]] = 1;
        m->used = 1;
    }
}

static void unmark_mixes(shadow_t *s)
{
    for (uint32_t i = 0; i < s->mixes; i++) s->mix[i].used = 0;
}

static void sweep_mixes(shadow_t *s)
{
    s->mix_idles = 0;
    if (s->mix_room) memset(s->chain, 0, s->mix_room * sizeof *s->chain);
    for (uint32_t i = 1; i < s->mixes; i++) {
        if (s->mix[i].used) shadow_chain(s, i);
        else s->mix_idle[s->mix_idles++] = i;
    }
}

void shadow_collect_mixes(shadow_t *s)
{
    unmark_mixes(s);
    each_ref(s, mark, NULL);
    sweep_mixes(s);
}

/* Nothing is idle: where those numbers stand are marks first. */
void shadow_collect(shadow_t *s)
{
    unmark_mixes(s);
    memset(s->idle, 0, s->versions * sizeof *s->idle);
    each_ref(s, mark, s->idle);
    sweep_mixes(s);
    for (vid_t i = 1; i < s->versions; i++)
        if (!s->idle[i]) s->idle[s->idles++] = i;
}

/* ---- in order ---------------------------------------------------------------------------------------- */

enum { WORTH = 1000 };

/* Where versions go: number `next` is given to whoever is named first. */
typedef struct { version_t *to; vid_t *new, next; } move_t;

static vid_t moved(const shadow_t *s, move_t *m, vid_t v)
{
    if (v && !m->new[v]) {
        m->to[m->next] = *version_at(s, v);
        m->new[v] = m->next++;
    }
    return m->new[v];
}

static void move(shadow_t *s, void *of, ref_t *ref, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!(ref[i] & MIXED)) {
            ref[i] = moved(s, of, ref[i]);
            continue;
        }
        mix_t *m = &s->mix[ref[i] & ~MIXED];
        for (unsigned k = 0; !m->used && k < WORD; k++) m->ver[k] = moved(s, of, m->ver[k]);
        m->used = 1;
    }
}

void shadow_tidy(shadow_t *s)
{
    if (s->made < WORTH) return;
    version_t *to = calloc(s->room, sizeof *to);
    if (!to) abort();
    move_t m = { .to = to, .new = s->idle, .next = 1 };
    s->made = 0;
    memset(s->idle, 0, s->room * sizeof *s->idle);
    unmark_mixes(s);
    each_ref(s, move, &m);
    for (uint32_t i = 1; i < s->mixes; i++)
        if (!s->mix[i].used) s->mix[i] = (mix_t){ 0 };
    sweep_mixes(s);
    memset(s->idle, 0, s->room * sizeof *s->idle);
    for (vid_t i = 0; i < s->versions; i += CHUNK) memcpy(s->chunk[i / CHUNK], &to[i], CHUNK * sizeof *to);
    free(to);
    s->versions = m.next, s->idles = 0;
}
