/* traffic.c -- see traffic.h. */
#include "traffic.h"
#include "streams.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "reach.h"

/* ---- who ----------------------------------------------------------------------------------------- */

const char *traffic_who(const view_t *v, unsigned init, unsigned tag, words_t *w)
{
    if (init == INIT_AXIM || init == INIT_AHBP) {
        static const char *const word[] = { "D-cache line fill", "D-cache write-back", "core store",
                                            "core load", "I-fetch", "AHBP" };
        unsigned i = tag - TAG_FILL;
        return init == INIT_AHBP ? "core over AHBP" : i < sizeof word / sizeof *word ? word[i] : "core";
    }
    return say_master(v->map, (uint8_t)init, (uint8_t)tag, w);
}

/* A write the D2-to-D1 bridge carries on: for whom, as long as that is known. */
static uint8_t behind(const panel_in_t *in, const port_t *p)
{
    const moment_t *m = in->moment;
    if (p->init != INIT_D2D1) return p->init;
    for (size_t i = m->recents; i-- > 0;)
        if (m->recent[i].kind == F_POSTED && m->recent[i].data == p->txn) return m->recent[i].who;
    if (!m->cut)
        for (size_t i = m->lanes; i-- > 0;)
            if (m->lane[i].kind == F_POSTED && m->lane[i].data == p->txn) return m->lane[i].who;
    return p->init;
}

/* ---- where --------------------------------------------------------------------------------------- */

typedef struct { const view_t *v; const chip_t *chip; const domain_t *hclk; double at; } instant_t;

static float part_of(double at, tick_t from, tick_t to)
{
    if (to == NEVER || to <= from) return at >= (double)from ? 1 : 0;
    return (float)fmin(fmax((at - (double)from) / (double)(to - from), 0), 1);
}

static bool active(const matrix_t *m, unsigned n) { return (m->waiting | m->running) >> n & 1; }

static bool posts(const view_t *v, const port_t *p, int route)
{
    return p->write && p->attr & BUS_BUFFERABLE && v->map->route[route].post && v->map->init[p->init].posts;
}

/* Who holds this node: another's transaction in flight there. */
static int holder_of(const view_t *v, unsigned n, unsigned node)
{
    const matrix_t *m = &v->machine->chip.matrix;
    int found = -1;
    for (unsigned q = 0; q < v->map->ports; q++) {
        if (q == n || !active(m, q) || !m->leg[q].held) continue;
        const route_row_t *r = &v->map->route[m->leg[q].route];
        for (unsigned hop = 0; hop < r->nodes; hop++)
            if (r->node[hop] == node && m->leg[q].held >> hop & 1 && (found < 0
                    || m->leg[q].start < m->leg[found].start)) found = (int)q;
    }
    return found;
}

/* An earlier request of the same initiator and id: the two keep their order. */
static int older_own(const view_t *v, unsigned n)
{
    const chip_t *c = &v->machine->chip;
    const port_t *p = &c->port[n];
    for (unsigned q = 0; q < v->map->ports; q++) {
        const port_t *o = &c->port[q];
        if (q != n && active(&c->matrix, q) && o->init == p->init && o->id == p->id
            && (int32_t)(o->seq - p->seq) < 0) return (int)q;
    }
    return -1;
}

static void waits(const instant_t *t, going_t *g, unsigned n, const leg_t *leg, const route_row_t *r)
{
    tick_t left = leg->hop ? leg->start : t->chip->port[n].asked;
    float part = part_of(t->at, left, leg->ready);
    g->along = (float)leg->hop + part;
    g->stage = STAGE_ASK;
    if (part < 1) return;
    g->stage = STAGE_WAIT, g->node = r->node[leg->hop], g->since = leg->ready;
    g->blocker = holder_of(t->v, n, (unsigned)g->node);
    if (g->blocker < 0) g->blocker = older_own(t->v, n);
    if (g->blocker >= 0) {
        const port_t *q = &t->chip->port[g->blocker];
        g->own = q->init == t->chip->port[n].init && q->id == t->chip->port[n].id;
    }
}

/* Another transaction's beats that the slave serves first. */
static int served_first(const view_t *v, unsigned n, unsigned node)
{
    const matrix_t *m = &v->machine->chip.matrix;
    for (unsigned q = 0; q < v->map->ports; q++) {
        if (q == n || !(m->running >> q & 1) || m->leg[q].next == NEVER || !m->leg[q].held) continue;
        const route_row_t *r = &v->map->route[m->leg[q].route];
        if (r->node[r->nodes - 1] == node && m->leg[q].served < m->leg[q].beats) return (int)q;
    }
    return -1;
}

static tick_t beat_tick(const instant_t *t, const leg_t *leg, unsigned k,
                        unsigned more) { return domain_edge(t->hclk, leg->edge + leg->when[k] + more); }

/* The slave serves it: a read's beats come back, each `tail` edges behind its own, and rest at the master;
 * a write's go there one after the other. */
static void serves(const instant_t *t, going_t *g, const port_t *p, const leg_t *leg, const route_row_t *r)
{
    float end = (float)r->nodes + 1;
    unsigned next = leg->served < leg->beats ? leg->served : leg->beats ? leg->beats - 1u : 0;
    g->stage = STAGE_DATA, g->beat = leg->served, g->has_data = true;
    tick_t before = next ? beat_tick(t, leg, next - 1, 0) : leg->start;
    if (p->write) {
        g->along = (float)r->nodes + (leg->served ? 1 : part_of(t->at, leg->start, beat_tick(t, leg, 0, 0)));
        g->data = leg->served < leg->beats ? (float)r->nodes + part_of(t->at, before, beat_tick(t, leg, next,
                0)) : end;
    } else {
        bool back = p->beat < leg->served;               /* on its way back */
        g->along = leg->served ? end : (float)r->nodes + part_of(t->at, leg->start, beat_tick(t, leg, 0, 0));
        g->has_data = leg->served > 0, g->beat = p->beat;
        if (leg->served) next = back ? p->beat : p->beat - 1u;
        if (back) g->data = end * (1 - part_of(t->at, beat_tick(t, leg, next, 0), beat_tick(t, leg, next,
                r->tail_r)));
    }
    g->addr = beat_addr(p, next), g->data_beat = next;
}

static void place(const instant_t *t, going_t *g, unsigned n)
{
    const view_t *v = t->v;
    const matrix_t *m = &t->chip->matrix;
    const port_t *p = &t->chip->port[n];
    const leg_t *leg = &m->leg[n];
    if (g->route < 0 || (active(m, n) && leg->why && !leg->held)) {
        g->stage = STAGE_REFUSED, g->along = 1, g->route = -1;
        return;
    }
    const route_row_t *r = &v->map->route[g->route];
    g->has_data = p->write, g->since = p->asked;
    if (p->phase == BUS_DONE) {
        g->stage = STAGE_DONE, g->along = (float)r->nodes + 1, g->has_data = true, g->beat = g->beats,
            g->data_beat = g->beats - 1;
        g->data = p->write ? g->along : 0, g->addr = beat_addr(p, g->data_beat);
        return;
    }
    if (!active(m, n)) {                                  /* asked; the matrix sees it at its next edge */
        g->stage = STAGE_ASK, g->along = 0.5f * part_of(t->at, p->asked, domain_next(t->hclk,
                p->asked + 1)) + 0.25f;
    } else if (m->waiting >> n & 1) waits(t, g, n, leg, r);
    else if (posts(v, p, g->route)) g->stage = STAGE_POSTED, g->along = 1;
    else if (leg->next == NEVER) {
        g->stage = STAGE_QUEUE, g->along = (float)r->nodes + 0.5f, g->since = leg->start;
        g->blocker = served_first(v, n, r->node[r->nodes - 1]);
    } else serves(t, g, p, leg, r);
    if (g->stage != STAGE_DATA) g->data = g->along, g->data_beat = 0;
}

unsigned traffic(const panel_in_t *in, double at, going_t out[PORTS])
{
    const view_t *v = in->view;
    const chip_t *c = &v->machine->chip;
    instant_t t = { v, c, &c->clock[v->map->hclk], at };
    unsigned count = 0;
    const domain_t *cpu = &c->clock[CLK_CPU];
    tick_t cycle = cpu->mul ? cpu->div / cpu->mul : 1;
    for (unsigned n = 0; n < v->map->ports && n < PORTS; n++) {
        const port_t *p = &c->port[n];
        bool done = p->phase == BUS_DONE && p->done <= v->now && v->now - p->done < cycle;
        if (p->phase != BUS_REQ && p->phase != BUS_BUSY && !done) continue;
        going_t *g = &out[count++];
        *g = (going_t){ .port = n, .init = behind(in, p), .tag = p->tag, .node = -1, .blocker = -1,
                        .since = p->asked, .addr = p->addr,
                        .write = p->write, .size = 1u << (p->size & 3), .beats = matrix_beats(p) };
        g->owner = (uint8_t)owner_of(g->init, p->tag);
        if (g->init == INIT_D2D1) g->owner = OWNER_OTHER;
        g->route = matrix_route(v->map, p->init, p->addr);
        place(&t, g, n);
    }
    return count;
}

/* ---- refusals ------------------------------------------------------------------------------------ */

static tick_t lately(const panel_in_t *in)
{
    const view_t *v = in->view;
    tick_t few = names_tick(v->names, v->cycle > REFUSAL_CYCLES ? v->cycle - REFUSAL_CYCLES : 0);
    tick_t last = in->moment->before < v->now ? in->moment->before + 1 : few;
    return last < few ? last : few;
}

static void put_refusal(refusal_t out[REFUSALS], unsigned *n, const fact_t *f)
{
    if (*n == REFUSALS) memmove(out, out + 1, (REFUSALS - 1) * sizeof *out), (*n)--;
    refusal_t r = { .kind = f->kind, .addr = f->addr, .at = f->at, .fact = *f, .init = INIT_AXIM,
                    .tag = TAG_LOAD, .why = BUS_OK };
    if (f->kind == F_ERROR) r.init = f->who, r.why = f->what, r.tag = (uint8_t)(f->note >> 16),
        r.write = f->note >> 8 & 1;
    out[(*n)++] = r;
}

unsigned traffic_refusals(const panel_in_t *in, refusal_t out[REFUSALS])
{
    unsigned n = 0;
    const moment_t *m = in->moment;
    tick_t from = lately(in);
    const fact_t *f = m->cut || m->from > from || m->to < in->view->now ? m->recent : m->lane;
    size_t count = f == m->recent ? m->recents : m->lanes, first = 0, last = count;
    while (first < last) {                               /* the first that is late enough */
        size_t middle = (first + last) / 2;
        if (f[middle].at < from) first = middle + 1; else last = middle;
    }
    for (; first < count && f[first].at <= in->view->now; first++)
        if (f[first].kind == F_ERROR || f[first].kind == F_FAULT) put_refusal(out, &n, &f[first]);
    return n;
}

static void raise_flag(raised_t out[RAISED], unsigned *n, int stream, const char *flag)
{
    if (*n < RAISED) out[(*n)++] = (raised_t){ stream, flag };
}

unsigned traffic_raised(const view_t *v, raised_t out[RAISED])
{
    static const uint8_t shift[4] = { 0, 6, 16, 22 };    /* RM0433 15.5.1 */
    const chip_t *c = &v->machine->chip;
    unsigned n = 0;
    for (int i = 0; i < 2 * DMA_STREAMS; i++) {
        const dma_t *d = i < DMA_STREAMS ? &c->dma1 : &c->dma2;
        uint32_t bits = d->isr[i % DMA_STREAMS / 4] >> shift[i % 4];
        if (bits & DMA_TE) raise_flag(out, &n, i, "TEIF");
        if (bits & DMA_DME) raise_flag(out, &n, i, "DMEIF");
        if (bits & DMA_FE && stream_refused(&d->stream[i % DMA_STREAMS])) raise_flag(out, &n, i, "FEIF");
    }
    for (int i = 0; i < BDMA_CHANNELS; i++)
        if (c->bdma.isr >> 4 * i & BDMA_TEIF) raise_flag(out, &n, FIRST_BDMA + i, "TEIF");
    for (int i = 0; i < MDMA_CHANNELS; i++)
        if (c->mdma.channel[i].isr & MDMA_TEIF) raise_flag(out, &n, FIRST_MDMA + i, "TEIF");
    return n;
}

/* ---- sentences ----------------------------------------------------------------------------------- */

const char *no_road_words(const view_t *v, unsigned init, uint32_t addr)
{
    const region_row_t *r = map_region(v->map, addr);
    bool tcm = r && r->kind == REGION_TCM;
    if (init == INIT_MDMA && tcm) return reach_why_not_port(false);
    if (init == INIT_MDMA_AHBS && !tcm) return reach_why_not_port(true);
    return reach_why_not(r);
}

const char *traffic_clock_off(const view_t *v, int region, bool *asleep)
{
    enum { RCC_AT = 0x58024400 };
    if (region < 0 || region >= v->map->regions) return NULL;
    const region_row_t *r = &v->map->region[region];
    if (r->clock < 0 || wire_get(&v->machine->chip.wires, WIRE_CLOCK, (unsigned)r->clock)) return NULL;
    const clock_row_t *c = &v->map->clock[r->clock];
    uint32_t value = 0;
    *asleep = machine_reg(v->machine, RCC_AT + c->reg, &value) && value >> c->bit & 1;
    return c->name;
}

void refusal_words(const view_t *v, const refusal_t *r, char *text, size_t room)
{
    explain_fact(&r->fact, v->map, v->names, text, room);
    if (r->kind == F_ERROR && (r->why == BUS_NO_PATH || r->why == BUS_NO_TARGET)) add_text(text, room, ": %s",
            no_road_words(v, r->init, r->addr));
    const region_row_t *region = map_region(v->map, r->addr);
    bool asleep = false;
    const char *bit = region ? traffic_clock_off(v, (int)(region - v->map->region), &asleep) : NULL;
    if (r->why == BUS_UNCLOCKED && bit) add_text(text, room,
                                                 asleep ? " while the core sleeps (%s is 1, its LPENR bit 0)"
                                                     : " (RCC %s is 0)", bit);
}

static unsigned long long cycles_since(const view_t *v, tick_t since)
{
    uint64_t from = since <= v->now ? say_cycle(v->names, since) : v->cycle;
    return from < v->cycle ? v->cycle - from : 0;
}

void traffic_words(const panel_in_t *in, const going_t *g, const going_t *all, unsigned count, char *text,
                   size_t room)
{
    const view_t *v = in->view;
    const region_row_t *r = map_region(v->map, g->addr);
    words_t who, place_;
    const char *mark = r && r->kind == REGION_PART ? r->name : say_place(v->names, v->map, g->addr, &place_);
    snprintf(text, room, "%s %s %s", traffic_who(v, g->init, g->tag, &who), g->write ? "\xE2\x86\x92"
             : "\xE2\x86\x90", mark);
    switch (g->stage) {
    case STAGE_WAIT: case STAGE_QUEUE: {
        unsigned long long n = cycles_since(v, g->since);
        const going_t *b = NULL;
        for (unsigned i = 0; i < count; i++)
            if (g->blocker >= 0 && all[i].port == (unsigned)g->blocker) b = &all[i];
        add_text(text, room, " waits %llu cycle%s for %s", n, n == 1 ? "" : "s", g->stage == STAGE_QUEUE ? r
                 ? r->name : "it" : v->map->node[g->node].name);
        if (b && g->own) add_text(text, room, ", behind its own earlier request");
        else if (b) add_text(text, room, ", held by %s", traffic_who(v, b->init, b->tag, &who));
        else add_text(text, room, ": arbitration");
        return;
    }
    case STAGE_DATA:
        add_text(text, room, " \xC2\xB7 beat %u of %u, %u byte%s each", g->beat < g->beats ? g->beat + 1
                 : g->beats, g->beats,
                 g->size, g->size == 1 ? "" : "s");
        return;
    case STAGE_DONE: add_text(text, room, " \xC2\xB7 answered"); return;
    case STAGE_POSTED: add_text(text, room, " \xC2\xB7 the bridge took it over and answers early"); return;
    case STAGE_REFUSED: add_text(text, room, " \xC2\xB7 no road: %s", no_road_words(v, g->init, g->addr));
    return;
    default: add_text(text, room, " \xC2\xB7 the address is on its way"); return;
    }
}
