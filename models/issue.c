/* issue.c -- see issue.h. What an instruction is for the pairing, what it reads, what it leaves. */
#include "issue.h"

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
    P_ODD = 32768                        /* a load from an odd word: bit 2 of its address */
};

/* VMLA and its like round the product first; VFMA and its like do not. */
static int rounds_twice(const insn_t *i) { return i->op >= OP_VMLA && i->op <= OP_VNMLS; }

static int is_special(const insn_t *i) { return i->op == OP_MRS || i->op == OP_MSR || i->op == OP_CPS; }

static int has_list(const insn_t *i) { return i->op == OP_LDM || i->op == OP_STM; }

/* A second operand that comes through the shifter. */
static int shifts_inline(const insn_t *i)
{
    if (i->flags & I_IMM) return i->length == 4 && i->flags & I_CARRY_KNOWN;
    return i->cost == C_ALU_SHIFT && (i->amount || i->shift != SHIFT_LSL);
}

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

static unsigned traits(const insn_t *i)
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

static const struct { uint16_t older, younger; } refused[] = {
    { P_STORE, P_STORE },                      /* one store channel: TRM 1.2.3 */
    { P_PRODUCT, P_PRODUCT | P_STORE }, { P_STORE, P_PRODUCT },
    { P_INLINE | P_SHIFT, P_INLINE },
    { P_EXTRACT, P_INLINE },
    { P_FP, P_FP },
    { P_FP_SUM, P_FP_MOVE }, { P_FP_MOVE, P_FP_SUM },
    { P_FP_CONSTANT, P_FP_CONSTANT },
    { P_FP_SUM_D, P_LOAD | P_STORE },
    { P_BRANCH, P_BRANCH },
};

static int may_pair(unsigned older, unsigned younger)
{
    if (!older || younger & (P_SINGLE | P_FIRST)) return 0;
    if (older & younger & P_LOAD && !((older ^ younger) & P_ODD)) return 0;      /* the same bank */
    for (unsigned k = 0; k < sizeof refused / sizeof *refused; k++)
        if (older & refused[k].older && younger & refused[k].younger) return 0;
    return 1;
}

int m7_asks_address(const insn_t *i)
{
    return i->cost == C_LOAD || i->cost == C_PRELOAD || (i->cost == C_FP_LOAD && !(i->flags & I_DOUBLE));
}

/* ---- what it reads --------------------------------------------------------------------------- */

typedef struct {
    const issue_t *s;
    const insn_t *insn;
    const number_t *num;
    unsigned gone;                       /* cycles since s->edge */
    unsigned wait;                       /* it may issue so many cycles from now */
} asking_t;

static void need(asking_t *a, unsigned place, m7_number_t read)
{
    unsigned left = a->s->left[place], in_time = a->gone + a->num[read].value;
    if (left > in_time && left - in_time > a->wait) a->wait = left - in_time;
}

static void reads(asking_t *a, unsigned what, unsigned r, m7_number_t read)
{
    if (r < 15) need(a, what + r, read);
}

static void reads_fp(asking_t *a, unsigned what, unsigned word, m7_number_t read)
{
    if (word >= 32) return;
    need(a, what + word, read);
    if (a->insn->flags & I_DOUBLE && word < 31) need(a, what + word + 1, read);
}

static void reads_list(asking_t *a, unsigned list)
{
    for (unsigned r = 0; r < 15; r++) if (list >> r & 1) reads(a, LEFT_VALUE, r, T_READ_STORE);
}

static void reads_alu(asking_t *a)
{
    const insn_t *i = a->insn;
    int constant = (i->flags & I_IMM) != 0, move = i->op == OP_MOV || i->op == OP_MVN;
    if (i->op == OP_MOVT) reads(a, LEFT_VALUE, i->rd, T_READ_ALU);
    else if (!move && i->op != OP_ADR) reads(a, LEFT_VALUE, i->rn, T_READ_ALU);
    if (!constant && shifts_inline(i)) reads(a, LEFT_SHIFT, i->rm, T_READ_EX1);
    else if (!constant) reads(a, LEFT_VALUE, i->rm, T_READ_ALU);
    int rrx = !constant && i->shift == SHIFT_RRX;
    if (i->op == OP_ADC || i->op == OP_SBC || rrx) need(a, LEFT_FLAGS, T_READ_ALU);
}

/* Which operand passes the first shifter: jnk0le, bit fields and DSP. */
static void reads_bits(asking_t *a)
{
    const insn_t *i = a->insn;
    switch (i->op) {
    case OP_SBFX: case OP_UBFX: case OP_SSAT: case OP_USAT: case OP_SSAT16: case OP_USAT16:
        reads(a, LEFT_SHIFT, i->rn, T_READ_EX1);
        break;
    case OP_RBIT: case OP_REV: case OP_REV16: case OP_REVSH:
        reads(a, LEFT_SHIFT, i->rm, T_READ_EX1);
        break;
    case OP_BFI: case OP_BFC:
        reads(a, LEFT_SHIFT, i->op == OP_BFI ? i->rn : R_NO, T_READ_EX1);
        reads(a, LEFT_VALUE, i->rd, T_READ_ALU);
        break;
    case OP_SXTAB: case OP_SXTAH: case OP_UXTAB: case OP_UXTAH: case OP_SXTAB16: case OP_UXTAB16:
    case OP_PKHBT: case OP_PKHTB: case OP_QDADD: case OP_QDSUB:
        reads(a, LEFT_SHIFT, i->rm, T_READ_EX1);
        if (i->op == OP_PKHTB) reads(a, LEFT_SHIFT, i->rn, T_READ_EX1);
        else reads(a, LEFT_VALUE, i->rn, T_READ_ALU);
        break;
    default:
        reads(a, LEFT_VALUE, i->rn, T_READ_ALU);
        reads(a, LEFT_VALUE, i->rm, T_READ_ALU);
        break;
    }
}

static void reads_product(asking_t *a)
{
    const insn_t *i = a->insn;
    int sum = i->cost == C_MAC || i->cost == C_MACL;
    reads(a, LEFT_FACTOR, i->rn, T_READ_ALU);
    reads(a, LEFT_FACTOR, i->rm, T_READ_ALU);
    if (sum) reads(a, LEFT_VALUE, i->ra, T_READ_SUM);
    if (i->cost == C_MACL) reads(a, LEFT_VALUE, i->rd, T_READ_SUM);
}

static void reads_memory(asking_t *a)
{
    const insn_t *i = a->insn;
    reads(a, LEFT_ADDRESS, i->rn, T_READ_EX1);
    if (!(i->flags & I_IMM)) reads(a, LEFT_ADDRESS, i->rm, T_READ_EX1);
    if (i->op == OP_STR || i->op == OP_STRD || i->op == OP_STREX) reads(a, LEFT_VALUE, i->rt, T_READ_STORE);
    if (i->op == OP_STRD) reads(a, LEFT_VALUE, i->ra, T_READ_STORE);
    if (i->op == OP_STM) reads_list(a, i->list);
}

static void reads_fp_memory(asking_t *a)
{
    const insn_t *i = a->insn;
    reads(a, LEFT_ADDRESS, i->rn, T_READ_EX1);
    if (i->op == OP_VSTR) reads_fp(a, LEFT_FP, i->rd, T_FP_READ_STORE);
    for (unsigned k = 0; i->op == OP_VSTM && k < i->list && i->rd + k < 32; k++)
        need(a, LEFT_FP + i->rd + k, T_FP_READ_STORE);
    if (i->flags & I_DOUBLE || i->op == OP_VLDM || i->op == OP_VSTM) need(a, LEFT_WINDOW, T_READ_EX1);
}

static void reads_transfer(asking_t *a)
{
    const insn_t *i = a->insn;
    switch (i->op) {
    case OP_VMOV_S_CORE:  reads(a, LEFT_VALUE, i->rt, T_READ_ALU); break;
    case OP_VMOV_CORE_S:  reads_fp(a, LEFT_FP, i->rn, T_READ_EX1); break;
    case OP_VMOV_SS_CORE:
        reads(a, LEFT_VALUE, i->rt, T_READ_ALU);
        reads(a, LEFT_VALUE, i->ra, T_READ_ALU);
        break;
    case OP_VMOV_CORE_SS:
        reads_fp(a, LEFT_FP, i->rm, T_READ_EX1);
        reads_fp(a, LEFT_FP, i->rm + 1u, T_READ_EX1);
        break;
    case OP_VMSR:         reads(a, LEFT_VALUE, i->rt, T_READ_ALU); break;
    default:              need(a, LEFT_FPSCR, T_READ_EX1); break;
    }
}

static void reads_fp_data(asking_t *a)
{
    const insn_t *i = a->insn;
    reads_fp(a, LEFT_FP, i->rn, T_READ_EX1);
    reads_fp(a, LEFT_FP, i->rm, T_READ_EX1);
    if (i->op == OP_VCMP) reads_fp(a, LEFT_FP, i->rd, T_READ_EX1);
    if (i->op == OP_VSEL) need(a, LEFT_FLAGS, T_READ_ALU);
    if (i->cost == C_FP_MAC) {
        reads_fp(a, LEFT_SUM, i->rd, rounds_twice(i) ? T_FP_READ_SUM_MLA : T_READ_EX1);
        if (!rounds_twice(i)) need(a, LEFT_FUSED, T_READ_EX1);
    }
    if (i->cost == C_FP_ADD || i->op == OP_VMOV_IMM) need(a, LEFT_WINDOW, T_READ_EX1);
}

static void reads_all(asking_t *a)
{
    const insn_t *i = a->insn;
    switch (i->cost) {
    case C_ALU: case C_ALU_SHIFT: case C_MOVE: case C_SHIFT: reads_alu(a); break;
    case C_BITS: case C_SIMD: case C_SATURATE: reads_bits(a); break;
    case C_MUL: case C_MAC: case C_MULL: case C_MACL: case C_DIV: reads_product(a); break;
    case C_LOAD: case C_LOAD_DOUBLE: case C_LOAD_MULTIPLE: case C_STORE: case C_STORE_DOUBLE:
    case C_STORE_MULTIPLE: case C_EXCLUSIVE: case C_PRELOAD: case C_TABLE_BRANCH:
        reads_memory(a);
        break;
    case C_BRANCH: case C_BRANCH_LINK: case C_BRANCH_REGISTER: case C_COMPARE_BRANCH:
    case C_IT: case C_HINT: case C_BARRIER:
        break;
    case C_SYSTEM:
        if (i->op == OP_MRS) need(a, LEFT_FLAGS, T_READ_ALU);
        if (i->op == OP_MSR) reads(a, LEFT_VALUE, i->rn, T_READ_ALU);
        break;
    case C_FP_LOAD: case C_FP_STORE: case C_FP_LOAD_MULTIPLE: case C_FP_STORE_MULTIPLE:
        reads_fp_memory(a);
        break;
    case C_FP_TRANSFER: reads_transfer(a); break;
    default: reads_fp_data(a); break;
    }
}

/* ---- may it issue? --------------------------------------------------------------------------- */

static unsigned gone(const issue_t *s, uint64_t edge)
{
    uint64_t n = edge > s->edge ? edge - s->edge : 0;
    return n < 255 ? (unsigned)n : 255;
}

static unsigned with_bank(const insn_t *i, uint32_t address)
{
    unsigned what = traits(i);
    return what | (what & P_LOAD && address & 4 ? P_ODD : 0);
}

tick_t m7_ready(const issue_t *s, const issued_t *i, const domain_t *cpu, const number_t *num)
{
    asking_t a = { s, i->insn, num, gone(s, domain_count(cpu, i->began)), 0 };
    unsigned what = with_bank(i->insn, i->address);
    int branch = what & P_BRANCH && i->insn->op != OP_BLX;
    if (i->executed) reads_all(&a);
    if (i->conditional && !branch) need(&a, LEFT_FLAGS, T_READ_ALU);
    if (a.gone || !s->older) {
        need(&a, LEFT_BLOCK, T_READ_EX1);
    } else if (!a.wait) {
        int late = what & P_FP_MOVE && s->left[LEFT_WINDOW];    /* only as the older one */
        if (!late && may_pair(s->older, what)) return i->began;
        a.wait = num[T_INSN_ISSUE].value;
        need(&a, LEFT_BLOCK, T_READ_EX1);
    }
    return a.wait ? domain_after(cpu, i->began, a.wait) : i->began;
}

/* ---- what it leaves -------------------------------------------------------------------------- */

typedef struct {
    issue_t *s;
    const insn_t *insn;
    const number_t *num;
    unsigned late;                       /* cycles the lsu took more than a hit */
    int early;                           /* the early ALU could do it */
} leaving_t;

static void put(const leaving_t *l, unsigned place, unsigned cycles)
{
    cycles += l->late;
    l->s->left[place] = (uint8_t)(cycles < 255 ? cycles : 255);
}

static void leaves(const leaving_t *l, unsigned r, m7_number_t value, m7_number_t address, m7_number_t shift,
                   m7_number_t factor)
{
    if (r >= 15) return;
    put(l, LEFT_VALUE + r, l->num[value].value);
    put(l, LEFT_ADDRESS + r, l->num[address].value);
    put(l, LEFT_SHIFT + r, l->num[shift].value);
    put(l, LEFT_FACTOR + r, l->num[factor].value);
}

static void leaves_same(const leaving_t *l, unsigned r, m7_number_t n) { leaves(l, r, n, n, n, n); }

static void leaves_fp(const leaving_t *l, unsigned word, m7_number_t value, m7_number_t sum)
{
    unsigned n = l->insn->flags & I_DOUBLE ? 2 : 1;
    for (unsigned k = word; k < word + n && k < 32; k++) {
        put(l, LEFT_FP + k, l->num[value].value);
        put(l, LEFT_SUM + k, l->num[sum].value);
    }
}

static void leaves_loaded(const leaving_t *l, unsigned r)
{
    if (l->insn->size < 4 && !has_list(l->insn))
        leaves_same(l, r, T_RESULT_PART);
    else
        leaves(l, r, T_RESULT_WORD, T_RESULT_WORD_ADDRESS, T_RESULT_WORD, T_RESULT_WORD_ADDRESS);
}

static void leaves_base(const leaving_t *l)
{
    const insn_t *i = l->insn;
    leaving_t at_once = *l;
    at_once.late = 0;
    if (i->flags & I_WBACK)
        leaves(&at_once, i->rn, T_RESULT_ALU, T_RESULT_BASE, T_RESULT_ALU, T_RESULT_ALU);
}

static void leaves_memory(const leaving_t *l)
{
    const insn_t *i = l->insn;
    leaves_base(l);
    switch (i->op) {
    case OP_LDRD:
        leaves_loaded(l, i->ra);
        leaves_loaded(l, i->rt);
        break;
    case OP_LDR: case OP_LDREX:
        leaves_loaded(l, i->rt);
        break;
    case OP_STREX:
        leaves_same(l, i->rd, T_RESULT_PART);
        break;
    case OP_LDM:
        for (unsigned r = 0; r < 15; r++) if (i->list >> r & 1) leaves_loaded(l, r);
        break;
    case OP_VLDR:
        leaves_fp(l, i->rd, T_FP_LOAD, T_FP_SUM);
        break;
    case OP_VLDM:
        for (unsigned k = 0; k < i->list; k++) leaves_fp(l, i->rd + k, T_FP_LOAD, T_FP_SUM);
        break;
    default:
        break;
    }
}

static int writes_rd(const insn_t *i) { return i->op < OP_TST || i->op > OP_CMN; }

static int may_be_early(const insn_t *i)
{
    if (i->flags & I_IMM && shifts_inline(i)) return 0;
    return i->op == OP_ADD || i->op == OP_SUB || i->op == OP_ADR || i->op == OP_MOVT
        || (i->op == OP_MOV && i->shift != SHIFT_RRX);
}

static void leaves_data(const leaving_t *l)
{
    const insn_t *i = l->insn;
    switch (i->cost) {
    case C_BITS:
        if (i->op == OP_RBIT || i->op == OP_REV || i->op == OP_REV16 || i->op == OP_REVSH)
            leaves(l, i->rd, T_RESULT_EARLY, T_RESULT_REVERSED, T_RESULT_REVERSED, T_RESULT_EARLY);
        else leaves_same(l, i->rd, T_RESULT_ALU);
        break;
    case C_SIMD:
        leaves_same(l, i->rd, i->op == OP_USAD8 || (i->op >= OP_QADD16 && i->op <= OP_QSUB8)
                    || (i->op >= OP_UQADD16 && i->op <= OP_UQSUB8) ? T_RESULT_SATURATE : T_RESULT_ALU);
        break;
    case C_SATURATE:
        leaves_same(l, i->rd, T_RESULT_SATURATE);
        break;
    case C_MUL: case C_MAC: case C_MULL: case C_MACL:
        leaves(l, i->rd, T_RESULT_PRODUCT, T_RESULT_PRODUCT_ADDRESS, T_RESULT_PRODUCT, T_RESULT_PRODUCT);
        if (i->cost == C_MULL || i->cost == C_MACL)
            leaves(l, i->ra, T_RESULT_PRODUCT, T_RESULT_PRODUCT_ADDRESS, T_RESULT_PRODUCT, T_RESULT_PRODUCT);
        break;
    default:
        if (writes_rd(i)) leaves_same(l, i->rd, l->early ? T_RESULT_EARLY : T_RESULT_ALU);
        break;
    }
}

static void leaves_fp_data(const leaving_t *l)
{
    const insn_t *i = l->insn;
    int wide = (i->flags & I_DOUBLE) != 0, mla = rounds_twice(i);
    if (i->op == OP_VCMP) { put(l, LEFT_FPSCR, l->num[T_FP_RESULT].value); return; }
    if (i->cost != C_FP_MAC) { leaves_fp(l, i->rd, T_FP_RESULT, T_FP_SUM); return; }
    if (wide) leaves_fp(l, i->rd, T_FP_RESULT, T_FP_RESULT);
    else leaves_fp(l, i->rd, mla ? T_FP_RESULT_MLA : T_FP_RESULT_FMA, mla ? T_FP_SUM_MLA : T_FP_SUM);
    unsigned one = l->num[T_INSN_ISSUE].value;
    put(l, LEFT_WINDOW, wide ? 0 : l->num[T_FP_WINDOW].value + one);
    if (mla && !wide) put(l, LEFT_FUSED, 2 * one);
}

static void leaves_transfer(const leaving_t *l)
{
    const insn_t *i = l->insn;
    switch (i->op) {
    case OP_VMOV_S_CORE:
        leaves_fp(l, i->rd, T_FP_FROM_CORE, T_FP_FROM_CORE);
        break;
    case OP_VMOV_SS_CORE:
        leaves_fp(l, i->rm, T_FP_FROM_CORE, T_FP_FROM_CORE);
        leaves_fp(l, i->rm + 1u, T_FP_FROM_CORE, T_FP_FROM_CORE);
        break;
    case OP_VMOV_CORE_SS:
        leaves_same(l, i->ra, T_FP_TO_CORE);
        leaves_same(l, i->rt, T_FP_TO_CORE);
        break;
    case OP_VMOV_CORE_S:
        leaves_same(l, i->rt, T_FP_TO_CORE);
        break;
    case OP_VMRS:
        if (i->rt == 15) put(l, LEFT_FLAGS, l->num[T_RESULT_FLAGS].value);
        else leaves_same(l, i->rt, T_FP_TO_CORE);
        break;
    default:
        put(l, LEFT_FPSCR, l->num[T_FP_FROM_CORE].value);
        break;
    }
}

static void leaves_flags(const leaving_t *l, int conditional)
{
    const insn_t *i = l->insn;
    if (i->kind != K_DATA) return;
    if (!(i->flags & I_S) && (!(i->flags & I_S_OUT) || conditional)) return;
    int compare = !writes_rd(i) && shifts_inline(i);
    put(l, LEFT_FLAGS, l->num[compare ? T_RESULT_FLAGS_SHIFTED : T_RESULT_FLAGS].value);
    put(l, LEFT_FLAGS_NEW, l->num[T_FLAGS_AHEAD].value);
}

/* Cycles for which nothing but the younger of its own pair may issue. */
static unsigned blocks(const insn_t *i, unsigned quotient, const number_t *num)
{
    int wide = (i->flags & I_DOUBLE) != 0;
    unsigned bits = num[T_DIVIDE_BITS].value ? num[T_DIVIDE_BITS].value : 1;
    switch (i->cost) {
    case C_DIV:          return num[T_DIVIDE].value + (quotient + bits - 1) / bits;
    case C_TABLE_BRANCH: return num[T_TABLE_BRANCH].value;
    case C_SYSTEM:       return is_special(i) ? num[T_RESULT_SYSTEM].value : 0;
    case C_FP_ADD:       return wide ? num[T_FP_ADD_D].value : 0;
    case C_FP_MUL:       return wide ? num[T_FP_MUL_D].value : 0;
    case C_FP_MAC:       return wide ? num[rounds_twice(i) ? T_FP_MLA_D : T_FP_FMA_D].value : 0;
    case C_FP_DIV:       return num[wide ? T_FP_DIV_D : T_FP_DIV].value;
    case C_FP_SQRT:      return num[wide ? T_FP_SQRT_D : T_FP_SQRT].value;
    default:             return 0;
    }
}

static void leaves_all(const leaving_t *l)
{
    switch (l->insn->cost) {
    case C_LOAD: case C_LOAD_DOUBLE: case C_LOAD_MULTIPLE: case C_STORE: case C_STORE_DOUBLE:
    case C_STORE_MULTIPLE: case C_EXCLUSIVE: case C_FP_LOAD: case C_FP_STORE: case C_FP_LOAD_MULTIPLE:
    case C_FP_STORE_MULTIPLE:
        leaves_memory(l);
        break;
    case C_BRANCH_LINK: case C_BRANCH_REGISTER:
        if (l->insn->op == OP_BL || l->insn->op == OP_BLX) leaves_same(l, 14, T_RESULT_EARLY);
        break;
    case C_FP_TRANSFER:
        leaves_transfer(l);
        break;
    case C_BRANCH: case C_COMPARE_BRANCH: case C_TABLE_BRANCH: case C_IT: case C_HINT: case C_BARRIER:
    case C_PRELOAD:
        break;
    case C_SYSTEM:
        if (l->insn->op == OP_MRS) leaves_same(l, l->insn->rd, T_RESULT_SYSTEM);
        break;
    default:
        if (l->insn->kind == K_FP) leaves_fp_data(l); else leaves_data(l);
        break;
    }
}

/* Could the early ALU do it: from the older slot (a shift from either), with operands there at EX1? */
static int goes_early(const issue_t *s, const insn_t *i, unsigned what, int younger)
{
    if (!may_be_early(i) || what & P_INLINE) return 0;
    if (younger && !(what & P_SHIFT)) return 0;
    if (younger && s->older & (P_INLINE | P_EXTRACT)) return 0;
    int constant = (i->flags & I_IMM) != 0, move = i->op == OP_MOV;
    unsigned n = i->op == OP_MOVT ? i->rd : move || i->op == OP_ADR ? R_NO : i->rn;
    if (n < 15 && s->left[LEFT_VALUE + n]) return 0;
    return constant || i->rm >= 15 || !s->left[LEFT_VALUE + i->rm];
}

static unsigned branch_cost(const issue_t *s, unsigned outcome, const number_t *num)
{
    switch (outcome) {
    case BRANCH_DECODED: return num[T_TAKEN_DECODED].value;
    case BRANCH_WRONG:   return num[s->left[LEFT_FLAGS_NEW] ? T_MISPREDICT : T_MISPREDICT_FLAGS].value;
    case BRANCH_LOST:    return num[T_MISPREDICT].value;
    default:             return 0;
    }
}

/* In bytes throughout, for the compiler's vectors. */
static void age(uint8_t left[LEFT_COUNT], uint8_t past)
{
    for (unsigned k = 0; k < LEFT_COUNT; k++) {
        uint8_t least = left[k] > past ? left[k] : past;
        left[k] = (uint8_t)(least - past);
    }
}

tick_t m7_issue(issue_t *s, const issued_t *i, const domain_t *cpu, const number_t *num)
{
    uint64_t edge = domain_count(cpu, i->began);
    unsigned past = gone(s, edge), one = num[T_INSN_ISSUE].value, what = with_bank(i->insn, i->address);
    int younger = !past && s->older;
    if (past) age(s->left, (uint8_t)past);
    s->edge = edge;

    tick_t next = domain_after(cpu, i->began, one);
    int stalled = i->memory > next;
    unsigned took = stalled ? (unsigned)(domain_number(cpu, i->memory) - edge) : one;
    leaving_t l = { .s = s, .insn = i->insn, .num = num, .early = goes_early(s, i->insn, what, younger),
                    .late = took > num[T_LOAD_HIT].value && stalled ? took - num[T_LOAD_HIT].value : 0 };
    if (i->executed) {
        leaves_all(&l);
        l.late = 0;
        leaves_flags(&l, i->conditional);
        unsigned block = blocks(i->insn, i->quotient, num);
        if (block) put(&l, LEFT_BLOCK, block);
    }
    unsigned wait = branch_cost(s, i->branch, num);
    int open = !younger && !stalled && !wait && !(what & P_SINGLE) && num[T_ISSUE_WIDTH].value > 1;
    s->older = open ? what : 0;
    if (open) return i->began;
    if (s->left[LEFT_BLOCK] > wait) wait = s->left[LEFT_BLOCK];
    if (wait > one) next = domain_after(cpu, i->began, wait);
    return stalled && i->memory > next ? i->memory : next;
}

unsigned m7_quotient_bits(uint32_t n, uint32_t d, int is_signed)
{
    if (is_signed && n >> 31) n = 0 - n;
    if (is_signed && d >> 31) d = 0 - d;
    unsigned bits = 0;
    while (d && n >= d) n >>= 1, bits++;
    return bits;
}
