/* test_lint_overrun.c -- buffer-overrun: over the end of an object, and what looks like it and is not. */
#include "judge_bench.h"

/* rx and next touch; so do the halves of a ring; alone has a gap behind it, far nothing at all. */
enum { AT = 0x24003000, RING = 0x24003100, ALONE = 0x24003200, CODE = 0x24003400 };
static const symbol_t symbols[] = {
    { "rx", AT, 32 },       { "next", AT + 32, 32 },
    { "ring_a", RING, 32 }, { "ring_b", RING + 32, 32 },
    { "alone", ALONE, 30 }, { "handler", CODE, 16 },
    { "after", CODE + 16, 16 },
    { "stack", 0x24004000, 64 }, { "top", 0x24004040, 32 },
};
enum { P16 = 1 << 11 | 1 << 13, DBM = 1 << 18, PINC = 1 << 9, M2M = 2 << 6 | 1 << 10 | PINC };

static void start(void)
{
    bench_start_lint();
    B.names.symbol = symbols, B.names.symbols = sizeof symbols / sizeof *symbols;
}

static void item(uint32_t addr, unsigned size, unsigned side)
{
    put((fact_t){ .kind = F_DMA_ITEM, .who = SLOT_DMA1, .size = (uint8_t)size, .addr = addr, .pc = NO_PC,
                  .data = 0xABCD, .note = side });
}

static void target(uint32_t addr)
{
    put((fact_t){ .kind = F_DMA_TARGET, .who = SLOT_DMA1, .addr = addr, .pc = NO_PC });
}

/* NDTR = sizeof rx, with items of 16 bits: a hazard at once, an error with the 17th item. */
START_TEST(bytes_where_items_are_counted)
{
    start();
    enable(3, CR_P2M | P16, AT, 32);
    item(AT + 30, 2, 1);
    const finding_t *f = only(RULE_BUFFER_OVERRUN, TIER_HAZARD, "rx");
    ck_assert_uint_eq(f->addr, AT + 32); ck_assert_uint_eq(f->size, 32);
    ck_assert_uint_eq(f->fix_pc, 3);
    ck_assert_ptr_nonnull(strstr(f->message, "NDTR = 32 items of 2 bytes: 64 bytes to rx, but rx has 32."));
    ck_assert_ptr_nonnull(strstr(f->message, "and next lies there"));
    ck_assert_ptr_nonnull(strstr(f->missing, "16 of 2 bytes fit, not 32."));
    bench_end();
    start();
    enable(3, CR_P2M | P16, AT, 32);
    tick_t at = B.t;
    for (unsigned i = 0; i < 32; i++) item(AT + 2 * i, 2, 1);
    f = only(RULE_BUFFER_OVERRUN, TIER_ERROR, "rx");
    ck_assert_uint_eq(f->at, at + 170);
    ck_assert_uint_eq(f->addr, AT + 32); ck_assert_uint_eq(f->size, 32); ck_assert_uint_eq(f->count, 16);
    ck_assert_ptr_nonnull(strstr(f->message, "wrote over next from cycle"));
    bench_end();
    start();
    enable(3, CR_P2M | P16, AT, 16);
    for (unsigned i = 0; i < 16; i++) item(AT + 2 * i, 2, 1);
    silent();
}
END_TEST

/* From the middle on, and in a circle. */
START_TEST(from_the_middle)
{
    start();
    enable(3, CR_P2M | CR_CIRC, AT + 16, 16);
    silent();
    start();
    enable(3, CR_P2M | CR_CIRC, AT + 16, 17);
    ck_assert_ptr_nonnull(strstr(only(RULE_BUFFER_OVERRUN, TIER_HAZARD, "rx")->missing, "16 of 1 bytes fit"));
    bench_end();
}
END_TEST

/* What is read past the end is sent; a dummy that stays where it is is not. */
START_TEST(a_source)
{
    start();
    enable(3, CR_M2P, AT, 33);
    item(AT + 32, 1, 0);
    const finding_t *f = only(RULE_BUFFER_OVERRUN, TIER_HAZARD, "rx");
    ck_assert_ptr_nonnull(strstr(f->message, "it is sent as well"));
    bench_end();
    start();
    enable(3, (CR_M2P & ~0x400u) | 2 << 11 | 2 << 13, ALONE + 28, 9);
    silent();
    start();
    enable_with(3, M2M | 1, 4, AT, ALONE, 30);
    silent();
    start();
    enable_with(3, M2M | 1, 4, ALONE, AT, 32);
    only(RULE_BUFFER_OVERRUN, TIER_HAZARD, "alone");
    bench_end();
}
END_TEST

/* Nothing known lies behind `alone`: 34 bytes are said to leave it, 32 in words are its last item's rest. */
START_TEST(into_a_gap)
{
    start();
    enable(3, CR_P2M | 2 << 11 | 2 << 13, ALONE, 8);
    silent();
    start();
    enable(3, CR_P2M, ALONE, 34);
    item(ALONE + 33, 1, 1);
    ck_assert_ptr_nonnull(strstr(only(RULE_BUFFER_OVERRUN, TIER_HAZARD, "alone")->message, "nothing known"));
    bench_end();
}
END_TEST

START_TEST(each_buffer_of_two)
{
    start();
    enable(3, CR_P2M | CR_CIRC | DBM, RING, 32);
    target(RING + 32), target(RING);
    silent();
    start();
    enable(3, CR_P2M | CR_CIRC | DBM, RING, 32);
    target(AT + 16);
    item(RING + 31, 1, 1), item(AT + 32, 1, 1);
    only(RULE_BUFFER_OVERRUN, TIER_ERROR, "rx");
    bench_end();
}
END_TEST

/* Overlapping symbols are one thing; what has no symbol, or no count, is none. */
START_TEST(what_is_no_overrun)
{
    static const symbol_t whole[] = { { "head", AT, 4 }, { "all", AT, 64 }, { "more", AT + 60, 36 } };
    start();
    B.names.symbol = whole, B.names.symbols = 3;
    enable(3, CR_P2M, AT, 96);
    silent();
    start();
    B.names.symbol = whole, B.names.symbols = 3;
    enable(3, CR_P2M, AT, 97);
    only(RULE_BUFFER_OVERRUN, TIER_HAZARD, "all");
    bench_end();
    start();
    enable(3, CR_P2M, 0x24005000, 4000);                   /* nobody's */
    enable(3, CR_P2M | 1 << 5, AT, 0xFFFF);                /* PFCTRL: the peripheral ends it */
    silent();
}
END_TEST

static bool code_site(const void *of, uint32_t pc, unsigned frame, site_t *s)
{
    (void)of, (void)s;
    return !frame && pc - CODE < 16;
}
static bool labels(const void *of, uint32_t addr) { return of ? addr == AT || addr == AT + 64 : false; }

/* Of a firmware: code that is copied, the stack, and .bss between its two labels. */
START_TEST(a_firmware_s_own)
{
    start();
    B.names.site = code_site;
    enable_with(3, M2M | 1, 4, CODE, 0x24005000, 32);
    enable(3, CR_P2M, 0x24004000, 70);
    silent();
    start();
    B.names.site = code_site, B.names.label = labels, B.names.of = symbols;
    enable_with(3, M2M | 1, 4, 0x24005000, AT, 64);
    silent();
    start();
    B.names.site = code_site, B.names.label = labels, B.names.of = symbols;
    enable(3, CR_P2M, AT, 64);                             /* a peripheral fills no .bss */
    only(RULE_BUFFER_OVERRUN, TIER_HAZARD, "rx");
    bench_end();
}
END_TEST

/* The neighbour's line is stale, and no maintenance of it is advised: this rule tells the cause. */
START_TEST(no_maintenance_of_the_neighbour)
{
    for (unsigned inside = 0; inside < 2; inside++) {
        bench_start();
        cache_on();
        B.names.symbol = symbols, B.names.symbols = sizeof symbols / sizeof *symbols;
        cached_store(0, AT + 32, 4, 5), cached_store(0, AT, 4, 5);
        enable(3, CR_P2M, AT, 64);
        if (inside) dma_writes(AT, 0xA5);
        else dma_writes(AT + 32, 0xA5);
        dma_done();
        load(6, inside ? AT : AT + 32, 1, 5);
        if (!inside) { silent(); continue; }
        bench_finish();
        ck_assert_uint_gt(B.list.count, 0);
        bench_end();
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, bytes_where_items_are_counted);
    tcase_add_test(t, from_the_middle);
    tcase_add_test(t, a_source);
    tcase_add_test(t, into_a_gap);
    tcase_add_test(t, each_buffer_of_two);
    tcase_add_test(t, what_is_no_overrun);
    tcase_add_test(t, a_firmware_s_own);
    tcase_add_test(t, no_maintenance_of_the_neighbour);
    return case_run("lint_overrun", t);
}
