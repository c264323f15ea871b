/* arena.c -- see arena.h. */
#include "arena.h"
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 18, DOUBLINGS = 6, ALIGN = 16 };

static arena_block_t *add_block(arena_t *a, size_t size)
{
    arena_block_t *more = realloc(a->block, (a->blocks + 1) * sizeof *more);
    if (!more) abort();
    a->block = more;
    arena_block_t *b = &a->block[a->blocks++];
    *b = (arena_block_t){ .bytes = calloc(1, size), .size = size };
    if (!b->bytes) abort();
    return b;
}

void *arena_take(arena_t *a, size_t size)
{
    size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    while (a->now < a->blocks && a->block[a->now].size - a->block[a->now].used < size) a->now++;
    size_t usual = (size_t)BLOCK << (a->blocks < DOUBLINGS ? a->blocks : DOUBLINGS);
    if (a->now == a->blocks) add_block(a, size > usual ? size : usual);
    arena_block_t *b = &a->block[a->now];
    void *p = b->bytes + b->used;
    size_t end = b->used + size, dirty = b->most < end ? b->most : end;
    if (dirty > b->used) memset(p, 0, dirty - b->used);      /* the block was put back to an earlier state */
    b->used = end;
    if (b->most < end) b->most = end;
    return p;
}

size_t arena_used(const arena_t *a)
{
    size_t used = 0;
    for (size_t i = 0; i < a->blocks; i++) used += a->block[i].used;
    return used;
}

void arena_free(arena_t *a)
{
    for (size_t i = 0; i < a->blocks; i++) free(a->block[i].bytes);
    free(a->block);
    *a = (arena_t){ 0 };
}
