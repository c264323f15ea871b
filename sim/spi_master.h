/* spi_master.h -- the other end of an SPI of ours that is a slave: a master outside, told beforehand what
 * it sends and when. Part of spi_devices.h, which steps it.
 *
 * Plays input_t.spi_event in order onto wires->spi_outside: bursts of 1 to 32 bits, each at its own bit
 * time, and the level of our SS pin. What comes back is counted and hashed a burst at a time, when the
 * burst is over; a line nobody drives reads all 1. It does not wait for us and takes no notice of what
 * we send, as a master does not.
 * Not modelled: a burst that begins before the one in front of it is over replaces it; two masters on
 * one line at a time see nothing of each other but our SS pin.
 * What surprises people: it tells no facts; the SPI tells F_TX and F_RX.
 *
 * Events of lines beyond the limits, without bits or a bit time are passed over. */
#ifndef SPI_MASTER_H
#define SPI_MASTER_H
#include "device.h"

typedef struct {
    uint32_t count[SPI_LINES];     /* bursts that are over                                      */
    uint32_t hash[SPI_LINES];      /* FNV-1a of what came back in them, four bytes a burst      */
    tick_t   end[SPI_LINES];       /* of the burst under way; NEVER: none                       */
    uint32_t next, pad;            /* next event                                                */
} spi_master_t;

void   spi_master_reset(spi_master_t *);
/* Be correct at env->now. Returns when to be asked again. */
tick_t spi_master_run(spi_master_t *, env_t *);
#endif
