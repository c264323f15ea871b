/* test_scenario_mdma.c -- shorthands for MDMA to register writes and nodes, and what is refused. */
#include <stdio.h>
#include <string.h>
#include "scenario.h"
#include "suite.h"                        /* last: its macro `fail` would hide scenario.h's function */

static scenario_t *with(const char *program, err_t *err)
{
    static char text[2000];
    snprintf(text, sizeof text,
             "{\"schema_version\":1,\"title\":\"t\",\"buffers\":{\"a\":{\"region\":\"AXISRAM\","
             "\"size\":64},\"t\":{\"region\":\"DTCM\",\"size\":64},"
             "\"n\":{\"at\":\"0x30000000\",\"size\":48}},"
             "\"program\":[%s]}", program);
    return scenario_parse("t.json", text, err);
}

static void lowers(const char *program, const char *lines)
{
    err_t err;
    scenario_t *s = with(program, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    char all[4000], *to = all;
    for (const char *line = s->lowered; *line; line = strchr(line, '\n') + 1)
        to += snprintf(to, 400, "%.*s\n", (int)(strchr(line, '\n') - strstr(line, ": ") - 2),
                       strstr(line, ": ") + 2);
    *to = 0;
    ck_assert_str_eq(all, lines);
    scenario_free(s);
}

static void refused(const char *program, const char *message)
{
    err_t err;
    ck_assert_msg(with(program, &err) == NULL, "taken: %s", program);
    ck_assert_str_eq(unplaced(err.text), message);
}

/* Up, up: 0xA. Words: 2 << 4 | 2 << 6 | 2 << 8 | 2 << 10 = 0xAA0. 128 bytes a buffer: 127 << 18. PKE
 * 1 << 25, list 3 << 28, SWRM 1 << 30. */
START_TEST(by_software)
{
    lowers("{\"mdma_start\":\"MDMA_Channel3\",\"from\":\"t\",\"to\":\"a\",\"priority\":\"high\","
           "\"interrupts\":[\"te\",\"ctc\"]}",
           "MDMA.C3IFCR = 0x0000001F\nMDMA.C3CR = 0x00000086\nMDMA.C3TCR = 0x73FC0AAA\n"
           "MDMA.C3BNDTR = 0x00000040\n"
           "MDMA.C3SAR = 0x20000000\nMDMA.C3DAR = 0x24000000\nMDMA.C3BRUR = 0x00000000\n"
           "MDMA.C3LAR = 0x00000000\n"
           "MDMA.C3TBR = 0x00010000\nMDMA.C3MAR = 0x00000000\nMDMA.C3MDR = 0x00000000\n"
           "MDMA.C3CR = 0x00000087\n"
           "MDMA.C3CR = 0x00010087\n");
}
END_TEST

/* Bytes to doublewords (3 << 6 | 3 << 10), bursts of 8 and 2 (3 << 12 | 1 << 15), 16 bytes a buffer,
 * block mode, one more of 32 bytes. TSEL 13: DMA2 stream 5, whose TCIF is bit 11 of HIFCR. */
START_TEST(by_the_end_of_a_stream)
{
    lowers("{\"mdma_start\":\"MDMA_Channel0\",\"from\":\"a\",\"to\":\"t\",\"from_width\":1,\"to_width\":8,"
           "\"from_burst\":8,"
           "\"to_burst\":2,\"buffer\":16,\"mode\":\"block\",\"repeat\":1,\"trigger\":\"DMA2_Stream5\","
           "\"next\":\"n\"}",
           "MDMA.C0IFCR = 0x0000001F\nMDMA.C0CR = 0x00000000\nMDMA.C0TCR = 0x123CBCCA\n"
           "MDMA.C0BNDTR = 0x00100020\n"
           "MDMA.C0SAR = 0x24000000\nMDMA.C0DAR = 0x20000000\nMDMA.C0BRUR = 0x00000000\n"
           "MDMA.C0LAR = 0x30000000\n"
           "MDMA.C0TBR = 0x0002000D\nMDMA.C0MAR = 0x4002040C\nMDMA.C0MDR = 0x00000800\n"
           "MDMA.C0CR = 0x00000001\n");
}
END_TEST

START_TEST(a_node)
{
    lowers("{\"mdma_node\":\"n\",\"from\":\"t\",\"to\":\"a+4\",\"size\":12,\"to_port\":\"tcm\"}",
           "0x30000000 = 0x73FC0AAA\n0x30000004 = 0x0000000C\n0x30000008 = 0x20000000\n"
           "0x3000000C = 0x24000004\n"
           "0x30000010 = 0x00000000\n0x30000014 = 0x00000000\n0x30000018 = 0x00030000\n"
           "0x3000001C = 0x00000000\n"
           "0x30000020 = 0x00000000\n0x30000024 = 0x00000000\n");
}
END_TEST

START_TEST(waiting)
{
    lowers("{\"mdma_wait\":\"MDMA_Channel15\"},{\"mdma_wait\":\"MDMA_Channel15\",\"for\":\"complete\","
           "\"clear\":false},"
           "{\"mdma_wait\":\"MDMA_Channel15\",\"for\":\"off\"}",
           "wait until MDMA.C15ISR & 0x00000003 != 0\nMDMA.C15IFCR = 0x0000001E\n"
           "wait until MDMA.C15ISR & 0x00000002 != 0\nwait until MDMA.C15CR & 0x00000001 == 0\n");
}
END_TEST

START_TEST(mistakes)
{
#define MDMA(more) "{\"mdma_start\":\"MDMA_Channel0\",\"from\":\"t\",\"to\":\"a\"" more "}"
    refused("{\"mdma_start\":\"MDMA_Channel16\",\"from\":\"t\",\"to\":\"a\"}",
            "t.json: program[0].mdma_start: \"MDMA_Channel16\" is none of MDMA_Channel0, MDMA_Channel1, "
            "MDMA_Channel2, MDMA_Channel3, MDMA_Channel4, MDMA_Channel5, MDMA_Channel6, MDMA_Channel7, "
            "MDMA_Channel8, MDMA_Channel9, MDMA_Channel10, MDMA_Channel11, ...; did you mean "
            "\"MDMA_Channel1\"?");
    refused(MDMA(",\"size\":62,\"width\":4"),
            "t.json: program[0].size: 62 bytes are no whole number of 4-byte items");
    refused(MDMA(",\"size\":80"),
            "t.json: program[0].from: 80 bytes from t leave t (64 bytes) by 16; \"unchecked\": "
            "true allows it");
    refused(MDMA(",\"trigger\":\"BDMA_Channel0\""),
            "t.json: program[0].trigger: the BDMA does not trigger the MDMA");
    refused(MDMA(",\"acknowledge\":true"), "t.json: program[0].acknowledge: goes with \"trigger\"");
    refused(MDMA(",\"width\":16"), "t.json: program[0].width: 16 is none of 1, 2, 4, 8");
    refused("{\"mdma_node\":\"n+4\",\"from\":\"t\",\"to\":\"a\"}",
            "t.json: program[0].mdma_node: a node stands at a multiple of 8");
    refused("{\"mdma_node\":\"n+16\",\"from\":\"t\",\"to\":\"a\"}",
            "t.json: program[0].mdma_node: 40 bytes from n+16 leave n (48 bytes) by 8; \"unchecked\": "
            "true allows it");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { by_software, by_the_end_of_a_stream, a_node, waiting, mistakes };
    TCase *c = tcase_create("all");
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return case_run("scenario_mdma", c);
}
