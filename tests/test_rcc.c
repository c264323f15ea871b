/* test_rcc.c -- clock enables, ready flags, protection of the RCC. */
#include "rcc.h"
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
        now = 1000;
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
    put(BDCR, 0x8101), put(BDCR, 1 << 16);
    ck_assert_uint_eq(look(BDCR), 1 << 16);
    put(0x14, 1);
    ck_assert_uint_eq(fact[facts - 1].note, IGN_RESERVED);
}
END_TEST

START_TEST(test_fuzz)
{
    for (uint32_t seed = 1; seed < 4; seed++) begin(), fuzz(sizeof r, 0x400, &copy, &later, seed);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("rcc");
    TCase *t = tcase_create("rcc");
    tcase_add_test(t, test_reset);
    tcase_add_test(t, test_clock_lines);
    tcase_add_test(t, test_ready);
    tcase_add_test(t, test_switch);
    tcase_add_test(t, test_system_clock_stays);
    tcase_add_test(t, test_ready_interrupt);
    tcase_add_test(t, test_reset_registers);
    tcase_add_test(t, test_fuzz);
    suite_add_tcase(s, t);
    return run_suite(s);
}
