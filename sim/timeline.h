/* timeline.h -- a firmware's run for a debugger: it stops before any instruction, goes back, and takes
 * writes.
 *
 *   0   1   2  ...  n   instructions told (F_INSN)      position n: before instruction n
 *   '---frame---frame---'  key frames (keyframes.h)     back: the frame before it, then forward
 *
 * The run is the one `staleline run` makes: the same driver and judges (run.h) hear every fact once, at
 * the tip. What lies behind the tip is replayed for whoever asks and told to nobody else. Between two
 * instructions, in sleep or when the program is over there is no next instruction: such a place is known
 * by its tick.
 *
 * A write goes to the input log (inputlog.h) at the present place and is done before anything else happens
 * there. Behind the tip it makes another future: the log is cut there and the run done anew up to that
 * place, so that the judges know only the new history.
 *
 * What surprises people: an interrupted instruction that starts again is told twice and counts twice.
 * Going back over a write by DMA stops before the instruction during which it happened.
 * Not here: a program of steps (a scenario without a firmware) has no instructions. */
#ifndef TIMELINE_H
#define TIMELINE_H
#include "inputlog.h"
#include "run.h"
#include "who.h"

typedef struct timeline timeline_t;

typedef enum {
    WENT_THERE,                /* as many instructions as asked                                          */
    WENT_STOP,                 /* `stop` said so: timeline_hit                                           */
    WENT_ASKED,                /* `asked` said so                                                        */
    WENT_BEGIN, WENT_END,      /* no more history; the program is over                                   */
    WENT_ASLEEP,               /* nothing will ever happen again                                         */
    WENT_LIMIT                 /* options.max_cycles, if given                                           */
} went_t;

typedef struct {               /* whoever drives; any may be NULL                                        */
    bool (*stop )(void *, const fact_t *);     /* F_INSN: stop before it? any other: stop behind it?     */
    bool (*asked)(void *);                     /* now and then while it runs: stop?                      */
    void (*print)(void *, uint8_t byte);       /* the program's output, each byte once                   */
    void  *of;
} timeline_ears_t;

/* The file must be a firmware or a scenario around one. Stands before the first instruction. */
timeline_t *timeline_open (const char *file, const options_t *, const timeline_ears_t *, err_t *);
void        timeline_close(timeline_t *);
/* From the beginning, without what was written since. */
void        timeline_reset(timeline_t *);

went_t timeline_go  (timeline_t *, uint64_t instructions);      /* UINT64_MAX: until something stops it  */
went_t timeline_back(timeline_t *, uint64_t instructions);      /* the same                              */
fact_t timeline_hit (const timeline_t *);

/* Append, then apply. false: the log is full. */
bool timeline_memory  (timeline_t *, uint32_t addr, const uint8_t *, size_t n);
bool timeline_register(timeline_t *, unsigned regsel, uint32_t value);
void timeline_apply   (timeline_t *);

typedef struct { uint64_t now, tip; tick_t at; bool over; } timeline_place_t;   /* over: it ended here */
timeline_place_t  timeline_place   (const timeline_t *);
const machine_t  *timeline_machine (const timeline_t *);
const result_t   *timeline_result  (const timeline_t *);        /* of what was run so far                */
bool              timeline_changed (timeline_t *);              /* since asked: a write cut a future off  */

/* Let it hear (who.h) as much of the past as it needs to know about the present. */
void timeline_who(timeline_t *, who_t *);
/* A bridge writes for the master whose write it took over: keep what F_POSTED tells, ask with a beat. */
enum { TIMELINE_POSTED = 16 };
typedef struct { struct { uint32_t txn; uint8_t who; } item[TIMELINE_POSTED]; unsigned next; } posted_t;
void    posted_see(posted_t *, const fact_t *);
uint8_t posted_who(const posted_t *, const fact_t *);
/* Do the two ranges share a byte, aliases of one memory folded? */
bool   timeline_touches(const map_t *, uint32_t a, uint32_t size, uint32_t b, uint32_t bytes);
#endif
