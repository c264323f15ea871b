/* sweep.c -- see sweep.h: the runs, several processes at a time. */
#include "sweep.h"
#include "findings.h"
#include "plain_file.h"
#include "spot.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS_MAX = 64, MOVES = 2 };

const char *const swept_effect_name[SWEPT_BROKE + 1] = {
    [SWEPT_NOTHING] = "nothing", [SWEPT_CYCLES] = "cycles", [SWEPT_EXPECTS] = "expectations",
    [SWEPT_MANIFESTS] = "whether it shows", [SWEPT_FINDINGS] = "findings", [SWEPT_BROKE] = "the run breaks",
};

/* ---- one run, told without pointers ----------------------------------------------------------------- */

static void keep_findings(swept_t *to, const result_t *r, const char *root)
{
    spotter_t spotter;
    spotter_start(&spotter, r, root);
    for (size_t i = 0; i < r->findings.count && to->findings < SWEPT_FINDINGS_MAX; i++) {
        const finding_t *f = &r->findings.item[i];
        swept_finding_t *k = &to->finding[to->findings++];
        spot_t spot;
        spot_finding(&spotter, f, &spot);
        k->rule = f->rule, k->tier = f->tier, k->effect = f->effect;
        put_text(k->object, sizeof k->object, "%s", f->buffer);
        put_text(k->site, sizeof k->site, "%s", spot.function);
    }
    spotter_end(&spotter);
}

static void keep(swept_t *to, const result_t *r, const char *root)
{
    memset(to, 0, sizeof *to);
    to->exit_code = r->exit_code;
    if (!r->scenario) return;
    put_text(to->stop, sizeof to->stop, "%s", r->stop);
    to->cycles = r->cycles;
    for (size_t i = 0; i < r->outcomes && i < SWEPT_OUTCOMES_MAX; i++)
        to->passed[to->outcomes++] = r->outcome[i].passed;
    keep_findings(to, r, root);
    to->there = true;
}

static void once(const char *file, const options_t *o, const chip_rows_t *rows, swept_t *to, err_t *err)
{
    options_t given = *o;
    result_t *r = calloc(1, sizeof *r);
    if (!r) return;
    given.rows = rows, given.trace = given.console = NULL, given.progress = false, given.unhashed = true;
    run_file(file, &given, r);
    keep(to, r, o->root);
    if (err) *err = r->error;
    run_free(r);
    free(r);
}

/* ---- comparing -------------------------------------------------------------------------------------- */

static bool same(const swept_finding_t *a, const swept_finding_t *b)
{
    return a->rule == b->rule && !strcmp(a->object, b->object) && !strcmp(a->site, b->site);
}

const swept_finding_t *sweep_same(const swept_t *b, const swept_finding_t *f)
{
    const swept_finding_t *best = NULL;                /* of several the worst: that one shows */
    for (unsigned i = 0; i < b->findings; i++)
        if (same(&b->finding[i], f) && (!best || b->finding[i].tier < best->tier)) best = &b->finding[i];
    return best;
}

swept_effect_t sweep_effect(const swept_t *base, const swept_t *run)
{
    swept_effect_t worst = base->cycles == run->cycles ? SWEPT_NOTHING : SWEPT_CYCLES;
    if (!run->there) return SWEPT_BROKE;
    for (unsigned i = 0; i < run->findings; i++)
        if (!sweep_same(base, &run->finding[i])) return SWEPT_FINDINGS;
    if (strcmp(base->stop, run->stop) || base->outcomes != run->outcomes
        || memcmp(base->passed, run->passed, base->outcomes * sizeof *base->passed)) worst = SWEPT_EXPECTS;
    for (unsigned i = 0; i < base->findings; i++) {
        const swept_finding_t *was = sweep_same(base, &base->finding[i]),
                              *is = sweep_same(run, &base->finding[i]);
        if (!is) return SWEPT_FINDINGS;
        if (is->tier != was->tier || is->effect != was->effect) worst = SWEPT_MANIFESTS;
    }
    return worst;
}

/* ---- many runs -------------------------------------------------------------------------------------- */

static pid_t start(sweep_t *s, unsigned move, const options_t *o)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid) return pid;
    paper_t *p = paper_new();
    if (!p) _exit(EXIT_INTERNAL);
    paper_move(p, &s->guess[move / MOVES], move % MOVES, s->factor);
    if (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout)) _exit(EXIT_INTERNAL);
    once(s->file, o, paper_rows(p), &s->run[move], NULL);
    _exit(EXIT_AS_EXPECTED);
}

static void tell_progress(const sweep_options_t *o, unsigned done, unsigned all)
{
    if (o->progress) fprintf(stderr, done < all ? "\r\033[Ksweep: run %u of %u" : "\r\033[K", done, all);
}

/* A process that dies leaves its run as "not there". */
static bool run_moves(sweep_t *s, const options_t *o, const sweep_options_t *so, unsigned jobs, err_t *err)
{
    unsigned all = s->guesses * MOVES, next = 0, running = 0, done = 0;
    while (next < all || running) {
        while (next < all && running < jobs && !run_interrupted) {
            unsigned move = next++;
            if (!s->moved[move]) { done++; continue; }
            pid_t pid = start(s, move, o);
            if (pid < 0) return fail(err, "no more processes can be started; try --jobs 1");
            running++;
        }
        if (run_interrupted && !running) break;
        if (running && waitpid(-1, NULL, 0) > 0) running--, done++;
        tell_progress(so, done, all);
    }
    s->interrupted = run_interrupted;
    for (unsigned i = 0; i < all && s->interrupted; i++)      /* cut short: it says nothing of the number */
        s->moved[i] = s->moved[i] && s->run[i].there && strcmp(s->run[i].stop, "interrupted");
    return true;
}

static void *shared(size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

/* A pipe's second reader would wait for ever. What is not there is told by who reads it. */
static bool read_again(const char *file)
{
    FILE *f = plain_open(file);
    if (f) fclose(f);
    return f || (errno != EINVAL && strcmp(file, "-"));
}

static unsigned processes(unsigned jobs)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (!jobs) jobs = cores > 0 ? (unsigned)cores : 1;
    return jobs > JOBS_MAX ? JOBS_MAX : jobs;
}

bool sweep_run(sweep_t *s, const char *file, const options_t *o, const sweep_options_t *so, err_t *err)
{
    memset(s, 0, sizeof *s);
    s->file = file, s->factor = so->factor ? so->factor : 2;
    s->base = shared((1 + MOVES * GUESSES_MAX) * sizeof *s->base);
    s->moved = calloc(MOVES * GUESSES_MAX, sizeof *s->moved);
    if (!s->base || !s->moved) return fail(err, "%s: not enough memory to sweep", file);
    s->run = s->base + 1;
    s->base->exit_code = EXIT_USAGE;
    if (!read_again(file))
        return fail(err, "%s: a sweep reads it again and again, so it cannot be a pipe or a device", file);
    once(file, o, NULL, s->base, err);
    if (!s->base->there) return false;
    s->guesses = sweep_guesses(s->guess, s->factor);
    for (unsigned i = 0; i < s->guesses; i++) {
        s->moved[MOVES * i] = s->guess[i].less != s->guess[i].value;
        s->moved[MOVES * i + 1] = s->guess[i].more != s->guess[i].value;
    }
    return run_moves(s, o, so, processes(so->jobs), err);
}

void sweep_free(sweep_t *s)
{
    if (s->base) munmap(s->base, (1 + MOVES * GUESSES_MAX) * sizeof *s->base);
    free(s->moved);
}
