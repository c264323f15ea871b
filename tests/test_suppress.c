/* test_suppress.c -- suppression files: what is read, what is refused and how that is told, what fits. */
#include "suppress.h"
#include <stdio.h>
#include <string.h>
#include "suite.h"

START_TEST(a_file)
{
    suppress_t s = { 0 };
    err_t err = { "" };
    ck_assert(suppress_parse(&s, "x",
                             "# a comment\n\n"
                             "stale-read function=peek_* object=rx -- the console shows -- the cache\n"
                             "  *\tfile=\"a b.c\" --   why\r\n"
                             "lint_is_no_rule",
                             &err) == false);
    ck_assert_str_eq(err.text, "x:5: no rule \"lint_is_no_rule\"; `staleline explain` lists them");
    ck_assert_uint_ge(s.count, 2);
    ck_assert_int_eq(s.item[0].rule, RULE_STALE_READ);
    ck_assert_str_eq(s.item[0].function, "peek_*"); ck_assert_str_eq(s.item[0].object, "rx");
    ck_assert_ptr_null(s.item[0].file);
    ck_assert_str_eq(s.item[0].reason, "the console shows -- the cache");
    ck_assert_uint_eq(s.item[0].line, 3);
    ck_assert_int_eq(s.item[1].rule, -1);
    ck_assert_str_eq(s.item[1].file, "a b.c"); ck_assert_str_eq(s.item[1].reason, "why");
    suppress_free(&s);
}
END_TEST

START_TEST(wrong_ones)
{
    static const struct { const char *line, *error; } row[] = {
        { "stale-raed object=rx -- x",
          "f:2: no rule \"stale-raed\"; did you mean \"stale-read\"?; `staleline explain` lists them" },
        { "stale-read", "f:2: no reason; it stands behind --" },
        { "stale-read object=rx --  ", "f:2: no reason; it stands behind --" },
        { "* -- everything", "f:2: * alone would suppress everything" },
        { "-- because", "f:2: no rule before the --; * stands for any" },
        { "stale-read objekt=rx -- x",
          "f:2: no key \"objekt\"; did you mean \"object\"?; there are function, file and object" },
        { "stale-read object=a object=b -- x", "f:2: object= twice" },
        { "stale-read object= -- x", "f:2: object= wants a pattern" },
        { "stale-read rx -- x", "f:2: \"rx\" is no key=pattern; the reason stands behind --" },
        { "stale-read object=\"rx -- x", "f:2: a quote that does not end" },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        suppress_t s = { 0 };
        err_t err = { "" };
        char text[200];
        snprintf(text, sizeof text, "# first\n%s\n", row[i].line);
        ck_assert(!suppress_parse(&s, "f", text, &err));
        ck_assert_str_eq(err.text, row[i].error);
        suppress_free(&s);
    }
}
END_TEST

/* Two frames: get_byte, inlined into read_packet. */
static bool site(const void *of, uint32_t pc, unsigned frame, site_t *s)
{
    (void)of;
    if (pc != 0x08000100 || frame > 1) return false;
    *s = (site_t){ .line = 7 };
    strcpy(s->function, frame ? "read_packet" : "get_byte");
    strcpy(s->file, frame ? "/home/x/src/packet.c" : "/usr/lib/queue.h");
    return true;
}

static bool one_fits(const char *line, const finding_t *f, const names_t *names)
{
    suppress_t s = { 0 };
    err_t err = { "" };
    ck_assert_msg(suppress_parse(&s, "f", line, &err), "%s", err.text);
    bool fits = suppression_fits(&s.item[0], f, names, "/home/x");
    suppress_free(&s);
    return fits;
}

START_TEST(what_fits_a_firmware)
{
    finding_t f = { .rule = RULE_STALE_READ, .pc = 0x08000100, .buffer = "driver::rx_buffer" };
    names_t names = { .site = site };
    static const char *const fit[] = { "stale-read -- x", "* object=*rx* -- x", "* function=get_byte -- x",
                                       "* function=read_* -- x",
                                       "* file=src/packet.c -- x", "* file=packet.c -- x",
                                           "* file=src/* -- x",
                                       "* function=get_byte file=/usr/lib/* -- x",
                                           "stale-read object=driver::rx_buffer function=read_packet -- x" };
    static const char *const not[] = { "shared-line -- x", "* object=rx -- x", "* function=packet -- x",
                                       "* file=/home/x/src/packet.c -- x",
                                       "* function=get_byte file=packet.c -- x",      /* not the same frame */
                                       "shared-line object=*rx* -- x" };
    for (size_t i = 0; i < sizeof fit / sizeof *fit; i++) ck_assert_msg(one_fits(fit[i], &f, &names), "%s",
                                                                        fit[i]);
    for (size_t i = 0; i < sizeof not / sizeof *not; i++) ck_assert_msg(!one_fits(not[i], &f, &names), "%s",
                                                                        not[i]);
    f.pc = NO_PC;
    ck_assert(!one_fits("* function=* -- x", &f, &names));       /* nowhere is no function */
}
END_TEST

START_TEST(what_fits_a_step)
{
    static const char *const step[] = { "program[5].do[1].compare rx" };
    names_t names = { .step = step, .steps = 1 };
    finding_t f = { .rule = RULE_STALE_READ, .pc = 0, .buffer = "rx" };
    ck_assert(one_fits("* function=\"compare rx\" -- x", &f, &names));
    ck_assert(one_fits("* function=program\\[5\\]* -- x", &f, &names));
    ck_assert(!one_fits("* function=load* -- x", &f, &names));
    ck_assert(!one_fits("* file=*.c -- x", &f, &names));
}
END_TEST

START_TEST(of_a_scenario)
{
    err_t err;
    scenario_t *s = scenario_parse(
        "s",
        "{ \"schema_version\": 1, \"title\": \"t\", \"program\": [ { \"compute\": 1 } ],"
        " \"suppress\": [ { \"rule\": \"stale-read\", \"object\": \"rx\", \"reason\": \"because\" }, { "
        "\"function\": \"load*\", \"reason\": \"y\" } ] }",
        &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    ck_assert_uint_eq(s->suppress->count, 2);
    ck_assert_str_eq(s->suppress->item[0].reason, "because"); ck_assert_uint_eq(s->suppress->item[1].index,
                                                                                1);
    scenario_free(s);
    static const char *const wrong[][2] = {
        { "{ \"rule\": \"stale-read\" }", "suppress[0]: no \"reason\"" },
        { "{ \"reason\": \"x\" }", "suppress[0]: this would suppress everything" },
        { "{ \"rule\": \"stale-raed\", \"reason\": \"x\" }", "did you mean \"stale-read\"" },
        { "{ \"object\": \"\", \"reason\": \"x\" }", "suppress[0].object: an empty string" },
        { "{ \"objekt\": \"x\", \"reason\": \"x\" }", "did you mean \"object\"" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "{ \"schema_version\": 1, \"title\": \"t\", \"program\": [ { \"compute\": 1 } ], "
                 "\"suppress\": [ %s ] }",
                 wrong[i][0]);
        ck_assert_ptr_null(scenario_parse("s", text, &err));
        ck_assert_msg(strstr(err.text, wrong[i][1]) != NULL, "%s", err.text);
    }
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("suppress");
    tcase_add_test(c, a_file); tcase_add_test(c, wrong_ones); tcase_add_test(c, what_fits_a_firmware);
    tcase_add_test(c, what_fits_a_step); tcase_add_test(c, of_a_scenario);
    return case_run("suppress", c);
}
