/* test_session_line.c -- steps by source line.
 *
 * The oracle is a machine of its own that runs straight through and tells its instructions; lines
 * are those of names_site, compared as text. Where a step over or out of a function must come is
 * known from the registers: r13 of the caller, r14 at the first instruction of the function called. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "findings.h"
#include "session.h"
#include "suite.h"                        /* last: its macro `fail` would hide scenario.h's function */

static const char *const image[] = { "scenarios/firmware/images/hello.elf",
                                     "scenarios/firmware/images/uart-stale.elf",
                                     "scenarios/firmware/images/embassy-uart_cached.elf" };
enum { IMAGES = sizeof image / sizeof *image, CYCLES = 30000, STEPS = 300 };

typedef struct { tick_t at; uint32_t pc; char line[240]; } told_t;
typedef struct {
    sink_t sink;
    told_t *item; size_t count, room;
    const names_t *names;
    uint32_t pc; tick_t at, retired;          /* of the instruction told last */
} recorder_t;

static const char *line_at(const names_t *names, uint32_t pc, char text[240])
{
    site_t s;
    bool known = names_site(names, pc, &s) && *s.file && s.line;
    snprintf(text, 240, known ? "%s:%u" : "", s.file, s.line);
    return text;
}

static void record(sink_t *sink, const fact_t *f)
{
    recorder_t *r = (recorder_t *)sink;
    if (f->kind != F_INSN) {
        if (f->pc == r->pc) r->retired = f->at;
        return;
    }
    bool together = r->count && (r->at == f->at || r->retired == f->at);       /* with the one before it */
    r->pc = f->pc, r->at = f->at;
    if (together) return;
    if (r->count == r->room) r->room = r->room ? 2 * r->room : 4096, r->item = realloc(r->item,
        r->room * sizeof *r->item);
    r->item[r->count] = (told_t){ .at = f->at, .pc = f->pc };
    line_at(r->names, f->pc, r->item[r->count++].line);
}

static session_t *opened(const char *file)
{
    err_t err = { "" };
    session_t *s = session_open(file, &(session_options_t){ .max_cycles = CYCLES, .spacing_cycles = 997 },
                                &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    while (session_work(s, -1)) { }
    return s;
}

static recorder_t straight(session_t *s)
{
    const view_t *v = session_view(s);
    machine_t *m = malloc(sizeof *m);
    ck_assert_ptr_nonnull(m);
    const uint64_t mask = 1ull << F_INSN | 1ull << F_LOAD | 1ull << F_STORE | 1ull << F_BARRIER;
    recorder_t r = { .sink = { mask, record }, .names = v->names };
    machine_boot(m, &h743_map, &v->scenario->in, &r.sink);
    machine_run(m, v->end + 1);
    free(m);
    return r;
}

/* The instruction to stop before, from `until` on; r->count: none. */
static size_t next_line(const recorder_t *r, tick_t until)
{
    size_t i = 0;
    while (i < r->count && r->item[i].at < until) i++;
    for (size_t k = i; k < r->count; k++)
        if (r->item[k].at > until && *r->item[k].line && strcmp(r->item[k].line, r->item[i].line)) return k;
    return r->count;
}

/* The first instruction of the run of one line that ended last before `until`; code without lines
 * belongs to the line before it. */
static size_t line_before(const recorder_t *r, tick_t until)
{
    size_t i = r->count, first;
    const char *line = "";
    while (i && r->item[i - 1].at >= until) i--;
    for (first = i; i; i--) {
        const told_t *t = &r->item[i - 1];
        if (!*t->line && first < r->count && *line) continue;
        if (*line && strcmp(t->line, line)) break;
        line = t->line, first = i - 1;
    }
    return first;
}

START_TEST(into_and_back)
{
    session_t *s = opened(image[_i]);
    recorder_t r = straight(s);
    unsigned steps = 0;
    session_seek(s, 0);
    for (; steps < STEPS; steps++) {
        tick_t until = session_view(s)->now + 1;
        size_t want = next_line(&r, until);
        bool went = session_line(s, LINE_INTO, 1);
        if (want == r.count) break;
        ck_assert(went);
        ck_assert_uint_eq(session_view(s)->now, r.item[want].at - 1);
        ck_assert_uint_eq(core_pc(&session_view(s)->machine->chip.core), r.item[want].pc);
    }
    ck_assert_uint_gt(steps, 20);
    for (unsigned i = 0; i < steps; i++) {
        tick_t until = session_view(s)->now + 1;
        size_t want = line_before(&r, until);
        if (want == r.count || !r.item[want].at || r.item[want].at >= until) break;
        ck_assert(session_line(s, LINE_INTO, -1));
        ck_assert_uint_eq(session_view(s)->now, r.item[want].at - 1);
    }
    free(r.item);
    session_close(s);
}
END_TEST

static const told_t *first_in(const recorder_t *r, const char *function)
{
    for (size_t i = 0; i < r->count; i++) {
        const symbol_t *f = names_find(r->names, r->item[i].pc);
        if (f && !strcmp(f->name, function)) return &r->item[i];
    }
    ck_abort_msg("%s is never executed", function);
    return NULL;
}

START_TEST(over_stays_in_the_function)
{
    session_t *s = opened("scenarios/firmware/images/uart-stale.elf");
    recorder_t r = straight(s);
    char before[240], now[240];
    session_seek(s, first_in(&r, "main")->at - 1);
    ck_assert(session_line(s, LINE_OVER, 1));                  /* past the prologue: r13 stays from here on */
    uint32_t sp = session_view(s)->machine->chip.core.regs.r[13];
    for (unsigned i = 0; i < 8; i++) {
        const view_t *v = session_view(s);
        line_at(v->names, core_pc(&v->machine->chip.core), before);
        ck_assert(session_line(s, LINE_OVER, 1));
        v = session_view(s);
        ck_assert_str_eq(names_find(v->names, core_pc(&v->machine->chip.core))->name, "main");
        ck_assert_uint_eq(v->machine->chip.core.regs.r[13], sp);
        ck_assert_str_ne(line_at(v->names, core_pc(&v->machine->chip.core), now), before);
    }
    free(r.item);
    session_close(s);
}
END_TEST

START_TEST(out_comes_to_the_return_address)
{
    static const char *const function[] = { "SystemInit", "caches_on" };
    session_t *s = opened("scenarios/firmware/images/uart-stale.elf");
    recorder_t r = straight(s);
    for (unsigned i = 0; i < sizeof function / sizeof *function; i++) {
        session_seek(s, first_in(&r, function[i])->at - 1);
        uint32_t back = session_view(s)->machine->chip.core.regs.r[14] & ~1u;
        ck_assert(session_line(s, LINE_OUT, 1));
        ck_assert_uint_eq(core_pc(&session_view(s)->machine->chip.core), back);
    }
    free(r.item);
    session_close(s);
}
END_TEST

/* Without lines a line is a step or an instruction. At the end there is nowhere to go. */
START_TEST(without_lines)
{
    session_t *s = opened("scenarios/04-stale-receive.json");
    session_seek(s, 0);
    ck_assert_int_eq(session_step(s, GRAIN_STEP, 3), 3);
    tick_t at = session_view(s)->now;
    session_seek(s, 0);
    ck_assert_int_eq(session_step(s, GRAIN_LINE, 3), 3);
    ck_assert_uint_eq(session_view(s)->now, at);
    ck_assert_int_eq(session_step(s, GRAIN_LINE, -2), -2);
    session_seek(s, session_view(s)->end);
    ck_assert_int_eq(session_step(s, GRAIN_LINE, 1), 0);
    session_close(s);
    s = opened("scenarios/firmware/images/hello.elf");
    session_seek(s, session_view(s)->end);
    ck_assert(!session_line(s, LINE_INTO, 1));
    ck_assert_int_eq(session_step(s, GRAIN_LINE, 1), 0);
    session_seek(s, 0);
    ck_assert(!session_line(s, LINE_INTO, -1));
    session_close(s);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("line");
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, into_and_back, 0, IMAGES);
    tcase_add_test(t, over_stays_in_the_function);
    tcase_add_test(t, out_comes_to_the_return_address);
    tcase_add_test(t, without_lines);
    return case_run("session_line", t);
}
