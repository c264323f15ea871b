/* test_i2c.c -- the I2C against timings worked out by hand (i2c_bench.h has the clock and the first
 * byte). "e" is an edge of the kernel clock. test_i2c_laws.c has the laws. */
#include "i2c_bench.h"

START_TEST(test_reset)
{
    start();
    put(CR1, 0);
    for (uint32_t off = 0; off < 0x2C; off += 4)
        ck_assert_uint_eq(look(&b, off), off == ISR ? TXE : off == TIMINGR ? FAST : 0);
    ck_assert_uint_eq(count(F_IGNORED), 0);
    put(CR2, with(SENSOR, 1, 0)), put(TXDR, 5);        /* PE = 0: no START, no byte */
    ck_assert_uint_eq(look(&b, CR2) & START, 0);
    ck_assert_uint_eq(isr(), TXE);
    put(RXDR, 1), put(PECR, 1), put(0x2C, 1);
    ck_assert_uint_eq(count(F_IGNORED), 5);
    run(10000);
    ck_assert_uint_eq(count(F_TX), 0);
    ck_assert_uint_eq(b.wires.irq[0] | b.wires.req1[0], 0);
}
END_TEST

/* START written at e 0, so: SDA falls at 1 (BUSY), SCL at 94, pulses from 244 on, the ninth falls
 * at 2344, seen at 2351: TXIS. The byte written there rises at 2344 + 150 = 2494; TXIS again at
 * once; its ninth falls at 2494 + 2100 = 4594, seen at 4601. The second, written early, rises at
 * 4744, its ninth falls at 6844, seen at 6851. AUTOEND: SCL rises at 6994, SDA a high time later,
 * at 7094, seen at 7101: STOPF. */
START_TEST(test_write_moments)
{
    start_with(FAST, PE | TXIE | STOPIE);
    put(CR2, with(SENSOR, 2, AUTOEND));
    ck_assert_uint_eq(isr(), TXE);
    until(1);
    ck_assert_uint_eq(isr(), TXE);
    run(1);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    run(94);
    ck_assert_uint_eq(line()->act, I2C_ADDRESS);
    ck_assert_uint_eq(line()->rise, 244 * EDGE);
    ck_assert_uint_eq(line()->byte, SENSOR << 1);
    until(2351);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    ck_assert_uint_eq(look(&b, CR2) & START, START);
    run(2351);
    ck_assert_uint_eq(isr(), TXE | TXIS | BUSY);
    ck_assert_uint_eq(look(&b, CR2) & START, 0);
    ck_assert_int_eq(level(WIRE_IRQ, EV), 1);
    put(TXDR, 3);
    ck_assert_uint_eq(line()->rise, 2494 * EDGE);
    ck_assert_uint_eq(isr(), TXE | TXIS | BUSY);       /* one byte ahead */
    put_sized(&b, TXDR, 1, 0x77);
    ck_assert_uint_eq(isr(), BUSY);
    ck_assert_int_eq(level(WIRE_IRQ, EV), 0);
    until(4601);
    ck_assert_uint_eq(isr(), BUSY);
    run(4601);
    ck_assert_uint_eq(isr(), TXE | BUSY);              /* NBYTES: no third TXIS */
    ck_assert_uint_eq(line()->rise, 4744 * EDGE);
    until(7101);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    run(7101);
    ck_assert_uint_eq(isr(), TXE | STOPF);
    ck_assert_int_eq(level(WIRE_IRQ, EV), 1);
    ck_assert_uint_eq(b.part.stopped, 7094 * EDGE);
    put(ICR, STOPF);
    ck_assert_uint_eq(isr(), TXE);
    ck_assert_int_eq(level(WIRE_IRQ, EV), 0);
    run(7200);
    ck_assert_uint_eq(b.outside.reg[0][3], 0x77);
    ck_assert_uint_eq(count(F_TX), 3);
    ck_assert_uint_eq(nth(F_TX, 0)->note, 1);
    ck_assert_uint_eq(nth(F_TX, 2)->data, 0x77);
}
END_TEST

/* Two STARTs: the second waits for tBUF, SCLL's 143 after the STOP at 4844. One data byte: TXIS
 * 2351, it rises at 2494, falls at 4594, STOP at 4594 + 150 + 100 = 4844; SDA falls at 4987. */
START_TEST(test_bus_free_time)
{
    start();
    put(CR2, with(SENSOR, 1, AUTOEND));
    put(TXDR, 0);                                      /* in front of START: no TXIS */
    run(3000);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    put(CR2, with(SENSOR, 1, AUTOEND));                /* asked for while the bus is busy */
    run(4851);
    ck_assert_uint_eq(isr(), TXE | STOPF);
    until(4987);
    ck_assert_uint_eq(isr(), TXE | STOPF);
    run(4987);
    ck_assert_uint_eq(isr(), TXE | STOPF | BUSY);
    run(5080);
    ck_assert_uint_eq(line()->rise, (4987 + 93 + 150) * EDGE);
}
END_TEST

/* The distance of two bytes is nine periods: (SCLL + 1 + SCLH + 1) x (PRESC + 1) + 2 x (2 + DNF +
 * filter). Filter 240 ticks: 5 edges at 100 MHz (48 ticks), 4 at 64 MHz (75 ticks). */
START_TEST(test_period)
{
    static const struct { uint32_t timing, cr1, hz, period; } row[] = {
        { FAST, 0, 100000000, 143 + 93 + 14 },                               /* 400 kHz */
        { 0x00F0214Fu, 0, 100000000, 80 + 34 + 14 },
        { 0x30420F13u, 0, 100000000, (20 + 16) * 4 + 14 },
        { 0x10F0DCF4u, 0, 100000000, (245 + 221) * 2 + 14 },
        { 0x00301D37u, ANFOFF, 100000000, 56 + 30 + 4 },
        { 0x00301D37u, ANFOFF | 5 << 8, 100000000, 56 + 30 + 14 },           /* 1 MHz */
        { 0x00301D37u, 3 << 8, 64000000, 56 + 30 + 18 },
        { 0, ANFOFF, 100000000, 1 + 1 + 4 },
    };
    for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
        start_with(row[i].timing, row[i].cr1);
        b.clock[0] = domain_of(0, row[i].hz);
        tick_t edge = TICKS_PER_SECOND / row[i].hz;
        put(CR2, with(SENSOR, 4, AUTOEND | RD));
        tick_t rise[3];
        for (unsigned k = 0; k < 3; k++) {
            unsigned want = k ? I2C_READ : I2C_ADDRESS;
            tick_t last = line()->rise;
            while (line()->act != want || line()->rise == last) {
                if (isr() & RXNE) get(RXDR);
                run_at(&b, b.now + edge, 0);
            }
            rise[k] = line()->rise;
        }
        ck_assert_uint_eq(rise[1] - rise[0], 9 * row[i].period * edge);
        ck_assert_uint_eq(rise[2] - rise[1], 9 * row[i].period * edge);
    }
}
END_TEST

/* Read of two bytes: the first rises at 2494, its eighth falls at 2494 + 1850 = 4344, seen at 4351:
 * RXNE. Ninth falls at 4594, the next byte rises at 4744, RXNE at 4744 + 1857 = 6601. It is not
 * acknowledged; its ninth falls at 6844; STOP at 7094, STOPF at 7101. */
START_TEST(test_read_moments)
{
    start_with(FAST, PE | RXIE);
    put(CR2, with(SENSOR, 2, AUTOEND | RD));
    until(4351);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    run(4351);
    ck_assert_uint_eq(isr(), TXE | BUSY | RXNE);
    ck_assert_int_eq(level(WIRE_IRQ, EV), 1);
    ck_assert_uint_eq(nth(F_RX, 0)->at, 4351 * EDGE);
    ck_assert_uint_eq(look(&b, RXDR), 0xA0);
    ck_assert_uint_eq(get_sized(&b, RXDR, 1), 0xA0);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    ck_assert_int_eq(level(WIRE_IRQ, EV), 0);
    until(6601);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    run(6601);
    ck_assert_uint_eq(isr(), TXE | BUSY | RXNE);
    until(7101);
    ck_assert_uint_eq(isr(), TXE | BUSY | RXNE);
    run(7101);
    ck_assert_uint_eq(isr(), TXE | STOPF | RXNE);
    ck_assert_uint_eq(get(RXDR), 0xA1);
    ck_assert_uint_eq(count(F_RX), 2);
    ck_assert_uint_eq(isr() & NACKF, 0);               /* our own NACK is no NACKF */
}
END_TEST

/* Nobody writes TXDR until e 5000: SCL stays low from 2344; SDA's set-up time, 16, and the byte
 * rises at 5016. With a byte written in time but only just, at 2480: 2496, not 2494. */
START_TEST(test_stretch_write)
{
    static const uint64_t when[][2] = { { 5000, 5016 }, { 2480, 2496 }, { 2470, 2494 } };
    for (unsigned i = 0; i < 3; i++) {
        start();
        put(CR2, with(SENSOR, 1, AUTOEND));
        run(when[i][0]);
        ck_assert_uint_eq(isr(), TXE | TXIS | BUSY);
        put(TXDR, 0);
        ck_assert_uint_eq(line()->rise, when[i][1] * EDGE);
    }
}
END_TEST

/* The first byte is not read: RXNE is up when the second one's eighth pulse is seen, at 6601; SCL
 * stays low. RXDR read at 9000: set-up of the acknowledge 16, ninth pulse rises at 9016, falls at
 * 9116, seen at 9123; the third byte rises at 9266. Nothing is lost. */
START_TEST(test_stretch_read)
{
    start();
    put(CR2, with(SENSOR, 3, AUTOEND | RD));
    run(9000);
    ck_assert_uint_eq(count(F_RX), 1);
    ck_assert_uint_eq(get(RXDR), 0xA0);
    ck_assert_uint_eq(isr(), TXE | BUSY | RXNE);       /* the second moved up at once */
    ck_assert_uint_eq(get(RXDR), 0xA1);
    until(9123);
    ck_assert_uint_eq(line()->rise, 4744 * EDGE);
    run(9123);
    ck_assert_uint_eq(line()->rise, 9266 * EDGE);
    run(20000);
    ck_assert_uint_eq(get(RXDR), 0xA2);
    ck_assert_uint_eq(isr(), TXE | STOPF);
}
END_TEST

/* The device holds SCL 1000 edges behind its address (falls at 2344) and 300 behind each byte
 * that is acknowledged: the bytes rise at 3344 and, the ninth having fallen at 5444, at 5744. Not
 * behind the last. */
START_TEST(test_stretch_device)
{
    start();
    slave[0].hold_address = 1000 * EDGE, slave[0].hold_byte = 300 * EDGE;
    put(CR2, with(SENSOR, 2, AUTOEND | RD));
    run(2351);
    ck_assert_uint_eq(line()->rise, 3344 * EDGE);
    run(5451);
    ck_assert_uint_eq(line()->rise, 5744 * EDGE);
    get(RXDR);
    run(5744 + 2100 + 250 + 7);                        /* STOP as without a device that holds */
    ck_assert_uint_eq(isr(), TXE | STOPF | RXNE);
    ck_assert_uint_eq(b.part.stopped, (5744 + 2100 + 250) * EDGE);
}
END_TEST

/* Nobody at the address: NACKF when the ninth pulse is over, at 2351; STOP at 2344 + 250 = 2594,
 * STOPF at 2601. No TXIS, and a byte in TXDR stays there for the next transfer until flushed. */
START_TEST(test_nack_address)
{
    start_with(FAST, PE | NACKIE | STOPIE | TXDMAEN);
    put(CR2, with(SENSOR + 1, 2, AUTOEND));
    put(TXDR, 0x99);
    until(2351);
    ck_assert_uint_eq(isr(), BUSY);
    run(2351);
    ck_assert_uint_eq(isr(), BUSY | NACKF);
    ck_assert_uint_eq(look(&b, CR2) & START, 0);
    ck_assert_int_eq(level(WIRE_IRQ, EV), 1);
    put(ICR, NACKF);
    ck_assert_int_eq(level(WIRE_IRQ, EV), 0);
    until(2601);
    ck_assert_uint_eq(isr(), BUSY);
    run(2601);
    ck_assert_uint_eq(isr(), STOPF);
    ck_assert_int_eq(level(WIRE_IRQ, EV), 1);
    ck_assert_uint_eq(b.wires.req1[0], 0);
    put(ISR, TXE);
    ck_assert_uint_eq(isr(), STOPF | TXE);
    ck_assert_uint_eq(count(F_IGNORED), 0);
}
END_TEST

/* Register 16 of 16 does not exist: the byte is not acknowledged, STOP although AUTOEND = 0. */
START_TEST(test_nack_data)
{
    start();
    put(CR2, with(SENSOR, 3, 0));
    run(2351);
    put(TXDR, 16), put(TXDR, 1);
    run(4601);
    ck_assert_uint_eq(isr(), BUSY | NACKF);
    run(4594 + 250 + 7);
    ck_assert_uint_eq(isr(), NACKF | STOPF);
    put(TXDR, 2);                                      /* over the one that is left */
    ck_assert_uint_eq(count(F_LOST), 1);
    ck_assert_uint_eq(nth(F_LOST, 0)->data, 1);
    ck_assert_uint_eq(nth(F_LOST, 0)->note, 1);
}
END_TEST

/* Register read. The number goes out as the only byte, AUTOEND = 0: TC at 4601, SCL low from
 * 4594. START written at 6000: SCL rises at 6001, is seen at 6008, SDA falls 143 later (tSU;STA),
 * SCL 93 later, at 6244; pulses from 6394, ninth falls at 8494; data rises at 8644, RXNE at 8644
 * + 1857 = 10501. */
START_TEST(test_repeated_start)
{
    start_with(FAST, PE | TCIE);
    put(CR2, with(SENSOR, 1, 0));
    run(2351);
    put(TXDR, 5);
    until(4601);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    run(4601);
    ck_assert_uint_eq(isr(), TXE | BUSY | TC);
    ck_assert_int_eq(level(WIRE_IRQ, EV), 1);
    run(6000);
    put(CR2, with(SENSOR, 1, AUTOEND | RD));
    ck_assert_uint_eq(isr(), TXE | BUSY);
    ck_assert_int_eq(level(WIRE_IRQ, EV), 0);
    run(6244);
    ck_assert_uint_eq(line()->rise, 6394 * EDGE);
    ck_assert_uint_eq(line()->byte, SENSOR << 1 | 1);
    until(10501);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    run(10501);
    ck_assert_uint_eq(isr(), TXE | BUSY | RXNE);
    ck_assert_uint_eq(get(RXDR), 0xA5);
    run(10501 + 1000);
    ck_assert_uint_eq(isr(), TXE | STOPF);
}
END_TEST

/* TC, then STOP by software at 6000: SCL rises at 6001, SDA at 6101, seen at 6108. */
START_TEST(test_software_stop)
{
    start();
    put(CR2, with(SENSOR, 0, 0));                      /* the address alone: TC at 2351 */
    run(2351);
    ck_assert_uint_eq(isr(), TXE | BUSY | TC);
    run(6000);
    put(CR2, look(&b, CR2) | STOP);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    ck_assert_uint_eq(look(&b, CR2) & STOP, STOP);
    until(6108);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    run(6108);
    ck_assert_uint_eq(isr(), TXE | STOPF);
    ck_assert_uint_eq(look(&b, CR2) & STOP, 0);
    put(CR2, STOP);                                    /* nothing to stop */
    ck_assert_uint_eq(look(&b, CR2) & STOP, 0);
    ck_assert_uint_eq(count(F_IGNORED), 1);
}
END_TEST

/* A STOP asked for in the middle of a read of 5: the byte under way is not acknowledged and the
 * last. */
START_TEST(test_stop_in_read)
{
    start();
    put(CR2, with(SENSOR, 5, 0 | RD));
    run(3000);
    put(CR2, look(&b, CR2) | STOP);
    run(4594 + 250 + 7);
    ck_assert_uint_eq(isr(), TXE | STOPF | RXNE);
    ck_assert_uint_eq(count(F_RX), 1);
}
END_TEST

/* RELOAD: NBYTES 2, TCR at 6851 (see test_write_moments), SCL low from 6844. NBYTES = 1 and
 * AUTOEND written at 8000: TXIS; TXDR written at once: 8016. */
START_TEST(test_reload)
{
    start_with(FAST, PE | TCIE);
    put(CR2, with(SENSOR, 2, RELOAD));
    run(2351);
    put(TXDR, 1), put(TXDR, 0x11);
    until(6851);
    ck_assert_uint_eq(isr() & (TC | TCR | TXIS), 0);
    run(6851);
    ck_assert_uint_eq(isr(), TXE | BUSY | TCR);
    ck_assert_int_eq(level(WIRE_IRQ, EV), 1);
    run(8000);
    put(CR2, SENSOR << 1 | RELOAD);                    /* NBYTES = 0: nothing happens */
    ck_assert_uint_eq(isr(), TXE | BUSY | TCR);
    put(CR2, SENSOR << 1 | 1 << 16 | AUTOEND);
    ck_assert_uint_eq(isr(), TXE | BUSY | TXIS);
    put(TXDR, 0x22);
    ck_assert_uint_eq(line()->rise, 8016 * EDGE);
    run(12000);
    ck_assert_uint_eq(isr(), TXE | STOPF);
    ck_assert_uint_eq(b.outside.reg[0][1] | b.outside.reg[0][2] << 8, 0x2211);
}
END_TEST

/* A read over RELOAD: the last byte of the first chunk is acknowledged. */
START_TEST(test_reload_read)
{
    start();
    put(CR2, with(SENSOR, 1, RELOAD | RD));
    run(4601);
    ck_assert_uint_eq(isr(), TXE | BUSY | RXNE | TCR);
    ck_assert_uint_eq(get(RXDR), 0xA0);
    put(CR2, SENSOR << 1 | RD | 1 << 16 | AUTOEND);
    ck_assert_uint_eq(line()->rise, 4744 * EDGE);
    run(8000);
    ck_assert_uint_eq(get(RXDR), 0xA1);
    ck_assert_uint_eq(isr(), TXE | STOPF);
}
END_TEST

/* Another master wins at 1000 and keeps the bus until 9000. START asked for meanwhile goes out at
 * 9000 + 143 (tBUF). */
START_TEST(test_arbitration)
{
    start_with(FAST, PE | ERRIE);
    happens(I2C_TAKE, 1000, 9000);
    put(CR2, with(SENSOR, 1, AUTOEND));
    until(1000);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    run(1000);
    ck_assert_uint_eq(isr(), TXE | BUSY | ARLO);
    ck_assert_uint_eq(look(&b, CR2) & START, 0);
    ck_assert_int_eq(level(WIRE_IRQ, ER), 1);
    ck_assert_int_eq(level(WIRE_IRQ, EV), 0);
    put(ICR, ARLO);
    ck_assert_int_eq(level(WIRE_IRQ, ER), 0);
    run(5000);
    put(CR2, with(SENSOR, 0, AUTOEND));
    run(9100);
    ck_assert_uint_eq(isr(), TXE);                     /* the bus is free, tBUF is not over */
    ck_assert_uint_eq(count(F_TX), 1);
    run(9143 + 93);
    ck_assert_uint_eq(line()->rise, (9143 + 93 + 150) * EDGE);
    run(12000);
    ck_assert_uint_eq(isr(), TXE | STOPF);
}
END_TEST

/* Taken while we do nothing: BUSY, no ARLO, and START waits. */
START_TEST(test_bus_taken)
{
    start();
    happens(I2C_TAKE, 100, 900);
    run(200);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    put(CR2, with(SENSOR, 0, AUTOEND));
    run(900 + 143 + 92);
    ck_assert_uint_eq(count(F_TX), 0);
    run(900 + 143 + 93);
    ck_assert_uint_eq(count(F_TX), 1);
    ck_assert_uint_eq(isr() & ARLO, 0);
}
END_TEST

/* A misplaced START or STOP raises BERR and changes nothing else: STOPF when it would come
 * anyway. */
START_TEST(test_bus_error)
{
    start_with(FAST, PE | ERRIE);
    happens(I2C_GLITCH, 1000, 0);
    happens(I2C_GLITCH, 20000, 0);
    put(CR2, with(SENSOR, 0, AUTOEND));
    run(1000);
    ck_assert_uint_eq(isr(), TXE | BUSY | BERR);
    ck_assert_int_eq(level(WIRE_IRQ, ER), 1);
    put(ICR, BERR);
    until(2601);
    ck_assert_uint_eq(isr(), TXE | BUSY);
    run(2601);
    ck_assert_uint_eq(isr(), TXE | STOPF);
    run(21000);                                        /* not ours: we were no master then */
    ck_assert_uint_eq(isr(), TXE | STOPF);
}
END_TEST

/* Requests: one edge behind RXNE (4351) and TXIS (2351), down with the access, up again one edge
 * later. */
START_TEST(test_requests)
{
    start_with(FAST, PE | RXDMAEN | TXDMAEN);
    put(CR2, with(SENSOR, 2, AUTOEND | RD));
    run(4351);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 0);
    run(4352);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 1);
    run(4360);
    get_sized(&b, RXDR, 1);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 0);
    run(8000);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 1);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 0);     /* a read asks for no byte */
    put(CR1, 0);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 0);
    start_with(FAST, PE | RXDMAEN | TXDMAEN);
    put(CR2, with(SENSOR, 2, AUTOEND));
    run(2351);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 0);
    run(2352);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 1);
    put_sized(&b, TXDR, 1, 2);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 0);
    run(2353);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 1);
    put_sized(&b, TXDR, 1, 3);
    run(9000);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_TX), 0);
    ck_assert_uint_eq(isr(), TXE | STOPF);
}
END_TEST

/* PE = 0 in mid-byte: all flags go, the lines are let go, the device forgets; then it works
 * again. */
START_TEST(test_software_reset)
{
    start();
    put(CR2, with(SENSOR, 3, AUTOEND | RD));
    run(5000);
    ck_assert_uint_eq(isr(), TXE | BUSY | RXNE);
    put(CR1, 0);
    ck_assert_uint_eq(isr(), TXE);
    ck_assert_uint_eq(look(&b, TIMINGR), FAST);
    run(5001);
    ck_assert_uint_eq(line()->act, I2C_LEFT);
    ck_assert_uint_eq(b.outside.chosen[1], 0);
    put(CR1, PE);
    put(CR2, with(SENSOR, 1, AUTOEND | RD));
    run(10000);
    ck_assert_uint_eq(isr(), TXE | STOPF | RXNE);
    ck_assert_uint_eq(get(RXDR), 0xA2);                /* the device's pointer is at 2 */
}
END_TEST

/* What PE = 1 and START = 1 protect; ADDRCF takes a START back; what is not modelled says so. */
START_TEST(test_protection)
{
    start();
    put(TIMINGR, 0), put(CR1, PE | 3 << 8);
    ck_assert_uint_eq(look(&b, TIMINGR), FAST);
    ck_assert_uint_eq(look(&b, CR1), PE);
    ck_assert_uint_eq(count(F_IGNORED), 2);
    happens(I2C_TAKE, 0, 5000);
    put(CR2, with(SENSOR, 1, AUTOEND));
    put(CR2, with(SENSOR + 1, 9, RD));
    ck_assert_uint_eq(look(&b, CR2), with(SENSOR, 1, 0));
    ck_assert_uint_eq(count(F_IGNORED), 3);
    put(CR2, SENSOR << 1 | 1 << 16);                   /* 0 does not clear START */
    ck_assert_uint_eq(look(&b, CR2) & START, START);
    put(ICR, 8);
    ck_assert_uint_eq(look(&b, CR2) & START, 0);
    run(9000);
    ck_assert_uint_eq(count(F_TX), 0);
    ck_assert_uint_eq(count(F_UNMODELLED), 0);
    put(OAR1, 0x8000), put(OAR2, 0x8000), put(TIMEOUTR, 0x8000), put(CR2, 1 << 11);
    put(CR1, PE | 1 << 23);
    ck_assert_uint_eq(count(F_UNMODELLED), 5);
    put(OAR1, 0x42), put(CR2, 0x42);
    ck_assert_uint_eq(count(F_UNMODELLED), 5);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        test_reset, test_write_moments, test_bus_free_time, test_period, test_read_moments,
        test_stretch_write, test_stretch_read, test_stretch_device, test_nack_address,
        test_nack_data, test_repeated_start, test_software_stop, test_stop_in_read, test_reload,
        test_reload_read, test_arbitration, test_bus_taken, test_bus_error, test_requests,
        test_software_reset, test_protection,
    };
    return run_tests("i2c", tests, sizeof tests / sizeof *tests);
}
