/* spi_devices.h -- the outside of the SPI lines: devices that answer bit by bit, and masters that
 * clock an SPI of ours (spi_master.h).
 *
 *   SPI_ECHO       gives back each byte one byte later; 00 first
 *   SPI_REGISTERS  a sensor: the first byte after its selection is a register number, with bit 7 to
 *                  read; each further byte reads or writes the next register, after the last comes
 *                  0. It answers 00 to the number and to writes
 *   SPI_SINK       a display: takes everything, drives nothing; counts and hashes (FNV-1a) it
 *
 * A device works while it is selected: always, by the SPI's own SS output, or by a pin at low
 * level. Deselected it lets its line go and forgets the byte under way; selected again it starts
 * anew. Bits are taken most significant first, whatever the length of the master's frames. A device
 * that is never deselected never starts anew: registers want a select line.
 * Several devices may share a line; two selected at a time pull it low wherever one does.
 * Not modelled: CPOL and CPHA (a device follows the master's), set-up and hold times, a limit of
 * the clock, half of a frame (a device sees a frame whole when it starts), devices that are busy.
 * What surprises people: it tells no facts; the SPI tells F_TX and F_RX. Half duplex: the device
 * hears the frames sent and answers those received, which it takes for bytes 00.
 *
 * It has no registers on the chip's bus. Lines and devices beyond the limits are passed over. */
#ifndef SPI_DEVICES_H
#define SPI_DEVICES_H
#include "device.h"
#include "spi_master.h"

enum { SPI_SLAVES = 8, SPI_REGISTER_FILE = 128 };

typedef struct {
    uint8_t  reg[SPI_REGISTER_FILE];
    uint8_t  on;                   /* selected                                                 */
    uint8_t  got, bits;            /* the byte coming in; how many bits of it                  */
    uint8_t  answer;               /* the byte going out                                       */
    uint8_t  addressed, reading;   /* registers: the number has come; bit 7 of it              */
    uint8_t  pointer, pad;
    uint32_t count, hash;          /* whole bytes taken since reset                            */
} spi_device_t;

typedef struct {
    spi_device_t device[SPI_SLAVES];
    tick_t   seen[SPI_LINES];      /* start of the last frame seen on the line                 */
    uint32_t begun, pad;           /* the registers have been filled                           */
    spi_master_t master;           /* whoever clocks an SPI of ours that is a slave            */
} spi_devices_t;

extern const model_t spi_devices_model;
#endif
