/* trace_file.h -- a run's facts in a file, and back: the binary trace (docs/trace-file.md has every byte).
 *
 * A fact is written as what is new against the last fact of its kind: one byte for the kind, one that says
 * which fields differ, the differences. What is left out unless asked for: F_INSN, and loads that the core
 * served itself, from a TCM, the D-cache or a buffer of its own; they are most of a run and tell nothing
 * about the buses. With them the file is the whole trace, and a judge can work on it.
 *
 * The reader trusts nothing: a file that is cut, damaged or of another version is refused at the place. */
#ifndef TRACE_FILE_H
#define TRACE_FILE_H
#include <stdio.h>
#include "scenario.h"

enum { TRACE_VERSION = 1 };

typedef struct {
    sink_t   sink;
    FILE    *out;
    bool     all;                          /* hits and instructions too                             */
    tick_t   at;                           /* of the last fact written                              */
    uint64_t facts;
    fact_t   last[F_KINDS];
    size_t   used;
    uint8_t  bytes[1 << 16];
} trace_writer_t;

/* `name`: the file that was run, for readers who want its symbols. */
void trace_write_start(trace_writer_t *, FILE *, const char *name, bool all);
void trace_write_clock(trace_writer_t *, domain_t cpu);     /* how people count cycles from here on */
bool trace_write_end  (trace_writer_t *);                   /* false: not all of it could be written */

typedef struct {
    FILE    *in;
    const char *file;                      /* for messages                                          */
    err_t   *err;
    bool     all;
    char     name[512];
    domain_t cpu;
    tick_t   at;
    uint64_t facts;
    fact_t   last[F_KINDS];
    bool     bad;
} trace_reader_t;

typedef enum { TRACE_FACT, TRACE_CLOCK, TRACE_END, TRACE_BROKEN } trace_got_t;

/* false: no trace, and err says why. */
bool        trace_read_start(trace_reader_t *, FILE *, const char *file, err_t *);
trace_got_t trace_read(trace_reader_t *, fact_t *);         /* CLOCK: `cpu` is new; BROKEN: err is filled */

/* Every fact of a file as a sentence. `scenario`: the scenario or firmware whose names are used; NULL: the
 * one the file names, if it can be read. false: err is filled; what came before it is printed. */
bool trace_print(FILE *out, const char *file, const char *scenario, err_t *);
#endif
