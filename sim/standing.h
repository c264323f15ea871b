/* standing.h -- how each finding of a result stands: does it speak against the run, or has somebody said
 * that it is known? Made after the run and before its expectations are judged. */
#ifndef STANDING_H
#define STANDING_H
#include "fingerprint.h"
#include "suppress.h"

typedef enum { STANDS_OPEN, STANDS_SUPPRESSED, STANDS_BASELINE } stands_t;

typedef struct standing {
    fingerprint_t fingerprint;
    uint8_t is;                                  /* stands_t */
    bool fresh, worse; /* there is a baseline: it is not in it; it had a lower tier there */
    const suppression_t *by;
} standing_t;

/* The file's suppressions come before the scenario's, both before the baseline. */
void standing_all(result_t *, const options_t *);
/* Neither expected, nor suppressed, nor in the baseline. */
bool finding_open(const result_t *, size_t i);
size_t findings_standing(const result_t *, stands_t);
#endif
