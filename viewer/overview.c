/* overview.c -- see overview.h. */
#include "overview.h"
#include "theme.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct overview {
    sink_t   sink;
    tick_t   width;
    size_t   columns;
    uint32_t most[LANES];
    /* of what lasts: accounted for up to here; NEVER: it does not last now */
    tick_t   since[LANES];
    uint32_t asked[INITS];             /* transactions under way, an initiator */
    uint32_t nest;                     /* handlers active */
    uint32_t groups, owners;           /* asked for, who did */
    tick_t   retired, wait_from;       /* the CPU's last fact; the last fill or uncached read it began */
    uint32_t cell[LANES][OVERVIEW_COLUMNS];
};

overview_t *overview_new(domain_t cpu)
{
    overview_t *o = calloc(1, sizeof *o);
    if (!o) abort();
    o->width = domain_edge(&cpu, 1) - domain_edge(&cpu, 0);
    for (unsigned l = 0; l < LANES; l++) o->since[l] = NEVER;
    return o;
}

void overview_free(overview_t *o) { free(o); }

/* ---- columns ----------------------------------------------------------------------------------------- */

static void fold(overview_t *o)
{
    for (unsigned l = 0; l < LANES; l++) {
        uint32_t *c = o->cell[l];
        if (!o->most[l]) continue;
        o->most[l] = 0;
        for (size_t i = 0; i < OVERVIEW_COLUMNS / 2; i++) {
            uint64_t sum = (uint64_t)c[2 * i] + c[2 * i + 1];
            c[i] = sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum;
            if (c[i] > o->most[l]) o->most[l] = c[i];
        }
        memset(c + OVERVIEW_COLUMNS / 2, 0, OVERVIEW_COLUMNS / 2 * sizeof *c);
    }
    o->width *= 2;
    o->columns = (o->columns + 1) / 2;
}

static size_t column(overview_t *o, tick_t t)
{
    while (t / o->width >= OVERVIEW_COLUMNS) fold(o);
    size_t c = (size_t)(t / o->width);
    if (c >= o->columns) o->columns = c + 1;
    return c;
}

static void put(overview_t *o, unsigned lane, size_t c, uint64_t n)
{
    uint64_t sum = o->cell[lane][c] + n;
    o->cell[lane][c] = sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum;
    if (o->cell[lane][c] > o->most[lane]) o->most[lane] = o->cell[lane][c];
}

static void one(overview_t *o, unsigned lane, tick_t t) { put(o, lane, column(o, t), 1); }

static void lasted(overview_t *o, unsigned lane, tick_t from, tick_t to)
{
    if (to <= from) return;
    column(o, to - 1);
    while (from < to) {
        size_t c = column(o, from);
        tick_t end = (c + 1) * o->width, stop = end < to ? end : to;
        put(o, lane, c, stop - from);
        from = stop;
    }
}

static void begin(overview_t *o, unsigned lane, tick_t t) { if (o->since[lane] == NEVER) o->since[lane] = t; }

static void end(overview_t *o, unsigned lane, tick_t t)
{
    if (o->since[lane] == NEVER) return;
    lasted(o, lane, o->since[lane], t);
    o->since[lane] = NEVER;
}

void overview_reach(overview_t *o, tick_t now)
{
    if (!now) return;
    column(o, now - 1);
    for (unsigned l = 0; l < LANES; l++) {
        if (o->since[l] == NEVER || o->since[l] >= now) continue;
        lasted(o, l, o->since[l], now);
        o->since[l] = now;
    }
}

/* ---- facts -------------------------------------------------------------------------------------------- */

/* What the core retires one after the other: the gap before a load that missed was waiting. */
static void see_load(overview_t *o, const fact_t *f)
{
    if (f->what == SRC_BUS || f->what == SRC_LFB)
        lasted(o, LANE_CPU_WAITING, o->wait_from > o->retired ? o->wait_from : o->retired, f->at);
}

static void see_barrier(overview_t *o, const fact_t *f)
{
    lasted(o, LANE_CPU_WAITING, f->data > o->retired ? f->data : o->retired, f->at);
}

static void see_bus(overview_t *o, const fact_t *f)
{
    if (f->who >= INITS) return;
    if (f->kind == F_ASK) {
        const region_row_t *r = map_region(&h743_map, f->addr);
        if (r) o->groups |= 1u << r->group;
        o->owners |= 1u << owner_of(f->who, f->note >> 16 & 0xFF);
        if (!o->asked[f->who]++) begin(o, LANE_BUS + f->who, f->at);
        if (f->who <= INIT_AHBP && !(f->note >> 8 & 1)) o->wait_from = f->at;
    } else if (o->asked[f->who] && !--o->asked[f->who]) {
        end(o, LANE_BUS + f->who, f->at);
    }
}

static void see_handler(overview_t *o, const fact_t *f)
{
    if (f->kind == F_IRQ_ENTER) {
        one(o, LANE_IRQS, f->at);
        if (!o->nest++) begin(o, LANE_HANDLERS, f->at);
    } else if (o->nest && !--o->nest) {
        end(o, LANE_HANDLERS, f->at);
    }
}

static void see_item(overview_t *o, const fact_t *f)
{
    const engine_t *e = engine_of_slot(f->who);
    int n = stream_number(e, f->what);
    if (n >= 0 && n < WATCHED) one(o, LANE_STREAM + (unsigned)n, f->at);
}

static void see_master(overview_t *o, const fact_t *f)
{
    int n = master_number(f->who);
    if (n >= 0) one(o, LANE_STREAM + (unsigned)n, f->at);
}

static void overview_see(sink_t *s, const fact_t *f)
{
    overview_t *o = (overview_t *)s;
    switch (f->kind) {
    case F_LOAD:       see_load(o, f); break;
    case F_BARRIER:    see_barrier(o, f); break;
    case F_SLEEP:      begin(o, LANE_CPU_ASLEEP, f->at); break;
    case F_WAKE:       end(o, LANE_CPU_ASLEEP, f->at); break;
    case F_FILL_DONE:  if (!(f->note >> 31 & 1)) one(o, LANE_FILLS, f->at); break;
    case F_EVICT:      if (f->note >> 24 & 1 && f->what != EVICT_INV) one(o, LANE_EVICTIONS, f->at); break;
    case F_MAINT:      one(o, LANE_MAINT, f->at); break;
    case F_ASK: case F_DONE: case F_ERROR: see_bus(o, f); break;
    case F_DMA_ITEM:   see_item(o, f); break;
    case F_IRQ_ENTER: case F_IRQ_LEAVE: see_handler(o, f); break;
    case F_BEAT:       see_master(o, f); break;
    default:           if (f->who < SLOTS) one(o, LANE_SLOT + f->who, f->at); break;
    }
    bool retires = f->kind == F_LOAD || f->kind == F_STORE || f->kind == F_BARRIER || f->kind == F_WAKE;
    if (retires) o->retired = f->at;
}

sink_t *overview_sink(overview_t *o)
{
    static const uint8_t kinds[] = {
        F_LOAD, F_STORE, F_BARRIER, F_SLEEP, F_WAKE, F_FILL_DONE, F_EVICT, F_MAINT, F_ASK, F_DONE, F_ERROR,
        F_DMA_ITEM, F_IRQ_ENTER, F_IRQ_LEAVE, F_BEAT, F_DMA_ON, F_DMA_FLAG, F_REG_READ, F_REG_WRITE, F_TX,
        F_RX, F_FLAG, F_LOST
    };
    o->sink = (sink_t){ .see = overview_see };
    for (size_t i = 0; i < sizeof kinds; i++) o->sink.mask |= 1ull << kinds[i];
    return &o->sink;
}

/* ---- questions ---------------------------------------------------------------------------------------- */

tick_t overview_width(const overview_t *o) { return o->width; }
size_t overview_columns(const overview_t *o) { return o->columns; }

bool lane_is_time(unsigned lane)
{
    return lane < LANE_FILLS || lane == LANE_HANDLERS;
}

uint32_t overview_at(const overview_t *o, unsigned lane, size_t c)
{
    if (lane >= LANES || c >= o->columns) return 0;
    if (lane != LANE_CPU_BUSY) return o->cell[lane][c];
    uint64_t other = (uint64_t)o->cell[LANE_CPU_ASLEEP][c] + o->cell[LANE_CPU_WAITING][c];
    return other >= o->width ? 0 : (uint32_t)(o->width - other);
}

uint32_t overview_most(const overview_t *o, unsigned lane)
{
    uint32_t most = 0;
    if (lane != LANE_CPU_BUSY) return lane < LANES ? o->most[lane] : 0;
    for (size_t c = 0; c < o->columns; c++)
        if (overview_at(o, lane, c) > most) most = overview_at(o, lane, c);
    return most;
}

bool overview_used(const overview_t *o, unsigned lane) { return overview_most(o, lane) > 0; }
uint32_t overview_groups(const overview_t *o) { return o->groups; }
uint32_t overview_owners(const overview_t *o) { return o->owners; }

const char *lane_name(unsigned lane, char *text, size_t room)
{
    static const char *const own[] = { "CPU asleep", "CPU waiting", "CPU busy", "line fills", "evictions",
                                       "cache maintenance" };
    if (lane < LANE_CPU_ASLEEP) snprintf(text, room, "%s", h743_map.init[lane].name);
    else if (lane < LANE_STREAM) snprintf(text, room, "%s", own[lane - LANE_CPU_ASLEEP]);
    else if (lane < LANE_HANDLERS) {
        const engine_t *e = engine_of_stream((int)(lane - LANE_STREAM));
        if (e) snprintf(text, room, "%s %s %u", e->name, e->word, lane - LANE_STREAM - e->first);
        else snprintf(text, room, "%s transfers", h743_map.init[master_init((int)(lane - LANE_STREAM))].name);
    } else if (lane == LANE_HANDLERS) snprintf(text, room, "in handlers");
    else if (lane == LANE_IRQS) snprintf(text, room, "interrupts");
    else if (lane < LANES) snprintf(text, room, "%s", h743_slot[lane - LANE_SLOT].name);
    else snprintf(text, room, "?");
    return text;
}
