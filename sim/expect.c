/* expect.c -- a scenario's expectations over a finished run: one outcome each, in the file's order. */
#include "run.h"
#include "h743.h"
#include "standing.h"
#include "findings.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void passed(marks_t *m, uint64_t n, tick_t at)
{
    if (n >= MARKS_MAX) return;
    if (!m->count[n]++) m->first[n] = at;
    m->last[n] = at;
}

static void marks_see(sink_t *s, const fact_t *f)
{
    marks_t *m = (marks_t *)s;
    if (f->kind == F_MARK) passed(m, f->data, f->at);
    for (size_t i = 0; f->kind == F_INSN && i < m->pcs; i++)
        if (m->pc[i] == f->pc) passed(m, i, f->at);
}

void marks_start(marks_t *m, const scenario_t *s)
{
    memset(m, 0, sizeof *m);
    m->pc = s->mark_pc, m->pcs = s->mark_pc ? s->marks : 0;
    m->sink = (sink_t){ .mask = 1ull << F_MARK | (m->pcs ? 1ull << F_INSN : 0), .see = marks_see };
}

static outcome_t *add(result_t *r, const char *path)
{
    outcome_t *o = &r->outcome[r->outcomes++];
    *o = (outcome_t){ .passed = true };
    snprintf(o->path, sizeof o->path, "%s", path);
    return o;
}

static void __attribute__((format(printf, 3, 4))) say(outcome_t *o, bool passed, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(o->text, sizeof o->text, format, args);
    va_end(args);
    o->passed = passed;
}

static void expect_bytes(const expect_t *e, const machine_t *m, outcome_t *o)
{
    static const char *const view[] = { "the CPU sees", "RAM holds" };
    for (uint32_t i = 0; i < e->size; i++) {
        uint8_t got = e->view ? machine_ram(m, e->addr + i) : machine_cpu(m, e->addr + i);
        if (got == e->bytes[i]) continue;
        say(o, false, "%s 0x%02X at %s+%u, wanted 0x%02X", view[e->view], got, e->name, i, e->bytes[i]);
        return;
    }
    say(o, true, "%s the %u byte%s wanted in %s", view[e->view], PLURAL(e->size), e->name);
}

bool mark_tick(const result_t *r, const char *name, bool last, tick_t *at)
{
    if (!strcmp(name, "begin")) return *at = 0, true;
    if (!strcmp(name, "end")) return *at = r->end, true;
    for (size_t i = 0; i < r->scenario->marks && i < MARKS_MAX; i++)
        if (!strcmp(r->scenario->mark[i], name) && r->marks.count[i])
            return *at = last ? r->marks.last[i] : r->marks.first[i], true;
    return false;
}

static void in_range(outcome_t *o, const expect_t *e, uint64_t got, const char *what)
{
    bool ok = got >= e->lo && got <= e->hi;
    if (e->lo == e->hi)
        say(o, ok, "%s: %" PRIu64 "%s%" PRIu64, what, got, ok ? ", as wanted: " : ", wanted ", e->lo);
    else if (e->hi == UINT64_MAX) say(o, ok, "%s: %" PRIu64 ", wanted at least %" PRIu64, what, got, e->lo);
    else say(o, ok, "%s: %" PRIu64 ", wanted %" PRIu64 " to %" PRIu64, what, got, e->lo, e->hi);
}

static void expect_cycles(const result_t *r, const expect_t *e, outcome_t *o)
{
    tick_t from, to;
    char what[160];
    if (!mark_tick(r, e->name, false, &from) || !mark_tick(r, e->to, true, &to)) {
        say(o, false, "the run never passed mark \"%s\"",
            mark_tick(r, e->name, false, &from) ? e->to : e->name);
        return;
    }
    snprintf(what, sizeof what, "cycles from %s to %s", e->name, e->to);
    uint64_t got = to < from ? 0 : say_cycle(&r->scenario->names, to) - say_cycle(&r->scenario->names, from);
    in_range(o, e, got, what);
}

static void expect_flag(const expect_t *e, const machine_t *m, outcome_t *o)
{
    uint32_t value = 0;
    if (!machine_reg(m, e->addr, &value)) {
        say(o, false, "%s is not a modelled register", e->name);
        return;
    }
    uint32_t got = value & e->mask;
    unsigned shift = e->mask ? (unsigned)__builtin_ctz(e->mask) : 0;
    bool ok = got == e->lo;
    say(o, ok, "%s is 0x%X%s0x%" PRIX64, e->name, got >> shift, ok ? ", as wanted: " : ", wanted ",
        e->lo >> shift);
}

/* In time; or in this step, or a step within it; or in this function of the firmware. */
static bool moment_fits(const names_t *names, const expect_t *e, const finding_t *f)
{
    size_t n = strlen(e->moment);
    site_t site;
    if (e->timed) return say_cycle(names, f->at) >= e->lo && say_cycle(names, f->at) <= e->hi;
    if (!n) return true;
    if (!strncmp(e->moment, "symbol:", 7))
        return names_site(names, f->pc, &site) && !strcmp(site.function, e->moment + 7);
    const char *step = f->pc < names->steps ? names->step[f->pc] : "";
    return !strncmp(step, e->moment, n) && (step[n] == '.' || step[n] == '[' || !step[n]);
}

/* The object itself, or a member of it, or what lies on this stack. */
static bool is_in(const names_t *names, const finding_t *f, const char *object)
{
    if (!strcmp(object, f->buffer)) return true;
    for (size_t i = 0; f->buffer_size && i < names->symbols; i++) {
        const symbol_t *s = &names->symbol[i];
        if (!strcmp(s->name, object) && f->buffer_addr - s->addr < s->size) return true;
    }
    return false;
}

static bool finding_fits(const names_t *names, const expect_t *e, const finding_t *f)
{
    return f->rule == e->rule && (e->tier < 0 || f->tier == e->tier)
           && (e->effect < 0 || f->effect == e->effect) && (!e->buffer[0] || is_in(names, f, e->buffer))
           && moment_fits(names, e, f);
}

static void expect_finding(result_t *r, const expect_t *e, outcome_t *o)
{
    unsigned count = 0;
    for (size_t i = 0; i < r->findings.count; i++)
        if (finding_fits(&r->scenario->names, e, &r->findings.item[i])) r->expected[i] = true, count++;
    say(o, count > 0, "finding %s%s%s%s%s%s%s: %s", rule_name[e->rule], e->tier < 0 ? "" : ", tier ",
        e->tier < 0 ? "" : tier_name[e->tier], e->buffer[0] ? ", in " : "", e->buffer,
        e->timed       ? ", in the cycles given"
        : e->moment[0] ? ", at "
                       : "",
        e->moment, count ? "found" : "not found");
}

static void expect_no_others(const result_t *r, outcome_t *o)
{
    for (size_t i = 0; i < r->findings.count; i++) {
        const finding_t *f = &r->findings.item[i];
        if (!finding_open(r, i)) continue;
        say(o, false, "unexpected finding: %s (%s) in %s at cycle %" PRIu64, rule_name[f->rule],
            tier_name[f->tier], f->buffer, say_cycle(&r->scenario->names, f->at));
        return;
    }
    say(o, true, "no finding but those expected");
}

static void expect_output(const result_t *r, const expect_t *e, outcome_t *o)
{
    bool ok = r->printed.length == e->size && (!e->size || !memcmp(r->printed.text, e->bytes, e->size));
    say(o, ok, "%zu bytes of output%s", r->printed.length, ok ? ", as wanted" : ", not those wanted");
}

static void expect_last_read(const expect_t *e, const machine_t *m, outcome_t *o)
{
    const uint8_t *kept = m->chip.master[e->addr].kept;
    for (uint32_t i = 0; i < e->size; i++) {
        if (kept[i] == e->bytes[i]) continue;
        say(o, false, "%s read 0x%02X as byte %u, wanted 0x%02X", e->name, kept[i], i, e->bytes[i]);
        return;
    }
    say(o, true, "%s read the %u byte%s wanted", e->name, PLURAL(e->size));
}

static void expect_debug(const result_t *r, const expect_t *e, outcome_t *o)
{
    if (!r->debug.known[e->addr]) {
        say(o, false, "the debug port did not read %s: refused, or the run was over", e->name);
        return;
    }
    uint64_t got = r->debug.value[e->addr];
    say(o, got == e->lo, "the debug port read 0x%" PRIX64 " at %s%s0x%" PRIX64, got, e->name,
        got == e->lo ? ", as wanted: " : ", wanted ", e->lo);
}

/* More than may: the first one says where to look. */
static void expect_checks(const result_t *r, const expect_t *e, outcome_t *o)
{
    char text[200];
    size_t n;
    in_range(o, e, r->counters.mismatches, "compared values that differed");
    if (o->passed || r->differed.kind != F_CHECK) return;
    explain_fact(&r->differed, &h743_map, &r->scenario->names, text, sizeof text);
    n = strlen(o->text);
    snprintf(o->text + n, sizeof o->text - n, "; the first at cycle %" PRIu64 ": %s",
             say_cycle(&r->scenario->names, r->differed.at), text);
}

static void expect_one(result_t *r, const expect_t *e, const machine_t *m)
{
    outcome_t *o = add(r, e->path);
    uint64_t got = 0;
    switch (e->kind) {
    case EXPECT_BYTES:     expect_bytes(e, m, o); break;
    case EXPECT_CYCLES:    expect_cycles(r, e, o); break;
    case EXPECT_COUNT:
        if (counters_get(&r->counters, e->name, r->end, r->instructions, &got)) in_range(o, e, got, e->name);
        else say(o, false, "no counter \"%s\"", e->name);
        break;
    case EXPECT_FLAG:      expect_flag(e, m, o); break;
    case EXPECT_FINDING:
        if (r->unjudged) say(o, true, "not looked at: nobody judged");
        else expect_finding(r, e, o);
        break;
    case EXPECT_NO_OTHERS:                               /* after all EXPECT_FINDING: see expect_all */
        if (r->unjudged) say(o, true, "not looked at: nobody judged");
        break;
    case EXPECT_STOP:
        if (!strcmp(r->stop, e->name) && !strcmp(r->stop, "exit")) {
            in_range(o, e, (uint64_t)r->stop_code, "exit code");
            break;
        }
        say(o, !strcmp(r->stop, e->name), "stopped by %s%s%s", r->stop,
            strcmp(r->stop, e->name) ? ", wanted " : "", strcmp(r->stop, e->name) ? e->name : "");
        break;
    case EXPECT_CHECKS:
        expect_checks(r, e, o);
        break;
    case EXPECT_OUTPUT:    expect_output(r, e, o); break;
    case EXPECT_LAST_READ: expect_last_read(e, m, o); break;
    case EXPECT_DEBUG:     expect_debug(r, e, o); break;
    default: break;
    }
}

void expect_all(result_t *r, const machine_t *m)
{
    const scenario_t *s = r->scenario;
    r->outcome = calloc(s->expects + 1, sizeof *r->outcome);
    if (!r->outcome) abort();
    for (size_t i = 0; i < s->expects; i++) expect_one(r, &s->expect[i], m);
    for (size_t i = 0; i < s->expects; i++)
        if (s->expect[i].kind == EXPECT_NO_OTHERS && !r->unjudged) expect_no_others(r, &r->outcome[i]);
}
