/* report.c -- results for machines: JSON (scenarios/schema/result.schema.json), JUnit, TAP. */
#include "run.h"
#include "findings.h"
#include <cJSON.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *const verdict_word[] = { "pass", "fail", "error" };

static void hex(cJSON *o, const char *key, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "0x%08" PRIX64, value);
    cJSON_AddStringToObject(o, key, text);
}

/* Where the program stood: a step in words; of a firmware the function, file and line people look for,
 * and every frame from the innermost inlined call outwards. */
static void place(cJSON *o, const names_t *names, uint32_t pc)
{
    site_t s;
    if (pc < names->steps) cJSON_AddStringToObject(o, "step", names->step[pc]);
    if (!names->site || pc == NO_PC) return;
    cJSON_AddStringToObject(o, "step", say_step(names, pc, &(words_t){ 0 }));
    hex(o, "pc", pc);
    if (!names_site(names, pc, &s)) return;
    cJSON_AddStringToObject(o, "function", s.function);
    if (*s.file) cJSON_AddStringToObject(o, "file", s.file), cJSON_AddNumberToObject(o, "line", s.line);
    cJSON *frames = cJSON_AddArrayToObject(o, "frames");
    for (unsigned n = 0; names->site(names->of, pc, n, &s); n++) {
        cJSON *frame = cJSON_CreateObject();
        cJSON_AddStringToObject(frame, "function", s.function);
        if (*s.file) cJSON_AddStringToObject(frame, "file", s.file), cJSON_AddNumberToObject(frame, "line", s.line);
        cJSON_AddItemToArray(frames, frame);
    }
}

static cJSON *finding_json(const result_t *r, size_t i)
{
    const finding_t *f = &r->findings.item[i];
    char c[1200], rust[1200];
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "rule", rule_name[f->rule]);
    if (f->effect != EFFECT_NONE) cJSON_AddStringToObject(o, "effect", effect_name[f->effect]);
    cJSON_AddStringToObject(o, "tier", tier_name[f->tier]);
    cJSON_AddNumberToObject(o, "cycle", (double)say_cycle(&r->scenario->names, f->at));
    cJSON_AddStringToObject(o, "master", f->master);
    hex(o, "address", f->addr);
    cJSON_AddStringToObject(o, "buffer", f->buffer);
    cJSON_AddNumberToObject(o, "size", f->size);
    hex(o, "had", f->had), hex(o, "wanted", f->wanted);
    cJSON_AddBoolToObject(o, "same_value", f->same_value);
    cJSON_AddNumberToObject(o, "count", f->count ? f->count : 1);
    cJSON_AddBoolToObject(o, "expected", r->expected[i]);
    place(o, &r->scenario->names, f->pc);
    cJSON_AddStringToObject(o, "message", f->message);
    cJSON_AddStringToObject(o, "missing", f->missing);
    explain_fix(f, c, sizeof c, rust, sizeof rust);
    cJSON *fix = cJSON_AddObjectToObject(o, "fix");
    cJSON_AddStringToObject(fix, "c", c), cJSON_AddStringToObject(fix, "rust", rust);
    cJSON *facts = cJSON_AddArrayToObject(o, "facts");
    for (unsigned n = 0; n < f->causes; n++) {
        cJSON *fact = cJSON_CreateObject();
        cJSON_AddNumberToObject(fact, "cycle", (double)say_cycle(&r->scenario->names, f->cause[n].fact.at));
        cJSON_AddStringToObject(fact, "text", f->cause[n].text);
        cJSON_AddItemToArray(facts, fact);
    }
    return o;
}

static cJSON *printed_json(const result_t *r)
{
    /* Output is bytes; JSON is text. Bytes outside ASCII are told as U+0080..U+00FF. */
    char *text = malloc(r->printed.length * 2 + 1), *p = text;
    if (!text) return cJSON_CreateString("");
    for (size_t i = 0; i < r->printed.length; i++) {
        unsigned char b = (unsigned char)r->printed.text[i];
        if (b >= 0x80) *p++ = (char)(0xC0 | b >> 6), b = 0x80 | (b & 0x3F);
        if (b) *p++ = (char)b;
    }
    *p = 0;
    cJSON *o = cJSON_CreateString(text);
    free(text);
    return o;
}

static cJSON *result_json(const result_t *r)
{
    cJSON *o = cJSON_CreateObject(), *a;
    cJSON_AddStringToObject(o, "file", r->file);
    cJSON_AddStringToObject(o, "title", r->scenario && r->scenario->title ? r->scenario->title : "");
    cJSON_AddStringToObject(o, "verdict", verdict_word[r->verdict]);
    if (!r->scenario) {
        cJSON_AddStringToObject(o, "error", r->error.text);
        return o;
    }
    cJSON *stop = cJSON_AddObjectToObject(o, "stop");
    cJSON_AddStringToObject(stop, "reason", r->stop);
    cJSON_AddNumberToObject(stop, "cycle", (double)r->cycles);
    cJSON_AddNumberToObject(stop, "code", r->stop_code);
    place(stop, &r->scenario->names, r->stop_pc);
    cJSON_AddNumberToObject(o, "cycles", (double)r->cycles);
    cJSON_AddNumberToObject(o, "time_ns", (double)r->time_ns);
    cJSON_AddNumberToObject(o, "instructions", (double)r->instructions);
    a = cJSON_AddArrayToObject(o, "findings");
    for (size_t i = 0; i < r->findings.count; i++) cJSON_AddItemToArray(a, finding_json(r, i));
    a = cJSON_AddArrayToObject(o, "expectations");
    for (size_t i = 0; i < r->outcomes; i++) {
        cJSON *e = cJSON_CreateObject();
        cJSON_AddStringToObject(e, "path", r->outcome[i].path);
        cJSON_AddBoolToObject(e, "passed", r->outcome[i].passed);
        cJSON_AddStringToObject(e, "text", r->outcome[i].text);
        cJSON_AddItemToArray(a, e);
    }
    a = cJSON_AddObjectToObject(o, "counters");
    for (size_t i = 0; counters_name(i); i++) {
        uint64_t v = 0;
        counters_get(&r->counters, counters_name(i), r->end, r->instructions, &v);
        cJSON_AddNumberToObject(a, counters_name(i), (double)v);
    }
    a = cJSON_AddArrayToObject(o, "notes");
    for (unsigned i = 0; i < r->gaps.count; i++) {
        char text[400], note[460];
        explain_fact(&r->gaps.fact[i], &h743_map, &r->scenario->names, text, sizeof text);
        snprintf(note, sizeof note, "not modelled, %" PRIu32 " times: %s", r->gaps.times[i], text);
        cJSON_AddItemToArray(a, cJSON_CreateString(note));
    }
    hex(o, "trace_hash", r->hash);
    cJSON_AddItemToObject(o, "output", printed_json(r));
    return o;
}

static void report_json(FILE *out, const result_t *r, size_t count)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddNumberToObject(o, "schema_version", 1);
    cJSON_AddStringToObject(o, "version", VERSION);
    cJSON *a = cJSON_AddArrayToObject(o, "results");
    for (size_t i = 0; i < count; i++) cJSON_AddItemToArray(a, result_json(&r[i]));
    char *text = cJSON_Print(o);
    if (text) fprintf(out, "%s\n", text);
    cJSON_free(text);
    cJSON_Delete(o);
}

/* ---- JUnit and TAP ------------------------------------------------------------------------------- */

static void xml(FILE *out, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '<') fputs("&lt;", out);
        else if (c == '>') fputs("&gt;", out);
        else if (c == '&') fputs("&amp;", out);
        else if (c == '"') fputs("&quot;", out);
        else if (c >= 0x20 || c == '\n' || c == '\t') fputc(c, out);
    }
}

/* Everything that speaks against a result, a line each. */
static void complaints(FILE *out, const result_t *r, const char *indent, void (*put)(FILE *, const char *))
{
    char line[700];
    if (!r->scenario) {
        snprintf(line, sizeof line, "%s%s\n", indent, r->error.text);
        put(out, line);
        return;
    }
    for (size_t i = 0; i < r->outcomes; i++) {
        if (r->outcome[i].passed) continue;
        snprintf(line, sizeof line, "%s%s: %s\n", indent, r->outcome[i].path, r->outcome[i].text);
        put(out, line);
    }
    for (size_t i = 0; i < r->findings.count; i++) {
        const finding_t *f = &r->findings.item[i];
        if (r->expected[i]) continue;
        snprintf(line, sizeof line, "%s%s (%s) in %s: %s\n", indent, rule_name[f->rule], tier_name[f->tier], f->buffer, f->message);
        put(out, line);
    }
    snprintf(line, sizeof line, "%sstopped by %s at cycle %" PRIu64 "\n", indent, r->stop, r->cycles);
    put(out, line);
}

static void plain(FILE *out, const char *text) { fputs(text, out); }

static void report_junit(FILE *out, const result_t *r, size_t count)
{
    size_t failures = 0, errors = 0;
    for (size_t i = 0; i < count; i++) failures += r[i].verdict == VERDICT_FAIL, errors += r[i].verdict == VERDICT_ERROR;
    fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
                 "  <testsuite name=\"staleline\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n", count, failures, errors);
    for (size_t i = 0; i < count; i++) {
        fputs("    <testcase classname=\"", out), xml(out, r[i].file);
        fputs("\" name=\"", out), xml(out, r[i].scenario && r[i].scenario->title ? r[i].scenario->title : r[i].file);
        fprintf(out, "\" time=\"%.9f\"", (double)r[i].time_ns / 1e9);
        if (r[i].verdict == VERDICT_PASS) {
            fputs("/>\n", out);
            continue;
        }
        const char *tag = r[i].verdict == VERDICT_FAIL ? "failure" : "error";
        fprintf(out, ">\n      <%s>", tag);
        complaints(out, &r[i], "", xml);
        fprintf(out, "</%s>\n    </testcase>\n", tag);
    }
    fputs("  </testsuite>\n</testsuites>\n", out);
}

static void report_tap(FILE *out, const result_t *r, size_t count)
{
    fprintf(out, "TAP version 13\n1..%zu\n", count);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s %zu - %s\n", r[i].verdict == VERDICT_PASS ? "ok" : "not ok", i + 1, r[i].file);
        if (r[i].verdict != VERDICT_PASS) complaints(out, &r[i], "# ", plain);
    }
}

void report(FILE *out, format_t format, const result_t *r, size_t count, bool quiet, bool colour)
{
    switch (format) {
    case FORMAT_JSON:  report_json(out, r, count); break;
    case FORMAT_JUNIT: report_junit(out, r, count); break;
    case FORMAT_TAP:   report_tap(out, r, count); break;
    default:
        for (size_t i = 0; i < count; i++)
            if (r[i].scenario) report_text(out, &r[i], quiet, colour);
        report_summary(out, r, count, colour);
    }
}
