/* stale_code.h -- a judge of what the caches hold of code and of flash: rules stale-code and stale-flash.
 * Armv7-M ARM A3.5.4 and B2.2.9 (what makes new code visible); TRM 5.2; RM0433 4.3.8.
 *
 *   stale-code   error   an instruction was executed from bytes that a newer write had replaced: they were
 *                        in a line of the instruction cache or in the prefetch queue, or were fetched
 *                        from RAM while the new ones were still in the D-cache or on their way
 *                hazard  code in the instruction cache was replaced, nobody invalidated it until it left
 *                        on its own or the run was over, and nobody executed it
 *   stale-flash  error   a load hit a line of the D-cache older than what the flash was erased to or
 *                        programmed with
 *                hazard  such a line was there and no load hit it
 *
 * It follows the bytes of the instruction cache's lines and of the D-cache's lines of flash, and asks the
 * coherency sanitizer's shadow what RAM's newest bytes are; so it must see each fact after that one. Only
 * while such a copy is older than what was written does it ask for every instruction (F_INSN) or load
 * (F_LOAD): without one it costs nothing an instruction.
 *
 * Not told: code in DTCM; the same bytes written again; code that was made visible right, but by luck (a line
 * that was not in the cache, a dirty line the cache wrote back on its own); of replaced code that was never
 * executed again, what lies beyond the doubleword a branch was known to go to, unless the debug information
 * knows a function there: behind code there may be data in the same line, and writing that is no fault. */
#ifndef STALE_CODE_H
#define STALE_CODE_H
#include "observe.h"
#include "shadow.h"

typedef struct stale_code stale_code_t;
/* The tee its sink is in, told whenever the sink's mask changes; NULL: whoever calls looks himself. */
stale_code_t *stale_code_new(const map_t *, const names_t *, findings_t *, const shadow_t *, tee_t *);
sink_t       *stale_code_sink(stale_code_t *);
void          stale_code_finish(stale_code_t *, tick_t end);
void          stale_code_free(stale_code_t *);
#endif
