/* busmaster.c -- see busmaster.h. */
#include "busmaster.h"
#include <stdbool.h>
#include <string.h>

enum { KB = 1024 };

/* ---- the script ------------------------------------------------------------------------------ */

static const master_t *script_of(const busmaster_cfg_t *cfg, const env_t *env)
{
    for (uint32_t i = 0; env->in && i < env->in->masters; i++)
        if (env->in->master[i].init == cfg->init) return &env->in->master[i];
    return NULL;
}

/* Which of the named registers, -1: none. */
static int named(const master_t *s, uint32_t off)
{
    for (unsigned i = 0; s && i < s->regs && i < MASTER_REGS; i++)
        if (s->reg[i] == (off & ~3u)) return (int)i;
    return -1;
}

static const master_op_t *op_of(const busmaster_t *m, const master_t *s)
{
    return m->op < s->ops ? &s->op[m->op] : NULL;
}

/* Whether any write to the block is a doorbell of this script. */
static bool hears_all(const master_t *s)
{
    for (uint32_t i = 0; s && i < s->ops; i++)
        if (s->op[i].op == MASTER_DOORBELL && s->op[i].reg >= MASTER_REGS) return true;
    return false;
}

static tick_t after(const busmaster_cfg_t *cfg, const env_t *env, tick_t t, unsigned edges)
{
    return domain_after(&env->clock[cfg->hclk], t, edges);
}

/* ---- registers ------------------------------------------------------------------------------- */

static void busmaster_reset(void *dev, const void *cfg)
{
    (void)cfg;
    memset(dev, 0, sizeof(busmaster_t));
}

static uint32_t busmaster_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    const busmaster_t *m = dev;
    int i = named(script_of(cfg, env), off);
    const busmaster_cfg_t *c = cfg;
    return i < 0 ? polled_peek(c->polled, m->polled, off) : m->reg[i];
}

static uint32_t busmaster_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    uint32_t word = busmaster_peek(dev, cfg, off, env) >> 8 * (off & 3);
    if (named(script_of(cfg, env), off) < 0) tell_part(env, F_UNMODELLED, 0, off, 0, 0);
    return size >= 4 ? word : word & ((1u << 8 * size) - 1);
}

static void set_irq(busmaster_t *m, const busmaster_cfg_t *cfg, bool level, env_t *env)
{
    m->irq = level;
    if (cfg->irq) wire_put(env, WIRE_IRQ, cfg->irq, level);
}

static void busmaster_write(void *dev, const void *config, uint32_t off, unsigned size,
                            uint32_t val, env_t *env)
{
    busmaster_t *m = dev;
    const busmaster_cfg_t *cfg = config;
    const master_t *s = script_of(cfg, env);
    int i = named(s, off);
    bool all = hears_all(s);
    uint32_t mask = (size >= 4 ? ~0u : (1u << 8 * size) - 1) << 8 * (off & 3);
    set_irq(m, cfg, false, env);
    if (all) m->rung |= BUSMASTER_ANY;
    if (i >= 0) {
        m->reg[i] = (m->reg[i] & ~mask) | (val << 8 * (off & 3) & mask);
        m->rung |= 1u << i;
    } else if (!all) {
        tell_part(env, F_UNMODELLED, 1, off, val, 0);
        polled_write(cfg->polled, m->polled, off, mask, val << 8 * (off & 3));
    }
}

/* ---- what a burst carries -------------------------------------------------------------------- */

static uint32_t kept_word(const busmaster_t *m, unsigned off)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < 4; i++) v |= (uint32_t)m->kept[(off + i) % BUSMASTER_KEPT] << 8 * i;
    return v;
}

static uint32_t resolve(const busmaster_t *m, const master_place_t *p)
{
    if (p->kind == PLACE_KEPT) return kept_word(m, p->from) + p->plus;
    if (p->kind == PLACE_REGISTER) return m->reg[p->from % MASTER_REGS] + p->plus;
    return p->plus;
}

/* As wide as the port and both addresses allow. */
static unsigned beat_size(const busmaster_cfg_t *cfg, const master_op_t *o, uint32_t addrs,
                          uint32_t left)
{
    unsigned size = o->size < cfg->size ? o->size : cfg->size;
    while (size && (addrs & ((1u << size) - 1) || left >> size == 0)) size--;
    return size;
}

static uint32_t to_boundary(uint32_t addr) { return KB - addr % KB; }

static uint32_t op_bytes(const master_op_t *o) { return o->op == MASTER_POLL ? 4 : o->bytes; }

static void ask(busmaster_t *m, const busmaster_cfg_t *cfg, const master_op_t *o, env_t *env)
{
    port_t *p = &env->port[cfg->port];
    bool copy = o->op == MASTER_COPY, write = o->op == MASTER_WRITE || m->held;
    uint32_t at = m->at + m->done, from = m->from + m->done, left = op_bytes(o) - m->done;
    uint32_t addr = copy && !write ? from : at;
    unsigned most = o->beats ? o->beats : cfg->beats;
    p->size = (uint8_t)beat_size(cfg, o, copy ? at | from : at, left);
    uint32_t room = to_boundary(at), wider = 2u << p->size;
    if (copy && to_boundary(from) < room) room = to_boundary(from);
    if (p->size < cfg->size && !(copy && (at ^ from) & (wider - 1)) && wider - at % wider < room)
        room = wider - at % wider;          /* up to where beats may be wider */
    uint32_t beats = (left < room ? left : room) >> p->size;
    if (beats > most) beats = most;
    if (beats > BUS_BEATS) beats = BUS_BEATS;
    p->beats = (uint8_t)beats;
    p->addr = addr, p->write = write, p->wrap = 0, p->seq = 0, p->attr = 0, p->quiet = BUS_WHOLE;
    p->id = env->map->port[cfg->port].id, p->tag = 0;
    m->burst = beats << p->size, m->beats = p->beats;
    memset(p->data, 0, sizeof p->data), memset(p->strb, 0, sizeof p->strb);
    for (unsigned k = 0; write && k < beats; k++) {
        p->strb[k] = (uint8_t)((1u << (1u << p->size)) - 1);
        if (copy) p->data[k] = m->hold[k];
        for (unsigned i = 0; !copy && o->data && i < 1u << p->size; i++)
            p->data[k] |= (uint64_t)o->data[m->done + (k << p->size) + i] << 8 * i;
    }
    m->busy = 1, m->asked = env->now;
    port_ask(env, cfg->port);
}

/* ---- operations ------------------------------------------------------------------------------ */

static void tell_master(const busmaster_t *m, const busmaster_cfg_t *cfg, const master_op_t *o,
                        unsigned kind, uint64_t data, uint64_t note, env_t *env)
{
    if (o->op > MASTER_POLL) return;
    uint64_t from = o->op == MASTER_COPY ? (uint64_t)m->from << 32 : 0;
    tell_part(env, kind, cfg->init, m->at, data, note | from);
}

static void next_op(busmaster_t *m, tick_t due, uint32_t op)
{
    m->op = op, m->due = due;
    m->begun = m->held = 0, m->done = 0;
}

static void keep_bytes(busmaster_t *m, const port_t *p)
{
    for (unsigned k = 0; k < m->beats; k++)
        for (unsigned i = 0; i < 1u << p->size; i++) {
            uint32_t n = m->done + (k << p->size) + i;
            if (n < BUSMASTER_KEPT) m->kept[n] = (uint8_t)(p->data[k] >> 8 * i);
        }
}

/* A burst came back well: is the operation over? */
static bool finished(busmaster_t *m, const master_op_t *o, const port_t *p)
{
    if (o->op == MASTER_POLL) return (p->data[0] & o->mask) == (o->value & o->mask);
    if (o->op == MASTER_COPY && !m->held) {
        memcpy(m->hold, p->data, sizeof m->hold);
        m->held = 1;
        return false;
    }
    if (o->op == MASTER_READ && o->keep) keep_bytes(m, p);
    m->held = 0;
    m->done += m->burst;
    return m->done >= o->bytes;
}

static void came_back(busmaster_t *m, const busmaster_cfg_t *cfg, const master_t *s, env_t *env)
{
    port_t *p = &env->port[cfg->port];
    const master_op_t *o = op_of(m, s);
    if (!m->busy || !o || (p->phase != BUS_DONE && p->phase != BUS_ERROR)) return;
    bool bad = p->phase == BUS_ERROR;
    tick_t turn = after(cfg, env, env->now, cfg->turn);
    p->phase = BUS_IDLE;
    m->busy = 0;
    if (bad) {
        tell_master(m, cfg, o, F_MASTER_OFF, m->done, 1, env);
        m->over = m->failed || s->on_error >= s->ops;
        m->failed = 1;
        memset(m->loop, 0, sizeof m->loop);
        next_op(m, turn, s->on_error);
        return;
    }
    bool over = finished(m, o, p);
    if (over) {
        tell_master(m, cfg, o, F_MASTER_OFF, op_bytes(o), 0, env);
        next_op(m, turn, m->op + 1);
        return;
    }
    m->due = turn;
    if (!m->held && m->asked + o->time > turn) m->due = m->asked + o->time;
}

/* Single bytes where a word is polled would say nothing: the word is aligned. */
static void move(busmaster_t *m, const busmaster_cfg_t *cfg, const master_op_t *o, env_t *env)
{
    if (!m->begun) {
        m->begun = 1;
        m->at = resolve(m, &o->at), m->from = resolve(m, &o->from);
        if (o->op == MASTER_POLL) m->at &= ~3u;
        tell_master(m, cfg, o, F_MASTER_ON, op_bytes(o),
                    (uint64_t)o->op | (uint64_t)m->called << 8, env);
        if (!op_bytes(o)) {
            tell_master(m, cfg, o, F_MASTER_OFF, 0, 0, env);
            next_op(m, after(cfg, env, env->now, 1), m->op + 1);
            return;
        }
    }
    ask(m, cfg, o, env);
}

static void set_register(busmaster_t *m, const master_op_t *o, env_t *env, uint32_t off)
{
    uint32_t *r = &m->reg[o->reg % MASTER_REGS], rose = o->value & ~*r;
    *r = o->value;
    if (rose) tell_part(env, F_FLAG, 0, off, 0, rose);
}

/* The operation at hand, whose time has come. */
static void perform(busmaster_t *m, const busmaster_cfg_t *cfg, const master_t *s, env_t *env)
{
    const master_op_t *o = op_of(m, s);
    tick_t next = after(cfg, env, env->now, 1);
    uint32_t to = m->op + 1, *loop = o ? &m->loop[o->reg % MASTER_LOOPS] : NULL;
    if (!o || o->op >= MASTER_END) {
        m->over = 1;
        return;
    }
    switch (o->op) {
    case MASTER_READ: case MASTER_WRITE: case MASTER_COPY: case MASTER_POLL:
        move(m, cfg, o, env);
        return;
    case MASTER_WAIT:  if (env->now + o->time > next) next = env->now + o->time; break;
    case MASTER_UNTIL: if (o->time > next) next = o->time; break;
    case MASTER_DOORBELL: {
        uint32_t bell = o->reg < MASTER_REGS ? 1u << o->reg : BUSMASTER_ANY;
        if (!(m->rung & bell)) return;
        m->rung &= ~bell;
        m->called = 1;
        break;
    }
    case MASTER_LOOP:  *loop = o->value; break;
    case MASTER_AGAIN: if (!*loop || --*loop) to = o->value; break;
    case MASTER_SET:   set_register(m, o, env, s->reg[o->reg % MASTER_REGS]); break;
    default:           set_irq(m, cfg, o->value, env); break;
    }
    next_op(m, next, to);
}

/* ---- step ------------------------------------------------------------------------------------ */

static bool waits_for_bell(const busmaster_t *m, const master_t *s)
{
    const master_op_t *o = op_of(m, s);
    if (!o || o->op != MASTER_DOORBELL) return false;
    return !(m->rung & (o->reg < MASTER_REGS ? 1u << o->reg : BUSMASTER_ANY));
}

static tick_t busmaster_step(void *dev, const void *config, env_t *env)
{
    busmaster_t *m = dev;
    const busmaster_cfg_t *cfg = config;
    const master_t *s = script_of(cfg, env);
    if (!s || m->over) return NEVER;
    tick_t edge = after(cfg, env, env->now, 0);
    if (edge != env->now) return edge;
    came_back(m, cfg, s, env);
    tick_t begin = m->due > s->at ? m->due : s->at;
    if (!m->busy && !m->over && begin <= env->now) perform(m, cfg, s, env);
    if (m->over || m->busy) return NEVER;               /* busy: the matrix wakes us */
    begin = m->due > s->at ? m->due : s->at;
    if (begin > env->now) return begin;
    return waits_for_bell(m, s) ? NEVER : after(cfg, env, env->now, 1);
}

const model_t busmaster_model = { busmaster_reset, busmaster_peek, busmaster_read, busmaster_write,
                                  busmaster_step };
