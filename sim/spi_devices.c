/* spi_devices.c -- see spi_devices.h. */
#include "spi_devices.h"
#include "outside.h"
#include "input.h"
#include <string.h>

enum { READ = 0x80, FNV_START = 0x811C9DC5, FNV_PRIME = 0x01000193 };

static void devices_reset(void *dev, const void *cfg)
{
    spi_devices_t *d = dev;
    (void)cfg;
    memset(d, 0, sizeof *d);
    for (unsigned i = 0; i < SPI_SLAVES; i++) d->device[i].hash = FNV_START;
    spi_master_reset(&d->master);
}

static unsigned devices(const struct input *in)
{
    return in->spis < SPI_SLAVES ? in->spis : SPI_SLAVES;
}

static unsigned registers(const spi_slave_t *s)
{
    return s->size && s->size < SPI_REGISTER_FILE ? s->size : SPI_REGISTER_FILE;
}

static void fill(spi_devices_t *d, const struct input *in)
{
    for (unsigned i = 0; i < devices(in); i++)
        if (in->spi[i].reg) memcpy(d->device[i].reg, in->spi[i].reg, registers(&in->spi[i]));
    d->begun = 1;
}

/* ---- bytes ----------------------------------------------------------------------------------- */

static uint8_t next_register(spi_device_t *d, const spi_slave_t *s)
{
    uint8_t at = d->pointer;
    d->pointer = (uint8_t)(at + 1u < registers(s) ? at + 1 : 0);
    return at;
}

static void register_byte(spi_device_t *d, const spi_slave_t *s)
{
    d->answer = 0;
    if (!d->addressed) {
        d->addressed = 1, d->reading = d->got & READ;
        d->pointer = (uint8_t)((d->got & ~READ) % registers(s));
    } else if (!d->reading) {
        d->reg[next_register(d, s)] = d->got;
    }
    if (d->reading) d->answer = d->reg[next_register(d, s)];
}

/* A whole byte has come in: what goes out next? */
static void byte_over(spi_device_t *d, const spi_slave_t *s)
{
    d->count++;
    d->hash = (d->hash ^ d->got) * FNV_PRIME;
    if (s->kind == SPI_ECHO) d->answer = d->got;
    if (s->kind == SPI_REGISTERS) register_byte(d, s);
    d->got = d->bits = 0;
}

/* One frame, most significant bit first. Returns the device's own bits: 1, it drives nothing. */
static uint32_t frame(spi_device_t *d, const spi_slave_t *s, const spi_line_t *l)
{
    uint32_t in = 0, out = l->way & SPI_SENDS ? l->out : 0;
    for (unsigned k = l->bits; k--;) {
        uint32_t bit = s->kind == SPI_SINK ? 1 : d->answer >> (7 - d->bits) & 1u;
        in |= bit << k;
        d->got = (uint8_t)(d->got << 1 | (out >> k & 1));
        if (++d->bits == 8) byte_over(d, s);
    }
    return in;
}

static int selected(const spi_slave_t *s, const wires_t *w)
{
    if (s->select == SPI_ALWAYS) return 1;
    if (s->select < 0) return w->spi[s->line].select;
    return s->select < PINS && !wire_get(w, WIRE_PIN, (unsigned)s->select);
}

static void reselect(spi_device_t *d, int on)
{
    if (d->on == on) return;
    d->on = (uint8_t)on;
    d->got = d->bits = d->answer = d->addressed = d->reading = 0;
}

static tick_t devices_step(void *dev, const void *cfg, env_t *env)
{
    spi_devices_t *d = dev;
    const struct input *in = env->in;
    uint32_t fresh = 0;
    (void)cfg;
    if (!in || !in->spis) return spi_master_run(&d->master, env);
    if (!d->begun) fill(d, in);
    for (unsigned n = 0; n < SPI_LINES; n++) {
        const spi_line_t *l = &env->wires->spi[n];
        if (l->start == d->seen[n]) continue;
        d->seen[n] = l->start, fresh |= 1u << n;
    }
    for (unsigned i = 0; i < devices(in); i++) {
        const spi_slave_t *s = &in->spi[i];
        if (s->line >= SPI_LINES) continue;
        spi_line_t *l = &env->wires->spi[s->line];
        reselect(&d->device[i], selected(s, env->wires));
        if (d->device[i].on && fresh >> s->line & 1)
            l->in &= frame(&d->device[i], s, l) | (l->bits < 32 ? ~0u << l->bits : 0);
    }
    return spi_master_run(&d->master, env);
}

const model_t spi_devices_model = {
    devices_reset, outside_peek, outside_read, outside_write, devices_step
};
