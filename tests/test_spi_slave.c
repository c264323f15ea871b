/* test_spi_slave.c -- an SPI that is a slave: RM0433 50.4.7, 50.4.11, 50.5.2, frame by frame.
 *
 * The master outside sends at 10 MHz: a bit is 480 ticks, a byte 3840. Its bits are where the test puts
 * them, so frames begin and end at those very ticks, whatever the clocks of ours are. */
#include "spi_bench.h"

enum { OUT_BIT = 480, OUT_BYTE = 8 * OUT_BIT, T0 = 10000, EVENTS = 64 };
enum { PATTERN = 0, REPEAT_RECEIVED = 1 << 9, REPEAT_SENT = 2 << 9 };              /* CFG1.UDRCFG */
enum { AT_BEGIN = 0, AT_END = 1 << 11, AT_SELECT = 2 << 11 };                      /* CFG1.UDRDET */
enum { TX_DATA, TX_DUMMY, TX_UNDERRUN };
#define SSIOP (1u << 28)

static spi_event_t event[EVENTS];

static void outside(spi_event_t e)
{
    e.line = LINE;
    if (e.what == SPI_FRAME && !e.bit16) e.bit16 = (tick_t)OUT_BIT << 16;
    event[given.spi_events++] = e;
    given.spi_event = event;
    b.due[D] = e.at < b.due[D] ? e.at : b.due[D];
}
static void burst(tick_t at, unsigned n, uint32_t out)
{
    outside((spi_event_t){ .at = at, .what = SPI_FRAME, .bits = (uint8_t)n, .out = out });
}
static void pin(tick_t at, unsigned level) { outside((spi_event_t){ .at = at, .what = (uint8_t)level }); }
static void clocked(unsigned n, const uint8_t *byte)
{
    for (unsigned i = 0; i < n; i++) burst(T0 + i * OUT_BYTE, 8, byte[i]);
}

/* A slave by SSM = 1, SSI = 0: always selected. */
static void slave_of(uint32_t cfg1, uint32_t cfg2, uint32_t tsize)
{
    start(SPI_ECHO);
    given.spis = 0;
    put(CFG1, 7u << 16 | cfg1), put(CFG2, SSM | cfg2), put(CR2, tsize), put(CR1, SPE);
}
static uint32_t back(void) { return b.wires.spi_outside[LINE].in; }

START_TEST(three_bytes_both_ways)
{
    static const uint8_t out[] = { 0x81, 0x42, 0x24 };
    slave_of(DSIZE8, 0, 3);
    ck_assert_uint_eq(count(F_UNMODELLED), 0);
    for (unsigned i = 0; i < 3; i++) send(0xA0 + i);
    clocked(3, out);
    run(T0 + OUT_BYTE - 1);
    ck_assert_uint_eq(nth(F_TX, 0)->at, T0);
    ck_assert_uint_eq(nth(F_TX, 0)->data, 0xA0);
    ck_assert_uint_eq(back(), 0xA0);
    ck_assert_uint_eq(count(F_RX), 0);
    run(T0 + 3 * OUT_BYTE - 1);
    ck_assert_uint_eq(nth(F_RX, 1)->at, T0 + 2 * OUT_BYTE);
    ck_assert_uint_eq(nth(F_TX, 2)->at, T0 + 2 * OUT_BYTE);
    ck_assert_uint_eq(sr() & (EOT | 0xFFFF0000u), 1u << 16);
    run(T0 + 3 * OUT_BYTE);
    ck_assert_uint_eq(sr() & (EOT | TXC | UDR | OVR | 0xFFFF0000u), EOT | TXC);
    for (unsigned i = 0; i < 3; i++) ck_assert_uint_eq(get8(), out[i]);
    ck_assert_uint_eq(b.outside.master.count[LINE], 3);
    burst(T0 + 5 * OUT_BYTE, 8, 0x55), run(T0 + 7 * OUT_BYTE);
    ck_assert_uint_eq(count(F_RX), 3);                     /* behind EOT nobody listens or drives */
    ck_assert_uint_eq(back(), 0xFF);
}
END_TEST

/* The first byte's place is free again from its first bit on: 16 in the FIFO and one on the line. */
START_TEST(what_is_sent_leaves_the_fifo_at_its_first_bit)
{
    slave_of(DSIZE8, TRANSMIT, 0);
    for (unsigned i = 0; i < 16; i++) send(i);
    ck_assert(!(sr() & TXP));
    burst(T0, 8, 0);
    run(T0 - 1);
    ck_assert(!(sr() & TXP));
    run(T0);
    ck_assert(sr() & TXP);
    run(T0 + OUT_BYTE);
    ck_assert_uint_eq(count(F_RX), 0);                     /* simplex: nothing is received */
}
END_TEST

/* 16 frames fit, the 17th does not; OVRC and a place, and the next one is received again. */
START_TEST(overrun)
{
    slave_of(DSIZE8, RECEIVE, 0);
    put(IER, OVR);
    for (unsigned i = 0; i < 20; i++) burst(T0 + i * OUT_BYTE, 8, i);
    run(T0 + 17 * OUT_BYTE - 1);
    ck_assert(!(sr() & OVR) && !level(WIRE_IRQ, IRQ));
    run(T0 + 17 * OUT_BYTE);
    ck_assert(sr() & OVR && level(WIRE_IRQ, IRQ));
    ck_assert_uint_eq(nth(F_LOST, 0)->data, 16);
    get8(), put(IFCR, OVR);
    run(T0 + 20 * OUT_BYTE);
    ck_assert_uint_eq(count(F_LOST), 3);                   /* 16; 17 took the place; 18, 19 */
    ck_assert_uint_eq(b.part.rx[15], 17);
    ck_assert_uint_eq(count(F_TX), 0);                     /* it sends nothing: no underrun either */
    ck_assert(!(sr() & UDR));
}
END_TEST

static const uint8_t in[8] = { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88 };

static void notes(const char *wanted)                      /* "d" data, "0" dummy, "u" pattern */
{
    unsigned n = count(F_TX);
    ck_assert_uint_eq(n, strlen(wanted));
    for (unsigned i = 0; i < n; i++) ck_assert_int_eq("d0u"[nth(F_TX, i)->note], wanted[i]);
}

/* RM0433 50.5.2, UDRDET = 0: looked for at the begin of each frame; one accidental frame, then the
 * pattern. UDR holds what is written meanwhile back; cleared during a frame, it lets go at its end. */
START_TEST(underrun_at_the_begin_of_a_frame)
{
    slave_of(DSIZE8 | AT_BEGIN | PATTERN, 0, 0);
    put(CR1, 0), put(UDRDR, 0xE7), put(CR1, SPE);
    put(IER, UDR);
    send(0xA1), clocked(6, in);
    run(T0 + OUT_BYTE - 1);
    ck_assert(!(sr() & UDR));
    run(T0 + OUT_BYTE);
    ck_assert(sr() & UDR && level(WIRE_IRQ, IRQ));
    ck_assert_uint_eq(back(), 0x00);
    run(T0 + 2 * OUT_BYTE);
    ck_assert_uint_eq(back(), 0xE7);
    send(0xA2), send(0xA3);
    run(T0 + 3 * OUT_BYTE + 10);
    ck_assert_uint_eq(back(), 0xE7);
    put(IFCR, UDR);
    ck_assert(!(sr() & UDR) && !level(WIRE_IRQ, IRQ));
    run(T0 + 6 * OUT_BYTE);
    notes("d0uudd");
    ck_assert_uint_eq(nth(F_TX, 4)->data, 0xA2);
    ck_assert_uint_eq(nth(F_TX, 4)->at, T0 + 4 * OUT_BYTE);
    ck_assert(!(sr() & UDR));
    ck_assert_uint_eq(count(F_RX), 6);                     /* reception goes on through it all */
}
END_TEST

/* Cleared between two frames, one more pattern goes out before the data. */
START_TEST(underrun_cleared_on_a_quiet_line)
{
    slave_of(DSIZE8 | AT_BEGIN, 0, 0);
    clocked(2, in);
    run(T0 + 3 * OUT_BYTE);
    send(0xB1), put(IFCR, UDR);
    burst(T0 + 4 * OUT_BYTE, 8, 0), burst(T0 + 5 * OUT_BYTE, 8, 0);
    run(T0 + 6 * OUT_BYTE);
    notes("0uud");
    ck_assert(!(sr() & UDR));
    put(CR1, 0), put(CR1, SPE), send(0xB2);                /* SPE = 0 restarts the logic */
    burst(T0 + 8 * OUT_BYTE, 8, 0), run(T0 + 9 * OUT_BYTE);
    notes("0uudd");
}
END_TEST

/* UDRDET = 1: looked for at the end of each frame, so no accidental one if the FIFO was not empty at
 * first; UDR itself comes with the next frame, and never behind the last one of TSIZE. */
START_TEST(underrun_at_the_end_of_a_frame)
{
    slave_of(DSIZE8 | AT_END | PATTERN, 0, 0);
    put(CR1, 0), put(UDRDR, 0xE7), put(CR1, SPE);
    send(0xA1), clocked(3, in);
    burst(T0 + 10 * OUT_BYTE, 8, 0);
    run(T0 + OUT_BYTE - 1);
    ck_assert(!(sr() & UDR));
    run(T0 + OUT_BYTE);
    ck_assert(sr() & UDR);
    run(T0 + 3 * OUT_BYTE);
    notes("duu");
    ck_assert_uint_eq(nth(F_TX, 1)->data, 0xE7);
    slave_of(DSIZE8 | AT_END, 0, 2);
    send(1), send(2), clocked(2, in), run(T0 + 5 * OUT_BYTE);
    ck_assert(!(sr() & UDR) && sr() & EOT);
    slave_of(DSIZE8 | AT_END, 0, 0);                       /* empty from the start: accidental, then seen */
    clocked(2, in), run(T0 + 2 * OUT_BYTE);
    notes("0u");
    send(9), run(T0 + 3 * OUT_BYTE), put(IFCR, UDR), send(8);
    ck_assert_uint_eq(b.part.txs, 2);
}
END_TEST

/* UDRDET = 2: looked for when SS becomes active, and only then. */
START_TEST(underrun_at_the_selection)
{
    start(SPI_ECHO);
    given.spis = 0;
    put(CFG1, DSIZE8 | AT_SELECT), put(CFG2, 0), put(UDRDR, 0xC3), put(CR1, SPE);
    pin(T0 - 500, SPI_PIN_LOW), burst(T0, 8, 0), burst(T0 + OUT_BYTE, 8, 0);
    pin(T0 + 3 * OUT_BYTE, SPI_PIN_HIGH);
    run(T0 - 400);
    ck_assert(!(sr() & UDR));
    send(0x5A);                                            /* too late for this selection */
    run(T0);
    ck_assert(sr() & UDR);
    run(T0 + 3 * OUT_BYTE);
    notes("uu");
    ck_assert_uint_eq(nth(F_TX, 0)->data, 0xC3);
    put(CR1, 0), put(CR1, SPE), send(0x5B);
    pin(T0 + 5 * OUT_BYTE, SPI_PIN_LOW);
    burst(T0 + 6 * OUT_BYTE, 8, 0), burst(T0 + 7 * OUT_BYTE, 8, 0);
    run(T0 + 8 * OUT_BYTE);
    notes("uud0");                                         /* empty later on: no flag */
    ck_assert(!(sr() & UDR));
}
END_TEST

START_TEST(underrun_repeats)
{
    slave_of(DSIZE8 | AT_END | REPEAT_RECEIVED, 0, 0);
    send(0xA1), clocked(4, in), run(T0 + 4 * OUT_BYTE);
    ck_assert_uint_eq(nth(F_TX, 1)->data, 0x11);
    ck_assert_uint_eq(nth(F_TX, 3)->data, 0x33);
    slave_of(DSIZE8 | AT_END | REPEAT_SENT, 0, 0);
    send(0xA1), clocked(4, in), run(T0 + 4 * OUT_BYTE);
    ck_assert_uint_eq(nth(F_TX, 1)->data, 0xA1);
    ck_assert_uint_eq(nth(F_TX, 3)->data, 0xA1);
    slave_of(DSIZE8 | AT_BEGIN | REPEAT_SENT, 0, 0);       /* the manual warns of this one */
    send(0xA1), clocked(3, in), run(T0 + 3 * OUT_BYTE);
    ck_assert_uint_eq(nth(F_TX, 2)->data, 0);
}
END_TEST

/* NSS: frames count from the selection; what a deselection cuts is forgotten. */
START_TEST(the_pin_selects)
{
    start(SPI_ECHO);
    given.spis = 0;
    put(CFG1, DSIZE8), put(CFG2, RECEIVE), put(CR1, SPE);
    burst(T0, 8, 0x11);                                    /* nobody drives NSS: not selected */
    pin(T0 + 2 * OUT_BYTE, SPI_PIN_LOW), burst(T0 + 3 * OUT_BYTE, 5, 0x1F);
    pin(T0 + 4 * OUT_BYTE, SPI_PIN_HIGH), burst(T0 + 5 * OUT_BYTE, 8, 0x22);
    pin(T0 + 7 * OUT_BYTE, SPI_PIN_LOW), burst(T0 + 8 * OUT_BYTE, 8, 0x33);
    pin(T0 + 9 * OUT_BYTE, SPI_PIN_FREE), burst(T0 + 10 * OUT_BYTE, 8, 0x44);
    run(T0 + 12 * OUT_BYTE);
    ck_assert_uint_eq(count(F_RX), 1);
    ck_assert_uint_eq(nth(F_RX, 0)->data, 0x33);
    put(CR1, 0), put(CFG2, RECEIVE | SSIOP), put(CR1, SPE);
    pin(T0 + 13 * OUT_BYTE, SPI_PIN_HIGH), burst(T0 + 14 * OUT_BYTE, 8, 0x66);
    run(T0 + 15 * OUT_BYTE);
    ck_assert_uint_eq(nth(F_RX, 1)->data, 0x66);           /* SSIOP: high is active */
}
END_TEST

/* Bits are counted across bursts: two of 12 are three frames of 8, the second begun at bit 8 of the
 * first burst and ended at bit 4 of the second. */
START_TEST(frames_across_bursts)
{
    slave_of(DSIZE8, 0, 0);
    send(0xF1), send(0x5A), send(0x3C);
    burst(T0, 12, 0x812), burst(T0 + 20 * OUT_BIT, 12, 0x345);
    run(T0 + 12 * OUT_BIT);
    ck_assert_uint_eq(back(), 0xF15);
    ck_assert_uint_eq(nth(F_TX, 1)->at, T0 + 8 * OUT_BIT);
    run(T0 + 20 * OUT_BIT + 11);
    ck_assert_uint_eq(count(F_RX), 1);
    run(T0 + 32 * OUT_BIT);
    ck_assert_uint_eq(back(), 0xA3C);
    ck_assert_uint_eq(nth(F_RX, 0)->data, 0x81);
    ck_assert_uint_eq(nth(F_RX, 1)->data, 0x23);
    ck_assert_uint_eq(nth(F_RX, 1)->at, T0 + 24 * OUT_BIT);
    ck_assert_uint_eq(nth(F_RX, 2)->data, 0x45);
    slave_of(31, 0, 0);                                    /* four bytes of theirs are a frame of ours */
    put(TXDR, 0xDEADBEEF), clocked(4, in), run(T0 + 4 * OUT_BYTE);
    ck_assert_uint_eq(nth(F_RX, 0)->data, 0x11223344);
    ck_assert_uint_eq(back(), 0xEF);
    slave_of(DSIZE8, LSBFRST, 0);
    send(0x35), burst(T0, 8, 0x81), run(T0 + OUT_BYTE);
    ck_assert_uint_eq(back(), 0xAC);
    slave_of(3, 0, 0);                                     /* two frames of ours in a byte */
    send(0x0A), send(0x05), burst(T0, 8, 0x9C), run(T0 + OUT_BYTE);
    ck_assert_uint_eq(back(), 0xA5);
    ck_assert_uint_eq(nth(F_RX, 0)->data, 0x9);
    ck_assert_uint_eq(nth(F_RX, 0)->at, T0 + 4 * OUT_BIT);
}
END_TEST

/* SPE set in mid-burst: the bits before are not heard, and everything is shifted from there on. */
START_TEST(switched_on_too_late)
{
    start(SPI_ECHO);
    given.spis = 0;
    put(CFG1, DSIZE8), put(CFG2, SSM | RECEIVE);
    burst(T0, 8, 0xFF), burst(T0 + OUT_BYTE, 8, 0x5A);
    run(T0 + 3 * OUT_BIT + 1);                             /* in bit 3: the next is bit 4 */
    put(CR1, SPE);
    run(T0 + 2 * OUT_BYTE);
    ck_assert_uint_eq(count(F_RX), 1);
    ck_assert_uint_eq(nth(F_RX, 0)->data, 0xF5);
    ck_assert_uint_eq(nth(F_RX, 0)->at, T0 + OUT_BYTE + 4 * OUT_BIT);
}
END_TEST

START_TEST(half_duplex)
{
    slave_of(DSIZE8, HALF, 0);
    clocked(1, in), run(T0 + OUT_BYTE);
    ck_assert_uint_eq(nth(F_RX, 0)->data, 0x11);
    ck_assert_uint_eq(back(), 0xFF);
    ck_assert_uint_eq(count(F_TX), 0);
    slave_of(DSIZE8, HALF, 0);
    put(CR1, SPE | HDDIR), send(0x77), clocked(1, in), run(T0 + OUT_BYTE);
    ck_assert_uint_eq(back(), 0x77);
    ck_assert_uint_eq(count(F_RX), 0);
}
END_TEST

/* A master with SSM = 0, SSOE = 0 and another master that takes the line: MODF, RM0433 50.5.2. */
START_TEST(two_masters)
{
    start(SPI_ECHO);
    put(CFG1, MBR16 | DSIZE8), put(CFG2, MASTER), put(IER, MODF), put(CR1, SPE), put(CR1, SPE | CSTART);
    send(1), pin(T0, SPI_PIN_LOW), pin(T0 + 900, SPI_PIN_HIGH);
    run(T0 - 1);
    ck_assert(look(&b, CFG2) & MASTER && look(&b, CR1) & SPE);
    run(T0);
    ck_assert(sr() & MODF && level(WIRE_IRQ, IRQ));
    ck_assert(!(look(&b, CFG2) & MASTER) && !(look(&b, CR1) & SPE));
    put(CR1, SPE);
    ck_assert(!(look(&b, CR1) & SPE));
    put(IFCR, MODF), put(CFG2, MASTER);                    /* the pin is still low: at once again */
    ck_assert(sr() & MODF);
    run(T0 + 1000);
    put(IFCR, MODF), put(CFG2, MASTER), put(CR1, SPE);
    ck_assert(look(&b, CR1) & SPE && look(&b, CFG2) & MASTER);
    start(SPI_ECHO);
    put(CFG2, MASTER | SSOE), put(CR1, SPE), pin(T0, SPI_PIN_LOW), run(T0 + 1);
    ck_assert(!(sr() & MODF));                             /* SSOE: it is an output */
}
END_TEST

START_TEST(a_slave_has_no_start)
{
    slave_of(DSIZE8, 0, 0);
    put(CR1, SPE | CSTART);
    ck_assert(!(look(&b, CR1) & CSTART));
    ck_assert_uint_eq(nth(F_IGNORED, 0)->note, IGN_RESERVED);
    given.spi_events = 0;
    outside((spi_event_t){ .at = T0, .what = SPI_FRAME, .bits = 8, .mode = 1 });
    run(T0);
    ck_assert_uint_eq(count(F_UNMODELLED), 1);             /* modes differ */
    put(CR1, 0);
    ck_assert_uint_eq(b.part.end, NEVER);
    run(T0 + 2 * OUT_BYTE);
    ck_assert_uint_eq(count(F_RX), 0);
}
END_TEST

/* ---- DMA ------------------------------------------------------------------------------------- */

/* A byte ends at T0 + 3840 = 13840: pclk edges 13872 (289 * 48) and 13920: the request rises there. */
START_TEST(requests)
{
    slave_of(DSIZE8 | RXDMAEN | TXDMAEN, 0, 4);
    clocked(4, in);
    unsigned sent = 0;
    while (b.now < 5000) {
        run(b.now + 48);
        if (level(WIRE_REQ1, REQ_TX)) send(0x50 + sent++);
    }
    ck_assert_uint_eq(sent, 4);                            /* TSIZE of them, before the master comes */
    run(13919);
    ck_assert(sr() & RXP && !level(WIRE_REQ1, REQ_RX));
    run(13920);
    ck_assert(level(WIRE_REQ1, REQ_RX));
    ck_assert_uint_eq(get8(), 0x11);
    ck_assert(!level(WIRE_REQ1, REQ_RX));
    run(T0 + 5 * OUT_BYTE);
    ck_assert(sr() & EOT && level(WIRE_REQ1, REQ_RX));
    for (unsigned i = 0; i < 4; i++) ck_assert_uint_eq(nth(F_TX, i)->data, 0x50 + i);
}
END_TEST

/* ---- the laws -------------------------------------------------------------------------------- */

static uint32_t seed;
static uint32_t rnd(uint32_t n) { return (seed = seed * 1664525u + 1013904223u) / 65536u % n; }
static uint32_t rnd32(void) { uint32_t high = rnd(65536) << 16; return high | rnd(65536); }

static void random_master(void)
{
    tick_t t = 1500;
    for (unsigned i = 0; i < EVENTS - 1; i++) {
        unsigned n = 1 + rnd(32), what = rnd(4) ? (unsigned)SPI_FRAME : rnd(3);
        spi_event_t e = { .at = t, .what = (uint8_t)what, .bits = (uint8_t)n, .bit16 = 65536 + rnd(65536) };
        e.bit16 *= 1 + rnd(100);
        e.out = rnd32(), e.mode = rnd(20) ? 0 : 1;
        outside(e);
        t += what == SPI_FRAME ? ((e.bit16 * n + 0xFFFF) >> 16) + (rnd(3) ? 0 : rnd(3000)) : rnd(300);
    }
}

static void random_access(bench_t *x, uint32_t what, uint32_t v, unsigned size)
{
    switch (what) {
    case 0: put_sized(x, CR1, 4, (v & 0x0800) | ((v >> 12) % 8 ? 0 : SSI) | ((v >> 16) % 6 ? SPE : 0)); break;
    case 1: put_sized(x, CFG1, 4, v & 0xDFFF); break;
    case 2: put_sized(x, CFG2, 4, (v & 0x80860000u) | (v >> 3 & 1 ? SSM : 0) | ((v >> 8) % 9 ? 0
            : MASTER)); break;
    case 3: put_sized(x, CR2, 4, v & 0x0003000F); break;
    case 4: put_sized(x, IFCR, 4, v), put_sized(x, IER, 4, v >> 12); break;
    case 5: case 6: case 7: put_sized(x, TXDR, size, v); break;
    default: get_sized(x, RXDR, size); break;
    }
}

START_TEST(laws)
{
    static bench_t fast, slow, kept;
    unsigned frames = 0, underruns = 0;
    for (uint32_t run_no = 1; run_no <= 200; run_no++) {
        seed = run_no * 7919;
        slave_of(DSIZE8 | (run_no % 3) << 11, run_no % 4 ? 0 : RECEIVE, run_no % 5);
        given.spi_events = 0, random_master();
        if (run_no % 3 == 0) cfg.fifo = 8, cfg.bits = 16;
        fast = slow = kept = b;
        for (unsigned n = 0; n < 60; n++) {
            tick_t t = fast.now + rnd(n % 3 ? 6000 : 60);
            uint32_t what = rnd(n % 4 ? 20 : 8), v = rnd32();
            unsigned size = 1u << rnd(3);
            if (what > 9) what = 5 + what % 5;
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
            kept = fast;
            memset(&fast, 0xA5, sizeof fast);
            fast = kept;
            random_access(&fast, what, v, size), random_access(&slow, what, v, size);
            silent = 1, random_access(&kept, what, v, size), silent = 0;
            for (unsigned i = 0; i < fast.facts; i++) {
                frames += fast.fact[i].kind == F_RX;
                underruns += fast.fact[i].kind == F_TX && fast.fact[i].note == TX_UNDERRUN;
            }
            ck_assert_uint_le(fast.part.rxs, cfg.fifo);
            ck_assert_uint_le(fast.part.txs, cfg.fifo);
        }
    }
    ck_assert_uint_gt(frames, 300);                        /* it was not about nothing */
    ck_assert_uint_gt(underruns, 100);
}
END_TEST

int main(void)
{
    const TTest *const test[] = {
        three_bytes_both_ways, what_is_sent_leaves_the_fifo_at_its_first_bit, overrun,
        underrun_at_the_begin_of_a_frame, underrun_cleared_on_a_quiet_line,
        underrun_at_the_end_of_a_frame, underrun_at_the_selection, underrun_repeats, the_pin_selects,
        frames_across_bursts, switched_on_too_late, half_duplex, two_masters, a_slave_has_no_start,
        requests, laws };
    return run_tests("spi_slave", test, sizeof test / sizeof *test);
}
