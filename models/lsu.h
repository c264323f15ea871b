/* lsu.h -- load/store unit: decides TCM, cache, bus or private register; store buffer; linefill and
 * eviction buffers; barriers; cache maintenance. Every coherency effect of the core exists here
 * once.
 * TRM 5 (memory system), 5.9 (caches and store buffer); DGUG 2.2.
 *
 *   core --load/store/barrier--> lsu --+-- TCM (bytes in the chip, zero wait)
 *                                      +-- store buffer (4 x 64 bit) --+-- D-cache (write-back hit)
 *                                      |                               +-- linefill buffer (merge)
 *                                      |                               '-- AXIM write ports
 *                                      +-- D-cache hit / linefill buffers (2) --- AXIM fill ports
 *                                      +-- eviction buffer ------------------- AXIM evict port
 *                                      +-- AHBP port (D2 peripherals, 0x4000_0000-0x4FFF_FFFF)
 *                                      '-- scb (0xE000_0000)
 *
 * Modelled, not modelled and surprises: see lsu.c.
 *
 * Calling convention: each request is asked with its arguments at env->now. LSU_OK: it retired
 * (facts told), `ready` is the tick at which the next micro-op may issue, `value` the loaded bytes.
 * LSU_WAIT: it has not retired; ask again with the same arguments whenever the core is stepped (a
 * port answered, or `ready`, the tick lsu_next names, came). LSU_FAULT: it retired with `fault`
 * (fault_t) at `addr`. Only one request is under way at a time; asking another drops the first.
 * lsu_step must be called first at each tick the core is stepped: it takes answers off the ports,
 * drains, merges, allocates; it returns the next tick at which it has work of its own, NEVER if
 * only a port's answer can change anything. A read port must wake the core at the beats that
 * port_t.quiet leaves, which are those it waits for.
 *
 * All times in the state are ticks. Fast and slow road must agree: whatever lsu_step does at a tick
 * it must do exactly at that tick on both, so it acts only at ticks it has announced, or where a
 * port answered. */
#ifndef LSU_H
#define LSU_H
#include "cache.h"
#include "device.h"
#include "input.h"
#include "map.h"
#include "m7_timing.h"
#include "mpu.h"
#include "scb.h"

enum { STB_MAX = 4, LFB_MAX = 2, WRITE_PORTS = 10, FORCE_MAX = 4 };

typedef struct {                         /* const: which ports, where the TCMs are, numbers */
    uint8_t  clk;                        /* CPU clock domain */
    uint8_t  p_fill[LFB_MAX], p_evict, p_read, p_fetch, p_ahbp_read, p_ahbp_write;
    uint8_t  p_write[WRITE_PORTS];
    uint32_t itcm_at, itcm_size, dtcm_at, dtcm_size;    /* offsets of their bytes in the chip */
    const number_t *num;                 /* indexed by m7_number_t */
} m7_cfg_t;

typedef struct {                         /* one store-buffer entry (stb.c) */
    uint8_t  valid, strb, policy, type;  /* policy_t, mem_type_t of the entry's address */
    uint8_t  linked, flush, attr, pad;
      /* linked: shares its line with another entry; flush: part of a
                                          * complete drain; attr: port_t.attr of its store */
    uint32_t addr, seq, pc, pad2;        /* doubleword address; age */
    tick_t   since, ready;  /* tick of its first store; the earliest tick it may leave */
    uint64_t data;
} stb_t;

typedef struct {                         /* one linefill buffer (fill.c) */
    uint8_t  valid, pad, why, dirty;     /* why: fill_why_t */
    uint8_t  way, victim, asked, attr;   /* victim: the line it replaces has still to leave */
    uint16_t set, pad2;
    uint32_t line, critical, merged, pc;
    /* critical: doubleword asked first; merged: bit per byte stored */
    tick_t   start, ask_at;
    uint8_t  data[LINE];                 /* the merged bytes; the others are in the port: fill_got,
                                          * fill_dword */
} lfb_t;

typedef struct {                         /* the eviction buffer (fill.c); evict_held: free once its port
                                          * answered */
    uint8_t  valid, asked, attr, awaited; /* awaited: something cannot go on before that */
    uint32_t line, pc, pad2;
    uint8_t  data[LINE];
} evict_t;

typedef struct { uint8_t valid, size, attr, pad; uint32_t addr, pc; uint32_t data; } ahbp_t;
 /* waits for the port */

typedef struct { uint32_t addr; uint8_t what, pad[3]; } wish_t;
     /* a forced event that waits for room */

typedef struct {
    stb_t    stb[STB_MAX];
    lfb_t    lfb[LFB_MAX];
    evict_t  evict;
    ahbp_t   ahbp;
    wish_t   wish[FORCE_MAX];
    uint32_t seq;                        /* numbers stores and bus requests in program order */
    uint32_t forced;                     /* next entry of input->forced */
    tick_t   drain_at;  /* the store buffer may let the next entry go at this tick */
    uint8_t  wishes, ra_mode, ra_run;    /* ra_*: dynamic read-allocate mode */
    /* the load under way (lsu.c) */
    uint8_t  load_stage, load_size, load_done, load_part, load_port;
    uint32_t load_addr, load_value, load_data, load_txn, load_pc, store_done;
    tick_t   load_at;
    uint8_t  op, op_kind;                /* a barrier or maintenance operation under way */
    uint16_t writes;                     /* bit k: the write port k has been asked and not been heard */
    uint8_t  singles, pad[3];            /* ASKED_...: the same of the ports of single transfers */
    uint32_t op_value;
    tick_t   op_since;
    uint32_t imprecise, imprecise_addr;
     /* a store's bus error not yet reported to the scb: ABFSR bits (0: none)
                                          * and its address; whoever reports it clears both */
} lsu_t;
/* The struct's inner fields are the lsu's own. */

struct fetch;

typedef struct {                         /* handed down for the length of one call */
    lsu_t *lsu; cache_t *dcache; mpu_t *mpu; scb_t *scb;
    struct fetch *fetch; cache_t *icache;       /* the other side, for its maintenance; may be NULL */
    const m7_cfg_t *cfg; env_t *env;
    int privileged;
    /* for core_step: what lsu_next says; 0: not asked since it changed */
    tick_t due;
    tick_t edge_at; uint64_t edge;              /* lsu_edge: its last answer and when that was */
    tick_t on_edge;                             /* for core_step: an edge of its clock */
} lsu_ctx_t;

typedef enum { LSU_OK, LSU_WAIT, LSU_FAULT } lsu_status_t;
typedef struct { uint8_t status, fault; uint32_t addr; tick_t ready; uint32_t value; } lsu_reply_t;

void        lsu_reset(lsu_t *);
lsu_reply_t lsu_load   (lsu_ctx_t *, uint32_t addr, unsigned size);
            /* size 1, 2, 4 bytes */
lsu_reply_t lsu_store  (lsu_ctx_t *, uint32_t addr, unsigned size, uint32_t value);
/* Two words at once, as one beat of STM, STRD or PUSH (the store channel is 64 bits wide, TRM
 * 1.2.3): low at addr, high at addr + 4. */
lsu_reply_t lsu_store_pair(lsu_ctx_t *, uint32_t addr, uint32_t low, uint32_t high);
lsu_reply_t lsu_barrier(lsu_ctx_t *, barrier_t);
lsu_reply_t lsu_preload(lsu_ctx_t *, uint32_t addr);
                           /* PLD; never waits    */
void        lsu_force  (lsu_ctx_t *, force_t what, uint32_t addr);
             /* evict or speculate  */
/* Do all that is due at env->now; law 1 holds, so it may be called again in the same tick. */
tick_t      lsu_step   (lsu_ctx_t *);
/* The tick lsu_step would return, after a request changed something. Never in the past. */
tick_t      lsu_next   (const lsu_ctx_t *);
/* Does the load under way still wait, so that asking again would change nothing? */
int         lsu_waits  (const lsu_ctx_t *);
/* Nothing is on its way: no entry, fill, eviction or write is left. */
int         lsu_quiet  (const lsu_ctx_t *);
/* Drop a request that waits (an exception was taken first); it will be asked again. */
void        lsu_abandon(lsu_ctx_t *);
/* May it be dropped? Not a load from Device or Strongly-ordered memory once the bus was asked: it
 * would be read twice (TRM 2.7.1). */
int         lsu_may_abandon(const lsu_ctx_t *);

/* What the program would read at addr now, without side effects: TCM, store buffer over linefill
 * buffer over cache over `ram` (the byte in memory, given by the caller). */
uint8_t     lsu_view(const lsu_ctx_t *, uint32_t addr, uint8_t ram);
#endif
