/* blame_own.h -- what the parts of the blame share: blame.c (one finding a cause, its events),
 * blame_tell.c (its words) and blame_region.c (the MPU's part in it). Private to them. */
#ifndef BLAME_OWN_H
#define BLAME_OWN_H
#include "blame.h"

typedef struct { const book_t *b; const case_t *c; finding_t *f; } tale_t;

#define PLACE(addr) say_place(t->b->names, t->b->map, addr, &(words_t){ 0 })
#define OBJECT(addr) say_object(t->b->names, t->b->map, addr, &(words_t){ 0 })
#define STEP(pc) say_step(t->b->names, pc, &(words_t){ 0 })
#define VALUE(v, n) say_value(v, n, &(words_t){ 0 })
#define CYCLE(at) ((unsigned long long)say_cycle(t->b->names, at))
#define SAY(...) put_text(t->f->message, sizeof t->f->message, __VA_ARGS__)
#define SAY_MORE(...) add_text(t->f->message, sizeof t->f->message, __VA_ARGS__)
#define MISSING(...) put_text(t->f->missing, sizeof t->f->missing, __VA_ARGS__)
#define STREAM stream_name(t, &(words_t){ 0 })

extern const char *const blame_fills[5];              /* by fill_why_t: "for a load" ... */
const char *stream_name(const tale_t *, words_t *);  /* the stream concerned, or whoever moved the bytes */
uint32_t dma_side(const case_t *); /* the object the finding carries: of two the one a DMA uses */
bool        goes_round(const stream_t *);        /* circular, and not switched off: it is never done */
void        tell_rule(const tale_t *);
void        tell_region(const tale_t *);
#endif
