/* suite.h -- Check, and how every test program ends. Include it after our own headers: check.h has a macro
 * named fail. CK_VERBOSITY, CK_RUN_CASE and CK_FORK are heard as Check's manual says. */
#ifndef SUITE_H
#define SUITE_H
#include <check.h>
#include <stdio.h>
#include <string.h>

/* Check writes the place of every assertion that holds to its parent, two system calls each: what tests of millions
 * spend their time on. Where one fails is told without that; only a crash is placed no better than by its test. */
#define _mark_point(file, line) ((void)0)

/* Runs a suite and frees it. What main returns: 0 if no test failed. */
static inline int suite_run(Suite *s)
{
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}

/* The same of one case alone. */
static inline int case_run(const char *name, TCase *t)
{
    Suite *s = suite_create(name);
    suite_add_tcase(s, t);
    return suite_run(s);
}
/* What an error says without the line and column it tells: "t.json:1:34: title: ..." is "t.json: title:
 * ...". */
static inline const char *unplaced(char *text)
{
    char *colon = strchr(text, ':'), *end = colon;
    unsigned line, column;
    int n = 0;
    if (end && sscanf(end, ":%u:%u%n", &line, &column, &n) == 2) memmove(end, end + n, strlen(end + n) + 1);
    return text;
}
#endif
