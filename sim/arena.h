/* arena.h -- memory that is taken piece by piece and never given back, in blocks that never move. What was
 * built in an arena can be copied away block by block and put back in the same place later, pointers
 * into it and all: that is how the viewer saves the judge beside the chip (keyframes.h).
 *
 * What surprises people: a table that grows leaves its smaller self behind. Together those cost as much
 * as the table, once. */
#ifndef ARENA_H
#define ARENA_H
#include <stddef.h>

/* most: bytes that were ever in use; those beyond are zero, and not touched before somebody wants them */
typedef struct { char *bytes; size_t size, used, most; } arena_block_t;
/* zero it to start; now: the block in use */
typedef struct { arena_block_t *block; size_t blocks, now; } arena_t;

/* Zeroed, aligned for anything. Out of memory ends the program, as everywhere in the judge. */
void *arena_take(arena_t *, size_t size);
void  arena_free(arena_t *);
size_t arena_used(const arena_t *);
#endif
