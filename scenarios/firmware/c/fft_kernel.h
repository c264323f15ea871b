/* fft_kernel.h -- the work of fft.c, included once for each memory its code and constants lie in: NAME(x)
 * names what is made, CODE and CONSTANT place it.
 *
 * A complex transform of 1024 floats in place: one pass that splits it in two halves (four streams of 16
 * bytes), three passes of eight-point butterflies on each half, the bits of the indices reversed by a table;
 * then the magnitudes and the largest of them. The same passes over memory as a radix-8-by-2 transform of
 * CMSIS-DSP makes, in our own words. */

#define COS(i) __builtin_cosf((float)(i) * (6.28318530717958647692f / POINTS)), \
               -__builtin_sinf((float)(i) * (6.28318530717958647692f / POINTS))
#define COS4(i)   COS(i), COS(i + 1), COS(i + 2), COS(i + 3)
#define COS16(i)  COS4(i), COS4(i + 4), COS4(i + 8), COS4(i + 12)
#define COS64(i)  COS16(i), COS16(i + 16), COS16(i + 32), COS16(i + 48)
#define COS256(i) COS64(i), COS64(i + 64), COS64(i + 128), COS64(i + 192)
CONSTANT static const float NAME(twiddle)[2 * POINTS] __attribute__((aligned(32))) =
    { COS256(0), COS256(256), COS256(512), COS256(768) };

#define REV(i) \
    (((i)&1) << 9 | ((i)&2) << 7 | ((i)&4) << 5 | ((i)&8) << 3 | ((i)&16) << 1 | ((i)&32) >> 1 \
     | ((i)&64) >> 3 | ((i)&128) >> 5 | ((i)&256) >> 7 | ((i)&512) >> 9)
#define REV4(i)   REV(i), REV(i + 1), REV(i + 2), REV(i + 3)
#define REV16(i)  REV4(i), REV4(i + 4), REV4(i + 8), REV4(i + 12)
#define REV64(i)  REV16(i), REV16(i + 16), REV16(i + 32), REV16(i + 48)
#define REV256(i) REV64(i), REV64(i + 64), REV64(i + 128), REV64(i + 192)
CONSTANT static const uint16_t NAME(reversed)[POINTS] __attribute__((aligned(32))) =
    { REV256(0), REV256(256), REV256(512), REV256(768) };

/* x[i], x[i + n/2] to their sum, and their difference turned by w^i; two points of each quarter a round. */
CODE static void NAME(halves)(float *x)
{
    float *a = x, *b = x + POINTS / 2, *c = x + POINTS, *d = x + POINTS + POINTS / 2;
    const float *u = NAME(twiddle), *v = u + POINTS / 2;
    for (unsigned n = POINTS / 8; n; n--, a += 4, b += 4, c += 4, d += 4, u += 4, v += 4) {
        float p[4], q[4], r[4], s[4];
        for (unsigned i = 0; i < 4; i++) p[i] = a[i];
        for (unsigned i = 0; i < 4; i++) q[i] = c[i];
        for (unsigned i = 0; i < 4; i++) r[i] = b[i];
        for (unsigned i = 0; i < 4; i++) s[i] = d[i];
        for (unsigned i = 0; i < 4; i++) a[i] = p[i] + q[i], b[i] = r[i] + s[i], p[i] -= q[i], r[i] -= s[i];
        for (unsigned i = 0; i < 4; i += 2) {
            c[i] = p[i] * u[i] - p[i + 1] * u[i + 1], c[i + 1] = p[i] * u[i + 1] + p[i + 1] * u[i];
            d[i] = r[i] * v[i] - r[i + 1] * v[i + 1], d[i + 1] = r[i] * v[i + 1] + r[i + 1] * v[i];
        }
    }
}

/* One eight-point transform of x[0], x[n], ... x[7n] (complex), in place; then point k turned by w[k * turn].
 * The results go back with the bits of k reversed. */
CODE static inline __attribute__((always_inline)) void NAME(eight)(float *x, unsigned n, unsigned turn)
{
    const float half = 0.70710678118654752440f, *w = NAME(twiddle);
    float re[8], im[8];
    for (unsigned k = 0; k < 8; k++) re[k] = x[2 * k * n], im[k] = x[2 * k * n + 1];
    for (unsigned k = 0; k < 4; k++) {                       /* distance 4 */
        float a = re[k] - re[k + 4], b = im[k] - im[k + 4];
        re[k] += re[k + 4], im[k] += im[k + 4];
        if (k == 0) re[4] = a, im[4] = b;
        if (k == 1) re[5] = half * (a + b), im[5] = half * (b - a);
        if (k == 2) re[6] = b, im[6] = -a;
        if (k == 3) re[7] = half * (b - a), im[7] = -half * (a + b);
    }
    for (unsigned h = 0; h < 8; h += 4)                      /* distance 2 */
        for (unsigned k = h; k < h + 2; k++) {
            float a = re[k] - re[k + 2], b = im[k] - im[k + 2];
            re[k] += re[k + 2], im[k] += im[k + 2];
            re[k + 2] = k == h ? a : b, im[k + 2] = k == h ? b : -a;
        }
    for (unsigned k = 0; k < 8; k += 2) {                    /* distance 1 */
        float a = re[k] - re[k + 1], b = im[k] - im[k + 1];
        re[k] += re[k + 1], im[k] += im[k + 1], re[k + 1] = a, im[k + 1] = b;
    }
    for (unsigned k = 0; k < 8; k++) {
        unsigned f = (k & 1) << 2 | (k & 2) | k >> 2;        /* place k holds frequency f */
        float c = w[2 * f * turn], s = w[2 * f * turn + 1], a = re[k], b = im[k];
        if (f && turn) re[k] = a * c - b * s, im[k] = a * s + b * c;
        x[2 * k * n] = re[k], x[2 * k * n + 1] = im[k];
    }
}

CODE static void NAME(butterflies)(float *x)
{
    unsigned turn = 2;
    for (unsigned m = POINTS / 16; m; m /= 8, turn *= 8) {
        for (unsigned i = 0; i < POINTS / 2; i += 8 * m) NAME(eight)(x + 2 * i, m, 0);
        for (unsigned j = 1; j < m; j++)
            for (unsigned i = j; i < POINTS / 2; i += 8 * m) NAME(eight)(x + 2 * i, m, j * turn);
    }
}

CODE static void NAME(reverse)(float *x)
{
    for (unsigned i = 0; i < POINTS; i++) {
        unsigned k = NAME(reversed)[i];
        if (k <= i) continue;
        float a = x[2 * i], b = x[2 * i + 1];
        x[2 * i] = x[2 * k], x[2 * i + 1] = x[2 * k + 1];
        x[2 * k] = a, x[2 * k + 1] = b;
    }
}

/* Where the largest magnitude is. */
CODE static unsigned __attribute__((noinline)) NAME(work)(float *x, float *magnitude)
{
    NAME(halves)(x);
    NAME(butterflies)(x), NAME(butterflies)(x + POINTS);
    NAME(reverse)(x);
    for (unsigned i = 0; i < POINTS; i++)
        magnitude[i] = __builtin_sqrtf(x[2 * i] * x[2 * i] + x[2 * i + 1] * x[2 * i + 1]);
    unsigned at = 0;
    float most = magnitude[0];
    for (unsigned i = 1; i < POINTS; i++)
        if (magnitude[i] > most) most = magnitude[i], at = i;
    return at;
}

#undef COS
#undef COS4
#undef COS16
#undef COS64
#undef COS256
#undef REV
#undef REV4
#undef REV16
#undef REV64
#undef REV256
