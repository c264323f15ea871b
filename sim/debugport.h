/* debugport.h -- what a debugger read during a run, past the cache or through it.
 *
 * Past the cache: the debug port's accesses on the bus (INIT_DEBUG), seen as facts. Through the cache:
 * looks at the machine between two slices of the run. The chip's real debug port does either by the
 * access attributes it sends along (AHB-AP, CSW.PROT; Cortex-M7 TRM, AHBD). Not modelled: what a
 * cacheable read that misses does to the bus, halting, and the time a probe takes. */
#ifndef DEBUGPORT_H
#define DEBUGPORT_H
#include "scenario.h"

typedef struct {
    sink_t sink;
    const scenario_t *s;
    uint64_t *value;               /* by number */
    bool     *known;
    size_t    bus, look;           /* next read of either kind */
} debugport_t;

void   debugport_start(debugport_t *, const scenario_t *);
void   debugport_free(debugport_t *);
/* The run may go on to here before debugport_look is wanted. */
tick_t debugport_until(const debugport_t *, tick_t until);
void   debugport_look(debugport_t *, const machine_t *);
#endif
