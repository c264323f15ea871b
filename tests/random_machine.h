/* random_machine.h -- random but legal machines: set-up, stimuli and a program that loads, stores,
 * cleans, invalidates, starts DMA, sleeps and takes interrupts over a few shared lines. What a
 * machine is made of depends on its seed alone. */
#ifndef RANDOM_MACHINE_H
#define RANDOM_MACHINE_H
#include "random_steps.h"
#include <string.h>

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
    if (!rnd(r, 3)) poke_add(r, 0xE000EF9C, rnd_fields(r, 0, DRAW({ 2, 2 }, { 2, 0 })));
    for (uint32_t n = rnd(r, 3); n--;) {
        poke_add(r, 0xE000ED98, n);
        poke_add(r, 0xE000ED9C, rnd_address(r) & ~0x1Fu);
        uint32_t rasr = 3u << 24 | rnd(r, 64) << 16 | 1;
        poke_add(r, 0xE000EDA0, rasr | (5 + rnd(r, 10)) << 1);
    }
    poke_add(r, 0xE000ED94, rnd(r, 2) ? 5 : 0);
    poke_add(r, 0x4000480C, 100 + rnd(r, 60));                                 /* USART3.BRR: about 1 Mbaud */
    poke_add(r, 0x40004800, rnd_fields(r, 0x0D, DRAW({ 2, 29 }, { 2, 4 }, { 2, 5 })));
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
    poke_add(r, 0x40020040, rnd_fields(r, 0x5441, DRAW({ 2, 8 }, { 2, 4 })));
    poke_add(r, 0x40000028, rnd(r, 3)), poke_add(r, 0x4000002C, 10 + rnd(r, 200)),
        poke_add(r, 0x40000034, rnd(r, 100));
    poke_add(r, 0x40000018, rnd(r, 8) << 4), poke_add(r, 0x40000004, rnd(r, 8) << 4);
    uint32_t dier = 1u << 8 | rnd(r, 2) << 1;
    poke_add(r, 0x4000000C, dier | (rnd(r, 4) ? 0 : 1)), poke_add(r, 0x40000000, 1 | rnd(r, 2) << 4);
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
    master_op_t o = { .op = kinds[rnd(r, sizeof kinds)], .data = r->master_data };
    o.reg = (uint8_t)rnd(r, 5);
    o.size = (uint8_t)rnd(r, 4), o.beats = (uint8_t)rnd(r, 17);
    o.keep = (uint8_t)rnd(r, 2);
    o.bytes = 1 + rnd(r, 64);
    o.mask = rnd(r, 2), o.value = rnd(r, 4);
    o.time = rnd_often(r, 6000);
    o.at.plus = rnd_address(r), o.at.kind = (uint8_t)(rnd(r, 8) ? PLACE_FIXED : 1 + rnd(r, 2));
    o.at.from = (uint8_t)rnd(r, 60);
    o.from.plus = rnd_address(r), o.from.kind = PLACE_FIXED;
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
                         .op = r->master_op[i], .ops = RANDOM_MASTER_OPS };
        m->at = rnd(r, 20000), m->on_error = rnd(r, RANDOM_MASTER_OPS + 1);
        r->master_op[i][0] = (master_op_t){ .op = MASTER_LOOP, .reg = 0, .value = rnd(r, 3) };
        for (uint32_t k = 1; k < RANDOM_MASTER_OPS; k++) r->master_op[i][k] = random_op(r, k);
    }
    r->in.master = r->master, r->in.masters = 3;
    camera_t *c = &r->in.camera;
    c->at = rnd(r, 10000), c->word16 = (uint64_t)(200 + rnd(r, 600)) << 16;
    c->words = 1 + rnd(r, 8), c->lines = 1 + rnd(r, 3), c->frames = 5;
    c->line = 800 * c->words + rnd(r, 500);
    c->frame = c->line * c->lines + rnd(r, 2000);
}

/* Serial lines, analogue inputs, edges at pins. */
static void random_signals(random_machine_t *r)
{
    tick_t at = 0;
    for (; r->in.rxs < RANDOM_RX; r->in.rxs++) {
        rx_byte_t *x = &r->rx[r->in.rxs];
        *x = (rx_byte_t){ .at = at += rnd(r, 100000), .bits = 8, .stops = 1 };
        x->bit16 = (tick_t)(4500 + rnd(r, 600)) << 16;
        x->value = (uint16_t)rnd(r, 256), x->line = rnd(r, 4) ? 2 : 8;
        x->fault = (uint8_t)(rnd(r, 8) ? 0 : rnd(r, 3));
    }
    for (unsigned i = 0; i < 2; i++) {
        r->analog[i] = (analog_t){ .adc = (uint8_t)i, .kind = i ? ANALOG_RAMP : ANALOG_SINE, .high = 65535 };
        r->analog[i].channel = (uint8_t)rnd(r, 4), r->analog[i].period = 1 + rnd(r, 100000);
    }
    r->in.analog = r->analog, r->in.analogs = 2;
}

static void random_pins(random_machine_t *r)
{
    r->in.pin = r->pin;
    for (tick_t at = 0; r->in.pins < RANDOM_PINS; r->in.pins++) {
        pin_edge_t *p = &r->pin[r->in.pins];
        p->at = at += rnd(r, 8000), p->pin = (uint8_t)rnd(r, 5), p->level = (uint8_t)rnd(r, 3);
    }
}

static void random_i2c(random_machine_t *r)
{
    for (unsigned i = 0; i < 32; i++) r->i2c_register[i] = (uint8_t)rnd(r, 256);
    r->i2c = (i2c_slave_t){ .address = 0x19, .size = (uint16_t)(1 + rnd(r, 32)), .reg = r->i2c_register };
    r->i2c.hold_address = rnd_often(r, 20000), r->i2c.hold_byte = rnd_often(r, 5000);
    r->in.i2c = &r->i2c, r->in.i2cs = 1, r->in.i2c_event = r->i2c_event;
    for (tick_t at = 0; r->in.i2c_events < RANDOM_I2C_EVENTS; r->in.i2c_events++) {
        i2c_event_t *e = &r->i2c_event[r->in.i2c_events];
        e->at = at += rnd(r, 20000), e->until = at + rnd(r, 6000), e->what = (uint8_t)rnd(r, 2);
    }
}

static void random_spi(random_machine_t *r)
{
    for (unsigned i = 0; i < 16; i++) r->spi_register[i] = (uint8_t)rnd(r, 256);
    r->spi[0] = (spi_slave_t){ 1, SPI_REGISTERS, SPI_NSS, (uint16_t)(1 + rnd(r, 16)), 0, r->spi_register };
    r->spi[1] = (spi_slave_t){ .line = 1, .kind = (uint8_t)rnd(r, 3) };
    r->spi[1].select = (int16_t)(rnd(r, 2) ? SPI_ALWAYS : 1);
    tick_t t = rnd(r, 20000);
    for (unsigned i = 0; i < RANDOM_SPI_EVENTS; i++) {
        uint32_t n = 1 + rnd(r, 32), bit = 65536 * (1 + rnd(r, 90));
        bit += rnd(r, 65536);
        uint8_t what = (uint8_t)(i < 2 || !rnd(r, 5) ? rnd(r, 3) : SPI_FRAME);
        r->spi_event[i] = (spi_event_t){ .at = t, .bit16 = bit, .out = rnd(r, 0x7FFFFFFF), .line = 1,
                                         .what = what, .bits = (uint8_t)n };
        t += what == SPI_FRAME ? ((uint64_t)bit * n >> 16) + 1 + rnd(r, 3) * 500 : rnd(r, 400);
    }
    r->in.spi_event = r->spi_event, r->in.spi_events = rnd(r, 3) ? RANDOM_SPI_EVENTS : 0;
    r->in.spi = r->spi, r->in.spis = rnd(r, 3), r->in.pll1q_hz = rnd(r, 2) * 133000000;
}

/* What is forced on the caches, the buses and the core. */
static void random_force(random_machine_t *r)
{
    for (tick_t at = 0; r->in.forceds < RANDOM_FORCED; r->in.forceds++) {
        forced_t *f = &r->forced[r->in.forceds];
        f->at = at += rnd(r, 20000), f->addr = rnd_address(r), f->what = (uint8_t)rnd(r, 2);
    }
    r->in.hold = r->hold, r->in.probe = r->halt;
    for (tick_t at = 0; r->in.holds < RANDOM_FORCED && rnd(r, 8); r->in.holds++) {
        hold_t *h = &r->hold[r->in.holds];
        h->at = at += rnd(r, 20000), h->until = at + rnd(r, 3000), h->init = (uint8_t)rnd(r, INITS);
    }
    for (tick_t at = 0; r->in.probes < RANDOM_FORCED && rnd(r, 8); r->in.probes++) {
        r->halt[r->in.probes] = (probe_t){ .at = at += rnd(r, 20000), .what = PROBE_HALT };
        r->halt[r->in.probes].value = rnd(r, 3000);
    }
}

static void random_machine(random_machine_t *r, uint64_t seed)
{
    memset(r, 0, sizeof *r);
    r->state = seed * 0x9E3779B97F4A7C15ull + 88172645463325252ull;
    for (int i = 0; i < 4; i++) rnd(r, 2);
    r->in = (input_t){ .seed = seed, .program = r->uop, .poke = r->poke, .rx = r->rx, .forced = r->forced,
                       .cpu_hz = 400000000, .hclk_hz = 200000000, .pclk_hz = 100000000 };
    r->in.stack = rnd(r, 4) ? 0x20010000 : 0x24008000, r->in.replacement = (uint8_t)rnd(r, 3);
    if (!rnd(r, 4)) r->in.cpu_hz = 200000000;
    if (!rnd(r, 4)) r->in.cpu_hz = 480000000, r->in.hclk_hz = 240000000, r->in.pclk_hz = 120000000;
    r->in.clock_tree = !rnd(r, 4), r->in.hse_hz = rnd(r, 2) * 25000000;
    random_setup(r);
    random_timer(r);
    if (!rnd(r, 6)) put_adc_on(r);
    for (uint32_t n = 20 + rnd(r, 100); n-- && r->in.uops < RANDOM_UOPS - 60;) put_random(r);
    put(r, (uop_t){ .op = U_END, .flags = UF_STEP });
    random_handlers(r);
    random_signals(r);
    random_masters(r);
    random_pins(r);
    random_i2c(r);
    random_spi(r);
    random_force(r);
}
#endif
