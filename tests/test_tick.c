/* test_tick.c -- domains: edges, numbers, a change of rate, a clock that stands still. By hand. */
#include "tick.h"
#include "suite.h"

/* 5 ticks an edge from tick 10: edges 0, 1, 2 at 10, 15, 20. */
START_TEST(whole_ticks)
{
    domain_t d = { 10, 1, 5, 0 };
    static const struct { tick_t t; uint64_t count, number; tick_t next; } row[] = {
        { 10, 0, 0, 10 }, { 11, 0, 1, 15 }, { 14, 0, 1, 15 }, { 15, 1, 1, 15 }, { 16, 1, 2, 20 } };
    for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
        ck_assert_uint_eq(domain_count(&d, row[i].t), row[i].count);
        ck_assert_uint_eq(domain_number(&d, row[i].t), row[i].number);
        ck_assert_uint_eq(domain_next(&d, row[i].t), row[i].next);
        ck_assert_uint_eq(domain_after(&d, row[i].t, 3), row[i].next + 15);
    }
    ck_assert_uint_eq(domain_next(&d, 3), 10);
    ck_assert_uint_eq(domain_after(&d, NEVER, 1), NEVER);
}
END_TEST

/* 1.5 ticks an edge: mul 2, div 3: edges at 0, 2, 3, 5, 6 (rounded up). */
START_TEST(fractions)
{
    domain_t d = domain_of(0, 3200000000u);
    ck_assert_uint_eq(d.mul, 2);
    ck_assert_uint_eq(d.div, 3);
    static const tick_t edge[] = { 0, 2, 3, 5, 6, 8 };
    for (unsigned k = 0; k < 6; k++) ck_assert_uint_eq(domain_edge(&d, k), edge[k]);
    ck_assert_uint_eq(domain_number(&d, 4), 3);
    ck_assert_uint_eq(domain_hz(&d), 3200000000u);
    /* 481 500 244 and 1 / 7 Hz, exactly: a second has that many edges */
    domain_t odd = domain_of_ratio(0, 481500244ull * 7 + 1, 7);
    ck_assert_uint_eq(domain_count(&odd, 7 * TICKS_PER_SECOND), 481500244ull * 7 + 1);
    ck_assert_uint_eq(domain_hz(&odd), 481500244);
}
END_TEST

/* Old edges at 0, 12, 24 ..: 24 is number 2. Changed there to 5 ticks: 2 stays at 24, 3 at 29. Changed
 * between edges, at 30: number 3 comes at once. Nothing is counted twice, nothing lost. */
START_TEST(change)
{
    domain_t old = domain_of(0, 400000000), five = { 0, 1, 5, 0 };
    domain_t d = domain_change(&old, 24, five);
    ck_assert_uint_eq(domain_count(&d, 24), 2);
    ck_assert_uint_eq(domain_edge(&d, 3), 29);
    ck_assert_uint_eq(domain_count(&d, 28), 2);
    d = domain_change(&old, 30, five);
    ck_assert_uint_eq(domain_count(&d, 30), 3);
    ck_assert_uint_eq(domain_edge(&d, 4), 35);
    ck_assert_uint_eq(domain_next(&d, 30), 30);
    ck_assert_uint_eq(domain_count(&d, 29), 2);          /* before the base: the edge before */
    for (tick_t t = 30; t < 300; t++) ck_assert_uint_ge(domain_count(&d, t + 1), domain_count(&d, t));
    domain_t back = domain_change(&d, 40, old);
    ck_assert_uint_eq(domain_count(&back, 40), 5);
    ck_assert_uint_eq(domain_edge(&back, 6), 52);
}
END_TEST

/* What lies beyond the last tick is never: 2^16 ticks an edge, 2^48 - 1 edges are 2^64 - 2^16 ticks, one more is
 * too many. At 3 ticks each two edges the last one is 2 * (2^64 - 2) / 3, for 2^64 - 1 is NEVER. */
START_TEST(beyond_the_last_tick)
{
    domain_t slow = { 0, 1, 1 << 16, 0 }, later = { 1 << 16, 1, 1 << 16, 0 };
    ck_assert_uint_eq(domain_edge(&slow, (1ull << 48) - 1), UINT64_MAX - 0xFFFF);
    ck_assert_uint_eq(domain_edge(&slow, 1ull << 48), NEVER);
    ck_assert_uint_eq(domain_edge(&later, (1ull << 48) - 1), NEVER);
    ck_assert_uint_eq(domain_after(&slow, 1, 1ull << 48), NEVER);
    domain_t half = { 0, 2, 3, 0 };
    ck_assert_uint_eq(domain_edge(&half, (UINT64_MAX - 3) / 3 * 2), UINT64_MAX - 3);
    ck_assert_uint_eq(domain_edge(&half, UINT64_MAX), NEVER);
}
END_TEST

START_TEST(standing_still)
{
    domain_t old = domain_of(0, 400000000), none = domain_of(0, 0);
    domain_t d = domain_change(&old, 30, none);          /* the last edge was number 2 at 24 */
    ck_assert_uint_eq(domain_count(&d, 30), 2);
    ck_assert_uint_eq(domain_count(&d, 1000), 2);
    ck_assert_uint_eq(domain_next(&d, 30), NEVER);
    ck_assert_uint_eq(domain_after(&d, 50, 7), NEVER);
    ck_assert_uint_eq(domain_hz(&d), 0);
    domain_t on = domain_change(&d, 100, old);
    ck_assert_uint_eq(domain_count(&on, 100), 3);
    ck_assert_uint_eq(domain_edge(&on, 4), 112);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("tick");
    tcase_add_test(t, whole_ticks);
    tcase_add_test(t, fractions);
    tcase_add_test(t, change);
    tcase_add_test(t, beyond_the_last_tick);
    tcase_add_test(t, standing_still);
    return case_run("tick", t);
}
