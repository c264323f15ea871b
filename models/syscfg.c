/* syscfg.c -- see syscfg.h. */
#include "syscfg.h"
#include <string.h>

enum { EXTICR1 = 0x08, CCCSR = 0x20, PWRCR = 0x2C, PKGR = 0x124 };

#define CCCSR_EN   0x00000001u
#define CCCSR_RDY  0x00000100u

typedef struct { uint16_t off; uint32_t reset, keeps; } row_t;

/* RM0433 12.3; the user registers show the factory option bytes. */
static const row_t rows[SYSCFG_ROWS] = {
    { 0x04, 0, 0x0FE003FF },                                                    /* PMCR */
    { 0x08, 0, 0xFFFF }, { 0x0C, 0, 0xFFFF },                                  /* EXTICR1-2       */
    { 0x10, 0, 0xFFFF }, { 0x14, 0, 0xFFFF },                                  /* EXTICR3-4       */
    { 0x20, 0, 0x00010003 }, { 0x24, 0, 0 }, { 0x28, 0, 0xFF },  /* CCCSR CCVR CCCR */
    { 0x2C, 0, 0x1 }, { 0x124, 0, 0 },                                          /* PWRCR PKGR */
    { 0x300, 0x00AA0000, 0 },  /* UR0: RDP = 0xAA */
    { 0x308, 0x08000000, 0xFFFF0003 }, { 0x30C, 0x1FF00000, 0xFFFF0000 },       /* UR2 UR3: boot */
    { 0x310, 0, 0 }, { 0x314, 0x00FF0000, 0 }, { 0x318, 0x000000FF, 0 },        /* UR4 UR5 UR6 */
    { 0x31C, 0x000000FF, 0 }, { 0x320, 0, 0 }, { 0x324, 0x00FF00FF, 0 },        /* UR7 UR8 UR9 */
    { 0x328, 0x00FF0000, 0 }, { 0x32C, 0x00010000, 0 }, { 0x330, 0, 0 },        /* UR10 UR11 UR12 */
    { 0x334, 0, 0 }, { 0x338, 0x00000001, 0x1 }, { 0x33C, 0x00010000, 0 },      /* UR13 UR14 UR15 */
    { 0x340, 0x00000001, 0 }, { 0x344, 0, 0 },                                  /* UR16 UR17 */
};

static int row_of(uint32_t off)
{
    for (int i = 0; i < SYSCFG_ROWS; i++)
        if (rows[i].off == (off & ~3u)) return i;
    return -1;
}

static void syscfg_reset(void *dev, const void *cfg)
{
    syscfg_t *s = dev;
    const syscfg_cfg_t *c = cfg;
    memset(s, 0, sizeof *s);
    for (unsigned i = 0; i < SYSCFG_ROWS; i++) s->reg[i] = rows[i].reset;
    s->reg[row_of(PKGR)] = c->package & 0xF;
    s->ready_at = NEVER;
}

static uint32_t syscfg_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const syscfg_t *s = dev;
    int i = row_of(off);
    (void)cfg, (void)env;
    return i < 0 ? 0 : s->reg[i];
}

static uint32_t syscfg_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t v = syscfg_peek(dev, cfg, off, env) >> 8 * (off & 3);
    return size == 1 ? v & 0xFF : size == 2 ? v & 0xFFFF : v;
}

/* RDY wants EN and CSI, which clocks the cell (RM0433 12.3.5). */
static void plan(syscfg_t *s, const syscfg_cfg_t *c, env_t *env)
{
    uint32_t *cccsr = &s->reg[row_of(CCCSR)];
    if (!(*cccsr & CCCSR_EN) || !wire_get(env->wires, WIRE_OSC, c->csi)) {
        s->ready_at = NEVER;
        *cccsr &= ~CCCSR_RDY;
    } else if (s->ready_at == NEVER && !(*cccsr & CCCSR_RDY)) {
        s->ready_at = env->now + c->cell;
    }
}

/* EXTICR1-4 to EXTI, ODEN to PWR. */
static void drive(const syscfg_t *s, env_t *env)
{
    const uint32_t *r = &s->reg[row_of(EXTICR1)];
    uint64_t port = r[0] | r[1] << 16 | (uint64_t)(r[2] | r[3] << 16) << 32;
    for (unsigned i = 0; port != env->wires->exti_port && i < 64; i++)
        wire_put(env, WIRE_EXTI_PORT, i, port >> i & 1);
    wire_put(env, WIRE_OVERDRIVE, 0, s->reg[row_of(PWRCR)] & 1);
}

static void settle(syscfg_t *s, const syscfg_cfg_t *c, env_t *env)
{
    plan(s, c, env);
    drive(s, env);
    if (s->ready_at > env->now) return;
    s->ready_at = NEVER;
    s->reg[row_of(CCCSR)] |= CCCSR_RDY;
    tell_part(env, F_FLAG, 0, CCCSR, 0, CCCSR_RDY);
}

static void syscfg_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                         env_t *env)
{
    syscfg_t *s = dev;
    const syscfg_cfg_t *c = cfg;
    int i = row_of(off);
    (void)size;
    if (i < 0 || !rows[i].keeps) {
        tell_part(env, F_IGNORED, 0, off, val, i < 0 ? IGN_RESERVED : IGN_READONLY);
        return;
    }
    s->reg[i] = (val & rows[i].keeps) | (s->reg[i] & ~rows[i].keeps);
    settle(s, c, env);
    wake(env, env->slot);
}

static tick_t syscfg_step(void *dev, const void *cfg, env_t *env)
{
    syscfg_t *s = dev;
    settle(s, cfg, env);
    return s->ready_at;
}

const model_t syscfg_model = { syscfg_reset, syscfg_peek, syscfg_read, syscfg_write, syscfg_step };
