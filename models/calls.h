/* calls.h -- hears the calls of a firmware's heap: the functions of input_t.heap, by the address they begin
 * at and the one they return to. Procedure Call Standard for the Arm Architecture (AAPCS32) 6.2, 6.4.
 *
 *   entry    the instruction at the function's address issues   a block given back is told (F_HEAP), or the
 *            call is open from now on
 *   return   the instruction at the LR of the entry issues, with the SP of the entry   the block in r0
 *            is told
 *
 * Modelled: tail calls (both calls return at the same place with the same SP, the inner one first), calls
 * inside calls, calls of interrupts and of other tasks in between (another SP), a realloc that moved,
 * stayed, failed or freed; a block that a function inside realloc gives back is told once, as realloc's;
 * calls left by longjmp() or a C++ exception: those open at or above the SP of that moment are over, and
 * took nothing.
 * Not modelled: functions the compiler inlined, pointers that are returned otherwise than in r0, a
 * function that is left otherwise (by an assembler's jump, or a task that is deleted in it): its place is
 * the next call's from the same spot, or that of the 33rd open one; until then the same spot reached with
 * the same SP counts as its return. A longjmp() also ends calls that tasks with stacks further up are in:
 * their blocks are not known.
 * What surprises people: this is no part of the core. It is state all the same, and changes whether
 * anybody hears it or not, so that a run replayed from any tick tells the same facts. The call that a fact
 * names is the instruction two bytes before the return address; of a tail call that is the caller's. A
 * call of free() whose first instruction an interrupt takes back is told when it begins, and again when it
 * begins again. */
#ifndef CALLS_H
#define CALLS_H
#include "device.h"
#include "input.h"

enum { CALLS_OPEN = 32 };

typedef struct {
    uint32_t to, sp;                /* returns there, with this SP; `to` even                    */
    uint32_t row, block;            /* of input_t.heap; what realloc was given, 0: nothing, or told already */
    uint64_t bytes;
} open_call_t;

typedef struct { uint32_t count, pad; open_call_t open[CALLS_OPEN]; } calls_t;   /* oldest first */

/* The instruction at r[15] issues. 1: a call is open from now on. Wants input_t.heaps. */
int calls_issue(calls_t *, const uint32_t r[16], env_t *);
#endif
