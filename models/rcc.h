/* rcc.h -- reset and clock control. RM0433 chapter 8.
 *
 * Modelled: every register keeps its implemented bits; the C1_ copies at +0x60 are the same
 * registers; oscillator and PLL ready flags follow their ON bits; SWS follows SW as soon as the
 * source is ready, in the same write if it is; ready interrupts (CIER, CIFR, CICR); RSR.RMVF;
 * BDCR.BDRST; BDCR takes no write while PWR_CR1.DBP is 0 (WIRE_BACKUP); an oscillator or PLL in use as
 * system clock cannot be switched off; PLL fields are locked while their PLL is on. Peripheral clock enables
 * drive WIRE_CLOCK at once; while the core sleeps a line is up only if its LPENR bit is set too (8.5.11).
 * xxxRSTR hold a part in reset (WIRE_PART_RESET).
 * Firmware, or a script that asks for it (input.clock_tree): the tree of rcc_clocks.c drives the
 * machine's domains. A change is in force at the first hclk edge after the write or the ready flag.
 * What is outside the data sheet (PLL input and VCO, each clock's limit at the voltage scale in
 * force, LATENCY) is told as F_CLOCK_WRONG when the change comes into force, and works all the same.
 * Scenarios: their clocks are given for the whole run; a write that would change one (SW,
 * prescalers, kernel clock selectors, HSIDIV, TIMPRE, FRACN of a running PLL) is kept in the
 * register and told as F_UNMODELLED.
 * Not modelled: reset bits of what has no part of its own (GPIO ports, scripted masters, the CPU):
 * kept and told as F_UNMODELLED. Calibration values read 0. Clock security systems never trip.
 * The two periods an enable takes; the pause of a switch. FRACN counts while FRACEN is set, without the
 * latch. LPENR bits of memories that have no ENR bit (AXI SRAM, SRAM4, TCMs, flash): kept. Stop and Standby.
 *
 * What surprises people: RDY bits take their time; firmware that forgets to poll gets SWS late. A PLL
 * whose source is off never locks. DMAMUX1 has no enable bit: it is clocked with DMA1EN or DMA2EN.
 * In a scenario the registers say HSI (CR = 0xC025, CFGR = 0) whatever clocks it gives the machine.
 * Rows of `line` are the table index; further bits for the same line stand in `also`, and the line
 * is the OR of all of them. A part in reset is reset at every step, so writes to it are lost.
 *
 * From the map: the clock table, reset rows, start-up times in ticks, frequencies, limits. */
#ifndef RCC_H
#define RCC_H
#include "input.h"
#include "map.h"

/* In the order of CIER's bits. */
typedef enum { OSC_LSI, OSC_LSE, OSC_HSI, OSC_HSE, OSC_CSI, OSC_HSI48, OSC_PLL1, OSC_PLL2,
    OSC_PLL3, OSCS } osc_t;

/* What the tree feeds: domains of the machine. */
typedef enum { RCC_CPU, RCC_HCLK, RCC_PCLK1, RCC_PCLK2, RCC_PCLK3, RCC_PCLK4, RCC_TIM1, RCC_TIM2,
    RCC_SPI123, RCC_SPI45, RCC_SPI6, RCC_USART16, RCC_USART234578, RCC_LPUART1, RCC_I2C123, RCC_I2C4,
    RCC_ADC, RCC_RNG, RCC_OUTPUTS } rcc_output_t;

typedef struct { uint8_t line; uint16_t reg; uint8_t bit; } clock_also_t;
typedef struct { uint16_t reg; uint8_t bit, slot; } reset_row_t;         /* an xxxRSTR bit of a part */

enum { SCALES = 4, WAIT_STATES = 5 };
typedef struct {                                  /* hertz; the data sheet's, by voltage scale VOS0..VOS3 */
    uint32_t pll_in_min, pll_in_max;
    uint32_t vco_min[2], vco_max[2];              /* by VCOSEL: wide, medium */
    uint32_t cpu[SCALES], axi[SCALES], apb[SCALES];
    uint32_t latency[WAIT_STATES][SCALES];        /* most hclk for so many wait states; 0: not allowed */
} rcc_limits_t;

typedef struct {
    const clock_row_t  *clock;  uint16_t clocks;  /* row i drives WIRE_CLOCK line i */
    const clock_also_t *also;   uint16_t alsos;   /* more bits that clock a line; NULL, 0: none */
    const reset_row_t  *resets; uint16_t nresets;
    tick_t   start[OSCS];                         /* ON -> RDY, in ticks */
    tick_t   bypass;                              /* HSEON with HSEBYP -> HSERDY, in ticks */
    uint32_t hz[OSCS];                            /* frequencies; HSE: unless the input gives another */
    uint8_t  domain[RCC_OUTPUTS];                 /* which clock domain each output is */
    const rcc_limits_t *limit;
    uint16_t irq;                                 /* RCC global interrupt */
} rcc_cfg_t;

enum { RCC_WORDS = 0x120 / 4 };

typedef struct {
    uint32_t reg[RCC_WORDS];                      /* by offset / 4; RDY and SWS bits kept in it */
    tick_t   ready[OSCS];                         /* RDY rises; NEVER: off, or it has risen */
    tick_t   change_at;                           /* the tree's new rates come into force; NEVER: none wait */
} rcc_t;

/* Is the clock tree in charge, or are the clocks given? */
static inline int rcc_rules(const struct input *in) { return in && (in->firmware || in->clock_tree); }

extern const model_t rcc_model;
#endif
