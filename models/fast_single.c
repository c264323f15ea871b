/* fast_single.c -- see fast.h: instructions from the prefetch queue as it is, one after the other, where no
 * block can be had: while a line of the I-cache is on its way, where lines come and go, inside an IT block,
 * when the next tick of somebody else is near. The steps are those of firmware.c, for what asks neither the
 * bus nor for an exception; what is left out has not begun. */
#include "fast_own.h"
#include "firmware.h"
#include "fpu.h"
#include "frame.h"
#include <string.h>

enum { DTCM_BASE = 0x20000000, MANY = 8 };

/* Executes by registers, or by one access that a line can answer. (A hint that does nothing still has an
 * address.) */
fast_kind_t fast_kind(const insn_t *i)
{
    if (i->kind != K_MEMORY && m7_asks_address(i)) return SINGLE_NONE;
    if (i->kind == K_DATA) return SINGLE_DATA;
    if (i->kind == K_FP) return SINGLE_FP;
    if (i->kind != K_MEMORY || i->flags & (I_UNPRIVILEGED | I_DOUBLE)) return SINGLE_NONE;
    switch (i->op) {
    case OP_LDR: case OP_VLDR: return SINGLE_LOAD;
    case OP_STR: case OP_VSTR: return SINGLE_STORE;
    default: return SINGLE_NONE;
    }
}

/* Could it end in a fault, or in the return of an exception? */
static int may_leave(const fast_t *f, const insn_t *i)
{
    const core_t *c = f->core;
    if (i->flags & I_FP && !f->fp) return 1;
    if (i->cost == C_DIV && f->x->scb->ccr & CCR_DIV_0_TRP) return 1;
    if (!f->in_handler) return 0;
    return (i->op == OP_BX && c->regs.r[i->rm] >= EXC_RETURN_MIN) || (i->op == OP_LDR && i->rt == 15);
}

/* What the one access meets. 0: not here. */
static line_t *line_of_access(fast_t *f, const access_t *a)
{
    int store = a->flags & A_STORE;
    line_t *l = a->address & (a->size - 1u) ? 0 : fast_line(f, a->address, store);
    if (!l || !l->cached) return l;
    return store || fast_buffered(f, a->address & ~7u) ? 0 : l;
}

static void tell_access(fast_t *f, const line_t *l, const access_t *a, int store, uint32_t value)
{
    unsigned what = store ? DST_TCM : l->cached ? SRC_CACHE : SRC_TCM;
    lsu_tell(f->x, store ? F_STORE : F_LOAD, what, a->size, a->address, f->x->env->pc, 0, value, 0);
}

static void access_line(fast_t *f, line_t *l, const access_t *a)
{
    uint8_t *bytes = l->bytes + a->address % LINE;
    uint32_t v = a->value;
    int store = a->flags & A_STORE;
    if (store) memcpy(bytes, &v, a->size);
    else v = 0, memcpy(&v, bytes, a->size);
    if (store ? l->stores : l->loads) tell_access(f, l, a, store, v);
    if (!store) thumb_loaded(&f->core->regs, &f->core->insn, a, v);
}

static did_t execute(fast_t *f, fast_kind_t kind, line_t *l, const access_t *a)
{
    core_t *c = f->core;
    did_t did = DID_NEXT;
    uint32_t sp = c->regs.r[13];
    switch (kind) {
    case SINGLE_DATA: did = thumb_execute(&c->regs, &c->insn, false); break;
    case SINGLE_FP:
        fpu_execute(&c->regs, &c->insn);
        thumb_next(&c->regs, &c->insn);
        break;
    default:
        access_line(f, l, a);
        did = thumb_finish(&c->regs, &c->insn);
        break;
    }
    if (c->regs.r[13] > sp) tell_part(f->x->env, F_RELEASE, 0, sp, c->regs.r[13] - sp, 0);
    return did;
}

/* The queue reads on from a line that is there. 0: ask fetch.c. */
static int read_on(fast_t *f)
{
    fetch_t *q = &f->core->fetch;
    const uint8_t *p = q->error ? 0 : fast_code_at(f, q->from + 8u * q->words);
    if (!p) return 0;
    memcpy(q->data + 8 * q->words++, p, 8);
    return 1;
}

/* With a linefill under way the port is taken: what has neither come nor is there is not asked for now. (Code
 * in DTCM and under LRU replacement is there too, for fetch.c.) */
static int must_wait(const fast_t *f)
{
    const lsu_ctx_t *x = f->x;
    const fetch_t *q = &f->core->fetch;
    uint32_t end = q->from + 8u * q->words;
    if (!q->fill.valid) return 0;
    if (line_of(end) == q->fill.line) return fetch_waits(x);
    return end - DTCM_BASE >= x->cfg->dtcm_size && x->icache->policy != REPLACE_LRU;
}

static void ahead(fast_t *f)
{
    if (f->core->fetch.words < FETCH_WORDS && !read_on(f) && !must_wait(f)) fetch_ahead(f->x);
}

/* The bytes at the pc, or what became of them. */
static fetch_status_t bytes(fast_t *f, uint32_t *code)
{
    core_t *c = f->core;
    uint32_t pc = f->x->env->pc = c->regs.r[15], at;
    uint16_t hw[2];
    while (!fetch_queued(&c->fetch, pc, code)) {
        if (read_on(f)) continue;
        fetch_status_t s = fetch_read(f->x, pc, hw, &at);
        if (s != FETCH_OK) return s;
    }
    return FETCH_OK;
}

static void leave_at(fast_t *f, uint64_t edge, uint64_t to)
{
    const env_t *env = f->x->env;
    if (f->div) f->core->ready = env->now + (to - edge) * f->div;
    else f->core->ready = domain_from(&env->clock[f->x->cfg->clk], env->now, to - edge);
}

/* The core stands at `edge`, and may try there. */
static void move_to(fast_t *f, uint64_t edge)
{
    lsu_ctx_t *x = f->x;
    x->env->now = x->edge_at = f->core->ready;
    x->edge = edge;
}

typedef struct {
    const decoded_t *d;
    int      executed;
    line_t  *line;                       /* of its access; NULL: it has none */
    access_t a[ACCESS_MAX];
} single_t;

/* The next instruction, if it can be done here. Nothing has changed but the queue. */
static int take(fast_t *f, single_t *s)
{
    core_t *c = f->core;
    uint32_t code;
    if (f->stops && fast_stops(f, c->regs.r[15])) return 0;
    fetch_status_t came = bytes(f, &code);
    c->fetching = came == FETCH_WAIT;
    if (came != FETCH_OK) return 0;
    const decoded_t *d = s->d = fast_decoded(f, code);
    if (!d || d->kind == SINGLE_NONE || may_leave(f, &d->insn)) return 0;
    s->executed = (d->insn.cond == COND_ALWAYS && !(c->regs.xpsr & PSR_IT))
        || thumb_condition(&c->regs, &d->insn);
    s->line = 0;
    if (!s->executed || d->kind < SINGLE_LOAD) return 1;
    thumb_accesses(&c->regs, &d->insn, s->a);
    return (s->line = line_of_access(f, s->a)) != 0;
}

/* What the pipeline is asked about it: firmware.c, in_turn. */
static issued_t asks(fast_t *f, const single_t *s)
{
    core_t *c = f->core;
    const insn_t *i = &s->d->insn;
    c->insn = *i, c->code = s->d->code;
    c->conditional = i->cond != COND_ALWAYS || (thumb_in_it(&c->regs) && i->cost != C_IT);
    c->operands = s->executed && s->d->operands ? (uint8_t)m7_operands(i, c->regs.r, c->regs.s) : 0;
    c->address = s->line && m7_asks_address(i) ? s->a->address : 0;
    return (issued_t){ .insn = &c->insn, .traits = s->d->traits, .pc = c->regs.r[15] & 7,
                       .address = c->address & 7, .dtcm = c->address && !s->line->cached && !s->line->itcm,
                       .executed = (uint8_t)s->executed,
                       .conditional = c->conditional, .operands = c->operands };
}

/* It issues at i->began. The edge at which the next may be tried. */
static uint64_t issue(fast_t *f, const single_t *s, issued_t *i)
{
    core_t *c = f->core;
    uint32_t pc = f->x->env->pc = c->regs.r[15];
    ahead(f);
    did_t did = DID_NEXT;
    if (s->executed) did = execute(f, (fast_kind_t)s->d->kind, s->line, s->a);
    else thumb_next(&c->regs, &c->insn);
    if (did == DID_INTERWORK) thumb_interwork(&c->regs);
    int taken = c->regs.r[15] != pc + c->insn.length;
    i->memory = s->line ? i->began + 1 : 0;
    i->branch = taken || fast_is_branch(&c->insn)
        ? (uint8_t)firmware_foretold(c, f->x, pc, s->executed, taken) : BRANCH_NONE;
    c->instructions++;
    if (taken) fetch_flush(&c->fetch, c->regs.r[15]);
    return m7_issue(&c->issue, i, f->num);
}

/* Thumb state, and not in the middle of an LDM or STM. */
static int plain_state(const core_t *c)
{
    return c->regs.xpsr & PSR_T && (!(c->regs.xpsr & PSR_IT) || thumb_in_it(&c->regs));
}

static int halted(const env_t *env) { return env->halt && *env->halt; }

unsigned fast_single(fast_t *f, tick_t until)
{
    core_t *c = f->core;
    env_t *env = f->x->env;
    uint64_t edge = lsu_edge(f->x);
    single_t s;
    for (unsigned done = 0; ; done++) {
        if (!plain_state(c) || !take(f, &s)) return done + c->fetching;
        issued_t i = asks(f, &s);
        i.began = edge;
        for (uint64_t at; (at = m7_ready(&c->issue, &i, f->num)) != edge; ) {
            int beside = c->issue.older && edge == c->issue.edge;
            leave_at(f, edge, at);
            if (c->ready >= until) return done + 1;
            move_to(f, i.began = edge = at);
            if (!beside) break;                             /* asked alone, the first answer is the last */
        }
        uint64_t next = issue(f, &s, &i);
        leave_at(f, edge, next);
        if (env->woke) until = env->now + 1;
        if (c->ready >= until || halted(env) || fast_ears_moved(f)) return done + 1;
        if (next != edge) move_to(f, edge = next);
        if (f->cold) f->cold--;
        else if (done >= MANY) return done + 1;             /* a block may be there now */
    }
}
