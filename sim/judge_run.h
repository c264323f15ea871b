/* judge_run.h -- `staleline run`: run every file, hold the findings against suppressions and baseline,
 * report in as many formats as were asked for. */
#ifndef JUDGE_RUN_H
#define JUDGE_RUN_H
#include "options.h"

int judge_run(const args_t *);                           /* the exit code */
bool colour_wanted(const args_t *, FILE *);
#endif
