/* issue.c -- see issue.h: the pairs, the prefetch queue, the DTCM's store queue, and the two functions. */
#include "issue_own.h"

/* ---- what an instruction is ------------------------------------------------------------------ */

enum {                                   /* what matters to a pair; issue_t.older */
    P_ANY = 1,                           /* set for all */
    P_SINGLE = 2,                        /* alone in its cycle */
    P_FIRST = 4,                         /* as the older one only */
    P_LOAD = 8, P_STORE = 16, P_PRODUCT = 32,
    P_INLINE = 64,                       /* shifts its operand on the way, or its constant */
    P_SHIFT = 128,                       /* a shift or rotation by itself */
    P_EXTRACT = 256,                     /* bit fields and their like that occupy the first shifter */
    P_BRANCH = 512,
    P_FP = 1024,                         /* FP arithmetic */
    P_FP_SUM = 2048,                     /* FP multiply-accumulate, single */
    P_FP_MOVE = 4096,                    /* VLDR, VSTR, VMOV */
    P_FP_CONSTANT = 8192,
    P_FP_SUM_D = 16384,
    P_ODD = 32768,                       /* a load from an odd word: bit 2 of its address */
    P_UNALIGNED = 65536                  /* a load; its first word counts for P_ODD */
};

static unsigned bits_traits(const insn_t *i)
{
    switch (i->op) {
    case OP_BFI: case OP_BFC: case OP_SBFX: case OP_UBFX: case OP_RBIT: case OP_REV: case OP_REV16:
    case OP_REVSH: case OP_SXTAB: case OP_SXTAH: case OP_UXTAB: case OP_UXTAH: case OP_SXTAB16:
    case OP_UXTAB16: case OP_PKHBT: case OP_PKHTB: case OP_SXTB: case OP_SXTH: case OP_UXTB: case OP_UXTH:
        return P_FIRST | P_EXTRACT;
    default:
        return P_FIRST;
    }
}

static unsigned fp_traits(const insn_t *i)
{
    int wide = (i->flags & I_DOUBLE) != 0;
    switch (i->cost) {
    case C_FP_MOVE:     return P_FP_MOVE | (i->op == OP_VMOV_IMM ? P_FP_CONSTANT : 0);
    case C_FP_TRANSFER: return i->op == OP_VMOV_S_CORE || i->op == OP_VMOV_CORE_S ? P_FP_MOVE : P_SINGLE;
    case C_FP_LOAD:     return wide ? P_SINGLE : P_LOAD | P_FP_MOVE;
    case C_FP_STORE:    return wide ? P_SINGLE : P_STORE | P_FP_MOVE;
    case C_FP_LOAD_MULTIPLE: case C_FP_STORE_MULTIPLE: return P_SINGLE;
    case C_FP_MAC:      return P_FP | (wide ? P_FIRST | P_FP_SUM_D : P_FP_SUM);
    default:            return P_FP | (wide ? P_FIRST : 0);
    }
}

uint32_t m7_traits(const insn_t *i)
{
    if (i->cost >= C_FP_MOVE) return P_ANY | fp_traits(i);
    switch (i->cost) {
    case C_ALU: case C_ALU_SHIFT: case C_MOVE: return P_ANY | (shifts_inline(i) ? P_INLINE : 0);
    case C_SHIFT:  return P_ANY | P_SHIFT;
    case C_BITS: case C_SIMD: case C_SATURATE: return P_ANY | bits_traits(i);
    case C_MUL: case C_MAC: case C_MULL: case C_MACL: return P_ANY | P_PRODUCT;
    case C_LOAD: case C_PRELOAD: return P_ANY | P_LOAD;
    case C_STORE:  return P_ANY | P_STORE;
    case C_BRANCH: case C_BRANCH_LINK: case C_BRANCH_REGISTER: case C_COMPARE_BRANCH: return P_ANY | P_BRANCH;
    case C_IT: case C_HINT: return P_ANY;
    default:       return P_ANY | P_SINGLE;
    }
}

/* What the younger one must not be, by each trait of the older one. */
#define REFUSED(trait) [__builtin_ctz(trait)]
static const uint16_t refused[32] = {
    REFUSED(P_STORE) = P_STORE | P_PRODUCT,    /* one store channel: TRM 1.2.3 */
    REFUSED(P_PRODUCT) = P_PRODUCT | P_STORE,
    REFUSED(P_INLINE) = P_INLINE, REFUSED(P_SHIFT) = P_INLINE, REFUSED(P_EXTRACT) = P_INLINE,
    REFUSED(P_FP) = P_FP,
    REFUSED(P_FP_SUM) = P_FP_MOVE, REFUSED(P_FP_MOVE) = P_FP_SUM,
    REFUSED(P_FP_CONSTANT) = P_FP_CONSTANT,
    REFUSED(P_FP_SUM_D) = P_LOAD | P_STORE,
    REFUSED(P_BRANCH) = P_BRANCH,
};

static int may_pair(unsigned older, unsigned younger)
{
    if (!older || younger & (P_SINGLE | P_FIRST)) return 0;
    int unaligned = (older | younger) & P_UNALIGNED;         /* they take turns: unaligned() has the price */
    int same_bank = older & younger & P_LOAD && !((older ^ younger) & P_ODD);
    if (same_bank && !unaligned) return 0;
    for (; older; older &= older - 1)
        if (younger & refused[__builtin_ctz(older)]) return 0;
    return 1;
}

/* Doublewords it lies in: 1 or 2. */
static int spans(const issued_t *i) { return i->pc + i->insn->length > 8 ? 2 : 1; }

/* ---- may it issue? --------------------------------------------------------------------------- */

static unsigned gone(const issue_t *s, uint64_t edge)
{
    uint64_t n = edge > s->edge ? edge - s->edge : 0;
    return n < 255 ? (unsigned)n : 255;
}

static unsigned with_bank(const issued_t *i)
{
    unsigned what = i->traits;
    if (!(what & P_LOAD)) return what;
    int odd = i->insn->cost == C_LOAD && i->address & (i->insn->size - 1u);
    return what | (i->address & 4 ? P_ODD : 0) | (odd ? P_UNALIGNED : 0);
}

/* Doublewords of its own and what follows that have come. */
static int arrived(const issue_t *s, unsigned past, const number_t *num)
{
    int most = (int)num[T_FETCH_QUEUE].value, words = s->words + (int)past;
    return words < most ? words : most;
}

static void needs_bytes(asking_t *a, const issued_t *i)
{
    int missing = spans(i) - arrived(a->s, a->gone, a->num);
    if (missing > (int)a->wait) a->wait = (unsigned)missing;
}

static unsigned queue_places(const number_t *num)
{
    uint32_t n = num[T_TCM_QUEUE].value;
    return n > TCM_QUEUE ? TCM_QUEUE : n ? n : 1;
}

/* The place of the store queue that is free first. */
static unsigned queue_place(const issue_t *s, const number_t *num)
{
    unsigned best = LEFT_QUEUE;
    for (unsigned k = best + 1; k < LEFT_QUEUE + queue_places(num); k++)
        if (s->left[k] < s->left[best]) best = k;
    return best;
}

static int queues(const issued_t *i) { return i->insn->cost == C_STORE && i->dtcm && i->executed; }

/* Behind a double multiply-accumulate, its own kind and a product need not wait as long. */
static unsigned block_of(const insn_t *i)
{
    if (!(i->flags & I_DOUBLE)) return LEFT_BLOCK;
    return i->cost == C_FP_MAC ? LEFT_BLOCK_SUM : i->cost == C_FP_MUL ? LEFT_BLOCK_MUL : LEFT_BLOCK;
}

uint64_t m7_ready(const issue_t *s, const issued_t *i, const number_t *num)
{
    asking_t a = { .s = s, .insn = i->insn, .num = num, .gone = gone(s, i->began) };
    unsigned what = with_bank(i);
    int branch = what & P_BRANCH && i->insn->op != OP_BLX;
    a.beside = !a.gone && s->older;
    if (i->executed) issue_reads(&a);
    if (i->conditional && !branch) need(&a, LEFT_FLAGS, T_READ_ALU);
    if (queues(i)) need(&a, queue_place(s, num), T_READ_EX1);
    needs_bytes(&a, i);
    if (!a.beside) {
        need(&a, block_of(i->insn), T_READ_EX1);
    } else if (!a.wait) {
        int late = what & P_FP_MOVE && s->left[LEFT_WINDOW];    /* only as the older one */
        if (!late && may_pair(s->older, what)) return i->began;
        a.wait = num[T_INSN_ISSUE].value;
        need(&a, block_of(i->insn), T_READ_EX1);
    }
    return i->began + a.wait;
}

/* ---- it issues ------------------------------------------------------------------------------- */

static int may_be_early(const insn_t *i)
{
    if (i->flags & I_IMM && shifts_inline(i)) return 0;
    return i->op == OP_ADD || i->op == OP_SUB || i->op == OP_ADR || i->op == OP_MOVT
        || (i->op == OP_MOV && i->shift != SHIFT_RRX);
}

/* A store of less than a word is read, modified and written; an unaligned one keeps both banks. */
static void leaves_queued(issue_t *s, const issued_t *i, const number_t *num)
{
    unsigned size = i->insn->size, whole = size == 4 && !(i->address & 3);
    unsigned took = whole ? num[T_INSN_ISSUE].value : num[T_TCM_PART].value, bank = i->address >> 2 & 1;
    int both = i->address & (size - 1);
    uint8_t *left = &s->left[LEFT_BANK], from = left[bank];
    if (both && left[!bank] > from) from = left[!bank];
    uint8_t done = (uint8_t)(from + took < 255 ? from + took : 255);
    left[bank] = done;
    if (both) left[!bank] = done;
    s->left[queue_place(s, num)] = done;
}

/* Could the early ALU do it: from the older slot (a shift from either), with operands there at EX1? */
static int goes_early(const issue_t *s, const insn_t *i, unsigned what, int younger)
{
    if (!may_be_early(i) || what & P_INLINE) return 0;
    if (younger && !(what & P_SHIFT)) return 0;
    if (younger && s->older & (P_INLINE | P_EXTRACT)) return 0;
    int constant = (i->flags & I_IMM) != 0, move = i->op == OP_MOV;
    unsigned n = i->op == OP_MOVT ? i->rd : move || i->op == OP_ADR ? R_NO : i->rn;
    const uint8_t *left = s->left + (what & P_SHIFT ? LEFT_VALUE : LEFT_SUMMAND);
    return (n >= 15 || !left[n]) && (constant || i->rm >= 15 || !left[i->rm]);
}

static unsigned branch_cost(const issue_t *s, unsigned outcome, const number_t *num)
{
    unsigned one = num[T_INSN_ISSUE].value;
    switch (outcome) {
    case BRANCH_DECODED: return num[T_TAKEN_DECODED].value;
    case BRANCH_WRONG:
        return one + num[s->left[LEFT_FLAGS_NEW] ? T_MISPREDICT : T_MISPREDICT_FLAGS].value;
    case BRANCH_LOST:    return one + num[T_MISPREDICT].value;
    default:             return 0;
    }
}

/* What of the queue is left for the next instruction. wait: it issues so much later, its first doubleword
 * just there. A branch foretold by the table has sent the fetches on behind its last doubleword. */
static void leaves_bytes(issue_t *s, const issued_t *i, unsigned wait, const number_t *num)
{
    int words = arrived(s, 0, num);
    if (wait) words = 1 - (int)(wait < 100 ? wait : 100);
    else words -= i->branch == BRANCH_RIGHT ? spans(i) : (i->pc + i->insn->length) / 8;
    s->words = (int8_t)words;
}

/* A load that is not aligned, in its pair: cycles more or less than the lsu took. */
static int unaligned(const issue_t *s, unsigned what, int younger, const number_t *num)
{
    if (!younger || !((what | s->older) & P_UNALIGNED) || !(what & P_LOAD)) return 0;
    int more = what & P_UNALIGNED ? (int)num[T_UNALIGNED_YOUNGER].value : 0;
    int shared = s->older & P_LOAD && (what ^ s->older) & P_UNALIGNED && !((what ^ s->older) & P_ODD);
    return more - (shared ? (int)num[T_UNALIGNED_SHARED].value : 0);
}

/* In bytes throughout, for the compiler's vectors. */
static void age(uint8_t left[LEFT_COUNT], uint8_t past)
{
    for (unsigned k = 0; k < LEFT_COUNT; k++) {
        uint8_t least = left[k] > past ? left[k] : past;
        left[k] = (uint8_t)(least - past);
    }
}

void m7_stand(issue_t *s, uint64_t edge, const number_t *num)
{
    unsigned past = gone(s, edge);
    s->words = (int8_t)arrived(s, past, num);
    if (past) age(s->left, (uint8_t)past), s->older = 0, s->made = 0;       /* no pair is open any more */
    s->edge = edge;
}

static void block(const leaving_t *l, unsigned cycles)
{
    put(l, LEFT_BLOCK, cycles), put(l, LEFT_BLOCK_MUL, cycles), put(l, LEFT_BLOCK_SUM, cycles);
}

static unsigned dest(const insn_t *i)
{
    if (i->cost == C_LOAD) return i->rt;
    return i->cost <= C_MACL && writes_rd(i) ? i->rd : R_NO;
}

uint64_t m7_issue(issue_t *s, const issued_t *i, const number_t *num)
{
    uint64_t edge = i->began;
    unsigned one = num[T_INSN_ISSUE].value, what = with_bank(i);
    m7_stand(s, edge, num);
    int younger = s->older != 0;

    uint64_t next = edge + one;
    int stalled = i->memory > next;
    unsigned took = stalled ? (unsigned)(i->memory - edge) : one;
    leaving_t l = { .s = s, .insn = i->insn, .num = num, .early = goes_early(s, i->insn, what, younger),
                    .late = took > num[T_LOAD_HIT].value && stalled ? took - num[T_LOAD_HIT].value : 0 };
    if (i->executed) issue_leaves(&l, i);
    if (queues(i)) leaves_queued(s, i, num);
    l.late = 0;
    int turns = i->executed ? unaligned(s, what, younger, num) : 0;
    if (turns < 0 && !stalled) block(&l, less(s->left[LEFT_BLOCK], (unsigned)-turns));
    if (stalled && what & P_LOAD) {                         /* its partner issues with it */
        if (!i->ppb) block(&l, (unsigned)((int)took + turns));
        stalled = 0;
    }
    unsigned wait = branch_cost(s, i->branch, num);
    leaves_bytes(s, i, i->insn->op == OP_ISB ? took : wait, num);
    int open = !younger && !stalled && !wait && !(what & P_SINGLE) && num[T_ISSUE_WIDTH].value > 1;
    s->older = open ? what : 0, s->made = open ? (uint8_t)(dest(i->insn) + 1) : 0;
    if (open) return edge;
    if (s->left[LEFT_BLOCK] > wait) wait = s->left[LEFT_BLOCK];
    if (wait > one) next = edge + wait;
    return stalled && i->memory > next ? i->memory : next;
}
