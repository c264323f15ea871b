/* timeout.c -- a driver that waits for a flag no longer than so many milliseconds, as the vendor's library
 * does: SysTick counts them, so a flag that never comes is an error return only as long as the interrupt
 * gets through. On HSI, 64 MHz. */
#include "h743.h"

enum { OK, TIMEOUT };

static volatile uint32_t ms;

void SysTick_Handler(void) { ms++; }

static int wait_flag(volatile uint32_t *reg, uint32_t mask, uint32_t limit)
{
    uint32_t began = ms;
    while (!(*reg & mask))
        if (ms - began > limit) return TIMEOUT;
    return OK;
}

static void uart_start(void)
{
    RCC_AHB4ENR |= 1u << 3;                            /* GPIOD */
    RCC_APB1LENR |= 1u << 18;                          /* USART3 */
    (void)RCC_APB1LENR;
    GPIOD->MODER = (GPIOD->MODER & ~(0xCu << 16)) | 0x8u << 16;        /* PD9: alternate function 7 */
    GPIOD->AFR[1] = (GPIOD->AFR[1] & ~0xF0u) | 0x70;
    USART3->BRR = 556;                                 /* 64 MHz / 115200 */
    USART3->CR1 = 1u | 1u << 2;                        /* UE, RE */
}

int main(void)
{
    SYST_RVR = 64000 - 1, SYST_CVR = 0, SYST_CSR = 7;
    uart_start();
    if (wait_flag(&USART3->ISR, 1u << 22, 10) != OK) return 1;         /* REACK */
    uint32_t began = ms;
    if (wait_flag(&USART3->ISR, 1u << 5, 2) != TIMEOUT) return 2;      /* RXNE: the byte comes later than that */
    if (ms - began != 3) return 3;                     /* more than two whole ones: the third */
    if (wait_flag(&USART3->ISR, 1u << 5, 10) != OK) return 4;
    return USART3->RDR == 'x' ? 0 : 5;
}
