/* wrap.h -- prose for a terminal of eighty columns. */
#ifndef WRAP_H
#define WRAP_H
#include <stdbool.h>
#include <stdio.h>

/* The label, then the text from column `indent` on. A word that is longer than a line stays whole. */
void wrapped(FILE *, const char *label, int indent, const char *text);
/* Text of paragraphs, and of lists "  1. ..." behind a line with a colon, however its lines are broken. */
void reflowed(FILE *, const char *text);
/* A line whose blanks stay; what does not fit goes on further in. */
void hanging(FILE *, const char *line);
#endif
