/* rtt.c -- a control block as SEGGER's RTT lays it out, written in our own words: channel 0 for text, channel 1 for
 * numbers. The writer waits when a ring is full, so a reader that takes what is there sees all of it; RdOff is the
 * only word of it that the reader writes. */
#include "h743.h"

enum { UP = 2, DOWN = 1, TEXT = 64, NUMBERS = 32, LINES = 20 };

typedef struct { const char *name; uint8_t *buffer; uint32_t size; volatile uint32_t WrOff, RdOff; uint32_t flags; } ring_t;

typedef struct {
    char     id[16];
    uint32_t up_count, down_count;
    ring_t   up[UP], down[DOWN];
} block_t;

block_t _SEGGER_RTT __attribute__((aligned(32)));
static uint8_t text[TEXT], numbers[NUMBERS];

/* The id last, and backwards in two pieces, so that it stands nowhere else in the program. */
static void start(void)
{
    static const char begin[] = "SEGGER ", end[] = "RTT";
    _SEGGER_RTT.up_count = UP, _SEGGER_RTT.down_count = DOWN;
    _SEGGER_RTT.up[0] = (ring_t){ "Terminal", text, TEXT, 0, 0, 2 };
    _SEGGER_RTT.up[1] = (ring_t){ "Numbers", numbers, NUMBERS, 0, 0, 2 };
    for (int i = 0; i < 3; i++) _SEGGER_RTT.id[7 + i] = end[i];
    dmb();
    for (int i = 6; i >= 0; i--) _SEGGER_RTT.id[i] = begin[i];
    dmb();
}

static void put(ring_t *r, uint8_t byte)
{
    uint32_t at = r->WrOff, next = at + 1 < r->size ? at + 1 : 0;
    while (next == r->RdOff) { }
    r->buffer[at] = byte;
    dmb();
    r->WrOff = next;
}

int main(void)
{
    clock_400mhz();
    caches_on();
    start();
    for (int line = 0; line < LINES; line++) {
        for (const char *c = "line "; *c; c++) put(&_SEGGER_RTT.up[0], (uint8_t)*c);
        put(&_SEGGER_RTT.up[0], (uint8_t)('a' + line));
        put(&_SEGGER_RTT.up[0], '\n');
        put(&_SEGGER_RTT.up[1], (uint8_t)line);
    }
    return 0;
}
