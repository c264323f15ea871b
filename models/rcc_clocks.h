/* rcc_clocks.h -- the clock tree as arithmetic: from the RCC's registers to frequencies. RM0433 8.5 and 8.7.
 *
 * One pure function. Frequencies are exact ratios of hertz; a numerator of 0 is a clock that stands still:
 * its source is off, not ready yet, or does not exist. Used by rcc.c, and by whoever wants to know. */
#ifndef RCC_CLOCKS_H
#define RCC_CLOCKS_H
#include "rcc.h"

typedef struct { uint64_t num, den; } freq_t;                  /* hertz */

enum { PLL_P, PLL_Q, PLL_R, PLL_OUTPUTS, PLLS = 3 };

typedef struct {
    freq_t   osc[OSCS];                        /* what each oscillator gives; PLLs: unused */
    freq_t   per;                              /* per_ck */
    freq_t   pll_in[PLLS], vco[PLLS], pll[PLLS][PLL_OUTPUTS];
    freq_t   sys;                              /* sys_ck */
    freq_t   out[RCC_OUTPUTS];
} rcc_clocks_t;

/* hz: what the oscillators of osc_t run at (HSI before HSIDIV). */
rcc_clocks_t rcc_clocks(const rcc_t *, const uint32_t hz[OSCS]);
uint64_t     freq_hz(freq_t);                  /* rounded down */
#endif
