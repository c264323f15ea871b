/* app_own.h -- between app*.c and layout.c only. */
#ifndef APP_OWN_H
#define APP_OWN_H
#include "app.h"

bool app_time  (app_t *, action_t, int64_t arg);         /* app_time.c: the actions that move in time */
bool app_place (app_t *, action_t, int64_t arg);         /* app_select.c: select, break, filter */
bool app_window(app_t *, action_t, int64_t arg);         /* app_window.c: focus, tabs, layout, size */

void app_seek  (app_t *, tick_t);
void app_stop  (app_t *);                                /* playing and searching */
void app_select_address(app_t *, uint32_t address);
void app_select_finding(app_t *, int finding);
bool app_lesson(app_t *, action_t, int64_t arg);         /* app_lesson.c: questions, files */
bool app_file  (app_t *, action_t, int64_t arg);
void app_arrive(app_t *);                                /* the run is there */
void app_reach (app_t *);                                /* what is seen now may be told */
bool app_move_cursor(app_t *, int dx, int dy);
bool app_choose(app_t *, const hit_t *, bool second);    /* do what a hit says */
const hit_t *app_hit_at(const app_t *, float x, float y, bool for_tip);
bool app_ask_key(app_t *, const char *chord);            /* keys while something is typed */

bool app_edit(app_t *, int64_t arg);                     /* app_branch.c */
bool app_edit_typed(app_t *);
bool app_compare(app_t *, int budget_ms);
bool app_branch(app_t *, int64_t arg);
bool app_branch_save(app_t *);
bool app_branch_drop(app_t *);

unsigned layouts(void);
bool layout_has(const app_t *, panel_t);                 /* in the present layout at the present size */
/* Where each panel goes; w 0: not shown. */
void layout_place(const app_t *, rect_t body, rect_t area[PANELS]);
#endif
