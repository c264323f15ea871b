/* m7_timing.h -- every number of cycles inside the core, named. The values, with source and trust,
 * are rows in m7_timing.c; parts of the core take them from cfg->num[], so a sweep can change one. */
#ifndef M7_TIMING_H
#define M7_TIMING_H
#include "map.h"

typedef enum {
    T_SCRIPT_ISSUE,        /* cycles a script micro-op takes                                        */
    T_LOAD_HIT,            /* issue to next dependent issue, TCM or cache hit                       */
    T_STORE_TO_LOAD,       /* load of bytes still in the store buffer                               */
    T_AXIM_REQUEST,        /* load issue to request on the AXIM port (or AHBP: T_AHBP_REQUEST)      */
    T_AXIM_RESPONSE,       /* response at the port to result usable                                 */
    T_AHBP_REQUEST, T_AHBP_RESPONSE,
    T_STB_ENTRIES,         /* store buffer entries (4; stress 1)                                    */
    T_STB_MERGE_TIMEOUT,   /* cycles a non-cacheable or write-through entry waits for merge data    */
    T_STB_DRAIN,           /* cycles an entry takes to go to the cache RAM                          */
    T_NC_WRITES,           /* non-cacheable writes outstanding on AXIM                              */
    T_DEVICE_WRITES,       /* Device writes outstanding on AXIM                                     */
    T_AHBP_WRITES,         /* posted writes outstanding on AHBP                                     */
    T_EVICT_BUFFERS,
    T_FILL_BUFFERS,        /* linefill buffers (2)                                                  */
    T_MAINT,               /* one maintenance register write                                        */
    T_PPB_ACCESS,          /* one private peripheral register access                                */
    T_DMB, T_DSB, T_ISB,   /* base costs; the drain comes on top                                    */
    T_EXC_ENTRY, T_EXC_RETURN, T_EXC_TAIL,
    T_WFI_WAKE,
    T_RA_LINES,            /* full lines in a row that switch to read-allocate mode (3)             */
    T_UNALIGNED_LOAD,      /* extra cycles                                                          */
    T_INSN_ISSUE,          /* cycles an instruction takes                                           */
    T_FETCH_RESPONSE,      /* bytes at the fetch port to their instruction's issue                  */
    T_ISSUE_WIDTH,             /* instructions in one cycle */
    T_READ_EX1,                /* cycles after issue at which an operand is read: EX1 */
    T_READ_ALU,                /* EX2, late ALU and multiplier */
    T_READ_SUM,                /* EX3, accumulator */
    T_READ_STORE,              /* EX4, store data */
    T_RESULT_EARLY,            /* cycles after issue at which a result is there */
    T_RESULT_ALU,
    T_RESULT_SATURATE,         /* SSAT, USAT, QADD, USAD8 and their like */
    T_RESULT_REVERSED,
    T_RESULT_PRODUCT,          /* MUL, MAC */
    T_RESULT_PRODUCT_ADDRESS,
    T_RESULT_WORD,
    T_RESULT_PART,
    T_RESULT_WORD_ADDRESS,     /* LDR to the next address, and to a factor */
    T_RESULT_BASE,             /* base written back */
    T_RESULT_BASE_SUMMAND,     /* ... to ADD, SUB or MOV in the early ALU */
    T_RESULT_FLAGS,
    T_RESULT_FLAGS_SHIFTED,
    T_RESULT_SYSTEM,           /* cycles a system instruction takes */
    T_DIVIDE,                  /* SDIV, UDIV: T_DIVIDE + quotient bits / T_DIVIDE_BITS */
    T_DIVIDE_BITS,
    T_TABLE_BRANCH,
    T_FP_RESULT,               /* VADD, VMUL, VMOV, conversions, comparison */
    T_FP_RESULT_FMA,
    T_FP_RESULT_MLA,
    T_FP_SUM,
    T_FP_SUM_MLA,
    T_FP_READ_SUM_MLA,
    T_FP_READ_STORE,
    T_FP_LOAD,
    T_FP_FROM_CORE,
    T_FP_TO_CORE,
    T_FP_WINDOW,               /* after VFMA or VMLA: no VADD, VLDM, VLDR.64 */
    T_FP_DIV,
    T_FP_SQRT,
    T_FP_READ_CORE,            /* VMOV Rt, Sn reads what VLDR loaded */
    T_FP_ADD_D,                /* cycles that block the pipe, in the order of double_kind_t */
    T_FP_MUL_D = T_FP_ADD_D + 4,
    T_FP_DIV_D = T_FP_MUL_D + 4,
    T_FP_FMA_D = T_FP_DIV_D + 4,
    T_FP_FMA_D_MORE = T_FP_FMA_D + 6,   /* ... behind another */
    T_FP_MLA_D = T_FP_FMA_D_MORE + 6,
    T_FP_MLA_D_MORE = T_FP_MLA_D + 6,
    T_FP_MUL_D_BEHIND = T_FP_MLA_D_MORE + 6,   /* cycles less for a product behind a multiply-accumulate */
    T_FP_SQRT_D,
    T_BRANCH_ENTRIES,          /* branch.h */
    T_RETURN_STACK,
    T_MISPREDICT,
    T_MISPREDICT_FLAGS,
    T_FLAGS_AHEAD,             /* flags so old soften a misprediction */
    T_TAKEN_DECODED,           /* a taken branch that has no entry */
    T_FETCH_QUEUE,             /* doublewords */
    T_UNALIGNED_YOUNGER,       /* more for the younger of a pair */
    T_UNALIGNED_SHARED,        /* less beside an aligned load of its first bank */
    T_TCM_QUEUE,               /* the DTCM's store queue */
    T_TCM_PART,                /* cycles a bank takes for less than a word */
    T_COUNT
} m7_number_t;

extern const number_t m7_numbers[T_COUNT];
#endif
