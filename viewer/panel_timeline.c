/* panel_timeline.c -- when: the whole run as one strip with the owner of the buses, findings, marks and
 * bookmarks pinned to it; below, the zoomed lanes, a row each, and the two markers with their distance.
 *
 * Wheel zooms, W S A D zoom and pan, a click goes to the moment, a click on a lane's name selects it and
 * the right button pins it to the top. */
#include "story.h"
#include "findings.h"
#include <math.h>
#include <stdio.h>

#define NAMES 132.0f
enum { STRIP = 16, PIN_ROW = 13, AXIS = 15, LANE_ROW = 18, PIN_APART = 20 };

static uint64_t cycle(const panel_in_t *in, tick_t t) { return say_cycle(in->view->names, t); }

static span_t window(const panel_in_t *in, rect_t r)
{
    bool zoomed = in->app->zoom_to > in->app->zoom_from;
    tick_t end = in->view->end ? in->view->end : 1;
    return (span_t){ zoomed ? in->app->zoom_from : 0, zoomed ? in->app->zoom_to : end, r };
}

static void thousands(char *to, size_t room, uint64_t n)
{
    char plain[24];
    int digits = snprintf(plain, sizeof plain, "%llu", (unsigned long long)n);
    size_t at = 0;
    for (int i = 0; i < digits && at + 2 < room; i++) {
        if (i && (digits - i) % 3 == 0) to[at++] = ' ';
        to[at++] = plain[i];
    }
    to[at] = 0;
}

/* ---- the strip over the whole run ---------------------------------------------------------------------- */

/* Who moved most on the buses in each column; the core's sleep is what is left empty. */
static void owners(const panel_in_t *in, ui_t *ui, const span_t *s)
{
    const overview_t *o = in->view->overview;
    tick_t width = overview_width(o);
    const float step = 3;
    for (float x = 0; x < s->r.w; x += step) {
        double per = (double)s->to / s->r.w;
        size_t a = (size_t)((double)x * per / (double)width),
            b = (size_t)((double)(x + step) * per / (double)width);
        uint64_t best = 0, all = 0;
        unsigned owner = LANES;
        for (unsigned i = 0; i < INITS; i++) {
            uint64_t sum = 0;
            if (!overview_used(o, LANE_BUS + i)) continue;
            for (size_t c = a; c <= (b > a ? b - 1 : a) && c < overview_columns(o); c++)
                sum += overview_at(o, LANE_BUS + i, c);
            all += sum;
            if (sum > best) best = sum, owner = LANE_BUS + i;
        }
        if (owner == LANES) continue;
        double span = (double)(b > a ? b - a : 1) * (double)width;
        float h = fmaxf((float)fmin((double)all / span, 1) * s->r.h, 3);
        ui_fill(ui, rect(s->r.x + x, s->r.y + s->r.h - h, fminf(step - 0.6f, s->r.w - x), h),
                lane_role(owner));
    }
}

static void pin(ui_t *ui, const span_t *s, rect_t row, tick_t at, mark_t mark, role_t role)
{
    float x = fmaxf(fminf(span_x(s, at) - 5, row.x + row.w - 10), row.x);
    ui_fill(ui, rect(x - 1, row.y, 12, row.h), ROLE_PANEL);             /* what matters more comes later */
    ui_mark(ui, rect(x, row.y + 1, 10, 10), mark, role);
}

/* Of findings whose pins would cover each other the worst has one, of equals the first; it says how many they
 * are. 0: another has this one's. */
static unsigned pinned_here(const panel_in_t *in, const span_t *s, size_t i)
{
    const findings_t *all = in->view->findings;
    const finding_t *f = &all->item[i];
    unsigned n = 0;
    for (size_t k = 0; k < all->count; k++) {
        const finding_t *g = &all->item[k];
        if (!app_tells(in->app, in->view, k)
            || fabsf(span_x(s, f->at) - span_x(s, g->at)) >= PIN_APART) continue;
        if (g->tier < f->tier || (g->tier == f->tier && k < i)) return 0;
        n++;
    }
    return n;
}

static void finding_pins(const panel_in_t *in, ui_t *ui, const span_t *s, rect_t row)
{
    const view_t *v = in->view;
    for (size_t i = 0; i < v->findings->count; i++) {
        const finding_t *f = &v->findings->item[i];
        unsigned here = app_tells(in->app, v, i) ? pinned_here(in, s, i) : 0;
        char more[40] = "";
        if (!here) continue;
        pin(ui, s, row, f->at, (mark_t)tier_look[f->tier].mark, (role_t)tier_look[f->tier].role);
        if (here > 1) {
            rect_t count = rect(span_x(s, f->at) + 6, row.y, 16, row.h);
            snprintf(more, sizeof more, "; %u findings here", here);
            if (rect_right(count) <= rect_right(row)) ui_textf(ui, count, ST_SMALL_DIM, "%u", here);
        }
        ui_hit(ui, rect(span_x(s, f->at) - 6, row.y, 12, row.h), ACT_GOTO_FINDING, (int64_t)i,
               "%s: %s in %s, cycle %llu%s", tier_name[f->tier], rule_name[f->rule], f->buffer,
               (unsigned long long)cycle(in, f->at), more);
    }
}

static void pins(const panel_in_t *in, ui_t *ui, const span_t *s, rect_t row)
{
    const view_t *v = in->view;
    for (size_t i = 0; i < v->scenario->marks && i < MARKS_MAX; i++) {
        if (!v->result->marks.count[i]) continue;
        tick_t at = v->result->marks.first[i];
        pin(ui, s, row, at, MARK_FLAG, ROLE_DIM);
        ui_hit(ui, rect(span_x(s, at) - 6, row.y, 12, row.h), ACT_GOTO, (int64_t)at,
               "mark \"%s\" at cycle %llu", v->scenario->mark[i],
               (unsigned long long)cycle(in, at));
    }
    for (size_t i = 0; in->bookmarks && i < in->bookmarks->count; i++) {
        tick_t at = in->bookmarks->item[i].at;
        pin(ui, s, row, at, MARK_STAR, ROLE_ACCENT);
        ui_hit(ui, rect(span_x(s, at) - 6, row.y, 12, row.h), ACT_BOOKMARK_GO, (int64_t)i, "bookmark %s",
               in->bookmarks->item[i].text);
    }
    finding_pins(in, ui, s, row);
}

static void strip(const panel_in_t *in, ui_t *ui, rect_t *r)
{
    rect_t row = rect_cut_top(r, PIN_ROW), bar = rect_cut_top(r, STRIP);
    span_t s = { 0, in->view->end ? in->view->end : 1, bar }, w = window(in, bar);
    ui_round(ui, bar, 3, ROLE_SUNKEN);
    owners(in, ui, &s);
    ui_axis(ui, bar, ACT_GOTO, 0, (int64_t)s.to,
            "The whole run: who moved most on the buses. Click: go there");
    ui_second(ui, ACT_PAN, 0);
    ui_wheel(ui, bar, ACT_ZOOM);
    if (w.from > 0 || w.to < s.to) {
        float x0 = span_x(&s, w.from), x1 = span_x(&s, w.to);
        ui_fill_alpha(ui, rect(bar.x, bar.y, x0 - bar.x, bar.h), ROLE_SHADE, 0.6f);
        ui_fill_alpha(ui, rect(x1, bar.y, bar.x + bar.w - x1, bar.h), ROLE_SHADE, 0.6f);
        ui_frame(ui, rect(x0, bar.y, fmaxf(x1 - x0, 3), bar.h), 2, ROLE_ACCENT, 1);
    }
    pins(in, ui, &s, row);
    float x = span_x(&s, in->view->now);
    ui_line(ui, x, bar.y - 1, x, bar.y + bar.h, ROLE_ACCENT, 2);  /* the pins stay clear of it */
    rect_cut_top(r, 5);
}

/* ---- the axis and the markers -------------------------------------------------------------------------- */

/* A round number of cycles, as small as leaves each its room for a label. */
static uint64_t spacing(uint64_t cycles, float width)
{
    double want = (double)cycles / fmaxf(width / 100, 1);
    uint64_t step = 1;
    while ((double)step * 10 < want) step *= 10;
    static const unsigned round[] = { 1, 2, 5 };
    for (unsigned i = 0; i < 3; i++)
        if ((double)step * round[i] >= want) return step * round[i];
    return step * 10;
}

typedef struct { float x0, x1; } taken_t;

static unsigned megahertz(const domain_t *d)
{
    return d->div ? (unsigned)((double)TICKS_PER_SECOND * (double)d->mul / (double)d->div / 1e6 + 0.5) : 0;
}

/* Where the CPU's clock changes, cycles are wider or narrower from there on: a line, and from what to what.
 * Answers how many places of the row are taken. */
static unsigned clock_changes(const panel_in_t *in, ui_t *ui, const span_t *s, rect_t r, float bottom,
                              taken_t taken[NAMES_CLOCKS])
{
    const names_t *n = in->view->names;
    unsigned takens = 0;
    for (unsigned i = 0; i < n->befores; i++) {
        const domain_t *is = i + 1 < n->befores ? &n->before[i + 1] : &n->cpu;
        unsigned was = megahertz(&n->before[i]), now = megahertz(is);
        if (was == now || is->base < s->from || is->base > s->to) continue;
        float x = span_x(s, is->base);
        char text[48];
        snprintf(text, sizeof text, "%u \xE2\x86\x92 %u MHz", was, now);
        float w = ui_width(ui, ST_SMALL, text) + 6, left = fminf(x + 3, rect_right(r) - w);
        ui_dashed(ui, x, r.y + 1, x, bottom, ROLE_DIM, 1);
        ui_tip(ui, rect(x - 3, r.y, 6, r.h),
               "The CPU's clock changes here, at cycle %llu: from %u to %u MHz. A cycle of %u MHz is drawn "
               "%.3g times as wide as one of %u MHz",
               (unsigned long long)cycle(in, is->base), was, now, was < now ? was : now,
               was < now ? (double)now / was : (double)was / now, was < now ? now : was);
        if (left < r.x || (takens && left < taken[takens - 1].x1)) continue;
        ui_text(ui, rect(left, r.y, w, r.h), ST_SMALL, text);
        taken[takens++] = (taken_t){ fminf(left, x) - 4, left + w };
    }
    return takens;
}

static void axis(const panel_in_t *in, ui_t *ui, const span_t *s, rect_t r, float bottom)
{
    uint64_t a = cycle(in, s->from), b = cycle(in, s->to), step = spacing(b > a ? b - a : 1, r.w);
    taken_t taken[NAMES_CLOCKS];
    unsigned takens = clock_changes(in, ui, s, r, bottom, taken);
    float free_from = r.x;
    for (uint64_t c = (a + step - 1) / step * step; c <= b; c += step) {
        tick_t at = names_tick(in->view->names, c);
        if (at < s->from || at > s->to) break;
        float x = span_x(s, at);
        char text[32];
        thousands(text, sizeof text, c);
        ui_line(ui, x, r.y + r.h - 3, x, bottom, ROLE_GRID, 1);
        float w = ui_width(ui, ST_MONO_SMALL, text) + 4;
        bool room = x + w < r.x + r.w && x >= free_from;
        for (unsigned i = 0; i < takens; i++) room &= x + 3 + w < taken[i].x0 || x + 3 > taken[i].x1;
        if (!room) continue;
        ui_text(ui, rect(x + 3, r.y, w, r.h), ST_MONO_SMALL_DIM, text);
        free_from = x + w + 4;
    }
}

static void marker(ui_t *ui, const span_t *s, bool has, tick_t at, const char *name, float top, float bottom)
{
    if (!has || at < s->from || at > s->to) return;
    float x = span_x(s, at);
    ui_dashed(ui, x, top, x, bottom, ROLE_HAZARD, 1.5f);
    rect_t tag = rect(fminf(x, s->r.x + s->r.w - 14), bottom - 15, 14, 15);
    ui_round(ui, tag, 3, ROLE_HAZARD);
    ui_text(ui, tag, st_align(st_role(ST_SMALL, ROLE_ON), CENTRE), name);
}

/* What stands at the panel's right: the window, or the distance of the markers. */
static void note(const panel_in_t *in, char *text, size_t room)
{
    const app_t *app = in->app;
    tick_t end = in->view->end ? in->view->end : 1;
    tick_t from = app->zoom_to > app->zoom_from ? app->zoom_from : 0,
        to = app->zoom_to > app->zoom_from ? app->zoom_to : end;
    if (app->has_a) {
        tick_t b = app->has_b ? app->b : in->view->now, lo = app->a < b ? app->a : b,
            hi = app->a < b ? b : app->a;
        char n[32];
        thousands(n, sizeof n, cycle(in, hi) - cycle(in, lo));
        snprintf(text, room, "A to %s: %s cycles, %.1f ns", app->has_b ? "B" : "now", n,
                 (double)(hi - lo) * 1e9 / (double)TICKS_PER_SECOND);
        return;
    }
    char n[32];
    thousands(n, sizeof n, cycle(in, to) - cycle(in, from));
    snprintf(text, room, "%s cycles shown%s", n, in->moment->cut ? ", by share of time" : "");
}

/* ---- the lanes ----------------------------------------------------------------------------------------- */

static void name_of(const panel_in_t *in, ui_t *ui, unsigned lane, rect_t r)
{
    char text[64];
    bool chosen = in->app->lane == (int)lane, held = false;
    for (unsigned i = 0; i < in->app->pins; i++) held |= in->app->pinned[i] == (int)lane;
    if (chosen) ui_round(ui, rect_pad(r, 0, 1), 3, ROLE_ACCENT_SOFT);
    lane_name(lane, text, sizeof text);
    ui_hit(ui, r, ACT_LANE, (int64_t)lane,
           "%s. Click: choose it, then , and . step through it. Right click: %s", text,
           held ? "let it go" : "pin it to the top");
    ui_second(ui, ACT_LANE_PIN, (int64_t)lane);
    ui_fill(ui, rect(r.x, r.y + 3, 3, r.h - 6), lane_role(lane));
    rect_cut_left(&r, 8);
    if (held) ui_mark(ui, rect_inset(rect_cut_right(&r, 14), 2), MARK_PIN, ROLE_DIM);
    ui_text(ui, r, st_role(ST_SMALL, chosen ? ROLE_TEXT : ROLE_DIM), text);
}

static void lanes(const panel_in_t *in, ui_t *ui, rect_t r)
{
    unsigned lane[LANES_SHOWN], n = lanes_shown(in, lane);
    float names = fminf(NAMES, r.w * 0.3f);
    rect_t head = rect_cut_top(&r, AXIS);
    rect_t plot = rect(r.x + names, head.y, r.w - names - 12, head.h + r.h);
    span_t s = window(in, plot);
    if (r.h < LANE_ROW) return;
    axis(in, ui, &s, rect(plot.x, head.y, plot.w, head.h), r.y + r.h);
    ui_axis(ui, plot, ACT_GOTO, (int64_t)s.from, (int64_t)s.to, "Click: go there. Wheel: zoom");
    ui_wheel(ui, plot, ACT_ZOOM);
    if (!n) ui_text(ui, rect(r.x, r.y, r.w, LANE_ROW), ST_SMALL_DIM, "Nothing has moved yet.");
    unsigned stories = r.h > 3 * LANE_ROW ? story_rows(in) : 0;
    rect_t story = rect_cut_top(&r, (float)stories * LANE_ROW);
    ui_list_t l = ui_list(ui, r, n, LANE_ROW);
    for (size_t i = l.first; i < l.end; i++) {
        rect_t row = ui_list_row(&l, i);
        name_of(in, ui, lane[i], rect(row.x, row.y, names - 8, row.h));
        span_t line = { s.from, s.to, rect(plot.x, row.y + 1, plot.w, row.h - 2) };
        lane_draw(in, ui, lane[i], &line);
    }
    ui_list_end(ui);
    marker(ui, &s, in->app->has_a, in->app->a, "A", plot.y, r.y + r.h);
    marker(ui, &s, in->app->has_b, in->app->b, "B", plot.y, r.y + r.h);
    if (in->view->now >= s.from && in->view->now <= s.to) {
        float x = span_x(&s, in->view->now);
        ui_line(ui, x, plot.y + head.h, x, r.y + r.h, ROLE_ACCENT, 2);    /* clear of the numbers */
    }
    for (unsigned i = 0; i < stories; i++) {             /* over the line: what is now has a number there */
        rect_t row = rect_cut_top(&story, LANE_ROW), name = rect(row.x, row.y, names - 8, row.h);
        const char *row_tip, *words = story_row_name(in, i, &row_tip);
        ui_tip(ui, name, "%s", row_tip);
        ui_text(ui, rect_pad(name, 8, 0), ST_SMALL, words);
        story_row(in, ui, i, &(span_t){ s.from, s.to, rect(plot.x, row.y, plot.w, row.h) });
    }
}

void panel_timeline(const panel_in_t *in, ui_t *ui)
{
    char text[120];
    note(in, text, sizeof text);
    rect_t r = ui_panel(ui, in->area, panel_title[PANEL_TIMELINE], text);
    if (r.h > PIN_ROW + STRIP) strip(in, ui, &r);
    lanes(in, ui, r);
    ui_panel_end(ui);
}
