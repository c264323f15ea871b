/* roads.h -- where everything stands on the bus map, and the road of a transaction through it.
 *
 *     masters        matrix of the domain          memories and peripherals
 *   +- core ------+
 *   | ITCM | DTCM |
 *   | I-fetch     |----+-----------+
 *   | D-cache     |----|  D1  AXI  |---- Flash
 *   | load, store |----|           |---- AXI SRAM
 *   | AHBP        |-.  +--+-----+--+---- D1 peripherals
 *   +-------------+ |     |     |
 *   | MDMA        |-+- -  |     ^
 *   | DMA1 ...    | '--+--+-----+--+---- SRAM1 ...
 *   |             |----|  D2  AHB  |---- D2 peripherals
 *   +-------------+    +--+--------+
 *   | BDMA        |----|  D3  AHB  |---- SRAM4 ...
 *
 * The places are this picture's; who reaches what, over which nodes, is the map's (map.h): a road is laid
 * along the nodes of a route, and a node that no route ends at is a bridge between two domains. Nothing
 * here draws or looks at the chip. */
#ifndef ROADS_H
#define ROADS_H
#include "draw.h"
#include "h743.h"

typedef enum { DOMAIN_1, DOMAIN_2, DOMAIN_3, DOMAINS } domain_number_t;

typedef struct {
    rect_t  r;
    uint8_t init, owner;             /* init_number_t; owner_t of theme.h: the core's rows differ by it */
    uint8_t domain, port;            /* port: 0 only one, 1 memory, 2 peripheral */
    const char *name, *brief;
} master_box_t;

typedef struct {
    rect_t   r;
    uint32_t groups;                 /* a bit a group of regions (group_number_t) */
    int16_t  region;                 /* the one memory it shows, -1: all of its groups */
    uint8_t  domain, memory;
    const char *name;
} target_box_t;

enum { MASTER_BOXES = 24, TARGET_BOXES = 20, ROAD_POINTS = 24 };
#define PLAN_ROW 18.0f                   /* the least a row of readable text wants */

typedef struct {
    rect_t area, core, matrix[DOMAINS];
    master_box_t master[MASTER_BOXES]; unsigned masters;
    target_box_t target[TARGET_BOXES]; unsigned targets;
    rect_t itcm, dtcm;
    float  pitch;                    /* a row's height: below PLAN_ROW there is no room for the map */
    bool   sparse;                   /* only who takes part is shown */
    uint8_t node_domain[MAX_NODES];  /* of the bus a node leads to: DOMAINS, unknown */
    bool    bridge[MAX_NODES];
    uint8_t from_domain[MAX_NODES];
} plan_t;

/* What takes part in this run: a bit an initiator that moves anything, an owner among the core's rows
 * (owner_t), a group of regions somebody asks for or a buffer lies in. Masters outside the core and the DMAs
 * are left out unless they do; in a small picture everybody is, and domains nobody uses. */
typedef struct { uint32_t inits, owners, groups; } taking_part_t;
void plan_make(plan_t *, const map_t *, rect_t area, const taking_part_t *);

const master_box_t *plan_master(const plan_t *, unsigned init, owner_t);
const target_box_t *plan_target(const plan_t *, const map_t *, uint32_t addr);   /* NULL: nothing is there */
int plan_init_domain(unsigned init);                                             /* -1: in the core */

/* A road as points, and how far along it (0..length) its nodes are. `at`: 0 the master, 1.. the nodes,
 * nodes + 1 the target. A road that ends nowhere (no route) leads into the master's matrix: nodes 0,
 * barred. */
typedef struct {
    point_t p[ROAD_POINTS]; unsigned n;
    float   at[ROUTE_NODES + 2], length;
    unsigned nodes;
    bool    barred;
} road_t;
bool plan_road(const plan_t *, const map_t *, unsigned init, owner_t, uint32_t addr, road_t *);
/* false: no place for it */
point_t road_point(const road_t *, float along);
/* along: in the unit of `at`'s index: 1.5 is between nodes 1 and 2 */
/* The part of the road between two such places; answers how many points. */
unsigned road_part(const road_t *, float from, float to, point_t out[ROAD_POINTS]);
#endif
