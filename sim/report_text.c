/* report_text.c -- a result for people: what happened, why, and what to do about it. */
#include "report_own.h"
#include "baseline.h"
#include "findings.h"
#include <inttypes.h>
#include <string.h>

static const ink_t coloured = { "\033[31m", "\033[33m", "\033[36m", "\033[32m",
                                "\033[1m",  "\033[2m",  "\033[0m" };
static const ink_t plain = { "", "", "", "", "", "", "" };

const char *tier_ink(const ink_t *k, unsigned tier)
{
    return tier == TIER_ERROR ? k->red : tier == TIER_HAZARD ? k->yellow : k->blue;
}

/* A step of the program, or an instruction of the firmware. */
static bool has_place(const result_t *r, uint32_t pc)
{
    return pc != NO_PC && (r->scenario->firmware || pc < r->scenario->names.steps);
}

static void show_head(FILE *out, const result_t *r, const ink_t *k)
{
    const char *ink = r->verdict == VERDICT_PASS ? k->green : k->red;
    const char *word = r->verdict == VERDICT_PASS ? "pass" : "FAIL";
    fprintf(out, "%s%-5s%s %s  %s%s%s\n", ink, word, k->off, r->file, k->bold,
            r->scenario->title ? r->scenario->title : "", k->off);
}

static void show_counters(FILE *out, const result_t *r)
{
    static const char *const main_ones[] = { "interrupts", "dma_items",   "fills",          "evictions",
                                             "bus_loads",  "bus_errors",  "bytes_received", "bytes_sent",
                                             "bytes_lost", "sleep_cycles" };
    char text[600] = "";
    for (size_t i = 0; i < sizeof main_ones / sizeof *main_ones; i++) {
        uint64_t v;
        if (!counters_get(&r->counters, main_ones[i], r->end, r->instructions, &v) || !v) continue;
        add_text(text, sizeof text, "%s%s %" PRIu64, *text ? ", " : "", main_ones[i], v);
    }
    if (*text) wrapped(out, "  ", 2, text);
    uint64_t asleep = 0;
    counters_get(&r->counters, "sleep_cycles", r->end, r->instructions, &asleep);
    if (asleep)
        fprintf(out, "  the CPU slept %.2f %% of the time: free for other work\n",
                100.0 * (double)asleep / (double)r->cycles);
}

static void show_gaps(FILE *out, const result_t *r, const ink_t *k)
{
    char text[400];
    for (unsigned i = 0; i < r->gaps.count; i++) {
        explain_fact(&r->gaps.fact[i], &h743_map, &r->scenario->names, text, sizeof text);
        const region_row_t *region = map_region(&h743_map, r->gaps.fact[i].addr);
        fprintf(out, "  %snote:%s %s", k->yellow, k->off, text);
        if (region && (region->kind == REGION_UNMODELLED || region->slot == SLOT_STORED))
            fprintf(out, ", %s", region->name);
        fprintf(out, r->gaps.times[i] > 1 ? ", %" PRIu32 " times\n" : "\n", r->gaps.times[i]);
    }
    for (unsigned i = 0; firmware_note(r, i, text, sizeof text); i++)
        if (*text) fprintf(out, "  %snote:%s %s\n", k->yellow, k->off, text);
    if (r->gaps.more)
        fprintf(out, "  %snote:%s %" PRIu64 " more accesses to what is not modelled\n", k->yellow, k->off,
                r->gaps.more);
}

const char *report_stopped_by(const result_t *r, char *to, size_t room)
{
    if (strcmp(r->stop, "exit")) snprintf(to, room, "%s", r->stop);
    else snprintf(to, room, "exit with code %d", r->stop_code);
    return to;
}

/* What somebody knows of is counted, and shown to who asks for all. */
static void show_findings(FILE *out, const report_options_t *o, const result_t *r, const ink_t *k)
{
    size_t suppressed = findings_standing(r, STANDS_SUPPRESSED),
           known = findings_standing(r, STANDS_BASELINE);
    spotter_t s;
    spotter_start(&s, r, o->root);
    for (size_t i = 0; i < r->findings.count; i++)
        if (o->all || r->standing[i].is == STANDS_OPEN) report_finding(out, o, &s, i, k);
    spotter_end(&s);
    if (suppressed) fprintf(out, "  %zu finding%s suppressed", suppressed, suppressed == 1 ? "" : "s");
    if (known) fprintf(out, "%s%zu in the baseline", suppressed ? ", " : "  ", known);
    if (suppressed || known) fputs(o->all ? "\n" : " (--all shows them)\n", out);
}

void report_text(FILE *out, const report_options_t *options, const result_t *r)
{
    const ink_t *k = options->colour ? &coloured : &plain;
    bool quiet = options->quiet;
    char stop[40], text[300];
    report_stopped_by(r, stop, sizeof stop);
    show_head(out, r, k);
    quiet &= r->verdict == VERDICT_PASS;
    if (!quiet) {
        if (r->scenario->why && *r->scenario->why) wrapped(out, "  ", 2, r->scenario->why);
        put_text(text, sizeof text, "stopped by %s at cycle %" PRIu64 " (%.3f us), %" PRIu64 " %s", stop,
                 r->cycles, (double)r->time_ns / 1e3, r->instructions,
                 r->scenario->firmware ? "instructions" : "micro-operations");
        if (strcmp(r->stop, "end") && has_place(r, r->stop_pc))
            add_text(text, sizeof text, ", in %s", say_step(&r->scenario->names, r->stop_pc, &(words_t){ 0 }));
        wrapped(out, "  ", 2, text);
        show_counters(out, r);
        show_gaps(out, r, k);
        show_findings(out, options, r, k);
    }
    for (size_t i = 0; i < r->outcomes; i++) {
        const outcome_t *o = &r->outcome[i];
        if (quiet && o->passed) continue;
        fprintf(out, "  %s%s%s %s: %s\n", o->passed ? k->green : k->red, o->passed ? "ok  " : "FAIL",
                k->off, o->path, o->text);
    }
    char complaint[STOP_TEXT];
    if (stop_complaint(r, complaint, sizeof complaint)) {
        fputs(k->red, out);
        wrapped(out, "  ", 2, complaint);
        fputs(k->off, out);
    }
    if (!quiet) fputc('\n', out);
}

static void show_unused(FILE *out, const suppress_t *s, const ink_t *k)
{
    char where[300];
    for (size_t i = 0; s && i < s->count; i++) {
        if (s->item[i].used) continue;
        suppression_place(&s->item[i], where, sizeof where);
        fprintf(out, "%snote:%s %s: this suppression took nothing\n", k->yellow, k->off, where);
    }
}

static void show_fixed(FILE *out, const baseline_t *b, const result_t *r, size_t count, const ink_t *k)
{
    for (size_t i = 0; b && i < b->count; i++) {
        const known_t *x = &b->item[i];
        if (!baseline_fixed(x, r, count)) continue;
        fprintf(out, "%sfixed:%s %s in %s, %s%s%s is in %s and not found any more\n", k->green, k->off,
                x->rule, x->object, x->file, *x->function ? ", " : "", x->function, b->name);
    }
}

void report_summary(FILE *out, const report_options_t *o, const result_t *r, size_t count)
{
    const ink_t *k = o->colour ? &coloured : &plain;
    size_t passed = 0, findings = 0, suppressed = 0, known = 0;
    show_unused(out, o->suppress, k);
    for (size_t i = 0; i < count; i++)
        if (r[i].scenario) show_unused(out, r[i].scenario->suppress, k);
    show_fixed(out, o->baseline, r, count, k);
    if (count < 2) return;
    for (size_t i = 0; i < count; i++) {
        passed += r[i].verdict == VERDICT_PASS, findings += r[i].findings.count;
        suppressed += findings_standing(&r[i], STANDS_SUPPRESSED),
            known += findings_standing(&r[i], STANDS_BASELINE);
    }
    fprintf(out, "%s%zu passed, %zu failed%s; %zu finding%s", passed == count ? k->green : k->red, passed,
            count - passed, k->off, findings, findings == 1 ? "" : "s");
    if (suppressed) fprintf(out, ", %zu suppressed", suppressed);
    if (known) fprintf(out, ", %zu in the baseline", known);
    fputc('\n', out);
}
