/* baseline.h -- the findings there were when somebody said "no more than these": a JSON file, a finding a
 * line, that is kept with the source.
 *
 *   { "schema_version": 1, "findings": [
 *     { "fingerprint": "0123456789abcdef", "rule": "stale-read", "tier": "hazard",
 *       "file": "app.elf", "object": "rx", "function": "read_packet" } ] }
 *
 * Only fingerprint and tier are compared (fingerprint.h); the rest is for people. A finding that was a
 * hazard and is an error now is a new one. What is expected or suppressed is not written. */
#ifndef BASELINE_H
#define BASELINE_H
#include "run.h"

typedef struct { char fingerprint[24]; int tier; char *rule, *file, *object, *function; bool seen; } known_t;
typedef struct baseline {
    known_t *item; size_t count;
    char    *name;
    bool     takes_all;                      /* one that is being written: everything is in it */
} baseline_t;                                /* zero it to start */

bool baseline_load (baseline_t *, const char *file, err_t *);
bool baseline_parse(baseline_t *, const char *name, const char *text, err_t *);
void baseline_free (baseline_t *);

/* Is it there? `was` is the tier it had. Marks it as seen. */
bool baseline_has(baseline_t *, const char *fingerprint, int *was);
/* Was it in one of these files, which ran, and is not any more? */
bool baseline_fixed(const known_t *, const result_t *, size_t count);
void baseline_write(FILE *, const result_t *, size_t count, const char *root);
#endif
