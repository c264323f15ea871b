/* output.h -- a file that appears only when it is whole: written beside its name and renamed. A link stays
 * one: what it leads to is replaced, with the permissions it had. What is no plain file (a device, a pipe) is
 * written as it is. */
#ifndef OUTPUT_H
#define OUTPUT_H
#include <stdbool.h>
#include <stdio.h>
#include "scenario.h"

enum { OUTPUT_PATH = 4096 };
typedef struct output {
    const char *file;
    FILE *f;
    struct output *next;                 /* another one that has not appeared yet */
    bool  fresh;                         /* one that is there already stays */
    char  to[OUTPUT_PATH], temporary[OUTPUT_PATH + 32];
} output_t;

/* Standard output is NULL or "-"; false: said on stderr. */
bool output_open (output_t *, const char *file);
/* `code`, or EXIT_INTERNAL if it could not be written, which is said. */
int  output_close(output_t *, int code);
/* Nothing appears. */
void output_drop (output_t *);

/* The same for those who tell it otherwise. */
bool output_begin(output_t *, const char *file, err_t *);
bool output_end  (output_t *, err_t *);

/* At a program's start. Files never get the number of a standard stream that is closed: what is printed would
 * go into them. A limit of file size (ulimit -f) is an error like a full disk, not the end. */
void output_start(void);
/* A signal that ends the program takes what has not appeared yet along. */
void output_heed (void);
void output_leave(int signal_number);

/* The exit code for errno as those that failed leave it: the place is wrong, or the disk is full. */
int  output_code (int why);

/* A file that is not there yet; "FILE: exists" if it is, or comes meanwhile. */
bool output_new     (output_t *, const char *file, err_t *);
bool output_new_text(const char *file, const char *text, err_t *);
#endif
