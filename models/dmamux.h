/* dmamux.h -- request multiplexer: which peripheral's request reaches which DMA stream. DMAMUX1 and
 * DMAMUX2. RM0433 chapter 17.
 *
 * Modelled: routing; channel c passes the level of request DMAREQ_ID on to its output, with no delay
 * (combinational; the manual's edge counts are about the inputs below). Synchronisation: with SE = 1
 * the request is cut off until an edge of input SYNC_ID meets a waiting request; then NBREQ + 1
 * requests pass. Events: with EGE = 1 every NBREQ + 1 served requests give a pulse of one hclk, an
 * input of synchronisation and generators. Generators: an edge of input SIG_ID makes GNBREQ + 1
 * requests, one after the other, on id 1 + g. Overruns SOF, OF, the interrupt.
 * Not modelled: inputs whose source has no part here; selecting one tells F_UNMODELLED.
 *
 * Inputs must hold for more than two hclk edges after their edge, or it does not count; edges in the
 * three hclk after a write of the control register are masked (RM0433 17.4.4, 17.4.5). The channels'
 * own events are made with hclk and need not hold.
 *
 * What surprises people
 * - A synchronisation edge with no request waiting is lost: it opens nothing for the next one.
 * - Routing one id to two channels gives both the level; who is served first takes the item.
 * - A generator or a synchronised channel whose stream is over still takes edges: overrun.
 * - Served means acknowledged by the DMA (WIRE_ACK), whatever the peripheral does to its line. The
 *   acknowledge and the mark of a last item (WIRE_LAST) go back to the request's id.
 * - A level that falls because a bus access reached the peripheral is passed on in the next tick,
 *   since the mux stands before the matrix in the slot list.
 * Choices where the manual is silent: the event's pulse is up from the first to the second hclk
 * edge after the acknowledge; a generated request rises with the counted edge, falls with the
 * acknowledge and rises again at the next hclk edge.
 *
 * NBREQ is writable with SE = EGE = 0 only, GNBREQ with GE = 0 only (RM0433 17.6).
 * From the map: wire kinds, counts of channels and ids, where each input comes from, the interrupt,
 * hold 2 and mask 3 hclk edges (DOC). */
#ifndef DMAMUX_H
#define DMAMUX_H
#include "device.h"

enum { DMAMUX_CHANNELS = 16, DMAMUX_GENERATORS = 8, DMAMUX_INPUTS = 32 };

/* An input: 0 no part drives it, DMAMUX_EVENT + channel, else a sync_signal_t. */
enum { DMAMUX_EVENT = 0x80 };

typedef struct {
    uint8_t in;                 /* WIRE_REQ1, WIRE_REQ2 */
    uint8_t out[2];             /* wire kinds of channels 0-7 and 8-15 */
    uint8_t channels;           /* 1..16 */
    uint8_t ids;                /* request inputs, a power of two: 128, 32 */
    uint8_t hclk;               /* clock domain */
    uint8_t ack;                /* WIRE_ACK number of channel 0 */
    uint8_t hold, mask;         /* hclk edges */
    uint16_t irq;               /* 0: none */
    uint8_t sync[DMAMUX_INPUTS], trigger[DMAMUX_INPUTS];   /* SYNC_ID, SIG_ID -> input */
} dmamux_cfg_t;

enum {                          /* offsets */
    DMAMUX_C0CR = 0x00, DMAMUX_CSR = 0x80, DMAMUX_CFR = 0x84,
    DMAMUX_RG0CR = 0x100, DMAMUX_RGSR = 0x140, DMAMUX_RGCFR = 0x144
};
enum {
    DMAMUX_CR_SOIE = 1 << 8, DMAMUX_CR_EGE = 1 << 9, DMAMUX_CR_SE = 1 << 16,
    DMAMUX_CR_SPOL = 3 << 17, DMAMUX_CR_NBREQ = 31 << 19, DMAMUX_CR_SYNC_ID = 31 << 24,
    DMAMUX_RG_SIG_ID = 31, DMAMUX_RG_OIE = 1 << 8, DMAMUX_RG_GE = 1 << 16, DMAMUX_RG_GPOL = 3 << 17,
    DMAMUX_RG_GNBREQ = 31 << 19
};

typedef struct {                /* what watches an input for edges */
    tick_t  event;              /* an edge was seen and counts from here; NEVER: none */
    tick_t  mask;               /* edges before this do not count */
    uint8_t level;
    uint8_t pad[7];
} dmamux_edge_t;

typedef struct {
    dmamux_edge_t sync;
    tick_t        event;        /* the count was last used up; NEVER: not yet */
    uint8_t       left;         /* requests after the next one until the count is used up */
    uint8_t       open;         /* SE = 1: the request is passed on */
    uint8_t       pad[6];
} dmamux_channel_t;

typedef struct {
    dmamux_edge_t trigger;
    tick_t        up;           /* the request is up from here */
    uint8_t       left;         /* requests yet to be served; 0: silent */
    uint8_t       pad[7];
} dmamux_generator_t;

typedef struct {
    uint32_t ccr[DMAMUX_CHANNELS], rgcr[DMAMUX_GENERATORS];
    uint32_t csr, rgsr;
    uint64_t acks, lasts;       /* WIRE_ACK, WIRE_LAST as last seen, channel 0 at bit 0 */
    dmamux_channel_t   channel[DMAMUX_CHANNELS];
    dmamux_generator_t generator[DMAMUX_GENERATORS];
} dmamux_t;

extern const model_t dmamux_model;
#endif
