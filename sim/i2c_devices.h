/* i2c_devices.h -- the outside of the I2C buses: devices with registers, another master, glitches.
 *
 * A device answers to its seven-bit address. The first byte written after the address is a register
 * number and sets the pointer; further bytes are stored from there on, bytes read come from there
 * on; the pointer goes on with each byte, from the last register to 0, and stays over STOP and
 * repeated START. A number beyond the last register is not acknowledged. The device may hold SCL
 * low behind its address and behind every other byte it or the master acknowledged.
 * Another master takes a bus at a given tick for a given time: a transfer under way loses
 * arbitration, a START asked for waits until the bus is free.
 * Not modelled: ten-bit addresses, general call, alerts, devices that are busy or change their
 * registers by themselves; two devices with one address: the first in the list answers.
 * What surprises people: it tells no facts; the I2C tells F_TX, F_RX and NACKF.
 *
 * It has no registers on the chip's bus. Buses and devices beyond the limits are passed over. */
#ifndef I2C_DEVICES_H
#define I2C_DEVICES_H
#include "device.h"

enum { I2C_SLAVES = 8, I2C_REGISTERS = 256 };

typedef struct {
    uint8_t  reg[I2C_SLAVES][I2C_REGISTERS];
    uint8_t  pointer[I2C_SLAVES];
    uint8_t  chosen[I2C_BUSES];    /* device addressed on this bus, plus 1; 0: none              */
    uint8_t  number[I2C_BUSES];    /* the next byte written is a register number                 */
    tick_t   seen[I2C_BUSES];      /* `rise` of the last act seen on the bus                     */
    uint32_t next, begun;          /* next event of input_t; the registers have been filled      */
} i2c_devices_t;

extern const model_t i2c_devices_model;
#endif
