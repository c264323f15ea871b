/* flash_order.h -- who is behind what the flash does. It erases and programs by itself, long after it was
 * told to: behind an erase is the last store to a bank's CR, behind a programming the last store to the
 * array (RM0433 4.3.8, 4.3.9). For whoever hears F_STORE and F_FLASH. */
#ifndef FLASH_ORDER_H
#define FLASH_ORDER_H
#include <stdbool.h>
#include "map.h"
#include "trace.h"

typedef struct {
    uint32_t at, size, regs;                             /* the array; the registers */
    uint32_t order_pc, word_pc;                          /* who wrote a CR; who wrote to the array */
} flash_order_t;

flash_order_t flash_order_start(const map_t *);          /* nothing heard yet */
void          flash_order_store(flash_order_t *, const fact_t *store);
/* The change, with the pc of who ordered it; how many bytes it changed, from its address on. */
fact_t        flash_order_by(const flash_order_t *, const fact_t *change);
uint32_t      flash_order_bytes(const fact_t *change);

static inline bool flash_order_holds(const flash_order_t *o, uint32_t addr) { return addr - o->at < o->size; }
#endif
