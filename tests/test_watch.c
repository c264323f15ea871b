/* test_watch.c -- attributes and streams rebuilt from facts. */
#include "judge_bench.h"
#include "watch.h"

static uint64_t order;
static void see(setup_t *s, fact_t f) { setup_see(s, &f, ++order); }
static void stream_see(streams_t *s, fact_t f) { streams_see(s, &bench_map, &f, ++order); }

START_TEST(attributes)
{
    setup_t s = { 0 };
    ck_assert_int_eq(setup_attr(&s, RX).policy, POLICY_NC);              /* D-cache off */
    see(&s, (fact_t){ .kind = F_REG_WRITE, .size = 4, .addr = 0xE000ED14, .data = CCR_DC });
    ck_assert_int_eq(setup_attr(&s, RX).policy, POLICY_WB_RWA);
    ck_assert_uint_eq(s.cache_on, order);
    see(&s, (fact_t){ .kind = F_STORE, .what = DST_PPB, .size = 4, .addr = 0xE000ED9C, .data = 0x30000000 });
    see(&s, (fact_t){ .kind = F_STORE, .what = DST_PPB, .size = 4, .addr = 0xE000EDA0,
                      .data = 3u << 24 | 8u << 16 | 15 << 1 | 1 });
    see(&s, (fact_t){ .kind = F_STORE, .what = DST_PPB, .size = 4, .addr = 0xE000ED94, .data = 5 });
    ck_assert_int_eq(setup_attr(&s, NC).policy, POLICY_NC);
    ck_assert_int_eq(setup_attr(&s, RX).policy, POLICY_WB_RWA);
    see(&s, (fact_t){ .kind = F_REG_WRITE, .size = 4, .addr = 0xE000EF9C, .data = 4 });     /* CACR.FORCEWT */
    ck_assert_int_eq(setup_attr(&s, RX).policy, POLICY_WT);
}
END_TEST

START_TEST(a_fill_proves_the_cache_is_on)
{
    setup_t s = { 0 };
    see(&s, (fact_t){ .kind = F_FILL_START, .addr = RX, .note = 1ull << 31 });
    ck_assert(!(s.ccr & CCR_DC));
    see(&s, (fact_t){ .kind = F_FILL_START, .addr = RX });
    ck_assert(s.ccr & CCR_DC);
}
END_TEST

START_TEST(windows_and_orders)
{
    streams_t s = { 0 };
    stream_see(&s, (fact_t){ .kind = F_BARRIER, .what = BAR_DSB });
    uint64_t barrier = order;
    stream_see(&s, (fact_t){ .kind = F_BARRIER, .what = BAR_ISB });
    stream_see(&s, (fact_t){ .kind = F_STORE, .what = DST_PORT, .addr = D2 + 0x10 + 0x18 * 3, .data = 0x0041,
                             .pc = 5 });
    uint64_t en = order;
    stream_see(&s, (fact_t){ .kind = F_BARRIER, .what = BAR_DSB });
    stream_see(&s, (fact_t){ .kind = F_DMA_ON, .who = SLOT_DMA2, .what = 3, .addr = NC, .pc = NO_PC,
                             .data = U1 | 8ull << 32,
                             .note = 0x41 | 1 << 10 | 1 << 11 | (uint64_t)4 << 32 });
    const stream_t *t = &s.stream[11];
    ck_assert(t->known && t->running);
    ck_assert_uint_eq(t->en, en); ck_assert_uint_eq(t->barrier, barrier); ck_assert_uint_eq(t->pc, 5);
    ck_assert_uint_eq(t->from.size, 16);                                 /* 8 items of two bytes */
    ck_assert(stream_reads(t, &bench_map, NC + 15) && !stream_reads(t, &bench_map, NC + 16));
    ck_assert(stream_reads(t, &bench_map, ALIAS + 15) && !stream_writes(t, &bench_map, NC));
    stream_see(&s, (fact_t){ .kind = F_DMA_FLAG, .who = SLOT_DMA2, .what = 3, .note = DMA_TC });
    uint64_t end = order;
    ck_assert_uint_eq(stream_end_before(t, end), 0);
    ck_assert_uint_eq(stream_end_before(t, end + 1), end);
    ck_assert_uint_eq(stream_former_end(t, end + 1), 0);  /* a posted write of this very transfer */
    stream_see(&s, (fact_t){ .kind = F_DMA_OFF, .who = SLOT_DMA2, .what = 3, .note = OFF_COMPLETE });
    stream_see(&s, (fact_t){ .kind = F_DMA_ON, .who = SLOT_DMA2, .what = 3, .addr = NC, .pc = NO_PC,
                             .data = U1 | 8ull << 32,
                             .note = 0x41 | 1 << 10 | 1 << 11 | (uint64_t)4 << 32 });
    ck_assert_uint_eq(stream_former_end(t, order + 1), end);             /* the next one's */
}
END_TEST

START_TEST(memory_to_memory_and_fixed_addresses)
{
    streams_t s = { 0 };
    stream_see(&s, (fact_t){ .kind = F_DMA_ON, .who = SLOT_DMA2, .addr = RX, .data = TX | 16ull << 32,
                             .note = 0x81 | 3 << 9 });
    ck_assert(stream_reads(&s.stream[8], &bench_map, TX + 15)
              && stream_writes(&s.stream[8], &bench_map, RX + 15));
    stream_see(&s, (fact_t){ .kind = F_DMA_ON, .who = SLOT_DMA1, .addr = RX, .data = U1 | 16ull << 32,
                             .note = 0x01 });
    ck_assert_uint_eq(s.stream[0].to[0].size, 1);
    stream_see(&s, (fact_t){ .kind = F_DMA_ON, .who = SLOT_DMA1, .addr = RX, .data = U1, .note = 0x401 });
    ck_assert_uint_eq(s.stream[0].to[0].size, 0);
}
END_TEST

/* A BDMA channel: items of different sizes are not packed, and EN stays set at the end. */
START_TEST(channels_of_the_bdma)
{
    streams_t s = { 0 };
    stream_see(&s, (fact_t){ .kind = F_STORE, .what = DST_STB, .addr = BD + 0x08 + 0x14 * 2, .data = 0x81,
                             .pc = 5 });
    stream_see(&s, (fact_t){ .kind = F_DMA_ON, .who = SLOT_BDMA, .what = 2, .addr = NC, .pc = NO_PC,
                             .data = U1 | 8ull << 32,
                             .note = 1 | 1 << 10 | 2 << 13 });
    const stream_t *t = &s.stream[FIRST_BDMA + 2];
    ck_assert(t->known && t->running);
    ck_assert_uint_eq(t->pc, 5);
    ck_assert_uint_eq(t->to[0].size, 32);                                /* 8 bytes, each a word in memory */
    stream_see(&s, (fact_t){ .kind = F_DMA_FLAG, .who = SLOT_BDMA, .what = 2, .note = DMA_TC, .at = 10 });
    uint64_t end = order;
    ck_assert(!t->running);
    stream_see(&s, (fact_t){ .kind = F_DMA_OFF, .who = SLOT_BDMA, .what = 2, .note = OFF_SOFTWARE,
                             .at = 20 });
    ck_assert_uint_eq(stream_end_before(t, order + 1), end);             /* over at TCIF, not when EN fell */
    ck_assert_int_eq(stream_number(engine_of_master(INIT_BDMA), 7), 23);
    ck_assert_int_eq(stream_number(engine_of_master(INIT_ETH), 7), -1);
    ck_assert_str_eq(engine_of_stream(18)->word, "channel");
}
END_TEST

START_TEST(bridge)
{
    streams_t s = { 0 };
    stream_see(&s, (fact_t){ .kind = F_POSTED, .who = INIT_DMA2_MEM, .txn = 5, .data = 6 });
    ck_assert_int_eq(streams_master(&s, &(fact_t){ .who = INIT_D2D1, .txn = 6 }), INIT_DMA2_MEM);
    ck_assert_int_eq(streams_master(&s, &(fact_t){ .who = INIT_D2D1, .txn = 7 }), INIT_D2D1);
    ck_assert_int_eq(streams_master(&s, &(fact_t){ .who = INIT_AXIM, .txn = 6 }), INIT_AXIM);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, attributes);
    tcase_add_test(t, a_fill_proves_the_cache_is_on);
    tcase_add_test(t, windows_and_orders);
    tcase_add_test(t, memory_to_memory_and_fixed_addresses);
    tcase_add_test(t, channels_of_the_bdma);
    tcase_add_test(t, bridge);
    return case_run("watch", t);
}
