/* firmware.h -- the Thumb front end of the core: fetch, decode, execute, access by access.
 * Armv7-M ARM A4.2, B1.5.9, B1.5.10; TRM 2.7.1.
 *
 *   fetch_read -> thumb_decode -> condition -> K_DATA    thumb_execute
 *                                              K_FP      fpu_execute, once the FPU may be used
 *                                              K_MEMORY  thumb_accesses, each through the lsu
 *                                              K_SYSTEM  special.c, semihost.c, barriers, sleep
 *                 m7_ready says before whether it is its turn, m7_issue when the next one may be tried
 *
 * Modelled: all instructions of thumb.h; LDM, LDRD and their like two loads an edge (two load channels,
 * TRM 1.2.3), STM and its like a doubleword an edge; alignment and divide traps; NOCP, lazy FP stacking;
 * the local exclusive monitor (one flag for all addresses; exceptions clear it); an interrupt abandons
 * an instruction that waits for its bytes or for a load that may be read again, and an LDM or STM between
 * two of its accesses, which goes on afterwards (frame.h: ICI); semihosting.
 * Not modelled: the global monitor (a STREX to Shareable memory is told as F_UNMODELLED and goes by the
 * local one), SETEND and other things this core has not; interrupting a VSTM.
 * What surprises people: the decoded instruction is state only while it waits; otherwise each one is
 * fetched and decoded anew, so whoever writes code must flush as on silicon. A skipped instruction takes
 * its issue slot. A load that an interrupt abandoned is told (F_LOAD) for what had come already, and
 * again when it is repeated.
 * Numbers: T_FETCH_RESPONSE and those of the lsu, issue.h and exception.h. */
#ifndef FIRMWARE_H
#define FIRMWARE_H
#include "core.h"

/* Issue the instruction at r15, or go on with the one under way. Call it at an edge at or after
 * c->ready. */
void firmware_issue(core_t *, lsu_ctx_t *);
/* It waits for the lsu: may it be dropped and started again? */
int  firmware_may_abandon(const core_t *, const lsu_ctx_t *);
#endif
