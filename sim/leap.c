/* leap.c -- see leap.h: when a loop is looked at, and the leap. */
#include "leap.h"
#include <string.h>

enum { REPEATS = 8, LEASE = 64 };    /* rounds at one place; rounds until another place is watched */
/* cycles; of them at once; how often */
enum { TRY = 1 << 16, TRY_MOST = 1 << 24, SEARCH = 32, SEARCHES = 8 };
enum { RETRY = 256, RETRIES = 3, REST_MOST = 1 << 16 };    /* of a known loop: cycles; rounds */
enum { MULTIPLES = 8 };

size_t leap_size(void) { return sizeof(leap_t); }

static tick_t cycles(const leap_t *l, uint64_t n)
{
    const domain_t *cpu = &l->m->chip.clock[CLK_CPU];
    return cpu->mul ? (tick_t)((unsigned __int128)n * cpu->div / cpu->mul) : NEVER / 4;
}

static void ear(sink_t *, const fact_t *);

static void watch(leap_t *l)
{
    l->phase = LEAP_WATCH, l->m->ear = NULL;
    l->target = NEVER, l->upto = l->try_at < NEVER ? l->try_at + 1 : NEVER;
    l->lease = 1, l->times = 0;
}

void leap_begin(leap_t *l, machine_t *m)
{
    int other = l->m != m || m->chip.now < l->last || !l->every;
    l->m = m, l->last = m->chip.now;
    l->ear = (sink_t){ .mask = UINT64_MAX, .see = ear };
    if (other) l->known = 0, l->every = TRY, l->rest = l->patience = 0, l->try_at = m->chip.now + cycles(l, TRY);
    watch(l);
}

/* ---- what can happen before the loop does ---------------------------------------------------- */

static tick_t earlier(tick_t a, tick_t b) { return a < b ? a : b; }

/* The next tick, after t, of what is given for the core and the matrices. t: something is in force. */
static tick_t given(const leap_t *l, tick_t t)
{
    const input_t *in = l->m->in;
    const core_t *c = &l->m->chip.core;
    tick_t next = NEVER;
    if (c->probed < in->probes) return t;
    if (c->lsu.forced < in->forceds) next = in->forced[c->lsu.forced].at;
    for (uint32_t i = 0; i < in->holds; i++) {
        if (in->hold[i].at > t) next = earlier(next, in->hold[i].at);
        else if (in->hold[i].until >= t) return t;
    }
    return next;
}

/* The first tick at which anybody but the core and the matrix has something to do. */
static tick_t others(const leap_t *l, tick_t t, tick_t until)
{
    const chip_t *c = &l->m->chip;
    tick_t next = earlier(earlier(until, c->core.scb.syst_next), given(l, t));
    for (unsigned s = 0; s < SLOT_CORE; s++)
        if (s != SLOT_MATRIX) next = earlier(next, c->due[s]);
    return next;
}

/* ---- two periods ----------------------------------------------------------------------------- */

static void failed(leap_t *l, tick_t now)
{
    if (l->known && l->retries) {
        l->try_at = now + cycles(l, RETRY << 2 * (RETRIES - --l->retries));
    } else {
        l->known = 0;
        l->patience = l->patience ? l->patience * 2 : LEASE;
        if (l->patience > REST_MOST) l->patience = REST_MOST;
        l->rest = l->patience;
        if (l->every < TRY_MOST) l->every *= 2;
        l->try_at = now + cycles(l, l->every);
    }
    watch(l);
}

static int hears_instructions(const leap_t *l) { return l->m->sink && l->m->sink->mask >> F_INSN & 1; }

/* All of tick t is done: hear two periods. 0: it is not worth it, or cannot be. */
static int begin(leap_t *l, tick_t t, tick_t period, tick_t until)
{
    const chip_t *c = &l->m->chip;
    const domain_t *cpu = &c->clock[CLK_CPU], *hclk = &c->clock[CLK_HCLK];
    unsigned k = 1;
    if (!period || !cpu->mul || !hclk->mul || hears_instructions(l)) return 0;
    while (k <= MULTIPLES && (k * period % cpu->div || k * period % hclk->div)) k++;
    if (k > MULTIPLES || c->core.stop || c->core.slept != NEVER) return 0;
    l->period = k * period;
    tick_t next = others(l, t, until);
    if (next <= t || (next - t) / l->period < 8) return 0;
    l->phase = LEAP_FIRST, l->m->ear = &l->ear;
    l->first = t, l->target = t + l->period, l->upto = l->target + 1;
    l->began_pc = c->core.firmware ? c->core.regs.r[15] : c->core.upc;
    l->facts = l->overflow = 0;
    return 1;
}

/* Who is due when the second period ends: as before it, or a signal is on its way to it. */
static tick_t bound(const leap_t *l, tick_t now, tick_t until)
{
    const chip_t *c = &l->m->chip;
    tick_t next = earlier(earlier(until, c->core.scb.syst_next), given(l, now));
    for (unsigned s = 0; s < SLOTS; s++) {
        tick_t due = c->due[s], moved = due - l->due[s];
        int own = s == SLOT_CORE || s == SLOT_MATRIX;
        if (!moved) next = earlier(next, due);
        else if (moved != l->period || (!own && due != now + 1)) return now;
    }
    return next;
}

static uint64_t without_wrap(const leap_t *l, uint64_t n)
{
    for (unsigned i = 0; i < l->moves; i++) {
        uint32_t v;
        if (l->moved[i].bytes != 4) continue;
        memcpy(&v, (const char *)&l->m->chip + l->moved[i].at, 4);
        uint64_t room = (UINT32_MAX - v) / l->by[i];
        if (room < n) n = room;
    }
    return n;
}

/* The facts that were wanted, n times more. */
static void tell_again(leap_t *l, uint64_t n)
{
    sink_t *to = l->m->sink;
    unsigned k = 0;
    for (unsigned i = 0; to && i < l->split; i++) {
        const fact_t *f = &l->fact[l->split + i];
        if (!sink_wants(to, f)) continue;
        l->fact[k] = *f, l->drift[k++] = l->drift[i];
    }
    again_t a = { .fact = l->fact, .drift = l->drift, .facts = k, .times = n, .period = l->period };
    if (k) again_to(to, &a);
}

/* The core's next tick is the earlier of what moves and what does not. */
static void move(leap_t *l, uint64_t n, tick_t now, tick_t next)
{
    chip_t *c = &l->m->chip;
    for (unsigned i = 0; i < l->moves; i++) {
        uint64_t v = 0;
        memcpy(&v, (char *)c + l->moved[i].at, l->moved[i].bytes);
        v += n * l->by[i];
        memcpy((char *)c + l->moved[i].at, &v, l->moved[i].bytes);
    }
    for (unsigned s = 0; s < SLOTS; s++) if (c->due[s] != l->due[s]) c->due[s] += n * l->period;
    c->due[SLOT_CORE] = earlier(c->due[SLOT_CORE], next);
    c->now = now + n * l->period;
}

static void second(leap_t *l, tick_t until)
{
    chip_t *c = &l->m->chip;
    tick_t now = l->target, next = bound(l, now, until);
    int registers = 0;
    regs_t r = c->core.regs;
    uint64_t n = next > now ? (next - 1 - now) / l->period : 0;
    if (!n || hears_instructions(l) || !leap_same(l, &registers) || !leap_facts(l)) { failed(l, now); return; }
    n = without_wrap(l, n);
    if (registers) n = leap_replay(l) ? leap_replayed(l, &r, n) : 0;
    if (!n) { failed(l, now); return; }
    l->m->ear = NULL;
    tell_again(l, n);
    move(l, n, now, next);
    c->core.regs = r, l->m->leapt += n;
    l->known = l->period, l->retries = RETRIES, l->every = TRY, l->rest = l->patience = 0;
    l->try_at = (next < until ? next : now + n * l->period) + cycles(l, RETRY);
    watch(l);
}

void leap_look(leap_t *l, tick_t until)
{
    const chip_t *c = &l->m->chip;
    if (l->phase == LEAP_SECOND) { second(l, until); return; }
    uint32_t pc = c->core.firmware ? c->core.regs.r[15] : c->core.upc;
    if (pc != l->began_pc || l->overflow) { failed(l, l->target); return; }
    leap_fields(l);
    memcpy(l->was, c, sizeof l->was);
    memcpy(l->due, c->due, sizeof l->due);
    l->split = l->facts, l->phase = LEAP_SECOND;
    l->target += l->period, l->upto = l->target + 1;
}

/* ---- what is heard while it is looked at ----------------------------------------------------- */

/* Brent: the place remembered moves on at powers of two, so that it comes into the loop and stays for one
 * round. */
static void compare_registers(leap_t *l, const fact_t *f)
{
    const regs_t *r = &l->m->chip.core.regs;
    if (l->found) return;
    if (l->power && !memcmp(r, &l->key, sizeof *r)) { l->found = f->at - l->key_at; return; }
    if (l->run++ < l->power) return;
    l->key = *r, l->key_at = f->at;
    l->power = l->power ? 2 * l->power : 1, l->run = 0;
}

static void ear(sink_t *s, const fact_t *f)
{
    leap_t *l = (leap_t *)((char *)s - offsetof(leap_t, ear));
    sink_t *to = l->m->sink;
    if (l->phase == LEAP_SEARCH) {
        if (f->kind == F_INSN) compare_registers(l, f);
    } else if (l->facts == 2 * LEAP_FACTS) {
        l->overflow = 1;
    } else {
        l->fact[l->facts++] = *f;
    }
    if (to && sink_wants(to, f)) to->see(to, f);
}

/* ---- watching -------------------------------------------------------------------------------- */

/* Now and then: does the program stand near where it stood, with the registers that loops keep? */
static int settled(leap_t *l)
{
    const uint32_t *r = l->m->chip.core.regs.r;
    int near = r[15] - l->sample[15] + 1024 < 2048 && r[13] == l->sample[13] && !memcmp(r + 4, l->sample + 4, 32);
    memcpy(l->sample, r, sizeof l->sample);
    return near;
}

static void search(leap_t *l, tick_t now)
{
    l->phase = LEAP_SEARCH, l->m->ear = &l->ear;
    l->power = l->run = 0, l->found = 0;
    l->upto = now + cycles(l, SEARCH), l->stop_at = now + cycles(l, SEARCH * SEARCHES);
}

static void attempt(leap_t *l, tick_t now, tick_t until)
{
    const core_t *c = &l->m->chip.core;
    if (l->known) {
        if (!begin(l, now, l->known, until)) failed(l, now);
    } else if (!c->firmware || c->slept != NEVER || hears_instructions(l) || !settled(l)) {
        l->try_at = now + cycles(l, l->every), l->upto = l->try_at + 1;
    } else {
        search(l, now);
    }
}

static void see_round(leap_t *l, tick_t reached, tick_t until)
{
    const core_t *c = &l->m->chip.core;
    uint32_t pc = c->firmware ? c->regs.r[15] : c->upc;
    tick_t now = l->m->chip.now;
    if (pc == l->pc && c->regs.r[13] == l->sp && c->regs.r[14] == l->lr) {
        l->times = now - l->at == l->seen ? l->times + 1 : 1;
        l->seen = now - l->at, l->at = now, l->lease = LEASE;
        if (l->times < REPEATS) return;
        l->times = 0;
        if (!begin(l, reached, l->seen, until)) l->rest = LEASE;
    } else if (!--l->lease) {
        l->pc = pc, l->sp = c->regs.r[13], l->lr = c->regs.r[14], l->at = now;
        l->lease = LEASE, l->times = 0, l->seen = 0;
    }
}

void leap_round(leap_t *l, tick_t reached, tick_t until)
{
    l->last = l->m->chip.now;
    if (l->phase == LEAP_SEARCH) {
        if (l->found) { if (!begin(l, reached, l->found, until)) failed(l, reached); }
        else if (reached >= l->stop_at) failed(l, reached);
        else l->upto = reached + cycles(l, SEARCH);
    } else if (l->phase == LEAP_WATCH) {
        if (reached >= l->try_at) attempt(l, reached, until);
        else if (l->rest) l->rest--;
        else see_round(l, reached, until);
    }
}
