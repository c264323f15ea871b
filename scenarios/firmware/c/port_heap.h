/* port_heap.h -- the heap of an RTOS, by FreeRTOS's names and of the shape of heap_4: a list of blocks in a static array,
 * first fit; nothing is joined. */
#ifndef PORT_HEAP_H
#define PORT_HEAP_H
#include <stddef.h>
#include <stdint.h>

#ifndef PORT_HEAP_SECTION
#define PORT_HEAP_SECTION ".axi"                       /* the program has no other heap */
#endif

typedef struct block { struct block *next; size_t size; } block_t;
static uint8_t ucHeap[4096] __attribute__((section(PORT_HEAP_SECTION), aligned(32)));
static block_t *first_free;

static void heap_start(void)
{
    first_free = (block_t *)ucHeap;
    *first_free = (block_t){ NULL, sizeof ucHeap };
}

void *pvPortMalloc(size_t size);
void vPortFree(void *p);

__attribute__((noinline)) void *pvPortMalloc(size_t size)
{
    size = (size + sizeof(block_t) + 7) & ~(size_t)7;
    for (block_t **at = &first_free, *b; (b = *at); at = &b->next) {
        if (b->size < size) continue;
        *at = b->next;
        if (b->size > size + 2 * sizeof *b) {
            block_t *rest = (block_t *)((uint8_t *)b + size);
            *rest = (block_t){ *at, b->size - size };
            *at = rest, b->size = size;
        }
        return b + 1;
    }
    return NULL;
}

__attribute__((noinline)) void vPortFree(void *p)
{
    block_t *b = (block_t *)p - 1;
    if (!p) return;
    b->next = first_free, first_free = b;
}
#endif
