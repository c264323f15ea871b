/* buffers.c -- see buffers.h. */
#include "buffers.h"

bool buffer_is(const view_t *v, const symbol_t *s)
{
    const firmware_t *f = v->scenario->firmware;
    const elf_symbol_t *in = f && f->is_elf ? elf_file_function(&f->elf, s->addr) : NULL;
    return !in || in->addr != (s->addr & ~1u);
}

bool buffer_of_finding(const view_t *v, const finding_t *f, symbol_t *to)
{
    if (!f->buffer_size || !*f->buffer) return false;
    const symbol_t *s = names_find(v->names, f->buffer_addr);
    if (s && s->addr == f->buffer_addr && s->size == f->buffer_size) return false;
    *to = (symbol_t){ f->buffer, f->buffer_addr, f->buffer_size };
    return true;
}
