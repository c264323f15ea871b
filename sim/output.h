/* output.h -- a file that appears only when it is whole: written beside its name and renamed. */
#ifndef OUTPUT_H
#define OUTPUT_H
#include <stdbool.h>
#include <stdio.h>

typedef struct { const char *file; FILE *f; char temporary[4096]; } output_t;

/* NULL and "-" are standard output. false: said on stderr. */
bool output_open (output_t *, const char *file);
/* `code`, or EXIT_INTERNAL if it could not be written, which is said. */
int  output_close(output_t *, int code);
/* Nothing appears. */
void output_drop (output_t *);
#endif
