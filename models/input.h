/* input.h -- what is given to a run from outside: never part of the state.
 *
 * sim/scenario.c makes it from JSON and firmware files. Everything that happens "from outside" is listed
 * with its tick, in order, so that a replay from any snapshot sees the same world. All of it is const for
 * the whole run, but for the input log: what is typed at a terminal and what a debugger writes is added to
 * `typed` and `probe` while the run goes on (sim/inputlog.h). */
#ifndef INPUT_H
#define INPUT_H
#include "tick.h"
#include "uop.h"

typedef struct { uint32_t addr, size; const uint8_t *bytes; } image_t;       /* memory before cycle 0 */

enum { BOOT_FLASH = 0x08000000 };        /* input_t.vectors after BOOT_ADD0's factory value, RM0433 2.6 */

typedef struct { uint32_t addr, value; } poke_t;                          /* register writes before cycle 0 */

typedef enum { FORCE_EVICT, FORCE_FILL } force_t;
typedef struct { tick_t at; uint32_t addr; uint8_t what; } forced_t;         /* cache event at a tick */

/* Others keep a bus busy: what this initiator asks for from `at` to before `until` waits until then. */
typedef struct { tick_t at, until; uint8_t init; } hold_t;

/* Bytes arriving on a serial line. The frame starts at `at` or when the line is free, if later. */
typedef struct {
    tick_t   at;
    tick_t   bit16;                 /* ticks a bit << 16: the sender's own baud rate            */
    uint16_t value;                 /* data bits (parity already among them if the sender has it) */
    uint8_t  line;                  /* SERIAL_LINES index                                        */
    uint8_t  bits;                  /* data bits incl. parity: 7..9                              */
    uint8_t  stops;                 /* stop bits, 1 or 2                                         */
    uint8_t  fault;                 /* SERIAL_BREAK, SERIAL_BAD_STOP                             */
} rx_byte_t;
enum { SERIAL_FINE, SERIAL_BAD_STOP, SERIAL_BREAK };

/* What an analogue input carries, as a function of time alone (adc_signal.h). Levels are 16 bits of
 * full scale. Before `start` a signal is as at `start`. */
typedef struct {
    uint8_t  adc, channel;          /* 0: ADC1; the converter's input number                     */
    uint8_t  kind;                  /* analog_kind_t                                             */
    uint8_t  once;                  /* list: stay at the last value instead of beginning again   */
    uint16_t low, high;             /* lowest and highest level; constant: low                   */
    tick_t   start, period;         /* list: period is the time of one value                     */
    const uint16_t *value; uint32_t values;
} analog_t;
typedef enum { ANALOG_CONSTANT, ANALOG_SINE, ANALOG_RAMP, ANALOG_LIST } analog_kind_t;

/* What the outside does to a pin from `at` on. */
typedef struct { tick_t at; uint8_t pin, level; } pin_edge_t;                /* pin: port * 16 + number */
enum { PIN_LOW, PIN_HIGH, PIN_RELEASED };

/* A device on an I2C bus: registers behind a pointer, which the first byte written sets and every byte
 * moves on, back to 0 at the end. */
typedef struct {
    uint8_t  bus, address;          /* I2C_BUSES index; seven bits                               */
    uint16_t size;                  /* registers, 1..256                                         */
    const uint8_t *reg;             /* what they hold before cycle 0                             */
    tick_t   hold_address;          /* SCL is kept low so long behind its address ...            */
    tick_t   hold_byte;             /* ... and behind every other byte                           */
} i2c_slave_t;

typedef enum { I2C_TAKE, I2C_GLITCH } i2c_event_kind_t;
typedef struct {
    tick_t   at, until;             /* TAKE: another master has the bus from, to                 */
    uint8_t  bus, what;             /* GLITCH: a misplaced START or STOP                         */
} i2c_event_t;

/* A device on an SPI line: spi_devices.h. */
typedef enum { SPI_ECHO, SPI_REGISTERS, SPI_SINK } spi_slave_kind_t;
typedef struct {
    uint8_t  line, kind;            /* SPI_LINES index; spi_slave_kind_t                         */
    int16_t  select;                /* SPI_ALWAYS, SPI_NSS, or the pin that selects it, active low */
    uint16_t size, pad;             /* SPI_REGISTERS: how many, 1..128                           */
    const uint8_t *reg;             /* what they hold before cycle 0                             */
} spi_slave_t;
enum { SPI_NSS = -1, SPI_ALWAYS = -2 };

/* What a master outside does on an SPI line (spi_master.h): a burst of bits, or its level at our SS pin. */
typedef struct {
    tick_t   at, bit16;             /* FRAME: ticks a bit << 16                                  */
    uint32_t out;                   /* FRAME: its bits, the first on the line is bit bits - 1    */
    uint8_t  line, what;            /* SPI_LINES index                                           */
    uint8_t  bits, mode;            /* FRAME: 1..32; CPOL << 1 | CPHA                            */
} spi_event_t;
typedef enum { SPI_PIN_FREE, SPI_PIN_LOW, SPI_PIN_HIGH, SPI_FRAME } spi_event_kind_t;  /* pin: as SPI_SS_ */

/* What a bus master without a model of its own does (busmaster.h). */
typedef enum {
    MASTER_READ,                    /* bytes from `at`                                           */
    MASTER_WRITE,                   /* bytes of `data` to `at`                                   */
    MASTER_COPY,                    /* bytes from `from` to `at`, burst by burst                 */
    MASTER_POLL,                    /* the word at `at`, each `time`, until & mask == value      */
    MASTER_WAIT, MASTER_UNTIL,      /* for `time`; until tick `time`                             */
    MASTER_DOORBELL,                /* until register `reg` was written; MASTER_REGS: any        */
    MASTER_LOOP, MASTER_AGAIN,      /* loop `reg`: value rounds, 0 for ever; back to op `value`  */
    MASTER_SET,                     /* register `reg` = value                                    */
    MASTER_IRQ,                     /* the interrupt line = value                                */
    MASTER_END
} master_kind_t;

enum { MASTER_REGS = 8, MASTER_LOOPS = 8 };

/* An address: `plus`; or that and the word at offset `from` of the last read kept, or register `from`. */
typedef struct { uint32_t plus; uint8_t kind, from, pad[2]; } master_place_t;
enum { PLACE_FIXED, PLACE_KEPT, PLACE_REGISTER };

typedef struct {
    uint8_t  op, reg;
    uint8_t  size, beats;           /* widest beat, log2; beats a burst, 0: as the port does     */
    uint8_t  keep, pad[3];          /* read: remember the first bytes                            */
    master_place_t at, from;
    uint32_t bytes, mask, value;
    tick_t   time;                  /* from one burst to the next at least                       */
    const uint8_t *data;
} master_op_t;

typedef struct {
    uint8_t  init, regs;            /* initiator number of the map; registers named              */
    uint32_t reg[MASTER_REGS];      /* their offsets                                             */
    tick_t   at;                    /* nothing before                                            */
    const master_op_t *op; uint32_t ops;
    uint32_t on_error;              /* where to go on after a bus error; ops: nowhere            */
} master_t;

/* A camera that sends frames of lines of words at a steady rate from `at` on (source.h). Times between
 * line and line, frame and frame are from start to start. */
typedef struct {
    tick_t   at, line, frame;
    uint64_t word16;                /* ticks a word << 16                                        */
    uint32_t words, lines, frames;  /* a line; a frame; in all; 0: no camera                     */
    uint32_t size;
    const uint8_t *data;            /* bytes of a frame, again and again; NULL: 0, 1, 2, ...     */
} camera_t;

typedef struct {
    uint8_t  priority;              /* 0..15 in the NVIC's four bits; set before cycle 0         */
    uint16_t exception;             /* 16 + IRQ number, or 2..15                                 */
    uint32_t entry;                 /* index of its first micro-op                               */
} handler_t;

/* What a debugger did while the run was under way (probe.h). The list only grows, sorted by `at`: what is
 * added is never earlier than what was done already. */
typedef enum { PROBE_MEMORY, PROBE_REGISTER, PROBE_HALT } probe_kind_t;   /* halt: for `value` ticks */
typedef struct {
    tick_t   at;                    /* not before ...                                            */
    uint64_t after;                 /* ... and not before the core has done so many instructions */
    uint32_t addr;                  /* naturally aligned; a register: DCRSR.REGSEL               */
    uint32_t value;
    uint8_t  what, size;            /* probe_kind_t; 1, 2, 4 bytes                               */
} probe_t;

/* A function of the firmware's heap, whose calls are told (calls.h). Registers of arguments, AAPCS32 6.4. */
typedef enum { HEAP_TAKES, HEAP_GIVES, HEAP_MOVES, HEAP_LEAVES } heap_what_t;    /* realloc; longjmp   */
enum { HEAP_NO = 15, HEAP_CALLS = 256 };                             /* no such argument; rows at most     */
typedef struct {
    uint32_t pc;                    /* its first instruction, bit 0 clear                        */
    uint8_t  what;                  /* heap_what_t                                               */
    uint8_t  block, size, count;    /* a pointer; bytes; how many of these                       */
} heap_call_t;

typedef struct input {
    uint64_t         seed;          /* power-on bytes of RAM, random replacement                 */
    const uop_t     *program;   uint32_t uops;      /* entry 0 is reset; NULL: no script          */
    const handler_t *handler;   uint32_t handlers;
    const image_t   *image;     uint32_t images;
    const poke_t    *poke;      uint32_t pokes;
    const forced_t  *forced;    uint32_t forceds;   /* sorted by at */
    const hold_t    *hold;      uint32_t holds;     /* sorted by at */
    const rx_byte_t *rx;        uint32_t rxs;       /* sorted by at */
    const rx_byte_t *typed;     uint32_t typeds;    /* sorted by at; grows during the run */
    const probe_t   *probe;     uint32_t probes;    /* sorted by at; grows during the run */
    const pin_edge_t *pin;      uint32_t pins;      /* sorted by at */
    const analog_t  *analog;    uint32_t analogs;   /* one an input, in any order */
    const heap_call_t *heap;    uint32_t heaps;     /* sorted by pc, each once; at most HEAP_CALLS count */
    const i2c_slave_t *i2c;     uint32_t i2cs;      /* at most I2C_SLAVES are heard */
    const i2c_event_t *i2c_event; uint32_t i2c_events;  /* sorted by at */
    const spi_slave_t *spi;     uint32_t spis;      /* at most SPI_SLAVES are heard */
    const spi_event_t *spi_event; uint32_t spi_events;  /* sorted by at */
    uint32_t         pll1q_hz;      /* kernel clock of SPI1-3; 0: as hclk */
    const master_t  *master;    uint32_t masters;   /* at most one an initiator */
    camera_t         camera;
    uint32_t         stack;         /* a script's initial MSP */
    uint32_t         vectors;       /* firmware: where the vector table is at reset (RM0433 2.6, BOOT_ADD0) */
    uint32_t         cpu_hz, hclk_hz, pclk_hz;      /* clocks in force from cycle 0 */
    uint8_t          firmware;      /* 1: runs from the images, SP and PC from the vector table; no program */
    uint8_t          replacement;   /* cache_policy_t */
    uint8_t          loops;         /* loop slots the program uses */
    uint8_t          clock_tree;    /* 1: a script starts on HSI as after reset, and its RCC makes the clocks;
                                     * firmware always does: then the three above do not count */
    const uint8_t   *console;   uint32_t consoles;  /* semihosting: what its standard input holds */
    const char      *command;       /* and the program's command line; NULL: none */
    uint32_t         hse_hz;        /* crystal or clock at OSC_IN; 0: 8 MHz, as the Nucleo board gives it */
} input_t;
#endif
