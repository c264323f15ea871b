/* special.c -- see special.h. */
#include "special.h"

enum { MSP = 8, PSP = 9, PRIMASK = 16, BASEPRI = 17, BASEPRI_MAX = 18, FAULTMASK = 19, CONTROL = 20 };
enum { PRIORITY_BITS = 0xF0 };

static int psp_in_use(const core_t *c) { return c->control & CONTROL_SPSEL && !core_in_handler(c); }

uint32_t special_read(const core_t *c, unsigned sysm, int privileged)
{
    if (sysm < MSP) return thumb_mrs_xpsr(&c->regs, sysm);
    if (sysm == CONTROL) return c->control;
    if (!privileged) return 0;
    switch (sysm) {
    case MSP:     return core_msp(c);
    case PSP:     return core_psp(c);
    case PRIMASK: return c->scb.primask;
    case BASEPRI: case BASEPRI_MAX: return c->scb.basepri;
    case FAULTMASK: return c->scb.faultmask;
    default:      return 0;
    }
}

static void write_sp(core_t *c, int psp, uint32_t value)
{
    uint32_t *sp = psp == psp_in_use(c) ? &c->regs.r[13] : &c->other_sp;
    *sp = value & ~3u;
}

static void write_control(core_t *c, uint32_t value)
{
    uint32_t old = c->control, sp = c->regs.r[13];
    uint32_t may = CONTROL_NPRIV | CONTROL_FPCA | (core_in_handler(c) ? 0 : CONTROL_SPSEL);
    c->control = (uint8_t)((old & ~may) | (value & may));
    if (!((c->control ^ old) & CONTROL_SPSEL)) return;
    c->regs.r[13] = c->other_sp;
    c->other_sp = sp;
}

static void write_basepri_max(scb_t *s, uint32_t value)
{
    if (value && (!s->basepri || value < s->basepri)) s->basepri = value;
}

/* Priority -1 and above cannot be asked for from there; given up it can be (B1.4.3). */
static void write_faultmask(scb_t *s, uint32_t value)
{
    if (!(value & 1) || scb_priority(s) > -1) s->faultmask = value & 1;
}

void special_write(core_t *c, unsigned sysm, unsigned mask, uint32_t value, int privileged)
{
    if (sysm < MSP) {
        if (!(sysm & 4)) thumb_msr_apsr(&c->regs, mask, value);
        return;
    }
    if (!privileged) return;
    switch (sysm) {
    case MSP:         write_sp(c, 0, value); break;
    case PSP:         write_sp(c, 1, value); break;
    case PRIMASK:     c->scb.primask = value & 1; break;
    case BASEPRI:     c->scb.basepri = value & PRIORITY_BITS; break;
    case BASEPRI_MAX: write_basepri_max(&c->scb, value & PRIORITY_BITS); break;
    case FAULTMASK:   write_faultmask(&c->scb, value); break;
    case CONTROL:     write_control(c, value); break;
    default:          break;
    }
}

void special_cps(core_t *c, unsigned what, int set, int privileged)
{
    if (!privileged) return;
    if (what & 2) c->scb.primask = (uint32_t)set;
    if (what & 1) write_faultmask(&c->scb, (uint32_t)set);
}
