/* test_file_text.c -- a whole text or an error that names the file. The expected bytes are those written
 * here. */
#include "file_text.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "suite.h"

static char path[64];

static void write_file(const char *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes, 1, size, f), size);
    fclose(f);
}

static void told(const char *text, const err_t *err, const char *what)
{
    char whole[256];
    snprintf(whole, sizeof whole, "%s: %s", path, what);
    ck_assert_ptr_null(text);
    ck_assert_str_eq(err->text, whole);
}

START_TEST(all_of_it)
{
    enum { SIZE = 1 << 20 };
    char *big = malloc(SIZE), *text;
    err_t err = { "" };
    for (size_t i = 0; i < SIZE; i++) big[i] = (char)('a' + i % 23);
    write_file(big, SIZE);
    text = file_text(path, SIZE, &err);                   /* just what is allowed */
    ck_assert_msg(text != NULL, "%s", err.text);
    ck_assert_uint_eq(strlen(text), SIZE);
    ck_assert_mem_eq(text, big, SIZE);
    free(text), free(big);
    write_file("", 0);
    ck_assert_str_eq(text = plain_text(path, SIZE, &err), "");
    free(text);
    remove(path);
}
END_TEST

START_TEST(what_is_wrong)
{
    err_t large = { "" }, nul = { "" }, none = { "" }, folder = { "" };
    char *big = calloc(1, (1 << 20) + 1);
    memset(big, 'x', (1 << 20) + 1);
    write_file(big, (1 << 20) + 1);
    told(file_text(path, 1 << 20, &large), &large, "larger than 1 MB");
    write_file("a\0b", 3);
    told(file_text(path, 1 << 20, &nul), &nul, "a NUL byte in the text, at byte 1");
    remove(path), free(big);
    told(file_text(path, 1 << 20, &none), &none, "cannot be opened: No such file or directory");
    ck_assert_int_eq(mkdir(path, 0700), 0);
    told(file_text(path, 1 << 20, &folder), &folder, "cannot be read: Is a directory");
    rmdir(path);
}
END_TEST

/* Nobody writes to it: a file that another names must not make the program wait. */
START_TEST(a_pipe_is_not_plain)
{
    err_t err = { "" };
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    told(plain_text(path, 1 << 20, &err), &err, "cannot be opened: not a plain file");
    remove(path);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("file_text");
    snprintf(path, sizeof path, "/tmp/file-text-%ld", (long)getpid());
    tcase_add_test(t, all_of_it);
    tcase_add_test(t, what_is_wrong);
    tcase_add_test(t, a_pipe_is_not_plain);
    return case_run("file_text", t);
}
