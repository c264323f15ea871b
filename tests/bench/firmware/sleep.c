/* sleep.c -- one second in WFI, woken a hundred times. */
#include "bench.h"
#include "h743.h"

static volatile uint32_t wakes;

void SysTick_Handler(void) { wakes++; }

uint32_t work(void)
{
    SYST_RVR = core_mhz * 10000 - 1, SYST_CVR = 0, SYST_CSR = 7;
    while (wakes < 100) wfi();
    SYST_CSR = 0;
    return wakes;
}
