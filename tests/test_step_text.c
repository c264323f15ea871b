/* test_step_text.c -- a scenario's values on one line, without JSON and without comments. */
#include "step_text.h"
#include "suite.h"

START_TEST(steps_have_a_depth_and_a_text)
{
    char handler[48], text[200];
    names_t loop = { .steps = 3, .step = (const char *const[]){ "program[1].loop 3",
                                                                "program[1].do[0].load rx",
                                                                    "handlers.TIM2.do[4].do[0].load ]x" } };
    ck_assert_uint_eq(step_depth(&loop, 0, handler), 0);
    ck_assert_uint_eq(step_depth(&loop, 1, handler), 1);
    ck_assert(!*handler);
    ck_assert_uint_eq(step_depth(&loop, 2, handler), 1);
    ck_assert_str_eq(handler, "TIM2");
    step_text("{ \"program\": [0, { \"loop\": 3, \"do\": [ { \"load\": \"rx\", /* x */ \"size\": 1, } "
                   "] }] }", &loop, 1, text, sizeof text);
    ck_assert_str_eq(text, "load rx, size 1");
    step_text("{ \"program\": [0, { \"loop\": 3, \"do\": [ {} ] }] }", &loop, 0, text, sizeof text);
    ck_assert_str_eq(text, "loop 3");
    step_text("{ \"program\": [0, { \"do\": [ { \"dsb\": true } ] }] }", &loop, 1, text, sizeof text);
    ck_assert_str_eq(text, "dsb");
    step_text(NULL, &loop, 7, text, sizeof text);
    ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(values_lose_their_json)
{
    static const struct { const char *json, *plain; } c[] = {
        { "{ \"region\": \"SRAM1\", // a bank\n  \"init\": { \"ramp\": \"0xA0\" }, }",
          "region SRAM1, init { ramp 0xA0 }" },
        { "{ \"enable\": [ \"DMA1\", /* , */ \"SRAM1\", ] }", "enable [DMA1, SRAM1]" },
        { "{ \"text\": \"// a: b\" }", "text // a: b" },
        { "\"400\"", "400" }, { "{}", "" }, { "/", "/" },
    };
    char text[100];
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        plain_json(c[i].json, text, sizeof text);
        ck_assert_str_eq(text, c[i].plain);
    }
    plain_json("{ \"a\": 12345678 }", text, 8);
    ck_assert_uint_lt(strlen(text), 8);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, steps_have_a_depth_and_a_text);
    tcase_add_test(t, values_lose_their_json);
    return case_run("step_text", t);
}
