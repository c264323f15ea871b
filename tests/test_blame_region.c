/* test_blame_region.c -- a finding names the MPU region that was meant to make it impossible. */
#include "judge_bench.h"

enum {
    BYTES_32 = 4 << 1, BYTES_256 = 7 << 1, BYTES_64K = 15 << 1,
    ON = 1,
    FULL = 3 << 24,
    NON_CACHEABLE = 8 << 16,
    WRITE_BACK = 3 << 16
};

static void region(uint32_t n, uint32_t base, uint32_t rasr)
{
    ppb(0xE000ED98, n), ppb(0xE000ED9C, base), ppb(0xE000EDA0, rasr | FULL | ON);
}

/* rx is received and read stale; what is set up before. */
static const finding_t *stale(void (*set_up)(void))
{
    bench_start();
    set_up();
    ppb(0xE000ED94, 5), dsb(2);
    cache_on();
    fill(FILL_LOAD, 4, RX);
    enable(3, CR_P2M, RX, 32);
    dma_writes(RX, 0xA5);
    dma_done();
    load(6, RX, 1, 0x11);
    return only(RULE_STALE_READ, TIER_ERROR, "rx");
}

/* RX is 0x24000040: of 64 KB in the first eighth, of 256 bytes in the third. */
static void first_eighth_off(void) { region(1, 0x24000000, NON_CACHEABLE | 1 << 8 | BYTES_64K); }
static void third_eighth_off(void) { region(7, 0x24000000, NON_CACHEABLE | 4 << 8 | BYTES_256); }
static void cached_again(void)
{
    region(1, 0x24000000, NON_CACHEABLE | BYTES_64K);
    region(5, RX, WRITE_BACK | BYTES_32);
}
/* Off there as well, but a higher one would win anyway. */
static void off_and_cached_again(void)
{
    region(1, 0x24000000, NON_CACHEABLE | 1 << 8 | BYTES_64K);
    region(5, 0x24000000, WRITE_BACK | BYTES_64K);
}
static void beside(void) { region(1, 0x24010000, NON_CACHEABLE | 1 << 8 | BYTES_64K); }
static void write_back_below(void)
{
    region(0, 0x24000000, WRITE_BACK | 1 << 8 | BYTES_64K);
    region(1, 0x24000000, WRITE_BACK | BYTES_64K);
}
/* CubeMX's background: no access, strongly ordered, off where memories are. */
static void background(void) { region(0, 0, 0x87 << 8 | 31 << 1 | 1 << 18); }

START_TEST(a_sub_region_is_off)
{
    const finding_t *f = stale(first_eighth_off);
    ck_assert_ptr_nonnull(strstr(f->message, "MPU region 1 is non-cacheable at 0x24000000-0x2400FFFF, but "
                                             "bit 0 of its SRD leaves out 0x24000000-0x24001FFF."));
    ck_assert_ptr_nonnull(strstr(f->missing, "Or clear SRD bit 0 (RASR bit 8) of MPU region 1."));
    bench_end();
    f = stale(third_eighth_off);
    ck_assert_ptr_nonnull(strstr(f->message, "bit 2 of its SRD leaves out 0x24000040-0x2400005F."));
    ck_assert_ptr_nonnull(strstr(f->missing, "(RASR bit 10) of MPU region 7."));
    bench_end();
}
END_TEST

START_TEST(a_higher_number_wins)
{
    const finding_t *f = stale(cached_again);
    ck_assert_ptr_nonnull(strstr(f->message, "but region 5 is cacheable at 0x24000040-0x2400005F, and the "
                                             "higher number wins."));
    ck_assert_ptr_nonnull(strstr(f->missing, "take MPU region 5 off there."));
    bench_end();
    f = stale(off_and_cached_again);
    ck_assert_ptr_null(strstr(f->message, "SRD"));
    ck_assert_ptr_nonnull(strstr(f->message, "but region 5 is cacheable"));
    bench_end();
}
END_TEST

START_TEST(no_region_was_meant)
{
    void (*const set_up[])(void) = { beside, write_back_below, background };
    for (unsigned i = 0; i < 3; i++) {
        const finding_t *f = stale(set_up[i]);
        ck_assert_ptr_null(strstr(f->message, "MPU"));
        ck_assert_ptr_null(strstr(f->missing, "MPU"));
        bench_end();
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, a_sub_region_is_off);
    tcase_add_test(t, a_higher_number_wins);
    tcase_add_test(t, no_region_was_meant);
    return case_run("blame_region", t);
}
