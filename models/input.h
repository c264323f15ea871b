/* input.h -- what is given to a run from outside: const for the whole run, never part of the state.
 *
 * sim/scenario.c makes it from JSON; later ELF images and a recorded input log join it. Everything
 * that happens "from outside" is listed with its tick, in order, so that a replay from any snapshot
 * sees the same world. */
#ifndef INPUT_H
#define INPUT_H
#include "tick.h"
#include "uop.h"

typedef struct { uint32_t addr, size; const uint8_t *bytes; } image_t;       /* memory before cycle 0 */

typedef struct { uint32_t addr, value; } poke_t;                             /* register writes before cycle 0 */

typedef enum { FORCE_EVICT, FORCE_FILL } force_t;
typedef struct { tick_t at; uint32_t addr; uint8_t what; } forced_t;         /* cache event at a tick */

/* Bytes arriving on a serial line. The frame starts at `at` or when the line is free, if later. */
typedef struct {
    tick_t   at;
    tick_t   bit16;                 /* ticks a bit << 16: the sender's own baud rate            */
    uint16_t value;                 /* data bits (parity already among them if the sender has it) */
    uint8_t  line;                  /* SERIAL_LINES index                                        */
    uint8_t  bits;                  /* data bits incl. parity: 7..9                              */
    uint8_t  stops;                 /* stop bits, 1 or 2                                         */
    uint8_t  fault;                 /* SERIAL_BREAK, SERIAL_BAD_STOP                             */
} rx_byte_t;
enum { SERIAL_FINE, SERIAL_BAD_STOP, SERIAL_BREAK };

typedef struct {
    uint8_t  priority;              /* 0..15 in the NVIC's four bits; set before cycle 0         */
    uint16_t exception;             /* 16 + IRQ number, or 2..15                                 */
    uint32_t entry;                 /* index of its first micro-op                               */
} handler_t;

typedef struct input {
    uint64_t         seed;          /* power-on bytes of RAM, random replacement                 */
    const uop_t     *program;   uint32_t uops;      /* entry 0 is reset; NULL: no script          */
    const handler_t *handler;   uint32_t handlers;
    const image_t   *image;     uint32_t images;
    const poke_t    *poke;      uint32_t pokes;
    const forced_t  *forced;    uint32_t forceds;   /* sorted by at */
    const rx_byte_t *rx;        uint32_t rxs;       /* sorted by at */
    uint32_t         stack;         /* initial MSP */
    uint32_t         cpu_hz, hclk_hz, pclk_hz;      /* clocks in force from cycle 0 */
    uint8_t          replacement;   /* cache_policy_t */
    uint8_t          loops;         /* loop slots the program uses */
} input_t;
#endif
