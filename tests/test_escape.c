/* test_escape.c -- hostile names in every format. The expected texts are written by hand from the standards:
 * XML 1.0
 * 2.2 and 2.4, RFC 8259 section 7, RFC 3629, RFC 3986 section 2.3, TAP 14's escaping, GitHub's workflow
 * commands. */
#include "escape.h"
#include <stdlib.h>
#include "suite.h"

typedef void put_t(FILE *, const char *);

static void is(put_t *put, const char *text, const char *wanted)
{
    char *got;
    size_t size;
    FILE *f = open_memstream(&got, &size);
    put(f, text);
    fclose(f);
    ck_assert_str_eq(got, wanted);
    free(got);
}

START_TEST(utf8)
{
    static const struct { const char *text; uint32_t character; size_t bytes; } row[] = {
        { "a", 'a', 1 },                { "\xC3\xA9", 0xE9, 2 },           { "\xE2\x82\xAC", 0x20AC, 3 },
        { "\xF0\x9F\x98\x80", 0x1F600, 4 },
        { "\x80", 0xFFFD, 1 },          /* a continuation without a beginning */
        { "\xC3", 0xFFFD, 1 },          { "\xE2\x82", 0xFFFD, 1 },         /* cut off by the end */
        { "\xC0\x80", 0xFFFD, 1 },      { "\xE0\x80\xAF", 0xFFFD, 1 },     /* overlong */
        { "\xED\xA0\x80", 0xFFFD, 1 },  /* a surrogate */
        { "\xF4\x90\x80\x80", 0xFFFD, 1 }, { "\xFF", 0xFFFD, 1 },          /* above U+10FFFF; no such byte */
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        uint32_t c;
        ck_assert_uint_eq(utf8_next(row[i].text, &c), row[i].bytes);
        ck_assert_uint_eq(c, row[i].character);
    }
    char to[8];
    ck_assert_str_eq(utf8_repair("a\xFFz", to, sizeof to), "a\xEF\xBF\xBDz");
    /* 7 bytes: cut between characters */
    ck_assert_str_eq(utf8_repair("abc\xC3\xA9\xC3\xA9\xC3\xA9", to, sizeof to), "abc\xC3\xA9\xC3\xA9");
    ck_assert_str_eq(utf8_repair("\xF0\x9F\x98\x80", to, sizeof to), "\xF0\x9F\x98\x80");
}
END_TEST

START_TEST(xml)
{
    is(put_xml, "operator<<(T&&, \"x\", 'y')", "operator&lt;&lt;(T&amp;&amp;, &quot;x&quot;, &apos;y&apos;)");
    is(put_xml, "]]>", "]]&gt;");
    is(put_xml, "a\nb\tc\rd", "a\nb\tc&#13;d");
    is(put_xml, "\x01\x1B[31m", "\xEF\xBF\xBD\xEF\xBF\xBD[31m");
    is(put_xml, "\xEF\xBF\xBE", "\xEF\xBF\xBD");         /* U+FFFE is no XML character */
    is(put_xml, "\xC3\xA9\xFF", "\xC3\xA9\xEF\xBF\xBD");
}
END_TEST

START_TEST(json)
{
    is(put_json, "a\"b\\c/d", "\"a\\\"b\\\\c/d\"");
    is(put_json, "\n\t\r\x01\x7F", "\"\\n\\t\\u000d\\u0001\\u007f\"");
    is(put_json, "\xE2\x80\xA8", "\"\\u2028\"");
    is(put_json, "\xC3\xA9\xFE", "\"\xC3\xA9\xEF\xBF\xBD\"");
    is(put_json, "", "\"\"");
}
END_TEST

START_TEST(tap)
{
    is(put_tap, "a # SKIP b\\c", "a \\# SKIP b\\\\c");
    is(put_tap, "a\nnot ok 2", "a not ok 2");
}
END_TEST

START_TEST(uri)
{
    is(put_uri, "src/a b.c", "src/a%20b.c");
    is(put_uri, "/x/%41#?:~-._", "/x/%2541%23%3F%3A~-._");
    is(put_uri, "\xC3\xA9", "%C3%A9");
}
END_TEST

START_TEST(annotations)
{
    is(put_annotation, "100 %, a:b\r\nc", "100 %25, a:b%0D%0Ac");
    is(put_annotation, "\n::error::x", "%0A::error::x");  /* no second command */
    is(put_property, "C:\\a,b.c%", "C%3A\\a%2Cb.c%25");
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("escape");
    tcase_add_test(c, utf8); tcase_add_test(c, xml); tcase_add_test(c, json);
    tcase_add_test(c, tap); tcase_add_test(c, uri); tcase_add_test(c, annotations);
    return case_run("escape", c);
}
