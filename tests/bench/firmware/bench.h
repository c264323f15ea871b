/* bench.h -- what a benchmark program asks of the board it runs on. The same objects are linked for two
 * boards: the STM32H743 (board_h743.c and the lessons' start.c) and QEMU's mps2-an500, a Cortex-M7 as well
 * (board_mps2.c). Each program is one function that gives a checksum of all it did; main.c prints it, so
 * that two simulators can be held to have done the same work. */
#ifndef BENCH_H
#define BENCH_H
#include <stdint.h>

uint32_t work(void);

extern const uint32_t core_mhz;                     /* SysTick counts so many a microsecond */
extern volatile uint32_t *const status_register;    /* one of a peripheral's, that can be read for ever */

/* xorshift32: pseudo-random, the same everywhere. */
static inline uint32_t draw(uint32_t *state)
{
    uint32_t x = *state;
    x ^= x << 13, x ^= x >> 17, x ^= x << 5;
    return *state = x;
}

static inline uint32_t blend(uint32_t sum, uint32_t value) { return (sum ^ value) * 0x01000193u; }
#endif
