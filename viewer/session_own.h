/* session_own.h -- the session's inside, shared by session*.c and nobody else.
 *
 *   session.c         open, the forward run, the moment      session_find.c   run to, bookmarks, comparing
 *   session_replay.c  stage and scout                        session_ask.c    who wrote it
 *   session_facts.c   grains, events, facts, steps       session_diff.c   two ticks compared
 *   session_line.c    steps by source line
 *
 * Inside, a position is `until`: all before that tick has happened, nothing else. Outside it is the
 * tick before. The stage is the machine people look at, with the judge beside it: it is saved in key frames
 * whole. The scout is a bare machine that replays to record facts and never moves the stage. */
#ifndef SESSION_OWN_H
#define SESSION_OWN_H
#include "history.h"
#include "keyframes.h"
#include "session.h"

typedef struct { sink_t sink; struct session *s; } ear_t;

struct session {
    session_options_t given;
    options_t    options;
    result_t     result;
    scenario_t  *scenario;
    bool         owned;
    char        *name, *text;
    run_t        run;
    run_state_t  state;
    machine_t   *stage, *scout;
    tick_t       at, scout_at;             /* where they stand; scout_at NEVER: nowhere                    */
    tick_t       tip, now;                 /* where the forward run has come; where the session stands     */
    bool         forward, follow;          /* the stage is the forward run's own, its judges listening     */
    bool         booting;
    frame_t     *tip_frame;                /* pinned while the stage is elsewhere in mid-run               */
    uint64_t     count[F_KINDS], total[F_KINDS];   /* facts before `at` (not while forward), before `tip`  */
    uint64_t     told;                     /* all facts of the forward run                                 */
    fact_t      *boot; size_t boots;       /* told while the machine was set up                            */
    ear_t        all, replay, record;      /* forward run; stage; scout                                    */
    tee_t        forward_tee, replay_tee;
    keyframes_t *frames;
    history_t    history;
    overview_t  *overview;
    tick_t       slice;                    /* ticks that take about a millisecond                          */
    /* when the forward run took its last frame; stood still: work_ms */
    double       taken, left;
    double       dense;                    /* when the stage last passed a frame: work_ms                  */
    code_files_t *sources;                 /* NULL: not asked for yet */
    void        *lines;                    /* session_line.c's: which line an address is of */
    view_t       view;
    breaks_t     breaks;
    bookmarks_t  bookmarks;
};

double now_ms(void);                       /* on the wall */
double work_ms(void);                      /* of this thread: what replaying costs, whoever else is busy */

/* session_replay.c */
void     stage_leave(session_t *);                      /* the forward run stands still: its place is kept */
void     stage_return(session_t *);                     /* and goes on                                     */
void     stage_to(session_t *, tick_t until);
void     stage_frame(session_t *, const uint64_t *count, bool dense);
/* Replay everything between two key frames on the stage, leaving dense frames and facts behind. */
void     stage_fill(session_t *, size_t frame);
void     scout_stand(session_t *, tick_t until);        /* the scout's machine is that of `until`          */
/* The stretch that holds tick t (< tip), recorded now if it must be. */
const span_t *session_span(session_t *, tick_t t);
tick_t   frame_end(const session_t *, size_t frame);    /* where the next one begins, or the tip */

/* session_facts.c */
uint64_t facts_sum(const uint64_t *count, uint64_t mask);
uint64_t facts_before(session_t *, uint64_t mask, tick_t until);
/* Facts of the mask from number `number` on (set-up included), before tick `to`, at most `room`. */
size_t   facts_take(session_t *, uint64_t mask, uint64_t number, tick_t to, fact_t *out, size_t room);
/* Calls `each` for the facts of the mask in from <= at < to, in order, until it returns false. Set-up facts
 * are not among them. */
typedef bool each_t(void *with, const fact_t *);
bool     facts_each(session_t *, uint64_t mask, tick_t from, tick_t to, each_t *, void *with);
int64_t  line_steps(session_t *, int64_t n);
size_t   finding_ticks(const session_t *, tick_t **ticks);   /* by time; free them */
#endif
