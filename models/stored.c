/* stored.c -- see stored.h. */
#include "stored.h"
#include <string.h>

static int row_of(const stored_cfg_t *c, uint32_t off)
{
    for (unsigned i = c->first; i < c->first + c->rows && i < STORED_WORDS; i++)
        if (c->row[i].off == (off & ~3u)) return (int)i;
    return -1;
}

static void stored_reset(void *dev, const void *cfg)
{
    stored_t *s = dev;
    const stored_cfg_t *c = cfg;
    memset(s, 0, sizeof *s);
    for (unsigned i = c->first; i < c->first + c->rows && i < STORED_WORDS; i++) s->reg[i] = c->row[i].reset;
}

static uint32_t stored_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const stored_t *s = dev;
    int i = row_of(cfg, off);
    (void)env;
    return i < 0 ? 0 : s->reg[i];
}

static uint32_t stored_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    if (row_of(cfg, off) < 0) tell_part(env, F_UNMODELLED, 0, off, 0, 0);
    uint32_t v = stored_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size == 1 ? v & 0xFF : size == 2 ? v & 0xFFFF : v;
}

static void stored_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val, env_t *env)
{
    stored_t *s = dev;
    const stored_cfg_t *c = cfg;
    int i = row_of(c, off);
    if (i < 0) {
        tell_part(env, F_UNMODELLED, 1, off, val, 0);
        return;
    }
    if (!c->row[i].keeps) {
        tell_part(env, F_IGNORED, 0, off, val, IGN_READONLY);
        return;
    }
    uint32_t shift = 8 * (off & 3), mask = (size == 1 ? 0xFFu : size == 2 ? 0xFFFFu : ~0u) << shift;
    uint32_t old = s->reg[i], keeps = c->row[i].keeps & mask;
    s->reg[i] = (val << shift & keeps) | (old & ~keeps);
    if ((s->reg[i] ^ old) & c->row[i].does) tell_part(env, F_UNMODELLED, 1, off, val, 0);
}

static tick_t stored_step(void *dev, const void *cfg, env_t *env)
{
    (void)dev, (void)cfg, (void)env;
    return NEVER;
}

const model_t stored_model = { stored_reset, stored_peek, stored_read, stored_write, stored_step };
