/* fill.c -- see fill.h. */
#include "fill.h"
#include <string.h>

enum { FULL_LINE = 4 };                      /* doublewords of a line, beats of its burst */
#define ALL_BYTES 0xFFFFFFFFu

static const cache_geometry_t *const geometry = &dcache_geometry;

static unsigned buffers(const lsu_ctx_t *c)
{
    uint32_t n = lsu_num(c, T_FILL_BUFFERS);
    return n < 1 ? 1 : n > LFB_MAX ? LFB_MAX : n;
}

static uint64_t note_of(const lfb_t *f, int dirty) { return line_note(0, f->set, f->way, dirty); }

/* ---- what the data side shares ------------------------------------------------------------------
 * */

void lsu_ask(lsu_ctx_t *c, unsigned p, uint32_t pc)
{
    uint32_t saved = c->env->pc;
    c->env->port[p].seq = c->lsu->seq++;
    c->env->pc = pc;
    port_ask(c->env, p);
    c->env->pc = saved;
}

int lsu_writing(const lsu_ctx_t *c, uint32_t line, int but)
{
    for (unsigned set = c->lsu->writes; set; set &= set - 1) {
        const port_t *p = &c->env->port[c->cfg->p_write[__builtin_ctz(set)]];
        if (line_of(p->addr) == line && p->id != but) return 1;
    }
    return 0;
}

void lsu_imprecise(lsu_t *l, uint32_t abfsr, uint8_t why, uint32_t addr)
{
    if (!l->imprecise) l->imprecise_addr = addr;
    /* AXIMTYPE */
    if (abfsr == ABFSR_AXIM) abfsr |= why == BUS_REFUSED ? ABFSR_SLVERR : ABFSR_DECERR;
    l->imprecise |= abfsr;
}

void lsu_told(lsu_ctx_t *c, unsigned kind, unsigned what, unsigned size, uint32_t addr, uint32_t pc,
              uint32_t txn, uint64_t data, uint64_t note)
{
    fact_t f = { .at = c->env->now, .kind = (uint8_t)kind, .who = c->env->slot,
                 .what = (uint8_t)what,
                 .size = (uint8_t)size, .addr = addr, .pc = pc, .txn = txn, .data = data,
                     .note = note };
    tell(c->env, &f);
}

/* ---- lines that leave the cache ----------------------------------------------------------------
 * */

static uint64_t index_note(unsigned index, int dirty)
{
    return line_note(0, index / geometry->ways, index % geometry->ways, dirty);
}

void evict_line(lsu_ctx_t *c, unsigned index, evict_why_t why, uint32_t pc)
{
    evict_t *e = &c->lsu->evict;
    *e = (evict_t){ .valid = 1, .line = c->dcache->tag[index], .pc = pc,
                    .attr = c->privileged ? BUS_PRIVILEGED : 0 };
    memcpy(e->data, c->dcache->data[index], LINE);
    c->dcache->dirty[index] = 0;
    lsu_tell(c, F_EVICT, why, LINE, e->line, pc, 0, 0, index_note(index, 1));
}

void drop_line(lsu_ctx_t *c, unsigned index, evict_why_t why, int dirty, uint32_t pc)
{
    c->dcache->valid[index] = c->dcache->dirty[index] = 0;
    data_changed(c->env);
    lsu_tell(c, F_EVICT, why, LINE, c->dcache->tag[index], pc, 0, 0, index_note(index, dirty));
}

/* A dirty line goes to the eviction buffer and leaves the cache; told once. */
static void evict_and_drop(lsu_ctx_t *c, unsigned index, evict_why_t why, uint32_t pc)
{
    evict_line(c, index, why, pc);
    c->dcache->valid[index] = 0;
    data_changed(c->env);
}

void evict_await(lsu_ctx_t *c)
{
    evict_t *e = &c->lsu->evict;
    e->awaited = 1;
    if (e->asked) c->env->port[c->cfg->p_evict].attr &= (uint8_t)~BUS_UNAWAITED;
}

/* ---- starting -----------------------------------------------------------------------------------
 * */

int fill_start(lsu_ctx_t *c, uint32_t addr, fill_why_t why, tick_t ask_at, uint32_t pc)
{
    lsu_t *l = c->lsu;
    unsigned i = 0, n = buffers(c), set = cache_set(geometry, addr), busy = 0;
    while (i < n && l->lfb[i].valid) i++;
    if (i == n) return -1;
    for (unsigned k = 0; k < LFB_MAX; k++)
        if (l->lfb[k].valid && l->lfb[k].set == set) busy |= 1u << l->lfb[k].way;
    int way = cache_victim(c->dcache, geometry, addr, busy);
    if (way < 0) return -1;
    lfb_t *f = &l->lfb[i];
    *f = (lfb_t){ .valid = 1, .why = (uint8_t)why, .way = (uint8_t)way, .victim = 1,
                  .set = (uint16_t)set,
                  .line = line_of(addr), .critical = addr & ~7u, .pc = pc, .start = c->env->now,
                      .ask_at = ask_at,
                  .attr = c->privileged ? BUS_PRIVILEGED : 0 };
    lsu_tell(c, F_FILL_START, why, i, f->line, pc, 0, 0, note_of(f, 0));
    return (int)i;
}

/* Three lines in a row wholly written before their fill came: switch to read-allocate mode
 * (TRM 5.9.1). Counted at the moment the last byte is merged, so the very next miss knows. */
static void count_full_line(lsu_ctx_t *c)
{
    lsu_t *l = c->lsu;
    if (l->ra_mode || c->scb->actlr & ACTLR_DISRAMODE) return;
    if (++l->ra_run >= lsu_num(c, T_RA_LINES)) l->ra_mode = 1, l->ra_run = 0;
}

void fill_merge(lsu_ctx_t *c, int i, uint32_t addr, uint8_t strb, uint64_t data, int dirty)
{
    lfb_t *f = &c->lsu->lfb[i];
    unsigned at = addr & (LINE - 8);
    uint32_t before = f->merged;
    for (unsigned k = 0; k < 8; k++)
        if (strb >> k & 1) f->data[at + k] = (uint8_t)(data >> 8 * k);
    f->merged |= (uint32_t)strb << at;
    if (dirty) f->dirty = 1;
    if (before != ALL_BYTES && f->merged == ALL_BYTES) count_full_line(c);
}

/* ---- answers --------------------------------------------------------------------------------- */

/* What came of the doubleword at addr, and over it what was stored. */
static uint64_t laid_over(const lfb_t *f, const port_t *p, uint32_t addr)
{
    unsigned at = addr & (LINE - 8);
    return bytes_to_word(f->data + at) | (p->data[beat_of(p, addr)] & ~strobed((uint8_t)(f->merged >> at)));
}

uint64_t fill_dword(const lsu_ctx_t *c, int i, uint32_t addr)
{
    const lfb_t *f = &c->lsu->lfb[i];
    const port_t *p = &c->env->port[c->cfg->p_fill[i]];
    return f->asked && beat_of(p, addr) < p->beat ? laid_over(f, p, addr) : bytes_to_word(f->data + (addr & (LINE - 8)));
}

void fill_await(lsu_ctx_t *c, int i, uint32_t addr)
{
    port_t *p = &c->env->port[c->cfg->p_fill[i]];
    if (c->lsu->lfb[i].asked) p->quiet &= (uint16_t)~(1u << beat_of(p, addr));
}

static void allocate(lsu_ctx_t *c, unsigned i, const port_t *p)
{
    const lfb_t *f = &c->lsu->lfb[i];
    unsigned index = f->set * geometry->ways + f->way;
    cache_t *d = c->dcache;
    d->tag[index] = f->line, d->valid[index] = 1, d->dirty[index] = f->dirty;
    for (unsigned at = 0; at < LINE; at += 8) word_to_bytes(d->data[index] + at, laid_over(f, p, at));
    data_changed(c->env);
    cache_touch(d, (int)index);
    if (f->merged != ALL_BYTES) c->lsu->ra_run = 0;
    lsu_tell(c, F_FILL_DONE, f->why, i, f->line, f->pc, p->txn, 0, note_of(f, f->dirty));
}

/* A bus error: the cache is not updated; the load that waits for this line faults, merged data is
 * lost and reported late (TRM 5.9). */
static void fail(lsu_ctx_t *c, unsigned i, uint8_t why, uint32_t txn)
{
    lsu_t *l = c->lsu;
    lfb_t *f = &l->lfb[i];
    if (l->load_stage == LOAD_FILL
        && line_of(l->load_addr + l->load_done) == f->line) l->load_stage = LOAD_ERROR;
    if (f->merged) lsu_imprecise(l, ABFSR_AXIM, why, f->line);
    l->ra_run = 0;
    data_changed(c->env);
    lsu_tell(c, F_FILL_DROP, f->why, i, f->line, f->pc, txn, 0, note_of(f, f->dirty));
}

static int over(const port_t *p) { return p->phase == BUS_DONE || p->phase == BUS_ERROR; }

static int fill_answer(lsu_ctx_t *c, unsigned i)
{
    lfb_t *f = &c->lsu->lfb[i];
    port_t *p = &c->env->port[c->cfg->p_fill[i]];
    uint32_t txn = p->beat ? p->txn : 0;
    if (p->seen >= p->beat && !over(p)) return 0;
    for (; p->seen < p->beat; p->seen++)
        lsu_tell(c, F_FILL_BEAT, 0, i, beat_addr(p, p->seen), f->pc, txn, p->data[p->seen], note_of(f, f->dirty));
    if (!over(p)) return 1;
    if (p->phase == BUS_DONE) allocate(c, i, p); else fail(c, i, p->why, txn);
    p->phase = BUS_IDLE;
    memset(f, 0, sizeof *f);
    return 1;
}

int fill_answers(lsu_ctx_t *c)
{
    evict_t *e = &c->lsu->evict;
    port_t *p = &c->env->port[c->cfg->p_evict];
    int n = 0;
    for (unsigned i = 0; i < LFB_MAX; i++)
        if (c->lsu->lfb[i].asked) n |= fill_answer(c, i);
    if (e->asked && p->phase == BUS_ERROR) {
        lsu_imprecise(c->lsu, ABFSR_AXIM, p->why, e->line);
        p->phase = BUS_IDLE;
        memset(e, 0, sizeof *e);
        n = 1;
    }
    return n;
}

/* ---- requests -------------------------------------------------------------------------------- */

/* Let the line go that lives where the fill will. 0: it is dirty and must wait for the buffer. */
static int let_victim_go(lsu_ctx_t *c, lfb_t *f)
{
    unsigned index = f->set * geometry->ways + f->way;
    if (c->dcache->valid[index] && c->dcache->dirty[index]) {
        if (evict_bars(c, NO_LINE)) return 0;
        evict_and_drop(c, index, EVICT_REPLACED, f->pc);
    } else if (c->dcache->valid[index]) {
        drop_line(c, index, EVICT_REPLACED, 0, f->pc);
    }
    f->victim = 0;
    return 1;
}

static int request_fill(lsu_ctx_t *c, unsigned i)
{
    lfb_t *f = &c->lsu->lfb[i];
    int n = 0;
    if (!f->valid || f->asked) return 0;
    if (f->victim) {
        if (!let_victim_go(c, f)) return 0;
        n = 1;
    }
    unsigned port = c->cfg->p_fill[i];
    port_t *p = &c->env->port[port];
    if (c->env->now < f->ask_at || p->phase != BUS_IDLE) return n;
    /* read after write */
    if (evict_bars(c, f->line) || lsu_writing(c, f->line, -1)) return n;
    p->addr = f->critical, p->write = 0, p->size = 3, p->beats = FULL_LINE, p->wrap = 1;
    p->attr = f->attr, p->id = (uint8_t)(ID_FILL + i), p->tag = TAG_FILL, p->quiet = BUS_WHOLE;
    lsu_ask(c, port, f->pc);
    f->asked = 1;
    uint32_t load = c->lsu->load_addr + c->lsu->load_done;
    if (c->lsu->load_stage == LOAD_FILL && line_of(load) == f->line) fill_await(c, (int)i, load);
    return 1;
}

static int request_eviction(lsu_ctx_t *c)
{
    evict_t *e = &c->lsu->evict;
    port_t *p = &c->env->port[c->cfg->p_evict];
    if (!e->valid || e->asked || lsu_writing(c, e->line, -1)) return 0;
    p->addr = e->line, p->write = 1, p->size = 3, p->beats = FULL_LINE, p->wrap = 0;
    p->attr = e->attr | (e->awaited ? 0 : BUS_UNAWAITED), p->id = ID_EVICT, p->tag = TAG_EVICT;
    for (unsigned k = 0; k < FULL_LINE; k++) p->data[k] = bytes_to_word(e->data + 8 * k),
        p->strb[k] = 0xFF;
    lsu_ask(c, c->cfg->p_evict, e->pc);
    e->asked = 1;
    return 1;
}

int fill_requests(lsu_ctx_t *c)
{
    int n = 0;
    for (unsigned i = 0; i < LFB_MAX; i++) n |= request_fill(c, i);
    return n | request_eviction(c);
}

/* ---- forced events --------------------------------------------------------------------------- */

void fill_wish(lsu_ctx_t *c, force_t what, uint32_t addr)
{
    lsu_t *l = c->lsu;
    if (l->wishes == FORCE_MAX) return;
    l->wish[l->wishes++] = (wish_t){ .addr = addr, .what = (uint8_t)what };
}

/* 1: carried out, or there is nothing to do. A fill the core would not make is not forced either.
 * */
static int grant_wish(lsu_ctx_t *c, const wish_t *w)
{
    int index = cache_find(c->dcache, geometry, w->addr);
    if (w->what == FORCE_FILL) {
        attr_t a = lsu_attr(c, w->addr);
        if (lsu_target(c, w->addr) != LSU_AXIM || a.type != MEM_NORMAL || a.policy == POLICY_NC
            || !a.read) return 1;
        if (!dcache_on(c) || index >= 0 || fill_find(c->lsu, line_of(w->addr)) >= 0) return 1;
        return fill_start(c, w->addr, FILL_FORCED, c->env->now, NO_PC) >= 0;
    }
    if (index < 0) return 1;
    if (!c->dcache->dirty[index]) {
        drop_line(c, (unsigned)index, EVICT_FORCED, 0, NO_PC);
        return 1;
    }
    if (evict_bars(c, NO_LINE)) return 0;
    evict_and_drop(c, (unsigned)index, EVICT_FORCED, NO_PC);
    return 1;
}

/* The edge at which the next listed event falls, NEVER if there is none. */
static tick_t listed_at(const lsu_ctx_t *c)
{
    const input_t *in = c->env->in;
    if (!in || c->lsu->forced >= in->forceds) return NEVER;
    return domain_next(&c->env->clock[c->cfg->clk], in->forced[c->lsu->forced].at);
}

int fill_forced(lsu_ctx_t *c)
{
    lsu_t *l = c->lsu;
    const input_t *in = c->env->in;
    int n = 0;
    if (!l->wishes && (!in || l->forced >= in->forceds)) return 0;
    while (l->wishes < FORCE_MAX && listed_at(c) <= c->env->now) {
        const forced_t *f = &c->env->in->forced[l->forced++];
        fill_wish(c, f->what, f->addr);
        n = 1;
    }
    for (unsigned i = 0; i < l->wishes; ) {
        wish_t w = l->wish[i];
        if (!grant_wish(c, &w)) { i++; continue; }
        l->wishes--;
        memmove(&l->wish[i], &l->wish[i + 1], (l->wishes - i) * sizeof w);
        memset(&l->wish[l->wishes], 0, sizeof w);
        n = 1;
    }
    return n;
}

tick_t fill_next_of(const lsu_ctx_t *c)
{
    tick_t at = listed_at(c), next = at > c->env->now ? at : NEVER;
    for (unsigned i = 0; i < LFB_MAX; i++) {
        const lfb_t *f = &c->lsu->lfb[i];
        if (f->valid && !f->asked && f->ask_at > c->env->now && f->ask_at < next) next = f->ask_at;
    }
    return next;
}
