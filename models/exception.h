/* exception.h -- how the core enters and leaves handlers, and what a fault does. Armv7-M ARM B1.5;
 * TRM 2.7.
 *
 *   preempted -- stack 8 words, one store each --> handler     at least T_EXC_ENTRY in all
 *   U_RETURN --+-- something preempts ----------> next handler tail-chain: T_EXC_TAIL, no stacking
 *              '-- else unstack 8 words --------> program      at least T_EXC_RETURN
 *
 * Modelled: the frame r0-r3, r12, lr, pc, xpsr with STKALIGN, through the lsu (so it lies in the
 * store buffer, the cache or DTCM like any data, and DMA can spoil it); late arrival up to the
 * handler's first micro-op; level interrupts that pend again; derived faults on stacking and
 * unstacking; escalation to HardFault; lock-up; EXC_RETURN codes of MSP without FPU frames.
 * Not modelled: PSP, FPU frames, vector fetch (a script's vector costs nothing), an unstacking that
 * is abandoned for a late interrupt (the interrupt is taken right after it, with a new stacking).
 * What surprises people: the stacked pc is the index of a micro-op. A fault handler that returns
 * runs the faulting micro-op again. A fault without its handler given escalates, as if it were
 * disabled. The order of the eight stores is not documented: ascending is an estimate. */
#ifndef EXCEPTION_H
#define EXCEPTION_H
#include "core.h"

/* Take the exception that scb_preempts names: starts stacking. `left`: rest of a U_COMPUTE. */
void exception_begin(core_t *, lsu_ctx_t *, uint64_t left);
/* U_RETURN: ends the active handler; starts unstacking or a tail-chain. */
void exception_return(core_t *, lsu_ctx_t *);
/* Do what the sequence under way can do at this edge; 1: it is over, the program goes on. */
int  exception_go(core_t *, lsu_ctx_t *);
/* A fault of the micro-op under way: bits for CFSR, address for MMFAR or BFAR. */
void exception_fault(core_t *, lsu_ctx_t *, fault_t, uint32_t addr, uint32_t cfsr);
/* A store's bus error that came back later. */
void exception_imprecise(core_t *, lsu_ctx_t *);
/* Supervisor call: pends SVCall or escalates. */
void exception_svc(core_t *, lsu_ctx_t *);
#endif
