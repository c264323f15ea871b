/* mdma.h -- MDMA: sixteen channels, a 64-bit AXI master for everything but the TCMs and a 32-bit
 * AHB master on the CPU's AHBS for the TCMs alone. RM0433 chapter 14.
 *
 *   request (SWRQ, or the level of trigger TSEL) --> arbiter --> read --> FIFO --> write
 *   buffer (TLEN + 1 bytes) < block (BNDT) < repeated block (BRC more) < linked list (LAR)
 *
 * Modelled: the four trigger modes, arbitration by PL and channel after each buffer, two 128-byte
 * FIFOs, every size, step, burst, packing and padding mode, the exchanges BEX, HEX and WEX, the
 * mask write that acknowledges a hardware request, node fetches, all flags, errors, the interrupt.
 * Not modelled: triggers of LTDC, JPEG, QUADSPI, DMA2D and SDMMC1 (told as F_UNMODELLED at enable);
 * several reads of one buffer in flight; bursts at a fixed or falling address or with a step unlike
 * the size (done as singles); the controller's own clock stopped while a channel runs.
 *
 * Schedule, all at hclk edges. The arbiter decides `arb` edges after a channel became ready and the
 * reader and a FIFO are free; an access is on its port `calc` edges after it was possible, and from
 * there the matrix counts. Writing begins when the FIFO holds one destination burst. The older
 * buffer is written first; the next buffer's read, of the same block or of another channel, may run
 * beside.
 *
 * What surprises people
 * - SBUS and DBUS choose the port, not the address: a TCM address on AXI, or SRAM on AHBS, is a bus
 *   error. 64-bit data on the TCM port is a transfer error before anything is moved.
 * - The D-cache is never asked and never changed; the TCMs need no maintenance at all. Nodes are
 *   read over AXI: a node in a dirty cache line is an old node.
 * - BNDT and TLEN count source bytes. A buffer is rounded up to whole items of the larger size.
 * - SAR, DAR and BNDT move at the end of a buffer and do not come back at the end of the transfer.
 * - EN = 0 by software lets the buffers under way finish and then sets CTCIF as well.
 * - A hardware trigger is a level. With MAR = 0 nobody lowers it: the channel runs on and on.
 * Choices where the manual is silent: a wrong set-up shows when a buffer is granted, a wrong size
 * on the TCM port as TED and TEA; the mask write comes after the last data of its request and
 * before CTCIF, always on AXI; an empty block ends at once with all its repetitions; SWRQ with
 * SWRM = 0 is ignored; a burst is cut at 4 KB (AXI) or 1 KB (AHB) and after 16 beats; SINC, DINC =
 * 01 is fixed; a fixed address on the TCM port, which is forbidden, is done; CTEIF clears all of
 * ESR.
 *
 * Facts: F_DMA_ON at enable and, after F_DMA_TARGET (addr = the node), for each node taken (addr
 * DAR, data SAR | BNDTR << 32, note TCR | TBR << 32); F_DMA_ITEM (note: BNDT << 8); F_DMA_OFF (data
 * BNDT; OFF_FIFO_CONFIG: the set-up was wrong); F_DMA_FLAG for TEIF (DMA_TE, data = ESR) and CTCIF
 * (DMA_TC), F_FLAG for the other flags.
 *
 * Numbers from the map: arb, calc. */
#ifndef MDMA_H
#define MDMA_H
#include "map.h"

enum { MDMA_CHANNELS = 16, MDMA_FIFO = 128, MDMA_NOBODY = 0xFF, MDMA_TRIGGERS = 16 };

typedef struct {
    uint8_t  hclk;                              /* clock domain */
    uint8_t  port[3];                           /* port numbers, as mdma_lane_name_t */
    uint16_t irq;
    uint8_t  arb, calc;                         /* hclk edges */
} mdma_cfg_t;

enum {                                          /* offsets; channel registers + 0x40 * channel */
    MDMA_GISR0 = 0x00, MDMA_C0ISR = 0x40, MDMA_C0IFCR = 0x44, MDMA_C0ESR = 0x48, MDMA_C0CR = 0x4C,
    MDMA_C0TCR = 0x50, MDMA_C0BNDTR = 0x54, MDMA_C0SAR = 0x58, MDMA_C0DAR = 0x5C,
    MDMA_C0BRUR = 0x60, MDMA_C0LAR = 0x64, MDMA_C0TBR = 0x68, MDMA_C0MAR = 0x70, MDMA_C0MDR = 0x74,
    MDMA_STRIDE = 0x40,
    MDMA_END = MDMA_C0ISR + MDMA_STRIDE * MDMA_CHANNELS
};
enum {                                          /* CxISR */
    MDMA_TEIF = 1, MDMA_CTCIF = 2, MDMA_BRTIF = 4, MDMA_BTIF = 8, MDMA_TCIF = 16,
    MDMA_CRQA = 1 << 16
};
enum {                                          /* CxESR */
    MDMA_TED = 1 << 7, MDMA_TELD = 1 << 8, MDMA_TEMD = 1 << 9, MDMA_ASE = 1 << 10,
    MDMA_BSE = 1 << 11
};
enum {                                          /* CxCR; the enables are the flags << 1 */
    MDMA_CR_EN = 1, MDMA_CR_TEIE = 1 << 1, MDMA_CR_CTCIE = 1 << 2, MDMA_CR_BRTIE = 1 << 3,
    MDMA_CR_BTIE = 1 << 4, MDMA_CR_TCIE = 1 << 5, MDMA_CR_PL = 3 << 6, MDMA_CR_BEX = 1 << 12,
    MDMA_CR_HEX = 1 << 13, MDMA_CR_WEX = 1 << 14, MDMA_CR_SWRQ = 1 << 16
};
enum {                                          /* CxTCR: where the fields begin */
    MDMA_SINC = 0, MDMA_DINC = 2, MDMA_SSIZE = 4, MDMA_DSIZE = 6, MDMA_SINCOS = 8, MDMA_DINCOS = 10,
    MDMA_SBURST = 12, MDMA_DBURST = 15, MDMA_TLEN = 18, MDMA_PKE = 25, MDMA_PAM = 26,
    MDMA_TRGM = 28, MDMA_SWRM = 30, MDMA_BWM = 31
};
enum { MDMA_FIXED = 0, MDMA_UP = 2, MDMA_DOWN = 3 };                    /* SINC, DINC */
enum { MDMA_BY_BUFFER, MDMA_BY_BLOCK, MDMA_BY_REPEAT, MDMA_BY_LIST };   /* TRGM */
enum { MDMA_BRSUM = 1 << 18, MDMA_BRDUM = 1 << 19, MDMA_SBUS = 1 << 16, MDMA_DBUS = 1 << 17 };

/* What a channel waits for when it is not moving data. */
typedef enum { MDMA_QUIET, MDMA_MASKING, MDMA_LINKING } mdma_wait_t;

typedef struct {
    uint32_t isr, esr, cr;                      /* as read, but for ISR.CRQA */
    uint32_t tcr, bndtr, sar, dar, brur, lar, tbr, mar, mdr;
    uint32_t reload;                            /* BNDT as last programmed, for repetitions */
    uint8_t  request;                           /* CRQA */
    uint8_t  wait;                              /* mdma_wait_t */
    uint8_t  stopping;                          /* software cleared EN */
    uint8_t  ended;                             /* turn off after the mask write */
    tick_t   since;                             /* ready for the arbiter since */
} mdma_channel_t;

typedef struct {                                /* one FIFO with one buffer in it; source bytes */
    uint8_t  channel;                           /* MDMA_NOBODY: free */
    uint8_t  len;
    uint8_t  in, out;                           /* arrived; written */
    uint8_t  pad[4];
    uint32_t src, dst;                          /* of its first item */
    uint8_t  byte[MDMA_FIFO];
} mdma_buffer_t;

typedef enum { MDMA_READ, MDMA_WRITE, MDMA_TCM, MDMA_LANES } mdma_lane_name_t;
typedef enum { MDMA_FREE, MDMA_FILL, MDMA_DRAIN, MDMA_LINK, MDMA_MASK } mdma_job_t;

typedef struct {                                /* a port and what it is doing */
    uint8_t  job;                               /* mdma_job_t */
    uint8_t  channel, buffer;
    uint8_t  beat;                              /* beats of a FILL already in the FIFO */
    uint8_t  bytes;                             /* source bytes of the access */
    uint8_t  ghost;                             /* its channel is off: drop what comes back */
    uint8_t  pad[2];
    tick_t   ask;                               /* when to raise the request; NEVER: raised */
} mdma_lane_t;

typedef struct {
    mdma_channel_t channel[MDMA_CHANNELS];
    mdma_buffer_t  buffer[2];
    mdma_lane_t    lane[MDMA_LANES];
    uint8_t        reader;                      /* the buffer being read, MDMA_NOBODY */
    uint8_t        oldest;                      /* the buffer to be written first */
    uint8_t        pad[6];
    tick_t         free;                        /* reader and a FIFO free since */
} mdma_t;

extern const model_t mdma_model;
#endif
