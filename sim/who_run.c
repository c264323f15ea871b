/* who_run.c -- see who_run.h. The run is done without judges. */
#include "who_run.h"
#include "json.h"
#include "who.h"
#include "wrap.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct { result_t r; machine_t *m; options_t o; who_t *who; uint64_t cycle; } asked_t;

/* ---- the place ----------------------------------------------------------------------------------------- */

static const symbol_t *buffer(const scenario_t *s, const char *name, err_t *err)
{
    suggest_t near;
    if (s->firmware) return firmware_symbol(s->firmware, name, err);
    suggest_start(&near, name);
    for (size_t i = 0; i < s->names.symbols; i++) {
        if (!strcmp(s->names.symbol[i].name, name)) return &s->names.symbol[i];
        suggest_offer(&near, s->names.symbol[i].name);
    }
    fail(err, "no buffer \"%.60s\"%s", name, suggest_text(&near));
    return NULL;
}

/* "0x24000010", "rx", "rx+4" */
static bool find_place(const scenario_t *s, const char *text, uint32_t *addr, err_t *err)
{
    const char *plus = strrchr(text, '+');
    uint64_t v, offset = 0;
    char name[200];
    if (text_to_uint(text, strlen(text), &v)) {
        if (v > UINT32_MAX) return fail(err, "%s: no address of 32 bits", text);
        return *addr = (uint32_t)v, true;
    }
    if (plus && !text_to_uint(plus + 1, strlen(plus + 1), &offset)) plus = NULL;
    snprintf(name, sizeof name, "%.*s", plus ? (int)(plus - text) : (int)strlen(text), text);
    const symbol_t *symbol = buffer(s, name, err);
    if (!symbol) return false;
    if (offset >= symbol->size)
        return fail(err, "%.60s has %" PRIu32 " bytes; there is no +%" PRIu64, name, symbol->size, offset);
    return *addr = symbol->addr + (uint32_t)offset, true;
}

/* ---- the run ------------------------------------------------------------------------------------------- */

/* On to tick `until`; NEVER: to the end of `cycle`, as far as that is known while clocks may still change. */
static void drive(asked_t *q, tick_t until)
{
    enum { SLICE = 1000000 };
    run_t run;
    scenario_t *s = q->r.scenario;
    names_t *names = &s->names;
    const char *file = q->r.file;
    q->r.scenario = NULL;
    run_free(&q->r);                                     /* of the run before, if there was one */
    q->r = (result_t){ .file = file, .scenario = s };
    who_reset(q->who);
    run_start(&run, &q->r, &q->o, q->m, who_sink(q->who));
    for (;;) {
        uint64_t now = machine_cycles(q->m);
        tick_t to = until;
        if (to == NEVER && now > q->cycle) break;
        if (to == NEVER) to = names_tick(names, q->cycle - now < SLICE ? q->cycle + 1 : now + SLICE);
        if (!run_slice(&run, to) || q->m->chip.now >= until ||
            (until == NEVER && now == machine_cycles(q->m)))
            break;
    }
    run_close(&run);
}

static void print_line(void *with, const char *line) { hanging(with, line); }

int who_run(FILE *out, const who_question_t *question, const options_t *options, err_t *err)
{
    asked_t q = { .o = *options, .cycle = UINT64_MAX };
    int code = EXIT_USAGE;
    uint32_t addr = 0;
    const char *file = question->file;
    q.o.unjudged = true, q.o.unhashed = true;
    if (question->at && !text_to_uint(question->at, strlen(question->at), &q.cycle)) {
        fail(err, "staleline who: --at wants a cycle, not \"%.60s\"", question->at);
        return EXIT_USAGE;
    }
    q.r.file = file;
    q.r.scenario = scenario_of(file, &q.o.firmware, err);
    if (!q.r.scenario) return EXIT_USAGE;
    q.m = malloc(sizeof *q.m);
    if (!q.m) abort();
    err_t why = { "" };
    if (!find_place(q.r.scenario, question->place, &addr, &why)) fail(err, "%s: %.300s", file, why.text);
    else if (!who_follows(&h743_map, addr))
        fail(err, "%s: 0x%08" PRIX32 " is no memory a program writes to", file, addr);
    else {
        answer_t answer;
        q.who = who_new(&h743_map, addr);
        drive(&q, NEVER);
        names_t *names = &q.r.scenario->names;
        if (names->befores && question->at)
            drive(&q, names_tick(names, q.cycle + 1)); /* now every clock is known */
        who_answer(q.who, q.m, &answer);
        bool reached = answer.cycle > q.cycle;           /* it stands at the next one's beginning */
        if (reached) answer.cycle = q.cycle;
        if (question->json) who_json(out, &answer, q.m, names);
        else {
            fprintf(out,
                    reached ? "at the end of cycle %" PRIu64 "\n"
                            : "at cycle %" PRIu64 ", when the run was over\n",
                    answer.cycle);
            who_text(&answer, q.m, names, print_line, out);
        }
        who_free(q.who);
        code = EXIT_AS_EXPECTED;
    }
    free(q.m);
    run_free(&q.r);
    return code;
}
