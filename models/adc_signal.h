/* adc_signal.h -- what is on an analogue input at a tick: a pure function of the tick, so a run may
 * be saved, copied and looked at anywhere. See analog_t in input.h.
 *
 * Integers only: no two compilers differ. A sine starts at its middle and rises; it is exact to one
 * part in 65536. A ramp goes from low to high within a period and falls back. A list holds each
 * value for its period. An input that nothing drives is at 0; of two descriptions of one input the
 * first counts. */
#ifndef ADC_SIGNAL_H
#define ADC_SIGNAL_H
#include "input.h"

/* Level of input `channel` of converter `adc` (0: ADC1) at t: 16 bits of full scale. */
uint32_t adc_signal(const struct input *in, unsigned adc, unsigned channel, tick_t t);
#endif
