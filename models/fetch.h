/* fetch.h -- the instruction side: prefetch queue, I-cache, the fetch port. TRM 1.2.2, 5.2, 5.5, 5.8,
 * 5.9, tables 5-3 and 5-14.
 *
 *   pc -> queue (4 x 64 bit) <-- ITCM or DTCM                       at once
 *                            <-- I-cache (16 KB, its own bytes)     at once
 *                            <-- the line being filled              as its doublewords arrive
 *                            <-- AXIM, one 64-bit read at a time    not cacheable, or CCR.IC = 0
 *
 * Modelled: MPU and execute-never at every doubleword; one fetch or linefill outstanding; WRAP4 fills
 * from the doubleword wanted; a queue that runs ahead of the program, one doubleword an instruction from
 * TCM and cache, as fast as the bus goes from elsewhere; fills begun by it (a line after the one in use
 * may be filled though the program branches away: TRM 5.2 allows it); ICIALLU and ICIMVAU, also while a
 * fill is under way; stale bytes in cache and queue until maintenance and a flush.
 * Not modelled: fetches where the branch predictor points (branch.h has its cost only: the queue runs
 * straight on, a taken branch empties it), the bandwidth of TCM and cache (here a refill costs nothing:
 * issue.h counts a doubleword a cycle), TCM port conflicts.
 * What surprises people: old code stays in the cache and in the queue. ICIALLU does not empty the queue;
 * ISB, a taken branch, an exception and its return do. With the I-cache off its lines stay where they
 * are and fetches go past them. A bus error counts only when the program arrives there.
 * Facts: F_FILL_START/BEAT/DONE/DROP and F_EVICT with bit 31 of line_note, F_ASK with TAG_FETCH; their pc
 * is the address fetched. The depth of the running ahead is documented (four doublewords), its pace is an
 * estimate.
 * Numbers: T_FETCH_RESPONSE. */
#ifndef FETCH_H
#define FETCH_H
#include "lsu.h"
#include "thumb.h"

enum { FETCH_WORDS = 4 };

typedef struct {                         /* the linefill buffer of the instruction side */
    uint8_t  valid, pad, dropped, way;   /* dropped: invalidated under way; its bytes are in the port */
    uint16_t set, pad2;
    uint32_t line;
} ifill_t;

typedef struct fetch {
    uint32_t from;                       /* address of the queue's first doubleword */
    uint32_t ask;                        /* the port's address while asked */
    uint32_t error_at;                   /* a bus error came for this doubleword, if `error` */
    uint8_t  words, asked, error, pad;   /* asked: the port is under way for the queue itself */
    uint8_t  data[FETCH_WORDS * 8];
    ifill_t  fill;
} fetch_t;

typedef enum { FETCH_OK, FETCH_WAIT, FETCH_ACCESS, FETCH_BUS_ERROR } fetch_status_t;

/* The halfwords at pc: hw[0], and hw[1] if the first begins a 32-bit instruction. FETCH_ACCESS: the
 * MPU or the memory map forbids it; FETCH_BUS_ERROR: the bus did. *at: the address that failed. */
fetch_status_t fetch_read(lsu_ctx_t *, uint32_t pc, uint16_t hw[2], uint32_t *at);
/* Let go what lies before pc. */
void fetch_advance(fetch_t *, uint32_t pc);
/* The same if they are in the queue already: hw[0] << 16 | hw[1]. 0: ask fetch_read. */
static inline int fetch_queued(fetch_t *f, uint32_t pc, uint32_t *code)
{
    if (pc - f->from >= 8) fetch_advance(f, pc);
    unsigned at = pc - f->from, end = 8u * f->words;
    if (at + 2 > end) return 0;
    unsigned hw = f->data[at] | (unsigned)f->data[at + 1] << 8, wide = thumb_length((uint16_t)hw) == 4;
    if (wide && at + 4 > end) return 0;
    *code = hw << 16 | (wide ? f->data[at + 2] | (unsigned)f->data[at + 3] << 8 : 0);
    return 1;
}
/* Run ahead of the program by one doubleword. Call it once for each instruction issued. */
void fetch_ahead(lsu_ctx_t *);
/* Is what fetch_read waited for still on its way in a linefill, so that asking again would change nothing? */
int  fetch_waits(const lsu_ctx_t *);
/* The program goes on at pc: a branch, an exception, an ISB. */
void fetch_flush(fetch_t *, uint32_t pc);
/* Take what the port brought. 1: something happened. Law 1 holds. */
int  fetch_step(lsu_ctx_t *);
/* The program is over: nobody takes what comes of a line, nor hears of it. */
void fetch_leave(lsu_ctx_t *);
/* Is there anything that it could bring? */
static inline int fetch_expects(const fetch_t *f) { return f->fill.valid || f->asked; }

/* ICIALLU, ICIMVAU: the note of F_MAINT; *line: the line hit. */
unsigned fetch_invalidate_all(lsu_ctx_t *);
unsigned fetch_invalidate(lsu_ctx_t *, uint32_t addr, uint32_t *line);
#endif
