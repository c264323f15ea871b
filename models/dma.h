/* dma.h -- DMA1 or DMA2: eight streams, a memory port, a peripheral port. RM0433 chapter 15,
 * AN4031.
 *
 * Modelled: direct and FIFO mode, thresholds, packing, bursts on both ports, circular, double
 * buffer, peripheral flow control, memory-to-memory, one arbiter a port, every flag, enable and
 * interrupt line, write protection, suspend and FIFO flush, bus errors, forced register bits.
 * Not modelled: the last-data signal of peripheral flow control (nobody here drives it: the count
 * wraps from 0 to 0xFFFF and the stream runs until disabled); the bus error of a burst that crosses
 * 1 KB (it is performed); the controller's own clock stopped while a stream runs. What a narrow
 * write does at a register is the bus's (matrix.h).
 *
 * Schedule. Every decision falls on an hclk edge. A stream is ready for a port at edge S (its
 * request is up and the FIFO can serve it; or the FIFO wants memory).
 *     S + arb         the arbiter decides, or at the edge D the port's last access is answered, if
 *                     later: arbitration overlaps the last data cycle (AN4031 3.2.2)
 *       ... + calc    the address is on the port (port_ask); from there the matrix counts
 * so request to data at an AHB register is arb 1 + calc 1 + matrix 1 + data 1 = 4 hclk, and 4 more
 * to SRAM (AN4031 tables 4-5). A stream is ready again for the same port at D at the earliest. The
 * highest PL wins, then the lowest number; the stream served at D is left out of a decision up to D
 * + arb if another one is ready (AN4031 2.2.3).
 *
 * Request and acknowledge (RM0433 15.3.4). One request is one access of the peripheral port. From
 * the grant to D the line means nothing: the acknowledge is up. The peripheral lowers its request
 * when its register is accessed; that is never later than D, and one tick later DMAMUX has passed
 * it on. The DMA drops the acknowledge and looks again at D + ack: what is up then is a new
 * request.
 *
 * What surprises people
 * - Memory-to-peripheral reads ahead at EN: one item (direct) or the whole FIFO. It does not read
 *   ahead past the end of a lap: the next lap's first read starts when the last item was written.
 * - EN reads 1 after software cleared it until the access under way is answered and the FIFO is
 *   flushed; then TCIF. A partly packed memory word is flushed at full MSIZE width: old FIFO bytes.
 * - NDTR counts items at the peripheral port: items in the FIFO are already counted.
 * - FEIF for over- and underrun needs the memory bus to be late (RM0433 15.3.20 "not granted"): the
 *   stream's memory access is not granted `late` edges after it was wanted. Before the first
 *   preload ended any request is an underrun (AN4031 4.3), and so is any request with PBURST *
 *   PSIZE = 16 and FTH = 3/4 (RM0433 15.3.14), which is never served. DMEIF follows the same
 *   lateness.
 * - Bursts of more than 16 bytes on either port are refused at enable like the forbidden
 *   thresholds.
 * - EN does not stick with TEIF up (ESTIMATE: reported of the F series), nor with a reserved DIR, PSIZE or
 *   MSIZE. It does with FEIF up: drivers in the field never clear it and transmit again and again.
 * - CIRC and DBM mean nothing in memory-to-memory; DBM means nothing with PFCTRL.
 * - HTIF rises with the item that makes transferred * 2 >= programmed: NDTR = 1 gives it with TCIF.
 * - TRBUFF marks the memory port's writes bufferable. A write to a peripheral waits for its
 *   register: the handshake ends there.
 * - A burst with PINC = 0 (MINC = 0) increments inside itself, as AHB does, and starts there again.
 *
 * Numbers from the map, suggested:  arb 1, calc 1 (AN4031 3.1 tables 4-7: tPA = tMA, tPAC = tMAC;
 * DOC for F2/F4/F7, same IP);  ack 1 (ESTIMATE);  late 3 (ESTIMATE: arb + calc + one hclk at the
 * matrix, so an unloaded bus is never late);  fifo_words 4 (DOC, RM0433 15.3.14). With 1 word
 * bursts that do not fit are done as singles and thresholds are quarters of that word. */
#ifndef DMA_H
#define DMA_H
#include "map.h"

enum { DMA_STREAMS = 8, DMA_FIFO = 16, DMA_NOBODY = 0xFF };
enum { DMA_PER, DMA_MEM, DMA_SIDES };           /* the two ports */

typedef struct {
    uint8_t hclk;                               /* clock domain */
    uint8_t p_per, p_mem;                       /* port numbers */
    uint8_t wire;                               /* WIRE_DMA1 or WIRE_DMA2 */
    uint8_t irq[DMA_STREAMS];                   /* interrupt numbers */
    uint8_t arb, calc, ack, late;               /* hclk edges */
    uint8_t fifo_words;                         /* 1..4 */
} dma_cfg_t;

enum {                                          /* SxCR */
    DMA_CR_EN = 1, DMA_CR_DMEIE = 1 << 1, DMA_CR_TEIE = 1 << 2, DMA_CR_HTIE = 1 << 3,
    DMA_CR_TCIE = 1 << 4, DMA_CR_PFCTRL = 1 << 5, DMA_CR_DIR = 3 << 6, DMA_CR_CIRC = 1 << 8,
    DMA_CR_PINC = 1 << 9, DMA_CR_MINC = 1 << 10, DMA_CR_PSIZE = 3 << 11, DMA_CR_MSIZE = 3 << 13,
    DMA_CR_PINCOS = 1 << 15, DMA_CR_PL = 3 << 16, DMA_CR_DBM = 1 << 18, DMA_CR_CT = 1 << 19,
    DMA_CR_TRBUFF = 1 << 20, DMA_CR_PBURST = 3 << 21, DMA_CR_MBURST = 3 << 23
};
enum { DMA_P2M = 0, DMA_M2P = 1, DMA_M2M = 2 }; /* DIR */
enum { DMA_FCR_FTH = 3, DMA_FCR_DMDIS = 1 << 2, DMA_FCR_FEIE = 1 << 7 };
enum {                                          /* offsets; stream registers + 0x18 * stream */
    DMA_LISR = 0x00, DMA_HISR = 0x04, DMA_LIFCR = 0x08, DMA_HIFCR = 0x0C,
    DMA_S0CR = 0x10, DMA_S0NDTR = 0x14, DMA_S0PAR = 0x18, DMA_S0M0AR = 0x1C, DMA_S0M1AR = 0x20,
    DMA_S0FCR = 0x24, DMA_STRIDE = 0x18, DMA_END = DMA_S0CR + DMA_STRIDE * DMA_STREAMS
};

typedef struct {
    uint32_t cr, ndtr, par, m0ar, m1ar, fcr;    /* as read, but for FCR.FS */
    uint32_t reload;                            /* NDTR as last programmed */
    uint32_t p_addr, m_addr;                    /* next access */
    uint32_t m_left;                            /* bytes of this lap memory has yet to move */
    uint8_t  fifo[DMA_FIFO];                    /* a ring; its bytes stay when they were read */
    uint8_t  head, level;                       /* oldest byte, bytes held */
    uint8_t  moving;                            /* threshold was crossed: filling or draining */
    uint8_t  stopping;                          /* software cleared EN: 1 waiting, 2 flushing */
    uint8_t  primed;                            /* memory-to-peripheral: first preload ended */
    uint8_t  pad[3];
    tick_t   since[DMA_SIDES];                  /* ready for that port since; NEVER: not */
    tick_t   look;                              /* the request line means something from here */
} dma_stream_t;

typedef struct {                                /* a port and its arbiter */
    uint8_t  owner, last;                       /* stream granted, stream served before */
    uint8_t  ghost;                             /* the owner was stopped: drop what comes back */
    uint8_t  bytes;                             /* FIFO bytes the access under way gives or takes */
    uint32_t pad;
    tick_t   ask;                               /* when to raise the request; NEVER: raised */
    tick_t   freed;                             /* when `last` was answered */
} dma_side_t;

typedef struct {
    uint32_t     isr[2];                        /* LISR, HISR */
    dma_stream_t stream[DMA_STREAMS];
    dma_side_t   side[DMA_SIDES];
} dma_t;

extern const model_t dma_model;
#endif
