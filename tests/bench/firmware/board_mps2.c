/* board_mps2.c -- from reset to main on QEMU's mps2-an500, see bench.h. Its clock runs at 25 MHz from the
 * start and its caches are not modelled, so there is nothing to switch on but the FPU. */
#include "bench.h"
#include "h743.h"

const uint32_t core_mhz = 25;
volatile uint32_t *const status_register = (volatile uint32_t *)0x40004004;     /* CMSDK UART 0: STATE */

extern uint32_t _estack, _sbss, _ebss;
int main(void);

void Reset_Handler(void) __attribute__((noreturn));
void Default_Handler(void) { for (;;) { } }
void SysTick_Handler(void) __attribute__((weak, alias("Default_Handler")));

typedef void (*vector_t)(void);
__attribute__((section(".isr_vector"), used)) static const vector_t vectors[16] = {
    (vector_t)(void *)&_estack, Reset_Handler, [2 ... 14] = Default_Handler, [15] = SysTick_Handler,
};

void clock_400mhz(void) { }
void caches_on(void) { }

void Reset_Handler(void)
{
    CPACR |= 0xFu << 20;                               /* CP10 and CP11: the FPU */
    dsb(), isb();
    for (uint32_t *to = &_sbss; to < &_ebss; ) *to++ = 0;
    quit(main());
}
