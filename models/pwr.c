/* pwr.c -- see pwr.h. */
#include "pwr.h"
#include <string.h>

enum { CR1 = 0x00, CSR1 = 0x04, CR2 = 0x08, CR3 = 0x0C, CPUCR = 0x10, D3CR = 0x18, WKUPCR = 0x20,
       WKUPFR = 0x24, WKUPEPR = 0x28 };

#define CR1_DBP         0x00000100u
#define CSR1_ACTVOSRDY  0x00002000u
#define CSR1_ACTVOS     0x0000C000u
#define CR2_BREN        0x00000001u
#define CR2_BRRDY       0x00010000u
#define CR3_ONCE        0x00000003u    /* BYPASS, LDOEN: one write after power-on */
#define CR3_SCUEN       0x00000004u
#define CR3_USB33DEN    0x01000000u
#define CR3_USB33RDY    0x04000000u
#define D3CR_VOSRDY     0x00002000u
#define D3CR_VOS        0x0000C000u

typedef struct { uint32_t reset, keeps, reads; } row_t;

/* RM0433 6.8. D3CR: "following reset VOSRDY will be read 1 by software". */
static const row_t rows[PWR_WORDS] = {
    [CR1 / 4]     = { 0xF000C000, 0x0007C3F1, 0 },
    [CSR1 / 4]    = { 0x00004000, 0, 0x0001E010 },
    [CR2 / 4]     = { 0x00000000, 0x00000011, 0x00F10000 },
    [CR3 / 4]     = { 0x00000006, 0x03000303, 0x04000004 },
    [CPUCR / 4]   = { 0x00000000, 0x00000A07, 0x000001E0 },
    [D3CR / 4]    = { 0x00006000, 0x0000C000, 0x00002000 },
    [WKUPCR / 4]  = { 0x00000000, 0, 0x0000003F },
    [WKUPFR / 4]  = { 0x00000000, 0, 0x0000003F },
    [WKUPEPR / 4] = { 0x00000000, 0x0FFF3F3F, 0 },
};

static const row_t *row_of(uint32_t off)
{
    const row_t *row = off / 4 < PWR_WORDS ? &rows[off / 4] : NULL;
    return row && (row->keeps | row->reads) ? row : NULL;
}

static void pwr_reset(void *dev, const void *cfg)
{
    pwr_t *p = dev;
    (void)cfg;
    memset(p, 0, sizeof *p);
    for (unsigned i = 0; i < PWR_WORDS; i++) p->reg[i] = rows[i].reset;
    p->supply_at = p->vos_at = p->backup_at = NEVER;
    p->scale = 3;                                        /* D3CR.VOS resets to scale 3 */
}

static uint32_t pwr_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const pwr_t *p = dev;
    (void)cfg, (void)env;
    return row_of(off) ? p->reg[off / 4] : 0;
}

static uint32_t pwr_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t v = pwr_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size == 1 ? v & 0xFF : size == 2 ? v & 0xFFFF : v;
}

/* A flag whose time has come. */
static void rise(pwr_t *p, tick_t *at, uint32_t off, uint32_t bit, env_t *env)
{
    if (*at > env->now) return;
    *at = NEVER;
    p->reg[off / 4] |= bit;
    tell_part(env, F_FLAG, 0, off, 0, bit);
}

/* The scale that VOS and over-drive ask for, 0 (fastest) to 3: RM0433 6.6.2. VOS0 is VOS1 with ODEN. */
static uint32_t wanted_scale(const pwr_t *p)
{
    static const uint8_t scale[4] = { 3, 3, 2, 1 };
    uint32_t s = scale[p->reg[D3CR / 4] >> 14 & 3];
    return s == 1 && p->overdrive ? 0 : s;
}

/* VOSRDY falls with each change that is asked for and rises when the regulator is there. */
static void ask_scale(pwr_t *p, const pwr_cfg_t *c, env_t *env)
{
    p->reg[D3CR / 4] &= ~D3CR_VOSRDY;
    p->vos_at = env->now + c->vos;
}

/* ODEN is SYSCFG's; it tells by wire. */
static void look_at_overdrive(pwr_t *p, const pwr_cfg_t *c, env_t *env)
{
    uint32_t level = (uint32_t)wire_get(env->wires, WIRE_OVERDRIVE, 0);
    if (level == p->overdrive) return;
    p->overdrive = level;
    ask_scale(p, c, env);
}

static void settle(pwr_t *p, env_t *env)
{
    rise(p, &p->supply_at, CSR1, CSR1_ACTVOSRDY, env);
    rise(p, &p->backup_at, CR2, CR2_BRRDY, env);
    if (p->vos_at <= env->now) {
        p->scale = wanted_scale(p);
        p->reg[CSR1 / 4] = (p->reg[CSR1 / 4] & ~CSR1_ACTVOS) | (p->reg[D3CR / 4] & D3CR_VOS);
    }
    rise(p, &p->vos_at, D3CR, D3CR_VOSRDY, env);
    env->wires->voltage = p->scale;
    wire_put(env, WIRE_BACKUP, 0, (p->reg[CR1 / 4] & CR1_DBP) != 0);
}

/* What a changed register sets going. */
static void follow(pwr_t *p, const pwr_cfg_t *c, uint32_t off, uint32_t old, env_t *env)
{
    uint32_t *r = &p->reg[off / 4];
    if (off == CR3) {
        if (!p->supplied) p->supply_at = env->now + c->supply;
        p->supplied = 1;
        *r = (*r & ~(CR3_SCUEN | CR3_USB33RDY)) | (*r & CR3_USB33DEN ? CR3_USB33RDY : 0);
    }
    if (off == CR2 && (*r ^ old) & CR2_BREN) {
        *r &= ~CR2_BRRDY;
        p->backup_at = *r & CR2_BREN ? env->now + c->backup : NEVER;
    }
    if (off == D3CR && (*r ^ old) & D3CR_VOS) ask_scale(p, c, env);
}

static void pwr_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                      env_t *env)
{
    pwr_t *p = dev;
    const row_t *row = row_of(off);
    uint32_t word = off & ~3u, shift = 8 * (off & 3);
    if (!row) {
        tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED);
        return;
    }
    uint32_t mask = (size == 1 ? 0xFFu : size == 2 ? 0xFFFFu : ~0u) << shift;
    uint32_t old = p->reg[word / 4];
    uint32_t keeps = row->keeps & mask;
    val = val << shift & mask;
    if (word == CR3 && p->supplied) {
        if ((val ^ old) & mask & CR3_ONCE) tell_part(env, F_IGNORED, 0, word, val, IGN_READONLY);
        keeps &= ~CR3_ONCE;
    }
    if (word == CR2 && !(p->reg[CR1 / 4] & CR1_DBP)) {
        tell_part(env, F_IGNORED, 0, word, val, IGN_BACKUP);
        keeps = 0;
    }
    if (!row->keeps && word != WKUPCR) tell_part(env, F_IGNORED, 0, word, val, IGN_READONLY);
    p->reg[word / 4] = (val & keeps) | (old & ~keeps);
    follow(p, cfg, word, old, env);
    settle(p, env);
    wake(env, env->slot);
}

static tick_t pwr_step(void *dev, const void *cfg, env_t *env)
{
    pwr_t *p = dev;
    look_at_overdrive(p, cfg, env);
    settle(p, env);
    tick_t t = p->supply_at < p->vos_at ? p->supply_at : p->vos_at;
    return p->backup_at < t ? p->backup_at : t;
}

const model_t pwr_model = { pwr_reset, pwr_peek, pwr_read, pwr_write, pwr_step };
