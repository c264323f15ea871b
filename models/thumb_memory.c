/* thumb_memory.c -- see thumb.h: loads and stores as lists of accesses, and what they do to registers.
 *
 *   thumb_accesses ---> { address, size, store?, register } ... in ascending address order (A3.5.3 lets
 *   LDM and STM do so; the list never depends on what thumb_loaded wrote) */
#include "thumb.h"

static uint32_t base_of(const regs_t *r, const insn_t *i)
{
    uint32_t b = thumb_read(r, i->rn);
    return i->flags & I_LITERAL ? b & ~3u : b;
}

static uint32_t bytes_moved(const insn_t *i)
{
    if (i->op == OP_VLDM || i->op == OP_VSTM) return i->imm;
    uint32_t n = 0;
    for (unsigned list = i->list; list; list &= list - 1) n += 4;
    return n;
}

static bool is_multiple(const insn_t *i)
{
    return i->op == OP_LDM || i->op == OP_STM || i->op == OP_VLDM || i->op == OP_VSTM;
}

/* What writeback puts into the base. */
static uint32_t moved_base(const regs_t *r, const insn_t *i)
{
    uint32_t offset = i->imm;
    if (is_multiple(i)) offset = bytes_moved(i);
    else if (!(i->flags & I_IMM) && i->rm != R_NO) offset = thumb_read(r, i->rm) << i->amount;
    return i->flags & I_ADD ? base_of(r, i) + offset : base_of(r, i) - offset;
}

static uint32_t first_address(const regs_t *r, const insn_t *i)
{
    switch (i->op) {
    case OP_LDM: case OP_STM: case OP_VLDM: case OP_VSTM:
        return i->flags & I_ADD ? base_of(r, i) : moved_base(r, i);
    case OP_TBB: return base_of(r, i) + thumb_read(r, i->rm);
    case OP_TBH: return base_of(r, i) + (thumb_read(r, i->rm) << 1);
    }
    return i->flags & I_INDEX || i->op == OP_VLDR || i->op == OP_VSTR ? moved_base(r, i) : base_of(r, i);
}

static bool stores(const insn_t *i)
{
    return i->op == OP_STR || i->op == OP_STRD || i->op == OP_STM || i->op == OP_STREX ||
           i->op == OP_VSTR || i->op == OP_VSTM;
}

static unsigned access_flags(const insn_t *i)
{
    unsigned f = stores(i) ? A_STORE : 0;
    if (i->flags & I_SIGNED) f |= A_SIGNED;
    if (i->flags & I_UNPRIVILEGED) f |= A_UNPRIVILEGED;
    if (i->op == OP_LDREX || i->op == OP_STREX) f |= A_EXCLUSIVE;
    if (i->op >= OP_PLD && i->op <= OP_PLI) f |= A_HINT;
    if (i->op >= OP_LDRD && i->op <= OP_STREX) f |= A_ALIGNED;
    if (i->op >= OP_VLDR && i->op <= OP_VSTM) f |= A_ALIGNED;
    if (i->rn == 13) f |= A_STACK;
    return f;
}

static unsigned add_core(const regs_t *r, const insn_t *i, access_t *a, uint32_t at, unsigned flags,
                         unsigned reg)
{
    uint32_t value = flags & A_STORE ? thumb_read(r, reg) : 0;
    if (i->size < 4) value &= (1u << i->size * 8) - 1;
    *a = (access_t){ .address = at, .value = value, .size = i->size, .flags = (uint8_t)flags,
                     .to = (uint8_t)reg };
    return 1;
}

static unsigned add_words(const regs_t *r, const insn_t *i, access_t *out, uint32_t at, unsigned flags,
                          unsigned n)
{
    for (unsigned k = 0; k < n; k++) {
        unsigned word = i->rd + k;
        unsigned pair = (i->flags & I_DOUBLE) && !(k & 1) ? A_PAIR : 0;
        out[k] = (access_t){ .address = at + 4 * k, .value = flags & A_STORE ? r->s[word] : 0, .size = 4,
                             .flags = (uint8_t)(flags | pair), .to = (uint8_t)(32 + word) };
    }
    return n;
}

unsigned thumb_accesses(const regs_t *r, const insn_t *i, access_t out[ACCESS_MAX])
{
    uint32_t at = first_address(r, i);
    unsigned flags = access_flags(i), n = 0;
    switch (i->op) {
    case OP_LDM: case OP_STM:
        for (unsigned k = 0; k < 16; k++)
            if (i->list >> k & 1) n += add_core(r, i, &out[n], at + 4 * n, flags, k);
        return n;
    case OP_LDRD: case OP_STRD:
        add_core(r, i, &out[0], at, flags | A_PAIR, i->rt);
        add_core(r, i, &out[1], at + 4, flags, i->ra);
        return 2;
    case OP_VLDR: case OP_VSTR: return add_words(r, i, out, at, flags, i->flags & I_DOUBLE ? 2 : 1);
    case OP_VLDM: case OP_VSTM: return add_words(r, i, out, at, flags, i->list);
    case OP_TBB: case OP_TBH: case OP_PLD: case OP_PLDW: case OP_PLI:
        out[0] = (access_t){ .address = at, .size = i->size, .flags = (uint8_t)flags, .to = 15 };
        return 1;
    }
    return add_core(r, i, &out[0], at, flags, i->rt);
}

void thumb_loaded(regs_t *r, const insn_t *i, const access_t *a, uint32_t v)
{
    if (a->flags & (A_STORE | A_HINT)) return;
    if (a->size == 1) v = a->flags & A_SIGNED ? (uint32_t)(int32_t)(int8_t)v : v & 0xFF;
    if (a->size == 2) v = a->flags & A_SIGNED ? (uint32_t)(int32_t)(int16_t)v : v & 0xFFFF;
    if (i->op == OP_TBB || i->op == OP_TBH) r->target = r->r[15] + 4 + 2 * v;
    else if (a->to >= 32) r->s[a->to & 31] = v;
    else if (a->to == 15) r->target = v;
    else if (a->to == i->rn) r->late_base = v;
    else r->r[a->to] = a->to == 13 ? v & ~3u : v;
}

void thumb_exclusive(regs_t *r, const insn_t *i, bool stored)
{
    if (i->rd != 15) r->r[i->rd] = i->rd == 13 ? 0 : !stored;
}

/* Was this register loaded? */
static bool loads(const insn_t *i, unsigned reg)
{
    if (stores(i) || reg > 15) return false;
    switch (i->op) {
    case OP_LDM:  return i->list >> reg & 1;
    case OP_LDRD: return i->rt == reg || i->ra == reg;
    case OP_LDR: case OP_LDREX: return i->rt == reg;
    }
    return false;
}

did_t thumb_finish(regs_t *r, const insn_t *i)
{
    uint32_t here = r->r[15];
    if (i->flags & I_WBACK && i->rn != 15) {
        uint32_t b = moved_base(r, i);
        r->r[i->rn] = i->rn == 13 ? b & ~3u : b;
    }
    if (i->rn != 15 && loads(i, i->rn)) r->r[i->rn] = i->rn == 13 ? r->late_base & ~3u : r->late_base;
    thumb_next(r, i);
    if (i->op == OP_TBB || i->op == OP_TBH) {
        r->r[15] = r->target & ~1u;
        return DID_BRANCH;
    }
    if (!loads(i, 15)) return DID_NEXT;
    r->r[15] = here;
    return DID_INTERWORK;
}
