/* system_rows.h -- how each row of system_anchors.c is measured, and what it is told. */
#ifndef SYSTEM_ROWS_H
#define SYSTEM_ROWS_H
#include "anchor.h"
#include <stdbool.h>
#include <stdint.h>

/* system_fft.c. Rows of fft.c, in its order: data in each memory at 2:1 and at 1:1; code in flash at 2:1 with
 * 2 to 10 wait states and at 1:1 with 2 and 4. */
enum { FFT_WARM, DTCM_2, AXI_2, SRAM1_2, SRAM2_2, SRAM4_2, DTCM_1, AXI_1, SRAM1_1, SRAM2_1, SRAM4_1,
       FLASH_2, FLASH_2_4WS = FLASH_2 + 2, FLASH_2_10WS = FLASH_2 + 8, FLASH_1_2WS, FLASH_1_4WS, FFT_ROWS };
typedef struct { unsigned row[2], base[2]; } fft_quotient_t;       /* (row - base) over (row - base) */
anchor_result_t fft_quotient(const void *), fft_whole(const void *), fft_slope(const void *);

/* system_pins.c. pins_rate is told the CPU's MHz, a double; pins_hal whether the pulse is meant or the edge,
 * a bool. */
anchor_result_t pins_edge(const void *), pins_pulse(const void *), pins_hal(const void *);
anchor_result_t pins_rate(const void *);

/* system_dma.c. dma_copy is told whether it is by bursts, a bool. */
typedef struct { unsigned dma, ratio; bool adc; } dma_item_t;       /* ratio: hclk over pclk */
anchor_result_t dma_item(const void *), dma_copy(const void *);

/* system_parts.c */
typedef struct {
    uint8_t  fact, slot;                 /* what comes again and again */
    unsigned skip;                       /* this many first ones do not count */
    double   unit_us; const char *unit;  /* of the result */
    const char *how, *text;              /* text: a scenario */
} part_period_t;
typedef struct {
    const char *file, *counter, *from, *to;   /* a counter, or cycles between two marks */
    const char *per;                     /* divided by this counter, or NULL */
    double      scale; const char *unit;
} lesson_t;
typedef struct { unsigned cpu[2], hclk[2]; } clock_pair_t;
anchor_result_t part_period(const void *), lesson_cycles(const void *), same_ratio(const void *);
#endif
