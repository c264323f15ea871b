/* test_unheard.c -- rule ignored-error for a scripted bus master. */
#include "judge_bench.h"

static void ended(uint32_t addr, int error)
{
    put((fact_t){ .kind = F_MASTER_OFF,
                  .who = SLOT_SDMMC1,
                  .what = INIT_SDMMC1,
                  .addr = addr,
                  .pc = NO_PC,
                  .note = (uint64_t)error });
}

START_TEST(used_after_an_error)
{
    bench_start();
    ended(RX, 1);
    nc_load(6, RX, 4, 0);
    const finding_t *f = only(RULE_IGNORED_ERROR, TIER_HAZARD, "rx");
    ck_assert_uint_eq(f->pc, 6);
    ck_assert_str_eq(f->master, "SDMMC1");
    bench_end();
}
END_TEST

START_TEST(twins)
{
    bench_start();
    ended(RX, 0);
    nc_load(6, RX, 4, 0);
    silent();
    bench_start();
    ended(RX, 1);
    nc_load(6, TX, 4, 0);
    silent();
    bench_start();
    ended(RX, 1);
    ended(RX, 0);                                           /* done again, and well */
    nc_load(6, RX, 4, 0);
    silent();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("rules");
    tcase_add_test(t, used_after_an_error);
    tcase_add_test(t, twins);
    return case_run("unheard", t);
}
