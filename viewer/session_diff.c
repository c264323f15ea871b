/* session_diff.c -- what differs between two ticks: the core's registers, cache lines, bytes, registers of
 * the parts. The stage goes to both, for what of a line is old only the judge beside it knows, and then back:
 * the session does not move. */
#include "session_own.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bytes.h"
#include "findings.h"
#include "regnames.h"

enum { ROW_BYTES = 16 };

typedef struct { machine_t machine; uint8_t line[2][CACHE_LINES]; } stand_t;   /* line: state_t; D, I */

typedef struct {
    session_t *s;
    const stand_t *stand[2];
    const machine_t *a, *b;
    diff_t *out;
    size_t count, room;
} pair_t;

static void __attribute__((format(printf, 5, 6))) add(pair_t *p, diff_kind_t kind, uint32_t addr,
                                                      uint32_t size,
                                                      const char *format, ...)
{
    if (p->count++ >= p->room) return;
    diff_t *d = &p->out[p->count - 1];
    *d = (diff_t){ .kind = (uint8_t)kind, .addr = addr, .size = size };
    va_list args;
    va_start(args, format);
    vsnprintf(d->text, sizeof d->text, format, args);
    va_end(args);
}

static void diff_core(pair_t *p)
{
    static const char *const name[] = { "R0", "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10",
                                        "R11", "R12",
                                        "SP", "LR", "PC" };
    const core_t *a = &p->a->chip.core, *b = &p->b->chip.core;
    for (unsigned i = 0; i < 16; i++)
        if (a->regs.r[i] != b->regs.r[i]) add(p, DIFF_CORE, i, 4, "%s 0x%08X -> 0x%08X", name[i],
                                              a->regs.r[i], b->regs.r[i]);
    if (a->regs.xpsr != b->regs.xpsr) add(p, DIFF_CORE, 16, 4, "xPSR 0x%08X -> 0x%08X", a->regs.xpsr,
                                          b->regs.xpsr);
    for (unsigned i = 0; i < 32; i++)
        if (a->regs.s[i] != b->regs.s[i]) add(p, DIFF_CORE, 17 + i, 4, "S%u 0x%08X -> 0x%08X", i,
                                              a->regs.s[i], b->regs.s[i]);
    uint32_t x = core_step_number(a, p->a->in), y = core_step_number(b, p->b->in);
    if (x == y || a->firmware) return;
    add(p, DIFF_CORE, 15, 4, "%.70s -> %.70s", say_step(&p->s->scenario->names, x, &(words_t){ 0 }),
        say_step(&p->s->scenario->names, y, &(words_t){ 0 }));
}

static void diff_cache(pair_t *p, int icache)
{
    const cache_geometry_t *g = line_geometry(icache);
    const cache_t *a = icache ? &p->a->chip.core.icache : &p->a->chip.core.dcache;
    const cache_t *b = icache ? &p->b->chip.core.icache : &p->b->chip.core.dcache;
    const uint8_t *was = p->stand[0]->line[icache], *is = p->stand[1]->line[icache];
    for (unsigned i = 0; i < (unsigned)g->sets * g->ways; i++) {
        if (!a->valid[i] && !b->valid[i]) continue;
        bool moved = a->valid[i] != b->valid[i] || a->tag[i] != b->tag[i], bytes = memcmp(a->data[i],
            b->data[i], LINE) != 0;
        if (!moved && was[i] == is[i] && !bytes) continue;
        uint32_t addr = b->valid[i] ? b->tag[i] : a->tag[i];
        char old[16] = "";
        if (a->valid[i] && b->valid[i] && a->tag[i] != b->tag[i]) put_text(old, sizeof old, " 0x%08X",
                                                                           a->tag[i]);
        add(p, DIFF_LINE, addr, LINE, "%s set %u way %u: %s%s -> %s 0x%08X%s", icache ? "I-cache" : "D-cache",
            i / g->ways, i % g->ways, state_look[was[i]].name, old, state_look[is[i]].name, addr,
            bytes && !moved ? ", other bytes" : "");
    }
}

static void diff_row(pair_t *p, uint32_t addr, const uint8_t *x, const uint8_t *y, unsigned n)
{
    unsigned from = 0, to = n;
    while (from < n && x[from] == y[from]) from++;
    while (to > from && x[to - 1] == y[to - 1]) to--;
    if (from == to) return;
    char was[3 * ROW_BYTES + 1] = "", is[3 * ROW_BYTES + 1] = "";
    for (unsigned i = from; i < to; i++) {
        add_text(was, sizeof was, "%02X ", x[i]);
        add_text(is, sizeof is, "%02X ", y[i]);
    }
    add(p, DIFF_BYTES, addr + from, to - from, "%s: %s-> %s", say_place(&p->s->scenario->names,
                                                                        p->s->stage->map, addr + from,
        &(words_t){ 0 }), was, is);
}

static void diff_bytes(pair_t *p)
{
    const map_t *map = p->s->stage->map;
    for (unsigned i = 0; i < map->regions; i++) {
        const region_row_t *r = &map->region[i];
        if (r->kind != REGION_RAM && r->kind != REGION_TCM && r->kind != REGION_FLASH) continue;
        /* an alias of 0x3000_0000 (RM0433 2.3.2) */
        if (r->kind == REGION_RAM && r->base < 0x20000000u) continue;
        const uint8_t *x = (const uint8_t *)&p->a->chip + r->at, *y = (const uint8_t *)&p->b->chip + r->at;
        for (uint32_t off = 0; off < r->size; off += ROW_BYTES) {
            uint32_t n = r->size - off < ROW_BYTES ? r->size - off : ROW_BYTES;
            if (memcmp(x + off, y + off, n)) diff_row(p, r->base + off, x + off, y + off, n);
        }
    }
}

static void diff_registers(pair_t *p)
{
    reg_info_t r = { 0 };
    while (reg_next(&r)) {
        uint32_t x, y;
        if (!machine_reg(p->a, r.addr, &x) || !machine_reg(p->b, r.addr, &y) || x == y) continue;
        add(p, DIFF_REGISTER, r.addr, 4, "%s 0x%08X -> 0x%08X", r.name, x, y);
    }
}

static stand_t *stand_at(session_t *s, tick_t t)
{
    stand_t *to = malloc(sizeof *to);
    if (!to) abort();
    stage_to(s, t < s->tip ? t + 1 : s->tip);
    view_t v = { .machine = s->stage, .map = s->stage->map, .shadow = coherence_shadow(s->run.judge) };
    memcpy(&to->machine, s->stage, sizeof to->machine);
    for (int icache = 0; icache < 2; icache++) {
        const cache_geometry_t *g = line_geometry(icache);
        for (unsigned i = 0; i < (unsigned)g->sets * g->ways; i++)
            to->line[icache][i] = (uint8_t)line_look(&v, icache, i / g->ways, i % g->ways).state;
    }
    return to;
}

size_t session_diff(session_t *s, tick_t a, tick_t b, diff_t *out, size_t room)
{
    stand_t *first = stand_at(s, a), *then = stand_at(s, b);
    stage_to(s, s->now);
    pair_t p = { .s = s, .stand = { first, then }, .a = &first->machine, .b = &then->machine, .out = out,
                 .room = room };
    diff_core(&p);
    diff_cache(&p, 0);
    diff_cache(&p, 1);
    diff_bytes(&p);
    diff_registers(&p);
    free(first), free(then);
    return p.count;
}
