/* test_itm.c -- stimulus ports: what is printed, and what has to be switched on first (Armv7-M ARM C1.7). */
#include "suite.h"
#include <string.h>
#include "itm.h"

enum { TER = 0xE00, TPR = 0xE40, TCR = 0xE80, LAR = 0xFB0, LSR = 0xFB4 };

static itm_t    i;
static env_t    env;
static char     text[64];
static unsigned bytes, ignored, last_port;

static void see(sink_t *s, const fact_t *f)
{
    (void)s;
    if (f->kind == F_OUTPUT && bytes < sizeof text) {
        text[bytes++] = (char)f->data;
        last_port = (unsigned)f->note;
    }
    ignored += f->kind == F_IGNORED;
    ck_assert(f->kind != F_OUTPUT || f->what == 1);
}
static sink_t sink = { .mask = ~0ull, .see = see };

static void setup(void)
{
    memset(&i, 0, sizeof i);
    env = (env_t){ .sink = &sink, .pc = NO_PC };
    bytes = ignored = 0;
}

static void write_word(uint32_t off, uint32_t v) { itm_write(&i, off, 4, v, 1, &env); }

START_TEST(off_at_reset)
{
    write_word(0, 'x');
    write_word(TER, 1), write_word(TCR, 1);                 /* locked */
    ck_assert_uint_eq(ignored, 2);
    ck_assert_uint_eq(itm_peek(&i, LSR, 1), 3);
    write_word(LAR, 0xC5ACCE55);
    ck_assert_uint_eq(itm_peek(&i, LSR, 1), 1);
    write_word(TER, 1);
    write_word(0, 'y');                                     /* TCR.ITMENA is 0 */
    ck_assert_uint_eq(itm_peek(&i, 0, 1), 0);
    write_word(TCR, 1);
    itm_write(&i, 0, 4, 'z', 0, &env);                      /* DEMCR.TRCENA is 0 */
    ck_assert_uint_eq(bytes, 0);
}
END_TEST

START_TEST(prints)
{
    write_word(LAR, 0xC5ACCE55), write_word(TER, 1 | 1u << 31), write_word(TCR, 1), write_word(TPR, 0xFF);
    ck_assert_uint_eq(itm_peek(&i, TPR, 1), 0xF);
    ck_assert_uint_eq(itm_peek(&i, 0, 1), 1);               /* ready */
    ck_assert_uint_eq(itm_peek(&i, 4, 1), 0);               /* port 1 is off */
    itm_write(&i, 0, 1, 'a', 1, &env);
    itm_write(&i, 0, 2, 'b' | 'c' << 8, 1, &env);
    write_word(0, 'd' | 'e' << 8 | 'f' << 16 | 'g' << 24);
    write_word(4, 'h');
    ck_assert_uint_eq(bytes, 7);
    ck_assert(!memcmp(text, "abcdefg", 7));
    write_word(0x7C, 0);
    ck_assert_uint_eq(last_port, 31);
    ck_assert_uint_eq(itm_has(0x80), 0);
    ck_assert_uint_ne(itm_has(0x7C), 0);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("itm");
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_add_test(t, off_at_reset);
    tcase_add_test(t, prints);
    return case_run("itm", t);
}
