/* test_svd.c -- a vendor's register names: what a small file written by hand says, what it must not say,
 * and that no damaged file does more than give one error with its line. */
#include "svd.h"
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *bytes; static size_t size;
static err_t err;

static void setup(void)
{
    FILE *f = fopen("tests/svd/small.svd", "rb");
    ck_assert_ptr_nonnull(f);
    bytes = malloc(1 << 16);
    size = fread(bytes, 1, 1 << 16, f);
    fclose(f);
    err.text[0] = 0;
}

static void teardown(void) { reg_extend(NULL, 0), free(bytes); }

static svd_t *load(void)
{
    unsigned n;
    svd_t *s = svd_load("tests/svd/small.svd", &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    const reg_block_t *b = svd_blocks(s, &n);
    reg_extend(b, n);
    return s;
}

static void is_at(const char *name, uint32_t wanted, unsigned bit, unsigned width)
{
    uint32_t addr;
    unsigned b, w;
    ck_assert_msg(reg_find(name, &addr, &b, &w), "%s is not known", name);
    ck_assert_msg(addr == wanted && b == bit && w == width, "%s: 0x%08X %u %u", name, (unsigned)addr, b, w);
}

/* Addresses by hand: base + cluster + register, 0x4001_5800 + 4 + 0x20 + 4 for the B side's CR2. */
START_TEST(names_and_fields)
{
    char name[REG_NAME];
    svd_t *s = load();
    is_at("SAI1.GCR", 0x40015800, 0, 32);
    is_at("SAI1.GCR.SYNCIN", 0x40015800, 0, 2);
    is_at("SAI1.GCR.SYNCOUT", 0x40015800, 4, 2);
    is_at("SAI1.GCR.ODDNAME_1", 0x40015800, 24, 8);
    is_at("SAI1.GCR.BIT", 0x40015800, 9, 1);
    is_at("SAI1.A_CR1", 0x40015804, 0, 32);
    is_at("SAI1.B_CR2", 0x40015828, 0, 32);
    is_at("SAI1.SLOT0", 0x40015900, 0, 32);
    is_at("SAI1.SLOT2", 0x40015908, 0, 32);
    is_at("SAI2.GCR.SYNCOUT", 0x40015C00, 4, 2);
    ck_assert(reg_name(0x40015D04, name, sizeof name));
    ck_assert_str_eq(name, "SAI2.SLOT1");
    ck_assert_uint_eq(svd_left_out(s), 2);               /* BYTEWIDE, twice: it is derived too */
    svd_free(s);
}
END_TEST

/* The manual's names stay: USART3 + 0 is CR1; what the manual's table does not have is added to it. */
START_TEST(our_names_come_first)
{
    char name[REG_NAME];
    uint32_t addr;
    unsigned bit, width;
    svd_t *s = load();
    ck_assert(reg_name(0x40004800, name, sizeof name));
    ck_assert_str_eq(name, "USART3.CR1");
    ck_assert(!reg_find("USART3.CONTROL", &addr, &bit, &width));
    is_at("USART3.HIDDEN", 0x40004BF0, 0, 32);
    reg_extend(NULL, 0);
    ck_assert(!reg_find("USART3.HIDDEN", &addr, &bit, &width));
    ck_assert(!reg_name(0x40015800, name, sizeof name));
    svd_free(s);
}
END_TEST

/* Ours and then theirs, each once: 1 + 2 * 2 + 3 registers of SAI1, as many of SAI2, one of USART3. */
START_TEST(going_through_all)
{
    unsigned ours = 0, all = 0;
    for (reg_info_t r = { 0 }; reg_next(&r);) ours++;
    svd_t *s = load();
    for (reg_info_t r = { 0 }; reg_next(&r);) all++;
    ck_assert_uint_eq(all, ours + 17);
    svd_free(s);
}
END_TEST

static void refused(const char *text, const char *says)
{
    err.text[0] = 0;
    svd_t *s = svd_parse("x.svd", text, strlen(text), &err);
    ck_assert_msg(!s, "accepted: %s", text);
    ck_assert_msg(strstr(err.text, says) != NULL, "\"%s\" does not say \"%s\"", err.text, says);
    ck_assert_msg(!strncmp(err.text, "x.svd", 5), "%s", err.text);
}

#define OPEN "<device>\n<peripherals>\n<peripheral>\n"
#define SHUT "</peripheral></peripherals></device>"

START_TEST(errors_have_a_line)
{
    refused("", "no element found");
    refused("<html></html>", "x.svd:1: no SVD file: it begins with html");
    refused("<device></device>", "no peripherals");
    refused("<device>\n<peripherals>\n</device>", "x.svd:3: mismatched tag");
    refused(OPEN "<name>A</name>\n<baseAddress>zero</baseAddress>" SHUT,
            "x.svd:5: baseAddress: \"zero\" is no number");
    refused(OPEN "<name>A</name><baseAddress>0x100000000</baseAddress>" SHUT, "is no number of 32 bits");
    refused(OPEN "<name>A</name><baseAddress>-1</baseAddress>" SHUT, "is no number");
    refused(OPEN "<name>A</name>" SHUT, "no baseAddress: A");
    refused(OPEN "<baseAddress>0</baseAddress>" SHUT, "a peripheral without a name");
    refused("<!DOCTYPE a [<!ENTITY b \"bb\">]>\n<device/>", "DOCTYPE");
    refused("<device><peripherals><peripheral derivedFrom=\"NONE\"><name>A</name><baseAddress>0</baseAddress>"
            SHUT, "no such peripheral");
    refused("<device><peripherals><peripheral derivedFrom=\"A\"><name>A</name><baseAddress>0</baseAddress>"
            SHUT, "derived without end");
    refused(OPEN "<name>A</name><baseAddress>0x40015800</baseAddress><registers><register><name>R</name>"
            "<dim>100000</dim></register></registers>" SHUT, "dim: wants");
    refused(OPEN "<name>A</name><baseAddress>0</baseAddress><registers><register><name>R</name><fields>"
            "<field><bitRange>[3:9]</bitRange></field></fields>"
            "</register></registers>" SHUT, "bitRange");
    err.text[0] = 0;
    ck_assert_ptr_null(svd_load("tests/svd/none.svd", &err));
    ck_assert_ptr_nonnull(strstr(err.text, "tests/svd/none.svd: cannot be opened: No such file"));
}
END_TEST

/* A file cut anywhere is an error, never a crash; ASan looks on in the san build. */
START_TEST(cut_anywhere)
{
    for (size_t n = 0; n < size; n++) {
        char *part = malloc(n ? n : 1);                  /* just as long, so that reading on would be seen */
        memcpy(part, bytes, n);
        svd_t *s = svd_parse("cut.svd", part, n, &err);
        if (n + 2 < size) ck_assert_msg(!s, "cut at %zu", n);
        svd_free(s);
        free(part);
    }
}
END_TEST

/* Any byte changed: it is read or refused. */
START_TEST(any_byte_changed)
{
    static const char put[] = "<>&\"0 \x80\x01/";
    for (size_t i = 0; i < size; i++)
        for (size_t k = 0; k < sizeof put - 1; k++) {
            char was = bytes[i];
            bytes[i] = put[k];
            svd_free(svd_parse("odd.svd", bytes, size, &err));
            bytes[i] = was;
        }
}
END_TEST

static char *put(char *at, const char *text) { return memcpy(at, text, strlen(text)), at + strlen(text); }

/* Clusters in clusters in clusters would make 512^8 registers; deep nesting; names without end. */
START_TEST(bounded)
{
    char *big = malloc(1 << 20), *at = big;
    at = put(at, OPEN "<name>A</name><baseAddress>0x50000000</baseAddress><registers>");
    for (int i = 0; i < 7; i++)
        at = put(at, "<cluster><name>c%s</name><dim>512</dim><dimIncrement>4</dimIncrement>"
                     "<addressOffset>0</addressOffset>");
    at = put(at, "<register><name>R</name><addressOffset>0</addressOffset></register>");
    for (int i = 0; i < 7; i++) at = put(at, "</cluster>");
    at = put(at, "</registers>" SHUT);
    err.text[0] = 0;
    ck_assert_ptr_null(svd_parse("big.svd", big, (size_t)(at - big), &err));
    ck_assert_ptr_nonnull(strstr(err.text, "more registers than a file may have"));
    at = big;
    for (int i = 0; i < 60000; i++) at = put(at, i ? "<a>" : "<device>");
    ck_assert_ptr_null(svd_parse("deep.svd", big, (size_t)(at - big), &err));
    at = put(big, OPEN "<name>");
    memset(at, 'N', 1 << 18);
    at = put(at + (1 << 18), "</name><baseAddress>0x40015800</baseAddress><registers><register><name>");
    memset(at, 'R', 1 << 18);
    at = put(at + (1 << 18), "</name></register></registers>" SHUT);
    svd_t *s = svd_parse("long.svd", big, (size_t)(at - big), &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    unsigned n;
    const reg_block_t *b = svd_blocks(s, &n);
    ck_assert(n == 1 && strlen(b->name) + 1 + strlen(b->row[0].name) < REG_NAME);
    svd_free(s);
    free(big);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("svd");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, names_and_fields);
    tcase_add_test(t, our_names_come_first);
    tcase_add_test(t, going_through_all);
    tcase_add_test(t, errors_have_a_line);
    tcase_add_test(t, cut_anywhere);
    tcase_add_test(t, any_byte_changed);
    tcase_add_test(t, bounded);
    return case_run("svd", t);
}
