/* premise.h -- what one must know to say beforehand what a run will do: why it is there, what is set up, where
 * the buffers lie and what is in them, what comes from outside, and the program step by step. It tells
 * nothing of what came of it. */
#ifndef PREMISE_H
#define PREMISE_H
#include "run.h"

void premise(FILE *, const result_t *);
#endif
