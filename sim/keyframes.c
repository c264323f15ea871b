/* keyframes.c -- see keyframes.h. Sections: pages; packing; frames; thinning. */
#include "keyframes.h"
#include <stdlib.h>
#include <string.h>

enum { SHELF = 64, WORDS = KEYFRAME_PAGE / 4, QUADS = WORDS / 4, PACKED_ROOM = QUADS * 17 + 8, SMALL = 256,
       STEADY = 0x8000, DENSE_SHARE = 4 };

typedef enum { PAGE_WHOLE, PAGE_STRIDE, PAGE_BASE } how_t;

typedef struct page {
    struct page *base;                 /* PAGE_BASE: the page it is told against; itself not PAGE_BASE */
    uint32_t refs;
    uint16_t length, stride;           /* bytes packed; words a record */
    uint8_t  how, byte[];
} page_t;

/* A run of pages: frames share those in which nothing changed. */
typedef struct shelf { uint32_t refs, pages; page_t *page[SHELF]; } shelf_t;

struct keyframes {
    frame_t **frame; size_t frames, room;
    size_t   bytes, budget, dense_bytes;
    uint64_t ages;
    unsigned thinned;
    const frame_t *mirrored;           /* the frame `mirror` is a plain copy of */
    uint32_t *mirror[KEYFRAME_SEGMENTS];
    size_t   mirror_size[KEYFRAME_SEGMENTS];
};

static void *enough(void *p)
{
    if (!p) abort();
    return p;
}

/* ---- pages ------------------------------------------------------------------------------------------- */

static void page_drop(keyframes_t *k, page_t *p)
{
    if (!p || --p->refs) return;
    k->bytes -= sizeof *p + p->length;
    if (p->base) page_drop(k, p->base);
    free(p);
}

static page_t *page_new(keyframes_t *k, how_t how, const uint8_t *bytes, size_t length, unsigned stride,
                        page_t *base)
{
    page_t *p = enough(malloc(sizeof *p + length));
    *p = (page_t){ .base = base, .refs = 1, .length = (uint16_t)length, .stride = (uint16_t)stride,
                   .how = (uint8_t)how };
    memcpy(p->byte, bytes, length);
    if (base) base->refs++;
    k->bytes += sizeof *p + length;
    return p;
}

/* ---- packing ------------------------------------------------------------------------------------------ */

static uint32_t zigzag(uint32_t d) { return d << 1 ^ (uint32_t)((int32_t)d >> 31); }
static uint32_t zagzig(uint32_t z) { return z >> 1 ^ (0u - (z & 1)); }

/* A stream of quads of words: a control byte with two bits a word (0: none, 1: one byte, 2: two, 3: four)
 * and the bytes; control 0 is followed by how many more such quads there are. */
typedef struct { uint8_t *to; size_t n; unsigned zeros; } packer_t;

static void pack_zeros(packer_t *p)
{
    for (; p->zeros; p->zeros -= p->zeros > 256 ? 256 : p->zeros)
        p->to[p->n++] = 0, p->to[p->n++] = (uint8_t)((p->zeros > 256 ? 256 : p->zeros) - 1);
}

static void pack_quad(packer_t *p, const uint32_t *v)
{
    if (!(v[0] | v[1] | v[2] | v[3])) {
        p->zeros++;
        return;
    }
    pack_zeros(p);
    size_t control = p->n++;
    unsigned bits = 0;
    for (unsigned i = 0; i < 4; i++) {
        unsigned class = !v[i] ? 0 : v[i] < 0x100 ? 1 : v[i] < 0x10000 ? 2 : 3;
        memcpy(p->to + p->n, &v[i], 4);
        p->n += class == 3 ? 4 : class;
        bits |= class << 2 * i;
    }
    p->to[control] = (uint8_t)bits;
}

/* What a page's own words so far make one expect for word i: the word a record before, or, STEADY, as much
 * further on as that one was. */
static inline uint32_t expected(const uint32_t *w, unsigned i, unsigned stride)
{
    unsigned n = stride & ~STEADY;
    if (i < n) return 0;
    return !(stride & STEADY) || i < 2 * n ? w[i - n] : 2 * w[i - n] - w[i - 2 * n];
}

static size_t pack(const uint32_t *w, const uint32_t *base, unsigned stride, uint8_t *to)
{
    packer_t p = { .to = to };
    for (unsigned q = 0; q < WORDS; q += 4) {
        uint32_t v[4];
        for (unsigned i = q; i < q + 4; i++)
            v[i - q] = zigzag(w[i] - (base ? base[i] : expected(w, i, stride)));
        pack_quad(&p, v);
        if (p.n > KEYFRAME_PAGE) return p.n;           /* no gain: the caller keeps it whole */
    }
    pack_zeros(&p);
    return p.n;
}

static void unpack_quad(const page_t *p, size_t *at, unsigned control, uint32_t *v)
{
    static const uint8_t bytes[] = { 0, 1, 2, 4 };
    for (unsigned i = 0; i < 4; i++) {
        unsigned n = bytes[control >> 2 * i & 3];
        v[i] = 0;
        memcpy(&v[i], p->byte + *at, n);
        v[i] = zagzig(v[i]);
        *at += n;
    }
}

/* `many` words from i on are as expected. */
static void unpack_expected(uint32_t *w, unsigned i, unsigned many, unsigned stride)
{
    unsigned n = stride & ~(unsigned)STEADY, end = i + many;
    for (; i < end && i < 2 * n; i++) w[i] = expected(w, i, stride);
    if (n == 1 && !(stride & STEADY))
        for (uint32_t same = i < end ? w[i - 1] : 0; i < end; i++) w[i] = same;
    else if (stride & STEADY)
        for (; i < end; i++) w[i] = 2 * w[i - n] - w[i - 2 * n];
    else
        for (; i < end; i++) w[i] = w[i - n];
}

static void unpack(const page_t *p, uint32_t *w)
{
    if (p->how == PAGE_WHOLE) {
        memcpy(w, p->byte, KEYFRAME_PAGE);
        return;
    }
    if (p->how == PAGE_BASE) unpack(p->base, w);
    unsigned q = 0;
    for (size_t at = 0; at < p->length; q += 4) {
        unsigned control = p->byte[at++];
        uint32_t v[4];
        if (!control) {
            unsigned many = 4 * (p->byte[at++] + 1u);
            if (p->how == PAGE_STRIDE) unpack_expected(w, q, many, p->stride);
            q += many - 4;
            continue;
        }
        unpack_quad(p, &at, control, v);
        for (unsigned i = q; i < q + 4; i++) w[i] = v[i - q] + (p->how == PAGE_BASE ? w[i] : expected(w, i,
            p->stride));
    }
}

/* The best stride for these words: the one its predecessor had, if any. The judge's cells have 3 words, its
 * versions 12 (sim/shadow.h); 1 suits what is all the same. */
static size_t pack_self(const uint32_t *w, const page_t *before, uint8_t *to, unsigned *stride)
{
    static const unsigned strides[] = { 1, 3, 12, 12 | STEADY };
    uint8_t again[PACKED_ROOM];
    if (before && before->how == PAGE_STRIDE && before->length > SMALL) return pack(w, NULL,
        *stride = before->stride, to);
    size_t best = pack(w, NULL, *stride = 1, to);
    for (unsigned i = 1; i < 4 && best > 64; i++) {
        size_t n = pack(w, NULL, strides[i], again);
        if (n < best) best = n, *stride = strides[i], memcpy(to, again, n);
    }
    return best;
}

/* A page whose content is `w`, after `before` (NULL: nothing was there). */
static page_t *page_of(keyframes_t *k, const uint32_t *w, page_t *before)
{
    uint8_t self[PACKED_ROOM], by_base[PACKED_ROOM];
    uint32_t plain[WORDS];
    unsigned stride;
    page_t *base = before && before->base ? before->base : before;
    size_t b = KEYFRAME_PAGE;
    if (base) unpack(base, plain), b = pack(w, plain, 0, by_base);
    if (b <= SMALL) return page_new(k, PAGE_BASE, by_base, b, 0, base);
    size_t s = pack_self(w, base, self, &stride);
    /* Told whole or by itself it is the base of those that follow: a little more now is worth that. */
    if (b < s - s / 4 && b < KEYFRAME_PAGE / 2) return page_new(k, PAGE_BASE, by_base, b, 0, base);
    if (s < KEYFRAME_PAGE - KEYFRAME_PAGE / 8) return page_new(k, PAGE_STRIDE, self, s, stride, NULL);
    return page_new(k, PAGE_WHOLE, (const uint8_t *)w, KEYFRAME_PAGE, 0, NULL);
}

/* ---- frames ------------------------------------------------------------------------------------------- */

keyframes_t *keyframes_new(size_t budget)
{
    keyframes_t *k = enough(calloc(1, sizeof *k));
    k->budget = budget ? budget : SIZE_MAX;
    return k;
}

static size_t frame_own(const frame_t *f) { return sizeof *f + f->shelves * sizeof *f->shelf; }

static page_t *page_at(const frame_t *f, size_t i) { return f->shelf[i / SHELF]->page[i % SHELF]; }

static void shelf_drop(keyframes_t *k, shelf_t *s)
{
    if (--s->refs) return;
    for (uint32_t i = 0; i < s->pages; i++) page_drop(k, s->page[i]);
    k->bytes -= sizeof *s;
    free(s);
}

/* The frame's pages, each with a reference of its own, go on shelves: on those of the frame before if the
 * same pages stand there. */
static void shelve(keyframes_t *k, frame_t *f, const frame_t *before, page_t **page, size_t pages)
{
    f->shelves = (pages + SHELF - 1) / SHELF;
    f->shelf = enough(malloc((f->shelves + 1) * sizeof *f->shelf));
    for (size_t i = 0; i < f->shelves; i++) {
        size_t from = i * SHELF, n = pages - from < SHELF ? pages - from : SHELF;
        shelf_t *s = before && i < before->shelves ? before->shelf[i] : NULL;
        if (s && s->pages == n && !memcmp(s->page, page + from, n * sizeof *page)) {
            s->refs++;
            /* the shelf's own reference stays */
            for (size_t p = 0; p < n; p++) page[from + p]->refs--;
        } else {
            s = enough(malloc(sizeof *s));
            s->refs = 1, s->pages = (uint32_t)n;
            memcpy(s->page, page + from, n * sizeof *page);
            k->bytes += sizeof *s;
        }
        f->shelf[i] = s;
    }
}

static void frame_drop(keyframes_t *k, size_t i)
{
    frame_t *f = k->frame[i];
    if (k->mirrored == f) k->mirrored = NULL;
    for (size_t n = 0; n < f->shelves; n++) shelf_drop(k, f->shelf[n]);
    k->bytes -= frame_own(f);
    if (f->dense) k->dense_bytes -= f->bytes;
    free(f->shelf), free(f);
    memmove(&k->frame[i], &k->frame[i + 1], (--k->frames - i) * sizeof *k->frame);
}

void keyframes_free(keyframes_t *k)
{
    if (!k) return;
    while (k->frames) frame_drop(k, k->frames - 1);
    for (unsigned s = 0; s < KEYFRAME_SEGMENTS; s++) free(k->mirror[s]);
    free(k->frame), free(k);
}

static size_t pages_of(size_t size) { return (size + KEYFRAME_PAGE - 1) / KEYFRAME_PAGE; }

/* The mirror of a segment, in whole pages, the rest of the last one zero. */
static uint32_t *mirror_room(keyframes_t *k, unsigned s, size_t size)
{
    size_t want = pages_of(size) * KEYFRAME_PAGE;
    if (k->mirror_size[s] < want) {
        k->mirror[s] = enough(realloc(k->mirror[s], want));
        memset(k->mirror[s] + k->mirror_size[s] / 4, 0, want - k->mirror_size[s]);
        k->mirror_size[s] = want;
    }
    return k->mirror[s];
}

/* Only what differs from the frame that is mirrored now is unpacked. */
static void mirror_frame(keyframes_t *k, const frame_t *f)
{
    const frame_t *was = k->mirrored;
    if (was == f) return;
    for (size_t s = 0, page = 0, old = 0; s < f->segments; s++) {
        size_t pages = pages_of(f->size[s]), had = was && s < was->segments ? pages_of(was->size[s]) : 0;
        uint32_t *m = mirror_room(k, (unsigned)s, f->size[s]);
        for (size_t p = 0; p < pages; p++)
            if (p >= had || page_at(was, old + p) != page_at(f, page + p)) unpack(page_at(f, page + p),
                                                                                  m + p * WORDS);
        page += pages, old += had;
    }
    k->mirrored = f;
}

/* The part of a page that the segment covers; the rest of the mirror's page is put to zero. */
static bool page_same(uint32_t *mirror, const uint8_t *now, size_t bytes, bool had)
{
    if (had && !memcmp(mirror, now, bytes)) return true;
    memcpy(mirror, now, bytes);
    memset((uint8_t *)mirror + bytes, 0, KEYFRAME_PAGE - bytes);
    return false;
}

/* `page`: the frame's pages so far, `n` of them; `old`: how many of the frame before came before this
 * segment. */
static void take_segment(keyframes_t *k, frame_t *f, const frame_t *before, unsigned s,
                         const segment_t *seg, page_t **page,
                         size_t *n, size_t *old)
{
    uint32_t *m = mirror_room(k, s, seg->size);
    size_t pages = pages_of(seg->size), had = before && s < before->segments ? pages_of(before->size[s]) : 0;
    for (size_t p = 0; p < pages; p++) {
        size_t at = p * KEYFRAME_PAGE, bytes = seg->size - at < KEYFRAME_PAGE ? seg->size - at
            : KEYFRAME_PAGE;
        page_t *was = p < had ? page_at(before, *old + p) : NULL;
        bool whole = was && (at + bytes == before->size[s] || at + KEYFRAME_PAGE <= before->size[s]);
        if (page_same(m + p * WORDS, (const uint8_t *)seg->bytes + at, bytes, whole)) was->refs++,
            page[(*n)++] = was;
        else page[(*n)++] = page_of(k, m + p * WORDS, was);
    }
    *old += had;
    f->size[s] = seg->size;
}

static void insert(keyframes_t *k, frame_t *f, size_t at)
{
    if (k->frames == k->room) {
        k->room = k->room ? 2 * k->room : 64;
        k->frame = enough(realloc(k->frame, k->room * sizeof *k->frame));
    }
    memmove(&k->frame[at + 1], &k->frame[at], (k->frames++ - at) * sizeof *k->frame);
    k->frame[at] = f;
}

static void thin(keyframes_t *k, const frame_t *keep);

frame_t *keyframes_take(keyframes_t *k, tick_t until, const segment_t *seg, unsigned segments,
                        const uint64_t *count, bool dense)
{
    size_t at = k->frames ? keyframes_before(k, until) : 0, pages = 0, old = 0;
    frame_t *before = k->frames ? k->frame[at] : NULL;
    if (before && before->until == until) return before;
    if (before) mirror_frame(k, before);
    for (unsigned s = 0; s < segments; s++) pages += pages_of(seg[s].size);
    frame_t *f = enough(calloc(1, sizeof *f));
    f->until = until, f->dense = dense, f->age = ++k->ages, f->segments = segments;
    page_t **page = enough(malloc((pages + 1) * sizeof *page));
    memcpy(f->count, count, sizeof f->count);
    size_t was = k->bytes, n = 0;
    for (unsigned s = 0; s < segments; s++) take_segment(k, f, before, s, &seg[s], page, &n, &old);
    shelve(k, f, before, page, n);
    free(page);
    k->bytes += frame_own(f);
    f->bytes = k->bytes - was;
    if (dense) k->dense_bytes += f->bytes;
    k->mirrored = f;
    insert(k, f, before ? at + 1 : 0);
    thin(k, f);
    return f;
}

void keyframes_put(keyframes_t *k, const frame_t *f, const segment_t *seg, unsigned segments)
{
    uint32_t last[WORDS];
    size_t page = 0;
    /* whole: what is taken next will be compared with it */
    if (segments >= f->segments) mirror_frame(k, f);
    bool plain = k->mirrored == f;
    for (unsigned s = 0; s < f->segments && s < segments; s++) {
        for (size_t p = 0; p < pages_of(f->size[s]); p++, page++) {
            size_t at = p * KEYFRAME_PAGE, bytes = f->size[s] - at;
            uint8_t *to = (uint8_t *)seg[s].bytes + at;
            if (!plain) unpack(page_at(f, page), last);
            memcpy(to, plain ? k->mirror[s] + at / 4 : last, bytes < KEYFRAME_PAGE ? bytes : KEYFRAME_PAGE);
        }
    }
}

size_t keyframes_count(const keyframes_t *k) { return k->frames; }
const frame_t *keyframes_frame(const keyframes_t *k, size_t i) { return i < k->frames ? k->frame[i] : NULL; }
size_t keyframes_bytes(const keyframes_t *k) { return k->bytes; }
unsigned keyframes_thinned(const keyframes_t *k) { return k->thinned; }

size_t keyframes_before(const keyframes_t *k, tick_t t)
{
    size_t low = 0, high = k->frames;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (k->frame[middle]->until <= t) low = middle;
        else high = middle;
    }
    return low;
}

/* ---- thinning ------------------------------------------------------------------------------------------ */

static bool drop_oldest_dense(keyframes_t *k, const frame_t *keep)
{
    size_t oldest = k->frames;
    for (size_t i = 0; i < k->frames; i++) {
        const frame_t *f = k->frame[i];
        if (!f->dense || f->pinned || f == keep) continue;
        if (oldest == k->frames || f->age < k->frame[oldest]->age) oldest = i;
    }
    if (oldest == k->frames) return false;
    frame_drop(k, oldest);
    return true;
}

/* Every other frame of the run goes, but never the first and the one just taken. */
static bool halve(keyframes_t *k, const frame_t *keep)
{
    size_t dropped = 0, seen = 0;
    for (size_t i = 1; i < k->frames;) {
        bool go = k->frame[i] != keep && !k->frame[i]->pinned && seen++ % 2 == 0;
        if (go) frame_drop(k, i), dropped++;
        else i++;
    }
    k->thinned += dropped > 0;
    return dropped > 0;
}

static void thin(keyframes_t *k, const frame_t *keep)
{
    while (k->dense_bytes > k->budget / DENSE_SHARE && drop_oldest_dense(k, keep)) { }
    while (k->bytes > k->budget && drop_oldest_dense(k, keep)) { }
    while (k->bytes > k->budget && halve(k, keep)) { }
}
