/* explore.h -- would this bug show on another day? The same run again under other legal schedules
 * (schedule.h): speculative fills, evictions, another replacement policy, a store buffer and masters that
 * wait for the bus, a program that is held up (an interrupt nobody drew), bytes and edges that come late.
 *
 * The plain run is scouted first: lines that other masters touch, and the moments at which something happens
 * to them; every candidate is one variation at one such moment, then a program that is held up while a dirty
 * line leaves, and pairs of fills and evictions of one line. Candidates are tried in a fixed order, those on
 * the lines of hazards first, until each hazard became an error or the budget is spent, so the answer does
 * not depend on `jobs`. The first that turns a hazard is the smallest: one variation before two, and a time
 * that is held is halved as long as that still does it.
 *
 * Not tried: random replacement of another seed (--seed, which is other RAM at power-on too; round-robin and
 * LRU are tried), arbitration beyond holding a master, faults from outside; hazards of set-up (an unreachable
 * buffer, an ignored flag), which no schedule changes; starvation, which a held bus proves of anybody.
 * What surprises people: an error that no hazard foretold is told too; "no schedule found" is no proof that
 * there is none. */
#ifndef EXPLORE_H
#define EXPLORE_H
#include "run.h"
#include "schedule.h"

typedef struct {
    unsigned    budget, jobs;          /* runs at most, 0: EXPLORE_BUDGET; processes, 0: one a core    */
    const char *resume;                /* where to remember how far it came; NULL: nowhere             */
    bool        progress;              /* a line on stderr now and then                                */
    bool        from_boot;             /* no prefix is shared: what tests hold the answers against     */
} explore_options_t;
enum { EXPLORE_BUDGET = 2000, EXPLORE_MAX = 64 };

typedef struct {
    finding_t  hazard;                 /* of the plain run; an error nothing foretold: tier is TIERS   */
    bool       turned;
    schedule_t schedule;               /* if turned: what does it                                      */
    finding_t  error;                  /* and what it is then                                          */
} explored_t;

typedef struct {
    explored_t item[EXPLORE_MAX]; unsigned count;
    unsigned   errors;                 /* of the plain run                                             */
    unsigned   tried, candidates;
    bool       interrupted;
    int        code;                   /* if there is nothing to tell: the exit code of what went wrong */
} exploration_t;

/* Explores a loaded scenario; `run` is used for the options of each run. false: err. */
bool explore(scenario_t *, const options_t *run, const explore_options_t *, exploration_t *, err_t *);

/* ---- explore_report.c: for people and programs ------------------------------------------------------ */

/* write: a scenario that shows it */
typedef struct { FILE *out; bool json; const char *write; } explore_print_t;
/* `staleline explore`: load, explore, print each file. Returns the exit code: 0 no schedule made an error, 1
 * one did, else as in run.h. */
int explore_files(const char **file, size_t files, const options_t *, const explore_options_t *,
                  const explore_print_t *);

/* ---- explore_scout.c: where to try ----------------------------------------------------------------- */

typedef struct scout scout_t;
scout_t *scout_new (const map_t *);
sink_t  *scout_sink(scout_t *);
void     scout_free(scout_t *);
/* Schedules in the order they should be tried; the caller frees. cpu: to turn cycles into ticks. */
schedule_t *scout_candidates(const scout_t *, const scenario_t *, const findings_t *, const domain_t *cpu,
                             unsigned most,
                             unsigned *count);
#endif
