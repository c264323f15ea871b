/* app_bench.h -- the window's state over a real lesson, without a window: keys, clicks, what was drawn. */
#ifndef APP_BENCH_H
#define APP_BENCH_H
#include "app.h"
#include "paint.h"
#include "panel.h"
#include "rules.h"
#include "ui.h"
#include "suite.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char lesson[] = "scenarios/04-stale-receive.json";
static session_t *session;
static app_t *app;
static draw_t draw;
static ui_t ui;

/* Under a name whose folder is not there: whatever a test does, no file is written. */
static void setup(void)
{
    err_t err = { "" };
    static char text[1 << 16];
    FILE *f = fopen(lesson, "r");
    ck_assert_msg(f != NULL, "no %s", lesson);
    text[fread(text, 1, sizeof text - 1, f)] = 0;
    fclose(f);
    session = session_parse("/nowhere/04-stale-receive.json", text, NULL, &err);
    ck_assert_msg(session != NULL, "%s", err.text);
    session_work(session, -1);
    app = calloc(1, sizeof *app);
    app_init(app, session);
    memset(&draw, 0, sizeof draw);
    ui_init(&ui, &draw, paint_measure());
    session_seek(session, 0);
    app_draw(app, &ui, 1280, 720);
}

static void teardown(void)
{
    app_free(app), free(app);
    session_close(session);
    ui_free(&ui), draw_free(&draw);
}

static inline const view_t *now(void) { return session_view(app->session); }
static inline void redraw(void) { app_draw(app, &ui, 1280, 720); }
static inline void keys(const char *chord) { app_key(app, chord), redraw(); }
static inline void type(const char *text)
{
    for (; *text; text++) app_type(app, (char[2]){ *text, 0 });
    redraw();
}
static inline bool drawn(const char *words)
{
    for (size_t i = 0; i < draw.cmds; i++)
        if (draw.cmd[i].kind == DRAW_TEXT && strstr(draw.text + draw.cmd[i].at, words)) return true;
    return false;
}
static inline const hit_t *find_hit(action_t action, int64_t arg)
{
    for (size_t i = ui.hits; i-- > 0;)
        if (ui.hit[i].action == action && (arg == -1 || ui.hit[i].arg == arg)) return &ui.hit[i];
    return NULL;
}
static inline void click(const hit_t *h, bool second)
{
    ck_assert(h != NULL);
    app_click(app, h->r.x + h->r.w / 2, h->r.y + h->r.h / 2, second), app_release(app);
    redraw();
}
#endif
