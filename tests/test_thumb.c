/* test_thumb.c -- the table of encodings proven against itself and the manual's decode tables, and cases by
 * hand for what an emulator cannot judge: restart after a fault, flags of an access, EXC_RETURN, the divide
 * trap, BKPT in an IT block. Encodings and results are written from the Armv7-M ARM, A5 and A7.7.
 * test_thumb_oracle.c compares everything else with another implementation. */
#include "thumb.h"
#include "suite.h"
#include <string.h>

static insn_t in;
static regs_t r;

static int decode(uint32_t bits)
{
    if (bits >> 16) return thumb_decode((uint16_t)(bits >> 16), (uint16_t)bits, &in);
    return thumb_decode((uint16_t)bits, 0, &in);
}

/* Decode and compare the name of the row; 0: undefined. */
static void is(uint32_t bits, const char *name)
{
    int row = decode(bits);
    ck_assert_msg((row >= 0) == (name != 0), "%08x", bits);
    if (name) ck_assert_str_eq(thumb_rows[row].name, name);
}

static did_t execute(uint32_t bits)
{
    ck_assert_int_ge(decode(bits), 0);
    return thumb_execute(&r, &in, false);
}

static void fresh(void)
{
    memset(&r, 0, sizeof r);
    r.r[15] = 0x08000100;
    r.xpsr = PSR_T;
}

static uint64_t seed = 88172645463325252ull;
static uint32_t rnd(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 16);
}

/* --- the table ------------------------------------------------------------------------------------- */

static bool overlap(const thumb_row_t *a, const thumb_row_t *b)
{
    return a->length == b->length && !((a->value ^ b->value) & a->mask & b->mask);
}

static bool inside(const thumb_row_t *a, const thumb_row_t *b)             /* all patterns of a are b's */
{
    return overlap(a, b) && (a->mask & b->mask) == b->mask;
}

/* Two rows that cut each other, none inside the other: the manual decides each with a SEE in the text of
 * the lower one. Which rows win so: */
static bool wins_by_text(const thumb_row_t *a)
{
    static const char *const winners[] = {
        "CMN (register) T2", "CMP (register) T3",          /* Rd = 15, over ADD and SUB of SP */
        "CMN (immediate) T1", "CMP (immediate) T2",
        "ADD (SP plus register) T1" };
    for (unsigned k = 0; k < 5; k++)
        if (!strcmp(a->name, winners[k])) return true;
    if (strstr(a->name, "(literal)")) return true;         /* Rn = 15, over every other form of the load */
    return !strncmp(a->name, "PL", 2) || !strncmp(a->name, "hint (LDRSH)", 12);   /* Rt = 15, likewise */
}

START_TEST(test_no_two_rows_tie)
{
    for (unsigned i = 0; i < thumb_row_count; i++)
        for (unsigned k = 0; k < i; k++) {
            const thumb_row_t *a = &thumb_rows[i], *b = &thumb_rows[k];
            if (!overlap(a, b)) continue;
            const thumb_row_t *high = a->see > b->see ? a : b, *low = high == a ? b : a;
            ck_assert_msg(high->see > low->see, "%s and %s tie", a->name, b->name);
            ck_assert_msg(inside(high, low) || wins_by_text(high), "%s over %s", high->name, low->name);
            ck_assert_msg(!inside(low, high), "%s hides %s", high->name, low->name);
        }
}
END_TEST

START_TEST(test_rows_are_well_formed)
{
    ck_assert_uint_gt(thumb_row_count, 400);
    ck_assert_uint_eq(sizeof(insn_t), 24);
    for (unsigned k = 0; k < thumb_row_count; k++) {
        const thumb_row_t *w = &thumb_rows[k];
        ck_assert_msg((w->value & ~w->mask) == 0, "%s", w->name);
        ck_assert_msg(w->length == 4 ? w->value >> 16 >= 0xE800 : w->value < 0xE800, "%s", w->name);
        ck_assert_uint_lt(w->op, OP_COUNT);
        ck_assert_uint_lt(w->cost, C_COUNT);
        for (unsigned i = 0; i < k; i++) ck_assert_str_ne(w->name, thumb_rows[i].name);
    }
}
END_TEST

/* The quick way to a row is the same as looking at all of them. */
static int best_of_all(uint32_t bits, unsigned length)
{
    int best = -1;
    for (unsigned k = 0; k < thumb_row_count; k++)
        if (thumb_rows[k].length == length && (bits & thumb_rows[k].mask) == thumb_rows[k].value &&
            (best < 0 || thumb_rows[k].see > thumb_rows[best].see)) best = (int)k;
    return best;
}

START_TEST(test_quick_look_up)
{
    for (uint32_t hw = 0; hw < 0xE800; hw++) ck_assert_int_eq(decode(hw), best_of_all(hw, 2));
    for (uint32_t hw = 0xE800; hw < 0x10000; hw++)
        for (unsigned n = 0; n < 64; n++) {
            uint32_t bits = hw << 16 | (rnd() & 0xFFFF);
            int row = decode(bits), all = best_of_all(bits, 4);
            bool fp = thumb_coprocessor((uint16_t)hw, (uint16_t)bits) >> 1 == 5;
            ck_assert_msg(row == all || row < 0, "%08x: %d, %d", bits, row, all);
            /* refused by that row's layout; what is no FP row falls to the coprocessors', which refuse it */
            ck_assert_msg(row >= 0 || all < 0 || in.row == all || fp, "%08x", bits);
        }
}
END_TEST

/* A5.2: these and only these 16-bit patterns are undefined. */
START_TEST(test_undefined_16)
{
    for (uint32_t hw = 0; hw < 0xE800; hw++) {
        bool undefined = (hw >= 0xB600 && hw < 0xB660) || (hw >= 0xB680 && hw < 0xB900) ||
                         (hw >= 0xBA80 && hw < 0xBAC0);
        ck_assert_msg((decode(hw) < 0) == undefined, "%04x", hw);
        ck_assert_uint_eq(in.length, 2);
    }
}
END_TEST

START_TEST(test_undefined_32)
{
    is(0xF3DE8F00, 0);                    /* SUBS pc, lr: A and R profiles only, A5.3.4           */
    is(0xF3C08F00, 0);                    /* BXJ                                                  */
    is(0xF7F08000, 0);                    /* SMC                                                  */
    is(0xF000C000, 0);                    /* BLX (immediate)                                      */
    is(0xE8D0017F, 0);                    /* LDREXD                                               */
    is(0xF8000800, 0);                    /* STRB with P = 0, W = 0                               */
    is(0xF80F0D04, 0);                    /* STRB with Rn = 15                                    */
    is(0xFA000080, 0);                    /* data processing (register) wants hw2[15:12] = 1111   */
    is(0xEF000000, 0);
    is(0xEE700B00, 0);                    /* VADD to D16: the bank has 16 doubles                 */
    is(0xEEF00A10, 0);                    /* VMRS FPSID: M-profile has FPSCR only                 */
    ck_assert_int_eq(thumb_coprocessor(0xEEF0, 0x0A10), 10);
    ck_assert_int_eq(thumb_coprocessor(0xF000, 0x8A10), -1);
}
END_TEST

START_TEST(test_names)
{
    static const struct { uint32_t bits; const char *name; } known[] = {
        { 0x0008, "MOV (register) T2" }, { 0x0048, "LSL (immediate) T1" }, { 0x4770, "BX T1" },
        { 0xB500, "PUSH T1" }, { 0xBD10, "POP T1" }, { 0xBF00, "NOP T1" },
        { 0xBF50, "hint, unallocated (16-bit)" },
        { 0xBF08, "IT T1" }, { 0xDE00, "UDF T1" }, { 0xDF01, "SVC T1" }, { 0xD0FE, "B T1" },
        { 0xE8BD8010, "POP T2" }, { 0xE8BC8010, "LDM T2" }, { 0xE92D4010, "PUSH T2" },
        { 0xF84D0D04, "PUSH T3" }, { 0xF85D0B04, "POP T3" }, { 0xF85DFB04, "POP T3" },
        { 0xF04F30FF, "MOV (immediate) T2" }, { 0xF2400001, "MOV (immediate) T3" },
        { 0xEA4F0001, "MOV (register) T3" }, { 0xEA4F0041, "LSL (immediate) T2" }, { 0xEA4F0031, "RRX T1" },
        { 0xF1BD0F00, "CMP (immediate) T2" }, { 0xF11D0F00, "CMN (immediate) T1" },
        { 0xF10D0004, "ADD (SP plus immediate) T3" }, { 0xF20F0004, "ADR T3" }, { 0xF2AF0004, "ADR T2" },
        { 0xF85F0004, "LDR (literal) T2" }, { 0xF81FF004, "PLD (literal) T1" },
        { 0xF890F000, "PLD (immediate) T1" }, { 0xF850BE00, "LDRT T1" }, { 0xF3BF8F4F, "DSB T1" },
        { 0xF3AF8014, "CSDB T1" }, { 0xF3EF8014, "MRS T1" },
        { 0xF3808814, "MSR (register) T1" }, { 0xF7F0A000, "UDF T2" }, { 0xFB00F001, "MUL T2" },
        { 0xF3200F00, "SSAT16 T1" }, { 0xF36F0000, "BFC T1" }, { 0xEEF1FA10, "VMRS T1" },
        { 0xECBD8B02, "VPOP T1" }, { 0xED2D8B02, "VPUSH T1" }, { 0xEE000E10, "MCR T1" },
        { 0xFE000A00, "VSELEQ T1" } };
    for (unsigned k = 0; k < sizeof known / sizeof known[0]; k++) is(known[k].bits, known[k].name);
    is(0xEE000E10, "MCR T1");
    ck_assert_uint_eq(in.kind, K_COPROCESSOR);
    ck_assert_uint_eq(in.amount, 14);
}
END_TEST

/* Each operation group has the kind that the core dispatches by. */
START_TEST(test_fields)
{
    decode(0xB672);                                                       /* CPSID i */
    ck_assert_uint_eq(in.kind, K_SYSTEM);
    ck_assert(in.imm == 1 && in.amount == 2);
    decode(0xB661);                                                       /* CPSIE f */
    ck_assert(in.imm == 0 && in.amount == 1);
    decode(0xF3808C14);                                                   /* MSR CONTROL, r0 */
    ck_assert(in.op == OP_MSR && in.rn == 0 && in.imm == 20 && in.amount == 3);
    decode(0xF3EF8305);                                                   /* MRS r3, IPSR */
    ck_assert(in.op == OP_MRS && in.rd == 3 && in.imm == 5);
    decode(0xEEB70B08);                                                   /* VMOV.F64 d0, #1.5: 3FF80000 */
    ck_assert(in.op == OP_VMOV_IMM && (in.flags & I_DOUBLE) && in.imm == 0x3FF80000);
    decode(0xEEF00A08);                                                   /* VMOV.F32 s1, #3.0: 40400000 */
    ck_assert(in.rd == 1 && !(in.flags & I_DOUBLE) && in.imm == 0x40400000);
    decode(0xEEBA0AE8);                                                   /* VCVT.F32.S32 s0, s0, #15 */
    ck_assert(in.op == OP_VCVT_FROM_FIXED && in.size == 4 && in.amount == 15 && (in.flags & I_SIGNED));
    decode(0xF0418000);                                                   /* BNE.W: imm6 = 1, so 1 << 12 */
    ck_assert(in.op == OP_B && in.cond == 1 && in.imm == 0x1000);
    decode(0xF7FFFFFE);                                                   /* BL to itself: -4 */
    ck_assert(in.op == OP_BL && in.imm == (uint32_t)-4);
    decode(0xBE2A);
    ck_assert(in.op == OP_BKPT && in.imm == 42);
}
END_TEST

/* --- IT ---------------------------------------------------------------------------------------------- */

/* ITTEE EQ = BF06: EQ EQ NE NE, then the block is over (A7.3.3). */
START_TEST(test_it_block)
{
    static const bool equal[4] = { 1, 1, 0, 0 };
    for (unsigned z = 0; z < 2; z++) {
        fresh();
        r.xpsr |= z ? PSR_Z : 0;
        execute(0xBF07);
        for (unsigned k = 0; k < 4; k++) {
            ck_assert(thumb_in_it(&r));
            decode(0xBE00);
            ck_assert(thumb_condition(&r, &in));                          /* BKPT always, A7.7.17 */
            decode(0x2001);
            ck_assert_int_eq(thumb_condition(&r, &in), equal[k] == z);
            thumb_next(&r, &in);
        }
        ck_assert(!thumb_in_it(&r));
        ck_assert_uint_eq(r.r[15], 0x0800010A);
    }
}
END_TEST

/* MOVS r0, #0 sets Z outside, not inside an IT block; CMP does in both. */
START_TEST(test_flags_in_it)
{
    fresh();
    execute(0x2000);
    ck_assert(r.xpsr & PSR_Z);
    fresh();
    execute(0xBFE8);                                                      /* IT AL */
    execute(0x2000);
    ck_assert(!(r.xpsr & PSR_Z) && !thumb_in_it(&r));
    execute(0xBFE8);
    execute(0x2800);
    ck_assert(r.xpsr & PSR_Z);
}
END_TEST

/* --- jumps ------------------------------------------------------------------------------------------- */

START_TEST(test_interworking)
{
    fresh();
    r.r[14] = 0xFFFFFFF9;
    ck_assert_int_eq(execute(0x4770), DID_INTERWORK);                     /* BX lr: EXC_RETURN for the core */
    ck_assert_uint_eq(r.target, 0xFFFFFFF9);
    ck_assert_uint_eq(r.r[15], 0x08000100);
    r.target = 0x08000200;
    thumb_interwork(&r);                                                  /* bit 0 clear: INVSTATE next */
    ck_assert(!(r.xpsr & PSR_T) && r.r[15] == 0x08000200);
    fresh();
    r.r[14] = 0x08000301;
    ck_assert_int_eq(execute(0x47F0), DID_INTERWORK);                     /* BLX lr */
    ck_assert_uint_eq(r.target, 0x08000301);
    ck_assert_uint_eq(r.r[14], 0x08000103);
    fresh();
    r.r[0] = 0x08000300;
    ck_assert_int_eq(execute(0x4687), DID_BRANCH);                        /* MOV pc, r0: no interworking */
    ck_assert(r.r[15] == 0x08000300 && (r.xpsr & PSR_T));
}
END_TEST

START_TEST(test_divide)
{
    fresh();
    r.r[0] = 7;
    decode(0xFBB0F0F1);                                                   /* UDIV r0, r0, r1 = 0 */
    regs_t before = r;
    ck_assert_int_eq(thumb_execute(&r, &in, true), DID_DIVIDE_BY_ZERO);
    ck_assert_int_eq(memcmp(&r, &before, sizeof r), 0);
    ck_assert_int_eq(thumb_execute(&r, &in, false), DID_NEXT);
    ck_assert_uint_eq(r.r[0], 0);
    r.r[0] = 0x80000000;
    r.r[1] = 0xFFFFFFFF;
    execute(0xFB90F0F1);                                                  /* SDIV: the one overflow */
    ck_assert_uint_eq(r.r[0], 0x80000000);
}
END_TEST

/* SMLAD r0, r1, r1, r2 with 0x80008000: 2^30 + 2^30 - 1 fits, Q stays; with r2 = 0 it does not. */
START_TEST(test_smlad_q)
{
    for (unsigned k = 0; k < 2; k++) {
        fresh();
        r.r[1] = 0x80008000;
        r.r[2] = 0 - k;
        execute(0xFB212001);
        ck_assert_uint_eq(r.r[0], 0x80000000 - k);
        ck_assert_int_eq(!(r.xpsr & PSR_Q), k);
    }
}
END_TEST

/* Bits 1:0 of the SP are always 0, B1.4.1. */
START_TEST(test_sp_low_bits)
{
    fresh();
    r.r[0] = 0x20001003;
    execute(0x4685);                                                      /* MOV sp, r0 */
    ck_assert_uint_eq(r.r[13], 0x20001000);
    access_t a[ACCESS_MAX];
    decode(0xF8D0D000);                                                   /* LDR sp, [r0] */
    ck_assert_uint_eq(thumb_accesses(&r, &in, a), 1);
    thumb_loaded(&r, &in, a, 0x20002002);
    thumb_finish(&r, &in);
    ck_assert_uint_eq(r.r[13], 0x20002000);
}
END_TEST

/* --- memory ------------------------------------------------------------------------------------------ */

/* LDMIA r0!, {r1, r2, pc}: after a fault at the third word the base, the pc and the list are untouched. */
START_TEST(test_load_restarts)
{
    access_t a[ACCESS_MAX], again[ACCESS_MAX];
    fresh();
    r.r[0] = 0x20000000;
    decode(0xE8B08006);
    ck_assert_uint_eq(thumb_accesses(&r, &in, a), 3);
    thumb_loaded(&r, &in, &a[0], 11);
    thumb_loaded(&r, &in, &a[1], 22);
    ck_assert_uint_eq(thumb_accesses(&r, &in, again), 3);
    ck_assert_int_eq(memcmp(a, again, sizeof a[0] * 3), 0);
    ck_assert(r.r[0] == 0x20000000 && r.r[15] == 0x08000100);
    ck_assert(a[2].address == 0x20000008 && a[2].to == 15 && a[2].flags == A_ALIGNED);
    thumb_loaded(&r, &in, &a[2], 0xFFFFFFFD);
    ck_assert_int_eq(thumb_finish(&r, &in), DID_INTERWORK);
    ck_assert(r.target == 0xFFFFFFFD && r.r[0] == 0x2000000C && r.r[1] == 11 && r.r[2] == 22);
}
END_TEST

/* LDM r0, {r0, r1}: r0 is written last, so the second address does not move. */
START_TEST(test_base_loaded_last)
{
    access_t a[ACCESS_MAX];
    fresh();
    r.r[0] = 0x20000000;
    decode(0xC803);
    ck_assert_uint_eq(thumb_accesses(&r, &in, a), 2);
    thumb_loaded(&r, &in, &a[0], 0x55);
    ck_assert_uint_eq(r.r[0], 0x20000000);
    thumb_loaded(&r, &in, &a[1], 0x66);
    ck_assert_int_eq(thumb_finish(&r, &in), DID_NEXT);
    ck_assert(r.r[0] == 0x55 && r.r[1] == 0x66);
}
END_TEST

static access_t only(uint32_t bits, unsigned n)
{
    static access_t a[ACCESS_MAX];
    fresh();
    for (unsigned k = 0; k < 14; k++) r.r[k] = 0x20000000 + 0x100 * k;
    for (unsigned k = 0; k < 32; k++) r.s[k] = k;
    ck_assert_int_ge(decode(bits), 0);
    ck_assert_uint_eq(thumb_accesses(&r, &in, a), n);
    return a[n - 1];
}

START_TEST(test_accesses)
{
    access_t a = only(0xE9C41202, 2);                                     /* STRD r1, r2, [r4, #8] */
    ck_assert(a.address == 0x2000040C && a.value == 0x20000200 && a.flags == (A_STORE | A_ALIGNED));
    a = only(0xF8540E04, 1);                                              /* LDRT r0, [r4, #4] */
    ck_assert(a.address == 0x20000404 && a.flags == A_UNPRIVILEGED);
    a = only(0xE8540F01, 1);                                              /* LDREX r0, [r4, #4] */
    ck_assert(a.address == 0x20000404 && a.flags == (A_EXCLUSIVE | A_ALIGNED));
    a = only(0xF9140C01, 1);                                              /* LDRSB r0, [r4, #-1] */
    ck_assert(a.address == 0x200003FF && a.size == 1 && a.flags == A_SIGNED);
    thumb_loaded(&r, &in, &a, 0x80);
    ck_assert_uint_eq(r.r[0], 0xFFFFFF80);
    a = only(0x4801, 1);                                                  /* LDR r0, [pc, #4] at ...100 */
    ck_assert_uint_eq(a.address, 0x08000108);
    a = only(0xED848B02, 2);                                              /* VSTR d8, [r4, #8] */
    ck_assert(a.address == 0x2000040C && a.value == 17 && a.to == 32 + 17);
    a = only(0xED2D8B02, 2);                                              /* VPUSH {d8} */
    ck_assert(a.address == 0x20000CFC && a.flags == (A_STORE | A_ALIGNED | A_STACK));
    ck_assert_int_eq(thumb_finish(&r, &in), DID_NEXT);
    ck_assert_uint_eq(r.r[13], 0x20000CF8);
    a = only(0xF814F005, 1);                                              /* PLD [r4, r5] */
    ck_assert(a.address == 0x40000900 && a.flags == A_HINT);
    a = only(0xE8D4F015, 1);                                              /* TBH [r4, r5, LSL #1] */
    ck_assert(a.address == 0x20000400 + 0x40000A00 && a.size == 2);
    thumb_loaded(&r, &in, &a, 0x0010);
    ck_assert_int_eq(thumb_finish(&r, &in), DID_BRANCH);
    ck_assert_uint_eq(r.r[15], 0x08000104 + 0x20);
    only(0xECB40B20, 32);                                                 /* VLDMIA r4!, {d0-d15} */
    ck_assert_uint_eq(in.cost, C_FP_LOAD_MULTIPLE);
    is(0xECB41B20, 0);                                                    /* d1-d16 */
    a = only(0xECB40B05, 4);                                              /* FLDMIAX r4!, {d0-d1} */
    ck_assert_uint_eq(a.address, 0x2000040C);
    thumb_finish(&r, &in);
    ck_assert_uint_eq(r.r[4], 0x20000414);                                /* 5 words: A7.7.235 */
}
END_TEST

START_TEST(test_status_registers)
{
    fresh();
    r.xpsr = 0xF80F0000 | PSR_T | 3 << 25 | 0x3F << 10 | 37;
    ck_assert_uint_eq(thumb_mrs_xpsr(&r, 0), 0xF80F0000);                 /* APSR */
    ck_assert_uint_eq(thumb_mrs_xpsr(&r, 5), 37);                         /* IPSR */
    ck_assert_uint_eq(thumb_mrs_xpsr(&r, 6), 0);                          /* EPSR reads as zero, B5.2.2 */
    ck_assert_uint_eq(thumb_mrs_xpsr(&r, 3), 0xF80F0025);                 /* XPSR */
    thumb_msr_apsr(&r, 2, 0x500A0000);
    ck_assert_uint_eq(r.xpsr & 0xF80F0000, 0x500F0000);
    thumb_msr_apsr(&r, 1, 0x000A0000);
    ck_assert_uint_eq(r.xpsr & 0xF80F0000, 0x500A0000);
}
END_TEST

/* Any pattern decodes, executes and lists its accesses without leaving its arrays: run this sanitized. */
START_TEST(test_any_pattern_is_harmless)
{
    access_t a[ACCESS_MAX];
    for (unsigned n = 0; n < 1000000; n++) {
        uint32_t bits = rnd();
        if (n & 1) bits = thumb_rows[rnd() % thumb_row_count].value | (bits & 0x0FFF0FFF);
        if (thumb_decode((uint16_t)(bits >> 16), (uint16_t)bits, &in) < 0) continue;
        if (n % 64 < 2) for (unsigned k = 0; k < 16; k++) r.r[k] = rnd();
        if (in.kind == K_DATA) thumb_execute(&r, &in, n & 2);
        if (in.kind != K_MEMORY) continue;
        unsigned count = thumb_accesses(&r, &in, a);
        ck_assert_uint_le(count, ACCESS_MAX);
        for (unsigned k = 0; k < count; k++) thumb_loaded(&r, &in, &a[k], rnd());
        thumb_finish(&r, &in);
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 60);
    TTest const *all[] = {
        test_no_two_rows_tie, test_rows_are_well_formed, test_quick_look_up, test_undefined_16,
        test_undefined_32, test_names, test_fields, test_it_block, test_flags_in_it, test_interworking,
        test_divide, test_smlad_q, test_sp_low_bits, test_load_restarts, test_base_loaded_last, test_accesses,
        test_status_registers, test_any_pattern_is_harmless };
    for (unsigned k = 0; k < sizeof all / sizeof all[0]; k++) tcase_add_test(t, all[k]);
    return case_run("thumb", t);
}
