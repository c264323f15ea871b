/* receive.c -- USART3 receives 32 bytes by DMA1 stream 0 into a buffer that was used before.
 *
 *   -DEARLY        invalidates before the transfer only. Between then and the end the core may read the
 *                  line back by itself, at any time: it is cacheable memory
 *   (nothing)      invalidates before and after: right */
#include "h743.h"

enum { N = 32, DMA1_STREAM0_IRQ = 11 };

static uint8_t rx[N] __attribute__((aligned(32)));
static volatile int received;

void DMA1_Stream0_IRQHandler(void)
{
    if (DMA1->LISR & DMA_TCIF) { DMA1->LIFCR = DMA_TCIF; received = 1; }
    dsb();
}

static void uart_start(void)
{
    RCC_AHB4ENR |= 1u << 3;                            /* GPIOD */
    RCC_AHB1ENR |= 1u << 0;                            /* DMA1 */
    RCC_APB1LENR |= 1u << 18;                          /* USART3 */
    (void)RCC_APB1LENR;
    GPIOD->MODER = (GPIOD->MODER & ~(0xCu << 16)) | 0x8u << 16;        /* PD9: alternate function 7 */
    GPIOD->AFR[1] = (GPIOD->AFR[1] & ~0xF0u) | 0x70;
    USART3->BRR = 100;                                 /* 100 MHz / 1 Mbaud */
    USART3->CR3 = 1u << 6;                             /* DMAR */
    USART3->CR1 = 1u | 1u << 2;                        /* UE, RE */
    while (!(USART3->ISR & 1u << 22)) { }              /* REACK */
    NVIC_ISER(0) = 1u << DMA1_STREAM0_IRQ;
}

static void receive(void)
{
    invalidate_dcache(rx, N);
    DMAMUX1_CCR(0) = REQ_USART3_RX;
    DMA1->S[0].PAR = (uint32_t)&USART3->RDR;
    DMA1->S[0].M0AR = (uint32_t)rx;
    DMA1->S[0].NDTR = N;
    DMA1->S[0].CR = DMA_MINC | DMA_TCIE | DMA_TRBUFF;
    DMA1->S[0].CR |= DMA_EN;
    while (!received) wfi();
#ifndef EARLY
    invalidate_dcache(rx, N);
#endif
}

int main(void)
{
    int right = 0;
    clock_400mhz();
    caches_on();
    uart_start();
    receive();
    for (int i = 0; i < N; i++) right += rx[i] == 'a' + i % 26;
    return right == N ? 0 : 1;
}
