/* stored.c -- see stored.h. */
#include "stored.h"
#include <string.h>

static int row_of(const stored_cfg_t *c, uint32_t off)
{
    for (unsigned i = c->first; i < c->first + c->rows && i < STORED_WORDS; i++)
        if (c->row[i].off == (off & ~3u)) return (int)i;
    return -1;
}

static uint32_t *polled_of(const stored_t *s, const stored_cfg_t *c)
{
    return (uint32_t *)&s->polled[c->polled_first];
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
    const stored_cfg_t *c = cfg;
    int i = row_of(c, off);
    (void)env;
    if (c->polled.rows) return polled_peek(&c->polled, polled_of(s, c), off);
    return i < 0 ? 0 : s->reg[i];
}

static uint32_t stored_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    const stored_cfg_t *c = cfg;
    if (row_of(c, off) < 0) tell_part(env, F_UNMODELLED, 0, c->told + off, 0, 0);
    uint32_t v = stored_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size == 1 ? v & 0xFF : size == 2 ? v & 0xFFFF : v;
}

static void stored_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val, env_t *env)
{
    stored_t *s = dev;
    const stored_cfg_t *c = cfg;
    int i = row_of(c, off);
    uint32_t shift = 8 * (off & 3), mask = (size == 1 ? 0xFFu : size == 2 ? 0xFFFFu : ~0u) << shift;
    if (i < 0) {
        tell_part(env, F_UNMODELLED, 1, c->told + off, val, 0);
        if (c->polled.rows) polled_write(&c->polled, polled_of(s, c), off, mask, val << shift);
        return;
    }
    if (!c->row[i].keeps) {
        tell_part(env, F_IGNORED, 0, c->told + off, val, IGN_READONLY);
        return;
    }
    uint32_t old = s->reg[i], keeps = c->row[i].keeps & mask;
    s->reg[i] = (val << shift & keeps) | (old & ~keeps);
    if ((s->reg[i] ^ old) & c->row[i].does) tell_part(env, F_UNMODELLED, 1, c->told + off, val, 0);
}

static tick_t stored_step(void *dev, const void *cfg, env_t *env)
{
    (void)dev, (void)cfg, (void)env;
    return NEVER;
}

const model_t stored_model = { stored_reset, stored_peek, stored_read, stored_write, stored_step };
