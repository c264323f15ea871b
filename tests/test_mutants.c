/* test_mutants.c -- is what the judge keeps quiet about really right? Correct drivers lose one thing that
 * keeps order: each maintenance operation and barrier is deleted, and each is put one step later. Whatever
 * the explorer can then drive to an error under another schedule, the plain run must have reported.
 *
 * The drivers are the corrected twins among the scenarios. MUTANTS=all tries every schedule the explorer has;
 * MUTANTS=name shows what happens to one file. */
#include "explore.h"
#include "findings.h"
#include "scenario_edit.h"
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include "suite.h"

#ifdef __SANITIZE_ADDRESS__
enum { SCHEDULES = 20, EVERY = 4 };                  /* one mutant in so many */
#else
enum { SCHEDULES = 120, EVERY = 1 };
#endif

/* Mutants that are right on the chip, and why the run they are made from can be driven wrong all the same. */
static const struct { const char *file, *why; } right[] = {
    { "30-ltdc-frame-fixed",
      "its script reads L1CFBAR, on the chip a shadow of it that SRCR reloads: RM0433 chapter 33" },
};

static bool known_right(const char *file)
{
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        if (strstr(file, right[i].file))
            return fprintf(stderr, "  left out: %s: %s\n", right[i].file, right[i].why), true;
    return false;
}

static unsigned mutants, driven, reported, missed, loud;
static const char *wish;

static bool keeps_order(const char *step)
{
    static const char *const word[] = { "clean", "invalidate", "clean_invalidate", "barrier", "dsb", "dmb",
                                        NULL };
    const char *last = strrchr(step, '.');
    for (int i = 0; last && word[i]; i++) {
        size_t n = strlen(word[i]);
        if (!strncmp(last + 1, word[i], n) && (!last[1 + n] || last[1 + n] == ' ')) return true;
    }
    return false;
}

static char *whole(const char *file)
{
    FILE *f = fopen(file, "rb");
    ck_assert_msg(f != NULL, "%s", file);
    char *text = calloc(1, 1 << 20);
    ck_assert_uint_lt(fread(text, 1, (1 << 20) - 1, f), (1 << 20) - 1);
    fclose(f);
    return text;
}

static void try_mutant(const char *file, const char *what, const char *path, const char *json)
{
    static const options_t run = { .fail_on = -1 };
    explore_options_t o = { .jobs = 2, .budget = wish && !strcmp(wish, "all") ? 0 : SCHEDULES };
    err_t err = { "" };
    if (mutants++ % EVERY) return;
    scenario_t *s = scenario_parse(file, json, &err);    /* beside the original: its files are found */
    if (!s) return;                                      /* nothing is left to wait for, or the like */
    exploration_t *x = calloc(1, sizeof *x);
    ck_assert_msg(explore(s, &run, &o, x, &err), "%s", err.text);
    unsigned hazards = 0, turned = 0;
    for (unsigned i = 0; i < x->count; i++)
        hazards += x->item[i].hazard.tier != TIERS, turned += x->item[i].turned;
    driven += turned || x->errors, reported += x->errors || hazards, loud += x->errors > 0;
    bool miss = turned && !x->errors && !hazards;
    missed += miss;
    for (unsigned i = 0; i < x->count && (miss || (wish && strstr(file, wish))); i++) {
        char text[SCHEDULE_TEXT];
        const explored_t *e = &x->item[i];
        fprintf(stderr, "%s, %s %s: %s%s%s\n", file, path, what,
                e->hazard.tier == TIERS ? "nothing said" : e->hazard.message,
                e->turned ? "; with " : "", e->turned ? schedule_text(&e->schedule, &h743_map, text,
                        sizeof text) : "");
    }
    scenario_free(s), free(x);
}

static void mutate(const char *file)
{
    err_t err = { "" };
    char *text = whole(file), path[128], next[160];
    scenario_t *s = scenario_parse(file, text, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    for (size_t i = 0; i < s->names.steps && !s->firmware; i++) {
        const char *step = s->names.step[i];
        if (!step || !keeps_order(step) || !edit_step_path(step, path, sizeof path)) continue;
        char *less = edit_remove(text, path, &err);
        if (less) try_mutant(file, "deleted", path, less);
        free(less);
        char *bracket = strrchr(path, '[');
        int n = bracket ? atoi(bracket + 1) : 0;
        if (!bracket) continue;
        snprintf(next, sizeof next, "%.*s[%d]", (int)(bracket - path), path, n + 2);
        err = (err_t){ "" };
        char *moved = edit_move(text, path, next, &err);
        if (moved) try_mutant(file, "put one step later", path, moved);
        free(moved), err = (err_t){ "" };
    }
    scenario_free(s);
    free(text);
}

START_TEST(what_can_go_wrong_is_reported)
{
    glob_t found;
    wish = getenv("MUTANTS");
    ck_assert_int_eq(glob("scenarios/*fixed*.json", 0, NULL, &found), 0);
    glob("scenarios/cases/*fixed*.json", GLOB_APPEND, NULL, &found);
    glob("scenarios/odd/*.json", GLOB_APPEND, NULL, &found);
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (!known_right(found.gl_pathv[i]) && (!wish || !strcmp(wish, "all")
                                                || strstr(found.gl_pathv[i],
                                                          wish))) mutate(found.gl_pathv[i]);
    globfree(&found);
    fprintf(stderr,
            "  %u mutants of correct drivers: %u driven to an error, %u reported by the plain run (%u as "
            "errors), %u missed\n",
           mutants / EVERY, driven, reported, loud, missed);
    ck_assert_uint_eq(missed, 0);
    if (!wish) ck_assert_uint_gt(driven, mutants / EVERY / 8);       /* the mutants are worth trying */
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("mutants");
    tcase_set_timeout(t, 1200);
    tcase_add_test(t, what_can_go_wrong_is_reported);
    return case_run("mutants", t);
}
