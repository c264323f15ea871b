/* quiz.c -- a lesson's questions. The answer to each is computed from the finished run, or from the
 * machine as it stood at a mark: nothing is stored, so nothing can go out of date. */
#include "run.h"
#include "premise.h"
#include "wrap.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool quiz_moment(const question_t *q, const result_t *r, tick_t *at)
{
    bool memory = !strcmp(q->kind, "bytes") || !strcmp(q->kind, "same");
    return memory && mark_tick(r, q->at, false, at);
}

static void answer_memory(const question_t *q, const machine_t *m, char *answer)
{
    bool same = true;
    size_t used = 0;
    for (uint32_t i = 0; i < q->size; i++) {
        uint8_t cpu = machine_cpu(m, q->addr + i), ram = machine_ram(m, q->addr + i);
        same &= cpu == ram;
        if (used + 8 < QUIZ_ANSWER)
            used += (size_t)sprintf(answer + used, "%s%02X", i ? " " : "", q->view ? ram : cpu);
    }
    if (!strcmp(q->kind, "same")) strcpy(answer, same ? "yes" : "no");
}

static void answer_finding(const result_t *r, char *answer)
{
    const finding_t *worst = NULL;
    for (size_t i = 0; i < r->findings.count; i++)
        if (!worst || r->findings.item[i].tier < worst->tier) worst = &r->findings.item[i];
    strcpy(answer, worst ? rule_name[worst->rule] : "none");
}

void quiz_answer(const question_t *q, const result_t *r, const machine_t *m, char answer[QUIZ_ANSWER])
{
    uint64_t n = 0;
    strcpy(answer, "(the run never passed that mark)");
    if (!strcmp(q->kind, "finding")) answer_finding(r, answer);
    else if (!strcmp(q->kind, "stop")) strcpy(answer, r->stop);
    else if (!strcmp(q->kind, "counter")) {
        counters_get(&r->counters, q->name, r->end, r->instructions, &n);
        sprintf(answer, "%" PRIu64, n);
    } else if (m) answer_memory(q, m, answer);
}

const char *quiz_choice(const question_t *q, size_t i)
{
    static const char *const yes_no[] = { "yes", "no" };
    if (q->choice_count) return i < q->choice_count ? q->choices[i] : NULL;
    return !strcmp(q->kind, "same") && i < 2 ? yes_no[i] : NULL;
}

/* Two answers read the same: case, blanks and 0x do not matter. */
static bool reads_same(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a == ' ' || *a == '\n' || *a == ',' || (a[0] == '0' && (a[1] | 32) == 'x' && (a++, 1))) a++;
        while (*b == ' ' || *b == '\n' || *b == ',' || (b[0] == '0' && (b[1] | 32) == 'x' && (b++, 1))) b++;
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a | 32) : *a, y = *b >= 'A' && *b <= 'Z' ? (char)(*b | 32)
            : *b;
        if (x != y) return false;
        if (!x) return true;
    }
}

/* A choice may be named by its letter. */
static const char *meant(const question_t *q, const char *line)
{
    size_t n = (size_t)((line[0] | 32) - 'a');
    return q->choice_count && line[0] && (line[1] == '\n' || !line[1]) && n < q->choice_count ? q->choices[n]
        : line;
}

enum { EXACT_BELOW = 20, TENTH = 10 };

/* A decimal number, "195 000" and "195,000" too. */
static bool number_of(const char *text, uint64_t *n)
{
    unsigned digits = 0;
    for (*n = 0; *text; text++) {
        if (*text >= '0' && *text <= '9' && digits < 18) *n = *n * 10 + (uint64_t)(*text - '0'), digits++;
        else if (!strchr(" ,_\n", *text)) return false;
    }
    return digits;
}

static bool close_by(const char *typed, const char *answer)
{
    uint64_t a, b;
    if (!number_of(typed, &a) || !number_of(answer, &b) || b < EXACT_BELOW) return false;
    return (a > b ? a - b : b - a) <= b / TENTH;
}

quiz_verdict_t quiz_judge(const question_t *q, const char *typed, const char *answer)
{
    if (reads_same(meant(q, typed), answer)) return QUIZ_RIGHT;
    bool number = !strcmp(q->kind, "counter") && !q->choice_count;
    return number && close_by(typed, answer) ? QUIZ_CLOSE : QUIZ_WRONG;
}

/* The machine at the moment a question is about. It is the same run again: a run is determined. */
static const machine_t *machine_for(const question_t *q, const result_t *r, machine_t *m)
{
    tick_t at;
    if (!quiz_moment(q, r, &at)) return NULL;
    machine_boot(m, &h743_map, &r->scenario->in, NULL);
    machine_run(m, at + 1);
    return m;
}

void quiz(FILE *out, FILE *in, const result_t *r)
{
    const scenario_t *s = r->scenario;
    machine_t *m = malloc(sizeof *m);
    size_t right = 0, asked = 0;
    if (!m) abort();
    wrapped(out, "", 0, s->title ? s->title : r->file), fputc('\n', out);
    if (s->questions && in) premise(out, r);
    if (s->lesson && !in) wrapped(out, "", 0, s->lesson), fputc('\n', out);
    for (size_t i = 0; i < s->questions; i++) {
        const question_t *q = &s->question[i];
        char answer[QUIZ_ANSWER], line[256] = "", label[24];
        snprintf(label, sizeof label, "%zu.", i + 1);
        wrapped(out, label, 3, q->text);
        for (size_t n = 0; n < q->choice_count; n++)
            fprintf(out, "   %c) %s\n", (int)('a' + n), q->choices[n]);
        quiz_answer(q, r, machine_for(q, r, m), answer);
        const char *how = q->choice_count ? "a letter " : !strcmp(q->kind, "bytes") ? "bytes in hex " : "";
        if (in) fprintf(out, "   %s> ", how), fflush(out);
        if (!in || !fgets(line, sizeof line, in)) {
            fprintf(out, "%s%s\n", in ? "\n   " : "   ", answer);
            continue;
        }
        static const char *const verdict[] = { "no, the machine says ", "close: the machine says ", "right: " };
        quiz_verdict_t v = quiz_judge(q, line, answer);
        fprintf(out, "   %s%s\n", verdict[v], answer);
        asked++, right += v != QUIZ_WRONG;
    }
    if (asked)
        fprintf(out, "\n%zu of %zu right\n", right, asked);
    if (asked && s->lesson) wrapped(out, "", 0, s->lesson);
    if (!s->questions) fputs("(this file asks no questions)\n", out);
    free(m);
}
