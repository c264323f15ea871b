/* test_fpu_oracle.c -- the floating-point unit against an Arm emulator nobody here wrote: Unicorn's
 * Cortex-M7 (Debian's libunicorn-dev, whose arithmetic is Berkeley SoftFloat as QEMU keeps it).
 *
 * Every FP row of the decoder that is no load or store, with random registers, is put into a loop of
 * guest code that takes its registers, FPSCR and APSR from an array and stores what became of them:
 *
 *   loop: ldmia r0!, {r3-r6}   vldmia r0!, {d0-d15}   vmsr fpscr, r4   msr apsr_nzcvq, r3
 *         <the instruction>
 *         mrs r7, apsr   vmrs r8, fpscr   stmia r1!, {r3-r8}   vstmia r1!, {d0-d15}
 *         subs r2, #1   bne loop   nop
 *
 * Unicorn decodes and executes it, we do the same with thumb_decode and fpu_execute (thumb_execute for
 * transfers): all 32 FP words, r3-r6, APSR and FPSCR must be equal to the bit, in every combination of
 * RMode, FZ, DN and AHP. SOAK=1 runs fifty times as many. docs/oracle.md tells what it cannot judge. */
#include <stdio.h>
#include <unicorn/unicorn.h>
#include "fpu_bench.h"

enum { CODE = 0x10000, CODE_SIZE = 0x100000, INPUT = 0x20000000, OUTPUT = 0x20010000, BATCH = 256,
       ROWS = 64, VARIANTS = 36 /* random choices of registers for a row */ };

typedef struct { uint32_t r[4], s[32]; } input_t;      /* r3 = APSR, r4 = FPSCR, r5, r6 */
typedef struct { uint32_t r[4], apsr, fpscr, s[32]; } output_t;

/* A Cortex-M7 with its FPU on. The M-class flag of uc_open would give a Cortex-M33 whatever is asked for. */
static uc_engine *open_m7(void)
{
    uc_engine *uc;
    uint32_t cpacr = 0xF << 20, fpexc = 1u << 30;
    ck_assert_int_eq(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &uc), UC_ERR_OK);
    ck_assert_int_eq(uc_ctl_set_cpu_model(uc, UC_CPU_ARM_CORTEX_M7), UC_ERR_OK);
    ck_assert_int_eq(uc_mem_map(uc, CODE, CODE_SIZE, UC_PROT_ALL), UC_ERR_OK);
    ck_assert_int_eq(uc_mem_map(uc, INPUT, 0x20000, UC_PROT_ALL), UC_ERR_OK);
    uc_reg_write(uc, UC_ARM_REG_C1_C0_2, &cpacr);
    uc_reg_write(uc, UC_ARM_REG_FPEXC, &fpexc);
    return uc;
}

static uc_err run_guest(uc_engine *uc, uint32_t at, uint32_t insn, uint32_t count)
{
    const uint16_t code[] = { 0xC878, 0xECB0, 0x0B20, 0xEEE1, 0x4A10, 0xF383, 0x8800,
                              insn >> 16, insn & 0xFFFF,
                              0xF3EF, 0x8700, 0xEEF1, 0x8A10, 0xE8A1, 0x01F8, 0xECA1, 0x0B20,
                              0x3A01, 0xD1EC, 0xBF00 };
    uint32_t in = INPUT, out = OUTPUT;
    uc_mem_write(uc, at, code, sizeof code);
    uc_reg_write(uc, UC_ARM_REG_R0, &in);
    uc_reg_write(uc, UC_ARM_REG_R1, &out);
    uc_reg_write(uc, UC_ARM_REG_R2, &count);
    return uc_emu_start(uc, at | 1, at + sizeof code - 2, 0, 0);
}

/* ---- which instructions --------------------------------------------------------------------------- */

/* Bits of a row that should be 0: a set one is UNPREDICTABLE. */
static uint32_t should_be_zero(unsigned op, bool zero)
{
    switch (op) {
    case OP_VMOV_IMM:    return 0xA0;
    case OP_VCMP:        return zero ? 0x2F : 0;
    case OP_VMOV_S_CORE:
    case OP_VMOV_CORE_S: return 0x0F;                  /* bits 6:5 are a scalar's number or 0, see below */
    case OP_VMRS:
    case OP_VMSR:        return 0xEF;
    default:             return 0;
    }
}

/* Fills the free bits of the row. Core registers are among r3-r6, two of them different. */
static uint32_t encode(const thumb_row_t *row)
{
    uint32_t free = ~row->mask & ~should_be_zero(row->op, row->flags & I_ZERO);
    uint32_t bits = row->value | ((uint32_t)random64() & free);
    unsigned rt = 3 + random_below(4), rt2 = 3 + (rt - 3 + 1 + random_below(3)) % 4;
    switch (row->op) {
    case OP_VMRS:
        if (random_below(2)) rt = 15;
        break;
    case OP_VMSR:
        break;
    case OP_VMOV_S_CORE:
    case OP_VMOV_CORE_S:
        if (!(bits & 0x100)) bits &= ~0x60u;
        break;
    case OP_VMOV_SS_CORE:
    case OP_VMOV_CORE_SS:
        bits = (bits & ~0xF0000u) | rt2 << 16;
        if (!(row->flags & I_DOUBLE) && (bits & 0x2F) == 0x2F) bits &= ~0x20u;     /* S31 has no successor */
        break;
    case OP_VCVT_TO_FIXED:                              /* 16 bits have at most 16 fraction bits */
    case OP_VCVT_FROM_FIXED:
        return !(bits & 0x80) && (bits & 0x2F) > 8 ? bits & ~8u : bits;
    default:
        return bits;
    }
    return (bits & ~0xF000u) | rt << 12;
}

/* The n-th FP row that is no load or store, or NULL. */
static const thumb_row_t *fp_row(int n)
{
    for (unsigned i = 0; i < thumb_row_count; i++) {
        const thumb_row_t *row = &thumb_rows[i];
        bool fp = row->flags & I_FP && (row->kind == K_FP || row->kind == K_DATA);
        if (fp && n-- == 0) return row;
    }
    return NULL;
}

/* ---- operands ------------------------------------------------------------------------------------- */

static void set(uint32_t *s, unsigned n, bool is_double, uint64_t value)
{
    if (n > 31) return;
    s[n] = (uint32_t)value;
    if (is_double && n < 31) s[n + 1] = (uint32_t)(value >> 32);
}

/* A number of f that lies near the range of a narrower format. */
static uint64_t near_range(fpu_format_t f, fpu_format_t narrow)
{
    unsigned one = (1u << (exponent_bits(f) - 1)) - 1, reach = (1u << (exponent_bits(narrow) - 1)) + 3;
    unsigned span = 2 * reach + fraction_bits(narrow);
    if (random_below(3) == 0) return operand(f);
    uint64_t fraction = random_below(2) ? random64() : sparse_fraction(f);
    unsigned sign = random_below(2);
    return make(f, sign, one + reach - random_below(span), fraction);
}

static uint64_t an_integer(void)
{
    uint64_t v = random64();
    v >>= random_below(64);
    return random_below(3) ? v : random_below(2) ? -v : ~sparse_fraction(FPU_F32);
}

/* The emulator converts from fixed point as RMode says, the manual to nearest (A7.7, VCVT): only there do the
 * two agree. test_fpu_execute.c has the other modes. */
static void fill(input_t *in, const insn_t *i)
{
    bool is_double = i->flags & I_DOUBLE;
    fpu_format_t f = is_double ? FPU_F64 : FPU_F32;
    uint64_t x[3], half = operand(FPU_F16);
    for (unsigned n = 0; n < 32; n += 2) set(in->s, n, true, random64());
    operands(f, x);
    set(in->s, i->rd, is_double, x[2]);
    set(in->s, i->rn, is_double, x[0]);
    switch (i->op) {
    case OP_VCVT_D_S:        set(in->s, i->rm, false, operand(FPU_F32)); break;
    case OP_VCVT_S_D:        set(in->s, i->rm, true, near_range(FPU_F64, FPU_F32)); break;
    case OP_VCVT_TO_HALF:    set(in->s, i->rm, is_double, near_range(f, FPU_F16)); break;
    case OP_VCVT_FROM_HALF:  set(in->s, i->rm, false, half | operand(FPU_F16) << 16); break;
    case OP_VCVT_FROM_INT:   set(in->s, i->rm, false, an_integer()); break;
    case OP_VCVT_FROM_FIXED: set(in->s, i->rd, is_double, an_integer()); break;
    case OP_VCMP:            set(in->s, i->rd, is_double, x[0]);           /* fall through */
    default:                 set(in->s, i->rm, is_double, x[1]);
    }
    in->r[0] = (uint32_t)random64() & FPSCR_NZCV;
    in->r[1] = (uint32_t)random64() & FPSCR_WRITABLE;
    if (random_below(4)) in->r[1] &= ~0x9Fu;
    if (i->op == OP_VCVT_FROM_FIXED) in->r[1] &= ~(uint32_t)FPSCR_RMODE;
    in->r[2] = (uint32_t)random64(), in->r[3] = (uint32_t)random64();
}

/* ---- the comparison ------------------------------------------------------------------------------- */

static output_t ours(const input_t *in, const insn_t *i)
{
    regs_t r = { .xpsr = PSR_T | in->r[0], .fpscr = in->r[1] };
    output_t out;
    memcpy(&r.r[3], in->r, sizeof in->r);
    memcpy(r.s, in->s, sizeof in->s);
    if (i->kind == K_FP) fpu_execute(&r, i);
    else ck_assert_int_eq(thumb_execute(&r, i, false), DID_NEXT);
    memcpy(out.r, &r.r[3], sizeof out.r);
    memcpy(out.s, r.s, sizeof out.s);
    out.apsr = r.xpsr & FPSCR_NZCV, out.fpscr = r.fpscr;
    return out;
}

static void explain(const char *name, uint32_t bits, const insn_t *i, const input_t *in, const output_t *a,
                    const output_t *b)
{
    fprintf(stderr, "%s %08X, fpscr %08X apsr %08X: fpscr %08X, Unicorn %08X; apsr %08X, %08X\n", name, bits,
            in->r[1], in->r[0], a->fpscr, b->fpscr, a->apsr, b->apsr);
    for (unsigned n = 0; n < 32; n++)
        if (a->s[n] != b->s[n] || n == i->rn || n == i->rm || n == i->rd || (n & 1 && i->flags & I_DOUBLE
            && (n - 1 == i->rn || n - 1 == i->rm || n - 1 == i->rd)))
            fprintf(stderr, "  s%u %08X -> %08X, Unicorn %08X\n", n, in->s[n], a->s[n], b->s[n]);
    for (unsigned n = 0; n < 4; n++)
        if (a->r[n] != b->r[n])
            fprintf(stderr, "  r%u %08X -> %08X, Unicorn %08X\n", n + 3, in->r[n], a->r[n], b->r[n]);
    ck_abort_msg("%s differs from Unicorn", name);
}

static void batch(uc_engine *uc, uint32_t at, const thumb_row_t *row, uint32_t bits, const insn_t *i)
{
    static input_t in[BATCH];
    static output_t theirs[BATCH];
    for (unsigned n = 0; n < BATCH; n++) fill(&in[n], i);
    uc_mem_write(uc, INPUT, in, sizeof in);
    uc_err err = run_guest(uc, at, bits, BATCH);
    ck_assert_msg(err == UC_ERR_OK, "%s %08X: Unicorn says %s", row->name, bits, uc_strerror(err));
    uc_mem_read(uc, OUTPUT, theirs, sizeof theirs);
    for (unsigned n = 0; n < BATCH; n++) {
        output_t out = ours(&in[n], i);
        if (memcmp(&out, &theirs[n], sizeof out)) explain(row->name, bits, i, &in[n], &out, &theirs[n]);
    }
}

/* One row. A choice of registers that FPv5-D16 does not have must be undefined in both. */
START_TEST(test_row)
{
    const thumb_row_t *row = fp_row(_i);
    ck_assert_ptr_nonnull(row);
    unsigned variants = count(VARIANTS);
    uc_engine *uc = open_m7();
    random_state += (uint64_t)_i << 32;
    for (uint32_t at = CODE; variants;) {
        uint32_t bits = encode(row);
        insn_t insn;
        if (thumb_decode(bits >> 16, bits & 0xFFFF, &insn) < 0) {
            if (random_below(8)) continue;
            uc_err err = run_guest(uc, at += 64, bits, 1);
            ck_assert_msg(err != UC_ERR_OK, "%s %08X: only Unicorn knows it", row->name, bits);
            continue;
        }
        ck_assert_msg(&thumb_rows[insn.row] == row || insn.op != row->op, "%s decodes to %s", row->name,
                      thumb_rows[insn.row].name);
        if (&thumb_rows[insn.row] != row) continue;
        batch(uc, at += 64, row, bits, &insn);
        variants--;
    }
    uc_close(uc);
}
END_TEST

/* 13 of three operands, 2 maxima, 4 VSEL, 2 VMOV, VABS, VNEG, VSQRT, 2 VCMP, 7 VRINT, 4 between the formats,
 * 13 to and from integers, 4 fixed point, 10 transfers: FPv5-D16 has no others. */
START_TEST(test_all_rows)
{
    ck_assert_ptr_nonnull(fp_row(ROWS - 1));
    ck_assert_ptr_null(fp_row(ROWS));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("unicorn");
    tcase_add_test(tcase, test_all_rows);
    tcase_add_loop_test(tcase, test_row, 0, ROWS);
    tcase_set_timeout(tcase, 600);
    return case_run("fpu_oracle", tcase);
}
