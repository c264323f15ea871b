/* memory_check.c -- see memory_check.h: the tables, and what the rules found. */
#include "memory_own.h"
#include "run.h"
#include "table.h"
#include <stdlib.h>
#include <string.h>

/* ---- the chip -------------------------------------------------------------------------------------- */

const region_row_t *memory_of(uint32_t addr)
{
    const region_row_t *r = map_region(&h743_map, addr);
    return r && r->kind <= REGION_TCM ? r : NULL;
}

/* DMA1 and DMA2 by their memory ports; the peripheral ports of RM0433 table 3 reach no more memories. */
const reacher_t reachers[] = {
    { "DMA1", INIT_DMA1_MEM, INIT_DMA1_MEM }, { "DMA2", INIT_DMA2_MEM, INIT_DMA2_MEM },
    { "BDMA", INIT_BDMA, INIT_BDMA },         { "MDMA", INIT_MDMA, INIT_MDMA_AHBS },
    { "DMA2D", INIT_DMA2D, INIT_DMA2D },      { "LTDC", INIT_LTDC, INIT_LTDC },
    { "ETH", INIT_ETH, INIT_ETH },            { "SDMMC1", INIT_SDMMC1, INIT_SDMMC1 },
    { "SDMMC2", INIT_SDMMC2, INIT_SDMMC2 },   { "USB1", INIT_USB1, INIT_USB1 },
    { "USB2", INIT_USB2, INIT_USB2 },         { NULL, 0, 0 }
};
enum { NAME_COLUMN = 40 };
enum { FIRST_OTHER = 4 };                        /* from here on they share a column */

bool reaches(const reacher_t *e, uint32_t addr)
{
    const region_row_t *r = memory_of(addr);
    return r && (map_reaches(&h743_map, e->init, r->group) || map_reaches(&h743_map, e->other, r->group));
}

static attr_t default_attribute(uint32_t addr)
{
    static const mpu_t off;
    return mpu_attr(&off, addr, 0, 1, 0);
}

bool cacheable(uint32_t addr)
{
    const region_row_t *r = memory_of(addr);
    attr_t a = default_attribute(addr);
    return r && r->kind != REGION_TCM && a.type == MEM_NORMAL && a.policy != POLICY_NC;
}

const char *attribute_of(uint32_t addr)
{
    const region_row_t *r = memory_of(addr);
    if (r && r->kind == REGION_TCM) return "TCM";
    if (!cacheable(addr)) return "not cached";
    return default_attribute(addr).policy == POLICY_WT ? "write-through" : "write-back";
}

/* ---- the file -------------------------------------------------------------------------------------- */

const elf_section_t *section_of(const layout_t *l, uint32_t addr)
{
    if (l->f->elf.sections) return elf_file_section(&l->f->elf, addr);
    for (size_t i = 0; i < l->sections; i++)
        if (addr - l->section[i].addr < l->section[i].size) return &l->section[i];
    return NULL;
}

bool is_object(const layout_t *l, const symbol_t *s)
{
    const elf_symbol_t *code = elf_file_function(&l->f->elf, s->addr);
    return !(code && code->addr == s->addr) && section_of(l, s->addr) && strcmp(s->name, "stack");
}

/* A file whose section headers were stripped still has segments. */
static bool lay_out(layout_t *l, err_t *err)
{
    const elf_file_t *e = &l->f->elf;
    if (!l->f->is_elf)
        return fail(err, "%s: no ELF file: a plain image has no sections to look at", l->f->path);
    l->section = calloc(e->sections + 2 * e->segments + 1, sizeof *l->section);
    if (!l->section) return fail(err, "%s: out of memory", l->f->path);
    if (e->sections)
        memcpy(l->section, e->section, e->sections * sizeof *e->section), l->sections = e->sections;
    for (size_t i = 0; !e->sections && i < e->segments && i < 64; i++) {
        const elf_segment_t *g = &e->segment[i];
        elf_section_t s = {
            .name = l->segment_name[i], .number = g->number, .addr = g->addr, .load = g->load,
            .size = g->bytes, .offset = g->offset, .align = 1, .write = g->write, .exec = g->exec,
            .loaded = true };
        snprintf(l->segment_name[i], sizeof *l->segment_name, "segment %u", g->number);
        if (g->bytes) l->section[l->sections++] = s;
        s.addr += g->bytes, s.size = g->size - g->bytes, s.nobits = true, s.load = s.addr;
        if (s.size) l->section[l->sections++] = s;
    }
    start_find(l);
    return true;
}

/* ---- tables ---------------------------------------------------------------------------------------- */

static const char *const start_word[] = {
    [START_FLASH] = "in flash", [START_ZEROED] = "zeroed", [START_COPIED] = "copied",
    [START_DEBUGGER] = "by a debugger only", [START_NOBODY] = "not copied",
    [START_RANDOM] = "not initialised", [START_UNKNOWN] = "not known",
};

static void cell_reach(table_t *t, uint32_t addr, bool all)
{
    char others[96] = "";
    for (int i = 0; i < FIRST_OTHER; i++) table_cell(t, "%s", reaches(&reachers[i], addr) ? "#" : ".");
    for (const reacher_t *e = &reachers[FIRST_OTHER]; e->name; e++)
        if (reaches(e, addr))
            snprintf(others + strlen(others), sizeof others - strlen(others), "%s%s", *others ? " " : "",
                     e->name);
    if (all) table_cell(t, "%s", others);
}

static void column_reach(table_t *t, bool all)
{
    for (int i = 0; i < FIRST_OTHER; i++) table_column(t, reachers[i].name, reachers[i].name, CELL_TEXT);
    if (all) table_column(t, "others", "others", CELL_TEXT);
}

/* Bytes the file puts into a memory: sections that run there and sections that are stored there. */
static uint32_t used(const layout_t *l, const region_row_t *r)
{
    uint64_t n = 0;
    for (size_t i = 0; i < l->sections; i++) {
        const elf_section_t *s = &l->section[i];
        if (memory_of(s->addr) == r) n += s->size;
        if (!s->nobits && s->load != s->addr && memory_of(s->load) == r) n += s->size;
    }
    return n < r->size ? (uint32_t)n : r->size;
}

static void memories(table_t *t, const layout_t *l)
{
    table_start(t, "memories", "Memories",
                "Cached: by the default memory map with the data cache on; an MPU set-up is not known here.");
    table_column(t, "name", "memory", CELL_TEXT), table_column(t, "address", "address", CELL_TEXT);
    table_column(t, "size", "bytes", CELL_NUMBER), table_column(t, "used", "used", CELL_NUMBER);
    table_column(t, "cached", "cached", CELL_TEXT);
    column_reach(t, true);
    for (unsigned i = 0; i < h743_map.regions; i++) {
        const region_row_t *r = &h743_map.region[i];
        if (r->kind > REGION_TCM || strstr(r->name, "alias")) continue;
        table_cell(t, "%s", r->name), table_cell(t, "0x%08X", r->base);
        table_cell(t, "%u", r->size), table_cell(t, "%u", used(l, r));
        table_cell(t, "%s", attribute_of(r->base));
        cell_reach(t, r->base, true);
    }
}

static void sections(table_t *t, const layout_t *l, bool all)
{
    table_start(t, "sections", "Sections", NULL);
    table_column(t, "name", "section", CELL_TEXT), table_column(t, "address", "address", CELL_TEXT);
    table_column(t, "size", "bytes", CELL_NUMBER), table_column(t, "memory", "memory", CELL_TEXT);
    table_column(t, "cached", "cached", CELL_TEXT), table_column(t, "start", "at main", CELL_TEXT);
    table_column(t, "load", "stored at", CELL_TEXT);
    column_reach(t, all);
    for (size_t i = 0; i < l->sections; i++) {
        const elf_section_t *s = &l->section[i];
        const region_row_t *r = memory_of(s->addr);
        table_cell(t, "%.40s", s->name), table_cell(t, "0x%08X", s->addr), table_cell(t, "%u", s->size);
        table_cell(t, "%s", r ? r->name : "none"), table_cell(t, "%s", r ? attribute_of(s->addr) : "");
        table_cell(t, "%s", start_word[start_of(l, s, s->addr, s->size)]);
        if (s->nobits || s->load == s->addr) table_cell(t, "%s", "");
        else table_cell(t, "0x%08X", s->load);
        cell_reach(t, s->addr, all);
    }
}

static const variable_t *declared(const variable_t *v, size_t count, uint32_t addr)
{
    size_t lo = 0, hi = count;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (v[mid].addr < addr) lo = mid + 1; else hi = mid;
    }
    return lo < count && v[lo].addr == addr && v[lo].file ? &v[lo] : NULL;
}

static void objects(table_t *t, const layout_t *l, bool all)
{
    const variable_t *v = NULL;
    size_t count = l->f->debug ? debuginfo_variables(l->f->debug, &v) : 0;
    table_start(t, "objects", "Objects", "In RAM; --json lists constants in flash too.");
    table_column(t, "name", "object", CELL_TEXT), table_column(t, "address", "address", CELL_TEXT);
    table_column(t, "size", "bytes", CELL_NUMBER), table_column(t, "memory", "memory", CELL_TEXT);
    table_column(t, "section", "section", CELL_TEXT), table_column(t, "cached", "cached", CELL_TEXT);
    table_column(t, "start", "at main", CELL_TEXT);
    column_reach(t, false);
    table_column(t, "declared", "declared", CELL_TEXT);
    for (size_t i = 0; i < l->f->symbols; i++) {
        const symbol_t *s = &l->f->symbol[i];
        const region_row_t *r = memory_of(s->addr);
        if (!is_object(l, s) || (!all && r && r->kind == REGION_FLASH)) continue;
        const elf_section_t *in = section_of(l, s->addr);
        const variable_t *d = declared(v, count, s->addr);
        const char *slash = d ? strrchr(d->file, '/') : NULL;
        size_t n = strlen(s->name);
        if (all || n <= NAME_COLUMN) table_cell(t, "%s", s->name);
        else table_cell(t, "..%s", s->name + n - (NAME_COLUMN - 2));         /* the end says most */
        table_cell(t, "0x%08X", s->addr);
        table_cell(t, "%u", s->size), table_cell(t, "%s", r ? r->name : "none");
        table_cell(t, "%.40s", in->name), table_cell(t, "%s", r ? attribute_of(s->addr) : "");
        table_cell(t, "%s", start_word[start_of(l, in, s->addr, s->size)]);
        cell_reach(t, s->addr, false);
        if (d) table_cell(t, "%s:%u", all ? d->file : slash ? slash + 1 : d->file, d->line);
        else table_cell(t, "%s", "");
    }
}

/* ---- printing -------------------------------------------------------------------------------------- */

static void print_text(FILE *out, const layout_t *l, const remarks_t *r)
{
    table_t t;
    fprintf(out, "%s: vector table at 0x%08X, stack from 0x%08X, starts at 0x%08X\n\n", l->f->path,
            l->f->vtor, l->f->stack, l->f->reset & ~1u);
    memories(&t, l), table_text(out, &t), table_free(&t);
    sections(&t, l, false), table_text(out, &t), table_free(&t);
    objects(&t, l, false);
    if (t.cells) table_text(out, &t);
    table_free(&t);
    for (size_t i = 0; i < r->count; i++)
        fprintf(out, "%s: %s: %s\n", tier_name[r->item[i].tier], r->item[i].rule, r->item[i].message);
    if (!r->count) fputs("no findings\n", out);
}

static void print_json(FILE *out, const layout_t *l, const remarks_t *r)
{
    table_t t;
    fputs("{\n  \"schema_version\": 1,\n  \"file\": ", out), table_quote(out, l->f->path);
    fprintf(out, ",\n  \"vector_table\": \"0x%08X\",\n  \"stack\": \"0x%08X\",\n", l->f->vtor, l->f->stack);
    memories(&t, l), table_json(out, &t), table_free(&t), fputs(",\n", out);
    sections(&t, l, true), table_json(out, &t), table_free(&t), fputs(",\n", out);
    objects(&t, l, true), table_json(out, &t), table_free(&t), fputs(",\n", out);
    table_start(&t, "findings", "Findings", NULL);
    table_column(&t, "tier", "tier", CELL_TEXT), table_column(&t, "rule", "rule", CELL_TEXT);
    table_column(&t, "object", "object", CELL_TEXT), table_column(&t, "address", "address", CELL_TEXT);
    table_column(&t, "message", "message", CELL_TEXT);
    for (size_t i = 0; i < r->count; i++) {
        const remark_t *m = &r->item[i];
        table_cell(&t, "%s", tier_name[m->tier]), table_cell(&t, "%s", m->rule);
        table_cell(&t, "%s", m->object), table_cell(&t, "0x%08X", m->addr), table_cell(&t, "%s", m->message);
    }
    table_json(out, &t), table_free(&t), fputs("\n}\n", out);
}

int memory_check(FILE *out, const char *file, const memory_options_t *o, err_t *err)
{
    layout_t *l = calloc(1, sizeof *l);
    remarks_t r = { NULL, 0, 0 };
    int code = EXIT_USAGE, limit = o->fail_on >= 0 ? o->fail_on : TIER_HAZARD;
    if (!l) return fail(err, "%s: out of memory", file), EXIT_INTERNAL;
    l->f = firmware_load(file, NULL, err);
    if (l->f && lay_out(l, err) && rules_apply(l, o->dma, &r, err)) {
        code = EXIT_AS_EXPECTED;
        for (size_t i = 0; i < r.count; i++)
            if (limit < TIERS && r.item[i].tier <= limit) code = EXIT_NOT_AS_EXPECTED;
        o->json ? print_json(out, l, &r) : print_text(out, l, &r);
    }
    firmware_free(l->f);
    free(l->section), free(l), free(r.item);
    return code;
}
