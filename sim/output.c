/* output.c -- see output.h. The process's number is in the temporary name: two of them may write the same
 * file, and the last one to finish has it. */
#include "output.h"
#include "run.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool begin(output_t *o, const char *file)
{
    struct stat st;
    bool there = !stat(file, &st);
    if (there && o->fresh) return errno = EEXIST, false;
    if (there && S_ISDIR(st.st_mode)) return errno = EISDIR, false;
    if (there && !S_ISREG(st.st_mode)) return (o->f = fopen(file, "w")) != NULL;
    if (there && access(file, W_OK)) return false;
    char *real = there ? realpath(file, NULL) : NULL;
    const char *to = real ? real : file;
    bool fits = snprintf(o->to, sizeof o->to, "%s", to) < (int)sizeof o->to;
    free(real);
    if (!fits) return errno = ENAMETOOLONG, false;
    snprintf(o->temporary, sizeof o->temporary, "%s.%ld.part", o->to, (long)getpid());
    o->f = fopen(o->temporary, "w");
    if (o->f && there) (void)!fchmod(fileno(o->f), st.st_mode & 0777);
    return o->f != NULL;
}

static bool wrong(const output_t *o, err_t *err)
{
    if (o->fresh && errno == EEXIST) return fail(err, "%s: exists", o->file);
    return fail(err, "cannot write %s: %s", o->file ? o->file : "standard output", strerror(errno));
}

bool output_begin(output_t *o, const char *file, err_t *err)
{
    *o = (output_t){ .file = file && strcmp(file, "-") ? file : NULL, .f = stdout };
    if (!o->file) return true;
    o->f = NULL;
    return begin(o, file) || wrong(o, err);
}

bool output_new(output_t *o, const char *file, err_t *err)
{
    *o = (output_t){ .file = file, .fresh = true };
    return begin(o, file) || wrong(o, err);
}

void output_drop(output_t *o)
{
    if (!o->file || !o->f) return;
    fclose(o->f);
    if (*o->temporary) unlink(o->temporary);
    o->f = NULL;
}

bool output_end(output_t *o, err_t *err)
{
    bool bad = fflush(o->f) != 0 || ferror(o->f);
    int why = errno;
    if (o->file) {
        if (fclose(o->f) && !bad) bad = true, why = errno;
        if (*o->temporary && !bad && (o->fresh ? link : rename)(o->temporary, o->to)) bad = true, why = errno;
        if (*o->temporary && (bad || o->fresh)) unlink(o->temporary);
        o->f = NULL;
    }
    errno = why;
    return !bad || wrong(o, err);
}

bool output_new_text(const char *file, const char *text, err_t *err)
{
    output_t o;
    if (!output_new(&o, file, err)) return false;
    fputs(text, o.f);
    return output_end(&o, err);
}

bool output_open(output_t *o, const char *file)
{
    err_t err = { "" };
    return output_begin(o, file, &err) || (fprintf(stderr, "staleline: %s\n", err.text), false);
}

int output_close(output_t *o, int code)
{
    err_t err = { "" };
    if (output_end(o, &err)) return code;
    fprintf(stderr, "staleline: %s\n", err.text);
    return EXIT_INTERNAL;
}
