/* matrix_slave.c -- the far end of a bus: how long a beat takes and what it does to memory or part.
 *
 * RM0433 3.2 (ECC and partial writes), 4.3 (flash words), AN4031 3.1 (APB). The times are those of
 * map.h; the rows give every number. Memory is reached through the region's offset into the chip,
 * parts through their four questions, never by name. */
#include "matrix.h"
#include <string.h>

enum { EDGES_MAX = 1 << 24 };       /* no access is longer, whatever the clocks are set to */

static int is_memory(const region_row_t *r)
{
    return r->kind == REGION_RAM || r->kind == REGION_FLASH || r->kind == REGION_TCM;
}

static unsigned strobes(const port_t *p, unsigned k)
{
    unsigned all = (1u << matrix_bytes(p)) - 1;
    return p->write ? p->strb[k] & all : all;
}

static uint64_t low_bytes(uint64_t v, unsigned bytes)
{
    return bytes >= 8 ? v : v & ((1ull << 8 * bytes) - 1);
}

/* What beat k brings or has brought. */
static uint64_t moved(const port_t *p, unsigned k) { return low_bytes(p->data[k], matrix_bytes(p)); }

uint8_t matrix_memory(const map_t *map, const void *chip, uint32_t addr)
{
    const region_row_t *r = map_region(map, addr);
    if (!r || !is_memory(r)) return 0;
    return ((const uint8_t *)chip)[r->at + (addr - r->base)];
}

static uint32_t flash_word(uint32_t addr) { return addr & ~(FLASH_WORD_BYTES - 1u); }

/* ---- how long a beat takes ------------------------------------------------------------------- */

/* Edges of hclk in one access through an APB bridge: a constant, not aligned to pclk (AN4031
 * 3.1). */
static uint64_t apb_edges(const env_t *env, const node_row_t *node)
{
    __extension__ typedef unsigned __int128 wide_t;
    const domain_t *h = &env->clock[env->map->hclk], *p = &env->clock[node->pclk];
    wide_t num = (wide_t)h->mul * p->div, den = (wide_t)h->div * p->mul;
    wide_t edges = den ? (node->apb_clocks * num + den - 1) / den : EDGES_MAX;
    return node->sync + (edges > EDGES_MAX ? EDGES_MAX : (uint64_t)edges);
}

/* A write that leaves part of an ECC word alone is a read-modify-write (RM0433 3.2). */
static int partial(const port_t *p, unsigned k, unsigned ecc)
{
    unsigned strb = strobes(p, k), bytes = matrix_bytes(p);
    uint32_t addr = beat_addr(p, k);
    if (!p->write || ecc < 2) return 0;
    for (unsigned i = 0; i < bytes; ) {
        unsigned lane = (addr + i) % ecc, n = ecc - lane;  /* n bytes of this ECC word from here */
        if (n > bytes - i) n = bytes - i;
        unsigned word = ((1u << n) - 1) << i;
        if (strb & word && ((strb & word) != word || n != ecc)) return 1;
        i += n;
    }
    return 0;
}

static uint64_t moves_of(const port_t *p, const region_row_t *r)
{
    unsigned width = r->width ? r->width : is_memory(r) ? 8 : 4, bytes = matrix_bytes(p);
    return bytes <= width ? 1 : (bytes + width - 1) / width;
}

uint64_t matrix_even_edges(const port_t *p, unsigned beats, const region_row_t *r)
{
    if (r->kind != REGION_RAM && r->kind != REGION_TCM) return 0;
    for (unsigned k = 0; p->write && k < beats; k++)    /* whole doublewords are whole ECC words */
        if (p->size != 3 || p->strb[k] != 0xFF || p->addr & 7 || (r->ecc && 8 % r->ecc)) return 0;
    return moves_of(p, r);
}

uint64_t matrix_beat_edges(const env_t *env, const port_t *p, unsigned k, const region_row_t *r,
                           const node_row_t *node)
{
    uint64_t moves = moves_of(p, r);
    switch (r->kind) {
    case REGION_FLASH: {
        uint32_t wait = env->wires->flash_latency, word = flash_word(beat_addr(p, k));
        int there = k ? word == flash_word(beat_addr(p, k - 1)) : word == env->wires->flash_read[r->slot & 1];
        return p->write || there ? moves : moves + (wait > EDGES_MAX ? EDGES_MAX : wait);
    }
    case REGION_RAM: case REGION_TCM:
        return moves + (unsigned)partial(p, k, r->ecc);
    default:
        return node->apb_clocks ? moves * apb_edges(env, node) : moves;
    }
}

/* ---- what a beat does ------------------------------------------------------------------------ */

static void move_bytes(uint8_t *at, port_t *p, unsigned k)
{
    unsigned strb = strobes(p, k), bytes = matrix_bytes(p);
    if (strb == 0xFF) {                                  /* a whole doubleword: mostly */
        if (p->write) memcpy(at, &p->data[k], 8);
        else          memcpy(&p->data[k], at, 8);
    } else if (p->write) {
        for (unsigned i = 0; i < bytes; i++)
            if (strb >> i & 1) at[i] = (uint8_t)(p->data[k] >> 8 * i);
    } else {
        p->data[k] = 0;
        for (unsigned i = 0; i < bytes; i++) p->data[k] |= (uint64_t)at[i] << 8 * i;
    }
}

static int is_apb(const map_t *map, const port_t *p, uint32_t addr)
{
    int n = matrix_route(map, p->init, addr);
    return n >= 0 && map->node[map->route[n].node[map->route[n].nodes - 1]].apb_clocks;
}

typedef struct { uint32_t off, val; unsigned size; } access_t;

/* A write as the part finds it. RM0433 2.1.3: the bridge turns bytes and half-words into words by copying
 * them onto all lanes. */
static access_t past_bridge(const env_t *env, const port_t *p, const region_row_t *r, access_t a)
{
    uint32_t word = a.off & ~3u;
    if (a.size == 4) return a;
    if (r->narrow && word == r->narrow) return (access_t){ word, a.val, a.size };
    if (!is_apb(env->map, p, r->base)) return a;
    return (access_t){ word, a.val * (a.size == 1 ? 0x01010101u : 0x00010001u), 4 };
}

/* One register access of 1, 2 or 4 bytes. The part sees itself as the actor. */
static uint32_t touch(env_t *env, unsigned n, const region_row_t *r, uint32_t off, unsigned size,
                      uint32_t val)
{
    port_t *p = &env->port[n];
    void *part = (char *)env->chip + r->at;
    uint8_t slot = env->slot;
    uint32_t pc = env->pc;
    env->slot = r->slot, env->pc = NO_PC;
    if (p->write) {
        access_t a = past_bridge(env, p, r, (access_t){ off, val, size });
        r->model->write(part, r->cfg, a.off, a.size, a.val, env);
    } else {
        val = (uint32_t)low_bytes(r->model->read(part, r->cfg, off, size, env), size);
    }
    env->slot = slot, env->pc = pc;
    fact_t f = matrix_fact(env, p->write ? F_REG_WRITE : F_REG_READ, n);
    f.who = r->slot, f.what = p->init, f.size = (uint8_t)size, f.addr = r->base + off, f.data = val;
    tell(env, &f);
    wake(env, r->slot);
    return val;
}

/* A beat on a part: as few accesses as the strobes allow, none over 32 bits. */
static void move_part(env_t *env, unsigned n, const region_row_t *r, unsigned k)
{
    port_t *p = &env->port[n];
    unsigned bytes = matrix_bytes(p), strb = strobes(p, k);
    uint32_t off = (beat_addr(p, k) - r->base) & ~(uint32_t)(bytes - 1);
    uint64_t seen = 0;
    for (unsigned i = 0, size; i < bytes; i += size) {
        size = bytes > 4 ? 4 : bytes;
        while (size > 1 && (i % size || ~(strb >> i) & ((1u << size) - 1))) size /= 2;
        if (!(strb >> i & 1)) continue;
        uint32_t val = (uint32_t)low_bytes(p->data[k] >> 8 * i, size);
        seen |= (uint64_t)touch(env, n, r, off + i, size, val) << 8 * i;
    }
    if (!p->write) p->data[k] = seen;
}

/* Nothing behind the address: reads give 0, writes are lost, and both say so. */
static void move_nothing(env_t *env, unsigned n, unsigned k)
{
    port_t *p = &env->port[n];
    if (!p->write) p->data[k] = 0;
    fact_t f = matrix_fact(env, F_UNMODELLED, n);
    f.what = p->write, f.addr = beat_addr(p, k), f.data = moved(p, k);
    tell(env, &f);
}

/* A part without clock, or the backup domain shut: reads give 0, writes are lost and say so. */
static void ignore(env_t *env, unsigned n, unsigned slot, unsigned k, unsigned why)
{
    port_t *p = &env->port[n];
    if (!p->write) {
        p->data[k] = 0;
        return;
    }
    fact_t f = matrix_fact(env, F_IGNORED, n);
    f.who = (uint8_t)slot, f.what = p->init, f.addr = beat_addr(p, k), f.data = moved(p, k), f.note = why;
    tell(env, &f);
}

/* A write to the flash array goes into the bank's write buffer, if programming is on (RM0433 4.3.9). */
static unsigned offer_flash(env_t *env, const region_row_t *r, const port_t *p, unsigned k)
{
    flash_write_t *w = &env->wires->flash_write[r->slot & 1];
    uint32_t addr = beat_addr(p, k), word = flash_word(addr);
    uint32_t strb = strobes(p, k) << (addr - word);
    env->woke |= env->ears[WIRE_FLASH_WRITE];
    if (!w->accepts) {
        w->wrong |= FLASH_REFUSED;
        return BUS_REFUSED;
    }
    if (w->strb && w->addr != word) w->wrong |= FLASH_OTHER_WORD;
    else if (w->strb & strb) w->wrong |= FLASH_TWICE;
    if (w->wrong) return BUS_OK;                         /* the access itself is fine: RM0433 4.7 */
    w->addr = word, w->strb |= strb;
    for (unsigned i = 0; i < matrix_bytes(p); i++)
        if (strobes(p, k) >> i & 1) w->bytes[addr - word + i] = (uint8_t)(p->data[k] >> 8 * i);
    if (w->strb == 0xFFFFFFFFu) w->accepts = 0;          /* until the flash has taken it */
    return BUS_OK;
}

/* A beat on memory, or why it is refused. */
static unsigned move_memory(env_t *env, const region_row_t *r, port_t *p, unsigned k)
{
    uint32_t addr = beat_addr(p, k);
    if (r->kind == REGION_FLASH && p->write) return offer_flash(env, r, p, k);
    if (r->kind == REGION_FLASH) env->wires->flash_read[r->slot & 1] = flash_word(addr);
    if (r->kind == REGION_TCM && p->write) code_changed(env);
    move_bytes((uint8_t *)env->chip + r->at + (addr - r->base), p, k);
    return BUS_OK;
}

/* Of a burst of the core's whose beats are only counted (ledger.h). */
static int is_counted(const env_t *env, const port_t *p, unsigned k, uint32_t addr)
{
    ledger_t *l = env->sink->bursts;
    if (!l || p->size != 3) return 0;
    if (p->tag == TAG_FETCH) return p->wrap && l->fetched == ((addr & ~(LEDGER_BYTES - 1u)) | 1);
    if (p->tag == TAG_FILL) return ledger_moved(l, addr, 0);
    return p->tag == TAG_EVICT && p->strb[k] == 0xFF && ledger_moved(l, addr, 1);
}

unsigned matrix_serve(env_t *env, unsigned n, unsigned region, unsigned k)
{
    port_t *p = &env->port[n];
    const region_row_t *r = &env->map->region[region];
    uint32_t addr = beat_addr(p, k);
    int off = r->clock >= 0 && !wire_get(env->wires, WIRE_CLOCK, (unsigned)r->clock);
    int shut = matrix_is_shut(env, p, r);
    unsigned why = BUS_OK;
    if (is_memory(r) && off) why = BUS_UNCLOCKED;
    else if (is_memory(r) && shut) ignore(env, n, env->slot, k, IGN_BACKUP);
    else if (is_memory(r)) why = move_memory(env, r, p, k);
    else if (r->kind != REGION_PART || !r->model) move_nothing(env, n, k);
    else if (off || shut) ignore(env, n, r->slot, k, off ? IGN_UNCLOCKED : IGN_BACKUP);
    else                  move_part(env, n, r, k);
    if (why || !wanted(env, F_BEAT) || is_counted(env, p, k, addr)) return why;
    fact_t f = matrix_fact(env, F_BEAT, n);
    f.what = (uint8_t)region, f.addr = addr, f.data = moved(p, k);
    f.note = strobes(p, k) | (uint64_t)p->write << 8 | (uint64_t)k << 16 | (uint64_t)p->tag << 24;
    tell(env, &f);
    return BUS_OK;
}
