/* test_laws.c -- the five laws, for every part, every scenario and random machines, and a planted bug
 * for each law that it must catch.
 *
 *   idle     stepping a part before it is due changes nothing
 *   skip     the fast road (skip, run-ahead) and the slow road give the same facts and the same state
 *   copy     save at any tick, wreck the original, go on from the copy elsewhere: the same
 *   silence  watching changes nothing
 *   peek     peek changes nothing and agrees with read
 *
 * A law is a function that returns what is wrong, "" if nothing. MACHINES random machines are run;
 * SOAK=1 in the environment runs a hundred times as many. Of a scenario the first LONGEST CPU cycles count
 * (all of it with SOAK=1): each is run five times and more. */
#include <dirent.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "firmware_programs.h"
#include "machine.h"
#include "observe.h"
#include "random_heap.h"
#include "random_machine.h"
#include "scenario.h"
#include "suite.h"                        /* last: its macro `fail` would hide scenario.h's function */

#ifdef __SANITIZE_ADDRESS__
enum { MACHINES = 150, LONGEST = 150000 };
#else
enum { MACHINES = 1000, LONGEST = 8000000 };
#endif

static machine_t *a, *b, *c;              /* three machines at three addresses */
static const slot_row_t *parts;           /* what sits in the slots: the real ones, or with a bug */
static char why[200];

static const char *wrong(const char *law, const char *what, tick_t at)
{
    snprintf(why, sizeof why, "%s: %s at tick %llu", law, what, (unsigned long long)at);
    return why;
}

static void boot(machine_t *m, const input_t *in, hasher_t *h)
{
    if (h) hasher_start(h);
    machine_boot_with(m, parts, &h743_map, in, h ? &h->sink : NULL);
}

/* How far a part's state reaches: to the next part, or to the memories that follow the parts. */
static size_t part_size(unsigned slot)
{
    size_t end = offsetof(chip_t, itcm);
    for (unsigned s = 0; s < SLOTS; s++)
        if (parts[s].at > parts[slot].at && parts[s].at < end) end = parts[s].at;
    return end - parts[slot].at;
}

/* A part's own state and every wire and port. The rest is compared once, where a law ends. */
static bool part_same(const chip_t *x, const chip_t *y, unsigned slot)
{
    return !memcmp(&x->wires, &y->wires, sizeof x->wires) && !memcmp(x->port, y->port, sizeof x->port)
        && !memcmp((const char *)x + parts[slot].at, (const char *)y + parts[slot].at, part_size(slot));
}

static void part_restore(chip_t *to, const chip_t *from, unsigned slot)
{
    memcpy(&to->wires, &from->wires, sizeof to->wires);
    memcpy((char *)to + parts[slot].at, (const char *)from + parts[slot].at, part_size(slot));
}

static tick_t cycles(const machine_t *m, uint64_t n) { return domain_edge(&m->chip.clock[CLK_CPU], n); }

/* Where two states part, as "slot or wires", for the message. */
static const char *difference(const chip_t *x, const chip_t *y)
{
    static char text[120];
    const unsigned char *p = (const void *)x, *q = (const void *)y;
    size_t i = 0;
    while (i < offsetof(chip_t, due) && p[i] == q[i]) i++;
    if (i == offsetof(chip_t, due)) return "the same facts in another order";
    size_t best = 0;
    const char *name = "now, clocks, wires or ports";
    for (unsigned s = 0; s < SLOTS; s++)
        if (parts[s].at <= i && parts[s].at >= best) best = parts[s].at, name = parts[s].name;
    snprintf(text, sizeof text, "the states differ at %s + %zu", name, i - best);
    return text;
}

/* ---- the laws -------------------------------------------------------------------------------------- */

static const char *law_idle(machine_t *m)
{
    hasher_t h;
    hasher_start(&h);
    sink_t *watched = m->sink;
    memcpy(&b->chip, &m->chip, sizeof m->chip);
    m->sink = &h.sink;
    for (unsigned s = 0; s < SLOTS; s++) {
        if (m->chip.due[s] <= m->chip.now + 1) continue;     /* a signal from below is on its way to it */
        env_t env = machine_env(m, s);
        parts[s].model->step((char *)&m->chip + parts[s].at, parts[s].cfg, &env);
        if (!part_same(&m->chip, &b->chip, s)) return wrong("idle", parts[s].name, m->chip.now);
        if (h.facts) return wrong("idle: told a fact", parts[s].name, m->chip.now);
    }
    m->sink = watched;
    return chip_same(&m->chip, &b->chip) ? "" : wrong("idle", difference(&m->chip, &b->chip), m->chip.now);
}

/* From the state of m: fast on b, slow on c, to the same tick. */
static const char *law_skip(const machine_t *m, tick_t until)
{
    hasher_t fast, slow;
    hasher_start(&fast), hasher_start(&slow);
    *b = (machine_t){ .map = m->map, .slot = m->slot, .in = m->in, .sink = &fast.sink };
    *c = (machine_t){ .map = m->map, .slot = m->slot, .in = m->in, .sink = &slow.sink };
    machine_load(b, &m->chip), machine_load(c, &m->chip);
    tick_t end = machine_run(b, until);
    /* it ran dry: `now` is the tick of its last event, which counts too */
    if (machine_next(b) == NEVER) end++;
    while (!machine_stopped(c)) {
        tick_t next = machine_next(c), edge = domain_next(&c->chip.clock[CLK_CPU], c->chip.now + 1);
        if (!machine_stopped(b) && (next < edge ? next : edge) >= end) break;
        machine_tick(c);
    }
    c->chip.now = b->chip.now;             /* between events the fast road may stand at `until` */
    if (fast.facts != slow.facts || fast.hash != slow.hash)
        return wrong("skip", difference(&b->chip, &c->chip), b->chip.now);
    if (!chip_same(&b->chip, &c->chip)) return wrong("skip", difference(&b->chip, &c->chip), b->chip.now);
    return "";
}

static const char *law_copy(const input_t *in, uint64_t at, uint64_t end)
{
    hasher_t whole, first, rest;
    boot(a, in, &whole), boot(b, in, &first);
    machine_run(a, cycles(a, at)), machine_run(b, cycles(b, at));
    hasher_start(&whole), hasher_start(&rest);
    *c = (machine_t){ .map = b->map, .slot = parts, .in = in, .sink = &rest.sink };
    machine_load(c, &b->chip);
    memset(&b->chip, 0xA5, sizeof b->chip);
    machine_run(a, cycles(a, end)), machine_run(c, cycles(c, end));
    if (whole.hash != rest.hash || whole.facts != rest.facts)
        return wrong("copy", "the facts differ", c->chip.now);
    if (!chip_same(&a->chip, &c->chip)) return wrong("copy", difference(&a->chip, &c->chip), c->chip.now);
    return "";
}

static const char *law_silence(const input_t *in, uint64_t end)
{
    hasher_t h;
    boot(a, in, &h), boot(b, in, NULL);
    machine_run(a, cycles(a, end)), machine_run(b, cycles(b, end));
    return chip_same(&a->chip, &b->chip) ? "" : wrong("silence", difference(&a->chip, &b->chip), a->chip.now);
}

static const char *peek_one(machine_t *m, const region_row_t *r, uint32_t off)
{
    env_t env = machine_env(m, r->slot);
    const void *dev = (const char *)&m->chip + r->at;
    const model_t *model = parts[r->slot].model;
    uint32_t seen = model->peek(dev, r->cfg, off, &env);
    if (seen != model->peek(dev, r->cfg, off, &env))
        return wrong("peek: twice is not the same", r->name, off);
    if (!part_same(&m->chip, &b->chip, r->slot)) return wrong("peek changed something in", r->name, off);
    uint32_t got = model->read((char *)&m->chip + r->at, r->cfg, off, 4, &env);
    part_restore(&m->chip, &b->chip, r->slot);
    return got == seen ? "" : wrong("peek: read gives another value", r->name, off);
}

static const char *law_peek(machine_t *m)
{
    machine_load(b, &m->chip);
    for (unsigned i = 0; i < m->map->regions; i++) {
        const region_row_t *r = &m->map->region[i];
        if (r->kind != REGION_PART) continue;
        for (uint32_t off = 0; off < r->size && off < 0x200; off += 4) {
            const char *w = peek_one(m, r, off);
            if (*w) return w;
        }
    }
    core_t *k = &m->chip.core;
    env_t env = machine_env(m, SLOT_CORE);
    for (uint32_t off = 0xE000; off < 0xF000; off += 4) {
        uint32_t seen = scb_peek(&k->scb, &k->mpu, off, &env, CLK_CPU);
        if (memcmp(k, &b->chip.core, sizeof *k)) return wrong("peek changed something in", "PPB", off);
        if (scb_read(&k->scb, &k->mpu, off, 4, &env, CLK_CPU) != seen)
            return wrong("peek: read gives another value", "PPB", off);
        part_restore(&m->chip, &b->chip, SLOT_CORE);
    }
    return chip_same(&m->chip, &b->chip) ? "" : wrong("peek", difference(&m->chip, &b->chip), m->chip.now);
}

/* ---- subjects -------------------------------------------------------------------------------------- */

/* All laws on one input, at places its seed chooses; `end` in CPU cycles. Returns what is wrong first. */
static const char *all_laws(const input_t *in, uint64_t end, uint64_t window, uint64_t seed)
{
    random_machine_t r = { .state = seed * 2654435761u + 12345 };
    const char *w;
    boot(a, in, NULL);
    for (unsigned part = 0; part < 4; part++) {
        tick_t at = cycles(a, end * part / 4) + rnd(&r, 40);
        machine_run(a, at);
        w = law_idle(a);
        if (*w) return w;
        if (part % 2 == 0 && *(w = law_peek(a))) return w;
        if (*(w = law_skip(a, a->chip.now + cycles(a, window) + rnd(&r, 30)))) return w;
    }
    if (*(w = law_copy(in, rnd(&r, (uint32_t)end), end))) return w;
    return law_silence(in, end);
}

static void use(const slot_row_t *slots)
{
    parts = slots;
    if (a) return;
    a = malloc(sizeof *a), b = malloc(sizeof *b), c = malloc(sizeof *c);
    ck_assert(a && b && c);
}

START_TEST(every_scenario)
{
    use(h743_slot);
    struct dirent **entry;
    int n = scandir("scenarios", &entry, NULL, alphasort), seen = 0;
    for (int i = 0; i < n; i++) {
        char path[300];
        err_t err;
        size_t length = strlen(entry[i]->d_name);
        snprintf(path, sizeof path, "scenarios/%s", entry[i]->d_name);
        bool json = length > 5 && !strcmp(entry[i]->d_name + length - 5, ".json");
        free(entry[i]);
        if (!json) continue;
        scenario_t *s = scenario_load(path, &err);
        ck_assert_msg(s != NULL, "%s", err.text);
        boot(a, &s->in, NULL);
        uint64_t most = getenv("SOAK") || s->max_cycles < LONGEST ? s->max_cycles : LONGEST;
        machine_run(a, cycles(a, most));
        uint64_t end = machine_cycles(a) + 1;
        const char *w = all_laws(&s->in, end, end < 4000 ? end : 4000, (uint64_t)i + 1);
        ck_assert_msg(!*w, "%s: %s", path, w);
        scenario_free(s);
        seen++;
    }
    free(entry);
    ck_assert_int_gt(seen, 0);
}
END_TEST

START_TEST(random_machines)
{
    use(h743_slot);
    static random_machine_t r;
    unsigned many = getenv("SOAK") ? MACHINES * 100 : MACHINES;
    for (unsigned seed = 1; seed <= many; seed++) {
        random_machine(&r, seed);
        const char *w = all_laws(&r.in, 4000, 1200, seed);
        ck_assert_msg(!*w, "random machine %u: %s", seed, w);
    }
}
END_TEST

/* Firmware in each kind of memory, caches off and on, with SysTick and bytes that arrive. */
START_TEST(firmware)
{
    use(h743_slot);
    static const uint32_t place[] = { 0, 0x08000000, 0x24000000 };
    static const uint32_t caches[] = { 0, CCR_IC, CCR_DC, CCR_IC | CCR_DC };
    static firmware_t f;
    for (unsigned i = 0; i < 12; i++) {
        fw_busy(&f, place[i % 3], caches[i / 3]);
        boot(a, &f.in, NULL);
        machine_run(a, cycles(a, 12000));
        ck_assert_msg(a->chip.core.stop == STOP_NONE && !a->chip.core.scb.cfsr, "firmware %u stopped", i);
        ck_assert_msg(machine_ram(a, 0x20000400) != 0, "firmware %u: no byte came", i);
        const char *w = all_laws(&f.in, 12000, 2500, i + 1);
        ck_assert_msg(!*w, "firmware %u: %s", i, w);
    }
}
END_TEST

START_TEST(random_firmware)
{
    use(h743_slot);
    static firmware_t f;
    static random_heap_t heap;
    unsigned many = MACHINES / 4 * (getenv("SOAK") ? 100 : 1);
    uint64_t instructions = 0;
    for (unsigned seed = 1; seed <= many; seed++) {
        fw_anything(&f, seed);
        if (seed % 2) f.in = heap_anywhere(&heap, &f.in, f.in.vectors + FW_CODE, FW_RANDOM);
        const char *w = all_laws(&f.in, 4000, 1200, seed);
        ck_assert_msg(!*w, "random firmware %u: %s", seed, w);
        instructions += a->chip.core.instructions;
    }
    ck_assert_uint_gt(instructions, 100 * many);            /* it did something */
}
END_TEST

/* ---- planted bugs: a law that cannot fail is worth nothing ------------------------------------------ */

static tick_t bug_progress(void *dev, const void *cfg, env_t *env)      /* counts how often it is stepped */
{
    tick_t t = syscfg_model.step(dev, cfg, env);
    (*(uint8_t *)dev)++;
    return t;
}

static tick_t bug_oversleep(void *dev, const void *cfg, env_t *env)     /* forgets its due tick */
{
    usart_model.step(dev, cfg, env);
    return NEVER;
}

/* where it lives is part of what it does */
static tick_t bug_address(void *dev, const void *cfg, env_t *env)
{
    tick_t t = syscfg_model.step(dev, cfg, env);
    *(uint8_t *)dev = (uint8_t)((uintptr_t)dev >> 12);
    return t;
}

static tick_t bug_observed(void *dev, const void *cfg, env_t *env)      /* behaves when watched */
{
    tick_t t = syscfg_model.step(dev, cfg, env);
    if (env->sink) *(uint8_t *)dev = 1;
    return t;
}

/* looks and touches */
static uint32_t bug_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    (*(uint8_t *)(uintptr_t)dev)++;
    return syscfg_model.peek(dev, cfg, off, env);
}

static model_t bugged;
static slot_row_t bugged_slot[SLOTS];

static void plant(slot_t slot, tick_t (*step)(void *, const void *, env_t *))
{
    memcpy(bugged_slot, h743_slot, sizeof bugged_slot);
    bugged = *h743_slot[slot].model;
    if (step) bugged.step = step;
    else bugged.peek = bug_peek;
    bugged_slot[slot].model = &bugged;
    use(bugged_slot);
}

static bool caught(const char *law)
{
    static random_machine_t r;
    for (unsigned seed = 1; seed <= 40; seed++) {
        random_machine(&r, seed);
        boot(a, &r.in, NULL);
        machine_run(a, cycles(a, 500));
        const char *w = "";
        if (!strcmp(law, "idle")) w = law_idle(a);
        if (!strcmp(law, "peek")) w = law_peek(a);
        if (!strcmp(law, "skip")) w = law_skip(a, cycles(a, 4000));
        if (!strcmp(law, "copy")) w = law_copy(&r.in, 500, 3000);
        if (!strcmp(law, "silence")) w = law_silence(&r.in, 3000);
        if (*w) return true;
    }
    return false;
}

START_TEST(planted_bugs_are_caught)
{
    plant(SLOT_SYSCFG, bug_progress);
    ck_assert(caught("idle"));
    ck_assert(caught("skip"));
    plant(SLOT_USART3, bug_oversleep);
    ck_assert(caught("skip"));
    plant(SLOT_SYSCFG, bug_address);
    ck_assert(caught("copy"));
    plant(SLOT_SYSCFG, bug_observed);
    ck_assert(caught("silence"));
    plant(SLOT_SYSCFG, NULL);
    ck_assert(caught("peek"));
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("five");
    tcase_set_timeout(t, 3600);
    tcase_add_test(t, planted_bugs_are_caught);
    tcase_add_test(t, every_scenario);
    tcase_add_test(t, random_machines);
    tcase_add_test(t, firmware);
    tcase_add_test(t, random_firmware);
    return case_run("laws", t);
}
