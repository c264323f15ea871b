/* pwr.h -- power control. RM0433 chapter 6.
 *
 * Modelled: every register keeps its implemented bits; ACTVOSRDY rises after the first write of
 * CR3 (supply configuration), BYPASS and LDOEN take that one write only, SCUEN reads 0 afterwards;
 * VOSRDY falls when VOS or SYSCFG_PWRCR.ODEN changes and rises again later, ACTVOS follows, and the
 * scale in force (VOS0 is VOS1 with ODEN) goes to whoever checks clocks by it (wires.voltage); BRRDY
 * follows BREN, USB33RDY follows USB33DEN; DBP keeps writes from CR2 here, and by wire from RCC_BDCR, the
 * RTC and backup SRAM (WIRE_BACKUP).
 * Not modelled: low-power modes (CPUCR, wake-up pins: kept), PVD and AVD (PVDO, AVDO read 0),
 * monitors. Lowering the scale under a clock that is too fast for it is only told at the next change of a
 * clock (rcc.h).
 * What surprises people: power-on, not a pin reset, is where a run begins: ACTVOSRDY is 0 until
 * CR3 is written, and the CR3 write happens once. DBP is 0 after reset: BREN does not stick, and what
 * is written to backup SRAM is lost without a fault.
 *
 * From the map: the three times in ticks. */
#ifndef PWR_H
#define PWR_H
#include "device.h"

typedef struct {
    tick_t supply;               /* CR3 written -> ACTVOSRDY      */
    tick_t vos;                  /* VOS changed -> VOSRDY, ACTVOS */
    tick_t backup;               /* BREN -> BRRDY                 */
} pwr_cfg_t;

enum { PWR_WORDS = 0x2C / 4 };

typedef struct {
    uint32_t reg[PWR_WORDS];     /* by offset / 4 */
    uint32_t supplied;           /* CR3 was written */
    uint32_t scale, overdrive;   /* VOS0..VOS3 in force; ODEN as last seen */
    uint32_t pad;
    tick_t   supply_at, vos_at, backup_at;         /* the flag rises; NEVER: nothing under way */
} pwr_t;

extern const model_t pwr_model;
#endif
