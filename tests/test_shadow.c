/* test_shadow.c -- versions through store buffer, lines and RAM. */
#include "shadow_bench.h"

START_TEST(keys_fold_aliases)
{
    begin();
    uint32_t k;
    ck_assert_uint_eq(key_of(NC), key_of(ALIAS));
    ck_assert(!shadow_key(S, DTCM_BUF, &k));
    ck_assert(!shadow_key(S, 0x50000000, &k));
    arena_free(&memory);
}
END_TEST

START_TEST(a_store_on_its_way)
{
    begin();
    flight_t fly;
    store(0, RX, 4, 0x44332211, 2);
    vid_t v = cell(RX).newest;
    ck_assert_uint_ne(v, 0); ck_assert_uint_eq(cell(RX).ram, 0); ck_assert_uint_eq(cell(RX + 3).newest, v);
    ck_assert_uint_eq(version_byte(shadow_version(S, v), key_of(RX + 2)), 0x33);
    ck_assert_int_eq(shadow_where(S, v, key_of(RX), &fly), AT_STORE_BUFFER);
    fill_begin(FILL_STORE, 0, RX);
    drain(DRAIN_LFB, RX, 4, 2);
    ck_assert_int_eq(shadow_where(S, v, key_of(RX), &fly), AT_FILL);
    fill_end(0, RX, 1);
    ck_assert_int_eq(shadow_where(S, v, key_of(RX), &fly), AT_LINE);
    ck_assert_uint_eq(shadow_line(S, RX)->dirty, 0xF);
    evict(EVICT_CLEAN, 1, RX, 1);
    ck_assert_int_eq(shadow_where(S, v, key_of(RX), &fly), AT_FLIGHT);
    ck_assert(fly.evict && fly.why == EVICT_CLEAN && fly.dirty == 0xF);
    evict_lands(RX, NULL);
    ck_assert_int_eq(shadow_where(S, v, key_of(RX), &fly), AT_RAM);
    ck_assert_uint_eq(cell(RX).ram, v);
    arena_free(&memory);
}
END_TEST

START_TEST(write_through_is_not_dirty)
{
    for (int bus_first = 0; bus_first < 2; bus_first++) {
        begin();
        fill(FILL_LOAD, 0, RX);
        store(0, RX, 1, 5, 0);
        drain(bus_first ? DRAIN_BUS : DRAIN_CACHE, RX, 1, 0);
        drain(bus_first ? DRAIN_CACHE : DRAIN_BUS, RX, 1, 0);
        ck_assert_uint_eq(shadow_line(S, RX)->dirty, 0);
        ck_assert_uint_eq(shadow_of(S, shadow_line(S, RX)->ver, 0), cell(RX).newest);
        bus_beat(INIT_AXIM, TAG_STORE, 1, RX, 1, 5);
        ck_assert_uint_eq(cell(RX).ram, cell(RX).newest);
        arena_free(&memory);
    }
}
END_TEST

START_TEST(loads_name_their_versions)
{
    begin();
    vid_t ver[8];
    unsigned own, late;
    const sline_t *via;
    dma_writes(RX, 1);
    fill(FILL_LOAD, 4, RX);
    vid_t old = cell(RX).newest;
    dma_writes(RX, 2);
    fact_t f = { .kind = F_LOAD, .what = SRC_CACHE, .size = 2, .addr = RX, .pc = 4 };
    ck_assert_uint_eq(shadow_load(S, &f, ver, &own, &late, &via), 3);
    ck_assert_uint_eq(ver[0], old); ck_assert_uint_eq(ver[1], 0); ck_assert_uint_eq(own, 0); ck_assert_ptr_nonnull(via);
    store(0, RX, 1, 9, 1);
    f.note = 1;                                             /* byte 0 came from the store buffer */
    shadow_load(S, &f, ver, &own, &late, &via);
    ck_assert_uint_eq(ver[0], cell(RX).newest);
    f.what = SRC_TCM;
    ck_assert_uint_eq(shadow_load(S, &f, ver, &own, &late, &via), 0);
    arena_free(&memory);
}
END_TEST

/* Of four bytes RAM gave, none was older than the newest; then somebody writes the third; another
 * transaction's beat says nothing of this load, and bytes out of the store buffer are not RAM's. */
START_TEST(loads_past_the_cache)
{
    begin();
    dma_writes(RX + 1, 1);
    B.txn++;
    bus_beat(INIT_AXIM, TAG_LOAD, 0, RX, 4, 0x100);
    fact_t f = { .kind = F_LOAD, .what = SRC_BUS, .size = 4, .addr = RX, .txn = B.txn };
    ck_assert(shadow_read_newest(S, &f));
    f.note = 1;
    ck_assert(!shadow_read_newest(S, &f));
    f.note = 0, f.what = SRC_CACHE;
    ck_assert(!shadow_read_newest(S, &f));
    f.what = SRC_BUS, f.addr = RX + 2;                       /* the beat has not all of it */
    ck_assert(!shadow_read_newest(S, &f));
    dma_writes(RX + 2, 5);
    f.addr = RX;
    ck_assert(!shadow_read_newest(S, &f));
    f.size = 2;
    ck_assert(shadow_read_newest(S, &f));
    f.txn++;
    ck_assert(!shadow_read_newest(S, &f));
    arena_free(&memory);
}
END_TEST

START_TEST(a_store_over_two_doublewords)
{
    begin();
    store(0, RX + 6, 4, 0x44332211, 0);
    vid_t v = cell(RX + 9).newest;
    drain(DRAIN_BUS, RX + 6, 2, 0);
    drain(DRAIN_BUS, RX + 8, 2, 1);
    bus_beat(INIT_AXIM, TAG_STORE, 1, RX + 6, 2, 0x2211);
    bus_beat(INIT_AXIM, TAG_STORE, 1, RX + 8, 2, 0x4433);
    ck_assert_uint_eq(cell(RX + 6).ram, v); ck_assert_uint_eq(cell(RX + 9).ram, v);
    arena_free(&memory);
}
END_TEST

START_TEST(maintenance_by_address_and_by_set_and_way)
{
    begin();
    maint(MAINT_DCCIMVAC, 1, RX + 5);
    ck_assert_uint_eq(shadow_invalidated(S, RX), order); ck_assert_uint_eq(shadow_cleaned(S, RX + 31), order);
    ck_assert_uint_eq(shadow_invalidated(S, RX + 32), 0);
    unsigned set = TX >> 5 & (DCACHE_SETS - 1);
    for (unsigned w = 0; w < DCACHE_WAYS; w++) {
        ck_assert_uint_eq(shadow_invalidated(S, TX), 0);    /* not certain before the last way */
        put((fact_t){ .kind = F_MAINT, .what = MAINT_DCISW, .addr = (uint32_t)((uint64_t)w * (1ull << 32) / DCACHE_WAYS) | set << 5 });
    }
    ck_assert_uint_gt(shadow_invalidated(S, TX), 0); ck_assert_uint_eq(shadow_cleaned(S, TX), 0);
    arena_free(&memory);
}
END_TEST

START_TEST(long_runs_reuse_versions)
{
    begin();
    for (unsigned i = 0; i < 100000; i++) dma_writes(RX + i % 64, (uint8_t)i);
    ck_assert_uint_lt(cell(RX).newest, 1 << 14);          /* ids are recycled: only 64 versions live */
    ck_assert_uint_eq(version_byte(shadow_version(S, cell(RX + 31).newest), key_of(RX + 31)), 99999 % 256);
    arena_free(&memory);
}
END_TEST

/* More versions that live than a run begins with room for, forgotten ones between them: each word keeps its
 * own, and no more room is taken than the next power of two over twice of what lives. */
START_TEST(versions_stay_with_their_words)
{
    enum { WORDS = 5000, WRITES = 60000 };
    static uint64_t last[WORDS];
    static uint32_t value[WORDS];
    uint64_t seed = 3;
    begin();
    uint32_t key = key_of(RX), most = 0;
    for (unsigned n = 0; n < WRITES; n++) {
        seed = seed * 6364136223846793005ull + 1442695040888963407ull;
        unsigned i = n < WORDS ? n : (unsigned)(seed >> 40) % WORDS;
        bus_beat(INIT_DMA1_MEM, 0, 1, RX + 4 * i, 4, value[i] = (uint32_t)(seed >> 32));
        last[i] = order;
        if (n % 17001 == 0) shadow_tidy(S);
        if (n % 10000) continue;
        for (unsigned k = 0; k < WORDS && k <= n; k++) {
            const version_t *v = shadow_version(S, shadow_look(S, key + 4 * k).newest);
            ck_assert(v && v->order == last[k] && (uint32_t)v->data == value[k]);
        }
    }
    for (unsigned k = 0; k < WORDS; k++)
        if (shadow_look(S, key + 4 * k).ram > most) most = shadow_look(S, key + 4 * k).ram;
    ck_assert_uint_ge(most, WORDS); ck_assert_uint_lt(most, 16384);
    arena_free(&memory);
}
END_TEST

/* A doubleword that lands in one beat, by what is known of its two words. They go together if both bytes of a
 * flight and nobody is newer; else each for itself: a word that another master wrote meanwhile, one of which
 * the flight has a part, and one that landed already, with bytes that the CPU never stored. */
START_TEST(a_doubleword_lands)
{
    for (int how = 0; how < 4; how++) {
        begin();
        fill(FILL_LOAD, 0, RX);
        store(0, RX, 4, 0x44332211, 0), store(0, RX + 4, 4, 0x88776655, 0);
        drain(DRAIN_CACHE, RX, 8, 0);
        vid_t low = cell(RX).newest, high = cell(RX + 4).newest;
        evict(EVICT_REPLACED, 0, RX, 1);
        if (how == 1) bus_beat(INIT_DMA1_MEM, 0, 1, RX + 4, 4, 9);
        if (how == 2) bus_beat(INIT_AXIM, TAG_EVICT, 1, RX + 6, 2, 0x8877);
        if (how == 3) bus_beat(INIT_AXIM, TAG_EVICT, 1, RX + 4, 4, 0x88776655);
        bus_beat(INIT_AXIM, TAG_EVICT, 1, RX, 8, how == 3 ? 0x9977665544332211 : 0x8877665544332211);
        ck_assert_uint_eq(overwritten, how == 1 ? 0xF0 : 0);
        ck_assert_uint_eq(cell(RX).ram, low); ck_assert_uint_eq(cell(RX + 3).ram, low);
        ck_assert_uint_eq(cell(RX + 4).ram, high); ck_assert_uint_eq(cell(RX + 6).ram, high);
        if (how < 3) ck_assert_uint_eq(cell(RX + 7).ram, high);
        else ck_assert_uint_gt(shadow_order(S, cell(RX + 7).ram), shadow_order(S, high));
        ck_assert_uint_eq(cell(RX + 7).ram == cell(RX + 7).newest, how != 1);
        arena_free(&memory);
    }
}
END_TEST

/* What RAM gave is what it had then, word by word, and each word says whether that was old: of the first
 * doubleword the upper one, which the CPU stored and RAM does not have. Bytes that a store put there first
 * stay. */
START_TEST(a_fill_has_what_ram_gave)
{
    begin();
    bus_beat(INIT_DMA1_MEM, 0, 1, RX, 8, 1);
    vid_t theirs = cell(RX).newest;
    store(0, RX + 4, 4, 5, 0);
    vid_t own = cell(RX + 4).newest;
    put((fact_t){ .kind = F_FILL_START, .what = FILL_LOAD, .size = 1, .addr = RX, .note = line_note(0, 0, 0, 0) });
    bus_beat(INIT_AXIM, TAG_FILL, 0, RX, 8, 1);
    bus_beat(INIT_AXIM, TAG_FILL, 0, RX + 24, 8, 0);
    dma_writes(RX, 3);                                       /* too late for this line */
    store(0, RX + 26, 1, 7, 1);
    drain(DRAIN_LFB, RX + 26, 1, 1);
    for (unsigned at = 0; at < 32; at += 24)
        put((fact_t){ .kind = F_FILL_BEAT, .size = 1, .addr = RX + at, .note = line_note(0, 0, 0, 0) });
    const sline_t *l = shadow_filling(S, RX);
    ck_assert_ptr_nonnull(l);
    ck_assert_uint_eq(l->known, 0xFF0000FF); ck_assert_uint_eq(l->late, 0xF0); ck_assert_uint_eq(l->word, RX);
    ck_assert_uint_eq(shadow_of(S, l->ver, 0), theirs); ck_assert_uint_eq(shadow_of(S, l->ver, 4), theirs);
    ck_assert_uint_ne(shadow_of(S, l->ver, 4), own);
    ck_assert_uint_eq(shadow_of(S, l->ver, 25), 0); ck_assert_uint_eq(shadow_of(S, l->ver, 26), cell(RX + 26).newest);
    arena_free(&memory);
}
END_TEST

/* Beside it an array that knows of each byte who wrote it last, and what: writes of 1, 2, 4 and 8 bytes,
 * strobes and all. RAM and the newest were written alike, so they must be the same row, not an equal one. */
START_TEST(words_are_of_bytes)
{
    enum { BYTES = 64, WRITES = 30000 };
    uint64_t last[BYTES] = { 0 }, seed = 5;
    uint8_t value[BYTES] = { 0 };
    begin();
    uint32_t key = key_of(RX);
    unsigned wrong = 0;
    for (unsigned n = 0; n < WRITES; n++) {
        seed = seed * 6364136223846793005ull + 1442695040888963407ull;
        unsigned size = 1u << (seed >> 60 & 3), at = (unsigned)(seed >> 40) % BYTES & ~(size - 1), strobes = seed >> 32 & 0xFF;
        if (seed >> 52 & 3) strobes = 0xFF;
        put((fact_t){ .kind = F_BEAT, .who = INIT_DMA1_MEM, .addr = RX + at, .size = (uint8_t)size, .data = seed,
                      .note = (strobes & ((1u << size) - 1)) | 1u << 8 });
        for (unsigned i = 0; i < size; i++)
            if (strobes >> i & 1) last[at + i] = order, value[at + i] = (uint8_t)(seed >> 8 * i);
        if (n % 4001 == 0) shadow_tidy(S);
        for (unsigned i = 0; i < BYTES; i++) {
            cell_t c = shadow_look(S, key + i);
            const word_t *w = shadow_word(S, key + i);
            const version_t *v = shadow_version(S, c.newest);
            if (shadow_order(S, c.newest) != last[i] || c.ram != c.newest || (w && w->ram != w->newest)
                || (v && version_byte(v, key + i) != value[i])) wrong++;
        }
        if (n % 1000 == 999) ck_assert_uint_eq(wrong, 0);
    }
    ck_assert_uint_lt(cell(RX).newest, 1 << 14);
    arena_free(&memory);
}
END_TEST

/* A line is on its way out; meanwhile another master writes two of its bytes. The first: the CPU's store
 * lands on it, the second: what was there before. The other bytes are no older than RAM's. */
START_TEST(a_line_lands_on_newer_bytes)
{
    begin();
    fill(FILL_LOAD, 0, RX);
    store(0, RX, 4, 0x44332211, 0);
    drain(DRAIN_CACHE, RX, 4, 0);
    vid_t v = cell(RX).newest;
    evict(EVICT_REPLACED, 0, RX, 1);
    dma_writes(RX + 1, 7), dma_writes(RX + 6, 8);
    vid_t theirs = cell(RX + 6).newest;
    bus_beat(INIT_AXIM, TAG_EVICT, 1, RX, 8, 0x44332211);
    ck_assert_uint_eq(overwritten, 1 << 1 | 1 << 6);
    ck_assert_uint_eq(over[1].ver, v); ck_assert_uint_eq(over[6].ver, 0);
    ck_assert(over[1].from.evict && over[1].from.why == EVICT_REPLACED && over[1].from.dirty == 0xF);
    ck_assert_uint_eq(cell(RX).ram, v); ck_assert_uint_eq(cell(RX + 1).ram, v);
    ck_assert_uint_eq(cell(RX + 6).ram, 0); ck_assert_uint_eq(cell(RX + 6).newest, theirs);
    bus_beat(INIT_AXIM, TAG_EVICT, 1, RX + 8, 8, 0);
    ck_assert_uint_eq(overwritten, 0);
    arena_free(&memory);
}
END_TEST

/* ---- what is asked at once ---- */

/* Those the CPU stored before `until`; past the cache only those since the barrier. */
START_TEST(bytes_that_an_order_matters_to)
{
    begin();
    uint32_t key = key_of(RX);
    store(0, RX + 8, 4, 1, 0);                               /* write-back, order 1 */
    ck_assert_uint_eq(shadow_ordered(S, key, 32, 0, 2), 8);
    ck_assert_uint_eq(shadow_ordered(S, key, 32, 1, 2), 8);  /* no barrier cleans it */
    ck_assert_uint_eq(shadow_ordered(S, key, 32, 0, 1), 32);
    ck_assert_uint_eq(shadow_ordered(S, key, 8, 0, 2), 8);
    ck_assert_uint_eq(shadow_ordered(S, key + 1, 5, 0, 2), 5);
    dma_writes(RX + 9, 1);
    ck_assert_uint_eq(shadow_ordered(S, key, 32, 0, 2), 8);  /* of two writes: to be looked at byte by byte */
    shadow_store(S, &(fact_t){ .kind = F_STORE, .what = DST_STB, .size = 4, .addr = NC }, 5, POLICY_NC);
    ck_assert_uint_eq(shadow_ordered(S, key_of(NC), 32, 4, 6), 0);
    ck_assert_uint_eq(shadow_ordered(S, key_of(NC), 32, 5, 6), 32);
    arena_free(&memory);
}
END_TEST

START_TEST(lines_that_matter)
{
    begin();
    uint32_t key = key_of(RX);
    ck_assert(!shadow_dirtied(S, RX, key));
    dma_writes(RX, 1);
    ck_assert(!shadow_dirtied(S, RX, key));
    store(0, RX + 4, 4, 1, 0);
    ck_assert(shadow_dirtied(S, RX, key)); ck_assert(!shadow_dirtied(S, TX, key_of(TX)));
    ck_assert(!shadow_fetched(S, key));
    shadow_code(S, RX);
    ck_assert(shadow_fetched(S, key)); ck_assert(shadow_fetched(S, key + 64)); ck_assert(!shadow_fetched(S, key + 96));
    arena_free(&memory);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, keys_fold_aliases);
    tcase_add_test(t, a_store_on_its_way);
    tcase_add_test(t, write_through_is_not_dirty);
    tcase_add_test(t, loads_name_their_versions);
    tcase_add_test(t, loads_past_the_cache);
    tcase_add_test(t, a_store_over_two_doublewords);
    tcase_add_test(t, maintenance_by_address_and_by_set_and_way);
    tcase_add_test(t, long_runs_reuse_versions);
    tcase_add_test(t, versions_stay_with_their_words);
    tcase_add_test(t, a_doubleword_lands);
    tcase_add_test(t, a_fill_has_what_ram_gave);
    tcase_add_test(t, words_are_of_bytes);
    tcase_add_test(t, a_line_lands_on_newer_bytes);
    tcase_add_test(t, bytes_that_an_order_matters_to);
    tcase_add_test(t, lines_that_matter);
    return case_run("shadow", t);
}
