/* test_polls.c -- what start-up code waits for, row by row: from reset (HSI, 64 MHz), after the writes that
 * precede it in the field, each flag must come, in time, and not at once where the chip needs time. And the
 * caches over a flash that was erased under them. */
#include "machine.h"
#include "suite.h"
#include <stdlib.h>
#include <string.h>

enum { WRITES = 8 };
typedef struct {
    const char *what;
    struct { uint32_t addr, value; } put[WRITES];
    uint32_t addr, mask, value;
    uint32_t most_us;                    /* the firmware's own time-out; 0: it must hold at once */
} row_t;

enum { RCC = 0x58024400, PWR = 0x58024800, FLASH = 0x52002000, SYSCFG = 0x58000400, RTC = 0x58004000,
       USART1 = 0x40011000, ADC1 = 0x40022000, RNG = 0x48021800, DMA1 = 0x40020000 };
#define SYST 0xE000E010u
#define CR0  0x00000005u                 /* HSION as after reset */

/* Register, bits and time-out: ST HAL, embassy, stm32h7xx-hal, libopencm3; "none": a second. */
static const row_t row[] = {
    { "VOSRDY after reset", { { 0 } }, PWR + 0x18, 1 << 13, 1 << 13, 0 },
    { "VOSRDY after VOS1", { { PWR + 0x18, 0xC000 } }, PWR + 0x18, 1 << 13, 1 << 13, 1000000 },
    { "VOSRDY after VOS1 and ODEN", { { PWR + 0x18, 0xC000 }, { RCC + 0xF4, 2 }, { SYSCFG + 0x2C, 1 } },
      PWR + 0x18,
      1 << 13, 1 << 13, 1000000 },
    { "ACTVOSRDY after CR3", { { PWR + 0x0C, 2 } }, PWR + 4, 1 << 13, 1 << 13, 1000000 },
    { "CR3 is 6", { { 0 } }, PWR + 0x0C, ~0u, 6, 0 },
    { "HSERDY, clock", { { RCC, CR0 | 1 << 18 }, { RCC, CR0 | 5 << 16 } }, RCC, 1 << 17, 1 << 17, 100000 },
    { "HSERDY, crystal", { { RCC, CR0 | 1 << 16 } }, RCC, 1 << 17, 1 << 17, 100000 },
    { "PLL1RDY falls", { { 0 } }, RCC, 1 << 25, 0, 0 },
    { "PLL1RDY from HSI", { { RCC + 0x28, 4 << 4 }, { RCC, CR0 | 1 << 24 } }, RCC, 1 << 25, 1 << 25, 2000 },
    { "PLL3RDY", { { RCC + 0x28, 32 << 20 }, { RCC, CR0 | 1 << 28 } }, RCC, 1 << 29, 1 << 29, 2000 },
    { "HSIRDY", { { 0 } }, RCC, 1 << 2, 1 << 2, 0 },
    { "CSIRDY", { { RCC, CR0 | 1 << 7 } }, RCC, 1 << 8, 1 << 8, 2000 },
    { "HSI48RDY", { { RCC, CR0 | 1 << 12 } }, RCC, 1 << 13, 1 << 13, 2000 },
    { "SWS is HSI", { { RCC + 0x10, 0 } }, RCC + 0x10, 7 << 3, 0, 0 },
    { "D1CPRE reads back", { { RCC + 0x18, 0x800 } }, RCC + 0x18, 0xF00, 0x800, 0 },
    { "LSIRDY", { { RCC + 0x74, 1 } }, RCC + 0x74, 2, 2, 2000 },
    { "LSERDY", { { PWR, 0x100 }, { RCC + 0x70, 1 } }, RCC + 0x70, 2, 2, 5000000 },
    { "LATENCY reads back", { { FLASH, 0x24 } }, FLASH, 0xF, 4, 0 },
    { "flash is idle", { { 0 } }, FLASH + 0x10, 7, 0, 0 },
    { "flash unlocks", { { FLASH + 4, 0x45670123 }, { FLASH + 4, 0xCDEF89AB } }, FLASH + 0xC, 1, 0, 0 },
    { "compensation cell", { { RCC, CR0 | 1 << 7 }, { RCC + 0xF4, 2 }, { SYSCFG + 0x20, 1 } }, SYSCFG + 0x20,
      1 << 8, 1 << 8,
      1000000 },
    { "DMA EN = 0", { { RCC + 0xD8, 1 }, { DMA1 + 0x10, 0 } }, DMA1 + 0x10, 1, 0, 0 },
    { "TEACK, REACK", { { RCC + 0xF0, 1 << 4 }, { USART1 + 0xC, 556 }, { USART1, 0xD } }, USART1 + 0x1C,
      3 << 21, 3 << 21, 33554 },
    { "BRRDY", { { PWR, 0x100 }, { PWR + 8, 1 } }, PWR + 8, 1 << 16, 1 << 16, 1000000 },
    { "DBP reads back", { { PWR, 0x100 } }, PWR, 0x100, 0x100, 0 },
    { "INITF", { { PWR, 0x100 }, { RTC + 0x24, 0xCA }, { RTC + 0x24, 0x53 }, { RTC + 0xC, 0x80 } },
      RTC + 0xC, 0x40, 0x40, 1000000 },
    { "RSF", { { PWR, 0x100 }, { RTC + 0x24, 0xCA }, { RTC + 0x24, 0x53 }, { RTC + 0xC, 0 } },
      RTC + 0xC, 0x20, 0x20, 1000000 },
    { "LDO of the ADC", { { RCC + 0xD8, 1 << 5 }, { ADC1 + 8, 0 }, { ADC1 + 8, 1 << 28 } }, ADC1, 1 << 12,
      1 << 12, 1000000 },
    { "DRDY", { { RCC, CR0 | 1 << 12 }, { RCC + 0xDC, 1 << 6 }, { RNG, 4 } }, RNG + 4, 1, 1, 2000 },
    { "COUNTFLAG", { { SYST + 4, 63999 }, { SYST + 8, 0 }, { SYST, 5 } }, SYST, 1 << 16, 1 << 16, 1001 },
    { "IDCODE is revision V", { { 0 } }, 0x5C001000, ~0u, 0x20036450, 0 },
    { "flash size", { { 0 } }, 0x1FF1E880, 0xFFFF, 0x0800, 0 },
    { "FMC_BCR1 is kept", { { 0x52004000, 0x30D2 } }, 0x52004000, ~0u, 0x30D2, 0 },
    { "ETH software reset is over", { { RCC + 0xD8, 1 << 15 } }, 0x40029000, 1, 0, 0 },
};
enum { ROWS = sizeof row / sizeof *row };

static uop_t    program[64];
static unsigned steps;
static void add(uop_t u) { u.step = steps; program[steps++] = u; }
static void put(uint32_t addr, uint32_t v)
{
    add((uop_t){ .op = U_STORE, .size = 4, .rn = R_NONE, .flags = UF_IMM | UF_STEP, .imm = addr, .val = v });
}
static void load(unsigned reg, uint32_t addr)
{
    add((uop_t){ .op = U_LOAD, .size = 4, .rd = (uint8_t)reg, .rn = R_NONE, .flags = UF_STEP, .imm = addr });
}
static void end(void) { add((uop_t){ .op = U_END, .flags = UF_STEP }); }

static machine_t *m;
static input_t in;

static void boot(void)
{
    if (!m) m = malloc(sizeof *m);
    ck_assert(m != NULL);
    in.program = program, in.uops = steps, in.stack = 0x20010000, in.clock_tree = 1;
    machine_boot(m, &h743_map, &in, NULL);
}

START_TEST(flag_comes)
{
    const row_t *r = &row[_i];
    steps = 0, in = (input_t){ 0 };
    for (unsigned i = 0; i < WRITES && r->put[i].addr; i++) {
        put(r->put[i].addr, r->put[i].value);
        /* as every macro does: it has arrived */
        if (r->put[i].addr >> 8 == RCC >> 8) load(5, r->put[i].addr);
    }
    if (!r->most_us) {
        load(0, r->addr), end(), boot();
        machine_run(m, NEVER);
        ck_assert_msg((m->chip.core.regs.r[0] & r->mask) == r->value, "%s: 0x%08X", r->what,
                      m->chip.core.regs.r[0]);
        return;
    }
    load(0, r->addr);
    add((uop_t){ .op = U_BNE, .rd = 0, .mask = r->mask, .val = r->value, .imm = steps - 1 });
    end(), boot();
    machine_run(m, (tick_t)r->most_us * 4800);
    ck_assert_msg(m->chip.core.stop == STOP_END, "%s: it never came", r->what);
}
END_TEST

/* The line was read before the sector was erased: the CPU reads the old word on, RAM's view is new. Only an
 * invalidate shows it. */
START_TEST(stale_line_over_erased_flash)
{
    static uint8_t old[64];
    static const image_t image = { 0x08020000, sizeof old, old };
    memset(old, 0x11, sizeof old);
    steps = 0, in = (input_t){ .image = &image, .images = 1 };
    put(0xE000ED14, 0x00050200);                         /* CCR.DC */
    load(1, 0x08020000);
    put(FLASH + 4, 0x45670123), put(FLASH + 4, 0xCDEF89AB), put(FLASH + 0xC, 0x30 | 4 | 1 << 8 | 0x80);
    add((uop_t){ .op = U_COMPUTE, .flags = UF_STEP, .imm = 70000000 });      /* 64 MHz: more than a second */
    load(2, FLASH + 0x10);
    load(3, 0x08020000);
    put(0xE000EF5C, 0x08020000), add((uop_t){ .op = U_DSB, .flags = UF_STEP });
    load(4, 0x08020000);
    end(), boot();
    machine_run(m, NEVER);
    ck_assert_int_eq(m->chip.core.stop, STOP_END);
    ck_assert_uint_eq(m->chip.core.regs.r[1], 0x11111111);
    ck_assert_uint_eq(m->chip.core.regs.r[2], 1 << 16);       /* EOP, idle */
    ck_assert_uint_eq(m->chip.core.regs.r[3], 0x11111111);
    ck_assert_uint_eq(machine_ram(m, 0x08020000), 0xFF);
    ck_assert_uint_eq(m->chip.core.regs.r[4], 0xFFFFFFFF);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("polls");
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, flag_comes, 0, ROWS);
    tcase_add_test(t, stale_line_over_erased_flash);
    return case_run("polls", t);
}
