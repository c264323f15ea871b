/* exception.c -- see exception.h. */
#include "exception.h"
#include "frame.h"

#define LINK_TO_HANDLER 0xFFFFFFF1u
#define LINK_TO_THREAD  0xFFFFFFF9u
enum { XPSR_ALIGN = 1 << 9 };

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
    c->seq_have = 0;
    c->seq_since = x->env->now;
    c->waiting = c->computing = c->fetching = c->decoded = c->access = 0;
    c->ready = x->env->now;
    x->env->pc = NO_PC;
}

/* A script's registers and place; the firmware's frame is frame.c's. */
static void build(core_t *c, uint64_t left)
{
    uint32_t align = c->regs.r[13] & 4 ? XPSR_ALIGN : 0;   /* CCR.STKALIGN is always 1: TRM table 3-1 */
    c->seq_sp = (c->regs.r[13] & ~7u) - 4 * FRAME_WORDS;
    c->seq_words = FRAME_WORDS;
    c->frame[c->depth].upc = c->upc;
    c->frame[c->depth].left = left;
    const uint32_t word[FRAME_WORDS] = { c->regs.r[0], c->regs.r[1], c->regs.r[2], c->regs.r[3],
                                         c->regs.r[12], c->regs.r[14], c->upc,
                                         (c->regs.xpsr & ~(uint32_t)XPSR_ALIGN) | align };
    for (int i = 0; i < FRAME_WORDS; i++) c->seq_word[i] = word[i];
}

void exception_begin(core_t *c, lsu_ctx_t *x, uint64_t left)
{
    if (c->depth == CORE_NEST) {
        c->stop = STOP_UNSUPPORTED;
        tell_part(x->env, F_UNMODELLED, 0, c->scb.vtor, c->depth, 0);
        return;
    }
    uint32_t next = frame_continues(c);
    sequence(c, x, SEQ_ENTRY);
    c->seq_exception = scb_preempts(&c->scb);
    c->regs.xpsr |= next << 12;
    if (c->firmware) frame_build(c);
    else build(c, left);
}

void exception_return(core_t *c, lsu_ctx_t *x)
{
    unsigned e = c->frame[c->depth - 1].exception;
    scb_leave(&c->scb, e);
    tell_part(x->env, F_IRQ_LEAVE, e, 0, 0, 0);
    scb_sample(&c->scb, x->env, x->cfg->clk);               /* a level still high pends again */
    int tail = scb_preempts(&c->scb) != 0;
    sequence(c, x, tail ? SEQ_TAIL : SEQ_RETURN);
    c->seq_sp = c->regs.r[13];
    c->seq_words = FRAME_WORDS;
    if (tail) c->ready = after(x, x->env->now, x->cfg->num[T_EXC_TAIL].value);
}

/* EXC_RETURN was loaded into the pc. An illegal one is a UsageFault that tail-chains. */
void exception_leave(core_t *c, lsu_ctx_t *x, uint32_t link)
{
    unsigned e = c->regs.xpsr & PSR_IPSR;
    int legal = frame_legal(c, link);
    scb_leave(&c->scb, e);
    tell_part(x->env, F_IRQ_LEAVE, e, 0, 0, 0);
    scb_sample(&c->scb, x->env, x->cfg->clk);
    c->exclusive = 0;
    if (!legal) exception_fault(c, x, FAULT_RETURN, c->regs.r[15], CFSR_INVPC);
    sequence(c, x, scb_preempts(&c->scb) ? SEQ_TAIL : SEQ_RETURN);
    c->seq_exception = scb_preempts(&c->scb);
    frame_unbuild(c, link);
}

void exception_reset(core_t *c, lsu_ctx_t *x)
{
    sequence(c, x, SEQ_RESET);
    c->seq_words = 2;
}

void exception_lazy(core_t *c, lsu_ctx_t *x)
{
    sequence(c, x, SEQ_LAZY);
    frame_owed(c);
    x->privileged = !(c->scb.fpccr & FPCCR_USER);
    exception_go(c, x);
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
    return scb_bit(c->scb.enabled, e) && (c->firmware || handler_of(x->env->in, e));
}

/* What is known of it, where it can be read. */
static void noted(core_t *c, lsu_ctx_t *x, fault_t fault, uint32_t addr, uint32_t cfsr)
{
    scb_t *s = &c->scb;
    s->cfsr |= cfsr;
    if (cfsr & CFSR_MMARVALID) s->mmfar = addr;
    if (cfsr & CFSR_BFARVALID) s->bfar = addr;
    tell_part(x->env, F_FAULT, fault, addr, 0, s->cfsr);
}

void exception_fault(core_t *c, lsu_ctx_t *x, fault_t fault, uint32_t addr, uint32_t cfsr)
{
    scb_t *s = &c->scb;
    noted(c, x, fault, addr, cfsr);
    unsigned e = exception_of(fault);
    if (can_take(c, x, e) && scb_beats(s, e)) scb_pend(s, x->env, e);
    else escalate(c, x, addr);
    c->waiting = c->computing = c->fetching = c->decoded = c->access = 0;
    c->ready = after(x, x->env->now, 1);
}

/* Armv7-M ARM B3.2.8, B3.2.15. */
int exception_refused(core_t *c, lsu_ctx_t *x, lsu_reply_t *r)
{
    fault_t fault = (fault_t)r->fault;
    uint32_t cfsr = fault == FAULT_MEMMANAGE ? CFSR_DACCVIOL | CFSR_MMARVALID
                  : fault == FAULT_BUS_PRECISE ? CFSR_PRECISERR | CFSR_BFARVALID : CFSR_UNALIGNED;
    int ignored = fault == FAULT_BUS_PRECISE && c->scb.ccr & CCR_BFHFNMIGN && scb_priority(&c->scb) <= -1;
    if (ignored) noted(c, x, fault, r->addr, cfsr);
    else exception_fault(c, x, fault, r->addr, cfsr);
    r->value = 0, r->ready = after(x, x->env->now, 1);
    return !ignored;
}

/* BKPT with no debugger: the debug monitor if it may run, else HardFault (B1.5.14, C1.6.4). DFSR is updated
 * either way: so B3.2.16 of HFSR.DEBUGEVT. */
void exception_breakpoint(core_t *c, lsu_ctx_t *x)
{
    scb_t *s = &c->scb;
    tell_part(x->env, F_FAULT, FAULT_DEBUG, c->regs.r[15], 0, s->cfsr);
    c->decoded = 0;
    c->ready = after(x, x->env->now, 1);
    s->dfsr |= DFSR_BKPT;
    if (scb_bit(s->enabled, EXC_DEBUGMON) && scb_beats(s, EXC_DEBUGMON)) {
        scb_pend(s, x->env, EXC_DEBUGMON);
        return;
    }
    if (scb_priority(s) <= -1) { lockup(c, x, c->regs.r[15]); return; }
    s->hfsr |= HFSR_DEBUGEVT;
    scb_pend(s, x->env, EXC_HARDFAULT);
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
static void enter_script(core_t *c, lsu_ctx_t *x)
{
    unsigned e = scb_preempts(&c->scb);
    if (!e) e = c->seq_exception;
    if (c->seq == SEQ_ENTRY) {
        int nested = c->depth != 0;
        c->regs.r[13] = c->seq_sp;
        c->regs.r[14] = nested ? LINK_TO_HANDLER : LINK_TO_THREAD;
        c->depth++;
    }
    c->frame[c->depth - 1].exception = e;
    c->regs.xpsr = PSR_T | e;
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

/* The default memory map, whatever the MPU says: vectors are read so (B3.5). */
static lsu_reply_t load_vector(lsu_ctx_t *x, uint32_t addr)
{
    mpu_t off = { 0 };
    lsu_ctx_t plain = *x;
    plain.mpu = &off, plain.privileged = 1;
    return lsu_load(&plain, addr, 4);
}

/* B1.5.12: HFSR.VECTTBL; there is nothing behind HardFault's own vector. */
static void no_vector(core_t *c, lsu_ctx_t *x, uint32_t addr)
{
    c->scb.hfsr |= HFSR_VECTTBL;
    tell_part(x->env, F_FAULT, FAULT_VECTOR, addr, 0, c->scb.cfsr);
    if (c->seq == SEQ_RESET || c->seq_exception <= EXC_HARDFAULT || scb_priority(&c->scb) <= -1) {
        lockup(c, x, addr);
        return;
    }
    scb_pend(&c->scb, x->env, EXC_HARDFAULT);
    c->seq_exception = EXC_HARDFAULT;
    c->ready = after(x, x->env->now, 1);
}

static void read_vector(core_t *c, lsu_ctx_t *x)
{
    uint32_t addr = c->scb.vtor + 4 * c->seq_exception;
    unsigned least = c->seq == SEQ_TAIL ? T_EXC_TAIL : T_EXC_ENTRY;
    lsu_reply_t r = load_vector(x, addr);
    c->waiting = r.status == LSU_WAIT;
    if (c->waiting) return;
    if (r.status == LSU_FAULT) { no_vector(c, x, addr); return; }
    c->seq_vector = r.value, c->seq_have = 1;
    c->ready = later(r.ready, after(x, c->seq_since, x->cfg->num[least].value));
}

/* ExceptionTaken (B1.5.6), if the vector read is still the right one (late arrival). */
static void enter_firmware(core_t *c, lsu_ctx_t *x)
{
    unsigned e = scb_preempts(&c->scb);
    if (e && e != c->seq_exception) c->seq_exception = e, c->seq_have = 0;
    if (!c->seq_have) { read_vector(c, x); return; }
    e = c->seq_exception;
    if (c->seq == SEQ_ENTRY) frame_entered(c);
    c->regs.xpsr &= ~(uint32_t)(PSR_IPSR | PSR_IT | PSR_T | XPSR_ALIGN);
    c->regs.xpsr |= e | (c->seq_vector & 1 ? PSR_T : 0);
    c->regs.r[15] = c->seq_vector & ~1u;
    c->seq = SEQ_NONE;
    c->exclusive = 0;
    scb_enter(&c->scb, e);
    fetch_flush(&c->fetch, c->regs.r[15]);
    tell_part(x->env, F_IRQ_ENTER, e, c->regs.r[15], c->scb.pended[e], 0);
}

static void tail_instead(core_t *c, lsu_ctx_t *x)
{
    if (c->stop) return;
    if (c->firmware) {
        sequence(c, x, SEQ_TAIL);
        c->seq_exception = scb_preempts(&c->scb);
        return;
    }
    c->seq = SEQ_TAIL;
    c->ready = after(x, x->env->now, x->cfg->num[T_EXC_TAIL].value);
}

static void resume_firmware(core_t *c, lsu_ctx_t *x)
{
    if (!frame_fits(c)) {
        exception_fault(c, x, FAULT_RETURN, c->seq_word[6], CFSR_INVPC);
        tail_instead(c, x);
        return;
    }
    frame_restore(c);
    c->seq = SEQ_NONE;
    fetch_flush(&c->fetch, c->regs.r[15]);
    if (!core_in_handler(c) && c->scb.scr & SCR_SLEEPONEXIT) core_sleep(c, x, 0);
}

/* Reset: SP and PC from the first two vectors (B1.5.5). */
static void reset_word(core_t *c, lsu_ctx_t *x)
{
    uint32_t addr = c->scb.vtor + 4u * c->seq_at;
    lsu_reply_t r = load_vector(x, addr);
    c->waiting = r.status == LSU_WAIT;
    if (c->waiting) return;
    if (r.status == LSU_FAULT) { no_vector(c, x, addr); return; }
    c->ready = r.ready;
    if (!c->seq_at++) { c->regs.r[13] = r.value & ~3u; return; }
    c->regs.r[15] = r.value & ~1u;
    c->regs.xpsr = r.value & 1 ? PSR_T : 0;
    c->seq = SEQ_NONE;
    fetch_flush(&c->fetch, c->regs.r[15]);
}

/* All eight words are back: go on where the frame says. */
static void resume_script(core_t *c, lsu_ctx_t *x)
{
    const uint32_t *w = c->seq_word;
    uint32_t ipsr = c->depth > 1 ? c->frame[c->depth - 2].exception : 0;
    if ((w[7] & PSR_IPSR) != ipsr) {   /* a spoilt frame: integrity check, B1.5.8 */
        exception_fault(c, x, FAULT_UNDEFINED, w[6], CFSR_INVPC);
        tail_instead(c, x);
        return;
    }
    for (int i = 0; i < 4; i++) c->regs.r[i] = w[i];
    c->regs.r[12] = w[4], c->regs.r[14] = w[5], c->upc = w[6];
    c->regs.xpsr = w[7] & ~(uint32_t)XPSR_ALIGN;
    c->regs.r[13] = c->seq_sp + 4 * FRAME_WORDS + (w[7] & XPSR_ALIGN ? 4 : 0);
    c->depth--;
    c->seq = SEQ_NONE;
    if (!c->depth && c->scb.scr & SCR_SLEEPONEXIT)          /* a script goes on */
        tell_part(x->env, F_UNMODELLED, 1, 0xE000ED10, c->scb.scr, 0);
    uint64_t left = c->frame[c->depth].left;
    if (left && c->frame[c->depth].upc == c->upc) {
        c->computing = 1;
        c->ready = domain_after(&x->env->clock[x->cfg->clk], x->env->now, left);
    }
}

/* FP registers go out two a cycle: the store channel is 64 bits wide (TRM 1.2.3). */
static lsu_reply_t store_words(core_t *c, lsu_ctx_t *x)
{
    uint32_t at = c->seq_at, addr = c->seq_sp + 4 * at, *w = c->seq_word;
    int pair = at >= FRAME_WORDS && at + 1 < c->seq_words;
    lsu_reply_t r = pair ? lsu_store_pair(x, addr, w[at], w[at + 1]) : lsu_store(x, addr, 4, w[at]);
    if (r.status == LSU_OK) c->seq_at = (uint8_t)(at + 1u + (unsigned)pair);
    return r;
}

static void stack_word(core_t *c, lsu_ctx_t *x)
{
    int lazy = c->seq == SEQ_LAZY;
    lsu_reply_t r = store_words(c, x);
    c->waiting = r.status == LSU_WAIT;
    if (c->waiting) return;
    c->ready = later(r.ready, after(x, x->env->now, 1));
    if (r.status == LSU_FAULT) {
        derived(c, x, &r, lazy ? CFSR_MLSPERR : CFSR_MSTKERR, lazy ? CFSR_LSPERR : CFSR_STKERR);
        c->seq_at = c->seq_words;
        if (lazy) c->seq = SEQ_NONE;                        /* it is still owed */
    }
    if (c->seq_at == c->seq_words && !c->firmware)
        c->ready = later(c->ready, after(x, c->seq_since, x->cfg->num[T_EXC_ENTRY].value));
}

static void lazy_done(core_t *c)
{
    c->scb.fpccr &= ~(uint32_t)FPCCR_LSPACT;
    c->seq = SEQ_NONE;
}

static void unstack_word(core_t *c, lsu_ctx_t *x)
{
    lsu_reply_t r = lsu_load(x, c->seq_sp + 4u * c->seq_at, 4);
    c->waiting = r.status == LSU_WAIT;
    if (c->waiting) return;
    c->ready = later(r.ready, after(x, x->env->now, 1));
    if (r.status == LSU_FAULT) {
        derived(c, x, &r, CFSR_MUNSTKERR, CFSR_UNSTKERR);
        tail_instead(c, x);
        return;
    }
    c->seq_word[c->seq_at++] = r.value;
    if (c->seq_at == c->seq_words)
        c->ready = later(c->ready, after(x, c->seq_since, x->cfg->num[T_EXC_RETURN].value));
}

static void finish(core_t *c, lsu_ctx_t *x)
{
    switch (c->seq) {
    case SEQ_LAZY:   lazy_done(c); break;
    case SEQ_RETURN: if (c->firmware) resume_firmware(c, x); else resume_script(c, x); break;
    default:         if (c->firmware) enter_firmware(c, x); else enter_script(c, x); break;
    }
}

int exception_overtaken(const core_t *c, const lsu_ctx_t *x)
{
    int back = c->seq == SEQ_RETURN && c->firmware;
    if ((!back && c->seq != SEQ_LAZY) || !scb_preempts(&c->scb)) return 0;
    return !c->waiting || (back && lsu_may_abandon(x));
}

/* What came back is dropped and the handler tail-chained on the same frame; what is owed stays owed, and
 * the FP instruction asks again. */
static int overtake(core_t *c, lsu_ctx_t *x)
{
    if (c->waiting) lsu_abandon(x);
    c->waiting = 0;
    if (c->seq == SEQ_RETURN) tail_instead(c, x);
    else c->seq = SEQ_NONE, c->ready = x->env->now;
    return c->seq == SEQ_NONE;
}

int exception_go(core_t *c, lsu_ctx_t *x)
{
    if (exception_overtaken(c, x)) return overtake(c, x);
    if (!c->waiting && x->env->now < c->ready) return 0;
    int more = c->seq_at < c->seq_words;
    if (c->seq == SEQ_RESET)               reset_word(c, x);
    else if (c->seq == SEQ_RETURN && more) unstack_word(c, x);
    else if (c->seq != SEQ_TAIL && more)   stack_word(c, x);
    else                                   finish(c, x);
    return c->seq == SEQ_NONE;
}
