/* report_github.c -- annotations: workflow commands that a GitHub Actions runner finds in a job's log. One
 * for each finding that stands open (error, hazard, lint are told as error, warning, notice), each
 * expectation that failed, each stop nobody wanted, each file that could not be loaded. */
#include "findings.h"
#include "report_own.h"

static void command(FILE *out, const char *level, const spot_t *s, const char *title, const char *text)
{
    fprintf(out, "::%s ", level);
    if (s) fputs("file=", out), put_property(out, s->file);
    if (s && s->region.line) fprintf(out, ",line=%u", s->region.line);
    if (s && s->region.end_line) fprintf(out, ",endLine=%u", s->region.end_line);
    if (s && s->region.end_line == s->region.line && s->region.column)
        fprintf(out, ",col=%u,endColumn=%u", s->region.column, s->region.end_column);
    fputs(s ? ",title=" : "title=", out);
    put_property(out, title);
    fputs("::", out);
    put_annotation(out, text);
    fputc('\n', out);
}

static void one_finding(FILE *out, spotter_t *s, size_t i)
{
    static const char *const level[TIERS] = { "error", "warning", "notice" };
    const finding_t *f = &s->r->findings.item[i];
    char text[4 * REPORT_TEXT], title[200];
    spot_t spot;
    spot_finding(s, f, &spot);
    put_text(title, sizeof title, "%s in %s%s", rule_name[f->rule], f->buffer,
             s->r->standing[i].fresh ? " (new)" : s->r->standing[i].worse ? " (worse)" : "");
    finding_paragraph(f, text, sizeof text);
    for (unsigned n = 0; n < f->causes; n++) add_text(text, sizeof text, "\n%u. %s", n + 1, f->cause[n].text);
    command(out, level[f->tier], &spot, title, text);
}

static void one_result(FILE *out, const report_options_t *o, const result_t *r)
{
    spotter_t s;
    spot_t whole, there;
    char text[STOP_TEXT];
    spotter_start(&s, r, o->root);
    spot_pc(&s, NO_PC, &whole);
    if (!r->scenario) command(out, "error", &whole, "staleline", r->error.text);
    else if (r->verdict == VERDICT_FAIL) {
        if (stop_complaint(r, text, sizeof text))
            spot_pc(&s, stop_place(r), &there), command(out, "error", &there, "stop", text);
        for (size_t i = 0; i < r->outcomes; i++)
            if (!r->outcome[i].passed) command(out, "error", &whole, r->outcome[i].path, r->outcome[i].text);
    }
    for (size_t i = 0; r->scenario && i < r->findings.count; i++)
        if (finding_open(r, i)) one_finding(out, &s, i);
    spotter_end(&s);
}

void report_github(FILE *out, const report_options_t *o, const result_t *r, size_t count)
{
    for (size_t i = 0; i < count; i++) one_result(out, o, &r[i]);
}
