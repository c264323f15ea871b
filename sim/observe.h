/* observe.h -- small observers: share a run among several sinks, count what happened, hash the trace,
 * keep the text it printed. An observer that is not attached costs the run nothing. */
#ifndef OBSERVE_H
#define OBSERVE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include "judge.h"
#include "map.h"
#include "trace.h"

enum { TEE_MAX = 16 };
typedef struct tee {
    sink_t   sink;
    sink_t  *to[TEE_MAX]; unsigned count;
    uint16_t wanted[64], deaf[64];  /* of each kind: a bit for each of `to` that wants it; that is deaf to
                                     * some (sink_t) */
    uint16_t bus_loads;             /* a bit for each that has no use for the core's loads */
} tee_t;
void tee_start(tee_t *);
void tee_add(tee_t *, sink_t *);
void tee_look(tee_t *);           /* one of them wants other facts than before */

/* Two runs are the same run if every fact is the same: 64 bits over all of them, in order. */
typedef struct { sink_t sink; uint64_t hash, facts; } hasher_t;
void hasher_start(hasher_t *);

/* What a run amounts to, counted from its facts. Names: counter_names[], values: counters_get. */
typedef struct {
    sink_t   sink;
    domain_t cpu;
    uint64_t kind[F_KINDS];
    uint64_t irq[256];               /* entries by exception number                  */
    uint64_t cache_hits, buffer_hits, bus_loads, dirty_evictions, dma_errors, bus_beats_by[MAX_INITS];
    uint64_t mismatches, reg_reads;
    tick_t   sleep_since, sleep_ticks;
    tick_t   handler_since, handler_ticks, latency_max;
    uint64_t sleep_before, handler_before;      /* cycles at former rates of the CPU clock */
    tick_t   slept_ticks;                       /* at former rates */
    unsigned nest;
    uint32_t pad;
    tick_t   end;
} counters_t;
void counters_start(counters_t *, domain_t cpu);
/* The others will not be asked for: what a result's text prints and what an expectation may want without
 * naming it. */
void counters_main(counters_t *);
/* The counter of this name at `end`; false: no such counter. `core_instructions` is the core's own. */
bool counters_get(const counters_t *, const char *name, tick_t end, uint64_t core_instructions,
                  uint64_t *value);
const char *counters_name(size_t i);          /* NULL after the last */

/* The places where the run left what is modelled: each site once, as a sentence. */
enum { GAPS_MAX = 12 };
typedef struct {
    sink_t sink;
    fact_t fact[GAPS_MAX]; uint32_t times[GAPS_MAX]; unsigned count; uint64_t more;
} gaps_t;
void gaps_start(gaps_t *);

/* --trace: every fact as one sentence with its cycle and its nanoseconds. */
typedef struct { sink_t sink; FILE *out; const map_t *map; const names_t *names; uint64_t lines; } tracer_t;
void tracer_start(tracer_t *, FILE *, const map_t *, const names_t *);

/* Bytes the machine printed or sent, for the result's `output` and EXPECT_OUTPUT. */
typedef struct { sink_t sink; char *text; size_t length, room; int slot; } printed_t;
void printed_start(printed_t *, int slot);    /* slot: a UART whose F_TX bytes to keep; -1: F_OUTPUT */
void printed_free(printed_t *);

/* What the program prints (semihosting, ITM), as it prints it. */
typedef struct { sink_t sink; FILE *out; char last; } console_t;
void console_start(console_t *, FILE *);
void console_end(console_t *);                /* ends an unfinished line */
#endif
