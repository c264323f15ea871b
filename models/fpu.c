/* fpu.c -- floating point in integers: unpack, arithmetic, one rounding. The header tells the form. */
#include "fpu.h"

typedef unsigned __int128 u128;

static const struct { uint8_t exponent, fraction; int16_t bias; } layout[] = {
    [FPU_F16] = { 5, 10, 15 }, [FPU_F32] = { 8, 23, 127 }, [FPU_F64] = { 11, 52, 1023 },
};

uint64_t fpu_shift_jam(uint64_t sig, int by)
{
    if (by <= 0) return sig;
    if (by > 63) return sig != 0;
    return sig >> by | (sig << (64 - by) != 0);
}

/* FPUnpack. Alternative half precision has no infinities and no NaNs. */
fpu_number_t fpu_unpack(fpu_format_t f, uint64_t bits, uint32_t *fpscr)
{
    unsigned fraction = layout[f].fraction, exponent = layout[f].exponent;
    int top = (1 << exponent) - 1, exp = bits >> fraction & top;
    uint64_t frac = bits << (64 - fraction);
    bool sign = bits >> (fraction + exponent) & 1;

    if (exp == top && !(f == FPU_F16 && *fpscr & FPSCR_AHP)) {
        fpu_kind_t kind = !frac ? FPU_INFINITE : frac >> 63 ? FPU_QUIET : FPU_SIGNALLING;
        return (fpu_number_t){ kind, sign, 0, frac };
    }
    if (exp) return (fpu_number_t){ FPU_FINITE, sign, exp - layout[f].bias, 1ull << 63 | frac >> 1 };
    if (frac && f != FPU_F16 && *fpscr & FPSCR_FZ) *fpscr |= FPSCR_IDC, frac = 0;
    if (!frac) return (fpu_number_t){ FPU_ZERO, sign, 0, 0 };
    int shift = __builtin_clzll(frac);
    return (fpu_number_t){ FPU_FINITE, sign, -layout[f].bias - shift, frac << shift };
}

bool fpu_rounds_up(unsigned rounding, bool sign, bool odd, uint64_t rest)
{
    const uint64_t half = 1ull << 63;
    switch (rounding) {
    case ROUND_NEAREST:   return rest > half || (rest == half && odd);
    case ROUND_AWAY: return rest >= half;
    case ROUND_PLUS:      return rest && !sign;
    case ROUND_MINUS:     return rest && sign;
    default:            return false;                           /* ROUND_ZERO */
    }
}

/* A NaN as it leaves: FPProcessNaN, and the NaN cases of the conversions between formats. */
static uint64_t pack_nan(fpu_format_t f, fpu_number_t n, uint32_t *fpscr)
{
    unsigned fraction = layout[f].fraction, exponent = layout[f].exponent;
    if (n.kind == FPU_SIGNALLING) *fpscr |= FPSCR_IOC;
    if (f == FPU_F16 && *fpscr & FPSCR_AHP) {
        *fpscr |= FPSCR_IOC;
        return (uint64_t)n.sign << 15;
    }
    if (*fpscr & FPSCR_DN) n.sign = false, n.sig = 0;
    return (uint64_t)n.sign << (fraction + exponent) | ((1ull << (exponent + 1)) - 1) << (fraction - 1)
         | n.sig >> (64 - fraction);
}

/* Too large: infinity or the largest number, whichever the rounding does not forbid. */
static uint64_t pack_overflow(fpu_format_t f, bool sign, unsigned rounding, uint32_t *fpscr)
{
    unsigned fraction = layout[f].fraction, exponent = layout[f].exponent;
    if (f == FPU_F16 && *fpscr & FPSCR_AHP) {
        *fpscr |= FPSCR_IOC;
        return (uint64_t)sign << 15 | 0x7FFF;
    }
    *fpscr |= FPSCR_OFC | FPSCR_IXC;
    uint64_t infinity = ((1ull << exponent) - 1) << fraction;
    bool to_infinity = rounding == ROUND_NEAREST || rounding == (sign ? ROUND_MINUS : ROUND_PLUS);
    return (uint64_t)sign << (fraction + exponent) | (infinity - !to_infinity);
}

/* FPRound, for a finite number. Underflow is looked at before rounding. */
static uint64_t pack_finite(fpu_format_t f, fpu_number_t n, unsigned rounding, uint32_t *fpscr)
{
    unsigned fraction = layout[f].fraction, exponent = layout[f].exponent, drop = 63 - fraction;
    uint64_t sign = (uint64_t)n.sign << (fraction + exponent);
    int biased = n.exp + layout[f].bias;
    if (biased < 1) {
        if (f != FPU_F16 && *fpscr & FPSCR_FZ) {
            *fpscr |= FPSCR_UFC;
            return sign;
        }
        n.sig = fpu_shift_jam(n.sig, 1 - biased);
        biased = 0;
    }
    uint64_t whole = n.sig >> drop, rest = n.sig << (64 - drop);
    if (!biased && rest) *fpscr |= FPSCR_UFC;
    whole += fpu_rounds_up(rounding, n.sign, whole & 1, rest);
    if (whole >> (fraction + 1)) whole >>= 1, biased++;
    else if (!biased) biased = whole >> fraction & 1;
    int top = (1 << exponent) - !(f == FPU_F16 && *fpscr & FPSCR_AHP);
    if (biased >= top) return pack_overflow(f, n.sign, rounding, fpscr);
    if (rest) *fpscr |= FPSCR_IXC;
    return sign | (uint64_t)biased << fraction | (whole & ((1ull << fraction) - 1));
}

uint64_t fpu_pack(fpu_format_t f, fpu_number_t n, unsigned rounding, uint32_t *fpscr)
{
    unsigned fraction = layout[f].fraction, exponent = layout[f].exponent;
    switch (n.kind) {
    case FPU_ZERO:   return (uint64_t)n.sign << (fraction + exponent);
    case FPU_FINITE: return pack_finite(f, n, rounding, fpscr);
    case FPU_INFINITE:
        if (f == FPU_F16 && *fpscr & FPSCR_AHP) return pack_overflow(f, n.sign, rounding, fpscr);
        return (uint64_t)n.sign << (fraction + exponent) | ((1ull << exponent) - 1) << fraction;
    default:         return pack_nan(f, n, fpscr);
    }
}

/* FPProcessNaNs, FPProcessNaNs3: a signalling NaN first, else a quiet one, in operand order. */
int fpu_pick_nan(const fpu_number_t *n, int count)
{
    int quiet = -1;
    for (int i = count - 1; i >= 0; i--)
        if (n[i].kind == FPU_QUIET) quiet = i;
    for (int i = 0; i < count; i++)
        if (n[i].kind == FPU_SIGNALLING) return i;
    return quiet;
}

/* The default NaN of an invalid operation. */
static fpu_number_t invalid(uint32_t *fpscr)
{
    *fpscr |= FPSCR_IOC;
    return (fpu_number_t){ FPU_QUIET, false, 0, 0 };
}

static fpu_number_t infinite(bool sign) { return (fpu_number_t){ FPU_INFINITE, sign, 0, 0 }; }

static uint64_t finish(fpu_format_t f, fpu_number_t n, uint32_t *fpscr)
{
    return fpu_pack(f, n, fpu_rounding(*fpscr), fpscr);
}

/* ---- sums and products: 128 bits, (-1)^sign * sig * 2^(exp - 126), bit 126 set unless zero ----------- */
typedef struct { bool sign; int32_t exp; u128 sig; } wide_t;

static wide_t widen(fpu_number_t n) { return (wide_t){ n.sign, n.exp, (u128)n.sig << 63 }; }

static int leading_zeros(u128 x)
{
    uint64_t high = (uint64_t)(x >> 64);
    return high ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)x);
}

static fpu_number_t narrow(wide_t w)
{
    if (!w.sig) return (fpu_number_t){ FPU_ZERO, w.sign, 0, 0 };
    int shift = leading_zeros(w.sig);
    w.sig <<= shift;
    return (fpu_number_t){ FPU_FINITE, w.sign, w.exp + 1 - shift,
                           (uint64_t)(w.sig >> 64) | ((uint64_t)w.sig != 0) };
}

static u128 wide_shift_jam(u128 sig, int by)
{
    if (by <= 0) return sig;
    if (by > 127) return sig != 0;
    return sig >> by | (sig << (128 - by) != 0);
}

/* Two factors have at most 53 bits each: 22 low bits of the product are 0, moving it is exact. */
static wide_t product(fpu_number_t a, fpu_number_t b)
{
    u128 sig = (u128)a.sig * b.sig;
    bool high = sig >> 127;
    return (wide_t){ a.sign != b.sign, a.exp + b.exp + high, sig >> high };
}

/* An exact sum of zero takes its sign from both if they agree, else from the rounding mode. Bits can be
 * lost only if the exponents are 21 or more apart; then at most one leading bit cancels. */
static fpu_number_t sum(wide_t a, wide_t b, uint32_t fpscr)
{
    if (!a.sig || (b.sig && a.exp < b.exp)) {
        wide_t other = a;
        a = b, b = other;
    }
    if (b.sig) b.sig = wide_shift_jam(b.sig, a.exp - b.exp);
    bool agree = a.sign == b.sign;
    if (agree) a.sig += b.sig;
    else if (a.sig >= b.sig) a.sig -= b.sig;
    else a.sig = b.sig - a.sig, a.sign = b.sign;
    if (!a.sig && !agree) a.sign = fpu_rounding(fpscr) == ROUND_MINUS;
    return narrow(a);
}

static fpu_number_t add(fpu_number_t a, fpu_number_t b, uint32_t *fpscr)
{
    if (a.kind == FPU_INFINITE && b.kind == FPU_INFINITE && a.sign != b.sign) return invalid(fpscr);
    if (a.kind == FPU_INFINITE) return a;
    if (b.kind == FPU_INFINITE) return b;
    return sum(widen(a), widen(b), *fpscr);
}

/* ---- the operations ------------------------------------------------------------------------------- */

static uint64_t sign_bit(fpu_format_t f) { return 1ull << (layout[f].fraction + layout[f].exponent); }

uint64_t fpu_abs(fpu_format_t f, uint64_t a) { return a & ~sign_bit(f); }
uint64_t fpu_neg(fpu_format_t f, uint64_t a) { return a ^ sign_bit(f); }

uint64_t fpu_add(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr)
{
    fpu_number_t n[2] = { fpu_unpack(f, a, fpscr), fpu_unpack(f, b, fpscr) };
    int nan = fpu_pick_nan(n, 2);
    return finish(f, nan >= 0 ? n[nan] : add(n[0], n[1], fpscr), fpscr);
}

uint64_t fpu_sub(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr)
{
    fpu_number_t n[2] = { fpu_unpack(f, a, fpscr), fpu_unpack(f, b, fpscr) };
    int nan = fpu_pick_nan(n, 2);
    if (nan >= 0) return finish(f, n[nan], fpscr);
    n[1].sign = !n[1].sign;
    return finish(f, add(n[0], n[1], fpscr), fpscr);
}

static bool infinity_by_zero(fpu_number_t a, fpu_number_t b)
{
    return (a.kind == FPU_INFINITE && b.kind == FPU_ZERO) || (a.kind == FPU_ZERO && b.kind == FPU_INFINITE);
}

static fpu_number_t multiply(fpu_number_t a, fpu_number_t b, uint32_t *fpscr)
{
    if (infinity_by_zero(a, b)) return invalid(fpscr);
    if (a.kind == FPU_INFINITE || b.kind == FPU_INFINITE) return infinite(a.sign != b.sign);
    return narrow(product(a, b));
}

uint64_t fpu_mul(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr)
{
    fpu_number_t n[2] = { fpu_unpack(f, a, fpscr), fpu_unpack(f, b, fpscr) };
    int nan = fpu_pick_nan(n, 2);
    return finish(f, nan >= 0 ? n[nan] : multiply(n[0], n[1], fpscr), fpscr);
}

/* The quotient of two numbers of 64 bits with bit 63 set has its first bit at 63 or 62. */
static fpu_number_t divide(fpu_number_t a, fpu_number_t b, uint32_t *fpscr)
{
    bool sign = a.sign != b.sign;
    if (a.kind == b.kind && a.kind != FPU_FINITE) return invalid(fpscr);
    if (a.kind == FPU_INFINITE) return infinite(sign);
    if (a.kind == FPU_ZERO || b.kind == FPU_INFINITE) return (fpu_number_t){ FPU_ZERO, sign, 0, 0 };
    if (b.kind == FPU_ZERO) {
        *fpscr |= FPSCR_DZC;
        return infinite(sign);
    }
    u128 dividend = (u128)a.sig << 63;
    uint64_t sig = (uint64_t)(dividend / b.sig);
    sig |= (u128)sig * b.sig != dividend;
    bool low = !(sig >> 63);
    return (fpu_number_t){ FPU_FINITE, sign, a.exp - b.exp - low, sig << low };
}

uint64_t fpu_div(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr)
{
    fpu_number_t n[2] = { fpu_unpack(f, a, fpscr), fpu_unpack(f, b, fpscr) };
    int nan = fpu_pick_nan(n, 2);
    return finish(f, nan >= 0 ? n[nan] : divide(n[0], n[1], fpscr), fpscr);
}

/* The root by longhand, two bits of the radicand at a time: 60 bits, the remainder jammed below them.
 * The radicand is 1 to 4 with an even exponent, so the root's first bit is the first one found. */
static fpu_number_t root(fpu_number_t a)
{
    enum { BITS = 60 };
    bool odd = a.exp & 1;
    u128 radicand = (u128)a.sig << (63 + odd);
    uint64_t r = 0, remainder = 0;
    for (int i = 0; i < BITS; i++, radicand <<= 2) {
        remainder = remainder << 2 | (uint64_t)(radicand >> 126);
        uint64_t trial = r << 2 | 1;
        r <<= 1;
        if (remainder >= trial) remainder -= trial, r |= 1;
    }
    return (fpu_number_t){ FPU_FINITE, false, (a.exp - odd) / 2, r << (64 - BITS) | (remainder != 0) };
}

uint64_t fpu_sqrt(fpu_format_t f, uint64_t a, uint32_t *fpscr)
{
    fpu_number_t n = fpu_unpack(f, a, fpscr);
    bool positive = n.kind == FPU_FINITE || n.kind == FPU_INFINITE;
    if (positive && n.sign) n = invalid(fpscr);
    else if (n.kind == FPU_FINITE) n = root(n);
    return finish(f, n, fpscr);
}

/* FPMulAdd: the product is not rounded. The addend is the first operand where NaNs are chosen; infinity
 * by zero is invalid even if the addend is a quiet NaN, but not if it is a signalling one. */
uint64_t fpu_muladd(fpu_format_t f, uint64_t addend, uint64_t a, uint64_t b, uint32_t *fpscr)
{
    fpu_number_t n[3] = { fpu_unpack(f, addend, fpscr), fpu_unpack(f, a, fpscr), fpu_unpack(f, b, fpscr) };
    int nan = fpu_pick_nan(n, 3);
    bool sign = n[1].sign != n[2].sign;
    fpu_number_t r;
    if (infinity_by_zero(n[1], n[2]) && n[0].kind != FPU_SIGNALLING) r = invalid(fpscr);
    else if (nan >= 0) r = n[nan];
    else if (n[1].kind == FPU_INFINITE || n[2].kind == FPU_INFINITE) r = add(n[0], infinite(sign), fpscr);
    else if (n[0].kind == FPU_INFINITE) r = n[0];
    else r = sum(product(n[1], n[2]), widen(n[0]), *fpscr);
    return finish(f, r, fpscr);
}
