/* What is loaded where: ELF by physical address, Intel HEX, binary; refusals word for word. The three
 * images of app.c hold the same bytes, made by binutils' objcopy from one ELF. */
#include "elf_bench.h"
#include "image.h"
#include "suite.h"              /* last: check.h has a macro named fail */

static err_t err;

static void setup(void) { *err.text = 0; }

static loaded_t hex(const char *text)
{
    loaded_t l;
    ck_assert_msg(image_hex(&l, "x.hex", (const uint8_t *)text, strlen(text), &h743_map, &err), "%s",
                  err.text);
    return l;
}

static void hex_refused(const char *text, const char *message)
{
    loaded_t l;
    *err.text = 0;
    ck_assert(!image_hex(&l, "x.hex", (const uint8_t *)text, strlen(text), &h743_map, &err));
    ck_assert_str_eq(err.text, message);
    ck_assert_ptr_eq(l.part, NULL);
}

static int byte_at(const loaded_t *l, uint32_t addr)
{
    for (size_t i = 0; i < l->parts; i++)
        if (addr - l->part[i].addr < l->part[i].size) return l->part[i].bytes[addr - l->part[i].addr];
    return -1;
}

START_TEST(test_elf_hex_bin_agree)
{
    size_t hex_size, bin_size;
    uint8_t *hex_text = bytes_of(TREE "/app.hex", &hex_size), *bin = bytes_of(TREE "/app.bin", &bin_size);
    elf_file_t e;
    loaded_t a, b, c;
    ck_assert(elf_file_load(&e, TREE "/app.elf", &err));
    ck_assert_msg(image_elf(&a, &e, &h743_map, &err), "%s", err.text);
    ck_assert_msg(image_hex(&b, "app.hex", hex_text, hex_size, &h743_map, &err), "%s", err.text);
    ck_assert_msg(image_bin(&c, "app.bin", bin, bin_size, 0x08000000, &h743_map, &err), "%s", err.text);
    for (uint32_t i = 0; i < bin_size; i++) {
        ck_assert_int_eq(byte_at(&c, 0x08000000 + i), bin[i]);
        if (byte_at(&a, 0x08000000 + i) >= 0)
            ck_assert_int_eq(byte_at(&a, 0x08000000 + i), bin[i]);    /* a gap is not loaded */
        ck_assert_int_eq(byte_at(&b, 0x08000000 + i), byte_at(&a, 0x08000000 + i));
    }
    uint32_t word, text = elf_file_symbol(&e, "_sidata")->addr;
    ck_assert(image_word(&a, 0x08000000, &word));
    ck_assert_uint_eq(word, 0x20020000);
    ck_assert(image_word(&a, text, &word));
    /* .data lies at its load address ... */
    ck_assert_uint_eq(word, 't' | 'w' << 8 | 'e' << 16 | 'n' << 24);
    /* ... and nowhere else; .bss nowhere */
    ck_assert(!image_has(&a, 0x20000000) && !image_has(&a, 0x30000000));
    image_free(&a), image_free(&b), image_free(&c), elf_file_free(&e);
    free(hex_text), free(bin);
}
END_TEST

/* Segment 0 of a copy of app.elf moved about: p_offset, p_vaddr, p_paddr, p_filesz at 52 + 4, 8, 12, 16. */
static bool moved(unsigned segment, uint32_t load, loaded_t *l, elf_file_t *e)
{
    size_t size;
    uint8_t *b = bytes_of(TREE "/lineless.elf", &size);
    memcpy(b + 52 + 32 * segment + 12, &load, 4);
    *err.text = 0;
    ck_assert_msg(elf_file_parse(e, "x.elf", b, size, &err), "%s", err.text);
    free(b);
    return image_elf(l, e, &h743_map, &err);
}

START_TEST(test_elf_refusals)
{
    static const struct { unsigned segment; uint32_t load; const char *message; } cases[] = {
        { 1, 0x20020000,
            "x.elf: segment 1 (.data): 20 bytes at 0x20020000, where the STM32H743 has no memory" },
        { 1, 0x90000000,
            "x.elf: segment 1 (.data): 20 bytes at 0x90000000, an external memory; those are not modelled" },
        { 1, 0x40020000, "x.elf: segment 1 (.data): 0x40020000 is in DMA1, which is no memory" },
        { 1, 0x2001FFF0,
            "x.elf: segment 1 (.data): 4 bytes at 0x20020000, where the STM32H743 has no memory" },
        { 1, 0x08000010, "x.elf: segment 0 (.isr_vector) and segment 1 (.data) overlap at 0x08000010" },
        { 0, 0x05000000, NULL },
    };
    loaded_t l;
    elf_file_t e;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert(!moved(cases[i].segment, cases[i].load, &l, &e));
        if (cases[i].message) ck_assert_str_eq(err.text, cases[i].message);
        else ck_assert(strstr(err.text, "segment 0 (.isr_vector)") && strstr(err.text, "0x05000000"));
        elf_file_free(&e);
    }
}
END_TEST

/* Over the border from SRAM1 to SRAM2 the bytes go on: two parts, one in each. */
START_TEST(test_borders)
{
    loaded_t l;
    elf_file_t e;
    ck_assert_msg(moved(1, 0x3001FFF0, &l, &e), "%s", err.text);
    ck_assert_uint_eq(l.parts, 3);
    ck_assert_uint_eq(l.part[1].addr, 0x3001FFF0);
    ck_assert_uint_eq(l.part[1].size, 16);
    ck_assert_uint_eq(l.part[2].addr, 0x30020000);
    ck_assert_uint_eq(l.part[2].size, 4);
    ck_assert_int_eq(byte_at(&l, 0x30020000), 't');                       /* "twenty bytes of [t]ext" */
    image_free(&l), elf_file_free(&e);
}
END_TEST

START_TEST(test_aliases_overlap)
{
    /* 4 bytes at 0x10000000 and at 0x30000002: the same SRAM1 (RM0433 2.3.2) */
    hex_refused(":020000041000EA\n:0400000001020304F2\n:020000043000CA\n:0400020005060708E0\n:00000001FF\n",
                "x.hex: line 2 and line 4 overlap at 0x30000002");
}
END_TEST

START_TEST(test_hex)
{
    /* extended linear address 0x0800, two records in a row, one apart; start address ignored; CR LF */
    loaded_t l = hex(":020000040800F2\r\n:0400000001020304F2\r\n:0400040005060708DE\r\n:02001000AABB89\r\n"
                     ":0400000508000101ED\r\n\r\n:00000001FF\r\n");
    ck_assert_uint_eq(l.parts, 2);
    ck_assert_uint_eq(l.part[0].addr, 0x08000000);
    ck_assert_uint_eq(l.part[0].size, 8);
    ck_assert_uint_eq(l.part[1].addr, 0x08000010);
    ck_assert_uint_eq(l.part[1].size, 2);
    for (int i = 0; i < 8; i++) ck_assert_int_eq(l.part[0].bytes[i], i + 1);
    ck_assert_int_eq(byte_at(&l, 0x08000011), 0xBB);
    ck_assert(image_has(&l, 0x08000007) && !image_has(&l, 0x08000008));
    image_free(&l);
    /* segment 0x0010: times 16, in ITCM */
    l = hex(":020000020010EC\n:0400000001020304F2\n:00000001FF");
    ck_assert_uint_eq(l.part[0].addr, 0x100);
    image_free(&l);
}
END_TEST

START_TEST(test_hex_refusals)
{
    hex_refused("", "x.hex: no end record (:00000001FF): cut short");
    hex_refused("hello\n", "x.hex: line 1 does not begin with a colon: no Intel HEX record");
    hex_refused(":00000001F", "x.hex: line 1: a record of 10 characters");
    hex_refused(":00000001FE\n", "x.hex: line 1: wrong checksum");
    hex_refused(":0000000XFF\n", "x.hex: line 1: not a hexadecimal digit");
    hex_refused(":0500000001020304F2\n", "x.hex: line 1 says 5 bytes and has 4");
    hex_refused(":00000006FA\n", "x.hex: line 1: record type 06 is not known");
    hex_refused(":0100000408F3\n", "x.hex: line 1: a record of type 04 has 1 bytes, not 2");
    hex_refused(":00000001FF\n:00000001FF\n", "x.hex: line 2: text behind the end record");
    hex_refused(":00000001FF\n", "x.hex: nothing to load");
    hex_refused(":020000045800A2\n:0400000001020304F2\n:00000001FF\n",
                "x.hex: line 2: 0x58000000 is in EXTI, which is no memory");
}
END_TEST

START_TEST(test_bin_refusals)
{
    static const uint8_t one[8];
    loaded_t l;
    ck_assert(!image_bin(&l, "x.bin", one, 0, 0x08000000, &h743_map, &err));
    ck_assert_str_eq(err.text, "x.bin: nothing to load");
    setup();
    ck_assert(!image_bin(&l, "x.bin", one, 8, 0x081FFFFC, &h743_map, &err));
    ck_assert_str_eq(err.text, "x.bin: the binary: 4 bytes at 0x08200000, where the STM32H743 has no memory");
    setup();
    ck_assert(!image_bin(&l, "x.bin", one, (size_t)IMAGE_BYTES_MAX + 1, 0x08000000, &h743_map, &err));
    ck_assert_str_eq(err.text, "x.bin: 16777217 bytes; at most 16777216 are loaded");
}
END_TEST

/* Changed and cut text: taken or refused, nothing else (run under make SAN=1). */
START_TEST(test_hex_hostile)
{
    size_t size;
    uint8_t *b = bytes_of(TREE "/app.hex", &size), *c = malloc(size);
    uint64_t x = 42;
    for (size_t i = 0; i < 20000 + size; i++) {
        loaded_t l;
        size_t n = i < size ? i : size;
        memcpy(c, b, size);
        for (int k = 0; i >= size && k < 3; k++)
            x = x * 6364136223846793005u + 1442695040888963407u, c[(x >> 33) % size] = (uint8_t)(x >> 20);
        *err.text = 0;
        if (image_hex(&l, "x", c, n, &h743_map, &err)) image_free(&l);
        else ck_assert(*err.text);
    }
    free(b), free(c);
}
END_TEST

int main(void)
{
    build_here();
    TCase *t = tcase_create("image");
    tcase_add_checked_fixture(t, setup, NULL);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test_elf_hex_bin_agree);
    tcase_add_test(t, test_elf_refusals);
    tcase_add_test(t, test_borders);
    tcase_add_test(t, test_aliases_overlap);
    tcase_add_test(t, test_hex);
    tcase_add_test(t, test_hex_refusals);
    tcase_add_test(t, test_bin_refusals);
    tcase_add_test(t, test_hex_hostile);
    int failed = case_run("image", t);
    remove_built();
    return failed;
}
