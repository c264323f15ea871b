/* bus_boxes.c -- the bus map as it stands: the matrices and their bridges, the core, masters, memories and
 * peripherals, each with what is known of it now. See panel_bus.c. */
#include "bus_own.h"
#include "bytes.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- the still picture --------------------------------------------------------------------------- */

style_t bus_style(const busmap_t *b)
{
    return b->plan.pitch >= 60 ? st_size(ST_BODY, 17) : b->plan.pitch >= 20 ? ST_BODY : ST_SMALL;
}

static void matrices(busmap_t *b)
{
    for (int d = 0; d < DOMAINS; d++) {
        rect_t m = b->plan.matrix[d];
        if (m.h <= 0) continue;
        ui_round(b->ui, m, 6, ROLE_SUNKEN);
        ui_frame(b->ui, m, 6, ROLE_EDGE, 1);
    }
}

/* Drawn last, on a ground of its own: a lane goes on behind it. */
void bus_titles(busmap_t *b, bool drawn)
{
    static const char *const name[DOMAINS] = { "D1 \xC2\xB7 AXI 64 bit", "D2 \xC2\xB7 AHB 32 bit",
                                               "D3 \xC2\xB7 AHB 32 bit" };
    static const char *const brief[DOMAINS] = { "D1 AXI", "D2 AHB", "D3 AHB" };
    static const char *const tip[DOMAINS] = {
        "The AXI interconnect of domain D1: the core, MDMA, DMA2D, LTDC and SDMMC1 enter here. 64 bits wide.",
        "The AHB matrix of domain D2: DMA1, DMA2, the core's peripheral port, Ethernet, USB and SDMMC2 "
        "enter here. 32 bits wide.",
        "The AHB matrix of domain D3: the BDMA enters here, and who comes over the bridges from D1 and D2." };
    float bottom = 0;
    for (int d = 0; d < DOMAINS; d++) {
        rect_t m = b->plan.matrix[d];
        if (m.h <= 0) continue;
        /* In the gap above, right of the shafts; D1 has the row of the TCMs, where nobody enters. */
        float above = d ? m.y - bottom : 17,
            most = d ? fmaxf(m.w * 0.40f, 54) : m.w * 0.8f;
        const char *text = ui_width(b->ui, ST_SMALL_DIM, name[d]) + 8 <= most ? name[d] : brief[d];
        float w = fminf(ui_width(b->ui, ST_SMALL_DIM, text) + 8, most), h = fminf(above - 2, 15);
        bottom = m.y + m.h;
        rect_t t = d ? rect(m.x + m.w - w, m.y - above / 2 - h / 2, w, h) : rect(m.x + 3, m.y + 2, w, h);
        if (!drawn) {
            bus_take(b, t);                                   /* labels keep off it */
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
        if (p->matrix[from].h <= 0 || p->matrix[to].h <= 0) continue;
        rect_t a = p->matrix[from], z = p->matrix[to];
        bool down = z.y > a.y;
        road_t r;
        /* Any road over it tells its shaft. */
        unsigned init = from == DOMAIN_1 ? INIT_AXIM : to == DOMAIN_1 ? INIT_DMA1_MEM : INIT_DMA1_MEM;
        uint32_t addr = to == DOMAIN_1 ? 0x24000000u : to == DOMAIN_2 ? 0x30000000u : 0x38000000u;
        if (!plan_road(p, map, init, OWNER_CPU, addr, &r)) continue;
        point_t at = road_point(&r, 1);
        float y0 = down ? a.y + a.h : a.y, y1 = down ? z.y : z.y + z.h;
        ui_arrow(b->ui, (point_t[2]){ { at.x, y0 }, { at.x, y1 } }, 2, b->in->app->select.link == (int)n
                 ? ROLE_ACCENT : ROLE_FAINT, 1);
        rect_t hit = rect(at.x - 9, fminf(y0, y1), 18, fabsf(y1 - y0));
        const node_t *s = &b->in->view->machine->chip.matrix.node[n];
        unsigned busy = s->busy[0] + s->busy[1];
        if (hit.h >= 12) ui_hit(b->ui, hit, ACT_LINK, n, "%s: %u transaction%s in flight", map->node[n].name,
                                busy, busy == 1 ? "" : "s");
    }
}

static void stub(busmap_t *b, float x0, float x1, float y, role_t role) { ui_line(b->ui, x0, y, x1, y, role,
        1); }

static bool is_active(const busmap_t *b, const master_box_t *m)
{
    for (unsigned i = 0; i < b->goings; i++)
        if (plan_master(&b->plan, b->going[i].init, (owner_t)b->going[i].owner) == m) return true;
    return false;
}

/* In a small picture a frame takes the room the letters need. */
static void quiet_frame(busmap_t *b, rect_t r)
{
    if (b->plan.pitch >= 17) ui_frame(b->ui, r, 4, ROLE_EDGE, 1);
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
    bool now = is_active(b, m), chosen = b->in->app->select.master == m->init;
    if (m->init == INIT_AXIM && m->owner != OWNER_CPU) chosen = false;
    const raised_t *flag = flag_of(b, m);
    words_t w;
    ui_round(b->ui, m->r, 4, now ? (role_t)o->soft : ROLE_RAISED);
    if (now || flag || chosen)
        ui_frame(b->ui, m->r, 4, flag ? ROLE_ERROR : now ? (role_t)o->role : ROLE_ACCENT, 1.5f);
    else quiet_frame(b, m->r);
    rect_t in = rect_pad(m->r, 5, 0);
    rect_t sign = rect_cut_left(&in, 13);
    ui_mark(b->ui, rect(sign.x, sign.y + (sign.h - 9) / 2, 9, 9), flag ? MARK_BANG : (mark_t)o->mark,
            flag ? ROLE_ERROR : (role_t)o->role);
    const char *name = ui_width(b->ui, bus_style(b), m->name) > in.w ? m->brief : m->name;
    ui_text(b->ui, in, st_role(bus_style(b), now ? ROLE_TEXT : ROLE_DIM), name);
    if (flag) ui_hit(b->ui, m->r, ACT_STREAM, flag->stream,
                     "%s: %s is up: an access was refused, and nobody cleared the flag",
                         say_stream(flag->stream, &w), flag->flag);
    else ui_hit(b->ui, m->r, ACT_MASTER, m->init, "%s: %s %s", m->name, o->tip, now ? "It is on the bus now."
                : "Idle.");
    bus_take(b, m->r);
    int d = plan_init_domain(m->init);
    if (d == m->domain) stub(b, m->r.x + m->r.w, b->plan.matrix[d].x, m->r.y + m->r.h / 2, ROLE_GRID);
}

/* Did the core use this TCM, or the cache answer, in the last few cycles? The last such fact. */
static const fact_t *core_fact(const busmap_t *b, bool (*is)(const busmap_t *, const fact_t *))
{
    enum { CYCLES = 8 };
    const moment_t *m = b->in->moment;
    for (size_t i = m->recents; i-- > 0;) {
        if (say_cycle(b->in->view->names, m->recent[i].at) + CYCLES < b->in->view->cycle) break;
        if (is(b, &m->recent[i])) return &m->recent[i];
    }
    return NULL;
}

unsigned bus_group(const busmap_t *b, uint32_t addr)
{
    const region_row_t *r = map_region(b->in->view->map, addr);
    return r ? r->group : GROUPS;
}

static bool in_tcm(const fact_t *f) { return (f->kind == F_LOAD && f->what == SRC_TCM) || (f->kind == F_STORE
        && f->what == DST_TCM); }
static bool in_itcm(const busmap_t *b, const fact_t *f) { return in_tcm(f) && bus_group(b,
        f->addr) == GROUP_ITCM; }
static bool in_dtcm(const busmap_t *b, const fact_t *f) { return in_tcm(f) && bus_group(b,
        f->addr) == GROUP_DTCM; }
static bool from_cache(const busmap_t *b, const fact_t *f) { (void)b; return f->kind == F_LOAD
                                                             && f->what == SRC_CACHE; }

static void tcm(busmap_t *b, rect_t r, const char *name, uint32_t base, unsigned group, const fact_t *used)
{
    const select_t *s = &b->in->app->select;
    bool here = s->has_address && bus_group(b, s->address) == group;
    ui_round(b->ui, r, 4, used ? ROLE_CPU_SOFT : ROLE_RAISED);
    if (here || used) ui_frame(b->ui, r, 4, here ? ROLE_ACCENT : ROLE_CPU, here ? 1.5f : 1);
    else quiet_frame(b, r);
    style_t st = st_align(st_role(bus_style(b), used || here ? ROLE_TEXT : ROLE_DIM), CENTRE);
    ui_text(b->ui, rect_pad(r, 1, 0), st, name);
    ui_hit(b->ui, r, ACT_ADDRESS, base,
           "%s: on the core itself, no cache, no bus. Only the core and the MDMA reach it.", name);
    bus_take(b, r);
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
        say_t *s = bus_say(b, (role_t)o->role, ROLE_NONE, k == 2 ? MARK_CHECK : (mark_t)o->mark);
        char words[300];
        explain_fact(f[k], b->in->view->map, b->in->view->names, words, sizeof words);
        put_text(s->text, sizeof s->text, "%s%s", k == 2 ? "a hit, no bus is asked: " : "", words);
        s->action = ACT_ADDRESS, s->arg = f[k]->addr;
    }
}

/* ---- memories and peripherals -------------------------------------------------------------------- */

/* What a target's box says beside its name: the peripheral spoken to, or the selected buffer that lies
 * there. */
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

static int reach_of(const busmap_t *b,
                    const target_box_t *t)   /* 1: the master pointed at reaches it, 0: not, -1: no master */
{
    const map_t *map = b->in->view->map;
    if (b->master < 0) return -1;
    for (unsigned i = 0; i < map->regions; i++)
        if (t->groups >> map->region[i].group & 1 && matrix_route(map, (unsigned)b->master,
                map->region[i].base) >= 0) return 1;
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
        if (b->going[i].stage >= STAGE_QUEUE && b->going[i].stage != STAGE_POSTED && b->going[i].route >= 0
            && plan_target(&b->plan, b->in->view->map, b->going[i].addr) == t) return true;
    return false;
}

/* The whole name, else its last part, else nothing: the tooltip has it. */
static const char *fitting(const busmap_t *b, style_t s, const char *name, float w, words_t *last)
{
    if (ui_width(b->ui, s, name) <= w) return name;
    ui_brief(name, strlen(name), last->s, sizeof last->s);
    return ui_width(b->ui, s, last->s) <= w ? last->s : "";
}

static void one_target(busmap_t *b, const target_box_t *t)
{
    const view_t *v = b->in->view;
    const select_t *s = &b->in->app->select;
    bool asleep = false, busy = target_busy(b, t);
    bool here = s->has_address && plan_target(&b->plan, v->map, s->address) == t;
    const char *off = traffic_clock_off(v, t->region, &asleep);
    int reach = reach_of(b, t);
    words_t w;
    const char *with = guest(b, t, &w);
    ui_round(b->ui, t->r, 4, off ? ROLE_SUNKEN : ROLE_RAISED);
    if (off) ui_dashed_frame(b->ui, t->r, 4, ROLE_FAINT, 1);
    else if (here || busy) ui_frame(b->ui, t->r, 4, here ? ROLE_ACCENT : ROLE_TEXT, 1.5f);
    else quiet_frame(b, t->r);
    rect_t in = rect_pad(t->r, 6, 0);
    if (off) {
        rect_t m = rect_cut_left(&in, 15);
        ui_mark(b->ui, rect(m.x, m.y + (m.h - 11) / 2, 11, 11), MARK_LOCK, ROLE_DIM);
    }
    if (reach >= 0) {
        rect_t m = rect_cut_right(&in, 13);
        ui_mark(b->ui, rect(m.x + 2, m.y + (m.h - 10) / 2, 10, 10), reach ? MARK_CHECK : MARK_CROSS,
                reach ? ROLE_GOOD : ROLE_ERROR);
    }
    style_t st = st_role(bus_style(b), off ? ROLE_DIM : busy || here ? ROLE_TEXT : ROLE_DIM);
    char text[320], state[sizeof(words_t) + 40];
    snprintf(state, sizeof state, off ? asleep ? "off in sleep (%s set, LPENR 0)" : "clock off (RCC %s)"
             : "%s", off ? off : with ? with : "");
    bool two = t->r.h >= 30 && *state;
    if (two) {
        rect_t top = rect(in.x, in.y + 1, in.w, in.h / 2);
        ui_text(b->ui, top, st, t->name);
        style_t under = off ? ST_SMALL_DIM : st_role(ST_SMALL, ROLE_ACCENT);
        const char *fits = fitting(b, under, state, in.w, &(words_t){ "" });
        ui_text(b->ui, rect(in.x, in.y + in.h / 2 - 1, in.w, in.h / 2), under, *fits ? fits : state);
    } else {
        rect_t ink = ui_text(b->ui, in, st, t->name);
        rect_cut_left(&in, ink.w + 6);
        const char *brief = off && ui_width(b->ui, ST_SMALL_DIM, state) > in.w ? asleep ? "off in sleep"
            : "clock off" : state;
        style_t beside = st_align(off ? ST_SMALL_DIM : st_role(ST_SMALL, ROLE_ACCENT), RIGHT);
        if (*state && in.w > 24) ui_text(b->ui, in, beside, fitting(b, beside, brief, in.w,
                    &(words_t){ "" }));
    }
    snprintf(text, sizeof text, "%s%s%s", state, *state ? ". " : "", reach < 0 ? "" : reach
             ? "The chosen master reaches it." : "No road leads here from the chosen master.");
    uint32_t addr = here ? s->address : base_of(b, t);
    ui_hit(b->ui, t->r, ACT_ADDRESS, addr, "%s, from 0x%08X. %s", t->name, (unsigned)base_of(b, t), text);
    bus_take(b, t->r);
    stub(b, b->plan.matrix[t->domain].x + b->plan.matrix[t->domain].w, t->r.x, t->r.y + t->r.h / 2,
         ROLE_GRID);
}

void bus_still(busmap_t *b)
{
    matrices(b);
    bus_titles(b, false);
    bridges(b);
    core(b);
    for (unsigned i = 0; i < b->plan.masters; i++) one_master(b, &b->plan.master[i]);
    for (unsigned i = 0; i < b->plan.targets; i++) one_target(b, &b->plan.target[i]);
}
