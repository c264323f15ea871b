/* test_panels_memory.c -- bus map, buffer, cache: the rules every picture keeps, at four sizes and two
 * text scales over several lessons and moments, and what the pictures must say there. */
#include "bytes.h"
#include "panels_bench.h"

/* ---- the rules ----------------------------------------------------------------------------------- */

static const struct { const char *lesson; const char *address; uint64_t cycle[4]; } scene[] = {
    { "04-stale-receive", "rx+36", { 0, 143, 270, 380 } },
    { "03-dtcm-buffer", "rx", { 100, 41000, 41018, 41030 } },
    { "05-stale-transmit", "tx+4", { 0, 60, 100, 140 } },
    { "07-shared-line-lost-neighbour", "counter", { 60, 120, 150, 230 } },
    { "07-shared-line-lost-receive", "rx", { 60, 120, 150, 230 } },
    { "15-unclocked-sram", "rx", { 60, 96, 100, 116 } },
    { "13-m2m-burst-cpu-busy", "work", { 46, 308, 1500, 6000 } },
    { "26-mdma-tcm", "sample", { 60, 948, 953, 1100 } },
    { "30-ltdc-frame", "next", { 62, 605, 2000, 4348 } },
    { "20-spi-full-duplex-stale", "rx", { 10, 2000, 5000, 9000 } },
    { "28-i2c-sensor-dma", "0x24000000", { 10, 2000, 5000, 9000 } },
    { "35-adc-continuous-circular", "ring", { 10, 20000, 60000, 90000 } },
    { "32-sdmmc1-domain", "block", { 10, 30, 32, 40 } },
};
enum { SCENES = sizeof scene / sizeof *scene };

/* Each panel alone at its share of the four sizes (about a third by two fifths) and as the whole of it. */
START_TEST(pictures_keep_the_rules)
{
    static const panel_t panels[] = { PANEL_BUS, PANEL_BUFFER, PANEL_CACHE };
    bench_t b;
    bench_open(&b, scene[_i].lesson);
    app_go_to(&b.app, scene[_i].address);
    for (unsigned c = 0; c < 4; c++) {
        at_cycle(&b, scene[_i].cycle[c]);
        b.app.select.who = c == 3;
        b.app.select.master = c == 2 ? INIT_BDMA : -1;
        b.app.select.icache = c == 1;
        for (unsigned p = 0; p < 3; p++) keep_rules_everywhere(&b, panels[p], c % 2, 2, scene[_i].lesson);
    }
    bench_close(&b);
}
END_TEST

/* ---- one buffer ---------------------------------------------------------------------------------- */

/* Lesson 4 at its finding: the DMA wrote A0, A1 ... to memory, the D-cache still has 0x11 (the file's own
 * numbers). 64 bytes differ; both lines are stale; the row of the DMA says what it wrote. */
START_TEST(stale_receive_shows_three_views)
{
    bench_t b;
    bench_open(&b, "04-stale-receive");
    app_go_to(&b.app, "rx+4");
    at_cycle(&b, 380);
    const view_t *v = session_view(b.s);
    uint32_t rx = buffer_at(&b, "rx");
    for (uint32_t i = 0; i < 64; i++) {
        byte_look_t l = byte_look(v, rx + i);
        ck_assert_uint_eq(l.cpu, 0x11);
        ck_assert_uint_eq(l.ram, 0xA0 + i);
        ck_assert(l.differ && l.cached && !l.luck);
        ck_assert_int_eq(l.cpu_state, STATE_STALE);
        ck_assert_int_eq(l.ram_state, STATE_INVALID);
    }
    draw(&b, PANEL_BUFFER, 1280, 720);
    moved_t m[64];
    panel_in_t in = { .view = v, .moment = &b.app.moment, .app = &b.app };
    bytes_moved(&in, rx, 64, m);
    for (uint32_t i = 0; i < 64; i++) {
        ck_assert(m[i].known && m[i].wrote);
        ck_assert_uint_eq(m[i].value, 0xA0 + i);
        ck_assert_int_eq(engine_of_master(m[i].who)->slot, SLOT_DMA2);
    }
    ck_assert(says(&b, "CPU sees") && says(&b, "RAM holds") && says(&b, "DMA wrote") && says(&b, "differs"));
    ck_assert(says(&b, "rx+4: the CPU sees 11, memory holds A4: stale. Newest: A4, DMA2 stream 0"));
    ck_assert_uint_eq(marks(&b, MARK_BANGBANG), 64 + 1);          /* a sign a byte, and one on the name */
    bench_close(&b);
}
END_TEST

/* Before the transfer nothing differs, and nobody moved anything. */
START_TEST(nothing_moved_yet)
{
    bench_t b;
    bench_open(&b, "04-stale-receive");
    app_go_to(&b.app, "rx");
    at_cycle(&b, 60);
    draw(&b, PANEL_BUFFER, 1280, 720);
    ck_assert_uint_eq(marks(&b, MARK_BANGBANG), 0);
    ck_assert(says(&b, "DMA moved") && !says(&b, "DMA wrote"));
    ck_assert(says(&b, "\xC2\xB7\xC2\xB7"));
    bench_close(&b);
}
END_TEST

/* Lesson 5: the core wrote 5A over 11, the line is dirty, memory is old, and the DMA read 11 from it. */
START_TEST(stale_transmit_shows_what_the_dma_read)
{
    bench_t b;
    bench_open(&b, "05-stale-transmit");
    app_go_to(&b.app, "tx");
    at_cycle(&b, 100);
    const view_t *v = session_view(b.s);
    uint32_t tx = buffer_at(&b, "tx");
    byte_look_t l = byte_look(v, tx);
    ck_assert_int_eq(l.cpu_state, STATE_DIRTY);
    ck_assert_int_eq(l.ram_state, STATE_STALE);
    ck_assert(l.cpu == 0x5A && l.ram == 0x11);
    draw(&b, PANEL_BUFFER, 1280, 720);
    panel_in_t in = { .view = v, .moment = &b.app.moment, .app = &b.app };
    moved_t m[32];
    bytes_moved(&in, tx, 32, m);
    pointer_t at[POINTERS_MOST];
    unsigned n = bytes_pointers(v, at), reads = 0;
    for (unsigned i = 0; i < n; i++)
        if (!at[i].writes && at[i].addr - tx < 64) {
            reads++;
            ck_assert_int_eq(at[i].stream, 8);                    /* DMA2 stream 0 */
            for (uint32_t k = 0; k < 32; k++) ck_assert_int_eq(m[k].known, tx + k < at[i].addr);
        }
    ck_assert_uint_eq(reads, 1);
    ck_assert(m[0].known && !m[0].wrote && m[0].value == 0x11);
    ck_assert(says(&b, "DMA read"));
    ck_assert_ptr_nonnull(hit_of(&b, ACT_STREAM, 8));
    bench_close(&b);
}
END_TEST

/* Lesson 7: rx has 20 bytes, counter 4, one line: both are named in it, the line is in conflict (the DMA
 * wrote rx's first half, the core counter), and counter's three zero bytes are equal by luck alone. */
START_TEST(shared_line_names_its_neighbour)
{
    bench_t b;
    bench_open(&b, "07-shared-line-lost-neighbour");
    app_go_to(&b.app, "rx+4");
    at_cycle(&b, 150);
    const view_t *v = session_view(b.s);
    uint32_t rx = buffer_at(&b, "rx"), counter = buffer_at(&b, "counter");
    unsigned set;
    int way = line_find(v, 0, rx, &set);
    ck_assert_int_ge(way, 0);
    line_look_t l = line_look(v, 0, set, (unsigned)way);
    ck_assert_int_eq(l.state, STATE_CONFLICT);
    ck_assert_uint_eq(l.written, 0xFu << (counter - rx));
    ck_assert_uint_eq(l.stale & 0xFFFF, 0xFFFF);
    ck_assert(byte_look(v, counter + 1).luck && !byte_look(v, counter).luck);
    draw(&b, PANEL_BUFFER, 473, 300);
    ck_assert(says(&b, "rx") && says(&b, "counter") && says(&b, "conflicting"));
    bench_close(&b);
}
END_TEST

/* Lesson 7 after the invalidate and the fill for the compare: counter's 7 is nowhere any more, line and
 * memory agree byte for byte. Lesson 54: the same, and `stopped` in its first four bytes was stored since:
 * dirty. Neither line is old. */
START_TEST(lost_bytes_make_no_line_old)
{
    typedef struct { const char *lesson; uint64_t cycle; state_t state; uint32_t lost, written; } case_t;
    static const case_t at[] = {
        { "07-shared-line-lost-neighbour", 224, STATE_CLEAN, 0xFu << 20, 0 },
        { "54-firmware-i2c-shared-line", 119516, STATE_DIRTY, 0xFu << 4, 0xF },
    };
    bench_t b;
    bench_open(&b, at[_i].lesson);
    at_cycle(&b, at[_i].cycle);
    app_go_to(&b.app, "0x24000000");
    unsigned set;
    int way = line_find(session_view(b.s), 0, 0x24000000, &set);
    ck_assert_int_ge(way, 0);
    line_look_t l = line_look(session_view(b.s), 0, set, (unsigned)way);
    ck_assert(!l.differs && !l.stale && l.lost == at[_i].lost && l.written == at[_i].written);
    ck_assert_int_eq(l.state, at[_i].state);
    for (unsigned k = 0; k < LINE; k++)
        ck_assert_int_eq(line_byte(&l, k), l.lost >> k & 1 ? STATE_LOST
                         : l.written >> k & 1 ? STATE_DIRTY : STATE_CLEAN);
    draw(&b, PANEL_CACHE, 1280, 720);
    ck_assert(says(&b, "0 stale") && says(&b, "0 conflicting") && exactly(&b, state_look[l.state].name));
    bench_close(&b);
}
END_TEST

/* Lesson 57: a record of eight words 0xC0FFEE00 + n lies in the D-cache when its sector is erased to FF: in
 * each word the three bytes that are not FF already are old, and the line is. */
START_TEST(flash_behind_the_cache_is_stale)
{
    enum { SECTOR = 0x081E0000 };
    bench_t b;
    bench_open(&b, "57-firmware-flash-stale");
    session_seek(b.s, session_view(b.s)->findings->item[0].at);
    app_go_to(&b.app, "0x081E0000");
    const view_t *v = session_view(b.s);
    unsigned set;
    int way = line_find(v, 0, SECTOR, &set);
    ck_assert_int_ge(way, 0);
    line_look_t l = line_look(v, 0, set, (unsigned)way);
    ck_assert_int_eq(l.state, STATE_STALE);
    ck_assert_uint_eq(l.stale, 0xBBBBBBBB);
    for (uint32_t k = 0; k < LINE; k++) {
        state_t want = k % 4 == 2 ? STATE_CLEAN : STATE_STALE;
        ck_assert_int_eq(line_byte(&l, k), want);
        ck_assert_int_eq(byte_look(v, SECTOR + k).cpu_state, want);
    }
    draw(&b, PANEL_CACHE, 1280, 720);
    ck_assert(says(&b, "1 stale") && exactly(&b, "stale"));
    /* six lines came in before; the overview's column is thousands of cycles wide and not yet over */
    ck_assert(says(&b, "at least 6 fills") && says(&b, "0 write-backs"));
    ck_assert(tips(&b, "0x081E0000: the CPU sees 00, memory holds FF: stale."));
    bench_close(&b);
}
END_TEST

/* Lesson 9: tx is not cacheable. 0xAA is stored at 98, its store-buffer entry leaves at 114, when the DMA has
 * read 0x11, and SRAM3 takes it at 128 (the trace says so): no cache line is ever dirty. */
START_TEST(a_byte_under_way_says_where_it_is)
{
    static const struct { uint64_t cycle; where_t where; const char *words; } at[] = {
        { 105, AT_STORE_BUFFER, "tx: the CPU sees AA, memory holds 11: in the store buffer, memory is old." },
        { 114, AT_FLIGHT, "tx: the CPU sees AA, memory holds 11: on its way, memory is old." },
        { 128, AT_RAM, "tx: the CPU sees AA, memory holds AA." },
    };
    bench_t b;
    bench_open(&b, "09-missing-dsb");
    app_go_to(&b.app, "tx");
    for (unsigned i = 0; i < 3; i++) {
        at_cycle(&b, at[i].cycle);
        draw(&b, PANEL_BUFFER, 1000, 400);
        ck_assert_int_eq(byte_look(session_view(b.s), buffer_at(&b, "tx")).where, at[i].where);
        ck_assert_msg(says(&b, at[i].words), "%s", at[i].words);
    }
    app_do(&b.app, ACT_WHO_WROTE, buffer_at(&b, "tx"));
    at_cycle(&b, 114);
    draw(&b, PANEL_BUFFER, 1000, 400);
    ck_assert(says(&b, "on its way 0xaa CPU stored it at cycle 98"));
    bench_close(&b);
}
END_TEST

/* Nobody but the core writes: whatever waits in the store buffer, no line is ever old. */
START_TEST(a_store_under_way_makes_no_line_old)
{
    bench_t b;
    bench_text(&b, "{ \"schema_version\": 1, \"title\": \"t\", \"setup\": { \"dcache\": true },\n"
        "  \"buffers\": { \"x\": { \"region\": \"AXISRAM\", \"size\": 32, \"align\": 32, \"init\": 1 } },\n"
        "  \"program\": [ { \"load\": \"x\" }, { \"compute\": 100 }, { \"store\": \"x\", \"value\": 2 },\n"
        "                 { \"store\": \"x+4\", \"value\": 3 }, { \"dsb\": true } ] }");
    uint32_t x = buffer_at(&b, "x");
    unsigned buffered = 0, set;
    for (uint64_t cycle = 0; cycle < 160; cycle++) {
        at_cycle(&b, cycle);
        const view_t *v = session_view(b.s);
        int way = line_find(v, 0, x, &set);
        byte_look_t l = byte_look(v, x);
        if (way >= 0) ck_assert_uint_eq(line_look(v, 0, set, (unsigned)way).stale, 0);
        ck_assert(l.cpu_state != STATE_STALE && l.cpu_state != STATE_CONFLICT);
        buffered += way >= 0 && l.where == AT_STORE_BUFFER;
    }
    ck_assert_uint_gt(buffered, 0);
    bench_close(&b);
}
END_TEST

/* A TCM has no cache in between and the judge does not follow it. */
START_TEST(tcm_says_why_nothing_is_cached)
{
    bench_t b;
    bench_open(&b, "03-dtcm-buffer");
    app_go_to(&b.app, "rx");
    at_cycle(&b, 100);
    draw(&b, PANEL_BUFFER, 900, 400);
    ck_assert(says(&b, "TCM holds") && says(&b, "no cache in between"));
    draw(&b, PANEL_CACHE, 900, 400);
    ck_assert(says(&b, "hangs on the core itself"));
    bench_close(&b);
}
END_TEST

START_TEST(who_wrote_goes_to_each_moment)
{
    bench_t b;
    bench_open(&b, "04-stale-receive");
    at_cycle(&b, 380);
    app_do(&b.app, ACT_WHO_WROTE, buffer_at(&b, "rx") + 4);
    draw(&b, PANEL_BUFFER, 1280, 720);
    ck_assert(says(&b, "Who wrote rx+4?"));
    ck_assert_uint_gt(b.app.moment.stories, 2);
    for (size_t i = 0; i < b.app.moment.stories; i++)
        if (b.app.moment.story[i].fact.kind != F_NONE)
            ck_assert_ptr_nonnull(hit_of(&b, ACT_GOTO, (int64_t)b.app.moment.story[i].fact.at));
    ck_assert(says(&b, "memory 0xa4 DMA2 stream 0 wrote it at cycle 144: the newest"));
    bench_close(&b);
}
END_TEST

/* ---- the cache ----------------------------------------------------------------------------------- */

/* The sums under the grid are those of the cache's own valid bits; rx's two lines lie in sets 0 and 1
 * (0x24000000: bits 11 to 5 are 0), address bits 31 to 12 are 0x24000. */
START_TEST(cache_tells_tag_set_and_state)
{
    bench_t b;
    bench_open(&b, "04-stale-receive");
    app_go_to(&b.app, "rx+36");
    at_cycle(&b, 380);
    const cache_t *c = &session_view(b.s)->machine->chip.core.dcache;
    unsigned valid = 0;
    for (unsigned i = 0; i < CACHE_LINES; i++) valid += c->valid[i];
    char text[64];
    snprintf(text, sizeof text, "%u invalid", (unsigned)DCACHE_SETS * DCACHE_WAYS - valid);
    draw(&b, PANEL_CACHE, 1000, 640);
    ck_assert(says(&b, text) && says(&b, "2 stale") && says(&b, "0 conflicting"));
    ck_assert(says(&b, "0x24000") && says(&b, "hit: way"));
    ck_assert(says(&b, "fill begun for a load at cycle 27"));
    ck_assert_ptr_nonnull(hit_of(&b, ACT_LINE, line_arg(0, 1, 0)));
    app_do(&b.app, ACT_ADDRESS, buffer_at(&b, "source"));         /* SRAM1: nobody loaded from it */
    draw(&b, PANEL_CACHE, 1000, 640);
    ck_assert(says(&b, "miss") && says(&b, "not in the D-cache"));
    app_do(&b.app, ACT_LINE, line_arg(0, 0, 0));                  /* a line leads to its first byte */
    ck_assert_uint_eq(b.app.select.address, buffer_at(&b, "rx"));
    app_do(&b.app, ACT_CACHE, 1);
    draw(&b, PANEL_CACHE, 1000, 640);
    ck_assert(says(&b, "of 512 lines valid"));
    bench_close(&b);
}
END_TEST

/* Every line's state against the bytes: stale or conflicting lines are those where the judge calls a byte
 * of the cached copy old and it is not lost. */
START_TEST(line_states_agree_with_the_judge)
{
    bench_t b;
    bench_open(&b, "08-dirty-eviction");
    for (uint64_t cycle = 0; cycle < 1300; cycle += 37) {
        at_cycle(&b, cycle);
        const view_t *v = session_view(b.s);
        for (unsigned set = 0; set < DCACHE_SETS; set++)
            for (unsigned way = 0; way < DCACHE_WAYS; way++) {
                line_look_t l = line_look(v, 0, set, way);
                if (!l.valid) continue;
                bool old = false;
                for (uint32_t a = l.addr; a < l.addr + LINE; a++) {
                    byte_state_t s;
                    old |= coherence_look(v->judge, a, &s) && s.cache_old && !s.lost;
                }
                ck_assert_int_eq(old, l.state == STATE_STALE || l.state == STATE_CONFLICT);
                ck_assert_int_eq(l.dirty, l.state == STATE_DIRTY || l.state == STATE_CONFLICT);
            }
    }
    bench_close(&b);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("panels");
    tcase_set_timeout(t, 240);
    tcase_add_loop_test(t, pictures_keep_the_rules, 0, SCENES);
    tcase_add_test(t, stale_receive_shows_three_views);
    tcase_add_test(t, nothing_moved_yet);
    tcase_add_test(t, stale_transmit_shows_what_the_dma_read);
    tcase_add_test(t, shared_line_names_its_neighbour);
    tcase_add_loop_test(t, lost_bytes_make_no_line_old, 0, 2);
    tcase_add_test(t, flash_behind_the_cache_is_stale);
    tcase_add_test(t, a_byte_under_way_says_where_it_is);
    tcase_add_test(t, a_store_under_way_makes_no_line_old);
    tcase_add_test(t, tcm_says_why_nothing_is_cached);
    tcase_add_test(t, who_wrote_goes_to_each_moment);
    tcase_add_test(t, cache_tells_tag_set_and_state);
    tcase_add_test(t, line_states_agree_with_the_judge);
    return case_run("panels_memory", t);
}
