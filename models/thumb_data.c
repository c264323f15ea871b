/* thumb_data.c -- see thumb.h: instructions that touch registers and flags only. SIMD, saturation and
 * multiplication are in thumb_dsp.c. Armv7-M ARM A2.2.1 (pseudocode of shifts and addition), A7.7. */
#include "thumb.h"

typedef struct { uint32_t value; unsigned carry, overflow; } result_t;

/* Shift_C, A2.2.1: any amount 0..255; RRX takes 1. */
static result_t shift_c(uint32_t v, unsigned type, unsigned n, unsigned carry)
{
    if (n == 0) return (result_t){ v, carry, 0 };
    switch (type) {
    case SHIFT_LSL:
        if (n > 32) return (result_t){ 0, 0, 0 };
        return (result_t){ n == 32 ? 0 : v << n, v >> (32 - n) & 1, 0 };
    case SHIFT_LSR:
        if (n > 32) return (result_t){ 0, 0, 0 };
        return (result_t){ n == 32 ? 0 : v >> n, v >> (n - 1) & 1, 0 };
    case SHIFT_ASR:
        if (n >= 32) return (result_t){ 0 - (v >> 31), v >> 31, 0 };
        return (result_t){ (uint32_t)((int32_t)v >> n), v >> (n - 1) & 1, 0 };
    case SHIFT_RRX:
        return (result_t){ v >> 1 | carry << 31, v & 1, 0 };
    }
    n &= 31;                                                /* ROR */
    uint32_t rotated = n ? v >> n | v << (32 - n) : v;
    return (result_t){ rotated, rotated >> 31, 0 };
}

static result_t add_with_carry(uint32_t a, uint32_t b, unsigned carry)
{
    uint64_t wide = (uint64_t)a + b + carry;
    uint32_t sum = (uint32_t)wide;
    return (result_t){ sum, wide >> 32 & 1, ((a ^ sum) & (b ^ sum)) >> 31 };
}

static unsigned carry_of(const regs_t *r) { return r->xpsr >> 29 & 1; }

static bool sets_flags(const regs_t *r, const insn_t *i)
{
    return (i->flags & I_S) || ((i->flags & I_S_OUT) && !thumb_in_it(r));
}

/* N, Z and C; arithmetic also V. */
static void set_flags(regs_t *r, uint32_t v, unsigned carry)
{
    r->xpsr = (r->xpsr & ~(uint32_t)(PSR_N | PSR_Z | PSR_C)) | (v & PSR_N) | (v ? 0 : PSR_Z) | carry << 29;
}
static void set_v(regs_t *r, unsigned v) { r->xpsr = (r->xpsr & ~(uint32_t)PSR_V) | v << 28; }

static void put(regs_t *r, unsigned n, uint32_t v) { r->r[n] = n == 13 ? v & ~3u : v; }

/* The common end: to the next instruction, or, if the pc was written, to where it says (BranchWritePC:
 * bit 0 does not matter, T stays). */
static did_t done(regs_t *r, const insn_t *i, unsigned rd, uint32_t v)
{
    if (rd != 15) {
        put(r, rd, v);
        thumb_next(r, i);
        return DID_NEXT;
    }
    thumb_next(r, i);
    r->r[15] = v & ~1u;
    return DID_BRANCH;
}

static did_t branch(regs_t *r, const insn_t *i, uint32_t to)
{
    thumb_next(r, i);
    r->r[15] = to & ~1u;
    return DID_BRANCH;
}

/* --- AND..CMN ------------------------------------------------------------------------------------ */

static result_t operand(const regs_t *r, const insn_t *i)
{
    unsigned c = carry_of(r);
    if (!(i->flags & I_IMM)) return shift_c(thumb_read(r, i->rm), i->shift, i->amount, c);
    return (result_t){ i->imm, i->flags & I_CARRY_KNOWN ? (i->flags & I_CARRY) != 0 : c, 0 };
}

static uint32_t logical(unsigned op, uint32_t a, uint32_t b)
{
    switch (op) {
    case OP_AND: case OP_TST: return a & b;
    case OP_BIC: return a & ~b;
    case OP_ORR: return a | b;
    case OP_ORN: return a | ~b;
    case OP_EOR: case OP_TEQ: return a ^ b;
    case OP_MVN: return ~b;
    }
    return b;                                               /* OP_MOV */
}

static result_t arithmetic(unsigned op, uint32_t a, uint32_t b, unsigned carry)
{
    switch (op) {
    case OP_ADC: return add_with_carry(a, b, carry);
    case OP_SUB: case OP_CMP: return add_with_carry(a, ~b, 1);
    case OP_SBC: return add_with_carry(a, ~b, carry);
    case OP_RSB: return add_with_carry(~a, b, 1);
    }
    return add_with_carry(a, b, 0);                         /* OP_ADD, OP_CMN */
}

static did_t alu(regs_t *r, const insn_t *i)
{
    bool is_logical = i->op <= OP_MVN || i->op == OP_TST || i->op == OP_TEQ;
    result_t b = operand(r, i), x = b;
    uint32_t a = i->rn == R_NO ? 0 : thumb_read(r, i->rn);
    if (is_logical) x.value = logical(i->op, a, b.value);
    else x = arithmetic(i->op, a, b.value, carry_of(r));
    if (sets_flags(r, i)) {
        set_flags(r, x.value, x.carry);
        if (!is_logical) set_v(r, x.overflow);
    }
    if (i->op < OP_TST) return done(r, i, i->rd, x.value);
    thumb_next(r, i);
    return DID_NEXT;
}

static did_t shift_by_register(regs_t *r, const insn_t *i)
{
    result_t x = shift_c(thumb_read(r, i->rn), i->shift, thumb_read(r, i->rm) & 255, carry_of(r));
    if (sets_flags(r, i)) set_flags(r, x.value, x.carry);
    return done(r, i, i->rd, x.value);
}

/* --- bits ---------------------------------------------------------------------------------------- */

static uint32_t reverse_bits(uint32_t v)
{
    uint32_t x = 0;
    for (unsigned k = 0; k < 32; k++) x |= (v >> k & 1) << (31 - k);
    return x;
}

static uint32_t count_leading_zeros(uint32_t v)
{
    uint32_t n = 0;
    while (n < 32 && !(v << n >> 31)) n++;
    return n;
}

static uint32_t bit_operation(const regs_t *r, const insn_t *i)
{
    uint32_t n = i->rn == R_NO ? 0 : thumb_read(r, i->rn), m = i->rm == R_NO ? 0 : thumb_read(r, i->rm);
    uint32_t old = thumb_read(r, i->rd), low = i->imm >= 32 ? ~0u : (1u << i->imm) - 1;
    switch (i->op) {
    case OP_MOVT:  return (old & 0xFFFF) | i->imm << 16;
    case OP_BFI:   return (old & ~(low << i->amount)) | (n & low) << i->amount;
    case OP_BFC:   return old & ~(low << i->amount);
    case OP_UBFX:  return n >> i->amount & low;
    case OP_SBFX:  return (uint32_t)((int32_t)(n << (32 - i->imm - i->amount)) >> (32 - i->imm));
    case OP_CLZ:   return count_leading_zeros(m);
    case OP_RBIT:  return reverse_bits(m);
    case OP_REV:   return m >> 24 | (m >> 8 & 0xFF00) | (m << 8 & 0xFF0000) | m << 24;
    case OP_REV16: return (m >> 8 & 0x00FF00FF) | (m << 8 & 0xFF00FF00);
    case OP_REVSH: return (uint32_t)(int32_t)(int16_t)((m >> 8 & 255) | m << 8);
    }
    return ((r->r[15] + 4) & ~3u) + i->imm;                 /* OP_ADR */
}

/* --- divide, branches, IT ------------------------------------------------------------------------ */

static did_t divide(regs_t *r, const insn_t *i, bool trap)
{
    uint32_t n = thumb_read(r, i->rn), m = thumb_read(r, i->rm), q = 0;
    if (m == 0 && trap) return DID_DIVIDE_BY_ZERO;
    if (m && i->op == OP_UDIV) q = n / m;
    else if (m) q = (uint32_t)((int64_t)(int32_t)n / (int32_t)m);
    return done(r, i, i->rd, q);
}

static did_t branches(regs_t *r, const insn_t *i)
{
    uint32_t pc = r->r[15] + 4;
    switch (i->op) {
    case OP_B: return branch(r, i, pc + i->imm);
    case OP_BL:
        r->r[14] = pc | 1;
        return branch(r, i, pc + i->imm);
    case OP_CBZ: case OP_CBNZ:
        if ((thumb_read(r, i->rn) == 0) == (i->op == OP_CBZ)) return branch(r, i, pc + i->imm);
        thumb_next(r, i);
        return DID_NEXT;
    }
    uint32_t here = r->r[15];                               /* BX, BLX */
    r->target = thumb_read(r, i->rm);
    if (i->op == OP_BLX) r->r[14] = (here + 2) | 1;
    thumb_next(r, i);
    r->r[15] = here;
    return DID_INTERWORK;
}

static void start_it(regs_t *r, const insn_t *i)
{
    thumb_next(r, i);
    r->xpsr = (r->xpsr & ~(uint32_t)PSR_IT) | (i->imm >> 2 & 0x3F) << 10 | (i->imm & 3) << 25;
}

/* --- between core and FP registers --------------------------------------------------------------- */

/* Bits that exist: N Z C V, AHP DN FZ RMode, the cumulative flags (A2.5.3). */
enum { FPSCR_BITS = (int)0xF7C0009F, FPSCR_NZCV = (int)0xF0000000 };

static void transfer(regs_t *r, const insn_t *i)
{
    switch (i->op) {
    case OP_VMOV_S_CORE: r->s[i->rd] = thumb_read(r, i->rt); break;
    case OP_VMOV_CORE_S: put(r, i->rt, r->s[i->rn]); break;
    case OP_VMOV_SS_CORE:
        r->s[i->rm] = thumb_read(r, i->rt);
        r->s[i->rm + 1] = thumb_read(r, i->ra);
        break;
    case OP_VMOV_CORE_SS:
        put(r, i->rt, r->s[i->rm]);
        put(r, i->ra, r->s[i->rm + 1]);
        break;
    case OP_VMSR: r->fpscr = thumb_read(r, i->rt) & (uint32_t)FPSCR_BITS; break;
    case OP_VMRS:
        if (i->rt == 15) r->xpsr = (r->xpsr & ~(uint32_t)FPSCR_NZCV) | (r->fpscr & (uint32_t)FPSCR_NZCV);
        else put(r, i->rt, r->fpscr);
        break;
    }
}

did_t thumb_execute(regs_t *r, const insn_t *i, bool trap_divide)
{
    uint32_t pc = r->r[15];
    if (i->op <= OP_CMN) return alu(r, i);
    if (i->op == OP_SHIFT) return shift_by_register(r, i);
    if (i->op <= OP_REVSH) return done(r, i, i->rd, bit_operation(r, i));
    if (i->op < OP_SDIV) {
        thumb_dsp(r, i);
        r->r[13] &= ~3u;
    } else if (i->op <= OP_UDIV) return divide(r, i, trap_divide);
    else if (i->op <= OP_CBNZ) return branches(r, i);
    else if (i->op == OP_IT) {
        start_it(r, i);
        return DID_NEXT;
    } else transfer(r, i);
    if (r->r[15] != pc) return branch(r, i, r->r[15]);      /* UNPREDICTABLE: the pc as destination */
    thumb_next(r, i);
    return DID_NEXT;
}
