/* schedule.h -- another legal course of the same run: what the core and the buses may do of their own accord
 * and did not do this time, as a short list that is one line of text.
 *
 *   fill:0x24000020@5760          the core fills this line speculatively (any Normal cacheable one, TRM 5.2)
 *   evict:0x24000020@5760         the cache gives this line up, written back if it is dirty
 *   replace:lru@0                 the caches choose their victims by this policy (Arm names none)
 *   hold:DMA1-memory@5760+2400    what this bus master asks for waits: others have the bus
 *   halt@5760+2400                the core stands still so long: for a debugger, an interrupt nobody drew
 *   late@5760+2400                bytes and edges from outside from then on come so much later
 *
 * Numbers are ticks (models/tick.h), so that one text means one run whatever the clocks do. The same text
 * stands in `--schedule` and in a scenario's "world.schedule". Applied, it is nothing but more of input_t.
 * What surprises people: a fill or eviction that the core could not make at that moment (the line is there
 * already, is not there, is not cacheable) does nothing. */
#ifndef SCHEDULE_H
#define SCHEDULE_H
#include "scenario.h"

typedef enum { VARY_FILL, VARY_EVICT, VARY_REPLACE, VARY_HOLD, VARY_HALT, VARY_LATE, VARIES } vary_kind_t;
/* addr: FILL, EVICT; init: HOLD; policy: REPLACE, a cache_policy_t */
typedef struct { tick_t at, ticks; uint32_t addr; uint8_t kind, init, policy; } vary_t;

enum { SCHEDULE_MAX = 32, SCHEDULE_TEXT = SCHEDULE_MAX * 64 };
typedef struct { vary_t item[SCHEDULE_MAX]; unsigned count; } schedule_t;

bool schedule_parse(const char *text, const map_t *, schedule_t *, err_t *);
/* The text schedule_parse reads. Returns `to`. */
const char *schedule_text(const schedule_t *, const map_t *, char *to, size_t room);
/* One item for people: "a speculative fill of rx+32 at cycle 480". Returns `to`. */
const char *schedule_say(const vary_t *, const map_t *, const names_t *, char *to, size_t room);

/* What input_t was before, and the lists that hold what is varied beside it. Zero it to start. */
typedef struct varied { input_t *in, before; void *list[5]; schedule_t what; } varied_t;
/* `in` runs this schedule until it is put back. Applied again: instead of, not on top of. */
void schedule_apply(varied_t *, input_t *in, const schedule_t *);
void schedule_undo (varied_t *);
/* The scenario is run so from now on. Replaces what it was given before. */
void schedule_give (scenario_t *, const schedule_t *);
#endif
