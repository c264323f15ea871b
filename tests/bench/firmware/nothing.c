/* nothing.c -- how long it takes to begin and to end. */
#include "bench.h"

uint32_t work(void) { return 0; }
