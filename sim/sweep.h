/* sweep.h -- which results depend on a guess? Every number of the chip that no manual gives (ESTIMATE,
 * FITTED) is moved, one at a time, and the scenario run again.
 *
 * A number is moved down and up by a factor, or to the ends of the range somebody documents for it
 * (h743_range); never below 1, never beyond what the model has room for. What a road of the bus or an arbiter
 * costs is one number for all rows that lean on the same source. Each run is a process of its own; the answer
 * does not depend on how many there are at a time.
 *
 * A finding is the same if rule, object and site (function of a firmware, words of a step) are. That set must
 * not depend on a guess; whether a broken rule showed (its tier and effect) may, and so may cycles and the
 * expectations that count them.
 * Not moved: what is 0 and not modelled, what a board or scenario chooses, pairs of numbers.
 * What surprises people: replacement in the caches is chance with a seed, so a moved number may also change
 * what lies in them. */
#ifndef SWEEP_H
#define SWEEP_H
#include "run.h"

/* ---- sweep_numbers.c: the numbers, and the chip with one of them moved ------------------------------- */

typedef enum { GUESS_CORE, GUESS_PART, GUESS_ERROR, GUESS_ARB, GUESS_SYNC, GUESS_APB, GUESS_HOLD,
               GUESS_LEAD, GUESS_TAIL, GUESS_POST } guess_kind_t;
typedef struct {
    char        name[96];
    const char *unit, *src;
    uint8_t     trust, kind;
    uint16_t    at;                      /* which row; of rows that share a source the first        */
    uint32_t    value, less, more;       /* of rows that share a source: the largest                */
} guess_t;

enum { GUESSES_MAX = 256, FACTOR_MAX = 4 };
/* All of them, in the order of the map. factor: 2 to FACTOR_MAX. */
unsigned    sweep_guesses(guess_t to[GUESSES_MAX], unsigned factor);
/* Estimate i that is not moved, and why; NULL after the last. */
const char *sweep_unmoved(unsigned i, const char **why);

typedef struct paper paper_t;            /* the chip on paper, to be written on */
paper_t *paper_new(void);                /* NULL: no memory */
void     paper_free(paper_t *);
void     paper_move(paper_t *, const guess_t *, bool up, unsigned factor);
/* What the parts are told now; UINT64_MAX: not all the same. */
uint64_t paper_value(const paper_t *, const guess_t *);
const chip_rows_t *paper_rows(const paper_t *);

/* ---- sweep.c: the runs ------------------------------------------------------------------------------- */

typedef enum {
    SWEPT_NOTHING,
    SWEPT_CYCLES,
    SWEPT_EXPECTS,
    SWEPT_MANIFESTS,
    SWEPT_FINDINGS,
    SWEPT_BROKE
} swept_effect_t;
extern const char *const swept_effect_name[SWEPT_BROKE + 1];

enum { SWEPT_FINDINGS_MAX = 96, SWEPT_OUTCOMES_MAX = 128 };
typedef struct { uint8_t rule, tier, effect; char object[64], site[128]; } swept_finding_t;
typedef struct { /* what came out of one run; no pointers: it goes between processes */
    bool     there;                      /* false: its process ended before it could say               */
    int      exit_code;
    char     stop[16];
    uint64_t cycles;
    unsigned outcomes, findings;
    bool     passed[SWEPT_OUTCOMES_MAX];
    swept_finding_t finding[SWEPT_FINDINGS_MAX];
} swept_t;

typedef struct { unsigned factor, jobs; bool progress; } sweep_options_t;       /* 0: 2, one a core */
typedef struct {
    const char *file;
    guess_t     guess[GUESSES_MAX];
    unsigned    guesses, factor;
    swept_t    *base, *run;              /* run[2 * i]: guess i less, run[2 * i + 1]: more; shared memory */
    bool       *moved;                   /* ... if it could be moved that way                             */
    bool        interrupted;
} sweep_t;

/* false: err, exit code in base->exit_code. The file is loaded anew by each process: not standard input. */
bool sweep_run (sweep_t *, const char *file, const options_t *, const sweep_options_t *, err_t *);
void sweep_free(sweep_t *);
swept_effect_t sweep_effect(const swept_t *base, const swept_t *run);
/* The finding of b that is the same as this; NULL: none. */
const swept_finding_t *sweep_same(const swept_t *b, const swept_finding_t *);

/* ---- sweep_report.c ---------------------------------------------------------------------------------- */

/* `staleline sweep`: 0: the same set of findings each time; 1: it changed, or a run broke; else as in
 * run.h. */
int sweep_files(FILE *, bool json, const char **file, size_t files, const options_t *,
                const sweep_options_t *);
#endif
