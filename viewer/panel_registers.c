/* panel_registers.c -- the registers of one part by the manual's names: value, what the fields say, and the
 * chosen register's fields bit by bit. Left the parts this run touches, or (a switch) all there are, those
 * of a vendor's file too. A diamond: written at this moment. A lock: a run stops when it is written. */
#include "findings.h"
#include "regfields.h"
#include "regwords.h"
#include "streams.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { OPTION_ALL, LIST_W = 104, LIST_ROW = 18, FIELD_ROW = 17 };

typedef struct {
    const panel_in_t *in;
    ui_t    *ui;
    unsigned block;                       /* index of reg_block_number */
    unsigned shown[200]; unsigned shows;  /* blocks in the list */
} listing_t;

/* ---- which blocks ---------------------------------------------------------------------------- */

static uint32_t first_register(const reg_block_t *b) { return b->base + b->row[0].off; }

/* GPIO is one part with eleven ports: those whose pins are not all as after reset. */
static bool port_used(const view_t *v, const reg_block_t *b)
{
    unsigned port = (b->base - part_base(v->map, SLOT_GPIO)) / 0x400;
    uint32_t reset = port == 0 ? 0xABFFFFFFu : port == 1 ? 0xFFFFFEBFu : 0xFFFFFFFFu;
    return port < GPIO_PORTS && v->machine->chip.gpio.port[port].moder != reset;
}

static bool block_used(const view_t *v, const reg_block_t *b)
{
    if (b->base >= 0xE0000000u) return true;
    const region_row_t *r = map_region(v->map, b->base);
    if (!r || r->kind != REGION_PART) return false;
    if (r->slot == SLOT_GPIO) return port_used(v, b);
    if (r->slot == SLOT_STORED) return false;
    return overview_used(v->overview, LANE_SLOT + r->slot);
}

static unsigned block_of(uint32_t addr)
{
    reg_info_t r = { 0 };
    return reg_at(addr, &r) ? r.at_block : 0;
}

/* The chosen register's, the chosen part's, else of the part most looked at: the first one touched. */
static unsigned chosen_block(const listing_t *g)
{
    const select_t *s = &g->in->app->select;
    const view_t *v = g->in->view;
    reg_info_t r = { 0 };
    if (s->reg >= 0 && reg_at((uint32_t)s->reg, &r)) return r.at_block;
    if (s->part == SLOT_CORE) return block_of(0xE000ED00u);
    if (s->part >= 0 && s->part < SLOTS && part_base(v->map, (unsigned)s->part))
        return block_of(part_base(v->map, (unsigned)s->part));
    static const uint8_t telling[] = { SLOT_DMA1, SLOT_DMA2, SLOT_BDMA, SLOT_MDMA };
    for (unsigned i = 0; i < sizeof telling; i++)
        if (overview_used(v->overview, LANE_SLOT + telling[i]))
            return block_of(part_base(v->map, telling[i]));
    return block_of(0xE000ED00u);
}

static void list_blocks(listing_t *g, bool all)
{
    const reg_block_t *b;
    g->shows = 0;
    for (unsigned i = 0; (b = reg_block_number(i)) && g->shows < 200; i++)
        if (all || i == g->block || block_used(g->in->view, b)) g->shown[g->shows++] = i;
}

/* ---- the list at the left -------------------------------------------------------------------- */

static void block_row(listing_t *g, rect_t r, unsigned i)
{
    const reg_block_t *b = reg_block_number(i);
    bool here = i == g->block, foreign = i >= reg_blocks;
    if (here) ui_round(g->ui, r, 4, ROLE_ACCENT_SOFT);
    ui_hit(g->ui, r, ACT_REGISTER, first_register(b), "%s at 0x%08X%s", b->name, (unsigned)b->base,
           foreign ? ": not modelled; its names are from the vendor's file" : "");
    ui_text(g->ui, rect_pad(r, 6, 0), here ? ST_SMALL : foreign ? st_role(ST_SMALL_DIM, ROLE_LINT)
            : ST_SMALL_DIM, b->name);
}

static void block_list(listing_t *g, rect_t r)
{
    for (unsigned i = 0; i < g->shows; i++) {
        rect_t row = rect_cut_top(&r, LIST_ROW);
        if (row.h < LIST_ROW) return;
        block_row(g, row, g->shown[i]);
    }
}

/* Narrow: one row of names, with the chosen one in it. */
static void block_chips(listing_t *g, rect_t *r)
{
    rect_t row = rect_cut_top(r, LIST_ROW);
    unsigned at = 0, first = 0;
    for (unsigned i = 0; i < g->shows; i++)
        if (g->shown[i] == g->block) at = i;
    float used = 0;
    for (first = at + 1; first > 0; first--) {
        float w = ui_width(g->ui, ST_SMALL, reg_block_number(g->shown[first - 1])->name) + 14;
        if (used + w > row.w) break;
        used += w;
    }
    for (unsigned i = first; i < g->shows; i++) {
        float w = ui_width(g->ui, ST_SMALL, reg_block_number(g->shown[i])->name) + 14;
        if (w > row.w) break;
        block_row(g, rect_cut_left(&row, w), g->shown[i]);
    }
    rect_cut_top(r, 4);
}

/* ---- one register opened --------------------------------------------------------------------- */

static void field_row(ui_t *ui, rect_t row, unsigned bit, unsigned width, const char *name, uint32_t v,
                      const char *means, bool odd)
{
    rect_cut_left(&row, 21);
    char bits[12];
    if (width > 1) snprintf(bits, sizeof bits, "%u:%u", bit + width - 1, bit);
    else snprintf(bits, sizeof bits, "%u", bit);
    ui_text(ui, rect_cut_left(&row, 38), st_align(ST_MONO_SMALL_DIM, RIGHT), bits);
    rect_cut_left(&row, GAP);
    style_t s = odd ? st_role(ST_MONO_SMALL, ROLE_HAZARD) : v ? ST_MONO_SMALL : ST_MONO_SMALL_DIM;
    ui_text(ui, rect_cut_left(&row, fminf(110, row.w * 0.45f)), s, name);
    rect_cut_left(&row, GAP);
    char value[16];
    snprintf(value, sizeof value, width > 4 ? "0x%X" : "%u", (unsigned)v);
    ui_text(ui, rect_cut_left(&row, 76), s, value);
    if (means) ui_text(ui, row, v ? ST_SMALL : ST_SMALL_DIM, means);
}

static unsigned field_count(const char *fields)
{
    unsigned n = 0;
    reg_field_t f;
    while (reg_field(&fields, &f)) n++;
    return n;
}

static float opened_height(const listing_t *g, const reg_info_t *r)
{
    uint32_t value = 0;
    unsigned n = field_count(r->fields);
    machine_reg(g->in->view->machine, r->addr, &value);
    return (float)(n ? n + ((value & reg_reserved(r)) != 0) : 1) * FIELD_ROW + 6;
}

static void opened(listing_t *g, rect_t r, const reg_info_t *info)
{
    uint32_t value = 0, reserved;
    const char *at = info->fields;
    reg_field_t f;
    machine_reg(g->in->view->machine, info->addr, &value);
    ui_fill(g->ui, rect(r.x + 8, r.y, 2, r.h - 6), ROLE_ACCENT);
    if (!field_count(at)) {
        char place[100];
        rect_t row = rect_cut_top(&r, FIELD_ROW);
        const region_row_t *there = map_region(g->in->view->map, value);
        rect_cut_left(&row, 21);
        if (value && there)
            ui_textf(g->ui, row, ST_SMALL_DIM, "one number of 32 bits; as an address: %s",
                     say_spot(g->in->view, value, place, sizeof place));
        else ui_textf(g->ui, row, ST_SMALL_DIM, "one number of 32 bits: %u", (unsigned)value);
        return;
    }
    while (reg_field(&at, &f)) {
        uint32_t v = value >> f.bit & (f.width < 32 ? (1u << f.width) - 1 : UINT32_MAX);
        rect_t row = rect_cut_top(&r, FIELD_ROW);
        field_row(g->ui, row, f.bit, f.width, f.name, v, reg_meaning(info->name, f.name, v), false);
    }
    if ((reserved = value & reg_reserved(info)))
        field_row(g->ui, rect_cut_top(&r, FIELD_ROW), 0, 32, "reserved", reserved,
                  "bits the manual keeps reserved are set", true);
}

/* ---- the registers --------------------------------------------------------------------------- */

static bool next_in(const listing_t *g, reg_info_t *r)
{
    bool more = r->block ? reg_next(r) : reg_at(first_register(reg_block_number(g->block)), r);
    return more && r->at_block == g->block;
}

static float registers(listing_t *g, rect_t r, bool draw)
{
    float top = r.y, width = 0;
    for (reg_info_t i = { 0 }; next_in(g, &i);) {
        const char *name = strchr(i.name, '.');
        width = fmaxf(width, ui_width(g->ui, ST_MONO, name ? name + 1 : i.name));
    }
    width = fminf(width + 2, r.w * 0.4f);
    for (reg_info_t i = { 0 }; next_in(g, &i);) {
        bool open = g->in->app->select.reg == (int64_t)i.addr;
        rect_t row = rect(r.x, r.y, r.w, ROW);
        if (draw) reg_row(g->in, g->ui, &row, width, i.addr);
        r.y += ROW;
        if (!open) continue;
        float h = opened_height(g, &i);
        if (draw) opened(g, rect(r.x, r.y, r.w, h), &i);
        r.y += h;
    }
    return r.y - top + GAP / 2;
}

/* Why the values may not be what a program would read. */
static float warning(listing_t *g, rect_t r, bool draw)
{
    const view_t *v = g->in->view;
    const region_row_t *region = map_region(v->map, reg_block_number(g->block)->base);
    const char *why = NULL;
    if (g->block >= reg_blocks)
        why = "Not modelled: the names are the vendor file's, the registers have no values.";
    else if (region && region->kind == REGION_PART && region->clock >= 0
             && !(v->machine->chip.wires.clock[region->clock >> 6] >> (region->clock & 63) & 1))
        why = "Its clock is off in RCC: the program reads 0 here and its writes have no effect.";
    if (!why) return 0;
    float h = ui_wrap_height(g->ui, r.w - 22, ST_SMALL, why) + 4;
    if (!draw) return h;
    ui_mark(g->ui, rect(r.x + 2, r.y + 3, 11, 11), MARK_INFO, ROLE_HAZARD);
    ui_wrap(g->ui, rect(r.x + 20, r.y + 1, r.w - 22, h), ST_SMALL, why);
    return h;
}

void panel_registers(const panel_in_t *in, ui_t *ui)
{
    listing_t g = { .in = in, .ui = ui };
    g.block = chosen_block(&g);
    const reg_block_t *b = reg_block_number(g.block);
    bool all = in->option >> OPTION_ALL & 1;
    char note[80];
    snprintf(note, sizeof note, "%.40s at 0x%08X", b->name, (unsigned)b->base);
    rect_t body = ui_panel(ui, in->area, panel_title[PANEL_REGISTERS], note);
    list_blocks(&g, all);
    bool wide = body.w >= 380;
    rect_t top = rect_cut_top(&body, 18);
    ui_toggle(ui, top, "all parts", all, ACT_OPTION, PANEL_REGISTERS * 16 + OPTION_ALL,
              "List every part, or only those this run touches");
    rect_cut_top(&body, 4);
    if (!wide) block_chips(&g, &body);
    float list = wide ? (float)g.shows * LIST_ROW : 0, right = body.w - (wide ? LIST_W + GAP : 0) - 12;
    bool apart = wide && list <= body.h;
    if (apart) block_list(&g, rect_cut_left(&body, LIST_W)), rect_cut_left(&body, GAP);
    rect_t probe = rect(0, 0, right, 0);
    float high = warning(&g, probe, false) + registers(&g, probe, false);
    rect_t s = ui_scroll(ui, body, apart ? high : fmaxf(high, list));
    if (wide && !apart) block_list(&g, rect_cut_left(&s, LIST_W)), rect_cut_left(&s, GAP);
    float used = warning(&g, s, true);
    registers(&g, rect(s.x, s.y + used, s.w, s.h), true);
    ui_list_end(ui);
    ui_panel_end(ui);
}
