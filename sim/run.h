/* run.h -- run one scenario from file to verdict. */
#ifndef RUN_H
#define RUN_H
#include <stdio.h>
#include "debugport.h"
#include "observe.h"
#include "scenario.h"

typedef enum { VERDICT_PASS, VERDICT_FAIL, VERDICT_ERROR } verdict_t;

/* Exit codes of the program, and of one result. Several files: the worst of 5 > 2 > 3 > 4 > 1 > 0. */
enum { EXIT_AS_EXPECTED, EXIT_NOT_AS_EXPECTED, EXIT_USAGE, EXIT_FAULT, EXIT_LIMIT, EXIT_INTERNAL };
int exit_worse(int a, int b);

typedef struct {
    FILE    *trace;              /* every fact as a sentence, or NULL */
    uint64_t max_cycles;         /* 0: the scenario's own */
    uint64_t seed;
    bool     has_seed, strict;   /* strict: an access to what is not modelled is a failure */
    bool     progress;           /* a line on stderr now and then */
    int      fail_on;            /* tier_t, TIERS: never; -1: the scenario's own */
} options_t;

typedef struct { char path[64]; bool passed; char text[400]; } outcome_t;

/* When each named place of the program was passed. */
enum { MARKS_MAX = 64 };
typedef struct { sink_t sink; tick_t first[MARKS_MAX], last[MARKS_MAX]; uint32_t count[MARKS_MAX]; } marks_t;
void marks_start(marks_t *);

typedef struct {
    const char *file;            /* as given */
    scenario_t *scenario;        /* NULL when it could not be loaded: see error */
    err_t       error;
    verdict_t   verdict;
    int         exit_code;
    const char *stop;            /* end, exit, max_cycles, stuck, lockup, fault, unsupported, reset,
                                  * expectation (a compared value differed where none may), interrupted */
    int         stop_code;       /* exit code of the program under test */
    uint32_t    stop_pc;         /* step the CPU stood in, NO_PC */
    uint64_t    cycles, time_ns, instructions, hash, facts;
    tick_t      end;
    findings_t  findings;
    bool       *expected;        /* one a finding: an expectation claimed it */
    outcome_t  *outcome;
    size_t      outcomes;
    counters_t  counters;
    printed_t   printed;
    gaps_t      gaps;            /* accesses to what is not modelled */
    marks_t     marks;
    debugport_t debug;
} result_t;

/* Never fails: what went wrong is the result's verdict and error. */
void run_file(const char *file, const options_t *, result_t *);
void run_free(result_t *);
extern volatile int run_interrupted;      /* set by a signal handler: stop soon, report what there is */

/* ---- expect.c: the scenario's expectations -------------------------------------------------------- */

/* Judge every expectation of the scenario over the finished machine; fills outcome and expected. */
void expect_all(result_t *, const machine_t *);
/* When the run passed a mark ("begin" and "end" too) for the first or the last time; false: never. */
bool mark_tick(const result_t *, const char *mark, bool last, tick_t *at);

/* ---- quiz.c: a lesson's questions; the answers come from the run, never from the file --------------- */

/* Ask each question on `out`; read a line from `in` and say whether it is right. `in` NULL or at its
 * end: only tell the answers. */
void quiz(FILE *out, FILE *in, const result_t *);

/* ---- report.c: the verdict as text, JSON, JUnit, TAP ---------------------------------------------- */

typedef enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_JUNIT, FORMAT_TAP } format_t;
void report(FILE *, format_t, const result_t *, size_t count, bool quiet, bool colour);
/* Text only: one result as soon as it is there (a scenario that did not load has none: its error goes to stderr); `report` then prints the closing line alone. */
void report_text(FILE *, const result_t *, bool quiet, bool colour);
void report_summary(FILE *, const result_t *, size_t count, bool colour);
#endif
