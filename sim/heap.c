/* heap.c -- see heap.h. */
#include "heap.h"
#include <string.h>

/* The first block that ends behind addr. */
static size_t place(const heap_t *h, uint32_t addr)
{
    size_t from = 0, to = h->blocks;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (h->block[middle].addr + h->block[middle].size <= addr) from = middle + 1;
        else to = middle;
    }
    return from;
}

const heap_block_t *heap_at(const heap_t *h, uint32_t addr)
{
    size_t i = place(h, addr);
    return i < h->blocks && h->block[i].addr <= addr ? &h->block[i] : NULL;
}

static void cut_out(heap_t *h, size_t from, size_t to)
{
    if (from == to) return;
    memmove(h->block + from, h->block + to, (h->blocks - to) * sizeof *h->block);
    h->blocks -= to - from;
}

static void put_in(heap_t *h, arena_t *arena, size_t at, const heap_block_t *b)
{
    if (h->blocks == HEAP_BLOCKS) { h->left_out++; return; }
    if (h->blocks == h->room) {
        heap_block_t *more = arena_take(arena, (h->room ? 2 * h->room : 64) * sizeof *more);
        if (h->blocks) memcpy(more, h->block, h->blocks * sizeof *more);
        h->block = more, h->room = h->room ? 2 * h->room : 64;
    }
    memmove(h->block + at + 1, h->block + at, (h->blocks - at) * sizeof *h->block);
    h->block[at] = *b, h->blocks++;
}

static bool followed(const map_t *map, uint32_t addr, uint64_t size)
{
    const region_row_t *r = map_region(map, addr);
    return r && r->kind == REGION_RAM && size <= r->size - (addr - r->base);
}

static bool given(heap_t *h, uint32_t addr, heap_block_t *gone)
{
    size_t i = place(h, addr);
    if (i == h->blocks || h->block[i].addr != addr) return false;
    *gone = h->block[i];
    cut_out(h, i, i + 1);
    return true;
}

bool heap_see(heap_t *h, arena_t *arena, const map_t *map, const fact_t *f, heap_block_t *gone)
{
    if (f->what == HEAP_GIVEN) return given(h, f->addr, gone);
    if (!f->data || !followed(map, f->addr, f->data)) return false;
    heap_block_t b = { f->addr, (uint32_t)f->data, f->pc, (uint32_t)f->note, f->at };
    size_t at = place(h, b.addr), to = at;
    bool shrank = f->note >> 32 == b.addr && at < h->blocks && h->block[at].addr == b.addr
                  && h->block[at].size > b.size;
    if (shrank) {
        *gone = h->block[at];
        gone->addr += b.size, gone->size -= b.size;
    }
    while (to < h->blocks && h->block[to].addr < b.addr + b.size) to++;
    cut_out(h, at, to);
    put_in(h, arena, at, &b);
    return shrank;
}
