/* scb.h -- the core's private registers (PPB, 0xE000_0000): NVIC, SCB, SysTick, DWT, MPU window and
 * the cache maintenance registers. Armv7-M ARM B3; TRM 3 and 11; DGUG 4.
 *
 * Modelled: NVIC with 150 lines and 16 priority levels (pending, active, enable, priority,
 * grouping, PRIMASK, BASEPRI, FAULTMASK), system exceptions 2..15 with their priorities, SHCSR,
 * ICSR, STIR, AIRCR with SYSRESETREQ, CCR, CFSR/HFSR/DFSR/BFAR/MMFAR/ABFSR, CPUID and the ID
 * registers, CLIDR, CTR, CCSIDR, CSSELR, CPACR, FPCCR, FPCAR, FPDSCR, CACR, ACTLR, ITCMCR, DTCMCR,
 * AHBPCR, AHBSCR, SysTick, DWT CYCCNT with LAR, DEMCR.TRCENA and MON_EN, MON_PEND, the stimulus
 * ports of the ITM (itm.h).
 * Not modelled: see NOT MODELLED in scb.c; such accesses tell F_UNMODELLED.
 * What surprises people: SysTick and CYCCNT are anchors: nothing counts. Maintenance registers only
 * decode here; the lsu does the work on the cache. A level that stays high pends again the moment
 * its handler returns; one that fell before the handler ran still runs it (DGUG 4.2.9). */
#ifndef SCB_H
#define SCB_H
#include "device.h"
#include "itm.h"
#include "mpu.h"

enum { EXC_RESET = 1, EXC_NMI, EXC_HARDFAULT, EXC_MEMMANAGE, EXC_BUSFAULT, EXC_USAGEFAULT,
       EXC_SVC = 11, EXC_DEBUGMON, EXC_PENDSV = 14, EXC_SYSTICK = 15, EXC_IRQ0 = 16, EXCEPTIONS = 16 + 150 };
enum { CCR_NONBASETHRDENA = 1, CCR_UNALIGN_TRP = 1 << 3, CCR_DIV_0_TRP = 1 << 4,
       CCR_BFHFNMIGN = 1 << 8, CCR_DC = 1 << 16, CCR_IC = 1 << 17 };

enum { SCR_SLEEPONEXIT = 1 << 1, SCR_SLEEPDEEP = 1 << 2, SCR_SEVONPEND = 1 << 4 };
enum { SHCSR_MEMFAULTENA = 1 << 16, SHCSR_BUSFAULTENA = 1 << 17, SHCSR_USGFAULTENA = 1 << 18 };
enum { HFSR_VECTTBL = 1 << 1, HFSR_FORCED = 1 << 30 };
#define HFSR_DEBUGEVT (1u << 31)
enum { DFSR_BKPT = 1 << 1 };
enum { CFSR_IACCVIOL = 1, CFSR_DACCVIOL = 1 << 1, CFSR_MUNSTKERR = 1 << 3, CFSR_MSTKERR = 1 << 4,
       CFSR_MLSPERR = 1 << 5, CFSR_MMARVALID = 1 << 7,
       CFSR_IBUSERR = 1 << 8, CFSR_PRECISERR = 1 << 9, CFSR_IMPRECISERR = 1 << 10,
       CFSR_UNSTKERR = 1 << 11, CFSR_STKERR = 1 << 12, CFSR_LSPERR = 1 << 13,
       CFSR_BFARVALID = 1 << 15,
       CFSR_UNDEFINSTR = 1 << 16, CFSR_INVSTATE = 1 << 17, CFSR_INVPC = 1 << 18,
       CFSR_NOCP = 1 << 19, CFSR_UNALIGNED = 1 << 24, CFSR_DIVBYZERO = 1 << 25 };
enum { DEMCR_MON_EN = 1 << 16, DEMCR_MON_PEND = 1 << 17, DEMCR_TRCENA = 1 << 24 };
/* FPCCR: what exception entry and the first FP instruction look at (Armv7-M ARM B3.2.21). */
#define FPCCR_ASPEN (1u << 31)
#define FPCCR_LSPEN (1u << 30)
enum { FPCCR_MONRDY = 1 << 8, FPCCR_BFRDY = 1 << 6, FPCCR_MMRDY = 1 << 5, FPCCR_HFRDY = 1 << 4,
       FPCCR_THREAD = 1 << 3, FPCCR_USER = 1 << 1, FPCCR_LSPACT = 1 };
enum { ABFSR_ITCM = 1, ABFSR_DTCM = 2, ABFSR_AHBP = 4, ABFSR_AXIM = 8,
       ABFSR_SLVERR = 2 << 8, ABFSR_DECERR = 3 << 8 };

typedef struct {
    uint64_t enabled[3], pending[3], active[3], level[3];   /* bit = exception number 0..191 */
    uint8_t  priority[192];            /* by exception number, top nibble used */
    uint32_t primask, basepri, faultmask;
    uint32_t event;                    /* the event register of WFE */
    uint32_t vtor, aircr, scr, ccr, cfsr, hfsr, mmfar, bfar, abfsr, cpacr, csselr, cacr, actlr;
    uint32_t itcmcr, dtcmcr, ahbpcr, ahbscr, demcr; /* SHCSR is made of enabled, active, pending */
    uint32_t dfsr, fpccr, fpcar, fpdscr;
    itm_t    itm;
    uint32_t syst_csr, syst_rvr;       /* SysTick: ENABLE, TICKINT, CLKSOURCE; reload value */
    uint32_t syst_anchor_value, syst_flag;   /* value at the anchor; COUNTFLAG as of syst_seen */
    uint64_t syst_anchor, syst_seen;   /* numbers of CPU clocks; expiries after syst_seen raise COUNTFLAG */
    tick_t   syst_next;                /* next expiry that pends SysTick, or NEVER */
    tick_t   syst_base;                /* base of the clock domain that syst_next was computed with */
    uint32_t dwt_ctrl, dwt_unlocked, cyc_value, pad;
    uint64_t cyc_anchor;               /* number of the CPU clock at which it was cyc_value */
    tick_t   pended[192];              /* when each exception became pending (for latency facts) */
} scb_t;

/* -1, or a maint_t that the lsu must carry out with the value */
typedef struct { int8_t maint; } scb_effect_t;

/* off is the offset from 0xE000_0000. clk: index of the CPU's clock domain in env->clock. scb_reset
 * wants zeroed memory or a used scb; env may be NULL (time 0). */
void         scb_reset(scb_t *, const env_t *, unsigned clk);
uint32_t     scb_peek (const scb_t *, const mpu_t *, uint32_t off, const env_t *, unsigned clk);
uint32_t     scb_read (scb_t *, mpu_t *, uint32_t off, unsigned size, env_t *, unsigned clk);
scb_effect_t scb_write(scb_t *, mpu_t *, uint32_t off, unsigned size, uint32_t val, env_t *,
                       unsigned clk);

/* Latch interrupt wires into pending (a level that is high pends unless active) and let SysTick
 * expire; tells F_IRQ_PEND. Call it at syst_next exactly, when a wire
 * changed, and after scb_leave. */
void     scb_sample(scb_t *, env_t *, unsigned clk);
/* The exception to enter now, at current priority and masks; 0: none. The second one looks at what pends. */
static inline unsigned scb_preempts(const scb_t *);
unsigned scb_preempting(const scb_t *);
/* Would WFI wake? (pending and enough priority, PRIMASK ignored) */
int      scb_wakes(const scb_t *);
void     scb_enter(scb_t *, unsigned exception);
void     scb_leave(scb_t *, unsigned exception);
void     scb_pend (scb_t *, env_t *, unsigned exception);
/* The next tick at which SysTick expires, NEVER if it does not or cannot interrupt. */
tick_t   scb_next(const scb_t *, const env_t *, unsigned clk);
/* Current execution priority: -2 NMI, -1 HardFault, 0..255, 256 thread without masks. */
int      scb_priority(const scb_t *);
/* Could this exception preempt what runs now? (its group priority against scb_priority) */
int      scb_beats(const scb_t *, unsigned exception);

static inline int scb_bit(const uint64_t *set, unsigned n)
{
    return (int)(set[n >> 6] >> (n & 63) & 1);
}

/* scb_sample would find nothing: no line is or was high, the clock is the same, SysTick counts on. */
static inline int scb_calm(const scb_t *s, const env_t *env, unsigned clk)
{
    const uint64_t *irq = env->wires->irq;
    return !(irq[0] | irq[1] | irq[2] | s->level[0] | s->level[1] | s->level[2])
        && s->syst_next > env->now && s->syst_base == env->clock[clk].base;
}

static inline unsigned scb_preempts(const scb_t *s)
{
    uint64_t any = (s->pending[0] & s->enabled[0]) | (s->pending[1] & s->enabled[1]) | (s->pending[2] & s->enabled[2]);
    return any ? scb_preempting(s) : 0;
}
#endif
