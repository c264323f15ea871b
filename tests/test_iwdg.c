/* test_iwdg.c -- the watchdog: keys, time-out, window. RM0433 44. LSI here: an edge each 10 ticks. */
#include "part_bench.h"
#include "iwdg.h"

enum { KR = 0, PR = 4, RLR = 8, SR = 0xC, WINR = 0x10 };

static const iwdg_cfg_t cfg = { 0, 5 };
static const domain_t lsi = { 0, 1, 10, 0 };
static iwdg_t dog, copy, later;

static void boot(void)
{
    clocks = &lsi;
    start(&iwdg_model, &cfg, &dog, sizeof dog);
}

static tick_t at(tick_t t) { now = t; return step(); }
static int fired(void) { return wire_get(&wires, WIRE_RESET, RESET_IWDG1); }

/* From 0xFFF with PR = 0: 4096 * 4 LSI edges from the edge at 10 (started at 3): 10 + 163840. */
START_TEST(starts_at_the_top)
{
    boot();
    ck_assert(step() == NEVER);
    now = 3, put(KR, 0xCCCC);
    ck_assert_uint_eq(step(), 163850);
    at(163849);
    ck_assert_int_eq(fired(), 0);
    ck_assert(at(163850) == NEVER);
    ck_assert_int_eq(fired(), 1);
    ck_assert_uint_eq(told(F_RESET), 1);
    at(163851);
    ck_assert_uint_eq(told(F_RESET), 1);
}
END_TEST

START_TEST(fields_are_protected)
{
    boot();
    put(PR, 3), put(RLR, 9);
    ck_assert_uint_eq(told(F_IGNORED), 2);
    put(KR, 0x5555), put(PR, 3), put(RLR, 9), put(WINR, 7);
    ck_assert_uint_eq(look(SR), 7);
    put(PR, 4);                                  /* PVU is up: lost */
    ck_assert_uint_eq(look(PR), 3);
    ck_assert_uint_eq(told(F_IGNORED), 3);
    at(49);
    ck_assert_uint_eq(look(SR), 7);
    at(50);
    ck_assert_uint_eq(look(SR), 0);
    put(PR, 4);
    ck_assert_uint_eq(look(PR), 4);
    put(KR, 0xAAAA), put(RLR, 1);                /* any other key closes */
    ck_assert_uint_eq(look(RLR), 9);
    ck_assert_uint_eq(look(KR), 0);
}
END_TEST

/* RLR = 9, PR = 1 (8): 10 * 80 = 800 ticks after each refresh. */
START_TEST(refresh)
{
    boot();
    put(KR, 0x5555), put(PR, 1), put(RLR, 9), put(KR, 0xCCCC), put(KR, 0xAAAA);
    ck_assert_uint_eq(step(), 800);
    at(790), put(KR, 0xAAAA);
    ck_assert_uint_eq(step(), 1590);
    at(1000), put(KR, 0xCCCC);                   /* starting again changes nothing */
    ck_assert_uint_eq(step(), 1590);
    at(1590);
    ck_assert_int_eq(fired(), 1);
}
END_TEST

/* Window 5, RLR 9, PR 0 (4): the counter is 9 - n after n * 40 ticks; 5 from tick 160 on. */
START_TEST(window)
{
    boot();
    put(KR, 0xCCCC), put(KR, 0x5555), put(RLR, 9), put(WINR, 5);   /* WINR reloads, RM0433 44.3.2 */
    ck_assert_uint_eq(step(), 400);
    at(160), put(KR, 0xAAAA);
    ck_assert_int_eq(fired(), 0);
    ck_assert_uint_eq(step(), 560);
    at(319), put(KR, 0xAAAA);
    ck_assert_int_eq(fired(), 1);
}
END_TEST

START_TEST(laws)
{
    boot();
    for (unsigned i = 0; i < 2; i++) put(KR, i ? 0x5555 : 0xCCCC);
    fuzz(sizeof dog, 0x20, &copy, &later, 3);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, starts_at_the_top);
    tcase_add_test(t, fields_are_protected);
    tcase_add_test(t, refresh);
    tcase_add_test(t, window);
    tcase_add_test(t, laws);
    return case_run("iwdg", t);
}
