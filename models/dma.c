/* dma.c -- DMA1 and DMA2: registers, flags, request handshake, the two arbiters. See dma.h. */
#include "dma.h"
#include "dma_fifo.h"
#include <string.h>

enum {
    CR_ALL = 0x01FFFFFF,
    CR_FREE = DMA_CR_EN | DMA_CR_DMEIE | DMA_CR_TEIE | DMA_CR_HTIE | DMA_CR_TCIE | DMA_CR_CIRC,
    FLAGS = DMA_FE | DMA_DME | DMA_TE | DMA_HT | DMA_TC
};

static unsigned capacity(const dma_cfg_t *cfg)
{
    return cfg->fifo_words >= 1 && cfg->fifo_words <= 4 ? cfg->fifo_words * 4u : DMA_FIFO;
}

static unsigned group(unsigned n) { return (n & 1) * 6 + (n & 2) * 8; }     /* 0, 6, 16, 22 */

static unsigned flags(const dma_t *d, unsigned n) { return d->isr[n >> 2] >> group(n) & FLAGS; }

static bool circular(const dma_stream_t *s)
{
    return s->cr & DMA_CR_CIRC && dma_dir(s) != DMA_M2M;
}

static uint8_t port_of(const dma_cfg_t *cfg, unsigned side)
{
    return side == DMA_PER ? cfg->p_per : cfg->p_mem;
}

/* ---- facts, flags, interrupt lines ----------------------------------------------------------- */

/* Stream n among those of both controllers, as the other parts number them. */
static unsigned line(const dma_cfg_t *cfg, unsigned n)
{
    return n + (cfg->wire == WIRE_DMA2 ? DMA_STREAMS : 0);
}

/* Level: an enable set with its flag already up interrupts at once (RM0433 15.4 note). */
static void drive_irq(const dma_t *d, const dma_cfg_t *cfg, unsigned n, env_t *env)
{
    uint32_t cr = d->stream[n].cr, enabled = 0;
    if (cr & DMA_CR_DMEIE) enabled |= DMA_DME;
    if (cr & DMA_CR_TEIE) enabled |= DMA_TE;
    if (cr & DMA_CR_HTIE) enabled |= DMA_HT;
    if (cr & DMA_CR_TCIE) enabled |= DMA_TC;
    if (d->stream[n].fcr & DMA_FCR_FEIE) enabled |= DMA_FE;
    wire_put(env, WIRE_IRQ, cfg->irq[n], (flags(d, n) & enabled) != 0);
    wire_put(env, WIRE_MDMA, line(cfg, n), (flags(d, n) & DMA_TC) != 0);    /* RM0433 14.3.3 */
}

static void raise_flag(dma_t *d, const dma_cfg_t *cfg, unsigned n, dma_flag_t flag, env_t *env)
{
    if (flags(d, n) & flag) return;
    d->isr[n >> 2] |= (uint32_t)flag << group(n);
    tell_part(env, F_DMA_FLAG, n, 0, 0, flag);
    drive_irq(d, cfg, n, env);
}

/* EN falls. An access already on a port cannot be called back: what it brings is dropped. */
static void turn_off(dma_t *d, unsigned n, dma_off_t why, env_t *env)
{
    dma_stream_t *s = &d->stream[n];
    s->cr &= ~(uint32_t)DMA_CR_EN;
    s->level = s->moving = s->stopping = s->primed = 0;
    s->since[DMA_PER] = s->since[DMA_MEM] = NEVER;
    for (unsigned i = 0; i < DMA_SIDES; i++) {
        dma_side_t *side = &d->side[i];
        if (side->owner != n) continue;
        if (side->ask == NEVER) side->ghost = 1;
        else side->owner = DMA_NOBODY, side->ask = NEVER;
    }
    tell_part(env, F_DMA_OFF, n, 0, s->ndtr, why);
}

static void ignore(env_t *env, uint32_t off, uint32_t val, ignored_t why)
{
    tell_part(env, F_IGNORED, 0, off, val, why);
}

/* ---- enable ---------------------------------------------------------------------------------- */

/* The bits hardware forces when EN is set: RM0433 15.5.5, 15.5.10. */
static void force_bits(dma_stream_t *s)
{
    if (dma_dir(s) == DMA_M2M) {
        s->cr &= ~(uint32_t)DMA_CR_PFCTRL;
        s->fcr |= DMA_FCR_DMDIS;
    }
    if (s->cr & DMA_CR_DBM) s->cr |= DMA_CR_CIRC;
    if (s->cr & DMA_CR_PFCTRL) s->cr &= ~(uint32_t)DMA_CR_CIRC;
    if (dma_direct(s)) {
        s->cr &= ~(uint32_t)(DMA_CR_MSIZE | DMA_CR_PBURST | DMA_CR_MBURST | DMA_CR_PINCOS);
        s->cr |= dma_psize(s) << 13;
    }
    if (s->cr & DMA_CR_PBURST) s->cr &= ~(uint32_t)DMA_CR_PINCOS;
}

static void start(dma_stream_t *s)
{
    s->ndtr = s->cr & DMA_CR_PFCTRL ? 0xFFFF : s->reload;
    s->p_addr = s->par & ~((1u << dma_psize(s)) - 1);
    dma_lap(s);
    s->head = s->level = s->moving = s->stopping = s->primed = 0;
    s->since[DMA_PER] = s->since[DMA_MEM] = NEVER;
}

static void turn_on(dma_t *d, const dma_cfg_t *cfg, unsigned n, uint32_t off, uint32_t val,
                    env_t *env)
{
    dma_stream_t *s = &d->stream[n];
    if (dma_dir(s) == 3 || dma_psize(s) == 3 || (dma_msize(s) == 3 && !dma_direct(s))) {
        ignore(env, off, val, IGN_RESERVED);
        return;
    }
    if (flags(d, n) & DMA_TE) {
        ignore(env, off, val, IGN_FLAGS_PENDING);
        return;
    }
    force_bits(s);
    s->cr |= DMA_CR_EN;
    start(s);
    tell_part(env, F_DMA_ON, n, dma_double(s) && s->cr & DMA_CR_CT ? s->m1ar : s->m0ar,
              s->par | (uint64_t)s->ndtr << 32, s->cr | (uint64_t)s->fcr << 32);
    if (!dma_burst_forbidden(s)) return;
    raise_flag(d, cfg, n, DMA_FE, env);
    turn_off(d, n, OFF_FIFO_CONFIG, env);
}

/* ---- registers ------------------------------------------------------------------------------- */

static void dma_reset(void *dev, const void *cfg)
{
    dma_t *d = dev;
    (void)cfg;
    memset(d, 0, sizeof *d);
    for (unsigned n = 0; n < DMA_STREAMS; n++) {
        d->stream[n].fcr = 1;
        d->stream[n].since[DMA_PER] = d->stream[n].since[DMA_MEM] = NEVER;
    }
    for (unsigned i = 0; i < DMA_SIDES; i++) {
        d->side[i].owner = d->side[i].last = DMA_NOBODY;
        d->side[i].ask = NEVER;
    }
}

static uint32_t dma_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const dma_t *d = dev;
    (void)env;
    off &= ~3u;
    if (off <= DMA_HISR) return d->isr[off >> 2];
    if (off < DMA_S0CR || off >= DMA_END) return 0;
    const dma_stream_t *s = &d->stream[(off - DMA_S0CR) / DMA_STRIDE];
    switch (DMA_S0CR + (off - DMA_S0CR) % DMA_STRIDE) {
    case DMA_S0CR:   return s->cr;
    case DMA_S0NDTR: return s->ndtr;
    case DMA_S0PAR:  return s->par;
    case DMA_S0M0AR: return s->m0ar;
    case DMA_S0M1AR: return s->m1ar;
    default:         return s->fcr | dma_fifo_status(s, capacity(cfg)) << 3;
    }
}

static uint32_t dma_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t word = dma_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size >= 4 ? word : word & ((1u << 8 * size) - 1);
}

static void write_cr(dma_t *d, const dma_cfg_t *cfg, unsigned n, uint32_t off, uint32_t val,
                     env_t *env)
{
    dma_stream_t *s = &d->stream[n];
    if (!(s->cr & DMA_CR_EN)) {
        s->cr = val & CR_ALL & ~(uint32_t)DMA_CR_EN;
        if (val & DMA_CR_EN) turn_on(d, cfg, n, off, val, env);
        return;
    }
    /* CT is status now: firmware that read, changed and wrote CR back did nothing wrong; nor did one that
     * wrote a fresh word to switch the stream off. */
    bool refused = val & DMA_CR_EN && ((val ^ s->cr) & CR_ALL & ~(uint32_t)(CR_FREE | DMA_CR_CT));
    s->cr = (s->cr & ~(uint32_t)CR_FREE) | (val & CR_FREE) | DMA_CR_EN;
    if (s->cr & DMA_CR_DBM) s->cr |= DMA_CR_CIRC;
    if (s->cr & DMA_CR_PFCTRL) s->cr &= ~(uint32_t)DMA_CR_CIRC;
    if (!(val & DMA_CR_EN)) s->stopping |= 1;
    else if (s->stopping) refused = true;
    if (refused) ignore(env, off, val, IGN_ENABLED);
}

/* Double buffer: the address in use is protected the hard way, the other is free (RM0433 15.5). */
static void write_mar(dma_t *d, const dma_cfg_t *cfg, unsigned n, unsigned which, uint32_t off,
                      uint32_t val, env_t *env)
{
    dma_stream_t *s = &d->stream[n];
    bool in_use = which == !!(s->cr & DMA_CR_CT);
    if (!(s->cr & DMA_CR_EN) || (dma_double(s) && !in_use)) {
        *(which ? &s->m1ar : &s->m0ar) = val;
        return;
    }
    ignore(env, off, val, dma_double(s) ? IGN_IN_USE : IGN_ENABLED);
    if (!dma_double(s)) return;
    raise_flag(d, cfg, n, DMA_TE, env);
    turn_off(d, n, OFF_DBM_WRITE, env);
}

static void write_fcr(dma_stream_t *s, uint32_t off, uint32_t val, env_t *env)
{
    uint32_t open = DMA_FCR_FEIE | (s->cr & DMA_CR_EN ? 0 : DMA_FCR_FTH | DMA_FCR_DMDIS);
    if ((val ^ s->fcr) & (DMA_FCR_FTH | DMA_FCR_DMDIS) & ~open) ignore(env, off, val, IGN_ENABLED);
    s->fcr = (s->fcr & ~open) | (val & open);
}

static void write_stream(dma_t *d, const dma_cfg_t *cfg, uint32_t off, uint32_t val, env_t *env)
{
    unsigned n = (off - DMA_S0CR) / DMA_STRIDE;
    dma_stream_t *s = &d->stream[n];
    bool on = s->cr & DMA_CR_EN;
    switch (DMA_S0CR + (off - DMA_S0CR) % DMA_STRIDE) {
    case DMA_S0CR:   write_cr(d, cfg, n, off, val, env); break;
    case DMA_S0M0AR: write_mar(d, cfg, n, 0, off, val, env); break;
    case DMA_S0M1AR: write_mar(d, cfg, n, 1, off, val, env); break;
    case DMA_S0FCR:  write_fcr(s, off, val, env); break;
    case DMA_S0NDTR:
        if (on) ignore(env, off, val, IGN_ENABLED);
        else s->ndtr = s->reload = val & 0xFFFF;
        break;
    default:
        if (on) ignore(env, off, val, IGN_ENABLED);
        else s->par = val;
    }
    drive_irq(d, cfg, n, env);
}

static void dma_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                      env_t *env)
{
    dma_t *d = dev;
    if (size != 4 || off & 3) {
        ignore(env, off, val, IGN_SIZE);
    } else if (off <= DMA_HISR) {
        ignore(env, off, val, IGN_READONLY);
    } else if (off <= DMA_HIFCR) {
        unsigned high = off == DMA_HIFCR;
        d->isr[high] &= ~val;
        for (unsigned n = high * 4; n < high * 4 + 4; n++) drive_irq(d, cfg, n, env);
    } else if (off < DMA_END) {
        write_stream(d, cfg, off, val, env);
        wake(env, env->slot);
    } else {
        ignore(env, off, val, IGN_RESERVED);
    }
}

/* ---- an access came back --------------------------------------------------------------------- */

static void tell_item(env_t *env, unsigned n, const port_t *p, unsigned beat, bool source,
                      uint32_t ndtr)
{
    if (!wanted(env, F_DMA_ITEM)) return;
    fact_t f = { .at = env->now, .kind = F_DMA_ITEM, .who = env->slot, .what = (uint8_t)n,
                 .size = (uint8_t)(1u << p->size), .addr = beat_addr(p, beat), .pc = env->pc,
                 .txn = p->txn, .data = p->data[beat],
                 .note = (uint64_t)!source | (uint64_t)ndtr << 8 };
    tell(env, &f);
}

/* The destination moved from `before` to `after` of `all`: half way, and the end of the lap? */
static void flag_lap(dma_t *d, const dma_cfg_t *cfg, unsigned n, uint32_t before, uint32_t after,
                     uint32_t all, env_t *env)
{
    if (2ull * before < all && 2ull * after >= all) raise_flag(d, cfg, n, DMA_HT, env);
    if (after >= all) raise_flag(d, cfg, n, DMA_TC, env);
}

/* The memory side begins its next lap, in the other buffer if there are two. */
static void next_lap(dma_stream_t *s, unsigned n, env_t *env)
{
    if (dma_double(s)) s->cr ^= DMA_CR_CT;
    dma_lap(s);
    if (dma_double(s)) tell_part(env, F_DMA_TARGET, n, s->cr & DMA_CR_CT ? s->m1ar : s->m0ar, 0, 0);
}

/* NDTR counts here, whatever the direction. */
static void per_came_back(dma_t *d, const dma_cfg_t *cfg, unsigned n, const port_t *p, env_t *env)
{
    dma_stream_t *s = &d->stream[n];
    bool source = !p->write;
    uint32_t before = s->reload - s->ndtr;
    for (unsigned k = 0; k < p->beats; k++) {
        if (source) dma_push(s, p->data[k], 1u << p->size, capacity(cfg));
        s->ndtr = s->ndtr ? s->ndtr - 1 : 0;
        tell_item(env, n, p, k, source, s->ndtr);
    }
    if (!source) dma_drop(s, d->side[DMA_PER].bytes, capacity(cfg));
    unsigned step = s->cr & DMA_CR_PINCOS ? 2 : p->size;
    if (s->cr & DMA_CR_PINC) s->p_addr += (uint32_t)p->beats << step;
    if (s->cr & DMA_CR_PFCTRL) {
        if (!s->ndtr) s->ndtr = 0xFFFF;
        return;
    }
    if (!source) flag_lap(d, cfg, n, before, s->reload - s->ndtr, s->reload, env);
    if (s->ndtr) return;
    if (circular(s)) {
        s->ndtr = s->reload;
        s->p_addr = s->par & ~((1u << dma_psize(s)) - 1);
        if (!source) s->level = 0, next_lap(s, n, env);
    } else if (!source) {
        turn_off(d, n, OFF_COMPLETE, env);
    }
}

static void mem_came_back(dma_t *d, const dma_cfg_t *cfg, unsigned n, const port_t *p, env_t *env)
{
    dma_stream_t *s = &d->stream[n];
    unsigned bytes = d->side[DMA_MEM].bytes, room = capacity(cfg);
    for (unsigned k = 0; k < p->beats; k++) {
        if (!p->write) dma_push(s, p->data[k], 1u << p->size, room);
        tell_item(env, n, p, k, !p->write, s->ndtr);
    }
    if (s->cr & DMA_CR_MINC) s->m_addr += (uint32_t)p->beats << p->size;
    if (p->write) dma_drop(s, bytes, room);
    else if (dma_next_per(s, room).bytes) s->primed = 1;
    if (s->cr & DMA_CR_PFCTRL) return;
    uint32_t all = s->reload << dma_psize(s), before = all - s->m_left;
    s->m_left -= bytes < s->m_left ? bytes : s->m_left;
    if (!p->write) return;
    flag_lap(d, cfg, n, before, all - s->m_left, all, env);
    if (s->m_left) return;
    if (s->ndtr) next_lap(s, n, env);           /* the peripheral side went round: circular */
    else turn_off(d, n, OFF_COMPLETE, env);
}

/* One request was served; `last`: the count is used up with it. */
static void acknowledge(const dma_cfg_t *cfg, unsigned n, bool last, env_t *env)
{
    unsigned wire = line(cfg, n);
    wire_put(env, WIRE_ACK, wire, !wire_get(env->wires, WIRE_ACK, wire));
    if (last) wire_put(env, WIRE_LAST, wire, !wire_get(env->wires, WIRE_LAST, wire));
}

static void came_back(dma_t *d, const dma_cfg_t *cfg, unsigned i, env_t *env)
{
    dma_side_t *side = &d->side[i];
    port_t *p = &env->port[port_of(cfg, i)];
    if (side->owner == DMA_NOBODY || side->ask != NEVER) return;
    if (p->phase != BUS_DONE && p->phase != BUS_ERROR) return;
    unsigned n = side->owner;
    bool failed = p->phase == BUS_ERROR, ghost = side->ghost;
    p->phase = BUS_IDLE;
    side->last = (uint8_t)n, side->owner = DMA_NOBODY, side->ghost = 0;
    side->freed = env->now;
    d->stream[n].since[i] = NEVER;
    if (i == DMA_PER) d->stream[n].look = domain_from(&env->clock[cfg->hclk], env->now, cfg->ack);
    const dma_stream_t *s = &d->stream[n];
    if (i == DMA_PER && !failed && dma_dir(s) != DMA_M2M)
        acknowledge(cfg, n, !ghost && !(s->cr & DMA_CR_PFCTRL) && s->ndtr <= p->beats, env);
    if (ghost) return;
    if (failed) {
        raise_flag(d, cfg, n, DMA_TE, env);
        turn_off(d, n, OFF_BUS_ERROR, env);
    } else if (i == DMA_PER) {
        per_came_back(d, cfg, n, p, env);
    } else {
        mem_came_back(d, cfg, n, p, env);
    }
}

/* ---- an access goes out ---------------------------------------------------------------------- */

static void ask(dma_t *d, const dma_cfg_t *cfg, unsigned i, env_t *env)
{
    dma_side_t *side = &d->side[i];
    if (side->owner == DMA_NOBODY || side->ask > env->now) return;
    const dma_stream_t *s = &d->stream[side->owner];
    unsigned number = port_of(cfg, i), room = capacity(cfg);
    port_t *p = &env->port[number];
    dma_access_t a = i == DMA_PER ? dma_next_per(s, room) : dma_next_mem(s, room);
    side->ask = NEVER;
    side->bytes = a.bytes;
    p->addr = a.addr, p->write = a.write, p->size = a.size, p->beats = a.beats;
    p->wrap = 0, p->seq = 0;
    p->attr = i == DMA_MEM && a.write && s->cr & DMA_CR_TRBUFF ? BUS_BUFFERABLE : 0, p->quiet = BUS_WHOLE;
    p->id = env->map->port[number].id;
    p->tag = side->owner;
    for (unsigned k = 0; k < a.beats; k++) {
        p->strb[k] = (uint8_t)((1u << (1u << a.size)) - 1);
        p->data[k] = a.write ? dma_look(s, k << a.size, 1u << a.size, room) : 0;
    }
    port_ask(env, number);
}

/* ---- who is ready, who is late --------------------------------------------------------------- */

static bool owns(const dma_t *d, unsigned side, unsigned n)
{
    return d->side[side].owner == n && !d->side[side].ghost;
}

static bool request_up(const dma_t *d, const dma_cfg_t *cfg, unsigned n, const env_t *env)
{
    const dma_stream_t *s = &d->stream[n];
    return d->side[DMA_PER].owner != n && s->look <= env->now && wire_get(env->wires, cfg->wire, n);
}

/* Wanted the memory bus `late` edges ago and still not granted. */
static bool memory_late(const dma_t *d, const dma_cfg_t *cfg, unsigned n, const env_t *env)
{
    tick_t since = d->stream[n].since[DMA_MEM];
    const dma_side_t *side = &d->side[DMA_MEM];
    if (since == NEVER) return false;
    if (domain_from(&env->clock[cfg->hclk], since, cfg->late) > env->now) return false;
    return side->owner != n || side->ask != NEVER || env->port[cfg->p_mem].phase == BUS_REQ;
}

/* Nothing is lost here, the request just stays unacknowledged (RM0433 15.3.20). */
static void judge(dma_t *d, const dma_cfg_t *cfg, unsigned n, bool request, env_t *env)
{
    const dma_stream_t *s = &d->stream[n];
    unsigned dir = dma_dir(s);
    if (dir == DMA_M2M || !s->ndtr || s->stopping) return;
    bool late = memory_late(d, cfg, n, env);
    if (dir == DMA_P2M && dma_direct(s) && !(s->cr & DMA_CR_MINC) && s->level && late
        && (request || owns(d, DMA_PER, n)))
        raise_flag(d, cfg, n, DMA_DME, env);
    if (!request || dma_next_per(s, capacity(cfg)).bytes) return;
    if (late || dma_jammed(s) || (dir == DMA_M2P && !s->primed)) raise_flag(d, cfg, n, DMA_FE, env);
}

static void ready(dma_stream_t *s, unsigned side, bool wants, env_t *env)
{
    if (!wants) s->since[side] = NEVER;
    else if (s->since[side] == NEVER) s->since[side] = env->now;
}

static void look_at(dma_t *d, const dma_cfg_t *cfg, unsigned n, env_t *env)
{
    dma_stream_t *s = &d->stream[n];
    if (!(s->cr & DMA_CR_EN)) return;
    unsigned dir = dma_dir(s), room = capacity(cfg);
    bool per = owns(d, DMA_PER, n), mem = owns(d, DMA_MEM, n);
    if (s->stopping && !per && !mem) {
        s->stopping = 2;                    /* nothing more comes: the rest may go, packed or not */
        if (dir == DMA_M2P || !s->level) {
            raise_flag(d, cfg, n, DMA_TC, env);
            turn_off(d, n, OFF_SOFTWARE, env);
            return;
        }
    }
    dma_threshold(s, room);
    bool request = dir != DMA_M2M && request_up(d, cfg, n, env);
    if (!mem) ready(s, DMA_MEM, s->stopping != 1 && dma_next_mem(s, room).bytes, env);
    bool asked = (request || dir == DMA_M2M) && !s->stopping;
    if (!per) ready(s, DMA_PER, asked && dma_next_per(s, room).bytes, env);
    judge(d, cfg, n, request, env);
}

/* ---- the arbiters ---------------------------------------------------------------------------- */

static void arbitrate(dma_t *d, const dma_cfg_t *cfg, unsigned i, unsigned on, env_t *env)
{
    const domain_t *hclk = &env->clock[cfg->hclk];
    dma_side_t *side = &d->side[i];
    if (side->owner != DMA_NOBODY) return;
    bool fresh = env->now <= domain_from(hclk, side->freed, cfg->arb);
    unsigned best = DMA_NOBODY, masked = DMA_NOBODY;
    for (; on; on &= on - 1) {
        unsigned n = (unsigned)__builtin_ctz(on);
        const dma_stream_t *s = &d->stream[n];
        if (s->since[i] == NEVER || domain_from(hclk, s->since[i], cfg->arb) > env->now) continue;
        if (fresh && n == side->last) masked = n;
        else if (best == DMA_NOBODY) best = n;
        else if ((s->cr & DMA_CR_PL) > (d->stream[best].cr & DMA_CR_PL)) best = n;
    }
    if (best == DMA_NOBODY) best = masked;
    if (best == DMA_NOBODY) return;
    side->owner = (uint8_t)best;
    side->ask = domain_from(hclk, env->now, cfg->calc);
}

/* ---- step ------------------------------------------------------------------------------------ */

static tick_t sooner(tick_t a, tick_t b) { return a < b ? a : b; }

static tick_t due_side(const dma_t *d, const dma_cfg_t *cfg, unsigned i, unsigned on, const env_t *env)
{
    const dma_side_t *side = &d->side[i];
    if (side->owner != DMA_NOBODY) return side->ask;     /* NEVER: the matrix wakes us */
    tick_t t = NEVER;
    for (; on; on &= on - 1) {
        tick_t since = d->stream[__builtin_ctz(on)].since[i];
        if (since != NEVER) t = sooner(t, domain_from(&env->clock[cfg->hclk], since, cfg->arb));
    }
    return t;
}

/* Only these can want anything: `since` of the others is NEVER. */
static unsigned enabled(const dma_t *d)
{
    unsigned on = 0;
    for (unsigned n = 0; n < DMA_STREAMS; n++) on |= (d->stream[n].cr & DMA_CR_EN) << n;
    return on;
}

static tick_t dma_step(void *dev, const void *config, env_t *env)
{
    dma_t *d = dev;
    const dma_cfg_t *cfg = config;
    const domain_t *hclk = &env->clock[cfg->hclk];
    tick_t edge = domain_next(hclk, env->now), t = NEVER;
    if (edge != env->now) return edge;
    for (unsigned i = 0; i < DMA_SIDES; i++) came_back(d, cfg, i, env);
    for (unsigned n = 0; n < DMA_STREAMS && part_held(env); n++) drive_irq(d, cfg, n, env);
    unsigned on = enabled(d);
    for (unsigned left = on; left; left &= left - 1) look_at(d, cfg, (unsigned)__builtin_ctz(left), env);
    for (unsigned i = 0; i < DMA_SIDES; i++) {
        arbitrate(d, cfg, i, on, env);
        ask(d, cfg, i, env);
        t = sooner(t, due_side(d, cfg, i, on, env));
    }
    for (unsigned left = on; left; left &= left - 1) {
        unsigned n = (unsigned)__builtin_ctz(left);
        const dma_stream_t *s = &d->stream[n];
        if (!(s->cr & DMA_CR_EN)) continue;
        if (s->look > env->now && wire_get(env->wires, cfg->wire, n)) t = sooner(t, s->look);
        if (s->since[DMA_MEM] == NEVER || dma_dir(s) == DMA_M2M) continue;
        tick_t late = domain_from(hclk, s->since[DMA_MEM], cfg->late);
        if (late > env->now) t = sooner(t, late);
    }
    return t > env->now ? t : domain_from(hclk, env->now, 1);
}

const model_t dma_model = { dma_reset, dma_peek, dma_read, dma_write, dma_step };
