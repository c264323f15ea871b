/* streams.h -- one DMA stream, channel or scripted bus master as it stands, whatever engine it belongs to:
 * what panels show of it, in one shape. Everything comes from the chip's own state but one thing: what a
 * stream that is off was armed with. */
#ifndef STREAMS_H
#define STREAMS_H
#include "panel.h"

typedef struct { const char *name; bool on; uint8_t role, mark; const char *tip; } lamp_t;

typedef struct {                     /* one side of a transfer */
    uint32_t base, at;               /* where it began; the next access */
    uint8_t  size, burst;            /* bytes an access; beats a burst */
    bool     moves;                  /* the address goes on */
} stream_side_t;

enum { STREAM_LAMPS = 8, STREAM_FIFO = 128 };

typedef struct {
    int      n;                      /* watch.h's number */
    /* a register is not as after reset; enabled; some item moves in this run */
    bool     used, on, ever;
    bool     failed;                 /* TEIF, DMEIF, a refused set-up, or a scripted master's bus error */
    bool     done;                   /* TCIF (CTCIF), or the script is over */
    char     request[40];            /* "USART1_RX", "memory to memory", "SWRQ" */
    bool     has_request, request_up;
    bool     circular, twice; uint8_t target;      /* double buffer: CT */
    uint32_t left, of;               /* of: 0: not known */
    const char *unit;                /* "items", "bytes" */
    stream_side_t from, to;
    char     mode[96];               /* "direct mode", "FIFO, threshold 1/2" */
    uint8_t  fifo[STREAM_FIFO], fifo_room, fifo_held;    /* oldest first */
    lamp_t   lamp[STREAM_LAMPS]; unsigned lamps;
    uint32_t reg[14]; unsigned regs; /* addresses of its registers, most important first */
} stream_look_t;

/* false: no such stream. */
bool stream_look(const panel_in_t *, int n, stream_look_t *);
/* Its set-up is one that enabling refuses, with FEIF: the only FEIF that stops a stream. */
bool stream_refused(const dma_stream_t *);
/* Why it failed: the bus error or the fact that stopped it, else what the flag means; "" if it did not. */
void stream_trouble(const panel_in_t *, const stream_look_t *, char *text, size_t room);
/* "USART1_RX": who makes request `id` of DMAMUX 1 or 2 (wire: WIRE_REQ1, WIRE_REQ2). */
void request_name(unsigned wire, unsigned id, char *text, size_t room);
/* A register by its name, memory by buffer and offset. */
const char *say_spot(const view_t *, uint32_t addr, char *text, size_t room);
/* Where the registers of the part in this slot begin; 0: it has none. */
uint32_t part_base(const map_t *, unsigned slot);
#endif
