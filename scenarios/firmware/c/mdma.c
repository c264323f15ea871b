/* mdma.c -- a copy routine on MDMA channel 0: AXI SRAM to DTCM, where nothing is ever cached.
 *
 *   -DWIDE         takes the widest items that size and alignment allow: 64 bits, which the TCM port has not
 *   -DSTALE        32 bits, and no clean of the source: copies what the RAM held before
 *   (nothing)      32 bits, source cleaned: right */
#include "h743.h"

enum { N = 16 };

static double source[N] __attribute__((aligned(32)));
static double target[N] __attribute__((section(".dtcm"), aligned(32)));

#define C0ISR   MDMA_REG(0x40)
#define C0IFCR  MDMA_REG(0x44)
#define C0ESR   MDMA_REG(0x48)
#define C0CR    MDMA_REG(0x4C)
#define C0TCR   MDMA_REG(0x50)
#define C0BNDTR MDMA_REG(0x54)
#define C0SAR   MDMA_REG(0x58)
#define C0DAR   MDMA_REG(0x5C)
#define C0BRUR  MDMA_REG(0x60)
#define C0LAR   MDMA_REG(0x64)
#define C0TBR   MDMA_REG(0x68)
#define C0MAR   MDMA_REG(0x70)
#define C0MDR   MDMA_REG(0x74)

/* Bytes copied, 0: the channel told an error. */
static uint32_t copy(void *to, const void *from, uint32_t bytes)
{
    uint32_t width = 2;                                /* log2 of an item */
#ifdef WIDE
    if ((((uint32_t)to | (uint32_t)from | bytes) & 7) == 0) width = 3;
#endif
#ifndef STALE
    clean_dcache(from, (int32_t)bytes);
#endif
    C0IFCR = 0x1F;
    C0CR = 0;
    C0TCR = 1u << 30 | 1u << 28 | (bytes - 1) << 18 | width << 10 | width << 8 | width << 6 | width << 4 | 2u << 2 | 2;
    C0BNDTR = bytes;                                   /* SWRM, block transfer, TLEN, both increments and sizes */
    C0SAR = (uint32_t)from, C0DAR = (uint32_t)to;
    C0BRUR = 0, C0LAR = 0, C0MAR = 0, C0MDR = 0;
    C0TBR = 1u << 17;                                  /* DBUS: the destination is a TCM */
    dsb();
    C0CR = 1;
    C0CR = 1u << 16 | 1;                               /* SWRQ */
    while (!(C0ISR & 3)) { }                           /* CTCIF, TEIF */
    return C0ISR & 1 ? 0 : bytes;
}

int main(void)
{
    clock_400mhz();
    caches_on();
    RCC_AHB3ENR |= 1u << 0;                            /* MDMA */
    (void)RCC_AHB3ENR;
    for (int i = 0; i < N; i++) source[i] = i + 0.5;
    if (copy(target, source, sizeof source) != sizeof source) return 1;
    for (int i = 0; i < N; i++)
        if (target[i] != i + 0.5) return 2;
    return 0;
}
