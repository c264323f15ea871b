/* story_bench.h -- panels_bench.h with one window for a whole test: words drawn, things clicked, text
 * typed. */
#ifndef STORY_BENCH_H
#define STORY_BENCH_H
#include <math.h>
#include "panels_bench.h"

static const char stale[] = "scenarios/04-stale-receive.json";
static bench_t b;
static app_t *const app = &b.app;

static inline void open_file(const char *file)
{
    bench_file(&b, file, 0);
    session_seek(b.s, 0);
}

static inline void close_file(void)
{
    app_free(&b.app);                                          /* a branch too */
    ui_free(&b.ui), draw_free(&b.draw);
    session_close(b.s);
}

static inline const view_t *now(void) { return session_view(app->session); }
static inline void panel(panel_t p, float w, float h) { draw(&b, p, w, h); }
static inline void window(void) { app_draw(app, &b.ui, 1280, 720); }
static inline void settle(void)
{
    for (int i = 0; i < 5000 && app->branch && !app->compared; i++) app_tick(app, 0);
}
static inline bool drawn(const char *words) { return says(&b, words); }

static inline const hit_t *hit(action_t action, int64_t arg)
{
    for (size_t i = b.ui.hits; i-- > 0;)
        if (b.ui.hit[i].action == action && b.ui.hit[i].arg == arg && b.ui.hit[i].kind == HIT_PLAIN)
            return &b.ui.hit[i];
    return NULL;
}

static inline void click(const hit_t *h)
{
    ck_assert(h != NULL);
    app_click(app, h->r.x + h->r.w / 2, h->r.y + h->r.h / 2, false), app_release(app);
}

static inline void type(const char *text)
{
    for (; *text; text++) app_type(app, (char[2]){ *text, 0 });
}
#endif
