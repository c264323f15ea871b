/* crc.c -- see crc.h. */
#include "crc.h"
#include "h743.h"

#define CRC_DR8 REG8(0x58024C00)
#define CRC_DR  REG(0x58024C00)
#define CRC_CR  REG(0x58024C08)
enum { CRC_RESET = 1, CRC_REV_IN_BYTE = 1 << 5, CRC_REV_OUT = 1 << 7, CRCEN = 1 << 19 };

uint32_t crc32(const void *bytes, size_t size)
{
    RCC_AHB4ENR |= CRCEN;
    (void)RCC_AHB4ENR;                        /* the clock is on when this has been read back */
    CRC_CR = CRC_RESET | CRC_REV_IN_BYTE | CRC_REV_OUT;
    for (const uint8_t *p = bytes; size--; p++) CRC_DR8 = *p;
    return ~CRC_DR;
}
