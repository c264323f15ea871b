/* worth.c -- see worth.h. Running and measuring, the break-even size, the tables. */
#include "worth.h"
#include "plot.h"
#include "table.h"
#include "observe.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *const worth_way_name[WORTH_WAYS] = { "blocking", "interrupt", "DMA" };

const worth_job_t *worth_find(const char *name)
{
    for (int i = 0; i < WORTH_JOBS; i++)
        if (!strcmp(worth_job[i].name, name)) return &worth_job[i];
    return NULL;
}

/* ---- from text to program -------------------------------------------------------------------- */

enum { PATCHES = 8, BODY_ROOM = 256 };

static scenario_t *parse(const worth_job_t *j, worth_way_t way, unsigned size, err_t *err)
{
    char *text = NULL;
    size_t length = 0;
    FILE *f = open_memstream(&text, &length);
    if (!f) return fail(err, "not enough memory for a scenario"), NULL;
    j->text(f, way, size);
    fclose(f);
    scenario_t *s = scenario_parse(j->name, text, err);
    free(text);
    return s;
}

/* The program with each U_SVC replaced by a branch to its body and back. The caller frees it;
 * NULL: no room. */
static uop_t *splice(const worth_job_t *j, worth_way_t way, unsigned size, scenario_t *from)
{
    uint32_t n = from->in.uops, room = n + PATCHES * BODY_ROOM;
    uop_t *program = malloc(room * sizeof *program);
    if (!program) return NULL;
    memcpy(program, from->in.program, n * sizeof *program);
    script_t s;
    script_begin(&s, program, room);
    s.used = n;
    for (uint32_t i = 0; i < n; i++) {
        if (program[i].op != U_SVC) continue;
        worth_body_t b = { &s, from, size, program[i].imm, way };
        program[i].op = U_B, program[i].imm = script_here(&s);
        s.step = program[i].step;
        j->body(&b);
        script_uop(&s, (uop_t){ .op = U_B, .imm = i + 1 });
    }
    if (script_finish(&s) != SCRIPT_FINE) return free(program), NULL;
    from->in.program = program, from->in.uops = script_here(&s);
    return program;
}

/* ---- measuring ------------------------------------------------------------------------------- */

typedef struct {
    sink_t   sink;
    const worth_job_t *job;
    unsigned size, first, last;          /* marks "start" and "done" */
    tick_t   begin, end, wire, slept, asleep;
    uint64_t interrupts, beats, items, wrong, mismatches;
} meter_t;

/* What a job sends is a ramp from 0 on. */
static bool sent_right(const meter_t *m, uint64_t data)
{
    uint64_t first = m->items * m->job->item & 0xFF;
    return data == (m->job->item == 1 ? first : first | ((first + 1) & 0xFF) << 8);
}

static void meter_see(sink_t *sink, const fact_t *f)
{
    meter_t *m = (meter_t *)sink;
    bool inside = m->begin != NEVER && m->end == NEVER, mine = f->who == m->job->slot;
    switch (f->kind) {
    case F_MARK:
        if (f->data == m->first) m->begin = f->at;
        if (f->data == m->last) m->end = f->at;
        break;
    case F_CHECK:     m->mismatches += f->data != f->note; break;
    case F_SLEEP:     m->asleep = f->at; break;
    case F_WAKE:      if (inside) m->slept += f->at - m->asleep; break;
    case F_IRQ_ENTER: m->interrupts += inside; break;
    case F_BEAT:      m->beats += inside; break;
    case F_TX:
        if (!mine || !m->job->sends) break;
        m->wrong += !sent_right(m, f->data);
        m->items++;
        break;
    case F_RX:
        if (mine && !m->job->sends && ++m->items == m->size) m->wire = f->at;
        break;
    case F_FLAG:
        if (mine && m->job->sends && f->note & m->job->over) m->wire = f->at;
        break;
    default: break;
    }
}

static void meter_start(meter_t *m, const worth_job_t *j, unsigned size, const scenario_t *s)
{
    *m = (meter_t){ .sink = { .see = meter_see }, .job = j, .size = size,
                    .begin = NEVER, .end = NEVER, .wire = NEVER };
    static const uint8_t kinds[] = { F_MARK, F_CHECK, F_SLEEP, F_WAKE, F_IRQ_ENTER, F_BEAT, F_TX,
        F_RX, F_FLAG };
    for (size_t i = 0; i < sizeof kinds; i++) m->sink.mask |= 1ull << kinds[i];
    for (size_t i = 0; i < s->marks; i++) {
        if (!strcmp(s->mark[i], "start")) m->first = (unsigned)i;
        if (!strcmp(s->mark[i], "done")) m->last = (unsigned)i;
    }
}

/* Everything there, in order, and nothing that a correct driver would not do. */
static bool plausible(const meter_t *m, const machine_t *machine, worth_cost_t *c)
{
    unsigned long long items = m->items, wanted = m->size / (m->job->sends ? m->job->item : 1),
        wrong = m->wrong + m->mismatches;
    if (m->begin == NEVER || m->end == NEVER || machine->chip.core.stop != STOP_END)
        snprintf(c->why, sizeof c->why, "the program did not come to its end");
    else if (m->job->sends ? items != wanted : items < wanted)
        snprintf(c->why, sizeof c->why, "%llu items on the wire instead of %llu", items, wanted);
    else if (wrong)
        snprintf(c->why, sizeof c->why, "%llu wrong values", wrong);
    else if (m->wire == NEVER || m->wire > m->end)
        snprintf(c->why, sizeof c->why, "the program went on before the last item was over");
    return !c->why[0];
}

static void evaluate(const meter_t *m, const machine_t *machine, worth_cost_t *c)
{
    c->measured = plausible(m, machine, c);
    if (!c->measured) return;
    const domain_t *cpu = &machine->chip.clock[CLK_CPU];
    tick_t span = m->end - m->begin;
    c->span = domain_count(cpu, cpu->base + span);
    c->busy = domain_count(cpu, cpu->base + span - m->slept);
    c->latency = domain_count(cpu, cpu->base + (m->end - m->wire));
    c->interrupts = m->interrupts, c->beats = m->beats;
    c->free_permille = span ? (unsigned)(m->slept * 1000 / span) : 0;
}

static unsigned errors_among(const findings_t *f)
{
    unsigned n = 0;
    for (size_t i = 0; i < f->count; i++) n += f->item[i].tier == TIER_ERROR;
    return n;
}

static void measure(scenario_t *s, meter_t *m, bool judged, worth_cost_t *c)
{
    machine_t *machine = malloc(sizeof *machine);
    if (!machine) {
        snprintf(c->why, sizeof c->why, "not enough memory for a machine");
        return;
    }
    findings_t findings = { 0 };
    coherence_t *coherence = NULL;
    lint_t *lint = NULL;
    tee_t tee;
    tee_start(&tee);
    tee_add(&tee, &m->sink);
    if (judged) {
        coherence = coherence_new(&h743_map, &s->names, &findings);
        coherence_heard_by(coherence, &tee);
        lint = lint_new(&h743_map, &s->names, &findings);
        lint_heard_by(lint, &tee);
        tee_add(&tee, coherence_sink(coherence)), tee_add(&tee, lint_sink(lint));
    }
    machine_boot(machine, &h743_map, &s->in, &tee.sink);
    tick_t end = machine_run(machine, domain_edge(&machine->chip.clock[CLK_CPU], s->max_cycles));
    evaluate(m, machine, c);
    if (judged) {
        coherence_finish(coherence, end), lint_finish(lint, end);
        coherence_free(coherence), lint_free(lint);
        c->findings = errors_among(&findings);
        findings_free(&findings);
    }
    free(machine);
}

void worth_measure(const worth_job_t *j, worth_way_t way, unsigned size, bool judged, worth_cost_t *c)
{
    err_t err = { "" };
    *c = (worth_cost_t){ 0 };
    scenario_t *s = parse(j, way, size, &err);
    if (!s) {
        snprintf(c->why, sizeof c->why, "%.280s", err.text);
        return;
    }
    uop_t *program = splice(j, way, size, s);
    meter_t m;
    if (program) meter_start(&m, j, size, s), measure(s, &m, judged, c);
    else snprintf(c->why, sizeof c->why, "not enough memory for a program");
    scenario_free(s);
    free(program);
}

/* ---- break-even ------------------------------------------------------------------------------ */

static bool dma_wins(const worth_job_t *j, worth_way_t against, unsigned size, bool *wins)
{
    worth_cost_t dma, other;
    worth_measure(j, WORTH_DMA, size, false, &dma);
    worth_measure(j, against, size, false, &other);
    *wins = dma.busy < other.busy;
    return dma.measured && other.measured;
}

bool worth_break_even(const worth_job_t *j, worth_way_t against, unsigned *size)
{
    bool wins;
    unsigned loses = j->least;
    *size = 0;
    if (!dma_wins(j, against, j->least, &wins)) return false;
    if (wins) return *size = j->least, true;
    /* Up by doubling first: small sizes run quickly. */
    while (!wins && loses < j->most) {
        unsigned at = loses * 2 < j->most ? loses * 2 : j->most;
        if (!dma_wins(j, against, at, &wins)) return false;
        if (wins) *size = at;
        else loses = at;
    }
    while (*size > loses + j->step) {
        unsigned at = loses + (*size - loses) / 2 / j->step * j->step;
        if (!dma_wins(j, against, at, &wins)) return false;
        if (wins) *size = at;
        else loses = at;
    }
    return true;
}

/* ---- tables ---------------------------------------------------------------------------------- */

static const char costs_note[] =
    "From the driver's first register access to the moment the program may use the data, or "
    "knows that the last bit has left. CPU cycles: those not asleep. Latency: from the last "
    "item on the wire to that moment. Bus beats: of all masters, register accesses among them. "
    "400 MHz CPU, D-cache on, buffer in AXI SRAM; one item an interrupt; what is set up once is "
    "not counted, nor is reading the data afterwards, which misses the cache after DMA and hits "
    "it otherwise. The drivers are lean: what a general-purpose one adds comes on top of each "
    "way, and moves the sizes below. CPU cycles rest on one micro-operation a cycle, which is "
    "an estimate; bus and interrupt times are those of the map (staleline map).";
static const char even_note[] =
    "The smallest size, found by bisection, from which on DMA takes fewer CPU cycles than the "
    "other way.";

static void cost_row(table_t *t, const worth_job_t *j, worth_way_t way, unsigned size, bool *good)
{
    worth_cost_t c;
    worth_measure(j, way, size, true, &c);
    table_cell(t, "%s", j->title), table_cell(t, "%u", size), table_cell(t, "%s", j->unit);
    table_cell(t, "%s", worth_way_name[way]);
    *good &= c.measured && !c.findings;
    if (!c.measured) {
        for (int i = 0; i < 6; i++) table_cell(t, "%s", "");
        table_cell(t, "not measured: %s", c.why);
        return;
    }
    table_cell(t, "%" PRIu64, c.busy), table_cell(t, "%" PRIu64, c.interrupts);
    table_cell(t, "%" PRIu64, c.latency);
    table_cell(t, "%" PRIu64, c.beats);
    table_cell(t, "%u", c.free_permille);
    table_cell(t, "%" PRIu64, c.span / 400);
    table_cell(t, "%s", c.findings ? "with findings of tier error" : "");
}

static void even_cell(table_t *t, const worth_job_t *j, worth_way_t against, bool *good)
{
    unsigned size;
    if (!worth_break_even(j, against, &size)) table_cell(t, "%s", "not measured"), *good = false;
    else if (!size) table_cell(t, "none up to %u", j->most);
    else if (size == j->least) table_cell(t, "%u, the smallest", size);
    else table_cell(t, "%u", size);
}

static void print(FILE *out, worth_format_t format, table_t *t)
{
    if (format == WORTH_JSON) table_json(out, t);
    else (format == WORTH_MARKDOWN ? table_markdown : table_text)(out, t);
    table_free(t);
}

bool worth_print(FILE *out, worth_format_t format, const worth_job_t *only, unsigned size)
{
    static const struct { const char *key, *head; cell_kind_t kind; } column[] = {
        { "job", "job", CELL_TEXT }, { "size", "size", CELL_NUMBER }, { "unit", "of", CELL_TEXT },
        { "way", "way", CELL_TEXT },
        { "cpu_cycles", "CPU cycles", CELL_NUMBER }, { "interrupts", "interrupts", CELL_NUMBER },
        { "latency_cycles", "latency", CELL_NUMBER }, { "bus_beats", "bus beats", CELL_NUMBER },
        { "free_permille", "CPU free, 1/1000", CELL_NUMBER }, 
        { "microseconds", "us in all", CELL_NUMBER }, { "note", "", CELL_TEXT },
    };
    table_t costs, even;
    bool good = true;
    table_start(&costs, "costs", "What one transfer costs", costs_note);
    for (size_t i = 0; i < sizeof column / sizeof *column; i++)
        table_column(&costs, column[i].key, column[i].head, column[i].kind);
    table_start(&even, "break_even", "From which size on DMA is worth it", even_note);
    table_column(&even, "job", "job", CELL_TEXT), table_column(&even, "unit", "in", CELL_TEXT);
    table_column(&even, "than_interrupt", "cheaper than interrupts from", CELL_TEXT);
    table_column(&even, "than_blocking", "cheaper than blocking from", CELL_TEXT);
    for (int i = 0; i < WORTH_JOBS; i++) {
        const worth_job_t *j = &worth_job[i];
        if (only && only != j) continue;
        for (int way = 0; way < WORTH_WAYS; way++)
            cost_row(&costs, j, (worth_way_t)way, size ? size : j->size, &good);
        table_cell(&even, "%s", j->title), table_cell(&even, "%s", j->unit);
        even_cell(&even, j, WORTH_INTERRUPT, &good), even_cell(&even, j, WORTH_BLOCKING, &good);
    }
    if (format == WORTH_MARKDOWN && !only)
        fputs("# Polling, interrupts and DMA for the same job\n\nPrinted by `staleline worth "
            "--md`, which runs every row; never edited. "
              "`-o worth.svg` draws\n[cost against size](worth.svg).\n\n", out);
    if (format == WORTH_JSON) fputs("{\n", out);
    print(out, format, &costs);
    if (format == WORTH_JSON) fputs(",\n", out);
    print(out, format, &even);
    if (format == WORTH_JSON) fputs("\n}\n", out);
    return good;
}

/* ---- the plot -------------------------------------------------------------------------------- */

static bool curve(const worth_job_t *j, worth_way_t way, plot_line_t *line, err_t *why)
{
    line->name = worth_way_name[way];
    for (unsigned n = j->least;; n = n * 2 < j->most ? n * 2 : j->most) {
        worth_cost_t c;
        worth_measure(j, way, n, false, &c);
        if (!c.measured)
            return fail(why, "%s, %s, %u %s: %.250s", j->name, worth_way_name[way], n, j->unit, c.why);
        line->point[line->points++] = (plot_point_t){ n, (double)c.busy };
        if (n >= j->most || line->points == PLOT_POINTS) return true;
    }
}

static bool panel(const worth_job_t *j, plot_panel_t *p, err_t *why)
{
    unsigned size;
    *p = (plot_panel_t){ .title = j->title, .x = j->unit, .y = "CPU cycles", .lines = WORTH_WAYS };
    for (int way = 0; way < WORTH_WAYS; way++)
        if (!curve(j, (worth_way_t)way, &p->line[way], why)) return false;
    if (!worth_break_even(j, WORTH_INTERRUPT, &size))
        return fail(why, "%s: no break-even size could be measured", j->name);
    p->mark = size;
    if (size) snprintf(p->mark_text, sizeof p->mark_text, "DMA beats interrupts from %u", size);
    return true;
}

bool worth_plot(const char *file, const worth_job_t *only, err_t *why)
{
    plot_panel_t *p = calloc(WORTH_JOBS, sizeof *p);
    unsigned panels = 0;
    bool good = plot_known(file) || fail(why, "%s: a plot is a .svg or a .png file", file);
    if (!p) return fail(why, "not enough memory for a plot");
    for (int i = 0; good && i < WORTH_JOBS; i++)
        if (!only || only == &worth_job[i]) good = panel(&worth_job[i], &p[panels++], why);
    good = good && plot_draw(file, "What one transfer costs the CPU", p, panels, why);
    free(p);
    return good;
}
