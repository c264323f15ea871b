/* fpu_bench.h -- for the tests of the floating-point unit: operands that matter, what the host makes of them,
 * and how a difference is told. */
#ifndef FPU_BENCH_H
#define FPU_BENCH_H
#include <fenv.h>
#include <stdlib.h>
#include <string.h>
#include "fpu.h"
#include "suite.h"

enum { IOC = FPSCR_IOC, DZC = FPSCR_DZC, OFC = FPSCR_OFC, UFC = FPSCR_UFC, IXC = FPSCR_IXC, IDC = FPSCR_IDC,
       RP = 1 << 22, RM = 2 << 22, RZ = 3 << 22, FZ = FPSCR_FZ, DN = FPSCR_DN, AHP = FPSCR_AHP,
       FLAGS = 0x9F };

#define H FPU_F16
#define S FPU_F32
#define D FPU_F64


static uint64_t random_state = 0x9E3779B97F4A7C15ull;

static inline uint64_t random64(void)                  /* splitmix64 */
{
    uint64_t z = random_state += 0x9E3779B97F4A7C15ull;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ z >> 27) * 0x94D049BB133111EBull;
    return z ^ z >> 31;
}

static inline unsigned random_below(unsigned n) { return (unsigned)((random64() >> 32) * n >> 32); }

static inline unsigned fraction_bits(fpu_format_t f) { return f == FPU_F16 ? 10 : f == FPU_F32 ? 23 : 52; }
static inline unsigned exponent_bits(fpu_format_t f) { return f == FPU_F16 ? 5 : f == FPU_F32 ? 8 : 11; }

static inline uint64_t make(fpu_format_t f, unsigned sign, uint64_t exponent, uint64_t fraction)
{
    unsigned fb = fraction_bits(f), eb = exponent_bits(f);
    return (uint64_t)(sign & 1) << (fb + eb) | (exponent & ((1ull << eb) - 1)) << fb
         | (fraction & ((1ull << fb) - 1));
}

/* A fraction made of few runs of ones: sums, products and quotients of these fall halfway between two
 * results, or next to it. */
static inline uint64_t sparse_fraction(fpu_format_t f)
{
    uint64_t bit = 1ull << random_below(fraction_bits(f));
    switch (random_below(8)) {
    case 0:  return 0;
    case 1:  return ~0ull;
    case 2:  return 1;
    case 3:  return bit;
    case 4:  return ~bit;
    case 5:  return bit - 1;
    case 6:  return ~(bit - 1);
    default: return bit | 1ull << random_below(fraction_bits(f));
    }
}

/* Zeros, subnormals, infinities, both NaNs, extremes, numbers near 1 and near the limits of the integers,
 * and anything at all. */
static inline uint64_t operand(fpu_format_t f)
{
    uint64_t top = (1ull << exponent_bits(f)) - 1, one = top >> 1, r = random64();
    uint64_t quiet = 1ull << (fraction_bits(f) - 1), any = random64();
    unsigned sign = r >> 63;
    uint64_t fraction = r & 1 ? sparse_fraction(f) : any;
    switch (r >> 1 & 15) {
    case 0:  return make(f, sign, 0, 0);
    case 1:  return make(f, sign, top, r & 0x100 ? 0 : any | quiet);
    case 2:  return make(f, sign, top, r & 0x100 ? any | quiet : (any & ~quiet) | 1);
    case 3:  return make(f, sign, 0, fraction);
    case 4:  return make(f, sign, 1 + (r >> 8 & 1), fraction);
    case 5:  return make(f, sign, top - 1 - (r >> 8 & 1), fraction);
    case 6:
    case 7:
    case 8:  return make(f, sign, one - 3 + (r >> 8) % 7, fraction);
    case 9:
    case 10: return make(f, sign, one - 4 + (r >> 8) % 40, fraction);
    case 11: return make(f, sign, one + 12 + (r >> 8) % 22, r & 0x80 ? fraction : ~((uint64_t)any % 9));
    case 12: return make(f, sign, one - 60 + (r >> 8) % 120, fraction);
    case 13: return make(f, sign, one / 2 - 2 + (r >> 8) % 4, fraction);   /* squares near the smallest */
    default: return make(f, sign, any >> 20, fraction);
    }
}

/* Operands that have something to do with each other: the second near the first, a third near the product. */
static inline void operands(fpu_format_t f, uint64_t x[3])
{
    unsigned fb = fraction_bits(f);
    uint64_t top = (1ull << exponent_bits(f)) - 1, mask = (1ull << fb) - 1;
    for (int i = 0; i < 3; i++) x[i] = operand(f);
    uint64_t e0 = x[0] >> fb & top, e1 = x[1] >> fb & top;
    unsigned near = random_below(5), sign = random_below(2);
    switch (random_below(6)) {
    case 0: x[1] = make(f, sign, e0 - 2 + near, x[1] & mask); break;
    case 1: x[1] = x[0] ^ (uint64_t)sign << (fb + exponent_bits(f)) ^ random_below(3); break;
    case 2: x[1] = make(f, sign, e0 + fb - 2 + near, x[1] & mask); break;
    case 3: x[2] = make(f, sign, e0 + e1 - (top >> 1) - 2 + near, x[2] & mask); break;
    case 4: {                                           /* the third: minus the product, or close to it */
        uint32_t scratch = random_below(4) << 22;
        x[2] = fpu_neg(f, fpu_mul(f, x[0], x[1], &scratch)) ^ random_below(3);
        break;
    }
    default: break;
    }
}

/* ---- host and differences --------------------------------------------------------------------------- */

static inline double as_double(uint64_t b) { double d; memcpy(&d, &b, 8); return d; }
static inline uint64_t of_double(double d) { uint64_t b; memcpy(&b, &d, 8); return b; }
static inline float as_float(uint64_t b) { uint32_t w = (uint32_t)b; float x; memcpy(&x, &w, 4); return x; }
static inline uint64_t of_float(float x) { uint32_t w; memcpy(&w, &x, 4); return w; }

/* In the order of FPSCR.RMode. */
static inline void host_rounding(unsigned mode)
{
    const int modes[] = { FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };
    fesetround(modes[mode]);
}

static inline uint32_t host_flags(void)
{
    int x = fetestexcept(FE_ALL_EXCEPT);
    return (x & FE_INVALID ? IOC : 0) | (x & FE_DIVBYZERO ? DZC : 0) | (x & FE_OVERFLOW ? OFC : 0)
         | (x & FE_UNDERFLOW ? UFC : 0) | (x & FE_INEXACT ? IXC : 0);
}

static inline bool is_nan(fpu_format_t f, uint64_t x)
{
    unsigned fb = fraction_bits(f), eb = exponent_bits(f);
    return (x & ((1ull << (fb + eb)) - 1)) > ((1ull << eb) - 1) << fb;
}

/* Check's own macros report each success to the parent: too slow a million times. */
static inline void same(const char *what, uint64_t operand_bits, uint64_t got, uint64_t want)
{
    if (got != want)
        ck_abort_msg("%s of %llx: %llx, not %llx", what, (unsigned long long)operand_bits,
                     (unsigned long long)got, (unsigned long long)want);
}

/* SOAK=1: fifty times as many. */
static inline unsigned count(unsigned normal) { return getenv("SOAK") ? normal * 50 : normal; }
#endif
