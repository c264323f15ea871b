/* spi_master.c -- see spi_master.h. */
#include "spi_master.h"
#include "input.h"

enum { FNV_START = 0x811C9DC5, FNV_PRIME = 0x01000193, BITS_MAX = 32 };

void spi_master_reset(spi_master_t *m)
{
    *m = (spi_master_t){ 0 };
    for (unsigned i = 0; i < SPI_LINES; i++) m->hash[i] = FNV_START, m->end[i] = NEVER;
}

static void collect(spi_master_t *m, const wires_t *w, unsigned line)
{
    m->end[line] = NEVER;
    m->count[line]++;
    for (unsigned i = 0; i < 4; i++)
        m->hash[line] = (m->hash[line] ^ (w->spi_outside[line].in >> 8 * i & 0xFF)) * FNV_PRIME;
}

static void play(spi_master_t *m, const spi_event_t *e, env_t *env)
{
    if (e->line >= SPI_LINES) return;
    spi_outside_t *l = &env->wires->spi_outside[e->line];
    if (e->what != SPI_FRAME) {
        l->select = e->what;
    } else {
        if (!e->bits || e->bits > BITS_MAX || e->bit16 < 1 << 16) return;
        l->start = env->now, l->bit16 = e->bit16;
        l->out = e->out, l->bits = e->bits, l->mode = e->mode & 3;
        l->in = e->bits < BITS_MAX ? (1u << e->bits) - 1 : UINT32_MAX;
        m->end[e->line] = env->now + (tick_t)(((unsigned __int128)e->bit16 * e->bits + 0xFFFF) >> 16);
    }
    env->woke |= env->ears[WIRE_SPI_OUTSIDE];
}

tick_t spi_master_run(spi_master_t *m, env_t *env)
{
    const struct input *in = env->in;
    tick_t t = NEVER;
    if (!in || !in->spi_event) return NEVER;
    for (unsigned i = 0; i < SPI_LINES; i++)
        if (m->end[i] <= env->now) collect(m, env->wires, i);
    while (m->next < in->spi_events && in->spi_event[m->next].at <= env->now)
        play(m, &in->spi_event[m->next++], env);
    for (unsigned i = 0; i < SPI_LINES; i++)
        if (m->end[i] < t) t = m->end[i];
    if (m->next < in->spi_events && in->spi_event[m->next].at < t) t = in->spi_event[m->next].at;
    return t;
}
