/* flash_order.c -- see flash_order.h. */
#include "flash_order.h"
#include "h743.h"

flash_order_t flash_order_start(const map_t *map)
{
    flash_order_t o = { .order_pc = NO_PC, .word_pc = NO_PC };
    for (unsigned i = 0; i < map->regions; i++) {
        const region_row_t *r = &map->region[i];
        if (r->kind == REGION_PART && r->slot == SLOT_FLASH) o.regs = r->base;
        if (r->kind != REGION_FLASH) continue;
        if (!o.size) o.at = r->base;
        o.size = r->base + r->size - o.at;
    }
    return o;
}

void flash_order_store(flash_order_t *o, const fact_t *f)
{
    if (flash_order_holds(o, f->addr)) o->word_pc = f->pc;
    if (f->addr - o->regs < 0x400 && (f->addr & 0xFF) == 0x0C) o->order_pc = f->pc;        /* CR1, CR2 */
}

fact_t flash_order_by(const flash_order_t *o, const fact_t *change)
{
    fact_t f = *change;
    f.pc = f.what == FLASH_ERASED ? o->order_pc : o->word_pc;
    return f;
}

uint32_t flash_order_bytes(const fact_t *f) { return f->what == FLASH_ERASED ? (uint32_t)f->data : f->size; }
