/* test_schedule.c -- schedules as text, and what each variation does to a run. Expected times are by hand. */
#include "schedule.h"
#include "machine.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "suite.h"

enum { CYCLE = 12 };                                 /* ticks: 400 MHz */

START_TEST(text_and_back)
{
    static const char text[] = "fill:0x24000020@5760,evict:0x30000000@1,hold:DMA1-memory@10+2400,"
                               "halt@7+1,late@0+99,"
        "replace:round-robin@0";
    char again[SCHEDULE_TEXT];
    schedule_t s;
    err_t err = { "" };
    ck_assert_msg(schedule_parse(text, &h743_map, &s, &err), "%s", err.text);
    ck_assert_uint_eq(s.count, 6);
    ck_assert_uint_eq(s.item[5].policy, REPLACE_ROUND_ROBIN);
    ck_assert_uint_eq(s.item[2].init, INIT_DMA1_MEM);
    ck_assert_uint_eq(s.item[2].ticks, 2400);
    ck_assert_str_eq(schedule_text(&s, &h743_map, again, sizeof again), text);
    /* an address inside a line means the line; blanks are nothing */
    ck_assert(schedule_parse(" fill:0x2400003F@1 , halt@2+3 ", &h743_map, &s, &err));
    ck_assert_uint_eq(s.item[0].addr, 0x24000020);
}
END_TEST

START_TEST(every_master_can_be_named)
{
    char text[SCHEDULE_TEXT];
    for (unsigned i = 0; i < h743_map.inits; i++) {
        schedule_t s = { .count = 1, .item = { { .kind = VARY_HOLD, .init = (uint8_t)i, .at = 1,
                                                 .ticks = 2 } } }, t;
        err_t err = { "" };
        ck_assert_msg(schedule_parse(schedule_text(&s, &h743_map, text, sizeof text), &h743_map, &t, &err),
                      "%s: %s", text, err.text);
        ck_assert_uint_eq(t.item[0].init, i);
    }
}
END_TEST

START_TEST(wrong_text_says_why)
{
    static const struct { const char *text, *why; } wrong[] = {
        { "", "no variation given" }, { "fil:0x24000000@1", "did you mean \"fill\"?" },
            { "fill@1", "wants an operand" },
        { "fill:x@1", "is not an address" }, { "fill:0x100000000@1", "is not an address" },
            { "fill:0@", "a moment is wanted" },
        { "fill:0@1+2", "takes no time" }, { "halt:3@1+2", "has no operand" }, { "halt@1", "wants how long" },
        { "replace:plru@0", "no policy \"plru\"; did you mean \"lru\"?" }, { "replace:lru@9", "from @0 on" },
        { "replace@0", "wants an operand" }, { "replace:lru@0+1", "takes no time" },
        { "hold:DMA3-memory@1+2", "no bus master \"DMA3-memory\"; did you mean" },
            { "halt@1+2 fill:0@1", "a comma is wanted" },
        { "halt@99999999999999999999+1", "a moment is wanted" }, { "fill:0@1,", "variation 2" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        schedule_t s;
        err_t err = { "" };
        ck_assert_msg(!schedule_parse(wrong[i].text, &h743_map, &s, &err), "%s", wrong[i].text);
        ck_assert_msg(strstr(err.text, wrong[i].why), "%s: %s", wrong[i].text, err.text);
    }
    char many[40 * (SCHEDULE_MAX + 1)] = "halt@1+1";
    for (unsigned i = 0; i < SCHEDULE_MAX; i++) strcat(many, ",halt@1+1");
    schedule_t s;
    err_t err = { "" };
    ck_assert(!schedule_parse(many, &h743_map, &s, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "more than"));
}
END_TEST

/* ---- what it does to a run ------------------------------------------------------------------------- */

static tick_t marked[2], beat[8];
static unsigned marks, beats;
static void see(sink_t *sink, const fact_t *f)
{
    (void)sink;
    if (f->kind == F_MARK && marks < 2) marked[marks++] = f->at;
    if (f->kind == F_BEAT && f->who == INIT_DMA2_MEM && beats < 8) beat[beats++] = f->at;
}

/* Two marks with 100 cycles of work between them, beside a stream that writes two words to SRAM1 from AXI
 * SRAM. */
static void play(const char *text)
{
    static const char json[] =
        "{ \"schema_version\": 1, \"title\": \"t\", \"setup\": { \"enable\": [\"SRAM1\", \"DMA2\"] },"
        "  \"buffers\": { \"a\": { \"region\": \"AXISRAM\", \"size\": 8 }, \"b\": { \"region\": \"SRAM1\", "
        "\"size\": 8 } },"
        "  \"program\": [ { \"mark\": \"one\" }, { \"compute\": 100 }, { \"mark\": \"two\" },"
        "    { \"dma_memcpy\": \"b\", \"from\": \"a\", \"stream\": \"DMA2_Stream0\" }, { \"dma_wait\": "
        "\"DMA2_Stream0\" } ] }";
    static sink_t sink = { .mask = 1ull << F_MARK | 1ull << F_BEAT, .see = see };
    err_t err = { "" };
    scenario_t *s = scenario_parse("t.json", json, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    varied_t varied = { 0 };
    input_t before = s->in;
    if (text) {
        schedule_t what;
        ck_assert_msg(schedule_parse(text, &h743_map, &what, &err), "%s", err.text);
        schedule_apply(&varied, &s->in, &what);
    }
    machine_t *m = malloc(sizeof *m);
    marks = beats = 0;
    machine_boot(m, &h743_map, &s->in, &sink);
    machine_run(m, 100000 * CYCLE);
    ck_assert(machine_stopped(m));
    ck_assert_uint_eq(marks, 2);
    ck_assert_uint_ge(beats, 2);
    free(m);
    schedule_undo(&varied);
    ck_assert(!memcmp(&before, &s->in, sizeof before));
    scenario_free(s);
}

/* The program stands still from the first edge at or after the moment for the time given: 50 cycles. */
START_TEST(a_halt_holds_the_program_up)
{
    play(NULL);
    tick_t one = marked[0], two = marked[1];
    char text[80];
    snprintf(text, sizeof text, "halt@%llu+%u", (unsigned long long)two, 50 * CYCLE);
    play(text);
    ck_assert_uint_eq(marked[0], one);
    ck_assert_uint_eq(marked[1], two + 50 * CYCLE);
    /* within the 100 cycles of work nobody notices less than what is left of them */
    snprintf(text, sizeof text, "halt@%llu+%u", (unsigned long long)one + 20 * CYCLE, 30 * CYCLE);
    play(text);
    ck_assert_uint_eq(marked[1], two);
}
END_TEST

/* What DMA2 asks its memory port for while it is held is heard when that is over: every beat moves by the
 * time it waited, to the hclk edge (2 cycles) at most. */
START_TEST(a_hold_delays_one_master)
{
    play(NULL);
    tick_t first = beat[0], end = first + 1000 * CYCLE;
    char text[80];
    snprintf(text, sizeof text, "hold:DMA2-memory@0+%llu", (unsigned long long)end);
    play(text);
    ck_assert_uint_ge(beat[0], end);
    ck_assert_uint_le(beat[0], end + 20 * 2 * CYCLE);         /* an access takes a dozen edges or so */
    snprintf(text, sizeof text, "hold:DMA1-memory@0+%llu", (unsigned long long)end);
    play(text);
    ck_assert_uint_eq(beat[0], first);
}
END_TEST

START_TEST(a_scenario_can_carry_one)
{
    err_t err = { "" };
    scenario_t *s = scenario_parse("t.json",
                                   "{ \"schema_version\": 1, \"title\": \"t\", \"world\": { \"schedule\": "
                                   "\"halt@10+20\" },"
                                             "  \"program\": [ { \"compute\": 1 } ] }", &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    ck_assert_uint_eq(s->in.probes, 1);
    ck_assert_uint_eq(s->in.probe[0].value, 20);
    scenario_free(s);
    s = scenario_parse("t.json",
                       "{ \"schema_version\": 1, \"title\": \"t\", \"world\": { \"schedule\": \"halt@10\" },"
                                 "  \"program\": [ { \"compute\": 1 } ] }", &err);
    ck_assert_ptr_null(s);
    ck_assert_ptr_nonnull(strstr(unplaced(err.text), "t.json: world.schedule: variation 1: \"halt\" wants how long"));
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("schedule");
    tcase_add_test(t, text_and_back);
    tcase_add_test(t, every_master_can_be_named);
    tcase_add_test(t, wrong_text_says_why);
    tcase_add_test(t, a_halt_holds_the_program_up);
    tcase_add_test(t, a_hold_delays_one_master);
    tcase_add_test(t, a_scenario_can_carry_one);
    return case_run("schedule", t);
}
