/* shadow_own.h -- the shadow's inside: shadow.c, which follows the facts, and shadow_tidy.c, which puts its
 * versions in order. Private to them. */
#ifndef SHADOW_OWN_H
#define SHADOW_OWN_H
#include "shadow.h"

enum {
    PAGE = 4096,
    ENTRIES = 16,
    SPARE = 32,
    FILLS = 8,
    SETS = 256,
    WAYS = 8,
    READS = 64,
    HASH = 1024
};

typedef struct { uint32_t addr; uint8_t gone, bus, cached; vid_t ver[8]; } entry_t;
typedef struct { uint32_t txn, addr; uint8_t size, late; vid_t ver[8]; } read_t;
typedef struct { cell_t cell[PAGE]; stain_t stain[PAGE / LINE]; } page_t;
typedef struct op { struct op *next; uint32_t addr; uint64_t inv, clean; } op_t;

enum { RAMS = 16 };                        /* memories of one map; they are looked for in its order */

struct shadow {
    const region_row_t *ram[RAMS]; unsigned rams;
    const map_t *map;
    arena_t *arena;
    page_t **page;     uint32_t pages;
    version_t *version; vid_t versions, room, *idle; uint32_t idles;
    uint32_t made;                                    /* versions since shadow_tidy */
    entry_t  entry[SPARE];
    sline_t  fill[FILLS], line[SETS * WAYS];
    flight_t *flight; size_t flights, flight_room;
    read_t   read[READS]; unsigned reads;
    op_t    *op[HASH];
    uint64_t inv[SETS][WAYS], clean[SETS][WAYS];      /* by set and way */
};

/* Versions no copy refers to any more are forgotten, so that long runs need little memory. */
void shadow_collect(shadow_t *);
#endif
