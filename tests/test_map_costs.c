/* test_map_costs.c -- what a path through the STM32H743's buses costs: the derivations at the head of
 * h743_map.c, carried by the matrix. */
#include "suite.h"
#include <stdlib.h>
#include <string.h>
#include "h743.h"

static const map_t *const map = &h743_map;

/* ---- what a path costs, carried by the matrix ------------------------------------------------ */

enum { HCLK = 20 };                             /* ticks: 240 MHz; pclk 120 MHz, so 1 pclk = 2 hclk */

static chip_t *chip;
static tick_t landed;                           /* tick of the last F_BEAT */

static void see(sink_t *s, const fact_t *f) { (void)s; landed = f->at; }
static sink_t sink = { .mask = 1ull << F_BEAT, .see = see };

static void bench_up(void)
{
    chip = calloc(1, sizeof *chip);
    for (unsigned i = 0; i < CLOCKS; i++)
        chip->clock[i] = domain_of(0, i == CLK_CPU ? 480000000 : i == CLK_HCLK ? 240000000 : 120000000);
    chip->wires.clock[0] = ~0ull;
    chip->wires.flash_latency = 4;
    matrix_model.reset(&chip->matrix, NULL);
    chip->now = 1000 * HCLK;
}

static void bench_down(void) { free(chip); }

static env_t bench_env(void)
{
    return (env_t){ .now = chip->now, .until = chip->now, .clock = chip->clock, .wires = &chip->wires,
                    .port = chip->port, .sink = &sink, .map = map, .chip = chip, .ears = h743_ears,
                        .pc = NO_PC,
                    .slot = SLOT_MATRIX };
}

typedef struct { uint8_t port, write, size, beats, attr; uint32_t addr; } bus_access_t;

/* hclk edges from request to response; the request is raised just before an edge, so A is that edge. */
static unsigned cost(bus_access_t a)
{
    env_t env = bench_env();
    port_t *p = &chip->port[a.port];
    *p = (port_t){ .addr = a.addr, .write = a.write, .size = a.size, .beats = a.beats, .attr = a.attr,
                   .wrap = a.beats > 1 };
    memset(p->strb, 0xFF, sizeof p->strb);
    env.now--;
    port_ask(&env, a.port);
    tick_t start = chip->now;
    for (unsigned n = 0; p->phase == BUS_REQ || p->phase == BUS_BUSY; n++, chip->now += HCLK) {
        ck_assert_uint_lt(n, 200);
        env_t e = bench_env();
        matrix_model.step(&chip->matrix, NULL, &e);
    }
    tick_t end = p->done;
    for (unsigned n = 0; n < 50; n++, chip->now += HCLK) {      /* let what was posted land */
        env_t e = bench_env();
        matrix_model.step(&chip->matrix, NULL, &e);
    }
    landed = (landed - start) / HCLK;
    unsigned phase = p->phase;
    p->phase = BUS_IDLE;
    ck_assert_msg(phase == BUS_DONE || a.addr >= 0x60000000 || a.addr == 0x20000000, "error from 0x%08X",
                  (unsigned)a.addr);
    return (unsigned)((end - start) / HCLK);
}

static unsigned read_4(uint8_t port, uint32_t addr)  { return cost((bus_access_t){ port, 0, 2, 1, 0,
        addr }); }
static unsigned write_4(uint8_t port, uint32_t addr)
{
    return cost((bus_access_t){ port, 1, 2, 1, 0, addr });
}

/* The derivations stand at the head of h743_map.c. The first access finds nodes nobody used; one by the
 * same master right after finds them parked and saves each arbitration. */
START_TEST(cpu_axim_costs)
{
    ck_assert_uint_eq(read_4(PORT_READ, 0x24000000), 4);        /* 2 + 1 + 1 */
    /* 4 to the first, then 1 each */
    ck_assert_uint_eq(cost((bus_access_t){ PORT_FILL0, 0, 3, 4, 0, 0x24000020 }), 7);
    ck_assert_uint_eq(write_4(PORT_WRITE0, 0x24000000), 5);        /* 2 + 2 (half a word) + 1 */
    ck_assert_uint_eq(landed, 4);
    ck_assert_uint_eq(cost((bus_access_t){ PORT_WRITE0, 1, 3, 1, 0, 0x24000000 }), 4);  /* a whole ECC word */
    ck_assert_uint_eq(read_4(PORT_READ, 0x30000000), 7);        /* 3 + 1 + 1 + 2 */
    ck_assert_uint_eq(read_4(PORT_READ, 0x30000000), 6);        /* parked */
    ck_assert_uint_eq(write_4(PORT_WRITE0, 0x30020000), 7);
    ck_assert_uint_eq(landed, 5);
    ck_assert_uint_eq(write_4(PORT_WRITE0, 0x30020000), 6);        /* parked: the 6 of TARG2 */
    ck_assert_uint_eq(read_4(PORT_READ, 0x38000000), 8);        /* 3 + 1 + 1 + 3 */
    ck_assert_uint_eq(read_4(PORT_READ, 0x58024400), 8);        /* RCC, AHB4 */
    ck_assert_uint_eq(write_4(PORT_WRITE0, 0x58020018), 6);        /* GPIO, parked: 6 of 6.2 */
    ck_assert_uint_eq(read_4(PORT_READ, 0x58000404), 8 - 1 + 1 + 4);        /* APB4: parked, + 1 + 2 pclk4 */
    ck_assert_uint_eq(read_4(PORT_READ, 0x08000000), 3 + (4 + 1) + 1);        /* flash, LATENCY 4 */
}
END_TEST

START_TEST(cpu_ahbp_costs)
{
    ck_assert_uint_eq(read_4(PORT_AHBP_READ, 0x40020000), 3);        /* arb 1, address 1, data 1 */
    ck_assert_uint_eq(read_4(PORT_AHBP_READ, 0x48021800), 3);
    ck_assert_uint_eq(write_4(PORT_AHBP_WRITE, 0x40020008), 2);        /* parked */
    ck_assert_uint_eq(read_4(PORT_DMA1_MEM, 0x40020000), 2);        /* somebody else in between */
    ck_assert_uint_eq(read_4(PORT_AHBP_READ, 0x4000481C), 3 + 1 + 4);        /* + 1 hclk + 2 pclk1 */
    ck_assert_uint_eq(read_4(PORT_AHBP_READ, 0x4001101C), 2 + 1 + 4);        /* parked */
}
END_TEST

START_TEST(dma_costs)
{
    ck_assert_uint_eq(read_4(PORT_DMA1_MEM, 0x30000000), 2);        /* arb 1 + data 1 */
    ck_assert_uint_eq(write_4(PORT_DMA1_MEM, 0x30000000), 1);        /* parked */
    ck_assert_uint_eq(read_4(PORT_DMA1_PER, 0x4000481C), 1 + 4);        /* direct: bridge 1 + 2 pclk1 */
    ck_assert_uint_eq(read_4(PORT_DMA2_PER, 0x4000481C), 1 + 1 + 4);        /* through AHB1 */
    ck_assert_uint_eq(read_4(PORT_DMA2_PER, 0x4001101C), 1 + 4);        /* direct to APB2 */
    ck_assert_uint_eq(read_4(PORT_DMA1_MEM, 0x24000000), 6);        /* D2 cost + 4 */
    ck_assert_uint_eq(read_4(PORT_DMA2_MEM, 0x38000000), 4);        /* D2 cost + 2 */
    ck_assert_uint_eq(write_4(PORT_DMA1_MEM, 0x38800000), 3);        /* D2 cost + 1 */
}
END_TEST

/* To AXI SRAM, 2 in D2: not posted 6 to land and 1 back; posted answered at 2 + 2 and landed at 2 + 4. */
START_TEST(posted_writes_cost)
{
    ck_assert_uint_eq(write_4(PORT_DMA1_MEM, 0x24000000), 7);
    ck_assert_uint_eq(landed, 6);
    ck_assert_uint_eq(cost((bus_access_t){ PORT_DMA2_MEM, 1, 2, 1, BUS_BUFFERABLE, 0x24000000 }), 4);
    ck_assert_uint_eq(landed, 6);
}
END_TEST

START_TEST(refusals_cost)
{
    ck_assert_uint_eq(read_4(PORT_DMA1_MEM, 0x20000000), 4);
    ck_assert_uint_eq(chip->port[PORT_DMA1_MEM].why, BUS_NO_PATH);
    ck_assert_uint_eq(read_4(PORT_READ, 0x60000000), 4);
    ck_assert_uint_eq(chip->port[PORT_READ].why, BUS_NO_TARGET);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("map costs");
    tcase_add_checked_fixture(t, bench_up, bench_down);
    tcase_add_test(t, cpu_axim_costs);
    tcase_add_test(t, cpu_ahbp_costs);
    tcase_add_test(t, dma_costs);
    tcase_add_test(t, posted_writes_cost);
    tcase_add_test(t, refusals_cost);
    return case_run("map costs", t);
}
