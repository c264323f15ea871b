/* test_app_lesson.c -- a lesson that keeps its answer to itself; from file to file; the story of a finding,
 * the schedule of a run and the buffers of a firmware, as the window tells them.
 *
 * By hand, of lesson 4: the line of rx is filled at cycle 0, the DMA has written all of it at 370, the stale
 * load is the one finding, and between these two the invalidation is missing. */
#include "story_bench.h"
#include "schedule.h"
#include "shelf.h"
#include <unistd.h>

static const char transmit[] = "scenarios/05-stale-transmit.json";

static tick_t finding_at(void) { return now()->findings->item[0].at; }

/* ---- a lesson ------------------------------------------------------------------------------------------ */

START_TEST(a_lesson_begins_at_its_beginning)
{
    open_file(stale);
    app_begin(app);
    ck_assert(now()->now == 0 && !strcmp(layout_name[app->layout], "lesson"));
    window();
    ck_assert(drawn("Stale receive") && drawn("first question"));
    ck_assert(drawn("A lesson: what the judges find"));
    ck_assert(!drawn("stale-read") && !drawn("1 error") && !drawn("no findings"));
    ck_assert(!hit(ACT_GOTO_FINDING, 0));
    ck_assert_uint_eq(app_told(app, now()), 0);
    app_do(app, ACT_GOTO_CAUSE, -1);
    ck_assert(now()->now == 0);                          /* no finding is open yet */
    /* What lies ahead is not told in words either. */
    ck_assert_uint_eq(app->moment.facts, app->moment.here);
    close_file();
}
END_TEST

START_TEST(what_one_has_come_to_is_told_and_stays_told)
{
    open_file(stale);
    app_begin(app);
    session_seek(b.s, finding_at() - 1), window();
    ck_assert(!drawn("stale-read"));
    session_seek(b.s, finding_at()), window();
    ck_assert(drawn("stale-read in rx") && drawn("1 error"));
    session_seek(b.s, 5), window();
    ck_assert(drawn("stale-read in rx"));
    close_file();
}
END_TEST

START_TEST(a_checked_question_tells)
{
    open_file(stale);
    app_begin(app);
    size_t n = now()->scenario->questions, which = n;
    for (size_t q = 0; q < n; q++)
        if (!strcmp(now()->scenario->question[q].kind, "finding")) which = q;
    ck_assert_uint_lt(which, n);
    app_do(app, ACT_REVEAL, which ? 0 : 1), window();
    ck_assert(!drawn("stale-read in rx"));               /* another question says nothing of findings */
    app_do(app, ACT_REVEAL, (int64_t)which), window();
    ck_assert(now()->now == 0 && drawn("stale-read in rx"));
    close_file();
}
END_TEST

/* A scenario without questions, and whoever names a moment, sees everything as before. */
START_TEST(others_open_as_before)
{
    open_file("scenarios/06-early-invalidate-latent.json");
    if (!now()->scenario->questions) {
        app_begin(app);
        ck_assert(!app->lesson && !app->layout && app_tells_all(app, now()));
    }
    close_file();
    open_file(stale);                                    /* app_begin was not called: a moment was named */
    window();
    ck_assert(drawn("stale-read in rx"));
    close_file();
}
END_TEST

/* ---- files --------------------------------------------------------------------------------------------- */

static app_t *shelved(shelf_t *shelf)
{
    err_t err = { "" };
    app_t *a = calloc(1, sizeof *a);
    session_t *s = shelf_open(shelf, 0, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    while (session_work(s, -1)) {}
    app_init(a, s);
    a->shelf = shelf;
    app_begin(a);
    return a;
}

START_TEST(the_next_lesson_and_back_again)
{
    session_options_t o = { 0 };
    err_t err = { "" };
    shelf_t *shelf = shelf_new(&o);
    draw_t list = { 0 };
    ui_t ui;
    ui_init(&ui, &list, paint_measure());
    ck_assert(shelf_add(shelf, stale, &err) && shelf_add(shelf, transmit, &err)
              && shelf_add(shelf, "/nowhere/gone.json", &err));
    app_t *a = shelved(shelf);
    ck_assert_str_eq(shelf_title(shelf, 1),
                     "Stale transmit: the DMA sends what RAM holds, not what the CPU wrote");
    a->page = 4, a->theme = THEME_LIGHT;
    app_draw(a, &ui, 1280, 720);
    bool title = false, button = false;
    for (size_t i = 0; i < list.cmds; i++)
        if (list.cmd[i].kind == DRAW_TEXT)
            title |= strstr(list.text + list.cmd[i].at, "Stale transmit") != NULL;
    for (size_t i = 0; i < ui.hits; i++) button |= ui.hit[i].action == ACT_FILE_NEXT;
    ck_assert(title && button);
    app_do(a, ACT_REVEAL, 0);
    session_seek(a->session, 1200), session_bookmark(a->session, 1200, "here");
    ck_assert(!app_do(a, ACT_FILE, 0) && app_key(a, "Ctrl+PageDown"));
    ck_assert_str_eq(session_view(a->run)->scenario->file, transmit);
    ck_assert(a->place == 1 && a->page == 0 && !a->revealed[0] && a->lesson && a->theme == THEME_LIGHT);
    ck_assert(session_view(a->run)->now == 0 && session_bookmarks(a->run)->count == 0);
    app_do(a, ACT_FILE_NEXT, 0);                         /* is not there: one stays, and is told why */
    ck_assert(a->place == 1 && strstr(a->message, "gone.json"));
    app_key(a, "Ctrl+PageUp");
    while (session_view(a->session)->state == RUN_UNDER_WAY) app_tick(a, 0);
    ck_assert(a->place == 0 && a->page == 4 && a->revealed[0] && *a->told[0]);
    ck_assert(session_view(a->run)->now == 1200 && session_bookmarks(a->run)->count == 1);
    app_do(a, ACT_FILE_BACK, 0);
    ck_assert_str_eq(a->message, "this is the first");
    session_seek(a->session, 0), app_do(a, ACT_FILE_NEXT, 0), app_do(a, ACT_FILE_BACK, 0);
    while (session_view(a->session)->state == RUN_UNDER_WAY) app_tick(a, 0);
    ck_assert(session_view(a->run)->now == 0);           /* the beginning is a place too */
    app_free(a), session_close(a->run), free(a);
    ui_free(&ui), draw_free(&list), shelf_free(shelf);
}
END_TEST

START_TEST(a_folder_is_its_scenarios_by_name)
{
    session_options_t o = { 0 };
    err_t err = { "" };
    char folder[] = "/tmp/shelf-XXXXXX", file[64];
    static const char *const name[] = { "b.json", "a.json", "notes.txt", ".hidden.json" };
    ck_assert(mkdtemp(folder) != NULL);
    for (int i = 0; i < 4; i++) {
        snprintf(file, sizeof file, "%s/%s", folder, name[i]);
        fclose(fopen(file, "w"));
    }
    shelf_t *shelf = shelf_new(&o);
    ck_assert(shelf_add(shelf, folder, &err));
    ck_assert_int_eq(shelf_count(shelf), 2);
    ck_assert(strstr(shelf_file(shelf, 0), "/a.json") && strstr(shelf_file(shelf, 1), "/b.json"));
    for (int i = 0; i < 4; i++) snprintf(file, sizeof file, "%s/%s", folder, name[i]), unlink(file);
    ck_assert(!shelf_add(shelf, folder, &err) && strstr(err.text, "no scenario"));
    rmdir(folder);
    shelf_free(shelf);
}
END_TEST

/* ---- how it came --------------------------------------------------------------------------------------- */

/* Every step of the report, each at its place, the gap between the fourth and the fifth. */
START_TEST(the_whole_story_is_told)
{
    open_file(stale);
    const finding_t *f = &now()->findings->item[0];
    ck_assert(f->causes == 5 && f->gap == 4);
    panel(PANEL_FINDINGS, 900, 900);
    float y[5], gap = -1;
    for (int n = 0; n < 5; n++) {
        const hit_t *h = hit(ACT_GOTO_CAUSE, n);
        ck_assert(h != NULL);
        y[n] = h->r.y;
    }
    for (size_t i = 0; i < b.draw.cmds; i++)
        if (b.draw.cmd[i].kind == DRAW_TEXT && !strncmp(b.draw.text + b.draw.cmd[i].at, "missing here:", 13))
            gap = b.draw.cmd[i].r.y;
    ck_assert(y[0] < y[1] && y[1] < y[2] && y[2] < y[3] && y[3] < gap && gap < y[4] + 20 && y[3] + 20 < y[4]);
    /* line 27 of the file is the compare step (README), program[5] */
    ck_assert(drawn("04-stale-receive.json:27") && drawn("before 04-stale-receive.json:27"));
    click(hit(ACT_CODE, f->pc));
    ck_assert(app->step == (int)f->pc && app->focus == PANEL_PROGRAM);
    close_file();
}
END_TEST

START_TEST(the_timeline_shows_steps_and_gap)
{
    open_file(stale);
    const finding_t *f = &now()->findings->item[0];
    panel(PANEL_TIMELINE, 1264, 180);
    float x[5];
    for (int n = 0; n < 5; n++) {
        const hit_t *h = hit(ACT_GOTO_CAUSE, n);
        ck_assert(h != NULL);
        x[n] = h->r.x + h->r.w / 2;
    }
    ck_assert(x[0] <= x[1] && x[1] < x[2] && x[2] < x[3] && x[3] < x[4]);
    bool gap = false;
    for (size_t i = 0; i < b.ui.hits; i++) {
        const hit_t *h = &b.ui.hit[i];
        if (strncmp(ui_hit_tip(&b.ui, h), "missing here:", 13)) continue;
        gap = fabsf(h->r.x - x[3]) < 9 && fabsf(h->r.x + h->r.w - x[4]) < 9;
    }
    ck_assert(gap);
    click(hit(ACT_GOTO_CAUSE, 2));
    ck_assert(now()->now == f->cause[2].fact.at);
    close_file();
}
END_TEST

/* A firmware's step leads to its line: the finding's own place, as the report names it. */
START_TEST(a_firmwares_step_leads_to_its_line)
{
    open_file("scenarios/50-firmware-uart-stale.json");
    app_do(app, ACT_GOTO_FINDING, 1);
    const finding_t *f = &now()->findings->item[1];
    site_t site;
    ck_assert(f->pc != NO_PC && names_site(now()->names, f->pc, &site) && site.line);
    window();
    app_do(app, ACT_CODE, f->pc), window();
    ck_assert(app->focus == PANEL_CORE && app->moment.pc == f->pc && app->moment.site.line == site.line);
    app_do(app, ACT_FORWARD, 0), window();
    ck_assert(app->select.code < 0 && app->moment.pc == now()->machine->chip.core.regs.r[15]);
    app_do(app, ACT_CODE, NO_PC);
    ck_assert(app->select.code < 0);
    close_file();
}
END_TEST

/* ---- a schedule ---------------------------------------------------------------------------------------- */

START_TEST(a_schedule_stands_on_the_timeline)
{
    static const char text[] = "evict:0x24000020@1200,halt@2400+600";
    session_options_t o = { .schedule = text };
    err_t err = { "" };
    char words[200];
    open_file(stale);
    panel(PANEL_TIMELINE, 1264, 200);
    ck_assert(!drawn("the schedule"));
    app_free(app), session_close(b.s);
    b.s = session_open(stale, &o, &err);
    ck_assert_msg(b.s != NULL, "%s", err.text);
    while (session_work(b.s, -1)) {}
    app_init(app, b.s);
    session_seek(b.s, 3000);
    panel(PANEL_TIMELINE, 1264, 200);
    ck_assert(drawn("the schedule"));
    const schedule_t *s = &now()->scenario->varied->what;
    ck_assert_uint_eq(s->count, 2);
    for (unsigned i = 0; i < 2; i++) {
        const hit_t *h = hit(ACT_GOTO, (int64_t)s->item[i].at);
        schedule_say(&s->item[i], now()->map, now()->names, words, sizeof words);
        ck_assert(h && strstr(ui_hit_tip(&b.ui, h), words));
    }
    /* The core really stood still for 600 ticks, 50 cycles: nothing was loaded or stored, once what was under
     * way when it stopped was over (a register of DMA2 is read in less than 20 cycles, 240 ticks). */
    fact_t f[4];
    ck_assert_uint_eq(session_facts(b.s, 2400 + 240, 2999, 1ull << F_LOAD | 1ull << F_STORE, f, 4), 0);
    o.schedule = "fil:0x2";
    ck_assert(!session_open(stale, &o, &err) && strstr(err.text, "did you mean \"fill\""));
    close_file();
}
END_TEST

/* ---- buffers of a firmware ----------------------------------------------------------------------------- */

START_TEST(functions_are_no_buffers)
{
    open_file("scenarios/50-firmware-uart-stale.json");
    panel(PANEL_BUFFER, 1264, 400);
    ck_assert(drawn("rx") && drawn("tx"));
    for (size_t i = 0; i < now()->names->symbols; i++) {
        site_t site;
        const symbol_t *s = &now()->names->symbol[i];
        bool function = names_site(now()->names, s->addr, &site) && !strcmp(site.function, s->name);
        ck_assert(!function || !hit(ACT_BUFFER, (int64_t)i));
    }
    for (int k = 0; k < 40; k++) {                       /* nor does N come to one */
        app_do(app, k < 20 ? ACT_BUFFER_NEXT : ACT_BUFFER_BACK, 0);
        ck_assert_str_ne(now()->names->symbol[app->select.buffer].name, "main");
    }
    close_file();
}
END_TEST

/* Images write the way into DCISW as a cache of four ways has it (bits 31:30). With tiny buffers there are
 * two, way 1 is never invalidated, and that is found before anything else. */
#ifdef STRESS
enum { FOUND_BEFORE = 1 };
#else
enum { FOUND_BEFORE = 0 };
#endif

START_TEST(what_a_finding_is_about_is_offered)
{
    open_file("scenarios/58-firmware-members-on-stack.json");
    app_do(app, ACT_GOTO_FINDING, FOUND_BEFORE);
    const finding_t *f = &now()->findings->item[FOUND_BEFORE];
    panel(PANEL_BUFFER, 1264, 400);
    ck_assert(strstr(f->buffer, "port.rx") && hit(ACT_BUFFER, BUFFER_OF_FINDING + FOUND_BEFORE));
    click(hit(ACT_BUFFER, BUFFER_OF_FINDING + FOUND_BEFORE));
    ck_assert(app->select.address == f->buffer_addr && app->select.object == FOUND_BEFORE);
    panel(PANEL_BUFFER, 1264, 400);
    char note[120];
    snprintf(note, sizeof note, "%s  %u bytes in AXI SRAM", f->buffer, (unsigned)f->buffer_size);
    ck_assert(drawn(note));
    app_do(app, ACT_BUFFER, 0);
    ck_assert(app->select.object < 0);
    close_file();
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("app_lesson");
    tcase_add_test(c, a_lesson_begins_at_its_beginning);
    tcase_add_test(c, what_one_has_come_to_is_told_and_stays_told);
    tcase_add_test(c, a_checked_question_tells);
    tcase_add_test(c, others_open_as_before);
    tcase_add_test(c, the_next_lesson_and_back_again);
    tcase_add_test(c, a_folder_is_its_scenarios_by_name);
    tcase_add_test(c, the_whole_story_is_told);
    tcase_add_test(c, the_timeline_shows_steps_and_gap);
    tcase_add_test(c, a_firmwares_step_leads_to_its_line);
    tcase_add_test(c, a_schedule_stands_on_the_timeline);
    tcase_add_test(c, functions_are_no_buffers);
    tcase_add_test(c, what_a_finding_is_about_is_offered);
    tcase_set_timeout(c, 120);
    return case_run("app_lesson", c);
}
