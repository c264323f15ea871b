/* test_rtc.c -- what start-up code waits for in the RTC: keys, INITF, RSF (RM0433 46.3.7 to 46.3.9). */
#include "rtc.h"
#include "part_bench.h"

enum { TR = 0x00, DR = 0x04, CR = 0x08, ISR = 0x0C, PRER = 0x10, WUTR = 0x14, WPR = 0x24, BKP3 = 0x5C,
       RSF = 1 << 5, INITF = 1 << 6, INIT = 1 << 7, WUTE = 1 << 10 };
enum { LSI = 1000 };                                     /* ticks a clock */
static const rtc_cfg_t cfg = { .lsi = 0, .init_edges = 2, .sync_edges = 2 };
static const domain_t clock_[] = { { 0, 1, LSI, 0 } };
static rtc_t r, copy, later;

static void begin(void) { clocks = clock_, start(&rtc_model, &cfg, &r, sizeof r); }
static void open_it(void) { put(WPR, 0xCA), put(WPR, 0x53); }

START_TEST(test_protection)
{
    begin();
    ck_assert_uint_eq(look(PRER), 0x007F00FF);
    put(WUTR, 5);
    ck_assert_uint_eq(look(WUTR), 0xFFFF);
    ck_assert_uint_eq(told(F_IGNORED), 1);
    open_it(), put(WUTR, 5);
    ck_assert_uint_eq(look(WUTR), 5);
    put(WPR, 0xFF), put(WUTR, 6);
    ck_assert_uint_eq(look(WUTR), 5);
    put(WPR, 0xCA), put(WPR, 0xCA), put(WPR, 0x53), put(WUTR, 7);
    ck_assert_uint_eq(look(WUTR), 7);
    put(WPR, 0), put(WPR, 0x53), put(WUTR, 8);           /* the second key alone opens nothing */
    ck_assert_uint_eq(look(WUTR), 7);
    put(BKP3, 0x1234);                                   /* backup registers are not protected */
    ck_assert_uint_eq(look(BKP3), 0x1234);
}
END_TEST

/* INIT at tick 500: the first clock at 1000 and two more: INITF at 3000. Then PRER and TR take; leaving at
 * 3000: RSF at 5000. */
START_TEST(test_init)
{
    begin();
    ck_assert_uint_eq(look(ISR), 7 | RSF);
    open_it();
    put(PRER, 1);
    ck_assert_uint_eq(look(PRER), 0x007F00FF);           /* not without INITF */
    now = 500;
    put(ISR, INIT);
    ck_assert_uint_eq(step(), 3000);
    now = 2999, step();
    ck_assert_uint_eq(look(ISR) & INITF, 0);
    now = 3000, step();
    ck_assert_uint_eq(look(ISR) & (INIT | INITF), INIT | INITF);
    put(PRER, 0x007F00F9), put(TR, 0x00123456);
    ck_assert_uint_eq(look(PRER), 0x007F00F9);
    ck_assert_uint_eq(look(TR), 0x00123456);
    ck_assert_uint_eq(told(F_UNMODELLED), 1);            /* TR: time does not pass */
    put(ISR, 0);
    ck_assert_uint_eq(look(ISR) & (INIT | INITF | RSF), 0);
    ck_assert_uint_eq(step(), 5000);
    now = 5000, step();
    ck_assert_uint_eq(look(ISR) & RSF, RSF);
    put(CR, WUTE);
    ck_assert_uint_eq(told(F_UNMODELLED), 2);
}
END_TEST

START_TEST(test_fuzz)
{
    for (uint32_t seed = 1; seed < 4; seed++) begin(), fuzz(sizeof r, 0xE0, &copy, &later, seed);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("rtc");
    tcase_add_test(t, test_protection);
    tcase_add_test(t, test_init);
    tcase_add_test(t, test_fuzz);
    return case_run("rtc", t);
}
