/* shadow_own.h -- the shadow's inside: shadow.c, which follows the facts, shadow_cells.c, which keeps the
 * versions of each byte, shadow_maint.c, which remembers maintenance, shadow_ledger.c, which says what need
 * not be told, and shadow_tidy.c, which puts its versions in order. Private to them. */
#ifndef SHADOW_OWN_H
#define SHADOW_OWN_H
#include "mpu.h"
#include "shadow.h"

enum {
    PAGE = 512,
    CHUNK = 1024,                                     /* versions, which stay where they are */
    MUCH = 128 * CHUNK,
    ENTRIES = 16,
    SPARE = 32,
    FILLS = 8,
    SETS = 128,                                       /* also where the chip is built with fewer */
    WAYS = DCACHE_WAYS < 4 ? 8 : 4,                   /* more lines lie in the one set there is then */
    READS = 64,
    HASH = 1024,
    MEGABYTES = 4096,
    RAMS = 16,
    KIND_CODE = 1, KIND_PRIVATE = 2,                  /* shadow_ledger.c */
    KIND_FOREIGN = 4,                                 /* another master wrote there */
    KIND_BURST = 8                                    /* of a burst in the ledger */
};

typedef struct { uint32_t addr; uint8_t gone, bus, cached; ref_t ver[8 / WORD]; } entry_t;
typedef struct { uint32_t txn, addr; uint8_t size, late; vid_t ver[8]; } read_t;
typedef struct { uint64_t order; uint32_t line, mask; vid_t last; } stained_t;        /* order: of the last */
/* loss: a note for each byte, NULL while there are none */
typedef struct { word_t word[PAGE / WORD]; stained_t stain[PAGE / LINE]; uint32_t *loss; } page_t;
typedef struct { vid_t ver[WORD]; uint32_t next, used; } mix_t;    /* next: in its chain, 0: none */
/* first: the first clean since the last store to the line; before: the one before that; over: the first clean
 * or invalidate since. */
typedef struct op { struct op *next; uint32_t addr; uint64_t inv, clean, first, before, over; } op_t;

struct shadow {
    const map_t *map;
    arena_t *arena;
    page_t **page;     uint32_t pages;
    struct { uint32_t base, size, at; } ram[RAMS];   /* by base; at: its place, where a line may begin, ... */
    uint8_t  rams;
    uint8_t  first[MEGABYTES];                        /* ... and the first of them in or beyond a megabyte */
    version_t **chunk; vid_t versions, room, *idle; uint32_t idles;    /* idle: numbers to be given again */
    uint32_t made;                                    /* versions since shadow_tidy */
    /* chain: of each hash, the first; 0: none */
    mix_t   *mix; uint32_t mixes, mix_room, mix_idles, *mix_idle, *chain;
    entry_t  entry[SPARE]; unsigned entries;          /* entries: up to the last that was ever needed */
    sline_t  fill[FILLS], line[SETS * WAYS];
    flight_t *flight; size_t flights, flight_room;
    read_t   read[READS]; unsigned reads;
    op_t    *op[HASH];
    uint64_t inv[SETS][WAYS], clean[SETS][WAYS];      /* by set and way */
    uint64_t maintained;                              /* order of the last maintenance of any kind */
    ledger_t *ledger;                                 /* NULL: everything is told */
    uint8_t  *kind;                                   /* of each line of RAM, KIND_ bits */
};

/* ---- shadow_cells.c -------------------------------------------------------------------------- */

void  shadow_more_versions(shadow_t *);               /* there is room for one */
/* Room for `count` pieces, the first `used` of which are kept. */
void *shadow_more(const shadow_t *, const void *old, size_t used, size_t count, size_t size);
/* `a` with the bytes of the mask taken from `b`. It is to be kept where it is looked for (shadow_tidy.c) at
 * once. */
ref_t shadow_blend(shadow_t *, ref_t a, ref_t b, unsigned mask);
page_t *shadow_new_page(shadow_t *, uint32_t key);
void  shadow_chain(shadow_t *, uint32_t mix);         /* its versions are other ones, or it is new */

static inline bool find_key(const shadow_t *s, uint32_t addr, uint32_t *key)
{
    for (unsigned i = s->first[addr >> 20]; i < s->rams && s->ram[i].base <= addr; i++) {
        if (addr - s->ram[i].base >= s->ram[i].size) continue;
        *key = s->ram[i].at + (addr - s->ram[i].base);
        return true;
    }
    return false;
}

static inline const word_t *find_word(const shadow_t *s, uint32_t key)
{
    const page_t *page = s->page[key / PAGE];
    return page ? &page->word[key % PAGE / WORD] : NULL;
}

/* In a linefill buffer. */
static inline sline_t *find_fill(shadow_t *s, uint32_t addr)
{
    for (unsigned i = 0; i < FILLS; i++)
        if (s->fill[i].valid && s->fill[i].addr == (addr & ~31u)) return &s->fill[i];
    return NULL;
}

/* There is one from now on. */
static inline word_t *make_word(shadow_t *s, uint32_t key)
{
    page_t *page = s->page[key / PAGE];
    if (!page) page = shadow_new_page(s, key);
    return &page->word[key % PAGE / WORD];
}

/* A line lies in one RAM and on one page, and its words one behind the other: `last` is of the word before,
 * or NULL. */
static inline const word_t *next_word(const shadow_t *s, uint32_t addr, const word_t *last)
{
    uint32_t key;
    if (last && addr % LINE) return last + 1;
    return find_key(s, addr, &key) ? find_word(s, key) : NULL;
}

static inline bool is_foreign(const shadow_t *s, uint32_t key) { return s->kind[key / LINE] & KIND_FOREIGN; }

/* May a store to such memory stay in the cache? */
static inline bool is_cached(uint8_t policy) { return policy == POLICY_WB_RA || policy == POLICY_WB_RWA; }

static inline version_t *version_at(const shadow_t *s, vid_t v) { return &s->chunk[v / CHUNK][v % CHUNK]; }

static inline vid_t shadow_new_version(shadow_t *s, version_t v)
{
    if (!s->idles) shadow_more_versions(s);
    vid_t id = s->idles ? s->idle[--s->idles] : s->versions++;
    *version_at(s, id) = v;
    s->made++;
    if (s->idles) __builtin_prefetch(version_at(s, s->idle[s->idles - 1]), 1);   /* of the next */
    return id;
}

static inline vid_t one_of(const shadow_t *s, ref_t r, unsigned byte)
{
    return r & MIXED ? s->mix[r & ~MIXED].ver[byte % WORD] : r;
}

static inline void put(shadow_t *s, ref_t *to, ref_t from, unsigned mask)
{
    *to = mask == 15 || *to == from ? from : shadow_blend(s, *to, from, mask);
}

/* Of `left` bytes from addr on so many lie in its word, and a bit for each of those. */
static inline unsigned in_word(uint32_t addr, unsigned left)
{
    unsigned n = WORD - addr % WORD;
    return n < left ? n : left;
}
static inline unsigned bits_of(uint32_t addr, unsigned n) { return ((1u << n) - 1) << addr % WORD; }

/* ---- shadow.c --------------------------------------------------------------------------------- */

void shadow_drop_flight(shadow_t *, size_t n);

/* ---- the others ------------------------------------------------------------------------------ */

/* Stored at these bytes of the line of addr, into memory that may keep it in the cache. */
void shadow_stained(shadow_t *, uint32_t addr, uint32_t key, uint32_t mask, vid_t);
/* shadow_ledger.c: a store that was told; a line leaves its place; a line may have become private. */
void shadow_stored(shadow_t *, uint32_t addr, uint32_t key, bool cached);
void shadow_gone(shadow_t *, const sline_t *);
void shadow_try_private(shadow_t *, const sline_t *);
bool shadow_came_private(shadow_t *, const sline_t *);   /* a fill is done, and it was: so is the line */
/* This flight begins, and its line was private or not; it has ended. */
void shadow_crossed(shadow_t *, uint32_t addr);       /* the core writes there past its lines */
bool shadow_is_private(const shadow_t *, const sline_t *);
void shadow_flies(shadow_t *, const flight_t *, bool private);
void shadow_landed(shadow_t *, const flight_t *);
/* Versions no copy refers to any more are forgotten, so that long runs need little memory; rows of them
 * alone. */
void shadow_collect(shadow_t *);
void shadow_collect_mixes(shadow_t *);
#endif
