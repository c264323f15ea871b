/* itm.h -- the Instrumentation Trace Macrocell's stimulus ports: what a program prints through SWO.
 * Armv7-M ARM C1.7; TRM 12.
 *
 * Modelled: stimulus ports 0..31 (a write of 1, 2 or 4 bytes is as many F_OUTPUT facts, what = 1,
 * note = the port), ITM_TER, ITM_TPR, ITM_TCR, the lock (ITM_LAR, ITM_LSR), DEMCR.TRCENA.
 * Not modelled: time stamps, synchronisation, the DWT's packets, the FIFO (a port is always ready),
 * unprivileged use by ITM_TPR (an unprivileged access faults), the TPIU behind it: every byte that is
 * written to an enabled port comes out, also when no pin is set up for SWO.
 * What surprises people: the ports are off at reset and a debugger usually turns them on; firmware
 * that runs alone must unlock ITM_LAR and set ITM_TCR and ITM_TER itself or it prints nothing. */
#ifndef ITM_H
#define ITM_H
#include "device.h"

typedef struct { uint32_t ter, tpr, tcr, unlocked; } itm_t;

/* off: word offset from 0xE000_0000. on: DEMCR.TRCENA. */
int      itm_has (uint32_t off);
uint32_t itm_peek(const itm_t *, uint32_t off, int on);
void     itm_write(itm_t *, uint32_t off, unsigned size, uint32_t val, int on, env_t *);
#endif
