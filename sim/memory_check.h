/* memory_check.h -- `staleline memory app.elf`: the linker script's work looked at without running.
 *
 * Which section and object lies in which memory, whether the data cache is between it and the DMA, which
 * DMA reaches it, and what start-up code does to it; and rules with clear conditions (memory_rules.c).
 * Cacheable means: by the default memory map (Armv7-M ARM B3.1), data cache on. What an MPU set-up makes
 * of it happens at run time: `staleline run` knows. What start-up does is told by the symbols usual
 * start-up code goes by (memory_start.h); code that copies or clears by other means is not recognised. */
#ifndef MEMORY_CHECK_H
#define MEMORY_CHECK_H
#include <stdio.h>
#include "firmware_file.h"

typedef struct {
    const char *dma;             /* "rx=DMA1,tx": objects a DMA shall reach; without "=": DMA1. NULL: none */
    bool json;
    int  fail_on;                /* tier_t that makes the exit code 1; -1: hazard */
} memory_options_t;

/* The program's exit code; on EXIT_USAGE err says why. */
int memory_check(FILE *, const char *file, const memory_options_t *, err_t *);
#endif
