/* shadow_cells.c -- the versions of each byte: what there is of a version, which RAM has and which is the
 * newest.
 *
 * Programs write words, and what moves (a line, a write-back, a beat) is words. So a word has one ref, the
 * version all its bytes are of, until somebody writes a part of it: then it names a row of four. Equal rows
 * are one (a hash finds it), so that two words hold the same versions exactly when their refs are equal. */
#include "shadow_own.h"
#include <string.h>
#include "h743.h"

void *shadow_more(const shadow_t *s, const void *old, size_t used, size_t count, size_t size)
{
    void *p = arena_take(s->arena, count * size);
    if (used) memcpy(p, old, used * size);
    return p;
}

/* ---- versions -------------------------------------------------------------------------------- */

const version_t *shadow_version(const shadow_t *s, vid_t v)
{ return v && v < s->versions ? version_at(s, v) : NULL; }
uint64_t shadow_order(const shadow_t *s, vid_t v)
{ return v && v < s->versions ? version_at(s, v)->order : 0; }

uint8_t version_byte(const version_t *v, uint32_t key)
{
    uint32_t i = key - v->key;
    return i < 8 ? (uint8_t)(v->data >> 8 * i) : 0;
}

fact_t version_fact(const version_t *v)
{
    int cpu = v->who == INIT_AXIM;
    return (fact_t){ .at = v->at,
                     .kind = cpu ? F_STORE : F_BEAT,
                     .who = cpu ? SLOT_CORE : v->who,
                     .what = cpu ? DST_STB : 0,
                     .size = v->size,
                     .addr = v->addr,
                     .pc = v->pc,
                     .txn = v->txn,
                     .data = v->data,
                     .note =
                         cpu ? 0 : ((1ull << v->size) - 1) | 1ull << 8 | (uint64_t)v->tag << 24 };
}

/* So seldom that it costs little: half of the room was free. In much room a quarter is enough. */
static void more_versions(shadow_t *s)
{
    if (s->room) shadow_collect(s);
    if (s->idles > s->room / (s->room < MUCH ? 2 : 4)) return;
    vid_t room = s->room ? 2 * s->room : CHUNK;
    s->chunk = shadow_more(s, s->chunk, s->room / CHUNK, room / CHUNK, sizeof *s->chunk);
    s->idle = shadow_more(s, s->idle, s->idles, room, sizeof *s->idle);
    s->room = room;
}

void shadow_more_versions(shadow_t *s)
{
    if (!s->idles && s->versions >= s->room) more_versions(s);
    version_t **chunk = &s->chunk[(s->idles ? s->idle[s->idles - 1] : s->versions) / CHUNK];
    if (!*chunk) *chunk = arena_take(s->arena, CHUNK * sizeof **chunk);
}

/* ---- rows of them ---------------------------------------------------------------------------- */

static uint32_t hash_of(const shadow_t *s, const vid_t v[WORD])
{
    uint64_t h = (v[0] | (uint64_t)v[1] << 32) * 0x9E3779B97F4A7C15ull;
    h = (h ^ h >> 29 ^ v[2] ^ (uint64_t)v[3] << 32) * 0x9E3779B97F4A7C15ull;
    return (uint32_t)(h >> 40) & (s->mix_room - 1);
}

void shadow_chain(shadow_t *s, uint32_t mix)
{
    uint32_t *first = &s->chain[hash_of(s, s->mix[mix].ver)];
    s->mix[mix].next = *first;
    *first = mix;
}

static void more_mixes(shadow_t *s)
{
    if (s->mix_room) shadow_collect_mixes(s);
    if (s->mix_room && s->mix_idles > s->mix_room / 2) return;
    uint32_t room = s->mix_room ? 2 * s->mix_room : 1 << 8;
    s->mix = shadow_more(s, s->mix, s->mix_room, room, sizeof *s->mix);
    s->mix_idle = shadow_more(s, s->mix_idle, s->mix_room, room, sizeof *s->mix_idle);
    s->chain = arena_take(s->arena, room * sizeof *s->chain);
    s->mix_room = room;
    if (!s->mixes) s->mixes = 1;
    for (uint32_t i = 1; i < s->mixes; i++)
        if (s->mix[i].used) shadow_chain(s, i);
}

static ref_t row_of(shadow_t *s, const vid_t v[WORD])
{
    if (v[0] == v[1] && v[0] == v[2] && v[0] == v[3]) return v[0];
    for (uint32_t i = s->mix_room ? s->chain[hash_of(s, v)] : 0; i; i = s->mix[i].next)
        if (!memcmp(s->mix[i].ver, v, sizeof s->mix[i].ver)) return MIXED | i;
    if (!s->mix_idles && s->mixes >= s->mix_room) more_mixes(s);
    uint32_t id = s->mix_idles ? s->mix_idle[--s->mix_idles] : s->mixes++;
    memcpy(s->mix[id].ver, v, sizeof s->mix[id].ver);
    s->mix[id].used = 1;
    shadow_chain(s, id);
    return MIXED | id;
}

ref_t shadow_blend(shadow_t *s, ref_t a, ref_t b, unsigned mask)
{
    vid_t v[WORD];
    if (!mask) return a;
    for (unsigned i = 0; i < WORD; i++) v[i] = one_of(s, mask >> i & 1 ? b : a, i);
    return row_of(s, v);
}

vid_t shadow_of(const shadow_t *s, const ref_t *ref, unsigned at) { return one_of(s, ref[at / WORD], at); }

/* ---- cells ----------------------------------------------------------------------------------- */

bool shadow_key(const shadow_t *s, uint32_t addr, uint32_t *key) { return find_key(s, addr, key); }
const word_t *shadow_word(const shadow_t *s, uint32_t key) { return find_word(s, key); }

uint32_t shadow_ordered(const shadow_t *s, uint32_t key, uint32_t bytes, uint64_t barrier, uint64_t until)
{
    uint32_t at = key, end = key + bytes;
    while (at < end) {
        const page_t *page = s->page[at / PAGE];
        uint32_t to = (at | (PAGE - 1)) + 1;
        for (; page && at < to && at < end; at = (at | (WORD - 1)) + 1) {
            ref_t r = page->word[at % PAGE / WORD].newest;
            if (!r) continue;
            if (r & MIXED) return at - key;
            const version_t *v = version_at(s, r);
            if (v->who != INIT_AXIM || v->order >= until) continue;
            if (v->order > barrier || is_cached(v->policy)) return at - key;
        }
        if (!page) at = to;
    }
    return bytes;
}

page_t *shadow_new_page(shadow_t *s, uint32_t key)
{
    return s->page[key / PAGE] = arena_take(s->arena, sizeof(page_t));
}

cell_t shadow_look(const shadow_t *s, uint32_t key)
{
    const page_t *page = s->page[key / PAGE];
    if (!page) return (cell_t){ 0 };
    const word_t *w = &page->word[key % PAGE / WORD];
    return (cell_t){ one_of(s, w->ram, key), one_of(s, w->newest, key), page->loss ? page->loss[key % PAGE] : 0 };
}

void shadow_newest(shadow_t *s, uint32_t key, vid_t v) { put(s, &make_word(s, key)->newest, v, bits_of(key, 1)); }

void shadow_lose(shadow_t *s, uint32_t key, uint32_t loss)
{
    make_word(s, key);
    page_t *page = s->page[key / PAGE];
    if (!page->loss) page->loss = arena_take(s->arena, PAGE * sizeof *page->loss);
    page->loss[key % PAGE] = loss;
}

bool shadow_foreign(const shadow_t *s, uint32_t key) { return is_foreign(s, key); }
