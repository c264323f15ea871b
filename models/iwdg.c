/* iwdg.c -- see iwdg.h. */
#include "iwdg.h"
#include <string.h>

enum { KR = 0x00, PR = 0x04, RLR = 0x08, SR = 0x0C, WINR = 0x10 };
enum { KEY_START = 0xCCCC, KEY_REFRESH = 0xAAAA, KEY_OPEN = 0x5555, COUNT_MAX = 0xFFF };

static uint64_t divider(const iwdg_t *w)
{
    return 4ull << (w->field[IWDG_PR] < 6 ? w->field[IWDG_PR] : 6);
}

static uint64_t edges(const iwdg_t *w, const iwdg_cfg_t *c, const env_t *env)
{
    const domain_t *d = &env->clock[c->lsi];
    if (w->anchor == NEVER || env->now <= w->anchor) return 0;
    return domain_count(d, env->now) - domain_count(d, w->anchor);
}

static uint32_t counter(const iwdg_t *w, const iwdg_cfg_t *c, const env_t *env)
{
    uint64_t n = edges(w, c, env) / divider(w);
    return n < w->cnt ? w->cnt - (uint32_t)n : 0;
}

static tick_t end(const iwdg_t *w, const iwdg_cfg_t *c, const env_t *env)
{
    if (w->anchor == NEVER || w->fired) return NEVER;
    const domain_t *d = &env->clock[c->lsi];
    return domain_edge(d, domain_count(d, w->anchor) + (w->cnt + 1) * divider(w));
}

static void load(iwdg_t *w, const iwdg_cfg_t *c, uint32_t cnt, const env_t *env)
{
    w->cnt = cnt;
    w->anchor = domain_next(&env->clock[c->lsi], env->now);
}

static void fire(iwdg_t *w, env_t *env)
{
    if (w->fired) return;
    w->fired = 1;
    tell_part(env, F_RESET, RESET_IWDG1, 0, 0, 0);
    wire_put(env, WIRE_RESET, RESET_IWDG1, 1);
}

static void settle(iwdg_t *w, const iwdg_cfg_t *c, env_t *env)
{
    if (end(w, c, env) <= env->now) fire(w, env);
}

/* ---- the five questions ---------------------------------------------------------------------- */

static void iwdg_reset(void *dev, const void *cfg)
{
    iwdg_t *w = dev;
    (void)cfg;
    memset(w, 0, sizeof *w);
    w->field[IWDG_RLR] = w->field[IWDG_WINR] = COUNT_MAX;
    w->anchor = NEVER;
}

static uint32_t iwdg_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const iwdg_t *w = dev;
    uint32_t sr = 0;
    (void)cfg;
    for (unsigned i = 0; i < IWDG_FIELDS; i++) sr |= (uint32_t)(env->now < w->busy[i]) << i;
    switch (off & ~3u) {
    case PR:   return w->field[IWDG_PR];
    case RLR:  return w->field[IWDG_RLR];
    case SR:   return sr;
    case WINR: return w->field[IWDG_WINR];
    default:   return 0;                             /* KR is write only */
    }
}

static uint32_t iwdg_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t word = iwdg_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size >= 4 ? word : word & ((1u << 8 * size) - 1);
}

/* A refresh outside the window is as bad as none (RM0433 44.3.2). */
static void write_kr(iwdg_t *w, const iwdg_cfg_t *c, uint32_t key, env_t *env)
{
    w->open = key == KEY_OPEN;
    if (key == KEY_START && w->anchor == NEVER) load(w, c, COUNT_MAX, env);
    if (key != KEY_REFRESH || w->anchor == NEVER) return;
    if (counter(w, c, env) > w->field[IWDG_WINR]) fire(w, env);
    else load(w, c, w->field[IWDG_RLR], env);
}

static void write_field(iwdg_t *w, const iwdg_cfg_t *c, unsigned i, uint32_t off, uint32_t val,
                        env_t *env)
{
    if (!w->open || env->now < w->busy[i]) {
        tell_part(env, F_IGNORED, 0, off, val, w->open ? IGN_FLAGS_PENDING : IGN_READONLY);
        return;
    }
    if (w->anchor != NEVER && i == IWDG_PR) load(w, c, counter(w, c, env), env);
    w->field[i] = val & (i == IWDG_PR ? 7 : COUNT_MAX);
    if (w->anchor != NEVER && i == IWDG_WINR) load(w, c, w->field[IWDG_RLR], env);
    w->busy[i] = domain_after(&env->clock[c->lsi], env->now, c->update_edges);
}

static void iwdg_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                       env_t *env)
{
    iwdg_t *w = dev;
    (void)size;
    settle(w, cfg, env);
    switch (off) {
    case KR:   write_kr(w, cfg, val & 0xFFFF, env); break;
    case PR:   write_field(w, cfg, IWDG_PR, off, val, env); break;
    case RLR:  write_field(w, cfg, IWDG_RLR, off, val, env); break;
    case WINR: write_field(w, cfg, IWDG_WINR, off, val, env); break;
    default:   tell_part(env, F_IGNORED, 0, off, val, off == SR ? IGN_READONLY : IGN_RESERVED);
    }
    wake(env, env->slot);
}

static tick_t iwdg_step(void *dev, const void *cfg, env_t *env)
{
    settle(dev, cfg, env);
    return end(dev, cfg, env);
}

const model_t iwdg_model = { iwdg_reset, iwdg_peek, iwdg_read, iwdg_write, iwdg_step };
