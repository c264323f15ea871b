/* DWARF: lines and functions as binutils' addr2line gives them (app.lines), for DWARF 4, 5 and compressed
 * sections; inlined calls and variables by app.c's own text; files without any; hostile bytes. */
#include "elf_bench.h"
#include "debuginfo.h"
#include "image.h"
#include "suite.h"              /* last: check.h has a macro named fail */

static elf_file_t load(const char *path)
{
    elf_file_t e;
    err_t err = { "" };
    ck_assert_msg(elf_file_load(&e, path, &err), "%s", err.text);
    return e;
}

static const char *last(const char *path) { return strrchr(path, '/') ? strrchr(path, '/') + 1 : path; }

/* addr2line -afi: the address, then for each frame a function and a file:line. */
static void same_as_addr2line(const char *folder, const char *image)
{
    elf_file_t e = load(in(folder, image));
    debuginfo_t *d = debuginfo_open(&e);
    FILE *lines = fopen(in(folder, "app.lines"), "r");
    char text[300], where[300];
    unsigned addr = 0, frame = 0, seen = 0, line;
    site_t s;
    ck_assert(lines != NULL && d != NULL);
    while (fgets(text, sizeof text, lines)) {
        text[strcspn(text, "\n")] = 0;
        if (!strncmp(text, "0x", 2)) {
            if (addr) ck_assert(!debuginfo_site(d, addr, frame, &s));
            addr = (unsigned)strtoul(text, NULL, 16), frame = 0;
            continue;
        }
        ck_assert(fgets(where, sizeof where, lines) != NULL);
        char *colon = strrchr(where, ':');
        ck_assert(colon && sscanf(colon, ":%u", &line) == 1);
        *colon = 0;
        ck_assert_msg(debuginfo_site(d, addr, frame, &s), "%s: frame %u of %x", image, frame, addr);
        ck_assert_str_eq(s.function, text);
        ck_assert_str_eq(last(s.file), last(where));
        ck_assert_msg(s.line == line, "%s: %x frame %u: line %u, addr2line says %u", image, addr, frame,
                      s.line, line);
        frame++, seen++;
    }
    ck_assert_uint_ge(seen, 100);
    fclose(lines);
    debuginfo_close(d), elf_file_free(&e);
}

START_TEST(test_lines)
{
    static const char *const images[] = { "app.elf", "dwarf4.elf", "packed.elf" };
    for (int i = 0; i < 3; i++) same_as_addr2line(TREE, images[i]);
    for (int i = 0; i < 3 && *built; i++) same_as_addr2line(built, images[i]);
}
END_TEST

/* app.c: get() is inlined in main on the line that says `calls += get(&ticks)`, 35. */
START_TEST(test_inlined)
{
    elf_file_t e = load(TREE "/app.elf");
    debuginfo_t *d = debuginfo_open(&e);
    const elf_symbol_t *m = elf_file_symbol(&e, "main");
    site_t s;
    unsigned found = 0;
    for (uint32_t pc = m->addr; pc < m->addr + m->size; pc += 2) {
        if (!debuginfo_site(d, pc, 1, &s)) continue;
        ck_assert_str_eq(s.function, "main");
        ck_assert_uint_eq(s.line, 35);
        ck_assert(debuginfo_site(d, pc, 0, &s));
        ck_assert_str_eq(s.function, "get");
        ck_assert_uint_eq(s.line, 20);
        found++;
    }
    ck_assert_uint_ge(found, 1);
    debuginfo_close(d), elf_file_free(&e);
}
END_TEST

START_TEST(test_variables)
{
    static const struct { const char *name; unsigned line, size; } wanted[] = {
        { "rx", 8, 64 }, { "frame", 9, 40 }, { "frames", 10, 4 }, { "tx", 11, 20 }, { "ticks", 12, 4 },
            { "levels", 13, 80 },
        { "near_by", 14, 1 }, { "_ZN3app6module7COUNTER17h0123456789abcdefE", 15, 4 }, { "table", 16, 16 } };
    static const char *const images[] = { "app.elf", "dwarf4.elf", "packed.elf" };
    for (int k = 0; k < 3; k++) {
        elf_file_t e = load(in(TREE, images[k]));
        debuginfo_t *d = debuginfo_open(&e);
        const variable_t *v;
        size_t n = debuginfo_variables(d, &v);
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
            size_t at = 0;
            while (at < n && strcmp(v[at].name, wanted[i].name)) at++;
            ck_assert_msg(at < n, "%s: no %s", images[k], wanted[i].name);
            ck_assert_uint_eq(v[at].addr, elf_file_symbol(&e, wanted[i].name)->addr);
            ck_assert_uint_eq(v[at].size, wanted[i].size);
            ck_assert_uint_eq(v[at].line, wanted[i].line);
            ck_assert_str_eq(last(v[at].file), "app.c");
        }
        for (size_t i = 1; i < n; i++) ck_assert(v[i - 1].addr <= v[i].addr);
        ck_assert_uint_eq(debuginfo_variables(d, &v), n);
        debuginfo_close(d), elf_file_free(&e);
    }
}
END_TEST

/* The rest is in another file: lines are here, and it is told what is not. */
START_TEST(test_split)
{
    elf_file_t e = load(TREE "/split.elf"), whole = load(TREE "/app.elf");
    debuginfo_t *d = debuginfo_open(&e), *all = debuginfo_open(&whole);
    const variable_t *v;
    site_t s, same;
    ck_assert_ptr_eq(debuginfo_split(all), NULL);
    ck_assert(strstr(debuginfo_split(d), ".dwo"));
    ck_assert(debuginfo_site(d, elf_file_symbol(&e, "sum")->addr, 0, &s));
    ck_assert(debuginfo_site(all, elf_file_symbol(&whole, "sum")->addr, 0, &same));
    ck_assert_uint_eq(s.line, same.line);        /* the same code: sum begins where it begins there */
    ck_assert_uint_eq(debuginfo_variables(d, &v), 0);
    debuginfo_close(d), elf_file_free(&e), debuginfo_close(all), elf_file_free(&whole);
}
END_TEST

START_TEST(test_none)
{
    static const char *const images[] = { "lineless.elf", "stripped.elf", "orphan.elf" };
    for (int k = 0; k < 3; k++) {
        elf_file_t e = load(in(TREE, images[k]));
        ck_assert_ptr_eq(debuginfo_open(&e), NULL);
        elf_file_free(&e);
    }
    elf_file_t e = load(TREE "/app.elf");
    debuginfo_t *d = debuginfo_open(&e);
    site_t s;
    ck_assert(!debuginfo_site(d, 0, 0, &s));
    ck_assert(!debuginfo_site(d, 0x20000000, 0, &s));
    ck_assert(!debuginfo_site(d, 0xFFFFFFFF, 0, &s));
    debuginfo_close(d), elf_file_free(&e);
}
END_TEST

/* ---- hostile bytes: nothing crashes, hangs or reads outside (run this under make SAN=1) --------------- */

static unsigned taken;

static void try_all(const uint8_t *b, size_t size)
{
    elf_file_t e;
    err_t err = { "" };
    loaded_t l;
    site_t s;
    const variable_t *v;
    if (!elf_file_parse(&e, "x", b, size, &err)) {
        ck_assert(*err.text);
        return;
    }
    if (image_elf(&l, &e, &h743_map, &err)) image_free(&l), taken++;
    debuginfo_t *d = debuginfo_open(&e);
    for (uint32_t pc = 0x08000040; d && pc < 0x08000150; pc += 10)
        for (unsigned n = 0; n < 4 && debuginfo_site(d, pc, n, &s); n++)
            ck_assert(strnlen(s.function, sizeof s.function) < sizeof s.function);
    if (d) debuginfo_variables(d, &v);
    debuginfo_close(d), elf_file_free(&e);
}

static const char *const hostile[] = { "app.elf", "dwarf4.elf", "packed.elf", "lineless.elf", "orphan.elf",
    "stripped.elf", "split.elf" };

START_TEST(test_truncated)
{
    size_t size;
    uint8_t *b = bytes_of(in(TREE, hostile[_i]), &size);
    for (size_t n = 0; n < size; n++) try_all(b, n);
    free(b);
}
END_TEST

static uint64_t dice(uint64_t *x) { return *x ^= *x << 13, *x ^= *x >> 7, *x ^= *x << 17, *x >> 16; }

START_TEST(test_mutated)
{
    size_t size;
    uint8_t *b = bytes_of(in(TREE, hostile[_i]), &size), *c = malloc(size);
    uint64_t x = 0x1234567 + (uint64_t)_i;
    unsigned rounds = getenv("SOAK") ? 1000000 : 20000;
    for (unsigned i = 0; i < rounds; i++) {
        memcpy(c, b, size);
        for (uint64_t n = 1 + dice(&x) % 4; n; n--) {
            /* half of them in the headers */
            size_t at = dice(&x) % (dice(&x) % 2 ? size : 400 < size ? 400 : size);
            c[at] = dice(&x) % 4 ? (uint8_t)dice(&x) : dice(&x) % 2 ? 0xFF : 0;
        }
        try_all(c, size);
    }
    ck_assert_uint_gt(taken, rounds / 100);      /* not all were refused at the door */
    free(b), free(c);
}
END_TEST

int main(void)
{
    build_here();
    TCase *t = tcase_create("debuginfo");
    tcase_set_timeout(t, getenv("SOAK") ? 3600 : 300);
    tcase_add_test(t, test_lines);
    tcase_add_test(t, test_inlined);
    tcase_add_test(t, test_variables);
    tcase_add_test(t, test_split);
    tcase_add_test(t, test_none);
    tcase_add_loop_test(t, test_truncated, 0, 7);
    tcase_add_loop_test(t, test_mutated, 0, 7);
    int failed = case_run("debuginfo", t);
    remove_built();
    return failed;
}
