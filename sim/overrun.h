/* overrun.h -- the object a transfer begins in, and what of the transfer lies outside it.
 *
 * Objects are the symbols of a firmware, the buffers of a scenario. Those that overlap are one: aliases of
 * one address, buffers declared so, members merged into a whole; two that only touch are two. Nothing is
 * known of a transfer that begins on a stack, in code, or where no symbol with a size is, nor of a copy
 * between labels of the linker script (.data, .bss). What a step wider than an item leaves out counts as
 * moved. */
#ifndef OVERRUN_H
#define OVERRUN_H
#include "findings.h"
#include "watch.h"

typedef struct {
    window_t object, over;                 /* over.size 0: it stays in its object; as aliases are folded */
    const symbol_t *name, *neighbour;      /* of the object; the first thing in `over`, NULL: nothing known */
} overrun_t;

/* Of a stream's window, one of its `to` or `from`. */
bool stream_overrun(const names_t *, const stream_t *, int n, const window_t *, overrun_t *);
/* Does the stream write this byte of another object than the one it was set to? */
bool overrun_hits(const names_t *, const stream_t *, int n, uint32_t addr);
#endif
