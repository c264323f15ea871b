/* core.h -- the Cortex-M7 as one part: front end, issue, exceptions; it owns lsu, cache, MPU, SCB.
 *
 * Modelled: script front end (one micro-op an issue slot, see m7_timing.c), loads and stores
 * through lsu.c, exception entry (8-word frame pushed through the lsu), return, tail-chaining,
 * late arrival, priorities, WFI/WFE, faults and their escalation, lock-up. Exceptions: exception.h.
 * Not modelled yet: Thumb-2, dual issue, FPU, instruction cache (a script fetches for free, as if
 * from ITCM; the report says so). Abandoning an access: an interrupt is taken between micro-ops, so
 * one that comes while a load waits is taken when the load is done. U_COMPUTE stands for many
 * instructions: it is interrupted at once and its rest is done after the return.
 * What surprises people: the core is lent time. core_step runs from env->now to env->until in its
 * own loop, as long as it touches no wire and no port. The program's first micro-op issues at tick
 * 0. An empty program ends at once. An enabled interrupt without a handler runs into the start-up
 * file's Default_Handler, an endless loop: the core stops there with STOP_FAULT and stop_exception.
 * Numbers: T_SCRIPT_ISSUE, T_EXC_*, T_WFI_WAKE of cfg->num; all others are the lsu's. */
#ifndef CORE_H
#define CORE_H
#include "input.h"
#include "lsu.h"
#include "uop.h"

/* Nesting: one handler for each of 16 priorities, HardFault, NMI; a script may lower its own
 * priority while it is active and nest deeper: STOP_UNSUPPORTED. */
enum { LOOP_SLOTS = 64, CORE_NEST = 20, FRAME_WORDS = 8 };
typedef enum { STOP_NONE, STOP_END, STOP_EXIT, STOP_LOCKUP, STOP_FAULT, STOP_UNSUPPORTED } stop_t;
typedef enum { SEQ_NONE, SEQ_ENTRY, SEQ_RETURN, SEQ_TAIL } seq_t;

typedef struct {
    uint32_t r[16];                       /* r13 = current stack pointer; r15 unused by scripts */
    uint32_t xpsr, upc;                   /* upc: index of the next micro-op */
    uint32_t loop[LOOP_SLOTS];
    uint32_t checks, mismatches;          /* U_CHECK: done, failed */
    uint64_t instructions;                /* micro-ops retired */
    tick_t   ready;                       /* the next micro-op may issue at this tick */
    tick_t   slept;                       /* asleep since, NEVER: awake */
    tick_t   slept_before;                /* ticks of all sleeps that are over */
    uint8_t  stop, exit_code;             /* stop_t */
    uint8_t  stop_exception;              /* STOP_FAULT: the exception that has no handler */
    uint8_t  booted, waiting;             /* waiting: the lsu was asked and said LSU_WAIT */
    uint8_t  computing, sleep_kind;       /* ready is the end of a U_COMPUTE; 0 WFI, 1 WFE */
    uint8_t  seq, seq_at, depth;          /* seq_t, words done; active handlers */
    uint8_t  pad[2];
    uint32_t seq_exception, seq_sp, seq_word[FRAME_WORDS];
    tick_t   seq_since;
    struct {                              /* active handlers, innermost last */
        uint32_t exception, upc;          /* upc it returns to */
        uint64_t left;                    /* cycles of an interrupted U_COMPUTE still to do */
    } frame[CORE_NEST];
    lsu_t    lsu;
    mpu_t    mpu;
    scb_t    scb;
    cache_t  dcache, icache;
} core_t;
/* Fields of the sequencer are core.c's own: it may change them. */

extern const model_t core_model;   /* cfg: m7_cfg_t; peek and read give 0: the PPB is in scb.h */

/* The step of the micro-op it stands at (NO_PC: none), and how long it slept so far. */
uint32_t  core_step_number(const core_t *, const struct input *);
tick_t    core_slept(const core_t *, tick_t now);
lsu_ctx_t core_lsu(core_t *, const m7_cfg_t *, env_t *);
#endif
