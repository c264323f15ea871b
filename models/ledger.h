/* ledger.h -- hits in the D-cache that a listener can do without, line by line, and what it is told instead.
 *
 * A line is private while nobody but the CPU has a part in its bytes: no other master wrote them, the line
 * holds the newest there are, no other line and no code does. Who listens says which lines are (line[]), at
 * any fact, and counts `epoch` when that changes. Of a private line:
 *
 *   loads     are not told at all, but those that the store buffer gave bytes to
 *   stores    are written here instead of being told, one place for each size and address: the next store of
 *             that size to that address takes its place. A store is the last writer of a byte if of the (at
 *             most four) places over that byte its turn is the latest. No store that still matters is ever
 *             overwritten
 *   drains    into the cache of entries written here are told by a bit of `open`
 *
 * A line on its way may be private too (no PRIVATE_LOADS): stores and their drains go into its linefill
 * buffer, where what comes does not overwrite them, and loads from there are not told.
 *
 * Its fill and its write-back are bursts of which nobody need be told the beats: bursts[] has which
 * doublewords were served since it was last settled. A burst is told again from the moment somebody else has
 * a part in its bytes. Of a line of code on its way nobody follows the beats at all, as long as nobody
 * invalidates it meanwhile.
 *
 * settle() asks the listener to do as if it had been told all that stands here, and to empty it. He does so
 * himself before he looks at any other fact, and whoever passes facts on (observe.c) does it before any: so
 * nobody can tell from what is known afterwards that stores and beats were not told one by one. Both roads of
 * the core (fast.h) write here what would be told. Everything else about these lines (that a fill begins and
 * ends, evictions, maintenance) is told as it happens.
 *
 * Not written here, but told: stores that are not aligned, those to write-through memory, and those that
 * merge into an entry of the store buffer whose beginning was told.
 *
 * `all`: nobody judges and nobody wants hits. Then every line is private and nothing is noted.
 *
 * What surprises people: a line that leaves with stores noted is settled by the fact of its leaving. To who
 * listens loosely (sink_t) the core may be ahead: what stands here is then later than the beat of the core's
 * own that he is told next. It is of other bytes: no line is private while another line of its bytes is
 * filled, and what its own fill brings gives way to stores. */
#ifndef LEDGER_H
#define LEDGER_H
#include "tick.h"

/* Room for any D-cache of up to four ways and 128 sets: a line's slot is one of four of its address. */
enum { LEDGER_SETS = 128, LEDGER_WAYS = 4, LEDGER_LINES = LEDGER_SETS * LEDGER_WAYS, LEDGER_ENTRIES = 4 };
enum { LEDGER_BYTES = 32, LEDGER_PLACES = 60 };     /* of a line: 32 of bytes, 16, 8 and 4 of larger stores */
enum { LEDGER_FULL = 1 << 28 };
enum { PRIVATE_LOADS = 1, PRIVATE_STORES = 2 };       /* low bits of line[] */

/* The write-back, and the fill of each linefill buffer. line: its address | 1, 0: its beats are told; first:
 * where the first beat was; came: a bit for each doubleword */
enum { BURST_BACK, BURST_FILLS, BURSTS = 3 };
typedef struct { uint32_t line, first, came; } burst_t;

typedef struct { tick_t at; uint64_t data; uint32_t pc, turn; } noted_t;   /* turn * 4 + store-buffer entry */
typedef struct { uint64_t places; noted_t store[LEDGER_PLACES]; } noted_line_t;

typedef struct ledger {
    void   (*settle)(struct ledger *);
    uint32_t epoch, turns;                            /* turns: stores since it was last settled */
    /* entries still in the store buffer; turn of the first store of each */
    uint32_t open, opened[LEDGER_ENTRIES];
    uint32_t touches, all;
    uint16_t touched[LEDGER_LINES];                   /* slots with stores in them */
    uint32_t line[LEDGER_LINES];                      /* address and PRIVATE_ bits, 0: none */
    burst_t  burst[BURSTS]; uint32_t came;            /* came: some have beats */
    uint32_t fetched;    /* on its way to the I-cache, as burst_t's: not even counted */
    noted_line_t *noted;
} ledger_t;

static inline int ledger_holds(const ledger_t *l) { return l && (l->turns | l->came); }
static inline void ledger_settle(ledger_t *l)
{
    if (ledger_holds(l)) l->settle(l);
}

/* Eight bytes of a fill, or of a write-back, were moved. 0: tell it. */
static inline int ledger_moved(ledger_t *l, uint32_t addr, int back)
{
    burst_t *b = &l->burst[back ? BURST_BACK : BURST_FILLS];
    uint32_t line = (addr & ~(LEDGER_BYTES - 1u)) | 1;
    if (!back && b->line != line) b++;
    if (b->line != line) return 0;
    if (!b->came) b->first = addr;
    b->came |= 1u << addr % LEDGER_BYTES / 8;
    return l->came = 1;
}

/* The slot of this private line, -1. */
static inline int ledger_find(const ledger_t *l, uint32_t addr, uint32_t bit)
{
    uint32_t slot = (addr / LEDGER_BYTES % LEDGER_SETS) * LEDGER_WAYS, line = addr & ~(LEDGER_BYTES - 1u);
    if (l->all) return (int)slot;
    for (unsigned w = 0; w < LEDGER_WAYS; w++, slot++)
        if (l->line[slot] & bit && (l->line[slot] & ~(LEDGER_BYTES - 1u)) == line) return (int)slot;
    return -1;
}

static inline unsigned ledger_place(uint32_t addr, unsigned size)
{
    unsigned log = (unsigned)__builtin_ctz(size);
    return 64 - (64u >> log) + ((addr & (LEDGER_BYTES - 1)) >> log);
}

/* Where the store is written, over the one before. */
static inline noted_t *ledger_take(ledger_t *l, noted_line_t *n, uint32_t addr, unsigned size)
{
    unsigned place = ledger_place(addr, size);
    if (!n->places) l->touched[l->touches++] = (uint16_t)(n - l->noted);
    n->places |= 1ull << place;
    return &n->store[place];
}

static inline noted_t *ledger_note(ledger_t *l, unsigned slot, unsigned entry, tick_t at, uint32_t pc,
                                   uint32_t addr, unsigned size, uint64_t data)
{
    noted_t *n = ledger_take(l, &l->noted[slot], addr, size);
    l->turns++;
    if (!(l->open >> entry & 1)) l->open |= 1u << entry, l->opened[entry] = l->turns;
    *n = (noted_t){ .at = at, .data = data, .pc = pc, .turn = l->turns << 2 | entry };
    return n;
}

/* Is what stands at this place still in another entry of the store buffer? */
static inline int ledger_clashes(const ledger_t *l, unsigned slot, unsigned entry, unsigned place)
{
    const noted_line_t *n = &l->noted[slot];
    uint32_t by = n->store[place].turn & 3;
    return n->places >> place & 1 && by != entry && l->open >> by & 1
        && n->store[place].turn >> 2 >= l->opened[by];
}

/* A store to write-back memory is in this entry; begun: the entry holds no other bytes. 0: tell it. */
static inline int ledger_stored(ledger_t *l, unsigned entry, int begun, tick_t at, uint32_t pc, uint32_t addr,
                                unsigned size, uint64_t data)
{
    int slot = l && !(size & (size - 1)) && !(addr & (size - 1)) ? ledger_find(l, addr, PRIVATE_STORES) : -1;
    if (slot < 0) return 0;
    if (l->turns >= LEDGER_FULL
        || (!l->all && ledger_clashes(l, (unsigned)slot, entry, ledger_place(addr, size)))) l->settle(l);
    if (!begun && !(l->open >> entry & 1)) return 0;
    if (l->all) l->open |= 1u << entry;
    else ledger_note(l, (unsigned)slot, entry, at, pc, addr, size, data);
    return 1;
}

/* This entry went into the cache. 0: tell it. */
static inline int ledger_drained(ledger_t *l, unsigned entry)
{
    if (!l || !(l->open >> entry & 1)) return 0;
    l->open &= ~(1u << entry);
    return 1;
}
#endif
