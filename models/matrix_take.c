/* matrix_take.c -- from a request to the node it asks for first: which region, which route, heard when. */
#include "input.h"
#include "matrix_own.h"
#include <string.h>

static int road(const map_t *map, unsigned init, unsigned group)
{
    if (!map_reaches(map, init, group)) return -1;
    for (int i = 0; i < map->routes; i++)
        if (map->route[i].entry == map->init[init].entry && map->route[i].group == group) return i;
    return -1;
}

int matrix_route(const map_t *map, unsigned init, uint32_t addr)
{
    const region_row_t *r = map_region(map, addr);
    return r ? road(map, init, r->group) : -1;
}

/* The edge at which a request of this initiator that was raised before edge t is heard. */
static tick_t heard(const bus_t *x, unsigned init, tick_t t)
{
    const input_t *in = x->env->in;
    for (uint32_t i = 0; in && i < in->holds; i++)
        if (in->hold[i].init == init && in->hold[i].at <= t && t < in->hold[i].until)
            t = domain_next(x->hclk, in->hold[i].until);
    return t;
}

static int beat_in(const port_t *p, unsigned k, const region_row_t *r)
{
    uint32_t off = beat_addr(p, k) - r->base;
    return off < r->size && r->size - off >= matrix_bytes(p);
}

/* Are all its beats in this region? An aligned burst that wraps fills its block, its own two ends say
 * nothing. */
static int all_in(const port_t *p, unsigned beats, const region_row_t *r)
{
    uint32_t block = beats << (p->size & 3);
    if (!p->wrap) return beat_in(p, 0, r) && beat_in(p, beats - 1, r);
    if (!(block & (block - 1)) && !(p->addr & (matrix_bytes(p) - 1))) {
        uint32_t off = (p->addr & ~(block - 1)) - r->base;
        return off < r->size && r->size - off >= block;
    }
    for (unsigned k = 0; k < beats; k++) if (!beat_in(p, k, r)) return 0;
    return 1;
}

void matrix_take(bus_t *x, unsigned n, tick_t ready)
{
    leg_t *leg = &x->m->leg[n];
    port_t *p = &x->env->port[n];
    const map_t *map = x->map;
    /* where it last was */
    const region_row_t *before = leg->served ? &map->region[leg->region] : NULL, *r = before;
    int route = leg->route;
    if (!r || p->addr - r->base >= r->size) r = map_region(map, p->addr);
    memset(leg, 0, sizeof *leg);
    x->env->wires->asked &= ~(1ull << n);
    x->start = 0;
    p->write = !!p->write;
    leg->beats = (uint8_t)matrix_beats(p);
    leg->ready = heard(x, p->init, ready);
    if (r && !all_in(p, leg->beats, r)) r = NULL;
    if (!r || r != before) route = r ? road(map, p->init, r->group) : -1;
    if (route < 0) {
        leg->why = r ? BUS_NO_PATH : BUS_NO_TARGET;
        leg->stage = LEG_FAIL;
        leg->next = after(x, ready, map->error_after);
        x->m->running |= 1ull << n;
        if (leg->next < x->next) x->next = leg->next;
        return;
    }
    leg->route = (uint8_t)route;
    leg->region = p->slave = (uint8_t)(r - map->region);
    leg->stage = LEG_WAIT;
    x->m->waiting |= 1ull << n;
}
