/* panel.h -- what a panel is: a pure function from a const view to a draw list inside a rectangle.
 *
 *     void panel_x(const panel_in_t *in, ui_t *ui)
 *     {
 *         rect_t body = ui_panel(ui, in->area, panel_title[PANEL_X], NULL);
 *         ...
 *         ui_panel_end(ui);
 *     }
 *
 * It draws inside in->area and registers hit areas, and nothing else: no writing to the view, the session
 * or the app, no statics, no files, no clock, no fonts but through ui. It must look right from about 240
 * x 120 units up: show less, never overlap (rules.h checks). A panel is drawn at each change, 60 times a
 * second while playing, so it never asks the session (that may replay): app_t gathers what panels need in
 * a moment_t, once per time, and the panel reads that. One file panel_<name>.c each, prototype below, a
 * test in tests/test_panels.c. */
#ifndef PANEL_H
#define PANEL_H
#include "app.h"

typedef struct {
    rect_t           area;           /* draw here */
    /* the machine at this time, the judge's shadow, findings, overview: session.h */
    const view_t    *view;
    const moment_t  *moment;         /* facts around now, facts of the zoom window, answers: moment.h */
    const app_t     *app;            /* selection, markers, zoom, filter, tab, options */
    const bookmarks_t *bookmarks; const breaks_t *breaks;
    const view_t    *run;            /* while a branch is looked at: the run it came from; else NULL */
    const view_t    *branch;         /* while the run is looked at and there is a branch: that; else NULL */
    const parting_t *parting;        /* where run and branch part; NULL: no branch, or not known yet */
    unsigned         tab;            /* app->tab of this panel */
    uint16_t         option;         /* app->option of this panel */
    float            phase;          /* 0..1 towards the next step, for things that move; 0 standing still */
    int              hover_action;   /* what the pointer is on, in whatever panel: for cross-highlighting */
    int64_t          hover_arg;
} panel_in_t;

typedef void panel_fn(const panel_in_t *, ui_t *);

panel_fn panel_status, panel_bus, panel_buffer, panel_cache, panel_dma, panel_parts, panel_core, panel_mpu,
         panel_registers, panel_timeline, panel_facts, panel_findings, panel_lesson, panel_diff,
         panel_program;

/* Over everything, when app->ask says so; not in a layout. */
panel_fn panel_palette, panel_help;

static inline bool panel_hovers(const panel_in_t *in, action_t action, int64_t arg)
{
    return in->hover_action == (int)action && in->hover_arg == arg;
}
#endif
