/* system_rows.h -- how each row of system_anchors.c is measured, and what it is told. */
#ifndef SYSTEM_ROWS_H
#define SYSTEM_ROWS_H
#include "anchor.h"

/* system_fft.c. Rows of fft.c, in its order: data in each memory at 2:1 and at 1:1; code in flash at 2:1 with 2 to 10 wait
 * states and at 1:1 with 2 and 4. */
enum { FFT_WARM, DTCM_2, AXI_2, SRAM1_2, SRAM2_2, SRAM4_2, DTCM_1, AXI_1, SRAM1_1, SRAM2_1, SRAM4_1,
       FLASH_2, FLASH_2_10WS = FLASH_2 + 8, FLASH_1_2WS, FLASH_1_4WS, FFT_ROWS };
typedef struct { unsigned row[2], base[2]; } fft_quotient_t;       /* (row - base) over (row - base) */
anchor_result_t fft_quotient(const void *), fft_same(const void *), fft_slope(const void *);
#endif
