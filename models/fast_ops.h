/* fast_ops.h -- what the operations of fast_run.c are made of: arithmetic with its flags in six forms of the
 * second operand, conditions, where an address leads. No code of its own: macros and small functions.
 *
 * Flags: nz is a result whose sign is N and whose being 0 is Z; cf is 0 or 1; the sign of vf is V. */
#ifndef FAST_OPS_H
#define FAST_OPS_H
#include "fast_own.h"
#include <string.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

static inline uint32_t get4(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }
static inline uint32_t get2(const uint8_t *p) { uint16_t v; memcpy(&v, p, 2); return v; }
static inline uint32_t get1(const uint8_t *p) { return *p; }
static inline void put4(uint8_t *p, uint32_t v) { memcpy(p, &v, 4); }
static inline void put2(uint8_t *p, uint32_t v) { uint16_t h = (uint16_t)v; memcpy(p, &h, 2); }
static inline void put1(uint8_t *p, uint32_t v) { *p = (uint8_t)v; }
static inline uint32_t ror(uint32_t v, unsigned n) { n &= 31; return n ? v >> n | v << (32 - n) : v; }
static inline uint32_t asr(uint32_t v, uint32_t n) { return (uint32_t)((int32_t)v >> (n < 32 ? n : 31)); }

/* Shift_C of thumb_data.c for a register's amount; nothing changes with 0. */
static inline uint32_t shift_by(uint32_t v, unsigned type, unsigned n, uint32_t *carry)
{
    if (!n) return v;
    switch (type) {
    case SHIFT_LSL: *carry = n > 32 ? 0 : v >> (32 - n) & 1; return n > 31 ? 0 : v << n;
    case SHIFT_LSR: *carry = n > 32 ? 0 : v >> (n - 1) & 1; return n > 31 ? 0 : v >> n;
    case SHIFT_ASR: *carry = n > 31 ? v >> 31 : v >> (n - 1) & 1; return asr(v, n);
    default:        v = ror(v, n); *carry = v >> 31; return v;
    }
}

static inline unsigned quotient_bits(uint32_t n, uint32_t d)
{
    if (!d || n < d) return 0;
    unsigned b = (unsigned)(__builtin_clz(d) - __builtin_clz(n));
    return b + (n >> b >= d);
}

static inline uint32_t magnitude(uint32_t v) { return v >> 31 ? 0 - v : v; }

static inline int passes(unsigned cond, uint32_t nz, uint32_t cf, uint32_t vf)
{
    unsigned n = nz >> 31, z = !nz, v = vf >> 31, yes = 1;
    switch (cond >> 1) {
    case 0: yes = z; break;
    case 1: yes = cf; break;
    case 2: yes = n; break;
    case 3: yes = v; break;
    case 4: yes = cf && !z; break;
    case 5: yes = n == v; break;
    case 6: yes = n == v && !z; break;
    default: return 1;
    }
    return yes != (cond & 1);
}

/* ---- arithmetic ------------------------------------------------------------------------------------ */

#define ALU_FORM(name, form, operand, carry) \
    do_##name##_##form: { uint32_t v; operand; AFTER_##name; r[u->d] = v; NEXT; } \
    do_##name##S_##form: { \
        uint32_t v, c2 = cf; operand; carry; AFTER_##name; FLAGS_##name; r[u->d] = v; NEXT; \
    }
#define CMP_FORM(name, form, operand, carry) \
    do_##name##_##form: do_##name##S_##form: { \
        uint32_t v, c2 = cf; operand; carry; AFTER_##name; FLAGS_##name; NEXT; \
    }
#define FORMS_OF(MAKE, name) \
    MAKE(name, IMM, uint32_t o = u->imm, if (LOGIC_##name && u->m) c2 = u->m - 1u) \
    MAKE(name, REG, uint32_t o = r[u->m], (void)0) \
    MAKE(name, LSL, uint32_t x = r[u->m]; uint32_t o = x << u->imm, \
         if (LOGIC_##name) c2 = x >> (32 - u->imm) & 1) \
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
#define FLAGS_ADD (void)c2, nz = v, cf = v < a, vf = (a ^ v) & (o ^ v)
#define FLAGS_CMN FLAGS_ADD
#define FLAGS_SUB (void)c2, nz = v, cf = a >= o, vf = (a ^ o) & (a ^ v)
#define FLAGS_CMP FLAGS_SUB
#define FLAGS_ADC (void)c2, nz = v, cf = (uint32_t)(wide >> 32) & 1, vf = (a ^ v) & (o ^ v)
#define FLAGS_SBC (void)c2, nz = v, cf = (uint32_t)(wide >> 32) & 1, vf = (a ^ v) & (~o ^ v)
#define FLAGS_RSB (void)c2, nz = v, cf = o >= a, vf = (o ^ a) & (o ^ v)

/* The flags in xPSR; ITSTATE there becomes 0. */
#define PACK (c->regs.xpsr = (c->regs.xpsr & ~(PSR_N | PSR_Z | PSR_C | PSR_V | PSR_IT)) \
              | (nz & PSR_N) | (nz ? 0 : PSR_Z) | cf << 29 | vf >> 31 << 28)
#define UNPACK_OF(x) (nz = (x) & PSR_Z ? 0 : ((x) & PSR_N) | 1, cf = (x) >> 29 & 1, vf = (x) << 3)
#define UNPACK UNPACK_OF(c->regs.xpsr)

/* A conditional branch; and one right behind a comparison or a subtraction of a constant, as one
 * operation. */
#define SUBTRACT(operand) \
    uint32_t a = r[u->n], o = operand, v = a - o; nz = v, cf = a >= o, vf = (a ^ o) & (a ^ v)
#define BRANCH_IF(name, test, compared) \
    do_B##name: if (test) goto taken; goto untaken; \
    do_CMP_IMM_B##name: { SUBTRACT(u->imm); if (compared) goto taken; goto untaken; } \
    do_CMP_REG_B##name: { SUBTRACT(r[u->m]); if (compared) goto taken; goto untaken; } \
    do_SUB_IMM_B##name: { SUBTRACT(u->imm); r[u->d] = v; if (compared) goto taken; goto untaken; }
#define LESS ((int32_t)a < (int32_t)o)
#define BRANCHES \
    BRANCH_IF(EQ, !nz, a == o) BRANCH_IF(NE, nz, a != o) BRANCH_IF(CS, cf, a >= o) BRANCH_IF(CC, !cf, a < o) \
    BRANCH_IF(MI, nz >> 31, v >> 31) BRANCH_IF(PL, !(nz >> 31), !(v >> 31)) \
    BRANCH_IF(VS, vf >> 31, vf >> 31) BRANCH_IF(VC, !(vf >> 31), !(vf >> 31)) \
    BRANCH_IF(HI, cf && nz, a > o) BRANCH_IF(LS, !(cf && nz), a <= o) \
    BRANCH_IF(GE, !((nz ^ vf) >> 31), !LESS) BRANCH_IF(LT, (nz ^ vf) >> 31, LESS) \
    BRANCH_IF(GT, nz && !((nz ^ vf) >> 31), !LESS && a != o) \
    BRANCH_IF(LE, !nz || (nz ^ vf) >> 31, LESS || a == o)

/* ---- loads and stores ------------------------------------------------------------------------------- */

#define AT4(open) (ror(at - DTCM_BASE, 2) < (open) / 4)
#define AT2(open) (ror(at - DTCM_BASE, 1) < (open) / 2)
#define AT1(open) (at - DTCM_BASE < (open))
#define IN_DTCM (dtcm + (at - DTCM_BASE))
#define LINE_AT (&f->line[at / LINE % LINES])
/* One comparison asks for line, rights, alignment, and that nobody wants to hear of it. */
#define TAG(size) (tag + (at & (~(uint32_t)(LINE - 1) | (size - 1))))
/* A load behind a store to the same doubleword may have to wait: fast_load knows. */
#define LOAD(size, insn) \
    uint32_t v; \
    if (likely(AT##size(open_read))) { \
        v = get##size(IN_DTCM); \
    } else { \
        const line_t *l = LINE_AT; \
        if (likely(l->load == TAG(size) && (at ^ f->stored) > 7)) v = get##size(l->bytes + at % LINE); \
        else if (f->here = node->block, !fast_load(f, at, size, insn, 0, &v)) goto stop; \
    } \
    addr = at
/* `placed` follows where it is in DTCM. */
#define STORE(size, insn, value, placed) \
    if (likely(AT##size(open_write))) { \
        put##size(IN_DTCM, value); \
        placed; \
    } else { \
        line_t *l = LINE_AT; \
        if (likely(l->store == TAG(size))) { \
            uint8_t *p = l->bytes + at % LINE; \
            f->before = get##size(p), f->stored = at, f->stored_as = size | STORED_DIRTY; \
            put##size(p, value); \
            if (l->stores) fast_heard(f, l, at, size, insn, 0, get##size(p)); \
            f->recent = f->recent << 16 | STORED | (insn), f->seq++; \
        } else { \
            if (f->here = node->block, !fast_store(f, at, size, insn, 0, value)) goto stop; \
            if (at - DTCM_BASE < dtcm_size) { placed; } \
        } \
    } \
    addr = at
/* Outcome bits: a load's bank; that a store went to DTCM, and to which bank. */
#define PLACE_OF_IT bits |= (uint64_t)(1 | (at >> 1 & 2)) << u->k
#define BANK_OF_IT bits |= (uint64_t)(at >> 2 & 1) << u->k
#define LOAD_OPS(w, size, type, F, behind) \
    do_##F##_I_##w: { \
        uint32_t at = r[u->n] + u->imm; \
        LOAD(size, u->m); behind; r[u->d] = (uint32_t)(type)v; NEXT; \
    } \
    do_##F##_X_##w: { \
        uint32_t at = r[u->n] + (r[u->m] << (u->imm & 31)); \
        LOAD(size, u->imm >> 8); behind; r[u->d] = (uint32_t)(type)v; NEXT; \
    } \
    do_##F##_P_##w: { \
        uint32_t at = r[u->n] + u->imm; \
        LOAD(size, u->m); behind; r[u->d] = (uint32_t)(type)v, r[u->n] = at; NEXT; \
    } \
    do_##F##_T_##w: { \
        uint32_t at = r[u->n]; \
        LOAD(size, u->m); behind; r[u->d] = (uint32_t)(type)v, r[u->n] = at + u->imm; NEXT; \
    }
#define LOADS(w, size, type) \
    LOAD_OPS(w, size, type, LD, ) LOAD_OPS(w, size, type, LB, BANK_OF_IT) \
    do_LD_C_##w: { uint32_t at = u->imm; LOAD(size, u->m); r[u->d] = (uint32_t)(type)v; NEXT; }
#define STORES(w, size) \
    do_ST_I_##w: { uint32_t at = r[u->n] + u->imm; STORE(size, u->m, r[u->d], PLACE_OF_IT); NEXT; } \
    do_ST_X_##w: { \
        uint32_t at = r[u->n] + (r[u->m] << (u->imm & 31)); \
        STORE(size, u->imm >> 8, r[u->d], PLACE_OF_IT); NEXT; \
    } \
    do_ST_P_##w: { \
        uint32_t at = r[u->n] + u->imm; STORE(size, u->m, r[u->d], PLACE_OF_IT); r[u->n] = at; NEXT; \
    } \
    do_ST_T_##w: { \
        uint32_t at = r[u->n]; STORE(size, u->m, r[u->d], PLACE_OF_IT); r[u->n] = at + u->imm; NEXT; \
    }
/* Of LDM and STM: the lowest address, and whether all of it lies in DTCM and may be had unheard. */
#define MULTIPLE(words) \
    uint32_t bytes = 4u * (words), base = r[u->n], at = u->m & MULTI_ADD ? base : base - bytes
#define INSIDE(open) (AT4(open) && at - DTCM_BASE + bytes <= (open))
#define TAKE_LIST(which) do { \
    const uint8_t *p = IN_DTCM; \
    if (u->m & MULTI_WBACK) r[u->n] = u->m & MULTI_ADD ? at + bytes : at; \
    for (uint32_t list = (which); list; list &= list - 1, p += 4) r[__builtin_ctz(list)] = get4(p); \
    if (u->imm >> u->n & 1) c->regs.late_base = r[u->n]; \
} while (0)
#endif
