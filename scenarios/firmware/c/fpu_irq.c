/* fpu_irq.c -- an interrupt that computes in floating point while main does.
 *
 *   (nothing)      the core keeps main's s0 to s15 and FPSCR: room on the stack at entry (LSPACT), filled
 *                  only when the handler's first floating-point instruction comes (Armv7-M ARM B1.5.7)
 *   -DNO_ASPEN     FPCCR.ASPEN and LSPEN off, as an old port of a kernel had it: the handler's numbers end
 *                  up in main's */
#include "h743.h"

enum { ROUNDS = 3000 };

static volatile uint32_t lazy, entries;
static volatile float average = 1.0f;

__attribute__((noinline)) static void smooth(void) { average = average * 0.9f + 3.0f; }

void SysTick_Handler(void)
{
    lazy += FPCCR & 1;                                 /* LSPACT: nothing has been stored yet */
    entries++;
    smooth();
}

/* Everything in registers: s0 to s15 are the caller's to lose, and no call is here. */
static float series(void)
{
    float sum = 0.0f, x = 1.0f;
    for (int i = 0; i < ROUNDS; i++) {
        sum += x;
        x = x == 1.0f ? 2.0f : 1.0f;
    }
    return sum;
}

int main(void)
{
#ifdef NO_ASPEN
    FPCCR &= ~(3u << 30);
    dsb(), isb();
#endif
    SYST_RVR = 701, SYST_CVR = 0, SYST_CSR = 7;
    float sum = series();
    SYST_CSR = 0;
    if (sum != 1.5f * ROUNDS) return 1;
    if (entries < 10) return 2;
    return lazy == entries ? 0 : 3;
}
