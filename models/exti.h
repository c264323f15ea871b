/* exti.h -- edges of pins into interrupts: lines 0 to 15. RM0433 chapters 20 and 12.3 (EXTICR).
 *
 * Modelled: RTSR1, FTSR1, SWIER1, CPUIMR1, CPUPR1 for lines 0 to 15; which port feeds a line comes
 * from SYSCFG (WIRE_EXTI_PORT); the seven interrupt lines; the signals to the DMAMUXes (the level
 * of the pin behind lines 0 and 2, WIRE_SYNC) and to the converters (a pulse an edge, WIRE_TRIGGER).
 * Not modelled: events (CPUEMR1: WFE is not woken by an edge), lines 16 and up, the D3 registers:
 * they keep their bits, and a change of one is told as F_UNMODELLED.
 *
 * What surprises people:
 *   - CPUPR1 is set by the edge even while CPUIMR1 masks the line: unmasking then interrupts at
 *     once. It is cleared by writing 1.
 *   - EXTICR lives in SYSCFG and needs APB4ENR.SYSCFGEN; unclocked, every line listens to port A.
 *   - Turning a line to another port, or a pin to another mode, is an edge if the level differs.
 *   - The handler clears CPUPR1 and lets the write land (DSB) before it returns, or it runs twice.
 * Choices where the manual is silent: edges closer together than the synchroniser are one.
 *
 * From the map: edges of hclk from pin to CPUPR1, and the length of a trigger pulse. */
#ifndef EXTI_H
#define EXTI_H
#include "device.h"

enum { EXTI_LINES = 16, EXTI_WORDS = 0xAC / 4 };

typedef struct {
    uint8_t hclk;                    /* clock domain */
    uint8_t irq[EXTI_LINES];         /* WIRE_IRQ of each line; lines share */
    uint8_t sync_edges;              /* edge at the pin -> CPUPR1 */
    uint8_t pulse_edges;             /* length of a trigger pulse */
} exti_cfg_t;

typedef struct {
    uint32_t reg[EXTI_WORDS];        /* as read, by offset / 4 */
    uint32_t level;                  /* the lines as last seen */
    tick_t   at[EXTI_LINES];         /* an edge on its way becomes pending; NEVER: none */
    tick_t   pulse[EXTI_LINES];      /* end of the line's last pulse */
} exti_t;

extern const model_t exti_model;
#endif
