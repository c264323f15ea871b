/* test_scenario.c -- scenarios: the language, and its errors word for word. */
#include "scenario_bench.h"
#include <stdlib.h>
#include <string.h>

/* A scenario that uses most of the language. */
static const char rich[] =
    "// comment\n"
    "{ \"$schema\": \"schema/scenario.schema.json\", \"schema_version\": 1, \"title\": \"Rich\", \"why\": "
    "\"All of it.\",\n"
    "  \"chip\": \"STM32H743\", \"clocks\": \"480\", \"seed\": 7, \"max_cycles\": 5000000, \"fail_on\": "
    "\"never\", /* block */\n"
    "  \"setup\": { \"dcache\": true, \"replacement\": \"lru\", \"enable\": [\"SRAM1\", \"SRAM2\", \"DMA1\","
    " \"USART3\"],\n"
    "    \"registers\": { \"SCB.SHCSR\": \"0x0007_0000\" },\n"
    "    \"mpu\": [{ \"base\": \"rx\", \"size\": 64, \"attr\": \"non-cacheable\" }, { \"region\": 5, "
    "\"base\": \"0x30000000\", \"size\": \"0x20000\", \"tex\": 1, \"c\": 1, \"b\": 1, \"s\": 1, \"xn\": "
    "false, \"srd\": 3 }] },\n"
    "  \"buffers\": { \"rx\": { \"region\": \"AXISRAM\", \"size\": 50, \"align\": 64 }, \"near\": { "
    "\"next_to\": \"rx\", \"size\": 4, \"init\": [1, 2, 3, \"0x04\"] },\n"
    "    \"tx\": { \"region\": \"AXISRAM\", \"size\": 8, \"init\": { \"text\": \"ABCDEFGH\" } }, \"p\": { "
    "\"region\": \"DTCM\", \"size\": 4 }, \"there\": { \"at\": \"0x2400_0060\", \"size\": 32 } },\n"
    "  \"program\": [ { \"load\": \"rx+4\" }, { \"loop\": 3, \"do\": [ { \"store\": \"near\", \"value\": "
    "\"rx+4\" }, { \"mark\": \"in\" } ] },\n"
    "    { \"clean\": \"rx\" }, { \"uart_init\": \"USART3\", \"baud\": 115200, \"parity\": \"odd\", "
    "\"interrupts\": [\"idle\", \"error\"] },\n"
    "    { \"uart_receive_dma\": \"USART3\", \"to\": \"rx\", \"stream\": \"DMA1_Stream1\", \"interrupts\": "
    "[\"tc\", \"te\"] },\n"
    "    { \"irq_enable\": \"DMA1_Stream1\" }, { \"wait\": \"DMA1.S1CR.EN\", \"equals\": 0, \"sleep\": true "
    "}, { \"compute\": \"1us\" },\n"
    "    { \"compare\": \"tx\", \"with\": { \"text\": \"ABCD\" } }, { \"uart_write_blocking\": \"USART3\", "
    "\"from\": \"tx\" }, { \"evict\": \"rx\", \"size\": 50 }, { \"exit\": 3 }, ],\n"
    "  \"handlers\": { \"DMA1_Stream1\": { \"priority\": 5, \"do\": [ { \"dma_clear\": \"DMA1_Stream1\", "
    "\"flags\": [\"tc\"] } ] } },\n"
    "  \"world\": { \"uart\": { \"USART3\": { \"baud\": 115200, \"parity\": \"odd\", \"rx\": [ { \"at\": "
    "\"100us\", \"bytes\": \"01 03\", \"gap_bits\": 2 }, { \"break\": true } ] } },\n"
    "    \"cache\": [ { \"at\": 1200, \"speculate\": \"rx+32\" }, { \"at\": 100, \"evict\": \"tx\" } ] },\n"
    "  \"expect\": [ { \"stop\": \"exit\", \"code\": 3 }, { \"cycles\": [1, 2000], \"from\": \"in\" }, { "
    "\"counter\": \"interrupts.DMA1_Stream1\", \"equals\": 1 },\n"
    "    { \"register\": \"DMA1.S1CR.PL\", \"equals\": 2 }, { \"finding\": \"stale-read\", \"tier\": "
    "\"hazard\", \"buffer\": \"rx\" }, { \"no_other_findings\": true },\n"
    "    { \"value\": \"near\", \"equals\": \"0x24000004\", \"view\": \"ram\" }, { \"output\": \"USART3\", "
    "\"equal\": { \"text\": \"ABCDEFGH\" } } ],\n"
    "  \"lesson\": { \"text\": \"So.\", \"questions\": [ { \"ask\": \"What?\", \"bytes\": \"rx\", \"size\": "
    "2, \"at\": \"in\" }, { \"ask\": \"Which?\", \"finding\": true, \"choices\": [\"a\", \"b\"] } ] }, }\n";

START_TEST(rich_head)
{
    scenario_t *s = parse(rich);
    ck_assert_str_eq(s->title, "Rich");
    ck_assert_str_eq(s->why, "All of it.");
    ck_assert_uint_eq(s->in.cpu_hz, 480000000);
    ck_assert_uint_eq(s->in.hclk_hz, 240000000);
    ck_assert_uint_eq(s->in.pclk_hz, 120000000);
    ck_assert_uint_eq(s->names.cpu.div, 10);                 /* 4.8 GHz ticks / 480 MHz */
    ck_assert_uint_eq(s->in.seed, 7);
    ck_assert_uint_eq(s->max_cycles, 5000000);
    ck_assert_uint_eq(s->fail_on, TIERS);
    ck_assert_uint_eq(s->in.replacement, REPLACE_LRU);
    ck_assert_uint_eq(s->in.stack, 0x20020000);
    ck_assert(s->judged);
    ck_assert_int_eq(s->output_line, 2);
    scenario_free(s);
}
END_TEST

START_TEST(rich_buffers)
{
    scenario_t *s = parse(rich);
    const symbol_t *b = s->names.symbol;
    ck_assert_uint_eq(s->names.symbols, 5);
    /* "there" is at 0x60. rx: 50 bytes at the first 64-aligned place, 0x00..0x31. near: behind it, at
     * a multiple of 4: 0x34. tx: the first free line after 0x37, that is 0x40. */
    ck_assert_uint_eq(b[0].addr, 0x24000000);
    ck_assert_uint_eq(b[1].addr, 0x24000034);
    ck_assert_uint_eq(b[2].addr, 0x24000040);
    ck_assert_uint_eq(b[3].addr, 0x20000000);
    ck_assert_uint_eq(b[4].addr, 0x24000060);
    ck_assert_uint_eq(s->in.images, 2);
    ck_assert_mem_eq(image_of(s, 0x24000034), "\1\2\3\4", 4);
    ck_assert_mem_eq(image_of(s, 0x24000040), "ABCDEFGH", 8);
    scenario_free(s);
}
END_TEST

START_TEST(rich_setup)
{
    scenario_t *s = parse(rich);
    ck_assert_uint_eq(poke_of(s, 0x580244DC, 0), 3u << 29);           /* RCC.AHB2ENR: SRAM1EN, SRAM2EN */
    ck_assert_uint_eq(poke_of(s, 0x580244D8, 0), 1);                  /* AHB1ENR: DMA1EN */
    ck_assert_uint_eq(poke_of(s, 0x580244E8, 0), 1u << 18);           /* APB1LENR: USART3EN */
    ck_assert_uint_eq(poke_of(s, 0xE000ED24, 0), 0x70000);
    /* Region 0: XN, AP 3, TEX 1 C 0 B 0, SIZE 5 (64 bytes), ENABLE. */
    ck_assert_uint_eq(poke_of(s, 0xE000ED98, 0), 0);
    ck_assert_uint_eq(poke_of(s, 0xE000ED9C, 0), 0x24000000);
    ck_assert_uint_eq(poke_of(s, 0xE000EDA0, 0), 1u << 28 | 3u << 24 | 1u << 19 | 5u << 1 | 1);
    /* Region 5: TEX 1 S 1 C 1 B 1, SRD 3, SIZE 16 (128 KB). */
    ck_assert_uint_eq(poke_of(s, 0xE000ED98, 1), 5);
    ck_assert_uint_eq(poke_of(s, 0xE000EDA0, 1), 3u << 24 | 1u << 19 | 7u << 16 | 3u << 8 | 16u << 1 | 1);
    ck_assert_uint_eq(poke_of(s, 0xE000ED94, 0), 5);                  /* MPU_CTRL: ENABLE, PRIVDEFENA */
    ck_assert_uint_eq(poke_of(s, 0xE000ED14, 0), 0x00050200);         /* CCR: DC, BP, STKALIGN */
    scenario_free(s);
}
END_TEST

START_TEST(rich_program)
{
    scenario_t *s = parse(rich);
    static const char *const step[] = {
        "program[0].load rx+4", "program[1].loop 3", "program[1].do[0].store near",
            "program[1].do[1].mark in",
        "program[2].clean rx", "program[3].uart_init USART3", "program[4].uart_receive_dma USART3",
        "program[5].irq_enable DMA1_Stream1", "program[6].wait DMA1.S1CR.EN", "program[7].compute 1us",
        "program[8].compare tx", "program[9].uart_write_blocking USART3", "program[10].evict rx",
            "program[11].exit 3",
        "handlers.DMA1_Stream1.do[0].dma_clear DMA1_Stream1" };
    ck_assert_uint_eq(s->names.steps, 15);
    for (size_t i = 0; i < 15; i++) ck_assert_str_eq(s->names.step[i], step[i]);
    ck_assert_uint_eq(s->in.loops, 1);
    ck_assert_uint_eq(s->in.handlers, 1);
    ck_assert_uint_eq(s->in.handler[0].exception, 16 + 12);
    ck_assert_uint_eq(s->in.handler[0].priority, 5);
    ck_assert_uint_eq(s->in.program[s->in.uops - 1].op, U_RETURN);
    ck_assert_uint_eq(s->in.program[s->in.handler[0].entry].step, 14);
    unsigned begins = 0, evicts = 0;
    for (uint32_t i = 0; i < s->in.uops; i++) {
        const uop_t *u = &s->in.program[i];
        begins += !!(u->flags & UF_STEP);
        evicts += u->op == U_FORCE;
        ck_assert_uint_lt(u->step, 15);
        if (u->op == U_B || u->op == U_BNE || u->op == U_BEQ || u->op == U_BREG || u->op == U_LOOP)
            ck_assert_uint_lt(u->imm, s->in.uops);
        if (u->op == U_COMPUTE) ck_assert_uint_eq(u->imm, 480);       /* 1 us at 480 MHz */
    }
    ck_assert_uint_eq(begins, 15);
    ck_assert_uint_eq(evicts, 2);                                     /* 50 bytes from a line's start */
    ck_assert_int_eq(store_to(s, 0x24000034, 0), 0x24000004);
    scenario_free(s);
}
END_TEST

START_TEST(rich_world)
{
    scenario_t *s = parse(rich);
    ck_assert_uint_eq(s->in.rxs, 3);
    const rx_byte_t *r = s->in.rx;
    /* 115200 baud: 4.8e9 / 115200 = 41666.67 ticks a bit. 100 us are 480000 ticks. Odd parity: 01 has
     * one bit set and needs 0, 03 has two and needs 1. Frame: 1 + 9 + 1 bits, then a gap of 2. */
    const uint64_t bit16 = (4800000000ull << 16) / 115200;
    ck_assert_uint_eq(r[0].bit16, bit16);
    ck_assert_uint_eq(r[0].at, 480000);
    ck_assert_uint_eq(r[0].value, 0x001);
    ck_assert_uint_eq(r[0].bits, 9);
    ck_assert_uint_eq(r[0].line, 2);
    ck_assert_uint_eq(r[1].value, 0x103);
    ck_assert_uint_eq(r[1].at, 480000 + (bit16 * 11 >> 16) + (bit16 * 2 >> 16));
    ck_assert_uint_eq(r[2].fault, SERIAL_BREAK);
    ck_assert_uint_eq(r[2].at, r[1].at + (bit16 * 11 >> 16));
    ck_assert_uint_eq(s->in.forceds, 2);                              /* in order of time */
    ck_assert_uint_eq(s->in.forced[0].at, 1000);                      /* cycle 100 at 480 MHz */
    ck_assert_uint_eq(s->in.forced[0].what, FORCE_EVICT);
    ck_assert_uint_eq(s->in.forced[1].at, 12000);
    ck_assert_uint_eq(s->in.forced[1].addr, 0x24000020);
    scenario_free(s);
}
END_TEST

/* Pins in order of time, at 400 MHz 12 ticks a cycle; PB3 is pin 19, PK15 175. */
START_TEST(pins)
{
    scenario_t *s = parse("{ \"schema_version\": 1, \"title\": \"t\", \"program\": [{ \"nop\": true }], "
                          "\"world\": { \"pins\": ["
                          "{ \"pin\": \"PK15\", \"at\": 20, \"level\": \"released\" },"
                          "{ \"pin\": \"PB3\", \"at\": 10, \"level\": 1 }, { \"pin\": \"PB3\", \"at\": 15, "
                          "\"level\": \"low\" }] } }");
    ck_assert_uint_eq(s->in.pins, 3);
    const pin_edge_t *e = s->in.pin;
    ck_assert(e[0].at == 120 && e[0].pin == 19 && e[0].level == PIN_HIGH);
    ck_assert(e[1].at == 180 && e[1].pin == 19 && e[1].level == PIN_LOW);
    ck_assert(e[2].at == 240 && e[2].pin == 175 && e[2].level == PIN_RELEASED);
    scenario_free(s);
}
END_TEST

START_TEST(rich_expect)
{
    scenario_t *s = parse(rich);
    const expect_t *e = s->expect;
    ck_assert_uint_eq(s->expects, 9);                                 /* and one implied: the compare */
    ck_assert_str_eq(e[0].name, "exit");
    ck_assert_uint_eq(e[0].lo, 3);
    ck_assert_str_eq(e[1].name, "in");
    ck_assert_str_eq(e[1].to, "end");
    ck_assert_uint_eq(e[1].hi, 2000);
    ck_assert_str_eq(e[2].name, "interrupts.28");
    ck_assert_uint_eq(e[3].mask, 3u << 16);
    ck_assert_uint_eq(e[3].lo, 2u << 16);
    ck_assert_str_eq(e[3].path, "expect[3]");
    ck_assert_int_eq(e[4].rule, RULE_STALE_READ);
    ck_assert_int_eq(e[4].tier, TIER_HAZARD);
    ck_assert_int_eq(e[4].effect, -1);
    ck_assert_str_eq(e[4].buffer, "rx");
    ck_assert_uint_eq(e[5].kind, EXPECT_NO_OTHERS);
    ck_assert_uint_eq(e[6].view, 1);
    ck_assert_mem_eq(e[6].bytes, "\x04\x00\x00\x24", 4);
    ck_assert_uint_eq(e[7].size, 8);
    ck_assert_uint_eq(e[8].kind, EXPECT_CHECKS);
    ck_assert_uint_eq(e[8].hi, 0);
    ck_assert_uint_eq(s->questions, 2);
    ck_assert_str_eq(s->question[0].kind, "bytes");
    ck_assert_str_eq(s->question[0].at, "in");
    ck_assert_uint_eq(s->question[0].size, 2);
    ck_assert_uint_eq(s->question[1].choice_count, 2);
    scenario_free(s);
}
END_TEST

START_TEST(bytes_in_words)
{
    scenario_t *s = with(BUFFERS "\"program\":[{\"nop\":true}],\"expect\":["
        "{\"bytes\":\"rx\",\"equal\":\"a5 5A01\"},{\"bytes\":\"rx\",\"equal\":{\"ramp\":254,"
        "\"step\":3,\"count\":3}},"
        "{\"bytes\":\"rx+61\",\"equal\":{\"repeat\":\"01 02\"}},{\"bytes\":\"rx\","
        "\"equal\":{\"text\":\"\\u00e9\"}},{\"bytes\":\"rx+62\",\"equal\":\"0x11\"}]");
    ck_assert_mem_eq(s->expect[0].bytes, "\xA5\x5A\x01", 3);
    ck_assert_mem_eq(s->expect[1].bytes, "\xFE\x01\x04", 3);
    ck_assert_uint_eq(s->expect[2].size, 3);
    ck_assert_mem_eq(s->expect[2].bytes, "\1\2\1", 3);
    ck_assert_mem_eq(s->expect[3].bytes, "\xC3\xA9", 2);
    ck_assert_uint_eq(s->expect[4].size, 2);
    ck_assert_mem_eq(s->expect[4].bytes, "\x11\x11", 2);
    scenario_free(s);
}
END_TEST

START_TEST(no_expectations)
{
    scenario_t *s = with(BUFFERS "\"program\":[{\"compare\":\"rx\",\"with\":0}]");
    ck_assert(!s->judged);
    ck_assert_uint_eq(s->expects, 1);                                 /* the implied one */
    ck_assert_uint_eq(s->fail_on, TIER_ERROR);
    ck_assert_int_eq(s->output_line, -1);
    scenario_free(s);
}
END_TEST

/* ---- errors, word for word -------------------------------------------------------------------------- */

#define HEAD "{\"schema_version\":1,\"title\":\"t\"," BUFFERS
#define STEP(s) HEAD "\"program\":[" s "]}"

START_TEST(errors)
{
    static const struct { const char *text, *message; } row[] = {
        { STEP("{\"load\":\"rxx\"}"), "t.json: program[0].load: no buffer \"rxx\"; did you mean \"rx\"?" },
        { STEP("{\"laod\":\"rx\"}"), "t.json: program[0]: no verb \"laod\"; did you mean \"load\"?" },
        { STEP("{\"nop\":true},{\"clean\":\"rx\",\"sise\":4}"),
          "t.json: program[1].sise: unknown key; did you mean \"size\"?" },
        { STEP("{\"clean\":\"rx\",\"bytes\":4}"),
          "t.json: program[0].bytes: unknown key; known here: clean, size, unchecked" },
        { STEP("{\"load\":\"rx+62\"}"),
          "t.json: program[0].load: 4 bytes from rx+62 leave rx (64 bytes) by 2; \"unchecked\": "
          "true allows it" },
        { STEP("{\"load\":\"0x24001000\"}"),
          "t.json: program[0].load: 0x24001000 is in no buffer; declare one with \"at\", or say "
          "\"unchecked\": true" },
        { STEP("{\"write\":\"DMA1.S0CR.ENN\",\"value\":1}"),
          "t.json: program[0].write: no register \"DMA1.S0CR.ENN\"; did you mean \"DMA1.S0CR.EN\"?" },
        { STEP("{\"loop\":2,\"do\":[{\"nop\":false}]}"),
          "t.json: program[0].do[0].nop: only true makes sense here; leave the step out instead" },
        { STEP("{\"load\":\"rx\"},{}"),
          "t.json: program[1]: an empty step; one verb is wanted, such as {\"load\": \"rx\"}" },
        { HEAD "\"program\":[{\"nop\":true}],\"expcet\":[]}",
          "t.json: expcet: unknown key; did you mean \"expect\"?" },
        { HEAD "\"program\":[{\"nop\":true}],\"expect\":[{\"finding\":\"stale-raed\"}]}",
          "t.json: expect[0].finding: \"stale-raed\" is none of dma-unreachable, memory-unclocked, "
          "stale-read, stale-dma-read, lost-dma-write, "
          "lost-cpu-write, shared-line, missing-barrier, early-invalidate, ignored-error, "
          "erratum-write-through, dma-config, ...; did you mean \"stale-read\"?" },
        { "{\"schema_version\":1,\"title\":\"t\",\"title\":\"u\"}",
          "t.json: title: this key is there twice" },
        { "{\n\"a\": 1\n\"b\": 2}", "t.json:3:1: not JSON here; is a comma or a colon missing before it?" },
        { "{ // c\n /* d */ 'a': 1 }", "t.json:2:10: strings take double quotes" },
        { "{ \"a\": 0x10 }", "t.json:1:8: JSON has no hexadecimal numbers; put it in quotes: \"0x1F\"" },
        { "{ \"a\": 012 }", "t.json:1:8: not a JSON number" },
        { "[,]", "t.json:1:2: nothing stands before this comma" },
        { "{ \"a\": \"b\\u0000\" }", "t.json:1:10: \\u0000 is not allowed in a string" },
        { "{ \"a\": \"\xFF\" }", "t.json:1:9: this is not UTF-8" },
        { "{ \"a\": \"x\ny\" }", "t.json:1:8: this string does not end on its line" },
        { "{ /* a", "t.json:1:3: this comment never ends" },
        { "", "t.json:1:1: the text ends too early; is a } or ] missing?" },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) refused(row[i].text, row[i].message);
}
END_TEST

/* Lines and columns counted by hand; what is missing is where it would be, in the object around it. */
START_TEST(errors_tell_line_and_column)
{
#define TOP "\xEF\xBB\xBF{\n  \"schema_version\": 1,\n  \"title\": \"\xC3\xA4\", "
    refused(TOP "\"program\": [\n    { \"nop\": true },\n    { \"laod\": \"rx\" }\n  ]\n}",
            "t.json:5:5: program[1]: no verb \"laod\"; did you mean \"load\"?");
    refused(TOP "\"program\": [\n    /* no such\n buffer */ { \"load\": \"rxx\" }\n  ]\n}",
            "t.json:5:22: program[0].load: no buffer \"rxx\"");
    refused(TOP "\"buffers\": {\n\t\"rx\": { \"region\": \"DTCM\" }\n}, \"program\": []}",
            "t.json:4:8: buffers.rx.size: is missing; a number is wanted");
    refused(TOP "\"max_cycles\": \"soon\",\n \"program\": []}",
            "t.json:3:31: max_cycles: \"soon\" is not a number such as 4 or \"0x1F\"");
    refused(TOP "}", "t.json: program: is missing; a list is wanted");
#undef TOP
}
END_TEST

START_TEST(deep_nesting)
{
    char text[300];
    memset(text, '[', 65);
    text[65] = 0;
    refused(text, "t.json:1:65: nested deeper than 64 levels");
}
END_TEST

START_TEST(long_program)
{
    /* 512 KB are 131072 words, two micro-ops each: twice that is more than 2^18 by far. */
    refused("{\"schema_version\":1,\"title\":\"t\",\"buffers\":{\"a\":{\"region\":\"AXISRAM\","
            "\"size\":524288}},"
            "\"program\":[{\"compare\":\"a\",\"with\":0},{\"compare\":\"a\",\"with\":0}]}",
            "t.json: program[1]: the program is longer than 262144 micro-operations here");
}
END_TEST

START_TEST(comments_and_commas)
{
    scenario_t *s = parse("/* a */ { \"schema_version\": 1, // b\n \"title\": \"// not a comment, }\",\n"
                          " \"program\": [ { \"nop\": true, /* c */ }, // d\n ], } // e");
    ck_assert_str_eq(s->title, "// not a comment, }");
    scenario_free(s);
}
END_TEST

/* Changed a little at a thousand places, the text is either taken or refused with one message. */
START_TEST(mutations)
{
    static const char alphabet[] = "{}[],:\"0123456789xX+-.eE_/*\\abntrue null\n\x80\xFF";
    char text[sizeof rich];
    uint64_t x = 88172645463325252ull;
    unsigned taken = 0;
    for (unsigned round = 0; round < 4000; round++) {
        memcpy(text, rich, sizeof rich);
        for (unsigned n = 1 + round % 3; n; n--) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            size_t at = x % (sizeof rich - 1);
            if (x >> 40 & 1) text[at] = alphabet[(x >> 32) % (sizeof alphabet - 1)];
            else if (x >> 41 & 1) text[at] = text[(x >> 20) % (sizeof rich - 1)];
            else memmove(text + at, text + at + 1, sizeof rich - at - 1);
        }
        if (round % 50 == 0) text[x % sizeof rich] = 0;               /* cut short */
        err_t err;
        scenario_t *s = scenario_parse("t.json", text, &err);
        if (!s) ck_assert_msg(!strncmp(err.text, "t.json:", 7), "%s", err.text);
        else ck_assert_str_eq(err.text, "");
        taken += s != NULL;
        scenario_free(s);
    }
    ck_assert_uint_gt(taken, 100);                                    /* the mutations are small enough */
    ck_assert_uint_lt(taken, 3900);
}
END_TEST

/* ---- template, sections ------------------------------------------------------------------------------- */

START_TEST(template_parses)
{
    scenario_t *s = parse(scenario_template());
    ck_assert_uint_gt(s->expects, 2);
    scenario_free(s);
}
END_TEST

#define SECTION(start, buffers) \
    "\"program\":[{\"nop\":true}],\"sections\":{\".sram1\":{\"region\":\"SRAM1\",\"start\":\"" \
    start "\"}},\"buffers\":{" buffers "}"
#define IN_SECTION "\"section\":\".sram1\",\"size\":4"

START_TEST(sections)          /* no image: power-on bytes stay */
{
    scenario_t *s = with(SECTION("none",
                                 "\"a\":{" IN_SECTION ",\"init\":7},\"b\":{\"next_to\":\"a\","
                                                      "\"size\":4,\"init\":8}"));
    ck_assert_uint_eq(s->names.symbol[0].addr, 0x30000000);
    ck_assert_uint_eq(s->in.images, 0);
    scenario_free(s);
    s = with(SECTION("zero", "\"a\":{" IN_SECTION "},\"b\":{" IN_SECTION ",\"init\":0},"
                             "\"c\":{\"region\":\"SRAM1\",\"size\":4}"));
    ck_assert_uint_eq(s->in.images, 2);                               /* c is in no section */
    ck_assert_mem_eq(image_of(s, 0x30000020), "\0\0\0\0", 4);
    scenario_free(s);
    s = with(SECTION("copy", "\"a\":{" IN_SECTION ",\"init\":\"01 02 03 04\"},\"b\":{" IN_SECTION "}"));
    ck_assert_mem_eq(image_of(s, 0x30000000), "\1\2\3\4", 4);
    ck_assert_mem_eq(image_of(s, 0x30000020), "\0\0\0\0", 4);
    scenario_free(s);
}
END_TEST

START_TEST(section_errors)
{
    refused("{\"schema_version\":1,\"title\":\"t\"," SECTION("none",
            "\"a\":{\"section\":\".sram2\",\"size\":4}") "}",
            "t.json: buffers.a.section: no section \".sram2\"; did you mean \".sram1\"?");
    refused("{\"schema_version\":1,\"title\":\"t\"," SECTION("zero",
            "\"a\":{" IN_SECTION ",\"init\":\"00 00 01 00\"}") "}",
            "t.json: buffers.a.init: section .sram1 is zeroed at start-up: byte 2 cannot be 0x01");
    refused("{\"schema_version\":1,\"title\":\"t\"," SECTION("zero",
            "\"a\":{" IN_SECTION ",\"region\":\"SRAM1\"}") "}",
            "t.json: buffers.a: one of \"region\", \"section\", \"at\", \"next_to\" says where it is");
    refused("{\"schema_version\":1,\"title\":\"t\"," SECTION("zero",
            "\"a\":{" IN_SECTION ",\"at\":\"0x24000000\"}") "}",
            "t.json: buffers.a: 0x24000000 is in AXI SRAM, not in SRAM1");
    refused("{\"schema_version\":1,\"title\":\"t\","
            "\"program\":[{\"nop\":true}],\"sections\":{\".text\":{\"region\":\"FLASH\","
            "\"start\":\"none\"}}}",
            "t.json: sections..text.region: start-up code does not write FLASH; a buffer there "
            "has \"region\"");
}
END_TEST

START_TEST(missing_file)
{
    err_t err;
    ck_assert_ptr_null(scenario_load("/nowhere/x.json", &err));
    ck_assert_str_eq(err.text, "/nowhere/x.json: cannot be opened: No such file or directory");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("scenario");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, rich_head);
    tcase_add_test(t, rich_buffers);
    tcase_add_test(t, rich_setup);
    tcase_add_test(t, rich_program);
    tcase_add_test(t, rich_world);
    tcase_add_test(t, pins);
    tcase_add_test(t, rich_expect);
    tcase_add_test(t, bytes_in_words);
    tcase_add_test(t, no_expectations);
    tcase_add_test(t, errors);
    tcase_add_test(t, errors_tell_line_and_column);
    tcase_add_test(t, deep_nesting);
    tcase_add_test(t, long_program);
    tcase_add_test(t, comments_and_commas);
    tcase_add_test(t, mutations);
    tcase_add_test(t, template_parses);
    tcase_add_test(t, sections);
    tcase_add_test(t, section_errors);
    tcase_add_test(t, missing_file);
    return case_run("scenario", t);
}
