/* rng.h -- the random number generator. RM0433 chapter 34.
 *
 * Modelled: RNGEN, DRDY after its time and again after each read, the interrupt; CECS and CEIS while the
 * RNG clock stands still or is slower than hclk / 32, unless CED is set.
 * Not modelled: entropy. The numbers follow from the scenario's seed alone, so a run repeats. Seed errors
 * (SECS) never come. The queue of four words behind DR: one at a time.
 *
 * What surprises people: the RNG's own clock comes from HSI48 after reset, which is off: without it DRDY
 * never rises. DR reads 0 while DRDY is 0.
 *
 * From the map: the clock domains, the interrupt, RNG clocks a number takes. */
#ifndef RNG_H
#define RNG_H
#include "device.h"

typedef struct {
    uint8_t  kernel, hclk;       /* clock domains: RNG clock, bus clock */
    uint16_t irq;
    uint16_t edges;              /* RNGEN or DR read -> DRDY, RNG clocks */
} rng_cfg_t;

typedef struct {
    uint32_t cr, sr;             /* SR: CECS, CEIS; DRDY follows from ready_at */
    uint64_t numbers;            /* how many were made */
    tick_t   ready_at;           /* a number waits from here; NEVER: none comes */
} rng_t;

extern const model_t rng_model;
#endif
