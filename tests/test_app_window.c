/* test_app_window.c -- panels, focus, layouts and pictures of the window's state, without a window. */
#include "app_bench.h"

/* ---- the window ---------------------------------------------------------------------------------- */

START_TEST(tab_goes_round_every_panel)
{
    int seen = 0, shown = 0, first = app->focus;
    for (int p = 0; p < PANELS; p++) shown += app->area[p].w > 0;
    do {
        keys("Tab");
        ck_assert(app->area[app->focus].w > 0);
        seen++;
    } while (app->focus != first && seen < 50);
    ck_assert_int_eq(seen, shown);
    keys("Shift+Tab"), keys("Tab");
    ck_assert_int_eq(app->focus, first);
}
END_TEST

START_TEST(inside_a_panel_the_arrows_move)
{
    while (app->focus != PANEL_STATUS) keys("Tab");
    tick_t before = now()->now;
    keys("Return");
    ck_assert(app->inside && app->has_cursor);
    ck_assert_int_eq(app->cursor.action, ACT_BACK);                      /* the leftmost button */
    keys("Right");
    ck_assert_int_eq(app->cursor.action, ACT_PLAY);
    keys("Right");
    ck_assert_int_eq(app->cursor.action, ACT_FORWARD);
    ck_assert(now()->now == before);
    keys("Return");
    ck_assert(now()->now > before);
    keys("Escape");
    ck_assert(!app->inside);
}
END_TEST

START_TEST(panels_are_maximised_and_sizes_change)
{
    click(find_hit(ACT_MAXIMISE, PANEL_BUFFER), false);
    ck_assert(app->maximised == PANEL_BUFFER && app->area[PANEL_BUFFER].w > 1200);
    keys("Z");
    ck_assert_int_eq(app->maximised, -1);
    keys("Ctrl++");
    ck_assert(app->scale > 1.05f);
    keys("Ctrl+0");
    ck_assert(app->scale == 1);
    for (int i = 0; i < 100; i++) keys("Ctrl+-");
    ck_assert(app->scale >= 0.5f);
    keys("Shift+D");
    ck_assert(!app->diff && *app->message);                              /* no marker: it says what to do */
    keys("M"), keys("End"), keys("Shift+D");
    ck_assert(app->diff && app->area[PANEL_DIFF].w > 0 && app->moment.diffs > 0);
}
END_TEST

START_TEST(the_pointer_points_and_clicks)
{
    const hit_t *forward = find_hit(ACT_FORWARD, -1);
    ck_assert(forward != NULL);
    ck_assert(app_pointer(app, forward->r.x + 3, forward->r.y + 3));
    ck_assert_int_eq(app->hover_action, ACT_FORWARD);
    app_tick(app, 10), app->hover_since = 10;
    app_tick(app, 10.2);
    ck_assert(!app->tips);
    app_tick(app, 10.6), redraw();
    ck_assert(app->tips && drawn("Go on by one event"));
    tick_t before = now()->now;
    click(find_hit(ACT_FORWARD, -1), false);
    ck_assert(now()->now > before && !app->tips);
    ck_assert(app_wheel(app, 600, 300, -1, true, false));                /* Shift and wheel: a step */
    ck_assert(app_wheel(app, 600, 300, 1, false, true) && app->scale > 1);
    app_click(app, -50, 9999, false), app_click(app, 1e9f, 3, true);
    app_pointer_left(app);
    ck_assert_int_eq(app->hover_action, ACT_NONE);
}
END_TEST

START_TEST(an_axis_is_dragged)
{
    /* an axis of our own: 100 units, 1000 ticks */
    ui_start(&ui);
    ui.panel = PANEL_TIMELINE;
    ui_axis(&ui, rect(100, 100, 100, 20), ACT_GOTO, 0, 1000, " ");
    app_click(app, 125, 110, false);
    ck_assert_uint_eq(now()->now, 250);
    /* held: it follows, wherever the pointer is */
    app_pointer(app, 150, 500);
    ck_assert_uint_eq(now()->now, 500);
    app_pointer(app, -300, 110);
    ck_assert_uint_eq(now()->now, 0);
    app_release(app);
    app_pointer(app, 160, 110);
    ck_assert_uint_eq(now()->now, 0);
}
END_TEST

/* The palette, the keys and what is typed, at every size: nothing clipped, nothing on top of anything. */
START_TEST(what_lies_on_top_keeps_the_rules)
{
    char report[4000];
    static const action_t on_top[] = { ACT_PALETTE, ACT_HELP, ACT_SIGNS, ACT_GO, ACT_SEARCH };
    for (int s = 0; s < RULES_SIZES * RULES_SCALES; s++)
        for (unsigned a = 0; a < sizeof on_top / sizeof *on_top; a++) {
            float scale = rules_scale[s / RULES_SIZES];
            panel_in_t in = { .area = rect(0, 0, (float)rules_size[s % RULES_SIZES][0] / scale,
                                           (float)rules_size[s % RULES_SIZES][1] / scale),
                              .view = now(), .app = app };
            app->ask = ASK_NONE;
            app_do(app, on_top[a], 0);
            for (int typing = 0; typing < 2; typing++) {
                ui_start(&ui);
                ui.scroll = 0, ui.panel = PANELS;
                (app_helps(app) ? panel_help : panel_palette)(&in, &ui);
                ck_assert_msg(!rules_check(&draw, in.area, RULES_ALL, report, sizeof report), "%s", report);
                ck_assert_msg(!rules_hits(&ui, in.area, 6, report, sizeof report), "%s", report);
                strcpy(app->typed,
                       "a very long text that somebody typed because it came to his mind and he could not "
                                   "stop typing, on and on, to see");
            }
        }
}
END_TEST

/* Every layout as a whole, at every size and scale, at the start, at the finding and between. */
/* A narrow window of any height was given the three panels of a small one; a tall one has what the usual one
 * has, over nine tenths of what lies between head and foot (some 1500 units). */
START_TEST(a_tall_window_is_filled)
{
    char report[4000];
    rect_t usual[PANELS], window = rect(0, 0, 900, 1600);
    for (app->layout = 0; layout_name[app->layout]; app->layout++) {
        float covered = 0;
        app_draw(app, &ui, 1280, 720);
        memcpy(usual, app->area, sizeof usual);
        app_draw(app, &ui, window.w, window.h);
        for (int p = PANEL_STATUS + 1; p < PANELS; p++) {
            ck_assert((usual[p].w > 0) == (app->area[p].w > 0));
            covered += app->area[p].w * app->area[p].h;
        }
        ck_assert(covered > 0.9f * 900 * 1500);
        ck_assert_msg(!rules_check(&draw, window, RULES_ALL, report, sizeof report), "%s", report);
    }
    app->layout = 0;
}
END_TEST

START_TEST(every_layout_keeps_the_rules)
{
    static char report[20000];
    for (int moment = 0; moment < 3; moment++) {
        if (moment == 0) session_seek(session, 0);
        if (moment == 1) session_seek(session, now()->end / 2);
        if (moment == 2) app_do(app, ACT_GOTO_FINDING, 0), app_do(app, ACT_WHO_WROTE, -1);
        app->message[0] = 0;
        for (app->layout = 0; layout_name[app->layout]; app->layout++)
            for (int s = 0; s < RULES_SIZES * RULES_SCALES; s++) {
                const int *size = rules_size[s % RULES_SIZES];
                float scale = rules_scale[s / RULES_SIZES];
                rect_t window = rect(0, 0, (float)size[0] / scale, (float)size[1] / scale);
                app_draw(app, &ui, window.w, window.h);
                ck_assert_msg(!rules_check(&draw, window, RULES_ALL, report, sizeof report),
                              "%s, %d x %d, scale %.1f, moment %d: %s",
                              layout_name[app->layout], size[0], size[1], (double)scale, moment, report);
                ck_assert_msg(!rules_hits(&ui, window, 1, report, sizeof report), "%s", report);
                for (int p = 0; p < PANELS; p++)
                    ck_assert_msg(app->area[p].w == 0 || p == PANEL_STATUS
                                  || (app->area[p].w >= 240 && app->area[p].h >= 120),
                                  "%s has only %.0f x %.0f in %s", panel_name[p], (double)app->area[p].w,
                                      (double)app->area[p].h, layout_name[app->layout]);
            }
        app->layout = 0;
    }
}
END_TEST

START_TEST(equal_states_make_equal_pictures)
{
    draw_t other = { 0 };
    ui_t two;
    ui_init(&two, &other, paint_measure());
    keys("G"), type("300"), keys("Return"), keys("O");
    app_draw(app, &ui, 1280, 720), app_draw(app, &two, 1280, 720);
    ck_assert(draw_same(&draw, &other));
    keys("Right"), keys("Left");                                         /* there and back: the same */
    app_say(app, "%s", ""), app->message[0] = 0;
    keys("G"), type("300"), keys("Return");
    app->message[0] = 0;
    tick_t before = app->before;
    app->before = 0, app_draw(app, &two, 1280, 720);
    app->before = 0, app_draw(app, &ui, 1280, 720);
    (void)before;
    ck_assert(draw_same(&draw, &other));
    app->ui = NULL;
    ui_free(&two), draw_free(&other);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("app window");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, tab_goes_round_every_panel);
    tcase_add_test(t, inside_a_panel_the_arrows_move);
    tcase_add_test(t, panels_are_maximised_and_sizes_change);
    tcase_add_test(t, the_pointer_points_and_clicks);
    tcase_add_test(t, an_axis_is_dragged);
    tcase_add_test(t, what_lies_on_top_keeps_the_rules);
    tcase_add_test(t, a_tall_window_is_filled);
    tcase_add_test(t, every_layout_keeps_the_rules);
    tcase_add_test(t, equal_states_make_equal_pictures);
    return case_run("app window", t);
}
