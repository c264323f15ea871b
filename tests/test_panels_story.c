/* test_panels_story.c -- the panels that tell the story: lesson, program, what differs, findings, what
 * happened, timeline. Draw lists are checked by rules.h at many sizes; what they say is checked against what
 * is known by hand of the lessons, against run_file, and against the facts. */
#include "edits.h"
#include "scenario_edit.h"
#include "story_bench.h"
#include <dirent.h>

/* The y of the text that says this; -1: none does. */
static float where(const char *words)
{
    for (size_t i = 0; i < b.draw.cmds; i++)
        if (b.draw.cmd[i].kind == DRAW_TEXT && strstr(b.draw.text + b.draw.cmd[i].at, words))
            return b.draw.cmd[i].r.y;
    return -1;
}

static const draw_cmd_t *mark_near(mark_t mark, float y)
{
    for (size_t i = 0; i < b.draw.cmds; i++) {
        const draw_cmd_t *c = &b.draw.cmd[i];
        if (c->kind == DRAW_MARK && c->what == mark && fabsf(c->r.y + c->r.h / 2 - (y - 4)) < 7) return c;
    }
    return NULL;
}

/* ---- every picture keeps the rules -------------------------------------------------------------------- */

static const struct { float w, h; } sizes[] = {
    /* as layouts cut a small window */
    { 240, 120 }, { 300, 200 }, { 415, 450 }, { 640, 300 }, { 1264, 180 },
    /* alone, at scales 1 and 1.5 */
    { 1280, 720 }, { 853, 480 }, { 1920, 1080 }, { 2560, 1440 }, { 3840, 2160 },
};
enum { SIZES_OF = sizeof sizes / sizeof *sizes };

static void keeps_rules(panel_t p, const char *what)
{
    char report[4000];
    for (unsigned i = 0; i < SIZES_OF; i++) {
        rect_t all = rect(0, 0, sizes[i].w, sizes[i].h);
        panel(p, all.w, all.h);
        ck_assert_msg(!rules_check(&b.draw, all, RULES_ALL, report, sizeof report), "%s, %s at %.0fx%.0f: %s",
                      panel_name[p], what,
                      (double)all.w, (double)all.h, report);
        ck_assert_msg(!rules_hits(&b.ui, all, 1, report, sizeof report), "%s, %s at %.0fx%.0f: %s",
                      panel_name[p], what, (double)all.w,
                      (double)all.h, report);
    }
}

static const char *const lessons[] = {
    "scenarios/04-stale-receive.json", "scenarios/03-dtcm-buffer.json", "scenarios/05-stale-transmit.json",
    "scenarios/07-shared-line-lost-neighbour.json", "scenarios/20-spi-wrong-order.json",
        "scenarios/28-i2c-nack.json",
    "scenarios/36-adc-timer-triggered.json", "scenarios/02-uart-dma.json", "scenarios/25-bdma-en-stays.json",
};
enum { LESSONS_OF = sizeof lessons / sizeof *lessons };

static void at_moments(void (*each)(const char *what))
{
    tick_t end = now()->end;
    session_seek(b.s, 0), each("start");
    session_seek(b.s, end / 2), each("middle");
    if (now()->findings->count) app_do(app, ACT_GOTO_FINDING, 0), each("finding");
    session_seek(b.s, end), each("end");
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
    session_bookmark(b.s, now()->end / 3 + 5,
                     "a bookmark with a rather long text that says what was seen here");
    session_seek(b.s, now()->end / 3 + 10);
    keeps_rules(PANEL_TIMELINE, "zoomed"), keeps_rules(PANEL_DIFF, "A to B");
    app->has_a = app->has_b = false, keeps_rules(PANEL_DIFF, "no marker");
    app->has_a = true, app->a = now()->now, keeps_rules(PANEL_DIFF, "A is now");
    app->a = 0, session_seek(b.s, now()->end), keeps_rules(PANEL_DIFF, "A to the end");
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
            if (pass == 1 && quiz_choice(&now()->scenario->question[q], 0))
                app_do(app, ACT_ANSWER, (int64_t)q * 256);
            else if (pass == 1)
                app_do(app, ACT_ANSWER, (int64_t)q * 256 + 255), type("11 22 33 44"), app_key(app, "Escape");
            if (pass == 2 && q % 2 == 0) app_do(app, ACT_REVEAL, (int64_t)q);
            if (pass == 3) app_do(app, ACT_REVEAL, (int64_t)q);
        }
        for (int page = 0; page < (int)n + 2; page++)
            app->page = page, keeps_rules(PANEL_LESSON, pass < 2 ? "asking" : "checked");
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
    for (int t = 0; t < 3; t++)
        app->tab[PANEL_PROGRAM] = (uint8_t)t, keeps_rules(PANEL_PROGRAM, "run beside a branch");
    close_file();
}
END_TEST

/* ---- the lesson --------------------------------------------------------------------------------------- */

/* By hand: rx was 0x11 everywhere and cached; the DMA wrote 0xA0, 0xA1, ... to RAM; nothing was
 * invalidated. */
START_TEST(answers_are_those_of_the_machine)
{
    open_file(stale);
    const scenario_t *s = now()->scenario;
    static const char *const known[] = { "11 11 11 11", "A0 A1 A2 A3", "stale-read" };
    char text[QUIZ_ANSWER];
    tick_t at = now()->end / 3;
    session_seek(b.s, at);
    ck_assert_uint_eq(s->questions, 3);
    for (int i = 0; i < 3; i++) {
        ck_assert(session_answer(b.s, &s->question[i], text));
        ck_assert_str_eq(text, known[i]);
    }
    ck_assert(now()->now == at);                               /* asking moved nothing */
    ck_assert(quiz_judge(&s->question[0], "0x11,0x11 11 11\n", "11 11 11 11"));
    ck_assert(!quiz_judge(&s->question[0], "11 11 11", "11 11 11 11"));
    ck_assert(quiz_judge(&s->question[2], "A", "stale-read") && !quiz_judge(&s->question[2], "b",
        "stale-read"));
    ck_assert(!quiz_judge(&s->question[2], "", "stale-read") && !quiz_judge(&s->question[2], "z",
        "stale-read"));
    question_t reads = { .kind = "counter" };                  /* a tenth of 195 025 is 19 502 */
    ck_assert_int_eq(quiz_judge(&reads, "195 025\n", "195025"), QUIZ_RIGHT);
    ck_assert_int_eq(quiz_judge(&reads, "195,000", "195025"), QUIZ_CLOSE);
    ck_assert_int_eq(quiz_judge(&reads, "175523\n", "195025"), QUIZ_CLOSE);
    ck_assert_int_eq(quiz_judge(&reads, "175522", "195025"), QUIZ_WRONG);
    ck_assert_int_eq(quiz_judge(&reads, "18", "19"), QUIZ_WRONG);
    ck_assert_int_eq(quiz_judge(&reads, "22", "20"), QUIZ_CLOSE);
    ck_assert_int_eq(quiz_judge(&reads, "some", "195025"), QUIZ_WRONG);
    ck_assert_int_eq(quiz_judge(&(question_t){ .kind = "bytes" }, "21", "20"), QUIZ_WRONG);
    close_file();
}
END_TEST

/* Every lesson but those of firmware (from 50 on): what the session answers is what `staleline quiz` prints,
 * which runs the machine anew. */
START_TEST(the_session_answers_as_the_quiz_does)
{
    DIR *folder = opendir("scenarios");
    unsigned lessons_seen = 0, n = 0;
    for (struct dirent *e; (e = readdir(folder));) {
        char file[300], *printed = NULL, answer[QUIZ_ANSWER];
        size_t size;
        if (!strstr(e->d_name, ".json") || e->d_name[0] == '5' || n++ % 4 != (unsigned)_i) continue;
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
            char line[QUIZ_ANSWER + 8], number[24];
            snprintf(line, sizeof line, "\n   %s\n", answer);
            snprintf(number, sizeof number, "\n%zu. ", i + 1);
            from = strstr(from, number);
            ck_assert_msg(from && (from = strstr(from, line)) != NULL, "%s, question %zu: %s", file, i + 1,
                          answer);
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
    open_file(stale);
    err_t err;
    char *text = edit_remove(session_text(b.s), "lesson", &err);
    session_t *plain = session_branch(b.s, text, &err);
    ck_assert_msg(plain != NULL, "%s", err.text);
    session_work(plain, -1);
    app->run = app->session = plain;
    ck_assert_uint_eq(now()->scenario->questions, 0);
    panel(PANEL_LESSON, 600, 2000);
    for (size_t i = 0; i < now()->result->outcomes; i++) {
        char first[24];
        snprintf(first, sizeof first, "%.20s", now()->result->outcome[i].text);
        ck_assert_msg(drawn(first), "%s", first);
    }
    ck_assert(!hit(ACT_LESSON_NEXT, 0));
    app->run = app->session = b.s;
    session_close(plain);
    free(text);
    close_file();
}
END_TEST

/* ---- the program -------------------------------------------------------------------------------------- */

/* By hand, from the file: the CPU stands in step 3 (dma_wait) while the DMA moves; the finding shows in step
 * 5, and its fix belongs before it. */
START_TEST(the_program_marks_where_it_stands)
{
    open_file(stale);
    session_seek(b.s, domain_edge(&now()->names->cpu, 200));
    panel(PANEL_PROGRAM, 460, 450);
    float wait = where("dma_wait DMA2_Stream0"), compare = where("compare rx, with { ramp 0xA0 }");
    ck_assert(wait > 0 && compare > wait && where("dma_memcpy rx, from source, stream DMA2_Stream0") < wait);
    ck_assert(mark_near(MARK_PLAY, wait) && !mark_near(MARK_PLAY, compare));
    ck_assert(mark_near((mark_t)tier_look[TIER_ERROR].mark, compare) && mark_near(MARK_PLUS, compare));
    ck_assert(!mark_near((mark_t)tier_look[TIER_ERROR].mark, wait));
    /* A click goes to the next time a step runs; after the last time, to the first. F_STEP says when. */
    fact_t f[16];
    size_t n = session_facts(b.s, 0, now()->end, 1ull << F_STEP, f, 16);
    tick_t first[6] = { 0 };
    for (size_t i = n; i-- > 0;) first[f[i].pc] = f[i].at;
    for (int step = 5; step >= 0; step--) {
        panel(PANEL_PROGRAM, 460, 450);
        click(hit(ACT_EDIT, edit_arg(EDIT_STEP, step)));
        ck_assert_int_eq(app->step, step);
        ck_assert_msg(now()->now == first[step], "step %d at %llu, not %llu", step,
                      (unsigned long long)now()->now, (unsigned long long)first[step]);
    }
    panel(PANEL_PROGRAM, 460, 450);
    click(hit(ACT_GOTO_FINDING, 0));
    ck_assert(now()->now == now()->findings->item[0].at);
    close_file();
}
END_TEST

/* ---- what differs ------------------------------------------------------------------------------------- */

/* By hand: from the start to the end of 04-stale-receive all 64 bytes of rx change in RAM, two lines come
 * into the D-cache, and the stream's registers are set. */
START_TEST(the_difference_is_what_happened)
{
    open_file(stale);
    app_do(app, ACT_MARK_A, 0);
    session_seek(b.s, now()->end);
    panel(PANEL_DIFF, 900, 1200);
    ck_assert(drawn("cache lines") && drawn("D-cache set 0 way 0: invalid")
              && drawn("D-cache set 1 way 0: invalid"));
    for (int i = 0; i < 64; i += 16) ck_assert(hit(ACT_ADDRESS, 0x24000000 + i) != NULL);
    ck_assert(drawn("A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 AA AB AC AD AE AF"));
    ck_assert(drawn("DMA2.S0M0AR"));
    click(hit(ACT_ADDRESS, 0x24000010));
    ck_assert_uint_eq(app->select.address, 0x24000010);
    panel(PANEL_DIFF, 430, 1400);                                   /* narrow: was over is */
    ck_assert(drawn("D0 D1 D2 D3 D4 D5 D6 D7 D8 D9 DA DB DC DD DE DF"));
    const diff_t *d = app->moment.diff;
    for (size_t i = 0; i < app->moment.diffs; i++)
        if (d[i].kind == DIFF_REGISTER && strstr(d[i].text, "S0M0AR"))
            click(hit(ACT_REGISTER, (int64_t)d[i].addr));
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
    session_seek(b.s, now()->end);
    panel(PANEL_DIFF, 460, 300);
    ck_assert(!drawn("Nothing") && app->moment.diffs > 0);
    click(hit(ACT_MARK_B, -1));
    app->a = app->b;
    panel(PANEL_DIFF, 460, 300);
    ck_assert(drawn("same moment"));
    close_file();
}
END_TEST

/* ---- timeline, findings, facts ------------------------------------------------------------------------ */

START_TEST(pins_stand_where_their_moments_are)
{
    open_file(stale);
    panel(PANEL_TIMELINE, 1264, 200);
    const hit_t *whole = NULL;
    for (size_t i = 0; i < b.ui.hits && !whole; i++)
        if (b.ui.hit[i].kind == HIT_AXIS) whole = &b.ui.hit[i];
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

/* ---- findings and facts ------------------------------------------------------------------------------- */

START_TEST(a_finding_is_told_in_full)
{
    open_file(stale);
    const finding_t *f = &now()->findings->item[0];
    panel(PANEL_FINDINGS, 500, 900);
    ck_assert(drawn("stale-read in rx") && drawn("missing here: Invalidate rx"));
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
    session_seek(b.s, domain_edge(&now()->names->cpu, 200));
    panel(PANEL_FACTS, 700, 500);
    unsigned seen = 0;
    int64_t last = -1;
    for (size_t i = 0; i < b.ui.hits; i++) {
        if (b.ui.hit[i].action != ACT_GOTO) continue;
        ck_assert_int_ge(b.ui.hit[i].arg, last);
        last = b.ui.hit[i].arg, seen++;
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
    TCase *c = tcase_create("panels_story");
    tcase_add_loop_test(c, every_picture_keeps_the_rules, 0, LESSONS_OF);
    tcase_add_loop_test(c, every_page_of_a_lesson_keeps_the_rules, 0, LESSONS_OF);
    tcase_add_loop_test(c, a_branch_keeps_the_rules, 0, LESSONS_OF);
    tcase_add_test(c, answers_are_those_of_the_machine);
    tcase_add_loop_test(c, the_session_answers_as_the_quiz_does, 0, 4);
    tcase_add_test(c, predict_check_score_and_only_then_the_text);
    tcase_add_test(c, a_question_leads_to_its_moment);
    tcase_add_test(c, without_questions_the_expectations_are_told);
    tcase_add_test(c, the_program_marks_where_it_stands);
    tcase_add_test(c, the_difference_is_what_happened);
    tcase_add_test(c, no_difference_says_what_to_do);
    tcase_add_test(c, pins_stand_where_their_moments_are);
    tcase_add_test(c, a_finding_is_told_in_full);
    tcase_add_test(c, what_happened_is_in_order);
    tcase_set_timeout(c, 240);
    return case_run("panels_story", c);
}
