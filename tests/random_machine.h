/* random_machine.h -- random but legal machines: set-up, stimuli and a program that loads, stores,
 * cleans, invalidates, starts DMA, sleeps and takes interrupts over a few shared lines. What a
 * machine is made of depends on its seed alone. */
#ifndef RANDOM_MACHINE_H
#define RANDOM_MACHINE_H
#include "h743.h"
#include <string.h>

enum { RANDOM_UOPS = 220, RANDOM_POKES = 64, RANDOM_RX = 12, RANDOM_FORCED = 12 };

typedef struct {
    uint64_t  state;
    input_t   in;
    uop_t     uop[RANDOM_UOPS];
    poke_t    poke[RANDOM_POKES];
    rx_byte_t rx[RANDOM_RX];
    forced_t  forced[RANDOM_FORCED];
    handler_t handler[4];
} random_machine_t;

static uint32_t rnd(random_machine_t *r, uint32_t below)
{
    r->state ^= r->state << 13, r->state ^= r->state >> 7, r->state ^= r->state << 17;
    return (uint32_t)((r->state >> 16) % below);
}

static uint32_t rnd_address(random_machine_t *r)
{
    static const uint32_t base[] = { 0x24000000, 0x24001000, 0x30000000, 0x30020000, 0x38000000, 0x20000000, 0x10000000, 0x30040000 };
    return base[rnd(r, 8)] + rnd(r, 3) * 0x1000 + rnd(r, 64);
}

static void put(random_machine_t *r, uop_t u)
{
    if (r->in.uops < RANDOM_UOPS) u.step = r->in.uops, r->uop[r->in.uops++] = u;
}

static void put_register(random_machine_t *r, uint32_t addr, uint32_t value)
{
    put(r, (uop_t){ .op = U_STORE, .size = 4, .rn = R_NONE, .flags = UF_IMM | UF_STEP, .imm = addr, .val = value });
}

static void put_dma(random_machine_t *r)
{
    uint32_t s = 0x40020400 + 0x18 * rnd(r, 3) + 0x10, msize = rnd(r, 3), psize = rnd(r, 3);
    static const uint32_t memory[] = { 0x24000000, 0x30000000, 0x30020000, 0x38000000, 0x20000000, 0x24001000 };
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

static void put_random(random_machine_t *r)
{
    static const uint8_t quiet[] = { U_DMB, U_DSB, U_ISB, U_SEV, U_WFE, U_NOP };
    uint8_t size = (uint8_t)(1u << rnd(r, 3));
    switch (rnd(r, 16)) {
    case 0: case 1: case 2: case 3:
        put(r, (uop_t){ .op = U_LOAD, .size = size, .rd = (uint8_t)rnd(r, 4), .rn = R_NONE, .flags = UF_STEP, .imm = rnd_address(r) });
        break;
    case 4: case 5: case 6: case 7:
        put(r, (uop_t){ .op = U_STORE, .size = size, .rn = R_NONE, .flags = UF_IMM | UF_STEP, .imm = rnd_address(r), .val = rnd(r, 0x7FFFFFFF) });
        break;
    case 8: put_register(r, 0xE000EF5C + 4 * rnd(r, 7), rnd_address(r)); break;
    case 9: put(r, (uop_t){ .op = quiet[rnd(r, 6)], .flags = UF_STEP }); break;
    case 10: put(r, (uop_t){ .op = U_COMPUTE, .flags = UF_STEP, .imm = 1 + rnd(r, 200) }); break;
    case 11: put(r, (uop_t){ .op = U_FORCE, .flags = UF_STEP, .val = rnd(r, 2), .imm = rnd_address(r) }); break;
    case 12: put_dma(r); break;
    case 13: put_uart_dma(r); break;
    case 14: put_register(r, 0x40004828, rnd(r, 256)); break;
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
    poke_add(r, 0x580244D8, 0x3), poke_add(r, 0x580244DC, 0xE0000000);        /* AHB1ENR, AHB2ENR */
    poke_add(r, 0x580244E8, 0x40040000), poke_add(r, 0x580244E0, 0x10000000); /* APB1LENR, AHB4ENR */
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
    poke_add(r, 0xE000E100, 0x0000F800);                                       /* DMA1 streams 0..4 */
    poke_add(r, 0xE000E104, 0x01000080);                                       /* USART3, DMA2 stream 0 */
    if (rnd(r, 2)) poke_add(r, 0xE000E014, 200 + rnd(r, 3000)), poke_add(r, 0xE000E010, 7);
}

static void random_handlers(random_machine_t *r)
{
    static const uint16_t exception[] = { 16 + 11, 16 + 39, 16 + 56, 15 };
    for (unsigned i = 0; i < 4; i++) {
        r->handler[i] = (handler_t){ (uint8_t)rnd(r, 4), exception[i], r->in.uops };
        if (i == 1) put(r, (uop_t){ .op = U_LOAD, .size = 4, .rd = 1, .rn = R_NONE, .flags = UF_STEP, .imm = 0x40004824 });
        put_register(r, i == 1 ? 0x40004820 : i == 2 ? 0x40020408 : 0x40020008, 0x0F7D0F7D);
        put(r, (uop_t){ .op = U_DSB });
        put(r, (uop_t){ .op = U_RETURN });
    }
    r->in.handler = r->handler, r->in.handlers = 4;
}

static void random_machine(random_machine_t *r, uint64_t seed)
{
    memset(r, 0, sizeof *r);
    r->state = seed * 0x9E3779B97F4A7C15ull + 88172645463325252ull;
    for (int i = 0; i < 4; i++) rnd(r, 2);
    r->in = (input_t){ .seed = seed, .program = r->uop, .poke = r->poke, .rx = r->rx, .forced = r->forced,
                       .stack = rnd(r, 4) ? 0x20010000 : 0x24008000, .cpu_hz = 400000000, .hclk_hz = 200000000,
                       .pclk_hz = 100000000, .replacement = (uint8_t)rnd(r, 3) };
    if (!rnd(r, 4)) r->in.cpu_hz = 200000000;
    if (!rnd(r, 4)) r->in.cpu_hz = 480000000, r->in.hclk_hz = 240000000, r->in.pclk_hz = 120000000;
    random_setup(r);
    for (uint32_t n = 20 + rnd(r, 100); n-- && r->in.uops < RANDOM_UOPS - 40;) put_random(r);
    put(r, (uop_t){ .op = U_END, .flags = UF_STEP });
    random_handlers(r);
    tick_t at = 0;
    for (; r->in.rxs < RANDOM_RX; r->in.rxs++) {
        at += rnd(r, 100000);
        r->rx[r->in.rxs] = (rx_byte_t){ .at = at, .bit16 = (tick_t)(4500 + rnd(r, 600)) << 16, .value = (uint16_t)rnd(r, 256),
                                        .line = 2, .bits = 8, .stops = 1, .fault = (uint8_t)(rnd(r, 8) ? 0 : rnd(r, 3)) };
    }
    for (at = 0; r->in.forceds < RANDOM_FORCED; r->in.forceds++) {
        at += rnd(r, 20000);
        r->forced[r->in.forceds] = (forced_t){ at, rnd_address(r), (uint8_t)rnd(r, 2) };
    }
}
#endif
