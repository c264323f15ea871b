/* test_shadow_ledger.c -- which lines the shadow says are private, and what it makes of the stores and beats
 * that stand in the ledger. */
#include "shadow_bench.h"

static ledger_t G;
static unsigned private_as(uint32_t addr)        /* PRIVATE_ bits of its line */
{
    unsigned loads = ledger_find(&G, addr, PRIVATE_LOADS) >= 0, stores = ledger_find(&G, addr, PRIVATE_STORES) >= 0;
    return (loads ? PRIVATE_LOADS : 0) | (stores ? PRIVATE_STORES : 0);
}

static void settle(ledger_t *g)
{
    for (unsigned i = 0; i < g->touches; i++) shadow_noted(S, g->touched[i], order, POLICY_WB_RWA);
    order += g->turns;
    shadow_settled(S);
}

static void begin_with_ledger(void)
{
    static noted_line_t noted[LEDGER_LINES];
    begin();
    memset(noted, 0, sizeof noted);
    G = (ledger_t){ .settle = settle, .noted = noted };
    shadow_ledger(S, &G);
}

/* Into entry 0, and on into the line. */
static void unheard_store(uint32_t addr, uint32_t data)
{
    ck_assert(ledger_stored(&G, 0, 1, order, 7, addr, 4, data));
    ck_assert(ledger_drained(&G, 0));
}

static void fill_of(fact_kind_t kind, unsigned buffer, unsigned way, uint32_t addr)
{
    B.way = way;
    put((fact_t){ .kind = kind, .size = (uint8_t)buffer, .addr = addr, .note = line_of_way(addr, 0) });
}

/* ---- a line on its way ---- */

/* What is stored before the line is there lies in its linefill buffer: dirty there, and not taken from
 * RAM. */
START_TEST(a_line_on_its_way_takes_stores)
{
    flight_t fly;
    begin_with_ledger();
    fill_of(F_FILL_START, 0, 0, RX);
    ck_assert_uint_eq(private_as(RX), PRIVATE_STORES);
    unheard_store(RX + 4, 0x11);
    ledger_settle(&G);
    const version_t *v = shadow_version(S, cell(RX + 4).newest);
    ck_assert(v && v->data == 0x11 && v->pc == 7 && !shadow_line(S, RX));
    ck_assert_int_eq(shadow_where(S, cell(RX + 4).newest, key_of(RX + 4), &fly), AT_FILL);
    ck_assert_uint_eq(shadow_filling(S, RX)->dirty, 0xF0); ck_assert_uint_eq(shadow_filling(S, RX)->known, 0xF0);
    unheard_store(RX + 8, 0x22);
    ledger_settle(&G);
    fill_end(0, RX, 1);
    ck_assert_uint_eq(private_as(RX), PRIVATE_LOADS | PRIVATE_STORES);
    ck_assert_uint_eq(shadow_line(S, RX)->dirty, 0xFF0);
    ck_assert_int_eq(shadow_where(S, cell(RX + 8).newest, key_of(RX + 8), &fly), AT_LINE);
    unheard_store(RX, 0x33);
    ledger_settle(&G);
    ck_assert_uint_eq(shadow_line(S, RX)->dirty, 0xFFF);
    arena_free(&memory);
}
END_TEST

/* Only if RAM has the newest of what has not come, the CPU's own, and as long as nobody else has a part in
 * it. */
START_TEST(a_line_on_its_way_is_told_of)
{
    begin_with_ledger();
    fill_of(F_FILL_START, 0, 0, RX);
    fill_of(F_FILL_DROP, 0, 0, RX);                          /* it never came */
    ck_assert_uint_eq(private_as(RX), 0);
    fill_of(F_FILL_START, 0, 0, RX);
    dma_writes(RX + 1, 7);
    ck_assert_uint_eq(private_as(RX), 0);
    fill_of(F_FILL_DROP, 0, 0, RX);
    fill_of(F_FILL_START, 0, 0, RX);                         /* another master's bytes in it */
    ck_assert_uint_eq(private_as(RX), 0);
    fill_of(F_FILL_DROP, 0, 0, RX);
    store(0, TX, 4, 0x44332211, 0);
    fill_of(F_FILL_START, 0, 0, TX);                         /* the newest is in the store buffer, */
    ck_assert_uint_eq(private_as(TX), 0);
    drain(DRAIN_LFB, TX, 4, 0);                              /* now in the line, */
    ck_assert_uint_eq(private_as(TX), PRIVATE_STORES);
    fill_end(0, TX, 1);
    evict(EVICT_REPLACED, 0, TX, 1);
    fill_of(F_FILL_START, 0, 0, TX);                         /* on its way to RAM, */
    ck_assert_uint_eq(private_as(TX), 0);
    fill_of(F_FILL_DROP, 0, 0, TX);
    evict_lands(TX, NULL);
    fill_of(F_FILL_START, 0, 0, TX);                         /* there */
    ck_assert_uint_eq(private_as(TX), PRIVATE_STORES);
    shadow_code(S, TX);
    ck_assert_uint_eq(private_as(TX), 0);
    fill_end(0, TX, 1);
    ck_assert_uint_eq(private_as(TX), PRIVATE_LOADS);
    arena_free(&memory);
}
END_TEST

/* The line that lived there has its place until it leaves; of two addresses of the same bytes neither is
 * private. */
START_TEST(a_line_on_its_way_beside_others)
{
    enum { NEXT = RX + 0x1000 };                             /* of the same set */
    begin_with_ledger();
    B.way = 0;
    fill(FILL_LOAD, 0, RX);
    fill_of(F_FILL_START, 1, 0, NEXT);
    ck_assert_uint_eq(private_as(NEXT), 0); ck_assert_uint_eq(private_as(RX), PRIVATE_LOADS | PRIVATE_STORES);
    evict(EVICT_REPLACED, 0, RX, 0);
    ck_assert_uint_eq(private_as(NEXT), PRIVATE_STORES); ck_assert_uint_eq(private_as(RX), 0);
    fill_of(F_FILL_DROP, 1, 0, NEXT);
    fill_of(F_FILL_START, 0, 1, NC);
    ck_assert_uint_eq(private_as(NC), PRIVATE_STORES);
    fill_of(F_FILL_START, 1, 2, ALIAS);
    ck_assert_uint_eq(private_as(NC), 0); ck_assert_uint_eq(private_as(ALIAS), 0);
    fill_of(F_FILL_DROP, 0, 1, NC), fill_of(F_FILL_DROP, 1, 2, ALIAS);
    B.way = 2;
    fill(FILL_LOAD, 0, ALIAS);
    store(0, ALIAS, 4, 0x11, 0);
    drain(DRAIN_CACHE, ALIAS, 4, 0);
    evict(EVICT_REPLACED, 0, ALIAS, 1);
    B.way = 1;
    fill(FILL_LOAD, 0, NC);    /* stored by the other address, and at home sooner */
    store(0, NC, 4, 0x22, 0);
    drain(DRAIN_CACHE, NC, 4, 0);
    evict(EVICT_REPLACED, 0, NC, 1);
    evict_lands(NC, NULL);
    fill_of(F_FILL_START, 0, 1, NC);
    ck_assert_uint_eq(private_as(NC), PRIVATE_STORES);
    evict_lands(ALIAS, NULL);    /* over the newer: the line will come with the older */
    ck_assert_uint_eq(private_as(NC), 0);
    arena_free(&memory);
}
END_TEST

/* ---- bursts that are counted ---- */

static void moved(uint32_t addr, int back) { ck_assert(ledger_moved(&G, addr, back)); }

/* As ledger_settle does. */
static void settle_bursts(void) { if (G.came) shadow_moved(S); }

/* A dirty private line at RX leaves. */
static vid_t private_line_leaves(void)
{
    begin_with_ledger();
    cached_store(0, RX, 4, 0x44332211);
    ck_assert_uint_eq(private_as(RX), PRIVATE_LOADS | PRIVATE_STORES);
    ck_assert(!ledger_moved(&G, RX, 1));                     /* not yet */
    evict(EVICT_REPLACED, 0, RX, 1);
    return cell(RX).newest;
}

START_TEST(a_private_fill_is_counted)
{
    begin_with_ledger();
    dma_writes(RX, 1);                                       /* foreign: told */
    fill_of(F_FILL_START, 0, 0, RX);
    ck_assert(!ledger_moved(&G, RX, 0));
    fill_of(F_FILL_DROP, 0, 0, RX);
    fill_of(F_FILL_START, 0, 0, TX);
    moved(TX + 16, 0);
    ck_assert(!ledger_moved(&G, TX, 1)); ck_assert(!ledger_moved(&G, TX + 32, 0));
    settle_bursts();
    ck_assert_uint_eq(shadow_filling(S, TX)->known, 0xFF0000); ck_assert_uint_eq(shadow_filling(S, TX)->word, TX + 16);
    unheard_store(TX, 0x55), ledger_settle(&G);
    moved(TX + 24, 0), moved(TX, 0);
    settle_bursts();
    ck_assert_uint_eq(shadow_filling(S, TX)->word, TX + 16);                      /* the first of all */
    ck_assert_uint_eq(shadow_of(S, shadow_filling(S, TX)->ver, 0), cell(TX).newest);   /* stores win */
    dma_writes(TX + 9, 7);                                   /* what comes is told again */
    ck_assert(!ledger_moved(&G, TX + 8, 0));
    bus_beat(INIT_AXIM, TAG_FILL, 0, TX + 8, 8, 0);
    ck_assert_uint_eq(shadow_of(S, shadow_filling(S, TX)->ver, 9), cell(TX + 9).newest);
    ck_assert_uint_eq(shadow_filling(S, TX)->known, ~0u);
    arena_free(&memory);
}
END_TEST

/* It ends with its fill, though the line that lived in its place had the same address. */
START_TEST(a_counted_fill_ends)
{
    begin_with_ledger();
    fill_of(F_FILL_START, 0, 0, RX), fill_of(F_FILL_DROP, 0, 0, RX);
    ck_assert(!ledger_moved(&G, RX, 0));
    arena_free(&memory);
    private_line_leaves();
    for (unsigned k = 0; k < 4; k++) moved(RX + 8 * k, 1);
    settle_bursts();
    fill_of(F_FILL_START, 0, 0, RX);
    for (unsigned k = 0; k < 4; k++) moved(RX + 8 * k, 0);
    settle_bursts();
    fill_of(F_FILL_DONE, 0, 0, RX);
    ck_assert_uint_eq(private_as(RX), PRIVATE_LOADS | PRIVATE_STORES);
    ck_assert(!ledger_moved(&G, RX, 0));
    ck_assert_uint_eq(shadow_of(S, shadow_line(S, RX)->ver, 3), cell(RX).newest);
    arena_free(&memory);
}
END_TEST

START_TEST(a_private_write_back_is_counted)
{
    flight_t fly;
    vid_t v = private_line_leaves();
    moved(RX + 8, 1);
    settle_bursts();
    ck_assert_uint_eq(cell(RX).ram, 0);                      /* that was another doubleword */
    moved(RX, 1);
    ck_assert_int_eq(shadow_where(S, v, key_of(RX), &fly), AT_FLIGHT);
    settle_bursts();
    ck_assert_int_eq(shadow_where(S, v, key_of(RX), &fly), AT_RAM); ck_assert_uint_eq(cell(RX + 3).ram, v);
    moved(RX + 16, 1), moved(RX + 24, 1);
    settle_bursts();
    ck_assert(!ledger_moved(&G, RX, 1));                     /* it is over */
    arena_free(&memory);
}
END_TEST

/* Whoever else writes to the line makes the rest be told: it may land on something newer. */
START_TEST(a_counted_write_back_is_told_of)
{
    private_line_leaves();
    for (unsigned k = 0; k < 2; k++) moved(RX + 8 * k, 1);
    settle_bursts();
    dma_writes(RX + 31, 9);
    ck_assert(!ledger_moved(&G, RX + 16, 1));
    bus_beat(INIT_AXIM, TAG_EVICT, 1, RX + 24, 8, 0);
    ck_assert_uint_eq(overwritten, 1u << 7);
    arena_free(&memory);
    private_line_leaves();                                   /* past the cache, by the core */
    store(0, RX, 4, 5, 0), drain(DRAIN_BUS, RX, 4, 0);
    ck_assert(!ledger_moved(&G, RX, 1));
    arena_free(&memory);
    begin_with_ledger();                                     /* not all of it the newest when it leaves */
    cached_store(0, RX, 4, 5);
    dma_writes(RX + 8, 9);
    evict(EVICT_REPLACED, 0, RX, 1);
    ck_assert(!ledger_moved(&G, RX, 1));
    arena_free(&memory);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, a_line_on_its_way_takes_stores);
    tcase_add_test(t, a_line_on_its_way_is_told_of);
    tcase_add_test(t, a_line_on_its_way_beside_others);
    tcase_add_test(t, a_private_fill_is_counted);
    tcase_add_test(t, a_counted_fill_ends);
    tcase_add_test(t, a_private_write_back_is_counted);
    tcase_add_test(t, a_counted_write_back_is_told_of);
    return case_run("shadow_ledger", t);
}
