/* branch.h -- the branch predictor: what the fetch side believed, and whether it was right. TRM 1.2.2,
 * 3.3.1 (ACTLR).
 *
 *   pc --> target table (64 entries: branch, target, 2-bit counter) -- known --> counter, target
 *      '-- not known: backward taken, forward not taken; a direct target comes from the decoder
 *   BX LR, POP {pc}, LDR pc, [sp], #4 --> return stack (4)
 *
 * Modelled: the above; DISBTACREAD (static prediction only), DISBTACALLOC (no new entries).
 * Not modelled: history of any kind, wrong-path fetches (a mispredicted path leaves no line in the
 * I-cache), IT blocks as branches, ACTLR.DISFOLD, DISDI, DISISSCH1.
 * What surprises people: the manual names the table and its single-cycle turn-around, nothing else. Size,
 * counters and return stack are estimates, so a program's branch cost is the core's weakest number. Code
 * that is replaced leaves its entries behind; they cost a misprediction, never a wrong target. Entries
 * are made by what was taken or foretold wrongly; a forward branch never taken needs none.
 * Numbers: T_BRANCH_ENTRIES, T_RETURN_STACK. The cost is charged by issue.h,
 * which also says when a branch and its target issue together. */
#ifndef BRANCH_H
#define BRANCH_H
#include "m7_timing.h"
#include "thumb.h"

enum { BRANCH_ENTRIES = 64, BRANCH_RETURNS = 4 };
enum { ACTLR_DISBTACREAD = 1 << 13, ACTLR_DISBTACALLOC = 1 << 14 };

typedef struct {
    uint32_t from[BRANCH_ENTRIES];       /* address of the branch | 1; 0: no entry */
    uint32_t to[BRANCH_ENTRIES];
    uint8_t  count[BRANCH_ENTRIES];      /* 0, 1: not taken; 2, 3: taken */
    uint32_t back[BRANCH_RETURNS];       /* the youngest first */
} branch_t;

typedef enum {
    BRANCH_NONE,                         /* no branch, or one that was rightly believed not taken */
    BRANCH_RIGHT,                        /* taken, and its target stood in a table */
    BRANCH_DECODED,                      /* taken, rightly believed, target known from the decoder only */
    BRANCH_WRONG,                        /* the wrong direction of a direct branch: flags may help */
    BRANCH_LOST                          /* the wrong target */
} branch_outcome_t;

typedef struct {
    const insn_t *insn;
    uint32_t pc, target;                 /* target: where the program goes on if taken */
    uint8_t  executed, taken;            /* taken: it does not go on behind it */
    uint8_t  conditional, pad;           /* a condition of its own, or an IT block's */
} branch_seen_t;

/* Does it take its target from the return stack: BX LR, and the loads of the pc from the stack that functions
 * end with? */
int      branch_returns(const insn_t *);
/* The place of the branch at pc in the table. */
unsigned branch_place(uint32_t pc, const number_t *num);
static inline int branch_is(const insn_t *i) { return i->cost >= C_BRANCH && i->cost <= C_TABLE_BRANCH; }
/* A branch, or anything else that may change the pc, has been executed or skipped: what had been foretold
 * of it? The tables learn. */
branch_outcome_t branch_resolve(branch_t *, const branch_seen_t *, uint32_t actlr, const number_t *num);
#endif
