/* test_panels_story.c -- the panels that tell the story: lesson, program with its edits, what differs, findings,
 * what happened, timeline. Draw lists are checked by rules.h at many sizes; what they say is checked
 * against what is known by hand of the lessons, against run_file, and against the facts. */
#include "app.h"
#include "edits.h"
#include "lanes.h"
#include "paint.h"
#include "panel.h"
#include "rules.h"
#include <check.h>
#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char stale[] = "scenarios/04-stale-receive.json";
static session_t *session;
static app_t *app;
static draw_t draw;
static ui_t ui;

static void open_file(const char *file)
{
    err_t err;
    session = session_open(file, NULL, &err);
    ck_assert_msg(session != NULL, "%s", err.text);
    session_work(session, -1);
    app = calloc(1, sizeof *app);
    app_init(app, session);
    memset(&draw, 0, sizeof draw);
    ui_init(&ui, &draw, paint_measure());
    session_seek(session, 0);
}

static void close_file(void)
{
    app_free(app), free(app);
    session_close(session);
    ui_free(&ui), draw_free(&draw);
}

static const view_t *now(void) { return session_view(app->session); }
static void panel(panel_t p, float w, float h) { app_draw_panel(app, &ui, p, w, h); }
static void window(void) { app_draw(app, &ui, 1280, 720); }
static void settle(void) { for (int i = 0; i < 5000 && app->branch && !app->compared; i++) app_tick(app, 0); }

static bool drawn(const char *words)
{
    for (size_t i = 0; i < draw.cmds; i++)
        if (draw.cmd[i].kind == DRAW_TEXT && strstr(draw.text + draw.cmd[i].at, words)) return true;
    return false;
}

/* The y of the text that says this; -1: none does. */
static float where(const char *words)
{
    for (size_t i = 0; i < draw.cmds; i++)
        if (draw.cmd[i].kind == DRAW_TEXT && strstr(draw.text + draw.cmd[i].at, words)) return draw.cmd[i].r.y;
    return -1;
}

static const draw_cmd_t *mark_near(mark_t mark, float y)
{
    for (size_t i = 0; i < draw.cmds; i++) {
        const draw_cmd_t *c = &draw.cmd[i];
        if (c->kind == DRAW_MARK && c->what == mark && fabsf(c->r.y + c->r.h / 2 - (y - 4)) < 7) return c;
    }
    return NULL;
}

static const hit_t *hit(action_t action, int64_t arg)
{
    for (size_t i = ui.hits; i-- > 0;)
        if (ui.hit[i].action == action && ui.hit[i].arg == arg && ui.hit[i].kind == HIT_PLAIN) return &ui.hit[i];
    return NULL;
}

static void click(const hit_t *h)
{
    ck_assert(h != NULL);
    app_click(app, h->r.x + h->r.w / 2, h->r.y + h->r.h / 2, false), app_release(app);
}

static void type(const char *text)
{
    for (; *text; text++) app_type(app, (char[2]){ *text, 0 });
}

/* ---- every picture keeps the rules ---------------------------------------------------------------------------- */

static const struct { float w, h; } sizes[] = {
    { 240, 120 }, { 300, 200 }, { 415, 450 }, { 640, 300 }, { 1264, 180 },      /* as layouts cut a small window */
    { 1280, 720 }, { 853, 480 }, { 1920, 1080 }, { 2560, 1440 }, { 3840, 2160 },/* alone, at scales 1 and 1.5 */
};
enum { SIZES_OF = sizeof sizes / sizeof *sizes };

static void keeps_rules(panel_t p, const char *what)
{
    char report[4000];
    for (unsigned i = 0; i < SIZES_OF; i++) {
        rect_t all = rect(0, 0, sizes[i].w, sizes[i].h);
        panel(p, all.w, all.h);
        ck_assert_msg(!rules_check(&draw, all, RULES_ALL, report, sizeof report), "%s, %s at %.0fx%.0f: %s", panel_name[p], what,
                      (double)all.w, (double)all.h, report);
        ck_assert_msg(!rules_hits(&ui, all, 1, report, sizeof report), "%s, %s at %.0fx%.0f: %s", panel_name[p], what, (double)all.w,
                      (double)all.h, report);
    }
}

static const char *const lessons[] = {
    "scenarios/04-stale-receive.json", "scenarios/03-dtcm-buffer.json", "scenarios/05-stale-transmit.json",
    "scenarios/07-shared-line-lost-neighbour.json", "scenarios/20-spi-wrong-order.json", "scenarios/28-i2c-nack.json",
    "scenarios/36-adc-timer-triggered.json", "scenarios/02-uart-dma.json", "scenarios/25-bdma-en-stays.json",
};
enum { LESSONS_OF = sizeof lessons / sizeof *lessons };

static void at_moments(void (*each)(const char *what))
{
    tick_t end = now()->end;
    session_seek(session, 0), each("start");
    session_seek(session, end / 2), each("middle");
    if (now()->findings->count) app_do(app, ACT_GOTO_FINDING, 0), each("finding");
    session_seek(session, end), each("end");
}

static void story(const char *what)
{
    for (int t = 0; t < 4; t++) app->tab[PANEL_FINDINGS] = (uint8_t)t, keeps_rules(PANEL_FINDINGS, what);
    keeps_rules(PANEL_FACTS, what), keeps_rules(PANEL_TIMELINE, what);
    for (int t = 0; t < 3; t++) app->tab[PANEL_PROGRAM] = (uint8_t)t, keeps_rules(PANEL_PROGRAM, what);
}

START_TEST(every_picture_keeps_the_rules)
{
    open_file(lessons[_i]);
    at_moments(story);
    app->zoom_from = now()->end / 3, app->zoom_to = now()->end / 3 + now()->end / 50 + 1;
    app->has_a = app->has_b = true, app->a = now()->end / 3, app->b = now()->end / 3 + now()->end / 100;
    session_bookmark(session, now()->end / 3 + 5, "a bookmark with a rather long text that says what was seen here");
    session_seek(session, now()->end / 3 + 10);
    keeps_rules(PANEL_TIMELINE, "zoomed"), keeps_rules(PANEL_DIFF, "A to B");
    app->has_a = app->has_b = false, keeps_rules(PANEL_DIFF, "no marker");
    app->has_a = true, app->a = now()->now, keeps_rules(PANEL_DIFF, "A is now");
    app->a = 0, session_seek(session, now()->end), keeps_rules(PANEL_DIFF, "A to the end");
    snprintf(app->filter, sizeof app->filter, "no such words"), keeps_rules(PANEL_FACTS, "nothing found");
    close_file();
}
END_TEST

START_TEST(every_page_of_a_lesson_keeps_the_rules)
{
    open_file(lessons[_i]);
    size_t n = now()->scenario->questions;
    for (int pass = 0; pass < 4; pass++) {                     /* untouched, answered, checked, all checked */
        for (size_t q = 0; q < n; q++) {
            if (pass == 1 && quiz_choice(&now()->scenario->question[q], 0)) app_do(app, ACT_ANSWER, (int64_t)q * 256);
            else if (pass == 1) app_do(app, ACT_ANSWER, (int64_t)q * 256 + 255), type("11 22 33 44"), app_key(app, "Escape");
            if (pass == 2 && q % 2 == 0) app_do(app, ACT_REVEAL, (int64_t)q);
            if (pass == 3) app_do(app, ACT_REVEAL, (int64_t)q);
        }
        for (int page = 0; page < (int)n + 2; page++) app->page = page, keeps_rules(PANEL_LESSON, pass < 2 ? "asking" : "checked");
    }
    close_file();
}
END_TEST

START_TEST(a_branch_keeps_the_rules)
{
    open_file(lessons[_i]);
    plan_t plan;
    bool mends = now()->findings->count && edit_for(now(), &now()->findings->item[0], &plan);
    app->step = 0;
    app_do(app, ACT_EDIT, mends ? edit_arg(EDIT_FIX, 0) : edit_arg(EDIT_DSB, 0));
    ck_assert_msg(app->branch != NULL, "%s", app->message);
    settle();
    for (int t = 0; t < 3; t++) app->tab[PANEL_PROGRAM] = (uint8_t)t, keeps_rules(PANEL_PROGRAM, "branch");
    keeps_rules(PANEL_LESSON, "branch");
    app_do(app, ACT_BRANCH, 0);
    for (int t = 0; t < 3; t++) app->tab[PANEL_PROGRAM] = (uint8_t)t, keeps_rules(PANEL_PROGRAM, "run beside a branch");
    close_file();
}
END_TEST

/* ---- the lesson -------------------------------------------------------------------------------------------------- */

/* By hand: rx was 0x11 everywhere and cached; the DMA wrote 0xA0, 0xA1, ... to RAM; nothing was invalidated. */
START_TEST(answers_are_those_of_the_machine)
{
    open_file(stale);
    const scenario_t *s = now()->scenario;
    static const char *const known[] = { "11 11 11 11", "A0 A1 A2 A3", "stale-read" };
    char text[QUIZ_ANSWER];
    tick_t at = now()->end / 3;
    session_seek(session, at);
    ck_assert_uint_eq(s->questions, 3);
    for (int i = 0; i < 3; i++) {
        ck_assert(session_answer(session, &s->question[i], text));
        ck_assert_str_eq(text, known[i]);
    }
    ck_assert(now()->now == at);                               /* asking moved nothing */
    ck_assert(quiz_right(&s->question[0], "0x11,0x11 11 11\n", "11 11 11 11"));
    ck_assert(!quiz_right(&s->question[0], "11 11 11", "11 11 11 11"));
    ck_assert(quiz_right(&s->question[2], "A", "stale-read") && !quiz_right(&s->question[2], "b", "stale-read"));
    ck_assert(!quiz_right(&s->question[2], "", "stale-read") && !quiz_right(&s->question[2], "z", "stale-read"));
    close_file();
}
END_TEST

/* Every lesson: what the session answers is what `staleline quiz` prints, which runs the machine anew. */
START_TEST(the_session_answers_as_the_quiz_does)
{
    DIR *folder = opendir("scenarios");
    unsigned lessons_seen = 0, n = 0;
    for (struct dirent *e; (e = readdir(folder));) {
        char file[300], *printed = NULL, answer[QUIZ_ANSWER];
        size_t size;
        if (!strstr(e->d_name, ".json") || n++ % 4 != (unsigned)_i) continue;
        snprintf(file, sizeof file, "scenarios/%.200s", e->d_name);
        result_t r;
        options_t o = { .fail_on = -1 };
        err_t err;
        run_file(file, &o, &r);
        ck_assert_msg(r.scenario != NULL, "%s", r.error.text);
        FILE *out = open_memstream(&printed, &size);
        quiz(out, NULL, &r);
        fclose(out);
        session_t *s = r.scenario->questions ? session_open(file, NULL, &err) : NULL;
        const char *from = printed;
        for (size_t i = 0; s && i < r.scenario->questions; i++) {
            session_work(s, -1);
            ck_assert(session_answer(s, &session_view(s)->scenario->question[i], answer));
            char line[QUIZ_ANSWER + 8];
            snprintf(line, sizeof line, "\n   %s\n", answer);
            from = strstr(from, r.scenario->question[i].text);
            ck_assert_msg(from && (from = strstr(from, line)) != NULL, "%s, question %zu: %s", file, i + 1, answer);
            lessons_seen++;
        }
        session_close(s);
        run_free(&r);
        free(printed);
    }
    closedir(folder);
    ck_assert_uint_gt(lessons_seen, 20);
}
END_TEST

START_TEST(predict_check_score_and_only_then_the_text)
{
    open_file(stale);
    static const char teaches[] = "first comparison brought";
    panel(PANEL_LESSON, 420, 460);
    ck_assert(drawn("Stale receive") && drawn("3 questions") && !drawn(teaches));
    click(hit(ACT_LESSON_NEXT, 0));
    panel(PANEL_LESSON, 420, 460);
    ck_assert(drawn("Question 1 of 3") && drawn("4 bytes in hex") && !drawn("machine"));
    click(hit(ACT_ANSWER, 255));
    ck_assert_int_eq(app->ask, ASK_ANSWER);
    type("A0 A1 A2 X"), app_key(app, "Backspace"), type("A3");
    panel(PANEL_LESSON, 420, 460);
    ck_assert(drawn("A0 A1 A2 A3"));
    app_key(app, "Return");
    ck_assert(app->revealed[0] && app->ask == ASK_NONE);
    panel(PANEL_LESSON, 420, 460);
    ck_assert(drawn("No: the machine did something else") && drawn("11") && drawn("A2"));
    ck_assert(!hit(ACT_ANSWER, 255));                          /* said is said */
    ck_assert(!app_do(app, ACT_ANSWER, 255));
    app_key(app, "J");
    panel(PANEL_LESSON, 420, 460);
    click(hit(ACT_ANSWER, 256 + 255)), type("a0a1a2a3");
    panel(PANEL_LESSON, 420, 460);
    click(hit(ACT_REVEAL, 1));
    ck_assert(app->revealed[1]);
    panel(PANEL_LESSON, 420, 460);
    ck_assert(drawn("Right."));
    app_do(app, ACT_LESSON_NEXT, 5);                           /* to the end, one question open */
    panel(PANEL_LESSON, 420, 460);
    ck_assert(drawn("1 of 2 right") && drawn("1 is open") && !drawn(teaches) && !drawn("stopped by"));
    click(hit(ACT_LESSON_NEXT, 4));
    panel(PANEL_LESSON, 420, 460);
    ck_assert(drawn("Question 3 of 3") && drawn("lost-dma-write"));
    click(hit(ACT_ANSWER, 2 * 256 + 1));
    panel(PANEL_LESSON, 420, 460);
    click(hit(ACT_ANSWER, 2 * 256 + 0));                       /* another mind */
    ck_assert_int_eq(app->answer[2], 0);
    panel(PANEL_LESSON, 420, 460);
    click(hit(ACT_REVEAL, 2));
    app_key(app, "J");
    panel(PANEL_LESSON, 420, 700);
    ck_assert(drawn("2 of 3 right") && drawn(teaches) && drawn("RAM holds the 64 bytes wanted in rx"));
    close_file();
}
END_TEST

/* A question about a mark leads to it; the moments are marks_t's. */
START_TEST(a_question_leads_to_its_moment)
{
    open_file("scenarios/20-spi-full-duplex-stale.json");
    const scenario_t *s = now()->scenario;
    unsigned led = 0;
    for (size_t i = 0; i < s->questions; i++) {
        tick_t at;
        if (!quiz_moment(&s->question[i], now()->result, &at)) continue;
        app->page = (int)i + 1;
        panel(PANEL_LESSON, 420, 600);
        click(hit(ACT_GOTO, (int64_t)at));
        ck_assert(now()->now == at || now()->now == now()->end);
        ck_assert(hit(ACT_ADDRESS, (int64_t)s->question[i].addr) != NULL);
        led++;
    }
    ck_assert_uint_gt(led, 0);
    close_file();
}
END_TEST

START_TEST(without_questions_the_expectations_are_told)
{
    open_file("scenarios/16-memory-table.json");
    ck_assert_uint_eq(now()->scenario->questions, 0);
    panel(PANEL_LESSON, 600, 2000);
    for (size_t i = 0; i < now()->result->outcomes; i++) {
        char first[24];
        snprintf(first, sizeof first, "%.20s", now()->result->outcome[i].text);
        ck_assert_msg(drawn(first), "%s", first);
    }
    ck_assert(!hit(ACT_LESSON_NEXT, 0));
    close_file();
}
END_TEST

/* ---- the program --------------------------------------------------------------------------------------------------- */

/* By hand, from the file: the CPU stands in step 3 (dma_wait) while the DMA moves; the finding shows in step 5, and
 * its fix belongs before it. */
START_TEST(the_program_marks_where_it_stands)
{
    open_file(stale);
    session_seek(session, domain_edge(&now()->names->cpu, 200));
    panel(PANEL_PROGRAM, 460, 450);
    float wait = where("dma_wait DMA2_Stream0"), compare = where("compare rx, with { ramp 0xA0 }");
    ck_assert(wait > 0 && compare > wait && where("dma_memcpy rx, from source, stream DMA2_Stream0") < wait);
    ck_assert(mark_near(MARK_PLAY, wait) && !mark_near(MARK_PLAY, compare));
    ck_assert(mark_near((mark_t)tier_look[TIER_ERROR].mark, compare) && mark_near(MARK_PLUS, compare));
    ck_assert(!mark_near((mark_t)tier_look[TIER_ERROR].mark, wait));
    /* A click goes to the next time a step runs; after the last time, to the first. F_STEP says when. */
    fact_t f[16];
    size_t n = session_facts(session, 0, now()->end, 1ull << F_STEP, f, 16);
    tick_t first[6] = { 0 };
    for (size_t i = n; i-- > 0;) first[f[i].pc] = f[i].at;
    for (int step = 5; step >= 0; step--) {
        panel(PANEL_PROGRAM, 460, 450);
        click(hit(ACT_EDIT, edit_arg(EDIT_STEP, step)));
        ck_assert_int_eq(app->step, step);
        ck_assert_msg(now()->now == first[step], "step %d at %llu, not %llu", step, (unsigned long long)now()->now, (unsigned long long)first[step]);
    }
    panel(PANEL_PROGRAM, 460, 450);
    click(hit(ACT_GOTO_FINDING, 0));
    ck_assert(now()->now == now()->findings->item[0].at);
    close_file();
}
END_TEST

START_TEST(handlers_and_loops_are_set_apart)
{
    open_file("scenarios/03-dtcm-buffer-flag-read.json");
    panel(PANEL_PROGRAM, 460, 900);
    float heading = where("handler DMA1_Stream1"), last = where("irq_enable");
    ck_assert(heading > last && last > 0);
    char handler[48], text[200];
    names_t loop = { .steps = 3, .step = (const char *const[]){ "program[1].loop 3", "program[1].do[0].load rx", "handlers.TIM2.do[4].do[0].load ]x" } };
    ck_assert_uint_eq(edit_step_depth(&loop, 0, handler), 0);
    ck_assert_uint_eq(edit_step_depth(&loop, 1, handler), 1);
    ck_assert(!*handler);
    ck_assert_uint_eq(edit_step_depth(&loop, 2, handler), 1);
    ck_assert_str_eq(handler, "TIM2");
    edit_step_text("{ \"program\": [0, { \"loop\": 3, \"do\": [ { \"load\": \"rx\", /* x */ \"size\": 1, } ] }] }", &loop, 1, text, sizeof text);
    ck_assert_str_eq(text, "load rx, /* x */ size 1");
    edit_step_text("{ \"program\": [0, { \"loop\": 3, \"do\": [ {} ] }] }", &loop, 0, text, sizeof text);
    ck_assert_str_eq(text, "loop 3");
    edit_step_text(NULL, &loop, 7, text, sizeof text);
    ck_assert_str_eq(text, "");
    close_file();
}
END_TEST

/* Each edit, once: what its text says, and that it runs. */
START_TEST(every_edit_makes_the_text_it_says)
{
    static const struct { edit_t what; int which; const char *in, *out; } edit[] = {
        { EDIT_CLEAN, 5, "\"clean\": \"rx\"", NULL }, { EDIT_INVALIDATE, 3 | EDIT_AFTER, "\"invalidate\": \"rx\"", NULL },
        { EDIT_CLEAN_INVALIDATE, 2, "\"clean_invalidate\": \"rx\"", NULL }, { EDIT_DSB, 0 | EDIT_AFTER, "\"dsb\": true", NULL },
        { EDIT_REMOVE, 0, NULL, "\"with\": \"0x11\"" }, { EDIT_DCACHE, 0, "\"dcache\": false", "\"dcache\": true" },
        { EDIT_MEMORY, 1 | 3 << 12, "\"region\": \"SRAM1\", \"size\": 64, \"init\": \"0x11\"", "AXISRAM\", \"size\"" },
        { EDIT_UP, 1, "\"at\": \"0x24000004\"", NULL }, { EDIT_CLOCK, 4, "\"SRAM2\"", NULL },
        { EDIT_EARLIER, 4, NULL, NULL }, { EDIT_LATER, 0, NULL, NULL },
    };
    open_file(stale);
    char *before = strdup(session_text(session));
    for (unsigned i = 0; i < sizeof edit / sizeof *edit; i++) {
        app->select.buffer = 1;
        app_do(app, ACT_EDIT, edit_arg(edit[i].what, edit[i].which));
        ck_assert_msg(app->branch != NULL, "%u: %s", i, app->message);
        const char *text = session_text(app->branch);
        ck_assert(strcmp(text, before) != 0);
        if (edit[i].in) ck_assert_msg(strstr(text, edit[i].in) && !strstr(before, edit[i].in), "%u: %s", i, text);
        if (edit[i].out) ck_assert_msg(!strstr(text, edit[i].out) && strstr(before, edit[i].out), "%u: %s", i, text);
        ck_assert(strstr(text, "// Missing here") != NULL);    /* the author's words stay */
        ck_assert(now()->state == RUN_COMPLETE);
        ck_assert(app->undos == 1 && *app->done[0]);
        app_do(app, ACT_UNDO, 0);
        ck_assert(!app->branch && app->session == session);
    }
    /* Which step is chosen follows what was put in or moved. */
    app_do(app, ACT_EDIT, edit_arg(EDIT_DSB, 3 | EDIT_AFTER));
    ck_assert_int_eq(app->step, 4);
    app_do(app, ACT_EDIT, edit_arg(EDIT_EARLIER, 4));
    ck_assert_int_eq(app->step, 3);
    app_do(app, ACT_EDIT, edit_arg(EDIT_LATER, 3));
    ck_assert_int_eq(app->step, 4);
    ck_assert(strstr(now()->names->step[4], "dsb"));
    app_do(app, ACT_EDIT, edit_arg(EDIT_REMOVE, 4));
    ck_assert_uint_eq(now()->names->steps, 6);
    ck_assert_uint_eq(app->undos, 4);
    /* An edit of the run as given begins a branch anew. */
    app_do(app, ACT_BRANCH, 0);
    app_do(app, ACT_EDIT, edit_arg(EDIT_DCACHE, 0));
    ck_assert(app->undos == 1 && strstr(app->done[0], "D-cache"));
    app_do(app, ACT_EDIT, edit_arg(EDIT_LATER, 5));            /* the last step stays the last */
    ck_assert(app->undos == 1 && strstr(app->message, "last step"));
    free(before);
    close_file();
}
END_TEST

/* Every finding of every lesson whose fix is one of our edits: with it, the finding is gone. */
START_TEST(the_fix_on_offer_mends_the_finding)
{
    DIR *folder = opendir("scenarios");
    unsigned tried = 0, n = 0;
    for (struct dirent *e; (e = readdir(folder));) {
        char file[300];
        err_t err;
        if (!strstr(e->d_name, ".json") || strstr(e->d_name, "-fixed") || n++ % 4 != (unsigned)_i) continue;
        snprintf(file, sizeof file, "scenarios/%.200s", e->d_name);
        session_t *s = session_open(file, NULL, &err);
        ck_assert_msg(s != NULL, "%s", err.text);
        session_work(s, -1);
        for (size_t i = 0; i < session_view(s)->findings->count; i++) {
            const view_t *v = session_view(s);
            const finding_t *f = &v->findings->item[i];
            plan_t plan;
            char follow[EDIT_PATH], words[EDIT_WORDS];
            if (!edit_for(v, f, &plan)) continue;
            edit_words(v, plan, words);
            char *text = edit_apply(session_text(s), v, plan, follow, &err);
            ck_assert_msg(text != NULL, "%s, %s: %s", file, words, err.text);
            session_t *b = session_branch(s, text, &err);
            ck_assert_msg(b != NULL, "%s, %s: %s", file, words, err.text);
            session_work(b, -1);
            const findings_t *left = session_view(b)->findings;
            for (size_t k = 0; k < left->count; k++)
                ck_assert_msg(left->item[k].rule != f->rule || strcmp(left->item[k].buffer, f->buffer) || left->item[k].at < f->at, "%s, %s: %s in %s is still there",
                              file, words, rule_name[f->rule], f->buffer);
            session_close(b);
            free(text);
            tried++;
        }
        session_close(s);
    }
    closedir(folder);
    ck_assert_uint_gt(tried, 2);
}
END_TEST

/* ---- a whole lesson ---------------------------------------------------------------------------------------------------- */

static void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    char bytes[4096];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, in)) > 0;) ck_assert_uint_eq(fwrite(bytes, 1, n, out), n);
    fclose(in), fclose(out);
}

/* Open it, predict, check, step to the finding, go to its cause, mend it in a branch, see it gone, save the branch,
 * and run what was saved: it passes. By clicks on what the window shows. */
START_TEST(a_whole_lesson)
{
    char folder[] = "/tmp/staleline-lesson-XXXXXX", file[64], saved[80];
    ck_assert(mkdtemp(folder) != NULL);
    snprintf(file, sizeof file, "%s/stale.json", folder), snprintf(saved, sizeof saved, "%s/stale-branch.json", folder);
    copy_file(stale, file);
    open_file(file);
    app_do(app, ACT_LAYOUT, 1), window();
    click(hit(ACT_LESSON_NEXT, 0)), window();
    click(hit(ACT_ANSWER, 255)), type("11111111"), app_key(app, "Return"), window();
    ck_assert(drawn("Right."));
    click(hit(ACT_LESSON_NEXT, 0)), window();
    click(hit(ACT_ANSWER, 256 + 255)), type("a0 a1 a2 a3"), app_key(app, "Return"), window();
    click(hit(ACT_LESSON_NEXT, 0)), window();
    click(hit(ACT_ANSWER, 512)), window();
    click(hit(ACT_REVEAL, 2)), window();
    click(hit(ACT_LESSON_NEXT, 0)), window();
    ck_assert(drawn("3 of 3 right"));
    /* to the finding, step by step, then to its cause */
    session_seek(session, 0);
    app_key(app, "3");
    const finding_t *f = &now()->findings->item[0];
    for (int i = 0; i < 50 && now()->now < f->at; i++) app_key(app, "Right");
    ck_assert(now()->now >= f->at);
    app_key(app, "Ctrl+Left"), app_key(app, "Ctrl+Right");
    ck_assert(now()->now == f->at);
    window();
    click(hit(ACT_GOTO_CAUSE, -1));
    ck_assert(now()->now == f->cause[0].fact.at);
    /* mend it */
    app_key(app, "E"), window();
    ck_assert_int_eq(app->focus, PANEL_PROGRAM);
    click(hit(ACT_EDIT, edit_arg(EDIT_STEP, 5))), window();
    click(hit(ACT_EDIT, edit_arg(EDIT_INVALIDATE, 5))), window();
    ck_assert_msg(app->branch && app->session == app->branch, "%s", app->message);
    settle(), window();
    ck_assert_uint_eq(now()->findings->count, 0);
    ck_assert(app->parted && app->parting.gone == 1 && app->parting.come == 0);
    ck_assert(drawn("findings: 1 error \xE2\x86\x92 none") && drawn("invalidate rx"));
    app_do(app, ACT_TAB, PANEL_PROGRAM * TABS + 2), window();
    ck_assert(drawn("7 of 7") && drawn("4 of 7") && drawn("stale-read in rx") && drawn("gone with the edit"));
    click(hit(ACT_BRANCH, 0));
    ck_assert(app->session == app->run);
    app_key(app, "Shift+E");
    ck_assert(app->session == app->branch);
    /* save it, twice: the second never over the first */
    app_key(app, "Ctrl+S");
    ck_assert_msg(strstr(app->message, "stale-branch.json: 3 expectations") && !access(saved, R_OK), "%s", app->message);
    app_key(app, "Ctrl+S");
    ck_assert_msg(strstr(app->message, "stale-branch-2.json"), "%s", app->message);
    result_t r;
    options_t o = { .fail_on = -1 };
    run_file(saved, &o, &r);
    ck_assert_msg(r.scenario != NULL, "%s", r.error.text);
    ck_assert_int_eq(r.verdict, VERDICT_PASS);
    ck_assert_uint_eq(r.findings.count, 0);
    ck_assert_str_eq(r.scenario->title, "Stale receive: the CPU reads what the cache remembers, not what the DMA wrote, edited");
    run_free(&r);
    app_do(app, ACT_BRANCH_DROP, 0);
    ck_assert(app->session == session && now()->findings->count == 1);
    close_file();
    unlink(saved), unlink(file);
    snprintf(saved, sizeof saved, "%s/stale-branch-2.json", folder), unlink(saved);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

/* A branch that still has its mistake, and another one besides: saved, it expects both, and passes. */
START_TEST(a_saved_branch_expects_what_it_does)
{
    open_file("scenarios/05-stale-transmit.json");
    app_do(app, ACT_EDIT, edit_arg(EDIT_MEMORY, 0 | 1 << 12));      /* tx into DTCM: the DMA cannot reach it */
    ck_assert_msg(app->branch != NULL, "%s", app->message);
    ck_assert_int_eq(now()->findings->item[0].rule, RULE_DMA_UNREACHABLE);
    unsigned gone, come;
    err_t err = { "" };
    char *text = edit_saved(session_text(app->branch), now(), &gone, &come, &err);
    ck_assert_msg(text != NULL, "%s", err.text);
    ck_assert(gone > 0 && come > 0);
    session_t *again = session_branch(app->branch, text, &err);
    ck_assert_msg(again != NULL, "%s", err.text);
    session_work(again, -1);
    ck_assert_int_eq(session_view(again)->result->verdict, VERDICT_PASS);
    session_close(again);
    free(text);
    close_file();
}
END_TEST

/* ---- what differs ------------------------------------------------------------------------------------------------------- */

/* By hand: from the start to the end of 04-stale-receive all 64 bytes of rx change in RAM, two lines come into the
 * D-cache, and the stream's registers are set. */
START_TEST(the_difference_is_what_happened)
{
    open_file(stale);
    app_do(app, ACT_MARK_A, 0);
    session_seek(session, now()->end);
    panel(PANEL_DIFF, 900, 1200);
    ck_assert(drawn("cache lines") && drawn("D-cache set 0 way 0: invalid") && drawn("D-cache set 1 way 0: invalid"));
    for (int i = 0; i < 64; i += 16) ck_assert(hit(ACT_ADDRESS, 0x24000000 + i) != NULL);
    ck_assert(drawn("A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 AA AB AC AD AE AF"));
    ck_assert(drawn("DMA2.S0M0AR"));
    click(hit(ACT_ADDRESS, 0x24000010));
    ck_assert_uint_eq(app->select.address, 0x24000010);
    panel(PANEL_DIFF, 420, 1400);                                   /* narrow: was over is */
    ck_assert(drawn("D0 D1 D2 D3 D4 D5 D6 D7 D8 D9 DA DB DC DD DE DF"));
    const diff_t *d = app->moment.diff;
    for (size_t i = 0; i < app->moment.diffs; i++)
        if (d[i].kind == DIFF_REGISTER && strstr(d[i].text, "S0M0AR")) click(hit(ACT_REGISTER, (int64_t)d[i].addr));
    ck_assert_int_ge(app->select.reg, 0x40020000);
    close_file();
}
END_TEST

START_TEST(no_difference_says_what_to_do)
{
    open_file(stale);
    panel(PANEL_DIFF, 460, 300);
    ck_assert(drawn("Nothing to compare yet"));
    click(hit(ACT_MARK_A, -1));
    panel(PANEL_DIFF, 460, 300);
    ck_assert(app->has_a && drawn("at this very moment"));
    session_seek(session, now()->end);
    panel(PANEL_DIFF, 460, 300);
    ck_assert(!drawn("Nothing") && app->moment.diffs > 0);
    click(hit(ACT_MARK_B, -1));
    app->a = app->b;
    panel(PANEL_DIFF, 460, 300);
    ck_assert(drawn("same moment"));
    close_file();
}
END_TEST

/* ---- timeline ------------------------------------------------------------------------------------------------------------ */

/* The widest fill of a role; 0: none. */
static float widest(role_t role, rect_t *r)
{
    float w = 0;
    for (size_t i = 0; i < draw.cmds; i++)
        if (draw.cmd[i].kind == DRAW_RECT && draw.cmd[i].role == role && draw.cmd[i].r.w > w) w = draw.cmd[i].r.w, *r = draw.cmd[i].r;
    return w;
}

static void one_lane(unsigned lane, tick_t from, tick_t to)
{
    app->zoom_from = from, app->zoom_to = to;
    app->moment.key = 0;
    moment_gather(&app->moment, session, app);
    panel_in_t in = { .area = rect(0, 0, 1000, 20), .view = now(), .moment = &app->moment, .app = app };
    span_t span = { from, to, rect(0, 0, 1000, 20) };
    ui_start(&ui);
    lane_draw(&in, &ui, lane, &span);
}

/* By the facts: the stream is armed at cycle 84 and disarmed when it is done. A window in between holds neither
 * fact, and yet the stream is armed all through it. */
START_TEST(what_lasts_is_drawn_in_every_window)
{
    open_file(stale);
    fact_t f[64];
    rect_t r = { 0 };
    tick_t end = now()->end;
    size_t n = session_facts(session, 0, end, 1ull << F_DMA_ON | 1ull << F_DMA_OFF, f, 4);
    ck_assert_uint_eq(n, 2);
    ck_assert_uint_eq(domain_count(&now()->names->cpu, f[0].at), 84);
    tick_t on = f[0].at, off = f[1].at, middle = on + (off - on) / 2;
    one_lane(LANE_STREAM + 8, 0, end);                              /* DMA2 stream 0 */
    ck_assert(fabs(widest(ROLE_DMA2_SOFT, &r) - 1000.0 * (double)(off - on) / (double)end) < 0.5);
    ck_assert(fabs(r.x - 1000.0 * (double)on / (double)end) < 0.5);
    one_lane(LANE_STREAM + 8, middle, middle + 100);
    ck_assert(widest(ROLE_DMA2_SOFT, &r) > 999.5f);
    one_lane(LANE_STREAM + 8, off + 10, end);
    ck_assert(widest(ROLE_DMA2_SOFT, &r) == 0);
    /* The same for a bus transaction: in a window that begins in its middle it begins at the left edge. */
    n = session_facts(session, 0, end, 1ull << F_ASK | 1ull << F_DONE, f, 64);
    const fact_t *ask = NULL, *done = NULL;
    for (size_t i = 0; i < n && !done; i++) {
        if (!ask && f[i].kind == F_ASK && f[i].who == INIT_DMA2_MEM) ask = &f[i];
        else if (ask && f[i].kind == F_DONE && f[i].txn == ask->txn) done = &f[i];
    }
    ck_assert(ask && done && done->at > ask->at + 2);
    tick_t half = ask->at + (done->at - ask->at) / 2;
    one_lane(LANE_BUS + INIT_DMA2_MEM, half, done->at + (done->at - half));
    ck_assert(widest(ROLE_DMA2, &r) > 0);
    ck_assert(r.x < 1 && fabsf(r.w - 500) < 2);
    one_lane(LANE_BUS + INIT_DMA2_MEM, half, half + 1);                /* neither end in the window */
    ck_assert(fmaxf(widest(ROLE_DMA2, &r), widest(ROLE_DMA2_SOFT, &r)) > 999);
    close_file();
}
END_TEST

/* Asleep: by the facts, from F_SLEEP to F_WAKE. */
START_TEST(sleep_is_drawn_in_every_window)
{
    open_file("scenarios/19-sleep-during-dma.json");
    fact_t f[2];
    rect_t r = { 0 };
    size_t n = session_facts(session, 0, now()->end, 1ull << F_SLEEP | 1ull << F_WAKE, f, 2);
    ck_assert(n == 2 && f[0].kind == F_SLEEP && f[1].kind == F_WAKE);
    tick_t middle = f[0].at + (f[1].at - f[0].at) / 2;
    one_lane(LANE_CPU_ASLEEP, middle, middle + 200);
    ck_assert(widest(ROLE_CPU, &r) > 999.5f);
    one_lane(LANE_CPU_ASLEEP, middle, middle + 2 * (f[1].at - middle));
    ck_assert(fabsf(widest(ROLE_CPU, &r) - 500) < 1 && r.x < 1);
    close_file();
}
END_TEST

/* As many facts as a moment holds, all of one master, none answered: the lane is drawn all the same, and soon. */
START_TEST(a_full_lane_is_drawn_at_once)
{
    open_file(stale);
    fact_t *f = calloc(MOMENT_LANES, sizeof *f);
    for (int i = 0; i < MOMENT_LANES; i++)
        f[i] = (fact_t){ .kind = i % 3 == 2 ? F_DONE : i % 3 ? F_BEAT : F_ASK, .who = INIT_DMA2_MEM, .at = (tick_t)i * 10, .txn = (uint32_t)(i / 3 + 1) };
    moment_t m = { .lane = f, .lanes = MOMENT_LANES };
    panel_in_t in = { .area = rect(0, 0, 1000, 20), .view = now(), .moment = &m, .app = app };
    span_t span = { 0, MOMENT_LANES * 10, rect(0, 0, 1000, 20) };
    ui_start(&ui);
    lane_draw(&in, &ui, LANE_BUS + INIT_DMA2_MEM, &span);
    ck_assert_uint_eq(ui.hits, MOMENT_LANES / 3 + (MOMENT_LANES % 3 != 0));
    for (int i = 0; i < MOMENT_LANES; i++) f[i].kind = F_ASK, f[i].txn = (uint32_t)i;      /* never answered */
    ui_start(&ui);
    lane_draw(&in, &ui, LANE_BUS + INIT_DMA2_MEM, &span);
    ck_assert_uint_gt(ui.hits, 0);
    m.lanes = 0;
    ui_start(&ui);
    lane_draw(&in, &ui, LANE_BUS + INIT_DMA2_MEM, &span);
    ck_assert_uint_eq(ui.hits, 0);
    free(f);
    close_file();
}
END_TEST

START_TEST(pins_stand_where_their_moments_are)
{
    open_file(stale);
    panel(PANEL_TIMELINE, 1264, 200);
    const hit_t *whole = NULL;
    for (size_t i = 0; i < ui.hits && !whole; i++)
        if (ui.hit[i].kind == HIT_AXIS) whole = &ui.hit[i];
    ck_assert(whole && whole->lo == 0 && whole->hi == (int64_t)now()->end);
    const hit_t *pin = hit(ACT_GOTO_FINDING, 0);
    ck_assert(pin != NULL);
    float x = whole->r.x + whole->r.w * (float)((double)now()->findings->item[0].at / (double)now()->end);
    ck_assert(fabsf(pin->r.x + pin->r.w / 2 - x) < 1);
    click(pin);
    ck_assert(now()->now == now()->findings->item[0].at);
    close_file();
}
END_TEST

/* ---- findings and facts --------------------------------------------------------------------------------------------------- */

START_TEST(a_finding_is_told_in_full)
{
    open_file(stale);
    const finding_t *f = &now()->findings->item[0];
    panel(PANEL_FINDINGS, 500, 900);
    ck_assert(drawn("stale-read in rx") && drawn("What is missing"));
    for (int i = 0; i < f->causes; i++) {
        panel(PANEL_FINDINGS, 500, 900);
        click(hit(ACT_GOTO_CAUSE, i));
        ck_assert(now()->now == f->cause[i].fact.at && app->select.cause == i);
    }
    app->tab[PANEL_FINDINGS] = 1, panel(PANEL_FINDINGS, 500, 900);
    ck_assert(drawn("SCB_InvalidateDCache_by_Addr"));
    close_file();
    open_file("scenarios/04-stale-receive-fixed-invalidate.json");
    panel(PANEL_FINDINGS, 500, 300);
    ck_assert(drawn("found nothing"));
    close_file();
}
END_TEST

/* The list is the session's facts in order, and a click goes to one's moment. */
START_TEST(what_happened_is_in_order)
{
    open_file(stale);
    session_seek(session, domain_edge(&now()->names->cpu, 200));
    panel(PANEL_FACTS, 700, 500);
    unsigned seen = 0;
    int64_t last = -1;
    for (size_t i = 0; i < ui.hits; i++) {
        if (ui.hit[i].action != ACT_GOTO) continue;
        ck_assert_int_ge(ui.hit[i].arg, last);
        last = ui.hit[i].arg, seen++;
    }
    ck_assert_uint_gt(seen, 10);
    click(hit(ACT_GOTO, last));
    ck_assert(now()->now == (tick_t)last);
    for (unsigned g = 0; g < FACT_GROUPS; g++) app_do(app, ACT_FILTER, g);
    panel(PANEL_FACTS, 700, 500);
    ck_assert(drawn("No fact of these groups here."));
    close_file();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("panels_story");
    TCase *c = tcase_create("panels_story");
    tcase_add_loop_test(c, every_picture_keeps_the_rules, 0, LESSONS_OF);
    tcase_add_loop_test(c, every_page_of_a_lesson_keeps_the_rules, 0, LESSONS_OF);
    tcase_add_loop_test(c, a_branch_keeps_the_rules, 0, LESSONS_OF);
    tcase_add_test(c, answers_are_those_of_the_machine), tcase_add_loop_test(c, the_session_answers_as_the_quiz_does, 0, 4);
    tcase_add_test(c, predict_check_score_and_only_then_the_text), tcase_add_test(c, a_question_leads_to_its_moment);
    tcase_add_test(c, without_questions_the_expectations_are_told), tcase_add_test(c, the_program_marks_where_it_stands);
    tcase_add_test(c, handlers_and_loops_are_set_apart), tcase_add_test(c, every_edit_makes_the_text_it_says);
    tcase_add_loop_test(c, the_fix_on_offer_mends_the_finding, 0, 4), tcase_add_test(c, a_whole_lesson);
    tcase_add_test(c, a_saved_branch_expects_what_it_does), tcase_add_test(c, the_difference_is_what_happened);
    tcase_add_test(c, no_difference_says_what_to_do), tcase_add_test(c, what_lasts_is_drawn_in_every_window);
    tcase_add_test(c, sleep_is_drawn_in_every_window), tcase_add_test(c, a_full_lane_is_drawn_at_once);
    tcase_add_test(c, pins_stand_where_their_moments_are), tcase_add_test(c, a_finding_is_told_in_full);
    tcase_add_test(c, what_happened_is_in_order);
    tcase_set_timeout(c, 240);
    suite_add_tcase(s, c);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
