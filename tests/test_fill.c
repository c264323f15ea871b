/* test_fill.c -- linefills, evictions, forced events. Times as in test_lsu.c. Line A is RAM, and
 * RAM + 0x1000 * k falls in the same set. */
#include "lsu_case.h"

enum { SAME_SET = 0x1000 };

static void fill_set_dirty(void)
{
    for (uint32_t k = 0; k < DCACHE_WAYS; k++) put(RAM + SAME_SET * k, 4, 0xD0 + k),
        barrier(BAR_DSB);
}

/* Test 50: the fifth line of a set pushes one of the four out; dirty, so its 32 bytes go out as
 * INCR4. */
START_TEST(fifth_line)
{
    reset();
    fill_set_dirty();
    load(RAM + SAME_SET * 8, 4), barrier(BAR_DSB);
    run();
    const fact_t *f = bench_fact(&t, F_EVICT, 0), *g = asked(TAG_EVICT, 0);
    ck_assert(bench_count(&t, F_EVICT) == 1 && f->addr == RAM && f->what == EVICT_REPLACED);
    ck_assert(f->note == line_note(0, 0, 0, 1) && when(f) > when(bench_fact(&t, F_FILL_START,
                                                                            DCACHE_WAYS)));
    ck_assert(g->addr == RAM && (g->note & 0x3FF) == (4 | 1 << 8) && ram32(RAM) == 0xD0);
    ck_assert_uint_eq(b.port[P_EVICT].id, 3);
    ck_assert(when(f) < when(bench_fact(&t, F_FILL_DONE, DCACHE_WAYS)));
}
END_TEST

/* Two dirty victims one after the other: the second fill asks only when the first eviction has its
 * response. */
START_TEST(one_eviction_buffer)
{
    reset();
    b.tail = 30;
    fill_set_dirty();
    preload(RAM + SAME_SET * 8), preload(RAM + SAME_SET * 9), barrier(BAR_DSB);
    run();
    const fact_t *f = bench_fact(&t, F_EVICT, 1), *e = asked(TAG_EVICT, 0);
    ck_assert_uint_eq(asks(TAG_EVICT), 2);
    /* asked at an odd cycle or not, the bus takes it at the first edge after; 3 edges, 4 beats, 30
     * edges of tail */
    tick_t answered = (e->at / 20 + 1) * 20 + (3 + 3 + 30) * 20;
    ck_assert(f->at == answered && asked(TAG_FILL, DCACHE_WAYS + 1)->at == answered);
    ck_assert(asked(TAG_FILL, DCACHE_WAYS)->at < answered);
}
END_TEST

/* A line in the eviction buffer is not filled again before its response: the load gets the new
 * bytes. */
START_TEST(read_after_eviction)
{
    reset();
    put(RAM, 4, 0xABCD), barrier(BAR_DSB), force(FORCE_EVICT, RAM), load(RAM, 4);
    run();
    const fact_t *e = asked(TAG_EVICT, 0), *f = asked(TAG_FILL, 1);
    ck_assert(r[3].value == 0xABCD && bench_fact(&t, F_EVICT, 0)->what == EVICT_FORCED);
    ck_assert_uint_eq(f->at, (e->at / 20 + 1) * 20 + (3 + 3 + 1) * 20);
}
END_TEST

/* The same for a write under way: non-allocating stores of a line, then a load of it. */
START_TEST(read_after_write)
{
    reset();
    policy(REGION_WB);
    for (uint32_t k = 0; k < 4; k++) pair(RAM + 8 * k, k, k);
    idle(3), load(RAM + 8, 4);
    run();
    ck_assert(asks(TAG_STORE) >= 1 && r[5].value == 1);
}
END_TEST

/* Listed events fall at the first CPU edge at or after their tick; a fill needs a free buffer and
 * waits for one. */
START_TEST(forced)
{
    reset();
    listed[0] = (forced_t){ .at = 403, .addr = RAM + 0x100, .what = FORCE_FILL };
    listed[1] = (forced_t){ .at = 403, .addr = RAM + 0x140, .what = FORCE_FILL };
    listed[2] = (forced_t){ .at = 404, .addr = RAM + 0x180, .what = FORCE_FILL };
    listed[3] = (forced_t){ .at = 1000, .addr = RAM + 0x100, .what = FORCE_EVICT };
    listed[4] = (forced_t){ .at = 1000, .addr = DEVICE, .what = FORCE_FILL };
    listed[5] = (forced_t){ .at = 1000, .addr = DTCM, .what = FORCE_FILL };
    given.forceds = 6;
    idle(1);
    run();
    const fact_t *f = bench_fact(&t, F_FILL_START, 0);
    ck_assert(f->at == 410 && f->what == FILL_FORCED && f->pc == NO_PC
              && asked(TAG_FILL, 0)->at == 410);
    ck_assert_uint_eq(bench_fact(&t, F_FILL_START, 1)->at, 410);
    /* both asked 410, taken 420, beats from 480 to 540: the third starts there */
    ck_assert_uint_eq(bench_fact(&t, F_FILL_START, 2)->at, 540);
    ck_assert_uint_eq(bench_count(&t, F_FILL_START), 3);
    if (DCACHE_SETS > 1) {
        f = bench_fact(&t, F_EVICT, 0);
        ck_assert(f->at == 1000 && f->what == EVICT_FORCED && !(f->note >> 24 & 1));
        ck_assert_int_eq(cache_find(&b.dcache, &dcache_geometry, RAM + 0x100), -1);
    }
}
END_TEST

START_TEST(forced_only_where_the_core_may)
{
    reset();
    b.scb.ccr = 0;
    force(FORCE_FILL, RAM), force(FORCE_EVICT, RAM);
    run();
    reset();
    policy(REGION_NC);
    force(FORCE_FILL, RAM), preload(RAM), preload(DEVICE);
    run();
    ck_assert_uint_eq(t.n, 0);
}
END_TEST

/* A preload never waits; with both buffers busy the third is forgotten. */
START_TEST(preload_is_a_hint)
{
    reset();
    preload(RAM), preload(RAM + 0x40), preload(RAM + 0x80), preload(RAM + 4);
    run();
    ck_assert(r[2].at == 30 && r[2].ready == 40 && bench_count(&t, F_FILL_START) == 2);
    ck_assert_uint_eq(bench_fact(&t, F_FILL_START, 0)->what, FILL_PRELOAD);
}
END_TEST

/* A bus error: nothing allocated, the victim was clean or written back, the next access works. */
START_TEST(error)
{
    reset();
    load(BAD, 4), put(BAD + 0x20, 4, 1), barrier(BAR_DSB), load(RAM, 4);
    run();
    ck_assert(r[0].status == LSU_FAULT && r[3].status == LSU_OK);
    ck_assert(bench_count(&t, F_FILL_DROP) == 2 && bench_count(&t, F_FILL_DONE) == 1);
    ck_assert_uint_eq(b.lsu.imprecise_addr, BAD + 0x20);
    ck_assert_int_eq(cache_find(&b.dcache, &dcache_geometry, BAD + 0x20), -1);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("fill");
    tcase_add_test(tc, fifth_line);
    tcase_add_test(tc, one_eviction_buffer);
    tcase_add_test(tc, read_after_eviction);
    tcase_add_test(tc, read_after_write);
    tcase_add_test(tc, forced);
    tcase_add_test(tc, forced_only_where_the_core_may);
    tcase_add_test(tc, preload_is_a_hint);
    tcase_add_test(tc, error);
    return case_run("fill", tc);
}
