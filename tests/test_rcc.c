/* test_rcc.c -- clock enables, ready flags, protection of the RCC. */
#include "rcc.h"
#include "rcc_clocks.h"
#include "part_bench.h"

enum { CR = 0x00, CFGR = 0x10, D1CFGR = 0x18, PLLCKSELR = 0x28, PLLCFGR = 0x2C, PLL1DIVR = 0x30,
       PLL1FRACR = 0x34,
       CIER = 0x60, CIFR = 0x64, CICR = 0x68, BDCR = 0x70, CSR = 0x74, AHB1RSTR = 0x80, RSR =
           0xD0, AHB1ENR = 0xD8,
       AHB2ENR = 0xDC, APB1LENR = 0xE8, APB1LLPENR = 0x110, C1_AHB1ENR = 0x138, C1_AHB2ENR =
           0x13C };
enum { SRAM1, SRAM3, DMA1, DMA2, DMAMUX1, UART8, CLOCKED };

static const clock_row_t rows[] = {
    { "SRAM1", AHB2ENR, 29 }, { "SRAM3", AHB2ENR, 31 }, { "DMA1", AHB1ENR, 0 }, { "DMA2",
    AHB1ENR, 1 },
    { "DMAMUX1", AHB1ENR, 0 }, { "UART8", APB1LENR, 31 },
};
static const clock_also_t also[] = { { DMAMUX1, AHB1ENR, 1 } };
static const rcc_cfg_t cfg = {
    .clock = rows, .clocks = CLOCKED, .also = also, .alsos = 1, .irq = 5,
    .start = { [OSC_LSI] = 900, [OSC_LSE] = 5000, [OSC_HSE] = 2000, [OSC_CSI] = 2, [OSC_HSI48] =
    30, [OSC_PLL1] = 50,
               [OSC_PLL2] = 60, [OSC_PLL3] = 70 },
};
static rcc_t r, copy, later;

static int clocked(unsigned line) { return wire_get(&wires, WIRE_CLOCK, line); }
static void begin(void) { start(&rcc_model, &cfg, &r, sizeof r); }

START_TEST(test_reset)
{
    begin();
    ck_assert_uint_eq(look(CR), 0xC025);
    ck_assert_uint_eq(look(CFGR), 0);
    ck_assert_uint_eq(look(PLLCKSELR), 0x02020200);
    ck_assert_uint_eq(look(PLL1DIVR), 0x01010280);
    ck_assert_uint_eq(look(APB1LLPENR), 0xE8FFC3FF);
    ck_assert_uint_eq(look(AHB1ENR), 0);
    ck_assert_uint_eq(wires.clock[0] | wires.clock[1] | wires.irq[0], 0);
    ck_assert_uint_eq(step(), NEVER);
}
END_TEST

/* Every enable drives its own line and no other; DMAMUX1 is DMA1EN or DMA2EN. */
START_TEST(test_clock_lines)
{
    static const struct { uint32_t reg, val; uint64_t lines; } row[] = {
        { AHB2ENR, 1u << 29, 1 << SRAM1 }, { AHB2ENR, 1u << 31, 1 << SRAM3 },
        { AHB1ENR, 1, 1 << DMA1 | 1 << DMAMUX1 }, { AHB1ENR, 2, 1 << DMA2 | 1 << DMAMUX1 },
        { AHB1ENR, 3, 1 << DMA1 | 1 << DMA2 | 1 << DMAMUX1 }, { APB1LENR, 1u << 31, 1 << UART8 },
        { C1_AHB2ENR, 1u << 29, 1 << SRAM1 }, { C1_AHB1ENR, 2, 1 << DMA2 | 1 << DMAMUX1 },
    };
    for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
        begin();
        put(row[i].reg, row[i].val);
        ck_assert_uint_eq(wires.clock[0], row[i].lines);
        put(row[i].reg, 0);
        ck_assert_uint_eq(wires.clock[0], 0);
        ck_assert_uint_eq(told(F_UNMODELLED) + told(F_IGNORED), 0);
    }
    begin();
    put_sized(AHB2ENR + 3, 1, 0x80);                     /* byte access keeps the rest */
    put_sized(AHB2ENR + 2, 2, 0xA000);
    ck_assert_int_eq(clocked(SRAM1) && clocked(SRAM3), 1);
    ck_assert_uint_eq(look(C1_AHB2ENR), 0xA0000000);
    ck_assert_uint_eq(get_sized(C1_AHB2ENR + 3, 1), 0xA0);
    put(AHB1ENR, 4);                                     /* no such bit */
    ck_assert_uint_eq(look(AHB1ENR), 0);
    ck_assert_uint_eq(told(F_IGNORED), 1);
}
END_TEST

/* RDY after its time, gone at once with ON. */
START_TEST(test_ready)
{
    static const struct { uint32_t reg; uint8_t on, rdy; tick_t after; } row[] = {
        { CR, 7, 8, 2 }, { CR, 12, 13, 30 }, { CR, 16, 17, 2000 }, { CR, 24, 25, 50 }, { CR, 26,
        27, 60 },
        { CR, 28, 29, 70 }, { CSR, 0, 1, 900 }, { BDCR, 0, 1, 5000 },
    };
    for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
        begin();
        now = 1000, wires.backup = 1;
        put(row[i].reg, look(row[i].reg) | 1u << row[i].on);
        ck_assert_uint_eq(step(), 1000 + row[i].after);
        now = 1000 + row[i].after - 1, step();
        ck_assert_uint_eq(look(row[i].reg) >> row[i].rdy & 1, 0);
        now++;
        ck_assert_uint_eq(step(), NEVER);
        ck_assert_uint_eq(look(row[i].reg) >> row[i].rdy & 1, 1);
        ck_assert_uint_eq(told(F_FLAG), 1);
        ck_assert_uint_eq(fact[facts - 1].note, 1u << row[i].rdy);
        put(row[i].reg, look(row[i].reg) & ~(1u << row[i].on));
        ck_assert_uint_eq(look(row[i].reg) >> row[i].rdy & 1, 0);
    }
}
END_TEST

/* The start-up of every vendor's code: HSE, PLL1, SW = PLL1, poll SWS; then HSE and PLL1 are
 * held. */
START_TEST(test_switch)
{
    begin();
    put(CR, look(CR) | 1 << 16);
    put(PLLCKSELR, 2 | 5 << 4);
    put(PLL1DIVR, 0x01010000 | 191);
    put(CR, look(CR) | 1 << 24);
    ck_assert_uint_eq(told(F_UNMODELLED), 0);
    put(CFGR, 3);                                        /* PLL1 is not ready yet */
    ck_assert_uint_eq(look(CFGR), 3);
    ck_assert_uint_eq(told(F_UNMODELLED), 1);
    now = 50, step();
    ck_assert_uint_eq(look(CFGR), 3 | 3 << 3);
    now = 2000, step();
    put(CR, look(CR) & ~(1u << 24 | 1 << 16 | 1));       /* PLL1 and HSE stay, HSI goes */
    ck_assert_uint_eq(look(CR) & (1u << 24 | 1 << 16 | 1 << 2 | 1), 1u << 24 | 1 << 16);
    ck_assert_uint_eq(told(F_IGNORED), 1);
    ck_assert_uint_eq(fact[facts - 1].note, IGN_ENABLED);
    put(PLL1DIVR, 0);
    ck_assert_uint_eq(look(PLL1DIVR), 0x01010000 | 191);
    ck_assert_uint_eq(told(F_IGNORED), 2);
    put(D1CFGR, 8), put(D1CFGR, 8), put(PLL1FRACR, 8);
    ck_assert_uint_eq(told(F_UNMODELLED), 3);
    ck_assert_uint_eq(look(D1CFGR), 8);
}
END_TEST

START_TEST(test_system_clock_stays)
{
    begin();
    put(CR, 0);
    ck_assert_uint_eq(look(CR) & 7, 5);
    ck_assert_uint_eq(told(F_IGNORED), 1);
}
END_TEST

START_TEST(test_ready_interrupt)
{
    begin();
    put(CIER, 1 << OSC_HSI48);
    put(CR, look(CR) | 1 << 12 | 1 << 7);
    now = 30, step();
    ck_assert_uint_eq(look(CIFR), 1 << OSC_HSI48);
    ck_assert_int_eq(wire_get(&wires, WIRE_IRQ, 5), 1);
    put(CICR, 1 << OSC_HSI48);
    ck_assert_uint_eq(look(CIFR), 0);
    ck_assert_int_eq(wire_get(&wires, WIRE_IRQ, 5), 0);
}
END_TEST

START_TEST(test_reset_registers)
{
    begin();
    put(AHB1RSTR, 1);
    ck_assert_uint_eq(told(F_UNMODELLED), 1);
    put(AHB1RSTR, 0);
    ck_assert_uint_eq(told(F_UNMODELLED), 1);
    ck_assert_uint_eq(look(RSR), 0x00E80000);
    put(RSR, 1 << 16);
    ck_assert_uint_eq(look(RSR), 0);
    put(BDCR, 1);                                        /* PWR_CR1.DBP is 0 */
    ck_assert_uint_eq(look(BDCR), 0);
    ck_assert_uint_eq(fact[facts - 1].note, IGN_BACKUP);
    wires.backup = 1;
    put(BDCR, 0x8101), put(BDCR, 1 << 16);
    ck_assert_uint_eq(look(BDCR), 1 << 16);
    put(0x14, 1);
    ck_assert_uint_eq(fact[facts - 1].note, IGN_RESERVED);
}
END_TEST

/* ---- the tree of firmware -------------------------------------------------------------------- */

static const uint32_t hz[OSCS] = { [OSC_LSI] = 32000, [OSC_LSE] = 32768, [OSC_HSI] = 64000000,
                                   [OSC_HSE] = 8000000,
                                   [OSC_CSI] = 4000000, [OSC_HSI48] = 48000000 };

static void tree(const uint32_t (*set)[2], unsigned n)
{
    rcc_model.reset(&r, &cfg);
    for (unsigned i = 0; i < n; i++) r.reg[set[i][0] / 4] = set[i][1];
}

static uint64_t out(rcc_output_t o) { return freq_hz(rcc_clocks(&r, hz).out[o]); }

/* RM0433 8.5, by hand. After reset everything is HSI undivided; what hangs on a PLL stands still. */
START_TEST(test_tree_after_reset)
{
    static const uint8_t at_64[] = { RCC_CPU, RCC_HCLK, RCC_PCLK1, RCC_PCLK2, RCC_PCLK3, RCC_PCLK4, RCC_TIM1,
                                     RCC_TIM2,
                                     RCC_SPI45, RCC_SPI6, RCC_USART16, RCC_USART234578, RCC_LPUART1,
                                         RCC_I2C123, RCC_I2C4 };
    tree(NULL, 0);
    for (unsigned i = 0; i < sizeof at_64; i++) ck_assert_uint_eq(out(at_64[i]), 64000000);
    ck_assert_uint_eq(out(RCC_SPI123) + out(RCC_ADC) + out(RCC_RNG), 0);
}
END_TEST

/* ST's HAL, 400 MHz from 8 MHz: 8 / 4 * 400 = 800; P 2, Q 4, R 2. embassy's from HSI: 64 / 4 * 50 = 800, P 2,
 * PLL2 64 / 8 * 50 = 400 with P 8 = 50 for the ADC, Q 2 = 200. */
START_TEST(test_tree_plls)
{
    static const uint32_t hal[][2] = {
        { CR, 0x03030025 }, { CFGR, 3 | 3 << 3 }, { D1CFGR, 0x48 }, { 0x1C, 0x440 }, { 0x20, 0x40 },
        { PLLCKSELR, 2 | 4 << 4 }, { PLLCFGR, 7 << 16 }, { PLL1DIVR, 399 | 1 << 9 | 3 << 16 | 1 << 24 } };
    tree(hal, 8);
    rcc_clocks_t t = rcc_clocks(&r, hz);
    ck_assert_uint_eq(freq_hz(t.pll_in[0]), 2000000);
    ck_assert_uint_eq(freq_hz(t.vco[0]), 800000000);
    ck_assert_uint_eq(out(RCC_CPU), 400000000);
    ck_assert_uint_eq(out(RCC_HCLK), 200000000);
    ck_assert_uint_eq(out(RCC_PCLK1), 100000000);
    ck_assert_uint_eq(out(RCC_TIM1), 200000000);
    ck_assert_uint_eq(out(RCC_SPI123), 200000000);
    ck_assert_uint_eq(freq_hz(t.pll[0][PLL_R]), 400000000);
    static const uint32_t hsi[][2] = {
        { CR, 0x0F000025 }, { CFGR, 3 | 3 << 3 }, { D1CFGR, 0x48 }, { 0x1C, 0x550 }, { 0x20, 0x40 },
        { PLLCKSELR, 4 << 4 | 8 << 12 }, { PLLCFGR, 0x1FF << 16 },
        { PLL1DIVR, 49 | 1 << 9 | 7 << 16 | 1 << 24 },
        { 0x38, 49 | 7 << 9 | 1 << 16 | 1 << 24 }, { 0x54, 1 | 1 << 3 } };
    tree(hsi, 10);
    ck_assert_uint_eq(out(RCC_CPU), 400000000);
    ck_assert_uint_eq(out(RCC_PCLK1), 50000000);         /* hclk / 4 */
    ck_assert_uint_eq(out(RCC_TIM1), 100000000);         /* twice that */
    ck_assert_uint_eq(out(RCC_ADC), 50000000);
    ck_assert_uint_eq(out(RCC_USART16), 200000000);
    ck_assert_uint_eq(out(RCC_USART234578), 200000000);
    ck_assert_uint_eq(out(RCC_LPUART1), 100000000);
    r.reg[CFGR / 4] |= 1 << 15;                          /* TIMPRE: four times, hclk at most */
    ck_assert_uint_eq(out(RCC_TIM1), 200000000);
    r.reg[0x1C / 4] = 0x770;                             /* hclk / 16 */
    ck_assert_uint_eq(out(RCC_TIM2), 50000000);
}
END_TEST

/* Fractions: 25 MHz / 5 * (95 + 1 + 2458 / 8192) = 481.5 MHz, odd but exact: 2458 / 8192 * 5 MHz =
 * 1500244.14. Dividers: codes 8 to 15 are 2 4 8 16 64 128 256 512. Selectors: each code of one mux of each
 * sort. */
START_TEST(test_tree_details)
{
    static const uint32_t frac[][2] = { { CR, 0x03020025 }, { CFGR, 3 | 3 << 3 }, { PLLCKSELR, 2 | 5 << 4 },
        { PLLCFGR, 1 << 16 | 1 }, { PLL1DIVR, 95 }, { PLL1FRACR, 2458 << 3 } };
    uint32_t other[OSCS];
    memcpy(other, hz, sizeof other);
    other[OSC_HSE] = 25000000;
    tree(frac, 6);
    ck_assert_uint_eq(freq_hz(rcc_clocks(&r, other).out[RCC_CPU]), 481500244);
    r.reg[PLLCFGR / 4] &= ~1u;                           /* FRACEN off */
    ck_assert_uint_eq(freq_hz(rcc_clocks(&r, other).out[RCC_CPU]), 480000000);
    r.reg[PLLCKSELR / 4] = 2;                            /* DIVM = 0 is off */
    ck_assert_uint_eq(freq_hz(rcc_clocks(&r, other).out[RCC_CPU]), 0);
    static const uint16_t ahb[8] = { 2, 4, 8, 16, 64, 128, 256, 512 };
    for (unsigned i = 0; i < 8; i++) {
        tree(NULL, 0);
        r.reg[D1CFGR / 4] = 8 + i;
        ck_assert_uint_eq(out(RCC_HCLK), 64000000 / ahb[i]);
        ck_assert_uint_eq(out(RCC_CPU), 64000000);
        r.reg[D1CFGR / 4] = (8 + i) << 8;
        ck_assert_uint_eq(out(RCC_CPU), 64000000 / ahb[i]);
        ck_assert_uint_eq(out(RCC_PCLK3), 64000000 / ahb[i]);
    }
    static const struct { rcc_output_t o; uint16_t reg; uint8_t at; uint32_t gives[6]; } sel[] = {
        { RCC_USART16, 0x54, 3, { 64000000, 0, 0, 64000000, 4000000, 32768 } },
        { RCC_SPI45, 0x50, 16, { 64000000, 0, 0, 64000000, 4000000, 8000000 } },
        { RCC_I2C4, 0x58, 8, { 64000000, 0, 64000000, 4000000, 64000000, 0 } },    /* two bits */
        { RCC_RNG, 0x54, 8, { 48000000, 0, 32768, 32000, 48000000, 0 } },
    };
    for (unsigned i = 0; i < 4; i++)
        for (unsigned k = 0; k < (i < 2 ? 6 : 4); k++) {
            tree(NULL, 0);
            r.reg[CR / 4] = 0x00022125, r.reg[BDCR / 4] = 2, r.reg[CSR / 4] = 2;   /* all oscillators ready */
            r.reg[sel[i].reg / 4] = k << sel[i].at;
            ck_assert_uint_eq(out(sel[i].o), sel[i].gives[k]);
        }
    r.reg[0x58 / 4] = 2 << 16;                           /* ADC from per_ck */
    for (unsigned k = 0; k < 3; k++) {
        r.reg[0x4C / 4] = k << 28;
        ck_assert_uint_eq(out(RCC_ADC), k == 0 ? 64000000 : k == 1 ? 4000000 : 8000000);
    }
    r.reg[0x4C / 4] = 0;
    r.reg[CR / 4] |= 3 << 3;                             /* HSIDIV 8 */
    ck_assert_uint_eq(out(RCC_ADC), 8000000);
    ck_assert_uint_eq(out(RCC_CPU), 8000000);
}
END_TEST

/* A line is up in CSleep only with both bits (RM0433 8.5.11): USART of this bench is bit 31 of APB1L. */
START_TEST(test_sleep)
{
    begin();
    put(APB1LENR, 1u << 31), put(AHB2ENR, 5u << 29);
    put(0x104, 0xE0000271 & ~(1u << 29));                /* AHB2LPENR: SRAM1 off in sleep */
    ck_assert_uint_eq(wires.clock[0], 1 << UART8 | 1 << SRAM1 | 1 << SRAM3);
    wires.sleep = 1, step();
    ck_assert_uint_eq(wires.clock[0], 1 << UART8 | 1 << SRAM3);
    put(APB1LLPENR, 0);
    ck_assert_uint_eq(wires.clock[0], 1 << SRAM3);
    wires.sleep = 0, step();
    ck_assert_uint_eq(wires.clock[0], 1 << UART8 | 1 << SRAM1 | 1 << SRAM3);
}
END_TEST

START_TEST(test_fuzz)
{
    for (uint32_t seed = 1; seed < 4; seed++) begin(), fuzz(sizeof r, 0x400, &copy, &later, seed);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("rcc");
    tcase_add_test(t, test_reset);
    tcase_add_test(t, test_clock_lines);
    tcase_add_test(t, test_ready);
    tcase_add_test(t, test_switch);
    tcase_add_test(t, test_system_clock_stays);
    tcase_add_test(t, test_ready_interrupt);
    tcase_add_test(t, test_reset_registers);
    tcase_add_test(t, test_tree_after_reset);
    tcase_add_test(t, test_tree_plls);
    tcase_add_test(t, test_tree_details);
    tcase_add_test(t, test_sleep);
    tcase_add_test(t, test_fuzz);
    return case_run("rcc", t);
}
