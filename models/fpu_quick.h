/* fpu_quick.h -- single precision for the usual case: finite numbers that are not subnormal, rounding to
 * nearest, a result that is neither subnormal nor near the largest. What fpu.c does, in a few integer
 * operations; 0: not the usual case, and nothing was done. FPSCR changes by IXC alone. */
#ifndef FPU_QUICK_H
#define FPU_QUICK_H
#include "fpu.h"

#define SIGN 0x80000000u
enum { QUICK_FRACTION = 23, QUICK_ONE = 1 << QUICK_FRACTION, QUICK_BIAS = 127, QUICK_TOP = 253 };

/* sig: 63 bits or less with bit 62 set, its lowest one jammed; its value is sig * 2^(exp - BIAS - 62). */
static inline int quick_round(uint32_t sign, int exp, uint64_t sig, uint32_t *out, uint32_t *fpscr)
{
    enum { DROP = 62 - QUICK_FRACTION };
    if (exp < 1 || exp > QUICK_TOP) return 0;
    uint64_t rest = sig & ((1ull << DROP) - 1);
    uint32_t whole = (uint32_t)((sig + (1ull << (DROP - 1)) - 1 + (sig >> DROP & 1)) >> DROP);
    /* the leading 1 counts as one more exponent */
    *out = sign + ((uint32_t)(exp - 1) << QUICK_FRACTION) + whole;
    if (rest) *fpscr |= FPSCR_IXC;
    return 1;
}

static inline unsigned quick_exponent(uint32_t a) { return a >> QUICK_FRACTION & 255; }
static inline int quick_normal(uint32_t a) { return quick_exponent(a) - 1 < 254; }
static inline uint64_t quick_sig(uint32_t a) { return (a & (QUICK_ONE - 1)) | QUICK_ONE; }

static inline int quick_mul(uint32_t a, uint32_t b, uint32_t *out, uint32_t *fpscr)
{
    uint32_t sign = (a ^ b) & SIGN;
    if (*fpscr & FPSCR_RMODE) return 0;
    if (!quick_normal(a) || !quick_normal(b)) {
        int zero = (!(a << 1) && (quick_normal(b) || !(b << 1))) || (!(b << 1) && quick_normal(a));
        if (zero) *out = sign;
        return zero;
    }
    uint64_t p = quick_sig(a) * quick_sig(b) << 15;             /* 24 by 24 bits: bit 61 or 62 is the first */
    int high = (int)(p >> 62);
    int exp = (int)(quick_exponent(a) + quick_exponent(b)) - QUICK_BIAS + high;
    return quick_round(sign, exp, p << !high, out, fpscr);
}

static inline int quick_add(uint32_t a, uint32_t b, uint32_t *out, uint32_t *fpscr)
{
    if (*fpscr & FPSCR_RMODE) return 0;
    if (a << 1 < b << 1) { uint32_t other = a; a = b, b = other; }
    if (!quick_normal(a)) return 0;
    if (!(b << 1)) { *out = a; return 1; }
    if (!quick_normal(b)) return 0;
    unsigned apart = quick_exponent(a) - quick_exponent(b);
    uint64_t x = quick_sig(a) << 38, y = quick_sig(b) << 38;       /* bit 61 is the first: room for a carry */
    y = apart > 38 ? 1 : y >> apart;                                  /* exact up to there */
    uint64_t sum = (a ^ b) & SIGN ? x - y : x + y;
    if (!sum) { *out = 0; return 1; }
    int shift = __builtin_clzll(sum) - 1;
    return quick_round(a & SIGN, (int)quick_exponent(a) + 1 - shift, sum << shift, out, fpscr);
}

/* VMLA, VMLS: the product is rounded, its sign changed by `negate`, and added. */
static inline int quick_chain(uint32_t d, uint32_t a, uint32_t b, uint32_t negate, uint32_t *out,
                              uint32_t *fpscr)
{
    uint32_t product, sum, flags = *fpscr;
    if (!quick_mul(a, b, &product, &flags) || !quick_add(d, product ^ negate, &sum, &flags)) return 0;
    *out = sum, *fpscr = flags;
    return 1;
}
/* VFMA and its kin: d + a * b, rounded once. */
static inline int quick_fused(uint32_t d, uint32_t a, uint32_t b, uint32_t *out, uint32_t *fpscr)
{
    if (*fpscr & FPSCR_RMODE || !quick_normal(a) || !quick_normal(b)) return 0;
    if (d << 1 && !quick_normal(d)) return 0;
    uint64_t p = quick_sig(a) * quick_sig(b), x = d << 1 ? quick_sig(d) << 38 : 0;
    int high = (int)(p >> 47), exp = (int)(quick_exponent(a) + quick_exponent(b)) - QUICK_BIAS + high;
    int apart = x ? exp - (int)quick_exponent(d) : 64;
    uint32_t sign = (a ^ b) & SIGN;
    p <<= 15 - high;                                                  /* both: bit 61 is the first */
    if (apart >= 0) {
        x = fpu_shift_jam(x, apart);
    } else {
        p = fpu_shift_jam(p, -apart);
        exp -= apart;
    }
    uint64_t sum = p + x;
    if ((sign ^ d) & SIGN && x) {
        sum = p - x;
        if (x > p) sum = x - p, sign ^= SIGN;
    }
    if (!sum) { *out = 0; return 1; }
    int shift = __builtin_clzll(sum) - 1;
    return quick_round(sign, exp + 1 - shift, sum << shift, out, fpscr);
}

/* VCMP and VCMPE: numbers in the order of their patterns, the negative ones backwards. */
static inline int quick_compare(uint32_t a, uint32_t b, uint32_t *fpscr)
{
    if ((a << 1 && !quick_normal(a)) || (b << 1 && !quick_normal(b))) return 0;
    int32_t x = a & SIGN ? (int32_t)(SIGN - a) : (int32_t)a, y = b & SIGN ? (int32_t)(SIGN - b) : (int32_t)b;
    *fpscr = (*fpscr & ~FPSCR_NZCV) | (x < y ? 8u : x > y ? 2u : 6u) << 28;
    return 1;
}

/* VCVT from an integer of 32 bits, and toward zero to a signed one. */
static inline int quick_from_int(uint32_t a, int is_signed, uint32_t *out, uint32_t *fpscr)
{
    uint32_t sign = is_signed ? a & SIGN : 0, size = sign ? 0 - a : a;
    if (*fpscr & FPSCR_RMODE) return 0;
    if (!a) { *out = 0; return 1; }
    int zeros = __builtin_clz(size);
    return quick_round(sign, QUICK_BIAS + 31 - zeros, (uint64_t)size << (31 + zeros), out, fpscr);
}

static inline int quick_to_int(uint32_t a, uint32_t *out, uint32_t *fpscr)
{
    int exp = (int)quick_exponent(a) - QUICK_BIAS;
    if (exp < 0 || exp > 30) return 0;
    uint64_t fixed = quick_sig(a) << exp;                             /* 23 bits behind the point */
    uint32_t size = (uint32_t)(fixed >> QUICK_FRACTION);
    if (fixed & (QUICK_ONE - 1)) *fpscr |= FPSCR_IXC;
    *out = a & SIGN ? 0 - size : size;
    return 1;
}
#endif
