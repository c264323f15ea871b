/* test_coherence_order.c -- the coherency rule about order: a barrier missing between the data and the master
 * that takes or replaces it. The smallest facts that break it, and the corrected twin, which must be
 * silent. */
#include "judge_bench.h"
#include "coherence.h"

/* ---- missing-barrier ----------------------------------------------------------------------------------- */

START_TEST(missing_barrier_error_and_hazard_are_one)
{
    bench_start(); cache_on(); mpu_region(0x30000100, MPU_NC);
    store(0, NC, 1, 0xAA, 0);
    enable(3, CR_M2P, NC, 1);
    dma_reads(NC, 0x11);
    drain(DRAIN_BUS, NC, 1, 0); bus_beat(INIT_AXIM, TAG_STORE, 1, NC, 1, 0xAA);
    const finding_t *f = only(RULE_MISSING_BARRIER, TIER_ERROR, "nc");
    ck_assert_uint_eq(f->effect, EFFECT_STALE_DMA_READ);
    ck_assert_uint_eq(f->had, 0x11); ck_assert_uint_eq(f->wanted, 0xAA);
    ck_assert_ptr_nonnull(strstr(f->message, "store buffer"));
    ck_assert_ptr_nonnull(strstr(f->missing, "DSB after program[0]: store"));
    bench_end();
}
END_TEST

START_TEST(missing_barrier_is_found_when_the_data_was_in_time)
{
    bench_start(); cache_on(); mpu_region(0x30000100, MPU_NC);
    store(0, NC, 1, 0xAA, 0);
    drain(DRAIN_BUS, NC, 1, 0); bus_beat(INIT_AXIM, TAG_STORE, 1, NC, 1, 0xAA);
    enable(3, CR_M2P, NC, 1);
    dma_reads(NC, 0xAA);
    const finding_t *f = only(RULE_MISSING_BARRIER, TIER_HAZARD, "nc");
    ck_assert_uint_eq(f->fix_pc, 3);
    bench_end();
}
END_TEST

/* The BDMA's registers and the data leave the core by one port: it is the kinds of memory that nothing
 * orders. */
START_TEST(missing_barrier_says_why)
{
    for (int bdma = 0; bdma < 2; bdma++) {
        bench_start(); cache_on(); mpu_region(0x30000100, MPU_NC);
        store(0, NC, 1, 0xAA, 0);
        drain(DRAIN_BUS, NC, 1, 0); bus_beat(INIT_AXIM, TAG_STORE, 1, NC, 1, 0xAA);
        if (bdma) {                                         /* CR: DIR, MINC, EN */
            put((fact_t){ .kind = F_STORE, .what = DST_STB, .size = 4, .addr = BD + 0x08, .pc = 3,
                          .data = 0x91 });
            put((fact_t){ .kind = F_DMA_ON, .who = SLOT_BDMA, .addr = NC, .pc = NO_PC,
                          .data = 0x58000C28 | 1ull << 32, .note = CR_M2P });
        } else enable(3, CR_M2P, NC, 1);
        const finding_t *f = only(RULE_MISSING_BARRIER, TIER_HAZARD, "nc");
        ck_assert_int_eq(strstr(f->message, "different ports of the core.") != NULL, !bdma);
        ck_assert_int_eq(strstr(f->message, "which is Device memory, goes ahead.") != NULL, bdma);
        bench_end();
    }
}
END_TEST

/* Memory to memory into bytes the CPU has just stored: the store may land over the copy. A peripheral's bytes
 * come long after. */
START_TEST(missing_barrier_before_a_target_is_overwritten)
{
    static const struct { uint32_t cr; bool barrier, found; } stream[] = {
        { 2u << 6, false, true }, { 2u << 6, true, false }, { 0, false, false },      /* CR.DIR: M2M, P2M */
    };
    for (int i = 0; i < 3; i++) {
        bench_start(); cache_on(); mpu_region(0x30000100, MPU_NC);
        store(0, NC, 1, 0xAA, 0);
        drain(DRAIN_BUS, NC, 1, 0); bus_beat(INIT_AXIM, TAG_STORE, 1, NC, 1, 0xAA);
        if (stream[i].barrier) dsb(2);
        enable_with(3, stream[i].cr | 1, 0, stream[i].cr ? 0x24000000 : U1 + 0x24, NC, 1);
        dma_writes(NC, 0x55);
        if (stream[i].found) only(RULE_MISSING_BARRIER, TIER_HAZARD, "nc");
        else silent();
        bench_end();
    }
}
END_TEST

START_TEST(missing_barrier_twin)
{
    bench_start(); cache_on(); mpu_region(0x30000100, MPU_NC);
    store(0, NC, 1, 0xAA, 0);
    drain(DRAIN_BUS, NC, 1, 0); bus_beat(INIT_AXIM, TAG_STORE, 1, NC, 1, 0xAA);
    dsb(2);
    enable(3, CR_M2P, NC, 1);
    dma_reads(NC, 0xAA);
    silent();
}
END_TEST

START_TEST(cache_off_needs_a_barrier_too)
{
    bench_start();
    store(0, TX, 1, 0xAA, 0);
    drain(DRAIN_BUS, TX, 1, 0); bus_beat(INIT_AXIM, TAG_STORE, 1, TX, 1, 0xAA);
    enable(3, CR_M2P, TX, 1);
    dma_reads(TX, 0xAA);
    only(RULE_MISSING_BARRIER, TIER_HAZARD, "tx");
    bench_end();
}
END_TEST

START_TEST(uncleaned_write_back_is_not_also_a_missing_barrier)
{
    bench_start(); cache_on();
    cached_store(0, TX, 1, 1);
    enable(3, CR_M2P, TX, 1);  /* neither clean nor barrier: the clean is the cause */
    dma_reads(TX, 0);
    only(RULE_STALE_DMA_READ, TIER_ERROR, "tx");
    bench_end();
}
END_TEST

START_TEST(clean_without_its_barrier)
{
    bench_start(); cache_on();
    cached_store(0, TX, 1, 1);
    evict(EVICT_CLEAN, 1, TX, 1); maint(MAINT_DCCMVAC, 1, TX);
    enable(3, CR_M2P, TX, 1);
    dma_reads(TX, 0);
    evict_lands(TX, (uint64_t[]){ 1, 0, 0, 0 });
    const finding_t *f = only(RULE_MISSING_BARRIER, TIER_ERROR, "tx");
    ck_assert_ptr_nonnull(strstr(f->missing, "DSB after the clean"));
    bench_end();
}
END_TEST

START_TEST(a_store_that_races_a_running_stream_is_not_judged)
{
    bench_start(); cache_on(); mpu_region(0x30000100, MPU_NC);
    enable(3, CR_M2P | CR_CIRC, NC, 4);
    store(0, NC, 1, 0xAA, 0);
    dma_reads(NC, 0);
    drain(DRAIN_BUS, NC, 1, 0); bus_beat(INIT_AXIM, TAG_STORE, 1, NC, 1, 0xAA);
    silent();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("coherence, order");
    tcase_add_test(t, missing_barrier_error_and_hazard_are_one);
    tcase_add_test(t, missing_barrier_is_found_when_the_data_was_in_time);
    tcase_add_test(t, missing_barrier_says_why);
    tcase_add_test(t, missing_barrier_before_a_target_is_overwritten);
    tcase_add_test(t, missing_barrier_twin);
    tcase_add_test(t, cache_off_needs_a_barrier_too);
    tcase_add_test(t, uncleaned_write_back_is_not_also_a_missing_barrier);
    tcase_add_test(t, clean_without_its_barrier);
    tcase_add_test(t, a_store_that_races_a_running_stream_is_not_judged);
    return case_run("coherence, order", t);
}
