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
    T_COUNT
} m7_number_t;

extern const number_t m7_numbers[T_COUNT];
#endif
