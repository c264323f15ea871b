/* blank_check.c -- a record in the last sector of flash is written, read, erased, and the sector checked.
 *
 *   (nothing)     the check hits the line of the data cache that was filled before the erase
 *   -DINVALIDATE  the sector is invalidated when the erase is over: right (a line of flash is never dirty) */
#include "h743.h"

#define FLASH_KEYR2 REG(0x52002104)
#define FLASH_CR2   REG(0x5200210C)
#define FLASH_SR2   REG(0x52002110)
#define FLASH_CCR2  REG(0x52002114)
#define NVIC_ICPR0  REG(0xE000E280)
#define SCR         REG(0xE000ED10)
enum { PG = 1 << 1, SER = 1 << 2, PSIZE_64 = 3 << 4, START = 1 << 7, SECTOR_7 = 7 << 8, EOP = 1 << 16 };
enum { BSY = 1, QW = 1 << 2, FLASH_IRQ = 4, SEVONPEND = 1 << 4 };

static volatile uint32_t *const record = (volatile uint32_t *)0x081E0000;

/* An erase takes a second: sleep until EOP, which wakes without a handler. */
static void wait(void)
{
    while (FLASH_SR2 & (BSY | QW)) __asm volatile("wfe" ::: "memory");
    FLASH_CCR2 = EOP;
    dsb();                                             /* the line is low before its pending bit is cleared */
    NVIC_ICPR0 = 1u << FLASH_IRQ;                      /* it was pended: only that is an event */
}

static void program(uint32_t first)
{
    FLASH_CR2 = PG | PSIZE_64 | EOP;
    dsb(), isb();
    for (uint32_t i = 0; i < 8; i++) record[i] = first + i;
    dsb();
    wait();
    FLASH_CR2 = 0;
}

static void erase(void)
{
    FLASH_CR2 = SER | PSIZE_64 | SECTOR_7 | EOP;
    FLASH_CR2 |= START;
    wait();
    FLASH_CR2 = 0;
#ifdef INVALIDATE
    invalidate_dcache(record, 32);
#endif
}

static int is_blank(void)
{
    for (uint32_t i = 0; i < 8; i++)
        if (record[i] != 0xFFFFFFFF) return 0;
    return 1;
}

int main(void)
{
    caches_on();
    SCR = SEVONPEND;
    FLASH_KEYR2 = 0x45670123, FLASH_KEYR2 = 0xCDEF89AB;
    program(0xC0FFEE00);
    if (record[0] != 0xC0FFEE00) return 1;
    erase();
    return is_blank() ? 0 : 2;
}
