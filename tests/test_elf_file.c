/* ELF files: rows as binutils' nm and readelf give them, refusals word for word, hostile bytes. */
#include "elf_bench.h"
#include "suite.h"              /* last: check.h has a macro named fail */

static elf_file_t load(const char *path)
{
    elf_file_t e;
    err_t err = { "" };
    ck_assert_msg(elf_file_load(&e, path, &err), "%s", err.text);
    return e;
}

/* Every line of `nm -nS` with a size is a symbol of ours with that address and size, and labels of data
 * are there without one. */
static void same_as_nm(const char *folder, const char *image)
{
    elf_file_t e = load(in(folder, image));
    FILE *nm = fopen(in(folder, "app.nm"), "r");
    char line[200], kind, name[100];
    unsigned addr, size, seen = 0;
    ck_assert(nm != NULL);
    while (fgets(line, sizeof line, nm)) {
        bool sized = strspn(line + 9, "0123456789abcdef") == 8;
        if (sized) ck_assert_int_eq(sscanf(line, "%x %x %c %99s", &addr, &size, &kind, name), 4);
        else ck_assert_int_eq(sscanf(line, "%x %c %99s", &addr, &kind, name), 3);
        const elf_symbol_t *s = elf_file_symbol(&e, name);
        ck_assert_msg(s != NULL, "no %s", name);
        ck_assert_uint_eq(s->addr, addr);
        if (sized) ck_assert_uint_eq(s->size, size);
        else ck_assert_int_eq(s->kind, ELF_LABEL);
        /* app.ld puts .rodata into .text */
        bool code = strchr("TtWw", kind) && strcmp(name, "table");
        if (sized)
            ck_assert_msg(s->kind == (code ? ELF_FUNCTION : ELF_OBJECT), "%s is of kind %u", name, s->kind);
        ck_assert_int_eq(s->weak, kind == 'W');
        seen++;
    }
    ck_assert_uint_ge(seen, 20);
    fclose(nm);
    elf_file_free(&e);
}

START_TEST(test_symbols)
{
    static const char *const images[] = { "app.elf", "dwarf4.elf", "packed.elf", "lineless.elf" };
    for (int i = 0; i < 4; i++) same_as_nm(TREE, images[i]);
    for (int i = 0; i < 4 && *built; i++) same_as_nm(built, images[i]);
}
END_TEST

/* By readelf -sS: .defmt is not allocated, and its symbols, at "addresses" from 1 on, name no memory; those
 * of .data and .bss do. */
START_TEST(test_symbols_of_no_memory)
{
    elf_file_t e = load("scenarios/firmware/images/rust-test-planted.elf");
    ck_assert_ptr_null(elf_file_symbol(&e, "_defmt_encoding_ = rzcobs"));
    for (size_t i = 0; i < e.symbols; i++)
        ck_assert_msg(!e.symbol[i].size || e.symbol[i].absolute || elf_file_section(&e, e.symbol[i].addr),
                      "%s at 0x%08X is in no section", e.symbol[i].name, e.symbol[i].addr);
    const elf_symbol_t *rtt = elf_file_symbol(&e, "_SEGGER_RTT");
    ck_assert(rtt && rtt->size == 48);
    elf_file_free(&e);
}
END_TEST

/* From app.ld: .data runs at 0x20000000 and is stored behind .text; .bss and .sram1 have no bytes. */
START_TEST(test_sections)
{
    static const char *const names[] = { ".isr_vector", ".text", ".data", ".bss", ".axisram", ".sram1" };
    elf_file_t e = load(TREE "/app.elf");
    ck_assert_uint_eq(e.sections, 6);
    for (int i = 0; i < 6; i++) ck_assert_str_eq(e.section[i].name, names[i]);
    const elf_section_t *text = &e.section[1], *data = &e.section[2], *bss = &e.section[3];
    ck_assert_uint_eq(e.section[0].addr, 0x08000000);
    ck_assert_uint_eq(e.section[0].size, 64);
    ck_assert(text->exec && !text->write && text->load == text->addr);
    ck_assert_uint_eq(data->addr, 0x20000000);
    ck_assert_uint_eq(data->load, elf_file_symbol(&e, "_sidata")->addr);
    ck_assert(data->write && !data->nobits && data->loaded);
    ck_assert(bss->nobits && bss->write && !bss->loaded);
    ck_assert_ptr_eq(elf_file_section(&e, 0x20000013), data);
    ck_assert_ptr_eq(elf_file_section(&e, 0x20000014), NULL);
    ck_assert_ptr_eq(elf_file_section(&e, 0), NULL);
    ck_assert_uint_eq(e.segments, 5);
    ck_assert_uint_eq(e.segment[1].load, data->load);
    ck_assert_uint_eq(e.entry & ~1u, elf_file_symbol(&e, "Reset_Handler")->addr);
    elf_file_free(&e);
}
END_TEST

START_TEST(test_function_at)
{
    elf_file_t e = load(TREE "/app.elf");
    const elf_symbol_t *sum = elf_file_symbol(&e, "sum"), *handler = elf_file_symbol(&e, "Default_Handler");
    ck_assert_ptr_eq(elf_file_function(&e, sum->addr), sum);
    ck_assert_ptr_eq(elf_file_function(&e, sum->addr | 1), sum);
    ck_assert_ptr_eq(elf_file_function(&e, sum->addr + sum->size - 2), sum);
    ck_assert_str_eq(elf_file_function(&e, sum->addr + sum->size)->name, "main");
    ck_assert_ptr_eq(elf_file_function(&e, sum->addr - 2), NULL);
    ck_assert_ptr_eq(elf_file_function(&e, handler->addr), handler);         /* not its weak alias */
    ck_assert_ptr_eq(elf_file_function(&e, handler->addr + handler->size), NULL);
    elf_file_free(&e);
}
END_TEST

START_TEST(test_stripped)
{
    elf_file_t e = load(TREE "/stripped.elf");
    ck_assert_uint_eq(e.symbols, 0);
    ck_assert_uint_eq(e.sections, 6);
    ck_assert_ptr_eq(elf_file_symbol(&e, "main"), NULL);
    ck_assert_ptr_eq(elf_file_function(&e, 0x08000040), NULL);
    elf_file_free(&e);
}
END_TEST

/* Assembly leaves sizes and types out: a label in code counts up to the next one. Byte 12 of a symbol is
 * its type, bytes 8 to 11 its size (System V ABI, Elf32_Sym). */
START_TEST(test_no_sizes)
{
    size_t size;
    uint8_t *b = bytes_of(TREE "/lineless.elf", &size);
    elf_file_t whole = load(TREE "/lineless.elf"), e;
    err_t err = { "" };
    uint32_t shoff, symtab = 0, count = 0;
    memcpy(&shoff, b + 32, 4);
    for (unsigned i = 0; i < b[48]; i++) {
        const uint8_t *h = b + shoff + 40 * i;
        if (h[4] == 2) memcpy(&symtab, h + 16, 4), memcpy(&count, h + 20, 4);
    }
    for (uint32_t s = symtab; s < symtab + count; s += 16)
        if ((b[s + 12] & 15) == 2) memset(b + s + 8, 0, 4), b[s + 12] &= 0xF0;
    for (uint32_t s = symtab; s < symtab + count; s += 16)
        if (!(b[s + 12] & 15))
            b[s + 4] &= 0xFE;                             /* .thumb_func was left out too */
    ck_assert_msg(elf_file_parse(&e, "x", b, size, &err), "%s", err.text);
    const elf_symbol_t *sum = elf_file_symbol(&e, "sum"), *was = elf_file_symbol(&whole, "sum");
    ck_assert_int_eq(sum->kind, ELF_FUNCTION);
    ck_assert(sum->guessed);
    ck_assert_uint_eq(sum->size, elf_file_symbol(&e, "main")->addr - sum->addr);
    ck_assert_uint_ge(sum->size, was->size);
    ck_assert_str_eq(elf_file_function(&e, sum->addr + 4)->name, "sum");
    ck_assert_int_eq(elf_file_symbol(&e, "_sdata")->kind, ELF_LABEL);
    elf_file_free(&e), elf_file_free(&whole);
    free(b);
}
END_TEST

static void refused(const uint8_t *b, size_t size, const char *message)
{
    elf_file_t e;
    err_t err = { "" };
    ck_assert(!elf_file_parse(&e, "x.elf", b, size, &err));
    ck_assert_str_eq(err.text, message);
}

START_TEST(test_refusals)
{
    size_t size;
    uint8_t *b = bytes_of(TREE "/app.elf", &size), *c = malloc(size);
#define CHANGED(at, value, message) (memcpy(c, b, size), c[at] = (value), refused(c, size, message))
    refused((const uint8_t *)"", 0, "x.elf: not an ELF file, or cut short");
    refused((const uint8_t *)"\177ELF\1\1", 6, "x.elf: not an ELF file, or cut short");
    refused((const uint8_t *)"!<arch>\n", 8, "x.elf: an archive of object files; a linked executable is wanted");
    CHANGED(0, 'X', "x.elf: not an ELF file, or cut short");
    CHANGED(4, 2, "x.elf: a 64-bit ELF file; the Cortex-M7 has 32 bits");
    CHANGED(5, 2, "x.elf: a big-endian ELF file; the STM32H743 is little-endian");
    CHANGED(18, 62, "x.elf: an ELF file for machine 62, not for Arm (40)");
    CHANGED(16, 1, "x.elf: an object file that is not linked yet; a linked executable is wanted");
    CHANGED(16, 3, "x.elf: a shared or position-independent file; a linked executable is wanted");
    CHANGED(44, 0, "x.elf: no segments: nothing to load");
    refused(b, 100, "x.elf: damaged program headers: invalid data");
    /* segment 0's p_filesz is at 52 + 16, p_offset at 52 + 4, p_vaddr at 52 + 8 */
    CHANGED(52 + 18, 9, "x.elf: segment 0 lies outside the file: cut short or damaged");
    CHANGED(52 + 7, 0xFF, "x.elf: segment 0 lies outside the file: cut short or damaged");
    CHANGED(52 + 20, 1, "x.elf: segment 0 has more bytes than memory");
    memcpy(c, b, size), memset(c + 52 + 8, 0xFF, 4),
        refused(c, size, "x.elf: segment 0 leaves the address space");
    free(b), free(c);
}
END_TEST

START_TEST(test_no_file)
{
    elf_file_t e;
    err_t err = { "" };
    ck_assert(!elf_file_load(&e, "tests/elf/none.elf", &err));
    ck_assert_str_eq(err.text, "tests/elf/none.elf: cannot be opened: No such file or directory");
    *err.text = 0;
    ck_assert(!elf_file_load(&e, "tests/elf", &err));
    ck_assert_str_eq(err.text, "tests/elf: not a plain file");
    *err.text = 0;
    ck_assert(!elf_file_load(&e, "/dev/zero", &err));
    ck_assert_str_eq(err.text, "/dev/zero: not a plain file");
}
END_TEST

int main(void)
{
    build_here();
    TCase *t = tcase_create("elf_file");
    tcase_add_test(t, test_symbols);
    tcase_add_test(t, test_symbols_of_no_memory);
    tcase_add_test(t, test_sections);
    tcase_add_test(t, test_function_at);
    tcase_add_test(t, test_stripped);
    tcase_add_test(t, test_no_sizes);
    tcase_add_test(t, test_refusals);
    tcase_add_test(t, test_no_file);
    int failed = case_run("elf_file", t);
    remove_built();
    return failed;
}
