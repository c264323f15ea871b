/* integer.c -- integer work on a few kilobytes: CRC-32 by table, a sort, a product of matrices, a search for
 * primes. Linked with data in DTCM and with data in AXI SRAM behind the D-cache. */
#include "bench.h"

enum { ROUNDS = 72, BYTES = 2048, ITEMS = 256, SIDE = 16, SIEVE = 4096 };

static uint32_t table[256];
static uint8_t bytes[BYTES], composite[SIEVE];
static int32_t item[ITEMS], a[SIDE * SIDE], b[SIDE * SIDE], c[SIDE * SIDE];

static uint32_t crc(void)
{
    uint32_t x = 0xFFFFFFFF;
    for (int i = 0; i < BYTES; i++) x = table[(x ^ bytes[i]) & 255] ^ x >> 8;
    return ~x;
}

static void sort(void)                                  /* Shell's, by the gaps of Ciura */
{
    static const int gaps[] = { 132, 57, 23, 10, 4, 1 };
    for (unsigned g = 0; g < sizeof gaps / sizeof *gaps; g++)
        for (int i = gaps[g]; i < ITEMS; i++) {
            int32_t x = item[i];
            int k = i;
            for (; k >= gaps[g] && item[k - gaps[g]] > x; k -= gaps[g]) item[k] = item[k - gaps[g]];
            item[k] = x;
        }
}

static void product(void)
{
    for (int i = 0; i < SIDE; i++)
        for (int k = 0; k < SIDE; k++) {
            int32_t sum = 0;
            for (int n = 0; n < SIDE; n++) sum += a[i * SIDE + n] * b[n * SIDE + k];
            c[i * SIDE + k] = sum;
        }
}

static uint32_t primes(void)
{
    uint32_t found = 0;
    for (int i = 0; i < SIEVE; i++) composite[i] = 0;
    for (int i = 2; i < SIEVE; i++) {
        if (composite[i]) continue;
        found++;
        for (int k = i * i; k < SIEVE; k += i) composite[k] = 1;
    }
    return found;
}

uint32_t work(void)
{
    uint32_t seed = 1, sum = 0;
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t x = i;
        for (int k = 0; k < 8; k++) x = x >> 1 ^ (x & 1 ? 0xEDB88320u : 0);
        table[i] = x;
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < BYTES; i++) bytes[i] = (uint8_t)draw(&seed);
        for (int i = 0; i < ITEMS; i++) item[i] = (int32_t)draw(&seed);
        for (int i = 0; i < SIDE * SIDE; i++)
            a[i] = (int32_t)draw(&seed) >> 20, b[i] = (int32_t)draw(&seed) >> 20;
        sum = blend(sum, crc());
        sort();
        for (int i = 0; i < ITEMS; i++) sum = blend(sum, (uint32_t)item[i]);
        product();
        for (int i = 0; i < SIDE * SIDE; i++) sum = blend(sum, (uint32_t)c[i]);
        sum = blend(sum, primes());
    }
    return sum;
}
