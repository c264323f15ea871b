/* scenario_recorded.c -- "world.recorded": an input log as inputlog.h saves it, in a file or here. */
#include "scenario_own.h"
#include "file_text.h"
#include "inputlog.h"
#include <stdlib.h>

enum { PATH_ROOM = 1024, REGISTERS = 96 };

static bool whole(const place_t *p, const char *key, uint64_t lo, uint64_t hi, uint64_t *to)
{
    place_t at = json_member(p, key);
    return json_uint(&at, lo, hi, to);
}

/* In the order of time, as everything that reads the list expects. */
static bool in_order(const place_t *p, tick_t before, tick_t at)
{
    return at >= before || json_error(p, "earlier than the entry before it");
}

static bool one_typed(build_t *b, const place_t *p, tick_t *last)
{
    static const char *const keys[] = { "tick", "line", "value", "bit16", "bits", "stops", NULL };
    uint64_t tick, line, value, bit16, bits, stops;
    if (!json_keys(p, keys) || !whole(p, "tick", 0, UINT64_MAX / 2, &tick)
        || !whole(p, "line", 0, SERIAL_LINES - 1, &line) || !whole(p, "value", 0, 511, &value)
        || !whole(p, "bit16", 1, 1ull << 56, &bit16) || !whole(p, "bits", 7, 9, &bits)
        || !whole(p, "stops", 1, 2, &stops) || !in_order(p, *last, tick))
        return false;
    rx_byte_t *r = list_add(b, &b->typed, sizeof *r);
    *r = (rx_byte_t){ .at = *last = tick, .bit16 = bit16, .value = (uint16_t)value, .line = (uint8_t)line,
                      .bits = (uint8_t)bits, .stops = (uint8_t)stops };
    return true;
}

static bool one_probe(build_t *b, const place_t *p, tick_t *last)
{
    static const char *const keys[] = { "tick", "after", "memory", "register", "size", "value", NULL };
    place_t memory = json_member(p, "memory"), reg = json_member(p, "register");
    uint64_t tick, after, value, where, size = 4;
    if (!json_keys(p, keys) || !whole(p, "tick", 0, UINT64_MAX / 2, &tick)
        || !whole(p, "after", 0, UINT64_MAX / 2, &after) || !whole(p, "value", 0, UINT32_MAX, &value)
        || !in_order(p, *last, tick))
        return false;
    if (!memory.v == !reg.v) return json_error(p, "either \"memory\" or \"register\" is wanted");
    if (!json_uint(memory.v ? &memory : &reg, 0, memory.v ? UINT32_MAX : REGISTERS - 1, &where)) return false;
    if (memory.v && !whole(p, "size", 1, 4, &size)) return false;
    if (size == 3 || where & (memory.v ? size - 1 : 0))
        return json_error(p, "1, 2 or 4 bytes at an address they divide");
    probe_t *r = list_add(b, &b->probe, sizeof *r);
    *r = (probe_t){ .at = *last = tick, .after = after, .addr = (uint32_t)where, .value = (uint32_t)value,
                    .what = memory.v ? PROBE_MEMORY : PROBE_REGISTER, .size = (uint8_t)size };
    return true;
}

typedef bool entry_t(build_t *, const place_t *, tick_t *last);

static bool each(build_t *b, const place_t *top, const char *key, entry_t *one)
{
    place_t list = json_member(top, key);
    tick_t last = 0;
    int i = 0;
    if (!list.v) return true;
    if (!json_array(&list, 0, INPUTLOG_MAX)) return false;
    for (const cJSON *k = list.v->child; k; k = k->next) {
        place_t at = json_item(&list, k, i++);
        if (!one(b, &at, &last)) return false;
    }
    return true;
}

static bool parse_log(build_t *b, const place_t *top)
{
    static const char *const keys[] = { "typed", "probe", NULL };
    return json_keys(top, keys) && each(b, top, "typed", one_typed) && each(b, top, "probe", one_probe);
}

bool parse_recorded(build_t *b, const place_t *world)
{
    place_t p = json_member(world, "recorded");
    char path[PATH_ROOM];
    json_t doc = { .root = NULL };
    err_t why = { "" };
    if (!p.v) return true;
    if (cJSON_IsObject(p.v)) return parse_log(b, &p);
    if (!file_beside(b, &p, path, sizeof path)) return false;
    char *text = plain_text(path, JSON_BYTES, &why);
    if (!text) return json_error(&p, "%.300s", why.text);
    const char *name = keep_text(b, path);
    bool good = json_open(&doc, name, text, b->err);
    if (good) {
        place_t top = json_root(&doc);
        good = parse_log(b, &top);
    }
    json_close(&doc);
    free(text);
    return good;
}
