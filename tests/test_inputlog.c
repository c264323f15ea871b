/* test_inputlog.c -- the log itself: order, widths, the sender's shape, what is cut; and a saved log read
 * back by a scenario gives the same run, fact for fact. */
#include "inputlog.h"
#include "run.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "suite.h"              /* last: check.h has a macro named fail */

enum { USART3_LINE = 2 };

static machine_t *m;
static input_t in;
static inputlog_t l;

static void setup(void)
{
    in = (input_t){ .cpu_hz = 400000000, .hclk_hz = 200000000, .pclk_hz = 100000000 };
    m = malloc(sizeof *m);
    ck_assert(m != NULL);
    inputlog_start(&l, &in);
    machine_boot(m, &h743_map, &in, NULL);
}

static void teardown(void)
{
    inputlog_free(&l);
    free(m);
}

/* 0x...3 to 0x...D: a byte, then words, then a byte. */
START_TEST(widths)
{
    static const uint8_t bytes[10] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
    static const struct { uint32_t addr, value; uint8_t size; } want[] = {
        { 0x24000003, 1, 1 }, { 0x24000004, 0x05040302, 4 }, { 0x24000008, 0x09080706, 4 },
            { 0x2400000C, 10, 1 } };
    ck_assert(inputlog_memory(&l, m, 0x24000003, bytes, sizeof bytes, true));
    ck_assert_uint_eq(in.probes, 4);
    for (unsigned i = 0; i < 4; i++) {
        ck_assert_uint_eq(in.probe[i].addr, want[i].addr);
        ck_assert_uint_eq(in.probe[i].value, want[i].value);
        ck_assert_uint_eq(in.probe[i].size, want[i].size);
    }
    ck_assert(inputlog_memory(&l, m, 0x24000002, bytes, 2, true));
    ck_assert_uint_eq(in.probe[4].size, 2);
}
END_TEST

/* What a log brought along for later stays later. */
START_TEST(order)
{
    probe_t later = { .at = 5000, .addr = 1 };
    in.probe = &later, in.probes = 1;
    inputlog_t own;
    inputlog_start(&own, &in);
    m->chip.now = 100;
    inputlog_register(&own, m, 2, 2), inputlog_register(&own, m, 3, 3);
    ck_assert_uint_eq(in.probe[0].addr, 2);
    ck_assert_uint_eq(in.probe[1].addr, 3);
    ck_assert_uint_eq(in.probe[2].addr, 1);
    m->chip.core.probed = 1;
    inputlog_cut(&own, m);
    ck_assert_uint_eq(in.probes, 1);
    inputlog_free(&own);
    ck_assert_uint_eq(in.probes, 0);
}
END_TEST

/* BRR 868 at 100 MHz: 868 clocks of 48 ticks a bit. With parity the bit is among the data: 0x41 has two ones,
 * so even parity sends 0, odd parity 1 as bit 8 of nine. */
START_TEST(sender)
{
    usart_t *u = &m->chip.usart[USART3_LINE];
    ck_assert(!inputlog_typed(&l, m, USART3_LINE, 'A'));           /* nobody listens */
    u->cr1 = 5, u->brr = 868, u->re_at = 0;
    ck_assert(inputlog_typed(&l, m, USART3_LINE, 'A'));
    ck_assert_uint_eq(in.typed[0].bit16, 868ull * 48 << 16);
    ck_assert_uint_eq(in.typed[0].bits, 8);
    ck_assert_uint_eq(in.typed[0].stops, 1);
    ck_assert_uint_eq(in.typed[0].value, 0x41);
    u->cr1 = 5 | 1 << 10 | 1 << 12, u->cr2 = 2 << 12;              /* nine bits with even parity, two stops */
    ck_assert(inputlog_typed(&l, m, USART3_LINE, 'A'));
    u->cr1 |= 1 << 9;
    ck_assert(inputlog_typed(&l, m, USART3_LINE, 'A'));
    ck_assert_uint_eq(in.typed[1].value, 0x041);
    ck_assert_uint_eq(in.typed[2].value, 0x141);
    ck_assert_uint_eq(in.typed[2].bits, 9);
    ck_assert_uint_eq(in.typed[2].stops, 2);
    ck_assert(!inputlog_typed(&l, m, 99, 'A'));
}
END_TEST

static char folder[64];

static char *file(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* A firmware fed while it runs, and the recorded log in a scenario: one hash. */
START_TEST(read_back)
{
    static result_t live, again;
    static options_t o = { .fail_on = -1 };
    char uart[256], record[128], cwd[512], command[128];
    strcpy(folder, "/tmp/staleline-log-XXXXXX");
    ck_assert(mkdtemp(folder) != NULL && getcwd(cwd, sizeof cwd) != NULL);
    FILE *f = fopen(file("in"), "w");
    fputs("abcdefghijklmnopqrstuvwxyzabcdef", f), fclose(f);
    snprintf(record, sizeof record, "%s", file("log.json"));
    snprintf(uart, sizeof uart, "usart3=file:%s/out,%s/in", folder, folder);
    o.live = (live_options_t){ .uart = { uart }, .uarts = 1, .record = record };
    run_file("scenarios/firmware/images/uart-maintained.elf", &o, &live);
    ck_assert_str_eq(live.stop, "exit");
    ck_assert_int_eq(live.stop_code, 0);
    f = fopen(file("again.json"), "w");
    fprintf(f,
            "{ \"schema_version\": 1, \"title\": \"again\", \"firmware\": "
            "\"%s/scenarios/firmware/images/uart-maintained.elf\", "
            "\"world\": { \"recorded\": \"log.json\" } }", cwd);
    fclose(f);
    o.live = (live_options_t){ .uarts = 0 };
    run_file(file("again.json"), &o, &again);
    ck_assert_msg(again.scenario != NULL, "%s", again.error.text);
    ck_assert_uint_eq(again.hash, live.hash);
    ck_assert_uint_eq(again.facts, live.facts);
    char got[64] = "";
    f = fopen(file("out"), "r");
    ck_assert(fgets(got, sizeof got, f) != NULL);
    fclose(f);
    ck_assert_str_eq(got, "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF");     /* it answers in capitals */
    run_free(&live), run_free(&again);
    snprintf(command, sizeof command, "rm -r %s", folder);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(refused)
{
    static const struct { const char *log, *error; } row[] = {
        { "{ \"typed\": [ { \"tick\": 1 } ] }", "line" },
        { "{ \"probe\": [ { \"tick\": 1, \"after\": 0, \"value\": 1 } ] }", "memory" },
        { "{ \"probe\": [ { \"tick\": 1, \"after\": 0, \"value\": 1, \"memory\": 2, \"size\": 4 } ] }",
          "divide" },
        { "{ \"probe\": [ { \"tick\": 1, \"after\": 0, \"value\": 1, \"register\": 96 } ] }", "register" },
        { "{ \"probe\": [ { \"tick\": 2, \"after\": 0, \"value\": 1, \"register\": 1 }, "
          "{ \"tick\": 1, \"after\": 0, \"value\": 1, \"register\": 1 } ] }", "earlier" },
        { "{ \"tpyed\": [] }", "tpyed" }, { "\"nowhere.json\"", "nowhere.json" }, { "3", "recorded" },
    };
    char text[1024];
    err_t err;
    for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
        snprintf(text, sizeof text,
                 "{ \"schema_version\": 1, \"title\": \"t\", \"world\": { \"recorded\": %s }, \"program\": [ "
                 "{ \"dsb\": true } ] }",
                 row[i].log);
        ck_assert(!scenario_parse("t.json", text, &err));
        ck_assert_msg(strstr(err.text, row[i].error), "%s: %s", row[i].log, err.text);
    }
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, widths), tcase_add_test(c, order), tcase_add_test(c, sender);
    tcase_add_test(c, read_back), tcase_add_test(c, refused);
    return case_run("inputlog", c);
}
