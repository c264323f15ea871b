/* test_session.c -- the viewer's session: the same run as `staleline run`, and every tick of it, whichever
 * way one comes there.
 *
 * The oracle of a position is a machine of its own that runs straight to it, with a judge of its own and a
 * recorder; the oracle of the run is run_file. Cycles of 04-stale-receive are those of its --trace: DMA2
 * writes rx at 128, tells the item at 130 and enables at 86; the CPU reads old bytes from 382 on. */
#include <stdlib.h>
#include <string.h>
#include "random_machine.h"
#include "session_bench.h"
#include "suite.h"                        /* last: its macro `fail` would hide scenario.h's function */

#ifdef __SANITIZE_ADDRESS__
enum { WALKS = 6, MACHINES = 8 };
#else
enum { WALKS = 20, MACHINES = 30 };
#endif

/* Key frames each so many cycles: some forty to a hundred a run. */
static const struct { const char *file; uint64_t spacing; } sample[] = {
    { "scenarios/04-stale-receive.json", 13 }, { "scenarios/23-exti-edge.json", 61 },
    { "scenarios/07-shared-line-lost-neighbour.json", 17 }, { "scenarios/08-dirty-eviction-forced.json", 29 },
    { "scenarios/37-adc-dtcm.json", 307 }, { "scenarios/25-bdma-en-stays.json", 701 },
    { "scenarios/20-spi-wrong-order.json", 997 }, { "scenarios/26-mdma-tcm.json", 101 },
    { "scenarios/29-debugger-view.json", 401 }, { "scenarios/31-eth-descriptors.json", 127 },
    { "scenarios/12-read-until-idle-early-length.json", 4001 }, { "scenarios/19-sleep-during-dma.json", 211 },
    { "scenarios/51-firmware-hello.json", 31 }, { "scenarios/50-firmware-uart-stale.json", 50021 },
};
enum { SAMPLES = sizeof sample / sizeof *sample, RX = 0x24000000 };

/* ---- the oracle -------------------------------------------------------------------------------------- */

typedef struct { sink_t sink; fact_t *fact; size_t count, room; } recorder_t;

static void record(sink_t *sink, const fact_t *f)
{
    recorder_t *r = (recorder_t *)sink;
    if (r->count == r->room) r->room = r->room ? 2 * r->room : 4096, r->fact = realloc(r->fact,
        r->room * sizeof *r->fact);
    r->fact[r->count++] = *f;
}

static machine_t *straight;               /* runs to a position without a detour */
static recorder_t told;
static findings_t ignored;
static coherence_t *judge;
static tee_t tee;

static void straight_boot(const scenario_t *s)
{
    if (!straight) straight = malloc(sizeof *straight);
    ck_assert_ptr_nonnull(straight);
    if (judge) coherence_free(judge);
    findings_free(&ignored);
    told = (recorder_t){ .sink = { UINT64_MAX, record }, .fact = told.fact, .room = told.room };
    judge = coherence_new(&h743_map, &s->names, &ignored);
    tee_start(&tee), tee_add(&tee, coherence_sink(judge)), tee_add(&tee, &told.sink);
    machine_boot(straight, &h743_map, &s->in, &tee.sink);
}

static void straight_to(const scenario_t *s, tick_t at)
{
    straight_boot(s);
    machine_run(straight, at + 1);
}

static bool same_fact(const fact_t *a, const fact_t *b) { return !memcmp(a, b, sizeof *a); }

/* What the judge knows of every byte of every buffer. */
static void same_knowledge(const view_t *v)
{
    for (size_t i = 0; i < v->names->symbols; i++)
        for (uint32_t k = 0; k < v->names->symbol[i].size && k < 300; k++) {
            byte_state_t a, b;
            uint32_t addr = v->names->symbol[i].addr + k;
            memset(&a, 0, sizeof a), memset(&b, 0, sizeof b);
            ck_assert_int_eq(coherence_look(v->judge, addr, &a), coherence_look(judge, addr, &b));
            ck_assert(same_fact(&a.writer, &b.writer));
            ck_assert(a.value == b.value && a.ram_old == b.ram_old && a.cache_old == b.cache_old
                      && a.cached == b.cached);
            ck_assert(a.dirty == b.dirty && a.lost == b.lost);
            const sline_t *x = shadow_line(v->shadow, addr), *y = shadow_line(coherence_shadow(judge), addr);
            ck_assert_int_eq(!x, !y);
            if (x) ck_assert(x->at == y->at && x->pc == y->pc && x->why == y->why && x->dirty == y->dirty);
        }
}

static void same_moment(session_t *s)
{
    const view_t *v = session_view(s);
    straight_to(v->scenario, v->now);
    ck_assert_msg(chip_same(&straight->chip, &v->machine->chip), "%s: another state at tick %llu",
                  v->result->file, (unsigned long long)v->now);
    same_knowledge(v);
    for (int g = 0; g < GRAINS; g++) {
        uint64_t n = 0;
        for (size_t i = 0; i < told.count; i++) n += grain_mask(g) >> told.fact[i].kind & 1;
        if (grain_mask(g)) ck_assert_uint_eq(v->grain[g].at, n);
    }
}

/* ---- the run ----------------------------------------------------------------------------------------- */

static void same_run(const char *file, session_t *s)
{
    static const options_t o = { .fail_on = -1 };
    const result_t *mine = session_view(s)->result;
    result_t r;
    run_file(file, &o, &r);
    ck_assert_uint_eq(mine->hash, r.hash);
    ck_assert_uint_eq(mine->facts, r.facts);
    ck_assert_uint_eq(mine->end, r.end);
    ck_assert_uint_eq(mine->instructions, r.instructions);
    ck_assert_int_eq(mine->verdict, r.verdict);
    ck_assert_str_eq(mine->stop, r.stop);
    ck_assert_uint_eq(mine->outcomes, r.outcomes);
    for (size_t i = 0; i < r.outcomes; i++) ck_assert_str_eq(mine->outcome[i].text, r.outcome[i].text);
    ck_assert_uint_eq(mine->findings.count, r.findings.count);
    for (size_t i = 0; i < r.findings.count; i++) {
        ck_assert_str_eq(mine->findings.item[i].message, r.findings.item[i].message);
        ck_assert_uint_eq(mine->findings.item[i].at, r.findings.item[i].at);
    }
    run_free(&r);
}

START_TEST(the_run_is_that_of_the_command_line)
{
    session_t *s = opened(sample[_i].file, sample[_i].spacing);
    same_run(sample[_i].file, s);
    ck_assert_int_eq(session_view(s)->state, RUN_COMPLETE);
    session_close(s);
}
END_TEST

START_TEST(looking_around_in_mid_run_changes_nothing)
{
    session_t *s = open_with(sample[_i].file, (session_options_t){ .spacing_cycles = sample[_i].spacing });
    srand((unsigned)_i + 1);
    for (int n = 0; session_work(s, 0); n++) {
        if (n % 7) continue;
        tick_t end = session_view(s)->end, at = (tick_t)rand() % (end + 1);
        session_seek(s, at);
        ck_assert_uint_eq(session_view(s)->now, at);
        if (n % 2) session_follow(s);
    }
    same_run(sample[_i].file, s);
    session_seek(s, session_view(s)->end / 2);
    same_moment(s);
    session_close(s);
}
END_TEST

/* A compared value that differs where none may: the run ends there however it is cut. */
START_TEST(a_difference_ends_it_in_one_place)
{
    static const char text[] = "{ \"schema_version\": 1, \"title\": \"t\", \"setup\": { \"dcache\": true },"
        "\"buffers\": { \"x\": { \"region\": \"AXISRAM\", \"size\": 64, \"align\": 32, \"init\": 1 } },"
        "\"program\": [ { \"loop\": 40, \"do\": [ { \"load\": \"x\" } ] }, { \"compare\": \"x\","
        " \"with\": 2 },"
        "{ \"loop\": 100000, \"do\": [ { \"load\": \"x\" }, { \"compute\": 9 } ] } ] }";
    uint64_t hash = 0;
    for (uint64_t spacing = 7; spacing < 400; spacing += 56) {
        err_t err = { "" };
        session_t *s = session_parse("t", text, &(session_options_t){ .spacing_cycles = spacing }, &err);
        ck_assert_msg(s != NULL, "%s", err.text);
        session_work(s, -1);
        const view_t *v = session_view(s);
        ck_assert_str_eq(v->result->stop, "expectation");
        if (hash) ck_assert_uint_eq(v->result->hash, hash);
        hash = v->result->hash;
        same_moment(s);
        session_seek(s, v->end / 3);
        same_moment(s);
        session_close(s);
    }
}
END_TEST

START_TEST(it_can_be_cancelled)
{
    session_t *s = open_with("tests/bench/cpu-cached.json", (session_options_t){ .spacing_cycles = 1000 });
    ck_assert(session_work(s, 1));
    session_cancel(s);
    ck_assert(!session_work(s, -1));
    const view_t *v = session_view(s);
    ck_assert_int_eq(v->state, RUN_CANCELLED);
    ck_assert_str_eq(v->result->stop, "interrupted");
    session_seek(s, v->end / 2);
    same_moment(s);
    session_close(s);
}
END_TEST

/* ---- positions --------------------------------------------------------------------------------------- */

START_TEST(the_moment_they_part)
{
    session_t *s = opened(sample[0].file, 50);
    byte_state_t b;
    tick_t at;
    session_seek(s, cycle(s, 128) - 1);
    const view_t *v = session_view(s);
    ck_assert(coherence_look(v->judge, RX, &b));
    ck_assert_int_eq(b.writer.kind, F_NONE);
    ck_assert_uint_eq(machine_ram(v->machine, RX), 0x11);
    session_seek(s, cycle(s, 128));
    v = session_view(s);
    ck_assert(coherence_look(v->judge, RX, &b));
    ck_assert(b.cache_old && b.cached && !b.ram_old && !b.dirty && b.value == 0xA0);
    ck_assert_uint_eq(b.writer.who, INIT_DMA2_MEM);
    ck_assert_uint_eq(machine_ram(v->machine, RX), 0xA0);
    ck_assert_uint_eq(machine_cpu(v->machine, RX), 0x11);
    ck_assert_uint_eq(v->cycle, 128);
    /* 64 bytes are 16 items, each told on both sides; two marks; six steps of the program; the two line
     * fills */
    ck_assert_uint_eq(v->grain[GRAIN_ITEM].of, 32);
    ck_assert_uint_eq(v->grain[GRAIN_MARK].of, 2);
    ck_assert_uint_eq(v->grain[GRAIN_MARK].at, 1);
    ck_assert_uint_eq(v->grain[GRAIN_STEP].of, 6);
    ck_assert_uint_eq(v->grain[GRAIN_STEP].at, 4);
    ck_assert_uint_eq(v->grain[GRAIN_CACHE].of, 4);
    ck_assert(session_event_tick(s, GRAIN_MARK, 1, &at));
    ck_assert_uint_eq(at, cycle(s, 381));
    ck_assert(!session_event_tick(s, GRAIN_MARK, 2, &at));
    ck_assert_int_eq(session_step(s, GRAIN_FINDING, 1), 1);
    ck_assert_uint_eq(session_view(s)->cycle, 382);
    ck_assert_int_eq(session_step(s, GRAIN_ITEM, -1), -1);
    ck_assert_uint_eq(session_view(s)->cycle, 370);
    ck_assert_int_eq(session_step(s, GRAIN_ITEM, -100), -31);           /* as many ticks as there are */
    ck_assert_int_eq(session_step(s, GRAIN_STEP, -1), -1);
    ck_assert_uint_eq(session_view(s)->cycle, 83);
    ck_assert_int_eq(session_step(s, GRAIN_CYCLE, -3), -3);
    ck_assert_uint_eq(session_view(s)->cycle, 80);
    ck_assert_int_eq(session_step(s, GRAIN_CYCLE, 5), 5);
    ck_assert_uint_eq(session_view(s)->cycle, 85);
    ck_assert_int_eq(session_step(s, GRAIN_IRQ, 1), 0);
    session_close(s);
}
END_TEST

/* ---- walks ------------------------------------------------------------------------------------------- */

static void walk(session_t *s, unsigned seed, unsigned steps)
{
    srand(seed);
    for (unsigned i = 0; i < steps; i++) {
        tick_t end = session_view(s)->end;
        grain_t grain = (grain_t)(rand() % GRAINS);
        if (rand() % 3 == 0) session_seek(s, (tick_t)((double)end * rand() / RAND_MAX));
        else session_step(s, grain, rand() % 9 - 4);
        if (i % 3 == 0 || i + 1 == steps) same_moment(s);
    }
}

static void same_facts(session_t *s, unsigned seed)
{
    enum { ROOM = 200 };
    fact_t out[ROOM];
    tick_t end = session_view(s)->end;
    straight_to(session_view(s)->scenario, end);
    srand(seed);
    for (unsigned i = 0; i < 3 * WALKS; i++) {
        uint64_t mask = rand() % 3 ? UINT64_MAX : rand() % 2 ? 1ull << F_BEAT | 1ull << F_LOAD
            : grain_mask(GRAIN_CACHE);
        tick_t from = (tick_t)((double)end * rand() / RAND_MAX), to = from + (tick_t)rand() % (end / 3 + 1);
        if (i % 5 == 0) from = 0;
        size_t n = session_facts(s, from, to, mask, out, ROOM), k = 0, before = 0, first = 0;
        for (size_t x = 0; x < told.count; x++) {
            const fact_t *f = &told.fact[x];
            if (!(mask >> f->kind & 1)) continue;
            if (f->at < from) first++;
            if (f->at <= to) before++;
            if (f->at >= from && f->at <= to && k < ROOM) ck_assert(k < n && same_fact(f, &out[k])), k++;
        }
        ck_assert_uint_eq(k, n);
        ck_assert_uint_eq(session_facts_at(s, mask, to), before);
        size_t m = session_before(s, to, mask, out, 7), wanted = before < 7 ? before : 7, seen = 0;
        ck_assert_uint_eq(m, wanted);
        for (size_t x = 0; x < told.count; x++) {
            const fact_t *f = &told.fact[x];
            if (!(mask >> f->kind & 1) || f->at > to) continue;
            if (seen >= before - wanted) ck_assert(same_fact(f, &out[seen - (before - wanted)]));
            seen++;
        }
    }
}

static void same_events(session_t *s)
{
    straight_to(session_view(s)->scenario, session_view(s)->end);
    for (int g = 0; g < GRAINS; g++) {
        uint64_t n = 0;
        tick_t at;
        for (size_t x = 0; x < told.count; x++) {
            if (!(grain_mask(g) >> told.fact[x].kind & 1)) continue;
            if (n % 13 == 0) {
                ck_assert(session_event_tick(s, g, n, &at));
                ck_assert_uint_eq(at, told.fact[x].at);
            }
            n++;
        }
        if (!grain_mask(g)) continue;
        ck_assert(!session_event_tick(s, g, n, &at));
        ck_assert_uint_eq(session_view(s)->grain[g].of, n);
    }
}

START_TEST(whichever_way)
{
    session_t *s = opened(sample[_i].file, sample[_i].spacing);
    walk(s, (unsigned)_i + 1, WALKS);
    same_facts(s, (unsigned)_i + 1);
    same_events(s);
    session_close(s);
}
END_TEST

START_TEST(whichever_way_in_random_machines)
{
    static random_machine_t r;
    for (unsigned seed = 1; seed <= MACHINES; seed++) {
        random_machine(&r, seed);
        scenario_t sc = { .in = r.in, .names = { .cpu = domain_of(0, r.in.cpu_hz) }, .max_cycles = 4000,
                          .fail_on = TIERS,
                          .output_line = -1 };
        err_t err = { "" };
        session_t *s = session_of(&sc, &(session_options_t){ .spacing_cycles = 100 + seed * 7 }, &err);
        ck_assert_ptr_nonnull(s);
        session_work(s, -1);
        walk(s, seed, 8);
        same_events(s);
        session_close(s);
    }
}
END_TEST

/* So little room that frames and facts are dropped again and again. */
START_TEST(thinned)
{
    session_t *s = open_with(sample[_i].file,
        (session_options_t){ .spacing_cycles = sample[_i].spacing / 3 + 1, .budget = 2 << 20 });
    for (int n = 0; session_work(s, 0); n++)
        if (n % 50 == 0) session_seek(s, session_view(s)->end / 2);
    same_run(sample[_i].file, s);
    const view_t *v = session_view(s);
    ck_assert(v->frames < 3 || v->thinned > 0 || v->frame_bytes <= v->budget);
    walk(s, (unsigned)_i + 77, WALKS / 2);
    same_facts(s, (unsigned)_i + 77);
    session_close(s);
}
END_TEST

/* Enough writes between two key frames for the shadow's versions to be put in order (shadow_tidy). */
START_TEST(with_many_writes)
{
    session_t *s = open_with("tests/bench/dma-streams.json", (session_options_t){ .max_cycles = 60000,
                                                                                  .spacing_cycles = 7001 });
    session_work(s, -1);
    ck_assert_str_eq(session_view(s)->result->stop, "max_cycles");
    walk(s, 5, WALKS);
    same_facts(s, 5);
    session_close(s);
}
END_TEST

/* ---- branches -------------------------------------------------------------------------------------- */

START_TEST(branches)
{
    session_t *s = opened(sample[0].file, 50);
    err_t err = { "" };
    session_t *same = session_branch(s, session_text(s), &err);
    ck_assert_ptr_nonnull(same);
    session_work(same, -1);
    parting_t p = { 0 };
    ck_assert_int_eq(session_compare(s, same, -1, &p), FOUND_NOTHING);
    ck_assert(!p.differ && !p.gone && !p.come);
    ck_assert_uint_eq(p.done, session_view(s)->result->facts);
    session_close(same);
    err.text[0] = 0;
    ck_assert_ptr_null(session_branch(s, "{ \"title\": 3 }", &err));
    ck_assert_int_gt((int)strlen(err.text), 0);
    session_close(s);
}
END_TEST

START_TEST(what_is_not_a_scenario)
{
    err_t err = { "" };
    ck_assert_ptr_null(session_open("tests/nowhere.json", NULL, &err));
    ck_assert(strstr(err.text, "nowhere.json"));
    err.text[0] = 0;
    ck_assert_ptr_null(session_open("tests", NULL, &err));
    ck_assert_int_gt((int)strlen(err.text), 0);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("session");
    tcase_set_timeout(t, 300);
    tcase_add_loop_test(t, the_run_is_that_of_the_command_line, 0, SAMPLES);
    tcase_add_loop_test(t, looking_around_in_mid_run_changes_nothing, 0, SAMPLES);
    tcase_add_test(t, a_difference_ends_it_in_one_place);
    tcase_add_test(t, it_can_be_cancelled);
    if (DCACHE_SETS == 128)                /* with caches of two lines other things happen at other cycles */
        tcase_add_test(t, the_moment_they_part);
    tcase_add_loop_test(t, whichever_way, 0, SAMPLES);
    tcase_add_test(t, whichever_way_in_random_machines);
    tcase_add_loop_test(t, thinned, 0, SAMPLES);
    tcase_add_test(t, with_many_writes);
    tcase_add_test(t, branches);
    tcase_add_test(t, what_is_not_a_scenario);
    return case_run("session", t);
}
