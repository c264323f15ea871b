/* who.h -- who wrote this byte? What the store buffer, the bus, the cache and memory have of it, who wrote
 * each of these values, and how they came there. `staleline who` and the debugger's `monitor who` answer
 * alike.
 *
 * An observer of one byte: it hears facts (from the beginning, or from some later moment on) and follows
 * the byte's line in a shadow of its own (shadow.h). Heard only from later on, it may not know whose value
 * a copy has: who_known says so, and whoever asks goes further back.
 *
 * What surprises people: one byte of SRAM1 to 3 has two addresses and may be cached under both. Of TCM
 * there is one copy, and no cache. Of flash the writer is the flash itself, told with who ordered it, and a
 * line has what was there when it was filled. Not here: the instruction cache; registers. */
#ifndef WHO_H
#define WHO_H
#include "findings.h"
#include "machine.h"
#include "shadow.h"
#include <stdio.h>

enum { WHO_EVENTS = 64 };

typedef struct who who_t;
bool    who_follows(const map_t *, uint32_t addr); /* RAM, TCM or flash? Of nothing else is anything known  */
who_t  *who_new  (const map_t *, uint32_t addr);
void    who_free (who_t *);
void    who_reset(who_t *);                        /* nothing heard yet */
sink_t *who_sink (who_t *);
/* Does it know the writer of every copy that m has? */
bool    who_known(const who_t *, const machine_t *m);

typedef enum { COPY_STORE_BUFFER, COPY_FLIGHT, COPY_FILL, COPY_CACHE, COPY_MEMORY, COPIES } copy_kind_t;
/* "store buffer", "on its way" to memory, "linefill buffer", "D-cache", "memory" */
extern const char *const copy_name[COPIES];

typedef struct {
    uint8_t  kind, value, who, tag;                /* who and tag of the writer: say_master             */
    bool     written;                              /* somebody has; else it is what was there before    */
    bool     newest, dirty;                        /* dirty: this line's bytes are not in memory        */
    uint32_t line;                                 /* its address in the cache                          */
    fact_t   writer, filled;                       /* kind F_NONE: not known, none                      */
} copy_t;

enum { WHO_COPIES = 8 };
typedef struct {
    uint32_t addr;
    uint64_t cycle;                                /* where the machine stands                            */
    uint8_t  cpu, memory;                          /* what the program would read; what memory holds     */
    bool     silent;                               /* no clock: a load faults, cpu says nothing          */
    bool     lost;                                 /* the newest value is nowhere any more               */
    fact_t   newest; uint8_t newest_who, newest_tag;
    copy_t   copy[WHO_COPIES]; unsigned copies;
    fact_t   event[WHO_EVENTS]; unsigned events;   /* newest last                                        */
    uint64_t earlier;                              /* events before those                                */
} answer_t;

/* The machine stands where the last fact was heard. */
void who_answer(const who_t *, const machine_t *, answer_t *);

/* In words, a line at a time, to whoever prints them. */
typedef void who_say_t(void *with, const char *line);
void who_text(const answer_t *, const machine_t *, const names_t *, who_say_t *, void *with);
/* The same lines, each with the fact it is about; NULL: no single one. */
typedef void who_tell_t(void *with, const char *line, const fact_t *of);
void who_tell(const answer_t *, const machine_t *, const names_t *, who_tell_t *, void *with);
void who_json(FILE *, const answer_t *, const machine_t *, const names_t *);
#endif
