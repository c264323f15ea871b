/* firmware.c -- see firmware.h. */
#include "firmware.h"
#include "exception.h"
#include "fast.h"
#include "fill.h"
#include "fpu.h"
#include "frame.h"
#include "released.h"
#include "semihost.h"
#include "special.h"

enum { CPACR_FPU = 0xF << 20, CPACR_PRIVILEGED = 0x5 << 20, SEMIHOSTING = 0xAB };

static const domain_t *clock_of(const lsu_ctx_t *x) { return &x->env->clock[x->cfg->clk]; }

static tick_t after(const lsu_ctx_t *x, uint64_t n) { return domain_from(clock_of(x), x->env->now, n); }

/* ---- the end of an instruction ---------------------------------------------------------------- */

static issued_t issued(const core_t *c, lsu_ctx_t *x, uint32_t pc, int executed)
{
    int asks = executed && m7_asks_address(&c->insn);
    lsu_target_t to = asks ? lsu_target(x, c->address) : LSU_AXIM;
    return (issued_t){ .insn = &c->insn, .traits = m7_traits(&c->insn), .pc = pc & 7,
                       .address = asks ? c->address & 7 : 0,
                       .dtcm = to == LSU_TCM && c->address >= x->cfg->itcm_size, .ppb = to == LSU_PPB,
                       .executed = (uint8_t)executed,
                       .conditional = c->conditional, .operands = c->operands, .began = lsu_edge(x) };
}

/* memory: the tick the lsu lets the next one issue at; 0: it was not asked. */
static void retire(core_t *c, lsu_ctx_t *x, uint32_t pc, int executed, tick_t memory)
{
    int taken = c->regs.r[15] != pc + c->insn.length;
    issued_t i = issued(c, x, pc, executed);
    i.memory = memory ? domain_number(clock_of(x), memory) : 0;
    branch_seen_t b = { .insn = &c->insn, .pc = pc, .target = c->regs.r[15], .executed = (uint8_t)executed,
                        .taken = (uint8_t)taken, .conditional = c->conditional };
    i.branch = (uint8_t)branch_resolve(&c->branch, &b, c->scb.actlr, x->cfg->num);
    c->instructions++;
    c->waiting = c->decoded = c->access = 0;
    if (taken) fetch_flush(&c->fetch, c->regs.r[15]);
    c->ready = after(x, m7_issue(&c->issue, &i, x->cfg->num) - i.began);
}

static void next(core_t *c, lsu_ctx_t *x, tick_t memory)
{
    uint32_t pc = c->regs.r[15];
    thumb_next(&c->regs, &c->insn);
    retire(c, x, pc, 1, memory);
}

/* A branch that may be an exception return: in Handler mode, by BX, LDR or POP (B1.5.8). */
static void done(core_t *c, lsu_ctx_t *x, uint32_t pc, did_t did, tick_t memory)
{
    int leaves = did == DID_INTERWORK && core_in_handler(c) && c->regs.target >= EXC_RETURN_MIN;
    if (leaves && c->insn.op != OP_BLX) {
        c->instructions++;
        exception_leave(c, x, c->regs.target);
        return;
    }
    if (did == DID_INTERWORK) thumb_interwork(&c->regs);
    retire(c, x, pc, 1, memory);
}

static void usage_fault(core_t *c, lsu_ctx_t *x, fault_t what, uint32_t cfsr)
{
    exception_fault(c, x, what, c->regs.r[15], cfsr);
}

/* ---- loads and stores -------------------------------------------------------------------------- */

/* What an instruction accesses; n = 0: not worked out. */
typedef struct { access_t a[ACCESS_MAX]; unsigned n; } list_t;

static int pairs(const access_t *a, const access_t *b)
{
    return a->flags & A_STORE && b->flags & A_STORE && a->size == 4 && b->size == 4
        && !(a->address & 7) && b->address == a->address + 4;
}

/* STREX to Shareable memory asks a global monitor (A3.4.2), and nobody tells whether the AXI interconnect
 * has one: the local one decides here. */
static void without_monitor(lsu_ctx_t *x, uint32_t addr)
{
    if (lsu_attr(x, addr).shareable && lsu_target(x, addr) != LSU_TCM)
        tell_part(x->env, F_UNMODELLED, 1, addr, 0, 0);
}

static lsu_reply_t store(core_t *c, lsu_ctx_t *x, const access_t *a, unsigned left, unsigned *took)
{
    if (a->flags & A_EXCLUSIVE && !c->exclusive) {
        thumb_exclusive(&c->regs, &c->insn, false);
        return (lsu_reply_t){ .status = LSU_OK, .ready = after(x, 1) };
    }
    if (left > 1 && pairs(a, a + 1)) {
        *took = 2;
        return lsu_store_pair(x, a->address, a[0].value, a[1].value);
    }
    lsu_reply_t r = lsu_store(x, a->address, a->size, a->value);
    if (a->flags & A_EXCLUSIVE && r.status == LSU_OK) {
        c->exclusive = 0;
        without_monitor(x, a->address);
        thumb_exclusive(&c->regs, &c->insn, true);
    }
    return r;
}

static lsu_reply_t load(core_t *c, lsu_ctx_t *x, const access_t *a)
{
    if (a->flags & A_HINT) {
        if (c->insn.op != OP_PLI) return lsu_preload(x, a->address);
        return (lsu_reply_t){ .status = LSU_OK, .ready = after(x, 1) };
    }
    lsu_reply_t r = lsu_load(x, a->address, a->size);
    if (r.status != LSU_OK) return r;
    if (a->flags & A_EXCLUSIVE) c->exclusive = 1;
    thumb_loaded(&c->regs, &c->insn, a, r.value);
    return r;
}

static lsu_reply_t one_access(core_t *c, lsu_ctx_t *x, const access_t *a, unsigned left, unsigned *took)
{
    int odd = a->address & (a->size - 1u) && !(a->flags & A_HINT);
    *took = 1;
    if (odd && a->flags & A_ALIGNED)
        return (lsu_reply_t){ .status = LSU_FAULT, .fault = FAULT_UNALIGNED, .addr = a->address };
    if (a->flags & A_UNPRIVILEGED) x->privileged = 0;
    return a->flags & A_STORE ? store(c, x, a, left, took) : load(c, x, a);
}

static void tell_released(const core_t *c, lsu_ctx_t *x, uint32_t sp)
{
    released_t r = released(&c->insn, sp, c->regs.r[13]);
    if (r.told) tell_part(x->env, F_RELEASE, r.what, r.addr, r.bytes, 0);
}

/* All that can be done at this edge: two loads that hit at once, or one store of up to a doubleword. */
static void memory(core_t *c, lsu_ctx_t *x, list_t *l)
{
    unsigned n = l->n ? l->n : thumb_accesses(&c->regs, &c->insn, l->a), took;
    uint32_t pc = c->regs.r[15], sp = c->regs.r[13];          /* a load may write it */
    tick_t ready = 0;
    for (unsigned loads = 0; c->access < n; ) {
        const access_t *a = &l->a[c->access];
        lsu_reply_t r = one_access(c, x, a, n - c->access, &took);
        c->waiting = r.status == LSU_WAIT;
        if (c->waiting) return;
        if (r.status == LSU_FAULT) {
            if (exception_refused(c, x, &r)) return;
            thumb_loaded(&c->regs, &c->insn, a, r.value);
        }
        c->access = (uint8_t)(c->access + took);
        c->ready = ready = r.ready;
        int again = !(a->flags & A_STORE) && !loads++ && ready <= after(x, 1);
        if (c->access < n && !again) return;
    }
    did_t did = thumb_finish(&c->regs, &c->insn);
    tell_released(c, x, sp);
    done(c, x, pc, did, ready);
}

int firmware_may_abandon(const core_t *c, const lsu_ctx_t *x)
{
    if (!c->firmware || !c->decoded || !lsu_may_abandon(x)) return 0;
    if (c->insn.kind == K_SYSTEM) return 1;                 /* a barrier: asked again afterwards */
    access_t list[ACCESS_MAX];
    unsigned n = thumb_accesses(&c->regs, &c->insn, list);
    if (c->access >= n) return 0;
    if (list[c->access].flags & A_STORE) return frame_continues(c) && !x->lsu->store_done;
    return !c->access || frame_continues(c) || lsu_attr(x, list[c->access].address).type == MEM_NORMAL;
}

/* ---- system instructions ------------------------------------------------------------------------ */

static void barrier(core_t *c, lsu_ctx_t *x)
{
    barrier_t kind = c->insn.op == OP_DMB ? BAR_DMB : c->insn.op == OP_DSB ? BAR_DSB : BAR_ISB;
    lsu_reply_t r = lsu_barrier(x, kind);
    c->waiting = r.status == LSU_WAIT;
    if (c->waiting) return;
    next(c, x, r.ready);
    if (kind == BAR_ISB) fetch_flush(&c->fetch, c->regs.r[15]);
}

static void supervisor_call(core_t *c, lsu_ctx_t *x)
{
    if (scb_beats(&c->scb, EXC_SVC)) next(c, x, 0);         /* it returns behind the SVC */
    else c->decoded = 0, c->ready = after(x, 1);
    exception_svc(c, x);
}

static void breakpoint(core_t *c, lsu_ctx_t *x)
{
    if (c->insn.imm != SEMIHOSTING) { exception_breakpoint(c, x); return; }
    semihost_t s = semihost_call(c, x);
    c->waiting = s == SEMIHOST_WAIT;
    if (s == SEMIHOST_MORE) c->ready = after(x, 1);
    if (s == SEMIHOST_DONE) next(c, x, 0);
}

static void sleep_op(core_t *c, lsu_ctx_t *x, int wfe)
{
    next(c, x, 0);
    core_sleep(c, x, wfe);
}

static void system_op(core_t *c, lsu_ctx_t *x)
{
    const insn_t *i = &c->insn;
    int privileged = x->privileged;
    switch (i->op) {
    case OP_DMB: case OP_DSB: case OP_ISB: barrier(c, x); return;
    case OP_SVC:   supervisor_call(c, x); return;
    case OP_BKPT:  breakpoint(c, x); return;
    case OP_UDF:   usage_fault(c, x, FAULT_UNDEFINED, CFSR_UNDEFINSTR); return;
    case OP_WFI:   sleep_op(c, x, 0); return;
    case OP_WFE:   sleep_op(c, x, 1); return;
    case OP_MRS:   c->regs.r[i->rd & 15] = special_read(c, i->imm, privileged); break;
    case OP_MSR:   special_write(c, i->imm, i->amount, c->regs.r[i->rn & 15], privileged); break;
    case OP_CPS:   special_cps(c, i->amount, i->imm & 1, privileged); break;
    case OP_SEV:   c->scb.event = 1; break;
    case OP_CLREX: c->exclusive = 0; break;
    default:       break;
    }
    next(c, x, 0);
}

/* ---- issue --------------------------------------------------------------------------------------- */

/* May it use the FPU? Then what is owed to an older context goes out first (B1.5.7). */
static int fpu_ready(core_t *c, lsu_ctx_t *x)
{
    uint32_t access = c->scb.cpacr & CPACR_FPU;
    if (access != CPACR_FPU && !(access == CPACR_PRIVILEGED && x->privileged)) {
        usage_fault(c, x, FAULT_COPROCESSOR, CFSR_NOCP);
        return 0;
    }
    if (c->scb.fpccr & FPCCR_LSPACT) {
        exception_lazy(c, x);
        return 0;
    }
    frame_new_fp(c);
    return 1;
}

/* The bytes at the pc. 0: not now. */
static int bytes(core_t *c, lsu_ctx_t *x, uint16_t hw[2])
{
    uint32_t at = c->regs.r[15];
    switch (fetch_read(x, c->regs.r[15], hw, &at)) {
    case FETCH_WAIT:
        c->fetching = 1;
        return 0;
    case FETCH_ACCESS:
        exception_fault(c, x, FAULT_MEMMANAGE, at, CFSR_IACCVIOL);
        return 0;
    case FETCH_BUS_ERROR:
        exception_fault(c, x, FAULT_BUS_PRECISE, at, CFSR_IBUSERR);
        return 0;
    default:
        break;
    }
    if (!c->fetching) return 1;
    c->fetching = 0;
    c->ready = after(x, x->cfg->num[T_FETCH_RESPONSE].value);
    return 0;
}

/* It may wait for its place in the pipeline before it is issued; the bytes are the same then. */
static int decode(core_t *c, const lsu_ctx_t *x, const uint16_t hw[2])
{
    uint32_t code = (uint32_t)hw[0] << 16 | hw[1];
    if (c->insn.length && c->code == code) return 1;
    c->code = code;
    changed_t *fast = x->env->fast;
    int row = fast ? fast_decode(fast, code, &c->insn) : thumb_decode(hw[0], hw[1], &c->insn);
    if (row < 0) c->insn.length = 0;
    return row >= 0;
}

/* What its time depends on, and whether that is now. */
static int in_turn(core_t *c, lsu_ctx_t *x, int executed, list_t *l)
{
    const insn_t *i = &c->insn;
    c->conditional = i->cond != COND_ALWAYS || (thumb_in_it(&c->regs) && i->cost != C_IT);
    c->operands = executed ? (uint8_t)m7_operands(i, c->regs.r, c->regs.s) : 0;
    c->address = executed && m7_asks_address(i) && (l->n = thumb_accesses(&c->regs, i, l->a)) ? l->a[0].address : 0;
    issued_t asked = issued(c, x, c->regs.r[15], executed);
    c->ready = after(x, m7_ready(&c->issue, &asked, x->cfg->num) - asked.began);
    return c->ready == x->env->now;
}

/* Is it the first of a function of the heap, or the one behind such a call? */
static void hear_calls(core_t *c, lsu_ctx_t *x)
{
    if (x->env->in && x->env->in->heaps && calls_issue(&c->calls, c->regs.r, x->env))
        fast_calls(x->env->fast, x->env->in, &c->calls);
}

/* Fetch and decode. 0: it does not issue now. */
static int take(core_t *c, lsu_ctx_t *x, int *executed, list_t *l)
{
    uint16_t hw[2];
    if (!(c->regs.xpsr & PSR_T)) { usage_fault(c, x, FAULT_STATE, CFSR_INVSTATE); return 0; }
    if (!bytes(c, x, hw)) return 0;
    if (!decode(c, x, hw)) {
        usage_fault(c, x, FAULT_UNDEFINED, CFSR_UNDEFINSTR);
        return 0;
    }
    *executed = thumb_condition(&c->regs, &c->insn);
    if (*executed && c->insn.kind == K_COPROCESSOR) {
        usage_fault(c, x, FAULT_COPROCESSOR, CFSR_NOCP);
        return 0;
    }
    if (!in_turn(c, x, *executed, l)) return 0;
    if (*executed && c->insn.flags & I_FP && !fpu_ready(c, x)) return 0;
    /* raised before: it is told when the run goes on */
    if (x->env->halt && *x->env->halt) return 0;
    if (wanted(x->env, F_INSN)) {
        fact_t f = { .at = x->env->now, .kind = F_INSN, .who = x->env->slot, .what = (uint8_t)*executed,
                     .size = c->insn.length, .pc = c->regs.r[15],
                     .data = c->insn.length == 4 ? (uint32_t)hw[0] << 16 | hw[1] : hw[0],
                     .note = (c->regs.xpsr >> 25 & 3) | (c->regs.xpsr >> 10 & 0x3F) << 2 };
        tell(x->env, &f);
    }
    if (x->env->halt && *x->env->halt) return 0;
    if (c->regs.xpsr & PSR_IT && !thumb_in_it(&c->regs) && !frame_continue(c)) {
        usage_fault(c, x, FAULT_STATE, CFSR_INVSTATE);
        return 0;
    }
    hear_calls(c, x);
    c->decoded = 1;
    fetch_ahead(x);
    return 1;
}

void firmware_issue(core_t *c, lsu_ctx_t *x)
{
    uint32_t pc = c->regs.r[15];
    int executed = 1;
    x->env->pc = pc;
    list_t list;
    list.n = 0;
    if (!c->decoded && !take(c, x, &executed, &list)) return;
    if (!executed) {
        thumb_next(&c->regs, &c->insn);
        retire(c, x, pc, 0, 0);
        return;
    }
    did_t did;
    uint32_t sp = c->regs.r[13];
    switch (c->insn.kind) {
    case K_MEMORY:
        memory(c, x, &list);
        break;
    case K_SYSTEM:
        system_op(c, x);
        break;
    case K_FP:
        fpu_execute(&c->regs, &c->insn);
        next(c, x, 0);
        break;
    default:
        did = thumb_execute(&c->regs, &c->insn, c->scb.ccr & CCR_DIV_0_TRP);
        tell_released(c, x, sp);
        if (did == DID_DIVIDE_BY_ZERO) usage_fault(c, x, FAULT_DIVIDE, CFSR_DIVBYZERO);
        else done(c, x, pc, did, 0);
        break;
    }
}
