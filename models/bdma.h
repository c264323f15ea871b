/* bdma.h -- BDMA: eight channels on one AHB master port inside D3, no FIFO. RM0433 chapter 16.
 *
 * Modelled: every register; all three directions; sizes that differ (a narrow source is extended
 * with zeros, a wide one cut, nothing is packed: the count is of items); circular, double buffer;
 * priorities; flags, interrupt lines; bus errors; write protection while EN = 1.
 * Not modelled: the controller's own clock stopped while a channel runs. What a narrow write does at a
 * register is the bus's (matrix.h). Peripheral to peripheral is peripheral to memory with another address.
 *
 * Schedule, all in hclk edges. A channel is ready at edge S: its request is up, or it is memory to
 * memory. The port was given back at F.
 *     max(S, F) + arb   one channel is chosen
 *       ... + calc      the read is on the port (port_ask); from there the matrix counts, answer R
 *     R + calc          the write is on the port; answer W
 *     W + idle = F      the port is free again
 * The highest PL wins, then the lowest number. A memory-to-memory channel that was served gives way
 * to any other ready channel, whatever its priority (RM0433 16.4.4).
 * One request is one item. The peripheral lowers its request when its register is accessed; the
 * channel looks again `ack` edges after that access was answered, and tells DMAMUX2 (WIRE_ACK).
 *
 * What surprises people
 * - EN stays 1 at the end. CNDTR is read-only while EN = 1: a driver made for DMA1, which does not
 *   clear EN, loads the next count in vain and waits for ever.
 * - After an error it is the other way round: EN falls, and cannot be set before TEIF is cleared.
 * - Nothing is read ahead: memory is read after the request, one item at a time.
 * - The port reaches SRAM4, backup SRAM, AHB4 and APB4. Anything else is a bus error: TEIF. With a
 *   bad destination the item was taken from the peripheral and is lost.
 * - The address registers and CIRC, DBM and the interrupt enables can be written while EN = 1; an
 *   address takes effect at the next lap or enable.
 * - CT = 1 selects CM1AR with DBM = 0 too. DBM without CIRC never turns over.
 * Choices where the manual is silent: GIF is the OR of the channel's other flags; CIRC and DBM mean
 * nothing in memory-to-memory; HTIF rises with the item that makes transferred * 2 >= programmed;
 * the reserved size is refused at enable.
 *
 * F_DMA_ON gives the set-up in the layout of DMA1's SxCR (FCR 0), so that observers know one
 * layout; memory to memory with DIR = 1 is told with its two sides exchanged, source as "peripheral".
 *
 * Numbers from the map: arb 1, calc 1, idle 1, ack 1 (ESTIMATE: the AHB minimum for one port without
 * overlap; no figure published). */
#ifndef BDMA_H
#define BDMA_H
#include "map.h"

enum { BDMA_CHANNELS = 8, BDMA_NOBODY = 0xFF };

typedef struct {
    uint8_t hclk;                               /* clock domain */
    uint8_t port;
    uint8_t irq[BDMA_CHANNELS];
    uint8_t sync[BDMA_CHANNELS];                /* sync_signal_t that follows the interrupt line */
    uint8_t ack_wire;                           /* WIRE_ACK number of channel 0 */
    uint8_t arb, calc, idle, ack;               /* hclk edges */
} bdma_cfg_t;

enum {                                          /* CCRx */
    BDMA_CR_EN = 1, BDMA_CR_TCIE = 1 << 1, BDMA_CR_HTIE = 1 << 2, BDMA_CR_TEIE = 1 << 3,
    BDMA_CR_DIR = 1 << 4, BDMA_CR_CIRC = 1 << 5, BDMA_CR_PINC = 1 << 6, BDMA_CR_MINC = 1 << 7,
    BDMA_CR_PSIZE = 3 << 8, BDMA_CR_MSIZE = 3 << 10, BDMA_CR_PL = 3 << 12,
    BDMA_CR_MEM2MEM = 1 << 14, BDMA_CR_DBM = 1 << 15, BDMA_CR_CT = 1 << 16
};
enum {                                          /* offsets; channel registers + 0x14 * channel */
    BDMA_ISR = 0x00, BDMA_IFCR = 0x04, BDMA_CCR0 = 0x08, BDMA_CNDTR0 = 0x0C, BDMA_CPAR0 = 0x10,
    BDMA_CM0AR0 = 0x14, BDMA_CM1AR0 = 0x18, BDMA_STRIDE = 0x14,
    BDMA_END = BDMA_CCR0 + BDMA_STRIDE * BDMA_CHANNELS
};
enum { BDMA_GIF = 1, BDMA_TCIF = 2, BDMA_HTIF = 4, BDMA_TEIF = 8 };      /* << 4 * channel */

typedef struct {
    uint32_t ccr, cndtr, cpar, cm0ar, cm1ar;    /* as read */
    uint32_t reload;                            /* CNDTR as last programmed */
    uint32_t p_addr, m_addr;                    /* next access */
    tick_t   since;                             /* ready since; NEVER: not */
    tick_t   look;                              /* the request line means something from here */
} bdma_channel_t;

typedef struct {
    uint32_t       isr;                         /* without GIF, which follows from the rest */
    uint32_t       item;                        /* read, not yet written */
    bdma_channel_t ch[BDMA_CHANNELS];
    uint8_t        owner, last;                 /* channel granted, channel served before */
    uint8_t        writing;                     /* the owner's item was read */
    uint8_t        ghost;                       /* the owner was stopped: drop what comes back */
    uint32_t       pad;
    tick_t         ask;                         /* when to raise the request; NEVER: raised */
    tick_t         free;                        /* the port was given back */
} bdma_t;

extern const model_t bdma_model;
#endif
