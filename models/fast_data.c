/* fast_data.c -- see fast.h: loads and stores that hit, and the facts of both. */
#include "fast_own.h"
#include <string.h>

enum { DTCM_BASE = 0x20000000 };

/* ---- lines --------------------------------------------------------------------------------------- */

/* What may be done at once with this line; entries of another epoch are as none. */
static void look_up(fast_t *f, line_t *l, uint32_t line)
{
    const lsu_ctx_t *x = f->x;
    uint64_t tag = (uint64_t)f->changed.data << 32 | line | TAG_VALID;
    attr_t a = lsu_attr(x, line);
    *l = (line_t){ .policy = a.policy, .type = a.type };
    if (lsu_target(x, line) == LSU_TCM) {
        int code = line < x->cfg->itcm_size;
        l->bytes = code ? f->itcm + line : f->dtcm + (line - DTCM_BASE);
        l->itcm = (uint8_t)code;
        l->loads = (code ? f->tells : f->tells_tcm) >> F_LOAD & 1;
        l->stores = f->tells_tcm >> F_STORE & 1;
        if (a.read) l->read = tag;
        if (a.write && !code) l->write = tag;
        l->load = l->loads ? 0 : l->read;
        return;
    }
    if (lsu_target(x, line) != LSU_AXIM || !dcache_on(x) || a.type != MEM_NORMAL
        || a.policy == POLICY_NC || x->dcache->policy == REPLACE_LRU) return;
    int index = cache_find(x->dcache, &dcache_geometry, line);
    if (index < 0) return;
    l->cached = 1, l->index = (uint32_t)index, l->bytes = x->dcache->data[index];
    l->loads = f->tells >> F_LOAD & 1 && (!f->ledger || ledger_find(f->ledger, line, PRIVATE_LOADS) < 0);
    l->slot = f->tells && f->ledger && !f->ledger->all ? (uint16_t)(1 + ledger_find(f->ledger, line, PRIVATE_STORES)) : 0;
    l->stores = f->tells && !l->slot && !(f->ledger && f->ledger->all);
    if (a.read) l->read = tag;
    if (a.write && a.policy != POLICY_WT) l->write = tag;
    l->load = l->loads ? 0 : l->read;
    l->store = l->stores || !x->dcache->dirty[index] ? 0 : l->write;
}

static line_t *line_for(fast_t *f, uint32_t addr, int write)
{
    uint32_t line = line_of(addr);
    line_t *l = &f->line[line / LINE % LINES];
    uint64_t tag = (uint64_t)f->changed.data << 32 | line | TAG_VALID;
    if ((write ? l->write : l->read) == tag) return l;
    look_up(f, l, line);
    return (write ? l->write : l->read) == tag ? l : 0;
}

/* A store to a line of the D-cache passes an empty store buffer. */
static line_t *may_store(fast_t *f, uint32_t addr)
{
    line_t *l = line_for(f, addr, 1);
    return l && (!l->cached || f->calm) ? l : 0;
}

/* Do older stores to this doubleword wait in the store buffer? */
static int buffered(const fast_t *f, uint32_t dword)
{
    const stb_t *e = f->x->lsu->stb;
    for (unsigned k = 0; f->waiting && k < STB_MAX; k++) if (e[k].valid && e[k].addr == dword) return 1;
    return 0;
}

static told_t fact(fact_kind_t kind, unsigned what, uint32_t addr, unsigned size, unsigned k, unsigned sub, uint64_t data)
{
    return (told_t){ .kind = (uint8_t)kind, .what = (uint8_t)what, .size = (uint8_t)size, .k = (uint8_t)k, .sub = (uint8_t)sub,
                     .addr = addr, .data = data };
}

/* What lay below belongs to nobody any more: firmware.c, released(). */
void fast_release(fast_t *f, const insn_t *i, unsigned k, uint32_t addr)
{
    uint32_t sp = f->core->regs.r[13];
    fast_log(f, fact(F_RELEASE, 0, f->sp, 0, k, fast_edges(i, addr & 4) - 1, sp - f->sp));
}

/* Could this load issue beside the youngest store? Then its doubleword is still in the store buffer. */
static int beside_store(const fast_t *f, uint32_t addr, unsigned k, unsigned sub)
{
    int next = f->recent ? (f->recent & STORED_K) + 1 == k : f->tail && !k;
    return next && !sub && (addr & ~7u) == (f->stored & ~7u);
}

int fast_load(fast_t *f, uint32_t addr, unsigned size, unsigned k, unsigned sub, uint32_t *value)
{
    if (addr & (size - 1)) return 0;
    const line_t *l = line_for(f, addr, 0);
    if (!l) return 0;
    if (l->cached && (beside_store(f, addr, k, sub) || buffered(f, addr & ~7u))) return 0;
    uint32_t v = 0;
    memcpy(&v, l->bytes + (addr & (LINE - 1)), size);
    *value = v;
    if (l->loads) fast_log(f, fact(F_LOAD, l->cached ? SRC_CACHE : SRC_TCM, addr, size, k, sub, v));
    return 1;
}

/* A store to a line: what give_back needs if it is the last. */
static void keep(fast_t *f, line_t *l, uint32_t addr, unsigned size, unsigned k, unsigned sub)
{
    uint8_t *dirty = &f->x->dcache->dirty[l->index];
    memcpy(&f->before, l->bytes + addr % LINE, size);
    f->stored = addr, f->stored_as = size | (*dirty ? STORED_DIRTY : 0);
    f->recent = f->recent << 16 | STORED | sub << STORED_SUB | k;
    f->seq++;
    *dirty = 1;
    if (!l->stores) l->store = l->write;
}

int fast_store(fast_t *f, uint32_t addr, unsigned size, unsigned k, unsigned sub, uint64_t value)
{
    if (addr & (size - 1)) return 0;
    line_t *l = may_store(f, addr);
    if (!l) return 0;
    if (size < 8) value &= (1ull << 8 * size) - 1;
    if (l->cached) keep(f, l, addr, size, k, sub);
    memcpy(l->bytes + (addr & (LINE - 1)), &value, size);
    if (!l->stores && !l->slot) return 1;
    told_t t = fact(F_STORE, l->cached ? DST_STB : DST_TCM, addr, size, k, sub, value);
    t.slot = l->slot;
    fast_log(f, t);
    return 1;
}

/* ---- several accesses ------------------------------------------------------------------------------ */

static int load_list(fast_t *f, const insn_t *i, const access_t *a, unsigned n, unsigned k)
{
    uint32_t value[ACCESS_MAX], tolds = f->tolds;
    regs_t *r = &f->core->regs;
    for (unsigned j = 0; j < n; j++)
        if (!fast_load(f, a[j].address, a[j].size, k, j / 2, &value[j])) { f->tolds = tolds; return 0; }
    for (unsigned j = 0; j < n; j++) thumb_loaded(r, i, &a[j], value[j]);
    return 1;
}

static int store_list(fast_t *f, const access_t *a, unsigned n, unsigned k)
{
    for (unsigned j = 0; j < n; j++)
        if (a[j].address & (a[j].size - 1u) || !may_store(f, a[j].address)) return 0;
    for (unsigned j = 0, sub = 0; j < n; j++, sub++) {
        int pair = j + 1 < n && a[j].size == 4 && !(a[j].address & 7);
        uint64_t value = a[j].value;
        if (pair) value |= (uint64_t)a[j + 1].value << 32;
        fast_store(f, a[j].address, pair ? 8 : a[j].size, k, sub, value);
        j += (unsigned)pair;
    }
    return 1;
}

int fast_list(fast_t *f, const insn_t *i, unsigned k, uint32_t *addr)
{
    access_t a[ACCESS_MAX];
    unsigned n = thumb_accesses(&f->core->regs, i, a);
    if (a[0].flags & A_STORE ? !store_list(f, a, n, k) : !load_list(f, i, a, n, k)) return 0;
    *addr = a[0].address;
    return 1;
}

/* ---- when it was ------------------------------------------------------------------------------------ */

static tick_t tick_of(const fast_t *f, uint64_t edge)
{
    return domain_edge(&f->x->env->clock[f->x->cfg->clk], edge);
}

static inline void tell_at(fast_t *f, fact_t fact, uint64_t edge)
{
    env_t *env = f->x->env;
    fact.at = tick_of(f, edge), fact.who = env->slot;
    tell(env, &fact);
}

void fast_drained(fast_t *f, uint64_t edge)
{
    const owed_t *s = &f->owed;
    if (!f->draining || s->edge >= edge) return;
    f->draining = 0;
    if (!f->tells || ledger_drained(f->ledger, 0)) return;
    unsigned at = s->addr & 7;
    tell_at(f, (fact_t){ .kind = F_DRAIN, .what = DRAIN_CACHE, .size = 8, .addr = s->addr & ~7u, .pc = s->pc,
                         .data = s->data << 8 * at, .note = ((1u << s->size) - 1) << at }, s->edge + 1);
}

static void owe(fast_t *f, const block_t *b, const told_t *t, uint64_t edge)
{
    f->draining = 1;
    f->owed = (owed_t){ .addr = t->addr, .data = t->data, .pc = fast_pc(b, t->k), .edge = edge, .size = t->size };
}

static void tell_one(fast_t *f, const block_t *b, const told_t *t, uint64_t edge)
{
    if (f->draining) fast_drained(f, edge);
    tell_at(f, (fact_t){ .kind = t->kind, .what = t->what, .size = t->size, .addr = t->addr, .pc = fast_pc(b, t->k),
                         .data = t->data }, edge);
    if (t->kind == F_STORE && t->what == DST_STB) owe(f, b, t, edge);
}

static uint64_t store_edge(const result_t *r, uint32_t stored, uint64_t edge)
{
    return edge + r->at[stored & STORED_K] + (stored >> STORED_SUB & 127);
}

/* Told, or written into the ledger: there a store is entry 0 of a store buffer that holds no other. */
static void tell_all(fast_t *f, const block_t *b, const result_t *r, uint64_t edge)
{
    const domain_t *cpu = &f->x->env->clock[f->x->cfg->clk];
    const told_t *noted = 0;
    ledger_t *l = f->ledger;
    for (uint32_t i = 0; i < f->tolds; i++) {
        const told_t *t = &f->told[i];
        uint64_t at = edge + r->at[t->k] + t->sub;
        if (!t->slot) {
            if (noted) owe(f, b, noted, edge + r->at[noted->k] + noted->sub), noted = 0;
            tell_one(f, b, t, at);
            continue;
        }
        if (f->draining && !noted) fast_drained(f, at);
        l->open = 0;
        if (l->turns == LEDGER_FULL) l->settle(l);
        ledger_note(l, t->slot - 1u, 0, domain_edge(cpu, at), fast_pc(b, t->k), t->addr, t->size, t->data);
        noted = t;
    }
    if (noted) owe(f, b, noted, edge + r->at[noted->k] + noted->sub);
}

/* The block's times are known: `edge` is that of its first try. */
void fast_settle(fast_t *f, const block_t *b, const result_t *r, uint64_t edge)
{
    if (f->tolds) tell_all(f, b, r, edge);
    uint32_t last = f->recent, k = last & STORED_K;
    f->pending = 0;
    if (!last) return;
    f->store_edge[0] = last >> 16 ? store_edge(r, last >> 16, edge) : f->store_edge[1];
    f->store_edge[1] = store_edge(r, last, edge);
    f->stored_pc = fast_pc(b, k);
    f->tail = k + 1 == b->count;
}

/* The youngest store is still in the store buffer if it was at the very last edge. */
void fast_give_back(fast_t *f, uint64_t edge)
{
    lsu_ctx_t *x = f->x;
    const domain_t *cpu = &x->env->clock[x->cfg->clk];
    fast_drained(f, edge);
    x->lsu->seq = f->seq;
    if (!f->store_edge[1]) return;
    x->due = 0;
    uint64_t drained = f->store_edge[1] < edge ? f->store_edge[1] : f->store_edge[0];
    if (drained) x->lsu->drain_at = domain_edge(cpu, drained + 2);
    if (f->store_edge[1] < edge) return;
    if (f->ledger && f->ledger->all) f->ledger->open |= 1;       /* what was not told is not told to drain */
    line_t *l = line_for(f, f->stored, 1);
    unsigned size = f->stored_as & ~STORED_DIRTY, at = f->stored & 7;
    uint64_t data = 0;
    memcpy(&data, l->bytes + f->stored % LINE, size);
    memcpy(l->bytes + f->stored % LINE, &f->before, size);
    x->lsu->stb[0] = (stb_t){ .valid = 1, .strb = (uint8_t)(((1u << size) - 1) << at), .policy = l->policy,
                              .type = l->type, .attr = x->privileged ? BUS_PRIVILEGED : 0,
                              .addr = f->stored & ~7u, .seq = f->seq - 1, .pc = f->stored_pc,
                              .data = data << 8 * at,
                              .since = domain_edge(cpu, edge), .ready = domain_edge(cpu, edge + 1) };
    if (f->stored_as & STORED_DIRTY) return;
    x->dcache->dirty[l->index] = 0;
    l->store = 0;
}
