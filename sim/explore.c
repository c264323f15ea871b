/* explore.c -- see explore.h: tries the candidates in rounds, several processes at a time. */
#include "explore.h"
#include "findings.h"
#include "h743.h"
#include "output.h"
#include "plain_file.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUND = 64, JOBS_MAX = 64,
       SLICE = 48000000,               /* ticks, 10 ms */
       SHORTLY = 24000 };              /* ticks, 5 us: a bus decides who is next with the schedule in sight */

typedef struct {
    scenario_t      *s;
    const options_t *run;
    const explore_options_t *o;
    exploration_t   *out;
    machine_t       *m;
    varied_t         varied;
    findings_t       plain;
    uint64_t         hash;             /* of the plain run's facts */
    tick_t           end;              /* of the plain run */
    options_t        quick;            /* of all others: nobody asks for their facts */
    schedule_t      *candidate; unsigned candidates;
} explorer_t;

/* ---- one run ----------------------------------------------------------------------------------------- */

typedef struct { result_t r; run_t run; } attempt_t;

/* The scenario as it stands, booted. */
static attempt_t *begin(explorer_t *x, const options_t *o, sink_t *more)
{
    attempt_t *t = calloc(1, sizeof *t);
    if (!t) abort();
    t->r.scenario = x->s, t->r.file = x->s->file;
    run_start(&t->run, &t->r, o, x->m, more);
    return t;
}

static void go(explorer_t *x, attempt_t *t, tick_t until)
{
    tick_t now;
    while ((now = x->m->chip.now) < until)         /* in slices: Ctrl-C is heeded between two */
        if (!run_slice(&t->run, until - now > SLICE ? now + SLICE : until)) break;
}

/* Its end, or as far as `until`; no expectations. */
static void finish(explorer_t *x, attempt_t *t, tick_t until, findings_t *found)
{
    go(x, t, until);
    run_judge(&t->run);
    if (!x->end) x->hash = t->run.hash.hash, x->end = t->r.end;        /* the plain run is the first */
    run_close(&t->run);
    *found = t->r.findings;
    t->r.findings = (findings_t){ 0 }, t->r.scenario = NULL;
    run_free(&t->r);
    free(t);
}

/* A program that waits for what another schedule took from it may wait for ever: it is given four times the
 * plain run's time, and what the schedule holds up. */
static tick_t patience(const explorer_t *x, const schedule_t *s)
{
    tick_t until = 4 * x->end;
    for (unsigned i = 0; i < s->count; i++) until += s->item[i].ticks;
    return until;
}

static void with_schedule(explorer_t *x, const schedule_t *s, findings_t *found)
{
    schedule_apply(&x->varied, &x->s->in, s);
    finish(x, begin(x, &x->quick, NULL), patience(x, s), found);
    schedule_undo(&x->varied);
}

/* Is it a matter of moments? What is set up wrongly is wrong on every day, and a bus that is held long enough
 * starves anybody. */
static bool of_moments(const finding_t *f)
{
    switch (f->rule) {
    case RULE_DMA_UNREACHABLE: case RULE_MEMORY_UNCLOCKED: case RULE_IGNORED_ERROR:
    case RULE_ERRATUM_WRITE_THROUGH: case RULE_DMA_CONFIG: case RULE_MPU_RESERVED: case RULE_MPU_WINDOW:
    case RULE_STARVED: case RULE_MDMA_TCM_PORT: case RULE_BUFFER_OVERRUN:
        return false;
    default:
        return f->tier != TIER_LINT;
    }
}

/* ---- what a run says about the hazards --------------------------------------------------------------- */

static bool same_place(const finding_t *a, const finding_t *b)
{
    uint32_t from_a = a->buffer_size ? a->buffer_addr : a->addr,
        from_b = b->buffer_size ? b->buffer_addr : b->addr;
    uint32_t size_a = a->buffer_size ? a->buffer_size : a->size,
        size_b = b->buffer_size ? b->buffer_size : b->size;
    return from_a < from_b + size_b && from_b < from_a + size_a;
}

static const finding_t *error_at(const findings_t *found, const finding_t *place, int rule)
{
    for (size_t i = 0; i < found->count; i++) {
        const finding_t *f = &found->item[i];
        if (f->tier == TIER_ERROR && same_place(f, place) && (rule < 0 || f->rule == rule)) return f;
    }
    return NULL;
}

/* The same cause if it is there, else any error in these bytes that the plain run has not. */
static const finding_t *turned(const explorer_t *x, const findings_t *found, const finding_t *hazard)
{
    const finding_t *f = error_at(found, hazard, hazard->rule);
    if (f) return f;
    for (size_t i = 0; i < found->count; i++) {
        f = &found->item[i];
        if (f->tier == TIER_ERROR && same_place(f, hazard) && !error_at(&x->plain, f, f->rule)) return f;
    }
    return NULL;
}

static bool foretold(const explorer_t *x, const finding_t *error)
{
    for (size_t i = 0; i < x->plain.count; i++)
        if (x->plain.item[i].tier != TIER_LINT && same_place(&x->plain.item[i], error)) return true;
    return false;
}

/* Fixed in size, to go through a pipe. */
typedef struct { unsigned index; uint64_t turned; bool surprise; finding_t error; } answer_t;

static void answer_of(const explorer_t *x, unsigned index, const findings_t *found, answer_t *a)
{
    memset(a, 0, sizeof *a);
    a->index = index;
    for (unsigned h = 0; h < x->out->count; h++) {
        const explored_t *e = &x->out->item[h];
        if (!e->turned && e->hazard.tier != TIERS && turned(x, found, &e->hazard)) a->turned |= 1ull << h;
    }
    for (size_t i = 0; i < found->count && !a->surprise; i++) {
        const finding_t *f = &found->item[i];
        if (f->tier != TIER_ERROR || !of_moments(f) || foretold(x, f)) continue;
        a->surprise = true, a->error = *f;
    }
}

/* ---- many runs --------------------------------------------------------------------------------------- */

static tick_t first_moment(const schedule_t *s)
{
    tick_t at = NEVER;
    for (unsigned i = 0; i < s->count; i++)
        if (s->item[i].at < at) at = s->item[i].at;
    return at;
}

/* The run goes on under this schedule, which begins later than now. Parts answered when they are due next
 * without knowing of it: asking one too early changes nothing (the first law). */
static void go_on_with(explorer_t *x, attempt_t *t, unsigned index, int to)
{
    const schedule_t *s = &x->candidate[index];
    chip_t *c = &x->m->chip;
    findings_t found;
    answer_t a;
    schedule_apply(&x->varied, &x->s->in, s);
    for (unsigned i = 0; i < SLOTS; i++)
        if (c->due[i] > c->now) c->due[i] = c->now;
    finish(x, t, patience(x, s), &found);
    answer_of(x, index, &found, &a);
    _exit(write(to, &a, sizeof a) != (ssize_t)sizeof a);
}

/* Its share of the candidates, by time: one plain run up to shortly before each, and a copy of this process,
 * machine, judges and all, that goes on from there. */
static void child(explorer_t *x, int to, unsigned first, unsigned step, unsigned end)
{
    unsigned mine[ROUND], n = 0, k;
    for (unsigned i = first; i < end; i += step, n++) {
        for (k = n; k && first_moment(&x->candidate[mine[k - 1]]) > first_moment(&x->candidate[i]); k--)
            mine[k] = mine[k - 1];
        mine[k] = i;
    }
    attempt_t *t = begin(x, &x->quick, NULL);
    for (k = 0; k < n && !run_interrupted; k++) {
        tick_t at = first_moment(&x->candidate[mine[k]]);
        int how = 1;
        if (at > SHORTLY && !x->o->from_boot) go(x, t, at - SHORTLY);
        pid_t pid = fork();
        if (!pid) go_on_with(x, t, mine[k], to);
        if (pid < 0 || waitpid(pid, &how, 0) < 0 || how) break;
    }
    _exit(0);
}

static bool read_whole(int from, answer_t *a)
{
    size_t n = 0;
    while (n < sizeof *a) {
        ssize_t got = read(from, (char *)a + n, sizeof *a - n);
        if (got <= 0) return false;
        n += (size_t)got;
    }
    return true;
}

/* Candidates first..end by several processes; which answered is told in `there`. */
static bool ask_many(explorer_t *x, unsigned first, unsigned end, unsigned jobs, answer_t *answer,
                     bool *there, err_t *err)
{
    int pipes[JOBS_MAX][2];
    pid_t pid[JOBS_MAX];
    unsigned started = 0;
    fflush(NULL);
    for (; started < jobs; started++) {
        if (pipe(pipes[started])) break;
        pid[started] = fork();
        if (pid[started] < 0) { close(pipes[started][0]), close(pipes[started][1]); break; }
        if (!pid[started]) close(pipes[started][0]), child(x, pipes[started][1], first + started, jobs, end);
        close(pipes[started][1]);
    }
    if (started < jobs) fail(err, "no more processes can be started; try --jobs %u", started ? started : 1);
    for (unsigned j = 0; j < started; j++) {
        answer_t a;
        while (read_whole(pipes[j][0], &a))
            if (a.index >= first && a.index < end) answer[a.index - first] = a, there[a.index - first] = true;
        close(pipes[j][0]);
        waitpid(pid[j], NULL, 0);
    }
    return started == jobs;
}

/* What is looked for, in another run. */
static const finding_t *again(const explorer_t *x, const explored_t *e, const findings_t *found)
{
    return e->hazard.tier == TIERS ? error_at(found, &e->error, e->error.rule) : turned(x, found, &e->hazard);
}

/* A time that is held is halved as long as that still does it. */
static void shorten(explorer_t *x, explored_t *e)
{
    for (unsigned v = 0; v < e->schedule.count; v++) {
        if (e->schedule.item[v].kind < VARY_HOLD) continue;
        for (schedule_t less = e->schedule; less.item[v].ticks > TICKS_PER_SECOND / 100000000;) {
            findings_t found;
            less.item[v].ticks /= 2;
            with_schedule(x, &less, &found);
            bool still = again(x, e, &found) != NULL;
            findings_free(&found);
            if (!still) break;
            e->schedule = less;
        }
    }
}

/* false: this schedule does not make an error of it. */
static bool settle(explorer_t *x, explored_t *e, const schedule_t *s)
{
    findings_t found;
    e->turned = true, e->schedule = *s;
    shorten(x, e);
    with_schedule(x, &e->schedule, &found);
    const finding_t *f = again(x, e, &found);
    if (f) e->error = *f;
    findings_free(&found);
    return f != NULL;
}

static void take_answer(explorer_t *x, const answer_t *a)
{
    exploration_t *out = x->out;
    for (unsigned h = 0; h < out->count; h++)
        if (a->turned >> h & 1 && !out->item[h].turned) settle(x, &out->item[h], &x->candidate[a->index]);
    if (!a->surprise || out->count == EXPLORE_MAX) return;
    for (unsigned h = 0; h < out->count; h++)
        if (out->item[h].hazard.tier == TIERS && same_place(&out->item[h].error, &a->error)) return;
    explored_t *e = &out->item[out->count++];
    *e = (explored_t){ .hazard = { .tier = TIERS }, .error = a->error };
    settle(x, e, &x->candidate[a->index]);
}

static unsigned left(const exploration_t *out)
{
    unsigned n = 0;
    for (unsigned h = 0; h < out->count; h++) n += !out->item[h].turned;
    return n;
}

/* ---- how far it came ---------------------------------------------------------------------------------- */

/* One line a hazard: which of the plain run, and what turned it. */
static bool save_state(const explorer_t *x, err_t *err)
{
    char text[SCHEDULE_TEXT];
    const exploration_t *out = x->out;
    output_t to;
    if (!x->o->resume) return true;
    if (!output_begin(&to, x->o->resume, err)) return false;
    fprintf(to.f, "staleline-explore 1 %016llx %u %u\n", (unsigned long long)x->hash, out->tried, out->count);
    for (unsigned h = 0; h < out->count; h++) {
        const explored_t *e = &out->item[h];
        fprintf(to.f, "%u %u %s\n", h, e->hazard.tier,
                e->turned ? schedule_text(&e->schedule, &h743_map, text, sizeof text) : "-");
    }
    return output_end(&to, err) || (x->out->code = output_code(errno), false);
}

/* A surprise is found again by running its schedule. */
static bool load_item(explorer_t *x, const char *line)
{
    exploration_t *out = x->out;
    unsigned h, tier;
    char text[SCHEDULE_TEXT];
    schedule_t s;
    err_t err = { "" };
    if (sscanf(line, "%u %u %2047s", &h, &tier, text) != 3 || h > out->count || h >= EXPLORE_MAX)
        return false;
    if (!strcmp(text, "-")) return h < out->count;
    if (!schedule_parse(text, &h743_map, &s, &err)) return false;
    if (h == out->count) {
        findings_t found;
        with_schedule(x, &s, &found);
        for (size_t i = 0; i < found.count; i++)
            if (found.item[i].tier == TIER_ERROR && of_moments(&found.item[i])
                && !foretold(x, &found.item[i])) {
                out->item[out->count++] = (explored_t){ .hazard = { .tier = TIERS }, .error = found.item[i] };
                break;
            }
        findings_free(&found);
    }
    return h < out->count && !out->item[h].turned && settle(x, &out->item[h], &s);
}

static bool load_state(explorer_t *x, err_t *err)
{
    char line[SCHEDULE_TEXT + 64];
    unsigned long long hash;
    unsigned tried, count;
    FILE *f = x->o->resume ? plain_open(x->o->resume) : NULL;
    if (!f) return !x->o->resume || errno == ENOENT || fail(err, "%s: %s", x->o->resume, strerror(errno));
    bool good = fgets(line, sizeof line, f) &&
                sscanf(line, "staleline-explore 1 %llx %u %u", &hash, &tried, &count) == 3;
    if (good && hash != x->hash) {
        fclose(f);
        return fail(err, "%s: is about another run; remove it to begin anew", x->o->resume);
    }
    while (good && fgets(line, sizeof line, f)) good = load_item(x, line);
    fclose(f);
    if (!good) return fail(err, "%s: is not what `staleline explore --resume` writes", x->o->resume);
    x->out->tried = tried < x->candidates ? tried : x->candidates;
    return true;
}

/* ---- all of it ----------------------------------------------------------------------------------------- */

static void show_progress(const explorer_t *x, bool last)
{
    if (!x->o->progress) return;
    fprintf(stderr, "\r%u of %u schedules tried, %u hazards left%s", x->out->tried, x->candidates,
            left(x->out), last ? "\n" : "   ");
}

static bool search(explorer_t *x, err_t *err)
{
    exploration_t *out = x->out;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned jobs = x->o->jobs ? x->o->jobs : cores > 0 ? (unsigned)cores : 1;
    if (jobs > JOBS_MAX) jobs = JOBS_MAX;
    bool hazards = false;
    for (unsigned h = 0; h < out->count; h++) hazards |= out->item[h].hazard.tier != TIERS;
    while (out->tried < x->candidates && !run_interrupted && (!hazards || left(out))) {
        answer_t answer[ROUND];
        bool there[ROUND] = { false };
        unsigned end = out->tried + ROUND < x->candidates ? out->tried + ROUND : x->candidates,
            first = out->tried;
        if (!ask_many(x, first, end, jobs, answer, there, err)) return out->code = EXIT_INTERNAL, false;
        while (out->tried < end && there[out->tried - first]) take_answer(x, &answer[out->tried++ - first]);
        if (out->tried < end && !run_interrupted)
            return out->code = EXIT_INTERNAL, fail(err, "a run under another schedule came to no end");
        if (!save_state(x, err)) return false;
        show_progress(x, false);
    }
    out->interrupted = run_interrupted;
    show_progress(x, true);
    return true;
}

bool explore(scenario_t *s, const options_t *run, const explore_options_t *o, exploration_t *out, err_t *err)
{
    explorer_t x = { .s = s, .run = run, .o = o, .out = out, .m = malloc(sizeof *x.m) };
    memset(out, 0, sizeof *out);
    out->code = EXIT_USAGE;
    if (!x.m) return fail(err, "%s: not enough memory for a machine", s->file);
    scout_t *scout = scout_new(&h743_map);
    x.quick = *run, x.quick.unhashed = true;
    finish(&x, begin(&x, run, scout_sink(scout)), NEVER, &x.plain);
    for (size_t i = 0; i < x.plain.count; i++) {
        const finding_t *f = &x.plain.item[i];
        out->errors += f->tier == TIER_ERROR;
        if (f->tier == TIER_HAZARD && of_moments(f) && out->count < EXPLORE_MAX)
            out->item[out->count++].hazard = *f;
    }
    x.candidate = scout_candidates(scout, s, &x.plain, &x.m->chip.clock[CLK_CPU],
                                   o->budget ? o->budget : EXPLORE_BUDGET,
                                   &x.candidates);
    out->candidates = x.candidates;
    out->interrupted = run_interrupted;  /* the plain run came to no end: nothing can be said */
    bool good = out->interrupted || (load_state(&x, err) && save_state(&x, err) && search(&x, err));
    scout_free(scout), findings_free(&x.plain);
    free(x.candidate), free(x.m);
    return good;
}
