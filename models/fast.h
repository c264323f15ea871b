/* fast.h -- the fast road of the core: firmware run in blocks inside the core's loan, with the same
 * facts, the same state and the same ticks as one step at a time (firmware.h). Host memory, no model.
 *
 *   pc -> block (decoded once from the bytes in ITCM or I-cache) -> micro-operations by computed goto
 *                                                                -> outcome: banks, conditions, quotients,
 *   pipeline before + block + outcome -- looked up --> cycles,      what branch.h said
 *                                                      pipeline behind
 *
 * There is no second model of time: what is looked up was computed once by m7_ready and m7_issue (issue.h)
 * for that block, pipeline and outcome. A block is entered only if its last instruction issues before
 * anything else can touch the core, however it goes; where none fits, single instructions are, whose last
 * edge is known exactly. Where the bytes of no block are at hand, because a line is on its way or lines come
 * and go, single instructions are taken from the prefetch queue as it is (fast_single.c); what those two
 * functions answered is looked up by halfwords and pipeline. Fills, evictions and writes may be under way,
 * and stores wait in the store buffer: a load of what waits there and a store behind it are left out. What
 * the fast road cannot do exactly it leaves to the slow one, before the instruction: private registers,
 * misses, the bus, unaligned accesses,
 * exceptions, system instructions, exclusive accesses, code outside ITCM and I-cache, LRU replacement, a run
 * whose instructions are watched (F_INSN), a debugger's writes; entry and return of the heap's functions
 * (calls.h). Where nobody hears the bus, it goes on past the end of the loan (env_t.until) to env_t.far,
 * where the bus will only bring what fills, or take what evictions and writes hold: none of it is anything
 * that a hit meets. The core is then ahead of the others and waits for them before it does anything slow; its
 * unit takes the answers at their own ticks, behind its back. Where the bus is heard loosely (sink_t), it
 * goes past transactions of its own alone, while no other master has any, and only as long as it would tell
 * nothing: all is told in the same order, but a store in the ledger may be of a later tick than the bus's
 * next fact. Stores to lines of the D-cache: one is in the store buffer until the next edge, so what the line
 * held before the youngest is kept, to be put back if the road ends in that very cycle. Where nobody hears
 * hits, or the line is private to stores (ledger.h), those to a line on its way are done so too, in its
 * linefill buffer; not the one that completes it, which fill.c counts.
 * What surprises people: nothing in here is state. It may be thrown away at any tick (fast_forget) and serves
 * any number of machines one after the other: a block is valid if the bytes it was made of are where they
 * were. That is asked again when one of its lines in the I-cache has come or gone (`lines` of changed_t), and
 * of all blocks whenever `code` moved on. Where lines come and go faster than their code repeats none is
 * tried.
 * Numbers: none of its own. It wants T_LOAD_HIT, T_STB_DRAIN and T_INSN_ISSUE to be 1 and stands aside if
 * not. */
#ifndef FAST_H
#define FAST_H
#include "core.h"
#include <stddef.h>

/* Bytes it wants, zeroed once, aligned like malloc's. The same memory is env->fast. */
size_t fast_size(void);
/* The machine under it may be another one, or in another state, from now on. */
void   fast_forget(changed_t *);
/* At an edge at which the next instruction may be tried: run blocks. How many instructions were done;
 * env->now is then the edge of the last one, as if each had been issued by firmware_issue. */
unsigned fast_run(core_t *, lsu_ctx_t *);
/* Past what of the bus may it go? Where nobody hears it, anything; where it is heard loosely, transactions of
 * the core's own, and it tells nothing there. */
typedef enum { PASSES_NOTHING, PASSES_OWN, PASSES_ALL } fast_passes_t;
static inline fast_passes_t fast_passes(const sink_t *s)
{
    if (!s || !(s->mask & OF_BUS)) return PASSES_ALL;
    return s->loose && !(s->mask & ((HITS & ~s->deaf) | 1ull << F_RELEASE)) ? PASSES_OWN : PASSES_NOTHING;
}
/* Here no block begins or goes on: the heap's functions (input.h), and where calls that are open return to.
 * Ask when one was opened. */
void   fast_calls(changed_t *, const input_t *, const calls_t *);
/* thumb_decode of hw1 << 16 | hw2, remembered: its row, or -1. */
int      fast_decode(changed_t *, uint32_t code, insn_t *);
#endif
