/* test_clocks.c -- a running machine changes its clocks: what counts goes on counting, what is under way
 * ends, both roads agree. Expected counts are summed by hand from the two rates: a tick is 1/4.8 GHz, so
 * HSI's 64 MHz has an edge each 75 ticks, 400 MHz each 12, 200 MHz each 24, 100 MHz each 48. */
#include "machine.h"
#include "rcc_clocks.h"
#include "suite.h"
#include <stdlib.h>
#include <string.h>

enum { RCC = 0x58024400, CR = RCC, CFGR = RCC + 0x10, D1CFGR = RCC + 0x18, D2CFGR = RCC + 0x1C,
       D3CFGR = RCC + 0x20,
       PLLCKSELR = RCC + 0x28, PLLCFGR = RCC + 0x2C, PLL1DIVR = RCC + 0x30, D2CCIP2R = RCC + 0x54,
       AHB1RSTR = RCC + 0x80, APB1LRSTR = RCC + 0x90, AHB1ENR = RCC + 0xD8, AHB2ENR = RCC + 0xDC,
       APB1LENR = RCC + 0xE8, APB2ENR = RCC + 0xF0,
       D3CR = 0x58024818, CR3 = 0x5802480C, ACR = 0x52002000, TIM2 = 0x40000000, TIM2_CNT = TIM2 + 0x24,
       USART1 = 0x40011000, DMA1_S0CR = 0x40020010 };
#define SYST 0xE000E010u
#define DWT  0xE0001000u

enum { STEPS = 96, TOLD = 512 };
static uop_t     program[STEPS];
static unsigned  steps;
static machine_t *m, *other;
static fact_t    fact[TOLD];
static unsigned  facts;

static void see(sink_t *s, const fact_t *f)
{
    (void)s;
    if (facts < TOLD) fact[facts++] = *f;
}
static sink_t sink = { .mask = 1ull << F_CLOCK | 1ull << F_CLOCK_WRONG | 1ull << F_IRQ_PEND | 1ull << F_TX,
                       .see = see };

static void add(uop_t u) { ck_assert_uint_lt(steps, STEPS); u.step = steps; program[steps++] = u; }

static void put(uint32_t addr, uint32_t value)
{
    add((uop_t){ .op = U_STORE, .size = 4, .rn = R_NONE, .flags = UF_IMM | UF_STEP, .imm = addr,
                 .val = value });
}

/* Read it until the bits of mask are value: as every start-up code does. */
static void poll(uint32_t addr, uint32_t mask, uint32_t value)
{
    add((uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = R_NONE, .flags = UF_STEP, .imm = addr });
    add((uop_t){ .op = U_BNE, .rd = 0, .mask = mask, .val = value, .imm = steps - 1 });
}

static void compute(uint32_t cycles) { add((uop_t){ .op = U_COMPUTE, .flags = UF_STEP, .imm = cycles }); }
static void end(void) { add((uop_t){ .op = U_END, .flags = UF_STEP }); }

static input_t in;

static void boot(void)
{
    if (!m) m = malloc(sizeof *m), other = malloc(sizeof *other);
    ck_assert(m && other);
    in = (input_t){ .program = program, .uops = steps, .stack = 0x20010000, .clock_tree = 1 };
    facts = 0;
    machine_boot(m, &h743_map, &in, &sink);
}

static uint32_t look(uint32_t addr)
{
    uint32_t v = 0;
    ck_assert(machine_reg(m, addr, &v));
    return v;
}

static uint64_t hz(unsigned clk) { return domain_hz(&m->chip.clock[clk]); }

static const fact_t *told(unsigned kind, unsigned what)
{
    for (unsigned i = 0; i < facts; i++)
        if (fact[i].kind == kind && fact[i].what == what) return &fact[i];
    return NULL;
}

/* ST's HAL on a Nucleo board: HSE 8 MHz as a clock (bypass), M = 4, N = 400, P = 2: 8 / 4 * 400 / 2 = 400
 * MHz; Q = 4: 200 MHz; HPRE 2; all APBs 2; scale 1; two wait states. Each wait is one of the HAL's polls. */
static void power(void)
{
    put(CR3, 2);
    poll(0x58024804, 1 << 13, 1 << 13);                  /* ACTVOSRDY */
    put(D3CR, 0xC000);
    poll(D3CR, 1 << 13, 1 << 13);                        /* VOSRDY */
}

static void pll_by(unsigned divide, unsigned times)
{
    put(CR, 0x05 | 1 << 18);
    put(CR, 0x05 | 1 << 18 | 1 << 16);
    poll(CR, 1 << 17, 1 << 17);                          /* HSERDY */
    put(PLLCKSELR, 2 | divide << 4);
    put(PLL1DIVR, (times - 1) | 1 << 9 | 3 << 16 | 1 << 24);
    put(PLLCFGR, 7 << 16 | 1 << 2);                      /* outputs on, input 2 to 4 MHz */
    put(CR, 0x05 | 1 << 18 | 1 << 16 | 1 << 24);
    poll(CR, 1 << 25, 1 << 25);                          /* PLL1RDY */
}

static void pll(void) { pll_by(4, 400); }

static void switch_over(void)
{
    put(ACR, 0x22);
    poll(ACR, 0xF, 2);
    put(D1CFGR, 0x48), put(D2CFGR, 0x440), put(D3CFGR, 0x40);
    put(CFGR, 3);
    poll(CFGR, 7 << 3, 3 << 3);                          /* SWS */
}

static void begin(void) { steps = 0; }

START_TEST(reset_clocks)
{
    static const uint8_t clk[] = { CLK_CPU, CLK_HCLK, CLK_PCLK1, CLK_PCLK2, CLK_PCLK3, CLK_PCLK4, CLK_TIM1,
                                   CLK_TIM2,
                                   CLK_USART16, CLK_USART234578, CLK_LPUART1, CLK_I2C123, CLK_I2C4,
                                       CLK_SPI45, CLK_SPI6 };
    begin(), end(), boot();
    for (unsigned i = 0; i < sizeof clk; i++) ck_assert_uint_eq(hz(clk[i]), 64000000);
    ck_assert_uint_eq(hz(CLK_PLL1Q), 0);                 /* off */
    ck_assert_uint_eq(hz(CLK_RNG), 0);                   /* HSI48 is off */
    ck_assert_uint_eq(look(ACR), 0x37);
    ck_assert_uint_eq(look(CR3), 6);
    ck_assert_uint_eq(look(CR), 0xC025);
}
END_TEST

START_TEST(hal_400_mhz)
{
    begin(), power(), pll(), switch_over(), compute(100), end(), boot();
    machine_run(m, NEVER);
    ck_assert_int_eq(m->chip.core.stop, STOP_END);
    ck_assert_uint_eq(hz(CLK_CPU), 400000000);
    ck_assert_uint_eq(hz(CLK_HCLK), 200000000);
    for (unsigned i = CLK_PCLK1; i <= CLK_PCLK4; i++) ck_assert_uint_eq(hz(i), 100000000);
    ck_assert_uint_eq(hz(CLK_TIM1), 200000000);
    ck_assert_uint_eq(hz(CLK_USART16), 100000000);
    ck_assert_uint_eq(hz(CLK_PLL1Q), 200000000);
    ck_assert_ptr_null(told(F_CLOCK_WRONG, CLOCK_LATENCY));
    for (unsigned i = 0; i < facts; i++) ck_assert_uint_ne(fact[i].kind, F_CLOCK_WRONG);
}
END_TEST

/* The same at scale 3 (200 MHz at most) and with no wait state (45 MHz): told, not prevented. */
START_TEST(wrong_set_up_is_told)
{
    begin(), pll(), put(ACR, 0), put(D1CFGR, 0x48), put(D2CFGR, 0x440), put(D3CFGR, 0x40);
    put(CFGR, 3), poll(CFGR, 7 << 3, 3 << 3), compute(100), end(), boot();
    machine_run(m, NEVER);
    const fact_t *f = told(F_CLOCK_WRONG, CLOCK_SYSTEM);
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(f->data, 400000000);
    ck_assert_uint_eq(f->note, 200000000);
    ck_assert_ptr_nonnull(f = told(F_CLOCK_WRONG, CLOCK_AXI));
    ck_assert_uint_eq(f->note, 100000000);
    ck_assert_ptr_nonnull(told(F_CLOCK_WRONG, CLOCK_APB));
    ck_assert_ptr_nonnull(f = told(F_CLOCK_WRONG, CLOCK_LATENCY));
    ck_assert_uint_eq(f->note, 45000000);
    ck_assert_ptr_null(told(F_CLOCK_WRONG, CLOCK_PLL_INPUT));
    ck_assert_ptr_null(told(F_CLOCK_WRONG, CLOCK_PLL_VCO));
    ck_assert_uint_eq(hz(CLK_CPU), 400000000);
}
END_TEST

static const fact_t *last_of(unsigned clk)
{
    const fact_t *f = NULL;
    for (unsigned i = 0; i < facts; i++)
        if (fact[i].kind == F_CLOCK && fact[i].what == clk) f = &fact[i];
    ck_assert_ptr_nonnull(f);
    return f;
}

/* When this domain changed last. */
static tick_t change_of(unsigned clk) { return last_of(clk)->at; }

/* 8 MHz / 3 * 299 / 2 = 1196/3 MHz: what is told is the rate itself, not the nearest hertz. */
START_TEST(a_rate_of_no_whole_hertz)
{
    begin(), power(), pll_by(3, 299), switch_over(), end(), boot();
    machine_run(m, NEVER);
    const fact_t *f = last_of(CLK_CPU);
    ck_assert_uint_eq(f->data, 1196000000);
    ck_assert_uint_eq(f->addr, 2);
    domain_t told_so = fact_clock(f), cpu = m->chip.clock[CLK_CPU];
    ck_assert(domain_same_rate(&told_so, &cpu));
    ck_assert_uint_eq(told_so.base, cpu.base);
    ck_assert_uint_eq(told_so.first, cpu.first);
    ck_assert_uint_eq(domain_edge(&told_so, cpu.first + 1196000000), cpu.base + 3 * TICKS_PER_SECOND);
}
END_TEST

static void run_to(tick_t t) { machine_run(m, t); ck_assert_uint_eq(m->chip.now, t); }

static void prepare_counters(void)
{
    begin(), power(), pll();
    put(APB1LENR, 1), put(TIM2, 1);
    put(SYST + 4, 0xFFFFFF), put(SYST + 8, 0), put(SYST, 5);
    put(0xE000EDFC, 1 << 24), put(DWT + 0xFB0, 0xC5ACCE55), put(DWT, 1);
    put(ACR, 0x22);
    compute(1000);
}

/* TIM2 at 64 MHz, then at 400 MHz (all dividers 1 here: sysclk alone changes). */
START_TEST(counters_go_on)
{
    prepare_counters();
    put(CFGR, 3), poll(CFGR, 7 << 3, 3 << 3), compute(5000), end(), boot();
    while (!(look(TIM2) & 1) || !(look(SYST) & 1) || !(look(DWT) & 1)) run_to(m->chip.now + 75);
    run_to(m->chip.now + 7500);
    tick_t t0 = m->chip.now / 75 * 75;
    run_to(t0 += 75);
    uint32_t cnt = look(TIM2_CNT), cvr = look(SYST + 8), cyc = look(DWT + 4);
    uint64_t cycles = machine_cycles(m);
    ck_assert_uint_eq(cycles, t0 / 75);
    while (hz(CLK_CPU) != 400000000) run_to(m->chip.now + 75);
    tick_t change = change_of(CLK_CPU);
    ck_assert_uint_eq(change % 75, 0);
    ck_assert_uint_eq(change_of(CLK_TIM1), change);
    for (unsigned i = 0; i < 40; i++) {
        run_to(m->chip.now + 12 * i + 5);
        uint64_t edges = (change - t0) / 75 + (m->chip.now - change) / 12;
        ck_assert_uint_eq(look(TIM2_CNT), cnt + edges);
        ck_assert_uint_eq(look(SYST + 8), cvr - edges);
        ck_assert_uint_eq(look(DWT + 4), cyc + edges);
        ck_assert_uint_eq(machine_cycles(m), cycles + edges);
    }
}
END_TEST

/* SysTick each 64000 clocks, started in time to be half way at the switch: it pends when the clocks of
 * both rates make 64000, and from then on each 64000 * 12 ticks. */
START_TEST(systick_expires_by_count)
{
    begin(), add((uop_t){ .op = U_CPS, .imm = 1 }), power(), pll();
    put(ACR, 0x22), put(SYST + 4, 63999), put(SYST + 8, 0), put(SYST, 7), compute(30000);
    put(CFGR, 3), poll(CFGR, 7 << 3, 3 << 3), compute(500000), end(), boot();
    while (!(look(SYST) & 1)) run_to(m->chip.now + 75);
    run_to(m->chip.now + 75 * 10);
    tick_t t0 = m->chip.now / 75 * 75;
    uint32_t left = look(SYST + 8);
    run_to(t0 + 64000ull * 75);
    tick_t change = change_of(CLK_CPU);
    tick_t want = change + (left - (change - t0) / 75) * 12;
    ck_assert_uint_lt((change - t0) / 75, left);         /* it was half way */
    const fact_t *f = told(F_IRQ_PEND, 15);
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(f->at, want);
}
END_TEST

/* A frame begun at 64 MHz / BRR 64 (4800 ticks a bit) ends so; the next at 100 MHz has 64 * 48 = 3072. */
START_TEST(uart_frame_ends_at_its_rate)
{
    begin(), power(), pll();
    put(APB2ENR, 1 << 4), put(USART1 + 0x0C, 64), put(USART1, 1 | 1 << 3);
    poll(USART1 + 0x1C, 1 << 21, 1 << 21);               /* TEACK */
    compute(1000);                                       /* the idle frame is out: 640 clocks */
    put(USART1 + 0x28, 0x55), compute(200);
    switch_over();
    put(USART1 + 0x28, 0xAA);
    poll(USART1 + 0x1C, 1 << 7, 1 << 7);
    compute(20000), end(), boot();
    while (!told(F_TX, 0)) run_to(m->chip.now + 75);
    serial_t first = m->chip.wires.tx[0];
    ck_assert_uint_eq(first.bit16, 4800ull << 16);
    while (m->chip.wires.tx[0].start == first.start) run_to(m->chip.now + 75);
    ck_assert_uint_lt(change_of(CLK_USART16), first.start + 4800 * 10);      /* the switch fell into it */
    /* ten bits of 4800, then the first edge of the new clock, and the start bit within two more */
    serial_t second = m->chip.wires.tx[0];
    ck_assert_uint_ge(second.start, first.start + 48000);
    ck_assert_uint_le(second.start, first.start + 48000 + 3 * 48);
    ck_assert_uint_eq(second.bit16, 3072ull << 16);
}
END_TEST

/* Both roads, and a copy taken at the very tick of the change. */
START_TEST(laws_hold_across)
{
    prepare_counters();
    put(APB2ENR, 1 << 4), put(USART1 + 0x0C, 64), put(USART1, 1 | 1 << 3), put(USART1 + 0x28, 0x55);
    put(SYST + 4, 999), put(SYST + 8, 0);
    switch_over();
    put(D2CCIP2R, 3 << 3);                               /* USART1 from HSI */
    put(USART1 + 0x28, 0x12), compute(3000);
    put(CFGR, 0), poll(CFGR, 7 << 3, 0), compute(500), end(), boot();
    machine_run(m, NEVER);
    ck_assert_uint_eq(hz(CLK_CPU), 64000000);
    ck_assert_uint_eq(hz(CLK_HCLK), 32000000);           /* HPRE stays 2 */
    ck_assert_uint_eq(hz(CLK_USART16), 64000000);
    tick_t change = change_of(CLK_CPU);
    machine_boot(other, &h743_map, &in, NULL);
    while (!machine_stopped(other)) machine_tick(other);
    ck_assert(chip_same(&m->chip, &other->chip));
    machine_boot(other, &h743_map, &in, NULL);
    machine_run(other, change);
    chip_t *saved = malloc(sizeof *saved);
    ck_assert(saved != NULL);
    memcpy(saved, &other->chip, sizeof *saved);
    machine_run(other, change + 1000);
    machine_load(other, saved);
    machine_run(other, NEVER);
    ck_assert(chip_same(&m->chip, &other->chip));
    free(saved);
}
END_TEST

/* TIM2RST: the timer is as after power-on while the bit is up, and writes are lost; DMA1RST too. */
START_TEST(peripheral_reset)
{
    begin(), put(APB1LENR, 1), put(AHB1ENR, 1), put(TIM2 + 0x28, 5), put(TIM2 + 0x0C, 1), put(TIM2 + 0x2C, 9);
    put(DMA1_S0CR + 4, 77);
    put(TIM2, 1), compute(100), put(APB1LRSTR, 1), put(AHB1RSTR, 1), put(TIM2 + 0x2C, 3), compute(20);
    put(APB1LRSTR, 0), put(AHB1RSTR, 0), compute(20), end(), boot();
    machine_run(m, NEVER);
    ck_assert_int_eq(m->chip.core.stop, STOP_END);
    ck_assert_uint_eq(look(TIM2 + 0x28), 0);
    ck_assert_uint_eq(look(TIM2 + 0x2C), 0xFFFFFFFF);
    ck_assert_uint_eq(look(TIM2 + 0x0C) | look(TIM2) | look(TIM2 + 0x10), 0);
    ck_assert_uint_eq(look(DMA1_S0CR + 4), 0);
    ck_assert_int_eq(wire_get(&m->chip.wires, WIRE_IRQ, 28), 0);
    memcpy(other, m, sizeof *m);
    machine_boot(other, &h743_map, &in, NULL);
    while (!machine_stopped(other)) machine_tick(other);
    ck_assert(chip_same(&m->chip, &other->chip));
}
END_TEST

/* A DMA's interrupt lines fall with its flags. DMA1: a burst its FIFO cannot hold (FEIF at once); BDMA and MDMA:
 * addresses that they do not reach, or where nothing is (TEIF). */
START_TEST(lines_fall_at_a_reset)
{
    enum { AHB3RSTR = RCC + 0x7C, AHB4RSTR = RCC + 0x88, AHB3ENR = RCC + 0xD4, AHB4ENR = RCC + 0xE0,
           S0NDTR = DMA1_S0CR + 4, S0FCR = DMA1_S0CR + 0x14, CCR0 = 0x58025408, CNDTR0 = CCR0 + 4,
           CPAR0 = CCR0 + 8, CM0AR0 = CCR0 + 12, C0CR = 0x5200004C, C0TCR = C0CR + 4, C0BNDTR = C0CR + 8,
           C0SAR = C0CR + 12, C0DAR = C0CR + 16 };
    static const unsigned irq[] = { 11, 122, 129 };
    begin(), put(AHB1ENR, 1), put(AHB3ENR, 1), put(AHB4ENR, 1 << 21), compute(10);
    put(S0NDTR, 16), put(S0FCR, 0x84), put(DMA1_S0CR, 3 << 23 | 1);
    put(CNDTR0, 1), put(CPAR0, 0x20000000), put(CM0AR0, 0x38000000), put(CCR0, 1 << 14 | 8 | 1);
    put(C0TCR, 1 << 30 | 3 << 18), put(C0BNDTR, 4), put(C0SAR, 0x60000000), put(C0DAR, 0x24000000);
    put(C0CR, 3), put(C0CR, 1 << 16 | 3), compute(200);
    put(AHB1RSTR, 1), put(AHB3RSTR, 1), put(AHB4RSTR, 1 << 21), compute(20);
    put(AHB1RSTR, 0), put(AHB3RSTR, 0), put(AHB4RSTR, 0), compute(20), end(), boot();
    machine_run(m, NEVER);
    ck_assert_int_eq(m->chip.core.stop, STOP_END);
    for (unsigned i = 0; i < sizeof irq / sizeof *irq; i++) {
        ck_assert_msg(told(F_IRQ_PEND, EXC_IRQ0 + irq[i]) != NULL, "interrupt %u never came", irq[i]);
        ck_assert_msg(!wire_get(&m->chip.wires, WIRE_IRQ, irq[i]), "line %u is up", irq[i]);
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("clocks");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, reset_clocks);
    tcase_add_test(t, hal_400_mhz);
    tcase_add_test(t, wrong_set_up_is_told);
    tcase_add_test(t, a_rate_of_no_whole_hertz);
    tcase_add_test(t, counters_go_on);
    tcase_add_test(t, systick_expires_by_count);
    tcase_add_test(t, uart_frame_ends_at_its_rate);
    tcase_add_test(t, laws_hold_across);
    tcase_add_test(t, peripheral_reset);
    tcase_add_test(t, lines_fall_at_a_reset);
    return case_run("clocks", t);
}
