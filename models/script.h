/* script.h -- a scenario's steps lowered to micro-ops, once, into an array the caller owns.
 *
 * Each function appends the micro-ops of one thing a program does. script_step() names the step
 * they belong to: the first micro-op after it carries UF_STEP. With room 0 (array NULL) nothing is
 * written and `used` tells how much room it takes: build twice, measuring first.
 *
 * Cache maintenance is what CMSIS compiles to (cachel1_armv7.h): by address, DSB, one register
 * write for each of addr, addr + 32, .. covering size + (addr & 31) bytes, DSB, ISB, nothing at
 * all for a size <= 0; whole cache, CSSELR, DSB, CCSIDR, sets and ways counted down to 0, DSB, ISB.
 *
 * Modelled: everything a uop can say. Register use: r0-r3 and r12 inside one step, none across
 * steps but r0 after script_load. A handler needs no saving: the hardware stacks these.
 * Not modelled: the instructions a compiler would put around it (address constants, call and
 * return).
 * What surprises people: script_loop(s, 0) loops for ever. A step that does nothing is
 * one U_NOP, so that it can be seen. Poll loops have no time-out; the run's limit ends them. */
#ifndef SCRIPT_H
#define SCRIPT_H
#include "uop.h"

enum { SCRIPT_NEST = 16, SCRIPT_LOOPS = 64 };

typedef enum {
    SCRIPT_FINE,
    SCRIPT_FULL,            /* the array has no room: `used` says how much it takes */
    SCRIPT_MANY_LOOPS,      /* more loops in the text than slots */
    SCRIPT_DEEP,            /* loops nested deeper than SCRIPT_NEST */
    SCRIPT_UNPAIRED,        /* an end without a begin, or a begin without an end */
    SCRIPT_BAD              /* an access size but 1, 2, 4; an exception without such a register */
} script_error_t;

typedef struct {
    uop_t   *uop;
    uint32_t room, used;
    uint32_t step;
    uint8_t  first;         /* the next micro-op is the first of its step */
    uint8_t  error;         /* script_error_t: the first one that happened */
    uint8_t  loops, depth;  /* slots handed out; loops open now */
    struct { uint32_t top; uint8_t slot, forever; } open[SCRIPT_NEST];
} script_t;

typedef enum { SCRIPT_CLEAN, SCRIPT_INVALIDATE, SCRIPT_CLEAN_INVALIDATE } maintain_t;

void           script_begin(script_t *, uop_t *uop, uint32_t room);
void           script_step (script_t *, uint32_t number);
/* Closes the text; the error, if any. */
script_error_t script_finish(script_t *);
uint32_t       script_here (const script_t *);   /* index of the next micro-op */
void           script_uop  (script_t *, uop_t);                         /* any micro-op, as it is */

/* Memory. size: 1, 2 or 4 bytes an access; n: how many accesses. */
void script_load   (script_t *, uint32_t addr, unsigned size);
void script_store  (script_t *, uint32_t addr, unsigned size, uint32_t value);
void script_modify (script_t *, uint32_t addr, unsigned size, uint32_t clear, uint32_t set);
void script_fill   (script_t *, uint32_t addr, uint32_t n, unsigned size, uint32_t first,
                    uint32_t delta);
void script_copy   (script_t *, uint32_t to, uint32_t from, uint32_t n, unsigned size);
void script_read   (script_t *, uint32_t addr, uint32_t n, unsigned size);
/* n bytes in all */
void script_compare(script_t *, uint32_t addr, const uint8_t *bytes, uint32_t n, unsigned size);
void script_expect (script_t *, uint32_t addr, unsigned size, uint32_t mask, uint32_t value);
void script_expect_fill(script_t *, uint32_t addr, uint32_t n, unsigned size, uint32_t first,
                        uint32_t delta);
/* Load until (value & mask) == want, or with `until` 0 while it is. */
void script_poll   (script_t *, uint32_t addr, unsigned size, uint32_t mask, uint32_t want,
                    int until);
void script_preload(script_t *, uint32_t addr);
void script_force  (script_t *, int fill, uint32_t addr);   /* 0 evict, 1 speculative fill */

/* Caches and MPU, as CMSIS does it. */
void script_dcache_range (script_t *, maintain_t, uint32_t addr, uint32_t size);
void script_dcache_all   (script_t *, maintain_t);
void script_dcache_enable(script_t *, int on);
void script_icache_range (script_t *, uint32_t addr, uint32_t size);
void script_icache_all   (script_t *);
void script_icache_enable(script_t *, int on);
void script_mpu_region   (script_t *, unsigned region, uint32_t rbar, uint32_t rasr);
void script_mpu_enable   (script_t *, uint32_t ctrl);   /* PRIVDEFENA, HFNMIENA; ENABLE is added */

/* Flow. */
void script_loop     (script_t *, uint32_t count);                      /* 0: for ever */
void script_loop_end (script_t *);
void script_compute  (script_t *, uint32_t cycles);
void script_mark     (script_t *, uint32_t number);
void script_dmb(script_t *);
void script_dsb(script_t *);
void script_isb(script_t *);
void script_wfi(script_t *);
void script_wfe(script_t *);
void script_sev(script_t *);
void script_svc(script_t *, uint32_t number);
void script_primask(script_t *, int masked);
void script_end (script_t *, uint32_t code, int by_exit);

/* Interrupts. exception: 16 + IRQ number, or 4..15. */
void     script_irq_enable (script_t *, unsigned exception, int on);
void     script_irq_pend   (script_t *, unsigned exception, int on);
void     script_priority   (script_t *, unsigned exception, unsigned priority);      /* 0..15 */
void     script_systick    (script_t *, uint32_t ticks);   /* CMSIS SysTick_Config, 0: off */
void     script_cyccnt     (script_t *);   /* switch the cycle counter on */
uint32_t script_handler    (script_t *);   /* its entry for handler_t */
void     script_handler_end(script_t *);
#endif
