/* main.c -- runs every anchor and prints docs/accuracy.md.
 *
 *   accuracy FILE            run, and bring FILE up to date, unless a verdict in it would get worse
 *   accuracy --check FILE    run, and say whether FILE is what would be written
 *   accuracy --accept FILE   run, and write FILE whatever it said before
 *
 * Exit code: 0 all that must pass does; 1 an anchor misses without a reason, a verdict got worse, or
 * (--check) FILE is not current; 2 wrong usage; 5 FILE cannot be written. */
#include "anchor.h"
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In the order of their worth. */
typedef enum { VERDICT_PASS, VERDICT_FITTED, VERDICT_LIKE, VERDICT_UNLIKE, VERDICT_EXPLAINED, VERDICT_FAIL,
               VERDICTS } verdict_t;
static const char *const verdict_word[VERDICTS] = { "pass", "fitted", "alike", "differs", "explained",
                                                    "**fail**" };
static const char *const kind_word[] = { "MEASURED", "DOC", "FITTED", "MODEL" };
enum { COUNTED = 3, KINDS, TEXT = 160 };                       /* COUNTED: kinds before KIND_MODEL */

typedef struct {
    const anchor_t *a;
    char      published[TEXT], simulated[TEXT], how[2 * TEXT];
    double error; /* relative, to the nearer end of what is published; NAN: not measured */
    verdict_t verdict;
} row_t;

/* ---- one anchor ---------------------------------------------------------------------------------- */

static double error_of(const anchor_t *a, double v)
{
    double end = v < a->low ? a->low : v > a->high ? a->high : v;
    if (v == end || isnan(v)) return v - end;
    return end ? (v - end) / fabs(end) : INFINITY;
}

static verdict_t judge(const anchor_t *a, double error)
{
    int met = fabs(error) <= a->tolerance + 1e-9;
    if (a->kind == KIND_MODEL && !isnan(error)) return met ? VERDICT_LIKE : VERDICT_UNLIKE;
    if (met) return a->kind == KIND_FITTED ? VERDICT_FITTED : VERDICT_PASS;
    return a->reason ? VERDICT_EXPLAINED : VERDICT_FAIL;
}

static void run(row_t *r, const anchor_t *a)
{
    anchor_result_t got = a->run(a->arg);
    const char *unit = got.unit ? got.unit : "";
    r->a = a;
    r->error = error_of(a, got.value);
    r->verdict = judge(a, r->error);
    if (a->low == a->high) snprintf(r->published, sizeof r->published, "%.7g %s", a->low, unit);
    else snprintf(r->published, sizeof r->published, "%.7g to %.7g %s", a->low, a->high, unit);
    if (isnan(got.value)) snprintf(r->simulated, sizeof r->simulated, "not measured");
    else snprintf(r->simulated, sizeof r->simulated, "%.6g %s", got.value, unit);
    snprintf(r->how, sizeof r->how, "%s", got.how ? got.how : "");
}

static unsigned run_all(row_t *row)
{
    unsigned n = 0;
    for (unsigned i = 0; i < core_anchor_count; i++) run(&row[n++], &core_anchors[i]);
    for (unsigned i = 0; i < system_anchor_count; i++) run(&row[n++], &system_anchors[i]);
    return n;
}

/* ---- the document -------------------------------------------------------------------------------- */

static const char head[] = "# What is published of this chip, and what the simulator makes of it\n\n"
                           "Printed by `make accuracy`, which runs every row; never edited. *published* is "
                           "what the source says, with\n"
                           "MEASURED where somebody ran silicon, DOC where a manual says so, FITTED where a "
                           "number of the simulator was\n"
                           "chosen to meet it: such a row is shown and not counted as agreement. MODEL: "
                           "only a compiler's scheduler has\n"
                           "a number, with which it plans; no measurement of it is published, so ours "
                           "beside it neither agrees nor misses.\n"
                           "*error* is relative to the nearer end of what is published. *explained* is a "
                           "miss whose reason stands below\n"
                           "its table.\n";

static void totals(FILE *out, const row_t *row, unsigned n)
{
    unsigned count[KINDS][VERDICTS] = { { 0 } };
    for (unsigned i = 0; i < n; i++) count[row[i].a->kind][row[i].verdict]++;
    fputs("\n## Totals\n\n| published value | anchors | met | explained | failed |\n| --- | ---: | ---: | "
          "---: | ---: |\n",
          out);
    for (unsigned k = 0; k < COUNTED; k++) {
        const unsigned *c = count[k];
        unsigned met = c[VERDICT_PASS] + c[VERDICT_FITTED], missed = c[VERDICT_EXPLAINED] + c[VERDICT_FAIL];
        fprintf(out, "| %s | %u | %u | %u | %u |\n", kind_word[k], met + missed, met, c[VERDICT_EXPLAINED],
                c[VERDICT_FAIL]);
    }
    const unsigned *m = count[KIND_MODEL];
    fprintf(out, "\nA FITTED value that is met shows that the fit holds, and nothing else. Beside these "
                 "stand %u numbers of\ncompilers' schedulers or sums of our own (MODEL): %u are as here, %u are not.\n",
            m[VERDICT_LIKE] + m[VERDICT_UNLIKE], m[VERDICT_LIKE], m[VERDICT_UNLIKE]);
}

static void table_row(FILE *out, const row_t *r)
{
    char error[32] = "";
    if (isnan(r->error)) snprintf(error, sizeof error, "?");
    else if (fabs(r->error) >= 0.0005) snprintf(error, sizeof error, "%+.1f %%", 100 * r->error);
    fprintf(out, "| %s | %s | %s | %s: %s | %s | %s | %s |\n", r->a->name, r->published, r->simulated,
            kind_word[r->a->kind], r->a->source, r->how, error, verdict_word[r->verdict]);
}

static void reasons(FILE *out, const row_t *row, unsigned n, const char *group)
{
    bool any = false;
    for (unsigned i = 0; i < n; i++) {
        if (strcmp(row[i].a->group, group) || row[i].verdict < VERDICT_UNLIKE) continue;
        fprintf(out, "%s- %s: %s\n", any ? "" : "\n", row[i].a->name,
                row[i].a->reason ? row[i].a->reason : "**no reason is known**");
        any = true;
    }
}

static void print(FILE *out, const row_t *row, unsigned n)
{
    fputs(head, out);
    totals(out, row, n);
    for (unsigned i = 0; i < n; i++) {
        const char *group = row[i].a->group;
        unsigned first = 0;
        while (strcmp(row[first].a->group, group)) first++;
        if (first < i) continue;                               /* this group is printed already */
        fprintf(out, "\n## %s\n\n| anchor | published | simulated | source | how | error | verdict |\n"
                     "| --- | --- | --- | --- | --- | ---: | --- |\n", group);
        for (unsigned k = i; k < n; k++)
            if (!strcmp(row[k].a->group, group)) table_row(out, &row[k]);
        reasons(out, row, n, group);
    }
}

/* ---- what stood there before --------------------------------------------------------------------- */

static char *read_all(const char *file)
{
    FILE *f = fopen(file, "r");
    char *text = NULL;
    size_t size;
    if (!f) return NULL;
    FILE *to = open_memstream(&text, &size);
    for (int c; to && (c = getc(f)) != EOF; ) putc(c, to);
    fclose(f);
    if (to) fclose(to);
    return text;
}

/* The verdict of group and anchor in a document printed earlier; VERDICTS: it has no such row. */
static verdict_t earlier(const char *text, const anchor_t *a)
{
    char key[4 * TEXT];
    snprintf(key, sizeof key, "\n## %s\n", a->group);
    const char *group = strstr(text, key);
    if (!group) return VERDICTS;
    const char *next = strstr(group + 1, "\n## ");
    snprintf(key, sizeof key, "\n| %s | ", a->name);
    const char *at = strstr(group, key);
    if (!at || (next && at > next)) return VERDICTS;
    const char *end = strchr(at + 1, '\n');
    for (int v = 0; end && v < VERDICTS; v++) {
        size_t len = strlen(verdict_word[v]);
        if ((size_t)(end - at) > len + 2 && !strncmp(end - len - 2, verdict_word[v], len))
            return (verdict_t)v;
    }
    return VERDICTS;
}

static unsigned compare(const char *before, const row_t *row, unsigned n)
{
    unsigned worse = 0;
    for (unsigned i = 0; i < n; i++) {
        verdict_t was = before ? earlier(before, row[i].a) : VERDICTS;
        bool lost = was != VERDICTS && row[i].verdict > was;
        if (lost || row[i].verdict == VERDICT_FAIL)
            fprintf(stderr, "accuracy: %s, %s: published %s, simulated %s: %s%s%s\n", row[i].a->group,
                    row[i].a->name, row[i].published, row[i].simulated, verdict_word[row[i].verdict],
                    lost ? ", was " : "", lost ? verdict_word[was] : "");
        worse += lost;
    }
    return worse;
}

static int keep(const char *file, const char *text, const char *before)
{
    if (before && !strcmp(before, text)) return 0;
    FILE *f = fopen(file, "w");
    if (f && fputs(text, f) >= 0 && !fclose(f)) return 0;
    fprintf(stderr, "accuracy: cannot write %s\n", file);
    return 5;
}

int main(int argc, char **argv)
{
    bool check = argc > 2 && !strcmp(argv[1], "--check"), accept = argc > 2 && !strcmp(argv[1], "--accept");
    if (argc != 2 + (check || accept)) {
        fputs("usage: accuracy [--check | --accept] docs/accuracy.md\n", stderr);
        return 2;
    }
    const char *file = argv[argc - 1];
    row_t *row = calloc(core_anchor_count + system_anchor_count + 1, sizeof *row);
    char *text = NULL, *before = read_all(file);
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!row || !out) return 5;
    unsigned n = run_all(row), failed = 0, code;
    for (unsigned i = 0; i < n; i++) failed += row[i].verdict == VERDICT_FAIL;
    print(out, row, n);
    fclose(out);
    unsigned worse = compare(before, row, n);
    code = failed || (worse && !accept);
    if (check && (!before || strcmp(before, text))) {
        fprintf(stderr, "accuracy: %s is not what `make accuracy` prints now\n", file);
        code = 1;
    }
    if (!check) fputs(text, stdout);
    if (!check && (!worse || accept) && keep(file, text, before)) code = 5;
    printf("accuracy: %u anchors, %u failed, %u worse than before\n", n, failed, worse);
    free(row), free(text), free(before);
    return (int)code;
}
