/* streams.c -- four DMA streams copy without a pause while the core works on the same memories: two streams
 * of each DMA, memory to memory through the FIFO. For the STM32H743 alone. */
#include "bench.h"
#include "h743.h"

enum { ROUNDS = 90, WORDS = 2048, STREAMS = 4 };

__attribute__((section(".sram1"), aligned(32))) static uint32_t from[STREAMS][WORDS], to[STREAMS][WORDS];
__attribute__((section(".axi"), aligned(32))) static uint32_t mine[WORDS];

static dma_t *const dma[STREAMS] = { DMA1, DMA1, DMA2, DMA2 };

static void start(unsigned n)
{
    dma_stream_t *s = &dma[n]->S[n & 1];
    dma[n]->LIFCR = DMA_ALL << 6 * (n & 1);
    s->PAR = (uint32_t)from[n], s->M0AR = (uint32_t)to[n], s->NDTR = WORDS;
    s->FCR = 4 | 3;                                    /* DMDIS, full */
    s->CR = DMA_M2M | DMA_PINC | DMA_MINC | DMA_P32 | DMA_M32 | 1u << 23 | 1u << 21;   /* bursts of four */
    s->CR |= DMA_EN;
}

static int busy(unsigned n) { return !(dma[n]->LISR & DMA_TCIF << 6 * (n & 1)); }

/* SRAM1 is written by the DMAs: not cached, by an MPU region of 128 KB (Normal, TEX 1, C 0, B 0). */
static void uncached(void)
{
    MPU_RNR = 0, MPU_RBAR = 0x30000000, MPU_RASR = 3u << 24 | 1u << 19 | 1u << 28 | 16u << 1 | 1;
    MPU_CTRL = 5;
    dsb(), isb();
}

uint32_t work(void)
{
    uint32_t seed = 17, sum = 0;
    RCC_AHB2ENR |= 1u << 29, RCC_AHB1ENR |= 3;         /* SRAM1, DMA1 and DMA2 */
    (void)RCC_AHB1ENR;
    uncached();
    for (unsigned n = 0; n < STREAMS; n++)
        for (int i = 0; i < WORDS; i++) from[n][i] = draw(&seed), to[n][i] = 0;
    dsb();
    for (int round = 0; round < ROUNDS; round++) {
        for (unsigned n = 0; n < STREAMS; n++) start(n);
        for (int more = 1; more; ) {
            more = 0;
            for (int i = 0; i < WORDS; i += 16) sum = blend(sum, mine[i] += draw(&seed));
            for (unsigned n = 0; n < STREAMS; n++) more |= busy(n);
        }
    }
    for (unsigned n = 0; n < STREAMS; n++)
        for (int i = 0; i < WORDS; i++)
            if (from[n][i] != to[n][i]) return n + 1;
    return 0;
}
