/* test_stored.c -- kept registers on a table of two blocks, and the words of the chip that start-up code
 * reads: typed again from RM0433 60.5, 61.1, 61.2. */
#include "h743.h"
#include "part_bench.h"

static const stored_row_t rows[] = {
    { "ID", 0x00, 0x20036450, 0, 0 }, { "CR", 0x04, 0x10, 0xFF, 0x80 }, { "OTHER", 0x00, 0x5, 0xFFFFFFFF, 0 },
};
static const stored_cfg_t cfg = { .row = rows, .rows = 2 }, second = { .row = rows, .first = 2, .rows = 1 },
                          all = { .row = rows, .rows = 3 };
static stored_t s_, copy, later;

static void begin(void) { start(&stored_model, &all, &s_, sizeof s_), part_cfg = &cfg; }

START_TEST(test_words)
{
    begin();
    ck_assert_uint_eq(get_sized(0, 4), 0x20036450);
    ck_assert_uint_eq(get_sized(2, 2), 0x2003);
    put(0, 1);
    ck_assert_uint_eq(look(0), 0x20036450);
    ck_assert_uint_eq(fact[0].kind, F_IGNORED);
    put(4, 0x1FF);
    ck_assert_uint_eq(look(4), 0xFF);
    ck_assert_uint_eq(told(F_UNMODELLED), 1);            /* bit 7 would do something */
    put(4, 0xFE);
    ck_assert_uint_eq(told(F_UNMODELLED), 1);
    part_cfg = &second;
    ck_assert_uint_eq(look(0), 5);                       /* a block of its own */
    put_sized(1, 1, 0xAB);
    ck_assert_uint_eq(look(0), 0xAB05);
    get_sized(8, 4), put(8, 1);
    ck_assert_uint_eq(told(F_UNMODELLED), 3);
}
END_TEST

START_TEST(test_chip)
{
    static const struct { uint32_t addr, value; } word[] = {
        { 0x5C001000, 0x20036450 }, { 0x5C001004, 0 }, { 0x1FF1E880, 0x0800 }, { 0x52004000, 0x30DB },
        { 0x51001FE4, 0xB4 }, { 0x51001FFC, 0xB1 }, { 0x51008108, 0 } };
    begin();
    stored_model.reset(&s_, &h743_stored);
    for (unsigned i = 0; i < sizeof word / sizeof *word; i++) {
        const region_row_t *r = map_region(&h743_map, word[i].addr);
        env_t e = env_now();
        ck_assert(r && r->model == &stored_model);
        ck_assert_uint_eq(r->model->read(&s_, r->cfg, word[i].addr - r->base, 4, &e), word[i].value);
    }
    ck_assert_uint_eq(told(F_UNMODELLED), 0);
    part_cfg = &h743_fmc;
    put(0, 0x30D2);                                      /* SystemInit: quietly kept */
    ck_assert_uint_eq(look(0), 0x30D2);
    part_cfg = &h743_gpv;
    put(0x8108, 1);                                      /* work-around of ES0392 2.2.9 */
    ck_assert_uint_eq(told(F_UNMODELLED) + told(F_IGNORED), 0);
    put(0x42100, 3);                                     /* QoS of INI1 would change the arbitration */
    ck_assert_uint_eq(told(F_UNMODELLED), 1);
}
END_TEST

START_TEST(test_fuzz)
{
    for (uint32_t seed = 1; seed < 4; seed++) begin(), fuzz(sizeof s_, 0x20, &copy, &later, seed);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("stored");
    tcase_add_test(t, test_words);
    tcase_add_test(t, test_chip);
    tcase_add_test(t, test_fuzz);
    return case_run("stored", t);
}
