/* core_kernels.c -- firmware/kernels.c in flash and ITCM, caches on and off: the factors that are published
 * for other programs of the kind. The cycles of our own programs say nothing about those, so nothing but
 * factors is compared. */
#include "core_kernels.h"
#include "core_measure.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SETUP_AT = 64, STACK_DTCM = 0x20020000, STACK_AXI = 0x24080000, FLASH = 0x08000000, MOST = 12000000 };

double kernel_cycles(const kernel_t *k)
{
    static uint8_t image[65536];
    FILE *f = fopen(k->itcm ?
        "tests/accuracy/firmware/kernels-itcm.bin" : "tests/accuracy/firmware/kernels-flash.bin", "rb");
    size_t size = f ? fread(image, 1, sizeof image, f) : 0;
    uint32_t stack = k->axi ? STACK_AXI : STACK_DTCM;
    if (f) fclose(f);
    if (size < SETUP_AT + 4) return NAN;
    memcpy(image, &stack, 4), memcpy(image + SETUP_AT, &k->setup, 4);
    return core_run(image, (uint32_t)size, k->itcm ? 0 : FLASH, MOST);
}

anchor_result_t core_factor(const void *factor)
{
    const factor_t *f = factor;
    static char how[160];
    double slow = kernel_cycles(&f->slow), fast = kernel_cycles(&f->fast);
    snprintf(how, sizeof how, "%s: %.0f and %.0f cycles a round, our own program", f->fast.setup &
        KERNEL_RECORDS
             ? "records" : "mixed", slow, fast);
    return (anchor_result_t){ slow / fast, "times", how };
}
