/* stack_names.c -- see stack_names.h. */
#include "stack_names.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOUND_MOST = 128, STACK_REACH = 1 << 16 };        /* bytes above its pointer that count as a stack */

typedef struct { char text[LOCAL_NAME]; uint32_t addr, size; const char *file; unsigned line; } found_t;
typedef struct { found_t item[FOUND_MOST]; size_t count; const local_t *of; debuginfo_t *debug; } founds_t;

static bool word_of(const void *of, uint32_t addr, uint32_t *word)
{
    const machine_t *m = of;
    const region_row_t *r = map_region(m->map, addr);
    if (!r || r->kind > REGION_TCM || addr & 3 || r->size - (addr - r->base) < 4) return false;
    *word = 0;
    for (unsigned i = 0; i < 4; i++) *word |= (uint32_t)machine_cpu(m, addr + i) << 8 * i;
    return true;
}

/* ---- what lies on the stack now ------------------------------------------------------------------------ */

/* "buf in main"; of "lessons::echo::main" the last word. */
static void find_part(void *of, const char *name, uint32_t addr, uint32_t size)
{
    founds_t *all = of;
    if (all->count == FOUND_MOST) return;
    const char *function = all->of->function, *last = strrchr(function, ':');
    found_t *x = &all->item[all->count++];
    *x = (found_t){ .addr = addr, .size = size, .file = all->of->file, .line = all->of->line };
    snprintf(x->text, sizeof x->text, "%.30s in %.28s", name, last ? last + 1 : function);
}

static void find_local(void *of, const local_t *l)
{
    founds_t *all = of;
    all->of = l;
    find_part(all, l->name, l->addr, l->size);
    debuginfo_parts(all->debug, l->type, l->name, l->addr, find_part, all);
}

/* ---- what it is called ----------------------------------------------------------------------------- */

static bool is_same(const local_name_t *old, const found_t *x)
{
    return old->symbol.addr == x->addr && old->size == x->size && !strcmp(old->symbol.name, x->text);
}

static bool among(const local_name_t *old, const founds_t *all)
{
    for (size_t i = 0; i < all->count; i++)
        if (is_same(old, &all->item[i])) return true;
    return false;
}

static bool overlaps(const local_name_t *old, const founds_t *all)
{
    uint32_t at = old->symbol.addr;
    for (size_t i = 0; i < all->count; i++)
        if (at - all->item[i].addr < all->item[i].size || all->item[i].addr - at < old->size) return true;
    return false;
}

static void keep(stack_names_t *s, const found_t *x)
{
    firmware_t *f = s->f;
    size_t n = 0;
    while (n < s->names->locals && !is_same(&f->local[n], x)) n++;
    if (n == LOCALS_MAX) return;
    if (n == s->names->locals) {
        strcpy(f->local_text[n], x->text);
        f->local[n] = (local_name_t){ { f->local_text[n], x->addr, 0 }, x->size, x->file, x->line };
        s->names->locals = n + 1;
    }
    f->local[n].symbol.size = x->size;
}

/* ---- when ------------------------------------------------------------------------------------------ */

static bool on_stack(uint32_t addr, uint32_t sp) { return addr - sp < STACK_REACH; }

static void look(stack_names_t *s)
{
    const core_t *c = &s->m->chip.core;
    founds_t all = { .count = 0, .debug = s->f->debug };
    call_frame_t at = { .process = core_psp(c) };
    memcpy(at.r, c->regs.r, sizeof at.r);
    debuginfo_locals(s->f->debug, &at, word_of, s->m, find_local, &all);
    for (size_t i = 0; i < s->names->locals; i++)
        if (!among(&s->f->local[i], &all) && overlaps(&s->f->local[i], &all)) s->f->local[i].symbol.size = 0;
    for (size_t i = 0; i < all.count; i++) keep(s, &all.item[i]);
}

static void stack_names_see(sink_t *sink, const fact_t *fact)
{
    stack_names_t *s = (stack_names_t *)sink;
    const core_t *c = &s->m->chip.core;
    uint32_t sp = c->regs.r[13], other = c->other_sp, to = fact->addr, from = (uint32_t)fact->data;
    uint64_t key = (uint64_t)to << 32 ^ from ^ (uint64_t)c->regs.r[15] << 16 ^ sp;
    if (key == s->asked) return;
    s->asked = key;
    if (on_stack(to, sp) || on_stack(to, other) || on_stack(from, sp) || on_stack(from, other)) look(s);
}

void stack_names_start(stack_names_t *s, firmware_t *f, names_t *names, const machine_t *m)
{
    bool able = f && f->debug && f->local;
    *s = (stack_names_t){ .sink = { .mask = able ? 1ull << F_DMA_ON : 0, .see = stack_names_see },
                          .f = f, .names = names, .m = m };
    if (able) names->locals = 0;
}
