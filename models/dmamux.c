/* dmamux.c -- DMA request multiplexer. See dmamux.h. */
#include "dmamux.h"
#include <string.h>

enum {                                  /* what can be written besides DMAREQ_ID */
    CR_FIELDS = DMAMUX_CR_SOIE | DMAMUX_CR_EGE | DMAMUX_CR_SE | DMAMUX_CR_SPOL | DMAMUX_CR_NBREQ
              | DMAMUX_CR_SYNC_ID,
    RG_FIELDS = DMAMUX_RG_SIG_ID | DMAMUX_RG_OIE | DMAMUX_RG_GE | DMAMUX_RG_GPOL | DMAMUX_RG_GNBREQ
};

static void dmamux_reset(void *dev, const void *cfg)
{
    (void)cfg;
    memset(dev, 0, sizeof(dmamux_t));
}

static unsigned channels(const dmamux_cfg_t *cfg)
{
    return cfg->channels < DMAMUX_CHANNELS ? cfg->channels : DMAMUX_CHANNELS;
}

static uint32_t dmamux_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const dmamux_t *m = dev;
    (void)cfg, (void)env;
    off &= ~3u;
    if (off < DMAMUX_C0CR + 4 * DMAMUX_CHANNELS) return m->ccr[off / 4];
    if (off >= DMAMUX_RG0CR && off < DMAMUX_RG0CR + 4 * DMAMUX_GENERATORS)
        return m->rgcr[(off - DMAMUX_RG0CR) / 4];
    return 0;                           /* CSR, RGSR: no overrun is ever detected */
}

static uint32_t dmamux_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t word = dmamux_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size >= 4 ? word : word & ((1u << 8 * size) - 1);
}

static void route(const dmamux_t *m, const dmamux_cfg_t *cfg, env_t *env)
{
    for (unsigned c = 0; c < channels(cfg); c++) {
        unsigned id = m->ccr[c] & (cfg->ids - 1u);
        wire_put(env, cfg->out[c >> 3], c & 7, id && wire_get(env->wires, cfg->in, id));
    }
}

/* Registers take bytes and half-words too (RM0433 18.6). */
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
    if (now & ~old & busy) tell_part(env, F_UNMODELLED, 1, off, now, 0);
    *reg = now;
}

static void dmamux_write(void *dev, const void *config, uint32_t off, unsigned size, uint32_t val,
                         env_t *env)
{
    dmamux_t *m = dev;
    const dmamux_cfg_t *cfg = config;
    uint32_t word = off & ~3u, whole = merged(dmamux_peek(dev, cfg, off, env), off, size, val);
    if (word < DMAMUX_C0CR + 4 * channels(cfg)) {
        whole &= (cfg->ids - 1u) | CR_FIELDS;
        take(&m->ccr[word / 4], whole, DMAMUX_CR_SE | DMAMUX_CR_EGE, DMAMUX_CR_NBREQ, word, env);
        route(m, cfg, env);
    } else if (word >= DMAMUX_RG0CR && word < DMAMUX_RG0CR + 4 * DMAMUX_GENERATORS) {
        uint32_t *reg = &m->rgcr[(word - DMAMUX_RG0CR) / 4];
        take(reg, whole & RG_FIELDS, DMAMUX_RG_GE, DMAMUX_RG_GNBREQ, word, env);
    } else if (word == DMAMUX_CSR || word == DMAMUX_RGSR) {
        tell_part(env, F_IGNORED, 0, off, val, IGN_READONLY);
    } else if (word != DMAMUX_CFR && word != DMAMUX_RGCFR) {
        tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED);
    }
}

static tick_t dmamux_step(void *dev, const void *cfg, env_t *env)
{
    route(dev, cfg, env);
    return NEVER;
}

const model_t dmamux_model = { dmamux_reset, dmamux_peek, dmamux_read, dmamux_write, dmamux_step };
