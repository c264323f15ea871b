/* scenario_bench.h -- a scenario from text, what it was refused with, and what it was lowered to. */
#ifndef SCENARIO_BENCH_H
#define SCENARIO_BENCH_H
#include <stdio.h>
#include "scenario_own.h"
#include "suite.h"              /* last: check.h has a macro named fail */

#define BUFFERS "\"buffers\":{\"rx\":{\"region\":\"AXISRAM\",\"size\":64}," \
                "\"tx\":{\"region\":\"SRAM1\",\"size\":64}},"

static inline scenario_t *parse(const char *text)
{
    err_t err;
    scenario_t *s = scenario_parse("t.json", text, &err);
    ck_assert_msg(s != NULL, "%s", err.text);
    return s;
}

/* {"schema_version":1,"title":"t", <more>} */
static inline scenario_t *with(const char *more)
{
    static char text[4000];
    snprintf(text, sizeof text, "{\"schema_version\":1,\"title\":\"t\",%s}", more);
    return parse(text);
}

/* A message with line and column in it is held to them. */
static inline void refused(const char *text, const char *message)
{
    err_t err;
    scenario_t *s = scenario_parse("t.json", text, &err);
    ck_assert_msg(s == NULL, "taken: %s", text);
    if (strcmp(err.text, message)) ck_assert_str_eq(unplaced(err.text), message);
}

static inline const uint8_t *image_of(const scenario_t *s, uint32_t addr)
{
    for (uint32_t i = 0; i < s->in.images; i++)
        if (s->in.image[i].addr == addr) return s->in.image[i].bytes;
    return NULL;
}

static inline uint32_t poke_of(const scenario_t *s, uint32_t addr, unsigned nth)
{
    for (uint32_t i = 0; i < s->in.pokes; i++)
        if (s->in.poke[i].addr == addr && !nth--) return s->in.poke[i].value;
    ck_abort_msg("no such poke");
    return 0;
}

/* The values the program stores to a register, in order; -1 after the last. */
static inline int64_t store_to(const scenario_t *s, uint32_t addr, unsigned nth)
{
    for (uint32_t i = 0; i < s->in.uops; i++) {
        const uop_t *u = &s->in.program[i];
        if (u->op == U_STORE && u->flags & UF_IMM && u->imm == addr && !nth--) return u->val;
    }
    return -1;
}
#endif
