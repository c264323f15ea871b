/* new_code.c -- a program writes a function into AXI SRAM, runs it, writes another one over it and runs that.
 *
 *   (nothing)      DSB and ISB only. The stores are in the data cache, the old instructions in the
 *                  instruction cache
 *   -DSYNCHRONISE  clean by DCCMVAU, DSB, ICIMVAU, DSB, ISB (Armv7-M ARM B2.2.9): right */
#include "h743.h"

static uint16_t code[16] __attribute__((aligned(32)));

typedef int (*function_t)(void);

static void make_visible(void)
{
    dsb();
#ifdef SYNCHRONISE
    DCCMVAU = (uint32_t)code;
    dsb();
    ICIMVAU = (uint32_t)code;
    dsb();
#endif
    isb();
}

/* movs r0, #answer; bx lr */
static void emit(uint8_t answer)
{
    code[0] = (uint16_t)(0x2000 | answer);
    code[1] = 0x4770;
}

static int run(void)
{
    return ((function_t)((uint32_t)code | 1))();
}

int main(void)
{
    emit(1), dsb(), isb();                             /* caches are off: RAM has it */
    caches_on();
    if (run() != 1) return 1;
    emit(2), make_visible();
    return run() == 2 ? 0 : 2;
}
