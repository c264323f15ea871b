/* wrap.h -- prose for a terminal of eighty columns. */
#ifndef WRAP_H
#define WRAP_H
#include <stdbool.h>
#include <stdio.h>

/* The label, then the text from column `indent` on. A word that is longer than a line stays whole. */
void wrapped(FILE *, const char *label, int indent, const char *text);
#endif
