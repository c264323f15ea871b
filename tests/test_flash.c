/* test_flash.c -- wait states, locks. */
#include "flash.h"
#include "part_bench.h"

enum { ACR = 0x00, KEYR1 = 0x04, OPTKEYR = 0x08, CR1 = 0x0C, SR1 = 0x10, CCR1 = 0x14, OPTCR =
       0x18, OPTSR_PRG = 0x20,
       BANK2 = 0x100 };
#define KEY1 0x45670123u
#define KEY2 0xCDEF89ABu

static const flash_cfg_t cfg;
static flash_t f, copy, later;

static void begin(void) { start(&flash_model, &cfg, &f, sizeof f); }

START_TEST(test_latency)
{
    begin();
    ck_assert_uint_eq(look(ACR), 0x37);
    ck_assert_uint_eq(wires.flash_latency, 7);
    put(ACR, 0x24);
    ck_assert_uint_eq(look(ACR), 0x24);
    ck_assert_uint_eq(wires.flash_latency, 4);
    put(ACR + BANK2, 0x12);                              /* the common registers answer twice */
    ck_assert_uint_eq(look(ACR), 0x12);
    ck_assert_uint_eq(wires.flash_latency, 2);
    put_sized(ACR, 1, 0x1F);
    ck_assert_uint_eq(wires.flash_latency, 15);
    ck_assert_uint_eq(told(F_IGNORED), 0);
}
END_TEST

START_TEST(test_unlock)
{
    for (uint32_t b = 0; b <= BANK2; b += BANK2) {
        begin();
        ck_assert_uint_eq(look(CR1 + b), 0x31);
        put(CR1 + b, 0x10);
        ck_assert_uint_eq(look(CR1 + b), 0x31);
        ck_assert_uint_eq(told(F_IGNORED), 1);
        put(KEYR1 + b, KEY1);
        ck_assert_uint_eq(look(CR1 + b) & 1, 1);
        put(KEYR1 + b, KEY2);
        ck_assert_uint_eq(look(CR1 + b) & 1, 0);
        ck_assert_uint_eq(look(CR1 + (BANK2 - b)) & 1, 1);
        put(CR1 + b, 0x20);
        ck_assert_uint_eq(look(CR1 + b), 0x20);
        put(CR1 + b, 0x21);
        ck_assert_uint_eq(look(CR1 + b), 0x21);
        put(KEYR1 + b, KEY1), put(KEYR1 + b, KEY2);      /* and again */
        ck_assert_uint_eq(look(CR1 + b), 0x20);
        ck_assert_uint_eq(told(F_UNMODELLED), 0);
        put(CR1 + b, 0x22);                              /* PG */
        put(CR1 + b, 0xA4);                              /* SER, START */
        ck_assert_uint_eq(told(F_UNMODELLED), 2);
        ck_assert_uint_eq(look(CR1 + b), 0x24);          /* START does not stay */
        ck_assert_uint_eq(look(SR1 + b), 0);
        put(CCR1 + b, ~0u);
    }
}
END_TEST

/* A wrong key, even between right ones, locks until reset. */
START_TEST(test_wrong_key)
{
    begin();
    put(KEYR1, KEY1), put(KEYR1, 1), put(KEYR1, KEY1), put(KEYR1, KEY2);
    ck_assert_uint_eq(look(CR1) & 1, 1);
    put(KEYR1 + BANK2, KEY1), put(KEYR1 + BANK2, KEY2);
    ck_assert_uint_eq(look(CR1 + BANK2) & 1, 0);
}
END_TEST

START_TEST(test_options)
{
    begin();
    put(OPTSR_PRG, 0);
    ck_assert_uint_eq(look(OPTSR_PRG), 0x0006AAD0);
    put(OPTKEYR, 0x08192A3B), put(OPTKEYR, 0x4C5D6E7F);
    ck_assert_uint_eq(look(OPTCR), 0);
    put(OPTSR_PRG, 0);
    ck_assert_uint_eq(look(OPTSR_PRG), 0);
    put(OPTCR, 2);
    ck_assert_uint_eq(told(F_UNMODELLED), 1);
    put(OPTCR, 1);
    ck_assert_uint_eq(look(OPTCR + BANK2), 1);
    put(0x4C, 1), put(0x300, 1);
    ck_assert_uint_eq(fact[facts - 1].note, IGN_RESERVED);
}
END_TEST

START_TEST(test_fuzz)
{
    for (uint32_t seed = 1; seed < 4; seed++) begin(), fuzz(sizeof f, 0x400, &copy, &later, seed);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("flash");
    TCase *t = tcase_create("flash");
    tcase_add_test(t, test_latency);
    tcase_add_test(t, test_unlock);
    tcase_add_test(t, test_wrong_key);
    tcase_add_test(t, test_options);
    tcase_add_test(t, test_fuzz);
    suite_add_tcase(s, t);
    return run_suite(s);
}
