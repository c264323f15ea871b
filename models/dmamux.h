/* dmamux.h -- request multiplexer: which peripheral's request reaches which DMA stream.
 * RM0433 chapter 18.
 *
 * Modelled: sixteen channels; channel c passes the level of request DMAREQ_ID on to its output,
 * with no delay (combinational routing; the manual's edge counts are about the synchronisation
 * inputs). Channels 0-7 feed DMA1 streams 0-7, 8-15 feed DMA2 streams 0-7. Id 0 is no request. Two
 * channels may name one id: both get the level, and the stream that is served first takes the item.
 * Not modelled: synchronisation (SE), event generation (EGE), request generators (GE; ids 1 to 8
 * never rise). Their registers are kept; setting one of those bits tells F_UNMODELLED, and a
 * channel with SE passes requests on as if it were clear. The overrun flags never rise.
 *
 * What surprises people: a level that falls because a bus access reached the peripheral is passed
 * on in the next tick, since the mux stands before the matrix in the slot list. A write that
 * selects another id takes effect at once.
 *
 * NBREQ is writable with SE = EGE = 0 only, GNBREQ with GE = 0 only (RM0433 18.6).
 * Numbers from the map: the wire kinds, the count of channels and of ids (16 and 128 for DMAMUX1).
 * */
#ifndef DMAMUX_H
#define DMAMUX_H
#include "device.h"

enum { DMAMUX_CHANNELS = 16, DMAMUX_GENERATORS = 8 };

typedef struct {
    uint8_t in;                 /* WIRE_REQ1 */
    uint8_t out[2];             /* WIRE_DMA1, WIRE_DMA2: channels 0-7 and 8-15 */
    uint8_t channels;           /* 1..16 */
    uint8_t ids;                /* request inputs, a power of two: 128 */
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

typedef struct {
    uint32_t ccr[DMAMUX_CHANNELS];
    uint32_t rgcr[DMAMUX_GENERATORS];
} dmamux_t;

extern const model_t dmamux_model;
#endif
