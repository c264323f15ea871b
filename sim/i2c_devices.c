/* i2c_devices.c -- see i2c_devices.h. */
#include "i2c_devices.h"
#include "outside.h"
#include "input.h"
#include <string.h>

static void devices_reset(void *dev, const void *cfg)
{
    (void)cfg;
    memset(dev, 0, sizeof(i2c_devices_t));
}

static unsigned devices(const struct input *in)
{
    return in->i2cs < I2C_SLAVES ? in->i2cs : I2C_SLAVES;
}

static unsigned registers(const i2c_slave_t *s)
{
    return s->size && s->size < I2C_REGISTERS ? s->size : I2C_REGISTERS;
}

static void fill(i2c_devices_t *d, const struct input *in)
{
    for (unsigned i = 0; i < devices(in); i++)
        if (in->i2c[i].reg) memcpy(d->reg[i], in->i2c[i].reg, registers(&in->i2c[i]));
    d->begun = 1;
}

/* ---- one byte ------------------------------------------------------------------------------ */

/* Who hears this address on this bus: its number plus 1. */
static uint8_t called(const struct input *in, unsigned bus, uint8_t byte)
{
    for (unsigned i = 0; i < devices(in); i++)
        if (in->i2c[i].bus == bus && in->i2c[i].address == byte >> 1) return (uint8_t)(i + 1);
    return 0;
}

static void advance(i2c_devices_t *d, unsigned i, const i2c_slave_t *s)
{
    d->pointer[i] = (uint8_t)(d->pointer[i] + 1u < registers(s) ? d->pointer[i] + 1 : 0);
}

/* A byte came; is it acknowledged? */
static int take(i2c_devices_t *d, unsigned bus, unsigned i, const i2c_slave_t *s, uint8_t byte)
{
    if (d->number[bus]) {
        if (byte >= registers(s)) return 0;
        d->number[bus] = 0, d->pointer[i] = byte;
        return 1;
    }
    d->reg[i][d->pointer[i]] = byte;
    advance(d, i, s);
    return 1;
}

static void answer(i2c_devices_t *d, unsigned bus, i2c_bus_t *w, const struct input *in)
{
    d->seen[bus] = w->rise;
    if (w->act == I2C_ADDRESS) d->chosen[bus] = called(in, bus, w->byte), d->number[bus] = 1;
    if (w->act == I2C_STOP || w->act == I2C_LEFT) d->chosen[bus] = 0;
    if (!d->chosen[bus]) return;
    unsigned i = d->chosen[bus] - 1u;
    const i2c_slave_t *s = &in->i2c[i];
    w->answered = w->rise, w->ack = 1, w->data = 0xFF;
    w->hold = w->act == I2C_ADDRESS ? s->hold_address : s->hold_byte;
    if (w->act == I2C_WRITE) w->ack = (uint8_t)take(d, bus, i, s, w->byte);
    if (w->act == I2C_READ) w->data = d->reg[i][d->pointer[i]], advance(d, i, s);
}

/* ---- events -------------------------------------------------------------------------------- */

static void happen(const i2c_event_t *e, env_t *env)
{
    if (e->bus >= I2C_BUSES) return;
    i2c_bus_t *w = &env->wires->i2c[e->bus];
    if (e->what == I2C_GLITCH) w->glitch = env->now;
    else w->lost = env->now, w->taken = e->until > w->taken ? e->until : w->taken;
    env->woke |= env->ears[WIRE_I2C_IN];
}

static tick_t devices_step(void *dev, const void *cfg, env_t *env)
{
    i2c_devices_t *d = dev;
    const struct input *in = env->in;
    (void)cfg;
    if (!in) return NEVER;
    if (!d->begun) fill(d, in);
    for (unsigned bus = 0; bus < I2C_BUSES; bus++) {
        i2c_bus_t *w = &env->wires->i2c[bus];
        if (w->act != I2C_NOTHING && w->rise != d->seen[bus]) answer(d, bus, w, in);
    }
    for (; d->next < in->i2c_events && in->i2c_event[d->next].at <= env->now; d->next++)
        happen(&in->i2c_event[d->next], env);
    return d->next < in->i2c_events ? in->i2c_event[d->next].at : NEVER;
}

const model_t i2c_devices_model = {
    devices_reset, outside_peek, outside_read, outside_write, devices_step
};
