/* test_app.c -- the window's state without a window: keys, clicks and time drive app_t over a real lesson,
 * and the machine must stand where they say. Moments are compared with an independent run of the same
 * scenario (run_file) and with its facts as `staleline run --trace` prints them. */
#include "app_bench.h"

/* ---- time ---------------------------------------------------------------------------------------------- */

START_TEST(arrows_step_at_the_grain)
{
    keys("1");
    ck_assert_int_eq(app->grain, GRAIN_CYCLE);
    keys("Right"), keys("Right");
    ck_assert_uint_eq(now()->cycle, 2);
    keys("Shift+Right");
    ck_assert_uint_eq(now()->cycle, 12);
    keys("Left");
    ck_assert_uint_eq(now()->cycle, 11);
    keys("Shift+Left"), keys("Shift+Left");                              /* the start is the end of it */
    ck_assert_uint_eq(now()->cycle, 0);
    /* the first beat: cycle 8, as the trace says */
    keys("2"), keys("Right");
    ck_assert_uint_eq(now()->cycle, 8);
    /* the next cache event: the fill done at 16 */
    keys("5"), keys("Right");
    ck_assert_uint_eq(now()->cycle, 16);
    keys("End");
    ck_assert(now()->now == now()->end);
    keys("Home");
    ck_assert_uint_eq(now()->now, 0);
}
END_TEST

START_TEST(findings_and_their_causes)
{
    result_t r;
    options_t o = { .fail_on = -1 };
    run_file(lesson, &o, &r);
    ck_assert_uint_ge(r.findings.count, 1);
    const finding_t *f = &r.findings.item[0];
    keys("Ctrl+Right");
    ck_assert(now()->now == f->at);
    ck_assert_int_eq(app->select.finding, 0);
    ck_assert(app->select.has_address && app->select.address == f->addr);
    keys("C");
    ck_assert(now()->now == f->cause[0].fact.at);
    keys("C");
    ck_assert(now()->now == f->cause[1 % f->causes].fact.at);
    /* none before: it stays, and says so */
    keys("Home"), keys("Ctrl+Left");
    ck_assert_uint_eq(now()->now, 0);
    ck_assert(*app->message);
    run_free(&r);
}
END_TEST

START_TEST(play_follows_the_clock)
{
    keys("1");
    app->seconds = 100;
    keys("Space");                                                       /* ten steps a second */
    ck_assert(app->playing && app_speed[app->speed] == 10);
    for (int i = 0; i <= 100; i++) app_tick(app, 100 + i * 0.01);
    ck_assert_uint_ge(now()->cycle, 10);
    ck_assert_uint_le(now()->cycle, 11);
    keys("]");
    ck_assert(app_speed[app->speed] == 30);
    /* a step stops it and turns it round */
    keys("Left");
    ck_assert(!app->playing && app->direction < 0);
    uint64_t from = now()->cycle;
    keys("Space");
    app_tick(app, 101.2), app_tick(app, 101.3);
    ck_assert_uint_lt(now()->cycle, from);
    for (int i = 0; i < 200 && app->playing; i++) app_tick(app, 102 + i * 0.1);
    ck_assert(!app->playing);                                            /* the start ends it */
    ck_assert_uint_eq(now()->cycle, 0);
    ck_assert(app_wait(app) < 0 || *app->message);
}
END_TEST

START_TEST(as_fast_as_it_goes_reaches_the_end)
{
    keys("1");
    while (app_speed[app->speed] > 0) keys("]");
    keys("Space");
    ck_assert(app_wait(app) == 0);
    for (int i = 0; i < 400 && app->playing; i++) app_tick(app, i * 0.02);
    ck_assert(!app->playing && now()->now == now()->end);
}
END_TEST

START_TEST(runs_to_breakpoints)
{
    keys("G"), type("rx"), keys("Return");
    keys("F9");                                                          /* anybody at rx[0] */
    ck_assert_uint_eq(session_breaks(session)->count, 1);
    keys("F5");
    for (int i = 0; i < 1000 && app->searching; i++) app_tick(app, i);
    ck_assert_uint_gt(now()->cycle, 0);
    ck_assert(now()->now < now()->end);
    uint64_t first = now()->cycle;
    keys("F5");
    for (int i = 0; i < 1000 && app->searching; i++) app_tick(app, i);
    ck_assert_uint_gt(now()->cycle, first);
    keys("Shift+F5");
    for (int i = 0; i < 1000 && app->searching; i++) app_tick(app, i);
    ck_assert_uint_eq(now()->cycle, first);
    keys("F9");
    ck_assert_uint_eq(session_breaks(session)->count, 0);
    keys("F5");
    for (int i = 0; i < 1000 && app->searching; i++) app_tick(app, i);
    ck_assert(now()->now == now()->end);
}
END_TEST

START_TEST(go_to_understands)
{
    static const struct { const char *text; uint64_t cycle; } to[] = { { "100", 100 }, { "1us", 400 },
        { "250 ns", 100 }, { "0", 0 } };
    /* 400 MHz: 400 cycles a microsecond */
    for (unsigned i = 0; i < sizeof to / sizeof *to; i++) {
        keys("G"), type(to[i].text), keys("Return");
        ck_assert_uint_eq(now()->cycle, to[i].cycle);
    }
    keys("G"), type("0x24000021"), keys("Return");
    ck_assert_uint_eq(app->select.address, 0x24000021);
    keys("G"), type("rx+0x22"), keys("Return");
    ck_assert_uint_eq(app->select.address, 0x24000022);
    ck_assert(!app_go_to(app, "nonsense") && *app->message);
    ck_assert(!app_go_to(app, "") && !app_go_to(app, "finding 99") && !app_go_to(app, "0x")
              && !app_go_to(app, "0x123456789"));
    app_go_to(app, "99999999"), app_go_to(app, "rx+99999999"), app_go_to(app, "1e300s"), app_go_to(app, "-1");
}
END_TEST

/* ---- timeline ------------------------------------------------------------------------------------ */

START_TEST(markers_and_bookmarks)
{
    keys("1"), keys("Right"), keys("M");
    ck_assert(app->has_a && !app->has_b && app->a == now()->now);
    keys("Shift+Right"), keys("M");
    ck_assert(app->has_b && app->b == now()->now && app->b > app->a);
    keys("F");
    ck_assert(app->zoom_from <= app->a && app->zoom_to >= app->b
              && app->zoom_to - app->zoom_from < now()->end);
    keys("M");
    ck_assert(!app->has_a && !app->has_b);
    keys("F");
    ck_assert(app->zoom_from == app->zoom_to);
    keys("B");
    ck_assert_uint_eq(session_bookmarks(session)->count, 1);
    tick_t at = now()->now;
    keys("End"), keys("Shift+B");
    ck_assert(now()->now == at);
    keys("B");
    ck_assert_uint_eq(session_bookmarks(session)->count, 0);
}
END_TEST

START_TEST(the_window_of_time_zooms_and_pans)
{
    tick_t end = now()->end;
    keys("G"), type("200"), keys("Return");
    keys("W");
    ck_assert(app->zoom_to - app->zoom_from <= end / 2 + 1);
    ck_assert(app->zoom_from <= now()->now && now()->now <= app->zoom_to);
    tick_t from = app->zoom_from, width = app->zoom_to - app->zoom_from;
    keys("D");
    ck_assert(app->zoom_from == from + width / 4 && app->zoom_to - app->zoom_from == width);
    keys("A");
    ck_assert(app->zoom_from == from);
    for (int i = 0; i < 40; i++) keys("W");
    ck_assert(app->zoom_to > app->zoom_from);
    keys("Home");                                                        /* the window follows the present */
    ck_assert(app->zoom_from == 0);
    for (int i = 0; i < 40; i++) keys("S");
    ck_assert(app->zoom_to <= app->zoom_from);                           /* everything */
}
END_TEST

START_TEST(lanes_step_by_their_events)
{
    app_do(app, ACT_LANE, LANE_FILLS);
    keys(".");
    uint64_t first = now()->cycle;
    /* at 0 one begins already; done at 16 */
    ck_assert_uint_eq(first, 16);
    keys(".");
    ck_assert_uint_eq(now()->cycle, 27);
    keys(",");
    ck_assert_uint_eq(now()->cycle, 16);
}
END_TEST

/* ---- selection and search ------------------------------------------------------------------------ */

START_TEST(selections_follow_each_other)
{
    ck_assert_int_eq(app->select.buffer, 0);
    keys("N");
    ck_assert_int_eq(app->select.buffer, (int)(1 % now()->names->symbols));
    keys("Shift+N");
    ck_assert_int_eq(app->select.buffer, 0);
    ck_assert(app->select.address == now()->names->symbol[0].addr);
    keys("V");
    ck_assert_int_eq(app->select.view, VIEW_RAM);
    keys("V"), keys("V");
    ck_assert_int_eq(app->select.view, VIEW_CPU);
    keys("I");
    ck_assert_int_eq(app->select.icache, 1);
    keys("End"), keys("O");
    ck_assert(app->select.who && app->moment.stories > 0);
    keys("Escape");
    ck_assert(!app->select.who);
}
END_TEST

START_TEST(search_sifts_the_facts)
{
    keys("End");
    size_t all = app->moment.facts;
    keys("/"), type("line fill done");
    ck_assert_str_eq(app->filter, "line fill done");
    ck_assert(app->moment.facts > 0 && app->moment.facts < all);
    for (size_t i = 0; i < app->moment.facts; i++) ck_assert_int_eq(app->moment.fact[i].kind, F_FILL_DONE);
    keys("Return");
    ck_assert(app->ask == ASK_NONE && *app->filter);
    keys("/"), keys("Escape");
    ck_assert(!*app->filter);
    app_do(app, ACT_FILTER, FACTS_BUS), redraw();
    for (size_t i = 0; i < app->moment.facts; i++)
        ck_assert_int_ne(fact_group(app->moment.fact[i].kind), FACTS_BUS);
    app_do(app, ACT_FILTER_CLEAR, 0);
    ck_assert_uint_eq(app->hidden, 0);
}
END_TEST

START_TEST(facts_around_now_are_in_order)
{
    keys("G"), type("200"), keys("Return");
    const moment_t *m = &app->moment;
    ck_assert(m->facts > 0 && m->here <= m->facts);
    for (size_t i = 1; i < m->facts; i++) ck_assert(m->fact[i - 1].at <= m->fact[i].at);
    ck_assert(m->fact[m->here - 1].at <= now()->now);
    ck_assert(m->here == m->facts || m->fact[m->here].at > now()->now);
    ck_assert_uint_eq(m->number + m->here, session_facts_at(session, m->mask, now()->now));
    ck_assert(!m->cut && m->lanes > 0);
}
END_TEST

START_TEST(the_palette_does_what_it_offers)
{
    keys("Ctrl+Shift+P");
    ck_assert_int_eq(app->ask, ASK_PALETTE);
    ck_assert(drawn("Step back"));
    type("dark or li");
    ck_assert(drawn("Dark or light"));
    keys("Return");
    ck_assert_int_eq(app->theme, THEME_LIGHT);
    keys("Ctrl+P"), type("12"), keys("Backspace"), keys("Backspace"), type("layout: memory"), keys("Return");
    ck_assert_str_eq(layout_name[app->layout], "memory");
    keys("Ctrl+P"), type("150"), keys("Return");                         /* no action: a place to go to */
    ck_assert_uint_eq(now()->cycle, 150);
    keys("?");
    ck_assert(app->ask == ASK_HELP && drawn("Maximise panel"));
    keys("Escape");
    ck_assert_int_eq(app->ask, ASK_NONE);
}
END_TEST

/* ---- edits --------------------------------------------------------------------------------------------- */

static int step_named(const char *words)
{
    const names_t *n = now()->names;
    for (size_t i = 0; i < n->steps; i++)
        if (n->step[i] && strstr(n->step[i], words)) return (int)i;
    return -1;
}

/* The missing invalidate, put in: the finding is gone, as in the lesson's fixed twin; the run stays. */
START_TEST(an_edit_makes_a_branch)
{
    ck_assert_uint_eq(now()->findings->count, 1);
    keys("Ctrl+Right");
    tick_t at = now()->now;
    int step = step_named("program[5]");
    ck_assert_int_ge(step, 0);
    app_do(app, ACT_BUFFER, step_named("program[5]") >= 0 ? 1 : 0);
    ck_assert_str_eq(now()->names->symbol[app->select.buffer].name, "rx");
    app_do(app, ACT_EDIT, edit_arg(EDIT_INVALIDATE, step));
    ck_assert_msg(app->branch && app->session == app->branch, "%s", app->message);
    ck_assert_uint_eq(now()->findings->count, 0);
    ck_assert(now()->now == at);
    ck_assert(strstr(session_text(app->session), "\"invalidate\": \"rx\"") != NULL);
    for (int i = 0; i < 2000 && !app->compared; i++) app_tick(app, i);
    ck_assert(app->parted && app->parting.differ && app->parting.gone == 1 && app->parting.come == 0);
    redraw();
    keys("Shift+E");
    ck_assert(app->session == app->run && now()->findings->count == 1 && now()->now == at);
    keys("Shift+E");
    /* A second edit, and back again. */
    app_do(app, ACT_EDIT, edit_arg(EDIT_DCACHE, 0));
    ck_assert_uint_eq(app->undos, 2);
    keys("Ctrl+Z");
    ck_assert_uint_eq(app->undos, 1);
    ck_assert_uint_eq(now()->findings->count, 0);
    keys("Ctrl+Z");
    ck_assert(!app->branch && app->session == session && now()->findings->count == 1);
}
END_TEST

START_TEST(edits_that_cannot_be_say_why)
{
    app_do(app, ACT_EDIT, edit_arg(EDIT_CLEAN, 9999));
    ck_assert(!app->branch && strstr(app->message, "no step"));
    app_do(app, ACT_EDIT, edit_arg(EDIT_EARLIER, step_named("program[0]")));
    ck_assert(!app->branch && *app->message);
    int wait = step_named("program[3]");
    app_do(app, ACT_EDIT, edit_arg(EDIT_TEXT, wait));
    ck_assert_int_eq(app->ask, ASK_EDIT);
    ck_assert(strstr(app->typed, "dma_wait") != NULL);
    while (*app->typed) keys("Backspace");
    type("{ \"dma_wiat\": 1 }"), keys("Return");
    ck_assert(!app->branch && strstr(app->message, "dma_wiat"));
    keys("Ctrl+S");
    ck_assert(strstr(app->message, "no branch"));
    app_do(app, ACT_EDIT, edit_arg(EDIT_TEXT, wait));
    /* unchanged: a branch that is the same */
    keys("Return");
    ck_assert(app->branch != NULL);
    for (int i = 0; i < 2000 && !app->compared; i++) app_tick(app, i);
    ck_assert(app->compared && !app->parting.differ);
}
END_TEST

/* Anything in any order: no crash, and the state stays in its bounds. */
START_TEST(any_input_in_any_order)
{
    static const char *const named[] = { "Left", "Right", "Up", "Down", "Return", "Escape", "Tab",
                                         "Backspace", "Shift+Return",
        "Home", "End", "PageDown", "Ctrl+Right", "Shift+Right", "F5", "F9", "F10", "F11", "Shift+F11",
            "Ctrl+Tab", "Ctrl+P", "Shift+D", "Ctrl+Z", "Shift+E" };
    srand(7);
    for (int i = 0; i < 1500; i++) {
        switch (rand() % 6) {
        case 0: {
            action_t action = (action_t)(rand() % ACTIONS);
            if (action == ACT_BRANCH_SAVE) continue;                     /* it writes a file */
            app_do(app, action, rand() % 5 ? rand() % 300 - 20 : ((int64_t)rand() << 31) ^ rand());
            break;
        }
        case 1: app_key(app, named[(unsigned)rand() % (sizeof named / sizeof *named)]); break;
        case 2: app_type(app, (char[2]){ (char)(' ' + rand() % 95), 0 }); break;
        case 3:
            app_click(app, (float)(rand() % 1300), (float)(rand() % 740), rand() % 4 == 0), app_release(app);
            break;
        case 4:
            app_wheel(app, (float)(rand() % 1280), (float)(rand() % 720), rand() % 2 ? 1
                      : -1, rand() % 2, rand() % 9 == 0); break;
        default: app_tick(app, i * 0.03);
        }
        app->quit = app->want_export = false;
        if (app->branch && i % 50 == 0) app_do(app, ACT_BRANCH_DROP, 0);
        ck_assert(now()->now <= now()->end);
        ck_assert(app->focus >= 0 && app->focus < PANELS && app->maximised < PANELS && app->grain < GRAINS);
        ck_assert(app->speed >= 0 && app->speed < SPEEDS && app->theme < THEMES && layout_name[app->layout]);
        if (i % 5 == 0) app_draw(app, &ui, (float)(400 + rand() % 2000), (float)(300 + rand() % 1000));
    }
}
END_TEST

/* Before the run a variable, not the vector table that comes first; then what a DMA was set to: the driver
 * arms the stream that receives into IN before the one that sends OUT. */
START_TEST(a_firmware_shows_what_its_dma_is_set_to)
{
    err_t err = { "" };
    session_t *s = session_open("scenarios/53-embassy-spi-transfer.json", NULL, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    app_t *a = calloc(1, sizeof *a);
    app_init(a, s);
    ck_assert_uint_ge(a->select.address, 0x20000000);
    session_work(s, -1);
    app_select_first(a);
    ck_assert_str_eq(names_find(session_view(s)->names, a->select.address)->name, "spi_transfer::IN");
    app_free(a), free(a);
    session_close(s);
}
END_TEST

/* In 1280x720 nothing of the help has to be scrolled to: the last rows of the columns stand inside its box,
 * whose lower edge is at most 20 above the window's, with 14 of margin and 3 under a baseline. */
START_TEST(all_keys_are_seen_at_once)
{
    static const char *const last[] = { "Next lesson", "Save the branch", "Quit" };
    app_do(app, ACT_HELP, 0), redraw();
    for (size_t n = 0; n < sizeof last / sizeof *last; n++) {
        float y = 0;
        for (const draw_cmd_t *c = draw.cmd; c < draw.cmd + draw.cmds; c++)
            if (c->kind == DRAW_TEXT && !strcmp(draw.text + c->at, last[n])) y = c->r.y;
        ck_assert_msg(y > 0 && y < 720 - 20 - 14 - 3, "%s at %.0f", last[n], y);
    }
}
END_TEST

/* The other page: states, masters and tiers by their names, and signs that panels have no room to explain. Of
 * it, too, nothing has to be scrolled to there. */
START_TEST(signs_are_explained)
{
    static const char *const named[] = { "conflicting", "same by luck", "barred foot", "dashed cell",
                                         "hatched", "missing here", "MDMA", "hazard", "locked", "star" };
    keys("?"), keys("Shift+F1"), redraw();
    ck_assert_int_eq(app->ask, ASK_SIGNS);
    for (size_t n = 0; n < sizeof named / sizeof *named; n++) {
        float y = 0;
        for (const draw_cmd_t *c = draw.cmd; c < draw.cmd + draw.cmds; c++)
            if (c->kind == DRAW_TEXT && !strcmp(draw.text + c->at, named[n])) y = c->r.y;
        ck_assert_msg(y > 0 && y < 720 - 20 - 14 - 3 - 15, "%s at %.0f", named[n], y);
    }
    keys("?");
    ck_assert(app->ask == ASK_HELP && drawn("Maximise panel"));
    keys("Escape");
    ck_assert_int_eq(app->ask, ASK_NONE);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("app");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, arrows_step_at_the_grain), tcase_add_test(c, findings_and_their_causes);
    tcase_add_test(c, play_follows_the_clock), tcase_add_test(c, as_fast_as_it_goes_reaches_the_end);
    tcase_add_test(c, runs_to_breakpoints), tcase_add_test(c, go_to_understands);
    tcase_add_test(c, markers_and_bookmarks), tcase_add_test(c, the_window_of_time_zooms_and_pans);
    tcase_add_test(c, lanes_step_by_their_events), tcase_add_test(c, selections_follow_each_other);
    tcase_add_test(c, search_sifts_the_facts), tcase_add_test(c, facts_around_now_are_in_order);
    tcase_add_test(c, the_palette_does_what_it_offers);
    tcase_add_test(c, an_edit_makes_a_branch), tcase_add_test(c, edits_that_cannot_be_say_why);
    tcase_add_test(c, a_firmware_shows_what_its_dma_is_set_to);
    tcase_add_test(c, all_keys_are_seen_at_once);
    tcase_add_test(c, signs_are_explained);
    tcase_add_test(c, any_input_in_any_order);
    tcase_set_timeout(c, 120);
    return case_run("app", c);
}
