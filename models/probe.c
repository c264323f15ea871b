/* probe.c -- see probe.h. */
#include "probe.h"
#include "special.h"

enum { SYSM_MSP = 8, SYSM_PSP = 9, SYSM_PRIMASK = 16, SYSM_BASEPRI = 17, SYSM_FAULTMASK = 19,
       SYSM_CONTROL = 20 };

static uint32_t special(const core_t *c)
{
    return special_read(c, SYSM_CONTROL, 1) << 24 | special_read(c, SYSM_FAULTMASK, 1) << 16
         | special_read(c, SYSM_BASEPRI, 1) << 8 | special_read(c, SYSM_PRIMASK, 1);
}

uint32_t probe_register(const core_t *c, unsigned regsel)
{
    if (regsel < REGSEL_XPSR) return c->regs.r[regsel];
    if (regsel >= REGSEL_S0 && regsel < REGSELS) return c->regs.s[regsel - REGSEL_S0];
    switch (regsel) {
    case REGSEL_XPSR:    return c->regs.xpsr;
    case REGSEL_MSP:     return core_msp(c);
    case REGSEL_PSP:     return core_psp(c);
    case REGSEL_SPECIAL: return special(c);
    case REGSEL_FPSCR:   return c->regs.fpscr;
    default:             return 0;
    }
}

static void write_special(core_t *c, uint32_t v)
{
    special_write(c, SYSM_CONTROL, 0, v >> 24, 1);
    special_write(c, SYSM_FAULTMASK, 0, v >> 16 & 1, 1);
    special_write(c, SYSM_BASEPRI, 0, v >> 8 & 0xFF, 1);
    special_write(c, SYSM_PRIMASK, 0, v & 1, 1);
}

static void write_register(core_t *c, unsigned regsel, uint32_t v)
{
    if (!c->firmware) return;
    if (regsel >= REGSEL_S0 && regsel < REGSELS) c->regs.s[regsel - REGSEL_S0] = v;
    if (regsel < REGSEL_PC) c->regs.r[regsel] = regsel == REGSEL_SP ? v & ~3u : v;
    switch (regsel) {
    case REGSEL_PC:      core_jump(c, v & ~1u); break;
    case REGSEL_XPSR:    c->regs.xpsr = (v & ~(uint32_t)PSR_IPSR) | (c->regs.xpsr & PSR_IPSR); break;
    case REGSEL_MSP:     special_write(c, SYSM_MSP, 0, v, 1); break;
    case REGSEL_PSP:     special_write(c, SYSM_PSP, 0, v, 1); break;
    case REGSEL_SPECIAL: write_special(c, v); break;
    case REGSEL_FPSCR:   c->regs.fpscr = v; break;
    default:             break;
    }
}

static int between(const core_t *c) { return c->booted && !c->stop && !c->seq && !c->decoded && !c->waiting; }

static int store(lsu_ctx_t *x, const probe_t *p)
{
    unsigned size = p->size == 1 || p->size == 2 ? p->size : 4;
    uint32_t addr = p->addr & ~(size - 1u);
    int user = !x->privileged;
    x->privileged = 1, x->env->pc = NO_PC;
    lsu_reply_t r = lsu_store(x, addr, size, p->value);
    x->privileged = !user;
    if (r.status == LSU_FAULT) tell_part(x->env, F_IGNORED, 0, addr, p->value, IGN_READONLY);
    return r.status != LSU_WAIT;
}

static void stand_still(core_t *c, const lsu_ctx_t *x, uint32_t ticks)
{
    tick_t t = domain_next(&x->env->clock[x->cfg->clk], x->env->now + ticks);
    if (c->ready < t) c->ready = t;
}

int probe_step(core_t *c, lsu_ctx_t *x)
{
    for (; probe_left(c, x); c->probed++) {
        const probe_t *p = &x->env->in->probe[c->probed];
        if (p->at > x->env->now || p->after > c->instructions || !between(c)) return 1;
        if (p->what == PROBE_REGISTER) write_register(c, p->addr, p->value);
        else if (p->what == PROBE_HALT) stand_still(c, x, p->value);
        else if (!store(x, p)) return 0;
    }
    return 1;
}

tick_t probe_due(const core_t *c, const lsu_ctx_t *x)
{
    const probe_t *p = &x->env->in->probe[c->probed];
    if (p->after > c->instructions || !between(c)) return NEVER;
    return domain_next(&x->env->clock[x->cfg->clk], p->at > x->env->now ? p->at : x->env->now + 1);
}
