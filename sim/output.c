/* output.c -- see output.h. The process's number is in the temporary name: two of them may write the same
 * file, and the last one to finish has it. */
#include "output.h"
#include "run.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static output_t *unfinished;             /* their temporary files are there */
static pid_t     whose;                  /* a process started meanwhile has no say in them */

static void listed(output_t *o)
{
    o->next = unfinished, unfinished = o, whose = getpid();
}

static void unlisted(const output_t *o)
{
    output_t **at = &unfinished;
    while (*at && *at != o) at = &(*at)->next;
    if (*at) *at = o->next;
}

void output_leave(int signal_number)
{
    for (const output_t *o = getpid() == whose ? unfinished : NULL; o; o = o->next) unlink(o->temporary);
    signal(signal_number, SIG_DFL), raise(signal_number);
}

void output_heed(void)
{
    static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };
    struct sigaction was, a = { .sa_handler = output_leave };
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        if (!sigaction(ending[i], NULL, &was) && was.sa_handler == SIG_DFL) sigaction(ending[i], &a, NULL);
}

void output_start(void)
{
    /* open the wrong way round, so that whoever uses it is told */
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0) (void)!open("/dev/null", fd ? O_RDONLY : O_WRONLY);
    signal(SIGXFSZ, SIG_IGN);
}

static bool begin(output_t *o, const char *file)
{
    struct stat st;
    if (!*file) return errno = ENOENT, false;
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
    if (o->f) listed(o);
    if (o->f && there) (void)!fchmod(fileno(o->f), st.st_mode & 0777);
    return o->f != NULL;
}

static bool wrong(const output_t *o, err_t *err)
{
    int why = errno;
    if (o->fresh && why == EEXIST) fail(err, "%s: exists", o->file);
    else fail(err, "cannot write %s: %s", !o->file ? "standard output" : *o->file ? o->file : "\"\"",
              strerror(why));
    errno = why;
    return false;
}

int output_code(int why)
{
    bool full = why == ENOSPC || why == EDQUOT || why == EFBIG || why == EIO || why == ENOMEM;
    return full ? EXIT_INTERNAL : EXIT_USAGE;
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
    int why = errno;
    if (!o->file || !o->f) return;
    fclose(o->f);
    if (*o->temporary) unlink(o->temporary), unlisted(o);
    o->f = NULL;
    errno = why;                         /* of what made it go */
}

bool output_end(output_t *o, err_t *err)
{
    bool bad = fflush(o->f) != 0 || ferror(o->f);
    int why = errno;
    if (o->file) {
        if (fclose(o->f) && !bad) bad = true, why = errno;
        if (*o->temporary && !bad && (o->fresh ? link : rename)(o->temporary, o->to)) bad = true, why = errno;
        if (*o->temporary && (bad || o->fresh)) unlink(o->temporary);
        unlisted(o);
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
