/* test_world.c -- the outside puts frames on the serial lines at the right ticks. */
#include "world.h"
#include "input.h"
#include "suite.h"
#include <string.h>

static world_t  w;
static wires_t  wires;
static uint64_t woke;
static const uint64_t ears[WIRE_KINDS] = { [WIRE_SERIAL_RX] = 1 << 7 };

static env_t env_of(tick_t now, const input_t *in)
{
    return (env_t){ .now = now, .wires = &wires, .in = in, .ears = ears, .pc = NO_PC };
}

static tick_t step(tick_t now, const input_t *in)
{
    env_t e = env_of(now, in);
    tick_t t = world_model.step(&w, NULL, &e);
    woke = e.woke;
    return t;
}

static void start(void)
{
    memset(&w, 0, sizeof w), memset(&wires, 0, sizeof wires);
    for (unsigned i = 0; i < SERIAL_LINES; i++) wires.rx[i].start = NEVER;
    world_model.reset(&w, NULL);
}

/* Line 1: two bytes both wanted at 100, bit 1000 ticks: 8N1 lasts 10000, so the second starts at
 * 10100. Line 3 runs beside it: 9 bits, 2 stops = 12 bits of 500 ticks. */
START_TEST(test_frames)
{
    static const rx_byte_t rx[] = {
        { .at = 100, .bit16 = 1000 << 16, .value = 0x1A5, .line = 1, .bits = 8, .stops = 1 },
        { .at = 100, .bit16 = 1000 << 16, .value = 0x5A, .line = 1, .bits = 8, .stops = 1 },
        { .at = 5000, .bit16 = 500 << 16, .value = 0x1FF, .line = 3, .bits = 9, .stops = 2 },
        { .at = 30000, .bit16 = 1000 << 16, .value = 0x01, .line = 1, .bits = 7, .stops = 1 },
    };
    const input_t in = { .rx = rx, .rxs = 4 };
    start();
    ck_assert_uint_eq(step(0, &in), 100);
    ck_assert_uint_eq(woke, 0);
    ck_assert_uint_eq(step(100, &in), 5000);
    ck_assert_uint_eq(woke, 1 << 7);
    ck_assert_uint_eq(wires.rx[1].start, 100);
    ck_assert_uint_eq(wires.rx[1].word, 0xA5 << 1 | 1 << 9);
    ck_assert_uint_eq(wires.rx[1].bits, 10);
    ck_assert_uint_eq(wires.rx[1].bit16, 1000 << 16);
    ck_assert_uint_eq(step(5000, &in), 10100);
    ck_assert_uint_eq(wires.rx[3].word, 0x1FF << 1 | 3 << 10);
    ck_assert_uint_eq(wires.rx[3].bits, 12);
    ck_assert_uint_eq(wires.rx[1].start, 100);
    ck_assert_uint_eq(step(10100, &in), 30000);
    ck_assert_uint_eq(wires.rx[1].start, 10100);
    ck_assert_uint_eq(step(30000, &in), NEVER);
    ck_assert_uint_eq(wires.rx[1].bits, 9);
    ck_assert_uint_eq(wires.rx[1].word, 1 << 1 | 1 << 8);
}
END_TEST

/* Bit 41666.67 ticks: ten bits are 416666.7, so the line is free at 416667. */
START_TEST(test_fraction)
{
    static rx_byte_t rx[2];
    for (unsigned i = 0; i < 2; i++)
        rx[i] = (rx_byte_t){ .bit16 = (4800000000ull << 16) / 115200, .bits = 8, .stops = 1 };
    const input_t in = { .rx = rx, .rxs = 2 };
    start();
    ck_assert_uint_eq(step(0, &in), 416667);
}
END_TEST

/* A bad stop or a break ends with one bit of idle line, so the next start bit is an edge. */
START_TEST(test_faults)
{
    static const rx_byte_t rx[] = {
        { .bit16 = 100 << 16, .value = 0xFF, .bits = 8, .stops = 1, .fault = SERIAL_BAD_STOP },
        { .bit16 = 100 << 16, .value = 0xFF, .bits = 8, .stops = 2, .fault = SERIAL_BREAK },
    };
    const input_t in = { .rx = rx, .rxs = 2 };
    start();
    ck_assert_uint_eq(step(0, &in), 1100);
    ck_assert_uint_eq(wires.rx[0].word, 0xFF << 1 | 1 << 10);
    ck_assert_uint_eq(wires.rx[0].bits, 11);
    ck_assert_uint_eq(step(1100, &in), NEVER);
    ck_assert_uint_eq(wires.rx[0].word, 1 << 11);
    ck_assert_uint_eq(wires.rx[0].bits, 12);
}
END_TEST

/* Nonsense entries are passed over or brought into range; nothing to play is no harm. */
START_TEST(test_nonsense)
{
    static const rx_byte_t rx[] = {
        { .at = 1, .bit16 = 100 << 16, .line = 200, .bits = 8, .stops = 1 },
        { .at = 2, .bit16 = 0, .line = 0, .bits = 8, .stops = 1 },
        { .at = 3, .bit16 = 1, .value = 0xFFFF, .line = 7, .bits = 255, .stops = 255, .fault = 99 },
        { .at = 4, .bit16 = 1, .line = 7 },
    };
    const input_t in = { .rx = rx, .rxs = 4 }, none = { .rx = NULL };
    start();
    ck_assert_uint_eq(step(0, &none), NEVER);
    ck_assert_uint_eq(step(0, &in), 3);
    ck_assert_uint_eq(step(3, &in), 4);
    ck_assert_uint_le(wires.rx[7].bits, 32);
    ck_assert_uint_eq(step(4, &in), NEVER);
    ck_assert_uint_eq(step(5, NULL), NEVER);
    env_t e = env_of(6, &in);
    ck_assert_uint_eq(world_model.read(&w, NULL, 0, 4, &e), world_model.peek(&w, NULL, 0, &e));
    world_model.write(&w, NULL, 0, 4, 1, &e);
}
END_TEST

/* The list of what is typed grows while line 1 is busy with a given byte (100 to 10100, ten bits of 1000
 * ticks) and has another at 12000: typed bytes come at 10100 and, typed at 11000 for a line that is busy
 * until 20100, after the given one, at 30100. Line 3 hears its own at once. Whoever knew the whole list from
 * the start did the same. */
START_TEST(test_typed)
{
    static const rx_byte_t rx[] = {
        { .at = 100, .bit16 = 1000 << 16, .value = 1, .line = 1, .bits = 8, .stops = 1 },
        { .at = 12000, .bit16 = 1000 << 16, .value = 2, .line = 1, .bits = 8, .stops = 1 } };
    static const rx_byte_t typed[] = {
        { .at = 5000, .bit16 = 1000 << 16, .value = 3, .line = 1, .bits = 8, .stops = 1 },
        { .at = 5000, .bit16 = 1000 << 16, .value = 4, .line = 3, .bits = 8, .stops = 1 },
        { .at = 13000, .bit16 = 1000 << 16, .value = 5, .line = 1, .bits = 8, .stops = 1 } };
    static const tick_t at[] = { 0, 100, 5000, 10100, 13000, 20100, 30100 };
    input_t in = { .rx = rx, .rxs = 2, .typed = typed };
    static world_t grown;
    start();
    ck_assert_uint_eq(step(0, &in), 100);
    ck_assert_uint_eq(step(100, &in), 12000);
    in.typeds = 2;
    ck_assert_uint_eq(step(5000, &in), 10100);
    ck_assert_uint_eq(wires.rx[3].word, 4 << 1 | 1 << 9);
    ck_assert_uint_eq(step(10100, &in), 20100);
    ck_assert_uint_eq(wires.rx[1].word, 3 << 1 | 1 << 9);
    in.typeds = 3;
    ck_assert_uint_eq(step(13000, &in), 20100);
    ck_assert_uint_eq(step(20100, &in), 30100);
    ck_assert_uint_eq(wires.rx[1].word, 2 << 1 | 1 << 9);
    ck_assert_uint_eq(step(30100, &in), NEVER);
    ck_assert_uint_eq(wires.rx[1].word, 5 << 1 | 1 << 9);
    grown = w;
    start();
    for (unsigned i = 0; i < sizeof at / sizeof *at; i++) step(at[i], &in);
    ck_assert(!memcmp(&grown, &w, sizeof w));
}
END_TEST

/* Stepping in between changes nothing; a copy goes on the same. */
START_TEST(test_laws)
{
    static rx_byte_t rx[30];
    for (unsigned i = 0; i < 30; i++)
        rx[i] = (rx_byte_t){ .at = i * 700, .bit16 = (100 + i) << 16, .value =
            (uint16_t)(i * 37), .bits = 8, .stops = 1,
                             .line = (uint8_t)(i * i % 3) };
    const input_t in = { .rx = rx, .rxs = 30 };
    start();
    unsigned frames = 0;
    for (tick_t t = step(0, &in), now = 0; now < 40000; now++) {
        world_t was = w, copy = w;
        wires_t before = wires;
        if (now < t) {
            ck_assert_uint_eq(step(now, &in), t);
            ck_assert(!memcmp(&was, &w, sizeof w) && !memcmp(&before, &wires, sizeof wires));
            continue;
        }
        t = step(now, &in), frames++;
        was = w, w = copy;
        ck_assert_uint_eq(step(now, &in), t);
        ck_assert(!memcmp(&was, &w, sizeof w));
        ck_assert_uint_gt(t, now);
    }
    ck_assert_uint_gt(frames, 20);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("world");
    tcase_add_test(t, test_frames);
    tcase_add_test(t, test_fraction);
    tcase_add_test(t, test_faults);
    tcase_add_test(t, test_nonsense);
    tcase_add_test(t, test_typed);
    tcase_add_test(t, test_laws);
    return case_run("world", t);
}
