/* test_machine.c -- boot: the clocks; and the reset that ends a run, on both roads. The loop itself is
 * held to the five laws in test_laws.c. */
#include "machine.h"
#include "suite.h"
#include <stdlib.h>
#include <string.h>

static machine_t *m;

static void boot(input_t *in)
{
    if (!m) m = malloc(sizeof *m);
    ck_assert(m != NULL);
    machine_boot(m, &h743_map, in, NULL);
}

/* RM0433 8.5.17, TIMPRE = 0: hclk while the APB prescaler is 1 or 2, else twice pclk. */
START_TEST(timer_clocks)
{
    static const struct { uint32_t hclk, pclk, timers; } set[] = {
        { 64, 64, 64 }, { 200, 100, 200 }, { 240, 60, 120 }, { 200, 25, 50 } };
    for (unsigned i = 0; i < sizeof set / sizeof *set; i++) {
        input_t in = { .cpu_hz = set[i].hclk * 1000000, .hclk_hz = set[i].hclk * 1000000, .pclk_hz = set[i].pclk * 1000000 };
        boot(&in);
        ck_assert_uint_eq(domain_hz(&m->chip.clock[CLK_TIM1]), set[i].timers * 1000000ull);
        ck_assert_uint_eq(domain_hz(&m->chip.clock[CLK_TIM2]), set[i].timers * 1000000ull);
        ck_assert_uint_eq(domain_hz(&m->chip.clock[CLK_LSI]), 32000);
    }
}
END_TEST

/* A watchdog started before cycle 0 with RLR = 0, PR = 0: one count of 4 LSI periods of 150 000
 * ticks. The core computes on and is stopped there, at 600 000 ticks, whatever loan it had. */
START_TEST(reset_ends_the_run)
{
    static const uop_t program[] = { { .op = U_COMPUTE, .flags = UF_STEP, .imm = 1000000 }, { .op = U_END, .flags = UF_STEP } };
    static const poke_t poke[] = { { 0x58004800, 0x5555 }, { 0x58004808, 0 }, { 0x58004800, 0xCCCC }, { 0x58004800, 0xAAAA } };
    input_t in = { .program = program, .uops = 2, .poke = poke, .pokes = 4, .stack = 0x20010000,
                   .cpu_hz = 400000000, .hclk_hz = 200000000, .pclk_hz = 100000000 };
    boot(&in);
    ck_assert(!machine_stopped(m));
    ck_assert_uint_eq(machine_run(m, NEVER), 600000);
    ck_assert(machine_stopped(m));
    ck_assert_int_eq(m->chip.core.stop, STOP_NONE);
    chip_t *fast = malloc(sizeof *fast);
    ck_assert(fast != NULL);
    memcpy(fast, &m->chip, sizeof *fast);
    boot(&in);
    while (!machine_stopped(m)) machine_tick(m);
    ck_assert(chip_same(fast, &m->chip));
    free(fast);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, timer_clocks);
    tcase_add_test(t, reset_ends_the_run);
    return case_run("machine", t);
}
