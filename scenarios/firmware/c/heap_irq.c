/* heap_irq.c -- a console's ring comes from newlib's heap and goes back to it, round after round, while SysTick interrupts
 * wherever it falls: in malloc(), in free(), between. Every other time its handler takes and gives blocks of a heap of its
 * own, RTOS names. Each stream is stopped before its ring goes.
 *
 *   -DLAST         but the last one, which is freed while its stream is on */
#include "h743.h"
#include <stdlib.h>
#define PORT_HEAP_SECTION ".bss.ucHeap"                /* newlib's heap begins behind .bss */
#include "port_heap.h"

enum { ROUNDS = 60, RING = 64, BLOCKS = 3 };

static uint8_t *ring;
static void *kept;                                     /* the handler's, from one of its turns to the next */
volatile uint32_t ticks, turns;

void SysTick_Handler(void)
{
    SYST_RVR = 1500 + ticks % 97;                      /* never in step with the loop */
    if (ticks++ & 1) return;
    vPortFree(kept);
    kept = pvPortMalloc(24), turns++;
    vPortFree(pvPortMalloc(8));
}

static void uart_start(void)
{
    RCC_AHB4ENR |= 1u << 3;                            /* GPIOD */
    RCC_AHB1ENR |= 1u << 0;                            /* DMA1 */
    RCC_APB1LENR |= 1u << 18;                          /* USART3 */
    (void)RCC_APB1LENR;
    GPIOD->MODER = (GPIOD->MODER & ~(0xCu << 16)) | 0x8u << 16;        /* PD9: alternate function 7 */
    GPIOD->AFR[1] = (GPIOD->AFR[1] & ~0xF0u) | 0x70;
    USART3->BRR = 1000;                                /* 100 MHz / 100 kbaud: slower than a ring comes and goes */
    USART3->CR1 = 1u | 1u << 2;                        /* UE, RE */
    while (!(USART3->ISR & 1u << 22)) { }              /* REACK */
}

static __attribute__((noinline)) void console_open(void)
{
    ring = malloc(RING);
    DMAMUX1_CCR(0) = REQ_USART3_RX;
    DMA1->LIFCR = DMA_ALL;
    DMA1->S[0].PAR = (uint32_t)&USART3->RDR;
    DMA1->S[0].M0AR = (uint32_t)ring;
    DMA1->S[0].NDTR = RING;
    DMA1->S[0].CR = DMA_MINC | DMA_CIRC | DMA_TRBUFF;
    dsb();
    DMA1->S[0].CR |= DMA_EN;
    USART3->CR3 = 1u << 6;                             /* DMAR */
}

static void console_stop(void)
{
    USART3->CR3 = 0;
    DMA1->S[0].CR &= ~DMA_EN;
    while (DMA1->S[0].CR & DMA_EN) { }
}

static __attribute__((noinline)) void console_close(void)
{
    free(ring);
    ring = NULL;
}

/* Blocks of other sizes, so that the ring is now here, now there. */
static __attribute__((noinline)) void others(uint32_t round)
{
    void *block[BLOCKS];
    for (uint32_t i = 0; i < BLOCKS; i++) block[i] = malloc(8 + 24 * ((round + i) % 4));
    for (uint32_t i = 0; i < BLOCKS; i++) free(block[(round + i) % BLOCKS]);
}

int main(void)
{
    clock_400mhz();
    heap_start();
    uart_start();
    SYST_RVR = 1500, SYST_CVR = 0, SYST_CSR = 7;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        console_open();
        others(round);
#ifdef LAST
        if (round < ROUNDS - 1)
#endif
        console_stop();
        console_close();
    }
    SYST_CSR = 0;
    return ring ? 1 : 0;
}
