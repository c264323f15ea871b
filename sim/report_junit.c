/* report_junit.c -- JUnit XML, as Jenkins, GitLab and GitHub actions read it: one suite, a test case for each
 * scenario or firmware, a failure with everything that speaks against it, an error for one that could not be
 * loaded. `time` is simulated time. What is suppressed or in the baseline is counted in properties. */
#include "findings.h"
#include "report_own.h"

static void attribute(FILE *out, const char *name, const char *value)
{
    fprintf(out, " %s=\"", name);
    put_xml(out, value);
    fputc('"', out);
}

static void property(FILE *out, const char *name, size_t n)
{
    if (n) fprintf(out, "        <property name=\"%s\" value=\"%zu\"/>\n", name, n);
}

static void one_finding(FILE *out, spotter_t *s, size_t i)
{
    const result_t *r = s->r;
    const finding_t *f = &r->findings.item[i];
    char text[REPORT_TEXT];
    spot_t spot;
    spot_finding(s, f, &spot);
    put_xml(out, spot.file);
    if (spot.region.line) fprintf(out, ":%u", spot.region.line);
    fprintf(out, ": %s%s: ", tier_name[f->tier],
            r->standing[i].fresh   ? " (new)"
            : r->standing[i].worse ? " (worse)"
                                   : "");
    finding_headline(f, text, sizeof text);
    put_xml(out, text), fputc('\n', out);
    finding_paragraph(f, text, sizeof text);
    put_xml(out, text), fputc('\n', out);
    for (unsigned n = 0; n < f->causes; n++)
        fprintf(out, "  %u. ", n + 1), put_xml(out, f->cause[n].text), fputc('\n', out);
}

/* Everything that speaks against a result; the first of it is the message. */
static void complaints(FILE *out, const report_options_t *o, const result_t *r)
{
    char first[REPORT_TEXT] = "", stop[STOP_TEXT];
    spotter_t s;
    size_t open = r->findings.count;
    for (size_t i = 0; i < r->findings.count; i++)
        if (finding_open(r, i) && open == r->findings.count) open = i;
    bool stopped = stop_complaint(r, stop, sizeof stop);
    for (size_t i = 0; i < r->outcomes && !*first; i++)
        if (!r->outcome[i].passed)
            put_text(first, sizeof first, "%s: %s", r->outcome[i].path, r->outcome[i].text);
    if (open < r->findings.count) finding_headline(&r->findings.item[open], first, sizeof first);
    else if (stopped) put_text(first, sizeof first, "%s", stop);
    else if (!*first && r->gaps.count) put_text(first, sizeof first, "an access to what is not modelled");
    attribute(out, "message", first);
    attribute(out, "type",
              open < r->findings.count ? rule_name[r->findings.item[open].rule]
              : stopped                ? "stop"
                                       : "expectation");
    fputc('>', out);
    if (stopped) put_xml(out, stop), fputc('\n', out);
    for (size_t i = 0; i < r->outcomes; i++) {
        if (r->outcome[i].passed) continue;
        put_xml(out, r->outcome[i].path), fputs(": ", out), put_xml(out, r->outcome[i].text),
            fputc('\n', out);
    }
    spotter_start(&s, r, o->root);
    for (size_t i = 0; i < r->findings.count; i++)
        if (finding_open(r, i)) one_finding(out, &s, i);
    spotter_end(&s);
}

static void test_case(FILE *out, const report_options_t *o, const result_t *r)
{
    char path[1024];
    path_from_root(r->file, o->root, path, sizeof path);
    fputs("    <testcase", out);
    attribute(out, "classname", path);
    attribute(out, "name", r->scenario && *r->scenario->title ? r->scenario->title : path);
    attribute(out, "file", path);
    fprintf(out, " time=\"%.9f\">\n", (double)r->time_ns / 1e9);
    size_t suppressed = findings_standing(r, STANDS_SUPPRESSED),
           known = findings_standing(r, STANDS_BASELINE);
    if (suppressed || known) {
        fputs("      <properties>\n", out);
        property(out, "suppressed", suppressed), property(out, "baseline", known);
        fputs("      </properties>\n", out);
    }
    if (r->verdict == VERDICT_FAIL) {
        fputs("      <failure", out);
        complaints(out, o, r);
        fputs("</failure>\n", out);
    } else if (r->verdict == VERDICT_ERROR) {
        fputs("      <error", out);
        attribute(out, "message", r->error.text);
        fputs(" type=\"load\"/>\n", out);
    }
    fputs("    </testcase>\n", out);
}

void report_junit(FILE *out, const report_options_t *o, const result_t *r, size_t count)
{
    size_t failures = 0, errors = 0;
    for (size_t i = 0; i < count; i++)
        failures += r[i].verdict == VERDICT_FAIL, errors += r[i].verdict == VERDICT_ERROR;
    fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                 "<testsuites tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n"
                 "  <testsuite name=\"staleline\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n",
            count, failures, errors, count, failures, errors);
    for (size_t i = 0; i < count; i++) test_case(out, o, &r[i]);
    fputs("  </testsuite>\n</testsuites>\n", out);
}
