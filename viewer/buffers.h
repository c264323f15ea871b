/* buffers.h -- what is offered as a buffer: a scenario's buffers, a firmware's variables (its functions are
 * not), and what findings are about that has no symbol of its own: a local on a stack, a structure's
 * member. */
#ifndef BUFFERS_H
#define BUFFERS_H
#include "session.h"

typedef struct {
    symbol_t symbol;
    int      index, finding;         /* of names->symbol, -1: none; of the finding it comes from, -1: none */
} buffer_row_t;

/* ACT_BUFFER's argument for what a finding is about: its index after this. */
enum { BUFFER_OF_FINDING = 1 << 24 };

bool buffer_is(const view_t *, const symbol_t *);        /* no function */
/* What to show while nobody has chosen: of a firmware what a DMA was first set to, once the run has come
 * there, else its first variable in RAM; of a scenario its first buffer. NULL: there is none. */
const symbol_t *buffers_first(const view_t *, session_t *);
/* Is a finding about a place that is no symbol as it stands? */
bool buffer_of_finding(const view_t *, const finding_t *, symbol_t *);
#endif
