/* scenario_own.h -- shared by scenario*.c and by nobody else: one scenario while it is being read.
 *
 *   scenario.c          the file, the top level, clocks, the lesson
 *   scenario_place.c    buffers and where they go; addresses, bytes, times, registers in words
 *   scenario_section.c  named sections, and what start-up code does with them
 *   scenario_setup.c    caches, MPU, clock enables: register writes before cycle 0
 *   scenario_program.c  steps to micro-ops; more verbs: scenario_memory.c, _dma.c, _uart.c
 *   scenario_world.c    bytes on serial lines, forced cache events   scenario_adc.c  ADCs and inputs
 *   scenario_signal.c   an input's levels from a file
 *   scenario_firmware.c a firmware instead of a program      scenario_recorded.c an input log
 *   scenario_masters.c  scripted bus masters  scenario_outside.c camera and debug port
 *   scenario_expect.c   expectations and questions  scenario_template.c what `staleline init` writes
 *   scenario_suppress.c findings that are known
 *
 * Everything a scenario owns is in blocks hung on it (keep), so freeing it is one loop. */
#ifndef SCENARIO_OWN_H
#define SCENARIO_OWN_H
#include "json.h"
#include "schedule.h"
#include "script.h"

enum {
    BUFFERS_MAX = 256,
    STEPS_MAX = 10000,
    HANDLERS_MAX = 64,
    MARKS_NAMED_MAX = 64,
    UOPS_MAX = 1 << 18,
    EXPECTS_MAX = 1000,
    POKES_MAX = 1000,
    RX_MAX = 100000,
    FORCED_MAX = 10000,
    DEBUG_READS_MAX = 1000,
    PIN_EDGES_MAX = 10000,
    I2C_EVENTS_MAX = 1000,
    SPI_EVENTS_MAX = 100000,
    LEVELS_MAX = 65536,              /* of one analogue input */
    BYTES_MAX = 1 << 21
};

typedef struct block { struct block *next; } block_t;

/* A list that grows inside the scenario's own blocks. */
typedef struct { void *item; size_t count, room; } list_t;

typedef struct {
    json_t      doc;
    err_t      *err;
    scenario_t *s;
    block_t   **blocks;
    list_t      symbol, image, poke, step, handler, mark, rx, pin, i2c, spi, i2c_event, spi_event, analog,
        forced, expect, question, lowered;
    list_t      master, debug, section, mark_pc, typed, probe;
    script_t    script;
    bool        in_handler;
    schedule_t  schedule;            /* count 0: none */
    unsigned    spi_slaves;          /* bit n: SPI n + 1 was set up as a slave */
    unsigned    compares;            /* steps that check a value */
    char        step_path[96];       /* "program[3].dma_memcpy", of the step being lowered */
} build_t;

/* scenario.c */
void *keep(build_t *, size_t bytes);                      /* zeroed; never NULL */
char *keep_text(build_t *, const char *);
void *list_add(build_t *, list_t *, size_t item_size);    /* a zeroed new last item */

/* scenario_place.c */
typedef struct { uint8_t *byte; uint32_t size; } bytes_t;
typedef struct {
    uint32_t addr, rest;
    const symbol_t *buffer;
    char text[72];
} where_t; /* rest: bytes to the buffer's end */
typedef struct { uint32_t addr; unsigned bit, width; char text[72]; } reg_t;

bool place_buffers (build_t *, const place_t *);
bool parse_where   (build_t *, const place_t *, where_t *);
/* An address, and that `size` bytes from it are inside one buffer, unless unchecked. */
bool check_span    (build_t *, const place_t *, const where_t *, uint32_t size, bool unchecked);
/* want: bytes wanted, 0 if the value says. One small number means every byte is that. */
bool parse_bytes   (build_t *, const place_t *, uint32_t want, bytes_t *);
/* Written so that only the place can say how many: one number, or a pattern without "count". */
bool bytes_sizeless(const place_t *);
bool parse_register(build_t *, const place_t *, reg_t *);
bool parse_time    (build_t *, const place_t *, tick_t *);        /* cycles or "87us" */
bool parse_cycles  (build_t *, const place_t *, uint64_t most, uint64_t *);
bool parse_view    (const place_t *step, uint8_t *view);          /* key "view", cpu if left out */
uint32_t reg_addr  (build_t *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* scenario_section.c: who fills a buffer before cycle 0 */
enum { START_NONE, START_ZERO, START_COPY };
typedef struct { const char *name; int memory; uint8_t start; } section_t; /* memory: in memory_names */
bool parse_sections(build_t *, const place_t *);
bool find_section  (build_t *, const place_t *, const section_t **);
bool start_up      (build_t *, const place_t *init, const section_t *or_null, const symbol_t *);

/* scenario_firmware.c */
bool parse_firmware(build_t *, const place_t *, const place_t *top);
bool symbol_mark   (build_t *, const place_t *, const char *text); /* "symbol:main" */

/* scenario_setup.c */
bool parse_setup(build_t *, const place_t *);

/* scenario_program.c */
bool parse_program(build_t *, const place_t *program, const place_t *handlers);
bool exception_number(build_t *, const place_t *, const char *name, unsigned *);
/* A line for `check --show`: what a shorthand stands for. */
void show(build_t *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A register write of a shorthand: micro-op and line. */
void put_write(build_t *, const char *name, uint32_t value);
void put_change(build_t *, const char *name, uint32_t clear, uint32_t set); /* read-modify-write */
/* Go on when any bit of mask is set, when all are, when none is; asleep in between if told so. */
enum { WAIT_ANY, WAIT_ALL, WAIT_NONE };
void put_wait(build_t *, const char *name, uint32_t mask, int until, bool sleep);

/* One row a verb: what lowers it, and the keys a step with it may have. */
typedef bool (*verb_t)(build_t *, const place_t *step, const place_t *verb);
typedef struct { const char *name; verb_t lower; const char *const *keys; } verb_row_t;
/* name NULL ends them */
extern const verb_row_t memory_verbs[], dma_verbs[], uart_verbs[], i2c_verbs[], adc_verbs[], spi_verbs[],
                        mdma_verbs[];
/* Verb number i and its row (NULL: {"dsb": true}, no other key); NULL after the last. */
const char *scenario_verb(size_t i, const verb_row_t **);

/* scenario_memory.c */
bool parse_word(build_t *, const place_t *, uint32_t most,
                uint32_t *value); /* a number, or an address as one */
bool one_access(build_t *, const place_t *step, const place_t *verb, where_t *, uint32_t *size);
uint32_t size_mask(unsigned size);
bool unchecked_step(const place_t *step, bool *);         /* key "unchecked" */

/* scenario_dma.c */
enum { BDMA = 3 };
/* DMA1_Stream3: 1, 3; BDMA_Channel0: BDMA, 0 */
typedef struct { unsigned dma, n; const char *text; } stream_t;

typedef struct {
    stream_t stream;
    uint32_t cr, fcr, ndtr, par, m0, m1, request;
    bool     two, route, enable;
} setup_t;

/* CR's DMA direction */
enum { TO_MEMORY, FROM_MEMORY, MEMORY_TO_MEMORY };
enum { STREAM_CIRC = 1 << 8, STREAM_MINC = 1 << 10, STREAM_TRBUFF = 1 << 20 }; /* bits of CR */

bool parse_stream(const place_t *, const char *otherwise, stream_t *);
bool parse_interrupts(const place_t *step, setup_t *);
bool parse_fifo(const place_t *step, bool otherwise, uint32_t *fcr);
bool parse_priority(const place_t *step, uint32_t *cr);
/* NDTR from bytes and the item's width (log2). */
bool stream_items(const place_t *, uint64_t bytes, unsigned width, bool unchecked, uint32_t *ndtr);
void put_stream(build_t *, const setup_t *);
bool check_channel(const place_t *step, const setup_t *);  /* no FIFO, bursts, flow control in the BDMA */
/* Words of a list, a bit each by their place in `names`; none where the list is missing. */
bool parse_words(const place_t *list, const char *const *names, uint32_t *words);
/* An option that switches a bit; one that is one of some numbers (which of them). */
bool bit_option(const place_t *step, const char *key, bool otherwise, uint32_t bit, uint32_t *reg);
bool number_option(const place_t *step, const char *key, const uint8_t *numbers, size_t count,
                   uint32_t otherwise, uint32_t *which);

/* scenario_world.c */
bool parse_world(build_t *, const place_t *);
bool parse_i2c_world(build_t *, const place_t *world);             /* scenario_i2c.c */
bool parse_spi_world(build_t *, const place_t *world);             /* scenario_spi.c */
bool parse_spi_master(build_t *, const place_t *, unsigned spi);   /* scenario_spi_master.c */
void sort_spi_events(build_t *);
bool parse_pin(const place_t *, uint8_t *pin);                     /* "PA0" to "PK15" */
bool parse_serial_line(const place_t *, const char *name, unsigned *line);
extern const char *const serial_names[], *const spi_names[];

/* scenario_adc.c */
bool parse_analog(build_t *, const place_t *world);
bool read_levels(build_t *, const place_t *file, analog_t *);      /* scenario_signal.c */
/* A path in a scenario, relative to the scenario's folder; of a plain file that is there. */
bool file_beside(build_t *, const place_t *, char *path, size_t room);

/* scenario_recorded.c */
bool parse_recorded(build_t *, const place_t *world);

/* scenario_masters.c: also the claim about what a master read */
extern const char *const master_names[];                           /* in the order of their slots */
bool parse_masters(build_t *, const place_t *);
bool claim_last_read(build_t *, const place_t *item, const place_t *word, expect_t *);
extern const char *const last_read_keys[];

/* scenario_outside.c */
bool parse_camera(build_t *, const place_t *world);
bool parse_debug(build_t *, const place_t *world);

/* scenario_expect.c */
bool parse_expectations(build_t *, const place_t *);
bool parse_suppress(build_t *, const place_t *);                   /* scenario_suppress.c */
bool parse_lesson(build_t *, const place_t *);
#endif
