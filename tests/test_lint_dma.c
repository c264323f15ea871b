/* test_lint_dma.c -- dma-config and starved: failing facts and the silent twin. */
#include "judge_bench.h"

static void route(unsigned stream, uint32_t id) { reg_write(SLOT_DMAMUX1, MUX + 4 * stream, id); }
static void ignored(uint32_t off, uint32_t value, ignored_t why)
{
    put((fact_t){ .kind = F_IGNORED, .who = SLOT_DMA1, .addr = off, .data = value, .note = why,
                  .pc = NO_PC });
}
static const finding_t *config_with(const char *words)
{
    const finding_t *f = only(RULE_DMA_CONFIG, TIER_LINT, "rx");
    ck_assert_str_eq(f->master, "DMA1 stream 0");
    ck_assert_ptr_nonnull(strstr(f->message, words));
    return f;
}

START_TEST(a_good_transfer_is_silent)
{
    bench_start_lint();
    route(0, 41);
    enable(3, CR_P2M | CR_TRBUFF, RX, 4);
    dma_done();
    reg_write(SLOT_DMA1, D1 + 8, 0x3D);
    enable(3, CR_P2M | CR_TRBUFF, RX, 4);
    silent();
}
END_TEST

START_TEST(no_items)
{
    bench_start_lint();
    enable(3, CR_P2M, RX, 0);
    ck_assert_uint_eq(config_with("NDTR = 0")->fix_pc, 3);
    bench_end();
}
END_TEST

/* 0x10003 asked for, 3 counted; a count that fits, written after one that did not, is meant. */
START_TEST(more_items_than_it_counts)
{
    bench_start_lint();
    reg_write(SLOT_DMA1, D1 + 0x14, 0x10003);
    enable(3, CR_P2M, RX, 3);
    const finding_t *f = config_with("asked to move 65539 items and enabled with 3");
    ck_assert_ptr_nonnull(strstr(f->message, "reports success"));
    bench_end();
    bench_start_lint();
    reg_write(SLOT_DMA1, D1 + 0x14, 0x10003);
    reg_write(SLOT_DMA1, D1 + 0x14, 3);
    enable(3, CR_P2M, RX, 3);
    silent();
}
END_TEST

static void narrow_count(uint32_t value)
{
    put((fact_t){ .kind = F_STORE, .what = DST_PORT, .size = 2, .addr = D1 + 0x14, .pc = 7, .data = value });
    ignored(0x14, value, IGN_SIZE);
    put((fact_t){ .kind = F_REG_WRITE, .who = SLOT_DMA1, .what = INIT_AHBP, .size = 2, .addr = D1 + 0x14,
                  .data = value, .pc = NO_PC });
}

/* The cause is the access, not the count of 0 it left behind. */
START_TEST(a_count_written_as_a_half_word)
{
    bench_start_lint();
    narrow_count(8);
    enable(3, CR_P2M, RX, 0);
    const finding_t *f = only(RULE_DMA_CONFIG, TIER_LINT, "DMA1 stream 0");
    ck_assert_ptr_nonnull(strstr(f->message, "0x8 to DMA1.S0NDTR was lost: it was narrower than 32 bits"));
    ck_assert_uint_eq(f->pc, 7);
    bench_end();
    bench_start_lint();                     /* a whole 0 after it is a mistake of its own */
    narrow_count(8);
    reg_write(SLOT_DMA1, D1 + 0x14, 0);
    enable(3, CR_P2M, RX, 0);
    bench_finish();
    ck_assert_uint_eq(B.list.count, 2);
    bench_end();
}
END_TEST

/* One cause, told where it was written and not where the stream was armed; the TEIF that follows is not told
 * again. With the other half's address nothing is refused. */
START_TEST(the_buffer_in_use_was_given_a_new_address)
{
    bench_start_lint();
    enable(3, CR_P2M | DMA_CR_DBM, RX, 4);
    put((fact_t){ .kind = F_STORE, .what = DST_PORT, .size = 4, .addr = D1 + 0x1C, .pc = 7, .data = TX });
    ignored(0x1C, TX, IGN_IN_USE);
    dma_flag(DMA_TE);
    dma_off(OFF_DBM_WRITE);
    const finding_t *f = config_with("DMA1.S0M0AR stopped DMA1 stream 0 with TEIF");
    ck_assert_uint_eq(f->pc, 7); ck_assert_uint_eq(f->fix_pc, 7);
    ck_assert_uint_eq(f->addr, D1 + 0x1C);
    ck_assert_ptr_nonnull(strstr(f->message, "CT was 0"));
    ck_assert_ptr_nonnull(strstr(f->missing, "not in use"));
    bench_end();
    bench_start_lint();
    enable(3, CR_P2M | DMA_CR_DBM, RX, 4);
    reg_write(SLOT_DMA1, D1 + 0x20, TX);
    silent();
}
END_TEST

/* FEIF with FEIE: told in direct mode; not with the FIFO on, where it is a real error, and not without the
 * interrupt. */
START_TEST(fifo_error_in_direct_mode)
{
    bench_start_lint();
    enable_with(3, CR_M2P, DMA_FCR_FEIE, U1 + 0x28, RX, 4);
    dma_flag(DMA_FE);
    config_with("direct mode");
    bench_end();
    bench_start_lint();
    enable_with(3, CR_M2P, 0, U1 + 0x28, RX, 4);
    dma_flag(DMA_FE);
    silent();
    bench_start_lint();
    enable_with(3, CR_M2P, DMA_FCR_FEIE | DMA_FCR_DMDIS, U1 + 0x28, RX, 4);
    dma_flag(DMA_FE);
    reg_read(SLOT_DMA1, D1, 1);
    silent();
}
END_TEST

START_TEST(misaligned)
{
    bench_start_lint();
    enable_with(3, CR_P2M | 2 << 11 | 2 << 13, 4, U1 + 0x24, RX + 2, 4);
    config_with("not a multiple of its access size of 4 bytes");
    bench_end();
    bench_start_lint();  /* direct mode: MSIZE counts for nothing, PSIZE does */
    enable_with(3, CR_P2M | 2 << 13, 0, U1 + 0x24, RX + 2, 4);
    silent();
}
END_TEST

START_TEST(burst_does_not_fit)
{
    bench_start_lint();
    enable_with(3, CR_P2M | 1 << 23, 4, U1 + 0x24, RX, 4);
    dma_flag(DMA_FE); dma_off(OFF_FIFO_CONFIG);
    config_with("FEIF, EN fell");
    bench_end();
}
END_TEST

START_TEST(flags_still_up)
{
    bench_start_lint();
    enable(3, CR_P2M, RX, 4);
    dma_done();
    enable(3, CR_P2M, RX, 4);
    ck_assert_ptr_nonnull(strstr(config_with("TCIF")->missing, "DMA1_LIFCR"));
    bench_end();
}
END_TEST

START_TEST(write_ignored_while_enabled)
{
    bench_start_lint();
    enable(3, CR_P2M, RX, 4);
    put((fact_t){ .kind = F_STORE, .what = DST_PORT, .size = 4, .addr = D1 + 0x1C, .pc = 7, .data = TX });
    ignored(0x1C, TX, IGN_ENABLED);
    const finding_t *f = config_with("was ignored: DMA1 stream 0 was still enabled");
    ck_assert_uint_eq(f->pc, 7);
    bench_end();
}
END_TEST

START_TEST(two_streams_on_one_request)
{
    for (int fixed = 0; fixed < 2; fixed++) {
        bench_start_lint();
        route(0, 9); route(1, fixed ? 10 : 9);
        enable(3, CR_P2M, RX, 4);
        put((fact_t){ .kind = F_DMA_ON, .who = SLOT_DMA1, .what = 1, .addr = TX, .data = 4ull << 32,
                      .note = CR_P2M, .pc = NO_PC });
        if (fixed) { silent(); continue; }
        config_with("DMAMUX1 request 9");
        bench_end();
    }
}
END_TEST

START_TEST(trbuff)
{
    bench_start_lint();
    route(0, 41);
    enable(3, CR_P2M, RX, 4);
    const finding_t *f = config_with("serves USART1_RX (request 41) with TRBUFF = 0");
    /* S0CR, not the request's number */
    ck_assert_uint_eq(f->addr, D1 + 0x10); ck_assert_uint_eq(f->size, 4);
    bench_end();
    bench_start_lint();
    route(0, 9);                                           /* ADC1 */
    enable(3, CR_P2M, RX, 4);
    silent();
}
END_TEST

/* ---- a stream that nothing can ask ---- */

static void uart_may_ask(uint32_t cr3) { reg_write(SLOT_USART1, U1 + 0x08, cr3); }

START_TEST(armed_and_never_routed)
{
    bench_start_lint();
    route(0, 0);
    enable(3, CR_P2M, RX, 4);
    const finding_t *f = config_with("never got a request: DMAMUX1 channel 0, which feeds it, has request 0");
    ck_assert_uint_eq(f->pc, 3);
    ck_assert_ptr_nonnull(strstr(f->message, "Channel 1 has request 101, and DMA1 stream 1"));
    ck_assert_ptr_nonnull(strstr(f->missing, "DMAMUX1_C0CR"));
    bench_end();
    bench_start_lint();                     /* as late as may be */
    route(0, 0);
    enable(3, CR_P2M, RX, 4);
    route(0, 100);
    silent();
    bench_start_lint();                     /* software gave up */
    route(0, 0);
    enable(3, CR_P2M, RX, 4);
    dma_off(OFF_SOFTWARE);
    silent();
    bench_start_lint();                     /* memory to memory asks for nothing */
    route(0, 0);
    enable_with(3, 0x481, DMA_FCR_DMDIS, TX, RX, 4);
    silent();
}
END_TEST

/* The transmitter's request and the receiver's register; one finding, though nothing may ask either. */
START_TEST(request_and_register_of_two_directions)
{
    bench_start_lint();
    route(0, 42), uart_may_ask(1 << 6);
    enable(3, CR_P2M | CR_TRBUFF, RX, 4);
    const finding_t *f = config_with("request 42 (USART1_TX), and its PAR is USART1.RDR");
    ck_assert_ptr_nonnull(strstr(f->message, "request 41 (USART1_RX)"));
    bench_end();
    bench_start_lint();                     /* a request may pace what has nothing to do with it */
    route(0, 42);
    enable_with(3, CR_P2M | CR_TRBUFF, 0, ADC + 0x40, RX, 4);
    silent();
}
END_TEST

START_TEST(armed_and_its_peripheral_may_not_ask)
{
    bench_start_lint();
    route(0, 41), uart_may_ask(1 << 7);
    enable(3, CR_P2M | CR_TRBUFF, RX, 4);
    const finding_t *f = config_with("request 41 (USART1_RX), and DMAR in USART1.CR3 is 0");
    ck_assert_ptr_nonnull(strstr(f->missing, "Set DMAR in USART1.CR3,"));
    bench_end();
    bench_start_lint();                     /* DMAR after EN; a byte that never comes is no mistake */
    route(0, 41), uart_may_ask(0);
    enable(3, CR_P2M | CR_TRBUFF | CR_CIRC, RX, 4);
    uart_may_ask(1 << 6);
    silent();
    bench_start_lint();                     /* and cleared again, by a driver that is done */
    route(0, 41), uart_may_ask(1 << 6);
    enable(3, CR_P2M | CR_TRBUFF | CR_CIRC, RX, 4);
    uart_may_ask(0);
    silent();
    bench_start_lint();                     /* an item came: somebody asked */
    route(0, 0);
    enable(3, CR_P2M, RX, 4);
    put((fact_t){ .kind = F_DMA_ITEM, .who = SLOT_DMA1, .addr = RX, .size = 1 });
    silent();
}
END_TEST

/* ---- the BDMA ---- */

static void enable_bdma(uint32_t items)
{
    put((fact_t){ .kind = F_STORE, .what = DST_STB, .size = 4, .addr = BD + 0x08, .pc = 3, .data = 0x81 });
    put((fact_t){ .kind = F_DMA_ON, .who = SLOT_BDMA, .addr = RX, .data = (uint64_t)items << 32,
                  .note = 1 | 1 << 10, .pc = NO_PC });
}

static const finding_t *bdma_config(const char *buffer, const char *words)
{
    const finding_t *f = only(RULE_DMA_CONFIG, TIER_LINT, buffer);
    ck_assert_str_eq(f->master, "BDMA channel 0");
    ck_assert_msg(strstr(f->message, words) != NULL, "%s", f->message);
    return f;
}

static void look_at_isr(void)
{
    put((fact_t){ .kind = F_REG_READ, .who = SLOT_BDMA, .what = INIT_AXIM, .size = 4, .addr = 0 });
}

START_TEST(bdma_en_stays)
{
    bench_start_lint();
    /* no UART's id there */
    put((fact_t){ .kind = F_REG_WRITE, .who = SLOT_DMAMUX2, .size = 4, .addr = 0, .data = 41 });
    enable_bdma(4);
    silent();
    bench_start_lint();
    enable_bdma(4);
    put((fact_t){ .kind = F_DMA_FLAG, .who = SLOT_BDMA, .note = DMA_TC });
    put((fact_t){ .kind = F_STORE, .what = DST_STB, .size = 4, .addr = BD + 0x0C, .pc = 7, .data = 8 });
    put((fact_t){ .kind = F_IGNORED, .who = SLOT_BDMA, .addr = 0x0C, .data = 8, .note = IGN_ENABLED });
    const finding_t *f = bdma_config("rx", "BDMA channel 0 was still enabled. EN of the BDMA stays 1");
    ck_assert_uint_eq(f->pc, 7);
    ck_assert_ptr_nonnull(strstr(f->missing, "Clear EN"));
    bench_end();
}
END_TEST

START_TEST(bdma_flags_still_up)
{
    bench_start_lint();
    enable_bdma(4);
    put((fact_t){ .kind = F_DMA_FLAG, .who = SLOT_BDMA, .note = DMA_TC });
    enable_bdma(4);                                        /* TCIF does no harm here */
    silent();
    bench_start_lint();
    put((fact_t){ .kind = F_DMA_FLAG, .who = SLOT_BDMA, .note = DMA_TE });
    look_at_isr();
    put((fact_t){ .kind = F_IGNORED, .who = SLOT_BDMA, .addr = 0x08, .data = 1, .note = IGN_FLAGS_PENDING });
    ck_assert_ptr_nonnull(strstr(bdma_config("BDMA channel 0", "TEIF")->missing, "BDMA_IFCR"));
    bench_end();
    bench_start_lint();
    put((fact_t){ .kind = F_DMA_FLAG, .who = SLOT_BDMA, .note = DMA_TE });
    look_at_isr();
    put((fact_t){ .kind = F_REG_WRITE, .who = SLOT_BDMA, .size = 4, .addr = 4, .data = 1 });  /* CGIF0 */
    put((fact_t){ .kind = F_IGNORED, .who = SLOT_BDMA, .addr = 0x08, .data = 1, .note = IGN_FLAGS_PENDING });
    ck_assert_ptr_null(strstr(bdma_config("BDMA channel 0", "still up")->message, "TEIF)"));
    bench_end();
}
END_TEST

/* ---- starved ---- */

static void lost(uint8_t byte)
{
    put((fact_t){ .kind = F_LOST, .who = SLOT_USART1, .addr = 0x24, .data = byte, .pc = NO_PC });
}

START_TEST(nobody_reads)
{
    bench_start_lint();
    lost(0x41);
    const finding_t *f = only(RULE_STARVED, TIER_ERROR, "USART1");
    ck_assert_ptr_nonnull(strstr(f->message, "lost the byte 0x41"));
    ck_assert_ptr_nonnull(strstr(f->message, "Nobody has read RDR"));
    bench_end();
    bench_start_lint();
    reg_read(SLOT_USART1, U1 + 0x24, 0x40);
    put((fact_t){ .kind = F_RX, .who = SLOT_USART1, .data = 0x41, .pc = NO_PC });
    silent();
}
END_TEST

START_TEST(the_stream_was_over)
{
    bench_start_lint();
    route(0, 41);
    enable(3, CR_P2M | CR_TRBUFF, RX, 4);
    dma_done();
    reg_write(SLOT_DMA1, D1 + 8, 0x3D);
    lost(0x41); lost(0x42);
    const finding_t *f = only(RULE_STARVED, TIER_ERROR, "USART1");
    ck_assert_uint_eq(f->count, 2);
    ck_assert_ptr_nonnull(strstr(f->message, "had not been armed again"));
    bench_end();
}
END_TEST

START_TEST(what_follows_from_a_bus_error_is_not_told_again)
{
    bench_start_lint();
    route(0, 41);
    enable(3, CR_P2M | CR_TRBUFF, DTCM_BUF, 4);
    dma_flag(DMA_TE); dma_off(OFF_BUS_ERROR);
    reg_read(SLOT_DMA1, D1, 8);
    lost(0x41);
    put((fact_t){ .kind = F_FLAG, .who = SLOT_USART1, .addr = 0x1C, .note = 8, .pc = NO_PC });
    silent();
}
END_TEST

START_TEST(the_bus_was_taken)
{
    bench_start_lint();
    route(0, 41);
    enable(3, CR_P2M | CR_TRBUFF, RX, 4);
    put((fact_t){ .kind = F_ASK, .who = INIT_DMA1_MEM, .what = PORT_DMA1_MEM, .addr = RX, .note = 1 | 1 << 8,
                  .pc = NO_PC });
    for (int i = 0; i < 20; i++)
        put((fact_t){ .kind = F_GRANT, .who = INIT_DMA2_MEM, .what = 0, .pc = NO_PC });
    lost(0x41);
    const finding_t *f = only(RULE_STARVED, TIER_ERROR, "USART1");
    ck_assert_str_eq(f->master, "DMA1 stream 0");
    /* asked, 20 grants, lost: 210 ticks of 10 a cycle */
    ck_assert_ptr_nonnull(strstr(f->message, "took 21 cycles"));
    ck_assert_ptr_nonnull(strstr(f->message, "DMA2 memory was granted 20 times"));
    bench_end();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, a_good_transfer_is_silent);
    tcase_add_test(t, no_items);
    tcase_add_test(t, more_items_than_it_counts);
    tcase_add_test(t, a_count_written_as_a_half_word);
    tcase_add_test(t, armed_and_never_routed);
    tcase_add_test(t, request_and_register_of_two_directions);
    tcase_add_test(t, armed_and_its_peripheral_may_not_ask);
    tcase_add_test(t, the_buffer_in_use_was_given_a_new_address);
    tcase_add_test(t, fifo_error_in_direct_mode);
    tcase_add_test(t, misaligned);
    tcase_add_test(t, burst_does_not_fit);
    tcase_add_test(t, flags_still_up);
    tcase_add_test(t, write_ignored_while_enabled);
    tcase_add_test(t, two_streams_on_one_request);
    tcase_add_test(t, bdma_en_stays);
    tcase_add_test(t, bdma_flags_still_up);
    tcase_add_test(t, trbuff);
    tcase_add_test(t, nobody_reads);
    tcase_add_test(t, the_stream_was_over);
    tcase_add_test(t, what_follows_from_a_bus_error_is_not_told_again);
    tcase_add_test(t, the_bus_was_taken);
    return case_run("lint_dma", t);
}
