/* test_lint_mpu.c -- rule mpu-overlap, and the fault a reserved code makes (the codes and windows:
 * test_lint.c). */
#include "judge_bench.h"

static void region(uint32_t n, uint32_t base, uint32_t rasr)
{
    ppb(0xE000ED98, n);
    ppb(0xE000ED9C, base);
    ppb(0xE000EDA0, rasr);
}
static void mpu_on(void) { ppb(0xE000ED94, 5); dsb(2); }
enum {
    BYTES_256 = 7 << 1,
    BYTES_64K = 15 << 1,
    ON = 1,
    FULL = 3 << 24,
    NON_CACHEABLE = 8 << 16,
    WRITE_BACK = 3 << 16
};

START_TEST(a_small_region_below_a_large_one)
{
    bench_start_lint();
    region(0, 0x24001000, FULL | NON_CACHEABLE | BYTES_256 | ON);
    region(1, 0x24000000, FULL | WRITE_BACK | BYTES_64K | ON);
    mpu_on();
    const finding_t *f = only(RULE_MPU_OVERLAP, TIER_LINT, "MPU region 0");
    ck_assert_ptr_nonnull(strstr(f->message, "0x24001000-0x240010FF"));
    ck_assert_ptr_nonnull(strstr(f->message, "0x24000000-0x2400FFFF"));
    bench_end();
}
END_TEST

START_TEST(twins)
{
    bench_start_lint();                                     /* the usual way round */
    region(0, 0x24000000, FULL | WRITE_BACK | BYTES_64K | ON);
    region(1, 0x24001000, FULL | NON_CACHEABLE | BYTES_256 | ON);
    mpu_on();
    silent();
    bench_start_lint();                                     /* beside each other */
    region(0, 0x24010000, FULL | NON_CACHEABLE | BYTES_256 | ON);
    region(1, 0x24000000, FULL | WRITE_BACK | BYTES_64K | ON);
    mpu_on();
    silent();
    bench_start_lint();                                     /* the same attributes: nothing is lost by it */
    region(0, 0x24001000, FULL | WRITE_BACK | BYTES_256 | ON);
    region(1, 0x24000000, FULL | WRITE_BACK | BYTES_64K | ON);
    mpu_on();
    silent();
    bench_start_lint();                                     /* the large one has a sub-region off there */
    region(0, 0x24000000, FULL | NON_CACHEABLE | BYTES_256 | ON);
    region(1, 0x24000000, FULL | WRITE_BACK | 1 << 8 | BYTES_64K | ON);
    mpu_on();
    silent();
}
END_TEST

START_TEST(a_fault_in_a_reserved_region_is_an_error)
{
    fact_t fault = { .kind = F_FAULT, .what = FAULT_UNALIGNED, .addr = RX + 2, .pc = 4 };
    bench_start_lint();
    region(0, 0x24000000, FULL | NON_CACHEABLE | 1u << 16 | BYTES_64K | ON);
    mpu_on();
    put(fault);
    const finding_t *f = only(RULE_MPU_RESERVED, TIER_ERROR, "rx");
    ck_assert_uint_eq(f->pc, 4);
    bench_end();
    bench_start_lint(); /* Device on purpose: the fault speaks for itself */
    region(0, 0x24000000, FULL | 1u << 16 | BYTES_64K | ON);
    mpu_on();
    put(fault);
    silent();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("rules");
    tcase_add_test(t, a_small_region_below_a_large_one);
    tcase_add_test(t, twins);
    tcase_add_test(t, a_fault_in_a_reserved_region_is_an_error);
    return case_run("lint_mpu", t);
}
