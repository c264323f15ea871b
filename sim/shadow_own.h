/* shadow_own.h -- the shadow's inside: shadow.c, which follows the facts, shadow_maint.c, which remembers maintenance,
 * shadow_ledger.c, which says what need not be told, and shadow_tidy.c, which puts its versions in order. Private
 * to them. */
#ifndef SHADOW_OWN_H
#define SHADOW_OWN_H
#include "shadow.h"

enum {
    PAGE = 512,
    ENTRIES = 16,
    SPARE = 32,
    FILLS = 8,
    SETS = 128,                                       /* also where the chip is built with fewer */
    WAYS = DCACHE_WAYS < 4 ? 8 : 4,                   /* more lines lie in the one set there is then */
    READS = 64,
    HASH = 1024,
    MEGABYTES = 4096,
    RAMS = 16
};

typedef struct { uint32_t addr; uint8_t gone, bus, cached; vid_t ver[8]; } entry_t;
typedef struct { uint32_t txn, addr; uint8_t size, late; vid_t ver[8]; } read_t;
/* foreign: another master wrote there */
typedef struct { cell_t cell[PAGE]; stain_t stain[PAGE / LINE]; bool foreign; } page_t;
/* first: the first clean since the last store to the line; before: the one before that; over: the first clean
 * or invalidate since. */
typedef struct op { struct op *next; uint32_t addr; uint64_t inv, clean, first, before, over; } op_t;

struct shadow {
    const map_t *map;
    arena_t *arena;
    page_t **page;     uint32_t pages;
    const region_row_t *ram[RAMS]; uint8_t rams;      /* by base, ... */
    uint32_t at[RAMS];                                /* the place of each, where a line may begin */
    uint8_t  first[MEGABYTES];                        /* ... and the first of them in or beyond a megabyte */
    version_t *version; vid_t versions, room, *idle; uint32_t idles;
    uint32_t made;                                    /* versions since shadow_tidy */
    entry_t  entry[SPARE];
    sline_t  fill[FILLS], line[SETS * WAYS];
    flight_t *flight; size_t flights, flight_room;
    read_t   read[READS]; unsigned reads;
    op_t    *op[HASH];
    uint64_t inv[SETS][WAYS], clean[SETS][WAYS];      /* by set and way */
    ledger_t *ledger;                                 /* NULL: everything is told */
    uint8_t  *kind;                                   /* of each line of RAM: shadow_ledger.c */
};

vid_t shadow_new_version(shadow_t *, version_t);
/* Stored at these bytes of the line of addr, into memory that may keep it in the cache. */
void shadow_stained(shadow_t *, uint32_t addr, uint32_t key, uint32_t mask, vid_t);
/* shadow_ledger.c: a store that was told; a line leaves its place; a line may have become private. */
void shadow_stored(shadow_t *, uint32_t addr, uint32_t key, bool cached);
void shadow_gone(shadow_t *, const sline_t *);
void shadow_try_private(shadow_t *, const sline_t *);
/* Versions no copy refers to any more are forgotten, so that long runs need little memory. */
void shadow_collect(shadow_t *);
#endif
