/* test_adc_data.c -- where conversions go: the FIFO behind DR, overrun, DMA requests, the second converter.
 * The clocks and the times a conversion takes are those at the head of test_adc.c. */
#include "adc_bench.h"

enum { FIRST = 12 * CYCLE, EACH = 10 * CYCLE };

/* ---- data ---------------------------------------------------------------------------------- */

START_TEST(fifo_keeps_the_first)
{
    ready();
    signals[3] = (analog_t){ .channel = 3, .kind = ANALOG_RAMP, .high = 60000, .period = 1 << 20 };
    put(CFGR, CONT | DMNGT_CIRC);
    tick_t t = b.now;
    put(CR, ON | ADSTART);
    until(t + FIRST + (ADC_FIFO - 1) * EACH);
    ck_assert_uint_eq(look(ISR) & OVR, 0);
    until(t + FIRST + ADC_FIFO * EACH);
    ck_assert_uint_eq(look(ISR) & (EOC | OVR), EOC | OVR);
    ck_assert_int_eq(request(), 0);          /* OVR holds the requests back */
    ck_assert_uint_eq(count(F_LOST), 1);
    until(t + FIRST + (ADC_FIFO + 2) * EACH);
    ck_assert_uint_eq(count(F_LOST), 3);
    /* The values are those of the ends of sampling: 3.5 cycles after the start, then each 10. */
    for (unsigned n = 0; n < ADC_FIFO; n++) {
        ck_assert_uint_eq(look(ISR) & EOC, EOC);
        tick_t at = t + 7 * CYCLE / 2 + n * EACH;
        ck_assert_uint_eq(get(DR), 60000 * (at % (1 << 20)) >> 20);
    }
    ck_assert_uint_eq(look(ISR) & EOC, 0);
    until(t + FIRST + (ADC_FIFO + 3) * EACH);
    ck_assert_uint_eq(count(F_LOST), 4);     /* OVR is still up: still discarded */
    put(ISR, OVR | EOC);
    until(t + FIRST + (ADC_FIFO + 4) * EACH);
    ck_assert_uint_eq(count(F_LOST), 4);
    ck_assert_uint_eq(look(ISR) & (EOC | OVR), EOC);
}
END_TEST

START_TEST(overrun_mode_keeps_the_last)
{
    ready();
    put(SQR1, 2 | 3 << 6 | 4 << 12 | 5 << 18), put(CFGR, OVRMOD);
    tick_t t = b.now;
    put(CR, ON | ADSTART);
    until(t + FIRST);
    ck_assert_uint_eq(look(ISR) & (EOC | OVR), EOC);
    until(t + FIRST + 2 * EACH);
    ck_assert_uint_eq(look(ISR) & (EOC | OVR), EOC | OVR);
    ck_assert_uint_eq(count(F_LOST), 2);
    ck_assert_uint_eq(get(DR), 6000);
    ck_assert_uint_eq(look(ISR) & EOC, 0);
}
END_TEST

/* A stream with PBURST takes more than the one item that is there: adc.h says what it gets, and so does the
 * run. */
START_TEST(taking_more_than_is_there)
{
    ready();
    put(SQR1, 3 << 6), put(CFGR, DMNGT_CIRC);
    tick_t t = b.now;
    put(CR, ON | ADSTART);
    until(t + FIRST + HCLK);
    ck_assert_uint_eq(get(DR), 4000);
    ck_assert_uint_eq(count(F_UNMODELLED), 0);
    ck_assert_uint_eq(get(DR), 4000);
    ck_assert_uint_eq(count(F_UNMODELLED), 1);
}
END_TEST

/* One hclk after the item; falls with the access; what is left raises it one hclk later. */
START_TEST(dma_request)
{
    ready();
    put(SQR1, 1 | 3 << 6 | 4 << 12), put(CFGR, DMNGT_CIRC | CONT);
    tick_t t = b.now;
    put(CR, ON | ADSTART);
    until(t + FIRST + HCLK - 1);
    ck_assert_int_eq(request(), 0);
    until(t + FIRST + HCLK);
    ck_assert_int_eq(request(), 1);
    if (ADC_FIFO > 1) {
        until(t + FIRST + EACH);
        ck_assert_int_eq(request(), 1);
        ck_assert_uint_eq(get(DR), 4000);
        ck_assert_int_eq(request(), 0);
        until(t + FIRST + EACH + HCLK - 1);
        ck_assert_int_eq(request(), 0);
        until(t + FIRST + EACH + HCLK);
        ck_assert_int_eq(request(), 1);
        ck_assert_uint_eq(get(DR), 5000);
    } else {
        get(DR);
    }
    until(b.now + 3 * CYCLE);
    ck_assert_int_eq(request(), 0);
    put(CFGR, CONT);                         /* locked while it converts */
    ck_assert_uint_eq(look(CFGR) & 3, 3);
}
END_TEST

START_TEST(no_request_without_dmngt)
{
    ready();
    put(CR, ON | ADSTART);
    until(b.now + 100 * CYCLE);
    ck_assert_uint_eq(look(ISR) & EOC, EOC);
    ck_assert_int_eq(request(), 0);
}
END_TEST

START_TEST(one_shot_stops_with_the_last_item)
{
    ready();
    put(CFGR, DMNGT_ONE | CONT);
    tick_t t = b.now;
    put(CR, ON | ADSTART);
    until(t + FIRST + HCLK);
    ck_assert_int_eq(request(), 1);
    get(DR);
    wire(WIRE_LAST1, REQ, 1);                /* that was the last one */
    until(t + 100 * CYCLE);
    ck_assert_uint_eq(count(F_RX), 1);
    ck_assert_int_eq(request(), 0);
    ck_assert_uint_eq(look(CR), ON | ADSTART);
    put(CR, ON | ADSTP);
    until(b.now + 2 * CYCLE);
    put(CR, ON | ADSTART);
    until(b.now + FIRST + HCLK);
    ck_assert_int_eq(request(), 1);
    wire(WIRE_LAST1, 10, 1);                 /* ADC2's: nothing to us */
    ck_assert_int_eq(request(), 1);
}
END_TEST

START_TEST(second_converter)
{
    ready();
    signals[0].adc = 1, signals[0].channel = 7, signals[0].low = 0xABCD;
    put(ADC2 + CR, 0), put(ADC2 + CR, ADVREGEN);
    until(b.now + 1000);
    put(ADC2 + CR, ON);
    until(b.now + 10 * CYCLE);
    put(ADC2 + PCSEL, 1 << 7), put(ADC2 + SQR1, 7 << 6), put(ADC2 + CFGR, DMNGT_CIRC);
    put(ADC2 + IER, EOC);
    put(ADC2 + CR, ON | ADSTART);
    until(b.now + 20 * CYCLE);
    ck_assert_int_eq(wire_get(&b.w, WIRE_REQ1, 10) && wire_get(&b.w, WIRE_REQ2, 17), 1);
    ck_assert_int_eq(wire_get(&b.w, WIRE_IRQ, 18), 1);
    ck_assert_uint_eq(look(CSR) >> 16, ADRDY | EOSMP | EOC | EOS);
    ck_assert_uint_eq(get(ADC2 + DR), 0xABCD);
    ck_assert_int_eq(wire_get(&b.w, WIRE_REQ1, 10) || wire_get(&b.w, WIRE_REQ2, 17), 0);
    ck_assert_int_eq(wire_get(&b.w, WIRE_IRQ, 18), 0);
    ck_assert_uint_eq(look(ISR), LDORDY | ADRDY);
}
END_TEST

START_TEST(unconnected_and_shifted)
{
    ready();
    put(PCSEL, 0);
    put(CR, ON | ADSTART);
    until(b.now + 20 * CYCLE);
    ck_assert_uint_eq(get(DR), 0);           /* PCSEL keeps the input off */
    put(PCSEL, 8), put(CFGR2, 4u << 28), put(CFGR, 6 << 2);
    put(CR, ON | ADSTART);
    until(b.now + 20 * CYCLE);
    ck_assert_uint_eq(get(DR), (4000 >> 4) << 4);
    input.analogs = 0;
    put(CR, ON | ADSTART);
    until(b.now + 20 * CYCLE);
    ck_assert_uint_eq(get(DR), 0);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("adc data");
    tcase_add_test(t, fifo_keeps_the_first);
    tcase_add_test(t, overrun_mode_keeps_the_last);
    tcase_add_test(t, taking_more_than_is_there);
    tcase_add_test(t, dma_request);
    tcase_add_test(t, no_request_without_dmngt);
    tcase_add_test(t, one_shot_stops_with_the_last_item);
    tcase_add_test(t, second_converter);
    tcase_add_test(t, unconnected_and_shifted);
    return case_run("adc data", t);
}
