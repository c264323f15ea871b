/* assemble.h -- the instructions of the micro-programs as halfwords, one macro an encoding of the Armv7-M
 * ARM.
 *
 * Wide encodings unless the name ends in _N: jnk0le recommends them, so that fetch is the same for all.
 * Registers and immediates are plain numbers; FP registers are s0..s31 by number, doubles d0..d15 with a name
 * that ends in _D. */
#ifndef ASSEMBLE_H
#define ASSEMBLE_H

#define WIDE(hi, lo) (uint16_t)(hi), (uint16_t)(lo)

/* ---- data processing: A5.3.11, A5.3.1, A5.3.3 ---------------------------------------------------- */
#define ALU_REG(op, s, d, n, m, type, by) WIDE(0xEA00 | (op) << 5 | (s) << 4 | (n), \
    ((by) & 0x1C) << 10 | (d) << 8 | ((by) & 3) << 6 | (type) << 4 | (m))
#define ALU_IMM(op, s, d, n, imm12) WIDE(0xF000 | (imm12) >> 11 << 10 | (op) << 5 | (s) << 4 | (n), \
    ((imm12) >> 8 & 7) << 12 | (d) << 8 | ((imm12) & 255))
#define AND(d, n, m)           ALU_REG(0, 0, d, n, m, 0, 0)
#define ORR(d, n, m)           ALU_REG(2, 0, d, n, m, 0, 0)
#define EOR(d, n, m)           ALU_REG(4, 0, d, n, m, 0, 0)
#define ADD(d, n, m)           ALU_REG(8, 0, d, n, m, 0, 0)
#define ADDS(d, n, m)          ALU_REG(8, 1, d, n, m, 0, 0)
#define ADC(d, n, m)           ALU_REG(10, 0, d, n, m, 0, 0)
#define ADCS(d, n, m)          ALU_REG(10, 1, d, n, m, 0, 0)
#define SUB(d, n, m)           ALU_REG(13, 0, d, n, m, 0, 0)
#define MOV(d, m)              ALU_REG(2, 0, d, 15, m, 0, 0)
#define LSL(d, m, by)          ALU_REG(2, 0, d, 15, m, 0, by)
#define LSR(d, m, by)          ALU_REG(2, 0, d, 15, m, 1, by)
#define EOR_ROR(d, n, m, by)   ALU_REG(4, 0, d, n, m, 3, by)
#define ADD_LSL(d, n, m, by)   ALU_REG(8, 0, d, n, m, 0, by)
#define CMP(n, m)              ALU_REG(13, 1, 15, n, m, 0, 0)
#define CMP_LSL(n, m, by)      ALU_REG(13, 1, 15, n, m, 0, by)
#define LSL_REG(d, n, m)       WIDE(0xFA00 | (n), 0xF000 | (d) << 8 | (m))
#define ADD_IMM(d, n, imm12)   ALU_IMM(8, 0, d, n, imm12)
#define SUBS_IMM(d, n, imm12)  ALU_IMM(13, 1, d, n, imm12)
#define EOR_IMM(d, n, imm12)   ALU_IMM(4, 0, d, n, imm12)
#define CMP_IMM(n, imm12)      ALU_IMM(13, 1, 15, n, imm12)
#define BYTES(b)    (0x300 | (b))      /* ThumbExpandImm: 0xXYXYXYXY  */
#define HALVES(b)   (0x100 | (b))      /* 0x00XY00XY                  */
#define ROTATED(b)  (0xD00 | (b))      /* 1bcdefgh, shifted left by 6: ROTATED(0x7F) is 0x3FC0 */
#define MOVW(d, v)  WIDE(0xF240 | ((v) >> 11 & 1) << 10 | (v) >> 12, \
      ((v) >> 8 & 7) << 12 | (d) << 8 | ((v) & 255))
#define MOVT(d, v)  WIDE(0xF2C0 | ((v) >> 11 & 1) << 10 | (v) >> 12, \
      ((v) >> 8 & 7) << 12 | (d) << 8 | ((v) & 255))
#define SET(d, v)   MOVW(d, (uint32_t)(v) & 0xFFFF), MOVT(d, (uint32_t)(v) >> 16)

/* ---- bit fields, extends, DSP --------------------------------------------------------------------- */
#define BFI(d, n, lsb, width)  WIDE(0xF360 | (n), ((lsb) & 0x1C) << 10 | (d) << 8 | ((lsb) & 3) << 6 | \
      ((lsb) + (width) - 1))
#define UBFX(d, n, lsb, width) WIDE(0xF3C0 | (n), ((lsb) & 0x1C) << 10 | (d) << 8 | ((lsb) & 3) << 6 | \
      ((width) - 1))
#define UXTB(d, m)             WIDE(0xFA5F, 0xF080 | (d) << 8 | (m))
#define UXTAB(d, n, m)         WIDE(0xFA50 | (n), 0xF080 | (d) << 8 | (m))
#define REV(d, m)              WIDE(0xFA90 | (m), 0xF080 | (d) << 8 | (m))
#define CLZ(d, m)              WIDE(0xFAB0 | (m), 0xF080 | (d) << 8 | (m))
#define UADD8(d, n, m)         WIDE(0xFA80 | (n), 0xF040 | (d) << 8 | (m))
#define QADD(d, m, n)          WIDE(0xFA80 | (n), 0xF080 | (d) << 8 | (m))
#define PKHBT(d, n, m)         WIDE(0xEAC0 | (n), (d) << 8 | (m))

/* ---- multiply, divide ------------------------------------------------------------------------------ */
#define MUL(d, n, m)           WIDE(0xFB00 | (n), 0xF000 | (d) << 8 | (m))
#define MLA(d, n, m, a)        WIDE(0xFB00 | (n), (a) << 12 | (d) << 8 | (m))
#define SMLABB(d, n, m, a)     WIDE(0xFB10 | (n), (a) << 12 | (d) << 8 | (m))
#define SMULL(lo, hi, n, m)    WIDE(0xFB80 | (n), (lo) << 12 | (hi) << 8 | (m))
#define SMLAL(lo, hi, n, m)    WIDE(0xFBC0 | (n), (lo) << 12 | (hi) << 8 | (m))
#define UDIV(d, n, m)          WIDE(0xFBB0 | (n), 0xF0F0 | (d) << 8 | (m))

/* ---- loads and stores ------------------------------------------------------------------------------ */
#define LDR(t, n, off)         WIDE(0xF8D0 | (n), (t) << 12 | (off))
#define LDRB(t, n, off)        WIDE(0xF890 | (n), (t) << 12 | (off))
#define LDRH(t, n, off)        WIDE(0xF8B0 | (n), (t) << 12 | (off))
#define STR(t, n, off)         WIDE(0xF8C0 | (n), (t) << 12 | (off))
#define STRB(t, n, off)        WIDE(0xF880 | (n), (t) << 12 | (off))
#define STRH(t, n, off)        WIDE(0xF8A0 | (n), (t) << 12 | (off))
#define LDR_REG(t, n, m)       WIDE(0xF850 | (n), (t) << 12 | (m))
#define LDR_POST(t, n, by)     WIDE(0xF850 | (n), (t) << 12 | 0xB00 | (by))
#define LDR_PRE(t, n, by)      WIDE(0xF850 | (n), (t) << 12 | 0xF00 | (by))
#define PLD(n, off)            WIDE(0xF890 | (n), 0xF000 | (off))
#define LDRD(t, t2, n, off)    WIDE(0xE9D0 | (n), (t) << 12 | (t2) << 8 | (off) / 4)
#define STRD(t, t2, n, off)    WIDE(0xE9C0 | (n), (t) << 12 | (t2) << 8 | (off) / 4)
#define LDM(n, list)           WIDE(0xE890 | (n), list)
#define STM(n, list)           WIDE(0xE880 | (n), list)
#define PUSH_N(list)           (uint16_t)(0xB400 | (list))
#define POP_N(list)            (uint16_t)(0xBC00 | (list))

/* ---- branches, hints, system ------------------------------------------------------------------------ */
enum { EQ = 0, NE = 1 };
#define NOP                    WIDE(0xF3AF, 0x8000)
#define NOP_N                  0xBF00
#define NOPS(n)                NOPS_##n
#define NOPS_2                 NOP, NOP
#define NOPS_4                 NOPS_2, NOPS_2
#define NOPS_8                 NOPS_4, NOPS_4
#define NOPS_16                NOPS_8, NOPS_8
#define IT(cond, mask)         (uint16_t)(0xBF00 | (cond) << 4 | (mask))
#define B_COND(cond, off)      WIDE(0xF000 | ((off) < 0 ? 0x400 : 0) | (cond) << 6 | ((off) >> 12 & 63), \
    0x8000 | ((off) < 0 ? 0x2800 : 0) | ((off) >> 1 & \
          0x7FF))       /* from its own address + 4; within 256 KB */
#define B_COND_N(cond, off)    (uint16_t)(0xD000 | (cond) << 8 | ((off) >> 1 & 255))
#define MOVS_N(d, imm8)        (uint16_t)(0x2000 | (d) << 8 | (imm8))
#define SUBS_N(d, imm8)        (uint16_t)(0x3800 | (d) << 8 | (imm8))
#define B_HERE                 0xE7FE
#define BL_SKIP                WIDE(0xF000, 0xF800)              /* to the next instruction */
#define DSB                    WIDE(0xF3BF, 0x8F4F)
#define DMB                    WIDE(0xF3BF, 0x8F5F)
#define ISB                    WIDE(0xF3BF, 0x8F6F)

/* ---- FP: A6.4, A6.5 -------------------------------------------------------------------------------- */
#define FP3(hi, d, n, m)       WIDE((hi) | ((d) & 1) << 6 | (n) >> 1, 0x0A00 | (d) >> 1 << 12 | ((n) & \
      1) << 7 \
    | ((m) & 1) << 5 | (m) >> 1)
#define FP3_D(hi, d, n, m)     WIDE((hi) | (n), 0x0B00 | (d) << 12 | (m))
#define VMLA(d, n, m)          FP3(0xEE00, d, n, m)
#define VMUL(d, n, m)          FP3(0xEE20, d, n, m)
#define VADD(d, n, m)          FP3(0xEE30, d, n, m)
#define VDIV(d, n, m)          FP3(0xEE80, d, n, m)
#define VFMA(d, n, m)          FP3(0xEEA0, d, n, m)
#define VSQRT(d, m)            WIDE(0xEEB1 | ((d) & 1) << 6, 0x0AC0 | (d) >> 1 << 12 | ((m) & 1) << 5 | \
      (m) >> 1)
#define VMOV(d, m)             WIDE(0xEEB0 | ((d) & 1) << 6, 0x0A40 | (d) >> 1 << 12 | ((m) & 1) << 5 | \
      (m) >> 1)
#define VMOV_IMM(d, imm8)      WIDE(0xEEB0 | ((d) & 1) << 6 | (imm8) >> 4, \
      0x0A00 | (d) >> 1 << 12 | ((imm8) & 15))
#define VMLA_D(d, n, m)        FP3_D(0xEE00, d, n, m)
#define VMUL_D(d, n, m)        FP3_D(0xEE20, d, n, m)
#define VADD_D(d, n, m)        FP3_D(0xEE30, d, n, m)
#define VDIV_D(d, n, m)        FP3_D(0xEE80, d, n, m)
#define VFMA_D(d, n, m)        FP3_D(0xEEA0, d, n, m)
#define VSQRT_D(d, m)          WIDE(0xEEB1, 0x0BC0 | (d) << 12 | (m))
#define VMOV_D(d, m)           WIDE(0xEEB0, 0x0B40 | (d) << 12 | (m))
#define VMOV_IMM_D(d, imm8)    WIDE(0xEEB0 | (imm8) >> 4, 0x0B00 | (d) << 12 | ((imm8) & 15))
#define VMOV_TO_D(d, lo, hi)   WIDE(0xEC40 | (hi), (lo) << 12 | 0x0B10 | (d))
#define VMOV_TO_CORE(t, n)     WIDE(0xEE10 | (n) >> 1, (t) << 12 | 0x0A10 | ((n) & 1) << 7)
#define VMOV_FROM_CORE(n, t)   WIDE(0xEE00 | (n) >> 1, (t) << 12 | 0x0A10 | ((n) & 1) << 7)
#define VLDR(d, n, off)        WIDE(0xED90 | ((d) & 1) << 6 | (n), 0x0A00 | (d) >> 1 << 12 | (off) / 4)
#define VSTR(d, n, off)        WIDE(0xED80 | ((d) & 1) << 6 | (n), 0x0A00 | (d) >> 1 << 12 | (off) / 4)
#define VLDR_D(d, n, off)      WIDE(0xED90 | (n), 0x0B00 | (d) << 12 | (off) / 4)
#define VSTR_D(d, n, off)      WIDE(0xED80 | (n), 0x0B00 | (d) << 12 | (off) / 4)
#define VLDM(n, d, count)      WIDE(0xEC90 | ((d) & 1) << 6 | (n), 0x0A00 | (d) >> 1 << 12 | (count))
#define VSTM(n, d, count)      WIDE(0xEC80 | ((d) & 1) << 6 | (n), 0x0A00 | (d) >> 1 << 12 | (count))
enum { ONE = 0x70, QUARTER = 0x50, THIRTY_ONE = 0x3F };                 /* VFPExpandImm */
#endif
