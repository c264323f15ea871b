/* delay.c -- wait a tenth of a second as the vendor's library does: SysTick counts milliseconds, the loop
 * looks at the count. */
#include "bench.h"
#include "h743.h"

static volatile uint32_t ms;

void SysTick_Handler(void) { ms++; }

uint32_t work(void)
{
    SYST_RVR = core_mhz * 1000 - 1, SYST_CVR = 0, SYST_CSR = 7;
    uint32_t began = ms;
    while (ms - began < 100) { }
    SYST_CSR = 0;
    return ms - began;
}
