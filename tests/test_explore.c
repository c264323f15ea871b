/* test_explore.c -- hazards that another legal schedule turns into errors are found, right programs stay
 * right, and the answer depends neither on the number of processes nor on being interrupted. */
#include "explore.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "suite.h"

static exploration_t *look(const char *file, explore_options_t o)
{
    static const options_t run = { .fail_on = -1 };
    err_t err = { "" };
    scenario_t *s = scenario_load(file, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    exploration_t *x = calloc(1, sizeof *x);
    ck_assert_msg(explore(s, &run, &o, x, &err), "%s", err.text);
    scenario_free(s);
    return x;
}

/* The findings of the same file under a schedule given as text. */
static bool errs(const char *file, const schedule_t *schedule, int rule)
{
    char text[SCHEDULE_TEXT];
    options_t o = { .fail_on = -1, .schedule = schedule_text(schedule, &h743_map, text, sizeof text) };
    result_t r;
    bool found = false;
    run_file(file, &o, &r);
    ck_assert_msg(r.scenario != NULL, "%s", r.error.text);
    for (size_t i = 0; i < r.findings.count; i++)
        found |= r.findings.item[i].tier == TIER_ERROR && r.findings.item[i].rule == rule;
    run_free(&r);
    return found;
}

static const char early[] = "scenarios/06-early-invalidate-latent.json",
    evicted[] = "scenarios/08-dirty-eviction-latent.json";

START_TEST(latent_lessons_become_errors)
{
    static const struct { const char *file; int rule, kind; } hazard[] = {
        { early, RULE_EARLY_INVALIDATE, VARY_FILL },        /* the line comes back before the DMA wrote it */
        { evicted, RULE_LOST_DMA_WRITE, VARY_EVICT },       /* the dirty line is written back after it did */
    };
    for (int i = 0; i < 2; i++) {
        exploration_t *x = look(hazard[i].file, (explore_options_t){ .jobs = 1 });
        ck_assert_uint_eq(x->errors, 0);
        ck_assert_uint_eq(x->count, 1);
        ck_assert(x->item[0].turned);
        ck_assert_int_eq(x->item[0].error.rule, hazard[i].rule);
        ck_assert_int_eq(x->item[0].error.tier, TIER_ERROR);
        ck_assert_uint_eq(x->item[0].schedule.count, 1);
        ck_assert_int_eq(x->item[0].schedule.item[0].kind, hazard[i].kind);
        ck_assert(errs(hazard[i].file, &x->item[0].schedule, hazard[i].rule));
        free(x);
    }
}
END_TEST

/* Invalidated after EN, ahead of the first byte: it takes a program held up in between, and an eviction
 * there. */
START_TEST(an_invalidate_that_comes_too_late)
{
    static const char file[] = "scenarios/08-dirty-eviction-late-invalidate.json";
    exploration_t *x = look(file, (explore_options_t){ .jobs = 2 });
    ck_assert_uint_eq(x->errors, 0);
    ck_assert_uint_eq(x->count, 1);
    const explored_t *e = &x->item[0];
    ck_assert(e->turned);
    ck_assert_int_eq(e->error.rule, RULE_LOST_DMA_WRITE);
    ck_assert_uint_eq(e->schedule.count, 2);
    const vary_t *held = &e->schedule.item[0], *evicted_at = &e->schedule.item[1];
    ck_assert_int_eq(held->kind, VARY_HALT);
    ck_assert_int_eq(evicted_at->kind, VARY_EVICT);
    ck_assert(evicted_at->at > held->at && evicted_at->at < held->at + held->ticks);
    ck_assert(errs(file, &e->schedule, RULE_LOST_DMA_WRITE));
    ck_assert(!errs("scenarios/08-dirty-eviction-late-invalidate-fixed.json", &e->schedule,
                    RULE_LOST_DMA_WRITE));
    free(x);
}
END_TEST

/* SRAM1 at 0x1000_0000 (RM0433 2.3.2): what the cache fills is the line the program reads, at that
 * address. */
START_TEST(a_line_at_its_other_address)
{
    static const char text[] = "{ \"schema_version\": 1, \"title\": \"t\","
        "\"setup\": { \"dcache\": true, \"enable\": [\"SRAM1\", \"DMA2\"] },"
        "\"buffers\": { \"from\": { \"region\": \"AXISRAM\", \"size\": 32, \"init\": { \"ramp\": 128 } },"
        "  \"to\": { \"at\": \"0x10000000\", \"size\": 32, \"init\": { \"ramp\": 0 } } },"
        "\"program\": [ { \"compare\": \"to\", \"with\": { \"ramp\": 0 } }, { \"invalidate\": \"to\" },"
        "  { \"dma_memcpy\": \"to\", \"from\": \"from\", \"stream\": \"DMA2_Stream0\" },"
        "  { \"dma_wait\": \"DMA2_Stream0\" }, { \"compare\": \"to\", \"with\": { \"ramp\": 128 } } ] }";
    static const options_t run = { .fail_on = -1 };
    static exploration_t x;
    err_t err = { "" };
    scenario_t *s = scenario_parse("t.json", text, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    ck_assert(explore(s, &run, &(explore_options_t){ .jobs = 1 }, &x, &err));
    ck_assert_uint_eq(x.errors, 0);
    ck_assert_uint_eq(x.count, 1);
    ck_assert(x.item[0].turned);
    ck_assert_int_eq(x.item[0].error.rule, RULE_EARLY_INVALIDATE);
    ck_assert_uint_eq(x.item[0].schedule.item[0].addr, 0x10000000);
    scenario_free(s);
}
END_TEST

#ifndef STRESS                                  /* with two ways to a set the policies agree here */
/* A line that was never cleaned is in RAM only because it was its turn: the oldest of five in a set of four,
 * but not the least recently used. */
START_TEST(another_policy_keeps_the_line)
{
    static const char text[] = "{ \"schema_version\": 1, \"title\": \"t\","
        "\"setup\": { \"dcache\": true, \"replacement\": \"round-robin\", \"enable\": "
        "[\"SRAM1\", \"DMA2\"] },"
        "\"buffers\": { \"to\": { \"region\": \"SRAM1\", \"size\": 32, \"init\": 0 },"
        "  \"from\": { \"at\": \"0x24000000\", \"size\": 32, \"init\": 0 },"
        "  \"other\": { \"at\": \"0x24001000\", \"size\": \"0x3020\", \"init\": 0 } },"
        "\"program\": [ { \"store\": \"from\", \"value\": 9 }, { \"load\": \"other\" },"
        "  { \"load\": \"other+0x1000\" },"
        "  { \"load\": \"other+0x2000\" }, { \"load\": \"from\" }, { \"load\": \"other+0x3000\" },"
        "  { \"compute\": \"2us\" },"
        "  { \"dma_memcpy\": \"to\", \"from\": \"from\", \"stream\": \"DMA2_Stream0\" },"
        "  { \"dma_wait\": \"DMA2_Stream0\" } ] }";
    static const options_t run = { .fail_on = -1 };
    static exploration_t x;
    err_t err = { "" };
    scenario_t *s = scenario_parse("t.json", text, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    ck_assert(explore(s, &run, &(explore_options_t){ .jobs = 1 }, &x, &err));
    ck_assert_uint_eq(x.errors, 0);
    ck_assert_uint_eq(x.count, 1);
    ck_assert_int_eq(x.item[0].hazard.rule, RULE_STALE_DMA_READ);
    ck_assert(x.item[0].turned);
    ck_assert_uint_eq(x.item[0].schedule.count, 1);
    ck_assert_int_eq(x.item[0].schedule.item[0].kind, VARY_REPLACE);
    ck_assert_int_eq(x.item[0].schedule.item[0].policy, REPLACE_LRU);
    ck_assert_int_eq(x.item[0].error.rule, RULE_STALE_DMA_READ);
    scenario_free(s);
}
END_TEST
#endif

START_TEST(corrected_lessons_stay_right)
{
    static const char *const file[] = {
        "scenarios/08-dirty-eviction-late-invalidate-fixed.json",
        "scenarios/04-stale-receive-fixed-invalidate.json", "scenarios/06-early-invalidate-fixed.json",
        "scenarios/08-dirty-eviction-fixed.json", "scenarios/07-shared-line-fixed-padding.json",
            "scenarios/09-missing-dsb-fixed.json",
    };
    for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
        exploration_t *x = look(file[i], (explore_options_t){ .budget = 200 });
        ck_assert_uint_gt(x->tried, 0);
        for (unsigned k = 0; k < x->count; k++)
            ck_assert_msg(!x->item[k].turned, "%s: %s", file[i], x->item[k].error.message);
        free(x);
    }
}
END_TEST

static void same(const exploration_t *a, const exploration_t *b)
{
    char one[SCHEDULE_TEXT], two[SCHEDULE_TEXT];
    ck_assert_uint_eq(a->tried, b->tried);
    ck_assert_uint_eq(a->count, b->count);
    for (unsigned i = 0; i < a->count; i++) {
        ck_assert_int_eq(a->item[i].turned, b->item[i].turned);
        ck_assert_str_eq(schedule_text(&a->item[i].schedule, &h743_map, one, sizeof one),
                         schedule_text(&b->item[i].schedule, &h743_map, two, sizeof two));
        ck_assert_str_eq(a->item[i].error.message, b->item[i].error.message);
    }
}

START_TEST(the_number_of_processes_does_not_matter)
{
    exploration_t *one = look(evicted, (explore_options_t){ .jobs = 1 }),
        *five = look(evicted, (explore_options_t){ .jobs = 5 });
    same(one, five);
    free(one), free(five);
}
END_TEST

/* The first part of the candidates, then the rest: as all at once. The budget cuts the list, not the
 * order. */
/* A run under another schedule goes on from the plain run shortly before it: as if it had come there
 * itself. */
START_TEST(a_shared_beginning_changes_nothing)
{
    static const char *const file[] = {
        early, "scenarios/08-dirty-eviction-late-invalidate.json", "scenarios/55-firmware-receive-early.json",
    };
    for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
        exploration_t *shared = look(file[i], (explore_options_t){ .budget = 64 }),
            *whole = look(file[i], (explore_options_t){ .budget = 64, .from_boot = true });
        same(shared, whole);
        free(shared), free(whole);
    }
}
END_TEST

START_TEST(it_goes_on_where_it_was)
{
    static const char file[] = "scenarios/31-eth-descriptors.json";
    char state[] = "/tmp/staleline-explore-XXXXXX";
    int fd = mkstemp(state);
    ck_assert_int_ge(fd, 0);
    close(fd), unlink(state);
    exploration_t *part = look(file, (explore_options_t){ .budget = 64, .resume = state });
    ck_assert_uint_eq(part->tried, 64);
    exploration_t *rest = look(file, (explore_options_t){ .budget = 192, .resume = state }),
                  *all = look(file, (explore_options_t){ .budget = 192 });
    ck_assert_uint_eq(rest->tried, 192);
    same(rest, all);
    /* about another run: refused, and left as it was */
    err_t err = { "" };
    scenario_t *s = scenario_load(early, &err);
    exploration_t *other = calloc(1, sizeof *other);
    static const options_t run = { .fail_on = -1 };
    ck_assert(!explore(s, &run, &(explore_options_t){ .resume = state }, other, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "is about another run"));
    FILE *f = fopen(state, "w");
    fputs("hello\n", f), fclose(f);
    err = (err_t){ "" };
    ck_assert(!explore(s, &run, &(explore_options_t){ .resume = state }, other, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "is not what"));
    scenario_free(s);
    unlink(state);
    free(part), free(rest), free(all), free(other);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("explore");
    tcase_set_timeout(t, 240);
    tcase_add_test(t, latent_lessons_become_errors);
    tcase_add_test(t, an_invalidate_that_comes_too_late);
    tcase_add_test(t, a_line_at_its_other_address);
#ifndef STRESS
    tcase_add_test(t, another_policy_keeps_the_line);
#endif
    tcase_add_test(t, corrected_lessons_stay_right);
    tcase_add_test(t, the_number_of_processes_does_not_matter);
    tcase_add_test(t, a_shared_beginning_changes_nothing);
    tcase_add_test(t, it_goes_on_where_it_was);
    return case_run("explore", t);
}
