/* probe.h -- a debugger's hand on the core: memory written through AHBD, registers through DCRSR.
 * Cortex-M7 TRM (r1p2) 1.4 and 9.1 (AHBD, the debug port's way into the core); Armv7-M ARM C1.6.2-C1.6.4.
 *
 * What is written is input_t.probe, in its order. Each entry is done at the first CPU edge at which its
 * tick has come, the core has done `after` instructions, and it stands between two instructions (asleep
 * counts). So the same list replayed from any state gives the same machine.
 * Modelled: memory through the load/store unit, privileged, with the attributes memory has for the
 * program: TCM at once, store buffer, a line of the D-cache if it is there, AHBP, private registers. It is
 * told as a store (F_STORE) without an instruction (pc NO_PC), so whoever follows the bytes follows these
 * too. An access the MPU forbids is told as F_IGNORED. Core registers by REGSEL: r0-r12, SP, LR, the
 * return address, xPSR, MSP, PSP, CONTROL to PRIMASK (20), FPSCR (33), S0-S31 (64..95); only of firmware.
 * A halt: no instruction issues and no exception is taken for so long; what left the core goes on.
 * Not modelled: DHCSR and halting (whoever runs the machine stops it), the AHB-AP's registers, HPROT other
 * than cacheable (what it does about allocation is not documented: a write allocates as the program's own
 * would), IPSR in a written xPSR, the time the probe itself takes, a probe that interrupts an instruction.
 * What surprises people: a written instruction is a data write: the I-cache keeps the old one. What is
 * written may still lie in the store buffer when the program goes on, as its own stores do. Writing the
 * return address leaves an IT block. A write past the cache is a bus master's: INIT_DEBUG of busmaster.h. */
#ifndef PROBE_H
#define PROBE_H
#include "core.h"

enum { REGSEL_SP = 13, REGSEL_LR = 14, REGSEL_PC = 15, REGSEL_XPSR = 16, REGSEL_MSP = 17, REGSEL_PSP = 18,
       REGSEL_SPECIAL = 20, REGSEL_FPSCR = 33, REGSEL_S0 = 64, REGSELS = 96 };

/* What a debugger reads by the same number. */
uint32_t probe_register(const core_t *, unsigned regsel);

static inline int probe_left(const core_t *c, const lsu_ctx_t *x)
{
    return x->env->in && c->probed < x->env->in->probes;
}
/* Do all entries that may be done now; x->env->now is an edge. 0: one waits for the load/store unit, and
 * nothing else may ask it at this edge. Wants probe_left. */
int    probe_step(core_t *, lsu_ctx_t *);
/* The next edge at which there is something to do. Wants probe_left. */
tick_t probe_due (const core_t *, const lsu_ctx_t *);
#endif
