/* stored.h -- registers that only keep what is written, and words that only read: DBGMCU (RM0433 60.5), the
 * unique device id and the flash size (61), the AXI interconnect's GPV (2.2.4), FMC_BCR1 (22.9); and what
 * start-up code polls of blocks that are not there (polled.h): LPTIM1-5, FDCAN1-2, QUADSPI.
 *
 * Modelled: reset values, implemented bits, read-only words. A row may say that its bits would do
 * something here that they do not: a change of such a bit is told as F_UNMODELLED and kept.
 * Not modelled: what any of the bits does: freezing counters in debug, trace clocks, issuing limits
 * and QoS of the interconnect, external memories. An offset without a row reads 0 and drops writes,
 * told as F_UNMODELLED; a write to a read-only word is told as F_IGNORED.
 *
 * What surprises people: start-up code branches on DBGMCU_IDCODE: revision Y gets other DMA, ADC and
 * voltage code than V. The unique id is the same on every simulated chip.
 *
 * One state for all: a region's cfg names the rows of its own, and each row is one word of the state.
 * From the map: the rows. */
#ifndef STORED_H
#define STORED_H
#include "device.h"
#include "polled.h"

typedef struct {
    const char *name;
    uint32_t off, reset;
    uint32_t keeps;              /* writable bits; 0: reads only     */
    uint32_t does;               /* those that do something we do not */
} stored_row_t;

typedef struct {
    const stored_row_t *row;     /* all rows */
    uint16_t first, rows;        /* this region's */
    polled_cfg_t polled;         /* or these: of a block that is not there */
    uint16_t polled_first;       /* the place of their words */
    uint32_t told;               /* facts add it to the offset: many regions are one part here */
} stored_cfg_t;

enum { STORED_WORDS = 40, POLLED_WORDS = 128 };

typedef struct {
    uint32_t reg[STORED_WORDS];  /* by number of the row */
    uint32_t polled[POLLED_WORDS];
} stored_t;

extern const model_t stored_model;
#endif
