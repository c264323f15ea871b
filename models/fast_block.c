/* fast_block.c -- see fast.h: a block, from the bytes at its pc to micro-operations of fast_run.c. */
#include "fast_own.h"
#include "released.h"
#include <string.h>

enum { BITS = 50, OPS_EACH = 6 };
/* the one that sets the flags */
#define ALU_CODE(op, form) (DO_ALU + (OP_##op * FORMS + FORM_##form) * 2 + 1)

typedef struct {
    fast_t  *f;
    block_t *b;
    insn_t   insn[BLOCK_MAX + 1];
    uint32_t code[BLOCK_MAX + 1];
    uint8_t  off[BLOCK_MAX + 1], it[BLOCK_MAX + 1], bit[BLOCK_MAX + 2];
    op_t     op[BLOCK_MAX * OPS_EACH + 4];
    uint8_t  which[BLOCK_MAX * OPS_EACH + 4];
    uint8_t  bytes[BLOCK_MAX * 4 + 4];
    unsigned n, ops;
} build_t;

/* ---- which instructions -------------------------------------------------------------------------- */

static int writes_pc(const insn_t *i)
{
    if (branch_is(i)) return 1;
    if (i->op == OP_LDR) return i->rt == 15;
    return i->op == OP_LDM && i->list >> 15;
}

/* Data instructions: does the pc stand where only thumb_execute, or nobody, could use it? */
static int data_stops(const insn_t *i)
{
    int rd = i->rd == 15, rn = i->rn == 15, rm = i->rm == 15, ra = i->ra == 15;
    switch (i->op) {
    case OP_MOV: case OP_MVN:
        return rd || (!(i->flags & I_IMM) && rm && (i->amount || i->op == OP_MVN));
    case OP_SHIFT: case OP_MUL: case OP_UDIV: case OP_SDIV: return rd || rn || rm;
    case OP_MLA: case OP_MLS: case OP_UMULL: case OP_SMULL: case OP_UMLAL: case OP_SMLAL:
        return rd || rn || rm || ra;
    case OP_UBFX: case OP_SBFX: case OP_BFI: return rd || rn;
    case OP_SXTB: case OP_SXTH: case OP_UXTB: case OP_UXTH: case OP_CLZ: case OP_REV: return rd || rm;
    case OP_UMAAL: case OP_SMLALH: case OP_SMLALD: case OP_SMLSLD: return rd || ra;
    case OP_B: case OP_BL: return i->imm + 4 == i->length;   /* a branch to the next is none */
    case OP_BX: case OP_BLX: return rm;
    case OP_CBZ: case OP_CBNZ: case OP_IT: case OP_NOP: case OP_YIELD: case OP_DBG: case OP_CSDB: return 0;
    case OP_VMOV_S_CORE: case OP_VMOV_CORE_S: case OP_VMSR: return i->rt == 15;
    case OP_VMOV_SS_CORE: case OP_VMOV_CORE_SS: return i->rt == 15 || ra;
    case OP_VMRS: return 0;
    }
    if (i->op <= OP_CMN) return (i->op < OP_TST && rd) || rn || (!(i->flags & I_IMM) && rm);
    return rd;
}

static int single_stops(const insn_t *i)
{
    int loads_pc = i->op == OP_LDR && i->rt == 15, wback = (i->flags & I_WBACK) != 0;
    if (i->rt == 15 && !loads_pc) return 1;
    if (!(i->flags & I_IMM)) return i->rm == 15 || i->rn == 15 || wback || loads_pc;
    return (wback && (i->rn == i->rt || i->rn == 15)) || (i->rn == 15 && (loads_pc || i->op == OP_STR));
}

static int memory_stops(const insn_t *i)
{
    int wback = (i->flags & I_WBACK) != 0;
    switch (i->op) {
    case OP_LDR: case OP_STR: return i->flags & I_UNPRIVILEGED || single_stops(i);
    case OP_LDM: return !i->list || i->list >> 13 & 1;
    case OP_STM: return !i->list || i->list >> 15;
    case OP_LDRD: case OP_STRD:
        return i->rt == 15 || i->ra == 15 || i->rt == 13 || i->ra == 13
            || (wback && (i->rn == 15 || i->rt == i->rn || i->ra == i->rn));
    case OP_VLDR: case OP_VSTR: case OP_VLDM: case OP_VSTM: return wback && i->rn == 15;
    case OP_TBB: case OP_TBH: return i->rm == 15;
    default: return 1;
    }
}

/* Left to firmware.c for good. (A memory hint that does nothing still has an address.) */
static int stops_at(const insn_t *i)
{
    if (m7_asks_address(i) && i->op != OP_LDR && i->op != OP_VLDR && i->op != OP_STR) return 1;
    switch (i->kind) {
    case K_DATA:   return data_stops(i);
    case K_MEMORY: return memory_stops(i);
    default:       return i->kind != K_FP;
    }
}

static unsigned bits_of(const insn_t *i, unsigned it)
{
    unsigned place = i->cost == C_STORE ? 2 : m7_asks_address(i) || fast_has_odd(i);
    return (it != 0) + fast_operand_bits(i) + place;
}

static unsigned next_it(unsigned it) { return it & 7 ? (it & 0xE0) | (it << 1 & 0x1F) : 0; }

static uint16_t half(const uint8_t *p) { return (uint16_t)(p[0] | p[1] << 8); }

/* Are the bytes there that the queue reads while this one issues? It never looks further. */
static int there(fast_t *f, uint32_t pc, uint32_t *reach)
{
    uint32_t end = (pc & ~7u) + 8 * FETCH_WORDS;
    for (; (int32_t)(end - *reach) > 0; *reach += LINE)
        if (!fast_code(f, *reach)) return 0;
    return 1;
}

static void decode(build_t *b, uint32_t pc, insn_t *i, uint32_t *code)
{
    uint16_t hw[2] = { half(fast_code(b->f, pc)), 0 };
    if (thumb_length(hw[0]) == 4) hw[1] = half(fast_code(b->f, pc + 2));
    *code = (uint32_t)hw[0] << 16 | hw[1];
    if (thumb_decode(hw[0], hw[1], i) < 0) i->kind = K_SYSTEM;
    unsigned at = pc - b->b->pc;
    memcpy(b->bytes + at, hw, 2);
    if (i->length == 4) memcpy(b->bytes + at + 2, hw + 1, 2);
}

/* The instructions up to the first branch, or to one that stops. Never ends inside an IT block. */
static void gather(build_t *g)
{
    block_t *b = g->b;
    uint32_t pc = b->pc;
    unsigned it = 0, bits = 0, length = 0;
    b->reach = pc & ~(uint32_t)(LINE - 1);
    for (g->n = 0; ; g->n++) {
        insn_t *i = &g->insn[g->n];
        g->off[g->n] = (uint8_t)((pc - b->pc) / 2), g->it[g->n] = (uint8_t)it, g->bit[g->n] = (uint8_t)bits;
        if (g->n == BLOCK_MAX || (g->n && ((b->one && !it) || writes_pc(i - 1)))) break;
        if (g->f->stops && fast_stops(g->f, pc)) { b->stops = 1, length = 0; break; }
        if (!there(g->f, pc, &b->reach)) { b->stops = b->cut = 1; break; }
        decode(g, pc, i, &g->code[g->n]);
        length = i->length;
        if (stops_at(i)) { b->stops = 1; break; }
        bits += bits_of(i, it);
        if (bits > BITS) break;
        it = i->op == OP_IT ? i->imm & 0xFF : next_it(it);
        pc += i->length;
    }
    while (g->n && g->it[g->n]) g->n--;
    if (!g->n) b->stops = 1;
    b->next = b->pc + 2u * g->off[g->n];
    b->seen = b->cut ? b->next : pc + (b->stops ? length : 0);
    if (b->reach < b->seen) b->reach = b->seen;
}

/* ---- to micro-operations ------------------------------------------------------------------------- */

static op_t *emit(build_t *g, unsigned code, unsigned k)
{
    g->which[g->ops] = (uint8_t)k;
    op_t *o = &g->op[g->ops++];
    *o = (op_t){ .code = code, .k = (uint8_t)k };
    return o;
}

static void put(build_t *g, unsigned code, unsigned k, unsigned d, unsigned n, unsigned m, uint32_t imm)
{
    op_t *o = emit(g, code, k);
    o->d = (uint8_t)d, o->n = (uint8_t)n, o->m = (uint8_t)m, o->imm = imm;
}

static void fix_sp(build_t *g, unsigned k, unsigned d)
{
    if (d == 13) emit(g, sp_anew(&g->insn[k]) ? DO_SPANEW : DO_SPFIX, k);
}

static int sets_flags(const insn_t *i, unsigned it) { return i->flags & I_S || (i->flags & I_S_OUT && !it); }

/* Does thumb_execute look at N, Z, C and V, or change them? */
static int meets_flags(const insn_t *i, unsigned it)
{
    return it || i->op <= OP_CMN || i->op == OP_VMRS || i->op == OP_VSEL || sets_flags(i, it);
}

/* Of those that thumb_execute does: does it write the stack pointer? */
static int writes_sp(const insn_t *i)
{
    int from_fpu = i->op == OP_VMRS || i->op == OP_VMOV_CORE_S || i->op == OP_VMOV_CORE_SS;
    return i->rd == 13 || i->ra == 13 || (from_fpu && i->rt == 13);
}

static void whole(build_t *g, unsigned k)
{
    const insn_t *i = &g->insn[k];
    unsigned bit = g->bit[k] + (g->it[k] != 0);
    put(g, i->kind == K_FP ? DO_FP : DO_DATA, k, fast_operand_bits(i) ? bit + 1 : 0, g->it[k],
        (unsigned)meets_flags(i, g->it[k]), fast_pc(g->b, k));
    if (i->kind != K_FP && writes_sp(i)) fix_sp(g, k, 13);
}

/* Single precision without surprises, and moves. */
static void floating(build_t *g, unsigned k)
{
    const insn_t *i = &g->insn[k];
    unsigned op = DO_COUNT;
    switch (i->op) {
    case OP_VADD:  op = DO_VADD; break;
    case OP_VSUB:  op = DO_VSUB; break;
    case OP_VMUL:  op = DO_VMUL; break;
    case OP_VNMUL: op = DO_VNMUL; break;
    case OP_VMLA:  op = DO_VMLA; break;
    case OP_VMLS:  op = DO_VMLS; break;
    case OP_VFMA:  op = DO_VFMA; break;
    case OP_VFMS:  op = DO_VFMS; break;
    case OP_VCMP:  op = i->flags & I_ZERO ? DO_VCMP_ZERO : DO_VCMP; break;
    case OP_VCVT_FROM_INT: op = i->flags & I_SIGNED ? DO_VCVT_FROM_S : DO_VCVT_FROM_U; break;
    case OP_VCVT_TO_INT:
        if (i->shift == ROUND_ZERO && i->flags & I_SIGNED) op = DO_VCVT_TO_S;
        break;
    case OP_VMOV:  op = DO_VMOV; break;
    case OP_VNEG:  op = DO_VNEG; break;
    case OP_VABS:  op = DO_VABS; break;
    }
    if (op == DO_COUNT || i->flags & I_DOUBLE) whole(g, k);
    else put(g, op, k, i->rd, i->rn, i->rm, 0);
}

static void alu(build_t *g, unsigned k)
{
    const insn_t *i = &g->insn[k];
    unsigned s = sets_flags(i, g->it[k]) ? 1 : 0, form = FORM_IMM, m = i->rm;
    uint32_t imm = i->imm;
    if (i->flags & I_IMM) {
        m = i->flags & I_CARRY_KNOWN ? 1 + !!(i->flags & I_CARRY) : 0;
    } else if (i->rm == 15) {                                /* MOV rd, pc */
        imm = fast_pc(g->b, k) + 4, m = 0;
    } else if (!i->amount) {
        form = FORM_REG;
    } else if (i->shift == SHIFT_RRX) {
        whole(g, k);
        return;
    } else {
        form = FORM_LSL + i->shift, imm = i->amount;
        if (i->shift == SHIFT_ROR && !(imm & 31)) { whole(g, k); return; }
    }
    put(g, DO_ALU + ((unsigned)i->op * FORMS + form) * 2 + s, k, i->rd, i->rn, m, imm);
    if (i->op < OP_TST) fix_sp(g, k, i->rd);
}

static void data(build_t *g, unsigned k)
{
    const insn_t *i = &g->insn[k];
    unsigned op = DO_COUNT, n = i->rn, m = i->rm;
    uint32_t imm = 0;
    switch (i->op) {
    case OP_ADR:
        put(g, DO_ALU + ((unsigned)OP_MOV * FORMS + FORM_IMM) * 2, k, i->rd, 0, 0,
            ((fast_pc(g->b, k) + 4) & ~3u) + i->imm);
        fix_sp(g, k, i->rd);
        return;
    case OP_SHIFT: op = (sets_flags(i, g->it[k]) ? DO_SHIFTS0 : DO_SHIFT0) + i->shift; break;
    case OP_NOP: case OP_YIELD: case OP_DBG: case OP_CSDB: case OP_IT: return;
    case OP_MUL:   op = sets_flags(i, g->it[k]) ? DO_MULS : DO_MUL; break;
    case OP_MLA:   op = DO_MLA, imm = i->ra; break;
    case OP_MLS:   op = DO_MLS, imm = i->ra; break;
    case OP_UMULL: op = DO_UMULL, imm = i->ra; break;
    case OP_SMULL: op = DO_SMULL, imm = i->ra; break;
    case OP_UMLAL: op = DO_UMLAL, imm = i->ra; break;
    case OP_SMLAL: op = DO_SMLAL, imm = i->ra; break;
    case OP_UDIV:  op = DO_UDIV, imm = g->bit[k] + (g->it[k] != 0); break;
    case OP_SDIV:  op = DO_SDIV, imm = g->bit[k] + (g->it[k] != 0); break;
    case OP_UBFX:  op = DO_UBFX, m = i->amount, imm = i->imm >= 32 ? ~0u : (1u << i->imm) - 1; break;
    case OP_SBFX:  op = DO_SBFX, m = 32 - i->imm - i->amount, imm = 32 - i->imm; break;
    case OP_BFI:   op = DO_BFI, m = i->amount, imm = i->imm >= 32 ? ~0u : (1u << i->imm) - 1; break;
    case OP_BFC:   op = DO_BFC, imm = (i->imm >= 32 ? ~0u : (1u << i->imm) - 1) << i->amount; break;
    case OP_SXTB:  op = DO_SXTB, imm = i->amount; break;
    case OP_SXTH:  op = DO_SXTH, imm = i->amount; break;
    case OP_UXTB:  op = DO_UXTB, imm = i->amount; break;
    case OP_UXTH:  op = DO_UXTH, imm = i->amount; break;
    case OP_CLZ:   op = DO_CLZ; break;
    case OP_REV:   op = DO_REV; break;
    case OP_MOVT:  op = DO_MOVT, imm = i->imm << 16; break;
    case OP_VMOV_S_CORE: put(g, DO_VMOV_S_CORE, k, i->rd, i->rt, 0, 0); return;
    case OP_VMRS:
        if (i->rt == 15) emit(g, DO_VMRS_FLAGS, k);
        else whole(g, k);
        return;
    case OP_VMOV_CORE_S:
        if (i->rt == 13) whole(g, k);
        else put(g, DO_VMOV_CORE_S, k, i->rt, i->rn, 0, 0);
        return;
    default:       whole(g, k); return;
    }
    int wide = op >= DO_UMULL && op <= DO_SMLAL;
    if (i->rd == 13 || (wide && (i->ra == 13 || i->ra == i->rd))) { whole(g, k); return; }
    put(g, op, k, i->rd, n, m, imm);
}

static uint32_t offset_of(const insn_t *i) { return i->flags & I_ADD ? i->imm : 0 - i->imm; }

static unsigned width(const insn_t *i)
{
    unsigned is_signed = i->flags & I_SIGNED && i->op == OP_LDR;
    return i->size == 4 ? 0 : i->size == 1 ? (is_signed ? 3 : 1) : is_signed ? 4 : 2;
}

/* Does the bank of this load matter to a pair? */
static int banks(const build_t *g, unsigned k)
{
    return !k || k + 1 == g->n || fast_asks_bank(&g->insn[k - 1]) || fast_asks_bank(&g->insn[k + 1]);
}

static unsigned place_bit(const build_t *g, unsigned k) { return g->bit[k] + (g->it[k] != 0); }

/* From a constant address: its bank is known. */
static void constant(build_t *g, unsigned k)
{
    const insn_t *i = &g->insn[k];
    uint32_t at = fast_pc(g->b, k) + 4;
    at = (i->flags & I_LITERAL ? at & ~3u : at) + offset_of(i);
    if (i->op == OP_VLDR) put(g, DO_VLD_C, k, i->rd, 0, k, at);
    else put(g, DO_LD_C_W + width(i), k, i->rt, 0, k, at);
    if (!g->it[k]) g->b->fixed |= (uint64_t)(at >> 2 & 1) << place_bit(g, k);
    else if (banks(g, k)) put(g, DO_BANK, k, place_bit(g, k), 0, 0, 0);
    if (i->op == OP_LDR) fix_sp(g, k, i->rt);
}

/* Form of the address: offset, register, before with write-back, after. */
static void single(build_t *g, unsigned k)
{
    const insn_t *i = &g->insn[k];
    int load = i->op == OP_LDR, wback = (i->flags & I_WBACK) != 0, index = (i->flags & I_INDEX) != 0;
    unsigned base, w = width(i), per = load ? 5 : 3;
    unsigned first = !load ? DO_ST_I_W : banks(g, k) ? DO_LB_I_W : DO_LD_I_W;
    uint32_t imm = offset_of(i);
    if (load && i->rt == 15) {
        put(g, DO_LDR_PC, k, wback, i->rn, index, imm);
        put(g, DO_BANK, k, place_bit(g, k), 0, 0, 0);
        return;
    }
    if (i->rn == 15) { constant(g, k); return; }
    if (!(i->flags & I_IMM)) base = 1, imm = i->amount | k << 8;
    else if (wback) base = index ? 2 : 3;
    else base = 0, imm = index ? imm : 0;
    put(g, first + base * per + w, k, i->rt, i->rn, base == 1 ? i->rm : k, imm);
    g->op[g->ops - 1].k = (uint8_t)place_bit(g, k);
    if (load && i->rt == i->rn) put(g, DO_LATE, k, i->rt, 0, 0, 0);
    if (load) fix_sp(g, k, i->rt);
}

/* Does it write its base back, and is that the stack pointer? What ends a block does it itself. */
static int moves_sp(const insn_t *i) { return i->flags & I_WBACK && i->rn == 13 && !writes_pc(i); }

static unsigned multi_flags(const insn_t *i)
{
    return (i->flags & I_ADD ? MULTI_ADD : 0) | (i->flags & I_WBACK ? MULTI_WBACK : 0);
}

/* VLDM and VSTM; of one word they are loads and stores with write-back. (FLDMX moves its base further.) */
static void float_list(build_t *g, unsigned k)
{
    const insn_t *i = &g->insn[k];
    int load = i->op == OP_VLDM, wback = (i->flags & I_WBACK) != 0;
    if (i->rn == 15 || !i->list || i->imm != 4u * i->list || i->rd + i->list > 32u)
        put(g, DO_LIST, k, 0, 0, 0, 0);
    else if (i->list == 1 && i->flags & I_ADD)
        put(g, load ? DO_VLD_T : DO_VST_T, k, i->rd, i->rn, k, wback ? 4 : 0);
    else put(g, load ? DO_VLDM : DO_VSTM, k, i->rd, i->rn, multi_flags(i), i->list);
}

/* VLDR and VSTR; a double is two words. */
static void float_single(build_t *g, unsigned k)
{
    const insn_t *i = &g->insn[k];
    int load = i->op == OP_VLDR, wide = (i->flags & I_DOUBLE) != 0;
    if (i->rn == 15 && (wide || !load)) put(g, DO_LIST, k, 0, 0, 0, 0);
    else if (i->rn == 15) constant(g, k);
    else if (wide) put(g, load ? DO_VLD_D : DO_VST_D, k, i->rd, i->rn, 0, offset_of(i));
    else put(g, !load ? DO_VST : banks(g, k) ? DO_VLB : DO_VLD, k, i->rd, i->rn, k, offset_of(i));
    if (!wide) g->op[g->ops - 1].k = (uint8_t)place_bit(g, k);
}

/* LDRD and STRD without write-back, and not over its base. */
static void pair(build_t *g, unsigned k)
{
    const insn_t *i = &g->insn[k];
    int load = i->op == OP_LDRD;
    int over = load && (i->rt == i->rn || i->ra == i->rn);
    int plain = !(i->flags & I_WBACK) && i->flags & I_INDEX && i->rn != 15 && !over;
    if (plain) put(g, load ? DO_LDRD : DO_STRD, k, i->rt, i->rn, i->ra, offset_of(i));
    else put(g, DO_LIST, k, 0, 0, 0, 0);
}

static void memory(build_t *g, unsigned k)
{
    const insn_t *i = &g->insn[k];
    switch (i->op) {
    case OP_VLDR: case OP_VSTR: float_single(g, k); break;
    case OP_VLDM: case OP_VSTM: float_list(g, k); break;
    case OP_LDM: put(g, i->list >> 15 ? DO_LDM_PC : DO_LDM, k, 0, i->rn, multi_flags(i), i->list); break;
    case OP_STM: put(g, DO_STM, k, 0, i->rn, multi_flags(i), i->list); break;
    case OP_LDRD: case OP_STRD: pair(g, k); break;
    case OP_TBB: case OP_TBH: put(g, DO_TABLE, k, 0, 0, 0, 0); break;
    default: single(g, k); break;
    }
    if (moves_sp(i)) emit(g, DO_SPFIX, k);
    if (fast_has_odd(i)) put(g, DO_BANK, k, place_bit(g, k), 0, 0, 0);
}

/* Behind a comparison or a subtraction of a constant it is one operation with it. */
static int fused(build_t *g, unsigned k, unsigned cond)
{
    if (!k || !g->ops || g->it[k - 1] || g->which[g->ops - 1] != k - 1) return 0;
    op_t *o = &g->op[g->ops - 1];
    switch (o->code) {
    case ALU_CODE(CMP, IMM): o->code = DO_CMP_IMM_BEQ + cond; return 1;
    case ALU_CODE(CMP, REG): o->code = DO_CMP_REG_BEQ + cond; return 1;
    case ALU_CODE(SUB, IMM): o->code = DO_SUB_IMM_BEQ + cond; return 1;
    default: return 0;
    }
}

static void branch(build_t *g, unsigned k)
{
    const insn_t *i = &g->insn[k];
    g->b->to = fast_pc(g->b, k) + 4 + i->imm;
    switch (i->op) {
    case OP_B:
        if (i->cond == COND_ALWAYS) emit(g, DO_B, k);
        else if (!fused(g, k, i->cond)) emit(g, DO_BEQ + i->cond, k);
        break;
    case OP_CBZ:  put(g, DO_CBZ, k, 0, i->rn, 0, 0); break;
    case OP_CBNZ: put(g, DO_CBNZ, k, 0, i->rn, 0, 0); break;
    case OP_BL:   emit(g, DO_BL, k); break;
    default:      put(g, i->op == OP_BX ? DO_BX : DO_BLX, k, 0, 0, i->rm, 0); break;
    }
}

static void lower(build_t *g, unsigned k)
{
    const insn_t *i = &g->insn[k];
    unsigned cond = g->ops;
    if (g->it[k]) put(g, DO_COND, k, g->bit[k], g->it[k] >> 4, 0, 0);
    if (i->kind == K_MEMORY) memory(g, k);
    else if (i->kind == K_FP) floating(g, k);
    else if (i->op <= OP_CMN) alu(g, k);
    else if (i->op >= OP_B && i->op <= OP_CBNZ) branch(g, k);
    else data(g, k);
    if (!g->it[k]) return;
    if (writes_pc(i)) put(g, DO_UNTAKEN, k, 0, 0, 0, 0), g->op[cond].imm = g->ops - 1 - cond;
    else g->op[cond].imm = g->ops - cond;
}

/* ---- blocks ---------------------------------------------------------------------------------------- */

static void *copy(fast_t *f, const void *from, size_t n)
{
    void *to = fast_take(f, n ? n : 1);
    memcpy(to, from, n);
    return to;
}

static void unlink_lines(block_t *b)
{
    for (unsigned k = 0; k < BLOCK_LINES; k++) {
        link_t *l = &b->link[k];
        if (!l->back) continue;
        *l->back = l->next;
        if (l->next) l->next->back = l->back;
        l->back = 0;
    }
}

/* Nobody may enter it any more. */
static void detach(block_t *b)
{
    if (!b->live) return;
    unlink_lines(b);
    for (node_t *n = b->nodes; n; n = n->sibling) n->id = 0;
    b->live = 0;
}

/* Its bytes are those that are there now: valid until one of its lines changes, or `code` of changed_t. */
static void attach(fast_t *f, block_t *b)
{
    unsigned k = 0;
    unlink_lines(b);
    uint32_t at = b->pc & ~(uint32_t)(LINE - 1);
    for (; at < b->reach && at >= f->x->cfg->itcm_size; at += LINE) {
        int index = cache_find(f->x->icache, &icache_geometry, at);
        if (index < 0) continue;                             /* cut there: asked again each time */
        link_t *l = &b->link[k++], **user = &f->user[index];
        *l = (link_t){ .next = *user, .back = user, .block = b };
        if (l->next) l->next->back = &l->next;
        *user = l;
    }
    b->live = 1;
    b->epoch = f->changed.code;
}

static block_t *make(fast_t *f, uint32_t pc, int one)
{
    build_t g;
    block_t *b = fast_take(f, sizeof *b);
    memset(b, 0, sizeof *b);
    g.f = f, g.b = b, g.ops = 0;
    b->pc = pc, b->one = (uint8_t)one;
    gather(&g);
    b->off = copy(f, g.off, sizeof g.off);
    for (unsigned k = 0; k < g.n; k++)
        if (g.insn[k].flags & I_FP) { emit(&g, DO_FPU, 0); break; }
    for (unsigned k = 0; k < g.n; k++) {
        b->bound += fast_bound(&g.insn[k], f->num);
        lower(&g, k);
    }
    if (!g.n || b->stops) emit(&g, DO_STOP, g.n);
    else if (!writes_pc(&g.insn[g.n - 1])) emit(&g, DO_END, g.n);
    if (g.n && !b->stops) {
        uint32_t last = fast_pc(b, g.n - 1);
        b->returns = (uint8_t)branch_returns(&g.insn[g.n - 1]);
        b->last = last | 1;
        b->at = (uint8_t)branch_place(last, f->num);
    }
    b->count = (uint8_t)g.n;
    b->ops = (uint16_t)g.ops;
    b->op = copy(f, g.op, g.ops * sizeof *g.op), b->which = copy(f, g.which, g.ops);
    b->insn = copy(f, g.insn, g.n * sizeof *g.insn);
    b->code = copy(f, g.code, g.n * sizeof *g.code);
    b->it = copy(f, g.it, g.n + 1), b->bit = copy(f, g.bit, g.n + 1);
    b->bytes = copy(f, g.bytes, b->seen - pc);
    attach(f, b);
    return b;
}

typedef enum { MADE_OF, NOT_THERE, OTHER_BYTES } made_t;

/* Is it made of the bytes that are there now? */
static made_t same(fast_t *f, const block_t *b)
{
    for (uint32_t at = b->pc & ~(uint32_t)(LINE - 1); at < b->reach; at += LINE) {
        const uint8_t *p = fast_code(f, at);
        if (!p) return NOT_THERE;
        uint32_t from = at > b->pc ? at : b->pc, to = at + LINE < b->seen ? at + LINE : b->seen;
        if (from < to && memcmp(p + (from - at), b->bytes + (from - b->pc), to - from)) return OTHER_BYTES;
    }
    return MADE_OF;
}

/* One that was cut short for want of a line ends elsewhere once the line is there. */
void fast_longer(fast_t *f, block_t *b)
{
    if (b->cut && fast_code(f, b->reach)) detach(b);
}

static block_t *entered(block_t *b) { return b->count ? b : 0; }

block_t *fast_block(fast_t *f, uint32_t pc, int one)
{
    block_t **first = &f->block[pc >> 1 & (BLOCKS_HASHED - 1)];
    for (block_t **at = first, *b; (b = *at); ) {
        if (b->pc != pc || b->one != one) { at = &b->chain; continue; }
        int longer = b->cut && fast_code(f, b->reach);
        if (b->live && b->epoch == f->changed.code && !longer) return entered(b);
        made_t made = longer ? OTHER_BYTES : same(f, b);
        if (made == MADE_OF) { attach(f, b); return entered(b); }
        if (made == OTHER_BYTES) { detach(b); *at = b->chain; continue; }
        at = &b->chain;                                      /* its line may come back */
    }
    uint32_t reach = pc & ~(uint32_t)(LINE - 1);
    if (!there(f, pc, &reach)) {
        f->missing = reach, f->missed_at = f->changed.lines, f->missed_code = f->changed.code;
        return 0;
    }
    block_t *b = make(f, pc, one);
    b->chain = *first;
    return entered(*first = b);
}

int fast_stops(const fast_t *f, uint32_t pc)
{
    for (uint32_t i = pc >> 1; f->stop[i % STOPS_HASHED]; i++)
        if (f->stop[i % STOPS_HASHED] == (pc | 1)) return 1;
    return 0;
}

void fast_cut(fast_t *f, uint32_t pc)
{
    for (uint32_t back = 0; back <= 4 * BLOCK_MAX; back += 2) {
        block_t **at = &f->block[(pc - back) >> 1 & (BLOCKS_HASHED - 1)];
        for (block_t *b; (b = *at); ) {
            if (pc - b->pc < b->next - b->pc) detach(b), *at = b->chain;
            else at = &b->chain;
        }
    }
}

/* Lines that came or went since the last time. */
void fast_lines(fast_t *f)
{
    const changed_t *c = &f->changed;
    if (c->lines - f->lines > CHANGED_LINES) f->changed.code++, f->lines = c->lines;
    for (; f->lines != c->lines; f->lines++) {
        link_t **user = &f->user[c->line[f->lines % CHANGED_LINES]];
        while (*user) detach((*user)->block);
    }
}
