/* buffers.c -- see buffers.h. */
#include "buffers.h"

bool buffer_is(const view_t *v, const symbol_t *s)
{
    const firmware_t *f = v->scenario->firmware;
    const elf_symbol_t *in = f && f->is_elf ? elf_file_function(&f->elf, s->addr) : NULL;
    return !in || in->addr != (s->addr & ~1u);
}

static bool in_ram(const view_t *v, const symbol_t *s)
{
    const region_row_t *r = map_region(v->map, s->addr);
    return r && (r->kind == REGION_RAM || r->kind == REGION_TCM);
}

const symbol_t *buffers_first(const view_t *v, session_t *session)
{
    fact_t armed;
    const names_t *n = v->names;
    bool dma = v->scenario->firmware && session_after(session, 0, 1ull << F_DMA_ON, &armed, 1);
    const symbol_t *s = dma ? names_find(n, armed.addr) : NULL;
    if (s && buffer_is(v, s)) return s;
    for (int any = !v->scenario->firmware; any < 2; any++)
        for (size_t i = 0; i < n->symbols; i++)
            if (buffer_is(v, &n->symbol[i]) && (any || in_ram(v, &n->symbol[i]))) return &n->symbol[i];
    return NULL;
}

bool buffer_of_finding(const view_t *v, const finding_t *f, symbol_t *to)
{
    if (!f->buffer_size || !*f->buffer) return false;
    const symbol_t *s = names_find(v->names, f->buffer_addr);
    if (s && s->addr == f->buffer_addr && s->size == f->buffer_size) return false;
    *to = (symbol_t){ f->buffer, f->buffer_addr, f->buffer_size };
    return true;
}
