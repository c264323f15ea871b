/* unheard.h -- rule ignored-error for the scripted bus masters (Ethernet, SDMMC, USB, DMA2D, LTDC), hazard:
 * the bus refused a transfer into memory, and the program loaded from there before it wrote any register of
 * that block again. Their status registers are a scenario's, so which flag was up and whether it was read is
 * not known; an error that was heard is cleared, or the block set up anew, before the buffer is touched. The
 * same rule for DMA streams and serial ports is in lint.c. Part of coherence.c's sink. */
#ifndef UNHEARD_H
#define UNHEARD_H
#include "blame.h"

typedef struct {
    struct {
        window_t at;
        fact_t off;
    } failed[WATCHED - FIRST_MASTER];
    unsigned count;
} unheard_t;

void unheard_off (unheard_t *, const fact_t *);                              /* F_MASTER_OFF */
void unheard_write(unheard_t *, const map_t *, const fact_t *); /* F_STORE, while count is not 0 */
void unheard_load(unheard_t *, book_t *, const fact_t *);       /* F_LOAD, while count is not 0 */
#endif
