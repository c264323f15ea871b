/* watch.c -- see watch.h. */
#include "watch.h"
#include <string.h>
#include "h743.h"

/* ---- memory attributes ----------------------------------------------------------------------- */

enum {
    AT_CCR = 0xE000ED14u,
    AT_MPU = 0xE000ED90u,
    AT_MPU_END = 0xE000EDBCu,
    AT_CACR = 0xE000EF9Cu
};

static void set_cache(setup_t *s, bool on, uint64_t order)
{
    if (on && !(s->ccr & CCR_DC)) s->cache_on = order;
}

void setup_see(setup_t *s, const fact_t *f, uint64_t order)
{
    /* A line fill proves that the D-cache is on, whatever was told before. */
    if (f->kind == F_FILL_START && !(f->note >> 31 & 1)) {
        set_cache(s, true, order);
        s->ccr |= CCR_DC;
    }
    if (f->kind != F_REG_WRITE && !(f->kind == F_STORE && f->what == DST_PPB)) return;
    if (f->size != 4) return;
    if (f->addr == AT_CCR) {
        set_cache(s, f->data & CCR_DC, order);
        s->ccr = (uint32_t)f->data;
    } else if (f->addr == AT_CACR) {
        s->cacr = (uint32_t)f->data;
    } else if (f->addr >= AT_MPU && f->addr < AT_MPU_END) {
        mpu_write(&s->mpu, f->addr - AT_MPU, (uint32_t)f->data);
    }
}

attr_t setup_attr(const setup_t *s, uint32_t addr)
{
    attr_t a = mpu_attr(&s->mpu, addr, s->cacr, 1, 0);
    if (!(s->ccr & CCR_DC) || a.type != MEM_NORMAL) a.policy = POLICY_NC;
    return a;
}

/* ---- DMA streams ----------------------------------------------------------------------------- */

bool window_holds(const map_t *map, window_t w, uint32_t addr)
{
    if (!w.size) return false;
    if (addr - w.addr < w.size) return true;
    const region_row_t *a = map_region(map, addr), *b = map_region(map, w.addr);
    if (!a || !b || a->kind != REGION_RAM || b->kind != REGION_RAM) return false;
    return a->at + (addr - a->base) - (b->at + (w.addr - b->base)) < w.size;
}

bool stream_writes(const stream_t *s, const map_t *map, uint32_t addr)
{
    return window_holds(map, s->to[0], addr) || window_holds(map, s->to[1], addr);
}

bool stream_reads(const stream_t *s, const map_t *map, uint32_t addr)
{
    return window_holds(map, s->from, addr) || window_holds(map, s->from2, addr);
}

uint64_t stream_end_before(const stream_t *s, uint64_t order)
{
    uint64_t best = 0;
    for (unsigned i = 0; i < STREAM_ENDS; i++)
        if (s->end[i] < order && s->end[i] > best) best = s->end[i];
    return best;
}

/* RM0433 15.5: SxCR is at 0x10 + 0x18 * x. */
static void see_enable(streams_t *all, const map_t *map, const fact_t *f, uint64_t order)
{
    const region_row_t *r = map_region(map, f->addr);
    if (!r || r->kind != REGION_PART || (r->slot != SLOT_DMA1 && r->slot != SLOT_DMA2)
        || !(f->data & 1))
        return;
    uint32_t off = f->addr - r->base;
    if (off < 0x10 || off >= 0x10 + 8 * 0x18 || (off - 0x10) % 0x18) return;
    unsigned n = (r->slot == SLOT_DMA2 ? 8 : 0) + (off - 0x10) / 0x18;
    all->en[n].order = order, all->en[n].barrier = all->barrier, all->en[n].pc = f->pc;
}

static void see_armed(streams_t *all, stream_t *s, unsigned n, const fact_t *f, uint64_t order)
{
    uint64_t end[STREAM_ENDS];
    unsigned ends = s->ends;
    memcpy(end, s->end, sizeof end);
    *s = (stream_t){ .known = true, .running = true, .on = order, .armed = *f, .ends = ends };
    memcpy(s->end, end, sizeof end);
    s->cr = (uint32_t)f->note, s->fcr = (uint32_t)(f->note >> 32), s->par = (uint32_t)f->data;
    s->dir = s->cr >> 6 & 3, s->circular = s->cr & (1u << 8 | 1u << 18);
    uint32_t items = (uint32_t)(f->data >> 32), psize = 1u << (s->cr >> 11 & 3),
             msize = 1u << (s->cr >> 13 & 3);
    if (!(s->fcr & 4) && s->dir != DMA_M2M) msize = psize; /* direct mode: MSIZE is PSIZE */
    window_t mem = { f->addr, s->cr & 1u << 10 ? items * psize : items ? msize : 0 };
    window_t per = { s->par, s->cr & 1u << 9 ? items * psize : items ? psize : 0 };
    if (s->dir == DMA_M2P) s->from = mem;
    else s->to[0] = mem;
    if (s->dir == DMA_M2M) s->from = per;
    s->en = order, s->barrier = all->barrier, s->pc = f->pc;
    if (all->en[n].order) {
        s->en = all->en[n].order, s->barrier = all->en[n].barrier, s->pc = all->en[n].pc;
        all->en[n].order = 0;
    }
}

static void see_end(stream_t *s, const fact_t *f, uint64_t order)
{
    s->end[s->ends++ % STREAM_ENDS] = order;
    s->ended = *f;
}

static void see_target(stream_t *s, const fact_t *f)
{
    window_t *a = s->dir == DMA_M2P ? &s->from : &s->to[0],
             *b = s->dir == DMA_M2P ? &s->from2 : &s->to[1];
    if (f->addr != a->addr) *b = (window_t){ f->addr, a->size };
}

void streams_see(streams_t *all, const map_t *map, const fact_t *f, uint64_t order)
{
    unsigned n = (f->who == SLOT_DMA2 ? 8u : 0u) + (f->what & 7u);
    stream_t *s = &all->stream[n];
    switch (f->kind) {
    case F_STORE:   see_enable(all, map, f, order); break;
    case F_BARRIER: if (f->what != BAR_ISB) all->barrier = order; break;
    case F_DMA_ON:  see_armed(all, s, n, f, order); break;
    case F_DMA_TARGET: see_target(s, f); break;
    case F_DMA_FLAG: if (f->note == DMA_TC) see_end(s, f, order); break;
    case F_DMA_OFF:
        s->running = false;
        if (s->ended.kind != F_DMA_FLAG || s->ended.at != f->at) see_end(s, f, order);
        break;
    case F_POSTED:
        all->posted[all->posts % 64].txn = (uint32_t)f->data;
        all->posted[all->posts % 64].from = f->txn;
        all->posted[all->posts++ % 64].who = f->who;
        break;
    default: break;
    }
}

uint8_t streams_master(const streams_t *all, const fact_t *f)
{
    if (f->who != INIT_D2D1) return f->who;
    for (unsigned i = 0; i < 64; i++)
        if (all->posted[i].txn == f->txn && f->txn) return all->posted[i].who;
    return f->who;
}
