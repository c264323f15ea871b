/* wires.h -- interrupt, DMA-request, clock-enable and serial lines between parts.
 *
 * Wires are levels. A part sets them only through wire_put(), which wakes whoever listens to that
 * kind of wire. Signals flow down the slot list within a tick and come round to the top in the next.
 *
 * A serial line is not a list of edges but one frame as a fact: when it started, how long a bit is,
 * and which bits it carries. The receiver samples it with its own clock, so a wrong baud rate reads
 * wrong bits, as on the bench. A new frame replaces the old one; its reader must have taken what it
 * needs when the frame starts. */
#ifndef WIRES_H
#define WIRES_H
#include "tick.h"

typedef enum {
    WIRE_IRQ,       /* n: interrupt number, 0..191                   listener: the core's NVIC        */
    WIRE_REQ1,      /* n: DMAMUX1 request id, 0..127                 listener: DMAMUX1                 */
    WIRE_REQ2,      /* n: DMAMUX2 request id, 0..63                  listener: DMAMUX2                 */
    WIRE_DMA1,      /* n: request to DMA1 stream 0..7                listener: DMA1                    */
    WIRE_DMA2,      /* n: request to DMA2 stream 0..7                listener: DMA2                    */
    WIRE_CLOCK,     /* n: map's clock-enable line; 1 = clocked       listener: the parts that have one */
    WIRE_SERIAL_RX, /* n: serial line into part n                    listener: the U(S)ARTs            */
    WIRE_SERIAL_TX, /* n: serial line out of part n                  listener: the world               */
    WIRE_PORT,      /* not a level: a port raised a request          listener: the matrix              */
    WIRE_KINDS
} wire_kind_t;

enum { SERIAL_LINES = 8 };      /* USART1, USART2, USART3, UART4, UART5, USART6, UART7, UART8: line = number - 1 */

typedef struct {
    tick_t   start;             /* tick of the start bit's falling edge; NEVER: line idle since reset */
    tick_t   bit16;             /* ticks a bit, in 1/65536 ticks, so any baud rate is exact enough    */
    uint32_t word;              /* bits in line order, LSB first, start bit = bit 0 = 0               */
    uint32_t bits;              /* how many bits word holds; afterwards the line is idle (1)          */
} serial_t;

typedef struct {
    uint64_t irq[3];
    uint64_t req1[2], req2;
    uint64_t dma1, dma2;
    uint64_t clock[2];
    uint32_t flash_latency, pad;    /* FLASH_ACR.LATENCY, driven by the flash registers */
    serial_t rx[SERIAL_LINES], tx[SERIAL_LINES];
} wires_t;

/* The level of a serial line at tick t (1 = idle). */
static inline int serial_level(const serial_t *s, tick_t t)
{
    if (s->start == NEVER || t < s->start || !s->bit16) return 1;
    uint64_t n = (uint64_t)(((unsigned __int128)(t - s->start) << 16) / s->bit16);
    return n >= s->bits ? 1 : (int)(s->word >> n & 1);
}

/* The tick of `n16` sixteenths of a bit after the start of the frame. */
static inline tick_t serial_at(const serial_t *s, uint64_t n16)
{
    return s->start + (tick_t)(((unsigned __int128)s->bit16 * n16) >> 20);
}

static inline uint64_t *wire_word(wires_t *w, wire_kind_t kind, unsigned n)
{
    switch (kind) {
    case WIRE_IRQ:   return &w->irq[n >> 6];
    case WIRE_REQ1:  return &w->req1[n >> 6];
    case WIRE_REQ2:  return &w->req2;
    case WIRE_DMA1:  return &w->dma1;
    case WIRE_DMA2:  return &w->dma2;
    default:         return &w->clock[n >> 6];
    }
}

static inline int wire_get(const wires_t *w, wire_kind_t kind, unsigned n)
{
    return (int)(*wire_word((wires_t *)w, kind, n) >> (n & 63) & 1);
}
#endif
