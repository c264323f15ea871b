/* test_exti.c -- edges at pins into pending bits, interrupts and triggers. RM0433 20.
 *
 * hclk is 200 MHz (24 ticks, edges at 24 n). One edge of synchroniser: a change at tick 100 is
 * pending at 120 + 24 = 144; a pulse lasts four edges, to 240. */
#include "part_bench.h"
#include "exti.h"

enum { RTSR1 = 0, FTSR1 = 4, SWIER1 = 8, IMR1 = 0x80, EMR1 = 0x84, PR1 = 0x88, IMR2 = 0x90 };

static const exti_cfg_t cfg = {
    .hclk = 0, .irq = { 6, 7, 8, 9, 10, 23, 23, 23, 23, 23, 40, 40, 40, 40, 40, 40 }, .sync_edges = 1,
        .pulse_edges = 4
};
static const domain_t hclk = { 0, 1, 24, 0 };
static exti_t exti, copy, later;

static void boot(void)
{
    clocks = &hclk;
    start(&exti_model, &cfg, &exti, sizeof exti);
}

static void at(tick_t t) { now = t, step(); }

static void pin(unsigned n, int level)
{
    env_t e = env_now();
    wire_put(&e, WIRE_PIN, n, level);
    step();
}

static int irq(unsigned n) { return wire_get(&wires, WIRE_IRQ, n); }
static int pulse(unsigned line) { return wire_get(&wires, WIRE_TRIGGER, TRIG_EXTI0 + line); }

START_TEST(rising_edge)
{
    boot();
    put(RTSR1, 1), put(IMR1, 0xFFC00001);
    now = 100, pin(0, 1);
    at(143);
    ck_assert_int_eq(irq(6) | (int)look(PR1) | pulse(0), 0);
    at(144);
    ck_assert_int_eq(irq(6), 1);
    ck_assert_uint_eq(look(PR1), 1);
    ck_assert_int_eq(wire_get(&wires, WIRE_SYNC, SYNC_EXTI0), 1);
    at(239);
    ck_assert_int_eq(pulse(0), 1);
    at(240);
    ck_assert_int_eq(pulse(0), 0);
    put(PR1, 1);
    ck_assert_int_eq(irq(6), 0);
    now = 300, pin(0, 0);
    at(400);
    ck_assert_uint_eq(look(PR1), 0);
    ck_assert_int_eq(wire_get(&wires, WIRE_SYNC, SYNC_EXTI0), 0);
}
END_TEST

START_TEST(falling_and_both)
{
    boot();
    put(FTSR1, 6), put(RTSR1, 4);
    pin(1, 1), pin(2, 1), at(100);
    ck_assert_uint_eq(look(PR1), 4);             /* masked lines pend all the same */
    put(PR1, 4);
    pin(1, 0), pin(2, 0), at(200);
    ck_assert_uint_eq(look(PR1), 6);
    ck_assert_int_eq(irq(7) | irq(8), 0);
    put(IMR1, 6);
    ck_assert_int_eq(irq(7) & irq(8), 1);
}
END_TEST

START_TEST(shared_interrupts)
{
    boot();
    put(IMR1, 0xFFFF), put(SWIER1, 1u << 9 | 1u << 5);
    ck_assert_uint_eq(look(SWIER1), 0);
    ck_assert_int_eq(irq(23), 1);
    ck_assert_int_eq(irq(40), 0);
    put(PR1, 1u << 5);
    ck_assert_int_eq(irq(23), 1);
    put(PR1, 1u << 9);
    ck_assert_int_eq(irq(23), 0);
    put(SWIER1, 1u << 15);
    ck_assert_int_eq(irq(40), 1);
}
END_TEST

/* EXTICR: line 3 to port C (2): four bits a line. Turning a line to a pin that is high is an edge. */
START_TEST(ports)
{
    boot();
    put(RTSR1, 8);
    pin(2 * 16 + 3, 1), at(100);
    ck_assert_uint_eq(look(PR1), 0);
    env_t e = env_now();
    wire_put(&e, WIRE_EXTI_PORT, 13, 1), step();
    at(200);
    ck_assert_uint_eq(look(PR1), 8);
    put(PR1, 8);
    wire_put(&e, WIRE_EXTI_PORT, 15, 1), step(); /* 10: port K; 12: nothing */
    wire_put(&e, WIRE_EXTI_PORT, 14, 1), step();
    at(300);
    ck_assert_uint_eq(look(PR1), 0);
}
END_TEST

START_TEST(absences_are_told)
{
    boot();
    ck_assert_uint_eq(look(IMR1), 0xFFC00000);
    put(EMR1, 1), put(IMR2, 1), put(RTSR1, 1u << 16);
    ck_assert_uint_eq(told(F_UNMODELLED), 3);
    put(IMR1, 0xFFC00003);
    ck_assert_uint_eq(told(F_UNMODELLED), 3);
    put(0x18, 1);
    ck_assert_uint_eq(told(F_IGNORED), 1);
}
END_TEST

/* RM0433 20.6: the lines that can pend in D3 (0-15, 19-21, 25; 34, 35, 41, 48-53; 88), two bits each
 * in D3PCR; of the CPU's masks 45, 81, 83 and 89 on are reserved. */
START_TEST(reserved_bits)
{
    static const struct { uint32_t off, keeps; } keep[] = {
        { 0x00, 0x003FFFFF }, { 0x04, 0x003FFFFF },
        { 0x0C, 0x0238FFFF }, { 0x10, 0xFFFFFFFF }, { 0x14, 0x000C0FC0 },
        { 0x20, 0x000A0000 }, { 0x24, 0x000A0000 },
        { 0x2C, 0x003F020C }, { 0x30, 0x000C00F0 }, { 0x34, 0x00000FFF },
        { 0x40, 0x00740000 }, { 0x44, 0x00740000 }, { 0x4C, 0x01000000 }, { 0x54, 0x000C0000 },
        { 0x80, 0xFFFFFFFF }, { 0x84, 0xFFFFFFFF }, { 0x90, 0xFFFFDFFF }, { 0x94, 0xFFFFDFFF },
        { 0xA0, 0x01F5FFFF }, { 0xA4, 0x01F5FFFF },
    };
    boot();
    for (unsigned i = 0; i < sizeof keep / sizeof *keep; i++) {
        put(keep[i].off, 0xFFFFFFFF);
        ck_assert_uint_eq(look(keep[i].off), keep[i].keeps);
    }
}
END_TEST

START_TEST(laws)
{
    boot();
    fuzz(sizeof exti, 0xB0, &copy, &later, 5);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, rising_edge);
    tcase_add_test(t, falling_and_both);
    tcase_add_test(t, shared_interrupts);
    tcase_add_test(t, ports);
    tcase_add_test(t, absences_are_told);
    tcase_add_test(t, reserved_bits);
    tcase_add_test(t, laws);
    return case_run("exti", t);
}
