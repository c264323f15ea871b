/* pins.c -- see pins.h. */
#include "pins.h"
#include "outside.h"
#include "input.h"
#include <string.h>

static void pins_reset(void *dev, const void *cfg)
{
    (void)cfg;
    memset(dev, 0, sizeof(pins_t));
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

const model_t pins_model = { pins_reset, outside_peek, outside_read, outside_write, pins_step };
