/* machine.c -- the loop: time jumps to the smallest due tick, the slots due then are stepped in order,
 * and core and matrix are lent everything up to the next tick at which anybody else could do something. */
#include "machine.h"
#include "fast.h"
#include "leap.h"
#include "rcc_clocks.h"
#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* The core's fast road: no state, so all machines of a thread share one, and it is never given back. */
static changed_t *fast_road(void)
{
    static _Thread_local changed_t *fast;              /* good for any machine after fast_forget */
    if (!fast) fast = calloc(1, fast_size());
    return fast;
}

/* The same for what leaps over loops. */
static leap_t *leaper(machine_t *m)
{
    static _Thread_local leap_t *leap;
    if (m->no_leap || (!leap && !(leap = calloc(1, leap_size())))) return NULL;
    leap_begin(leap, m);
    return leap;
}

static void *part(machine_t *m, unsigned slot) { return (char *)&m->chip + m->slot[slot].at; }

static sink_t *heard_by(const machine_t *m) { return m->ear ? m->ear : m->sink; }

env_t machine_env(machine_t *m, unsigned slot)
{
    chip_t *c = &m->chip;
    return (env_t){ .now = c->now, .until = c->now, .clock = c->clock, .wires = &c->wires, .port = c->port,
                    .sink = heard_by(m), .map = m->map, .in = m->in, .chip = c, .ears = h743_ears,
                    .pc = NO_PC, .slot = (uint8_t)slot, .halt = &m->halt, .fast = m->fast };
}

static tick_t earlier(tick_t a, tick_t b) { return a < b ? a : b; }

/* Signals go down the list in this tick and come round to the top in the next. The matrix does nothing but at
 * edges of hclk. */
static void wake_slots(machine_t *m, const env_t *env, unsigned from)
{
    chip_t *c = &m->chip;
    m->live |= env->woke;
    for (uint64_t w = env->woke; w; w &= w - 1) {
        unsigned s = (unsigned)__builtin_ctzll(w);
        tick_t at = s > from ? env->now : env->now + 1;
        if (at >= c->due[s]) continue;
        if (s == SLOT_MATRIX) at = earlier(domain_next(&c->clock[CLK_HCLK], at), c->due[s]);
        c->due[s] = at;
    }
}

#define OTHERS ((1ull << SLOT_CORE) - 1)

/* Who is due at all: few of many, and asked for after every step. */
static uint64_t due_at_all(const chip_t *c)
{
    uint64_t slots = 0;
    for (unsigned s = 0; s < SLOTS; s++) slots |= (uint64_t)(c->due[s] != NEVER) << s;
    return slots;
}

static tick_t soonest(const chip_t *c, uint64_t slots)
{
    tick_t t = NEVER;
    for (; slots; slots &= slots - 1) {
        tick_t due = c->due[__builtin_ctzll(slots)];
        if (due < t) t = due;
    }
    return t;
}

/* RCC holds this part in reset: it is as after power-on, whatever it was given meanwhile. A bus master's
 * transaction under way ends first. */
static void hold_in_reset(machine_t *m, unsigned slot)
{
    chip_t *c = &m->chip;
    for (unsigned i = 0; i < m->map->ports; i++)
        if (m->map->port[i].slot == slot && (c->port[i].phase == BUS_REQ || c->port[i].phase == BUS_BUSY))
            return;
    for (unsigned i = 0; i < m->map->ports; i++)
        if (m->map->port[i].slot == slot) c->port[i].phase = BUS_IDLE;
    m->slot[slot].model->reset(part(m, slot), m->slot[slot].cfg);
}

/* Returns the tick the part had reached: only core and matrix, inside their loans, move on from `now`. `env`
 * is one of this machine's, of whatever slot. */
static inline tick_t step_slot(machine_t *m, env_t *env, unsigned slot, tick_t until, tick_t far)
{
    chip_t *c = &m->chip;
    const slot_row_t *row = &m->slot[slot];
    env->now = c->now, env->until = until, env->far = far;
    env->sink = heard_by(m), env->woke = 0, env->pc = NO_PC, env->slot = (uint8_t)slot;
    if (c->wires.part_reset >> slot & 1) hold_in_reset(m, slot);
    tick_t due = c->due[slot] = row->model->step((char *)c + row->at, row->cfg, env);
    m->live = (m->live & ~(1ull << slot)) | (uint64_t)(due != NEVER) << slot;
    if (env->woke) wake_slots(m, env, slot);
    return env->now;
}

tick_t machine_next(const machine_t *m)
{
    return soonest(&m->chip, due_at_all(&m->chip));
}

/* The core's last stores have landed and nothing of it is under way. */
static int core_quiet(const machine_t *m)
{
    machine_t *w = (machine_t *)m;          /* lsu_quiet only looks; its context has no const form */
    env_t env = machine_env(w, SLOT_CORE);
    lsu_ctx_t ctx = core_lsu(&w->chip.core, m->slot[SLOT_CORE].cfg, &env);
    return lsu_quiet(&ctx);
}

int machine_stopped(const machine_t *m)
{
    return m->chip.wires.reset || (m->chip.core.stop != STOP_NONE && core_quiet(m));
}

/* What is done from outside may have become more since `due` was answered, or since this state was saved. */
static void hear_outside(chip_t *c, const input_t *in)
{
    if (in->typeds && c->due[SLOT_WORLD] > c->now) c->due[SLOT_WORLD] = c->now;
    if (c->core.probed < in->probes && c->due[SLOT_CORE] > c->now) c->due[SLOT_CORE] = c->now;
}

/* How far the core could go if it neither heard nor saw what the matrix does for it. */
static tick_t far_loan(const machine_t *m, const env_t *env, tick_t others, tick_t loan)
{
    fast_passes_t passes = fast_passes(m->sink);
    const port_t *fetch = &m->chip.port[((const m7_cfg_t *)m->slot[SLOT_CORE].cfg)->p_fetch];
    if (!passes || fetch->phase == BUS_REQ || fetch->phase == BUS_BUSY) return loan;
    if (others <= m->chip.due[SLOT_MATRIX]) return others;
    return earlier(others, matrix_calm(env, &m->chip.matrix, SLOT_CORE, passes == PASSES_OWN));
}

/* All but core and matrix that are due at t, in order, and the matrix, which goes on while it wakes nobody.
 * Returns the tick that it reached. */
static tick_t step_others(machine_t *m, env_t *env, tick_t t, tick_t end)
{
    chip_t *c = &m->chip;
    for (uint64_t left = m->live & OTHERS; left; ) {   /* who is woken below comes in this round too */
        unsigned s = (unsigned)__builtin_ctzll(left);
        if (c->due[s] <= t) {
            tick_t loan = s == SLOT_MATRIX ? earlier(soonest(c, m->live & ~(1ull << s)), end) : t;
            t = c->now = step_slot(m, env, s, loan, t);
        }
        left = m->live & OTHERS & -2ull << s;
    }
    return t;
}

tick_t machine_run(machine_t *m, tick_t until)
{
    chip_t *c = &m->chip;
    const uint64_t neither = OTHERS & ~(1ull << SLOT_MATRIX);
    hear_outside(c, m->in);
    fast_forget(m->fast = fast_road());
    m->live = due_at_all(c);
    m->leap = leaper(m);
    env_t env = machine_env(m, 0);
    while (!m->halt && !machine_stopped(m)) {
        tick_t others = soonest(c, m->live & neither);
        tick_t t = earlier(others, earlier(c->due[SLOT_MATRIX], c->due[SLOT_CORE]));
        if (m->leap && t > m->leap->target) leap_look(m->leap, until), t = soonest(c, m->live);
        if (t >= until) {
            if (t != NEVER && c->now < until) c->now = until;    /* NEVER: time stands at the last event */
            break;
        }
        assert(t >= c->now);
        c->now = t;
        tick_t end = until;
        if (m->leap && m->leap->upto < end) end = m->leap->upto > t ? m->leap->upto : t + 1;
        if (others <= t || c->due[SLOT_MATRIX] <= t) {
            t = step_others(m, &env, t, end);
            others = soonest(c, m->live & neither);
        }
        if (c->due[SLOT_CORE] <= t && !c->wires.reset) {      /* reset: the core goes no further */
            tick_t loan = earlier(earlier(others, c->due[SLOT_MATRIX]), end);
            tick_t far = loan < end && c->core.firmware ? earlier(far_loan(m, &env, others, loan), end) : loan;
            tick_t reached = step_slot(m, &env, SLOT_CORE, loan, far);
            /* the program ended inside the loan, or somebody stopped it there */
            if (c->core.stop != STOP_NONE || c->wires.reset || (m->halt && c->core.firmware))
                c->now = reached;
            if (m->leap) leap_round(m->leap, reached, until);
        }
    }
    m->fast = NULL, m->leap = NULL, m->ear = NULL;
    return c->now;
}

tick_t machine_tick(machine_t *m)
{
    chip_t *c = &m->chip;
    tick_t t = machine_next(m), edge = domain_next(&c->clock[CLK_CPU], c->now + 1);
    env_t env = machine_env(m, 0);
    c->now = t < edge ? (t > c->now ? t : c->now) : edge;
    for (unsigned s = 0; s < SLOTS; s++) {
        if (s == SLOT_CORE && c->wires.reset) break;
        step_slot(m, &env, s, s == SLOT_CORE ? c->now + 1 : c->now, c->now);
    }
    return c->now;
}

void machine_load(machine_t *m, const chip_t *saved) { memcpy(&m->chip, saved, sizeof *saved); }

int chip_same(const chip_t *a, const chip_t *b) { return !memcmp(a, b, offsetof(chip_t, due)); }

/* ---- boot ------------------------------------------------------------------------------------- */

/* Power-on bytes: the same for the same seed, so what was never written is recognisable and repeats. */
static void power_on(uint8_t *bytes, size_t size, uint64_t seed)
{
    uint64_t x = seed * 0x9E3779B97F4A7C15ull + 0xD1B54A32D192ED03ull;
    for (size_t i = 0; i < size; i += sizeof x) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        memcpy(bytes + i, &x, sizeof x);
    }
}

static void fill_memories(machine_t *m)
{
    for (unsigned i = 0; i < m->map->regions; i++) {
        const region_row_t *r = &m->map->region[i];
        uint8_t *bytes = (uint8_t *)&m->chip + r->at;
        if (r->kind == REGION_RAM || r->kind == REGION_TCM) power_on(bytes, r->size, m->in->seed + r->base);
        if (r->kind == REGION_FLASH) memset(bytes, 0xFF, r->size);
    }
}

static void load_images(machine_t *m)
{
    for (uint32_t i = 0; i < m->in->images; i++) {
        const image_t *g = &m->in->image[i];
        const region_row_t *r = map_region(m->map, g->addr);
        if (!r || r->kind > REGION_TCM || r->size - (g->addr - r->base) < g->size) continue;
        memcpy((uint8_t *)&m->chip + r->at + (g->addr - r->base), g->bytes, g->size);
    }
}

/* A register write before cycle 0, told like any other so that observers know the set-up. */
static void poke(machine_t *m, uint32_t addr, uint32_t value)
{
    const region_row_t *r = map_region(m->map, addr);
    unsigned slot = r && r->kind == REGION_PART ? r->slot : SLOT_CORE;
    env_t env = machine_env(m, slot);
    if (addr >> 20 == 0xE00) {
        core_t *k = &m->chip.core;
        scb_write(&k->scb, &k->mpu, addr & 0xFFFFF, 4, value, &env, CLK_CPU);
    } else if (slot != SLOT_CORE) {
        r->model->write(part(m, slot), r->cfg, addr - r->base, 4, value, &env);
    } else {
        return;
    }
    fact_t f = { .kind = F_REG_WRITE, .who = (uint8_t)slot, .what = INIT_AXIM, .size = 4, .addr = addr,
                 .pc = NO_PC, .data = value };
    tell(&env, &f);
}

static void set_up(machine_t *m)
{
    for (uint32_t i = 0; i < m->in->pokes; i++) poke(m, m->in->poke[i].addr, m->in->poke[i].value);
    env_t env = machine_env(m, SLOT_CORE);
    core_t *k = &m->chip.core;
    for (uint32_t i = 0; i < m->in->handlers; i++) {
        const handler_t *h = &m->in->handler[i];
        uint32_t off = h->exception >= EXC_IRQ0 ? 0xE400 + (h->exception - EXC_IRQ0) : 0xED14 + h->exception;
        if (h->exception >= EXC_MEMMANAGE)
            scb_write(&k->scb, &k->mpu, off, 1, (uint32_t)h->priority << 4, &env, CLK_CPU);
    }
}

/* RM0433 8.5.17 with TIMPRE = 0: hclk while the APB prescaler is 1 or 2, else twice pclk. */
static uint64_t timer_hz(const input_t *in)
{
    return in->hclk_hz <= 2ull * in->pclk_hz ? in->hclk_hz : 2ull * in->pclk_hz;
}

static void clocks_as_given(domain_t *d, const input_t *in)
{
    d[CLK_CPU] = domain_of(0, in->cpu_hz);
    d[CLK_HCLK] = domain_of(0, in->hclk_hz);
    for (unsigned i = CLK_PCLK1; i <= CLK_PCLK4; i++) d[i] = domain_of(0, in->pclk_hz);
    d[CLK_TIM1] = d[CLK_TIM2] = domain_of(0, timer_hz(in));
    d[CLK_PLL1Q] = domain_of(0, in->pll1q_hz ? in->pll1q_hz : in->hclk_hz);
    for (unsigned i = CLK_SPI45; i <= CLK_I2C4; i++) d[i] = d[CLK_PCLK1];
    d[CLK_ADC] = domain_of(0, ADC_KERNEL_HZ);
    d[CLK_RNG] = domain_of(0, RNG_KERNEL_HZ);
}

/* Firmware starts from reset, on HSI: the RCC's registers say how fast everything is. */
static void set_clocks(machine_t *m)
{
    chip_t *c = &m->chip;
    const input_t *in = m->in;
    const rcc_cfg_t *rcc = m->slot[SLOT_RCC].cfg;
    c->clock[CLK_LSI] = domain_of(0, LSI_HZ);          /* of the watchdog: runs without CSR.LSION too */
    if (!rcc_rules(in)) {
        clocks_as_given(c->clock, in);
        return;
    }
    rcc_clocks_t t = rcc_clocks(&c->rcc, rcc->hz);
    for (unsigned i = 0; i < RCC_OUTPUTS; i++)
        c->clock[rcc->domain[i]] = domain_of_ratio(0, t.out[i].num, t.out[i].den);
}

void machine_boot(machine_t *m, const map_t *map, const input_t *in, sink_t *sink)
{
    machine_boot_with(m, h743_slot, map, in, sink);
}

void machine_boot_with(machine_t *m, const slot_row_t *slot, const map_t *map, const input_t *in,
                       sink_t *sink)
{
    memset(&m->chip, 0, offsetof(chip_t, itcm));        /* the memories are filled below */
    memset(m->chip.due, 0, sizeof m->chip.due);
    m->map = map, m->slot = slot, m->in = in, m->sink = sink, m->halt = m->no_leap = 0, m->fast = NULL;
    m->leap = NULL, m->ear = NULL, m->leapt = 0;
    for (unsigned i = 0; i < SERIAL_LINES; i++) m->chip.wires.rx[i].start = m->chip.wires.tx[i].start = NEVER;
    fill_memories(m);
    load_images(m);
    for (unsigned s = 0; s < SLOTS; s++) m->slot[s].model->reset(part(m, s), m->slot[s].cfg);
    set_clocks(m);
    set_up(m);
}

/* ---- looking, without side effects ------------------------------------------------------------- */

uint8_t machine_ram(const machine_t *m, uint32_t addr) { return matrix_memory(m->map, &m->chip, addr); }

/* What a load would return, if memory gives this. */
static uint8_t loaded(const machine_t *m, uint32_t addr, uint8_t memory)
{
    machine_t *w = (machine_t *)m;          /* lsu_view only looks; its context has no const form */
    env_t env = machine_env(w, SLOT_CORE);
    lsu_ctx_t ctx = core_lsu(&w->chip.core, m->slot[SLOT_CORE].cfg, &env);
    return lsu_view(&ctx, addr, memory);
}

uint8_t machine_cpu(const machine_t *m, uint32_t addr) { return loaded(m, addr, machine_ram(m, addr)); }

int machine_silent(const machine_t *m, uint32_t addr)
{
    const region_row_t *r = map_region(m->map, addr);
    if (!r || r->clock < 0 || wire_get(&m->chip.wires, WIRE_CLOCK, (unsigned)r->clock)) return 0;
    return loaded(m, addr, 0) != loaded(m, addr, 0xFF);    /* else the core holds it itself */
}

int machine_reg(const machine_t *m, uint32_t addr, uint32_t *value)
{
    env_t env = machine_env((machine_t *)m, SLOT_CORE);
    const core_t *k = &m->chip.core;
    if (addr >> 20 == 0xE00) {
        *value = scb_peek(&k->scb, &k->mpu, addr & 0xFFFFC, &env, CLK_CPU);
        return 1;
    }
    const region_row_t *r = map_region(m->map, addr);
    if (!r || r->kind != REGION_PART) return 0;
    env.slot = r->slot;
    *value = r->model->peek((const char *)&m->chip + r->at, r->cfg, (addr - r->base) & ~3u, &env);
    return 1;
}

uint64_t machine_cycle_at(const machine_t *m, tick_t t) { return domain_count(&m->chip.clock[CLK_CPU], t); }
uint64_t machine_cycles(const machine_t *m) { return machine_cycle_at(m, m->chip.now); }
