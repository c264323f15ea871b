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
    ck_assert_uint_eq(find(F_UNMODELLED, 2, 0)->data, 1);   /* SYS_OPEN of a file */
    ck_assert_uint_eq(find(F_UNMODELLED, 2, 1)->data, 0x30);
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

/* Calls from a table of operation and argument; the answer takes the operation's place. */
static const uint16_t asks[] = {
    0xA404,          /* add r4, pc, #16 */
    /* loop: */
    0x6820,          /* ldr r0, [r4, #0] */
    0x6861,          /* ldr r1, [r4, #4] */
    0xB118,          /* cbz r0, end */
    0xBEAB,          /* bkpt 0x00ab */
    0xF844, 0x0B08,  /* str.w r0, [r4], #8 */
    0xE7F8,          /* b.n loop */
    /* end: */
    0xE7FE,          /* b.n end */
    0xBF00,          /* nop */
};
enum { TABLE = 0x14, BLOCKS = 0x100 };                      /* behind CODE */
static unsigned calls, blocks;

static void call(uint32_t operation, uint32_t argument)
{
    put_word(CODE + TABLE + 8 * calls, operation), put_word(CODE + TABLE + 8 * calls + 4, argument);
    calls++;
}

static uint32_t block(uint32_t a, uint32_t b, uint32_t c)
{
    uint32_t at = CODE + BLOCKS + 16 * blocks++;
    put_word(at, a), put_word(at + 4, b), put_word(at + 8, c);
    return at;
}

static uint32_t answer(unsigned n) { return word(CODE + TABLE + 8 * n); }

static void begin(void)
{
    PROGRAM(ITCM, asks);
    calls = blocks = 0;
}

static void bytes_are(uint32_t addr, const char *text)
{
    for (; *text; addr++, text++) ck_assert_uint_eq(machine_cpu(m, addr), (uint8_t)*text);
}

/* Into DTCM, and into AXI SRAM, where the store buffer has to drain in between. */
START_TEST(standard_input)
{
    static const uint32_t to[] = { DTCM + 0x100, AXI + 0x103 };
    char text[300];
    for (unsigned i = 0; i < sizeof text; i++) text[i] = (char)('a' + i % 26);
    for (unsigned k = 0; k < 2; k++) {
        begin();
        in.console = (const uint8_t *)text, in.consoles = sizeof text;
        call(7, 0);                                         /* SYS_READC: the first byte */
        call(6, block(1, to[k], 10));                       /* SYS_READ: ten of what follows */
        call(6, block(1, to[k] + 16, 500));                 /* 128 a call at most */
        call(6, block(1, to[k] + 144, 500));
        call(6, block(1, to[k] + 272, 500));                /* 300 - 11 - 256 = 33 are left */
        call(6, block(1, to[k] + 400, 500));
        call(7, 0);
        call(6, block(9, to[k], 5));                        /* no such file */
        run(20000);
        ck_assert_uint_eq(answer(0), 'a');
        ck_assert_uint_eq(answer(1), 0);
        ck_assert_uint_eq(answer(2), 372);
        ck_assert_uint_eq(answer(3), 372);
        ck_assert_uint_eq(answer(4), 467);
        ck_assert_uint_eq(answer(5), 500);
        ck_assert_uint_eq(answer(6), 0xFFFFFFFF);
        ck_assert_uint_eq(answer(7), 5);
        bytes_are(to[k], "bcdefghijk");
        for (unsigned i = 0; i < 289; i++)
            ck_assert_uint_eq(machine_cpu(m, to[k] + 16 + i), (uint8_t)text[11 + i]);
        ck_assert_uint_eq(count(F_UNMODELLED, -1), 0);
    }
}
END_TEST

/* IHI 0100, the features file: magic and one byte of bits: extended exit, standard error. */
START_TEST(features)
{
    begin();
    uint32_t name = CODE + 0x200;
    strcpy((char *)image + name, ":semihosting-features");
    call(1, block(name, 0, 21));
    call(0x0C, block(4, 0, 0));                             /* SYS_FLEN */
    call(6, block(4, DTCM, 4));
    call(6, block(4, DTCM + 4, 4));
    call(0x0A, block(4, 4, 0));                             /* SYS_SEEK */
    call(6, block(4, DTCM + 8, 1));
    call(0x0A, block(4, 6, 0));                             /* behind its end */
    call(9, block(4, 0, 0));                                /* no terminal */
    call(0x0C, block(2, 0, 0));
    run(5000);
    static const uint32_t wanted[] = { 4, 5, 0, 3, 0, 0, 0xFFFFFFFF, 0, 0xFFFFFFFF };
    for (unsigned i = 0; i < calls; i++) ck_assert_msg(answer(i) == wanted[i], "call %u: %x", i, answer(i));
    bytes_are(DTCM, "SHFB\3");
    ck_assert_uint_eq(machine_cpu(m, DTCM + 8), 3);
}
END_TEST

START_TEST(command_line)
{
    begin();
    in.command = "app.elf";
    uint32_t good = block(DTCM, 80, 0), small = block(DTCM + 100, 7, 0), just = block(DTCM + 200, 8, 0);
    call(0x15, good), call(0x15, small), call(0x15, just), call(0x11, 0);
    run(5000);
    ck_assert_uint_eq(answer(0), 0);
    bytes_are(DTCM, "app.elf");
    ck_assert_uint_eq(machine_cpu(m, DTCM + 7), 0);
    ck_assert_uint_eq(word(good + 4), 7);
    ck_assert_uint_eq(answer(1), 0xFFFFFFFF);               /* seven letters and a 0 are eight */
    ck_assert_uint_eq(answer(2), 0);
    bytes_are(DTCM + 200, "app.elf");
    ck_assert_uint_eq(answer(3), 0);                        /* SYS_TIME: the run is younger than a second */
}
END_TEST

/* What a block says is not believed: it ends, and writes nowhere but where stores may. */
START_TEST(nonsense)
{
    begin();
    in.console = (const uint8_t *)"abc", in.consoles = 3, in.command = "x";
    call(6, block(1, 0x60000000, 3));                       /* no memory there */
    call(6, CODE + BLOCKS + 4);                             /* a block of other blocks' words */
    call(0x15, block(CODE + BLOCKS + 32, 80, 0));           /* into itself */
    call(6, 0xFFFFFFF8);
    call(9, 0xE0000000);
    run(5000);
    ck_assert_uint_eq(CORE.stop, STOP_NONE);
    ck_assert_uint_eq(R(15), CODE + 0x10);                  /* all five came back */
    ck_assert_uint_eq(count(F_FAULT, -1), 0);
    ck_assert_uint_ge(count(F_IGNORED, 0), 3);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { answers, exits, too_much_is_refused, standard_input, features,
                                   command_line, nonsense };
    return run_tests("semihost", tests, sizeof tests / sizeof *tests);
}
