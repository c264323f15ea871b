/* test_spi.c -- RM0433 chapter 50, frame by frame. Times: spi_bench.h.
 * The tests start at tick 1000; the first kernel edge from there on is 1008, and the first bit
 * comes one edge later: 1032. */
#include "spi_bench.h"

enum { FIRST = 1032 };

START_TEST(as_after_reset)
{
    start(SPI_ECHO);
    ck_assert_uint_eq(look(&b, CFG1), 0x00070007);
    ck_assert_uint_eq(sr(), 0x00001002);
    ck_assert_uint_eq(look(&b, CRCPOLY), 0x107);
    ck_assert_uint_eq(look(&b, CR1) | look(&b, CR2) | look(&b, CFG2) | look(&b, IER), 0);
    ck_assert_uint_eq(b.due[S], NEVER);
}
END_TEST

/* Three bytes at 12.5 MHz: 8 bits of 384 ticks each, no gap between them (MIDI = 0). */
START_TEST(three_bytes)
{
    start(SPI_ECHO);
    enable(DSIZE8, 0, 3);
    ck_assert_uint_eq(sr() & (TXC | EOT | 0xFFFF0000u), 3u << 16);
    for (unsigned i = 1; i <= 3; i++) send(0x50 + i);
    ck_assert_uint_eq(sr() & (TXTF | TXP), TXTF);
    run(5000);
    ck_assert_uint_eq(count(F_TX), 0);                     /* no CSTART, no clock */
    b.now = 1000, go(0);
    run(FIRST + 3 * BYTE - 1);
    ck_assert_uint_eq(nth(F_TX, 0)->at, FIRST);
    ck_assert_uint_eq(nth(F_TX, 1)->at, FIRST + BYTE);
    ck_assert_uint_eq(nth(F_TX, 2)->at, FIRST + 2 * BYTE);
    ck_assert_uint_eq(nth(F_TX, 2)->data, 0x53);
    ck_assert_uint_eq(nth(F_RX, 1)->at, FIRST + 2 * BYTE);
    ck_assert_uint_eq(sr() & (EOT | TXC | 0xFFFF0000u), 1u << 16);
    ck_assert(look(&b, CR1) & CSTART);
    run(FIRST + 3 * BYTE);
    ck_assert_uint_eq(sr() & (EOT | TXC | RXP | 0xFFFF0000u), EOT | TXC | RXP);
    ck_assert_uint_eq(sr() >> 13 & 7, 3);                  /* RXPLVL = 3, RXWNE = 0 */
    ck_assert(!(look(&b, CR1) & CSTART));
    ck_assert_uint_eq(get8(), 0x00);
    ck_assert_uint_eq(get8(), 0x51);
    ck_assert_uint_eq(get8(), 0x52);
    ck_assert_uint_eq(get8(), 0);                          /* a surplus read gives 0 */
    put(IFCR, EOT);
    ck_assert_uint_eq(sr() & (EOT | TXC), 0);              /* with TSIZE > 0, TXC is EOT's copy */
}
END_TEST

START_TEST(rates_and_gaps)
{
    for (unsigned mbr = 0; mbr < 8; mbr++) {
        start(SPI_ECHO);
        put(CR1, SSI), put(CFG1, mbr << 28 | 15), put(CFG2, MASTER | SSM | MIDI(2)), put(CR2, 2);
        put(CR1, SSI | SPE), put_sized(&b, TXDR, 4, 0x22221111), go(0);
        run(1000000);
        tick_t bit = 24ull << (mbr + 1);
        ck_assert_uint_eq(nth(F_TX, 0)->at, FIRST);
        ck_assert_uint_eq(nth(F_RX, 0)->at, FIRST + 16 * bit);
        ck_assert_uint_eq(nth(F_TX, 1)->at, FIRST + 18 * bit);
        ck_assert_uint_eq(nth(F_RX, 1)->at, FIRST + 34 * bit);
    }
}
END_TEST

/* TSIZE = 0: the clock runs while there is data; a byte written to an idle line starts at once. */
START_TEST(endless)
{
    start(SPI_ECHO);
    enable(DSIZE8, TRANSMIT, 0);
    ck_assert_uint_eq(sr() & (TXC | TXP), TXC | TXP);
    go(0);
    run(1200);
    send(0xA5);                                            /* edges 1200, 1224 */
    ck_assert_uint_eq(sr() & TXC, 0);
    run(1223 + BYTE);
    ck_assert_uint_eq(sr() & TXC, 0);
    run(1224 + BYTE);
    ck_assert_uint_eq(nth(F_TX, 0)->at, 1224);
    ck_assert_uint_eq(sr() & (TXC | EOT | RXP), TXC);      /* transmit only: nothing is received */
    ck_assert(look(&b, CR1) & CSTART);
    ck_assert_uint_eq(count(F_RX), 0);
}
END_TEST

/* FTHLV = 4, byte frames: TXP as long as four bytes fit 16, RXP from four bytes on. */
START_TEST(packets)
{
    start(SPI_ECHO);
    enable(DSIZE8 | FTHLV(4), 0, 18);
    put(IER, 0x7);                                         /* RXPIE TXPIE DXPIE */
    ck_assert(level(WIRE_IRQ, IRQ));
    for (unsigned i = 0; i < 12; i++) send(i);
    ck_assert(sr() & TXP);
    send(12);
    ck_assert(!(sr() & TXP) && !level(WIRE_IRQ, IRQ));
    for (unsigned i = 13; i < 16; i++) send(i);
    send(99);
    ck_assert_uint_eq(count(F_LOST), 1);
    ck_assert_uint_eq(nth(F_LOST, 0)->note, 1);
    go(0);
    run(FIRST + 4 * BYTE - 1);
    ck_assert(!(sr() & RXP) && (sr() & TXP));               /* 12 left since the fourth began */
    run(FIRST + 4 * BYTE);
    ck_assert_uint_eq(sr() & (RXP | TXP | DXP | RXWNE), RXP | TXP | DXP | RXWNE);
    send(16), send(17);
    ck_assert(sr() & TXTF);
    ck_assert_uint_eq(look(&b, IER), 1);                   /* TXTF takes TXPIE and DXPIE off */
    send(18);
    ck_assert_uint_eq(nth(F_IGNORED, 0)->data, 18);        /* surplus */
    for (unsigned i = 0; i < 16; i++) {
        if (i % 4 == 0) run(FIRST + (i + 4) * BYTE);
        ck_assert_uint_eq(get8(), i ? i - 1 : 0);
    }
    run(FIRST + 18 * BYTE);
    ck_assert_uint_eq(sr() & (EOT | RXP), EOT);            /* two bytes are no packet */
    ck_assert_uint_eq(sr() >> 13 & 7, 2);
}
END_TEST

START_TEST(wide_accesses_pack_frames)
{
    start(SPI_ECHO);
    enable(DSIZE8, 0, 4);
    /* the last two are surplus */
    put_sized(&b, TXDR, 2, 0x2211), put_sized(&b, TXDR, 4, 0x66554433);
    ck_assert_uint_eq(count(F_IGNORED), 2);
    go(0), run(FIRST + 4 * BYTE);
    for (unsigned i = 0; i < 4; i++) ck_assert_uint_eq(nth(F_TX, i)->data, 0x11 * (i + 1));
    ck_assert_uint_eq(get_sized(&b, RXDR, 4), 0x33221100);

    start(SPI_ECHO);
    enable(15, 0, 2);
    put_sized(&b, TXDR, 1, 0x99);                          /* narrower than a frame */
    ck_assert_uint_eq(nth(F_IGNORED, 0)->note, IGN_SIZE);
    put_sized(&b, TXDR, 4, 0xCCDDAABB), go(0), run(FIRST + 4 * BYTE);
    ck_assert_uint_eq(nth(F_TX, 0)->data, 0xAABB);
    ck_assert_uint_eq(nth(F_TX, 1)->data, 0xCCDD);
    ck_assert_uint_eq(sr() >> 13 & 7, 4);                  /* RXWNE, RXPLVL = 0 */
    ck_assert_uint_eq(get_sized(&b, RXDR, 1), 0xAA);       /* the same: looks, takes nothing */
    ck_assert_uint_eq(get_sized(&b, RXDR, 2), 0x00AA);     /* the echo of 00, AA: a byte late */
    ck_assert_uint_eq(get_sized(&b, RXDR, 2), 0xBBCC);

    start(SPI_ECHO);
    enable(23, 0, 2);                                      /* 24 bits take three bytes of FIFO */
    put(TXDR, 0xFF123456), put(TXDR, 0x789ABC), go(0), run(FIRST + 6 * BYTE);
    ck_assert_uint_eq(nth(F_TX, 0)->data, 0x123456);
    ck_assert_uint_eq(get_sized(&b, RXDR, 4), 0x001234);
    ck_assert_uint_eq(get_sized(&b, RXDR, 4), 0x56789A);

    start(SPI_ECHO);
    enable(31, 0, 1);
    put(TXDR, 0x12345678), go(0), run(FIRST + 4 * BYTE);
    ck_assert_uint_eq(get_sized(&b, RXDR, 4), 0x00123456);
}
END_TEST

START_TEST(bit_order_and_short_frames)
{
    start(SPI_SINK);
    enable(DSIZE8, LSBFRST, 1);
    send(0x35), go(0), run(FIRST + 10);
    ck_assert_uint_eq(b.wires.spi[LINE].out, 0xAC);        /* 0011 0101 the other way round */
    run(FIRST + BYTE);
    ck_assert_uint_eq(get8(), 0xFF);                       /* nobody drives: pulled up */
    start(SPI_SINK);
    enable(2, 0, 1);                                       /* reserved: counts as four bits */
    send(0xFA), go(0), run(FIRST + 4 * BIT);
    ck_assert_uint_eq(nth(F_TX, 0)->data, 0x0A);
    ck_assert_uint_eq(nth(F_RX, 0)->data, 0x0F);
}
END_TEST

/* Full duplex, nothing read: the 17th byte is lost, and the 18th though a place is free by then. */
START_TEST(overrun)
{
    start(SPI_ECHO);
    enable(DSIZE8, 0, 0);
    go(0);
    for (unsigned i = 0; i < 19; i++) {
        send(i);
        run(b.now + BYTE + 100);
        if (i == 16) ck_assert(sr() & OVR), get8();
        if (i == 17) put(IFCR, OVR);
    }
    ck_assert_uint_eq(count(F_LOST), 2);
    ck_assert_uint_eq(nth(F_LOST, 0)->data, 15);
    ck_assert_uint_eq(nth(F_LOST, 1)->data, 16);
    ck_assert(!(sr() & OVR));
    ck_assert_uint_eq(b.part.rx[15], 17);                     /* received again after OVRC */
    put(IER, OVR);
    send(0), run(b.now + BYTE + 100);
    ck_assert(level(WIRE_IRQ, IRQ));
}
END_TEST

/* MASRX: the clock stops before the 17th; it goes on when SUSP is cleared and there is room. */
START_TEST(automatic_suspension)
{
    start(SPI_ECHO);
    enable(DSIZE8, RECEIVE, 20);
    put(CR1, SSI | SPE | MASRX), go(MASRX);
    run(FIRST + 16 * BYTE - 1);
    ck_assert(!(sr() & SUSP));
    run(FIRST + 30 * BYTE);
    ck_assert_uint_eq(nth(F_FLAG, count(F_FLAG) - 1)->at, FIRST + 16 * BYTE);
    ck_assert_uint_eq(sr() & (SUSP | OVR | 0xFFFF0000u), SUSP | 4u << 16);
    ck_assert(look(&b, CR1) & CSTART);
    put(IFCR, SUSP);                                    /* still full: suspended again an edge on */
    run(b.now + 48);
    ck_assert(sr() & SUSP);
    for (unsigned i = 0; i < 16; i++) get8();
    run(100008);                                         /* edge 4167: the clock starts at 100032 */
    put(IFCR, SUSP);
    run(100032 + 4 * BYTE - 1);
    ck_assert(!(sr() & EOT));
    run(100032 + 4 * BYTE);
    ck_assert_uint_eq(sr() & (EOT | SUSP | OVR), EOT);
    ck_assert_uint_eq(count(F_TX), 0);
    ck_assert_uint_eq(count(F_RX), 20);
}
END_TEST

START_TEST(suspension_by_software)
{
    start(SPI_ECHO);
    enable(DSIZE8, RECEIVE, 0);                            /* endless receive-only */
    go(0);
    put(IER, EOT);
    run(FIRST + BYTE + 10);
    go(CSUSP);
    ck_assert(look(&b, CR1) & CSTART);
    ck_assert_uint_eq(look(&b, CR1) & CSUSP, 0);
    run(FIRST + 2 * BYTE - 1);
    ck_assert(!(sr() & SUSP) && !level(WIRE_IRQ, IRQ));
    run(FIRST + 9 * BYTE);
    ck_assert(sr() & SUSP && level(WIRE_IRQ, IRQ));
    ck_assert(!(look(&b, CR1) & CSTART));
    ck_assert_uint_eq(count(F_RX), 2);                     /* the frame under way was finished */
}
END_TEST

/* TSIZE = 2, TSER = 3 written in time: five frames without a gap; TSERF after the second. */
START_TEST(extension)
{
    start(SPI_ECHO);
    enable(DSIZE8, 0, 2);
    put(CR2, 3u << 16 | 2);
    for (unsigned i = 0; i < 4; i++) send(i);
    ck_assert(!(sr() & TXTF));
    put(CR2, 9u << 16 | 2);                                /* TSER is taken until it is used up */
    ck_assert_uint_eq(count(F_IGNORED), 1);
    send(4);
    ck_assert(sr() & TXTF);
    go(0), run(FIRST + 2 * BYTE);
    ck_assert_uint_eq(sr() & (TSERF | EOT | 0xFFFF0000u), TSERF | 3u << 16);
    ck_assert_uint_eq(look(&b, CR2), 3);
    run(FIRST + 5 * BYTE - 1);
    ck_assert(!(sr() & EOT));
    run(FIRST + 5 * BYTE);
    ck_assert(sr() & EOT);
    ck_assert_uint_eq(nth(F_TX, 4)->at, FIRST + 4 * BYTE);
}
END_TEST

START_TEST(protection)
{
    start(SPI_ECHO);
    enable(DSIZE8, 0, 5);
    uint32_t cfg1 = look(&b, CFG1), cfg2 = look(&b, CFG2);
    put(CFG1, (cfg1 ^ 8) | RXDMAEN | TXDMAEN);
    ck_assert_uint_eq(look(&b, CFG1), cfg1 | RXDMAEN | TXDMAEN);
    put(CFG2, cfg2 | LSBFRST), put(CR2, 6), put(CRCPOLY, 1);
    ck_assert_uint_eq(look(&b, CFG2), cfg2);
    ck_assert_uint_eq(look(&b, CR2), 5);
    ck_assert_uint_eq(count(F_IGNORED), 4);
    for (unsigned i = 0; i < 4; i++) ck_assert_uint_eq(nth(F_IGNORED, i)->note, IGN_ENABLED);
    put(CR1, SSI), put(CR1, SSI | IOLOCK);
    put(CFG2, cfg2 | LSBFRST);                            /* IOLOCK holds it with SPE = 0 as well */
    ck_assert_uint_eq(look(&b, CFG2), cfg2);
    put(CR1, SSI);
    ck_assert(look(&b, CR1) & IOLOCK);
    put(CR1, SSI | CSTART);                                /* without SPE, and together with it */
    put(CR1, SSI | SPE | CSTART);
    ck_assert(!(look(&b, CR1) & CSTART));
    cfg.bits = 16, put(CR1, 0), put(CFG1, 24);
    ck_assert_uint_eq(look(&b, CFG1) & 31, 8);
}
END_TEST

/* CSTART after EOT wants SPE = 0 and 1 first; that empties the FIFOs. */
START_TEST(one_transfer_an_enable)
{
    start(SPI_ECHO);
    enable(DSIZE8, 0, 1);
    send(1), go(0), run(FIRST + BYTE);
    put(IFCR, EOT | TXTF), go(0);
    ck_assert_uint_eq(nth(F_IGNORED, 0)->note, IGN_FLAGS_PENDING);
    ck_assert(!(look(&b, CR1) & CSTART));
    put(CR1, SSI);
    ck_assert_uint_eq(look(&b, RXDR), 0);
    ck_assert_uint_eq(sr() & RXP, 0);
    put_sized(&b, TXDR, 1, 7);                             /* SPE = 0: dropped */
    put(CR1, SSI | SPE), send(2), go(0), run(b.now + BYTE + 100);
    ck_assert_uint_eq(nth(F_TX, 1)->data, 2);
    ck_assert(sr() & EOT);
}
END_TEST

START_TEST(switched_off_in_mid_frame)
{
    start(SPI_ECHO);
    enable(DSIZE8, 0, 2);
    put_sized(&b, TXDR, 2, 0x2211), go(0), run(FIRST + BIT);
    put(CR1, SSI);
    run(FIRST + 5 * BYTE);
    ck_assert_uint_eq(count(F_RX), 0);
    ck_assert_uint_eq(count(F_TX), 1);
    ck_assert_uint_eq(b.due[S], NEVER);
}
END_TEST

START_TEST(mode_fault)
{
    start(SPI_ECHO);
    put(CFG2, MASTER | SSM);                               /* SSI = 0: SS looks active */
    ck_assert(sr() & MODF);
    ck_assert(!(look(&b, CFG2) & MASTER));
    put(IER, MODF);
    ck_assert(level(WIRE_IRQ, IRQ));
    put(CR1, SPE);
    ck_assert(!(look(&b, CR1) & SPE));
    put(CR1, SSI), put(IFCR, MODF);
    ck_assert(!level(WIRE_IRQ, IRQ));
    put(CFG2, MASTER | SSM), put(CR1, SSI | SPE);
    ck_assert(look(&b, CR1) & SPE);
    put(CR1, SPE);
    ck_assert(sr() & MODF && !(look(&b, CR1) & SPE));
    start(SPI_ECHO);
    put(CFG2, MASTER | SSM | SSOE), put(CR1, SPE);         /* an output cannot be pulled */
    ck_assert_uint_eq(sr() & MODF, 0);
    start(SPI_ECHO);
    put(CFG2, MASTER | SSM | 1 << 28);                   /* SSIOP: high is active, SSI = 0 is not */
    ck_assert_uint_eq(sr() & MODF, 0);
}
END_TEST

START_TEST(half_duplex)
{
    start(SPI_ECHO);
    enable(DSIZE8, HALF, 2);
    put(CR1, SSI | SPE | HDDIR), send(0x81), send(0x42), go(HDDIR), run(FIRST + 2 * BYTE);
    ck_assert(sr() & EOT);
    ck_assert_uint_eq(count(F_RX), 0);
    put(CR1, SSI), put(CR2, 1), put(CR1, SSI | SPE);
    ck_assert(!(sr() & EOT));
    go(0), run(b.now + BYTE + 100);
    ck_assert_uint_eq(count(F_TX), 2);
    ck_assert_uint_eq(get8(), 0x42);
}
END_TEST

START_TEST(what_is_not_modelled_says_so)
{
    start(SPI_ECHO);
    put(CFG1, 7 | 1 << 22), put(CFG2, 1 << 15 | 1 << 19), put(I2SCFGR, 1), put(CR1, SPE);
    ck_assert_uint_eq(count(F_UNMODELLED), 3);             /* CRCEN; IOSWP, TI; I2S */
}
END_TEST

/* SS goes active with CSTART, the first bit comes MSSI bits later, and EOT ends it. */
START_TEST(slave_select)
{
    start(SPI_ECHO);
    put(CFG1, MBR16 | 7), put(CFG2, MASTER | SSOE | 3), put(CR2, 1), put(CR1, SPE), send(1);
    ck_assert(!b.wires.spi[LINE].select);
    put(CR1, SPE | CSTART);
    ck_assert(b.wires.spi[LINE].select);
    run(FIRST + 3 * BIT + BYTE - 1);
    ck_assert_uint_eq(nth(F_TX, 0)->at, FIRST + 3 * BIT);
    ck_assert(b.wires.spi[LINE].select);
    run(FIRST + 3 * BIT + BYTE);
    ck_assert(!b.wires.spi[LINE].select);
    start(SPI_ECHO);                                       /* SSOM: inactive between frames */
    put(CFG1, MBR16 | 7), put(CFG2, (uint32_t)MASTER | SSOE | SSOM | MIDI(4)), put(CR2, 2);
    put(CR1, SPE);
    put_sized(&b, TXDR, 2, 0x2211), put(CR1, SPE | CSTART);
    run(FIRST + BYTE);
    ck_assert(!b.wires.spi[LINE].select);
    run(FIRST + BYTE + 4 * BIT);
    ck_assert(b.wires.spi[LINE].select);
}
END_TEST

/* ---- DMA ------------------------------------------------------------------------------------- */

/* The flag at FIRST + BYTE = 4104: pclk edges 4128 and 4176; the request is up at the second. */
START_TEST(receive_request)
{
    start(SPI_ECHO);
    enable(DSIZE8 | RXDMAEN, 0, 2);
    put_sized(&b, TXDR, 2, 0x2211), go(0);
    run(4175);
    ck_assert(sr() & RXP && !level(WIRE_REQ1, REQ_RX));
    run(4176);
    ck_assert(level(WIRE_REQ1, REQ_RX));
    get8();
    ck_assert(!level(WIRE_REQ1, REQ_RX));
    run(FIRST + 3 * BYTE);
    ck_assert(level(WIRE_REQ1, REQ_RX));
    put(CFG1, MBR16 | 7u << 16 | DSIZE8);
    ck_assert(!level(WIRE_REQ1, REQ_RX));
    ck_assert(!level(WIRE_REQ1, REQ_TX));
}
END_TEST

static unsigned accesses_while(unsigned req, tick_t until, int receive)
{
    unsigned n = 0;
    while (b.now < until) {
        run(b.now + 48);
        if (!level(WIRE_REQ1, req)) continue;
        if (receive) get8();
        else send(n);
        n++;
        ck_assert(!level(WIRE_REQ1, req));
    }
    return n;
}

/* Packets of four in a transfer of ten: nothing before four bytes are there, then four requests; at
 * the end two more for the two bytes that make no packet. */
START_TEST(receive_series_and_incomplete_packet)
{
    start(SPI_ECHO);
    enable(DSIZE8 | FTHLV(4) | RXDMAEN, 0, 10);
    for (unsigned i = 0; i < 10; i++) send(i);
    go(0);
    ck_assert_uint_eq(accesses_while(REQ_RX, FIRST + 4 * BYTE - 48, 1), 0);
    ck_assert_uint_eq(accesses_while(REQ_RX, FIRST + 8 * BYTE - 48, 1), 4);
    ck_assert_uint_eq(accesses_while(REQ_RX, FIRST + 10 * BYTE - 48, 1), 4);
    ck_assert_uint_eq(accesses_while(REQ_RX, FIRST + 12 * BYTE, 1), 2);
    ck_assert_uint_eq(sr() >> 13 & 7, 0);
}
END_TEST

/* Nothing before SPE; then as many as TSIZE, sixteen ahead of CSTART, and not one more. */
START_TEST(transmit_requests)
{
    start(SPI_SINK);
    put(CR1, SSI), put(CFG1, MBR16 | 7 | TXDMAEN), put(CFG2, MASTER | SSM | TRANSMIT), put(CR2, 18);
    run(2000);
    ck_assert(!level(WIRE_REQ1, REQ_TX));
    put(CR1, SSI | SPE);
    run(2063);                                             /* pclk edges 2016, 2064 */
    ck_assert(!level(WIRE_REQ1, REQ_TX));
    run(2064);
    ck_assert(level(WIRE_REQ1, REQ_TX));
    ck_assert_uint_eq(accesses_while(REQ_TX, 10000, 0), 16);
    ck_assert(!(sr() & TXP));
    go(0);
    ck_assert_uint_eq(accesses_while(REQ_TX, 10000 + 20 * BYTE, 0), 2);
    ck_assert(sr() & TXTF && sr() & EOT);
    ck_assert(!level(WIRE_REQ1, REQ_TX));
    ck_assert_uint_eq(b.outside.device[0].count, 18);
}
END_TEST

/* ---- the laws -------------------------------------------------------------------------------- */

static uint32_t seed;
static uint32_t rnd(uint32_t n) { return (seed = seed * 1664525u + 1013904223u) / 65536u % n; }
static uint32_t rnd32(void) { uint32_t high = rnd(65536) << 16; return high | rnd(65536); }

static void random_access(bench_t *x, uint32_t what, uint32_t v, unsigned size)
{
    switch (what) {
    case 0: put_sized(x, CR1, 4, (v & 0x0F00) | SSI | ((v >> 16) % 5 ? SPE : 0)); break;
    case 1: put_sized(x, CFG1, 4, (v & 0xC1FF) | (v >> 20 & 1) << 28); break;
    case 2: put_sized(x, CFG2, 4, (v & 0xE08600FFu) | MASTER | ((v >> 8) % 4 ? 0 : SSM)); break;
    case 3: put_sized(x, CR2, 4, v & 0x0003000F); break;
    case 4: put_sized(x, IFCR, 4, v), put_sized(x, IER, 4, v >> 12); break;
    case 5: case 6: case 7: case 8: put_sized(x, TXDR, size, v); break;
    default: get_sized(x, RXDR, size); break;
    }
}

START_TEST(laws)
{
    static bench_t fast, slow, kept;
    unsigned frames = 0;
    for (uint32_t run_no = 1; run_no <= 300; run_no++) {
        start(run_no % 2 ? SPI_ECHO : SPI_REGISTERS);
        if (run_no % 3 == 0) cfg.fifo = 8, cfg.bits = 16;
        slave[0].select = run_no % 5 ? SPI_ALWAYS : SPI_NSS;
        step(&b, D);                                     /* another device than `start` put there */
        enable(DSIZE8, run_no % 5 ? 0 : SSOE, run_no % 4);
        seed = run_no * 7919;
        fast = slow = kept = b;
        for (unsigned n = 0; n < 60; n++) {
            tick_t t = fast.now + rnd(n % 3 ? 3000 : 60);
            uint32_t what = rnd(14), v = rnd32();
            unsigned size = 1u << rnd(3);
            fast.facts = slow.facts = kept.facts = 0;
            run_at(&fast, t, 0), run_at(&slow, t, 12);
            silent = 1, run_at(&kept, t, 0), silent = 0;
            ck_assert_uint_eq(fast.facts, slow.facts);
            ck_assert(!memcmp(fast.fact, slow.fact, fast.facts * sizeof(fact_t)));
            ck_assert(!memcmp(&fast.part, &slow.part, sizeof fast.part)
                      && !memcmp(&fast.outside, &slow.outside, sizeof fast.outside));
            ck_assert(!memcmp(&fast.wires, &slow.wires, sizeof fast.wires));
            ck_assert(!memcmp(&fast.part, &kept.part, sizeof fast.part)
                      && !memcmp(&fast.wires, &kept.wires, sizeof fast.wires));
            for (uint32_t off = 0; off < 0x60; off += 4) {
                kept = fast;
                uint32_t seen = look(&kept, off);
                ck_assert(!memcmp(&kept.part, &fast.part, sizeof kept.part));
                ck_assert_uint_eq(get_sized(&kept, off, 4), seen);
            }
            kept = fast;
            memset(&fast, 0xA5, sizeof fast);
            fast = kept;
            random_access(&fast, what, v, size), random_access(&slow, what, v, size);
            silent = 1, random_access(&kept, what, v, size), silent = 0;
            for (unsigned i = 0; i < fast.facts; i++) frames += fast.fact[i].kind == F_RX;
            ck_assert_uint_le(fast.part.rxs, cfg.fifo);
            ck_assert_uint_le(fast.part.txs, cfg.fifo);
        }
    }
    ck_assert_uint_gt(frames, 300);                        /* it was not about nothing */
}
END_TEST

int main(void)
{
    const TTest *const test[] = {
        as_after_reset, three_bytes, rates_and_gaps, endless, packets, wide_accesses_pack_frames,
        bit_order_and_short_frames, overrun, automatic_suspension, suspension_by_software,
        extension,
        protection, one_transfer_an_enable, switched_off_in_mid_frame, mode_fault, half_duplex,
        what_is_not_modelled_says_so, slave_select, receive_request,
        receive_series_and_incomplete_packet,
        transmit_requests, laws };
    return run_tests("spi", test, sizeof test / sizeof *test);
}
