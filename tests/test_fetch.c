/* test_fetch.c -- the instruction side: where the bytes come from, what stays old, what may not be
 * executed. What must happen is worked out from TRM 5.2, 5.9 and the Armv7-M ARM B2.2, B3.5. */
#include "firmware_bench.h"

static const uint16_t straight[] = {
    0x2000,          /* movs r0, #0 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    0x3001,          /* adds r0, #1 */
    /* end: */
    0xE7FE,          /* b.n end */
};
enum { straight_end = 0x20 };

static unsigned fetches(uint32_t from, uint32_t to)
{
    unsigned n = 0;
    for (unsigned i = 0; i < facts; i++)
        n += fact[i].kind == F_ASK && (fact[i].note >> 16 & 0xFF) == TAG_FETCH && fact[i].addr >= from
          && fact[i].addr < to;
    return n;
}

START_TEST(from_itcm_without_a_port)
{
    PROGRAM(ITCM, straight);
    run(100);
    ASSERT_R(0, 15);
    ck_assert_uint_eq(count(F_ASK, -1), 0);
    /* MOVS and the first ADDS are a pair (early to late ALU), then each ADDS waits for the one before */
    for (unsigned k = 1; k < 16; k++) ck_assert_uint_eq(when(2 * k, 0), when(0, 0) + k - 1);
}
END_TEST

START_TEST(past_the_cache_a_doubleword_at_a_time)
{
    /* 16 instructions are four doublewords, each asked once, in order, one after the other */
    PROGRAM(FLASH, straight);
    run(5000);
    ASSERT_R(0, 15);
    ck_assert_uint_eq(fetches(FLASH + CODE, FLASH + CODE + 32), 4);
    const fact_t *last = NULL;
    for (unsigned i = 0; i < facts; i++) {
        const fact_t *f = &fact[i];
        if (f->kind != F_ASK || (f->note >> 16 & 0xFF) != TAG_FETCH) continue;
        ck_assert_uint_eq(f->what, PORT_FETCH);
        ck_assert_uint_eq(f->size, 3);
        ck_assert_uint_eq(f->addr % 8, 0);
        if (last && f->addr < FLASH + CODE + 32) {
            ck_assert_uint_eq(f->addr, last->addr + 8);
            ck_assert_uint_gt(f->at, last->at);
        }
        last = f;
    }
    /* an instruction whose bytes it had to wait for: at the edge of the answer and 3 cycles */
    ck_assert_uint_eq(when(0, 0), (find(F_DONE, PORT_FETCH, 0)->at + CY - 1) / CY + 3);
    ck_assert_uint_eq(when(2, 0), when(0, 0));              /* a pair: issue.h */
}
END_TEST

START_TEST(through_the_cache)
{
    /* the second program line: loops twice over itself; each line is filled once */
    PROGRAM(FLASH, straight);
    image[CODE + 32] = 0xEE, image[CODE + 33] = 0xE7;       /* b start: 16 instructions and this one */
    boot();
    CORE.scb.ccr |= CCR_IC;
    machine_run(m, 5000 * CY);
    unsigned fills = count(F_FILL_START, FILL_FETCH);
    const fact_t *f = find(F_FILL_START, FILL_FETCH, 0);
    ck_assert_uint_eq(f->addr, FLASH + CODE);
#ifndef STRESS
    ck_assert_uint_eq(fills, 2);                            /* and the line with the branch */
    ck_assert_uint_eq(f->note, line_note(1, (FLASH + CODE) / 32 % 256, 0, 0));
#endif
    ck_assert_uint_eq(count(F_FILL_DONE, FILL_FETCH), fills);
    ck_assert_uint_eq(count(F_FILL_BEAT, 0), 4 * fills);
    ck_assert_uint_eq(count(F_LOAD, SRC_CACHE), 0);         /* the data side has nothing to do with it */
    ck_assert_uint_eq(fetches(FLASH, FLASH + IMAGE), fills);    /* a fill is one request */
    /* MOVS and ADDS are a pair, 14 ADDS that wait for each other, the last with the branch */
    ck_assert_uint_eq(when(0, 8) - when(0, 7), 15);
}
END_TEST

/* --- code that changes ------------------------------------------------------------------------ */

static const uint16_t patch[] = {
    0x4C10,          /* ldr r4, [pc, #64] */
    0x4D0D,          /* ldr r5, [pc, #52] */
    0x6025,          /* str r5, [r4, #0] */
    0x4D0D,          /* ldr r5, [pc, #52] */
    0x2000,          /* movs r0, #0 */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0xF3BF, 0x8F6F,  /* isb sy */
    0x47B0,          /* blx r6 */
    0x6025,          /* str r5, [r4, #0] */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0xF3BF, 0x8F6F,  /* isb sy */
    0x47B0,          /* blx r6 */
    0x4601,          /* mov r1, r0 */
    0x4A07,          /* ldr r2, [pc, #28] */
    0xB102,          /* cbz r2, skip */
    0x6014,          /* str r4, [r2, #0] */
    /* skip: */
    0xF3BF, 0x8F4F,  /* dsb sy */
    0xF3BF, 0x8F6F,  /* isb sy */
    0x47B0,          /* blx r6 */
    0x4603,          /* mov r3, r0 */
    0x2701,          /* movs r7, #1 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* add1: */
    0x3001,          /* adds r0, #1 */
    0x4770,          /* bx lr */
    /* add2: */
    0x3010,          /* adds r0, #16 */
    0x4770,          /* bx lr */
    /* maintenance: */
    0x0000, 0x0000,  /* .word 0x00000000 */
    0x0400, 0x2400,  /* .word 0x24000400 */
};
enum { patch_skip = 0x28, patch_end = 0x36, patch_add1 = 0x38, patch_add2 = 0x3C,
       patch_maintenance = 0x40 };

static const uint16_t *old_code;                            /* in RAM before the program runs; NULL: none */

/* Runs a subroutine at 0x2400_0400, writes it anew, runs it, does the maintenance, runs it. */
static void patched(uint32_t maintenance, uint32_t ccr)
{
    PROGRAM(ITCM, patch);
    put_word(CODE + patch_maintenance, maintenance);
    if (old_code) images[1] = (image_t){ 0x24000400, 4, (const uint8_t *)old_code }, in.images = 2;
    boot();
    CORE.regs.r[6] = 0x24000401;
    CORE.scb.ccr |= ccr;
    machine_run(m, 4000 * CY);
    ASSERT_R(7, 1);
}

START_TEST(old_code_stays_in_the_cache)
{
    patched(0xE000EF58, CCR_IC);                            /* ICIMVAU */
    ASSERT_R(1, 1 + 1);                                     /* the new code is in RAM, not in the cache */
    ASSERT_R(3, 1 + 1 + 16);
    ck_assert_uint_eq(find(F_MAINT, MAINT_ICIMVAU, 0)->note, MAINT_HIT);
    ck_assert_uint_eq(find(F_MAINT, MAINT_ICIMVAU, 0)->data, 0x24000400);
    ck_assert_uint_eq(find(F_EVICT, EVICT_INV, 0)->note >> 31, 1);
    patched(0xE000EF50, CCR_IC);                            /* ICIALLU */
    ASSERT_R(1, 2);
    ASSERT_R(3, 18);
    patched(0, CCR_IC);                                     /* no maintenance at all */
    ASSERT_R(1, 2);
    ASSERT_R(3, 3);
    patched(0, 0);                                          /* no cache: ISB is enough */
    ASSERT_R(1, 17);
    ASSERT_R(3, 33);
}
END_TEST

START_TEST(the_data_cache_keeps_new_code_from_the_instruction_side)
{
    /* write-back: the new code is in the D-cache; RAM and so the refill have the old one, which was
     * there from the start */
    old_code = patch + patch_add1 / 2;
    patched(0xE000EF50, CCR_IC | CCR_DC);
    ASSERT_R(1, 2);
    ASSERT_R(3, 3);
    ck_assert_uint_eq(word(0x24000400) & 0xFFFF, 0x3010);   /* what the program sees */
    ck_assert_uint_eq(machine_ram(m, 0x24000400), 0x01);    /* what is there */
}
END_TEST

static const uint16_t queue[] = {
    0x4807,          /* ldr r0, [pc, #28] */
    0x4906,          /* ldr r1, [pc, #24] */
    0x2200,          /* movs r2, #0 */
    0xF000, 0xB803,  /* b.w next */
    0xBF00,          /* nop */
    0xF3AF, 0x8000,  /* nop.w */
    /* next: */
    0x8001,          /* strh r1, [r0, #0] */
    0xBF00,          /* nop */
    0xBF00,          /* nop */
    /* changed: */
    0x2201,          /* movs r2, #1 */
    0x2309,          /* movs r3, #9 */
    /* end: */
    0xE7FE,          /* b.n end */
    /* other: */
    0x2202,          /* movs r2, #2 */
    0xBF00,          /* nop */
    /* target: */
    0x0316, 0x0000,  /* .word 0x00000316 */
};
enum { queue_next = 0x10, queue_changed = 0x16, queue_end = 0x1A, queue_other = 0x1C, queue_target = 0x20 };

START_TEST(old_code_stays_in_the_queue)
{
    /* the store changes an instruction of its own doubleword, three further on: it is in the queue */
    PROGRAM(ITCM, queue);
    put_word(CODE + queue_target, CODE + queue_changed);
    run(100);
    ASSERT_R(2, 1);
    ASSERT_R(3, 9);
    ck_assert_uint_eq(word(CODE + queue_changed) & 0xFFFF, 0x2202);
}
END_TEST

static const uint16_t drops[] = {
    0x4812,          /* ldr r0, [pc, #72] */
    0x21C8,          /* movs r1, #200 */
    0x2700,          /* movs r7, #0 */
    0xE00B,          /* b.n again */
    0xF3AF, 0x8000,  /* nop.w */
    0xF3AF, 0x8000,  /* nop.w */
    0xF3AF, 0x8000,  /* nop.w */
    0xF3AF, 0x8000,  /* nop.w */
    0xF3AF, 0x8000,  /* nop.w */
    0xF3AF, 0x8000,  /* nop.w */
    /* again: */
    0xF102, 0x0201,  /* add.w r2, r2, #1 */
    0xF102, 0x0201,  /* add.w r2, r2, #1 */
    0xF102, 0x0201,  /* add.w r2, r2, #1 */
    0xF102, 0x0201,  /* add.w r2, r2, #1 */
    0xF102, 0x0201,  /* add.w r2, r2, #1 */
    0x6000,          /* str r0, [r0, #0] */
    0x3701,          /* adds r7, #1 */
    0xF102, 0x0201,  /* add.w r2, r2, #1 */
    0xF102, 0x0201,  /* add.w r2, r2, #1 */
    0xF102, 0x0201,  /* add.w r2, r2, #1 */
    0x6000,          /* str r0, [r0, #0] */
    0x3901,          /* subs r1, #1 */
    0xD1EA,          /* bne.n again */
    /* end: */
    0xE7FE,          /* b.n end */
    0xEF50, 0xE000,  /* .word 0xe000ef50 */
};
enum { drops_again = 0x20, drops_end = 0x4A };

START_TEST(a_fill_under_way_is_dropped)
{
    /* the first ICIALLU makes the queue's running ahead miss in the next line; the second comes while
     * that one is being filled: it must not be kept */
    PROGRAM(AXI, drops);
    boot();
    CORE.scb.ccr |= CCR_IC;
    machine_run(m, 60000 * CY);
    ASSERT_R(1, 0);
    ASSERT_R(7, 200);
    ck_assert_uint_gt(count(F_FILL_DROP, FILL_FETCH), 10);
    ck_assert_uint_eq(count(F_FILL_DROP, FILL_FETCH) + count(F_FILL_DONE, FILL_FETCH),
                      count(F_FILL_START, FILL_FETCH));
}
END_TEST

/* --- what may not be executed ----------------------------------------------------------------- */

static const uint16_t jump[] = {
    0x4800,          /* ldr r0, [pc, #0] */
    0x4700,          /* bx r0 */
    /* place: */
    0x0000, 0x0000,  /* .word 0x00000000 */
};
enum { jump_place = 0x4 };

static void jump_to(uint32_t addr, uint32_t cfsr)
{
    PROGRAM(ITCM, jump);
    put_word(CODE + jump_place, addr | 1);
    run(600);
    ck_assert_msg(CORE.scb.cfsr == cfsr, "jump to %08x: CFSR %08x", addr, CORE.scb.cfsr);
    ck_assert_uint_eq(word(STACK - 8), addr);               /* the stacked pc: where it could not go */
    ck_assert_uint_eq(word(STACK - 4), PSR_T);
}

START_TEST(places_without_code)
{
    jump_to(0x40000000, CFSR_IACCVIOL);                     /* execute never, whatever the MPU: B3.1 */
    ck_assert_uint_eq(fetches(0, NO_PC), 0);
    jump_to(0xE000ED00, CFSR_IACCVIOL);
    jump_to(0xFFFFFFF8, CFSR_IACCVIOL);                     /* an EXC_RETURN in Thread mode */
    jump_to(0x0A000000, CFSR_IBUSERR);                      /* nothing answers */
    ck_assert_uint_eq(fetches(0x0A000000, 0x0A000008), 1);
}
END_TEST

START_TEST(a_region_that_forbids_it)
{
    PROGRAM(ITCM, jump);
    put_word(CODE + jump_place, DTCM + 0x41);
    boot();
    CORE.mpu.rbar[0] = DTCM, CORE.mpu.rasr[0] = 1 << 28 | 0x03000000 | 16 << 1 | 1;
    CORE.mpu.ctrl = 5;                                      /* XN counts for TCM too, TRM 5.8.1 */
    machine_run(m, 300 * CY);
    ck_assert_uint_eq(CORE.scb.cfsr, CFSR_IACCVIOL);
    ck_assert_uint_eq(word(STACK - 8), DTCM + 0x40);
}
END_TEST

START_TEST(running_ahead_past_the_end_of_memory_is_no_fault)
{
    /* the last doubleword of AXI SRAM holds a branch to itself */
    static const uint16_t last[] = { 0xBF00, 0x2305, 0xE7FE, 0xBF00 };
    PROGRAM(ITCM, jump);
    put_word(CODE + jump_place, 0x2407FFF9);
    images[1] = (image_t){ 0x2407FFF8, sizeof last, (const uint8_t *)last }, in.images = 2;
    run(600);
    ASSERT_R(3, 5);
    ck_assert_uint_eq(CORE.scb.cfsr, 0);
    ck_assert_uint_eq(count(F_ERROR, -1), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        from_itcm_without_a_port, past_the_cache_a_doubleword_at_a_time, through_the_cache,
        old_code_stays_in_the_cache, the_data_cache_keeps_new_code_from_the_instruction_side,
        old_code_stays_in_the_queue, a_fill_under_way_is_dropped, places_without_code,
        a_region_that_forbids_it, running_ahead_past_the_end_of_memory_is_no_fault };
    return run_tests("fetch", tests, sizeof tests / sizeof *tests);
}
