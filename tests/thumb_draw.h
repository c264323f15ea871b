/* thumb_draw.h -- draws random instructions that the manual gives a meaning, and sequences of them.
 *
 * A row's free bits are random; what the manual calls UNPREDICTABLE is thrown away and drawn again. Loads,
 * stores and jumps are led by instructions that set their registers, so that they stay inside the data
 * and behind the code written so far. */
#ifndef THUMB_DRAW_H
#define THUMB_DRAW_H
#include "unicorn_bench.h"

static uint64_t seed = 0x5EED5EED1234567ull;
static bool plain_fpscr;                              /* this sequence rounds to nearest throughout */

static uint32_t rnd(void) { return bench_random(&seed); }
static uint32_t below(uint32_t n) { return (uint32_t)((uint64_t)rnd() * n >> 32); }
static bool chance(uint32_t n) { return below(n) == 0; }
static const char *name_of(const insn_t *i) { return thumb_rows[i->row].name; }
static bool named(const insn_t *i, const char *part) { return strstr(name_of(i), part) != 0; }

/* Numbers that make edges: signs, shifts, saturation, zero divisors, floats of many kinds. */
static uint32_t value(void)
{
    static const uint32_t edges[] = { 0, 1, 2, 31, 32, 33, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x10000,
        0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFF, 0xFFFFFFFE, 0x00800080, 0x7F807F80, 0x80008000,
        0x7FFF8000, 0x3F800000, 0xBF800000, 0x7F800000, 0xFF800000, 0x7FC00000, 0x3FF00000, 0x40080000 };
    switch (below(8)) {
    case 0: case 1: return edges[below(sizeof edges / sizeof edges[0])];
    case 2: return below(64);
    case 3: return rnd() & rnd();
    case 4: return 0x3F000000 + below(0x2000000);
    }
    return rnd();
}

/* --- writing code ----------------------------------------------------------------------------------- */

static uint16_t code[2048];
static unsigned halves;

static uint32_t here(void) { return CODE + 2 * halves; }
static void put16(unsigned hw) { code[halves++] = (uint16_t)hw; }
static void put32(uint32_t v) { put16(v >> 16); put16(v & 0xFFFF); }

static void move_imm(unsigned rd, uint32_t v)         /* MOVW T3, MOVT T1 */
{
    for (unsigned top = 0; top < 2; top++) {
        uint32_t h = top ? v >> 16 : v & 0xFFFF;
        put32((top ? 0xF2C00000 : 0xF2400000) | (h >> 12) << 16 | (h >> 11 & 1) << 26 | (h >> 8 & 7) << 12 |
              rd << 8 | (h & 255));
    }
}

static void set_reg(unsigned rd, uint32_t v)
{
    if (rd == 15) return;
    move_imm(rd == 13 ? 12 : rd, v);
    if (rd == 13) put16(0x46E5);                      /* MOV sp, r12 */
}

/* The bits the manual prints in parentheses, which the rows do not look at. */
static uint32_t should_be(const thumb_row_t *row, uint32_t v)
{
    const char *n = row->name;
    if (row->length == 2) {
        if (row->op == OP_BX || row->op == OP_BLX) v &= ~7u;
        return row->op == OP_CPS ? v & ~0xCu : v;
    }
    switch (row->op) {
    case OP_LDREX: return strstr(n, "LDREX T1") ? v | 0xF00 : v | 0xF0F;
    case OP_STREX: return strstr(n, "STREX T1") ? v : v | 0xF00;
    case OP_TBB: case OP_TBH: return (v & ~0xF00u) | 0xF000;
    case OP_STM: return v & ~0xA000u;
    case OP_LDM: return v & ~0x2000u;
    case OP_SSAT: case OP_USAT: case OP_SBFX: case OP_UBFX: case OP_BFI: case OP_BFC: return v & ~0x04000020u;
    case OP_SSAT16: case OP_USAT16: return v & ~0x04000030u;
    case OP_SDIV: case OP_UDIV: return v | 0xF000;
    case OP_REV: case OP_REV16: case OP_RBIT: case OP_REVSH: case OP_CLZ:
        return (v & ~0xF0000u) | (v & 15) << 16;
    case OP_VMOV_IMM: return v & ~0xA0u;
    case OP_VCMP: return row->flags & I_ZERO ? v & ~0x2Fu : v;
    case OP_VMOV_S_CORE: case OP_VMOV_CORE_S: return row->mask & 0x60 ? v & ~0xFu : v & ~0x6Fu;
    case OP_VMRS: case OP_VMSR: return v & ~0xEFu;
    case OP_MSR: return v & ~0x001023FFu;             /* APSR only: SYSm 0 */
    case OP_MRS: return ((v | 0xF0000) & ~0x001020F8u);
    case OP_NOP: case OP_YIELD: case OP_DBG: case OP_CSDB:
        return row->mask >> 24 == 0xFF && row->value >> 24 == 0xF3 ? (v & ~0x2800u) | 0xF0000 : v;
    case OP_CLREX: return (v & ~0x2000u) | 0xF0F0F;
    case OP_DMB: case OP_DSB: case OP_ISB: return (v & ~0x2000u) | 0xF0F00;
    }
    if (row->value >> 25 == 0xEA000000 >> 25) v &= ~0x8000u;                       /* shifted register */
    if (strstr(n, "XT") && row->value >> 24 == 0xFA) v &= ~0x40u;                  /* extends */
    return v;
}

static unsigned count_bits(unsigned v) { return (unsigned)__builtin_popcount(v); }

/* UNPREDICTABLE lists of LDM and STM, A7.7.41, A7.7.159. */
static bool bad_list(const insn_t *i)
{
    if (i->op != OP_LDM && i->op != OP_STM) return false;
    bool wback = i->flags & I_WBACK, base_in = i->list >> i->rn & 1;
    if (!i->list || i->rn == 15) return true;
    if (i->length == 2) return i->op == OP_STM && wback && base_in && (i->list & ((1u << i->rn) - 1));
    if (count_bits(i->list) < 2 || (i->list >> 13 & 1) || (i->op == OP_STM && i->list >> 15)) return true;
    return (i->list >> 14) == 3 || (wback && base_in);
}

static bool bad_memory(const insn_t *i)
{
    bool wback = (i->flags & I_WBACK) || (i->length == 4 && i->op <= OP_STR && !(i->flags & I_INDEX));
    if (i->op == OP_LDM || i->op == OP_STM) return bad_list(i);
    if (i->op == OP_LDRD && i->rt == i->ra) return true;
    if ((i->op == OP_LDRD || i->op == OP_STRD) && (i->rt == 13 || i->rt == 15 || i->ra == 13 || i->ra == 15))
        return true;
    if (wback && (i->rn == i->rt || i->rn == i->ra)) return true;
    if (i->op == OP_STREX && (i->rd == i->rt || i->rd == i->rn || i->rd == 13 || i->rd == 15)) return true;
    if (i->rm == 13 || i->rm == 15) return true;
    if (i->op == OP_VLDM || i->op == OP_VSTM)
        return (i->flags & I_DOUBLE) && (i->list > 32 || (i->imm & 4));
    bool special = i->rt == 13 || i->rt == 15;
    if (i->op == OP_LDR && i->size == 4 && !(i->flags & I_UNPRIVILEGED)) return false;
    if (i->op == OP_STR && i->size == 4 && !(i->flags & I_UNPRIVILEGED)) return i->rt == 15;
    return special && i->rt != R_NO && i->op != OP_PLD && i->op != OP_PLDW && i->op != OP_PLI;
}

/* 32-bit data processing takes no SP or pc but where the row says so. */
static bool bad_register(unsigned n, bool sp_allowed)
{
    return n != R_NO && (n == 15 || (n == 13 && !sp_allowed) || (n > 15 && n < 32));
}

static bool bad_data(const insn_t *i)
{
    if (i->length == 2)
        return i->op == OP_CMP && named(i, "T2") && (i->rn == 15 || i->rm == 15 || (i->rn | i->rm) < 8);
    if (i->op >= OP_VMOV_S_CORE && i->op <= OP_VMSR) {
        if (i->op == OP_VMRS) return i->rt == 13;
        if (i->op == OP_VMOV_CORE_SS && i->rt == i->ra) return true;
        return i->rt == 13 || i->rt == 15 || i->ra == 13 || i->ra == 15;
    }
    if (i->op >= OP_IT && i->op <= OP_CSDB) return false;
    bool sp = named(i, "(SP"), compare = i->op >= OP_TST && i->op <= OP_CMN, adr = i->op == OP_ADR;
    if (!compare && bad_register(i->rd, sp && i->rn == 13 && (i->op == OP_ADD || i->op == OP_SUB) &&
                                 !named(i, "T4") && !named(i, "minus immediate) T3"))) return true;
    if (sp && i->rd == 13 && !(i->flags & I_IMM) && (i->shift != SHIFT_LSL || i->amount > 3)) return true;
    bool has_rn = !(i->op == OP_MOV || i->op == OP_MVN || adr || i->op == OP_BFC ||
                    (i->op >= OP_SXTB && i->op <= OP_UXTB16) || i->op == OP_MOVT || i->op == OP_CLZ ||
                    (i->op >= OP_RBIT && i->op <= OP_REVSH));
    if (has_rn && bad_register(i->rn, sp || (compare && (i->op == OP_CMP || i->op == OP_CMN)))) return true;
    if (bad_register(i->rm, false)) return true;
    bool wide = i->op >= OP_UMULL && i->op <= OP_SMLSLD;
    if (wide && i->rd == i->ra) return true;
    bool has_ra = wide || i->op == OP_MLA || i->op == OP_MLS || i->op == OP_SMLA || i->op == OP_SMLAW ||
                  i->op == OP_SMLAD || i->op == OP_SMLSD || i->op == OP_SMMLA || i->op == OP_SMMLS ||
                  i->op == OP_USADA8;
    return has_ra && bad_register(i->ra, false);
}

/* A random instruction of this row that the manual gives a meaning; false: try again. */
static bool draw(unsigned k, insn_t *i, uint32_t *bits)
{
    const thumb_row_t *row = &thumb_rows[k];
    uint32_t v = row->length == 2 ? rnd() & 0xFFFF : rnd();
    v = should_be(row, (v & ~row->mask) | row->value);
    *bits = v;
    int got = row->length == 2 ? thumb_decode((uint16_t)v, 0, i) : thumb_decode(v >> 16, (uint16_t)v, i);
    if (got != (int)k) return false;
    if (i->kind == K_MEMORY) return !bad_memory(i);
    if (i->kind == K_SYSTEM && i->op == OP_MRS) return i->rd != 13 && i->rd != 15;
    if (i->kind == K_SYSTEM && i->op == OP_MSR) return i->rn != 13 && i->rn != 15 && i->amount;
    return i->kind != K_DATA || !bad_data(i);
}

static void put(const insn_t *i, uint32_t bits)
{
    if (i->length == 2) put16(bits); else put32(bits);
}

static void fillers(unsigned n) { for (unsigned k = 0; k < n; k++) put16(0xBF00); }

/* The registers an access needs, so that it stays inside the data. */
static void prepare_memory(const insn_t *i)
{
    uint32_t at = RAM + 0x1800 + below(0x1000);
    if (i->rn == 15 && (i->op == OP_TBB || i->op == OP_TBH)) return;
    if (i->op >= OP_LDRD && i->op != OP_PLD && i->op != OP_PLDW && i->op != OP_PLI) at &= ~3u;
    if (i->rn == 13) at &= ~3u;
    if (i->op == OP_TBB || i->op == OP_TBH) at = TABLE + (below(0x400) & ~3u);
    if (i->op == OP_STREX && chance(2)) {
        set_reg(i->rn, at);                           /* open the monitor first: LDREX of the same size */
        uint32_t rt = i->rd == i->rn ? 0 : i->rd;
        if (named(i, "STREX T1")) put32(0xE8500F00 | (uint32_t)i->rn << 16 | rt << 12 | i->imm / 4);
        else put32((i->size == 1 ? 0xE8D00F4F : 0xE8D00F5F) | (uint32_t)i->rn << 16 | rt << 12);
        return;
    }
    bool forward = i->op == OP_TBB || i->op == OP_TBH || chance(2);
    if (i->rm != R_NO) set_reg(i->rm, forward ? below(0x180) : 0 - below(0x100));
    if (!(i->flags & I_LITERAL)) set_reg(i->rn, at);
}

static bool writes_pc(const insn_t *i)
{
    if (i->op == OP_LDM) return i->list >> 15;
    if (i->op == OP_LDR) return i->rt == 15;
    return (i->op == OP_ADD || i->op == OP_MOV) && i->length == 2 && i->rd == 15;
}

static bool jumps(const insn_t *i)
{
    return writes_pc(i) || (i->op >= OP_B && i->op <= OP_CBNZ) || i->op == OP_TBB || i->op == OP_TBH;
}

/* LDR, LDM, POP to the pc: the word it will find is written there first. */
static bool draw_load_pc(const insn_t *i, uint32_t bits)
{
    regs_t r = { .r = { [15] = CODE } };
    access_t list[ACCESS_MAX];
    unsigned base = i->rn, free_reg = base == 2 || i->rm == 2 ? 3 : 2;
    unsigned other = base == 0 || i->rm == 0 ? 4 : 0;
    if (i->flags & I_LITERAL || i->rm == free_reg || i->rm == other) return false;
    if (base == free_reg || base == other || i->rm == base) return false;
    uint32_t at = RAM + 0x2000, offset = 4 * below(16);
    r.r[base] = at;
    if (i->rm != R_NO) r.r[i->rm] = offset;
    unsigned n = thumb_accesses(&r, i, list);
    uint32_t led = 20 + (i->rm != R_NO ? 8 : 0) + (base == 13 ? 10 : 8);
    uint32_t target = here() + led + i->length + 2 * below(4);
    move_imm(free_reg, list[n - 1].address);
    move_imm(other, target | 1);
    put32(0xF8C00000 | free_reg << 16 | other << 12);                      /* STR.W other, [free_reg] */
    if (i->rm != R_NO) set_reg(i->rm, offset);
    set_reg(base, at);
    put(i, bits);
    fillers(8);
    return true;
}

static bool draw_jump(const insn_t *i, uint32_t bits)
{
    unsigned skip = below(4), after = halves;
    if (i->op == OP_BX || i->op == OP_BLX || i->op == OP_MOV || i->op == OP_ADD) {
        if (i->rm == 15 || i->rm == 13) return false;
        uint32_t at = here() + 8;
        uint32_t target = i->op == OP_ADD ? 2 + 2 * skip : at + 2 + 2 * skip + (i->op != OP_MOV || chance(2));
        set_reg(i->rm, target);
        put(i, bits);
    } else {
        if (i->op == OP_TBB || i->op == OP_TBH) {
            prepare_memory(i);
            if (i->rn == 15) set_reg(i->rm, below(2));
            put(i, bits);
            if (i->rn == 15) {                        /* the table follows: two bytes or two halfwords */
                put16(i->op == OP_TBB ? 0x0604 : 5);
                put16(7);
            }
            fillers(24);
            return true;
        }
        put(i, bits);                                 /* B, BL, CBZ: put the distance in */
        if (i->length == 2) {
            unsigned hw = code[after];
            if (i->op == OP_CBZ || i->op == OP_CBNZ) code[after] = (uint16_t)((hw & ~0x2F8u) | skip << 3);
            else code[after] = (uint16_t)(hw >> 12 == 13 ? (hw & ~0xFFu) | skip : (hw & ~0x7FFu) | skip);
        } else {
            unsigned is_long = code[after + 1] & 0x1000;
            code[after] = (uint16_t)(is_long ? 0xF000 : (code[after] & 0xFBC0));
            code[after + 1] = (uint16_t)((code[after + 1] & 0xD000) | (is_long ? 0x2800 : 0) | skip);
        }
    }
    fillers(8);
    return true;
}

/* --- units: an instruction and what leads it ------------------------------------------------------- */

/* Rows that no sequence runs, and why. */
static const char *exempt(const thumb_row_t *row)
{
    if (row->op == (plain_fpscr ? OP_VMSR : OP_VCVT_FROM_FIXED)) return "not now";    /* see docs/oracle.md */
    switch (row->op) {
    case OP_WFE: case OP_WFI: case OP_SEV: case OP_YIELD: return "Unicorn stops or refuses: it has no sleep";
    case OP_SVC: case OP_BKPT: case OP_UDF: return "an exception, the core's";
    case OP_CPS: return "PRIMASK and FAULTMASK, the core's";
    case OP_CDP: case OP_MCR: case OP_MRC: case OP_MCRR: case OP_MRRC: case OP_LDC: case OP_STC:
        return "NOCP on this chip";
    }
    return 0;
}

static bool in_it_ok(const insn_t *i)
{
    if (i->kind == K_SYSTEM || writes_pc(i)) return false;
    if (i->op >= OP_B && i->op <= OP_CBNZ) return false;
    if (i->op == OP_IT || i->op == OP_TBB || i->op == OP_TBH) return false;
    if (i->op == OP_VSEL || i->op == OP_VMAXNM || i->op == OP_VMINNM) return false;
    if (i->kind == K_FP && thumb_rows[i->row].value >> 28 == 15) return false;
    return i->kind != K_MEMORY && !(i->kind == K_DATA && i->rd == 13);
}

static void draw_it(void)
{
    unsigned cond = below(15), mask = 1 + below(15), n = 4 - (unsigned)__builtin_ctz(mask);
    if (cond == 14) mask = 8, n = 1;
    put16(0xBF00 | cond << 4 | mask);
    while (n) {
        insn_t i;
        uint32_t bits;
        unsigned k = below(thumb_row_count);
        if (exempt(&thumb_rows[k]) || !draw(k, &i, &bits) || !in_it_ok(&i)) continue;
        put(&i, bits);
        n--;
    }
}

/* Unicorn keeps bits 1:0 of the SP, a Cortex-M has none (B1.4.1): write multiples of 4 only. */
static bool unaligned_sp(const insn_t *i)
{
    if (i->kind == K_MEMORY)
        return (i->op == OP_LDR && i->rt == 13) || ((i->flags & I_WBACK) && i->rn == 13 && (i->imm & 3));
    return i->kind == K_DATA && i->rd == 13 && (i->rm == 15 || ((i->flags & I_IMM) && (i->imm & 3)));
}

static void draw_unit(unsigned k)
{
    insn_t i;
    uint32_t bits;
    unsigned start = halves;
    for (unsigned tries = 0; tries < 100; tries++) {
        halves = start;
        if (!draw(k, &i, &bits)) continue;
        if (i.op == OP_IT) { draw_it(); return; }
        if (unaligned_sp(&i)) continue;
        if (i.kind == K_MEMORY && writes_pc(&i)) {
            if (draw_load_pc(&i, bits)) return;
            continue;
        }
        if (jumps(&i)) {
            if (draw_jump(&i, bits)) return;
            continue;
        }
        if (i.kind == K_MEMORY) prepare_memory(&i);
        if (i.kind == K_DATA && i.rd == 13 && i.rm < 15 && i.rm != 13) set_reg(i.rm, value() & ~3u);
        put(&i, bits);
        return;
    }
    halves = start;
}

/* At the end of a sequence: a branch as far as the encoding reaches. */
static void draw_far_branch(void)
{
    static const uint32_t branch[] = { 0xF0009000, 0xF000D000, 0xF0008000 };
    uint32_t s = rnd() & 0x07FF07FF, op = below(3);
    if (op == 2) s = (s & 0x043F07FF) | below(14) << 22;
    put32(branch[op] | s | (rnd() & 0x2800));
}

#endif
