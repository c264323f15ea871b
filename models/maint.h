/* maint.h -- cache maintenance operations, as the SCB's write-only registers DCIMVAC .. DCCISW name
 * them. Armv7-M ARM B2.2.7; TRM 5.9.2 (the store buffer drains first); CMSIS core_cm7.h (set/way
 * format).
 *
 * Modelled: invalidate, clean, clean and invalidate, by address (bits 4:0 ignored) and by set and
 * way (way in bits 31:30, set from bit 5), also while the cache is off; waiting for a fill of that
 * line and for the eviction buffer; ICIALLU and ICIMVAU by fetch.h.
 * Not modelled: erratum 1313001 (a write-through store after an invalidate, no DMB between).
 * What surprises people: invalidate drops dirty bytes, also those of a neighbour in the same line.
 * The write-back only starts here; DSB waits until it has landed. A clean of a clean line does
 * nothing. */
#ifndef MAINT_H
#define MAINT_H
#include "fill.h"

/* Carry out one operation. 0: not now (a fill or the eviction buffer is in the way), nothing
 * changed. */
int maint_act(lsu_ctx_t *, maint_t, uint32_t value);
#endif
