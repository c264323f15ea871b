/* overview.h -- the whole run in at most 4096 columns a lane, for the timeline's strip: an observer.
 *
 * A lane counts events, or ticks something lasted, per column. When the run outgrows the columns their
 * width doubles and neighbours are added, so that the memory stays the same however long the run is.
 *
 * Lanes, in order: a bus initiator's time with a transaction asked for and not yet answered (INITS
 * lanes); the CPU asleep, waiting (for a load that missed, or in a barrier), busy (the rest); the D-cache's
 * fills, evictions of dirty lines, maintenance; items of each DMA stream (watch.h's numbers); time in
 * interrupt handlers, handlers entered; what each slot of the chip did (frames, flags, register accesses).
 * The CPU's waiting is what facts show: a store that waits for room in the store buffer is not in it. */
#ifndef OVERVIEW_H
#define OVERVIEW_H
#include <stdbool.h>
#include <stddef.h>
#include "h743.h"
#include "trace.h"
#include "watch.h"

enum { OVERVIEW_COLUMNS = 4096 };

enum {
    LANE_BUS,                                 /* + initiator: ticks */
    LANE_CPU_ASLEEP = LANE_BUS + INITS,       /* ticks */
    LANE_CPU_WAITING,
    LANE_CPU_BUSY,                            /* computed: column width - asleep - waiting */
    LANE_FILLS, LANE_EVICTIONS, LANE_MAINT,   /* counts */
    LANE_STREAM,                              /* + stream number of watch.h: items */
    LANE_HANDLERS = LANE_STREAM + WATCHED,    /* ticks */
    LANE_IRQS,                                /* counts */
    LANE_SLOT,                                /* + slot: counts */
    LANES = LANE_SLOT + SLOTS
};

typedef struct overview overview_t;

tick_t   overview_width  (const overview_t *);              /* ticks a column */
size_t   overview_columns(const overview_t *);              /* columns begun so far */
bool     overview_used   (const overview_t *, unsigned lane);   /* anything in it? */
uint32_t overview_groups (const overview_t *);              /* a bit a group of regions somebody asked for */
uint32_t overview_owners (const overview_t *);              /* a bit an owner (theme.h) who did */
uint32_t overview_most   (const overview_t *, unsigned lane);   /* its largest column */
uint32_t overview_at     (const overview_t *, unsigned lane, size_t column);
bool     lane_is_time    (unsigned lane);                   /* counts ticks, not events */
const char *lane_name    (unsigned lane, char *text, size_t room);

/* For the session. */
overview_t *overview_new(domain_t cpu);
void        overview_free(overview_t *);
sink_t     *overview_sink(overview_t *);
void        overview_reach(overview_t *, tick_t now);       /* account for what lasts, up to here */
#endif
