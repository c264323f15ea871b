/* steady.c -- never ends: every millisecond a little work on the caches and the buses, then WFI. What a
 * cycle costs must not depend on how many there were. */
#include "bench.h"
#include "h743.h"

enum { WORDS = 8192 };

__attribute__((section(".axi"))) static uint32_t word[WORDS];
static volatile uint32_t ms;

void SysTick_Handler(void) { ms++; }

uint32_t work(void)
{
    uint32_t seed = 13, at = 0;
    SYST_RVR = core_mhz * 1000 - 1, SYST_CVR = 0, SYST_CSR = 7;
    for (;;) {
        for (int i = 0; i < 2048; i++) word[at++ % WORDS] = draw(&seed);
        wfi();
    }
}
