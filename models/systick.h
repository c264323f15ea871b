/* systick.h -- the two counters of the core, SysTick and DWT CYCCNT. Armv7-M ARM B3.3 and C1.8.
 *
 * Modelled: reload, current value, COUNTFLAG, the interrupt, the clock divided by 8 (CLKSOURCE = 0:
 * RM0433 figure "Core and bus clock generation"); CYCCNT with TRCENA and CYCCNTENA.
 * Not modelled: stopping CYCCNT in sleep.
 * What surprises people: the period is RVR + 1. A write to SYST_CVR clears it whatever the value
 * and does not interrupt; the reload comes one clock later. A new RVR counts from the
 * next reload. A change of the CPU's clock loses no count: clocks are numbered through (tick.h). */
#ifndef SYSTICK_H
#define SYSTICK_H
#include "scb.h"

enum { SYST_ENABLE = 1, SYST_TICKINT = 2, SYST_CLKSOURCE = 4, SYST_COUNTFLAG = 1 << 16 };
enum { SYST_MAX = 0xFFFFFF };

uint32_t systick_value(const scb_t *, const domain_t *, tick_t now);
uint32_t systick_flag (const scb_t *, const domain_t *, tick_t now);    /* COUNTFLAG, 0 or 1 */
void     systick_clear_flag(scb_t *, const domain_t *, tick_t now);
void     systick_csr(scb_t *, const domain_t *, tick_t now, uint32_t csr);
void     systick_rvr(scb_t *, const domain_t *, tick_t now, uint32_t rvr);
void     systick_cvr(scb_t *, const domain_t *, tick_t now);
/* syst_next anew, if the clock changed since it was computed. Call it at the tick of the change. */
void     systick_follow(scb_t *, const domain_t *);
/* The first expiry after t, whether it interrupts or not; NEVER if there is none. */
tick_t   systick_expiry(const scb_t *, const domain_t *, tick_t t);

uint32_t cyccnt_value(const scb_t *, const domain_t *, tick_t now);
void     cyccnt_hold (scb_t *, const domain_t *, tick_t now);   /* call before an enable changes */
#endif
