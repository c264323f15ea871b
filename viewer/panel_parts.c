/* panel_parts.c -- the peripherals this run uses: a card each with what goes over their lines around now,
 * what their FIFOs hold and their flags. A row of names above chooses one; none chosen: all, one below the
 * other. Part by part what is shown: parts.c. The registers themselves are the registers panel's. */
#include "parts.h"
#include "streams.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CARD_PAD = 9, CARD_HEAD = 22, CARD_GAP = 8, CHIP_H = 20, CARD_WIDE = 460, CARD_COLUMNS = 4 };

typedef struct { unsigned slot[SLOTS], count, others, unused; } used_t;

static bool shown_kind(unsigned slot)
{
    return slot >= SLOT_STORED && slot <= SLOT_DCMI && slot != SLOT_STORED;
}

static void gather(const view_t *v, used_t *u)
{
    memset(u, 0, sizeof *u);
    for (unsigned s = SLOT_RCC; s < SLOT_CORE; s++) {
        if (!part_base(v->map, s)) continue;
        bool used = overview_used(v->overview, LANE_SLOT + s) || (shown_kind(s) && part_busy(v, s));
        if (used && shown_kind(s)) u->slot[u->count++] = s;
        else if (used) u->others++;
        else u->unused++;
    }
}

/* ---- the row of names ------------------------------------------------------------------------ */

static void chip(const panel_in_t *in, ui_t *ui, rect_t r, int slot, const char *name, const char *tip)
{
    bool here = in->app->select.part == slot;
    bool alarm = slot >= 0 && part_alarm(in, (unsigned)slot);
    ui_round(ui, r, 4, here ? ROLE_ACCENT_SOFT : ROLE_RAISED);
    ui_frame(ui, r, 4, here ? ROLE_ACCENT : ROLE_EDGE, 1);
    rect_t t = rect_pad(r, 7, 0);
    if (alarm) {
        rect_t m = rect_cut_left(&t, 13);
        ui_mark(ui, rect(m.x, m.y + (m.h - 10) / 2, 10, 10), MARK_BANG, ROLE_ERROR);
    }
    ui_text(ui, t, here ? ST_SMALL : ST_SMALL_DIM, name);
    ui_hit(ui, r, ACT_PART, slot, "%s%s", tip, alarm ? " An error flag is up." : "");
}

static void names(const panel_in_t *in, ui_t *ui, rect_t *body, const used_t *u)
{
    rect_t row = rect_cut_top(body, CHIP_H);
    chip(in, ui, rect_cut_left(&row, ui_width(ui, ST_SMALL, "all") + 15), -1, "all",
         "All parts this run uses, one below the other");
    for (unsigned i = 0; i < u->count; i++) {
        const char *name = part_name(u->slot[i]);
        float w = ui_width(ui, ST_SMALL, name) + 15 + (part_alarm(in, u->slot[i]) ? 13 : 0);
        rect_cut_left(&row, 4);
        if (w > row.w) {
            if (body->h < 3 * CHIP_H) break;
            rect_cut_top(body, 4);
            row = rect_cut_top(body, CHIP_H);
        }
        char tip[80];
        snprintf(tip, sizeof tip, "%s alone, and its registers.", name);
        chip(in, ui, rect_cut_left(&row, w), (int)u->slot[i], name, tip);
    }
    rect_cut_top(body, 6);
}

/* ---- cards ----------------------------------------------------------------------------------- */

static float card_height(const panel_in_t *in, ui_t *ui, unsigned slot, float width)
{
    return 2 * CARD_PAD + CARD_HEAD + part_body(in, ui, rect(0, 0, width - 2 * CARD_PAD, 0), slot, false);
}

static void card(const panel_in_t *in, ui_t *ui, rect_t r, unsigned slot)
{
    char about[160];
    bool alarm = part_alarm(in, slot), clocked = part_clocked(in->view, slot);
    ui_round(ui, r, 6, ROLE_RAISED);
    ui_frame(ui, r, 6, alarm ? ROLE_ERROR : ROLE_EDGE, alarm ? 2 : 1);
    rect_t b = rect_inset(r, CARD_PAD), head = rect_cut_top(&b, CARD_HEAD);
    ui_hit(ui, head, ACT_PART, slot, "%s: click for its registers.", part_name(slot));
    rect_t ink = ui_text(ui, head, ST_BOLD, part_name(slot));
    rect_cut_left(&head, ink.w + GAP);
    part_about(in->view, slot, about, sizeof about);
    if (!clocked) snprintf(about, sizeof about, "its clock is off");
    ui_text(ui, head, clocked ? ST_SMALL_DIM : st_role(ST_SMALL, ROLE_HAZARD), about);
    part_body(in, ui, b, slot, true);
}

/* In columns, each card under the shortest. Draws or measures. */
static float cards(const panel_in_t *in, ui_t *ui, rect_t r, const used_t *u, int only, bool draw)
{
    unsigned columns = (unsigned)fmaxf((r.w + CARD_GAP) / (CARD_WIDE + CARD_GAP), 1);
    if (columns > CARD_COLUMNS) columns = CARD_COLUMNS;
    if (only >= 0) columns = 1;
    if (columns > u->count) columns = u->count ? u->count : 1;
    float y[CARD_COLUMNS] = { 0 }, most = 0, w = floorf((r.w + CARD_GAP) / (float)columns) - CARD_GAP;
    for (unsigned i = 0; i < u->count; i++) {
        if (only >= 0 && u->slot[i] != (unsigned)only) continue;
        unsigned k = 0;
        for (unsigned c = 1; c < columns; c++)
            if (y[c] < y[k]) k = c;
        float h = card_height(in, ui, u->slot[i], w);
        if (draw) card(in, ui, rect(r.x + (float)k * (w + CARD_GAP), r.y + y[k], w, h), u->slot[i]);
        y[k] += h + CARD_GAP;
        most = fmaxf(most, y[k]);
    }
    return most;
}

void panel_parts(const panel_in_t *in, ui_t *ui)
{
    used_t u;
    gather(in->view, &u);
    rect_t body = ui_panel(ui, in->area, panel_title[PANEL_PARTS], NULL);
    if (!u.count) {
        ui_empty(ui, body, in->view->state == RUN_COMPLETE
                 ? "This run uses no peripheral: only memory, DMA and the core."
                 : "No peripheral has been used so far; the run is still being computed.");
        ui_panel_end(ui);
        return;
    }
    int only = -1;
    for (unsigned i = 0; i < u.count; i++)
        if (in->app->select.part == (int)u.slot[i]) only = in->app->select.part;
    if (body.h > 90 && u.count > 1) names(in, ui, &body, &u);
    float foot = ROW_SMALL + 2, w = body.w - 12,
        high = cards(in, ui, rect(0, 0, w, 0), &u, only, false) + foot;
    rect_t s = ui_scroll(ui, body, high);
    s.w = w;
    float used = cards(in, ui, s, &u, only, true);
    ui_textf(ui, rect(s.x, s.y + used, s.w, foot), ST_SMALL_DIM,
             "Also touched: %u of the chip's own parts (clocks, DMA, flash). Never touched: %u.", u.others,
        u.unused);
    ui_list_end(ui);
    ui_panel_end(ui);
}
