/* spi.h -- one SPI as master: SPI1 to SPI6. RM0433 chapter 50.
 *
 * Modelled: both FIFOs; frames of 4 to 32 bits (SPI4-6: 16); packets (FTHLV); accesses that pack
 * several frames; TSIZE, TSER, endless transfers; full duplex, transmit-only, receive-only, half
 * duplex; MBR; MSSI, MIDI; LSBFRST; CSTART, CSUSP, MASRX; SS output (SSOE, SSOM); RXP, TXP, DXP,
 * EOT, TXTF, OVR, MODF (SSM = 1 only), TSERF, SUSP, TXC, RXPLVL, RXWNE, CTSIZE; the interrupt; both
 * DMA requests with the one that fetches an incomplete last packet; write protection by SPE and
 * IOLOCK.
 * Not modelled: slave mode, TI mode, CRC, I2S, IOSWP: setting such a bit is told as F_UNMODELLED.
 * UDR, CRCE, TIFRE never rise. The SS input with SSM = 0 is never active. Kernel clock switches:
 * it is the clock the RCC selects after reset. CPOL and CPHA go out on the line and change no time:
 * a frame is DSIZE bits long in each mode. The pins need no alternate function. A frame
 * that SPE = 0 cuts has reached the device whole.
 *
 * What surprises people:
 *   - Nothing moves without CSTART, and CSTART is ignored until SPE reads 1.
 *   - TSIZE > 0: EOT ends the transfer and CSTART falls; the next one wants SPE = 0 and 1 first.
 *     With TSIZE = 0 there is no EOT: TXC tells the end, and receive-only clocks for ever.
 *   - DMA's TCIF of the transmit stream comes some frames before the line is quiet: EOT is the end.
 *   - RXP counts packets of FTHLV frames. The last, incomplete one does not raise it.
 *   - SPE = 0 empties both FIFOs, what was not read yet included.
 *   - TXTF rising switches TXPIE and DXPIE off.
 *   - A master with SSM = 1, SSOE = 0 and SSI at SS's active level is a mode fault: SPE and MASTER
 *     fall, SPE stays down until MODFC. SSI comes before MASTER.
 *   - Requests leave only with SPE = 1. TXDMAEN may come before the stream then, SPE may not: a
 *     request that waits when the stream is enabled is an underrun, FEIF.
 *   - One access of a packet's request series is one request. SPI6's go to DMAMUX2: BDMA alone.
 * Choices where the manual is silent: an access narrower than a frame is ignored; a write that does
 * not fit, or comes with SPE = 0, is dropped; CSTART in the same write as SPE is ignored; CSTART
 * goes on after a suspension without SPE = 0; re-enabling clears OVR too; DSIZE below 4 bits counts
 * as 4.
 * F_LOST: note 0 overrun, 1 written to a full TxFIFO. F_TX at a frame's start, F_RX at its end.
 *
 * From the map: FIFO size, longest frame, the edges in spi_cfg_t. */
#ifndef SPI_H
#define SPI_H
#include "device.h"

enum { SPI_FIFO = 16 };              /* bytes, the larger kind */

typedef struct {
    uint8_t  kernel, pclk;           /* clock domains */
    uint8_t  line;                   /* 0..SPI_LINES - 1 */
    uint8_t  fifo, bits;             /* bytes in each FIFO; longest frame */
    uint8_t  req_wire;               /* WIRE_REQ1 or WIRE_REQ2 */
    uint16_t irq;                    /* WIRE_IRQ */
    uint16_t req_rx, req_tx;         /* ids on req_wire; 0: not connected */
    uint8_t  start_edges;            /* kernel: CSTART, or TXDR with nothing to send -> first bit */
    uint8_t  req_edges;              /* pclk: flag -> DMA request */
} spi_cfg_t;

typedef struct {
    uint32_t cr1, cr2, cfg1, cfg2, ier, crcpoly, udrdr, i2scfgr;
    uint32_t flags;                  /* SR bits that are kept; the rest follows from the state */
    uint32_t to_write, to_do;        /* TSIZE > 0: frames not yet in the TxFIFO, not yet over */
    uint8_t  rx[SPI_FIFO], tx[SPI_FIFO];   /* oldest byte first; a frame is 1 to 4 whole bytes */
    uint8_t  rxs, txs;               /* bytes held */
    uint8_t  rx_owed, tx_owed;       /* bytes of the request series under way */
    uint8_t  extended;               /* `to_write` counts TSER's frames already, `to_do` does not */
    uint8_t  open;                   /* SS is active */
    uint8_t  suspend;                /* CSUSP waits for the frame's end */
    uint8_t  way;                    /* of the frame under way */
    tick_t   end;                    /* the frame under way ends; NEVER: none */
    tick_t   from;                   /* the next one starts; NEVER: nothing to start */
    tick_t   gap;                    /* MIDI, MSSI: not before this */
    tick_t   req_rx_at, req_tx_at;   /* the request rises; NEVER: no need for it */
} spi_t;

extern const model_t spi_model;
#endif
