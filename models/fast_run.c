/* fast_run.c -- see fast.h: the loop. One function, because its labels are its operations. An operation that
 * cannot be done here stops the road before its instruction, with nothing of it done.
 *
 * Flags: nz is a result whose sign is N and whose being 0 is Z; cf and vf are 0 or 1. */
#include "fast_own.h"
#include "fpu.h"
#include "frame.h"
#include <string.h>

enum { DTCM_BASE = 0x20000000 };

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

static uint32_t get4(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }
static uint32_t get2(const uint8_t *p) { uint16_t v; memcpy(&v, p, 2); return v; }
static void put4(uint8_t *p, uint32_t v) { memcpy(p, &v, 4); }
static void put2(uint8_t *p, uint32_t v) { uint16_t h = (uint16_t)v; memcpy(p, &h, 2); }
static uint32_t ror(uint32_t v, unsigned n) { n &= 31; return n ? v >> n | v << (32 - n) : v; }

static uint32_t asr(uint32_t v, uint32_t n) { return (uint32_t)((int32_t)v >> (n < 32 ? n : 31)); }

/* Shift_C of thumb_data.c for a register's amount; nothing changes with 0. */
static uint32_t shift_by(uint32_t v, unsigned type, unsigned n, uint32_t *carry)
{
    if (!n) return v;
    switch (type) {
    case SHIFT_LSL: *carry = n > 32 ? 0 : v >> (32 - n) & 1; return n > 31 ? 0 : v << n;
    case SHIFT_LSR: *carry = n > 32 ? 0 : v >> (n - 1) & 1; return n > 31 ? 0 : v >> n;
    case SHIFT_ASR: *carry = n > 31 ? v >> 31 : v >> (n - 1) & 1; return asr(v, n);
    default:        v = ror(v, n); *carry = v >> 31; return v;
    }
}

static unsigned quotient_bits(uint32_t n, uint32_t d)
{
    if (!d || n < d) return 0;
    unsigned b = (unsigned)(__builtin_clz(d) - __builtin_clz(n));
    return b + (n >> b >= d);
}

static uint32_t magnitude(uint32_t v) { return v >> 31 ? 0 - v : v; }

static int passes(unsigned cond, uint32_t nz, uint32_t cf, uint32_t vf)
{
    unsigned n = nz >> 31, z = !nz, yes = 1;
    switch (cond >> 1) {
    case 0: yes = z; break;
    case 1: yes = cf; break;
    case 2: yes = n; break;
    case 3: yes = vf; break;
    case 4: yes = cf && !z; break;
    case 5: yes = n == vf; break;
    case 6: yes = n == vf && !z; break;
    default: return 1;
    }
    return yes != (cond & 1);
}

static branch_outcome_t resolve(fast_t *f, const block_t *b, unsigned k, int executed, int taken, uint32_t target)
{
    const insn_t *i = &b->insn[k];
    branch_seen_t s = { .insn = i, .pc = fast_pc(b, k), .target = target, .executed = (uint8_t)executed,
                        .taken = (uint8_t)taken };
    s.conditional = i->cond != COND_ALWAYS || b->it[k] || i->cost == C_COMPARE_BRANCH;
    return branch_resolve(&f->core->branch, &s, f->x->scb->actlr, f->num);
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

#define ALU_FORM(name, form, operand, carry) \
    do_##name##_##form: { uint32_t v; operand; AFTER_##name; r[u->d] = v; NEXT; } \
    do_##name##S_##form: { uint32_t v, c2 = cf; operand; carry; AFTER_##name; FLAGS_##name; r[u->d] = v; NEXT; }
#define CMP_FORM(name, form, operand, carry) \
    do_##name##_##form: do_##name##S_##form: { uint32_t v, c2 = cf; operand; carry; AFTER_##name; FLAGS_##name; NEXT; }
#define FORMS_OF(MAKE, name) \
    MAKE(name, IMM, uint32_t o = u->imm, if (LOGIC_##name && u->m) c2 = u->m - 1u) \
    MAKE(name, REG, uint32_t o = r[u->m], (void)0) \
    MAKE(name, LSL, uint32_t x = r[u->m]; uint32_t o = x << u->imm, if (LOGIC_##name) c2 = x >> (32 - u->imm) & 1) \
    MAKE(name, LSR, uint32_t x = r[u->m]; uint32_t o = u->imm < 32 ? x >> u->imm : 0, \
         if (LOGIC_##name) c2 = x >> (u->imm - 1) & 1) \
    MAKE(name, ASR, uint32_t x = r[u->m]; uint32_t o = asr(x, u->imm), \
         if (LOGIC_##name) c2 = x >> (u->imm < 32 ? u->imm - 1 : 31) & 1) \
    MAKE(name, ROR, uint32_t x = r[u->m]; uint32_t o = ror(x, u->imm), if (LOGIC_##name) c2 = o >> 31)

/* c2 is what the carry becomes; arithmetic makes its own. */
#define LOGIC_AND 1
#define LOGIC_BIC 1
#define LOGIC_ORR 1
#define LOGIC_ORN 1
#define LOGIC_EOR 1
#define LOGIC_MOV 1
#define LOGIC_MVN 1
#define LOGIC_TST 1
#define LOGIC_TEQ 1
#define LOGIC_ADD 0
#define LOGIC_ADC 0
#define LOGIC_SUB 0
#define LOGIC_SBC 0
#define LOGIC_RSB 0
#define LOGIC_CMP 0
#define LOGIC_CMN 0
#define AFTER_AND v = r[u->n] & o
#define AFTER_BIC v = r[u->n] & ~o
#define AFTER_ORR v = r[u->n] | o
#define AFTER_ORN v = r[u->n] | ~o
#define AFTER_EOR v = r[u->n] ^ o
#define AFTER_MOV v = o
#define AFTER_MVN v = ~o
#define AFTER_TST v = r[u->n] & o
#define AFTER_TEQ v = r[u->n] ^ o
#define AFTER_ADD uint32_t a = r[u->n]; v = a + o
#define AFTER_CMN AFTER_ADD
#define AFTER_SUB uint32_t a = r[u->n]; v = a - o
#define AFTER_CMP AFTER_SUB
#define AFTER_ADC uint32_t a = r[u->n]; uint64_t wide = (uint64_t)a + o + cf; v = (uint32_t)wide
#define AFTER_SBC uint32_t a = r[u->n]; uint64_t wide = (uint64_t)a + (uint32_t)~o + cf; v = (uint32_t)wide
#define AFTER_RSB uint32_t a = r[u->n]; v = o - a
#define FLAGS_LOGIC nz = v, cf = c2
#define FLAGS_AND FLAGS_LOGIC
#define FLAGS_BIC FLAGS_LOGIC
#define FLAGS_ORR FLAGS_LOGIC
#define FLAGS_ORN FLAGS_LOGIC
#define FLAGS_EOR FLAGS_LOGIC
#define FLAGS_MOV FLAGS_LOGIC
#define FLAGS_MVN FLAGS_LOGIC
#define FLAGS_TST FLAGS_LOGIC
#define FLAGS_TEQ FLAGS_LOGIC
#define FLAGS_ADD (void)c2, nz = v, cf = v < a, vf = ((a ^ v) & (o ^ v)) >> 31
#define FLAGS_CMN FLAGS_ADD
#define FLAGS_SUB (void)c2, nz = v, cf = a >= o, vf = ((a ^ o) & (a ^ v)) >> 31
#define FLAGS_CMP FLAGS_SUB
#define FLAGS_ADC (void)c2, nz = v, cf = (uint32_t)(wide >> 32) & 1, vf = ((a ^ v) & (o ^ v)) >> 31
#define FLAGS_SBC (void)c2, nz = v, cf = (uint32_t)(wide >> 32) & 1, vf = ((a ^ v) & (~o ^ v)) >> 31
#define FLAGS_RSB (void)c2, nz = v, cf = o >= a, vf = ((o ^ a) & (o ^ v)) >> 31

#define NEXT do { u++; goto *u->go; } while (0)
#define AT4(open) (ror(at - DTCM_BASE, 2) < (open) / 4)
#define AT2(open) (ror(at - DTCM_BASE, 1) < (open) / 2)
#define AT1(open) (at - DTCM_BASE < (open))
#define LOAD(test, get, size, extend) \
    uint32_t v; \
    if (likely(test(open_read))) v = get; \
    else if (!fast_load(f, at, size, u->k, 0, &v)) goto stop; \
    addr = at; v = extend
#define LOAD_W LOAD(AT4, get4(dtcm + (at - DTCM_BASE)), 4, v)
#define LOAD_B LOAD(AT1, dtcm[at - DTCM_BASE], 1, v)
#define LOAD_H LOAD(AT2, get2(dtcm + (at - DTCM_BASE)), 2, v)
#define LOAD_SB LOAD(AT1, dtcm[at - DTCM_BASE], 1, (uint32_t)(int32_t)(int8_t)v)
#define LOAD_SH LOAD(AT2, get2(dtcm + (at - DTCM_BASE)), 2, (uint32_t)(int32_t)(int16_t)v)
#define STORE(test, place, size) \
    if (likely(test(open_write))) place; \
    else if (!fast_store(f, at, size, u->k, 0, r[u->d])) goto stop; \
    addr = at
#define STORE_W STORE(AT4, put4(dtcm + (at - DTCM_BASE), r[u->d]), 4)
#define STORE_B STORE(AT1, dtcm[at - DTCM_BASE] = (uint8_t)r[u->d], 1)
#define STORE_H STORE(AT2, put2(dtcm + (at - DTCM_BASE), r[u->d]), 2)
#define LOADS(w) \
    do_LD_I_##w: { uint32_t at = r[u->n] + u->imm; LOAD_##w; r[u->d] = v; NEXT; } \
    do_LD_X_##w: { uint32_t at = r[u->n] + (r[u->m] << u->imm); LOAD_##w; r[u->d] = v; NEXT; } \
    do_LD_P_##w: { uint32_t at = r[u->n] + u->imm; LOAD_##w; r[u->d] = v; r[u->n] = at; NEXT; } \
    do_LD_T_##w: { uint32_t at = r[u->n]; LOAD_##w; r[u->d] = v; r[u->n] = at + u->imm; NEXT; } \
    do_LD_C_##w: { uint32_t at = u->imm; LOAD_##w; r[u->d] = v; NEXT; }
#define STORES(w) \
    do_ST_I_##w: { uint32_t at = r[u->n] + u->imm; STORE_##w; NEXT; } \
    do_ST_X_##w: { uint32_t at = r[u->n] + (r[u->m] << u->imm); STORE_##w; NEXT; } \
    do_ST_P_##w: { uint32_t at = r[u->n] + u->imm; STORE_##w; r[u->n] = at; NEXT; } \
    do_ST_T_##w: { uint32_t at = r[u->n]; STORE_##w; r[u->n] = at + u->imm; NEXT; }
/* Of LDM and STM: the lowest address, and whether all of it lies in DTCM and may be had unheard. */
#define MULTIPLE \
    uint32_t bytes = 4u * (uint32_t)__builtin_popcount(u->imm), base = r[u->n], at = u->m & MULTI_ADD ? base : base - bytes
#define INSIDE(open) (AT4(open) && at - DTCM_BASE + bytes <= (open))
#define TAKE_LIST(which) do { \
    const uint8_t *p = dtcm + (at - DTCM_BASE); \
    if (u->m & MULTI_WBACK) r[u->n] = u->m & MULTI_ADD ? at + bytes : at; \
    for (uint32_t list = (which); list; list &= list - 1, p += 4) r[__builtin_ctz(list)] = get4(p); \
    if (u->imm >> u->n & 1) c->regs.late_base = r[u->n]; \
} while (0)
#define ALWAYS(call) (quick && c->branch.from[b->at] == b->last && !b->it[b->count - 1] \
                      ? always(&c->branch, b, to, call) : resolve(f, b, b->count - 1u, 1, (int)taken, to))
#define SP_MOVED do { \
    if (unlikely(r[13] > f->sp && f->releases)) fast_release(f, &b->insn[u->k], u->k, addr); \
    f->sp = r[13]; \
} while (0)
#define BRANCH_IF(name, test) do_##name: taken = (test); goto direct;
#define PACK (c->regs.xpsr = (c->regs.xpsr & ~(PSR_N | PSR_Z | PSR_C | PSR_V | PSR_IT)) \
              | (nz & PSR_N) | (nz ? 0 : PSR_Z) | cf << 29 | vf << 28)
#define UNPACK (nz = c->regs.xpsr & PSR_Z ? 0 : (c->regs.xpsr & PSR_N) | 1, cf = c->regs.xpsr >> 29 & 1, \
                vf = c->regs.xpsr >> 28 & 1)

unsigned fast_go(fast_t *f, node_t *node, uint64_t edge, uint64_t limit)
{
#define ALU_LABELS(name) \
    &&do_##name##_IMM, &&do_##name##S_IMM, &&do_##name##_REG, &&do_##name##S_REG, &&do_##name##_LSL, &&do_##name##S_LSL, \
    &&do_##name##_LSR, &&do_##name##S_LSR, &&do_##name##_ASR, &&do_##name##S_ASR, &&do_##name##_ROR, &&do_##name##S_ROR,
#define LABEL(name) &&do_##name,
    static const void *const label[DO_COUNT] = { ALU_ALL(ALU_LABELS) OPS_ALL(LABEL) };
    core_t *const c = f->core;
    uint32_t *const r = c->regs.r;
    uint8_t *const dtcm = f->dtcm;
    const uint32_t open_read = f->open_read, open_write = f->open_write, code_epoch = f->changed.code;
    const int quick = !(f->x->scb->actlr & ACTLR_DISBTACREAD) && f->num[T_RETURN_STACK].value >= BRANCH_RETURNS;
    uint32_t nz, cf, vf, addr = 0, to = 0;
    uint64_t bits = 0, last = 0, first = c->instructions, key = 0, old_key = 0;
    unsigned outcome, taken = 0, old_taken = 0;
    int asked = 0;
    block_t *b = node->block;
    const block_t *old = 0;
    const op_t *u;
    result_t *way = 0;
    uint32_t pipe = node->pipe;

    UNPACK;
    thread(b, label);
    goto enter;

direct:
    to = taken ? b->to : b->next;
    {
        branch_t *t = &c->branch;
        unsigned n = t->count[b->at];
        if (likely(quick && t->from[b->at] == b->last)) {
            unsigned expected = n >= 2;
            outcome = expected != taken ? BRANCH_WRONG : !taken ? BRANCH_NONE
                    : t->to[b->at] == to ? BRANCH_RIGHT : BRANCH_LOST;
            if (taken) t->to[b->at] = to, t->count[b->at] = (uint8_t)(n < 3 ? n + 1 : 3);
            else if (n) t->count[b->at] = (uint8_t)(n - 1);
        } else {
            outcome = resolve(f, b, b->count - 1u, b->insn[b->count - 1].cost == C_COMPARE_BRANCH || taken, (int)taken, to);
        }
    }
over:                                   /* a whole block; `to`, `outcome`, `taken` */
    key = bits | (uint64_t)(outcome << 1 | taken) << EXIT_AT;
    for (way = node->results; way && way->key != key; way = way->more) continue;
    if (unlikely(!way)) way = fast_time(f, node, key);
    if (unlikely(f->tolds | f->stores | f->adjacent)) fast_settle(f, b, way, edge);
    const sink_t *ears = f->x->env->sink;                  /* somebody may want to hear more now */
    asked = ears && (ears->mask != f->mask || ears->deaf != f->deaf);
    last = edge + way->last;
    edge += way->cycles;
    c->instructions += b->count;
    old = b, old_key = bits, old_taken = taken, pipe = way->pipe;
    node = way->next;
    if (unlikely(!node || node->block->pc != to || node->block->epoch != code_epoch)) {
        if (fast_low(f)) goto leave;
        b = fast_block(f, to);
        if (!b->count) goto leave;
        thread(b, label);
        way->next = node = fast_node(f, b, pipe);
    }
    b = node->block;
    if (unlikely(asked || edge + node->worst >= limit)) goto leave;
enter:
    f->here = b;
    bits = 0;
    u = b->op;
    goto *u->go;

stop:                                   /* before instruction u->k */
    if (u->k) {
        unsigned k = u->k;
        bits &= (1ull << b->bit[k]) - 1;
        int shown = fast_asks_bank(&b->insn[k - 1]) && (!b->it[k - 1] || bits >> b->bit[k - 1] & 1);
        key = bits | (uint64_t)(EXIT_STOP + k) << EXIT_AT | (uint64_t)(shown && addr & 4) << BANK_AT;
        for (way = node->results; way && way->key != key; way = way->more) continue;
        if (!way) way = fast_time(f, node, key);
        fast_settle(f, b, way, edge);
        last = edge + way->last;
        edge += way->cycles;
        c->instructions += k;
        PACK;
        if (b->it[k]) c->regs.xpsr |= (b->it[k] & 3u) << 25 | (uint32_t)b->it[k] >> 2 << 10;
        fast_out(f, b, k - 1, bits, addr);
        fast_leave(f, b, k - 1, way->pipe, last, edge, fast_pc(b, k), 0);
        return (unsigned)(c->instructions - first);
    }
    to = b->pc;
leave:                                  /* behind the block `old`, if there was one */
    PACK;
    if (!old) return 0;
    fast_out(f, old, old->count - 1u, old_key, addr);
    fast_leave(f, old, old->count - 1u, pipe, last, edge, to, (int)old_taken);
    return (unsigned)(c->instructions - first);

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
        PACK;
        if (b->it[u->k]) c->regs.xpsr |= (b->it[u->k] & 3u) << 25 | (uint32_t)b->it[u->k] >> 2 << 10;
        r[15] = u->imm;
        thumb_execute(&c->regs, &b->insn[u->k], false);
        UNPACK;
        NEXT;
    do_FP:
        if (u->m) PACK;
        if (u->d) bits |= (uint64_t)m7_operands(&b->insn[u->k], r, c->regs.s) << (u->d - 1);
        fpu_execute(&c->regs, &b->insn[u->k]);
        NEXT;

    /* ---- loads and stores ---- */
    LOADS(W) LOADS(B) LOADS(H) LOADS(SB) LOADS(SH)
    STORES(W) STORES(B) STORES(H)
    do_VLD: {
        uint32_t at = r[u->n] + u->imm;
        LOAD_W;
        c->regs.s[u->d] = v;
        NEXT;
    }
    do_VST: {
        uint32_t at = r[u->n] + u->imm;
        if (likely(AT4(open_write))) put4(dtcm + (at - DTCM_BASE), c->regs.s[u->d]);
        else if (!fast_store(f, at, 4, u->k, 0, c->regs.s[u->d])) goto stop;
        NEXT;
    }
    do_LDM: {
        MULTIPLE;
        if (unlikely(!INSIDE(open_read))) goto do_LIST;
        TAKE_LIST(u->imm);
        NEXT;
    }
    do_STM: {
        MULTIPLE;
        if (unlikely(!INSIDE(open_write))) goto do_LIST;
        uint8_t *p = dtcm + (at - DTCM_BASE);
        for (uint32_t list = u->imm; list; list &= list - 1, p += 4) put4(p, r[__builtin_ctz(list)]);
        if (u->m & MULTI_WBACK) r[u->n] = u->m & MULTI_ADD ? at + bytes : at;
        addr = at;
        NEXT;
    }
    do_LIST:
        r[15] = fast_pc(b, u->k);
        if (!fast_list(f, &b->insn[u->k], u->k, &addr)) goto stop;
        PACK;
        thumb_finish(&c->regs, &b->insn[u->k]);
        NEXT;
    do_BANK: bits |= (uint64_t)(addr >> 2 & 1) << u->d; NEXT;
    do_PLACE: if (addr - DTCM_BASE < u->imm) bits |= (uint64_t)(1 | (addr >> 1 & 2)) << u->d; NEXT;
    do_LATE: c->regs.late_base = r[u->d]; NEXT;
    do_SPFIX: r[13] &= ~3u; SP_MOVED; NEXT;

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
        to = b->next, taken = 0, outcome = BRANCH_NONE;
        goto over;
    do_UNTAKEN:
        to = b->next, taken = 0;
        outcome = fast_is_branch(&b->insn[u->k]) ? resolve(f, b, u->k, 0, 0, to) : BRANCH_NONE;
        goto over;

    /* ---- branches ---- */
    BRANCH_IF(BEQ, !nz) BRANCH_IF(BNE, nz != 0) BRANCH_IF(BCS, cf) BRANCH_IF(BCC, !cf)
    BRANCH_IF(BMI, nz >> 31) BRANCH_IF(BPL, !(nz >> 31)) BRANCH_IF(BVS, vf) BRANCH_IF(BVC, !vf)
    BRANCH_IF(BHI, cf && nz) BRANCH_IF(BLS, !(cf && nz))
    BRANCH_IF(BGE, nz >> 31 == vf) BRANCH_IF(BLT, nz >> 31 != vf)
    BRANCH_IF(BGT, nz && nz >> 31 == vf) BRANCH_IF(BLE, !(nz && nz >> 31 == vf))
    BRANCH_IF(CBZ, !r[u->n]) BRANCH_IF(CBNZ, r[u->n] != 0)
    do_B:
        to = b->to, taken = 1;
        outcome = ALWAYS(0);
        goto over;
    do_BL:
        r[14] = b->next | 1;
        to = b->to, taken = 1;
        outcome = ALWAYS(b->next);
        goto over;
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
        r[14] = b->next | 1;
        goto jump;
    }
    do_LDR_PC: {
        uint32_t v, base = r[u->n], moved = base + u->imm, at = u->m ? moved : base, tolds = f->tolds;
        if (!fast_load(f, at, 4, u->k, 0, &v)) goto stop;
        if (!plain_target(f, v)) { f->tolds = tolds; goto stop; }
        c->regs.target = v, addr = at;
        if (u->d) r[u->n] = u->n == 13 ? moved & ~3u : moved;
        goto loaded;
    }
    do_LDM_PC: {
        MULTIPLE;
        if (likely(INSIDE(open_read))) {
            uint32_t value = get4(dtcm + (at - DTCM_BASE) + bytes - 4);
            if (!plain_target(f, value)) goto stop;
            TAKE_LIST(u->imm & 0x7FFF);
            c->regs.target = value;
            goto loaded;
        }
        const insn_t *i = &b->insn[u->k];
        access_t a[ACCESS_MAX];
        uint32_t v, tolds = f->tolds;
        unsigned n = thumb_accesses(&c->regs, i, a);
        if (!fast_load(f, a[n - 1].address, 4, u->k, 0, &v)) goto stop;
        f->tolds = tolds;
        if (!plain_target(f, v) || !fast_list(f, i, u->k, &addr)) goto stop;
        r[15] = fast_pc(b, u->k);
        PACK;
        thumb_finish(&c->regs, i);
        goto loaded;
    }
    do_TABLE:
        r[15] = fast_pc(b, u->k);
        if (!fast_list(f, &b->insn[u->k], u->k, &addr)) goto stop;
        goto jump;

loaded:                                 /* a BANK may follow */
    SP_MOVED;
    if (u[1].go == &&do_BANK) bits |= (uint64_t)(addr >> 2 & 1) << u[1].d;
jump:
    to = c->regs.target & ~1u;
    taken = to != b->next;
    if (likely(taken)) outcome = ALWAYS(b->insn[u->k].op == OP_BLX ? b->next : 0);
    else outcome = fast_is_branch(&b->insn[u->k]) ? resolve(f, b, u->k, 1, 0, to) : BRANCH_NONE;
    goto over;
}
