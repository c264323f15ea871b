/* rcc.h -- reset and clock control. RM0433 chapter 8.
 *
 * Modelled: every register keeps its implemented bits; the C1_ copies at +0x60 are the same
 * registers; peripheral clock enables drive WIRE_CLOCK at once; oscillator and PLL ready flags
 * follow their ON bits; SWS follows SW as soon as the source is ready; ready interrupts (CIER,
 * CIFR, CICR); RSR.RMVF; BDCR.BDRST; an oscillator or PLL in use as system clock cannot be
 * switched off; PLL fields are locked while their PLL is on.
 * Not modelled: the clock tree itself. The machine's clocks are given for the whole run; a write
 * that would change one (SW, prescalers, kernel clock selectors, HSIDIV, TIMPRE, FRACN of a
 * running PLL) is kept in the register and told as F_UNMODELLED. xxxRSTR: kept and told, no part
 * is reset. LPENR only matters in Sleep: kept. Calibration values read 0. Clock security systems
 * never trip. PWR_CR1.DBP does not protect BDCR. The two periods an enable takes are not modelled.
 *
 * What surprises people: after reset the registers say HSI (CR = 0xC025, CFGR = 0) whatever clocks
 * the scenario gives the machine. RDY bits take their time; firmware that forgets to poll gets SWS
 * late. DMAMUX1 has no enable bit: it is clocked with DMA1EN or DMA2EN. Rows of `line` are the
 * table index; further bits for the same line stand in `also`, and the line is the OR of all of
 * them.
 *
 * From the map: the clock table, start-up times in ticks. */
#ifndef RCC_H
#define RCC_H
#include "map.h"

/* In the order of CIER's bits. */
typedef enum { OSC_LSI, OSC_LSE, OSC_HSI, OSC_HSE, OSC_CSI, OSC_HSI48, OSC_PLL1, OSC_PLL2,
    OSC_PLL3, OSCS } osc_t;

typedef struct { uint8_t line; uint16_t reg; uint8_t bit; } clock_also_t;

typedef struct {
    const clock_row_t  *clock;  uint16_t clocks;  /* row i drives WIRE_CLOCK line i */
    const clock_also_t *also;   uint16_t alsos;   /* more bits that clock a line; NULL, 0: none */
    tick_t   start[OSCS];                         /* ON -> RDY, in ticks */
    uint16_t irq;                                 /* RCC global interrupt */
} rcc_cfg_t;

enum { RCC_WORDS = 0x120 / 4 };

typedef struct {
    uint32_t reg[RCC_WORDS];                      /* by offset / 4; RDY and SWS bits kept in it */
    tick_t   ready[OSCS];                         /* RDY rises; NEVER: off, or it has risen */
} rcc_t;

extern const model_t rcc_model;
#endif
