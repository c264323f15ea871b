/* test_cache.c -- tags, sets, victims. TRM 5.9: 16 KB, 32-byte lines, D 4 ways, I 2 ways. */
#include "cache.h"
#include "suite.h"
#include <string.h>

static cache_t c, d;
static const cache_geometry_t g = { 128, 4, 0 };

static void put(uint32_t addr, unsigned way)
{
    unsigned i = cache_set(&g, addr) * g.ways + way;
    c.tag[i] = addr & ~31u, c.valid[i] = 1;
}

/* Set index = addr[11:5] for 128 sets, addr[12:5] for 256 (TRM table 3-7). */
START_TEST(sets)
{
    static const cache_geometry_t i = { 256, 2, 1 };
    ck_assert_uint_eq(cache_set(&g, 0x24000FE0), 127);
    ck_assert_uint_eq(cache_set(&g, 0x24001000), 0);
    ck_assert_uint_eq(cache_set(&i, 0x24001000), 128);
    ck_assert_uint_eq(cache_set(&i, 0x24001FFF), 255);
}
END_TEST

START_TEST(finds)
{
    cache_reset(&c, &g, REPLACE_RANDOM, 3);
    for (uint32_t a = 0; a < 0x4000; a += 32) ck_assert_int_eq(cache_find(&c, &g, 0x24000000 + a),
                                                               -1);
    put(0x24000040, 3);
    ck_assert_int_eq(cache_find(&c, &g, 0x24000040), 2 * 4 + 3);
    ck_assert_int_eq(cache_find(&c, &g, 0x2400005F), 2 * 4 + 3);
    ck_assert_int_eq(cache_find(&c, &g, 0x24000060), -1);
    ck_assert_int_eq(cache_find(&c, &g, 0x24001040), -1);
}
END_TEST

START_TEST(reset_is_random_but_repeatable)
{
    memset(&c, 0x5A, sizeof c), memset(&d, 0, sizeof d);
    cache_reset(&c, &g, REPLACE_LRU, 9), cache_reset(&d, &g, REPLACE_LRU, 9);
    ck_assert(!memcmp(&c, &d, sizeof c));
    cache_reset(&d, &g, REPLACE_LRU, 10);
    ck_assert(memcmp(c.data, d.data, sizeof c.data));
    cache_reset(&d, &g, REPLACE_RANDOM, 0);                 /* seed 0 must not stop the register */
    ck_assert_uint_ne(d.lfsr, 0);
}
END_TEST

/* Whatever the policy: invalid ways first, in order; never a busy one; -1 when all are busy. */
START_TEST(invalid_first_busy_never)
{
    cache_reset(&c, &g, (cache_policy_t)_i, 1);
    put(0x24000000, 0), put(0x24001000, 1), put(0x24002000, 3);
    ck_assert_int_eq(cache_victim(&c, &g, 0x24005000, 0), 2);
    for (unsigned k = 0; k < 50; k++) ck_assert_int_ne(cache_victim(&c, &g, 0x24005000, 1 << 2), 2);
    put(0x24003000, 2);
    for (unsigned k = 0; k < 50; k++) ck_assert_int_eq(cache_victim(&c, &g, 0x24005000, 0xB), 2);
    ck_assert_int_eq(cache_victim(&c, &g, 0x24005000, 0xF), -1);
}
END_TEST

START_TEST(round_robin)
{
    cache_reset(&c, &g, REPLACE_ROUND_ROBIN, 1);
    for (unsigned w = 0; w < 4; w++) put(0x24000000 + w * 0x1000, w);
    for (int k = 0; k < 8; k++) ck_assert_int_eq(cache_victim(&c, &g, 0x24009000, 0), k % 4);
    ck_assert_int_eq(cache_victim(&c, &g, 0x24009000, 1), 1);
               /* way 0 is busy: the next */
    ck_assert_int_eq(cache_victim(&c, &g, 0x24009000, 0), 2);
}
END_TEST

START_TEST(least_recently_used)
{
    cache_reset(&c, &g, REPLACE_LRU, 1);
    static const int order[4] = { 2, 0, 3, 1 };
    for (unsigned w = 0; w < 4; w++) put(0x24000000 + w * 0x1000, w);
    for (unsigned k = 0; k < 4; k++) cache_touch(&c, order[k]);
    ck_assert_int_eq(cache_victim(&c, &g, 0x24009000, 0), 2);
    cache_touch(&c, 2);
    ck_assert_int_eq(cache_victim(&c, &g, 0x24009000, 0), 0);
    ck_assert_int_eq(cache_victim(&c, &g, 0x24009000, 1), 3);
    c.stamp = 0xFFFFFFFF;  /* the stamp wraps: the last use still counts */
    cache_touch(&c, 0);
    ck_assert_int_ne(cache_victim(&c, &g, 0x24009000, 0), 0);
}
END_TEST

START_TEST(random_reaches_every_way)
{
    unsigned seen = 0;
    cache_reset(&c, &g, REPLACE_RANDOM, 1);
    for (unsigned w = 0; w < 4; w++) put(0x24000000 + w * 0x1000, w);
    for (unsigned k = 0; k < 100; k++) seen |= 1u << cache_victim(&c, &g, 0x24009000, 0);
    ck_assert_uint_eq(seen, 0xF);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("cache");
    tcase_add_test(t, sets);
    tcase_add_test(t, finds);
    tcase_add_test(t, reset_is_random_but_repeatable);
    tcase_add_loop_test(t, invalid_first_busy_never, REPLACE_RANDOM, REPLACE_LRU + 1);
    tcase_add_test(t, round_robin);
    tcase_add_test(t, least_recently_used);
    tcase_add_test(t, random_reaches_every_way);
    return case_run("cache", t);
}
