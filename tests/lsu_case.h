/* lsu_case.h -- one short program on the bench, its replies and its facts. */
#ifndef LSU_CASE_H
#define LSU_CASE_H
#include "lsu_bench.h"
#include "suite.h"

enum { CASE_STEPS = 128 };
static bench_t b;
static btrace_t t;
static breply_t r[CASE_STEPS];
static bstep_t p[CASE_STEPS];
static uint32_t steps;
static forced_t listed[8];
static input_t given;

static inline void load(uint32_t addr, unsigned size) { p[steps++] = (bstep_t){ B_LOAD,
        (uint8_t)size, addr, 0, 0 }; }
static inline void put(uint32_t addr, unsigned size, uint32_t v) { p[steps++] = (bstep_t){ B_STORE,
        (uint8_t)size, addr, v, 0 }; }
static inline void pair(uint32_t addr, uint32_t lo, uint32_t hi) { p[steps++] = (bstep_t){ B_PAIR,
        8, addr, lo, hi }; }
static inline void barrier(barrier_t k) { p[steps++] = (bstep_t){ B_BARRIER, 0, 0, k, 0 }; }
static inline void idle(uint32_t cycles) { p[steps++] = (bstep_t){ B_IDLE, 0, 0, cycles, 0 }; }
static inline void force(force_t what, uint32_t addr) { p[steps++] = (bstep_t){ B_FORCE, 0, addr,
                                                                                what, 0 }; }
static inline void preload(uint32_t addr) { p[steps++] = (bstep_t){ B_PRELOAD, 0, addr, 0, 0 }; }

enum { CCR = 0xE000ED14, DCIMVAC = 0xE000EF5C, DCISW = 0xE000EF60, DCCMVAC = 0xE000EF68,
       DCCSW = 0xE000EF6C,
       DCCIMVAC = 0xE000EF70, DCCISW = 0xE000EF74 };
enum { REGION_NC = 1 << 19, REGION_WT = 1 << 17, REGION_WB = 3 << 16 };

static inline void reset(void)
{
    bench_init(&b);
    memset(r, 0, sizeof r), memset(p, 0, sizeof p), memset(listed, 0, sizeof listed);
    t.sink = (sink_t){ .mask = ~0ull, .see = bench_see }, t.n = 0, steps = 0;
    given = (input_t){ .forced = listed };
}

/* The whole RAM window gets these attributes (TEX, C, B as in RASR); full access. */
static inline void policy(uint32_t rasr)
{
    b.mpu.ctrl = 5;
    b.mpu.rbar[0] = RAM, b.mpu.rasr[0] = 3u << 24 | rasr | 16 << 1 | 1;
}

/* Run to the end; twice, on both roads, which must agree in everything. */
static inline void run(void)
{
    static bench_t start, fast;
    static btrace_t other;
    memcpy(&start, &b, sizeof b);
    ck_assert(bench_run(&b, p, steps, r, &t, &given, FAST));
    memcpy(&fast, &b, sizeof b);
    memcpy(&b, &start, sizeof b);
    other.sink = t.sink, other.n = 0;
    ck_assert(bench_run(&b, p, steps, 0, &other, &given, SLOW));
    b.now = fast.now;
    ck_assert(!memcmp(&b, &fast, sizeof b));
    ck_assert(other.n == t.n && !memcmp(other.fact, t.fact, t.n * sizeof *t.fact));
}

/* The k-th F_ASK with this tag. */
static inline const fact_t *asked(unsigned tag, unsigned k)
{
    for (uint32_t i = 0; i < t.n; i++)
        if (t.fact[i].kind == F_ASK && t.fact[i].note >> 16 == tag && !k--) return &t.fact[i];
    return 0;
}

static inline unsigned asks(unsigned tag)
{
    unsigned n = 0;
    while (asked(tag, n)) n++;
    return n;
}

/* Index of a fact in the trace, to compare orders. */
static inline uint32_t when(const fact_t *f) { return (uint32_t)(f - t.fact); }

static inline uint32_t ram32(uint32_t addr)
{
    const uint8_t *q = &b.ram[addr - RAM];
    return q[0] | (uint32_t)q[1] << 8 | (uint32_t)q[2] << 16 | (uint32_t)q[3] << 24;
}

static inline uint32_t view32(uint32_t addr)
{
    env_t env = bench_env(&b, 0, 0);
    lsu_ctx_t c = bench_lsu(&b, &env);
    uint32_t v = 0;
    for (unsigned k = 0; k < 4; k++) v |= (uint32_t)lsu_view(&c, addr + k,
                                                             b.ram[addr + k - RAM]) << 8 * k;
    return v;
}
#endif
