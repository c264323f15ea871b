/* test_timeline.c -- a firmware's run taken back and forward: the machine at a place is the same, byte for
 * byte, whichever way one came there, and the judges hear everything once. The oracles: a machine of its own
 * that runs straight there, and run_file. */
#include "timeline.h"
#include <stdlib.h>
#include <string.h>
#include "suite.h"              /* last: check.h has a macro named fail */

#define STALE "scenarios/50-firmware-uart-stale.json"
#define SCHEDULER "scenarios/firmware/images/scheduler.elf"

static err_t err;
static uint32_t rx, tx;                   /* as nm gives them */
static timeline_t *t;
static char printed[4096];
static size_t prints;
static uint32_t stop_pc, stop_addr;
static unsigned asks;

static bool stop(void *of, const fact_t *f)
{
    (void)of;
    if (f->kind == F_INSN) return stop_pc && f->pc == stop_pc;
    bool write = f->kind == F_STORE || (f->kind == F_BEAT && f->who == INIT_D2D1 && f->note >> 8 & 1);
    return stop_addr && write && timeline_touches(&h743_map, stop_addr, 1, f->addr, f->size);
}

static bool asked(void *of)
{
    (void)of;
    return asks && !--asks;
}

static void print(void *of, uint8_t byte)
{
    (void)of;
    if (prints + 1 < sizeof printed) printed[prints++] = (char)byte;
}

static void open_it(const char *file)
{
    static const options_t usual = { .fail_on = -1 };
    static const timeline_ears_t ears = { stop, asked, print, NULL };
    stop_pc = stop_addr = asks = 0, prints = 0;
    timeline_close(t);
    t = timeline_open(file, &usual, &ears, &err);
    ck_assert_msg(t != NULL, "%s", err.text);
}

static void setup(void)
{
    firmware_t *f = firmware_load("scenarios/firmware/images/uart-stale.elf", NULL, &err);
    ck_assert_msg(f != NULL, "%s", err.text);
    rx = firmware_symbol(f, "rx", &err)->addr, tx = firmware_symbol(f, "tx", &err)->addr;
    firmware_free(f);
}

static chip_t *copy(void)
{
    chip_t *c = malloc(sizeof *c);
    ck_assert(c != NULL);
    memcpy(c, &timeline_machine(t)->chip, sizeof *c);
    return c;
}

static bool same(const chip_t *c) { return chip_same(c, &timeline_machine(t)->chip); }
static uint32_t pc(void) { return core_pc(&timeline_machine(t)->chip.core); }

/* The n-th place, reached without a detour: a machine stopped by whoever counts its instructions. */
typedef struct { sink_t sink; machine_t *m; uint64_t left; } counter_t;
static void count(sink_t *s, const fact_t *f)
{
    counter_t *c = (counter_t *)s;
    (void)f;
    if (!c->left) c->m->halt = 1;
    else c->left--;
}

static void straight(machine_t *m, const scenario_t *s, uint64_t n)
{
    counter_t c = { .sink = { .mask = 1ull << F_INSN, .see = count }, .m = m, .left = n };
    machine_boot(m, &h743_map, &s->in, &c.sink);
    machine_run(m, NEVER);
}

START_TEST(same_place)
{
    static const uint64_t place[] = { 0, 1, 2, 777, 4000, 4400, 9000, 12000, 3, 11000, 4440, 0, 12500 };
    machine_t *m = malloc(sizeof *m);
    ck_assert(m != NULL);
    open_it(STALE);
    for (unsigned i = 0; i < sizeof place / sizeof *place; i++) {
        timeline_place_t now = timeline_place(t);
        if (place[i] >= now.now) ck_assert_int_eq(timeline_go(t, place[i] - now.now), WENT_THERE);
        else ck_assert_int_eq(timeline_back(t, now.now - place[i]), WENT_THERE);
        straight(m, timeline_result(t)->scenario, place[i]);
        ck_assert_uint_eq(timeline_place(t).now, place[i]);
        ck_assert_msg(same(&m->chip), "place %u", i);
    }
    free(m);
}
END_TEST

/* Single steps back over interrupts, sleep and all, against the same steps forward. */
START_TEST(step_by_step)
{
    enum { FROM = 4300, STEPS = 120 };
    uint32_t at[STEPS];
    open_it(STALE);
    timeline_go(t, FROM);
    for (int i = 0; i < STEPS; i++) {
        at[i] = pc();
        ck_assert_int_eq(timeline_go(t, 1), WENT_THERE);
    }
    for (int i = STEPS; i-- > 0; ) {
        ck_assert_int_eq(timeline_back(t, 1), WENT_THERE);
        ck_assert_uint_eq(pc(), at[i]);
    }
    timeline_back(t, FROM);
    ck_assert_int_eq(timeline_back(t, 1), WENT_BEGIN);
    ck_assert_uint_eq(timeline_place(t).now, 0);
}
END_TEST

/* Images write the way into DCISW as a cache of four ways has it (bits 31:30). With tiny buffers there are
 * two, way 1 is never invalidated, and that is found before anything else. */
#ifdef STRESS
enum { FOUND_BEFORE = 1 };
#else
enum { FOUND_BEFORE = 0 };
#endif

/* Forth, back and forth again to the end: one run's findings, printed bytes and hash, not two's. */
START_TEST(heard_once)
{
    static result_t r;
    static const options_t usual = { .fail_on = -1 };
    run_file(STALE, &usual, &r);
    ck_assert_uint_eq(r.findings.count, 3 + FOUND_BEFORE);
    open_it(STALE);
    timeline_go(t, 9000), timeline_back(t, 5000), timeline_go(t, 100), timeline_back(t, 4000);
    ck_assert_int_eq(timeline_go(t, UINT64_MAX), WENT_END);
    chip_t *end = copy();
    ck_assert(timeline_place(t).over);
    const findings_t *f = &timeline_result(t)->findings;
    ck_assert_uint_eq(f->count, 3 + FOUND_BEFORE);
    timeline_back(t, 6000);
    ck_assert_int_eq(timeline_go(t, UINT64_MAX), WENT_END);
    ck_assert(same(end));
    ck_assert_uint_eq(f->count, 3 + FOUND_BEFORE);
    ck_assert_uint_eq(timeline_result(t)->counters.kind[F_STORE], r.counters.kind[F_STORE]);
    ck_assert_uint_eq(timeline_result(t)->counters.kind[F_BEAT], r.counters.kind[F_BEAT]);
    free(end);
    run_free(&r);
}
END_TEST

START_TEST(printed_once)
{
    static const char hello[] = "hello from the core\n";
    open_it("scenarios/firmware/images/hello.elf");
    timeline_go(t, UINT64_MAX);
    timeline_back(t, 50);
    timeline_go(t, UINT64_MAX);
    ck_assert_uint_eq(prints, strlen(hello));
    ck_assert(!memcmp(printed, hello, prints));
}
END_TEST

/* Backward it stops where forward it would have: the last store to tx[0] is the loop's, before that the
 * start-up code's; rx[0] was last written by the DMA, and one stands before the instruction it fell into. */
START_TEST(back_to_stops)
{
    open_it(STALE);
    timeline_go(t, UINT64_MAX);
    stop_addr = tx;
    ck_assert_int_eq(timeline_back(t, UINT64_MAX), WENT_STOP);
    fact_t hit = timeline_hit(t);
    ck_assert_int_eq(hit.kind, F_STORE);
    ck_assert_uint_eq(hit.pc, pc());                   /* before the very store */
    ck_assert_uint_ne(machine_cpu(timeline_machine(t), tx), hit.data & 0xFF);
    timeline_go(t, 1);
    ck_assert_uint_eq(machine_cpu(timeline_machine(t), tx), hit.data & 0xFF);
    stop_addr = rx;
    ck_assert_int_eq(timeline_back(t, UINT64_MAX), WENT_STOP);
    ck_assert_int_eq(timeline_hit(t).kind, F_BEAT);
    ck_assert_uint_ne(machine_ram(timeline_machine(t), rx), 'a');
    ck_assert_int_eq(timeline_go(t, UINT64_MAX), WENT_STOP);
    ck_assert_uint_eq(machine_ram(timeline_machine(t), rx), 'a');
    stop_addr = 0, stop_pc = pc();
    ck_assert_int_eq(timeline_back(t, UINT64_MAX), WENT_BEGIN);
}
END_TEST

/* A write behind the tip: what came after it is another run's. The letters were right but for rx[0]: main
 * counts what it sees, so a value poked where the program looks changes its exit code. */
START_TEST(another_future)
{
    open_it("scenarios/50-firmware-uart-maintained.json");
    ck_assert_int_eq(timeline_go(t, UINT64_MAX), WENT_END);
    ck_assert_uint_eq(timeline_machine(t)->chip.core.exit_code, 0);
    uint64_t tip = timeline_place(t).tip;
    timeline_back(t, 300);
    uint64_t now = timeline_place(t).now;
    ck_assert(timeline_register(t, 0, 0x1234));
    timeline_apply(t);
    ck_assert(timeline_changed(t) && !timeline_changed(t));
    ck_assert_uint_eq(timeline_machine(t)->chip.core.regs.r[0], 0x1234);
    ck_assert_uint_eq(timeline_place(t).now, now);
    ck_assert_uint_eq(timeline_place(t).tip, now);
    ck_assert_uint_lt(now, tip);
    chip_t *written = copy();
    timeline_go(t, 50), timeline_back(t, 80), timeline_go(t, 30);
    ck_assert(same(written));                          /* going back undoes it, going on does it again */
    timeline_back(t, 1), timeline_go(t, 1);
    ck_assert(same(written));
    free(written);
}
END_TEST

static void ask(uint32_t addr, answer_t *a)
{
    who_t *w = who_new(timeline_machine(t)->map, addr);
    timeline_who(t, w);
    who_answer(w, timeline_machine(t), a);
    who_free(w);
}

START_TEST(who)
{
    answer_t a;
    open_it(STALE);
    timeline_go(t, UINT64_MAX);
    chip_t *end = copy();
    ask(rx, &a);
    ck_assert(same(end));
    const copy_t *c = &a.copy[a.copies - 1];
    ck_assert(c->kind == COPY_MEMORY && c->written && c->newest && c->value == 'a');
    ck_assert_int_eq(c->writer.kind, F_BEAT);
    ck_assert_int_eq(c->who, INIT_DMA1_MEM);           /* not the bridge that carried it */
    ask(tx, &a);
    ck_assert_int_eq(a.newest.kind, F_STORE);
    ask(0x24070000, &a);
    ck_assert(!a.events && a.copies == 1 && !a.copy[0].written);
    free(end);
}
END_TEST

/* Asked to stop while it runs: at a place one can go back from and write at. */
START_TEST(asked_to_stop)
{
    open_it(SCHEDULER);
    for (int i = 0; i < 6; i++) {
        asks = 2;
        went_t went = timeline_go(t, UINT64_MAX);
        if (went == WENT_END) break;
        ck_assert_int_eq(went, WENT_ASKED);
        chip_t *c = copy();
        timeline_back(t, 1000);
        timeline_go(t, 1000);
        ck_assert(timeline_place(t).now > 0);
        ck_assert(timeline_register(t, 12, 0x600D + (uint32_t)i));
        timeline_apply(t);
        free(c);
    }
}
END_TEST

START_TEST(reset)
{
    open_it(STALE);
    chip_t *first = copy();
    timeline_go(t, 5000);
    timeline_register(t, 3, 3), timeline_apply(t);
    timeline_reset(t);
    ck_assert(same(first));
    ck_assert_uint_eq(timeline_place(t).tip, 0);
    free(first);
}
END_TEST

START_TEST(refused)
{
    static const options_t usual = { .fail_on = -1 };
    static const timeline_ears_t none = { NULL };
    ck_assert(!timeline_open("scenarios/04-stale-receive.json", &usual, &none, &err));
    ck_assert(strstr(err.text, "program of steps"));
    ck_assert(!timeline_open("nowhere.elf", &usual, &none, &err));
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 240);
    tcase_add_checked_fixture(c, setup, NULL);
    tcase_add_test(c, same_place), tcase_add_test(c, step_by_step);
    tcase_add_test(c, heard_once), tcase_add_test(c, printed_once);
    tcase_add_test(c, back_to_stops), tcase_add_test(c, another_future);
    tcase_add_test(c, who), tcase_add_test(c, asked_to_stop);
    tcase_add_test(c, reset), tcase_add_test(c, refused);
    return case_run("timeline", c);
}
