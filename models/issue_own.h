/* issue_own.h -- what issue.c (pairs, fetch, the DTCM's store queue) and issue_operands.c (what an
 * instruction reads and leaves) share. */
#ifndef ISSUE_OWN_H
#define ISSUE_OWN_H
#include "issue.h"

typedef struct {
    const issue_t *s;
    const insn_t *insn;
    const number_t *num;
    unsigned gone;                       /* cycles since s->edge */
    int beside;                          /* it would be the younger of a pair */
    unsigned wait;                       /* it may issue so many cycles from now */
} asking_t;

typedef struct {
    issue_t *s;
    const insn_t *insn;
    const number_t *num;
    unsigned late;                       /* cycles the lsu took more than a hit */
    int early;                           /* the early ALU could do it */
} leaving_t;

/* Waits for all its operands. */
void issue_reads(asking_t *);
/* Its results, flags and what it blocks. */
void issue_leaves(const leaving_t *, const issued_t *);

static inline void need(asking_t *a, unsigned place, m7_number_t read)
{
    unsigned left = a->s->left[place], in_time = a->gone + a->num[read].value;
    if (left > in_time && left - in_time > a->wait) a->wait = left - in_time;
}

static inline void put(const leaving_t *l, unsigned place, unsigned cycles)
{
    cycles += l->late;
    l->s->left[place] = (uint8_t)(cycles < 255 ? cycles : 255);
}

/* A second operand that comes through the shifter. */
static inline int shifts_inline(const insn_t *i)
{
    if (i->flags & I_IMM) return i->length == 4 && i->flags & I_CARRY_KNOWN;
    return i->cost == C_ALU_SHIFT && (i->amount || i->shift != SHIFT_LSL);
}

static inline int writes_rd(const insn_t *i) { return i->op < OP_TST || i->op > OP_CMN; }

static inline unsigned less(unsigned a, unsigned b) { return a > b ? a - b : 0; }
#endif
