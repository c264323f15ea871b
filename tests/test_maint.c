/* test_maint.c -- clean, invalidate, and what they do to a dirty line. Armv7-M ARM B2.2.7; TRM
 * 5.9.2. */
#include "lsu_case.h"

enum { NEW = 0x600DF00D };

/* A dirty line at RAM, then one register write, then DSB. `on`: is the cache on meanwhile? */
static const fact_t *treat(uint32_t reg, uint32_t value, int on)
{
    reset();
    put(RAM, 4, NEW), barrier(BAR_DSB);
    if (!on) put(CCR, 4, 0);
    put(reg, 4, value), barrier(BAR_DSB);
    run();
    const fact_t *f = bench_fact(&t, F_MAINT, 0);
    ck_assert(f && bench_count(&t, F_MAINT) == 1);
    return f;
}

/* Ops by address ignore bits 4:0; set/way names way 0 of set 0, where the first line went. On and
 * off alike. */
START_TEST(each_operation)
{
    static const struct { uint32_t reg, value; uint8_t what, note, evict, stays, wrote; } row[] = {
        { DCIMVAC, RAM + 0x1F, MAINT_DCIMVAC, MAINT_HIT | MAINT_DIRTY | MAINT_DROPPED, EVICT_INV,
          0, 0 },
        { DCISW, 0, MAINT_DCISW, MAINT_HIT | MAINT_DIRTY | MAINT_DROPPED, EVICT_INV, 0, 0 },
        { DCCMVAC, RAM + 3, MAINT_DCCMVAC, MAINT_HIT | MAINT_DIRTY | MAINT_WROTE, EVICT_CLEAN, 1,
          1 },
        { 0xE000EF64, RAM, MAINT_DCCMVAU, MAINT_HIT | MAINT_DIRTY | MAINT_WROTE, EVICT_CLEAN, 1,
          1 },
        { DCCSW, 0, MAINT_DCCSW, MAINT_HIT | MAINT_DIRTY | MAINT_WROTE, EVICT_CLEAN, 1, 1 },
        { DCCIMVAC, RAM, MAINT_DCCIMVAC, MAINT_HIT | MAINT_DIRTY | MAINT_WROTE, EVICT_CLEAN_INV, 0,
          1 },
        { DCCISW, 0, MAINT_DCCISW, MAINT_HIT | MAINT_DIRTY | MAINT_WROTE, EVICT_CLEAN_INV, 0, 1 },
    };
    for (unsigned i = 0; i < 2 * sizeof row / sizeof *row; i++) {
        const fact_t *f = treat(row[i / 2].reg, row[i / 2].value, (int)i % 2),
            *e = bench_fact(&t, F_EVICT, 0);
        int at = cache_find(&b.dcache, &dcache_geometry, RAM);
        ck_assert(f->what == row[i / 2].what && f->note == row[i / 2].note);
        ck_assert(f->addr == row[i / 2].value && f->data == RAM);
        ck_assert(e && e->what == row[i / 2].evict && e->addr == RAM
                  && e->note == line_note(0, 0, 0, 1));
        ck_assert(when(e) < when(f));
        ck_assert_int_eq(at >= 0, row[i / 2].stays);
        if (at >= 0) ck_assert(!b.dcache.dirty[at]);
        ck_assert_int_eq(ram32(RAM) == NEW, row[i / 2].wrote);
        ck_assert_uint_eq(asks(TAG_EVICT), row[i / 2].wrote);
    }
}
END_TEST

/* Nothing there, nothing dirty, another way: no traffic. */
START_TEST(misses_and_clean_lines)
{
    ck_assert(treat(DCCMVAC, RAM + 0x1000, 1)->note == 0
              && bench_fact(&t, F_MAINT, 0)->data == NO_LINE);
    ck_assert_uint_eq(bench_count(&t, F_EVICT), 0);
    ck_assert_uint_eq(treat(DCCSW, 1u << (DCACHE_WAYS == 4 ? 30 : 31), 1)->note, 0);
    ck_assert(treat(0xE000EF50, 0, 1)->what == MAINT_ICIALLU
              && bench_fact(&t, F_MAINT, 0)->data == NO_LINE);
    reset();
    load(RAM, 4), idle(20), put(DCCMVAC, 4, RAM), put(DCCIMVAC, 4, RAM);
    run();
    ck_assert(bench_fact(&t, F_MAINT, 0)->note == MAINT_HIT && bench_count(&t, F_EVICT) == 1);
    const fact_t *e = bench_fact(&t, F_EVICT, 0);
    ck_assert(e->what == EVICT_CLEAN_INV && !(e->note >> 24 & 1) && asks(TAG_EVICT) == 0);
}
END_TEST

/* The store buffer drains first: a store just before a clean is cleaned. Write-back hit in at 300
 * (an idle core until then), clean asked 310: drains and acts there, 4 cycles. */
START_TEST(drains_first)
{
    reset();
    load(RAM, 4), idle(18), put(RAM, 4, NEW), put(DCCMVAC, 4, RAM), barrier(BAR_DSB);
    run();
    ck_assert(r[2].at == 300 && r[3].at == 310 && r[3].ready == 350 && ram32(RAM) == NEW);
    ck_assert_uint_eq(bench_fact(&t, F_MAINT, 0)->at, 310);
}
END_TEST

/* A fill of that line ends first: preload at 10, request 20, ends 160; invalidate asked 20 acts at
 * 160. */
START_TEST(waits_for_the_fill)
{
    reset();
    preload(RAM), put(DCIMVAC, 4, RAM);
    run();
    ck_assert(r[1].asked == 20 && r[1].at == 160 && r[1].ready == 200);
    ck_assert(when(bench_fact(&t, F_FILL_DONE, 0)) < when(bench_fact(&t, F_MAINT, 0)));
    ck_assert_int_eq(cache_find(&b.dcache, &dcache_geometry, RAM), -1);
}
END_TEST

/* Two dirty lines cleaned back to back: the second waits for the eviction buffer. */
START_TEST(waits_for_the_eviction_buffer)
{
    reset();
    put(RAM, 4, 1), barrier(BAR_DSB), put(RAM + 0x40, 4, 2), barrier(BAR_DSB);
    put(DCCMVAC, 4, RAM), put(DCCMVAC, 4, RAM + 0x40), barrier(BAR_DSB);
    run();
    tick_t answered = (asked(TAG_EVICT, 0)->at / 20 + 1) * 20 + (3 + 3 + 1) * 20;
    ck_assert_uint_eq(r[5].at, answered);
    ck_assert(ram32(RAM) == 1 && ram32(RAM + 0x40) == 2);
    ck_assert_uint_eq(r[6].at, (asked(TAG_EVICT, 1)->at / 20 + 1) * 20 + (3 + 3 + 1) * 20);
}
END_TEST

/* The neighbour in the line: invalidating a buffer's first line takes the variable before it along.
 * */
START_TEST(neighbour_is_lost)
{
    reset();
    uint32_t old = ram32(RAM);
    put(RAM, 4, NEW), put(DCIMVAC, 4, RAM + 16), load(RAM, 4);
    run();
    ck_assert_uint_eq(r[2].value, old);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("maint");
    tcase_add_test(tc, each_operation);
    tcase_add_test(tc, misses_and_clean_lines);
    tcase_add_test(tc, drains_first);
    tcase_add_test(tc, waits_for_the_fill);
    tcase_add_test(tc, waits_for_the_eviction_buffer);
    tcase_add_test(tc, neighbour_is_lost);
    return case_run("maint", tc);
}
