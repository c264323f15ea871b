/* report_text.c -- a result for people: what happened, why, and what to do about it. */
#include "run.h"
#include "findings.h"
#include <inttypes.h>
#include <string.h>

typedef struct { const char *red, *yellow, *blue, *green, *bold, *dim, *off; } ink_t;
static const ink_t coloured = { "\033[31m", "\033[33m", "\033[36m", "\033[32m", "\033[1m", "\033[2m", "\033[0m" };
static const ink_t plain = { "", "", "", "", "", "", "" };

/* Words wrapped at 100 columns behind an indent; the first line may stand behind a label. */
static void wrapped(FILE *out, const char *label, int indent, const char *text)
{
    int column = fprintf(out, "%s", label);
    for (; column < indent; column++) fputc(' ', out);
    while (*text) {
        size_t word = strcspn(text, " \n");
        if (column > 100) column = fprintf(out, "\n%*s", indent, "") - 1;
        fprintf(out, "%.*s", (int)word, text);
        column += (int)word, text += word;
        if (*text == '\n') column = fprintf(out, "\n%*s", indent, "") - 1, text++;
        else if (*text) {
            text++;
            if (column > indent && column + 1 + (int)strcspn(text, " \n") <= 100 && *text) fputc(' ', out), column++;
            else if (*text) column = 101;
        }
    }
    fputc('\n', out);
}

static const char *tier_ink(const ink_t *k, unsigned tier)
{
    return tier == TIER_ERROR ? k->red : tier == TIER_HAZARD ? k->yellow : k->blue;
}

static void show_code(FILE *out, const char *label, const char *code)
{
    while (*code) {
        size_t line = strcspn(code, "\n");
        if (line) fprintf(out, "    %-10s%.*s\n", label, (int)line, code);
        else fputc('\n', out);
        label = "";
        code += line + (code[line] == '\n');
    }
}

/* A step of the program, or an instruction of the firmware. */
static bool has_place(const result_t *r, uint32_t pc)
{
    return pc != NO_PC && (r->scenario->firmware || pc < r->scenario->names.steps);
}

static void show_finding(FILE *out, const result_t *r, size_t i, const ink_t *k)
{
    const finding_t *f = &r->findings.item[i];
    char c[1200], rust[1200];
    fprintf(out, "  %s%s: %s%s%s", tier_ink(k, f->tier), tier_name[f->tier], k->bold, rule_name[f->rule], k->off);
    if (f->effect != EFFECT_NONE && strcmp(effect_name[f->effect], rule_name[f->rule]))
        fprintf(out, " (%s)", effect_name[f->effect]);
    fprintf(out, " in %s%s%s, %" PRIu32 " byte%s from 0x%08" PRIX32 ", cycle %" PRIu64, k->bold, f->buffer, k->off,
            f->size, f->size == 1 ? "" : "s", f->addr, say_cycle(&r->scenario->names, f->at));
    if (f->count > 1) fprintf(out, ", %" PRIu32 " times", f->count);
    if (has_place(r, f->pc)) fprintf(out, ", at %s", say_step(&r->scenario->names, f->pc, &(words_t){ 0 }));
    if (r->expected[i]) fprintf(out, "  %s[expected]%s", k->dim, k->off);
    fputc('\n', out);
    wrapped(out, "    ", 4, f->message);
    for (unsigned n = 0; n < f->causes; n++) {
        char label[16];
        snprintf(label, sizeof label, "    %u.", n + 1);
        wrapped(out, label, 7, f->cause[n].text);
    }
    if (f->missing[0]) wrapped(out, "    missing:", 14, f->missing);
    explain_fix(f, c, sizeof c, rust, sizeof rust);
    show_code(out, "in C:", c);
    show_code(out, "in Rust:", rust);
    fprintf(out, "    %s`staleline explain %s` tells the whole story%s\n", k->dim, rule_name[f->rule], k->off);
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
    static const char *const main_ones[] = { "interrupts", "dma_items", "fills", "evictions", "bus_loads", "bus_errors",
                                             "bytes_received", "bytes_sent", "bytes_lost", "sleep_cycles" };
    const char *gap = "  ";
    for (size_t i = 0; i < sizeof main_ones / sizeof *main_ones; i++) {
        uint64_t v;
        if (!counters_get(&r->counters, main_ones[i], r->end, r->instructions, &v) || !v) continue;
        fprintf(out, "%s%s %" PRIu64, gap, main_ones[i], v);
        gap = ", ";
    }
    if (gap[0] == ',') fputc('\n', out);
    uint64_t asleep = 0;
    counters_get(&r->counters, "sleep_cycles", r->end, r->instructions, &asleep);
    if (asleep) fprintf(out, "  the CPU slept %.2f %% of the time: free for other work\n", 100.0 * (double)asleep / (double)r->cycles);
}

static void show_gaps(FILE *out, const result_t *r, const ink_t *k)
{
    char text[400];
    for (unsigned i = 0; i < r->gaps.count; i++) {
        explain_fact(&r->gaps.fact[i], &h743_map, &r->scenario->names, text, sizeof text);
        const region_row_t *region = map_region(&h743_map, r->gaps.fact[i].addr);
        fprintf(out, "  %snote:%s %s", k->yellow, k->off, text);
        if (region && region->kind == REGION_UNMODELLED) fprintf(out, ", %s", region->name);
        fprintf(out, r->gaps.times[i] > 1 ? ", %" PRIu32 " times\n" : "\n", r->gaps.times[i]);
    }
    if (r->gaps.more) fprintf(out, "  %snote:%s %" PRIu64 " more accesses to what is not modelled\n", k->yellow, k->off, r->gaps.more);
}

void report_text(FILE *out, const result_t *r, bool quiet, bool colour)
{
    const ink_t *k = colour ? &coloured : &plain;
    show_head(out, r, k);
    quiet &= r->verdict == VERDICT_PASS;
    if (!quiet) {
        if (r->scenario->why && *r->scenario->why) wrapped(out, "  ", 2, r->scenario->why);
        fprintf(out, "  stopped by %s at cycle %" PRIu64 " (%.3f us), %" PRIu64 " %s", r->stop, r->cycles,
                (double)r->time_ns / 1e3, r->instructions, r->scenario->firmware ? "instructions" : "micro-operations");
        if (strcmp(r->stop, "end") && has_place(r, r->stop_pc))
            fprintf(out, ", in %s", say_step(&r->scenario->names, r->stop_pc, &(words_t){ 0 }));
        fputc('\n', out);
        show_counters(out, r);
        show_gaps(out, r, k);
        for (size_t i = 0; i < r->findings.count; i++) show_finding(out, r, i, k);
    }
    for (size_t i = 0; i < r->outcomes; i++) {
        const outcome_t *o = &r->outcome[i];
        if (quiet && o->passed) continue;
        fprintf(out, "  %s%s%s %s: %s\n", o->passed ? k->green : k->red, o->passed ? "ok  " : "FAIL", k->off, o->path, o->text);
    }
    if (r->verdict == VERDICT_FAIL && r->exit_code != EXIT_NOT_AS_EXPECTED)
        fprintf(out, "  %sunexpected stop: %s%s\n", k->red, r->stop, k->off);
    if (!quiet) fputc('\n', out);
}

void report_summary(FILE *out, const result_t *r, size_t count, bool colour)
{
    const ink_t *k = colour ? &coloured : &plain;
    size_t passed = 0, findings = 0;
    for (size_t i = 0; i < count; i++) passed += r[i].verdict == VERDICT_PASS, findings += r[i].findings.count;
    fprintf(out, "%s%zu passed, %zu failed%s; %zu finding%s\n", passed == count ? k->green : k->red, passed,
            count - passed, k->off, findings, findings == 1 ? "" : "s");
}
