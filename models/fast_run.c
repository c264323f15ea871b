/* fast_run.c -- see fast.h: the loop. One function, because its labels are its operations (fast_ops.h). An
 * operation that cannot be done here stops the road before its instruction, with nothing of it done. */
#include "fast_ops.h"
#include "fpu.h"
#include "fpu_quick.h"
#include "frame.h"

enum { DTCM_BASE = 0x20000000 };

static branch_outcome_t resolve(fast_t *f, const block_t *b, unsigned k, int executed, int taken,
                                uint32_t target)
{
    const insn_t *i = &b->insn[k];
    branch_seen_t s = { .insn = i, .pc = fast_pc(b, k), .target = target, .executed = (uint8_t)executed,
                        .taken = (uint8_t)taken };
    s.conditional = i->cond != COND_ALWAYS || b->it[k];
    return branch_resolve(&f->core->branch, &s, f->x->scb->actlr, f->num);
}

/* How a whole block ends, as part of its key. */
#define ENDS(outcome, taken) ((uint64_t)((unsigned)(outcome) << 1 | (unsigned)(taken)) << EXIT_AT)

/* The direct branch at the end. */
static uint64_t resolve_last(fast_t *f, const block_t *b, int taken, uint32_t target)
{
    unsigned k = b->count - 1u;
    int executed = b->insn[k].cost == C_COMPARE_BRANCH || taken;
    return ENDS(resolve(f, b, k, executed, taken, target), taken);
}

/* A jump to a register's or a loaded value: to Thumb code, not out of a handler. */
static int plain_target(const fast_t *f, uint32_t to)
{
    return to & 1 && !(f->in_handler && to >= EXC_RETURN_MIN);
}

/* branch_resolve of a taken branch that has no condition and an entry already. */
static branch_outcome_t always(branch_t *t, const block_t *b, uint32_t to, uint32_t call)
{
    uint32_t target = t->to[b->at];
    if (b->returns) {
        target = t->back[0];
        t->back[0] = t->back[1], t->back[1] = t->back[2], t->back[2] = t->back[3], t->back[3] = 0;
    }
    if (t->count[b->at] < 3) t->count[b->at]++;
    t->to[b->at] = to;
    if (call) t->back[3] = t->back[2], t->back[2] = t->back[1], t->back[1] = t->back[0], t->back[0] = call;
    return target == to ? BRANCH_RIGHT : BRANCH_LOST;
}

static void thread(block_t *b, const void *const *label)
{
    if (b->threaded) return;
    op_t *o = b->op;
    for (unsigned k = 0; k < b->ops; k++) o[k].go = label[o[k].code];
    b->threaded = 1;
}

#define ALWAYS(call) (quick && c->branch.from[b->at] == b->last && node->plain \
                      ? always(&c->branch, b, to, call) : resolve(f, b, b->count - 1u, 1, 1, to))
#define SP_TOLD(how) do { \
    if (unlikely(r[13] how f->sp && f->releases)) fast_release(f, &node->block->insn[u->k], u->k, addr); \
    f->sp = r[13]; \
} while (0)
#define SP_MOVED SP_TOLD(>)
#define NEXT do { u++; goto *u->go; } while (0)
#define S (c->regs.s)
#define FPU_OR_WHOLE(call) if (unlikely(!(call))) fpu_execute(&c->regs, &node->block->insn[u->k])

unsigned fast_go(fast_t *f, node_t *node, uint64_t edge, uint64_t limit)
{
#define ALU_LABELS(name) \
    &&do_##name##_IMM, &&do_##name##S_IMM, &&do_##name##_REG, &&do_##name##S_REG, \
    &&do_##name##_LSL, &&do_##name##S_LSL, &&do_##name##_LSR, &&do_##name##S_LSR, \
    &&do_##name##_ASR, &&do_##name##S_ASR, &&do_##name##_ROR, &&do_##name##S_ROR,
#define LABEL(name) &&do_##name,
    static const void *const label[DO_COUNT] = { ALU_ALL(ALU_LABELS) OPS_ALL(LABEL) };
    core_t *const c = f->core;
    uint32_t *const r = c->regs.r;
    uint8_t *const dtcm = f->dtcm;
    const uint32_t open_read = f->open_read, open_write = f->open_write, dtcm_size = f->x->cfg->dtcm_size;
    const uint64_t epoch = (uint64_t)f->changed.code << 32,
                   tag = f->calm ? (uint64_t)f->changed.data << 32 | TAG_VALID : TAG_NONE;
    const int quick = !(f->x->scb->actlr & ACTLR_DISBTACREAD)
        && f->num[T_RETURN_STACK].value >= BRANCH_RETURNS;
    uint32_t nz, cf, vf, addr = 0, to = 0, done = 0;
    uint64_t bits, key;
    const op_t *u;
    result_t *way = 0;

    UNPACK;
    thread(node->block, label);
    goto enter;

taken:                                  /* a conditional branch to a place that stands in it */
    {
        branch_t *t = &c->branch;
        unsigned at = node->at, n = t->count[at];
        to = node->to;
        if (likely(quick && t->from[at] == node->last && n >= 2 && t->to[at] == to)) {
            if (n == 2) t->count[at] = 3;
            key = bits | ENDS(BRANCH_RIGHT, 1);
            way = node->usual[1];
            if (likely(way->key == key)) goto known;
            goto over;
        }
        if (quick && t->from[at] == node->last) {
            key = bits | ENDS(n < 2 ? BRANCH_WRONG : BRANCH_LOST, 1);
            t->to[at] = to, t->count[at] = (uint8_t)(n + (n < 3));
        } else {
            key = bits | resolve_last(f, node->block, 1, to);
        }
        goto over;
    }
untaken:
    {
        branch_t *t = &c->branch;
        unsigned at = node->at, n = t->count[at];
        to = node->past;
        if (likely(quick && (t->from[at] == node->last ? n < 2 : node->forward))) {
            if (n == 1 && t->from[at] == node->last) t->count[at] = 0;
            key = bits | ENDS(BRANCH_NONE, 0);
            way = node->usual[0];
            if (likely(way->key == key)) goto known;
        } else if (quick && t->from[at] == node->last) {
            key = bits | ENDS(BRANCH_WRONG, 0);
            t->count[at] = (uint8_t)(n - 1);
        } else {
            key = bits | resolve_last(f, node->block, 0, to);
        }
    }
over:                                   /* a whole block; `to`, `key` */
    {
        result_t **place = &node->way[way_place(key)];
        way = *place;
        if (unlikely(way->key != key)) *place = way = fast_way(f, node, key);
        node->usual[key >> EXIT_AT & 1] = way;
    }
known:
    if (unlikely(f->pending)) {
        if (likely(!f->tolds)) fast_stored(f, node, way, edge);
        else if (fast_settle(f, node, way, edge), fast_ears_moved(f)) limit = 0;
    }
    edge += way->cycles, done += way->done;
    if (unlikely(edge + FAST_NEAR >= limit)) goto one;
    node = way->next;
    if (unlikely(node->id != (epoch | to))) {
        if (fast_low(f)) goto leave;
        block_t *b = fast_block(f, to, 0);
        if (!b) goto leave;
        thread(b, label);
        way->next = node = fast_node(f, b, way->pipe);
    }
    if (likely(edge + node->worst < limit)) goto enter;
one:                                    /* as many as fit before the limit */
    node = way->one;
    if (unlikely(node->id != (epoch | to))) {
        if (edge >= limit || fast_low(f)) goto leave;
        block_t *b = fast_block(f, to, 1);
        if (!b) goto leave;
        thread(b, label);
        way->one = node = fast_node(f, b, way->pipe);
    }
    if (edge + node->latest >= limit) goto leave;
enter:
    bits = node->fixed;
    u = node->op;
    goto *u->go;

stop:                                   /* before the instruction that u belongs to */
    {
        block_t *b = node->block;
        unsigned k = b->which[u - b->op];
        if (k < b->count) f->refused = fast_pc(b, k);
        if (k) {
            bits &= (1ull << b->bit[k]) - 1;
            int shown = fast_asks_bank(&b->insn[k - 1]) && (!b->it[k - 1] || bits >> b->bit[k - 1] & 1);
            key = bits | (uint64_t)(EXIT_STOP + k) << EXIT_AT | (uint64_t)(shown && addr & 4) << BANK_AT;
            way = fast_way(f, node, key);
            fast_settle(f, node, way, edge);
            fast_longer(f, b);
            c->instructions += done + k;
            PACK;
            if (b->it[k]) c->regs.xpsr |= (b->it[k] & 3u) << 25 | (uint32_t)b->it[k] >> 2 << 10;
            fast_out(f, b, k - 1, bits, addr);
            fast_leave(f, b, k - 1, way->pipe, edge + way->last, edge + way->cycles, fast_pc(b, k), 0);
            return done + k;
        }
        fast_longer(f, b);
        to = b->pc;
    }
leave:                                  /* behind the block that `way` is of, if there was one */
    PACK;
    if (way) {
        const block_t *b = way->of->block;
        c->instructions += done;
        fast_out(f, b, b->count - 1u, way->key, addr);
        fast_leave(f, b, b->count - 1u, way->pipe, edge - way->cycles + way->last, edge, to,
                   way->key >> EXIT_AT & 1);
    }
    return done;

    /* ---- data ---- */
    FORMS_OF(ALU_FORM, AND) FORMS_OF(ALU_FORM, BIC) FORMS_OF(ALU_FORM, ORR) FORMS_OF(ALU_FORM, ORN)
    FORMS_OF(ALU_FORM, EOR) FORMS_OF(ALU_FORM, MOV) FORMS_OF(ALU_FORM, MVN) FORMS_OF(ALU_FORM, ADD)
    FORMS_OF(ALU_FORM, ADC) FORMS_OF(ALU_FORM, SUB) FORMS_OF(ALU_FORM, SBC) FORMS_OF(ALU_FORM, RSB)
    FORMS_OF(CMP_FORM, TST) FORMS_OF(CMP_FORM, TEQ) FORMS_OF(CMP_FORM, CMP) FORMS_OF(CMP_FORM, CMN)
#define SHIFT_CODE(t) \
    do_SHIFT##t: { uint32_t no = 0; r[u->d] = shift_by(r[u->n], t, r[u->m] & 255, &no); NEXT; } \
    do_SHIFTS##t: { nz = shift_by(r[u->n], t, r[u->m] & 255, &cf); r[u->d] = nz; NEXT; }
    SHIFT_CODE(0) SHIFT_CODE(1) SHIFT_CODE(2) SHIFT_CODE(3)
    do_MUL:  r[u->d] = r[u->n] * r[u->m]; NEXT;
    do_MULS: nz = r[u->n] * r[u->m]; r[u->d] = nz; NEXT;
    do_MLA:  r[u->d] = r[u->imm] + r[u->n] * r[u->m]; NEXT;
    do_MLS:  r[u->d] = r[u->imm] - r[u->n] * r[u->m]; NEXT;
#define LONG(name, value) \
    do_##name: { uint64_t v = (value); r[u->d] = (uint32_t)v; r[u->imm] = (uint32_t)(v >> 32); NEXT; }
#define OLD ((uint64_t)r[u->imm] << 32 | r[u->d])
    LONG(UMULL, (uint64_t)r[u->n] * r[u->m])
    LONG(SMULL, (uint64_t)((int64_t)(int32_t)r[u->n] * (int32_t)r[u->m]))
    LONG(UMLAL, OLD + (uint64_t)r[u->n] * r[u->m])
    LONG(SMLAL, OLD + (uint64_t)((int64_t)(int32_t)r[u->n] * (int32_t)r[u->m]))
    do_UDIV: {
        uint32_t n = r[u->n], m = r[u->m];
        if (!m && f->x->scb->ccr & CCR_DIV_0_TRP) goto stop;
        bits |= (uint64_t)quotient_bits(n, m) << u->imm;
        r[u->d] = m ? n / m : 0;
        NEXT;
    }
    do_SDIV: {
        uint32_t n = r[u->n], m = r[u->m];
        if (!m && f->x->scb->ccr & CCR_DIV_0_TRP) goto stop;
        bits |= (uint64_t)quotient_bits(magnitude(n), magnitude(m)) << u->imm;
        r[u->d] = m ? (uint32_t)((int64_t)(int32_t)n / (int32_t)m) : 0;
        NEXT;
    }
    do_UBFX: r[u->d] = r[u->n] >> u->m & u->imm; NEXT;
    do_SBFX: r[u->d] = (uint32_t)((int32_t)(r[u->n] << u->m) >> u->imm); NEXT;
    do_BFI:  r[u->d] = (r[u->d] & ~(u->imm << u->m)) | (r[u->n] & u->imm) << u->m; NEXT;
    do_BFC:  r[u->d] &= ~u->imm; NEXT;
    do_SXTB: r[u->d] = (uint32_t)(int32_t)(int8_t)ror(r[u->m], u->imm); NEXT;
    do_SXTH: r[u->d] = (uint32_t)(int32_t)(int16_t)ror(r[u->m], u->imm); NEXT;
    do_UXTB: r[u->d] = ror(r[u->m], u->imm) & 0xFF; NEXT;
    do_UXTH: r[u->d] = ror(r[u->m], u->imm) & 0xFFFF; NEXT;
    do_CLZ:  r[u->d] = r[u->m] ? (uint32_t)__builtin_clz(r[u->m]) : 32; NEXT;
    do_REV:  r[u->d] = __builtin_bswap32(r[u->m]); NEXT;
    do_MOVT: r[u->d] = (r[u->d] & 0xFFFF) | u->imm; NEXT;
    do_DATA:                            /* whatever thumb_execute does to registers and flags */
        if (u->m) PACK;
        if (u->n) c->regs.xpsr |= (u->n & 3u) << 25 | (uint32_t)u->n >> 2 << 10;
        r[15] = u->imm;
        thumb_execute(&c->regs, &node->block->insn[u->k], false);
        if (u->m) UNPACK;
        NEXT;
    do_FP:
        if (u->m) PACK;
        if (u->d) bits |= (uint64_t)m7_operands(&node->block->insn[u->k], r, S) << (u->d - 1);
        fpu_execute(&c->regs, &node->block->insn[u->k]);
        NEXT;
    do_VADD:  FPU_OR_WHOLE(quick_add(S[u->n], S[u->m], &S[u->d], &c->regs.fpscr)); NEXT;
    do_VSUB:  FPU_OR_WHOLE(quick_add(S[u->n], S[u->m] ^ SIGN, &S[u->d], &c->regs.fpscr)); NEXT;
    do_VMUL:  FPU_OR_WHOLE(quick_mul(S[u->n], S[u->m], &S[u->d], &c->regs.fpscr)); NEXT;
    do_VNMUL: FPU_OR_WHOLE(quick_mul(S[u->n], S[u->m], &S[u->d], &c->regs.fpscr)
                           && (S[u->d] ^= SIGN, 1)); NEXT;
    do_VMLA:  FPU_OR_WHOLE(quick_chain(S[u->d], S[u->n], S[u->m], 0, &S[u->d], &c->regs.fpscr)); NEXT;
    do_VMLS:  FPU_OR_WHOLE(quick_chain(S[u->d], S[u->n], S[u->m], SIGN, &S[u->d], &c->regs.fpscr)); NEXT;
    do_VFMA:  FPU_OR_WHOLE(quick_fused(S[u->d], S[u->n], S[u->m], &S[u->d], &c->regs.fpscr)); NEXT;
    do_VFMS:  FPU_OR_WHOLE(quick_fused(S[u->d], S[u->n] ^ SIGN, S[u->m], &S[u->d], &c->regs.fpscr)); NEXT;
    do_VCMP:  FPU_OR_WHOLE(quick_compare(S[u->d], S[u->m], &c->regs.fpscr)); NEXT;
    do_VCMP_ZERO:   FPU_OR_WHOLE(quick_compare(S[u->d], 0, &c->regs.fpscr)); NEXT;
    do_VCVT_FROM_S: FPU_OR_WHOLE(quick_from_int(S[u->m], 1, &S[u->d], &c->regs.fpscr)); NEXT;
    do_VCVT_FROM_U: FPU_OR_WHOLE(quick_from_int(S[u->m], 0, &S[u->d], &c->regs.fpscr)); NEXT;
    do_VCVT_TO_S:   FPU_OR_WHOLE(quick_to_int(S[u->m], &S[u->d], &c->regs.fpscr)); NEXT;
    do_VMRS_FLAGS: {
        uint32_t flags = c->regs.fpscr;
        if (unlikely((flags & (PSR_N | PSR_Z)) == (PSR_N | PSR_Z))) goto stop;     /* nz cannot say both */
        UNPACK_OF(flags);
        NEXT;
    }
    do_VMOV:  S[u->d] = S[u->m]; NEXT;
    do_VNEG:  S[u->d] = S[u->m] ^ SIGN; NEXT;
    do_VABS:  S[u->d] = S[u->m] & ~SIGN; NEXT;
    do_VMOV_S_CORE: S[u->d] = r[u->n]; NEXT;
    do_VMOV_CORE_S: r[u->d] = S[u->n]; NEXT;

    /* ---- loads and stores ---- */
    LOADS(W, 4, uint32_t) LOADS(B, 1, uint32_t) LOADS(H, 2, uint32_t) LOADS(SB, 1, int8_t)
    LOADS(SH, 2, int16_t)
    STORES(W, 4) STORES(B, 1) STORES(H, 2)
    do_VLD:   { uint32_t at = r[u->n] + u->imm; LOAD(4, u->m); S[u->d] = v; NEXT; }
    do_VLB:   { uint32_t at = r[u->n] + u->imm; LOAD(4, u->m); BANK_OF_IT; S[u->d] = v; NEXT; }
    do_VLD_T: { uint32_t at = r[u->n]; LOAD(4, u->m); S[u->d] = v, r[u->n] = at + u->imm; NEXT; }
    do_VLD_C: { uint32_t at = u->imm; LOAD(4, u->m); S[u->d] = v; NEXT; }
    do_VST:   { uint32_t at = r[u->n] + u->imm; STORE(4, u->m, S[u->d], ); NEXT; }
    do_VST_T: { uint32_t at = r[u->n]; STORE(4, u->m, S[u->d], ); r[u->n] = at + u->imm; NEXT; }
    do_LDM: {
        MULTIPLE((uint32_t)__builtin_popcount(u->imm));
        if (unlikely(!INSIDE(open_read))) goto do_LIST;
        TAKE_LIST(u->imm);
        NEXT;
    }
    do_STM: {
        MULTIPLE((uint32_t)__builtin_popcount(u->imm));
        if (unlikely(!INSIDE(open_write))) goto do_LIST;
        uint8_t *p = IN_DTCM;
        for (uint32_t list = u->imm; list; list &= list - 1, p += 4) put4(p, r[__builtin_ctz(list)]);
        if (u->m & MULTI_WBACK) r[u->n] = u->m & MULTI_ADD ? at + bytes : at;
        addr = at;
        NEXT;
    }
    do_LDRD: {
        const uint32_t at = r[u->n] + u->imm, bytes = 8;
        if (unlikely(!INSIDE(open_read))) goto do_LIST;
        r[u->d] = get4(IN_DTCM), r[u->m] = get4(IN_DTCM + 4);
        NEXT;
    }
    do_STRD: {
        const uint32_t at = r[u->n] + u->imm, bytes = 8;
        if (unlikely(!INSIDE(open_write))) goto do_LIST;
        put4(IN_DTCM, r[u->d]), put4(IN_DTCM + 4, r[u->m]);
        addr = at;
        NEXT;
    }
    do_VLD_D: {
        const uint32_t at = r[u->n] + u->imm, bytes = 8;
        if (unlikely(!INSIDE(open_read))) goto do_LIST;
        memcpy(&S[u->d], IN_DTCM, 8);
        NEXT;
    }
    do_VST_D: {
        const uint32_t at = r[u->n] + u->imm, bytes = 8;
        if (unlikely(!INSIDE(open_write))) goto do_LIST;
        memcpy(IN_DTCM, &S[u->d], 8);
        addr = at;
        NEXT;
    }
    do_VLDM: {
        MULTIPLE(u->imm);
        if (unlikely(!INSIDE(open_read))) goto do_LIST;
        memcpy(&S[u->d], IN_DTCM, bytes);
        if (u->m & MULTI_WBACK) r[u->n] = u->m & MULTI_ADD ? at + bytes : at;
        NEXT;
    }
    do_VSTM: {
        MULTIPLE(u->imm);
        if (unlikely(!INSIDE(open_write))) goto do_LIST;
        memcpy(IN_DTCM, &S[u->d], bytes);
        if (u->m & MULTI_WBACK) r[u->n] = u->m & MULTI_ADD ? at + bytes : at;
        addr = at;
        NEXT;
    }
    do_LIST: {
        const block_t *b = f->here = node->block;
        r[15] = fast_pc(b, u->k);
        if (!fast_list(f, &b->insn[u->k], u->k, &addr)) goto stop;
        PACK;
        thumb_finish(&c->regs, &b->insn[u->k]);
        NEXT;
    }
    do_BANK: bits |= (uint64_t)(addr >> 2 & 1) << u->d; NEXT;
    do_LATE: c->regs.late_base = r[u->d]; NEXT;
    do_SPFIX: r[13] &= ~3u; SP_MOVED; NEXT;
    do_SPANEW: r[13] &= ~3u; SP_TOLD(!=); NEXT;

    /* ---- conditions, the FPU, the end ---- */
    do_COND:
        if (passes(u->n, nz, cf, vf)) { bits |= 1ull << u->d; NEXT; }
        u += u->imm;
        goto *u->go;
    do_FPU:
        if (unlikely(!f->fp)) goto stop;
        NEXT;
    do_STOP: goto stop;
    do_END:
        to = node->past, key = bits | ENDS(BRANCH_NONE, 0);
        goto over;
    do_UNTAKEN: {
        const block_t *b = node->block;
        to = b->next;
        key = bits | ENDS(resolve(f, b, u->k, 0, 0, to), 0);
        goto over;
    }

    /* ---- branches ---- */
    BRANCHES
    do_CBZ:  if (!r[u->n]) goto taken; goto untaken;
    do_CBNZ: if (r[u->n]) goto taken; goto untaken;
    do_B: {
        const block_t *b = node->block;
        to = b->to;
        key = bits | ENDS(ALWAYS(0), 1);
        goto over;
    }
    do_BL: {
        const block_t *b = node->block;
        r[14] = b->next | 1;
        to = b->to;
        key = bits | ENDS(ALWAYS(b->next), 1);
        goto over;
    }
    do_BX: {
        uint32_t v = r[u->m];
        if (!plain_target(f, v)) goto stop;
        c->regs.target = v;
        goto jump;
    }
    do_BLX: {
        uint32_t v = r[u->m];
        if (!plain_target(f, v)) goto stop;
        c->regs.target = v;
        r[14] = node->block->next | 1;
        goto jump;
    }
    do_LDR_PC: {
        uint32_t v, base = r[u->n], moved = base + u->imm, at = u->m ? moved : base, tolds = f->tolds;
        f->here = node->block;
        if (!fast_load(f, at, 4, u->k, 0, &v)) goto stop;
        if (!plain_target(f, v)) { f->tolds = (uint16_t)tolds; goto stop; }
        c->regs.target = v, addr = at;
        if (u->d) r[u->n] = u->n == 13 ? moved & ~3u : moved;
        goto loaded;
    }
    do_LDM_PC: {
        MULTIPLE((uint32_t)__builtin_popcount(u->imm));
        if (likely(INSIDE(open_read))) {
            uint32_t value = get4(IN_DTCM + bytes - 4);
            if (!plain_target(f, value)) goto stop;
            TAKE_LIST(u->imm & 0x7FFF);
            c->regs.target = value;
            goto loaded;
        }
        const block_t *b = f->here = node->block;
        const insn_t *i = &b->insn[u->k];
        access_t a[ACCESS_MAX];
        uint32_t v, tolds = f->tolds;
        unsigned n = thumb_accesses(&c->regs, i, a);
        if (!fast_load(f, a[n - 1].address, 4, u->k, 0, &v)) goto stop;
        f->tolds = (uint16_t)tolds;
        if (!plain_target(f, v) || !fast_list(f, i, u->k, &addr)) goto stop;
        r[15] = fast_pc(b, u->k);
        PACK;
        thumb_finish(&c->regs, i);
        goto loaded;
    }
    do_TABLE: {
        const block_t *b = f->here = node->block;
        r[15] = fast_pc(b, u->k);
        if (!fast_list(f, &b->insn[u->k], u->k, &addr)) goto stop;
        goto jump;
    }

loaded:                                 /* a BANK may follow */
    SP_MOVED;
    if (u[1].go == &&do_BANK) bits |= (uint64_t)(addr >> 2 & 1) << u[1].d;
jump:
    {
        const block_t *b = node->block;
        to = c->regs.target & ~1u;
        if (likely(to != b->next)) key = bits | ENDS(ALWAYS(b->insn[u->k].op == OP_BLX ? b->next : 0), 1);
        else key = bits | ENDS(resolve(f, b, u->k, 1, 0, to), 0);
        goto over;
    }
}
