/* stale_code_own.h -- what the parts of the judge of old code share: stale_code.c, which follows the copies,
 * and stale_code_tell.c, which puts what was found into words. Private to them. */
#ifndef STALE_CODE_OWN_H
#define STALE_CODE_OWN_H
#include "blame.h"
#include "findings.h"
#include "stale_code.h"
#include "flash_order.h"

enum { LOOSE = 8, MAINTAINED = 64 };

typedef struct {                          /* a line of a cache, or a place of the prefetch queue */
    uint32_t addr;
    uint8_t  valid, asked;                /* asked: the byte the fill was begun for */
    bool     jumped;                      /* the program went there: nothing before it was being fetched */
    uint32_t known, made, old, after;     /* bytes that came; were written; differ; were written since */
    uint64_t born;                        /* a place of the queue: order of what made it */
    uint8_t  data[LINE], fresh[LINE];
    fact_t   filled, writer;
} copy_t;

struct stale_code {
    sink_t   sink;
    tee_t   *tee;
    const map_t *map; const names_t *names; const shadow_t *shadow;
    book_t   book;
    copy_t   icache[CACHE_LINES], dcache[CACHE_LINES], loose[LOOSE];
    unsigned code, flash, next_loose;     /* copies that are old: for the fetch side, for loads */
    unsigned queued;                      /* a bit for each valid place of `loose` */
    uint64_t order, last_insn;
    uint32_t pc, next_pc;                 /* the last instruction told, and what follows it */
    flash_order_t orders;
    struct { uint32_t line; tick_t at; } maintained[MAINTAINED];   /* the latest ICIMVAU; NO_LINE: ICIALLU */
    unsigned maintains;
};

static inline uint32_t line_at(uint32_t addr) { return addr & ~(LINE - 1u); }
static inline bool of_code(const stale_code_t *j, const copy_t *c)
{
    return c < j->dcache || c >= j->dcache + CACHE_LINES;
}

/* An instruction's bytes as they lie in memory. */
static inline uint64_t in_memory(const fact_t *f)
{
    return f->size == 4 ? (f->data >> 16 & 0xFFFF) | (f->data & 0xFFFF) << 16 : f->data;
}

/* Of this copy the bytes from addr on are old. now: the instruction or load that had them; NULL: nobody
 * did. */
void stale_code_tell(stale_code_t *, const copy_t *, uint32_t addr, unsigned size, const fact_t *now, tick_t at);
#endif
