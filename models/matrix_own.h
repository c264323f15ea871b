/* matrix_own.h -- what matrix.c and matrix_take.c share: a leg's stages, and what is handed down for the
 * length of one step. For the two alone. */
#ifndef MATRIX_OWN_H
#define MATRIX_OWN_H
#include "matrix.h"

enum { LEG_NONE, LEG_WAIT, LEG_QUEUE, LEG_SERVE, LEG_POSTED, LEG_FAIL };

typedef struct {                /* handed down for the length of one step */
    matrix_t       *m;
    env_t          *env;
    const map_t    *map;
    const domain_t *hclk;
    uint64_t        edge;       /* number of the edge that now is, wherever anything is done */
    tick_t          next;       /* the next event of all that runs, but of the leg that is run */
    tick_t          start;      /* the first start of all that wait; 0: another by now, perhaps */
} bus_t;

/* Now is an edge wherever this is asked but in look(); an edge of before may be none any more. */
static inline tick_t after(const bus_t *x, tick_t t, uint64_t edges)
{
    return t == x->env->now ? domain_from(x->hclk, t, edges) : domain_after(x->hclk, t, edges);
}

/* A request that was raised before edge `ready` is taken: where it goes, and whether it can come there. */
void matrix_take(bus_t *, unsigned n, tick_t ready);
#endif
