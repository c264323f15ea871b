/* test_spi_devices.c -- what the devices on an SPI line answer, seen through an SPI. */
#include "spi_bench.h"

/* Bytes out in one transfer, bytes in, SS active around them. */
static void talk(const uint8_t *out, uint8_t *in, unsigned n)
{
    put(CR1, SSI), put(CFG1, MBR16 | DSIZE8), put(CFG2, MASTER | SSM | SSOE), put(CR2, n);
    put(CR1, SSI | SPE);
    for (unsigned i = 0; i < n; i++) send(out[i]);
    go(0), run(b.now + (n + 1) * BYTE);
    ck_assert(sr() & EOT);
    for (unsigned i = 0; i < n; i++) in[i] = (uint8_t)get8();
    put(CR1, SSI);
    run(b.now + 100);
}

#define TALK(in, ...)                                                     \
    uint8_t in[sizeof((uint8_t[]){ __VA_ARGS__ })];                       \
    talk((uint8_t[]){ __VA_ARGS__ }, in, sizeof in)

static void with(spi_slave_kind_t kind, int16_t select, uint16_t size)
{
    start(kind);
    for (unsigned i = 0; i < sizeof regs; i++) regs[i] = (uint8_t)(0xC0 + i);
    slave[0].select = select, slave[0].size = size;
    memset(&b.outside, 0, sizeof b.outside);
    spi_devices_model.reset(&b.outside, NULL);
    step(&b, D);
}

START_TEST(echo)
{
    with(SPI_ECHO, SPI_NSS, 0);
    TALK(in, 1, 2, 3);
    ck_assert(!memcmp(in, "\x00\x01\x02", 3));
    TALK(again, 9, 8);                                     /* deselected in between: anew */
    ck_assert(!memcmp(again, "\x00\x09", 2));
    start(SPI_ECHO);
    TALK(always, 9, 8);
    TALK(on, 7, 7);                                        /* always selected: it goes on */
    ck_assert(!memcmp(always, "\x00\x09", 2) && !memcmp(on, "\x08\x07", 2));
}
END_TEST

START_TEST(registers_read)
{
    with(SPI_REGISTERS, SPI_NSS, 16);
    TALK(in, 0x80 | 14, 0, 0, 0, 0);
    ck_assert(!memcmp(in, "\x00\xCE\xCF\xC0\xC1", 5));     /* 14, 15, 0, 1 */
    TALK(again, 0x82, 0xFF);
    ck_assert_uint_eq(again[1], 0xC2);
}
END_TEST

START_TEST(registers_write)
{
    with(SPI_REGISTERS, SPI_NSS, 16);
    TALK(in, 0x03, 0x11, 0x22);
    ck_assert(!memcmp(in, "\0\0\0", 3));
    TALK(back, 0x82, 0, 0, 0, 0);
    ck_assert(!memcmp(back, "\0\xC2\x11\x22\xC5", 5));
}
END_TEST

/* A pin selects: low is active. Nobody drives otherwise. */
START_TEST(selected_by_a_pin)
{
    with(SPI_REGISTERS, 20, 16);
    wire_word(&b.wires, WIRE_PIN, 20)[0] |= 1 << 20, b.due[D] = b.now;
    TALK(in, 0x80, 0);
    ck_assert(!memcmp(in, "\xFF\xFF", 2));
    b.wires.pin[0] = 0, b.due[D] = b.now;
    TALK(low, 0x80, 0);
    ck_assert(!memcmp(low, "\x00\xC0", 2));
    TALK(still, 0x80, 0);                               /* not deselected: no new register number */
    ck_assert(!memcmp(still, "\xC1\xC2", 2));
}
END_TEST

/* FNV-1a of 61 62 63, from its definition: (h ^ byte) * 0x01000193 from 0x811C9DC5 on. "a" gives
 * E40C292C, "abc" 1A47E90B. */
START_TEST(display)
{
    with(SPI_SINK, SPI_NSS, 0);
    TALK(in, 0x61);
    ck_assert_uint_eq(in[0], 0xFF);
    ck_assert_uint_eq(b.outside.device[0].hash, 0xE40C292C);
    TALK(more, 0x62, 0x63);
    ck_assert_uint_eq(more[1], 0xFF);
    ck_assert_uint_eq(b.outside.device[0].hash, 0x1A47E90B);
    ck_assert_uint_eq(b.outside.device[0].count, 3);
}
END_TEST

/* Bytes go on across frames of other lengths. */
START_TEST(any_frame_length)
{
    with(SPI_SINK, SPI_NSS, 0);
    put(CR1, SSI), put(CFG1, MBR16 | 11), put(CFG2, MASTER | SSM | SSOE), put(CR2, 2);
    put(CR1, SSI | SPE);
    put_sized(&b, TXDR, 4, 0x0BC00A9B), go(0), run(b.now + 30 * BIT);   /* 24 bits: A9 BB C0 */
    ck_assert_uint_eq(b.outside.device[0].count, 3);
    ck_assert_uint_eq(nth(F_TX, 0)->data, 0xA9B);
    uint32_t h = 0x811C9DC5;
    for (const char *p = "\xA9\xBB\xC0"; *p; p++) h = (h ^ (uint8_t)*p) * 0x01000193;
    ck_assert_uint_eq(b.outside.device[0].hash, h);
}
END_TEST

START_TEST(two_on_a_line)
{
    with(SPI_REGISTERS, SPI_NSS, 16);
    static const uint8_t other[] = { 0x0F, 0x33 };
    slave[1] = (spi_slave_t){ .line = LINE, .kind = SPI_REGISTERS, .select = SPI_NSS, .size = 2,
                             .reg = other };
    given.spis = 2, b.outside.begun = 0;
    TALK(in, 0x80, 0, 0);
    ck_assert(!memcmp(in, "\x00\x00\x01", 3));             /* C0 & 0F, C1 & 33 */
}
END_TEST

START_TEST(beyond_the_limits)
{
    with(SPI_ECHO, SPI_ALWAYS, 0);
    slave[0].line = 77;
    TALK(in, 1, 2);
    ck_assert(!memcmp(in, "\xFF\xFF", 2));
    with(SPI_REGISTERS, 30000, 65535);
    TALK(none, 0xFF, 2);
    ck_assert(!memcmp(none, "\xFF\xFF", 2));
    slave[0].select = -30000;
    TALK(nss, 0xFF, 2);
    ck_assert_uint_eq(nss[1], 0x3F);                       /* register 127 of 128: C0 + 7F */
    given.spis = 1000;                                     /* no more than SPI_SLAVES are heard */
    TALK(many, 1);
    ck_assert_uint_eq(many[0], 0);
}
END_TEST

int main(void)
{
    const TTest *const test[] = { echo, registers_read, registers_write, selected_by_a_pin, display,
                                  any_frame_length, two_on_a_line, beyond_the_limits };
    return run_tests("spi_devices", test, sizeof test / sizeof *test);
}
