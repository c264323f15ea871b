/* random_machine.h -- random but legal machines: set-up, stimuli and a program that loads, stores,
 * cleans, invalidates, starts DMA, sleeps and takes interrupts over a few shared lines. What a
 * machine is made of depends on its seed alone. */
#ifndef RANDOM_MACHINE_H
#define RANDOM_MACHINE_H
#include "h743.h"
#include <string.h>

enum { RANDOM_UOPS = 240, RANDOM_POKES = 64, RANDOM_RX = 12, RANDOM_FORCED = 12, RANDOM_PINS = 16,
       RANDOM_I2C_EVENTS = 6 };
enum { RANDOM_MASTER_OPS = 12, RANDOM_SPI_EVENTS = 30 };

typedef struct {
    uint64_t  state;
    input_t   in;
    uop_t     uop[RANDOM_UOPS];
    poke_t    poke[RANDOM_POKES];
    rx_byte_t rx[RANDOM_RX];
    forced_t  forced[RANDOM_FORCED];
    hold_t    hold[RANDOM_FORCED];
    probe_t   halt[RANDOM_FORCED];
    handler_t handler[10];
    pin_edge_t pin[RANDOM_PINS];
    analog_t  analog[2];
    master_t  master[MASTERS];
    master_op_t master_op[MASTERS][RANDOM_MASTER_OPS];
    uint8_t   master_data[64];
    uint8_t     i2c_register[32];
    i2c_slave_t i2c;
    i2c_event_t i2c_event[RANDOM_I2C_EVENTS];
    uint8_t     spi_register[16];
    spi_slave_t spi[2];
    spi_event_t spi_event[RANDOM_SPI_EVENTS];
} random_machine_t;

static uint32_t rnd(random_machine_t *r, uint32_t below)
{
    r->state ^= r->state << 13, r->state ^= r->state >> 7, r->state ^= r->state << 17;
    return (uint32_t)((r->state >> 16) % below);
}

static uint32_t rnd_address(random_machine_t *r)
{
    static const uint32_t base[] = { 0x24000000, 0x24001000, 0x30000000, 0x30020000, 0x38000000, 0x20000000,
                                     0x10000000, 0x30040000 };
    return base[rnd(r, 8)] + rnd(r, 3) * 0x1000 + rnd(r, 64);
}

static void put(random_machine_t *r, uop_t u)
{
    if (r->in.uops < RANDOM_UOPS) u.step = r->in.uops, r->uop[r->in.uops++] = u;
}

static void put_register(random_machine_t *r, uint32_t addr, uint32_t value)
{
    put(r, (uop_t){ .op = U_STORE, .size = 4, .rn = R_NONE, .flags = UF_IMM | UF_STEP, .imm = addr,
                    .val = value });
}

static void put_dma(random_machine_t *r)
{
    uint32_t s = 0x40020400 + 0x18 * rnd(r, 3) + 0x10, msize = rnd(r, 3), psize = rnd(r, 3);
    static const uint32_t memory[] = { 0x24000000, 0x30000000, 0x30020000, 0x38000000, 0x20000000,
                                       0x24001000 };
    put_register(r, 0x40020408, 0x0F7D0F7D);
    put_register(r, s + 4, 1 + rnd(r, 40));
    put_register(r, s + 8, memory[rnd(r, 6)] + rnd(r, 16) * 4);
    put_register(r, s + 12, memory[rnd(r, 6)] + rnd(r, 16) * 4);
    put_register(r, s + 20, 0x20 | rnd(r, 8) | 4);
    put_register(r, s, 0x600 | psize << 11 | msize << 13 | rnd(r, 4) << 16 | 2u << 6 | rnd(r, 16) << 1
                       | (rnd(r, 3) ? 0 : rnd(r, 4) << 23 | rnd(r, 4) << 21) | 1);
}

static void put_uart_dma(random_machine_t *r)
{
    int receive = (int)rnd(r, 2);
    uint32_t s = receive ? 0x40020010 : 0x40020028;
    put_register(r, 0x40020008, 0x0F7D0F7D);
    put_register(r, 0x40020800 + (receive ? 0 : 4), receive ? 45 : 46);
    put_register(r, s + 4, 1 + rnd(r, 20));
    put_register(r, s + 8, receive ? 0x40004824 : 0x40004828);
    put_register(r, s + 12, 0x24000000 + rnd(r, 64));
    put_register(r, s + 20, 0x20 | rnd(r, 8));
    put_register(r, s, 0x400 | (receive ? 0 : 0x40) | rnd(r, 16) << 1 | rnd(r, 2) << 8 | 1u << 20 | 1);
    put_register(r, 0x40004808, 0xC0 | rnd(r, 2));
}

/* MDMA channels 0..2: by software, or by the end of a DMA2 stream, which its mask write clears. TCM
 * and buses, lists in AXI SRAM, some of it wrong. */
static void put_mdma(random_machine_t *r)
{
    static const uint32_t memory[] = { 0x24000000, 0x24001000, 0x20000000, 0x00000100, 0x30000000,
                                       0x38000000 };
    uint32_t n = rnd(r, 3), c = 0x52000000 + 0x40 * n, from = rnd(r, 6), to = rnd(r, 6), size = rnd(r, 4);
    uint32_t software = rnd(r, 3) ? 1 : 0, stream = rnd(r, 3);
    uint32_t tcm = rnd(r, 8) ? (uint32_t)((from == 2 || from == 3) | (to == 2 || to == 3) << 1) : rnd(r, 4);
    put_register(r, c + 0x4C, 0);
    put_register(r, c + 0x44, 0x1F);
    put_register(r, c + 0x50, 0xA | size << 4 | (rnd(r, 4) ? size : rnd(r, 4)) << 6 | size << 8 | size << 10
                              | rnd(r, 6) << 12 | rnd(r, 6) << 15 | rnd(r, 128) << 18 | rnd(r, 2) << 25
                              | rnd(r, 3) << 26 | rnd(r, 4) << 28 | software << 30 | rnd(r, 2) << 31);
    put_register(r, c + 0x54, rnd(r, 3) << 20 | rnd(r, 20) * 8);
    put_register(r, c + 0x58, memory[from] + rnd(r, 16) * 8),
        put_register(r, c + 0x5C, memory[to] + rnd(r, 16) * 8);
    put_register(r, c + 0x64, rnd(r, 3) ? 0 : 0x24000000 + rnd(r, 8) * 8);
    put_register(r, c + 0x68, (8 + stream) | tcm << 16);
    put_register(r, c + 0x70, rnd(r, 3) ? 0x40020408 : 0),
        put_register(r, c + 0x74, 0x3D << 6 * (stream & 1));
    put_register(r, c + 0x4C, rnd(r, 32) << 1 | rnd(r, 4) << 6 | rnd(r, 8) << 12 | software << 16 | 1);
}

/* TIM2 or TIM3: laps of 2 to 80 clocks, compare, triggers, requests; pins of port A; EXTI 0 to 3. */
static void put_timer(random_machine_t *r)
{
    static const uint32_t port[] = { 0x58020000, 0x58020004, 0x5802000C, 0x58020014, 0x58020018, 0x58020018 };
    uint32_t t = 0x40000000 + 0x400 * rnd(r, 2);
    switch (rnd(r, 8)) {
    case 0: put_register(r, t + 0x28, rnd(r, 4)), put_register(r, t + 0x2C, 1 + rnd(r, 20)); break;
    case 1: put_register(r, t + 0x34 + 4 * rnd(r, 4), rnd(r, 22)); break;
    case 2: put_register(r, t + 0x18 + 4 * rnd(r, 2),
                         rnd(r, 8) << 4 | rnd(r, 8) << 12 | rnd(r, 2) << 3); break;
    case 3: put_register(r, t + 0x04, rnd(r, 16) << 3),
        put_register(r, t + 0x0C, rnd(r, 0x2000) & ~2u); break;
    case 4: put_register(r, t + 0x10, 0), put_register(r, t + 0x14, rnd(r, 32)); break;
    case 5: put_register(r, port[rnd(r, 6)], rnd(r, 0x7FFFFFFF)); break;
    case 6: put_register(r, 0x58000000 + 4 * rnd(r, 3), rnd(r, 16)),
        put_register(r, 0x58000080, 0xFFC00000 | rnd(r, 2)); break;
    default: put_register(r, t, rnd(r, 256) | 1); break;
    }
    if (rnd(r, 100)) return;
    put_register(r, 0x58004800, 0x5555), put_register(r, 0x58004804, rnd(r, 8)),
        put_register(r, 0x58004810, rnd(r, 4096));
    put_register(r, 0x58004800, 0xCCCC), put_register(r, 0x58004800, 0xAAAA);
}

/* TIM2_UP or TIM3_CH1 on DMA1 stream 2: memory to GPIOA_BSRR, or to TIM3_ARR. */
static void put_timer_dma(random_machine_t *r)
{
    uint32_t s = 0x40020040;
    put_register(r, 0x40020008, 0x0F7D0F7D);
    put_register(r, 0x40020808, rnd(r, 2) ? 22 : 23);
    put_register(r, s + 4, 1 + rnd(r, 20));
    put_register(r, s + 8, rnd(r, 4) ? 0x58020018 : 0x4000042C);
    put_register(r, s + 12, 0x30000000 + rnd(r, 64) * 4);
    put_register(r, s + 20, 0x20 | rnd(r, 8));
    put_register(r, s, 0x5400 | 1u << 6 | rnd(r, 16) << 1 | rnd(r, 2) << 8 | 1);
    put_register(r, 0x4000000C, 1u << 8 | rnd(r, 2)), put_register(r, 0x4000040C, 1u << 9);
}

/* ADC1 or ADC2: sequences by software or by TIM2, TIM3, to DMA1 stream 3; also some that is refused. */
static void put_adc(random_machine_t *r)
{
    static const uint32_t cr[] = { 1, 5, 5, 5, 5, 0x15, 3, 1u << 31, 0 };
    uint32_t a = 0x40022000 + 0x100 * rnd(r, 2), s = 0x40020058;
    switch (rnd(r, 4)) {
    case 0:
        put_register(r, a + 0x0C, (uint32_t)(rnd(r, 4) << 2 | (rnd(r, 2) ? 4 : 11) << 5
                | rnd(r, 4) << 10 | rnd(r, 32) << 12)
                                  | (rnd(r, 4) ? 3 : 1));
        put_register(r, a + 0x30, rnd(r, 4) | rnd(r, 4) << 6 | rnd(r, 4) << 12),
            put_register(r, a + 4, rnd(r, 32));
        break;
    case 1:
        put_register(r, 0x40020008, 0x0F7D0F7D), put_register(r, 0x4002080C, a & 0x100 ? 10 : 9);
        put_register(r, s + 4, 1 + rnd(r, 20)), put_register(r, s + 8, a + 0x40);
        put_register(r, s + 12, 0x24000000 + rnd(r, 64) * 2), put_register(r, s + 20, 0x20 | rnd(r, 8));
        put_register(r, s, 0x2C00 | rnd(r, 16) << 1 | rnd(r, 2) << 8 | 1);
        break;
    case 2: put_register(r, a, 0x1F); break;
    default: break;
    }
    put_register(r, a + 8, cr[rnd(r, 9)] | (rnd(r, 30) ? 1u << 28 : 0)), put_register(r, a + 8, 1u << 28 | 5);
}

/* I2C1, at some 24 to 200 CPU cycles a bit: transfers with a device that is there or not, and what goes
 * wrong. */
static void put_i2c(random_machine_t *r)
{
    switch (rnd(r, 6)) {
    case 0: put_register(r, 0x40005400, 0), put_register(r, 0x40005410,
                                                         rnd(r, 8) | rnd(r, 8) << 8 | rnd(r, 4) << 20);
            put_register(r, 0x40005400, 0x1001 | rnd(r, 4) << 14 | rnd(r, 16) << 4); break;
    case 1: case 2: put_register(r, 0x40005404, (0x19 + rnd(r, 5) / 4) << 1 | rnd(r, 4) << 16 | 1u << 13
                                               | rnd(r, 2) << 10 | rnd(r, 4) << 24); break;
    case 3: put_register(r, 0x40005428, rnd(r, 70)); break;
    case 4: put(r, (uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = R_NONE, .flags = UF_STEP,
                            .imm = 0x40005424 }); break;
    default: put_register(r, 0x40005404 + 0x14 * rnd(r, 2),
                          rnd(r, 2) ? 0x4338 : rnd(r, 0x7FFFFFFF) & ~(1u << 13)); break;
    }
}

/* I2C1_RX or I2C1_TX on DMA1 stream 3. */
static void put_i2c_dma(random_machine_t *r)
{
    uint32_t s = 0x40020058, receive = rnd(r, 2), n = 1 + rnd(r, 6);
    put_register(r, 0x40020008, 0x0F7D0F7D);
    put_register(r, 0x4002080C, receive ? 33 : 34);
    put_register(r, s + 4, n);
    put_register(r, s + 8, receive ? 0x40005424 : 0x40005428);
    put_register(r, s + 12, 0x30000000 + rnd(r, 64));
    put_register(r, s, 0x400 | (receive ? 0 : 0x40) | 1);
    put_register(r, 0x40005404, 0x19 << 1 | n << 16 | 1u << 13 | receive << 10 | 1u << 25);
}

/* SPI2 with short frames: data, starts, suspensions, set-up that is taken or refused. */
static void put_spi(random_machine_t *r)
{
    static const uint8_t size[] = { 1, 1, 2, 4 };
    uint32_t spi = 0x40003800;
    switch (rnd(r, 8)) {
    case 7: put_register(r, spi, 0), put_register(r, spi + 4, rnd(r, 9));
            put_register(r, spi + 8, (3 + rnd(r, 14)) | rnd(r, 4) << 5 | rnd(r, 16) << 9 | rnd(r, 4) << 14);
            put_register(r, spi + 12, rnd(r, 2) << 26 | rnd(r, 4) << 17 | rnd(r, 2) << 23),
                put_register(r, spi, 1); break;
    case 0: put_register(r, spi, 0x1000), put_register(r, spi + 4, rnd(r, 9) | rnd(r, 3) << 16 * rnd(r, 2));
            put_register(r, spi + 8, (3 + rnd(r, 14)) | rnd(r, 4) << 5 | rnd(r, 4) << 14 | rnd(r, 2) << 28);
            put_register(r, spi + 12, 1u << 29 | 1u << 26 | 1u << 22 | rnd(r, 4) << 17 | rnd(r, 4)
                    | rnd(r, 4) << 4 | rnd(r, 4) << 23); break;
    case 1: put_register(r, spi, 0x1001 | rnd(r, 2) << 8),
        put_register(r, spi, 0x1201 | rnd(r, 2) << 8 | rnd(r, 2) << 11); break;
    case 2: put_register(r, spi + 0x18, 0xFFF), put_register(r, spi + 0x10, rnd(r, 0x800) & ~7u); break;
    case 3: put_register(r, spi, 0x1001 | rnd(r, 4) << 8 | rnd(r, 4) << 10); break;
    case 4: put(r, (uop_t){ .op = U_LOAD, .size = size[rnd(r, 4)], .rd = 0, .rn = R_NONE, .flags = UF_STEP,
                            .imm = spi + 0x30 }); break;
    case 5: put(r, (uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = R_NONE, .flags = UF_STEP,
                            .imm = spi + 0x14 }); break;
    default: put(r, (uop_t){ .op = U_STORE, .size = size[rnd(r, 4)], .rn = R_NONE, .flags = UF_IMM | UF_STEP,
                             .imm = spi + 0x20, .val = rnd(r, 0x7FFFFFFF) }); break;
    }
}

/* SPI2 full duplex on DMA2 streams 1 and 2, in the manual's order. */
static void put_spi_dma(random_machine_t *r)
{
    uint32_t spi = 0x40003800, n = 1 + rnd(r, 20);
    put_register(r, spi, 0x1000), put_register(r, spi + 4, n);
    put_register(r, spi + 8, 0x00074007 | rnd(r, 3) << 5),
        put_register(r, spi + 12, 1u << 29 | 1u << 26 | 1u << 22);
    put_register(r, 0x40020408, 0x003D0F40), put_register(r, 0x40020824, 39), put_register(r, 0x40020828, 40);
    for (uint32_t tx = 0; tx < 2; tx++) {
        uint32_t s = 0x40020428 + 0x18 * tx;
        put_register(r, s + 4, n), put_register(r, s + 8, spi + (tx ? 0x20 : 0x30));
        put_register(r, s + 12, 0x24000000 + rnd(r, 64)),
            put_register(r, s, 0x401 | tx << 6 | rnd(r, 4) << 16);
    }
    put_register(r, spi + 8, 0x0007C007), put_register(r, spi, 0x1001), put_register(r, spi, 0x1201);
}

/* Wait for LDORDY, then both ADCs on and converting. */
static void put_adc_on(random_machine_t *r)
{
    put(r, (uop_t){ .op = U_COMPUTE, .flags = UF_STEP, .imm = 2500 });
    for (uint32_t a = 0x40022000; a < 0x40022200; a += 0x100)
        put_register(r, a + 8, 1u << 28 | 1), put_register(r, a + 8, 1u << 28 | 5);
    for (uint32_t n = 3; n--;) put_adc(r);
}

/* LPUART1 or memory by the BDMA. */
static void put_bdma(random_machine_t *r)
{
    static const uint32_t memory[] = { 0x38000000, 0x38001000, 0x38000000, 0x24000000 };
    uint32_t n = rnd(r, 3), s = 0x58025408 + 0x14 * n, copy = !rnd(r, 3), send = rnd(r, 2);
    put_register(r, s, 0), put_register(r, 0x58025404, 0xFu << 4 * n);
    put_register(r, s + 4, 1 + rnd(r, 20));
    put_register(r, s + 8, copy ? memory[rnd(r, 4)] + rnd(r, 64) : send ? 0x58000C28 : 0x58000C24);
    put_register(r, s + 12, memory[rnd(r, 4)] + rnd(r, 64)), put_register(r, s + 16, 0x38000100);
    put_register(r, 0x58025800 + 4 * n, copy ? 0 : 9 + send);
    put_register(r, s, 0x81 | rnd(r, 8) << 1 | (copy ? 0x4040 : send << 4) | rnd(r, 2) << 5 | rnd(r, 4) << 12
                       | rnd(r, 2) << 15 | (copy ? rnd(r, 3) << 8 | rnd(r, 3) << 10 : 0));
    put_register(r, 0x58000C08, 0xC0);
}

/* Synchronisation, events and generators of both DMAMUXes: EXTI0, the channels' events, BDMA channel 0. */
static void put_mux(random_machine_t *r)
{
    uint32_t two = rnd(r, 2), mux = two ? 0x58025800 : 0x40020800, n = rnd(r, 3);
    static const uint32_t signal[2][4] = { { 0, 1, 6, 6 }, { 0, 1, 20, 28 } };
    uint32_t count = rnd(r, 3) << 19 | rnd(r, 4) << 17 | rnd(r, 2) << 8;
    if (rnd(r, 2)) put_register(r, mux + 0x100 + 4 * n, count | 1u << 16 | signal[two][rnd(r, 4)]);
    else
        put_register(r, mux + 4 * n,
                     (two ? 9 + rnd(r, 2) : rnd(r, 2) ? 45 + rnd(r, 2) : 1 + rnd(r, 3)) | count
                         | rnd(r, 2) << 16 | rnd(r, 2) << 9
                         | (rnd(r, 2) ? (two ? 14u : 6u) : rnd(r, 2)) << 24);
}

/* A doorbell of a scripted bus master, or the camera interface. */
static void put_master(random_machine_t *r)
{
    static const uint32_t base[] = { 0x40028000, 0x52007000, 0x48022400, 0x40040000, 0x40080000, 0x52001000,
                                     0x50001000 };
    if (rnd(r, 4)) put_register(r, base[rnd(r, 7)] + rnd(r, 4) * 4, rnd_address(r));
    else put_register(r, 0x48020000 + (rnd(r, 2) ? 0 : 0x0C + rnd(r, 2) * 8), 0x4001 | rnd(r, 32));
}

/* The clock tree: sources, prescalers, selectors; obeyed where the machine has clock_tree. Sleep bits, part
 * resets. */
static void put_clock(random_machine_t *r)
{
    static const uint32_t wide[] = { 0, 0, 8, 8, 9, 0x80, 0x808, 0x48, 0x98 };
    uint32_t rcc = 0x58024400;
    switch (rnd(r, 9)) {
    case 0: put_register(r, rcc, 0x1 | rnd(r, 2) << 7 | rnd(r, 2) << 12 | rnd(r, 4) << 3
            | rnd(r, 2) * 5u << 16 | rnd(r, 2) << 24); break;
    case 1: case 2: put_register(r, rcc + 0x10, rnd(r, 4) | rnd(r, 2) << 15); break;
    case 3: put_register(r, rcc + 0x18, wide[rnd(r, 9)]); break;
    case 4: put_register(r, rcc + 0x1C, rnd(r, 8) << 4 | rnd(r, 8) << 8),
        put_register(r, rcc + 0x20, rnd(r, 8) << 4); break;
    case 5: put_register(r, rcc + 0x54, rnd(r, 6) | rnd(r, 6) << 3 | rnd(r, 4) << 8 | rnd(r, 4) << 12); break;
    case 6: put_register(r, rcc + 0x50, rnd(r, 5) << 12),
        put_register(r, rcc + 0x58, rnd(r, 3) << 16 | rnd(r, 6)); break;
    case 7: put_register(r, rcc + 0x104, rnd(r, 2) << 29 | rnd(r, 2) << 30),
        put_register(r, rcc + 0x110, rnd(r, 0x7FFFFFFF)); break;
    default: {
        static const struct { uint32_t off, bits; } reset[] = { { 0x80, 0x23 }, { 0x90, 0x00264003 },
                { 0x98, 0x11 }, { 0x7C, 1 }, { 0x9C, 2 } };
        unsigned i = rnd(r, 5);
        put_register(r, rcc + reset[i].off, reset[i].bits & rnd(r, 0x7FFFFFFF));
        if (rnd(r, 3)) put_register(r, rcc + reset[i].off, 0);
    }
    }
}

/* CRC, RNG, RTC, kept registers; the flash, opened, written and erased, also in the wrong order. */
static void put_system(random_machine_t *r)
{
    uint32_t flash = 0x52002000 + rnd(r, 2) * 0x100;
    switch (rnd(r, 8)) {
    case 0: put_register(r, 0x58024C08, rnd(r, 256)), put_register(r, 0x58024C00, rnd(r, 0x7FFFFFFF)); break;
    case 1: put_register(r, 0x48021800, rnd(r, 16) << 2); break;
    case 2: put(r, (uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = R_NONE, .flags = UF_STEP,
                            .imm = 0x48021804 + 4 * rnd(r, 2) }); break;
    case 3: put_register(r, 0x58004024, 0xCA), put_register(r, 0x58004024, 0x53),
        put_register(r, 0x5800400C, rnd(r, 2) << 7); break;
    case 4: put_register(r, flash + 4, 0x45670123), put_register(r, flash + 4, 0xCDEF89AB),
        put_register(r, flash + 0xC, 0x30 | (rnd(r, 2) ? 2 : rnd(r, 0x20000))); break;
    case 5: put_register(r, flash + 0x14, 0x0FEF0000),
        put_register(r, flash + 0xC, 0x30 | rnd(r, 16) | rnd(r, 2) << 7 | rnd(r, 8) << 8); break;
    case 6: put_register(r, 0x5C001004, rnd(r, 8)), put_register(r, 0x51008108, 1),
        put_register(r, 0x58000420, rnd(r, 2)); break;
    default:
        put_register(r, flash + 4, 0x45670123), put_register(r, flash + 4, 0xCDEF89AB);
        put_register(r, flash + 0x14, 0x0FEF0000), put_register(r, flash + 0xC, rnd(r, 4) << 4 | 2);
        for (uint32_t i = 0, at = (flash & 0x100 ? 0x08100000 : 0x08000000) + 32 * rnd(r, 4),
             odd = rnd(r, 3) ? 0 : rnd(r, 8); i < 8; i++)
            put_register(r, at + 4 * (odd && i == odd ? rnd(r, 16) : i), rnd(r, 0x7FFFFFFF));
        /* longer than a word takes */
        if (rnd(r, 2)) put(r, (uop_t){ .op = U_COMPUTE, .flags = UF_STEP, .imm = 60000 });
    }
}

static void put_random(random_machine_t *r)
{
    static const uint8_t quiet[] = { U_DMB, U_DSB, U_ISB, U_SEV, U_WFE, U_NOP };
    uint8_t size = (uint8_t)(1u << rnd(r, 3));
    switch (rnd(r, 29)) {
    case 27: put_clock(r); break;
    case 28: put_system(r); break;
    case 0: case 1: case 2: case 3:
        put(r, (uop_t){ .op = U_LOAD, .size = size, .rd = (uint8_t)rnd(r, 4), .rn = R_NONE, .flags = UF_STEP,
                        .imm = rnd_address(r) });
        break;
    case 4: case 5: case 6: case 7:
        put(r, (uop_t){ .op = U_STORE, .size = size, .rn = R_NONE, .flags = UF_IMM | UF_STEP,
                        .imm = rnd_address(r), .val = rnd(r, 0x7FFFFFFF) });
        break;
    case 8: put_register(r, 0xE000EF5C + 4 * rnd(r, 7), rnd_address(r)); break;
    case 9: put(r, (uop_t){ .op = quiet[rnd(r, 6)], .flags = UF_STEP }); break;
    case 10: put(r, (uop_t){ .op = U_COMPUTE, .flags = UF_STEP, .imm = 1 + rnd(r, 200) }); break;
    case 11: put(r, (uop_t){ .op = U_FORCE, .flags = UF_STEP, .val = rnd(r, 2),
                             .imm = rnd_address(r) }); break;
    case 12: put_dma(r); break;
    case 13: put_uart_dma(r); break;
    case 14: put_register(r, 0x40004828, rnd(r, 256)); break;
    case 15: put_mdma(r); break;
    case 16: put_timer(r); break;
    case 17: put_timer_dma(r); break;
    case 18: put_adc(r); break;
    case 19: put_i2c(r); break;
    case 20: put_i2c_dma(r); break;
    case 21: put_spi(r); break;
    case 22: put_spi_dma(r); break;
    case 23: put_bdma(r); break;
    case 24: put_mux(r); break;
    case 25: put_master(r); break;
    default: put(r, (uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = R_NONE, .flags = UF_STEP,
                             .imm = rnd(r, 2) ? 0x4000481C : 0x40020400 }); break;
    }
}

static void poke_add(random_machine_t *r, uint32_t addr, uint32_t value)
{
    r->poke[r->in.pokes++] = (poke_t){ addr, value };
}

static void random_setup(random_machine_t *r)
{
    poke_add(r, 0x580244D8, 0x0A008023), poke_add(r, 0x580244DC, 0xE0000201);  /* AHB1ENR, AHB2ENR */
    poke_add(r, 0x580244D4, 0x10011), poke_add(r, 0x580244E4, 0x8);  /* AHB3ENR: MDMA, DMA2D, SDMMC1; LTDC */
    poke_add(r, 0x580244E8, 0x40244003), poke_add(r, 0x580244E0, 0x10200001); /* APB1LENR, AHB4ENR */
    poke_add(r, 0x580244F4, 0x8);                                              /* APB4ENR: LPUART1 */
    poke_add(r, 0x58000C0C, 25000 + rnd(r, 1200)), poke_add(r, 0x58000C00, 0x0D | rnd(r, 2) << 29);
    poke_add(r, 0xE000ED14, rnd(r, 4) ? 0x00050200 : 0x00040200);
    if (!rnd(r, 3)) poke_add(r, 0xE000EF9C, rnd(r, 2) << 2 | rnd(r, 2));
    for (uint32_t n = rnd(r, 3); n--;) {
        poke_add(r, 0xE000ED98, n);
        poke_add(r, 0xE000ED9C, rnd_address(r) & ~0x1Fu);
        poke_add(r, 0xE000EDA0, 3u << 24 | rnd(r, 64) << 16 | (5 + rnd(r, 10)) << 1 | 1);
    }
    poke_add(r, 0xE000ED94, rnd(r, 2) ? 5 : 0);
    poke_add(r, 0x4000480C, 100 + rnd(r, 60));                                 /* USART3.BRR: about 1 Mbaud */
    poke_add(r, 0x40004800, 0x0D | (rnd(r, 2) << 29) | rnd(r, 2) << 4 | rnd(r, 2) << 5);
    /* I2C1 */
    poke_add(r, 0x40005410, 0x00100303 | rnd(r, 4)), poke_add(r, 0x40005400, 0x1031 | rnd(r, 4) << 14);
    poke_add(r, 0xE000E100, 0xB000F840);  /* EXTI0, DMA1 streams 0..4, TIM2, TIM3, I2C1_EV */
    poke_add(r, 0xE000E110, 0x00000002);                                       /* BDMA channel 0 */
    poke_add(r, 0xE000E104, 0x01000090);  /* SPI2, USART3, DMA2 stream 0 */
    poke_add(r, 0x40022308, (1 + rnd(r, 3)) << 16);                            /* ADC1, ADC2: hclk */
    for (uint32_t a = 0x40022000; a < 0x40022200; a += 0x100) {
        poke_add(r, a + 0x08, 0), poke_add(r, a + 0x08, 1u << 28), poke_add(r, a + 0x1C, 0xF);
        poke_add(r, a + 0x0C, rnd(r, 2) << 13 | 3);
    }
    if (rnd(r, 2)) poke_add(r, 0xE000E014, 200 + rnd(r, 3000)), poke_add(r, 0xE000E010, 7);
}

/* Half the machines start with TIM2 running, its updates on DMA1 stream 2 and the pins listened to. */
static void random_timer(random_machine_t *r)
{
    if (rnd(r, 2)) return;
    poke_add(r, 0x58020000, 0xABFFFC00 | rnd(r, 0x400)), poke_add(r, 0x5802000C, 0x64000000 | rnd(r, 0x400));
    poke_add(r, 0x58000000, rnd(r, 16)), poke_add(r, 0x58000004, rnd(r, 16)),
        poke_add(r, 0x58000080, 0xFFC00000 | rnd(r, 2));
    poke_add(r, 0x40020808, 22), poke_add(r, 0x40020044, 1 + rnd(r, 30)), poke_add(r, 0x40020048, 0x58020018);
    poke_add(r, 0x4002004C, 0x30000000 + rnd(r, 64) * 4);
    poke_add(r, 0x40020040, 0x5441 | rnd(r, 2) << 8 | rnd(r, 2) << 4);
    poke_add(r, 0x40000028, rnd(r, 3)), poke_add(r, 0x4000002C, 10 + rnd(r, 200)),
        poke_add(r, 0x40000034, rnd(r, 100));
    poke_add(r, 0x40000018, rnd(r, 8) << 4), poke_add(r, 0x40000004, rnd(r, 8) << 4);
    poke_add(r, 0x4000000C, 1u << 8 | rnd(r, 2) << 1 | (rnd(r, 4) ? 0 : 1)),
        poke_add(r, 0x40000000, 1 | rnd(r, 2) << 4);
}

static void random_handlers(random_machine_t *r)
{
    static const uint16_t exception[] = { 16 + 11, 16 + 39, 16 + 56, 15 };
    for (unsigned i = 0; i < 4; i++) {
        r->handler[i] = (handler_t){ (uint8_t)rnd(r, 4), exception[i], r->in.uops };
        if (i == 1) put(r, (uop_t){ .op = U_LOAD, .size = 4, .rd = 1, .rn = R_NONE, .flags = UF_STEP,
                                    .imm = 0x40004824 });
        put_register(r, i == 1 ? 0x40004820 : i == 2 ? 0x40020408 : 0x40020008, 0x0F7D0F7D);
        put(r, (uop_t){ .op = U_DSB });
        put(r, (uop_t){ .op = U_RETURN });
    }
    r->in.handler = r->handler, r->in.handlers = 4;
    static const struct { uint16_t exception; uint32_t addr, value; } clear[] = {
        { 16 + 28, 0x40000010, 0 }, { 16 + 29, 0x40000410, 0 }, { 16 + 6, 0x58000088, 0xF },
        { 16 + 31, 0x4000541C, 0x3338 },
        { 16 + 36, 0x40003810, 0 }, { 16 + 129, 0x58025404, 0xF } };
    for (unsigned i = 0; i < 6; i++) {  /* TIM2, TIM3, EXTI0, I2C1_EV, SPI2, BDMA channel 0 */
        r->handler[r->in.handlers++] = (handler_t){ (uint8_t)rnd(r, 4), clear[i].exception, r->in.uops };
        put_register(r, clear[i].addr, clear[i].value);
        put(r, (uop_t){ .op = U_DSB });
        put(r, (uop_t){ .op = U_RETURN });
    }
}

static master_op_t random_op(random_machine_t *r, uint32_t ops)
{
    static const uint8_t kinds[] = { MASTER_READ, MASTER_READ, MASTER_WRITE, MASTER_COPY, MASTER_POLL,
                                     MASTER_WAIT,
                                     MASTER_DOORBELL, MASTER_SET, MASTER_IRQ };
    master_op_t o = { .op = kinds[rnd(r, sizeof kinds)], .reg = (uint8_t)rnd(r, 5),
                      .size = (uint8_t)rnd(r, 4),
                      .beats = (uint8_t)rnd(r, 17), .keep = (uint8_t)rnd(r, 2), .bytes = 1 + rnd(r, 64),
                      .value = rnd(r, 4), .mask = rnd(r, 2), .time = rnd(r, 2) * rnd(r, 6000),
                          .data = r->master_data };
    o.at = (master_place_t){ rnd_address(r), (uint8_t)(rnd(r, 8) ? PLACE_FIXED : 1 + rnd(r, 2)),
                             (uint8_t)rnd(r, 60), { 0 } };
    o.from = (master_place_t){ rnd_address(r), PLACE_FIXED, 0, { 0 } };
    if (o.op == MASTER_DOORBELL && !rnd(r, 2)) o.reg = MASTER_REGS;
    if (o.op == MASTER_IRQ) o.value &= 1;
    if (!rnd(r, 8)) o = (master_op_t){ .op = MASTER_AGAIN, .reg = 0, .value = rnd(r, ops) };
    return o;
}

/* Two of the scripted masters and the debug port, and a camera. */
static void random_masters(random_machine_t *r)
{
    for (unsigned i = 0; i < sizeof r->master_data; i++) r->master_data[i] = (uint8_t)rnd(r, 256);
    for (unsigned i = 0; i < 3; i++) {
        unsigned which = i == 2 ? MASTERS - 1 : i * 3 + rnd(r, 3);
        master_t *m = &r->master[i];
        *m = (master_t){ .init = h743_master[which].init, .regs = 4, .reg = { 0, 4, 8, 12 },
                         .at = rnd(r, 20000), .op = r->master_op[i], .ops = RANDOM_MASTER_OPS,
                         .on_error = rnd(r, RANDOM_MASTER_OPS + 1) };
        r->master_op[i][0] = (master_op_t){ .op = MASTER_LOOP, .reg = 0, .value = rnd(r, 3) };
        for (uint32_t k = 1; k < RANDOM_MASTER_OPS; k++) r->master_op[i][k] = random_op(r, k);
    }
    r->in.master = r->master, r->in.masters = 3;
    r->in.camera = (camera_t){ .at = rnd(r, 10000), .word16 = (uint64_t)(200 + rnd(r, 600)) << 16,
                               .words = 1 + rnd(r, 8),
                               .lines = 1 + rnd(r, 3), .frames = 5 };
    r->in.camera.line = 800 * r->in.camera.words + rnd(r, 500);
    r->in.camera.frame = r->in.camera.line * r->in.camera.lines + rnd(r, 2000);
}

static void random_machine(random_machine_t *r, uint64_t seed)
{
    memset(r, 0, sizeof *r);
    r->state = seed * 0x9E3779B97F4A7C15ull + 88172645463325252ull;
    for (int i = 0; i < 4; i++) rnd(r, 2);
    r->in = (input_t){ .seed = seed, .program = r->uop, .poke = r->poke, .rx = r->rx, .forced = r->forced,
                       .stack = rnd(r, 4) ? 0x20010000 : 0x24008000, .cpu_hz = 400000000,
                           .hclk_hz = 200000000,
                       .pclk_hz = 100000000, .replacement = (uint8_t)rnd(r, 3) };
    if (!rnd(r, 4)) r->in.cpu_hz = 200000000;
    if (!rnd(r, 4)) r->in.cpu_hz = 480000000, r->in.hclk_hz = 240000000, r->in.pclk_hz = 120000000;
    r->in.clock_tree = !rnd(r, 4), r->in.hse_hz = rnd(r, 2) * 25000000;
    random_setup(r);
    random_timer(r);
    if (!rnd(r, 6)) put_adc_on(r);
    for (uint32_t n = 20 + rnd(r, 100); n-- && r->in.uops < RANDOM_UOPS - 60;) put_random(r);
    put(r, (uop_t){ .op = U_END, .flags = UF_STEP });
    random_handlers(r);
    tick_t at = 0;
    for (; r->in.rxs < RANDOM_RX; r->in.rxs++) {
        at += rnd(r, 100000);
        r->rx[r->in.rxs] = (rx_byte_t){ .at = at, .bit16 = (tick_t)(4500 + rnd(r, 600)) << 16,
                                        .value = (uint16_t)rnd(r, 256),
                                        .line = (uint8_t)(rnd(r, 4) ? 2 : 8), .bits = 8, .stops = 1,
                                            .fault = (uint8_t)(rnd(r, 8) ? 0 : rnd(r, 3)) };
    }
    r->in.pin = r->pin;
    r->analog[0] = (analog_t){ 0, (uint8_t)rnd(r, 4), ANALOG_SINE, 0, 0, 65535, 0, 1 + rnd(r, 100000), NULL,
                               0 };
    r->analog[1] = (analog_t){ 1, (uint8_t)rnd(r, 4), ANALOG_RAMP, 0, 0, 65535, 0, 1 + rnd(r, 100000), NULL,
                               0 };
    r->in.analog = r->analog, r->in.analogs = 2;
    random_masters(r);
    for (at = 0; r->in.pins < RANDOM_PINS; r->in.pins++) {
        at += rnd(r, 8000);
        r->pin[r->in.pins] = (pin_edge_t){ at, (uint8_t)rnd(r, 5), (uint8_t)rnd(r, 3) };
    }
    for (unsigned i = 0; i < 32; i++) r->i2c_register[i] = (uint8_t)rnd(r, 256);
    r->i2c = (i2c_slave_t){ 0, 0x19, (uint16_t)(1 + rnd(r, 32)), r->i2c_register, rnd(r, 2) * rnd(r, 20000),
                            rnd(r, 2) * rnd(r, 5000) };
    r->in.i2c = &r->i2c, r->in.i2cs = 1, r->in.i2c_event = r->i2c_event;
    for (at = 0; r->in.i2c_events < RANDOM_I2C_EVENTS; r->in.i2c_events++) {
        at += rnd(r, 20000);
        r->i2c_event[r->in.i2c_events] = (i2c_event_t){ at, at + rnd(r, 6000), 0, (uint8_t)rnd(r, 2) };
    }
    for (unsigned i = 0; i < 16; i++) r->spi_register[i] = (uint8_t)rnd(r, 256);
    r->spi[0] = (spi_slave_t){ 1, SPI_REGISTERS, SPI_NSS, (uint16_t)(1 + rnd(r, 16)), 0, r->spi_register };
    r->spi[1] = (spi_slave_t){ 1, (uint8_t)rnd(r, 3), (int16_t)(rnd(r, 2) ? SPI_ALWAYS : 1), 0, 0, NULL };
    tick_t t = rnd(r, 20000);
    for (unsigned i = 0; i < RANDOM_SPI_EVENTS; i++) {
        uint32_t n = 1 + rnd(r, 32), bit = 65536 * (1 + rnd(r, 90)) + rnd(r, 65536);
        uint8_t what = (uint8_t)(i < 2 || !rnd(r, 5) ? rnd(r, 3) : SPI_FRAME);
        r->spi_event[i] = (spi_event_t){ .at = t, .bit16 = bit, .out = rnd(r, 0x7FFFFFFF), .line = 1,
                                         .what = what, .bits = (uint8_t)n };
        t += what == SPI_FRAME ? ((uint64_t)bit * n >> 16) + 1 + rnd(r, 3) * 500 : rnd(r, 400);
    }
    r->in.spi_event = r->spi_event, r->in.spi_events = rnd(r, 3) ? RANDOM_SPI_EVENTS : 0;
    r->in.spi = r->spi, r->in.spis = rnd(r, 3), r->in.pll1q_hz = rnd(r, 2) * 133000000;
    for (at = 0; r->in.forceds < RANDOM_FORCED; r->in.forceds++) {
        at += rnd(r, 20000);
        r->forced[r->in.forceds] = (forced_t){ at, rnd_address(r), (uint8_t)rnd(r, 2) };
    }
    r->in.hold = r->hold, r->in.probe = r->halt;
    for (at = 0; r->in.holds < RANDOM_FORCED && rnd(r, 8); r->in.holds++) {
        at += rnd(r, 20000);
        r->hold[r->in.holds] = (hold_t){ .at = at, .until = at + rnd(r, 3000),
                                         .init = (uint8_t)rnd(r, INITS) };
    }
    for (at = 0; r->in.probes < RANDOM_FORCED && rnd(r, 8); r->in.probes++) {
        at += rnd(r, 20000);
        r->halt[r->in.probes] = (probe_t){ .at = at, .value = rnd(r, 3000), .what = PROBE_HALT };
    }
}
#endif
