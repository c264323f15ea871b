/* session.c -- see session.h: open, the forward run, the moment. */
#include "session_own.h"
#include "file_text.h"
#include "findings.h"
#include "json.h"
#include "schedule.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { USUAL_BUDGET = 256 << 20, USUAL_SPACING_US = 22000, FIRST_SLICE = 20000, FACT_SHARE = 8 };

double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

double work_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- ears -------------------------------------------------------------------------------------------- */

static void hear_forward(sink_t *sink, const fact_t *f)
{
    session_t *s = ((ear_t *)sink)->s;
    s->total[f->kind]++;
    rare_add(&s->history, f, s->told++);
    if (!s->booting) return;
    fact_t *more = realloc(s->boot, (s->boots + 1) * sizeof *more);
    if (!more) abort();
    s->boot = more, s->boot[s->boots++] = *f;
}

static void hear_replay(sink_t *sink, const fact_t *f)
{
    session_t *s = ((ear_t *)sink)->s;
    s->count[f->kind]++;
    if (s->history.recording) history_add(&s->history, f);
}

static void hear_scout(sink_t *sink, const fact_t *f) { history_add(&((ear_t *)sink)->s->history, f); }

static ear_t ear(session_t *s, void (*see)(sink_t *, const fact_t *))
{
    return (ear_t){ .sink = { .mask = UINT64_MAX, .see = see }, .s = s };
}

/* ---- open, close ------------------------------------------------------------------------------------- */

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    if (copy) memcpy(copy, text, size);
    return copy;
}

static void boot(session_t *s)
{
    size_t budget = s->given.budget ? s->given.budget : USUAL_BUDGET;
    s->options = (options_t){ .fail_on = -1, .max_cycles = s->given.max_cycles, .seed = s->given.seed,
                              .has_seed = s->given.has_seed, .firmware = s->given.firmware };
    s->result = (result_t){ .file = s->name, .scenario = s->scenario, .verdict = VERDICT_ERROR,
                            .exit_code = EXIT_INTERNAL, .stop = "running" };
    s->all = ear(s, hear_forward), s->replay = ear(s, hear_replay), s->record = ear(s, hear_scout);
    s->overview = overview_new(s->scenario->names.cpu);
    s->frames = keyframes_new(budget - budget / FACT_SHARE);
    history_start(&s->history, budget / FACT_SHARE);
    tee_start(&s->forward_tee), tee_start(&s->replay_tee);
    tee_add(&s->forward_tee, &s->all.sink), tee_add(&s->forward_tee, overview_sink(s->overview));
    s->booting = true;
    run_start(&s->run, &s->result, &s->options, s->stage, &s->forward_tee.sink);
    s->booting = false;
    tee_add(&s->replay_tee, coherence_sink(s->run.judge)), tee_add(&s->replay_tee, &s->replay.sink);
    *s->scout = (machine_t){ .map = s->stage->map, .slot = s->stage->slot, .in = s->stage->in };
    s->scout_at = NEVER;
    s->forward = s->follow = true;
    s->slice = FIRST_SLICE;
    stage_frame(s, s->total, false);
    s->taken = s->left = work_ms();
}

/* The first tick at once, so that there is a moment to look at. */
static void first_tick(session_t *s)
{
    run_slice(&s->run, 1);
    s->at = s->tip = s->now = 1;
}

static bool give_schedule(scenario_t *scenario, const session_options_t *given, err_t *err)
{
    schedule_t schedule;
    err_t why = { "" };
    if (!given || !given->schedule) return true;
    if (!schedule_parse(given->schedule, &h743_map, &schedule, &why))
        return fail(err, "--schedule: %s", why.text);
    return schedule_give(scenario, &schedule), true;
}

static session_t *start(scenario_t *scenario, const char *name, const char *text,
                        const session_options_t *given, err_t *err)
{
    if (!give_schedule(scenario, given, err)) return NULL;
    session_t *s = calloc(1, sizeof *s);
    if (s) s->stage = calloc(1, sizeof *s->stage), s->scout = malloc(sizeof *s->scout);
    if (s) s->name = copy_text(name), s->text = text ? copy_text(text) : NULL;
    if (!s || !s->stage || !s->scout || !s->name || (text && !s->text)) {
        if (s) free(s->stage), free(s->scout), free(s->name), free(s->text), free(s);
        return fail(err, "%s: not enough memory for a session", name), NULL;
    }
    if (given) s->given = *given;
    s->scenario = scenario;
    boot(s);
    first_tick(s);
    return s;
}

session_t *session_of(scenario_t *scenario, const session_options_t *given, err_t *err)
{
    return start(scenario, scenario->file ? scenario->file : "scenario", NULL, given, err);
}

session_t *session_parse(const char *name, const char *json, const session_options_t *given, err_t *err)
{
    scenario_t *scenario = scenario_parse(name, json, err);
    if (!scenario) return NULL;
    session_t *s = start(scenario, name, json, given, err);
    if (s) s->owned = true;
    else scenario_free(scenario);
    return s;
}

static session_t *open_firmware(const char *file, const session_options_t *given, err_t *err)
{
    scenario_t *scenario = firmware_scenario(file, given ? &given->firmware : NULL, err);
    session_t *s = scenario ? start(scenario, file, NULL, given, err) : NULL;
    if (s) s->owned = true;
    else if (scenario) scenario_free(scenario);
    return s;
}

session_t *session_open(const char *file, const session_options_t *given, err_t *err)
{
    err->text[0] = 0;
    if (firmware_is(file)) return open_firmware(file, given, err);
    char *text = file_text(file, JSON_BYTES, err);
    session_t *s = text ? session_parse(file, text, given, err) : NULL;
    free(text);
    return s;
}

const char *session_text(const session_t *s) { return s->text; }

session_t *session_branch(const session_t *s, const char *json, err_t *err)
{
    return session_parse(s->name, json, &s->given, err);
}

void session_close(session_t *s)
{
    if (!s) return;
    if (!s->owned) s->result.scenario = NULL;
    run_close(&s->run);
    run_free(&s->result);
    keyframes_free(s->frames);
    history_free(&s->history);
    overview_free(s->overview);
    code_files_free(s->sources);
    free(s->boot), free(s->lines), free(s->stage), free(s->scout), free(s->name), free(s->text), free(s);
}

/* ---- the forward run --------------------------------------------------------------------------------- */

static void finish(session_t *s)
{
    s->tip = run_end(&s->run);
    bool beyond = s->stage->halt;              /* a compared value ended it: the core may be further on */
    if (!beyond) s->at = s->tip, stage_frame(s, s->total, false);
    run_judge(&s->run);
    overview_reach(s->overview, s->tip);
    s->state = s->run.cancelled ? RUN_CANCELLED : RUN_COMPLETE;
    stage_leave(s);
    if (beyond) {
        s->at = NEVER;
        stage_to(s, s->tip);
        memcpy(s->total, s->count, sizeof s->total);
    }
    run_finish(&s->run);
    if (s->follow || s->now > s->tip) s->now = s->tip;
}

static tick_t next_stop(const session_t *s)
{
    const names_t *names = &s->scenario->names;
    if (!s->given.spacing_cycles) return s->tip + s->slice;
    return names_tick(names,
                      (say_cycle(names, s->tip) / s->given.spacing_cycles + 1) * s->given.spacing_cycles);
}

/* One slice; false: the run is over. */
static bool forward(session_t *s)
{
    tick_t stop = next_stop(s);
    double began = work_ms(), spacing = (s->given.spacing_us ? s->given.spacing_us : USUAL_SPACING_US) / 1e3;
    /* as wide as what was kept so far */
    spacing *= (double)(1ull << (keyframes_thinned(s->frames) & 63));
    if (!run_slice(&s->run, stop)) return false;
    double ended = work_ms();
    s->at = s->tip = stop < s->run.limit ? stop : s->run.limit;
    if (ended - began < 0.5 && s->slice < (tick_t)1 << 40) s->slice *= 2;
    if (ended - began > 2 && s->slice > 1000) s->slice /= 2;
    if (s->given.spacing_cycles || ended - s->taken >= spacing) {
        stage_frame(s, s->total, false);
        s->taken = work_ms();
    }
    return true;
}

bool session_work(session_t *s, int budget_ms)
{
    if (s->state != RUN_UNDER_WAY) return false;
    double end = now_ms() + budget_ms, away = work_ms();
    stage_return(s);
    s->taken += away > s->left ? away - s->left : 0;       /* what was done meanwhile is no replay cost */
    bool more;
    do more = forward(s);
    while (more && (budget_ms < 0 || now_ms() < end));
    if (!more) finish(s);
    else overview_reach(s->overview, s->tip);
    if (s->follow) s->now = s->tip;
    s->left = work_ms();
    return more;
}

void session_cancel(session_t *s)
{
    if (s->state != RUN_UNDER_WAY) return;
    stage_return(s);
    s->run.cancelled = true;
    finish(s);
}

/* ---- the moment -------------------------------------------------------------------------------------- */

void session_seek(session_t *s, tick_t t)
{
    double began = now_ms();
    s->follow = false;
    s->now = t < s->tip ? t + 1 : s->tip;
    stage_to(s, s->now);
    s->view.last_ms = now_ms() - began;
}

void session_follow(session_t *s)
{
    s->follow = true;
    s->now = s->tip;
}

static void view_positions(session_t *s)
{
    const uint64_t *count = s->forward ? s->total : s->count;
    const names_t *names = &s->scenario->names;
    tick_t *ticks;
    size_t findings = finding_ticks(s, &ticks), passed = 0;
    while (passed < findings && ticks[passed] < s->now) passed++;
    free(ticks);
    for (int g = 0; g < GRAINS; g++)
        s->view.grain[g].at = facts_sum(count, grain_mask(g)),
            s->view.grain[g].of = facts_sum(s->total, grain_mask(g));
    s->view.grain[GRAIN_CYCLE] = (position_t){ say_cycle(names, s->now - 1), say_cycle(names, s->tip - 1) };
    s->view.grain[GRAIN_FINDING] = (position_t){ passed, findings };
}

const view_t *session_view(session_t *s)
{
    stage_to(s, s->now);
    view_t *v = &s->view;
    v->machine = s->stage, v->scenario = s->scenario, v->names = &s->scenario->names, v->map = s->stage->map;
    v->judge = s->run.judge, v->shadow = coherence_shadow(s->run.judge);
    v->result = &s->result, v->findings = &s->result.findings, v->overview = s->overview;
    v->state = s->state, v->now = s->now - 1, v->end = s->tip - 1, v->following = s->follow;
    v->cycle = say_cycle(v->names, v->now), v->cycles = say_cycle(v->names, v->end);
    v->limit = say_cycle(v->names, s->run.limit);
    v->frames = keyframes_count(s->frames), v->frame_bytes = keyframes_bytes(s->frames);
    v->fact_bytes = s->history.bytes + s->history.rare_bytes;
    v->budget = s->given.budget ? s->given.budget : USUAL_BUDGET;
    v->spacing = v->cycles / (v->frames ? v->frames : 1);
    v->thinned = keyframes_thinned(s->frames);
    view_positions(s);
    return v;
}

breaks_t    *session_breaks(session_t *s) { return &s->breaks; }
bookmarks_t *session_bookmarks(session_t *s) { return &s->bookmarks; }
