/* heap_calls.h -- which functions of a firmware are its heap, by their names in the symbol table: the C
 * library and newlib's reentrant forms (first argument a struct _reent), C++ operators (Itanium ABI
 * 5.1.5), FreeRTOS (heap_1 to heap_5), Zephyr (k_, k_heap_, sys_heap_), ThreadX byte pools, RT-Thread,
 * ChibiOS, Rust's allocator shims (plain, and mangled as of `__rustc`); and by which of them is left:
 * longjmp, a C++ throw.
 *
 * Their arguments are those of their documented prototypes, in r0 to r3 (AAPCS32 6.4). ThreadX gives its
 * block through a pointer: what is heard is the search inside, which returns it; so the allocation is told as
 * _tx_byte_allocate's own.
 * Not known: heaps with other names, functions the compiler inlined, a file without symbols, block pools.
 * What surprises people: functions that call each other (free and _free_r) are all heard; whoever follows
 * blocks takes the first that gives one back and the last that takes one (calls.h, heap.h). */
#ifndef HEAP_CALLS_H
#define HEAP_CALLS_H
#include "elf_file.h"
#include "input.h"

/* At most HEAP_CALLS rows, by address, each address once. */
uint32_t heap_calls(const elf_file_t *, heap_call_t *);
#endif
