/* source.h -- a camera interface with a shallow FIFO: DCMI. RM0433, chapter DCMI. It stands for every
 * peripheral that is filled from outside at a steady rate and cannot say "wait": camera, audio, ADC.
 *
 * Modelled: words arriving at the camera's rate while CR.ENABLE and CAPTURE are set, from the first
 * frame that starts then; the FIFO, its DMA request, overrun; continuous and snapshot mode; frame,
 * line and VSYNC flags; the interrupt line; DR, which gives the oldest word.
 * Not modelled: pins, polarities and widths (the camera sends what DCMI wants: 8 bits, four to a
 * word), embedded synchronisation, cropping, JPEG, frame rate control (CR bits told as F_UNMODELLED),
 * SR.HSYNC and SR.VSYNC (read 0). The RCC clock gates the registers (by whoever carries the access),
 * not the capture.
 *
 * What surprises people:
 *   - nothing slows the camera down: a word that finds the FIFO full is lost, OVR rises, the FIFO is
 *     emptied and capture waits for the next frame. The DMA stream is left in mid-count and the
 *     next frame lands at an offset.
 *   - the request stands as long as a word waits; it falls when DR is read and rises again.
 * Choices where the manual is silent: DR reads 0 while the FIFO is empty; a read of any size takes a
 * word; ENABLE = 0 empties the FIFO.
 *
 * From the map: source_cfg_t; edges are of hclk. */
#ifndef SOURCE_H
#define SOURCE_H
#include "device.h"

#ifdef STRESS
enum { SOURCE_FIFO = 1 };
#else
enum { SOURCE_FIFO = 8 };
#endif

typedef struct {
    uint8_t  hclk;                   /* clock domain */
    uint8_t  fifo;                   /* words, at most SOURCE_FIFO */
    uint8_t  sync_edges;             /* last byte of a word -> word in the FIFO */
    uint8_t  req_edges;              /* word in the FIFO, or DR read -> request */
    uint16_t irq, req;               /* WIRE_IRQ; WIRE_REQ1 */
} source_cfg_t;

typedef struct {
    uint32_t cr, ris, ier;
    uint32_t fifo[SOURCE_FIFO];      /* oldest first */
    uint32_t words;                  /* how many */
    uint32_t capturing;              /* inside a frame that is captured */
    uint64_t next;                   /* the camera's next event: frame starts and words, counted through */
    tick_t   req_at;                 /* the request rises; NEVER: nothing waits */
} source_t;

extern const model_t source_model;
#endif
