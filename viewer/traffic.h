/* traffic.h -- what is under way on the buses at a moment: where each transaction stands on its road, who
 * holds it up since when, and what was refused.
 *
 * Read from the ports, the matrix and the map; nothing is kept. A place on a road is counted in nodes:
 * 0 the master, 1.. the nodes of the route in order, nodes + 1 the slave; in between it is on its way.
 * The time asked for may lie a little after the chip's own (while something moves slowly on the
 * screen): what is known to come (a request's next node, a beat's tick) is then shown on its way, never
 * beyond. */
#ifndef TRAFFIC_H
#define TRAFFIC_H
#include "panel.h"
#include "findings.h"
#include "roads.h"

typedef enum {
    STAGE_ASK,          /* on its way to its first or next node           */
    STAGE_WAIT,         /* stands before a node                           */
    STAGE_QUEUE,        /* granted; the slave still serves another        */
    STAGE_DATA,         /* the slave serves it, beat by beat              */
    STAGE_POSTED,       /* a bridge took the write over and answers       */
    STAGE_REFUSED,      /* there is no road, or nothing at the address    */
    STAGE_DONE          /* answered within the last cycle                 */
} stage_t;

typedef struct {
    unsigned port;
    uint8_t  stage, init, tag, owner;   /* init, owner: who is behind it, also behind a bridge */
    int      route;                     /* index into map->route, -1: none */
    int      node;                      /* STAGE_WAIT: the node it stands before; else -1 */
    float    along;                     /* the address */
    float    data; bool has_data;       /* the data of the beat under way */
    unsigned beats, beat, data_beat;    /* how many; how many are done; the one `data` is */
    uint32_t addr; bool write;          /* addr: of the beat under way */
    unsigned size;                      /* bytes a beat */
    tick_t   since;                     /* STAGE_WAIT, STAGE_QUEUE: since when; else when it was asked */
    int      blocker;                   /* the port that holds what it waits for, -1: none does */
    bool     own;                       /* the blocker is an earlier request of the same master */
} going_t;
unsigned traffic(const panel_in_t *, double at, going_t out[PORTS]);

/* What was refused, or faulted, in the last step or the last few cycles; newest last. */
typedef struct { uint8_t init, tag, why, kind; uint32_t addr; bool write; tick_t at; fact_t fact; } refusal_t;
enum { REFUSALS = 4, REFUSAL_CYCLES = 24 };
unsigned traffic_refusals(const panel_in_t *, refusal_t out[REFUSALS]);

/* Error flags that are up: "DMA1 stream 1: TEIF". Stays as long as the flag does. */
typedef struct { int stream; const char *flag; } raised_t;
enum { RAISED = 8 };
unsigned traffic_raised(const view_t *, raised_t out[RAISED]);

/* "DMA2 stream 0", "D-cache", "D-to-D1 bridge for ...". */
const char *traffic_who(const view_t *, unsigned init, unsigned tag, words_t *);
/* The memory's clock is off: the name of its enable bit; NULL: it is on. asleep: the bit is set, but the
 * core sleeps. */
const char *traffic_clock_off(const view_t *, int region, bool *asleep);
/* Sentences. */
void traffic_words(const panel_in_t *, const going_t *, const going_t *all, unsigned count, char *text,
                   size_t room);
void refusal_words(const view_t *, const refusal_t *, char *text, size_t room);
/* Why there is no road: for the barrier. */
const char *no_road_words(const view_t *, unsigned init, uint32_t addr);
#endif
