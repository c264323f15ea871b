/* branches.c -- code larger than the I-cache, and branches that nobody can predict: 512 functions, all
 * different, called through a table in pseudo-random order; in each, the way depends on bits drawn a moment
 * ago. */
#include "bench.h"

enum { CALLS = 200000, FUNCTIONS = 512 };

#define FUNCTION(n) \
    __attribute__((noinline)) static uint32_t f##n(uint32_t x, uint32_t *seed) \
    { \
        uint32_t r = draw(seed); \
        if (r & 1) x += n * 2654435761u; else x ^= x >> (n % 13 + 3); \
        if (r & 2) x = (x << (n % 31 + 1) | x >> (31 - n % 31)) + 0x1000193u * n; \
        if ((r >> 2) % 3 == 0) x -= seed[0] * (n + 77u); \
        switch (r >> 8 & 3) { \
        case 0: return x ^ 0x5bd1e995u * (n + 1u); \
        case 1: return x + (x >> (n % 7 + 1)); \
        case 2: return ~x - n * 40503u; \
        default: return x * (2u * n + 1u); \
        } \
    }
#define EIGHT(M, n) M(n##0) M(n##1) M(n##2) M(n##3) M(n##4) M(n##5) M(n##6) M(n##7)
#define ALL(M) \
    EIGHT(M, 1) EIGHT(M, 2) EIGHT(M, 3) EIGHT(M, 4) EIGHT(M, 5) EIGHT(M, 6) EIGHT(M, 7) EIGHT(M, 8) \
    EIGHT(M, 11) EIGHT(M, 12) EIGHT(M, 13) EIGHT(M, 14) EIGHT(M, 15) EIGHT(M, 16) EIGHT(M, 17) EIGHT(M, 18) \
    EIGHT(M, 21) EIGHT(M, 22) EIGHT(M, 23) EIGHT(M, 24) EIGHT(M, 25) EIGHT(M, 26) EIGHT(M, 27) EIGHT(M, 28) \
    EIGHT(M, 31) EIGHT(M, 32) EIGHT(M, 33) EIGHT(M, 34) EIGHT(M, 35) EIGHT(M, 36) EIGHT(M, 37) EIGHT(M, 38) \
    EIGHT(M, 41) EIGHT(M, 42) EIGHT(M, 43) EIGHT(M, 44) EIGHT(M, 45) EIGHT(M, 46) EIGHT(M, 47) EIGHT(M, 48) \
    EIGHT(M, 51) EIGHT(M, 52) EIGHT(M, 53) EIGHT(M, 54) EIGHT(M, 55) EIGHT(M, 56) EIGHT(M, 57) EIGHT(M, 58) \
    EIGHT(M, 61) EIGHT(M, 62) EIGHT(M, 63) EIGHT(M, 64) EIGHT(M, 65) EIGHT(M, 66) EIGHT(M, 67) EIGHT(M, 68) \
    EIGHT(M, 71) EIGHT(M, 72) EIGHT(M, 73) EIGHT(M, 74) EIGHT(M, 75) EIGHT(M, 76) EIGHT(M, 77) EIGHT(M, 78)
ALL(FUNCTION)

#define NAME(n) f##n,
static uint32_t (*const function[FUNCTIONS])(uint32_t, uint32_t *) = { ALL(NAME) };

uint32_t work(void)
{
    uint32_t seed = 9, pick = 5, x = 0;
    for (int i = 0; i < CALLS; i++) x = function[draw(&pick) % FUNCTIONS](x, &seed);
    return x;
}
