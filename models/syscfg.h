/* syscfg.h -- system configuration. RM0433 chapter 12.
 *
 * Modelled: PMCR, EXTICR1-4, CCCSR, CCCR, PWRCR, UR2, UR3, UR14 keep their bits; CCCSR.RDY follows
 * CCCSR.EN while CSI is on; ODEN goes to PWR (WIRE_OVERDRIVE); PKGR and the other user registers
 * read their factory values; EXTICR1-4 tell EXTI which port feeds a line (WIRE_EXTI_PORT).
 * Not modelled: what the other bits do (I/O compensation, analog switches).
 * What surprises people: the block is clocked by APB4ENR.SYSCFGEN; RDY never rises without CSI.
 *
 * From the map: the time of the compensation cell in ticks, the package code. */
#ifndef SYSCFG_H
#define SYSCFG_H
#include "device.h"

typedef struct {
    tick_t  cell;                /* CCCSR.EN and CSI ready -> RDY */
    uint8_t package;             /* PKGR.PKG        */
    uint8_t csi;                 /* WIRE_OSC number of CSI */
} syscfg_cfg_t;

enum { SYSCFG_ROWS = 27 };

typedef struct {
    uint32_t reg[SYSCFG_ROWS];   /* by row of the table in syscfg.c */
    uint32_t pad;
    tick_t   ready_at;           /* RDY rises; NEVER: nothing under way */
} syscfg_t;

extern const model_t syscfg_model;
#endif
