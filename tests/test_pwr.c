/* test_pwr.c -- the flags firmware polls while it sets up the supply. */
#include "pwr.h"
#include "part_bench.h"

enum { CR1 = 0x00, CSR1 = 0x04, CR2 = 0x08, CR3 = 0x0C, D3CR = 0x18 };
enum { ACTVOSRDY = 1 << 13, VOSRDY = 1 << 13, BRRDY = 1 << 16 };

static const pwr_cfg_t cfg = { .supply = 100, .vos = 500, .backup = 50 };
static pwr_t p, copy, later;

static void begin(void) { start(&pwr_model, &cfg, &p, sizeof p); }

/* LDOEN with SCUEN = 0, as ST's code writes it: ACTVOSRDY 100 ticks later; the second write is
 * ignored. */
START_TEST(test_supply)
{
    begin();
    ck_assert_uint_eq(look(CR3), 6);
    ck_assert_uint_eq(look(CSR1), 0x4000);
    now = 10;
    put(CR3, 2);
    ck_assert_uint_eq(look(CR3), 2);
    ck_assert_uint_eq(step(), 110);
    now = 109, step();
    ck_assert_uint_eq(look(CSR1) & ACTVOSRDY, 0);
    now = 110;
    ck_assert_uint_eq(step(), NEVER);
    ck_assert_uint_eq(look(CSR1) & ACTVOSRDY, ACTVOSRDY);
    put(CR3, 1 | 1 << 24);
    ck_assert_uint_eq(look(CR3), 2 | 1 << 24 | 1 << 26);
    ck_assert_uint_eq(told(F_IGNORED), 1);
    ck_assert_uint_eq(look(CSR1) & ACTVOSRDY, ACTVOSRDY);
}
END_TEST

/* Written with SCUEN = 1 it still reads 0 afterwards: the bit only tells that the write is
 * spent. */
START_TEST(test_scuen)
{
    begin();
    put(CR3, 6);
    ck_assert_uint_eq(look(CR3), 2);
}
END_TEST

START_TEST(test_vos)
{
    begin();
    ck_assert_uint_eq(look(D3CR), 0x6000);
    put(D3CR, 0x4000);                                   /* the same scale: nothing to wait for */
    ck_assert_uint_eq(look(D3CR), 0x6000);
    now = 1000;
    put(D3CR, 0xC000);
    ck_assert_uint_eq(look(D3CR), 0xC000);
    ck_assert_uint_eq(look(CSR1) >> 14, 1);
    ck_assert_uint_eq(step(), 1500);
    now = 1499, step();
    ck_assert_uint_eq(look(D3CR) & VOSRDY, 0);
    now = 1500, step();
    ck_assert_uint_eq(look(D3CR), 0xE000);
    ck_assert_uint_eq(look(CSR1) >> 14, 3);
    ck_assert_uint_eq(fact[facts - 1].kind, F_FLAG);
    ck_assert_uint_eq(fact[facts - 1].addr, D3CR);
}
END_TEST

/* VOS0 is scale 1 and then ODEN (RM0433 6.6.2): VOSRDY falls and rises both times, 500 ticks each. The
 * scale in force follows: 3 after reset, then 1, then 0. */
START_TEST(test_overdrive)
{
    begin();
    ck_assert_uint_eq(wires.voltage, 3);
    put(D3CR, 0xC000);
    now = 499, step();
    ck_assert_uint_eq(wires.voltage, 3);
    now = 500, step();
    ck_assert_uint_eq(wires.voltage, 1);
    now = 1000;
    wires.overdrive = 1;
    ck_assert_uint_eq(step(), 1500);
    ck_assert_uint_eq(look(D3CR), 0xC000);
    now = 1500;
    ck_assert_uint_eq(step(), NEVER);
    ck_assert_uint_eq(look(D3CR), 0xE000);
    ck_assert_uint_eq(wires.voltage, 0);
    put(D3CR, 0x8000);                                   /* scale 2: ODEN alone gives nothing */
    now = 2000, step();
    ck_assert_uint_eq(wires.voltage, 2);
}
END_TEST

START_TEST(test_backup)
{
    begin();
    put(CR1, 1 << 8);
    ck_assert_uint_eq(look(CR1), 0xF0000100);            /* reserved bits stay, SVOS is written */
    ck_assert_int_eq(wire_get(&wires, WIRE_BACKUP, 0), 1);
    put(CR2, 1);
    ck_assert_uint_eq(look(CR2), 1);
    now = 50, step();
    ck_assert_uint_eq(look(CR2), 1 | BRRDY);
    put_sized(CR2, 1, 0);
    ck_assert_uint_eq(look(CR2), 0);
    ck_assert_uint_eq(step(), NEVER);
    put(CSR1, 0), put(0x14, 1);
    ck_assert_uint_eq(told(F_IGNORED), 2);
}
END_TEST

/* RM0433 6.8.1, DBP: 0 after reset; then BREN and MONEN take no write, and the wire tells the others. */
START_TEST(test_backup_is_shut)
{
    begin();
    put(CR2, 0x11);
    ck_assert_uint_eq(look(CR2), 0);
    ck_assert_uint_eq(fact[facts - 1].note, IGN_BACKUP);
    ck_assert_int_eq(wire_get(&wires, WIRE_BACKUP, 0), 0);
    put(CR1, 1 << 8), put(CR2, 0x11), put(CR1, 0), put(CR2, 0);
    ck_assert_uint_eq(look(CR2), 0x11);
    ck_assert_int_eq(wire_get(&wires, WIRE_BACKUP, 0), 0);
}
END_TEST

START_TEST(test_fuzz)
{
    for (uint32_t seed = 1; seed < 4; seed++) begin(), fuzz(sizeof p, 0x60, &copy, &later, seed);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("pwr");
    tcase_add_test(t, test_supply);
    tcase_add_test(t, test_scuen);
    tcase_add_test(t, test_vos);
    tcase_add_test(t, test_overdrive);
    tcase_add_test(t, test_backup);
    tcase_add_test(t, test_backup_is_shut);
    tcase_add_test(t, test_fuzz);
    return case_run("pwr", t);
}
