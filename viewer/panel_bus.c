/* panel_bus.c -- masters, the three matrices, memories and peripherals, and what moves between them.
 *
 * An arrow is an address on its way, a packet with bytes is data. Who waits says for whom; where no road
 * leads there is a barrier; what was refused is told in red as long as it is new. Under the map the same
 * in words, the most important first. Places and roads: roads.c; what is under way: traffic.c. */
#include "bytes.h"
#include "regnames.h"
#include "traffic.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TAKEN = 96, SAYS = 24 };

typedef struct { role_t role, soft; mark_t mark; bool loud; action_t action; int64_t arg; char text[400]; } say_t;

typedef struct {
    const panel_in_t *in;
    ui_t     *ui;
    plan_t    plan;
    going_t   going[PORTS]; unsigned goings;
    refusal_t refusal[REFUSALS]; unsigned refusals;
    raised_t  raised[RAISED]; unsigned raiseds;
    rect_t    taken[TAKEN]; unsigned takens;             /* where no label may go */
    say_t     say[SAYS]; unsigned says;
    int       master;                                    /* pointed at, else selected; -1 */
    bool      large;
} busmap_t;

static say_t *say(busmap_t *b, role_t role, role_t soft, mark_t mark)
{
    say_t *s = &b->say[b->says < SAYS ? b->says++ : SAYS - 1];
    *s = (say_t){ .role = role, .soft = soft, .mark = mark };
    return s;
}

/* ---- labels that keep out of each other's way ---------------------------------------------------------------- */

static void take(busmap_t *b, rect_t r)
{
    if (b->takens < TAKEN) b->taken[b->takens++] = r;
}

static bool is_free(const busmap_t *b, rect_t r)
{
    rect_t a = b->plan.area;
    if (r.x < a.x || r.y < a.y || rect_right(r) > rect_right(a) || rect_bottom(r) > rect_bottom(a)) return false;
    for (unsigned i = 0; i < b->takens; i++) {
        rect_t m = rect_meet(rect_inset(b->taken[i], -1), r);
        if (m.w > 0 && m.h > 0) return false;
    }
    return true;
}

/* A place for something w x h near p; w 0: none is free. */
static rect_t near(const busmap_t *b, point_t p, float w, float h)
{
    static const signed char step[][2] = { { 0, -1 }, { 0, 1 }, { -1, -1 }, { 1, -1 }, { -1, 1 }, { 1, 1 }, { 0, -2 }, { 0, 2 }, { -1, 0 }, { 1, 0 },
                                           { -1, -2 }, { -1, 2 }, { 0, -3 }, { 0, 3 }, { -1, 3 }, { -1, -3 } };
    for (unsigned i = 0; i < sizeof step / sizeof *step; i++) {
        rect_t r = rect(p.x - w / 2 + (w / 2 + 7) * (float)step[i][0], p.y - h / 2 + (h / 2 + 7) * (float)step[i][1], w, h);
        if (is_free(b, r)) return r;
    }
    return rect(p.x, p.y, 0, 0);
}

/* A chip of words with its sign, near a point. */
static rect_t label(busmap_t *b, point_t p, mark_t mark, role_t role, role_t soft, const char *text, const char *tip)
{
    const style_t s = soft == ROLE_NONE ? ST_MONO_SMALL : st_role(ST_MONO_SMALL, ROLE_TEXT);
    float w = fminf(ui_width(b->ui, s, text) + 23, b->plan.area.w * 0.6f);
    rect_t r = near(b, p, w, 17);
    if (r.w <= 0) return r;
    take(b, r);
    ui_round(b->ui, r, 4, soft == ROLE_NONE ? ROLE_PANEL : soft);
    ui_frame(b->ui, r, 4, role, 1);
    ui_mark(b->ui, rect(r.x + 5, r.y + 4, 9, 9), mark, role);
    ui_text(b->ui, rect(r.x + 18, r.y, r.w - 22, r.h), s, text);
    ui_tip(b->ui, r, "%s", tip);
    return r;
}

/* ---- the still picture ------------------------------------------------------------------------------------------ */

static style_t box_style(const busmap_t *b) { return b->plan.pitch >= 30 ? ST_BODY : ST_SMALL; }

static void matrices(busmap_t *b)
{
    for (int d = 0; d < DOMAINS; d++) {
        rect_t m = b->plan.matrix[d];
        ui_round(b->ui, m, 6, ROLE_SUNKEN);
        ui_frame(b->ui, m, 6, ROLE_EDGE, 1);
    }
}

/* Drawn last, on a ground of its own: a lane goes on behind it. */
static void titles(busmap_t *b, bool drawn)
{
    static const char *const name[DOMAINS] = { "D1 \xC2\xB7 AXI 64 bit", "D2 \xC2\xB7 AHB 32 bit", "D3 \xC2\xB7 AHB 32 bit" };
    static const char *const brief[DOMAINS] = { "D1 AXI", "D2 AHB", "D3 AHB" };
    static const char *const tip[DOMAINS] = {
        "The AXI interconnect of domain D1: the core, MDMA, DMA2D, LTDC and SDMMC1 enter here. 64 bits wide.",
        "The AHB matrix of domain D2: DMA1, DMA2, the core's peripheral port, Ethernet, USB and SDMMC2 enter here. 32 bits wide.",
        "The AHB matrix of domain D3: the BDMA enters here, and who comes over the bridges from D1 and D2." };
    for (int d = 0; d < DOMAINS; d++) {
        rect_t m = b->plan.matrix[d];
        /* In the gap above, right of the shafts; D1 has the row of the TCMs, where nobody enters. */
        float above = d ? m.y - b->plan.matrix[d - 1].y - b->plan.matrix[d - 1].h : 17, most = m.w * (d ? 0.40f : 0.8f);
        const char *text = ui_width(b->ui, ST_SMALL_DIM, name[d]) + 8 <= most ? name[d] : brief[d];
        float w = fminf(ui_width(b->ui, ST_SMALL_DIM, text) + 8, most), h = fminf(above - 2, 15);
        rect_t t = d ? rect(m.x + m.w - w, m.y - above / 2 - h / 2, w, h) : rect(m.x + 3, m.y + 2, w, h);
        if (!drawn) {
            take(b, t);                                   /* labels keep off it */
            continue;
        }
        ui_round(b->ui, t, 3, d ? ROLE_PANEL : ROLE_SUNKEN);
        ui_text(b->ui, rect_pad(t, 4, 0), ST_SMALL_DIM, text);
        ui_tip(b->ui, t, "%s", tip[d]);
    }
}

/* The shafts between the matrices, faint, with their names. */
static void bridges(busmap_t *b)
{
    const map_t *map = b->in->view->map;
    const plan_t *p = &b->plan;
    for (unsigned n = 0; n < map->nodes; n++) {
        unsigned from = p->from_domain[n], to = p->node_domain[n];
        if (!p->bridge[n] || from >= DOMAINS || to >= DOMAINS || from == to) continue;
        rect_t a = p->matrix[from], z = p->matrix[to];
        bool down = z.y > a.y;
        road_t r;
        /* Any road over it tells its shaft. */
        unsigned init = from == DOMAIN_1 ? INIT_AXIM : to == DOMAIN_1 ? INIT_DMA1_MEM : INIT_DMA1_MEM;
        uint32_t addr = to == DOMAIN_1 ? 0x24000000u : to == DOMAIN_2 ? 0x30000000u : 0x38000000u;
        if (!plan_road(p, map, init, OWNER_CPU, addr, &r)) continue;
        point_t at = road_point(&r, 1);
        float y0 = down ? a.y + a.h : a.y, y1 = down ? z.y : z.y + z.h;
        ui_arrow(b->ui, (point_t[2]){ { at.x, y0 }, { at.x, y1 } }, 2, b->in->app->select.link == (int)n ? ROLE_ACCENT : ROLE_FAINT, 1);
        rect_t hit = rect(at.x - 9, fminf(y0, y1), 18, fabsf(y1 - y0));
        const node_t *s = &b->in->view->machine->chip.matrix.node[n];
        unsigned busy = s->busy[0] + s->busy[1];
        if (hit.h >= 12) ui_hit(b->ui, hit, ACT_LINK, n, "%s: %u transaction%s in flight", map->node[n].name, busy, busy == 1 ? "" : "s");
    }
}

static void stub(busmap_t *b, float x0, float x1, float y, role_t role) { ui_line(b->ui, x0, y, x1, y, role, 1); }

static bool is_active(const busmap_t *b, const master_box_t *m)
{
    for (unsigned i = 0; i < b->goings; i++)
        if (plan_master(&b->plan, b->going[i].init, (owner_t)b->going[i].owner) == m) return true;
    return false;
}

static const raised_t *flag_of(const busmap_t *b, const master_box_t *m)
{
    for (unsigned i = 0; i < b->raiseds; i++) {
        int init = stream_init(b->raised[i].stream);
        if (init >= 0 && (unsigned)init == m->init) return &b->raised[i];
    }
    return NULL;
}

static void one_master(busmap_t *b, const master_box_t *m)
{
    const look_t *o = &owner_look[m->owner];
    bool now = is_active(b, m), chosen = b->in->app->select.master == m->init && (m->init != INIT_AXIM || m->owner == OWNER_CPU);
    const raised_t *flag = flag_of(b, m);
    words_t w;
    ui_round(b->ui, m->r, 4, now ? (role_t)o->soft : ROLE_RAISED);
    ui_frame(b->ui, m->r, 4, flag ? ROLE_ERROR : now ? (role_t)o->role : chosen ? ROLE_ACCENT : ROLE_EDGE, now || flag || chosen ? 1.5f : 1);
    rect_t in = rect_pad(m->r, 5, 0);
    rect_t sign = rect_cut_left(&in, 13);
    ui_mark(b->ui, rect(sign.x, sign.y + (sign.h - 9) / 2, 9, 9), flag ? MARK_BANG : (mark_t)o->mark, flag ? ROLE_ERROR : (role_t)o->role);
    ui_text(b->ui, in, st_role(box_style(b), now ? ROLE_TEXT : ROLE_DIM), ui_width(b->ui, box_style(b), m->name) > in.w ? m->brief : m->name);
    if (flag) ui_hit(b->ui, m->r, ACT_STREAM, flag->stream, "%s: %s is up: an access was refused, and nobody cleared the flag", say_stream(flag->stream, &w), flag->flag);
    else ui_hit(b->ui, m->r, ACT_MASTER, m->init, "%s: %s %s", m->name, o->tip, now ? "It is on the bus now." : "Idle.");
    take(b, m->r);
    int d = plan_init_domain(m->init);
    if (d == m->domain) stub(b, m->r.x + m->r.w, b->plan.matrix[d].x, m->r.y + m->r.h / 2, ROLE_GRID);
}

/* Did the core use this TCM, or the cache answer, in the last step? The last such fact. */
static const fact_t *core_fact(const busmap_t *b, bool (*is)(const busmap_t *, const fact_t *))
{
    const moment_t *m = b->in->moment;
    for (size_t i = m->recents; i-- > 0;)
        if (m->recent[i].at > m->before || m->recent[i].at + 24 > b->in->view->now) {
            if (is(b, &m->recent[i])) return &m->recent[i];
        } else break;
    return NULL;
}

static unsigned group_at(const busmap_t *b, uint32_t addr)
{
    const region_row_t *r = map_region(b->in->view->map, addr);
    return r ? r->group : GROUPS;
}

static bool in_tcm(const fact_t *f) { return (f->kind == F_LOAD && f->what == SRC_TCM) || (f->kind == F_STORE && f->what == DST_TCM); }
static bool in_itcm(const busmap_t *b, const fact_t *f) { return in_tcm(f) && group_at(b, f->addr) == GROUP_ITCM; }
static bool in_dtcm(const busmap_t *b, const fact_t *f) { return in_tcm(f) && group_at(b, f->addr) == GROUP_DTCM; }
static bool from_cache(const busmap_t *b, const fact_t *f) { (void)b; return f->kind == F_LOAD && f->what == SRC_CACHE; }

static void tcm(busmap_t *b, rect_t r, const char *name, uint32_t base, unsigned group, const fact_t *used)
{
    const select_t *s = &b->in->app->select;
    bool here = s->has_address && group_at(b, s->address) == group;
    ui_round(b->ui, r, 4, used ? ROLE_CPU_SOFT : ROLE_RAISED);
    ui_frame(b->ui, r, 4, here ? ROLE_ACCENT : used ? ROLE_CPU : ROLE_EDGE, here ? 1.5f : 1);
    ui_text(b->ui, rect_pad(r, 3, 0), st_align(st_role(box_style(b), used || here ? ROLE_TEXT : ROLE_DIM), CENTRE), name);
    ui_hit(b->ui, r, ACT_ADDRESS, base, "%s: on the core itself, no cache, no bus. Only the core and the MDMA reach it.", name);
    take(b, r);
}

static void core(busmap_t *b)
{
    const plan_t *p = &b->plan;
    ui_round(b->ui, p->core, 6, ROLE_PANEL);
    ui_frame(b->ui, p->core, 6, ROLE_FAINT, 1);
    const fact_t *i = core_fact(b, in_itcm), *d = core_fact(b, in_dtcm), *hit = core_fact(b, from_cache);
    tcm(b, p->itcm, "ITCM", 0, GROUP_ITCM, i);
    tcm(b, p->dtcm, "DTCM", 0x20000000, GROUP_DTCM, d);
    const fact_t *f[3] = { d, i, hit };
    for (int k = 0; k < 3; k++) {
        if (!f[k]) continue;
        const look_t *o = &owner_look[k == 2 ? OWNER_DCACHE : OWNER_CPU];
        say_t *s = say(b, (role_t)o->role, ROLE_NONE, k == 2 ? MARK_CHECK : (mark_t)o->mark);
        explain_fact(f[k], b->in->view->map, b->in->view->names, s->text, sizeof s->text);
        if (k == 2) add_text(s->text, sizeof s->text, ": a hit, no bus is asked");
        s->action = ACT_ADDRESS, s->arg = f[k]->addr;
    }
}

/* ---- memories and peripherals --------------------------------------------------------------------------------------- */

/* What a target's box says beside its name: the peripheral spoken to, or the selected buffer that lies there. */
static const char *guest(const busmap_t *b, const target_box_t *t, words_t *w)
{
    const view_t *v = b->in->view;
    const select_t *s = &b->in->app->select;
    for (unsigned i = 0; i < b->goings; i++) {
        const region_row_t *r = map_region(v->map, b->going[i].addr);
        if (!t->memory && r && plan_target(&b->plan, v->map, b->going[i].addr) == t) return r->name;
    }
    if (!s->has_address || plan_target(&b->plan, v->map, s->address) != t) return NULL;
    const symbol_t *sym = names_find(v->names, s->address);
    const region_row_t *r = map_region(v->map, s->address);
    if (sym) put_text(w->s, sizeof w->s, "%.60s", sym->name);
    return sym ? w->s : t->memory || !r ? NULL : r->name;
}

static int reach_of(const busmap_t *b, const target_box_t *t)   /* 1: the master pointed at reaches it, 0: not, -1: no master */
{
    const map_t *map = b->in->view->map;
    if (b->master < 0) return -1;
    for (unsigned i = 0; i < map->regions; i++)
        if (t->groups >> map->region[i].group & 1 && matrix_route(map, (unsigned)b->master, map->region[i].base) >= 0) return 1;
    return 0;
}

static uint32_t base_of(const busmap_t *b, const target_box_t *t)
{
    const map_t *map = b->in->view->map;
    if (t->region >= 0) return map->region[t->region].base;
    for (unsigned i = 0; i < map->regions; i++)
        if (t->groups >> map->region[i].group & 1) return map->region[i].base;
    return 0;
}

static bool target_busy(const busmap_t *b, const target_box_t *t)
{
    for (unsigned i = 0; i < b->goings; i++)
        if (b->going[i].stage >= STAGE_QUEUE && b->going[i].stage != STAGE_POSTED && b->going[i].route >= 0 && plan_target(&b->plan, b->in->view->map, b->going[i].addr) == t) return true;
    return false;
}

static void one_target(busmap_t *b, const target_box_t *t)
{
    const view_t *v = b->in->view;
    const select_t *s = &b->in->app->select;
    bool asleep = false, busy = target_busy(b, t), here = s->has_address && plan_target(&b->plan, v->map, s->address) == t;
    const char *off = traffic_clock_off(v, t->region, &asleep);
    int reach = reach_of(b, t);
    words_t w;
    const char *with = guest(b, t, &w);
    ui_round(b->ui, t->r, 4, off ? ROLE_SUNKEN : ROLE_RAISED);
    if (off) ui_dashed_frame(b->ui, t->r, 4, ROLE_FAINT, 1);
    else ui_frame(b->ui, t->r, 4, here ? ROLE_ACCENT : busy ? ROLE_TEXT : ROLE_EDGE, here || busy ? 1.5f : 1);
    rect_t in = rect_pad(t->r, 6, 0);
    if (off) {
        rect_t m = rect_cut_left(&in, 15);
        ui_mark(b->ui, rect(m.x, m.y + (m.h - 11) / 2, 11, 11), MARK_LOCK, ROLE_DIM);
    }
    if (reach >= 0) {
        rect_t m = rect_cut_right(&in, 13);
        ui_mark(b->ui, rect(m.x + 2, m.y + (m.h - 10) / 2, 10, 10), reach ? MARK_CHECK : MARK_CROSS, reach ? ROLE_GOOD : ROLE_ERROR);
    }
    style_t st = st_role(box_style(b), off ? ROLE_DIM : busy || here ? ROLE_TEXT : ROLE_DIM);
    char text[260], state[120];
    snprintf(state, sizeof state, off ? asleep ? "off in sleep (%s set, LPENR 0)" : "clock off (RCC %s)" : "%s", off ? off : with ? with : "");
    bool two = t->r.h >= 30 && *state;
    if (two) {
        rect_t top = rect(in.x, in.y + 1, in.w, in.h / 2);
        ui_text(b->ui, top, st, t->name);
        ui_text(b->ui, rect(in.x, in.y + in.h / 2 - 1, in.w, in.h / 2), off ? ST_SMALL_DIM : st_role(ST_SMALL, ROLE_ACCENT), state);
    } else {
        rect_t ink = ui_text(b->ui, in, st, t->name);
        rect_cut_left(&in, ink.w + 6);
        const char *brief = off && ui_width(b->ui, ST_SMALL_DIM, state) > in.w ? asleep ? "off in sleep" : "clock off" : state;
        if (*state && in.w > 24) ui_text(b->ui, in, st_align(off ? ST_SMALL_DIM : st_role(ST_SMALL, ROLE_ACCENT), RIGHT), brief);
    }
    snprintf(text, sizeof text, "%s%s%s", state, *state ? ". " : "", reach < 0 ? "" : reach ? "The chosen master reaches it." : "No road leads here from the chosen master.");
    uint32_t addr = here ? s->address : base_of(b, t);
    ui_hit(b->ui, t->r, ACT_ADDRESS, addr, "%s, from 0x%08X. %s", t->name, (unsigned)base_of(b, t), text);
    take(b, t->r);
    stub(b, b->plan.matrix[t->domain].x + b->plan.matrix[t->domain].w, t->r.x, t->r.y + t->r.h / 2, ROLE_GRID);
}

/* ---- what moves ---------------------------------------------------------------------------------------------------- */

typedef enum { LANE_SOLID, LANE_DASHED, LANE_ARROW } lane_t;

static void lane(busmap_t *b, const road_t *r, float from, float to, role_t role, float width, lane_t kind)
{
    point_t p[ROAD_POINTS];
    unsigned n = road_part(r, from, to, p);
    if (!n) return;
    if (kind == LANE_SOLID) ui_polyline(b->ui, p, n, role, width);
    if (kind == LANE_ARROW) ui_arrow(b->ui, p, n, role, width);
    if (kind != LANE_DASHED) return;
    for (unsigned i = 0; i + 1 < n; i++) ui_dashed(b->ui, p[i].x, p[i].y, p[i + 1].x, p[i + 1].y, role, width);
}

/* What was carried in the last step: quiet lanes of who did it, and in words where nothing of the same master moves now. */
static void lately(busmap_t *b)
{
    const moment_t *m = b->in->moment;
    const view_t *v = b->in->view;
    uint32_t told = 0;
    for (unsigned i = 0; i < b->goings; i++) told |= 1u << b->going[i].owner;
    for (size_t i = m->recents; i-- > 0;) {
        const fact_t *f = &m->recent[i];
        road_t r;
        if (f->kind != F_BEAT || f->at <= m->before || f->who == INIT_D2D1) continue;
        owner_t o = owner_of(f->who, (uint8_t)(f->note >> 24));
        if (plan_road(&b->plan, v->map, f->who, o, f->addr, &r) && !r.barred) lane(b, &r, 0, 9, (role_t)owner_look[o].soft, 3, LANE_SOLID);
        if (told >> o & 1) continue;
        told |= 1u << o;
        say_t *s = say(b, ROLE_DIM, ROLE_NONE, (mark_t)owner_look[o].mark);
        char words[300];
        explain_fact(f, v->map, v->names, words, sizeof words);
        put_text(s->text, sizeof s->text, "just now: %s", words);
        s->action = ACT_ADDRESS, s->arg = f->addr;
    }
}

static void place_words(const busmap_t *b, uint32_t addr, char *text, size_t room)
{
    const view_t *v = b->in->view;
    const region_row_t *r = map_region(v->map, addr);
    words_t w;
    if (!(r && r->kind == REGION_PART && reg_name(addr, text, room))) snprintf(text, room, "%s", say_place(v->names, v->map, addr, &w));
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
    take(b, at);
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
    snprintf(text, sizeof text, "waits %llu: %s", (unsigned long long)n, g->own ? "its own order" : traffic_who(v, q->init, q->tag, &w));
    label(b, p, MARK_PAUSE, ROLE_HAZARD, ROLE_HAZARD_SOFT, text, tip);
}

static void one_going(busmap_t *b, const going_t *g)
{
    const view_t *v = b->in->view;
    const look_t *o = &owner_look[g->owner];
    char text[400], place[96];
    road_t r;
    unsigned init = v->machine->chip.port[g->port].init;
    traffic_words(b->in, g, b->going, b->goings, text, sizeof text);
    bool wait = (g->stage == STAGE_WAIT || g->stage == STAGE_QUEUE) && g->blocker >= 0;
    say_t *s = say(b, wait ? ROLE_HAZARD : (role_t)o->role, wait ? ROLE_HAZARD_SOFT : ROLE_NONE, wait ? MARK_PAUSE : (mark_t)o->mark);
    put_text(s->text, sizeof s->text, "%s", text);
    s->action = ACT_ADDRESS, s->arg = g->addr;
    if (!plan_road(&b->plan, v->map, init, (owner_t)g->owner, g->addr, &r) || r.barred) return;
    if (g->has_data) lane(b, &r, g->write ? 0 : g->data, g->write ? g->data : 9, (role_t)o->soft, 9, LANE_SOLID);
    lane(b, &r, g->along, 9, (role_t)o->role, 1, LANE_DASHED);
    lane(b, &r, 0, g->along, (role_t)o->role, 3, LANE_ARROW);
    for (unsigned i = 1; i <= r.nodes; i++) {            /* its nodes: full ones are passed */
        point_t node = road_point(&r, (float)i), head = road_point(&r, g->along);
        if (fabsf(node.x - head.x) + fabsf(node.y - head.y) < 14) continue;
        ui_round(b->ui, rect(node.x - 4, node.y - 4, 8, 8), 4, ROLE_SUNKEN);
        ui_mark(b->ui, rect(node.x - 3, node.y - 3, 6, 6), g->along > (float)i ? MARK_DOT : MARK_RING, (role_t)o->role);
    }
    if (g->has_data && (g->stage >= STAGE_DATA || b->large)) packet(b, &r, g, text);
    point_t p = road_point(&r, g->along);
    place_words(b, g->addr, place, sizeof place);
    if (wait) waiting(b, g, p, text);
    else label(b, p, MARK_RIGHT, (role_t)o->role, ROLE_NONE, place, text);
}

/* ---- barriers ---------------------------------------------------------------------------------------------------------- */

static rect_t box_of(const busmap_t *b, uint32_t addr)
{
    const target_box_t *t = plan_target(&b->plan, b->in->view->map, addr);
    unsigned group = group_at(b, addr);
    return group == GROUP_ITCM ? b->plan.itcm : group == GROUP_DTCM ? b->plan.dtcm : t ? t->r : rect(0, 0, 0, 0);
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
    take(b, rect(p.x, p.y - h / 2, 31, h));
    snprintf(text, sizeof text, "no road to %s", region ? region->name : "this address");
    char why[300];
    snprintf(why, sizeof why, "%s has no road to %s: %s", traffic_who(b->in->view, init, tag, &w), region ? region->name : "this address",
             no_road_words(b->in->view, init, addr));
    label(b, (point_t){ p.x + 15, p.y - h / 2 + 4 }, MARK_CROSS, ROLE_ERROR, ROLE_ERROR_SOFT, text, why);
    if (refused) return;
    say_t *s = say(b, ROLE_ERROR, ROLE_ERROR_SOFT, MARK_CROSS);
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
    if ((init == INIT_AXIM || init == INIT_AHBP) && group_at(b, s->address) <= GROUP_DTCM) return;    /* the core has its TCMs */
    if (init == INIT_MDMA && group_at(b, s->address) <= GROUP_DTCM) init = INIT_MDMA_AHBS;
    if (matrix_route(b->in->view->map, (unsigned)init, s->address) < 0) barrier(b, (unsigned)init, tag, s->address, false);
    else if (plan_road(&b->plan, b->in->view->map, (unsigned)init, owner_of((unsigned)init, tag), s->address, &r)) lane(b, &r, 0, 9, ROLE_ACCENT, 1.5f, LANE_DASHED);
}

/* What was refused, or faulted: said loudest, and a red frame around everything. */
static void refusals(busmap_t *b)
{
    const view_t *v = b->in->view;
    for (unsigned i = b->refusals; i-- > 0;) {
        const refusal_t *r = &b->refusal[i];
        say_t *s = say(b, ROLE_ERROR, ROLE_ERROR_SOFT, MARK_BANG);
        char words[300];
        refusal_words(v, r, words, sizeof words);
        put_text(s->text, sizeof s->text, "%s (cycle %llu)", words, (unsigned long long)say_cycle(v->names, r->at));
        s->loud = i + 1 == b->refusals, s->action = ACT_GOTO, s->arg = (int64_t)r->at;
    }
    for (unsigned i = 0; i < b->refusals; i++) {
        const refusal_t *r = &b->refusal[i];
        if (r->kind != F_ERROR) continue;
        if (matrix_route(v->map, r->init, r->addr) < 0) barrier(b, r->init, r->tag, r->addr, true);
        else {
            road_t road;
            rect_t box = box_of(b, r->addr);
            if (plan_road(&b->plan, v->map, r->init, owner_of(r->init, r->tag), r->addr, &road)) lane(b, &road, 0, 9, ROLE_ERROR, 2.5f, LANE_ARROW);
            ui_frame(b->ui, rect_inset(box, -1), 4, ROLE_ERROR, 2.5f);
            ui_mark(b->ui, rect(box.x - 20, box.y + box.h / 2 - 9, 18, 18), MARK_BANG, ROLE_ERROR);
            take(b, rect(box.x - 20, box.y + box.h / 2 - 9, 18, 18));
        }
    }
    if (b->refusals) ui_frame(b->ui, rect_pad(b->plan.area, -6, -4), 6, ROLE_ERROR, 3);
}

/* ---- in words -------------------------------------------------------------------------------------------------------------- */

static void standing(busmap_t *b)
{
    const view_t *v = b->in->view;
    words_t w;
    for (unsigned i = 0; i < b->raiseds; i++) {
        say_t *s = say(b, ROLE_ERROR, ROLE_NONE, MARK_FLAG);
        put_text(s->text, sizeof s->text, "%s: %s is up", say_stream(b->raised[i].stream, &w), b->raised[i].flag);
        s->action = ACT_STREAM, s->arg = b->raised[i].stream;
    }
    int n = b->in->app->select.link;
    if (n >= 0 && n < v->map->nodes) {
        const node_t *node = &v->machine->chip.matrix.node[n];
        say_t *s = say(b, ROLE_ACCENT, ROLE_NONE, MARK_PIN);
        put_text(s->text, sizeof s->text, "%s: %u read%s and %u write%s in flight; last used by %s", v->map->node[n].name, node->busy[0], node->busy[0] == 1 ? "" : "s",
                 node->busy[1], node->busy[1] == 1 ? "" : "s", node->last == NOBODY ? "nobody yet" : v->map->init[node->last].name);
    }
    if (b->says) return;
    say_t *s = say(b, ROLE_DIM, ROLE_NONE, MARK_RING);
    put_text(s->text, sizeof s->text, v->machine->chip.core.slept != NEVER ? "The buses are idle; the core sleeps." : "The buses are idle: nothing is under way.");
}

static void words(busmap_t *b, rect_t r)
{
    unsigned first = 0;
    for (unsigned pass = 0; pass < 4; pass++)            /* loud, then what waits or is barred, then the rest */
        for (unsigned i = first; i < b->says && r.h >= 15; i++) {
            say_t *s = &b->say[i];
            unsigned rank = s->loud ? 0 : s->soft == ROLE_ERROR_SOFT ? 1 : s->soft != ROLE_NONE ? 2 : 3;
            if (rank != pass) continue;
            style_t st = s->loud ? (style_t){ FONT_BOLD, ROLE_TEXT, LEFT, SIZE_SMALL } : ST_SMALL;
            float room = r.w - (s->loud ? 34 : 24), need = s->loud ? fminf(ui_wrap_height(b->ui, room, st, s->text), 3 * ui_row_height(st)) : 15;
            rect_t row = rect_cut_top(&r, fminf(need + 3, r.h)), ground = row;
            if (s->soft != ROLE_NONE) ui_round(b->ui, rect(row.x, row.y, row.w, row.h - 1), 4, s->soft);
            float side = s->loud ? fminf(20, row.h - 3) : 9;
            ui_mark(b->ui, rect(row.x + 5, row.y + (row.h - 1 - side) / 2, side, side), s->mark, s->role);
            rect_cut_left(&row, s->loud ? 31 : 20);
            rect_t t = rect(row.x, row.y + 1, row.w - 3, row.h - 3);
            if (s->loud) ui_wrap(b->ui, rect(t.x, t.y, t.w, t.h + 1), st, s->text);
            else ui_text(b->ui, t, st, s->text);
            if (s->action != ACT_NONE) ui_hit(b->ui, ground, s->action, s->arg, "%s", s->text);
        }
}

/* ---- the panel --------------------------------------------------------------------------------------------------------------- */

static uint32_t used_masters(const view_t *v)
{
    uint32_t used = 0;
    for (unsigned i = 0; i < INITS; i++)
        if (overview_used(v->overview, LANE_BUS + i)) used |= 1u << i;
    return used;
}

static void draw_map(busmap_t *b)
{
    matrices(b);
    titles(b, false);
    bridges(b);
    core(b);
    for (unsigned i = 0; i < b->plan.masters; i++) one_master(b, &b->plan.master[i]);
    for (unsigned i = 0; i < b->plan.targets; i++) one_target(b, &b->plan.target[i]);
    lately(b);
    asked_for(b);
    refusals(b);
    for (unsigned i = 0; i < b->goings; i++) one_going(b, &b->going[i]);
    titles(b, true);
}

void panel_bus(const panel_in_t *in, ui_t *ui)
{
    const view_t *v = in->view;
    busmap_t b = { .in = in, .ui = ui, .master = in->hover_action == ACT_MASTER ? (int)in->hover_arg : in->app->select.master };
    rect_t body = ui_panel(ui, in->area, panel_title[PANEL_BUS], "arrows: addresses, packets: data");
    const domain_t *cpu = &v->machine->chip.clock[CLK_CPU];
    double cycle = cpu->mul ? (double)cpu->div / (double)cpu->mul : 0;
    b.goings = traffic(in, (double)v->now + (double)in->phase * cycle * (in->app->direction < 0 ? -1 : 1), b.going);
    b.refusals = traffic_refusals(in, b.refusal);
    b.raiseds = traffic_raised(v, b.raised);
    float foot = body.h < 260 ? 36 : body.h < 330 ? 54 : 76;
    rect_t map = rect(body.x, body.y, body.w, body.h - foot - 4);
    plan_make(&b.plan, v->map, rect_pad(map, 6, 5), used_masters(v));
    b.large = map.w > 760;
    if (map.w >= 330 && b.plan.pitch >= 11.5f) {
        draw_map(&b);
        rect_cut_top(&body, map.h + 4);
    } else {
        b.plan.area = rect(0, 0, 0, 0), b.plan.masters = b.plan.targets = 0;
        for (unsigned i = 0; i < b.refusals; i++) {
            say_t *s = say(&b, ROLE_ERROR, ROLE_ERROR_SOFT, MARK_BANG);
            refusal_words(v, &b.refusal[i], s->text, sizeof s->text);
            s->loud = i + 1 == b.refusals, s->action = ACT_GOTO, s->arg = (int64_t)b.refusal[i].at;
        }
        for (unsigned i = 0; i < b.goings; i++) {
            const look_t *o = &owner_look[b.going[i].owner];
            say_t *s = say(&b, (role_t)o->role, b.going[i].blocker >= 0 ? ROLE_HAZARD_SOFT : ROLE_NONE, (mark_t)o->mark);
            traffic_words(in, &b.going[i], b.going, b.goings, s->text, sizeof s->text);
        }
    }
    standing(&b);
    words(&b, body);
    ui_panel_end(ui);
}
