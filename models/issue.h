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
 * divides by their quotient's length; FP doubles by their operands; the cost of branches as branch.h found
 * them; LDM and STM two words a cycle (firmware.c asks the lsu that often). Fetch: a doubleword a cycle into
 * a queue of four; a branch foretold by the table sends it on without a gap, so that it pairs with its target
 * where the queue was ahead. So alignment of targets, the room that 16-bit instructions make and the slide of
 * pairs that are refused by half a cycle come out by themselves. The DTCM's store queue: four places, two
 * banks (bit 2 of the address), four cycles a write of less than a word (read, modify, write: ECC is by
 * words). A load from a private register is waited for by who needs it, not by the pipeline (jnk0le's frame:
 * two reads of CYCCNT around n pairs differ by n + 1).
 * Not modelled: the stall of an LDM among wide instructions only (jnk0le: no cause known), register ports,
 * DISDI, DISISSCH1 and DISDYNADD of ACTLR, the Q and GE flags; in the store queue STM, STRD and FP stores,
 * the ITCM, loads of bytes still in it; behind an exception or its return the queue counts as full.
 * What surprises people: both functions count in CPU edges, by their numbers (tick.h). The answer of m7_issue
 * may be `began` itself: the next instruction may then issue in the same cycle, if m7_ready
 * agrees. An interrupt waits for neither. Times in the state are cycles left at edge `edge`, so that equal
 * pipelines have equal states however late it is.
 * Numbers: T_ISSUE_WIDTH to T_TCM_PART, T_INSN_ISSUE, T_LOAD_HIT. */
#ifndef ISSUE_H
#define ISSUE_H
#include "branch.h"
#include "map.h"
#include "m7_timing.h"
#include "thumb.h"

/* Places in issue_t.left. The first five: one for each core register, by who reads it. */
enum { LEFT_VALUE = 0, LEFT_ADDRESS = 16, LEFT_SHIFT = 32, LEFT_FACTOR = 48, LEFT_SUMMAND = 64,
       LEFT_FP = 80, LEFT_SUM = 112,     /* FP words, as operand and as accumulator */
       LEFT_FLAGS = 144, LEFT_FPSCR, LEFT_FLAGS_NEW, LEFT_WINDOW, LEFT_FUSED,
       LEFT_BLOCK, LEFT_BLOCK_MUL, LEFT_BLOCK_SUM,
       LEFT_BANK, LEFT_QUEUE = LEFT_BANK + 2, TCM_QUEUE = 4, LEFT_COUNT = 160 };
/* SUMMAND: ADD, SUB or MOV, to go through the early ALU; FLAGS_NEW: too young to soften a misprediction;
 * WINDOW: after an FP multiply-accumulate; FUSED: after VMLA, before VFMA; BLOCK: nothing issues but the
 * younger of the same pair, a double product from _MUL on and a double multiply-accumulate from _SUM on;
 * BANK: a bank of the DTCM is busy with writes; QUEUE: a place of its store queue is taken. */

/* What the pipeline remembers between instructions; zero: nothing under way. */
typedef struct {
    uint64_t edge;                       /* number of the CPU edge the youngest issued at */
    uint32_t older;                      /* what the open pair's older one is; 0: no pair is open */
    uint8_t  left[LEFT_COUNT];           /* cycles from that edge on */
    int8_t   words;                      /* of the prefetch queue, from the next instruction's on */
    uint8_t  made;                       /* the register that the open pair's older one writes, + 1 */
    uint16_t pad;
} issue_t;

/* What a double's time depends on: the table of jnk0le. Factors, then the accumulator. */
typedef enum { DOUBLE_SAME, DOUBLE_OTHER /* exponents */, DOUBLE_DENORMAL, DOUBLE_ZERO, DOUBLE_SUM_DENORMAL,
               DOUBLE_BOTH_DENORMAL, DOUBLE_KINDS } double_kind_t;

typedef struct {
    const insn_t *insn;
    uint8_t  pc;                /* bits 2:0 of its address */
    uint8_t  address;           /* bits 2:0 of its first access; m7_asks_address tells who needs it */
    uint8_t  dtcm, ppb;         /* that access goes to the DTCM; to a private register */
    uint8_t  executed;          /* its condition held */
    uint8_t  conditional;       /* it reads the flags to know that */
    uint8_t  branch;            /* branch_outcome_t */
    uint32_t traits;            /* m7_traits(insn) */
    uint8_t  operands;          /* divide: bits of the quotient; FP double arithmetic: double_kind_t */
    uint64_t began;             /* the edge it issues at */
    uint64_t memory;            /* the lsu lets the next one issue at this edge; 0: it asked nothing */
} issued_t;

/* The edge, `began` or later, at which it may issue if nothing else does before. Changes nothing. */
uint64_t m7_ready(const issue_t *, const issued_t *, const number_t *num);
/* It issued at `began`. The edge at which the next one may be tried; `began`: as the younger of a pair. */
uint64_t m7_issue(issue_t *, const issued_t *, const number_t *num);
/* The same pipeline as it stands at `edge`, not before its own: both answer the same from then on. */
void m7_stand(issue_t *, uint64_t edge, const number_t *num);
/* What of it matters to a pair: issue.c. */
uint32_t m7_traits(const insn_t *);
/* Does its time depend on where it loads from or stores to? */
static inline int m7_asks_address(const insn_t *i)
{
    return i->cost == C_LOAD || i->cost == C_PRELOAD || i->cost == C_STORE
        || (i->cost == C_FP_LOAD && !(i->flags & I_DOUBLE));
}
/* issued_t.operands, from the registers before it. */
unsigned m7_operands(const insn_t *, const uint32_t r[16], const uint32_t fp[32]);
/* Bits of n / d, unsigned or signed. */
unsigned m7_quotient_bits(uint32_t n, uint32_t d, int is_signed);
#endif
