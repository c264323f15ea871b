/* scenario_memory.c -- the verbs that touch memory and the data cache: load, store, fill, copy,
 * compare, maintenance, forced cache events. Operands are checked against the buffers they name. */
#include "scenario_own.h"
#include <string.h>

/* ---- operands ------------------------------------------------------------------------------------- */

bool unchecked_step(const place_t *step, bool *unchecked)
{
    place_t u = json_member(step, "unchecked");
    return !u.v || json_bool(&u, unchecked);
}

/* A number, or the address of a buffer: "rx+4". */
bool parse_word(build_t *b, const place_t *p, uint32_t most, uint32_t *value)
{
    uint64_t v;
    where_t w;
    const char *t = cJSON_IsString(p->v) ? p->v->valuestring : "0";
    if (t[0] >= '0' && t[0] <= '9') {
        if (!json_uint(p, 0, most, &v)) return false;
        return *value = (uint32_t)v, true;
    }
    if (!parse_where(b, p, &w)) return false;
    if (w.addr > most) return json_error(p, "the address 0x%08X does not fit", w.addr);
    return *value = w.addr, true;
}

/* The verb's address and "size" (to the buffer's end if left out), both checked. */
static bool parse_range_of(build_t *b, const place_t *step, const place_t *verb, where_t *w,
                           uint32_t *size)
{
    place_t n = json_member(step, "size");
    bool unchecked = false;
    uint64_t v;
    if (!parse_where(b, verb, w) || !unchecked_step(step, &unchecked)) return false;
    v = w->rest;
    if (n.v && !json_uint(&n, 1, BYTES_MAX, &v)) return false;
    if (!v && !w->buffer)
        return json_error(verb, "%s is in no buffer, so \"size\" is wanted", w->text);
    *size = (uint32_t)v;
    return check_span(b, verb, w, *size ? *size : 1, unchecked);
}

uint32_t size_mask(unsigned size) { return size >= 4 ? UINT32_MAX : (1u << 8 * size) - 1; }

/* ---- verbs: memory -------------------------------------------------------------------------------- */

bool one_access(build_t *b, const place_t *step, const place_t *verb, where_t *w, uint32_t *size)
{
    place_t n = json_member(step, "size");
    bool unchecked = false;
    uint64_t v = 4;
    if (!parse_where(b, verb, w) || !unchecked_step(step, &unchecked)) return false;
    if (n.v && !json_uint(&n, 1, BYTES_MAX, &v)) return false;
    *size = (uint32_t)v;
    return check_span(b, verb, w, *size, unchecked);
}

static const char *const load_keys[] = { "load", "size", "expect", "unchecked", NULL };
static bool lower_load(build_t *b, const place_t *step, const place_t *verb)
{
    place_t expect = json_member(step, "expect");
    where_t w;
    uint32_t size, value;
    bytes_t bytes;
    if (!one_access(b, step, verb, &w, &size)) return false;
    bool one = size == 1 || size == 2 || size == 4;
    if (expect.v) b->compares++;
    if (expect.v && one && !cJSON_IsArray(expect.v) && !cJSON_IsObject(expect.v)) {
        if (!parse_word(b, &expect, size_mask(size), &value)) return false;
        script_expect(&b->script, w.addr, size, UINT32_MAX, value);
    } else if (expect.v) {
        if (!parse_bytes(b, &expect, size, &bytes)) return false;
        script_compare(&b->script, w.addr, bytes.byte, size, one ? size : 4);
    } else if (one) {
        script_load(&b->script, w.addr, size);
    } else {
        script_read(&b->script, w.addr, size / 4, 4);
        script_read(&b->script, w.addr + size / 4 * 4, size % 4, 1);
    }
    return true;
}

static void store_bytes(build_t *b, uint32_t addr, const bytes_t *bytes)
{
    for (uint32_t i = 0; i < bytes->size; ) {
        unsigned now = bytes->size - i >= 4 && !((addr + i) & 3) ? 4 : 1;
        uint32_t v = 0;
        for (unsigned k = 0; k < now; k++) v |= (uint32_t)bytes->byte[i + k] << 8 * k;
        script_store(&b->script, addr + i, now, v);
        i += now;
    }
}

static const char *const store_keys[] = { "store", "value", "bytes", "size", "unchecked", NULL };
static bool lower_store(build_t *b, const place_t *step, const place_t *verb)
{
    place_t value = json_member(step, "value"), data = json_member(step, "bytes"),
            n = json_member(step, "size");
    bool unchecked = false;
    where_t w;
    uint32_t size, v;
    bytes_t bytes;
    if (!!value.v + !!data.v != 1)
        return json_error(step, "either \"value\" or \"bytes\" is wanted");
    if (data.v) {
        if (n.v) return json_error(&n, "\"bytes\" says how many; \"size\" goes with \"value\"");
        if (!parse_where(b, verb, &w) || !unchecked_step(step, &unchecked)
            || !parse_bytes(b, &data, 0, &bytes))
            return false;
        if (!check_span(b, verb, &w, bytes.size, unchecked)) return false;
        store_bytes(b, w.addr, &bytes);
        return true;
    }
    if (!one_access(b, step, verb, &w, &size)) return false;
    if (size != 1 && size != 2 && size != 4)
        return json_error(&n, "one store is 1, 2 or 4 bytes; \"bytes\" or `fill` store more");
    if (!parse_word(b, &value, size_mask(size), &v)) return false;
    script_store(&b->script, w.addr, size, v);
    return true;
}

static const char *const fill_keys[] = { "fill", "value", "step", "size", "unchecked", NULL };
static bool lower_fill(build_t *b, const place_t *step, const place_t *verb)
{
    place_t value = json_member(step, "value"), by = json_member(step, "step");
    where_t w;
    uint32_t size;
    uint64_t v, delta = 0;
    if (!parse_range_of(b, step, verb, &w, &size) || !json_uint(&value, 0, 255, &v)) return false;
    if (by.v && !json_uint(&by, 0, 255, &delta)) return false;
    uint32_t words = delta || (w.addr & 3) ? 0 : size / 4;
    script_fill(&b->script, w.addr, words, 4, (uint32_t)v * 0x01010101u, 0);
    script_fill(&b->script, w.addr + words * 4, size - words * 4, 1, (uint32_t)v, (uint32_t)delta);
    return true;
}

static const char *const copy_keys[] = { "copy", "from", "size", "unchecked", NULL };
static bool lower_copy(build_t *b, const place_t *step, const place_t *verb)
{
    place_t source = json_member(step, "from"), n = json_member(step, "size");
    bool unchecked = false;
    where_t to, from;
    if (!parse_where(b, verb, &to) || !parse_where(b, &source, &from)
        || !unchecked_step(step, &unchecked))
        return false;
    uint64_t size = to.rest < from.rest ? to.rest : from.rest;
    if (!n.v && !size) return json_error(step, "\"size\" is wanted");
    if (n.v && !json_uint(&n, 1, BYTES_MAX, &size)) return false;
    if (!check_span(b, verb, &to, (uint32_t)size, unchecked)) return false;
    if (!check_span(b, &source, &from, (uint32_t)size, unchecked)) return false;
    uint32_t words = (to.addr | from.addr) & 3 ? 0 : (uint32_t)size / 4;
    script_copy(&b->script, to.addr, from.addr, words, 4);
    script_copy(&b->script, to.addr + words * 4, from.addr + words * 4, (uint32_t)size - words * 4,
                1);
    return true;
}

static const char *const compare_keys[] = { "compare", "with", "size", "unchecked", NULL };
static bool lower_compare(build_t *b, const place_t *step, const place_t *verb)
{
    place_t with = json_member(step, "with"), n = json_member(step, "size");
    where_t w;
    uint32_t size;
    bytes_t bytes;
    if (!parse_range_of(b, step, verb, &w, &size)) return false;
    if (!parse_bytes(b, &with, n.v || bytes_sizeless(&with) ? size : 0, &bytes)) return false;
    if (bytes.size > size)
        return json_error(&with, "%u bytes, but %s has %u", bytes.size, w.text, size);
    script_compare(&b->script, w.addr, bytes.byte, bytes.size, w.addr & 3 ? 1 : 4);
    b->compares++;
    return true;
}

/* ---- verbs: caches, barriers, power ---------------------------------------------------------------- */

static const char *const clean_keys[] = { "clean", "size", "unchecked", NULL };
static const char *const invalidate_keys[] = { "invalidate", "size", "unchecked", NULL };
static const char *const clean_invalidate_keys[] = { "clean_invalidate", "size", "unchecked",
                                                     NULL };

static bool maintain(build_t *b, const place_t *step, const place_t *verb, maintain_t what)
{
    where_t w;
    uint32_t size;
    if (!parse_range_of(b, step, verb, &w, &size)) return false;
    script_dcache_range(&b->script, what, w.addr, size);
    return true;
}

static bool lower_clean(build_t *b, const place_t *s, const place_t *v)
{ return maintain(b, s, v, SCRIPT_CLEAN); }
static bool lower_invalidate(build_t *b, const place_t *s, const place_t *v)
{ return maintain(b, s, v, SCRIPT_INVALIDATE); }
static bool lower_clean_invalidate(build_t *b, const place_t *s, const place_t *v)
{ return maintain(b, s, v, SCRIPT_CLEAN_INVALIDATE); }

static const char *const dcache_keys[] = { "dcache", NULL };
static bool lower_dcache(build_t *b, const place_t *step, const place_t *verb)
{
    bool on;
    (void)step;
    if (!json_bool(verb, &on)) return false;
    script_dcache_enable(&b->script, on);
    return true;
}

/* No instruction: the end of a life that only the source knows. */
static const char *const release_keys[] = { "release", "size", "unchecked", NULL };
static bool lower_release(build_t *b, const place_t *step, const place_t *verb)
{
    where_t w;
    uint32_t size;
    if (!parse_range_of(b, step, verb, &w, &size)) return false;
    script_uop(&b->script, (uop_t){ .op = U_RELEASE, .imm = w.addr, .val = size });
    return true;
}

static const char *const evict_keys[] = { "evict", "size", "unchecked", NULL };
static const char *const speculate_keys[] = { "speculate", "size", "unchecked", NULL };
static const char *const preload_keys[] = { "preload", "size", "unchecked", NULL };
static bool lower_lines(build_t *b, const place_t *step, const place_t *verb)
{
    place_t n = json_member(step, "size");
    bool unchecked = false;
    uint64_t size = 1;
    where_t w;
    if (!parse_where(b, verb, &w) || !unchecked_step(step, &unchecked)) return false;
    if (n.v && !json_uint(&n, 1, 1 << 20, &size)) return false;
    if (!check_span(b, verb, &w, (uint32_t)size, unchecked)) return false;
    for (uint64_t line = w.addr & ~31u; line < (uint64_t)w.addr + size; line += 32)
        if (!strcmp(verb->key, "preload")) script_preload(&b->script, (uint32_t)line);
        else script_force(&b->script, !strcmp(verb->key, "speculate"), (uint32_t)line);
    return true;
}

#define VERB(name) { #name, lower_##name, name##_keys }
const verb_row_t memory_verbs[] = {
    VERB(load),
    VERB(store),
    VERB(fill),
    VERB(copy),
    VERB(compare),
    VERB(clean),
    VERB(invalidate),
    VERB(clean_invalidate),
    VERB(dcache),
    { "evict", lower_lines, evict_keys },
    { "speculate", lower_lines, speculate_keys },
    { "preload", lower_lines, preload_keys },
    VERB(release),
    { NULL, NULL, NULL },
};
