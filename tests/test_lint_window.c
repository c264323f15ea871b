/* test_lint_window.c -- rule speculative-access: the QUADSPI's window while it is not memory-mapped. */
#include "judge_bench.h"
#include "observe.h"

static void command(uint32_t fmode)
{
    put((fact_t){ .kind = F_UNMODELLED, .what = 1, .addr = 0x52005014, .pc = 1, .data = fmode << 26 });
}
static void window_fill(void)
{
    put((fact_t){ .kind = F_FILL_START, .what = FILL_FORCED, .addr = 0x90000040, .pc = NO_PC });
}

START_TEST(indirect_mode_with_a_window_that_may_be_read)
{
    bench_start_lint();
    command(1);
    only(RULE_SPECULATIVE_ACCESS, TIER_HAZARD, "QUADSPI window");
    bench_end();
}
END_TEST

/* With somebody to be asked, fills are told only while they may tell something. */
START_TEST(fills_are_heard_when_they_matter)
{
    bench_start_lint();
    tee_t tee;
    tee_start(&tee);
    lint_heard_by(B.lint, &tee);
    tee_add(&tee, B.sink);
    ck_assert(tee.sink.mask >> F_FILL_START & 1);            /* the cache may be on, unknown to anybody */
    put((fact_t){ .kind = F_FILL_START, .addr = RX, .pc = 1 });
    ck_assert(!(tee.sink.mask >> F_FILL_START & 1));
    command(1);
    ck_assert(tee.sink.mask >> F_FILL_START & 1);
    command(3);
    ck_assert(!(tee.sink.mask >> F_FILL_START & 1));
    ppb(0xE000ED14, 0);                                      /* CCR.DC off */
    ck_assert(tee.sink.mask >> F_FILL_START & 1);
    bench_end();
}
END_TEST

START_TEST(read)
{
    bench_start_lint();
    command(1);
    window_fill();
    const finding_t *f = only(RULE_SPECULATIVE_ACCESS, TIER_ERROR, "QUADSPI window");
    ck_assert_ptr_nonnull(strstr(f->message, "no instruction did this"));
    bench_end();
}
END_TEST

START_TEST(twins)
{
    bench_start_lint();                                     /* memory-mapped: it may be read */
    command(3);
    window_fill();
    silent();
    bench_start_lint();                                     /* a region without access over all of it */
    ppb(0xE000ED98, 0);
    ppb(0xE000ED9C, 0x90000000);
    ppb(0xE000EDA0, 27 << 1 | 1);
    ppb(0xE000ED94, 5);
    command(1);
    silent();
    bench_start_lint();                                     /* nobody uses it */
    window_fill();
    silent();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("rules");
    tcase_add_test(t, indirect_mode_with_a_window_that_may_be_read);
    tcase_add_test(t, read);
    tcase_add_test(t, fills_are_heard_when_they_matter);
    tcase_add_test(t, twins);
    return case_run("lint_window", t);
}
