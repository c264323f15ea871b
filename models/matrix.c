/* matrix.c -- one engine for every bus of the chip. The rules are in map.h and matrix.h.
 *
 * A transaction is a leg beside its port:
 *
 *   take --> WAIT (node 0) --> WAIT (node 1) ... --> QUEUE --> SERVE --> answer    an ordinary one
 *     |         '--> POSTED --> answer, and the bridge's port starts its own
 *     '--> FAIL --> answer                                                   no route, no target
 *
 * A leg that WAITs has no event of its own: when it could start follows from its node. Nor has one
 * that QUEUEs: the slave turns to it when it is done with the one before. All others have one at
 * leg.next. At an edge: new requests are taken, events run, then grants are given (and what they
 * bring about runs, until nothing is left). */
#include "matrix_own.h"

/* ---- small words ----------------------------------------------------------------------------- */

static unsigned low_bit(uint64_t mask) { return (unsigned)__builtin_ctzll(mask); }

static const route_row_t *route_of(const bus_t *x, unsigned n)
{
    return &x->map->route[x->m->leg[n].route];
}

static unsigned node_of(const bus_t *x, unsigned n)
{
    return route_of(x, n)->node[x->m->leg[n].hop];
}

/* How many edges lie after the leg's start up to tick b; 0 if b was before the last clock change. */
static uint64_t edges_up_to(const bus_t *x, const leg_t *leg, tick_t b)
{
    if (b <= leg->start) return 0;
    uint64_t to = b == x->env->now ? x->edge : domain_count(x->hclk, b);
    return to > leg->edge ? to - leg->edge : 0;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static int at_least_1(int cap) { return cap ? cap : 1; }

static int has_room(const bus_t *x, unsigned node, int write)
{
    const node_row_t *row = &x->map->node[node];
    const node_t *s = &x->m->node[node];
    return s->busy[write] < at_least_1(write ? row->cap_w : row->cap_r)
        && s->busy[0] + s->busy[1] < at_least_1(row->cap);
}

static void release(bus_t *x, unsigned n, unsigned hop)
{
    leg_t *leg = &x->m->leg[n];
    if (!(leg->held >> hop & 1)) return;
    leg->held &= (uint8_t)~(1u << hop);
    x->start = 0;
    unsigned node = route_of(x, n)->node[hop];
    node_t *s = &x->m->node[node];
    tick_t now = x->env->now;
    int had[2] = { has_room(x, node, 0), has_room(x, node, 1) };
    s->busy[x->env->port[n].write]--;
    for (int d = 0; d < 2; d++) if (!had[d] && s->room[d] < now && has_room(x, node, d)) s->room[d] = now;
}

static int older(const bus_t *x, unsigned a, unsigned b)
{
    int32_t d = (int32_t)(x->env->port[a].seq - x->env->port[b].seq);
    return d < 0 || (d == 0 && a < b);
}

static int same_id(const bus_t *x, unsigned a, unsigned b)
{
    const port_t *p = &x->env->port[a], *q = &x->env->port[b];
    return a != b && p->init == q->init && p->id == q->id;
}

/* Must n wait for an older request of its own initiator and id? It holds no node when it waits for
 * one on another route, and only waits behind one that already holds all the nodes it holds. */
static int out_of_turn(const bus_t *x, unsigned n)
{
    const leg_t *leg = x->m->leg;
    for (uint64_t b = x->m->waiting | x->m->running; b; b &= b - 1) {
        unsigned o = low_bit(b);
        if (!same_id(x, o, n) || leg[o].stage == LEG_FAIL || !older(x, o, n)) continue;
        if (leg[o].route != leg[n].route ? !leg[n].hop
                                         : leg[o].stage == LEG_WAIT && leg[o].hop == leg[n].hop)
            return 1;
    }
    return 0;
}

/* Younger requests of the same initiator and id ask for their node no earlier than t. */
static void younger_ask(bus_t *x, unsigned n, tick_t t, int answered)
{
    leg_t *leg = x->m->leg;
    for (uint64_t b = x->m->waiting & ~(1ull << n); b; b &= b - 1) {
        unsigned y = low_bit(b);
        if (!same_id(x, y, n) || !older(x, n, y) || leg[y].ready >= t) continue;
        if (answered ? leg[y].route != leg[n].route : leg[y].hop == leg[n].hop) leg[y].ready = t;
    }
}

/* ---- bridges that answer writes early -------------------------------------------------------- */

typedef struct { unsigned first, count; } pool_t;   /* the ports of the bridge before n, if any */

static pool_t pool_of(const bus_t *x, unsigned n)
{
    if (x->m->leg[n].hop || !route_of(x, n)->post) return (pool_t){ 0, 0 };
    const init_row_t *row = &x->map->init[x->env->port[n].init];
    return (pool_t){ row->post_port, row->post_port + row->posts > x->map->ports ? 0 : row->posts };
}

static int may_post(const bus_t *x, unsigned n)
{
    return x->env->port[n].write && x->env->port[n].attr & BUS_BUFFERABLE;
}

/* Since when one port of the bridge is idle (any) or all of them are; NEVER if that is not so. */
static tick_t pool_idle(const bus_t *x, pool_t pool, int any)
{
    tick_t t = any ? NEVER : 0;
    for (unsigned i = pool.first; i < pool.first + pool.count; i++) {
        tick_t since = x->env->port[i].phase == BUS_IDLE ? x->m->leg[i].ready : NEVER;
        if (any ? since < t : since > t) t = since;
    }
    return t;
}

/* An earlier request waits here for posted writes to land: then n is not posted past it. */
static int behind_reader(const bus_t *x, unsigned n, pool_t pool)
{
    const leg_t *leg = x->m->leg;
    for (uint64_t b = x->m->waiting; b; b &= b - 1) {
        unsigned o = low_bit(b);
        if (o == n || may_post(x, o) || leg[o].ready >= leg[n].ready) continue;
        pool_t other = pool_of(x, o);
        if (other.count && other.first == pool.first && node_of(x, o) == node_of(x, n)) return 1;
    }
    return 0;
}

/* The bridge in front of n takes the write over at tick s and answers it. */
static void post(bus_t *x, unsigned n, tick_t s, pool_t pool)
{
    env_t *env = x->env;
    leg_t *leg = &x->m->leg[n];
    const port_t *p = &env->port[n];
    unsigned b = pool.first;
    while (env->port[b].phase != BUS_IDLE) b++;
    port_t *q = &env->port[b];
    uint32_t txn = ++x->m->txn;
    *q = *p;
    q->id = x->map->port[b].id;
    q->seq = txn;
    port_ask(env, b);
    q->asked = s, q->txn = txn;
    matrix_take(x, b, s);
    x->m->leg[b].own = 1;
    leg->stage = LEG_POSTED;
    leg->next = after(x, s, route_of(x, n)->post_after + matrix_beats(p) - 1u);
    x->m->running |= 1ull << n;
    if (leg->next < x->next) x->next = leg->next;
    if (!wanted(env, F_POSTED)) return;
    fact_t f = matrix_fact(env, F_POSTED, n);
    f.what = route_of(x, n)->node[0], f.data = txn;
    tell(env, &f);
}

/* ---- grants ---------------------------------------------------------------------------------- */

/* The edge at which n can be granted the node it waits for, as things stand; NEVER: not yet
 * known. */
static tick_t start_of(const bus_t *x, unsigned n)
{
    const leg_t *leg = &x->m->leg[n];
    unsigned node = node_of(x, n);
    const port_t *p = &x->env->port[n];
    if (!has_room(x, node, p->write) || out_of_turn(x, n)) return NEVER;
    const node_t *s = &x->m->node[node];
    tick_t room = s->room[p->write];
    pool_t pool = pool_of(x, n);
    if (pool.count) {
        tick_t idle = pool_idle(x, pool, may_post(x, n) && !behind_reader(x, n, pool));
        if (idle == NEVER) return NEVER;
        if (idle > room) room = idle;
    }
    if (leg->ready < room) return room;             /* arbitrated while it waited */
    int parked = s->last == p->init && s->since <= leg->ready;
    return after(x, leg->ready, parked ? 0 : x->map->node[node].arb);
}

/* Of two that could start at one node at one edge: does its arbiter prefer a? */
static int preferred(const bus_t *x, unsigned node, unsigned a, unsigned b)
{
    const node_t *s = &x->m->node[node];
    const port_t *p = &x->env->port[a], *q = &x->env->port[b];
    if (p->init == q->init) return older(x, a, b);
    if (x->map->node[node].policy == ARB_ROUND_ROBIN) {
        unsigned last = s->last == NOBODY ? MAX_INITS - 1 : s->last;
        return (p->init - last - 1u) % MAX_INITS < (q->init - last - 1u) % MAX_INITS;
    }
    uint64_t age_a = s->used[p->write][p->init], age_b = s->used[q->write][q->init];
    return age_a != age_b ? age_a < age_b : p->init < q->init;
}

/* All nodes are got and the slave is free: lay out the beats. */
static void lay_out(bus_t *x, unsigned n)
{
    leg_t *leg = &x->m->leg[n];
    const port_t *p = &x->env->port[n];
    const route_row_t *route = route_of(x, n);
    unsigned node = route->node[leg->hop];
    uint64_t e = route->lead[leg->hop], busy = edges_up_to(x, leg, x->m->node[node].busy_until);
    if (busy > e) e = busy;
    const region_row_t *r = &x->map->region[leg->region];
    uint64_t each = matrix_even_edges(p, leg->beats, r);
    for (unsigned k = 0; k < leg->beats; k++) {
        e += each ? each : matrix_beat_edges(x->env, p, k, r, &x->map->node[node]);
        leg->when[k] = (uint32_t)e;
    }
    leg->stage = LEG_SERVE;
    leg->next = domain_edge(x->hclk, leg->edge + leg->when[0]);
    if (leg->next < x->next) x->next = leg->next;
}

/* The slave behind this node takes up the transaction granted first of those that queue for it,
 * unless it still has beats of another to serve. */
static void take_up(bus_t *x, unsigned node)
{
    const leg_t *leg = x->m->leg;
    unsigned first = MAX_PORTS;
    for (uint64_t b = x->m->running; b; b &= b - 1) {
        unsigned n = low_bit(b);
        int begun = leg[n].stage == LEG_SERVE && leg[n].served < leg[n].beats;
        if ((!begun && leg[n].stage != LEG_QUEUE) || node_of(x, n) != node) continue;
        if (begun) return;
        if (first == MAX_PORTS || leg[n].turn < leg[first].turn) first = n;
    }
    if (first != MAX_PORTS) lay_out(x, first);
}

static void grant(bus_t *x, unsigned n, tick_t s)
{
    leg_t *leg = &x->m->leg[n];
    port_t *p = &x->env->port[n];
    const route_row_t *route = route_of(x, n);
    unsigned node = node_of(x, n);
    node_t *state = &x->m->node[node];
    state->busy[p->write]++;
    if (state->last != p->init) state->last = p->init, state->since = s;
    state->used[p->write][p->init] = leg->turn = ++x->m->turn;
    state->room[p->write] = after(x, s, 1);                 /* one address an edge */
    leg->held |= (uint8_t)(1u << leg->hop);
    leg->start = s, leg->edge = s == x->env->now ? x->edge : domain_number(x->hclk, s);
    if (!leg->hop) {
        p->phase = BUS_BUSY, p->granted = s;
        if (!p->txn) p->txn = ++x->m->txn;
    }
    if (wanted(x->env, F_GRANT)) {
        fact_t f = matrix_fact(x->env, F_GRANT, n);
        f.what = (uint8_t)node, f.note = s - leg->ready, f.data = s;
        tell(x->env, &f);
    }
    younger_ask(x, n, s, 0);

    pool_t pool = pool_of(x, n);
    if (leg->hop + 1u < route->nodes && !(pool.count && may_post(x, n))) {
        leg->ready = after(x, s, route->lead[leg->hop++]);
        return;
    }
    x->m->waiting &= ~(1ull << n);
    if (pool.count && may_post(x, n)) {
        post(x, n, s, pool);
        return;
    }
    leg->stage = LEG_QUEUE;
    leg->next = NEVER;
    x->m->running |= 1ull << n;
    take_up(x, node);
}

/* Give one grant that falls on this edge, or on the one before if its request was seen late. */
static int grant_one(bus_t *x)
{
    unsigned best = MAX_PORTS;
    tick_t when = NEVER;
    x->start = NEVER;
    for (uint64_t b = x->m->waiting; b; b &= b - 1) {
        unsigned n = low_bit(b);
        tick_t s = start_of(x, n);
        if (s < x->start) x->start = s;
        if (s > x->env->now || s > when) continue;
        unsigned node = node_of(x, n);
        if (s == when && (node != node_of(x, best) || !preferred(x, node, n, best))) continue;
        best = n, when = s;
    }
    if (best == MAX_PORTS) return 0;
    x->start = 0;
    grant(x, best, when);
    return 1;
}

/* ---- from request to answer ------------------------------------------------------------------ */

static void answer(bus_t *x, unsigned n)
{
    leg_t *leg = &x->m->leg[n];
    port_t *p = &x->env->port[n];
    tick_t now = x->env->now;
    for (unsigned hop = 0; leg->held; hop++) release(x, n, hop);
    x->m->running &= ~(1ull << n);
    x->start = 0;
    if (leg->stage != LEG_FAIL) younger_ask(x, n, now, 1);
    if (leg->why && !p->write)              /* what was not delivered reads as 0 */
        for (unsigned k = p->beat; k < BUS_BEATS; k++) p->data[k] = 0;
    if (!leg->why) p->beat = leg->beats;
    p->phase = leg->why ? BUS_ERROR : BUS_DONE;
    p->why = leg->why;
    p->done = now;
    unsigned kind = leg->why ? F_ERROR : F_DONE;
    if (leg->own) p->phase = BUS_IDLE;      /* a bridge's port: nobody waits for it */
    else if (leg->why || !(p->attr & BUS_UNAWAITED)) wake(x->env, x->map->port[n].slot);
    leg->stage = LEG_NONE;
    leg->ready = now;
    if (!wanted(x->env, kind)) return;
    fact_t f = matrix_fact(x->env, kind, n);
    f.what = leg->why ? leg->why : (uint8_t)n;
    if (leg->why) f.note = n | (uint64_t)p->write << 8 | (uint64_t)p->tag << 16;
    tell(x->env, &f);
}

/* The slave's next beat. An error of the slave makes it the last. */
static void serve(bus_t *x, unsigned n)
{
    leg_t *leg = &x->m->leg[n];
    port_t *p = &x->env->port[n];
    leg->why = (uint8_t)matrix_serve(x->env, n, leg->region, leg->served);
    if (leg->why) leg->beats = leg->served + 1;
    else if (p->write) p->beat = leg->served + 1;
    if (++leg->served < leg->beats) return;
    const route_row_t *route = route_of(x, n);
    for (unsigned hop = 0; hop < route->nodes; hop++)
        if (!x->map->node[route->node[hop]].release) release(x, n, hop);
    x->m->node[node_of(x, n)].busy_until = x->env->now;
    take_up(x, node_of(x, n));
}

/* Edges from a beat to its answer. */
static unsigned tail_of(const map_t *map, const port_t *p, const leg_t *leg)
{
    const route_row_t *route = &map->route[leg->route];
    return p->write ? route->tail_w : route->tail_r;
}

/* The beat that is answered next: reads are answered beat by beat, writes once. */
static unsigned answer_beat(const port_t *p, const leg_t *leg) { return p->write ? leg->beats - 1u : p->beat; }

/* In edges from the start of a leg: when it is, if it is served without an error. */
static uint64_t answer_after(const map_t *map, const port_t *p, const leg_t *leg)
{
    return leg->when[answer_beat(p, leg)] + tail_of(map, p, leg);
}

/* Does this beat of a read, which is not its last, concern the master? */
static int wakes(const env_t *env, const port_t *p, unsigned k)
{
    if (!(p->quiet >> k & 1)) return 1;
    if (!p->wrap || env->wires->reset || !wanted(env, F_FILL_BEAT)) return 0;   /* reset: it is not stepped */
    fact_t f = { .kind = F_FILL_BEAT, .addr = beat_addr(p, k), .note = line_note(!!(p->attr & BUS_INSTR), 0, 0, 0) };
    return sink_wants(env->sink, &f);
}

/* Somebody else is to act now, inside the loan. */
static int stopped(const env_t *env) { return env->woke || (env->halt && *env->halt); }

/* Up to here nobody has anything to do but the leg whose events are under way, unless these stop it. */
static tick_t free_until(const bus_t *x)
{
    const env_t *env = x->env;
    if (env->wires->asked) return 0;
    tick_t t = x->next < env->until ? x->next : env->until;
    return x->m->waiting && x->start < t ? x->start : t;
}

/* Edges from a leg's start to what is next: the slave's beat, the answer to one it served; NEVER: none. */
typedef struct { uint64_t beat, back; } upcoming_t;

static inline upcoming_t upcoming(const port_t *p, const leg_t *leg, unsigned tail)
{
    unsigned k = answer_beat(p, leg);
    return (upcoming_t){ leg->served < leg->beats ? leg->when[leg->served] : NEVER,
                         leg->served > k ? (uint64_t)leg->when[k] + tail : NEVER };
}

/* The event of a leg that waits for no node is due, and what follows it at the same tick, or later, before
 * anybody else has anything to do. (If a clock change moved it, it no longer is.) */
static void run(bus_t *x, unsigned n)
{
    leg_t *leg = &x->m->leg[n];
    port_t *p = &x->env->port[n];
    if (leg->stage != LEG_SERVE) {
        answer(x, n);
        return;
    }
    unsigned tail = tail_of(x->map, p, leg);
    tick_t now = x->env->now, end = free_until(x);
    uint64_t edge = x->edge - leg->edge;
    int late = leg->next < now;
    for (upcoming_t next = upcoming(p, leg, tail);;) {
        if (next.back <= edge) {
            if (p->write || p->beat + 1 == leg->beats) {
                answer(x, n);
                return;
            }
            if (wakes(x->env, p, p->beat++)) wake(x->env, x->map->port[n].slot);
            else p->seen = p->beat;
        } else if (next.beat <= edge) {
            serve(x, n);
            if (leg->served == leg->beats) end = free_until(x);
        }
        next = upcoming(p, leg, tail);
        uint64_t at = next.beat < next.back ? next.beat : next.back;
        if (at == edge && !late) continue;
        leg->next = domain_edge(x->hclk, leg->edge + at);
        if (leg->next <= now || leg->next >= end || stopped(x->env)) break;
        x->env->now = now = leg->next, x->edge = leg->edge + at, edge = at, late = 0;
    }
    if (leg->next < x->next) x->next = leg->next;
}

/* Run the events of a leg that are due, if any are; at one tick, in the order of the last grants (the slave's
 * order). */
static void run_one(bus_t *x)
{
    unsigned best = MAX_PORTS, due = 0;
    const leg_t *leg = x->m->leg;
    tick_t now = x->env->now, next = NEVER;
    for (uint64_t b = x->m->running; b; b &= b - 1) {
        unsigned n = low_bit(b);
        tick_t at = leg[n].next;
        if (at > now) {
            if (at < next) next = at;
            continue;
        }
        if (due++ && (at != leg[best].next ? at > leg[best].next : leg[n].start >= leg[best].start)) continue;
        best = n;
    }
    x->next = due > 1 ? now : next;
    if (due) run(x, best);
}

/* ---- the part -------------------------------------------------------------------------------- */

static int is_new(const bus_t *x, unsigned n)
{
    return x->env->port[n].phase == BUS_REQ && x->m->leg[n].stage == LEG_NONE;
}

/* Behind a last look at all that runs (run_one) and waits (grant_one). It is no edge if a clock change moved
 * it: then it says so there. */
static tick_t next_work(const bus_t *x, tick_t edge)
{
    tick_t now = x->env->now, next = x->m->waiting && x->start < x->next ? x->start : x->next;
    int asked = 0;
    for (uint64_t b = x->env->wires->asked; b && !asked; b &= b - 1) asked = is_new(x, low_bit(b));
    if (!asked && next > now) return next;
    return edge > now ? edge : domain_from(x->hclk, now, 1);
}

/* The same without doing anything. */
static void look(bus_t *x)
{
    x->next = x->start = NEVER;
    for (uint64_t b = x->m->waiting | x->m->running; b; b &= b - 1) {
        unsigned n = low_bit(b);
        int waits = x->m->waiting >> n & 1;
        tick_t t = waits ? start_of(x, n) : x->m->leg[n].next, *first = waits ? &x->start : &x->next;
        if (t < *first) *first = t;
    }
}

/* Nobody but who asked can tell that this leg's beats are served. */
static int unseen(const env_t *env, const port_t *p, const region_row_t *r)
{
    if (r->kind != REGION_RAM && (r->kind != REGION_FLASH || p->write)) return 0;
    if (matrix_is_shut(env, p, r)) return 0;
    return r->clock < 0 || wire_get(env->wires, WIRE_CLOCK, (unsigned)r->clock);
}

tick_t matrix_calm(const env_t *env, const matrix_t *m, unsigned slot, int alone)
{
    const map_t *map = env->map;
    tick_t calm = NEVER;
    if (env->wires->asked) return env->now;             /* nobody has looked yet where it goes */
    for (uint64_t b = m->waiting | m->running; b; b &= b - 1) {
        unsigned n = low_bit(b);
        const leg_t *leg = &m->leg[n];
        const port_t *p = &env->port[n];
        if (leg->stage == LEG_FAIL || !unseen(env, p, &map->region[leg->region])) return env->now;
        if (map->port[n].slot == slot) continue;
        if (alone || leg->stage != LEG_SERVE) return env->now;
        tick_t back = domain_edge(&env->clock[map->hclk], leg->edge + answer_after(map, p, leg));
        if (back < calm) calm = back;
    }
    return calm;
}

static void matrix_reset(void *dev, const void *cfg)
{
    matrix_t *m = dev;
    (void)cfg;
    for (unsigned i = 0; i < MAX_NODES; i++) m->node[i].last = NOBODY;
}

/* All of this edge. */
static void visit(bus_t *x)
{
    for (uint64_t b = x->env->wires->asked; b; b &= b - 1) {
        unsigned n = low_bit(b);
        tick_t asked = x->env->port[n].asked;
        if (is_new(x, n) && asked < x->env->now) matrix_take(x, n, domain_next(x->hclk, asked));
    }
    do {
        while (x->next <= x->env->now) run_one(x);
    } while (x->m->waiting && x->start <= x->env->now && grant_one(x));
}

/* It goes on by itself while nobody is woken, to the end of its loan. */
static tick_t matrix_step(void *dev, const void *cfg, env_t *env)
{
    const domain_t *hclk = &env->clock[env->map->hclk];
    bus_t x = { .m = dev, .env = env, .map = env->map, .hclk = hclk };
    uint32_t pc = env->pc;
    tick_t next;
    (void)cfg;
    env->pc = NO_PC;
    for (;;) {
        x.edge = domain_number(hclk, env->now);
        tick_t edge = domain_edge(hclk, x.edge);
        if (edge == env->now) visit(&x); else look(&x);
        next = next_work(&x, edge);
        if (next >= env->until || stopped(env)) break;
        env->now = next;
    }
    env->pc = pc;
    return next;
}

const model_t matrix_model = { .reset = matrix_reset, .step = matrix_step };
