/* step_text.h -- a scenario's text as people read it: a step, or any value, on one line without the JSON
 * around it and without comments. */
#ifndef STEP_TEXT_H
#define STEP_TEXT_H
#include "scenario.h"

/* As its author wrote it: "compare rx, with { ramp 0xA0 }"; of one with steps inside "loop 3". text: the
 * file's; NULL: it is not known, and the step's name has to do. */
void step_text(const char *text, const names_t *, uint32_t step, char *out, size_t room);
/* How deep a step is inside loops, and whose it is: "" the program's, "DMA1_Stream1" a handler's. */
unsigned step_depth(const names_t *, uint32_t step, char handler[48]);
/* "region SRAM1, size 64, init { ramp 0xA0 }" of an object. */
void plain_json(const char *json, char *out, size_t room);
#endif
