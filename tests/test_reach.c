/* test_reach.c -- error responses: dma-unreachable, memory-unclocked, and the twins. */
#include "judge_bench.h"

START_TEST(dma_into_dtcm)
{
    bench_start();
    enable(3, CR_P2M, DTCM_BUF, 16);
    dma_error(BUS_NO_PATH, 1, DTCM_BUF);
    dma_flag(DMA_TE); dma_off(OFF_BUS_ERROR);
    const finding_t *f = only(RULE_DMA_UNREACHABLE, TIER_ERROR, "dtcm_buf");
    ck_assert_str_eq(f->master, "DMA1 stream 0");
    ck_assert_uint_eq(f->pc, 3); ck_assert_uint_eq(f->buffer_size, 16);
    ck_assert_ptr_nonnull(strstr(f->message, "DMA1 stream 0 cannot write dtcm_buf: it lies in DTCM"));
    ck_assert_ptr_nonnull(strstr(f->message, "only the CPU and the MDMA"));
    ck_assert_ptr_nonnull(strstr(f->missing, "AXI SRAM (0x24000000), SRAM1 (0x30000000)"));
    ck_assert_ptr_null(strstr(f->missing, "alias"));
    ck_assert_uint_eq(f->causes, 3);
    ck_assert_ptr_nonnull(strstr(f->cause[0].text, "armed"));          /* in the order in which it happened */
    ck_assert_ptr_nonnull(strstr(f->cause[1].text, "refused"));
    ck_assert_ptr_nonnull(strstr(f->cause[2].text, "TEIF"));
    bench_end();
}
END_TEST

START_TEST(dma_into_flash)
{
    bench_start();
    enable(3, CR_P2M, 0x08000100, 16);
    dma_error(BUS_REFUSED, 1, 0x08000100);
    dma_flag(DMA_TE); dma_off(OFF_BUS_ERROR);
    const finding_t *f = only(RULE_DMA_UNREACHABLE, TIER_ERROR, "0x08000100");
    ck_assert_uint_eq(f->pc, 3);
    ck_assert_ptr_nonnull(strstr(f->message, "cannot write 0x08000100: flash takes writes only"));
    ck_assert_ptr_nonnull(strstr(f->missing, "const or code. Write to a variable in memory that"));
    ck_assert_uint_eq(f->causes, 3);
    bench_end();
}
END_TEST

START_TEST(dma_into_axi_sram_is_silent)
{
    bench_start();
    enable(3, CR_P2M, RX, 1);
    dma_writes(RX, 1); dma_done();
    silent();
}
END_TEST

START_TEST(nothing_answers)
{
    bench_start();
    enable(3, CR_M2P, 0x50000000, 1);
    dma_error(BUS_NO_TARGET, 0, 0x50000000);
    const finding_t *f = only(RULE_DMA_UNREACHABLE, TIER_ERROR, "0x50000000");
    ck_assert_ptr_nonnull(strstr(f->message, "cannot read"));
    bench_end();
}
END_TEST

/* No object lies there: a region is none that could be placed elsewhere, and 0 is nobody's address. */
START_TEST(no_object)
{
    bench_start();
    enable(3, CR_M2P, 0, 16);
    dma_error(BUS_NO_PATH, 0, 0);
    const finding_t *f = only(RULE_DMA_UNREACHABLE, TIER_ERROR, "0x00000000");
    ck_assert_ptr_nonnull(strstr(f->message, "cannot read 0x00000000: nothing answers"));
    ck_assert_ptr_nonnull(strstr(f->missing, "never set"));
    bench_end();
    bench_start();
    enable(3, CR_M2P, 0x20001000, 16);
    dma_error(BUS_NO_PATH, 0, 0x20001000);
    f = only(RULE_DMA_UNREACHABLE, TIER_ERROR, "DTCM");
    ck_assert_ptr_nonnull(strstr(f->missing, "Place what is at 0x20001000 in memory"));
    bench_end();
}
END_TEST

START_TEST(repeated_arming_counts)
{
    bench_start();
    for (int i = 0; i < 3; i++) {
        enable(3, CR_P2M, DTCM_BUF, 16);
        dma_error(BUS_NO_PATH, 1, DTCM_BUF);
        dma_flag(DMA_TE);
    }
    ck_assert_uint_eq(only(RULE_DMA_UNREACHABLE, TIER_ERROR, "dtcm_buf")->count, 3);
    bench_end();
}
END_TEST

START_TEST(unclocked)
{
    bench_start();
    put((fact_t){ .kind = F_ERROR, .who = INIT_AXIM, .what = BUS_UNCLOCKED, .addr = NC, .pc = NO_PC,
                  .note = 1 << 8 | TAG_STORE << 16 });
    const finding_t *f = only(RULE_MEMORY_UNCLOCKED, TIER_ERROR, "nc");
    ck_assert_str_eq(f->master, "CPU");
    ck_assert_ptr_nonnull(strstr(f->message, "SRAM1EN = 0"));
    ck_assert_ptr_nonnull(strstr(f->missing, "Set SRAM1EN in RCC"));
    bench_end();
}
END_TEST

START_TEST(the_cpu_s_own_wild_access_is_a_fault_not_a_finding)
{
    bench_start();
    put((fact_t){ .kind = F_ERROR, .who = INIT_AXIM, .what = BUS_NO_TARGET, .addr = 0x50000000, .pc = 4,
                  .note = TAG_LOAD << 16 });
    silent();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, dma_into_dtcm);
    tcase_add_test(t, dma_into_flash);
    tcase_add_test(t, dma_into_axi_sram_is_silent);
    tcase_add_test(t, nothing_answers);
    tcase_add_test(t, no_object);
    tcase_add_test(t, repeated_arming_counts);
    tcase_add_test(t, unclocked);
    tcase_add_test(t, the_cpu_s_own_wild_access_is_a_fault_not_a_finding);
    return case_run("reach", t);
}
