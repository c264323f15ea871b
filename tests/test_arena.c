/* test_arena.c -- memory that never moves and can be put back. */
#include <stdint.h>
#include <string.h>
#include "suite.h"
#include "arena.h"

START_TEST(takes)
{
    arena_t a = { 0 };
    char *first = arena_take(&a, 3), *second = arena_take(&a, 5000);
    ck_assert_uint_eq((uintptr_t)first % 16, 0);
    ck_assert_uint_eq((uintptr_t)second % 16, 0);
    ck_assert_int_eq(first[0] | second[4999], 0);
    memset(second, 7, 5000);
    char *large = arena_take(&a, 100 << 20);              /* larger than any block so far */
    large[(100 << 20) - 1] = 1;
    ck_assert_int_eq(second[4999], 7);
    ck_assert_uint_ge(arena_used(&a), (100u << 20) + 5003);
    arena_free(&a);
    ck_assert_uint_eq(arena_used(&a), 0);
}
END_TEST

/* Put back to an earlier state, what is taken again is zeroed and stands where it stood. */
START_TEST(put_back)
{
    arena_t a = { 0 };
    arena_take(&a, 100);
    size_t used = a.block[0].used;
    char *p = arena_take(&a, 64);
    memset(p, 9, 64);
    char *q = arena_take(&a, 1 << 20);
    a.block[0].used = used, a.block[1].used = 0, a.now = 0;
    ck_assert_ptr_eq(arena_take(&a, 32), p);
    for (unsigned i = 0; i < 32; i++) ck_assert_int_eq(p[i], 0);
    ck_assert_int_eq(p[32], 9);                             /* nobody has asked for it yet */
    char *more = arena_take(&a, 200);                       /* used once, and beyond */
    ck_assert_ptr_eq(more, p + 32);
    for (unsigned i = 0; i < 200; i++) ck_assert_int_eq(more[i], 0);
    ck_assert_ptr_eq(arena_take(&a, 1 << 20), q);
    ck_assert_uint_eq(a.blocks, 2);
    arena_free(&a);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("arena");
    tcase_add_test(t, takes);
    tcase_add_test(t, put_back);
    return case_run("arena", t);
}
