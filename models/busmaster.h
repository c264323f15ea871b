/* busmaster.h -- a bus master without a model of its own, driven by a script: Ethernet, SDMMC1 and 2,
 * USB OTG HS1 and 2, DMA2D, LTDC, and the debug port. RM0433 2.1-2.2 (ports, widths); for each block's
 * registers its own chapter.
 *
 * Modelled: the port. What a scenario lists (input.h, master_op_t) goes over the real bus as bursts of
 * the port's width with its reach, arbitration and errors: read, write, copy, poll a word until it has
 * a value, wait, loop. The CPU can start it: a write to the block's registers is a doorbell. Registers
 * the script names are kept: the script takes addresses from them, or sets them as status; the block's
 * interrupt rises when the script says so and falls with the next write to the block.
 * Not modelled: the block itself. Other registers read 0 and forget what is written (F_UNMODELLED), but for
 * the few that start-up code polls (SDMMC: a command without a card; OTG_HS: the core's reset; polled.h),
 * status is not cleared by reading or by writing ones, FIFOs, more than one transaction under way
 * (DMA2D may have two reads, SDMMC1 four writes), posted writes, byte lanes. The RCC clock gates the
 * registers (by whoever carries the access), not the script.
 *
 * Schedule, on hclk edges. An operation that moves data asks for its first burst at the edge it is
 * begun; the next burst is asked `turn` edges after the answer, or `time` after the burst before was
 * asked, whichever is later; the operation is over with the last answer and the next one begins `turn`
 * edges later. Any other operation takes one edge, or as long as it says. A burst ends at a 1 KB
 * boundary (AHB, RM0433 15.3.13) and is made of beats as wide as address and rest allow.
 * What surprises people:
 *   - a doorbell rung before the script waits for it counts, once.
 *   - a bus error ends the script: it goes on at on_error, once.
 *   - the first bytes of every read are kept (unless the read says no), so that a descriptor's field
 *     can be the next address.
 * From the map: busmaster_cfg_t. */
#ifndef BUSMASTER_H
#define BUSMASTER_H
#include "input.h"
#include "map.h"
#include "polled.h"

enum { BUSMASTER_KEPT = 64, BUSMASTER_POLLED = 16, BUSMASTER_ANY = 0x80000000u };

typedef struct {
    uint8_t  hclk;                      /* clock domain */
    uint8_t  init, port;                /* initiator: whose script; port number */
    uint8_t  size, beats;               /* log2 bytes a beat at most; beats a burst unless told */
    uint8_t  turn;                      /* hclk edges from an answer to the next request */
    uint16_t irq;                       /* 0: none */
    const polled_cfg_t *polled;         /* what start-up code polls and the script does not name; or NULL */
} busmaster_cfg_t;

typedef struct {
    uint32_t op;                        /* the operation at hand */
    uint8_t  begun, busy, held, over;   /* it has begun; a burst is under way; a copy's burst was read */
    uint8_t  failed, called, irq, beats;  /* error path taken; since a doorbell; line; beats of the burst */
    uint32_t at, from;                  /* its addresses, resolved when it began */
    uint32_t done, burst;               /* bytes answered; bytes of the burst under way */
    uint32_t rung;                      /* doorbells: a bit a named register, and BUSMASTER_ANY */
    uint32_t loop[MASTER_LOOPS];        /* rounds left, this one included; 0: not inside */
    uint32_t reg[MASTER_REGS];          /* the registers the script names */
    uint8_t  kept[BUSMASTER_KEPT];
    uint64_t hold[BUS_BEATS];           /* a copy's beats, between its read and its write */
    tick_t   due, asked;                /* what is next may happen; the last burst was asked */
    uint32_t polled[BUSMASTER_POLLED];  /* polled.h */
} busmaster_t;

extern const model_t busmaster_model;
#endif
