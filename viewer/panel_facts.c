/* panel_facts.c -- what happened: one sentence a fact, around the moment shown; click: go there. What lies
 * ahead is dim. Chips at the top fold groups of facts away; a search (/) keeps the sentences that contain
 * what was typed. The facts are the moment's (moment.h). */
#include "findings.h"
#include "panel.h"
#include <stdio.h>

static const char *const what_is_in[FACT_GROUPS] = {
    "Steps, loads, stores, compared values, barriers, faults, sleep",
    "Store buffer, line fills, evictions, maintenance",
    "Requests, grants, beats, responses, bus errors",
    "Streams armed, items, flags, ends",
    "Pending, entered, left",
    "Registers read and written, writes without effect",
    "Frames, flags, pins: what the peripherals did",
};

static void chips(const panel_in_t *in, ui_t *ui, rect_t *r)
{
    rect_t line = rect_cut_top(r, ROW_SMALL + 4);
    for (unsigned g = 0; g < FACT_GROUPS; g++) {
        float w = ui_width(ui, ST_SMALL, fact_group_name[g]) + 12;
        if (w > line.w) {
            if (r->h < 100) return;
            line = rect_cut_top(r, ROW_SMALL + 4);
            if (w > line.w) return;
        }
        bool on = !(in->app->hidden >> g & 1);
        rect_t chip = rect_pad(rect_cut_left(&line, w), 0, 1);
        rect_cut_left(&line, 4);
        ui_round(ui, chip, 8, on ? ROLE_RAISED : ROLE_PANEL);
        ui_frame(ui, chip, 8, on ? ROLE_EDGE : ROLE_GRID, 1);
        ui_text(ui, chip, st_align(on ? ST_SMALL : ST_SMALL_DIM, CENTRE), fact_group_name[g]);
        ui_hit(ui, chip, ACT_FILTER, g, "%s. Click: %s", what_is_in[g], on ? "hide" : "show");
    }
    rect_cut_top(r, 4);
}

/* Whose colour a fact has: the bus master's, the DMA's, or the core's. */
static role_t role_of(const fact_t *f)
{
    if (f->kind >= F_ASK && f->kind <= F_ERROR)
        return (role_t)owner_look[owner_of(f->who, (unsigned)(f->note >> 16 & 0xFF))].role;
    if (f->kind >= F_DRAIN && f->kind <= F_MAINT) return ROLE_DCACHE;
    switch (f->who) {
    case SLOT_DMA1: return ROLE_DMA1;
    case SLOT_DMA2: return ROLE_DMA2;
    case SLOT_BDMA: return ROLE_BDMA;
    case SLOT_MDMA: return ROLE_MDMA;
    default:        return f->kind <= F_END || f->who == SLOT_CORE ? ROLE_CPU : ROLE_OTHER;
    }
}

static mark_t mark_of(const fact_t *f)
{
    static const mark_t mark[FACT_GROUPS] = { MARK_RIGHT, MARK_SQUARE, MARK_BARS, MARK_DIAMOND, MARK_BOLT,
                                              MARK_BOX, MARK_DOT };
    int alarm = f->kind == F_ERROR || f->kind == F_FAULT || f->kind == F_LOST;
    return alarm ? MARK_BANG : mark[fact_group(f->kind)];
}

static void one(const panel_in_t *in, ui_t *ui, rect_t r, const fact_t *f, float cycle_width)
{
    char text[240], when[32];
    bool here = f->at == in->view->now, ahead = f->at > in->view->now;
    bool bad = f->kind == F_ERROR || f->kind == F_FAULT || f->kind == F_LOST;
    if (here) ui_round(ui, rect_pad(r, 0, 1), 3, ROLE_ACCENT_SOFT);
    explain_fact(f, in->view->map, in->view->names, text, sizeof text);
    ui_hit(ui, r, ACT_GOTO, (int64_t)f->at, "%s", text);
    snprintf(when, sizeof when, "%llu", (unsigned long long)say_cycle(in->view->names, f->at));
    ui_text(ui, rect_cut_left(&r, cycle_width), st_align(ST_MONO_SMALL_DIM, RIGHT), when);
    rect_cut_left(&r, 6);
    rect_t mark = rect_cut_left(&r, 10);
    ui_mark(ui, rect(mark.x, mark.y + (mark.h - 9) / 2, 9, 9), mark_of(f),
            bad ? ROLE_ERROR : ahead ? ROLE_FAINT : role_of(f));
    rect_cut_left(&r, 6);
    ui_text(ui, r, bad ? st_role(ST_SMALL, ROLE_ERROR) : ahead ? ST_SMALL_DIM : ST_SMALL, text);
}

void panel_facts(const panel_in_t *in, ui_t *ui)
{
    const moment_t *m = in->moment;
    char note[64] = "";
    if (in->app->filter[0]) snprintf(note, sizeof note, "with \"%.40s\"", in->app->filter);
    rect_t r = ui_panel(ui, in->area, panel_title[PANEL_FACTS], note[0] ? note : NULL);
    chips(in, ui, &r);
    if (!m->facts) {
        ui_empty(ui, r, in->app->filter[0] ? "No fact near this moment contains that."
                 : "No fact of these groups here.");
    } else {
        char widest[32];
        snprintf(widest, sizeof widest, "%llu", (unsigned long long)say_cycle(in->view->names,
                m->fact[m->facts - 1].at));
        float w = ui_width(ui, ST_MONO_SMALL, widest) + 4;
        ui_list_t l = ui_list_at(ui, r, m->facts, ROW_SMALL + 2, (long)m->here);
        for (size_t i = l.first; i < l.end; i++) one(in, ui, ui_list_row(&l, i), &m->fact[i], w);
        rect_t now = ui_list_row(&l, m->here);
        ui_line(ui, now.x, now.y, now.x + now.w, now.y, ROLE_ACCENT, 1.5f);
        ui_list_end(ui);
    }
    ui_panel_end(ui);
}
