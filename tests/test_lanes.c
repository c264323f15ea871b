/* test_lanes.c -- the timeline's lanes: what lasts is drawn from where it began to where it ended, whatever
 * part of it the window shows; and a lane full of facts is drawn at once. Moments are the facts'. */
#include "lanes.h"
#include "story_bench.h"

/* The widest fill of a role; 0: none. */
static float widest(role_t role, rect_t *r)
{
    float w = 0;
    for (size_t i = 0; i < b.draw.cmds; i++)
        if (b.draw.cmd[i].kind == DRAW_RECT && b.draw.cmd[i].role == role && b.draw.cmd[i].r.w > w)
            w = b.draw.cmd[i].r.w, *r = b.draw.cmd[i].r;
    return w;
}

static void one_lane(unsigned lane, tick_t from, tick_t to)
{
    app->zoom_from = from, app->zoom_to = to;
    app->moment.key = 0;
    moment_gather(&app->moment, b.s, app);
    panel_in_t in = { .area = rect(0, 0, 1000, 20), .view = now(), .moment = &app->moment, .app = app };
    span_t span = { from, to, rect(0, 0, 1000, 20) };
    ui_start(&b.ui);
    lane_draw(&in, &b.ui, lane, &span);
}

/* By the facts: the stream is armed at cycle 86 and disarmed when it is done. A window in between holds
 * neither fact, and yet the stream is armed all through it. */
START_TEST(what_lasts_is_drawn_in_every_window)
{
    open_file(stale);
    fact_t f[64];
    rect_t r = { 0 };
    tick_t end = now()->end;
    size_t n = session_facts(b.s, 0, end, 1ull << F_DMA_ON | 1ull << F_DMA_OFF, f, 4);
    ck_assert_uint_eq(n, 2);
    ck_assert_uint_eq(domain_count(&now()->names->cpu, f[0].at), 86);
    tick_t on = f[0].at, off = f[1].at, middle = on + (off - on) / 2;
    one_lane(LANE_STREAM + 8, 0, end);                              /* DMA2 stream 0 */
    ck_assert(fabs(widest(ROLE_DMA2_SOFT, &r) - 1000.0 * (double)(off - on) / (double)end) < 0.5);
    ck_assert(fabs(r.x - 1000.0 * (double)on / (double)end) < 0.5);
    one_lane(LANE_STREAM + 8, middle, middle + 100);
    ck_assert(widest(ROLE_DMA2_SOFT, &r) > 999.5f);
    one_lane(LANE_STREAM + 8, off + 10, end);
    ck_assert(widest(ROLE_DMA2_SOFT, &r) == 0);
    /* The same for a bus transaction: in a window that begins in its middle it begins at the left edge. */
    n = session_facts(b.s, 0, end, 1ull << F_ASK | 1ull << F_DONE, f, 64);
    const fact_t *ask = NULL, *done = NULL;
    for (size_t i = 0; i < n && !done; i++) {                       /* the first line fill */
        if (!ask && f[i].kind == F_ASK && f[i].who == INIT_AXIM) ask = &f[i];
        else if (ask && f[i].kind == F_DONE && f[i].who == ask->who && f[i].what == ask->what) done = &f[i];
    }
    ck_assert(ask && done && done->at > ask->at + 20);
    tick_t half = ask->at + (done->at - ask->at) / 2;
    one_lane(LANE_BUS + INIT_AXIM, half, done->at + (done->at - half));
    ck_assert(widest(ROLE_DCACHE, &r) > 0);
    ck_assert(r.x < 1 && fabsf(r.w - 500) < 2);
    one_lane(LANE_BUS + INIT_AXIM, half, half + 1);                /* neither end in the window */
    ck_assert(fmaxf(widest(ROLE_DCACHE, &r), widest(ROLE_DCACHE_SOFT, &r)) > 999);
    close_file();
}
END_TEST

/* Asleep: by the facts, from F_SLEEP to F_WAKE. */
START_TEST(sleep_is_drawn_in_every_window)
{
    open_file("scenarios/19-sleep-during-dma.json");
    fact_t f[2];
    rect_t r = { 0 };
    size_t n = session_facts(b.s, 0, now()->end, 1ull << F_SLEEP | 1ull << F_WAKE, f, 2);
    ck_assert(n == 2 && f[0].kind == F_SLEEP && f[1].kind == F_WAKE);
    tick_t middle = f[0].at + (f[1].at - f[0].at) / 2;
    one_lane(LANE_CPU_ASLEEP, middle, middle + 200);
    ck_assert(widest(ROLE_CPU, &r) > 999.5f);
    one_lane(LANE_CPU_ASLEEP, middle, middle + 2 * (f[1].at - middle));
    ck_assert(fabsf(widest(ROLE_CPU, &r) - 500) < 1 && r.x < 1);
    close_file();
}
END_TEST

/* By the facts: the core polls DMA2.LISR; a read is asked for at cycle 197 and the load retires at 202. It
 * waits all of that, 5 of the 8 cycles of a round, also where the window ends or begins within. */
START_TEST(a_load_waits_from_its_read_on)
{
    open_file(stale);
    const names_t *n = now()->names;
    rect_t r = { 0 };
    one_lane(LANE_CPU_WAITING, names_tick(n, 195), names_tick(n, 205));
    ck_assert(fabsf(widest(ROLE_CPU, &r) - 500) < 1 && fabsf(r.x - 200) < 1);
    one_lane(LANE_CPU_WAITING, names_tick(n, 199), names_tick(n, 201));
    ck_assert(widest(ROLE_CPU, &r) > 999);
    one_lane(LANE_CPU_WAITING, names_tick(n, 203), names_tick(n, 204));
    ck_assert(widest(ROLE_CPU, &r) == 0);
    close_file();
}
END_TEST

/* As many facts as a moment holds, all of one master, none answered: the lane is drawn all the same, and
 * soon. */
START_TEST(a_full_lane_is_drawn_at_once)
{
    open_file(stale);
    fact_t *f = calloc(MOMENT_LANES, sizeof *f);
    for (int i = 0; i < MOMENT_LANES; i++)
        f[i] = (fact_t){ .kind = i % 3 == 2 ? F_DONE : i % 3 ? F_BEAT : F_ASK, .who = INIT_DMA2_MEM,
                         .at = (tick_t)i * 10, .txn = (uint32_t)(i / 3 + 1) };
    moment_t m = { .lane = f, .lanes = MOMENT_LANES };
    panel_in_t in = { .area = rect(0, 0, 1000, 20), .view = now(), .moment = &m, .app = app };
    span_t span = { 0, MOMENT_LANES * 10, rect(0, 0, 1000, 20) };
    ui_start(&b.ui);
    lane_draw(&in, &b.ui, LANE_BUS + INIT_DMA2_MEM, &span);
    ck_assert_uint_eq(b.ui.hits, MOMENT_LANES / 3 + (MOMENT_LANES % 3 != 0));
    for (int i = 0; i < MOMENT_LANES; i++)
        f[i].kind = F_ASK, f[i].txn = (uint32_t)i;      /* never answered */
    ui_start(&b.ui);
    lane_draw(&in, &b.ui, LANE_BUS + INIT_DMA2_MEM, &span);
    ck_assert_uint_gt(b.ui.hits, 0);
    m.lanes = 0;
    ui_start(&b.ui);
    lane_draw(&in, &b.ui, LANE_BUS + INIT_DMA2_MEM, &span);
    ck_assert_uint_eq(b.ui.hits, 0);
    free(f);
    close_file();
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("lanes");
    tcase_add_test(c, what_lasts_is_drawn_in_every_window);
    tcase_add_test(c, sleep_is_drawn_in_every_window);
    tcase_add_test(c, a_load_waits_from_its_read_on);
    tcase_add_test(c, a_full_lane_is_drawn_at_once);
    tcase_set_timeout(c, 240);
    return case_run("lanes", c);
}
