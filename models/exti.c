/* exti.c -- see exti.h. */
#include "exti.h"
#include <string.h>

enum { RTSR1 = 0x00, FTSR1 = 0x04, SWIER1 = 0x08, IMR1 = 0x80, PR1 = 0x88, LINES = 0xFFFF };

/* What a register keeps. RM0433 20.6; those not named here are reserved. */
typedef struct { uint8_t off; uint32_t keeps; } row_t;
static const row_t rows[] = {
    { RTSR1, 0x003FFFFF }, { FTSR1, 0x003FFFFF }, { SWIER1, 0 },
    { 0x0C, 0x0238FFFF }, { 0x10, 0xFFFFFFFF }, { 0x14, 0x000C0FC0 },       /* D3PMR1 D3PCR1L D3PCR1H */
    { 0x20, 0x000A0000 }, { 0x24, 0x000A0000 }, { 0x28, 0 },                /* RTSR2 FTSR2 SWIER2 */
    { 0x2C, 0x003F020C }, { 0x30, 0x000C00F0 }, { 0x34, 0x00000FFF },       /* D3PMR2 D3PCR2L D3PCR2H */
    { 0x40, 0x00740000 }, { 0x44, 0x00740000 }, { 0x48, 0 },                /* RTSR3 FTSR3 SWIER3 */
    { 0x4C, 0x01000000 }, { 0x54, 0x000C0000 },                             /* D3PMR3 D3PCR3H */
    { IMR1, 0xFFFFFFFF }, { 0x84, 0xFFFFFFFF }, { PR1, 0 },                 /* CPUIMR1 CPUEMR1 CPUPR1 */
    { 0x90, 0xFFFFDFFF }, { 0x94, 0xFFFFDFFF }, { 0x98, 0 },                /* CPUIMR2 CPUEMR2 CPUPR2 */
    { 0xA0, 0x01F5FFFF }, { 0xA4, 0x01F5FFFF }, { 0xA8, 0 },                /* CPUIMR3 CPUEMR3 CPUPR3 */
};

static const row_t *row_of(uint32_t off)
{
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].off == off) return &rows[i];
    return NULL;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static uint32_t levels(const wires_t *w)
{
    uint32_t all = 0;
    for (unsigned i = 0; i < EXTI_LINES; i++) {
        unsigned pin = (unsigned)(w->exti_port >> 4 * i & 15) * 16 + i;
        if (pin < PINS) all |= (uint32_t)wire_get(w, WIRE_PIN, pin) << i;
    }
    return all;
}

static void drive(const exti_t *x, const exti_cfg_t *c, env_t *env)
{
    uint32_t up = x->reg[PR1 / 4] & x->reg[IMR1 / 4];
    for (unsigned i = 0, level = 0; i < EXTI_LINES; i++) {
        level |= up >> i & 1;
        if (i + 1 < EXTI_LINES && c->irq[i + 1] == c->irq[i]) continue;     /* lines 5-9 and 10-15 */
        wire_put(env, WIRE_IRQ, c->irq[i], (int)level);
        level = 0;
    }
    for (unsigned i = 0; i < EXTI_LINES; i++)
        wire_put(env, WIRE_TRIGGER, TRIG_EXTI0 + i, env->now < x->pulse[i]);
    wire_put(env, WIRE_SYNC, SYNC_EXTI0, x->level & 1);
    wire_put(env, WIRE_SYNC, SYNC_EXTI2, x->level >> 2 & 1);
}

static void pend(exti_t *x, const exti_cfg_t *c, unsigned i, env_t *env)
{
    x->at[i] = NEVER;
    x->pulse[i] = domain_after(&env->clock[c->hclk], env->now, c->pulse_edges);
    if (x->reg[PR1 / 4] >> i & 1) return;
    x->reg[PR1 / 4] |= 1u << i;
    tell_part(env, F_FLAG, 0, PR1, 0, 1u << i);
}

/* What changed at the pins, and what that made pending by now. */
static void settle(exti_t *x, const exti_cfg_t *c, env_t *env)
{
    uint32_t now = levels(env->wires), rose = now & ~x->level, fell = x->level & ~now;
    uint32_t edges = (rose & x->reg[RTSR1 / 4]) | (fell & x->reg[FTSR1 / 4]);
    x->level = now;
    for (unsigned i = 0; i < EXTI_LINES; i++) {
        if (edges >> i & 1 && x->at[i] == NEVER)
            x->at[i] = domain_after(&env->clock[c->hclk], env->now, c->sync_edges);
        if (x->at[i] <= env->now) pend(x, c, i, env);
    }
}

/* ---- the five questions ---------------------------------------------------------------------- */

static void exti_reset(void *dev, const void *cfg)
{
    exti_t *x = dev;
    (void)cfg;
    memset(x, 0, sizeof *x);
    x->reg[IMR1 / 4] = 0xFFC00000;       /* the direct lines are open */
    for (unsigned i = 0; i < EXTI_LINES; i++) x->at[i] = NEVER;
}

static uint32_t exti_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const exti_t *x = dev;
    (void)cfg, (void)env;
    return off / 4 < EXTI_WORDS ? x->reg[off / 4] : 0;
}

static uint32_t exti_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t word = exti_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size >= 4 ? word : word & ((1u << 8 * size) - 1);
}

static void write_word(exti_t *x, const exti_cfg_t *c, const row_t *row, uint32_t val, env_t *env)
{
    uint32_t *reg = &x->reg[row->off / 4], was = *reg;
    if (row->off == SWIER1) {
        for (unsigned i = 0; i < EXTI_LINES; i++)
            if (val >> i & 1) pend(x, c, i, env);
    } else if (row->off == PR1) {
        *reg &= ~val;
        return;
    } else {
        *reg = val & row->keeps;
    }
    uint32_t ours = row->off <= SWIER1 || row->off == IMR1 ? LINES : 0;
    uint32_t change = row->keeps ? *reg ^ was : val;
    if (change & ~ours) tell_part(env, F_UNMODELLED, 1, row->off, val, 0);
}

static void exti_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                       env_t *env)
{
    exti_t *x = dev;
    const row_t *row = row_of(off);
    (void)size;
    if (!row) {
        tell_part(env, F_IGNORED, 0, off, val, IGN_RESERVED);
        return;
    }
    settle(x, cfg, env);
    write_word(x, cfg, row, val, env);
    drive(x, cfg, env);
    wake(env, env->slot);
}

static tick_t exti_step(void *dev, const void *cfg, env_t *env)
{
    exti_t *x = dev;
    tick_t first = NEVER;
    settle(x, cfg, env);
    drive(x, cfg, env);
    for (unsigned i = 0; i < EXTI_LINES; i++) {
        if (x->at[i] < first) first = x->at[i];
        if (x->pulse[i] > env->now && x->pulse[i] < first) first = x->pulse[i];
    }
    return first;
}

const model_t exti_model = { exti_reset, exti_peek, exti_read, exti_write, exti_step };
