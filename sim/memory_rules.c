/* memory_rules.c -- the rules of `staleline memory`. Each has one condition that can be checked in the
 * file; none guesses what an object is for: a DMA's objects are named with --dma. docs/staleline.1 lists
 * them. */
#include "memory_own.h"
#include "json.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { REMARKS_MAX = 1000 };

static void __attribute__((format(printf, 6, 7)))
remark(remarks_t *r, const char *rule, unsigned tier, const char *object, uint32_t addr, const char *format,
       ...)
{
    if (r->count == REMARKS_MAX) return;
    if (r->count == r->room) {
        size_t room = r->room ? 2 * r->room : 16;
        remark_t *more = realloc(r->item, room * sizeof *more);
        if (!more) return;
        r->item = more, r->room = room;
    }
    remark_t *m = &r->item[r->count++];
    *m = (remark_t){ .rule = rule, .tier = (uint8_t)tier, .addr = addr };
    snprintf(m->object, sizeof m->object, "%s", object);
    va_list args;
    va_start(args, format);
    vsnprintf(m->message, sizeof m->message, format, args);
    va_end(args);
}

static bool begins(const char *name, const char *with)
{
    for (; *with; name++, with++)
        if (tolower((unsigned char)*name) != *with) return false;
    return true;
}

/* ---- sections ------------------------------------------------------------------------------------ */

static bool external(uint32_t addr) { return addr >= 0x60000000u && addr < 0xE0000000u; }

static void places(const layout_t *l, const elf_section_t *s, remarks_t *out)
{
    const region_row_t *r = memory_of(s->addr), *last = memory_of(s->addr + s->size - 1);
    if (!r && external(s->addr))
        remark(out, "no-memory", TIER_LINT, s->name, s->addr,
               "%u bytes at 0x%08X: external memory, which is not modelled", s->size, s->addr);
    else if (!r)
        remark(out, "no-memory", TIER_ERROR, s->name, s->addr,
               "%u bytes at 0x%08X, where the %s has no memory", s->size, s->addr, h743_map.chip);
    else if (!last || s->size > r->size * 4u)
        remark(out, "too-large", TIER_ERROR, s->name, s->addr,
               "%u bytes from 0x%08X do not end in a memory: %s has %u bytes left there", s->size,
               s->addr, r->name, r->size - (s->addr - r->base));
    (void)l;
}

static uint64_t spot(const elf_section_t *s)
{
    const region_row_t *r = memory_of(s->addr);
    return r ? (uint64_t)r->at + (s->addr - r->base) : UINT64_MAX;
}

static void overlaps(const layout_t *l, const elf_section_t *s, remarks_t *out)
{
    for (const elf_section_t *o = l->section; o < s; o++)
        if (spot(o) != UINT64_MAX && spot(s) != UINT64_MAX
            && (spot(s) - spot(o) < o->size || spot(o) - spot(s) < s->size))
            remark(out, "overlap", TIER_ERROR, s->name, s->addr,
                   "%s (0x%08X, %u bytes) and %s (0x%08X, %u bytes) are the same memory",
                   s->name, s->addr, s->size, o->name, o->addr, o->size);
}

/* A name that says which memory its author meant; more than one region: any of them will do. */
static const struct { const char *name, *region[3]; } meant[] = {
    { ".itcm", { "ITCM" } }, { ".dtcm", { "DTCM" } },
    { ".axi", { "AXI SRAM" } }, { ".ram_d1", { "AXI SRAM" } },              /* .axisram and .axi_sram, too */
    { ".sram1", { "SRAM1" } }, { ".sram2", { "SRAM2" } }, { ".sram3", { "SRAM3" } },
    { ".sram4", { "SRAM4" } },
    { ".ram_d2", { "SRAM1", "SRAM2", "SRAM3" } }, { ".ram_d3", { "SRAM4" } },
    { ".bkpsram", { "Backup SRAM" } }, { ".backup_sram", { "Backup SRAM" } },
};

/* True: told. Aliases of SRAM1 to 3 at 0x1000_0000 begin with the memory's name. */
static bool wrong_memory(const elf_section_t *s, remarks_t *out)
{
    const region_row_t *r = memory_of(s->addr);
    for (size_t i = 0; r && i < sizeof meant / sizeof *meant; i++) {
        if (!begins(s->name, meant[i].name)) continue;
        for (int k = 0; k < 3 && meant[i].region[k]; k++)
            if (!strncmp(r->name, meant[i].region[k], strlen(meant[i].region[k]))) return false;
        remark(out, "section-memory", TIER_HAZARD, s->name, s->addr,
               "section %s lies in %s (0x%08X), not in %s: if the linker script has no line for it, "
               "the linker puts it where it likes",
               s->name, r->name, s->addr, meant[i].region[0]);
        return true;
    }
    return false;
}

static void dma_section(const elf_section_t *s, remarks_t *out)
{
    if (!begins(s->name, ".dma") || !memory_of(s->addr)) return;
    for (const reacher_t *e = reachers; e->name; e++) {
        bool meant_one = e->init == INIT_DMA1_MEM || e->init == INIT_DMA2_MEM || e->init == INIT_BDMA;
        if (meant_one && reaches(e, s->addr)) return;
    }
    remark(out, "dma-unreachable", TIER_HAZARD, s->name, s->addr,
           "section %s lies in %s: neither DMA1 nor DMA2 nor BDMA has a way there", s->name,
           memory_of(s->addr)->name);
}

/* Names that linker scripts have lines for, or that say themselves that nobody fills them. */
static bool usual(const char *name)
{
    static const char *const start[] = {
        ".data", ".bss", ".noinit", ".uninit", ".heap", ".stack", "._user", ".t", ".ram", ".fast", ".got",
        ".init", ".fini", ".preinit", ".arm", ".sdata", ".sbss", ".common", "segment " };
    for (size_t i = 0; i < sizeof start / sizeof *start; i++)
        if (begins(name, start[i])) return true;
    return false;
}

static bool left_alone_on_purpose(const char *name)
{
    static const char *const part[] = { "noinit", "uninit", "heap", "stack", "no_init", "rtt" };
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        for (const char *p = name; *p; p++)
            if (begins(p, part[i])) return true;
    return false;
}

static void start_up(const layout_t *l, const elf_section_t *s, remarks_t *out)
{
    switch (start_of(l, s, s->addr, s->size)) {
    case START_DEBUGGER:
        remark(out, "lost-initialiser", TIER_HAZARD, s->name, s->addr,
               "section %s has its %u bytes at their RAM address in the file: a debugger's load puts them "
               "there, a power-up does not",
               s->name, s->size);
        break;
    case START_NOBODY:
        remark(out, "lost-initialiser", s->exec ? TIER_LINT : TIER_HAZARD, s->name, s->addr,
               "section %s has %u bytes at 0x%08X in flash, and no start-up symbol says that they are copied "
               "to 0x%08X: its objects do not have the values of their source", s->name, s->size, s->load,
               s->addr);
        break;
    case START_RANDOM:
        if (!left_alone_on_purpose(s->name))
            remark(out, "not-initialised", TIER_LINT, s->name, s->addr,
                   "section %s is outside what start-up code clears: its objects hold power-on bytes until "
                   "somebody writes them", s->name);
        break;
    default: break;
    }
}

/* ld puts a section that the script does not name behind the last one with the same flags. */
static void orphan(const layout_t *l, const elf_section_t *s, remarks_t *out)
{
    const region_row_t *r = memory_of(s->addr);
    if (!s->write || s->exec || usual(s->name)) return;
    for (unsigned i = 0; i < l->ranges; i++) {
        const start_range_t *g = &l->range[i];
        uint32_t gap = s->align > LINE ? s->align : LINE;
        if (memory_of(g->addr) != r || s->addr < g->end || s->addr - g->end >= gap) continue;
        remark(out, "orphan-section", TIER_LINT, s->name, s->addr,
               "section %s follows %s in %s: the linker puts a section there that the script does not name",
               s->name, g->copied ? ".data" : ".bss", r->name);
        return;
    }
}

/* ---- the stack ------------------------------------------------------------------------------------- */

static void stack(const layout_t *l, remarks_t *out)
{
    uint32_t top = l->f->stack;
    const region_row_t *r = memory_of(top - 4);
    for (const reacher_t *e = reachers; e->name; e++)
        if ((e->init == INIT_DMA1_MEM || e->init == INIT_DMA2_MEM) && reaches(e, top - 4)) return;
    remark(out, "stack-unreachable", TIER_LINT, "stack", top,
           "the stack begins at 0x%08X in %s: a buffer that is a local variable is out of reach of DMA1 and "
           "DMA2", top, r ? r->name : "?");
}

/* ---- --dma ------------------------------------------------------------------------------------------- */

/* Somebody else's bytes in [from, to); NULL: nobody known. */
static const symbol_t *neighbour(const layout_t *l, const symbol_t *self, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < l->f->symbols; i++) {
        const symbol_t *s = &l->f->symbol[i];
        if (s != self && s->addr < to && from < s->addr + s->size && is_object(l, s)) return s;
    }
    return NULL;
}

static void lines(const layout_t *l, const symbol_t *s, remarks_t *out)
{
    uint32_t end = s->addr + s->size, first = s->addr & ~(LINE - 1u), last = (end + LINE - 1) & ~(LINE - 1u);
    const symbol_t *before = neighbour(l, s, first, s->addr), *behind = neighbour(l, s, end, last);
    const symbol_t *who = before ? before : behind;
    if (!cacheable(s->addr) || (first == s->addr && last == end)) return;
    if (who)
        remark(out, "shared-line", TIER_HAZARD, s->name, s->addr,
               "%s (0x%08X, %u bytes) shares a 32-byte cache line with %s%s%s: an invalidate destroys the "
               "neighbour's writes, a neighbour's eviction what the DMA wrote", s->name, s->addr, s->size,
               who->name, before && behind ? " and " : "", before && behind ? behind->name : "");
    else
        remark(out, "partial-line", TIER_LINT, s->name, s->addr,
               "%s (0x%08X, %u bytes) does not fill its 32-byte cache lines; nothing known lies in the rest",
               s->name, s->addr, s->size);
}

static const reacher_t *reacher(const char *name, err_t *err)
{
    suggest_t near;
    suggest_start(&near, name);
    for (const reacher_t *e = reachers; e->name; e++) {
        if (!strcmp(e->name, name)) return e;
        suggest_offer(&near, e->name);
    }
    fail(err, "--dma: no DMA engine \"%.40s\"%s", name, suggest_text(&near));
    return NULL;
}

static bool one_object(const layout_t *l, const char *word, size_t n, remarks_t *out, err_t *err)
{
    char name[160], *equal;
    if (!n || n >= sizeof name)
        return fail(err, "--dma wants NAME=ENGINE[,NAME=ENGINE], such as --dma rx=DMA1");
    snprintf(name, sizeof name, "%.*s", (int)n, word);
    if ((equal = strrchr(name, '='))) *equal = 0;
    const reacher_t *e = reacher(equal ? equal + 1 : "DMA1", err);
    const symbol_t *s = e ? firmware_symbol(l->f, name, err) : NULL;
    if (!s) return false;
    const region_row_t *r = memory_of(s->addr);
    if (!reaches(e, s->addr))
        remark(out, "dma-unreachable", TIER_ERROR, s->name, s->addr,
               "%s (0x%08X) lies in %s: %s has no way there", s->name, s->addr,
               r ? r->name : "no memory", e->name);
    else lines(l, s, out);
    return true;
}

/* ---- all ----------------------------------------------------------------------------------------------- */

bool rules_apply(const layout_t *l, const char *dma, remarks_t *out, err_t *err)
{
    for (size_t i = 0; i < l->sections; i++) {
        const elf_section_t *s = &l->section[i];
        places(l, s, out), overlaps(l, s, out), dma_section(s, out);
        if (!memory_of(s->addr)) continue;
        if (!wrong_memory(s, out)) orphan(l, s, out);
        start_up(l, s, out);
    }
    stack(l, out);
    while (dma) {
        size_t n = strcspn(dma, ",");
        if (!one_object(l, dma, n, out, err)) return false;
        dma = dma[n] ? dma + n + 1 : NULL;
    }
    return true;
}
