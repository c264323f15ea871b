/* fpu_convert.c -- conversions, rounding to integral values, comparisons. */
#include "fpu.h"

/* FPHalfToSingle and its five relatives: unpack one way, pack the other. */
uint64_t fpu_convert(fpu_format_t to, fpu_format_t from, uint64_t a, uint32_t *fpscr)
{
    return fpu_pack(to, fpu_unpack(from, a, fpscr), fpu_rounding(*fpscr), fpscr);
}

/* ---- integers and fixed point ---------------------------------------------------------------------- */

/* A finite number's magnitude below 2^64: its whole part, and the rest in 1/2^64. */
static uint64_t split(uint64_t sig, int exp, uint64_t *rest)
{
    if (exp < 0) {
        *rest = fpu_shift_jam(sig, -1 - exp);
        return 0;
    }
    *rest = exp == 63 ? 0 : sig << (exp + 1);
    return sig >> (63 - exp);
}

/* FPToFixed, FPToFixedDirected: saturation is invalid and not inexact as well; a NaN gives 0. */
uint64_t fpu_to_fixed(fpu_format_t f, uint64_t a, fpu_fixed_t to, unsigned rounding, uint32_t *fpscr)
{
    fpu_number_t n = fpu_unpack(f, a, fpscr);
    if (n.kind == FPU_ZERO) return 0;
    if (n.kind == FPU_QUIET || n.kind == FPU_SIGNALLING) {
        *fpscr |= FPSCR_IOC;
        return 0;
    }
    uint64_t above = 1ull << (to.width - !to.is_unsigned);
    uint64_t limit = !n.sign ? above - 1 : to.is_unsigned ? 0 : above;
    uint64_t rest = 0, whole = UINT64_MAX;
    int exp = n.exp + to.fraction;
    if (n.kind == FPU_FINITE && exp < 64) {
        whole = split(n.sig, exp, &rest);
        whole += fpu_rounds_up(rounding, n.sign, whole & 1, rest);
    }
    if (whole > limit) {
        *fpscr |= FPSCR_IOC;
        whole = limit;
    } else if (rest) {
        *fpscr |= FPSCR_IXC;
    }
    return n.sign ? -whole : whole;
}

/* FixedToFP. Bits of a above the width are ignored. */
uint64_t fpu_from_fixed(fpu_format_t f, uint64_t a, fpu_fixed_t from, unsigned rounding, uint32_t *fpscr)
{
    uint64_t top = a << (64 - from.width);
    if (!top) return 0;
    bool sign = !from.is_unsigned && top >> 63;
    if (sign) top = -top;
    int shift = __builtin_clzll(top);
    int exp = from.width - 1 - shift - from.fraction;
    return fpu_pack(f, (fpu_number_t){ FPU_FINITE, sign, exp, top << shift }, rounding, fpscr);
}

/* FPRoundInt: only VRINTX is exact, that is, tells IXC. A zero keeps the operand's sign. */
uint64_t fpu_round(fpu_format_t f, uint64_t a, unsigned rounding, bool exact, uint32_t *fpscr)
{
    fpu_number_t n = fpu_unpack(f, a, fpscr);
    if (n.kind == FPU_FINITE && n.exp < 63) {
        uint64_t rest, whole = split(n.sig, n.exp, &rest);
        whole += fpu_rounds_up(rounding, n.sign, whole & 1, rest);
        if (rest && exact) *fpscr |= FPSCR_IXC;
        int shift = whole ? __builtin_clzll(whole) : 0;
        n = (fpu_number_t){ whole ? FPU_FINITE : FPU_ZERO, n.sign, 63 - shift, whole << shift };
    }
    return fpu_pack(f, n, rounding, fpscr);
}

/* ---- comparisons ----------------------------------------------------------------------------------- */

/* Negative, zero or positive as a is less than, equal to or greater than b. No NaNs. */
static int order(fpu_number_t a, fpu_number_t b)
{
    if (a.kind == FPU_ZERO && b.kind == FPU_ZERO) return 0;
    if (a.sign != b.sign) return a.sign ? -1 : 1;
    int more = a.kind != b.kind ? (a.kind > b.kind) - (a.kind < b.kind)
             : a.exp != b.exp   ? (a.exp > b.exp) - (a.exp < b.exp)
                                : (a.sig > b.sig) - (a.sig < b.sig);
    return a.sign ? -more : more;
}

void fpu_compare(fpu_format_t f, uint64_t a, uint64_t b, bool signal, uint32_t *fpscr)
{
    enum { V = 1, C = 2, Z = 4, N = 8 };
    fpu_number_t n[2] = { fpu_unpack(f, a, fpscr), fpu_unpack(f, b, fpscr) };
    int nan = fpu_pick_nan(n, 2);
    uint32_t nzcv = C | V;
    if (nan >= 0) {
        if (signal || n[nan].kind == FPU_SIGNALLING) *fpscr |= FPSCR_IOC;
    } else {
        int o = order(n[0], n[1]);
        nzcv = o < 0 ? N : o > 0 ? C : Z | C;
    }
    *fpscr = (*fpscr & ~FPSCR_NZCV) | nzcv << 28;
}

/* FPMaxNum, FPMinNum: beside a number a quiet NaN counts as the infinity that loses. */
static uint64_t extreme(fpu_format_t f, uint64_t a, uint64_t b, bool largest, uint32_t *fpscr)
{
    fpu_number_t n[2] = { fpu_unpack(f, a, fpscr), fpu_unpack(f, b, fpscr) };
    const fpu_number_t loser = { FPU_INFINITE, largest, 0, 0 };
    if (n[0].kind == FPU_QUIET && n[1].kind != FPU_QUIET) n[0] = loser;
    else if (n[1].kind == FPU_QUIET && n[0].kind != FPU_QUIET) n[1] = loser;
    int pick = fpu_pick_nan(n, 2);
    if (pick < 0) {
        int o = order(n[0], n[1]);
        if (o == 0) pick = n[0].sign == largest;        /* of two zeros, +0 is the larger */
        else pick = (o > 0) != largest;
    }
    return fpu_pack(f, n[pick], fpu_rounding(*fpscr), fpscr);
}

uint64_t fpu_maxnum(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr)
{
    return extreme(f, a, b, true, fpscr);
}

uint64_t fpu_minnum(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr)
{
    return extreme(f, a, b, false, fpscr);
}
