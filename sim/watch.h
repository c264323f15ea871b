/* watch.h -- what the program has set up, rebuilt from facts alone: the attributes of memory (MPU,
 * CCR, CACR) and the DMA streams (what they move, when armed, when done). The judges ask here instead
 * of asking the chip.
 *
 * Order: every fact a judge sees gets the next number; "before" and "after" in the rules compare these
 * numbers. A CPU store has the number of its retirement, so program order is their order.
 *
 * Not covered: unprivileged accesses (regions are read as privileged), MPU changes by exception
 * priority (HFNMIENA). */
#ifndef WATCH_H
#define WATCH_H
#include <stdbool.h>
#include "dma.h"
#include "map.h"
#include "mpu.h"

enum { SETUP_ASKED = 256 };
/* cache_on: order since when; asked: of the lines asked for last (without an MPU: megabytes), by number;
 * block: that number + 1 */
typedef struct {
    mpu_t mpu; uint32_t ccr, cacr; uint64_t cache_on;
    struct { uint32_t block; uint8_t policy; } asked[SETUP_ASKED];
} setup_t;

void   setup_see(setup_t *, const fact_t *, uint64_t order);

/* Loads, beats, lines that come and go and what buses do tell nothing about the set-up: they are most of a
 * run, and need not be shown. That a fill began does. */
static inline bool watch_wants(unsigned kind)
{
    const uint64_t quiet = 1ull << F_LOAD | 1ull << F_DRAIN | 1ull << F_FILL_BEAT | 1ull << F_FILL_DONE
                           | 1ull << F_FILL_DROP | 1ull << F_EVICT | 1ull << F_ASK | 1ull << F_GRANT
                           | 1ull << F_BEAT | 1ull << F_DONE | 1ull << F_DMA_ITEM;
    return !(quiet >> kind & 1);
}

/* As effective now: the policy is POLICY_NC while the D-cache is off. */
attr_t setup_attr(const setup_t *, uint32_t addr);
/* Its policy alone: mostly known from the time before. */
static inline uint8_t setup_policy(setup_t *s, uint32_t addr)
{
    /* MPU_CTRL.ENABLE; ARM B3.5.8 */
    uint32_t block = addr >> (s->mpu.ctrl & 1 ? 5 : 20), n = block % SETUP_ASKED;
    if (s->asked[n].block != block + 1) {
        s->asked[n].block = block + 1;
        s->asked[n].policy = setup_attr(s, addr).policy;
    }
    return s->asked[n].policy;
}

enum { STREAMS = 40, FIRST_MASTER = STREAMS, WATCHED = STREAMS + 8, STREAM_ENDS = 8 };

/* Streams are numbered through: DMA1's 0..7, DMA2's 8..15, the BDMA's channels 16..23, the MDMA's
 * 24..39. An MDMA channel's windows are those of its present block; its CR here is its TCR. The
 * scripted bus masters follow, a stream each and no engine: what it moves between F_MASTER_ON and
 * F_MASTER_OFF, enabled by the last store to its registers if a doorbell started it. */
typedef struct {
    const char *name, *word;           /* "DMA1", "stream"                                               */
    uint8_t slot, first, count;        /* its streams: first .. first + count - 1; count a power of two  */
    uint8_t init, inits;               /* bus masters it owns                                            */
    uint8_t cr, stride;                /* offset of stream 0's CR, with EN at bit 0                      */
} engine_t;

enum { FIRST_BDMA = 16, FIRST_MDMA = 24 };

const engine_t *engine_of_slot  (unsigned slot);       /* NULL: no DMA */
const engine_t *engine_of_master(unsigned init);
const engine_t *engine_of_stream(int n);
int stream_number(const engine_t *, unsigned n);       /* -1: no engine */
int stream_at(unsigned slot, unsigned n);              /* the same of the engine in this slot */
int master_number(unsigned init);                      /* a scripted bus master's stream; -1: it is none */
unsigned master_init(int n);                           /* and back */
/* The stream that begins to move data with this fact: enabled, an MDMA channel requested by software,
 * or a scripted master behind a doorbell (one that comes by itself asks for no order). -1: none. */
int stream_started(const map_t *, const fact_t *);

typedef struct { uint32_t addr, size; } window_t;      /* size 0: none */

/* The last ends of a stream, of earlier armings too: orders of TCIF, or of EN falling without it, and of the
 * arming. */
typedef struct {
    struct { uint64_t end, on; bool lap; } at[STREAM_ENDS];     /* lap: of a circular stream, which goes on */
    unsigned n;                        /* a ring: where the next one goes */
} ends_t;

typedef struct {
    bool     known, running;           /* armed at least once; between F_DMA_ON and F_DMA_OFF           */
    uint8_t  dir;                      /* DMA_P2M, DMA_M2P, DMA_M2M                                      */
    bool     circular;
    uint32_t cr, fcr, par;
    window_t from, to[2];              /* memory it reads; memory it writes (second: double buffer)     */
    window_t from2;
    uint64_t on, en, barrier;          /* orders: armed, EN store retired, last barrier before that store */
    ends_t   ends;
    uint32_t pc;                       /* the step that set EN                                          */
    fact_t   armed, ended;             /* ended.kind F_NONE: not yet since armed                        */
} stream_t;

typedef struct {
    stream_t stream[WATCHED];
    uint64_t running;                  /* a bit for each that is */
    struct { uint64_t order, barrier; uint32_t pc; } en[WATCHED];   /* last EN store, not yet taken effect */
    uint64_t barrier;                  /* order of the last DMB or DSB                                  */
    struct { uint32_t txn, from; uint8_t who; } posted[64];
    unsigned posts;
} streams_t;

/* The facts that set a stream running, or end that. */
static const uint64_t streams_move = 1ull << F_DMA_ON | 1ull << F_DMA_FLAG | 1ull << F_DMA_OFF | 1ull << F_MASTER_ON
                                   | 1ull << F_MASTER_OFF;
void streams_see(streams_t *, const map_t *, const fact_t *, uint64_t order);
/* The master behind a bus fact: a bridge acts for someone else. */
uint8_t streams_master(const streams_t *, const fact_t *);
/* The last end before this order; 0: none known. */
uint64_t stream_end_before(const stream_t *, uint64_t order);
/* The end of the transfer before the one whose byte landed at this order: a posted write lands behind
 * its own transfer's end. */
uint64_t stream_former_end(const stream_t *, uint64_t order);
/* The end of the very transfer whose byte landed behind it at this order; 0: it landed before, or one lap of
 * a circular stream cannot be told from the next, or it is too long ago. */
uint64_t stream_own_end(const stream_t *, uint64_t order);
bool window_holds(const map_t *, window_t, uint32_t addr);          /* aliases folded */
bool stream_writes(const stream_t *, const map_t *, uint32_t addr);
bool stream_reads (const stream_t *, const map_t *, uint32_t addr);
#endif
