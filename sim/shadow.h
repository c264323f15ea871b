/* shadow.h -- who wrote which byte, and which copy of it is where: rebuilt from facts alone.
 *
 *   CPU store --> store buffer --+--> line (dirty) --> eviction in flight --+
 *     (a new version)            +--> linefill buffer (dirty)               +--> RAM <-- DMA beat
 *                                '--> write in flight ----------------------+      (a new version)
 *
 * Each byte of RAM has a cell: the version RAM holds and the newest version anyone made. A version is
 * one write (CPU store at retirement, another master's beat when it lands); version 0 is what was
 * there before the first write seen. Words move as one while all their bytes are of one write, which is
 * the usual case (ref_t). Bytes are named by their place in the machine (region_row_t.at up to a line +
 * offset; a RAM begins and ends with a line), so that two addresses of one RAM are one byte; lines are named
 * by address, so that they are two lines. Dirty is kept a byte, though the cache has one bit a line: that is
 * how a write-back of bytes the CPU never wrote is recognised.
 *
 * Not followed: TCM and flash (nobody else writes them here), instruction cache. */
#ifndef SHADOW_H
#define SHADOW_H
#include <stdbool.h>
#include "arena.h"
#include "cache.h"
#include "ledger.h"
#include "map.h"

typedef uint32_t vid_t;                    /* a version; 0: what was there before */

typedef struct {
    uint64_t order, data;                  /* order: number of the fact that made it; data from addr on */
    tick_t   at;
    uint32_t key, addr, pc, txn;           /* key: the first byte's place */
    uint8_t  who, tag, size, policy;       /* master and stream; policy_t of a CPU store's memory */
    uint8_t  pad[4];
} version_t;

/* The versions of a word's four bytes: mostly one, of all of them; else MIXED and the number of a row of
 * four. Rows are kept once: the same versions are the same ref. */
typedef uint32_t ref_t;
enum { WORD = 4 };
#define MIXED 0x80000000u

typedef struct { ref_t ram, newest; } word_t;    /* what RAM holds, and the newest anyone made */
typedef struct { vid_t ram, newest; uint32_t loss; } cell_t;  /* one byte of it; loss: the judge's own note */

/* What the CPU stored to a line of write-back memory since it was last cleaned or invalidated there:
 * dirty, unless the cache has written the line back of its own accord. */
typedef struct { uint32_t line, mask; version_t last; } stain_t;  /* mask: a bit a byte; last: latest store */

typedef struct {                           /* a line of the cache or of a linefill buffer */
    uint32_t addr, pc, word;               /* word: the doubleword asked for first, NO_LINE: not yet known */
    uint8_t  valid, why;                   /* fill_why_t */
    uint32_t set_way;                      /* low 24 bits of line_note */
    uint32_t dirty, known, late;           /* a bit a byte; late: older than newest when RAM gave it */
    uint64_t order;                        /* when its fill began */
    tick_t   at;
    ref_t    ver[LINE / WORD];
} sline_t;

typedef struct {                           /* bytes that left the core and have not landed */
    uint32_t addr, mask, dirty, pc;        /* line address; bytes still to land; bytes the CPU wrote */
    uint8_t  evict, why;                   /* from an eviction (evict_why_t) or the store buffer */
    uint64_t order;
    tick_t   at;                           /* when it left */
    ref_t    ver[LINE / WORD];
} flight_t;

typedef struct { vid_t ver; flight_t from; } landing_t;           /* from: mask 0, none was known */

typedef enum { AT_RAM, AT_STORE_BUFFER, AT_FLIGHT, AT_FILL, AT_LINE, AT_NOWHERE } where_t;

typedef struct shadow shadow_t;
shadow_t *shadow_new(const map_t *, arena_t *);                     /* all of it lives in the arena */

/* Versions in the order of their bytes, the forgotten ones gone: means nothing to the judge, but what is then
 * copied away is small. Does nothing if little has happened since. */
void      shadow_tidy(shadow_t *);

bool             shadow_key(const shadow_t *, uint32_t addr, uint32_t *key);     /* false: not RAM */
cell_t           shadow_look(const shadow_t *, uint32_t key);                    /* zeros: never written */
const word_t    *shadow_word(const shadow_t *, uint32_t key);    /* with this byte; NULL: nobody wrote near */
/* So many of the bytes from here on the CPU did not store, or not before `until`, or past the cache and
 * before `barrier`. It may stop short where words are of several writes. */
uint32_t         shadow_ordered(const shadow_t *, uint32_t key, uint32_t bytes, uint64_t barrier, uint64_t until);
vid_t            shadow_of(const shadow_t *, const ref_t *, unsigned at);  /* byte `at` of a line or flight */
void             shadow_newest(shadow_t *, uint32_t key, vid_t);    /* the newest is another one */
void             shadow_lose(shadow_t *, uint32_t key, uint32_t loss);
/* false: only the CPU ever wrote to this line */
bool             shadow_foreign(const shadow_t *, uint32_t key);
const version_t *shadow_version(const shadow_t *, vid_t);                        /* NULL for 0 */
uint64_t         shadow_order(const shadow_t *, vid_t);                          /* 0 for 0 */
uint8_t          version_byte(const version_t *, uint32_t key);
fact_t           version_fact(const version_t *);                                /* the fact that made it */

/* Each takes the fact of its kind. */
void   shadow_store(shadow_t *, const fact_t *, uint64_t order, uint8_t policy);
void   shadow_drain(shadow_t *, const fact_t *, uint64_t order);
void   shadow_fill (shadow_t *, const fact_t *, uint64_t order);   /* F_FILL_START, _DONE, _DROP */
void   shadow_evict(shadow_t *, const fact_t *, uint64_t order);
void   shadow_maint(shadow_t *, const fact_t *, uint64_t order);
void   shadow_read_beat(shadow_t *, const fact_t *);               /* F_BEAT, the core reads     */
void   shadow_refused(shadow_t *, const fact_t *);                 /* F_ERROR, the core's write  */
/* F_BEAT, another master writes: the new version; the cells it covers have it in ram and newest. */
vid_t  shadow_write_beat(shadow_t *, const fact_t *, uint64_t order, uint8_t who);
/* F_BEAT, the core writes: RAM has what the beat carries. A bit for each byte whose newest version RAM had,
 * and now an older one: over[] says which, and the flight it came from. */
unsigned shadow_land(shadow_t *, const fact_t *, uint64_t order, landing_t over[8]);
/* From now on it says in this ledger which lines are private. Who owns it calls shadow_noted for each touched
 * slot, then shadow_settled, before it gives the shadow any other fact. */
void     shadow_ledger(shadow_t *, ledger_t *);
/* The stores of one slot become versions; order: of the last fact before them. The bytes of the line they
 * wrote. */
uint32_t shadow_noted(shadow_t *, unsigned slot, uint64_t order, uint8_t policy);
void     shadow_settled(shadow_t *);
void     shadow_moved(shadow_t *);    /* the beats that stand there, first of all */
void     shadow_shared(shadow_t *, uint32_t key);    /* somebody else has a part in this byte */
void     shadow_code(shadow_t *, uint32_t addr);                    /* an instruction is fetched there */
bool     shadow_fetched(const shadow_t *, uint32_t key);    /* one was, from this line or close before it */
/* A load of the newest bytes, all the core's own, from a line or a linefill buffer: nothing to judge. */
bool     shadow_own(const shadow_t *, const fact_t *);
/* A load past the cache of the newest bytes: nothing to judge. */
bool     shadow_read_newest(const shadow_t *, const fact_t *);
/* The versions a retired load returned, a bit a byte in the answer for those that are known. own: the
 * bytes read from RAM by this very load; late: those of them that were old at that moment. via: the
 * line it came from, NULL if none. */
unsigned shadow_load(const shadow_t *, const fact_t *, vid_t ver[8], unsigned *own, unsigned *late,
                     const sline_t **via);

const sline_t *shadow_line(const shadow_t *, uint32_t addr);       /* cache line of this address, NULL */
const sline_t *shadow_filling(const shadow_t *, uint32_t addr);    /* linefill buffer, NULL            */
where_t  shadow_where(const shadow_t *, vid_t, uint32_t key, flight_t *flight);
/* The stain on the line of this byte, whatever address it was stored through. over: 0, or the order of the
 * maintenance by address that ended it; false: none, or it ended by set and way, nobody knows when. */
bool           shadow_stain(const shadow_t *, uint32_t addr, stain_t *, uint64_t *over);
/* May there be one, or does a line of this address hold what the CPU stored? */
bool           shadow_dirtied(const shadow_t *, uint32_t addr, uint32_t key);
/* Orders of the last maintenance that covered this line address: 0 never. */
uint64_t shadow_invalidated(const shadow_t *, uint32_t addr);
uint64_t shadow_cleaned(const shadow_t *, uint32_t addr);
/* Of cleans by address: the first since the last store to this line, and the one before that. */
uint64_t shadow_cleaned_first(const shadow_t *, uint32_t addr, uint64_t *before);
#endif
