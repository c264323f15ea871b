/* test_lsu.c -- where an access goes, and when it retires. Times are ticks: a CPU cycle is 10, a
 * bus edge
 * 20; the bench's bus takes a request at its first edge after `asked`, moves beat 0 three edges
 * later and answers writes one edge after their last beat (lsu_bench.h). The first step is asked at
 * tick 10. */
#include "lsu_case.h"

/* Asked 10, request one cycle later at 20, taken at 40, beats at 100, 120, 140, 160. Critical word
 * first: the load of +0x10 retires at 100, usable two cycles later. The next word of that
 * doubleword streams from the linefill buffer. +0x08 is the last of the wrap (0x10 0x18 0x00 0x08),
 * so it waits until 160, and the line is in the cache by then. */
START_TEST(miss_and_streaming)
{
    reset();
    load(RAM + 0x10, 4), load(RAM + 0x14, 4), load(RAM + 0x08, 4), load(RAM + 0x0C, 4);
    run();
    ck_assert(r[0].at == 100 && r[0].ready == 120 && r[0].value == 0x857E7770);
    ck_assert(r[1].at == 120 && r[1].ready == 130);
    ck_assert(r[2].asked == 130 && r[2].at == 160 && r[2].ready == 180);
    ck_assert(r[3].at == 180 && r[3].ready == 190);
    const fact_t *f = bench_fact(&t, F_FILL_START, 0);
    ck_assert(f->at == 10 && f->addr == RAM && f->what == FILL_LOAD && f->pc == 0);
    f = asked(TAG_FILL, 0);
    ck_assert(f->at == 20 && f->addr == RAM + 0x10 && f->size == 3
              && (f->note & 0x3FF) == (4 | 1 << 9));
    for (unsigned k = 0; k < 4; k++) {
        f = bench_fact(&t, F_FILL_BEAT, k);
        ck_assert(f->at == 100 + 20 * k && f->addr == RAM + (0x10 + 8 * k) % 32 && f->txn == 1);
    }
    ck_assert_uint_eq(bench_fact(&t, F_FILL_DONE, 0)->at, 160);
    f = bench_fact(&t, F_LOAD, 0);
    ck_assert(f->at == 100 && f->what == SRC_LFB && f->txn == 1 && f->note == 0);
    ck_assert_uint_eq(bench_fact(&t, F_LOAD, 1)->what, SRC_LFB);
    ck_assert_uint_eq(bench_fact(&t, F_LOAD, 3)->what, SRC_CACHE);
}
END_TEST

/* Non-cacheable: asked 10, on the port 20, taken 40, answered 100, usable 120; a single transfer of
 * its own size; nothing is kept. */
START_TEST(non_cacheable_load)
{
    reset();
    policy(REGION_NC);
    load(RAM + 2, 2), load(RAM + 2, 2), load(RAM + 1, 2);
    run();
    ck_assert(r[0].at == 100 && r[0].ready == 120 && r[0].value == 0x150E);
    ck_assert(r[1].asked == 120 && r[1].at == 200);
             /* 130 asked, 140 taken, 200 answered */
    const fact_t *f = asked(TAG_LOAD, 0);
    ck_assert(f->size == 1 && f->addr == RAM + 2 && (f->note & 0xFFFF) == 1);
    ck_assert(bench_fact(&t, F_LOAD, 0)->what == SRC_BUS && bench_fact(&t, F_LOAD, 0)->txn == 1);
    f = asked(TAG_LOAD, 2);  /* unaligned inside a doubleword: the doubleword */
    ck_assert(f->size == 3 && f->addr == RAM && r[2].value == 0x0E07);
    ck_assert_uint_eq(r[2].ready - r[2].at, 20 + 30);
           /* T_AXIM_RESPONSE + T_UNALIGNED_LOAD */
    ck_assert_uint_eq(asks(TAG_FILL), 0);
}
END_TEST

START_TEST(tcm_ignores_types)
{
    reset();
    b.mpu.ctrl = 5;
    b.mpu.rbar[0] = DTCM, b.mpu.rasr[0] = 3u << 24 | 7 << 1 | 1;
           /* Strongly-ordered, says the MPU */
    put(DTCM + 1, 4, 0x11223344), load(DTCM + 1, 4), load(ITCM + 8, 2), load(DTCM + 0x1C, 4);
    b.itcm[8] = 0x34, b.itcm[9] = 0x12;
    run();
    ck_assert(r[0].at == 10 && r[0].ready == 20);
    ck_assert(r[1].at == 20 && r[1].value == 0x11223344 && r[1].ready == 20 + 10 + 30);
    ck_assert(r[2].value == 0x1234 && r[2].ready - r[2].at == 10);
    ck_assert_uint_eq(bench_fact(&t, F_LOAD, 0)->what, SRC_TCM);
    ck_assert_uint_eq(bench_fact(&t, F_STORE, 0)->what, DST_TCM);
    ck_assert_uint_eq(bench_count(&t, F_ASK), 0);
}
END_TEST

/* Test 48 of the accuracy suite: a load of bytes still in the store buffer takes 4 cycles. */
START_TEST(store_to_load)
{
    reset();
    policy(REGION_NC);
    put(RAM + 4, 4, 0xAABBCCDD), load(RAM + 6, 2);
    run();
    ck_assert(r[1].asked == 20 && r[1].at == 20 && r[1].ready == 60 && r[1].value == 0xAABB);
    const fact_t *f = bench_fact(&t, F_LOAD, 0);
    ck_assert(f->what == SRC_STB && f->note == 3);
    ck_assert_uint_eq(asks(TAG_LOAD), 0);
}
END_TEST

/* Some bytes only: non-cacheable drains first (asked 20, drain 20, taken 40, written 100, answered
 * 120; the read is asked then, taken 140, answered 200). Cacheable lays them over the line. */
START_TEST(partial_overlap)
{
    reset();
    policy(REGION_NC);
    put(RAM + 4, 1, 0xEE), load(RAM + 4, 4);
    run();
    ck_assert(r[1].at == 200 && r[1].value == 0x312A23EE && r[1].ready == 220);
    ck_assert_uint_eq(bench_fact(&t, F_DRAIN, 0)->at, 20);
    ck_assert_uint_eq(asked(TAG_LOAD, 0)->at, 120);
    reset();
    policy(REGION_WT);
    load(RAM + 4, 4), idle(20), put(RAM + 5, 1, 0xEE), load(RAM + 4, 4);
    run();
    ck_assert_uint_eq(r[3].value, 0x312AEE1C);
    const fact_t *f = bench_fact(&t, F_LOAD, 1);
    ck_assert(f->what == SRC_CACHE && f->note == 2 && r[3].ready - r[3].at == 40);
}
END_TEST

/* A Device load waits for the response of the Device store before it: drain 20, taken 40, written
 * 100, answered
 * 120; read asked 120, taken 140, answered 200. */
START_TEST(device_order)
{
    reset();
    put(DEVICE, 4, 0x12345678), load(DEVICE + 0x40, 4);
    run();
    ck_assert(asked(TAG_LOAD, 0)->at == 120 && r[1].at == 200 && r[1].ready == 220);
    ck_assert(bench_fact(&t, F_LOAD, 0)->what == SRC_BUS && b.writes == 1);
}
END_TEST

/* AHBP posts one write: asked 10, taken 20, written 80, answered 100. The second is accepted then;
 * the load waits for both: second asked 100, taken 120, written 180, answered 200; load asked 200,
 * 220, 280; + 1 cycle. */
START_TEST(ahbp)
{
    reset();
    put(AHBP, 4, 1), put(AHBP + 4, 2, 2), load(AHBP, 4);
    run();
    ck_assert(r[0].at == 10 && r[0].ready == 20 && r[1].asked == 20 && r[1].at == 100);
    ck_assert(r[2].at == 280 && r[2].ready == 290 && r[2].value == 1);
    ck_assert_uint_eq(bench_fact(&t, F_STORE, 0)->what, DST_PORT);
    ck_assert(asked(TAG_PORT, 0)->what == P_AHBP_WRITE && asked(TAG_PORT, 2)->what == P_AHBP_READ);
    ck_assert(b.writes == 2 && b.write[1].bytes == 2 && b.write[1].at == 180);
}
END_TEST

/* STR non-cacheable at 10, DSB at 20: drain 20, taken 40, written 100, answered 120; 4 cycles on
 * top. */
START_TEST(barriers)
{
    reset();
    policy(REGION_NC);
    put(RAM, 4, 5), barrier(BAR_DSB), barrier(BAR_ISB), barrier(BAR_DMB);
    run();
    ck_assert(r[1].at == 120 && r[1].ready == 160 && ram32(RAM) == 5);
    const fact_t *f = bench_fact(&t, F_BARRIER, 0);
    ck_assert(f->at == 120 && f->data == 20 && f->what == BAR_DSB);
    ck_assert(r[2].at == 160 && r[2].ready == 240 && r[3].at == 240 && r[3].ready == 280);
}
END_TEST

/* DMB does not wait for a fill or an eviction, DSB does. The fill of a write-allocate miss: drain
 * and request at
 * 20, taken 40, beats 100..160. */
START_TEST(dmb_and_dsb_after_allocate)
{
    for (int dsb = 0; dsb < 2; dsb++) {
        reset();
        put(RAM, 4, 5), barrier(dsb ? BAR_DSB : BAR_DMB);
        run();
        ck_assert_uint_eq(r[1].at, dsb ? 160 : 20);
    }
}
END_TEST

START_TEST(unaligned)
{
    reset();
    load(RAM + 0x1E, 4), put(RAM + 0x1D, 4, 0xDDCCBBAA), load(RAM + 0x1D, 4), load(RAM + 0x41, 4);
    run();
    ck_assert_uint_eq(r[0].value, 0xE7E0D9D2);               /* two lines, two fills */
    ck_assert_uint_eq(asks(TAG_FILL), 3);
    ck_assert_uint_eq(r[2].value, 0xDDCCBBAA);
    const fact_t *f = bench_fact(&t, F_STORE, 0), *g = bench_fact(&t, F_STORE, 1);
    ck_assert(f->addr == RAM + 0x1D && f->size == 3 && f->data == 0xCCBBAA);
    ck_assert(g->addr == RAM + 0x20 && g->size == 1 && g->data == 0xDD);
}
END_TEST

START_TEST(faults)
{
    reset();
    b.mpu.ctrl = 5;
    /* 256 bytes read-only */
    b.mpu.rbar[3] = RAM + 0x100, b.mpu.rasr[3] = 6u << 24 | 1 << 19 | 7 << 1 | 1;
    load(DEVICE + 1, 4), put(AHBP + 1, 2, 0), put(RAM + 0x100, 4, 0), put(RAM + 0xFE, 4, 0),
        load(BAD + 4, 4),
        load(RAM + 0x104, 4), p[steps++] = (bstep_t){ B_PAIR, 8, RAM + 2, 0, 0 };
    run();
    static const uint8_t want[7] = { FAULT_UNALIGNED, FAULT_UNALIGNED, FAULT_MEMMANAGE,
                                     FAULT_MEMMANAGE,
                                     FAULT_BUS_PRECISE, 0, FAULT_UNALIGNED };
    for (unsigned i = 0; i < 7; i++) {
        ck_assert_uint_eq(r[i].status, i == 5 ? LSU_OK : LSU_FAULT);
        ck_assert_uint_eq(r[i].fault, want[i]);
    }
    ck_assert_uint_eq(bench_count(&t, F_STORE), 0);
             /* not even the permitted half of a store */
    ck_assert_uint_eq(bench_count(&t, F_FILL_DROP), 1);
    ck_assert_int_eq(cache_find(&b.dcache, &dcache_geometry, BAD), -1);
    reset();
    b.scb.ccr |= CCR_UNALIGN_TRP;
    load(RAM + 1, 2), load(RAM + 1, 1);
    run();
    ck_assert(r[0].fault == FAULT_UNALIGNED && r[1].status == LSU_OK);
}
END_TEST

/* Errors of stores come late: a non-cacheable write, merged fill data, AHBP. */
START_TEST(imprecise)
{
    static const uint32_t addr[3] = { 0xA0000000, BAD, 0x4F000000 };
    for (unsigned i = 0; i < 3; i++) {
        reset();
        put(addr[i], 4, 1), barrier(BAR_DSB);
        run();
        ck_assert(r[0].status == LSU_OK && r[1].status == LSU_OK);
        ck_assert_uint_eq(b.lsu.imprecise, i == 2 ? ABFSR_AHBP : ABFSR_AXIM | ABFSR_DECERR);
        ck_assert_uint_eq(b.lsu.imprecise_addr, addr[i]);
    }
}
END_TEST

/* Cache off with a dirty line inside: loads go past it, the line stays, and comes back when it is
 * on again. */
START_TEST(cache_off)
{
    reset();
    uint32_t old = ram32(RAM);
    put(RAM, 4, 0xD1D1D1D1), barrier(BAR_DSB), put(CCR, 4, 0), load(RAM, 4), put(CCR, 4, CCR_DC),
        load(RAM, 4);
    run();
    ck_assert(r[3].value == old && r[5].value == 0xD1D1D1D1);
    ck_assert(bench_fact(&t, F_LOAD, 0)->what == SRC_BUS
              && bench_fact(&t, F_LOAD, 1)->what == SRC_CACHE);
    ck_assert_uint_eq(view32(RAM), 0xD1D1D1D1);
    b.scb.ccr = 0;
    ck_assert_uint_eq(view32(RAM), old);
    ck_assert_uint_eq(ram32(RAM), old);
}
END_TEST

/* The view agrees with what a load would return at every moment of a store's way to memory. */
START_TEST(view_follows)
{
    static const uint32_t kinds[4] = { REGION_NC, REGION_WT, REGION_WB, REGION_NC | REGION_WB };
    for (unsigned k = 0; k < 4; k++) {
        reset();
        policy(kinds[k]);
        load(RAM, 4), put(RAM, 4, 0x01020304), force(FORCE_EVICT, RAM), idle(60), barrier(BAR_DSB);
        b.ready = CYCLE;
        for (tick_t next = 0; next != NEVER; b.now = next) {
            next = bench_step(&b, p, steps, r, &t, &given);
            if (b.next >= 2) ck_assert_uint_eq(view32(RAM), 0x01020304);
            if (next == NEVER) break;
        }
        ck_assert_uint_eq(b.next, steps);
    }
}
END_TEST

/* A waiting load is dropped and another asked: the late answer is thrown away, the second is right.
 * */
START_TEST(abandon)
{
    reset();
    policy(REGION_NC);
    env_t env = bench_env(&b, 0, 0);
    lsu_ctx_t c = bench_lsu(&b, &env);
    env.now = 10;
    ck_assert_uint_eq(lsu_load(&c, RAM, 4).status, LSU_WAIT);
    env.now = 20;
    lsu_step(&c);
    ck_assert(b.port[P_READ].phase == BUS_REQ && lsu_may_abandon(&c));
    lsu_abandon(&c);
    b.port[P_READ].phase = BUS_DONE, b.port[P_READ].data[0] = 0xBAD;
    ck_assert_uint_eq(lsu_load(&c, RAM + 4, 4).status, LSU_WAIT);
    env.now = 30;
    lsu_step(&c);
    ck_assert(b.port[P_READ].phase == BUS_REQ && b.port[P_READ].addr == RAM + 4);
    b.port[P_READ].phase = BUS_DONE, b.port[P_READ].data[0] = 0x600D;
    env.now = 60;
    lsu_step(&c);
    lsu_reply_t got = lsu_load(&c, RAM + 4, 4);
    ck_assert(got.status == LSU_OK && got.value == 0x600D && got.ready == 80 && lsu_quiet(&c));
    lsu_load(&c, DEVICE, 4);
    env.now = 80;
    lsu_step(&c);
    ck_assert(!lsu_may_abandon(&c));
}
END_TEST

/* A fill's doublewords are there as soon as the port has them, whether the core was woken or not: a look
 * finds them under the bytes that stores merged, 0xEE stands for memory's. It begins at +0x10 and wraps. A
 * load that begins to wait for +0x00 is woken for beat 2, the merged byte stays. */
START_TEST(fill_is_looked_at)
{
    reset();
    env_t env = bench_env(&b, &t, 0);
    lsu_ctx_t c = bench_lsu(&b, &env);
    port_t *q = &b.port[P_FILL0];
    env.now = 10;
    lsu_preload(&c, RAM + 0x10);
    env.now = 20;
    lsu_step(&c);
    ck_assert(q->phase == BUS_REQ && q->quiet == BUS_WHOLE);
    ck_assert_uint_eq(lsu_store(&c, RAM + 0x19, 1, 0x5A).status, LSU_OK);
    env.now = 30;
    lsu_step(&c);
    q->phase = BUS_BUSY, q->txn = 9, q->beat = q->seen = 2;
    q->data[0] = 0x1716151413121110, q->data[1] = 0x1F1E1D1C1B1A1918;
    for (uint32_t k = 0; k < LINE; k++) {
        unsigned want = k == 0x19 ? 0x5A : k >= 0x10 ? k : 0xEE;
        ck_assert_uint_eq(lsu_view(&c, RAM + k, 0xEE), want);
    }
    ck_assert_uint_eq(lsu_load(&c, RAM + 1, 1).status, LSU_WAIT);
    ck_assert(lsu_waits(&c) == 0 && q->quiet == (BUS_WHOLE & ~4u));     /* a merged byte: it may ask again */
    q->beat = 3, q->data[2] = 0x0706050403020100;
    env.now = 40;
    lsu_step(&c);
    lsu_reply_t got = lsu_load(&c, RAM + 1, 1);
    ck_assert(got.status == LSU_OK && got.value == 1 && q->seen == 3);
    ck_assert_uint_eq(bench_count(&t, F_FILL_BEAT), 1);
    q->phase = BUS_DONE, q->beat = 4, q->data[3] = 0x0F0E0D0C0B0A0908;
    lsu_step(&c);
    ck_assert(bench_count(&t, F_FILL_BEAT) == 2 && bench_fact(&t, F_FILL_BEAT, 1)->addr == RAM + 8);
    ck_assert(bench_fact(&t, F_FILL_DONE, 0)->txn == 9 && lsu_quiet(&c));
    for (uint32_t k = 0; k < LINE; k++) ck_assert_uint_eq(lsu_view(&c, RAM + k, 0xEE), k == 0x19 ? 0x5A : k);
}
END_TEST

/* What the eviction buffer held is written once its port has answered, whoever looks then: nobody is woken
 * for it. A line that must leave behind it, a load of its line and DSB wait, and say so: before it was asked
 * or after. */
START_TEST(eviction_is_awaited)
{
    for (unsigned who = 0; who < 4; who++) {
        reset();
        env_t env = bench_env(&b, &t, 0);
        lsu_ctx_t c = bench_lsu(&b, &env);
        const port_t *q = &b.port[P_EVICT];
        const unsigned set = cache_set(&dcache_geometry, RAM);
        for (unsigned w = 0; w < dcache_geometry.ways; w++) {    /* dirty lines, as far as the set goes */
            unsigned index = set * dcache_geometry.ways + w;
            b.dcache.tag[index] = RAM + (w + 1) * LINE * dcache_geometry.sets;
            b.dcache.valid[index] = b.dcache.dirty[index] = 1;
        }
        env.now = 10;
        lsu_force(&c, FORCE_EVICT, RAM + LINE * dcache_geometry.sets);
        ck_assert(q->phase == BUS_REQ && q->attr & BUS_UNAWAITED && !lsu_quiet(&c));
        env.now = 20;
        if (who == 1) lsu_force(&c, FORCE_EVICT, RAM + 2 * LINE * dcache_geometry.sets);
        if (who == 2) ck_assert_uint_eq(lsu_barrier(&c, BAR_DSB).status, LSU_WAIT);
        if (who == 3) {
            ck_assert_uint_eq(lsu_load(&c, RAM + LINE * dcache_geometry.sets, 4).status, LSU_WAIT);
            env.now = 30;
            lsu_step(&c);
            ck_assert_uint_eq(b.port[P_FILL0].phase, BUS_IDLE);
        }
        ck_assert_int_eq(!(q->attr & BUS_UNAWAITED), who != 0);
        b.port[P_EVICT].phase = BUS_DONE;
        ck_assert_int_eq(lsu_quiet(&c), who != 3);    /* a forced event that waits is none of it */
        lsu_step(&c);
        ck_assert_uint_eq(q->phase, who == 1 ? BUS_REQ : BUS_DONE);     /* the second one follows */
        ck_assert_uint_eq(b.port[P_FILL0].phase, who == 3 ? BUS_REQ : BUS_IDLE);
    }
}
END_TEST

START_TEST(private_registers)
{
    reset();
    load(CCR, 4), put(CCR, 4, 0);
    run();
    ck_assert(r[0].value == CCR_DC && r[0].ready - r[0].at == 30 && r[1].ready - r[1].at == 30);
    ck_assert(bench_fact(&t, F_LOAD, 0)->what == SRC_PPB
              && bench_fact(&t, F_STORE, 0)->what == DST_PPB);
    ck_assert(bench_count(&t, F_REG_READ) == 1 && bench_count(&t, F_REG_WRITE) == 1);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("lsu");
    tcase_add_test(tc, miss_and_streaming);
    tcase_add_test(tc, non_cacheable_load);
    tcase_add_test(tc, tcm_ignores_types);
    tcase_add_test(tc, store_to_load);
    tcase_add_test(tc, partial_overlap);
    tcase_add_test(tc, device_order);
    tcase_add_test(tc, ahbp);
    tcase_add_test(tc, barriers);
    tcase_add_test(tc, dmb_and_dsb_after_allocate);
    tcase_add_test(tc, unaligned);
    tcase_add_test(tc, faults);
    tcase_add_test(tc, imprecise);
    tcase_add_test(tc, cache_off);
    tcase_add_test(tc, view_follows);
    tcase_add_test(tc, abandon);
    tcase_add_test(tc, fill_is_looked_at);
    tcase_add_test(tc, eviction_is_awaited);
    tcase_add_test(tc, private_registers);
    return case_run("lsu", tc);
}
