/* timeline.c -- see timeline.h. Sections: the gate all facts pass; driving; places; writing; open. */
#include "timeline.h"
#include "findings.h"
#include "keyframes.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIRST_SLICE = 20000, SPACING_MS = 20, DENSE_MS = 3, BUDGET = 256 << 20, APPLY_EDGES = 4096,
       NEAR = 2000 };                      /* instructions: a frame so far before where somebody works */

typedef void visit_t(void *, const fact_t *, uint64_t pos);
typedef struct { sink_t sink; timeline_t *t; } gate_t;

struct timeline {
    options_t   options;
    result_t    result;
    run_t       run;
    machine_t  *m;
    inputlog_t  log;
    input_t     given;                     /* the scenario's own input                                     */
    keyframes_t *frames;
    gate_t      gate;
    timeline_ears_t ears;
    uint64_t    pos, tip;                  /* instructions told up to here, at most                        */
    uint64_t    told, tip_told;            /* facts, the same                                              */
    uint64_t    goal, from;                /* stop before this one; at `from` for no breakpoint */
    tick_t      until;                     /* all before this tick is done; NEVER: before an instruction */
    bool        stopped, pending, listening, mute, changed;
    fact_t      hit;
    visit_t    *visit; void *visitor;      /* instead of stopping: hears every fact                        */
    tick_t      slice;
    double      taken;                     /* work_ms of the last frame                                    */
};

static double work_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- the gate -------------------------------------------------------------------------------------- */

static void halt(timeline_t *t)
{
    t->stopped = true;
    t->m->halt = 1;
}

/* Is this the place to stop, before instruction `pos`? */
static bool stops_before(timeline_t *t, const fact_t *f)
{
    if (t->pos >= t->goal || t->pending) return true;
    if (!t->listening || t->pos == t->from || !t->ears.stop || !t->ears.stop(t->ears.of, f)) return false;
    t->pending = true, t->hit = *f;
    return true;
}

/* An access that is watched: stop before the next instruction, or at once if none is under way. */
static void watch(timeline_t *t, const fact_t *f)
{
    if (!t->listening || t->pending || !t->ears.stop || !t->ears.stop(t->ears.of, f)) return;
    t->pending = true, t->hit = *f;
    if (t->m->chip.core.slept != NEVER) halt(t);
}

static void gate_see(sink_t *s, const fact_t *f)
{
    timeline_t *t = ((gate_t *)s)->t;
    if (f->kind == F_INSN && (!t->visit || t->pos >= t->goal)) {
        if (stops_before(t, f)) {
            halt(t);
            return;                                    /* it is told again when the run goes on */
        }
    } else if (f->kind != F_INSN && !t->visit) {
        watch(t, f);
    }
    if (t->visit) t->visit(t->visitor, f, t->pos);
    if (f->kind == F_INSN) t->pos++;
    if (++t->told <= t->tip_told) return;
    t->tip_told = t->told;
    if (sink_wants(&t->run.tee.sink, f)) t->run.tee.sink.see(&t->run.tee.sink, f);
    if (f->kind == F_OUTPUT && !t->mute && t->ears.print) t->ears.print(t->ears.of, (uint8_t)f->data);
}

/* ---- driving --------------------------------------------------------------------------------------- */

static bool ended(const timeline_t *t) { return machine_stopped(t->m) || machine_next(t->m) == NEVER; }

static void take_frame(timeline_t *t, bool dense)
{
    uint64_t count[F_KINDS] = { [F_NONE] = t->told, [F_INSN] = t->pos };
    segment_t chip = { &t->m->chip, sizeof t->m->chip };
    keyframes_take(t->frames, t->m->chip.now, &chip, 1, count, dense);
    t->taken = work_ms();
}

/* Frames lie about as far apart in the time it takes to make them; where somebody works, closer. */
static void maybe_frame(timeline_t *t)
{
    double spacing = SPACING_MS * (double)(1ull << (keyframes_thinned(t->frames) & 31));
    double passed = work_ms() - t->taken;
    if (t->visit) return;
    if (t->told == t->tip_told ? passed >= spacing : passed >= DENSE_MS) take_frame(t, t->told < t->tip_told);
}

static void adapt(timeline_t *t, double took, tick_t ran)
{
    if (took < 0.5 && ran == t->slice && t->slice < (tick_t)1 << 40) t->slice *= 2;
    if (took > 2 && t->slice > 1000) t->slice /= 2;
}

static tick_t limit(const timeline_t *t) { return t->options.max_cycles ? t->run.limit : NEVER; }

/* One slice; raised halts of others (the clock's watcher) mean nothing here. Did it come to its end? */
static bool slice(timeline_t *t, tick_t until)
{
    tick_t began = t->m->chip.now, stop = began + t->slice;
    double before = work_ms();
    if (stop > until) stop = until;
    machine_run(t->m, debugport_until(&t->result.debug, stop));
    debugport_look(&t->result.debug, t->m);
    t->m->halt = 0;
    adapt(t, work_ms() - before, t->m->chip.now - began);
    return t->m->chip.now == stop;
}

/* Forward until the gate stops it, tick `until`, or the end. */
static went_t drive(timeline_t *t, tick_t until)
{
    t->stopped = t->pending = false;
    t->m->sink = &t->gate.sink;
    for (;;) {
        bool whole = slice(t, until < limit(t) ? until : limit(t));
        if (t->pos > t->tip) t->tip = t->pos;
        if (t->stopped) break;
        if (ended(t)) return machine_stopped(t->m) ? WENT_END : WENT_ASLEEP;
        if (t->m->chip.now >= limit(t)) return WENT_LIMIT;
        if (t->m->chip.now >= until) return WENT_THERE;
        if (whole) maybe_frame(t);
        if (t->listening && t->ears.asked && t->ears.asked(t->ears.of)) return WENT_ASKED;
    }
    return t->pending ? WENT_STOP : WENT_THERE;
}

/* On to where registers may be read and written: before the next instruction, unless it sleeps or is over. */
static void settle(timeline_t *t)
{
    t->until = NEVER;
    if (t->stopped && t->m->chip.core.slept == NEVER) return;
    if (t->m->chip.core.slept == NEVER && !ended(t) && t->m->chip.now < limit(t)) {
        t->goal = t->pos, t->listening = false;
        tick_t most = domain_after(&t->m->chip.clock[CLK_CPU], t->m->chip.now, APPLY_EDGES);
        drive(t, most < limit(t) ? most : limit(t));
        if (t->stopped && t->m->chip.core.slept == NEVER) return;
    }
    t->until = t->stopped || ended(t) ? t->m->chip.now + 1 : t->m->chip.now;
}

went_t timeline_go(timeline_t *t, uint64_t instructions)
{
    t->from = t->pos, t->listening = true;
    t->goal = instructions > UINT64_MAX - t->pos ? UINT64_MAX : t->pos + instructions;
    went_t went = drive(t, NEVER);
    settle(t);
    return went;
}

/* ---- places ---------------------------------------------------------------------------------------- */

/* The last frame at or before a place. */
static size_t frame_of(const timeline_t *t, uint64_t pos, tick_t until)
{
    size_t low = 0, high = keyframes_count(t->frames);
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        const frame_t *f = keyframes_frame(t->frames, middle);
        if (f->count[F_INSN] <= pos && f->until <= until) low = middle;
        else high = middle;
    }
    return low;
}

static void put_frame(timeline_t *t, size_t i)
{
    const frame_t *f = keyframes_frame(t->frames, i);
    segment_t chip = { &t->m->chip, sizeof t->m->chip };
    keyframes_put(t->frames, f, &chip, 1);
    t->m->halt = 0;
    t->told = f->count[F_NONE], t->pos = f->count[F_INSN];
    t->taken = work_ms();
}

/* Whoever goes back a step goes back another: leave a frame a little before the place. */
static void approach(timeline_t *t, uint64_t pos, tick_t until)
{
    if (pos - t->pos < 2 * NEAR || t->told == t->tip_told) return;
    t->goal = pos - NEAR;
    drive(t, until);
    if (t->stopped) take_frame(t, true);
}

static void seek(timeline_t *t, uint64_t pos, tick_t until)
{
    if (pos == t->pos && until == t->until) return;
    size_t i = frame_of(t, pos, until);
    const frame_t *f = keyframes_frame(t->frames, i);
    bool beyond = t->m->chip.now > until || (until == NEVER && t->until != NEVER);
    bool back = pos < t->pos || (pos == t->pos && beyond);
    if (back || f->until > t->m->chip.now) put_frame(t, i);
    t->listening = false;
    if (back) approach(t, pos, until);
    t->goal = pos;
    drive(t, until);
    t->until = until;
}

/* Everything between a frame and the next one, or a place if that comes first, is told to `visit`. */
static void replay(timeline_t *t, size_t frame, uint64_t pos, tick_t until, visit_t *visit, void *visitor)
{
    const frame_t *next = keyframes_frame(t->frames, frame + 1);
    put_frame(t, frame);
    t->visit = visit, t->visitor = visitor;
    t->goal = pos, t->listening = false;
    drive(t, next && next->until < until ? next->until : until);
    t->visit = NULL;
}

typedef struct { timeline_t *t; uint64_t before, at; fact_t hit; bool found; } last_t;

/* The last event one would have stopped for, seen from behind: before the instruction it belongs to. */
static void find_last(void *with, const fact_t *f, uint64_t pos)
{
    last_t *l = with;
    uint64_t at = f->kind == F_INSN ? pos : pos ? pos - 1 : 0;
    if (at >= l->before || !l->t->ears.stop || !l->t->ears.stop(l->t->ears.of, f)) return;
    l->found = true, l->at = at, l->hit = *f;
}

static went_t back_to_stop(timeline_t *t)
{
    uint64_t pos = t->pos;
    tick_t until = t->until;
    last_t last = { .t = t, .before = pos };
    for (size_t i = frame_of(t, pos, until) + 1; i-- > 0 && !last.found; ) {
        replay(t, i, pos, until, find_last, &last);
        if (last.found || !t->ears.asked || !t->ears.asked(t->ears.of)) continue;
        const frame_t *f = keyframes_frame(t->frames, i);
        seek(t, f->count[F_INSN], NEVER);
        return WENT_ASKED;
    }
    t->until = 0;                                      /* wherever the search ended: nowhere to stay */
    seek(t, last.found ? last.at : 0, NEVER);
    t->hit = last.hit;
    return last.found ? WENT_STOP : WENT_BEGIN;
}

went_t timeline_back(timeline_t *t, uint64_t instructions)
{
    if (instructions == UINT64_MAX) return back_to_stop(t);
    bool begin = instructions > t->pos;
    seek(t, begin ? 0 : t->pos - instructions, NEVER);
    return begin ? WENT_BEGIN : WENT_THERE;
}

/* ---- who wrote it ---------------------------------------------------------------------------------- */

static uint64_t place_of(const map_t *map, uint32_t addr)
{
    const region_row_t *r = map_region(map, addr);
    return r && r->kind == REGION_RAM ? (1ull << 32) + r->at + (addr - r->base) : addr;
}

bool timeline_touches(const map_t *map, uint32_t a, uint32_t size, uint32_t b, uint32_t bytes)
{
    uint64_t x = place_of(map, a), y = place_of(map, b);
    return y < x + (size ? size : 1) && x < y + (bytes ? bytes : 1);
}

void posted_see(posted_t *p, const fact_t *f)
{
    if (f->kind != F_POSTED) return;
    p->item[p->next].txn = (uint32_t)f->data, p->item[p->next].who = f->who;
    p->next = (p->next + 1) % TIMELINE_POSTED;
}

uint8_t posted_who(const posted_t *p, const fact_t *f)
{
    for (unsigned i = 0; i < TIMELINE_POSTED; i++)
        if (f->txn && f->who == INIT_D2D1 && p->item[i].txn == f->txn) return p->item[i].who;
    return f->who;
}

static void hear(void *with, const fact_t *f, uint64_t pos)
{
    sink_t *s = with;
    (void)pos;
    if (s->mask >> f->kind & 1) s->see(s, f);
}

/* From the frame before, then from twice as far back each time, until all is known. */
void timeline_who(timeline_t *t, who_t *w)
{
    uint64_t pos = t->pos;
    tick_t until = t->until;
    size_t last = frame_of(t, pos, until);
    for (size_t back = 0; ; back = 2 * back + 1) {
        size_t first = back < last ? last - back : 0;
        who_reset(w);
        for (size_t i = first; i <= last; i++) replay(t, i, pos, until, hear, who_sink(w));
        if (!first || who_known(w, t->m)) break;
    }
    t->until = 0;
    seek(t, pos, until);
}

/* ---- open, writing --------------------------------------------------------------------------------- */

static void begin(timeline_t *t)
{
    t->frames = keyframes_new(BUDGET);
    run_start(&t->run, &t->result, &t->options, t->m, NULL);
    t->pos = t->tip = t->told = t->tip_told = t->goal = 0;
    t->slice = FIRST_SLICE;
    take_frame(t, false);
    t->listening = false;
    drive(t, NEVER);
    settle(t);
}

static void end(timeline_t *t)
{
    scenario_t *s = t->result.scenario;
    const char *file = t->result.file;
    run_close(&t->run);
    t->result.scenario = NULL;
    run_free(&t->result);
    keyframes_free(t->frames);
    memset(&t->result, 0, sizeof t->result);
    t->result.scenario = s, t->result.file = file;
}

void timeline_reset(timeline_t *t)
{
    input_t *in = &t->result.scenario->in;
    end(t);
    inputlog_free(&t->log);
    *in = t->given;
    inputlog_start(&t->log, in);
    t->changed = false;
    begin(t);
}

/* Behind the tip a write makes another future. */
static void branch(timeline_t *t)
{
    uint64_t pos = t->pos;
    tick_t until = t->until;
    if (t->told == t->tip_told) return;
    t->changed = true;
    inputlog_cut(&t->log, t->m);
    end(t);
    t->mute = true;                                    /* it was printed the first time */
    begin(t);
    seek(t, pos, until);
    t->mute = false;
}

bool timeline_memory(timeline_t *t, uint32_t addr, const uint8_t *bytes, size_t n)
{
    branch(t);
    return inputlog_memory(&t->log, t->m, addr, bytes, n, true);
}

bool timeline_register(timeline_t *t, unsigned regsel, uint32_t value)
{
    branch(t);
    return inputlog_register(&t->log, t->m, regsel, value);
}

static bool owed(const timeline_t *t)
{
    const input_t *in = t->m->in;
    uint32_t i = t->m->chip.core.probed;
    return i < in->probes && in->probe[i].at <= t->m->chip.now;
}

void timeline_apply(timeline_t *t)
{
    t->goal = t->pos, t->listening = false;
    if (t->until == NEVER) drive(t, NEVER);            /* the writes come before its next instruction */
    for (unsigned i = 0; t->until != NEVER && !machine_stopped(t->m) && i < APPLY_EDGES && owed(t); i++) {
        drive(t, domain_after(&t->m->chip.clock[CLK_CPU], t->m->chip.now, 1) + 1);
        settle(t);
    }
}

timeline_t *timeline_open(const char *file, const options_t *options, const timeline_ears_t *ears, err_t *err)
{
    scenario_t *s = scenario_of(file, &options->firmware, err);
    if (!s) return NULL;
    timeline_t *t = s->in.firmware ? calloc(1, sizeof *t) : NULL;
    if (t) t->m = calloc(1, sizeof *t->m);
    if (!t || !t->m) {
        if (!s->in.firmware) fail(err, "%s: a program of steps; a debugger wants a firmware", file);
        else fail(err, "%s: not enough memory for a machine", file);
        free(t), scenario_free(s);
        return NULL;
    }
    t->options = *options, t->ears = *ears;
    t->options.trace = NULL, t->options.console = NULL;
    t->result.scenario = s, t->result.file = file, t->given = s->in;
    t->gate = (gate_t){ .sink = { .mask = UINT64_MAX, .see = gate_see }, .t = t };
    inputlog_start(&t->log, &s->in);
    begin(t);
    return t;
}

void timeline_close(timeline_t *t)
{
    if (!t) return;
    scenario_t *s = t->result.scenario;
    end(t);
    inputlog_free(&t->log);
    scenario_free(s);
    free(t->m), free(t);
}

timeline_place_t timeline_place(const timeline_t *t)
{
    const machine_t *m = t->m;
    return (timeline_place_t){ .now = t->pos, .tip = t->tip, .at = m->chip.now, .over = machine_stopped(m) };
}

const machine_t *timeline_machine(const timeline_t *t) { return t->m; }
const result_t *timeline_result(const timeline_t *t) { return &t->result; }
fact_t timeline_hit(const timeline_t *t) { return t->hit; }

bool timeline_changed(timeline_t *t)
{
    bool was = t->changed;
    t->changed = false;
    return was;
}
