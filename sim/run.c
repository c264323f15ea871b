/* run.c -- see run.h. */
#include "run.h"
#include <errno.h>
#include "standing.h"
#include "coherence.h"
#include "output.h"
#include "schedule.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

volatile int run_interrupted;
static struct timespec interrupted;

/* One that comes much later than the first ends the program at once, wherever it is; `timeout` and shells
 * send one twice, to the program and to its group. */
static void on_interrupt(int signal_number)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (!run_interrupted) interrupted = now;
    else if (now.tv_sec - interrupted.tv_sec > 1) output_leave(signal_number);
    run_interrupted = 1;
}

void run_heed_interrupt(void)
{
    struct sigaction a = { .sa_handler = on_interrupt, .sa_flags = SA_RESTART };
    sigaction(SIGINT, &a, NULL), sigaction(SIGTERM, &a, NULL);
}

int run_left(const char *command, size_t done, size_t files, int code)
{
    if (done == files) return code;
    fprintf(stderr, "staleline %s: interrupted: %zu of %zu files are left\n", command, files - done, files);
    return exit_worse(code, EXIT_LIMIT);
}

int exit_worse(int a, int b)
{
    static const int rank[] = { [EXIT_AS_EXPECTED] = 0, [EXIT_NOT_AS_EXPECTED] = 1, [EXIT_LIMIT] = 2,
                                [EXIT_FAULT] = 3, [EXIT_USAGE] = 4, [EXIT_INTERNAL] = 5 };
    return rank[a] >= rank[b] ? a : b;
}

/* A run is done in slices, so that a limit, Ctrl-C and a progress line cost its loop nothing. */
enum { SLICE_CYCLES = 4000000 };
#define FOR_EVER (1ull << 48)

static void show_progress(const machine_t *m, uint64_t limit, time_t began)
{
    static const char wipe[] = "\r\033[K";
    if (time(NULL) - began < 1) return;
    fprintf(stderr, "%scycle %llu of at most %llu", wipe, (unsigned long long)machine_cycles(m),
            (unsigned long long)limit);
    if (machine_stopped(m) || run_interrupted) fputs(wipe, stderr);
    fflush(stderr);
}

static const char *stop_word(const run_t *run)
{
    static const char *const word[] = { [STOP_END] = "end", [STOP_EXIT] = "exit", [STOP_LOCKUP] = "lockup",
                                        [STOP_FAULT] = "fault", [STOP_UNSUPPORTED] = "unsupported" };
    const machine_t *m = run->m;
    if (run->patience.seen > run->patience.allowed) return "expectation";
    if (m->chip.wires.reset) return "reset";
    if (m->chip.core.stop != STOP_NONE) return word[m->chip.core.stop];
    if (faulted_first(&run->r->faulted)) return word[STOP_FAULT];
    if (run_interrupted || run->cancelled) return "interrupted";
    return m->chip.now >= run->limit ? "max_cycles" : "stuck";
}

/* An interrupt that is pending and not enabled in the NVIC; 0: none. Who sleeps for ever may wait for it. */
static unsigned barred(const scb_t *s)
{
    for (unsigned e = EXC_IRQ0; e < EXCEPTIONS; e++)
        if (scb_bit(s->pending, e) && !scb_bit(s->enabled, e)) return e;
    return 0;
}

/* The core may be lent time beyond this fact: nothing more is told, so that what was told does not
 * depend on where the run was cut into slices. */
static void patience_see(sink_t *s, const fact_t *f)
{
    patience_t *p = (patience_t *)s;
    if (f->data == f->note) return;
    if (!p->seen++) p->first = *f;
    if (p->seen <= p->allowed) return;
    p->last = *f;
    p->machine->halt = 1;
    p->machine->sink->mask = 0;
}

static void patience_start(patience_t *p, machine_t *m, const scenario_t *s)
{
    *p = (patience_t){ .sink = { .mask = 1ull << F_CHECK, .see = patience_see }, .machine = m,
                       .allowed = UINT64_MAX };
    for (size_t i = 0; i < s->expects; i++)
        if (s->expect[i].kind == EXPECT_CHECKS) p->allowed = s->expect[i].hi;
}

static bool over(const run_t *run)
{
    const machine_t *m = run->m;
    return machine_stopped(m) || m->halt || run_interrupted || run->cancelled || m->chip.now >= run->limit
        || machine_next(m) == NEVER;
}

bool run_slice(run_t *run, tick_t until)
{
    if (until > run->limit) until = run->limit;
    while (!over(run) && run->m->chip.now < until) {
        machine_run(run->m, debugport_until(&run->r->debug, until));
        if (run->patience.seen <= run->patience.allowed) run->m->halt = 0;     /* it was the clock */
        if (until > run->limit) until = run->limit;
        debugport_look(&run->r->debug, run->m);
    }
    return !over(run);
}

tick_t run_end(const run_t *run)
{
    const machine_t *m = run->m;
    if (m->halt) return run->patience.last.at + 1;
    return machine_stopped(m) || machine_next(m) == NEVER ? m->chip.now + 1 : m->chip.now;
}

/* Is it stuck only until somebody types? */
static bool goes_on(run_t *run)
{
    live_poll(run->live, run->m);
    if (!over(run)) return true;
    bool stuck = !machine_stopped(run->m) && !run->m->halt && machine_next(run->m) == NEVER;
    return stuck && run->m->chip.now < run->limit && live_wait(run->live, run->m);
}

static void drive(run_t *run)
{
    const domain_t *cpu = &run->m->chip.clock[CLK_CPU];
    bool more;
    do {
        more = run_slice(run, domain_after(cpu, run->m->chip.now, run->live ? LIVE_SLICE : SLICE_CYCLES));
        if (run->live) more = goes_on(run);
        if (run->o->progress) show_progress(run->m, domain_count(cpu, run->limit), run->began);
    } while (more);
}

bool run_stop_expected(const result_t *r)
{
    for (size_t i = 0; i < r->scenario->expects; i++) {
        const expect_t *e = &r->scenario->expect[i];
        if (e->kind != EXPECT_STOP) continue;
        return !strcmp(e->name, r->stop);
    }
    return !strcmp(r->stop, "end") || (!strcmp(r->stop, "exit") && !r->stop_code);
}

/* Without expectations the tier decides; with them, they do. With a baseline nothing new may come. */
static bool findings_fail(const result_t *r, const options_t *o)
{
    int limit = o->fail_on >= 0 ? o->fail_on : o->baseline ? TIER_LINT
              : r->scenario->judged ? TIERS : r->scenario->fail_on;
    for (size_t i = 0; limit < TIERS && i < r->findings.count; i++)
        if (r->findings.item[i].tier <= limit && finding_open(r, i)) return true;
    return false;
}

static void decide(result_t *r, const options_t *o)
{
    bool stopped_well = run_stop_expected(r), good = true;
    for (size_t i = 0; i < r->outcomes; i++) good &= r->outcome[i].passed;
    int code = EXIT_AS_EXPECTED;
    if (!stopped_well) {
        if (!strcmp(r->stop, "max_cycles") || !strcmp(r->stop, "stuck") || !strcmp(r->stop, "interrupted"))
            code = EXIT_LIMIT;
        else code = !strcmp(r->stop, "exit") || !strcmp(r->stop, "expectation")
            || !strcmp(r->stop, "end") ? EXIT_NOT_AS_EXPECTED : EXIT_FAULT;
    }
    if (!good || findings_fail(r, o) || (o->strict && r->gaps.count))
        code = exit_worse(code, EXIT_NOT_AS_EXPECTED);
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

/* Who sits at a terminal decides when it is over, unless the limit is given. */
static uint64_t most_cycles(const run_t *run)
{
    if (!run->o->max_cycles && run->r->scenario->firmware && live_asks(&run->o->live)) return FOR_EVER;
    return run->o->max_cycles ? run->o->max_cycles : run->r->scenario->max_cycles;
}

/* The limit is in cycles, so its tick moves with the clock. */
static void clock_see(sink_t *s, const fact_t *f)
{
    run_t *run = ((clock_watch_t *)s)->run;
    names_t *names = &run->r->scenario->names;
    names_clock_see(names, f);
    run->limit = domain_edge(&names->cpu, most_cycles(run));
    run->m->halt = 1;                                  /* the slice may be longer than what is left now */
}

static void judges_start(run_t *run, const names_t *names)
{
    findings_t *to = &run->r->findings;
    run->judge = coherence_new(&h743_map, names, to);
    coherence_heard_by(run->judge, &run->tee);
    run->lint = lint_new(&h743_map, names, to);
    lint_heard_by(run->lint, &run->tee);
    run->stale_code = stale_code_new(&h743_map, names, to, coherence_shadow(run->judge), &run->tee);
}

static void boot(machine_t *m, const options_t *o, const input_t *in, sink_t *sink)
{
    if (o->rows) machine_boot_with(m, o->rows->slot, o->rows->map, in, sink);
    else machine_boot(m, &h743_map, in, sink);
}

/* Hearing every fact costs (trace.h): only some are counted if nobody asks for another number. */
static bool all_counted(const scenario_t *s, const options_t *o)
{
    bool all = !o->unhashed;
    for (size_t i = 0; i < s->expects; i++) all |= s->expect[i].kind == EXPECT_COUNT;
    for (size_t i = 0; i < s->questions; i++) all |= !strcmp(s->question[i].kind, "counter");
    return all;
}

void run_start(run_t *run, result_t *r, const options_t *o, machine_t *m, sink_t *more)
{
    scenario_t *s = r->scenario;
    if (o->has_seed) s->in.seed = o->seed;
    *run = (run_t){ .r = r, .o = o, .m = m, .began = time(NULL) };
    tee_start(&run->tee);
    r->unjudged = o->unjudged;
    if (!o->unjudged) judges_start(run, &s->names);
    patience_start(&run->patience, m, s);
    run->clock = (clock_watch_t){ .sink = { .mask = 1ull << F_CLOCK, .see = clock_see }, .run = run };
    debugport_start(&r->debug, s);
    hasher_start(&run->hash), counters_start(&r->counters, s->names.cpu);
    marks_start(&r->marks, s), gaps_start(&r->gaps), faulted_start(&r->faulted, m);
    /* Who hears F_INSN puts the core on its slow road (fast.h); what instructions do is told by other
     * facts. */
    run->hash.sink.mask &= ~(1ull << F_INSN), r->counters.sink.mask &= ~(1ull << F_INSN);
    if (!all_counted(s, o)) counters_main(&r->counters);
    run->nobody.all = 1;
    if (o->unjudged && r->counters.sink.deaf) r->counters.sink.ledger = &run->nobody;
    int line = s->output_line;
    printed_start(&r->printed, line < 0 || line == OUTPUT_CONSOLE ? -1
                             : line < SERIAL_LINES ? SLOT_USART1 + line : SLOT_SPI1 + line - SERIAL_LINES);
    stack_names_start(&run->stack, s->firmware, &s->names, m);   /* before the judges: they use the names */
    sink_t *all[] = { &run->clock.sink, &run->stack.sink, run->judge ? coherence_sink(run->judge) : NULL,
                      run->stale_code ? stale_code_sink(run->stale_code) : NULL,
                      run->lint ? lint_sink(run->lint) : NULL, o->unhashed ? NULL : &run->hash.sink,
                      &r->counters.sink, &r->marks.sink, s->firmware ? &r->faulted.sink : NULL,
                      &r->debug.sink, &r->gaps.sink, &run->patience.sink, &r->printed.sink, more };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i]) tee_add(&run->tee, all[i]);
    if (o->console) console_start(&run->console, o->console), tee_add(&run->tee, &run->console.sink);
    if (o->trace) tracer_start(&run->trace, o->trace, &h743_map, &s->names),
        tee_add(&run->tee, &run->trace.sink);
    boot(m, o, &s->in, &run->tee.sink);
    names_clock_start(&s->names, m->chip.clock[CLK_CPU]);
    run->limit = domain_edge(&m->chip.clock[CLK_CPU], most_cycles(run));
}

void run_judge(run_t *run)
{
    result_t *r = run->r;
    r->end = run->m->halt ? run_end(run) : run->m->chip.now;
    if (run->judge) coherence_finish(run->judge, r->end), lint_finish(run->lint, r->end),
        stale_code_finish(run->stale_code, r->end);
    by_time(&r->findings);
}

void run_finish(run_t *run)
{
    result_t *r = run->r;
    const machine_t *m = run->m;
    if (run->o->console) console_end(&run->console);
    r->stop = stop_word(run), r->heap_left_out = run->stack.heap.left_out;
    r->stop_code = m->chip.core.exit_code, r->barred = barred(&m->chip.core.scb);
    r->stop_pc = m->in->firmware ? core_pc(&m->chip.core) : core_step_number(&m->chip.core, m->in);
    if (run->patience.last.kind == F_CHECK) r->stop_pc = run->patience.last.pc;
    r->differed = run->patience.first;
    r->cycles = machine_cycle_at(m, r->end);
    r->time_ns = (uint64_t)((unsigned __int128)r->end * 1000000000u / TICKS_PER_SECOND);
    r->instructions = m->chip.core.instructions;
    r->hash = run->hash.hash, r->facts = run->hash.facts;
    r->expected = calloc(r->findings.count + 1, sizeof *r->expected);
    if (!r->expected) abort();
    standing_all(r, run->o);
    expect_all(r, m);
    decide(r, run->o);
}

void run_close(run_t *run)
{
    coherence_free(run->judge), lint_free(run->lint), stale_code_free(run->stale_code);
    stack_names_end(&run->stack);
    run->judge = NULL, run->lint = NULL, run->stale_code = NULL;
}

static trace_writer_t *save_open(const options_t *o, output_t *to, result_t *r)
{
    bool open = o->save_trace && output_begin(to, o->save_trace, &r->error);
    trace_writer_t *w = open ? malloc(sizeof *w) : NULL;
    if (o->save_trace && !w) fail(&r->error, "%s: out of memory", o->save_trace), output_drop(to);
    if (w) trace_write_start(w, to->f, r->file, o->save_hits);
    return w;
}

static bool save_close(trace_writer_t *w, output_t *to, err_t *err)
{
    if (!w) return true;
    trace_write_end(w);                      /* what could not be written, the stream still knows */
    free(w);
    return output_end(to, err);
}

static bool give_schedule(result_t *r, const options_t *o)
{
    schedule_t s;
    err_t why = { "" };
    if (!o->schedule) return true;
    if (schedule_parse(o->schedule, &h743_map, &s, &why)) return schedule_give(r->scenario, &s), true;
    scenario_free(r->scenario), r->scenario = NULL;
    return fail(&r->error, "--schedule: %s", why.text);
}

void run_file(const char *file, const options_t *o, result_t *r)
{
    memset(r, 0, sizeof *r);
    r->file = file, r->verdict = VERDICT_ERROR, r->exit_code = EXIT_USAGE, r->stop = "end";
    r->findings.all = o->all;
    r->scenario = scenario_of(file, &o->firmware, &r->error);
    if (!r->scenario || !give_schedule(r, o)) return;
    machine_t *m = malloc(sizeof *m);
    if (!m) {
        fail(&r->error, "%s: not enough memory for a machine", file);
        r->exit_code = EXIT_INTERNAL;
        return;
    }
    run_t run;
    output_t to = { .f = NULL };
    trace_writer_t *saved = save_open(o, &to, r);
    live_t *live = *r->error.text ? NULL : live_open(&o->live, r->scenario, &r->error);
    if (*r->error.text) {
        if (run_interrupted) r->exit_code = EXIT_LIMIT;      /* while it waited for a reader */
        free(saved), output_drop(&to);
        scenario_free(r->scenario), r->scenario = NULL;
        free(m);
        return;
    }
    tee_t more;
    tee_start(&more);
    if (live) tee_add(&more, live_sink(live));
    if (saved) tee_add(&more, &saved->sink);
    run_start(&run, r, o, m, more.count ? &more.sink : NULL);
    if (saved) trace_write_clock(saved, m->chip.clock[CLK_CPU]);
    run.live = live;
    drive(&run);
    run_judge(&run);
    if (m->halt) boot(m, o, &r->scenario->in, NULL), machine_run(m, r->end);
    run_finish(&run);
    run_close(&run);
    bool kept = save_close(saved, &to, &r->error);
    if ((live && !live_close(live, m, &r->error)) || !kept) {
        fprintf(stderr, "%s\n", r->error.text);
        r->exit_code = EXIT_INTERNAL, r->verdict = VERDICT_ERROR;
    }
    free(m);
}

void run_free(result_t *r)
{
    findings_free(&r->findings);
    free(r->expected), free(r->standing), free(r->outcome);
    printed_free(&r->printed);
    debugport_free(&r->debug);
    if (r->scenario) scenario_free(r->scenario);
}
