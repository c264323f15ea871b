/* test_coherence_source.c -- what a DMA reads: stale-dma-read and its corrected twins, hazards of a clean that
 * is late, or is no clean. Facts by hand, as in test_coherence.c. */
#include "judge_bench.h"

/* ---- stale-dma-read --------------------------------------------------------------------------------- */

START_TEST(stale_dma_read_error)
{
    bench_start(); cache_on();
    cached_store(0, TX, 4, 0x44332211);
    dsb(2);
    enable(3, CR_M2P, TX, 4);
    for (unsigned i = 0; i < 4; i++) dma_reads(TX + i, 0);
    dma_done();
    const finding_t *f = only(RULE_STALE_DMA_READ, TIER_ERROR, "tx");
    ck_assert_uint_eq(f->effect, EFFECT_STALE_DMA_READ);
    ck_assert_uint_eq(f->count, 4); ck_assert_uint_eq(f->addr, TX); ck_assert_uint_eq(f->size, 4);
    ck_assert_uint_eq(f->had, 0); ck_assert_uint_eq(f->wanted, 0x11);
    ck_assert_uint_eq(f->fix_pc, 3);
    ck_assert_ptr_nonnull(strstr(f->message, "D-cache (dirty line)"));
    ck_assert_ptr_nonnull(strstr(f->missing, "program[0]: store"));
    bench_end();
}
END_TEST

/* Stored while a circular stream goes round: it is enabled long ago, so the clean belongs behind the store. What
 * was stored before it was enabled is cleaned before that, whether it goes round or not. */
START_TEST(stale_dma_read_of_a_circular_stream)
{
    for (int late = 0; late < 2; late++) {
        bench_start(); cache_on();
        if (!late) cached_store(0, TX, 4, 0x44332211);
        dsb(2);
        enable(3, CR_M2P | CR_CIRC, TX, 4);
        for (unsigned i = 0; late && i < 4; i++) dma_reads(TX + i, 0);
        dma_flag(DMA_TC);
        if (late) cached_store(0, TX, 4, 0x44332211);
        for (unsigned i = 0; i < 4; i++) dma_reads(TX + i, 0);
        const finding_t *f = only(RULE_STALE_DMA_READ, TIER_ERROR, "tx");
        ck_assert_uint_eq(f->fix_pc, late ? 0 : 3); ck_assert_uint_eq(f->fix_after, late);
        ck_assert_int_eq(strstr(f->missing, "is enabled") != NULL, !late);
        ck_assert_int_eq(strstr(f->missing, "program[0]: store for one, and before DMA1 stream 0 comes round to it.")
                         != NULL, late);
        bench_end();
    }
}
END_TEST

START_TEST(stale_dma_read_twin)
{
    bench_start(); cache_on();
    cached_store(0, TX, 4, 0x44332211);
    clean(1, TX, (uint64_t[]){ 0x44332211, 0, 0, 0 });
    enable(3, CR_M2P, TX, 4);
    for (unsigned i = 0; i < 4; i++) dma_reads(TX + i, (uint8_t)(0x11 * (i + 1)));
    dma_done();
    silent();
}
END_TEST

START_TEST(clean_before_the_store_is_no_clean)
{
    bench_start(); cache_on();
    cached_store(0, TX, 1, 1);
    clean(1, TX, (uint64_t[]){ 1, 0, 0, 0 });
    store(0, TX, 1, 2, 1); drain(DRAIN_CACHE, TX, 1, 1);
    dsb(2);
    enable(3, CR_M2P, TX, 1);
    dma_reads(TX, 1);
    only(RULE_STALE_DMA_READ, TIER_ERROR, "tx");
    bench_end();
}
END_TEST

START_TEST(clean_after_enable_is_too_late)
{
    bench_start(); cache_on();
    cached_store(0, TX, 1, 1);
    dsb(2);
    enable(3, CR_M2P, TX, 1);
    dma_reads(TX, 0);                                         /* preload */
    clean(1, TX, (uint64_t[]){ 1, 0, 0, 0 });
    only(RULE_STALE_DMA_READ, TIER_ERROR, "tx");
    bench_end();
}
END_TEST

/* Stored, enabled, cleaned, read: right, but the DMA might have come first. */
START_TEST(clean_after_enable_that_wins_is_a_hazard)
{
    bench_start(); cache_on();
    cached_store(0, TX, 1, 1);
    dsb(2);
    enable(3, CR_M2P, TX, 1);
    clean(1, TX, (uint64_t[]){ 1, 0, 0, 0 });
    dma_reads(TX, 1);
    only(RULE_STALE_DMA_READ, TIER_HAZARD, "tx");
    bench_end();
    /* cleaned before, and once more after: nothing depends on that one */
    bench_start(); cache_on();
    cached_store(0, TX, 1, 1);
    clean(1, TX, (uint64_t[]){ 1, 0, 0, 0 });
    dsb(2);
    enable(3, CR_M2P, TX, 1);
    clean(1, TX, (uint64_t[]){ 1, 0, 0, 0 });
    dma_reads(TX, 1);
    silent();
    bench_end();
}
END_TEST

START_TEST(store_after_the_preload_is_not_judged)
{
    bench_start(); cache_on();
    enable(3, CR_M2P, TX, 1);
    dma_reads(TX, 0);
    cached_store(0, TX, 1, 9);
    dma_done();
    silent();
}
END_TEST

START_TEST(right_by_a_natural_eviction_is_a_hazard)
{
    bench_start(); cache_on();
    cached_store(0, TX, 1, 1);
    evict(EVICT_REPLACED, 7, TX, 1); evict_lands(TX, (uint64_t[]){ 1, 0, 0, 0 });
    dsb(2);
    enable(3, CR_M2P, TX, 1);
    dma_reads(TX, 1);
    only(RULE_STALE_DMA_READ, TIER_HAZARD, "tx");
    bench_end();
}
END_TEST

START_TEST(write_through_needs_no_clean_but_a_barrier)
{
    for (int fixed = 0; fixed < 2; fixed++) {
        bench_start(); cache_on(); mpu_region(WT, MPU_WT);
        fill(FILL_LOAD, 4, WT);
        store(0, WT, 1, 5, 0); drain(DRAIN_CACHE, WT, 1, 0); drain(DRAIN_BUS, WT, 1, 0);
        bus_beat(INIT_AXIM, TAG_STORE, 1, WT, 1, 5);
        if (fixed) dsb(2);
        enable(3, CR_M2P, WT, 1);
        dma_reads(WT, 5);
        dma_done();
        evict(EVICT_REPLACED, 7, WT, 0);
        if (fixed) { silent(); continue; }
        only(RULE_MISSING_BARRIER, TIER_HAZARD, "wt");
        bench_end();
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("rules");
    tcase_add_test(t, stale_dma_read_error);
    tcase_add_test(t, stale_dma_read_of_a_circular_stream);
    tcase_add_test(t, stale_dma_read_twin);
    tcase_add_test(t, clean_before_the_store_is_no_clean);
    tcase_add_test(t, clean_after_enable_is_too_late);
    tcase_add_test(t, clean_after_enable_that_wins_is_a_hazard);
    tcase_add_test(t, store_after_the_preload_is_not_judged);
    tcase_add_test(t, right_by_a_natural_eviction_is_a_hazard);
    tcase_add_test(t, write_through_needs_no_clean_but_a_barrier);
    return case_run("coherence_source", t);
}
