/* system.h -- running a firmware or a scenario and looking at what it did, for the anchors outside the core.
 */
#ifndef SYSTEM_H
#define SYSTEM_H
#include "anchor.h"
#include "run.h"
#include <math.h>

/* Not measured, and why. */
static inline anchor_result_t anchor_none(const char *why) { return (anchor_result_t){ NAN, NULL, why }; }

/* Run a firmware to its end, told to `sink` (NULL: nobody). The caller frees machine and scenario; NULL: it
 * did not exit with code 0. */
machine_t *system_firmware(const char *file, sink_t *sink, scenario_t **of);
uint32_t   system_symbol(const char *file, const char *symbol);       /* its address; NO_LINE: none */
uint32_t   system_word(const machine_t *, uint32_t addr);            /* as the program would read it */

/* Run a scenario in text, its paths as in scenarios/, or a file. NULL: it could not be loaded or does not
 * hold; `why` says. */
result_t *system_scenario(const char *text, sink_t *more, const char **why);
result_t *system_lesson(const char *file, const char **why);
void      system_done(result_t *);
/* CPU cycles from the first time a mark was passed to the first time another was ("begin", "end"); NAN: one
 * never was. */
double    system_cycles(const result_t *, const char *from, const char *to);
double    system_counter(const result_t *, const char *name);
#endif
