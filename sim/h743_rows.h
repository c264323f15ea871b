/* h743_rows.h -- names shared by the files that hold the STM32H743's rows, and by nobody else:
 * h743_map.c (nodes, routes, masters, reachability), h743_regions.c (the address map), h743_parts.c
 * (what each part instance is told, and the numbers). */
#ifndef H743_ROWS_H
#define H743_ROWS_H
#include "h743.h"

enum {                           /* shared pieces of bus */
    NODE_TARG1, NODE_TARG2, NODE_TARG3, NODE_TARG4, NODE_TARG5, NODE_TARG6, NODE_TARG7, NODE_GPV, NODE_AHB3,
    NODE_SRAM1, NODE_SRAM2, NODE_SRAM3, NODE_AHB1, NODE_AHB2, NODE_D2D1, NODE_D2D3,
    NODE_AHB4, NODE_SRAM4,
    NODE_APB1, NODE_APB2, NODE_APB3, NODE_APB4,
    NODE_AHBS,
    NODES
};

enum {                           /* kinds of masters, by where they enter the buses */
    ENTRY_AXI,                   /* D1: CPU AXIM, MDMA, DMA2D, LTDC, SDMMC1 */
    ENTRY_AHBP,                  /* CPU AHBP, straight into the D2 matrix */
    ENTRY_AHBS,                  /* MDMA's second port, to the TCMs */
    ENTRY_D2,                    /* D2 with a road of its own to D3: DMA1/2 memory ports, SDMMC2 */
    ENTRY_D2_DIRECT1,            /* DMA1's peripheral port: the same plus a direct path to APB1 */
    ENTRY_D2_DIRECT2,            /* DMA2's peripheral port: the same plus a direct path to APB2 */
    ENTRY_D2_FAR,                /* D2 that reaches D3 only through D1: Ethernet, USB */
    ENTRY_D3,                    /* BDMA */
    ENTRY_D2D1,                  /* the D2-to-D1 bridge carrying on a posted write */
    ENTRY_NONE,                  /* the TCM ports: they use no route */
    ENTRIES
};

enum { H743_REGIONS = 123, H743_NUMBERS = 91 };
enum { ERROR_AFTER = 4 };         /* hclk from a request to its error response */

extern const region_row_t h743_region[];
extern const number_t     h743_number[];

typedef struct {                 /* how far off a guessed number may be, where somebody says so */
    const char *name;            /* of a number here or in m7_timing.c */
    uint32_t    low, high;
    const char *src;
} number_range_t;
enum { H743_RANGES = 11 };
extern const number_range_t h743_range[H743_RANGES];   /* h743_parts.c */

extern const clock_row_t  h743_clock[CLK_LINES];

enum { H743_RESETS = 37 };
extern const reset_row_t  h743_reset[H743_RESETS];   /* h743_clocks.c */
extern const rcc_limits_t h743_limits;

typedef struct {                 /* clocks in MHz that people run the chip at */
    const char *name;
    uint16_t    cpu, hclk, pclk, wait_states;
    const char *src;
} clock_set_up_t;
enum { CLOCK_SET_UPS = 5 };
extern const clock_set_up_t h743_clock_set_up[CLOCK_SET_UPS];

extern const char *const h743_column[INITS];   /* heads of the reachability drawing */
enum {                           /* scripted bus masters, camera: h743_masters.c and the numbers */
    MASTER_TURN = 1, MASTER_BURST_AHB = 16, MASTER_BURST_SDMMC = 8, MASTER_BURST_USB = 4,
    MASTER_BURST_AXI = 16,
#ifdef STRESS
    SOURCE_WORDS = 1,
#else
    SOURCE_WORDS = 4,
#endif
    SOURCE_SYNC = 2, SOURCE_REQ = 1
};
#endif
