/* test_rtt.c -- RTT's rings: what the firmware prints comes out whole and in order; a block that lies comes
 * to nothing. rtt.elf prints "line a" to "line t" into a ring of 64 bytes and the numbers 0 to 19 into one of
 * 32, and waits when they are full. */
#include "rtt.h"
#include <stdlib.h>
#include <string.h>
#include "suite.h"              /* last: check.h has a macro named fail */

enum { SLICE = 500000, BLOCK = 0x38000100 };

static machine_t *m;
static scenario_t *s;
static inputlog_t l;
static err_t err;
static char text[2][512];
static size_t length[2];

static void setup(void)
{
    s = firmware_scenario("scenarios/firmware/images/rtt.elf", NULL, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    m = malloc(sizeof *m);
    ck_assert(m != NULL);
    inputlog_start(&l, &s->in);
    machine_boot(m, &h743_map, &s->in, NULL);
    memset(text, 0, sizeof text), memset(length, 0, sizeof length);
}

static void teardown(void)
{
    inputlog_free(&l);
    scenario_free(s), free(m);
}

static void give(void *of, unsigned channel, uint8_t byte)
{
    (void)of;
    ck_assert(channel < 2 && length[channel] + 1 < sizeof *text);
    text[channel][length[channel]++] = (char)byte;
}

static void drain(rtt_t *t)
{
    for (int i = 0; i < 400 && !machine_stopped(m); i++)
        machine_run(m, m->chip.now + SLICE), rtt_poll(t, m, &l, 3, give, NULL);
    rtt_poll(t, m, NULL, 3, give, NULL);
}

static void all_of_it(void)
{
    char want[512] = "";
    ck_assert(machine_stopped(m));
    for (int i = 0; i < 20; i++) sprintf(want + strlen(want), "line %c\n", 'a' + i);
    ck_assert_str_eq(text[0], want);
    ck_assert_uint_eq(length[1], 20);
    for (int i = 0; i < 20; i++) ck_assert_int_eq(text[1][i], i);
}

START_TEST(by_symbol)
{
    rtt_t t;
    rtt_start(&t, s->firmware);
    ck_assert_uint_ne(t.hint, 0);
    drain(&t);
    all_of_it();
}
END_TEST

/* A stripped file: the block is found in RAM, though its lines are still in the cache. */
START_TEST(by_search)
{
    rtt_t t;
    rtt_start(&t, NULL);
    ck_assert_uint_eq(t.hint, 0);
    drain(&t);
    all_of_it();
}
END_TEST

/* A channel nobody wants is left alone: the program waits for room in it. */
START_TEST(one_channel)
{
    rtt_t t;
    rtt_start(&t, s->firmware);
    for (int i = 0; i < 40; i++) machine_run(m, m->chip.now + SLICE), rtt_poll(&t, m, &l, 2, give, NULL);
    ck_assert(!machine_stopped(m));
    ck_assert_uint_eq(length[0], 0);
    ck_assert_uint_eq(length[1], 9);                   /* 63 bytes fit: nine lines of seven */
}
END_TEST

static void put(uint32_t addr, uint32_t v) { memcpy(m->chip.sram4 + (addr - 0x38000000), &v, 4); }

START_TEST(lies)
{
    static const uint32_t ring[][4] = {                /* buffer, size, WrOff, RdOff */
        { 0, 0, 0, 0 }, { 0x38000200, 0, 0, 0 }, { 0x38000200, 16, 16, 0 }, { 0x38000200, 16, 4, 99 },
        { 0xFFFFFFF0, 64, 8, 0 },
        { 0x3800FFF8, 64, 8, 0 }, { 0x38000200, 0xFFFFFFFF, 8, 0 }, { 0x08000000, 64, 8, 0 },
            { 0x40000000, 64, 8, 0 } };
    static const uint32_t channels[] = { 1, 3, 32, 33, 0xFFFFFFFF, 0 };
    rtt_t t;
    memcpy(m->chip.sram4 + 0x100, "SEGGER RTT\0\0\0\0\0", 16);
    for (unsigned i = 0; i < sizeof ring / sizeof *ring; i++) {
        for (unsigned k = 0; k < sizeof channels / sizeof *channels; k++) {
            put(BLOCK + 16, channels[k]);
            for (unsigned n = 0; n < 4; n++) put(BLOCK + 28 + 4 * n, ring[i][n]);
            rtt_start(&t, NULL);
            rtt_poll(&t, m, &l, 7, give, NULL);
            ck_assert_uint_eq(length[0], 0);
        }
    }
    memcpy(m->chip.sram4 + 0xFFF8, "SEGGER RTT", 8);   /* cut off by the memory's end */
    put(BLOCK, 0);
    rtt_start(&t, NULL);
    rtt_poll(&t, m, &l, 7, give, NULL);
    ck_assert_uint_eq(t.block, 0);
    ck_assert_uint_eq(s->in.probes, 0);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 120);
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, by_symbol), tcase_add_test(c, by_search);
    tcase_add_test(c, one_channel), tcase_add_test(c, lies);
    return case_run("rtt", c);
}
