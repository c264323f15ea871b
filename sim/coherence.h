/* coherence.h -- what the coherency sanitizer knows about one byte, for the viewer. The observer
 * itself is in judge.h. */
#ifndef COHERENCE_H
#define COHERENCE_H
#include "judge.h"

typedef struct {
    fact_t  writer;              /* who made the newest version; kind F_NONE: nobody has written here   */
    uint8_t value;               /* the newest value                                                    */
    bool    ram_old, cache_old;  /* RAM holds an older version; the cached copy is older                */
    bool    cached, dirty;       /* this very byte was stored by the CPU and not written back           */
    bool    lost;                /* the newest version was destroyed                                    */
} byte_state_t;

/* false: addr is not RAM. */
bool coherence_look(const coherence_t *, uint32_t addr, byte_state_t *);
#endif
