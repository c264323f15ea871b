/* rtt.c -- see rtt.h. */
#define _GNU_SOURCE
#include "rtt.h"
#include <string.h>

enum { ID = 16, DESCRIPTOR = 24, CHANNELS_MOST = 32, SEARCH_CYCLES = 1000000, RING_MOST = 1 << 20 };
static const char block_id[ID] = "SEGGER RTT";

typedef struct { uint32_t buffer, size, write, read, at; } ring_t;     /* at: of RdOff */

static bool is_ram(const machine_t *m, uint32_t addr, uint32_t size)
{
    const region_row_t *r = map_region(m->map, addr);
    return r && (r->kind == REGION_RAM || r->kind == REGION_TCM) && size <= r->size - (addr - r->base);
}

static uint32_t word(const machine_t *m, uint32_t addr)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < 4; i++) v |= (uint32_t)machine_cpu(m, addr + i) << 8 * i;
    return v;
}

static bool is_block(const machine_t *m, uint32_t addr)
{
    if (addr & 3 || !is_ram(m, addr, ID + 8)) return false;
    for (unsigned i = 0; i < ID; i++)
        if (machine_cpu(m, addr + i) != (uint8_t)block_id[i]) return false;
    uint32_t up = word(m, addr + ID);
    return up >= 1 && up <= CHANNELS_MOST && is_ram(m, addr, ID + 8 + up * DESCRIPTOR);
}

/* In memory itself, or in a dirty line of the cache. */
static uint32_t search(const machine_t *m)
{
    for (unsigned i = 0; i < m->map->regions; i++) {
        const region_row_t *r = &m->map->region[i];
        const uint8_t *bytes = (const uint8_t *)&m->chip + r->at, *p = bytes;
        if (r->kind != REGION_RAM && r->kind != REGION_TCM) continue;
        while ((p = memmem(p, r->size - (size_t)(p - bytes), block_id, ID))) {
            uint32_t addr = r->base + (uint32_t)(p++ - bytes);
            if (is_block(m, addr)) return addr;
        }
    }
    const cache_t *c = &m->chip.core.dcache;
    for (unsigned i = 0; i < DCACHE_SETS * DCACHE_WAYS; i++)
        for (unsigned k = 0; c->valid[i] && c->dirty[i] && k < LINE; k += 4)
            if (!memcmp(&c->data[i][k], block_id, 4) && is_block(m, c->tag[i] + k)) return c->tag[i] + k;
    return 0;
}

static bool found(rtt_t *t, const machine_t *m)
{
    uint64_t now = machine_cycles(m);
    if (t->block) return true;
    if (t->hint) t->block = is_block(m, t->hint) ? t->hint : 0;
    else if (now >= t->search) t->block = search(m), t->search = now + SEARCH_CYCLES;
    return t->block != 0;
}

static bool ring(const machine_t *m, uint32_t block, unsigned channel, ring_t *r)
{
    uint32_t d = block + ID + 8 + channel * DESCRIPTOR;
    if (channel >= word(m, block + ID)) return false;
    *r = (ring_t){ word(m, d + 4), word(m, d + 8), word(m, d + 12), word(m, d + 16), d + 16 };
    bool inside = r->size <= RING_MOST && r->write < r->size && r->read < r->size;
    return inside && is_ram(m, r->buffer, r->size);
}

void rtt_start(rtt_t *t, const firmware_t *f)
{
    err_t err;
    const symbol_t *s = f ? firmware_symbol(f, "_SEGGER_RTT", &err) : NULL;
    *t = (rtt_t){ .hint = s ? s->addr : 0 };
}

void rtt_poll(rtt_t *t, machine_t *m, inputlog_t *log, unsigned channels, rtt_give_t *give, void *of)
{
    ring_t r;
    if (!found(t, m)) return;
    for (unsigned c = 0; c < RTT_CHANNELS; c++) {
        if (!(channels >> c & 1) || !ring(m, t->block, c, &r)) continue;
        if (t->wrote[c] && r.read != t->read[c]) {      /* what we wrote has not arrived yet */
            if (log) continue;
            r.read = t->read[c];
        }
        if (r.read == r.write || r.read >= r.size) continue;
        for (uint32_t at = r.read; at != r.write; at = at + 1 < r.size ? at + 1 : 0)
            give(of, c, machine_cpu(m, r.buffer + at));
        uint8_t bytes[4];
        for (unsigned i = 0; i < 4; i++) bytes[i] = (uint8_t)(r.write >> 8 * i);
        t->read[c] = r.write;
        t->wrote[c] = log && inputlog_memory(log, m, r.at, bytes, sizeof bytes, false);
    }
}
