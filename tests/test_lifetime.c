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

/* The stack pointer was given another value: from `was` up or down to `now`. */
static void jump(uint32_t pc, uint32_t was, uint32_t now)
{
    put((fact_t){ .kind = F_RELEASE, .what = RELEASE_ANEW, .addr = now > was ? was : now, .pc = pc,
                  .data = now > was ? now - was : 0 });
}

/* A coroutine receives into its stack and leaves it, for one above: it comes back, straight or by others, while
 * the stream still runs or when it is done. */
START_TEST(a_stack_that_is_come_back_to)
{
    for (int done = 0; done < 2; done++)
        for (int others = 0; others < 2; others++) {
            bench_start();
            enable(3, CR_P2M, RX, 2);
            dma_writes(RX, 1);
            jump(5, RX - 32, RX + 0x200);
            if (others) jump(5, RX + 0x180, RX - 0x400);
            dma_writes(RX + 1, 2);
            if (done) dma_done();
            jump(5, others ? RX - 0x420 : RX + 0x180, RX - 32);
            nc_load(6, RX, 1, 1);
            jump(5, RX - 48, RX + 0x180);                   /* and again */
            jump(5, RX + 0x180, RX - 48);
            silent();
        }
}
END_TEST

/* Nobody comes back to that very value: an epilogue behind a frame pointer, a longjmp, a coroutine that ended.
 * It is told, and as if at once: by the run's end, or before the next transfer of that stream. */
START_TEST(a_frame_left_by_a_frame_pointer)
{
    for (int next = 0; next < 2; next++) {
        bench_start();
        enable(3, CR_P2M, RX, 32);
        dma_writes(RX, 1);
        jump(5, RX - 32, RX + 64);
        jump(7, RX - 64, RX + 64);                          /* of another function */
        tick_t before = B.t;
        dma_writes(RX + 1, 2);
        tick_t then = B.t;
        if (next) dma_off(OFF_SOFTWARE), enable(4, CR_P2M, TX, 1);
        else jump(5, RX - 32, RX + 64);                     /* of the same, called again */
        const finding_t *f = only(RULE_DMA_AFTER_FREE, TIER_HAZARD, "rx");
        ck_assert_uint_eq(f->pc, 5);
        ck_assert(f->at > before && f->at <= then);
        ck_assert_uint_eq(f->addr, RX + 1);
        ck_assert_ptr_nonnull(strstr(f->message, "program[3]"));
        bench_end();
    }
}
END_TEST

/* What its new owner stored there was written over: no need to wait. */
START_TEST(a_frame_left_and_used_again)
{
    bench_start();
    enable(3, CR_P2M, RX, 32);
    jump(5, RX - 32, RX + 64);
    uncached_store(0, RX + 8, 1, 0x77);
    dma_writes(RX + 8, 0xA5);
    nc_load(6, RX + 8, 1, 0xA5);
    ck_assert_uint_eq(B.list.count, 1);
    only(RULE_DMA_AFTER_FREE, TIER_ERROR, "rx");
    bench_end();
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

/* ---- a firmware's heap ----------------------------------------------------------------------- */

static void taken(uint32_t pc, uint32_t addr, uint32_t size, uint32_t before)
{
    put((fact_t){ .kind = F_HEAP, .what = HEAP_TAKEN, .addr = addr, .pc = pc, .data = size,
                  .note = (uint64_t)before << 32 });
}
static void given(uint32_t pc, uint32_t addr)
{
    put((fact_t){ .kind = F_HEAP, .what = HEAP_GIVEN, .addr = addr, .pc = pc });
}

/* What is given back is as long as what was taken: the stream works in its last byte alone. */
START_TEST(a_block_under_a_stream)
{
    bench_start();
    taken(1, RX, 32, 0);
    enable(3, CR_P2M | CR_CIRC, RX + 31, 1);
    given(5, RX);
    const finding_t *f = only(RULE_DMA_AFTER_FREE, TIER_HAZARD, "rx");
    ck_assert_uint_eq(f->pc, 5);
    ck_assert_uint_eq(f->addr, RX + 31);
    ck_assert_uint_eq(f->cause[0].fact.kind, F_HEAP);
    ck_assert_uint_eq(f->cause[0].fact.pc, 1);
    ck_assert_ptr_nonnull(strstr(f->message, "32 bytes, allocated by the heap in program[1]: clean"));
    ck_assert_ptr_nonnull(strstr(f->message, "program[5]: invalidate gave its buffer's memory back"));
    bench_end();
}
END_TEST

/* The next owner reads what the stream wrote over its own. */
START_TEST(a_block_handed_out_again)
{
    bench_start();
    taken(1, RX, 32, 0);
    enable(3, CR_P2M | CR_CIRC, RX, 32);
    given(5, RX);
    taken(7, RX, 32, 0);
    uncached_store(7, RX + 8, 1, 0x77);
    dma_writes(RX + 8, 0xA5);
    nc_load(6, RX + 8, 1, 0xA5);
    const finding_t *f = only(RULE_DMA_AFTER_FREE, TIER_ERROR, "rx");
    ck_assert_uint_eq(f->cause[0].fact.pc, 1);               /* of the block it was, not of the one it is */
    bench_end();
}
END_TEST

/* The source of a transfer in flight is given back, and its new owner's bytes are sent. */
START_TEST(a_source_given_back)
{
    bench_start();
    taken(1, TX, 32, 0);
    uncached_store(0, TX, 1, 0x11);
    dsb(2);
    enable(3, CR_M2P, TX, 32);
    given(5, TX);
    only(RULE_DMA_AFTER_FREE, TIER_HAZARD, "tx");
    bench_end();
    bench_start();
    taken(1, TX, 32, 0);
    enable(3, CR_M2P, TX, 32);
    given(5, TX);
    uncached_store(7, TX + 4, 1, 0x77);
    dma_reads(TX + 4, 0x77);
    only(RULE_DMA_AFTER_FREE, TIER_ERROR, "tx");
    bench_end();
}
END_TEST

/* realloc: shorter in its place, and the stream beyond the new end; longer in its place, or elsewhere. */
START_TEST(a_block_that_changed)
{
    bench_start();
    taken(1, RX, 32, 0);
    enable(3, CR_P2M | CR_CIRC, RX + 16, 8);
    taken(5, RX, 16, RX);
    const finding_t *f = only(RULE_DMA_AFTER_FREE, TIER_HAZARD, "rx");
    ck_assert_uint_eq(f->addr, RX + 16);
    bench_end();
    bench_start();
    taken(1, RX, 32, 0);
    enable(3, CR_P2M | CR_CIRC, RX + 16, 8);
    taken(5, RX, 24, RX), taken(5, RX, 64, RX);
    silent();
    bench_start();
    taken(1, RX, 32, 0);
    enable(3, CR_P2M | CR_CIRC, RX, 8);
    given(5, RX), taken(5, TX, 64, 0);
    only(RULE_DMA_AFTER_FREE, TIER_HAZARD, "rx");
    bench_end();
}
END_TEST

/* Stopped first; given back twice, or what never was a block; another block; a calloc whose malloc was heard
 * too. */
START_TEST(heap_twins)
{
    bench_start();
    taken(1, RX, 32, 0);
    enable(3, CR_P2M | CR_CIRC, RX, 32);
    dma_off(OFF_SOFTWARE);
    given(5, RX), given(5, RX);
    taken(7, RX, 32, 0);
    uncached_store(7, RX + 8, 1, 0x77);
    nc_load(6, RX + 8, 1, 0x77);
    silent();
    bench_start();
    taken(1, TX, 32, 0), taken(1, TX, 32, 0);
    enable(3, CR_P2M | CR_CIRC, RX, 32);
    given(5, TX), given(5, RX), given(5, RX + 4), given(5, 0), given(5, 0xFFFFFFFF);
    silent();
}
END_TEST

/* A double free does not give back what somebody else has by then. */
START_TEST(given_back_once)
{
    bench_start();
    taken(1, RX, 32, 0);
    enable(3, CR_P2M | CR_CIRC, RX, 32);
    given(5, RX), given(7, RX);
    const finding_t *f = only(RULE_DMA_AFTER_FREE, TIER_HAZARD, "rx");
    ck_assert_uint_eq(f->count, 1);
    ck_assert_uint_eq(f->pc, 5);
    bench_end();
}
END_TEST

/* ---- a second stream: DMA1 stream 1, SPI1 receives ------------------------------------------- */

static void enable_other(uint32_t pc, uint32_t mem, uint32_t items)
{
    put((fact_t){ .kind = F_STORE, .what = DST_PORT, .size = 4, .addr = D1 + 0x28, .pc = pc, .data = CR_P2M });
    put((fact_t){ .kind = F_DMA_ON, .who = SLOT_DMA1, .what = 1, .addr = mem, .pc = NO_PC,
                  .data = (S1 + 0x30) | (uint64_t)items << 32, .note = CR_P2M });
}
static void other_writes(uint32_t addr, uint8_t value)
{
    B.txn++;
    bus_beat(INIT_DMA1_MEM, 1, 1, addr, 1, value);
}

static const finding_t *of_stream(const char *name)
{
    for (size_t i = 0; i < B.list.count; i++)
        if (!strncmp(B.list.item[i].master, name, strlen(name))) return &B.list.item[i];
    return NULL;
}

/* Both halves of a block were given back under a stream each, and both streams wrote over what the new owner
 * had stored. It reads the second's byte alone, then in one load the first's too, which its cache kept. */
START_TEST(of_two_the_one_that_is_read)
{
    bench_start(); cache_on();
    enable(3, CR_P2M, RX, 16), enable_other(7, RX + 16, 16);
    release(5, RX, 32);
    uncached_store(0, RX + 15, 1, 0x71), uncached_store(0, RX + 16, 1, 0x72);
    dma_writes(RX + 15, 0xA5), other_writes(RX + 16, 0xB6);
    nc_load(4, RX + 16, 1, 0xB6);
    load(6, RX + 15, 2, 0xB671);
    bench_finish();
    ck_assert_uint_eq(B.list.count, 2);
    const finding_t *first = of_stream("DMA1 stream 0"), *second = of_stream("DMA1 stream 1");
    ck_assert(first && second);
    ck_assert_uint_eq(first->tier, TIER_HAZARD);
    ck_assert_uint_eq(second->tier, TIER_ERROR);
    ck_assert_uint_eq(first->rule, RULE_DMA_AFTER_FREE);
    ck_assert_uint_eq(second->rule, RULE_DMA_AFTER_FREE);
    ck_assert_str_eq(told(first, CAUSE_SHOWED), "");
    ck_assert_ptr_nonnull(strstr(told(second, CAUSE_SHOWED), "program[4]"));
    bench_end();
}
END_TEST

/* The new owner receives there by a stream of its own: what that wrote last is its own to read. */
START_TEST(the_new_owners_own_stream)
{
    bench_start();
    enable(3, CR_P2M, RX, 32);
    release(5, RX, 32);
    uncached_store(0, RX + 8, 1, 0x77);
    dma_writes(RX + 8, 0xA5);
    enable_other(7, RX, 32);
    other_writes(RX + 8, 0xB6);
    nc_load(6, RX + 8, 1, 0xB6);
    const finding_t *f = only(RULE_DMA_AFTER_FREE, TIER_HAZARD, "rx");
    ck_assert_str_eq(f->master, "DMA1 stream 0");
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
    TCase *t = tcase_create("rules");
    tcase_add_test(t, running_into_a_frame_that_is_gone);
    tcase_add_test(t, the_new_owner_reads_what_the_stream_wrote);
    tcase_add_test(t, stored_again_and_read);
    tcase_add_test(t, the_new_owners_bytes_are_sent);
    tcase_add_test(t, twins);
    tcase_add_test(t, a_stack_that_is_come_back_to);
    tcase_add_test(t, a_frame_left_by_a_frame_pointer);
    tcase_add_test(t, a_frame_left_and_used_again);
    tcase_add_test(t, one_story_only);
    tcase_add_test(t, a_block_under_a_stream);
    tcase_add_test(t, a_block_handed_out_again);
    tcase_add_test(t, a_source_given_back);
    tcase_add_test(t, a_block_that_changed);
    tcase_add_test(t, heap_twins);
    tcase_add_test(t, given_back_once);
    tcase_add_test(t, of_two_the_one_that_is_read);
    tcase_add_test(t, the_new_owners_own_stream);
    tcase_add_test(t, no_room_is_no_harm);
    return case_run("lifetime", t);
}
