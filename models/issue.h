/* issue.h -- when an instruction of the firmware may issue: the pipeline as two pure functions.
 *
 *   decoded --> m7_ready: its operands, its pair --> now? --> executed --> m7_issue: what it leaves
 *                                                    later: asked again then
 *
 *   EX1 addresses, early ALU, shifts | EX2 word loads, ALU | EX3 byte loads, products | EX4 store data
 *
 * An operand is read so many cycles after issue (T_READ_...), a result is there so many cycles after
 * issue (T_RESULT_...): the difference is the latency that measurements show.
 * Modelled: two issues a cycle, in order; the pairs that are refused; the early ALU, whose result the
 * younger of a pair may use; operand latencies of ALU, shifter, multiplier, addresses, flags and FPU;
 * divides by their quotient's length; blocking FP instructions; the cost of branches as branch.h found
 * them; LDM and STM two words a cycle (firmware.c asks the lsu that often).
 * Not modelled: fetch and decode bandwidth (alignment of branch targets, compressed instructions, the
 * stall of LDM without them: jnk0le), half-cycle slides ("slippery" pairs are refused), register ports,
 * DISDI, DISISSCH1 and DISDYNADD of ACTLR, the Q and GE flags, FP times that depend on the operands, accesses of two
 * memories in one cycle, the store queues' throughput, what an unaligned load costs as the younger of two.
 * What surprises people: the answer of m7_issue may be `began` itself: the next instruction may then
 * issue in the same cycle, if m7_ready agrees. An interrupt waits for neither. Times in the state are
 * cycles left at edge `edge`, so that equal pipelines have equal states however late it is.
 * Numbers: T_ISSUE_WIDTH to T_TAKEN_DECODED, T_INSN_ISSUE, T_LOAD_HIT. */
#ifndef ISSUE_H
#define ISSUE_H
#include "branch.h"
#include "map.h"
#include "m7_timing.h"
#include "thumb.h"
#include "tick.h"

/* Places in issue_t.left. The first four: one for each core register, by who reads it. */
enum { LEFT_VALUE = 0, LEFT_ADDRESS = 16, LEFT_SHIFT = 32, LEFT_FACTOR = 48,
       LEFT_FP = 64, LEFT_SUM = 96,      /* FP words, as operand and as accumulator */
       LEFT_FLAGS = 128, LEFT_FPSCR, LEFT_FLAGS_NEW, LEFT_WINDOW, LEFT_FUSED, LEFT_BLOCK, LEFT_COUNT = 144 };
/* FLAGS_NEW: too young to soften a misprediction; WINDOW: after an FP multiply-accumulate; FUSED: after
 * VMLA, before VFMA; BLOCK: nothing issues but the younger of the same pair. */

/* What the pipeline remembers between instructions; zero: nothing under way. */
typedef struct {
    uint64_t edge;                       /* number of the CPU edge the youngest issued at */
    uint32_t older;                      /* what the open pair's older one is; 0: no pair is open */
    uint8_t  left[LEFT_COUNT];           /* cycles from that edge on */
    uint32_t pad;
} issue_t;

typedef struct {
    const insn_t *insn;
    uint32_t address;           /* of its first access; m7_asks_address tells who needs it */
    uint8_t  executed;          /* its condition held */
    uint8_t  conditional;       /* it reads the flags to know that */
    uint8_t  branch;            /* branch_outcome_t */
    uint8_t  quotient;          /* divide: bits of the quotient */
    tick_t   began;             /* the edge it issues at */
    tick_t   memory;            /* the lsu lets the next one issue then; 0: it asked nothing */
} issued_t;

/* The edge, `began` or later, at which it may issue if nothing else does before. Changes nothing. */
tick_t m7_ready(const issue_t *, const issued_t *, const domain_t *cpu, const number_t *num);
/* It issued at `began`. The edge at which the next one may be tried; `began`: as the younger of a pair. */
tick_t m7_issue(issue_t *, const issued_t *, const domain_t *cpu, const number_t *num);
/* Does the pairing depend on where it loads from? */
int    m7_asks_address(const insn_t *);
/* issued_t.quotient of n / d, unsigned or signed. */
unsigned m7_quotient_bits(uint32_t n, uint32_t d, int is_signed);
#endif
