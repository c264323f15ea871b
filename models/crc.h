/* crc.h -- the CRC calculation unit. RM0433 chapter 21.
 *
 * Modelled: polynomials of 7, 8, 16 and 32 bits, INIT, POL, bit reversal of input by byte, half-word and
 * word and of output, data of 8, 16 and 32 bits, RESET, IDR.
 * Not modelled: the clocks a write takes (one to four): a read gives the finished value at once.
 *
 * What surprises people: a word goes in with its most significant bit first, so four bytes and the
 * word they make in memory give different sums unless REV_IN puts the bytes right. A reset value of
 * INIT is all ones. A write to INIT sets DR too. The result is not complemented.
 * Choices where the manual is silent: the output is reversed within the polynomial's width; input is
 * reversed within the access if that is narrower than REV_IN says. A change of POL in the middle goes
 * on with the value so far.
 *
 * From the map: nothing. */
#ifndef CRC_H
#define CRC_H
#include "device.h"

typedef struct { uint8_t none; } crc_cfg_t;

typedef struct { uint32_t value, idr, cr, init, pol, pad; } crc_t;

extern const model_t crc_model;
#endif
