/* watch.c -- see watch.h. */
#include "watch.h"
#include <string.h>
#include "h743.h"
#include "mdma_data.h"

/* ---- memory attributes ----------------------------------------------------------------------- */

enum {
    PERIPHERALS = 0x40000000u,             /* nothing below is a register's (Armv7-M ARM B3.1) */
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
    if (f->kind == F_FILL_START && !(f->note >> 31 & 1) && !(s->ccr & CCR_DC)) {
        set_cache(s, true, order);
        s->ccr |= CCR_DC;
        memset(s->asked, 0, sizeof s->asked);
    }
    if (f->kind != F_REG_WRITE && !(f->kind == F_STORE && f->what == DST_PPB)) return;
    if (f->size != 4 || f->addr < AT_CCR || f->addr > AT_CACR) return;
    memset(s->asked, 0, sizeof s->asked);
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

/* RM0433 14.5.4 (CxCR), 15.5.5 (SxCR), 16.6.3 (CCRx). */
static const engine_t engine[] = {
    { "DMA1", "stream",  SLOT_DMA1, 0,          8, INIT_DMA1_MEM, 2, 0x10, 0x18 },
    { "DMA2", "stream",  SLOT_DMA2, 8,          8, INIT_DMA2_MEM, 2, 0x10, 0x18 },
    { "BDMA", "channel", SLOT_BDMA, FIRST_BDMA, 8, INIT_BDMA,     1, 0x08, 0x14 },
    { "MDMA", "channel", SLOT_MDMA, FIRST_MDMA, MDMA_CHANNELS, INIT_MDMA, 2, MDMA_C0CR, MDMA_STRIDE },
};
enum { ENGINES = sizeof engine / sizeof *engine };

const engine_t *engine_of_slot(unsigned slot)
{
    for (unsigned i = 0; i < ENGINES; i++)
        if (engine[i].slot == slot) return &engine[i];
    return NULL;
}

const engine_t *engine_of_master(unsigned init)
{
    for (unsigned i = 0; i < ENGINES; i++)
        if (init - engine[i].init < engine[i].inits) return &engine[i];
    return NULL;
}

const engine_t *engine_of_stream(int n)
{
    for (unsigned i = 0; i < ENGINES; i++)
        if (n >= engine[i].first && n < engine[i].first + engine[i].count) return &engine[i];
    return NULL;
}

int stream_number(const engine_t *e, unsigned n) { return e ? e->first + (int)(n & (e->count - 1u)) : -1; }

int stream_at(unsigned slot, unsigned n) { return stream_number(engine_of_slot(slot), n); }

int master_number(unsigned init)
{
    for (unsigned i = 0; i < MASTERS; i++)
        if (h743_master[i].init == init && init != INIT_DEBUG) return FIRST_MASTER + (int)i;
    return -1;
}

unsigned master_init(int n) { return h743_master[(n - FIRST_MASTER) % MASTERS].init; }

/* The stream whose CR (with EN) is at this address, -1. */
static int stream_of_cr(const map_t *map, uint32_t addr)
{
    const region_row_t *r = map_region(map, addr);
    const engine_t *e = r && r->kind == REGION_PART ? engine_of_slot(r->slot) : NULL;
    uint32_t off = e ? addr - r->base - e->cr : 0;
    if (!e || off >= (uint32_t)e->count * e->stride || off % e->stride) return -1;
    return stream_number(e, off / e->stride);
}

int stream_started(const map_t *map, const fact_t *f)
{
    int n = f->kind == F_DMA_ON ? stream_at(f->who, f->what) : -1;
    if (f->kind == F_MASTER_ON) return f->note >> 8 & 1 ? master_number(f->what) : -1;
    if (f->kind != F_REG_WRITE || f->who != SLOT_MDMA) return n < FIRST_MDMA ? n : -1;
    if (f->size == 4) return f->data & MDMA_CR_SWRQ ? stream_of_cr(map, f->addr) : -1;
    return f->data & 1 && f->addr & 2 ? stream_of_cr(map, f->addr & ~3u) : -1;
}

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
        if (s->ends.at[i].end < order && s->ends.at[i].end > best) best = s->ends.at[i].end;
    return best;
}

uint64_t stream_former_end(const stream_t *s, uint64_t order)
{
    return stream_end_before(s, s->on < order && !s->circular ? s->on : order);
}

uint64_t stream_own_end(const stream_t *s, uint64_t order)
{
    uint64_t on = s->on < order ? s->on : 0, end = 0;
    if (on && s->circular) return 0;
    for (unsigned i = 0; i < STREAM_ENDS; i++) {
        if (s->ends.at[i].on < order && s->ends.at[i].on > on) on = s->ends.at[i].on;
        if (s->ends.at[i].end < order && s->ends.at[i].end > end && !s->ends.at[i].lap)
            end = s->ends.at[i].end;
    }
    return end > on ? end : 0;
}

static void see_doorbell(streams_t *all, const map_t *map, const fact_t *f, uint64_t order)
{
    const region_row_t *r = map_region(map, f->addr);
    if (!r || r->kind != REGION_PART || r->slot < SLOT_ETH || r->slot >= SLOT_DEBUG) return;
    int n = FIRST_MASTER + r->slot - SLOT_ETH;
    all->en[n].order = order, all->en[n].barrier = all->barrier, all->en[n].pc = f->pc;
}

static void see_master(streams_t *all, int n, const fact_t *f, uint64_t order)
{
    stream_t *s = &all->stream[n], was = *s;
    window_t at = { f->addr, (uint32_t)f->data };
    unsigned op = f->note & 0xFF;
    *s = (stream_t){ .known = true, .running = true, .on = order, .armed = *f, .ends = was.ends };
    s->dir = op == MASTER_COPY ? DMA_M2M : op == MASTER_WRITE ? DMA_P2M : DMA_M2P;
    if (s->dir == DMA_M2P) s->from = at;
    else s->to[0] = at;
    if (s->dir == DMA_M2M) s->from = (window_t){ (uint32_t)(f->note >> 32), at.size };
    s->en = order, s->barrier = all->barrier, s->pc = NO_PC;
    if (f->note >> 8 & 1 && all->en[n].order)
        s->en = all->en[n].order, s->barrier = all->en[n].barrier, s->pc = all->en[n].pc;
}

static void see_enable(streams_t *all, const map_t *map, const fact_t *f, uint64_t order)
{
    int n = stream_of_cr(map, f->addr & ~2u);              /* MDMA's SWRQ may be written alone */
    if (n < 0 || (f->addr & 2 && n < FIRST_MDMA) || !(f->data & 1)) return;
    stream_t *s = &all->stream[n];
    all->en[n].order = order, all->en[n].barrier = all->barrier, all->en[n].pc = f->pc;
    if (n < FIRST_MDMA || !s->running) return;
    s->en = order, s->barrier = all->barrier, s->pc = f->pc;            /* a request, perhaps */
}

static window_t span(uint32_t addr, unsigned inc, unsigned step, unsigned size, uint32_t items)
{
    uint32_t way = items ? (items - 1) << step : 0, item = items ? 1u << size : 0;
    if (inc == MDMA_UP) return (window_t){ addr, way + item };
    return inc == MDMA_DOWN ? (window_t){ addr - way, way + item } : (window_t){ addr, item };
}

/* A channel was enabled, or took the next node of its list: one start, one block after another. */
static void see_block(streams_t *all, stream_t *s, int n, const fact_t *f, uint64_t order)
{
    mdma_channel_t c = { .tcr = (uint32_t)f->note };
    uint32_t bytes = f->data >> 32 & 0x1FFFF;
    unsigned ss = mdma_ssize(&c), ds = mdma_dsize(&c), per = mdma_field(&c, MDMA_PKE, 1) ? ds : ss;
    if (!s->running || all->en[n].order) {
        s->en = order, s->barrier = all->barrier, s->pc = f->pc;
        if (all->en[n].order)
            s->en = all->en[n].order, s->barrier = all->en[n].barrier, s->pc = all->en[n].pc;
        all->en[n].order = 0;
    }
    if (!s->running) s->on = order, s->armed = *f, s->ended = (fact_t){ 0 };
    s->known = s->running = true;
    s->dir = DMA_M2M, s->cr = c.tcr, s->fcr = (uint32_t)(f->note >> 32), s->par = (uint32_t)f->data;
    s->from = span(s->par, mdma_field(&c, MDMA_SINC, 3), mdma_field(&c, MDMA_SINCOS, 3), ss, bytes >> ss);
    s->to[0] = span(f->addr, mdma_field(&c, MDMA_DINC, 3), mdma_field(&c, MDMA_DINCOS, 3), ds,
                    bytes >> per);
}

static void see_armed(streams_t *all, stream_t *s, int n, const fact_t *f, uint64_t order)
{
    if (n >= FIRST_MDMA) {
        see_block(all, s, n, f, order);
        return;
    }
    ends_t ends = s->ends;
    *s = (stream_t){ .known = true, .running = true, .on = order, .armed = *f, .ends = ends };
    s->cr = (uint32_t)f->note, s->fcr = (uint32_t)(f->note >> 32), s->par = (uint32_t)f->data;
    s->dir = s->cr >> 6 & 3, s->circular = s->cr & (1u << 8 | 1u << 18);
    uint32_t items = (uint32_t)(f->data >> 32), psize = 1u << (s->cr >> 11 & 3),
             msize = 1u << (s->cr >> 13 & 3);
    bool packs = n < FIRST_BDMA;       /* the BDMA moves an item as it is, cut or extended */
    if (packs && !(s->fcr & 4) && s->dir != DMA_M2M) msize = psize; /* direct mode: MSIZE is PSIZE */
    uint32_t bytes = items * (packs ? psize : msize);
    window_t mem = { f->addr, s->cr & 1u << 10 ? bytes : items ? msize : 0 };
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
    s->ends.at[s->ends.n].end = order, s->ends.at[s->ends.n].on = s->on,
        s->ends.at[s->ends.n].lap = s->circular;
    s->ends.n = (s->ends.n + 1) % STREAM_ENDS;
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
    bool dma = f->kind >= F_DMA_ON && f->kind <= F_DMA_TARGET, master = f->kind == F_MASTER_ON || f->kind == F_MASTER_OFF;
    int n = dma ? stream_at(f->who, f->what) : master ? master_number(f->what) : -1;
    stream_t *s = &all->stream[n < 0 ? 0 : n];
    if ((dma || master) && n < 0) return;
    switch (f->kind) {
    case F_STORE:
        if (f->addr < PERIPHERALS) break;
        see_enable(all, map, f, order);
        see_doorbell(all, map, f, order);
        break;
    case F_MASTER_ON: see_master(all, n, f, order); break;
    case F_MASTER_OFF:
        s->running = false;
        see_end(s, f, order);
        break;
    case F_BARRIER: if (f->what != BAR_ISB) all->barrier = order; break;
    case F_DMA_ON:  see_armed(all, s, n, f, order); break;
    case F_DMA_TARGET: if (n < FIRST_MDMA) see_target(s, f); break;
    case F_DMA_FLAG:
        if (f->note != DMA_TC) break;
        see_end(s, f, order);
        if (n >= FIRST_BDMA && !s->circular) s->running = false;        /* though EN stays 1 */
        break;
    case F_DMA_OFF:
        if (n >= FIRST_BDMA && !s->running) break;
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
    if (streams_move >> f->kind & 1) all->running = (all->running & ~(1ull << n)) | (uint64_t)s->running << n;
}

uint8_t streams_master(const streams_t *all, const fact_t *f)
{
    if (f->who != INIT_D2D1) return f->who;
    for (unsigned i = 0; i < 64; i++)
        if (all->posted[i].txn == f->txn && f->txn) return all->posted[i].who;
    return f->who;
}
