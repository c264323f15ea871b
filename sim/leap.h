/* leap.h -- loops that provably repeat until somebody else acts are leapt: a driver that polls a register, a
 * delay that looks at a tick count, a flag in memory. What comes out is what running every period gives: the
 * same state, the same facts. Host memory, no model.
 *
 *   watch      rounds at which the program stands at the same place, again and again the same time later;
 *     |        and, of loops that never leave the fast road, now and then (TRY) the registers, instruction
 *     |        by instruction
 *   period 1   everything is heard from tick T0 to T1 = T0 + P
 *   period 2   state at T1 is kept; everything is heard to T2 = T1 + P
 *     |
 *   T2: is the state that of T1, moved by P?   no: watch again, later and later
 *     yes: move it by n * P, up to the next thing that anybody else does (X); tell the facts n times
 *
 * Why that is exact. What a machine does next follows from its state (laws 2 and 3 of test_laws.c), and
 * nothing in it knows what time it is but by comparing ticks of its state with now, by counting a clock's
 * edges, by a part's register that depends on time, and by what is given with a tick (input.h). So a state
 * that is moved as a whole goes on as before, moved. "As a whole" is asked of every byte in front of the
 * memories:
 *   - each is the same at T1 and T2, but for the fields of leap_same.c's list: ticks and numbers of edges
 *     that moved by exactly P, counters that moved as their own kind does. A field of the list that did not
 *     move must be older by MARGIN than all that moved: then no comparison between the two can turn out
 *     otherwise later, and no time-out that runs from it is still to come. A request that did not move in two
 *     periods waits for somebody else, then.
 *   - of memories every change is told, and the facts of period 2 are those of period 1, with the same
 *     addresses and the same data: what period 1 wrote, period 2 wrote again. Caches are compared byte by
 *     byte.
 *   - P is a whole number of periods of the CPU's and the matrices' clocks (else twice it, up to eight
 *     times). All others' due ticks must not have moved, and bound the leap: X is the first of them, of
 *     SysTick's expiry, of the next thing given for the core or the matrices, of the run's end. Law 1 says
 *     nobody acts before.
 *   - registers read in the loop must be steady: what reading them gives, and does, follows from the state
 *     alone. STEADY in leap_steady.c lists them; the rest is never leapt, as counters of timers, SysTick and
 *     DWT, IWDG, RNG. A loop that writes a register, masks interrupts, sleeps, prints or takes an exception
 *     is not leapt either.
 * The core's registers alone may have moved freely, as in `while (!flag && --n)`: then the instructions of a
 * period are executed for each period to come, without time (leap_again.c), with what the loads gave; the
 * leap ends before one that goes another way, touches another address or divides for longer. So the pipeline
 * sees the same in each.
 *
 * Facts: a sink hears every one, moved, unless it has `again` (trace.h), which counts or ignores what it may.
 * A run whose instructions are heard (F_INSN), and one in which a debugger still has something to do, is not
 * leapt.
 * Not modelled: nothing. Not leapt, though it could: loops of which a counter lies in memory, two tasks that
 * take turns, a core that sleeps (that costs nothing anyway). machine_t.no_leap switches it off.
 * Numbers: none of the chip's. */
#ifndef LEAP_H
#define LEAP_H
#include "machine.h"
#include <stddef.h>

enum { LEAP_FACTS = 1024, LEAP_MOVED = 256, LEAP_INSNS = 192, LEAP_FIELDS = 8192 };

typedef enum { LEAP_WATCH, LEAP_SEARCH, LEAP_FIRST, LEAP_SECOND } leap_phase_t;

typedef enum { MOVES_TICK, MOVES_CPU, MOVES_HCLK, MOVES_INSN, MOVES_SEQ, MOVES_TXN, MOVES_TURN, MOVES } moves_t;
typedef struct { uint32_t at; uint8_t bytes, moves; } field_t;

typedef struct {                         /* an instruction of the period, and what it did at its bus */
    insn_t   insn;
    uint32_t pc, addr, value;
    uint8_t  executed, operands, pad[2];
} replayed_t;

typedef struct leap {
    tick_t   target;                     /* the tick after which somebody must look: leap_look */
    tick_t   upto;                       /* the core is lent time up to here at most */
    /* the rest is leap.c's, leap_same.c's and leap_again.c's own */
    machine_t *m;
    sink_t   ear;
    uint8_t  phase, overflow, unfit, retries;
    /* watch */
    uint32_t pc, sp, lr, lease, times, rest, patience;
    tick_t   at, seen;                   /* seen: the round there before; `seen` moves: period */
    tick_t   try_at, every, known, last; /* known: period of the loop leapt last, 0: none */
    uint32_t sample[16];
    /* search */
    regs_t   key;
    tick_t   key_at, found, stop_at;
    uint32_t power, run;
    /* two periods */
    tick_t   period, first;              /* first: T0 */
    uint64_t stride[MOVES];              /* of each kind in a period */
    uint32_t began_pc, split, facts;
    tick_t   due[SLOTS];
    fact_t   fact[2 * LEAP_FACTS];
    drift_t  drift[LEAP_FACTS];
    field_t  moved[LEAP_MOVED]; uint64_t by[LEAP_MOVED]; unsigned moves;
    replayed_t replayed[LEAP_INSNS]; unsigned insns;
    field_t  field[LEAP_FIELDS]; unsigned fields;
    _Alignas(16) unsigned char was[offsetof(chip_t, itcm)];
} leap_t;

size_t leap_size(void);
/* A run begins: the machine may be another one, or in another state. */
void   leap_begin(leap_t *, machine_t *);
/* All up to tick `target` is done. */
void   leap_look(leap_t *, tick_t until);
/* The core was stepped and came as far as `reached`. */
void   leap_round(leap_t *, tick_t reached, tick_t until);

/* leap_same.c: the state at `was` and that of the machine: is it the same, moved by l->period? The fields
 * that moved are l->moved; *registers: the core's registers moved too. 0: no. */
void   leap_fields(leap_t *);
int    leap_same(leap_t *, int *registers);
/* leap_steady.c: may this register be read in a loop that is leapt? */
int    leap_steady(const map_t *, const input_t *, uint32_t addr);
/* leap_again.c: are the facts of both periods the same, moved? Wants leap_same. */
int    leap_facts(leap_t *);
/* The instructions of period 2, ready to be done again; 0: cannot be. */
int    leap_replay(leap_t *);
/* Do them for up to n periods more: how many went the same way; *r is behind them. */
uint64_t leap_replayed(const leap_t *, regs_t *r, uint64_t n);
#endif
