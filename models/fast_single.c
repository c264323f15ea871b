/* fast_single.c -- see fast.h: instructions from the prefetch queue as it is, one after the other, where no
 * block can be had: while a line of the I-cache is on its way, where lines come and go, inside an IT block,
 * when the next tick of somebody else is near. The steps are those of firmware.c, for what asks neither the
 * bus nor for an exception; what is left out has not begun. What m7_ready and m7_issue answer is looked up by
 * instruction and pipeline (timed_t), wherever the instruction stands. */
#include "fast_own.h"
#include "fpu.h"
#include "frame.h"
#include "released.h"
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

int fast_may_leave(const insn_t *i)
{
    return i->flags & I_FP || i->cost == C_DIV || i->op == OP_BX || (i->op == OP_LDR && i->rt == 15);
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

typedef struct {
    fast_t  *f;
    core_t  *c;
    tick_t   until;
    uint64_t edge, last;                 /* the core stands there; the youngest issued there */
    unsigned pipe, behind;               /* the pipeline at `edge`; as the youngest left it, NO_PIPE: none */
    int      told;                       /* somebody may have been told something, or asked */
    uint32_t line_at;                    /* line of code that was looked for last, NO_PC: none */
    const uint8_t *code;                 /* its bytes; NULL: not there */
    /* the one it stands at: what was asked, and answered; NULL: the core knows it already */
    const decoded_t *d;
    const timed_t *time;
    uint64_t key;
    uint32_t address;                    /* core_t.address */
    int      executed;
    line_t  *line;                       /* of its access; NULL: it has none */
    access_t *a;
} single_t;

/* NEW: of a branch it is asked twice, each time what it leaves and how that stands. */
enum { NO_PIPE = PIPES, NEW_PIPES = 4 };

/* ---- loads and stores ---------------------------------------------------------------------------- */

/* What the one access meets. 0: not here. */
static line_t *line_of_access(fast_t *f, const access_t *a)
{
    int store = a->flags & A_STORE;
    line_t *l = a->address & (a->size - 1u) ? 0 : fast_line(f, a->address, store);
    if (!l || !l->cached) return l;
    return store || fast_buffered(f, a->address & ~7u) ? 0 : l;
}

static void tell_access(single_t *s, int store, uint32_t value)
{
    const access_t *a = s->a;
    unsigned what = store ? DST_TCM : s->line->cached ? SRC_CACHE : SRC_TCM;
    s->told = 1;
    lsu_tell(s->f->x, store ? F_STORE : F_LOAD, what, a->size, a->address, s->f->x->env->pc, 0, value, 0);
}

static did_t access_line(single_t *s, const insn_t *i)
{
    const line_t *l = s->line;
    const access_t *a = s->a;
    regs_t *r = &s->c->regs;
    uint8_t *bytes = l->bytes + a->address % LINE;
    uint32_t v = a->value;
    int store = a->flags & A_STORE;
    if (store) memcpy(bytes, &v, a->size);
    else v = 0, memcpy(&v, bytes, a->size);
    if (store ? l->stores : l->loads) tell_access(s, store, v);
    if (!store) thumb_loaded(r, i, a, v);
    return thumb_finish(r, i);
}

static void execute(single_t *s, const insn_t *i)
{
    regs_t *r = &s->c->regs;
    uint32_t sp = r->r[13];
    did_t did = DID_NEXT;
    switch (s->d->kind) {
    case SINGLE_DATA: did = thumb_execute(r, i, false); break;
    case SINGLE_FP:   fpu_execute(r, i), thumb_next(r, i); break;
    default:          did = access_line(s, i); break;
    }
    if (did == DID_INTERWORK) thumb_interwork(r);
    released_t back = released(i, sp, r->r[13]);
    if (back.told) s->told = 1, tell_part(s->f->x->env, F_RELEASE, back.what, back.addr, back.bytes, 0);
}

/* ---- its bytes ----------------------------------------------------------------------------------- */

/* The queue reads on from a line that is there. 0: ask fetch.c. */
static int read_on(single_t *s)
{
    fetch_t *q = &s->c->fetch;
    uint32_t end = q->from + 8u * q->words, line = line_of(end);
    if (q->fill.valid && line == q->fill.line) return 0;
    if (line != s->line_at) s->line_at = line, s->code = fast_code(s->f, line);
    if (!s->code || q->error) return 0;
    memcpy(q->data + 8 * q->words++, s->code + (end - line), 8);
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

/* Behind what may have asked for a line, and made another one go. */
static void asked(single_t *s) { s->line_at = NO_PC, s->told = 1; }

static void ahead(single_t *s)
{
    if (s->c->fetch.words == FETCH_WORDS || read_on(s) || must_wait(s->f)) return;
    fetch_ahead(s->f->x);
    asked(s);
}

/* The bytes at the pc, or what became of them. */
static fetch_status_t bytes(single_t *s, uint32_t pc, uint32_t *code)
{
    uint16_t hw[2];
    uint32_t at;
    while (!fetch_queued(&s->c->fetch, pc, code)) {
        if (read_on(s)) continue;
        fetch_status_t came = fetch_read(s->f->x, pc, hw, &at);
        asked(s);
        if (came != FETCH_OK) return came;
    }
    return FETCH_OK;
}

/* ---- one after the other ------------------------------------------------------------------------- */

/* The core stands at `edge`, and may try there. */
static void move_to(single_t *s, uint64_t edge)
{
    lsu_ctx_t *x = s->f->x;
    x->env->now = x->edge_at = fast_tick(s->f, edge);
    x->edge = s->edge = edge;
}

/* The pipeline as it stands at `edge`, by its number; NO_PIPE: no room. */
static unsigned pipe_now(fast_t *f, uint64_t edge)
{
    stood_t *l = &f->stood;
    const issue_t *s = &f->core->issue;
    const pipe_t *p = &f->pipe[l->behind];
    int same = l->valid && s->edge == l->edge && s->older == p->older && s->words == p->queue
        && s->made == p->made && !memcmp(s->left, p->left, sizeof s->left);
    if (!same) {
        unsigned pipe = fast_issue_pipe(f, s);
        *l = (stood_t){ .valid = 1, .behind = pipe, .pipe = pipe, .edge = s->edge, .stood = s->edge };
    }
    if (edge <= l->stood) return l->pipe;
    uint64_t by = edge - l->stood < 255 ? edge - l->stood : 255;
    uint64_t key = 1ull << KEY_USED | 1ull << KEY_STANDS | (uint64_t)l->pipe << KEY_PIPE | by;
    const timed_t *t = fast_timed(f, key, 0);
    return t ? t->onto : NO_PIPE;
}

/* What the core knows of the instruction it stands at. */
static void settle(single_t *s)
{
    core_t *c = s->c;
    if (!s->d) return;
    c->insn = s->d->insn, c->code = s->d->code, c->address = s->address;
    c->conditional = s->key >> KEY_CONDITIONAL & 1, c->operands = s->key >> KEY_OPERANDS & 63;
    s->d = 0;
}

/* What this is; another one may be forgotten for it. */
static const decoded_t *decode(single_t *s, uint32_t code)
{
    const decoded_t *d = fast_decode_place(s->f, code);
    if (d->insn.length && d->code == code) return d;
    settle(s);
    return fast_decode_new(s->f, code);
}

/* The next instruction, if it can be done here. Nothing has changed but the queue. */
static const decoded_t *take(single_t *s)
{
    fast_t *f = s->f;
    core_t *c = s->c;
    uint32_t code, pc = f->x->env->pc = c->regs.r[15], it = c->regs.xpsr & PSR_IT;
    if (!(c->regs.xpsr & PSR_T)) return 0;
    if (it && !thumb_in_it(&c->regs)) return 0;             /* in the middle of an LDM or STM */
    if (f->stops && fast_stops(f, pc)) return 0;
    fetch_status_t came = bytes(s, pc, &code);
    c->fetching = came == FETCH_WAIT;
    if (came != FETCH_OK) return 0;
    const decoded_t *d = decode(s, code);
    if (!d || d->kind == SINGLE_NONE || (d->leaves && may_leave(f, &d->insn))) return 0;
    s->executed = (d->insn.cond == COND_ALWAYS && !it) || thumb_condition(&c->regs, &d->insn);
    s->line = 0;
    if (!s->executed || d->kind < SINGLE_LOAD) return d;
    thumb_accesses(&c->regs, &d->insn, s->a);
    return (s->line = line_of_access(f, s->a)) ? d : 0;
}

/* What the pipeline is asked about it (firmware.c, in_turn), and what it answers. 0: no room. */
static int asks(single_t *s, const decoded_t *d)
{
    fast_t *f = s->f;
    const core_t *c = s->c;
    const insn_t *i = &d->insn;
    int conditional = i->cond != COND_ALWAYS || (c->regs.xpsr & PSR_IT && i->cost != C_IT);
    uint64_t key = 1ull << KEY_USED | (uint64_t)s->pipe << KEY_PIPE | d->code
        | (uint64_t)(c->regs.r[15] >> 1 & 3) << KEY_PC | (uint64_t)s->executed << KEY_EXECUTED
        | (uint64_t)conditional << KEY_CONDITIONAL;
    uint32_t address = s->line && m7_asks_address(i) ? s->a->address : 0;
    int dtcm = address && !s->line->cached && !s->line->itcm;
    key |= (uint64_t)(address >> 2 & 1) << KEY_ODD | (uint64_t)dtcm << KEY_DTCM;
    if (d->operands && s->executed) key |= (uint64_t)m7_operands(i, c->regs.r, c->regs.s) << KEY_OPERANDS;
    if (f->pipes + NEW_PIPES > PIPES) return 0;
    s->d = d, s->key = key, s->address = address;
    s->time = fast_timed(f, key, d);
    return 1;
}

/* It was taken, or is a branch that was not. */
static void foretold(single_t *s, uint32_t pc, int taken)
{
    branch_seen_t b = { .insn = &s->d->insn, .pc = pc, .target = s->c->regs.r[15], .executed = (uint8_t)s->executed,
                        .taken = (uint8_t)taken, .conditional = s->key >> KEY_CONDITIONAL & 1 };
    branch_outcome_t outcome = branch_resolve(&s->c->branch, &b, s->f->x->scb->actlr, s->f->num);
    if (taken) fetch_flush(&s->c->fetch, s->c->regs.r[15]);
    if (outcome != BRANCH_NONE) s->time = fast_timed(s->f, s->key | (uint64_t)outcome << KEY_BRANCH, s->d);
}

/* It issues where the core stands. The edge at which the next may be tried. */
static uint64_t issue(single_t *s)
{
    regs_t *r = &s->c->regs;
    const insn_t *i = &s->d->insn;
    uint32_t pc = r->r[15];
    ahead(s);
    if (s->executed) execute(s, i);
    else thumb_next(r, i);
    int taken = r->r[15] != pc + i->length;
    if (taken || branch_is(i)) foretold(s, pc, taken);
    s->c->instructions++;
    s->behind = s->time->behind, s->pipe = s->time->onto, s->last = s->edge;
    return s->edge + s->time->next;
}

/* What it knows goes into the core, which may try next at `ready`. The pipeline is `pipe` at `stood`. */
static unsigned leave(single_t *s, uint64_t ready, uint64_t stood, unsigned done)
{
    fast_t *f = s->f;
    issue_t *i = &s->c->issue;
    settle(s);
    if (done) s->c->ready = fast_tick(f, ready);
    if (s->behind == NO_PIPE) return done;
    const pipe_t *p = &f->pipe[s->behind];
    memcpy(i->left, p->left, sizeof p->left);
    i->older = p->older, i->words = p->queue, i->made = p->made, i->edge = s->last;
    f->stood = (stood_t){ .valid = 1, .behind = s->behind, .pipe = s->pipe, .edge = s->last, .stood = stood };
    return done;
}

/* Somebody was told: does the run end here? */
static int ends(single_t *s)
{
    const env_t *env = s->f->x->env;
    s->told = 0;
    if (env->woke) s->until = env->now + 1;
    return (env->halt && *env->halt) || fast_ears_moved(s->f);
}

unsigned fast_single(fast_t *f, tick_t until)
{
    core_t *c = f->core;
    access_t a[ACCESS_MAX];
    single_t s = { .f = f, .c = c, .until = until, .edge = lsu_edge(f->x), .behind = NO_PIPE,
                   .line_at = NO_PC, .a = a };
    s.pipe = pipe_now(f, s.edge);
    if (s.pipe == NO_PIPE) return 0;
    for (unsigned done = 0; ; done++) {
        uint64_t from = s.edge;
        const decoded_t *d = take(&s);
        if (!d || !asks(&s, d)) return leave(&s, from, from, done) + c->fetching;
        if (s.time->wait) {                                 /* asked again, it may be told to wait more */
            uint64_t first = from + s.time->first, turn = from + s.time->wait;
            if (fast_tick(f, first) >= s.until) return leave(&s, first, from, done + 1);
            move_to(&s, first);
            if (fast_tick(f, turn) >= s.until) return leave(&s, turn, from, done + 1);
            if (turn != first) move_to(&s, turn);
        }
        uint64_t next = issue(&s);
        int over = s.told && ends(&s);
        if (over || fast_tick(f, next) >= s.until) return leave(&s, next, next, done + 1);
        if (next != s.edge) move_to(&s, next);
        if (f->cold) f->cold--;
        else if (done >= MANY) return leave(&s, next, next, done + 1);      /* a block may be there now */
    }
}
