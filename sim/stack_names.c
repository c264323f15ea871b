/* stack_names.c -- see stack_names.h. */
#include "stack_names.h"
#include <stdio.h>
#include <string.h>

enum { FOUND_MOST = 128, STACK_REACH = 1 << 16 };        /* bytes above its pointer that count as a stack */

/* file NULL: the text has it, behind its 0 */
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
        const char *file = x->file;
        memcpy(f->local_text[n], x->text, sizeof x->text);
        if (!file && x->line) file = f->local_text[n] + strlen(x->text) + 1;
        f->local[n] = (local_name_t){ { f->local_text[n], x->addr, 0 }, x->size, file, x->line };
        s->names->locals = n + 1;
    }
    f->local[n].symbol.size = x->size;
}

/* ---- when ------------------------------------------------------------------------------------------ */

static bool on_stack(uint32_t addr, uint32_t sp) { return addr - sp < STACK_REACH; }

/* These lie here now; what lay there before does no more. */
static void name_them(stack_names_t *s, const founds_t *all)
{
    for (size_t i = 0; i < s->names->locals; i++)
        if (!among(&s->f->local[i], all) && overlaps(&s->f->local[i], all)) s->f->local[i].symbol.size = 0;
    for (size_t i = 0; i < all->count; i++) keep(s, &all->item[i]);
}

static void look(stack_names_t *s)
{
    const core_t *c = &s->m->chip.core;
    founds_t all = { .count = 0, .debug = s->f->debug };
    call_frame_t at = { .process = core_psp(c) };
    memcpy(at.r, c->regs.r, sizeof at.r);
    debuginfo_locals(s->f->debug, &at, word_of, s->m, find_local, &all);
    name_them(s, &all);
}

/* "block of start", declared where start() asked for it. */
static void look_in_heap(stack_names_t *s, uint32_t addr)
{
    const heap_block_t *b = heap_at(&s->heap, addr);
    site_t at;
    founds_t all = { .count = 1 };
    if (!b) return;
    found_t *x = &all.item[0];
    bool known = names_site(s->names, b->call, &at) && *at.function;
    const char *last = known ? strrchr(at.function, ':') : NULL, *file = known ? strrchr(at.file, '/') : NULL;
    if (known) snprintf(x->text, sizeof x->text, "block of %.28s", last ? last + 1 : at.function);
    else snprintf(x->text, sizeof x->text, "block of the heap");
    size_t used = strlen(x->text) + 1;
    if (known && *at.file) {
        snprintf(x->text + used, sizeof x->text - used, "%s", file ? file + 1 : at.file);
        x->line = at.line;
    }
    x->addr = b->addr, x->size = b->size;
    name_them(s, &all);
}

static void stack_names_see(sink_t *sink, const fact_t *fact)
{
    stack_names_t *s = (stack_names_t *)sink;
    const core_t *c = &s->m->chip.core;
    heap_block_t gone;
    if (fact->kind == F_HEAP) {
        heap_see(&s->heap, &s->arena, s->m->map, fact, &gone);
        s->asked = 0;
        return;
    }
    uint32_t sp = c->regs.r[13], other = c->other_sp, to = fact->addr, from = (uint32_t)fact->data;
    uint64_t key = (uint64_t)to << 32 ^ from ^ (uint64_t)c->regs.r[15] << 16 ^ sp;
    if (key == s->asked) return;
    s->asked = key;
    look_in_heap(s, to), look_in_heap(s, from);
    if (!s->f->debug) return;
    if (on_stack(to, sp) || on_stack(to, other) || on_stack(from, sp) || on_stack(from, other)) look(s);
}

void stack_names_start(stack_names_t *s, firmware_t *f, names_t *names, const machine_t *m)
{
    bool able = f && f->local;
    *s = (stack_names_t){ .sink = { .mask = able ? 1ull << F_DMA_ON | 1ull << F_HEAP : 0,
                                    .see = stack_names_see },
                          .f = f, .names = names, .m = m };
    if (able) names->locals = 0;
}

void stack_names_end(stack_names_t *s) { arena_free(&s->arena), s->heap = (heap_t){ 0 }; }
