/* test_coherence.c -- the coherency rules of loads: the smallest facts that break one, and the corrected twin,
 * which must be silent. Facts are written by hand in the order the machine tells them. */
#include "judge_bench.h"
#include "coherence.h"
#include "observe.h"

/* ---- stale-read --------------------------------------------------------------------------------- */

START_TEST(stale_read_error)
{
    bench_start(); cache_on();
    fill(FILL_LOAD, 4, RX); load(4, RX, 4, 0x11111111);
    enable(3, CR_P2M, RX, 4);
    dma_writes(RX, 0xA5); dma_writes(RX + 1, 0xA6);
    dma_done();
    load(6, RX, 4, 0x11111111);
    const finding_t *f = only(RULE_STALE_READ, TIER_ERROR, "rx");
    ck_assert_uint_eq(f->effect, EFFECT_STALE_READ);
    ck_assert_uint_eq(f->addr, RX); ck_assert_uint_eq(f->size, 2);
    ck_assert_uint_eq(f->had, 0x1111); ck_assert_uint_eq(f->wanted, 0xA6A5);
    ck_assert_uint_eq(f->pc, 6); ck_assert_uint_eq(f->fix_pc, 6); ck_assert_uint_eq(f->fix_after, 0);
    ck_assert_str_eq(f->master, "DMA1 stream 0");
    ck_assert_uint_ge(f->causes, 3);
    ck_assert_ptr_nonnull(strstr(f->message, "0x1111 from rx"));
    ck_assert_ptr_nonnull(strstr(f->missing, "before program[6]: load again"));
    ck_assert_ptr_nonnull(strstr(told(f, CAUSE_NEW), "DMA1 stream 0 wrote 0xA5 to rx at cycle"));
    /* The story in its order, and the gap between the transfer's end and the load that showed it. */
    for (unsigned i = 1; i < f->causes; i++) ck_assert_uint_le(f->cause[i - 1].fact.at, f->cause[i].fact.at);
    ck_assert_int_eq(f->cause[f->gap].role, CAUSE_SHOWED); ck_assert_int_eq(f->cause[f->gap - 1].role,
            CAUSE_DONE);
    bench_end();
}
END_TEST

START_TEST(stale_read_fixed_by_invalidate_after)
{
    bench_start(); cache_on();
    fill(FILL_LOAD, 4, RX); load(4, RX, 4, 0x11111111);
    enable(3, CR_P2M, RX, 2);
    dma_writes(RX, 0xA5); dma_writes(RX + 1, 0xA6);
    dma_done();
    invalidate(5, RX);
    fill(FILL_LOAD, 6, RX); load(6, RX, 4, 0x1111A6A5);
    silent();
}
END_TEST

START_TEST(stale_read_merges_a_loop)
{
    bench_start(); cache_on();
    fill(FILL_LOAD, 4, RX);
    enable(3, CR_P2M, RX, 32);
    for (unsigned i = 0; i < 32; i++) dma_writes(RX + i, (uint8_t)(0x80 + i));
    dma_done();
    for (unsigned i = 0; i < 32; i += 4) load(6, RX + i, 4, 0);
    const finding_t *f = only(RULE_STALE_READ, TIER_ERROR, "rx");
    ck_assert_uint_eq(f->count, 8); ck_assert_uint_eq(f->addr, RX); ck_assert_uint_eq(f->size, 32);
    bench_end();
}
END_TEST

START_TEST(stale_read_same_value_is_a_hazard)
{
    bench_start(); cache_on();
    fill(FILL_LOAD, 4, RX);
    enable(3, CR_P2M, RX, 1);
    dma_writes(RX, 0x11); dma_done();
    load(6, RX, 1, 0x11);
    const finding_t *f = only(RULE_STALE_READ, TIER_HAZARD, "rx");
    ck_assert_uint_eq(f->same_value, 1);
    bench_end();
}
END_TEST

START_TEST(lucky_load_without_any_invalidate_is_a_hazard)
{
    bench_start(); cache_on();
    enable(3, CR_P2M, RX, 1);
    dma_writes(RX, 0xA5); dma_done();
    fill(FILL_LOAD, 6, RX); load(6, RX, 1, 0xA5);
    const finding_t *f = only(RULE_STALE_READ, TIER_HAZARD, "rx");
    ck_assert_uint_eq(f->same_value, 0);
    bench_end();
}
END_TEST

START_TEST(cache_enabled_after_the_transfer_is_silent)
{
    bench_start();
    enable(3, CR_P2M, RX, 1);
    dma_writes(RX, 0xA5); dma_done();
    cache_on();
    fill(FILL_LOAD, 6, RX); load(6, RX, 1, 0xA5);
    silent();
}
END_TEST

START_TEST(fills_and_maintenance_consume_nothing)
{
    bench_start(); cache_on();
    fill(FILL_LOAD, 4, RX);
    enable(3, CR_P2M, RX, 1);
    dma_writes(RX, 0xA5); dma_done();
    fill(FILL_PRELOAD, 4, TX);
    invalidate(5, RX);
    fill(FILL_FORCED, NO_PC, RX);
    silent();
}
END_TEST

START_TEST(load_by_its_own_fill_is_judged_when_ram_answered)
{
    bench_start(); cache_on();
    enable(3, CR_P2M | CR_CIRC, RX, 1);
    invalidate(5, RX);
    fill_begin(FILL_LOAD, 4, RX);
    B.txn++;
    bus_beat(INIT_AXIM, TAG_FILL, 0, RX, 8, 0x11);
    dma_writes(RX, 0xA5);                              /* lands after RAM answered, before the load retires */
    put((fact_t){ .kind = F_FILL_BEAT, .addr = RX, .pc = 4, .note = line_of_way(RX, 0) });
    load_from(SRC_LFB, 4, RX, 4, 0x11);
    silent();
}
END_TEST

START_TEST(non_cacheable_polling_is_silent)
{
    bench_start(); cache_on(); mpu_region(0x30000100, MPU_NC);
    enable(3, CR_P2M | CR_CIRC, NC, 4);
    for (unsigned i = 0; i < 12; i++) {
        nc_load(4, NC + (i & 3), 1, 0);
        dma_writes(NC + (i & 3), (uint8_t)i);
        nc_load(6, NC + (i & 3), 1, i);
    }
    silent();
}
END_TEST

START_TEST(circular_buffer_with_an_invalidate_a_half_is_silent)
{
    bench_start(); cache_on();
    enable(3, CR_P2M | CR_CIRC, RX, 64);
    for (unsigned lap = 0; lap < 3; lap++)
        for (unsigned half = 0; half < 2; half++) {
            uint32_t at = RX + 32 * half;
            for (unsigned i = 0; i < 32; i++) dma_writes(at + i, (uint8_t)(lap * 64 + i));
            dma_flag(half ? DMA_TC : DMA_HT);
            invalidate(5, at);
            fill(FILL_LOAD, 4, at);
            for (unsigned i = 0; i < 32; i++) load(4, at + i, 1, (uint8_t)(lap * 64 + i));
        }
    silent();
}
END_TEST

START_TEST(circular_buffer_without_is_stale_in_the_second_lap)
{
    bench_start(); cache_on();
    enable(3, CR_P2M | CR_CIRC, RX, 32);
    for (unsigned lap = 0; lap < 2; lap++) {
        dma_writes(RX, (uint8_t)(lap + 1));
        dma_flag(DMA_TC);
        if (!lap) fill(FILL_LOAD, 4, RX);
        load(4, RX, 1, 1);
    }
    const finding_t *f = only(RULE_STALE_READ, TIER_ERROR, "rx");
    ck_assert_uint_eq(f->had, 1); ck_assert_uint_eq(f->wanted, 2);
    /* A stream that goes round is never done: the cure is wanted every round. */
    ck_assert_uint_eq(f->circular, 1);
    ck_assert_ptr_nonnull(strstr(f->missing, "every round"));
    for (unsigned i = 0; i < f->causes; i++) ck_assert_ptr_null(strstr(f->cause[i].text, "was done"));
    bench_end();
}
END_TEST

START_TEST(double_buffer_with_invalidates_is_silent_and_without_is_not)
{
    for (int fixed = 0; fixed < 2; fixed++) {
        bench_start(); cache_on();
        fill(FILL_LOAD, 4, TX); load(4, TX, 1, 0);
        enable(3, CR_P2M | 1 << 18, RX, 1);
        dma_writes(RX, 0xA1); dma_flag(DMA_TC);
        put((fact_t){ .kind = F_DMA_TARGET, .who = SLOT_DMA1, .addr = TX, .pc = NO_PC });
        dma_writes(TX, 0xB1); dma_flag(DMA_TC);
        if (fixed) { invalidate(5, RX); invalidate(5, TX); fill(FILL_LOAD, 6, TX); }
        fill(FILL_LOAD, 6, RX); load(6, RX, 1, 0xA1); load(6, TX, 1, fixed ? 0xB1 : 0);
        if (fixed) { silent(); continue; }
        bench_finish();
        ck_assert_uint_eq(B.list.count, 2);                /* rx only lucky, tx really old */
        ck_assert_uint_eq(B.list.item[0].tier, TIER_HAZARD);
        ck_assert_uint_eq(B.list.item[1].tier, TIER_ERROR);
        ck_assert_str_eq(B.list.item[1].buffer, "tx");
        bench_end();
    }
}
END_TEST

START_TEST(aliases_are_one_memory_and_two_lines)
{
    bench_start(); cache_on();
    fill(FILL_LOAD, 4, ALIAS); load(4, ALIAS, 1, 0x11);
    enable(3, CR_P2M, NC, 1);
    dma_writes(NC, 0xA5); dma_done();
    invalidate(5, NC);                                     /* the other line: no help */
    load(6, ALIAS, 1, 0x11);
    const finding_t *f = only(RULE_STALE_READ, TIER_ERROR, "nc");
    ck_assert_uint_eq(f->addr, ALIAS);
    bench_end();
    bench_start(); cache_on();
    fill(FILL_LOAD, 4, ALIAS); load(4, ALIAS, 1, 0x11);
    enable(3, CR_P2M, NC, 1);
    dma_writes(NC, 0xA5); dma_done();
    invalidate(5, ALIAS); fill(FILL_LOAD, 6, ALIAS);
    load(6, ALIAS, 1, 0xA5);
    silent();
}
END_TEST

START_TEST(two_addresses_of_one_ram_may_disagree)
{
    bench_start(); cache_on();
    fill(FILL_LOAD, 4, ALIAS);
    B.way = 1;
    cached_store(0, NC, 1, 0x77);
    load(6, ALIAS, 1, 0x11);
    const finding_t *f = only(RULE_STALE_READ, TIER_ERROR, "nc");
    ck_assert_str_eq(f->master, "CPU");
    bench_end();
}
END_TEST

START_TEST(bridge_writes_belong_to_the_stream)
{
    bench_start(); cache_on();
    fill(FILL_LOAD, 4, RX);
    enable(3, CR_P2M | CR_TRBUFF, RX, 1);
    put((fact_t){ .kind = F_POSTED, .who = INIT_DMA1_MEM, .txn = 70, .data = 71, .pc = NO_PC });
    B.txn = 71;
    bus_beat(INIT_D2D1, 0, 1, RX, 1, 0xA5);
    dma_done();
    load(6, RX, 1, 0);
    const finding_t *f = only(RULE_STALE_READ, TIER_ERROR, "rx");
    ck_assert_str_eq(f->master, "DMA1 stream 0");
    bench_end();
}
END_TEST

/* ---- early-invalidate ------------------------------------------------------------------------------ */

START_TEST(early_invalidate_error)
{
    bench_start(); cache_on();
    fill(FILL_LOAD, 4, RX); load(4, RX, 1, 0x11);
    invalidate(5, RX);
    enable(3, CR_P2M, RX, 1);
    fill(FILL_FORCED, NO_PC, RX);
    dma_writes(RX, 0xA5); dma_done();
    load(6, RX, 1, 0x11);
    const finding_t *f = only(RULE_EARLY_INVALIDATE, TIER_ERROR, "rx");
    ck_assert_uint_eq(f->effect, EFFECT_STALE_READ);
    ck_assert_ptr_nonnull(strstr(f->message, "too early"));
    ck_assert_ptr_nonnull(strstr(f->missing, "after DMA1 stream 0"));
    bench_end();
}
END_TEST

START_TEST(early_invalidate_twins)
{
    bench_start(); cache_on();                              /* no fill happened to come: a hazard */
    invalidate(5, RX);
    enable(3, CR_P2M, RX, 1);
    dma_writes(RX, 0xA5); dma_done();
    fill(FILL_LOAD, 6, RX); load(6, RX, 1, 0xA5);
    only(RULE_EARLY_INVALIDATE, TIER_HAZARD, "rx");
    bench_end();
    bench_start(); cache_on();                              /* on both sides: silent */
    invalidate(5, RX);
    enable(3, CR_P2M, RX, 1);
    fill(FILL_FORCED, NO_PC, RX);
    dma_writes(RX, 0xA5); dma_done();
    invalidate(5, RX);
    fill(FILL_LOAD, 6, RX); load(6, RX, 1, 0xA5);
    silent();
}
END_TEST

/* Start-up invalidates all of the cache and then switches it on: that was for no transfer, whether a fill came
 * before the DMA wrote or not. With the cache on it would have been, whoever asked for it. */
START_TEST(start_up_invalidates_for_no_transfer)
{
    for (int late = 0; late < 2; late++)
        for (int filled = 0; filled < 2; filled++)
            for (uint32_t circular = 0; circular < 2; circular++) {
                bench_start();
                if (late) cache_on();
                all_ways(MAINT_DCISW, 7);
                if (!late) cache_on();
                enable(3, circular ? CR_P2M | CR_CIRC : CR_P2M, RX, 1);
                if (filled) fill(FILL_FORCED, NO_PC, RX);
                dma_writes(RX, 0xA5); dma_done();
                if (!filled) fill(FILL_LOAD, 6, RX);
                load(6, RX, 1, filled ? 0x11 : 0xA5);
                const finding_t *f = only(late ? RULE_EARLY_INVALIDATE : RULE_STALE_READ,
                                          filled ? TIER_ERROR : TIER_HAZARD, "rx");
                if (!late && !filled) ck_assert_ptr_nonnull(strstr(f->message, "It was not invalidated."));
                bench_end();
            }
}
END_TEST

/* Nor was a line invalidated by address for one, while the cache was off. */
START_TEST(invalidated_with_the_cache_off)
{
    bench_start();
    invalidate(5, RX);
    cache_on();
    enable(3, CR_P2M, RX, 1);
    dma_writes(RX, 0xA5); dma_done();
    fill(FILL_LOAD, 6, RX); load(6, RX, 1, 0xA5);
    only(RULE_STALE_READ, TIER_HAZARD, "rx");
    bench_end();
}
END_TEST

START_TEST(half_transfer_is_no_end)
{
    bench_start(); cache_on();
    invalidate(5, RX);
    enable(3, CR_P2M, RX, 2);
    dma_writes(RX, 0x55); dma_flag(DMA_HT); dma_writes(RX + 1, 0x56); dma_done();
    fill(FILL_LOAD, 6, RX); load(6, RX, 1, 0x55); load(6, RX + 1, 1, 0x56);
    const finding_t *f = only(RULE_EARLY_INVALIDATE, TIER_HAZARD, "rx");
    ck_assert_uint_eq(f->size, 2);
    bench_end();
}
END_TEST

START_TEST(hazard_grows_into_the_error_of_the_same_cause)
{
    bench_start(); cache_on();
    enable(3, CR_P2M, RX, 2);
    invalidate(5, RX);
    dma_writes(RX, 0x55);
    fill(FILL_FORCED, NO_PC, RX);
    dma_writes(RX + 1, 0x56); dma_done();
    load(6, RX, 1, 0x55);                                     /* lucky */
    load(6, RX + 1, 1, 0);                                    /* not */
    const finding_t *f = only(RULE_EARLY_INVALIDATE, TIER_ERROR, "rx");
    ck_assert_uint_eq(f->addr, RX + 1); ck_assert_uint_eq(f->count, 1);   /* the lucky one does not count */
    bench_end();
}
END_TEST

/* ---- the viewer's question ----------------------------------------------------------------------------- */

START_TEST(look_tells_old_copies)
{
    bench_start(); cache_on();
    byte_state_t b;
    ck_assert(!coherence_look(B.judge, DTCM_BUF, &b));
    ck_assert(coherence_look(B.judge, RX, &b)); ck_assert_uint_eq(b.writer.kind, F_NONE);
    cached_store(0, RX, 1, 5);
    coherence_look(B.judge, RX, &b);
    ck_assert(b.dirty && b.cached && b.ram_old && !b.cache_old && b.value == 5 && b.writer.kind == F_STORE);
    dma_writes(RX, 6);
    coherence_look(B.judge, RX, &b);
    ck_assert(b.cache_old && !b.ram_old && b.value == 6);
    bench_end();
}
END_TEST

/* A recording may be cut or wrong: facts in no order at all, on few addresses so that they meet. */
START_TEST(any_facts_do_no_harm)
{
    static const uint32_t base[] = { RX, TX, SMALL, NC, ALIAS, DTCM_BUF, D1 + 0x10, MUX, U1 + 0x1C,
                                     0xE000EDA0, 0x2407FFFC, 0xFFFFFFFC };
    for (int lint = 0; lint < 2; lint++) {
        if (lint) bench_start_lint(); else bench_start();
        uint64_t x = 88172645463325252ull;
        for (unsigned i = 0; i < 200000; i++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            uint64_t y = x * 0x9E3779B97F4A7C15ull;
            unsigned kind = 1 + (unsigned)(x >> 8) % (F_KINDS - 1);
            put((fact_t){ .kind = (uint8_t)kind, .who = x >> 20 & 1 ? (uint8_t)(x >> 24 & 31)
                          : INIT_DMA1_MEM, .what = (uint8_t)(y >> 8 & 15),
                          .size = x >> 21 & 1 ? 1 << (y & 3) : (uint8_t)(y & 31),
                              .addr = base[(x >> 32) % 12] + (uint32_t)(y >> 16 & 31),
                          .pc = x >> 40 & 1 ? NO_PC : (uint32_t)(y >> 24 & 7), .txn = (uint32_t)(x >> 44 & 3),
                          .data = kind == F_DMA_ON ? (y & 0xFFFFFFFF) | (x >> 50 & 63) << 32 : y,
                              .note = x >> 41 & 1 ? y
                                  : (y >> 30 & 0x30F) | (uint64_t)(TAG_FILL + (y & 3)) << 24 });
        }
        bench_finish();
        for (size_t i = 0; i < B.list.count; i++) ck_assert_int_lt(B.list.item[i].rule, RULES);
        bench_end();
    }
}
END_TEST

/* Its beats are not told, until it is there or will be thrown away. */
START_TEST(a_line_of_code_on_its_way)
{
    static const fact_t end[] = { { .kind = F_FILL_DONE, .addr = RX, .note = 1u << 31 },
                                  { .kind = F_FILL_DROP, .addr = RX, .note = 1u << 31 },
                                  { .kind = F_EVICT, .what = EVICT_INV, .addr = RX, .note = 1u << 31 },
                                  { .kind = F_MAINT, .what = MAINT_ICIALLU, .data = NO_LINE } };
    bench_start();
    tee_t tee;
    tee_start(&tee);
    coherence_heard_by(B.judge, &tee);
    tee_add(&tee, B.sink);
    const ledger_t *l = tee.sink.bursts;
    ck_assert_ptr_nonnull(l);
    for (unsigned i = 0; i < sizeof end / sizeof *end; i++) {
        put((fact_t){ .kind = F_FILL_START, .what = FILL_FETCH, .addr = RX, .note = 1u << 31 });
        ck_assert_uint_eq(l->fetched, RX | 1);
        put((fact_t){ .kind = F_EVICT, .addr = TX, .note = 1u << 31 });         /* that lived there */
        fill(FILL_LOAD, 0, TX);                                                  /* data's */
        ck_assert_uint_eq(l->fetched, RX | 1);
        put(end[i]);
        ck_assert_uint_eq(l->fetched, 0);
    }
    bench_end();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("rules");
    tcase_add_test(t, stale_read_error);
    tcase_add_test(t, stale_read_fixed_by_invalidate_after);
    tcase_add_test(t, stale_read_merges_a_loop);
    tcase_add_test(t, stale_read_same_value_is_a_hazard);
    tcase_add_test(t, lucky_load_without_any_invalidate_is_a_hazard);
    tcase_add_test(t, cache_enabled_after_the_transfer_is_silent);
    tcase_add_test(t, fills_and_maintenance_consume_nothing);
    tcase_add_test(t, load_by_its_own_fill_is_judged_when_ram_answered);
    tcase_add_test(t, non_cacheable_polling_is_silent);
    tcase_add_test(t, circular_buffer_with_an_invalidate_a_half_is_silent);
    tcase_add_test(t, circular_buffer_without_is_stale_in_the_second_lap);
    tcase_add_test(t, double_buffer_with_invalidates_is_silent_and_without_is_not);
    tcase_add_test(t, aliases_are_one_memory_and_two_lines);
    tcase_add_test(t, two_addresses_of_one_ram_may_disagree);
    tcase_add_test(t, bridge_writes_belong_to_the_stream);
    tcase_add_test(t, early_invalidate_error);
    tcase_add_test(t, early_invalidate_twins);
    tcase_add_test(t, start_up_invalidates_for_no_transfer);
    tcase_add_test(t, invalidated_with_the_cache_off);
    tcase_add_test(t, half_transfer_is_no_end);
    tcase_add_test(t, hazard_grows_into_the_error_of_the_same_cause);
    tcase_add_test(t, look_tells_old_copies);
    tcase_add_test(t, any_facts_do_no_harm);
    tcase_add_test(t, a_line_of_code_on_its_way);
    return case_run("coherence", t);
}
