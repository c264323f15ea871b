/* traffic.c -- memory traffic that the D-cache does not help with: walks over 256 KB, eight times its size,
 * by strides of a line and more, with stores; then by addresses nobody could guess. */
#include "bench.h"

enum { WORDS = 65536, ROUNDS = 3 };

__attribute__((section(".axi"))) static uint32_t word[WORDS];

static uint32_t walk(uint32_t stride)                   /* in words */
{
    uint32_t sum = 0;
    for (uint32_t first = 0; first < 2; first++)
        for (uint32_t i = first; i < WORDS; i += stride) {
            sum += word[i];
            word[i] = sum ^ i;
        }
    return sum;
}

uint32_t work(void)
{
    static const uint32_t strides[] = { 8, 9, 16, 33, 1025 };
    uint32_t sum = 0, seed = 7;
    for (uint32_t i = 0; i < WORDS; i++) word[i] = i;
    for (int round = 0; round < ROUNDS; round++) {
        for (unsigned s = 0; s < sizeof strides / sizeof *strides; s++) sum = blend(sum, walk(strides[s]));
        for (int i = 0; i < 20000; i++) {
            uint32_t at = draw(&seed) % WORDS;
            sum = blend(sum, word[at]);
            word[at ^ 1] = sum;
        }
    }
    return sum;
}
