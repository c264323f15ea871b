/* spi.h -- one SPI, master or slave: SPI1 to SPI6. RM0433 chapter 50. spi.c is what both have and the
 * master, spi_slave.c the slave.
 *
 * Modelled: both FIFOs; frames of 4 to 32 bits (SPI4-6: 16); packets (FTHLV); accesses that pack
 * several frames; TSIZE, TSER, endless transfers; full duplex, transmit-only, receive-only, half
 * duplex; MBR; MSSI, MIDI; LSBFRST; CSTART, CSUSP, MASRX; SS output (SSOE, SSOM) and input (SSM,
 * SSI, SSIOP, the pin); the slave's underrun (UDRDET, UDRCFG, UDRDR); RXP, TXP, DXP, EOT, TXTF, UDR,
 * OVR, MODF, TSERF, SUSP, TXC, RXPLVL, RXWNE, CTSIZE; the interrupt; both DMA requests with the one
 * that fetches an incomplete last packet; write protection by SPE and IOLOCK.
 * Not modelled: TI mode, CRC, I2S, IOSWP: setting such a bit is told as F_UNMODELLED. CRCE and TIFRE
 * never rise. A pin that nobody outside drives is inactive, and so is MODF then. Kernel clock
 * switches: it is the clock the RCC selects after reset. CPOL and CPHA go out on the line and change
 * no time: a frame is DSIZE bits long in each mode; a slave in another mode than its master is told
 * as F_UNMODELLED at each frame and reads as if they agreed. The slave's delays in clocks of SCK and
 * pclk, and the fastest SCK it follows. The pins need no alternate function. A frame that SPE = 0
 * cuts has reached the device whole.
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
 *   - A slave waits for nobody: what is not in the TxFIFO when the master clocks is not sent. With
 *     UDRDET = 0 one accidental frame goes out between the last good one and the pattern.
 *   - UDR, once up, holds the TxFIFO back until UDRC; cleared between frames, it lets one more pattern
 *     out. Captured at a frame's end (UDRDET = 1), it rises only when the master clocks on.
 *   - A slave without SS counts bits for ever: one lost or spare bit and all is shifted.
 *   - Requests leave only with SPE = 1. TXDMAEN may come before the stream then, SPE may not: a
 *     request that waits when the stream is enabled is an underrun, FEIF.
 *   - One access of a packet's request series is one request. SPI6's go to DMAMUX2: BDMA alone.
 * Choices where the manual is silent: an access narrower than a frame is ignored; a write that does
 * not fit, or comes with SPE = 0, is dropped; CSTART in the same write as SPE, or of a slave, is
 * ignored; CSTART goes on after a suspension without SPE = 0; re-enabling clears OVR and UDR too; DSIZE
 * below 4 bits counts as 4. The accidental frame is 0. A slave listens from the first bit that begins
 * with it selected and SPE = 1; deselected in mid-frame it forgets the frame; after EOT it neither
 * listens nor drives its line.
 * F_LOST: note 0 overrun, 1 written to a full TxFIFO. F_TX at a frame's start, F_RX at its end; F_TX of
 * a slave: note 1 the accidental frame of an empty TxFIFO, 2 the underrun pattern.
 *
 * The section numbers (50.4.10 to 50.4.14, 50.5.2, 50.11) agree with a public copy of RM0433 rev 8's
 * contents; the underrun's text is that of RM0399 53.5.2, the same SPI in the STM32H745.
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
    uint8_t  on;                     /* slave: its SS input is active */
    uint8_t  at, had, piece;         /* slave: bits of the burst dealt with; of the frame; under way */
    uint8_t  under;                  /* slave: an underrun was captured */
    uint32_t heard, sending;         /* slave: the frame's bits so far; all that go out */
    uint32_t last_in, last_out;      /* slave: the frame before */
    tick_t   seen;                   /* slave: the burst `at` counts in */
    tick_t   end;                    /* the frame (slave: its piece) under way ends; NEVER: none */
    tick_t   from;                   /* the next one starts; NEVER: nothing to start */
    tick_t   gap;                    /* MIDI, MSSI: not before this */
    tick_t   req_rx_at, req_tx_at;   /* the request rises; NEVER: no need for it */
} spi_t;

extern const model_t spi_model;
#endif
