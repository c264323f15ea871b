/* test_gpio.c -- pins: modes, set and reset, open drain, pull resistors, the lock. RM0433 11. */
#include "part_bench.h"
#include "gpio.h"

enum { MODER = 0, OTYPER = 4, OSPEEDR = 8, PUPDR = 0xC, IDR = 0x10, ODR = 0x14, BSRR = 0x18, LCKR = 0x1C,
       AFRL = 0x20, AFRH = 0x24 };

static const gpio_cfg_t port_a = { 0, 0 }, port_b = { 1, 0x400 }, port_k = { 10, 0x2800 };
static gpio_t gpio, copy, later;

static void boot(const gpio_cfg_t *cfg) { start(&gpio_model, cfg, &gpio, sizeof gpio); }

static int pin(unsigned n) { return wire_get(&wires, WIRE_PIN, n); }

static void outside(unsigned n, int driven, int level)
{
    env_t e = env_now();
    wire_put(&e, WIRE_PIN_OUTSIDE, n, level);
    wire_put(&e, WIRE_PIN_DRIVEN, n, driven);
    step();
}

/* RM0433 11.4.1 to 11.4.4: the debug pins' reset values. PA13, PA15 and PB4 have pull-ups. */
START_TEST(reset_values)
{
    boot(&port_a);
    ck_assert_uint_eq(look(MODER), 0xABFFFFFF);
    ck_assert_uint_eq(look(OSPEEDR), 0x0C000000);
    ck_assert_uint_eq(look(PUPDR), 0x64000000);
    ck_assert_uint_eq(look(IDR), 0xA000);
    ck_assert_uint_eq(told(F_PIN), 0);
    boot(&port_b);
    ck_assert_uint_eq(look(MODER), 0xFFFFFEBF);
    ck_assert_uint_eq(look(PUPDR), 0x100);
    ck_assert_uint_eq(look(IDR), 0x10);
    boot(&port_k);
    ck_assert_uint_eq(look(MODER), 0xFFFFFFFF);
    ck_assert_uint_eq(look(IDR), 0);
}
END_TEST

START_TEST(set_wins_over_reset)
{
    boot(&port_k);
    put(MODER, 0x55555555);
    put(BSRR, 0x000200FF);                       /* BR1 and BS0-7: pin 1 is set */
    ck_assert_uint_eq(look(ODR), 0xFF);
    put(BSRR, 0x000F0100);
    ck_assert_uint_eq(look(ODR), 0x1F0);
    put_sized(BSRR + 2, 2, 0x00F0);              /* the upper half alone resets */
    ck_assert_uint_eq(look(ODR), 0x100);
    put_sized(ODR + 1, 1, 0x82);
    ck_assert_uint_eq(look(IDR), 0x8200);
    ck_assert_uint_eq(look(BSRR), 0);
    ck_assert_int_eq(pin(160 + 15), 1);
}
END_TEST

START_TEST(changes_are_told)
{
    boot(&port_k);
    put(MODER, 0xFFFFFFF1);                      /* K0 output, K1 input */
    put(BSRR, 1), put(BSRR, 1);
    ck_assert_uint_eq(told(F_PIN), 1);
    ck_assert(fact[0].what == 160 && fact[0].data == 1 && fact[0].note == 1);
    outside(161, 1, 1);
    ck_assert_uint_eq(told(F_PIN), 2);
    ck_assert(fact[1].what == 161 && fact[1].data == 1 && fact[1].note == 0);
}
END_TEST

START_TEST(inputs)
{
    boot(&port_k);
    put(MODER, 0xFFFFFFC0);                      /* 0 to 2 input, 3 analog */
    put(PUPDR, 1u << 0 | 2u << 2);               /* up, down, none */
    ck_assert_uint_eq(look(IDR), 1);
    for (unsigned i = 0; i < 4; i++) outside(160 + i, 1, 1);
    ck_assert_uint_eq(look(IDR), 7);
    for (unsigned i = 0; i < 4; i++) outside(160 + i, 1, 0);
    ck_assert_uint_eq(look(IDR), 0);
    for (unsigned i = 0; i < 4; i++) outside(160 + i, 0, 0);
    ck_assert_uint_eq(look(IDR), 1);
}
END_TEST

START_TEST(open_drain)
{
    boot(&port_k);
    put(MODER, 0xFFFFFFF5), put(OTYPER, 1), put(ODR, 3);
    ck_assert_uint_eq(look(IDR), 2);             /* nothing pulls pin 0 up */
    put(PUPDR, 1);
    ck_assert_uint_eq(look(IDR), 3);
    outside(160, 1, 0), outside(161, 1, 0);
    ck_assert_uint_eq(look(IDR), 2);             /* push-pull wins */
    outside(160, 1, 1), put(ODR, 0);
    ck_assert_uint_eq(look(IDR), 0);
}
END_TEST

/* RM0433 11.4.8: LCKK and pins, pins, LCKK and pins. */
START_TEST(lock)
{
    boot(&port_k);
    put(LCKR, 0x10003), put(LCKR, 3), put(LCKR, 0x10001);      /* other pins: no lock */
    ck_assert_uint_eq(look(LCKR), 1);
    put(LCKR, 0x10003), put(LCKR, 0x10003), put(LCKR, 3), put(LCKR, 0x10003);
    ck_assert_uint_eq(look(LCKR), 0x10003);
    put(MODER, 0), put(OTYPER, 0xFFFF), put(AFRL, 0x88888888), put(AFRH, 0x88888888), put(ODR, 0xFFFF);
    ck_assert_uint_eq(look(MODER), 0xF);
    ck_assert_uint_eq(look(OTYPER), 0xFFFC);
    ck_assert_uint_eq(look(AFRL), 0x88888800);
    ck_assert_uint_eq(look(AFRH), 0x88888888);
    ck_assert_uint_eq(look(ODR), 0xFFFF);
    ck_assert_uint_eq(told(F_IGNORED), 3);
    put(LCKR, 0);
    ck_assert_uint_eq(look(LCKR), 0x10003);
}
END_TEST

START_TEST(laws)
{
    boot(_i ? &port_b : &port_a);
    fuzz(sizeof gpio, 0x30, &copy, &later, 11u + (uint32_t)_i);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, reset_values);
    tcase_add_test(t, set_wins_over_reset);
    tcase_add_test(t, changes_are_told);
    tcase_add_test(t, inputs);
    tcase_add_test(t, open_drain);
    tcase_add_test(t, lock);
    tcase_add_loop_test(t, laws, 0, 2);
    return case_run("gpio", t);
}
