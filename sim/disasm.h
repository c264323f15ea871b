/* disasm.h -- an instruction as text: Thumb-2 and FPv5 as a Cortex-M7 decodes them, by Debian's capstone.
 *
 *     ldr     r3, [pc, #20]  ; 0x08000210: 0x24000040 <rx>         a literal, and what it names
 *     bl      0x08000410 <uart_send>                                a target, and what it is
 *     moveq   r0, #2                                                inside an IT block, if it is said to be
 *
 * Registers are r0 to r12, sp, lr, pc; special registers carry the manual's names; condition codes are
 * capstone's (hs and lo for cs and cc). What capstone does not know is named by our own decoder (thumb.h),
 * and what that does not know either is "undefined".
 * What surprises people: an instruction does not tell whether it stands in an IT block; whoever lists
 * several follows the state with disasm_it, and whoever shows one takes it from xPSR. */
#ifndef DISASM_H
#define DISASM_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "judge.h"

enum { DISASM_TEXT = 160 };

typedef struct {
    const names_t *names;                                       /* for targets and literals; NULL: no names */
    bool (*word)(const void *of, uint32_t addr, uint32_t *);    /* for literals; NULL: only their address */
    const void *of;
    uint8_t it;                                                 /* ITSTATE before it; 0: in no IT block */
} disasm_t;

/* Bytes of the instruction, 2 or 4; 0: `size` has not all of it. Writes at most room bytes. */
unsigned disasm(uint32_t pc, const uint8_t *bytes, size_t size, char *text, size_t room);
unsigned disasm_with(const disasm_t *, uint32_t pc, const uint8_t *bytes, size_t size, char *text,
                     size_t room);

/* ITSTATE behind this instruction (Armv7-M ARM A7.3.3), and as xPSR has it. */
uint8_t disasm_it(uint8_t it, const uint8_t *bytes, size_t size);
static inline uint8_t disasm_it_of(uint32_t xpsr)
{
    return (uint8_t)((xpsr >> 25 & 3) | (xpsr >> 10 & 0x3F) << 2);
}
#endif
