/* bytes.h -- one byte, one cache line, one pointer, as panels show them: what the core sees, what memory
 * holds, what the other bus masters moved there, and which of these is old.
 *
 * Values come from the chip, what is old from the judge's shadow, so a byte may be old and yet have the
 * right value (luck). The judge's shadow follows RAM. A clean line of flash is stale where it differs from
 * the array: only an erase or a programming makes it differ. In TCM nothing is ever marked. What the masters
 * moved is taken from the shadow (a version they wrote that is still in memory or still the newest),
 * then from the facts the moment holds, then from a stream that has read past the byte while memory kept
 * its version: each tells the exact value; where none does, nothing is claimed. */
#ifndef BYTES_H
#define BYTES_H
#include "panel.h"

typedef struct {
    bool    there, followed;     /* memory answers here; the judge follows it */
    bool    cached;              /* the D-cache holds its line */
    bool    silent;              /* memory has no clock: a load faults, cpu says nothing */
    bool    differ, luck;        /* the core and memory have other values; other versions, the same value */
    uint8_t cpu, ram;
    state_t cpu_state, ram_state;/* of either copy; STATE_INVALID: nothing to be said */
    where_t where;               /* the newest version; AT_RAM if nobody follows the byte */
    byte_state_t judge;
} byte_look_t;
byte_look_t byte_look(const view_t *, uint32_t addr);

/* One paragraph: both values, what is old, who made the newest version when. */
void byte_words(const view_t *, uint32_t addr, char *text, size_t room);

typedef struct { bool known, wrote; uint8_t value, who, tag; tick_t at; } moved_t;
/* at: NEVER, not known */
enum { MOVED_MOST = 4096 };
void bytes_moved(const panel_in_t *, uint32_t addr, size_t count, moved_t *out);
/* count <= MOVED_MOST */

/* Where the DMA streams stand: the next access of one that is enabled, on a side that is memory. */
typedef struct { uint32_t addr; int16_t stream; bool writes; } pointer_t;
enum { POINTERS_MOST = 96 };
unsigned bytes_pointers(const view_t *, pointer_t out[POINTERS_MOST]);

typedef struct {
    bool     valid, dirty;       /* the cache's own bits */
    uint32_t addr;               /* of its first byte, valid or not */
    state_t  state;
    /* a bit a byte: older than the newest version there is; stored by the core, not written back; the newest
     * was lost, and the line is no worse for it */
    uint32_t stale, written, lost;
    uint32_t differs;            /* from what memory holds */
} line_look_t;
line_look_t line_look(const view_t *, int icache, unsigned set, unsigned way);
state_t line_byte(const line_look_t *, unsigned k);      /* of the line's copy of byte k */
const cache_geometry_t *line_geometry(int icache);
/* Where this address is, or would be: the set, and the way or -1. */
int  line_find(const view_t *, int icache, uint32_t addr, unsigned *set);

/* Why no line of the D-cache can hold this address now; NULL: one can. */
const char *uncached_why(const view_t *, uint32_t addr);
/* Initiator of a stream's memory side (watch.h's numbers), -1: none. */
int  stream_init(int stream);
#endif
