/* test_flash.c -- wait states, locks, programming and erasing. */
#include "flash.h"
#include "matrix.h"
#include "part_bench.h"

enum { ACR = 0x00, KEYR1 = 0x04, OPTKEYR = 0x08, CR1 = 0x0C, SR1 = 0x10, CCR1 = 0x14, OPTCR =
       0x18, OPTSR_PRG = 0x20,
       BANK2 = 0x100 };
#define KEY1 0x45670123u
#define KEY2 0xCDEF89ABu

/* Banks of two sectors of 64 bytes; a word takes 100 + 10 a PSIZE step down, a sector 1000, a bank 3000. */
enum { SECTOR = 64, B1 = 0x08000000, B2 = 0x08100000 };
static const flash_cfg_t cfg = {
    .base = { B1, B2 }, .sector = SECTOR, .sectors = 2, .program = { 130, 120, 110, 100 },
    .erase = { 1000, 1000, 1000, 1000 }, .erase_bank = { 3000, 3000, 3000, 3000 }, .irq = 4,
};
static flash_t f, copy, later;
static uint8_t bytes[4 * SECTOR];
static const region_row_t region[] = {
    { .name = "bank 1", .base = B1, .size = 2 * SECTOR, .kind = REGION_FLASH, .slot = 0, .clock = -1,
      .at = 0 },
    { .name = "bank 2", .base = B2, .size = 2 * SECTOR, .kind = REGION_FLASH, .slot = 1, .clock = -1,
      .at = 2 * SECTOR },
};
static const map_t map = { .region = region, .regions = 2 };

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
        put(CR1 + b, 0x8020);                            /* CRC_EN */
        ck_assert_uint_eq(told(F_UNMODELLED), 1);
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
    put(OPTCR, 1);
    ck_assert_uint_eq(look(OPTCR + BANK2), 1);
    put(0x4C, 1), put(0x300, 1);
    ck_assert_uint_eq(fact[facts - 1].note, IGN_RESERVED);
}
END_TEST

/* ---- programming and erasing ------------------------------------------------------------------- */

enum { PG = 2, SER = 4, BER = 8, FW = 0x40, START = 0x80, BSY = 1, WBNE = 2, QW = 4, EOP = 1 << 16,
       WRPERR = 1 << 17,
       PGSERR = 1 << 18, STRBERR = 1 << 19, INCERR = 1 << 21 };

static tick_t run(void)
{
    env_t e = env_now();
    e.map = &map, e.chip = bytes;
    return flash_model.step(&f, &cfg, &e);
}

static void open_bank(uint32_t b)
{
    begin();
    memset(bytes, 0xFF, sizeof bytes);
    put(KEYR1 + b, KEY1), put(KEYR1 + b, KEY2);
    facts = 0;
}

/* As the bus: eight bytes at `at` of the bank, all equal v, through the slave port's rules. */
static unsigned offer(unsigned bank, uint32_t at, uint8_t v)
{
    port_t p = { .addr = cfg.base[bank] + at, .write = 1, .size = 3, .beats = 1, .strb = { 0xFF } };
    memset(p.data, v, 8);
    env_t e = env_now();
    e.map = &map, e.chip = bytes, e.port = &p;
    return matrix_serve(&e, 0, bank, 0);
}

/* 32 bytes start the programming: QW and BSY for 100 ticks (PSIZE 64 bits), then EOP, the bytes, four
 * facts. */
START_TEST(test_program)
{
    for (unsigned bank = 0; bank < 2; bank++) {
        uint32_t b = bank ? BANK2 : 0;
        open_bank(b);
        put(CR1 + b, 0x30 | PG | 1 << 16);               /* EOPIE */
        for (unsigned i = 0; i < 4; i++) {
            ck_assert_uint_eq(offer(bank, 32 + 8 * i, (uint8_t)(0xA0 + i)), BUS_OK);
            run();
            ck_assert_uint_eq(look(SR1 + b), i < 3 ? WBNE : BSY | QW);
        }
        ck_assert_uint_eq(run(), 100);
        ck_assert_uint_eq(bytes[128 * bank + 32], 0xFF);
        ck_assert_int_eq(wire_get(&wires, WIRE_IRQ, 4), 0);
        wires.flash_read[0] = wires.flash_read[1] = 0x08000020;
        now = 100;
        ck_assert_uint_eq(run(), NEVER);
        ck_assert_uint_eq(look(SR1 + b), EOP);
        ck_assert_uint_eq(wires.flash_read[bank], 0);               /* its read buffer holds nothing now */
        ck_assert_uint_eq(wires.flash_read[!bank], 0x08000020);
        ck_assert_int_eq(wire_get(&wires, WIRE_IRQ, 4), 1);
        for (unsigned i = 0; i < 32; i++) ck_assert_uint_eq(bytes[128 * bank + 32 + i], 0xA0 + i / 8);
        ck_assert_uint_eq(bytes[128 * bank + 31], 0xFF);
        ck_assert_uint_eq(told(F_FLASH), 4);
        put(CCR1 + b, EOP);
        ck_assert_uint_eq(look(SR1 + b), 0);
        ck_assert_int_eq(wire_get(&wires, WIRE_IRQ, 4), 0);
        ck_assert_uint_eq(told(F_UNMODELLED), 0);
    }
}
END_TEST

/* FW fills the rest with ones; a second word on the same bytes gives AND and is told: its ECC is wrong. */
START_TEST(test_force_and_twice)
{
    open_bank(0);
    put(CR1, PG);                                        /* PSIZE 8 bits: 130 ticks */
    offer(0, 0, 0x0F), run();
    put(CR1, PG | FW);
    ck_assert_uint_eq(run(), 130);
    ck_assert_uint_eq(look(CR1), PG);                    /* FW falls */
    now = 130, run();
    ck_assert_uint_eq(bytes[7], 0x0F);
    ck_assert_uint_eq(bytes[8], 0xFF);
    for (unsigned i = 0; i < 4; i++) offer(0, 8 * i, 0x33), run();
    now = 260, run();
    ck_assert_uint_eq(bytes[0], 0x03);
    ck_assert_uint_eq(bytes[8], 0x33);
    ck_assert_uint_eq(told(F_UNMODELLED), 1);
}
END_TEST

/* Each error, and that nothing is programmed until it is cleared. */
START_TEST(test_program_errors)
{
    open_bank(0);
    ck_assert_uint_eq(offer(0, 0, 0), BUS_REFUSED);      /* PG = 0 */
    run();
    ck_assert_uint_eq(look(SR1), PGSERR);
    put(CCR1, PGSERR), put(CR1, PG);
    offer(0, 0, 1), offer(0, 32, 1), run();              /* another word before this one is full */
    ck_assert_uint_eq(look(SR1), INCERR);
    ck_assert_uint_eq(offer(0, 0, 1), BUS_REFUSED);
    run();
    ck_assert_uint_eq(look(SR1), INCERR | PGSERR);
    put(CCR1, INCERR | PGSERR);
    offer(0, 0, 1), offer(0, 0, 1), run();
    ck_assert_uint_eq(look(SR1), STRBERR);
    put(CCR1, STRBERR);
    for (unsigned i = 0; i < 4; i++) offer(0, 8 * i, 0), run();
    now = 200, run();
    ck_assert_uint_eq(look(SR1), EOP);
    ck_assert_uint_eq(bytes[0] | bytes[31], 0);
}
END_TEST

START_TEST(test_erase)
{
    open_bank(BANK2);
    memset(bytes, 0, sizeof bytes);
    put(CR1 + BANK2, START);                             /* neither sector nor bank */
    ck_assert_uint_eq(look(SR1 + BANK2), PGSERR);
    put(CCR1 + BANK2, PGSERR);
    put(CR1 + BANK2, SER | 1 << 8 | START);              /* sector 1 of bank 2 */
    ck_assert_uint_eq(look(SR1 + BANK2), BSY | QW);
    ck_assert_uint_eq(look(SR1), 0);
    ck_assert_uint_eq(run(), 1000);
    now = 1000, run();
    ck_assert_uint_eq(look(SR1 + BANK2), EOP);
    for (unsigned i = 0; i < sizeof bytes; i++) ck_assert_uint_eq(bytes[i], i >= 192 ? 0xFF : 0);
    ck_assert_uint_eq(told(F_FLASH), 1);
    put(CR1 + BANK2, BER | START);
    now = 4000, run();
    for (unsigned i = 0; i < sizeof bytes; i++) ck_assert_uint_eq(bytes[i], i >= 128 ? 0xFF : 0);
    f.reg[1][0x38 / 4] = 0xFE;                           /* WPSN: sector 0 is protected */
    put(CCR1 + BANK2, ~0u), put(CR1 + BANK2, SER | START);
    ck_assert_uint_eq(look(SR1 + BANK2), WRPERR);
}
END_TEST

/* OPTSTART: OPT_BUSY for as long as a word at PSIZE 8, 130 ticks; then the new values are in force. Only
 * those that do nothing here are told. */
START_TEST(test_option_change)
{
    open_bank(BANK2);
    put(OPTKEYR, 0x08192A3B), put(OPTKEYR, 0x4C5D6E7F);
    put(0x13C, 0xFE);                                    /* WPSN_PRG2: sector 0 of bank 2 */
    put(0x44, 0x1FF00801);                               /* BOOT_PRG */
    ck_assert_uint_eq(look(0x138), 0xFF);
    put(OPTCR, 2);
    ck_assert_uint_eq(look(0x1C) & 1, 1);
    ck_assert_uint_eq(run(), 130);
    now = 129, run();
    ck_assert_uint_eq(look(0x138), 0xFF);
    now = 130;
    ck_assert_uint_eq(run(), NEVER);
    ck_assert_uint_eq(look(0x1C), 0x0006AAD0);
    ck_assert_uint_eq(look(0x138), 0xFE);
    ck_assert_uint_eq(look(0x40), 0x1FF00801);
    ck_assert_uint_eq(look(0x38), 0xFF);
    ck_assert_uint_eq(told(F_UNMODELLED), 1);
    put(CR1 + BANK2, SER | START);                       /* and the protection holds */
    ck_assert_uint_eq(look(SR1 + BANK2), WRPERR);
}
END_TEST

START_TEST(test_mass_erase)
{
    open_bank(0);
    memset(bytes, 0, sizeof bytes);
    put(OPTKEYR, 0x08192A3B), put(OPTKEYR, 0x4C5D6E7F);
    put(KEYR1 + BANK2, KEY1), put(KEYR1 + BANK2, KEY2);
    put(OPTCR, 0x10);
    ck_assert_uint_eq(look(OPTCR), 0);                   /* MER falls */
    ck_assert_uint_eq(look(SR1) & look(SR1 + BANK2), BSY | QW);
    ck_assert_uint_eq(run(), 3000);
    now = 3000, run();
    for (unsigned i = 0; i < sizeof bytes; i++) ck_assert_uint_eq(bytes[i], 0xFF);
    ck_assert_uint_eq(told(F_FLASH), 2);
    put(CR1 + BANK2, 1), put(OPTCR, 0x10);               /* a locked bank stays as it is */
    ck_assert_uint_eq(look(SR1 + BANK2), EOP);
}
END_TEST

START_TEST(test_fuzz)
{
    for (uint32_t seed = 1; seed < 4; seed++) begin(), fuzz(sizeof f, 0x400, &copy, &later, seed);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("flash");
    tcase_add_test(t, test_latency);
    tcase_add_test(t, test_unlock);
    tcase_add_test(t, test_wrong_key);
    tcase_add_test(t, test_options);
    tcase_add_test(t, test_program);
    tcase_add_test(t, test_force_and_twice);
    tcase_add_test(t, test_program_errors);
    tcase_add_test(t, test_erase);
    tcase_add_test(t, test_option_change);
    tcase_add_test(t, test_mass_erase);
    tcase_add_test(t, test_fuzz);
    return case_run("flash", t);
}
