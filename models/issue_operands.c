/* issue_operands.c -- see issue.h: when an instruction reads its operands and when its results are there. */
#include "issue_own.h"

/* VMLA and its like round the product first; VFMA and its like do not. */
static int rounds_twice(const insn_t *i) { return i->op >= OP_VMLA && i->op <= OP_VNMLS; }

static int is_special(const insn_t *i) { return i->op == OP_MRS || i->op == OP_MSR || i->op == OP_CPS; }

static int has_list(const insn_t *i) { return i->op == OP_LDM || i->op == OP_STM; }

/* ---- what it reads --------------------------------------------------------------------------- */

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

/* A word just loaded comes a cycle later to an instruction whose other operand passes the shifter: jnk0le,
 * loads. */
static void reads_alu(asking_t *a)
{
    const insn_t *i = a->insn;
    int constant = (i->flags & I_IMM) != 0, move = i->op == OP_MOV || i->op == OP_MVN;
    unsigned plain = !constant && shifts_inline(i) ? LEFT_FACTOR : LEFT_VALUE;
    if (i->op == OP_MOVT) reads(a, LEFT_VALUE, i->rd, T_READ_ALU);
    else if (!move && i->op != OP_ADR) reads(a, plain, i->rn, T_READ_ALU);
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
        reads(a, i->op == OP_BFI ? LEFT_FACTOR : LEFT_VALUE, i->rd, T_READ_ALU);
        break;
    case OP_SXTAB: case OP_SXTAH: case OP_UXTAB: case OP_UXTAH: case OP_SXTAB16: case OP_UXTAB16:
    case OP_PKHBT: case OP_PKHTB: case OP_QDADD: case OP_QDSUB:
        reads(a, LEFT_SHIFT, i->rm, T_READ_EX1);
        if (i->op == OP_PKHTB) reads(a, LEFT_SHIFT, i->rn, T_READ_EX1);
        else reads(a, LEFT_FACTOR, i->rn, T_READ_ALU);
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
    case OP_VMOV_S_CORE:                                    /* a cycle after any ALU or product: jnk0le */
        reads(a, LEFT_VALUE, i->rt, T_READ_SUM);
        if (a->beside && a->s->made == i->rt + 1 && !a->wait) a->wait = a->num[T_INSN_ISSUE].value;
        break;
    case OP_VMOV_CORE_S:
        reads_fp(a, LEFT_FP, i->rn, T_READ_EX1);
        reads_fp(a, LEFT_SUM, i->rn, T_FP_READ_CORE);
        break;
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

void issue_reads(asking_t *a)
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

/* ---- what it leaves -------------------------------------------------------------------------- */

static void leaves_four(const leaving_t *l, unsigned r, m7_number_t value, m7_number_t address,
                        m7_number_t shift, m7_number_t factor)
{
    if (r >= 15) return;
    put(l, LEFT_VALUE + r, l->num[value].value);
    put(l, LEFT_SUMMAND + r, l->num[value].value);
    put(l, LEFT_ADDRESS + r, l->num[address].value);
    put(l, LEFT_SHIFT + r, l->num[shift].value);
    put(l, LEFT_FACTOR + r, l->num[factor].value);
}

static void leaves_same(const leaving_t *l, unsigned r, m7_number_t n) { leaves_four(l, r, n, n, n, n); }

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
        leaves_four(l, r, T_RESULT_WORD, T_RESULT_WORD_ADDRESS, T_RESULT_WORD, T_RESULT_WORD_ADDRESS);
}

/* The address unit made it, as early as the early ALU, which may add to it a cycle later than others use it. */
static void leaves_base(const leaving_t *l)
{
    const insn_t *i = l->insn;
    leaving_t at_once = *l;
    if (!(i->flags & I_WBACK)) return;
    at_once.late = 0;
    leaves_same(&at_once, i->rn, T_RESULT_BASE);
    if (i->rn < 15) put(&at_once, LEFT_SUMMAND + i->rn, l->num[T_RESULT_BASE_SUMMAND].value);
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

static void leaves_product(const leaving_t *l, unsigned r)
{
    leaves_four(l, r, T_RESULT_PRODUCT, T_RESULT_PRODUCT_ADDRESS, T_RESULT_PRODUCT, T_RESULT_PRODUCT);
}

static void leaves_data(const leaving_t *l)
{
    const insn_t *i = l->insn;
    switch (i->cost) {
    case C_BITS:
        if (i->op == OP_RBIT || i->op == OP_REV || i->op == OP_REV16 || i->op == OP_REVSH)
            leaves_four(l, i->rd, T_RESULT_EARLY, T_RESULT_REVERSED, T_RESULT_REVERSED, T_RESULT_EARLY);
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
        leaves_product(l, i->rd);
        if (i->cost == C_MULL || i->cost == C_MACL) leaves_product(l, i->ra);
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
static unsigned blocks(const insn_t *i, unsigned operands, const number_t *num)
{
    int wide = (i->flags & I_DOUBLE) != 0;
    unsigned bits = num[T_DIVIDE_BITS].value ? num[T_DIVIDE_BITS].value : 1;
    unsigned pair = operands > DOUBLE_ZERO ? DOUBLE_DENORMAL : operands;        /* no accumulator */
    switch (i->cost) {
    case C_DIV:          return num[T_DIVIDE].value + (operands + bits - 1) / bits;
    case C_TABLE_BRANCH: return num[T_TABLE_BRANCH].value;
    case C_SYSTEM:       return is_special(i) ? num[T_RESULT_SYSTEM].value : 0;
    case C_FP_ADD:       return wide ? num[T_FP_ADD_D + pair].value : 0;
    case C_FP_MUL:       return wide ? num[T_FP_MUL_D + pair].value : 0;
    case C_FP_MAC:       return wide ? num[(rounds_twice(i) ? T_FP_MLA_D : T_FP_FMA_D) + operands].value : 0;
    case C_FP_DIV:       return wide ? num[T_FP_DIV_D + pair].value : num[T_FP_DIV].value;
    case C_FP_SQRT:      return num[wide ? T_FP_SQRT_D : T_FP_SQRT].value;
    default:             return 0;
    }
}

static void leaves_blocked(const leaving_t *l, const issued_t *i)
{
    const insn_t *insn = l->insn;
    unsigned n = blocks(insn, i->operands, l->num), mul = n, sum = n, one = l->num[T_INSN_ISSUE].value;
    if (!n) return;
    if (insn->cost == C_FP_MAC) {
        unsigned more = l->num[(rounds_twice(insn) ? T_FP_MLA_D_MORE : T_FP_FMA_D_MORE) + i->operands].value;
        mul = less(n, l->num[T_FP_MUL_D_BEHIND].value);
        sum = more < n ? more : n;
    }
    /* Of a run, each further one takes as long as the table says, however early it could begin. */
    put(l, LEFT_BLOCK, n > one ? n : one);
    put(l, LEFT_BLOCK_MUL, mul > one ? mul : one);
    put(l, LEFT_BLOCK_SUM, sum > one ? sum : one);
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

void issue_leaves(const leaving_t *l, const issued_t *i)
{
    leaving_t at_once = *l;
    at_once.late = 0;
    leaves_all(l);
    leaves_flags(&at_once, i->conditional);
    leaves_blocked(&at_once, i);
}

/* ---- what its time depends on ------------------------------------------------------------------ */

/* An FP double's exponent; -1: zero. *denormal: it is one. */
static int exponent_of(const uint32_t fp[32], unsigned word, int *denormal)
{
    uint32_t high = fp[(word | 1) & 31], low = fp[word & 30];
    int e = (int)(high >> 20 & 0x7FF);
    *denormal = !e && (high << 12 | low);
    return e || *denormal ? e : -1;
}

/* The product's exponent against the accumulator's, or one operand's against the other's. */
static unsigned double_kind(const insn_t *i, const uint32_t fp[32])
{
    enum { BIAS = 1023 };
    int dn, dm, da = 0, sum = i->cost == C_FP_MAC, one = i->cost == C_FP_SQRT;
    int m = exponent_of(fp, i->rm, &dm), n = one ? m : exponent_of(fp, i->rn, &dn);
    if (one) dn = dm;
    int a = sum ? exponent_of(fp, i->rd, &da) : m;
    if (n < 0 || m < 0) return DOUBLE_ZERO;
    if (dn || dm) return da ? DOUBLE_BOTH_DENORMAL : DOUBLE_DENORMAL;
    if (da) return DOUBLE_SUM_DENORMAL;
    return (sum ? n + m - BIAS : n) == a ? DOUBLE_SAME : DOUBLE_OTHER;
}

unsigned m7_operands(const insn_t *i, const uint32_t r[16], const uint32_t fp[32])
{
    if (i->cost == C_DIV) return m7_quotient_bits(r[i->rn & 15], r[i->rm & 15], i->op == OP_SDIV);
    return i->flags & I_DOUBLE && i->cost >= C_FP_ADD && i->cost <= C_FP_SQRT ? double_kind(i, fp) : 0;
}

unsigned m7_quotient_bits(uint32_t n, uint32_t d, int is_signed)
{
    if (is_signed && n >> 31) n = 0 - n;
    if (is_signed && d >> 31) d = 0 - d;
    unsigned bits = 0;
    while (d && n >= d) n >>= 1, bits++;
    return bits;
}
