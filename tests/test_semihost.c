/* test_semihost.c -- BKPT 0xAB: each operation's answer and what it prints (Arm IHI 0100). */
#include "firmware_bench.h"

static const uint16_t talks[] = {
    0xA119,          /* add r1, pc, #100 */
    0xF000, 0xF82D,  /* bl open */
    0x4680,          /* mov r8, r0 */
    0xA11A,          /* add r1, pc, #104 */
    0xF000, 0xF829,  /* bl open */
    0x4681,          /* mov r9, r0 */
    0xA11B,          /* add r1, pc, #108 */
    0xF000, 0xF825,  /* bl open */
    0x4682,          /* mov sl, r0 */
    0xA11C,          /* add r1, pc, #112 */
    0xF000, 0xF821,  /* bl open */
    0x4683,          /* mov fp, r0 */
    0x2004,          /* movs r0, #4 */
    0xA126,          /* add r1, pc, #152 */
    0xBEAB,          /* bkpt 0x00ab */
    0x2003,          /* movs r0, #3 */
    0xA124,          /* add r1, pc, #144 */
    0xBEAB,          /* bkpt 0x00ab */
    0x2005,          /* movs r0, #5 */
    0xA11A,          /* add r1, pc, #104 */
    0xBEAB,          /* bkpt 0x00ab */
    0x4602,          /* mov r2, r0 */
    0x2005,          /* movs r0, #5 */
    0xA11B,          /* add r1, pc, #108 */
    0xBEAB,          /* bkpt 0x00ab */
    0x4603,          /* mov r3, r0 */
    0x2006,          /* movs r0, #6 */
    0xA116,          /* add r1, pc, #88 */
    0xBEAB,          /* bkpt 0x00ab */
    0x4604,          /* mov r4, r0 */
    0x2007,          /* movs r0, #7 */
    0xBEAB,          /* bkpt 0x00ab */
    0x4605,          /* mov r5, r0 */
    0x2009,          /* movs r0, #9 */
    0xBEAB,          /* bkpt 0x00ab */
    0x4606,          /* mov r6, r0 */
    0x2030,          /* movs r0, #48 */
    0xBEAB,          /* bkpt 0x00ab */
    0x4607,          /* mov r7, r0 */
    0x2020,          /* movs r0, #32 */
    0xA115,          /* add r1, pc, #84 */
    0xBEAB,          /* bkpt 0x00ab */
    0x2263,          /* movs r2, #99 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* open: */
    0x2001,          /* movs r0, #1 */
    0xBEAB,          /* bkpt 0x00ab */
    0x4770,          /* bx lr */
    0xBF00,          /* nop */
    /* name_in: */
    0x03B8, 0x0000,  /* .word 0x000003b8 */
    0x0000, 0x0000,  /* .word 0x00000000 */
    0x0003, 0x0000,  /* .word 0x00000003 */
    /* name_out: */
    0x03B8, 0x0000,  /* .word 0x000003b8 */
    0x0004, 0x0000,  /* .word 0x00000004 */
    0x0003, 0x0000,  /* .word 0x00000003 */
    /* name_err: */
    0x03B8, 0x0000,  /* .word 0x000003b8 */
    0x0008, 0x0000,  /* .word 0x00000008 */
    0x0003, 0x0000,  /* .word 0x00000003 */
    /* name_file: */
    0x03BC, 0x0000,  /* .word 0x000003bc */
    0x0004, 0x0000,  /* .word 0x00000004 */
    0x0003, 0x0000,  /* .word 0x00000003 */
    /* write: */
    0x0002, 0x0000,  /* .word 0x00000002 */
    0x03BC, 0x0000,  /* .word 0x000003bc */
    0x0002, 0x0000,  /* .word 0x00000002 */
    /* write_file: */
    0x0007, 0x0000,  /* .word 0x00000007 */
    0x03BC, 0x0000,  /* .word 0x000003bc */
    0x0002, 0x0000,  /* .word 0x00000002 */
    /* finish: */
    0x0026, 0x0002,  /* .word 0x00020026 */
    0x002A, 0x0000,  /* .word 0x0000002a */
    /* tt: */
    0x743A, 0x0074,  /* .word 0x0074743a */
    /* hello: */
    0x696F, 0x0000,  /* .word 0x0000696f */
};
enum { talks_end = 0x5E, talks_open = 0x60, talks_name_in = 0x68, talks_name_out = 0x74,
       talks_name_err = 0x80, talks_name_file = 0x8C, talks_write = 0x98, talks_write_file = 0xA4,
       talks_finish = 0xB0, talks_tt = 0xB8, talks_hello = 0xBC };

START_TEST(answers)
{
    PROGRAM(ITCM, talks);
    run(2000);
    ASSERT_R(8, 1);
    ASSERT_R(9, 2);
    ASSERT_R(10, 3);
    ASSERT_R(11, 0xFFFFFFFF);                               /* there are no files */
    char text[16] = "";
    for (unsigned i = 0; i < count(F_OUTPUT, 0) && i < 15; i++) text[i] = (char)find(F_OUTPUT, 0, i)->data;
    ck_assert_str_eq(text, "oi" "o" "oi");
    ASSERT_R(2, 0);                                         /* all written */
    ASSERT_R(3, 2);                                         /* none of two */
    ASSERT_R(4, 2);                                         /* read: nothing came */
    ASSERT_R(5, 0xFFFFFFFF);
    ASSERT_R(6, 1);
    ASSERT_R(7, 0xFFFFFFFF);
    ck_assert_uint_eq(find(F_UNMODELLED, 0, 0)->data, 0x30);
    ck_assert_int_eq(CORE.stop, STOP_EXIT);
    ck_assert_uint_eq(CORE.exit_code, 42);
    ck_assert_uint_eq(find(F_END, 1, 0)->data, 42);
}
END_TEST

static const uint16_t leaves[] = {
    0x4901,          /* ldr r1, [pc, #4] */
    0x2018,          /* movs r0, #24 */
    0xBEAB,          /* bkpt 0x00ab */
    /* end: */
    0xE7FE,          /* b.n end */
    /* reason: */
    0x0000, 0x0000,  /* .word 0x00000000 */
};
enum { leaves_end = 0x6, leaves_reason = 0x8 };

START_TEST(exits)
{
    PROGRAM(ITCM, leaves);
    put_word(CODE + leaves_reason, 0x20026);
    run(200);
    ck_assert_int_eq(CORE.stop, STOP_EXIT);
    ck_assert_uint_eq(CORE.exit_code, 0);
    put_word(CODE + leaves_reason, 0x20023);                /* a run-time error */
    run(200);
    ck_assert_int_eq(CORE.stop, STOP_EXIT);
    ck_assert_uint_eq(CORE.exit_code, 1);
    PROGRAM(ITCM, talks);
    put_word(CODE + talks_finish + 4, 256);                 /* its low byte alone would be a success */
    run(2000);
    ck_assert_uint_eq(CORE.exit_code, 255);
}
END_TEST

static const uint16_t shouts[] = {
    0x2005,          /* movs r0, #5 */
    0xA104,          /* add r1, pc, #16 */
    0xBEAB,          /* bkpt 0x00ab */
    0x4602,          /* mov r2, r0 */
    0x2004,          /* movs r0, #4 */
    0x4905,          /* ldr r1, [pc, #20] */
    0xBEAB,          /* bkpt 0x00ab */
    0x2701,          /* movs r7, #1 */
    /* end: */
    0xE7FE,          /* b.n end */
    0xBF00,          /* nop */
    /* block: */
    0x0001, 0x0000,  /* .word 0x00000001 */
    0x0000, 0x0000,  /* .word 0x00000000 */
    0xFFFF, 0xFFFF,  /* .word 0xffffffff */
    /* nowhere: */
    0x0000, 0x6000,  /* .word 0x60000000 */
};
enum { shouts_end = 0x10, shouts_block = 0x14, shouts_nowhere = 0x20 };

START_TEST(too_much_is_refused)
{
    PROGRAM(ITCM, shouts);
    run(200);
    ASSERT_R(2, 0xFFFFFFFF);
    ASSERT_R(7, 1);                                         /* a string where no memory is: empty */
    ck_assert_uint_eq(count(F_OUTPUT, -1), 0);
    put_word(CODE + shouts_block, 2);
    run(200);
    ASSERT_R(2, 0xFFFFFFFF);
    ck_assert_uint_eq(count(F_OUTPUT, -1), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { answers, exits, too_much_is_refused };
    return run_tests("semihost", tests, sizeof tests / sizeof *tests);
}
