/* test_stb.c -- the store buffer: merging, linking, draining. TRM 5.9.1, 5.9.2, example 5-1. Times
 * as in test_lsu.c: the first step at tick 10, a cycle 10 ticks, merge time-out 16 cycles. */
#include "lsu_case.h"

static void trm_example(uint32_t at)
{
    put(at + 0x18, 2, 0x1918), put(at + 0x0C, 4, 0x0F0E0D0C), pair(at, 0x03020100, 0x07060504);
    pair(at + 8, 0x0B0A0908, 0x0F0E0D0C), put(at + 0x1D, 1, 0x1D);
}

/* TRM example 5-1: STRH @18, STR @0C, STM of 4 words @00, STRB @1D: one INCR4 with strobes FF FF 00
 * 23. It leaves when its oldest entry has waited 16 cycles: 10 + 160. */
START_TEST(five_stores_one_burst)
{
    reset();
    policy(REGION_NC);
    b.lsu.seq = 0xFFFFFFFE;                                   /* ages wrap without harm */
    trm_example(RAM + 0x40);
    run();
    ck_assert(asks(TAG_STORE) == 1 && bench_count(&t, F_DRAIN) == 3);
    const fact_t *f = asked(TAG_STORE, 0);
    ck_assert(f->at == 170 && f->addr == RAM + 0x40 && f->size == 3
              && (f->note & 0x3FF) == (4 | 1 << 8));
    static const uint8_t strb[4] = { 0xFF, 0xFF, 0, 0x23 };
    ck_assert(!memcmp(b.port[f->what].strb, strb, 4) && b.port[f->what].id == 0);
    f = bench_fact(&t, F_DRAIN, 2);
    ck_assert(f->addr == RAM + 0x58 && f->what == DRAIN_BUS && f->note == 0x23);     /* entry 0 */
    ck_assert(when(bench_fact(&t, F_DRAIN, 2)) + 1 == when(asked(TAG_STORE, 0)));
    ck_assert(ram32(RAM + 0x40) == 0x03020100 && ram32(RAM + 0x4C) == 0x0F0E0D0C);
    ck_assert_uint_eq(b.ram[0x40 + 0x1A], (uint8_t)(0x5A * 7));
             /* between the strobes: untouched */
}
END_TEST

/* The same to Device: five transactions of 16, 32, 2 x 32, 2 x 32 and 8 bits, in order. */
START_TEST(five_stores_to_device)
{
    static const uint8_t bytes[7] = { 2, 4, 4, 4, 4, 4, 1 }, beats[7] = { 1, 1, 2, 2, 2, 2, 1 };
    reset();
    trm_example(DEVICE);
    run();
    ck_assert(asks(TAG_STORE) == 5 && b.writes == 7);
    for (unsigned i = 0; i < 7; i++) ck_assert(b.write[i].bytes == bytes[i]
                                               && b.write[i].beats == beats[i]);
    ck_assert(b.write[0].addr == DEVICE + 0x18 && b.write[6].addr == DEVICE + 0x1D);
    ck_assert(b.port[asked(TAG_STORE, 0)->what].attr & BUS_DEVICE);
}
END_TEST

/* Stores 8 bytes apart in one line leave in one burst (test 45). */
START_TEST(eight_apart)
{
    reset();
    policy(REGION_NC);
    for (uint32_t k = 0; k < 4; k++) put(RAM + 8 * k, 4, k);
    run();
    ck_assert(asks(TAG_STORE) == 1 && (asked(TAG_STORE, 0)->note & 0xFF) == 4);
    for (unsigned k = 0; k < 4; k++) ck_assert_uint_eq(b.port[P_WRITE].strb[k], 0x0F);
}
END_TEST

/* A full entry that stands alone does not wait: both words in at 20, gone at 30. A store that was
 * overwritten never reaches the bus. */
START_TEST(full_goes_at_once)
{
    reset();
    policy(REGION_NC);
    put(RAM, 4, 1), put(RAM, 4, 2), put(RAM + 4, 4, 3);
    run();
    ck_assert(asks(TAG_STORE) == 1 && asked(TAG_STORE, 0)->at == 40);
    ck_assert(ram32(RAM) == 2 && ram32(RAM + 4) == 3);
}
END_TEST

/* Four half entries of four lines; the fifth store, at 50, finds no room: a complete drain, one
 * action a cycle from tick 50 on; it is accepted in the same tick. */
START_TEST(no_room_drains_all)
{
    reset();
    policy(REGION_NC);
    for (uint32_t k = 0; k < 5; k++) put(RAM + 0x20 * k, 4, k);
    run();
    ck_assert(r[4].asked == 50 && r[4].at == 50);
    for (unsigned k = 0; k < 4; k++) ck_assert_uint_eq(bench_fact(&t, F_DRAIN, k)->at, 50 + 10 * k);
    ck_assert_uint_eq(bench_fact(&t, F_DRAIN, 4)->at, 50 + 160);
            /* the fifth waits its own time-out */
}
END_TEST

/* Write-through hit: cache and bus; miss: bus only, no fill. Write-back hit: cache only. */
START_TEST(where_entries_go)
{
    reset();
    policy(REGION_WT);
    load(RAM, 4), idle(20), put(RAM, 4, 7), put(RAM + 0x40, 4, 8), barrier(BAR_DSB);
    run();
    const fact_t *f = bench_fact(&t, F_DRAIN, 0), *g = bench_fact(&t, F_DRAIN, 1);
    ck_assert(f->what == DRAIN_CACHE && g->what == DRAIN_BUS && f->note == g->note
              && f->addr == g->addr);
    ck_assert(ram32(RAM) == 7 && view32(RAM) == 7 && bench_count(&t, F_FILL_START) == 1);
    ck_assert_uint_eq(b.port[asked(TAG_STORE, 0)->what].id, 1);
    ck_assert(!b.dcache.dirty[cache_find(&b.dcache, &dcache_geometry, RAM)]);
    reset();
    policy(REGION_WB);  /* write-back, read-allocate: miss goes to the bus */
    put(RAM + 0x40, 4, 8), load(RAM, 4), idle(20), put(RAM, 4, 7), barrier(BAR_DSB);
    run();
    ck_assert(ram32(RAM + 0x40) == 8 && ram32(RAM) != 7 && asks(TAG_STORE) == 1);
    ck_assert(b.dcache.dirty[cache_find(&b.dcache, &dcache_geometry, RAM)]);
}
END_TEST

/* Write-allocate miss: in at 10, drain 20: the fill starts there and takes the bytes; beats do not
 * overwrite them. */
START_TEST(write_allocate)
{
    reset();
    put(RAM + 9, 1, 0xEE);
    run();
    const fact_t *f = bench_fact(&t, F_FILL_START, 0), *g = bench_fact(&t, F_DRAIN, 0);
    ck_assert(f->at == 20 && f->what == FILL_STORE && g->at == 20 && g->what == DRAIN_LFB
              && when(f) < when(g));
    f = bench_fact(&t, F_FILL_DONE, 0);
    ck_assert(f->at == 160 && f->note == line_note(0, 0, 0, 1));
    ck_assert(b.ram[9] == 63 && (view32(RAM + 8) & 0xFFFF) == 0xEE38);
}
END_TEST

/* Read-allocate mode (test 44): five whole lines. Line 0: first drain 20, last 90, its fill ends
 * 160. Line 1: fill from 100 to 240, full at 170. Line 2: fill from 180, full at 250: the third in
 * a row, so lines 3 and 4 are written out in one burst each, without a fill. DISRAMODE: five fills.
 * A write burst of less than a line ends the mode. */
START_TEST(read_allocate_mode)
{
    for (int dis = 0; dis < 2; dis++) {
        reset();
        b.scb.actlr = dis ? 1 << 11 : 0;
        for (uint32_t k = 0; k < 40; k++) put(RAM + 4 * k, 4, k);
        barrier(BAR_DSB), put(RAM + 0x400, 4, 1), barrier(BAR_DSB), put(RAM + 0x500, 4, 1),
            barrier(BAR_DSB);
        run();
        if (DCACHE_SETS == 1) continue;
                              /* a shrunken cache evicts in between */
        ck_assert_uint_eq(bench_count(&t, F_FILL_START), dis ? 7 : 3 + 1);
        ck_assert_uint_eq(asks(TAG_STORE), dis ? 0 : 2 + 1);
        if (dis) continue;
        ck_assert(asked(TAG_STORE, 0)->addr == RAM + 0x60
                  && (asked(TAG_STORE, 0)->note & 0xFF) == 4);
        ck_assert(asked(TAG_STORE, 1)->addr == RAM + 0x80
                  && (asked(TAG_STORE, 1)->note & 0xFF) == 4);
        ck_assert_uint_eq(bench_fact(&t, F_FILL_START, 3)->addr, RAM + 0x500);
        ck_assert_uint_eq(ram32(RAM + 0x7C), 31);
    }
}
END_TEST

/* A load of a line that waits to be written out ends the mode too. */
START_TEST(load_ends_the_mode)
{
    reset();
    b.lsu.ra_mode = 1;
    put(RAM, 4, 9), load(RAM + 8, 4), put(RAM + 0x100, 4, 1), barrier(BAR_DSB);
    run();
    ck_assert(b.lsu.ra_mode == 0 && asks(TAG_STORE) == 0 && bench_count(&t, F_FILL_START) == 2);
    ck_assert_uint_eq(view32(RAM), 9);
}
END_TEST

/* The policy of the memory changes between two stores to one word (the MPU is rewritten): they must
 * not merge, and the younger one wins. */
START_TEST(policies_do_not_mix)
{
    reset();
    policy(REGION_WT);
    put(RAM, 4, 1), put(0xE000ED14, 4, 0), put(RAM, 4, 2), load(RAM, 4), barrier(BAR_DSB);
    run();
    ck_assert(r[3].value == 2 && ram32(RAM) == 2 && asks(TAG_STORE) == 2);
    /* ids differ (write-through 1, cache off 0): the second waits for the first one's response */
    tick_t answered = (asked(TAG_STORE, 0)->at / 20 + 1) * 20 + (3 + 1) * 20;
    ck_assert_uint_eq(asked(TAG_STORE, 1)->at, answered);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("stb");
    tcase_add_test(tc, five_stores_one_burst);
    tcase_add_test(tc, five_stores_to_device);
    tcase_add_test(tc, eight_apart);
    tcase_add_test(tc, full_goes_at_once);
    tcase_add_test(tc, no_room_drains_all);
    tcase_add_test(tc, where_entries_go);
    tcase_add_test(tc, write_allocate);
    tcase_add_test(tc, read_allocate_mode);
    tcase_add_test(tc, load_ends_the_mode);
    tcase_add_test(tc, policies_do_not_mix);
    return case_run("stb", tc);
}
