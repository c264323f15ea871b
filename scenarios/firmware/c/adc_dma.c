/* adc_dma.c -- ADC1 samples without end into a ring, DMA1 stream 1 circular; the handlers of half and
 * complete add up the half that is at rest.
 *
 *   (nothing)      the first lap is right; from the second on the sums are those of the first: a frozen
 *                  sensor
 *   -DMAINTAIN     each half is invalidated before it is read: right */
#include "h743.h"

enum { N = 32, LAPS = 3, DMA1_STREAM1_IRQ = 12 };

static uint16_t ring[N] __attribute__((aligned(32)));
static volatile uint32_t sum[2 * LAPS], sums;

static void add_up(uint16_t *half)
{
    uint32_t total = 0;
#ifdef MAINTAIN
    invalidate_dcache(half, N / 2 * sizeof *half);
#endif
    for (int i = 0; i < N / 2; i++) total += half[i];
    if (sums < 2 * LAPS) sum[sums++] = total;
}

void DMA1_Stream1_IRQHandler(void)
{
    uint32_t flags = DMA1->LISR >> 6;
    DMA1->LIFCR = (flags & DMA_ALL) << 6;
    if (flags & DMA_HTIF) add_up(ring);
    if (flags & DMA_TCIF) add_up(ring + N / 2);
    dsb();
}

static void adc_start(void)
{
    RCC_AHB4ENR |= 1u << 0;                            /* GPIOA: PA6 is ADC1_INP3, and analogue after reset */
    RCC_AHB1ENR |= 1u << 5 | 1u << 0;                  /* ADC12, DMA1 */
    (void)RCC_AHB1ENR;
    ADC12_CCR = 3u << 16;                              /* hclk / 4 */
    ADC1->CR = 0;                                      /* out of deep power-down */
    ADC1->CR = 1u << 28;                               /* the regulator */
    while (!(ADC1->ISR & 1u << 12)) { }                /* LDORDY */
    ADC1->CFGR = 1u << 31 | 1u << 13 | 3;              /* JQDIS, CONT, circular DMA; 16 bits */
    ADC1->SMPR[0] = 2u << 9;                           /* channel 3: 8.5 cycles */
    ADC1->PCSEL = 1u << 3;
    ADC1->SQR[0] = 3u << 6;
    ADC1->CR |= 1;                                     /* ADEN */
    while (!(ADC1->ISR & 1)) { }                       /* ADRDY */
    DMAMUX1_CCR(1) = REQ_ADC1;
    DMA1->S[1].PAR = (uint32_t)&ADC1->DR;
    DMA1->S[1].M0AR = (uint32_t)ring;
    DMA1->S[1].NDTR = N;
    DMA1->S[1].CR = DMA_M16 | DMA_P16 | DMA_MINC | DMA_CIRC | DMA_HTIE | DMA_TCIE;
    DMA1->S[1].CR |= DMA_EN;
    NVIC_ISER(0) = 1u << DMA1_STREAM1_IRQ;
    ADC1->CR |= 1u << 2;                               /* ADSTART */
}

/* The input rises all the time: so do the sums. */
int main(void)
{
    clock_400mhz();
    caches_on();
    adc_start();
    while (sums < 2 * LAPS) wfi();
    for (int i = 1; i < 2 * LAPS; i++)
        if (sum[i] <= sum[i - 1]) return i;
    return 0;
}
