/* coherence.h -- what the coherency sanitizer knows about one byte, and how to save it, for the viewer.
 * The observer itself is in judge.h. */
#ifndef COHERENCE_H
#define COHERENCE_H
#include "judge.h"
#include "shadow.h"

typedef struct {
    fact_t  writer;              /* who made the newest version; kind F_NONE: nobody has written here   */
    uint8_t value;               /* the newest value                                                    */
    bool    ram_old, cache_old;  /* RAM holds an older version; the cached copy is older                */
    bool    cached, dirty;       /* this very byte was stored by the CPU and not written back           */
    bool    lost;                /* the newest version was destroyed                                    */
} byte_state_t;

/* false: addr is not RAM. */
bool coherence_look(const coherence_t *, uint32_t addr, byte_state_t *);
shadow_t *coherence_shadow(const coherence_t *);

/* Everything it knows lies here, the coherence_t itself too: copy the blocks away, put them back in place,
 * and it knows what it knew then. Findings are not in it: close the book before facts are seen a second
 * time, and open it again at the place where it was closed. The ledger is not in it: it is empty then. */
arena_t *coherence_memory(coherence_t *);
void     coherence_close(coherence_t *, bool closed);
#endif
