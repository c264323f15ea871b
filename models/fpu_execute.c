/* fpu_execute.c -- the FP data-processing instructions on the register file (Armv7-M ARM A7.7). */
#include "fpu.h"

static uint64_t get(const regs_t *r, unsigned n, fpu_format_t f)
{
    return f == FPU_F64 ? (uint64_t)r->s[(n + 1) & 31] << 32 | r->s[n & 31] : r->s[n & 31];
}

static void put(regs_t *r, unsigned n, fpu_format_t f, uint64_t value)
{
    r->s[n & 31] = (uint32_t)value;
    if (f == FPU_F64) r->s[(n + 1) & 31] = (uint32_t)(value >> 32);
}

/* rd = rd, rn, rm. VMLA and its kin round the product, VFMA and its kin do not. */
static uint64_t arithmetic(fpu_format_t f, unsigned op, uint64_t d, uint64_t n, uint64_t m, uint32_t *fpscr)
{
    switch (op) {
    case OP_VADD:   return fpu_add(f, n, m, fpscr);
    case OP_VSUB:   return fpu_sub(f, n, m, fpscr);
    case OP_VMUL:   return fpu_mul(f, n, m, fpscr);
    case OP_VNMUL:  return fpu_neg(f, fpu_mul(f, n, m, fpscr));
    case OP_VDIV:   return fpu_div(f, n, m, fpscr);
    case OP_VMLA:   return fpu_add(f, d, fpu_mul(f, n, m, fpscr), fpscr);
    case OP_VMLS:   return fpu_add(f, d, fpu_neg(f, fpu_mul(f, n, m, fpscr)), fpscr);
    case OP_VNMLA:  return fpu_add(f, fpu_neg(f, d), fpu_neg(f, fpu_mul(f, n, m, fpscr)), fpscr);
    case OP_VNMLS:  return fpu_add(f, fpu_neg(f, d), fpu_mul(f, n, m, fpscr), fpscr);
    case OP_VFMA:   return fpu_muladd(f, d, n, m, fpscr);
    case OP_VFMS:   return fpu_muladd(f, d, fpu_neg(f, n), m, fpscr);
    case OP_VFNMA:  return fpu_muladd(f, fpu_neg(f, d), fpu_neg(f, n), m, fpscr);
    case OP_VFNMS:  return fpu_muladd(f, fpu_neg(f, d), n, m, fpscr);
    case OP_VMAXNM: return fpu_maxnum(f, n, m, fpscr);
    case OP_VMINNM: return fpu_minnum(f, n, m, fpscr);
    case OP_VABS:   return fpu_abs(f, m);
    case OP_VNEG:   return fpu_neg(f, m);
    case OP_VSQRT:  return fpu_sqrt(f, m, fpscr);
    default:        return m;                                   /* OP_VMOV */
    }
}

/* VCVTB, VCVTT: the other half of the register stays. */
static void to_half(regs_t *r, const insn_t *i, fpu_format_t f)
{
    uint32_t half = (uint32_t)fpu_convert(FPU_F16, f, get(r, i->rm, f), &r->fpscr);
    uint32_t mask = 0xFFFFu << i->amount, rest = (uint32_t)get(r, i->rd, FPU_F32) & ~mask;
    put(r, i->rd, FPU_F32, rest | half << i->amount);
}

/* Fixed point is converted where it lies. Toward zero one way, to nearest the other, whatever RMode says. */
static void fixed(regs_t *r, const insn_t *i, fpu_format_t f)
{
    fpu_fixed_t form = { i->size * 8, !(i->flags & I_SIGNED), i->amount };
    uint64_t d = get(r, i->rd, f);
    put(r, i->rd, f, i->op == OP_VCVT_TO_FIXED ? fpu_to_fixed(f, d, form, ROUND_ZERO, &r->fpscr)
                                               : fpu_from_fixed(f, d, form, ROUND_NEAREST, &r->fpscr));
}

void fpu_execute(regs_t *r, const insn_t *i)
{
    fpu_format_t f = i->flags & I_DOUBLE ? FPU_F64 : FPU_F32;
    unsigned rounding = i->shift == ROUND_FPSCR ? fpu_rounding(r->fpscr) : i->shift;
    const fpu_fixed_t integer = { 32, !(i->flags & I_SIGNED), 0 };
    uint64_t m = get(r, i->rm, f);
    uint32_t *fpscr = &r->fpscr;

    switch (i->op) {
    case OP_VMOV_IMM:
        put(r, i->rd, f, f == FPU_F64 ? (uint64_t)i->imm << 32 : i->imm);
        break;
    case OP_VSEL:
        put(r, i->rd, f, thumb_passes(r->xpsr, i->amount) ? get(r, i->rn, f) : m);
        break;
    case OP_VCMP:
        fpu_compare(f, get(r, i->rd, f), i->flags & I_ZERO ? 0 : m, i->flags & I_E, fpscr);
        break;
    case OP_VCVT_D_S:
        put(r, i->rd, FPU_F64, fpu_convert(FPU_F64, FPU_F32, get(r, i->rm, FPU_F32), fpscr));
        break;
    case OP_VCVT_S_D:
        put(r, i->rd, FPU_F32, fpu_convert(FPU_F32, FPU_F64, get(r, i->rm, FPU_F64), fpscr));
        break;
    case OP_VCVT_FROM_HALF:
        put(r, i->rd, f, fpu_convert(f, FPU_F16, get(r, i->rm, FPU_F32) >> i->amount, fpscr));
        break;
    case OP_VCVT_TO_HALF:
        to_half(r, i, f);
        break;
    case OP_VCVT_TO_INT:
        put(r, i->rd, FPU_F32, fpu_to_fixed(f, m, integer, rounding, fpscr));
        break;
    case OP_VCVT_FROM_INT:
        put(r, i->rd, f, fpu_from_fixed(f, get(r, i->rm, FPU_F32), integer, fpu_rounding(*fpscr), fpscr));
        break;
    case OP_VCVT_TO_FIXED:
    case OP_VCVT_FROM_FIXED:
        fixed(r, i, f);
        break;
    case OP_VRINT:
        put(r, i->rd, f, fpu_round(f, m, rounding, i->flags & I_E, fpscr));
        break;
    default:
        put(r, i->rd, f, arithmetic(f, i->op, get(r, i->rd, f), get(r, i->rn, f), m, fpscr));
    }
}
