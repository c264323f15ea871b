/* test_frame.c -- exceptions of firmware: frames, EXC_RETURN, lazy FP stacking. The expected frames are
 * worked out by hand from the Armv7-M ARM, B1.5.6 to B1.5.8. Programs run in ITCM with their stacks in
 * DTCM: an entry takes 12 cycles, a return 10. */
#include "firmware_bench.h"

enum { FRAME = STACK - 32, FP_FRAME = STACK - 0x68 };

static const uint16_t calls[] = {
    0xF04F, 0x00A0,  /* mov.w r0, #160 */
    0xF04F, 0x01A1,  /* mov.w r1, #161 */
    0xF04F, 0x02A2,  /* mov.w r2, #162 */
    0xF04F, 0x03A3,  /* mov.w r3, #163 */
    0xF04F, 0x0CAC,  /* mov.w ip, #172 */
    0xF04F, 0x0E55,  /* mov.w lr, #85 */
    0x2400,          /* movs r4, #0 */
    0x2C00,          /* cmp r4, #0 */
    /* call: */
    0xDF05,          /* svc 5 */
    0x2501,          /* movs r5, #1 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* handler: */
    0xF3EF, 0x8605,  /* mrs r6, IPSR */
    0xF3EF, 0x8703,  /* mrs r7, PSR */
    0x46F0,          /* mov r8, lr */
    0x46E9,          /* mov r9, sp */
    0xF3EF, 0x8A14,  /* mrs sl, CONTROL */
    0xF04F, 0x0000,  /* mov.w r0, #0 */
    0x4770,          /* bx lr */
};
enum { calls_call = 0x1C, calls_end = 0x20, calls_handler = 0x22 };

START_TEST(a_frame_on_msp)
{
    PROGRAM(ITCM, calls);
    vector(EXC_SVC, calls_handler);
    run(200);
    static const uint32_t want[8] = { 0xA0, 0xA1, 0xA2, 0xA3, 0xAC, 0x55,
                                      CODE + calls_call + 2,                /* behind the SVC */
                                      PSR_T | PSR_Z | PSR_C };              /* of the compare */
    for (unsigned i = 0; i < 8; i++) ck_assert_uint_eq(word(FRAME + 4 * i), want[i]);
    ASSERT_R(6, EXC_SVC);
    ck_assert_uint_eq(R(7) & PSR_IPSR, EXC_SVC);
    ASSERT_R(8, 0xFFFFFFF9);
    ASSERT_R(9, FRAME);
    ASSERT_R(10, 0);
    ASSERT_R(0, 0xA0);                                      /* restored */
    ASSERT_R(5, 1);
    ASSERT_R(13, STACK);
    ASSERT_R(14, 0x55);
    /* the SVC issues, a cycle later the entry begins: 12 cycles to the handler; 10 back */
    ck_assert_uint_eq(when(calls_handler, 0), when(calls_call, 0) + 1 + 12);
    ck_assert_uint_eq(when(calls_call + 2, 0), when(calls_handler + 20, 0) + 10);
    ck_assert_uint_eq(find(F_IRQ_ENTER, EXC_SVC, 0)->addr, CODE + calls_handler);
    const fact_t *vector_read = find(F_LOAD, SRC_TCM, 2);   /* after the two of reset */
    ck_assert_uint_eq(vector_read->addr, 4 * EXC_SVC);
    ck_assert_uint_eq(vector_read->pc, NO_PC);
}
END_TEST

START_TEST(a_stack_that_is_not_doubleword_aligned)
{
    PROGRAM(ITCM, calls);
    put_word(0, STACK - 4);
    vector(EXC_SVC, calls_handler);
    run(200);
    ASSERT_R(9, STACK - 8 - 32);                            /* aligned by forced padding, B1.5.7 */
    ck_assert_uint_eq(word(STACK - 8 - 4), PSR_T | PSR_Z | PSR_C | 1 << 9);
    ASSERT_R(13, STACK - 4);
}
END_TEST

static const uint16_t process[] = {
    0x480E,          /* ldr r0, [pc, #56] */
    0xF380, 0x8809,  /* msr PSP, r0 */
    0x2002,          /* movs r0, #2 */
    0xF380, 0x8814,  /* msr CONTROL, r0 */
    0xF3BF, 0x8F6F,  /* isb sy */
    0xF3EF, 0x8108,  /* mrs r1, MSP */
    0xDF00,          /* svc 0 */
    0xF3EF, 0x8214,  /* mrs r2, CONTROL */
    0x466B,          /* mov r3, sp */
    /* end: */
    0xE7FE,          /* b.n end */
    /* svc: */
    0x46F0,          /* mov r8, lr */
    0x46E9,          /* mov r9, sp */
    0xF3EF, 0x8A09,  /* mrs sl, PSP */
    0x4C06,          /* ldr r4, [pc, #24] */
    0xF04F, 0x4500,  /* mov.w r5, #2147483648 */
    0x6025,          /* str r5, [r4, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0x46F3,          /* mov fp, lr */
    0x4770,          /* bx lr */
    /* nmi: */
    0x4676,          /* mov r6, lr */
    0x4770,          /* bx lr */
    0x0000,          /* .short 0x0000 */
    0x4000, 0x2000,  /* .word 0x20004000 */
    0xED04, 0xE000,  /* .word 0xe000ed04 */
};
enum { process_end = 0x1C, process_svc = 0x1E, process_nmi = 0x36 };

START_TEST(psp_and_nesting)
{
    PROGRAM(ITCM, process);
    vector(EXC_SVC, process_svc), vector(EXC_NMI, process_nmi);
    run(300);
    ASSERT_R(1, STACK);
    ASSERT_R(2, CONTROL_SPSEL);
    ASSERT_R(3, 0x20004000);
    ASSERT_R(8, 0xFFFFFFFD);
    ASSERT_R(9, STACK);                                     /* the handler runs on MSP */
    ASSERT_R(10, 0x20004000 - 32);                          /* the frame is on PSP */
    ASSERT_R(6, 0xFFFFFFF1);                                /* NMI came into the handler */
    ck_assert_uint_eq(word(STACK - 4) & PSR_IPSR, EXC_SVC);
    ck_assert_uint_eq(core_msp(&CORE), STACK);
    ck_assert_uint_eq(core_psp(&CORE), 0x20004000);
}
END_TEST

/* --- FP frames -------------------------------------------------------------------------------- */

static const uint16_t floats[] = {
    0x4818,          /* ldr r0, [pc, #96] */
    0xF44F, 0x0170,  /* mov.w r1, #15728640 */
    0x6001,          /* str r1, [r0, #0] */
    0x4817,          /* ldr r0, [pc, #92] */
    0x490D,          /* ldr r1, [pc, #52] */
    0x6001,          /* str r1, [r0, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0xF3BF, 0x8F6F,  /* isb sy */
    0xEEB7, 0x0A00,  /* vmov.f32 s0, #112 */
    0xEEF0, 0x7A00,  /* vmov.f32 s15, #0 */
    0xEEB0, 0x8A08,  /* vmov.f32 s16, #8 */
    0xF04F, 0x7280,  /* mov.w r2, #16777216 */
    0xEEE1, 0x2A10,  /* vmsr fpscr, r2 */
    0xF3EF, 0x8314,  /* mrs r3, CONTROL */
    0xDF00,          /* svc 0 */
    0xEE10, 0x4A10,  /* vmov r4, s0 */
    0xEEF1, 0x5A10,  /* vmrs r5, fpscr */
    0xF3EF, 0x8614,  /* mrs r6, CONTROL */
    /* end: */
    0xE7FE,          /* b.n end */
    0xBF00,          /* nop */
    /* fpccr: */
    0x0000, 0x0000,  /* .word 0x00000000 */
    /* handler: */
    0x46F0,          /* mov r8, lr */
    0xF8D0, 0x9000,  /* ldr.w r9, [r0] */
    0xF3EF, 0x8B14,  /* mrs fp, CONTROL */
    /* first: */
    0xEEB1, 0x0A00,  /* vmov.f32 s0, #16 */
    0xF8D0, 0xA000,  /* ldr.w sl, [r0] */
    0xEEF1, 0x7A10,  /* vmrs r7, fpscr */
    0x4770,          /* bx lr */
    /* plain: */
    0x46F0,          /* mov r8, lr */
    0xF8D0, 0x9000,  /* ldr.w r9, [r0] */
    0x4770,          /* bx lr */
    0xED88, 0xE000,  /* .word 0xe000ed88 */
    0xEF34, 0xE000,  /* .word 0xe000ef34 */
};
enum { floats_end = 0x3C, floats_fpccr = 0x40, floats_handler = 0x44, floats_first = 0x4E,
       floats_plain = 0x5C };

static void floats_with(uint32_t fpccr, unsigned handler)
{
    PROGRAM(ITCM, floats);
    put_word(CODE + floats_fpccr, fpccr);
    vector(EXC_SVC, handler);
    run(400);
    ASSERT_R(3, CONTROL_FPCA);
    ASSERT_R(8, 0xFFFFFFE9);                                /* thread, MSP, FP frame */
    ASSERT_R(13, STACK);
    ASSERT_R(4, 0x3F800000);                                /* s0 is 1.0 again */
    ASSERT_R(5, 0x01000000);
    ASSERT_R(6, CONTROL_FPCA);
}

START_TEST(an_fp_frame_at_once)
{
    floats_with(FPCCR_ASPEN, floats_handler);
    ck_assert_uint_eq(word(FP_FRAME + 0x20), 0x3F800000);
    ck_assert_uint_eq(word(FP_FRAME + 0x20 + 60), 0x40000000);  /* s15 */
    ck_assert_uint_eq(word(FP_FRAME + 0x60), 0x01000000);       /* fpscr */
    ASSERT_R(9, FPCCR_ASPEN);                               /* no state is owed */
    ASSERT_R(11, 0);                                        /* FPCA starts at 0 */
    ASSERT_R(7, 0);                                         /* a new context: FPSCR from FPDSCR */
    /* 8 stores one a cycle, 8 pairs and one, the vector: 18 cycles after the decision */
    const fact_t *enter = find(F_IRQ_ENTER, EXC_SVC, 0);
    ck_assert_uint_eq(enter->at / CY, find(F_IRQ_PEND, EXC_SVC, 0)->at / CY + 1 + 8 + 9 + 1);
}
END_TEST

START_TEST(an_fp_frame_when_it_is_needed)
{
    floats_with(FPCCR_ASPEN | FPCCR_LSPEN, floats_handler);
    ck_assert_uint_eq(word(FP_FRAME + 0x20), 0x3F800000);
    ck_assert_uint_eq(word(FP_FRAME + 0x60), 0x01000000);
    ck_assert_uint_eq(R(9) & FPCCR_LSPACT, FPCCR_LSPACT);
    ck_assert_uint_eq(R(9) & (FPCCR_THREAD | FPCCR_HFRDY), FPCCR_THREAD | FPCCR_HFRDY);
    ck_assert_uint_eq(R(9) & (FPCCR_USER | FPCCR_BFRDY | FPCCR_MMRDY), 0);
    ck_assert_uint_eq(R(10) & FPCCR_LSPACT, 0);
    ck_assert_uint_eq(ppb(0xE000EF38), FP_FRAME + 0x20);    /* FPCAR */
    ASSERT_R(7, 0);
    ck_assert_uint_eq(when(floats_handler, 0), find(F_IRQ_PEND, EXC_SVC, 0)->at / CY + 1 + 12);
    /* mov with the PPB's ldr, whose result nobody waits for, 1; mrs 3, nine pairs of words */
    ck_assert_uint_eq(when(floats_first, 0), when(floats_handler, 0) + 4 + 9);
}
END_TEST

START_TEST(an_fp_frame_that_nobody_needs)
{
    floats_with(FPCCR_ASPEN | FPCCR_LSPEN, floats_plain);
    ck_assert_uint_ne(word(FP_FRAME + 0x20), 0x3F800000);   /* never written */
    ck_assert_uint_eq(CORE.scb.fpccr & FPCCR_LSPACT, 0);    /* the return took it back */
    ck_assert_uint_eq(count(F_STORE, DST_TCM), 8);
}
END_TEST

/* --- EXC_RETURN that is none ------------------------------------------------------------------ */

static const uint16_t bad_link[] = {
    0x4809,          /* ldr r0, [pc, #36] */
    0xF44F, 0x21E0,  /* mov.w r1, #458752 */
    0x6001,          /* str r1, [r0, #0] */
    0xDF00,          /* svc 0 */
    /* after: */
    0x2701,          /* movs r7, #1 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* svc: */
    0x4A05,          /* ldr r2, [pc, #20] */
    0x4710,          /* bx r2 */
    /* usage: */
    0x4676,          /* mov r6, lr */
    0x466D,          /* mov r5, sp */
    0x4C05,          /* ldr r4, [pc, #20] */
    0xF8D4, 0x8000,  /* ldr.w r8, [r4] */
    0xF06F, 0x0E06,  /* mvn.w lr, #6 */
    0x4770,          /* bx lr */
    0xBF00,          /* nop */
    /* link: */
    0x0000, 0x0000,  /* .word 0x00000000 */
    0xED24, 0xE000,  /* .word 0xe000ed24 */
    0xED28, 0xE000,  /* .word 0xe000ed28 */
};
enum { bad_link_after = 0xA, bad_link_end = 0xC, bad_link_svc = 0xE, bad_link_usage = 0x12,
       bad_link_link = 0x24 };

START_TEST(illegal_returns)
{
    static const uint32_t links[] = { 0xFFFFFFF5, 0xFFFFFFF0, 0xFFFFFFFF, 0xF0FFFFF9, 0xFFFFFFF1 };
    for (unsigned i = 0; i < sizeof links / sizeof *links; i++) {
        PROGRAM(ITCM, bad_link);
        put_word(CODE + bad_link_link, links[i]);
        vector(EXC_SVC, bad_link_svc), vector(EXC_USAGEFAULT, bad_link_usage);
        run(300);
        ASSERT_R(6, links[i]);                              /* LR = F0000000 + EXC_RETURN<27:0> */
        ASSERT_R(5, FRAME);                                 /* nothing was popped or pushed */
        ASSERT_R(8, CFSR_INVPC);
        ASSERT_R(7, 1);                                     /* and the frame of the SVC is still good */
        ck_assert_uint_eq(CORE.scb.active[0], 0);
    }
}
END_TEST

static const uint16_t not_last[] = {
    0xDF00,          /* svc 0 */
    /* after: */
    0x2701,          /* movs r7, #1 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* svc: */
    0x4C05,          /* ldr r4, [pc, #20] */
    0xF04F, 0x4500,  /* mov.w r5, #2147483648 */
    0x6025,          /* str r5, [r4, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0x4770,          /* bx lr */
    /* nmi: */
    0xF06F, 0x0006,  /* mvn.w r0, #6 */
    0x4700,          /* bx r0 */
    0x0000,          /* .short 0x0000 */
    0xED04, 0xE000,  /* .word 0xe000ed04 */
};
enum { not_last_after = 0x2, not_last_end = 0x4, not_last_svc = 0x6, not_last_nmi = 0x14 };

START_TEST(to_thread_while_a_handler_is_active)
{
    PROGRAM(ITCM, not_last);                                /* NMI returns past the SVC's handler */
    vector(EXC_SVC, not_last_svc), vector(EXC_NMI, not_last_nmi);
    run(300);
    ck_assert_uint_eq(CORE.scb.cfsr, CFSR_INVPC);
    ck_assert_uint_eq(CORE.scb.hfsr, HFSR_FORCED);          /* UsageFault is off */
    ck_assert_uint_eq(CORE.regs.xpsr & PSR_IPSR, EXC_HARDFAULT);
    PROGRAM(ITCM, not_last);
    vector(EXC_SVC, not_last_svc), vector(EXC_NMI, not_last_nmi);
    boot();
    CORE.scb.ccr |= CCR_NONBASETHRDENA;                     /* then it may; but the frame is a handler's */
    machine_run(m, 300 * CY);
    ck_assert_uint_eq(CORE.scb.cfsr, CFSR_INVPC);
}
END_TEST

/* --- the IT block in the frame ---------------------------------------------------------------- */

static const uint16_t in_it[] = {
    0x2000,          /* movs r0, #0 */
    0xBF0B,          /* itete eq */
    0x2101,          /* moveq r1, #1 */
    0x2201,          /* movne r2, #1 */
    0xDF00,          /* svceq 0 */
    0x2301,          /* movne r3, #1 */
    0x2401,          /* movs r4, #1 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* handler: */
    0x9D07,          /* ldr r5, [sp, #28] */
    0x2D00,          /* cmp r5, #0 */
    0x4770,          /* bx lr */
};
enum { in_it_end = 0xE, in_it_handler = 0x10 };

START_TEST(an_it_block_goes_on_after_the_handler)
{
    PROGRAM(ITCM, in_it);
    vector(EXC_SVC, in_it_handler);
    boot();
    machine_run(m, 4 * CY);
    CORE.regs.r[2] = CORE.regs.r[3] = 0;
    machine_run(m, 300 * CY);
    ASSERT_R(1, 1);
    ASSERT_R(2, 0);
    ASSERT_R(3, 0);
    ASSERT_R(4, 1);
    /* behind the third of four: firstcond NE (the last instruction's), mask 1000 => IT = 0001 1000:
     * IT[7:2] at 15:10, IT[1:0] at 26:25 */
    ck_assert_uint_eq(R(5) & PSR_IT, 0x18u >> 2 << 10);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_frame_on_msp, a_stack_that_is_not_doubleword_aligned, psp_and_nesting, an_fp_frame_at_once,
        an_fp_frame_when_it_is_needed, an_fp_frame_that_nobody_needs, illegal_returns,
        to_thread_while_a_handler_is_active, an_it_block_goes_on_after_the_handler };
    return run_tests("frame", tests, sizeof tests / sizeof *tests);
}
