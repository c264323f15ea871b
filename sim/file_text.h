/* file_text.h -- a whole text, of a file or a stream. One that cannot be read, is larger than `most` bytes
 * (told in megabytes) or has a NUL byte in it is an error that begins with the name. */
#ifndef FILE_TEXT_H
#define FILE_TEXT_H
#include <stdio.h>
#include "scenario.h"

/* The caller frees; NULL: err. What a user names may be a pipe; what a file names in turn must be plain. */
char *file_text  (const char *file, size_t most, err_t *);
char *plain_text (const char *file, size_t most, err_t *);
char *stream_text(FILE *, const char *name, size_t most, err_t *);
#endif
