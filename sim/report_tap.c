/* report_tap.c -- TAP version 14: a test point for each scenario or firmware, and behind one that is not ok a
 * YAML block. Its strings are written as JSON writes them, which YAML takes. */
#include "findings.h"
#include "report_own.h"
#include <inttypes.h>

static void yaml(FILE *out, const char *indent, const char *key, const char *text)
{
    fprintf(out, "%s%s: ", indent, key);
    put_json(out, text);
    fputc('\n', out);
}

static void one_finding(FILE *out, spotter_t *s, const finding_t *f)
{
    char text[REPORT_TEXT];
    spot_t spot;
    fputs("    - ", out);
    yaml(out, "", "rule", rule_name[f->rule]);
    yaml(out, "      ", "tier", tier_name[f->tier]);
    yaml(out, "      ", "object", f->buffer);
    spot_finding(s, f, &spot);
    yaml(out, "      ", "file", spot.file);
    if (spot.region.line) fprintf(out, "      line: %u\n", spot.region.line);
    if (*spot.function) yaml(out, "      ", "function", spot.function);
    fprintf(out, "      cycle: %" PRIu64 "\n      count: %" PRIu32 "\n",
            say_cycle(&s->r->scenario->names, f->at), f->count);
    finding_paragraph(f, text, sizeof text);
    yaml(out, "      ", "message", text);
    fputs(f->causes ? "      chain:\n" : "", out);
    for (unsigned n = 0; n < f->causes; n++)
        fputs("        - ", out), put_json(out, f->cause[n].text), fputc('\n', out);
}

static void expectations(FILE *out, const result_t *r)
{
    const char *head = "  expectations:\n";
    for (size_t i = 0; i < r->outcomes; i++) {
        if (r->outcome[i].passed) continue;
        fputs(head, out), head = "";
        fputs("    - ", out);
        yaml(out, "", "path", r->outcome[i].path);
        yaml(out, "      ", "text", r->outcome[i].text);
    }
}

static void diagnostics(FILE *out, const report_options_t *o, const result_t *r)
{
    char stop[STOP_TEXT];
    const char *head = "  findings:\n";
    fputs("  ---\n", out);
    if (!r->scenario) yaml(out, "  ", "error", r->error.text);
    else {
        spotter_t s;
        yaml(out, "  ", "stop", report_stopped_by(r, stop, sizeof stop));
        if (stop_complaint(r, stop, sizeof stop)) yaml(out, "  ", "why", stop);
        fprintf(out, "  cycles: %" PRIu64 "\n", r->cycles);
        expectations(out, r);
        spotter_start(&s, r, o->root);
        for (size_t i = 0; i < r->findings.count; i++) {
            if (!finding_open(r, i)) continue;
            fputs(head, out), head = "";
            one_finding(out, &s, &r->findings.item[i]);
        }
        spotter_end(&s);
    }
    fputs("  ...\n", out);
}

void report_tap(FILE *out, const report_options_t *o, const result_t *r, size_t count)
{
    fprintf(out, "TAP version 14\n1..%zu\n", count);
    for (size_t i = 0; i < count; i++) {
        char path[1024];
        path_from_root(r[i].file, o->root, path, sizeof path);
        fprintf(out, "%s %zu - ", r[i].verdict == VERDICT_PASS ? "ok" : "not ok", i + 1);
        put_tap(out, path);
        fputc('\n', out);
        size_t suppressed = findings_standing(&r[i], STANDS_SUPPRESSED);
        if (suppressed) fprintf(out, "# %zu suppressed\n", suppressed);
        if (r[i].verdict != VERDICT_PASS) diagnostics(out, o, &r[i]);
    }
}
