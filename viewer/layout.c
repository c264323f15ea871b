/* layout.c -- which panels stand where, as data, and the picture of the whole window.
 *
 * A layout is a table of cells on a grid of 24 x 24; each has four forms, for small, tall, usual and wide
 * windows (in logical units, so a large text scale counts as a small window). A tall one is narrow, with room
 * for what the usual one shows. The first row of cells is the most important one. The window's foot tells the
 * keys, or the last message. */
#include "app_own.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "panel.h"

typedef struct { uint8_t panel, x, y, w, h; } place_t;
enum { CELLS = 12, GRID = 24 };
enum { USUAL, SMALL, TALL, WIDE, FORMS };

const char *const layout_name[LAYOUTS] = { "overview", "lesson", "memory", "masters", "core", "edit", NULL };

#define P(name) PANEL_ ## name
static const place_t table[LAYOUTS][FORMS][CELLS] = {
    [0] = {
        [USUAL] = { { P(BUS), 0, 0, 8, 10 }, { P(BUFFER), 8, 0, 9, 10 }, { P(FINDINGS), 17, 0, 7, 9 },
                    { P(FACTS), 17, 9, 7, 8 },
                { P(CACHE), 0, 10, 8, 7 }, { P(DMA), 8, 10, 9, 7 }, { P(TIMELINE), 0, 17, 24, 7 } },
        [SMALL] = { { P(BUFFER), 0, 0, 13, 14 }, { P(FINDINGS), 13, 0, 11, 14 },
                    { P(TIMELINE), 0, 14, 24, 10 } },
        [TALL]  = { { P(BUS), 0, 0, 12, 6 }, { P(FINDINGS), 12, 0, 12, 6 }, { P(BUFFER), 0, 6, 12, 6 },
                    { P(FACTS), 12, 6, 12, 6 },
                { P(CACHE), 0, 12, 12, 6 }, { P(DMA), 12, 12, 12, 6 }, { P(TIMELINE), 0, 18, 24, 6 } },
        [WIDE]  = { { P(BUS), 0, 0, 7, 10 }, { P(BUFFER), 7, 0, 6, 10 }, { P(LESSON), 13, 0, 5, 10 },
                    { P(FINDINGS), 18, 0, 6, 10 },
                { P(CACHE), 0, 10, 7, 9 }, { P(DMA), 7, 10, 6, 9 }, { P(CORE), 13, 10, 5, 9 },
                    { P(FACTS), 18, 10, 6, 9 },
                { P(TIMELINE), 0, 19, 17, 5 }, { P(PARTS), 17, 19, 7, 5 } } },
    [1] = {
        [USUAL] = { { P(LESSON), 0, 0, 8, 17 }, { P(BUFFER), 8, 0, 9, 8 }, { P(BUS), 8, 8, 9, 9 },
                    { P(FINDINGS), 17, 0, 7, 9 },
                { P(FACTS), 17, 9, 7, 8 }, { P(TIMELINE), 0, 17, 24, 7 } },
        [SMALL] = { { P(LESSON), 0, 0, 10, 16 }, { P(BUFFER), 10, 0, 14, 10 }, { P(BUS), 10, 10, 14, 14 },
                    { P(TIMELINE), 0, 16, 10, 8 } },
        [TALL]  = { { P(LESSON), 0, 0, 12, 10 }, { P(BUFFER), 12, 0, 12, 6 }, { P(BUS), 12, 6, 12, 6 },
                    { P(FINDINGS), 0, 10, 12, 8 },
                { P(FACTS), 12, 12, 12, 6 }, { P(TIMELINE), 0, 18, 24, 6 } },
        [WIDE]  = { { P(LESSON), 0, 0, 6, 19 }, { P(BUFFER), 6, 0, 6, 10 }, { P(BUS), 12, 0, 7, 10 },
                    { P(CACHE), 6, 10, 6, 9 },
                { P(DMA), 12, 10, 7, 9 }, { P(FINDINGS), 19, 0, 5, 10 }, { P(FACTS), 19, 10, 5, 9 },
                    { P(TIMELINE), 0, 19, 24, 5 } } },
    [2] = {
        [USUAL] = { { P(BUFFER), 0, 0, 10, 10 }, { P(CACHE), 10, 0, 14, 17 }, { P(MPU), 0, 10, 10, 7 },
                    { P(TIMELINE), 0, 17, 16, 7 },
                { P(FACTS), 16, 17, 8, 7 } },
        [SMALL] = { { P(BUFFER), 0, 0, 11, 14 }, { P(CACHE), 11, 0, 13, 14 },
                    { P(TIMELINE), 0, 14, 24, 10 } },
        [TALL]  = { { P(BUFFER), 0, 0, 12, 8 }, { P(MPU), 12, 0, 12, 8 }, { P(CACHE), 0, 8, 24, 7 },
                    { P(FACTS), 0, 15, 24, 4 },
                { P(TIMELINE), 0, 19, 24, 5 } },
        [WIDE]  = { { P(BUFFER), 0, 0, 8, 11 }, { P(CACHE), 8, 0, 10, 19 }, { P(MPU), 0, 11, 8, 8 },
                    { P(FINDINGS), 18, 0, 6, 10 },
                { P(FACTS), 18, 10, 6, 9 }, { P(TIMELINE), 0, 19, 24, 5 } } },
    [3] = {
        [USUAL] = { { P(BUS), 0, 0, 12, 17 }, { P(DMA), 12, 0, 12, 9 }, { P(PARTS), 12, 9, 12, 8 },
                    { P(TIMELINE), 0, 17, 24, 7 } },
        [SMALL] = { { P(BUS), 0, 0, 12, 14 }, { P(DMA), 12, 0, 12, 14 }, { P(TIMELINE), 0, 14, 24, 10 } },
        [TALL]  = { { P(BUS), 0, 0, 24, 8 }, { P(DMA), 0, 8, 12, 10 }, { P(PARTS), 12, 8, 12, 10 },
                    { P(TIMELINE), 0, 18, 24, 6 } },
        [WIDE]  = { { P(BUS), 0, 0, 11, 19 }, { P(DMA), 11, 0, 7, 10 }, { P(PARTS), 11, 10, 7, 9 },
                    { P(FINDINGS), 18, 0, 6, 10 },
                { P(FACTS), 18, 10, 6, 9 }, { P(TIMELINE), 0, 19, 24, 5 } } },
    [4] = {
        [USUAL] = { { P(CORE), 0, 0, 9, 17 }, { P(REGISTERS), 9, 0, 8, 17 }, { P(MPU), 17, 0, 7, 8 },
                    { P(FACTS), 17, 8, 7, 9 },
                { P(TIMELINE), 0, 17, 24, 7 } },
        [SMALL] = { { P(CORE), 0, 0, 12, 14 }, { P(REGISTERS), 12, 0, 12, 14 },
                    { P(TIMELINE), 0, 14, 24, 10 } },
        [TALL]  = { { P(CORE), 0, 0, 12, 10 }, { P(REGISTERS), 12, 0, 12, 10 }, { P(MPU), 0, 10, 12, 8 },
                    { P(FACTS), 12, 10, 12, 8 },
                { P(TIMELINE), 0, 18, 24, 6 } },
        [WIDE]  = { { P(CORE), 0, 0, 7, 19 }, { P(REGISTERS), 7, 0, 7, 19 }, { P(MPU), 14, 0, 5, 9 },
                    { P(PARTS), 14, 9, 5, 10 },
                { P(FACTS), 19, 0, 5, 19 }, { P(TIMELINE), 0, 19, 24, 5 } } },
    [5] = {
        [USUAL] = { { P(PROGRAM), 0, 0, 9, 17 }, { P(BUFFER), 9, 0, 8, 9 }, { P(DIFF), 9, 9, 8, 8 },
                    { P(FINDINGS), 17, 0, 7, 17 },
                { P(TIMELINE), 0, 17, 24, 7 } },
        [SMALL] = { { P(PROGRAM), 0, 0, 13, 14 }, { P(FINDINGS), 13, 0, 11, 14 },
                    { P(TIMELINE), 0, 14, 24, 10 } },
        [TALL]  = { { P(PROGRAM), 0, 0, 12, 10 }, { P(FINDINGS), 12, 0, 12, 10 }, { P(BUFFER), 0, 10, 12, 8 },
                    { P(DIFF), 12, 10, 12, 8 },
                { P(TIMELINE), 0, 18, 24, 6 } },
        [WIDE]  = { { P(PROGRAM), 0, 0, 7, 19 }, { P(BUFFER), 7, 0, 6, 10 }, { P(CACHE), 7, 10, 6, 9 },
                    { P(DIFF), 13, 0, 5, 19 },
                { P(FINDINGS), 18, 0, 6, 10 }, { P(FACTS), 18, 10, 6, 9 }, { P(TIMELINE), 0, 19, 24, 5 } } },
};

static panel_fn *const draws[PANELS] = {
    panel_status, panel_bus, panel_buffer, panel_cache, panel_dma, panel_parts, panel_core, panel_mpu,
    panel_registers, panel_timeline, panel_facts, panel_findings, panel_lesson, panel_diff, panel_program
};

unsigned layouts(void)
{
    unsigned n = 0;
    while (layout_name[n]) n++;
    return n;
}

static unsigned form_of(rect_t body)
{
    if (body.w >= 700 && body.w < 1060 && body.h >= 1000) return TALL;
    if (body.w < 1060 || body.h < 560) return SMALL;
    return body.w >= 2200 && body.h >= 1050 ? WIDE : USUAL;
}

static const place_t *cells(const app_t *app, rect_t body) { return table[app->layout][form_of(body)]; }

void layout_place(const app_t *app, rect_t body, rect_t area[PANELS])
{
    const float gap = 8;
    memset(area, 0, PANELS * sizeof *area);
    if (app->maximised > PANEL_STATUS && app->maximised < PANELS) {
        area[app->maximised] = body;
        return;
    }
    const place_t *c = cells(app, body);
    float x = (body.w + gap) / GRID, y = (body.h + gap) / GRID;
    for (int i = 0; i < CELLS && c[i].w; i++) {
        float x0 = roundf(body.x + x * c[i].x), x1 = roundf(body.x + x * (float)(c[i].x + c[i].w) - gap);
        float y0 = roundf(body.y + y * c[i].y), y1 = roundf(body.y + y * (float)(c[i].y + c[i].h) - gap);
        area[c[i].panel] = rect(x0, y0, x1 - x0, y1 - y0);
    }
    /* The difference, when asked for, stands where one looks for what happened. */
    if (!app->diff || area[PANEL_DIFF].w > 0) return;
    panel_t place = area[PANEL_FACTS].w > 0 ? PANEL_FACTS : area[PANEL_FINDINGS].w > 0 ? PANEL_FINDINGS
        : PANEL_BUFFER;
    area[PANEL_DIFF] = area[place], area[place] = rect(0, 0, 0, 0);
}

/* ---- one panel ----------------------------------------------------------------------------------------- */

static panel_in_t input(app_t *app, panel_t p, rect_t area)
{
    const view_t *v = session_view(app->session);
    bool branch = app->branch && app->session == app->branch;
    return (panel_in_t){ .area = area, .view = v, .moment = &app->moment, .app = app,
        .bookmarks = session_bookmarks(app->session), .breaks = session_breaks(app->session),
        .run = branch ? session_view(app->run) : NULL,
        .branch = app->branch && !branch ? session_view(app->branch) : NULL,
        .parting = app->branch && app->parted ? &app->parting : NULL,
        .tab = p < PANELS ? app->tab[p] : 0, .option = p < PANELS ? app->option[p] : 0, .phase = app->phase,
        .hover_action = app->hover_action, .hover_arg = app->hover_arg };
}

static void draw_panel(app_t *app, ui_t *ui, panel_t p, rect_t area)
{
    panel_in_t in = input(app, p, area);
    ui->panel = (uint8_t)p;
    bool typing = app->ask != ASK_NONE && app->ask != ASK_ANSWER;
    ui->focused = app->focus == (int)p && !typing && app->keyboard, ui->inside = ui->focused && app->inside;
    ui->maximised = app->maximised == (int)p;
    ui->scroll = app->scroll[p][app->tab[p] % TABS], ui->scroll_extent = ui->scroll_shown = 0;
    ui->area = area;
    draws[p](&in, ui);
    while (ui->clips) ui_unclip(ui);
    app->scroll_extent[p] = ui->scroll_extent, app->scroll_shown[p] = ui->scroll_shown;
}

/* ---- over the panels ----------------------------------------------------------------------------- */

static void footer(app_t *app, ui_t *ui, rect_t r)
{
    static const action_t shown[] = { ACT_FORWARD, ACT_GRAIN, ACT_PLAY, ACT_FINDING_NEXT, ACT_WHO_WROTE,
                                      ACT_MARK, ACT_LAYOUT,
                                      ACT_MAXIMISE, ACT_PALETTE, ACT_HELP };
    ui->panel = PANELS, ui->focused = ui->inside = false, ui->scroll = 0;
    r = rect_pad(r, 12, 0);
    if (*app->message) {
        ui_text(ui, r, ST_SMALL, app->message);
        return;
    }
    for (unsigned i = 0; i < sizeof shown / sizeof *shown; i++) {
        const char *key = shown[i] == ACT_FORWARD ? "\xE2\x86\x90 \xE2\x86\x92" : action_key(shown[i]);
        const char *words = shown[i] == ACT_FORWARD ? "Step" : action_table[shown[i]].title;
        float k = ui_width(ui, ST_MONO_SMALL, key), w = ui_width(ui, ST_SMALL_DIM, words);
        if (k + w + 8 + 2 * GAP > r.w) return;
        rect_t one = rect_cut_left(&r, k + w + 6);
        int64_t arg = shown[i] == ACT_GRAIN ? (app->grain + 1) % GRAINS : -1;
        ui_hit(ui, one, shown[i], arg, "%s", action_table[shown[i]].help);
        ui_text(ui, rect_cut_left(&one, k + 6), st_role(ST_MONO_SMALL, ROLE_ACCENT), key);
        ui_text(ui, one, ST_SMALL_DIM, words);
        rect_cut_left(&r, 2 * GAP);
    }
}

static void tooltip(ui_t *ui, rect_t window, rect_t at, float x, float y, const char *text)
{
    if (!*text) return;
    const style_t s = ST_SMALL;
    float w = fminf(ui_width(ui, s, text), fminf(360, window.w - 40)),
        h = ui_wrap_height(ui, w + 0.5f, s, text);
    rect_t box = rect(x + 14, y + 18, w + 16.5f, h + 10);
    if (rect_right(box) > rect_right(window) - 4) box.x = rect_right(window) - 4 - box.w;
    if (rect_bottom(box) > rect_bottom(window) - 4) box.y = fmaxf(fminf(at.y, y) - box.h - 6, 4);
    if (box.x < 4) box.x = 4;
    ui_round(ui, box, 5, ROLE_RAISED);
    ui_frame(ui, box, 5, ROLE_FAINT, 1);
    ui_wrap(ui, rect(box.x + 8, box.y + 5, w + 0.5f, h + 1), s, text);
}

/* What the pointer or the arrows are on: an outline, and in a while its tooltip. */
static void pointed(app_t *app, ui_t *ui, rect_t window)
{
    char text[512];
    if (app->inside && app->has_cursor) {
        const hit_t *best = NULL;                         /* the picture may have moved under the cursor */
        for (size_t i = 0; i < ui->hits; i++) {
            const hit_t *h = &ui->hit[i];
            if (h->panel != app->focus || h->action != app->cursor.action || h->arg != app->cursor.arg
                || h->kind != app->cursor.kind)
                continue;
            if (!best || fabsf(h->r.y - app->cursor.r.y) + fabsf(h->r.x - app->cursor.r.x)
                         < fabsf(best->r.y - app->cursor.r.y) + fabsf(best->r.x - app->cursor.r.x)) best = h;
        }
        if (best) app->cursor = *best;
        rect_t r = app->cursor.r;
        snprintf(text, sizeof text, "%s", best ? ui_hit_tip(ui, best) : "");
        ui_frame(ui, rect_inset(r, -2), 4, ROLE_ACCENT, 2);
        tooltip(ui, window, r, r.x, r.y + r.h - 12, text);
        return;
    }
    const hit_t *h = app->pointer && !app->dragging ? app_hit_at(app, app->x, app->y, true) : NULL;
    if (!h) return;
    const hit_t *click = app_hit_at(app, app->x, app->y, false);
    if (click && click->kind == HIT_PLAIN && click->action != ACT_FOCUS && click->panel < PANELS + 1)
        ui_frame(ui, click->r, 4, ROLE_ACCENT, 1);
    snprintf(text, sizeof text, "%s", ui_hit_tip(ui, h));
    if (app->tips) tooltip(ui, window, h->r, app->x, app->y, text);
}

static void overlay(app_t *app, ui_t *ui, rect_t window)
{
    if (app->ask == ASK_NONE || app->ask == ASK_ANSWER) return;      /* an answer is typed in its panel */
    panel_in_t in = input(app, PANEL_STATUS, window);
    ui->hits = 0;                                        /* what lies below cannot be reached */
    ui->panel = PANELS, ui->focused = true;
    ui_fill_alpha(ui, window, ROLE_SHADE, 0.55f);
    ui_hit(ui, window, ACT_ESCAPE, 0, " ");
    ui->scroll = app->scroll[PANEL_STATUS][app->ask];
    (app_helps(app) ? panel_help : panel_palette)(&in, ui);
    while (ui->clips) ui_unclip(ui);
}

void app_draw(app_t *app, ui_t *ui, float w, float h)
{
    rect_t window = rect(0, 0, w, h), body = rect_inset(window, 8);
    ui_start(ui);
    app->ui = ui, app->whole = window;
    ui_fill(ui, window, ROLE_BACK);
    rect_t status = rect_cut_top(&body, 40);
    rect_cut_top(&body, 8);
    body.h += 4;
    rect_t foot = rect_cut_bottom(&body, 20);
    layout_place(app, body, app->area);
    app->area[PANEL_STATUS] = status;
    app_reach(app);
    if (app->area[app->focus].w <= 0) app->inside = app->has_cursor = false;
    moment_gather(&app->moment, app->session, app);
    for (int p = 0; p < PANELS; p++)
        if (app->area[p].w > 0 && app->area[p].h > 0) draw_panel(app, ui, (panel_t)p, app->area[p]);
    footer(app, ui, foot);
    overlay(app, ui, window);
    pointed(app, ui, window);
}

void app_draw_panel(app_t *app, ui_t *ui, panel_t p, float w, float h)
{
    ui_start(ui);
    app->ui = ui, app->whole = rect(0, 0, w, h);
    ui_fill(ui, app->whole, ROLE_BACK);
    memset(app->area, 0, sizeof app->area);
    app->area[p] = app->whole;
    app_reach(app);
    moment_gather(&app->moment, app->session, app);
    draw_panel(app, ui, p, app->whole);
}
