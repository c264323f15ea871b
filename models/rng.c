/* rng.c -- see rng.h. */
#include "rng.h"
#include "input.h"
#include <string.h>

enum { CR = 0x00, SR = 0x04, DR = 0x08 };

#define CR_RNGEN  0x00000004u
#define CR_IE     0x00000008u
#define CR_CED    0x00000020u
#define CR_KEEPS  0x0000002Cu
#define SR_DRDY   0x00000001u
#define SR_CECS   0x00000002u
#define SR_CEIS   0x00000020u
#define SR_SEIS   0x00000040u

/* Number n of this seed: a fixed mixing of the two (splitmix64), the same in every run. */
static uint32_t number(const env_t *env, uint64_t n)
{
    uint64_t x = (env->in ? env->in->seed : 0) + (n + 1) * 0x9E3779B97F4A7C15ull;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ x >> 27) * 0x94D049BB133111EBull;
    return (uint32_t)(x >> 32);
}

static int ready(const rng_t *r, const env_t *env) { return r->ready_at <= env->now; }

static uint32_t status(const rng_t *r, const env_t *env) { return r->sr | (ready(r, env) ? SR_DRDY : 0); }

/* "If the RNG clock frequency is lower than hclk / 32": RM0433 34.3.6. */
static int too_slow(const rng_cfg_t *c, const env_t *env)
{
    const domain_t *k = &env->clock[c->kernel], *h = &env->clock[c->hclk];
    return !k->mul || domain_hz(k) < domain_hz(h) / 32;
}

static void settle(rng_t *r, const rng_cfg_t *c, env_t *env)
{
    if (!(r->cr & CR_RNGEN)) r->ready_at = NEVER;
    else if (r->ready_at == NEVER) r->ready_at = domain_after(&env->clock[c->kernel], env->now, c->edges);
    int slow = r->cr & CR_RNGEN && !(r->cr & CR_CED) && too_slow(c, env);
    if (slow && !(r->sr & SR_CECS)) r->sr |= SR_CECS | SR_CEIS;
    if (!slow) r->sr &= ~SR_CECS;
    uint32_t f = status(r, env);
    wire_put(env, WIRE_IRQ, c->irq, r->cr & CR_IE && f & (SR_DRDY | SR_CEIS | SR_SEIS));
}

static void rng_reset(void *dev, const void *cfg)
{
    rng_t *r = dev;
    (void)cfg;
    memset(r, 0, sizeof *r);
    r->ready_at = NEVER;
}

static uint32_t rng_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const rng_t *r = dev;
    (void)cfg;
    switch (off & ~3u) {
    case CR: return r->cr;
    case SR: return status(r, env);
    case DR: return ready(r, env) ? number(env, r->numbers) : 0;
    default: return 0;
    }
}

static uint32_t rng_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    rng_t *r = dev;
    uint32_t v = rng_peek(dev, cfg, off, env) >> 8 * (off & 3);
    if ((off & ~3u) == DR && ready(r, env)) {
        r->numbers++;
        r->ready_at = NEVER;
        settle(r, cfg, env);
        wake(env, env->slot);
    }
    return size == 1 ? v & 0xFF : size == 2 ? v & 0xFFFF : v;
}

static void rng_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val, env_t *env)
{
    rng_t *r = dev;
    uint32_t shift = 8 * (off & 3), mask = (size == 1 ? 0xFFu : size == 2 ? 0xFFFFu : ~0u) << shift;
    val = val << shift & mask;
    switch (off & ~3u) {
    case CR: r->cr = ((val & mask) | (r->cr & ~mask)) & CR_KEEPS; break;
    case SR: r->sr &= ~(mask & ~val & (SR_CEIS | SR_SEIS)); break;     /* cleared by writing 0 */
    default: tell_part(env, F_IGNORED, 0, off, val, off <= DR + 3u ? IGN_READONLY : IGN_RESERVED); break;
    }
    settle(r, cfg, env);
    wake(env, env->slot);
}

static tick_t rng_step(void *dev, const void *cfg, env_t *env)
{
    rng_t *r = dev;
    settle(r, cfg, env);
    return ready(r, env) ? NEVER : r->ready_at;
}

const model_t rng_model = { rng_reset, rng_peek, rng_read, rng_write, rng_step };
