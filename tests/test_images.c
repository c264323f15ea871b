/* test_images.c -- the laws, held by the firmware images of the tree from reset to their last instruction,
 * not in windows:
 *
 *   skip     the slow road (every part at every CPU edge) gives the same facts and the same state as the
 *            fast one
 *   copy     saved at random ticks, the original wrecked, gone on elsewhere: the same
 *   silence  watching changes nothing
 *
 * Each image runs with the world of its scenario (scenarios/5*.json). Long ones are left to test_laws'
 * windows. SOAK=1 in the environment takes them, too. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "machine.h"
#include "observe.h"
#include "scenario.h"
#include "suite.h"                        /* last: its macro `fail` would hide scenario.h's function */

#if defined __SANITIZE_ADDRESS__ || defined STRESS
enum { LONGEST = 12000, COPIES = 2, AT_LEAST = 5 };        /* CPU cycles */
#else
enum { LONGEST = 90000, COPIES = 5, AT_LEAST = 20 };
#endif

enum { SLICE = 2000000 };                 /* ticks between two looks at the clock */

static machine_t *a, *b;
static uint64_t state = 88172645463325252ull;

static uint64_t draw(uint64_t below)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state % below;
}

static void boot(machine_t *m, const scenario_t *s, hasher_t *h)
{
    if (h) hasher_start(h);
    machine_boot(m, &h743_map, &s->in, h ? &h->sink : NULL);
}

/* On a, fast, to its end. false: it does not end by itself, or not soon. */
static bool whole(const scenario_t *s, uint64_t longest, hasher_t *h)
{
    boot(a, s, h);
    while (!machine_stopped(a) && machine_cycles(a) <= longest && machine_next(a) != NEVER)
        machine_run(a, a->chip.now + SLICE);
    return machine_stopped(a) && machine_cycles(a) <= longest;
}

static void skip(const scenario_t *s, const char *name, const hasher_t *fast)
{
    hasher_t slow;
    boot(b, s, &slow);
    while (!machine_stopped(b)) machine_tick(b);
    ck_assert_msg(slow.facts == fast->facts && slow.hash == fast->hash,
                  "%s: the slow road tells other facts", name);
    b->chip.now = a->chip.now;
    ck_assert_msg(chip_same(&a->chip, &b->chip), "%s: the slow road ends in another state", name);
}

static void silence(const scenario_t *s, const char *name)
{
    boot(b, s, NULL);
    machine_run(b, NEVER - 1);
    b->chip.now = a->chip.now;
    ck_assert_msg(chip_same(&a->chip, &b->chip), "%s: unwatched it ends in another state", name);
}

/* The rest of the run's facts, from tick `at` on, of a and of a copy. */
static void copy(const scenario_t *s, const char *name, tick_t at)
{
    hasher_t straight, rest;
    machine_t *elsewhere = malloc(sizeof *elsewhere);
    ck_assert_ptr_nonnull(elsewhere);
    boot(a, s, &straight), boot(b, s, NULL);
    machine_run(a, at), machine_run(b, at);
    hasher_start(&straight), hasher_start(&rest);
    *elsewhere = (machine_t){ .map = b->map, .slot = b->slot, .in = &s->in, .sink = &rest.sink };
    machine_load(elsewhere, &b->chip);
    memset(&b->chip, 0xA5, sizeof b->chip);
    machine_run(a, NEVER - 1), machine_run(elsewhere, NEVER - 1);
    ck_assert_msg(straight.facts == rest.facts && straight.hash == rest.hash,
                  "%s: a copy at tick %llu tells other facts", name, (unsigned long long)at);
    ck_assert_msg(chip_same(&a->chip, &elsewhere->chip), "%s: a copy at tick %llu ends in another state",
                  name, (unsigned long long)at);
    free(elsewhere);
}

static bool one_image(const char *path, uint64_t longest)
{
    err_t err;
    hasher_t h;
    scenario_t *s = scenario_load(path, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    bool taken = s->firmware && whole(s, longest, &h);
    if (taken) {
        tick_t end = a->chip.now;
        skip(s, path, &h);
        silence(s, path);
        for (unsigned i = 0; i < COPIES; i++) copy(s, path, draw(end));
    }
    scenario_free(s);
    return taken;
}

static int of_firmware(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 5 && strchr("56789", e->d_name[0]) && !strcmp(e->d_name + n - 5, ".json");
}

START_TEST(from_reset_to_the_end)
{
    struct dirent **entry;
    a = malloc(sizeof *a), b = malloc(sizeof *b);
    ck_assert(a && b);
    int n = scandir("scenarios", &entry, of_firmware, alphasort), taken = 0;
    for (int i = 0; i < n; i++) {
        char path[300];
        snprintf(path, sizeof path, "scenarios/%s", entry[i]->d_name);
        taken += one_image(path, getenv("SOAK") ? 100000000 : LONGEST);
        free(entry[i]);
    }
    free(entry), free(a), free(b);
    ck_assert_int_ge(taken, AT_LEAST);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("laws");
    tcase_set_timeout(t, 3600);
    tcase_add_test(t, from_reset_to_the_end);
    return case_run("images", t);
}
