/* run.h -- run one scenario from file to verdict. */
#ifndef RUN_H
#define RUN_H
#include <stdio.h>
#include <time.h>
#include "debugport.h"
#include "faulted.h"
#include "firmware_file.h"
#include "live.h"
#include "observe.h"
#include "scenario.h"
#include "stack_names.h"
#include "stale_code.h"
#include "trace_file.h"

typedef enum { VERDICT_PASS, VERDICT_FAIL, VERDICT_ERROR } verdict_t;

/* Exit codes of the program, and of one result. Several files: the worst of 5 > 2 > 3 > 4 > 1 > 0. */
enum { EXIT_AS_EXPECTED, EXIT_NOT_AS_EXPECTED, EXIT_USAGE, EXIT_FAULT, EXIT_LIMIT, EXIT_INTERNAL };
int exit_worse(int a, int b);

typedef struct {
    FILE    *trace;              /* every fact as a sentence, or NULL */
    FILE    *console;            /* what the program prints, as it prints it, or NULL */
    uint64_t max_cycles;         /* 0: the scenario's own */
    uint64_t seed;
    bool     has_seed, strict;   /* strict: an access to what is not modelled is a failure */
    bool     progress;           /* a line on stderr now and then */
    bool     unjudged;           /* no judge looks: no findings */
    bool     unhashed;           /* nobody will ask for the result's hash, nor for all its counters */
    /* another legal course of the run (schedule.h), instead of the scenario's; or NULL */
    const char *schedule;
    const chip_rows_t *rows;     /* another chip on paper (sweep.h); NULL: h743_map's */
    const char *save_trace;      /* run_file's alone: every fact to this file (trace_file.h), or NULL */
    bool     save_hits;          /* cache hits and instructions too */
    int      fail_on;            /* tier_t, TIERS: never; -1: the scenario's own */
    firmware_options_t firmware;
    live_options_t live;         /* run_file's alone */
    bool        all;             /* keep every occurrence of a finding, not the first and a count */
    const char *root;            /* paths of source are told from here (spot.h); NULL: the working folder */
    struct suppress *suppress;   /* suppress.h, or NULL */
    struct baseline *baseline;   /* baseline.h, or NULL */
} options_t;

typedef struct { char path[64]; bool passed; char text[400]; } outcome_t;

/* When each named place of the program was passed. */
enum { MARKS_MAX = 64 };
typedef struct {
    sink_t sink;
    tick_t first[MARKS_MAX], last[MARKS_MAX]; uint32_t count[MARKS_MAX];
    const uint32_t *pc; size_t pcs;      /* firmware: a mark is passed when its instruction begins */
} marks_t;
void marks_start(marks_t *, const scenario_t *);

typedef struct {
    const char *file;            /* as given */
    scenario_t *scenario;        /* NULL when it could not be loaded: see error */
    err_t       error;
    verdict_t   verdict;
    int         exit_code;
    const char *stop;            /* end, exit, max_cycles, stuck, lockup, fault (faulted.h too), unsupported,
                                  * reset, interrupted, expectation (a compared value differed where none
                                  * may) */
    int         stop_code;       /* exit code of the program under test */
    uint32_t    stop_pc;         /* step the CPU stood in, or whose compared value differed; NO_PC */
    unsigned    barred;          /* an exception pending then, and not enabled; 0: none */
    fact_t      differed;        /* F_CHECK: the first compared value that did; F_NONE: none */
    uint64_t    cycles, time_ns, instructions, hash, facts;
    bool        unjudged;
    tick_t      end;
    findings_t  findings;
    bool       *expected;        /* one a finding: an expectation claimed it */
    struct standing *standing;   /* one a finding: standing.h */
    outcome_t  *outcome;
    size_t      outcomes;
    counters_t  counters;
    printed_t   printed;
    gaps_t      gaps;            /* accesses to what is not modelled */
    marks_t     marks;
    faulted_t   faulted;         /* of firmware */
    debugport_t debug;
    uint64_t    heap_left_out;   /* blocks of a firmware's heap that were not followed (heap.h) */
} result_t;

/* Never fails: what went wrong is the result's verdict and error. */
void run_file(const char *file, const options_t *, result_t *);
void run_free(result_t *);
/* as the scenario wants it; without a word of it: the end, or exit code 0 */
bool run_stop_expected(const result_t *);
/* Of several files an interrupt left some: that is said, and no success. */
int  run_left(const char *command, size_t done, size_t files, int code);
extern volatile int run_interrupted;      /* set by a signal handler: stop soon, report what there is */
void run_heed_interrupt(void);            /* Ctrl-C does so from now on */

/* ---- the driver, for those who do a run in pieces (the viewer's session) ----------------------------- */

/* A compared value that differs where none may: going on would only bury the place. */
typedef struct {
    sink_t sink; machine_t *machine;
    uint64_t allowed, seen;
    fact_t   first, last;                     /* the first one seen; the one that was too many */
} patience_t;

/* The CPU's clock changes: people's cycles follow. */
typedef struct { sink_t sink; struct run *run; } clock_watch_t;

typedef struct run {
    result_t        *r;
    const options_t *o;
    machine_t       *m;
    coherence_t     *judge;      /* kept until run_close; NULL, and the next two: unjudged */
    lint_t          *lint;
    stale_code_t    *stale_code;
    ledger_t   nobody;           /* of a run that nobody judges */
    hasher_t   hash;
    tracer_t   trace;
    console_t  console;
    tee_t      tee;
    patience_t patience;
    tick_t     limit;            /* of max_cycles */
    bool       cancelled;        /* somebody wants it to end here: as if interrupted */
    time_t     began;
    clock_watch_t    clock;
    stack_names_t    stack;
    live_t    *live;             /* or NULL */
} run_t;

/* r->scenario is loaded, all else in r is zero. Boots m, told to every judge and to `more` (NULL: nobody). */
void run_start (run_t *, result_t *, const options_t *, machine_t *, sink_t *more);
/* On to tick `until`, or as far as the run goes. false: it is over. */
bool run_slice (run_t *, tick_t until);
/* When it is over: the first tick nothing of which belongs to the run. */
tick_t run_end (const run_t *);
/* The judges' last word; then, if a compared value ended the run (m->halt), the machine may stand further on:
 * bring it back to run_end for run_finish. */
void run_judge (run_t *);
void run_finish(run_t *);        /* expectations, verdict */
void run_close (run_t *);

/* ---- expect.c: the scenario's expectations -------------------------------------------------------- */

/* Judge every expectation of the scenario over the finished machine; fills outcome and expected. */
void expect_all(result_t *, const machine_t *);
/* When the run passed a mark ("begin" and "end" too) for the first or the last time; false: never. */
bool mark_tick(const result_t *, const char *mark, bool last, tick_t *at);

/* ---- quiz.c: a lesson's questions; the answers come from the run, never from the file --------------- */

enum { QUIZ_ANSWER = 3 * 64 + 16 };          /* bytes of the longest answer */
/* The moment the machine must stand at for this question; false: at none, or the run never came there. */
bool quiz_moment(const question_t *, const result_t *, tick_t *at);
/* The answer. The machine stands at quiz_moment; NULL: there is none. */
void quiz_answer(const question_t *, const result_t *, const machine_t *, char answer[QUIZ_ANSWER]);
/* Does what was typed say the same? A choice may be named by its letter; case, blanks, 0x do not matter. A
 * number from 20 on is close when it is off by a tenth at the most. */
typedef enum { QUIZ_WRONG, QUIZ_CLOSE, QUIZ_RIGHT } quiz_verdict_t;
quiz_verdict_t quiz_judge(const question_t *, const char *typed, const char *answer);
/* Choice i; NULL after the last. "same" without choices offers yes and no. */
const char *quiz_choice(const question_t *, size_t i);

/* Ask each question on `out`; read a line from `in` and say whether it is right. `in` NULL or at its
 * end: only tell the answers. */
void quiz(FILE *out, FILE *in, const result_t *);
#endif
