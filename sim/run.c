/* run.c -- see run.h. */
#include "run.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

volatile int run_interrupted;

int exit_worse(int a, int b)
{
    static const int rank[] = { [EXIT_AS_EXPECTED] = 0, [EXIT_NOT_AS_EXPECTED] = 1, [EXIT_LIMIT] = 2,
                                [EXIT_FAULT] = 3, [EXIT_USAGE] = 4, [EXIT_INTERNAL] = 5 };
    return rank[a] >= rank[b] ? a : b;
}

/* A run is done in slices, so that a limit, Ctrl-C and a progress line cost its loop nothing. */
enum { SLICE_CYCLES = 4000000 };

static void show_progress(const machine_t *m, uint64_t limit, time_t began)
{
    static const char wipe[] = "\r\033[K";
    if (time(NULL) - began < 1) return;
    fprintf(stderr, "%scycle %llu of at most %llu", wipe, (unsigned long long)machine_cycles(m),
            (unsigned long long)limit);
    if (machine_stopped(m) || run_interrupted) fputs(wipe, stderr);
    fflush(stderr);
}

static const char *stop_word(const machine_t *m, tick_t limit)
{
    static const char *const word[] = { [STOP_END] = "end", [STOP_EXIT] = "exit", [STOP_LOCKUP] = "lockup",
                                        [STOP_FAULT] = "fault", [STOP_UNSUPPORTED] = "unsupported" };
    if (m->chip.wires.reset) return "reset";
    if (m->chip.core.stop != STOP_NONE) return word[m->chip.core.stop];
    if (m->halt) return "expectation";
    if (run_interrupted) return "interrupted";
    return m->chip.now >= limit ? "max_cycles" : "stuck";
}

/* A compared value that differs where none may: going on would only bury the place. */
typedef struct { sink_t sink; machine_t *machine; uint64_t allowed, seen; } patience_t;

static void patience_see(sink_t *s, const fact_t *f)
{
    patience_t *p = (patience_t *)s;
    if (f->data != f->note && ++p->seen > p->allowed) p->machine->halt = 1;
}

static void patience_start(patience_t *p, machine_t *m, const scenario_t *s)
{
    *p = (patience_t){ .sink = { .mask = 1ull << F_CHECK, .see = patience_see }, .machine = m, .allowed = UINT64_MAX };
    for (size_t i = 0; i < s->expects; i++)
        if (s->expect[i].kind == EXPECT_CHECKS) p->allowed = s->expect[i].hi;
}

static void drive(machine_t *m, result_t *r, const options_t *o)
{
    uint64_t cycles = o->max_cycles ? o->max_cycles : r->scenario->max_cycles;
    const domain_t *cpu = &m->chip.clock[CLK_CPU];
    tick_t limit = domain_edge(cpu, cycles);
    time_t began = time(NULL);
    while (!machine_stopped(m) && !m->halt && !run_interrupted && m->chip.now < limit && machine_next(m) != NEVER) {
        tick_t slice = domain_after(cpu, m->chip.now, SLICE_CYCLES);
        machine_run(m, debugport_until(&r->debug, slice < limit ? slice : limit));
        debugport_look(&r->debug, m);
        if (o->progress) show_progress(m, cycles, began);
    }
    r->stop = stop_word(m, limit);
    r->stop_code = m->chip.core.exit_code;
    r->stop_pc = core_step_number(&m->chip.core, m->in);
    r->end = m->chip.now;
    r->cycles = machine_cycles(m);
    r->time_ns = (uint64_t)((unsigned __int128)m->chip.now * 1000000000u / TICKS_PER_SECOND);
    r->instructions = m->chip.core.instructions;
}

static bool stop_is_expected(const result_t *r)
{
    for (size_t i = 0; i < r->scenario->expects; i++) {
        const expect_t *e = &r->scenario->expect[i];
        if (e->kind != EXPECT_STOP) continue;
        return !strcmp(e->name, r->stop);
    }
    return !strcmp(r->stop, "end") || (!strcmp(r->stop, "exit") && !r->stop_code);
}

/* Without expectations the tier decides; with them, they do. */
static bool findings_fail(const result_t *r, const options_t *o)
{
    int limit = o->fail_on >= 0 ? o->fail_on : r->scenario->judged ? TIERS : r->scenario->fail_on;
    for (size_t i = 0; limit < TIERS && i < r->findings.count; i++)
        if (r->findings.item[i].tier <= limit && !r->expected[i]) return true;
    return false;
}

static void decide(result_t *r, const options_t *o)
{
    bool stopped_well = stop_is_expected(r), good = true;
    for (size_t i = 0; i < r->outcomes; i++) good &= r->outcome[i].passed;
    int code = EXIT_AS_EXPECTED;
    if (!stopped_well) {
        if (!strcmp(r->stop, "max_cycles") || !strcmp(r->stop, "stuck") || !strcmp(r->stop, "interrupted")) code = EXIT_LIMIT;
        else code = !strcmp(r->stop, "exit") || !strcmp(r->stop, "expectation") || !strcmp(r->stop, "end") ? EXIT_NOT_AS_EXPECTED : EXIT_FAULT;
    }
    if (!good || findings_fail(r, o) || (o->strict && r->gaps.count)) code = exit_worse(code, EXIT_NOT_AS_EXPECTED);
    r->exit_code = code;
    r->verdict = code ? VERDICT_FAIL : VERDICT_PASS;
}

static void by_time(findings_t *f)
{
    for (size_t i = 1; i < f->count; i++) {           /* few, and nearly sorted */
        finding_t x = f->item[i];
        size_t k = i;
        for (; k && f->item[k - 1].at > x.at; k--) f->item[k] = f->item[k - 1];
        f->item[k] = x;
    }
}

static void run_loaded(result_t *r, const options_t *o, machine_t *m)
{
    scenario_t *s = r->scenario;
    if (o->has_seed) s->in.seed = o->seed;
    coherence_t *judge = coherence_new(&h743_map, &s->names, &r->findings);
    lint_t *lint = lint_new(&h743_map, &s->names, &r->findings);
    hasher_t hash;
    tracer_t trace;
    tee_t tee;
    patience_t patience;
    tee_start(&tee);
    patience_start(&patience, m, s);
    debugport_start(&r->debug, s);
    hasher_start(&hash), counters_start(&r->counters, s->names.cpu), marks_start(&r->marks), gaps_start(&r->gaps);
    int line = s->output_line;
    printed_start(&r->printed, line < 0 ? -1 : line < SERIAL_LINES ? SLOT_USART1 + line : SLOT_SPI1 + line - SERIAL_LINES);
    sink_t *all[] = { coherence_sink(judge), lint_sink(lint), &hash.sink, &r->counters.sink, &r->marks.sink,
                      &r->debug.sink, &r->gaps.sink, &patience.sink, &r->printed.sink };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) tee_add(&tee, all[i]);
    if (o->trace) tracer_start(&trace, o->trace, &h743_map, &s->names), tee_add(&tee, &trace.sink);

    machine_boot(m, &h743_map, &s->in, &tee.sink);
    drive(m, r, o);
    coherence_finish(judge, r->end), lint_finish(lint, r->end);
    coherence_free(judge), lint_free(lint);
    by_time(&r->findings);
    r->hash = hash.hash, r->facts = hash.facts;
    r->expected = calloc(r->findings.count + 1, sizeof *r->expected);
    expect_all(r, m);
    decide(r, o);
}

void run_file(const char *file, const options_t *o, result_t *r)
{
    memset(r, 0, sizeof *r);
    r->file = file, r->verdict = VERDICT_ERROR, r->exit_code = EXIT_USAGE, r->stop = "end";
    r->scenario = scenario_load(file, &r->error);
    if (!r->scenario) return;
    machine_t *m = malloc(sizeof *m);
    if (!m) {
        fail(&r->error, "%s: not enough memory for a machine", file);
        r->exit_code = EXIT_INTERNAL;
        return;
    }
    run_loaded(r, o, m);
    free(m);
}

void run_free(result_t *r)
{
    findings_free(&r->findings);
    free(r->expected), free(r->outcome);
    printed_free(&r->printed);
    debugport_free(&r->debug);
    if (r->scenario) scenario_free(r->scenario);
}
