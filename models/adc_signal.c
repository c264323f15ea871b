/* adc_signal.c -- see adc_signal.h. */
#include "adc_signal.h"

__extension__ typedef unsigned __int128 wide_t;

#define ONE     (1ll << 30)                  /* 1.0 */
#define HALF_PI 1686629713ll                 /* pi / 2, rounded */

/* sin(x * pi / 2) for x in 0..ONE: the Taylor series up to x^13; the next term is below 2^-27. */
static int64_t quarter(int64_t x)
{
    int64_t a = x * HALF_PI >> 30, square = a * a >> 30, term = a, sum = a;
    for (int64_t k = 2; k <= 12; k += 2) {
        term = -((term * square >> 30) / (k * (k + 1)));
        sum += term;
    }
    return sum > ONE ? ONE : sum;
}

/* One turn is 1 << 32. */
static int64_t sine(uint32_t turn)
{
    int64_t x = turn & (ONE - 1);
    switch (turn >> 30) {
    case 0:  return quarter(x);
    case 1:  return quarter(ONE - x);
    case 2:  return -quarter(x);
    default: return -quarter(ONE - x);
    }
}

static uint32_t level(const analog_t *s, tick_t t)
{
    tick_t dt = t > s->start ? t - s->start : 0, period = s->period ? s->period : 1;
    int64_t span = (int64_t)s->high - s->low;
    uint32_t turn = (uint32_t)(((wide_t)(dt % period) << 32) / period);
    uint64_t n = dt / period;
    switch (s->kind) {
    case ANALOG_SINE:
        return (uint32_t)(s->low + ((span * (sine(turn) + ONE) + ONE) >> 31));
    case ANALOG_RAMP:
        return (uint32_t)(s->low + (span * (int64_t)turn >> 32));
    case ANALOG_LIST:
        if (!s->values) return 0;
        return s->value[n < s->values ? n : s->once ? s->values - 1 : n % s->values];
    default:
        return s->low;
    }
}

uint32_t adc_signal(const struct input *in, unsigned adc, unsigned channel, tick_t t)
{
    for (uint32_t i = 0; in && in->analog && i < in->analogs; i++)
        if (in->analog[i].adc == adc && in->analog[i].channel == channel)
            return level(&in->analog[i], t) & 0xFFFF;
    return 0;
}
