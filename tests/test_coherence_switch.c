/* test_coherence_switch.c -- rules cache-state and mpu-change: the cache switched, or memory made
 * non-cacheable, over lines that stay in it. */
#include "judge_bench.h"

static void ccr(uint32_t pc, uint32_t value)
{
    put((fact_t){
        .kind = F_REG_WRITE, .who = SLOT_CORE, .size = 4, .addr = 0xE000ED14, .pc = pc, .data = value });
}
static void uncached_store(uint32_t pc, uint32_t addr, unsigned size, uint64_t data)
{
    store(pc, addr, size, data, 0);
    drain(DRAIN_BUS, addr, size, 0);
    B.txn++;
    bus_beat(INIT_AXIM, TAG_STORE, 1, addr, size, data);
}

START_TEST(disabled_over_a_dirty_line)
{
    bench_start(); cache_on();
    cached_store(0, RX, 1, 0x11);
    ccr(1, 0);
    uncached_store(4, RX, 1, 0x22);
    const finding_t *f = only(RULE_CACHE_STATE, TIER_HAZARD, "rx");
    ck_assert_uint_eq(f->pc, 4);
    ck_assert_ptr_nonnull(strstr(f->message, "still in the cache"));
    bench_end();
}
END_TEST

START_TEST(disabled_cleaned_too_late_and_read)
{
    bench_start(); cache_on();
    cached_store(0, RX, 1, 0x11);
    ccr(1, 0);
    uncached_store(4, RX, 1, 0x22);
    evict(EVICT_CLEAN, 5, RX, 1);
    evict_lands(RX, (uint64_t[4]){ 0x11 });
    nc_load(6, RX, 1, 0x11);
    const finding_t *f = only(RULE_CACHE_STATE, TIER_ERROR, "rx");
    ck_assert_uint_eq(f->effect, EFFECT_LOST_CPU_WRITE);
    ck_assert_uint_eq(f->pc, 6);
    bench_end();
}
END_TEST

START_TEST(disabled_and_read_past_the_line)
{
    bench_start(); cache_on();
    cached_store(0, RX, 1, 0x11);
    ccr(1, 0);
    nc_load(6, RX, 1, 0x00);
    const finding_t *f = only(RULE_CACHE_STATE, TIER_ERROR, "rx");
    ck_assert_uint_eq(f->effect, EFFECT_STALE_READ);
    bench_end();
}
END_TEST

/* SCB_DisableDCache: DC = 0, then all lines out; nothing is touched in between. */
START_TEST(disabled_as_cmsis_does)
{
    bench_start(); cache_on();
    cached_store(0, RX, 1, 0x11);
    ccr(1, 0);
    evict(EVICT_CLEAN_INV, 1, RX, 1);
    evict_lands(RX, (uint64_t[4]){ 0x11 });
    all_ways(MAINT_DCCISW, 1);
    uncached_store(4, RX, 1, 0x22);
    nc_load(6, RX, 1, 0x22);
    silent();
}
END_TEST

/* A clean line of the time before is hit again: what was stored with DC = 0 is not in it. */
START_TEST(enabled_again_without_an_invalidate)
{
    bench_start(); cache_on();
    fill(FILL_LOAD, 0, RX); load(0, RX, 1, 0x00);
    ccr(1, 0);
    uncached_store(4, RX, 1, 0x22);
    ccr(5, CCR_DC);
    load(6, RX, 1, 0x00);
    const finding_t *f = only(RULE_CACHE_STATE, TIER_ERROR, "rx");
    ck_assert_ptr_nonnull(strstr(f->message, "with the D-cache off"));
    bench_end();
}
END_TEST

START_TEST(first_enable)
{
    bench_start();
    ccr(1, CCR_DC);
    const finding_t *f = only(RULE_CACHE_STATE, TIER_HAZARD, "D-cache");
    ck_assert_uint_eq(f->pc, 1);
    bench_end();
    bench_start();
    all_ways(MAINT_DCISW, 0);
    ccr(1, CCR_DC);
    silent();
    bench_start();                                          /* cleaned before it was ever invalidated */
    all_ways(MAINT_DCCISW, 0);
    all_ways(MAINT_DCISW, 0);
    ccr(1, CCR_DC);
    only(RULE_CACHE_STATE, TIER_HAZARD, "D-cache");
    bench_end();
}
END_TEST

START_TEST(made_non_cacheable_over_a_dirty_line)
{
    bench_start(); cache_on();
    cached_store(0, NC, 1, 0x11);
    mpu_region(NC & ~255u, MPU_NC);
    enable(3, CR_P2M, NC, 1);
    dma_writes(NC, 0xA5); dma_done();
    const finding_t *f = only(RULE_MPU_CHANGE, TIER_HAZARD, "nc");
    ck_assert_uint_eq(f->effect, EFFECT_LOST_DMA_WRITE);
    bench_end();
}
END_TEST

START_TEST(made_non_cacheable_and_lost)
{
    bench_start(); cache_on();
    cached_store(0, NC, 1, 0x11);
    mpu_region(NC & ~255u, MPU_NC);
    enable(3, CR_P2M, NC, 1);
    dma_writes(NC, 0xA5); dma_done();
    evict(EVICT_REPLACED, NO_PC, NC, 1);
    evict_lands(NC, (uint64_t[4]){ 0x11 });
    nc_load(6, NC, 1, 0x11);
    const finding_t *f = only(RULE_MPU_CHANGE, TIER_ERROR, "nc");
    ck_assert_uint_eq(f->effect, EFFECT_LOST_DMA_WRITE);
    ck_assert_uint_eq(f->pc, 6);
    bench_end();
}
END_TEST

START_TEST(made_non_cacheable_and_sent)
{
    bench_start(); cache_on();
    cached_store(0, NC, 1, 0x11);
    mpu_region(NC & ~255u, MPU_NC);
    dsb(2);
    enable(3, CR_M2P, NC, 1);
    dma_reads(NC, 0x00);
    const finding_t *f = only(RULE_MPU_CHANGE, TIER_ERROR, "nc");
    ck_assert_uint_eq(f->effect, EFFECT_STALE_DMA_READ);
    bench_end();
}
END_TEST

START_TEST(made_non_cacheable_with_the_lines_written_back)
{
    bench_start(); cache_on();
    cached_store(0, NC, 1, 0x11);
    dsb(1);
    evict(EVICT_CLEAN_INV, 1, NC, 1);
    maint(MAINT_DCCIMVAC, 1, NC);
    evict_lands(NC, (uint64_t[4]){ 0x11 });
    dsb(1);
    mpu_region(NC & ~255u, MPU_NC);
    enable(3, CR_P2M, NC, 1);
    dma_writes(NC, 0xA5); dma_done();
    nc_load(6, NC, 1, 0xA5);
    silent();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("rules");
    tcase_add_test(t, disabled_over_a_dirty_line);
    tcase_add_test(t, disabled_cleaned_too_late_and_read);
    tcase_add_test(t, disabled_and_read_past_the_line);
    tcase_add_test(t, disabled_as_cmsis_does);
    tcase_add_test(t, enabled_again_without_an_invalidate);
    tcase_add_test(t, first_enable);
    tcase_add_test(t, made_non_cacheable_over_a_dirty_line);
    tcase_add_test(t, made_non_cacheable_and_lost);
    tcase_add_test(t, made_non_cacheable_and_sent);
    tcase_add_test(t, made_non_cacheable_with_the_lines_written_back);
    return case_run("coherence_switch", t);
}
