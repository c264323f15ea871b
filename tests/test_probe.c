/* test_probe.c -- a debugger's writes and typed bytes, done by the machine itself: what they change, on both
 * roads and from a saved state. Expected values follow from what is written; the twin of every run is the
 * same run by the slow road, or from a copy of the chip. */
#include "firmware_file.h"
#include "inputlog.h"
#include "observe.h"
#include "probe.h"
#include <stdlib.h>
#include <string.h>
#include "suite.h"              /* last: check.h has a macro named fail */

/* Nobody else's places. */
enum { AXI = 0x24040000, DTCM = 0x20000100, UNCLOCKED = 0x30000000, CPU_TICKS = 75 };

static machine_t *m, *twin;
static scenario_t *s;
static err_t err;
typedef struct { sink_t sink; uint64_t hash, count, stores; fact_t last; } ear_t;
static ear_t ear;

static void hear(sink_t *sink, const fact_t *f)
{
    ear_t *e = (ear_t *)sink;
    e->hash = (e->hash ^ f->at ^ (uint64_t)f->kind << 56 ^ f->data) * 1099511628211ull ^ f->addr;
    e->count++;
    if (f->kind == F_STORE && f->pc == NO_PC) e->stores++, e->last = *f;
}

static void setup(void)
{
    s = firmware_scenario("scenarios/firmware/images/uart-stale.elf", NULL, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    m = malloc(sizeof *m), twin = malloc(sizeof *twin);
    ck_assert(m && twin);
}

static void teardown(void) { scenario_free(s), free(m), free(twin); }

static void boot(machine_t *x)
{
    ear = (ear_t){ .sink = { .mask = UINT64_MAX, .see = hear } };
    machine_boot(x, &h743_map, &s->in, &ear.sink);
}

static uint32_t word(const machine_t *x, uint32_t addr)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < 4; i++) v |= (uint32_t)machine_cpu(x, addr + i) << 8 * i;
    return v;
}

/* 800 000 ticks: the start-up code runs on HSI, 75 ticks a cycle. */
START_TEST(memory)
{
    static const probe_t probe[] = {
        { .at = 800000, .addr = AXI, .value = 0x11223344, .what = PROBE_MEMORY, .size = 4 },
        { .at = 800000, .addr = AXI + 5, .value = 0x55, .what = PROBE_MEMORY, .size = 1 },
        { .at = 800001, .addr = DTCM, .value = 0xA5A5, .what = PROBE_MEMORY, .size = 2 },
    };
    boot(m);
    machine_run(m, 900000);
    uint32_t dtcm = word(m, DTCM), next = word(m, AXI + 4);
    s->in.probe = probe, s->in.probes = 3;
    boot(m);
    machine_run(m, 800000);
    ck_assert_uint_ne(word(m, AXI), 0x11223344);
    machine_run(m, 900000);
    ck_assert_uint_eq(word(m, AXI), 0x11223344);
    ck_assert_uint_eq(word(m, AXI + 4), (next & 0xFFFF00FFu) | 0x5500);
    ck_assert_uint_eq(word(m, DTCM), (dtcm & 0xFFFF0000u) | 0xA5A5);
    ck_assert_uint_eq(m->chip.core.probed, 3);
    ck_assert_uint_eq(ear.last.addr, DTCM);
    s->in.probe = NULL, s->in.probes = 0;
}
END_TEST

/* With the cache on and the line dirty in it, the write is seen by the program and not by a bus master. */
START_TEST(through_the_cache)
{
    uint32_t line = 0;
    inputlog_t log;
    inputlog_start(&log, &s->in);
    boot(m);
    machine_run(m, 4800000000ull / 2000);              /* 500 us: caches on, asleep until its bytes come */
    const cache_t *c = &m->chip.core.dcache;
    for (unsigned i = 0; i < DCACHE_SETS * DCACHE_WAYS && !line; i++)
        if (c->valid[i] && c->dirty[i]) line = c->tag[i];
    ck_assert_uint_ne(line, 0);
    uint8_t old = machine_ram(m, line), other = (uint8_t)(machine_cpu(m, line) ^ 0xFF);
    if (other == old) other ^= 1;
    ck_assert(inputlog_memory(&log, m, line, &other, 1, true));
    ck_assert_uint_ne(machine_cpu(m, line), other);    /* nothing is done before the machine goes on */
    machine_run(m, m->chip.now + 100 * CPU_TICKS);
    ck_assert_uint_eq(machine_cpu(m, line), other);
    ck_assert_uint_eq(machine_ram(m, line), old);
    inputlog_free(&log);
}
END_TEST

START_TEST(registers)
{
    static const struct { uint8_t regsel; uint32_t value, reads; } row[] = {
        { 0, 0xDEADBEEF, 0xDEADBEEF }, { 12, 7, 7 }, { REGSEL_LR, 0x08000101, 0x08000101 },
        { REGSEL_PSP, 0x24001003, 0x24001000 },
        { REGSEL_S0 + 31, 0x3F800000, 0x3F800000 }, { REGSEL_FPSCR, 1u << 24, 1u << 24 },
        { REGSEL_SPECIAL, 0x00005001, 0x00005001 }, { REGSEL_XPSR, 0xF1000000 | 5, 0xF1000000 },
    };
    inputlog_t log;
    inputlog_start(&log, &s->in);
    boot(m);
    machine_run(m, 100000);
    while (!core_between(&m->chip.core)) machine_run(m, m->chip.now + 1);
    for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
        ck_assert(inputlog_register(&log, m, row[i].regsel, row[i].value));
        m->chip.core.ready = NEVER - 1000000000000ull; /* no instruction may run over what was written */
        machine_run(m, m->chip.now + 2 * CPU_TICKS);
        ck_assert_msg(probe_register(&m->chip.core, row[i].regsel) == row[i].reads, "register %u",
                      row[i].regsel);
    }
    inputlog_free(&log);
}
END_TEST

/* A jump: the next instruction is the one at the new pc. */
START_TEST(jump)
{
    inputlog_t log;
    const symbol_t *quit = firmware_symbol(s->firmware, "quit", &err);
    ck_assert(quit != NULL);
    inputlog_start(&log, &s->in);
    boot(m);
    machine_run(m, 300000);
    ck_assert(inputlog_register(&log, m, 0, 42) && inputlog_register(&log, m, REGSEL_PC, quit->addr | 1));
    machine_run(m, 100000000);
    ck_assert_int_eq(m->chip.core.stop, STOP_EXIT);
    ck_assert_uint_eq(m->chip.core.exit_code, 42);
    inputlog_free(&log);
}
END_TEST

/* Random writes at random ticks, cached, uncached, refused: the slow road and a run from a copy are the
 * same. */
static void random_probes(probe_t *p, unsigned n, unsigned seed)
{
    static const uint32_t place[] = { AXI, AXI + 0x1000, DTCM, 0x38000000, UNCLOCKED, 0xE000ED18,
                                      0x58020018 };
    srand(seed);
    tick_t at = 1000;
    for (unsigned i = 0; i < n; i++) {
        unsigned size = 1u << rand() % 3;
        at += (tick_t)(rand() % 30000);
        p[i] = (probe_t){ .at = at, .value = (uint32_t)rand(), .size = (uint8_t)size, .what = PROBE_MEMORY };
        p[i].addr = place[rand() % 7];
        p[i].addr = (p[i].addr + (uint32_t)(rand() % 64)) & ~(size - 1);
        if (rand() % 8 == 0) p[i].what = PROBE_REGISTER, p[i].addr = 12;
        if (rand() % 4 == 0) p[i].after = (uint64_t)(rand() % 2000);
    }
}

START_TEST(roads)
{
    enum { N = 40, END = 2000000 };
    probe_t probe[N];
    random_probes(probe, N, (unsigned)_i + 1);
    s->in.probe = probe, s->in.probes = N;
    boot(m);
    machine_run(m, END);
    uint64_t hash = ear.hash, count = ear.count;
    boot(twin);
    while (twin->chip.now < END / 3) machine_tick(twin);
    memcpy(m, twin, sizeof *m);                        /* goes on from a copy, by the fast road again */
    uint64_t so_far = ear.hash, told = ear.count;
    while (machine_next(twin) < END && twin->chip.now < END - 2 * CPU_TICKS) machine_tick(twin);
    machine_run(twin, END);
    ck_assert_uint_eq(ear.count, count);
    ck_assert_uint_eq(ear.hash, hash);
    ear.hash = so_far, ear.count = told;
    machine_run(m, END);
    ck_assert_uint_eq(ear.hash, hash);
    ck_assert(chip_same(&m->chip, &twin->chip));
    s->in.probe = NULL, s->in.probes = 0;
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, memory);
#ifndef STRESS                             /* nothing stays dirty in a cache of two lines */
    tcase_add_test(t, through_the_cache);
#else
    (void)through_the_cache;
#endif
    tcase_add_test(t, registers), tcase_add_test(t, jump);
    tcase_add_loop_test(t, roads, 0, 12);
    return case_run("probe", t);
}
