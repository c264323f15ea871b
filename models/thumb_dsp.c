/* thumb_dsp.c -- see thumb.h: extension, saturation, SIMD within a register, multiplication.
 * Armv7-M ARM A4.4.2 to A4.4.7, A7.7. None of these sets N Z C V except MULS; Q and GE are set here. */
#include "thumb.h"

static int32_t half(uint32_t v, unsigned top) { return (int16_t)(top ? v >> 16 : v); }
static uint32_t rotate(uint32_t v, unsigned n) { return n ? v >> n | v << (32 - n) : v; }
static uint32_t pack(uint32_t low, uint32_t high) { return (low & 0xFFFF) | high << 16; }

static void set_q(regs_t *r, bool q) { if (q) r->xpsr |= PSR_Q; }

/* --- extension: rm rotated, byte, half or two bytes, added to rn ------------------------------------ */

static uint32_t extended(unsigned op, uint32_t v)
{
    switch (op) {
    case OP_SXTB: case OP_SXTAB: return (uint32_t)(int32_t)(int8_t)v;
    case OP_SXTH: case OP_SXTAH: return (uint32_t)(int32_t)(int16_t)v;
    case OP_UXTB: case OP_UXTAB: return v & 0xFF;
    case OP_UXTH: case OP_UXTAH: return v & 0xFFFF;
    case OP_UXTB16: case OP_UXTAB16: return v & 0x00FF00FF;
    }
    return pack((uint32_t)(int8_t)v, (uint32_t)(int8_t)(v >> 16));      /* SXTB16, SXTAB16 */
}

static uint32_t extend(const regs_t *r, const insn_t *i)
{
    uint32_t v = extended(i->op, rotate(thumb_read(r, i->rm), i->amount));
    if (i->op < OP_SXTAB) return v;
    uint32_t n = thumb_read(r, i->rn);
    if (i->op == OP_SXTAB16 || i->op == OP_UXTAB16) return pack(n + v, (n >> 16) + (v >> 16));
    return n + v;
}

/* --- saturation -------------------------------------------------------------------------------------- */

/* SatQ, A2.2.1: to `width` bits, signed or unsigned; *q if it had to. */
static uint32_t saturate(int64_t v, unsigned width, bool is_signed, bool *q)
{
    int64_t high = is_signed ? (1ll << (width - 1)) - 1 : (1ll << width) - 1;
    int64_t low = is_signed ? -(1ll << (width - 1)) : 0;
    if (v > high) { *q = true; return (uint32_t)high; }
    if (v < low) { *q = true; return (uint32_t)low; }
    return (uint32_t)v;
}

static uint32_t saturate_register(regs_t *r, const insn_t *i)
{
    uint32_t n = thumb_read(r, i->rn), v;
    bool q = false, is_signed = i->op == OP_SSAT || i->op == OP_SSAT16;
    if (i->op == OP_SSAT16 || i->op == OP_USAT16) {
        uint32_t low = saturate(half(n, 0), i->imm, is_signed, &q);
        v = pack(low, saturate(half(n, 1), i->imm, is_signed, &q));
    } else {
        int32_t shifted = (int32_t)(i->shift == SHIFT_LSL ? n << i->amount : n);
        if (i->shift == SHIFT_ASR) shifted = i->amount > 31 ? shifted >> 31 : shifted >> i->amount;
        v = saturate(shifted, i->imm, is_signed, &q);
    }
    set_q(r, q);
    return v;
}

static uint32_t saturating_add(regs_t *r, const insn_t *i)
{
    int64_t n = (int32_t)thumb_read(r, i->rn), m = (int32_t)thumb_read(r, i->rm);
    bool q = false, doubled = i->op == OP_QDADD || i->op == OP_QDSUB;
    if (doubled) n = (int32_t)saturate(2 * n, 32, true, &q);
    uint32_t v = saturate(i->op == OP_QADD || i->op == OP_QDADD ? m + n : m - n, 32, true, &q);
    set_q(r, q);
    return v;
}

/* --- parallel addition and subtraction: six operations in six manners ---------------------------------- */

enum { P_ADD16, P_ASX, P_SAX, P_SUB16, P_ADD8, P_SUB8 };
enum { P_S, P_Q, P_SH, P_U, P_UQ, P_UH };

/* One lane of `width` bits: what goes into the register; *ge: what S and U forms tell in GE (A7.7.129,
 * A7.7.201: a sum that did not go below 0 or that carried, a difference that is not below 0). */
static uint32_t lane(int32_t x, unsigned manner, unsigned width, bool is_sum, bool *ge)
{
    bool q = false;
    *ge = x >= (manner == P_U && is_sum ? 1 << width : 0);
    switch (manner) {
    case P_Q:  return saturate(x, width, true, &q);
    case P_UQ: return saturate(x, width, false, &q);
    case P_SH: case P_UH: return (uint32_t)(x >> 1);
    }
    return (uint32_t)x;
}

/* Lane k of the operands; ASX and SAX take the halves of rm crossed. */
static int32_t lane_of(uint32_t v, unsigned k, unsigned width, bool is_signed)
{
    uint32_t x = v >> k * width & ((1u << width) - 1);
    return is_signed && x >> (width - 1) ? (int32_t)x - (1 << width) : (int32_t)x;
}

static uint32_t parallel(regs_t *r, const insn_t *i)
{
    unsigned manner = (unsigned)(i->op - OP_SADD16) / 6, what = (unsigned)(i->op - OP_SADD16) % 6;
    bool is_signed = manner <= P_SH, crossed = what == P_ASX || what == P_SAX;
    unsigned width = what >= P_ADD8 ? 8 : 16, lanes = 32 / width, ge_bits = 0;
    uint32_t n = thumb_read(r, i->rn), m = thumb_read(r, i->rm), out = 0;
    if (crossed) m = rotate(m, 16);
    for (unsigned k = 0; k < lanes; k++) {
        bool sum = what == P_ADD16 || what == P_ADD8 || (what == P_ASX && k) || (what == P_SAX && !k), ge;
        int32_t a = lane_of(n, k, width, is_signed), b = lane_of(m, k, width, is_signed);
        uint32_t v = lane(sum ? a + b : a - b, manner, width, sum, &ge);
        out |= (v & ((1u << width) - 1)) << k * width;
        if (ge) ge_bits |= (width == 8 ? 1u : 3u) << k * (4 / lanes);
    }
    if (manner == P_S || manner == P_U) r->xpsr = (r->xpsr & ~(uint32_t)PSR_GE) | ge_bits << 16;
    return out;
}

static uint32_t select_bytes(const regs_t *r, const insn_t *i)
{
    uint32_t mask = 0;
    for (unsigned k = 0; k < 4; k++)
        if (r->xpsr >> (16 + k) & 1) mask |= 0xFFu << 8 * k;
    return (thumb_read(r, i->rn) & mask) | (thumb_read(r, i->rm) & ~mask);
}

static uint32_t pack_halves(const regs_t *r, const insn_t *i)
{
    uint32_t n = thumb_read(r, i->rn), m = thumb_read(r, i->rm);
    if (i->op == OP_PKHBT) return pack(n, m << i->amount >> 16);
    return pack((uint32_t)((int64_t)(int32_t)m >> i->amount), n >> 16);
}

static uint32_t absolute_differences(const regs_t *r, const insn_t *i)
{
    uint32_t n = thumb_read(r, i->rn), m = thumb_read(r, i->rm);
    uint32_t sum = i->op == OP_USADA8 ? thumb_read(r, i->ra) : 0;
    for (unsigned k = 0; k < 32; k += 8) {
        int32_t d = (int32_t)(n >> k & 255) - (int32_t)(m >> k & 255);
        sum += (uint32_t)(d < 0 ? -d : d);
    }
    return sum;
}

/* --- multiplication ------------------------------------------------------------------------------------ */

static uint32_t accumulate(regs_t *r, int64_t v)
{
    set_q(r, v != (int32_t)v);
    return (uint32_t)v;
}

/* The two products of halves that SMUAD and its kin add: *low and *high. */
static void dual(const regs_t *r, const insn_t *i, int64_t *low, int64_t *high)
{
    uint32_t n = thumb_read(r, i->rn), m = thumb_read(r, i->rm);
    if (i->amount) m = rotate(m, 16);
    *low = (int64_t)half(n, 0) * half(m, 0);
    *high = (int64_t)half(n, 1) * half(m, 1);
}

/* The halves, wide by half, dual: all with a 32-bit accumulator and Q. */
static uint32_t multiply_halves(regs_t *r, const insn_t *i)
{
    uint32_t n = thumb_read(r, i->rn), m = thumb_read(r, i->rm);
    int64_t a = i->ra == R_NO ? 0 : (int32_t)thumb_read(r, i->ra), low, high;
    dual(r, i, &low, &high);
    switch (i->op) {
    case OP_SMUL:  return (uint32_t)(half(n, i->amount >> 1) * half(m, i->amount & 1));
    case OP_SMLA:  return accumulate(r, a + (int64_t)half(n, i->amount >> 1) * half(m, i->amount & 1));
    case OP_SMULW: return (uint32_t)((int64_t)(int32_t)n * half(m, i->amount) >> 16);
    case OP_SMLAW: return accumulate(r, a + ((int64_t)(int32_t)n * half(m, i->amount) >> 16));
    case OP_SMUAD: return accumulate(r, low + high);
    case OP_SMLAD: return accumulate(r, a + low + high);
    case OP_SMLSD: return accumulate(r, a + low - high);
    }
    return (uint32_t)(low - high);                                      /* SMUSD cannot overflow */
}

/* The high word of a 32 by 32 product, with the accumulator above it. The sum wraps at 64 bits. */
static uint32_t most_significant(const regs_t *r, const insn_t *i)
{
    int64_t product = (int64_t)(int32_t)thumb_read(r, i->rn) * (int32_t)thumb_read(r, i->rm);
    uint64_t sum = i->op == OP_SMMUL ? 0 : (uint64_t)thumb_read(r, i->ra) << 32;
    sum = i->op == OP_SMMLS ? sum - (uint64_t)product : sum + (uint64_t)product;
    return (uint32_t)((sum + (i->amount ? 0x80000000u : 0)) >> 32);
}

static uint64_t long_product(const regs_t *r, const insn_t *i)
{
    uint32_t n = thumb_read(r, i->rn), m = thumb_read(r, i->rm);
    uint32_t low_word = thumb_read(r, i->rd), high_word = thumb_read(r, i->ra);
    uint64_t old = (uint64_t)high_word << 32 | low_word;
    int64_t low, high;
    switch (i->op) {
    case OP_UMULL: return (uint64_t)n * m;
    case OP_SMULL: return (uint64_t)((int64_t)(int32_t)n * (int32_t)m);
    case OP_UMLAL: return old + (uint64_t)n * m;
    case OP_SMLAL: return old + (uint64_t)((int64_t)(int32_t)n * (int32_t)m);
    case OP_UMAAL: return (uint64_t)n * m + low_word + high_word;
    case OP_SMLALH: return old + (uint64_t)(int64_t)(half(n, i->amount >> 1) * half(m, i->amount & 1));
    }
    dual(r, i, &low, &high);
    return old + (uint64_t)(i->op == OP_SMLALD ? low + high : low - high);
}

static uint32_t multiply(regs_t *r, const insn_t *i)
{
    uint32_t product = thumb_read(r, i->rn) * thumb_read(r, i->rm);
    if (i->op == OP_MLA) return thumb_read(r, i->ra) + product;
    if (i->op == OP_MLS) return thumb_read(r, i->ra) - product;
    if ((i->flags & I_S_OUT) && !thumb_in_it(r))                        /* MULS leaves C and V, A7.7.84 */
        r->xpsr = (r->xpsr & ~(PSR_N | PSR_Z)) | (product & PSR_N) | (product ? 0 : PSR_Z);
    return product;
}

void thumb_dsp(regs_t *r, const insn_t *i)
{
    uint32_t v;
    if (i->op <= OP_UXTAB16) v = extend(r, i);
    else if (i->op <= OP_USAT16) v = saturate_register(r, i);
    else if (i->op <= OP_QDSUB) v = saturating_add(r, i);
    else if (i->op <= OP_UHSUB8) v = parallel(r, i);
    else if (i->op == OP_SEL) v = select_bytes(r, i);
    else if (i->op <= OP_PKHTB) v = pack_halves(r, i);
    else if (i->op <= OP_USADA8) v = absolute_differences(r, i);
    else if (i->op <= OP_MLS) v = multiply(r, i);
    else if (i->op <= OP_SMLSD) v = multiply_halves(r, i);
    else if (i->op <= OP_SMMLS) v = most_significant(r, i);
    else {
        uint64_t wide = long_product(r, i);
        v = (uint32_t)wide;
        r->r[i->ra] = (uint32_t)(wide >> 32);
    }
    r->r[i->rd] = v;
}
