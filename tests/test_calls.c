/* test_calls.c -- the calls of a heap (calls.h): by registers, then by programs. What must be told follows
 * from AAPCS32: a function returns to the LR it was entered with, with the SP it was entered with, its result
 * in r0. */
#include "firmware_bench.h"
#include "calls.h"

/* ---- by registers ---------------------------------------------------------------------------- */

enum { MALLOC = 0x100, CALLOC = 0x200, REALLOC = 0x300, RELEASE = 0x400, RELEASE_R = 0x500, REALLOC_R = 0x600, LONGJMP = 0x700, BLOCK = 0x24001000,
       OTHER_BLOCK = 0x24002000, HERE = 0x1001, THERE = 0x2001, TOP = 0x20010000 };
static const heap_call_t rows[] = { { MALLOC, HEAP_TAKES, HEAP_NO, 0, HEAP_NO }, { CALLOC, HEAP_TAKES, HEAP_NO, 0, 1 },
                                    { REALLOC, HEAP_MOVES, 0, 1, HEAP_NO }, { RELEASE, HEAP_GIVES, 0, HEAP_NO, HEAP_NO },
                                    { RELEASE_R, HEAP_GIVES, 1, HEAP_NO, HEAP_NO }, { REALLOC_R, HEAP_MOVES, 1, 2, HEAP_NO },
                                    { LONGJMP, HEAP_LEAVES, HEAP_NO, HEAP_NO, HEAP_NO } };
static calls_t calls;
static env_t env;

static void start(void)
{
    in = (input_t){ .heap = rows, .heaps = sizeof rows / sizeof *rows };
    memset(&calls, 0, sizeof calls);
    env = (env_t){ .in = &in, .sink = &recorder };
    facts = 0;
}

static void at(uint32_t pc, uint32_t lr, uint32_t sp, uint32_t r0, uint32_t r1, uint32_t r2)
{
    const uint32_t r[16] = { r0, r1, r2, 0, [13] = sp, [14] = lr, [15] = pc };
    env.now++;
    calls_issue(&calls, r, &env);
}
static void back(uint32_t lr, uint32_t sp, uint32_t r0) { at(lr & ~1u, 0x7777, sp, r0, 0, 0); }

static void told(unsigned n, heap_told_t what, uint32_t block, uint64_t bytes, uint32_t entry, uint32_t lr)
{
    const fact_t *f = &fact[n];
    ck_assert_uint_lt(n, facts);
    ck_assert_uint_eq(f->kind, F_HEAP);
    ck_assert_uint_eq(f->what, what);
    ck_assert_uint_eq(f->addr, block);
    ck_assert_uint_eq(f->data, bytes);
    ck_assert_uint_eq((uint32_t)f->note, entry);
    ck_assert_uint_eq(f->pc, (lr & ~1u) - 2);
}
static void only(unsigned n) { ck_assert_uint_eq(facts, n); ck_assert_uint_eq(calls.count, 0); }

START_TEST(taken_and_given)
{
    start();
    at(MALLOC, HERE, TOP, 40, 0, 0);
    back(HERE, TOP - 8, 0x1234);    /* the same place, but another frame: a task's, a recursion's */
    ck_assert_uint_eq(facts, 0);
    back(HERE, TOP, BLOCK);
    told(0, HEAP_TAKEN, BLOCK, 40, MALLOC, HERE);
    back(HERE, TOP, OTHER_BLOCK);                            /* it has returned */
    at(RELEASE, THERE, TOP, BLOCK, 0, 0);
    told(1, HEAP_GIVEN, BLOCK, 0, RELEASE, THERE);
    at(RELEASE, THERE, TOP, 0, 0, 0);                        /* free(NULL) */
    only(2);
}
END_TEST

START_TEST(no_memory_left)
{
    start();
    at(MALLOC, HERE, TOP, 40, 0, 0), back(HERE, TOP, 0);
    at(REALLOC, HERE, TOP, BLOCK, 80, 0), back(HERE, TOP, 0);    /* the block stays */
    only(0);
}
END_TEST

/* free(p) { _free_r(reent, p) } by a branch: both are entered with one LR and one SP. */
START_TEST(tail_calls)
{
    start();
    at(MALLOC, HERE, TOP, 40, 0, 0), at(CALLOC, HERE, TOP, 10, 4, 0);
    back(HERE, TOP, BLOCK);
    told(0, HEAP_TAKEN, BLOCK, 40, CALLOC, HERE), told(1, HEAP_TAKEN, BLOCK, 40, MALLOC, HERE);
    at(RELEASE, THERE, TOP, BLOCK, 0, 0), at(RELEASE_R, THERE, TOP, 0x20000000, BLOCK, 0);
    told(2, HEAP_GIVEN, BLOCK, 0, RELEASE, THERE), told(3, HEAP_GIVEN, BLOCK, 0, RELEASE_R, THERE);
    only(4);
}
END_TEST

START_TEST(nested)
{
    start();
    at(CALLOC, HERE, TOP, 0x10000, 0x10000, 0);              /* 2^32 bytes: the product is not cut */
    at(MALLOC, THERE, TOP - 16, 40, 0, 0), back(THERE, TOP - 16, BLOCK), back(HERE, TOP, OTHER_BLOCK);
    told(0, HEAP_TAKEN, BLOCK, 40, MALLOC, THERE), told(1, HEAP_TAKEN, OTHER_BLOCK, 1ull << 32, CALLOC, HERE);
    only(2);
}
END_TEST

START_TEST(realloc_moves_stays_begins_frees)
{
    start();
    at(REALLOC, HERE, TOP, BLOCK, 80, 0), back(HERE, TOP, OTHER_BLOCK);
    told(0, HEAP_GIVEN, BLOCK, 0, REALLOC, HERE), told(1, HEAP_TAKEN, OTHER_BLOCK, 80, REALLOC, HERE);
    ck_assert_uint_eq(fact[1].note >> 32, 0);
    at(REALLOC, HERE, TOP, BLOCK, 20, 0), back(HERE, TOP, BLOCK);
    told(2, HEAP_TAKEN, BLOCK, 20, REALLOC, HERE);
    ck_assert_uint_eq(fact[2].note >> 32, BLOCK);
    at(REALLOC, HERE, TOP, 0, 20, 0), back(HERE, TOP, BLOCK);
    told(3, HEAP_TAKEN, BLOCK, 20, REALLOC, HERE);
    at(REALLOC, HERE, TOP, BLOCK, 0, 0), back(HERE, TOP, 0);
    told(4, HEAP_GIVEN, BLOCK, 0, REALLOC, HERE);
    only(5);
}
END_TEST

/* realloc(p) calls _realloc_r(reent, p), which calls free(p): once is enough, and it is realloc's caller that
 * people know. Who took it meanwhile keeps it. */
START_TEST(realloc_that_calls_free)
{
    start();
    at(REALLOC, HERE, TOP, BLOCK, 80, 0), at(REALLOC_R, HERE, TOP, 0x20000000, BLOCK, 80);
    at(RELEASE_R, THERE, TOP - 16, 0x20000000, BLOCK, 0);
    at(MALLOC, 0x3001, 0x2000F000, 40, 0, 0), back(0x3001, 0x2000F000, BLOCK);          /* another task */
    back(HERE, TOP, OTHER_BLOCK);
    told(0, HEAP_GIVEN, BLOCK, 0, REALLOC, HERE), told(1, HEAP_TAKEN, BLOCK, 40, MALLOC, 0x3001);
    told(2, HEAP_TAKEN, OTHER_BLOCK, 80, REALLOC_R, HERE), told(3, HEAP_TAKEN, OTHER_BLOCK, 80, REALLOC, HERE);
    only(4);
}
END_TEST

/* An interrupt before its first instruction was done: it begins again. */
START_TEST(entered_twice)
{
    start();
    at(MALLOC, HERE, TOP, 40, 0, 0), at(MALLOC, HERE, TOP, 40, 0, 0);
    ck_assert_uint_eq(calls.count, 1);
    back(HERE, TOP, BLOCK);
    only(1);
}
END_TEST

/* calloc calls malloc, and that calls a function that jumps out of both, back to HERE's frame: `if (!p) p =
 * calloc()` comes by HERE with some p and the same SP, and nothing was taken. Who was called further down the
 * stack is not left, nor who is called behind it. */
START_TEST(left_by_longjmp)
{
    start();
    at(CALLOC, HERE, TOP, 4, 10, 0), at(MALLOC, THERE, TOP - 16, 40, 0, 0), at(LONGJMP, 0x3001, TOP - 64, 0x20000000, 1, 0);
    ck_assert_uint_eq(calls.count, 0);
    back(HERE, TOP, BLOCK);
    only(0);
    at(MALLOC, HERE, TOP, 40, 0, 0), at(LONGJMP, 0x3001, TOP + 64, 0x20000000, 1, 0);
    back(HERE, TOP, BLOCK);
    told(0, HEAP_TAKEN, BLOCK, 40, MALLOC, HERE);
    only(1);
}
END_TEST

/* Left for good, again and again from other places: the oldest are forgotten, the newest are not. */
START_TEST(never_returned)
{
    start();
    for (uint32_t i = 0; i < 3 * CALLS_OPEN; i++) at(MALLOC, HERE + 4 * i, TOP, i + 1, 0, 0);
    ck_assert_uint_eq(calls.count, CALLS_OPEN);
    back(HERE, TOP, BLOCK);
    ck_assert_uint_eq(facts, 0);
    back(HERE + 4 * (2 * CALLS_OPEN), TOP, BLOCK);
    told(0, HEAP_TAKEN, BLOCK, 2 * CALLS_OPEN + 1, MALLOC, HERE + 4 * (2 * CALLS_OPEN));
}
END_TEST

/* Nobody listens: the same state. */
START_TEST(unheard)
{
    static calls_t heard;
    start();
    at(CALLOC, HERE, TOP, 4, 10, 0), at(MALLOC, THERE, TOP - 16, 40, 0, 0), back(THERE, TOP - 16, BLOCK);
    heard = calls;
    start(), env.sink = NULL;
    at(CALLOC, HERE, TOP, 4, 10, 0), at(MALLOC, THERE, TOP - 16, 40, 0, 0), back(THERE, TOP - 16, BLOCK);
    ck_assert(!memcmp(&heard, &calls, sizeof calls));
}
END_TEST

/* ---- by programs ----------------------------------------------------------------------------- */

/* A loop of calls of something that counts up: its result is its argument and the one before. */
static const uint16_t looping[] = {
    0x2400,          /* movs r4, #0 */
    0x2500,          /* movs r5, #0 */
    /* loop: */
    0x1C60,          /* adds r0, r4, #1 */
    0xF000, 0xF804,  /* bl take */
    0x3401,          /* adds r4, #1 */
    0x2C32,          /* cmp r4, #50 */
    0xD1F9,          /* bne.n loop */
    0xE7FE,          /* b.n . */
    /* take: */
    0x182D,          /* adds r5, r5, r0 */
    0x0628,          /* lsls r0, r5, #24 */
    0x4770,          /* bx lr */
};
enum { looping_back = 10, looping_take = 18 };

/* The k-th call asks for k bytes and gets (1 + ... + k) << 24, not 0 before k = 511; all are told, in
 * order. */
static void loop_told(uint32_t base, bool instructions)
{
    PROGRAM(base, looping);
    const heap_call_t row = { base + CODE + looping_take, HEAP_TAKES, HEAP_NO, 0, HEAP_NO };
    in.heap = &row, in.heaps = 1;
    recorder.mask = instructions ? ~0ull : 1ull << F_HEAP;
    run(60000);
    recorder.mask = ~0ull;
    ck_assert_uint_eq(count(F_HEAP, -1), 50);
    for (unsigned k = 1; k <= 50; k++) {
        const fact_t *f = find(F_HEAP, HEAP_TAKEN, k - 1);
        ck_assert_uint_eq(f->data, k);
        ck_assert_uint_eq(f->addr, k * (k + 1) / 2 << 24);
        ck_assert_uint_eq(f->pc, base + CODE + looping_back - 2);
        ck_assert_uint_eq((uint32_t)f->note, row.pc);
    }
}

START_TEST(on_both_roads)
{
    loop_told(ITCM, true), loop_told(ITCM, false);
    loop_told(FLASH, true), loop_told(FLASH, false);
}
END_TEST

/* The road is fast before the rows are there, and other rows come with another program in the same place. */
START_TEST(rows_come_and_go)
{
    for (unsigned round = 0; round < 3; round++) {
        PROGRAM(ITCM, looping);
        recorder.mask = 1ull << F_HEAP;
        run(60000);
        ck_assert_uint_eq(facts, 0);
        loop_told(ITCM, false);
        PROGRAM(ITCM, looping);
        const heap_call_t give = { CODE + looping_take, HEAP_GIVES, 0, HEAP_NO, HEAP_NO };
        in.heap = &give, in.heaps = 1;
        recorder.mask = 1ull << F_HEAP;
        run(60000);
        recorder.mask = ~0ull;
        ck_assert_uint_eq(count(F_HEAP, HEAP_GIVEN), 50);
    }
}
END_TEST

/* Forty rounds go past the call, to where it will return: the fast road has run that place as a part of
 * blocks before. */
static const uint16_t late[] = {
    0x2400,          /* movs r4, #0 */
    0x2500,          /* movs r5, #0 */
    /* loop: */
    0x2001,          /* movs r0, #1 */
    0x2C28,          /* cmp r4, #40 */
    0xDB02,          /* blt.n back */
    0x1C60,          /* adds r0, r4, #1 */
    0xF000, 0xF804,  /* bl take */
    /* back: */
    0x3401,          /* adds r4, #1 */
    0x2C32,          /* cmp r4, #50 */
    0xD1F6,          /* bne.n loop */
    0xE7FE,          /* b.n . */
    /* take: */
    0x182D,          /* adds r5, r5, r0 */
    0x0428,          /* lsls r0, r5, #16 */
    0x4770,          /* bx lr */
};

START_TEST(called_late)
{
    PROGRAM(ITCM, late);
    const heap_call_t row = { CODE + 24, HEAP_TAKES, HEAP_NO, 0, HEAP_NO };
    in.heap = &row, in.heaps = 1;
    recorder.mask = 1ull << F_HEAP;
    run(60000);
    recorder.mask = ~0ull;
    ck_assert_uint_eq(count(F_HEAP, HEAP_TAKEN), 10);
}
END_TEST

/* A saved state with an open call goes on alike in a machine whose fast road has never heard of that call. */
START_TEST(saved_inside_a_call)
{
    PROGRAM(ITCM, looping);
    const heap_call_t row = { CODE + looping_take, HEAP_TAKES, HEAP_NO, 0, HEAP_NO };
    in.heap = &row, in.heaps = 1;
    recorder.mask = 1ull << F_HEAP;
    boot();
    do machine_tick(m); while (!CORE.calls.count);
    machine_load(m2, &m->chip);
    unsigned before = facts;
    m2->map = m->map, m2->slot = m->slot, m2->in = m->in, m2->sink = m->sink, m2->halt = m2->no_leap = 0;
    m2->fast = NULL, m2->leap = NULL, m2->ear = NULL;
    machine_run(m2, m2->chip.now + 60000 * CY);
    recorder.mask = ~0ull;
    ck_assert_uint_eq(before, 0);
    ck_assert_uint_eq(count(F_HEAP, HEAP_TAKEN), 50);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { taken_and_given, no_memory_left, tail_calls, nested, realloc_moves_stays_begins_frees,
                                   realloc_that_calls_free, entered_twice, left_by_longjmp, never_returned, unheard, on_both_roads,
                                   rows_come_and_go, called_late, saved_inside_a_call };
    return run_tests("calls", tests, sizeof tests / sizeof *tests);
}
