/* test_lpuart.c -- what LPUART1 does otherwise than the other U(S)ARTs: RM0433 chapter 49. Kernel
 * clock 120 MHz, 40 ticks an edge. 115200 baud: BRR = 256 * 120 MHz / 115200 = 266667, more than 16
 * bits; a bit is 266667 / 256 clocks = 41666.7 ticks. */
#define BENCH_LPUART 1
#include "usart_bench.h"

enum { BRR_115200 = 266667, OVER8 = 1 << 15, DMAR = 1 << 6, DMAT = 1 << 7 };

static void lp_enable(uint32_t brr, uint32_t more) { put(BRR, brr), put(CR1, more), put(CR1, more | UE); }

START_TEST(a_bit_is_brr_256ths)
{
    start(120000000);
    lp_enable(BRR_115200, TE);
    run(1000000);                                               /* the idle frame is over */
    put(TDR, 0xA5);
    run(1000100);
    const serial_t *s = &b.wires.tx[LINE];
    ck_assert_uint_eq(s->bit16, (uint64_t)BRR_115200 * 40 * 65536 / 256);
    ck_assert_uint_eq(s->bits, 10);
    ck_assert_uint_eq(s->word >> 1 & 0xFF, 0xA5);
    run(1000000 + 9 * 41667);
    ck_assert(!(isr() & TC));
    run(1000000 + 10 * 41667 + 100);
    ck_assert(isr() & TC);
}
END_TEST

START_TEST(receives_and_asks_dmamux2)
{
    start(120000000);
    lp_enable(BRR_115200, RE);
    put(CR3, DMAR);
    run(100000);
    arrives(200000, 0x5A);                      /* the sender's bit is 41680 ticks: 0.03 % slower */
    b.due[W] = b.now;
    run(200000 + 9 * 41667);
    ck_assert(!(isr() & RXNE));
    run(200000 + 10 * 41667);
    ck_assert(isr() & RXNE);
    ck_assert_int_eq(level(WIRE_REQ2, REQ_RX), 1);
    ck_assert_int_eq(level(WIRE_REQ1, REQ_RX), 0);
    ck_assert_uint_eq(get(RDR), 0x5A);
    ck_assert_int_eq(level(WIRE_REQ2, REQ_RX), 0);
    ck_assert(!(isr() & FE));
}
END_TEST

/* PRESC divides here too: 256 * fck / PRESC / BRR. */
START_TEST(prescaler)
{
    start(120000000);
    put(PRESC, 4);                                              /* 8 */
    lp_enable(BRR_115200 / 8, TE);
    run(1000000);
    put(TDR, 0);
    run(1000400);
    ck_assert_uint_eq(b.wires.tx[LINE].bit16, (uint64_t)(BRR_115200 / 8) * 8 * 40 * 256);
}
END_TEST

/* "It is forbidden to write values lower than 0x300": no clock runs. */
START_TEST(small_divisors_send_nothing)
{
    for (uint32_t brr = 0x2FF; brr <= 0x300; brr++) {
        start(120000000);
        lp_enable(brr, TE);
        run(20000);
        put(TDR, 1);
        run(40000);
        ck_assert_uint_eq(count(F_TX), brr == 0x300);
    }
}
END_TEST

START_TEST(registers)
{
    start(120000000);
    put(BRR, ~0u);
    ck_assert_uint_eq(look(&b, BRR), 0xFFFFF);
    put(CR1, OVER8 | 1u << 26);                                 /* OVER8, RTOIE: not there */
    ck_assert_uint_eq(look(&b, CR1), 0);
    put(CR2, 1u << 23 | 2u << 12);                              /* RTOEN, STOP = 2 */
    ck_assert_uint_eq(look(&b, CR2), 2u << 12);
    put(CR3, 1u << 11);                                         /* ONEBIT */
    ck_assert_uint_eq(look(&b, CR3), 0);
    ck_assert_uint_eq(count(F_IGNORED) + count(F_UNMODELLED), 0);
    put(RTOR, 5);
    put(0x10, 5);                                               /* GTPR */
    ck_assert_uint_eq(look(&b, RTOR) | look(&b, 0x10), 0);
    ck_assert_uint_eq(count(F_IGNORED), 2);
    ck_assert_uint_eq(nth(F_IGNORED, 0)->note, IGN_RESERVED);
    put(CR1, UE);
    put(BRR, 0x300);
    ck_assert_uint_eq(look(&b, BRR), 0xFFFFF);                      /* locked while UE = 1 */
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_bit_is_brr_256ths, receives_and_asks_dmamux2, prescaler,
                                   small_divisors_send_nothing, registers };
    return run_tests("lpuart", tests, sizeof tests / sizeof *tests);
}
