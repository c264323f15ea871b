/* branch.c -- see branch.h. */
#include "branch.h"
#include <string.h>

enum { SP = 13, LR = 14, WEAKLY_NOT = 1, WEAKLY_TAKEN = 2, STRONGLY_TAKEN = 3 };

static unsigned limit(uint32_t value, unsigned most)
{
    return value > most ? most : value ? value : 1;
}

static int is_direct(const insn_t *i)
{
    return i->op == OP_B || i->op == OP_BL || i->op == OP_CBZ || i->op == OP_CBNZ;
}

int branch_returns(const insn_t *i)
{
    if (i->op == OP_BX) return i->rm == LR;
    return (i->op == OP_LDM && i->rn == SP) || (i->op == OP_LDR && i->rn == SP && i->flags & I_WBACK);
}

static void call(branch_t *b, uint32_t back)
{
    memmove(b->back + 1, b->back, sizeof b->back - sizeof b->back[0]);
    b->back[0] = back;
}

static uint32_t come_back(branch_t *b)
{
    uint32_t to = b->back[0];
    memmove(b->back, b->back + 1, sizeof b->back - sizeof b->back[0]);
    b->back[BRANCH_RETURNS - 1] = 0;
    return to;
}

/* Only as many of the places as the number says are in use. */
static void trim(branch_t *b, const number_t *num)
{
    unsigned used = limit(num[T_RETURN_STACK].value, BRANCH_RETURNS);
    for (unsigned i = used; i < BRANCH_RETURNS; i++) b->back[i] = 0;
}

/* A new entry: for what was taken, and for what the static rule got wrong. */
static void learn(branch_t *b, unsigned at, const branch_seen_t *s, int entry, int expected, uint32_t actlr)
{
    if (entry) {
        uint8_t *n = &b->count[at];
        if (s->taken && *n < STRONGLY_TAKEN) ++*n;
        if (!s->taken && *n) --*n;
        if (s->taken) b->to[at] = s->target;
        return;
    }
    if ((!s->taken && !expected) || actlr & ACTLR_DISBTACALLOC) return;
    b->from[at] = s->pc | 1, b->to[at] = s->target, b->count[at] = s->taken ? WEAKLY_TAKEN : WEAKLY_NOT;
}

unsigned branch_place(uint32_t pc, const number_t *num)
{
    return (pc >> 1) % limit(num[T_BRANCH_ENTRIES].value, BRANCH_ENTRIES);
}

branch_outcome_t branch_resolve(branch_t *b, const branch_seen_t *seen, uint32_t actlr, const number_t *num)
{
    branch_seen_t now = *seen, *s = &now;
    const insn_t *i = s->insn;
    if (!s->taken && !branch_is(i)) return BRANCH_NONE;
    if (i->cost == C_COMPARE_BRANCH) s->conditional = 1;
    if (s->executed && !s->conditional) s->taken = 1;       /* also to the next instruction */
    unsigned at = branch_place(s->pc, num);
    int entry = b->from[at] == (s->pc | 1);
    int known = entry && !(actlr & ACTLR_DISBTACREAD), direct = is_direct(i), back = branch_returns(i);
    int expected = 1;
    if (s->conditional) expected = known ? b->count[at] >= WEAKLY_TAKEN : direct && (int32_t)i->imm < 0;
    uint32_t target = known ? b->to[at] : 0;
    if (back && s->taken) target = come_back(b);
    learn(b, at, s, entry, expected, actlr);
    if (s->executed && (i->op == OP_BL || i->op == OP_BLX)) call(b, s->pc + i->length);
    trim(b, num);
    if (expected != !!s->taken) return direct ? BRANCH_WRONG : BRANCH_LOST;
    if (!s->taken) return BRANCH_NONE;
    if (direct && !known) return BRANCH_DECODED;
    return target == s->target ? BRANCH_RIGHT : BRANCH_LOST;
}
