/* The binary trace: its bytes by docs/trace-file.md, worked out by hand; any fact comes back as it was; a
 * run's facts read back hash to what the run itself hashed; a file that is cut or damaged is refused,
 * whatever is in it. */
#include "trace_file.h"
#include "run.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "suite.h"              /* last: check.h has a macro named fail */

static uint8_t bytes[1 << 20];

static size_t written(const fact_t *f, size_t n, bool all)
{
    static trace_writer_t w;
    FILE *out = tmpfile();
    trace_write_start(&w, out, "a.json", all);
    trace_write_clock(&w, (domain_t){ 0, 1, 12, 0 });
    for (size_t i = 0; i < n; i++)
        if (w.sink.mask >> f[i].kind & 1) w.sink.see(&w.sink, &f[i]);
    ck_assert(trace_write_end(&w));
    rewind(out);
    size_t size = fread(bytes, 1, sizeof bytes, out);
    fclose(out);
    return size;
}

static trace_got_t read_all(size_t size, fact_t *f, size_t room, size_t *n, err_t *err)
{
    FILE *in = tmpfile();
    trace_reader_t r;
    trace_got_t got = TRACE_BROKEN;
    fact_t one;
    ck_assert_uint_eq(fwrite(bytes, 1, size, in), size);
    rewind(in);
    *n = 0, err->text[0] = 0;
    if (trace_read_start(&r, in, "t", err))
        while ((got = trace_read(&r, &one)) == TRACE_FACT || got == TRACE_CLOCK)
            if (got == TRACE_FACT && *n < room) f[(*n)++] = one;
    fclose(in);
    return got;
}

/* Two loads and what is between them. The first: tick 300 = 0xAC 0x02 as a varint, doubled 600 = 0xD8 0x04;
 * who 49, what 4 (SRC_BUS), size 4; address 0x24000000 doubled = 0x48000000, 7 bits at a time 00 00 00 40
 * 04; pc 5 doubled; data 0x1FF. The second is 4 bytes on (doubled 8), 12 ticks later (24), its data 0x1FE:
 * bits 3 and 6. */
START_TEST(bytes_by_hand)
{
    const fact_t f[2] = {
        { .at = 300, .kind = F_LOAD, .who = 49, .what = SRC_BUS, .size = 4, .addr = 0x24000000, .pc = 5,
          .data = 0x1FF },
        { .at = 312, .kind = F_LOAD, .who = 49, .what = SRC_BUS, .size = 4, .addr = 0x24000004, .pc = 5,
          .data = 0x1FE } };
    const uint8_t want[] = {
        's', 't', 'a', 'l', 'e', 'l', 'i', 'n', 'e', ' ', 't', 'r', 'a', 'c', 'e', '\n',
        1, 0, F_KINDS, 0, 0, 0, 6, 0, 'a', '.', 'j', 's', 'o', 'n',
        0xFE, 0, 1, 12, 0,
        F_LOAD, 0x5F, 0xD8, 0x04, 49, SRC_BUS, 4, 0x80, 0x80, 0x80, 0xC0, 0x04, 10, 0xFF, 0x03,
        F_LOAD, 0x48, 24, 8, 0xFE, 0x03,
        0xFF, 2 };
    ck_assert_uint_eq(written(f, 2, false), sizeof want);
    ck_assert_mem_eq(bytes, want, sizeof want);
}
END_TEST

static uint64_t random_state = 88172645463325252ull;

static uint64_t any(void)
{
    random_state ^= random_state << 13, random_state ^= random_state >> 7, random_state ^= random_state << 17;
    unsigned how = random_state & 7;
    return how == 0 ? 0 : how == 1 ? UINT64_MAX : how < 5 ? random_state >> 56 : random_state;
}

static fact_t any_fact(void)
{
    fact_t f = { .at = any() };
    f.kind = (uint8_t)(1 + (any() >> 5) % (F_KINDS - 1));
    f.who = (uint8_t)any(), f.what = (uint8_t)any(), f.size = (uint8_t)any();
    f.addr = (uint32_t)any(), f.pc = (uint32_t)any(), f.txn = (uint32_t)any();
    f.data = any(), f.note = any();
    return f;
}

enum { FACTS = 8000 };
static fact_t fact[FACTS], got[FACTS];

START_TEST(any_fact_comes_back)
{
    err_t err;
    size_t n;
    for (size_t i = 0; i < FACTS; i++) fact[i] = any_fact();
    ck_assert_int_eq(read_all(written(fact, FACTS, true), got, FACTS, &n, &err), TRACE_END);
    ck_assert_uint_eq(n, FACTS);
    ck_assert_mem_eq(fact, got, sizeof fact);
}
END_TEST

START_TEST(hits_are_left_out)
{
    static const uint8_t source[] = { SRC_TCM, SRC_STB, SRC_LFB, SRC_CACHE, SRC_BUS, SRC_PPB };
    fact_t f[8] = { { .kind = F_INSN } };
    err_t err;
    size_t n;
    for (size_t i = 0; i < 6; i++)
        f[1 + i] = (fact_t){ .at = i, .kind = F_LOAD, .what = source[i], .data = i };
    f[7] = (fact_t){ .at = 9, .kind = F_STORE, .what = DST_TCM };
    ck_assert_int_eq(read_all(written(f, 8, false), got, 8, &n, &err), TRACE_END);
    ck_assert_uint_eq(n, 3);
    ck_assert_mem_eq(got, &f[5], 3 * sizeof *f);
    ck_assert_int_eq(read_all(written(f, 8, true), got, 8, &n, &err), TRACE_END);
    ck_assert_uint_eq(n, 8);
    ck_assert_mem_eq(f, got, sizeof f);
}
END_TEST

START_TEST(a_cut_file)
{
    err_t err;
    size_t n, whole;
    for (size_t i = 0; i < 20; i++) fact[i] = any_fact();
    whole = written(fact, 20, true);
    for (size_t size = 0; size < whole; size++) {
        ck_assert_int_eq(read_all(size, got, FACTS, &n, &err), TRACE_BROKEN);
        ck_assert(*err.text);
        ck_assert(!memcmp(got, fact, n * sizeof *got));
    }
}
END_TEST

/* It ends, it reads nothing beyond (the sanitizers watch), and where it says it is broken it says why. */
START_TEST(a_damaged_file)
{
    err_t err;
    size_t n, at;
    for (unsigned round = 0; round < 2000; round++) {
        for (size_t i = 0; i < 20; i++) fact[i] = any_fact();
        size_t whole = written(fact, 20, true);
        for (unsigned k = 0; k < 1 + round % 4; k++)
            at = any() % whole, bytes[at] ^= (uint8_t)(1u << (any() >> 9) % 8);
        ck_assert(read_all(whole, got, FACTS, &n, &err) != TRACE_BROKEN || *err.text);
    }
}
END_TEST

START_TEST(another_version)
{
    err_t err;
    size_t n, whole = written(NULL, 0, true);
    bytes[16] = 2;
    ck_assert_int_eq(read_all(whole, got, 1, &n, &err), TRACE_BROKEN);
    ck_assert_msg(strstr(err.text, "version 2") != NULL, "%s", err.text);
    bytes[16] = 1, bytes[18]++;
    ck_assert_int_eq(read_all(whole, got, 1, &n, &err), TRACE_BROKEN);
    bytes[18]--, bytes[3] = 'x';
    ck_assert_int_eq(read_all(whole, got, 1, &n, &err), TRACE_BROKEN);
    ck_assert_msg(strstr(err.text, "not a trace") != NULL, "%s", err.text);
}
END_TEST

/* The run hashes its facts as they come, but for instructions; so do we, from the file. */
START_TEST(a_run_comes_back)
{
    static const char *const file[] = { "scenarios/04-stale-receive.json",
                                        "scenarios/14-overrun-starved.json",
                                        "scenarios/59-firmware-fpu-lazy.json" };
    char path[] = "/tmp/trace-XXXXXX";
    close(mkstemp(path));
    options_t o = { .fail_on = -1, .save_trace = path, .save_hits = true };
    result_t r;
    run_file(file[_i], &o, &r);
    ck_assert_int_eq(r.exit_code, EXIT_AS_EXPECTED);
    FILE *in = fopen(path, "rb");
    trace_reader_t t;
    trace_got_t what;
    err_t err = { "" };
    hasher_t h;
    fact_t f;
    hasher_start(&h);
    ck_assert_msg(trace_read_start(&t, in, path, &err), "%s", err.text);
    ck_assert_str_eq(t.name, file[_i]);
    while ((what = trace_read(&t, &f)) == TRACE_FACT || what == TRACE_CLOCK)
        if (what == TRACE_FACT && f.kind != F_INSN) h.sink.see(&h.sink, &f);
    ck_assert_int_eq(what, TRACE_END);
    ck_assert_uint_gt(h.facts, 100);
    ck_assert_uint_eq(h.hash, r.hash);
    fclose(in), remove(path), run_free(&r);
}
END_TEST

/* Without judges the machine does the same: nothing is found, and the facts are those. */
START_TEST(nobody_judges)
{
    options_t judged = { .fail_on = -1 }, bare = { .fail_on = -1, .unjudged = true };
    result_t a, b;
    run_file("scenarios/04-stale-receive.json", &judged, &a);
    run_file("scenarios/04-stale-receive.json", &bare, &b);
    ck_assert_uint_eq(a.findings.count, 1);
    ck_assert_uint_eq(b.findings.count, 0);
    ck_assert_uint_eq(a.hash, b.hash);
    ck_assert_int_eq(b.exit_code, EXIT_AS_EXPECTED);
    bool said = false;
    for (size_t i = 0; i < b.outcomes; i++) said |= strstr(b.outcome[i].text, "nobody judged") != NULL;
    ck_assert(said);
    run_free(&a), run_free(&b);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("trace_file");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, bytes_by_hand);
    tcase_add_test(t, any_fact_comes_back);
    tcase_add_test(t, hits_are_left_out);
    tcase_add_test(t, a_cut_file);
    tcase_add_test(t, a_damaged_file);
    tcase_add_test(t, another_version);
    tcase_add_loop_test(t, a_run_comes_back, 0, 3);
    tcase_add_test(t, nobody_judges);
    return case_run("trace_file", t);
}
