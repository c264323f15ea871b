/* test_output.c -- files that appear whole or not at all, and what plain_file.h and fail() promise. Each test
 * works in a folder of its own; what is in it afterwards is looked at by name. */
#include "output.h"
#include "plain_file.h"
#include "run.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
static bool (*const fail_)(err_t *, const char *, ...) = fail;       /* check.h has a macro of that name */
#include "suite.h"

static char folder[64];

static void enter(void)
{
    strcpy(folder, "/tmp/staleline-output-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static void leave(void)
{
    DIR *d = opendir(".");
    for (struct dirent *e; (e = readdir(d)); ) if (e->d_name[0] != '.') remove(e->d_name);
    closedir(d);
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(rmdir(folder), 0);
}

static unsigned entries(void)
{
    unsigned n = 0;
    DIR *d = opendir(".");
    for (struct dirent *e; (e = readdir(d)); ) n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static void put(const char *file, const char *text)
{
    FILE *f = fopen(file, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    ck_assert_int_eq(fclose(f), 0);
}

static void is(const char *file, const char *text)
{
    char got[64] = "";
    FILE *f = fopen(file, "r");
    ck_assert_ptr_nonnull(f);
    got[fread(got, 1, sizeof got - 1, f)] = 0;
    fclose(f);
    ck_assert_str_eq(got, text);
}

START_TEST(old_until_whole)
{
    output_t o;
    err_t err = { "" };
    put("a", "old");
    ck_assert_int_eq(chmod("a", 0640), 0);
    ck_assert(output_begin(&o, "a", &err));
    fputs("new", o.f);
    fflush(o.f);
    is("a", "old");
    ck_assert(output_end(&o, &err));
    is("a", "new");
    struct stat st;
    ck_assert_int_eq(stat("a", &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0640);
    ck_assert_uint_eq(entries(), 1);
}
END_TEST

START_TEST(dropped)
{
    output_t o;
    err_t err = { "" };
    put("a", "old");
    ck_assert(output_begin(&o, "a", &err));
    fputs("half of it", o.f);
    output_drop(&o);
    output_drop(&o);
    is("a", "old");
    ck_assert(output_begin(&o, "b", &err));
    output_drop(&o);
    ck_assert_uint_eq(entries(), 1);
}
END_TEST

START_TEST(link_stays_a_link)
{
    output_t o;
    err_t err = { "" };
    put("there", "old");
    ck_assert_int_eq(symlink("there", "link"), 0);
    ck_assert(output_begin(&o, "link", &err));
    fputs("new", o.f);
    ck_assert(output_end(&o, &err));
    is("there", "new");
    struct stat st;
    ck_assert_int_eq(lstat("link", &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
}
END_TEST

START_TEST(device_is_not_replaced)
{
    output_t o;
    err_t err = { "" };
    ck_assert(output_begin(&o, "/dev/null", &err));
    fputs("gone", o.f);
    ck_assert(output_end(&o, &err));
    struct stat st;
    ck_assert_int_eq(stat("/dev/null", &st), 0);
    ck_assert(S_ISCHR(st.st_mode));
    ck_assert(output_begin(&o, "/dev/full", &err));
    fputs("no room", o.f);
    ck_assert(!output_end(&o, &err));
    ck_assert_str_eq(err.text, "cannot write /dev/full: No space left on device");
}
END_TEST

/* What is there stays, also if it came between the beginning and the end. */
START_TEST(new_ones_only)
{
    output_t o;
    err_t err = { "" };
    put("a", "old");
    ck_assert(!output_new_text("a", "new", &err));
    ck_assert_str_eq(err.text, "a: exists");
    err.text[0] = 0;
    ck_assert(output_new_text("b", "fresh", &err));
    is("b", "fresh");
    ck_assert(output_new(&o, "c", &err));
    fputs("mine", o.f);
    put("c", "theirs");
    ck_assert(!output_end(&o, &err));
    ck_assert_str_eq(err.text, "c: exists");
    is("a", "old"), is("c", "theirs");
    err.text[0] = 0;
    ck_assert(!output_new_text("none/a", "x", &err));
    ck_assert_str_eq(err.text, "cannot write none/a: No such file or directory");
    ck_assert_uint_eq(entries(), 3);
}
END_TEST

START_TEST(no_place)
{
    output_t o;
    err_t err = { "" };
    ck_assert(!output_begin(&o, ".", &err));
    ck_assert_str_eq(err.text, "cannot write .: Is a directory");
    err.text[0] = 0;
    ck_assert(!output_begin(&o, "none/a", &err));
    ck_assert_str_eq(err.text, "cannot write none/a: No such file or directory");
    output_drop(&o);
    ck_assert_uint_eq(entries(), 0);
}
END_TEST

START_TEST(plain_files_only)
{
    put("a", "x");
    FILE *f = plain_open("a");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_eq(fgetc(f), 'x');
    fclose(f);
    ck_assert_int_eq(mkfifo("pipe", 0600), 0);   /* nobody writes to it: fopen would wait for ever */
    static const struct { const char *name; int why; } row[] = {
        { "pipe", EINVAL }, { "/dev/zero", EINVAL }, { ".", EISDIR }, { "none", ENOENT },
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        ck_assert_ptr_null(plain_open(row[i].name));
        ck_assert_int_eq(errno, row[i].why);
    }
}
END_TEST

/* An error of a long path keeps the reason, which is at the end, and no half letters. */
START_TEST(long_error)
{
    char path[3001];
    for (size_t i = 0; i < 3000; i += 3) memcpy(path + i, "\xE4\xB8\xAD", 3);
    path[3000] = 0;
    err_t err = { "" };
    ck_assert(!fail_(&err, "%s: No such file", path));
    size_t n = strlen(err.text);
    ck_assert_uint_lt(n, sizeof err.text);
    ck_assert_uint_gt(n, sizeof err.text - 10);
    ck_assert_str_eq(err.text + n - 14, ": No such file");
    char *gap = strstr(err.text, "...");
    ck_assert_ptr_nonnull(gap);
    ck_assert_uint_eq((size_t)(gap - err.text) % 3, 0);     /* every letter of the path has three bytes */
    ck_assert_uint_eq((n - 14 - 3) % 3, 0);
    err.text[0] = 0;
    ck_assert(!fail_(&err, "%.*s", (int)sizeof err.text - 1, path));
    ck_assert_ptr_null(strstr(err.text, "..."));            /* just fits */
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("output");
    tcase_add_checked_fixture(c, enter, leave);
    tcase_add_test(c, old_until_whole); tcase_add_test(c, dropped); tcase_add_test(c, link_stays_a_link);
    tcase_add_test(c, device_is_not_replaced); tcase_add_test(c, no_place);
    tcase_add_test(c, new_ones_only);
    tcase_add_test(c, plain_files_only); tcase_add_test(c, long_error);
    return case_run("output", c);
}
