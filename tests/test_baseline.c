/* test_baseline.c -- baselines: what is read, what is refused, what counts as fixed. Writing one, and its
 * whole
 * life beside a run, is in tests/reports.py. */
#include "baseline.h"
#include <string.h>
#include "suite.h"

static const char good[] =
    "{ \"schema_version\": 1, \"findings\": [\n"
    "  { \"fingerprint\": \"0123456789abcdef\", \"rule\": \"stale-read\", \"tier\": \"hazard\", \"file\": "
    "\"a.elf\", \"object\": \"rx\", \"function\": \"f\" },\n"
    "  { \"fingerprint\": \"fedcba9876543210\", \"rule\": \"a-rule-of-the-future\", \"tier\": \"lint\", "
    "\"file\": \"b.elf\", \"object\": \"\", \"function\": \"\" }\n"
    "] }\n";

START_TEST(asking)
{
    baseline_t b = { 0 };
    err_t err = { "" };
    int was;
    ck_assert_msg(baseline_parse(&b, "base.json", good, &err), "%s", err.text);
    ck_assert_uint_eq(b.count, 2);
    ck_assert(baseline_has(&b, "0123456789abcdef", &was)); ck_assert_int_eq(was, TIER_HAZARD);
    ck_assert(!baseline_has(&b, "0123456789abcdee", &was));
    ck_assert(b.item[0].seen && !b.item[1].seen);
    scenario_t loaded = { 0 };
    result_t r[2] = { { .file = "build/a.elf", .scenario = &loaded }, { .file = "x/b.elf" } };
    ck_assert(!baseline_fixed(&b.item[0], r, 2));         /* it was found */
    ck_assert(!baseline_fixed(&b.item[1], r, 2));         /* its file did not run */
    r[1].scenario = &loaded;
    ck_assert(baseline_fixed(&b.item[1], r, 2));
    ck_assert(!baseline_fixed(&b.item[1], r, 1));
    baseline_free(&b);
    b.takes_all = true;
    ck_assert(baseline_has(&b, "anything", &was));
}
END_TEST

START_TEST(wrong_ones)
{
    static const struct { const char *text, *error;
    } row[] = {
        { "", "b.json" },
        { "{ \"findings\": [] }", "schema_version" },
        { "{ \"schema_version\": 2, \"findings\": [] }",
          "b.json: schema_version: 2; this staleline reads version 1" },
        { "{ \"schema_version\": 1 }", "findings" },
        { "{ \"schema_version\": 1, \"findings\": {} }", "findings" },
        { "{ \"schema_version\": 1, \"finding\": [] }", "did you mean \"findings\"" },
        { "{ \"schema_version\": 1, \"findings\": [ 1 ] }", "findings[0]" },
        { "{ \"schema_version\": 1, \"findings\": [ { \"fingerprint\": \"xyz\" } ] }",
          "findings[0].fingerprint: not 16 hex digits" },
        { "{ \"schema_version\": 1, \"findings\": [ { \"fingerprint\": \"0123456789abcdef\", \"tier\": "
          "\"eror\" } ] }",
          "did you mean \"error\"" },
        { "{ \"schema_version\": 1, \"findings\": [ { \"fingerprint\": \"0123456789abcdef\", \"tier\": "
          "\"error\" } ] }",
          "findings[0].rule" },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        baseline_t b = { 0 };
        err_t err = { "" };
        ck_assert_msg(!baseline_parse(&b, "b.json", row[i].text, &err), "%s", row[i].text);
        ck_assert_msg(strstr(unplaced(err.text), row[i].error) && !strncmp(err.text, "b.json:", 7), "%s", err.text);
        baseline_free(&b);
    }
    /* any part of a good one is refused, none crashes */
    for (size_t cut = 0; cut < sizeof good - 3; cut++) {
        char text[sizeof good];
        baseline_t b = { 0 };
        err_t err = { "" };
        memcpy(text, good, cut), text[cut] = 0;
        ck_assert(!baseline_parse(&b, "b.json", text, &err));
        baseline_free(&b);
    }
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("baseline");
    tcase_add_test(c, asking); tcase_add_test(c, wrong_ones);
    return case_run("baseline", c);
}
