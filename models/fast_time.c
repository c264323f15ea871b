/* fast_time.c -- see fast.h: pipelines as numbers, and what m7_issue makes of a block from one of them. */
#include "fast_own.h"
#include <string.h>

static uint64_t hash(const void *bytes, size_t n)
{
    /* four at a time: they need not wait for each other */
    uint64_t h[4] = { 0xCBF29CE484222325ull, 1, 2, 3 }, w;
    const uint8_t *p = bytes;
    for (size_t i = 0; i < n; i += 8) {
        memcpy(&w, p + i, 8);
        uint64_t *lane = &h[i / 8 % 4];
        *lane = (*lane ^ w) * 0x9E3779B97F4A7C15ull;
        *lane ^= *lane >> 29;
    }
    w = (h[0] ^ h[1] << 1 ^ h[2] << 2 ^ h[3] << 3) * 0x9E3779B97F4A7C15ull;
    return w ^ w >> 31;
}

int fast_pipe(fast_t *f, const pipe_t *p)
{
    _Static_assert(sizeof *p % 8 == 0, "hashed by words");
    unsigned at = (unsigned)hash(p, sizeof *p) % (PIPES * 2);
    for (; f->pipe_at[at]; at = (at + 1) % (PIPES * 2))
        if (!memcmp(&f->pipe[f->pipe_at[at] - 1], p, sizeof *p)) return f->pipe_at[at] - 1;
    f->pipe[f->pipes] = *p;
    f->pipe_at[at] = (uint16_t)++f->pipes;
    return (int)f->pipes - 1;
}

unsigned fast_pipe_near(fast_t *f, unsigned where, const pipe_t *p)
{
    uint16_t *guess = &f->guess[where][f->core->regs.r[15] / 2 % GUESSES];
    if (*guess >= f->pipes || memcmp(&f->pipe[*guess], p, sizeof *p)) *guess = (uint16_t)fast_pipe(f, p);
    return *guess;
}

unsigned fast_issue_pipe(fast_t *f, const issue_t *s)
{
    pipe_t p = { .older = s->older, .queue = s->words, .made = s->made };
    memcpy(p.left, s->left, sizeof p.left);
    return fast_pipe_near(f, 1, &p);
}

/* ---- one instruction ----------------------------------------------------------------------------- */

/* What the two functions are told, out of the key; tried at edge 0. */
static issued_t told(uint64_t key, const decoded_t *d)
{
    return (issued_t){ .insn = &d->insn, .traits = d->traits, .pc = (uint8_t)((key >> KEY_PC & 3) * 2),
                       .address = (uint8_t)((key >> KEY_ODD & 1) * 4), .dtcm = key >> KEY_DTCM & 1,
                       .executed = key >> KEY_EXECUTED & 1, .conditional = key >> KEY_CONDITIONAL & 1,
                       .operands = key >> KEY_OPERANDS & 63, .branch = key >> KEY_BRANCH & 7 };
}

/* It is tried at edge 0 of `s`. */
static timed_t ask(fast_t *f, issue_t *s, issued_t *i)
{
    uint64_t first = m7_ready(s, i, f->num), next;
    for (uint64_t at = first; at != i->began; at = m7_ready(s, i, f->num)) i->began = at;
    if (i->executed && i->insn->kind == K_MEMORY) i->memory = i->began + 1;
    next = m7_issue(s, i, f->num);
    timed_t t = { .behind = (uint16_t)fast_issue_pipe(f, s), .first = (uint8_t)first, .wait = i->began & 511,
                  .next = (next - i->began) & TIMED_NEXT };
    m7_stand(s, next, f->num);
    return t;
}

const timed_t *fast_timed_new(fast_t *f, uint64_t key, const decoded_t *d)
{
    if (f->pipes + 2 > PIPES) return NULL;
    timed_t *t = &f->timed[key * 0x9E3779B97F4A7C15ull >> (64 - TIMED_BITS)], now = { .first = 0 };
    const pipe_t *p = &f->pipe[key >> KEY_PIPE & (PIPES - 1)];
    issue_t s = { .older = p->older, .words = p->queue, .made = p->made };
    memcpy(s.left, p->left, sizeof s.left);
    if (key >> KEY_STANDS & 1) {
        m7_stand(&s, (uint32_t)key, f->num);
    } else {
        issued_t i = told(key, d);
        now = ask(f, &s, &i);
    }
    now.key = key, now.onto = (uint16_t)fast_issue_pipe(f, &s);
    *t = now;
    return t;
}

/* ---- blocks -------------------------------------------------------------------------------------- */

/* What stands where nothing does: a way with no key, a node that cannot be entered. */
static void nothing(fast_t *f)
{
    if (f->none) return;
    f->none = fast_take(f, sizeof *f->none), f->nowhere = fast_take(f, sizeof *f->nowhere);
    *f->none = (result_t){ .key = ~0ull };
    *f->nowhere = (node_t){ .id = 0 };
}

static uint64_t id_of(const fast_t *f, const block_t *b) { return (uint64_t)f->changed.code << 32 | b->pc; }

/* Of one instruction: the edge of its last access at the latest, whatever its condition and its address. */
static uint32_t latest(const fast_t *f, const block_t *b, const pipe_t *p)
{
    issue_t s = { .older = p->older, .words = p->queue, .made = p->made };
    const insn_t *i = b->insn;
    uint64_t most = 0;
    memcpy(s.left, p->left, sizeof s.left);
    for (unsigned way = 0; way < 8; way++) {
        issued_t a = { .insn = i, .traits = m7_traits(i), .pc = b->pc & 7, .executed = way & 1,
                       .conditional = i->cond != COND_ALWAYS,
                       .dtcm = way >> 1 & 1, .address = way & 4, .began = p->since };
        for (uint64_t at; (at = m7_ready(&s, &a, f->num)) != a.began; ) a.began = at;
        if (a.began > most) most = a.began;
    }
    return (uint32_t)(most - p->since) + fast_edges(i, 1) - 1;
}

static node_t *make_node(fast_t *f, block_t *b, uint32_t pipe, node_t *chain)
{
    const insn_t *last = b->count ? &b->insn[b->count - 1] : 0;
    node_t *n = fast_take(f, sizeof *n);
    uint32_t most = 0;
    for (unsigned k = 0; k < LEFT_COUNT; k++)
        if (f->pipe[pipe].left[k] > most) most = f->pipe[pipe].left[k];
    *n = (node_t){ .id = id_of(f, b), .op = b->op, .fixed = b->fixed, .to = b->to, .past = b->next,
                   .last = b->last, .worst = b->bound + most + 1, .at = b->at, .pipe = pipe, .block = b,
                   .off = b->off, .chain = chain };
    n->latest = b->count == 1 ? latest(f, b, &f->pipe[pipe]) : n->worst;
    n->forward = last && (int32_t)last->imm >= 0;
    n->plain = last && !b->it[b->count - 1];
    nothing(f);
    n->sibling = b->nodes, b->nodes = n;
    for (unsigned k = 0; k < WAYS; k++) n->way[k] = f->none;
    n->usual[0] = n->usual[1] = f->none;
    return n;
}

/* The block is valid now, so its node is. */
node_t *fast_node(fast_t *f, block_t *b, uint32_t pipe)
{
    node_t **at = &f->node[(b->pc * 0x9E3779B1u ^ pipe * 0x85EBCA77u) >> 7 & (NODES_HASHED - 1)];
    for (node_t *n = *at; n; n = n->chain)
        if (n->block == b && n->pipe == pipe) { n->id = id_of(f, b); return n; }
    return *at = make_node(f, b, pipe, *at);
}

/* ---- one way through a block -------------------------------------------------------------------- */

/* Does what the store channel can take at once depend on bit 2 of its address? */
int fast_has_odd(const insn_t *i)
{
    return i->op == OP_STM || i->op == OP_STRD || i->op == OP_VSTM
        || (i->op == OP_VSTR && i->flags & I_DOUBLE);
}

int fast_asks_bank(const insn_t *i) { return m7_asks_address(i) && i->cost != C_STORE; }

unsigned fast_operand_bits(const insn_t *i)
{
    if (i->cost == C_DIV) return 6;
    return i->flags & I_DOUBLE && i->cost >= C_FP_ADD && i->cost <= C_FP_SQRT ? 3 : 0;
}

static unsigned words_of(const insn_t *i)
{
    switch (i->op) {
    case OP_LDM: case OP_STM: return (unsigned)__builtin_popcount(i->list);
    case OP_VLDM: case OP_VSTM: return i->list;
    case OP_LDRD: case OP_STRD: return 2;
    case OP_VLDR: case OP_VSTR: return i->flags & I_DOUBLE ? 2 : 1;
    default: return 1;
    }
}

/* Edges it takes if all hits: firmware.c, memory(). */
unsigned fast_edges(const insn_t *i, int odd)
{
    if (i->kind != K_MEMORY) return 1;
    unsigned n = words_of(i);
    if (fast_has_odd(i) && odd) return 1 + n / 2;
    return (n + 1) / 2 ? (n + 1) / 2 : 1;
}

static uint32_t largest(const number_t *num, unsigned from, unsigned to)
{
    uint32_t most = 0;
    for (unsigned n = from; n < to; n++) if (num[n].value > most) most = num[n].value;
    return most;
}

/* More edges than it can delay what follows, whatever was before it. */
uint32_t fast_bound(const insn_t *i, const number_t *num)
{
    static const uint8_t range[][2] = { { T_RESULT_EARLY, T_DIVIDE }, { T_TABLE_BRANCH, T_FP_DIV },
                                        { T_FP_ADD_D, T_FP_DIV_D },
                                        { T_FP_FMA_D, T_FP_MUL_D_BEHIND }, { T_MISPREDICT, T_FLAGS_AHEAD },
                                        { T_TAKEN_DECODED, T_FETCH_QUEUE }, { T_TCM_PART, T_TCM_PART + 1 } };
    uint32_t most = 0;
    for (unsigned k = 0; k < sizeof range / sizeof *range; k++) {
        uint32_t here = largest(num, range[k][0], range[k][1]);
        if (here > most) most = here;
    }
    if (i->cost == C_DIV) most += num[T_DIVIDE].value + 33;
    if (i->cost == C_FP_DIV || i->cost == C_FP_SQRT)
        most += num[T_FP_DIV].value + num[T_FP_SQRT].value + largest(num, T_FP_DIV_D,
                T_FP_FMA_D) + num[T_FP_SQRT_D].value;
    return most + 2 + fast_edges(i, 1);
}

typedef struct { const block_t *b; uint64_t key; const number_t *num; } way_t;

static issued_t issued(const way_t *w, unsigned k, unsigned n)
{
    const block_t *b = w->b;
    const insn_t *i = &b->insn[k];
    unsigned bit = b->bit[k], exit = (unsigned)(w->key >> EXIT_AT);
    int in_it = b->it[k] != 0;
    issued_t s = { .insn = i, .traits = m7_traits(i), .pc = fast_pc(b, k) & 7, .executed = 1 };
    s.conditional = i->cond != COND_ALWAYS || (in_it && i->cost != C_IT);
    if (in_it) s.executed = w->key >> bit++ & 1;
    else if (i->cond != COND_ALWAYS) s.executed = exit & 1;
    unsigned more = fast_operand_bits(i);
    if (exit >= EXIT_STOP && k == n - 1 && fast_asks_bank(i)) s.address = w->key >> BANK_AT & 1 ? 4 : 0;
    else if (more) s.operands = (uint8_t)(w->key >> bit & ((1u << more) - 1));
    else if (i->cost == C_STORE) s.dtcm = w->key >> bit & 1, s.address = w->key >> bit & 2 ? 4 : 0;
    else if (b->bit[k + 1] > bit) s.address = w->key >> bit & 1 ? 4 : 0;
    if (exit < EXIT_STOP && k == n - 1) s.branch = (uint8_t)(exit >> 1);
    return s;
}

/* From the block's start: where the queue ends behind instruction k. */
static uint32_t queue(const block_t *b, unsigned k, uint32_t end)
{
    uint32_t pc = fast_pc(b, k), need = (pc + b->insn[k].length + 7) & ~7u;
    if ((int32_t)(need - end) > 0) end = need;
    return end - (pc & ~7u) < 8 * FETCH_WORDS ? end + 8 : end;
}

static result_t *compute(fast_t *f, node_t *node, uint64_t key)
{
    const block_t *b = node->block;
    unsigned exit = (unsigned)(key >> EXIT_AT), n = exit < EXIT_STOP ? b->count : exit - EXIT_STOP;
    pipe_t p = f->pipe[node->pipe];
    way_t w = { b, key, f->num };
    issue_t s = { .older = p.older, .words = p.queue, .made = p.made };
    result_t *r = fast_take(f, sizeof *r + n * sizeof *r->at);
    memcpy(s.left, p.left, sizeof s.left);
    uint64_t t = p.since, from = t;
    uint32_t end = (b->pc & ~7u) + 8u * p.words;
    for (unsigned k = 0; k < n; k++) {
        issued_t i = issued(&w, k, n);
        i.began = t;
        for (uint64_t at; (at = m7_ready(&s, &i, f->num)) != i.began; ) i.began = at;
        r->at[k] = (uint16_t)(i.began - from);
        i.began += i.executed ? fast_edges(i.insn, i.address & 4) - 1 : 0;
        if (fast_has_odd(i.insn)) i.address = 0;
        if (i.executed && i.insn->kind == K_MEMORY) i.memory = i.began + 1;
        t = m7_issue(&s, &i, f->num);
        end = queue(b, k, end);
    }
    uint32_t next = n == b->count ? b->next : fast_pc(b, n);
    memcpy(p.left, s.left, sizeof p.left);
    p.older = s.older, p.queue = s.words, p.made = s.made;
    p.since = (uint8_t)(t - s.edge < 255 ? t - s.edge : 255);
    p.words = exit < EXIT_STOP && exit & 1 ? 0 : (uint8_t)((end - (next & ~7u)) / 8);
    int pipe = n ? fast_pipe(f, &p) : (int)node->pipe;
    *r = (result_t){ .key = key, .next = f->nowhere, .one = f->nowhere, .cycles = (uint32_t)(t - from),
                     .done = n, .last = (uint32_t)(n ? s.edge - from : 0), .pipe = (uint32_t)pipe, .of = node,
                     .more = node->results };
    return node->results = r;
}

result_t *fast_way(fast_t *f, node_t *node, uint64_t key)
{
    for (result_t *r = node->results; r; r = r->more)
        if (r->key == key) return r;
    return compute(f, node, key);
}
