/* report.h -- results for people and for other tools.
 *
 *   text     for people; 80 columns                 json    scenarios/schema/result.schema.json
 *   sarif    SARIF 2.1.0, for code scanning         junit   JUnit XML: a test case a scenario or firmware
 *   tap      TAP 14 with YAML diagnostics           github  annotations (workflow commands)
 *
 * All but text take all results at once. Whether a stream could be written is for whoever closes it to ask.
 */
#ifndef REPORT_H
#define REPORT_H
#include "run.h"

typedef enum {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_SARIF,
    FORMAT_JUNIT,
    FORMAT_TAP,
    FORMAT_GITHUB,
    FORMATS
} format_t;
extern const char *const format_name[FORMATS + 1];        /* NULL ends them */

typedef struct {
    bool quiet, colour;
    bool all;                        /* every occurrence, and what is suppressed or in the baseline */
    const char *root;                /* as in options_t */
    const struct suppress *suppress; /* unused ones are told; or NULL */
    const struct baseline *baseline; /* fixed ones are told; or NULL */
} report_options_t;

void report(FILE *, format_t, const report_options_t *, const result_t *, size_t count);
/* Text only: one result as soon as it is there (a scenario that did not load has none: its error goes to
 * stderr), then what is to be said of all of them. */
void report_text(FILE *, const report_options_t *, const result_t *);
void report_summary(FILE *, const report_options_t *, const result_t *, size_t count);
/* "end"; "exit with code 3". Returns `to`. */
const char *report_stopped_by(const result_t *, char *to, size_t room);
#endif
