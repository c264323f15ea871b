/* overrun.c -- see overrun.h. */
#include "overrun.h"
#include <string.h>
#include "mdma.h"
#include "mdma_data.h"

static bool is_stack(const names_t *names, const symbol_t *s)
{
    return names->site && !strcmp(s->name, "stack");
}

/* Of a window's bytes, folded, those the symbol has. */
static bool meets(const names_t *names, const symbol_t *s, window_t w)
{
    uint32_t from = folded(s->addr);
    return s->size && from < w.addr + w.size && w.addr < from + s->size && !is_stack(names, s);
}

static bool is_code(const names_t *names, uint32_t addr)
{
    site_t s;
    return names->site && names->site(names->of, addr, 0, &s);
}

static bool of_the_linker(const names_t *names, window_t w)
{
    return names->label && names->label(names->of, w.addr) && names->label(names->of, w.addr + w.size);
}

static window_t joined(const names_t *names, window_t w)
{
    for (bool grown = true; grown;) {
        grown = false;
        for (size_t i = 0; i < names->symbols; i++) {
            const symbol_t *s = &names->symbol[i];
            uint32_t from = folded(s->addr), end = w.addr + w.size;
            if (!meets(names, s, w) || (from >= w.addr && from + s->size <= end)) continue;
            if (from < w.addr) w.addr = from;
            w.size = (from + s->size > end ? from + s->size : end) - w.addr;
            grown = true;
        }
    }
    return w;
}

/* copies: memory to memory. down: from the window's end to its beginning. */
static bool overrun_of(const names_t *names, window_t w, bool copies, bool down, overrun_t *o)
{
    window_t in = { folded(w.addr), w.size };
    uint32_t start = w.size ? down ? in.addr + in.size - 1 : in.addr : 0, end = in.addr + in.size;
    const symbol_t *s = w.size ? names_find(names, start) : NULL;
    *o = (overrun_t){ .name = s };
    if (!s || is_stack(names, s)) return false;
    if (in.addr >= folded(s->addr) && end <= folded(s->addr) + s->size) return false;
    if (is_code(names, start) || (copies && of_the_linker(names, w))) return false;
    o->object = joined(names, (window_t){ start, 1 });
    uint32_t edge = o->object.addr + o->object.size;
    if (end > edge) o->over = (window_t){ edge, end - edge };
    else if (in.addr < o->object.addr) o->over = (window_t){ in.addr, o->object.addr - in.addr };
    for (size_t i = 0; o->over.size && i < names->symbols; i++) {
        const symbol_t *t = &names->symbol[i];
        bool next = meets(names, t, o->over),
             larger = start - folded(t->addr) < t->size && t->size > o->name->size;
        if (larger && !is_stack(names, t)) o->name = t;
        if (next && (!o->neighbour || folded(t->addr) < folded(o->neighbour->addr))) o->neighbour = t;
    }
    return o->over.size;
}

bool stream_overrun(const names_t *names, const stream_t *s, int n, const window_t *w, overrun_t *o)
{
    mdma_channel_t c = { .tcr = s->cr };
    unsigned inc = w == &s->from ? MDMA_SINC : MDMA_DINC;
    bool down = n >= FIRST_MDMA && mdma_field(&c, inc, 3) == MDMA_DOWN;
    if (n >= FIRST_MASTER || (n < FIRST_BDMA && s->cr & DMA_CR_PFCTRL)) return false;   /* it has no count */
    return overrun_of(names, *w, s->dir == DMA_M2M, down, o);
}

bool overrun_hits(const names_t *names, const stream_t *s, int n, uint32_t addr)
{
    overrun_t o;
    for (int k = 0; s && k < 2; k++)
        if (stream_overrun(names, s, n, &s->to[k], &o) && folded(addr) - o.over.addr < o.over.size)
            return names_find(names, addr) && !is_stack(names, names_find(names, addr));
    return false;
}
