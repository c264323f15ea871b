/* pins.c -- how fast a pin can be driven by the CPU, and how long an edge at another takes to come back out:
 * GPIO port D through D3, vector table and handlers in ITCM. CPU and bus as 2:1, as at 480 and 240 MHz.
 *
 * PD0 goes up and down eight times, one store after the other. Then each edge at PC13 runs a handler that
 * raises PD1, lowers it, and acknowledges the edge. PD2 says when it is ready for edges. The fourth edge ends
 * the program. */
#include "h743.h"

#define GPIOC_MODER REG(0x58020800)
#define GPIOD_MODER REG(0x58020C00)
#define GPIOD_BSRR  REG(0x58020C18)
#define SYSCFG_EXTICR4 REG(0x58000414)
#define EXTI_RTSR1  REG(0x58000000)
#define EXTI_IMR1   REG(0x58000080)
#define EXTI_PR1    REG(0x58000088)
#define ITCM __attribute__((section(".itcm.code"), noinline))
enum { EDGE_IRQ = 40, EDGES = 4, VECTORS = 16 + 150 };

extern uint8_t _itcm_from, _itcm_begin, _itcm_end;
static volatile unsigned edges;

/* The pulse is two stores back to back; the acknowledgement has landed before the return. */
ITCM void on_edge(void)
{
    GPIOD_BSRR = 1u << 1;
    GPIOD_BSRR = 1u << 17;
    EXTI_PR1 = 1u << 13;
    edges++;
    dsb();
}

ITCM static void pulses(void)
{
    for (unsigned i = 0; i < 2; i++) {
        GPIOD_BSRR = 1, GPIOD_BSRR = 1u << 16, GPIOD_BSRR = 1, GPIOD_BSRR = 1u << 16;
        GPIOD_BSRR = 1, GPIOD_BSRR = 1u << 16, GPIOD_BSRR = 1, GPIOD_BSRR = 1u << 16;
    }
    dsb();
}

ITCM static void wait(void)
{
    GPIOD_BSRR = 1u << 2;
    while (edges < EDGES) { }
}

__attribute__((section(".itcm.vectors"), aligned(1024))) static void (*volatile table[VECTORS])(void);

int main(void)
{
    volatile uint8_t *to = &_itcm_begin;
    for (const uint8_t *from = &_itcm_from; to != &_itcm_end; ) *to++ = *from++;
    for (unsigned i = 0; i < VECTORS; i++) table[i] = ((void (**)(void))0x08000000)[i];
    table[16 + EDGE_IRQ] = on_edge;
    VTOR = (uint32_t)table;
    RCC_D1CFGR = 8;                                     /* hclk is half the CPU's clock */
    RCC_D3CFGR = 4u << 4;                               /* APB4 half of that */
    RCC_AHB4ENR |= 1u << 2 | 1u << 3;
    RCC_APB4ENR |= 1u << 1;
    (void)RCC_AHB4ENR;
    caches_on();
    GPIOC_MODER &= ~(3u << 26);
    GPIOD_MODER = (GPIOD_MODER & ~0x3Fu) | 0x15;
    SYSCFG_EXTICR4 = 2u << 4;
    EXTI_RTSR1 = 1u << 13;
    EXTI_IMR1 |= 1u << 13;
    NVIC_ISER(1) = 1u << (EDGE_IRQ - 32);
    pulses();
    wait();
    return 0;
}
