/* What variables are made of. Places and sizes of parts.c's members by hand, from the rules of the Procedure
 * Call Standard (AAPCS32 5.3: each member at the next multiple of its alignment, a bit-field where the one
 * before it ends, a whole padded to its alignment): packet_t is 32 + 2; port: head 0, rx 4, tx 38, flag in
 * byte 106, either 108, low 112, high 114, wrapped 116. */
#include "elf_bench.h"
#include "firmware_file.h"
#include "suite.h"              /* last: check.h has a macro named fail */

typedef struct { char name[64]; uint32_t at, size; } seen_t_;
static seen_t_ seen[256];
static size_t count;
static uint32_t base;

static void see(void *of, const char *name, uint32_t addr, uint32_t size)
{
    (void)of;
    ck_assert_uint_lt(count, 256);
    seen_t_ *s = &seen[count++];
    snprintf(s->name, sizeof s->name, "%s", name), s->at = addr - base, s->size = size;
}

static void parts_of_variable(const char *image, const char *name)
{
    elf_file_t e;
    err_t err = { "" };
    const variable_t *v;
    ck_assert_msg(elf_file_load(&e, image, &err), "%s", err.text);
    debuginfo_t *d = debuginfo_open(&e);
    size_t n = debuginfo_variables(d, &v), i = 0;
    while (i < n && strcmp(v[i].name, name)) i++;
    ck_assert_msg(i < n, "%s: no %s", image, name);
    count = 0, base = v[i].addr;
    debuginfo_parts(d, v[i].type, name, v[i].addr, see, NULL);
    debuginfo_close(d), elf_file_free(&e);
}

static void same_parts(const seen_t_ *wanted, size_t n)
{
    ck_assert_uint_eq(count, n);
    for (size_t i = 0; i < n; i++) {
        ck_assert_str_eq(seen[i].name, wanted[i].name);
        ck_assert_msg(seen[i].at == wanted[i].at && seen[i].size == wanted[i].size, "%s at %u, %u bytes",
                      seen[i].name, seen[i].at, seen[i].size);
    }
}
#define LIST(...) (const seen_t_[]){ __VA_ARGS__ }
#define SAME(...) same_parts(LIST(__VA_ARGS__), sizeof(LIST(__VA_ARGS__)) / sizeof(seen_t_))

static const char *const images[] = { TREE "/parts.elf", TREE "/parts-O0.elf" };     /* DWARF 5 and 4 */

/* Not `flag`, a bit-field; nor `either.byte`, of a union; nor `wrapped.only`, which is all of wrapped. */
START_TEST(test_structure)
{
    parts_of_variable(images[_i], "port");
    SAME({ "port.head", 0, 4 }, { "port.rx", 4, 34 }, { "port.rx.data", 4, 32 }, { "port.rx.length", 36, 2 },
         { "port.tx", 38, 68 }, { "port.tx[0]", 38, 34 }, { "port.tx[0].data", 38, 32 },
         { "port.tx[0].length", 70, 2 },
         { "port.tx[1]", 72, 34 }, { "port.tx[1].data", 72, 32 }, { "port.tx[1].length", 104, 2 },
         { "port.either", 108, 4 }, { "port.low", 112, 2 }, { "port.high", 114, 2 },
         { "port.wrapped", 116, 8 });
}
END_TEST

START_TEST(test_arrays)
{
    parts_of_variable(images[_i], "rows");
    SAME({ "rows[0]", 0, 20 }, { "rows[1]", 20, 20 }, { "rows[2]", 40, 20 });
    static const char *const whole[] = { "lines", "plain", "cells" };
    for (int i = 0; i < 3; i++) {
        parts_of_variable(images[_i], whole[i]);
        ck_assert_uint_eq(count, 0);
    }
}
END_TEST

/* The names of a run: the innermost that holds the byte; a hole of the structure is the structure's. */
START_TEST(test_names)
{
    err_t err = { "" };
    names_t names = { .symbols = 0 };
    input_t in = { .firmware = 0 };
    firmware_t *f = firmware_load(images[_i], NULL, &err);
    ck_assert_msg(f != NULL, "%s", err.text);
    firmware_give(f, &in, &names);
    uint32_t at = firmware_symbol(f, "port", &err)->addr;
    ck_assert_str_eq(names_part(&names, at)->name, "port.head");
    ck_assert_str_eq(names_part(&names, at + 4)->name, "port.rx.data");
    ck_assert_str_eq(names_part(&names, at + 103)->name, "port.tx[1].data");
    ck_assert_str_eq(names_part(&names, at + 106)->name, "port");
    ck_assert_str_eq(names_find(&names, at + 4)->name, "port");
    ck_assert_uint_eq(firmware_symbol(f, "port.tx[1].length", &err)->addr, at + 104);
    ck_assert_ptr_eq(firmware_symbol(f, "port.tx[2]", &err), NULL);
    firmware_free(f);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("debuginfo_types");
    tcase_add_loop_test(t, test_structure, 0, 2);
    tcase_add_loop_test(t, test_arrays, 0, 2);
    tcase_add_loop_test(t, test_names, 0, 2);
    return case_run("debuginfo_types", t);
}
