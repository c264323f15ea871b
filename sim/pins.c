/* pins.c -- see pins.h. */
#include "pins.h"
#include "input.h"
#include <string.h>

static void pins_reset(void *dev, const void *cfg)
{
    (void)cfg;
    memset(dev, 0, sizeof(pins_t));
}

static uint32_t pins_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    (void)dev, (void)cfg, (void)off, (void)env;
    return 0;
}

static uint32_t pins_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    (void)size;
    return pins_peek(dev, cfg, off, env);
}

static void pins_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val, env_t *env)
{
    (void)dev, (void)cfg, (void)size;
    tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED);
}

static tick_t pins_step(void *dev, const void *cfg, env_t *env)
{
    pins_t *p = dev;
    const struct input *in = env->in;
    (void)cfg;
    if (!in) return NEVER;
    for (; p->next < in->pins && in->pin[p->next].at <= env->now; p->next++) {
        const pin_edge_t *e = &in->pin[p->next];
        if (e->pin >= PINS) continue;
        wire_put(env, WIRE_PIN_OUTSIDE, e->pin, e->level == PIN_HIGH);
        wire_put(env, WIRE_PIN_DRIVEN, e->pin, e->level != PIN_RELEASED);
    }
    return p->next < in->pins ? in->pin[p->next].at : NEVER;
}

const model_t pins_model = { pins_reset, pins_peek, pins_read, pins_write, pins_step };
