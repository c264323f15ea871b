/* plain_file.h -- open a file for reading, if it is one. What others name (a firmware's debug information, a
 * saved trace, a scenario) may as well be a folder, a pipe nobody writes to or a device without an end. */
#ifndef PLAIN_FILE_H
#define PLAIN_FILE_H
#include <stdio.h>

/* NULL: errno; EISDIR or EINVAL if it is there and no plain file. Never waits. */
FILE *plain_open(const char *path);
#endif
