/* crc.c -- see crc.h. */
#include "crc.h"
#include <string.h>

enum { DR = 0x00, IDR = 0x04, CR = 0x08, INIT = 0x10, POL = 0x14 };

#define CR_RESET    0x00000001u
#define CR_REV_OUT  0x00000080u
#define CR_KEEPS    0x000000F8u
#define POL_RESET   0x04C11DB7u

static unsigned width(const crc_t *c)
{
    static const uint8_t bits[4] = { 32, 16, 8, 7 };            /* POLYSIZE */
    return bits[c->cr >> 3 & 3];
}

static uint32_t low_bits(uint32_t v, unsigned n) { return n >= 32 ? v : v & ((1u << n) - 1); }

static uint32_t reversed(uint32_t v, unsigned n)
{
    uint32_t r = 0;
    for (unsigned i = 0; i < n; i++) r |= (v >> i & 1) << (n - 1 - i);
    return r;
}

static uint32_t result(const crc_t *c)
{
    uint32_t v = low_bits(c->value, width(c));
    return c->cr & CR_REV_OUT ? reversed(v, width(c)) : v;
}

/* REV_IN: each byte, half-word or word of the data by itself. */
static uint32_t turned(const crc_t *c, uint32_t v, unsigned bits)
{
    static const uint8_t group[4] = { 0, 8, 16, 32 };
    unsigned n = group[c->cr >> 5 & 3];
    uint32_t r = 0;
    if (!n) return v;
    if (n > bits) n = bits;
    for (unsigned i = 0; i < bits; i += n) r |= reversed(v >> i, n) << i;
    return r;
}

static void take(crc_t *c, uint32_t v, unsigned bits)
{
    unsigned n = width(c);
    v = turned(c, v, bits);
    for (unsigned i = bits; i-- > 0; ) {
        uint32_t out = (c->value >> (n - 1) ^ v >> i) & 1;
        c->value = low_bits(c->value << 1, n) ^ (out ? low_bits(c->pol, n) : 0);
    }
}

static void crc_reset(void *dev, const void *cfg)
{
    crc_t *c = dev;
    (void)cfg;
    memset(c, 0, sizeof *c);
    c->value = c->init = ~0u;
    c->pol = POL_RESET;
}

static uint32_t crc_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const crc_t *c = dev;
    (void)cfg, (void)env;
    switch (off & ~3u) {
    case DR:   return result(c);
    case IDR:  return c->idr;
    case CR:   return c->cr;
    case INIT: return c->init;
    case POL:  return c->pol;
    default:   return 0;
    }
}

static uint32_t crc_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t v = crc_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size == 1 ? v & 0xFF : size == 2 ? v & 0xFFFF : v;
}

static void crc_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val, env_t *env)
{
    crc_t *c = dev;
    uint32_t shift = 8 * (off & 3), mask = (size == 1 ? 0xFFu : size == 2 ? 0xFFFFu : ~0u) << shift;
    uint32_t whole = (val << shift & mask) | (crc_peek(dev, cfg, off, env) & ~mask);
    switch (off & ~3u) {
    case DR:   take(c, low_bits(val, 8 * size), 8 * size); break;
    case IDR:  c->idr = whole; break;
    case CR:
        c->cr = whole & CR_KEEPS;
        if (whole & CR_RESET) c->value = c->init;
        break;
    case INIT: c->init = c->value = whole; break;
    case POL:  c->pol = whole; break;
    default:   tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED); break;
    }
}

static tick_t crc_step(void *dev, const void *cfg, env_t *env)
{
    (void)dev, (void)cfg, (void)env;
    return NEVER;
}

const model_t crc_model = { crc_reset, crc_peek, crc_read, crc_write, crc_step };
