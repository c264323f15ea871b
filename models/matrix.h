/* matrix.h -- the bus matrices: AXI interconnect of D1, AHB matrices of D2 and D3, bridges between
 * them, APB bridges. RM0433 2.1-2.2. One engine; the shape comes from map.h.
 *
 * Modelled: reachability, arbitration a node (round robin; QoS then least recently used), in-flight
 * limits, parking, locked bursts, wrapping bursts, beats at the slave's pace and one at a time
 * however many transactions wait there (capacity hides latency, not beats), partial-write cost,
 * flash wait states and a bank's read buffer, APB clocking, error responses, unclocked memories and
 * peripherals, the backup domain's write protection, posted writes through a bridge (with reads waiting for
 * them to land), same-id order of one initiator.
 * Not modelled: AXI QoS registers (all 0, their reset value), exclusive monitors outside the core, beats
 * of two transactions taking turns at one slave (each stays in one piece, in the order of the grants).
 *
 * What surprises people: see map.h for the exact timing rule. All decisions are taken at hclk
 * edges; stepped anywhere else the matrix only says when it is due. Beyond that rule:
 *   - a request is seen at the first edge after the tick it was asked. Asked exactly at an edge, it
 *     may turn out to have been granted at that edge (parked node): then F_GRANT is told one edge
 *     late, with the true tick in `data`, and every beat falls where it belongs.
 *   - an arbiter gives one grant an edge to reads and one to writes; the edge after it counts as
 *     one at which room appeared. Of a read and a write granted at one edge the slave serves the
 *     one first that its arbiter prefers, or that was seen first.
 *   - a second transaction in flight at a memory finds its beats taken: two line fills asked
 *     together from AXI SRAM are granted one edge apart, and the second comes four beats later.
 *   - a younger request of the same initiator and id asks for its first node when the older one has
 *     got its own. If it takes another route, it waits for the older one's answer (the
 *     interconnect's rule for one id to two targets).
 *   - a burst is posted at one beat an edge: answered post_after + beats - 1 edges after the grant.
 *     Reads, and writes that may not be posted, wait for all posted writes of their bridge to land;
 *     once one waits, later writes are not posted past it. The ports of one bridge need one id.
 *   - a change of hclk lets what is under way go on at the new rate from its next edge on.
 *   - an access that leaves its region touches nothing and gets BUS_NO_TARGET. An error of the
 *     target (BUS_UNCLOCKED, BUS_REFUSED) ends the burst at the beat concerned, and the slave goes
 *     on to the next transaction.
 *   - an APB bridge copies a byte or half-word onto all lanes of its 32-bit bus (RM0433 2.1.3), and the
 *     part takes the whole word: STRB of 0xAB to a register writes 0xABABABAB, at whatever byte of it. That
 *     each part does so is an ESTIMATE (measured on an STM32L4's timers, where the manual speaks of
 *     half-words too); the registers that take the width as it is are region_row_t.narrow.
 *
 * Numbers: all of node_row_t, route_row_t and region_row_t; map.error_after.
 *
 * Facts: F_GRANT who, what, addr, txn, note as in trace.h, size = bytes a beat, data = tick of the
 * grant. F_BEAT is told for every beat that was served, also by a part and of a write that was ignored, not
 * for a refused one. */
#ifndef MATRIX_H
#define MATRIX_H
#include "map.h"

typedef struct {                /* what the matrix knows of the transaction in a port */
    uint8_t  stage;             /* waiting for a node, for the slave, being served, posted */
    uint8_t  route, hop, region;
    uint8_t  served, beats;     /* beats the slave has served; how many it will */
    uint8_t  held;              /* bit per node of the route that is occupied */
    uint8_t  own;               /* the matrix raised this request itself (a bridge's port) */
    uint8_t  why, pad[3];       /* the target's error */
    uint64_t turn;              /* matrix_t.turn of its last grant: the slave's order */
    tick_t   ready;             /* R(i): requested at this node; a bridge's port: idle since */
    tick_t   start;             /* granted there */
    uint64_t edge;              /* number of the hclk edge at `start`: beats are counted from it */
    tick_t   next;              /* next event of a leg that waits for no node */
    uint32_t when[BUS_BEATS];   /* edges from start to each beat at the slave */
} leg_t;

typedef struct {
    uint8_t  busy[2];                        /* in flight: reads, writes */
    uint8_t  last, pad[5];                   /* last user, the one the node is parked on */
    tick_t   since;                          /* since when it is */
    tick_t   busy_until;                     /* its slave's last beat of a whole transaction */
    tick_t   room[2];                        /* since when there is room: for reads, for writes */
    uint64_t used[2][MAX_INITS];             /* turn of each initiator's last grant */
} node_t;

enum { NOBODY = 0xFF };                      /* node_t.last before the first grant */

typedef struct {
    uint32_t txn;                            /* last number given */
    uint64_t turn;                           /* grants so far, the age in node_t.used */
    uint64_t waiting, running;               /* ports: wait for a node; have an event at leg.next */
    leg_t    leg[MAX_PORTS];
    node_t   node[MAX_NODES];
} matrix_t;
/* The inner fields are matrix.c's own: it may add to them or drop them. */

extern const model_t matrix_model;           /* only reset and step; the map comes from env->map */

/* The matrix does nothing before this tick but serve beats at memories and answer ports of this slot, without
 * an error and in any order of its own: nothing in any other part can change by it. alone: nor does it serve
 * anybody else. */
tick_t matrix_calm(const env_t *, const matrix_t *, unsigned slot, int alone);
/* The byte a bus master would find at addr, without side effects; 0 where no memory answers. For
 * memories only (viewer, expectations, judge's first look). */
uint8_t matrix_memory(const map_t *, const void *chip, uint32_t addr);
/* The road from this initiator to this address: index into map->route, -1: it cannot reach it. */
int matrix_route(const map_t *, unsigned init, uint32_t addr);

/* ---- between matrix.c and matrix_slave.c ----------------------------------------------------- */

static inline unsigned matrix_beats(const port_t *p)
{
    return p->beats < 1 ? 1 : p->beats > BUS_BEATS ? BUS_BEATS : p->beats;
}

static inline unsigned matrix_bytes(const port_t *p) { return 1u << (p->size & 3); }

static inline fact_t matrix_fact(const env_t *env, unsigned kind, unsigned n)
{
    const port_t *p = &env->port[n];
    return (fact_t){ .at = env->now, .kind = (uint8_t)kind, .who = p->init, .addr = p->addr,
                     .size = (uint8_t)matrix_bytes(p), .pc = NO_PC, .txn = p->txn };
}

/* Is this a write that its target ignores: to the backup domain, while PWR_CR1.DBP is 0 (RM0433 6.8.1)? */
static inline int matrix_is_shut(const env_t *env, const port_t *p, const region_row_t *r)
{
    return r->backup && p->write && !wire_get(env->wires, WIRE_BACKUP, 0);
}

/* The time of beat k at the slave behind this node, in edges of hclk. */
uint64_t matrix_beat_edges(const env_t *, const port_t *, unsigned k, const region_row_t *,
                           const node_row_t *);
/* The same of each beat, if all take as long; 0: ask for each. */
uint64_t matrix_even_edges(const port_t *, unsigned beats, const region_row_t *);
/* The slave serves beat k of port n: BUS_OK, or why it refuses. */
unsigned matrix_serve(env_t *, unsigned n, unsigned region, unsigned k);
#endif
