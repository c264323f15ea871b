/* core.c -- see core.h: reset, a script's micro-ops, the loop inside the core's loan. */
#include "core.h"
#include "exception.h"
#include "fast.h"
#include "fill.h"
#include "firmware.h"
#include "frame.h"
#include "probe.h"
#include <string.h>

static const domain_t *clock_of(const lsu_ctx_t *x) { return &x->env->clock[x->cfg->clk]; }

static tick_t after(const lsu_ctx_t *x, uint64_t n)
{
    return domain_after(clock_of(x), x->env->now, n);
}

static tick_t earlier(tick_t a, tick_t b) { return a < b ? a : b; }
static tick_t later(tick_t a, tick_t b) { return a > b ? a : b; }

/* A script is privileged. Frames are written with the rights of who was interrupted and read with
 * those of who goes on (B1.5.7, B1.5.8). */
static int privileged(const core_t *c)
{
    int user = c->firmware && c->control & CONTROL_NPRIV;
    if (c->seq == SEQ_LAZY) return !(c->scb.fpccr & FPCCR_USER);
    if (c->seq == SEQ_RETURN) return !user || !frame_to_thread(c);
    if (c->decoded && c->insn.flags & I_UNPRIVILEGED) return 0;
    return !user || core_in_handler(c);
}

lsu_ctx_t core_lsu(core_t *c, const m7_cfg_t *cfg, env_t *env)
{
    return (lsu_ctx_t){ .lsu = &c->lsu, .dcache = &c->dcache, .mpu = &c->mpu, .scb = &c->scb,
                        .fetch = &c->fetch, .icache = &c->icache,
                        .cfg = cfg, .env = env, .privileged = privileged(c), .edge_at = NEVER, .on_edge = NEVER };
}

static const uop_t *uop_at(const input_t *in, uint32_t i)
{
    return in && in->program && i < in->uops ? &in->program[i] : 0;
}

uint32_t core_step_number(const core_t *c, const input_t *in)
{
    const uop_t *u = uop_at(in, c->upc);
    return u ? u->step : NO_PC;
}

tick_t core_slept(const core_t *c, tick_t now)
{
    return c->slept_before + (c->slept != NEVER && now > c->slept ? now - c->slept : 0);
}

static void core_reset(void *dev, const void *cfg)
{
    core_t *c = dev;
    const m7_cfg_t *m7 = cfg;
    memset(c, 0, sizeof *c);
    c->slept = NEVER;
    lsu_reset(&c->lsu);
    scb_reset(&c->scb, 0, m7->clk);
}

/* The rest of the reset, at the first step: what was given from outside is known only then. */
static void boot(core_t *c, lsu_ctx_t *x)
{
    const input_t *in = x->env->in;
    c->booted = 1;
    c->regs.r[13] = in->firmware ? 0 : in->stack & ~3u;
    c->regs.r[14] = 0xFFFFFFFF;
    c->regs.xpsr = 1 << 24;
    c->firmware = !!in->firmware;
    cache_policy_t policy = (cache_policy_t)in->replacement;
    cache_reset(&c->dcache, &dcache_geometry, policy, (uint32_t)in->seed);
    cache_reset(&c->icache, &icache_geometry, policy, (uint32_t)(in->seed >> 32) ^ 1);
    if (c->firmware) {
        c->scb.vtor = in->vectors & ~0x7Fu;
        exception_reset(c, x);
        return;
    }
    if (uop_at(in, 0)) return;
    c->stop = STOP_END;
    tell_part(x->env, F_END, 0, 0, 0, 0);
}

/* --- one micro-op ----------------------------------------------------------------------------- */

static uint32_t reg(const core_t *c, unsigned n) { return n < 16 ? c->regs.r[n] : 0; }
static void set_reg(core_t *c, unsigned n, uint32_t v) { if (n < 16) c->regs.r[n] = v; }

static void retire(core_t *c, lsu_ctx_t *x, tick_t ready)
{
    c->upc++;
    c->instructions++;
    c->waiting = 0;
    c->ready = later(ready, after(x, x->cfg->num[T_SCRIPT_ISSUE].value));
}

static void jump(core_t *c, uint32_t to) { c->upc = to - 1; }       /* retire() adds the one */

static uint32_t alu(alu_t what, uint32_t a, uint32_t b)
{
    switch (what) {
    case ALU_ADD: return a + b;
    case ALU_SUB: return a - b;
    case ALU_AND: return a & b;
    case ALU_ORR: return a | b;
    case ALU_EOR: return a ^ b;
    case ALU_BIC: return a & ~b;
    case ALU_LSL: return b < 32 ? a << b : 0;
    case ALU_LSR: return b < 32 ? a >> b : 0;
    default:      return b;
    }
}

static uint32_t address(const core_t *c, const uop_t *u)
{
    return u->rn == R_NONE ? u->imm : reg(c, u->rn) + u->imm;
}

/* Micro-ops that ask the lsu. It may say LSU_WAIT: then the same is asked at the next step. */
static void memory_op(core_t *c, lsu_ctx_t *x, const uop_t *u)
{
    lsu_reply_t r;
    unsigned size = u->size == 1 || u->size == 2 ? u->size : 4;
    uint32_t data = u->flags & UF_IMM ? u->val : reg(c, u->rd);
    barrier_t barrier = u->op == U_DMB ? BAR_DMB : u->op == U_DSB ? BAR_DSB : BAR_ISB;
    switch (u->op) {
    case U_LOAD:  r = lsu_load(x, address(c, u), size); break;
    case U_STORE: r = lsu_store(x, address(c, u), size, data); break;
    case U_PLD:   r = lsu_preload(x, address(c, u)); break;
    default:      r = lsu_barrier(x, barrier); break;
    }
    c->waiting = r.status == LSU_WAIT;
    if (c->waiting) return;
    if (r.status == LSU_FAULT && exception_refused(c, x, &r)) return;
    int post = u->flags & UF_POST && (u->op == U_LOAD || u->op == U_STORE);
    if (post) set_reg(c, u->rn, reg(c, u->rn) + size);
    if (u->op == U_LOAD) set_reg(c, u->rd, r.value);
    retire(c, x, r.ready);
}

static void check_value(core_t *c, lsu_ctx_t *x, const uop_t *u)
{
    uint32_t got = reg(c, u->rd) & u->mask, want = u->val & u->mask;
    c->checks++;
    c->mismatches += got != want;
    fact_t f = { .at = x->env->now, .kind = F_CHECK, .who = x->env->slot, .size = u->size,
                 .addr = address(c, u), .pc = u->step, .data = got, .note = want };
    tell(x->env, &f);
}

void core_sleep(core_t *c, lsu_ctx_t *x, int wfe)
{
    if (wfe && c->scb.event) { c->scb.event = 0; return; }
    if (scb_wakes(&c->scb)) return;
    c->slept = x->env->now;
    c->sleep_kind = (uint8_t)wfe;
    tell_part(x->env, F_SLEEP, (unsigned)wfe, 0, 0, 0);
    wire_put(x->env, WIRE_SLEEP, 0, 1);
}

static void end_program(core_t *c, lsu_ctx_t *x, const uop_t *u)
{
    int by_exit = u->flags & UF_EXIT;
    c->stop = by_exit ? STOP_EXIT : STOP_END;
    c->exit_code = (uint8_t)u->imm;
    c->instructions++;
    tell_part(x->env, F_END, by_exit ? 1 : 0, 0, u->imm, 0);
}

static void flow_op(core_t *c, const uop_t *u)
{
    int equal = (reg(c, u->rd) & u->mask) == u->val;
    switch (u->op) {
    case U_B:    jump(c, u->imm); break;
    case U_BNE:  if (!equal) jump(c, u->imm); break;
    case U_BEQ:  if (equal) jump(c, u->imm); break;
    case U_BREG: if (reg(c, u->rd) != reg(c, u->rn)) jump(c, u->imm); break;
    case U_LOOPSET: c->loop[u->rd % LOOP_SLOTS] = u->imm; break;
    default:        if (--c->loop[u->rd % LOOP_SLOTS]) jump(c, u->imm); break;
    }
}

static void plain_op(core_t *c, lsu_ctx_t *x, const uop_t *u)
{
    tick_t ready = 0;
    uint32_t operand = u->flags & UF_IMM ? u->imm : reg(c, u->rm);
    switch (u->op) {
    case U_NOP:     break;
    case U_MOVI:    set_reg(c, u->rd, u->imm); break;
    case U_ADDI:    set_reg(c, u->rd, reg(c, u->rn) + u->imm); break;
    case U_ALU:     set_reg(c, u->rd, alu((alu_t)u->val, reg(c, u->rn), operand)); break;
    case U_CHECK:   check_value(c, x, u); break;
    case U_COMPUTE: ready = after(x, u->imm); c->computing = 1; break;
    case U_WFI:     core_sleep(c, x, 0); break;
    case U_WFE:     core_sleep(c, x, 1); break;
    case U_SEV:     c->scb.event = 1; break;
    case U_CPS:     c->scb.primask = u->imm & 1; break;
    case U_FORCE:   lsu_force(x, u->val ? FORCE_FILL : FORCE_EVICT, u->imm); break;
    case U_MARK:    tell_part(x->env, F_MARK, 0, 0, u->imm, 0); break;
    case U_RELEASE: tell_part(x->env, F_RELEASE, RELEASE_SCRIPT, u->imm, u->val, 0); break;
    case U_SVC:     exception_svc(c, x); break;
    default:        flow_op(c, u); break;
    }
    retire(c, x, ready);
}

static void return_op(core_t *c, lsu_ctx_t *x)
{
    if (!c->depth) {                    /* thread mode: EXC_RETURN is no address there, B1.5.8 */
        exception_fault(c, x, FAULT_UNDEFINED, c->upc, CFSR_INVPC);
        return;
    }
    c->instructions++;
    exception_return(c, x);
    exception_go(c, x);
}

static void issue(core_t *c, lsu_ctx_t *x)
{
    const uop_t *u = uop_at(x->env->in, c->upc);
    x->env->pc = u ? u->step : NO_PC;
    c->computing = 0;
    if (!u) {                                               /* nothing can be fetched there */
        exception_fault(c, x, FAULT_BUS_PRECISE, c->upc, CFSR_IBUSERR);
        return;
    }
    if (!c->waiting && u->flags & UF_STEP) tell_part(x->env, F_STEP, 0, 0, 0, 0);
    switch (u->op) {
    case U_LOAD: case U_STORE: case U_PLD: case U_DMB: case U_DSB: case U_ISB:
        memory_op(c, x, u);
        break;
    case U_END:
        end_program(c, x, u);
        break;
    case U_RETURN:
        return_op(c, x);
        break;
    default:
        if (u->op < U_KINDS) plain_op(c, x, u);
        else exception_fault(c, x, FAULT_UNDEFINED, c->upc, CFSR_UNDEFINSTR);
        break;
    }
}

/* --- one edge --------------------------------------------------------------------------------- */

static void wake_up(core_t *c, lsu_ctx_t *x)
{
    if (!scb_wakes(&c->scb) && !(c->sleep_kind && c->scb.event)) return;
    if (c->sleep_kind && c->scb.event) c->scb.event = 0;
    tell_part(x->env, F_WAKE, c->sleep_kind, 0, x->env->now - c->slept, 0);
    c->slept_before += x->env->now - c->slept;
    c->slept = NEVER;
    wire_put(x->env, WIRE_SLEEP, 0, 0);
    c->ready = after(x, x->cfg->num[T_WFI_WAKE].value);
}

/* May an exception come in here? Between two of a program's instructions; or before one that waits
 * for its bytes or for a load, if that can start again. */
static int interruptible(const core_t *c, const lsu_ctx_t *x)
{
    if (c->waiting) return firmware_may_abandon(c, x);
    return !(c->decoded && c->access && !frame_continues(c)) && (x->env->now >= c->ready || c->computing);
}

static void interrupt(core_t *c, lsu_ctx_t *x)
{
    const domain_t *d = clock_of(x);
    tick_t now = x->env->now;
    uint64_t left = now < c->ready ? domain_count(d, c->ready) - domain_count(d, now) : 0;
    if (c->waiting) lsu_abandon(x);
    exception_begin(c, x, left);
    x->privileged = privileged(c);
    if (!c->stop) exception_go(c, x);
}

static int halted(const core_t *c, const lsu_ctx_t *x)
{
    return c->firmware && x->env->halt && *x->env->halt;
}

/* What a debugger has to do. 0: it waits for the lsu. */
static int probe(core_t *c, lsu_ctx_t *x)
{
    if (!probe_left(c, x)) return 1;
    x->due = 0;
    return probe_step(c, x);
}

static int is_edge(lsu_ctx_t *x)
{
    return clock_of(x)->mul && domain_edge(clock_of(x), lsu_edge(x)) == x->env->now;
}

static inline int at_edge(lsu_ctx_t *x)
{
    if (x->on_edge != x->env->now && is_edge(x)) x->on_edge = x->env->now;
    return x->on_edge == x->env->now;
}

/* The first edge after now. */
static tick_t next_edge(lsu_ctx_t *x)
{
    const domain_t *d = clock_of(x);
    return x->env->now < d->base ? domain_next(d, x->env->now + 1) : domain_edge(d, lsu_edge(x) + 1);
}

/* The instruction it stands at waits for something that has not come: an answer, its bytes, the tick
 * `ready`. */
static inline int awaits(const core_t *c, const lsu_ctx_t *x)
{
    return c->waiting ? lsu_waits(x) : x->env->now < c->ready || (c->fetching && fetch_waits(x));
}

/* The program has nothing to do at this tick or at any before that comes. */
static int stands(const core_t *c, const lsu_ctx_t *x)
{
    if (c->stop || c->seq || c->slept != NEVER || probe_left(c, x) || scb_preempts(&c->scb)) return 0;
    return awaits(c, x);
}

/* Everything the core does at this tick. An action happens iff this is a CPU edge and its condition
 * holds, however often step was called before. x->due is 0 behind whatever may have asked the lsu. */
static void act(core_t *c, lsu_ctx_t *x)
{
    if (c->stop || !at_edge(x) || !probe(c, x)) return;
    if (c->slept != NEVER) { wake_up(c, x); return; }
    if (c->seq) {
        x->privileged = privileged(c), x->due = 0;
        if (!exception_go(c, x)) return;
    }
    do {                                    /* more than once if instructions issue in pairs */
        if (c->stop || c->slept != NEVER || !probe(c, x)) return;
        if (scb_preempts(&c->scb) && interruptible(c, x)) {
            x->due = 0;
            interrupt(c, x);
            return;
        }
        if (awaits(c, x)) return;
        x->privileged = privileged(c);
        if (!c->firmware || !fast_run(c, x)) {
            x->due = 0;
            if (c->firmware) firmware_issue(c, x); else issue(c, x);
        }
    } while (!c->waiting && !c->fetching && !c->seq && x->env->now >= c->ready && x->env->now < x->env->until
             && !halted(c, x));
}

/* The next tick at which the program has something to do. What waits for the lsu waits for its tick. */
static tick_t next_program(const core_t *c, lsu_ctx_t *x)
{
    if (c->stop) return NEVER;
    tick_t edge = next_edge(x);
    if (c->slept != NEVER)
        return scb_wakes(&c->scb) || (c->sleep_kind && c->scb.event) ? edge : NEVER;
    if ((c->waiting || c->fetching) && !(!c->seq && scb_preempts(&c->scb) && interruptible(c, x)))
        return at_edge(x) ? NEVER : edge;
    if (c->waiting || (c->seq && exception_overtaken(c, x))) return edge;
    if (c->computing && !c->seq && scb_preempts(&c->scb)) return edge;
    return c->ready <= edge ? edge : domain_next(clock_of(x), c->ready);
}

/* The next tick at which act() has something to do. */
static tick_t next_act(const core_t *c, lsu_ctx_t *x)
{
    tick_t next = next_program(c, x);
    return probe_left(c, x) ? earlier(next, probe_due(c, x)) : next;
}

/* The same where it stands. */
static tick_t next_standing(const core_t *c, const lsu_ctx_t *x)
{
    return c->waiting || c->ready <= x->env->now ? NEVER : domain_next(clock_of(x), c->ready);
}

static void bus_step(core_t *c, lsu_ctx_t *x)
{
    x->env->pc = NO_PC;
    x->privileged = privileged(c);
    x->due = lsu_step(x);
    if (c->firmware && c->stop) fetch_leave(x);
    else if (c->firmware && fetch_expects(x->fetch)) while (fetch_step(x)) continue;
    if (x->lsu->imprecise && !c->stop) exception_imprecise(c, x);
}

static tick_t lsu_due(lsu_ctx_t *x) { return x->due ? x->due : (x->due = lsu_next(x)); }

static tick_t core_step(void *dev, const void *cfg, env_t *env)
{
    core_t *c = dev;
    lsu_ctx_t x = core_lsu(c, cfg, env);
    if (!c->booted) boot(c, &x);
    tick_t next;
    int first = 1;   /* wires may have changed before the loan began */
    for (;;) {
        env->pc = NO_PC;   /* only a micro-op's own facts carry its step */
        int sample = first || c->scb.syst_next <= env->now;
        if (sample && !c->stop && !scb_calm(&c->scb, env, x.cfg->clk)) scb_sample(&c->scb, env, x.cfg->clk);
        if (first || lsu_due(&x) <= env->now) bus_step(c, &x);
        first = 0;
        int still = stands(c, &x);
        if (!still) act(c, &x);
        if (lsu_due(&x) <= env->now) {
            bus_step(c, &x);
            x.due = later(x.due, env->now + 1);
        }
        next = earlier(still ? next_standing(c, &x) : next_act(c, &x), x.due);
        if (!c->stop) next = earlier(next, c->scb.syst_next);
        /* of the others; the pair's second half waits */
        int ahead = env->now >= env->until && env->now >= c->ready;
        if (halted(c, &x) || ahead) { next = env->now; break; }           /* the same again when it goes on */
        if (env->woke || next >= env->until || c->stop) break;   /* stopped: one action at a time */
        env->now = next;
    }
    env->pc = NO_PC;
    if (c->stop) evict_bars(&x, NO_LINE);                    /* the run is over when all is written */
    return next;
}

/* The core answers no bus address: its registers are the PPB, reached through the lsu only. */
static uint32_t core_peek(const void *dev, const void *cfg, uint32_t off, const env_t *env)
{
    (void)dev, (void)cfg, (void)off, (void)env;
    return 0;
}

static uint32_t core_read(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env)
{
    (void)size;
    return core_peek(dev, cfg, off, env);
}

static void core_write(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val,
                       env_t *env)
{
    (void)dev, (void)cfg, (void)off, (void)size, (void)val, (void)env;
}

const model_t core_model = { core_reset, core_peek, core_read, core_write, core_step };
