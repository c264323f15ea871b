/* random_heap.h -- a heap (calls.h) whose functions are wherever chance puts them: in the middle of blocks,
 * behind branches, in IT blocks, inside an instruction. They take, give, move or leave, with arguments
 * anywhere. */
#ifndef RANDOM_HEAP_H
#define RANDOM_HEAP_H
#include <string.h>
#include "input.h"

typedef struct { uint64_t state; uint32_t rows; heap_call_t row[HEAP_CALLS]; } random_heap_t;

static inline uint32_t heap_random(random_heap_t *h, uint32_t n)
{
    h->state = h->state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(h->state >> 33) % n;
}

/* One function at pc, unless there is one. */
static inline void heap_function(random_heap_t *h, uint32_t pc)
{
    uint32_t at = 0;
    while (at < h->rows && h->row[at].pc < (pc & ~1u)) at++;
    if (h->rows == HEAP_CALLS || (at < h->rows && h->row[at].pc == (pc & ~1u))) return;
    memmove(&h->row[at + 1], &h->row[at], (h->rows++ - at) * sizeof *h->row);
    heap_call_t *c = &h->row[at];
    *c = (heap_call_t){ .pc = pc & ~1u, .what = (uint8_t)heap_random(h, 4) };
    c->block = (uint8_t)heap_random(h, 4), c->size = (uint8_t)heap_random(h, 4);
    c->count = heap_random(h, 2) ? HEAP_NO : (uint8_t)heap_random(h, 4);
}

/* This run with a heap of up to 24 functions in these bytes of code. */
static inline input_t heap_anywhere(random_heap_t *h, const input_t *given, uint32_t code, uint32_t bytes)
{
    input_t in = *given;
    h->rows = 0;
    for (uint32_t n = 1 + heap_random(h, 24); n; n--) heap_function(h, code + heap_random(h, bytes));
    in.heap = h->row, in.heaps = h->rows;
    return in;
}
#endif
