/* system_run.c -- see system.h. */
#include "system.h"
#include "firmware_file.h"
#include <stdlib.h>
#include <string.h>

enum { MOST_CYCLES = 50000000 };
static err_t err;

machine_t *system_firmware(const char *file, sink_t *sink, scenario_t **of)
{
    machine_t *m = malloc(sizeof *m);
    *of = firmware_scenario(file, NULL, &err);
    if (!m || !*of) {
        fprintf(stderr, "%s\n", err.text);
        free(m);
        return NULL;
    }
    machine_boot(m, &h743_map, &(*of)->in, sink);
    machine_run(m, domain_edge(&m->chip.clock[CLK_CPU], MOST_CYCLES));
    if (m->chip.core.stop == STOP_EXIT && !m->chip.core.exit_code) return m;
    fprintf(stderr, "%s: did not end well: stop %d, exit code %d\n", file, m->chip.core.stop,
            m->chip.core.exit_code);
    scenario_free(*of), free(m);
    return NULL;
}

uint32_t system_symbol(const char *file, const char *symbol)
{
    scenario_t *s = firmware_scenario(file, NULL, &err);
    const symbol_t *y = s ? firmware_symbol(s->firmware, symbol, &err) : NULL;
    uint32_t addr = y ? y->addr : NO_LINE;
    if (!y) fprintf(stderr, "%s: %s\n", file, err.text);
    if (s) scenario_free(s);
    return addr;
}

uint32_t system_word(const machine_t *m, uint32_t addr)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < 4; i++) v |= (uint32_t)machine_cpu(m, addr + i) << 8 * i;
    return v;
}

/* ---- scenarios ----------------------------------------------------------------------------------- */


static result_t *drive(scenario_t *s, sink_t *more, const char **why)
{
    static const options_t options = { .fail_on = TIERS };
    result_t *r = calloc(1, sizeof *r);
    machine_t *m = malloc(sizeof *m);
    run_t run;
    *why = err.text;
    if (!s || !r || !m) return free(r), free(m), NULL;
    r->scenario = s, r->file = s->file;
    run_start(&run, r, &options, m, more);
    while (run_slice(&run, run.limit)) { }
    run_judge(&run);
    if (m->halt) machine_boot(m, &h743_map, &s->in, NULL), machine_run(m, r->end);
    run_finish(&run);
    run_close(&run);
    free(m);
    if (r->verdict == VERDICT_PASS) return r;
    fail(&err, "%s: stopped by %s", s->file, r->stop);
    for (size_t i = 0; i < r->outcomes; i++)
        if (!r->outcome[i].passed) fail(&err, "%s: %.200s", r->outcome[i].path, r->outcome[i].text);
    system_done(r);
    return NULL;
}

result_t *system_scenario(const char *text, sink_t *more, const char **why)
{
    return drive(scenario_parse("scenarios/anchor.json", text, &err), more, why);
}

result_t *system_lesson(const char *file, const char **why)
{
    return drive(scenario_load(file, &err), NULL, why);
}

void system_done(result_t *r)
{
    run_free(r);
    free(r);
}

double system_cycles(const result_t *r, const char *from, const char *to)
{
    tick_t a, b;
    if (!mark_tick(r, from, false, &a) || !mark_tick(r, to, false, &b)) return NAN;
    return ((double)b - (double)a) * (double)r->scenario->in.cpu_hz / TICKS_PER_SECOND;
}

double system_counter(const result_t *r, const char *name)
{
    uint64_t v;
    return counters_get(&r->counters, name, r->end, r->instructions, &v) ? (double)v : NAN;
}
