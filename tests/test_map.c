/* test_map.c -- the STM32H743 on paper: its rows hold together and say what RM0433 says; docs/map.md is what
 * the program prints. What the rows cost when the matrix carries them: test_map_costs.c. */
#define _POSIX_C_SOURCE 200809L                 /* open_memstream, popen */
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "h743_rows.h"
#include "mapprint.h"
#include "regnames.h"

static const map_t *const map = &h743_map;

/* ---- the rows hold together ------------------------------------------------------------------ */

START_TEST(regions_are_sorted_and_apart)
{
    for (unsigned i = 0; i < map->regions; i++) {
        const region_row_t *r = &map->region[i];
        ck_assert_msg(r->name && *r->name && r->size && r->src, "row %u is empty", i);
        ck_assert_msg(!(r->base & 3) && !(r->size & 3), "%s is not made of words", r->name);
        ck_assert_uint_lt(r->group, GROUPS);
        ck_assert_int_lt(r->clock, CLK_LINES);
        if (i) ck_assert_msg(r[-1].base + r[-1].size <= r->base, "%s overlaps", r->name);
        ck_assert_ptr_eq(map_region(map, r->base), r);
        ck_assert_ptr_eq(map_region(map, r->base + r->size - 1), r);
    }
}
END_TEST

START_TEST(regions_fit_the_chip)
{
    for (unsigned i = 0; i < map->regions; i++) {
        const region_row_t *r = &map->region[i];
        if (r->kind <= REGION_TCM) {
            ck_assert_msg(r->at >= offsetof(chip_t, itcm) && r->at + r->size <= offsetof(chip_t, due),
                          "%s is not in the chip's memories", r->name);
            ck_assert_uint_ge(r->width, 4);
        }
        if (r->kind != REGION_PART) continue;
        const slot_row_t *s = &h743_slot[r->slot];
        ck_assert_uint_eq(r->at, s->at);
        ck_assert_ptr_eq(r->model, s->model);
        if (r->slot == SLOT_GPIO) {          /* eleven address windows of one part */
            ck_assert_ptr_eq(r->cfg, &h743_gpio[r->name[4] - 'A']);
        } else if (r->slot == SLOT_STORED) { /* four, and what is polled of blocks that are not there */
            const stored_cfg_t *c = r->cfg;
            if (c->polled.rows) ck_assert_uint_le(c->polled_first + c->polled.rows, POLLED_WORDS);
            else ck_assert_ptr_eq(c->row, h743_stored.row);
            ck_assert_uint_eq(c->told, r->base);
        } else {
            ck_assert_str_eq(r->name, s->name);
            ck_assert_ptr_eq(r->cfg, s->cfg);
        }
        ck_assert(r->model->read && r->model->write && r->model->peek);
        char name[REG_NAME];
        if (!r->narrow) continue;
        ck_assert(reg_name(r->base + r->narrow, name, sizeof name));
        ck_assert_msg(strstr(name, "TDR") || strstr(name, "TXDR"), "%s takes bytes", name);
    }
    /* 0x1000_0000 and 0x3000_0000 are one RAM. */
    for (uint32_t off = 0; off < 0x48000; off += 0x8000) {
        const region_row_t *a = map_region(map, 0x10000000 + off), *b = map_region(map, 0x30000000 + off);
        ck_assert(a && b && a->at == b->at && a->size == b->size && a->clock == b->clock
                  && a->group == b->group);
    }
}
END_TEST

START_TEST(memories_do_not_share_bytes)
{
    for (unsigned i = 0; i < map->regions; i++)
        for (unsigned k = 0; k < i; k++) {
            const region_row_t *a = &map->region[i], *b = &map->region[k];
            if (a->kind > REGION_TCM || b->kind > REGION_TCM || a->at == b->at) continue;
            ck_assert_msg(a->at + a->size <= b->at || b->at + b->size <= a->at, "%s and %s", a->name,
                          b->name);
        }
}
END_TEST

START_TEST(tables_fit_the_engine)
{
    ck_assert_uint_eq(map->inits, INITS);
    ck_assert_uint_eq(map->ports, PORTS);
    ck_assert_uint_eq(map->groups, GROUPS);
    ck_assert_uint_eq(map->clocks, CLK_LINES);
    ck_assert_uint_le(map->inits, MAX_INITS);
    ck_assert_uint_le(map->ports, MAX_PORTS);
    ck_assert_uint_le(map->nodes, MAX_NODES);
    ck_assert_uint_le(map->regions, 255);       /* port_t.slave */
    ck_assert_uint_le(map->routes, 255);
    for (unsigned i = 0; i < SLOTS; i++)
        ck_assert(h743_slot[i].name && h743_slot[i].model && h743_slot[i].model->step);
    for (unsigned i = 0; i < PORTS; i++) {
        ck_assert_ptr_nonnull(map->port[i].name);
        ck_assert_uint_lt(map->port[i].init, INITS);
        ck_assert_uint_lt(map->port[i].slot, SLOTS);
    }
    for (unsigned i = 0; i < INITS; i++) {
        ck_assert_ptr_nonnull(map->init[i].name);
        for (unsigned p = 0; p < map->init[i].posts; p++)
            ck_assert_uint_eq(map->port[map->init[i].post_port + p].init, INIT_D2D1);
    }
}
END_TEST

/* No number without a source and a trust. */
START_TEST(everything_has_a_source)
{
    for (unsigned i = 0; i < map->nodes; i++)
        ck_assert(map->node[i].src && *map->node[i].src && map->node[i].trust <= TRUST_ESTIMATE);
    for (unsigned i = 0; i < map->routes; i++)
        ck_assert(map->route[i].src && *map->route[i].src && map->route[i].trust <= TRUST_ESTIMATE);
    for (unsigned i = 0; i < map->numbers; i++)
        ck_assert(map->number[i].src && *map->number[i].src && *map->number[i].unit && *map->number[i].name);
    for (unsigned i = 0; i < T_COUNT; i++)
        ck_assert_msg(m7_numbers[i].src && *m7_numbers[i].src && *m7_numbers[i].unit, "core number %u", i);
}
END_TEST

/* ---- who reaches what ------------------------------------------------------------------------ */

static int drawn(unsigned init, unsigned group)
{
    const char *reach = map->group[group].reach;
    ck_assert_uint_eq(strlen(reach), INIT_BDMA + 1);
    return reach[(unsigned char)map->init[init].column] == '#';
}

static int has_route(unsigned entry, unsigned group)
{
    int n = 0;
    for (unsigned k = 0; k < map->routes; k++)
        n += map->route[k].entry == entry && map->route[k].group == group;
    return n;
}

static int has_region(unsigned group)
{
    for (unsigned i = 0; i < map->regions; i++)
        if (map->region[i].group == group) return 1;
    return 0;
}

/* Every X has one route (external memories have no region and need none; the TCM ports are inside the
 * core; the bridge borrows a column and has the D1 part of it). */
START_TEST(every_x_has_a_route)
{
    for (unsigned i = 0; i < INIT_D2D1; i++)
        for (unsigned g = 0; g < GROUPS; g++) {
            if (i == INIT_ITCM || i == INIT_DTCM || !has_region(g) || !drawn(i, g)) continue;
            ck_assert_msg(has_route(map->init[i].entry, g) == 1, "%s to %s", map->init[i].name,
                          map->group[g].name);
        }
}
END_TEST

START_TEST(every_route_has_an_x)
{
    for (unsigned k = 0; k < map->routes; k++) {
        const route_row_t *r = &map->route[k];
        int users = 0;
        ck_assert(r->nodes >= 1 && r->nodes <= ROUTE_NODES && r->group < GROUPS);
        for (unsigned n = 0; n < r->nodes; n++) ck_assert_uint_lt(r->node[n], map->nodes);
        for (unsigned i = 0; i < INITS; i++) users += map->init[i].entry == r->entry && drawn(i, r->group);
        ck_assert_msg(users, "route %u to %s is used by nobody", k, map->group[r->group].name);
        if (!r->post) continue;                 /* a bridge that posts can go on to the same place */
        ck_assert_msg(has_route(map->init[INIT_D2D1].entry, r->group) == 1, "post to %s",
                      map->group[r->group].name);
    }
}
END_TEST

/* RM0433 Rev 8 table 3 typed again, a row an address: A CPU AXIM, P CPU AHBP, M MDMA, m MDMA AHBS,
 * 1 DMA1 memory, 2 DMA1 peripheral, 3 DMA2 memory, 4 DMA2 peripheral, B BDMA. */
static const struct { uint32_t addr; const char *who; } table3[] = {
    { 0x00000000, "m" },       { 0x2001FFFC, "m" },
    { 0x08000000, "AM1234" },  { 0x081FFFFC, "AM1234" },
    { 0x24000000, "AM1234" },  { 0x2407FFFC, "AM1234" },
    { 0x30000000, "AM1234" },  { 0x30020000, "AM1234" }, { 0x30047FFC, "AM1234" },
    { 0x10000000, "AM1234" },  { 0x10047FFC, "AM1234" },
    { 0x38000000, "AM1234B" }, { 0x38800000, "AM1234B" },
    { 0x40004800, "PM1234" },  { 0x40011000, "PM1234" }, { 0x40020010, "PM1234" },
    { 0x48021800, "P1234" },
    { 0x50003000, "AM1234" },  { 0x52002000, "AM1234" },
    { 0x58000400, "AM1234B" }, { 0x58024400, "AM1234B" },
    { 0x51008108, "A" },
    { 0x60000000, "" },        { 0xC0000000, "" },       { 0x90000000, "" },     /* nothing answers there */
    { 0x24080000, "" },        { 0x30048000, "" },       { 0x38010000, "" },
};

START_TEST(reach_is_that_of_the_manual)
{
    static const struct { char code; uint8_t init; } who[] = {
        { 'A', INIT_AXIM }, { 'P', INIT_AHBP }, { 'M', INIT_MDMA }, { 'm', INIT_MDMA_AHBS },
            { '1', INIT_DMA1_MEM },
        { '2', INIT_DMA1_PER }, { '3', INIT_DMA2_MEM }, { '4', INIT_DMA2_PER }, { 'B', INIT_BDMA } };
    for (size_t i = 0; i < sizeof table3 / sizeof *table3; i++)
        for (size_t k = 0; k < sizeof who / sizeof *who; k++) {
            int can = matrix_route(map, who[k].init, table3[i].addr) >= 0;
            int should = strchr(table3[i].who, who[k].code) != NULL;
            ck_assert_msg(can == should, "%c to 0x%08X", who[k].code, (unsigned)table3[i].addr);
        }
}
END_TEST

/* ---- interrupts, requests, clock bits: RM0433 tables typed again ----------------------------- */

static int enabled_by(const region_row_t *r, unsigned reg, unsigned bit)
{ return map->clock[r->clock].reg == reg && map->clock[r->clock].bit == bit; }

START_TEST(lines_are_those_of_the_manual)
{
    static const struct { uint32_t base; uint16_t irq, rx, tx, reg, bit; } serial[SERIAL_LINES] = {
        { 0x40011000, 37, 41, 42, 0xF0, 4 },  { 0x40004400, 38, 43, 44, 0xE8, 17 },
        { 0x40004800, 39, 45, 46, 0xE8, 18 }, { 0x40004C00, 52, 63, 64, 0xE8, 19 },
        { 0x40005000, 53, 65, 66, 0xE8, 20 }, { 0x40011400, 71, 71, 72, 0xF0, 5 },
        { 0x40007800, 82, 79, 80, 0xE8, 30 }, { 0x40007C00, 83, 81, 82, 0xE8, 31 },
        { 0x58000C00, 142, 9, 10, 0xF4, 3 } };          /* LPUART1: ids of DMAMUX2 */
    static const uint8_t dma1[] = { 11, 12, 13, 14, 15, 16, 17, 47 };
    static const uint8_t dma2[] = { 56, 57, 58, 59, 60, 68, 69, 70 };
    for (unsigned i = 0; i < SERIAL_LINES; i++) {
        const usart_cfg_t *c = &h743_usart[i];
        const region_row_t *r = map_region(map, serial[i].base);
        ck_assert(r && r->base == serial[i].base && r->cfg == c);
        ck_assert(c->line == i && c->irq == serial[i].irq);
        ck_assert(c->req_rx == serial[i].rx && c->req_tx == serial[i].tx);
        ck_assert_uint_eq(c->kernel, r->group == GROUP_APB2 ? CLK_USART16 : r->group == GROUP_APB4
                          ? CLK_LPUART1 : CLK_USART234578);
        ck_assert_int_eq(c->lpuart, i == 8);
        ck_assert(enabled_by(r, serial[i].reg, serial[i].bit));
    }
    ck_assert_mem_eq(h743_dma1.irq, dma1, 8);
    ck_assert_mem_eq(h743_dma2.irq, dma2, 8);
    ck_assert(map_region(map, 0x40020000)->cfg == &h743_dma1
              && map_region(map, 0x40020400)->cfg == &h743_dma2);
    ck_assert(h743_rcc.irq == 5 && h743_mdma.irq == 122);
    ck_assert(map_region(map, 0x52000000)->cfg == &h743_mdma);
    for (unsigned n = 0; n < 8; n++) ck_assert_uint_eq(h743_bdma.irq[n], 129 + n);
    ck_assert(h743_adc12.irq == 18 && h743_adc12.req1[0] == 9 && h743_adc12.req1[1] == 10
              && !h743_adc12.req2[0]);
    ck_assert(h743_adc3.irq == 127 && h743_adc3.req1[0] == 115 && h743_adc3.req2[0] == 17);
    ck_assert(map_region(map, 0x40022100)->cfg == &h743_adc12
              && map_region(map, 0x58026000)->cfg == &h743_adc3);
    ck_assert(h743_adc12.trigger[4] == TRIG_TIM3 && h743_adc12.trigger[13] == TRIG_TIM6);
    ck_assert(h743_dmamux1.irq == 102 && h743_dmamux2.irq == 128);
    ck_assert(map_region(map, 0x58025400)->cfg == &h743_bdma
              && map_region(map, 0x58025800)->cfg == &h743_dmamux2);
}
END_TEST

/* RM0433 8.7.30 on: which bit resets what, typed again. Each part once; reset and enable bit have the same
 * place, their registers are 0x58 apart. */
START_TEST(reset_bits_are_those_of_the_manual)
{
    static const struct { uint16_t reg; uint8_t bit; uint32_t base; } known[] = {
        { 0x90, 0, 0x40000000 }, { 0x98, 0, 0x40010000 }, { 0x98, 4, 0x40011000 }, { 0x90, 18, 0x40004800 },
        { 0x90, 31, 0x40007C00 }, { 0x98, 12, 0x40013000 }, { 0x90, 21, 0x40005400 }, { 0x80, 0, 0x40020000 },
        { 0x80, 5, 0x40022000 }, { 0x88, 19, 0x58024C00 }, { 0x88, 21, 0x58025400 }, { 0x9C, 1, 0x58000400 },
        { 0x9C, 3, 0x58000C00 }, { 0x7C, 0, 0x52000000 }, { 0x84, 6, 0x48021800 } };
    uint64_t seen = 0;
    for (unsigned i = 0; i < H743_RESETS; i++) {
        const reset_row_t *row = &h743_reset[i];
        ck_assert(!(seen >> row->slot & 1));
        seen |= 1ull << row->slot;
        for (unsigned k = 0; k < map->regions; k++) {
            const region_row_t *r = &map->region[k];
            if (r->kind != REGION_PART || r->slot != row->slot || r->clock < 0) continue;
            ck_assert_msg(enabled_by(r, row->reg + 0x58u, row->bit), "%s", r->name);
        }
    }
    for (unsigned i = 0; i < sizeof known / sizeof *known; i++) {
        unsigned slot = map_region(map, known[i].base)->slot, found = 0;
        for (unsigned k = 0; k < H743_RESETS; k++)
            found += h743_reset[k].slot == slot && h743_reset[k].reg == known[i].reg
                && h743_reset[k].bit == known[i].bit;
        ck_assert_uint_eq(found, 1);
    }
}
END_TEST

/* RM0433 2.3, 8.7, 17.3.2, 19.1.2: base, interrupts of update and compare, requests of update and
 * channels, enable. */
START_TEST(timers_and_pins_are_those_of_the_manual)
{
    static const struct { uint32_t base; uint8_t up, cc, req[5]; uint16_t reg; uint8_t bit; } tim[] = {
        { 0x40010000, 25, 27, { 15, 11, 12, 13, 14 }, 0xF0, 0 },
            { 0x40000000, 28, 28, { 22, 18, 19, 20, 21 }, 0xE8, 0 },
        { 0x40000400, 29, 29, { 27, 23, 24, 25, 26 }, 0xE8, 1 },
            { 0x40000800, 30, 30, { 32, 29, 30, 31, 0 }, 0xE8, 2 },
        { 0x40000C00, 50, 50, { 59, 55, 56, 57, 58 }, 0xE8, 3 }, { 0x40001000, 54, 54, { 69 }, 0xE8, 4 },
        { 0x40001400, 55, 55, { 70 }, 0xE8, 5 },                 { 0x40010400, 44, 46,
                { 51, 47, 48, 49, 50 }, 0xF0, 1 } };
    static const uint8_t exti[] = { 6, 7, 8, 9, 10, 23, 23, 23, 23, 23, 40, 40, 40, 40, 40, 40 };
    for (unsigned i = 0; i < TIMERS; i++) {
        const region_row_t *r = map_region(map, tim[i].base);
        const tim_cfg_t *c = &h743_tim[i];
        ck_assert(r->base == tim[i].base && r->cfg == c && r->slot == SLOT_TIM1 + i);
        ck_assert(c->irq_up == tim[i].up && c->irq_cc == tim[i].cc && !memcmp(c->req, tim[i].req, 5));
        ck_assert(c->wide == (i == 1 || i == 4) && c->clk == (r->group == GROUP_APB1 ? CLK_TIM1 : CLK_TIM2));
        ck_assert(c->trgo == TRIG_TIM1 + i && enabled_by(r, tim[i].reg, tim[i].bit));
    }
    for (unsigned i = 0; i < GPIO_PORTS; i++) {
        const region_row_t *r = map_region(map, 0x58020000 + 0x400 * i);
        ck_assert(r->cfg == &h743_gpio[i] && h743_gpio[i].port == i && h743_gpio[i].at == 0x400 * i);
        ck_assert(enabled_by(r, 0xE0, i));
    }
    ck_assert_mem_eq(h743_exti.irq, exti, sizeof exti);
    ck_assert(map_region(map, 0x58000000)->cfg == &h743_exti
              && map_region(map, 0x58004800)->cfg == &h743_iwdg1);
}
END_TEST

/* RM0433 2.3, 8.7, 17.3.2, 17.3.3, 19.1.2. */
START_TEST(spi_i2c_dcmi_and_masters_are_those_of_the_manual)
{
    static const struct { uint32_t base; uint16_t irq, rx, tx, reg; uint8_t bit; } spi[SPI_LINES] = {
        { 0x40013000, 35, 37, 38, 0xF0, 12 }, { 0x40003800, 36, 39, 40, 0xE8, 14 },
        { 0x40003C00, 51, 61, 62, 0xE8, 15 }, { 0x40013400, 84, 83, 84, 0xF0, 13 },
        { 0x40015000, 85, 85, 86, 0xF0, 20 }, { 0x58001400, 86, 11, 12, 0xF4, 5 } };
    static const struct { uint32_t base; uint16_t ev, er, rx, tx, reg; uint8_t bit; } i2c[I2C_BUSES] = {
        { 0x40005400, 31, 32, 33, 34, 0xE8, 21 }, { 0x40005800, 33, 34, 35, 36, 0xE8, 22 },
        { 0x40005C00, 72, 73, 73, 74, 0xE8, 23 }, { 0x58001C00, 95, 96, 13, 14, 0xF4, 7 } };
    static const struct { uint32_t base; uint8_t slot, init; uint16_t irq, reg; uint8_t bit; } master[] = {
        { 0x40028000, SLOT_ETH, INIT_ETH, 61, 0xD8, 15 },
                  { 0x52007000, SLOT_SDMMC1, INIT_SDMMC1, 49, 0xD4, 16 },
        { 0x48022400, SLOT_SDMMC2, INIT_SDMMC2, 124, 0xDC, 9 },
            { 0x40040000, SLOT_USB1, INIT_USB1, 77, 0xD8, 25 },
        { 0x40080000, SLOT_USB2, INIT_USB2, 101, 0xD8, 27 },
               { 0x52001000, SLOT_DMA2D, INIT_DMA2D, 90, 0xD4, 4 },
        { 0x50001000, SLOT_LTDC, INIT_LTDC, 88, 0xE4, 3 } };
    for (unsigned i = 0; i < SPI_LINES; i++) {
        const region_row_t *r = map_region(map, spi[i].base);
        const spi_cfg_t *c = &h743_spi[i];
        ck_assert(r->base == spi[i].base && r->cfg == c && c->line == i && c->irq == spi[i].irq);
        ck_assert(c->req_rx == spi[i].rx && c->req_tx == spi[i].tx && c->bits == (i < 3 ? 32 : 16));
        ck_assert(c->req_wire == (i == 5 ? WIRE_REQ2 : WIRE_REQ1) && enabled_by(r, spi[i].reg, spi[i].bit));
    }
    for (unsigned i = 0; i < I2C_BUSES; i++) {
        const region_row_t *r = map_region(map, i2c[i].base);
        const i2c_cfg_t *c = &h743_i2c[i];
        ck_assert(r->base == i2c[i].base && r->cfg == c && c->bus == i);
        ck_assert(c->irq_ev == i2c[i].ev && c->irq_er == i2c[i].er && c->req_rx == i2c[i].rx
                  && c->req_tx == i2c[i].tx);
        ck_assert(c->req_wire == (i == 3 ? WIRE_REQ2 : WIRE_REQ1) && enabled_by(r, i2c[i].reg, i2c[i].bit));
    }
    for (size_t i = 0; i < sizeof master / sizeof *master; i++) {
        const region_row_t *r = map_region(map, master[i].base);
        const busmaster_cfg_t *c = &h743_master[master[i].slot - SLOT_ETH];
        ck_assert(r->base == master[i].base && r->slot == master[i].slot && r->cfg == c);
        ck_assert(c->irq == master[i].irq && c->init == master[i].init
                  && enabled_by(r, master[i].reg, master[i].bit));
        ck_assert(map->port[c->port].init == c->init && map->port[c->port].slot == r->slot);
    }
    const region_row_t *dcmi = map_region(map, 0x48020000);
    ck_assert(dcmi->cfg == &h743_dcmi && h743_dcmi.irq == 78 && h743_dcmi.req == 75
              && enabled_by(dcmi, 0xDC, 0));
}
END_TEST

START_TEST(clock_bits_are_those_of_the_manual)
{
    static const struct { uint32_t addr; uint16_t reg; uint8_t bit; } gate[] = {
        { 0x30000000, 0xDC, 29 }, { 0x30020000, 0xDC, 30 }, { 0x30040000, 0xDC, 31 },
            { 0x38800000, 0xE0, 28 },
        { 0x40020000, 0xD8, 0 },  { 0x40020400, 0xD8, 1 },  { 0x40020800, 0xD8, 0 },
             { 0x58000400, 0xF4, 1 }, { 0x52000000, 0xD4, 0 },
        { 0x58025400, 0xE0, 21 }, { 0x58025800, 0xE0, 21 }, { 0x58000C00, 0xF4, 3 },
        { 0x40022000, 0xD8, 5 },  { 0x58026000, 0xE0, 24 } };
    static const uint32_t always[] = { 0x00000000, 0x08000000, 0x20000000, 0x24000000, 0x38000000, 0x52002000,
                                       0x58024400, 0x58024800 };
    for (size_t i = 0; i < sizeof gate / sizeof *gate; i++) {
        const region_row_t *r = map_region(map, gate[i].addr);
        ck_assert(r && r->clock >= 0 && enabled_by(r, gate[i].reg, gate[i].bit));
    }
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        ck_assert_int_eq(map_region(map, always[i])->clock, -1);
    ck_assert_ptr_eq(h743_rcc.clock, map->clock);
    ck_assert_uint_eq(h743_rcc.alsos, 1);       /* DMAMUX1 runs with DMA2EN too */
    const clock_also_t *also = h743_rcc.also;
    ck_assert(also->line == CLK_LINE_DMAMUX1 && also->reg == 0xD8 && also->bit == 1);
}
END_TEST

/* ---- wires ----------------------------------------------------------------------------------- */

START_TEST(ears_hear)
{
    ck_assert_uint_eq(h743_ears[WIRE_IRQ], 1ull << SLOT_CORE);
    ck_assert_uint_eq(h743_ears[WIRE_REQ1], 1ull << SLOT_DMAMUX1);
    ck_assert_uint_eq(h743_ears[WIRE_DMA1], 1ull << SLOT_DMA1);
    ck_assert_uint_eq(h743_ears[WIRE_DMA2], 1ull << SLOT_DMA2);
    ck_assert_uint_eq(h743_ears[WIRE_PORT], 1ull << SLOT_MATRIX);
    for (unsigned s = SLOT_USART1; s <= SLOT_UART8; s++) {
        ck_assert(h743_ears[WIRE_SERIAL_RX] >> s & 1);
        ck_assert_ptr_eq(h743_slot[s].model, &usart_model);
    }
}
END_TEST

/* ---- the printing ---------------------------------------------------------------------------- */

static char *printed(map_format_t format)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(f);
    map_print(f, map, format);
    fclose(f);
    return text;
}

/* A list may be broken inside a name: every run of blanks and ends of lines counts as one blank. */
static int says(const char *text, const char *name)
{
    for (; *text; text++) {
        const char *t = text, *n = name;
        while (*n && *t && (*t == *n || (*n == ' ' && *t == '\n'))) {
            t += *n == ' ' ? strspn(t, " \n") : 1;
            n++;
        }
        if (!*n) return 1;
    }
    return 0;
}

START_TEST(text_is_whole_and_tidy)
{
    char *text = printed(MAP_TEXT);
    for (unsigned i = 0; i < map->regions; i++)
        ck_assert_msg(says(text, map->region[i].name), "%s", map->region[i].name);
    for (unsigned i = 0; i < map->inits; i++) ck_assert_ptr_nonnull(strstr(text, map->init[i].name));
    for (unsigned i = 0; i < map->nodes; i++) ck_assert_ptr_nonnull(strstr(text, map->node[i].name));
    for (unsigned i = 0; i < map->numbers; i++) ck_assert_ptr_nonnull(strstr(text, map->number[i].name));
    ck_assert_ptr_null(strstr(text, " \n"));
    free(text);
}
END_TEST

/* A line of the Parts table has what its cfg says; blanks between columns do not matter. */
START_TEST(parts_tell_their_lines)
{
    static const char *const row[] = {
        "SPI1 0x4001_3000 APB2 PLL1Q RX 37, TX 38 APB2ENR.SPI1EN 35",
        "SPI6 0x5800_1400 APB4 pclk4 RX 11, TX 12 APB4ENR.SPI6EN 86",
        "ADC1, ADC2 0x4002_2000 AHB1 hclk or 64 MHz ADC1 9, ADC2 10 AHB1ENR.ADC12EN 18",
        "ADC3 0x5802_6000 AHB4 hclk or 64 MHz ADC3 17, DMAMUX1's 115 AHB4ENR.ADC3EN 127",
        "TIM1 0x4001_0000 APB2 timers 2 UP 15, CH1 11, CH2 12, CH3 13, CH4 14 APB2ENR.TIM1EN 25, 27",
        "DMA1 0x4002_0000 AHB1 hclk MDMA's TSEL 0 to 7 AHB1ENR.DMA1EN 11 to 17, 47",
        "MDMA 0x5200_0000 AHB3 hclk AHB3ENR.MDMAEN 122",
        "DCMI 0x4802_0000 AHB2 hclk 75 AHB2ENR.DCMIEN 78",
        "EXTI 0x5800_0000 APB4 hclk always on 6 to 10, 23, 40",
        "RNG 0x4802_1800 AHB2 HSI48 AHB2ENR.RNGEN 80",
        "CRC 0x5802_4C00 AHB4 AHB4ENR.CRCEN",
        "FLASH 0x5200_2000 AHB3 always on 4",
        "DBGMCU 0x5C00_1000 AXI GPV always on",
        "LTDC 0x5000_1000 APB3 hclk scripted master APB3ENR.LTDCEN 88",
    };
    char *text = printed(MAP_TEXT), *to = text;
    for (const char *s = text; *s; s++)
        if (*s != ' ' || s[1] != ' ') *to++ = *s;
    *to = 0;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) ck_assert_msg(strstr(text, row[i]), "%s", row[i]);
    free(text);
}
END_TEST

/* Another program's reader accepts it. */
START_TEST(json_is_json)
{
    char *text = printed(MAP_JSON);
    FILE *p = popen("python3 -m json.tool > /dev/null", "w");
    ck_assert_ptr_nonnull(p);
    fputs(text, p);
    ck_assert_int_eq(pclose(p), 0);
    ck_assert_ptr_nonnull(strstr(text, "\"reach\": ["));
    free(text);
}
END_TEST

#ifndef STRESS                                  /* a stress build prints its own small numbers */
START_TEST(map_md_is_up_to_date)
{
    FILE *f = fopen("docs/map.md", "r");
    ck_assert_msg(f != NULL, "docs/map.md is missing; run the tests from the project's folder");
    char *now = printed(MAP_MARKDOWN), *then = calloc(1, strlen(now) + 2);
    size_t n = fread(then, 1, strlen(now) + 1, f);
    fclose(f);
    ck_assert_msg(n == strlen(now) && !memcmp(now, then, n), "docs/map.md is out of date: make docs");
    free(now);
    free(then);
}
END_TEST
#endif

/* ---- the suite ------------------------------------------------------------------------------- */

int main(void)
{
    Suite *s = suite_create("map");
    TCase *rows = tcase_create("rows"), *print = tcase_create("print");
    tcase_add_test(rows, regions_are_sorted_and_apart);
    tcase_add_test(rows, regions_fit_the_chip);
    tcase_add_test(rows, memories_do_not_share_bytes);
    tcase_add_test(rows, tables_fit_the_engine);
    tcase_add_test(rows, everything_has_a_source);
    tcase_add_test(rows, every_x_has_a_route);
    tcase_add_test(rows, every_route_has_an_x);
    tcase_add_test(rows, reach_is_that_of_the_manual);
    tcase_add_test(rows, lines_are_those_of_the_manual);
    tcase_add_test(rows, reset_bits_are_those_of_the_manual);
    tcase_add_test(rows, timers_and_pins_are_those_of_the_manual);
    tcase_add_test(rows, spi_i2c_dcmi_and_masters_are_those_of_the_manual);
    tcase_add_test(rows, clock_bits_are_those_of_the_manual);
    tcase_add_test(rows, ears_hear);
    tcase_add_test(print, text_is_whole_and_tidy);
    tcase_add_test(print, parts_tell_their_lines);
    tcase_add_test(print, json_is_json);
#ifndef STRESS
    tcase_add_test(print, map_md_is_up_to_date);
#endif
    suite_add_tcase(s, rows);
    suite_add_tcase(s, print);
    return suite_run(s);
}
