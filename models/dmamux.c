/* dmamux.c -- DMA request multiplexer. See dmamux.h. */
#include "dmamux.h"
#include <stdbool.h>
#include <string.h>

enum {                                  /* what can be written besides DMAREQ_ID */
    CR_FIELDS = DMAMUX_CR_SOIE | DMAMUX_CR_EGE | DMAMUX_CR_SE | DMAMUX_CR_SPOL | DMAMUX_CR_NBREQ
              | DMAMUX_CR_SYNC_ID,
    RG_FIELDS = DMAMUX_RG_SIG_ID | DMAMUX_RG_OIE | DMAMUX_RG_GE | DMAMUX_RG_GPOL | DMAMUX_RG_GNBREQ
};

static unsigned channels(const dmamux_cfg_t *cfg)
{
    return cfg->channels < DMAMUX_CHANNELS ? cfg->channels : DMAMUX_CHANNELS;
}

static tick_t after(const dmamux_cfg_t *cfg, const env_t *env, tick_t t, unsigned edges)
{
    return domain_after(&env->clock[cfg->hclk], t, edges);
}

static unsigned count_of(uint32_t reg) { return reg >> 19 & 31; }       /* NBREQ, GNBREQ */
static unsigned polarity(uint32_t reg) { return reg >> 17 & 3; }        /* SPOL, GPOL */

static unsigned request_id(const dmamux_t *m, const dmamux_cfg_t *cfg, unsigned c)
{
    return m->ccr[c] & (cfg->ids - 1u);
}

static uint8_t sync_input(const dmamux_t *m, const dmamux_cfg_t *cfg, unsigned c)
{
    return cfg->sync[m->ccr[c] >> 24 & 31];
}

static uint8_t trigger_input(const dmamux_t *m, const dmamux_cfg_t *cfg, unsigned g)
{
    return cfg->trigger[m->rgcr[g] & DMAMUX_RG_SIG_ID];
}

/* ---- levels ---------------------------------------------------------------------------------- */

static bool input_level(const dmamux_t *m, const dmamux_cfg_t *cfg, uint8_t input, const env_t *env)
{
    if (!input) return false;
    if (input < DMAMUX_EVENT) return wire_get(env->wires, WIRE_SYNC, input);
    tick_t at = m->channel[input % DMAMUX_CHANNELS].event;
    return at != NEVER && after(cfg, env, at, 0) <= env->now && env->now < after(cfg, env, at, 1);
}

static bool request_level(const dmamux_t *m, const dmamux_cfg_t *cfg, unsigned c, const env_t *env)
{
    unsigned id = request_id(m, cfg, c);
    if (!id) return false;
    if (id > DMAMUX_GENERATORS) return wire_get(env->wires, (wire_kind_t)cfg->in, id);
    const dmamux_generator_t *g = &m->generator[id - 1];
    return g->left && g->up <= env->now;
}

static void route(const dmamux_t *m, const dmamux_cfg_t *cfg, env_t *env)
{
    for (unsigned c = 0; c < channels(cfg); c++) {
        bool passes = !(m->ccr[c] & DMAMUX_CR_SE) || m->channel[c].open;
        wire_put(env, (wire_kind_t)cfg->out[c >> 3], c & 7,
                 passes && request_level(m, cfg, c, env));
    }
    bool overrun = false;
    for (unsigned c = 0; c < channels(cfg); c++)
        overrun |= m->csr >> c & 1 && m->ccr[c] & DMAMUX_CR_SOIE;
    for (unsigned g = 0; g < DMAMUX_GENERATORS; g++)
        overrun |= m->rgsr >> g & 1 && m->rgcr[g] & DMAMUX_RG_OIE;
    if (cfg->irq) wire_put(env, WIRE_IRQ, cfg->irq, overrun);
}

/* ---- registers ------------------------------------------------------------------------------- */

static void dmamux_reset(void *dev, const void *cfg)
{
    dmamux_t *m = dev;
    (void)cfg;
    memset(m, 0, sizeof *m);
    for (unsigned c = 0; c < DMAMUX_CHANNELS; c++)
        m->channel[c].event = m->channel[c].sync.event = NEVER;
    for (unsigned g = 0; g < DMAMUX_GENERATORS; g++) m->generator[g].trigger.event = NEVER;
}

static uint32_t dmamux_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const dmamux_t *m = dev;
    (void)cfg, (void)env;
    off &= ~3u;
    if (off < DMAMUX_C0CR + 4 * DMAMUX_CHANNELS) return m->ccr[off / 4];
    if (off >= DMAMUX_RG0CR && off < DMAMUX_RG0CR + 4 * DMAMUX_GENERATORS)
        return m->rgcr[(off - DMAMUX_RG0CR) / 4];
    return off == DMAMUX_CSR ? m->csr : off == DMAMUX_RGSR ? m->rgsr : 0;
}

static uint32_t dmamux_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t word = dmamux_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size >= 4 ? word : word & ((1u << 8 * size) - 1);
}

/* Registers take bytes and half-words too (RM0433 17.6). */
static uint32_t merged(uint32_t old, uint32_t off, unsigned size, uint32_t val)
{
    uint32_t mask = (uint32_t)(((1ull << 8 * size) - 1) << 8 * (off & 3));
    return (old & ~mask) | (val << 8 * (off & 3) & mask);
}

/* Take `now` over `*reg`, but for the bits of `count` while one of `busy` was set. */
static void take(uint32_t *reg, uint32_t now, uint32_t busy, uint32_t count, uint32_t off,
                 env_t *env)
{
    uint32_t old = *reg;
    if (old & busy && (old ^ now) & count) {
        tell_part(env, F_IGNORED, 0, off, now, IGN_ENABLED);
        now = (now & ~count) | (old & count);
    }
    *reg = now;
}

/* The control register was written: watch `input` afresh. */
static void watch(const dmamux_t *m, const dmamux_cfg_t *cfg, dmamux_edge_t *e, uint8_t input,
                  env_t *env)
{
    e->event = NEVER;
    e->mask = after(cfg, env, env->now, cfg->mask);
    e->level = input_level(m, cfg, input, env);
}

static void write_channel(dmamux_t *m, const dmamux_cfg_t *cfg, unsigned c, uint32_t val,
                          env_t *env)
{
    uint32_t old = m->ccr[c], busy = DMAMUX_CR_SE | DMAMUX_CR_EGE;
    dmamux_channel_t *ch = &m->channel[c];
    take(&m->ccr[c], val & ((cfg->ids - 1u) | CR_FIELDS), busy, DMAMUX_CR_NBREQ, 4 * c, env);
    uint32_t now = m->ccr[c];
    bool chosen = now & ~old & DMAMUX_CR_SE || (old ^ now) & DMAMUX_CR_SYNC_ID;
    if (now & DMAMUX_CR_SE && chosen && !sync_input(m, cfg, c))
        tell_part(env, F_UNMODELLED, 1, 4 * c, val, 0);
    if (!(old & busy) || !(now & busy)) ch->left = (uint8_t)count_of(now);
    if ((old ^ now) & DMAMUX_CR_SE) ch->open = 0;
    watch(m, cfg, &ch->sync, sync_input(m, cfg, c), env);
}

static void write_generator(dmamux_t *m, const dmamux_cfg_t *cfg, unsigned g, uint32_t val,
                            env_t *env)
{
    uint32_t old = m->rgcr[g], off = DMAMUX_RG0CR + 4 * g;
    dmamux_generator_t *gen = &m->generator[g];
    take(&m->rgcr[g], val & RG_FIELDS, DMAMUX_RG_GE, DMAMUX_RG_GNBREQ, off, env);
    uint32_t now = m->rgcr[g];
    bool chosen = now & ~old & DMAMUX_RG_GE || (old ^ now) & DMAMUX_RG_SIG_ID;
    if (now & DMAMUX_RG_GE && chosen && !trigger_input(m, cfg, g))
        tell_part(env, F_UNMODELLED, 1, off, val, 0);
    if (!(now & DMAMUX_RG_GE)) gen->left = 0;
    watch(m, cfg, &gen->trigger, trigger_input(m, cfg, g), env);
}

static void dmamux_write(void *dev, const void *config, uint32_t off, unsigned size, uint32_t val,
                         env_t *env)
{
    dmamux_t *m = dev;
    const dmamux_cfg_t *cfg = config;
    uint32_t word = off & ~3u, whole = merged(dmamux_peek(dev, cfg, off, env), off, size, val);
    if (word < DMAMUX_C0CR + 4 * channels(cfg)) {
        write_channel(m, cfg, word / 4, whole, env);
    } else if (word >= DMAMUX_RG0CR && word < DMAMUX_RG0CR + 4 * DMAMUX_GENERATORS) {
        write_generator(m, cfg, (word - DMAMUX_RG0CR) / 4, whole, env);
    } else if (word == DMAMUX_CFR) {
        m->csr &= ~merged(0, off, size, val);
    } else if (word == DMAMUX_RGCFR) {
        m->rgsr &= ~merged(0, off, size, val);
    } else if (word == DMAMUX_CSR || word == DMAMUX_RGSR) {
        tell_part(env, F_IGNORED, 0, off, val, IGN_READONLY);
    } else {
        tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED);
    }
    route(m, cfg, env);
    wake(env, env->slot);
}

/* ---- step ------------------------------------------------------------------------------------ */

static void overrun(uint32_t *reg, uint32_t off, unsigned n, env_t *env)
{
    if (*reg >> n & 1) return;
    *reg |= 1u << n;
    tell_part(env, F_FLAG, 0, off, 0, 1u << n);
}

/* The DMA acknowledged channel c's request. */
static void served(dmamux_t *m, const dmamux_cfg_t *cfg, unsigned c, env_t *env)
{
    dmamux_channel_t *ch = &m->channel[c];
    unsigned id = request_id(m, cfg, c);
    if (id > DMAMUX_GENERATORS) {
        if (cfg->in == WIRE_REQ1)
            wire_put(env, WIRE_ACK1, id, !wire_get(env->wires, WIRE_ACK1, id));
    } else if (id && m->generator[id - 1].left) {
        m->generator[id - 1].left--;
        m->generator[id - 1].up = after(cfg, env, env->now + 1, 0);
    }
    if (!(m->ccr[c] & (DMAMUX_CR_SE | DMAMUX_CR_EGE))) return;
    if (m->ccr[c] & DMAMUX_CR_SE && !ch->open) return;
    if (ch->left) {
        ch->left--;
        return;
    }
    ch->left = (uint8_t)count_of(m->ccr[c]);
    ch->open = 0;
    if (m->ccr[c] & DMAMUX_CR_EGE) ch->event = env->now;
}

static void see_acks(dmamux_t *m, const dmamux_cfg_t *cfg, env_t *env)
{
    uint64_t now = env->wires->ack >> cfg->ack & ((1ull << channels(cfg)) - 1);
    uint64_t turned = now ^ m->acks;
    m->acks = now;
    for (unsigned c = 0; turned; c++, turned >>= 1)
        if (turned & 1) served(m, cfg, c, env);
}

/* Tell the peripheral behind a channel that its DMA has moved the last item. */
static void see_lasts(dmamux_t *m, const dmamux_cfg_t *cfg, env_t *env)
{
    wire_kind_t back = cfg->in == WIRE_REQ1 ? WIRE_LAST1 : WIRE_LAST2;
    uint64_t now = env->wires->last >> cfg->ack & ((1ull << channels(cfg)) - 1);
    uint64_t turned = now ^ m->lasts;
    m->lasts = now;
    for (unsigned c = 0; turned; c++, turned >>= 1) {
        unsigned id = request_id(m, cfg, c);
        if (turned & 1 && id > DMAMUX_GENERATORS)
            wire_put(env, back, id, !wire_get(env->wires, back, id));
    }
}

/* Did an edge of this input come to count? */
static bool edge_counts(const dmamux_t *m, const dmamux_cfg_t *cfg, dmamux_edge_t *e,
                        uint8_t input, uint32_t reg, env_t *env)
{
    bool level = input_level(m, cfg, input, env);
    if (level != e->level) {
        bool wants = polarity(reg) & (level ? 1 : 2) && env->now >= e->mask;
        e->level = level;
        e->event = !wants ? NEVER
                 : input >= DMAMUX_EVENT ? env->now : after(cfg, env, env->now, cfg->hold);
    }
    if (e->event > env->now) return false;
    e->event = NEVER;
    return true;
}

static void see_inputs(dmamux_t *m, const dmamux_cfg_t *cfg, env_t *env)
{
    for (unsigned g = 0; g < DMAMUX_GENERATORS; g++) {
        dmamux_generator_t *gen = &m->generator[g];
        if (!(m->rgcr[g] & DMAMUX_RG_GE)) continue;
        if (!edge_counts(m, cfg, &gen->trigger, trigger_input(m, cfg, g), m->rgcr[g], env))
            continue;
        if (gen->left) {
            overrun(&m->rgsr, DMAMUX_RGSR, g, env);
        } else {
            gen->left = (uint8_t)(count_of(m->rgcr[g]) + 1);
            gen->up = env->now;
        }
    }
    for (unsigned c = 0; c < channels(cfg); c++) {
        dmamux_channel_t *ch = &m->channel[c];
        if (!(m->ccr[c] & DMAMUX_CR_SE)) continue;
        if (!edge_counts(m, cfg, &ch->sync, sync_input(m, cfg, c), m->ccr[c], env)) continue;
        if (ch->open) overrun(&m->csr, DMAMUX_CSR, c, env);
        else ch->open = request_level(m, cfg, c, env);
    }
}

static void sooner(tick_t *t, tick_t at, const env_t *env)
{
    if (at > env->now && at < *t) *t = at;
}

static tick_t dmamux_step(void *dev, const void *config, env_t *env)
{
    dmamux_t *m = dev;
    const dmamux_cfg_t *cfg = config;
    tick_t t = NEVER;
    see_acks(m, cfg, env);
    see_lasts(m, cfg, env);
    see_inputs(m, cfg, env);
    route(m, cfg, env);
    for (unsigned c = 0; c < channels(cfg); c++) {
        const dmamux_channel_t *ch = &m->channel[c];
        if (m->ccr[c] & DMAMUX_CR_SE) sooner(&t, ch->sync.event, env);
        if (ch->event == NEVER) continue;
        sooner(&t, after(cfg, env, ch->event, 0), env);
        sooner(&t, after(cfg, env, ch->event, 1), env);
    }
    for (unsigned g = 0; g < DMAMUX_GENERATORS; g++) {
        const dmamux_generator_t *gen = &m->generator[g];
        if (m->rgcr[g] & DMAMUX_RG_GE) sooner(&t, gen->trigger.event, env);
        if (gen->left) sooner(&t, gen->up, env);
    }
    return t;
}

const model_t dmamux_model = { dmamux_reset, dmamux_peek, dmamux_read, dmamux_write, dmamux_step };
