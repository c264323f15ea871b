/* test_twins.c -- a script and the firmware it stands for give the same facts on the data side: kind, who,
 * what, address, size, data, in the same order. Left out: times, program counters, transaction numbers;
 * fetching, the instruction cache, and how each front end tells its own steps. Both wait after each access
 * (scenarios/60-twin-*.json), so that the order does not hang on a cycle here or there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "firmware_file.h"
#include "machine.h"
#include "scenario.h"
#include "suite.h"                        /* last: its macro `fail` would hide scenario.h's function */

enum { MOST = 4096 };

typedef struct {
    sink_t   sink;
    bool     on;
    uint32_t from, to;                    /* firmware: pc where the work begins and where it is done */
    unsigned count;
    fact_t   fact[MOST];
} record_t;

/* What is compared of a fact; false: it is not of the data side. */
static bool essence(const fact_t *f, fact_t *e)
{
    *e = (fact_t){ .kind = f->kind, .who = f->who, .what = f->what, .size = f->size,
                   .addr = f->addr, .data = f->data };
    switch (f->kind) {
    case F_LOAD: case F_STORE: case F_DRAIN: case F_MAINT:
    case F_DMA_ON: case F_DMA_ITEM: case F_DMA_FLAG: case F_DMA_OFF: case F_REG_READ: case F_REG_WRITE:
    case F_ERROR: case F_IGNORED: case F_UNMODELLED:
        return true;
    case F_BARRIER: e->data = 0; return true;                          /* data: when it began */
    case F_FILL_START: case F_FILL_BEAT: case F_FILL_DONE: case F_FILL_DROP: case F_EVICT:
        e->note = f->note >> 24 & 1;                              /* dirty; set and way are not claimed */
        return !(f->note >> 31 & 1);                                   /* the instruction cache's */
    case F_BEAT:
        e->note = f->note & 0xFFFFFF;                             /* strobes, direction, number of the beat */
        return f->note >> 24 != TAG_FETCH;
    default: return false;
    }
}

static void see(sink_t *sink, const fact_t *f)
{
    record_t *r = (record_t *)sink;
    fact_t e;
    if (f->kind == F_MARK || (f->kind == F_INSN && f->pc == r->from)) r->on = true;
    if (f->kind == F_INSN && f->pc == r->to) r->on = false;
    if (r->on && essence(f, &e) && r->count < MOST) r->fact[r->count++] = e;
}

static scenario_t *load(const char *path)
{
    err_t err;
    scenario_t *s = scenario_load(path, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    return s;
}

static void run(const scenario_t *s, record_t *r)
{
    machine_t *m = malloc(sizeof *m);
    ck_assert_ptr_nonnull(m);
    r->sink = (sink_t){ .mask = ~0ull, .see = see };
    machine_boot(m, &h743_map, &s->in, &r->sink);
    machine_run(m, domain_edge(&m->chip.clock[CLK_CPU], s->max_cycles));
    ck_assert(machine_stopped(m) && (m->chip.core.stop == STOP_END || m->chip.core.stop == STOP_EXIT));
    free(m);
}

static uint32_t function(const scenario_t *s, const char *name)
{
    err_t err;
    const symbol_t *f = firmware_symbol(s->firmware, name, &err);
    ck_assert_msg(f != NULL, "%s", err.text);
    return f->addr;
}

static const char *words(const fact_t *f)
{
    static char text[2][120];
    static unsigned which;
    char *t = text[which ^= 1];
    snprintf(t, sizeof text[0], "kind %u who %u what %u size %u addr %08x data %llx note %llx",
             f->kind, f->who, f->what, f->size, (unsigned)f->addr,
             (unsigned long long)f->data, (unsigned long long)f->note);
    return t;
}

static unsigned of_kind(const record_t *r, unsigned kind)
{
    unsigned n = 0;
    for (unsigned i = 0; i < r->count; i++) n += r->fact[i].kind == kind;
    return n;
}

static record_t script, firmware;

static void run_both(void)
{
    scenario_t *s = load("scenarios/60-twin-script.json"), *f = load("scenarios/60-twin-firmware.json");
    script = firmware = (record_t){ .from = NO_PC, .to = NO_PC };
    firmware.from = function(f, "twin"), firmware.to = function(f, "twin_done");
    run(s, &script), run(f, &firmware);
    scenario_free(s), scenario_free(f);
}

START_TEST(the_same_facts_in_the_same_order)
{
    run_both();
    unsigned least = script.count < firmware.count ? script.count : firmware.count;
    for (unsigned i = 0; i < least; i++)
        ck_assert_msg(!memcmp(&script.fact[i], &firmware.fact[i], sizeof(fact_t)),
                      "fact %u: the script has %s, the firmware %s", i,
                      words(&script.fact[i]), words(&firmware.fact[i]));
    ck_assert_uint_eq(script.count, firmware.count);
}
END_TEST

/* Counted by hand in the script. */
START_TEST(and_there_is_what_the_script_says)
{
    run_both();
    ck_assert_uint_lt(script.count, MOST);
    ck_assert_uint_eq(of_kind(&script, F_LOAD), 6 + 2);        /* memory; LISR, S0NDTR */
    ck_assert_uint_eq(of_kind(&script, F_STORE), 5 + 7 + 3);   /* memory; DMA2; clean, invalidate, both */
    ck_assert_uint_eq(of_kind(&script, F_BARRIER), 3 * 3 + 3); /* DSB, DSB, ISB each; DSB, DMB, ISB alone */
    ck_assert_uint_eq(of_kind(&script, F_MAINT), 3);
    ck_assert_uint_eq(of_kind(&script, F_DMA_ITEM), 16);       /* 8 words, both sides */
    ck_assert_uint_eq(of_kind(&script, F_FILL_START), 3);      /* source; target, twice */
    ck_assert_uint_eq(of_kind(&script, F_DMA_ON), 1);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("twins");
    tcase_add_test(t, the_same_facts_in_the_same_order);
    tcase_add_test(t, and_there_is_what_the_script_says);
    return case_run("twins", t);
}
