/* test_moment.c -- a finding's moment as an expectation claims it: a step, a step within it, cycles; the word
 * `release`; where a scenario was met. Whole runs of one small scenario: the load at program[3].do[1] is
 * stale. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "run.h"
#include "suite.h"                        /* last: its macro `fail` would hide scenario.h's function */

static result_t result;

/* The stale load claimed with `moment`; passed: the claim came true. */
static bool claimed(const char *moment)
{
    char name[] = "/tmp/test_moment_XXXXXX";
    int file = mkstemp(name);
    FILE *f = file < 0 ? NULL : fdopen(file, "w");
    ck_assert_ptr_nonnull(f);
    fprintf(f,
            "{\"schema_version\":1,\"title\":\"t\",\"source\":\"https://"
            "example.org\",\"setup\":{\"dcache\":true,\"enable\":[\"DMA2\"]},"
            "\"buffers\":{\"from\":{\"region\":\"AXISRAM\",\"size\":32,\"init\":{\"ramp\":1}},\"rx\":{"
            "\"region\":\"AXISRAM\",\"size\":32,\"init\":0}},"
            "\"program\":[{\"load\":\"rx\"},{\"dma_memcpy\":\"rx\",\"from\":\"from\"},{\"dma_wait\":\"DMA2_"
            "Stream0\"},"
            "{\"loop\":1,\"do\":[{\"nop\":true},{\"load\":\"rx\"}]},{\"release\":\"rx\"},{\"release\":\"rx+"
            "4\",\"size\":4}],"
            "\"expect\":[{\"finding\":\"stale-read\",\"moment\":%s},{\"no_other_findings\":true}]}",
            moment);
    fclose(f);
    options_t options = { .fail_on = -1 };
    memset(&result, 0, sizeof result);
    run_file(name, &options, &result);
    unlink(name);
    ck_assert_msg(result.scenario != NULL, "%s", result.error.text);
    ck_assert_str_eq(result.scenario->source, "https://example.org");
    ck_assert_str_eq(result.stop, "end");
    ck_assert_uint_eq(result.findings.count, 1);
    bool good = result.outcome[0].passed;
    ck_assert_int_eq(result.outcome[1].passed, good); /* what a claim does not fit is another finding */
    run_free(&result);
    return good;
}

START_TEST(steps)
{
    ck_assert(claimed("\"program[3].do[1]\""));
    ck_assert(claimed("\"program[3]\""));
    ck_assert(!claimed("\"program[3].do[0]\""));
    ck_assert(!claimed("\"program[3].do[11]\""));
    ck_assert(!claimed("\"program[2]\""));
    ck_assert(!claimed("\"handlers.SysTick\""));
    ck_assert(!claimed("\"symbol:main\""));                  /* no firmware, no functions */
}
END_TEST

START_TEST(cycles)
{
    ck_assert(claimed("[1, 1000000]"));
    ck_assert(claimed("{ \"min\": 20 }"));
    ck_assert(!claimed("0"));
    ck_assert(!claimed("[1, 20]"));
}
END_TEST

START_TEST(mistakes)
{
    static const char *const wrong[] = { "\"later\"", "true", "[2, 1]", "\"\"" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[300];
        err_t err;
        snprintf(text, sizeof text, "{\"schema_version\":1,\"title\":\"t\",\"program\":[{\"nop\":true}],"
                                    "\"expect\":[{\"finding\":\"stale-read\",\"moment\":%s}]}", wrong[i]);
        ck_assert_ptr_null(scenario_parse("t", text, &err));
        ck_assert_ptr_nonnull(strstr(err.text, "moment"));
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("claims");
    tcase_add_test(t, steps);
    tcase_add_test(t, cycles);
    tcase_add_test(t, mistakes);
    return case_run("moment", t);
}
