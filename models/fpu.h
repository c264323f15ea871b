/* fpu.h -- the floating-point unit: FPv5-D16, half, single and double precision, in integers only.
 *
 * Manual: Armv7-M ARM (DDI 0403E) A2.5: FPSCR, and the pseudocode FPUnpack, FPRound, FPProcessNaNs, FPAdd ...
 * FPToFixed, whose names the comments use; A7.7: VABS to VSUB; Cortex-M7 TRM, Floating Point Unit.
 * No host floating point: a result never depends on the compiler, its options or the host.
 *
 * One implementation for all widths. Operands are unpacked to a sign, an exponent and 64 significant
 * bits, worked on exactly (or with the lost bits jammed into the lowest one) and packed with one
 * rounding:
 *
 *      format   sign exponent fraction     number: (-1)^sign * sig * 2^(exp - 63)
 *      F16         1        5       10             finite: bit 63 of sig is set, subnormals too
 *      F32         1        8       23             NaN:    sig is the fraction, left-aligned,
 *      F64         1       11       52                     so bit 63 is "quiet"
 *
 * Modelled: all rounding modes of FPSCR.RMode and the directed ones of FPv5; flush-to-zero (FZ) and
 * its IDC and UFC; default NaN (DN) and the order in which NaNs win; alternative half precision (AHP);
 * cumulative IOC DZC OFC UFC IXC IDC; fused and chained multiply-add; saturating conversions; every
 * data-processing and register-transfer instruction of FPv5-D16 (fpu_execute).
 * Not modelled here: loads and stores of FP registers (thumb_memory.c), lazy stacking and FPCCR
 * (exception.c), CPACR and the UsageFault NOCP (core.c), cycles (m7_timing.c), the exception
 * outputs of the FPU to the chip (FPIDC ... FPIXC interrupts).
 *
 * What surprises people: underflow is detected before rounding, so a result that rounds up to the
 * smallest normal still sets UFC; a flushed result sets UFC and not IXC, a flushed operand IDC;
 * flush-to-zero does not apply to half precision; VMLA rounds twice, VFMA once; inf * 0 + a quiet NaN is
 * invalid and gives the default NaN; a subtraction does not negate a NaN but VNMUL, VMLS and VFMS
 * do; VCMP sets FPSCR's flags, not APSR's; VMAXNM prefers a number to a quiet NaN, not to a
 * signalling one. */
#ifndef FPU_H
#define FPU_H
#include <stdbool.h>
#include <stdint.h>
#include "thumb.h"

/* FPSCR */
enum {
    FPSCR_IOC = 1 << 0, FPSCR_DZC = 1 << 1, FPSCR_OFC = 1 << 2, FPSCR_UFC = 1 << 3, FPSCR_IXC = 1 << 4,
    FPSCR_IDC = 1 << 7, FPSCR_RMODE = 3 << 22, FPSCR_FZ = 1 << 24, FPSCR_DN = 1 << 25, FPSCR_AHP = 1 << 26
};
#define FPSCR_NZCV     0xF0000000u
#define FPSCR_WRITABLE 0xF7C0009Fu

typedef enum { FPU_F16, FPU_F32, FPU_F64 } fpu_format_t;

typedef enum { FPU_ZERO, FPU_FINITE, FPU_INFINITE, FPU_QUIET, FPU_SIGNALLING } fpu_kind_t;

typedef struct { fpu_kind_t kind; bool sign; int32_t exp; uint64_t sig; } fpu_number_t;

/* What arithmetic and conversions share. A rounding is one of ROUND_NEAREST ... ROUND_AWAY (thumb.h). */
fpu_number_t fpu_unpack(fpu_format_t f, uint64_t bits, uint32_t *fpscr);
uint64_t fpu_pack(fpu_format_t f, fpu_number_t n, unsigned rounding, uint32_t *fpscr);
int  fpu_pick_nan(const fpu_number_t *n, int count);    /* which operand's NaN wins, or -1 */
bool fpu_rounds_up(unsigned rounding, bool sign, bool odd, uint64_t rest);  /* rest: of one ulp, in 1/2^64 */
uint64_t fpu_shift_jam(uint64_t sig, int by);           /* right; any bit lost sets the lowest */

static inline unsigned fpu_rounding(uint32_t fpscr) { return fpscr >> 22 & 3; }

/* Arithmetic: bit patterns in and out, cumulative flags into *fpscr. */
uint64_t fpu_abs(fpu_format_t f, uint64_t a);
uint64_t fpu_neg(fpu_format_t f, uint64_t a);
uint64_t fpu_add(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr);
uint64_t fpu_sub(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr);
uint64_t fpu_mul(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr);
uint64_t fpu_div(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr);
uint64_t fpu_sqrt(fpu_format_t f, uint64_t a, uint32_t *fpscr);
uint64_t fpu_muladd(fpu_format_t f, uint64_t addend, uint64_t a, uint64_t b, uint32_t *fpscr);

/* fpu_convert.c */
uint64_t fpu_convert(fpu_format_t to, fpu_format_t from, uint64_t a, uint32_t *fpscr);
/* To an integer of width bits (at most 32), sign- or zero-extended to 64. */
typedef struct { uint8_t width; bool is_unsigned; uint8_t fraction; } fpu_fixed_t;
uint64_t fpu_to_fixed(fpu_format_t f, uint64_t a, fpu_fixed_t to, unsigned rounding, uint32_t *fpscr);
uint64_t fpu_from_fixed(fpu_format_t f, uint64_t a, fpu_fixed_t from, unsigned rounding, uint32_t *fpscr);
uint64_t fpu_round(fpu_format_t f, uint64_t a, unsigned rounding, bool exact, uint32_t *fpscr);
/* Sets FPSCR's N, Z, C and V; signal: a quiet NaN is invalid too (VCMPE). */
void fpu_compare(fpu_format_t f, uint64_t a, uint64_t b, bool signal, uint32_t *fpscr);
uint64_t fpu_maxnum(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr);
uint64_t fpu_minnum(fpu_format_t f, uint64_t a, uint64_t b, uint32_t *fpscr);

/* fpu_execute.c: one instruction of kind K_FP on the register file; the pc is the caller's. */
void fpu_execute(regs_t *, const insn_t *);
#endif
