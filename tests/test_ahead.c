/* test_ahead.c -- rule read-ahead: NDTR counts what waits in the FIFO. */
#include "judge_bench.h"

enum { FIFO = 4 | 3, NDTR0 = D1 + 0x14 };
static void armed(uint32_t fcr) { bench_start(); enable_with(3, CR_P2M, fcr, U1 + 0x24, RX, 32); }
static void ndtr(uint32_t left)
{
    put((fact_t){ .kind = F_REG_READ,
                  .who = SLOT_DMA1,
                  .what = INIT_AHBP,
                  .size = 4,
                  .addr = NDTR0,
                  .pc = 5,
                  .data = left });
}

/* 20 bytes taken, 16 written: bytes 16 to 19 are in the FIFO. */
START_TEST(read_too_far)
{
    armed(FIFO);
    for (unsigned i = 0; i < 16; i++) dma_writes(RX + i, (uint8_t)i);
    ndtr(12);
    nc_load(6, RX + 16, 4, 0);
    const finding_t *f = only(RULE_READ_AHEAD, TIER_ERROR, "rx");
    ck_assert_uint_eq(f->addr, RX + 16);
    ck_assert_uint_eq(f->fix_pc, 5);
    ck_assert_ptr_nonnull(strstr(f->message, "(4 bytes)"));
    bench_end();
}
END_TEST

START_TEST(twins)
{
    armed(FIFO);                                            /* what is there may be read */
    for (unsigned i = 0; i < 16; i++) dma_writes(RX + i, (uint8_t)i);
    ndtr(12);
    nc_load(6, RX + 12, 4, 0x0F0E0D0C);
    silent();
    armed(FIFO);                                            /* written before it was read */
    for (unsigned i = 0; i < 16; i++) dma_writes(RX + i, (uint8_t)i);
    ndtr(12);
    for (unsigned i = 16; i < 20; i++) dma_writes(RX + i, (uint8_t)i);
    nc_load(6, RX + 16, 4, 0x13121110);
    silent();
    armed(FIFO); /* disabled: the FIFO is written out, then NDTR is read */
    for (unsigned i = 0; i < 20; i++) dma_writes(RX + i, (uint8_t)i);
    dma_off(OFF_SOFTWARE);
    ndtr(12);
    nc_load(6, RX + 16, 4, 0x13121110);
    silent();
    armed(0);                                               /* direct mode: not judged */
    ndtr(12);
    nc_load(6, RX + 16, 4, 0);
    silent();
}
END_TEST

/* The second lap of a ring: 4 bytes taken and none written of it; the bytes there are those of the lap
 * before. */
START_TEST(a_lap_ago_is_not_there)
{
    bench_start();
    enable_with(3, CR_P2M | CR_CIRC, FIFO, U1 + 0x24, RX, 32);
    for (unsigned i = 0; i < 32; i++) dma_writes(RX + i, (uint8_t)i);
    ndtr(28);
    nc_load(6, RX, 4, 0x03020100);
    only(RULE_READ_AHEAD, TIER_ERROR, "rx");
    bench_end();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("rules");
    tcase_add_test(t, read_too_far);
    tcase_add_test(t, twins);
    tcase_add_test(t, a_lap_ago_is_not_there);
    return case_run("ahead", t);
}
