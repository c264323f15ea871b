/* coherence_own.h -- what the parts of the coherency sanitizer share: coherence.c (sink, loads, arming),
 * coherence_source.c (what other masters read) and coherence_loss.c (versions that were destroyed). Private
 * to them. */
#ifndef COHERENCE_OWN_H
#define COHERENCE_OWN_H
#include "coherence.h"
#include "ahead.h"
#include "lifetime.h"
#include "overrun.h"
#include "range.h"
#include "reach.h"
#include "unheard.h"

enum { BARRIERS = 32 };
enum { HANDED = 0x80000000u };              /* cell.loss: given to a DMA that will overwrite it */
/* A newest version destroyed. */
typedef struct { case_t c; fact_t how; size_t live; bool cpu, seen; } loss_t;

struct coherence {
    sink_t sink;
    struct tee *tee;
    ledger_t ledger;                        /* its places (noted) lie outside the arena; NULL: it hears all */
    const map_t *map; const names_t *names;
    setup_t   setup; streams_t streams;
    arena_t  *arena;                        /* this and all it points to lives there, but not the book */
    shadow_t *shadow; book_t *book;
    reach_t   reach;
    range_t   range; lifetime_t lifetime; aheads_t ahead; unheard_t unheard;
    loss_t   *loss; size_t losses, loss_room;
    uint64_t  order;
    uint64_t  off_since;                    /* CCR.DC was cleared with this order, 0: never */
    fact_t    garbage;                      /* a clean by set and way before the first invalidate, F_NONE */
    uint64_t
        saw[WATCHED - FIRST_MASTER]; /* of each scripted master: the latest store of the CPU it has read */
    uint64_t  barrier[BARRIERS]; unsigned barriers;    /* orders of the last DMB and DSB */
    uint64_t  poked;                        /* order of the CPU's last store to a peripheral */
};

/* What is wrong with one byte. loss: a number, 0 none; again: alone, nothing new. */
typedef struct { case_t c; uint32_t loss; bool on, again; } byte_t;

/* Most bytes are as they should be: a case is made for those that may not be. */
static inline void no_cases(byte_t b[8])
{
    for (unsigned i = 0; i < 8; i++) b[i].on = false, b[i].loss = 0;
}

const stream_t *stream_by(const coherence_t *, int n);               /* NULL: no stream, or never armed */
uint64_t        site_of(const coherence_t *, int n, uint8_t who);
/* zeros: no RAM, or never written */
cell_t          cell_at(const coherence_t *, uint32_t addr, uint32_t *key);
bool            write_back(uint8_t policy);
/* The program started this by a register: a scripted master may come by itself. */
bool            asked(const stream_t *);
/* The n bytes from addr on as the newest versions have them; bytes without one as `had` says. */
uint64_t        newest_bytes(const coherence_t *, uint32_t addr, unsigned n, uint64_t had);
bool            other_object(const coherence_t *, const stream_t *, uint32_t a, uint32_t b);
bool            same_case(const byte_t *, const byte_t *);
/* Runs of bytes that have one cause are one occurrence. */
void            report_bytes(coherence_t *, byte_t *, unsigned n, const fact_t *);
void            judge_value(byte_t *, const version_t *fresh, uint32_t key, uint8_t got);

/* The CPU's byte a and the DMA's byte b: two objects, or one of which the stream writes only a part, b. */
bool            apart(const coherence_t *, const stream_t *, uint32_t a, uint32_t b);

/* Does it wait for accesses that it would not be told of otherwise? */
static inline bool awaits(const coherence_t *j)
{
    return j->ahead.count | j->unheard.count;
}
/* Does no stream run, so that what is given back is nobody's, and the core's beats move nothing that it
 * stores meanwhile? */
static inline bool alone(const coherence_t *j) { return j->tee && !j->streams.running; }
/* Maintenance for this transfer that worked on other lines: it began behind `after`. */
bool            wrong_range(const coherence_t *, byte_t *, uint32_t addr, uint64_t after);

/* coherence_source.c: a beat, of which `first` is the first byte's place. */
void see_dma_read(coherence_t *, const fact_t *, uint32_t first);
/* coherence_hear.c: after awaits() may have changed */
void coherence_listen(coherence_t *);
/* coherence_switch.c: rules cache-state and mpu-change. */
void switch_see(coherence_t *, const fact_t *); /* F_REG_WRITE and F_MAINT, before anybody else */
void switch_store(coherence_t *, const fact_t *);      /* F_STORE to non-cacheable memory, after the shadow */
/* The rule broken when this version of the CPU lies in a dirty line that accesses to addr go past; RULES:
 * none. */
uint8_t switch_rule(const coherence_t *, const version_t *, uint32_t addr);
/* The same when this version was stored past a line of that address which was still there. */
uint8_t switch_rule_past(const coherence_t *, const version_t *, uint32_t addr);

/* coherence_loss.c */
void judge_loss(coherence_t *, byte_t *,
                uint32_t loss); /* a byte whose newest version was destroyed was consumed */
void forget_loss(coherence_t *, uint32_t addr, unsigned size);       /* written anew */
/* Another master's beat into a dirty line. */
void judge_dirty_target(coherence_t *, const fact_t *, const version_t *fresh);
void see_evict  (coherence_t *, const fact_t *);
void see_drop   (coherence_t *, const fact_t *);                     /* F_FILL_DROP */
void see_landing(coherence_t *, const fact_t *);
void finish_losses(coherence_t *);                                   /* those nobody consumed */
#endif
