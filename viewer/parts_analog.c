/* parts_analog.c -- converters, timers, pins, edges, the watchdog and the camera as panel_parts shows them.
 * RM0433 25 (ADC), 37 to 40 (TIM), 11 (GPIO), 20 (EXTI), 44 (IWDG). */
#include "parts.h"
#include "findings.h"
#include "streams.h"
#include <math.h>
#include <stdio.h>

static uint32_t peek(const panel_in_t *in, unsigned slot, uint32_t off)
{
    uint32_t v = 0;
    machine_reg(in->view->machine, part_base(in->view->map, slot) + off, &v);
    return v;
}

/* ---- ADC ------------------------------------------------------------------------------------- */

enum { UNIT = 0x100, DR = 0x40, CURVE = 200, CURVE_H = 44, UNIT_H = 18 };

static unsigned resolution(const adc_unit_t *u)
{
    static const uint8_t res[8] = { 16, 14, 12, 10, 8, 14, 12, 8 };     /* RM0433 25.6.4, CFGR.RES */
    return res[u->cfgr >> 2 & 7];
}

/* The last results of this unit, oldest first. */
static unsigned results(const panel_in_t *in, unsigned slot, unsigned n, const fact_t *out[CURVE])
{
    const moment_t *m = in->moment;
    unsigned count = 0;
    for (size_t i = m->wire_here; i-- > 0 && count < CURVE;) {
        const fact_t *f = &m->wire[i];
        if (f->kind == F_RX && f->who == slot && f->addr == n * UNIT + DR) out[count++] = f;
    }
    for (unsigned i = 0; i < count / 2; i++) {
        const fact_t *t = out[i];
        out[i] = out[count - 1 - i], out[count - 1 - i] = t;
    }
    return count;
}

/* The last results as a curve over the whole range, each a step. */
static void curve(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot, unsigned n)
{
    const adc_unit_t *u = (slot == SLOT_ADC12 ? &in->view->machine->chip.adc12
                           : &in->view->machine->chip.adc3)->unit + n;
    const fact_t *f[CURVE];
    point_t p[CURVE];
    unsigned count = results(in, slot, n, f), most = (unsigned)fmaxf(r.w / 4, 2);
    ui_fill(ui, r, ROLE_SUNKEN);
    if (!count) {
        ui_text(ui, rect_pad(r, 6, 0), ST_SMALL_DIM, "no result yet");
        return;
    }
    unsigned first = count > most ? count - most : 0, shown = count - first;
    uint64_t low = UINT64_MAX, high = 0;
    for (unsigned i = first; i < count; i++) {
        if (f[i]->data < low) low = f[i]->data;
        if (f[i]->data > high) high = f[i]->data;
    }
    rect_t text = rect_cut_right(&r, fminf(46, r.w / 3));
    ui_textf(ui, rect(text.x, text.y + 1, text.w - 3, 14), st_align(ST_MONO_SMALL_DIM, RIGHT), "%llX",
             (unsigned long long)high);
    if (high > low)
        ui_textf(ui, rect(text.x, text.y + text.h - 15, text.w - 3, 14), st_align(ST_MONO_SMALL_DIM, RIGHT),
                 "%llX", (unsigned long long)low);
    for (unsigned i = 0; i < shown; i++) {
        float x = r.x + 4 + (shown > 1 ? (r.w - 8) * (float)i / (float)(shown - 1) : (r.w - 8) / 2);
        double part = high > low ? (double)(f[first + i]->data - low) / (double)(high - low) : 0.5;
        p[i] = (point_t){ x, r.y + r.h - 5 - (r.h - 10) * (float)part };
    }
    ui_polyline(ui, p, shown, ROLE_ACCENT, 1.5f);
    const point_t last = p[shown - 1];
    ui_mark(ui, rect(last.x - 4, last.y - 4, 8, 8), MARK_DOT, ROLE_ACCENT);
    ui_tip(ui, r,
           "The last %u results, from the lowest to the highest; the latest, 0x%04X of input %u, "
           "at cycle %llu; %u bits.", shown, (unsigned)f[count - 1]->data,
           f[count - 1]->what, (unsigned long long)say_cycle(in->view->names, f[count - 1]->at),
               resolution(u));
}

static bool unit_used(const adc_unit_t *u) { return u->cr & 0x10000005u || u->items || u->isr; }

static float unit_body(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot, unsigned n, bool draw)
{
    const adc_t *a = slot == SLOT_ADC12 ? &in->view->machine->chip.adc12 : &in->view->machine->chip.adc3;
    const adc_cfg_t *c = slot == SLOT_ADC12 ? &h743_adc12 : &h743_adc3;
    const adc_unit_t *u = &a->unit[n];
    float y = r.y;
    if (draw) {
        const fact_t *f[CURVE];
        unsigned count = results(in, slot, n, f);
        char text[160];
        snprintf(text, sizeof text, "ADC%u: %s", c->first + n + 1u, u->cr >> 2 & 1 ? u->armed
                 ? "waits for its trigger" : u->end != NEVER
                 ? "converts" : u->waits ? "waits until the data is taken" : "started" : u->cr & 1
                     ? "enabled, not started" : "off");
        if (u->end != NEVER)
            add_text(text, sizeof text, ", rank %u of %u", u->rank + 1, (u->sqr[0] & 15) + 1);
        if (count)
            add_text(text, sizeof text, " \xC2\xB7 last 0x%04X (input %u)", (unsigned)f[count - 1]->data,
                     f[count - 1]->what);
        add_text(text, sizeof text, " \xC2\xB7 FIFO %u of %u", u->items, ADC_FIFO);
        ui_text(ui, rect(r.x, y, r.w, UNIT_H), ST_SMALL, text);
        curve(in, ui, rect(r.x, y + UNIT_H, r.w, CURVE_H), slot, n);
    }
    y += UNIT_H + CURVE_H + 4;
    y += flag_lamps(in, ui, rect(r.x, y, r.w, 17), part_base(in->view->map, slot) + n * UNIT,
                    "ADRDY EOC EOS EOSMP !OVR", draw);
    return y - r.y + 4;
}

float adc_body(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot, bool draw)
{
    const adc_t *a = slot == SLOT_ADC12 ? &in->view->machine->chip.adc12 : &in->view->machine->chip.adc3;
    unsigned units = slot == SLOT_ADC12 ? 2 : 1;
    float y = r.y;
    bool any = false;
    for (unsigned n = 0; n < units; n++) {
        if (!unit_used(&a->unit[n])) continue;
        y += unit_body(in, ui, rect(r.x, y, r.w, r.h), slot, n, draw), any = true;
    }
    if (any) return y - r.y;
    if (draw) ui_text(ui, rect(r.x, y, r.w, 18), ST_SMALL_DIM, "Not switched on yet.");
    return 20;
}

/* ---- timers ---------------------------------------------------------------------------------- */

void tim_about(const view_t *v, unsigned slot, char *text, size_t room)
{
    const tim_t *t = &v->machine->chip.tim[slot - SLOT_TIM1];
    const domain_t *k = &v->machine->chip.clock[h743_tim[slot - SLOT_TIM1].clk];
    if (!(t->cr1 & 1)) snprintf(text, room, "stopped (CEN = 0)");
    else if (!k->mul) snprintf(text, room, "its clock stands still");
    else {
        double clocks = ((double)t->psc_now + 1) * ((double)t->arr_now + 1);
        double each = clocks * (double)k->div / (double)k->mul / (double)TICKS_PER_SECOND;
        snprintf(text, room, each < 1e-3 ? "an update each %.4g \xC2\xB5s"
                 : each < 1 ? "an update each %.4g ms" : "an update each %.4g s",
                 each < 1e-3 ? each * 1e6 : each < 1 ? each * 1e3 : each);
    }
}

float tim_body(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot, bool draw)
{
    const tim_t *t = &in->view->machine->chip.tim[slot - SLOT_TIM1];
    float y = r.y;
    uint32_t cnt = peek(in, slot, 0x24) & (h743_tim[slot - SLOT_TIM1].wide ? UINT32_MAX : 0xFFFF);
    if (draw) {
        char text[100];
        rect_t row = rect(r.x, y, r.w, 18);
        snprintf(text, sizeof text, "%u of %u, clock / %u", (unsigned)cnt, (unsigned)t->arr_now,
                 (unsigned)t->psc_now + 1);
        ui_text(ui, rect_cut_left(&row, 34), ST_SMALL_DIM, "CNT");
        float w = fminf(ui_width(ui, ST_SMALL, text) + 4, row.w * 0.7f);
        ui_text(ui, rect_cut_right(&row, w), st_align(ST_SMALL, RIGHT), text);
        rect_cut_right(&row, GAP);
        ui_bar(ui, rect(row.x, row.y + 5, row.w, 8), t->arr_now ? (double)cnt / t->arr_now : 0, ROLE_ACCENT,
               TEXTURE_NONE);
        ui_tip(ui, rect(r.x, y, r.w, 18), "Counts %s: %s. A waiting DMA request: %s.", t->cr1 >> 4 & 1
               ? "down" : "up", text, t->pending ? "yes" : "no");
    }
    y += 20;
    y += flag_lamps(in, ui, rect(r.x, y, r.w, 17), part_base(in->view->map, slot) + 0x10,
                    "UIF CC1IF CC2IF CC3IF CC4IF", draw);
    return y - r.y;
}

/* ---- pins ------------------------------------------------------------------------------------ */

enum { PIN_ROW = 36 };

static bool port_used(const gpio_port_t *p, unsigned n)
{
    uint32_t reset = n == 0 ? 0xABFFFFFFu : n == 1 ? 0xFFFFFEBFu : 0xFFFFFFFFu;         /* RM0433 11.4.1 */
    return p->moder != reset || p->odr;
}

static void port_row(const panel_in_t *in, ui_t *ui, rect_t r, unsigned port)
{
    static const char *const mode[] = { "in", "out", "AF", "-" };
    static const char *const words[] = { "an input", "an output", "alternate function", "analog" };
    const gpio_port_t *p = &in->view->machine->chip.gpio.port[port];
    uint32_t idr = peek(in, SLOT_GPIO, 0x400 * port + 0x10);
    ui_textf(ui, rect_cut_left(&r, 50), ST_BODY, "GPIO%c", 'A' + port);
    float w = floorf(r.w / 16);
    if (w < 12) return;
    for (unsigned i = 0; i < 16; i++) {
        unsigned pin = 15 - i, m = p->moder >> 2 * pin & 3, high = idr >> pin & 1;
        rect_t c = rect(r.x + w * (float)i, r.y, w, r.h);
        ui_textf(ui, rect(c.x, c.y, c.w, 12), st_align(st_size(ST_SMALL_DIM, 9), CENTRE), "%u", pin);
        ui_mark(ui, rect(c.x + w / 2 - 5, c.y + 12, 10, 10), m == 3 ? MARK_NONE : high ? MARK_SQUARE
                : MARK_BOX, m == 3 ? ROLE_FAINT : high ? ROLE_ACCENT : ROLE_DIM);
        if (w >= 18)
            ui_text(ui, rect(c.x, c.y + 22, c.w, 12), st_align(st_size(ST_SMALL_DIM, 9), CENTRE), mode[m]);
        ui_tip(ui, c, "P%c%u: %s, %s", 'A' + port, pin, words[m], high ? "high" : "low");
    }
}

float gpio_body(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot, bool draw)
{
    float y = r.y;
    (void)slot;
    for (unsigned n = 0; n < GPIO_PORTS; n++) {
        if (!port_used(&in->view->machine->chip.gpio.port[n], n)) continue;
        if (draw) port_row(in, ui, rect(r.x, y, r.w, PIN_ROW), n);
        y += PIN_ROW + 2;
    }
    if (y > r.y) return y - r.y;
    if (draw) ui_text(ui, rect(r.x, y, r.w, 18), ST_SMALL_DIM, "All pins are as after reset: analog.");
    return 20;
}

/* ---- edges ----------------------------------------------------------------------------------- */

float exti_body(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot, bool draw)
{
    const exti_t *x = &in->view->machine->chip.exti;
    uint32_t rising = x->reg[0], falling = x->reg[1], mask = x->reg[0x80 / 4], pending = x->reg[0x88 / 4];
    float y = r.y;
    (void)slot;
    for (unsigned i = 0; i < EXTI_LINES; i++) {
        if (!((rising | falling | pending) >> i & 1)) continue;
        unsigned port = (unsigned)(in->view->machine->chip.wires.exti_port >> 4 * i & 15);
        if (draw) {
            rect_t row = rect(r.x, y, r.w, 18);
            bool up = pending >> i & 1;
            ui_mark(ui, rect(row.x, row.y + 4, 10, 10), up ? MARK_BOLT : MARK_RING, up ? ROLE_ACCENT
                    : ROLE_FAINT);
            rect_cut_left(&row, 16);
            ui_textf(ui, row, up ? ST_BODY : ST_DIM, "EXTI%u: pin P%c%u, %s, %s%s", i, port < GPIO_PORTS
                     ? (int)('A' + port) : '?', i,
                     rising >> i & falling >> i & 1 ? "both edges" : rising >> i & 1 ? "rising"
                         : falling >> i & 1 ? "falling" : "no edge",
                     mask >> i & 1 ? "interrupts" : "masked", up ? ", pending" : "");
        }
        y += 18;
    }
    if (y > r.y) return y - r.y + 2;
    if (draw) ui_text(ui, rect(r.x, y, r.w, 18), ST_SMALL_DIM, "No line is set up yet.");
    return 20;
}

/* ---- the watchdog ---------------------------------------------------------------------------- */

float iwdg_body(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot, bool draw)
{
    const iwdg_t *w = &in->view->machine->chip.iwdg1;
    const domain_t *lsi = &in->view->machine->chip.clock[CLK_LSI];
    (void)slot;
    if (!draw) return 40;
    rect_t row = rect_cut_top(&r, 20);
    if (w->fired) {
        ui_mark(ui, rect(row.x, row.y + 4, 12, 12), MARK_BANG, ROLE_ERROR);
        ui_text(ui, rect(row.x + 18, row.y, row.w - 18, row.h), st_role(ST_BOLD, ROLE_ERROR),
                "It has reset the chip.");
        return 40;
    }
    if (w->anchor == NEVER || !lsi->mul) {
        ui_text(ui, row, ST_SMALL_DIM, w->anchor == NEVER
                ? "Not started: 0xCCCC in KR starts it, and nothing stops it then."
            : "The LSI stands still.");
        return 40;
    }
    unsigned pr = w->field[IWDG_PR] > 6 ? 6 : w->field[IWDG_PR];
    double tick = (double)(4u << pr) * (double)lsi->div / (double)lsi->mul / (double)TICKS_PER_SECOND;
    double gone = in->view->now > w->anchor ? (double)(in->view->now - w->anchor) / (double)TICKS_PER_SECOND
        : 0, left = ((double)w->cnt + 1) * tick - gone;
    char text[100];
    snprintf(text, sizeof text, "resets the chip in %.4g ms unless it is fed", left > 0 ? left * 1e3 : 0);
    ui_text(ui, row, ST_SMALL, text);
    row = rect_cut_top(&r, 18);
    ui_bar(ui, rect(row.x, row.y + 4, row.w, 9), w->cnt ? left / (((double)w->field[IWDG_RLR] + 1) * tick)
           : 0, ROLE_ACCENT, TEXTURE_NONE);
    ui_tip(ui, row, "%s. Its whole time is %.4g ms (RLR %u, LSI / %u).", text,
           ((double)w->field[IWDG_RLR] + 1) * tick * 1e3, (unsigned)w->field[IWDG_RLR], 4u << pr);
    return 40;
}

/* ---- the camera ------------------------------------------------------------------------------ */

float dcmi_body(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot, bool draw)
{
    const source_t *d = &in->view->machine->chip.dcmi;
    float y = r.y;
    uint8_t byte[4 * SOURCE_FIFO];
    for (unsigned i = 0; i < 4 * d->words && i < sizeof byte; i++)
        byte[i] = (uint8_t)(d->fifo[i / 4] >> 8 * (i % 4));
    if (draw)
        ui_text(ui, rect(r.x, y, r.w, 18), ST_SMALL, d->capturing ? "captures a frame" : d->cr & 1
                ? "waits for the next frame" : "does not capture");
    y += 20;
    y += value_cells(ui, rect(r.x, y, r.w, 18), "FIFO", byte, 4 * d->words, 4u * h743_dcmi.fifo,
                     "Four bytes a word; nothing slows the camera down when it is full.", draw);
    y += flag_lamps(in, ui, rect(r.x, y, r.w, 17), part_base(in->view->map, slot) + 0x08,
                    "FRAME_RIS VSYNC_RIS LINE_RIS !OVR_RIS !ERR_RIS", draw);
    return y - r.y;
}
