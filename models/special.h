/* special.h -- the core's special registers: MRS, MSR, CPS. Armv7-M ARM B5.1.1, B5.2.1-B5.2.3.
 *
 * Modelled: APSR, IPSR, EPSR (reads 0), MSP, PSP, PRIMASK, BASEPRI, BASEPRI_MAX, FAULTMASK, CONTROL with
 * privilege: what is not allowed is ignored and reads 0. BASEPRI has four bits.
 * What surprises people: a change of CONTROL.SPSEL in Handler mode is ignored; FAULTMASK can only be set
 * below HardFault's priority. */
#ifndef SPECIAL_H
#define SPECIAL_H
#include "core.h"

uint32_t special_read (const core_t *, unsigned sysm, int privileged);
void     special_write(core_t *, unsigned sysm, unsigned mask, uint32_t value, int privileged);
/* what: bit 1 PRIMASK, bit 0 FAULTMASK. */
void     special_cps  (core_t *, unsigned what, int set, int privileged);
#endif
