/* test_panels_bus.c -- the bus map: roads, barriers, who waits for whom, and how long ago what was carried
 * went by. */
#include "bytes.h"
#include "traffic.h"
#include "panels_bench.h"

/* ---- the bus map --------------------------------------------------------------------------------- */

static const taking_part_t everybody = { UINT32_MAX, UINT32_MAX, UINT32_MAX };

/* For each master and each memory: a road where the map has a route, with a waypoint for each of its nodes
 * in order, ending at the memory's box; a barrier where it has none. */
START_TEST(roads_are_the_maps)
{
    static const rect_t size[] = { { 0, 0, 400, 220 }, { 0, 0, 1240, 620 } };
    const map_t *map = &h743_map;
    for (unsigned s = 0; s < 2; s++) {
        plan_t p;
        plan_make(&p, map, size[s], &everybody);
        for (unsigned init = 0; init < INITS; init++)
            for (unsigned i = 0; i < map->regions; i++) {
                road_t r;
                uint32_t addr = map->region[i].base;
                int route = matrix_route(map, init, addr);
                if (init == INIT_ITCM || init == INIT_DTCM) continue;          /* they use no bus */
                if (init == INIT_D2D1 && route < 0) continue;                  /* never asked for */
                ck_assert_msg(plan_road(&p, map, init, owner_of(init, TAG_UNKNOWN), addr, &r), "%s to %s",
                              map->init[init].name, map->region[i].name);
                ck_assert_int_eq(r.barred, route < 0);
                if (route < 0) continue;
                ck_assert_msg(r.nodes == map->route[route].nodes, "%s to %s: %u", map->init[init].name,
                              map->region[i].name, r.nodes);
                for (unsigned k = 0; k <= r.nodes; k++) ck_assert(r.at[k] <= r.at[k + 1]);
                for (unsigned k = 0; k + 1 < r.n; k++)   /* orthogonal, inside the picture */
                    ck_assert(r.p[k].x == r.p[k + 1].x || r.p[k].y == r.p[k + 1].y);
                for (unsigned k = 0; k < r.n; k++) ck_assert(rect_holds(rect_inset(size[s], -6), r.p[k].x,
                        r.p[k].y));
                const target_box_t *t = plan_target(&p, map, addr);
                if (map->region[i].kind != REGION_TCM) ck_assert(t && r.p[r.n - 1].x == t->r.x);
            }
    }
}
END_TEST

/* No two boxes of the plan lie on one another. */
START_TEST(boxes_stand_apart)
{
    for (float w = 340; w < 3800; w += 290)
        for (float h = 170; h < 2100; h += 170) {
            plan_t p;
            plan_make(&p, &h743_map, rect(0, 0, w, h), &everybody);
            rect_t box[64];
            unsigned n = 0;
            for (unsigned i = 0; i < p.masters; i++) box[n++] = p.master[i].r;
            for (unsigned i = 0; i < p.targets; i++) box[n++] = p.target[i].r;
            for (unsigned d = 0; d < DOMAINS; d++) box[n++] = p.matrix[d];
            box[n++] = p.itcm, box[n++] = p.dtcm;
            for (unsigned i = 0; i < n; i++)
                for (unsigned k = 0; k < i; k++) {
                    rect_t m = rect_meet(box[i], box[k]);
                    ck_assert_msg(m.w < 0.01f || m.h < 0.01f, "%g x %g: boxes %u and %u", (double)w,
                                  (double)h, i, k);
                }
        }
}
END_TEST

/* In the lesson layout, at 1280x720, 1920x1080 and 4K, scale 1 and 1.5: the map is there, with at least two
 * masters and a target that can be hit, and no word in it or below it is cut. */
START_TEST(a_lessons_map_can_be_read)
{
    static const char *const files[] = { "04-stale-receive", "03-dtcm-buffer", "30-ltdc-frame", "26-mdma-tcm",
                                         "50-firmware-uart-stale" };
    static const int size[][2] = { { 1280, 720 }, { 1920, 1080 }, { 3840, 2160 } };
    bench_t b;
    bench_open(&b, files[_i]);
    session_seek(b.s, session_view(b.s)->end / 2);
    b.app.layout = 1;
    for (unsigned k = 0; k < 6; k++) {
        float scale = k % 2 ? 1.5f : 1;
        app_draw(&b.app, &b.ui, (float)size[k / 2][0] / scale, (float)size[k / 2][1] / scale);
        rect_t area = b.app.area[PANEL_BUS];
        unsigned masters = 0, targets = 0;
        for (size_t i = 0; i < b.ui.hits; i++) {
            const hit_t *h = &b.ui.hit[i];
            if (h->panel != PANEL_BUS) continue;
            masters += h->action == ACT_MASTER || h->action == ACT_STREAM;
            targets += h->action == ACT_ADDRESS && strstr(ui_hit_tip(&b.ui, h), ", from 0x") != NULL;
            if (h->action == ACT_MASTER) ck_assert(h->r.h >= 15 && h->r.w >= 80);
        }
        ck_assert_msg(masters >= 2 && targets >= 1, "%s, %u: %u masters, %u targets", files[_i], k, masters,
                      targets);
        for (size_t i = 0; i < b.draw.cmds; i++) {
            const draw_cmd_t *c = &b.draw.cmd[i];
            const char *text = b.draw.text + c->at;
            if (c->kind != DRAW_TEXT || !rect_holds(area, c->r.x, c->r.y - 4)) continue;
            ck_assert_msg(!strstr(text, "\xE2\x80\xA6"), "%s at %dx%d scale %.1f: \"%s\" is cut", files[_i],
                          size[k / 2][0], size[k / 2][1], (double)scale, text);
        }
    }
    bench_close(&b);
}
END_TEST

/* Lesson 30, cycle 100: the LTDC's burst of sixteen beats, two cycles each, occupies AXI SRAM from 74 to 104;
 * the D-cache's line fill was granted TARG7 behind it at 88 (the trace says so) and waits; the map says so,
 * with the number of cycles since. */
START_TEST(a_waiting_master_names_its_blocker)
{
    bench_t b;
    bench_open(&b, "30-ltdc-frame");
    at_cycle(&b, 100);
    draw(&b, PANEL_BUS, 900, 560);
    const view_t *v = session_view(b.s);
    panel_in_t in = { .view = v, .moment = &b.app.moment, .app = &b.app };
    going_t g[PORTS];
    unsigned n = traffic(&in, (double)v->now, g), waiting = 0;
    for (unsigned i = 0; i < n; i++) {
        if (g[i].blocker < 0) continue;
        waiting++;
        ck_assert_int_eq(g[i].owner, OWNER_DCACHE);
        ck_assert_int_eq(g[i].blocker, PORT_LTDC);
        char text[80];
        snprintf(text, sizeof text, "waits %llu cycles for AXI SRAM, held by LTDC",
                 (unsigned long long)(v->cycle - say_cycle(v->names, g[i].since)));
        ck_assert_msg(says(&b, text), "%s", text);
    }
    ck_assert_uint_eq(waiting, 1);
    ck_assert(says(&b, "waits 12: LTDC"));
    bench_close(&b);
}
END_TEST

/* Lesson 13, cycle 46: DMA2's peripheral port holds the node of SRAM1 that the core's load wants. */
START_TEST(a_held_node_is_named)
{
    bench_t b;
    bench_open(&b, "13-m2m-burst-cpu-busy");
    at_cycle(&b, 46);
    draw(&b, PANEL_BUS, 900, 560);
    ck_assert(says(&b, "for D2 SRAM1, held by DMA2 stream 0"));
    bench_close(&b);
}
END_TEST

/* Lesson 3: DMA1 at DTCM. The refusal is loud, barred, with the reason; the flag stays after it is
 * history. */
START_TEST(a_road_that_does_not_exist_is_a_barrier)
{
    bench_t b;
    bench_open(&b, "03-dtcm-buffer");
    app_go_to(&b.app, "rx");
    at_cycle(&b, 41018);
    draw(&b, PANEL_BUS, 900, 560);
    ck_assert(says(&b, "no road to DTCM"));
    ck_assert(says(&b, "the TCMs hang directly on the core"));
    ck_assert_uint_ge(marks(&b, MARK_BANG), 2);
    at_cycle(&b, 60000);
    draw(&b, PANEL_BUS, 900, 560);
    ck_assert(!says(&b, "no road to DTCM"));
    ck_assert(says(&b, "DMA1 stream 1: TEIF is up"));
    at_cycle(&b, 100);                                            /* before: asked for by choosing the two */
    app_do(&b.app, ACT_STREAM, 1);
    draw(&b, PANEL_BUS, 900, 560);
    ck_assert(says(&b, "no road to DTCM") && says(&b, "the TCMs hang directly on the core"));
    app_do(&b.app, ACT_MASTER, INIT_MDMA);                        /* which has one */
    draw(&b, PANEL_BUS, 900, 560);
    ck_assert(!says(&b, "no road"));
    bench_close(&b);
}
END_TEST

START_TEST(bdma_does_not_leave_d3)
{
    bench_t b;
    bench_open(&b, "25-bdma-domain");
    at_cycle(&b, 41022);
    draw(&b, PANEL_BUS, 420, 280);
    ck_assert(says(&b, "there is no road"));
    draw(&b, PANEL_BUS, 240, 120);                                /* no room for the map: the words stay */
    ck_assert(says(&b, "BDMA channel 0 got a bus error"));
    bench_close(&b);
}
END_TEST

/* Lesson 15: SRAM1's clock is off until the program sets its bit. */
START_TEST(unclocked_memory_is_locked)
{
    bench_t b;
    bench_open(&b, "15-unclocked-sram");
    at_cycle(&b, 96);
    draw(&b, PANEL_BUS, 1200, 640);
    ck_assert(says(&b, "clock off (RCC AHB2ENR.SRAM1EN)"));
    ck_assert(says(&b, "RCC AHB2ENR.SRAM1EN is 0"));
    ck_assert_uint_ge(marks(&b, MARK_LOCK), 1);
    app_go_to(&b.app, "rx");
    draw(&b, PANEL_BUFFER, 900, 400);
    ck_assert(byte_look(session_view(b.s), buffer_at(&b, "rx")).silent);
    ck_assert(says(&b, "rx: no clock, a load faults; memory holds "));
    ck_assert(says(&b, "its clock is off") && !tips(&b, "rx: the CPU sees"));
    bench_close(&b);
}
END_TEST

START_TEST(idle_buses_say_so)
{
    bench_t b;
    bench_open(&b, "03-dtcm-buffer");
    at_cycle(&b, 20000);
    draw(&b, PANEL_BUS, 420, 280);
    ck_assert(says(&b, "The buses are idle"));
    bench_close(&b);
}
END_TEST

/* By the facts: the DMA's last beat is at cycle 368, and the run ends at 414. That is not just now, and the
 * picture is the same whether one goes there or looks there at once. */
START_TEST(what_was_carried_says_when)
{
    bench_t b;
    bench_open(&b, "04-stale-receive");
    for (unsigned way = 0; way < 2; way++) {
        at_cycle(&b, way ? 10 : 414);
        app_do(&b.app, ACT_END, 0);
        if (!way) b.app.before = session_view(b.s)->now;
        draw(&b, PANEL_BUS, 800, 500);
        ck_assert(says(&b, "46 cycles ago: ") && !says(&b, "just now") && !says(&b, "idle"));
        ck_assert(says(&b, "a hit, no bus is asked"));              /* two cycles ago */
    }
    bench_close(&b);
}
END_TEST

/* How far apart the two lie, along x or y. */
static float apart(rect_t a, rect_t c)
{
    float x = fmaxf(fmaxf(c.x - rect_right(a), a.x - rect_right(c)), 0),
        y = fmaxf(fmaxf(c.y - rect_bottom(a), a.y - rect_bottom(c)), 0);
    return fmaxf(x, y);
}

/* An address stands right beside its own road: here one thing moves, the core's write to DMA2 over AHBP. The
 * sentence of what moves comes before that of what is over. */
START_TEST(an_address_stands_beside_its_road)
{
    static const float size[][2] = { { 413, 262 }, { 629, 411 }, { 700, 500 }, { 1280, 720 } };
    bench_t b;
    bench_open(&b, "04-stale-receive");
    at_cycle(&b, 382);
    for (unsigned k = 0; k < sizeof size / sizeof *size; k++) {
        draw(&b, PANEL_BUS, size[k][0], size[k][1]);
        ck_assert(says(&b, "core over AHBP"));
        const draw_cmd_t *label = exactly(&b, "DMA2.LIFCR");
        ck_assert(label != NULL);
        while (label->kind != DRAW_FRAME) label--;
        float nearest = 1000;
        for (size_t i = 0; i < b.draw.cmds; i++) {
            const draw_cmd_t *c = &b.draw.cmd[i];
            for (unsigned n = 0; c->kind == DRAW_ARROW && n + 1 < c->count; n++) {
                const point_t *q = &b.draw.point[c->at + n];
                rect_t way = rect(fminf(q[0].x, q[1].x), fminf(q[0].y, q[1].y), fabsf(q[0].x - q[1].x),
                                  fabsf(q[0].y - q[1].y));
                nearest = fminf(nearest, apart(label->r, way));
            }
        }
        ck_assert_msg(nearest > 1 && nearest < 8, "%.0f x %.0f: %.0f", (double)size[k][0], (double)size[k][1],
                      (double)nearest);
    }
    bench_close(&b);
}
END_TEST

/* A transaction never runs back on its road from cycle to cycle, and its place is on the road. */
START_TEST(addresses_only_go_on)
{
    bench_t b;
    bench_open(&b, "04-stale-receive");
    float was[PORTS];
    uint32_t txn[PORTS] = { 0 };
    for (uint64_t cycle = 0; cycle < 400; cycle++) {
        at_cycle(&b, cycle);
        moment_t none = { 0 };
        panel_in_t in = { .view = session_view(b.s), .moment = &none, .app = &b.app };
        going_t g[PORTS];
        unsigned n = traffic(&in, (double)in.view->now, g);
        for (unsigned i = 0; i < n; i++) {
            const port_t *p = &in.view->machine->chip.port[g[i].port];
            ck_assert(g[i].along >= 0 && g[i].along <= ROUTE_NODES + 1);
            if (p->txn && txn[g[i].port] == p->txn) ck_assert_msg(g[i].along >= was[g[i].port] - 0.001f,
                    "cycle %llu port %u", (unsigned long long)cycle, g[i].port);
            was[g[i].port] = g[i].along, txn[g[i].port] = p->txn;
        }
    }
    bench_close(&b);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("panels");
    tcase_set_timeout(t, 240);
    tcase_add_loop_test(t, a_lessons_map_can_be_read, 0, 5);
    tcase_add_test(t, roads_are_the_maps);
    tcase_add_test(t, boxes_stand_apart);
    tcase_add_test(t, a_waiting_master_names_its_blocker);
    tcase_add_test(t, a_held_node_is_named);
    tcase_add_test(t, a_road_that_does_not_exist_is_a_barrier);
    tcase_add_test(t, bdma_does_not_leave_d3);
    tcase_add_test(t, unclocked_memory_is_locked);
    tcase_add_test(t, idle_buses_say_so);
    tcase_add_test(t, what_was_carried_says_when);
    tcase_add_test(t, an_address_stands_beside_its_road);
    tcase_add_test(t, addresses_only_go_on);
    return case_run("panels_bus", t);
}
