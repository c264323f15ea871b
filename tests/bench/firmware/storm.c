/* storm.c -- an interrupt every thousand cycles, and somebody who has work to do nevertheless. */
#include "bench.h"
#include "h743.h"

enum { INTERRUPTS = 8000 };

static volatile uint32_t ticks;

void SysTick_Handler(void) { ticks++; }

uint32_t work(void)
{
    uint32_t seed = 11, sum = 0;
    SYST_RVR = 1000 - 1, SYST_CVR = 0, SYST_CSR = 7;
    while (ticks < INTERRUPTS) sum = blend(sum, draw(&seed));
    SYST_CSR = 0;
    return sum != 0;                                   /* how much of it got done depends on the machine */
}
