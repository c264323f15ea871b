/* test_adc.c -- exact ticks of the ADC. A cycle of the bench's ADC clock is CYCLE = 24 * 4 * 2 = 192
 * ticks: hclk 200 MHz (24 ticks), CKMODE 3 (by 4), and the fixed divider by 2.
 *
 * ADSTART or a trigger on a cycle's start: sampling begins at least 1.5 cycles later, on a whole one:
 * after 2. It lasts 1.5 .. 810.5 cycles, the conversion RES / 2 + 0.5 more (RM0433 25.4). So with
 * SMP 0 at 16 bits: EOSMP after 3.5 cycles, EOC after 2 + 1.5 + 8.5 = 12, the next after 10 more. */
#include "adc_bench.h"
#include <math.h>

enum { FIRST = 12 * CYCLE, EACH = 10 * CYCLE };

/* ---- start-up ------------------------------------------------------------------------------ */

START_TEST(after_reset)
{
    power_on();
    ck_assert_uint_eq(look(CR), DEEPPWD);
    ck_assert_uint_eq(look(CFGR), 1u << 31);
    ck_assert_uint_eq(look(0x24), 0x03FFFFFF);
    ck_assert_uint_eq(look(ISR) | look(CCR) | look(SQR1) | look(DR) | look(ADC2 + ISR), 0);
    ck_assert_uint_eq(b.due, NEVER);
}
END_TEST

START_TEST(regulator)
{
    power_on();
    put(CR, DEEPPWD | ADVREGEN);             /* still in deep power-down: no */
    ck_assert_uint_eq(look(CR), DEEPPWD);
    ck_assert_uint_eq(count(F_IGNORED), 1);
    put(CR, 0), put(CR, ADVREGEN);
    put(CR, ADVREGEN | ADCAL), put(CR, ADVREGEN | ADEN);     /* LDORDY is not up yet */
    ck_assert_uint_eq(look(CR), ADVREGEN);
    ck_assert_uint_eq(count(F_IGNORED), 3);
    until(999);
    ck_assert_uint_eq(look(ISR), 0);
    until(1000);
    ck_assert_uint_eq(look(ISR), LDORDY);
    put(CR, DEEPPWD | ADVREGEN);             /* deep power-down takes the regulator along */
    ck_assert_uint_eq(look(CR), DEEPPWD);
    ck_assert_uint_eq(look(ISR), 0);
}
END_TEST

/* 1000 is in cycle 5 (960..1151): calibration runs from 1152 on, 100 or 200 cycles. */
START_TEST(calibration)
{
    for (unsigned linear = 0; linear < 2; linear++) {
        power_on();
        put(CCR, 3 << 16);
        put(CR, 0), put(CR, ADVREGEN);
        until(1000);
        put(CR, ADVREGEN | ADCAL | linear << 16);
        put(CCR, 0);                         /* locked while it calibrates */
        ck_assert_uint_eq(look(CCR), 3 << 16);
        tick_t end = 1152 + (linear ? 200 : 100) * CYCLE;
        until(end - 1);
        ck_assert_uint_eq(look(CR) & ADCAL, ADCAL);
        put(CR, ON);
        ck_assert_uint_eq(look(CR) & ADEN, 0);
        until(end);
        ck_assert_uint_eq(look(CR) & ADCAL, 0);
        until(end + 4 * CYCLE - 1);
        put(CR, ON);
        ck_assert_uint_eq(look(CR) & ADEN, 0);               /* four cycles after: ignored */
        until(end + 4 * CYCLE);
        put(CR, ON);
        until(end + (4 + 6) * CYCLE - 1);
        ck_assert_uint_eq(look(CR) & ADEN, ADEN);
        ck_assert_uint_eq(look(ISR), LDORDY);
        until(end + (4 + 6) * CYCLE);
        ck_assert_uint_eq(look(ISR), LDORDY | ADRDY);
    }
}
END_TEST

START_TEST(disable)
{
    ready();
    tick_t t = b.now;
    put(CR, ON | ADDIS);
    put(CR, ON | ADSTART);                   /* no start once it is going off */
    ck_assert_uint_eq(look(CR), ON | ADDIS);
    until(t + 2 * CYCLE - 1);
    ck_assert_uint_eq(look(CR), ON | ADDIS);
    until(t + 2 * CYCLE);
    ck_assert_uint_eq(look(CR), ADVREGEN);
    ck_assert_uint_eq(look(ISR), LDORDY);
}
END_TEST

START_TEST(start_before_ready_waits)
{
    power_on();
    put(CCR, 3 << 16), put(PCSEL, 8), put(SQR1, 3 << 6);
    put(CR, 0), put(CR, ADVREGEN);
    until(1152);
    put(CR, ON), put(CR, ON | ADSTART);
    until(1152 + 6 * CYCLE + FIRST - 1);
    ck_assert_uint_eq(look(ISR) & EOC, 0);
    until(1152 + 6 * CYCLE + FIRST);
    ck_assert_uint_eq(look(ISR) & EOC, EOC);
    ck_assert_uint_eq(look(CR), ON);
}
END_TEST

/* ---- conversion time ----------------------------------------------------------------------- */

START_TEST(single_conversion)
{
    ready();
    tick_t t = b.now;
    put(CR, ON | ADSTART);
    until(t + 2 * CYCLE + CYCLE * 3 / 2 - 1);
    ck_assert_uint_eq(look(ISR), LDORDY | ADRDY);
    until(t + 2 * CYCLE + CYCLE * 3 / 2);
    ck_assert_uint_eq(look(ISR), LDORDY | ADRDY | EOSMP);
    until(t + FIRST - 1);
    ck_assert_uint_eq(look(ISR), LDORDY | ADRDY | EOSMP);
    ck_assert_uint_eq(look(CR), ON | ADSTART);
    until(t + FIRST);
    ck_assert_uint_eq(look(ISR), LDORDY | ADRDY | EOSMP | EOC | EOS);
    ck_assert_uint_eq(look(CSR), ADRDY | EOSMP | EOC | EOS);
    ck_assert_uint_eq(look(CR), ON);         /* software trigger, single: ADSTART falls */
    ck_assert_uint_eq(b.due, NEVER);
    ck_assert_uint_eq(get(DR), 4000);
    ck_assert_uint_eq(look(ISR), LDORDY | ADRDY | EOSMP | EOS);
    put(ISR, EOSMP | EOS | LDORDY);
    ck_assert_uint_eq(look(ISR), LDORDY | ADRDY);
    ck_assert_uint_eq(get(DR), 4000);        /* nothing new: the last value */
    ck_assert_uint_eq(count(F_RX), 1);
}
END_TEST

START_TEST(every_sampling_time_and_resolution)
{
    static const unsigned twice[8] = { 3, 5, 17, 33, 65, 129, 775, 1621 };
    static const unsigned bits[8] = { 16, 14, 12, 10, 0, 14, 12, 8 };
    for (unsigned smp = 0; smp < 8; smp++)
        for (unsigned res = 0; res < 8; res++) {
            if (res == 4) continue;          /* reserved */
            ready();
            tick_t t = b.now;
            put(SQR1, 13 << 6), put(SMPR2, smp << 9), put(CFGR, res << 2);
            put(CR, ON | ADSTART);
            tick_t end = t + 2 * CYCLE + (twice[smp] + bits[res] + 1) * CYCLE / 2;
            until(end - 1);
            ck_assert_uint_eq(look(ISR) & EOC, 0);
            until(end);
            ck_assert_uint_eq(look(ISR) & EOC, EOC);
            ck_assert_uint_eq(get(DR), 14000u >> (16 - bits[res]));
        }
}
END_TEST

START_TEST(every_clock)
{
    static const unsigned presc[12] = { 1, 2, 4, 6, 8, 10, 12, 16, 32, 64, 128, 256 };
    for (unsigned i = 0; i < 15; i++) {
        /* CKMODE 1-3: hclk by 1, 2, 4; CKMODE 0: 64 MHz = 75 ticks by PRESC. And by 2. */
        unsigned cycle = i < 3 ? 2u * HCLK << i : 2 * 75 * presc[i - 3];
        power_on();
        put(CCR, i < 3 ? (i + 1) << 16 : (i - 3) << 18);
        put(CR, 0), put(CR, ADVREGEN);
        until(1000);
        put(CR, ON);
        until(b.now + 20 * cycle);
        put(PCSEL, 8), put(SQR1, 3 << 6), put(CFGR, CONT);
        b.now = (b.now + cycle - 1) / cycle * cycle, step();
        tick_t t = b.now;
        put(CR, ON | ADSTART);
        for (unsigned n = 0; n < 3; n++) {
            put(ISR, EOC);
            until(t + (12 + 10 * n) * cycle - 1);
            ck_assert_uint_eq(look(ISR) & EOC, 0);
            until(t + (12 + 10 * n) * cycle);
            ck_assert_uint_eq(look(ISR) & EOC, EOC);
        }
    }
}
END_TEST

/* A clock that is no whole number of ticks: hclk 183 MHz, ADC cycle 8 * 4800 / 183 = 209.836.. ticks.
 * The n-th result comes at ceil(cycle number * 38400 / 183), without drift. */
START_TEST(no_drift)
{
    power_on();
    clocks[0] = domain_of(0, 183000000);
    put(CCR, 3 << 16), put(CR, 0), put(CR, ADVREGEN);
    until(1000);
    put(CR, ON);
    until(20000);
    put(PCSEL, 8), put(SQR1, 3 << 6), put(CFGR, CONT | OVRMOD);
    put(CR, ON | ADSTART);                   /* 20000 is in cycle 95 (19935 .. 20144) */
    uint64_t cycle = 0;
    while (!(look(ISR) & EOC)) {
        until(b.due);
        if (look(ISR) & EOC) cycle = b.now * 183 / 38400;
    }
    /* 20000 * 183 / 19200 = 190.6: half 191, and 3 more = 194: cycle 97, and 10. */
    ck_assert_uint_eq(cycle, 107);
    for (unsigned n = 0; n < 1000; n++) {
        tick_t want = ((cycle + 10 * n) * 38400 + 182) / 183;
        until(want - 1);
        put(ISR, EOC | OVR);
        ck_assert_uint_eq(look(ISR) & EOC, 0);
        until(want);
        if (n) ck_assert_uint_eq(look(ISR) & EOC, EOC);
    }
}
END_TEST

/* ---- sequences and triggers ---------------------------------------------------------------- */

START_TEST(sixteen_ranks)
{
    ready();
    /* rank r (1..16) converts input 20 - r */
    uint32_t sq[4] = { 15, 0, 0, 0 };
    for (unsigned r = 1; r <= 16; r++) {
        unsigned i = r <= 4 ? 0 : r <= 9 ? 1 : r <= 14 ? 2 : 3, place = i ? r - (5 * i) : r;
        sq[i] |= (20 - r) << 6 * place;
    }
    for (unsigned i = 0; i < 4; i++) put(SQR1 + 4 * i, sq[i]);
    tick_t t = b.now;
    put(CR, ON | ADSTART);
    for (unsigned r = 1; r <= 16; r++) {
        until(t + FIRST + (r - 1) * EACH);
        ck_assert_uint_eq(look(ISR) & (EOC | EOS), r == 16 ? EOC | EOS : EOC);
        ck_assert_uint_eq(get(DR), 1000 * (21 - r));
    }
    ck_assert_uint_eq(look(CR), ON);
}
END_TEST

START_TEST(continuous_until_stopped)
{
    ready();
    put(SQR1, 1 | 3 << 6 | 5 << 12), put(CFGR, CONT);
    tick_t t = b.now;
    put(CR, ON | ADSTART);
    for (unsigned n = 0; n < 20; n++) {
        until(t + FIRST + n * EACH);
        ck_assert_uint_eq(get(DR), n & 1 ? 6000 : 4000);
    }
    until(t + FIRST + 20 * EACH - 1);        /* a result is due in the next tick: it is dropped */
    put(CR, ON | ADSTP);
    ck_assert_uint_eq(look(CR), ON | ADSTART | ADSTP);
    until(t + FIRST + 20 * EACH + 2 * CYCLE - 1);
    ck_assert_uint_eq(look(CR), ON | ADSTART | ADSTP);
    until(t + FIRST + 20 * EACH + 2 * CYCLE);
    ck_assert_uint_eq(look(CR), ON);
    ck_assert_uint_eq(look(ISR) & EOC, 0);
    ck_assert_uint_eq(b.due, NEVER);
    put(CR, ON | ADSTART);                   /* and begins at rank 1 again */
    until(b.now + FIRST);
    ck_assert_uint_eq(get(DR), 4000);
}
END_TEST

/* From the edge to the start of sampling: 1.5 to 2.5 cycles, whatever the phase. */
START_TEST(trigger_latency)
{
    for (unsigned phase = 0; phase < CYCLE; phase++) {
        ready();
        put(CFGR, EXTEN_RISE | EXTSEL);
        put(CR, ON | ADSTART);
        until(b.now + 5 * CYCLE + phase);
        tick_t t = b.now;
        wire(WIRE_TRIGGER, TRIG, 1);
        while (!(look(ISR) & EOC)) until(b.due);
        tick_t wait = b.now - EACH - t;
        ck_assert_uint_ge(2 * wait, 3 * CYCLE);
        ck_assert_uint_lt(2 * wait, 5 * CYCLE);
        ck_assert_uint_eq(b.now % CYCLE, 0);
        ck_assert_uint_eq(look(CR), ON | ADSTART);           /* armed for the next one */
    }
}
END_TEST

static int results(void) { return (int)(count(F_RX) + count(F_LOST)); }

START_TEST(trigger_edges)
{
    static const struct { uint32_t exten; int rise, fall; } want[3] = {
        { EXTEN_RISE, 1, 0 }, { EXTEN_FALL, 0, 1 }, { EXTEN_BOTH, 1, 1 } };
    for (unsigned i = 0; i < 3; i++) {
        ready();
        put(CFGR, want[i].exten | EXTSEL);
        wire(WIRE_TRIGGER, TRIG, 1), wire(WIRE_TRIGGER, TRIG, 0);      /* before ADSTART */
        put(CR, ON | ADSTART);
        until(b.now + 50 * CYCLE);
        ck_assert_uint_eq(count(F_RX), 0);
        wire(WIRE_TRIGGER, TRIG, 1);
        until(b.now + CYCLE);
        if (want[i].rise) wire(WIRE_TRIGGER, TRIG, 0), wire(WIRE_TRIGGER, TRIG, 1);   /* too early */
        until(b.now + 50 * CYCLE);
        ck_assert_int_eq(results(), want[i].rise);
        wire(WIRE_TRIGGER, TRIG, 0);
        until(b.now + 50 * CYCLE);
        ck_assert_int_eq(results(), want[i].rise + want[i].fall);
    }
}
END_TEST

START_TEST(discontinuous)
{
    ready();
    /* five ranks, two a trigger: 1 2, 3 4, 5, 1 2 */
    put(SQR1, 4 | 1 << 6 | 2 << 12 | 3 << 18 | 4 << 24), put(SQR2, 5);
    put(CFGR, EXTEN_RISE | EXTSEL | DISCEN | 1 << 17);
    put(CR, ON | ADSTART);
    static const int want[4] = { 2, 4, 5, 7 };
    for (unsigned n = 0; n < 4; n++) {
        wire(WIRE_TRIGGER, TRIG, 1);
        until(b.now + 50 * CYCLE);
        wire(WIRE_TRIGGER, TRIG, 0);
        ck_assert_int_eq(results(), want[n]);
        ck_assert_uint_eq(look(ISR) & EOS, n < 2 ? 0 : EOS);
    }
    ck_assert_uint_eq(get(DR), 2000);        /* input 1 */
}
END_TEST

START_TEST(auto_delay)
{
    ready();
    put(CFGR, CONT | AUTDLY);
    tick_t t = b.now;
    put(CR, ON | ADSTART);
    until(t + 100 * CYCLE);
    ck_assert_uint_eq(count(F_RX), 1);       /* nobody took it: it waits */
    get(DR);
    until(t + 100 * CYCLE + FIRST - 1);
    ck_assert_uint_eq(count(F_RX), 1);
    until(t + 100 * CYCLE + FIRST);
    ck_assert_uint_eq(count(F_RX), 2);
    ck_assert_uint_eq(look(ISR) & OVR, 0);
}
END_TEST

/* ---- protection ---------------------------------------------------------------------------- */

START_TEST(ignored_writes)
{
    ready();
    put(CFGR, EXTEN_RISE | EXTSEL);
    put(CR, ON | ADSTART);
    told = 0;
    put(CFGR, 0), put(SQR1, 0), put(SMPR1, 7), put(PCSEL, 0), put(CCR, 0), put(CFGR2, 1u << 28);
    put(CR, ON | ADDIS), put(CR, ADEN);
    ck_assert_uint_eq(count(F_IGNORED), 8);
    ck_assert_uint_eq(look(CFGR), EXTEN_RISE | EXTSEL);
    ck_assert_uint_eq(look(SQR1), 3 << 6);
    ck_assert_uint_eq(look(CCR), 3 << 16);
    ck_assert_uint_eq(look(CR), ON | ADSTART);
    told = 0;
    put(DR, 1), put(CSR, 1), put(0x44, 1), put(0x200, 1);
    env_t e = env_now();
    adc_model.write(&b.a, &cfg, ISR, 2, 0xFF, &e);
    ck_assert_uint_eq(count(F_IGNORED), 5);
}
END_TEST

START_TEST(unmodelled_is_told)
{
    static const struct { uint32_t off, value; } w[] = {
        { CR, ON | 1 << 8 }, { CR, ON | 1 << 3 }, { CFGR2, 1 }, { CFGR, 1 << 23 }, { CFGR, 1 << 25 },
        { CFGR, 2 }, { CFGR, EXTEN_RISE }, { JSQR, 1 }, { 0x60, 5 }, { 0xA0, 1 }, { 0xC0, 1 },
    };
    ready();
    for (unsigned i = 0; i < sizeof w / sizeof *w; i++) {
        told = 0;
        put(w[i].off, w[i].value);
        ck_assert_uint_eq(count(F_UNMODELLED), 1);
    }
    power_on();
    put(CCR, 6);
    ck_assert_uint_eq(count(F_UNMODELLED), 1);
}
END_TEST

/* ---- signals ------------------------------------------------------------------------------- */

static uint32_t at(tick_t t) { return adc_signal(&input, 0, 3, t); }

START_TEST(signal_sine)
{
    power_on();
    signals[3] = (analog_t){ .channel = 3, .kind = ANALOG_SINE, .low = 1000, .high = 61000,
                             .start = 500, .period = 1200000 };
    ck_assert_uint_eq(at(0), 31000);                     /* before its start: as at the start */
    ck_assert_uint_eq(at(500), 31000);
    ck_assert_uint_eq(at(500 + 100000), 46000);          /* 30 degrees: one half */
    ck_assert_uint_eq(at(500 + 300000), 61000);
    ck_assert_uint_eq(at(500 + 600000), 31000);
    ck_assert_uint_eq(at(500 + 700000), 16000);
    ck_assert_uint_eq(at(500 + 900000), 1000);
    for (tick_t t = 0; t < 1200000; t += 977) {
        double want = 31000 + 30000 * sin(2 * acos(-1) * (double)t / 1200000);
        ck_assert(fabs((double)at(500 + t) - want) < 1.01);
        ck_assert_uint_eq(at(500 + t), at(500 + t + 7 * 1200000ull));
    }
}
END_TEST

START_TEST(signal_ramp_and_list)
{
    static const uint16_t value[3] = { 7, 9, 65535 };
    power_on();
    signals[3] = (analog_t){ .channel = 3, .kind = ANALOG_RAMP, .low = 100, .high = 1124, .period = 1024 };
    for (tick_t t = 0; t < 3000; t++) ck_assert_uint_eq(at(t), 100 + t % 1024);
    signals[3].low = 1124, signals[3].high = 100;        /* downwards */
    for (tick_t t = 0; t < 3000; t++) ck_assert_uint_eq(at(t), 1124 - t % 1024);
    signals[3] = (analog_t){ .channel = 3, .kind = ANALOG_LIST, .period = 10, .value = value, .values = 3 };
    for (tick_t t = 0; t < 100; t++) ck_assert_uint_eq(at(t), value[t / 10 % 3]);
    signals[3].once = 1;
    ck_assert_uint_eq(at(29), 65535);
    ck_assert_uint_eq(at(1000), 65535);
    signals[3].values = 0, signals[3].period = 0;
    ck_assert_uint_eq(at(5), 0);
    ck_assert_uint_eq(adc_signal(&input, 1, 3, 5), 0);
    ck_assert_uint_eq(adc_signal(NULL, 0, 3, 5), 0);
}
END_TEST

/* ---- laws ---------------------------------------------------------------------------------- */

static uint32_t seed;
static uint32_t rnd(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)seed * below >> 32);
}

/* One random thing happens at b.now; the same for the same numbers. */
static void happen(uint32_t what, uint32_t value)
{
    static const uint32_t off[] = { ISR, IER, CFGR, CFGR2, SMPR1, PCSEL, SQR1, SQR2, CCR, JSQR, DR, 0x44 };
    static const uint32_t cr[] = { 0, DEEPPWD, ADVREGEN, ON, ON | ADSTART, ON | ADSTART, ON | ADSTP,
                                   ON | ADDIS, ADVREGEN | ADCAL, ON | 1 << 8 };
    uint32_t unit = what >> 16 & 1 ? ADC2 : 0;
    switch (what % 8) {
    case 0: case 1: put(unit + cr[value % 10], value), put(unit + CR, cr[value % 10]); break;
    case 2: put(unit + off[value % 12], value ^ value >> 7); break;
    case 3: case 4: get(unit + DR); break;
    case 5: wire(WIRE_TRIGGER, TRIG, (int)(value & 1)); break;
    case 6: wire(WIRE_LAST1, REQ + unit / ADC2, (int)(value & 1)); break;
    default: put(unit + CFGR, DMNGT_CIRC | CONT | (value & 0x1C) | (value & OVRMOD)); break;
    }
}

START_TEST(random_traffic)
{
    static bench_t skip, was;
    for (unsigned round = 0; round < 200; round++) {
        seed = round * 77 + 1;
        ready();
        for (unsigned n = 0; n < 200; n++) {
            uint32_t what = rnd(~0u), value = rnd(~0u);
            tick_t next = b.now + rnd(4000);
            happen(what, value);
            was = b, told = 0;
            if (b.now < b.due) step();                       /* idle */
            ck_assert(!memcmp(&was, &b, sizeof b));
            ck_assert_uint_eq(told, 0);
            until(next);                                     /* skip: from event to event ... */
            unsigned fast = told;
            skip = b, b = was, told = 0;
            while (b.now < next) {                           /* ... or every edge */
                tick_t edge = (b.now / HCLK + 1) * HCLK;
                b.now = b.due < edge ? b.due : edge;
                if (b.now > next) b.now = next;
                step();
            }
            ck_assert(!memcmp(&skip, &b, sizeof b));
            ck_assert_uint_eq(told, fast);
            uint32_t o = 4 * rnd(0x100), seen = look(o);     /* peek */
            ck_assert(!memcmp(&skip, &b, sizeof b));
            ck_assert_uint_eq(get(o), seen);
        }
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("adc");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, after_reset);
    tcase_add_test(t, regulator);
    tcase_add_test(t, calibration);
    tcase_add_test(t, disable);
    tcase_add_test(t, start_before_ready_waits);
    tcase_add_test(t, single_conversion);
    tcase_add_test(t, every_sampling_time_and_resolution);
    tcase_add_test(t, every_clock);
    tcase_add_test(t, no_drift);
    tcase_add_test(t, sixteen_ranks);
    tcase_add_test(t, continuous_until_stopped);
    tcase_add_test(t, trigger_latency);
    tcase_add_test(t, trigger_edges);
    tcase_add_test(t, discontinuous);
    tcase_add_test(t, auto_delay);
    tcase_add_test(t, ignored_writes);
    tcase_add_test(t, unmodelled_is_told);
    tcase_add_test(t, signal_sine);
    tcase_add_test(t, signal_ramp_and_list);
    tcase_add_test(t, random_traffic);
    return case_run("adc", t);
}
