/* worth.h -- is DMA worth it? The same job done three ways (the CPU polls; an interrupt an item;
 * DMA), run on the machine and measured.
 *
 * Every job is a scenario in text (worth_jobs.c), parsed like any other. The loops a scenario's
 * language has no words for, interrupt handlers that walk a buffer among them, are micro-ops put in
 * where the text says `{"svc": n}`. All three ways use the same buffer, in AXI SRAM behind the
 * D-cache.
 *
 * Counted, from the driver's first register access to the moment the program may use the data
 * (receiving) or knows that the last bit has left (sending):
 *   busy        CPU cycles not asleep: set-up of the transfer, polling, handlers with entry and
 *               return, the waiting loop's look after each wake-up, cache maintenance with barriers
 *   interrupts  handlers entered
 *   beats       data beats on all buses, of all masters, register accesses too
 *   latency     from the last item on the wire (a receiver's F_RX; a transmitter's TC or EOT) on
 *   free        share of the span the CPU slept
 * Not counted: what is done once (clocks, baud rate, PAR, FCR, DMAMUX, NVIC); making the data that is
 * sent; looking at the data received, with the cache misses a DMA buffer costs then; function calls,
 * spilled registers, time-outs, locks and whatever else a general-purpose driver adds.
 *
 * The drivers: one item an interrupt (FIFO thresholds would divide that). Streams run in direct mode;
 * a transfer clears their flags, writes NDTR and M0AR, sets EN and the request's enable. Buffers are
 * cleaned before sending, invalidated before and after receiving, as CMSIS does. The streams' flags
 * are looked at once, at the end. A job's data is checked in every run: wrong data is not measured.
 *
 * What surprises people: script micro-ops are one a cycle (ESTIMATE), where a real M7 sometimes issues
 * two and sometimes waits for a fetch. Bus, register and interrupt times are those of docs/map.md. */
#ifndef WORTH_H
#define WORTH_H
#include "scenario.h"
#include "script.h"
#include <stdio.h>

typedef enum { WORTH_BLOCKING, WORTH_INTERRUPT, WORTH_DMA, WORTH_WAYS } worth_way_t;
extern const char *const worth_way_name[WORTH_WAYS];

/* A piece of program put in where the text says {"svc": which}. */
typedef struct { script_t *s; const scenario_t *from; unsigned size, which; worth_way_t way; } worth_body_t;

typedef struct {
    const char *name, *title;
    const char *unit;                    /* of size */
    unsigned    size, least, most, step; /* the table's; the range looked at, and its grain */
    unsigned    item;                    /* bytes an item */
    bool        sends;
    uint8_t     slot;                    /* the peripheral on the wire ... */
    uint32_t    over;                    /* ... and, sending, the flag of the last bit's end */
    void      (*text)(FILE *, worth_way_t, unsigned size);
    void      (*body)(const worth_body_t *);
} worth_job_t;

enum { WORTH_JOBS = 6 };
extern const worth_job_t worth_job[WORTH_JOBS];      /* worth_jobs.c */
const worth_job_t *worth_find(const char *name);     /* NULL: no such job */

typedef struct {
    bool     measured;
    char     why[300];                   /* why not */
    uint64_t busy, span, interrupts, latency, beats;   /* cycles of the CPU, beats */
    unsigned free_permille, findings;    /* findings: of tier error, when judged */
} worth_cost_t;

/* Run it once. Judged: also look for cache and DMA mistakes; slower. */
void worth_measure(const worth_job_t *, worth_way_t, unsigned size, bool judged, worth_cost_t *);
/* The smallest size, by bisection, at which DMA takes fewer CPU cycles than the other way; 0: none
 * up to job->most. False: something could not be measured. Takes for granted that past it DMA
 * stays ahead. */
bool worth_break_even(const worth_job_t *, worth_way_t against, unsigned *size);

/* The table of one job or (NULL) all, and the break-even sizes; size 0: the job's own. False: a
 * row could not be measured, and says why. */
typedef enum { WORTH_TEXT, WORTH_MARKDOWN, WORTH_JSON } worth_format_t;
bool worth_print(FILE *, worth_format_t, const worth_job_t *, unsigned size);
/* Draw CPU cycles against size, one panel a job; the file's ending says SVG or PNG. False: `why`
 * says. */
bool worth_plot(const char *file, const worth_job_t *, err_t *why);
#endif
