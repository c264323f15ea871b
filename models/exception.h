/* exception.h -- how the core enters and leaves handlers, and what a fault does. Armv7-M ARM B1.5;
 * TRM 2.7.
 *
 *   preempted -- stack the frame -- read the vector -----------> handler  at least T_EXC_ENTRY in all
 *   return ----+-- something preempts -- read the vector ------> handler  tail-chain: T_EXC_TAIL
 *              '-- else unstack the frame ---------------------> program  at least T_EXC_RETURN
 *   reset -- read SP and PC -----------------------------------> program
 *   first FP instruction of a handler, frame owed -- stack it -> the instruction
 *
 * Modelled: the frame (frame.h) with STKALIGN, through the lsu (so it lies in the store buffer, the
 * cache or DTCM like any data, and DMA can spoil it); late arrival up to the handler's first
 * instruction, and during a firmware's return, whose unstacking is then abandoned; level interrupts that
 * pend again; derived faults on stacking, unstacking, vector reads and late FP stacking; escalation to
 * HardFault; lock-up. Firmware: vectors read through the data side by the default memory map, MSP and
 * PSP, all EXC_RETURN codes and INVPC, SLEEPONEXIT, lazy FP stacking,
 * which an interrupt breaks off (LSPACT stays and all of it is done again), LDM and STM that go on.
 * Not modelled: of a script, PSP, FPU frames, vector fetch (a script's vector costs nothing) and abandoned
 * unstacking; a vector read beside the stacking instead of behind it (TRM 2.7); leaving lock-up by NMI
 * (B1.5.15): nothing here raises one in lock-up, so the run stops.
 * What surprises people: a script's stacked pc is the index of a micro-op. A fault handler that returns
 * runs the faulting instruction again. A script's fault without its handler given escalates, as if it
 * were disabled. The order of the eight stores is not documented: ascending is an estimate, and so is
 * the side that reads vectors. */
#ifndef EXCEPTION_H
#define EXCEPTION_H
#include "core.h"

/* Take the exception that scb_preempts names: starts stacking. `left`: rest of a U_COMPUTE. */
void exception_begin(core_t *, lsu_ctx_t *, uint64_t left);
/* U_RETURN: ends the active handler; starts unstacking or a tail-chain. */
void exception_return(core_t *, lsu_ctx_t *);
/* The firmware's: `link` is the EXC_RETURN that was loaded into the pc. */
void exception_leave(core_t *, lsu_ctx_t *, uint32_t link);
/* Firmware: from the vector table. */
void exception_reset(core_t *, lsu_ctx_t *);
/* FPCCR.LSPACT: write the FP registers that are owed, before the FP instruction. */
void exception_lazy(core_t *, lsu_ctx_t *);
/* Does an interrupt come into the unstacking or late stacking under way? */
int  exception_overtaken(const core_t *, const lsu_ctx_t *);
/* Do what the sequence under way can do at this edge; 1: it is over, the program goes on. */
int  exception_go(core_t *, lsu_ctx_t *);
/* A fault of the instruction under way: bits for CFSR, address for MMFAR or BFAR. */
void exception_fault(core_t *, lsu_ctx_t *, fault_t, uint32_t addr, uint32_t cfsr);
/* Its access came back as LSU_FAULT. 0: CCR.BFHFNMIGN lets it go on at priority -1 or -2; the reply says
 * when, and what it loads is UNKNOWN (0 here). */
int  exception_refused(core_t *, lsu_ctx_t *, lsu_reply_t *);
/* A store's bus error that came back later. */
void exception_imprecise(core_t *, lsu_ctx_t *);
/* Supervisor call: pends SVCall or escalates. */
void exception_svc(core_t *, lsu_ctx_t *);
void exception_breakpoint(core_t *, lsu_ctx_t *);
#endif
