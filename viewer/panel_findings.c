/* panel_findings.c -- what the judges found: one row each, and the chosen one in full: what happened, the
 * two or three facts that made it (click: go there), what is missing, the fix for this very buffer.
 *
 * Findings are those of the whole run, also while the moment shown lies before them; a row whose time
 * has not come is drawn dim. The texts are the judge's own. */
#include "findings.h"
#include "panel.h"
#include <stdio.h>
#include <string.h>

enum { TAB_WHAT, TAB_C, TAB_RUST, TAB_RULE, TAB_COUNT };
static const char *const tab_name[TAB_COUNT] = { "what happened", "fix in C", "fix in Rust", "the rule" };

/* The finding that is shown in full: the selected one, else the latest that has happened, else the first. */
static int chosen(const panel_in_t *in)
{
    const findings_t *f = in->view->findings;
    if (in->app->select.finding >= 0 && (size_t)in->app->select.finding < f->count)
        return in->app->select.finding;
    int best = f->count ? 0 : -1;
    for (size_t i = 0; i < f->count; i++)
        if (f->item[i].at <= in->view->now) best = (int)i;
    return best;
}

static void row(const panel_in_t *in, ui_t *ui, rect_t r, int i, bool open)
{
    const finding_t *f = &in->view->findings->item[i];
    const look_t *look = &tier_look[f->tier];
    bool later = f->at > in->view->now;
    if (open) ui_round(ui, r, 4, ROLE_RAISED);
    ui_hit(ui, r, ACT_GOTO_FINDING, i, "%s: %s\nClick: go to the moment it showed. Right click: only select it.",
           rule_name[f->rule], explain_title((rule_t)f->rule));
    ui_second(ui, ACT_FINDING, i);
    rect_t line = rect_pad(r, 6, 2);
    rect_t mark = rect_cut_left(&line, 14);
    ui_mark(ui, rect_inset(mark, 1), (mark_t)look->mark, (role_t)look->role);
    rect_cut_left(&line, 6);
    char when[40];
    snprintf(when, sizeof when, "%llu", (unsigned long long)say_cycle(in->view->names, f->at));
    rect_t right = rect_cut_right(&line, ui_width(ui, ST_MONO_SMALL, when) + 2);
    ui_text(ui, right, st_align(ST_MONO_SMALL_DIM, RIGHT), when);
    ui_textf(ui, line, later ? ST_DIM : st_role(ST_BOLD, (role_t)look->role), "%s in %s", rule_name[f->rule],
             f->buffer[0] ? f->buffer : f->master);
}

/* A numbered cause: click goes to its tick. */
static float cause(ui_t *ui, rect_t r, const panel_in_t *in, int finding, int n)
{
    const cause_t *c = &in->view->findings->item[finding].cause[n];
    rect_t text = rect(r.x + 24, r.y, r.w - 24, r.h);
    float h = ui_wrap_height(ui, text.w, ST_BODY, c->text);
    rect_t hit = rect(r.x, r.y, r.w, h);
    if (in->app->select.finding == finding && in->app->select.cause == n)
        ui_round(ui, hit, 4, ROLE_ACCENT_SOFT);
    ui_hit(ui, hit, ACT_GOTO_CAUSE, finding * 8 + n, "Go to this moment");
    ui_textf(ui, rect(r.x + 4, r.y, 18, ui_row_height(ST_BODY)), st_role(ST_BOLD, ROLE_ACCENT), "%d", n + 1);
    ui_wrap(ui, text, ST_BODY, c->text);
    return h + 4;
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

static float what(const panel_in_t *in, ui_t *ui, rect_t r, int i)
{
    const finding_t *f = &in->view->findings->item[i];
    float top = r.y;
    char line[200];
    snprintf(line, sizeof line, "%s: %s%s%s", tier_name[f->tier], explain_title((rule_t)f->rule),
             f->count > 1 ? ", " : "",
             f->same_value ? "the same value by luck" : "");
    if (f->count > 1) snprintf(line + strlen(line), sizeof line - strlen(line), "%s%u times",
                               f->same_value ? ", " : "", f->count);
    r.y += ui_wrap(ui, r, st_role(ST_BOLD, (role_t)tier_look[f->tier].role), line) + 4;
    r.y += ui_wrap(ui, r, ST_BODY, f->message) + GAP;
    for (int n = 0; n < f->causes; n++) r.y += cause(ui, r, in, i, n);
    if (f->missing[0]) {
        r.y += 2;
        float h = ui_row_height(ST_SMALL_DIM);
        ui_text(ui, rect(r.x, r.y, r.w, h), ST_SMALL_DIM, "What is missing");
        r.y += h;
        r.y += ui_wrap(ui, r, st_role(ST_BODY, ROLE_GOOD), f->missing);
    }
    return r.y - top + GAP;
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
    default:       return what(in, ui, r, i);
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
    ui_empty(ui, r, done ? "The judges found nothing in this run."
             : "Nothing found so far; the run is still being computed.");
}

void panel_findings(const panel_in_t *in, ui_t *ui)
{
    const findings_t *f = in->view->findings;
    char note[64] = "";
    if (f->count) snprintf(note, sizeof note, "%zu in this run", f->count);
    rect_t r = ui_panel(ui, in->area, panel_title[PANEL_FINDINGS], note);
    int open = chosen(in);
    if (open < 0) {
        none(in, ui, r);
    } else {
        size_t rows = f->count < 5 ? f->count : 5, first = 0;
        if (f->count > rows && (size_t)open >= rows) first = (size_t)open - rows + 1;
        if ((float)rows * (ROW + 2) > r.h * 0.4f) rows = r.h > 120 ? (size_t)(r.h * 0.4f / (ROW + 2)) : 1;
        if (rows == 0) rows = 1;
        if ((size_t)open >= first + rows) first = (size_t)open - rows + 1;
        for (size_t i = first; i < first + rows && i < f->count; i++)
            row(in, ui, rect_cut_top(&r, ROW + 2), (int)i, (int)i == open);
        rect_cut_top(&r, 4);
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
