/* test_usart_tx.c -- the transmitter, against timings worked out by hand (usart_bench.h has the
 * clock). */
#include "usart_bench.h"

/* TE and UE at tick 0: TEACK after one edge, 40. The idle frame lasts 40..416840. TDR written at
 * 1000 waits for it: start bit 416840, TC one frame later, 833640. */
START_TEST(test_tx_after_idle_frame)
{
    start(120000000);
    enable(TE);
    run(39);
    ck_assert_uint_eq(isr() & TEACK, 0);
    run(40);
    ck_assert_uint_eq(isr() & (TEACK | REACK), TEACK);
    run(1000);
    put(TDR, 0x5A);
    ck_assert_uint_eq(isr() & (TXE | TC), 0);
    run(416839);
    ck_assert_uint_eq(isr() & (TXE | TC), 0);
    run(416840);
    ck_assert_uint_eq(isr() & (TXE | TC), TXE);
    serial_t *s = &b.wires.tx[LINE];
    ck_assert_uint_eq(s->start, 416840);
    ck_assert_uint_eq(s->bit16, (uint64_t)BIT << 16);
    ck_assert_uint_eq(s->bits, 10);
    ck_assert_uint_eq(s->word, 0x5A << 1 | 1 << 9);
    ck_assert_uint_eq(nth(F_TX, 0)->at, 416840);
    ck_assert_uint_eq(nth(F_TX, 0)->data, 0x5A);
    run(833639);
    ck_assert_uint_eq(isr() & TC, 0);
    run(833640);
    ck_assert_uint_eq(isr() & TC, TC);
}
END_TEST

/* Idle transmitter, TDR at 1000001: first edge at or after is 1000040, one more: start at 1000080.
 * A second byte in TDR goes back to back at 1416880; then TC at 1833680. */
START_TEST(test_tx_back_to_back)
{
    start(120000000);
    enable(TE);
    run(1000001);
    put(TDR, 0x01);
    run(1000080);
    ck_assert_uint_eq(nth(F_TX, 0)->at, 1000080);
    put(TDR, 0x02);
    ck_assert_uint_eq(isr() & (TXE | TC), 0);
    run(1416880);
    ck_assert_uint_eq(nth(F_TX, 1)->at, 1416880);
    ck_assert_uint_eq(isr() & (TXE | TC), TXE);
    run(1833679);
    ck_assert_uint_eq(isr() & TC, 0);
    run(1833680);
    ck_assert_uint_eq(isr() & TC, TC);
    put(ICR, TC);
    ck_assert_uint_eq(isr() & TC, 0);
    put(TDR, 1), put(TDR, 2);
    ck_assert_uint_eq(nth(F_LOST, 0)->data, 1);
    ck_assert_uint_eq(nth(F_LOST, 0)->note, 1);
}
END_TEST

/* 100 MHz (48 ticks), BRR 868: bit 41664. Ready 48, idle frame to 416688, frame to 833328.
 * OVER8: USARTDIV 1736 = 0x6C8, BRR = 0x6C4: the same bit. PRESC 2 (/4) with BRR 217: the same. */
START_TEST(test_baud_100mhz)
{
    static const uint32_t setup[3][3] = { { 868, 0, 0 }, { 0x6C4, 1 << 15, 0 }, { 217, 0, 2 } };
    for (unsigned i = 0; i < 3; i++) {
        start(100000000);
        put(BRR, setup[i][0]), put(PRESC, setup[i][2]), put(CR1, setup[i][1]);
        put(CR1, setup[i][1] | UE | TE);
        put(TDR, 0x33);
        run(900000);
        ck_assert_uint_eq(b.wires.tx[LINE].start, 416688);
        ck_assert_uint_eq(b.wires.tx[LINE].bit16, 41664ull << 16);
        ck_assert_uint_eq(nth(F_FLAG, count(F_FLAG) - 1)->at, 833328);
        ck_assert_uint_eq(nth(F_FLAG, count(F_FLAG) - 1)->note, TC);
    }
}
END_TEST

/* Word lengths, parity, stop bits as they stand on the line. 0x35 has four ones: even parity 0, odd
 * 1. */
START_TEST(test_tx_formats)
{
    static const struct { uint32_t cr1, cr2, tdr, word, bits; } row[] = {
        { 0, 0, 0x135, 0x35 << 1 | 1 << 9, 10 },
        { 1 << 12, 0, 0x135, 0x135 << 1 | 1 << 10, 11 },  /* M0: 9 bits */
        { 1 << 28, 0, 0x35, 0x35 << 1 | 1 << 8, 9 },  /* M1: 7 bits */
        { 1 << 10, 0, 0xB5, 0x35 << 1 | 1 << 9, 10 },  /* even: bit 7 = 0 */
        { 3 << 9, 0, 0x35, 0xB5 << 1 | 1 << 9, 10 },  /* odd: bit 7 = 1 */
        { 1 << 12 | 3 << 9, 0, 0x35, 0x135 << 1 | 1 << 10, 11 },  /* 8 + odd parity */
        { 0, 2 << 12, 0x35, 0x35 << 1 | 3 << 9, 11 },  /* 2 stop bits */
        { 0, 3 << 12, 0x35, 0x35 << 1 | 3 << 9, 11 },  /* 1.5: sent as 2 */
        { 0, 1 << 12, 0x35, 0x35 << 1 | 1 << 9, 10 },  /* 0.5: sent as 1 */
    };
    for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
        start(120000000);
        put(CR2, row[i].cr2);
        enable(TE | row[i].cr1);
        put(TDR, row[i].tdr);
        run(2 * 12 * BIT);
        ck_assert_uint_eq(b.wires.tx[LINE].word, row[i].word);
        ck_assert_uint_eq(b.wires.tx[LINE].bits, row[i].bits);
        ck_assert_uint_eq(b.wires.tx[LINE].start, 40 + row[i].bits * BIT);
        ck_assert_uint_eq(nth(F_FLAG, count(F_FLAG) - 1)->at, 40 + 2 * row[i].bits * BIT);
    }
}
END_TEST

/* Sixteen wait while the idle frame goes out; the seventeenth is dropped. TXFT at 1/2: 8 places
 * free. */
START_TEST(test_tx_fifo)
{
    start(120000000);
    put(CR3, 2 << 29);
    enable(TE | FIFOEN);
    ck_assert_uint_eq(isr() & (TXFE | TXE | TXFT), TXFE | TXE | TXFT);
    for (unsigned i = 0; i < USART_FIFO; i++) {
        ck_assert_uint_eq(isr() & TXE, TXE);
        put(TDR, 0x20 + i);
    }
    ck_assert_uint_eq(isr() & (TXFE | TXE | TXFT | TC), 0);
    put(TDR, 0x77);
    ck_assert_uint_eq(nth(F_LOST, 0)->data, 0x77);
    for (unsigned i = 1; i <= USART_FIFO; i++) {
        run(40 + i * (tick_t)FRAME);
        ck_assert_uint_eq(nth(F_TX, i - 1)->data, 0x20 + i - 1);
        ck_assert_uint_eq(nth(F_TX, i - 1)->at, 40 + i * (tick_t)FRAME);
        ck_assert_int_eq((isr() & TXFE) != 0, i == USART_FIFO);
        ck_assert_int_eq((isr() & TXFT) != 0, i >= (USART_FIFO + 1) / 2);
        ck_assert_uint_eq(isr() & TC, 0);
    }
    run(40 + (USART_FIFO + 1) * (tick_t)FRAME);
    ck_assert_uint_eq(isr() & TC, TC);
    ck_assert_uint_eq(count(F_TX), USART_FIFO);
}
END_TEST

/* DMAT at 1000000 (an edge): request 1000040. TDR by byte at 1000100: falls; the byte leaves at
 * 1000120 + 40 = 1000160, TXE is back, the request one edge later, 1000200. The second byte then
 * waits a frame in TDR: TXE at 1000160 + 416800 = 1416960, request 1417000. */
START_TEST(test_tx_request)
{
    start(120000000);
    enable(TE);
    run(1000000);
    put(CR3, 1 << 7);
    run(1000039);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 0);
    run(1000040);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 1);
    run(1000100);
    put_sized(&b, TDR, 1, 0x61);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 0);
    run(1000199);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 0);
    run(1000200);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 1);
    put_sized(&b, TDR, 2, 0x62);
    run(1416999);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 0);
    run(1417000);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 1);
    ck_assert_uint_eq(nth(F_TX, 1)->at, 1416960);
    ck_assert_uint_eq(nth(F_TX, 1)->data, 0x62);
}
END_TEST

/* A break frame is ten zeros and two stop bits. SBKF until its end: 1000080 + 12 * 41680 =
 * 1500240. */
START_TEST(test_send_break)
{
    start(120000000);
    enable(TE);
    run(1000000);
    put(RQR, 1 << 1);
    ck_assert_uint_eq(isr() & SBKF, SBKF);
    run(1000040);
    ck_assert_uint_eq(b.wires.tx[LINE].start, 1000040);
    ck_assert_uint_eq(b.wires.tx[LINE].word, 3 << 10);
    ck_assert_uint_eq(b.wires.tx[LINE].bits, 12);
    ck_assert_uint_eq(nth(F_TX, 0)->note, 1);
    put(TDR, 0x21);
    run(1000040 + 12 * BIT - 1);
    ck_assert_uint_eq(isr() & SBKF, SBKF);
    run(1000040 + 12 * BIT);
    ck_assert_uint_eq(isr() & SBKF, 0);
    ck_assert_uint_eq(nth(F_TX, 1)->at, 1000040 + 12 * BIT);
}
END_TEST

/* Interrupt enables one by one: the line follows exactly its flag. */
START_TEST(test_interrupts_of_transmitter)
{
    static const struct { uint32_t cr1, cr3, flag; } row[] = {
        { TXEIE, 0, TXE }, { TCIE, 0, TC }, { 1u << 30, 0, TXFE }, { 0, 1 << 23, TXFT } };
    for (unsigned i = 0; i < 4; i++) {
        start(120000000);
        put(CR3, row[i].cr3 | 5u << 29);                            /* TXFT: empty */
        enable(TE | FIFOEN | row[i].cr1);
        ck_assert_int_eq(level(WIRE_IRQ, IRQ), 1);
        for (unsigned k = 0; k < USART_FIFO; k++) put(TDR, k);
        for (tick_t t = 0; t < (USART_FIFO + 2) * (tick_t)FRAME; t += FRAME / 4) {
            run(t);
            ck_assert_int_eq(level(WIRE_IRQ, IRQ), (isr() & row[i].flag) != 0);
        }
        put(CR1, 0);
        ck_assert_int_eq(level(WIRE_IRQ, IRQ), 0);
    }
}
END_TEST

/* UE = 0 in the third bit of a frame (start 1000040 + 2.5 bits): the wire keeps three bits. */
START_TEST(test_disable_in_mid_frame)
{
    start(120000000);
    arrives(1000000, 0x55);
    enable(TE | RE);
    run(1000000);
    put(TDR, 0x55), put(CR3, 1 << 7);
    run(1000040 + 5 * BIT / 2);
    ck_assert_uint_eq(isr() & BUSY, BUSY);
    put(CR1, TE | RE);
    ck_assert_uint_eq(isr(), 0xC0);
    ck_assert_uint_eq(b.wires.tx[LINE].bits, 3);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 0);
    put(TDR, 1);
    ck_assert_uint_eq(isr(), 0xC0);
    run(9000000);
    ck_assert_uint_eq(count(F_RX), 0);
    ck_assert_uint_eq(count(F_TX), 1);
    ck_assert_uint_eq(b.due[U], NEVER);
}
END_TEST

/* TE off in mid-frame: the frame ends, then TC and no TEACK; what waits in TDR stays. RE off:
 * nothing. */
START_TEST(test_te_re_off)
{
    start(120000000);
    arrives(1000000, 0x55), arrives(3000000, 0x66);
    enable(TE | RE);
    run(1000000);
    put(TDR, 1);
    run(1000100);
    put(TDR, 2), put(CR1, UE);
    ck_assert_uint_eq(isr() & (TEACK | REACK | BUSY), TEACK);
    run(1000040 + FRAME);
    ck_assert_uint_eq(isr() & (TEACK | TC | TXE), TC);
    put(ICR, TC), put(CR1, UE | TE);
    ck_assert_uint_eq(isr() & TC, 0);
    put(CR1, UE);                                       /* nothing under way: TC at once */
    ck_assert_uint_eq(isr() & TC, TC);
    run(3100000);
    put(CR1, UE | RE);                                  /* in mid-frame: waits for a falling edge */
    run(6000000);
    ck_assert_uint_eq(count(F_TX), 1);
    ck_assert_uint_eq(nth(F_RX, 0)->at > 3100000, 1);
}
END_TEST

int main(void)
{
    const TTest *const test[] = {
        test_tx_after_idle_frame,
        test_tx_back_to_back,
        test_baud_100mhz,
        test_tx_formats,
        test_tx_fifo,
        test_tx_request,
        test_send_break,
        test_interrupts_of_transmitter,
        test_disable_in_mid_frame,
        test_te_re_off,
    };
    return run_tests("usart_tx", test, sizeof test / sizeof test[0]);
}
