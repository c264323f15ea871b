/* who.c -- see who.h. The byte's line is followed; who_text.c tells it. */
#include "who.h"
#include "flash_order.h"
#include "h743.h"
#include "stb.h"
#include "timeline.h"
#include <stdlib.h>

struct who {
    sink_t       sink;
    const map_t *map;
    uint32_t     addr;
    arena_t      arena;
    shadow_t    *shadow;
    uint64_t     order, heard;                     /* facts; events of this byte                        */
    posted_t     posted;
    fact_t       last, held;                       /* the last write of it, for memory without a shadow;
                                                    * the one before its line of the D-cache was filled */
    flash_order_t flash;
    fact_t       event[WHO_EVENTS];                /* a ring                                            */
};

const char *const copy_name[COPIES] = { "store buffer", "on its way", "linefill buffer", "D-cache",
                                        "memory" };

bool who_follows(const map_t *map, uint32_t addr)
{
    const region_row_t *r = map_region(map, addr);
    return r && (r->kind == REGION_RAM || r->kind == REGION_TCM || r->kind == REGION_FLASH);
}

/* A store to flash asks for a programming, and does not write. */
static bool writes(const who_t *w, const fact_t *f)
{
    if (flash_order_holds(&w->flash, w->addr)) return f->kind == F_FLASH;
    return f->kind == F_STORE || (f->kind == F_BEAT && !is_cpu(f->who) && f->note >> 8 & 1);
}

static bool within(const who_t *w, const fact_t *f, uint32_t size)
{
    return timeline_touches(w->map, f->addr, size, w->addr, 1);
}

/* Something that happened to this very byte. */
static bool concerns(const who_t *w, const fact_t *f)
{
    switch (f->kind) {
    case F_STORE: return within(w, f, f->size);
    case F_BEAT:  return f->note >> 8 & 1 && within(w, f, f->size);
    case F_DRAIN: return within(w, f, 8) && f->note >> (w->addr & 7) & 1;
    case F_FLASH: return true;
    case F_EVICT: case F_FILL_DONE: return timeline_touches(w->map, f->addr & ~31u, LINE, w->addr, 1);
    default: return false;
    }
}

/* Has it a part in the byte or in its line? */
static bool is_of_line(const who_t *w, const fact_t *f)
{
    if (f->kind == F_MAINT) return true;
    if (f->kind == F_FLASH) return within(w, f, flash_order_bytes(f));
    uint32_t size = f->kind == F_STORE ? LINE + f->size : LINE;
    return timeline_touches(w->map, f->addr & ~31u, size, w->addr & ~31u, LINE);
}

/* The same steps as the judge's, for one line. */
static void follow_beat(who_t *w, const fact_t *f)
{
    uint32_t key;
    landing_t over[8];
    bool write = f->note >> 8 & 1;
    if (f->who == INIT_DEBUG || !shadow_key(w->shadow, f->addr, &key)) return;
    if (!is_cpu(f->who)) {
        if (write) shadow_write_beat(w->shadow, f, w->order, f->who);
        return;
    }
    if (!write) shadow_read_beat(w->shadow, f);
    else shadow_land(w->shadow, f, w->order, over);
}

static void follow(who_t *w, const fact_t *f)
{
    switch (f->kind) {
    case F_STORE: shadow_store(w->shadow, f, w->order, POLICY_WB_RWA); break;
    case F_DRAIN: shadow_drain(w->shadow, f, w->order); break;
    case F_FILL_START:
    case F_FILL_DONE:
    case F_FILL_DROP:
        shadow_fill(w->shadow, f, w->order);
        break;
    case F_EVICT: shadow_evict(w->shadow, f, w->order); break;
    case F_MAINT: shadow_maint(w->shadow, f, w->order); break;
    case F_BEAT:  follow_beat(w, f); break;
    case F_ERROR: if (is_cpu(f->who) && f->note >> 8 & 1) shadow_refused(w->shadow, f); break;
    default: break;
    }
}

static void who_see(sink_t *sink, const fact_t *told)
{
    who_t *w = (who_t *)sink;
    fact_t f = *told;
    bool cache = f.kind >= F_FILL_START && f.kind <= F_EVICT;
    w->order++;
    posted_see(&w->posted, &f);
    if (cache && f.note >> 31 & 1) return;               /* the instruction cache's */
    if (f.kind == F_STORE) flash_order_store(&w->flash, &f);
    if (!is_of_line(w, &f)) return;
    if (f.kind == F_FLASH) f = flash_order_by(&w->flash, &f);
    if (f.kind == F_BEAT) f.who = posted_who(&w->posted, &f);
    if (f.kind == F_BEAT && f.note >> 24 == TAG_FILL && within(w, &f, f.size)) w->held = w->last;
    follow(w, &f);
    if (!concerns(w, &f)) return;
    if (writes(w, &f)) w->last = f;
    w->event[w->heard++ % WHO_EVENTS] = f;
}

void who_reset(who_t *w)
{
    arena_free(&w->arena);
    who_t fresh = { .sink = w->sink, .map = w->map, .addr = w->addr };
    *w = fresh;
    w->shadow = shadow_new(w->map, &w->arena);
    w->flash = flash_order_start(w->map);
}

who_t *who_new(const map_t *map, uint32_t addr)
{
    static const uint8_t kinds[] = { F_STORE, F_DRAIN, F_FILL_START, F_FILL_DONE, F_FILL_DROP,
                                     F_EVICT, F_MAINT, F_BEAT,       F_POSTED,    F_ERROR,
                                     F_FLASH };
    who_t *w = calloc(1, sizeof *w);
    if (!w) abort();
    w->sink.see = who_see, w->map = map, w->addr = addr;
    for (size_t i = 0; i < sizeof kinds; i++) w->sink.mask |= 1ull << kinds[i];
    who_reset(w);
    return w;
}

void who_free(who_t *w)
{
    if (!w) return;
    arena_free(&w->arena);
    free(w);
}

sink_t *who_sink(who_t *w) { return &w->sink; }

/* ---- the answer ---------------------------------------------------------------------------------------- */

static copy_t *add_copy(answer_t *a, copy_kind_t kind, uint8_t value)
{
    static copy_t spare;                                 /* beyond the last place: written, never read */
    copy_t *c = a->copies < WHO_COPIES ? &a->copy[a->copies++] : &spare;
    *c = (copy_t){ .kind = (uint8_t)kind, .value = value };
    return c;
}

static void written_by(const who_t *w, const answer_t *a, copy_t *c, vid_t v)
{
    const version_t *made = shadow_version(w->shadow, v);
    if (!made) return;
    c->written = true, c->writer = version_fact(made), c->who = made->who, c->tag = made->tag;
    c->newest = a->newest.kind && made->at == a->newest.at && made->who == a->newest_who;
}

/* Of memory without a shadow: the write it has. */
static void last_written(copy_t *c, const fact_t *f)
{
    if (!f->kind) return;
    c->written = true, c->writer = *f;
    c->who = f->kind == F_STORE ? INIT_AXIM : f->who;
    c->tag = f->kind == F_BEAT ? (uint8_t)(f->note >> 24) : 0;
}

/* The line under one of its addresses, in the cache and in a linefill buffer. */
static void cached_copies(const who_t *w, const machine_t *m, uint32_t addr, answer_t *a)
{
    const cache_t *cache = &m->chip.core.dcache;
    int at = cache_find(cache, &dcache_geometry, addr);
    const sline_t *l = shadow_filling(w->shadow, addr);
    vid_t filled = l ? shadow_of(w->shadow, l->ver, addr & 31) : 0;
    if (filled) {
        uint32_t key;
        shadow_key(w->shadow, addr, &key);
        copy_t *c = add_copy(a, COPY_FILL, version_byte(shadow_version(w->shadow, filled), key));
        c->line = l->addr, c->dirty = l->dirty >> (addr & 31) & 1;
        written_by(w, a, c, filled);
    }
    if (at < 0) return;
    copy_t *c = add_copy(a, COPY_CACHE, cache->data[at][addr & 31]);
    c->line = addr & ~31u, c->dirty = cache->dirty[at];
    l = shadow_line(w->shadow, addr);
    if (!l) return;
    c->filled = (fact_t){ .kind = F_FILL_START, .at = l->at, .what = l->why, .pc = l->pc, .addr = l->addr };
    written_by(w, a, c, shadow_of(w->shadow, l->ver, addr & 31));
    if (flash_order_holds(&w->flash, addr)) last_written(c, &w->held);
}

/* SRAM1 to 3 answer at 0x1000_0000 as well (RM0433 2.3.2). */
static uint32_t other_address(uint32_t addr)
{
    if (addr >= 0x10000000u && addr < 0x10048000u) return addr + 0x20000000u;
    return addr >= 0x30000000u && addr < 0x30048000u ? addr - 0x20000000u : addr;
}

static void buffered_copy(const who_t *w, const machine_t *m, uint32_t addr, answer_t *a)
{
    uint64_t data = 0;
    flight_t flight;
    uint32_t key;
    if (!(stb_overlay(&m->chip.core.lsu, addr & ~7u, &data) >> (addr & 7) & 1)) return;
    copy_t *c = add_copy(a, COPY_STORE_BUFFER, (uint8_t)(data >> 8 * (addr & 7)));
    if (!shadow_key(w->shadow, addr, &key)) return;
    vid_t newest = shadow_look(w->shadow, key).newest;
    if (shadow_where(w->shadow, newest, key, &flight) == AT_STORE_BUFFER) written_by(w, a, c, newest);
}

/* The newest, out of the core and not yet in memory. */
static void flying_copy(const who_t *w, uint32_t key, vid_t newest, answer_t *a)
{
    flight_t flight;
    if (shadow_where(w->shadow, newest, key, &flight) != AT_FLIGHT) return;
    copy_t *c = add_copy(a, COPY_FLIGHT, version_byte(shadow_version(w->shadow, newest), key));
    written_by(w, a, c, newest);
}

void who_answer(const who_t *w, const machine_t *m, answer_t *a)
{
    uint32_t key, other = other_address(w->addr);
    flight_t flight;
    *a = (answer_t){ .addr = w->addr,
                     .cycle = machine_cycles(m),
                     .cpu = machine_cpu(m, w->addr),
                     .memory = machine_ram(m, w->addr),
                     .silent = machine_silent(m, w->addr) };
    bool ram = shadow_key(w->shadow, w->addr, &key);
    vid_t made = ram ? shadow_look(w->shadow, key).newest : 0;
    const version_t *newest = shadow_version(w->shadow, made);
    if (newest) {
        a->newest = version_fact(newest), a->newest_who = newest->who, a->newest_tag = newest->tag;
        a->lost = shadow_where(w->shadow, made, key, &flight) == AT_NOWHERE;
    }
    if (ram) flying_copy(w, key, made, a);
    if (ram || flash_order_holds(&w->flash, w->addr)) {
        buffered_copy(w, m, w->addr, a);
        cached_copies(w, m, w->addr, a);
        if (other != w->addr) buffered_copy(w, m, other, a), cached_copies(w, m, other, a);
    }
    copy_t *c = add_copy(a, COPY_MEMORY, a->memory);
    if (ram) written_by(w, a, c, shadow_look(w->shadow, key).ram);
    else last_written(c, &w->last), c->newest = c->written;
    a->events = w->heard < WHO_EVENTS ? (unsigned)w->heard : WHO_EVENTS;
    a->earlier = w->heard - a->events;
    for (unsigned i = 0; i < a->events; i++) a->event[i] = w->event[(a->earlier + i) % WHO_EVENTS];
}

bool who_known(const who_t *w, const machine_t *m)
{
    answer_t a;
    who_answer(w, m, &a);
    for (unsigned i = 0; i < a.copies; i++)
        if (!a.copy[i].written) return false;
    return true;
}
