/* leap_again.c -- what a period did: its facts, and its instructions done again without time. See leap.h. */
#include "leap.h"
#include "frame.h"
#include <string.h>

/* ---- facts ----------------------------------------------------------------------------------- */

/* These say that the same happened again, or how a load was served. All else is more than a loop that
 * waits. */
static int fit(const leap_t *l, const fact_t *f)
{
    const uint64_t kinds = 1ull << F_STEP | 1ull << F_LOAD | 1ull << F_STORE | 1ull << F_BARRIER | 1ull << F_DRAIN
                         | 1ull << F_ASK | 1ull << F_GRANT | 1ull << F_BEAT | 1ull << F_POSTED | 1ull << F_DONE
                         | 1ull << F_INSN | 1ull << F_RELEASE | 1ull << F_REG_READ | 1ull << F_UNMODELLED;
    if (!(kinds >> f->kind & 1)) return 0;
    if (f->kind == F_REG_READ) return leap_steady(l->m->map, l->m->in, f->addr);
    if (f->kind == F_UNMODELLED) return !f->what;          /* a read of what is not there */
    if (f->kind == F_STORE) return f->what != DST_PPB;
    return 1;
}

/* Ticks and numbers of transactions that some facts have for data. */
static int drifts(const leap_t *l, const fact_t *a, const fact_t *b, uint32_t txn)
{
    uint64_t by = b->data - a->data;
    if (!by) return 1;
    if (b->kind == F_GRANT || b->kind == F_BARRIER) return by == l->period;
    return b->kind == F_POSTED && by == txn;
}

int leap_facts(leap_t *l)
{
    uint32_t txn = (uint32_t)l->stride[MOVES_TXN];
    if (l->overflow || l->facts != 2 * l->split) return 0;
    for (unsigned k = 0; k < l->split; k++) {
        const fact_t *a = &l->fact[k], *b = &l->fact[l->split + k];
        drift_t *d = &l->drift[k];
        *d = (drift_t){ .data = b->data - a->data, .txn = b->txn - a->txn };
        fact_t moved = *a;
        moved.at += l->period, moved.txn += d->txn, moved.data += d->data;
        if (!fit(l, b) || memcmp(&moved, b, sizeof moved)) return 0;
        if ((d->txn && d->txn != txn) || !drifts(l, a, b, txn)) return 0;
    }
    return 1;
}

/* ---- instructions ---------------------------------------------------------------------------- */

static int replayable(const insn_t *i)
{
    if (i->flags & (I_FP | I_UNPRIVILEGED)) return 0;
    switch (i->kind) {
    case K_DATA:   return 1;
    case K_MEMORY: return i->op == OP_LDR || i->op == OP_STR;
    case K_SYSTEM: return i->op == OP_DMB || i->op == OP_DSB || i->op == OP_ISB;
    default:       return 0;
    }
}

static int taken(const fact_t *f, replayed_t *p)
{
    uint32_t code = (uint32_t)f->data;
    int row = f->size == 4 ? thumb_decode((uint16_t)(code >> 16), (uint16_t)code, &p->insn)
                           : thumb_decode((uint16_t)code, 0, &p->insn);
    p->pc = f->pc, p->executed = f->what;
    return row >= 0 && replayable(&p->insn);
}

/* In the order in which they are done: the one under way at the period's beginning is told at its end. */
static int list_instructions(leap_t *l)
{
    const fact_t *f = l->fact + l->split;
    const core_t *c = &((const chip_t *)(const void *)l->was)->core;  /* leap_same moved its ticks, no more */
    unsigned n = 0, under_way = c->decoded != 0;
    for (unsigned k = 0; k < l->split; k++) {
        if (f[k].kind != F_INSN) continue;
        if (n + under_way >= LEAP_INSNS || !taken(&f[k], &l->replayed[n++ + under_way])) return 0;
    }
    if (!n || (under_way && c->access)) return 0;
    if (under_way) l->replayed[0] = l->replayed[n];
    l->insns = n;
    return 1;
}

/* The accesses belong to loads and stores in their order. */
static int list_accesses(leap_t *l)
{
    const fact_t *f = l->fact + l->split;
    unsigned at = 0;
    for (unsigned k = 0; k < l->split; k++) {
        if (f[k].kind != F_LOAD && f[k].kind != F_STORE) continue;
        while (at < l->insns && !(l->replayed[at].insn.kind == K_MEMORY && l->replayed[at].executed)) at++;
        if (at == l->insns || l->replayed[at].pc != f[k].pc) return 0;
        if ((l->replayed[at].insn.op == OP_STR) != (f[k].kind == F_STORE)) return 0;
        l->replayed[at].addr = f[k].addr, l->replayed[at++].value = (uint32_t)f[k].data;
    }
    while (at < l->insns && !(l->replayed[at].insn.kind == K_MEMORY && l->replayed[at].executed)) at++;
    return at == l->insns;
}

static int jump(regs_t *r, did_t did)
{
    if (did == DID_DIVIDE_BY_ZERO) return 0;
    if (did != DID_INTERWORK) return 1;
    if (r->xpsr & PSR_IPSR && r->target >= EXC_RETURN_MIN) return 0;
    thumb_interwork(r);
    return r->xpsr & PSR_T ? 1 : 0;
}

static int access_again(regs_t *r, const replayed_t *p)
{
    access_t a[ACCESS_MAX];
    if (thumb_accesses(r, &p->insn, a) != 1 || a[0].address != p->addr) return 0;
    uint32_t mask = a[0].size < 4 ? (1u << 8 * a[0].size) - 1 : UINT32_MAX;
    if (a[0].flags & A_STORE) { if ((a[0].value ^ p->value) & mask) return 0; }
    else thumb_loaded(r, &p->insn, &a[0], p->value);
    return jump(r, thumb_finish(r, &p->insn));
}

/* 0: it goes another way from here on. */
static int once_more(regs_t *r, const replayed_t *p, int traps)
{
    const insn_t *i = &p->insn;
    if (r->r[15] != p->pc || thumb_condition(r, i) != p->executed) return 0;
    if (p->executed && i->cost == C_DIV && m7_operands(i, r->r, r->s) != p->operands) return 0;
    if (!p->executed || i->kind == K_SYSTEM) { thumb_next(r, i); return 1; }
    if (i->kind == K_MEMORY) return access_again(r, p);
    return jump(r, thumb_execute(r, i, traps));
}

int leap_replay(leap_t *l)
{
    const core_t *now = &l->m->chip.core;
    regs_t r = ((const chip_t *)(const void *)l->was)->core.regs;
    if (!list_instructions(l) || !list_accesses(l)) return 0;
    for (unsigned k = 0; k < l->insns; k++) {
        replayed_t *p = &l->replayed[k];
        if (p->insn.cost == C_DIV) p->operands = (uint8_t)m7_operands(&p->insn, r.r, r.s);
        if (!once_more(&r, p, now->scb.ccr & CCR_DIV_0_TRP)) return 0;
    }
    return !memcmp(&r, &now->regs, sizeof r);    /* this is how it came here: it will do for more */
}

uint64_t leap_replayed(const leap_t *l, regs_t *r, uint64_t n)
{
    const int traps = l->m->chip.core.scb.ccr & CCR_DIV_0_TRP;
    for (uint64_t i = 0; i < n; i++) {
        regs_t next = *r;
        for (unsigned k = 0; k < l->insns; k++)
            if (!once_more(&next, &l->replayed[k], traps)) return i;
        if (next.r[15] != l->replayed[0].pc) return i;
        *r = next;
    }
    return n;
}
