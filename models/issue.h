/* issue.h -- when the next instruction of the firmware may issue: the pipeline as one pure function.
 *
 * Modelled: one instruction a cycle, in order; a load or store holds the next one back until the lsu
 * says so (issued_t.memory); LDM and STM move two words a cycle (firmware.c asks the lsu that often).
 * Not modelled: dual issue, operand latencies, multiply, divide and FP latencies, branch prediction and
 * its penalties: a taken branch costs its cycle and what the fetch costs. With two issues of two in
 * most cycles and penalties in others real code runs near one instruction a cycle.
 * What surprises people: the answer may be `began` itself: the next instruction then issues in the
 * same cycle, as the younger of a pair. State and answer depend on the arguments alone, so the function
 * may be memoised.
 * Numbers: T_INSN_ISSUE. */
#ifndef ISSUE_H
#define ISSUE_H
#include "map.h"
#include "m7_timing.h"
#include "thumb.h"
#include "tick.h"

/* What the pipeline remembers between instructions; zero: nothing under way. */
typedef struct { tick_t last; } issue_t;

typedef struct {
    const insn_t *insn;
    uint32_t pc;
    uint8_t  executed, taken;   /* its condition held; the program goes on elsewhere */
    uint8_t  unaligned, pad;    /* an access of it was */
    tick_t   began;             /* the edge it issued at */
    tick_t   memory;            /* the lsu lets the next one issue then; 0: it asked nothing */
} issued_t;

tick_t m7_issue(issue_t *, const issued_t *, const domain_t *cpu, const number_t *num);
#endif
