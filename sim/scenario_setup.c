/* scenario_setup.c -- "setup": the state a start-up file leaves behind, as register writes before
 * cycle 0: clock enables, MPU regions, cache enables, and any whole register by name.
 * Order: enable, registers, mpu, caches. Armv7-M ARM B3.2 and B3.5 for the core's registers. */
#include "scenario_own.h"
#include "regnames.h"
#include <stdio.h>
#include <string.h>

enum { CCR_RESET = 0x00040200, CACR_FORCEWT = 1 << 2 };
#define SCB_CCR  0xE000ED14u
#define SCB_CACR 0xE000EF9Cu
#define MPU_CTRL 0xE000ED94u
#define MPU_RNR  0xE000ED98u
#define MPU_RBAR 0xE000ED9Cu
#define MPU_RASR 0xE000EDA0u

/* A register already written before cycle 0 takes the new value in place if `merge`, so that enable
 * bits of one register add up. */
static void poke(build_t *b, uint32_t addr, uint32_t value, bool merge)
{
    poke_t *p = b->poke.item;
    for (size_t i = 0; merge && i < b->poke.count; i++)
        if (p[i].addr == addr) {
            p[i].value |= value;
            return;
        }
    p = list_add(b, &b->poke, sizeof *p);
    *p = (poke_t){ addr, value };
}

/* ---- clock enables ------------------------------------------------------------------------------ */

/* "AHB2ENR.SRAM1EN" is the line of "SRAM1". */
static bool line_is(const clock_row_t *row, const char *name)
{
    const char *dot = strchr(row->name, '.');
    size_t n = strlen(name);
    return dot && !strncmp(dot + 1, name, n) && !strcmp(dot + 1 + n, "EN");
}

static bool enable_one(build_t *b, const place_t *p)
{
    const char *name;
    suggest_t s;
    if (!json_string(p, &name)) return false;
    suggest_start(&s, name);
    for (unsigned i = 0; i < h743_map.clocks; i++) {
        const clock_row_t *row = &h743_map.clock[i];
        char reg[32], known[32];
        snprintf(reg, sizeof reg, "RCC.%.*s", (int)strcspn(row->name, "."), row->name);
        if (line_is(row, name)) {
            poke(b, reg_addr(b, "%s", reg), 1u << row->bit, true);
            return true;
        }
        const char *dot = strchr(row->name, '.');
        if (!dot || strlen(dot) < 4 || strchr(dot, ' ')) continue;
        snprintf(known, sizeof known, "%.*s", (int)strlen(dot) - 3, dot + 1);
        suggest_offer(&s, known);
    }
    return json_error(p, "no clock enable \"%.40s\"%s", name, suggest_text(&s));
}

static bool parse_enable(build_t *b, const place_t *p)
{
    if (!p->v) return true;
    if (!json_array(p, 0, 64)) return false;
    int i = 0;
    for (const cJSON *k = p->v->child; k; k = k->next) {
        place_t at = json_item(p, k, i++);
        if (!enable_one(b, &at)) return false;
    }
    return true;
}

static bool parse_registers(build_t *b, const place_t *p)
{
    if (!p->v) return true;
    if (!json_object(p)) return false;
    for (const cJSON *k = p->v->child; k; k = k->next) {
        place_t at = json_member(p, k->string);
        const cJSON name = { .type = cJSON_String, .valuestring = k->string };
        place_t word = { at.doc, p, &name, k->string, 0 };
        reg_t r;
        uint64_t v;
        if (!parse_register(b, &word, &r)) return false;
        if (r.width != 32)
            return json_error(
                &at, "whole registers only: fields of a register are not known before it is reset");
        if (!json_uint(&at, 0, UINT32_MAX, &v)) return false;
        poke(b, r.addr, (uint32_t)v, false);
    }
    return true;
}

/* ---- MPU ---------------------------------------------------------------------------------------- */

static const char *const mpu_keys[] = { "region", "base", "size", "attr", "tex", "c",
                                        "b",      "s",    "ap",   "xn",   "srd", NULL };
static const char *const attr_names[] = {
    "non-cacheable",    "write-back", "write-back-no-write-allocate", "write-through", "device",
    "strongly-ordered", NULL
};
static const uint32_t attr_bits[] = {    /* TEX 21:19, S 18, C 17, B 16 */
    1u << 19, 1u << 19 | 3u << 16, 3u << 16, 2u << 16, 1u << 18 | 1u << 16, 1u << 18 };

static bool mpu_attributes(const place_t *p, uint32_t *rasr)
{
    static const struct { const char *key; uint8_t at, most; } field[] = {
        { "tex", 19, 7 }, { "s", 18, 1 }, { "c", 17, 1 }, { "b", 16, 1 } };
    place_t attr = json_member(p, "attr");
    int which;
    bool raw = false;
    for (size_t i = 0; i < 4; i++) {
        place_t f = json_member(p, field[i].key);
        uint64_t v;
        if (!f.v) continue;
        if (!json_uint(&f, 0, field[i].most, &v)) return false;
        if (attr.v && i != 1)
            return json_error(&f, "\"attr\" already says it; give either \"attr\" or tex, c, b");
        *rasr |= (uint32_t)v << field[i].at;
        raw |= i != 1;
    }
    if (!attr.v) return raw || json_error(p, "\"attr\" is missing (or tex, c, b)");
    if (!json_choice(&attr, attr_names, &which)) return false;
    *rasr |= attr_bits[which];
    return true;
}

static bool mpu_region(build_t *b, const place_t *p, uint64_t number)
{
    place_t region = json_member(p, "region"), base = json_member(p, "base"),
            size = json_member(p, "size"), ap = json_member(p, "ap"), xn = json_member(p, "xn"),
            srd = json_member(p, "srd");
    uint64_t bytes, access = 3, sub = 0;
    uint32_t rasr = 1, log2 = 5;
    bool never = true;
    where_t at;
    if (!json_keys(p, mpu_keys)) return false;
    if (region.v && !json_uint(&region, 0, MPU_REGIONS - 1, &number)) return false;
    if (!parse_where(b, &base, &at) || !json_uint(&size, 32, 1ull << 32, &bytes)) return false;
    while (1ull << log2 < bytes) log2++;
    if (1ull << log2 != bytes)
        return json_error(&size, "a power of two from 32 to 0x100000000 is wanted");
    if (ap.v && !json_uint(&ap, 0, 7, &access)) return false;
    if (srd.v && !json_uint(&srd, 0, 255, &sub)) return false;
    if (xn.v && !json_bool(&xn, &never)) return false;
    if (!mpu_attributes(p, &rasr)) return false;
    rasr |= (uint32_t)never << 28 | (uint32_t)access << 24 | (uint32_t)sub << 8 | (log2 - 1) << 1;
    poke(b, MPU_RNR, (uint32_t)number, false);
    poke(b, MPU_RBAR, at.addr & ~31u, false);
    poke(b, MPU_RASR, rasr, false);
    return true;
}

static bool parse_mpu(build_t *b, const place_t *p, const place_t *background)
{
    bool on = true;
    if (background->v && !json_bool(background, &on)) return false;
    if (!p->v) return true;
    if (!json_array(p, 0, MPU_REGIONS)) return false;
    unsigned i = 0;
    for (const cJSON *k = p->v->child; k; k = k->next, i++) {
        place_t at = json_item(p, k, (int)i);
        if (!mpu_region(b, &at, i)) return false;
    }
    poke(b, MPU_CTRL, 1u | (uint32_t)on << 2, false);
    return true;
}

/* ---- caches, stack ------------------------------------------------------------------------------ */

const char *const replacement_name[] = { "random", "round-robin", "lru", NULL };

static bool parse_caches(build_t *b, const place_t *p)
{
    place_t dc = json_member(p, "dcache"), ic = json_member(p, "icache"),
            wt = json_member(p, "write_through"), rp = json_member(p, "replacement");
    bool d = false, i = false, w = false;
    int policy = 0;
    if (dc.v && !json_bool(&dc, &d)) return false;
    if (ic.v && !json_bool(&ic, &i)) return false;
    if (wt.v && !json_bool(&wt, &w)) return false;
    if (rp.v && !json_choice(&rp, replacement_name, &policy)) return false;
    b->s->in.replacement = (uint8_t)policy;
    if (w) poke(b, SCB_CACR, CACR_FORCEWT, false);
    if (d || i) poke(b, SCB_CCR, CCR_RESET | (uint32_t)d << 16 | (uint32_t)i << 17, false);
    return true;
}

/* The initial stack pointer: the end of a memory or of a buffer. */
static bool parse_stack(build_t *b, const place_t *p)
{
    static const uint32_t tops[] = { 0x00010000, 0x20020000, 0x24080000, 0x30020000,
                                     0x30040000, 0x30048000, 0x38010000 };
    where_t w;
    b->s->in.stack = 0x20020000;
    if (!p->v) return true;
    for (size_t i = 0; cJSON_IsString(p->v) && i < sizeof tops / sizeof *tops; i++)
        if (!strcmp(p->v->valuestring, memory_names[i])) {
            b->s->in.stack = tops[i];
            return true;
        }
    if (!parse_where(b, p, &w)) return false;
    bool bare = w.buffer && cJSON_IsString(p->v) && !strcmp(p->v->valuestring, w.buffer->name); /* its end */
    b->s->in.stack = (bare ? w.buffer->addr + w.buffer->size : w.addr) & ~7u;
    return true;
}

static const char *const setup_keys[] = { "dcache", "icache",    "write_through", "replacement",
                                          "enable", "registers", "mpu",           "mpu_background",
                                          "stack",  NULL };

bool parse_setup(build_t *b, const place_t *p)
{
    place_t none = { p->doc, p, NULL, "stack", 0 };
    if (!p->v) return parse_stack(b, &none);
    if (!json_keys(p, setup_keys)) return false;
    place_t enable = json_member(p, "enable"), registers = json_member(p, "registers"),
            mpu = json_member(p, "mpu"), background = json_member(p, "mpu_background"),
            stack = json_member(p, "stack");
    return parse_enable(b, &enable) && parse_registers(b, &registers)
        && parse_mpu(b, &mpu, &background) && parse_caches(b, p) && parse_stack(b, &stack);
}
