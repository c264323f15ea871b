/* test_exception_firmware.c -- exceptions of firmware: tail-chains, late arrival, masks, faults and their
 * escalation, sleep on exit, abandoned loads. Programs run in ITCM with their stacks in DTCM. */
#include "firmware_bench.h"

enum { FRAME = STACK - 32 };

/* --- tail-chaining, late arrival, masks ------------------------------------------------------- */

static const uint16_t chain[] = {
    0x4C08,          /* ldr r4, [pc, #32] */
    0x4D09,          /* ldr r5, [pc, #36] */
    0x6025,          /* str r5, [r4, #0] */
    0x4C09,          /* ldr r4, [pc, #36] */
    0xF04F, 0x55A0,  /* mov.w r5, #335544320 */
    0xF3BF, 0x8F4F,  /* dsb sy */
    /* pend: */
    0x6025,          /* str r5, [r4, #0] */
    0x2701,          /* movs r7, #1 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* pendsv: */
    0xF106, 0x0601,  /* add.w r6, r6, #1 */
    0x4770,          /* bx lr */
    /* systick: */
    0x46F0,          /* mov r8, lr */
    0xF8DD, 0x9018,  /* ldr.w r9, [sp, #24] */
    /* leave: */
    0x4770,          /* bx lr */
    0xED20, 0xE000,  /* .word 0xe000ed20 */
    0x0000, 0xC0F0,  /* .word 0xc0f00000 */
    0xED04, 0xE000,  /* .word 0xe000ed04 */
};
enum { chain_pend = 0x10, chain_end = 0x14, chain_pendsv = 0x16, chain_systick = 0x1C, chain_leave = 0x22 };

START_TEST(tail_chaining)
{
    /* SysTick has priority 12, PendSV 15: both pend with one store */
    PROGRAM(ITCM, chain);
    vector(EXC_PENDSV, chain_pendsv), vector(EXC_SYSTICK, chain_systick);
    run(300);
    const fact_t *a = find(F_IRQ_ENTER, EXC_SYSTICK, 0);
    const fact_t *b = find(F_IRQ_ENTER, EXC_PENDSV, 0);
    ck_assert(a && b && a->at < b->at);
    ck_assert_uint_eq(b->at / CY, when(chain_leave, 0) + 6);
    ck_assert_uint_eq(count(F_STORE, DST_TCM), 8);          /* one frame for both */
    ASSERT_R(8, 0xFFFFFFF9);
    ASSERT_R(7, 1);
}
END_TEST

static const uint16_t masked[] = {
    0x4C12,          /* ldr r4, [pc, #72] */
    0xF44F, 0x0500,  /* mov.w r5, #8388608 */
    0x6025,          /* str r5, [r4, #0] */
    0x2080,          /* movs r0, #128 */
    0xF380, 0x8811,  /* msr BASEPRI, r0 */
    0x4C10,          /* ldr r4, [pc, #64] */
    0xF04F, 0x5580,  /* mov.w r5, #268435456 */
    0x6025,          /* str r5, [r4, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0x2190,          /* movs r1, #144 */
    0xF381, 0x8812,  /* msr BASEPRI_MAX, r1 */
    0xF3EF, 0x8211,  /* mrs r2, BASEPRI */
    0x463E,          /* mov r6, r7 */
    0x2000,          /* movs r0, #0 */
    0xF380, 0x8811,  /* msr BASEPRI, r0 */
    0xF3BF, 0x8F6F,  /* isb sy */
    0xB671,          /* cpsid f */
    0x6025,          /* str r5, [r4, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0xF3EF, 0x8313,  /* mrs r3, FAULTMASK */
    0x46B8,          /* mov r8, r7 */
    0xB661,          /* cpsie f */
    0xF3BF, 0x8F6F,  /* isb sy */
    /* end: */
    0xE7FE,          /* b.n end */
    /* pendsv: */
    0xF107, 0x0701,  /* add.w r7, r7, #1 */
    0x4770,          /* bx lr */
    0xED20, 0xE000,  /* .word 0xe000ed20 */
    0xED04, 0xE000,  /* .word 0xe000ed04 */
};
enum { masked_end = 0x44, masked_pendsv = 0x46 };

START_TEST(masks)
{
    PROGRAM(ITCM, masked);
    vector(EXC_PENDSV, masked_pendsv);
    boot();
    machine_run(m, 2 * CY);
    CORE.regs.r[7] = 0;
    machine_run(m, 400 * CY);
    ASSERT_R(2, 0x80);                                      /* BASEPRI_MAX only raises */
    ASSERT_R(6, 0);                                         /* priority 8 was masked */
    ASSERT_R(3, 1);
    ASSERT_R(8, 1);                                         /* once, between the masks */
    ASSERT_R(7, 2);
}
END_TEST

/* Late arrival: the line of an interrupt of higher priority rises while PendSV's frame is written. */
START_TEST(late_arrival)
{
    PROGRAM(ITCM, chain);
    vector(EXC_PENDSV, chain_pendsv), vector(EXC_SYSTICK, chain_systick);
    vector(EXC_IRQ0, chain_systick);
    boot();
    machine_run(m, 5 * CY);
    CORE.scb.enabled[0] |= 1u << EXC_IRQ0;
    while (!CORE.seq || CORE.seq == SEQ_RESET) machine_run(m, m->chip.now + CY);
    machine_run(m, m->chip.now + 9 * CY);                   /* the vector has been read */
    ck_assert_int_eq(CORE.seq, SEQ_ENTRY);
    ck_assert_int_eq(CORE.seq_have, 1);
    m->chip.wires.irq[0] |= 1;
    m->chip.due[SLOT_CORE] = m->chip.now;
    machine_run(m, m->chip.now + 2 * CY);
    m->chip.wires.irq[0] = 0;
    machine_run(m, 400 * CY);
    const fact_t *first = find(F_IRQ_ENTER, -1, 0);
    ck_assert_uint_eq(first->what, EXC_IRQ0);
    ck_assert_uint_eq(find(F_IRQ_ENTER, -1, 1)->what, EXC_SYSTICK);
    ck_assert_uint_eq(count(F_STORE, DST_TCM), 8);          /* all on one frame */
}
END_TEST

/* --- faults ----------------------------------------------------------------------------------- */

static const uint16_t twice[] = {
    0x4802,          /* ldr r0, [pc, #8] */
    0x6801,          /* ldr r1, [r0, #0] */
    /* end: */
    0xE7FE,          /* b.n end */
    /* hard: */
    0x6841,          /* ldr r1, [r0, #4] */
    0xE7FC,          /* b.n end */
    0x0000,          /* .short 0x0000 */
    0x0000, 0x3010,  /* .word 0x30100000 */
};
enum { twice_end = 0x4, twice_hard = 0x6 };

START_TEST(a_fault_in_the_fault_handler_is_lock_up)
{
    PROGRAM(ITCM, twice);
    vector(EXC_HARDFAULT, twice_hard);
    run(400);
    ck_assert_int_eq(CORE.stop, STOP_LOCKUP);
    ck_assert_uint_eq(find(F_FAULT, FAULT_LOCKUP, 0)->addr, 0x30100004);
    PROGRAM(ITCM, twice);                                   /* with a handler of its own: no escalation */
    vector(EXC_BUSFAULT, twice_end);
    boot();
    CORE.scb.enabled[0] |= 1u << EXC_BUSFAULT;
    machine_run(m, 400 * CY);
    ck_assert_uint_eq(CORE.scb.hfsr, 0);
    ck_assert_uint_eq(CORE.regs.xpsr & PSR_IPSR, EXC_BUSFAULT);
    ck_assert_uint_eq(word(FRAME + 24), CODE + 2);
}
END_TEST

static const uint16_t no_stack[] = {
    0x4802,          /* ldr r0, [pc, #8] */
    0x4685,          /* mov sp, r0 */
    0xDF00,          /* svc 0 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* hard: */
    0x2709,          /* movs r7, #9 */
    0xE7FC,          /* b.n end */
    0x0100, 0x3010,  /* .word 0x30100100 */
};
enum { no_stack_end = 0x6, no_stack_hard = 0x8 };

START_TEST(a_stack_that_is_not_there)
{
    PROGRAM(ITCM, no_stack);
    vector(EXC_SVC, no_stack_end), vector(EXC_HARDFAULT, no_stack_hard);
    run(400);
    /* the stores fail late, imprecisely: B1.5.12 would have them precise only on a strongly-ordered
     * stack. HardFault comes by IMPRECISERR, FORCED */
    ASSERT_R(7, 9);
    ck_assert_uint_eq(CORE.scb.hfsr, HFSR_FORCED);
    ck_assert_uint_eq(CORE.scb.cfsr & CFSR_IMPRECISERR, CFSR_IMPRECISERR);
}
END_TEST

static const uint16_t guarded[] = {
    0x4808,          /* ldr r0, [pc, #32] */
    0x4909,          /* ldr r1, [pc, #36] */
    0x6081,          /* str r1, [r0, #8] */
    0x4909,          /* ldr r1, [pc, #36] */
    0x60C1,          /* str r1, [r0, #12] */
    0x2105,          /* movs r1, #5 */
    0x6001,          /* str r1, [r0, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0xF3BF, 0x8F6F,  /* isb sy */
    0x4A06,          /* ldr r2, [pc, #24] */
    0x4695,          /* mov sp, r2 */
    0xDF00,          /* svc 0 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* hard: */
    0x2709,          /* movs r7, #9 */
    0xE7FC,          /* b.n end */
    0x0000,          /* .short 0x0000 */
    0xED94, 0xE000,  /* .word 0xe000ed94 */
    0x8000, 0x2000,  /* .word 0x20008000 */
    0x000B, 0x0600,  /* .word 0x0600000b */
    0x8010, 0x2000,  /* .word 0x20008010 */
};
enum { guarded_end = 0x1C, guarded_hard = 0x1E };

START_TEST(a_stack_that_runs_into_a_guard)
{
    /* 64 bytes read-only at 0x2000_8000: the third word of the frame and on; MSTKERR pends MemManage,
     * which is off: HardFault. Its own frame goes below the SVC's and is lost too, but it runs */
    PROGRAM(ITCM, guarded);
    vector(EXC_SVC, guarded_end), vector(EXC_HARDFAULT, guarded_hard);
    run(400);
    ck_assert_uint_eq(CORE.scb.cfsr, CFSR_MSTKERR);
    ck_assert_uint_eq(CORE.scb.hfsr, HFSR_FORCED);
    ASSERT_R(7, 9);
    ck_assert_uint_eq(find(F_IRQ_ENTER, -1, 0)->what, EXC_HARDFAULT);
    ck_assert_uint_eq(CORE.regs.r[13], 0x20008010 - 32);
}
END_TEST

static const uint16_t breaks[] = {
    0x4809,          /* ldr r0, [pc, #36] */
    0xF44F, 0x3180,  /* mov.w r1, #65536 */
    0x6001,          /* str r1, [r0, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0xF3BF, 0x8F6F,  /* isb sy */
    /* stop: */
    0xBE01,          /* bkpt 0x0001 */
    /* after: */
    0x2601,          /* movs r6, #1 */
    0x2100,          /* movs r1, #0 */
    0x6001,          /* str r1, [r0, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0xBE02,          /* bkpt 0x0002 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* monitor: */
    0x9D06,          /* ldr r5, [sp, #24] */
    0x3502,          /* adds r5, #2 */
    0x9506,          /* str r5, [sp, #24] */
    0x4770,          /* bx lr */
    0xEDFC, 0xE000,  /* .word 0xe000edfc */
};
enum { breaks_stop = 0x10, breaks_after = 0x12, breaks_end = 0x1E, breaks_monitor = 0x20 };

START_TEST(breakpoints_without_a_debugger)
{
    PROGRAM(ITCM, breaks);
    vector(EXC_DEBUGMON, breaks_monitor);
    run(400);
    ASSERT_R(5, CODE + breaks_after);                       /* the frame held the BKPT itself */
    ASSERT_R(6, 1);
    ck_assert_uint_eq(ppb(0xE000ED30), DFSR_BKPT);
    ck_assert_uint_eq(CORE.scb.hfsr, HFSR_DEBUGEVT);        /* the second: the monitor is off */
    ck_assert_uint_eq(CORE.regs.xpsr & PSR_IPSR, EXC_HARDFAULT);
    static const uint16_t alone[] = { 0xBE01, 0xE7FE };     /* bkpt 1; b .: no monitor before it */
    PROGRAM(ITCM, alone);
    run(400);
    ck_assert_uint_eq(ppb(0xE000ED30), DFSR_BKPT);
    ck_assert_uint_eq(CORE.scb.hfsr, HFSR_DEBUGEVT);
}
END_TEST

static const uint16_t sleepy[] = {
    0x4806,          /* ldr r0, [pc, #24] */
    0x2102,          /* movs r1, #2 */
    0x6001,          /* str r1, [r0, #0] */
    0x4806,          /* ldr r0, [pc, #24] */
    0x2163,          /* movs r1, #99 */
    0x6041,          /* str r1, [r0, #4] */
    0x6081,          /* str r1, [r0, #8] */
    0x2107,          /* movs r1, #7 */
    0x6001,          /* str r1, [r0, #0] */
    0x2700,          /* movs r7, #0 */
    0xBF30,          /* wfi */
    /* never: */
    0xE7FE,          /* b.n never */
    /* systick: */
    0x3701,          /* adds r7, #1 */
    0x4770,          /* bx lr */
    0xED10, 0xE000,  /* .word 0xe000ed10 */
    0xE010, 0xE000,  /* .word 0xe000e010 */
};
enum { sleepy_never = 0x16, sleepy_systick = 0x18 };

START_TEST(sleep_on_exit)
{
    PROGRAM(ITCM, sleepy);
    vector(EXC_SYSTICK, sleepy_systick);
    run(1000);
    ck_assert_uint_ge(count(F_SLEEP, 0), 8);
    ck_assert_uint_ge(count(F_IRQ_ENTER, EXC_SYSTICK), 8);
    for (unsigned i = 0; i < facts; i++)                    /* thread code never ran again */
        ck_assert(fact[i].kind != F_INSN || fact[i].pc != CODE + sleepy_never);
}
END_TEST

/* --- an interrupt abandons a load that may be repeated ---------------------------------------- */

static const uint16_t slow[] = {
    0x4802,          /* ldr r0, [pc, #8] */
    0x6801,          /* ldr r1, [r0, #0] */
    0x2701,          /* movs r7, #1 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* irq: */
    0x4770,          /* bx lr */
    0xBF00,          /* nop */
    /* place: */
    0x0000, 0x0000,  /* .word 0x00000000 */
};
enum { slow_end = 0x6, slow_irq = 0x8, slow_place = 0xC };

static unsigned loads_of(uint32_t addr)
{
    unsigned n = 0;
    for (unsigned i = 0; i < facts; i++) n += fact[i].kind == F_ASK && fact[i].addr == addr;
    return n;
}

static void interrupted_load(uint32_t addr)
{
    PROGRAM(ITCM, slow);
    put_word(CODE + slow_place, addr);
    vector(EXC_IRQ0, slow_irq);
    boot();
    CORE.scb.enabled[0] |= 1u << EXC_IRQ0;
    while (!CORE.waiting || !loads_of(addr)) machine_run(m, m->chip.now + CY);
    m->chip.wires.irq[0] |= 1;
    m->chip.due[SLOT_CORE] = m->chip.now;
    machine_run(m, m->chip.now + 3 * CY);
    m->chip.wires.irq[0] = 0;
    machine_run(m, 600 * CY);
    ASSERT_R(7, 1);
    ck_assert_uint_eq(count(F_IRQ_ENTER, EXC_IRQ0), 1);
}

START_TEST(a_load_is_abandoned)
{
    interrupted_load(AXI);                                  /* Normal memory: asked twice */
    ck_assert_uint_eq(loads_of(AXI), 2);
    ck_assert_uint_lt(find(F_IRQ_ENTER, EXC_IRQ0, 0)->at, find(F_LOAD, SRC_BUS, 0)->at);
    interrupted_load(0x52002000);                           /* a register: asked once, TRM 2.7.1 */
    ck_assert_uint_eq(loads_of(0x52002000), 1);
    ck_assert_uint_gt(find(F_IRQ_ENTER, EXC_IRQ0, 0)->at, find(F_LOAD, SRC_BUS, 0)->at);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        tail_chaining, masks, late_arrival, a_fault_in_the_fault_handler_is_lock_up,
        a_stack_that_is_not_there, a_stack_that_runs_into_a_guard, breakpoints_without_a_debugger,
        sleep_on_exit, a_load_is_abandoned };
    return run_tests("exception_firmware", tests, sizeof tests / sizeof *tests);
}
