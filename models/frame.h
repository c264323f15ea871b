/* frame.h -- what an exception puts on the firmware's stack and what its return takes back: registers
 * and mode, no memory. Armv7-M ARM B1.5.6 (PushStack, ExceptionTaken), B1.5.7, B1.5.8 (PopStack), B3.2.21.
 *
 *   SP + 0x00  r0 r1 r2 r3 r12 lr pc xpsr       xpsr bit 9: four bytes of padding above
 *      + 0x20  s0 .. s15 fpscr (0x60) -         with FPCA; written at once, or reserved (FPCCR.LSPEN)
 *
 * Modelled: both stack pointers, EXC_RETURN F1 F9 FD E1 E9 ED, the FP frame eager and lazy with FPCAR and
 * FPCCR, new FP contexts from FPDSCR.
 * Not modelled: the UsageFault NOCP of an eager FP frame while CPACR forbids the FPU (it is written).
 * What surprises people: with lazy stacking the space is there and the old registers are still in the
 * FPU; the handler's first FP instruction writes them, a handler without one never does. */
#ifndef FRAME_H
#define FRAME_H
#include "core.h"

#define EXC_RETURN_MIN 0xF0000000u

/* PushStack: seq_sp, seq_words, seq_word of what runs now. */
void frame_build(core_t *);
/* The mode after an entry (not after a tail-chain): stack pointer, lr, FPCA. */
void frame_entered(core_t *);
/* Is this EXC_RETURN legal here? B1.5.8; asked while the handler is still active. */
int  frame_legal(const core_t *, uint32_t link);
/* Which words come back, and from where. */
void frame_unbuild(core_t *, uint32_t link);
/* Does the frame that came back fit the mode it returns to? */
int  frame_fits(const core_t *);
int  frame_to_thread(const core_t *);
void frame_restore(core_t *);
/* Lazy stacking: the words that are still owed. */
void frame_owed(core_t *);
/* The first FP instruction of a context: FPSCR from FPDSCR, FPCA. */
void frame_new_fp(core_t *);
#endif
