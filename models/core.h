/* core.h -- the Cortex-M7 as one part: front ends, issue, exceptions; it owns lsu, fetch, caches, MPU,
 * SCB.
 *
 * Modelled: two front ends behind one loop. A script: one micro-op an issue slot (m7_timing.c). Firmware
 * (input.h: `firmware`): Thumb-2 with FPv5, fetched through ITCM, I-cache or bus (fetch.h), executed by
 * firmware.c, timed by issue.h. Loads and stores of both through lsu.c, exceptions of both through
 * exception.h, sleep, faults and their escalation, lock-up, semihosting, the local exclusive monitor.
 * Not modelled: halting debug. A script's micro-ops issue one a cycle, without pairs and latencies; it
 * fetches for free, as if from ITCM; the report says so. A script's access is never abandoned: an
 * interrupt is taken between its micro-ops. U_COMPUTE stands for many instructions: it is interrupted
 * at once and its rest is done after the return.
 * What surprises people: the core is lent time. core_step runs from env->now to env->until in its
 * own loop, as long as it touches no wire and no port. The program's first micro-op issues at tick
 * 0. An empty program ends at once. A script's enabled interrupt without a handler runs into the
 * start-up file's Default_Handler, an endless loop: the core stops there with STOP_FAULT and
 * stop_exception; firmware has its own.
 * Numbers: T_SCRIPT_ISSUE, T_EXC_*, T_WFI_WAKE of cfg->num; others are the lsu's, fetch's, issue's. */
#ifndef CORE_H
#define CORE_H
#include "branch.h"
#include "calls.h"
#include "fetch.h"
#include "input.h"
#include "issue.h"
#include "lsu.h"
#include "thumb.h"
#include "uop.h"

/* Nesting: one handler for each of 16 priorities, HardFault, NMI; a script may lower its own
 * priority while it is active and nest deeper: STOP_UNSUPPORTED. Firmware keeps it on its stack. */
enum { LOOP_SLOTS = 64, CORE_NEST = 20, FRAME_WORDS = 8, FP_WORDS = 17 };
typedef enum { STOP_NONE, STOP_END, STOP_EXIT, STOP_LOCKUP, STOP_FAULT, STOP_UNSUPPORTED } stop_t;
typedef enum { SEQ_NONE, SEQ_ENTRY, SEQ_RETURN, SEQ_TAIL, SEQ_RESET, SEQ_LAZY } seq_t;
enum { CONTROL_NPRIV = 1, CONTROL_SPSEL = 2, CONTROL_FPCA = 4 };

typedef struct {
    regs_t   regs;                        /* r13 = current stack pointer; r15 unused by scripts */
    uint32_t upc;                         /* script: index of the next micro-op */
    uint32_t loop[LOOP_SLOTS];
    uint32_t checks, mismatches;          /* U_CHECK: done, failed */
    uint64_t instructions;                /* micro-ops or instructions retired */
    tick_t   ready;                       /* the next one may issue at this tick */
    tick_t   slept;                       /* asleep since, NEVER: awake */
    tick_t   slept_before;                /* ticks of all sleeps that are over */
    uint8_t  stop, exit_code;             /* stop_t */
    uint8_t  stop_exception;              /* STOP_FAULT: the exception that has no handler */
    uint8_t  booted, waiting;             /* waiting: the lsu was asked and said LSU_WAIT */
    uint8_t  computing, sleep_kind;       /* ready is the end of a U_COMPUTE; 0 WFI, 1 WFE */
    uint8_t  seq, seq_at, depth;          /* seq_t, words done; a script's active handlers */
    uint8_t  seq_words, seq_have;         /* words of the frame; 1: seq_vector is seq_exception's */
    uint32_t seq_exception, seq_sp, seq_word[FRAME_WORDS + FP_WORDS + 1];
    uint32_t seq_vector, seq_link;        /* handler's address; EXC_RETURN of the return under way */
    tick_t   seq_since;
    struct {                              /* a script's active handlers, innermost last */
        uint32_t exception, upc;          /* upc it returns to */
        uint64_t left;                    /* cycles of an interrupted U_COMPUTE still to do */
    } frame[CORE_NEST];
    /* firmware */
    uint8_t  firmware, control;           /* 1: Thumb-2; CONTROL_... */
    uint8_t  fetching, decoded;           /* waits for its bytes; `insn` is under way */
    uint8_t  access, exclusive;           /* accesses of `insn` that are done; the local monitor */
    uint8_t  conditional, operands;       /* of `insn`, for issue.h: issued_t */
    uint32_t address;                     /* the same */
    uint32_t other_sp;                    /* the stack pointer that is not r13: PSP or MSP */
    uint32_t probed;                      /* entries of input->probe that are done */
    uint32_t console_at, features_at;     /* semihosting: bytes read of input->console, of its features */
    calls_t  calls;
    uint32_t code;                        /* the halfwords `insn` was decoded from, if it has a length */
    insn_t   insn;
    issue_t  issue;
    branch_t branch;
    fetch_t  fetch;
    lsu_t    lsu;
    mpu_t    mpu;
    scb_t    scb;
    cache_t  dcache, icache;
} core_t;
/* Fields of the sequencer are core.c's own: it may change them. */

extern const model_t core_model;   /* cfg: m7_cfg_t; peek and read give 0: the PPB is in scb.h */

/* The step of the micro-op it stands at (NO_PC: none, or firmware), and how long it slept so far. */
uint32_t  core_step_number(const core_t *, const struct input *);
tick_t    core_slept(const core_t *, tick_t now);
lsu_ctx_t core_lsu(core_t *, const m7_cfg_t *, env_t *);
/* WFI (0) or WFE (1), unless something that wakes is there already. */
void      core_sleep(core_t *, lsu_ctx_t *, int wfe);

/* The address of the instruction that issues next; NO_PC for a script. */
static inline uint32_t core_pc(const core_t *c) { return c->firmware ? c->regs.r[15] : NO_PC; }

/* For a debugger: does the core stand between two instructions, so that registers may be written? */
static inline int core_between(const core_t *c)
{
    return c->firmware && c->booted && !c->stop && !c->seq && !c->decoded;
}

/* Go on at pc, which must not be odd; only between two instructions. Leaves an IT block. */
static inline void core_jump(core_t *c, uint32_t pc)
{
    c->regs.r[15] = pc;
    c->regs.xpsr &= ~(uint32_t)PSR_IT;
    c->fetching = 0;
    fetch_flush(&c->fetch, pc);
}

static inline int core_in_handler(const core_t *c) { return (c->regs.xpsr & PSR_IPSR) != 0; }

/* The two stack pointers, whichever is in use. */
static inline uint32_t core_msp(const core_t *c)
{
    return c->control & CONTROL_SPSEL && !core_in_handler(c) ? c->other_sp : c->regs.r[13];
}
static inline uint32_t core_psp(const core_t *c)
{
    return c->control & CONTROL_SPSEL && !core_in_handler(c) ? c->regs.r[13] : c->other_sp;
}
#endif
