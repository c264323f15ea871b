/* exception.c -- see exception.h. */
#include "exception.h"

#define EXC_RETURN_HANDLER 0xFFFFFFF1u
#define EXC_RETURN_THREAD  0xFFFFFFF9u
enum { XPSR_T = 1 << 24, XPSR_ALIGN = 1 << 9, IPSR = 0x1FF };

static tick_t after(const lsu_ctx_t *x, tick_t t, unsigned n)
{
    return domain_after(&x->env->clock[x->cfg->clk], t, n);
}

static tick_t later(tick_t a, tick_t b) { return a > b ? a : b; }

static const handler_t *handler_of(const input_t *in, unsigned exception)
{
    for (uint32_t i = 0; i < in->handlers; i++)
        if (in->handler[i].exception == exception) return &in->handler[i];
    return 0;
}

static void sequence(core_t *c, lsu_ctx_t *x, seq_t kind)
{
    c->seq = (uint8_t)kind;
    c->seq_at = 0;
    c->seq_since = x->env->now;
    c->waiting = c->computing = 0;
    c->ready = x->env->now;
    x->env->pc = NO_PC;
}

void exception_begin(core_t *c, lsu_ctx_t *x, uint64_t left)
{
    if (c->depth == CORE_NEST) {
        c->stop = STOP_UNSUPPORTED;
        tell_part(x->env, F_UNMODELLED, 0, c->scb.vtor, c->depth, 0);
        return;
    }
    sequence(c, x, SEQ_ENTRY);
    c->seq_exception = scb_preempts(&c->scb);
    uint32_t align = c->r[13] & 4 ? XPSR_ALIGN : 0;   /* CCR.STKALIGN is always 1: TRM table 3-1 */
    c->seq_sp = (c->r[13] & ~7u) - 4 * FRAME_WORDS;
    c->frame[c->depth].upc = c->upc;
    c->frame[c->depth].left = left;
    const uint32_t word[FRAME_WORDS] = { c->r[0], c->r[1], c->r[2], c->r[3], c->r[12], c->r[14],
                                         c->upc, (c->xpsr & ~(uint32_t)XPSR_ALIGN) | align };
    for (int i = 0; i < FRAME_WORDS; i++) c->seq_word[i] = word[i];
}

void exception_return(core_t *c, lsu_ctx_t *x)
{
    unsigned e = c->frame[c->depth - 1].exception;
    scb_leave(&c->scb, e);
    tell_part(x->env, F_IRQ_LEAVE, e, 0, 0, 0);
    scb_sample(&c->scb, x->env, x->cfg->clk);               /* a level still high pends again */
    int tail = scb_preempts(&c->scb) != 0;
    sequence(c, x, tail ? SEQ_TAIL : SEQ_RETURN);
    c->seq_sp = c->r[13];
    if (tail) c->ready = after(x, x->env->now, x->cfg->num[T_EXC_TAIL].value);
}

/* --- faults ----------------------------------------------------------------------------------- */

static void lockup(core_t *c, lsu_ctx_t *x, uint32_t addr)
{
    c->stop = STOP_LOCKUP;
    tell_part(x->env, F_FAULT, FAULT_LOCKUP, addr, 0, c->scb.cfsr);
}

/* B1.5.14: a fault whose handler is off, or not of higher priority, becomes a HardFault. */
static void escalate(core_t *c, lsu_ctx_t *x, uint32_t addr)
{
    if (scb_priority(&c->scb) <= -1) { lockup(c, x, addr); return; }
    c->scb.hfsr |= HFSR_FORCED;
    scb_pend(&c->scb, x->env, EXC_HARDFAULT);
}

static unsigned exception_of(fault_t fault)
{
    switch (fault) {
    case FAULT_MEMMANAGE: return EXC_MEMMANAGE;
    case FAULT_BUS_PRECISE: case FAULT_BUS_IMPRECISE: return EXC_BUSFAULT;
    default: return EXC_USAGEFAULT;
    }
}

static int can_take(const core_t *c, const lsu_ctx_t *x, unsigned e)
{
    return scb_bit(c->scb.enabled, e) && handler_of(x->env->in, e);
}

void exception_fault(core_t *c, lsu_ctx_t *x, fault_t fault, uint32_t addr, uint32_t cfsr)
{
    scb_t *s = &c->scb;
    s->cfsr |= cfsr;
    if (cfsr & CFSR_MMARVALID) s->mmfar = addr;
    if (cfsr & CFSR_BFARVALID) s->bfar = addr;
    tell_part(x->env, F_FAULT, fault, addr, 0, s->cfsr);
    unsigned e = exception_of(fault);
    if (can_take(c, x, e) && scb_beats(s, e)) scb_pend(s, x->env, e);
    else escalate(c, x, addr);
    c->waiting = c->computing = 0;
    c->ready = after(x, x->env->now, 1);
}

void exception_imprecise(core_t *c, lsu_ctx_t *x)
{
    scb_t *s = &c->scb;
    uint32_t addr = x->lsu->imprecise_addr;
    s->cfsr |= CFSR_IMPRECISERR;
    s->abfsr = x->lsu->imprecise;   /* which port, which answer: TRM 3.3.9 */
    x->lsu->imprecise = x->lsu->imprecise_addr = 0;
    tell_part(x->env, F_FAULT, FAULT_BUS_IMPRECISE, addr, 0, s->cfsr);
    if (can_take(c, x, EXC_BUSFAULT)) { scb_pend(s, x->env, EXC_BUSFAULT); return; }
    s->hfsr |= HFSR_FORCED;                                 /* in a HardFault it stays pending */
    scb_pend(s, x->env, EXC_HARDFAULT);
}

void exception_svc(core_t *c, lsu_ctx_t *x)
{
    if (scb_beats(&c->scb, EXC_SVC)) scb_pend(&c->scb, x->env, EXC_SVC);
    else escalate(c, x, NO_PC);
}

/* A fault while stacking or unstacking is derived: it pends, and the choice at the end of the
 * sequence takes it if it is the higher one. */
static void derived(core_t *c, lsu_ctx_t *x, const lsu_reply_t *r, uint32_t mem, uint32_t bus)
{
    int memory = r->fault == FAULT_MEMMANAGE;
    if (memory) exception_fault(c, x, FAULT_MEMMANAGE, r->addr, mem);
    else exception_fault(c, x, FAULT_BUS_PRECISE, r->addr, bus);
}

/* --- the sequences ---------------------------------------------------------------------------- */

/* The handler's first micro-op issues now: choose the handler at the last moment (late arrival). */
static void enter(core_t *c, lsu_ctx_t *x)
{
    unsigned e = scb_preempts(&c->scb);
    if (!e) e = c->seq_exception;
    if (c->seq == SEQ_ENTRY) {
        int nested = c->depth != 0;
        c->r[13] = c->seq_sp;
        c->r[14] = nested ? EXC_RETURN_HANDLER : EXC_RETURN_THREAD;
        c->depth++;
    }
    c->frame[c->depth - 1].exception = e;
    c->xpsr = XPSR_T | e;
    c->seq = SEQ_NONE;
    scb_enter(&c->scb, e);
    const handler_t *h = handler_of(x->env->in, e);
    if (h) c->upc = h->entry;
    tell_part(x->env, F_IRQ_ENTER, e, 0, c->scb.pended[e], 0);
    if (h) return;
    c->stop = STOP_FAULT;
    c->stop_exception = (uint8_t)e;
    if (e != EXC_HARDFAULT) tell_part(x->env, F_UNMODELLED, 0, c->scb.vtor + 4 * e, e, 0);
}

static void tail_to_fault(core_t *c, lsu_ctx_t *x)
{
    if (c->stop) return;
    c->seq = SEQ_TAIL;
    c->ready = after(x, x->env->now, x->cfg->num[T_EXC_TAIL].value);
}

/* All eight words are back: go on where the frame says. */
static void resume(core_t *c, lsu_ctx_t *x)
{
    const uint32_t *w = c->seq_word;
    uint32_t ipsr = c->depth > 1 ? c->frame[c->depth - 2].exception : 0;
    if ((w[7] & IPSR) != ipsr) {   /* a spoilt frame: integrity check, B1.5.8 */
        exception_fault(c, x, FAULT_UNDEFINED, w[6], CFSR_INVPC);
        tail_to_fault(c, x);
        return;
    }
    for (int i = 0; i < 4; i++) c->r[i] = w[i];
    c->r[12] = w[4], c->r[14] = w[5], c->upc = w[6];
    c->xpsr = w[7] & ~(uint32_t)XPSR_ALIGN;
    c->r[13] = c->seq_sp + 4 * FRAME_WORDS + (w[7] & XPSR_ALIGN ? 4 : 0);
    c->depth--;
    c->seq = SEQ_NONE;
    uint64_t left = c->frame[c->depth].left;
    if (left && c->frame[c->depth].upc == c->upc) {
        c->computing = 1;
        c->ready = domain_after(&x->env->clock[x->cfg->clk], x->env->now, left);
    }
}

static void stack_word(core_t *c, lsu_ctx_t *x)
{
    lsu_reply_t r = lsu_store(x, c->seq_sp + 4u * c->seq_at, 4, c->seq_word[c->seq_at]);
    c->waiting = r.status == LSU_WAIT;
    if (c->waiting) return;
    c->ready = later(r.ready, after(x, x->env->now, 1));
    c->seq_at++;
    if (r.status == LSU_FAULT) {
        derived(c, x, &r, CFSR_MSTKERR, CFSR_STKERR);
        c->seq_at = FRAME_WORDS;
    }
    if (c->seq_at == FRAME_WORDS)
        c->ready = later(c->ready, after(x, c->seq_since, x->cfg->num[T_EXC_ENTRY].value));
}

static void unstack_word(core_t *c, lsu_ctx_t *x)
{
    lsu_reply_t r = lsu_load(x, c->seq_sp + 4u * c->seq_at, 4);
    c->waiting = r.status == LSU_WAIT;
    if (c->waiting) return;
    c->ready = later(r.ready, after(x, x->env->now, 1));
    if (r.status == LSU_FAULT) {
        derived(c, x, &r, CFSR_MUNSTKERR, CFSR_UNSTKERR);
        tail_to_fault(c, x);
        return;
    }
    c->seq_word[c->seq_at++] = r.value;
    if (c->seq_at == FRAME_WORDS)
        c->ready = later(c->ready, after(x, c->seq_since, x->cfg->num[T_EXC_RETURN].value));
}

int exception_go(core_t *c, lsu_ctx_t *x)
{
    if (!c->waiting && x->env->now < c->ready) return 0;
    if (c->seq == SEQ_ENTRY && c->seq_at < FRAME_WORDS)       stack_word(c, x);
    else if (c->seq == SEQ_RETURN && c->seq_at < FRAME_WORDS) unstack_word(c, x);
    else if (c->seq == SEQ_RETURN)                            resume(c, x);
    else                                                      enter(c, x);
    return c->seq == SEQ_NONE;
}
