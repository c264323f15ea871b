/* pins_hal.c -- the same question as pins.c, asked as a generated project asks it: not optimised, vector table
 * and code in flash, stack in AXI SRAM, 400 MHz, and between the vector and the pin the steps of ST's HAL: a
 * handler that passes the line on, a look at the pending bit and its clearing, a callback, a function that
 * writes a pin by port, mask and state. The caches are off, as such a project leaves them, but for the I-cache
 * if PG5 is high and the D-cache too if PG6 is.
 *
 * Each edge at PG3 raises and lowers PG2; the fourth ends the program. PG4 says when it is ready for them. */
#include "h743.h"

#define SYSCFG_EXTICR1 REG(0x58000408)
#define EXTI_RTSR1  REG(0x58000000)
#define EXTI_IMR1   REG(0x58000080)
#define EXTI_PR1    REG(0x58000088)
#define GPIOG ((gpio_t *)0x58021800)
enum { EXTI3_IRQ = 9, EDGES = 4, VECTORS = 16 + 150 };

typedef enum { PIN_RESET, PIN_SET } pin_state_t;
static unsigned edges;

static void write_pin(gpio_t *port, uint16_t pin, pin_state_t state)
{
    if (state != PIN_RESET) port->BSRR = pin;
    else port->BSRR = (uint32_t)pin << 16;
}

static void callback(uint16_t pin)
{
    write_pin(GPIOG, 1u << 2, PIN_SET);
    write_pin(GPIOG, 1u << 2, PIN_RESET);
    (void)pin;
}

static void handle_line(uint16_t pin)
{
    if ((EXTI_PR1 & pin) != 0) {
        EXTI_PR1 = pin;
        callback(pin);
    }
}

static void on_edge(void)
{
    handle_line(1u << 3);
    if (++edges == EDGES) quit(0);
}

__attribute__((aligned(1024))) static void (*const table[VECTORS])(void) = { [16 + EXTI3_IRQ] = on_edge };

int main(void)
{
    clock_400mhz();
    VTOR = (uint32_t)table;
    RCC_AHB4ENR |= 1u << 6;
    RCC_APB4ENR |= 1u << 1;
    (void)RCC_AHB4ENR;
    GPIOG->MODER = (GPIOG->MODER & ~0x3FF0u) | 1u << 4 | 1u << 8;
    if (GPIOG->IDR & 1u << 5) {
        caches_on();
        if (!(GPIOG->IDR & 1u << 6)) CCR &= ~(1u << 16);            /* nothing was stored meanwhile */
        dsb(), isb();
    }
    SYSCFG_EXTICR1 = 6u << 12;
    EXTI_RTSR1 = 1u << 3;
    EXTI_IMR1 |= 1u << 3;
    NVIC_ISER(0) = 1u << EXTI3_IRQ;
    GPIOG->BSRR = 1u << 4;
    for (;;) { }
}
