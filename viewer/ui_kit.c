/* ui_kit.c -- panels, lists, tables, buttons and the other pieces of ui.h. */
#include "ui.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

/* ---- panels ------------------------------------------------------------------------------------------ */

enum { PANEL_HEAD = 28, PANEL_SIDE = 12 };

static void panel_button(ui_t *ui, rect_t *head)
{
    rect_t r = rect_cut_right(head, 22);
    r = rect(r.x, r.y + 3, 22, 22);
    ui_mark(ui, rect_inset(r, 6), ui->maximised ? MARK_SQUARE : MARK_BOX, ROLE_DIM);
    char key[24];
    snprintf(key, sizeof key, "%s", action_key(ACT_MAXIMISE));
    ui_hit(ui, r, ACT_MAXIMISE, ui->panel, "%s (%s)", ui->maximised ? "Back to the layout"
           : "This panel alone", key);
}

rect_t ui_panel(ui_t *ui, rect_t area, const char *title, const char *note)
{
    ui->area = area;
    ui_clip(ui, area);
    ui_round(ui, area, 7, ROLE_PANEL);
    ui_frame(ui, area, 7, ui->focused ? ROLE_ACCENT : ROLE_EDGE, ui->focused ? (ui->inside ? 2.0f : 1.5f)
             : 1);
    rect_t r = rect_pad(area, PANEL_SIDE, 0);
    rect_t head = rect_cut_top(&r, PANEL_HEAD);
    ui_hit(ui, head, ACT_FOCUS, ui->panel, "%s: %s", title, "click or Tab to give it the keyboard");
    panel_button(ui, &head);
    rect_cut_right(&head, GAP / 2);
    rect_t t = ui_text(ui, head, ST_TITLE, title);
    if (note && *note) {
        rect_cut_left(&head, t.w + 2 * GAP);
        ui_text(ui, head, st_align(ST_SMALL_DIM, RIGHT), note);
    }
    rect_cut_bottom(&r, GAP);
    ui_clip(ui, r);
    return r;
}

void ui_panel_end(ui_t *ui)
{
    ui_unclip(ui);
    ui_unclip(ui);
}

/* ---- scrolling --------------------------------------------------------------------------------------- */

enum { BAR_W = 8 };

/* Where the content starts; draws the bar at the right when there is more than fits. */
static float scroll_to(ui_t *ui, rect_t *r, float height, float wanted)
{
    float extent = fmaxf(height - r->h, 0);
    float at = fminf(fmaxf(ui->scroll >= 0 ? ui->scroll : wanted, 0), extent);
    if (extent > ui->scroll_extent) ui->scroll_extent = extent, ui->scroll_shown = at;
    ui_clip(ui, *r);
    if (extent < 0.5f) return 0;
    ui->draw->cmd[ui->draw->cmds - 1].what = 1;          /* rows may be cut here: rules.h */
    rect_t bar = rect_cut_right(r, BAR_W);
    float part = fmaxf(r->h * r->h / height, fminf(24, r->h));
    rect_t thumb = rect(bar.x + 3, bar.y + (bar.h - part) * at / extent, 4, part);
    ui_round(ui, rect(bar.x + 3, bar.y, 4, bar.h), 2, ROLE_SUNKEN);
    ui_round(ui, thumb, 2, ROLE_FAINT);
    rect_cut_right(r, GAP / 2);
    return at;
}

ui_list_t ui_list_at(ui_t *ui, rect_t r, size_t rows, float row, long show)
{
    float wanted = show < 0 ? 0 : ((float)show + 0.5f) * row - r.h / 2;
    float at = scroll_to(ui, &r, (float)rows * row, ui->scroll < 0 ? floorf(wanted / row) * row : wanted);
    ui_list_t l = { .r = r, .row = row, .top = r.y - at };
    l.first = (size_t)fmaxf(at / row, 0);
    l.end = (size_t)ceilf((at + r.h) / row);
    if (l.end > rows) l.end = rows;
    if (l.first > l.end) l.first = l.end;
    return l;
}

ui_list_t ui_list(ui_t *ui, rect_t r, size_t rows, float row) { return ui_list_at(ui, r, rows, row, -1); }

rect_t ui_list_row(const ui_list_t *l,
                   size_t i) { return rect(l->r.x, l->top + (float)i * l->row, l->r.w, l->row); }

void ui_list_end(ui_t *ui) { ui_unclip(ui); }

rect_t ui_scroll_at(ui_t *ui, rect_t r, float height, float top, float bottom)
{
    float at = scroll_to(ui, &r, height, bottom <= r.h ? 0 : top);
    return rect(r.x, r.y - at, r.w, fmaxf(height, r.h));
}

rect_t ui_scroll(ui_t *ui, rect_t r, float height) { return ui_scroll_at(ui, r, height, 0, 0); }

/* ---- tables ------------------------------------------------------------------------------------------ */

ui_columns_t ui_columns(ui_t *ui, rect_t *r, const ui_column_t *column, unsigned count)
{
    ui_columns_t c = { .columns = count < COLUMNS ? count : COLUMNS };
    float fixed = 0, shares = 0;
    for (unsigned i = 0; i < c.columns; i++)
        *(column[i].width < 0 ? &shares : &fixed) += fabsf(column[i].width);
    rect_t head = rect_cut_top(r, ROW_SMALL + 2);
    float left = fmaxf(head.w - fixed - GAP * (float)(c.columns - 1), 0), x = head.x;
    for (unsigned i = 0; i < c.columns; i++) {
        float w = column[i].width < 0 ? left * -column[i].width / shares : column[i].width;
        w = fminf(w, fmaxf(head.x + head.w - x, 0));
        c.cell[i] = rect(x, head.y, w, head.h);
        ui_text(ui, c.cell[i], st_align(ST_SMALL_DIM, (align_t)column[i].align), column[i].title);
        x += w + GAP;
    }
    ui_line(ui, head.x, head.y + head.h, head.x + head.w, head.y + head.h, ROLE_GRID, 1);
    rect_cut_top(r, 2);
    return c;
}

rect_t ui_cell(const ui_columns_t *c, unsigned column, rect_t row)
{
    if (column >= c->columns) return rect(row.x, row.y, 0, 0);
    return rect_meet(rect(c->cell[column].x, row.y, c->cell[column].w, row.h), row);
}

void ui_kv(ui_t *ui, rect_t *r, float key_width, const char *key, style_t s, const char *format, ...)
{
    char text[512];
    va_list words;
    va_start(words, format);
    vsnprintf(text, sizeof text, format, words);
    va_end(words);
    rect_t row = rect_cut_top(r, ROW);
    if (row.h < ROW) return;
    ui_text(ui, rect_cut_left(&row, key_width - GAP / 2), ST_DIM, key);
    rect_cut_left(&row, GAP / 2);
    ui_text(ui, row, s, text);
}

void ui_heading(ui_t *ui, rect_t *r, const char *words)
{
    rect_t row = rect_cut_top(r, ROW + 2);
    if (row.h < ROW + 2) return;
    rect_t ink = ui_text(ui, row, st_size((style_t){ FONT_BOLD, ROLE_DIM, LEFT, 0 }, SIZE_SMALL), words);
    float x = ink.x + ink.w + GAP, y = row.y + row.h / 2;
    if (x < row.x + row.w) ui_line(ui, x, y, row.x + row.w, y, ROLE_GRID, 1);
}

/* ---- things to click --------------------------------------------------------------------------------- */

rect_t ui_button(ui_t *ui, rect_t r, const char *label, action_t action, int64_t arg, const char *tip)
{
    float w = fminf(ui_width(ui, ST_BODY, label) + 2 * GAP, r.w);
    rect_t b = rect(r.x, r.y, w, r.h);
    if (b.h < 14 || b.w < 20) return rect(r.x, r.y, 0, 0);
    ui_round(ui, b, 5, ROLE_RAISED);
    ui_frame(ui, b, 5, ROLE_EDGE, 1);
    ui_text(ui, rect_pad(b, GAP / 2, 0), st_align(ST_BODY, CENTRE), label);
    ui_hit(ui, b, action, arg, "%s", tip ? tip : "");
    return b;
}

rect_t ui_toggle(ui_t *ui, rect_t r, const char *label, bool on, action_t action, int64_t arg,
                 const char *tip)
{
    float w = fminf(ui_width(ui, ST_SMALL, label) + 2 * GAP + 12, r.w);
    rect_t b = rect(r.x, r.y, w, r.h);
    if (b.h < 12 || b.w < 30) return rect(r.x, r.y, 0, 0);
    ui_round(ui, b, b.h / 2, on ? ROLE_ACCENT_SOFT : ROLE_SUNKEN);
    ui_frame(ui, b, b.h / 2, on ? ROLE_ACCENT : ROLE_EDGE, 1);
    rect_t inner = rect_pad(b, GAP, 0);
    ui_mark(ui, rect(inner.x, inner.y + (inner.h - 8) / 2, 8, 8), on ? MARK_CHECK : MARK_RING, on
            ? ROLE_ACCENT : ROLE_DIM);
    rect_cut_left(&inner, 12);
    ui_text(ui, inner, on ? ST_SMALL : ST_SMALL_DIM, label);
    ui_hit(ui, b, action, arg, "%s", tip ? tip : "");
    return b;
}

void ui_tabs(ui_t *ui, rect_t *r, const char *const *name, unsigned count, unsigned current, action_t action,
             int64_t first)
{
    rect_t row = rect_cut_top(r, 24);
    if (row.h < 24) return;
    ui_line(ui, row.x, row.y + row.h, row.x + row.w, row.y + row.h, ROLE_GRID, 1);
    for (unsigned i = 0; i < count; i++) {
        rect_t t = rect_cut_left(&row, ui_width(ui, ST_SMALL, name[i]) + 2 * GAP);
        if (t.w < 2 * GAP) break;
        bool here = i == current;
        ui_text(ui, rect_pad(t, GAP, 0), here ? ST_SMALL : ST_SMALL_DIM, name[i]);
        if (here) ui_fill(ui, rect(t.x + GAP / 2, t.y + t.h - 2, t.w - GAP, 2), ROLE_ACCENT);
        ui_hit(ui, t, action, first + i, "%s", name[i]);
    }
    rect_cut_top(r, GAP / 2);
}

/* ---- signs ------------------------------------------------------------------------------------------- */

rect_t ui_badge(ui_t *ui, rect_t r, role_t role, mark_t mark, const char *text)
{
    const style_t s = { FONT_BOLD, ROLE_ON, LEFT, SIZE_SMALL };
    float h = fminf(r.h, 17), side = mark == MARK_NONE ? 0 : 9 + (*text ? 4 : 0);
    float w = fminf(ui_width(ui, s, text) + side + 12, r.w);
    rect_t b = rect(r.x, r.y + (r.h - h) / 2, w, h);
    if (w < 22 || h < 13) return rect(r.x, r.y, 0, 0);
    ui_round(ui, b, h / 2, role);
    ui_mark(ui, rect(b.x + 6, b.y + (h - 9) / 2, 9, 9), mark, ROLE_ON);
    ui_text(ui, rect(b.x + 6 + side, b.y, w - 12 - side, h), s, text);
    return b;
}

rect_t ui_look(ui_t *ui, rect_t r, const look_t *look)
{
    rect_t b = ui_badge(ui, r, (role_t)look->role, (mark_t)look->mark, look->name);
    ui_tip(ui, b, "%s", look->tip);
    return b;
}

void ui_swatch(ui_t *ui, rect_t r, const look_t *look)
{
    if (look->soft != ROLE_NONE) ui_fill(ui, r, (role_t)look->soft);
    ui_texture(ui, r, (texture_t)look->texture, (role_t)look->role);
    ui_frame(ui, r, 0, (role_t)look->role, 1);
}

void ui_legend(ui_t *ui, rect_t *r, const look_t *look, unsigned count)
{
    rect_t row = rect_cut_top(r, ROW_SMALL);
    for (unsigned i = 0; i < count; i++) {
        float side = look[i].mark == MARK_NONE ? 16 : 28, w = side + ui_width(ui, ST_SMALL_DIM, look[i].name);
        if (w > row.w) {
            if (r->h < ROW_SMALL || w > r->w) return;
            row = rect_cut_top(r, ROW_SMALL);
        }
        rect_t one = rect_cut_left(&row, w);
        rect_cut_left(&row, GAP * 1.5f);
        if (one.h < 12) return;
        rect_t swatch = rect(one.x, one.y + (one.h - 11) / 2, 11, 11);
        ui_swatch(ui, swatch, &look[i]);
        ui_mark(ui, rect(one.x + 14, swatch.y + 1, 9, 9), (mark_t)look[i].mark, (role_t)look[i].role);
        ui_text(ui, rect(one.x + side, one.y, one.w - side, one.h), ST_SMALL_DIM, look[i].name);
        ui_tip(ui, one, "%s: %s", look[i].name, look[i].tip);
    }
}

void ui_bar(ui_t *ui, rect_t r, double fraction, role_t role, texture_t texture)
{
    if (r.w < 4 || r.h < 3) return;
    float part = r.w * (float)fmin(fmax(fraction, 0), 1), radius = fminf(r.h / 2, 3);
    ui_round(ui, r, radius, ROLE_SUNKEN);
    if (part >= 1) {
        ui_round(ui, rect(r.x, r.y, part, r.h), fminf(radius, part / 2), role);
        ui_texture(ui, rect(r.x, r.y, part, r.h), texture, ROLE_ON);
    }
    ui_frame(ui, r, radius, ROLE_EDGE, 1);
}

rect_t ui_lamp(ui_t *ui, rect_t r, bool on, role_t role, const char *label)
{
    float side = fminf(r.h, 9);
    if (r.h < 7 || r.w < 9) return rect(r.x, r.y, 0, 0);
    rect_t lamp = rect(r.x, r.y + (r.h - side) / 2, side, side);
    ui_mark(ui, lamp, on ? MARK_DOT : MARK_RING, on ? role : ROLE_FAINT);
    rect_t t = rect(r.x + side + 5, r.y, r.w - side - 5, r.h);
    rect_t ink = ui_text(ui, t, on ? ST_SMALL : ST_SMALL_DIM, label);
    return rect(r.x, r.y, side + 5 + ink.w, r.h);
}

void ui_select(ui_t *ui, rect_t r) { ui_frame(ui, rect_inset(r, -1), 3, ROLE_ACCENT, 2); }

void ui_empty(ui_t *ui, rect_t r, const char *why)
{
    rect_t inner = rect_pad(r, GAP, 0);
    float h = ui_wrap_height(ui, inner.w, ST_DIM, why);
    if (h <= inner.h) inner.y += (inner.h - h) / 3, inner.h -= (inner.h - h) / 3;
    ui_wrap(ui, inner, ST_DIM, why);
}

void ui_byte(ui_t *ui, rect_t r, unsigned value, state_t state, unsigned flags)
{
    const look_t *look = &state_look[state < STATES ? state : STATE_INVALID];
    rect_t in = rect_inset(r, 1);
    if (in.h < 10 || in.w < 12) return;
    bool plain = state == STATE_INVALID || state >= STATES;
    ui_round(ui, in, 2, plain ? ROLE_RAISED : (role_t)look->soft);
    style_t s = st_align(flags & BYTE_DIM ? ST_MONO_DIM : flags & (BYTE_DIFFERS | BYTE_CHANGED) ? ST_MONO_BOLD
                         : ST_MONO, CENTRE);
    if (in.h < 15 || in.w < 18) s.size = SIZE_SMALL;
    /* The texture lies at the foot, so that the digits stay clear of it. */
    if (!plain)
        ui_texture(ui, rect(in.x, in.y + in.h - 3, in.w, 3), (texture_t)look->texture, (role_t)look->role);
    if (flags & BYTE_UNKNOWN) ui_text(ui, in, st_role(s, ROLE_DIM), "\xC2\xB7\xC2\xB7");
    else ui_textf(ui, in, s, "%02X", value & 255);
    if (flags & BYTE_CHANGED) ui_frame(ui, in, 2, ROLE_ACCENT, 1);
    if (flags & BYTE_DIFFERS) ui_frame(ui, in, 2, ROLE_CONFLICT, 1.5f);
    if (flags & BYTE_SELECTED) ui_select(ui, in);
}
