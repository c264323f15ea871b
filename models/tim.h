/* tim.h -- one timer: TIM1 and TIM8 (advanced), TIM2 to TIM5 (general), TIM6 and TIM7 (basic).
 * RM0433 chapters 37, 38 and 40.
 *
 * Modelled: counting up and down from the internal clock; PSC, ARR, CCRx with their preloads, RCR;
 * update events with UG, UDIS, URS, OPM, UIFREMAP; output compare on four channels: CCxIF, OCxREF
 * frozen, active, inactive, toggle, forced, PWM 1 and 2; DMA requests of the update and of the
 * channels, CCDS; TRGO and TRGO2 by MMS and MMS2; interrupts; SR cleared by writing 0; BDTR.LOCK, which
 * the first write of BDTR sets for good, and what it freezes in BDTR, CR2, CCER and CCMRx.
 * Not modelled: centre-aligned counting (CMS; it counts up or down as DIR says), input capture,
 * slave modes and the external clock (SMCR), combined, asymmetric and one-pulse-retriggered OCM,
 * channels 5 and 6, break, commutation, trigger requests, the burst through DCR and DMAR, the road
 * from OCxREF to a pin: setting such a bit is told as F_UNMODELLED. The RCC clock gates the
 * registers (by whoever carries the access), not the counter.
 *
 * What surprises people:
 *   - UG is an update event too: it sets UIF (unless URS) and sends a DMA request if UDE is set.
 *   - PSC is always buffered: it counts from the next update on. ARR and CCRx only by ARPE, OCxPE.
 *   - The period is (PSC + 1)(ARR + 1). ARR = 0 stops the counter.
 *   - The timer clock is twice the APB clock as soon as the APB prescaler is above 1.
 *   - A request is held until the DMA takes it; a second event before that is lost in the first.
 *   - CCRx above ARR: CCxIF rises with the overflow.
 *   - Any first write of BDTR freezes LOCK, one that only sets MOE too.
 * Choices where the manual is silent: a match is the counter arriving at CCRx by counting or by the
 * turn at the end, not a write that makes them equal. ARR lowered below CNT: the counter runs on to
 * the top and turns to 0 without an update event. Clearing UDE or CCxDE drops the request that
 * waits. The direction may be changed while counting. Flags rise with the clock edge that counts.
 *
 * A change of the timer clock keeps the count: edges are numbered through (tick.h). A pulse under way
 * and a request on its way keep their tick.
 *
 * A request falls with the acknowledge (WIRE_ACK1), since no register access of the DMA tells it.
 * From the map: edges in tim_cfg_t; edges are of the timer clock but for req_edges (APB clock). */
#ifndef TIM_H
#define TIM_H
#include "device.h"

enum { TIM_CHANNELS = 4, TIM_REQUESTS = 1 + TIM_CHANNELS, TIM_NO_TRIGGER = 0xFF };

typedef enum { TIM_BASIC, TIM_GENERAL, TIM_ADVANCED } tim_kind_t;

typedef struct {
    uint8_t  clk, bus;               /* clock domains: timer clock, APB clock */
    uint8_t  kind, wide;             /* tim_kind_t; 1: 32 bits */
    uint8_t  trgo, trgo2;            /* trigger_line_t or TIM_NO_TRIGGER */
    uint8_t  irq_up, irq_cc;         /* WIRE_IRQ; the same where the timer has one line */
    uint8_t  req[TIM_REQUESTS];      /* WIRE_REQ1: update, channels 1 to 4; 0: not connected */
    uint8_t  start_edges;            /* CEN written -> counter enabled */
    uint8_t  req_edges;              /* flag -> DMA request */
    uint8_t  pulse_edges;            /* length of a trigger pulse */
} tim_cfg_t;

typedef struct {
    uint32_t cr1, cr2, smcr, dier, sr, ccmr[2], ccer, rcr, bdtr, dcr;
    uint32_t psc, arr, ccr[TIM_CHANNELS];              /* as written */
    uint32_t psc_now, arr_now, ccr_now[TIM_CHANNELS];  /* in force */
    uint32_t rep;                    /* laps without update event still to come: RCR in force */
    uint32_t cnt, phase;             /* counter and prescaler at the anchor */
    uint64_t anchor;                 /* number of a timer clock edge: cnt counts from there; NEVER: stopped */
    uint8_t  hit;                    /* channels whose match since the anchor was taken */
    uint8_t  oc;                     /* OC1REF to OC4REF */
    uint8_t  pending;                /* requests not yet acknowledged */
    uint8_t  acked;                  /* their acknowledge lines as last seen */
    uint8_t  frozen, pad[3];         /* BDTR was written: LOCK stays until the next reset */
    tick_t   req_at[TIM_REQUESTS];   /* a pending request is on the wire from here */
    tick_t   pulse[2];               /* end of the last pulse of TRGO, TRGO2 */
} tim_t;

extern const model_t tim_model;
#endif
