/* test_lifetime.c -- rule dma-after-free: memory given back under a stream. */
#include "judge_bench.h"

static void release(uint32_t pc, uint32_t addr, uint32_t size)
{
    put((fact_t){ .kind = F_RELEASE, .what = 1, .addr = addr, .pc = pc, .data = size });
}
static void uncached_store(uint32_t pc, uint32_t addr, unsigned size, uint64_t data)
{
    store(pc, addr, size, data, 0);
    drain(DRAIN_BUS, addr, size, 0);
    B.txn++;
    bus_beat(INIT_AXIM, TAG_STORE, 1, addr, size, data);
}

START_TEST(running_into_a_frame_that_is_gone)
{
    bench_start();
    enable(3, CR_P2M, RX, 32);
    dma_writes(RX, 1);
    release(5, RX, 32);
    tick_t before = B.t;
    dma_writes(RX + 1, 2);
    const finding_t *f = only(RULE_DMA_AFTER_FREE, TIER_HAZARD, "rx");
    ck_assert_uint_eq(f->pc, 5);
    ck_assert_uint_gt(f->at, before);                       /* the write, not the release */
    ck_assert_uint_eq(f->addr, RX + 1);
    ck_assert_ptr_nonnull(strstr(f->message, "program[3]"));
    bench_end();
}
END_TEST

/* Nobody has stored there since: what the CPU reads is what was there, somebody's or nobody's. */
START_TEST(the_new_owner_reads_what_the_stream_wrote)
{
    bench_start();
    enable(3, CR_P2M, RX, 32);
    release(5, RX, 32);
    uncached_store(0, RX + 8, 1, 0x77);
    dma_writes(RX + 8, 0xA5);
    nc_load(6, RX + 8, 1, 0xA5);
    const finding_t *f = only(RULE_DMA_AFTER_FREE, TIER_ERROR, "rx");
    ck_assert_uint_eq(f->effect, EFFECT_LOST_CPU_WRITE);
    bench_end();
}
END_TEST

/* The new owner stores again over what the stream wrote: it reads its own. */
START_TEST(stored_again_and_read)
{
    bench_start();
    enable(3, CR_P2M, RX, 32);
    release(5, RX, 32);
    uncached_store(0, RX + 8, 1, 0x77);
    dma_writes(RX + 8, 0xA5);
    uncached_store(0, RX + 8, 1, 0x78);
    nc_load(6, RX + 8, 1, 0x78);
    only(RULE_DMA_AFTER_FREE, TIER_HAZARD, "rx");
    bench_end();
}
END_TEST

START_TEST(the_new_owners_bytes_are_sent)
{
    bench_start();
    uncached_store(0, TX, 1, 0x11);
    dsb(2);
    enable(3, CR_M2P, TX, 32);
    dma_reads(TX, 0x11);
    release(5, TX, 32);
    uncached_store(0, TX + 4, 1, 0x77);
    dma_reads(TX + 4, 0x77);
    only(RULE_DMA_AFTER_FREE, TIER_ERROR, "tx");
    bench_end();
}
END_TEST

/* Stopped, and waited for, before the memory goes; another buffer's memory; a new transfer there afterwards.
 */
START_TEST(twins)
{
    bench_start();
    enable(3, CR_P2M, RX, 32);
    dma_writes(RX, 1);
    dma_off(OFF_SOFTWARE);
    release(5, RX, 32);
    uncached_store(0, RX, 1, 0x77);
    nc_load(6, RX, 1, 0x77);
    silent();
    bench_start();
    enable(3, CR_P2M, RX, 32);
    release(5, TX, 32);
    dma_writes(RX, 1);
    silent();
    bench_start();
    enable(3, CR_P2M, RX, 1);
    dma_writes(RX, 1); dma_done();
    release(5, RX, 32);
    enable(3, CR_P2M, RX, 1);
    dma_writes(RX, 2); dma_done();
    nc_load(6, RX, 1, 2);
    silent();
}
END_TEST

/* That a cache was in the way is not the story. */
START_TEST(one_story_only)
{
    bench_start(); cache_on();
    enable(3, CR_P2M, RX, 32);
    release(5, RX, 32);
    cached_store(0, RX + 8, 1, 0x77);
    dma_writes(RX + 8, 0xA5);
    load(6, RX + 8, 1, 0x77);                               /* the cache has its own */
    only(RULE_DMA_AFTER_FREE, TIER_HAZARD, "rx");
    bench_end();
}
END_TEST

/* More of everything than there is room for. */
START_TEST(no_room_is_no_harm)
{
    bench_start();
    enable(3, CR_P2M, RX, 0xFFFF);
    for (uint32_t i = 0; i < 40; i++) release(5, RX + 4 * i, 4);
    release(5, 0, 0xFFFFFFFF);
    for (uint32_t i = 0; i < 40; i++) dma_writes(RX + 4 * i, 1);
    bench_finish();
    ck_assert_uint_ge(B.list.count, 1);
    bench_end();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("lifetime");
    TCase *t = tcase_create("rules");
    tcase_add_test(t, running_into_a_frame_that_is_gone);
    tcase_add_test(t, the_new_owner_reads_what_the_stream_wrote);
    tcase_add_test(t, stored_again_and_read);
    tcase_add_test(t, the_new_owners_bytes_are_sent);
    tcase_add_test(t, twins);
    tcase_add_test(t, one_story_only);
    tcase_add_test(t, no_room_is_no_harm);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
