/* world.h -- the outside: bytes that arrive on the serial lines at given times.
 *
 * Plays input_t.rx in order onto wires->rx: a start bit, data bits least significant first, stop
 * bits, at the sender's own baud rate. A frame starts at its `at`, or when the frame before it on
 * the same line is over. Lines are independent. What was typed while the run goes on (input_t.typed) is
 * played the same way, between the given bytes of its line, whichever has the earlier `at`.
 * Faults: SERIAL_BAD_STOP makes the first stop bit 0, SERIAL_BREAK the whole frame. Either is
 * followed by one bit of idle line, so that the next start bit has an edge.
 * Not modelled: anything the outside does in answer to what the chip sends; flow control; noise.
 * What the chip sends is not kept: observers see F_TX, and the wire holds the frame.
 * What surprises people: it tells no facts. The receiver tells F_RX when it has read the frame.
 *
 * It has no registers. Entries for a line that does not exist or without a bit time are passed
 * over. */
#ifndef WORLD_H
#define WORLD_H
#include "device.h"

typedef struct {
    uint32_t next[SERIAL_LINES];  /* index of the line's next entry in input_t.rx; rxs: none left */
    /* all entries of input_t.typed before this one are played, or of another line */
    uint32_t heard[SERIAL_LINES];
    tick_t   free[SERIAL_LINES];  /* the line is free from here on                                */
    uint32_t begun, pad;          /* `next` has been looked up                                    */
} world_t;

extern const model_t world_model;
#endif
