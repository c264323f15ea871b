/* test_edits.c -- the edits of ACT_EDIT: what text each makes, that the fix on offer mends its finding in
 * every lesson, what is saved of a branch, and a whole lesson by clicks on what the window shows. */
#include "edits.h"
#include "story_bench.h"
#include <dirent.h>
#include <unistd.h>

START_TEST(handlers_and_loops_are_set_apart)
{
    open_file("scenarios/03-dtcm-buffer-flag-read.json");
    panel(PANEL_PROGRAM, 460, 900);
    const draw_cmd_t *heading = exactly(&b, "handler DMA1_Stream1"),
        *last = exactly(&b, "irq_enable DMA1_Stream1");
    ck_assert(heading && last && heading->r.y > last->r.y);
    close_file();
}
END_TEST

/* Each edit, once: what its text says, and that it runs. */
START_TEST(every_edit_makes_the_text_it_says)
{
    static const struct { edit_t what; int which; const char *in, *out; } edit[] = {
        { EDIT_CLEAN, 5, "\"clean\": \"rx\"", NULL }, { EDIT_INVALIDATE, 3 | EDIT_AFTER,
                                                        "{ \"invalidate\": \"rx\" },", NULL },
        { EDIT_CLEAN_INVALIDATE, 2, "\"clean_invalidate\": \"rx\"", NULL },
            { EDIT_DSB, 0 | EDIT_AFTER, "\"dsb\": true", NULL },
        { EDIT_REMOVE, 0, NULL, "\"with\": \"0x11\"" }, { EDIT_DCACHE, 0, "\"dcache\": false",
                                                          "\"dcache\": true" },
        { EDIT_MEMORY, 1 | 3 << 12, "\"region\": \"SRAM1\", \"size\": 64, \"init\": \"0x11\"",
          "AXISRAM\", \"size\"" },
        { EDIT_UP, 1, "\"at\": \"0x24000004\"", NULL }, { EDIT_CLOCK, 4, "\"SRAM2\"", NULL },
        { EDIT_EARLIER, 4, NULL, NULL }, { EDIT_LATER, 0, NULL, NULL },
    };
    open_file(stale);
    char *before = strdup(session_text(b.s));
    for (unsigned i = 0; i < sizeof edit / sizeof *edit; i++) {
        app->select.buffer = 1;
        app_do(app, ACT_EDIT, edit_arg(edit[i].what, edit[i].which));
        ck_assert_msg(app->branch != NULL, "%u: %s", i, app->message);
        const char *text = session_text(app->branch);
        ck_assert(strcmp(text, before) != 0);
        if (edit[i].in)
            ck_assert_msg(strstr(text, edit[i].in) && !strstr(before, edit[i].in), "%u: %s", i, text);
        if (edit[i].out)
            ck_assert_msg(!strstr(text, edit[i].out) && strstr(before, edit[i].out), "%u: %s", i, text);
        ck_assert(strstr(text, "// Missing here") != NULL);    /* the author's words stay */
        ck_assert(now()->state == RUN_COMPLETE);
        ck_assert(app->undos == 1 && *app->done[0]);
        app_do(app, ACT_UNDO, 0);
        ck_assert(!app->branch && app->session == b.s);
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

/* The first finding of this rule and buffer; NULL: none. */
static const finding_t *find(session_t *s, int rule, const char *buffer)
{
    const findings_t *f = session_view(s)->findings;
    for (size_t i = 0; i < f->count; i++)
        if (f->item[i].rule == rule && !strcmp(f->item[i].buffer, buffer)) return &f->item[i];
    return NULL;
}

/* Mends it as offered, at one place after the other; how many it took, 0: nothing is offered. */
static int mend(session_t *s, const finding_t *f, const char *file)
{
    int rule = f->rule, rounds = 0;
    char buffer[sizeof f->buffer], follow[EDIT_PATH], words[EDIT_WORDS];
    plan_t plan;
    err_t err = { "" };
    session_t *now_in = s;
    snprintf(buffer, sizeof buffer, "%s", f->buffer);
    if (!edit_for(session_view(s), f, &plan)) return 0;
    while ((f = find(now_in, rule, buffer)) != NULL && rounds++ < 6) {
        const view_t *v = session_view(now_in);
        ck_assert_msg(edit_for(v, f, &plan), "%s: %s", file, f->message);
        edit_words(v, plan, words);
        char *text = edit_apply(session_text(now_in), v, plan, follow, &err);
        ck_assert_msg(text != NULL, "%s, %s: %s", file, words, err.text);
        session_t *next = session_branch(s, text, &err);
        ck_assert_msg(next != NULL, "%s, %s: %s", file, words, err.text);
        session_work(next, -1);
        free(text);
        if (now_in != s) session_close(now_in);
        now_in = next;
    }
    ck_assert_msg(!f, "%s, %s: %s in %s is still there", file, words, rule_name[rule], buffer);
    session_close(now_in);
    return rounds;
}

#ifdef __SANITIZE_ADDRESS__
enum { LIMIT = 100000 };
#else
enum { LIMIT = 1000000 };
#endif

/* Every finding of every lesson whose fix is one of our edits: with it, the finding is gone. A program that
 * breaks the rule at several places is mended at one after the other. */
START_TEST(the_fix_on_offer_mends_the_finding)
{
    DIR *folder = opendir("scenarios");
    unsigned tried = 0, n = 0;
    for (struct dirent *e; (e = readdir(folder));) {
        char file[300];
        err_t err;
        if (!strstr(e->d_name, ".json") || e->d_name[0] == '5' || strstr(e->d_name, "-fixed")
            || n++ % 4 != (unsigned)_i) continue;
        snprintf(file, sizeof file, "scenarios/%.200s", e->d_name);
        /* Mended, a program that waits for an error flag waits for ever: a limit. */
        session_t *s = session_open(file, &(session_options_t){ .max_cycles = LIMIT }, &err);
        ck_assert_msg(s != NULL, "%s", err.text);
        if (!strstr(session_text(s), "\"finding\": \"")) {         /* none is expected: none is there */
            session_close(s);
            continue;
        }
        session_work(s, -1);
        for (size_t i = 0; i < session_view(s)->findings->count; i++)
            tried += mend(s, &session_view(s)->findings->item[i], file) > 0;
        session_close(s);
    }
    closedir(folder);
    ck_assert_uint_gt(tried, 2);
}
END_TEST

/* ---- a whole lesson ----------------------------------------------------------------------------------- */

static void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    char bytes[4096];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, in)) > 0;)
        ck_assert_uint_eq(fwrite(bytes, 1, n, out), n);
    fclose(in), fclose(out);
}

static void predict_and_check(void)
{
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
}

/* To the finding, step by step, then to its cause. */
static void go_to_the_cause(void)
{
    const finding_t *f = &now()->findings->item[0];
    session_seek(b.s, 0);
    app_key(app, "3");
    for (int i = 0; i < 50 && now()->now < f->at; i++) app_key(app, "Right");
    ck_assert(now()->now >= f->at);
    app_key(app, "Ctrl+Left"), app_key(app, "Ctrl+Right");
    ck_assert(now()->now == f->at);
    window();
    click(hit(ACT_GOTO_CAUSE, -1));
    ck_assert(now()->now == f->cause[0].fact.at);
}

static void mend_in_a_branch(void)
{
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
}

static void passes(const char *file)
{
    result_t r;
    options_t o = { .fail_on = -1 };
    run_file(file, &o, &r);
    ck_assert_msg(r.scenario != NULL, "%s", r.error.text);
    ck_assert_int_eq(r.verdict, VERDICT_PASS);
    ck_assert_uint_eq(r.findings.count, 0);
    ck_assert_str_eq(r.scenario->title,
                     "Stale receive: the CPU reads what the cache remembers, not what the DMA wrote, edited");
    run_free(&r);
}

/* Open it, predict, check, step to the finding, go to its cause, mend it in a branch, see it gone, save the
 * branch, and run what was saved: it passes. By clicks on what the window shows. */
START_TEST(a_whole_lesson)
{
    char folder[] = "/tmp/staleline-lesson-XXXXXX", file[64], saved[80], second[80];
    ck_assert(mkdtemp(folder) != NULL);
    snprintf(file, sizeof file, "%s/stale.json", folder);
    snprintf(saved, sizeof saved, "%s/stale-branch.json", folder);
    snprintf(second, sizeof second, "%s/stale-branch-2.json", folder);
    copy_file(stale, file);
    open_file(file);
    predict_and_check();
    go_to_the_cause();
    mend_in_a_branch();
    app_key(app, "Ctrl+S");
    ck_assert_msg(strstr(app->message, "stale-branch.json: 3 expectations") && !access(saved, R_OK), "%s",
                  app->message);
    app_key(app, "Ctrl+S");                                    /* never over the first */
    ck_assert_msg(strstr(app->message, "stale-branch-2.json"), "%s", app->message);
    passes(saved);
    app_do(app, ACT_BRANCH_DROP, 0);
    ck_assert(app->session == b.s && now()->findings->count == 1);
    close_file();
    unlink(saved), unlink(second), unlink(file);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

/* 07: with a line of its own the neighbour is stored to at another address, in the same words: then the
 * address is said. By hand: it stood behind the 20 bytes of rx, and begins the next line in the branch. */
START_TEST(what_reads_the_same_is_told_apart)
{
    open_file("scenarios/07-shared-line-lost-neighbour.json");
    app_do(app, ACT_EDIT, edit_arg(EDIT_FIX, 0));
    settle();
    app->tab[PANEL_PROGRAM] = 2;
    panel(PANEL_PROGRAM, 900, 700);
    ck_assert(drawn("at 0x24000014") && drawn("at 0x24000020"));
    close_file();
}
END_TEST

/* A branch that still has its mistake, and another one besides: saved, it expects both, and passes. */
START_TEST(a_saved_branch_expects_what_it_does)
{
    open_file("scenarios/05-stale-transmit.json");
    /* tx into DTCM: the DMA cannot reach it */
    app_do(app, ACT_EDIT, edit_arg(EDIT_MEMORY, 0 | 1 << 12));
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

int main(void)
{
    TCase *c = tcase_create("edits");
    tcase_add_test(c, handlers_and_loops_are_set_apart);
    tcase_add_test(c, every_edit_makes_the_text_it_says);
    tcase_add_loop_test(c, the_fix_on_offer_mends_the_finding, 0, 4);
    tcase_add_test(c, a_whole_lesson);
    tcase_add_test(c, what_reads_the_same_is_told_apart);
    tcase_add_test(c, a_saved_branch_expects_what_it_does);
    tcase_set_timeout(c, 240);
    return case_run("edits", c);
}
