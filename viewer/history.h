/* history.h -- facts a session remembers: whole stretches of the run, and every fact of the rare kinds.
 *
 * Stretches are recorded when somebody asks for them or passes there, never overlap, and are forgotten,
 * longest unused first, when the budget is full. Of each kind the forward run keeps all facts as long as
 * they are few; a kind with more is forgotten altogether and asked from stretches. */
#ifndef HISTORY_H
#define HISTORY_H
#include <stdbool.h>
#include <stddef.h>
#include "tick.h"
#include "trace.h"

typedef struct {
    tick_t   from, to;                       /* all facts with from <= at < to                   */
    fact_t  *fact; size_t count, room;
    uint64_t age;
} span_t;

enum { RARE_MOST = 8192 };                   /* facts of one kind */

/* number: place among all facts */
typedef struct { fact_t *fact; uint64_t *number; size_t count, room; bool gone; } rare_t;

typedef struct {
    span_t  *span; size_t spans, room;       /* by time */
    size_t   open;                           /* index of the one being recorded */
    bool     recording;
    size_t   bytes, budget;
    uint64_t ages;
    rare_t   rare[F_KINDS];
    size_t   rare_bytes;
} history_t;

void history_start(history_t *, size_t budget);
void history_free (history_t *);

/* The stretch that holds tick t; NULL: none does. Good until the next recording. */
const span_t *history_at(history_t *, tick_t t);
/* How far from t on nothing (or, if history_at has something, everything) is known: at most `to`. */
tick_t        history_until(history_t *, tick_t t, tick_t to);

void history_open (history_t *, tick_t from);          /* record: facts follow, in order */
void history_add  (history_t *, const fact_t *);
void history_close(history_t *, tick_t to);

/* Index of the first fact of a stretch with at >= t. */
size_t span_find(const span_t *, tick_t t);

void   rare_add (history_t *, const fact_t *, uint64_t number);
bool   rare_kept(const history_t *, uint64_t mask);    /* every kind of the mask is here in full */
/* Facts of these kinds with from <= at <= to, in order, at most room; `last`: the last, not the first. */
size_t rare_facts(const history_t *, uint64_t mask, tick_t from, tick_t to, bool last, fact_t *out,
                  size_t room);
#endif
