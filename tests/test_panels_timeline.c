/* test_panels_timeline.c -- the timeline: what is pinned to the strip, what the axis says, how the story
 * of the open finding lies over the lanes. The lanes: test_lanes.c. Moments are of judge and facts. */
#include "story.h"
#include "story_bench.h"

/* ---- the strip ---------------------------------------------------------------------------------------- */

/* By the judge: three lints 4 cycles apart at 25400, an error and a hazard at 31804, the same at 51804. Of
 * what would cover each other the worst is seen, with how many it stands for. */
START_TEST(the_worst_finding_of_a_place_has_the_pin)
{
    open_file("scenarios/17-channel-clash.json");
    panel(PANEL_TIMELINE, 1264, 200);
    unsigned pins = 0, errors = 0;
    for (size_t i = 0; i < b.ui.hits; i++) {
        if (b.ui.hit[i].action != ACT_GOTO_FINDING) continue;
        const finding_t *f = &now()->findings->item[b.ui.hit[i].arg];
        const char *tip = ui_hit_tip(&b.ui, &b.ui.hit[i]);
        pins++, errors += f->tier == TIER_ERROR;
        ck_assert_msg(strstr(tip, f->tier == TIER_LINT ? "; 3 findings here" : "; 2 findings here") != NULL,
                      "%s", tip);
    }
    ck_assert_uint_eq(pins, 3);
    ck_assert_uint_eq(errors, 2);
    unsigned red = 0;
    for (size_t i = 0; i < b.draw.cmds; i++)
        red += b.draw.cmd[i].kind == DRAW_MARK && b.draw.cmd[i].role == ROLE_ERROR;
    ck_assert_uint_eq(red, 2);
    ck_assert_uint_eq(marks(&b, (mark_t)tier_look[TIER_HAZARD].mark), 0);
    ck_assert(exactly(&b, "3") && exactly(&b, "2"));
    close_file();
}
END_TEST

/* ---- the axis ----------------------------------------------------------------------------------------- */

static const draw_cmd_t *text_with(const char *words)
{
    for (size_t i = 0; i < b.draw.cmds; i++)
        if (b.draw.cmd[i].kind == DRAW_TEXT && strstr(b.draw.text + b.draw.cmd[i].at, words))
            return &b.draw.cmd[i];
    return NULL;
}

/* The firmware begins on the HSI, 64 MHz, and sets PLL1 to 400 MHz: its cycles are 6.25 times as wide before
 * that as after it, and the axis says where that is. A scenario's clock is what it is from the start. */
START_TEST(the_axis_says_where_the_clock_changes)
{
    open_file("scenarios/60-twin-firmware.json");
    panel(PANEL_TIMELINE, 1264, 300);
    const draw_cmd_t *change = text_with(" MHz");
    ck_assert(change && drawn("64 \xE2\x86\x92 400 MHz") && tips(&b, "6.25 times as wide"));
    const domain_t *cpu = &now()->names->cpu;
    const hit_t *axis = NULL;
    for (size_t i = 0; i < b.ui.hits; i++)
        if (b.ui.hit[i].kind == HIT_AXIS) axis = &b.ui.hit[i];       /* the last one: the lanes */
    float x = axis->r.x + axis->r.w * (float)((double)cpu->base / (double)now()->end);
    ck_assert(fabsf(change->r.x - x) < 5);
    app->zoom_from = cpu->base + 1, app->zoom_to = now()->end;
    panel(PANEL_TIMELINE, 1264, 300);
    ck_assert(!text_with(" MHz"));
    close_file();
    open_file(stale);
    panel(PANEL_TIMELINE, 1264, 300);
    ck_assert(!text_with(" MHz"));
    close_file();
}
END_TEST

/* The line of the present begins below the numbers, wherever it stands. */
START_TEST(no_number_is_crossed)
{
    open_file(stale);
    for (tick_t t = 0; t < now()->end; t += now()->end / 40) {
        session_seek(b.s, t);
        panel(PANEL_TIMELINE, 1264, 200);
        const draw_cmd_t *number = exactly(&b, "100");
        unsigned lines = 0;
        for (size_t i = 0; i < b.draw.cmds; i++) {
            const draw_cmd_t *c = &b.draw.cmd[i];
            if (c->kind != DRAW_LINE || c->role != ROLE_ACCENT) continue;
            if (c->r.y + c->r.h < number->r.y + 20) continue;       /* the strip's */
            ck_assert(c->r.y >= number->r.y);                       /* a text's y is its baseline */
            lines++;
        }
        ck_assert_uint_ge(lines, 1);
    }
    close_file();
}
END_TEST

/* ---- the story ---------------------------------------------------------------------------------------- */

/* By the judge: of a run of 138970 cycles the story is cycles 98 to 114. There the lanes show forty cycles of
 * 480 MHz, which are 33 of 400, around it; F shows everything again. */
START_TEST(who_goes_to_a_finding_sees_how_it_came)
{
    open_file("scenarios/09-missing-dsb.json");
    const finding_t *f = &now()->findings->item[0];
    tick_t lo = f->cause[0].fact.at, hi = f->cause[f->causes - 1].fact.at, end = now()->end;
    ck_assert(hi - lo < end / 1000);
    app_do(app, ACT_GOTO_FINDING, 0);
    ck_assert(now()->now == f->at);
    ck_assert(app->zoom_from < lo && hi < app->zoom_to && app->zoom_to - app->zoom_from <= end / 1000);
    panel(PANEL_TIMELINE, 1264, 200);
    ck_assert(drawn("33 cycles shown") && exactly(&b, "1") && exactly(&b, "2") && exactly(&b, "3"));
    app_do(app, ACT_ZOOM_OUT, 0);                        /* seen well enough: the window stays */
    tick_t from = app->zoom_from, to = app->zoom_to;
    app_do(app, ACT_GOTO_FINDING, 0);
    ck_assert(app->zoom_from == from && app->zoom_to == to);
    app_do(app, ACT_FIT, 0);
    ck_assert(app->zoom_from == 0 && app->zoom_to == 0);
    close_file();
    open_file(stale);                                    /* here the story is most of the run */
    app_do(app, ACT_FINDING_NEXT, 0);
    ck_assert(app->zoom_from == 0 && app->zoom_to == 0);
    close_file();
}
END_TEST

/* Over the whole of that run the three steps lie within a pixel: one plate names them all, and clicks go
 * through them. */
START_TEST(steps_at_one_place_share_a_plate)
{
    open_file("scenarios/09-missing-dsb.json");
    const finding_t *f = &now()->findings->item[0];
    app_do(app, ACT_GOTO_FINDING, 0), app_do(app, ACT_FIT, 0);
    panel(PANEL_TIMELINE, 1264, 200);
    ck_assert(exactly(&b, "1\xE2\x80\x93" "3") && !exactly(&b, "1") && !exactly(&b, "2"));
    for (int n = 0; n < 4; n++) {
        click(hit(ACT_GOTO_CAUSE, n % 3));
        ck_assert_int_eq(app->select.cause, n % 3);
        ck_assert(now()->now == f->cause[n % 3].fact.at);
        panel(PANEL_TIMELINE, 1264, 200);
    }
    close_file();
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("panels_timeline");
    tcase_add_test(c, the_worst_finding_of_a_place_has_the_pin);
    tcase_add_test(c, the_axis_says_where_the_clock_changes);
    tcase_add_test(c, no_number_is_crossed);
    tcase_add_test(c, who_goes_to_a_finding_sees_how_it_came);
    tcase_add_test(c, steps_at_one_place_share_a_plate);
    tcase_set_timeout(c, 240);
    return case_run("panels_timeline", c);
}
