/* adc.h -- converters that share a clock, an interrupt and common registers: ADC1 and ADC2, or ADC3
 * alone. RM0433 chapter 25.
 *
 * Modelled: DEEPPWD, ADVREGEN and LDORDY, ADCAL, ADEN and ADRDY, ADDIS, ADSTART, ADSTP; regular
 * sequences of 1 to 16 ranks, single, continuous, discontinuous; software and hardware triggers
 * with both edges; sampling times, RES, LSHIFT, PCSEL; CKMODE and PRESC; EOC, EOS, EOSMP, OVR,
 * OVRMOD, AUTDLY; the data FIFO of eight; DMA requests one at a time (DMNGT 1 and 3), the stop of
 * DMNGT 1 by the DMA's last item; interrupt lines; CSR; write protection while converting.
 * Not modelled, told as F_UNMODELLED when switched on: BOOST, oversampling, injected conversions,
 * watchdogs, offsets, differential inputs, dual modes, DMNGT 2 (DFSDM), calibration factors,
 * VREFEN, VSENSEEN, VBATEN, triggers nobody here drives. Not modelled at all: noise, the analogue
 * side's error of too short a sampling time, limits of the clock, ADCSEL (the kernel clock is one
 * frequency), requests in bursts. A request here says that one item is there. That the ADC asks for
 * four at a time could not be traced to the manual: DMNGT has no such setting (25.6.4), so no write
 * can ask for it. A stream with PBURST takes more than is there; reading an empty FIFO gives the last
 * value again, and with DMNGT 1 or 3 that is told as F_UNMODELLED.
 * Held against public copies of RM0433 rev 8's contents and ST's headers: the section numbers here and
 * EXTSEL's table (events 4, 6 to 13). Not found there: the FIFO's eight stages.
 *
 * What surprises people:
 *   - A conversion takes sampling + RES / 2 + 0.5 ADC cycles, and the next one begins at once.
 *   - Silicon after rev Y divides the ADC clock by two once more, behind CKMODE and PRESC.
 *   - DMNGT is 0 after reset: the stream is armed, the ADC converts, and no request ever comes.
 *   - An input whose PCSEL bit is 0 is not connected: it reads 0.
 *   - The value is that of the moment sampling ends, not that of the trigger.
 *   - OVRMOD = 0: the FIFO keeps the first eight and newer ones are lost until OVR is cleared. OVR
 *     also holds back all DMA requests.
 *   - ADEN is ignored for four ADC cycles after a calibration.
 * Choices where the manual is silent: EOC falls with the read that empties the FIFO. ADSTART before
 * ADRDY waits for it. ADCAL and ADEN before LDORDY are ignored. A trigger while a conversion is
 * under way, or with AUTDLY while EOC is up, is lost. ADSTP drops the conversion at once and ends
 * after its cycles. ADDIS empties the FIFO. A trigger is a level seen to change.
 *
 * From the map: everything in adc_cfg_t. */
#ifndef ADC_H
#define ADC_H
#include "device.h"

enum { ADC_UNITS = 2, ADC_TRIGGERS = 32, ADC_NO_TRIGGER = 0xFF, ADC_KEPT = 16 };

#ifdef STRESS
enum { ADC_FIFO = 1 };
#else
enum { ADC_FIFO = 8 };               /* RM0433 25.4: the FIFO of ADC_DR has eight stages */
#endif

typedef struct {
    uint8_t  hclk;                   /* clock domain of the bus */
    uint8_t  units, first;           /* converters here; number of the first one, 0 for ADC1 */
    uint8_t  divide;                 /* fixed divider behind CKMODE and PRESC */
    uint8_t  kernel;                 /* clock domain for CKMODE = 0 */
    uint16_t irq;                    /* WIRE_IRQ, one for all */
    uint16_t req1[ADC_UNITS], req2[ADC_UNITS];   /* WIRE_REQ1, WIRE_REQ2; 0: not connected */
    uint8_t  trigger[ADC_TRIGGERS];  /* EXTSEL -> trigger_line_t or ADC_NO_TRIGGER */
    tick_t   ldo;                    /* ADVREGEN -> LDORDY */
    uint32_t cal, cal_linear;        /* ADC cycles: ADCAL without and with ADCALLIN */
    uint8_t  after_cal, ready, off, stop;  /* ADC cycles: ADEN ignored; ADRDY; ADDIS; ADSTP */
    uint8_t  latency;                /* half ADC cycles trigger or ADSTART to sampling, at least */
    uint8_t  req_edges;              /* hclk edges from the item to its DMA request */
} adc_cfg_t;

typedef struct {
    uint32_t isr, ier, cr, cfgr, cfgr2, smpr[2], pcsel, sqr[4];
    uint32_t kept[ADC_KEPT];         /* registers without a model, as written */
    uint32_t fifo[ADC_FIFO];         /* converted, oldest first */
    uint32_t dr, sampled;            /* last value read; value held since the end of sampling */
    uint8_t  items;
    uint8_t  rank, part;             /* being or next converted; discontinuous: done in this part */
    uint8_t  armed;                  /* waits for a trigger */
    uint8_t  waits;                  /* AUTDLY: waits until the data is taken */
    uint8_t  level;                  /* trigger line as last seen */
    uint8_t  over, last;             /* DMNGT 1: the DMA is done; its last-item line as last seen */
    tick_t   ldo_at, cal_at, ready_at, off_at, stop_at;    /* NEVER: not under way */
    tick_t   enable_from;            /* ADEN is taken from here on */
    tick_t   from, hold, end;        /* conversion: sampling begins, ends, result; NEVER: none */
    tick_t   req_at;                 /* the request rises; NEVER: nothing to fetch */
} adc_unit_t;

typedef struct {
    adc_unit_t unit[ADC_UNITS];
    uint32_t   ccr, pad;
} adc_t;

extern const model_t adc_model;
#endif
