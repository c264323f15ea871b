/* test_blame.c -- one finding per cause. */
#include "judge_bench.h"
#include "blame.h"

static const names_t names = { .symbol = bench_symbol, .symbols = 7, .step = bench_step, .steps = 8,
                               .cpu = { 0, 1, 10, 0 } };

START_TEST(merging)
{
    findings_t list = { 0 };
    book_t b = { .list = &list, .map = &bench_map, .names = &names };
    int x = 0, y = 0;
    ck_assert_ptr_nonnull(book_open(&b, RULE_STALE_READ, EFFECT_STALE_READ, TIER_HAZARD, 100, 4, &x, 1));
    /* touches: widens */
    ck_assert_ptr_null(book_open(&b, RULE_STALE_READ, EFFECT_STALE_READ, TIER_HAZARD, 104, 4, &x, 1));
    /* far: counts only */
    ck_assert_ptr_null(book_open(&b, RULE_STALE_READ, EFFECT_STALE_READ, TIER_HAZARD, 200, 4, &x, 1));
    ck_assert_uint_eq(list.item[0].count, 3); ck_assert_uint_eq(list.item[0].addr, 100);
    ck_assert_uint_eq(list.item[0].size, 8);
    ck_assert_ptr_null(book_open(&b, RULE_STALE_READ, EFFECT_STALE_READ, TIER_HAZARD, 98, 3, &x, 1));
    ck_assert_uint_eq(list.item[0].addr, 98); ck_assert_uint_eq(list.item[0].size, 10);
    /* the error takes over */
    ck_assert_ptr_nonnull(book_open(&b, RULE_EARLY_INVALIDATE, EFFECT_STALE_READ, TIER_ERROR, 102, 1, &x, 1));
    ck_assert_uint_eq(list.count, 1); ck_assert_uint_eq(list.item[0].rule, RULE_EARLY_INVALIDATE);
    ck_assert_uint_eq(list.item[0].count, 1);
    ck_assert_ptr_null(book_open(&b, RULE_STALE_READ, EFFECT_STALE_READ, TIER_HAZARD, 300, 1, &x, 1));
    ck_assert_ptr_null(book_open(&b, RULE_EARLY_INVALIDATE, EFFECT_STALE_READ, TIER_ERROR, 103, 1, &x, 1));
    ck_assert_uint_eq(list.item[0].count, 2); /* errors only */
    ck_assert_ptr_nonnull(book_open(&b, RULE_STALE_READ, EFFECT_STALE_READ, TIER_HAZARD, 100, 4, &y, 1));
    ck_assert_ptr_nonnull(book_open(&b, RULE_STALE_READ, EFFECT_STALE_READ, TIER_HAZARD, 100, 4, &x, 2));
    ck_assert_ptr_nonnull(book_open(&b, RULE_LOST_DMA_WRITE, EFFECT_LOST_DMA_WRITE, TIER_HAZARD, 100, 4, &x,
                                    1));
    ck_assert_uint_eq(list.count, 4);
    book_free(&b); findings_free(&list);
}
END_TEST

START_TEST(every_rule_fills_every_field)
{
    static const uint8_t rule[] = { RULE_STALE_READ, RULE_EARLY_INVALIDATE, RULE_STALE_DMA_READ,
                                    RULE_MISSING_BARRIER, RULE_LOST_DMA_WRITE,
        RULE_LOST_CPU_WRITE, RULE_SHARED_LINE };
    static const uint8_t effect[] = { EFFECT_STALE_READ, EFFECT_STALE_READ, EFFECT_STALE_DMA_READ,
                                      EFFECT_STALE_DMA_READ, EFFECT_LOST_DMA_WRITE,
        EFFECT_LOST_CPU_WRITE, EFFECT_LOST_DMA_WRITE };
    findings_t list = { 0 };
    book_t b = { .list = &list, .map = &bench_map, .names = &names };
    stream_t s = { .known = true, .pc = 3, .armed = { .kind = F_DMA_ON, .at = 50 } };
    fact_t how = { .kind = F_EVICT, .at = 300, .addr = RX, .what = EVICT_INV, .pc = 5 };
    for (unsigned i = 0; i < sizeof rule; i++)
        for (unsigned tier = TIER_ERROR; tier <= TIER_HAZARD; tier++) {
            case_t c = { .rule = rule[i], .effect = effect[i], .tier = (uint8_t)tier, .addr = RX, .size = 1,
                         .had = 1, .wanted = 2, .n = 0, .stream = &s,
                .now = { .kind = F_LOAD, .at = 400, .addr = RX, .size = 1, .pc = 4 }, .how = &how,
                .other = COUNTER, .site = i * 2 + tier,
                .fresh = { .order = 9, .data = 2, .at = 200, .addr = RX, .pc = 0, .who = INIT_DMA1_MEM,
                           .size = 1 } };
            blame(&b, &c);
            const finding_t *f = &list.item[list.count - 1];
            ck_assert_str_eq(f->buffer, "rx");
            ck_assert_uint_eq(f->buffer_addr, RX); ck_assert_uint_eq(f->buffer_size, 32);
            ck_assert_uint_gt(strlen(f->master), 0);
            ck_assert_uint_gt(strlen(f->message), 60);
            ck_assert_uint_lt(strlen(f->message), sizeof f->message - 1);
            ck_assert_uint_gt(strlen(f->missing), 20);
            ck_assert_uint_lt(strlen(f->missing), sizeof f->missing - 1);
            ck_assert_uint_ge(f->causes, 3);
            for (unsigned k = 0; k < f->causes; k++) ck_assert_uint_gt(strlen(f->cause[k].text), 10);
        }
    ck_assert_uint_eq(list.count, 14);
    book_free(&b); findings_free(&list);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, merging);
    tcase_add_test(t, every_rule_fills_every_field);
    return case_run("blame", t);
}
