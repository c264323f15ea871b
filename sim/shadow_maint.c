/* shadow_maint.c -- the shadow's memory of cache maintenance, line by line, and of what the CPU stored
 * since. */
#include "shadow_own.h"
#include "h743.h"

static op_t *find_op(const shadow_t *s, uint32_t line)
{
    op_t *o = s->op[(line >> 5) % HASH];
    while (o && o->addr != line) o = o->next;
    return o;
}

static bool by_set_way(unsigned what)
{ return what == MAINT_DCISW || what == MAINT_DCCSW || what == MAINT_DCCISW; }

static const stained_t *stain_at(const shadow_t *s, uint32_t line)
{
    uint32_t key;
    if (!shadow_key(s, line, &key) || !s->page[key / PAGE]) return NULL;
    return &s->page[key / PAGE]->stain[key % PAGE / LINE];
}

void shadow_maint(shadow_t *s, const fact_t *f, uint64_t order)
{
    if (f->what >= MAINT_ICIALLU) return;
    s->maintained = order;
    bool inv = f->what == MAINT_DCIMVAC || f->what == MAINT_DCISW || f->what == MAINT_DCCIMVAC
               || f->what == MAINT_DCCISW;
    bool clean = f->what != MAINT_DCIMVAC && f->what != MAINT_DCISW;
    if (by_set_way(f->what)) {
        unsigned set = f->addr >> 5 & (DCACHE_SETS - 1),
                 way = (unsigned)((uint64_t)f->addr * DCACHE_WAYS >> 32);
        if (inv) s->inv[set][way] = order;
        if (clean) s->clean[set][way] = order;
        return;
    }
    uint32_t line = f->addr & ~31u;
    op_t *o = find_op(s, line);
    if (!o) {
        o = arena_take(s->arena, sizeof *o);
        o->addr = line, o->next = s->op[(line >> 5) % HASH];
        s->op[(line >> 5) % HASH] = o;
    }
    const stained_t *t = stain_at(s, line);
    if (o->over <= (t ? t->order : 0)) o->over = order;
    if (inv) o->inv = order;
    if (!clean) return;
    if (!o->first || (t && o->first < t->order)) o->before = o->clean, o->first = order;
    o->clean = order;
}

/* By set and way a line is covered for certain when every way of its set was. */
static uint64_t covered(const shadow_t *s, uint64_t (*const by)[WAYS], uint32_t addr,
                        uint64_t named)
{
    unsigned set = addr >> 5 & (DCACHE_SETS - 1);
    uint64_t all = UINT64_MAX;
    for (unsigned w = 0; w < DCACHE_WAYS; w++)
        if (by[set][w] < all) all = by[set][w];
    (void)s;
    return all > named ? all : named;
}

uint64_t shadow_invalidated(const shadow_t *s, uint32_t addr)
{
    const op_t *o = find_op(s, addr & ~31u);
    return covered(s, ((shadow_t *)s)->inv, addr, o ? o->inv : 0);
}

uint64_t shadow_cleaned(const shadow_t *s, uint32_t addr)
{
    const op_t *o = find_op(s, addr & ~31u);
    return covered(s, ((shadow_t *)s)->clean, addr, o ? o->clean : 0);
}

uint64_t shadow_cleaned_first(const shadow_t *s, uint32_t addr, uint64_t *before)
{
    const op_t *o = find_op(s, addr & ~31u);
    *before = o ? o->before : 0;
    return o ? o->first : 0;
}

void shadow_stained(shadow_t *s, uint32_t addr, uint32_t key, uint32_t mask, vid_t v)
{
    key -= addr & 31;
    make_word(s, key);
    stained_t *t = &s->page[key / PAGE]->stain[key % PAGE / LINE];
    uint64_t was = t->order, order = version_at(s, v)->order;
    if (order == was && t->line == (addr & ~31u)) {
        t->mask |= mask;                     /* another byte of the same store */
        return;
    }
    if (order != was && s->maintained > was
        && (shadow_cleaned(s, t->line) > was || shadow_invalidated(s, t->line) > was))
        t->mask = 0;
    *t = (stained_t){ order, addr & ~31u, t->mask | mask, v };
}

bool shadow_stain(const shadow_t *s, uint32_t addr, stain_t *out, uint64_t *over)
{
    const stained_t *t = stain_at(s, addr & ~31u);
    uint64_t last = t ? t->order : 0;
    if (!t || !t->mask) return false;
    if (s->maintained > last && (covered(s, ((shadow_t *)s)->clean, t->line, 0) > last
                                 || covered(s, ((shadow_t *)s)->inv, t->line, 0) > last)) return false;
    const op_t *o = find_op(s, t->line);
    *out = (stain_t){ t->line, t->mask, *version_at(s, t->last) }, *over = o && o->over > last ? o->over : 0;
    return true;
}
