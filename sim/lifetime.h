/* lifetime.h -- rule dma-after-free: a stream that is still on when the memory it works in is given back.
 * Part of coherence.c's sink.
 *
 *   hazard  memory was given back (F_RELEASE, F_HEAP) while a stream still works in it
 *   error   the stream wrote over what the CPU had stored there since, and the CPU read that; or it sent
 *           what the CPU had stored there since
 *
 * The moment is the stream's first access behind the release; before one, the release. Bytes it touches
 * there are judged here alone: that a cache was in the way is not the story. Who owns what: a firmware's
 * stack frames (by its stack pointer), the blocks of its heap (heap.h: by the calls of malloc, vPortFree,
 * __rust_dealloc and their like, calls.h; a block that shrank gives back its end), what a script releases.
 * What a heap itself stores in a block it has back (free lists) counts as its new owner's.
 *
 * A stack pointer that is given another value (released.h) either goes up its own stack, by an epilogue
 * behind a frame pointer or a longjmp, or to another stack, by a switch of coroutines. Who switches comes
 * back: if the pointer is given the very value it left, nothing was given back. Until then, or the stream's
 * next transfer or the run's end, no hazard is told.
 *
 * Not known: tasks that are deleted with their stacks, unless those came from the heap; a heap whose
 * functions have other names or none (heap_calls.h); pools of fixed blocks. */
#ifndef LIFETIME_H
#define LIFETIME_H
#include "blame.h"
#include "heap.h"

enum { FREED = 8, FREED_BYTES = 8192 }; /* memory given back under a stream; bytes of it that are followed */
typedef struct {
    uint8_t  used, wrote, stream;
    uint8_t  maybe;                        /* the stack may have been left, not given back: not told yet */
    window_t at;
    uint64_t on, order;                    /* of the arming; of the release */
    size_t   finding;                      /* its number in the list plus one, 0: another tells it */
    fact_t   release, touch;               /* touch: the stream's first access since, F_NONE */
    heap_block_t block;                    /* what the heap took back; size 0: no block of a heap */
    uint8_t hit[FREED_BYTES / 8]; /* bit a byte: the stream wrote over what the CPU had stored since */
} freed_t;
typedef struct { freed_t freed[FREED]; unsigned count, maybes; heap_t heap; } lifetime_t;

typedef struct {
    lifetime_t *l;
    book_t *book;
    const streams_t *streams;
    shadow_t *shadow;
    uint64_t order;
} life_t;

void lifetime_release(const life_t *, arena_t *, const fact_t *);    /* F_RELEASE, F_HEAP */
/* A new transfer: the old story is over. arming: before the streams know of it, armed: behind that. */
void lifetime_arming(const life_t *, int stream);
void lifetime_armed(const life_t *, int stream);
/* Before the shadow takes a beat of this stream. */
void lifetime_beat(const life_t *, const fact_t *, int stream);
void lifetime_load(const life_t *, const fact_t *);
void lifetime_finish(const life_t *);          /* stacks that nobody came back to */
/* The stream has written, or may write, here in memory that is not its owner's any more. */
bool lifetime_holds(const lifetime_t *, uint32_t addr, int stream);
#endif
