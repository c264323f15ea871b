/* range.c -- frames of 32 samples of 16 bits come by DMA2 (memory to memory stands for a converter) into
 * one of four places of a pool, and the maintenance goes over the wrong bytes.
 *
 *   -DITEMS        the number of samples where the number of bytes is wanted: half of the frame stays old
 *   -DOFFSET       the frame's offset in the pool where its address is wanted: none of it is touched
 *   (nothing)      address and bytes: right */
#include "h743.h"

enum { N = 32, FRAMES = 4 };

static uint16_t pool[FRAMES][N] __attribute__((aligned(32)));
static const uint16_t wave[2][N] __attribute__((aligned(4))) = {
    { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32 },
    { 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116,
      117, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 130, 131, 132 },
};

static void fetch(const uint16_t *from, uint16_t *to)
{
    DMA2->LIFCR = DMA_ALL;
    DMA2->S[0].PAR = (uint32_t)from;
    DMA2->S[0].M0AR = (uint32_t)to;
    DMA2->S[0].NDTR = N / 2;
    DMA2->S[0].FCR = 1u << 2 | 3;                      /* FIFO mode, full: memory to memory wants it */
    DMA2->S[0].CR = DMA_M2M | DMA_M32 | DMA_P32 | DMA_MINC | DMA_PINC;
    DMA2->S[0].CR |= DMA_EN;
    while (!(DMA2->LISR & (DMA_TCIF | DMA_TEIF))) { }
}

static void refresh(unsigned frame)
{
#if defined ITEMS
    invalidate_dcache(pool[frame], N);
#elif defined OFFSET
    invalidate_dcache((void *)(frame * sizeof pool[0]), sizeof pool[0]);
#else
    invalidate_dcache(pool[frame], sizeof pool[0]);
#endif
}

static uint32_t sum(unsigned frame)
{
    uint32_t total = 0;
    refresh(frame);
    for (int i = 0; i < N; i++) total += pool[frame][i];
    return total;
}

int main(void)
{
    caches_on();
    RCC_AHB1ENR |= 1u << 1;                            /* DMA2 */
    (void)RCC_AHB1ENR;
    fetch(wave[0], pool[1]);
    if (sum(1) != 32 * 33 / 2) return 1;               /* nothing was cached yet: right in each version */
    fetch(wave[1], pool[1]);
    return sum(1) == 32 * 33 / 2 + 3200 ? 0 : 2;
}
