/* fast.c -- see fast.h: the way in and out of the fast road. */
#include "fast_own.h"
#include <string.h>

enum { COLD = 8, COLDEST = 64, ALOUD = 16 };
enum { DTCM_BASE = 0x20000000, MPU_ENABLE = 1, CPACR_FPU = 0xF << 20, CPACR_PRIVILEGED = 0x5 << 20 };

size_t fast_size(void) { return sizeof(fast_t); }

void fast_forget(changed_t *changed)
{
    fast_t *f = (fast_t *)changed;
    if (!f) return;
    changed->code++, changed->data++, changed->rights++;
    f->stale = 1, f->left.valid = f->stood.valid = 0;
}

/* ---- its memory ------------------------------------------------------------------------------------ */

void fast_wipe(fast_t *f)
{
    memset(f->block, 0, sizeof f->block);
    memset(f->user, 0, sizeof f->user);
    memset(f->node, 0, sizeof f->node);
    memset(f->pipe_at, 0, sizeof f->pipe_at);
    memset(f->timed, 0, sizeof f->timed);
    f->pipes = f->room = 0;
    f->none = 0, f->nowhere = 0;
    f->left.valid = f->stood.valid = 0;
}

void *fast_take(fast_t *f, size_t n)
{
    void *p = f->arena + f->room;
    f->room += (uint32_t)((n + 15) & ~(size_t)15);
    return p;
}

int fast_low(const fast_t *f) { return f->room + (64 << 10) > ARENA || f->pipes + 8 > PIPES; }

/* ---- code -------------------------------------------------------------------------------------------- */

void fast_look_code(const fast_t *f, code_line_t *l, uint32_t line)
{
    const lsu_ctx_t *x = f->x;
    attr_t a = lsu_attr(x, line);
    int may = !a.xn && a.read, itcm = line < x->cfg->itcm_size;
    l->bytes = may && itcm ? (const uint8_t *)x->env->chip + x->cfg->itcm_at + line : 0;
    l->cached = may && !itcm && line - DTCM_BASE >= x->cfg->dtcm_size && x->scb->ccr & CCR_IC
        && a.type == MEM_NORMAL && a.policy != POLICY_NC && x->icache->policy != REPLACE_LRU;
}

/* Does the queue hold what it would be given now? */
static int queue_good(fast_t *f, uint32_t pc, unsigned *words)
{
    const fetch_t *q = &f->core->fetch;
    uint32_t end = q->from + 8u * q->words, at = pc & ~7u;
    if (q->asked || q->error || at - q->from > 8u * q->words) return 0;
    *words = (end - at) / 8;
    for (; at < end; at += 8) {
        const uint8_t *p = fast_code(f, at);
        if (!p || memcmp(p, q->data + (at - q->from), 8)) return 0;
    }
    return 1;
}

static void fill_queue(fast_t *f, uint32_t from, unsigned words)
{
    fetch_t *q = &f->core->fetch;
    memset(q->data, 0, sizeof q->data);
    q->from = from, q->words = (uint8_t)words, q->error_at = 0;
    for (unsigned k = 0; k < words; k++) memcpy(q->data + 8 * k, fast_code(f, from + 8 * k), 8);
}

const decoded_t *fast_decode_new(fast_t *f, uint32_t code)
{
    decoded_t *d = fast_decode_place(f, code);
    int row = thumb_decode((uint16_t)(code >> 16), (uint16_t)code, &d->insn);
    if (row < 0) d->insn.length = 0;
    if (row < 0) return 0;
    d->code = code, d->kind = (uint8_t)fast_kind(&d->insn), d->traits = m7_traits(&d->insn);
    d->operands = fast_operand_bits(&d->insn) != 0;
    d->leaves = fast_may_leave(&d->insn);
    return d;
}

int fast_decode(changed_t *changed, uint32_t code, insn_t *insn)
{
    const decoded_t *d = fast_decoded((fast_t *)changed, code);
    if (!d) return thumb_decode((uint16_t)(code >> 16), (uint16_t)code, insn);
    *insn = d->insn;
    return insn->row;
}

/* ---- the heap's functions ------------------------------------------------------------------------------ */

static void put_stop(fast_t *f, uint32_t pc)
{
    uint32_t i = pc >> 1;
    if (fast_stops(f, pc)) return;
    while (f->stop[i % STOPS_HASHED]) i++;
    f->stop[i % STOPS_HASHED] = pc | 1, f->stops++;
    fast_cut(f, pc);
}

static void put_rows(fast_t *f, const input_t *in)
{
    memset(f->stop, 0, sizeof f->stop);
    f->stops = 0;
    for (uint32_t i = 0; i < f->rows; i++) put_stop(f, in->heap[i].pc);
}

/* More of them than needed does no harm: the slow road knows which return is one. */
void fast_calls(changed_t *changed, const input_t *in, const calls_t *calls)
{
    fast_t *f = (fast_t *)changed;
    if (!f) return;
    uint32_t rows = in && in->heaps < HEAP_CALLS ? in->heaps : in ? HEAP_CALLS : 0;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < rows; i++) sum = (sum ^ in->heap[i].pc) * 0x9E3779B97F4A7C15ull;
    if (rows != f->rows || sum != f->rows_sum) {             /* another program's */
        f->rows = rows, f->rows_sum = sum;
        fast_wipe(f), put_rows(f, in);
    }
    if (f->stops + calls->count > STOPS_MOST) fast_wipe(f), put_rows(f, in);
    for (uint32_t i = 0; i < calls->count; i++) put_stop(f, calls->open[i].to);
}

/* ---- in ---------------------------------------------------------------------------------------------- */

/* Other numbers: all times are worth nothing. */
static void look_at_numbers(fast_t *f)
{
    int changed = 0;
    const number_t *num = f->x->cfg->num;
    for (unsigned i = 0; i < T_COUNT; i++) {
        changed |= f->number[i] != num[i].value;
        f->number[i] = num[i].value;
    }
    if (changed) fast_wipe(f);
    f->num = num;
    f->usable = num[T_LOAD_HIT].value == 1 && num[T_STB_DRAIN].value == 1 && num[T_INSN_ISSUE].value == 1;
    for (unsigned i = 0; i < T_COUNT; i++) f->usable &= num[i].value < TIMED_NEXT;
    f->stale = 0;
}

/* All of DTCM may be read and written. */
static int dtcm_open(const lsu_ctx_t *x)
{
    attr_t a = lsu_attr(x, DTCM_BASE);
    for (unsigned i = 0; x->mpu->ctrl & MPU_ENABLE && i < MPU_REGIONS; i++) {
        uint32_t first, last;
        if (mpu_window(x->mpu, i, &first, &last) && first < DTCM_BASE + x->cfg->dtcm_size
            && last >= DTCM_BASE) return 0;
    }
    return a.read && a.write;
}

static int fpu_open(const core_t *c, const lsu_ctx_t *x)
{
    uint32_t access = c->scb.cpacr & CPACR_FPU;
    if (access != CPACR_FPU && !(access == CPACR_PRIVILEGED && x->privileged)) return 0;
    if (c->scb.fpccr & FPCCR_LSPACT) return 0;
    return !(c->scb.fpccr & FPCCR_ASPEN) || c->control & CONTROL_FPCA;
}

/* Who may do what, and who listens, for this run. */
static void look_around(fast_t *f, core_t *c, lsu_ctx_t *x, const domain_t *cpu)
{
    const sink_t *s = x->env->sink;
    uint64_t mask = s ? s->mask : 0, tells = mask & HITS & ~(s && s->bus_loads ? 1ull << F_LOAD : 0);
    uint64_t tells_tcm = s ? tells & ~(s->deaf | 1ull << F_DRAIN) : 0;
    int faulting = x->mpu->ctrl & MPU_ENABLE && scb_priority(x->scb) < 0;
    uint32_t mode = 1u | (x->privileged ? 2u : 0) | (faulting ? 4u : 0);
    if (mode != f->mode || f->rights != f->changed.rights) {
        f->rights = f->changed.rights;
        f->open = dtcm_open(x) ? x->cfg->dtcm_size : 0;
    }
    if (mode != f->mode) f->mode = mode, f->changed.code++, f->changed.data++;
    f->waiting = !stb_empty(x->lsu);
    f->mask = mask, f->deaf = s ? s->deaf : 0, f->bus_loads = s && s->bus_loads;
    f->sp = c->regs.r[13], f->releases = mask >> F_RELEASE & 1;
    if (tells != f->tells || tells_tcm != f->tells_tcm) f->changed.data++;
    f->tells = tells, f->tells_tcm = tells_tcm;
    ledger_t *ledger = s ? s->ledger : 0;
    if (ledger && ledger->turns >= LEDGER_FULL) ledger->settle(ledger);
    uint32_t epoch = ledger ? ledger->epoch : 0;
    if (ledger != f->ledger || epoch != f->epoch) f->ledger = ledger, f->epoch = epoch, f->changed.data++;
    f->itcm = (uint8_t *)x->env->chip + x->cfg->itcm_at, f->dtcm = (uint8_t *)x->env->chip + x->cfg->dtcm_at;
    uint32_t open = f->open;
    f->open_read = f->tells_tcm >> F_LOAD & 1 ? 0 : open;
    f->open_write = f->tells_tcm >> F_STORE & 1 ? 0 : open;
    f->fp = (uint32_t)fpu_open(c, x);
    f->div = cpu->mul == 1 ? cpu->div : 0, f->zero = cpu->base - cpu->first * cpu->div;
    f->in_handler = (uint32_t)core_in_handler(c);
    f->pending = 0, f->stored = 0, f->seq = x->lsu->seq;
    f->store_edge[0] = f->store_edge[1] = 0;
    f->noted = 0, f->draining = 0;
}

static pipe_t pipe_of(const core_t *c, uint64_t edge, unsigned words)
{
    const issue_t *s = &c->issue;
    uint64_t since = edge > s->edge ? edge - s->edge : 0;
    pipe_t p = { .older = s->older, .since = (uint8_t)(since < 255 ? since : 255), .words = (uint8_t)words,
                 .queue = s->words, .made = s->made };
    memcpy(p.left, s->left, sizeof p.left);
    return p;
}

/* What the unit has to do until then is to take answers, and none of them is waited for, changes a line that
 * may be hit or lets something else go. */
static int only_answers(const lsu_ctx_t *x)
{
    const lsu_t *l = x->lsu;
    if (!stb_empty(l) || l->wishes || l->ahbp.valid || fill_asks(l)) return 0;
    return x->env->port[x->cfg->p_fetch].phase == BUS_IDLE;
}

/* How far blocks may go, which ask nothing of the bus: past what is under way on it. */
static tick_t loan_of_blocks(const lsu_ctx_t *x)
{
    const env_t *env = x->env;
    int passes = env->far > env->until && fast_passes(env->sink) && only_answers(x);
    return passes ? env->far : env->until;
}

/* The tick from which on somebody else may have to act, within this loan. 0: now. */
static tick_t until_of(const core_t *c, const lsu_ctx_t *x, tick_t until)
{
    tick_t own = x->due;
    if (own <= x->env->now) return 0;
    if (own < until) until = own;
    if (c->scb.syst_next < until) until = c->scb.syst_next;
    return until;
}

static int ready_for(const core_t *c, const lsu_ctx_t *x)
{
    const env_t *env = x->env;
    if (c->decoded || c->waiting || c->fetching || env->woke || wanted(env, F_INSN)) return 0;
    if (env->halt && *env->halt) return 0;
    return !env->in || c->probed >= env->in->probes;
}

/* Blocks begin outside IT blocks, and their flags cannot say N and Z both. */
static int block_flags(const core_t *c)
{
    uint32_t xpsr = c->regs.xpsr, nz = xpsr & (PSR_N | PSR_Z);
    return xpsr & PSR_T && !(xpsr & PSR_IT) && nz != (PSR_N | PSR_Z);
}

/* ---- out --------------------------------------------------------------------------------------------- */

void fast_out(fast_t *f, const block_t *b, unsigned k, uint64_t key, uint32_t addr)
{
    core_t *c = f->core;
    unsigned bit = b->bit[k], in_it = b->it[k] != 0;
    int executed = in_it ? (int)(key >> bit++ & 1) : 1;
    c->insn = b->insn[k];
    c->code = b->code[k];
    c->conditional = c->insn.cond != COND_ALWAYS || (in_it && c->insn.cost != C_IT);
    c->operands = (uint8_t)(key >> bit & ((1u << fast_operand_bits(&c->insn)) - 1));
    c->address = executed && m7_asks_address(&c->insn) ? addr : 0;
}

/* Behind instruction k of b, which was tried with the outcome of `key`; `pipe` is behind it, `next` its
 * successor. */
void fast_leave(fast_t *f, const block_t *b, unsigned k, uint32_t pipe, uint64_t last, uint64_t ready,
                uint32_t next, int taken)
{
    core_t *c = f->core;
    env_t *env = f->x->env;
    const domain_t *cpu = &env->clock[f->x->cfg->clk];
    const pipe_t *p = &f->pipe[pipe];
    uint32_t from = taken ? next & ~7u : fast_pc(b, k) & ~7u;
    memcpy(c->issue.left, p->left, sizeof p->left);
    c->issue.older = p->older, c->issue.edge = last, c->issue.words = p->queue, c->issue.made = p->made;
    c->regs.r[15] = next;
    fill_queue(f, from, ((next & ~7u) + 8u * p->words - from) / 8);
    fast_give_back(f, last);
    env->now = domain_edge(cpu, last);
    c->ready = domain_edge(cpu, ready);
    env->pc = NO_PC;
    const fetch_t *q = &c->fetch;
    f->left = (left_t){ .valid = 1, .pc = next, .pipe = pipe, .epoch = code_epoch(f), .edge = last,
                        .queue_from = q->from, .queue_words = q->words };
    memcpy(f->left.queue, q->data, sizeof q->data);
}

/* Where lines of the I-cache come and go faster than their code repeats, looking at blocks costs more than it
 * gives: for each change some instructions are left to the slow road. */
static int cold(fast_t *f)
{
    uint32_t n = (f->changed.lines - f->cold_at) * COLD;
    if (n) f->cold_at = f->changed.lines, f->cold = f->cold + n < COLDEST ? f->cold + n : COLDEST;
    if (!f->cold) return 0;
    f->cold--;
    return 1;
}

/* What the queue reads while this instruction issues was not there, and nothing has come since. */
static int missing(const fast_t *f, uint32_t pc)
{
    uint32_t past = (pc & ~7u) + 8 * FETCH_WORDS - f->missing;
    return past - 1 < 8 * FETCH_WORDS + LINE - 8 && f->missed_at == f->changed.lines
        && f->missed_code == f->changed.code;
}

/* Is all as a run left it? Then *pipe is known. */
static int as_left(const fast_t *f, const core_t *c, uint64_t edge, uint32_t *pipe)
{
    const left_t *l = &f->left;
    const issue_t *s = &c->issue;
    const fetch_t *q = &c->fetch;
    if (!l->valid || c->regs.r[15] != l->pc || s->edge != l->edge || code_epoch(f) != l->epoch) return 0;
    const pipe_t *p = &f->pipe[*pipe = l->pipe];
    return edge - s->edge == p->since && p->since < 255 && s->older == p->older && s->words == p->queue
        && s->made == p->made && !memcmp(s->left, p->left, sizeof s->left)
        && q->from == l->queue_from && q->words == l->queue_words && !q->asked && !q->error
        && !memcmp(q->data, l->queue, sizeof q->data);
}

static int pipe_now(fast_t *f, const core_t *c, uint64_t edge, uint32_t *pipe)
{
    unsigned words;
    if (as_left(f, c, edge, pipe)) return 1;
    if (!queue_good(f, c->regs.r[15], &words)) return 0;
    pipe_t p = pipe_of(c, edge, words);
    *pipe = fast_pipe_near(f, 0, &p);
    return 1;
}

/* Where to begin: a block, or if none fits before the limit, an instruction. */
static node_t *begin(fast_t *f, const core_t *c, uint64_t edge, uint64_t limit)
{
    uint32_t pc = c->regs.r[15], pipe;
    if (f->lines != f->changed.lines) fast_lines(f);
    if (!pipe_now(f, c, edge, &pipe)) return 0;
    if (edge + FAST_NEAR < limit) {
        block_t *b = fast_block(f, pc, 0);
        if (!b) return 0;
        node_t *n = edge + b->bound < limit ? fast_node(f, b, pipe) : 0;
        if (n && edge + n->worst < limit) return n;
    }
    block_t *b = fast_block(f, pc, 1);
    node_t *n = b ? fast_node(f, b, pipe) : 0;
    return n && edge + n->latest < limit ? n : 0;
}

static unsigned blocks(fast_t *f, tick_t until)
{
    lsu_ctx_t *x = f->x;
    const domain_t *cpu = &x->env->clock[x->cfg->clk];
    uint64_t edge = lsu_edge(x), limit = until == NEVER ? NEVER : domain_number(cpu, until);
    f->calm = !f->waiting && !x->lsu->wishes && x->lsu->drain_at <= domain_from(cpu, x->env->now, 1);
    /* a store an edge at most */
    if (f->ledger && limit - edge > LEDGER_FULL) limit = edge + LEDGER_FULL;
    node_t *n = begin(f, f->core, edge, limit);
    if (!n) return 0;
    f->refused = NO_PC;
    unsigned done = fast_go(f, n, edge, limit);
    f->refused_at = f->core->instructions;
    return done;
}

/* Before `until`, or as far as they can go ahead of the bus. If that is heard, what would be told stops them,
 * and the next times they stay behind. */
static unsigned blocks_ahead(fast_t *f, tick_t until)
{
    tick_t far = f->aloud ? until : until_of(f->core, f->x, loan_of_blocks(f->x));
    if (f->aloud) f->aloud--;
    f->mute = far > until && fast_passes(f->x->env->sink) == PASSES_OWN, f->muted = 0;
    unsigned done = blocks(f, far);
    f->mute = 0;
    if (!f->muted) return done;
    f->refused = NO_PC, f->aloud = ALOUD;
    return done ? done : blocks(f, until);
}

/* Is it what stopped the road a moment ago? */
static int refused(const fast_t *f, const core_t *c)
{
    return f->refused == c->regs.r[15] && f->refused_at == c->instructions;
}

unsigned fast_run(core_t *c, lsu_ctx_t *x)
{
    fast_t *f = (fast_t *)x->env->fast;
    const domain_t *cpu = &x->env->clock[x->cfg->clk];
    if (!f || refused(f, c) || !ready_for(c, x)) return 0;
    f->core = c, f->x = x;
    if (f->stale) look_at_numbers(f), fast_calls(x->env->fast, x->env->in, &c->calls);
    if (!f->usable) return 0;
    if (fast_low(f)) fast_wipe(f);
    if (!x->due) x->due = lsu_next(x);
    tick_t until = until_of(c, x, x->env->until);
    if (x->env->now >= until) return 0;
    look_around(f, c, x, cpu);
    unsigned done = block_flags(c) && !cold(f) && !missing(f, c->regs.r[15])
        ? blocks_ahead(f, until) : 0;
    return done || refused(f, c) ? done : fast_single(f, until);
}
