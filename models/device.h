/* device.h -- the five questions every part answers, and the surroundings it answers them in.
 *
 *   reset  be as after power-on (the memory is zeroed already)
 *   peek   what would a read give? No side effects, nothing told
 *   read   peek plus its effects
 *   write  take a value
 *   step   be correct at env->now; say when you next have work
 *
 * step is called at the tick the part asked for, or earlier because a wire, a register or a port of
 * its changed, or for no reason at all: then it must change nothing (law 1). A part stores facts
 * ("started at t with n"), never progress. It holds no pointer; cfg is const and outside the state.
 *
 * Registers are told by whoever carries the access (matrix.c, lsu.c): F_REG_READ and F_REG_WRITE are
 * not the part's business. F_IGNORED, F_FLAG and its own events are.
 *
 * Nothing fails in here: a wrong access is an error on the wire, then a fault or a flag. */
#ifndef DEVICE_H
#define DEVICE_H
#include "bus.h"
#include "tick.h"
#include "trace.h"
#include "wires.h"

struct map;
struct input;

/* How often the bytes and rights that instructions are made of (code) and those that loads and stores
 * meet (data: lines of the D-cache, the MPU) have changed, and the private registers that say who may do what
 * (rights). What was derived from them is worthless then.
 * lines: how often a line of the I-cache came or went; `line`: which ones the last times, by index there. */
enum { CHANGED_LINES = 64 };
typedef struct { uint32_t code, data, rights, lines; uint16_t line[CHANGED_LINES]; } changed_t;

typedef struct env {
    tick_t          now;      /* core and matrix move it on inside their loan; for all others the tick */
    tick_t          until;    /* the loan of these two: nobody else can do anything before this tick   */
    tick_t          far;      /* later: until then others but serve memories and answer the core (fast.h) */
    const domain_t *clock;    /* the chip's clock domains, indexed as the part's cfg says              */
    wires_t        *wires;
    port_t         *port;     /* every port of the chip; a part uses those its cfg names               */
    sink_t         *sink;     /* NULL: nobody watches                                                  */
    const struct map   *map;  /* for the matrix                                                        */
    const struct input *in;   /* what is given: program, stimuli                                       */
    void           *chip;     /* base of the map's memory offsets: matrix (slaves) and core (TCM) only */
    const uint64_t *ears;     /* wire kind -> mask of slots that listen                                */
    const int      *halt;     /* raised by who was told F_INSN: the core stops before it; NULL: nobody  */
    changed_t      *fast;     /* host memory of the core's fast road (fast.h); NULL: one step at a time */
    uint64_t        woke;     /* slots to wake: after this step if below in the list, else next tick   */
    uint32_t        pc;       /* program counter of the access under way, NO_PC if none                */
    uint8_t         slot;     /* who is being stepped, read or written                                 */
} env_t;

typedef struct {
    void     (*reset)(void *dev, const void *cfg);
    uint32_t (*peek )(const void *dev, const void *cfg, uint32_t off, const env_t *env);
    uint32_t (*read )(void *dev, const void *cfg, uint32_t off, unsigned size, env_t *env);
    void     (*write)(void *dev, const void *cfg, uint32_t off, unsigned size, uint32_t val, env_t *env);
    tick_t   (*step )(void *dev, const void *cfg, env_t *env);
} model_t;
/* off is the byte offset inside the part; size is 1, 2 or 4 bytes; peek gives the whole aligned word
 * at off & ~3. read gives the addressed bytes, right-justified. Behind an APB bridge every write is of a
 * word (matrix_slave.c), but for the register that region_row_t.narrow names. */

static inline int wanted(const env_t *env, unsigned kind)
{
    return env->sink && env->sink->mask >> kind & 1;
}

static inline void tell(env_t *env, const fact_t *f)
{
    if (env->sink && sink_wants(env->sink, f)) env->sink->see(env->sink, f);
}

/* The usual fact: the part itself, now. */
static inline void tell_part(env_t *env, unsigned kind, unsigned what, uint32_t addr, uint64_t data,
                             uint64_t note)
{
    if (!wanted(env, kind)) return;
    fact_t f = { .at = env->now, .kind = (uint8_t)kind, .who = env->slot, .what = (uint8_t)what,
                 .addr = addr, .pc = env->pc, .data = data, .note = note };
    env->sink->see(env->sink, &f);
}

static inline void code_changed(const env_t *env) { if (env->fast) env->fast->code++; }
static inline void line_changed(const env_t *env, unsigned index)
{
    if (env->fast) env->fast->line[env->fast->lines++ % CHANGED_LINES] = (uint16_t)index;
}
static inline void data_changed(const env_t *env) { if (env->fast) env->fast->data++; }
static inline void rights_changed(const env_t *env)
{
    if (env->fast) env->fast->code++, env->fast->data++, env->fast->rights++;
}

/* Is the part held in reset at this step? Then machine.c did reset it, but its wires are for step to let
 * fall. */
static inline int part_held(const env_t *env) { return env->wires->part_reset >> env->slot & 1; }

static inline void wake(env_t *env, unsigned slot) { env->woke |= 1ull << slot; }

/* Drive a level. Only a change wakes the listeners. */
static inline void wire_put(env_t *env, wire_kind_t kind, unsigned n, int level)
{
    uint64_t *w = wire_word(env->wires, kind, n), bit = 1ull << (n & 63);
    if (!!(*w & bit) == !!level) return;
    *w ^= bit;
    env->woke |= env->ears[kind];
}

/* A clock domain runs at `to`'s rate from now on. For the clock controller alone; now is an edge of the
 * domain that the others are derived from. */
static inline void clock_put(env_t *env, unsigned clk, domain_t to)
{
    domain_t *d = (domain_t *)&env->clock[clk];
    if (domain_same_rate(d, &to)) return;
    *d = domain_change(d, env->now, to);
    env->woke |= env->ears[WIRE_CLOCK_CHANGE];
}

/* Put a frame on a serial line; it starts at s.start, which is now. */
static inline void serial_put(env_t *env, wire_kind_t kind, unsigned line, serial_t s)
{
    (kind == WIRE_SERIAL_RX ? env->wires->rx : env->wires->tx)[line] = s;
    env->woke |= env->ears[kind];
}
#endif
