/* uop.h -- micro-operations: the language of the core.
 *
 * Two front ends speak it: script.c (a scenario's steps, lowered once into an array) and thumb.c
 * (Thumb-2 instructions). Behind them nobody can tell which wrote a micro-op. A script's addresses
 * and values are absolute; its registers are r0..r3 and r12 (what the hardware stacks), so a handler
 * needs no saving of its own; loop counters are slots, one for each loop of the text.
 *
 * Not here: anything about caches. Maintenance is U_STORE to an SCB register. */
#ifndef UOP_H
#define UOP_H
#include <stdint.h>

typedef enum {
    U_NOP,
    U_MOVI,      /* rd = imm                                                                       */
    U_ADDI,      /* rd = rn + imm                                                                  */
    U_ALU,       /* rd = rn <alu> rm or imm (flag UF_IMM); which operation: val = alu_t             */
    U_LOAD,      /* rd = [rn + imm], size bytes; rn = R_NONE: [imm]. UF_POST: rn += size afterwards */
    U_STORE,     /* [rn + imm] = rd, or = val with UF_IMM                                           */
    U_CHECK,     /* compare rd with val under mask; tells F_CHECK, counts mismatches                */
    U_B,         /* go to imm                                                                       */
    U_BNE,       /* go to imm unless (rd & mask) == val                                             */
    U_BEQ,       /* go to imm if (rd & mask) == val                                                 */
    U_BREG,      /* go to imm unless rd == rn                                                       */
    U_LOOPSET,   /* slot rd = imm                                                                   */
    U_LOOP,      /* slot rd -= 1, go to imm while not 0                                             */
    U_COMPUTE,   /* imm cycles of work that touches no memory                                       */
    U_DMB, U_DSB, U_ISB,
    U_WFI, U_WFE, U_SEV,
    U_CPS,       /* PRIMASK = imm                                                                   */
    U_PLD,       /* preload hint at imm                                                             */
    U_FORCE,     /* forced cache event: val = 0 evict, 1 speculative fill, of the line of imm        */
    U_MARK,      /* F_MARK with imm                                                                 */
    U_RELEASE,   /* F_RELEASE of val bytes from imm on                                              */
    U_SVC,       /* supervisor call imm                                                             */
    U_RETURN,    /* exception return                                                                */
    U_END,       /* the program is over; imm = exit code, UF_EXIT: by a semihosting-like exit        */
    U_KINDS
} uop_kind_t;

typedef enum { ALU_ADD, ALU_SUB, ALU_AND, ALU_ORR, ALU_EOR, ALU_BIC, ALU_LSL, ALU_LSR, ALU_MOV } alu_t;

enum { UF_IMM = 1, UF_POST = 2, UF_EXIT = 4, UF_STEP = 8 /* first micro-op of a step: tells F_STEP */ };
enum { R_NONE = 0xFF };

typedef struct {
    uint8_t  op, size, rd, rn, rm, flags;
    uint16_t pad;
    uint32_t step;       /* which step of the scenario this came from (scenario.c's numbering): facts' pc */
    uint32_t imm, val, mask;
} uop_t;
#endif
