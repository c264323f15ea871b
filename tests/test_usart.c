/* test_usart.c -- the receiver, protection and the laws, against timings worked out by hand
 * (usart_bench.h has the clock). test_usart_tx.c has the transmitter. */
#include "usart_bench.h"

START_TEST(test_reset)
{
    start(120000000);
    run(0);
    ck_assert_uint_eq(isr(), 0xC0);
    for (uint32_t off = 0; off < 0x30; off += 4)
        if (off != ISR) ck_assert_uint_eq(look(&b, off), 0);
    put(CR1, FIFOEN);
    ck_assert_uint_eq(isr() & ~(uint32_t)TXFT, 0x008000C0);
    ck_assert_uint_eq(b.wires.irq[0] | b.wires.req1[0], 0);
}
END_TEST

/* RXNE: middle of the stop bit (9.5 * 41680 = 395960) + 1 edge. Start 480000 -> 876000. Off the
 * edge grid, 480001 -> 875961, up to the edge 876000, one more: 876040. */
START_TEST(test_rx_moment)
{
    for (unsigned i = 0; i < 2; i++) {
        start(120000000);
        arrives(480000 + i, 0xA7);
        enable(RE | RXNEIE);
        run(40);
        ck_assert_uint_eq(isr() & REACK, REACK);
        run(600000);
        ck_assert_uint_eq(isr() & (BUSY | RXNE), BUSY);
        run(875999 + 40 * i);
        ck_assert_uint_eq(isr() & RXNE, 0);
        ck_assert_int_eq(level(WIRE_IRQ, IRQ), 0);
        run(876000 + 40 * i);
        ck_assert_uint_eq(isr() & (BUSY | RXNE | FE | PE), RXNE);
        ck_assert_int_eq(level(WIRE_IRQ, IRQ), 1);
        ck_assert_uint_eq(nth(F_RX, 0)->at, 876000 + 40 * i);
        ck_assert_uint_eq(look(&b, RDR), 0xA7);
        ck_assert_uint_eq(get(RDR), 0xA7);
        ck_assert_uint_eq(isr() & RXNE, 0);
        ck_assert_int_eq(level(WIRE_IRQ, IRQ), 0);
    }
}
END_TEST

/* A sender at exactly 115200 baud (41666.67 ticks a bit) is read right by a 115163 baud receiver,
 * byte after byte without a gap. */
START_TEST(test_rx_real_baud)
{
    start(120000000);
    for (unsigned i = 0; i < 20; i++) arrives(1000, i * 13)->bit16 = (4800000000ull << 16) / 115200;
    enable(RE);
    for (unsigned i = 0; i < 20; i++) {
        run(1000 + (i * 10 + 10) * 41667ull);
        ck_assert_uint_eq(isr() & (RXNE | FE), RXNE);
        ck_assert_uint_eq(get(RDR), i * 13 & 0xFF);
    }
    ck_assert_uint_eq(isr() & ORE, 0);
}
END_TEST

/* Half the baud rate. The sender's bits of 0x55 (0 10101010 1) last two of ours: we sample 0
 * 01100110 0: 0x66 with FE. The next edge is the sender's data bit 5 (12 bits in): 0 0110 0111 1,
 * 0xE6. */
START_TEST(test_wrong_baud_slow)
{
    start(120000000);
    arrives(1000, 0x55)->bit16 = 2ull * BIT << 16;
    enable(RE | FIFOEN);
    run(30 * BIT);
    ck_assert_uint_eq(count(F_RX), 2);
    ck_assert_uint_eq(nth(F_RX, 0)->data, 0x66);
    ck_assert_uint_eq(nth(F_RX, 0)->note, FE);
    ck_assert_uint_eq(nth(F_RX, 1)->data, 0xE6);
    ck_assert_uint_eq(nth(F_RX, 1)->note, 0);
    ck_assert_uint_eq(isr() & FE, FE);
}
END_TEST

/* Twice the baud rate: the middle of our start bit is the sender's first data bit, 1: no start bit.
 * So it goes with every falling edge of 0x55: nothing is received. */
START_TEST(test_wrong_baud_fast)
{
    start(120000000);
    arrives(1000, 0x55)->bit16 = (uint64_t)BIT << 15;
    enable(RE);
    run(30 * BIT);
    ck_assert_uint_eq(count(F_RX), 0);
    ck_assert_uint_eq(isr() & (RXNE | FE | BUSY), 0);
}
END_TEST

/* Two frames 4 % fast, so the second start bit falls while the first frame's stop bit is still
 * ours. */
START_TEST(test_rx_fast_sender)
{
    start(120000000);
    for (unsigned i = 0; i < 3; i++) arrives(1000, 0xF0 + i)->bit16 = ((uint64_t)BIT << 16)
        * 96 / 100;
    enable(RE | FIFOEN);
    run(40 * BIT);
    ck_assert_uint_eq(count(F_RX), USART_FIFO >= 2 ? 3 : 2);
    for (unsigned i = 0; i < count(F_RX); i++) ck_assert_uint_eq(nth(F_RX, i)->data, 0xF0 + i);
}
END_TEST

/* IDLE: silence from the end of the stop bit, 480000 + 416800 = 896800, for a frame, 1313600, + 1
 * edge. RTOF with RTO = 5: 896800 + 5 * 41680 = 1105200, + 1 edge. Neither comes again without a
 * character. */
START_TEST(test_idle_and_timeout)
{
    start(120000000);
    arrives(480000, 1);
    put(CR2, 1 << 23), put(RTOR, 5);
    enable(RE | 1 << 4 | 1 << 26);
    run(1105239);
    ck_assert_uint_eq(isr() & (RTOF | IDLE), 0);
    run(1105240);
    ck_assert_uint_eq(isr() & (RTOF | IDLE), RTOF);
    ck_assert_int_eq(level(WIRE_IRQ, IRQ), 1);
    put(ICR, RTOF);
    ck_assert_int_eq(level(WIRE_IRQ, IRQ), 0);
    run(1313639);
    ck_assert_uint_eq(isr() & (RTOF | IDLE), 0);
    run(1313640);
    ck_assert_uint_eq(isr() & (RTOF | IDLE), IDLE);
    ck_assert_int_eq(level(WIRE_IRQ, IRQ), 1);
    put(ICR, IDLE);
    run(20000000);
    ck_assert_uint_eq(isr() & (RTOF | IDLE), 0);
    ck_assert_int_eq(level(WIRE_IRQ, IRQ), 0);
}
END_TEST

/* A gap of half a frame is no idle line. */
START_TEST(test_no_idle_in_a_gap)
{
    start(120000000);
    arrives(480000, 1), arrives(480000 + FRAME + FRAME / 2, 2);
    enable(RE | FIFOEN);
    run(480000 + 3 * FRAME);
    ck_assert_uint_eq(isr() & IDLE, 0);
    run(480000 + 4 * FRAME);
    ck_assert_uint_eq(isr() & IDLE, IDLE);
    ck_assert_uint_eq(nth(F_FLAG, count(F_FLAG) - 1)->at, 480000 + 3 * FRAME + FRAME / 2 + 40);
}
END_TEST

START_TEST(test_overrun_without_fifo)
{
    start(120000000);
    for (unsigned i = 0; i < 3; i++) arrives(1000, 0x10 + i);
    put(CR3, 1);                                                    /* EIE */
    enable(RE);
    run(2 * FRAME + 1000);
    ck_assert_uint_eq(isr() & (ORE | RXNE), ORE | RXNE);
    ck_assert_int_eq(level(WIRE_IRQ, IRQ), 1);
    ck_assert_uint_eq(nth(F_LOST, 0)->data, 0x11);
    ck_assert_uint_eq(nth(F_LOST, 0)->note, 0);
    ck_assert_uint_eq(get(RDR), 0x10);
    put(ICR, ORE);
    ck_assert_uint_eq(isr() & (ORE | RXNE), 0);
    ck_assert_int_eq(level(WIRE_IRQ, IRQ), 0);
    run(3 * FRAME + 1000);
    ck_assert_uint_eq(get(RDR), 0x12);
}
END_TEST

START_TEST(test_overrun_disabled)
{
    start(120000000);
    for (unsigned i = 0; i < 2; i++) arrives(1000, 0x10 + i);
    put(CR3, 1 << 12);
    enable(RE | FIFOEN);                                            /* OVRDIS bypasses the FIFO */
    run(2 * FRAME + 1000);
    ck_assert_uint_eq(isr() & (ORE | RXNE), RXNE);
    ck_assert_uint_eq(nth(F_LOST, 0)->data, 0x10);
    ck_assert_uint_eq(get(RDR), 0x11);
    ck_assert_uint_eq(isr() & RXNE, 0);
}
END_TEST

/* FIFO + RDR hold USART_FIFO + 1 characters; the next one overruns (RM0433 RXFT: the 18th). */
START_TEST(test_rx_fifo)
{
    start(120000000);
    unsigned hold = USART_FIFO + 1;
    for (unsigned i = 0; i < hold + 1; i++) arrives(1000, 0x80 + i);
    put(CR3, 3 << 25 | 1 << 28);                                    /* RXFTCFG = 3/4, RXFTIE */
    enable(RE | FIFOEN);
    unsigned at = USART_FIFO * 3 / 4 ? USART_FIFO * 3 / 4 : 1;
    for (unsigned i = 1; i <= hold; i++) {
        run(1000 + i * (tick_t)FRAME);
        ck_assert_uint_eq(isr() & (RXNE | ORE), RXNE);
        ck_assert_int_eq((isr() & RXFT) != 0, i >= at);
        ck_assert_int_eq(level(WIRE_IRQ, IRQ), i >= at);
        ck_assert_int_eq((isr() & RXFF) != 0, i == hold);
    }
    run(1000 + (hold + 1) * (tick_t)FRAME);
    ck_assert_uint_eq(isr() & ORE, ORE);
    ck_assert_uint_eq(nth(F_LOST, 0)->data, 0x80 + hold);
    for (unsigned i = 0; i < hold; i++) ck_assert_uint_eq(get(RDR), 0x80 + i);
    ck_assert_uint_eq(isr() & (RXNE | RXFT | RXFF), 0);
    ck_assert_uint_eq(get(RDR), 0x80 + hold - 1);                   /* nothing new: the last one */
}
END_TEST

/* 0x35 has an even number of ones. With M0 and PCE the ninth bit is the parity. */
START_TEST(test_parity_error)
{
    static const struct { unsigned value, odd, bad; } row[] = { { 0x035, 0, 0 }, { 0x135, 0, 1 },
                                                                { 0x035, 1, 1 }, { 0x135, 1, 0 } };
    for (unsigned i = 0; i < 4; i++) {
        start(120000000);
        arrives(1000, row[i].value)->bits = 9;
        enable(RE | 1 << 12 | 1 << 10 | row[i].odd << 9 | 1 << 8);
        run(1000 + 11 * BIT);
        ck_assert_uint_eq(isr() & (PE | FE | RXNE), row[i].bad ? PE | RXNE : RXNE);
        ck_assert_int_eq(level(WIRE_IRQ, IRQ), (int)row[i].bad);
        ck_assert_uint_eq(nth(F_RX, 0)->note, row[i].bad ? PE : 0);
        ck_assert_uint_eq(get(RDR), row[i].value);
        put(ICR, PE);
        ck_assert_int_eq(level(WIRE_IRQ, IRQ), 0);
    }
}
END_TEST

START_TEST(test_framing_error_and_break)
{
    start(120000000);
    arrives(1000, 0x41)->fault = SERIAL_BAD_STOP;
    arrives(1000, 0x42)->fault = SERIAL_BREAK;
    arrives(1000, 0x43);
    put(CR3, 1);
    enable(RE | FIFOEN);
    run(1000 + FRAME);
    ck_assert_uint_eq(isr() & (FE | RXNE), FE | RXNE);
    ck_assert_int_eq(level(WIRE_IRQ, IRQ), 1);
    put(ICR, FE);
    run(1000 + 4 * FRAME);
    ck_assert_uint_eq(isr() & FE, 0);  /* the flag goes with RDR's character */
    ck_assert_uint_eq(get(RDR), 0x41);
    ck_assert_uint_eq(isr() & FE, FE);                              /* now the break is in RDR */
    ck_assert_uint_eq(get(RDR), 0);
    if (USART_FIFO >= 2) ck_assert_uint_eq(get(RDR), 0x43);
    ck_assert_uint_eq(nth(F_RX, 1)->note, FE);
}
END_TEST

/* U16: the request one edge after the flag. RXNE 876000 -> request 876040; gone with the read. */
START_TEST(test_rx_request)
{
    start(120000000);
    arrives(480000, 9);
    put(CR3, 1 << 6);
    enable(RE);
    run(876039);
    ck_assert_uint_eq(isr() & RXNE, RXNE);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 0);
    run(876040);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 1);
    run(900000);
    ck_assert_uint_eq(get_sized(&b, RDR, 1), 9);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 0);
    run(2000000);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 0);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 0);
}
END_TEST

/* Two characters in the FIFO: read at 1300004, the request falls, RXFNE stays, and the request is
 * back one edge after the first edge at or after the read: 1300040 + 40. */
START_TEST(test_rx_request_again)
{
    start(120000000);
    arrives(1000, 1), arrives(1000, 2);
    put(CR3, 1 << 6);
    enable(RE | FIFOEN);
    run(1300004);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 1);
    get(RDR);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 0);
    run(1300079);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 0);
    run(1300080);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 1);
    put(CR3, 0);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 0);
}
END_TEST

/* CR3.DDRE: 0: a bad character raises FE but not RXNE, the next one is served. 1: RXNE rises, the
 * request is masked until FE is cleared. */
START_TEST(test_ddre)
{
    for (unsigned ddre = 0; ddre < 2; ddre++) {
        start(120000000);
        arrives(1000, 0x41)->fault = SERIAL_BAD_STOP;
        arrives(1000 + 2 * FRAME, 0x42);
        put(CR3, 1 << 6 | ddre << 13);
        enable(RE);
        run(1000 + FRAME);
        ck_assert_uint_eq(isr() & (FE | RXNE), ddre ? FE | RXNE : FE);
        ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 0);
        if (ddre) {
            put(ICR, FE);
            run(1000 + FRAME + 200);
            ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 1);
            get(RDR);
        }
        run(1000 + 3 * FRAME);
        ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 1);
        ck_assert_uint_eq(get(RDR), 0x42);
    }
}
END_TEST

START_TEST(test_flush)
{
    start(120000000);
    arrives(1000, 7), arrives(1000, 8);
    put(CR3, 1 << 6);
    enable(RE | TE | FIFOEN);
    put(TDR, 1);
    ck_assert_uint_eq(isr() & TXFE, 0);
    put(RQR, 1 << 4);
    ck_assert_uint_eq(isr() & TXFE, TXFE);
    run(1000 + 2 * FRAME);
    ck_assert_uint_eq(isr() & RXNE, RXNE);
    put(RQR, 1 << 3);
    ck_assert_uint_eq(isr() & RXNE, 0);
    run(1000 + 3 * FRAME);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 0);
    ck_assert_uint_eq(count(F_TX), 0);
}
END_TEST

START_TEST(test_protection)
{
    start(120000000);
    enable(TE | RE);
    unsigned before = count(F_IGNORED);
    put(BRR, 100);
    ck_assert_uint_eq(look(&b, BRR), 1042);
    put(CR1, UE | TE | RE | 1 << 12 | TCIE);
    ck_assert_uint_eq(look(&b, CR1), UE | TE | RE | TCIE);
    put(CR2, 2 << 12), put(CR3, 1 << 12), put(PRESC, 3), put(ISR, 0), put(RDR, 0), put(0x30, 0);
    ck_assert_uint_eq(look(&b, CR2) | look(&b, CR3) | look(&b, PRESC), 0);
    ck_assert_uint_eq(count(F_IGNORED) - before, 8);
    ck_assert_uint_eq(nth(F_IGNORED, before)->note, IGN_ENABLED);
    ck_assert_uint_eq(nth(F_IGNORED, before)->addr, BRR);
    ck_assert_uint_eq(nth(F_IGNORED, before + 5)->note, IGN_READONLY);
    ck_assert_uint_eq(nth(F_IGNORED, before + 7)->note, IGN_RESERVED);
    put(CR1, 0), put(BRR, 100);
    ck_assert_uint_eq(look(&b, BRR), 100);
    ck_assert_uint_eq(count(F_UNMODELLED), 0);
    put(CR2, 1 << 15);
    ck_assert_uint_eq(count(F_UNMODELLED), 1);
}
END_TEST

/* Five quarters of the baud rate, two bytes in a row: our sample n falls in the sender's bit
 * (n + 0.5) * 1.25 = 0 1 3 4 5 6 8 9 | 0 1, the last two in the second frame. 0x9D gives 1 1 1 1 0
 * 1 1 and the second start bit 0: 0x6F; its first data bit, 1, is our stop. Next edge: bit 2 of the
 * second frame (0x01), samples 3 5 6 7 8 are 0, then the line is idle: 0xE0. */
START_TEST(test_frame_across_two)
{
    start(120000000);
    arrives(1000, 0x9D)->bit16 = ((uint64_t)BIT << 16) * 4 / 5;
    arrives(1000, 0x01)->bit16 = ((uint64_t)BIT << 16) * 4 / 5;
    put(CR3, 1 << 12);                                              /* OVRDIS: take them all */
    enable(RE);
    run(30 * BIT);
    ck_assert_uint_eq(count(F_RX), 2);
    ck_assert_uint_eq(nth(F_RX, 0)->data, 0x6F);
    ck_assert_uint_eq(nth(F_RX, 0)->note, 0);
    ck_assert_uint_eq(nth(F_RX, 1)->data, 0xE0);
}
END_TEST

/* The line is low when the next frame begins: no falling edge, no start bit, nothing received. */
START_TEST(test_start_needs_an_edge)
{
    start(120000000);
    enable(RE);
    run(1000);
    for (unsigned i = 0; i < 2; i++) {
        b.wires.rx[LINE] = (serial_t){ .start = b.now, .bit16 = (tick_t)BIT << 16, .bits = 10,
                                       .word = i ? 0xFE << 1 | 1 << 9 : 0 };
        b.due[U] = b.now;
        run(b.now + FRAME);
    }
    run(b.now + FRAME);
    ck_assert_uint_eq(count(F_RX) + count(F_LOST), 1);
    ck_assert_uint_eq(nth(F_RX, 0)->note, FE);
}
END_TEST

/* What UE leaves writable, from the bit descriptions: CR1 0-8, 13, 14, 26, 27, 30, 31; CR2 6, 20,
 * 23-31; CR3 0, 6, 7, 10, 17-19, 22, 23, 25-31. */
START_TEST(test_protected_bits)
{
    start(120000000);
    put(BRR, 1042), put(CR1, UE);
    put(CR1, ~0u), put(CR2, ~0u), put(CR3, ~0u);
    ck_assert_uint_eq(look(&b, CR1), 0xCC0061FF);
    ck_assert_uint_eq(look(&b, CR2), 0xFF900040);
    ck_assert_uint_eq(look(&b, CR3), 0xFECE04C1);
}
END_TEST

/* No baud clock below BRR 16: nothing moves and nothing hangs. */
START_TEST(test_no_baud)
{
    start(120000000);
    arrives(1000, 1);
    put(BRR, 15), put(CR1, UE | TE | RE), put(TDR, 5);
    run(9000000);
    ck_assert_uint_eq(count(F_TX) + count(F_RX), 0);
    ck_assert_uint_eq(isr() & (TEACK | REACK), TEACK | REACK);
}
END_TEST

/* ---- the laws ------------------------------------------------------------------------------ */

static uint32_t seed;
static uint32_t dice(uint32_t n) { return (seed = seed * 1664525u + 1013904223u) / 65536 % n; }

static void storm(void)
{
    start(100000000);                      /* 480 MHz CPU edges are 10 ticks, this clock 48 */
    for (unsigned i = 0; i < BYTES; i++) {
        rx_byte_t *r = arrives(i * 3000, dice(512));
        r->bit16 = (700 + dice(3) * 100 + dice(40)) << 16;
        r->bits = (uint8_t)(7 + dice(3)), r->stops = (uint8_t)(1 + dice(2)), r->fault =
            (uint8_t)(dice(6) / 4 * (1 + dice(2)));
    }
    put(BRR, 17), put(CR2, (1 << 23) | dice(4) << 12), put(RTOR, dice(30));
    put(CR3, (dice(2) ? 0xC0 : 0x80) | dice(2) << 13 | dice(2) << 12);
    put(CR1, dice(2) << 29 | dice(2) << 12 | dice(4) << 9), put(CR1, look(&b, CR1) | 0x1FD);
}

/* One random deed at x->now, the same for the same n. */
static void deed(bench_t *x, unsigned n)
{
    uint32_t h = n * 2654435761u >> 7;
    static const uint8_t sizes[3] = { 1, 2, 4 };
    if (h % 5 < 2) get_sized(x, RDR, 4);
    else if (h % 5 < 4) put_sized(x, TDR, sizes[h % 3], h >> 8);
    else put_sized(x, h % 7 ? ICR : CR1, 4, h % 7 ? h : h | UE);
}

/* Law 2: skipping and stepping at every CPU edge give the same. Law 3: so does a copy. Law 4:
 * watching. */
START_TEST(test_laws)
{
    static bench_t slow, copy;
    for (seed = 1; seed < 400; seed += 37) {
        storm();
        memcpy(&slow, &b, sizeof b);
        for (unsigned n = 0; n < 60; n++) {
            tick_t t = (n + 1) * 2003ull;
            if (n == 30) memcpy(&copy, &b, sizeof b);
            run_at(&b, t, 0), run_at(&slow, t, 10);
            deed(&b, n), deed(&slow, n);
            ck_assert_uint_eq(slow.facts, b.facts);
            ck_assert(!memcmp(slow.fact, b.fact, sizeof b.fact));
            ck_assert(!memcmp(&slow.part, &b.part, sizeof b.part));
            ck_assert(!memcmp(&slow.wires, &b.wires, sizeof b.wires));
        }
        ck_assert_uint_gt(b.facts, 20);
        silent = 1;
        for (unsigned n = 30; n < 60; n++) run_at(&copy, (n + 1) * 2003ull, 0), deed(&copy, n);
        ck_assert(!memcmp(&copy.part, &b.part, sizeof b.part));
        ck_assert(!memcmp(&copy.wires, &b.wires, sizeof b.wires));
    }
}
END_TEST

/* Law 1: a step before due changes nothing. Law 5: peek agrees with read, and changes nothing.
 * Random register traffic of all sizes anywhere, for the sanitizers. */
START_TEST(test_idle_peek_fuzz)
{
    static const uint8_t sizes[3] = { 1, 2, 4 };
    static bench_t was;
    for (seed = 5; seed < 50; seed += 9) {
        storm();
        unsigned round = seed;
        for (unsigned n = 0; n < 4000; n++) {
            b.facts = 0;
            run(b.now + dice(400));
            memcpy(&was, &b, sizeof b);
            step(&b, U), step(&b, W);
            ck_assert(!memcmp(&was.part, &b.part, sizeof b.part) && !memcmp(&was.outside, &b.outside,
                sizeof b.outside));
            ck_assert(!memcmp(&was.wires, &b.wires, sizeof b.wires));
            ck_assert_uint_eq(was.facts, b.facts);
            unsigned size = sizes[dice(3)], off = dice(0x40) & ~(size - 1);
            uint32_t want = look(&b, off) >> 8 * (off & 3);
            ck_assert(!memcmp(&was.part, &b.part, sizeof b.part));
            if (size < 4) want &= (1u << 8 * size) - 1;
            if (dice(2)) ck_assert_uint_eq(get_sized(&b, off, size), want);
            else put_sized(&b, off, size, dice(65536) << 16 | dice(65536) | (dice(3)
                ? UE | TE | RE : 0));
            ck_assert_uint_gt(b.due[U], b.now);
        }
        seed = round;
    }
}
END_TEST

int main(void)
{
    const TTest *const test[] = {
        test_reset,
        test_rx_moment,
        test_rx_real_baud,
        test_wrong_baud_slow,
        test_wrong_baud_fast,
        test_rx_fast_sender,
        test_idle_and_timeout,
        test_no_idle_in_a_gap,
        test_overrun_without_fifo,
        test_overrun_disabled,
        test_rx_fifo,
        test_parity_error,
        test_framing_error_and_break,
        test_rx_request,
        test_rx_request_again,
        test_ddre,
        test_flush,
        test_protection,
        test_frame_across_two,
        test_start_needs_an_edge,
        test_protected_bits,
        test_no_baud,
        test_laws,
        test_idle_peek_fuzz,
    };
    return run_tests("usart", test, sizeof test / sizeof test[0]);
}
