/* report_sarif.c -- SARIF 2.1.0 (OASIS, errata 01), for code scanning. One run over all files; a rule for
 * each rule of the judges, and one each for expectations and stops; a result for each finding, its story as
 * a code flow; what could not be loaded is a notification of the invocation.
 *
 * What surprises people: a finding that a scenario expects is told as suppressed in source, for that is
 * what the expectation is. What a baseline has and the run has not any more is in the run's properties: as
 * a result ("absent") some readers take it for an open one. Nothing here depends on the day or the machine.
 */
#include "baseline.h"
#include "findings.h"
#include "report_own.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { RULE_EXPECTATION = RULES, RULE_STOP };

static const char *const level_name[TIERS] = { "error", "warning", "note" };

static cJSON *object(cJSON *in, const char *key) { return cJSON_AddObjectToObject(in, key); }

static cJSON *item(cJSON *array)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddItemToArray(array, o);
    return o;
}

static void message(cJSON *in, const char *key, const char *text)
{
    json_text(object(in, key), "text", text);
}

/* ---- rules --------------------------------------------------------------------------------------------- */

static void rule_level(cJSON *rule, const char *level)
{
    cJSON_AddStringToObject(object(rule, "defaultConfiguration"), "level", level);
}

/* The lint rules tell of set-up; which the rest are, a run decides. */
static const char *rule_default(int rule)
{
    static const uint8_t lint[RULES] = { [RULE_ERRATUM_WRITE_THROUGH] = 1,
                                         [RULE_DMA_CONFIG] = 1,
                                         [RULE_MPU_RESERVED] = 1,
                                         [RULE_MPU_WINDOW] = 1 };
    return lint[rule] ? "note" : "error";
}

static void rule_of_judges(cJSON *rules, int n)
{
    cJSON *rule = item(rules);
    const char *text = explain_rule((rule_t)n);
    size_t first = strstr(text, "\n\n") ? (size_t)(strstr(text, "\n\n") - text) : strlen(text);
    char *paragraph = calloc(1, first + 1), *markdown = calloc(1, strlen(text) + 64);
    if (!paragraph || !markdown) abort();
    memcpy(paragraph, text, first);
    sprintf(markdown, "```text\n%s```\n", text);
    json_text(rule, "id", rule_name[n]);
    message(rule, "shortDescription", explain_title((rule_t)n));
    message(rule, "fullDescription", paragraph);
    cJSON *help = object(rule, "help");
    json_text(help, "text", text), json_text(help, "markdown", markdown);
    rule_level(rule, rule_default(n));
    cJSON *more = object(rule, "properties"), *tags = cJSON_AddArrayToObject(more, "tags");
    cJSON_AddItemToArray(tags, cJSON_CreateString("dma"));
    cJSON_AddItemToArray(tags, cJSON_CreateString("cache-coherency"));
    cJSON_AddStringToObject(more, "precision", "very-high");
    free(paragraph), free(markdown);
}

static void own_rule(cJSON *rules, const char *id, const char *title, const char *text)
{
    cJSON *rule = item(rules);
    json_text(rule, "id", id);
    message(rule, "shortDescription", title);
    message(rule, "fullDescription", text);
    message(rule, "help", text);
    rule_level(rule, "error");
}

static void tool(cJSON *run)
{
    cJSON *driver = object(object(run, "tool"), "driver");
    json_text(driver, "name", "staleline");
    json_text(driver, "semanticVersion", VERSION);
    message(driver, "shortDescription", "a cycle-accurate STM32H743 that finds DMA and cache-coherency bugs");
    cJSON *rules = cJSON_AddArrayToObject(driver, "rules");
    for (int i = 0; i < RULES; i++) rule_of_judges(rules, i);
    own_rule(rules, "expectation", "An expectation of the scenario failed",
             "The scenario says what must be true when the run is over, and it is not.");
    own_rule(
        rules, "stop", "The run ended as nobody wanted",
        "A fault, a lock-up, an exit code or a limit ended the run. staleline's exit status tells which.");
}

/* ---- places -------------------------------------------------------------------------------------------- */

static void uri(cJSON *artifact, const char *file, bool relative)
{
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    if (!f) abort();
    if (!relative) fputs("file://", f);
    put_uri(f, file);
    fclose(f);
    cJSON_AddStringToObject(artifact, "uri", text);
    if (relative) cJSON_AddStringToObject(artifact, "uriBaseId", "SRCROOT");
    free(text);
}

static void location(cJSON *l, const spot_t *s, const char *master)
{
    cJSON *physical = object(l, "physicalLocation");
    uri(object(physical, "artifactLocation"), s->file, s->relative);
    if (s->region.line) {
        cJSON *region = object(physical, "region");
        cJSON_AddNumberToObject(region, "startLine", s->region.line);
        if (s->region.column) cJSON_AddNumberToObject(region, "startColumn", s->region.column);
        if (s->region.end_line) {
            cJSON_AddNumberToObject(region, "endLine", s->region.end_line);
            cJSON_AddNumberToObject(region, "endColumn", s->region.end_column);
        }
    }
    if (!*s->function && !master) return;
    cJSON *logical = item(cJSON_AddArrayToObject(l, "logicalLocations"));
    json_text(logical, "name", *s->function ? s->function : master);
    cJSON_AddStringToObject(logical, "kind", *s->function ? "function" : "module");
}

static void code_flow(cJSON *result, spotter_t *s, const finding_t *f)
{
    const names_t *names = &s->r->scenario->names;
    if (!f->causes) return;
    cJSON *thread = item(
        cJSON_AddArrayToObject(item(cJSON_AddArrayToObject(result, "codeFlows")), "threadFlows"));
    cJSON *steps = cJSON_AddArrayToObject(thread, "locations");
    for (unsigned n = 0; n < f->causes; n++) {
        const cause_t *c = &f->cause[n];
        cJSON *step = item(steps), *l = object(step, "location");
        spot_t spot;
        char text[480], cycle[24];
        spot_pc(s, c->fact.pc, &spot);
        location(l, &spot, cause_master(c, &(words_t){ 0 }));
        put_text(text, sizeof text, "%s%s%s", f->gap == n && n ? "Before this is missing: " : "",
                 f->gap == n && n ? f->missing : "", f->gap == n && n ? " -- " : "");
        add_text(text, sizeof text, "%s", c->text);
        message(l, "message", text);
        put_text(cycle, sizeof cycle, "%" PRIu64, say_cycle(names, c->fact.at));
        message(object(step, "state"), "cycle", cycle);
        cJSON_AddItemToArray(cJSON_AddArrayToObject(step, "kinds"), cJSON_CreateString(cause_name[c->role]));
        cJSON_AddNumberToObject(step, "executionOrder", n + 1);
    }
}

/* ---- results ------------------------------------------------------------------------------------------- */

static cJSON *start_result(cJSON *results, const char *rule, unsigned index, const char *level)
{
    cJSON *x = item(results);
    cJSON_AddStringToObject(x, "ruleId", rule);
    cJSON_AddNumberToObject(x, "ruleIndex", index);
    cJSON_AddStringToObject(x, "level", level);
    return x;
}

static void suppressions(cJSON *x, const result_t *r, size_t i)
{
    const standing_t *s = &r->standing[i];
    bool file = s->is == STANDS_SUPPRESSED && s->by->line;
    char why[600];
    if (s->is != STANDS_SUPPRESSED && !r->expected[i]) return;
    cJSON *one = item(cJSON_AddArrayToObject(x, "suppressions"));
    cJSON_AddStringToObject(one, "kind", file ? "external" : "inSource");
    cJSON_AddStringToObject(one, "status", "accepted");
    finding_excuse(r, i, why, sizeof why);
    json_text(one, "justification", why);
}

static void finding_message(cJSON *x, const finding_t *f)
{
    char text[REPORT_TEXT], head[200], c[REPORT_CODE], rust[REPORT_CODE];
    char markdown[2 * REPORT_TEXT + 2 * REPORT_CODE];
    finding_paragraph(f, text, sizeof text);
    finding_headline(f, head, sizeof head);
    explain_fix(f, c, sizeof c, rust, sizeof rust);
    put_text(markdown, sizeof markdown, "**%s**\n\n%s\n", head, text);
    if (*c) add_text(markdown, sizeof markdown, "\nIn C:\n\n```c\n%s```\n", c);
    if (*rust) add_text(markdown, sizeof markdown, "\nIn Rust:\n\n```rust\n%s```\n", rust);
    cJSON *m = object(x, "message");
    json_text(m, "text", text), json_text(m, "markdown", markdown);
}

static void one_finding(cJSON *results, const report_options_t *o, spotter_t *s, size_t i)
{
    const result_t *r = s->r;
    const finding_t *f = &r->findings.item[i];
    cJSON *x = start_result(results, rule_name[f->rule], f->rule, level_name[f->tier]);
    spot_t spot;
    char address[16];
    finding_message(x, f);
    spot_finding(s, f, &spot);
    location(item(cJSON_AddArrayToObject(x, "locations")), &spot, f->master);
    if (f->fix_pc != NO_PC && f->fix_pc != f->pc) {
        cJSON *related = item(cJSON_AddArrayToObject(x, "relatedLocations"));
        spot_pc(s, f->fix_pc, &spot);
        location(related, &spot, NULL);
        message(related, "message",
                f->fix_after ? "the fix belongs behind this" : "the fix belongs before this");
    }
    code_flow(x, s, f);
    json_text(object(x, "partialFingerprints"), "staleline/v1", r->standing[i].fingerprint);
    suppressions(x, r, i);
    if (o->baseline && r->standing[i].is != STANDS_SUPPRESSED && !r->expected[i])
        cJSON_AddStringToObject(x, "baselineState",
                                r->standing[i].fresh   ? "new"
                                : r->standing[i].worse ? "updated"
                                                       : "unchanged");
    cJSON_AddNumberToObject(x, "occurrenceCount", f->count ? f->count : 1);
    cJSON *more = object(x, "properties");
    json_text(more, "tier", tier_name[f->tier]), json_text(more, "object", f->buffer);
    put_text(address, sizeof address, "0x%08" PRIX32, f->addr);
    json_text(more, "address", address);
    cJSON_AddNumberToObject(more, "size", f->size);
    cJSON_AddNumberToObject(more, "cycle", (double)say_cycle(&r->scenario->names, f->at));
}

static void complaint(cJSON *results, spotter_t *s, unsigned rule, uint32_t pc, const char *text)
{
    cJSON *x = start_result(results, rule == RULE_STOP ? "stop" : "expectation", rule, "error");
    spot_t spot;
    message(x, "message", text);
    spot_pc(s, pc, &spot);
    location(item(cJSON_AddArrayToObject(x, "locations")), &spot, NULL);
}

static void one_result(cJSON *results, const report_options_t *o, const result_t *r)
{
    spotter_t s;
    char text[STOP_TEXT];
    spotter_start(&s, r, o->root);
    for (size_t i = 0; i < r->findings.count; i++) one_finding(results, o, &s, i);
    for (size_t i = 0; i < r->outcomes; i++) {
        if (r->outcome[i].passed) continue;
        put_text(text, sizeof text, "%s: %s", r->outcome[i].path, r->outcome[i].text);
        complaint(results, &s, RULE_EXPECTATION, NO_PC, text);
    }
    if (stop_complaint(r, text, sizeof text)) complaint(results, &s, RULE_STOP, stop_place(r), text);
    spotter_end(&s);
}

/* ---- the run ------------------------------------------------------------------------------------------- */

static void invocation(cJSON *run, const result_t *r, size_t count)
{
    cJSON *one = item(cJSON_AddArrayToObject(run, "invocations"));
    cJSON *told = cJSON_CreateArray();
    int code = EXIT_AS_EXPECTED;
    bool loaded = true;
    for (size_t i = 0; i < count; i++) {
        code = exit_worse(code, r[i].exit_code);
        if (r[i].scenario) continue;
        cJSON *note = item(told);
        cJSON_AddStringToObject(note, "level", "error");
        message(note, "message", r[i].error.text);
        loaded = false;
    }
    cJSON_AddBoolToObject(one, "executionSuccessful", loaded && code != EXIT_INTERNAL);
    cJSON_AddNumberToObject(one, "exitCode", code);
    cJSON_AddItemToObject(one, "toolExecutionNotifications", told);
}

static void fixed(cJSON *run, const report_options_t *o, const result_t *r, size_t count)
{
    const baseline_t *b = o->baseline;
    if (!b) return;
    cJSON *list = cJSON_AddArrayToObject(object(run, "properties"), "fixed");
    for (size_t i = 0; i < b->count; i++) {
        const known_t *k = &b->item[i];
        if (!baseline_fixed(k, r, count)) continue;
        cJSON *x = item(list);
        json_text(x, "fingerprint", k->fingerprint), json_text(x, "rule", k->rule),
            json_text(x, "file", k->file);
        json_text(x, "object", k->object), json_text(x, "function", k->function);
    }
}

void report_sarif(FILE *out, const report_options_t *o, const result_t *r, size_t count)
{
    cJSON *log = cJSON_CreateObject();
    json_text(log, "$schema",
              "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
    json_text(log, "version", "2.1.0");
    cJSON *run = item(cJSON_AddArrayToObject(log, "runs"));
    tool(run);
    invocation(run, r, count);
    message(object(object(run, "originalUriBaseIds"), "SRCROOT"), "description",
            "the working copy's top folder");
    cJSON_AddStringToObject(run, "columnKind", "unicodeCodePoints");
    cJSON *results = cJSON_AddArrayToObject(run, "results");
    for (size_t i = 0; i < count; i++)
        if (r[i].scenario) one_result(results, o, &r[i]);
    fixed(run, o, r, count);
    char *text = cJSON_Print(log);
    if (text) fprintf(out, "%s\n", text);
    cJSON_free(text);
    cJSON_Delete(log);
}
