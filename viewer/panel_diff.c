/* panel_diff.c -- what differs between marker A and marker B, or now: registers of the core, cache lines,
 * bytes, registers of the parts, a row each. Click: select it. The rows are the session's (session_diff). */
#include "findings.h"
#include "panel.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct { const char *title, *tip; mark_t mark; role_t role; } group[] = {
    [DIFF_CORE]     = { "core", "a register of the core", MARK_HEXAGON, ROLE_CPU },
    [DIFF_LINE]     = { "cache lines", "a line of a cache", MARK_SQUARE, ROLE_DCACHE },
    [DIFF_BYTES]    = { "bytes in memory", "what memory holds, not what a cache does", MARK_BARS, ROLE_TEXT },
    [DIFF_REGISTER] = { "registers of the parts", "a register of a part", MARK_BOX, ROLE_OTHER },
};
enum { KINDS = sizeof group / sizeof *group };

/* Sixteen bytes and sixteen more do not fit beside each other everywhere: then one stands under the other. */
typedef struct { const moment_t *m; size_t first[KINDS], count[KINDS], high[KINDS], rows; } rows_t;

static void lay_out(rows_t *l, const moment_t *m, ui_t *ui, float w)
{
    *l = (rows_t){ .m = m };
    bool fits = true;
    for (size_t i = 0; i < m->diffs; i++) {              /* each group stands in one piece */
        unsigned k = m->diff[i].kind < KINDS ? m->diff[i].kind : 0;
        if (!l->count[k]++) l->first[k] = i;
        fits = fits && (k != DIFF_BYTES || ui_width(ui, ST_MONO_SMALL, m->diff[i].text) <= w - 32);
    }
    for (unsigned k = 0; k < KINDS; k++) {
        l->high[k] = k == DIFF_BYTES && !fits ? 2 : 1;
        if (l->count[k]) l->rows += 1 + l->count[k] * l->high[k];
    }
}

/* Where a row's difference is; -1 - k: it is the heading of group k. *part: which of its rows. */
static long line_of_row(const rows_t *l, size_t row, unsigned *part)
{
    *part = 0;
    for (unsigned k = 0; k < KINDS; k++) {
        if (!l->count[k]) continue;
        if (!row--) return -1 - (long)k;
        if (row < l->count[k] * l->high[k])
            return *part = (unsigned)(row % l->high[k]), (long)(l->first[k] + row / l->high[k]);
        row -= l->count[k] * l->high[k];
    }
    return -1;
}

static void add_rest(char *text, size_t room, const char *more)
{
    size_t n = strlen(text);
    snprintf(text + n, room - n, "%s", more);
}

static void both(ui_t *ui, rect_t text, const diff_t *d)
{
    const char *arrow = strstr(d->text, " -> ");
    char was[sizeof d->text + 8];
    if (!arrow) ui_text(ui, text, ST_MONO_SMALL, d->text);
    if (!arrow) return;
    snprintf(was, sizeof was, "%.*s \xE2\x86\x92 ", (int)(arrow - d->text), d->text);
    float w = ui_width(ui, ST_MONO_SMALL_DIM, was);
    if (w + 30 > text.w) add_rest(was, sizeof was, arrow + 4), ui_text(ui, text, ST_MONO_SMALL, was);
    else {
        ui_text(ui, rect_cut_left(&text, w), ST_MONO_SMALL_DIM, was);
        ui_text(ui, text, ST_MONO_SMALL, arrow + 4);
    }
}

/* "rx+0x10: 11 11 -> A0 A1": what was over what is, in line. */
static void half(ui_t *ui, rect_t text, const diff_t *d, unsigned part)
{
    const char *arrow = strstr(d->text, "-> "), *colon = strstr(d->text, ": ");
    if (!arrow || !colon) { if (!part) ui_text(ui, text, ST_MONO_SMALL, d->text); return; }
    char place[64];
    snprintf(place, sizeof place, "%.*s", (int)(colon - d->text), d->text);
    float w = fminf(fmaxf(ui_width(ui, ST_MONO_SMALL_DIM, place) + 8, 54), text.w / 2);
    rect_t left = rect_cut_left(&text, w);
    if (!part)
        ui_text(ui, left, ST_MONO_SMALL_DIM, place), ui_textf(ui, text, ST_MONO_SMALL_DIM, "%.*s",
                                                              (int)(arrow - colon - 2), colon + 2);
    else
        ui_text(ui, left, st_align(ST_MONO_SMALL_DIM, RIGHT), "\xE2\x86\x92 "),
            ui_text(ui, text, ST_MONO_SMALL, arrow + 3);
}

static void one(const panel_in_t *in, ui_t *ui, rect_t r, const diff_t *d, unsigned high, unsigned part)
{
    const app_t *app = in->app;
    bool chosen = d->kind == DIFF_REGISTER ? app->select.reg == (int64_t)d->addr
                : d->kind != DIFF_CORE && app->select.has_address && app->select.address - d->addr < d->size;
    rect_t text = rect_pad(r, 4, 0), mark = rect_cut_left(&text, 13);
    if (chosen) ui_fill(ui, r, ROLE_ACCENT_SOFT);
    if (d->kind == DIFF_CORE) ui_tip(ui, r, "%s: %s", group[d->kind].tip, d->text);
    else
        ui_hit(ui, r, d->kind == DIFF_REGISTER ? ACT_REGISTER : ACT_ADDRESS, (int64_t)d->addr,
               "%s: %s\nClick: select it", group[d->kind].tip, d->text);
    if (!part)
        ui_mark(ui, rect(mark.x, mark.y + (mark.h - 9) / 2, 9, 9), group[d->kind].mark, group[d->kind].role);
    if (high == 1) both(ui, text, d);
    else half(ui, text, d, part);
}

static const char *nothing(const panel_in_t *in)
{
    const app_t *app = in->app;
    if (!app->has_a)
        return "Nothing to compare yet. M sets marker A at this moment; go elsewhere, and everything that "
            "changed in between stands here. A second M sets marker B.";
    tick_t b = app->has_b ? app->b : in->view->now;
    if (app->a == b)
        return app->has_b ? "Both markers are at the same moment."
            : "Marker A is at this very moment: go elsewhere, or press M there for marker B.";
    return "Nothing differs between the two moments.";
}

static void note_of(const panel_in_t *in, char *text, size_t room)
{
    const app_t *app = in->app;
    tick_t b = app->has_b ? app->b : in->view->now;
    *text = 0;
    if (app->has_a)
        snprintf(text, room, "A %llu \xE2\x86\x92 %s %llu", (unsigned long long)say_cycle(in->view->names,
            app->a), app->has_b ? "B" : "now",
                             (unsigned long long)say_cycle(in->view->names, b));
}

static void buttons(const panel_in_t *in, ui_t *ui, rect_t *r)
{
    const app_t *app = in->app;
    rect_t line = rect_cut_top(r, ROW + 4);
    if (!app->has_a) {
        ui_button(ui, line, "marker A here", ACT_MARK_A, -1, "Compare with this moment (M)");
        rect_cut_top(r, 4);
        return;
    }
    rect_t b = ui_button(ui, line, "go to A", ACT_GOTO, (int64_t)app->a, "To marker A");
    rect_cut_left(&line, b.w + 6);
    if (app->has_b) b = ui_button(ui, line, "go to B", ACT_GOTO, (int64_t)app->b, "To marker B");
    else
        b = ui_button(ui, line, "marker B here", ACT_MARK_B, -1,
                      "Compare A with this moment, wherever time goes (M)");
    rect_cut_top(r, 4);
}

void panel_diff(const panel_in_t *in, ui_t *ui)
{
    const moment_t *m = in->moment;
    char note[80];
    note_of(in, note, sizeof note);
    rect_t r = ui_panel(ui, in->area, panel_title[PANEL_DIFF], note);
    if (r.h > 90) buttons(in, ui, &r);
    if (!m->diffs) ui_empty(ui, r, nothing(in));
    else {
        if (m->diffs_all > m->diffs && r.h > 60) {
            ui_textf(ui, rect_cut_bottom(&r, ROW_SMALL), ST_SMALL_DIM, "the first %zu of %zu differences",
                     m->diffs, m->diffs_all);
        }
        rows_t rows;
        lay_out(&rows, m, ui, r.w);
        ui_list_t l = ui_list(ui, r, rows.rows, ROW_SMALL + 3);
        for (size_t row = l.first; row < l.end; row++) {
            unsigned part;
            long i = line_of_row(&rows, row, &part);
            rect_t line = ui_list_row(&l, row);
            if (i >= 0) one(in, ui, line, &m->diff[i], (unsigned)rows.high[m->diff[i].kind], part);
            else
                ui_text(ui, line, st_size((style_t){ FONT_BOLD, ROLE_DIM, LEFT, 0 }, SIZE_SMALL),
                        group[-1 - i].title);
        }
        ui_list_end(ui);
    }
    ui_panel_end(ui);
}
