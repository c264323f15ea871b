/* maint.c -- see maint.h. */
#include "maint.h"
#include "fetch.h"

enum { CLEAN = 1, INVALIDATE = 2, SET_WAY = 4 };

static const uint8_t kind_of[] = {
    [MAINT_DCIMVAC]  = INVALIDATE,         [MAINT_DCISW]  = INVALIDATE | SET_WAY,
    [MAINT_DCCMVAU]  = CLEAN,
    [MAINT_DCCMVAC]  = CLEAN,              [MAINT_DCCSW]  = CLEAN | SET_WAY,
    [MAINT_DCCIMVAC] = CLEAN | INVALIDATE, [MAINT_DCCISW] = CLEAN | INVALIDATE | SET_WAY,
};

/* The way field is the top ceil(log2(ways)) bits: [31:30] with four ways. */
static void set_way(uint32_t value, unsigned *set, unsigned *way)
{
    unsigned bits = 0;
    while (1u << bits < dcache_geometry.ways) bits++;
    *way = bits ? value >> (32 - bits) : 0;
    *set = value / LINE & (dcache_geometry.sets - 1u);
}

static int filling(const lsu_t *l, unsigned set, unsigned way)
{
    for (unsigned i = 0; i < LFB_MAX; i++)
        if (l->lfb[i].valid && l->lfb[i].set == set && l->lfb[i].way == way) return 1;
    return 0;
}

static evict_why_t why_of(unsigned kind)
{
    return kind & CLEAN ? (kind & INVALIDATE ? EVICT_CLEAN_INV : EVICT_CLEAN) : EVICT_INV;
}

/* The line's fate; the answer is the note of F_MAINT. */
static unsigned treat(lsu_ctx_t *c, unsigned index, unsigned kind)
{
    unsigned note = MAINT_HIT;
    int dirty = c->dcache->dirty[index];
    if (dirty) note |= MAINT_DIRTY | (kind & CLEAN ? MAINT_WROTE : MAINT_DROPPED);
    if (dirty && kind & CLEAN) {
        evict_line(c, index, why_of(kind), c->env->pc);
        if (kind & INVALIDATE) c->dcache->valid[index] = 0;
        data_changed(c->env);
    } else if (kind & INVALIDATE) {
        drop_line(c, index, why_of(kind), dirty, c->env->pc);
    }
    return note;
}

int maint_act(lsu_ctx_t *c, maint_t what, uint32_t value)
{
    unsigned note = 0, kind = what < sizeof kind_of ? kind_of[what] : 0, set, way;
    int index = -1;
    uint32_t line = NO_LINE;
    if (kind & SET_WAY) {
        set_way(value, &set, &way);
        if (way < dcache_geometry.ways) {
            if (filling(c->lsu, set, way)) return 0;
            index = (int)(set * dcache_geometry.ways + way);
            if (!c->dcache->valid[index]) index = -1;
        }
    } else if (kind) {
        if (fill_find(c->lsu, line_of(value)) >= 0) return 0;
        index = cache_find(c->dcache, &dcache_geometry, value);
    } else {
        note = what == MAINT_ICIALLU ? fetch_invalidate_all(c) : fetch_invalidate(c, value, &line);
    }
    if (index >= 0) {
        line = c->dcache->tag[index];
        if (kind & CLEAN && c->dcache->dirty[index] && evict_bars(c, NO_LINE)) return 0;
        note = treat(c, (unsigned)index, kind);
    }
    lsu_tell(c, F_MAINT, what, 4, value, c->env->pc, 0, line, note);
    return 1;
}
