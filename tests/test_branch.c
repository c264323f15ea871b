/* test_branch.c -- the branch predictor against its own rules (branch.h): no size or scheme is published, so
 * what is expected follows from what the header says, by hand. What branches cost: test_issue.c. */
#include <string.h>
#include "branch.h"
#include "suite.h"

static insn_t decoded(uint16_t hw1, uint16_t hw2)
{
    insn_t i;
    ck_assert_int_ge(thumb_decode(hw1, hw2, &i), 0);
    return i;
}

static branch_outcome_t seen(branch_t *b, uint16_t hw1, uint16_t hw2, uint32_t pc, uint32_t target, int taken,
                             uint32_t actlr)
{
    insn_t i = decoded(hw1, hw2);
    branch_seen_t s = { &i, pc, target, 1, (uint8_t)taken, i.cond != COND_ALWAYS, 0 };
    s.executed = (uint8_t)(taken || i.cond == COND_ALWAYS);
    return branch_resolve(b, &s, actlr, m7_numbers);
}

/* By the static rule first, then by two bits. */
START_TEST(a_loop_and_a_rare_branch)
{
    branch_t b;
    memset(&b, 0, sizeof b);
    ck_assert_int_eq(seen(&b, 0xD1FC, 0, 0x106, 0x102, 1, 0), BRANCH_DECODED);  /* bne.n back */
    for (unsigned k = 0; k < 5; k++)
        ck_assert_int_eq(seen(&b, 0xD1FC, 0, 0x106, 0x102, 1, 0), BRANCH_RIGHT);
    ck_assert_int_eq(seen(&b, 0xD1FC, 0, 0x106, 0x108, 0, 0), BRANCH_WRONG);
    ck_assert_int_eq(seen(&b, 0xD1FC, 0, 0x106, 0x102, 1, 0), BRANCH_RIGHT);    /* one is forgiven */
    ck_assert_int_eq(seen(&b, 0xD002, 0, 0x110, 0x112, 0, 0), BRANCH_NONE);     /* beq.n forward */
    ck_assert_int_eq(seen(&b, 0xD1FC, 0, 0x122, 0x124, 0, 0), BRANCH_WRONG);    /* backward, never taken: */
    ck_assert_int_eq(seen(&b, 0xD1FC, 0, 0x122, 0x124, 0, 0), BRANCH_NONE);     /* learnt */
}
END_TEST

/* Taken all the same, and found in the table, though the pc is where it would be without it: b.w. */
START_TEST(a_branch_to_the_next_instruction)
{
    branch_t b;
    memset(&b, 0, sizeof b);
    ck_assert_int_eq(seen(&b, 0xF000, 0xB800, 0x100, 0x104, 0, 0), BRANCH_DECODED);
    ck_assert_int_eq(seen(&b, 0xF000, 0xB800, 0x100, 0x104, 0, 0), BRANCH_RIGHT);
}
END_TEST

/* cbz compares by itself: not taken by the static rule, then by two bits. What is no branch is none. */
START_TEST(a_branch_that_compares)
{
    branch_t b, none;
    memset(&b, 0, sizeof b), memset(&none, 0, sizeof none);
    ck_assert_int_eq(seen(&b, 0xB108, 0, 0x100, 0x102, 0, 0), BRANCH_NONE);
    ck_assert_int_eq(seen(&b, 0xBF00, 0, 0x102, 0x104, 0, 0), BRANCH_NONE);     /* nop */
    ck_assert_mem_eq(&b, &none, sizeof b);
    ck_assert_int_eq(seen(&b, 0xB108, 0, 0x100, 0x106, 1, 0), BRANCH_WRONG);
    ck_assert_int_eq(seen(&b, 0xB108, 0, 0x100, 0x106, 1, 0), BRANCH_RIGHT);
}
END_TEST

START_TEST(calls_and_returns)
{
    branch_t b;
    memset(&b, 0, sizeof b);
    for (uint32_t k = 0; k < 4; k++)                        /* bl: four deep */
        ck_assert_int_eq(seen(&b, 0xF000, 0xF880, 0x200 + 16 * k, 0x304 + 16 * k, 1, 0), BRANCH_DECODED);
    for (uint32_t k = 4; k--; )                             /* bx lr */
        ck_assert_int_eq(seen(&b, 0x4770, 0, 0x400, 0x204 + 16 * k, 1, 0), BRANCH_RIGHT);
    ck_assert_int_eq(seen(&b, 0x4770, 0, 0x400, 0x204, 1, 0), BRANCH_LOST);     /* nothing left */
    ck_assert_int_eq(seen(&b, 0x4718, 0, 0x500, 0x600, 1, 0), BRANCH_LOST);     /* bx r3 */
    ck_assert_int_eq(seen(&b, 0x4718, 0, 0x500, 0x600, 1, 0), BRANCH_RIGHT);
    ck_assert_int_eq(seen(&b, 0x4718, 0, 0x500, 0x700, 1, 0), BRANCH_LOST);
}
END_TEST

START_TEST(actlr_switches_it_off)
{
    branch_t b, none;
    memset(&b, 0, sizeof b), memset(&none, 0, sizeof none);
    for (unsigned k = 0; k < 3; k++)
        ck_assert_int_eq(seen(&b, 0xD1FC, 0, 0x106, 0x102, 1, ACTLR_DISBTACALLOC), BRANCH_DECODED);
    ck_assert_mem_eq(&b, &none, sizeof b);
    for (unsigned k = 0; k < 3; k++)
        ck_assert_int_eq(seen(&b, 0xD1FC, 0, 0x106, 0x102, 1, ACTLR_DISBTACREAD), BRANCH_DECODED);
    ck_assert_int_eq(seen(&b, 0xD1FC, 0, 0x106, 0x102, 1, 0), BRANCH_RIGHT);    /* it was learnt meanwhile */
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("branch");
    tcase_add_test(t, a_loop_and_a_rare_branch);
    tcase_add_test(t, a_branch_to_the_next_instruction);
    tcase_add_test(t, a_branch_that_compares);
    tcase_add_test(t, calls_and_returns);
    tcase_add_test(t, actlr_switches_it_off);
    return case_run("branch", t);
}
