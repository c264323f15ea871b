/* bdma.c -- see bdma.h. */
#include "bdma.h"
#include <stdbool.h>
#include <string.h>

enum {
    CR_ALL = 0x0001FFFF,
    /* "It is not read-only when the channel is enabled", RM0433 16.6.3 */
    CR_FREE = BDMA_CR_EN | BDMA_CR_TCIE | BDMA_CR_HTIE | BDMA_CR_TEIE | BDMA_CR_CIRC | BDMA_CR_DBM
};

static unsigned psize(const bdma_channel_t *c) { return c->ccr >> 8 & 3; }
static unsigned msize(const bdma_channel_t *c) { return c->ccr >> 10 & 3; }
static bool m2m(const bdma_channel_t *c) { return c->ccr & BDMA_CR_MEM2MEM; }
static bool circular(const bdma_channel_t *c) { return c->ccr & BDMA_CR_CIRC && !m2m(c); }
static bool from_memory(const bdma_channel_t *c) { return c->ccr & BDMA_CR_DIR; }

static uint32_t memory(const bdma_channel_t *c)
{
    return c->ccr & BDMA_CR_CT ? c->cm1ar : c->cm0ar;
}

static tick_t after(const bdma_cfg_t *cfg, const env_t *env, tick_t t, unsigned edges)
{
    return domain_after(&env->clock[cfg->hclk], t, edges);
}

/* ---- flags, interrupt lines, facts ----------------------------------------------------------- */

static unsigned flags(const bdma_t *d, unsigned n) { return d->isr >> 4 * n & 0xE; }

/* The enables stand at the bits of their flags. */
static void drive_irq(const bdma_t *d, const bdma_cfg_t *cfg, unsigned n, env_t *env)
{
    int level = (flags(d, n) & d->ch[n].ccr) != 0;
    wire_put(env, WIRE_IRQ, cfg->irq[n], level);
    if (cfg->sync[n]) wire_put(env, WIRE_SYNC, cfg->sync[n], level);
}

static void raise_flag(bdma_t *d, const bdma_cfg_t *cfg, unsigned n, unsigned bit, dma_flag_t told,
                       env_t *env)
{
    if (flags(d, n) & bit) return;
    d->isr |= bit << 4 * n;
    tell_part(env, F_DMA_FLAG, n, 0, 0, told);
    drive_irq(d, cfg, n, env);
}

/* What is on the port cannot be called back. */
static void turn_off(bdma_t *d, unsigned n, dma_off_t why, env_t *env)
{
    bdma_channel_t *c = &d->ch[n];
    c->ccr &= ~(uint32_t)BDMA_CR_EN;
    c->since = NEVER;
    if (d->owner == n && d->ask == NEVER) d->ghost = 1;
    else if (d->owner == n) d->owner = BDMA_NOBODY, d->ask = NEVER, d->writing = 0;
    tell_part(env, F_DMA_OFF, n, 0, c->cndtr, why);
}

static void ignore(env_t *env, uint32_t off, uint32_t val, ignored_t why)
{
    tell_part(env, F_IGNORED, 0, off, val, why);
}

/* CCR as DMA1 would have it; `swap`: source and destination change places. */
static uint32_t told_cr(const bdma_channel_t *c, bool swap)
{
    uint32_t r = c->ccr, p = psize(c), m = msize(c);
    uint32_t pinc = !!(r & BDMA_CR_PINC), minc = !!(r & BDMA_CR_MINC);
    uint32_t dir = m2m(c) ? 2 : from_memory(c) ? 1 : 0;
    return 1 | !!(r & BDMA_CR_TEIE) << 2 | !!(r & BDMA_CR_HTIE) << 3 | !!(r & BDMA_CR_TCIE) << 4
        | dir << 6 | (uint32_t)circular(c) << 8 | (swap ? minc : pinc) << 9
        | (swap ? pinc : minc) << 10 | (swap ? m : p) << 11 | (swap ? p : m) << 13
        | (r >> 12 & 3) << 16 | (r >> 15 & 1) << 18 | (r >> 16 & 1) << 19;
}

static void tell_on(const bdma_channel_t *c, unsigned n, env_t *env)
{
    bool swap = m2m(c) && from_memory(c);
    uint32_t mem = swap ? c->cpar : memory(c), per = swap ? memory(c) : c->cpar;
    tell_part(env, F_DMA_ON, n, mem, per | (uint64_t)c->cndtr << 32, told_cr(c, swap));
}

static void tell_item(const bdma_t *d, unsigned n, const port_t *p, env_t *env)
{
    if (!wanted(env, F_DMA_ITEM)) return;
    fact_t f = { .at = env->now, .kind = F_DMA_ITEM, .who = env->slot, .what = (uint8_t)n,
                 .size = (uint8_t)(1u << p->size), .addr = p->addr, .pc = env->pc, .txn = p->txn,
                 .data = p->data[0], .note = (uint64_t)p->write | (uint64_t)d->ch[n].cndtr << 8 };
    tell(env, &f);
}

/* ---- registers ------------------------------------------------------------------------------- */

static void bdma_reset(void *dev, const void *cfg)
{
    bdma_t *d = dev;
    (void)cfg;
    memset(d, 0, sizeof *d);
    for (unsigned n = 0; n < BDMA_CHANNELS; n++) d->ch[n].since = NEVER;
    d->owner = d->last = BDMA_NOBODY;
    d->ask = NEVER;
}

static uint32_t bdma_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const bdma_t *d = dev;
    (void)cfg, (void)env;
    off &= ~3u;
    if (off == BDMA_ISR) {
        uint32_t any = (d->isr >> 1 | d->isr >> 2 | d->isr >> 3) & 0x11111111u;
        return d->isr | any;
    }
    if (off < BDMA_CCR0 || off >= BDMA_END) return 0;
    const bdma_channel_t *c = &d->ch[(off - BDMA_CCR0) / BDMA_STRIDE];
    switch (BDMA_CCR0 + (off - BDMA_CCR0) % BDMA_STRIDE) {
    case BDMA_CCR0:   return c->ccr;
    case BDMA_CNDTR0: return c->cndtr;
    case BDMA_CPAR0:  return c->cpar;
    case BDMA_CM0AR0: return c->cm0ar;
    default:          return c->cm1ar;
    }
}

static uint32_t bdma_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t word = bdma_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size >= 4 ? word : word & ((1u << 8 * size) - 1);
}

/* The base addresses become the next addresses, cut to their sizes (RM0433 16.6.5, 16.6.6). */
static void lap(bdma_channel_t *c)
{
    c->p_addr = c->cpar & ~((1u << psize(c)) - 1);
    c->m_addr = memory(c) & ~((1u << msize(c)) - 1);
}

static void turn_on(bdma_t *d, unsigned n, uint32_t off, uint32_t val, env_t *env)
{
    bdma_channel_t *c = &d->ch[n];
    if (psize(c) == 3 || msize(c) == 3) {
        ignore(env, off, val, IGN_RESERVED);
        return;
    }
    if (flags(d, n) & BDMA_TEIF) {
        ignore(env, off, val, IGN_FLAGS_PENDING);
        return;
    }
    c->ccr |= BDMA_CR_EN;
    lap(c);
    tell_on(c, n, env);
}

static void write_ccr(bdma_t *d, unsigned n, uint32_t off, uint32_t val, env_t *env)
{
    bdma_channel_t *c = &d->ch[n];
    val &= CR_ALL;
    if (!(c->ccr & BDMA_CR_EN)) {
        c->ccr = val & ~(uint32_t)BDMA_CR_EN;
        if (val & BDMA_CR_EN) turn_on(d, n, off, val, env);
        return;
    }
    /* CT is status now: firmware that read, changed and wrote CCR back did nothing wrong. */
    if ((val ^ c->ccr) & ~(uint32_t)(CR_FREE | BDMA_CR_CT)) ignore(env, off, val, IGN_ENABLED);
    c->ccr = (c->ccr & ~(uint32_t)CR_FREE) | (val & CR_FREE);
    if (!(val & BDMA_CR_EN)) turn_off(d, n, OFF_SOFTWARE, env);
}

static void write_channel(bdma_t *d, const bdma_cfg_t *cfg, uint32_t off, uint32_t val, env_t *env)
{
    unsigned n = (off - BDMA_CCR0) / BDMA_STRIDE;
    bdma_channel_t *c = &d->ch[n];
    switch (BDMA_CCR0 + (off - BDMA_CCR0) % BDMA_STRIDE) {
    case BDMA_CCR0:   write_ccr(d, n, off, val, env); break;
    case BDMA_CPAR0:  c->cpar = val; break;
    case BDMA_CM0AR0: c->cm0ar = val; break;
    case BDMA_CM1AR0: c->cm1ar = val; break;
    default:
        if (c->ccr & BDMA_CR_EN) ignore(env, off, val, IGN_ENABLED);
        else c->cndtr = c->reload = val & 0xFFFF;
        break;
    }
    drive_irq(d, cfg, n, env);
}

static void bdma_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                       env_t *env)
{
    bdma_t *d = dev;
    if (size != 4 || off & 3) {                      /* words only, RM0433 16.6 */
        ignore(env, off, val, IGN_SIZE);
    } else if (off == BDMA_ISR) {
        ignore(env, off, val, IGN_READONLY);
    } else if (off == BDMA_IFCR) {
        for (unsigned n = 0; n < BDMA_CHANNELS; n++) {
            uint32_t clear = val >> 4 * n & 0xF;     /* CGIF clears all of the channel */
            d->isr &= ~((clear & BDMA_GIF ? 0xFu : clear) << 4 * n);
            drive_irq(d, cfg, n, env);
        }
    } else if (off < BDMA_END) {
        write_channel(d, cfg, off, val, env);
        wake(env, env->slot);
    } else {
        ignore(env, off, val, IGN_RESERVED);
    }
}

/* ---- an access came back --------------------------------------------------------------------- */

/* The peripheral's register was accessed: the request behind it is served. */
static void acknowledge(bdma_channel_t *c, const bdma_cfg_t *cfg, unsigned n, bool last, env_t *env)
{
    unsigned wire = cfg->ack_wire + n;
    if (m2m(c)) return;
    c->look = after(cfg, env, env->now, cfg->ack);
    wire_put(env, WIRE_ACK, wire, !wire_get(env->wires, WIRE_ACK, wire));
    if (last) wire_put(env, WIRE_LAST, wire, !wire_get(env->wires, WIRE_LAST, wire));
}

static void item_done(bdma_t *d, const bdma_cfg_t *cfg, unsigned n, const port_t *p, env_t *env)
{
    bdma_channel_t *c = &d->ch[n];
    uint32_t before = c->reload - c->cndtr, done = before + 1, all = c->reload;
    c->cndtr--;
    if (c->ccr & BDMA_CR_PINC) c->p_addr += 1u << psize(c);
    if (c->ccr & BDMA_CR_MINC) c->m_addr += 1u << msize(c);
    tell_item(d, n, p, env);
    if (2 * before < all && 2 * done >= all) raise_flag(d, cfg, n, BDMA_HTIF, DMA_HT, env);
    if (c->cndtr) return;
    raise_flag(d, cfg, n, BDMA_TCIF, DMA_TC, env);
    if (!circular(c)) return;                        /* EN stays */
    bool turn = c->ccr & BDMA_CR_DBM;
    if (turn) c->ccr ^= BDMA_CR_CT;
    c->cndtr = c->reload;
    lap(c);
    if (turn) tell_part(env, F_DMA_TARGET, n, memory(c), 0, 0);
}

static void came_back(bdma_t *d, const bdma_cfg_t *cfg, env_t *env)
{
    port_t *p = &env->port[cfg->port];
    if (d->owner == BDMA_NOBODY || d->ask != NEVER) return;
    if (p->phase != BUS_DONE && p->phase != BUS_ERROR) return;
    unsigned n = d->owner;
    bdma_channel_t *c = &d->ch[n];
    bool failed = p->phase == BUS_ERROR, ghost = d->ghost, wrote = d->writing;
    p->phase = BUS_IDLE;
    if (!failed && wrote == from_memory(c)) acknowledge(c, cfg, n, !ghost && c->cndtr == 1, env);
    if (!failed && !ghost && !wrote) {
        d->item = (uint32_t)p->data[0];
        d->writing = 1;
        d->ask = after(cfg, env, env->now, cfg->calc);
        tell_item(d, n, p, env);
        return;
    }
    d->owner = BDMA_NOBODY, d->last = (uint8_t)n;
    d->ghost = d->writing = 0;
    d->free = after(cfg, env, env->now, cfg->idle);
    if (ghost) return;
    if (!failed) {
        item_done(d, cfg, n, p, env);
        return;
    }
    raise_flag(d, cfg, n, BDMA_TEIF, DMA_TE, env);
    turn_off(d, n, OFF_BUS_ERROR, env);
}

/* ---- an access goes out ---------------------------------------------------------------------- */

static void ask(bdma_t *d, const bdma_cfg_t *cfg, env_t *env)
{
    if (d->owner == BDMA_NOBODY || d->ask > env->now) return;
    const bdma_channel_t *c = &d->ch[d->owner];
    port_t *p = &env->port[cfg->port];
    bool mem = from_memory(c) != d->writing;
    d->ask = NEVER;
    p->addr = mem ? c->m_addr : c->p_addr;
    p->size = (uint8_t)(mem ? msize(c) : psize(c));
    p->write = d->writing, p->beats = 1, p->wrap = 0, p->seq = 0, p->attr = 0;
    p->id = env->map->port[cfg->port].id;
    p->tag = d->owner;
    p->strb[0] = (uint8_t)((1u << (1u << p->size)) - 1);
    p->data[0] = d->writing ? d->item & (uint32_t)((1ull << (8u << p->size)) - 1) : 0;
    port_ask(env, cfg->port);
}

/* ---- the arbiter ----------------------------------------------------------------------------- */

static void look_at(bdma_t *d, unsigned n, const env_t *env)
{
    bdma_channel_t *c = &d->ch[n];
    bool ready = c->ccr & BDMA_CR_EN && c->cndtr && d->owner != n;
    if (ready && !m2m(c)) ready = c->look <= env->now && wire_get(env->wires, WIRE_BDMA, n);
    if (!ready) c->since = NEVER;
    else if (c->since == NEVER) c->since = env->now;
}

static tick_t chosen_at(const bdma_t *d, const bdma_cfg_t *cfg, unsigned n, const env_t *env)
{
    tick_t t = d->ch[n].since;
    if (t == NEVER) return NEVER;
    return after(cfg, env, t > d->free ? t : d->free, cfg->arb);
}

static void arbitrate(bdma_t *d, const bdma_cfg_t *cfg, env_t *env)
{
    unsigned best = BDMA_NOBODY, yields = BDMA_NOBODY;
    if (d->owner != BDMA_NOBODY) return;
    for (unsigned n = 0; n < BDMA_CHANNELS; n++) {
        if (chosen_at(d, cfg, n, env) > env->now) continue;
        if (n == d->last && m2m(&d->ch[n])) yields = n;
        else if (best == BDMA_NOBODY) best = n;
        else if ((d->ch[n].ccr & BDMA_CR_PL) > (d->ch[best].ccr & BDMA_CR_PL)) best = n;
    }
    if (best == BDMA_NOBODY) best = yields;
    if (best == BDMA_NOBODY) return;
    d->owner = (uint8_t)best;
    d->ch[best].since = NEVER;
    d->ask = after(cfg, env, env->now, cfg->calc);
}

/* ---- step ------------------------------------------------------------------------------------ */

static tick_t bdma_step(void *dev, const void *config, env_t *env)
{
    bdma_t *d = dev;
    const bdma_cfg_t *cfg = config;
    tick_t edge = domain_next(&env->clock[cfg->hclk], env->now), t = NEVER;
    if (edge != env->now) return edge;
    came_back(d, cfg, env);
    for (unsigned n = 0; n < BDMA_CHANNELS && part_held(env); n++) drive_irq(d, cfg, n, env);
    for (unsigned n = 0; n < BDMA_CHANNELS; n++) look_at(d, n, env);
    arbitrate(d, cfg, env);
    ask(d, cfg, env);
    if (d->owner != BDMA_NOBODY) t = d->ask;        /* NEVER: the matrix wakes us */
    for (unsigned n = 0; n < BDMA_CHANNELS; n++) {
        const bdma_channel_t *c = &d->ch[n];
        tick_t at = d->owner == BDMA_NOBODY ? chosen_at(d, cfg, n, env) : NEVER;
        if (c->ccr & BDMA_CR_EN && c->look > env->now && wire_get(env->wires, WIRE_BDMA, n)
            && c->look < at)
            at = c->look;
        if (at < t) t = at;
    }
    return t > env->now ? t : after(cfg, env, env->now, 1);
}

const model_t bdma_model = { bdma_reset, bdma_peek, bdma_read, bdma_write, bdma_step };
