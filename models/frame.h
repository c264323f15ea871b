/* frame.h -- what an exception puts on the firmware's stack and what its return takes back: registers
 * and mode, no memory. Armv7-M ARM B1.5.6 (PushStack, ExceptionTaken), B1.5.7, B1.5.8 (PopStack), B1.5.10,
 * B3.2.21.
 *
 *   SP + 0x00  r0 r1 r2 r3 r12 lr pc xpsr       xpsr bit 9: four bytes of padding above
 *      + 0x20  s0 .. s15 fpscr (0x60) -         with FPCA; written at once, or reserved (FPCCR.LSPEN)
 *
 * Modelled: both stack pointers, EXC_RETURN F1 F9 FD E1 E9 ED, the FP frame eager and lazy with FPCAR and
 * FPCCR, new FP contexts from FPDSCR. EPSR.ICI: an LDM or STM that an interrupt came into goes on with its
 * next register (xpsr bits 15:12 of the frame), but starts again in an IT block or if an LDM loads its own
 * base (TRM 2.7.1); ICI before anything else is INVSTATE. A PUSH, or STMDB from SP, is done before the
 * interrupt is taken: SP moves at its end, and PushStack would write where its first words are.
 * Not modelled: ICI of VLDM and VSTM: the one starts again, the other is not interrupted; the UsageFault
 * NOCP of an eager FP frame while CPACR forbids the FPU (it is written).
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
/* EPSR.ICI for the LDM or STM under way: the register it goes on with; 0: it starts again. */
unsigned frame_continues(const core_t *);
/* It was just decoded, and EPSR.ICI is not 0: go on there. 0: this instruction cannot. */
int  frame_continue(core_t *);
#endif
