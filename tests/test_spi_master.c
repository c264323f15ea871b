/* test_spi_master.c -- what a master outside does is on the wire at its time, and what comes back is kept.
 * Ticks only: a burst of n bits takes n bit times, rounded up to a tick. */
#include "spi_master.h"
#include "input.h"
#include "suite.h"
#include <string.h>

enum { EARS = 0x30 };
static const uint64_t ears[WIRE_KINDS] = { [WIRE_SPI_OUTSIDE] = EARS };
static wires_t wires;
static spi_master_t m;
static input_t in;

static tick_t at(tick_t now, uint64_t *woke)
{
    env_t env = { .now = now, .wires = &wires, .in = &in, .ears = ears };
    tick_t next = spi_master_run(&m, &env);
    *woke = env.woke;
    return next;
}

static void begin(const spi_event_t *e, uint32_t n)
{
    memset(&wires, 0, sizeof wires);
    in = (input_t){ .spi_event = e, .spi_events = n };
    spi_master_reset(&m);
}

/* Eight bits of 100.5 ticks: 804 ticks. */
START_TEST(a_message)
{
    static const spi_event_t e[] = {
        { .at = 100, .line = 2, .what = SPI_PIN_LOW },
        { .at = 200, .bit16 = 201 << 15, .out = 0xA5, .line = 2, .what = SPI_FRAME, .bits = 8, .mode = 3 },
        { .at = 1004, .line = 2, .what = SPI_PIN_HIGH } };
    uint64_t woke;
    begin(e, 3);
    ck_assert_uint_eq(at(0, &woke), 100);
    ck_assert_uint_eq(woke, 0);
    ck_assert_uint_eq(at(100, &woke), 200);
    ck_assert_uint_eq(woke, EARS);
    ck_assert_uint_eq(wires.spi_outside[2].select, SPI_SS_LOW);
    ck_assert_uint_eq(at(200, &woke), 1004);
    const spi_outside_t *l = &wires.spi_outside[2];
    ck_assert(l->start == 200 && l->bits == 8 && l->out == 0xA5 && l->in == 0xFF && l->mode == 3);
    wires.spi_outside[2].in = 0x3C;                        /* the slave answers */
    ck_assert_uint_eq(at(500, &woke), 1004);
    ck_assert_uint_eq(woke, 0);
    ck_assert_uint_eq(m.count[2], 0);
    ck_assert_uint_eq(at(1004, &woke), NEVER);
    ck_assert_uint_eq(wires.spi_outside[2].select, SPI_SS_HIGH);
    ck_assert_uint_eq(m.count[2], 1);
    uint32_t hash = 0x811C9DC5;                            /* FNV-1a of 3C 00 00 00 */
    static const uint8_t heard[] = { 0x3C, 0, 0, 0 };
    for (unsigned i = 0; i < 4; i++) hash = (hash ^ heard[i]) * 0x01000193;
    ck_assert_uint_eq(m.hash[2], hash);
}
END_TEST

START_TEST(what_cannot_be_is_passed_over)
{
    static const spi_event_t e[] = {
        { .at = 10, .bit16 = 1 << 20, .line = SPI_LINES, .what = SPI_FRAME, .bits = 8 },
        { .at = 20, .bit16 = 1 << 20, .line = 0, .what = SPI_FRAME, .bits = 33 },
        { .at = 30, .bit16 = 1 << 20, .line = 0, .what = SPI_FRAME },
        { .at = 40, .bit16 = 65535, .line = 0, .what = SPI_FRAME, .bits = 8 } };
    uint64_t woke;
    begin(e, 4);
    ck_assert_uint_eq(at(50, &woke), NEVER);
    ck_assert_uint_eq(woke, 0);
    ck_assert_uint_eq(wires.spi_outside[0].start, 0);
    begin(NULL, 0);
    ck_assert_uint_eq(at(0, &woke), NEVER);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, a_message);
    tcase_add_test(t, what_cannot_be_is_passed_over);
    return case_run("spi_master", t);
}
