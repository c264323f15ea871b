/* pins.h -- the outside world at the pins: levels given with their ticks.
 *
 * Plays input_t.pin in order onto WIRE_PIN_DRIVEN and WIRE_PIN_OUTSIDE: from its tick on a pin is
 * driven low, driven high, or left alone. A pin that is never named is left alone.
 * Not modelled: anything the outside does in answer to the chip, slopes, bouncing (give its edges).
 * It has no registers and tells no facts: the pin's part tells F_PIN when the level changes. */
#ifndef PINS_H
#define PINS_H
#include "device.h"

typedef struct { uint32_t next, pad; } pins_t;     /* index of the next entry of input_t.pin */

extern const model_t pins_model;
#endif
