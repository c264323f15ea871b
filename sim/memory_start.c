/* memory_start.c -- what start-up code does before main, from the symbols it goes by: ST's and CMSIS's
 * start-up files, CMSIS's copy and zero tables, newlib's crt0, libopencm3, cortex-m-rt, Zephyr. */
#include "memory_own.h"

typedef struct { const char *from, *to; } zero_t;
static const zero_t zeroed[] = {
    { "_sbss", "_ebss" }, { "__bss_start__", "__bss_end__" },
    { "__sbss", "__ebss" }, { "__bss_start", "__bss_end" },
};

typedef struct { const char *from, *to, *source; } copy_t;
static const copy_t copied[] = {
    { "_sdata", "_edata", "_sidata" }, { "__sdata", "__edata", "__sidata" },
    { "_data", "_edata", "_data_loadaddr" },
    { "__data_start__", "__data_end__", "__etext" },
    { "__data_region_start", "__data_region_end", "__data_region_load_start" },
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void add(layout_t *l, uint32_t addr, uint64_t end, bool copy)
{
    if (end > addr && end <= UINT32_MAX && l->ranges < RANGES)
        l->range[l->ranges++] = (start_range_t){ addr, (uint32_t)end, copy };
}

static bool value(const layout_t *l, const char *name, uint32_t *v)
{
    const elf_symbol_t *s = elf_file_symbol(&l->f->elf, name);
    if (s) *v = s->addr;
    return s != NULL;
}

/* CMSIS 5 startup_ARMCM7.c: rows { source, destination, words } and { destination, words }. */
static void table(layout_t *l, const char *from, const char *to, unsigned row, bool copy)
{
    uint32_t at, end, addr, words;
    if (!value(l, from, &at) || !value(l, to, &end) || end < at) return;
    for (uint32_t n = (end - at) / row; n && l->ranges < RANGES; n--, at += row) {
        if (!image_word(&l->f->loaded, at + row - 8, &addr)) return;
        if (!image_word(&l->f->loaded, at + row - 4, &words)) return;
        add(l, addr, addr + 4ull * words, copy);
    }
}

void start_find(layout_t *l)
{
    uint32_t from, to, source;
    for (size_t i = 0; i < COUNT(zeroed); i++)
        if (value(l, zeroed[i].from, &from) && value(l, zeroed[i].to, &to)) add(l, from, to, false);
    /* libopencm3 has no symbol where .bss begins: it clears from the end of .data */
    if (value(l, "_data_loadaddr", &source) && value(l, "_edata", &from) && value(l, "_ebss", &to))
        add(l, from, to, false);
    for (size_t i = 0; i < COUNT(copied); i++)
        if (value(l, copied[i].from, &from) && value(l, copied[i].to, &to)
            && value(l, copied[i].source, &source))
            add(l, from, to, true);
    table(l, "__copy_table_start__", "__copy_table_end__", 12, true);
    table(l, "__zero_table_start__", "__zero_table_end__", 8, false);
}

at_start_t start_of(const layout_t *l, const elf_section_t *s, uint32_t addr, uint32_t size)
{
    const region_row_t *r = memory_of(addr);
    if (r && r->kind == REGION_FLASH) return START_FLASH;
    for (unsigned i = 0; i < l->ranges; i++) {
        const start_range_t *g = &l->range[i];
        if (addr >= g->addr && (uint64_t)addr + size <= g->end && g->copied == !s->nobits)
            return g->copied ? START_COPIED : START_ZEROED;
    }
    if (!s->nobits && s->load == s->addr) return START_DEBUGGER;
    if (!l->ranges) return START_UNKNOWN;
    for (unsigned i = 0; i < l->ranges; i++)                /* bytes in the file, but cleared all the same */
        if (addr >= l->range[i].addr && (uint64_t)addr + size <= l->range[i].end) return START_ZEROED;
    return s->nobits ? START_RANDOM : START_NOBODY;
}
