/* test_wrap.c -- eighty columns: prose, lists, lines whose blanks stay. */
#include "wrap.h"
#include <stdlib.h>
#include "suite.h"

static char *printed;
static size_t size;
static FILE *open_out(void) { return open_memstream(&printed, &size); }
static void same(FILE *out, const char *wanted)
{
    fclose(out);
    ck_assert_str_eq(printed, wanted);
    free(printed);
}

#define TEN "123456789 "
#define FIFTY TEN TEN TEN TEN TEN

START_TEST(words_and_labels)
{
    FILE *out = open_out();
    wrapped(out, "", 0, "one\ntwo");
    wrapped(out, "  =", 4, FIFTY FIFTY);                  /* 4 + seven tens and 9 are 83: six and a half */
    same(out, "one\ntwo\n  = " TEN TEN TEN TEN TEN TEN "123456789\n    123456789 123456789 123456789\n");
}
END_TEST

/* Lines broken anywhere become paragraphs again; an item hangs behind its number. */
START_TEST(paragraphs_and_lists)
{
    FILE *out = open_out();
    reflowed(out, "One\ntwo.\n\nCures:\n  1. First\n     of all.\n  2. Last.\n");
    same(out, "One two.\n\nCures:\n  1. First of all.\n  2. Last.\n");
}
END_TEST

START_TEST(blanks_stay)
{
    FILE *out = open_out();
    hanging(out, "  a   b");
    hanging(out, "  a   " FIFTY TEN TEN "last");           /* 6 + 70 + 4 is eighty */
    hanging(out, "  a   " FIFTY TEN TEN "late  r");
    hanging(out, "  " FIFTY TEN TEN "123456789012");
    same(out, "  a   b\n  a   " FIFTY TEN TEN "last\n  a   " FIFTY TEN TEN "late\n      r\n"
         "  " FIFTY TEN "123456789\n      123456789012\n");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_add_test(t, words_and_labels);
    tcase_add_test(t, paragraphs_and_lists);
    tcase_add_test(t, blanks_stay);
    return case_run("wrap", t);
}
