/* test_fpu_execute.c -- decoded FP instructions on the register file: which registers, which way round, which
 * flags. Every result is worked out in a comment or exact at sight; test_fpu_oracle.c runs every encoding. */
#include "fpu_bench.h"

static regs_t regs;

static void execute(unsigned op, unsigned rd, unsigned rn, unsigned rm, insn_t more)
{
    more.op = (uint16_t)op, more.rd = (uint8_t)rd, more.rn = (uint8_t)rn, more.rm = (uint8_t)rm;
    fpu_execute(&regs, &more);
}

static void start(uint32_t fpscr)
{
    memset(&regs, 0, sizeof regs);
    regs.fpscr = fpscr;
    for (unsigned i = 0; i < 32; i++) regs.s[i] = 0xA5A50000 + i;
}

/* (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24: rounded first, and halfway goes to even, the last term is gone. Less
 * 1 + 2^-11 that leaves 0 chained and 2^-24 fused. The signs of the four of a kind: */
START_TEST(test_chained_and_fused)
{
    static const struct { unsigned op; uint32_t d, r; } rows[] = {
        { OP_VMLA, 0xBF801000, 0 },           { OP_VFMA, 0xBF801000, 0x33800000 },
        { OP_VMLS, 0x3F801000, 0 },           { OP_VFMS, 0x3F801000, 0xB3800000 },
        { OP_VNMLA, 0xBF801000, 0 },          { OP_VFNMA, 0xBF801000, 0xB3800000 },
        { OP_VNMLS, 0x3F801000, 0 },          { OP_VFNMS, 0x3F801000, 0x33800000 },
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        start(0);
        regs.s[4] = regs.s[5] = 0x3F800800, regs.s[6] = rows[i].d;
        execute(rows[i].op, 6, 4, 5, (insn_t){ 0 });
        ck_assert_uint_eq(regs.s[6], rows[i].r);
        ck_assert_uint_eq(regs.fpscr, i & 1 ? 0 : IXC);
    }
}
END_TEST

/* A double is two words, low first; a half leaves the other half alone; nothing else changes. */
START_TEST(test_registers)
{
    regs_t before;
    start(0);
    regs.s[2] = 0, regs.s[3] = 0x3FF00000, regs.s[30] = 0, regs.s[31] = 0x40000000;
    before = regs;
    execute(OP_VADD, 30, 2, 30, (insn_t){ .flags = I_DOUBLE });
    before.s[31] = 0x40080000;
    ck_assert_mem_eq(&regs, &before, sizeof regs);
    execute(OP_VCVT_TO_HALF, 7, 0, 30, (insn_t){ .flags = I_DOUBLE, .amount = 16 });
    before.s[7] = 0x42000007;
    ck_assert_mem_eq(&regs, &before, sizeof regs);
    execute(OP_VCVT_FROM_HALF, 7, 0, 7, (insn_t){ .amount = 16 });
    before.s[7] = 0x40400000;
    ck_assert_mem_eq(&regs, &before, sizeof regs);
    execute(OP_VCVT_TO_HALF, 2, 0, 7, (insn_t){ .amount = 0 });
    before.s[2] = 0x00004200;
    ck_assert_mem_eq(&regs, &before, sizeof regs);
    execute(OP_VMOV_IMM, 8, 0, 0, (insn_t){ .flags = I_DOUBLE, .imm = 0x3FF00000 });
    before.s[8] = 0, before.s[9] = 0x3FF00000;
    ck_assert_mem_eq(&regs, &before, sizeof regs);
    execute(OP_VCVT_TO_INT, 9, 0, 30, (insn_t){ .flags = I_DOUBLE | I_SIGNED, .shift = ROUND_ZERO });
    before.s[9] = 3;
    ck_assert_mem_eq(&regs, &before, sizeof regs);
}
END_TEST

/* Fixed point ignores RMode: 2^24 + 1 goes to even, -1.75 without fraction bits to -1. A short signed result
 * fills the register with its sign, an unsigned one with zeros; a double has a high word too. */
START_TEST(test_fixed_ignores_rmode)
{
    for (unsigned mode = 0; mode < 4; mode++) {
        start(mode << 22);
        regs.s[0] = 0x01000001, regs.s[1] = 0xBFE00000, regs.s[2] = 0, regs.s[3] = 0xBFFC0000;
        execute(OP_VCVT_FROM_FIXED, 0, R_NO, R_NO, (insn_t){ .flags = I_SIGNED, .size = 4 });
        ck_assert_uint_eq(regs.s[0], 0x4B800000);
        execute(OP_VCVT_TO_FIXED, 1, R_NO, R_NO, (insn_t){ .flags = I_SIGNED, .size = 2 });
        ck_assert_uint_eq(regs.s[1], 0xFFFFFFFF);
        execute(OP_VCVT_TO_FIXED, 2, R_NO, R_NO,
                (insn_t){ .flags = I_SIGNED | I_DOUBLE, .size = 2, .amount = 4 });
        ck_assert_uint_eq(regs.s[2], 0xFFFFFFE4);
        ck_assert_uint_eq(regs.s[3], 0xFFFFFFFF);
    }
}
END_TEST

/* VSEL looks at APSR, VCMP writes FPSCR. */
START_TEST(test_flags_of_whom)
{
    start(0);
    regs.xpsr = PSR_Z;
    regs.s[0] = 0x3F800000, regs.s[1] = 0x40000000;
    execute(OP_VCMP, 0, R_NO, 1, (insn_t){ 0 });
    ck_assert_uint_eq(regs.fpscr, 0x80000000);
    ck_assert_uint_eq(regs.xpsr, PSR_Z);
    execute(OP_VSEL, 2, 0, 1, (insn_t){ .amount = 0 });
    ck_assert_uint_eq(regs.s[2], 0x3F800000);
    execute(OP_VSEL, 2, 0, 1, (insn_t){ .amount = 12 });
    ck_assert_uint_eq(regs.s[2], 0x40000000);
    execute(OP_VCMP, 0, R_NO, R_NO, (insn_t){ .flags = I_ZERO | I_E });
    ck_assert_uint_eq(regs.fpscr, 0x20000000);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("instructions");
    tcase_add_test(tcase, test_chained_and_fused);
    tcase_add_test(tcase, test_registers);
    tcase_add_test(tcase, test_fixed_ignores_rmode);
    tcase_add_test(tcase, test_flags_of_whom);
    tcase_set_timeout(tcase, 600);
    return case_run("fpu_execute", tcase);
}
