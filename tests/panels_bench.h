/* panels_bench.h -- a window without a screen: a session at a moment, one panel drawn, and questions about
 * what the picture says. For tests of panels. */
#ifndef PANELS_BENCH_H
#define PANELS_BENCH_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "findings.h"
#include "paint.h"
#include "panel.h"
#include "rules.h"
#include "suite.h"

typedef struct { session_t *s; app_t app; draw_t draw; ui_t ui; } bench_t;

static inline void bench_file(bench_t *b, const char *file, uint64_t max_cycles)
{
    err_t e = { "" };
    session_options_t o = { .max_cycles = max_cycles };
    memset(b, 0, sizeof *b);
    b->s = session_open(file, &o, &e);
    ck_assert_msg(b->s != NULL, "%s", e.text);
    while (session_work(b->s, -1)) {}
    app_init(&b->app, b->s);
    ui_init(&b->ui, &b->draw, paint_measure());
}

static inline void bench_open(bench_t *b, const char *lesson)
{
    char file[200];
    snprintf(file, sizeof file, "scenarios/%s.json", lesson);
    bench_file(b, file, 0);
}

static inline void bench_text(bench_t *b, const char *json)
{
    err_t e = { "" };
    memset(b, 0, sizeof *b);
    b->s = session_parse("made.json", json, NULL, &e);
    ck_assert_msg(b->s != NULL, "%s", e.text);
    while (session_work(b->s, -1)) {}
    app_init(&b->app, b->s);
    ui_init(&b->ui, &b->draw, paint_measure());
}

static inline void bench_close(bench_t *b)
{
    moment_free(&b->app.moment);
    ui_free(&b->ui), draw_free(&b->draw);
    session_close(b->s);
}

static inline void at_cycle(bench_t *b, uint64_t cycle)
{
    session_seek(b->s, names_tick(session_view(b->s)->names, cycle));
    b->app.before = session_view(b->s)->now ? session_view(b->s)->now - 1 : 0;
}

static inline void at_end(bench_t *b) { session_seek(b->s, session_view(b->s)->end); }

static inline void draw(bench_t *b, panel_t p, float w, float h) { app_draw_panel(&b->app, &b->ui, p, w, h); }

/* One picture keeps the rules. cut: how thin a hit area may be, a row's at a list's edge or a small
 * grid's. */
static inline void keep_rules(bench_t *b, panel_t p, float w, float h, float cut, const char *what)
{
    char report[4000] = "";
    rect_t area = rect(0, 0, w, h);
    draw(b, p, w, h);
    unsigned broken = rules_check(&b->draw, area, RULES_ALL, report, sizeof report);
    ck_assert_msg(!broken, "%s %s at %.0f x %.0f: %s", what, panel_name[p], (double)w, (double)h, report);
    broken = rules_hits(&b->ui, area, cut, report, sizeof report);
    ck_assert_msg(!broken, "%s %s at %.0f x %.0f: hits: %s", what, panel_name[p], (double)w, (double)h, report);
}

/* At its share of each window (about a third by two fifths), small, flat and narrow; whole: also as all of
 * it. */
static inline void keep_rules_everywhere(bench_t *b, panel_t p, bool whole, float cut, const char *what)
{
    for (unsigned s = 0; s < RULES_SIZES; s++)
        for (unsigned k = 0; k < RULES_SCALES; k++) {
            float w = (float)rules_size[s][0] / rules_scale[k], h = (float)rules_size[s][1] / rules_scale[k];
            keep_rules(b, p, w * 0.33f, h * 0.37f, cut, what);
            if (whole) keep_rules(b, p, w, h, cut, what);
        }
    keep_rules(b, p, 240, 120, cut, what);
    keep_rules(b, p, 700, 160, cut, what);
    keep_rules(b, p, 250, 640, cut, what);
}

static inline unsigned marks(const bench_t *b, mark_t m)
{
    unsigned n = 0;
    for (size_t i = 0; i < b->draw.cmds; i++)
        n += b->draw.cmd[i].kind == DRAW_MARK && b->draw.cmd[i].what == m;
    return n;
}

static inline bool says(const bench_t *b, const char *words)
{
    for (size_t i = 0; i < b->draw.cmds; i++)
        if (b->draw.cmd[i].kind == DRAW_TEXT && strstr(b->draw.text + b->draw.cmd[i].at, words)) return true;
    return false;
}

/* The text that is exactly this: where it lies, NULL: nowhere. */
static inline const draw_cmd_t *exactly(const bench_t *b, const char *words)
{
    for (size_t i = 0; i < b->draw.cmds; i++)
        if (b->draw.cmd[i].kind == DRAW_TEXT && !strcmp(b->draw.text + b->draw.cmd[i].at, words))
            return &b->draw.cmd[i];
    return NULL;
}

static inline const hit_t *hit_of(const bench_t *b, action_t action, int64_t arg)
{
    for (size_t i = 0; i < b->ui.hits; i++)
        if (b->ui.hit[i].action == action && b->ui.hit[i].arg == arg) return &b->ui.hit[i];
    return NULL;
}

static inline bool tips(const bench_t *b, const char *words)
{
    for (size_t i = 0; i < b->ui.hits; i++)
        if (strstr(ui_hit_tip(&b->ui, &b->ui.hit[i]), words)) return true;
    return false;
}

static inline unsigned frames_of(const bench_t *b, role_t role)
{
    unsigned n = 0;
    for (size_t i = 0; i < b->draw.cmds; i++)
        n += b->draw.cmd[i].kind == DRAW_FRAME && b->draw.cmd[i].role == role;
    return n;
}

static inline panel_in_t in_of(bench_t *b)
{
    return (panel_in_t){ .view = session_view(b->s), .moment = &b->app.moment, .app = &b->app };
}

static inline uint32_t peek(const bench_t *b, uint32_t addr)
{
    uint32_t v = 0;
    ck_assert(machine_reg(session_view(b->s)->machine, addr, &v));
    return v;
}

static inline uint32_t buffer_at(const bench_t *b, const char *name)
{
    const names_t *n = session_view(b->s)->names;
    for (size_t i = 0; i < n->symbols; i++)
        if (!strcmp(n->symbol[i].name, name)) return n->symbol[i].addr;
    ck_abort_msg("no buffer %s", name);
    return 0;
}
#endif
