/* test_explain.c -- titles and lessons. */
#include "judge_bench.h"

START_TEST(every_rule_has_title_and_lesson)
{
    for (int r = 0; r < RULES; r++) {
        const char *text = explain_rule((rule_t)r);
        ck_assert_uint_gt(strlen(explain_title((rule_t)r)), 15);
        ck_assert_ptr_nonnull(strstr(text, "What happens."));
        ck_assert_ptr_nonnull(strstr(text, "Why."));
        const char *see = strstr(text, "How to see it."), *cures = strstr(text, "Cures");
        ck_assert(see && cures && see < cures);
        for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
            ck_assert_uint_le(strcspn(line, "\n"), 90);
    }
    ck_assert_ptr_nonnull(explain_title(RULES));
    /* A hazard's headline does not say that it happened. */
    finding_t f = { .rule = RULE_LOST_DMA_WRITE, .tier = TIER_ERROR };
    ck_assert_str_eq(explain_headline(&f), explain_title(RULE_LOST_DMA_WRITE));
    f.tier = TIER_HAZARD;
    ck_assert_ptr_nonnull(strstr(explain_headline(&f), "can be written"));
    f.rule = RULES;
    ck_assert_str_eq(explain_headline(&f), explain_title(RULES));
    ck_assert_ptr_nonnull(explain_rule(RULES));
}
END_TEST

START_TEST(write_through_is_last_and_comes_with_its_erratum)
{
    const char *t = explain_rule(RULE_STALE_DMA_READ), *clean = strstr(t, "1. Clean"),
               *mpu = strstr(t, "MPU region"), *wt = strstr(t, "write-through: RAM");
    ck_assert(clean && mpu && wt && clean < mpu && mpu < wt);
    ck_assert_ptr_nonnull(strstr(wt, "1259864"));
}
END_TEST

/* Each is in scenarios/cases; tests/judge.py holds the two tables together. */
START_TEST(field_cases_are_told_with_their_rule)
{
    char text[2000];
    explain_cases(RULE_WRONG_RANGE, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "C-21 "));
    ck_assert_ptr_nonnull(strstr(text, "https://"));
    ck_assert_ptr_null(strstr(text, "C-01 "));
    explain_cases(RULE_ERRATUM_WRITE_THROUGH, text, sizeof text);
    ck_assert_str_eq(text, "");
    explain_cases(RULE_DMA_UNREACHABLE, text, 10);
    ck_assert_uint_lt(strlen(text), 10);
    explain_cases(RULE_DMA_UNREACHABLE, text, sizeof text);
    ck_assert_uint_lt(strlen(text), sizeof text - 1);        /* all of it */
    explain_cases(RULES, text, 0);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, every_rule_has_title_and_lesson);
    tcase_add_test(t, write_through_is_last_and_comes_with_its_erratum);
    tcase_add_test(t, field_cases_are_told_with_their_rule);
    return case_run("explain", t);
}
