/* m7_timing.c -- the numbers of the core, in the order of m7_number_t.
 *
 * "jnk0le" is the pipeline study of an STM32H743 rev Y by jnk0le (github.com/jnk0le/random);
 * "LLVM" is the machine model that Arm contributed, ARMScheduleM7.td. Arm prints no cycle table
 * for this core, so an estimate says in a few words what it leans on. A stress build shrinks the
 * buffers. */
#include "m7_timing.h"

#ifdef STRESS
enum { STB_ENTRIES = 1, FILL_BUFFERS = 1, MERGE_TIMEOUT = 2 };
#else
enum { STB_ENTRIES = 4, FILL_BUFFERS = 2, MERGE_TIMEOUT = 16 };
#endif

#define DOC      TRUST_DOC
#define MEASURED TRUST_MEASURED
#define ESTIMATE TRUST_ESTIMATE

const number_t m7_numbers[T_COUNT] = {
    [T_SCRIPT_ISSUE] = { "script issue", "cycles", 1, ESTIMATE,
        "scripts issue one micro-op a cycle, no pairs" },
    [T_LOAD_HIT] = { "load hit", "cycles", 1, MEASURED, "jnk0le: LDR word to late ALU" },
    [T_STORE_TO_LOAD] = { "store to load", "cycles", 4, ESTIMATE,
        "LLVM: load after store, same address" },
    [T_AXIM_REQUEST] = { "AXIM request", "cycles", 1, ESTIMATE,
        "3 CPU cycles in all around the AXI access" },
    [T_AXIM_RESPONSE] = { "AXIM response", "cycles", 2, ESTIMATE,
        "3 CPU cycles in all around the AXI access" },
    [T_AHBP_REQUEST] = { "AHBP request", "cycles", 1, ESTIMATE, "one register stage out" },
    [T_AHBP_RESPONSE] = { "AHBP response", "cycles", 1, ESTIMATE, "one register stage back" },
    [T_STB_ENTRIES] = { "store buffer", "entries", STB_ENTRIES, DOC, "TRM 5.9.2" },
    [T_STB_MERGE_TIMEOUT] = { "store buffer merge time-out", "cycles", MERGE_TIMEOUT, ESTIMATE,
        "TRM 5.9.2 names a limit, no value" },
    [T_STB_DRAIN] = { "store buffer drain to cache", "cycles", 1, ESTIMATE,
        "fits jnk0le: unaligned stores 4 cycles each" },
    [T_NC_WRITES] = { "non-cacheable writes outstanding", "writes", 10, DOC, "TRM 5.5" },
    [T_DEVICE_WRITES] = { "Device writes outstanding", "writes", 1, ESTIMATE,
        "order of Device writes; TRM 5.5 allows 15" },
    [T_AHBP_WRITES] = { "AHBP writes outstanding", "writes", 1, ESTIMATE,
        "AHB-Lite: one at a time" },
    [T_EVICT_BUFFERS] = { "eviction buffer", "lines", 1, ESTIMATE, "TRM 5.9 names it, no depth" },
    [T_FILL_BUFFERS] = { "linefill buffers", "lines", FILL_BUFFERS, DOC, "TRM 5.9.2" },
    [T_MAINT] = { "cache maintenance write", "cycles", 4, ESTIMATE,
        "a PPB write; no figure published" },
    [T_PPB_ACCESS] = { "PPB access", "cycles", 3, ESTIMATE,
        "Strongly-ordered; no figure published" },
    [T_DMB] = { "DMB", "cycles", 4, ESTIMATE, "LLVM 3, single issue; drain on top" },
    [T_DSB] = { "DSB", "cycles", 4, ESTIMATE, "LLVM 3, single issue; drain on top" },
    [T_ISB] = { "ISB", "cycles", 8, ESTIMATE, "pipeline refill, as jnk0le's mispredict" },
    [T_EXC_ENTRY] = { "exception entry", "cycles", 12, DOC,
        "Arm community 47326: 12 typical, 14 worst" },
    [T_EXC_RETURN] = { "exception return", "cycles", 10, ESTIMATE, "Cortex-M4: Arm KBA 103489845" },
    [T_EXC_TAIL] = { "tail-chain", "cycles", 6, ESTIMATE, "Cortex-M4; no figure for the M7" },
    [T_WFI_WAKE] = { "wake from WFI or WFE", "cycles", 6, ESTIMATE, "no figure published" },
    [T_RA_LINES] = { "full lines to read-allocate mode", "lines", 3, DOC, "TRM 5.9.1" },
    [T_UNALIGNED_LOAD] = { "unaligned load", "cycles", 3, MEASURED, "jnk0le, H743 rev Y" },
    [T_INSN_ISSUE] = { "instruction issue", "cycles", 1, ESTIMATE,
        "dual issue against latencies: IPC near 1 in integer code" },
    [T_FETCH_RESPONSE] = { "fetch response", "cycles", 3, ESTIMATE,
        "as the AXIM request and response of a load" },
};
