/* scenario.h -- a scenario: one JSON file, one lesson, one test.
 *
 * scenario_load parses strict JSON (with // and block comments and trailing commas), checks every
 * key, lowers the program to micro-ops and fills `in`. On a mistake it returns NULL and one err_t that
 * names file, path and likely intention: `scenarios/x.json: program[3].load: no buffer "rxx"; did you
 * mean "rx"?`. Nothing a file contains may crash it. */
#ifndef SCENARIO_H
#define SCENARIO_H
#include "input.h"
#include "judge.h"
#include "machine.h"

typedef struct { char text[400]; } err_t;
/* Fill err once; always returns false so a caller can `return fail(err, ...)`. */
bool fail(err_t *, const char *format, ...) __attribute__((format(printf, 2, 3)));

typedef enum { AT_END, AT_CYCLE, AT_MARK } when_t;

typedef enum {
    EXPECT_BYTES,        /* bytes of a buffer as seen by cpu, ram */
    EXPECT_CYCLES,       /* between two marks (or begin, end): lo..hi */
    EXPECT_COUNT,        /* a counter lies in lo..hi: interrupts, bus-reads ... (name) */
    EXPECT_FLAG,         /* register & mask == value at the end */
    EXPECT_FINDING,      /* a finding of this rule (and tier, effect, buffer if given) is there */
    EXPECT_NO_OTHERS,    /* no finding that no EXPECT_FINDING claimed */
    EXPECT_STOP,         /* stop reason */
    EXPECT_CHECKS,       /* values that differed in `compare` and `load ... expect` steps: lo..hi. Implied as
                          * 0 (path "program") if the program has such steps and no expectation counts them */
    EXPECT_LAST_READ,    /* what scripted master `addr` (index) read last: its first bytes */
    EXPECT_DEBUG,        /* debug-port read number `addr` gave lo */
    EXPECT_OUTPUT        /* bytes serial line `addr` sent (output_line says the same) */
} expect_kind_t;

typedef struct {
    uint8_t  kind, view;             /* view: 0 cpu, 1 ram */
    char     path[64];               /* "expect[2]": where in the file */
    char     name[64];               /* counter, register, mark, stop reason or buffer in words */
    char     to[64];                 /* EXPECT_CYCLES: second mark */
    uint32_t addr, size;
    uint8_t *bytes;                  /* owned by the scenario */
    uint64_t lo, hi;                 /* range, inclusive; EXPECT_FLAG: value in lo, in mask's position;
                                      * EXPECT_STOP "exit": the exit codes wanted */
    uint32_t mask;
    int      rule, tier, effect;     /* -1: any */
    char     buffer[64];             /* finding's buffer, "" any */
    char     moment[64];             /* finding's step ("program[5]") or function ("symbol:main"); "" any, or
                                      * with `timed` the CPU cycles lo..hi */
    bool     timed;
} expect_t;

/* A question's answer is never in the file: whoever asks computes it by running. `kind`:
 *   "bytes"    the bytes at addr, size, as `view` sees them at mark `at` ("end": when the run is over)
 *   "same"     "yes" or "no": do CPU and RAM agree about these bytes at `at`?
 *   "counter"  the number of counter `name`
 *   "finding"  the rule of the first finding of the worst tier, or "none"
 *   "stop"     the stop reason
 * With choices, the answer is the choice that reads the same. */
typedef struct {
    char *text, *kind, **choices; size_t choice_count;
    uint32_t addr, size; char at[64], name[64]; uint8_t view;
} question_t;

/* A read of the debug port, past the cache or through it; in order of time. */
typedef struct { tick_t at; uint32_t addr, number; uint8_t size; bool through; } debug_read_t;

enum { OUTPUT_CONSOLE = SERIAL_LINES + SPI_LINES };    /* what the program prints: semihosting, ITM */

typedef struct {
    char      *file, *title, *why, *source, *lesson;   /* why, source: "" if the file has none */
    question_t *question; size_t questions;
    input_t    in;                   /* points into this scenario */
    names_t    names;
    struct suppress *suppress;       /* findings somebody knows of: suppress.h; NULL: none */
    expect_t  *expect; size_t expects;
    debug_read_t *debug; size_t debugs;
    uint64_t   max_cycles;           /* limit; reaching it is a stop reason */
    uint8_t    fail_on;              /* tier_t, TIERS: never; used when the file has no "expect" */
    bool       judged;               /* the file has "expect" (implied expectations do not count) */
    /* serial line of EXPECT_OUTPUT (SPI: SERIAL_LINES on; OUTPUT_CONSOLE), -1: no such expectation */
    int        output_line;
    char     **mark; size_t marks;   /* names of marks, by number */
    uint32_t  *mark_pc;              /* firmware: each one's instruction; NULL: marks are steps */
    char      *lowered;  /* the register writes shorthands expand to, one line each, for `check --show` */
    struct firmware *firmware;       /* what it runs (firmware_file.h), owned; NULL: a program of steps */
    struct varied *varied;           /* schedule.h: another legal course of the run; NULL: none */
    void      *own;                  /* everything else it owns */
} scenario_t;

scenario_t *scenario_load (const char *file, err_t *);                /* "-": standard input */
scenario_t *scenario_parse(const char *name, const char *text, err_t *);
void        scenario_free (scenario_t *);
extern const char *const memory_names[];  /* "DTCM", "AXISRAM", ...; NULL after the last */
extern const uint32_t memory_base[];
extern const char *const replacement_name[];  /* by cache_policy_t; NULL after the last */
const char *scenario_template(void);                                  /* what `staleline init` writes */
#endif
