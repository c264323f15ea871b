/* heap.h -- the blocks a firmware's heap has handed out, from what its calls tell (F_HEAP, calls.h).
 *
 * Blocks never overlap: a heap that hands out what lies in an older block has that back already, or the older
 * is the inner call's (memalign, k_malloc) and this one what the program knows of it.
 * Not followed: blocks no bus master but the MDMA reaches (TCM), or that go past their memory's end: then it
 * is no heap; and those beyond HEAP_BLOCKS, counted in `left_out`.
 * What surprises people: a block that is given back twice, or that is not known, is nobody's affair here. */
#ifndef HEAP_H
#define HEAP_H
#include "arena.h"
#include "judge.h"

enum { HEAP_BLOCKS = 1 << 16 };
typedef struct {
    uint32_t addr, size;
    uint32_t call, by;                    /* where it was taken: the call; where the called function begins */
    tick_t   at;
} heap_block_t;
typedef struct { heap_block_t *block; size_t blocks, room; uint64_t left_out; } heap_t;   /* by address */

/* F_HEAP. true: memory was given back, `gone`: all of a block, or the end of one that shrank. */
bool heap_see(heap_t *, arena_t *, const map_t *, const fact_t *, heap_block_t *gone);
const heap_block_t *heap_at(const heap_t *, uint32_t addr);              /* NULL: in none */
#endif
