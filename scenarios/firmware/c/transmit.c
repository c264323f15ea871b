/* transmit.c -- USART3 sends two messages of one buffer by DMA1 stream 1.
 *
 *   -DCLEAN_FIRST  the clean comes before the stores: the line carries the message before, every time
 *   -DNO_DSB       buffer in SRAM1, non-cacheable, and no DSB between the last store and EN: the stores
 *                  leave the core by another port than the one that enables the stream
 *   -DUNCACHED     the same with the DSB: right
 *   (nothing)      stores, clean, EN: right */
#include "h743.h"

#ifdef NO_DSB
#define UNCACHED
#endif

enum { N = 8, ON = DMA_MINC | DMA_M2P | DMA_TRBUFF | DMA_EN };

#ifdef UNCACHED
static uint8_t tx[N] __attribute__((section(".sram1"), aligned(32)));
#else
static uint8_t tx[N] __attribute__((aligned(32)));
#endif

static void uart_start(void)
{
    RCC_AHB4ENR |= 1u << 3;                            /* GPIOD */
    RCC_AHB1ENR |= 1u << 0;                            /* DMA1 */
    RCC_APB1LENR |= 1u << 18;                          /* USART3 */
    (void)RCC_APB1LENR;
    GPIOD->MODER = (GPIOD->MODER & ~(0x3u << 16)) | 0x2u << 16;        /* PD8: alternate function 7 */
    GPIOD->AFR[1] = (GPIOD->AFR[1] & ~0xFu) | 0x7;
    USART3->BRR = 100;                                 /* 100 MHz / 1 Mbaud */
    USART3->CR3 = 1u << 7;                             /* DMAT */
    USART3->CR1 = 1u | 1u << 3;                        /* UE, TE */
    while (!(USART3->ISR & 1u << 21)) { }              /* TEACK */
}

#ifdef UNCACHED
static void sram1_uncached(void)
{
    RCC_AHB2ENR |= 1u << 29;                           /* SRAM1EN */
    (void)RCC_AHB2ENR;
    MPU_RNR = 0;
    MPU_RBAR = 0x30000000;
    MPU_RASR = 1u | 16u << 1 | 1u << 18 | 1u << 19 | 3u << 24 | 1u << 28;    /* 128 KB, TEX 1, S, full access, XN */
    MPU_CTRL = 5;                                      /* ENABLE, PRIVDEFENA */
    dsb(), isb();
    for (unsigned i = 0; i < N; i++) tx[i] = 0;        /* the start-up code could not: its clock was off */
}
#endif

/* All but EN: this stream sends nothing else. */
static void stream_ready(void)
{
    DMA1->LIFCR = (uint32_t)DMA_ALL << 6;
    DMAMUX1_CCR(1) = REQ_USART3_TX;
    DMA1->S[1].PAR = (uint32_t)&USART3->TDR;
    DMA1->S[1].M0AR = (uint32_t)tx;
    DMA1->S[1].NDTR = N;
    USART3->ICR = 1u << 6;
}

static void send(const char *text)
{
    stream_ready();
#ifdef CLEAN_FIRST
    clean_dcache(tx, N);
#endif
    for (unsigned i = 0; i < N; i++) ((volatile uint8_t *)tx)[i] = (uint8_t)text[i];
#if defined UNCACHED && !defined NO_DSB
    dsb();
#elif !defined CLEAN_FIRST && !defined UNCACHED
    clean_dcache(tx, N);
#endif
    DMA1->S[1].CR = ON;
    while (!(USART3->ISR & 1u << 6)) { }               /* TC */
}

int main(void)
{
    clock_400mhz();
#ifdef UNCACHED
    sram1_uncached();
#endif
    caches_on();
    uart_start();
    send("message1");
    send("message2");
    return 0;
}
