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
    const symbol_t s[] = { { "all", 0x30000000, 0x1000 }, { "nc", 0x30000100, 32 },
                           { "high", 0xFFFFFFF0u, 32 } };
    names_t n = { .symbol = s, .symbols = 3 };
    ck_assert_str_eq(names_find(&n, 0x30000100)->name, "nc");
    ck_assert_str_eq(names_find(&n, 0x1000011F)->name, "nc");
    ck_assert_str_eq(names_find(&n, 0x10000120)->name, "all");
    ck_assert_ptr_null(names_find(&n, 0x30001000));
    ck_assert_ptr_null(names_find(&n, 0x24000000));
}
END_TEST

/* A list in order finds what a plain one finds, whatever overlaps: every address of a few hundred bytes,
 * in SRAM1 by both its addresses. */
START_TEST(names_in_order)
{
    static const symbol_t some[] = { { "whole", 0x30000000, 256 }, { "a", 0x30000010, 16 },
                                     { "in a", 0x30000014, 4 },
        { "b", 0x30000020, 4 }, { "alias", 0x10000040, 32 }, { "nothing", 0x30000050, 0 },
            { "last", 0x300000F0, 64 },
        { "apart", 0x24000000, 8 }, { "same", 0x30000010, 16 } };
    enum { COUNT = sizeof some / sizeof *some };
    symbol_t list[COUNT];
    uint32_t reach[COUNT];
    memcpy(list, some, sizeof some);
    names_order(list, reach, COUNT);
    names_t plain = { .symbol = some, .symbols = COUNT },
        ordered = { .symbol = list, .symbols = COUNT, .reach = reach };
    static const uint32_t from[] = { 0x30000000, 0x10000000, 0x24000000 };
    for (int k = 0; k < 3; k++)
        for (uint32_t a = from[k] - 16; a < from[k] + 320; a++) {
            const symbol_t *x = names_find(&plain, a), *y = names_find(&ordered, a);
            ck_assert_int_eq(!x, !y);
            if (x) ck_assert_uint_eq(x->size, y->size);
        }
    ck_assert_str_eq(names_find(&ordered, 0x30000015)->name, "in a");
    ck_assert_str_eq(names_find(&ordered, 0x30000041)->name, "alias");
    ck_assert_str_eq(names_find(&ordered, 0x300000F4)->name, "last");
    ck_assert_ptr_null(names_find(&ordered, 0x30000130));
}
END_TEST

START_TEST(words)
{
    names_t n = { .symbol = bench_symbol, .symbols = 7, .step = bench_step, .steps = 8,
                  .cpu = domain_of(0, 480000000) };
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
    for (unsigned i = 0; i < FINDING_CAUSES + 2; i++) add_cause(&f, &(fact_t){ .at = i });
    ck_assert_uint_eq(f.causes, FINDING_CAUSES); ck_assert_uint_eq(f.cause[3].fact.at, 3);
}
END_TEST

/* 75 ticks a cycle up to 750 (cycle 10), then 12 up to 990 (20 more), then 75 again: people count on. */
START_TEST(cycles_at_changing_clocks)
{
    names_t n = { 0 };
    names_clock_start(&n, domain_of(0, 64000000));
    names_clock_see(&n, &(fact_t){ .at = 750, .kind = F_CLOCK, .what = 0, .data = 400000000, .note = 10 });
    /* hclk: not ours */
    names_clock_see(&n, &(fact_t){ .at = 760, .kind = F_CLOCK, .what = 1, .data = 1, .note = 1 });
    names_clock_see(&n, &(fact_t){ .at = 990, .kind = F_CLOCK, .what = 0, .data = 64000000, .note = 30 });
    static const struct { tick_t at; uint64_t cycle; } row[] = {
        { 0, 0 }, { 74, 0 }, { 75, 1 }, { 749, 9 }, { 750, 10 }, { 762, 11 }, { 989, 29 }, { 990, 30 },
            { 1065, 31 } };
    for (unsigned i = 0; i < sizeof row / sizeof *row; i++)
        ck_assert_uint_eq(say_cycle(&n, row[i].at), row[i].cycle);
    for (unsigned k = 0; k < 3 * NAMES_CLOCKS; k++)  /* too many: the oldest are forgotten, nothing breaks */
        names_clock_see(&n, &(fact_t){ .at = 2000 + 75 * k, .kind = F_CLOCK, .data = 64000000,
                                       .note = 100 + k });
    ck_assert_uint_eq(n.befores, NAMES_CLOCKS);
    ck_assert_uint_eq(say_cycle(&n, 2000 + 75 * (3 * NAMES_CLOCKS - 1) + 75), 100 + 3 * NAMES_CLOCKS);
}
END_TEST

/* Forty characters: sixteen from the front, back to `uart_cached`, 22 from the end, on to `::`. */
START_TEST(long_names_keep_whole_words)
{
    static const char *const name =
        "poll<uart_cached::____embassy_main_task::____embassy_main_task_inner_function::{async_fn_env#0}>";
    words_t w = { 0 };
    ck_assert_str_eq(say_short(name, 40, &w), "poll<uart_cached..::{async_fn_env#0}>");
    ck_assert_str_eq(say_short("run<app::one::two::three::{closure_env#0}>", 29, &w), "run<app..{closure_env#0}>");
    ck_assert_str_eq(say_short("main", 40, &w), "main");
    ck_assert_str_eq(say_short("abcdefghijklmnopqrstuvwxyz", 12, &w), "abcd..uvwxyz");      /* one word */
}
END_TEST

static bool a_site(const void *of, uint32_t pc, unsigned frame, site_t *s)
{
    (void)of, (void)pc;
    *s = (site_t){ .line = 12345, .offset = 0xFFFF };
    if (frame > 1) return false;
    memset(s->function, 'a' + (int)frame, sizeof s->function - 1);
    memset(s->file, 'f', 100);
    return true;
}

/* However long its words are: the place ends with its line and its parenthesis. What does not fit says so. */
START_TEST(what_is_cut_is_marked)
{
    names_t n = { .site = a_site };
    words_t w = { 0 };
    const char *step = say_step(&n, 0x08000000, &w);
    ck_assert_msg(!strcmp(step + strlen(step) - 7, ":12345)"), "%s", step);
    char t[12];
    put_text(t, sizeof t, "0123456789%s", "ab");
    ck_assert_str_eq(t, "012345678..");
    put_text(t, sizeof t, "0123456"), add_text(t, sizeof t, "789");
    ck_assert_str_eq(t, "0123456789");
    add_text(t, sizeof t, "ab");
    ck_assert_str_eq(t, "012345678..");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, names_are_complete_and_stable);
    tcase_add_test(t, cycles_at_changing_clocks);
    tcase_add_test(t, the_list_grows);
    tcase_add_test(t, symbols_fold_aliases_and_prefer_the_smaller);
    tcase_add_test(t, words);
    tcase_add_test(t, names_in_order);
    tcase_add_test(t, long_names_keep_whole_words);
    tcase_add_test(t, what_is_cut_is_marked);
    return case_run("findings", t);
}
