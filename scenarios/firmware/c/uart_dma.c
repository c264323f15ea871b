/* uart_dma.c -- USART3 receives 32 bytes by DMA1 stream 0 and sends them back by stream 1, the caches on.
 *
 *   (nothing)      no cache maintenance at all: the CPU reads old bytes, and sends old bytes
 *   -DMAINTAIN     invalidate after the receive, clean before the transmit: right
 *   -DUNCACHED     buffers in SRAM1, non-cacheable by an MPU region: right without any maintenance
 *   -DON_STACK     with dtcm.ld the buffer is on the stack, in DTCM: the DMA ends with TEIF, which this driver never
 *                  looks at: it waits for ever */
#include "h743.h"

enum { N = 32, DMA1_STREAM0_IRQ = 11, DMA1_STREAM1_IRQ = 12 };

#ifdef UNCACHED
#define PLACE __attribute__((section(".sram1"), aligned(32)))
#else
#define PLACE __attribute__((aligned(32)))
#endif
#ifndef ON_STACK
PLACE static uint8_t rx[N];
#endif
PLACE static uint8_t tx[N];

static volatile int received, sent;

void DMA1_Stream0_IRQHandler(void)
{
    if (DMA1->LISR & DMA_TCIF) { DMA1->LIFCR = DMA_TCIF; received = 1; }
    dsb();
}

void DMA1_Stream1_IRQHandler(void)
{
    if (DMA1->LISR & DMA_TCIF << 6) { DMA1->LIFCR = DMA_TCIF << 6; sent = 1; }
    dsb();
}

static void uart_start(void)
{
    RCC_AHB4ENR |= 1u << 3;                            /* GPIOD */
    RCC_AHB1ENR |= 1u << 0;                            /* DMA1 */
    RCC_APB1LENR |= 1u << 18;                          /* USART3 */
    (void)RCC_APB1LENR;
    GPIOD->MODER = (GPIOD->MODER & ~(0xFu << 16)) | 0xAu << 16;        /* PD8, PD9: alternate function 7 */
    GPIOD->AFR[1] = (GPIOD->AFR[1] & ~0xFFu) | 0x77;
    USART3->BRR = 868;                                 /* 100 MHz / 115200 */
    USART3->CR3 = 1u << 6 | 1u << 7;                   /* DMAR, DMAT */
    USART3->CR1 = 1u | 1u << 2 | 1u << 3;              /* UE, RE, TE */
    while ((USART3->ISR & 3u << 21) != 3u << 21) { }   /* TEACK, REACK */
    NVIC_ISER(0) = 1u << DMA1_STREAM0_IRQ | 1u << DMA1_STREAM1_IRQ;
}

static void receive(uint8_t *to, uint32_t n)
{
    DMAMUX1_CCR(0) = REQ_USART3_RX;
    DMA1->S[0].PAR = (uint32_t)&USART3->RDR;
    DMA1->S[0].M0AR = (uint32_t)to;
    DMA1->S[0].NDTR = n;
    DMA1->S[0].CR = DMA_MINC | DMA_TCIE | DMA_TRBUFF;
    DMA1->S[0].CR |= DMA_EN;
}

static void transmit(const uint8_t *from, uint32_t n)
{
    DMAMUX1_CCR(1) = REQ_USART3_TX;
    USART3->ICR = 1u << 6;
    DMA1->S[1].PAR = (uint32_t)&USART3->TDR;
    DMA1->S[1].M0AR = (uint32_t)from;
    DMA1->S[1].NDTR = n;
    DMA1->S[1].CR = DMA_MINC | DMA_M2P | DMA_TCIE | DMA_TRBUFF;
    dmb();
    DMA1->S[1].CR |= DMA_EN;
}

#ifdef UNCACHED
static void sram1_uncached(void)
{
    RCC_AHB2ENR |= 1u << 29;                           /* SRAM1EN */
    (void)RCC_AHB2ENR;
    dmb();
    MPU_RNR = 0;
    MPU_RBAR = 0x30000000;
    MPU_RASR = 1u | 16u << 1 | 1u << 18 | 1u << 19 | 3u << 24 | 1u << 28;    /* 128 KB, TEX 1, S, full access, XN */
    MPU_CTRL = 5;                                      /* ENABLE, PRIVDEFENA */
    dsb(), isb();
}
#endif

static uint8_t answer(uint8_t c) { return c >= 'a' && c <= 'z' ? (uint8_t)(c - 32) : c; }

static int echo(uint8_t *in, uint8_t *out)
{
    for (int i = 0; i < N; i++) in[i] = '-';           /* the lines are in the cache from here on */
#ifdef MAINTAIN
    clean_dcache(in, N);                               /* no dirty line may be evicted over what the DMA writes */
#endif
    receive(in, N);
    while (!received) wfi();
#ifdef MAINTAIN
    invalidate_dcache(in, N);
#endif
    int right = 0;
    for (int i = 0; i < N; i++) {
        right += in[i] == 'a' + i % 26;
        out[i] = answer(in[i]);
    }
#ifdef MAINTAIN
    clean_dcache(out, N);
#endif
    transmit(out, N);
    while (!sent) wfi();
    while (!(USART3->ISR & 1u << 6)) { }               /* TC: the last byte has left the line, too */
    return right;
}

int main(void)
{
    clock_400mhz();
#ifdef UNCACHED
    sram1_uncached();
#endif
    caches_on();
    uart_start();
#ifdef ON_STACK
    uint8_t mine[N];
    return echo(mine, tx) == N ? 0 : 1;
#else
    return echo(rx, tx) == N ? 0 : 1;
#endif
}
