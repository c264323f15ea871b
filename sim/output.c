/* output.c -- see output.h. */
#include "output.h"
#include "run.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool wrong(const output_t *o)
{
    fprintf(stderr, "staleline: cannot write %s: %s\n", o->file ? o->file : "standard output",
            strerror(errno));
    return false;
}

bool output_open(output_t *o, const char *file)
{
    *o = (output_t){ .file = file && strcmp(file, "-") ? file : NULL, .f = stdout };
    if (!o->file) return true;
    if (snprintf(o->temporary, sizeof o->temporary, "%s.part", file) >= (int)sizeof o->temporary)
        errno = ENAMETOOLONG, o->f = NULL;
    else o->f = fopen(o->temporary, "w");
    return o->f || wrong(o);
}

void output_drop(output_t *o)
{
    if (!o->file || !o->f) return;
    fclose(o->f);
    unlink(o->temporary);
    o->f = NULL;
}

int output_close(output_t *o, int code)
{
    bool bad = ferror(o->f) != 0;
    if (!o->file) bad |= fflush(o->f) != 0;
    else if (bad) output_drop(o);
    else if (fclose(o->f) || rename(o->temporary, o->file)) bad = true, unlink(o->temporary);
    if (!bad) return code;
    wrong(o);
    return EXIT_INTERNAL;
}
