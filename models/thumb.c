/* thumb.c -- see thumb.h: the table of encodings, decode, conditions and ITSTATE.
 *
 * A row says which bits are fixed and how the others lie (its layout). Decode finds the run of rows for
 * the top bits, takes the matching row with the highest `see`, and lets the layout fill the fields.
 *
 * UNPREDICTABLE: should-be bits are ignored and registers are taken at face value (a 32-bit ADD to pc is
 * a branch, as the 16-bit one is). Undefined instead, because no neighbour gives them a meaning: the pc
 * as base where there is no literal form, byte and halfword loads to the pc, a bit field beyond bit 31,
 * conditions 14 and 15 of B T3, VLDM and VSTM of no or too many registers, fixed point with more fraction
 * bits than bits. Armv7-M ARM A5.1.1 allows either. */
#include "thumb.h"
#include <string.h>

/* How the fields lie. _16: in hw1 alone. arg: what the row adds to it. */
typedef enum {
    L_NONE,
    L_SHIFT16,        /* imm5 rm rd; arg = type         */
    L_REG3_16,        /* rm rn rd                       */
    L_IMM3_16,        /* imm3 rn rd                     */
    L_IMM8_16,        /* rdn imm8                       */
    L_DN_RM_16,       /* rm rdn; arg = shift type       */
    L_RSB_16,         /* rn rd, 0                       */
    L_HIGH_16,        /* D rm rdn                       */
    L_RM_16,          /* rm in 6:3                      */
    L_LIT_16,         /* rt imm8 from pc                */
    L_MEM_REG_16,     /* rm rn rt; arg = size           */
    L_MEM_IMM5_16,    /* imm5 rn rt; arg = size         */
    L_MEM_SP_16,      /* rt imm8 from SP                */
    L_SP_IMM8_16,     /* rd imm8                        */
    L_SP_IMM7_16,     /* imm7                           */
    L_CBZ_16,         /* i imm5 rn                      */
    L_RD_RM_16,       /* rm rd                          */
    L_PUSH_16,        /* list, bit 8 = register arg     */
    L_CPS_16, L_CODE8_16,
    L_LDM_16,         /* rn list                        */
    L_B8_16, L_B11_16,
    L_MULTIPLE, L_STREX, L_LDREX, L_STREXB, L_LDREXB, L_DUAL, L_TABLE,
    L_SHIFTED,        /* S rn imm3 rd imm2 type rm      */
    L_MODIFIED,       /* i S rn imm3 rd imm8            */
    L_IMM12,          /* i rn imm3 rd imm8; ADR: arg 1 = minus */
    L_IMM16, L_SATURATE, L_FIELD, L_INSERT,
    L_B_COND, L_B_LONG, L_MSR, L_MRS, L_OPTION, L_UDF,
    L_MEM_IMM12, L_MEM_IMM8, L_MEM_REG, L_MEM_LITERAL,
    L_SHIFT_REG, L_EXTEND,
    L_REG3,           /* rn ra rd rm; amount = hw2[5:4] & arg */
    L_LONG,           /* rn RdLo RdHi rm; the same      */
    L_COPROCESSOR,
    L_FP3, L_FP2, L_FP_IMM, L_FP_CMP, L_FP_SEL, L_FP_FROM_HALF, L_FP_TO_HALF, L_FP_ROUND, L_FP_D_S, L_FP_S_D,
    L_FP_FROM_INT, L_FP_TO_INT, L_FP_FIXED, L_FP_MULTIPLE, L_FP_LOAD, L_FP_TWO, L_FP_CORE, L_FP_SCALAR,
} layout_t;

/* An operation's kind follows from where it stands in the enum. */
#define KIND(op) ((op) < OP_LDR ? K_DATA : (op) < OP_MRS ? K_MEMORY : (op) < OP_CDP ? K_SYSTEM \
                  : (op) < OP_VADD ? K_COPROCESSOR : K_FP)

const thumb_row_t thumb_rows[] = {
#define GROUP(g)
#define ROW(length, mask, value, name, op, flags, cost, layout, arg, see) \
    { mask, value, name, op, flags, length, see, KIND(op), cost, layout, arg },
#include "thumb_rows.h"
#undef GROUP
#undef ROW
};
const unsigned thumb_row_count = sizeof thumb_rows / sizeof thumb_rows[0];

/* Each group's name is the number of its first row. */
enum {
#define GROUP(g) g, g##_AGAIN = g - 1,
#define ROW(...) ROW_AT_LINE(__LINE__),
#define ROW_AT_LINE(n) ROW_NAMED(n)
#define ROW_NAMED(n) ROW_##n
#include "thumb_rows.h"
#undef GROUP
#undef ROW
    ROWS_END
};

typedef struct { uint16_t first, end; } run_t;

/* Table A5-1. */
static run_t run_16(unsigned hw1)
{
    switch (hw1 >> 12) {
    case 0: case 1: case 2: case 3: return (run_t){ G16_SHIFT, G16_DATA };
    case 11:                        return (run_t){ G16_MISC, G16_BRANCH };
    case 12: case 13: case 14:      return (run_t){ G16_BRANCH, G32_MULTIPLE };
    case 4:
        if (hw1 < 0x4400) return (run_t){ G16_DATA, G16_SPECIAL };
        if (hw1 < 0x4800) return (run_t){ G16_SPECIAL, G16_LOAD };
        break;
    }
    return (run_t){ G16_LOAD, G16_MISC };
}

static run_t run_coprocessor(unsigned hw1, unsigned hw2)
{
    if ((hw2 >> 9 & 7) != 5) return (run_t){ G32_COPROCESSOR, G32_FP };
    if ((hw1 >> 8 & 3) != 2) return (run_t){ G32_FP_LOAD, G32_FP_TRANSFER };
    if (hw2 & 16)            return (run_t){ G32_FP_TRANSFER, G32_MODIFIED };
    return (run_t){ G32_FP, G32_FP_LOAD };
}

/* Table A5-9. */
static run_t run_32(unsigned hw1, unsigned hw2)
{
    if ((hw1 & 0xEC00) == 0xEC00) return run_coprocessor(hw1, hw2);
    if (hw1 < 0xEA00)
        return hw1 & 0x40 ? (run_t){ G32_DUAL, G32_SHIFTED } : (run_t){ G32_MULTIPLE, G32_DUAL };
    if (hw1 < 0xEC00) return (run_t){ G32_SHIFTED, G32_COPROCESSOR };
    if (hw1 < 0xF800) {
        if (hw2 & 0x8000) return (run_t){ G32_BRANCH, G32_SINGLE };
        return hw1 & 0x200 ? (run_t){ G32_PLAIN, G32_BRANCH } : (run_t){ G32_MODIFIED, G32_PLAIN };
    }
    if (hw1 < 0xFA00) return (run_t){ G32_SINGLE, G32_REGISTER };
    if (hw1 < 0xFB00) return (run_t){ G32_REGISTER, G32_MULTIPLY };
    return hw1 & 0x80 ? (run_t){ G32_LONG, ROWS_END } : (run_t){ G32_MULTIPLY, G32_LONG };
}

static uint32_t bits(uint32_t v, unsigned low, unsigned n) { return v >> low & ((1u << n) - 1); }

static uint32_t sign_extend(uint32_t v, unsigned n)
{
    return (uint32_t)((int32_t)(v << (32 - n)) >> (32 - n));
}

/* --- layouts: 16-bit --------------------------------------------------------------------------- */

/* DecodeImmShift, A7.4.2. */
static void shift_imm(insn_t *i, unsigned type, unsigned n)
{
    i->shift = (uint8_t)type;
    i->amount = (uint8_t)n;
    if (n == 0 && (type == SHIFT_LSR || type == SHIFT_ASR)) i->amount = 32;
    if (n == 0 && type == SHIFT_ROR) i->shift = SHIFT_RRX, i->amount = 1;
}

static void fill_data_16(insn_t *i, unsigned layout, unsigned hw, unsigned arg)
{
    uint8_t low = hw & 7, mid = bits(hw, 3, 3), high = bits(hw, 8, 3);
    switch (layout) {
    case L_SHIFT16:  i->rd = low; i->rm = mid; shift_imm(i, arg, bits(hw, 6, 5)); break;
    case L_REG3_16:  i->rd = low; i->rn = mid; i->rm = bits(hw, 6, 3); break;
    case L_IMM3_16:  i->rd = low; i->rn = mid; i->imm = bits(hw, 6, 3); break;
    case L_IMM8_16:  i->rd = i->rn = high; i->imm = hw & 255; break;
    case L_DN_RM_16: i->rd = i->rn = low; i->rm = mid; i->shift = (uint8_t)arg; break;
    case L_RSB_16:   i->rd = low; i->rn = mid; break;
    case L_HIGH_16:  i->rd = i->rn = (uint8_t)(low | (hw >> 4 & 8)); i->rm = bits(hw, 3, 4); break;
    case L_RM_16:    i->rm = bits(hw, 3, 4); break;
    case L_RD_RM_16: i->rd = low; i->rm = mid; break;
    case L_SP_IMM8_16: i->rd = high; i->rn = 13; i->imm = (hw & 255) * 4; break;
    case L_SP_IMM7_16: i->rd = i->rn = 13; i->imm = (hw & 127) * 4; break;
    case L_CBZ_16:   i->rn = low; i->imm = bits(hw, 3, 5) << 1 | (hw >> 3 & 64); break;
    case L_CPS_16:   i->imm = bits(hw, 4, 1); i->amount = hw & 3; break;
    case L_CODE8_16: i->imm = hw & 255; break;
    case L_B8_16:    i->cond = bits(hw, 8, 4); i->imm = sign_extend(hw & 255, 8) << 1; break;
    case L_B11_16:   i->imm = sign_extend(hw & 2047, 11) << 1; break;
    }
}

static void fill_memory_16(insn_t *i, unsigned layout, unsigned hw, unsigned arg)
{
    uint8_t high = bits(hw, 8, 3);
    i->size = layout == L_PUSH_16 || layout == L_LDM_16 ? 4 : (uint8_t)arg;
    i->rt = hw & 7;
    i->rn = bits(hw, 3, 3);
    switch (layout) {
    case L_LIT_16:      i->rt = high; i->rn = 15; i->imm = (hw & 255) * 4; break;
    case L_MEM_REG_16:  i->rm = bits(hw, 6, 3); break;
    case L_MEM_IMM5_16: i->imm = bits(hw, 6, 5) * arg; break;
    case L_MEM_SP_16:   i->rt = high; i->rn = 13; i->imm = (hw & 255) * 4; break;
    case L_PUSH_16:
        i->rt = R_NO;
        i->rn = 13;
        i->list = (uint16_t)((hw & 255) | bits(hw, 8, 1) << arg);
        break;
    case L_LDM_16:      /* LDM: no writeback if the base is loaded */
        i->rt = R_NO;
        i->rn = high;
        i->list = hw & 255;
        if (i->op == OP_LDM && !(i->list >> high & 1)) i->flags |= I_WBACK;
        break;
    }
}

/* --- layouts: 32-bit. False: undefined --------------------------------------------------------- */

static void index_bits(insn_t *i, unsigned p, unsigned u, unsigned w)
{
    i->flags |= (p ? I_INDEX : 0) | (u ? I_ADD : 0) | (w ? I_WBACK : 0);
}

static bool fill_multiple(insn_t *i, unsigned hw1, unsigned hw2, unsigned layout, unsigned arg)
{
    i->rn = hw1 & 15;
    i->rt = (uint8_t)(hw2 >> 12);
    i->size = arg ? (uint8_t)arg : 4;
    switch (layout) {
    case L_MULTIPLE:
        i->rt = R_NO;
        i->list = hw2 & (i->op == OP_LDM ? 0xDFFF : 0x5FFF);
        if (hw1 & 32) i->flags |= I_WBACK;
        break;
    case L_STREX:  i->rd = bits(hw2, 8, 4); i->imm = (hw2 & 255) * 4; break;
    case L_LDREX:  i->imm = (hw2 & 255) * 4; break;
    case L_STREXB: i->rd = hw2 & 15; break;
    case L_DUAL:
        i->ra = bits(hw2, 8, 4);
        i->imm = (hw2 & 255) * 4;
        index_bits(i, hw1 & 256, hw1 & 128, hw1 & 32);
        break;
    case L_TABLE:  i->rt = R_NO; i->rm = hw2 & 15; return true;
    }
    return i->rn != 15 || (i->flags & I_LITERAL);
}

static bool fill_single(insn_t *i, unsigned hw1, unsigned hw2, unsigned layout, unsigned arg)
{
    i->rn = hw1 & 15;
    i->rt = (uint8_t)(hw2 >> 12);
    i->size = (uint8_t)arg;
    switch (layout) {
    case L_MEM_IMM12:   i->imm = hw2 & 4095; break;
    case L_MEM_LITERAL: i->imm = hw2 & 4095; index_bits(i, 0, hw1 & 128, 0); break;
    case L_MEM_REG:     i->rm = hw2 & 15; i->amount = bits(hw2, 4, 2); break;
    case L_MEM_IMM8:
        i->imm = hw2 & 255;
        index_bits(i, hw2 & 1024, hw2 & 512, hw2 & 256);
        if (!(hw2 & 0x500)) return false;
        break;
    }
    if (i->op == OP_LDR && i->rt == 15 && i->size < 4) return false;
    return i->rn != 15 || (i->flags & I_LITERAL);
}

/* ThumbExpandImm_C, A5.3.2. */
static void modified(insn_t *i, unsigned hw1, unsigned hw2)
{
    uint32_t imm8 = hw2 & 255, code = bits(hw1, 10, 1) << 4 | bits(hw2, 12, 3) << 1 | bits(hw2, 7, 1);
    if (hw1 & 16) i->flags |= I_S;
    if (code < 8) {
        static const uint32_t copies[4] = { 1, 0x00010001, 0x01000100, 0x01010101 };
        i->imm = imm8 * copies[code >> 1];
        return;
    }
    uint32_t value = 0x80 | (imm8 & 127);
    i->imm = value >> code | value << (32 - code);
    i->flags |= I_CARRY_KNOWN | (i->imm >> 31 ? I_CARRY : 0);
}

static bool fill_immediate(insn_t *i, unsigned hw1, unsigned hw2, unsigned layout, unsigned arg)
{
    unsigned imm12 = bits(hw1, 10, 1) << 11 | bits(hw2, 12, 3) << 8 | (hw2 & 255);
    unsigned imm5 = bits(hw2, 12, 3) << 2 | bits(hw2, 6, 2), low5 = hw2 & 31;
    i->rd = bits(hw2, 8, 4);
    i->rn = hw1 & 15;
    switch (layout) {
    case L_MODIFIED: modified(i, hw1, hw2); break;
    case L_IMM12:    i->imm = arg ? 0 - imm12 : imm12; break;
    case L_IMM16:    i->imm = (uint32_t)(hw1 & 15) << 12 | imm12; break;
    case L_SATURATE:
        i->imm = low5 + arg;
        if (i->op == OP_SSAT16 || i->op == OP_USAT16) i->imm = (low5 & 15) + arg;
        else shift_imm(i, hw1 & 32 ? SHIFT_ASR : SHIFT_LSL, imm5);
        break;
    case L_FIELD:
        i->amount = (uint8_t)imm5;
        i->imm = low5 + 1;
        return imm5 + low5 < 32;
    case L_INSERT:
        i->amount = (uint8_t)imm5;
        i->imm = low5 + 1 - imm5;
        return low5 >= imm5;
    }
    return true;
}

static bool fill_control(insn_t *i, unsigned hw1, unsigned hw2, unsigned layout)
{
    unsigned s = bits(hw1, 10, 1), j1 = bits(hw2, 13, 1), j2 = bits(hw2, 11, 1);
    switch (layout) {
    case L_B_COND:
        i->cond = bits(hw1, 6, 4);
        i->imm = sign_extend(s << 20 | j2 << 19 | j1 << 18 | bits(hw1, 0, 6) << 12 |
                             bits(hw2, 0, 11) << 1, 21);
        return i->cond < 14;
    case L_B_LONG:
        i->imm = sign_extend(s << 24 | (j1 ^ s ^ 1) << 23 | (j2 ^ s ^ 1) << 22 | bits(hw1, 0, 10) << 12 |
                             bits(hw2, 0, 11) << 1, 25);
        break;
    case L_MSR:    i->rn = hw1 & 15; i->imm = hw2 & 255; i->amount = bits(hw2, 10, 2); break;
    case L_MRS:    i->rd = bits(hw2, 8, 4); i->imm = hw2 & 255; break;
    case L_OPTION: i->imm = hw2 & 15; break;
    case L_UDF:    i->imm = (uint32_t)(hw1 & 15) << 12 | (hw2 & 4095); break;
    }
    return true;
}

static void fill_register(insn_t *i, unsigned hw1, unsigned hw2, unsigned layout, unsigned arg)
{
    i->rd = bits(hw2, 8, 4);
    i->rn = hw1 & 15;
    i->rm = hw2 & 15;
    switch (layout) {
    case L_SHIFTED:
        if (hw1 & 16) i->flags |= I_S;
        shift_imm(i, bits(hw2, 4, 2), bits(hw2, 12, 3) << 2 | bits(hw2, 6, 2));
        break;
    case L_SHIFT_REG:
        if (hw1 & 16) i->flags |= I_S;
        i->shift = (uint8_t)arg;
        break;
    case L_EXTEND: i->amount = (uint8_t)(bits(hw2, 4, 2) * 8); break;
    case L_REG3:
        i->ra = (uint8_t)(hw2 >> 12);
        i->amount = (uint8_t)(bits(hw2, 4, 2) & arg);
        break;
    case L_LONG:
        i->ra = i->rd;
        i->rd = (uint8_t)(hw2 >> 12);
        i->amount = (uint8_t)(bits(hw2, 4, 2) & arg);
        break;
    }
}

/* --- layouts: floating point. D16: a double's top register bit must be 0 ----------------------- */

typedef struct { uint8_t word; bool good; } fpreg_t;

static fpreg_t fpreg(unsigned four, unsigned one, bool is_double)
{
    if (is_double) return (fpreg_t){ (uint8_t)(four * 2), !one };
    return (fpreg_t){ (uint8_t)(four * 2 + one), true };
}

/* VFPExpandImm, A6.4.1: the word of a single, the high word of a double. */
static uint32_t fp_immediate(uint32_t imm8, bool is_double)
{
    uint32_t sign = imm8 >> 7 << 31, b = bits(imm8, 6, 1), low = imm8 & 63;
    if (is_double) return sign | (b ^ 1) << 30 | (b ? 0xFFu << 22 : 0) | low << 16;
    return sign | (b ^ 1) << 30 | (b ? 0x1Fu << 25 : 0) | low << 19;
}

static bool fill_fp_fixed(insn_t *i, unsigned hw2)
{
    unsigned wide = hw2 & 128, fraction = bits(hw2, 0, 4) << 1 | bits(hw2, 5, 1), size = wide ? 32 : 16;
    i->size = (uint8_t)(size / 8);
    i->amount = (uint8_t)(size - fraction);
    return fraction <= size;
}

static bool fill_fp(insn_t *i, unsigned hw1, unsigned hw2, unsigned layout, unsigned arg)
{
    bool wide = hw2 & 256;
    bool wide_d = wide, wide_m = wide;
    if (wide) i->flags |= I_DOUBLE;
    i->amount = 0;
    switch (layout) {
    case L_FP_FROM_HALF: wide_m = false; i->amount = hw2 & 128 ? 16 : 0; break;
    case L_FP_TO_HALF:   wide_d = false; i->amount = hw2 & 128 ? 16 : 0; break;
    case L_FP_D_S:       wide_d = true;  wide_m = false; break;
    case L_FP_S_D:       wide_d = false; wide_m = true; break;
    case L_FP_FROM_INT:  wide_m = false; if (hw2 & 128) i->flags |= I_SIGNED; break;
    case L_FP_TO_INT:    wide_d = false; i->shift = (uint8_t)arg; break;
    case L_FP_ROUND:     i->shift = (uint8_t)arg; break;
    case L_FP_SEL:       i->amount = (uint8_t)arg; break;
    case L_FP_CMP:       if (hw2 & 128) i->flags |= I_E; break;
    }
    fpreg_t d = fpreg(bits(hw2, 12, 4), bits(hw1, 6, 1), wide_d);
    fpreg_t n = fpreg(hw1 & 15, bits(hw2, 7, 1), wide);
    fpreg_t m = fpreg(hw2 & 15, bits(hw2, 5, 1), wide_m);
    i->rd = d.word;
    if (layout == L_FP_IMM) {
        i->imm = fp_immediate(bits(hw1, 0, 4) << 4 | (hw2 & 15), wide);
        return d.good;
    }
    if (layout == L_FP_FIXED) return d.good && fill_fp_fixed(i, hw2);
    if (i->flags & I_ZERO) return d.good;
    i->rm = m.word;
    if (layout != L_FP3 && layout != L_FP_SEL) return d.good && m.good;
    i->rn = n.word;
    return d.good && n.good && m.good;
}

static bool fill_fp_memory(insn_t *i, unsigned hw1, unsigned hw2, unsigned layout)
{
    bool wide = hw2 & 256;
    fpreg_t d = fpreg(bits(hw2, 12, 4), bits(hw1, 6, 1), wide);
    unsigned imm8 = hw2 & 255;
    if (wide) i->flags |= I_DOUBLE;
    i->rd = d.word;
    i->rn = hw1 & 15;
    i->imm = imm8 * 4;
    i->size = 4;
    if (layout == L_FP_LOAD) {
        if (hw1 & 128) i->flags |= I_ADD;
        if (i->rn == 15) i->flags |= I_LITERAL;
        return d.good && (i->rn != 15 || i->op == OP_VLDR);
    }
    if (hw1 & 32) i->flags |= I_WBACK;
    i->list = (uint16_t)(wide ? imm8 & ~1u : imm8);         /* an odd count of a double: FLDMX, FSTMX */
    return d.good && i->rn != 15 && i->list && d.word + i->list <= 32;
}

static bool fill_fp_transfer(insn_t *i, unsigned hw1, unsigned hw2, unsigned layout)
{
    i->rt = (uint8_t)(hw2 >> 12);
    if (layout == L_FP_TWO) {
        fpreg_t m = fpreg(hw2 & 15, bits(hw2, 5, 1), hw2 & 256);
        i->ra = hw1 & 15;
        i->rm = m.word;
        return m.good && m.word < 31;
    }
    unsigned word = (hw1 & 15) * 2 + (layout == L_FP_SCALAR ? bits(hw1, 5, 1) : bits(hw2, 7, 1));
    if (i->op == OP_VMRS || i->op == OP_VMSR) return true;
    if (i->op == OP_VMOV_S_CORE) i->rd = (uint8_t)word; else i->rn = (uint8_t)word;
    return layout != L_FP_SCALAR || !(hw2 & 128);
}

/* --- decode ------------------------------------------------------------------------------------ */

static bool fill(insn_t *i, const thumb_row_t *row, unsigned hw1, unsigned hw2)
{
    unsigned l = row->layout, arg = row->arg;
    if (l == L_NONE) return true;
    if (l <= L_B11_16) {
        bool memory = (l >= L_LIT_16 && l <= L_MEM_SP_16) || l == L_PUSH_16 || l == L_LDM_16;
        if (memory) fill_memory_16(i, l, hw1, arg); else fill_data_16(i, l, hw1, arg);
        return true;
    }
    if (l <= L_TABLE) return fill_multiple(i, hw1, hw2, l, arg);
    if (l >= L_FP_CORE || l == L_FP_TWO) return fill_fp_transfer(i, hw1, hw2, l);
    if (l >= L_FP_MULTIPLE) return fill_fp_memory(i, hw1, hw2, l);
    if (l >= L_FP3) return fill_fp(i, hw1, hw2, l, arg);
    if (l == L_COPROCESSOR) {
        i->amount = bits(hw2, 8, 4);
        return i->amount != 10 && i->amount != 11;
    }
    if (l >= L_MODIFIED && l <= L_INSERT) return fill_immediate(i, hw1, hw2, l, arg);
    if (l >= L_B_COND && l <= L_UDF) return fill_control(i, hw1, hw2, l);
    if (l >= L_MEM_IMM12 && l <= L_MEM_LITERAL) return fill_single(i, hw1, hw2, l, arg);
    fill_register(i, hw1, hw2, l, arg);
    return true;
}

int thumb_decode(uint16_t hw1, uint16_t hw2, insn_t *i)
{
    bool is_16 = thumb_length(hw1) == 2;
    run_t run = is_16 ? run_16(hw1) : run_32(hw1, hw2);
    uint32_t code = is_16 ? hw1 : (uint32_t)hw1 << 16 | hw2;
    int best = -1;
    for (unsigned k = run.first; k < run.end; k++)
        if ((code & thumb_rows[k].mask) == thumb_rows[k].value &&
            (best < 0 || thumb_rows[k].see > thumb_rows[best].see)) best = (int)k;
    memset(i, 0, sizeof *i);
    i->rd = i->rn = i->rm = i->ra = i->rt = R_NO;
    i->cond = COND_ALWAYS;
    i->length = is_16 ? 2 : 4;
    if (best < 0) return -1;
    const thumb_row_t *row = &thumb_rows[best];
    i->op = row->op;
    i->row = (uint16_t)best;
    i->flags = row->flags;
    i->kind = row->kind;
    i->cost = row->cost;
    return fill(i, row, hw1, hw2) ? best : -1;
}

/* --- conditions, IT ----------------------------------------------------------------------------- */

bool thumb_passes(uint32_t xpsr, unsigned cond)
{
    bool n = xpsr & PSR_N, z = xpsr & PSR_Z, c = xpsr & PSR_C, v = xpsr & PSR_V, yes = true;
    switch (cond >> 1) {
    case 0: yes = z; break;
    case 1: yes = c; break;
    case 2: yes = n; break;
    case 3: yes = v; break;
    case 4: yes = c && !z; break;
    case 5: yes = n == v; break;
    case 6: yes = n == v && !z; break;
    case 7: return true;
    }
    return yes != (cond & 1);
}

static unsigned itstate(uint32_t xpsr) { return bits(xpsr, 10, 6) << 2 | bits(xpsr, 25, 2); }

static void set_itstate(regs_t *r, unsigned it)
{
    r->xpsr = (r->xpsr & ~(uint32_t)PSR_IT) | it >> 2 << 10 | (it & 3) << 25;
}

bool thumb_condition(const regs_t *r, const insn_t *i)
{
    if (i->cond != COND_ALWAYS) return thumb_passes(r->xpsr, i->cond);
    if (!thumb_in_it(r) || i->op == OP_BKPT) return true;      /* BKPT: A7.7.17 */
    return thumb_passes(r->xpsr, itstate(r->xpsr) >> 4);
}

void thumb_it_advance(regs_t *r)
{
    unsigned it = itstate(r->xpsr);
    set_itstate(r, it & 7 ? (it & 0xE0) | (it << 1 & 0x1F) : 0);
}

void thumb_interwork(regs_t *r)
{
    r->xpsr = (r->xpsr & ~(uint32_t)PSR_T) | (r->target & 1 ? PSR_T : 0);
    r->r[15] = r->target & ~1u;
}

/* --- special registers that live here ------------------------------------------------------------ */

/* B5.2.2: SYSm bit 0 asks for IPSR, bit 2 clear for APSR; EPSR reads as 0. */
uint32_t thumb_mrs_xpsr(const regs_t *r, uint32_t sysm)
{
    uint32_t v = 0;
    if (sysm & 1) v |= r->xpsr & PSR_IPSR;
    if (!(sysm & 4)) v |= r->xpsr & (PSR_N | PSR_Z | PSR_C | PSR_V | PSR_Q | PSR_GE);
    return v;
}

void thumb_msr_apsr(regs_t *r, uint32_t mask, uint32_t value)
{
    uint32_t which = (mask & 2 ? PSR_N | PSR_Z | PSR_C | PSR_V | PSR_Q : 0) | (mask & 1 ? PSR_GE : 0);
    r->xpsr = (r->xpsr & ~which) | (value & which);
}
