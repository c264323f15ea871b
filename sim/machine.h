/* machine.h -- boot a chip, run it, save it, look at it.
 *
 * Only `chip` is state. `map`, `slot` and `in` are given and const; `sink` watches. A chip_t is put back by
 * machine_load or keyframes_put alone. A machine_t is 3.5 MB: allocate it, never put it on a stack. */
#ifndef MACHINE_H
#define MACHINE_H
#include "h743.h"

typedef struct {
    chip_t chip;
    const map_t *map; const slot_row_t *slot; const input_t *in;
    sink_t *sink;
    changed_t *fast;              /* the core's fast road, while machine_run is under way (fast.h) */
    uint64_t live;                /* machine_run: slots that may have something to do */
    int halt;                     /* an observer asks machine_run to return after this round */
    int no_leap;                  /* every period of every loop is run (leap.h); what comes out is the same */
    uint64_t leapt;               /* periods that were, since it was booted */
    struct leap *leap;            /* while machine_run is under way */
    sink_t *ear;                  /* hears instead of `sink` while a loop is looked at, and passes on */
} machine_t;

/* The chip on paper: its map, and which part sits in which slot and is told what. */
typedef struct { const map_t *map; const slot_row_t *slot; } chip_rows_t;

void   machine_boot(machine_t *, const map_t *, const input_t *, sink_t *);
/* The same with other parts in the slots: tests put a broken one in. */
void   machine_boot_with(machine_t *, const slot_row_t *, const map_t *, const input_t *, sink_t *);
/* Run until tick `until` or until the core stopped and everything it started has landed. Returns
 * chip.now. */
tick_t machine_run(machine_t *, tick_t until);
/* The slow road: every part, at the next CPU edge or due tick. Returns chip.now. */
tick_t machine_tick(machine_t *);
void   machine_load(machine_t *, const chip_t *saved);
/* The next tick at which anything can happen; NEVER: nothing ever will. */
tick_t machine_next(const machine_t *);
int    machine_stopped(const machine_t *);   /* the core's program is over */
/* Same state? `due` does not count. */
int    chip_same(const chip_t *, const chip_t *);

env_t   machine_env(machine_t *, unsigned slot);
/* What is where, without side effects. */
uint8_t  machine_ram(const machine_t *, uint32_t addr);        /* what a bus master would find            */
uint8_t  machine_cpu(const machine_t *, uint32_t addr);        /* what the program would read             */
/* Would a load go out to a memory whose clock is off? Nothing answers there: it gets a bus error. */
int      machine_silent(const machine_t *, uint32_t addr);
/* peek a register; 0: no register there */
int      machine_reg(const machine_t *, uint32_t addr, uint32_t *value);
uint64_t machine_cycles(const machine_t *);                    /* CPU cycles since boot                    */
uint64_t machine_cycle_at(const machine_t *, tick_t);
#endif
