/* test_crc.c -- checksums whose values are published (the catalogue of parametrised CRC algorithms: the
 * check value is that of the nine bytes "123456789"), and the register rules of RM0433 chapter 21. */
#include "crc.h"
#include "part_bench.h"

enum { DR = 0x00, IDR = 0x04, CR = 0x08, INIT = 0x10, POL = 0x14, RESET = 1, REV_OUT = 1 << 7 };
static const crc_cfg_t cfg;
static crc_t c, copy, later;

static void begin(void) { start(&crc_model, &cfg, &c, sizeof c); }

/* width code, poly, init, reversal of input by byte and of output, what the catalogue xors at the end */
START_TEST(test_catalogue)
{
    static const struct {
        const char *name;
        uint32_t    size, pol, init;
        int         rev;
        uint32_t    xor, check;
    } row[] = {
        { "CRC-32/MPEG-2", 0, 0x04C11DB7, 0xFFFFFFFF, 0, 0, 0x0376E6E7 },
        { "CRC-32/ISO-HDLC", 0, 0x04C11DB7, 0xFFFFFFFF, 1, 0xFFFFFFFF, 0xCBF43926 },
        { "CRC-16/IBM-3740", 1, 0x1021, 0xFFFF, 0, 0, 0x29B1 },
        { "CRC-16/MODBUS", 1, 0x8005, 0xFFFF, 1, 0, 0x4B37 },
        { "CRC-8/SMBUS", 2, 0x07, 0, 0, 0, 0xF4 },
        { "CRC-7/MMC", 3, 0x09, 0, 0, 0, 0x75 },
    };
    for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
        begin();
        put(POL, row[i].pol), put(INIT, row[i].init);
        put(CR, row[i].size << 3 | (row[i].rev ? 1 << 5 | REV_OUT : 0) | RESET);
        for (const char *s = "123456789"; *s; s++) put_sized(DR, 1, (uint8_t)*s);
        ck_assert_msg((look(DR) ^ row[i].xor) == row[i].check, "%s: %08X", row[i].name, look(DR));
    }
}
END_TEST

/* After reset a word of zeros gives C704DD7B, ST's own example; a word is four bytes, the highest first; a
 * half-word two. REV_IN turns the groups: 1 bytes, 2 half-words, 3 the word (RM0433 21.3.3's own example:
 * 0x1A2B3C4D becomes 58D43CB2, D458B23C, B23CD458). */
START_TEST(test_words)
{
    begin();
    ck_assert_uint_eq(look(DR), 0xFFFFFFFF);
    put(DR, 0);
    ck_assert_uint_eq(look(DR), 0xC704DD7B);
    static const uint32_t turned[4] = { 0x1A2B3C4D, 0x58D43CB2, 0xD458B23C, 0xB23CD458 };
    for (unsigned rev = 0; rev < 4; rev++) {
        begin();
        put(DR, turned[rev]);
        uint32_t want = look(DR);
        put(CR, rev << 5 | RESET), put(DR, 0x1A2B3C4D);
        ck_assert_uint_eq(look(DR), want);
    }
    begin();
    put(DR, 0x12345678);
    uint32_t want = look(DR);
    put(CR, RESET);
    put_sized(DR, 2, 0x1234), put_sized(DR, 2, 0x5678);
    ck_assert_uint_eq(look(DR), want);
    put(CR, RESET);
    put_sized(DR, 1, 0x12), put_sized(DR, 1, 0x34), put_sized(DR, 2, 0x5678);
    ck_assert_uint_eq(look(DR), want);
}
END_TEST

START_TEST(test_registers)
{
    begin();
    ck_assert_uint_eq(look(POL), 0x04C11DB7);
    put(INIT, 0x1234);
    ck_assert_uint_eq(look(DR), 0x1234);                 /* INIT sets DR */
    put(IDR, 77), put(CR, ~0u);
    ck_assert_uint_eq(look(IDR), 77);
    ck_assert_uint_eq(look(CR), 0xF8);                   /* RESET does not stay */
    put(0x0C, 1);
    ck_assert_uint_eq(told(F_IGNORED), 1);
}
END_TEST

START_TEST(test_fuzz)
{
    for (uint32_t seed = 1; seed < 4; seed++) begin(), fuzz(sizeof c, 0x40, &copy, &later, seed);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("crc");
    tcase_add_test(t, test_catalogue);
    tcase_add_test(t, test_words);
    tcase_add_test(t, test_registers);
    tcase_add_test(t, test_fuzz);
    return case_run("crc", t);
}
