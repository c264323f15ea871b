/* fill.h -- between the D-cache and the AXIM port: two linefill buffers and one eviction buffer.
 * TRM 5.9 (linefills, evictions), 5.9.1 (read-allocate mode), table 5-14 and 5-15 (bursts).
 *
 * Modelled: WRAP4 x 64-bit fills from the doubleword wanted first, bytes usable as they arrive,
 * stores merged into a fill, victim chosen when the fill starts, INCR4 evictions from the line's
 * base, a fill held back while its line is in the eviction buffer or in a write under way, forced
 * fills and evictions (what the core may do on its own, TRM 5.2, made to happen at a given tick).
 * Not modelled: more than one eviction buffer (T_EVICT_BUFFERS above 1 changes nothing), fills of
 * the core's own accord (a scenario forces them).
 * What surprises people: the order of facts. F_FILL_START comes when a buffer is taken and the way
 * chosen; F_EVICT of the line that lives there follows at once, or, if it is dirty and the eviction
 * buffer is busy, later; only then the bus is asked. Until then the old line can still be hit. */
#ifndef FILL_H
#define FILL_H
#include "lsu.h"
#include <string.h>

/* Is a line in the eviction buffer? The answer that all is written frees it by itself: it changes nothing
 * else, so the core is woken only if somebody waits for it. */
static inline int evict_holds(const evict_t *e, const port_t *p)
{
    return e->valid && !(e->asked && p->phase == BUS_DONE);
}
static inline int evict_held(const lsu_ctx_t *c)
{
    return evict_holds(&c->lsu->evict, &c->env->port[c->cfg->p_evict]);
}
/* What must go on when it is free has come to stand here. */
void evict_await(lsu_ctx_t *);
/* Is it held, by this line (NO_LINE: by any)? Then who asks waits for it. */
static inline int evict_bars(lsu_ctx_t *c, uint32_t line)
{
    if (!evict_held(c) || (line != NO_LINE && c->lsu->evict.line != line)) return 0;
    evict_await(c);
    return 1;
}
/* Is a linefill or an eviction under way? */
static inline int fill_any(const lsu_ctx_t *c)
{
    for (unsigned i = 0; i < LFB_MAX; i++) if (c->lsu->lfb[i].valid) return 1;
    return evict_held(c);
}
/* The linefill buffer that holds this line, or -1. */
static inline int fill_find(const lsu_t *l, uint32_t line)
{
    for (int i = 0; i < LFB_MAX; i++)
        if (l->lfb[i].valid && l->lfb[i].line == line) return i;
    return -1;
}
/* What has come of the line that port p brings, whether the buffer looked or not: a bit a doubleword. A burst
 * that wraps comes in rotated order. */
static inline unsigned beats_got(const port_t *p)
{
    unsigned came = (1u << p->beat) - 1, first = p->addr / 8 % (LINE / 8);
    return (came << first | came >> (LINE / 8 - first)) & ((1u << LINE / 8) - 1);
}
static inline unsigned fill_got(const lfb_t *f, const port_t *p) { return f->asked ? beats_got(p) : 0; }
/* Has this doubleword of buffer i come? */
static inline int fill_has(const lsu_ctx_t *c, int i, uint32_t addr)
{
    return fill_got(&c->lsu->lfb[i], &c->env->port[c->cfg->p_fill[i]]) >> addr / 8 % (LINE / 8) & 1;
}
/* The beat of port p that brings this doubleword of its line. */
static inline unsigned beat_of(const port_t *p, uint32_t addr) { return (addr / 8 - p->addr / 8) % (LINE / 8); }
/* The doubleword at addr as it stands in buffer i; what has neither come nor been stored is 0. */
uint64_t fill_dword(const lsu_ctx_t *, int i, uint32_t addr);
/* A load waits for this doubleword of buffer i: its beat wakes the core. */
void fill_await(lsu_ctx_t *, int i, uint32_t addr);
/* Start a fill; the bus is asked at `ask_at`. -1: no buffer or no way free. */
int  fill_start(lsu_ctx_t *, uint32_t addr, fill_why_t why, tick_t ask_at, uint32_t pc);
/* Merge store bytes (strobes within the doubleword addr) into buffer i. dirty: memory does not get
 * them. */
void fill_merge(lsu_ctx_t *, int i, uint32_t addr, uint8_t strb, uint64_t data, int dirty);
/* Tell of beats and take responses; ask what may be asked; carry out forced events. 1: something happened. */
int  fill_answers(lsu_ctx_t *);
int  fill_requests(lsu_ctx_t *);
int  fill_forced(lsu_ctx_t *);
/* Is there anything that fill_forced, fill_requests could do? */
static inline int fill_wishes(const lsu_ctx_t *c)
{
    return c->lsu->wishes || (c->env->in && c->lsu->forced < c->env->in->forceds);
}
static inline int fill_asks(const lsu_t *l)
{
    for (unsigned i = 0; i < LFB_MAX; i++) if (l->lfb[i].valid && !l->lfb[i].asked) return 1;
    return l->evict.valid && !l->evict.asked;
}
/* The tick of the next request or forced event after now. */
tick_t fill_next_of(const lsu_ctx_t *);
static inline tick_t fill_next(const lsu_ctx_t *c)
{
    return fill_asks(c->lsu) || fill_wishes(c) ? fill_next_of(c) : NEVER;
}
void fill_wish(lsu_ctx_t *, force_t what, uint32_t addr);

/* Write back a line of the cache (it stays, clean) through the eviction buffer, which must be free.
 * */
void evict_line(lsu_ctx_t *, unsigned index, evict_why_t why, uint32_t pc);
/* Take a line out of the cache, telling why; its dirty data must have been dealt with or be
 * unwanted. */
void drop_line(lsu_ctx_t *, unsigned index, evict_why_t why, int dirty, uint32_t pc);

/* ---- small things the data side shares ----------------------------------------------------------
 * */

static inline uint32_t line_of(uint32_t addr) { return addr & ~(uint32_t)(LINE - 1); }

static inline uint32_t lsu_num(const lsu_ctx_t *c, m7_number_t n) { return c->cfg->num[n].value; }

/* The edge n CPU cycles after the first edge at or after now. */
static inline tick_t lsu_after(const lsu_ctx_t *c, uint64_t n)
{
    return domain_after(&c->env->clock[c->cfg->clk], c->env->now, n);
}

/* The number of the CPU edge that is now. */
static inline uint64_t lsu_edge(lsu_ctx_t *c)
{
    if (c->edge_at == c->env->now) return c->edge;
    c->edge_at = c->env->now;
    return c->edge = domain_count(&c->env->clock[c->cfg->clk], c->env->now);
}

static inline uint64_t bytes_to_word(const uint8_t *b)
{
    uint64_t v;
    memcpy(&v, b, sizeof v);                                /* little-endian hosts, as everywhere here */
    return v;
}

static inline void word_to_bytes(uint8_t *b, uint64_t v)
{
    memcpy(b, &v, sizeof v);
}

/* The bytes of v that strb names. */
static inline uint64_t strobed(uint8_t strb)
{
    uint64_t m = (strb & 0x7Full) * 0x0002040810204081ull & 0x0101010101010101ull;   /* bit k to byte k */
    return (m | (uint64_t)(strb >> 7) << 56) * 0xFF;
}

static inline int dcache_on(const lsu_ctx_t *c) { return !!(c->scb->ccr & CCR_DC); }

attr_t lsu_attr(const lsu_ctx_t *, uint32_t addr);
/* Where an address goes; only LSU_AXIM is ever cached or buffered in the store buffer. */
typedef enum { LSU_TCM, LSU_PPB, LSU_AHBP, LSU_AXIM } lsu_target_t;
static inline lsu_target_t lsu_target(const lsu_ctx_t *c, uint32_t addr)
{
    const uint32_t dtcm = 0x20000000;
    if (addr < c->cfg->itcm_size || addr - dtcm < c->cfg->dtcm_size) return LSU_TCM;
    if (addr >> 28 == 4) return LSU_AHBP;
    return addr >> 20 == 0xE00 ? LSU_PPB : LSU_AXIM;
}
/* Raise port p on behalf of the instruction at pc, numbered in program order. */
void lsu_ask(lsu_ctx_t *, unsigned p, uint32_t pc);
/* A write to this line is under way on the AXIM port (with an id other than `but`; -1: any). */
int  lsu_writing(const lsu_ctx_t *, uint32_t line, int but);
void lsu_imprecise(lsu_t *, uint32_t abfsr, uint8_t why, uint32_t addr);
/* Everything that can happen now, until nothing can (lsu_ports.c). 1: something happened. */
int  lsu_pump(lsu_ctx_t *);
/* Has all that this barrier waits for ended? DMB: writes have responses. DSB: fills and evictions too. */
int  lsu_drained(const lsu_ctx_t *, barrier_t);
/* A fact of this unit, about the instruction at pc. */
void lsu_told(lsu_ctx_t *, unsigned kind, unsigned what, unsigned size, uint32_t addr, uint32_t pc,
              uint32_t txn, uint64_t data, uint64_t note);
static inline void lsu_tell(lsu_ctx_t *c, unsigned kind, unsigned what, unsigned size, uint32_t addr, uint32_t pc,
                            uint32_t txn, uint64_t data, uint64_t note)
{
    if (wanted(c->env, kind)) lsu_told(c, kind, what, size, addr, pc, txn, data, note);
}
/* Stages of the load under way. */
enum { LOAD_NONE, LOAD_FILL, LOAD_ASK, LOAD_BUS, LOAD_GOT, LOAD_ERROR };
enum { OP_NONE, OP_MAINT, OP_BARRIER };
enum { ASKED_READ = 1, ASKED_AHBP_READ = 2, ASKED_AHBP_WRITE = 4 };    /* lsu_t.singles */
enum { ACTLR_DISRAMODE = 1 << 11 };
enum { ID_NC = 0, ID_WT = 1, ID_DEVICE = 2, ID_EVICT = 3, ID_FILL = 2 };
#endif
