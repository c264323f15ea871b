/* blame.h -- one finding per cause: merges what has the same rule, object and site, and writes the
 * paragraph, the causes and the advice of each coherency rule.
 *
 * Merging. Site is the thing to be corrected: the arming of a stream for what a maintenance operation
 * around it would cure, the maintenance operation for what it destroyed. What two objects in one line
 * do to each other goes to the DMA's buffer and transfer, whichever lost. Later occurrences widen the
 * byte range when they touch it and count. An error replaces a hazard of the same class (reads,
 * transmissions) at the same object and site, because both have one cause; the count then starts
 * again: it is of occurrences like the one told. */
#ifndef BLAME_H
#define BLAME_H
#include "findings.h"
#include "range.h"
#include "shadow.h"
#include "watch.h"

typedef struct { uint8_t rule, effect, weak; const void *object; uint64_t site; size_t index; } charge_t;
typedef struct { findings_t *list; charge_t *charge; size_t charges,
                 room; const map_t *map; const names_t *names;
                 const setup_t *setup;    /* of the memory; NULL: who writes here does not know it */
                 bool closed;             /* closed: nothing is written any more */
                 finding_t *again;        /* the one that the last cause was added to */
                 tick_t now; } book_t;    /* of the fact under way, for judges that write their own text */

typedef struct {
    uint8_t  rule, effect, tier, same;
    uint8_t  weak;                          /* a hazard that any other of its rule is more telling than */
    uint32_t addr, size;                    /* the bytes concerned                                     */
    uint64_t had, wanted;                   /* from addr on                                            */
    fact_t   now;                           /* what showed it                                          */
    version_t fresh, old;                   /* newest; what was had (order 0: what was there before)   */
    const sline_t *line;                    /* the line the old bytes came from, or NULL               */
    const stream_t *stream; int n;          /* the stream concerned, NULL and -1                       */
    const fact_t *how;                      /* losses: the eviction, clean or invalidate that did it    */
    uint32_t other;                         /* shared line: an address of the other object             */
    uint64_t site;
    where_t  where;                         /* where the newest bytes were                             */
    uint8_t  invalidated, cleaned;          /* maintenance was there, at the wrong place               */
    uint8_t  range; call_t call;            /* range_wrong_t: of this call, RULE_WRONG_RANGE           */
    uint8_t  followed;                      /* the master acted on a store behind this one             */
} case_t;

/* Fills the finding or adds to the one that stands for the same cause. */
void blame(book_t *, const case_t *);
void book_free(book_t *);
/* The finding a cause goes to: NULL when an existing one already says it all. Used by the judges that
 * write their own text. */
finding_t *book_open(book_t *, uint8_t rule, uint8_t effect, uint8_t tier, uint32_t addr, uint32_t size,
                     const void *object, uint64_t site);
const void *book_object(const book_t *, uint32_t addr);
#endif
