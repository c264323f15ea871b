/* parts.c -- see parts.h: what all parts share, and the serial ones. RM0433 48 (USART), 50 (SPI), 47 (I2C).
 * */
#include "parts.h"
#include "findings.h"
#include "part_lines.h"
#include "regwords.h"
#include "streams.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *part_name(unsigned slot) { return slot < SLOTS ? h743_slot[slot].name : "?"; }

bool part_clocked(const view_t *v, unsigned slot)
{
    bool any = false;
    for (unsigned i = 0; i < v->map->regions; i++) {
        const region_row_t *r = &v->map->region[i];
        if (r->kind != REGION_PART || r->slot != slot) continue;
        if (r->clock < 0 || v->machine->chip.wires.clock[r->clock >> 6] >> (r->clock & 63) & 1) return true;
        any = true;
    }
    return !any;
}

bool part_busy(const view_t *v, unsigned slot)
{
    const chip_t *c = &v->machine->chip;
    if (slot >= SLOT_USART1 && slot <= SLOT_LPUART1) return c->usart[slot - SLOT_USART1].cr1 & 1;
    if (slot >= SLOT_SPI1 && slot <= SLOT_SPI6) return c->spi[slot - SLOT_SPI1].cr1 & 1;
    if (slot >= SLOT_I2C1 && slot <= SLOT_I2C4) return c->i2c[slot - SLOT_I2C1].cr1 & 1;
    if (slot >= SLOT_TIM1 && slot <= SLOT_TIM8) return c->tim[slot - SLOT_TIM1].cr1 & 1;
    return false;
}

/* ---- flags ----------------------------------------------------------------------------------- */

/* -1: this register has no such flag (a basic timer has no CC1IF). */
static int flag_up(uint32_t value, const reg_info_t *info, const char *name)
{
    const char *at = info->fields;
    reg_field_t f;
    while (reg_field(&at, &f))
        if (!strcmp(f.name, name)) return value >> f.bit & 1;
    return -1;
}

/* The next word of "TXE TC !ORE". */
static bool next_flag(const char **at, char name[REG_NAME], bool *error)
{
    while (**at == ' ') ++*at;
    *error = **at == '!';
    if (*error) ++*at;
    size_t n = strcspn(*at, " ");
    if (!n || n >= REG_NAME) return false;
    memcpy(name, *at, n), name[n] = 0;
    *at += n;
    return true;
}

float flag_lamps(const panel_in_t *in, ui_t *ui, rect_t r, uint32_t reg, const char *flags, bool draw)
{
    uint32_t value = 0;
    reg_info_t info;
    char name[REG_NAME];
    bool error;
    float x = 0, y = 0;
    if (!reg_at(reg, &info)) return 0;
    machine_reg(in->view->machine, reg, &value);
    for (const char *at = flags; next_flag(&at, name, &error);) {
        float w = ui_width(ui, ST_SMALL, name) + 15;
        int up = flag_up(value, &info, name);
        if (up < 0) continue;
        if (x > 0 && x + w > r.w) x = 0, y += 17;
        rect_t l = rect(r.x + x, r.y + y, fminf(w, r.w), 17);
        x += w + 8;
        if (!draw) continue;
        ui_mark(ui, rect(l.x, l.y + 4, 9, 9), up ? error ? MARK_BANG : MARK_DOT : MARK_RING, up ? error
                ? ROLE_ERROR : ROLE_ACCENT : ROLE_FAINT);
        ui_text(ui, rect(l.x + 13, l.y, l.w - 13, l.h), up ? error ? st_role(ST_SMALL, ROLE_ERROR) : ST_SMALL
                : ST_SMALL_DIM, name);
        ui_hit(ui, l, ACT_REGISTER, reg, "%s.%s is %s. Click: the whole register.", info.name, name, up ? "1"
               : "0");
    }
    return y + 17;
}

/* The error flags of each kind, for the alarm; the same words as below. */
static const char *error_flags(unsigned slot, uint32_t *off)
{
    if (slot >= SLOT_USART1 && slot <= SLOT_LPUART1) return *off = 0x1C, "ORE FE PE";
    if (slot >= SLOT_SPI1 && slot <= SLOT_SPI6) return *off = 0x14, "OVR UDR MODF";
    if (slot >= SLOT_I2C1 && slot <= SLOT_I2C4) return *off = 0x18, "NACKF BERR ARLO";
    if (slot == SLOT_ADC12 || slot == SLOT_ADC3) return *off = 0x00, "OVR";
    if (slot == SLOT_DCMI) return *off = 0x08, "OVR_RIS";
    return NULL;
}

bool part_alarm(const panel_in_t *in, unsigned slot)
{
    uint32_t off = 0, value = 0;
    const char *flags = error_flags(slot, &off), *at = flags;
    reg_info_t info;
    char name[REG_NAME];
    bool error;
    if (slot == SLOT_IWDG1) return in->view->machine->chip.iwdg1.fired;
    if (!flags || !reg_at(part_base(in->view->map, slot) + off, &info)) return false;
    if (!machine_reg(in->view->machine, info.addr, &value)) return false;
    while (next_flag(&at, name, &error))
        if (flag_up(value, &info, name) > 0) return true;
    return false;
}

/* ---- FIFOs ----------------------------------------------------------------------------------- */

float value_cells(ui_t *ui, rect_t r, const char *name, const uint8_t *byte, unsigned count, unsigned room,
                  const char *tip, bool draw)
{
    if (!draw) return 20;
    rect_t row = rect(r.x, r.y, r.w, 18);
    char text[40];
    snprintf(text, sizeof text, "%u of %u", count, room);
    ui_text(ui, rect_cut_left(&row, 56), ST_SMALL_DIM, name);
    float w = ui_width(ui, ST_SMALL_DIM, text) + 4,
        cell = fminf(20, floorf((row.w - w - GAP) / (float)(room ? room : 1)));
    ui_text(ui, rect_cut_right(&row, w), st_align(count ? ST_SMALL : ST_SMALL_DIM, RIGHT), text);
    for (unsigned i = 0; i < room && cell >= 14; i++)
        ui_byte(ui, rect(row.x + cell * (float)i, row.y, cell, row.h), i < count ? byte[i] : 0, STATE_INVALID,
                i < count ? 0 : BYTE_UNKNOWN);
    ui_tip(ui, rect(r.x, r.y, r.w, 18), "%s: %s, oldest first. %s", name, text, tip);
    return 20;
}

/* ---- U(S)ART --------------------------------------------------------------------------------- */

static double frame_ticks(double bit, unsigned bits) { return bit > 0 ? bit * bits : 1; }

static void usart_about(const view_t *v, unsigned line, char *text, size_t room)
{
    const usart_t *u = &v->machine->chip.usart[line];
    double bit = usart_bit(v, line);
    unsigned m = (u->cr1 >> 12 & 1) | (u->cr1 >> 27 & 2), n = m == 1 ? 9 : m == 2 ? 7 : 8;
    if (!(u->cr1 & 1)) snprintf(text, room, "off (UE = 0)");
    else if (bit <= 0) snprintf(text, room, "on, without a baud rate");
    else snprintf(text, room, "%.0f baud, %u bits%s, FIFO %s", (double)TICKS_PER_SECOND / bit, n,
                  u->cr1 >> 10 & 1 ? u->cr1 >> 9 & 1 ? " with odd parity" : " with even parity" : "",
                      u->cr1 >> 29 & 1 ? "on" : "off");
}

float usart_body(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot, bool draw)
{
    unsigned line = slot - SLOT_USART1;
    const usart_t *u = &in->view->machine->chip.usart[line];
    float y = r.y, lanes = r.w >= 150 ? LANE_TALL : 0;
    if (draw && lanes > 0) {
        wire_frame_t f[WIRE_FRAMES];
        unsigned n = usart_frames(in, line, true, f);
        double bit = usart_bit(in->view, line);
        if (n) bit = f[n - 1].bit;
        span_t s = span_around(in->view, frame_ticks(bit, 10), r.w - 36);
        draw_levels(ui, rect(r.x, y, r.w, lanes), "TX", f, n, &s, ROLE_CPU, true);
        n = usart_frames(in, line, false, f);
        draw_levels(ui, rect(r.x, y + lanes + 2, r.w, lanes), "RX", f, n, &s, ROLE_DCACHE, true);
    }
    if (lanes > 0) y += 2 * lanes + 6;
    bool fifo = u->cr1 >> 29 & 1;
    uint8_t byte[USART_FIFO + 1];
    for (unsigned i = 0; i < u->rxs; i++) byte[i] = (uint8_t)u->rx[i];
    y += value_cells(ui, rect(r.x, y, r.w, 18), fifo ? "RX FIFO" : "RDR", byte, u->rxs, fifo ? USART_FIFO + 1
                     : 1,
                     "What the line brought and nobody has read yet; the FIFO and RDR together.", draw);
    for (unsigned i = 0; i < u->txs; i++) byte[i] = (uint8_t)u->tx[i];
    y += value_cells(ui, rect(r.x, y, r.w, 18), fifo ? "TX FIFO" : "TDR", byte, u->txs, fifo ? USART_FIFO : 1,
                     "What waits to be sent.", draw);
    y += flag_lamps(in, ui, rect(r.x, y, r.w, 17), part_base(in->view->map, slot) + 0x1C,
                    "RXNE TXE TC IDLE BUSY !ORE !FE !PE", draw);
    return y - r.y;
}

/* ---- SPI ------------------------------------------------------------------------------------- */

static void spi_about(const view_t *v, unsigned line, char *text, size_t room)
{
    static const char *const comm[] = { "full duplex", "sends only", "receives only", "half duplex" };
    const spi_t *s = &v->machine->chip.spi[line];
    bool is_master = s->cfg2 >> 22 & 1;
    double bit = spi_bit(v, line);
    snprintf(text, room, "%s, %s, frames of %u bits", is_master ? "master" : "slave", comm[s->cfg2 >> 17 & 3],
             (s->cfg1 & 31) + 1);
    if (is_master && bit > 0) add_text(text, room, ", %.4g MHz", (double)TICKS_PER_SECOND / bit / 1e6);
    if (!(s->cr1 & 1)) add_text(text, room, " (SPE = 0)");
}

static void spi_lanes(const panel_in_t *in, ui_t *ui, rect_t r, unsigned line)
{
    const spi_t *s = &in->view->machine->chip.spi[line];
    static const wire_frame_t none[1];
    wire_frame_t f[WIRE_FRAMES], g[WIRE_FRAMES];
    bool is_master = s->cfg2 >> 22 & 1;
    unsigned n = spi_frames(in, line, true, f), m = spi_frames(in, line, false, g);
    const wire_frame_t *any = n ? &f[n - 1] : m ? &g[m - 1] : none;
    span_t w = span_around(in->view, frame_ticks(any->bit, any->bits), r.w - 36);
    draw_clock(ui, rect(r.x, r.y, r.w, 16), n ? f : g, n ? n : m, &w, s->cfg2 >> 24 & 3);
    draw_levels(ui, rect(r.x, r.y + 18, r.w, LANE_TALL), is_master ? "MOSI" : "MISO", f, n, &w, ROLE_CPU,
                false);
    draw_levels(ui, rect(r.x, r.y + 18 + LANE_TALL, r.w, LANE_TALL), is_master ? "MISO" : "MOSI", g, m, &w,
                ROLE_DCACHE, false);
}

float spi_body(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot, bool draw)
{
    unsigned line = slot - SLOT_SPI1;
    const spi_t *s = &in->view->machine->chip.spi[line];
    float y = r.y;
    if (r.w >= 150) {
        if (draw) spi_lanes(in, ui, r, line);
        y += 18 + 2 * LANE_TALL + 6;
    }
    y += value_cells(ui, rect(r.x, y, r.w, 18), "RxFIFO", s->rx, s->rxs, h743_spi[line].fifo,
                     "Received and not read yet.", draw);
    y += value_cells(ui, rect(r.x, y, r.w, 18), "TxFIFO", s->tx, s->txs, h743_spi[line].fifo,
                     "Waits to be sent.", draw);
    y += flag_lamps(in, ui, rect(r.x, y, r.w, 17), part_base(in->view->map, slot) + 0x14,
                    "RXP TXP DXP EOT TXC SUSP !OVR !UDR !MODF", draw);
    return y - r.y;
}

/* ---- I2C ------------------------------------------------------------------------------------- */

float i2c_body(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot, bool draw)
{
    float y = r.y, h = draw_i2c(in, ui, rect(r.x, y, r.w, 0), slot - SLOT_I2C1, false);
    if (draw) draw_i2c(in, ui, rect(r.x, y, r.w, h), slot - SLOT_I2C1, true);
    y += h + 4;
    y += flag_lamps(in, ui, rect(r.x, y, r.w, 17), part_base(in->view->map, slot) + 0x18,
                    "BUSY TXIS RXNE TC TCR STOPF !NACKF !BERR !ARLO", draw);
    return y - r.y;
}

/* ---- which is which -------------------------------------------------------------------------- */

/* A part of no kind of its own: its first registers. */
static float plain_body(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot, bool draw)
{
    enum { MOST = 5 };
    reg_info_t info = { 0 };
    uint32_t base = part_base(in->view->map, slot);
    unsigned n = 0;
    if (!reg_at(base, &info)) return 0;
    unsigned block = info.at_block;
    rect_t row = draw ? r : rect(r.x, r.y, r.w, 0);
    do {
        if (draw) reg_row(in, ui, &row, 60, info.addr);
        n++;
    } while (n < MOST && reg_next(&info) && info.at_block == block);
    return (float)n * ROW;
}

void part_about(const view_t *v, unsigned slot, char *text, size_t room)
{
    text[0] = 0;
    if (slot >= SLOT_USART1 && slot <= SLOT_LPUART1) usart_about(v, slot - SLOT_USART1, text, room);
    else if (slot >= SLOT_SPI1 && slot <= SLOT_SPI6) spi_about(v, slot - SLOT_SPI1, text, room);
    else if (slot >= SLOT_TIM1 && slot <= SLOT_TIM8) tim_about(v, slot, text, room);
    else if (slot >= SLOT_I2C1 && slot <= SLOT_I2C4)
        snprintf(text, room, "master%s", v->machine->chip.i2c[slot - SLOT_I2C1].cr1 & 1 ? ""
                 : ", off (PE = 0)");
}

float part_body(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot, bool draw)
{
    if (slot >= SLOT_USART1 && slot <= SLOT_LPUART1) return usart_body(in, ui, r, slot, draw);
    if (slot >= SLOT_SPI1 && slot <= SLOT_SPI6) return spi_body(in, ui, r, slot, draw);
    if (slot >= SLOT_I2C1 && slot <= SLOT_I2C4) return i2c_body(in, ui, r, slot, draw);
    if (slot >= SLOT_TIM1 && slot <= SLOT_TIM8) return tim_body(in, ui, r, slot, draw);
    switch (slot) {
    case SLOT_ADC12: case SLOT_ADC3: return adc_body(in, ui, r, slot, draw);
    case SLOT_GPIO:  return gpio_body(in, ui, r, slot, draw);
    case SLOT_EXTI:  return exti_body(in, ui, r, slot, draw);
    case SLOT_IWDG1: return iwdg_body(in, ui, r, slot, draw);
    case SLOT_DCMI:  return dcmi_body(in, ui, r, slot, draw);
    default:         return plain_body(in, ui, r, slot, draw);
    }
}
