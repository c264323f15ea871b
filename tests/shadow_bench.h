/* shadow_bench.h -- a shadow alone, which is given the facts of judge_bench.h by hand. */
#ifndef SHADOW_BENCH_H
#define SHADOW_BENCH_H
#include "judge_bench.h"
#include "shadow.h"

static shadow_t *S;
static uint64_t order;
static landing_t over[8];
static unsigned overwritten;              /* bytes that the last beat of the core took from newer ones */

static inline void see(sink_t *sink, const fact_t *f)
{
    (void)sink;
    order++;
    if (f->kind == F_STORE) shadow_store(S, f, order, POLICY_WB_RWA);
    else if (f->kind == F_DRAIN) shadow_drain(S, f, order);
    else if (f->kind >= F_FILL_START && f->kind <= F_FILL_DROP) shadow_fill(S, f, order);
    else if (f->kind == F_EVICT) shadow_evict(S, f, order);
    else if (f->kind == F_MAINT) shadow_maint(S, f, order);
    else if (f->kind == F_BEAT && f->who != INIT_AXIM) shadow_write_beat(S, f, order, f->who);
    else if (f->kind == F_BEAT && !(f->note >> 8 & 1)) shadow_read_beat(S, f);
    else if (f->kind == F_BEAT) overwritten = shadow_land(S, f, order, over);
}

static sink_t sink = { .mask = UINT64_MAX, .see = see };
static arena_t memory;
static inline void begin(void) { B = (bench_t){ .sink = &sink }; S = shadow_new(&bench_map, &memory); order = 0; }
static inline uint32_t key_of(uint32_t addr) { uint32_t k = 0; ck_assert(shadow_key(S, addr, &k)); return k; }
static inline cell_t cell(uint32_t addr) { return shadow_look(S, key_of(addr)); }
#endif
