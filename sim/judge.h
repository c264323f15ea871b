/* judge.h -- what the judges (coherence.c, lint.c) find, and the list they put it in.
 *
 * A finding is one cause. `rule` is the most specific cause, `effect` what it did in this run.
 * Tiers: error = a wrong value was consumed or sent in this run; hazard = the rule was broken and a
 * legal schedule makes it an error, or the values happened to be equal; lint = set-up. */
#ifndef JUDGE_H
#define JUDGE_H
#include <stdbool.h>
#include <stddef.h>
#include "map.h"
#include "trace.h"

typedef enum {
    RULE_DMA_UNREACHABLE, RULE_MEMORY_UNCLOCKED, RULE_STALE_READ, RULE_STALE_DMA_READ, RULE_LOST_DMA_WRITE,
    RULE_LOST_CPU_WRITE, RULE_SHARED_LINE, RULE_MISSING_BARRIER, RULE_EARLY_INVALIDATE, RULE_IGNORED_ERROR,
    RULE_ERRATUM_WRITE_THROUGH, RULE_DMA_CONFIG, RULE_MPU_RESERVED, RULE_MPU_WINDOW, RULE_STARVED,
        RULE_MDMA_TCM_PORT,
    RULE_STALE_CODE, RULE_STALE_FLASH, RULE_WRONG_RANGE, RULE_DMA_AFTER_FREE, RULE_CACHE_STATE,
        RULE_MPU_CHANGE,
    RULE_MPU_OVERLAP, RULE_READ_AHEAD, RULE_SPECULATIVE_ACCESS, RULE_DEBUGGER_VIEW, RULE_BUFFER_OVERRUN, RULES
} rule_t;
typedef enum { EFFECT_NONE, EFFECT_STALE_READ, EFFECT_STALE_DMA_READ, EFFECT_LOST_DMA_WRITE,
               EFFECT_LOST_CPU_WRITE, EFFECT_STALE_CODE, EFFECTS } effect_t;
typedef enum { TIER_ERROR, TIER_HAZARD, TIER_LINT, TIERS } tier_t;

extern const char *const rule_name[RULES];       /* "dma-unreachable", ... stable identifiers */
extern const char *const effect_name[EFFECTS];
extern const char *const tier_name[TIERS];
int rule_by_name(const char *);                  /* -1: no such rule */

/* Where an address of a firmware comes from. */
typedef struct {
    char     function[112];                      /* as its author wrote it; "": not known */
    char     file[200];                          /* as the compiler noted it; "": no line information */
    unsigned line;
    uint32_t offset;                             /* bytes into the function */
} site_t;

/* Names for people: buffers and steps of a scenario, symbols of a firmware. */
typedef struct { const char *name; uint32_t addr, size; } symbol_t;
typedef struct {                                 /* a local on a stack; symbol.size 0: others lie there now */
    symbol_t symbol; uint32_t size; const char *file; unsigned line;
} local_name_t;
enum { NAMES_CLOCKS = 32 };                      /* changes of the CPU clock that are remembered */
typedef struct {
    const symbol_t *symbol; size_t symbols;
    const uint32_t *reach;  /* symbols are by address; reach[i]: the highest end of 0..i. NULL: neither */
    const symbol_t *part; const uint32_t *part_reach; size_t parts;  /* members and elements, in order */
    const local_name_t *local; size_t locals;      /* what lies on a firmware's stacks (stack_names.h) */
    const char *const *step; size_t steps;       /* text of each program step, by pc: "program[3]: load rx" */
    domain_t cpu;                                /* ticks to the CPU cycles people read */
    /* A firmware's addresses: frame 0 is the innermost function inlined there, frame n + 1 what it is
     * inlined in. false: no such frame, nothing known. NULL: the program is steps. */
    bool (*site)(const void *of, uint32_t pc, unsigned frame, site_t *);
    bool (*label)(const void *of, uint32_t addr);  /* a name without a size: a linker script's; NULL: none */
    const void *of;
    domain_t before[NAMES_CLOCKS]; unsigned befores;   /* rates of the CPU clock before `cpu`, oldest first */
} names_t;
void names_clock_start(names_t *, domain_t cpu);       /* at boot */
/* when a CPU cycle began: findings.h has say_cycle, the other way */
tick_t names_tick(const names_t *, uint64_t cycle);
void names_clock_see(names_t *, const fact_t *);       /* F_CLOCK: cycles are counted at each rate in turn */
const symbol_t *names_find(const names_t *, uint32_t addr);   /* NULL: none holds addr (aliases folded) */
const symbol_t *names_part(const names_t *, uint32_t addr);   /* a local, or the innermost member, too */
const local_name_t *names_local(const names_t *, const symbol_t *);        /* NULL: it is none */
void names_order(symbol_t *, uint32_t *reach, size_t count);  /* sort, and fill in reach: for long lists */
/* The frame people want: the innermost that is no standard library's, else the innermost. */
bool names_site(const names_t *, uint32_t pc, site_t *);

/* What an event was in the story of a finding. */
typedef enum { CAUSE_EVENT, CAUSE_NEW, CAUSE_OLD, CAUSE_FILLED, CAUSE_LEFT, CAUSE_ARMED, CAUSE_DONE,
               CAUSE_SHOWED, CAUSES } cause_role_t;
extern const char *const cause_name[CAUSES];     /* "event", "newest-value", "old-value", ... */

enum { CAUSE_TEXT = 240 };
typedef struct {                                 /* one side of a conflict: who did what when */
    fact_t  fact;
    uint8_t role;
    char    text[CAUSE_TEXT];                           /* "DMA1 stream 0 wrote 0xA5 to rx+4 at cycle 812" */
} cause_t;

enum { FINDING_CAUSES = 8 };

typedef struct {
    uint8_t  rule, effect, tier, same_value;     /* same_value: the stale and the fresh value were equal */
    tick_t   at;  /* the moment it showed (error) or was broken (hazard, lint) */
    uint32_t addr, size;                         /* first byte concerned, and how many in a row */
    uint32_t pc;                                 /* step where it showed, NO_PC */
    uint32_t fix_pc;                             /* step the fix belongs before, NO_PC */
    uint8_t  fix_after;                          /* the fix belongs after fix_pc instead */
    uint32_t count;                              /* times it happened at this site */
    char     master[32];                         /* "DMA1 stream 0", "CPU" */
    char     buffer[64];                         /* "rx", or the region's name if no symbol */
    uint32_t buffer_addr, buffer_size;           /* that symbol's place; size 0: no symbol */
    char     declared[48];                       /* a local: "echo.c:42"; else "" */
    uint64_t had, wanted;                        /* both values: what was seen, what was newest */
    cause_t  cause[FINDING_CAUSES]; uint8_t causes;
    uint8_t  gap;  /* what is missing belongs right before this cause; 0: nowhere in time */
    uint8_t  circular;                           /* the stream goes round: the cure is wanted every round */
    uint32_t id;                                 /* its number in the order they were made */
    char     message[800];                       /* one paragraph: what happened and why */
    char     missing[480];                       /* what is missing and where it belongs */
} finding_t;

/* One time it happened: the first is the finding's own. */
typedef struct { uint32_t id, addr, size, pc; tick_t at; uint64_t had, wanted; } seen_t;
typedef struct {                                 /* zero it to start */
    finding_t *item; size_t count, room;
    bool       all;                              /* keep every time it happened */
    seen_t    *seen; size_t seens, seen_room;
} findings_t;
void findings_saw(findings_t *, const finding_t *, const seen_t *);   /* nothing unless `all` */
finding_t *findings_add(findings_t *);           /* zeroed new entry; the list grows */
void       findings_free(findings_t *);

/* A judge is an observer. Make it, give its sink to the run, finish it when the run is over (hazards
 * that wait for the end are decided then), take its findings, free it. */
typedef struct coherence coherence_t;
coherence_t *coherence_new(const map_t *, const names_t *, findings_t *);
sink_t      *coherence_sink(coherence_t *);
struct tee;  /* observe.h: told when the sink wants to hear more, or less */
void         coherence_heard_by(coherence_t *, struct tee *);
void         coherence_finish(coherence_t *, tick_t end);
void         coherence_free(coherence_t *);

typedef struct lint lint_t;
lint_t *lint_new(const map_t *, const names_t *, findings_t *);
/* Before the sink is added there. Who had a bus is then heard from the first request on that is routed to a
 * stream. */
void lint_heard_by(lint_t *, struct tee *);
sink_t *lint_sink(lint_t *);
void    lint_finish(lint_t *, tick_t end);
void    lint_free(lint_t *);

/* explain.c: text for people. All return static or caller's storage; never NULL. */
const char *explain_title(rule_t);               /* one line                                       */
const char *explain_headline(const finding_t *); /* the title, as far as it came true                  */
const char *explain_rule(rule_t);                /* paragraphs: what, why, how to see it, the field */
void        explain_cases(rule_t, char *, size_t room);  /* field cases behind it, a paragraph; "" if none */
/* for this very buffer */
void        explain_fix(const finding_t *, char *c, size_t c_room, char *rust, size_t rust_room);
void        explain_fact(const fact_t *, const map_t *, const names_t *, char *, size_t);  /* one sentence */
#endif
