/* test_coherence_lost.c -- the coherency rules about writes that are destroyed: each with the smallest facts
 * that break it, and the corrected twin, which must be silent. */
#include "judge_bench.h"
#include "coherence.h"

/* ---- lost-dma-write ------------------------------------------------------------------------------------ */

START_TEST(lost_dma_write_hazard_then_error)
{
    for (int consumed = 0; consumed < 2; consumed++) {
        bench_start(); cache_on();
        cached_store(0, RX + 8, 4, 0x99999999);
        enable(3, CR_P2M, RX, 32);
        for (unsigned i = 0; i < 32; i++) dma_writes(RX + i, 0xA5);
        dma_done();
        evict(EVICT_FORCED, NO_PC, RX, 1); evict_lands(RX, (uint64_t[]){ 0, 0x99999999, 0, 0 });
        invalidate(5, RX);
        if (consumed) { fill(FILL_LOAD, 6, RX); load(6, RX, 4, 0); }
        const finding_t *f = only(RULE_LOST_DMA_WRITE, consumed ? TIER_ERROR : TIER_HAZARD, "rx");
        ck_assert_uint_eq(f->effect, EFFECT_LOST_DMA_WRITE);
        ck_assert_ptr_nonnull(strstr(f->message, "written back over it"));
        ck_assert_uint_eq(f->fix_pc, 3);
        if (consumed) ck_assert_uint_eq(f->wanted, 0xA5A5A5A5);
        else ck_assert_uint_eq(f->size, 32);
        ck_assert_uint_eq(f->count, consumed ? 1 : 4);         /* one load; four beats of the write-back */
        const char *both = strstr(told(f, CAUSE_LEFT), "was evicted at cycle ");
        ck_assert_ptr_nonnull(both); ck_assert_ptr_nonnull(strstr(both,
                "; its bytes landed in RAM at cycle "));
        bench_end();
    }
}
END_TEST

/* Stored while a circular stream goes round, a half that was read and is cleared for the next round, say: the stream
 * is never over, and the clean belongs behind the store. In this run the line was written back over it, or not. */
START_TEST(lost_to_a_store_between_rounds)
{
    for (int late = 0; late < 2; late++)
        for (int written = 0; written < 2; written++) {
            bench_start(); cache_on();
            if (!late) cached_store(0, RX + 8, 4, 0x99999999);
            enable(3, CR_P2M | CR_CIRC, RX, 32);
            dma_flag(DMA_TC);
            if (late) cached_store(0, RX + 8, 4, 0x99999999);
            for (unsigned i = 0; i < 32; i++) dma_writes(RX + i, 0xA5);
            if (written) { evict(EVICT_FORCED, NO_PC, RX, 1); evict_lands(RX, (uint64_t[]){ 0, 0x99999999, 0, 0 }); }
            const finding_t *f = only(RULE_LOST_DMA_WRITE, TIER_HAZARD, "rx");
            bool known = late && !written;                  /* of a byte that the CPU did not store none is */
            ck_assert_int_eq(strstr(f->missing, "after the store in program[0]: store and before DMA1 stream 0 comes "
                                    "round to it") != NULL, known);
            ck_assert_int_eq(strstr(f->missing, "is enabled in program[3]") != NULL, !known);
            ck_assert_ptr_nonnull(strstr(f->missing, "comes round to it"));
            ck_assert_ptr_null(strstr(f->missing, "is over"));
            ck_assert_uint_eq(f->fix_pc, known ? 0 : 3); ck_assert_uint_eq(f->fix_after, known);
            bench_end();
        }
}
END_TEST

/* The line was dirty under the DMA's writes. Whether and when the cache writes it back is its own affair:
 * thrown away afterwards, or written back before, it is the same finding. */
START_TEST(a_dirty_target_is_a_hazard_whatever_became_of_the_line)
{
    for (int early = 0; early < 2; early++) {
        bench_start(); cache_on();
        cached_store(0, RX + 8, 4, 0x99999999);
        if (early) { evict(EVICT_REPLACED, 7, RX, 1); evict_lands(RX, (uint64_t[]){ 0, 0x99999999, 0, 0 }); }
        enable(3, CR_P2M, RX, 32);
        for (unsigned i = 0; i < 32; i++) dma_writes(RX + i, 0xA5);
        dma_done();
        if (early) invalidate(5, RX); else invalidate_dirty(5, RX);
        fill(FILL_LOAD, 6, RX); load(6, RX, 4, 0xA5A5A5A5);
        const finding_t *f = only(RULE_LOST_DMA_WRITE, TIER_HAZARD, "rx");
        ck_assert_uint_eq(f->effect, EFFECT_LOST_DMA_WRITE);
        ck_assert_uint_eq(f->addr, RX); ck_assert_uint_eq(f->size, 32); ck_assert_uint_eq(f->count, 32);
        /* store, armed, DMA: told at that moment */
        ck_assert_uint_eq(f->fix_pc, 3); ck_assert_uint_eq(f->causes, 3);
        ck_assert_ptr_nonnull(strstr(f->message, "DMA1 stream 0 wrote to rx at cycle"));
        ck_assert_ptr_nonnull(strstr(f->message, "(rx+8, cycle 2, program[0]: store) and not cleaned or invalidated since"));
        ck_assert_ptr_nonnull(strstr(told(f, CAUSE_OLD), "CPU stored 0x99999999 to rx+8"));
        ck_assert_int_eq(f->cause[f->gap].role, CAUSE_ARMED);   /* between the store and the arming */
        for (unsigned i = 0; i < f->causes; i++) ck_assert_ptr_null(strstr(f->cause[i].text, " read "));
        bench_end();
    }
}
END_TEST

START_TEST(a_clean_target_is_silent)
{
    for (int how = 0; how < 4; how++) {
        bench_start(); cache_on(); mpu_region(WT, MPU_WT);
        if (how == 0) { fill(FILL_LOAD, 4, RX); load(4, RX, 4, 0); }                       /* only read */
        if (how == 1) { cached_store(0, RX, 4, 1); clean(1, RX, (uint64_t[]){ 1, 0, 0, 0 }); }
        if (how == 2) { cached_store(0, RX, 4, 1); clean(1, RX, (uint64_t[]){ 1, 0, 0, 0 }); invalidate(5,
                RX); }
        if (how == 3) cached_store(0, TX, 4, 1);  /* the one it reads */
        enable(3, CR_P2M, RX, 32);
        for (unsigned i = 0; i < 32; i++) dma_writes(RX + i, 0xA5);
        dma_done();
        invalidate(5, RX);
        fill(FILL_LOAD, 6, RX); load(6, RX, 4, 0xA5A5A5A5);
        silent();
    }
    bench_start(); cache_on(); mpu_region(WT, MPU_WT);                                     /* never dirty */
    fill(FILL_LOAD, 4, WT);
    store(0, WT, 1, 5, 0); drain(DRAIN_CACHE, WT, 1, 0); drain(DRAIN_BUS, WT, 1, 0);
    bus_beat(INIT_AXIM, TAG_STORE, 1, WT, 1, 5);
    dsb(2);
    enable(3, CR_P2M, WT, 1); dma_writes(WT, 0xA5); dma_done();
    invalidate(5, WT);
    fill(FILL_LOAD, 6, WT); load(6, WT, 1, 0xA5);
    silent();
}
END_TEST

/* Dirty when the stream was enabled, dropped or cleaned ahead of the first byte: between the two the cache
 * may have written the line back whenever it liked, and a byte may come at any time. */
START_TEST(dirty_at_enable_is_a_hazard_though_the_maintenance_was_first)
{
    for (int how = 0; how < 3; how++) {
        bench_start(); cache_on();
        cached_store(0, RX + 8, 4, 0x99999999);
        if (how == 2) evict(EVICT_REPLACED, 7, RX, 1), evict_lands(RX, (uint64_t[]){ 0, 0x99999999, 0, 0 });
        enable(3, CR_P2M, RX, 32);
        if (how == 1) clean(5, RX, (uint64_t[]){ 0, 0x99999999, 0, 0 });
        else if (how == 2) invalidate(5, RX);
        else invalidate_dirty(5, RX);
        for (unsigned i = 0; i < 32; i++) dma_writes(RX + i, 0xA5);
        dma_done();
        invalidate(5, RX);
        fill(FILL_LOAD, 6, RX); load(6, RX, 4, 0xA5A5A5A5);
        const finding_t *f = only(RULE_LOST_DMA_WRITE, TIER_HAZARD, "rx");
        ck_assert_uint_eq(f->effect, EFFECT_LOST_DMA_WRITE);
        ck_assert_uint_eq(f->fix_pc, 3); ck_assert_uint_eq(f->count, 32);
        ck_assert_ptr_nonnull(strstr(f->message, "cleaned or invalidated only after the stream was enabled"));
        bench_end();
    }
    bench_start(); cache_on();                                /* the neighbour's line, cleaned too late */
    cached_store(0, COUNTER, 4, 1);
    enable(3, CR_P2M, SMALL, 10);
    clean(5, COUNTER, (uint64_t[]){ 0, 0, 1, 0 });
    dma_writes(SMALL, 0xA5); dma_done();
    only(RULE_SHARED_LINE, TIER_HAZARD, "small");
    bench_end();
}
END_TEST

/* Nothing could have come before the maintenance, or nobody knows. */
START_TEST(dirty_at_enable_is_silent_where_nothing_can_come_yet)
{
    for (int how = 0; how < 5; how++) {
        bench_start(); cache_on();
        cached_store(0, RX + 8, 4, 0x99999999);
        if (how == 3) invalidate_dirty(5, RX);                     /* in time, and once more */
        enable(3, how == 1 ? CR_P2M | CR_CIRC : CR_P2M, RX, 32);
        if (how == 2) {                                            /* by set and way, all of them */
            evict(EVICT_INV, 5, RX, 1);
            all_ways(MAINT_DCISW, 5);
        } else if (how == 3) invalidate(5, RX);
        else invalidate_dirty(5, RX);
        if (how == 0)                                              /* the receiver is switched on */
            put((fact_t){ .kind = F_STORE, .what = DST_PORT, .size = 4, .addr = U1, .pc = 7, .data = 5 });
        if (how == 4) cached_store(0, TX, 4, 1);                   /* no peripheral */
        for (unsigned i = 0; i < 32; i++) dma_writes(RX + i, 0xA5);
        if (how == 4) {
            only(RULE_LOST_DMA_WRITE, TIER_HAZARD, "rx");
            bench_end();
            continue;
        }
        dma_done();
        silent();
    }
}
END_TEST

START_TEST(a_store_through_the_other_address_makes_the_target_dirty_too)
{
    bench_start(); cache_on();
    cached_store(0, NC, 4, 1);
    invalidate(5, ALIAS);                                     /* the other line: no help */
    enable(3, CR_P2M, ALIAS, 4);
    dma_writes(ALIAS, 0xA5); dma_done();
    only(RULE_LOST_DMA_WRITE, TIER_HAZARD, "nc");
    bench_end();
}
END_TEST

START_TEST(lost_dma_write_twin)
{
    bench_start(); cache_on();
    cached_store(0, RX + 8, 4, 0x99999999);
    invalidate_dirty(5, RX);  /* thrown away on purpose before the hand-over */
    enable(3, CR_P2M, RX, 32);
    for (unsigned i = 0; i < 32; i++) dma_writes(RX + i, 0xA5);
    dma_done();
    invalidate(5, RX);
    fill(FILL_LOAD, 6, RX); load(6, RX, 4, 0xA5A5A5A5);
    silent();
}
END_TEST

START_TEST(a_late_store_over_dma_data)
{
    bench_start(); cache_on(); mpu_region(0x30000100, MPU_NC);
    store(0, NC, 1, 0, 0);                                    /* memset before the transfer, no barrier */
    enable(3, CR_P2M, NC, 1);
    dma_writes(NC, 0xA5);
    drain(DRAIN_BUS, NC, 1, 0); bus_beat(INIT_AXIM, TAG_STORE, 1, NC, 1, 0);
    const finding_t *f = only(RULE_MISSING_BARRIER, TIER_HAZARD, "nc");
    ck_assert_uint_eq(f->effect, EFFECT_LOST_DMA_WRITE);
    bench_end();
}
END_TEST

/* ---- lost-cpu-write ------------------------------------------------------------------------------------ */

START_TEST(lost_cpu_write)
{
    for (int consumed = 0; consumed < 2; consumed++) {
        bench_start(); cache_on();
        cached_store(0, TX, 1, 0x42);
        invalidate_dirty(5, TX);
        if (consumed) { enable(3, CR_M2P, TX, 1); dma_reads(TX, 0); }
        const finding_t *f = only(RULE_LOST_CPU_WRITE, consumed ? TIER_ERROR : TIER_HAZARD, "tx");
        ck_assert_uint_eq(f->effect, EFFECT_LOST_CPU_WRITE);
        ck_assert_uint_eq(f->wanted, 0x42);
        ck_assert_uint_eq(f->fix_pc, 5);
        bench_end();
    }
}
END_TEST

START_TEST(lost_cpu_write_twins)
{
    bench_start(); cache_on();                                /* clean instead */
    cached_store(0, TX, 1, 0x42);
    clean(1, TX, (uint64_t[]){ 0x42, 0, 0, 0 });
    invalidate(5, TX);
    enable(3, CR_M2P, TX, 1); dma_reads(TX, 0x42);
    silent();
    bench_start(); cache_on();                                /* overwritten before anyone looked */
    cached_store(0, TX, 1, 0x42);
    invalidate_dirty(5, TX);
    cached_store(0, TX, 1, 0x43);
    load(6, TX, 1, 0x43);
    silent();
}
END_TEST

/* ---- shared-line --------------------------------------------------------------------------------------- */

START_TEST(shared_line_loses_the_neighbour)
{
    bench_start(); cache_on();
    enable(3, CR_P2M, SMALL, 10);
    cached_store(0, COUNTER, 4, 7);
    for (unsigned i = 0; i < 10; i++) dma_writes(SMALL + i, 0xA5);
    dma_done();
    invalidate_dirty(5, SMALL);
    fill(FILL_LOAD, 6, SMALL); load(6, SMALL, 4, 0xA5A5A5A5); load(6, COUNTER, 4, 0);
    const finding_t *f = only(RULE_SHARED_LINE, TIER_ERROR, "small");
    ck_assert_uint_eq(f->effect, EFFECT_LOST_CPU_WRITE);
    ck_assert_uint_eq(f->addr, COUNTER);
    ck_assert_uint_eq(f->size, 4); ck_assert_uint_eq(f->count, 1);
    ck_assert_ptr_nonnull(strstr(f->message, "The CPU stored 0x00000007 to counter, next to small, at cycle"));
    ck_assert_ptr_nonnull(strstr(f->message, "counter and small share the cache line"));
    ck_assert_ptr_nonnull(strstr(f->missing, "Give small lines of its own"));
    ck_assert_ptr_nonnull(strstr(f->missing, "so that counter no longer lies"));
    bench_end();
}
END_TEST

START_TEST(shared_line_overwrites_the_buffer)
{
    bench_start(); cache_on();
    cached_store(0, COUNTER, 4, 7);
    enable(3, CR_P2M, SMALL, 10);
    for (unsigned i = 0; i < 10; i++) dma_writes(SMALL + i, 0xA5);
    dma_done();
    clean(1, COUNTER, (uint64_t[]){ 0, 0, 7, 0 });
    const finding_t *f = only(RULE_SHARED_LINE, TIER_HAZARD, "small");
    ck_assert_uint_eq(f->effect, EFFECT_LOST_DMA_WRITE);
    ck_assert_uint_eq(f->addr, SMALL); ck_assert_uint_eq(f->size, 10);
    ck_assert_ptr_nonnull(strstr(f->message, "small and counter share the cache line"));
    bench_end();
}
END_TEST

START_TEST(shared_line_refilled_by_the_neighbour)
{
    bench_start(); cache_on();
    invalidate(5, SMALL);
    enable(3, CR_P2M, SMALL, 10);
    fill(FILL_LOAD, 7, COUNTER); load(7, COUNTER, 4, 0);
    dma_writes(SMALL, 0xA5); dma_done();
    load(6, SMALL, 1, 0);
    const finding_t *f = only(RULE_SHARED_LINE, TIER_ERROR, "small");
    ck_assert_uint_eq(f->effect, EFFECT_STALE_READ);
    bench_end();
}
END_TEST

START_TEST(neighbours_in_lines_of_their_own_are_silent)
{
    bench_start(); cache_on();
    cached_store(0, COUNTER, 4, 7);
    enable(3, CR_P2M, RX, 10);
    for (unsigned i = 0; i < 10; i++) dma_writes(RX + i, 0xA5);
    dma_done();
    invalidate(5, RX);
    fill(FILL_LOAD, 6, RX); load(6, RX, 4, 0xA5A5A5A5);
    load(6, COUNTER, 4, 7);
    silent();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("coherence, writes lost");
    tcase_add_test(t, lost_dma_write_hazard_then_error);
    tcase_add_test(t, lost_to_a_store_between_rounds);
    tcase_add_test(t, a_dirty_target_is_a_hazard_whatever_became_of_the_line);
    tcase_add_test(t, a_clean_target_is_silent);
    tcase_add_test(t, dirty_at_enable_is_a_hazard_though_the_maintenance_was_first);
    tcase_add_test(t, dirty_at_enable_is_silent_where_nothing_can_come_yet);
    tcase_add_test(t, a_store_through_the_other_address_makes_the_target_dirty_too);
    tcase_add_test(t, lost_dma_write_twin);
    tcase_add_test(t, a_late_store_over_dma_data);
    tcase_add_test(t, lost_cpu_write);
    tcase_add_test(t, lost_cpu_write_twins);
    tcase_add_test(t, shared_line_loses_the_neighbour);
    tcase_add_test(t, shared_line_overwrites_the_buffer);
    tcase_add_test(t, shared_line_refilled_by_the_neighbour);
    tcase_add_test(t, neighbours_in_lines_of_their_own_are_silent);
    return case_run("coherence, writes lost", t);
}
