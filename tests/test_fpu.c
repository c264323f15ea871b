/* test_fpu.c -- the arithmetic of the floating-point unit against cases worked out by hand from the Armv7-M
 * ARM's pseudocode (A2.5), and against the host's own floating point in all four rounding modes.
 *
 * The host is x86 or anything IEEE 754. Where it may differ from Arm it is not asked: which NaN comes out,
 * flush-to-zero, and underflow of a result that rounds up to the smallest normal (Arm looks before
 * rounding, SSE after). test_fpu_oracle.c compares those with an Arm emulator. */
#include <math.h>
#include "fpu_bench.h"

typedef enum { ADD, SUB, MUL, DIV, SQRT, MAC, MAX, MIN } op_t;

static uint64_t apply(op_t op, fpu_format_t f, uint64_t a, uint64_t b, uint64_t c, uint32_t *fpscr)
{
    switch (op) {
    case ADD:  return fpu_add(f, a, b, fpscr);
    case SUB:  return fpu_sub(f, a, b, fpscr);
    case MUL:  return fpu_mul(f, a, b, fpscr);
    case DIV:  return fpu_div(f, a, b, fpscr);
    case SQRT: return fpu_sqrt(f, a, fpscr);
    case MAC:  return fpu_muladd(f, c, a, b, fpscr);
    case MAX:  return fpu_maxnum(f, a, b, fpscr);
    case MIN:  return fpu_minnum(f, a, b, fpscr);
    }
    return 0;
}

/* MAC is c + a * b. Flags are what must come, beside the modes that went in. */
static const struct { op_t op; fpu_format_t f; uint64_t a, b, c; uint32_t modes; uint64_t r; uint32_t flags; }
by_hand[] = {
    /* 1 + 2 = 3, 3 - 3 = +0, toward minus -0; -0 + -0 = -0 in all modes, -0 + +0 = +0 */
    { ADD, S, 0x3F800000, 0x40000000, 0, 0, 0x40400000, 0 },
    { SUB, S, 0x40400000, 0x40400000, 0, 0, 0, 0 },
    { SUB, S, 0x40400000, 0x40400000, 0, RM, 0x80000000, 0 },
    { ADD, S, 0x80000000, 0x80000000, 0, RP, 0x80000000, 0 },
    { ADD, S, 0x80000000, 0, 0, 0, 0, 0 },
    { ADD, S, 0x80000000, 0, 0, RM, 0x80000000, 0 },
    { SUB, D, 0x8000000000000000, 0, 0, 0, 0x8000000000000000, 0 },
    /* 1 + 2^-24 is halfway: to even 1, toward plus the next; 1 + 3 * 2^-24 to even 1 + 2^-22 */
    { ADD, S, 0x3F800000, 0x33800000, 0, 0, 0x3F800000, IXC },
    { ADD, S, 0x3F800000, 0x33800000, 0, RP, 0x3F800001, IXC },
    { ADD, S, 0x3F800001, 0x33800000, 0, 0, 0x3F800002, IXC },
    { ADD, S, 0xBF800000, 0xB3800000, 0, RM, 0xBF800001, IXC },
    { ADD, S, 0xBF800000, 0xB3800000, 0, RZ, 0xBF800000, IXC },
    /* the farthest of two exponents still counts: 1 - 2^-149 toward zero */
    { SUB, S, 0x3F800000, 1, 0, RZ, 0x3F7FFFFF, IXC },
    { SUB, D, 0x3FF0000000000000, 1, 0, RZ, 0x3FEFFFFFFFFFFFFF, IXC },
    /* overflow: infinity or the largest, by mode and sign */
    { ADD, S, 0x7F7FFFFF, 0x7F7FFFFF, 0, 0, 0x7F800000, OFC | IXC },
    { ADD, S, 0x7F7FFFFF, 0x7F7FFFFF, 0, RM, 0x7F7FFFFF, OFC | IXC },
    { ADD, S, 0xFF7FFFFF, 0xFF7FFFFF, 0, RP, 0xFF7FFFFF, OFC | IXC },
    { ADD, S, 0xFF7FFFFF, 0xFF7FFFFF, 0, RM, 0xFF800000, OFC | IXC },
    { MUL, D, 0x7FEFFFFFFFFFFFFF, 0x7FEFFFFFFFFFFFFF, 0, RZ, 0x7FEFFFFFFFFFFFFF, OFC | IXC },
    /* infinities */
    { ADD, S, 0x7F800000, 0xFF800000, 0, 0, 0x7FC00000, IOC },
    { SUB, S, 0x7F800000, 0xFF800000, 0, 0, 0x7F800000, 0 },
    { MUL, D, 0x7FF0000000000000, 0x8000000000000000, 0, 0, 0x7FF8000000000000, IOC },
    { MUL, S, 0x7F800000, 0xBF800000, 0, 0, 0xFF800000, 0 },
    { DIV, S, 0x7F800000, 0x7F800000, 0, 0, 0x7FC00000, IOC },
    { DIV, S, 0, 0x80000000, 0, 0, 0x7FC00000, IOC },
    { DIV, S, 0x3F800000, 0x80000000, 0, 0, 0xFF800000, DZC },
    { DIV, S, 0x7F800000, 0x80000000, 0, 0, 0xFF800000, 0 },    /* inf / 0 is no division by zero */
    { DIV, S, 0x3F800000, 0xFF800000, 0, 0, 0x80000000, 0 },
    /* 1/3 = 0.0101..b: fraction 2AAAAA.AAA..: nearest rounds up */
    { DIV, S, 0x3F800000, 0x40400000, 0, 0, 0x3EAAAAAB, IXC },
    { DIV, S, 0x3F800000, 0x40400000, 0, RZ, 0x3EAAAAAA, IXC },
    { DIV, D, 0x3FF0000000000000, 0x4008000000000000, 0, RP, 0x3FD5555555555556, IXC },
    /* roots: 4, 2 = 3FB504F3.33F9.., of -0, of -1, of the smallest subnormal 2^-1074 = 2^-537 */
    { SQRT, S, 0x40800000, 0, 0, 0, 0x40000000, 0 },
    { SQRT, S, 0x40000000, 0, 0, 0, 0x3FB504F3, IXC },
    { SQRT, S, 0x40000000, 0, 0, RP, 0x3FB504F4, IXC },
    { SQRT, S, 0x80000000, 0, 0, 0, 0x80000000, 0 },
    { SQRT, S, 0xBF800000, 0, 0, 0, 0x7FC00000, IOC },
    { SQRT, S, 0xFF800000, 0, 0, 0, 0x7FC00000, IOC },
    { SQRT, S, 0x7F800000, 0, 0, 0, 0x7F800000, 0 },
    { SQRT, D, 1, 0, 0, 0, 0x1E60000000000000, 0 },
    { SQRT, S, 0x80000001, 0, 0, FZ, 0x80000000, IDC },         /* flushed before it is looked at */
    /* underflow: exact is none; inexact is; what rounds up to the smallest normal is, on Arm:
     * (1 - 2^-24) * 2^-126 is halfway between 007FFFFF and 00800000 */
    { MUL, S, 0x00800000, 0x3F000000, 0, 0, 0x00400000, 0 },
    { MUL, S, 0x00800001, 0x3F000000, 0, 0, 0x00400000, UFC | IXC },
    { MUL, S, 0x3F7FFFFF, 0x00800000, 0, 0, 0x00800000, UFC | IXC },
    { MUL, S, 1, 0x3E800000, 0, 0, 0, UFC | IXC },
    { MUL, S, 1, 0x3E800000, 0, RP, 1, UFC | IXC },
    { MUL, D, 0x3FEFFFFFFFFFFFFF, 0x0010000000000000, 0, 0, 0x0010000000000000, UFC | IXC },
    /* flush-to-zero: operands IDC, results UFC alone, also those that would round up to normal */
    { ADD, S, 1, 0x3F800000, 0, FZ, 0x3F800000, IDC },
    { ADD, S, 0x80000001, 0x80000001, 0, FZ, 0x80000000, IDC },
    { MUL, S, 0x80800000, 0x3F000000, 0, FZ, 0x80000000, UFC },
    { MUL, S, 0x3F7FFFFF, 0x00800000, 0, FZ, 0, UFC },
    { DIV, S, 0x3F800000, 1, 0, FZ, 0x7F800000, IDC | DZC },
    { MUL, D, 0x7FF0000000000000, 1, 0, FZ, 0x7FF8000000000000, IDC | IOC },
    { ADD, S, 0x7FC00123, 1, 0, FZ, 0x7FC00123, IDC },          /* the other operand is unpacked too */
    /* NaNs: signalling first, then operand order; sign and payload stay, the quiet bit is set */
    { ADD, S, 0x7FC00001, 0xFFC00002, 0, 0, 0x7FC00001, 0 },
    { ADD, S, 0xFFC00002, 0x7FC00001, 0, 0, 0xFFC00002, 0 },
    { ADD, S, 0x7FC00001, 0xFF800002, 0, 0, 0xFFC00002, IOC },
    { ADD, S, 0x7F800003, 0xFF800002, 0, 0, 0x7FC00003, IOC },
    { ADD, S, 0xFFC00001, 0x3F800000, 0, DN, 0x7FC00000, 0 },
    { ADD, D, 0xFFF0000000000001, 0x7FF8000000000002, 0, DN, 0x7FF8000000000000, IOC },
    { SUB, S, 0x3F800000, 0x7FC00001, 0, 0, 0x7FC00001, 0 },    /* not negated */
    { SQRT, S, 0xFF800001, 0, 0, 0, 0xFFC00001, IOC },
    /* fused: the product is exact. (1 + 2^-23)^2 - (1 + 2^-22) = 2^-46 */
    { MAC, S, 0x3F800001, 0x3F800001, 0xBF800002, 0, 0x28800000, 0 },
    { MAC, D, 0x3FF0000000000001, 0x3FF0000000000001, 0xBFF0000000000002, 0, 0x3970000000000000, 0 },
    { MAC, S, 0x7F7FFFFF, 0x40000000, 0xFF7FFFFF, 0, 0x7F7FFFFF, 0 },       /* 2 max - max: no overflow */
    { MAC, S, 0x3F800000, 0x3F800000, 0xBF800000, RM, 0x80000000, 0 },
    { MAC, S, 0x80000000, 0x3F800000, 0x80000000, 0, 0x80000000, 0 },
    { MAC, S, 0, 0x3F800000, 0x80000000, 0, 0, 0 },
    { MAC, S, 0x7F800000, 0x3F800000, 0xFF800000, 0, 0x7FC00000, IOC },
    { MAC, S, 0x3F800000, 0x3F800000, 0xFF800000, 0, 0xFF800000, 0 },
    /* NaN addend first; infinity by zero with a quiet addend is invalid, with a signalling one that NaN */
    { MAC, S, 0x7FC00002, 0x7FC00003, 0x7FC00001, 0, 0x7FC00001, 0 },
    { MAC, S, 0x7FC00002, 0x7F800003, 0x7FC00001, 0, 0x7FC00003, IOC },
    { MAC, S, 0x7F800000, 0, 0xFFC00001, 0, 0x7FC00000, IOC },
    { MAC, S, 0, 0xFF800000, 0xFF800001, 0, 0xFFC00001, IOC },
    { MAC, S, 0x7F800000, 1, 0xFFC00001, FZ, 0x7FC00000, IOC | IDC },       /* zero once flushed */
    /* VMAXNM, VMINNM: a number beats a quiet NaN, a signalling NaN beats all; +0 > -0 */
    { MAX, S, 0x7FC00001, 0xBF800000, 0, 0, 0xBF800000, 0 },
    { MIN, S, 0xBF800000, 0x7FC00001, 0, 0, 0xBF800000, 0 },
    { MAX, S, 0x7FC00001, 0xFF800000, 0, 0, 0xFF800000, 0 },
    { MAX, S, 0x7FC00001, 0x7FC00002, 0, 0, 0x7FC00001, 0 },
    { MAX, S, 0x3F800000, 0x7F800001, 0, 0, 0x7FC00001, IOC },
    { MIN, S, 0x7FC00002, 0x7F800001, 0, 0, 0x7FC00001, IOC },
    { MAX, S, 0x80000000, 0, 0, 0, 0, 0 },
    { MIN, S, 0, 0x80000000, 0, 0, 0x80000000, 0 },
    { MAX, D, 0xBFF0000000000000, 0xC000000000000000, 0, 0, 0xBFF0000000000000, 0 },
    { MAX, S, 1, 0x80000001, 0, FZ, 0, IDC },
};

START_TEST(test_by_hand)
{
    for (unsigned i = 0; i < sizeof by_hand / sizeof *by_hand; i++) {
        uint32_t fpscr = by_hand[i].modes;
        uint64_t r = apply(by_hand[i].op, by_hand[i].f, by_hand[i].a, by_hand[i].b, by_hand[i].c, &fpscr);
        ck_assert_msg(r == by_hand[i].r, "row %u gives %llx", i, (unsigned long long)r);
        ck_assert_msg(fpscr == (by_hand[i].modes | by_hand[i].flags), "row %u: fpscr %x", i, fpscr);
    }
}
END_TEST

/* Flags are cumulative: none is ever cleared, and the condition flags stay. */
START_TEST(test_flags_stay)
{
    uint32_t fpscr = 0xA0000000 | OFC | DN;
    fpu_div(S, 0x3F800000, 0, &fpscr);
    fpu_add(S, 0x3F800000, 0x3F800000, &fpscr);
    ck_assert_uint_eq(fpscr, 0xA0000000 | OFC | DN | DZC);
}
END_TEST

/* ---- the host ----------------------------------------------------------------------------------------- */

/* volatile: the compiler must neither compute these itself nor move them away from fetestexcept. */
static uint64_t host(op_t op, fpu_format_t f, const uint64_t x[3])
{
    if (f == S) {
        volatile float a = as_float(x[0]), b = as_float(x[1]), c = as_float(x[2]), r = 0;
        switch (op) {
        case ADD:  r = a + b; break;
        case SUB:  r = a - b; break;
        case MUL:  r = a * b; break;
        case DIV:  r = a / b; break;
        case SQRT: r = sqrtf(a); break;
        default:   r = fmaf(a, b, c);
        }
        return of_float(r);
    }
    volatile double a = as_double(x[0]), b = as_double(x[1]), c = as_double(x[2]), r = 0;
    switch (op) {
    case ADD:  r = a + b; break;
    case SUB:  r = a - b; break;
    case MUL:  r = a * b; break;
    case DIV:  r = a / b; break;
    case SQRT: r = sqrt(a); break;
    default:   r = fma(a, b, c);
    }
    return of_double(r);
}

/* One operation on numbers that are no NaNs. A NaN that comes out must be the default one. */
static void against_host(op_t op, fpu_format_t f)
{
    uint64_t x[3], smallest = 1ull << fraction_bits(f), sign = 1ull << (fraction_bits(f) + exponent_bits(f));
    operands(f, x);
    for (int i = 0; i < 3; i++)
        if (is_nan(f, x[i])) x[i] &= ~(smallest - 1);
    unsigned mode = random_below(4);
    host_rounding(mode);
    feclearexcept(FE_ALL_EXCEPT);
    uint64_t want = host(op, f, x);
    uint32_t flags = host_flags(), fpscr = mode << 22, mind = FLAGS;
    host_rounding(0);
    if (is_nan(f, want)) want = f == S ? 0x7FC00000 : 0x7FF8000000000000;
    if ((want & ~sign) == smallest) mind &= ~(uint32_t)UFC;
    uint64_t got = apply(op, f, x[0], x[1], x[2], &fpscr);
    if (got != want || (fpscr & mind) != (flags & mind))
        ck_abort_msg("op %d format %d mode %u: %llx, %llx, %llx: %llx flags %x, the host %llx flags %x",
                     op, f, mode, (unsigned long long)x[0], (unsigned long long)x[1],
                     (unsigned long long)x[2],
                     (unsigned long long)got, fpscr & FLAGS, (unsigned long long)want, flags);
}

START_TEST(test_arithmetic_against_host)
{
    static const op_t ops[] = { ADD, SUB, MUL, DIV, SQRT, MAC };
    for (unsigned n = count(300000); n; n--) against_host(ops[_i >> 1], _i & 1 ? D : S);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("arithmetic");
    tcase_add_test(tcase, test_by_hand);
    tcase_add_test(tcase, test_flags_stay);
    tcase_add_loop_test(tcase, test_arithmetic_against_host, 0, 12);
    tcase_set_timeout(tcase, 600);
    return case_run("fpu", tcase);
}
