/* core_bench.h -- the core on a toy load/store unit whose timing can be worked out by hand, and the
 * machine's loop in small. core.c and exception.c are compiled in here a second time under other
 * names, so that they call the toy instead of lsu.c.
 *
 *   0x2000_0000 RAM   loads and stores retire at once, 1 cycle
 *   0x2400_0000 SLOW  a load retires 20 cycles after it was asked; a store takes 3 cycles
 *   0x4000_0000 WIRE  a store touches a wire (the core's loan ends)
 *   0x6000_0000 BAD   a precise bus fault      0x6800_0000 LATE  a store whose error comes 5
 * cycles later
 *   0x7000_0000 GUARD MemManage                0xE000_0000 PPB   the real scb, 3 cycles
 *   an access of 2 or 4 bytes that is not aligned is an UNALIGNED fault; barriers take 4 cycles */
#ifndef CORE_BENCH_H
#define CORE_BENCH_H
#define lsu_reset   toy_lsu_reset
#define lsu_load    toy_lsu_load
#define lsu_store   toy_lsu_store
#define lsu_barrier toy_lsu_barrier
#define lsu_preload toy_lsu_preload
#define lsu_force   toy_lsu_force
#define lsu_step    toy_lsu_step
#define lsu_next    toy_lsu_next
#define core_model  toy_core_model
#define core_lsu    toy_core_lsu
#define core_slept  toy_core_slept
#define core_step_number    toy_core_step_number
#define exception_begin     toy_exception_begin
#define exception_return    toy_exception_return
#define exception_go        toy_exception_go
#define exception_fault     toy_exception_fault
#define exception_refused   toy_exception_refused
#define exception_imprecise toy_exception_imprecise
#define exception_svc       toy_exception_svc
#define exception_leave     toy_exception_leave
#define exception_reset     toy_exception_reset
#define exception_lazy      toy_exception_lazy
#define exception_breakpoint toy_exception_breakpoint
#define exception_overtaken toy_exception_overtaken
#define core_sleep  toy_core_sleep
#define lsu_store_pair toy_lsu_store_pair
#define lsu_abandon toy_lsu_abandon
#define after after_in_exception
#define later later_in_exception
#include "../models/exception.c"
#undef after
#undef later
#include "../models/core.c"
#include <stdio.h>
#include <stdlib.h>

enum { RAM = 0x20000000, SLOW = 0x24000000, WIRE = 0x40000000, BAD = 0x60000000, LATE = 0x68000000,
       GUARD = 0x70000000, RAM_BYTES = 1 << 16, STACK = RAM + 0x8000 };
enum { FACTS = 1 << 16, EVENTS = 64 };

/* --- the toy lsu: its state lies in the bytes of the real one's store buffer ------------------ */

typedef struct { tick_t until, error_at; } toy_lsu_t;

static uint8_t toy_ram[RAM_BYTES];       /* RAM and SLOW alike, by the low 16 bits */

static toy_lsu_t toy_get(const lsu_t *l) { toy_lsu_t t; memcpy(&t, l->stb, sizeof t); return t; }
static void toy_put(lsu_t *l, toy_lsu_t t) { memcpy(l->stb, &t, sizeof t); }

static tick_t toy_after(const lsu_ctx_t *c, unsigned n)
{
    return domain_after(&c->env->clock[c->cfg->clk], c->env->now, n);
}

static lsu_reply_t toy_reply(const lsu_ctx_t *c, unsigned cycles, uint32_t value)
{
    return (lsu_reply_t){ .status = LSU_OK, .ready = toy_after(c, cycles), .value = value };
}

static int toy_refuses(const lsu_ctx_t *c, uint32_t addr, unsigned size, lsu_reply_t *r)
{
    int odd = (addr & (size - 1)) != 0, bad = addr >> 24 == BAD >> 24;
    fault_t f = odd ? FAULT_UNALIGNED : bad ? FAULT_BUS_PRECISE : FAULT_MEMMANAGE;
    *r = (lsu_reply_t){ .status = LSU_FAULT, .fault = (uint8_t)f, .addr = addr,
                        .ready = toy_after(c, 1) };
    return odd || bad || addr >> 24 == GUARD >> 24;
}

void lsu_reset(lsu_t *l)
{
    memset(l, 0, sizeof *l);
    toy_put(l, (toy_lsu_t){ NEVER, NEVER });
}

lsu_reply_t lsu_load(lsu_ctx_t *c, uint32_t addr, unsigned size)
{
    lsu_reply_t r;
    toy_lsu_t t = toy_get(c->lsu);
    uint32_t value = 0;
    if (toy_refuses(c, addr, size, &r)) return r;
    if (addr >> 20 == 0xE00) {
        value = scb_read(c->scb, c->mpu, addr & 0xFFFFF, size, c->env, c->cfg->clk);
        return toy_reply(c, 3, value);
    }
    if (addr >> 24 == SLOW >> 24) {
        if (t.until == NEVER) t.until = toy_after(c, 20), toy_put(c->lsu, t);
        if (c->env->now < t.until) return (lsu_reply_t){ .status = LSU_WAIT };
        t.until = NEVER, toy_put(c->lsu, t);
    }
    for (unsigned i = 0; i < size; i++) value |= (uint32_t)toy_ram[(addr + i) % RAM_BYTES] << 8 * i;
    tell_part(c->env, F_LOAD, 0, addr, value, 0);
    return toy_reply(c, 1, value);
}

lsu_reply_t lsu_store(lsu_ctx_t *c, uint32_t addr, unsigned size, uint32_t value)
{
    lsu_reply_t r;
    if (toy_refuses(c, addr, size, &r)) return r;
    if (addr >> 20 == 0xE00) {
        scb_write(c->scb, c->mpu, addr & 0xFFFFF, size, value, c->env, c->cfg->clk);
        tell_part(c->env, F_REG_WRITE, 0, addr, value, 0);
        return toy_reply(c, 3, 0);
    }
    if (addr >> 24 == WIRE >> 24) c->env->woke |= 1;
    if (addr >> 24 == LATE >> 24) toy_put(c->lsu, (toy_lsu_t){ NEVER, toy_after(c, 5) });
    else for (unsigned i = 0; i < size; i++)
        toy_ram[(addr + i) % RAM_BYTES] = (uint8_t)(value >> 8 * i);
    tell_part(c->env, F_STORE, 0, addr, value, 0);
    return toy_reply(c, addr >> 24 == SLOW >> 24 ? 3 : 1, 0);
}

lsu_reply_t lsu_store_pair(lsu_ctx_t *c, uint32_t addr, uint32_t low, uint32_t high)
{
    lsu_store(c, addr, 4, low);
    return lsu_store(c, addr + 4, 4, high);
}

void lsu_abandon(lsu_ctx_t *c) { (void)c; }

lsu_reply_t lsu_barrier(lsu_ctx_t *c, barrier_t b)
{
    tell_part(c->env, F_BARRIER, b, 0, 0, 0);
    return toy_reply(c, 4, 0);
}

lsu_reply_t lsu_preload(lsu_ctx_t *c, uint32_t addr) { (void)addr; return toy_reply(c, 1, 0); }
void lsu_force(lsu_ctx_t *c, force_t what, uint32_t addr)
{
    tell_part(c->env, F_EVICT, what, addr, 0, 0);
}

tick_t lsu_next(const lsu_ctx_t *c)
{
    toy_lsu_t t = toy_get(c->lsu);
    return t.until < t.error_at ? t.until : t.error_at;
}

tick_t lsu_step(lsu_ctx_t *c)
{
    toy_lsu_t t = toy_get(c->lsu);
    if (t.error_at <= c->env->now) {
        c->lsu->imprecise = ABFSR_AXIM | ABFSR_DECERR, c->lsu->imprecise_addr = LATE;
        t.error_at = NEVER, toy_put(c->lsu, t);
    }
    return lsu_next(c);
}

/* --- the machine in small --------------------------------------------------------------------- */

typedef struct { tick_t at; unsigned irq; int level; } event_t;

typedef struct {
    sink_t   sink;
    fact_t   fact[FACTS];
    unsigned facts;
} recorder_t;

typedef struct {
    core_t   core;
    wires_t  wires;
    tick_t   now, due;
    unsigned event;
} chip_t;

typedef struct {
    chip_t     chip;
    domain_t   clock[1];
    m7_cfg_t   cfg;
    number_t   num[T_COUNT];
    input_t    in;
    handler_t  handler[8];
    event_t    events[EVENTS];
    unsigned   eventc;
    int        deaf;                     /* nobody watches */
    recorder_t rec;
} bench_t;

static void record(sink_t *s, const fact_t *f)
{
    recorder_t *r = (recorder_t *)s;
    if (r->facts < FACTS) r->fact[r->facts++] = *f;
}

static void bench_start(bench_t *b, uint64_t hz)
{
    memset(b, 0, sizeof *b);
    memcpy(b->num, m7_numbers, sizeof b->num);
    b->clock[0] = domain_of(0, hz);
    b->cfg.num = b->num;
    b->in.stack = STACK;
    b->in.handler = b->handler;
    b->rec.sink = (sink_t){ .mask = ~0ull, .see = record };
    memset(toy_ram, 0, sizeof toy_ram);
    core_model.reset(&b->chip.core, &b->cfg);
}

static void bench_event(bench_t *b, tick_t at, unsigned irq, int level)
{
    b->events[b->eventc++] = (event_t){ at, irq, level };
}

/* slow: every CPU edge and every event, each twice. Fast: the core's due ticks, with a loan. */
static void bench_run(bench_t *b, tick_t until, int slow)
{
    chip_t *c = &b->chip;
    uint64_t ear[WIRE_KINDS] = { 0 };
    env_t env = { .clock = b->clock, .wires = &c->wires, .sink = b->deaf ? NULL : &b->rec.sink,
                  .in = &b->in, .ears = ear, .pc = NO_PC, .slot = 7 };
    while (c->now < until) {
        while (c->event < b->eventc && b->events[c->event].at <= c->now) {
            wire_put(&env, WIRE_IRQ, b->events[c->event].irq, b->events[c->event].level);
            c->event++;
        }
        tick_t outside = c->event < b->eventc ? b->events[c->event].at : NEVER;
        tick_t loan = slow ? c->now + 1 : outside < until ? outside : until;
        for (int i = 0; i < (slow ? 2 : 1); i++) {
            env.now = c->now, env.until = loan, env.woke = 0;
            c->due = core_model.step(&c->core, &b->cfg, &env);
        }
        tick_t next = slow ? domain_next(b->clock, env.now + 1) : c->due;
        c->now = next < outside ? next : outside;
    }
}
#endif
