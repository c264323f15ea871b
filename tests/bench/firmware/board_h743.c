/* board_h743.c -- see bench.h. */
#include "bench.h"
#include "h743.h"

const uint32_t core_mhz = 400;
volatile uint32_t *const status_register = &RCC_CR;
