/* who_run.h -- `staleline who FILE ADDR|NAME[+OFFSET] --at CYCLE`: run a scenario or a firmware up to the
 * end of that cycle and ask who wrote the byte. */
#ifndef WHO_RUN_H
#define WHO_RUN_H
#include "run.h"

typedef struct {
    const char *file, *place, *at;
    bool json;
} who_question_t; /* at NULL: the end of the run */
/* The exit code; err says why, if it is not 0. */
int who_run(FILE *out, const who_question_t *, const options_t *, err_t *);
#endif
