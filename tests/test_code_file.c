/* test_code_file.c -- where a source file is looked for, and what becomes of its text. The folders
 * are made here:
 *
 *   T/images/app.elf's folder      T/c/start.c      T/rust/src/bin/app.rs      T/given/sub/start.c */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "code_file.h"
#include "suite.h"

static char root[64];

static const char *path(const char *name)
{
    static char text[4][200];
    static unsigned n;
    char *to = text[n++ % 4];
    snprintf(to, sizeof text[0], "%s/%s", root, name);
    return to;
}

static void put(const char *name, const char *text, size_t size)
{
    FILE *f = fopen(path(name), "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(text, 1, size, f), size);
    fclose(f);
}

static void make(void)
{
    static const char *const folder[] = { "images", "c", "rust", "rust/src", "rust/src/bin", "given",
                                          "given/sub" };
    strcpy(root, "/tmp/code_file_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(root));
    for (unsigned i = 0; i < sizeof folder / sizeof *folder; i++) ck_assert_int_eq(mkdir(path(folder[i]),
        0700), 0);
    put("c/start.c", "one\n\ttwo\r\n\xC3\xA9\xFFx\nfour", 19);
    put("rust/src/bin/app.rs", "fn main() {}\n", 13);
    put("given/sub/start.c", "given\n", 6);
}

static void clean(void)
{
    static const char *const all[] = { "c/start.c", "rust/src/bin/app.rs", "given/sub/start.c", "images",
                                       "c", "rust/src/bin",
                                       "rust/src", "rust", "given/sub", "given", "." };
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++) remove(path(all[i]));
    rmdir(root);
}

START_TEST(found_beside_the_firmware)
{
    code_files_t *s = code_files_new(path("images/app.elf"), NULL);
    const code_file_t *f = code_files_find(s, "./start.c");
    ck_assert_str_eq(strstr(f->path, "images/..") ? strstr(f->path, "/c/start.c") : "", "/c/start.c");
    ck_assert_uint_eq(f->lines, 4);
    ck_assert_str_eq(f->line[0], "one");
    ck_assert_str_eq(f->line[1], "    two");
    ck_assert_str_eq(f->line[2], "\xC3\xA9?x");                 /* what is no UTF-8 cannot be drawn */
    ck_assert_str_eq(f->line[3], "four");
    ck_assert_ptr_eq(code_files_find(s, "./start.c"), f);
    /* less and less of its beginning */
    f = code_files_find(s, "/build/of/somebody/rust/src/bin/app.rs");
    ck_assert_uint_eq(f->lines, 2);
    ck_assert_str_eq(f->line[0], "fn main() {}");
    code_files_free(s);
}
END_TEST

START_TEST(given_folder_goes_first)
{
    code_files_t *s = code_files_new(path("images/app.elf"), path("given"));
    const code_file_t *f = code_files_find(s, "sub/start.c");
    ck_assert_uint_eq(f->lines, 2);
    ck_assert_str_eq(f->line[0], "given");
    code_files_free(s);
}
END_TEST

START_TEST(as_noted)
{
    code_files_t *s = code_files_new("app.elf", NULL);
    ck_assert_uint_eq(code_files_find(s, path("given/sub/start.c"))->lines, 2);
    code_files_free(s);
}
END_TEST

START_TEST(nowhere_says_where)
{
    code_files_t *s = code_files_new(path("images/app.elf"), path("given"));
    const code_file_t *f = code_files_find(s, "/rustc/1234/library/core/src/nothing.rs");
    ck_assert_uint_eq(f->lines, 0);
    ck_assert_str_eq(f->path, "");
    ck_assert_ptr_nonnull(strstr(f->looked, "as noted"));
    ck_assert_ptr_nonnull(strstr(f->looked, path("given")));
    ck_assert_ptr_nonnull(strstr(f->looked, path("images")));
    ck_assert_uint_eq(code_files_find(s, "")->lines, 0);
    ck_assert_uint_eq(code_files_find(s, "images")->lines, 0);             /* a folder is no file */
    char longest[3000];
    memset(longest, 'x', sizeof longest), longest[sizeof longest - 1] = 0;
    ck_assert_uint_eq(code_files_find(s, longest)->lines, 0);
    code_files_free(s);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("code_file");
    tcase_add_checked_fixture(t, make, clean);
    tcase_add_test(t, found_beside_the_firmware);
    tcase_add_test(t, given_folder_goes_first);
    tcase_add_test(t, as_noted);
    tcase_add_test(t, nowhere_says_where);
    return case_run("code_file", t);
}
