/* image.c -- see image.h. */
#include "image.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- parts ------------------------------------------------------------------------------------- */

static const region_row_t *memory_at(const map_t *map, uint32_t addr)
{
    const region_row_t *r = map_region(map, addr);
    return r && r->kind <= REGION_TCM ? r : NULL;
}

static bool no_memory(const char *file, const char *what, uint32_t addr, uint32_t size, const map_t *map,
                      err_t *err)
{
    const region_row_t *r = map_region(map, addr);
    if (r) return fail(err, "%s: %s: 0x%08X is in %s, which is no memory", file, what, addr, r->name);
    if (addr >= 0x60000000u && addr < 0xE0000000u)       /* FMC and QUADSPI: RM0433 2.3.2 */
        return fail(err, "%s: %s: %u bytes at 0x%08X, an external memory; those are not modelled", file, what,
                    size, addr);
    return fail(err, "%s: %s: %u bytes at 0x%08X, where the %s has no memory", file, what, size, addr,
                map->chip);
}

static bool add_part(loaded_t *l, const char *file, const char *what, image_t part, err_t *err)
{
    if (l->parts == IMAGE_PARTS_MAX)
        return fail(err, "%s: more than %d separate pieces", file, IMAGE_PARTS_MAX);
    if (l->parts == l->room) {
        size_t room = l->room ? 2 * l->room : 16;
        image_t *more = realloc(l->part, room * sizeof *more);
        if (more) l->part = more;
        char (*words)[64] = more ? realloc(l->what, room * sizeof *words) : NULL;
        if (!words) return fail(err, "%s: out of memory", file);
        l->what = words, l->room = room;
    }
    snprintf(l->what[l->parts], sizeof *l->what, "%s", what);
    l->part[l->parts++] = part;
    return true;
}

/* Cut at the borders of memories: bank 1 and 2 of the flash, SRAM1 to 3. */
static bool place(loaded_t *l, const char *file, const char *what, uint32_t addr, const uint8_t *bytes,
                  uint32_t size, const map_t *map, err_t *err)
{
    while (size) {
        const region_row_t *r = memory_at(map, addr);
        if (!r) return no_memory(file, what, addr, size, map, err);
        uint32_t n = r->size - (addr - r->base);
        if (n > size) n = size;
        if (!add_part(l, file, what, (image_t){ addr, n, bytes }, err)) return false;
        addr += n, bytes += n, size -= n;
    }
    return true;
}

/* A byte of memory by its place in the chip, so that aliases are one. */
typedef struct { uint64_t at; size_t part; } spot_t;

static int by_spot(const void *a, const void *b)
{
    const spot_t *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    return x->part < y->part ? -1 : x->part > y->part;
}

static bool no_overlap(const loaded_t *l, const char *file, const map_t *map, err_t *err)
{
    spot_t *s = calloc(l->parts + 1, sizeof *s);
    bool good = true;
    if (!s) return fail(err, "%s: out of memory", file);
    for (size_t i = 0; i < l->parts; i++) {
        const region_row_t *r = memory_at(map, l->part[i].addr);
        s[i] = (spot_t){ (uint64_t)r->at + (l->part[i].addr - r->base), i };
    }
    qsort(s, l->parts, sizeof *s, by_spot);
    for (size_t i = 1; good && i < l->parts; i++)
        if (s[i].at - s[i - 1].at < l->part[s[i - 1].part].size)
            good = fail(err, "%s: %s and %s overlap at 0x%08X", file, l->what[s[i - 1].part],
                        l->what[s[i].part], l->part[s[i].part].addr);
    free(s);
    return good;
}

static bool finish(loaded_t *l, const char *file, const map_t *map, bool good, err_t *err)
{
    if (good && !l->parts) good = fail(err, "%s: nothing to load", file);
    if (good && no_overlap(l, file, map, err)) return true;
    image_free(l);
    return false;
}

/* ---- ELF --------------------------------------------------------------------------------------- */

/* The first allocated section whose bytes are in this segment; NULL: none. */
static const elf_section_t *first_section(const elf_file_t *e, const elf_segment_t *g)
{
    for (size_t i = 0; i < e->sections; i++) {
        const elf_section_t *s = &e->section[i];
        if (s->loaded && s->offset >= g->offset && s->offset - g->offset < g->bytes && s->addr >= g->addr
            && s->addr - g->addr == s->offset - g->offset) return s;
    }
    return NULL;
}

bool image_elf(loaded_t *l, const elf_file_t *e, const map_t *map, err_t *err)
{
    bool good = true;
    memset(l, 0, sizeof *l);
    for (size_t i = 0; good && i < e->segments; i++) {
        const elf_segment_t *g = &e->segment[i];
        const elf_section_t *s = first_section(e, g);
        uint32_t skip = 0;
        char what[64];
        if (!g->bytes) continue;
        if (!g->offset) {                        /* the ELF header is in it: not meant for the chip */
            if (!s) continue;
            skip = s->offset - g->offset;
        }
        snprintf(what, sizeof what, s && *s->name ? "segment %u (%.32s)" : "segment %u", g->number,
                 s ? s->name : "");
        good = place(l, e->path, what, g->load + skip, e->file + g->offset + skip, g->bytes - skip, map, err);
    }
    return finish(l, e->path, map, good, err);
}

/* ---- binary ------------------------------------------------------------------------------------ */

bool image_bin(loaded_t *l, const char *name, const uint8_t *bytes, size_t size, uint32_t base,
               const map_t *map, err_t *err)
{
    memset(l, 0, sizeof *l);
    bool good = true;
    if (size > IMAGE_BYTES_MAX)
        good = fail(err, "%s: %zu bytes; at most %d are loaded", name, size, IMAGE_BYTES_MAX);
    good = good && place(l, name, "the binary", base, bytes, (uint32_t)size, map, err);
    return finish(l, name, map, good, err);
}

/* ---- Intel HEX --------------------------------------------------------------------------------- */

enum { HEX_DATA, HEX_END, HEX_SEGMENT, HEX_START_SEGMENT, HEX_LINEAR, HEX_START_LINEAR };

typedef struct {
    const char *name; const map_t *map; err_t *err;
    loaded_t   *out;
    uint8_t    *byte; size_t used;               /* bytes of all data records, in the file's order */
    uint64_t    base;                            /* what records 02 and 04 set */
    /* the run of records under way: address, where its bytes begin */
    uint32_t    from; size_t start;
    unsigned    line, began;                     /* `began`: line of the run */
    bool        over;
} hex_t;

static int digit(uint8_t c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* Records that follow each other without a gap are one part. */
static bool hex_run_ends(hex_t *h)
{
    char what[64];
    size_t n = h->used - h->start;
    snprintf(what, sizeof what, "line %u", h->began);
    bool good = !n || place(h->out, h->name, what, h->from, h->byte + h->start, (uint32_t)n, h->map, h->err);
    h->start = h->used;
    return good;
}

static bool hex_data(hex_t *h, const uint8_t *r)
{
    uint64_t addr = h->base + (uint32_t)(r[1] << 8 | r[2]);
    if (!r[0]) return true;
    if (addr + r[0] > UINT64_C(1) << 32)
        return fail(h->err, "%s: line %u: the address space ends before these bytes", h->name, h->line);
    if (h->used > h->start && addr != (uint64_t)h->from + (h->used - h->start) && !hex_run_ends(h))
        return false;
    if (h->used == h->start) h->from = (uint32_t)addr, h->began = h->line;
    memcpy(h->byte + h->used, r + 4, r[0]);
    h->used += r[0];
    return true;
}

static bool hex_record(hex_t *h, const uint8_t *r)
{
    static const uint8_t length[] = {
        [HEX_END] = 0, [HEX_SEGMENT] = 2, [HEX_START_SEGMENT] = 4, [HEX_LINEAR] = 2, [HEX_START_LINEAR] = 4 };
    if (r[3] > HEX_START_LINEAR)
        return fail(h->err, "%s: line %u: record type %02X is not known", h->name, h->line, r[3]);
    if (r[3] != HEX_DATA && r[0] != length[r[3]])
        return fail(h->err, "%s: line %u: a record of type %02X has %u bytes, not %u", h->name, h->line, r[3],
                    r[0], length[r[3]]);
    switch (r[3]) {
    case HEX_DATA:    return hex_data(h, r);
    case HEX_END:     h->over = true; return true;
    case HEX_SEGMENT: h->base = (uint64_t)(r[4] << 8 | r[5]) << 4; return true;
    case HEX_LINEAR:  h->base = (uint64_t)(r[4] << 8 | r[5]) << 16; return true;
    default:          return true;               /* where to start: the vector table says */
    }
}

static bool hex_line(hex_t *h, const uint8_t *t, size_t n)
{
    uint8_t r[5 + 255], sum = 0;
    while (n && (t[n - 1] == '\r' || t[n - 1] == ' ' || t[n - 1] == '\t')) n--;
    if (!n) return true;
    if (h->over) return fail(h->err, "%s: line %u: text behind the end record", h->name, h->line);
    if (t[0] != ':')
        return fail(h->err, "%s: line %u does not begin with a colon: no Intel HEX record", h->name, h->line);
    if (n < 11 || n > 1 + 2 * sizeof r || !(n & 1))
        return fail(h->err, "%s: line %u: a record of %zu characters", h->name, h->line, n);
    size_t bytes = (n - 1) / 2;
    for (size_t i = 0; i < bytes; i++) {
        int hi = digit(t[1 + 2 * i]), lo = digit(t[2 + 2 * i]);
        if (hi < 0 || lo < 0) return fail(h->err, "%s: line %u: not a hexadecimal digit", h->name, h->line);
        r[i] = (uint8_t)(hi << 4 | lo), sum = (uint8_t)(sum + r[i]);
    }
    if (bytes != 5u + r[0])
        return fail(h->err, "%s: line %u says %u bytes and has %zu", h->name, h->line, r[0], bytes - 5);
    if (sum) return fail(h->err, "%s: line %u: wrong checksum", h->name, h->line);
    return hex_record(h, r);
}

bool image_hex(loaded_t *l, const char *name, const uint8_t *text, size_t size, const map_t *map, err_t *err)
{
    memset(l, 0, sizeof *l);
    if (size > 4u * IMAGE_BYTES_MAX)
        return fail(err, "%s: %zu characters; at most %d are read", name, size, 4 * IMAGE_BYTES_MAX);
    hex_t h = { .name = name, .map = map, .err = err, .out = l, .byte = malloc(size / 2 + 1) };
    l->block = calloc(1, sizeof *l->block);
    if (!h.byte || !l->block) {
        free(h.byte), free(l->block), l->block = NULL;
        return fail(err, "%s: out of memory", name);
    }
    l->block[l->blocks++] = h.byte;
    bool good = true;
    for (size_t at = 0; good && at < size;) {
        const uint8_t *end = memchr(text + at, '\n', size - at);
        size_t n = end ? (size_t)(end - text) - at : size - at;
        h.line++;
        good = hex_line(&h, text + at, n);
        at += n + 1;
    }
    good = good && hex_run_ends(&h);
    if (good && !h.over) good = fail(err, "%s: no end record (:00000001FF): cut short", name);
    return finish(l, name, map, good, err);
}

/* ---- questions --------------------------------------------------------------------------------- */

static const image_t *part_at(const loaded_t *l, uint32_t addr)
{
    for (size_t i = 0; i < l->parts; i++)
        if (addr - l->part[i].addr < l->part[i].size) return &l->part[i];
    return NULL;
}

bool image_has(const loaded_t *l, uint32_t addr) { return part_at(l, addr) != NULL; }

bool image_word(const loaded_t *l, uint32_t addr, uint32_t *word)
{
    *word = 0;
    for (unsigned i = 0; i < 4; i++) {
        const image_t *p = part_at(l, addr + i);
        if (!p) return false;
        *word |= (uint32_t)p->bytes[addr + i - p->addr] << 8 * i;
    }
    return true;
}

void image_free(loaded_t *l)
{
    for (size_t i = 0; i < l->blocks; i++) free(l->block[i]);
    free(l->block), free(l->part), free(l->what);
    memset(l, 0, sizeof *l);
}
