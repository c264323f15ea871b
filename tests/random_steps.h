/* random_steps.h -- what the program of a random machine is made of: loads, stores, maintenance, DMA of every
 * kind, parts set up and started, over a few shared lines. C leaves open in which order operands, arguments
 * and initialisers are evaluated (C11 6.5, 6.7.9), so no two of one expression draw. */
#ifndef RANDOM_STEPS_H
#define RANDOM_STEPS_H
#include "h743.h"
#include <stdbool.h>

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

/* Fields of a register, drawn in this order: of how many values, from which bit on. */
typedef struct { uint32_t values; uint8_t bit; } drawn_t;
#define DRAW(...) (const drawn_t[]){ __VA_ARGS__, { 0, 0 } }

static uint32_t rnd_fields(random_machine_t *r, uint32_t value, const drawn_t *f)
{
    for (; f->values; f++) value |= rnd(r, f->values) << f->bit;
    return value;
}

/* 0 half of the time. */
static uint32_t rnd_often(random_machine_t *r, uint32_t below)
{
    uint32_t once = rnd(r, 2);
    return once * rnd(r, below);
}

/* One of so many bases, and some steps behind it. */
static uint32_t rnd_place(random_machine_t *r, const uint32_t *base, uint32_t bases, uint32_t steps,
                          uint32_t step)
{
    uint32_t at = base[rnd(r, bases)];
    return at + rnd(r, steps) * step;
}

static uint32_t rnd_address(random_machine_t *r)
{
    static const uint32_t base[] = { 0x24000000, 0x24001000, 0x30000000, 0x30020000, 0x38000000, 0x20000000,
                                     0x10000000, 0x30040000 };
    uint32_t at = rnd_place(r, base, 8, 3, 0x1000);
    return at + rnd(r, 64);
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
    put_register(r, s + 8, rnd_place(r, memory, 6, 16, 4));
    put_register(r, s + 12, rnd_place(r, memory, 6, 16, 4));
    put_register(r, s + 20, 0x20 | rnd(r, 8) | 4);
    uint32_t cr = rnd_fields(r, 0x681 | psize << 11 | msize << 13, DRAW({ 4, 16 }, { 16, 1 }));
    put_register(r, s, rnd(r, 3) ? cr : rnd_fields(r, cr, DRAW({ 4, 23 }, { 4, 21 })));
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
    put_register(r, s, rnd_fields(r, 1u << 20 | 0x401 | (receive ? 0 : 0x40), DRAW({ 16, 1 }, { 2, 8 })));
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
    uint32_t tcr = 0xA | size << 4 | size << 8 | size << 10 | software << 30;
    tcr |= (rnd(r, 4) ? size : rnd(r, 4)) << 6;
    tcr = rnd_fields(r, tcr, DRAW({ 6, 12 }, { 6, 15 }, { 128, 18 }, { 2, 25 }));
    put_register(r, c + 0x50, rnd_fields(r, tcr, DRAW({ 3, 26 }, { 4, 28 }, { 2, 31 })));
    put_register(r, c + 0x54, rnd_fields(r, 0, DRAW({ 3, 20 }, { 20, 3 })));
    put_register(r, c + 0x58, memory[from] + rnd(r, 16) * 8),
        put_register(r, c + 0x5C, memory[to] + rnd(r, 16) * 8);
    put_register(r, c + 0x64, rnd(r, 3) ? 0 : 0x24000000 + rnd(r, 8) * 8);
    put_register(r, c + 0x68, (8 + stream) | tcm << 16);
    put_register(r, c + 0x70, rnd(r, 3) ? 0x40020408 : 0),
        put_register(r, c + 0x74, 0x3D << 6 * (stream & 1));
    put_register(r, c + 0x4C, rnd_fields(r, software << 16 | 1, DRAW({ 32, 1 }, { 4, 6 }, { 8, 12 })));
}

/* TIM2 or TIM3: laps of 2 to 80 clocks, compare, triggers, requests; pins of port A; EXTI 0 to 3. */
static void put_timer(random_machine_t *r)
{
    static const uint32_t port[] = { 0x58020000, 0x58020004, 0x5802000C, 0x58020014, 0x58020018, 0x58020018 };
    uint32_t t = 0x40000000 + 0x400 * rnd(r, 2), value;
    switch (rnd(r, 8)) {
    case 0: put_register(r, t + 0x28, rnd(r, 4)), put_register(r, t + 0x2C, 1 + rnd(r, 20)); break;
    case 1: value = rnd(r, 22), put_register(r, t + 0x34 + 4 * rnd(r, 4), value); break;
    case 2: value = rnd_fields(r, 0, DRAW({ 8, 4 }, { 8, 12 }, { 2, 3 })),
        put_register(r, t + 0x18 + 4 * rnd(r, 2), value); break;
    case 3: put_register(r, t + 0x04, rnd(r, 16) << 3),
        put_register(r, t + 0x0C, rnd(r, 0x2000) & ~2u); break;
    case 4: put_register(r, t + 0x10, 0), put_register(r, t + 0x14, rnd(r, 32)); break;
    case 5: value = rnd(r, 0x7FFFFFFF), put_register(r, port[rnd(r, 6)], value); break;
    case 6: value = rnd(r, 16), put_register(r, 0x58000000 + 4 * rnd(r, 3), value),
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
    put_register(r, s, rnd_fields(r, 0x5441, DRAW({ 16, 1 }, { 2, 8 })));
    put_register(r, 0x4000000C, 1u << 8 | rnd(r, 2)), put_register(r, 0x4000040C, 1u << 9);
}

/* ADC1 or ADC2: sequences by software or by TIM2, TIM3, to DMA1 stream 3; also some that is refused. */
static void put_adc(random_machine_t *r)
{
    static const uint32_t cr[] = { 1, 5, 5, 5, 5, 0x15, 3, 1u << 31, 0 };
    uint32_t a = 0x40022000 + 0x100 * rnd(r, 2), s = 0x40020058, value;
    switch (rnd(r, 4)) {
    case 0:
        value = rnd(r, 4) << 2;
        value |= (rnd(r, 2) ? 4 : 11) << 5;
        value = rnd_fields(r, value, DRAW({ 4, 10 }, { 32, 12 }));
        put_register(r, a + 0x0C, value | (rnd(r, 4) ? 3 : 1));
        put_register(r, a + 0x30, rnd_fields(r, 0, DRAW({ 4, 0 }, { 4, 6 }, { 4, 12 })));
        put_register(r, a + 4, rnd(r, 32));
        break;
    case 1:
        put_register(r, 0x40020008, 0x0F7D0F7D), put_register(r, 0x4002080C, a & 0x100 ? 10 : 9);
        put_register(r, s + 4, 1 + rnd(r, 20)), put_register(r, s + 8, a + 0x40);
        put_register(r, s + 12, 0x24000000 + rnd(r, 64) * 2), put_register(r, s + 20, 0x20 | rnd(r, 8));
        put_register(r, s, rnd_fields(r, 0x2C01, DRAW({ 16, 1 }, { 2, 8 })));
        break;
    case 2: put_register(r, a, 0x1F); break;
    default: break;
    }
    value = cr[rnd(r, 9)];
    put_register(r, a + 8, value | (rnd(r, 30) ? 1u << 28 : 0)), put_register(r, a + 8, 1u << 28 | 5);
}

/* I2C1, at some 24 to 200 CPU cycles a bit: transfers with a device that is there or not, and what goes
 * wrong. */
static void put_i2c(random_machine_t *r)
{
    uint32_t value;
    switch (rnd(r, 6)) {
    case 0: put_register(r, 0x40005400, 0);
            put_register(r, 0x40005410, rnd_fields(r, 0, DRAW({ 8, 0 }, { 8, 8 }, { 4, 20 })));
            put_register(r, 0x40005400, rnd_fields(r, 0x1001, DRAW({ 4, 14 }, { 16, 4 }))); break;
    case 1: case 2: value = (0x19 + rnd(r, 5) / 4) << 1 | 1u << 13;
            put_register(r, 0x40005404, rnd_fields(r, value, DRAW({ 4, 16 }, { 2, 10 }, { 4, 24 }))); break;
    case 3: put_register(r, 0x40005428, rnd(r, 70)); break;
    case 4: put(r, (uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = R_NONE, .flags = UF_STEP,
                            .imm = 0x40005424 }); break;
    default: value = rnd(r, 2) ? 0x4338 : rnd(r, 0x7FFFFFFF) & ~(1u << 13);
            put_register(r, 0x40005404 + 0x14 * rnd(r, 2), value); break;
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
    uint32_t spi = 0x40003800, value, more;
    uop_t u;
    switch (rnd(r, 8)) {
    case 7: put_register(r, spi, 0), put_register(r, spi + 4, rnd(r, 9));
            value = 3 + rnd(r, 14);
            put_register(r, spi + 8, rnd_fields(r, value, DRAW({ 4, 5 }, { 16, 9 }, { 4, 14 })));
            put_register(r, spi + 12, rnd_fields(r, 0, DRAW({ 2, 26 }, { 4, 17 }, { 2, 23 })));
            put_register(r, spi, 1); break;
    case 0: put_register(r, spi, 0x1000), value = rnd(r, 9), more = rnd(r, 3);
            put_register(r, spi + 4, value | more << 16 * rnd(r, 2));
            value = 3 + rnd(r, 14);
            put_register(r, spi + 8, rnd_fields(r, value, DRAW({ 4, 5 }, { 4, 14 }, { 2, 28 })));
            put_register(r, spi + 12, rnd_fields(r, 1u << 29 | 1u << 26 | 1u << 22,
                                                 DRAW({ 4, 17 }, { 4, 0 }, { 4, 4 }, { 4, 23 }))); break;
    case 1: put_register(r, spi, 0x1001 | rnd(r, 2) << 8);
            put_register(r, spi, rnd_fields(r, 0x1201, DRAW({ 2, 8 }, { 2, 11 }))); break;
    case 2: put_register(r, spi + 0x18, 0xFFF), put_register(r, spi + 0x10, rnd(r, 0x800) & ~7u); break;
    case 3: put_register(r, spi, rnd_fields(r, 0x1001, DRAW({ 4, 8 }, { 4, 10 }))); break;
    case 4: put(r, (uop_t){ .op = U_LOAD, .size = size[rnd(r, 4)], .rd = 0, .rn = R_NONE, .flags = UF_STEP,
                            .imm = spi + 0x30 }); break;
    case 5: put(r, (uop_t){ .op = U_LOAD, .size = 4, .rd = 0, .rn = R_NONE, .flags = UF_STEP,
                            .imm = spi + 0x14 }); break;
    default: u = (uop_t){ .op = U_STORE, .size = size[rnd(r, 4)], .rn = R_NONE, .flags = UF_IMM | UF_STEP,
                          .imm = spi + 0x20 };
            u.val = rnd(r, 0x7FFFFFFF), put(r, u); break;
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
    put_register(r, s + 8, copy ? rnd_place(r, memory, 4, 64, 1) : send ? 0x58000C28 : 0x58000C24);
    put_register(r, s + 12, rnd_place(r, memory, 4, 64, 1)), put_register(r, s + 16, 0x38000100);
    put_register(r, 0x58025800 + 4 * n, copy ? 0 : 9 + send);
    uint32_t ccr = 0x81 | (copy ? 0x4040 : send << 4);
    ccr = rnd_fields(r, ccr, DRAW({ 8, 1 }, { 2, 5 }, { 4, 12 }, { 2, 15 }));
    put_register(r, s, copy ? rnd_fields(r, ccr, DRAW({ 3, 8 }, { 3, 10 })) : ccr);
    put_register(r, 0x58000C08, 0xC0);
}

/* Synchronisation, events and generators of both DMAMUXes: EXTI0, the channels' events, BDMA channel 0. */
static void put_mux(random_machine_t *r)
{
    uint32_t two = rnd(r, 2), mux = two ? 0x58025800 : 0x40020800, n = rnd(r, 3);
    static const uint32_t signal[2][4] = { { 0, 1, 6, 6 }, { 0, 1, 20, 28 } };
    uint32_t count = rnd_fields(r, 0, DRAW({ 3, 19 }, { 4, 17 }, { 2, 8 }));
    if (rnd(r, 2)) {
        put_register(r, mux + 0x100 + 4 * n, count | 1u << 16 | signal[two][rnd(r, 4)]);
        return;
    }
    uint32_t request = two ? 9 + rnd(r, 2) : rnd(r, 2) ? 45 + rnd(r, 2) : 1 + rnd(r, 3);
    request = rnd_fields(r, request | count, DRAW({ 2, 16 }, { 2, 9 }));
    put_register(r, mux + 4 * n, request | (rnd(r, 2) ? (two ? 14u : 6u) : rnd(r, 2)) << 24);
}

/* A doorbell of a scripted bus master, or the camera interface. */
static void put_master(random_machine_t *r)
{
    static const uint32_t base[] = { 0x40028000, 0x52007000, 0x48022400, 0x40040000, 0x40080000, 0x52001000,
                                     0x50001000 };
    bool doorbell = rnd(r, 4);
    uint32_t value = doorbell ? rnd_address(r) : 0x4001 | rnd(r, 32);
    if (doorbell) put_register(r, rnd_place(r, base, 7, 4, 4), value);
    else put_register(r, 0x48020000 + (rnd(r, 2) ? 0 : 0x0C + rnd(r, 2) * 8), value);
}

/* The clock tree: sources, prescalers, selectors; obeyed where the machine has clock_tree. Sleep bits, part
 * resets. */
static void put_clock(random_machine_t *r)
{
    static const uint32_t wide[] = { 0, 0, 8, 8, 9, 0x80, 0x808, 0x48, 0x98 };
    uint32_t rcc = 0x58024400;
    switch (rnd(r, 9)) {
    case 0: {
        uint32_t cr = rnd_fields(r, 0x1, DRAW({ 2, 7 }, { 2, 12 }, { 4, 3 }));
        cr |= rnd(r, 2) * 5u << 16;
        put_register(r, rcc, cr | rnd(r, 2) << 24);
        break;
    }
    case 1: case 2: put_register(r, rcc + 0x10, rnd_fields(r, 0, DRAW({ 4, 0 }, { 2, 15 }))); break;
    case 3: put_register(r, rcc + 0x18, wide[rnd(r, 9)]); break;
    case 4: put_register(r, rcc + 0x1C, rnd_fields(r, 0, DRAW({ 8, 4 }, { 8, 8 }))),
        put_register(r, rcc + 0x20, rnd(r, 8) << 4); break;
    case 5: put_register(r, rcc + 0x54, rnd_fields(r, 0, DRAW({ 6, 0 }, { 6, 3 }, { 4, 8 }, { 4, 12 })));
        break;
    case 6: put_register(r, rcc + 0x50, rnd(r, 5) << 12),
        put_register(r, rcc + 0x58, rnd_fields(r, 0, DRAW({ 3, 16 }, { 6, 0 }))); break;
    case 7: put_register(r, rcc + 0x104, rnd_fields(r, 0, DRAW({ 2, 29 }, { 2, 30 }))),
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
    case 3: put_register(r, 0x58024800, rnd(r, 4) ? 0x100 : 0),
        put_register(r, 0x58004024, 0xCA), put_register(r, 0x58004024, 0x53),
        put_register(r, 0x5800400C, rnd(r, 2) << 7); break;
    case 4: put_register(r, flash + 4, 0x45670123), put_register(r, flash + 4, 0xCDEF89AB),
        put_register(r, flash + 0xC, 0x30 | (rnd(r, 2) ? 2 : rnd(r, 0x20000))); break;
    case 5: put_register(r, flash + 0x14, 0x0FEF0000),
        put_register(r, flash + 0xC, rnd_fields(r, 0x30, DRAW({ 16, 0 }, { 2, 7 }, { 8, 8 }))); break;
    case 6: put_register(r, 0x5C001004, rnd(r, 8)), put_register(r, 0x51008108, 1),
        put_register(r, 0x58000420, rnd(r, 2)); break;
    default:
        put_register(r, flash + 4, 0x45670123), put_register(r, flash + 4, 0xCDEF89AB);
        put_register(r, flash + 0x14, 0x0FEF0000), put_register(r, flash + 0xC, rnd(r, 4) << 4 | 2);
        for (uint32_t i = 0, at = (flash & 0x100 ? 0x08100000 : 0x08000000) + 32 * rnd(r, 4),
             odd = rnd(r, 3) ? 0 : rnd(r, 8); i < 8; i++) {
            uint32_t value = rnd(r, 0x7FFFFFFF);
            put_register(r, at + 4 * (odd && i == odd ? rnd(r, 16) : i), value);
        }
        /* longer than a word takes */
        if (rnd(r, 2)) put(r, (uop_t){ .op = U_COMPUTE, .flags = UF_STEP, .imm = 60000 });
    }
}

static void put_random(random_machine_t *r)
{
    static const uint8_t quiet[] = { U_DMB, U_DSB, U_ISB, U_SEV, U_WFE, U_NOP };
    uint8_t size = (uint8_t)(1u << rnd(r, 3)), rd;
    uint32_t addr, value;
    switch (rnd(r, 29)) {
    case 27: put_clock(r); break;
    case 28: put_system(r); break;
    case 0: case 1: case 2: case 3:
        rd = (uint8_t)rnd(r, 4), addr = rnd_address(r);
        put(r, (uop_t){ .op = U_LOAD, .size = size, .rd = rd, .rn = R_NONE, .flags = UF_STEP, .imm = addr });
        break;
    case 4: case 5: case 6: case 7:
        addr = rnd_address(r), value = rnd(r, 0x7FFFFFFF);
        put(r, (uop_t){ .op = U_STORE, .size = size, .rn = R_NONE, .flags = UF_IMM | UF_STEP, .imm = addr,
                        .val = value });
        break;
    case 8: addr = rnd_address(r), put_register(r, 0xE000EF5C + 4 * rnd(r, 7), addr); break;
    case 9: put(r, (uop_t){ .op = quiet[rnd(r, 6)], .flags = UF_STEP }); break;
    case 10: put(r, (uop_t){ .op = U_COMPUTE, .flags = UF_STEP, .imm = 1 + rnd(r, 200) }); break;
    case 11:
        addr = rnd_address(r), value = rnd(r, 2);
        put(r, (uop_t){ .op = U_FORCE, .flags = UF_STEP, .val = value, .imm = addr });
        break;
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
#endif
