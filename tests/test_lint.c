/* test_lint.c -- MPU rules, write-through, ignored errors: failing facts and the silent twin. */
#include "judge_bench.h"

static void region(uint32_t n, uint32_t base, uint32_t rasr)
{
    ppb(0xE000ED98, n);
    ppb(0xE000ED9C, base);
    ppb(0xE000EDA0, rasr);
}
static void mpu_on(void) { ppb(0xE000ED94, 5); dsb(2); }
enum { SIZE_64K = 15 << 1, ON = 1, FULL = 3 << 24 };

START_TEST(reserved_code)
{
    bench_start_lint();
    region(2, 0x24070000, FULL | 8u << 16 | 1u << 16 | SIZE_64K | ON);             /* TEX 1, C 0, B 1 */
    mpu_on();
    const finding_t *f = only(RULE_MPU_RESERVED, TIER_LINT, "MPU region 2");
    ck_assert_ptr_nonnull(strstr(f->message, "TEX=1 C=0 B=1"));
    ck_assert_uint_eq(f->pc, 7);
    bench_end();
}
END_TEST

START_TEST(reserved_code_twin)
{
    bench_start_lint();
    region(2, 0x24070000, FULL | 8u << 16 | SIZE_64K | ON);
    region(3, 0x30000000, FULL | (8u << 16 | 3u << 16) | SIZE_64K | ON);
    region(4, 0x38000000, FULL | 9u << 16 | SIZE_64K);                              /* reserved, but off */
    mpu_on();
    silent();
}
END_TEST

START_TEST(window)
{
    bench_start_lint();
    region(0, 0x3000FAE0, FULL | 4u << 16 | SIZE_64K | ON);
    mpu_on();
    const finding_t *f = only(RULE_MPU_WINDOW, TIER_LINT, "MPU region 0");
    ck_assert_ptr_nonnull(strstr(f->message, "covers 0x30000000-0x3000FFFF"));
    ck_assert_ptr_nonnull(strstr(f->message, "0x30010000-0x3001FADF keeps"));
    ck_assert_uint_eq(f->had, 0x30000000);
    bench_end();
}
END_TEST

START_TEST(window_is_judged_when_both_registers_are_written)
{
    bench_start_lint();
    region(0, 0x24000020, FULL | 4u << 16 | 4 << 1 | ON);                           /* 32 bytes: aligned */
    mpu_on();
    ppb(0xE000EDA0, FULL | 4u << 16 | SIZE_64K | ON); /* for a moment 64 KB at 0x...20 */
    ppb(0xE000ED9C, 0x24010000);
    dsb(2);
    silent();
}
END_TEST

START_TEST(valid_bit_and_aliases_choose_the_region)
{
    bench_start_lint();
    ppb(0xE000ED9C, 0x24070000 | 16 | 5);
    ppb(0xE000EDA0, FULL | 9u << 16 | SIZE_64K | ON);
    ppb(0xE000EDA4, 0x24060000 | 16 | 6);
    ppb(0xE000EDA8, FULL | 8u << 16 | SIZE_64K | ON);
    mpu_on();
    only(RULE_MPU_RESERVED, TIER_LINT, "MPU region 5");
    bench_end();
}
END_TEST

START_TEST(poked_set_up_is_judged_like_a_stored_one)
{
    bench_start_lint();
    reg_write(SLOT_CORE, 0xE000ED98, 1); reg_write(SLOT_CORE, 0xE000ED9C, 0x3000FAE0);
    reg_write(SLOT_CORE, 0xE000EDA0, FULL | 4u << 16 | SIZE_64K | ON); reg_write(SLOT_CORE, 0xE000ED94, 5);
    only(RULE_MPU_WINDOW, TIER_LINT, "MPU region 1");
    bench_end();
}
END_TEST

START_TEST(write_through)
{
    bench_start_lint(); cache_on(); mpu_region(WT, MPU_WT);
    store(0, WT, 4, 1, 0); store(0, WT + 4, 4, 2, 0);
    const finding_t *f = only(RULE_ERRATUM_WRITE_THROUGH, TIER_LINT, "wt");
    ck_assert_uint_eq(f->count, 2);
    ck_assert_ptr_nonnull(strstr(f->message, "1259864"));
    bench_end();
}
END_TEST

START_TEST(write_through_twins)
{
    bench_start_lint(); mpu_region(WT, MPU_WT);                                     /* D-cache off */
    store(0, WT, 4, 1, 0);
    silent();
    bench_start_lint(); cache_on();                                                 /* write-back */
    store(0, WT, 4, 1, 0);
    silent();
    bench_start_lint(); cache_on(); mpu_region(WT, MPU_NC);
    store(0, WT, 4, 1, 0);
    silent();
}
END_TEST

START_TEST(dma_error_ignored)
{
    bench_start_lint();
    enable(3, CR_P2M, DTCM_BUF, 16);
    dma_flag(DMA_TE); dma_off(OFF_BUS_ERROR);
    reg_read(SLOT_DMA1, D1 + 4, 0); /* HISR: not this stream's */
    const finding_t *f = only(RULE_IGNORED_ERROR, TIER_HAZARD, "DMA1 stream 0");
    ck_assert_ptr_nonnull(strstr(f->message, "raised TEIF0"));
    ck_assert_ptr_nonnull(strstr(f->message, "DMA1_LISR"));
    bench_end();
}
END_TEST

START_TEST(dma_error_seen)
{
    bench_start_lint();
    enable(3, CR_P2M, DTCM_BUF, 16);
    dma_flag(DMA_TE); dma_off(OFF_BUS_ERROR);
    reg_read(SLOT_DMA1, D1, 8);
    silent();
    bench_start_lint();
    enable(3, CR_P2M, DTCM_BUF, 16);
    dma_flag(DMA_TE);
    put((fact_t){ .kind = F_IRQ_ENTER, .what = 16 + 11, .pc = NO_PC });
    silent();
}
END_TEST

START_TEST(fifo_error_counts_in_fifo_mode_only)
{
    bench_start_lint();
    enable(3, CR_P2M | CR_TRBUFF, RX, 1);
    dma_flag(DMA_FE);
    silent();
    bench_start_lint();
    enable_with(3, CR_P2M, 4, U1 + 0x24, RX, 1);
    dma_flag(DMA_FE);
    only(RULE_IGNORED_ERROR, TIER_HAZARD, "DMA1 stream 0");
    bench_end();
}
END_TEST

START_TEST(overrun_ignored_and_seen)
{
    for (int seen = 0; seen < 3; seen++) {
        bench_start_lint();
        put((fact_t){ .kind = F_FLAG, .who = SLOT_USART1, .addr = 0x1C, .note = 8, .pc = NO_PC });
        if (seen == 1) reg_read(SLOT_USART1, U1 + 0x1C, 8);
        if (seen == 2) put((fact_t){ .kind = F_IRQ_ENTER, .what = 16 + 37, .pc = NO_PC });
        if (seen) { silent(); continue; }
        only(RULE_IGNORED_ERROR, TIER_HAZARD, "USART1");
        bench_end();
    }
}
END_TEST

/* ---- a part without a clock --------------------------------------------------------------------- */

static void lost(uint8_t init, uint32_t addr, uint32_t value)
{
    put((fact_t){ .kind = F_STORE, .what = DST_PORT, .size = 4, .addr = addr, .pc = 7, .data = value });
    put((fact_t){ .kind = F_IGNORED, .who = SLOT_DMAMUX2, .what = init, .addr = addr, .data = value,
                  .note = IGN_UNCLOCKED, .pc = NO_PC });
}

/* Once a part, however much was lost. A refusal of another kind, and a part that has its clock: silent. */
START_TEST(a_part_without_a_clock)
{
    bench_start_lint();
    lost(INIT_AXIM, MUX2 + 4, 9);
    lost(INIT_AXIM, MUX2, 10);
    const finding_t *f = only(RULE_MEMORY_UNCLOCKED, TIER_LINT, "DMAMUX2");
    ck_assert_uint_eq(f->pc, 7);
    ck_assert_uint_eq(f->count, 2);
    ck_assert_ptr_nonnull(strstr(f->message, "RCC_AHB4ENR.BDMAEN = 0"));
    ck_assert_ptr_nonnull(strstr(f->missing, "Set BDMAEN in RCC_AHB4ENR"));
    ck_assert_ptr_null(strstr(f->missing, "LPENR"));
    bench_end();
    bench_start_lint();
    lost(INIT_DMA1_PER, MUX2, 10);
    f = only(RULE_MEMORY_UNCLOCKED, TIER_LINT, "DMAMUX2");
    ck_assert_uint_eq(f->pc, NO_PC);
    ck_assert_ptr_nonnull(strstr(f->missing, "LPENR"));
    bench_end();
    bench_start_lint();
    reg_write(SLOT_DMAMUX2, MUX2, 10);
    put((fact_t){ .kind = F_IGNORED, .who = SLOT_DMAMUX2, .addr = MUX2 + 0x80, .note = IGN_READONLY,
                  .pc = NO_PC });
    silent();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, reserved_code);
    tcase_add_test(t, reserved_code_twin);
    tcase_add_test(t, window);
    tcase_add_test(t, window_is_judged_when_both_registers_are_written);
    tcase_add_test(t, valid_bit_and_aliases_choose_the_region);
    tcase_add_test(t, poked_set_up_is_judged_like_a_stored_one);
    tcase_add_test(t, write_through);
    tcase_add_test(t, write_through_twins);
    tcase_add_test(t, dma_error_ignored);
    tcase_add_test(t, dma_error_seen);
    tcase_add_test(t, fifo_error_counts_in_fifo_mode_only);
    tcase_add_test(t, overrun_ignored_and_seen);
    tcase_add_test(t, a_part_without_a_clock);
    return case_run("lint", t);
}
