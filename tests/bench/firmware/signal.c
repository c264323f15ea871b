/* signal.c -- signal processing: a float FIR and biquads, a radix-2 FFT, a 16-bit filter by SMLAD, a system
 * of equations in double precision. No operation that two compilers or libraries could round differently. */
#include "bench.h"

enum { ROUNDS = 56, SAMPLES = 512, TAPS = 32, POINTS = 128, SIDE = 10 };

static float in[SAMPLES], out[SAMPLES], tap[TAPS], re[POINTS], im[POINTS], wr[POINTS / 2], wi[POINTS / 2];
static int16_t x16[SAMPLES] __attribute__((aligned(4))), h16[TAPS] __attribute__((aligned(4)));
static double m[SIDE][SIDE + 1];

static uint32_t bits(float f) { union { float f; uint32_t u; } b = { f }; return b.u; }

static void fir(void)
{
    for (int i = TAPS - 1; i < SAMPLES; i++) {
        float sum = 0;
        for (int k = 0; k < TAPS; k++) sum += tap[k] * in[i - k];
        out[i] = sum;
    }
}

static void biquads(void)
{
    for (int s = 0; s < 2; s++) {
        float d1 = 0, d2 = 0;
        for (int i = 0; i < SAMPLES; i++) {
            float y = 0.25f * out[i] + d1;
            d1 = 0.5f * out[i] - -0.75f * y + d2;
            d2 = 0.25f * out[i] - 0.25f * y;
            out[i] = y * 0.5f;
        }
    }
}

static void fft(void)
{
    for (int i = 1, k = 0; i < POINTS; i++) {
        int bit = POINTS >> 1;
        for (; k & bit; bit >>= 1) k ^= bit;
        k ^= bit;
        if (i >= k) continue;
        float r = re[i], j = im[i];
        re[i] = re[k], im[i] = im[k], re[k] = r, im[k] = j;
    }
    for (int half = 1; half < POINTS; half *= 2)
        for (int i = 0; i < POINTS; i += 2 * half)
            for (int k = 0; k < half; k++) {
                float r = wr[k * (POINTS / 2 / half)], j = wi[k * (POINTS / 2 / half)];
                int p = i + k, q = p + half;
                float tr = r * re[q] - j * im[q], ti = r * im[q] + j * re[q];
                re[q] = re[p] - tr, im[q] = im[p] - ti;
                re[p] += tr, im[p] += ti;
            }
}

static uint32_t filter16(void)
{
    uint32_t all = 0;
    for (int i = 0; i + TAPS <= SAMPLES; i += 2) {
        int32_t sum = 0;
        const uint32_t *x = (const uint32_t *)(const void *)&x16[i], *h = (const uint32_t *)(const void *)h16;
        for (int k = 0; k < TAPS / 2; k++) __asm("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(x[k]), "r"(h[k]));
        all = blend(all, (uint32_t)sum);
    }
    return all;
}

static float solve(void)
{
    for (int k = 0; k < SIDE; k++)
        for (int i = 0; i < SIDE; i++) {
            if (i == k) continue;
            double f = m[i][k] / m[k][k];
            for (int n = k; n <= SIDE; n++) m[i][n] -= f * m[k][n];
        }
    double sum = 0;
    for (int i = 0; i < SIDE; i++) sum += m[i][SIDE] / m[i][i];
    return (float)sum;
}

static void make_tables(uint32_t *seed)
{
    for (int i = 0; i < TAPS; i++)
        tap[i] = (float)((int32_t)draw(seed) >> 20) / 2048.0f, h16[i] = (int16_t)draw(seed) / 8;
    float c = 1, s = 0;                                 /* a turn by 2 pi / 128 at a time */
    for (int i = 0; i < POINTS / 2; i++) {
        wr[i] = c, wi[i] = -s;
        float n = c * 0.99879545f - s * 0.04906767f;
        s = s * 0.99879545f + c * 0.04906767f, c = n;
    }
}

uint32_t work(void)
{
    uint32_t seed = 3, sum = 0;
    make_tables(&seed);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < SAMPLES; i++)
            in[i] = (float)((int32_t)draw(&seed) >> 16), x16[i] = (int16_t)draw(&seed) / 8;
        fir();
        biquads();
        for (int i = 0; i < SAMPLES; i += 7) sum = blend(sum, bits(out[i]));
        for (int i = 0; i < POINTS; i++) re[i] = in[i], im[i] = 0;
        fft();
        for (int i = 0; i < POINTS; i++) sum = blend(sum, bits(re[i]) ^ bits(im[i]));
        sum = blend(sum, filter16());
        for (int i = 0; i < SIDE; i++) {
            for (int k = 0; k <= SIDE; k++) m[i][k] = (double)((int32_t)draw(&seed) >> 24);
            m[i][i] += 1000.0;
        }
        sum = blend(sum, bits(solve()));
    }
    return sum;
}
