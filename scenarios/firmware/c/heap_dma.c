/* heap_dma.c -- a console: DMA1 stream 0 fills a ring from USART3 until somebody closes it. The ring is a block of the
 * heap, newlib's; with -DPORT that of an RTOS, by FreeRTOS's names. Who keeps settings gets the same memory next.
 *
 *   (nothing)      closes the console by free(): the stream goes on
 *   -DSTOP         stops the stream, waits until it has stopped, then frees: right */
#include "h743.h"

enum { RING = 64, WORDS = RING / 4 };

#ifdef PORT
#include "port_heap.h"
#define malloc pvPortMalloc
#define free vPortFree
#else
#include <stdlib.h>
static void heap_start(void) { }
#endif

static uint8_t *ring;

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
}

static __attribute__((noinline)) void console_open(void)
{
    ring = malloc(RING);
    DMAMUX1_CCR(0) = REQ_USART3_RX;
    DMA1->S[0].PAR = (uint32_t)&USART3->RDR;
    DMA1->S[0].M0AR = (uint32_t)ring;
    DMA1->S[0].NDTR = RING;
    DMA1->S[0].CR = DMA_MINC | DMA_CIRC | DMA_TRBUFF;
    dsb();
    DMA1->S[0].CR |= DMA_EN;
}

static __attribute__((noinline)) void console_close(void)
{
#ifdef STOP
    USART3->CR1 = 0, USART3->CR3 = 0;
    DMA1->S[0].CR &= ~DMA_EN;
    while (DMA1->S[0].CR & DMA_EN) { }
#endif
    free(ring);
    ring = NULL;
}

static void wait_us(uint32_t us)
{
    SYST_RVR = 400 * us - 1, SYST_CVR = 0, SYST_CSR = 5;
    while (!(SYST_CSR & 1u << 16)) { }
}

/* Fills a block, and reads it again later. */
static __attribute__((noinline)) int settings(void)
{
    volatile uint32_t *word = malloc(RING);
    int right = 0;
    for (uint32_t i = 0; i < WORDS; i++) word[i] = 0x51B0C0DE + i;
    wait_us(400);
    for (uint32_t i = 0; i < WORDS; i++) right += word[i] == 0x51B0C0DE + i;
    free((void *)word);
    return right;
}

int main(void)
{
    clock_400mhz();
    heap_start();
    uart_start();
    console_open();
    wait_us(600);
    console_close();
    return settings() == WORDS ? 0 : 1;
}
