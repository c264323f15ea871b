/* test_json_region.c -- lines and columns counted by hand in the texts here. */
#include "json_region.h"
#include <stdlib.h>
#include <string.h>
#include "suite.h"

static const char text[] =
    "{ // a comment with { and \"\n"
    "  \"a.b\": 1,\n"
    "  \"\xC3\xA9\": { \"x\": [ 1, /* ] */ \"]\", ] },\n"
    "  \"program\": [\n"
    "    { \"load\": \"rx\" },\n"
    "    { \"loop\": 2, \"do\": [\n"
    "        { \"store\": \"rx\", \"value\": \"a\\\"}\" }\n"
    "      ] },\n"
    "  ],\n"
    "}\n";

static void is(const char *path, unsigned line, unsigned column, unsigned end_line, unsigned end_column)
{
    region_t r;
    ck_assert_msg(json_region(text, path, &r), "%s", path);
    ck_assert_msg(r.line == line && r.column == column && r.end_line == end_line
                  && r.end_column == end_column,
                  "%s: %u:%u to %u:%u", path, r.line, r.column, r.end_line, r.end_column);
}

START_TEST(places)
{
    is("", 1, 1, 10, 2);
    is("a.b", 2, 10, 2, 11);
    is("program[0]", 5, 5, 5, 21);
    is("program[0].load", 5, 15, 5, 19);
    is("program[1]", 6, 5, 8, 10);
    is("program[1].do[0]", 7, 9, 7, 43);            /* 8 blanks, 34 characters */
    is("\xC3\xA9.x[1]", 3, 28, 3, 31);                  /* columns are characters, not bytes */
}
END_TEST

START_TEST(what_is_not_there)
{
    static const char *const none[] = { "nothing", "program[2]", "program.load", "a.b.c", "program[x]",
                                        "program[", "[0]", "program[0].", "prog" };
    region_t r;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) ck_assert_msg(!json_region(text, none[i], &r),
                                                                          "%s", none[i]);
}
END_TEST

/* Any text, cut anywhere, and any byte of it changed: found or not, never beyond the end. */
START_TEST(any_text)
{
    size_t n = strlen(text);
    for (size_t cut = 0; cut <= n; cut++) {
        char *part = malloc(cut + 1);
        memcpy(part, text, cut), part[cut] = 0;
        region_t r;
        json_region(part, "program[1].do[0]", &r);
        for (size_t i = 0; i < cut; i++) {
            char was = part[i];
            static const char other[] = "{}[]\":,\\/ ";
            for (const char *c = other; *c; c++) part[i] = *c, json_region(part, "program[1].do[0]", &r);
            part[i] = was;
        }
        free(part);
    }
    char deep[4000];
    memset(deep, '[', sizeof deep - 1), deep[sizeof deep - 1] = 0;
    region_t r;
    ck_assert(!json_region(deep, "", &r));
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("json_region");
    tcase_add_test(c, places); tcase_add_test(c, what_is_not_there); tcase_add_test(c, any_text);
    return case_run("json_region", c);
}
