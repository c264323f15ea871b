/* core_kernels.h -- firmware/kernels.c under one set-up, and how much slower one is than another. */
#ifndef CORE_KERNELS_H
#define CORE_KERNELS_H
#include "anchor.h"
#include <stdint.h>

enum { KERNEL_ICACHE = 1, KERNEL_DCACHE = 2, KERNEL_RECORDS = 4, KERNEL_400_MHZ = 8, KERNEL_CACHES = 3 };
        /* as kernels.c has them */
typedef struct { uint32_t setup; uint8_t itcm, axi; } kernel_t;
                  /* code in ITCM, data in AXI SRAM */
typedef struct { kernel_t slow, fast; } factor_t;

double kernel_cycles(const kernel_t *);          /* of a round; NAN: it did not end */
anchor_result_t core_factor(const void *factor);
#endif
