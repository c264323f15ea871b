/* lsu_bench.h -- a bench for the load/store unit: a few lines of bus, a few of scb, and a core that
 * asks one request after the other, on the fast road (from due tick to due tick) or the slow one
 * (every CPU edge and odd ticks between).
 *
 * The CPU runs at 480 MHz (10 ticks a cycle), the bus at 240 MHz (20 ticks). The bus sees a request
 * at the first of its edges after `asked` and serves it there at the earliest; `wait` edges later
 * beat 0 is moved, then one beat an edge, and the response comes with the last beat of a read,
 * `tail` edges after the last beat of a write. Same id, same direction: in order of seq. */
#ifndef LSU_BENCH_H
#define LSU_BENCH_H
#include "lsu.h"
#include <stddef.h>
#include <string.h>

enum { CYCLE = 10, EDGE = 20 };
enum { P_FILL0, P_FILL1, P_EVICT, P_READ, P_FETCH, P_WRITE, P_AHBP_READ = P_WRITE + WRITE_PORTS,
       P_AHBP_WRITE, B_PORTS };
enum { RAM = 0x24000000, RAM_SIZE = 0x20000, DEVICE = 0x50000000, AHBP = 0x40000000,
       PART_SIZE = 0x100,
       DTCM = 0x20000000, ITCM = 0, TCM_SIZE = 0x100, BAD = 0x2F000000 };
enum { B_FACTS = 1 << 18, B_WRITES = 4096 };

typedef struct { uint32_t addr; uint8_t bytes, beats; tick_t at; } seen_t;
     /* a write the bus carried out */

typedef struct {  /* the whole machine, no pointers: copied to test law 3 */
    tick_t    now;
    port_t    port[B_PORTS];
    struct { uint8_t busy; tick_t first; } leg[B_PORTS];
    lsu_t     lsu; cache_t dcache; mpu_t mpu; scb_t scb;
    uint8_t   ram[RAM_SIZE], device[PART_SIZE], ahbp[PART_SIZE], itcm[TCM_SIZE], dtcm[TCM_SIZE];
    uint32_t  txn, next, vary;
                   /* next: step of the program; vary: 0 fixed bus, else seed of waits */
    uint32_t  wait, tail;                     /* bus edges */
    tick_t    ready;
    uint32_t  writes;                         /* Device and AHBP writes carried out */
    seen_t    write[B_WRITES];
} bench_t;

typedef enum { B_LOAD, B_STORE, B_PAIR, B_BARRIER, B_PRELOAD, B_FORCE, B_IDLE } bop_t;
typedef struct { uint8_t op, size; uint32_t addr; uint32_t value, high; } bstep_t;
typedef struct { tick_t asked, at, ready; uint32_t value; uint8_t status, fault, pad[2]; } breply_t;

typedef struct { sink_t sink; fact_t fact[B_FACTS]; uint32_t n; } btrace_t;

/* ---- the surroundings ------------------------------------------------------------------------ */

static number_t bench_num[T_COUNT] = {
    [T_LOAD_HIT] = { .value = 1 }, [T_STORE_TO_LOAD] = { .value = 4 },
        [T_AXIM_REQUEST] = { .value = 1 },
    [T_AXIM_RESPONSE] = { .value = 2 }, [T_AHBP_REQUEST] = { .value = 1 },
        [T_AHBP_RESPONSE] = { .value = 1 },
    [T_STB_ENTRIES] = { .value = 4 }, [T_STB_MERGE_TIMEOUT] = { .value = 16 },
        [T_STB_DRAIN] = { .value = 1 },
    [T_NC_WRITES] = { .value = 10 }, [T_DEVICE_WRITES] = { .value = 1 },
        [T_AHBP_WRITES] = { .value = 1 },
    [T_EVICT_BUFFERS] = { .value = 1 }, [T_FILL_BUFFERS] = { .value = 2 },
        [T_MAINT] = { .value = 4 },
    [T_PPB_ACCESS] = { .value = 3 }, [T_DMB] = { .value = 4 }, [T_DSB] = { .value = 4 },
        [T_ISB] = { .value = 8 },
    [T_RA_LINES] = { .value = 3 }, [T_UNALIGNED_LOAD] = { .value = 3 },
};
static const m7_cfg_t bench_cfg = {
    .clk = 0, .p_fill = { P_FILL0, P_FILL1 }, .p_evict = P_EVICT, .p_read = P_READ,
        .p_fetch = P_FETCH,
    .p_ahbp_read = P_AHBP_READ, .p_ahbp_write = P_AHBP_WRITE,
    .p_write = { P_WRITE, P_WRITE + 1, P_WRITE + 2, P_WRITE + 3, P_WRITE + 4, P_WRITE + 5,
                 P_WRITE + 6,
                 P_WRITE + 7, P_WRITE + 8, P_WRITE + 9 },
    .itcm_at = offsetof(bench_t, itcm), .itcm_size = TCM_SIZE,
    .dtcm_at = offsetof(bench_t, dtcm), .dtcm_size = TCM_SIZE, .num = bench_num,
};
static const port_row_t bench_ports[B_PORTS];          /* every port belongs to initiator 0 */
static const map_t bench_map = { .port = bench_ports, .ports = B_PORTS };
static const domain_t bench_clock[1] = { { 0, 1, CYCLE, 0 } };
static const uint64_t bench_ears[WIRE_KINDS];
static wires_t bench_wires;

static void bench_see(sink_t *s, const fact_t *f)
{
    btrace_t *t = (btrace_t *)s;
    if (t->n < B_FACTS) t->fact[t->n] = *f;
    t->n++;
}

static env_t bench_env(bench_t *b, btrace_t *t, const input_t *in)
{
    return (env_t){ .now = b->now, .until = b->now + 1, .clock = bench_clock,
                    .wires = &bench_wires, .port = b->port,
                    .sink = t ? &t->sink : 0, .map = &bench_map, .in = in, .chip = b,
                        .ears = bench_ears,
                    .pc = NO_PC, .slot = 7 };
}

static lsu_ctx_t bench_lsu(bench_t *b, env_t *env)
{
    return (lsu_ctx_t){ .lsu = &b->lsu, .dcache = &b->dcache, .mpu = &b->mpu, .scb = &b->scb,
                        .cfg = &bench_cfg,
                        .env = env, .privileged = 1 };
}

/* ---- the scb, as far as the lsu asks it ------------------------------------------------------ */

int scb_priority(const scb_t *s) { (void)s; return 256; }

uint32_t scb_read(scb_t *s, mpu_t *m, uint32_t off, unsigned size, env_t *env, unsigned clk)
{
    (void)m, (void)size, (void)env, (void)clk;
    return off == 0xED14 ? s->ccr : off == 0xE008 ? s->actlr : 0;
}

scb_effect_t scb_write(scb_t *s, mpu_t *m, uint32_t off, unsigned size, uint32_t val, env_t *env,
                       unsigned clk)
{
    (void)m, (void)size, (void)env, (void)clk;
    static const struct { uint16_t off; int8_t what; } maint[] = {
        { 0xEF50, MAINT_ICIALLU }, { 0xEF58, MAINT_ICIMVAU }, { 0xEF5C, MAINT_DCIMVAC },
            { 0xEF60, MAINT_DCISW },
        { 0xEF64, MAINT_DCCMVAU }, { 0xEF68, MAINT_DCCMVAC }, { 0xEF6C, MAINT_DCCSW },
            { 0xEF70, MAINT_DCCIMVAC },
        { 0xEF74, MAINT_DCCISW } };
    if (off == 0xED14) s->ccr = val;
    if (off == 0xE008) s->actlr = val;
    for (unsigned i = 0; i < sizeof maint / sizeof *maint; i++)
        if (off == maint[i].off) return (scb_effect_t){ maint[i].what };
    return (scb_effect_t){ -1 };
}

/* ---- the bus --------------------------------------------------------------------------------- */

static uint8_t *bench_byte(bench_t *b, uint32_t addr)
{
    if (addr - RAM < RAM_SIZE) return &b->ram[addr - RAM];
    if (addr - DEVICE < PART_SIZE) return &b->device[addr - DEVICE];
    if (addr - AHBP < PART_SIZE) return &b->ahbp[addr - AHBP];
    return 0;
}

static tick_t bench_edge(tick_t t) { return (t + EDGE - 1) / EDGE * EDGE; }

/* Edges a transaction waits: fixed, or some function of what and when it is. */
static unsigned bench_wait(const bench_t *b, const port_t *p)
{
    if (!b->vary) return b->wait;
    uint32_t x = (p->addr ^ b->vary) * 2654435761u ^ p->seq * 40503u;
    x ^= x >> 15;
    return x % 11 < 8 ? x % 5 : x % 37;
}

static int bench_behind(const bench_t *b, unsigned n)
{
    for (unsigned k = 0; k < B_PORTS; k++) {
        const port_t *p = &b->port[k], *me = &b->port[n];
        if (k == n || (p->phase != BUS_REQ && p->phase != BUS_BUSY)) continue;
        if ((k >= P_AHBP_READ) != (n >= P_AHBP_READ)) continue;
        if (p->id == me->id && p->write == me->write && (int32_t)(p->seq - me->seq) < 0) return 1;
    }
    return 0;
}

static void bench_beat(bench_t *b, port_t *p, unsigned k)
{
    uint32_t addr = beat_addr(p, k);
    unsigned bytes = 1u << p->size;
    if (p->write && addr - RAM >= RAM_SIZE && b->writes < B_WRITES)
        b->write[b->writes++] = (seen_t){ addr, (uint8_t)bytes, p->beats, b->now };
    if (!p->write) p->data[k] = 0;
    for (unsigned i = 0; i < bytes; i++) {
        uint8_t *m = bench_byte(b, addr + i);
        if (p->write) { if (p->strb[k] >> i & 1) *m = (uint8_t)(p->data[k] >> 8 * i); }
        else p->data[k] |= (uint64_t)*m << 8 * i;
    }
    p->beat = (uint8_t)(k + 1);
}

/* Be correct at now; a bus edge only. */
static void bench_bus(bench_t *b)
{
    if (b->now % EDGE) return;
    for (unsigned n = 0; n < B_PORTS; n++) {
        port_t *p = &b->port[n];
        if (p->phase == BUS_REQ && p->asked < b->now && !bench_behind(b, n)) {
            p->phase = BUS_BUSY, p->txn = ++b->txn, p->granted = b->now;
            b->leg[n].first = b->now + bench_wait(b, p) * EDGE;
        }
        if (p->phase != BUS_BUSY) continue;
        tick_t last = b->leg[n].first + (p->beats - 1u) * EDGE,
            end = last + (p->write ? b->tail * EDGE : 0);
        if (!bench_byte(b, p->addr)) {
            if (b->now >= end) p->phase = BUS_ERROR, p->why = BUS_NO_TARGET, p->done = b->now;
            continue;
        }
        while (p->beat < p->beats && b->now >= b->leg[n].first + p->beat * EDGE) bench_beat(b, p,
                p->beat);
        if (b->now >= end) p->phase = BUS_DONE, p->done = b->now;
    }
}

static tick_t bench_bus_next(const bench_t *b)
{
    for (unsigned n = 0; n < B_PORTS; n++)
        if (b->port[n].phase == BUS_REQ
            || b->port[n].phase == BUS_BUSY) return bench_edge(b->now + 1);
    return NEVER;
}

/* ---- the core -------------------------------------------------------------------------------- */

static lsu_reply_t bench_ask(lsu_ctx_t *c, const bstep_t *s)
{
    switch (s->op) {
    case B_LOAD:    return lsu_load(c, s->addr, s->size);
    case B_STORE:   return lsu_store(c, s->addr, s->size, s->value);
    case B_PAIR:    return lsu_store_pair(c, s->addr, s->value, s->high);
    case B_BARRIER: return lsu_barrier(c, (barrier_t)s->value);
    case B_PRELOAD: return lsu_preload(c, s->addr);
    case B_FORCE:   lsu_force(c, (force_t)s->value, s->addr); break;
    default:        break;
    }
    return (lsu_reply_t){ .status = LSU_OK, .ready = c->env->now + CYCLE * (s->op == B_IDLE
                                                                            ? s->value : 1) };
}

static void bench_init(bench_t *b)
{
    memset(b, 0, sizeof *b);
    cache_reset(&b->dcache, &dcache_geometry, REPLACE_ROUND_ROBIN, 1);
    lsu_reset(&b->lsu);
    b->scb.ccr = CCR_DC;
    b->wait = 3, b->tail = 1;
    for (unsigned i = 0; i < RAM_SIZE; i++) b->ram[i] = (uint8_t)(i * 7 + (i >> 8));
}

/* One step of time; the next tick that matters (NEVER: all is over). */
static tick_t bench_step(bench_t *b, const bstep_t *prog, uint32_t n, breply_t *out, btrace_t *t,
                         const input_t *in)
{
    bench_bus(b);
    env_t env = bench_env(b, t, in);
    lsu_ctx_t c = bench_lsu(b, &env);
    tick_t next = lsu_step(&c);
    while (b->next < n && b->now >= b->ready) {
        env.pc = b->next;
        if (out && !out[b->next].asked) out[b->next].asked = b->now;
        lsu_reply_t r = bench_ask(&c, &prog[b->next]);
        if (r.status == LSU_WAIT) break;
        if (out) {
            tick_t asked = out[b->next].asked;
            out[b->next] = (breply_t){ asked, b->now, r.ready, r.value, r.status, r.fault, { 0 } };
        }
        b->next++;
        b->ready = r.ready > b->now ? r.ready : b->now + CYCLE;
    }
    env.pc = NO_PC;
    next = lsu_next(&c);
    if (b->next < n && b->ready > b->now && b->ready < next) next = b->ready;
    tick_t bus = bench_bus_next(b);
    return bus < next ? bus : next;
}

typedef enum { FAST, SLOW, COPIED } road_t;

/* Run to the end. The program's first step is asked at tick CYCLE, so that 0 means "not asked". */
static int bench_run(bench_t *b, const bstep_t *prog, uint32_t n, breply_t *out, btrace_t *t,
                     const input_t *in, road_t road)
{
    static bench_t copy;
    if (!b->ready) b->ready = CYCLE;
    for (uint32_t k = 0; k < 30000000; k++) {
        tick_t next = bench_step(b, prog, n, out, t, in);
        if (next == NEVER) return b->next == n;
        if (next <= b->now) return 0;
        if (road == SLOW) {
            tick_t edge = (b->now / CYCLE + 1) * CYCLE, odd = b->now + 1 + k % 7;
            if (edge < next) next = edge;
            if (odd < next) next = odd;
        }
        if (road == COPIED && k % 13 == 5) {
            memcpy(&copy, b, sizeof copy);
            memset(b, 0xA5, sizeof *b);
            memcpy(b, &copy, sizeof copy);
        }
        b->now = next;
    }
    return 0;
}

/* The k-th fact of this kind, or NULL. */
static inline const fact_t *bench_fact(const btrace_t *t, unsigned kind, unsigned k)
{
    for (uint32_t i = 0; i < t->n && i < B_FACTS; i++)
        if (t->fact[i].kind == kind && !k--) return &t->fact[i];
    return 0;
}

static inline unsigned bench_count(const btrace_t *t, unsigned kind)
{
    unsigned n = 0;
    for (uint32_t i = 0; i < t->n && i < B_FACTS; i++) n += t->fact[i].kind == kind;
    return n;
}
#endif
