/* test_tim.c -- the timers: counting, update events, compare, requests, triggers. RM0433 37, 38, 40.
 *
 * The timer clock is 200 MHz (24 ticks), the APB clock 100 MHz (48 ticks), both from tick 0. Enabled
 * at tick 240 the counter is on one timer clock later, at 264, and moves every PSC + 1 clocks from
 * there: with PSC = 3 at 360, 456 ..; with ARR = 9 it turns after 40 clocks, at 264 + 960 = 1224,
 * and every 960 ticks after. */
#include "tim.h"
#include "suite.h"
#include <string.h>

enum {
    CR1 = 0x00, CR2 = 0x04, SMCR = 0x08, DIER = 0x0C, SR = 0x10, EGR = 0x14, CCMR1 = 0x18,
    CCMR2 = 0x1C, CCER = 0x20, CNT = 0x24, PSC = 0x28, ARR = 0x2C, RCR = 0x30, CCR1 = 0x34, CCR2 = 0x38,
    CCR4 = 0x40, BDTR = 0x44, DCR = 0x48, DMAR = 0x4C
};
enum { CEN = 1, UDIS = 2, URS = 4, OPM = 8, DIR = 16, ARPE = 128, UIF = 1, UDE = 1 << 8 };

static const tim_cfg_t general = { 0, 1, TIM_GENERAL, 0, TRIG_TIM3, TIM_NO_TRIGGER, 29, 29,
                                   { 27, 23, 24, 25, 26 }, 1, 1, 1 };
static const tim_cfg_t wide = { 0, 1, TIM_GENERAL, 1, TRIG_TIM2, TIM_NO_TRIGGER, 28, 28,
                                { 22, 18, 19, 20, 21 }, 1, 1, 1 };
static const tim_cfg_t basic = { 0, 1, TIM_BASIC, 0, TRIG_TIM6, TIM_NO_TRIGGER, 54, 54, { 69 }, 1, 1, 1 };
static const tim_cfg_t advanced = { 0, 1, TIM_ADVANCED, 0, TRIG_TIM1, TRIG_TIM1_2, 25, 27,
                                    { 15, 11, 12, 13, 14 }, 1, 1, 1 };
static const domain_t clocks[2] = { { 0, 1, 24, 0 }, { 0, 1, 48, 0 } };
static const uint64_t ears[WIRE_KINDS];

typedef struct {
    tim_t            t;
    wires_t          w;
    const tim_cfg_t *cfg;
    tick_t           now, due;
    unsigned         told[F_KINDS];
    uint64_t         hash;
    sink_t           sink;
} bench_t;

static bench_t b;
static bench_t *seen_by;

static void see(sink_t *s, const fact_t *f)
{
    (void)s;
    seen_by->told[f->kind]++;
    seen_by->hash = (seen_by->hash ^ f->at ^ f->note << 20 ^ f->kind) * 1099511628211ull;
}

static env_t env(bench_t *x)
{
    seen_by = x;
    return (env_t){ .now = x->now, .clock = clocks, .wires = &x->w, .sink = &x->sink, .ears = ears,
                    .pc = NO_PC };
}

static void step(bench_t *x)
{
    env_t e = env(x);
    x->due = tim_model.step(&x->t, x->cfg, &e);
    ck_assert(x->due > x->now);
}

static void go(bench_t *x, tick_t to)
{
    while (x->due <= to) x->now = x->due, step(x);
    x->now = to;
}

static void put(uint32_t off, uint32_t val)
{
    env_t e = env(&b);
    tim_model.write(&b.t, b.cfg, off, 4, val, &e);
    step(&b);
}

static uint32_t get(uint32_t off)
{
    env_t e = env(&b);
    return tim_model.read(&b.t, b.cfg, off, 4, &e);
}

static void boot(const tim_cfg_t *cfg)
{
    b = (bench_t){ .cfg = cfg, .sink = { ~0ull, see } };
    tim_model.reset(&b.t, cfg);
    step(&b);
}

/* PSC = 3, ARR = 9, both in force, CEN at tick 240: turns at 1224 + 960 n. */
static void start(const tim_cfg_t *cfg, uint32_t cr1)
{
    boot(cfg);
    put(PSC, 3), put(ARR, 9), put(CR1, URS), put(EGR, 1);
    ck_assert_uint_eq(get(SR), 0);
    go(&b, 240);
    put(CR1, cr1 | CEN);
}

#define at(tick, got, want) do { go(&b, tick); ck_assert_uint_eq((uint64_t)(got), want); } while (0)

static int request(unsigned n) { return wire_get(&b.w, WIRE_REQ1, b.cfg->req[n]); }
static int trgo(void) { return wire_get(&b.w, WIRE_TRIGGER, b.cfg->trgo); }

static void acknowledge(unsigned n)
{
    env_t e = env(&b);
    wire_put(&e, WIRE_ACK1, b.cfg->req[n], !wire_get(&b.w, WIRE_ACK1, b.cfg->req[n]));
    step(&b);
}

/* ---- counting ---------------------------------------------------------------------------------- */

START_TEST(counts_and_turns)
{
    start(&general, 0);
    at(359, get(CNT), 0);
    at(360, get(CNT), 1);
    at(1223, get(CNT), 9);
    ck_assert_uint_eq(get(SR) & UIF, 0);
    at(1224, get(CNT), 0);
    ck_assert_uint_eq(get(SR) & UIF, UIF);
    put(SR, ~(uint32_t)UIF);
    ck_assert_uint_eq(get(SR) & UIF, 0);
    at(2183, get(SR) & UIF, 0);
    at(2184, get(SR) & UIF, UIF);
}
END_TEST

/* Without UG the first lap goes with PSC = 0: 10 clocks, 264 + 240 = 504; the next takes 960. */
START_TEST(prescaler_waits_for_an_update)
{
    boot(&general);
    put(PSC, 3), put(ARR, 9);
    go(&b, 240), put(CR1, CEN);
    at(503, get(SR) & UIF, 0);
    at(504, get(SR) & UIF, UIF);
    put(SR, 0);
    at(1463, get(SR) & UIF, 0);
    at(1464, get(SR) & UIF, UIF);
}
END_TEST

/* ARR written to 4 at CNT = 2 (tick 460): at once 5 counts a lap, the turn at 264 + 5 * 96 = 744;
 * with ARPE this lap still has 10. */
START_TEST(reload_is_buffered_with_arpe)
{
    start(&general, 0);
    go(&b, 460), put(ARR, 4);
    at(743, get(SR) & UIF, 0);
    at(744, get(SR) & UIF, UIF);
    start(&general, ARPE);
    go(&b, 460), put(ARR, 4);
    at(1223, get(SR) & UIF, 0);
    at(1224, get(SR) & UIF, UIF);
    put(SR, 0);
    at(1224 + 479, get(SR) & UIF, 0);
    at(1224 + 480, get(SR) & UIF, UIF);
}
END_TEST

/* ARR = 1 at CNT = 2: 65536 - 2 counts to the top, no update there, then 2 counts to the turn. */
START_TEST(reload_below_the_counter_runs_to_the_top)
{
    start(&general, 0);
    at(456, get(CNT), 2);
    put(ARR, 1);
    tick_t top = 456 + 65534ull * 96;
    at(top - 1, get(CNT), 0xFFFF);
    at(top, get(CNT), 0);
    ck_assert_uint_eq(get(SR) & UIF, 0);
    at(top + 191, get(SR) & UIF, 0);
    at(top + 192, get(SR) & UIF, UIF);
}
END_TEST

/* Down from 9: UG loads ARR, underflow after ten counts. */
START_TEST(counts_down)
{
    boot(&general);
    put(CR1, URS | DIR), put(PSC, 3), put(ARR, 9), put(EGR, 1);
    ck_assert_uint_eq(get(CNT), 9);
    put(CCR2, 7);
    go(&b, 240), put(CR1, DIR | CEN);
    at(360, get(CNT), 8);
    at(455, get(SR), 0);
    at(456, get(SR), 1u << 2);
    at(1223, get(CNT), 0);
    at(1224, get(CNT), 9);
    ck_assert_uint_eq(get(SR) & UIF, UIF);
}
END_TEST

START_TEST(stops_and_goes_on)
{
    start(&general, 0);
    go(&b, 400), put(CR1, 0);                    /* CNT = 1 since 360, one clock of four gone: 384 */
    at(5000, get(CNT), 1);
    go(&b, 7200), put(CR1, CEN);                 /* on at 7224, three clocks more: 7296 */
    at(7295, get(CNT), 1);
    at(7296, get(CNT), 2);
    put(CNT, 9);
    at(7391, get(CNT), 9);
    at(7392, get(CNT), 0);
    boot(&general);
    put(ARR, 0), put(CR1, CEN), go(&b, 100000);
    ck_assert_uint_eq(get(CNT), 0);              /* ARR = 0 blocks */
    ck_assert_uint_eq(get(SR) & UIF, 0);
}
END_TEST

START_TEST(one_pulse)
{
    start(&general, OPM);
    go(&b, 1224);
    ck_assert_uint_eq(get(SR) & UIF, UIF);
    ck_assert_uint_eq(get(CR1) & CEN, 0);
    ck_assert(b.due == NEVER);
    at(10000, get(CNT), 0);
}
END_TEST

START_TEST(widths)
{
    boot(&general);
    ck_assert_uint_eq(get(ARR), 0xFFFF);
    put(CCR1, 0x12345);
    ck_assert_uint_eq(get(CCR1), 0x2345);
    boot(&wide);
    ck_assert_uint_eq(get(ARR), 0xFFFFFFFF);
    put(CCR1, 0x12345);
    ck_assert_uint_eq(get(CCR1), 0x12345);
    put(CNT, 0xFFFFFFF0), put(CR1, CEN);         /* 16 clocks from the anchor at 24 */
    at(24 + 383, get(SR) & UIF, 0);
    at(24 + 384, get(SR) & UIF, UIF);
}
END_TEST

/* ---- update events ----------------------------------------------------------------------------- */

START_TEST(ug_is_an_update_unless_urs)
{
    boot(&basic);
    put(DIER, UDE | 1);
    put(EGR, 1);
    ck_assert_uint_eq(get(SR), UIF);
    ck_assert_int_eq(wire_get(&b.w, WIRE_IRQ, 54), 1);
    at(48, request(0), 1);
    put(SR, 0), acknowledge(0);
    ck_assert_int_eq(wire_get(&b.w, WIRE_IRQ, 54), 0);
    put(CR1, URS), put(EGR, 1), go(&b, 200);
    ck_assert_uint_eq(get(SR), 0);
    ck_assert_int_eq(request(0), 0);
}
END_TEST

START_TEST(udis_and_copy_of_uif)
{
    start(&general, UDIS);
    at(1224, get(SR) & UIF, 0);
    ck_assert_uint_eq(get(CNT), 0);              /* it turns all the same */
    put(CR1, CEN | 1u << 11);
    at(2184, get(CNT), 0x80000000);
}
END_TEST

/* RCR = 2: every third lap. 1224 + 2 * 960 = 3144, then every 2880. */
START_TEST(repetition_counter)
{
    boot(&advanced);
    put(PSC, 3), put(ARR, 9), put(RCR, 2), put(CR1, URS), put(EGR, 1), put(DIER, 3);
    go(&b, 240), put(CR1, CEN), put(CCR1, 5);
    at(3143, get(SR) & UIF, 0);
    ck_assert_int_eq(wire_get(&b.w, WIRE_IRQ, 27), 1);   /* compare has a line of its own */
    ck_assert_int_eq(wire_get(&b.w, WIRE_IRQ, 25), 0);
    at(3144, get(SR) & UIF, UIF);
    ck_assert_int_eq(wire_get(&b.w, WIRE_IRQ, 25), 1);
    put(SR, 0);
    ck_assert_int_eq(wire_get(&b.w, WIRE_IRQ, 25) | wire_get(&b.w, WIRE_IRQ, 27), 0);
    at(6023, get(SR) & UIF, 0);
    at(6024, get(SR) & UIF, UIF);
}
END_TEST

/* ---- requests ---------------------------------------------------------------------------------- */

/* Update at 1224; the APB clock's next edge is 1248, one more 1296. A second update before the
 * acknowledge is lost in the first; the one at 3144 is new: 3168 + 48 = 3216. */
START_TEST(request_is_held_and_merged)
{
    start(&general, 0);
    put(DIER, UDE);
    at(1295, request(0), 0);
    at(1296, request(0), 1);
    at(2500, request(0), 1);
    acknowledge(0);
    ck_assert_int_eq(request(0), 0);
    at(3215, request(0), 0);
    at(3216, request(0), 1);
    put(DIER, 0);
    ck_assert_int_eq(request(0), 0);
}
END_TEST

/* CCR2 = 5: 264 + 5 * 96 = 744; bus 768 + 48 = 816. With CCDS the request comes with the update. */
START_TEST(compare_requests)
{
    start(&general, 0);
    put(CCR2, 5), put(DIER, 1u << 10);
    at(743, get(SR) & 4, 0);
    at(744, get(SR) & 4, 4);
    at(815, request(2), 0);
    at(816, request(2), 1);
    acknowledge(2);
    ck_assert_int_eq(request(2), 0);
    put(CR2, 8);
    at(1295, request(2), 0);
    at(1296, request(2), 1);
}
END_TEST

/* ---- compare and triggers ---------------------------------------------------------------------- */

START_TEST(compare_above_reload)
{
    start(&general, 0);
    put(SR, 0), put(CCR1, 10);
    at(1223, get(SR) & 2, 0);
    at(1224, get(SR) & 2, 2);
    put(CCR1, 0), put(SR, 0);                    /* 0 is reached by the turn */
    at(2183, get(SR) & 2, 0);
    at(2184, get(SR) & 2, 2);
}
END_TEST

/* PWM 1, CCR1 = 4: OC1REF is high for counts 0 to 3, low from 264 + 4 * 96 = 648 to the turn. */
START_TEST(pwm_on_trgo)
{
    start(&general, 0);
    put(CCMR1, 6u << 4), put(CCR1, 4), put(CR2, 4u << 4);
    at(647, trgo(), 1);
    at(648, trgo(), 0);
    at(1223, trgo(), 0);
    at(1224, trgo(), 1);
    put(CCMR1, 7u << 4);
    ck_assert_int_eq(trgo(), 0);
    put(CCMR1, 5u << 4);
    ck_assert_int_eq(trgo(), 1);
    put(CCMR1, 4u << 4);
    ck_assert_int_eq(trgo(), 0);
}
END_TEST

START_TEST(match_modes)
{
    start(&general, 0);
    put(CCMR1, 3u << 4), put(CCR1, 4), put(CR2, 4u << 4);
    at(647, trgo(), 0);
    at(648, trgo(), 1);    /* toggles at each match, 960 apart */
    at(1607, trgo(), 1);
    at(1608, trgo(), 0);
    put(CCMR1, 1u << 4);
    at(2568, trgo(), 1);
    put(CCMR1, 2u << 4);
    at(3528, trgo(), 0);
}
END_TEST

/* Pulses are one timer clock long: 24 ticks. */
START_TEST(trigger_pulses)
{
    start(&general, 0);
    put(CR2, 2u << 4);
    at(1223, trgo(), 0);
    at(1224, trgo(), 1);
    at(1247, trgo(), 1);
    at(1248, trgo(), 0);
    put(CCR1, 4), put(CR2, 3u << 4);             /* even with CC1IF up */
    at(1224 + 384, trgo(), 1);
    at(1224 + 384 + 24, trgo(), 0);
    at(1224 + 960 + 384, trgo(), 1);
    put(CR2, 1u << 4);
    ck_assert_int_eq(trgo(), 1);
    put(CR1, 0);
    ck_assert_int_eq(trgo(), 0);
    put(CR2, 0), put(EGR, 1);
    ck_assert_int_eq(trgo(), 1);
    boot(&advanced);
    put(CR2, 1u << 20), put(CR1, CEN);
    ck_assert_int_eq(wire_get(&b.w, WIRE_TRIGGER, TRIG_TIM1_2), 1);
    ck_assert_int_eq(trgo(), 0);
}
END_TEST

/* ---- what is refused --------------------------------------------------------------------------- */

START_TEST(absences_are_told)
{
    static const struct { uint32_t off, val; } unmodelled[] = {
        { CR1, 1u << 5 }, { SMCR, 7 }, { CCMR1, 1 }, { CCMR2, 1u << 16 }, { CCER, 1 }, { DIER, 1u << 6 },
        { EGR, 1u << 6 }, { DCR, 0x100 }, { DMAR, 5 } };
    for (unsigned i = 0; i < sizeof unmodelled / sizeof *unmodelled; i++) {
        boot(&general);
        put(unmodelled[i].off, unmodelled[i].val);
        ck_assert_msg(b.told[F_UNMODELLED] == 1, "register 0x%02X", (unsigned)unmodelled[i].off);
    }
    static const uint32_t absent[] = { SMCR, CCMR1, CCER, RCR, CCR1, CCR4, BDTR, DCR, DMAR, 0x100 };
    for (unsigned i = 0; i < sizeof absent / sizeof *absent; i++) {
        boot(&basic);
        put(absent[i], 1);
        ck_assert_msg(b.told[F_IGNORED] == 1 && !get(absent[i]), "register 0x%02X", (unsigned)absent[i]);
    }
}
END_TEST

/* RM0433 TIMx_BDTR: the first write sets LOCK until the next reset, and may set all the rest with it. */
START_TEST(lock_is_written_once)
{
    boot(&advanced);
    put(BDTR, 0x8000), put(BDTR, 0x8100);        /* MOE alone: LOCK stays 0 */
    ck_assert_uint_eq(get(BDTR), 0x8000);
    ck_assert_uint_eq(b.told[F_IGNORED], 1);
    boot(&advanced);
    put(BDTR, 0x0155), put(BDTR, 0x8000);
    ck_assert_uint_eq(get(BDTR), 0x8155);
    put(BDTR, 0x0355);
    ck_assert_uint_eq(get(BDTR), 0x0155);
    boot(&general);
    put(BDTR, 0x0100);
    ck_assert_uint_eq(b.told[F_IGNORED], 1);     /* there is none */
}
END_TEST

/* All ones written to each register under each level; CC2S makes channel 2 an input: its polarities and
 * its mode stay free. */
START_TEST(lock_levels)
{
    static const struct { uint32_t bdtr, cr2, ccer, ccmr1; } want[4] = {
        { 0x03FFFCFF, 0x00F57FFD, 0x0033BFFF, 0x0101FDFF },
        { 0x00008D00, 0x00F000FD, 0x0033BFFF, 0x0101FDFF },
        { 0x00008200, 0x00F000FD, 0x001115F5, 0x0101FDFF },
        { 0x00008300, 0x00F000FD, 0x001115F5, 0x0100FD87 },
    };
    for (unsigned level = 0; level < 4; level++) {
        boot(&advanced);
        put(CCMR1, 1u << 8), put(BDTR, level << 8);
        put(CR2, ~0u), put(CCER, ~0u), put(CCMR1, ~0u & ~(3u | 2u << 8)), put(BDTR, ~0u);
        ck_assert_uint_eq(get(BDTR), want[level].bdtr);
        ck_assert_uint_eq(get(CR2), want[level].cr2);
        ck_assert_uint_eq(get(CCER), want[level].ccer);
        ck_assert_uint_eq(get(CCMR1), want[level].ccmr1 & ~3u);
    }
}
END_TEST

/* ---- the laws ---------------------------------------------------------------------------------- */

static uint32_t rnd(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)*seed * below >> 32);
}

static void both_write(bench_t *x, bench_t *y, uint32_t off, uint32_t val)
{
    env_t e = env(x);
    tim_model.write(&x->t, x->cfg, off, 4, val, &e), step(x);
    e = env(y);
    tim_model.write(&y->t, y->cfg, off, 4, val, &e), step(y);
}

static uint32_t random_value(uint32_t *seed, uint32_t off)
{
    if (off == PSC) return rnd(seed, 3);
    if (off == ARR || off == CNT) return rnd(seed, 12);
    if (off >= CCR1 && off <= CCR4) return rnd(seed, 14);
    if (off == RCR) return rnd(seed, 3);
    return rnd(seed, 4) ? rnd(seed, 0x10000) : rnd(seed, 0xFFFFFFFF);
}

/* x is stepped when due, y at every tick: the same facts, state and wires. A step in between changes
 * nothing, peek neither, and it agrees with read. */
START_TEST(fast_and_slow_agree)
{
    static const tim_cfg_t *const kinds[] = { &general, &wide, &basic, &advanced };
    static const uint32_t regs[] = { CR1, CR1, CR2, DIER, SR, EGR, CCMR1, CCMR2, CNT, PSC, ARR, RCR,
                                     CCR1, CCR2, CCR2 + 4, CCR4 };
    static bench_t x, y;
    uint32_t seed = 7u + (uint32_t)_i;
    x = (bench_t){ .cfg = kinds[_i & 3], .sink = { ~0ull, see } };
    tim_model.reset(&x.t, x.cfg);
    step(&x), y = x;
    for (unsigned n = 0; n < 400; n++) {
        tick_t to = x.now + 1 + rnd(&seed, 700);
        go(&x, to);
        while (y.now < to) y.now++, step(&y);
        ck_assert(!memcmp(&x.t, &y.t, sizeof x.t) && !memcmp(&x.w, &y.w, sizeof x.w));
        ck_assert(x.hash == y.hash && !memcmp(x.told, y.told, sizeof x.told));
        for (uint32_t off = 0; off < 0x80; off += 4) {
            env_t e = env(&x);
            uint32_t seen = tim_model.peek(&x.t, x.cfg, off, &e);
            ck_assert_uint_eq(seen, tim_model.read(&x.t, x.cfg, off, 4, &e));
        }
        ck_assert(!memcmp(&x.t, &y.t, sizeof x.t));
        unsigned id = x.cfg->req[rnd(&seed, TIM_REQUESTS)];
        if (id && !rnd(&seed, 2)) {
            env_t e = env(&x);
            wire_put(&e, WIRE_ACK1, id, !wire_get(&x.w, WIRE_ACK1, id)), step(&x);
            e = env(&y);
            wire_put(&e, WIRE_ACK1, id, !wire_get(&y.w, WIRE_ACK1, id)), step(&y);
        }
        uint32_t off = regs[rnd(&seed, sizeof regs / sizeof *regs)], val = random_value(&seed, off);
        if (off == CR1 && rnd(&seed, 3)) val |= CEN;
        both_write(&x, &y, off, val);
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    const TTest *const tests[] = { counts_and_turns, prescaler_waits_for_an_update,
                                   reload_is_buffered_with_arpe,
        reload_below_the_counter_runs_to_the_top, counts_down, stops_and_goes_on, one_pulse, widths,
        ug_is_an_update_unless_urs, udis_and_copy_of_uif, repetition_counter, request_is_held_and_merged,
        compare_requests, compare_above_reload, pwm_on_trgo, match_modes, trigger_pulses, absences_are_told,
        lock_is_written_once, lock_levels };
    for (unsigned i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(t, tests[i]);
    tcase_add_loop_test(t, fast_and_slow_agree, 0, 40);
    return case_run("tim", t);
}
