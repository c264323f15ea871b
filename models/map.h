/* map.h -- the shape of a chip on paper: const rows, each with its source and how well it is known.
 *
 * The matrix reads nodes, routes and regions; `staleline map` prints all of it. sim/h743_map.c holds
 * the rows of the STM32H743. Cycle counts stand here and in m7_timing.c and nowhere else.
 *
 * A transaction from an initiator to a region takes a route: one to three nodes in order. A node is
 * a shared piece of bus with an arbiter: a slave port of an AHB matrix, a target port of the AXI
 * interconnect, a bridge. Timing of one transaction, all in edges of the node's clock (hclk):
 *
 *   asked -> A = first hclk edge at or after `asked`, when the request is on the wires
 *   node i requested at R(0) = A, R(i+1) = start(i) + lead(i)
 *   start(i)  = the edge at which the node is granted: max(R(i) + arb, first edge with room), where
 *               arb is the node's `arb`, or 0 if the node is parked on this initiator (it was its
 *               last user and the node was free at R(i)). Contenders with R < an edge at which the
 *               node is released compete at that edge and pay no arb (arbitration overlaps the last
 *               data cycle).
 *   beats     the last node's slave serves beat k at T + sum of beat times 0..k, where T is the
 *             later of start(last) + lead(last) and the last beat of the transaction granted that
 *             node before: a slave serves one beat at a time, reads and writes alike, one
 *             transaction after the other in the order of their grants
 *   response  last beat + tail_r or tail_w. Reads deliver beat k at its own time + tail_r.
 *   nodes     are released at the last beat (release 0) or at the response (release 1).
 *
 * So a node that takes several transactions at once overlaps their arbitration, lead and tail,
 * never their beats: it hides latency and adds no bandwidth. A slave sits behind one node, the last
 * of every route to it; several regions may share it.
 *
 * Beat times (region, access): RAM: ceil(bytes / width) + partial, where partial is 1 for a write
 * that does not fill whole ECC words (read-modify-write). Flash: the first beat in a 32-byte flash
 * word LATENCY + 1, further ones 1, and so is a read of the word a bank's read buffer has from the read
 * before, whoever made it (RM0433 4.3.8). Registers on AHB: 1. Registers on APB: the bridge node's sync +
 * apb_clocks of its own pclk (not aligned to pclk: AN4031 gives a constant). */
#ifndef MAP_H
#define MAP_H
#include "device.h"

typedef enum { TRUST_DOC, TRUST_MEASURED,
               TRUST_FITTED,       /* chosen so that a published measurement comes out: docs/accuracy.md */
               TRUST_ESTIMATE } trust_t;

typedef struct {                  /* a number that is not part of another row */
    const char *name, *unit;
    uint32_t    value;
    uint8_t     trust;
    const char *src;
} number_t;

typedef enum { ARB_ROUND_ROBIN, ARB_QOS_LRU } arb_policy_t;

typedef struct {                  /* a shared piece of bus */
    const char *name;
    uint8_t policy, arb;          /* arb: edges an arbitration costs when not parked */
    uint8_t cap_r, cap_w, cap;    /* transactions in flight at once: reads, writes, together */
    uint8_t release;              /* 0: free at the last data beat, 1: at the response */
    uint8_t sync, apb_clocks, pclk; /* APB bridge: sync hclk edges, then apb_clocks edges of domain pclk */
    uint8_t trust;
    const char *src;
} node_row_t;

enum { ROUTE_NODES = 3 };

typedef struct {
    uint8_t entry, group;         /* from which kind of initiator, to which group of regions */
    uint8_t nodes;                /* how many */
    uint8_t node[ROUTE_NODES], lead[ROUTE_NODES];
    uint8_t tail_r, tail_w;
    uint8_t post;           /* 1: node[0] is a bridge that answers bufferable writes after post_after edges */
    uint8_t post_after;
    uint8_t trust;
    const char *src;
} route_row_t;

typedef enum {
    REGION_RAM, REGION_FLASH, REGION_TCM, REGION_PART,
    REGION_UNMODELLED     /* the real chip has something here and we do not: reads 0, drops writes, says so */
} region_kind_t;

typedef struct {
    const char    *name;
    uint32_t       base, size;
    uint8_t        kind, group;
    uint8_t        slot;          /* the part's slot, for REGION_PART; the bank, for REGION_FLASH */
    int16_t        clock;         /* clock-enable line, -1: always on */
    uint8_t        width, ecc;    /* bytes a beat; bytes an ECC word (RAM) */
    uint32_t       at;            /* offset of its bytes or of the part's state in chip_t */
    const model_t *model;         /* REGION_PART */
    const void    *cfg;
    const char    *src;
    uint8_t        narrow;        /* behind an APB bridge: the register that takes narrow writes; 0: none */
    uint8_t        backup;        /* 1: of the backup domain: writes are ignored while WIRE_BACKUP is 0 */
} region_row_t;

typedef struct {                  /* who may arbitrate: one row a bus master */
    const char *name;
    uint8_t     entry;            /* which column of routes it uses */
    char        column;           /* position in the reachability drawing */
    uint8_t     post_port, posts; /* entry that a bridge uses: first of its own ports and how many; 0: none */
} init_row_t;

typedef struct {
    const char *name;
    uint8_t init, id, slot;       /* slot: who is woken when the port answers */
} port_row_t;

typedef struct {                  /* one of the drawing's rows: a group of regions */
    const char *name;
    const char *reach;            /* one character an initiator column: '#' or '.' */
} group_row_t;

typedef struct {                  /* a clock-enable bit */
    const char *name;
    uint16_t reg; uint8_t bit;    /* RCC offset and bit */
} clock_row_t;

typedef struct map {
    const char         *chip;
    const number_t     *number;   uint16_t numbers;
    const node_row_t   *node;     uint16_t nodes;
    const route_row_t  *route;    uint16_t routes;
    const region_row_t *region;   uint16_t regions;   /* sorted by base, never overlapping */
    const init_row_t   *init;     uint16_t inits;
    const port_row_t   *port;     uint16_t ports;
    const group_row_t  *group;    uint16_t groups;
    const clock_row_t  *clock;    uint16_t clocks;
    uint8_t             hclk;     /* domain of the matrices */
    uint8_t             error_after;  /* edges from A to an error response with no route or no target */
} map_t;

enum { MAX_PORTS = 64, MAX_NODES = 48, MAX_INITS = 32 };

/* The region that answers addr, or NULL. */
static inline const region_row_t *map_region(const map_t *map, uint32_t addr)
{
    unsigned lo = 0, hi = map->regions;
    while (lo < hi) {
        unsigned mid = (lo + hi) / 2;
        if (map->region[mid].base <= addr) lo = mid + 1; else hi = mid;
    }
    if (!lo) return 0;
    const region_row_t *r = &map->region[lo - 1];
    return addr - r->base < r->size ? r : 0;
}

/* Has the drawing a way from this initiator to this group? */
static inline int map_reaches(const map_t *map, unsigned init, unsigned group)
{
    if (init >= map->inits || group >= map->groups) return 0;
    const char *way = map->group[group].reach;
    for (unsigned k = (unsigned char)map->init[init].column; k; k--)
        if (!*way++) return 0;                           /* a row that ends before it */
    return *way == '#';
}

/* Raise the request of port n; the master has filled in addr, write, size, beats, wrap, attr, id, tag,
 * seq, quiet, strb and data. Told as F_ASK; the matrix is woken. */
static inline void port_ask(env_t *env, unsigned n)
{
    port_t *p = &env->port[n];
    p->init = env->map->port[n].init;
    p->phase = BUS_REQ;
    p->beat = p->seen = 0, p->why = BUS_OK, p->txn = 0;
    p->asked = env->now, p->granted = p->done = NEVER;
    env->wires->asked |= 1ull << n;
    env->woke |= env->ears[WIRE_PORT];
    if (!wanted(env, F_ASK)) return;
    fact_t f = { .at = env->now, .kind = F_ASK, .who = p->init, .what = (uint8_t)n, .size = p->size,
                 .addr = p->addr, .pc = env->pc,
                 .note = p->beats | (uint64_t)p->write << 8 | (uint64_t)p->wrap << 9
                       | (uint64_t)p->tag << 16 };
    tell(env, &f);
}
#endif
