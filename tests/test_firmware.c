/* test_firmware.c -- the Thumb front end: reset, memory access by access, traps, the exclusive monitor,
 * privilege, stopping at an address. Expected values are worked out by hand from the Armv7-M ARM. */
#include "firmware_bench.h"

enum { LOG = DTCM + 0x1000 };          /* a fault handler writes CFSR there */

/* --- reset ------------------------------------------------------------------------------------ */

static const uint16_t counts[] = {
    0x2000,          /* movs r0, #0 */
    0x210A,          /* movs r1, #10 */
    /* again: */
    0x1840,          /* adds r0, r0, r1 */
    0x3901,          /* subs r1, #1 */
    0xD1FC,          /* bne.n again */
    0x2837,          /* cmp r0, #55 */
    0xBF0C,          /* ite eq */
    0x2201,          /* moveq r2, #1 */
    0x2202,          /* movne r2, #2 */
    /* end: */
    0xE7FE,          /* b.n end */
};
enum { counts_again = 0x4, counts_end = 0x12 };

START_TEST(reset_reads_the_vectors)
{
    PROGRAM(FLASH, counts);
    put_word(0, STACK + 3);                                 /* bits 1:0 of SP are always 0, B1.4.1 */
    run(20000);
    ck_assert_uint_eq(R(13), STACK);
    ck_assert_uint_eq(R(14), 0xFFFFFFFF);
    ASSERT_R(0, 55);
    ASSERT_R(2, 1);
    ck_assert_uint_eq(core_pc(&CORE), FLASH + CODE + 18);
    const fact_t *sp = find(F_LOAD, SRC_BUS, 0), *pc = find(F_LOAD, SRC_BUS, 1);
    ck_assert_uint_eq(sp->addr, FLASH);
    ck_assert_uint_eq(pc->addr, FLASH + 4);
    ck_assert_uint_eq(pc->data, FLASH + CODE + 1);
    ck_assert_uint_lt(pc->at, find(F_INSN, -1, 0)->at);
    ck_assert_uint_eq(ppb(0xE000ED08), FLASH);              /* VTOR */
    ck_assert_int_eq(CORE.stop, STOP_NONE);
    /* skipped and executed: 8, the ne instruction was not */
    for (unsigned i = 0; i < facts; i++)
        if (fact[i].kind == F_INSN && fact[i].pc == FLASH + CODE + 16) ck_assert_uint_eq(fact[i].what, 0);
}
END_TEST

START_TEST(an_even_reset_vector_is_an_invalid_state)
{
    PROGRAM(FLASH, counts);
    put_word(4, FLASH + CODE);
    run(3000);
    ck_assert_uint_eq(CORE.scb.cfsr, CFSR_INVSTATE);
    ck_assert_uint_eq(CORE.scb.hfsr, HFSR_FORCED);
    ck_assert_uint_eq(CORE.regs.xpsr & PSR_IPSR, EXC_HARDFAULT);
    ck_assert_uint_eq(word(STACK - 8), FLASH + CODE);       /* the stacked pc: this instruction */
}
END_TEST

START_TEST(no_memory_behind_the_vectors_is_lock_up)
{
    PROGRAM(FLASH, counts);
    in.vectors = 0x30100000;
    run(3000);
    ck_assert_int_eq(CORE.stop, STOP_LOCKUP);
    ck_assert_uint_eq(CORE.scb.hfsr, HFSR_VECTTBL);
}
END_TEST

/* --- time from ITCM: two loads or one doubleword stored a cycle, each alone; pairs: test_issue.c -- */

static const uint16_t moves[] = {
    0x480A,          /* ldr r0, [pc, #40] */
    0xBF00,          /* nop */
    0xBF00,          /* nop */
    0xE890, 0x001E,  /* ldmia.w r0, {r1, r2, r3, r4} */
    0xBF00,          /* nop */
    0xE880, 0x001E,  /* stmia.w r0, {r1, r2, r3, r4} */
    0xBF00,          /* nop */
    0x3004,          /* adds r0, #4 */
    0xE880, 0x001E,  /* stmia.w r0, {r1, r2, r3, r4} */
    0xBF00,          /* nop */
    0xE9C0, 0x1201,  /* strd r1, r2, [r0, #4] */
    0xBF00,          /* nop */
    0xE9D0, 0x1200,  /* ldrd r1, r2, [r0] */
    0xB40E,          /* push {r1, r2, r3} */
    0xBCE0,          /* pop {r5, r6, r7} */
    /* end: */
    0xE7FE,          /* b.n end */
    0x0000,          /* .short 0x0000 */
    0x0100, 0x2000,  /* .word 0x20000100 */
};
enum { moves_end = 0x28 };

START_TEST(words_move_by_twos)
{
    PROGRAM(ITCM, moves);
    run(200);
    uint64_t t = when(2, 0);
    ck_assert_uint_eq(when(4, 0), t + 1);
    ck_assert_uint_eq(t, when(0, 0));                       /* a pair with the LDR */
    ck_assert_uint_eq(when(6, 0), t + 3);                   /* LDR to an address: three */
    ck_assert_uint_eq(when(10, 0), t + 5);                  /* LDM of four: two cycles */
    ck_assert_uint_eq(when(12, 0), t + 6);
    ck_assert_uint_eq(when(16, 0), t + 8);                  /* STM of four at an aligned address: two */
    ck_assert_uint_eq(when(18, 0), t + 8);                  /* a pair: its sum comes from the late ALU, */
    ck_assert_uint_eq(when(20, 0), t + 10);                 /* two cycles before it is an address */
    ck_assert_uint_eq(when(24, 0), t + 13);                 /* from ...4: a word, two, a word: three */
    ck_assert_uint_eq(when(30, 0), t + 15);                 /* STRD at an aligned address: one, at t + 14 */
    ck_assert_uint_eq(when(36, 0), t + 17);                 /* LDRD: one, at t + 16 */
    static const uint8_t size[] = { 8, 8, 4, 8, 4, 8 };
    for (unsigned i = 0; i < sizeof size; i++) ck_assert_uint_eq(find(F_STORE, DST_TCM, i)->size, size[i]);
    ck_assert_uint_eq(find(F_STORE, DST_TCM, 0)->pc, CODE + 12);
    ck_assert_uint_eq(R(5), R(1));
    ck_assert_uint_eq(R(6), R(2));
    ck_assert_uint_eq(R(13), STACK);
    ck_assert_uint_eq(count(F_ASK, -1), 0);                 /* nothing left the TCMs */
}
END_TEST

/* --- alignment, division, undefined ----------------------------------------------------------- */

static const uint16_t odd[] = {
    0x4814,          /* ldr r0, [pc, #80] */
    0x4915,          /* ldr r1, [pc, #84] */
    0x2500,          /* movs r5, #0 */
    0x6802,          /* ldr r2, [r0, #0] */
    0x8842,          /* ldrh r2, [r0, #2] */
    0xF8C0, 0x2005,  /* str.w r2, [r0, #5] */
    0xFB91, 0xF3F5,  /* sdiv r3, r1, r5 */
    0x3501,          /* adds r5, #1 */
    /* do_ldrd: */
    0xE9D0, 0x2300,  /* ldrd r2, r3, [r0] */
    0xE890, 0x000C,  /* ldmia.w r0, {r2, r3} */
    0xED90, 0x0A00,  /* vldr s0, [r0] */
    0xE850, 0x2F00,  /* ldrex r2, [r0] */
    0x4C0D,          /* ldr r4, [pc, #52] */
    0xF8D4, 0x2000,  /* ldr.w r2, [r4] */
    0x2218,          /* movs r2, #24 */
    0x600A,          /* str r2, [r1, #0] */
    0xF8D0, 0x2000,  /* ldr.w r2, [r0] */
    0x2500,          /* movs r5, #0 */
    0xFBB1, 0xF3F5,  /* udiv r3, r1, r5 */
    0xF7F0, 0xA007,  /* udf.w #7 */
    0xEE12, 0x1383,  /* cdp 3, 1, cr1, cr2, cr3, {4} */
    /* end: */
    0xE7FE,          /* b.n end */
    /* fault: */
    0x4E07,          /* ldr r6, [pc, #28] */
    0x6837,          /* ldr r7, [r6, #0] */
    0x6037,          /* str r7, [r6, #0] */
    0xF848, 0x7B04,  /* str.w r7, [r8], #4 */
    0x9F06,          /* ldr r7, [sp, #24] */
    0x3704,          /* adds r7, #4 */
    0x9706,          /* str r7, [sp, #24] */
    0x4770,          /* bx lr */
    0x0101, 0x2000,  /* .word 0x20000101 */
    0xED14, 0xE000,  /* .word 0xe000ed14 */
    0x300A, 0x4001,  /* .word 0x4001300a */
    0xED28, 0xE000,  /* .word 0xe000ed28 */
};
enum { odd_do_ldrd = 0x14, odd_end = 0x40, odd_fault = 0x42 };

START_TEST(traps)
{
    PROGRAM(ITCM, odd);
    vector(EXC_HARDFAULT, odd_fault);
    boot();
    CORE.regs.r[8] = LOG, CORE.scb.cpacr = 0xF00000;
    machine_run(m, 2000 * CY);
    static const uint32_t want[] = {
        CFSR_UNALIGNED, CFSR_UNALIGNED, CFSR_UNALIGNED, CFSR_UNALIGNED,     /* LDRD LDM VLDR LDREX */
        CFSR_UNALIGNED,                                     /* Device */
        CFSR_UNALIGNED, CFSR_DIVBYZERO, CFSR_UNDEFINSTR, CFSR_NOCP };
    for (unsigned i = 0; i < sizeof want / sizeof *want; i++)
        ck_assert_msg(word(LOG + 4 * i) == want[i], "fault %u: CFSR %08x", i, word(LOG + 4 * i));
    ck_assert_uint_eq(R(8), LOG + sizeof want);
    ck_assert_uint_eq(CORE.regs.xpsr & PSR_IPSR, 0);
}
END_TEST

/* --- a load that fails half way, and starts again --------------------------------------------- */

static const uint16_t partly[] = {
    0x4802,          /* ldr r0, [pc, #8] */
    0xF04F, 0x3111,  /* mov.w r1, #286331153 */
    /* load: */
    0xE890, 0x001E,  /* ldmia.w r0, {r1, r2, r3, r4} */
    /* end: */
    0xE7FE,          /* b.n end */
    0xFFF8, 0x2407,  /* .word 0x2407fff8 */
};
enum { partly_load = 0x6, partly_end = 0xA };

START_TEST(ldm_stops_at_the_end_of_memory)
{
    PROGRAM(ITCM, partly);
    run(500);
    ck_assert_uint_eq(CORE.scb.cfsr, CFSR_PRECISERR | CFSR_BFARVALID);
    ck_assert_uint_eq(CORE.scb.bfar, 0x24080000);
    ck_assert_uint_eq(word(STACK - 32), 0x2407FFF8);        /* the base is as it was */
    ck_assert_uint_eq(word(STACK - 8), CODE + partly_load); /* and the pc is the LDM's */
    ck_assert_uint_eq(word(STACK - 28), word(0x2407FFF8));     /* r1 has been loaded: B1.5.10 */
}
END_TEST

/* --- CCR.BFHFNMIGN: with FAULTMASK up two loads from where nothing is go on, the third, with it down, does not */

static const uint16_t probing[] = {
    0x4808,          /* ldr r0, [pc, #32] */
    0x6801,          /* ldr r1, [r0, #0] */
    0xF441, 0x7180,  /* orr.w r1, r1, #256 */
    0x6001,          /* str r1, [r0, #0] */
    0xF04F, 0x42C0,  /* mov.w r2, #1610612736 */
    0x2301,          /* movs r3, #1 */
    0xF383, 0x8813,  /* msr FAULTMASK, r3 */
    0x6814,          /* ldr r4, [r2, #0] */
    0xF852, 0x5F04,  /* ldr.w r5, [r2, #4]! */
    0x2300,          /* movs r3, #0 */
    0xF383, 0x8813,  /* msr FAULTMASK, r3 */
    /* again: */
    0x6816,          /* ldr r6, [r2, #0] */
    /* end: */
    0xE7FE,          /* b.n end */
    0xED14, 0xE000,  /* .word 0xe000ed14 */
};
enum { probing_again = 0x20 };

START_TEST(bus_faults_ignored_at_a_negative_priority)
{
    PROGRAM(ITCM, probing);
    run(500);
    ck_assert_uint_eq(find(F_FAULT, FAULT_BUS_PRECISE, 1)->addr, 0x60000004);
    ck_assert_uint_eq(CORE.scb.cfsr, CFSR_PRECISERR | CFSR_BFARVALID);
    ck_assert_uint_eq(CORE.scb.bfar, 0x60000004);           /* the base moved on behind the second */
    ck_assert_uint_eq(CORE.scb.hfsr, HFSR_FORCED);
    ck_assert_uint_eq(word(STACK - 8), CODE + probing_again);
}
END_TEST

/* --- exclusive accesses ----------------------------------------------------------------------- */

static const uint16_t exclusive[] = {
    0x480A,          /* ldr r0, [pc, #40] */
    0x2107,          /* movs r1, #7 */
    0xE840, 0x1200,  /* strex r2, r1, [r0] */
    0xE850, 0x3F00,  /* ldrex r3, [r0] */
    0xE840, 0x1400,  /* strex r4, r1, [r0] */
    0xE850, 0x3F00,  /* ldrex r3, [r0] */
    0xF3BF, 0x8F2F,  /* clrex */
    0xE840, 0x1500,  /* strex r5, r1, [r0] */
    0xE850, 0x3F00,  /* ldrex r3, [r0] */
    0xDF00,          /* svc 0 */
    0xE840, 0x1600,  /* strex r6, r1, [r0] */
    /* end: */
    0xE7FE,          /* b.n end */
    /* handler: */
    0x4770,          /* bx lr */
    0x0000,          /* .short 0x0000 */
    0x0200, 0x2000,  /* .word 0x20000200 */
};
enum { exclusive_end = 0x26, exclusive_handler = 0x28 };

START_TEST(the_exclusive_monitor)
{
    PROGRAM(ITCM, exclusive);
    vector(EXC_SVC, exclusive_handler);
    run(200);
    ASSERT_R(2, 1);                                         /* nothing was marked */
    ASSERT_R(4, 0);
    ASSERT_R(5, 1);
    ASSERT_R(6, 1);                                         /* exceptions clear it: B1.5.8 */
    ck_assert_uint_eq(word(0x20000200), 7);
    ck_assert_uint_eq(count(F_STORE, DST_TCM), 1 + 8);      /* one of them, and the frame of SVC */
}
END_TEST

/* --- privilege and the MPU -------------------------------------------------------------------- */

static const uint16_t user[] = {
    0x4811,          /* ldr r0, [pc, #68] */
    0xF04F, 0x5110,  /* mov.w r1, #603979776 */
    0x6081,          /* str r1, [r0, #8] */
    0x4910,          /* ldr r1, [pc, #64] */
    0x60C1,          /* str r1, [r0, #12] */
    0x2105,          /* movs r1, #5 */
    0x6001,          /* str r1, [r0, #0] */
    0x2101,          /* movs r1, #1 */
    0xF381, 0x8814,  /* msr CONTROL, r1 */
    0xF3BF, 0x8F6F,  /* isb sy */
    0xF3EF, 0x8214,  /* mrs r2, CONTROL */
    0xF3EF, 0x8308,  /* mrs r3, MSP */
    0xF381, 0x8810,  /* msr PRIMASK, r1 */
    0xF3EF, 0x8410,  /* mrs r4, PRIMASK */
    0x4D09,          /* ldr r5, [pc, #36] */
    0x682E,          /* ldr r6, [r5, #0] */
    0x6806,          /* ldr r6, [r0, #0] */
    0xDF00,          /* svc 0 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* fault: */
    0x4E07,          /* ldr r6, [pc, #28] */
    0x6837,          /* ldr r7, [r6, #0] */
    0x6037,          /* str r7, [r6, #0] */
    0xF848, 0x7B04,  /* str.w r7, [r8], #4 */
    0x9F06,          /* ldr r7, [sp, #24] */
    0x3702,          /* adds r7, #2 */
    0x9706,          /* str r7, [sp, #24] */
    0x4770,          /* bx lr */
    0x0000,          /* .short 0x0000 */
    0xED94, 0xE000,  /* .word 0xe000ed94 */
    0x0025, 0x0103,  /* .word 0x01030025 */
    0x0010, 0x2400,  /* .word 0x24000010 */
    0xED28, 0xE000,  /* .word 0xe000ed28 */
};
enum { user_end = 0x32, user_fault = 0x34 };

START_TEST(unprivileged_code)
{
    /* region 0: 0x2400_0000, SIZE 18 = 512 KB, AP 001: privileged only; PRIVDEFENA does not help a
     * user, so the code in ITCM needs a region too */
    PROGRAM(ITCM, user);
    vector(EXC_HARDFAULT, user_fault);
    boot();
    CORE.mpu.rbar[1] = 0, CORE.mpu.rasr[1] = 0x03000000 | 15 << 1 | 1;
    CORE.mpu.rbar[2] = DTCM, CORE.mpu.rasr[2] = 0x03000000 | 16 << 1 | 1;
    CORE.regs.r[8] = LOG;
    machine_run(m, 600 * CY);
    ASSERT_R(2, 1);
    ASSERT_R(3, 0);                                         /* MSP reads 0 */
    ASSERT_R(4, 0);                                         /* PRIMASK was not set */
    ck_assert_uint_eq(CORE.scb.primask, 0);
    ck_assert_uint_eq(word(DTCM + 0x1000), CFSR_DACCVIOL | CFSR_MMARVALID);
    ck_assert_uint_eq(CORE.scb.mmfar, 0x24000010);
    ck_assert_uint_eq(word(DTCM + 0x1004), CFSR_PRECISERR | CFSR_BFARVALID);    /* the PPB: B3.1 */
    ck_assert_uint_eq(CORE.scb.bfar, 0xE000ED94);
}
END_TEST

/* --- stopping at an address ------------------------------------------------------------------- */

typedef struct { sink_t sink; uint32_t at; unsigned seen; } stopper_t;

static void stop_there(sink_t *s, const fact_t *f)
{
    stopper_t *p = (stopper_t *)s;
    if (f->pc == p->at) p->seen++, m->halt = 1;
}

START_TEST(halts_before_an_instruction)
{
    PROGRAM(FLASH, counts);
    in.replacement = 0;
    stopper_t p = { { .mask = 1ull << F_INSN, .see = stop_there }, FLASH + CODE + 4, 0 };
    boot();
    m->sink = &p.sink;
    machine_run(m, 20000 * CY);
    ck_assert_uint_eq(core_pc(&CORE), FLASH + CODE + 4);
    ASSERT_R(0, 0);                                         /* `adds r0, r0, r1` has not been done */
    ASSERT_R(1, 10);
    ck_assert_uint_eq(p.seen, 1);
    p.at = FLASH + CODE + 8;                                /* run on: it stops at the branch */
    m->halt = 0, machine_run(m, 20000 * CY);
    ASSERT_R(0, 10);
    ASSERT_R(1, 9);
    p.at = NO_PC;
    m->halt = 0, machine_run(m, 20000 * CY);
    ASSERT_R(0, 55);
    machine_boot(m2, &h743_map, &in, NULL);                 /* stopping has changed nothing */
    machine_run(m2, 20000 * CY);
    ck_assert(chip_same(&m->chip, &m2->chip));
}
END_TEST

START_TEST(a_debugger_writes_registers)
{
    PROGRAM(FLASH, counts);
    stopper_t p = { { .mask = 1ull << F_INSN, .see = stop_there }, FLASH + CODE + 8, 0 };
    boot();
    m->sink = &p.sink;
    machine_run(m, 20000 * CY);
    ck_assert_int_eq(core_between(&CORE), 1);
    CORE.regs.r[0] = 55;
    core_jump(&CORE, FLASH + CODE + 10);                    /* past the loop */
    p.at = NO_PC;
    m->halt = 0, machine_run(m, 20000 * CY);
    ASSERT_R(1, 9);
    ASSERT_R(2, 1);
}
END_TEST

static const uint16_t resets[] = {
    0x4803,          /* ldr r0, [pc, #12] */
    0x4904,          /* ldr r1, [pc, #16] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0x6001,          /* str r1, [r0, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    /* end: */
    0xE7FE,          /* b.n end */
    0xED0C, 0xE000,  /* .word 0xe000ed0c */
    0x0004, 0x05FA,  /* .word 0x05fa0004 */
};
enum { resets_end = 0xE };

START_TEST(sysresetreq_ends_the_run)
{
    PROGRAM(ITCM, resets);
    run(1000);
    const fact_t *f = find(F_RESET, RESET_SYSRESETREQ, 0);
    ck_assert_ptr_nonnull(f);
    ck_assert_int_eq(machine_stopped(m), 1);
    ck_assert_uint_eq(m->chip.now, f->at);
    ck_assert_uint_eq(find(F_INSN, -1, count(F_INSN, -1) - 1)->pc, CODE + 8);   /* not a step further */
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        reset_reads_the_vectors, an_even_reset_vector_is_an_invalid_state,
        no_memory_behind_the_vectors_is_lock_up, words_move_by_twos, traps,
        ldm_stops_at_the_end_of_memory, bus_faults_ignored_at_a_negative_priority, the_exclusive_monitor, unprivileged_code,
        halts_before_an_instruction, a_debugger_writes_registers, sysresetreq_ends_the_run };
    return run_tests("firmware", tests, sizeof tests / sizeof *tests);
}
