/* kernels.c -- floating point and DSP: a sine by series, a 16-tap filter by SMLAD, a matrix in double precision, a
 * newlib string function by the packed byte instructions. Prints the bits of each result by newlib's printf. A host gets the
 * same, with fma() in the determinant, where this compiler contracts. */
#include "h743.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static uint32_t bits32(float f) { uint32_t b; memcpy(&b, &f, 4); return b; }
static uint64_t bits64(double d) { uint64_t b; memcpy(&b, &d, 8); return b; }

static float sine(float x)
{
    float term = x, sum = x;
    for (int n = 1; n < 8; n++) {
        term = -term * x * x / (float)(2 * n * (2 * n + 1));
        sum += term;
    }
    return sum;
}

static int32_t filter(const int16_t *x, const int16_t *h, int n)
{
    int32_t sum = 0;
    for (int i = 0; i < n; i += 2) {
        uint32_t a, b;
        memcpy(&a, x + i, 4), memcpy(&b, h + i, 4);
        __asm("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
    }
    return sum;
}

static double determinant(double m[4][4])
{
    double d = 1;
    for (int k = 0; k < 4; k++) {
        d *= m[k][k];
        for (int i = k + 1; i < 4; i++) {
            double f = m[i][k] / m[k][k];
            for (int j = k; j < 4; j++) m[i][j] -= f * m[k][j];
        }
    }
    return d;
}

int main(void)
{
    static int16_t x[16], h[16];
    for (int i = 0; i < 16; i++) x[i] = (int16_t)(i * 1000 - 7000), h[i] = (int16_t)(3000 - i * 370);
    double m[4][4];
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) m[i][j] = 1.0 / (double)(i + j + 1);
    printf("sine %08lx\n", (unsigned long)bits32(sine(0.7f)));
    printf("root %08lx\n", (unsigned long)bits32(sqrtf(2.0f)));
    printf("filter %ld\n", (long)filter(x, h, 16));
    uint64_t d = bits64(determinant(m));
    printf("determinant %08lx%08lx\n", (unsigned long)(d >> 32), (unsigned long)d);
    printf("text %d %s %5.3f\n", (int)strlen("four"), strchr("a-b", '-'), 2.5);
    return 0;
}
