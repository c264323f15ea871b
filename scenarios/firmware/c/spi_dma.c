/* spi_dma.c -- SPI1 sends and receives 64 bytes by DMA2, twice: stream 2 takes what comes, stream 3 brings
 * what goes. The order of RM0433 50.4.14: RXDMAEN, both streams, TXDMAEN, SPE, CSTART; the end is EOT, not
 * TCIF.
 *
 *   (nothing)      sends right (it cleans), and reads what the cache remembers of the message before
 *   -DMAINTAIN     clean before, invalidate after: right */
#include "h743.h"

enum { N = 64, SPI1_IRQ = 35 };

static uint8_t tx[N] __attribute__((aligned(32)));
static uint8_t rx[N] __attribute__((aligned(32)));
static volatile int over;

void SPI1_IRQHandler(void)
{
    if (SPI1->SR & 1u << 3) { SPI1->IFCR = 3u << 3; over = 1; }        /* EOT; TXTF with it */
    dsb();
}

static void spi_start(void)
{
    RCC_AHB4ENR |= 1u << 0;                            /* GPIOA */
    RCC_AHB1ENR |= 1u << 1;                            /* DMA2 */
    RCC_APB2ENR |= 1u << 12;                           /* SPI1 */
    (void)RCC_APB2ENR;
    GPIOA->MODER = (GPIOA->MODER & ~(0x3Fu << 10)) | 0x2Au << 10;      /* PA5 SCK, PA6 MISO, PA7 MOSI: function 5 */
    GPIOA->AFR[0] = (GPIOA->AFR[0] & ~(0xFFFu << 20)) | 0x555u << 20;
    SPI1->CR1 = 1u << 12;                              /* SSI, before MASTER: no mode fault */
    SPI1->CFG1 = 3u << 28 | 7;                         /* pll1_q / 16, 8 bits, one frame a packet */
    SPI1->CFG2 = 1u << 26 | 1u << 22;                  /* SSM, MASTER; full duplex, mode 0 */
    SPI1->IER = 1u << 3;                               /* EOT */
    NVIC_ISER(1) = 1u << (SPI1_IRQ - 32);
}

static void stream(unsigned n, uint32_t request, volatile uint32_t *reg, uint8_t *buffer, uint32_t mode)
{
    DMA2->S[n].CR = 0;
    while (DMA2->S[n].CR & DMA_EN) { }
    DMA2->LIFCR = (uint32_t)DMA_ALL << (n == 2 ? 16 : 22);
    DMAMUX1_CCR(8 + n) = request;
    DMA2->S[n].PAR = (uint32_t)reg;
    DMA2->S[n].M0AR = (uint32_t)buffer;
    DMA2->S[n].NDTR = N;
    DMA2->S[n].CR = mode | DMA_MINC;
    DMA2->S[n].CR |= DMA_EN;
}

static void transfer(void)
{
    over = 0;
    SPI1->CR2 = N;                                     /* TSIZE: without it there is no EOT */
    SPI1->CFG1 |= 1u << 14;                            /* RXDMAEN */
    stream(2, REQ_SPI1_RX, &SPI1->RXDR, rx, 0);
    stream(3, REQ_SPI1_TX, &SPI1->TXDR, tx, DMA_M2P);
    SPI1->CFG1 |= 1u << 15;                            /* TXDMAEN */
    SPI1->CR1 |= 1;                                    /* SPE */
    SPI1->CR1 |= 1u << 9;                              /* CSTART */
    while (!over) wfi();
    while (DMA2->S[2].CR & DMA_EN) { }                 /* its last item may come after EOT */
    SPI1->CR1 &= ~1u;
    SPI1->CFG1 &= ~(3u << 14);
}

/* The echo device gives each byte back one byte later. */
static int message(uint8_t first)
{
    int right = 0;
    for (int i = 0; i < N; i++) tx[i] = (uint8_t)(first + i);
    clean_dcache(tx, N);
    transfer();
#ifdef MAINTAIN
    invalidate_dcache(rx, N);
#endif
    for (int i = 1; i < N; i++) right += rx[i] == (uint8_t)(first + i - 1);
    return right == N - 1;
}

int main(void)
{
    clock_400mhz();
    caches_on();
    spi_start();
    if (!message(1)) return 1;
    return message(101) ? 0 : 2;
}
