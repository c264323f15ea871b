/* rtc.c -- see rtc.h. */
#include "rtc.h"
#include <string.h>

enum { TR = 0x00, DR = 0x04, CR = 0x08, ISR = 0x0C, PRER = 0x10, WUTR = 0x14, WPR = 0x24, BKP = 0x50,
       LAST = 0xCC };
enum { KEY1 = 0xCA, KEY2 = 0x53 };

#define ISR_RSF     0x00000020u
#define ISR_INITF   0x00000040u
#define ISR_INIT    0x00000080u
#define ISR_RESET   0x00000007u        /* ALRAWF, ALRBWF, WUTWF */
#define ISR_EVENTS  0x0000FF00u        /* cleared by writing 0 */
#define CR_DOES     0x00000F00u        /* ALRAE, ALRBE, WUTE, TSE */

typedef struct { uint32_t reset, keeps, does; } row_t;         /* does: what would do something */

/* RM0433 46.6; OR and the backup registers are not protected. */
static const row_t rows[BKP / 4] = {
    [TR / 4]   = { 0, 0x007F7F7F, 0x007F7F7F }, [DR / 4]   = { 0x00002101, 0x00FFFF3F, 0x00FFFF3F },
    [CR / 4]   = { 0, 0x00FCFF7F, CR_DOES },    [ISR / 4]  = { ISR_RESET, ISR_INIT, 0 },
    [PRER / 4] = { 0x007F00FF, 0x007F7FFF, 0 }, [WUTR / 4] = { 0x0000FFFF, 0x0000FFFF, 0 },
    [0x1C / 4] = { 0, ~0u, 0 },                 [0x20 / 4] = { 0, ~0u, 0 },             /* ALRMAR ALRMBR */
    [0x2C / 4] = { 0, 0x80007FFF, 0x80007FFF },                                         /* SHIFTR */
    [0x3C / 4] = { 0, 0x0000E1FF, 0x0000E1FF },                                         /* CALR */
    [0x40 / 4] = { 0, 0x01FFFFFF, 0x00000029 },                                         /* TAMPCR */
    [0x44 / 4] = { 0, 0x0F007FFF, 0 },          [0x48 / 4] = { 0, 0x0F007FFF, 0 },
    [0x4C / 4] = { 0, 0x3, 0 },                                                         /* OR */
};

static void rtc_reset(void *dev, const void *cfg)
{
    rtc_t *r = dev;
    (void)cfg;
    memset(r, 0, sizeof *r);
    for (unsigned i = 0; i < BKP / 4; i++) r->reg[i] = rows[i].reset;
    r->reg[ISR / 4] |= ISR_RSF;                                /* synchronised long ago */
    r->init_at = r->sync_at = NEVER;
}

static uint32_t rtc_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const rtc_t *r = dev;
    (void)cfg, (void)env;
    return off <= LAST + 3u ? r->reg[off / 4] : 0;
}

static uint32_t rtc_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t v = rtc_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size == 1 ? v & 0xFF : size == 2 ? v & 0xFFFF : v;
}

static void rise(rtc_t *r, tick_t *at, uint32_t bit, env_t *env)
{
    if (*at > env->now) return;
    *at = NEVER;
    r->reg[ISR / 4] |= bit;
    tell_part(env, F_FLAG, 0, ISR, 0, bit);
}

static void settle(rtc_t *r, env_t *env)
{
    rise(r, &r->init_at, ISR_INITF, env);
    rise(r, &r->sync_at, ISR_RSF, env);
}

static tick_t later(const rtc_cfg_t *c, const env_t *env, unsigned edges)
{
    return domain_after(&env->clock[c->lsi], env->now, edges);
}

static void write_isr(rtc_t *r, const rtc_cfg_t *c, uint32_t val, env_t *env)
{
    uint32_t *isr = &r->reg[ISR / 4], was = *isr;
    *isr &= ~(~val & (ISR_EVENTS | ISR_RSF));
    if (!(*isr & ISR_RSF) && was & ISR_RSF) r->sync_at = later(c, env, c->sync_edges);
    *isr = (*isr & ~ISR_INIT) | (val & ISR_INIT);
    if (!(was & ISR_INIT) && val & ISR_INIT) r->init_at = later(c, env, c->init_edges);
    if (was & ISR_INIT && !(val & ISR_INIT)) {
        *isr &= ~(ISR_INITF | ISR_RSF);
        r->init_at = NEVER;
        r->sync_at = later(c, env, c->sync_edges);
    }
}

/* RM0433 46.3.9: the keys in order; anything else shuts it again. */
static void write_wpr(rtc_t *r, uint32_t key)
{
    r->open = r->key && key == KEY2;
    r->key = key == KEY1;
}

static void rtc_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val, env_t *env)
{
    rtc_t *r = dev;
    (void)size;
    settle(r, env);
    if (off == WPR) {
        write_wpr(r, val & 0xFF);
    } else if (off >= BKP && off <= LAST) {
        r->reg[off / 4] = val;
    } else if (off > LAST || !rows[off / 4].keeps) {
        tell_part(env, F_IGNORED, 0, off, val, off > LAST ? IGN_RESERVED : IGN_READONLY);
    } else if ((!r->open && off != 0x40 && off != 0x4C)
               || ((off <= DR || off == PRER) && !(r->reg[ISR / 4] & ISR_INITF))) {
        tell_part(env, F_IGNORED, 0, off, val, IGN_READONLY);
    } else if (off == ISR) {
        write_isr(r, cfg, val, env);
    } else {
        uint32_t was = r->reg[off / 4], now = val & rows[off / 4].keeps;
        int enables = off == CR || off == 0x40;              /* clearing one does nothing */
        r->reg[off / 4] = now;
        if ((enables ? now & ~was : now ^ was) & rows[off / 4].does)
            tell_part(env, F_UNMODELLED, 1, off, val, 0);
    }
    settle(r, env);
    wake(env, env->slot);
}

static tick_t rtc_step(void *dev, const void *cfg, env_t *env)
{
    rtc_t *r = dev;
    (void)cfg;
    settle(r, env);
    return r->init_at < r->sync_at ? r->init_at : r->sync_at;
}

const model_t rtc_model = { rtc_reset, rtc_peek, rtc_read, rtc_write, rtc_step };
