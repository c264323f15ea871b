/* test_range.c -- rule wrong-range: maintenance with an offset, too short, too long, and what looks like it
 * and is not. */
#include "judge_bench.h"
#include "range.h"

/* Four lines from BIG on: "big"; the bench's symbols are one line each. */
enum { BIG = 0x24003000 };
static const symbol_t big_symbol[] = { { "big", BIG, 128 },
                                       { "next", BIG + 128, 32 },
                                       { "pool", 0x24004000, 256 } };
static void big(void) { bench_start(); cache_on(); B.names.symbol = big_symbol, B.names.symbols = 3; }
static void receive(uint32_t to, unsigned lines)
{
    for (unsigned i = 0; i < lines; i++) {
        invalidate(1, to + 32 * i);
        fill(FILL_FORCED, NO_PC, to + 32 * i);
    }
    enable(3, CR_P2M, to, 32 * lines);
    for (unsigned i = 0; i < lines; i++) dma_writes(to + 32 * i, 0xA5);
    dma_done();
}

/* Bytes 0 to 31 were invalidated; the byte read is the 64th. */
START_TEST(a_short_invalidate)
{
    big();
    receive(BIG, 4);
    invalidate(5, BIG); invalidate(5, BIG + 32);
    load(6, BIG + 64, 1, 0x11);
    const finding_t *f = only(RULE_WRONG_RANGE, TIER_ERROR, "big");
    ck_assert_uint_eq(f->effect, EFFECT_STALE_READ);
    ck_assert_uint_eq(f->addr, BIG + 64);
    ck_assert_uint_eq(f->pc, 6);
    ck_assert_uint_eq(f->fix_pc, 5);
    ck_assert_ptr_nonnull(strstr(f->message, "0x24003000-0x2400303F"));
    ck_assert_ptr_nonnull(strstr(f->missing, "64 bytes"));
    bench_end();
}
END_TEST

/* The same call before the transfer is another mistake: it was there too early, and only there. */
START_TEST(an_early_one_is_not_a_short_one)
{
    big();
    receive(BIG, 4);
    load(6, BIG + 64, 1, 0x11);
    only(RULE_EARLY_INVALIDATE, TIER_ERROR, "big");
    bench_end();
}
END_TEST

/* A ring is maintained half by half: that the other half was not is a missing call, no short one. */
START_TEST(half_of_a_ring_is_not_short)
{
    big();
    fill(FILL_LOAD, 4, BIG + 64);
    enable(3, CR_P2M | CR_CIRC, BIG, 128);
    dma_writes(BIG + 64, 0xA5);
    dma_flag(DMA_HT);
    invalidate(5, BIG); invalidate(5, BIG + 32);
    load(6, BIG + 64, 1, 0x11);
    only(RULE_STALE_READ, TIER_ERROR, "big");
    bench_end();
}
END_TEST

/* 0x40 is no address of memory with a cache, and the base plus 0x40 is the line read. */
START_TEST(an_offset_for_an_address)
{
    big();
    receive(0x24004040, 1);
    maint(MAINT_DCIMVAC, 5, 0x40); dsb(5);
    load(6, 0x24004040, 1, 0x11);
    const finding_t *f = only(RULE_WRONG_RANGE, TIER_ERROR, "pool");
    ck_assert_ptr_nonnull(strstr(f->message, "0x40 looks like an offset"));
    ck_assert_ptr_nonnull(strstr(f->missing, "pool plus 0x40"));
    bench_end();
    big();
    receive(0x24004040, 1);
    maint(MAINT_DCIMVAC, 5, 0x2000); dsb(5);               /* nor would the pool reach there: another story */
    load(6, 0x24004040, 1, 0x11);
    only(RULE_EARLY_INVALIDATE, TIER_ERROR, "pool");
    bench_end();
}
END_TEST

START_TEST(a_short_clean)
{
    big();
    cached_store(0, BIG, 1, 0x22); cached_store(0, BIG + 32, 1, 0x33);
    clean(1, BIG, (uint64_t[4]){ 0x22 });
    enable(3, CR_M2P, BIG, 64);
    dma_reads(BIG, 0x22); dma_reads(BIG + 32, 0x11);
    const finding_t *f = only(RULE_WRONG_RANGE, TIER_ERROR, "big");
    ck_assert_uint_eq(f->effect, EFFECT_STALE_DMA_READ);
    ck_assert_uint_eq(f->addr, BIG + 32);
    bench_end();
    big(); /* cleaned, and only then stored: no call missed it */
    clean(1, BIG, NULL);
    cached_store(0, BIG + 32, 1, 0x33);
    enable(3, CR_M2P, BIG, 64);
    dma_reads(BIG + 32, 0x11);
    only(RULE_STALE_DMA_READ, TIER_ERROR, "big");
    bench_end();
}
END_TEST

/* big was received into; the invalidate ran a line too far, over next, which was dirty. */
START_TEST(a_line_too_many)
{
    big();
    cached_store(0, BIG + 128, 4, 7);
    enable(3, CR_P2M, BIG, 128);
    dma_writes(BIG, 0xA5);
    dma_done();
    for (unsigned i = 0; i < 4; i++) {
        evict(EVICT_INV, 5, BIG + 32 * i, 0);
        maint(MAINT_DCIMVAC, 5, BIG + 32 * i);
    }
    evict(EVICT_INV, 5, BIG + 128, 1); maint(MAINT_DCIMVAC, 5, BIG + 128);
    const finding_t *f = only(RULE_WRONG_RANGE, TIER_HAZARD, "big");
    ck_assert_uint_eq(f->effect, EFFECT_LOST_CPU_WRITE);
    ck_assert_uint_eq(f->addr, BIG + 128);
    ck_assert_uint_eq(f->fix_pc, 5);
    ck_assert_ptr_nonnull(strstr(f->missing, "it dropped next as well"));
    bench_end();
    big(); /* for its own sake: an invalidate where a clean was due */
    cached_store(0, BIG + 128, 4, 7);
    enable(3, CR_P2M, BIG, 128);
    dma_done();
    invalidate_dirty(5, BIG + 128);
    only(RULE_LOST_CPU_WRITE, TIER_HAZARD, "next");
    bench_end();
}
END_TEST

/* Calls as the observer groups them: one kind, one place, each line behind the last. */
START_TEST(a_call_is_a_row_of_lines)
{
    range_t r = { .calls = 0 };
    fact_t f = { .kind = F_MAINT, .what = MAINT_DCIMVAC, .addr = BIG + 4, .pc = 5 };
    range_see(&r, &f, 1, 0);
    f.addr += 32, range_see(&r, &f, 2, 0);
    f.addr += 64, range_see(&r, &f, 3, 0);                     /* a gap: another call */
    f.pc = 6, f.addr += 32, range_see(&r, &f, 4, 3);        /* another place, behind a barrier */
    f.what = MAINT_DCISW, range_see(&r, &f, 5, 3);             /* by set and way: no range */
    ck_assert_uint_eq(r.calls, 3);
    ck_assert_uint_eq(r.call[0].first, BIG + 4);
    ck_assert_uint_eq(r.call[0].end, BIG + 64);
    ck_assert_uint_eq(r.call[0].to, 2);
    for (unsigned i = 0; i < 100; i++) f.what = MAINT_DCCMVAC, f.addr = 64 * i, range_see(&r, &f, 6 + i, 3);
    ck_assert_uint_eq(r.calls, 103);
}
END_TEST

/* An unrolled loop: each round is another place, and no barrier is between them. */
START_TEST(an_unrolled_loop_is_one_call)
{
    big();
    receive(BIG, 4);
    dsb(5);
    maint(MAINT_DCIMVAC, 5, BIG), maint(MAINT_DCIMVAC, 4, BIG + 32);
    dsb(5);
    load(6, BIG + 64, 1, 0x11);
    const finding_t *f = only(RULE_WRONG_RANGE, TIER_ERROR, "big");
    ck_assert_ptr_nonnull(strstr(f->message, "0x24003000-0x2400303F"));
    ck_assert_ptr_nonnull(strstr(f->missing, "It took 64 bytes"));
    bench_end();
    big(); /* and a line too far */
    cached_store(0, BIG + 128, 4, 7);
    enable(3, CR_P2M, BIG, 128);
    dma_writes(BIG, 0xA5);
    dma_done();
    dsb(5);
    for (unsigned i = 0; i < 5; i++) {
        evict(EVICT_INV, 1 + i, BIG + 32 * i, i == 4);
        maint(MAINT_DCIMVAC, 1 + i, BIG + 32 * i);
    }
    f = only(RULE_WRONG_RANGE, TIER_HAZARD, "big");
    ck_assert_ptr_nonnull(strstr(f->missing, "it dropped next as well"));
    bench_end();
}
END_TEST

/* &p where p was meant: p holds the address of the buffer the DMA wrote. */
START_TEST(the_address_of_the_pointer)
{
    for (unsigned k = 0; k < 2; k++) {
        big();
        cached_store(0, 0x24004020, 4, k ? BIG + 4 : BIG);  /* any other word is no pointer to it */
        enable(3, CR_P2M, BIG, 128);
        dma_writes(BIG, 0xA5);
        dma_done();
        evict(EVICT_INV, 5, 0x24004020, 1), maint(MAINT_DCIMVAC, 5, 0x24004020);
        const finding_t *f = k ? only(RULE_LOST_CPU_WRITE, TIER_HAZARD, "pool")
                               : only(RULE_WRONG_RANGE, TIER_HAZARD, "big");
        ck_assert(k || strstr(f->message, "0x24004020 is where a pointer to big lies, not big."));
        ck_assert(k || strstr(f->missing, "not its address: big was not invalidated."));
        ck_assert_ptr_null(strstr(f->message, "next to"));
        bench_end();
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("rules");
    tcase_add_test(t, a_short_invalidate);
    tcase_add_test(t, an_early_one_is_not_a_short_one);
    tcase_add_test(t, half_of_a_ring_is_not_short);
    tcase_add_test(t, an_offset_for_an_address);
    tcase_add_test(t, a_short_clean);
    tcase_add_test(t, a_line_too_many);
    tcase_add_test(t, a_call_is_a_row_of_lines);
    tcase_add_test(t, an_unrolled_loop_is_one_call);
    tcase_add_test(t, the_address_of_the_pointer);
    return case_run("range", t);
}
