/* test_interrupted.c -- an interrupt in the middle: of LDM and STM, which go on where they were or start
 * again (Armv7-M ARM B1.5.10, TRM 2.7.1), of unstacking, of late FP stacking. Programs run in ITCM with their
 * stacks in DTCM; what they load and store is AXI SRAM with the caches off. */
#include "firmware_bench.h"

enum { FRAME = STACK - 32 };

/* ---- LDM and STM -------------------------------------------------------------------------------------- */

static const uint16_t many[] = {
    0x4804,          /* ldr r0, [pc, #16] */
    0x4280,          /* cmp r0, r0 */
    /* what: */
    0xE8B0, 0x007E,  /* ldmia.w r0!, {r1, r2, r3, r4, r5, r6} */
    0x2701,          /* movs r7, #1 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* irq: */
    0xF8DD, 0x801C,  /* ldr.w r8, [sp, #28] */
    0x4770,          /* bx lr */
    0xBF00,          /* nop */
    /* place: */
    0x0000, 0x0000,  /* .word 0x00000000 */
};
enum { many_what = 4, many_irq = 0xC, many_place = 0x14, WORDS = 6 };

static unsigned times(unsigned kind, uint32_t addr)
{
    unsigned n = 0;
    for (unsigned i = 0; i < facts; i++)
        n += fact[i].kind == kind && fact[i].addr <= addr && addr < fact[i].addr + fact[i].size;
    return n;
}

/* Run `what` and let an interrupt come in when so many of its accesses are done; gives the frame's xpsr. */
static uint32_t interrupted_at(uint32_t place, uint16_t first, uint16_t second, uint16_t before, unsigned accesses)
{
    PROGRAM(ITCM, many);
    put_word(CODE + many_place, place);
    memcpy(image + CODE + 2, (uint16_t[]){ before, first, second }, 6);
    vector(EXC_IRQ0, many_irq);
    boot();
    for (unsigned i = 0; i < 4 * WORDS; i++) m->chip.axisram[i] = (uint8_t)(0x10 + i);
    for (unsigned i = 1; i < 8; i++) R(i) = 0x1000 + i;
    CORE.scb.enabled[0] |= 1u << EXC_IRQ0;
    while (!CORE.decoded || CORE.access < accesses) machine_run(m, m->chip.now + CY);
    m->chip.wires.irq[0] |= 1;
    m->chip.due[SLOT_CORE] = m->chip.now;
    machine_run(m, m->chip.now + 3 * CY);
    m->chip.wires.irq[0] = 0;
    machine_run(m, m->chip.now + 600 * CY);
    ASSERT_R(7, 1);
    ck_assert_uint_eq(count(F_IRQ_ENTER, EXC_IRQ0), 1);
    return R(8);
}

static uint32_t interrupted(uint16_t first, uint16_t second, uint16_t before, unsigned accesses)
{
    return interrupted_at(AXI, first, second, before, accesses);
}

START_TEST(ldm_goes_on_with_its_next_register)
{
    uint32_t xpsr = interrupted(0xE8B0, 0x007E, 0x4280, 3);
    unsigned next = xpsr >> 12 & 15;
    ck_assert_uint_ge(next, 4);                              /* r1 to r3 were there */
    ck_assert_uint_le(next, 6);
    ck_assert_uint_eq(xpsr & 0x06000C00, 0);                 /* the other bits of ICI are 0: B1.4.2 */
    for (unsigned i = 0; i < WORDS; i++) {
        ck_assert_uint_eq(times(F_LOAD, AXI + 4 * i), 1);    /* none of them twice */
        ASSERT_R(1 + i, 0x13121110 + 0x04040404 * i);
    }
    ASSERT_R(0, AXI + 4 * WORDS);
    ck_assert_uint_eq(CORE.regs.xpsr & PSR_IT, 0);
}
END_TEST

START_TEST(stm_goes_on_with_its_next_register)
{
    uint32_t xpsr = interrupted(0xE8A0, 0x007E, 0x4280, 2);  /* stmia r0!, {r1-r6} */
    ck_assert_uint_eq(xpsr >> 12 & 15, 3);                   /* r1 and r2 left as a doubleword */
    for (unsigned i = 0; i < WORDS; i++) ck_assert_uint_eq(times(F_STORE, AXI + 4 * i), 1);
    ASSERT_R(0, AXI + 4 * WORDS);
}
END_TEST

/* PUSH: its first words lie below SP, where PushStack puts the frame. All are there afterwards, whenever the
 * interrupt came, and each was stored by PUSH once. */
START_TEST(a_push_loses_nothing)
{
    static const uint16_t push[][2] = { { 0xB4FF, 0xBF00 }, { 0xE92D, 0x00FF } };   /* push {r0-r7}, T1; T2 */
    for (unsigned i = 0; i < 2; i++)
        for (unsigned accesses = 1; accesses < 7; accesses++) {
            uint32_t top = AXI + 0x104, xpsr = interrupted_at(top, push[i][0], push[i][1], 0x4685, accesses);
            ck_assert_uint_eq(xpsr >> 12 & 15, 0);
            ASSERT_R(13, top - 32);
            for (unsigned k = 0; k < 8; k++) {
                ck_assert_uint_eq(word(top - 32 + 4 * k), k ? 0x1000 + k : top);
                ck_assert_uint_eq(times(F_STORE, top - 32 + 4 * k), 1);
            }
        }
}
END_TEST

START_TEST(an_ldm_of_its_own_base_starts_again)
{
    uint32_t xpsr = interrupted(0xE890, 0x003F, 0x4280, 3);  /* ldmia r0, {r0-r5} */
    ck_assert_uint_eq(xpsr >> 12 & 15, 0);
    ck_assert_uint_eq(times(F_LOAD, AXI), 2);
    for (unsigned i = 0; i < WORDS; i++) ASSERT_R(i, 0x13121110 + 0x04040404 * i);
}
END_TEST

START_TEST(in_an_it_block_it_starts_again)
{
    uint32_t xpsr = interrupted(0xE8B0, 0x007E, 0xBF18, 3);  /* it ne; Z is 0 after reset */
    ck_assert_uint_ne(xpsr & 0x06000C00, 0);                 /* ITSTATE, not ICI */
    ck_assert_uint_eq(times(F_LOAD, AXI), 2);
    ASSERT_R(1, 0x13121110);
    ASSERT_R(0, AXI + 4 * WORDS);
}
END_TEST

static const uint16_t broken[] = {
    0xDF00,          /* svc 0 */
    /* next: */
    0x2701,          /* movs r7, #1 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* svc: */
    0x9907,          /* ldr r1, [sp, #28] */
    0xF441, 0x5140,  /* orr.w r1, r1, #12288 */
    0x9107,          /* str r1, [sp, #28] */
    0x4770,          /* bx lr */
};
enum { broken_next = 2, broken_svc = 6 };

START_TEST(continuing_what_cannot_be_is_invstate)
{
    PROGRAM(ITCM, broken);
    vector(EXC_SVC, broken_svc);
    run(300);
    ck_assert_uint_eq(CORE.scb.cfsr, CFSR_INVSTATE);
    ck_assert_uint_eq(CORE.regs.xpsr & PSR_IPSR, EXC_HARDFAULT);
    ck_assert_uint_eq(word(FRAME + 24), CODE + broken_next);
    ASSERT_R(7, 0);
}
END_TEST

/* ---- unstacking ---------------------------------------------------------------------------------------- */

static const uint16_t leave[] = {
    0x4C05,          /* ldr r4, [pc, #20] */
    0xF04F, 0x5580,  /* mov.w r5, #268435456 */
    0x6025,          /* str r5, [r4, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0x2701,          /* movs r7, #1 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* pendsv: */
    0x3601,          /* adds r6, #1 */
    0x4770,          /* bx lr */
    /* irq: */
    0x46F0,          /* mov r8, lr */
    0x4770,          /* bx lr */
    0xED04, 0xE000,  /* .word 0xe000ed04 */
};
enum { leave_pendsv = 0x10, leave_irq = 0x14 };

/* Whenever in the eight loads of PendSV's return it comes: no second frame; the return code is PendSV's. */
START_TEST(a_return_is_overtaken)
{
    for (unsigned words = 0; words <= 8; words++) {
        PROGRAM(ITCM, leave);
        vector(EXC_PENDSV, leave_pendsv), vector(EXC_IRQ0, leave_irq);
        boot();
        machine_run(m, CY);
        CORE.scb.enabled[0] |= 1u << EXC_IRQ0;
        while (CORE.seq != SEQ_RETURN || CORE.seq_at < words) machine_run(m, m->chip.now + CY);
        tick_t rose = m->chip.now;
        m->chip.wires.irq[0] |= 1;
        m->chip.due[SLOT_CORE] = rose;
        machine_run(m, m->chip.now + 2 * CY);
        m->chip.wires.irq[0] = 0;
        machine_run(m, m->chip.now + 300 * CY);
        ck_assert_uint_eq(count(F_IRQ_ENTER, -1), 2);
        ck_assert_uint_eq(count(F_STORE, DST_TCM), 8);
        ASSERT_R(8, 0xFFFFFFF9);
        ASSERT_R(7, 1);
        ASSERT_R(6, 1);
        ASSERT_R(13, STACK);
        tick_t entered = find(F_IRQ_ENTER, EXC_IRQ0, 0)->at;  /* T_EXC_TAIL and the edge of the wire */
        ck_assert_uint_le(entered - rose, (m7_numbers[T_EXC_TAIL].value + 2) * CY);
    }
}
END_TEST

/* ---- late FP stacking ---------------------------------------------------------------------------------- */

static const uint16_t lazy[] = {
    0x480F,          /* ldr r0, [pc, #60] */
    0xF44F, 0x0170,  /* mov.w r1, #15728640 */
    0x6001,          /* str r1, [r0, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0xF3BF, 0x8F6F,  /* isb sy */
    0x4C0C,          /* ldr r4, [pc, #48] */
    0x4D0D,          /* ldr r5, [pc, #52] */
    0x6025,          /* str r5, [r4, #0] */
    0xEEB7, 0x0A00,  /* vmov.f32 s0, #1.0 */
    0xEEF0, 0x7A00,  /* vmov.f32 s15, #2.0 */
    0x4C0B,          /* ldr r4, [pc, #44] */
    0xF04F, 0x5580,  /* mov.w r5, #268435456 */
    0x6025,          /* str r5, [r4, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0x2701,          /* movs r7, #1 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* pendsv: */
    0xEEB0, 0x0A08,  /* vmov.f32 s0, #3.0 */
    0x3601,          /* adds r6, #1 */
    0x4770,          /* bx lr */
    /* irq: */
    0xF109, 0x0901,  /* add.w r9, r9, #1 */
    0xF3EF, 0x8803,  /* mrs r8, PSR */
    0x4770,          /* bx lr */
    0xED88, 0xE000,  /* .word 0xe000ed88 */
    0xED20, 0xE000,  /* .word 0xe000ed20 */
    0x0000, 0xC0F0,  /* .word 0xc0f00000 */
    0xED04, 0xE000,  /* .word 0xe000ed04 */
};
enum { lazy_pendsv = 0x2E, lazy_irq = 0x36, FP_FRAME = STACK - 0x68 };

/* The interrupt, which uses no FP itself, comes first; then all of it is written and the handler goes on. */
START_TEST(late_stacking_is_broken_off)
{
    for (unsigned words = 8; words < 25; words += 4) {
        PROGRAM(ITCM, lazy);
        vector(EXC_PENDSV, lazy_pendsv), vector(EXC_IRQ0, lazy_irq);
        boot();
        machine_run(m, CY);
        CORE.scb.enabled[0] |= 1u << EXC_IRQ0;
        while (CORE.seq != SEQ_LAZY || CORE.seq_at < words) machine_run(m, m->chip.now + CY);
        m->chip.wires.irq[0] |= 1;
        m->chip.due[SLOT_CORE] = m->chip.now;
        machine_run(m, m->chip.now + 2 * CY);
        m->chip.wires.irq[0] = 0;
        ck_assert_uint_eq(ppb(0xE000EF34) & FPCCR_LSPACT, FPCCR_LSPACT);
        machine_run(m, m->chip.now + 400 * CY);
        ASSERT_R(9, 1);
        ASSERT_R(6, 1);
        ASSERT_R(7, 1);
        ASSERT_R(13, STACK);
        ck_assert_uint_eq(word(FP_FRAME + 0x20), 0x3F800000);            /* s0 = 1.0 */
        ck_assert_uint_eq(word(FP_FRAME + 0x20 + 60), 0x40000000);       /* s15 = 2.0 */
        ck_assert_uint_eq(CORE.regs.s[0], 0x3F800000);                   /* and back */
        ck_assert_uint_eq(ppb(0xE000EF34) & FPCCR_LSPACT, 0);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        ldm_goes_on_with_its_next_register, stm_goes_on_with_its_next_register,
        a_push_loses_nothing, an_ldm_of_its_own_base_starts_again, in_an_it_block_it_starts_again,
            continuing_what_cannot_be_is_invstate, a_return_is_overtaken,
        late_stacking_is_broken_off };
    return run_tests("interrupted", tests, sizeof tests / sizeof *tests);
}
