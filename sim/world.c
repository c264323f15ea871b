/* world.c -- see world.h. */
#include "world.h"
#include "outside.h"
#include "input.h"
#include <string.h>

__extension__ typedef unsigned __int128 wide_t;

enum { DATA_MAX = 16 };

static void world_reset(void *dev, const void *cfg)
{
    (void)cfg;
    memset(dev, 0, sizeof(world_t));
}

/* The first entry from `i` on that this line can play. */
static uint32_t entry(const struct input *in, unsigned line, uint32_t i)
{
    while (i < in->rxs && (in->rx[i].line != line || !in->rx[i].bit16)) i++;
    return i;
}

static unsigned between(unsigned lo, unsigned v, unsigned hi) { return v < lo ? lo :
    v > hi ? hi : v; }

static serial_t frame(const rx_byte_t *b, tick_t now)
{
    unsigned n = between(1, b->bits, DATA_MAX), stops = between(1, b->stops, 2);
    unsigned end = 1 + n + stops;
    uint32_t word = (b->value & ((1u << n) - 1)) << 1 | ((1u << stops) - 1) << (n + 1);
    if (b->fault == SERIAL_BAD_STOP) word &= ~(1u << (n + 1));
    if (b->fault == SERIAL_BREAK) word = 0;
    if (b->fault) word |= 1u << end++;             /* the line recovers: see world.h */
    return (serial_t){ .start = now, .bit16 = b->bit16, .word = word, .bits = end };
}

static tick_t length(const serial_t *s) { return (tick_t)(((wide_t)s->bit16 * s->bits + 0xFFFF)
    >> 16); }

/* The first typed entry of this line that is not played; NULL: none. */
static const rx_byte_t *typed(const world_t *w, const struct input *in, unsigned line)
{
    uint32_t i = w->heard[line];
    while (i < in->typeds && (in->typed[i].line != line || !in->typed[i].bit16)) i++;
    return i < in->typeds ? &in->typed[i] : NULL;
}

static const rx_byte_t *next(const world_t *w, const struct input *in, unsigned line)
{
    const rx_byte_t *given = w->next[line] < in->rxs ? &in->rx[w->next[line]] : NULL, *t = typed(w, in, line);
    return !t || (given && given->at <= t->at) ? given : t;
}

static tick_t due(const world_t *w, const struct input *in, unsigned line)
{
    const rx_byte_t *b = next(w, in, line);
    return !b ? NEVER : b->at > w->free[line] ? b->at : w->free[line];
}

/* Other lines' entries of the past are passed over at once, so that nobody searches them twice. What is
 * added later is never of the past, so this depends on nothing but the tick. */
static void pass_over(world_t *w, const struct input *in, tick_t now)
{
    for (unsigned line = 0; line < SERIAL_LINES; line++)
        while (w->heard[line] < in->typeds && in->typed[w->heard[line]].at < now
               && (in->typed[w->heard[line]].line != line || !in->typed[w->heard[line]].bit16))
            w->heard[line]++;
}

static void play(world_t *w, unsigned line, env_t *env)
{
    const struct input *in = env->in;
    const rx_byte_t *b = next(w, in, line);
    serial_t s = frame(b, env->now);
    serial_put(env, WIRE_SERIAL_RX, line, s);
    w->free[line] = env->now + length(&s);
    if (b == typed(w, in, line)) w->heard[line] = (uint32_t)(b - in->typed) + 1;
    else w->next[line] = entry(in, line, w->next[line] + 1);
    pass_over(w, in, env->now);
}

static tick_t world_step(void *dev, const void *cfg, env_t *env)
{
    world_t *w = dev;
    const struct input *in = env->in;
    tick_t first = NEVER;
    (void)cfg;
    if (!in || (!in->rxs && !in->typeds)) return NEVER;
    for (unsigned line = 0; line < SERIAL_LINES; line++) {
        if (!w->begun) w->next[line] = entry(in, line, 0);
        if (due(w, in, line) <= env->now) play(w, line, env);
        if (due(w, in, line) < first) first = due(w, in, line);
    }
    w->begun = 1;
    return first;
}

const model_t world_model = { world_reset, outside_peek, outside_read, outside_write, world_step };
