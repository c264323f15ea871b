/* test_session_ask.c -- what the viewer's session is asked: where something happens next, who wrote a byte,
 * what differs between two moments.
 *
 * Cycles of 04-stale-receive are those of its --trace: DMA2 writes rx at 128 and 144, the CPU reads old bytes
 * from 382 on. The oracle of who wrote a byte is `staleline who`. */
#include "who_run.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "session_bench.h"
#include "suite.h"                        /* last: its macro `fail` would hide scenario.h's function */

static const char LESSON[] = "scenarios/04-stale-receive.json";
enum { RX = 0x24000000 };

START_TEST(run_to)
{
    session_t *s = opened(LESSON, 50);
    find_t writes = { .kind = FIND_ACCESS, .access = FIND_WRITE, .who = FIND_ANYBODY, .addr = RX + 5,
                      .size = 1 };
    find_t reads = { .kind = FIND_ACCESS, .access = FIND_READ, .who = FIND_CPU, .addr = RX, .size = 4 };
    find_t rule = { .kind = FIND_RULE, .rule = RULE_STALE_READ };
    find_t ndtr = { .kind = FIND_REGISTER, .addr = 0x40020414, .size = 4 };      /* DMA2.S0NDTR */
    tick_t at = 0;
    ck_assert_int_eq(session_find(s, &writes, 1, -1, &at), FOUND);
    ck_assert_uint_eq(at, cycle(s, 144));                                /* rx+4 .. rx+7 */
    ck_assert_int_eq(session_find(s, &writes, 1, -1, &at), FOUND_NOTHING);
    at = cycle(s, 400);
    ck_assert_int_eq(session_find(s, &reads, -1, -1, &at), FOUND);
    ck_assert_uint_eq(at, cycle(s, 382));
    ck_assert_int_eq(session_find(s, &reads, -1, -1, &at), FOUND);
    ck_assert_uint_eq(at, cycle(s, 10));
    ck_assert_int_eq(session_find(s, &rule, 1, -1, &at), FOUND);
    ck_assert_uint_eq(at, cycle(s, 382));
    at = 0;
    ck_assert_int_eq(session_find(s, &ndtr, 1, -1, &at), FOUND);
    ck_assert_uint_eq(at, cycle(s, 70));
    breaks_t *b = session_breaks(s);
    b->item[b->count++] = (break_t){ .find = ndtr, .on = true };
    b->item[b->count++] = (break_t){ .find = rule, .on = true };
    find_t any = { .kind = FIND_BREAK };
    at = cycle(s, 70);
    ck_assert_int_eq(session_find(s, &any, 1, -1, &at), FOUND);
    ck_assert_uint_eq(at, cycle(s, 382));
    b->item[1].on = false;
    at = cycle(s, 70);
    ck_assert_int_eq(session_find(s, &any, 1, -1, &at), FOUND_NOTHING);
    ck_assert(session_bookmark(s, 50, "a") && session_bookmark(s, 20, "b") && session_bookmark(s, 50, NULL));
    ck_assert_uint_eq(session_bookmarks(s)->count, 1);
    ck_assert_str_eq(session_bookmarks(s)->item[0].text, "b");
    session_close(s);
}
END_TEST

/* A search cut into slices of no time comes to the same place. */
START_TEST(run_to_in_pieces)
{
    session_t *s = open_with("tests/bench/cpu-cached.json", (session_options_t){ .spacing_cycles = 4000,
                                                                                 .max_cycles = 60000 });
    session_work(s, -1);
    find_t write = { .kind = FIND_ACCESS, .access = FIND_WRITE, .who = FIND_CPU, .addr = 0x30000000,
                     .size = 4 };
    tick_t at = 0;
    int pieces = 1;
    while (session_find(s, &write, 1, 0, &at) == FOUND_NOT_YET) pieces++;
    ck_assert_int_gt(pieces, 10);
    session_close(s);
}
END_TEST

static bool told_in(const story_t *x, size_t n, const char *words)
{
    for (size_t i = 0; i < n; i++)
        if (strstr(x[i].text, words)) return true;
    return false;
}

START_TEST(who_wrote_it)
{
    session_t *s = opened(LESSON, 50);
    story_t x[16];
    session_seek(s, cycle(s, 390));
    size_t n = session_who(s, RX + 5, x, 16);
    ck_assert(told_in(x, n, "rx+5: the program sees 0x11, memory holds 0xa5"));
    ck_assert(told_in(x, n, "memory 0xa5 DMA2 stream 0 wrote it at cycle 144: the newest"));
    ck_assert(told_in(x, n, "fill begun for a load at cycle 0 in program[0]"));
    ck_assert(told_in(x, n, "AXI SRAM took 0xA7A6A5A4 into rx+4"));
    size_t from = 0;
    while (from < n && strcmp(x[from].text, "how it came there:")) from++;
    for (size_t i = from + 2; i < n; i++) ck_assert_uint_le(x[i - 1].fact.at, x[i].fact.at);
    session_seek(s, cycle(s, 100));
    n = session_who(s, RX + 5, x, 16);
    ck_assert(told_in(x, n, "memory 0x11 nobody has written it"));
    n = session_who(s, 0x58024400, x, 16);                /* RCC.CR */
    ck_assert(n == 1 && told_in(x, n, "is no memory a program writes to"));
    session_close(s);
    /* the CPU's store, through store buffer and line, pushed out by a forced eviction */
    s = opened("scenarios/08-dirty-eviction-forced.json", 50);
    const view_t *v = session_view(s);
    find_t store = { .kind = FIND_FACT, .mask = 1ull << F_EVICT };
    tick_t at = v->end;
    ck_assert_int_eq(session_find(s, &store, -1, -1, &at), FOUND);
    fact_t evict;
    ck_assert_uint_eq(session_facts(s, at, at, 1ull << F_EVICT, &evict, 1), 1);
    session_seek(s, v->end);
    n = session_who(s, evict.addr, x, 16);
    ck_assert_uint_gt(n, 1);
    session_close(s);
}
END_TEST

/* blank_check.c programs a record at line 31, reads it at line 61 (the line is filled), erases the sector at
 * line 40 (a store to CR2) and looks again: memory has what the erase left, the D-cache what was there. */
START_TEST(flash_is_written_by_who_ordered_it)
{
    session_t *s = opened("scenarios/57-firmware-flash-stale.json", 0);
    story_t x[32];
    session_seek(s, session_view(s)->findings->item[0].at);
    size_t n = session_who(s, 0x081E0000, x, 32);
    ck_assert(told_in(x, n, "the program sees 0x00, memory holds 0xff"));
    ck_assert(x[1].fact.kind == F_FLASH && x[1].fact.what == FLASH_PROGRAMMED);
    ck_assert(x[2].fact.kind == F_FLASH && x[2].fact.what == FLASH_ERASED && x[1].fact.at < x[2].fact.at);
    ck_assert(!strncmp(x[1].text, "D-cache 0x00 the flash programmed it at cycle ", 46));
    ck_assert(strstr(x[1].text, ", ordered in program in main"));
    ck_assert(strstr(x[1].text, "(blank_check.c:31); line 0x081e0000, clean, fill begun for a load"));
    ck_assert(strstr(x[1].text, "(blank_check.c:61)"));
    ck_assert(!strncmp(x[2].text, "memory 0xff the flash erased it at cycle ", 41));
    ck_assert(strstr(x[2].text, ", ordered in erase in main"));
    ck_assert(strstr(x[2].text, "(blank_check.c:40): the newest"));
    ck_assert(told_in(x, n, "CPU stored 0xC0FFEE00") && told_in(x, n, "flash erased: 131072 bytes"));
    session_close(s);
}
END_TEST

/* Word for word what `staleline who` prints, but for its columns and where its lines are broken; its first line
 * is the moment. */
START_TEST(who_says_what_the_command_says)
{
    static const struct { const char *file, *place; uint32_t addr; uint64_t at, spacing; } asked[] = {
        { "scenarios/04-stale-receive.json", "rx+5", 0x24000005, 200, 50 },
        { "scenarios/08-dirty-eviction-forced.json", "0x24000040", 0x24000040, 300, 50 },
        { "scenarios/05-stale-transmit.json", "0x24000004", 0x24000004, 150, 50 },
        { "scenarios/03-dtcm-buffer.json", "rx", 0x2001FFC0, 50000, 5000 },
        { "scenarios/57-firmware-flash-fixed.json", "0x081E0000", 0x081E0000, 20000, 5000000 },
    };
    char *text = NULL, cycles[24];
    size_t size = 0, line = 0;
    FILE *out = open_memstream(&text, &size);
    err_t err = { "" };
    options_t options = { .fail_on = -1 };
    snprintf(cycles, sizeof cycles, "%llu", (unsigned long long)asked[_i].at);
    who_question_t q = { asked[_i].file, asked[_i].place, cycles, false };
    ck_assert_msg(who_run(out, &q, &options, &err) == 0, "%s", err.text);
    fclose(out);
    session_t *s = opened(asked[_i].file, asked[_i].spacing);
    story_t x[80];
    session_seek(s, cycle(s, asked[_i].at + 1) - 1);
    size_t n = session_who(s, asked[_i].addr, x, 80);
    for (char *broken; (broken = strstr(text, "\n      "));) *broken = ' ';
    char *rest = text, *word = strsep(&rest, "\n");
    while ((word = strsep(&rest, "\n")) && *word) {
        char one[400];
        size_t k = 0;
        for (word += strspn(word, " "); *word && k + 1 < sizeof one; word++)
            if (*word != ' ' || word[1] != ' ') one[k++] = *word;
        one[k] = 0;
        ck_assert_uint_lt(line, n);
        ck_assert_str_eq(x[line++].text, one);
    }
    ck_assert_uint_eq(line, n);
    free(text);
    session_close(s);
}
END_TEST

START_TEST(what_differs)
{
    session_t *s = opened(LESSON, 50);
    diff_t d[100];
    session_seek(s, cycle(s, 7));
    size_t n = session_diff(s, cycle(s, 127), cycle(s, 128), d, 100);
    unsigned bytes = 0;
    for (size_t i = 0; i < n; i++)
        if (d[i].kind == DIFF_BYTES) {
            bytes++;
            ck_assert_str_eq(d[i].text, "rx: 11 11 11 11 -> A0 A1 A2 A3 ");
        }
    ck_assert_uint_eq(bytes, 1);
    ck_assert_uint_eq(session_diff(s, 500, 500, d, 100), 0);
    n = session_diff(s, 0, cycle(s, 45), d, 100);                       /* the two lines of rx came in */
    unsigned lines = 0;
    for (size_t i = 0; i < n; i++) lines += d[i].kind == DIFF_LINE;
    ck_assert_uint_eq(lines, 2);
    /* From 128 to 370 the DMA writes rx's 64 bytes behind the clean lines of set 0 and 1: the cache did
     * nothing, and they are stale now. */
    n = session_diff(s, cycle(s, 127), cycle(s, 380), d, 100);
    for (size_t i = lines = 0; i < n; i++)
        if (d[i].kind == DIFF_LINE) {
            char want[64];
            snprintf(want, sizeof want, "D-cache set %u way 0: clean -> stale 0x240000%02X", lines,
                     lines * 32);
            ck_assert_str_eq(d[i].text, want);
            lines++;
        }
    ck_assert_uint_eq(lines, 2);
    n = session_diff(s, 0, session_view(s)->end, d, 3);
    ck_assert_uint_gt(n, 3);                                            /* told how many there would be */
    ck_assert_uint_eq(session_view(s)->cycle, 7);
    session_close(s);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("session_ask");
    tcase_set_timeout(t, 300);
    if (DCACHE_SETS == 128) {              /* with caches of two lines other things happen at other cycles */
        tcase_add_test(t, run_to);
        tcase_add_test(t, who_wrote_it);
        tcase_add_test(t, flash_is_written_by_who_ordered_it);
        tcase_add_loop_test(t, who_says_what_the_command_says, 0, 5);
        tcase_add_test(t, what_differs);
    }
    tcase_add_test(t, run_to_in_pieces);
    return case_run("session_ask", t);
}
