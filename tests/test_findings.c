/* test_findings.c -- the list, the names, the words. */
#include "judge_bench.h"
#include "findings.h"

START_TEST(names_are_complete_and_stable)
{
    for (int r = 0; r < RULES; r++) {
        ck_assert_ptr_nonnull(rule_name[r]);
        ck_assert_int_eq(rule_by_name(rule_name[r]), r);
    }
    ck_assert_int_eq(rule_by_name("stale"), -1);
    ck_assert_int_eq(rule_by_name(NULL), -1);
    ck_assert_str_eq(rule_name[RULE_EARLY_INVALIDATE], "early-invalidate");
    for (int i = 0; i < EFFECTS; i++) ck_assert_ptr_nonnull(effect_name[i]);
    for (int i = 0; i < TIERS; i++) ck_assert_ptr_nonnull(tier_name[i]);
}
END_TEST

START_TEST(the_list_grows)
{
    findings_t list = { 0 };
    for (unsigned i = 0; i < 100; i++) {
        finding_t *f = findings_add(&list);
        ck_assert_uint_eq(f->pc, NO_PC); ck_assert_uint_eq(f->count, 0);
        f->count = i;
    }
    ck_assert_uint_eq(list.count, 100); ck_assert_uint_eq(list.item[73].count, 73);
    findings_free(&list);
    ck_assert_uint_eq(list.count, 0);
}
END_TEST

START_TEST(symbols_fold_aliases_and_prefer_the_smaller)
{
    const symbol_t s[] = { { "all", 0x30000000, 0x1000 }, { "nc", 0x30000100, 32 }, { "high", 0xFFFFFFF0u, 32 } };
    names_t n = { .symbol = s, .symbols = 3 };
    ck_assert_str_eq(names_find(&n, 0x30000100)->name, "nc");
    ck_assert_str_eq(names_find(&n, 0x1000011F)->name, "nc");
    ck_assert_str_eq(names_find(&n, 0x10000120)->name, "all");
    ck_assert_ptr_null(names_find(&n, 0x30001000));
    ck_assert_ptr_null(names_find(&n, 0x24000000));
}
END_TEST

START_TEST(words)
{
    names_t n = { bench_symbol, 7, bench_step, 8, domain_of(0, 480000000) };
    words_t w = { 0 };
    ck_assert_str_eq(say_place(&n, &bench_map, RX + 4, &w), "rx+4");
    ck_assert_str_eq(say_place(&n, &bench_map, RX, &w), "rx");
    ck_assert_str_eq(say_place(&n, &bench_map, 0x24004000, &w), "AXI SRAM 0x24004000");
    ck_assert_str_eq(say_place(&n, &bench_map, 0x50000000, &w), "0x50000000");
    ck_assert_str_eq(say_step(&n, 4, &w), "program[4]: load");
    ck_assert_str_eq(say_step(&n, NO_PC, &w), "no step of the program");
    ck_assert_str_eq(say_step(&n, 99, &w), "step 99");
    ck_assert_str_eq(say_master(&bench_map, INIT_DMA2_PER, 11, &w), "DMA2 stream 3");
    ck_assert_str_eq(say_master(&bench_map, INIT_AHBP, 0, &w), "CPU");
    ck_assert_str_eq(say_value(0xA5, 2, &w), "0x00A5");
    ck_assert_uint_eq(say_cycle(&n, 100), 10);             /* 480 MHz: 10 ticks of 1/4.8 GHz */
    ck_assert_uint_eq(say_cycle(&(names_t){ 0 }, 100), 100);
    ck_assert_int_eq(stream_of(INIT_DMA2_MEM, 1), 9);
    ck_assert_int_eq(stream_of(INIT_AXIM, 1), -1);
    char small[8];
    put_text(small, sizeof small, "%s", "0123456789"); add_text(small, sizeof small, "x");
    ck_assert_str_eq(small, "0123456");
    finding_t f = { 0 };
    for (unsigned i = 0; i < 6; i++) add_cause(&f, &(fact_t){ .at = i });
    ck_assert_uint_eq(f.causes, FINDING_CAUSES); ck_assert_uint_eq(f.cause[3].fact.at, 3);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("findings");
    TCase *t = tcase_create("all");
    tcase_add_test(t, names_are_complete_and_stable);
    tcase_add_test(t, the_list_grows);
    tcase_add_test(t, symbols_fold_aliases_and_prefer_the_smaller);
    tcase_add_test(t, words);
    suite_add_tcase(s, t);
    bench_all_used();
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
