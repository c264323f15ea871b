/* faulted.h -- faults whose handler a run never left: the ordinary HardFault_Handler is an endless loop, and
 * a run that ends there has faulted, whatever ended it.
 *
 * Of HardFault, MemManage, BusFault and UsageFault. Not of NMI: it is no fault. A handler that returns has
 * dealt with its fault, one that resets the chip or exits ends the run in a way of its own.
 * What surprises people: an imprecise fault has no instruction. The store behind it is the first of the last
 * ones that went to that line: a good guess, told as such. */
#ifndef FAULTED_H
#define FAULTED_H
#include "judge.h"
#include "machine.h"

typedef struct {
    uint8_t  exception;                  /* 0: not begun, or left */
    tick_t   began;
    fact_t   why;                        /* the fault behind it; F_NONE: an SVC, or set pending by software */
    uint32_t cfsr, hfsr, mmfar, bfar;    /* when the handler began */
    uint32_t stood, caller;              /* stacked pc and r14; NO_PC: nothing was stacked for it */
    uint32_t store;                      /* imprecise: where the store was made; NO_PC: not known */
    attr_t   memory;                     /* of an unaligned access: what it went to */
} fault_end_t;

enum { FAULT_STORES = 16 };
typedef struct {
    sink_t      sink;
    const machine_t *m;
    fact_t      why;                     /* the first fault since a handler of faults began */
    uint32_t    store;
    fault_end_t of[EXC_USAGEFAULT + 1];  /* by exception */
    struct { uint32_t addr, pc; } stored[FAULT_STORES]; unsigned stores;
} faulted_t;

/* m: a firmware's. It is asked for registers of the core alone, when the core tells that a handler begins. */
void faulted_start(faulted_t *, const machine_t *m);
/* The one that began first: what came in its handler came of it. NULL: none. */
const fault_end_t *faulted_first(const faulted_t *);
/* The instruction to look at; NO_PC: none. */
uint32_t faulted_pc(const fault_end_t *);
/* "IMPRECISERR, FORCED": the bits of CFSR and HFSR. */
void faulted_bits(const fault_end_t *, char *to, size_t room);
/* A paragraph for people. */
void faulted_say(const fault_end_t *, const names_t *, char *to, size_t room);
#endif
