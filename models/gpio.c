/* gpio.c -- see gpio.h. */
#include "gpio.h"
#include <string.h>

enum {
    MODER = 0x00, OTYPER = 0x04, OSPEEDR = 0x08, PUPDR = 0x0C, IDR = 0x10, ODR = 0x14, BSRR = 0x18,
    LCKR = 0x1C, AFRL = 0x20, AFRH = 0x24
};
enum { MODE_INPUT = 0, MODE_OUTPUT = 1, MODE_ANALOG = 3 };      /* 2: alternate function */

#define LCKK 0x10000u

static gpio_port_t *port_of(void *dev, const void *cfg)
{
    return &((gpio_t *)dev)->port[((const gpio_cfg_t *)cfg)->port % GPIO_PORTS];
}

/* ---- pins ------------------------------------------------------------------------------------ */

static unsigned mode(const gpio_port_t *p, unsigned pin) { return p->moder >> 2 * pin & 3; }

/* RM0433 11.3.7 to 11.3.13: who makes the level of a pin. */
static unsigned level(const gpio_port_t *p, unsigned pin, unsigned n, const wires_t *w)
{
    unsigned out = p->odr >> pin & 1;
    if (mode(p, pin) == MODE_ANALOG) return 0;
    if (mode(p, pin) == MODE_OUTPUT && !(out && p->otyper >> pin & 1)) return out;
    if (wire_get(w, WIRE_PIN_DRIVEN, n)) return (unsigned)wire_get(w, WIRE_PIN_OUTSIDE, n);
    return (p->pupdr >> 2 * pin & 3) == 1;
}

static uint32_t levels(const gpio_port_t *p, unsigned port, const wires_t *w)
{
    uint32_t all = 0;
    for (unsigned pin = 0; pin < 16; pin++) all |= level(p, pin, port * 16 + pin, w) << pin;
    return all;
}

static void drive(const gpio_port_t *p, unsigned port, env_t *env)
{
    uint64_t is = *wire_word(env->wires, WIRE_PIN, port * 16) >> 16 * (port & 3) & 0xFFFF;
    uint32_t now = levels(p, port, env->wires);
    for (uint64_t d = is ^ now; d; d &= d - 1) {
        unsigned pin = (unsigned)__builtin_ctzll(d), m = mode(p, pin);
        wire_put(env, WIRE_PIN, port * 16 + pin, now >> pin & 1);
        if (m == MODE_INPUT || m == MODE_OUTPUT)
            tell_part(env, F_PIN, port * 16 + pin, 0, now >> pin & 1, m == MODE_OUTPUT);
    }
}

/* ---- registers ------------------------------------------------------------------------------- */

/* RM0433 11.4: analog everywhere but on the debug pins PA13-15, PB3 and PB4. */
static void gpio_reset(void *dev, const void *cfg)
{
    gpio_t *g = dev;
    (void)cfg;
    memset(g, 0, sizeof *g);
    for (unsigned i = 0; i < GPIO_PORTS; i++) g->port[i].moder = 0xFFFFFFFF;
    g->port[0].moder = 0xABFFFFFF, g->port[0].ospeedr = 0x0C000000, g->port[0].pupdr = 0x64000000;
    g->port[1].moder = 0xFFFFFEBF, g->port[1].ospeedr = 0x000000C0, g->port[1].pupdr = 0x00000100;
}

static uint32_t gpio_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    unsigned port = ((const gpio_cfg_t *)cfg)->port % GPIO_PORTS;
    const gpio_port_t *p = &((const gpio_t *)dev)->port[port];
    switch (off & ~3u) {
    case MODER:   return p->moder;
    case OTYPER:  return p->otyper;
    case OSPEEDR: return p->ospeedr;
    case PUPDR:   return p->pupdr;
    case IDR:     return levels(p, port, env->wires);
    case ODR:     return p->odr;
    case LCKR:    return p->lckr;
    case AFRL:    return p->afr[0];
    case AFRH:    return p->afr[1];
    default:      return 0;                        /* BSRR is write only */
    }
}

static uint32_t gpio_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t word = gpio_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size >= 4 ? word : word & ((1u << 8 * size) - 1);
}

/* Each of the 16 bits of `pins` made `width` bits wide. */
static uint32_t spread(uint32_t pins, unsigned width)
{
    uint32_t wide = 0;
    for (unsigned i = 0; i < 32 / width; i++)
        if (pins >> i & 1) wide |= ((1u << width) - 1) << i * width;
    return wide;
}

/* Take `val` over but for what is locked (RM0433 11.3.6). */
static void take(uint32_t *reg, const gpio_port_t *p, unsigned first, unsigned width, uint32_t where,
                 uint32_t val, env_t *env)
{
    uint32_t locked = p->lckr & LCKK ? spread((p->lckr & 0xFFFF) >> first, width) : 0;
    if ((val ^ *reg) & locked) tell_part(env, F_IGNORED, 0, where, val, IGN_READONLY);
    *reg = (val & ~locked) | (*reg & locked);
}

/* LCKK and the pins, the pins, LCKK and the pins: the same pins each time. Words only. */
static void write_lckr(gpio_port_t *p, uint32_t val, unsigned size, uint32_t where, env_t *env)
{
    static const uint32_t key[3] = { LCKK, 0, LCKK };
    uint32_t pins = val & 0xFFFF;
    if (p->lckr & LCKK || size < 4) {
        tell_part(env, F_IGNORED, 0, where, val, size < 4 ? IGN_SIZE : IGN_READONLY);
        return;
    }
    if ((val & LCKK) != key[p->lock_step] || (p->lock_step && pins != p->lock_pins)) p->lock_step = 0;
    if ((val & LCKK) == key[p->lock_step]) p->lock_step++;
    p->lock_pins = pins, p->lckr = pins;
    if (p->lock_step == 3) p->lock_step = 0, p->lckr = pins | LCKK;
}

static void gpio_write(void *dev, const void *config, uint32_t off, unsigned size, uint32_t val,
                       env_t *env)
{
    const gpio_cfg_t *cfg = config;
    gpio_port_t *p = port_of(dev, cfg);
    uint32_t word = off & ~3u, shift = 8 * (off & 3), where = cfg->at + word;
    uint32_t lanes = (size >= 4 ? ~0u : (1u << 8 * size) - 1) << shift;
    uint32_t given = val << shift & lanes, whole = given | (gpio_peek(dev, cfg, word, env) & ~lanes);
    switch (word) {
    case MODER:   take(&p->moder, p, 0, 2, where, whole, env); break;
    case OTYPER:  take(&p->otyper, p, 0, 1, where, whole & 0xFFFF, env); break;
    case OSPEEDR: take(&p->ospeedr, p, 0, 2, where, whole, env); break;
    case PUPDR:   take(&p->pupdr, p, 0, 2, where, whole, env); break;
    case AFRL:    take(&p->afr[0], p, 0, 4, where, whole, env); break;
    case AFRH:    take(&p->afr[1], p, 8, 4, where, whole, env); break;
    case ODR:     p->odr = whole & 0xFFFF; break;
    case BSRR:    p->odr = (p->odr & ~(given >> 16)) | (given & 0xFFFF); break;
    case LCKR:    write_lckr(p, val, size, where, env); break;
    default: tell_part(env, F_IGNORED, 0, where, val, word == IDR ? IGN_READONLY : IGN_RESERVED);
    }
    drive(p, cfg->port % GPIO_PORTS, env);
}

static tick_t gpio_step(void *dev, const void *cfg, env_t *env)
{
    const gpio_t *g = dev;
    (void)cfg;
    for (unsigned i = 0; i < GPIO_PORTS; i++) drive(&g->port[i], i, env);
    return NEVER;
}

const model_t gpio_model = { gpio_reset, gpio_peek, gpio_read, gpio_write, gpio_step };
