/* test_rng.c -- DRDY after its clocks, numbers that repeat with the seed, the clock check. */
#include "rng.h"
#include "input.h"
#include "part_bench.h"

enum { CR = 0x00, SR = 0x04, DR = 0x08, RNGEN = 4, IE = 8, CED = 32, DRDY = 1, CECS = 2, CEIS = 32 };
enum { CLOCK = 100, BUS = 24 };                          /* ticks: 48 MHz, 200 MHz */
static const rng_cfg_t cfg = { .kernel = 0, .hclk = 1, .irq = 80, .edges = 40 };
static domain_t clock_[2];
static rng_t r, copy, later;

static void begin(void)
{
    clock_[0] = (domain_t){ 0, 1, CLOCK, 0 }, clock_[1] = (domain_t){ 0, 1, BUS, 0 };
    clocks = clock_;
    start(&rng_model, &cfg, &r, sizeof r);
}

/* 40 clocks of 100 ticks after the first edge at or after RNGEN, and again after each read. */
START_TEST(test_numbers)
{
    begin();
    now = 50;
    put(CR, RNGEN | IE);
    ck_assert_uint_eq(step(), 100 + 40 * CLOCK);
    now = 4099, step();
    ck_assert_uint_eq(look(SR) | look(DR), 0);
    now = 4100;
    ck_assert_uint_eq(step(), NEVER);
    ck_assert_uint_eq(look(SR), DRDY);
    ck_assert_int_eq(wire_get(&wires, WIRE_IRQ, 80), 1);
    uint32_t first = get_sized(DR, 4);
    ck_assert_int_eq(wire_get(&wires, WIRE_IRQ, 80), 0);
    ck_assert_uint_eq(look(SR), 0);
    ck_assert_uint_eq(step(), 4100 + 4000);
    now = 8100, step();
    ck_assert_uint_ne(get_sized(DR, 4), first);
    begin();
    put(CR, RNGEN);
    now = 4000, step();
    ck_assert_uint_eq(get_sized(DR, 4), first);          /* the same seed, the same numbers */
    put(CR, 0);
    ck_assert_uint_eq(step(), NEVER);
}
END_TEST

/* No clock: CECS and CEIS, no number; the clock comes: CECS falls, CEIS stays until cleared. */
START_TEST(test_clock)
{
    begin();
    clock_[0] = (domain_t){ 0, 0, 1, 0 };
    put(CR, RNGEN | IE);
    ck_assert_uint_eq(step(), NEVER);
    ck_assert_uint_eq(look(SR), CECS | CEIS);
    ck_assert_int_eq(wire_get(&wires, WIRE_IRQ, 80), 1);
    now = 1000;
    clock_[0] = domain_change(&clock_[0], now, (domain_t){ 0, 1, CLOCK, 0 });
    ck_assert_uint_eq(step(), 1000 + 4000);
    ck_assert_uint_eq(look(SR), CEIS);
    put(SR, 0);
    ck_assert_uint_eq(look(SR), 0);
    begin();
    clock_[0] = (domain_t){ 0, 1, BUS * 32 + 24, 0 };    /* slower than hclk / 32 */
    put(CR, RNGEN);
    ck_assert_uint_eq(look(SR) & CECS, CECS);
    put(CR, RNGEN | CED);
    ck_assert_uint_eq(look(SR) & CECS, 0);
}
END_TEST

START_TEST(test_fuzz)
{
    for (uint32_t seed = 1; seed < 4; seed++) begin(), fuzz(sizeof r, 0x20, &copy, &later, seed);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("rng");
    tcase_add_test(t, test_numbers);
    tcase_add_test(t, test_clock);
    tcase_add_test(t, test_fuzz);
    return case_run("rng", t);
}
