/* test_fpu_convert.c -- conversions, rounding to integral values and comparisons, against cases worked out
 * by hand from the Armv7-M ARM's pseudocode (A2.5), against the host (test_fpu.c says how far), and for half
 * precision against a table of all 65536 values and the rule "the nearest of the two neighbours". */
#include <math.h>
#include "fpu_bench.h"

static const fpu_fixed_t s32 = { 32, false, 0 }, u32 = { 32, true, 0 };

/* The pseudocode of FPToFixed: saturation and NaNs are IOC without IXC. */
START_TEST(test_to_fixed)
{
    static const fpu_fixed_t s16_8 = { 16, false, 8 }, u16_16 = { 16, true, 16 };
    static const struct { fpu_format_t f; uint64_t a; const fpu_fixed_t *to; unsigned rounding;
                          uint32_t modes; uint64_t r; uint32_t flags; } rows[] = {
        { S, 0x3FC00000, &s32, ROUND_ZERO, 0, 1, IXC },                            /* 1.5 */
        { S, 0x3FC00000, &s32, ROUND_NEAREST, 0, 2, IXC },
        { S, 0x40200000, &s32, ROUND_NEAREST, 0, 2, IXC },                         /* 2.5 to even */
        { S, 0x40200000, &s32, ROUND_AWAY, 0, 3, IXC },
        { S, 0xC0200000, &s32, ROUND_AWAY, 0, -3ull, IXC },
        { S, 0xC0200000, &s32, ROUND_PLUS, 0, -2ull, IXC },
        { S, 0xC0200000, &s32, ROUND_MINUS, 0, -3ull, IXC },
        { S, 0x4F000000, &s32, ROUND_ZERO, 0, 0x7FFFFFFF, IOC },                   /* 2^31 */
        { S, 0xCF000000, &s32, ROUND_ZERO, 0, -0x80000000ull, 0 },
        { S, 0x4F000000, &u32, ROUND_ZERO, 0, 0x80000000, 0 },
        { S, 0x4F800000, &u32, ROUND_ZERO, 0, 0xFFFFFFFF, IOC },
        { S, 0xBF000000, &u32, ROUND_ZERO, 0, 0, IXC },                            /* -0.5: not invalid */
        { S, 0xBF000000, &u32, ROUND_MINUS, 0, 0, IOC },
        { S, 0x7FC00000, &s32, ROUND_ZERO, 0, 0, IOC },
        { S, 0xFF800000, &s32, ROUND_ZERO, 0, -0x80000000ull, IOC },
        { S, 0xFF800000, &u32, ROUND_ZERO, 0, 0, IOC },
        { S, 0x80000001, &s32, ROUND_MINUS, 0, -1ull, IXC },
        { S, 0x80000001, &s32, ROUND_MINUS, FZ, 0, IDC },
        { D, 0x41DFFFFFFFC00000, &s32, ROUND_NEAREST, 0, 0x7FFFFFFF, 0 },
        { D, 0x41DFFFFFFFE00000, &s32, ROUND_NEAREST, 0, 0x7FFFFFFF, IOC },        /* .5 rounds over */
        { D, 0x41DFFFFFFFE00000, &s32, ROUND_ZERO, 0, 0x7FFFFFFF, IXC },
        { D, 0x43E0000000000000, &s32, ROUND_ZERO, 0, 0x7FFFFFFF, IOC },           /* 2^63 */
        { D, 0x7FEFFFFFFFFFFFFF, &s32, ROUND_ZERO, 0, 0x7FFFFFFF, IOC },
        { S, 0x3FC00000, &s16_8, ROUND_ZERO, 0, 0x180, 0 },                        /* 1.5 in 8.8 */
        { S, 0xC3000000, &s16_8, ROUND_ZERO, 0, -0x8000ull, 0 },
        { S, 0x43000000, &s16_8, ROUND_ZERO, 0, 0x7FFF, IOC },
        { S, 0x3F000000, &u16_16, ROUND_ZERO, 0, 0x8000, 0 },
        { S, 0x3F800000, &u16_16, ROUND_ZERO, 0, 0xFFFF, IOC },
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t fpscr = rows[i].modes;
        uint64_t r = fpu_to_fixed(rows[i].f, rows[i].a, *rows[i].to, rows[i].rounding, &fpscr);
        ck_assert_msg(r == rows[i].r, "row %u gives %llx", i, (unsigned long long)r);
        ck_assert_msg(fpscr == (rows[i].modes | rows[i].flags), "row %u: fpscr %x", i, fpscr);
    }
    uint32_t fpscr = 0;
    ck_assert_uint_eq(fpu_from_fixed(S, 0xFFFF0180, s16_8, ROUND_NEAREST, &fpscr), 0x3FC00000);
    ck_assert_uint_eq(fpu_from_fixed(S, 0x8000, s16_8, ROUND_NEAREST, &fpscr), 0xC3000000);
    ck_assert_uint_eq(fpu_from_fixed(D, 0x80000000, s32, ROUND_NEAREST, &fpscr), 0xC1E0000000000000);
    ck_assert_uint_eq(fpu_from_fixed(S, 0, s32, ROUND_MINUS, &fpscr), 0);
    ck_assert_uint_eq(fpscr, 0);
    ck_assert_uint_eq(fpu_from_fixed(S, 0xFFFFFFFF, u32, ROUND_NEAREST, &fpscr), 0x4F800000);
    ck_assert_uint_eq(fpscr, IXC);
}
END_TEST

/* Comparison: N less, ZC equal, C greater, CV unordered; VCMPE minds quiet NaNs. */
START_TEST(test_compare)
{
    static const struct { uint64_t a, b; bool signal; uint32_t modes, fpscr; } rows[] = {
        { 0x3F800000, 0x40000000, false, 0, 0x80000000 }, { 0x40000000, 0x3F800000, true, 0, 0x20000000 },
        { 0xC0000000, 0xBF800000, false, 0, 0x80000000 }, { 0x80000000, 0, false, 0, 0x60000000 },
        { 0x7F800000, 0x7F800000, false, 0, 0x60000000 }, { 0xFF800000, 0xFF7FFFFF, true, 0, 0x80000000 },
        { 0x7FC00000, 0, false, 0, 0x30000000 },          { 0x7FC00000, 0, true, 0, 0x30000000 | IOC },
        { 0, 0x7F800001, false, 0, 0x30000000 | IOC },    { 1, 0x80000000, false, 0, 0x20000000 },
        { 1, 0x80000000, false, FZ, 0x60000000 | IDC | FZ },
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t fpscr = rows[i].modes | (i & 1 ? 0xF0000000 : 0);
        fpu_compare(S, rows[i].a, rows[i].b, rows[i].signal, &fpscr);
        ck_assert_msg(fpscr == rows[i].fpscr, "row %u: fpscr %x", i, fpscr);
    }
}
END_TEST

/* Between the formats: NaN payloads are aligned at their quiet bit; alternative half has no NaN and no
 * infinity; flush-to-zero leaves half precision alone. */
START_TEST(test_formats)
{
    static const struct { fpu_format_t to, from; uint64_t a; uint32_t modes; uint64_t r; uint32_t flags; }
    rows[] = {
        { D, S, 0xFFC12345, 0, 0xFFF82468A0000000, 0 },   { D, S, 0x7F800001, 0, 0x7FF8000020000000, IOC },
        { S, D, 0xFFF0000020000000, 0, 0xFFC00001, IOC }, { S, D, 0xFFF8000000000000, DN, 0x7FC00000, 0 },
        { S, D, 0x3FF0000010000000, 0, 0x3F800000, IXC }, { S, D, 0x3690000000000000, 0, 0, UFC | IXC },
        { S, D, 0x36A0000000000000, FZ, 0, UFC },
        { S, D, 0x47EFFFFFF0000000, 0, 0x7F800000, OFC | IXC },
        { D, S, 1, FZ, 0, IDC },                          { D, S, 1, 0, 0x36A0000000000000, 0 },
        { H, S, 0x477FE000, 0, 0x7BFF, 0 },               { H, S, 0x477FF000, 0, 0x7C00, OFC | IXC },
        { H, S, 0x477FF000, AHP, 0x7C00, IXC },           { H, S, 0x47FFE000, AHP, 0x7FFF, 0 },
        { H, S, 0x47FFF000, AHP, 0x7FFF, IOC },           { H, S, 0x7F800000, AHP, 0x7FFF, IOC },
        { H, S, 0xFFC00000, AHP, 0x8000, IOC },           { H, S, 0xFFC02000, 0, 0xFE01, 0 },
        { H, S, 0x33800000, FZ, 0x0001, 0 },              { H, S, 0x33000000, 0, 0, UFC | IXC },
        { H, S, 1, FZ, 0, IDC },                          { H, D, 0x3E70000000000000, FZ, 0x0001, 0 },
        { S, H, 0x7C00, 0, 0x7F800000, 0 },               { S, H, 0x7C00, AHP, 0x47800000, 0 },
        { S, H, 0xFC01, 0, 0xFFC02000, IOC },             { S, H, 0xFC01, DN, 0x7FC00000, IOC },
        { D, H, 0xFE01, 0, 0xFFF8040000000000, 0 },       { S, H, 0x0001, FZ, 0x33800000, 0 },
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t fpscr = rows[i].modes;
        uint64_t r = fpu_convert(rows[i].to, rows[i].from, rows[i].a, &fpscr);
        ck_assert_msg(r == rows[i].r, "row %u gives %llx", i, (unsigned long long)r);
        ck_assert_msg(fpscr == (rows[i].modes | rows[i].flags), "row %u: fpscr %x", i, fpscr);
    }
}
END_TEST

/* VRINT: the sign of a zero stays, IXC only if asked for. */
START_TEST(test_round)
{
    static const struct { fpu_format_t f; uint64_t a; unsigned rounding; bool exact; uint64_t r;
                          uint32_t flags; } rows[] = {
        { S, 0x3FC00000, ROUND_NEAREST, true, 0x40000000, IXC },
        { S, 0x40200000, ROUND_NEAREST, false, 0x40000000, 0 },
        { S, 0xBE800000, ROUND_NEAREST, true, 0x80000000, IXC },
        { S, 0x3F000000, ROUND_AWAY, false, 0x3F800000, 0 },
        { S, 0xBF000000, ROUND_MINUS, false, 0xBF800000, 0 },
        { S, 0x4B7FFFFF, ROUND_NEAREST, true, 0x4B7FFFFF, 0 },
        { D, 0x432FFFFFFFFFFFFF, ROUND_PLUS, true, 0x4330000000000000, IXC },
        { D, 0x7FEFFFFFFFFFFFFF, ROUND_ZERO, true, 0x7FEFFFFFFFFFFFFF, 0 },
        { S, 0xFF800000, ROUND_ZERO, true, 0xFF800000, 0 },
        { S, 0x7F800001, ROUND_ZERO, false, 0x7FC00001, IOC },
        { S, 1, ROUND_PLUS, true, 0x3F800000, IXC },
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t fpscr = 0;
        uint64_t r = fpu_round(rows[i].f, rows[i].a, rows[i].rounding, rows[i].exact, &fpscr);
        ck_assert_msg(r == rows[i].r, "row %u gives %llx", i, (unsigned long long)r);
        ck_assert_msg(fpscr == rows[i].flags, "row %u: fpscr %x", i, fpscr);
    }
}
END_TEST

/* ---- half precision, all of it ------------------------------------------------------------------------ */

/* What a half is worth, by the definition of the format. The largest exponent is worth something only in
 * the alternative format. */
static double half_value(unsigned h)
{
    int exp = h >> 10 & 31;
    double v = exp ? ldexp(1024 + (h & 0x3FF), exp - 25) : ldexp(h & 0x3FF, -24);
    return h >> 15 ? -v : v;
}

START_TEST(test_every_half)
{
    for (unsigned h = 0; h < 0x10000; h++)
        for (unsigned alternative = 0; alternative < 2; alternative++) {
            if (!alternative && (h >> 10 & 31) == 31) continue;
            uint32_t modes = alternative ? AHP : 0, fpscr = modes;
            same("half to double", h, fpu_convert(D, H, h, &fpscr), of_double(half_value(h)));
            same("half to single", h, fpu_convert(S, H, h, &fpscr), of_float((float)half_value(h)));
            same("double to half", h, fpu_convert(H, D, of_double(half_value(h)), &fpscr), h);
            same("single to half", h, fpu_convert(H, S, of_float((float)half_value(h)), &fpscr), h);
            same("flags", h, fpscr, modes);
        }
}
END_TEST

/* A double between two halves becomes the one its mode says; the search for the two uses the table only. */
START_TEST(test_to_half)
{
    for (unsigned i = 0; i < 400000; i++) {
        unsigned mode = random_below(4), low = random_below(0x7BFF), sign = random_below(2);
        double a = half_value(low), b = half_value(low + 1), step = (b - a) / 8;
        double x = a + step * random_below(9), near = ldexp(step, -30) * random_below(2);
        if (x < b) x += near;
        unsigned odd = low & 1, up;
        if (x == a) up = 0;
        else if (x == b) up = 1;
        else if (mode == 0) up = x > a + 4 * step || (x == a + 4 * step && odd);
        else up = mode == (sign ? 2 : 1);
        bool exact = x == a || x == b, tiny = x < half_value(0x0400);
        uint32_t fpscr = mode << 22, flags = exact ? 0 : tiny ? UFC | IXC : IXC;
        uint64_t r = fpu_convert(H, D, of_double(sign ? -x : x), &fpscr);
        same("to half", of_double(x), r, (low + up) | sign << 15);
        same("to half, flags", of_double(x), fpscr, mode << 22 | flags);
    }
}
END_TEST

/* ---- the host ----------------------------------------------------------------------------------------- */

/* Called through pointers: a compiler that believes in round to nearest expands rint in place. */
static double (*const volatile host_rint)(double) = rint;
static double (*const volatile host_round)(double) = round;
static float (*const volatile host_rintf)(float) = rintf;

/* double to single and back, to integral values and integers in all modes. */
static void convert_double(uint64_t bits, unsigned mode)
{
    uint32_t modes = mode << 22, fpscr = modes, mind = FLAGS;
    volatile double x = as_double(bits), r;
    feclearexcept(FE_ALL_EXCEPT);
    volatile float y = (float)x;
    uint32_t flags = host_flags();
    uint64_t want = of_float(y), integer;
    if ((want & 0x7FFFFFFF) == 0x00800000) mind &= ~(uint32_t)UFC;
    same("to single", bits, fpu_convert(S, D, bits, &fpscr), want);
    same("to single, flags", bits, fpscr & mind, flags & mind);

    feclearexcept(FE_ALL_EXCEPT);
    r = host_rint(x), flags = host_flags(), fpscr = modes;
    same("rint", bits, fpu_round(D, bits, mode, true, &fpscr), of_double(r));
    same("rint, flags", bits, fpscr, modes | flags);

    bool whole = r == x, fits = r >= -2147483648.0 && r <= 2147483647.0;
    integer = fits ? (uint64_t)(int64_t)r : r < 0 ? -0x80000000ull : 0x7FFFFFFF, fpscr = modes;
    same("to signed", bits, fpu_to_fixed(D, bits, s32, mode, &fpscr), integer);
    same("to signed, flags", bits, fpscr, modes | (!fits ? IOC : whole ? 0 : IXC));

    fits = r >= 0 && r <= 4294967295.0;
    integer = fits ? (uint64_t)r : r < 0 ? 0 : 0xFFFFFFFF, fpscr = modes;
    same("to unsigned", bits, fpu_to_fixed(D, bits, u32, mode, &fpscr), integer);
    same("to unsigned, flags", bits, fpscr, modes | (!fits ? IOC : whole ? 0 : IXC));

    r = host_round(x), fpscr = modes;
    same("round", bits, fpu_round(D, bits, ROUND_AWAY, false, &fpscr), of_double(r));
    same("round, flags", bits, fpscr, modes);
}

static void convert_single(uint64_t bits, unsigned mode)
{
    uint32_t modes = mode << 22, fpscr = modes;
    volatile float x = as_float(bits), r = host_rintf(x);
    volatile double y = x;
    same("to double", bits, fpu_convert(D, S, bits, &fpscr), of_double(y));
    same("rintf", bits, fpu_round(S, bits, mode, false, &fpscr), of_float(r));
    same("flags", bits, fpscr, modes);
}

static void convert_word(uint32_t word, unsigned mode)
{
    uint32_t modes = mode << 22, fpscr = modes;
    volatile uint32_t w = word;
    feclearexcept(FE_ALL_EXCEPT);
    volatile float y = (float)(int32_t)w;
    uint32_t flags = host_flags();
    same("signed to single", word, fpu_from_fixed(S, word, s32, mode, &fpscr), of_float(y));
    same("signed to single, flags", word, fpscr, modes | flags);
    feclearexcept(FE_ALL_EXCEPT);
    y = (float)w, flags = host_flags(), fpscr = modes;
    same("unsigned to single", word, fpu_from_fixed(S, word, u32, mode, &fpscr), of_float(y));
    same("unsigned to single, flags", word, fpscr, modes | flags);
    volatile double r = (double)w;
    fpscr = modes;
    same("unsigned to double", word, fpu_from_fixed(D, word, u32, mode, &fpscr), of_double(r));
    r = (double)(int32_t)w;
    same("signed to double", word, fpu_from_fixed(D, word, s32, mode, &fpscr), of_double(r));
    same("to double, flags", word, fpscr, modes);
}

START_TEST(test_conversions_against_host)
{
    for (unsigned n = count(500000); n; n--) {
        uint64_t bits = operand(D), single = operand(S);
        unsigned mode = random_below(4);
        if (random_below(2))                            /* in single's range, and a little beyond */
            bits = make(D, bits >> 63, 1023 - 151 + random_below(280), bits);
        host_rounding(mode);
        if (!is_nan(D, bits)) convert_double(bits, mode);
        if (!is_nan(S, single)) convert_single(single, mode);
        unsigned shift = random_below(32);
        convert_word((uint32_t)random64() >> shift, mode);
        host_rounding(0);
    }
}
END_TEST

START_TEST(test_comparisons_against_host)
{
    for (unsigned n = count(500000); n; n--) {
        uint64_t x[3];
        operands(D, x);
        volatile double a = as_double(x[0]), b = as_double(x[1]);
        uint32_t fpscr = 0, nzcv = isunordered(a, b) ? 3 : a < b ? 8 : a > b ? 2 : 6;
        fpu_compare(D, x[0], x[1], false, &fpscr);
        same("compare", x[0], fpscr >> 28, nzcv);
        if (nzcv == 3) continue;
        same("maximum", x[0], fpu_maxnum(D, x[0], x[1], &fpscr), nzcv == 6 ? x[0] & x[1] : x[nzcv == 8]);
        same("minimum", x[0], fpu_minnum(D, x[0], x[1], &fpscr), nzcv == 6 ? x[0] | x[1] : x[nzcv != 8]);
        same("compare, flags", x[0], fpscr & FLAGS, 0);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("conversions");
    tcase_add_test(tcase, test_to_fixed);
    tcase_add_test(tcase, test_compare);
    tcase_add_test(tcase, test_formats);
    tcase_add_test(tcase, test_round);
    tcase_add_test(tcase, test_every_half);
    tcase_add_test(tcase, test_to_half);
    tcase_add_test(tcase, test_conversions_against_host);
    tcase_add_test(tcase, test_comparisons_against_host);
    tcase_set_timeout(tcase, 600);
    return case_run("fpu_convert", tcase);
}
