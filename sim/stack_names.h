/* stack_names.h -- names for what lies on a firmware's stacks and in its heap: "buf in main" instead of
 * "stack", "block of start" for what start() allocated instead of the heap's array or region.
 *
 * When a DMA is set to an address on a stack, the functions that are under way are looked through
 * (debuginfo.h) and their locals become names of the run (names_t), which the judges then use; structures
 * with their members. They stay until others lie in the same place, so that a transfer which outlives its
 * function, or its block, keeps its name. Nothing is paid for it while no DMA is armed and nothing allocated.
 * Not here: stacks no DMA is set to, locals in registers. */
#ifndef STACK_NAMES_H
#define STACK_NAMES_H
#include "firmware_file.h"
#include "heap.h"
#include "machine.h"

typedef struct {
    sink_t sink;
    firmware_t *f; names_t *names; const machine_t *m;
    uint64_t asked;                              /* what was asked last: the same again has the same answer */
    arena_t arena; heap_t heap;
} stack_names_t;

/* f NULL: names nothing; without DWARF: the heap's blocks alone. */
void stack_names_start(stack_names_t *, firmware_t *, names_t *, const machine_t *);
void stack_names_end(stack_names_t *);
#endif
