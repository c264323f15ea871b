/* shot.c -- see shot.h. */
#include "shot.h"
#include "gif.h"
#include "paint.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct { draw_t draw; ui_t ui; paint_t *paint; } board_t;

static void board_open(board_t *b)
{
    memset(b, 0, sizeof *b);
    b->paint = paint_new();
    ui_init(&b->ui, &b->draw, paint_measure());
}

static void board_close(board_t *b, app_t *app)
{
    app->ui = NULL;
    ui_free(&b->ui), draw_free(&b->draw), paint_free(b->paint);
}

static void compose(board_t *b, app_t *app, const shot_t *s)
{
    float w = (float)s->w / app->scale, h = (float)s->h / app->scale;
    if (s->panel >= 0) app_draw_panel(app, &b->ui, (panel_t)s->panel, w, h);
    else app_draw(app, &b->ui, w, h);
}

bool shot_png(app_t *app, const shot_t *s, const char *file)
{
    board_t b;
    board_open(&b);
    compose(&b, app, s);
    bool good = paint_png(b.paint, &b.draw, (theme_t)app->theme, app->scale, s->w, s->h, file);
    board_close(&b, app);
    return good;
}

bool shot_svg(app_t *app, const shot_t *s, const char *file)
{
    board_t b;
    board_open(&b);
    compose(&b, app, s);
    bool good = paint_svg(b.paint, &b.draw, (theme_t)app->theme, app->scale, s->w, s->h, file);
    board_close(&b, app);
    return good;
}

void shot_areas(app_t *app, const shot_t *s)
{
    board_t b;
    board_open(&b);
    compose(&b, app, s);
    for (size_t i = 0; i < b.ui.hits; i++) {
        const hit_t *h = &b.ui.hit[i];
        float k = app->scale;
        if (h->kind == HIT_TIP || h->kind == HIT_WHEEL) continue;
        printf("%.0f %.0f %.0f %.0f %s %s %lld %s\n", (double)(h->r.x * k), (double)(h->r.y * k),
               (double)(h->r.w * k), (double)(h->r.h * k),
               h->panel < PANELS ? panel_name[h->panel]
                   : "-", action_table[h->action].name, (long long)h->arg, ui_hit_tip(&b.ui, h));
    }
    board_close(&b, app);
}

int shot_frames(app_t *app, const shot_t *s, const char *folder, tick_t from, tick_t to, tick_t every)
{
    int n = 0;
    board_t b;
    if (mkdir(folder, 0777) && errno != EEXIST) return -1;
    board_open(&b);
    for (tick_t t = from; t <= to && n >= 0; t += every) {
        char file[4096];
        snprintf(file, sizeof file, "%s/%04d.png", folder, n + 1);
        session_seek(app->session, t);
        compose(&b, app, s);
        n = paint_png(b.paint, &b.draw, (theme_t)app->theme, app->scale, s->w, s->h, file) ? n + 1 : -1;
        if (to - t < every) break;
    }
    board_close(&b, app);
    return n;
}

int shot_gif(app_t *app, const shot_t *s, const char *file, tick_t from, tick_t to, tick_t every)
{
    enum { CENTISECONDS = 12, LAST = 150 };
    int n = 0;
    uint32_t *pixels = malloc((size_t)s->w * (size_t)s->h * sizeof *pixels);
    gif_t *gif = pixels ? gif_open(file, s->w, s->h) : NULL;
    if (!gif) return free(pixels), -1;
    board_t b;
    board_open(&b);
    for (tick_t t = from; t <= to && n >= 0; t += every) {
        bool last = to - t < every;
        session_seek(app->session, t);
        compose(&b, app, s);
        paint_onto(b.paint, &b.draw, (theme_t)app->theme, app->scale, pixels, s->w, s->h, s->w * 4, NULL);
        n = gif_frame(gif, pixels, last ? LAST : CENTISECONDS) ? n + 1 : -1;
        if (last) break;
    }
    board_close(&b, app);
    if (!gif_close(gif, n >= 0)) n = -1;
    free(pixels);
    return n;
}
