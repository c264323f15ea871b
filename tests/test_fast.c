/* test_fast.c -- the fast road of the core (fast.h) against the slow one: the images of the lessons and random
 * programs, whole state at many ticks and all facts but F_INSN, whose hearer puts the core on the slow road. */
#include <dirent.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "firmware_programs.h"
#include "machine.h"
#include "observe.h"
#include "scenario.h"
#include <check.h>                        /* last: its macro `fail` would hide scenario.h's function */

#if defined __SANITIZE_ADDRESS__ || defined STRESS
enum { LONGEST = 9000, PROGRAMS = 40, STOPS = 8 };         /* LONGEST in CPU cycles */
#else
enum { LONGEST = 30000, PROGRAMS = 200, STOPS = 15 };
#endif

static machine_t *quick, *slow;
static uint64_t state = 88172645463325252ull;

static uint64_t draw(uint64_t below)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (state >> 11) % below;
}

static void listen(hasher_t *h)
{
    hasher_start(h);
    h->sink.mask &= ~(1ull << F_INSN);
}

/* The slow road to where the fast one stands. */
static void follow(machine_t *m, const machine_t *to, tick_t end)
{
    while (!machine_stopped(m)) {
        tick_t next = machine_next(m), edge = domain_next(&m->chip.clock[CLK_CPU], m->chip.now + 1);
        if (!machine_stopped(to) && (next < edge ? next : edge) >= end) break;
        machine_tick(m);
    }
    m->chip.now = to->chip.now;
}

static const char *where(const chip_t *x, const chip_t *y)
{
    static char text[200];
    static const struct { const char *name; size_t at; } part[] = {
        { "now", 0 }, { "wires", offsetof(chip_t, wires) }, { "ports", offsetof(chip_t, port) }, { "parts", offsetof(chip_t, world) },
        { "core.regs", offsetof(chip_t, core) }, { "core.upc", offsetof(chip_t, core.upc) },
        { "core.instructions", offsetof(chip_t, core.instructions) },
        { "core.ready", offsetof(chip_t, core.ready) }, { "core.stop", offsetof(chip_t, core.stop) },
        { "core.firmware", offsetof(chip_t, core.firmware) }, { "core.address", offsetof(chip_t, core.address) },
        { "core.code", offsetof(chip_t, core.code) }, { "core.insn", offsetof(chip_t, core.insn) },
        { "core.issue", offsetof(chip_t, core.issue) }, { "core.branch", offsetof(chip_t, core.branch) },
        { "core.fetch", offsetof(chip_t, core.fetch) }, { "core.lsu", offsetof(chip_t, core.lsu) },
        { "core.mpu", offsetof(chip_t, core.mpu) }, { "core.scb", offsetof(chip_t, core.scb) },
        { "core.dcache", offsetof(chip_t, core.dcache) }, { "core.icache", offsetof(chip_t, core.icache) },
        { "itcm", offsetof(chip_t, itcm) }, { "dtcm", offsetof(chip_t, dtcm) }, { "axisram", offsetof(chip_t, axisram) },
        { "sram", offsetof(chip_t, sram1) } };
    const unsigned char *p = (const void *)x, *q = (const void *)y;
    size_t i = 0, k = 0;
    while (i < offsetof(chip_t, due) && p[i] == q[i]) i++;
    while (k + 1 < sizeof part / sizeof *part && part[k + 1].at <= i) k++;
    snprintf(text, sizeof text, "%s + %zu: %02x, slow %02x, instruction %llu, pc %08x", part[k].name, i - part[k].at, p[i], q[i],
             (unsigned long long)x->core.instructions, x->core.regs.r[15]);
    return text;
}

/* Both roads of one input up to `end`, compared at STOPS places. Told: with facts, or unheard. */
static void both(const input_t *in, const char *name, tick_t end, bool told)
{
    hasher_t h, g;
    listen(&h), listen(&g);
    machine_boot(quick, &h743_map, in, told ? &h.sink : NULL), machine_boot(slow, &h743_map, in, told ? &g.sink : NULL);
    for (unsigned i = 1; i <= STOPS && !machine_stopped(quick); i++) {
        tick_t until = end / STOPS * i - draw(end / STOPS / 2);
        machine_run(quick, until);
        tick_t reached = quick->chip.now + (machine_next(quick) == NEVER);
        follow(slow, quick, reached);
        ck_assert_msg(chip_same(&quick->chip, &slow->chip), "%s%s: %s", name, told ? ", told" : "", where(&quick->chip, &slow->chip));
        ck_assert_msg(h.facts == g.facts && h.hash == g.hash, "%s: other facts by tick %llu", name, (unsigned long long)until);
    }
}

static int of_firmware(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 5 && strchr("56789", e->d_name[0]) && !strcmp(e->d_name + n - 5, ".json");
}

START_TEST(images)
{
    struct dirent **entry;
    int n = scandir("scenarios", &entry, of_firmware, alphasort), taken = 0;
    for (int i = 0; i < n; i++) {
        char path[300];
        err_t err;
        snprintf(path, sizeof path, "scenarios/%s", entry[i]->d_name);
        free(entry[i]);
        scenario_t *s = scenario_load(path, &err);
        ck_assert_msg(s != NULL, "%s", err.text);
        for (int told = 0; s->firmware && told < 2; told++, taken++)
            both(&s->in, path, (tick_t)LONGEST * 75, told);
        scenario_free(s);
    }
    free(entry);
    ck_assert_int_gt(taken, 40);
}
END_TEST

START_TEST(programs)
{
    static firmware_t f;
    char name[40];
    for (unsigned seed = 1; seed <= PROGRAMS; seed++) {
        fw_anything(&f, seed);
        snprintf(name, sizeof name, "program %u", seed);
        both(&f.in, name, 4000 * 75, seed & 1);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("fast");
    TCase *t = tcase_create("roads");
    quick = malloc(sizeof *quick), slow = malloc(sizeof *slow);
    tcase_set_timeout(t, 3600);
    tcase_add_test(t, images);
    tcase_add_test(t, programs);
    suite_add_tcase(s, t);
    SRunner *runner = srunner_create(s);
    srunner_set_fork_status(runner, getenv("CK_FORK") ? CK_FORK : CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner), free(quick), free(slow);
    return failed ? 1 : 0;
}
