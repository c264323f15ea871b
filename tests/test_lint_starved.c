/* test_lint_starved.c -- data lost at an SPI or an ADC: failing facts and the silent twin. U(S)ARTs and the
 * bridge: test_lint_dma.c. */
#include "judge_bench.h"

enum { CR1 = 0, CR1_SPE_CSTART = 0x201, RXDR = 0x30, TXDR = 0x20, DR = 0x40, ADC2_DR = 0x140 };

static void route(unsigned stream, uint32_t id) { reg_write(SLOT_DMAMUX1, MUX + 4 * stream, id); }
static void lost(uint8_t who, uint32_t off, uint64_t data, uint64_t note)
{
    put((fact_t){ .kind = F_LOST, .who = who, .what = 3, .addr = off, .data = data, .note = note,
                  .pc = NO_PC });
}
static void sent(uint64_t data, uint64_t note)
{
    put((fact_t){ .kind = F_TX, .who = SLOT_SPI1, .addr = TXDR, .data = data, .note = note, .pc = NO_PC });
}
static void item(unsigned stream)
{
    put((fact_t){ .kind = F_DMA_ITEM, .who = SLOT_DMA1, .what = (uint8_t)stream, .size = 1,
                  .addr = S1 + RXDR, .pc = NO_PC });
}
static const finding_t *starved(const char *port, const char *words)
{
    const finding_t *f = only(RULE_STARVED, TIER_ERROR, port);
    ck_assert_msg(strstr(f->message, words) != NULL, "%s", f->message);
    return f;
}

/* ---- SPI: overrun ---------------------------------------------------------------------------- */

/* A driver that takes what comes in, and was too late once. */
START_TEST(rxdr_is_read_too_late)
{
    bench_start_lint();
    reg_write(SLOT_SPI1, S1 + CR1, CR1_SPE_CSTART);
    reg_read(SLOT_SPI1, S1 + RXDR, 0x59);
    lost(SLOT_SPI1, RXDR, 0x5A, 0), lost(SLOT_SPI1, RXDR, 0x5B, 0);
    const finding_t *f = starved("SPI1", "lost the frame 0x5A");
    ck_assert_uint_eq(f->count, 2);
    ck_assert_uint_eq(f->addr, S1 + RXDR);
    ck_assert_ptr_nonnull(strstr(f->message, "No running stream"));
    ck_assert_ptr_nonnull(strstr(f->missing, "MASRX"));
    bench_end();
    bench_start_lint();
    lost(SLOT_SPI1, TXDR, 0x5A, 1);                        /* written to a full TxFIFO: not starved */
    silent();
}
END_TEST

/* One that only sends, full duplex (Embassy's write()): what comes in is nobody's. */
START_TEST(nobody_reads_rxdr)
{
    bench_start_lint();
    reg_read(SLOT_SPI1, S1 + RXDR, 0);                     /* of the transfer before */
    reg_write(SLOT_SPI1, S1 + CR1, CR1_SPE_CSTART);
    lost(SLOT_SPI1, RXDR, 0x5A, 0);
    const finding_t *f = only(RULE_STARVED, TIER_HAZARD, "SPI1");
    ck_assert_ptr_nonnull(strstr(f->message, "only sends"));
    ck_assert_ptr_nonnull(strstr(f->missing, "CFG2.COMM"));
    bench_end();
}
END_TEST

/* Streams 2 and 5 moved three and one items since stream 0's last. */
START_TEST(others_were_served)
{
    bench_start_lint();
    route(0, 37);
    enable(3, CR_P2M, RX, 32);
    item(0), item(2), item(2), item(5), item(2);
    lost(SLOT_SPI1, RXDR, 1, 0);
    const finding_t *f = starved("SPI1", "moved 4 items since its last one, 3 of them DMA1 stream 2");
    ck_assert_str_eq(f->master, "DMA1 stream 0");
    ck_assert_uint_eq(f->pc, 3);
    bench_end();
}
END_TEST

static void arm(unsigned stream, unsigned level)
{
    put((fact_t){ .kind = F_DMA_ON, .who = SLOT_DMA1, .what = (uint8_t)stream, .addr = NC, .pc = NO_PC,
                  .data = RX | 32ull << 32, .note = (uint64_t)(CR_P2M | level << 16) });
}

/* The chain names those that are served before it, in time, and the advice is about them; stream 3 is busier
 * still but of its own PL and behind it. */
START_TEST(the_streams_that_go_first_are_named)
{
    bench_start_lint();
    route(0, 37);
    arm(0, 0), arm(1, 3), arm(2, 1), arm(3, 0);
    item(0), item(1), item(1), item(2), item(3), item(3), item(3);
    lost(SLOT_SPI1, RXDR, 1, 0);
    const finding_t *f = starved("SPI1", "3 of them DMA1 stream 3");
    ck_assert_str_eq(f->missing, "Let DMA1 stream 0 (PL low) go before DMA1 stream 1 (PL very high) and DMA1 "
                     "stream 2 (PL medium): raise its PL and lower theirs, or let the other DMA serve it.");
    ck_assert_uint_eq(f->causes, 4);                   /* a fact a cycle: routed 1, armed 2 to 5 */
    ck_assert_str_eq(f->cause[0].text, "DMA1 stream 1 (PL very high) was armed at cycle 3 in no step of the "
                     "program and moved 2 items since");
    ck_assert_str_eq(f->cause[1].text, "DMA1 stream 2 (PL medium) was armed at cycle 4 in no step of the "
                     "program and moved 1 item since");
    ck_assert_str_eq(f->cause[2].text, "DMA1 stream 0 (PL low) moved its last item at cycle 6");
    bench_end();
}
END_TEST

/* From AXI SRAM the cure is to move the buffer, in SRAM1 it is in its own domain already. */
START_TEST(the_advice_depends_on_where_the_buffer_is)
{
    static const char *const advice[] = { "Put rx into memory of the DMA's own domain (SRAM1-3): the road to AXI "
                                          "SRAM is one that DMA2 memory uses too.",
                                          "nc lies in SRAM1, where DMA2 memory is busy too" };
    for (int near = 0; near < 2; near++) {
        bench_start_lint();
        route(0, 37);
        enable(3, CR_P2M, near ? NC : RX, 32);
        put((fact_t){ .kind = F_ASK, .who = INIT_DMA1_MEM, .what = PORT_DMA1_MEM, .addr = near ? NC : RX,
                      .note = 1 | 1 << 8, .pc = NO_PC });
        put((fact_t){ .kind = F_GRANT, .who = INIT_DMA2_MEM, .what = 0, .pc = NO_PC });
        lost(SLOT_SPI1, RXDR, 1, 0);
        const finding_t *f = starved("SPI1", "DMA2 memory was granted 1 time");
        ck_assert_msg(!strncmp(f->missing, advice[near], strlen(advice[near])), "%s", f->missing);
        ck_assert_ptr_nonnull(strstr(f->cause[1].text, "waited while DMA2 memory was granted 1 time"));
        bench_end();
    }
}
END_TEST

START_TEST(the_spi_stream_was_over)
{
    bench_start_lint();
    route(0, 37);
    enable(3, CR_P2M, RX, 4);
    dma_done();
    reg_write(SLOT_DMA1, D1 + 8, 0x3D);
    lost(SLOT_SPI1, RXDR, 1, 0);
    starved("SPI1", "had not been armed again");
    bench_end();
}
END_TEST

/* ---- SPI: underrun --------------------------------------------------------------------------- */

START_TEST(underrun_while_the_stream_is_armed_late)
{
    bench_start_lint();
    sent(0xEE, 1), sent(0xEE, 2);
    ck_assert_uint_eq(B.list.count, 0);                    /* perhaps it never has anything to send */
    route(0, 38);
    enable(3, CR_P2M, TX, 4);
    reg_write(SLOT_SPI1, S1 + TXDR, 0xA0);
    const finding_t *f = starved("SPI1", "armed at cycle");
    ck_assert_uint_eq(f->addr, S1 + TXDR);
    ck_assert_ptr_nonnull(strstr(f->message, "empty TxFIFO"));
    bench_end();
}
END_TEST

START_TEST(underrun_in_mid_message)
{
    bench_start_lint();
    reg_write(SLOT_SPI1, S1 + TXDR, 0xA0);
    sent(0xA0, 0), sent(0, 1), sent(0xEE, 2);
    ck_assert_uint_eq(starved("SPI1", "No running stream serves its TXP")->count, 2);
    bench_end();
}
END_TEST

START_TEST(a_listener_is_silent)
{
    bench_start_lint();
    sent(0, 1), sent(0, 2), sent(0, 2);                    /* full duplex, but TXDR is never written */
    silent();
    bench_start_lint();
    reg_write(SLOT_SPI1, S1 + TXDR, 0xA0);
    sent(0xA0, 0);
    silent();
}
END_TEST

/* ---- ADC ------------------------------------------------------------------------------------- */

START_TEST(samples_lost)
{
    bench_start_lint();
    route(0, 10);                                          /* ADC2 */
    enable(3, CR_P2M, RX, 32);
    item(0), item(1), item(1);
    lost(SLOT_ADC12, ADC2_DR, 0x9C40, 0), lost(SLOT_ADC12, ADC2_DR, 0x9C41, 0);
    const finding_t *f = starved("ADC2", "lost the sample 0x9C40 of input 3");
    ck_assert_uint_eq(f->count, 2);
    ck_assert_ptr_nonnull(strstr(f->message, "2 of them DMA1 stream 1"));
    bench_end();
    bench_start_lint();
    lost(SLOT_ADC12, DR, 7, 0);
    starved("ADC1", "DR was not read in time");
    bench_end();
    bench_start_lint();
    lost(SLOT_ADC12, DR, 7, 1);                            /* OVRMOD: overwritten by choice */
    silent();
}
END_TEST

/* No request ever left: one finding, and no stream or bus is blamed. With the bit set they are (above). */
START_TEST(its_requests_never_left)
{
    bench_start_lint();
    reg_write(SLOT_USART1, U1 + 0x08, 0);
    reg_write(SLOT_DMAMUX1, MUX, 41);
    enable(3, CR_P2M | CR_TRBUFF, RX, 4);
    put((fact_t){ .kind = F_LOST, .who = SLOT_USART1, .data = 0x41, .pc = NO_PC });
    const finding_t *f = only(RULE_STARVED, TIER_ERROR, "USART1");
    ck_assert_ptr_nonnull(strstr(f->message, "DMAR in USART1.CR3 is 0, and no request ever left."));
    ck_assert_ptr_nonnull(strstr(f->missing, "Set DMAR in USART1.CR3"));
    ck_assert_ptr_null(strstr(f->missing, "PL"));
    bench_end();
}
END_TEST

int main(void)
{
    const TTest *const test[] = { rxdr_is_read_too_late, nobody_reads_rxdr, others_were_served,
                                         the_streams_that_go_first_are_named,
                                         the_advice_depends_on_where_the_buffer_is,
                                         the_spi_stream_was_over, underrun_while_the_stream_is_armed_late,
                                         underrun_in_mid_message, a_listener_is_silent, samples_lost };
    TCase *t = tcase_create("all");
    for (size_t i = 0; i < sizeof test / sizeof *test; i++) tcase_add_test(t, test[i]);
    tcase_add_test(t, its_requests_never_left);
    return case_run("lint_starved", t);
}
