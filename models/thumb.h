/* thumb.h -- the Thumb-2 instructions as pure functions: decode once, then execute on a regs_t.
 *
 *   hw1, hw2 -- thumb_decode --> insn_t     thumb_condition false ----> thumb_next: it was skipped
 *                                           true, by insn.kind:
 *     K_DATA    thumb_execute                        K_FP           fpu_execute (fpu.h), thumb_next
 *     K_MEMORY  thumb_accesses, each: load/store,    K_SYSTEM       the core's own registers, thumb_next
 *               thumb_loaded; thumb_finish at end    K_COPROCESSOR  NOCP UsageFault
 *
 * Armv7-M ARM (DDI 0403E), A5 (encoding tables: the order of the rows), A6, A7.7.
 * Modelled: all of Armv7E-M with FPv5-D16: one row an encoding, integer and DSP execution, IT, the list
 * of accesses of every load and store. UNPREDICTABLE encodings are decoded like their neighbours (fields
 * taken at face value, should-be bits ignored) with the exceptions named in thumb.c.
 * Not modelled: FP arithmetic (fpu.h), special registers, memory, faults, the exclusive monitor, time
 * (insn.cost names the class, m7_timing.c has the numbers). An interrupted LDM starts again (no ICI).
 * What surprises people: r[15] is the address of the instruction itself; reads of the pc as an operand
 * add 4. Nothing here looks at the T bit: the core does before it fetches (INVSTATE). An insn_t holds no
 * address, so it may be kept for any place that has the same bytes. The 16-bit data instructions set
 * the flags only outside an IT block: I_S_OUT. SP bits 1:0 are always 0 (B1.4.1).
 * Numbers taken from the map: none. */
#ifndef THUMB_H
#define THUMB_H
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint32_t r[16];                    /* r13 = the SP in use, r15 = address of this instruction      */
    uint32_t xpsr;                     /* N Z C V Q, IT, T, GE, IPSR                                  */
    uint32_t s[32];                    /* FP registers as words; Dn = s[2n] (low), s[2n+1]            */
    uint32_t fpscr;
    uint32_t late_base;                /* loaded for the base register: written by thumb_finish       */
    uint32_t target;                   /* where to: valid with DID_INTERWORK; held pc of a load       */
} regs_t;

enum { PSR_N = 1u << 31, PSR_Z = 1 << 30, PSR_C = 1 << 29, PSR_V = 1 << 28, PSR_Q = 1 << 27,
       PSR_T = 1 << 24, PSR_GE = 0xF << 16, PSR_IT = 3 << 25 | 0x3F << 10, PSR_IPSR = 0x1FF };

typedef enum { K_DATA, K_MEMORY, K_FP, K_SYSTEM, K_COPROCESSOR } thumb_kind_t;

/* Operations. Where one operation has several encodings, rows differ and the operation is one. */
typedef enum {
    /* K_DATA. Second operand: rm shifted by (shift, amount), or imm with I_IMM, unless said otherwise. */
    OP_AND, OP_BIC, OP_ORR, OP_ORN, OP_EOR, OP_MOV, OP_MVN, OP_ADD, OP_ADC, OP_SUB, OP_SBC, OP_RSB,
    OP_TST, OP_TEQ, OP_CMP, OP_CMN,
    OP_SHIFT,                          /* rd = rn shifted by rm[7:0], type shift                      */
    OP_ADR,                            /* rd = Align(pc, 4) + imm (imm may be negative)               */
    OP_MOVT, OP_BFI, OP_BFC, OP_SBFX, OP_UBFX,                    /* lsb = amount, width = imm        */
    OP_CLZ, OP_RBIT, OP_REV, OP_REV16, OP_REVSH,                  /* rd, rm                           */
    OP_SXTB, OP_SXTH, OP_UXTB, OP_UXTH, OP_SXTB16, OP_UXTB16,     /* rm rotated by amount; rn unused   */
    OP_SXTAB, OP_SXTAH, OP_UXTAB, OP_UXTAH, OP_SXTAB16, OP_UXTAB16,
    OP_SSAT, OP_USAT, OP_SSAT16, OP_USAT16,                       /* saturate rn to imm bits          */
    OP_QADD, OP_QSUB, OP_QDADD, OP_QDSUB,                         /* rd = rm op rn                    */
    OP_SADD16, OP_SASX, OP_SSAX, OP_SSUB16, OP_SADD8, OP_SSUB8,   /* the six, for S Q SH U UQ UH      */
    OP_QADD16, OP_QASX, OP_QSAX, OP_QSUB16, OP_QADD8, OP_QSUB8,
    OP_SHADD16, OP_SHASX, OP_SHSAX, OP_SHSUB16, OP_SHADD8, OP_SHSUB8,
    OP_UADD16, OP_UASX, OP_USAX, OP_USUB16, OP_UADD8, OP_USUB8,
    OP_UQADD16, OP_UQASX, OP_UQSAX, OP_UQSUB16, OP_UQADD8, OP_UQSUB8,
    OP_UHADD16, OP_UHASX, OP_UHSAX, OP_UHSUB16, OP_UHADD8, OP_UHSUB8,
    OP_SEL, OP_PKHBT, OP_PKHTB, OP_USAD8, OP_USADA8,
    OP_MUL, OP_MLA, OP_MLS,                                       /* rd = ra +- rn * rm               */
    OP_SMUL, OP_SMLA,                  /* halves: amount bit 0 = top of rm, bit 1 = top of rn         */
    OP_SMULW, OP_SMLAW,                /* amount bit 0 = top of rm                                    */
    OP_SMUAD, OP_SMUSD, OP_SMLAD, OP_SMLSD,                       /* amount 1 = X: halves of rm swapped */
    OP_SMMUL, OP_SMMLA, OP_SMMLS,                                 /* amount 1 = R: rounded            */
    OP_UMULL, OP_SMULL, OP_UMLAL, OP_SMLAL, OP_UMAAL,             /* rd = RdLo, ra = RdHi             */
    OP_SMLALH,                         /* SMLALBB..TT, amount as OP_SMUL                              */
    OP_SMLALD, OP_SMLSLD,              /* amount 1 = X                                                */
    OP_SDIV, OP_UDIV,
    OP_B, OP_BL, OP_BX, OP_BLX, OP_CBZ, OP_CBNZ,                  /* B: cond, pc + imm; BX: rm; CBZ: rn */
    OP_IT,                                                        /* imm = firstcond:mask             */
    OP_NOP, OP_YIELD, OP_DBG, OP_CSDB,                            /* hints that do nothing            */
    OP_VMOV_S_CORE,                    /* s[rd] = r[rt] (also VMOV.32 Dd[x], Rt)                      */
    OP_VMOV_CORE_S,                    /* r[rt] = s[rn] (also VMOV.32 Rt, Dn[x])                      */
    OP_VMOV_SS_CORE, OP_VMOV_CORE_SS,  /* s[rm], s[rm + 1] = r[rt], r[ra] and back (two S or one D)   */
    OP_VMRS, OP_VMSR,                  /* rt = fpscr (rt 15: APSR.NZCV = FPSCR.NZCV); fpscr = rt      */
    /* K_MEMORY: thumb_accesses knows them apart. */
    OP_LDR, OP_STR,                    /* rt; size, I_SIGNED; rn, imm or rm << amount; I_INDEX...     */
    OP_LDRD, OP_STRD,                  /* rt, ra                                                      */
    OP_LDM, OP_STM,                    /* rn, list; I_ADD: increment after, else decrement before     */
    OP_LDREX, OP_STREX,                /* rt, size; status of STREX to rd: thumb_exclusive            */
    OP_TBB, OP_TBH,
    OP_PLD, OP_PLDW, OP_PLI,           /* one access marked A_HINT                                    */
    OP_VLDR, OP_VSTR,                  /* words rd, and rd + 1 with I_DOUBLE                          */
    OP_VLDM, OP_VSTM,                  /* words rd .. rd + list - 1                                   */
    /* K_SYSTEM: the core does them. */
    OP_MRS, OP_MSR,                    /* rd or rn; imm = SYSm, amount = mask (bit 1 nzcvq, bit 0 g)  */
    OP_CPS,                            /* imm 1 = ID (set), 0 = IE (clear); amount bit 1 = i, bit 0 = f */
    OP_SVC, OP_BKPT, OP_UDF,           /* imm                                                         */
    OP_DMB, OP_DSB, OP_ISB, OP_CLREX,  /* imm = option                                                */
    OP_SEV, OP_WFE, OP_WFI,
    /* K_COPROCESSOR: amount = the coprocessor's number; never 10 or 11 (those are FP or undefined). */
    OP_CDP, OP_MCR, OP_MRC, OP_MCRR, OP_MRRC, OP_LDC, OP_STC,
    /* K_FP, all for fpu_execute. rd, rn, rm = word numbers into s[] (the low word of a double, even).
     * I_DOUBLE: the operands are doubles; a conversion says below which side that is. */
    OP_VADD, OP_VSUB, OP_VMUL, OP_VNMUL, OP_VDIV, OP_VMLA, OP_VMLS, OP_VNMLA, OP_VNMLS,
    OP_VFMA, OP_VFMS, OP_VFNMA, OP_VFNMS, OP_VMAXNM, OP_VMINNM,
    OP_VABS, OP_VNEG, OP_VSQRT, OP_VMOV,                          /* rd, rm                           */
    OP_VMOV_IMM,                       /* imm = the word, or the high word of a double whose low is 0 */
    OP_VSEL,                           /* rd = cond(amount) ? rn : rm; amount = EQ 0, VS 6, GE 10, GT 12 */
    OP_VCMP,                           /* rd against rm, or 0.0 with I_ZERO; I_E: VCMPE               */
    OP_VCVT_D_S, OP_VCVT_S_D,          /* rd double = rm single; rd single = rm double                */
    OP_VCVT_FROM_HALF,                 /* rd (I_DOUBLE) = half of s[rm] >> amount (0 = B, 16 = T)     */
    OP_VCVT_TO_HALF,                   /* half of s[rd] at bit amount = rm (I_DOUBLE)                 */
    OP_VCVT_TO_INT,                    /* s[rd] = integer (I_SIGNED) of rm (I_DOUBLE); rounding = shift */
    OP_VCVT_FROM_INT,                  /* rd (I_DOUBLE) = s[rm], I_SIGNED; rounding FPSCR             */
    OP_VCVT_TO_FIXED, OP_VCVT_FROM_FIXED, /* rd in place (I_DOUBLE); size 2 or 4 bytes, I_SIGNED, amount =
                                          fraction bits 0..32; to: toward zero, from: to nearest; a result
                                          of 16 bits is extended to the register's width              */
    OP_VRINT,                          /* rounding = shift; I_E: VRINTX, inexact is signalled         */
    OP_COUNT
} thumb_op_t;

/* insn_t.shift of VCVT_TO_INT and VRINT. The first four are FPSCR.RMode's own numbers. */
enum { ROUND_NEAREST, ROUND_PLUS, ROUND_MINUS, ROUND_ZERO, ROUND_AWAY /* ties away */, ROUND_FPSCR };

enum { SHIFT_LSL, SHIFT_LSR, SHIFT_ASR, SHIFT_ROR, SHIFT_RRX };

/* For a timing model: what the instruction occupies. I_DOUBLE tells FP single and double apart. */
typedef enum {
    C_ALU, C_ALU_SHIFT,                /* plain; with a shifted register operand                      */
    C_MOVE, C_SHIFT, C_BITS,           /* MOV/MOVW/MOVT/MVN; shifts alone; bit field, CLZ, REV, extends */
    C_SIMD, C_SATURATE, C_MUL, C_MAC, C_MULL, C_MACL, C_DIV,
    C_LOAD, C_LOAD_DOUBLE, C_LOAD_MULTIPLE, C_STORE, C_STORE_DOUBLE, C_STORE_MULTIPLE, C_EXCLUSIVE,
    C_PRELOAD, C_BRANCH, C_BRANCH_LINK, C_BRANCH_REGISTER, C_COMPARE_BRANCH, C_TABLE_BRANCH,
    C_IT, C_HINT, C_BARRIER, C_SYSTEM,
    C_FP_MOVE, C_FP_TRANSFER, C_FP_ADD, C_FP_MUL, C_FP_MAC, C_FP_DIV, C_FP_SQRT, C_FP_COMPARE,
    C_FP_CONVERT, C_FP_LOAD, C_FP_LOAD_MULTIPLE, C_FP_STORE, C_FP_STORE_MULTIPLE,
    C_COUNT
} thumb_cost_t;

enum {                                 /* insn_t.flags                                                */
    I_S = 1,                           /* sets the flags                                              */
    I_S_OUT = 2,                       /* sets the flags outside an IT block                          */
    I_IMM = 4,                         /* the second operand is imm                                   */
    I_CARRY_KNOWN = 8, I_CARRY = 16,   /* imm comes with a carry out: I_CARRY; else C stays           */
    I_INDEX = 32, I_ADD = 64, I_WBACK = 128,
    I_SIGNED = 256, I_UNPRIVILEGED = 512,
    I_FP = 1024,                       /* any use of the FPU (CPACR, lazy stacking), whatever the kind */
    I_DOUBLE = 2048, I_E = 4096, I_ZERO = 8192,
    I_LITERAL = 16384,                 /* the base is Align(pc, 4)                                    */
};

enum { COND_ALWAYS = 14, R_NO = 0xFF /* field not used */ };

/* One decoded instruction, 24 bytes, position independent. */
typedef struct {
    uint16_t op, row;                  /* thumb_op_t; index into thumb_rows                           */
    uint16_t flags, list;
    uint32_t imm;
    uint8_t  rd, rn, rm, ra, rt;       /* ra: accumulator, RdHi or Rt2                                */
    uint8_t  shift, amount, size;      /* size in bytes                                               */
    uint8_t  length, kind, cost;       /* length 2 or 4; thumb_kind_t; thumb_cost_t                   */
    uint8_t  cond;                     /* B T1/T3: the condition; COND_ALWAYS else                    */
} insn_t;

/* A row: an encoding of the manual. mask/value over hw1 << 16 | hw2, of a 16-bit row over hw1.
 * see: how many times the manual says SEE before it arrives here; where rows overlap the highest wins. */
typedef struct {
    uint32_t mask, value;
    const char *name;                  /* "LDR (immediate) T3"                                        */
    uint16_t op, flags;
    uint8_t  length, see, kind, cost;
    uint8_t  layout, arg;              /* thumb.c: how the fields lie; a constant for them            */
} thumb_row_t;

extern const thumb_row_t thumb_rows[];
extern const unsigned    thumb_row_count;

/* 4 if hw1 starts a 32-bit instruction, else 2. */
static inline unsigned thumb_length(uint16_t hw1) { return hw1 >= 0xE800 ? 4 : 2; }

/* The row, or -1: undefined (UsageFault UNDEFINSTR). hw2 is ignored for 16-bit instructions. */
int thumb_decode(uint16_t hw1, uint16_t hw2, insn_t *);
/* The coprocessor an encoding belongs to, or -1. An undefined instruction of coprocessor 10 or 11 is a
 * NOCP UsageFault while CPACR denies the FPU (A7.4): ask this first. */
static inline int thumb_coprocessor(uint16_t hw1, uint16_t hw2)
{
    return (hw1 & 0xEC00) == 0xEC00 ? hw2 >> 8 & 15 : -1;
}

/* Does it execute? The IT block's condition, or that of a conditional branch. */
bool thumb_condition(const regs_t *, const insn_t *);
/* ITAdvance, A7.3.3, inside an IT block. IT itself sets the state that its successor is to see. */
void thumb_it_advance(regs_t *);
/* On to the next instruction: r15, ITSTATE. For what was skipped, and after K_FP and K_SYSTEM. */
static inline void thumb_next(regs_t *r, const insn_t *i)
{
    if (r->xpsr & PSR_IT) thumb_it_advance(r);
    r->r[15] += i->length;
}

typedef enum {
    DID_NEXT,             /* done, r15 is at the next instruction                                     */
    DID_BRANCH,           /* done, r15 is at the target (B, BL, CBZ, MOV pc, ADD pc, TBB); T untouched */
    DID_INTERWORK,        /* done but for the jump to regs.target (BX, BLX, LDR/LDM/POP pc); r15 is
                             still this instruction. In Handler mode EXC_RETURN if target >= F0000000,
                             else thumb_interwork                                                     */
    DID_DIVIDE_BY_ZERO    /* only with trap_divide: nothing has changed; UsageFault DIVBYZERO         */
} did_t;

/* K_DATA. trap_divide: CCR.DIV_0_TRP. */
did_t thumb_execute(regs_t *, const insn_t *, bool trap_divide);
/* Jump to regs.target: T = bit 0. T = 0 makes the next instruction an INVSTATE UsageFault. */
void  thumb_interwork(regs_t *);

/* --- K_MEMORY. The accesses depend only on registers that thumb_loaded leaves alone until
 * thumb_finish, so the list may be asked for again until its last load is in, and an instruction that
 * faulted or was abandoned may be started again: base, pc, ITSTATE are as they were (other loaded
 * registers need not be: B1.5.10). */
enum { ACCESS_MAX = 32 };
enum { A_STORE = 1, A_SIGNED = 2,
       A_ALIGNED = 4,      /* UNALIGNED UsageFault if not aligned to size, whatever CCR says (A3.2.1)  */
       A_UNPRIVILEGED = 8, A_EXCLUSIVE = 16,
       A_PAIR = 32,        /* with the next one it makes a doubleword (LDRD, STRD, double VLDR/VLDM)   */
       A_HINT = 64,        /* preload: may be dropped, never faults                                   */
       A_STACK = 128 };    /* base is the SP (for a fault report)                                     */
typedef struct {
    uint32_t address, value;           /* value: what a store writes, size bytes of it                */
    uint8_t  size, flags;              /* 1, 2, 4; A_...                                              */
    uint8_t  to;                       /* register 0..15, or 32 + FP word                             */
    uint8_t  pad;
} access_t;

unsigned thumb_accesses(const regs_t *, const insn_t *, access_t out[ACCESS_MAX]);
/* A load came back: size bytes in the low end of value. */
void  thumb_loaded(regs_t *, const insn_t *, const access_t *, uint32_t value);
/* STREX: status register, before thumb_finish. */
void  thumb_exclusive(regs_t *, const insn_t *, bool stored);
/* All accesses are done: writeback, held base and pc, next instruction. */
did_t thumb_finish(regs_t *, const insn_t *);

/* Part of thumb_execute, in thumb_dsp.c: OP_SXTB to OP_UMAAL and all between. Does not move on. */
void thumb_dsp(regs_t *, const insn_t *);

/* --- help for K_SYSTEM */
uint32_t thumb_mrs_xpsr(const regs_t *, uint32_t sysm);                /* SYSm 0..7; EPSR reads as 0  */
void     thumb_msr_apsr(regs_t *, uint32_t mask, uint32_t value);      /* mask = insn.amount          */

/* Registers as operands: reading r15 adds 4; writing r13 drops bits 1:0. */
static inline uint32_t thumb_read(const regs_t *r, unsigned n) { return n == 15 ? r->r[15] + 4 : r->r[n]; }

static inline bool thumb_in_it(const regs_t *r) { return (r->xpsr & (3u << 25 | 3u << 10)) != 0; }
bool thumb_passes(uint32_t xpsr, unsigned cond);                       /* A7.3 condition              */
#endif
