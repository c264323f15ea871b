/* test_special.c -- MRS, MSR and CPS on the core's registers, as Armv7-M ARM B5.2 has them. */
#include "suite.h"
#include <stdlib.h>
#include "special.h"

enum { IPSR_N = 5, MSP = 8, PSP = 9, PRIMASK = 16, BASEPRI = 17, BASEPRI_MAX = 18, FAULTMASK = 19,
       CONTROL = 20 };

static core_t *c;

static void setup(void)
{
    c = calloc(1, sizeof *c);
    ck_assert_ptr_nonnull(c);
    c->firmware = 1;
    scb_reset(&c->scb, NULL, 0);
    c->regs.r[13] = 0x20001000, c->other_sp = 0x20002000;
    c->regs.xpsr = PSR_T | PSR_Z | PSR_Q | 3 << 16;
}

static void teardown(void) { free(c); }

static uint32_t get(unsigned sysm) { return special_read(c, sysm, 1); }
static void put(unsigned sysm, uint32_t v) { special_write(c, sysm, 2, v, 1); }

START_TEST(status_registers)
{
    ck_assert_uint_eq(get(0), PSR_Z | PSR_Q | 3 << 16);     /* APSR: flags, Q, GE; no T */
    c->regs.xpsr |= EXC_SVC;
    ck_assert_uint_eq(get(IPSR_N), EXC_SVC);
    ck_assert_uint_eq(get(3), PSR_Z | PSR_Q | 3 << 16 | EXC_SVC);
    put(0, PSR_N | 0xF << 16);                              /* mask nzcvq: GE stays */
    ck_assert_uint_eq(get(0), PSR_N | 3 << 16);
    special_write(c, 0, 1, 0xF << 16, 0);                   /* mask g; a user may */
    ck_assert_uint_eq(get(0), PSR_N | 0xFu << 16);
    put(IPSR_N, 0x1FF);                                     /* IPSR cannot be written */
    ck_assert_uint_eq(get(IPSR_N), EXC_SVC);
}
END_TEST

START_TEST(stack_pointers)
{
    ck_assert_uint_eq(get(MSP), 0x20001000);
    ck_assert_uint_eq(get(PSP), 0x20002000);
    put(PSP, 0x20003003);
    ck_assert_uint_eq(get(PSP), 0x20003000);
    put(CONTROL, CONTROL_SPSEL);
    ck_assert_uint_eq(c->regs.r[13], 0x20003000);           /* the other one is in use now */
    ck_assert_uint_eq(get(MSP), 0x20001000);
    put(MSP, 0x20005000);
    ck_assert_uint_eq(c->regs.r[13], 0x20003000);
    put(CONTROL, CONTROL_SPSEL);                            /* no change, no swap */
    ck_assert_uint_eq(c->regs.r[13], 0x20003000);
    put(CONTROL, 0);
    ck_assert_uint_eq(c->regs.r[13], 0x20005000);
    c->regs.xpsr |= EXC_SVC;                                /* in a handler SPSEL is not written */
    put(CONTROL, CONTROL_SPSEL | CONTROL_NPRIV | CONTROL_FPCA);
    ck_assert_uint_eq(get(CONTROL), CONTROL_NPRIV | CONTROL_FPCA);
    ck_assert_uint_eq(c->regs.r[13], 0x20005000);
}
END_TEST

START_TEST(masks)
{
    put(BASEPRI, 0x5F);                                     /* four bits */
    ck_assert_uint_eq(get(BASEPRI), 0x50);
    put(BASEPRI_MAX, 0x80), put(BASEPRI_MAX, 0);            /* lower priority, or none: no */
    ck_assert_uint_eq(get(BASEPRI), 0x50);
    put(BASEPRI_MAX, 0x20);
    ck_assert_uint_eq(get(BASEPRI_MAX), 0x20);
    put(BASEPRI, 0), put(BASEPRI_MAX, 0xF0);
    ck_assert_uint_eq(get(BASEPRI), 0xF0);
    put(PRIMASK, 3);
    ck_assert_uint_eq(get(PRIMASK), 1);
    put(FAULTMASK, 1);
    ck_assert_uint_eq(get(FAULTMASK), 1);
    put(FAULTMASK, 0);                                      /* from priority -1 it can be given up */
    ck_assert_uint_eq(get(FAULTMASK), 0);
    put(FAULTMASK, 1);
    special_cps(c, 3, 0, 1);
    ck_assert_uint_eq(get(PRIMASK) | get(FAULTMASK), 0);
    special_cps(c, 1, 1, 1);
    ck_assert_uint_eq(get(FAULTMASK), 1);
    special_cps(c, 1, 0, 1);
    scb_enter(&c->scb, EXC_HARDFAULT);                      /* at -1 it cannot be set */
    special_cps(c, 3, 1, 1), put(FAULTMASK, 1);
    ck_assert_uint_eq(get(FAULTMASK), 0);
    ck_assert_uint_eq(get(PRIMASK), 1);
}
END_TEST

START_TEST(a_user_reads_zero_and_changes_nothing)
{
    put(PRIMASK, 1), put(BASEPRI, 0x40), put(CONTROL, CONTROL_NPRIV);
    for (unsigned sysm = MSP; sysm < CONTROL; sysm++) ck_assert_uint_eq(special_read(c, sysm, 0), 0);
    ck_assert_uint_eq(special_read(c, CONTROL, 0), CONTROL_NPRIV);
    for (unsigned sysm = MSP; sysm <= CONTROL; sysm++) special_write(c, sysm, 2, 0x20, 0);
    special_cps(c, 3, 0, 0);
    ck_assert_uint_eq(get(MSP), 0x20001000);
    ck_assert_uint_eq(get(PRIMASK), 1);
    ck_assert_uint_eq(get(BASEPRI), 0x40);
    ck_assert_uint_eq(get(CONTROL), CONTROL_NPRIV);
    ck_assert_uint_eq(get(200), 0);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("special");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, status_registers);
    tcase_add_test(t, stack_pointers);
    tcase_add_test(t, masks);
    tcase_add_test(t, a_user_reads_zero_and_changes_nothing);
    return case_run("special", t);
}
