/* test_pins.c -- levels from outside come at their ticks, in order, and once. */
#include "part_bench.h"
#include "input.h"
#include "pins.h"

static pins_t pins, copy;

static const pin_edge_t edge[] = { { 10, 0, PIN_HIGH }, { 20, 0, PIN_LOW }, { 20, 175, PIN_HIGH },
                                   { 20, 200, PIN_HIGH }, { 30, 0, PIN_RELEASED } };
static input_t in = { .pin = edge, .pins = 5 };

static tick_t at(tick_t t)
{
    now = t;
    env_t e = env_now();
    e.in = &in;
    return pins_model.step(&pins, NULL, &e);
}

static int level(unsigned n)             /* -1: nobody drives it */
{
    return wire_get(&wires, WIRE_PIN_DRIVEN, n) ? wire_get(&wires, WIRE_PIN_OUTSIDE, n) : -1;
}

START_TEST(plays)
{
    start(&pins_model, NULL, &pins, sizeof pins);
    ck_assert_uint_eq(at(0), 10);
    ck_assert_int_eq(level(0), -1);
    ck_assert_uint_eq(at(10), 20);
    ck_assert_int_eq(level(0), 1);
    copy = pins;
    ck_assert_uint_eq(at(15), 20);
    ck_assert(!memcmp(&copy, &pins, sizeof pins));
    ck_assert_uint_eq(at(20), 30);
    ck_assert_int_eq(level(0), 0);
    ck_assert_int_eq(level(175), 1);
    ck_assert(at(30) == NEVER);
    ck_assert_int_eq(level(0), -1);
    put(0, 1);
    ck_assert_uint_eq(told(F_IGNORED), 1);
    ck_assert_uint_eq(get_sized(0, 4), 0);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, plays);
    return case_run("pins", t);
}
