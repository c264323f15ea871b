/* test_fpu_quick.c -- fpu_quick.h against fpu.c, which does all cases: the same result and the same FPSCR
 * wherever it answers, nothing changed where it does not, and that it does answer for ordinary numbers. */
#include "suite.h"
#include "fpu_quick.h"

enum { PAIRS = 2000000 };

static uint64_t state = 88172645463325252ull;

static uint64_t draw(void)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state;
}

/* Any pattern; or one with few bits and an exponent near `near`, so that sums cancel and rounding meets
 * ties. */
static uint32_t pattern(unsigned near)
{
    uint64_t x = draw();
    uint32_t fraction = (uint32_t)(x >> 8) & 0x7FFFFF, edge = (uint32_t)(x >> 32) & 15;
    if (edge == 0) return (uint32_t)(x >> 32) & SIGN;                       /* a zero */
    if (edge == 1) return (uint32_t)x;
    if (edge < 6) fraction &= 0x700000 >> (x >> 40 & 15);
    if (edge < 9) fraction |= 0x7FFFF0;
    return ((uint32_t)(x >> 63) << 31) | ((near + (uint32_t)(x & 63) - 32) & 255) << 23 | fraction;
}

static uint32_t modes(void)
{
    static const uint32_t mode[] = { 0, 0, 0, FPSCR_IXC, FPSCR_FZ, FPSCR_DN, 1 << 22, 2 << 22, 3 << 22 };
    return mode[draw() % (sizeof mode / sizeof *mode)];
}

typedef int quick_t(uint32_t, uint32_t, uint32_t *, uint32_t *);
typedef uint64_t whole_t(fpu_format_t, uint64_t, uint64_t, uint32_t *);

static void compare(quick_t *quick, whole_t *whole, unsigned near_a, unsigned near_b, unsigned *answered)
{
    uint32_t a = pattern(near_a), b = pattern(near_b), mode = modes(), f = mode, g = mode, out = 0xDEADBEEF;
    if (!quick(a, b, &out, &f)) {
        ck_assert_msg(f == mode && out == 0xDEADBEEF, "%08x %08x: changed", a, b);
        return;
    }
    ++*answered;
    uint64_t right = whole(FPU_F32, a, b, &g);
    ck_assert_msg(out == right && f == g, "%08x %08x mode %08x: %08x %08x, is %08x %08x", a, b, mode, out, f,
                  (uint32_t)right, g);
}

START_TEST(sums_and_products)
{
    unsigned sums = 0, products = 0;
    for (unsigned i = 0; i < PAIRS; i++) {
        unsigned a = (unsigned)draw() & 255;
        compare(quick_add, fpu_add, a, a, &sums);
        compare(quick_mul, fpu_mul, a, 254 - a, &products); /* the product's exponent is in the middle */
        compare(quick_mul, fpu_mul, a, (unsigned)draw() & 255, &products);
    }
    ck_assert_uint_gt(sums, PAIRS / 3);
    ck_assert_uint_gt(products, PAIRS * 2 / 3);
}
END_TEST

START_TEST(chains)
{
    unsigned answered = 0;
    for (unsigned i = 0; i < PAIRS; i++) {
        uint32_t d = pattern(127), a = pattern(127), b = pattern(127), mode = modes(), f = mode, g = mode,
            out = 1;
        uint32_t negate = (uint32_t)draw() & SIGN;
        if (!quick_chain(d, a, b, negate, &out, &f)) { ck_assert(f == mode && out == 1); continue; }
        answered++;
        uint64_t right = fpu_add(FPU_F32, d, fpu_mul(FPU_F32, a, b, &g) ^ negate, &g);
        ck_assert_msg(out == right && f == g, "%08x + %08x * %08x: %08x, is %08x", d, a, b, out,
                      (uint32_t)right);
    }
    ck_assert_uint_gt(answered, PAIRS / 3);
}
END_TEST

START_TEST(fused)
{
    unsigned answered = 0;
    for (unsigned i = 0; i < PAIRS * 2; i++) {
        unsigned near_a = (unsigned)draw() & 255, near_d = i & 1 ? 127 : (unsigned)draw() & 255;
        uint32_t d = pattern(near_d), a = pattern(near_a), b = pattern(254 - near_a), mode = modes(),
            f = mode, g = mode, out = 1;
        /* all but cancels */
        if (i % 8 == 0) d = (uint32_t)fpu_neg(FPU_F32, fpu_mul(FPU_F32, a, b, &g)), g = mode;
        if (!quick_fused(d, a, b, &out, &f)) { ck_assert(f == mode && out == 1); continue; }
        answered++;
        uint64_t right = fpu_muladd(FPU_F32, d, a, b, &g);
        ck_assert_msg(out == right && f == g, "%08x + %08x * %08x: %08x, is %08x", d, a, b, out,
                      (uint32_t)right);
    }
    ck_assert_uint_gt(answered, PAIRS / 2);
}
END_TEST

static uint64_t from_signed(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr)
{
    (void)b;
    return fpu_from_fixed(f, a, (fpu_fixed_t){ 32, false, 0 }, fpu_rounding(*fpscr), fpscr);
}

static uint64_t from_unsigned(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr)
{
    (void)b;
    return fpu_from_fixed(f, a, (fpu_fixed_t){ 32, true, 0 }, fpu_rounding(*fpscr), fpscr);
}

static uint64_t to_signed(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr)
{
    (void)b;
    return (uint32_t)fpu_to_fixed(f, a, (fpu_fixed_t){ 32, false, 0 }, ROUND_ZERO, fpscr);
}

static int quick_signed(uint32_t a, uint32_t b, uint32_t *out, uint32_t *fpscr)
{
    (void)b;
    return quick_from_int(a, 1, out, fpscr);
}

static int quick_unsigned(uint32_t a, uint32_t b, uint32_t *out, uint32_t *fpscr)
{
    (void)b;
    return quick_from_int(a, 0, out, fpscr);
}

static int quick_integer(uint32_t a, uint32_t b, uint32_t *out, uint32_t *fpscr)
{
    (void)b;
    return quick_to_int(a, out, fpscr);
}

START_TEST(conversions_and_comparisons)
{
    unsigned from = 0, to = 0, compared = 0;
    for (unsigned i = 0; i < PAIRS; i++) {
        unsigned near = (unsigned)draw() & 255;
        compare(quick_signed, from_signed, near, near, &from);
        compare(quick_unsigned, from_unsigned, near, near, &from);
        compare(quick_integer, to_signed, 142, 142, &to);
        uint32_t a = pattern(near), b = i & 3 ? pattern(near) : a,
            mode = modes() | (uint32_t)(draw() & 0xF0000000), f = mode, g = mode;
        if (!quick_compare(a, b, &f)) { ck_assert(f == mode); continue; }
        fpu_compare(FPU_F32, a, b, i & 1, &g);
        ck_assert_msg(f == g, "%08x with %08x: %08x, is %08x", a, b, f, g);
        compared++;
    }
    ck_assert(from > PAIRS / 2 && to > PAIRS / 4 && compared > PAIRS / 2);
}
END_TEST

START_TEST(by_hand)
{
    /* 1 + 2^-24 is halfway: to even; 1.5 * 1.5 = 2.25 exactly; 3 - 3 = +0; the largest and the smallest are
     * left alone */
    uint32_t out, f = 0;
    ck_assert(quick_add(0x3F800000, 0x33800000, &out, &f) && out == 0x3F800000 && f == FPSCR_IXC);
    f = 0;
    ck_assert(quick_add(0x3F800001, 0x33800000, &out, &f) && out == 0x3F800002 && f == FPSCR_IXC);
    f = 0;
    ck_assert(quick_mul(0x3FC00000, 0x3FC00000, &out, &f) && out == 0x40100000 && !f);
    ck_assert(quick_add(0x40400000, 0xC0400000, &out, &f) && out == 0 && !f);
    ck_assert(!quick_add(0x7F7FFFFF, 0x7F7FFFFF, &out, &f) && !quick_mul(0x00800000, 0x3F000000, &out, &f));
    ck_assert(!quick_add(0x7FC00000, 0x3F800000, &out, &f) && !quick_mul(0x7F800000, 0, &out, &f));
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 600);
    tcase_add_test(t, by_hand);
    tcase_add_test(t, sums_and_products);
    tcase_add_test(t, chains);
    tcase_add_test(t, fused);
    tcase_add_test(t, conversions_and_comparisons);
    return case_run("fpu_quick", t);
}
