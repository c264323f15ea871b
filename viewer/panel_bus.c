/* panel_bus.c -- masters, the three matrices, memories and peripherals, and what moves between them.
 *
 * An arrow is an address on its way, a packet with bytes is data. Who waits says for whom; where no road
 * leads there is a barrier; what was refused is told in red as long as it is new. Under the map the same
 * in words, the most important first. Places and roads: roads.c; what is under way: traffic.c. */
#include "bus_own.h"
#include "bytes.h"
#include "regnames.h"
#include <math.h>
#include <stdio.h>

say_t *bus_say(busmap_t *b, role_t role, role_t soft, mark_t mark)
{
    say_t *s = &b->say[b->says < SAYS ? b->says++ : SAYS - 1];
    *s = (say_t){ .role = role, .soft = soft, .mark = mark };
    return s;
}

/* ---- labels that keep out of each other's way ---------------------------------------------------- */

void bus_take(busmap_t *b, rect_t r)
{
    if (b->takens < TAKEN) b->taken[b->takens++] = r;
}

static bool is_free(const busmap_t *b, rect_t r)
{
    rect_t a = b->plan.area;
    if (r.x < a.x || r.y < a.y || rect_right(r) > rect_right(a)
        || rect_bottom(r) > rect_bottom(a)) return false;
    for (unsigned i = 0; i < b->takens; i++) {
        rect_t m = rect_meet(rect_inset(b->taken[i], -1), r);
        if (m.w > 0 && m.h > 0) return false;
    }
    return true;
}

/* A place for something w x h near p; w 0: none is free. */
static rect_t near(const busmap_t *b, point_t p, float w, float h)
{
    static const signed char step[][2] = { { 0, -1 }, { 0, 1 }, { -1, -1 }, { 1, -1 }, { -1, 1 }, { 1, 1 },
                                           { 0, -2 }, { 0, 2 }, { -1, 0 }, { 1, 0 },
                                           { -1, -2 }, { -1, 2 }, { 0, -3 }, { 0, 3 }, { -1, 3 },
                                               { -1, -3 } };
    for (unsigned i = 0; i < sizeof step / sizeof *step; i++) {
        rect_t r = rect(p.x - w / 2 + (w / 2 + 7) * (float)step[i][0],
                        p.y - h / 2 + (h / 2 + 7) * (float)step[i][1], w, h);
        if (is_free(b, r)) return r;
    }
    return rect(p.x, p.y, 0, 0);
}

/* Does it lie clear of this road, and in no matrix but the one that p is in? */
static bool is_beside(const busmap_t *b, const road_t *road, point_t p, rect_t r)
{
    for (unsigned d = 0; d < DOMAINS; d++) {
        rect_t m = b->plan.matrix[d], meet = rect_meet(m, r);
        bool inside = p.x >= m.x && p.x <= rect_right(m) && p.y >= m.y && p.y <= rect_bottom(m);
        if (!inside && meet.w > 0 && meet.h > 0) return false;
    }
    for (unsigned i = 0; i + 1 < road->n; i++) {
        point_t a = road->p[i], c = road->p[i + 1];
        rect_t way = rect(fminf(a.x, c.x), fminf(a.y, c.y), fabsf(a.x - c.x), fabsf(a.y - c.y));
        rect_t meet = rect_meet(rect_inset(way, -2), r);
        if (meet.w > 0 && meet.h > 0) return false;
    }
    return is_free(b, r);
}

/* A place for something w x h right beside its road, as near as can be to `along`, else nearer to the master;
 * w 0: none is free. Elsewhere it would name what it does not belong to. */
static rect_t beside(const busmap_t *b, const road_t *road, float along, float w, float h)
{
    enum { STEPS = 48 };
    for (unsigned k = 0; k <= STEPS; k++) {
        point_t p = road_point(road, along * (1 - (float)k / STEPS));
        const rect_t place[] = { rect(p.x - w / 2, p.y - h - 6, w, h), rect(p.x - w / 2, p.y + 6, w, h),
                                 rect(p.x - w - 6, p.y - h / 2, w, h), rect(p.x + 6, p.y - h / 2, w, h) };
        for (unsigned i = 0; i < sizeof place / sizeof *place; i++)
            if (is_beside(b, road, p, place[i])) return place[i];
    }
    return rect(0, 0, 0, 0);
}

static float label_most(const busmap_t *b) { return b->plan.area.w * 0.4f; }

enum { LABEL_H = 17 };

static float label_width(const busmap_t *b, const char *text)
{
    return fminf(ui_width(b->ui, ST_MONO_SMALL, text) + 23, fmaxf(label_most(b), b->plan.area.w * 0.6f));
}

/* A chip of words with its sign. */
static void label_in(busmap_t *b, rect_t r, mark_t mark, role_t role, role_t soft, const char *text,
                     const char *tip)
{
    const style_t s = soft == ROLE_NONE ? ST_MONO_SMALL : st_role(ST_MONO_SMALL, ROLE_TEXT);
    if (r.w <= 0) return;
    bus_take(b, r);
    ui_round(b->ui, r, 4, soft == ROLE_NONE ? ROLE_PANEL : soft);
    ui_frame(b->ui, r, 4, role, 1);
    ui_mark(b->ui, rect(r.x + 5, r.y + 4, 9, 9), mark, role);
    ui_text(b->ui, rect(r.x + 18, r.y, r.w - 22, r.h), s, text);
    ui_tip(b->ui, r, "%s", tip);
}

static void label(busmap_t *b, point_t p, mark_t mark, role_t role, role_t soft, const char *text,
                  const char *tip)
{
    label_in(b, near(b, p, label_width(b, text), LABEL_H), mark, role, soft, text, tip);
}

/* ---- what moves ---------------------------------------------------------------------------------- */

typedef enum { LANE_SOLID, LANE_DASHED, LANE_ARROW } lane_t;

static void lane(busmap_t *b, const road_t *r, float from, float to, role_t role, float width, lane_t kind)
{
    point_t p[ROAD_POINTS];
    unsigned n = road_part(r, from, to, p);
    if (!n) return;
    if (kind == LANE_SOLID) ui_polyline(b->ui, p, n, role, width);
    if (kind == LANE_ARROW) ui_arrow(b->ui, p, n, role, width);
    if (kind != LANE_DASHED) return;
    for (unsigned i = 0; i + 1 < n; i++) ui_dashed(b->ui, p[i].x, p[i].y, p[i + 1].x, p[i + 1].y, role,
                                                   width);
}

/* What was carried a little while ago, wherever one comes from: quiet lanes of who did it, and in words, with
 * how long ago, where nothing of the same master moves now. */
static void lately(busmap_t *b)
{
    enum { CYCLES = 64 };
    const moment_t *m = b->in->moment;
    const view_t *v = b->in->view;
    uint32_t told = 0;
    for (unsigned i = 0; i < b->goings; i++) told |= 1u << b->going[i].owner;
    for (size_t i = m->recents; i-- > 0;) {
        const fact_t *f = &m->recent[i];
        uint64_t ago = v->cycle - say_cycle(v->names, f->at);
        road_t r;
        if (ago > CYCLES) break;
        if (f->kind != F_BEAT || f->who == INIT_D2D1) continue;
        owner_t o = owner_of(f->who, (uint8_t)(f->note >> 24));
        if (plan_road(&b->plan, v->map, f->who, o, f->addr, &r) && !r.barred) lane(b, &r, 0, 9,
                (role_t)owner_look[o].soft, 3, LANE_SOLID);
        if (told >> o & 1) continue;
        told |= 1u << o;
        say_t *s = bus_say(b, ROLE_DIM, ROLE_NONE, (mark_t)owner_look[o].mark);
        char words[300], when[40] = "just now";
        explain_fact(f, v->map, v->names, words, sizeof words);
        if (ago) snprintf(when, sizeof when, "%u cycle%s ago", (unsigned)ago, ago == 1 ? "" : "s");
        put_text(s->text, sizeof s->text, "%s: %s", when, words);
        s->past = true;
        s->action = ACT_ADDRESS, s->arg = f->addr;
    }
}

/* A name too long for a label is no name: then the address stands there. */
static void place_words(const busmap_t *b, uint32_t addr, char *text, size_t room)
{
    const view_t *v = b->in->view;
    const region_row_t *r = map_region(v->map, addr);
    words_t w;
    if (!(r && r->kind == REGION_PART && reg_name(addr, text, room)))
        snprintf(text, room, "%s", say_place(v->names, v->map, addr, &w));
    if (ui_width(b->ui, ST_MONO_SMALL, text) + 23 > label_most(b)) {
        snprintf(text, room, "0x%08X", (unsigned)addr);
        return;
    }
    if (b->large && !(r && r->kind == REGION_PART)) add_text(text, room, " 0x%08X", (unsigned)addr);
}

static void bytes_words(const port_t *p, const going_t *g, char *text, size_t room)
{
    unsigned k = g->data_beat < BUS_BEATS ? g->data_beat : BUS_BEATS - 1;
    *text = 0;
    for (unsigned i = 0; i < g->size; i++)
        if (g->write && !(p->strb[k] >> i & 1)) add_text(text, room, "%s--", i ? " " : "");
        else add_text(text, room, "%s%02X", i ? " " : "", (unsigned)(p->data[k] >> 8 * i & 255));
}

/* The data of a beat: a packet on the road. */
static void packet(busmap_t *b, const road_t *r, const going_t *g, const char *tip)
{
    const look_t *o = &owner_look[g->owner];
    char text[40];
    bytes_words(&b->in->view->machine->chip.port[g->port], g, text, sizeof text);
    float w = ui_width(b->ui, ST_MONO_SMALL, text) + 10, h = 16;
    point_t p = road_point(r, g->data);
    rect_t at = rect(p.x - w / 2, p.y - h / 2, w, h);
    if (!is_free(b, at)) at = near(b, p, w, h);
    if (at.w <= 0) {
        ui_mark(b->ui, rect(p.x - 5, p.y - 5, 10, 10), MARK_SQUARE, (role_t)o->role);
        return;
    }
    bus_take(b, at);
    ui_fill(b->ui, at, (role_t)o->soft);
    ui_frame(b->ui, at, 0, (role_t)o->role, 2);
    ui_text(b->ui, rect_pad(at, 4, 0), st_align(ST_MONO_SMALL, CENTRE), text);
    ui_tip(b->ui, at, "Data: %s. %s", text, tip);
}

static void waiting(busmap_t *b, const going_t *g, point_t p, const char *tip)
{
    const view_t *v = b->in->view;
    char text[100];
    words_t w;
    uint64_t since = say_cycle(v->names, g->since), n = v->cycle > since ? v->cycle - since : 0;
    if (g->blocker < 0 || g->blocker >= PORTS) return;
    const port_t *q = &v->machine->chip.port[g->blocker];
    snprintf(text, sizeof text, "waits %llu: %s", (unsigned long long)n, g->own ? "its own order"
             : traffic_who(v, q->init, q->tag, &w));
    label(b, p, MARK_PAUSE, ROLE_HAZARD, ROLE_HAZARD_SOFT, text, tip);
}

static bool waits(const going_t *g)
{ return (g->stage == STAGE_WAIT || g->stage == STAGE_QUEUE) && g->blocker >= 0; }

static bool road_of(const busmap_t *b, const going_t *g, road_t *r)
{
    const view_t *v = b->in->view;
    unsigned init = v->machine->chip.port[g->port].init;
    return plan_road(&b->plan, v->map, init, (owner_t)g->owner, g->addr, r) && !r->barred;
}

static void going_road(busmap_t *b, const going_t *g)
{
    const look_t *o = &owner_look[g->owner];
    char text[400];
    road_t r;
    bool wait = waits(g);
    traffic_words(b->in, g, b->going, b->goings, text, sizeof text);
    say_t *s = bus_say(b, wait ? ROLE_HAZARD : (role_t)o->role, wait ? ROLE_HAZARD_SOFT : ROLE_NONE,
                       wait ? MARK_PAUSE : (mark_t)o->mark);
    put_text(s->text, sizeof s->text, "%s", text);
    s->action = ACT_ADDRESS, s->arg = g->addr;
    if (!road_of(b, g, &r)) return;
    if (g->has_data) lane(b, &r, g->write ? 0 : g->data, g->write ? g->data : 9, (role_t)o->soft, 9,
                          LANE_SOLID);
    lane(b, &r, g->along, 9, (role_t)o->role, 1, LANE_DASHED);
    lane(b, &r, 0, g->along, (role_t)o->role, 3, LANE_ARROW);
    for (unsigned i = 1; i <= r.nodes; i++) {            /* its nodes: full ones are passed */
        point_t node = road_point(&r, (float)i), head = road_point(&r, g->along);
        if (fabsf(node.x - head.x) + fabsf(node.y - head.y) < 14) continue;
        ui_round(b->ui, rect(node.x - 4, node.y - 4, 8, 8), 4, ROLE_SUNKEN);
        ui_mark(b->ui, rect(node.x - 3, node.y - 3, 6, 6), g->along > (float)i ? MARK_DOT : MARK_RING,
                (role_t)o->role);
    }
}

/* After all roads, so that none is drawn over it. */
static void going_words(busmap_t *b, const going_t *g)
{
    const look_t *o = &owner_look[g->owner];
    char text[400], place[96];
    road_t r;
    if (!road_of(b, g, &r)) return;
    traffic_words(b->in, g, b->going, b->goings, text, sizeof text);
    if (g->has_data && (g->stage >= STAGE_DATA || b->large)) packet(b, &r, g, text);
    point_t p = road_point(&r, g->along);
    place_words(b, g->addr, place, sizeof place);
    if (waits(g)) waiting(b, g, p, text);
    else label_in(b, beside(b, &r, g->along, label_width(b, place), LABEL_H), MARK_RIGHT, (role_t)o->role,
                  ROLE_NONE, place, text);
}

/* ---- barriers ------------------------------------------------------------------------------------ */

static rect_t box_of(const busmap_t *b, uint32_t addr)
{
    const target_box_t *t = plan_target(&b->plan, b->in->view->map, addr);
    unsigned group = bus_group(b, addr);
    return group == GROUP_ITCM ? b->plan.itcm : group == GROUP_DTCM ? b->plan.dtcm : t ? t->r : rect(0, 0, 0,
            0);
}

/* Two bars and a cross where a road would have to go on, and a dashed line to where it does not lead. */
static void barrier(busmap_t *b, unsigned init, unsigned tag, uint32_t addr, bool refused)
{
    road_t r;
    char text[200];
    words_t w;
    const region_row_t *region = map_region(b->in->view->map, addr);
    if (!plan_road(&b->plan, b->in->view->map, init, owner_of(init, tag), addr, &r) || !r.barred) return;
    point_t p = r.p[r.n - 1];
    rect_t to = box_of(b, addr);
    lane(b, &r, 0, 9, ROLE_ERROR, refused ? 2.5f : 1.5f, refused ? LANE_SOLID : LANE_DASHED);
    if (to.w > 0) {
        float x = to.x > p.x ? to.x : to.x + to.w, y = to.y + to.h / 2;
        ui_dashed(b->ui, p.x + 16, p.y, p.x + 16, y, ROLE_ERROR, 1.5f);
        ui_dashed(b->ui, p.x + 16, y, x, y, ROLE_ERROR, 1.5f);
        ui_frame(b->ui, rect_inset(to, -1), 4, ROLE_ERROR, 2);
    }
    float h = fminf(fmaxf(b->plan.pitch * 0.9f, 20), 34);
    ui_fill(b->ui, rect(p.x + 1, p.y - h / 2, 4, h), ROLE_ERROR);
    ui_fill(b->ui, rect(p.x + 7, p.y - h / 2, 4, h), ROLE_ERROR);
    rect_t cross = rect(p.x + 14, p.y - 8, 16, 16);
    ui_round(b->ui, rect_inset(cross, -1), 9, ROLE_PANEL);
    ui_mark(b->ui, cross, MARK_CROSS, ROLE_ERROR);
    bus_take(b, rect(p.x, p.y - h / 2, 31, h));
    snprintf(text, sizeof text, "no road to %s", region ? region->name : "this address");
    char why[300];
    snprintf(why, sizeof why, "%s has no road to %s: %s", traffic_who(b->in->view, init, tag, &w),
             region ? region->name : "this address",
             no_road_words(b->in->view, init, addr));
    label(b, (point_t){ p.x + 15, p.y - h / 2 + 4 }, MARK_CROSS, ROLE_ERROR, ROLE_ERROR_SOFT, text, why);
    if (refused) return;
    say_t *s = bus_say(b, ROLE_ERROR, ROLE_ERROR_SOFT, MARK_CROSS);
    put_text(s->text, sizeof s->text, "%s", why);
}

/* The road, or the barrier, from the master or stream one chose to the byte one chose. */
static void asked_for(busmap_t *b)
{
    const select_t *s = &b->in->app->select;
    int init = b->master;
    road_t r;
    if (init < 0 && s->stream >= 0) init = stream_init(s->stream);
    if (init < 0 || !s->has_address || b->refusals) return;
    if (init == INIT_ITCM || init == INIT_DTCM || (unsigned)init >= b->in->view->map->inits) return;
    unsigned tag = s->stream >= 0 ? (unsigned)s->stream % DMA_STREAMS : TAG_UNKNOWN;
    if ((init == INIT_AXIM || init == INIT_AHBP) && bus_group(b, s->address) <= GROUP_DTCM) return;
    /* the core has its TCMs */
    if (init == INIT_MDMA && bus_group(b, s->address) <= GROUP_DTCM) init = INIT_MDMA_AHBS;
    if (matrix_route(b->in->view->map, (unsigned)init, s->address) < 0) barrier(b, (unsigned)init, tag,
            s->address, false);
    else if (plan_road(&b->plan, b->in->view->map, (unsigned)init, owner_of((unsigned)init, tag), s->address,
                       &r)) lane(b, &r, 0, 9, ROLE_ACCENT, 1.5f, LANE_DASHED);
}

/* What was refused, or faulted: said loudest, and a red frame around everything. */
static void refusals(busmap_t *b)
{
    const view_t *v = b->in->view;
    for (unsigned i = b->refusals; i-- > 0;) {
        const refusal_t *r = &b->refusal[i];
        say_t *s = bus_say(b, ROLE_ERROR, ROLE_ERROR_SOFT, MARK_BANG);
        char words[300];
        refusal_words(v, r, words, sizeof words);
        put_text(s->text, sizeof s->text, "%s (cycle %llu)", words, (unsigned long long)say_cycle(v->names,
                r->at));
        s->loud = i + 1 == b->refusals, s->action = ACT_GOTO, s->arg = (int64_t)r->at;
    }
    for (unsigned i = 0; i < b->refusals; i++) {
        const refusal_t *r = &b->refusal[i];
        if (r->kind != F_ERROR) continue;
        if (matrix_route(v->map, r->init, r->addr) < 0) barrier(b, r->init, r->tag, r->addr, true);
        else {
            road_t road;
            rect_t box = box_of(b, r->addr);
            if (plan_road(&b->plan, v->map, r->init, owner_of(r->init, r->tag), r->addr, &road)) lane(b,
                    &road, 0, 9, ROLE_ERROR, 2.5f, LANE_ARROW);
            ui_frame(b->ui, rect_inset(box, -1), 4, ROLE_ERROR, 2.5f);
            ui_mark(b->ui, rect(box.x - 20, box.y + box.h / 2 - 9, 18, 18), MARK_BANG, ROLE_ERROR);
            bus_take(b, rect(box.x - 20, box.y + box.h / 2 - 9, 18, 18));
        }
    }
    if (b->refusals) ui_frame(b->ui, rect_pad(b->plan.area, -6, -4), 6, ROLE_ERROR, 3);
}

/* ---- in words ------------------------------------------------------------------------------------ */

static void standing(busmap_t *b)
{
    const view_t *v = b->in->view;
    words_t w;
    for (unsigned i = 0; i < b->raiseds; i++) {
        say_t *s = bus_say(b, ROLE_ERROR, ROLE_NONE, MARK_FLAG);
        put_text(s->text, sizeof s->text, "%s: %s is up", say_stream(b->raised[i].stream, &w),
                 b->raised[i].flag);
        s->action = ACT_STREAM, s->arg = b->raised[i].stream;
    }
    int n = b->in->app->select.link;
    if (n >= 0 && n < v->map->nodes) {
        const node_t *node = &v->machine->chip.matrix.node[n];
        say_t *s = bus_say(b, ROLE_ACCENT, ROLE_NONE, MARK_PIN);
        put_text(s->text, sizeof s->text, "%s: %u read%s and %u write%s in flight; last used by %s",
                 v->map->node[n].name, node->busy[0], node->busy[0] == 1 ? "" : "s",
                 node->busy[1], node->busy[1] == 1 ? "" : "s", node->last == NOBODY ? "nobody yet"
                     : v->map->init[node->last].name);
    }
    if (b->says) return;
    say_t *s = bus_say(b, ROLE_DIM, ROLE_NONE, MARK_RING);
    put_text(s->text, sizeof s->text, v->machine->chip.core.slept != NEVER
             ? "The buses are idle; the core sleeps." : "The buses are idle: nothing is under way.");
}

static const style_t LOUD = { FONT_BOLD, ROLE_TEXT, LEFT, SIZE_SMALL };
enum { LOUD_MARGIN = 34, LOUD_LINES = 4 };

static void words(busmap_t *b, rect_t r)
{
    unsigned told = 0;
    for (unsigned pass = 0; pass < 5; pass++)        /* loud, refused, waiting, the rest, what is over */
        for (unsigned i = 0; i < b->says && r.h >= 15; i++) {
            say_t *s = &b->say[i];
            unsigned rank = s->loud ? 0 : s->soft == ROLE_ERROR_SOFT ? 1 : s->soft != ROLE_NONE ? 2
                          : s->past ? 4 : 3;
            if (rank != pass) continue;
            style_t st = s->loud ? LOUD : ST_SMALL;
            float room = r.w - (s->loud ? LOUD_MARGIN : 24), line = ui_row_height(st);
            float most = s->loud ? LOUD_LINES : 2;
            float need = fminf(ui_wrap_height(b->ui, room, st, s->text), most * line);
            if (s->loud) need = fminf(need, fmaxf(floorf((r.h - 3) / line), 1) * line);
            bool wraps = need > line + 1 && need + (s->loud ? 0 : 18 * (float)(b->says - told - 1)) <= r.h;
            told++;
            if (!wraps) need = 15;
            rect_t row = rect_cut_top(&r, fminf(need + 3, r.h)), ground = row;
            if (s->soft != ROLE_NONE) ui_round(b->ui, rect(row.x, row.y, row.w, row.h - 1), 4, s->soft);
            float side = s->loud ? fminf(20, row.h - 3) : 9;
            ui_mark(b->ui, rect(row.x + 5, row.y + (row.h - 1 - side) / 2, side, side), s->mark, s->role);
            rect_cut_left(&row, s->loud ? 31 : 20);
            rect_t t = rect(row.x, row.y + 1, row.w - 3, row.h - 3);
            if (wraps) ui_wrap(b->ui, rect(t.x, t.y, t.w, t.h + 1), st, s->text);
            else ui_text(b->ui, t, st, s->text);
            if (s->action != ACT_NONE) ui_hit(b->ui, ground, s->action, s->arg, "%s", s->text);
        }
}

/* ---- the panel ----------------------------------------------------------------------------------- */

/* Who moves anything in this run, and where to; buffers that lie waiting too, and what is selected. */
static taking_part_t taking_part(const busmap_t *b)
{
    enum { BUFFERS = 64 };
    const view_t *v = b->in->view;
    taking_part_t use = { .owners = overview_owners(v->overview), .groups = overview_groups(v->overview) };
    for (unsigned i = 0; i < INITS; i++)
        if (overview_used(v->overview, LANE_BUS + i)) use.inits |= 1u << i;
    if (use.inits >> INIT_MDMA_AHBS & 1) use.inits |= 1u << INIT_MDMA;
    if (b->in->app->select.has_address) use.groups |= 1u << bus_group(b, b->in->app->select.address);
    for (size_t i = 0; !v->scenario->firmware && i < v->names->symbols && i < BUFFERS; i++)
        use.groups |= 1u << bus_group(b, v->names->symbol[i].addr);
    use.groups &= (1u << GROUPS) - 1;
    return use;
}

/* What the loudest sentence wants: it is not to be cut. */
static float loud_height(const busmap_t *b, float w)
{
    char words[300];
    refusal_words(b->in->view, &b->refusal[b->refusals - 1], words, sizeof words);
    add_text(words, sizeof words, " (cycle %llu)",
             (unsigned long long)say_cycle(b->in->view->names, b->refusal[b->refusals - 1].at));
    return fminf(ui_wrap_height(b->ui, w - LOUD_MARGIN, LOUD, words), LOUD_LINES * ui_row_height(LOUD)) + 4;
}

/* The map's place above so much room for words. */
static rect_t lay_out(busmap_t *b, rect_t body, float foot)
{
    rect_t map = rect(body.x, body.y, body.w, body.h - foot - 4);
    taking_part_t use = taking_part(b);
    if (map.w > fmaxf(map.h * 2.1f, 900)) {              /* not so wide that a road is mostly way */
        float w = fmaxf(map.h * 2.1f, 900);
        map.x += (map.w - w) / 2, map.w = w;
    }
    plan_make(&b->plan, b->in->view->map, rect_pad(map, 6, 5), &use);
    return map;
}

static void draw_map(busmap_t *b)
{
    bus_still(b);
    lately(b);
    asked_for(b);
    refusals(b);
    for (unsigned i = 0; i < b->goings; i++) going_road(b, &b->going[i]);
    for (unsigned i = 0; i < b->goings; i++) going_words(b, &b->going[i]);
    bus_titles(b, true);
}

void panel_bus(const panel_in_t *in, ui_t *ui)
{
    const view_t *v = in->view;
    busmap_t b = { .in = in, .ui = ui, .master = in->hover_action == ACT_MASTER ? (int)in->hover_arg
                   : in->app->select.master };
    rect_t body = ui_panel(ui, in->area, panel_title[PANEL_BUS], "arrows: addresses, packets: data");
    const domain_t *cpu = &v->machine->chip.clock[CLK_CPU];
    double cycle = cpu->mul ? (double)cpu->div / (double)cpu->mul : 0;
    b.goings = traffic(in, (double)v->now + (double)in->phase * cycle * (in->app->direction < 0 ? -1 : 1),
                       b.going);
    b.refusals = traffic_refusals(in, b.refusal);
    b.raiseds = traffic_raised(v, b.raised);
    float foot = body.h < 260 ? 36 : body.h < 330 ? 54 : 76;
    if (b.refusals) foot = fmaxf(foot, loud_height(&b, body.w));
    rect_t map = lay_out(&b, body, foot);
    if (b.plan.pitch < PLAN_ROW && foot > 20) map = lay_out(&b, body, 20);
    b.large = map.w > 760;
    if (map.w >= 330 && b.plan.pitch >= PLAN_ROW) {
        draw_map(&b);
        rect_cut_top(&body, map.h + 4);
    } else {
        b.plan.area = rect(0, 0, 0, 0), b.plan.masters = b.plan.targets = 0;
        for (unsigned i = 0; i < b.refusals; i++) {
            say_t *s = bus_say(&b, ROLE_ERROR, ROLE_ERROR_SOFT, MARK_BANG);
            refusal_words(v, &b.refusal[i], s->text, sizeof s->text);
            s->loud = i + 1 == b.refusals, s->action = ACT_GOTO, s->arg = (int64_t)b.refusal[i].at;
        }
        for (unsigned i = 0; i < b.goings; i++) {
            const look_t *o = &owner_look[b.going[i].owner];
            say_t *s = bus_say(&b, (role_t)o->role, b.going[i].blocker >= 0 ? ROLE_HAZARD_SOFT : ROLE_NONE,
                               (mark_t)o->mark);
            traffic_words(in, &b.going[i], b.going, b.goings, s->text, sizeof s->text);
        }
    }
    standing(&b);
    words(&b, body);
    ui_panel_end(ui);
}
