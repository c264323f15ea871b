/* lsu.c -- the requests of the core: where each goes, in which pieces, and when it retires.
 * TRM 2.4.2, 5.1-5.9; DGUG 2.2. What goes on by itself is lsu_ports.c, the store buffer stb.c, linefills and
 * evictions fill.c, maintenance maint.c; each says there what it models.
 *
 * Modelled: TCM by address whatever the MPU says of its type (TRM 5.8.1), PPB, AHBP (0x4000_0000-
 * 0x4FFF_FFFF, one transfer at a time, posted writes), AXIM cached and not; Device rules; unaligned
 * accesses; MPU refusals; precise and imprecise bus errors; barriers; cache off with lines inside.
 * Not modelled: the global monitor of exclusive accesses, TCM enables (ITCMCR, DTCMCR, AHBPCR), the TCM store
 * queue (the time of the DTCM's is in issue.h), erratum 1259864 and the others of the revision, STIR without
 * privilege.
 *
 * The order of facts:
 *   F_LOAD   at the tick the data is there: a hit at once, a miss at the tick the critical
 *   doubleword (or the bus response) arrives. `ready` then adds T_AXIM_RESPONSE or T_AHBP_RESPONSE.
 *   F_STORE  at the tick of acceptance; the bytes are in the named entry from this fact on.
 *   An access that crosses a doubleword is told in two pieces, each with its own address and size.
 *   F_EVICT before the F_MAINT that caused it; F_BARRIER when all is done, then the base cost.
 * What surprises people: a load that misses blocks the core, hits under a miss do not happen; with
 * the cache off the lines stay where they are, and loads go past them. Ordering holds within one
 * port only (TRM 5.1): a store to AHBP may land before an older store that is still in the store
 * buffer.
 * CPU writes are never marked BUS_BUFFERABLE: their response means they landed, so DSB is exact. */
#include "lsu.h"
#include "fill.h"
#include "maint.h"
#include "stb.h"
#include <string.h>

void lsu_reset(lsu_t *l) { memset(l, 0, sizeof *l); }

/* ---- shared with the unit's other files ------------------------------------------------------ */

enum { DTCM_BASE = 0x20000000, MPU_HFNMIENA = 2, MPU_ENABLE = 1 };

attr_t lsu_attr(const lsu_ctx_t *c, uint32_t addr)
{
    /* only then priority matters */
    int asks = (c->mpu->ctrl & (MPU_ENABLE | MPU_HFNMIENA)) == MPU_ENABLE;
    return mpu_attr(c->mpu, addr, c->scb->cacr, c->privileged, asks && scb_priority(c->scb) < 0);
}

/* ---- abandoning ------------------------------------------------------------------------------ */

static void forget(lsu_t *l)
{
    l->load_stage = LOAD_NONE;
    l->load_size = l->load_done = l->load_part = l->load_port = 0;
    l->load_addr = l->load_value = l->load_data = l->load_txn = l->load_pc = l->store_done = 0;
    l->load_at = l->op_since = 0;
    l->op = OP_NONE, l->op_kind = 0, l->op_value = 0;
}

void lsu_abandon(lsu_ctx_t *c) { forget(c->lsu); }

int lsu_waits(const lsu_ctx_t *c)
{
    const lsu_t *l = c->lsu;
    if (l->load_stage == LOAD_ASK || l->load_stage == LOAD_BUS) return 1;
    if (l->load_stage != LOAD_FILL) return 0;
    uint32_t addr = l->load_addr + l->load_done;
    int i = fill_find(l, line_of(addr));
    return i >= 0 && !fill_has(c, i, addr) && !l->lfb[i].merged;
}

int lsu_may_abandon(const lsu_ctx_t *c)
{
    const lsu_t *l = c->lsu;
    if (l->load_stage != LOAD_BUS && l->load_stage != LOAD_GOT) return 1;
    return lsu_attr(c, l->load_addr + l->load_done).type == MEM_NORMAL;
}

/* ---- replies --------------------------------------------------------------------------------- */

static lsu_reply_t ok(const lsu_ctx_t *c, uint64_t cycles, uint32_t value)
{
    return (lsu_reply_t){ .status = LSU_OK, .ready = lsu_after(c, cycles), .value = value };
}

static lsu_reply_t waits(void) { return (lsu_reply_t){ .status = LSU_WAIT, .ready = NEVER }; }

static lsu_reply_t fault(lsu_ctx_t *c, fault_t what, uint32_t addr)
{
    forget(c->lsu);
    return (lsu_reply_t){ .status = LSU_FAULT, .fault = (uint8_t)what, .addr = addr,
                          .ready = c->env->now };
}

/* ---- checks and pieces ----------------------------------------------------------------------- */

/* What forbids this access: 0, or a fault (in *what) at *at. Both ends are looked at before
 * anything moves. */
static int forbidden(const lsu_ctx_t *c, uint32_t addr, unsigned size, int write, fault_t *what,
                     uint32_t *at)
{
    unsigned align = size == 8 ? 4 : size;
    uint32_t end[2] = { addr, addr + size - 1 };
    for (unsigned k = 0; k < 2; k++) {
        attr_t a = lsu_attr(c, end[k]);
        lsu_target_t t = lsu_target(c, end[k]);
        *at = end[k];
        *what = t == LSU_PPB ? FAULT_BUS_PRECISE : FAULT_MEMMANAGE;
        if (!(write ? a.write : a.read)) return 1;
        *at = addr, *what = FAULT_UNALIGNED;
        if (!(addr & (align - 1))) { if (size < 8) break; continue; }
        if (size == 8 || c->scb->ccr & CCR_UNALIGN_TRP) return 1;
        if (a.type != MEM_NORMAL && t != LSU_TCM) return 1;
    }
    return 0;
}

/* How many of the `left` bytes at addr go in one piece: one doubleword of a 64-bit port; on AHBP
 * one naturally aligned transfer of up to 32 bits (TRM 5.6.1). */
static unsigned piece(const lsu_ctx_t *c, uint32_t addr, unsigned left)
{
    switch (lsu_target(c, addr)) {
    case LSU_AHBP:
        for (unsigned n = 4; n > 1; n /= 2)
            if (left >= n && !(addr & (n - 1))) return n;
        return 1;
    case LSU_PPB:
        return left < 4 ? left : 4;
    default:
        return left < 8 - (addr & 7) ? left : 8 - (addr & 7);
    }
}

static uint8_t *tcm(const lsu_ctx_t *c, uint32_t addr)
{
    uint32_t at = addr < c->cfg->itcm_size ? c->cfg->itcm_at + addr
                                           : c->cfg->dtcm_at + (addr - DTCM_BASE);
    return (uint8_t *)c->env->chip + at;
}

/* Policy as it counts now: with the cache off everything goes past it (TRM 5.9). */
static attr_t effective(const lsu_ctx_t *c, uint32_t addr)
{
    attr_t a = lsu_attr(c, addr);
    if (!dcache_on(c) || a.type != MEM_NORMAL) a.policy = POLICY_NC;
    return a;
}

/* ---- loads ----------------------------------------------------------------------------------- */

/* mask: from the store buffer */
typedef struct { uint64_t value, mask; uint32_t txn, cost; uint8_t src; } loaded_t;
enum { WAITS, LOADED, FAILED };

static uint64_t low_bytes(unsigned n) { return n >= 8 ? ~0ull : (1ull << 8 * n) - 1; }

/* Bytes of a doubleword, the store buffer laid over them. */
static void take(lsu_ctx_t *c, uint32_t addr, unsigned n, uint64_t dword, loaded_t *out)
{
    unsigned at = addr & 7, need = (1u << n) - 1;
    unsigned laid = stb_overlay(c->lsu, addr & ~7u, &dword) >> at & need;
    out->value = dword >> 8 * at & low_bytes(n);
    out->mask = laid;
    if (laid && out->cost < lsu_num(c, T_STORE_TO_LOAD)) out->cost = lsu_num(c, T_STORE_TO_LOAD);
}

static int forwarded(lsu_ctx_t *c, uint32_t addr, unsigned n, loaded_t *out)
{
    uint8_t need = (uint8_t)(((1u << n) - 1) << (addr & 7));
    int i = stb_covers(c->lsu, addr & ~7u, need);
    if (i < 0) return 0;
    out->src = SRC_STB, out->mask = (1u << n) - 1, out->cost = lsu_num(c, T_STORE_TO_LOAD);
    out->value = c->lsu->stb[i].data >> 8 * (addr & 7) & low_bytes(n);
    return 1;
}

static int load_cached(lsu_ctx_t *c, uint32_t addr, unsigned n, loaded_t *out)
{
    lsu_t *l = c->lsu;
    int missed = l->load_stage == LOAD_FILL;
    out->cost = lsu_num(c, missed ? T_AXIM_RESPONSE : T_LOAD_HIT);
    if (!missed && forwarded(c, addr, n, out)) return LOADED;
    int i = fill_find(l, line_of(addr)), index = cache_find(c->dcache, &dcache_geometry, addr);
    if (i >= 0) {
        const lfb_t *f = &l->lfb[i];
        unsigned at = addr & (LINE - 1), need = (1u << n) - 1;
        if (fill_has(c, i, addr) || (f->merged >> at & need) == need) {
            const port_t *p = &c->env->port[c->cfg->p_fill[i]];
            out->src = SRC_LFB, out->txn = f->asked && p->beat ? p->txn : 0;
            take(c, addr, n, fill_dword(c, i, addr), out);
            return LOADED;
        }
        fill_await(c, i, addr);
    } else if (index >= 0) {
        out->src = SRC_CACHE;
        cache_touch(c->dcache, index);
        take(c, addr, n, bytes_to_word(c->dcache->data[index] + (addr & (LINE - 8))), out);
        return LOADED;
    } else {
        if (l->ra_mode && (stb_line(l, line_of(addr)) || lsu_writing(c, line_of(addr), ID_NC)))
            l->ra_mode = 0;  /* a load of a line being written out ends it (TRM 5.9.1) */
        i = fill_start(c, addr, FILL_LOAD, lsu_after(c, lsu_num(c, T_AXIM_REQUEST)), c->env->pc);
    }
    if (i >= 0) l->load_stage = LOAD_FILL;
    return WAITS;
}

static int load_bus(lsu_ctx_t *c, uint32_t addr, unsigned n, const attr_t *a, loaded_t *out)
{
    lsu_t *l = c->lsu;
    int ahbp = lsu_target(c, addr) == LSU_AHBP;
    if (l->load_stage == LOAD_GOT) {
        out->src = SRC_BUS, out->txn = l->load_txn, out->value = l->load_data & low_bytes(n);
        out->cost = lsu_num(c, ahbp ? T_AHBP_RESPONSE : T_AXIM_RESPONSE);
        return LOADED;
    }
    if (l->load_stage != LOAD_NONE) return WAITS;
    if (!ahbp && a->type == MEM_NORMAL && forwarded(c, addr, n, out)) return LOADED;
    stb_flush_dword(l, addr & ~7u);
    l->load_stage = LOAD_ASK, l->load_part = (uint8_t)n, l->load_pc = c->env->pc;
    l->load_port = ahbp ? c->cfg->p_ahbp_read : c->cfg->p_read;
    l->load_at = lsu_after(c, lsu_num(c, ahbp ? T_AHBP_REQUEST : T_AXIM_REQUEST));
    return WAITS;
}

static void load_ppb(lsu_ctx_t *c, uint32_t addr, unsigned n, loaded_t *out)
{
    out->src = SRC_PPB, out->cost = lsu_num(c, T_PPB_ACCESS);
    out->value = scb_read(c->scb, c->mpu, addr & 0xFFFFF, n, c->env, c->cfg->clk) & low_bytes(n);
    lsu_tell(c, F_REG_READ, c->env->map->port[c->cfg->p_read].init, n, addr, c->env->pc, 0,
             out->value, 0);
}

static int load_piece(lsu_ctx_t *c, uint32_t addr, unsigned n, loaded_t *out)
{
    if (c->lsu->load_stage == LOAD_ERROR) return FAILED;
    lsu_target_t t = lsu_target(c, addr);
    if (t == LSU_TCM) {
        const uint8_t *b = tcm(c, addr);
        out->src = SRC_TCM, out->cost = lsu_num(c, T_LOAD_HIT);
        for (unsigned k = 0; k < n; k++) out->value |= (uint64_t)b[k] << 8 * k;
        return LOADED;
    }
    if (t == LSU_PPB) {
        load_ppb(c, addr, n, out);
        return LOADED;
    }
    attr_t a = effective(c, addr);
    if (t == LSU_AXIM && a.policy != POLICY_NC) return load_cached(c, addr, n, out);
    return load_bus(c, addr, n, &a, out);
}

/* Piece after piece: load_done counts the bytes that have come, load_value holds them. */
static lsu_reply_t load_attempt(lsu_ctx_t *c, uint32_t addr, unsigned size)
{
    lsu_t *l = c->lsu;
    uint32_t cost = 0;
    l->load_addr = addr, l->load_size = (uint8_t)size;
    while (l->load_done < size) {
        uint32_t at = addr + l->load_done;
        unsigned n = piece(c, at, size - l->load_done);
        loaded_t got = { 0 };
        int what = load_piece(c, at, n, &got);
        if (what == WAITS) return waits();
        if (what == FAILED) return fault(c, FAULT_BUS_PRECISE, at);
        lsu_tell(c, F_LOAD, got.src, n, at, c->env->pc, got.txn, got.value, got.mask);
        l->load_value |= (uint32_t)(got.value << 8 * l->load_done);
        l->load_done = (uint8_t)(l->load_done + n);
        l->load_stage = LOAD_NONE;
        if (got.cost > cost) cost = got.cost;
    }
    if (addr & (size - 1)) cost += lsu_num(c, T_UNALIGNED_LOAD);
    uint32_t value = l->load_value;
    forget(l);
    return ok(c, cost, value);
}

/* What the pump did brought the load nothing, and another round does nothing: only a line that left could let
 * a store or a forced event go. */
static int still_waits(const lsu_ctx_t *c)
{
    return lsu_waits(c) && stb_empty(c->lsu) && !fill_wishes(c);
}

lsu_reply_t lsu_load(lsu_ctx_t *c, uint32_t addr, unsigned size)
{
    lsu_t *l = c->lsu;
    fault_t what;
    uint32_t at;
    if (size != 1 && size != 2) size = 4;
    int other = l->load_size && (l->load_addr != addr || l->load_size != size);
    if (l->op || l->store_done || other) forget(l);
    if (!l->load_size && forbidden(c, addr, size, 0, &what, &at)) return fault(c, what, at);
    lsu_reply_t r;
    do {
        r = load_attempt(c, addr, size);
    } while (r.status == LSU_WAIT && lsu_pump(c) && !still_waits(c));
    if (r.status == LSU_WAIT) r.ready = lsu_next(c);
    return r;
}

/* ---- stores ---------------------------------------------------------------------------------- */

static int store_ahbp(lsu_ctx_t *c, uint32_t addr, unsigned n, uint32_t value, const attr_t *a)
{
    ahbp_t *b = &c->lsu->ahbp;
    uint32_t room = lsu_num(c, T_AHBP_WRITES),
        used = c->env->port[c->cfg->p_ahbp_write].phase != BUS_IDLE;
    if (b->valid || used >= (room ? room : 1)) return 0;
    *b = (ahbp_t){ .valid = 1, .size = (uint8_t)__builtin_ctz(n), .addr = addr, .pc = c->env->pc,
                   .data = value,
                   .attr = (uint8_t)((c->privileged ? BUS_PRIVILEGED : 0)
                                     | (a->type != MEM_NORMAL ? BUS_DEVICE : 0)) };
    return 1;
}

/* A private register; a maintenance register starts an operation that must end before the store
 * retires. */
static int store_ppb(lsu_ctx_t *c, uint32_t addr, unsigned n, uint32_t value, uint32_t *cost)
{
    lsu_t *l = c->lsu;
    if (l->op != OP_MAINT) {
        scb_effect_t e = scb_write(c->scb, c->mpu, addr & 0xFFFFF, n, value, c->env, c->cfg->clk);
        lsu_tell(c, F_REG_WRITE, c->env->map->port[c->cfg->p_read].init, n, addr, c->env->pc, 0,
                 value, 0);
        rights_changed(c->env);                          /* the MPU, CCR and others stand here */
        *cost = lsu_num(c, T_PPB_ACCESS);
        if (e.maint < 0) return 1;
        l->op = OP_MAINT, l->op_kind = (uint8_t)e.maint, l->op_value = value,
            l->op_since = c->env->now;
        stb_flush(l);
    }
    *cost = lsu_num(c, T_MAINT);
    if (!stb_empty(l) || !maint_act(c, l->op_kind, l->op_value)) return 0;
    l->op = OP_NONE;
    return 1;
}

/* In a private line it stands in the ledger (ledger.h). */
static int noted(lsu_ctx_t *c, unsigned entry, uint32_t addr, unsigned n, uint64_t value, const attr_t *a)
{
    const stb_t *e = &c->lsu->stb[entry];
    ledger_t *l = c->env->sink ? c->env->sink->ledger : 0;
    if (!l || a->policy == POLICY_WT || a->policy == POLICY_NC) return 0;
    int begun = e->strb == (uint8_t)(((1u << n) - 1) << (addr & 7));
    return ledger_stored(l, entry, begun, c->env->now, c->env->pc, addr, n, value);
}

/* One piece. 0: wait. */
static int store_piece(lsu_ctx_t *c, uint32_t addr, unsigned n, uint64_t value, uint32_t *cost)
{
    attr_t a;
    int entry = 0;
    dst_t dst;
    switch (lsu_target(c, addr)) {
    case LSU_TCM:
        for (unsigned k = 0; k < n; k++) tcm(c, addr)[k] = (uint8_t)(value >> 8 * k);
        if (addr < c->cfg->itcm_size) code_changed(c->env);
        dst = DST_TCM;
        break;
    case LSU_PPB:
        if (!store_ppb(c, addr, n, (uint32_t)value, cost)) return 0;
        dst = DST_PPB;
        break;
    case LSU_AHBP:
        a = effective(c, addr);
        if (!store_ahbp(c, addr, n, (uint32_t)value, &a)) return 0;
        dst = DST_PORT;
        break;
    default:
        a = effective(c, addr);
        entry = stb_accept(c, addr, n, value, &a);
        if (entry < 0) return 0;
        if (noted(c, (unsigned)entry, addr, n, value, &a)) return 1;
        dst = DST_STB;
    }
    lsu_tell(c, F_STORE, dst, n, addr, c->env->pc, 0, value, (uint64_t)entry);
    return 1;
}

static lsu_reply_t store_attempt(lsu_ctx_t *c, uint32_t addr, unsigned size, uint64_t value)
{
    lsu_t *l = c->lsu;
    uint32_t cost = 1;  /* the store channel takes one store an edge (TRM 1.2.3) */
    l->load_addr = addr;
    while (l->store_done < size) {
        uint32_t at = addr + l->store_done;
        unsigned n = piece(c, at, size - l->store_done);
        uint64_t part = value >> 8 * l->store_done & low_bytes(n);
        if (!store_piece(c, at, n, part, &cost)) return waits();
        l->store_done += n;
    }
    forget(l);
    return ok(c, cost, 0);
}

static lsu_reply_t store(lsu_ctx_t *c, uint32_t addr, unsigned size, uint64_t value)
{
    lsu_t *l = c->lsu;
    fault_t what;
    uint32_t at;
    int again = (l->store_done || l->op == OP_MAINT) && l->load_addr == addr;
    if (!again) forget(l);
    if (!again && forbidden(c, addr, size, 1, &what, &at)) return fault(c, what, at);
    lsu_reply_t r;
    do {
        r = store_attempt(c, addr, size, value & low_bytes(size));
    } while ((lsu_target(c, addr) != LSU_TCM && lsu_pump(c)) && r.status == LSU_WAIT);
    if (r.status == LSU_WAIT) r.ready = lsu_next(c);
    return r;
}

lsu_reply_t lsu_store(lsu_ctx_t *c, uint32_t addr, unsigned size, uint32_t value)
{
    return store(c, addr, size == 1 || size == 2 ? size : 4, value);
}

lsu_reply_t lsu_store_pair(lsu_ctx_t *c, uint32_t addr, uint32_t low, uint32_t high)
{
    return store(c, addr, 8, (uint64_t)high << 32 | low);
}

/* ---- barriers, hints, forced events ---------------------------------------------------------- */

lsu_reply_t lsu_barrier(lsu_ctx_t *c, barrier_t kind)
{
    static const uint8_t cost[] = { [BAR_DMB] = T_DMB, [BAR_DSB] = T_DSB, [BAR_ISB] = T_ISB };
    lsu_t *l = c->lsu;
    if (l->op != OP_BARRIER || l->op_kind != kind) {
        forget(l);
        l->op = OP_BARRIER, l->op_kind = (uint8_t)kind, l->op_since = c->env->now;
        if (kind != BAR_ISB) stb_flush(l);
    }
    while (kind != BAR_ISB && !lsu_drained(c, kind)) {
        if (kind == BAR_DSB) evict_bars(c, NO_LINE);
        if (!lsu_pump(c)) return (lsu_reply_t){ .status = LSU_WAIT, .ready = lsu_next(c) };
    }
    lsu_tell(c, F_BARRIER, kind, 0, 0, c->env->pc, 0, l->op_since, 0);
    forget(l);
    return ok(c, lsu_num(c, cost[kind]), 0);
}

/* A hint: it starts a fill if one can start now, and is forgotten otherwise. */
lsu_reply_t lsu_preload(lsu_ctx_t *c, uint32_t addr)
{
    attr_t a = effective(c, addr);
    forget(c->lsu);
    if (lsu_target(c, addr) == LSU_AXIM && a.policy != POLICY_NC && a.read
        && cache_find(c->dcache, &dcache_geometry, addr) < 0
            && fill_find(c->lsu, line_of(addr)) < 0)
        fill_start(c, addr, FILL_PRELOAD, lsu_after(c, lsu_num(c, T_AXIM_REQUEST)), c->env->pc);
    lsu_pump(c);
    return ok(c, lsu_num(c, T_LOAD_HIT), 0);
}

void lsu_force(lsu_ctx_t *c, force_t what, uint32_t addr)
{
    fill_wish(c, what, addr);
    lsu_pump(c);
}

/* ---- looking --------------------------------------------------------------------------------- */

/* A write under way to this byte, the youngest. */
static void view_writes(const lsu_ctx_t *c, uint32_t addr, uint8_t *byte)
{
    const port_t *last = 0;
    for (unsigned set = c->lsu->writes; set; set &= set - 1) {
        const port_t *p = &c->env->port[c->cfg->p_write[__builtin_ctz(set)]];
        uint32_t off = addr - p->addr, beat = off >> p->size, lane = off & ((1u << p->size) - 1);
        if ((p->phase != BUS_REQ && p->phase != BUS_BUSY) || beat >= p->beats
            || !(p->strb[beat] >> lane & 1)) continue;
        if (last && (int32_t)(p->seq - last->seq) < 0) continue;
        last = p;
        *byte = (uint8_t)(p->data[beat] >> 8 * lane);
    }
}

uint8_t lsu_view(const lsu_ctx_t *c, uint32_t addr, uint8_t ram)
{
    const lsu_t *l = c->lsu;
    if (lsu_target(c, addr) == LSU_TCM) return *tcm(c, addr);
    if (lsu_target(c, addr) != LSU_AXIM) return ram;
    uint8_t byte = ram;
    view_writes(c, addr, &byte);
    if (evict_held(c) && l->evict.line == line_of(addr)) byte = l->evict.data[addr & (LINE - 1)];
    if (effective(c, addr).policy != POLICY_NC) {
        int i = fill_find(l, line_of(addr)), index = cache_find(c->dcache, &dcache_geometry, addr);
        unsigned at = addr & (LINE - 1);
        if (i >= 0 && (fill_has(c, i, addr) || l->lfb[i].merged >> at & 1))
            byte = (uint8_t)(fill_dword(c, i, addr) >> 8 * (addr & 7));
        if (index >= 0) byte = c->dcache->data[index][at];
    }
    uint64_t dword = (uint64_t)byte << 8 * (addr & 7);
    stb_overlay(l, addr & ~7u, &dword);
    return (uint8_t)(dword >> 8 * (addr & 7));
}
