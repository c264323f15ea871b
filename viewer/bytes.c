/* bytes.c -- see bytes.h. */
#include "bytes.h"
#include "findings.h"
#include "mdma_data.h"
#include <stdio.h>
#include <string.h>

/* ---- lines --------------------------------------------------------------------------------------- */

const cache_geometry_t *line_geometry(int icache) { return icache ? &icache_geometry : &dcache_geometry; }

static const cache_t *cache_of(const view_t *v, int icache)
{
    return icache ? &v->machine->chip.core.icache : &v->machine->chip.core.dcache;
}

int line_find(const view_t *v, int icache, uint32_t addr, unsigned *set)
{
    const cache_geometry_t *g = line_geometry(icache);
    *set = cache_set(g, addr);
    int i = cache_find(cache_of(v, icache), g, addr);
    return i < 0 ? -1 : i - (int)(*set * g->ways);
}

static uint64_t order_of(const view_t *v, vid_t id) { return shadow_order(v->shadow, id); }

static where_t newest_where(const view_t *v, uint32_t addr)
{
    flight_t flight;
    uint32_t key;
    if (!shadow_key(v->shadow, addr, &key)) return AT_RAM;
    return shadow_where(v->shadow, shadow_look(v->shadow, key).newest, key, &flight);
}

/* Does the newest version wait in the store buffer, to go into the line yet? */
static bool awaited(const view_t *v, uint32_t addr)
{
    uint32_t key;
    if (newest_where(v, addr) != AT_STORE_BUFFER || !shadow_key(v->shadow, addr, &key)) return false;
    return shadow_version(v->shadow, shadow_look(v->shadow, key).newest)->policy != POLICY_NC;
}

/* Which bytes of this line are older than the newest version there still is: of a lost one that is RAM's. */
static void line_versions(const view_t *v, line_look_t *l)
{
    uint32_t key;
    const sline_t *s = shadow_line(v->shadow, l->addr);
    if (!shadow_key(v->shadow, l->addr, &key)) {
        if (!l->dirty) l->stale = l->differs;            /* nobody follows the flash: what differs is old */
        return;
    }
    if (!s) return;
    l->written = s->dirty;
    for (unsigned i = 0; i < LINE; i++) {
        cell_t c = shadow_look(v->shadow, key + i);
        uint64_t newest = order_of(v, c.loss ? c.ram : c.newest);
        if (c.loss) l->lost |= 1u << i;
        bool older = s->known >> i & 1 && order_of(v, shadow_of(v->shadow, s->ver, i)) < newest;
        if (older && !awaited(v, l->addr + i)) l->stale |= 1u << i;
    }
}

line_look_t line_look(const view_t *v, int icache, unsigned set, unsigned way)
{
    const cache_geometry_t *g = line_geometry(icache);
    const cache_t *c = cache_of(v, icache);
    unsigned i = set * g->ways + way;
    line_look_t l = { .valid = c->valid[i], .dirty = c->valid[i] && c->dirty[i], .addr = c->tag[i] & ~31u,
                      .state = STATE_INVALID };
    if (!l.valid) return l;
    for (unsigned k = 0; k < LINE; k++)
        if (c->data[i][k] != machine_ram(v->machine, l.addr + k)) l.differs |= 1u << k;
    if (icache) {
        l.stale = l.differs;                             /* nobody writes through this cache */
        l.state = l.stale ? STATE_STALE : STATE_CLEAN;
        return l;
    }
    line_versions(v, &l);
    l.state = l.stale ? l.dirty ? STATE_CONFLICT : STATE_STALE : l.dirty ? STATE_DIRTY : STATE_CLEAN;
    return l;
}

state_t line_byte(const line_look_t *l, unsigned k)
{
    bool written = l->written >> k & 1;
    if (l->lost >> k & 1) return STATE_LOST;
    if (l->stale >> k & 1) return written ? STATE_CONFLICT : STATE_STALE;
    return written ? STATE_DIRTY : STATE_CLEAN;
}

const char *uncached_why(const view_t *v, uint32_t addr)
{
    const core_t *k = &v->machine->chip.core;
    const region_row_t *r = map_region(v->map, addr);
    if (!r) return "nothing answers at this address";
    if (r->kind == REGION_TCM) return "a TCM hangs on the core itself: no cache in between";
    if (r->kind == REGION_PART || r->kind == REGION_UNMODELLED) return "registers are never cached";
    if (machine_silent(v->machine, addr)) return "its clock is off, an access faults";
    if (!(k->scb.ccr & CCR_DC)) return "the D-cache is off";
    attr_t a = mpu_attr(&k->mpu, addr, k->scb.cacr, 1, 0);
    if (a.type != MEM_NORMAL || a.policy == POLICY_NC) return "not cacheable: the MPU says so";
    return NULL;
}

/* ---- bytes --------------------------------------------------------------------------------------- */

byte_look_t byte_look(const view_t *v, uint32_t addr)
{
    byte_look_t b = { .cpu_state = STATE_INVALID, .ram_state = STATE_INVALID };
    const core_t *k = &v->machine->chip.core;
    const region_row_t *r = map_region(v->map, addr);
    b.there = r && (r->kind == REGION_RAM || r->kind == REGION_FLASH || r->kind == REGION_TCM);
    if (!b.there) return b;
    int line = cache_find(&k->dcache, &dcache_geometry, addr);
    b.cached = line >= 0;
    b.cpu = machine_cpu(v->machine, addr), b.ram = machine_ram(v->machine, addr);
    b.silent = machine_silent(v->machine, addr);
    b.differ = b.cpu != b.ram && !b.silent;
    b.followed = coherence_look(v->judge, addr, &b.judge);
    if (b.cached) b.cpu_state = STATE_CLEAN;
    if (b.cached && b.differ && !b.followed) b.cpu_state = k->dcache.dirty[line] ? STATE_DIRTY : STATE_STALE;
    if (!b.followed) return b;
    const byte_state_t *j = &b.judge;
    b.where = newest_where(v, addr);
    b.luck = !b.differ && !j->lost && (j->ram_old || j->cache_old);
    if (j->lost) b.cpu_state = b.ram_state = STATE_LOST;
    else if (j->cache_old && !awaited(v, addr)) b.cpu_state = j->dirty ? STATE_CONFLICT : STATE_STALE;
    else if (j->ram_old) b.cpu_state = STATE_DIRTY;      /* newest_is says where it is */
    if (!j->lost && j->ram_old) b.ram_state = STATE_STALE;
    return b;
}

static const char *const newest_is[] = {
    [AT_STORE_BUFFER] = "in the store buffer", [AT_FLIGHT] = "on its way",
    [AT_FILL] = "in the linefill buffer", [AT_LINE] = "dirty",
    [AT_NOWHERE] = "nowhere any more", [AT_RAM] = "dirty" /* in a line nobody follows */
};

static const char *whose(const view_t *v, const fact_t *f, words_t *w)
{
    if (f->kind == F_STORE) return "the CPU";
    return say_master(v->map, f->who, (uint8_t)(f->note >> 24), w);
}

void byte_words(const view_t *v, uint32_t addr, char *text, size_t room)
{
    byte_look_t b = byte_look(v, addr);
    words_t place, master;
    say_place(v->names, v->map, addr, &place);
    if (!b.there) {
        snprintf(text, room, "%s: no memory here.", place.s);
        return;
    }
    snprintf(text, room, "%s: ", place.s);
    if (b.silent) add_text(text, room, "no clock, a load faults; ");
    else add_text(text, room, "the CPU sees %02X, ", b.cpu);
    add_text(text, room, "memory holds %02X", b.ram);
    state_t s = b.cpu_state >= STATE_DIRTY ? b.cpu_state : b.ram_state;
    if (s == STATE_STALE && b.ram_state == STATE_STALE) add_text(text, room, ": memory is old");
    else if (s == STATE_DIRTY) add_text(text, room, ": %s, memory is old", newest_is[b.where]);
    else if (s == STATE_LOST) add_text(text, room, "; the newest version is lost");
    else if (s >= STATE_DIRTY) add_text(text, room, ": %s", state_look[s].name);
    if (b.luck) add_text(text, room, " (the values are equal by luck)");
    if (b.followed && b.judge.writer.kind)
        add_text(text, room, ". Newest: %02X, %s, cycle %llu", b.judge.value, whose(v, &b.judge.writer,
                &master),
                 (unsigned long long)say_cycle(v->names, b.judge.writer.at));
    add_text(text, room, ".");
}

/* ---- what the masters moved ---------------------------------------------------------------------- */

/* A byte's place in the machine: two addresses of one RAM are one place. */
static bool place_of(const map_t *map, uint32_t addr, uint32_t *place)
{
    const region_row_t *r = map_region(map, addr);
    if (!r || r->kind == REGION_PART || r->kind == REGION_UNMODELLED) return false;
    *place = r->at + (addr - r->base);
    return true;
}

static bool is_mover(uint8_t who) { return !is_cpu(who) && who != INIT_DEBUG; }

static void from_versions(const view_t *v, uint32_t key, moved_t *m)
{
    cell_t c = shadow_look(v->shadow, key);
    const version_t *mine = NULL, *x;
    if ((x = shadow_version(v->shadow, c.newest)) && is_mover(x->who)) mine = x;
    if (!mine && (x = shadow_version(v->shadow, c.ram)) && is_mover(x->who)) mine = x;
    if (mine) *m = (moved_t){ true, true, version_byte(mine, key), mine->who, mine->tag, mine->at };
}

/* Who the bridge acts for: told when it took the write over. */
static uint8_t behind_bridge(const fact_t *f, size_t i)
{
    for (size_t k = i; k-- > 0;)
        if (f[k].kind == F_POSTED && f[k].data == f[i].txn) return f[k].who;
    return f[i].who;
}

typedef struct { const map_t *map; uint32_t place; size_t count; moved_t *out; tick_t now; } reading_t;

static void take_beat(const reading_t *r, const fact_t *all, size_t i)
{
    const fact_t *f = &all[i];
    uint32_t at;
    if (f->kind != F_BEAT || !is_mover(f->who) || f->at > r->now || !place_of(r->map, f->addr, &at)) return;
    if (at + f->size <= r->place || at >= r->place + r->count) return;
    bool write = f->note >> 8 & 1;
    for (unsigned k = 0; k < f->size && k < 8; k++) {
        size_t n = at + k - r->place;
        if (n >= r->count || (write && !(f->note >> k & 1))) continue;
        moved_t *m = &r->out[n];
        if (m->known && m->at != NEVER && m->at >= f->at) continue;
        uint8_t who = f->who == INIT_D2D1 ? behind_bridge(all, i) : f->who;
        *m = (moved_t){ true, write, (uint8_t)(f->data >> 8 * k), who, (uint8_t)(f->note >> 24), f->at };
    }
}

static void from_facts(const reading_t *r, const fact_t *f, size_t n)
{
    for (size_t i = 0; i < n; i++) take_beat(r, f, i);
}

static void from_streams(const view_t *, uint32_t addr, size_t count, moved_t *);

void bytes_moved(const panel_in_t *in, uint32_t addr, size_t count, moved_t *out)
{
    const view_t *v = in->view;
    const moment_t *m = in->moment;
    uint32_t place, key;
    if (count > MOVED_MOST) count = MOVED_MOST;
    memset(out, 0, count * sizeof *out);
    if (!place_of(v->map, addr, &place)) return;
    for (size_t i = 0; i < count; i++)
        if (shadow_key(v->shadow, addr + (uint32_t)i, &key)) from_versions(v, key, &out[i]);
    reading_t r = { v->map, place, count, out, v->now };
    if (!m->cut && m->from <= v->now) from_facts(&r, m->lane, m->lanes);
    from_facts(&r, m->recent, m->recents);
    from_streams(v, addr, count, out);
}

/* ---- streams ------------------------------------------------------------------------------------- */

int stream_init(int stream)
{
    const engine_t *e = engine_of_stream(stream);
    if (e) return e->init;
    return stream >= FIRST_MASTER && stream < WATCHED ? (int)master_init(stream) : -1;
}

static bool is_memory(const view_t *v, uint32_t addr)
{
    uint32_t place;
    return place_of(v->map, addr, &place);
}

static void put_pointer(const view_t *v, pointer_t *out, unsigned *n, uint32_t addr, int stream, bool writes)
{
    if (*n < POINTERS_MOST && is_memory(v, addr)) out[(*n)++] = (pointer_t){ addr, (int16_t)stream, writes };
}

/* The registers of a DMA1 or DMA2 stream, of a BDMA channel: both sides' next accesses. */
static void dma_pointers(const view_t *v, pointer_t *out, unsigned *n)
{
    const chip_t *c = &v->machine->chip;
    for (int i = 0; i < 2 * DMA_STREAMS; i++) {
        const dma_stream_t *s = &(i < DMA_STREAMS ? &c->dma1 : &c->dma2)->stream[i % DMA_STREAMS];
        unsigned dir = s->cr >> 6 & 3;
        if (!(s->cr & DMA_CR_EN)) continue;
        put_pointer(v, out, n, s->m_addr, i, dir != DMA_M2P);
        put_pointer(v, out, n, s->p_addr, i, dir == DMA_M2P);
    }
    for (int i = 0; i < BDMA_CHANNELS; i++) {
        const bdma_channel_t *s = &c->bdma.ch[i];
        bool out_of = s->ccr & BDMA_CR_DIR;              /* memory is the source */
        if (!(s->ccr & BDMA_CR_EN) || !s->cndtr) continue;
        put_pointer(v, out, n, s->m_addr, FIRST_BDMA + i, !out_of);
        put_pointer(v, out, n, s->p_addr, FIRST_BDMA + i, out_of);
    }
}

unsigned bytes_pointers(const view_t *v, pointer_t out[POINTERS_MOST])
{
    const chip_t *c = &v->machine->chip;
    unsigned n = 0;
    dma_pointers(v, out, &n);
    for (int i = 0; i < MDMA_CHANNELS; i++) {
        const mdma_channel_t *s = &c->mdma.channel[i];
        if (!(s->cr & MDMA_CR_EN) || !mdma_left(s)) continue;
        put_pointer(v, out, &n, s->sar, FIRST_MDMA + i, false);
        put_pointer(v, out, &n, s->dar, FIRST_MDMA + i, true);
    }
    for (unsigned i = 0; i < v->scenario->in.masters; i++) {
        const master_t *m = &v->scenario->in.master[i];
        int stream = master_number(m->init);
        if (stream < 0) continue;
        const busmaster_t *b = &c->master[stream - FIRST_MASTER];
        if (b->over || !b->begun || b->op >= m->ops) continue;
        unsigned op = m->op[b->op].op;
        if (op == MASTER_READ || op == MASTER_WRITE || op == MASTER_COPY) put_pointer(v, out, &n,
                b->at + b->done, stream, op != MASTER_READ);
        if (op == MASTER_COPY) put_pointer(v, out, &n, b->from + b->done, stream, false);
    }
    return n;
}

/* A DMA1 or DMA2 stream that reads memory has read [M0AR, next): as long as memory's version is the one of
 * before, that is what it read. Circular and double-buffered ones come round again: nothing is claimed. */
static void from_streams(const view_t *v, uint32_t addr, size_t count, moved_t *out)
{
    const chip_t *c = &v->machine->chip;
    for (int i = 0; i < 2 * DMA_STREAMS; i++) {
        const dma_stream_t *s = &(i < DMA_STREAMS ? &c->dma1 : &c->dma2)->stream[i % DMA_STREAMS];
        unsigned dir = s->cr >> 6 & 3;
        uint32_t from = dir == DMA_M2P ? s->m0ar : s->par, to = dir == DMA_M2P ? s->m_addr : s->p_addr;
        uint32_t steps = dir == DMA_M2P ? DMA_CR_MINC : DMA_CR_PINC;
        if ((dir != DMA_M2P && dir != DMA_M2M) || s->cr & (DMA_CR_CIRC | DMA_CR_DBM) || !(s->cr & steps)
            || to <= from) continue;
        for (size_t k = 0; k < count; k++) {
            uint32_t a = addr + (uint32_t)k, key;
            if (out[k].known || a < from || a >= to) continue;
            /* written in this run: before or after, who knows */
            if (shadow_key(v->shadow, a, &key) && shadow_look(v->shadow, key).ram) continue;
            uint8_t who = (uint8_t)(i < DMA_STREAMS ? INIT_DMA1_MEM : INIT_DMA2_MEM);
            out[k] = (moved_t){ true, false, machine_ram(v->machine, a), who, (uint8_t)(i % DMA_STREAMS),
                                NEVER };
        }
    }
}
