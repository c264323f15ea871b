/* report.c -- results for machines: JSON (scenarios/schema/result.schema.json); and which format is whose. */
#include "report_own.h"
#include "baseline.h"
#include "findings.h"
#include <inttypes.h>
#include <stdlib.h>

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
    if (pc < names->steps) json_text(o, "step", names->step[pc]);
    if (!names->site || pc == NO_PC) return;
    json_text(o, "step", say_step(names, pc, &(words_t){ 0 }));
    hex(o, "pc", pc);
    if (!names_site(names, pc, &s)) return;
    json_text(o, "function", s.function);
    if (*s.file) json_text(o, "file", s.file), cJSON_AddNumberToObject(o, "line", s.line);
    cJSON *frames = cJSON_AddArrayToObject(o, "frames");
    for (unsigned n = 0; names->site(names->of, pc, n, &s); n++) {
        cJSON *frame = cJSON_CreateObject();
        json_text(frame, "function", s.function);
        if (*s.file) json_text(frame, "file", s.file), cJSON_AddNumberToObject(frame, "line", s.line);
        cJSON_AddItemToArray(frames, frame);
    }
}

/* A place in a file of source; the whole file if no line is known. */
static void spot_json(cJSON *o, const spot_t *spot)
{
    cJSON *l = cJSON_AddObjectToObject(o, "location");
    json_text(l, "file", spot->file);
    if (!spot->region.line) return;
    cJSON_AddNumberToObject(l, "line", spot->region.line);
    if (spot->region.column) cJSON_AddNumberToObject(l, "column", spot->region.column);
    if (!spot->region.end_line) return;
    cJSON_AddNumberToObject(l, "end_line", spot->region.end_line);
    cJSON_AddNumberToObject(l, "end_column", spot->region.end_column);
}

/* Facts that are about no address, or carry an offset into their part only. */
static const uint64_t nowhere = 1ull << F_DMA_FLAG | 1ull << F_DMA_OFF | 1ull << F_LOST | 1ull << F_TX
                                | 1ull << F_FLAG;

static cJSON *cause_json(spotter_t *s, const cause_t *c)
{
    cJSON *o = cJSON_CreateObject();
    const names_t *names = &s->r->scenario->names;
    cJSON_AddNumberToObject(o, "cycle", (double)say_cycle(names, c->fact.at));
    cJSON_AddStringToObject(o, "role", cause_name[c->role]);
    json_text(o, "who", cause_master(c, &(words_t){ 0 }));
    if (!(nowhere >> c->fact.kind & 1)) hex(o, "address", c->fact.addr);
    place(o, names, c->fact.pc);
    json_text(o, "text", c->text);
    return o;
}

/* With --all: every time it happened. */
static void occurrences_json(cJSON *o, const spotter_t *s, const finding_t *f)
{
    const findings_t *all = &s->r->findings;
    if (!all->all) return;
    cJSON *list = cJSON_AddArrayToObject(o, "occurrences");
    for (size_t i = 0; i < all->seens; i++) {
        const seen_t *x = &all->seen[i];
        if (x->id != f->id) continue;
        cJSON *one = cJSON_CreateObject();
        cJSON_AddNumberToObject(one, "cycle", (double)say_cycle(&s->r->scenario->names, x->at));
        hex(one, "address", x->addr);
        cJSON_AddNumberToObject(one, "size", x->size);
        place(one, &s->r->scenario->names, x->pc);
        cJSON_AddItemToArray(list, one);
    }
}

static void standing_json(cJSON *o, const report_options_t *options, const result_t *r, size_t i)
{
    const standing_t *s = &r->standing[i];
    char where[300];
    json_text(o, "fingerprint", s->fingerprint);
    if (s->is == STANDS_SUPPRESSED) {
        cJSON *by = cJSON_AddObjectToObject(o, "suppressed");
        suppression_place(s->by, where, sizeof where);
        json_text(by, "reason", s->by->reason), json_text(by, "where", where);
    } else if (options->baseline)
        cJSON_AddStringToObject(o, "baseline", s->fresh ? "new" : s->worse ? "worse" : "known");
}

static cJSON *finding_json(const report_options_t *options, spotter_t *s, size_t i)
{
    const result_t *r = s->r;
    spot_t spot;
    const finding_t *f = &r->findings.item[i];
    char c[1200], rust[1200];
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "rule", rule_name[f->rule]);
    if (f->effect != EFFECT_NONE) cJSON_AddStringToObject(o, "effect", effect_name[f->effect]);
    cJSON_AddStringToObject(o, "tier", tier_name[f->tier]);
    cJSON_AddNumberToObject(o, "cycle", (double)say_cycle(&r->scenario->names, f->at));
    json_text(o, "master", f->master);
    hex(o, "address", f->addr);
    json_text(o, "buffer", f->buffer);
    if (*f->declared) json_text(o, "declared", f->declared);
    cJSON_AddNumberToObject(o, "size", f->size);
    hex(o, "had", f->had), hex(o, "wanted", f->wanted);
    cJSON_AddBoolToObject(o, "same_value", f->same_value);
    cJSON_AddNumberToObject(o, "count", f->count ? f->count : 1);
    cJSON_AddBoolToObject(o, "expected", r->expected[i]);
    standing_json(o, options, r, i);
    place(o, &r->scenario->names, f->pc);
    spot_finding(s, f, &spot);
    spot_json(o, &spot);
    json_text(o, "title", explain_headline(f));
    json_text(o, "message", f->message);
    json_text(o, "missing", f->missing);
    explain_fix(f, c, sizeof c, rust, sizeof rust);
    cJSON *fix = cJSON_AddObjectToObject(o, "fix");
    json_text(fix, "c", c), json_text(fix, "rust", rust);
    if (f->gap) cJSON_AddNumberToObject(o, "gap", f->gap);
    cJSON *facts = cJSON_AddArrayToObject(o, "facts");
    for (unsigned n = 0; n < f->causes; n++) cJSON_AddItemToArray(facts, cause_json(s, &f->cause[n]));
    occurrences_json(o, s, f);
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

static void fault_json(cJSON *stop, const result_t *r)
{
    const fault_end_t *x = stop_fault(r);
    const names_t *names = &r->scenario->names;
    char text[STOP_TEXT];
    if (!x) return;
    cJSON *o = cJSON_AddObjectToObject(stop, "fault");
    cJSON_AddStringToObject(o, "exception", say_exception(x->exception, &(words_t){ 0 }));
    cJSON_AddNumberToObject(o, "cycle", (double)say_cycle(names, x->began));
    if (x->why.kind) cJSON_AddStringToObject(o, "kind", say_fault(x->why.what));
    if (x->why.kind) hex(o, "address", x->why.addr);
    hex(o, "cfsr", x->cfsr), hex(o, "hfsr", x->hfsr);
    if (x->cfsr & CFSR_MMARVALID) hex(o, "mmfar", x->mmfar);
    if (x->cfsr & CFSR_BFARVALID) hex(o, "bfar", x->bfar);
    faulted_bits(x, text, sizeof text);
    cJSON_AddStringToObject(o, "bits", text);
    place(o, names, faulted_pc(x));
    faulted_say(x, names, text, sizeof text);
    json_text(o, "text", text);
}

static cJSON *result_json(const report_options_t *options, const result_t *r)
{
    cJSON *o = cJSON_CreateObject(), *a;
    json_text(o, "file", r->file);
    cJSON_AddStringToObject(o, "title", r->scenario && r->scenario->title ? r->scenario->title : "");
    cJSON_AddStringToObject(o, "verdict", verdict_word[r->verdict]);
    if (!r->scenario) {
        json_text(o, "error", r->error.text);
        return o;
    }
    cJSON *stop = cJSON_AddObjectToObject(o, "stop");
    cJSON_AddStringToObject(stop, "reason", r->stop);
    cJSON_AddNumberToObject(stop, "cycle", (double)r->cycles);
    cJSON_AddNumberToObject(stop, "code", r->stop_code);
    place(stop, &r->scenario->names, r->stop_pc);
    fault_json(stop, r);
    cJSON_AddNumberToObject(o, "cycles", (double)r->cycles);
    cJSON_AddNumberToObject(o, "time_ns", (double)r->time_ns);
    cJSON_AddNumberToObject(o, "instructions", (double)r->instructions);
    a = cJSON_AddArrayToObject(o, "findings");
    spotter_t spotter;
    spotter_start(&spotter, r, options->root);
    for (size_t i = 0; i < r->findings.count; i++)
        cJSON_AddItemToArray(a, finding_json(options, &spotter, i));
    spotter_end(&spotter);
    a = cJSON_AddArrayToObject(o, "expectations");
    for (size_t i = 0; i < r->outcomes; i++) {
        cJSON *e = cJSON_CreateObject();
        json_text(e, "path", r->outcome[i].path);
        cJSON_AddBoolToObject(e, "passed", r->outcome[i].passed);
        json_text(e, "text", r->outcome[i].text);
        cJSON_AddItemToArray(a, e);
    }
    a = cJSON_AddObjectToObject(o, "counters");
    for (size_t i = 0; counters_name(i); i++) {
        uint64_t v = 0;
        counters_get(&r->counters, counters_name(i), r->end, r->instructions, &v);
        cJSON_AddNumberToObject(a, counters_name(i), (double)v);
    }
    a = cJSON_AddArrayToObject(o, "notes");
    char about[400];
    for (unsigned i = 0; firmware_note(r, i, about, sizeof about); i++)
        if (*about) cJSON_AddItemToArray(a, cJSON_CreateString(about));
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

/* What is to be said of all files: suppressions that took nothing, and what the baseline has and nobody
 * else. */
static void summary_json(cJSON *o, const report_options_t *options, const result_t *r, size_t count)
{
    const suppress_t *s = options->suppress;
    const baseline_t *b = options->baseline;
    char where[300];
    if (s) {
        cJSON *unused = cJSON_AddArrayToObject(o, "unused_suppressions");
        for (size_t i = 0; i < s->count; i++) {
            if (s->item[i].used) continue;
            suppression_place(&s->item[i], where, sizeof where);
            cJSON_AddItemToArray(unused, cJSON_CreateString(where));
        }
    }
    if (!b) return;
    cJSON *fixed = cJSON_AddArrayToObject(o, "fixed");
    for (size_t i = 0; i < b->count; i++) {
        const known_t *k = &b->item[i];
        if (!baseline_fixed(k, r, count)) continue;
        cJSON *x = cJSON_CreateObject();
        json_text(x, "fingerprint", k->fingerprint), json_text(x, "rule", k->rule),
            json_text(x, "file", k->file);
        json_text(x, "buffer", k->object), json_text(x, "function", k->function);
        cJSON_AddItemToArray(fixed, x);
    }
}

static void report_json(FILE *out, const report_options_t *options, const result_t *r, size_t count)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddNumberToObject(o, "schema_version", 1);
    cJSON_AddStringToObject(o, "version", VERSION);
    cJSON *a = cJSON_AddArrayToObject(o, "results");
    for (size_t i = 0; i < count; i++) cJSON_AddItemToArray(a, result_json(options, &r[i]));
    summary_json(o, options, r, count);
    char *text = cJSON_Print(o);
    if (text) fprintf(out, "%s\n", text);
    cJSON_free(text);
    cJSON_Delete(o);
}

static void report_people(FILE *out, const report_options_t *o, const result_t *r, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (r[i].scenario) report_text(out, o, &r[i]);
    report_summary(out, o, r, count);
}

void report(FILE *out, format_t format, const report_options_t *o, const result_t *r, size_t count)
{
    static writer_t *const writer[FORMATS] = {
        [FORMAT_TEXT] = report_people, [FORMAT_JSON] = report_json, [FORMAT_SARIF] = report_sarif,
        [FORMAT_JUNIT] = report_junit, [FORMAT_TAP] = report_tap,   [FORMAT_GITHUB] = report_github,
    };
    writer[format](out, o, r, count);
}
