/* panel_findings.c -- what the judges found: one row each, and the open one in full: what happened, its story
 * step by step (click: go there; story.c), what is missing and where, the fix for this very buffer.
 *
 * Findings are those of the whole run, also while the moment shown lies before them; a row whose time
 * has not come is drawn dim. A lesson tells them when one has come there. The texts are the judge's own. */
#include "findings.h"
#include "story.h"
#include <stdio.h>
#include <string.h>

enum { TAB_WHAT, TAB_C, TAB_RUST, TAB_RULE, TAB_COUNT };
static const char *const tab_name[TAB_COUNT] = { "what happened", "fix in C", "fix in Rust", "the rule" };

static void row(const panel_in_t *in, ui_t *ui, rect_t r, int i, bool open)
{
    const finding_t *f = &in->view->findings->item[i];
    const look_t *look = &tier_look[f->tier];
    bool later = f->at > in->view->now;
    if (open) ui_round(ui, r, 4, ROLE_RAISED);
    ui_hit(ui, r, ACT_GOTO_FINDING, i, "%s: %s\nClick: go to the moment it showed. Right click: only select "
           "it.", rule_name[f->rule], explain_title((rule_t)f->rule));
    ui_second(ui, ACT_FINDING, i);
    rect_t line = rect_pad(r, 6, 2);
    rect_t mark = rect_cut_left(&line, 14);
    ui_mark(ui, rect_inset(mark, 1), (mark_t)look->mark, (role_t)look->role);
    rect_cut_left(&line, 6);
    char when[40];
    snprintf(when, sizeof when, "%llu", (unsigned long long)say_cycle(in->view->names, f->at));
    rect_t right = rect_cut_right(&line, ui_width(ui, ST_MONO_SMALL, when) + 2);
    ui_text(ui, right, st_align(ST_MONO_SMALL_DIM, RIGHT), when);
    ui_textf(ui, line, later ? ST_DIM : st_role(ST_BOLD, (role_t)look->role), f->declared[0] ? "%s in %s (%s)"
             : "%s in %s", rule_name[f->rule], f->buffer[0] ? f->buffer : f->master, f->declared);
}

static void buttons(const panel_in_t *in, ui_t *ui, rect_t *r, int i)
{
    const finding_t *f = &in->view->findings->item[i];
    static const struct { const char *label; action_t act; const char *tip; } b[] = {
        { "go to it", ACT_GOTO_FINDING, "To the moment it showed" },
        { "next cause", ACT_GOTO_CAUSE, "To the facts that made it, one after the other" },
        { "who wrote it", ACT_WHO_WROTE, "Who wrote the byte concerned: its causes in the buffer panel" },
    };
    rect_t line = rect_cut_top(r, ROW + 4);
    for (unsigned k = 0; k < sizeof b / sizeof *b; k++) {
        float w = ui_width(ui, ST_BODY, b[k].label) + 20;
        if (w > line.w) break;
        int64_t arg = b[k].act == ACT_GOTO_FINDING ? i : b[k].act == ACT_GOTO_CAUSE ? -1 : (int64_t)f->addr;
        ui_button(ui, rect_cut_left(&line, w), b[k].label, b[k].act, arg, b[k].tip);
        rect_cut_left(&line, 6);
    }
    rect_cut_top(r, 6);
}

/* Program text: as it stands, a row each; long ones are cut and have a tooltip. */
static float code(ui_t *ui, rect_t r, const char *text)
{
    float h = ui_row_height(ST_MONO_SMALL), top = r.y;
    while (*text) {
        size_t n = strcspn(text, "\n");
        ui_textf(ui, rect(r.x, r.y, r.w, h), ST_MONO_SMALL, "%.*s", (int)n, text);
        r.y += h;
        text += n + (text[n] != 0);
    }
    return r.y - top + GAP;
}

static float body_of(const panel_in_t *in, ui_t *ui, rect_t r, int i)
{
    const finding_t *f = &in->view->findings->item[i];
    char c[1600], rust[1600];
    switch (in->tab) {
    case TAB_C: case TAB_RUST:
        explain_fix(f, c, sizeof c, rust, sizeof rust);
        return code(ui, r, in->tab == TAB_C ? c : rust);
    case TAB_RULE: return ui_wrap(ui, r, ST_BODY, explain_rule((rule_t)f->rule)) + GAP;
    default:       return story_draw(in, ui, r, i);
    }
}

/* The height the text will have: drawn once into a list of its own that is thrown away. */
static float height_of(const panel_in_t *in, ui_t *ui, rect_t r, int i)
{
    draw_t draw = { 0 };
    ui_t probe;
    ui_init(&probe, &draw, ui->measure);
    ui_start(&probe);
    float h = body_of(in, &probe, r, i);
    ui_free(&probe), draw_free(&draw);
    return h;
}

static void none(const panel_in_t *in, ui_t *ui, rect_t r)
{
    bool done = in->view->state == RUN_COMPLETE;
    ui_empty(ui, r, !app_tells_all(in->app, in->view)
             ? "A lesson: what the judges find is told from the moment it happens on, or when the question "
               "about it is checked."
             : done ? "The judges found nothing in this run."
             : "Nothing found so far; the run is still being computed.");
}

/* The rows: as many as leave room for the open one, and that one among them. */
static void rows_of(const panel_in_t *in, ui_t *ui, rect_t *r, int open, size_t told)
{
    size_t rows = told < 5 ? told : 5, first = 0, before = 0, n = 0;
    if ((float)rows * (ROW + 2) > r->h * 0.4f) rows = r->h > 120 ? (size_t)(r->h * 0.4f / (ROW + 2)) : 1;
    if (rows == 0) rows = 1;
    for (int i = 0; i < open; i++) before += app_tells(in->app, in->view, (size_t)i);
    if (before >= rows) first = before - rows + 1;
    for (size_t i = 0; i < in->view->findings->count && n < first + rows; i++) {
        if (!app_tells(in->app, in->view, i) || n++ < first) continue;
        row(in, ui, rect_cut_top(r, ROW + 2), (int)i, (int)i == open);
    }
    rect_cut_top(r, 4);
}

void panel_findings(const panel_in_t *in, ui_t *ui)
{
    size_t told = app_told(in->app, in->view);
    char note[64] = "";
    bool all = app_tells_all(in->app, in->view);
    if (told) snprintf(note, sizeof note, "%zu %s", told, all ? "in this run" : "so far");
    rect_t r = ui_panel(ui, in->area, panel_title[PANEL_FINDINGS], note);
    int open = app_finding(in->app, in->view);
    if (open < 0) none(in, ui, r);
    else {
        rows_of(in, ui, &r, open, told);
        if (r.h > 60) {
            ui_tabs(ui, &r, tab_name, TAB_COUNT, in->tab, ACT_TAB, PANEL_FINDINGS * TABS);
            rect_cut_top(&r, 4);
            if (r.h > 90) buttons(in, ui, &r, open);
            rect_t inner = rect(r.x, r.y, r.w - 10, r.h);
            rect_t s = ui_scroll(ui, r, height_of(in, ui, inner, open));
            body_of(in, ui, rect(s.x, s.y, inner.w, s.h), open);
            ui_list_end(ui);
        }
    }
    ui_panel_end(ui);
}
