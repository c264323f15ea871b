/* calls.c -- see calls.h. */
#include "calls.h"
#include <string.h>

static int row_at(const input_t *in, uint32_t pc)
{
    uint32_t from = 0, to = in->heaps < HEAP_CALLS ? in->heaps : HEAP_CALLS;
    while (from < to) {
        uint32_t middle = (from + to) / 2;
        if (in->heap[middle].pc == pc) return (int)middle;
        if (in->heap[middle].pc < pc) from = middle + 1;
        else to = middle;
    }
    return -1;
}

static void say(env_t *env, heap_told_t what, const heap_call_t *row, uint32_t to, uint32_t block,
                uint64_t bytes, uint32_t before)
{
    fact_t f = { .at = env->now, .kind = F_HEAP, .who = env->slot, .what = (uint8_t)what, .addr = block,
                 .pc = to - 2, .data = bytes, .note = row->pc | (uint64_t)before << 32 };
    tell(env, &f);
}

/* A realloc that this happens in is who gives it back, the outermost of several, and says it once. */
static void give(calls_t *s, env_t *env, const heap_call_t *row, uint32_t to, uint32_t block, uint64_t bytes)
{
    if (!block) return;
    for (uint32_t i = s->count; i-- > 0; ) {
        open_call_t *c = &s->open[i];
        if (c->block != block) continue;
        if (c->row < env->in->heaps) row = &env->in->heap[c->row], to = c->to;
        c->block = 0;
    }
    say(env, HEAP_GIVEN, row, to, block, bytes, 0);
}

static void take_out(calls_t *s, uint32_t i)
{
    s->count--;
    memmove(&s->open[i], &s->open[i + 1], (s->count - i) * sizeof *s->open);
    memset(&s->open[s->count], 0, sizeof *s->open);
}

/* It was called with c, and its result is r0. */
static void returned(calls_t *s, env_t *env, const open_call_t *c, uint32_t r0)
{
    const heap_call_t *row = &env->in->heap[c->row];
    int moves = row->what == HEAP_MOVES;
    if (moves && c->block && (r0 ? r0 != c->block : !c->bytes)) give(s, env, row, c->to, c->block, 0);
    if (r0) say(env, HEAP_TAKEN, row, c->to, r0, c->bytes, moves && r0 == c->block ? r0 : 0);
}

/* The innermost first. */
static void close(calls_t *s, const uint32_t r[16], env_t *env)
{
    for (uint32_t i = s->count; i-- > 0; ) {
        open_call_t c = s->open[i];
        if (c.to != r[15] || c.sp != r[13]) continue;
        take_out(s, i);
        if (c.row < env->in->heaps) returned(s, env, &c, r[0]);
    }
}

/* longjmp, a throw: whatever is called on this stack, further up, does not return. */
static void leave(calls_t *s, uint32_t sp)
{
    for (uint32_t i = s->count; i-- > 0; )
        if (s->open[i].sp >= sp) take_out(s, i);
}

static uint32_t argument(const uint32_t r[16], unsigned reg) { return reg < 4 ? r[reg] : 0; }

int calls_issue(calls_t *s, const uint32_t r[16], env_t *env)
{
    if (s->count) close(s, r, env);
    int at = row_at(env->in, r[15]);
    if (at < 0) return 0;
    const heap_call_t *row = &env->in->heap[at];
    if (row->what == HEAP_LEAVES) {
        leave(s, r[13]);
        return 0;
    }
    open_call_t c = { .to = r[14] & ~1u, .sp = r[13], .row = (uint32_t)at, .block = argument(r, row->block),
                      .bytes = argument(r, row->size) };
    if (row->count < 4) c.bytes *= r[row->count];
    if (row->what == HEAP_GIVES) {
        give(s, env, row, c.to, c.block, c.bytes);
        return 0;
    }
    for (uint32_t i = s->count; i-- > 0; )         /* interrupted at once and begun again, or left for good */
        if (s->open[i].to == c.to && s->open[i].sp == c.sp && s->open[i].row == c.row) take_out(s, i);
    if (s->count == CALLS_OPEN) take_out(s, 0);
    s->open[s->count++] = c;
    return 1;
}
