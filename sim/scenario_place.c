/* scenario_place.c -- where things are: buffers in memories, and addresses, bytes, times and
 * registers as a scenario writes them.
 *
 * Placing: buffers with "at" first, then the others in the file's order, each at the first place in
 * its memory where it has its 32-byte lines to itself, followed by those that are "next_to" it. So
 * sharing a line never happens by accident; a lesson about it says so. */
#include "scenario_own.h"
#include "firmware_file.h"
#include "regnames.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 32 };

const char *const memory_names[] = { "ITCM",  "DTCM",  "AXISRAM", "SRAM1", "SRAM2",
                                     "SRAM3", "SRAM4", "BKPSRAM", "FLASH", NULL };
const uint32_t memory_base[] = { 0x00000000, 0x20000000, 0x24000000, 0x30000000, 0x30020000,
                                        0x30040000, 0x38000000, 0x38800000, 0x08000000 };

typedef struct {                 /* what the placer knows of a buffer beyond its symbol */
    uint32_t align;
    int      memory;             /* index in memory_names, -1: "at" alone decides */
    int      next_to;            /* index of its neighbour, -1 */
    bool     placed, overlap, share, fixed;
    const section_t *section;    /* NULL: "region", "at" or "next_to" alone */
    const cJSON *v;
} placing_t;

/* ---- addresses ---------------------------------------------------------------------------------- */

static symbol_t *symbols(build_t *b) { return b->symbol.item; }

static symbol_t *symbol_named(build_t *b, const char *name, size_t length)
{
    for (size_t i = 0; i < b->symbol.count; i++)
        if (strlen(symbols(b)[i].name) == length && !memcmp(symbols(b)[i].name, name, length))
            return &symbols(b)[i];
    if (!b->s->firmware || length >= SUGGEST_WORD) return NULL;
    char word[SUGGEST_WORD];                     /* "rx" of "main::rx" */
    snprintf(word, sizeof word, "%.*s", (int)length, name);
    return (symbol_t *)firmware_symbol(b->s->firmware, word, &(err_t){ "" });
}

static const symbol_t *symbol_at(build_t *b, uint32_t addr)
{
    for (size_t i = 0; i < b->symbol.count; i++)
        if (addr - symbols(b)[i].addr < symbols(b)[i].size) return &symbols(b)[i];
    return NULL;
}

static bool no_such_buffer(build_t *b, const place_t *p, const char *text, size_t length)
{
    char word[SUGGEST_WORD];
    snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : sizeof word - 1),
             text);
    suggest_t s;
    suggest_start(&s, word);
    for (size_t i = 0; i < b->symbol.count; i++) suggest_offer(&s, symbols(b)[i].name);
    return json_error(p, "no buffer \"%s\"%s", word, suggest_text(&s));
}

bool parse_where(build_t *b, const place_t *p, where_t *w)
{
    const char *t;
    uint64_t base, offset = 0;
    if (!json_string(p, &t)) return false;
    if (strlen(t) >= sizeof w->text)
        return json_error(p, "an address of more than %d characters", (int)sizeof w->text - 1);
    *w = (where_t){ .rest = 0 };
    snprintf(w->text, sizeof w->text, "%s", t);
    size_t length = strcspn(t, "+");
    if (t[length] && !text_to_uint(t + length + 1, strlen(t + length + 1), &offset))
        return json_error(
            p, "\"%.40s\" is not an address; write \"rx\", \"rx+32\" or \"0x24000000\"", t);
    if (t[0] >= '0' && t[0] <= '9') {
        if (!text_to_uint(t, length, &base) || base > UINT32_MAX || base + offset > UINT32_MAX)
            return json_error(
                p, "\"%.40s\" is not a 32-bit address; write \"rx\", \"rx+32\" or \"0x24000000\"",
                t);
        w->addr = (uint32_t)(base + offset);
        w->buffer = symbol_at(b, w->addr);
        if (w->buffer) w->rest = w->buffer->size - (w->addr - w->buffer->addr);
        return true;
    }
    const symbol_t *s = symbol_named(b, t, length);
    if (!s) return no_such_buffer(b, p, t, length);
    if (offset > UINT32_MAX - s->addr) return json_error(p, "%s leaves the address space", t);
    w->addr = s->addr + (uint32_t)offset;
    w->buffer = s;
    w->rest = offset < s->size ? s->size - (uint32_t)offset : 0;
    return true;
}

bool check_span(build_t *b, const place_t *p, const where_t *w, uint32_t size, bool unchecked)
{
    if (unchecked && size <= UINT32_MAX - w->addr) return true;
    if (w->buffer && size <= w->rest) return true;
    if (w->buffer && w->addr - w->buffer->addr >= w->buffer->size)
        return json_error(p, "%s is past the end of %s (%u bytes)", w->text, w->buffer->name,
                          w->buffer->size);
    if (w->buffer)
        return json_error(
            p, "%u bytes from %s leave %s (%u bytes) by %u; \"unchecked\": true allows it", size,
            w->text, w->buffer->name, w->buffer->size, size - w->rest);
    (void)b;
    return json_error(p, "%s is in no buffer; declare one with \"at\", or say \"unchecked\": true",
                      w->text);
}

/* ---- bytes -------------------------------------------------------------------------------------- */

static bool hex_pairs(const place_t *p, const char *t, bytes_t *out)
{
    static const char wanted[] =
        "bytes are hex pairs such as \"A5 5A 01\", a list of numbers, or an object";
    out->size = 0;
    while (*t) {
        if (*t == ' ') { t++; continue; }
        char pair[5] = { '0', 'x', t[0], t[1], 0 };
        uint64_t v;
        if (!t[1] || t[1] == ' ' || t[1] == '_' || !text_to_uint(pair, 4, &v))
            return json_error(p, "%s", wanted);
        out->byte[out->size++] = (uint8_t)v;
        t += 2;
    }
    return out->size > 0 || json_error(p, "%s", wanted);
}

static bool list_bytes(build_t *b, const place_t *p, bytes_t *out)
{
    if (!json_array(p, 1, BYTES_MAX)) return false;
    out->byte = keep(b, (size_t)cJSON_GetArraySize(p->v));
    for (const cJSON *i = p->v->child; i; i = i->next) {
        place_t at = json_item(p, i, (int)out->size);
        uint64_t v;
        if (!json_uint(&at, 0, 255, &v)) return false;
        out->byte[out->size++] = (uint8_t)v;
    }
    return true;
}

/* How many bytes a pattern makes: its "count", or what the place wants. */
static bool pattern_count(build_t *b, const place_t *p, uint32_t want, bytes_t *out)
{
    place_t n = json_member(p, "count");
    uint64_t v = want;
    if (n.v && !json_uint(&n, 1, BYTES_MAX, &v)) return false;
    if (!v) return json_error(p, "\"count\" is missing: how many bytes?");
    out->size = (uint32_t)v;
    out->byte = keep(b, v);
    return true;
}

static bool repeat_bytes(build_t *b, const place_t *p, const place_t *r, uint32_t want,
                         bytes_t *out)
{
    bytes_t unit;
    if (cJSON_IsObject(r->v)) return json_error(r, "a byte, hex pairs or a list is wanted");
    if (!parse_bytes(b, r, json_is_number(r), &unit) || !pattern_count(b, p, want, out))
        return false;
    for (uint32_t i = 0; i < out->size; i++) out->byte[i] = unit.byte[i % unit.size];
    return true;
}

static bool pattern_bytes(build_t *b, const place_t *p, uint32_t want, bytes_t *out)
{
    static const char *const keys[] = { "text", "repeat", "ramp", "random", "step", "count", NULL };
    place_t text = json_member(p, "text"), repeat = json_member(p, "repeat"),
            ramp = json_member(p, "ramp"), rnd = json_member(p, "random"),
            step = json_member(p, "step"), count = json_member(p, "count");
    uint64_t first = 0, by = 1;
    if (!json_keys(p, keys)) return false;
    if (!!text.v + !!repeat.v + !!ramp.v + !!rnd.v != 1)
        return json_error(p, "exactly one of \"text\", \"repeat\", \"ramp\", \"random\" is wanted");
    if (step.v && !ramp.v) return json_error(&step, "\"step\" goes with \"ramp\"");
    if (count.v && text.v) return json_error(&count, "\"count\" does not go with \"text\"");
    if (text.v) {
        const char *t;
        if (!json_string(&text, &t)) return false;
        if (!*t) return json_error(&text, "no bytes in it");
        out->byte = (uint8_t *)keep_text(b, t);
        out->size = (uint32_t)strlen(t);
        return true;
    }
    if (repeat.v) return repeat_bytes(b, p, &repeat, want, out);
    if (!pattern_count(b, p, want, out)) return false;
    if (rnd.v) {
        if (!json_uint(&rnd, 0, UINT32_MAX, &first)) return false;
        uint64_t x = first * 0x9E3779B97F4A7C15ull + 0x2545F4914F6CDD1Dull;
        for (uint32_t i = 0; i < out->size; i++)
            x ^= x << 13, x ^= x >> 7, x ^= x << 17, out->byte[i] = (uint8_t)(x >> 32);
        return true;
    }
    if (!json_uint(&ramp, 0, 255, &first) || (step.v && !json_uint(&step, 0, 255, &by)))
        return false;
    for (uint32_t i = 0; i < out->size; i++) out->byte[i] = (uint8_t)(first + by * i);
    return true;
}

bool bytes_sizeless(const place_t *p)
{
    if (!cJSON_IsObject(p->v)) return json_is_number(p);
    return !json_member(p, "count").v && !json_member(p, "text").v;
}

bool parse_bytes(build_t *b, const place_t *p, uint32_t want, bytes_t *out)
{
    *out = (bytes_t){ NULL, 0 };
    uint64_t v;
    if (!p->v) return json_error(p, "is missing; bytes are wanted");
    if (json_is_number(p)) {
        if (!want)
            return json_error(
                p,
                "one number fills a known size only; write a list or {\"repeat\": ..., \"count\": ...}");
        if (!json_uint(p, 0, 255, &v)) return false;
        out->byte = keep(b, want);
        out->size = want;
        memset(out->byte, (int)v, want);
        return true;
    }
    if (cJSON_IsString(p->v)) {
        out->byte = keep(b, strlen(p->v->valuestring) / 2 + 1);
        if (!hex_pairs(p, p->v->valuestring, out)) return false;
    } else if (cJSON_IsArray(p->v)) {
        if (!list_bytes(b, p, out)) return false;
    } else if (!pattern_bytes(b, p, want, out)) {
        return false;
    }
    if (want && out->size != want)
        return json_error(p, "%u bytes, but %u are wanted", out->size, want);
    return true;
}

/* ---- registers, times, views -------------------------------------------------------------------- */

bool parse_register(build_t *b, const place_t *p, reg_t *r)
{
    const char *t;
    if (!json_string(p, &t)) return false;
    *r = (reg_t){ .width = 32 };
    snprintf(r->text, sizeof r->text, "%s", t);
    (void)b;
    if (reg_find(t, &r->addr, &r->bit, &r->width)) return true;
    char near[SUGGEST_WORD];
    return reg_suggest(t, near, sizeof near)
        ? json_error(p, "no register \"%.60s\"; did you mean \"%s\"?", t, near)
        : json_error(
              p,
              "no register \"%.60s\"; registers are written DMA1.S0CR, their fields DMA1.S0CR.EN",
              t);
}

uint32_t reg_addr(build_t *b, const char *format, ...)
{
    char name[72];
    uint32_t addr = 0;
    unsigned bit, width;
    va_list a;
    va_start(a, format);
    vsnprintf(name, sizeof name, format, a);
    va_end(a);
    if (!reg_find(name, &addr, &bit, &width))
        fail(b->err, "%s: internal: no register %s", b->s->file, name);
    return addr;
}

/* "1.5ms": digits, at most 9 of them behind the point, and a unit. */
static bool text_to_ticks(const char *t, tick_t *out)
{
    static const struct {
        const char *name;
        uint64_t ticks10;
    } unit[] = { /* tenths of ticks: 1 ns is 4.8 */
                 { "ns", 48 },
                 { "us", 48000 },
                 { "ms", 48000000 },
                 { "s", 48000000000 }
    };
    size_t whole = strspn(t, "0123456789"),
           part = t[whole] == '.' ? strspn(t + whole + 1, "0123456789") : 0;
    uint64_t v, scale = 10;
    char digits[24];
    if (!whole || whole > 9 || part > 9 || (t[whole] == '.' && !part)) return false;
    snprintf(digits, sizeof digits, "%.*s%.*s", (int)whole, t, (int)part,
             t[whole] == '.' ? t + whole + 1 : "");
    if (!text_to_uint(digits, strlen(digits), &v)) return false;
    for (size_t i = 0; i < part; i++) scale *= 10;
    t += whole + (part ? part + 1 : 0);
    while (*t == ' ') t++;
    for (size_t i = 0; i < sizeof unit / sizeof *unit; i++) {
        if (strcmp(unit[i].name, t)) continue;
        unsigned __int128 ticks = (unsigned __int128)v * unit[i].ticks10 / scale;
        if (ticks > 1000 * TICKS_PER_SECOND) return false;
        *out = (tick_t)ticks;
        return true;
    }
    return false;
}

bool parse_time(build_t *b, const place_t *p, tick_t *out)
{
    uint64_t cycles;
    if (cJSON_IsString(p->v)) {
        if (text_to_ticks(p->v->valuestring, out)) return true;
        return json_error(
            p, "\"%.40s\" is not a time; write cycles (1200) or \"87us\", \"1.5ms\", \"200ns\"",
            p->v->valuestring);
    }
    if (!json_uint(p, 0, 1000000000000, &cycles)) return false;
    *out = domain_edge(&b->s->names.cpu, cycles);
    return true;
}

bool parse_cycles(build_t *b, const place_t *p, uint64_t most, uint64_t *cycles)
{
    tick_t t;
    if (cJSON_IsNumber(p->v)) return json_uint(p, 1, most, cycles);
    if (!parse_time(b, p, &t)) return false;
    *cycles = domain_count(&b->s->names.cpu, domain_next(&b->s->names.cpu, t));
    if (*cycles >= 1 && *cycles <= most) return true;
    return json_error(p, "%llu cycles are not in 1..%llu", (unsigned long long)*cycles,
                      (unsigned long long)most);
}

bool parse_view(const place_t *step, uint8_t *view)
{
    static const char *const views[] = { "cpu", "ram", NULL };
    place_t v = json_member(step, "view");
    int which = 0;
    if (v.v && !json_choice(&v, views, &which)) return false;
    *view = (uint8_t)which;
    return true;
}

/* ---- buffers ------------------------------------------------------------------------------------ */

static const char *const buffer_keys[] = { "region",  "section", "size",       "align", "at", "next_to",
                                           "overlap", "share_line", "init",  NULL };

static bool good_name(const char *n)
{
    size_t length = strspn(n, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return length && !n[length] && length < 48 && !(n[0] >= '0' && n[0] <= '9');
}

static bool read_buffer(build_t *b, const place_t *p, placing_t *z)
{
    place_t region = json_member(p, "region"), size = json_member(p, "size"),
            align = json_member(p, "align"), at = json_member(p, "at"),
            next = json_member(p, "next_to"), over = json_member(p, "overlap"),
            share = json_member(p, "share_line"), section = json_member(p, "section");
    uint64_t n, al = next.v ? 4 : LINE_BYTES, addr = 0;
    symbol_t *s = list_add(b, &b->symbol, sizeof *s);
    *z = (placing_t){ .memory = -1, .next_to = -1, .v = p->v };
    if (!good_name(p->key))
        return json_error(p,
                          "a buffer's name is letters, digits and _, at most 47, no digit first");
    s->name = keep_text(b, p->key);
    if (!json_keys(p, buffer_keys) || !json_uint(&size, 1, 2 << 20, &n)) return false;
    s->size = (uint32_t)n;
    if (!!region.v + !!section.v + !!next.v + (at.v && !region.v && !section.v) != 1)
        return json_error(p, "one of \"region\", \"section\", \"at\", \"next_to\" says where it is");
    if (at.v && align.v) return json_error(&align, "\"at\" already says where it is");
    if (region.v && !json_choice(&region, memory_names, &z->memory)) return false;
    if (section.v && !find_section(b, &section, &z->section)) return false;
    if (section.v) z->memory = z->section->memory;
    if (align.v && (!json_uint(&align, 1, 65536, &al) || (al & (al - 1))))
        return json_error(&align, "a power of two is wanted");
    if (over.v && !json_bool(&over, &z->overlap)) return false;
    if (share.v && !json_bool(&share, &z->share)) return false;
    z->align = (uint32_t)al;
    if (at.v) {
        const char *t;
        if (!json_string(&at, &t)) return false;
        if (!text_to_uint(t, strlen(t), &addr) || addr > UINT32_MAX)
            return json_error(&at, "\"%.40s\" is not an address such as \"0x24000000\"", t);
        s->addr = (uint32_t)addr;
        z->fixed = true;
    }
    return true;
}

/* A buffer lies in one memory of the map, and in the one it named. */
static bool check_memory(const place_t *p, const symbol_t *s, const placing_t *z)
{
    const region_row_t *r = map_region(&h743_map, s->addr);
    uint64_t room = r ? r->base + (uint64_t)r->size - s->addr : 0;
    if (r && r->kind == REGION_FLASH) { /* two banks, one after the other: one memory here */
        const region_row_t *n = map_region(&h743_map, r->base + r->size);
        if (n && n->kind == REGION_FLASH) room += n->size;
    }
    if (!r || (r->kind != REGION_RAM && r->kind != REGION_TCM && r->kind != REGION_FLASH))
        return json_error(p, "0x%08X is in no memory of the STM32H743", s->addr);
    if (s->size > room)
        return json_error(p, "%u bytes at 0x%08X do not fit: %s ends at 0x%08llX", s->size, s->addr,
                          r->name, (unsigned long long)s->addr + room);
    if (z->memory >= 0 && r != map_region(&h743_map, memory_base[z->memory])
        && r->kind != REGION_FLASH)
        return json_error(p, "0x%08X is in %s, not in %s", s->addr, r->name,
                          memory_names[z->memory]);
    return true;
}

/* The first placed buffer in `from`..`to` (bytes, `to` not included); -1: none. */
static int in_the_way(const symbol_t *s, const placing_t *z, size_t count, uint64_t from,
                      uint64_t to)
{
    for (size_t i = 0; i < count; i++)
        if (z[i].placed && s[i].addr < to && from < (uint64_t)s[i].addr + s[i].size) return (int)i;
    return -1;
}

static bool place_one(const place_t *p, symbol_t *s, placing_t *z, size_t count, size_t i)
{
    uint64_t align = z[i].align;
    if (z[i].next_to >= 0) {
        const symbol_t *n = &s[z[i].next_to];
        s[i].addr = (uint32_t)(((uint64_t)n->addr + n->size + align - 1) / align * align);
    } else if (!z[i].fixed) {
        const region_row_t *r = map_region(&h743_map, memory_base[z[i].memory]);
        uint64_t at = memory_base[z[i].memory], end = r ? r->base + (uint64_t)r->size : at;
        if (align < LINE_BYTES) align = LINE_BYTES;
        for (int w; (w = in_the_way(s, z, count, at,
                                    (at + s[i].size + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES))
             >= 0;)
            at = ((uint64_t)s[w].addr + s[w].size + align - 1) / align * align;
        if (at + s[i].size > end && !(r && r->kind == REGION_FLASH))
            return json_error(p, "%u bytes do not fit into %s (%llu left, %u in all)", s[i].size,
                              memory_names[z[i].memory],
                              (unsigned long long)(at < end ? end - at : 0), r ? r->size : 0);
        s[i].addr = (uint32_t)at;
    }
    z[i].placed = true;
    return check_memory(p, &s[i], &z[i]);
}

/* Two buffers may not share a byte or a line unless the scenario says that this is meant. */
static bool check_pair(const place_t *p, const symbol_t *s, const placing_t *z, size_t i, size_t k)
{
    uint64_t end_i = (uint64_t)s[i].addr + s[i].size, end_k = (uint64_t)s[k].addr + s[k].size;
    if (s[i].addr < end_k && s[k].addr < end_i)
        return z[i].overlap || z[k].overlap
            || json_error(
                   p,
                   "%s (0x%08X, %u bytes) overlaps %s (0x%08X, %u bytes); \"overlap\": true allows it",
                   s[i].name, s[i].addr, s[i].size, s[k].name, s[k].addr, s[k].size);
    uint32_t first_i = s[i].addr / LINE_BYTES, last_i = (uint32_t)((end_i - 1) / LINE_BYTES),
             first_k = s[k].addr / LINE_BYTES, last_k = (uint32_t)((end_k - 1) / LINE_BYTES);
    const region_row_t *r = map_region(&h743_map, s[i].addr);
    if (first_i > last_k || first_k > last_i || (r && r->kind == REGION_TCM)) return true;
    if (z[i].share || z[k].share || z[i].next_to >= 0 || z[k].next_to >= 0) return true;
    return json_error(
        p,
        "%s shares the cache line 0x%08X with %s; \"share_line\": true or \"next_to\" says "
        "that this is meant",
        s[i].name, (first_i > first_k ? first_i : first_k) * LINE_BYTES, s[k].name);
}

static bool resolve_neighbours(build_t *b, const place_t *p, placing_t *z)
{
    for (size_t i = 0; i < b->symbol.count; i++) {
        place_t at = { p->doc, p, z[i].v, symbols(b)[i].name, 0 },
                next = json_member(&at, "next_to");
        const char *t;
        if (!next.v) continue;
        if (!json_string(&next, &t)) return false;
        const symbol_t *s = symbol_named(b, t, strlen(t));
        if (!s) return no_such_buffer(b, &next, t, strlen(t));
        z[i].next_to = (int)(s - symbols(b));
        if (z[i].next_to == (int)i) return json_error(&next, "next to itself");
    }
    return true;
}

static bool place_with_neighbours(build_t *b, const place_t *p, placing_t *z, size_t i)
{
    place_t at = { p->doc, p, z[i].v, symbols(b)[i].name, 0 };
    if (!place_one(&at, symbols(b), z, b->symbol.count, i)) return false;
    for (size_t k = 0; k < b->symbol.count; k++)
        if (z[k].next_to == (int)i && !place_with_neighbours(b, p, z, k)) return false;
    return true;
}

static bool place_all(build_t *b, const place_t *p, placing_t *z)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < b->symbol.count; i++)
            if (z[i].next_to < 0 && z[i].fixed == !pass && !place_with_neighbours(b, p, z, i))
                return false;
    for (size_t i = 0; i < b->symbol.count; i++) {
        place_t at = { p->doc, p, z[i].v, symbols(b)[i].name, 0 }, init = json_member(&at, "init");
        if (!z[i].placed)
            return json_error(&at, "the buffers it is next to are next to each other in a ring");
        for (size_t k = 0; k < i; k++)
            if (!check_pair(&at, symbols(b), z, i, k)) return false;
        size_t first = i;                /* what is next to a buffer is in its section */
        while (z[first].next_to >= 0) first = (size_t)z[first].next_to;
        if (!start_up(b, &init, z[first].section, &symbols(b)[i])) return false;
    }
    return true;
}

bool place_buffers(build_t *b, const place_t *p)
{
    if (!p->v) return true;
    if (!json_object(p)) return false;
    int count = cJSON_GetArraySize(p->v), i = 0;
    if (count > BUFFERS_MAX)
        return json_error(p, "%d buffers are more than the %d allowed", count, BUFFERS_MAX);
    placing_t *z = keep(b, (size_t)(count + 1) * sizeof *z);
    for (const cJSON *k = p->v->child; k; k = k->next, i++) {
        place_t at = { p->doc, p, k, k->string, 0 };
        if (!read_buffer(b, &at, &z[i])) return false;
    }
    return resolve_neighbours(b, p, z) && place_all(b, p, z);
}
