/* fast_data.c -- see fast.h: loads and stores that hit, and the facts of both. */
#include "fast_own.h"
#include "released.h"
#include <string.h>

enum { DTCM_BASE = 0x20000000 };

/* ---- lines --------------------------------------------------------------------------------------- */

/* Of a dirty line: what is told is no matter of one comparison. */
static uint64_t store_tag(const line_t *l) { return l->stores && !l->noted ? 0 : l->write; }

/* Who hears of its stores, and where they are written for him. */
static void look_who(const fast_t *f, line_t *l, uint32_t line)
{
    int slot = f->tells && f->ledger && !f->ledger->all ? ledger_find(f->ledger, line, PRIVATE_STORES) : -1;
    l->noted = slot < 0 ? 0 : &f->ledger->noted[slot];
    l->stores = f->tells && !(f->ledger && f->ledger->all);
}

/* A store to a line on its way leaves the store buffer as fast as one to a line that is there. Where somebody
 * is told which of the two it was, it is left to the slow road. */
static void look_up_fill(fast_t *f, line_t *l, const attr_t *a, uint32_t line, uint64_t tag)
{
    int i = fill_find(f->x->lsu, line);
    if (i < 0 || !a->write || a->policy == POLICY_WT) return;
    look_who(f, l, line);
    if (l->stores && !l->noted) return;
    l->cached = 1, l->filling = (uint8_t)(i + 1), l->bytes = f->x->lsu->lfb[i].data, l->write = tag;
}

/* What may be done at once with this line; entries of another epoch are as none. */
static void look_up(fast_t *f, line_t *l, uint32_t line)
{
    const lsu_ctx_t *x = f->x;
    uint64_t tag = (uint64_t)f->changed.data << 32 | line | TAG_VALID;
    attr_t a = lsu_attr(x, line);
    *l = (line_t){ .policy = a.policy, .type = a.type };
    if (lsu_target(x, line) == LSU_TCM) {
        /* stores there change code: left to the slow road */
        int code = line < x->cfg->itcm_size;
        l->bytes = code ? f->itcm + line : f->dtcm + (line - DTCM_BASE);
        l->itcm = (uint8_t)code;
        l->loads = f->tells_tcm >> F_LOAD & 1;
        l->stores = f->tells_tcm >> F_STORE & 1;
        if (a.read) l->read = tag;
        if (a.write && !code) l->write = tag;
        l->load = l->loads ? 0 : l->read;
        return;
    }
    if (lsu_target(x, line) != LSU_AXIM || !dcache_on(x) || a.type != MEM_NORMAL
        || a.policy == POLICY_NC || x->dcache->policy == REPLACE_LRU) return;
    int index = cache_find(x->dcache, &dcache_geometry, line);
    if (index < 0) { look_up_fill(f, l, &a, line, tag); return; }
    l->cached = 1, l->index = (uint32_t)index, l->bytes = x->dcache->data[index];
    l->loads = f->tells >> F_LOAD & 1 && (!f->ledger || ledger_find(f->ledger, line, PRIVATE_LOADS) < 0);
    look_who(f, l, line);
    if (a.read) l->read = tag;
    if (a.write && a.policy != POLICY_WT) l->write = tag;
    l->load = l->loads ? 0 : l->read;
    l->store = x->dcache->dirty[index] ? store_tag(l) : 0;
}

line_t *fast_line(fast_t *f, uint32_t addr, int write)
{
    uint32_t line = line_of(addr);
    line_t *l = &f->line[line / LINE % LINES];
    uint64_t tag = (uint64_t)f->changed.data << 32 | line | TAG_VALID;
    if ((write ? l->write : l->read) == tag) return l;
    look_up(f, l, line);
    return (write ? l->write : l->read) == tag ? l : 0;
}

static int would_tell(fast_t *f)
{
    return f->muted |= f->mute;
}

/* A store to a line of the D-cache passes an empty store buffer. */
static line_t *may_store(fast_t *f, uint32_t addr)
{
    line_t *l = fast_line(f, addr, 1);
    if (!l || (l->cached && !f->calm)) return 0;
    return l->stores && !l->noted && would_tell(f) ? 0 : l;
}

/* Do older stores to this doubleword wait in the store buffer? */
int fast_buffered(const fast_t *f, uint32_t dword)
{
    const stb_t *e = f->x->lsu->stb;
    for (unsigned k = 0; f->waiting && k < STB_MAX; k++) if (e[k].valid && e[k].addr == dword) return 1;
    return 0;
}

static told_t fact(fact_kind_t kind, unsigned what, uint32_t addr, unsigned size, unsigned k, unsigned sub,
                   uint64_t data)
{
    return (told_t){ .kind = (uint8_t)kind, .what = (uint8_t)what, .size = (uint8_t)size, .k = (uint8_t)k,
                     .sub = (uint8_t)sub,
                     .addr = addr, .data = data };
}

void fast_release(fast_t *f, const insn_t *i, unsigned k, uint32_t addr)
{
    released_t r = released(i, f->sp, f->core->regs.r[13]);
    fast_log(f, fact(F_RELEASE, r.what, r.addr, 0, k, fast_edges(i, addr & 4) - 1, r.bytes));
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
    const line_t *l = fast_line(f, addr, 0);
    if (!l) return 0;
    if (l->cached && (beside_store(f, addr, k, sub) || fast_buffered(f, addr & ~7u))) return 0;
    if (l->loads && would_tell(f)) return 0;
    uint32_t v = 0;
    memcpy(&v, l->bytes + (addr & (LINE - 1)), size);
    *value = v;
    if (l->loads) fast_log(f, fact(F_LOAD, l->cached ? SRC_CACHE : SRC_TCM, addr, size, k, sub, v));
    return 1;
}

static lfb_t *filling(const fast_t *f, const line_t *l) { return &f->x->lsu->lfb[l->filling - 1]; }

/* Would the line be wholly written before it came? fill.c counts those. */
static int completes(const fast_t *f, const line_t *l, uint32_t addr, unsigned size)
{
    return !(~filling(f, l)->merged & ~(((1u << size) - 1) << addr % LINE));
}

/* A store to a line: what give_back needs if it is the last. */
static void keep(fast_t *f, line_t *l, uint32_t addr, unsigned size, unsigned k, unsigned sub)
{
    uint8_t *dirty = l->filling ? &filling(f, l)->dirty : &f->x->dcache->dirty[l->index];
    memcpy(&f->before, l->bytes + addr % LINE, size);
    if (l->filling) f->merged = filling(f, l)->merged, filling(f, l)->merged |= ((1u << size) - 1) << addr % LINE;
    f->stored = addr, f->stored_as = size | (*dirty ? STORED_DIRTY : 0);
    f->recent = f->recent << 16 | STORED | sub << STORED_SUB | k;
    f->seq++;
    *dirty = 1;
    if (!l->filling) l->store = store_tag(l);
}

int fast_store(fast_t *f, uint32_t addr, unsigned size, unsigned k, unsigned sub, uint64_t value)
{
    if (addr & (size - 1)) return 0;
    line_t *l = may_store(f, addr);
    if (!l || (l->filling && completes(f, l, addr, size))) return 0;
    if (size < 8) value &= (1ull << 8 * size) - 1;
    if (l->cached) keep(f, l, addr, size, k, sub);
    memcpy(l->bytes + (addr & (LINE - 1)), &value, size);
    if (l->stores && f->notes < NOTES - BLOCK_MAX) fast_heard(f, l, addr, size, k, sub, value);
    else if (l->stores) fast_log_store(f, l, addr, size, k, sub, value);
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
    for (unsigned j = 0; j < n; j++) {
        const line_t *l = a[j].address & (a[j].size - 1u) ? 0 : may_store(f, a[j].address);
        if (!l || l->filling) return 0;
    }
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

/* What has drained by this edge is told. */
static void drained(fast_t *f, uint64_t edge)
{
    const owed_t *s = &f->owed;
    if (!f->draining || s->edge >= edge) return;
    f->draining = 0;
    if (!f->tells || ledger_drained(f->ledger, 0)) return;
    unsigned at = s->addr & 7;
    env_t *env = f->x->env;
    int filling = fill_find(f->x->lsu, line_of(s->addr)) >= 0;
    fact_t drain = { .at = fast_tick(f, s->edge + 1), .kind = F_DRAIN, .who = env->slot,
                     .what = filling ? DRAIN_LFB : DRAIN_CACHE,
                     .size = 8, .addr = s->addr & ~7u, .pc = s->pc, .data = s->data << 8 * at,
                     .note = ((1u << s->size) - 1) << at };
    tell(env, &drain);
}

static void owe(fast_t *f, const block_t *b, const told_t *t, uint64_t edge)
{
    f->draining = 1;
    f->owed = (owed_t){ .addr = t->addr, .data = t->data, .pc = fast_pc(b, t->k), .edge = edge,
                        .size = t->size };
}

/* The youngest store, written into the ledger at this edge, is entry 0 of a store buffer that holds no
 * other. */
static void owe_noted(fast_t *f, uint64_t edge)
{
    if (!f->noted) return;
    const note_t *t = &f->note[f->noted - 1];
    f->noted = 0, f->draining = 1;
    f->owed = (owed_t){ .addr = t->addr, .data = t->is->data, .pc = t->is->pc, .edge = edge,
                        .size = t->size };
    f->ledger->open = 1, f->ledger->opened[0] = t->is->turn >> 2;
}

static void tell_one(fast_t *f, const block_t *b, const told_t *t, uint64_t edge)
{
    env_t *env = f->x->env;
    if (f->draining) drained(f, edge);
    fact_t fact = { .at = fast_tick(f, edge), .kind = t->kind, .who = env->slot, .what = t->what,
                    .size = t->size,
                    .addr = t->addr, .pc = fast_pc(b, t->k), .data = t->data };
    tell(env, &fact);
    if (t->kind == F_STORE && t->what == DST_STB) owe(f, b, t, edge);
}

/* A store of the log that is not told. */
static void note_one(fast_t *f, const block_t *b, const told_t *t, uint64_t edge)
{
    ledger_t *l = f->ledger;
    if (f->draining) drained(f, edge);
    l->open = 0;
    noted_t *n = ledger_note(l, t->slot - 1u, 0, fast_tick(f, edge), fast_pc(b, t->k), t->addr, t->size,
                             t->data);
    f->note[0] = (note_t){ n, t->addr, t->k, t->sub, t->size, 0 }, f->noted = 1;
}

/* The same where something is told: behind what was written into the ledger, in the order it happened. */
void fast_settle(fast_t *f, const node_t *n, const result_t *r, uint64_t edge)
{
    const note_t *last = f->notes ? &f->note[f->notes - 1u] : NULL;
    uint64_t at = last ? edge + r->at[last->k] + last->sub : f->store_edge[1];
    uint32_t tolds = f->tolds;
    fast_stored(f, n, r, edge);
    for (uint32_t i = 0; i < tolds; i++) {
        const told_t *t = &f->told[i];
        owe_noted(f, at);
        at = edge + r->at[t->k] + t->sub;
        if (t->slot) note_one(f, n->block, t, at);
        else tell_one(f, n->block, t, at);
    }
}

/* The youngest store is still in the store buffer if it was at the very last edge. */
void fast_give_back(fast_t *f, uint64_t edge)
{
    lsu_ctx_t *x = f->x;
    owe_noted(f, f->store_edge[1]);
    drained(f, edge);
    x->lsu->seq = f->seq;
    if (!f->store_edge[1]) return;
    x->due = 0;
    uint64_t gone = f->store_edge[1] < edge ? f->store_edge[1] : f->store_edge[0];
    if (gone) x->lsu->drain_at = fast_tick(f, gone + 2);
    if (f->store_edge[1] < edge) return;
    if (f->ledger && f->ledger->all) f->ledger->open |= 1;       /* what was not told is not told to drain */
    line_t *l = fast_line(f, f->stored, 1);
    unsigned size = f->stored_as & ~STORED_DIRTY, at = f->stored & 7;
    uint64_t data = 0;
    memcpy(&data, l->bytes + f->stored % LINE, size);
    memcpy(l->bytes + f->stored % LINE, &f->before, size);
    x->lsu->stb[0] = (stb_t){ .valid = 1, .strb = (uint8_t)(((1u << size) - 1) << at), .policy = l->policy,
                              .type = l->type, .attr = x->privileged ? BUS_PRIVILEGED : 0,
                              .addr = f->stored & ~7u, .seq = f->seq - 1,
                              .pc = fast_pc(f->stored_in->block, f->stored_k),
                              .data = data << 8 * at,
                              .since = fast_tick(f, edge), .ready = fast_tick(f, edge + 1) };
    if (l->filling) filling(f, l)->merged = f->merged;
    if (f->stored_as & STORED_DIRTY) return;
    if (l->filling) filling(f, l)->dirty = 0; else x->dcache->dirty[l->index] = 0;
    l->store = 0;
}
