/* core_fp.h -- the floating-point unit. ALONE: an LDRD stands before each copy, the consumer is the last.
 * APART: four cycles of NOP as well, so that the window behind a multiply-accumulate is over. */
#define APART(name, cycles, source, ...) PLAIN(name, core_stream, KIND_MEASURED, cycles, cycles, source, \
      NULL, \
    CODE(LDRD(6, 7, 8, 0), NOPS_8, __VA_ARGS__), .spare = 5)
#define GROUP "Core: FP, single precision"
STREAM("VADD chain", 3, JNK, VADD(0, 0, 1)),
STREAM("VMUL chain", 3, JNK, VMUL(0, 0, 1)),
STREAM("VFMA, one accumulator", 3, JNK "; " QP, VFMA(0, 1, 2)),
STREAM("VMLA, one accumulator", 3, JNK "; " QP, VMLA(0, 1, 2)),
STREAM("VFMA, three accumulators", 3, JNK ": one a cycle", VFMA(0, 8, 9), VFMA(1, 8, 9), VFMA(2, 8, 9)),
STREAM("VMLA, three accumulators", 3, JNK ": one a cycle", VMLA(0, 8, 9), VMLA(1, 8, 9), VMLA(2, 8, 9)),
ALONE("VADD to VADD", 4, JNK ": 3", VADD(0, 8, 9), VADD(1, 0, 9)),
ALONE("VMUL to VADD", 4, JNK ": 3", VMUL(0, 8, 9), VADD(1, 0, 9)),
ALONE("VADD to VMUL", 4, JNK ": 3", VADD(0, 8, 9), VMUL(1, 0, 9)),
ALONE("VFMA to VMUL", 6, JNK ": 5", VFMA(0, 8, 9), VMUL(1, 0, 9)),
ALONE("VMLA to VMUL", 7, JNK ": 6", VMLA(0, 8, 9), VMUL(1, 0, 9)),
APART("VADD to VFMA accumulator", 4, JNK ": 3", VADD(0, 8, 9), VFMA(0, 8, 9)),
APART("VADD to VMLA accumulator", 3, JNK ": 2", VADD(0, 8, 9), VMLA(0, 8, 9)),
ALONE("VMUL to VMLA accumulator", 3, JNK ": 2", VMUL(0, 8, 9), VMLA(0, 8, 9)),
APART("VFMA to VMLA accumulator", 3, JNK ": 2", VFMA(0, 8, 9), VMLA(0, 8, 9)),
ALONE("VFMA to VFMA factor", 6, JNK ": 5", VFMA(0, 8, 9), VFMA(1, 0, 9)),
ALONE("VFMA to VMLA factor", 6, JNK ": 5", VFMA(0, 8, 9), VMLA(1, 0, 9)),
ALONE("VMLA to VMLA factor", 7, JNK ": 6", VMLA(0, 8, 9), VMLA(1, 0, 9)),
APART("VADD to VFMA factor", 4, JNK ": 3", VADD(0, 8, 9), VFMA(1, 0, 9)),
ALONE("VADD to VSTR", 2, JNK ": 1", VADD(0, 8, 9), VSTR(0, 9, 0)),
ALONE("VMUL to VSTR", 2, JNK ": 1", VMUL(0, 8, 9), VSTR(0, 9, 0)),
ALONE("VFMA to VSTR", 4, JNK ": 3", VFMA(0, 8, 9), VSTR(0, 9, 0)),
ALONE("VMLA to VSTR", 5, JNK ": 4", VMLA(0, 8, 9), VSTR(0, 9, 0)),
ALONE("VLDR to VADD", 2, JNK ": 1", VLDR(0, 8, 0), VADD(1, 0, 9)),
ALONE("VLDR to VFMA factor", 2, JNK ": 1", VLDR(0, 8, 0), VFMA(1, 0, 9)),
ALONE("VLDR to VFMA accumulator", 4, JNK ": 3", VLDR(0, 8, 0), VFMA(0, 8, 9)),
ALONE("VLDR to VMLA accumulator", 3, JNK ": 2", VLDR(0, 8, 0), VMLA(0, 8, 9)),
STREAM("VFMA, an independent VADD", 5, "Arm community 9930: 2.5 each", VFMA(0, 8, 9), VADD(1, 8, 9)),
ALONE("VMLA, an independent VFMA", 3, JNK ": not in the next cycle", VMLA(0, 8, 9), VFMA(1, 8, 9)),
ALONE("VFMA, VLDR.64", 5, JNK ": not for 3 cycles", VFMA(0, 8, 9), VLDR_D(8, 8, 0)),
ALONE("VFMA, VMOV of a constant", 5, JNK ": not for 3 cycles", VFMA(0, 8, 9), VMOV_IMM(1, ONE)),
ALONE("VFMA, VMUL independent", 2, JNK, VFMA(0, 8, 9), VMUL(1, 8, 9)),
FITTED("VDIV.F32 with one integer operation", 16, JNK, VDIV(0, 1, 2), EOR(0, 4, 5)),
FITTED("VSQRT.F32 with one integer operation", 14, JNK, VSQRT(0, 1), EOR(0, 4, 5)),
STREAM("VLDM of 6", 3, JNK ": as LDM", VLDM(8, 4, 6)),
STREAM("VSTM of 6", 3, JNK ": as STM", VSTM(9, 4, 6)),
PLAIN("VLDM of 6, its last to a VFMA accumulator", core_stream, KIND_MEASURED, 5, 7,
      JNK ": up to 3 more than 1 a pair", NULL,
      CODE(LDRD(6, 7, 8, 0), NOPS_8, VLDM(8, 0, 6), VFMA(5, 8, 9)), .spare = 5),
ALONE("VMOV Rt, Sn to an ALU operation", 2, JNK ": 1", VMOV_TO_CORE(0, 0), EOR(1, 0, 5)),
ALONE("VMOV Rt, Sn to a MAC accumulator", 1, JNK ": 0", VMOV_TO_CORE(0, 0), MLA(1, 4, 5, 0)),
ALONE("VADD to VMOV Rt, Sn", 4, JNK ": 3", VADD(0, 8, 9), VMOV_TO_CORE(0, 0)),
ALONE("VFMA to VMOV Rt, Sn", 6, JNK ": 5", VFMA(0, 8, 9), VMOV_TO_CORE(0, 0)),
ALONE("VLDR to VMOV Rt, Sn", 3, JNK ": 2", VLDR(0, 8, 0), VMOV_TO_CORE(0, 0)),
ALONE("VMOV Sn, Rt to VADD", 4, JNK ": 3", VMOV_FROM_CORE(0, 0), VADD(1, 0, 9)),
ALONE("VMOV Sn, Rt to VFMA accumulator", 4, JNK ": 3", VMOV_FROM_CORE(0, 0), VFMA(0, 8, 9)),
ALONE("EOR to VMOV Sn, Rt", 2, JNK ": 1", EOR(0, 4, 5), VMOV_FROM_CORE(0, 0)),
ALONE("ADD to VMOV Sn, Rt", 2, JNK ": 1", ADD(0, 4, 5), VMOV_FROM_CORE(0, 0)),
ALONE("MUL to VMOV Sn, Rt", 2, JNK ": 1", MUL(0, 4, 5), VMOV_FROM_CORE(0, 0)),
ALONE("VMOV Sd, Sm to VADD", 4, JNK ": 3", VMOV(0, 8), VADD(1, 0, 9)),
ALONE("VADD to VMOV Sd, Sm", 4, JNK ": 3", VADD(0, 8, 9), VMOV(1, 0)),
ALONE("VLDR to VMOV Sd, Sm", 2, JNK ": 1", VLDR(0, 8, 0), VMOV(1, 0)),
ALONE("VFMA to VMOV Sd, Sm", 6, JNK ": 5", VFMA(0, 8, 9), VMOV(1, 0)),
#undef GROUP
/* d4 1.0, d5 the odd one, d6 1.0, d7 31.0 */
#define GROUP "Core: FP, double precision"
#define ODD_DOUBLE(...) SETUP(VMOV_IMM_D(4, ONE), VMOV_IMM_D(6, ONE), VMOV_IMM_D(7, THIRTY_ONE), MOVW(0, \
      0), MOVW(1, 1), \
                              __VA_ARGS__)
#define SAME      VMOV_IMM_D(5, ONE)
#define DIFFERENT VMOV_IMM_D(5, QUARTER)
#define DENORMAL  VMOV_TO_D(5, 1, 0)
#define ZERO      VMOV_TO_D(5, 0, 0)
#define D_OP(name, cycles, kind, op, what) \
    PLAIN(name, core_stream, kind, cycles, cycles, JNK, NULL, CODE(op(0, 4, 5), NOP, op(1, 4, 5), NOP), \
          ODD_DOUBLE(what))
D_OP("two VADD.F64, same exponent", 2, KIND_FITTED, VADD_D, SAME),
D_OP("two VADD.F64, different exponents", 4, KIND_FITTED, VADD_D, DIFFERENT),
D_OP("two VADD.F64, a denormal", 6, KIND_FITTED, VADD_D, DENORMAL),
D_OP("two VADD.F64, a zero", 6, KIND_FITTED, VADD_D, ZERO),
D_OP("two VMUL.F64, same exponent", 10, KIND_FITTED, VMUL_D, SAME),
D_OP("two VMUL.F64, different exponents", 10, KIND_MEASURED, VMUL_D, DIFFERENT),
D_OP("two VMUL.F64, a denormal", 10, KIND_MEASURED, VMUL_D, DENORMAL),
D_OP("two VMUL.F64, a zero", 8, KIND_FITTED, VMUL_D, ZERO),
D_OP("two VDIV.F64, same exponent", 60, KIND_FITTED, VDIV_D, SAME),
D_OP("two VDIV.F64, different exponents", 60, KIND_MEASURED, VDIV_D, DIFFERENT),
D_OP("two VDIV.F64, a denormal", 60, KIND_MEASURED, VDIV_D, DENORMAL),
PLAIN("two VDIV.F64, a zero", core_stream, KIND_FITTED, 4, 4, JNK, NULL,
      CODE(VDIV_D(0, 5, 4), NOP, VDIV_D(1, 5, 4), NOP), ODD_DOUBLE(ZERO)),
PLAIN("VSQRT.F64", core_stream, KIND_FITTED, 30, 30, LLVM, NULL, CODE(VSQRT_D(0, 4), NOP), ODD_DOUBLE(SAME)),
ALONE("VADD.F64 to VADD.F64", 4, JNK ": 3", VADD_D(0, 8, 9), VADD_D(1, 0, 0)),
/* Four accumulators in turn, each set anew; the first of a run, then each more of it. */
#define D_FIRST(name, cycles, op, what, sum) PLAIN(name, core_stream, KIND_FITTED, cycles, cycles, JNK, \
      NULL, \
    CODE(VMOV_D(0, sum), NOPS_8, op(0, 4, 5), EOR(0, 2, 3), EOR(0, 2, 3)), ODD_DOUBLE(what), .spare = 5)
#define D_MORE(name, cycles, op, what, sum) PLAIN(name, core_stream, KIND_FITTED, cycles, cycles, JNK, NULL, \
    CODE(VMOV_D(0, sum), VMOV_D(1, sum), VMOV_D(2, sum), VMOV_D(3, sum), NOPS_8, op(0, 4, 5), op(1, 4, 5), \
          op(2, 4, 5), \
         op(3, 4, 5), EOR(0, 2, 3), EOR(0, 2, 3)), ODD_DOUBLE(what), .spare = 7)
D_FIRST("VFMA.F64, same exponent", 7, VFMA_D, SAME, 6),
D_FIRST("VFMA.F64, different exponents", 8, VFMA_D, DIFFERENT, 6),
D_FIRST("VFMA.F64, a denormal factor", 10, VFMA_D, DENORMAL, 6),
D_FIRST("VFMA.F64, a zero factor", 6, VFMA_D, ZERO, 6),
D_FIRST("VFMA.F64, another accumulator's exponent", 8, VFMA_D, SAME, 7),
D_MORE("4 VFMA.F64, same exponent", 7 + 3 * 6, VFMA_D, SAME, 6),
D_MORE("4 VFMA.F64, different exponents", 8 + 3 * 7, VFMA_D, DIFFERENT, 6),
D_MORE("4 VFMA.F64, a denormal factor", 10 + 3 * 9, VFMA_D, DENORMAL, 6),
D_MORE("4 VFMA.F64, a zero factor", 6 + 3 * 5, VFMA_D, ZERO, 6),
D_FIRST("VMLA.F64, same exponent", 8, VMLA_D, SAME, 6),
D_FIRST("VMLA.F64, different exponents", 9, VMLA_D, DIFFERENT, 6),
D_FIRST("VMLA.F64, a denormal factor", 10, VMLA_D, DENORMAL, 6),
D_FIRST("VMLA.F64, a zero factor", 7, VMLA_D, ZERO, 6),
D_MORE("4 VMLA.F64, same exponent", 8 + 3 * 5, VMLA_D, SAME, 6),
D_MORE("4 VMLA.F64, different exponents", 9 + 3 * 7, VMLA_D, DIFFERENT, 6),
D_MORE("4 VMLA.F64, a denormal factor", 10 + 3 * 8, VMLA_D, DENORMAL, 6),
D_MORE("4 VMLA.F64, a zero factor", 7 + 3 * 5, VMLA_D, ZERO, 6),
PLAIN("VFMA.F64, then VMUL.F64", core_stream, KIND_FITTED, 7 + 4, 7 + 4, JNK ": the first takes 4", NULL,
      CODE(VMOV_D(0, 6), NOPS_8, VFMA_D(0, 4, 5), VMUL_D(1, 4, 5), EOR(0, 2, 3), EOR(0, 2, 3)),
            ODD_DOUBLE(SAME),
      .spare = 5),
PLAIN("VFMA.F64, then VADD.F64", core_stream, KIND_MEASURED, 7 + 1, 7 + 1,
      JNK ": not in the first cycle behind it", NULL,
      CODE(VMOV_D(0, 6), NOPS_8, VFMA_D(0, 4, 5), VADD_D(1, 4, 5), EOR(0, 2, 3), EOR(0, 2, 3)),
            ODD_DOUBLE(SAME),
      .spare = 5),
#undef GROUP
