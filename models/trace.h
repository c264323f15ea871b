/* trace.h -- facts: what happened, fixed size, and the sink that sees them.
 *
 * The trace is the contract. An observer can rebuild from it every cache line, every store-buffer
 * entry and every byte's version without asking the chip: the judge works live and on a recording.
 * A fact is emitted at the tick it happens, with the state already changed.
 *
 * Fields that mean the same in every kind:
 *   at    the tick              who   the acting slot (h743.h), or for bus facts the initiator
 *   size  bytes (unless said)   addr  the address as the actor used it (aliases are not folded)
 *   pc    where the CPU program stood: step number of a script, address of an instruction;
 *         0xFFFFFFFF when no instruction is behind it
 *   txn   the bus transaction this belongs to, 0 if none
 *
 * What surprises people: F_LOAD and F_STORE are the program's view, at retirement. What the RAM saw
 * is F_BEAT, often much later. Everything between the two is told by the cache facts. */
#ifndef TRACE_H
#define TRACE_H
#include "ledger.h"
#include "tick.h"

typedef enum {
    F_NONE,
    /* --- the program ------------------------------------------------------------------------- */
    F_STEP,         /* a script step begins. pc                                                     */
    F_LOAD,         /* a load retired: addr, size, data = value, what = src_t,
                     * note = byte mask of `data` that came from the store buffer (bit i = byte i),
                     * txn = the read transaction when what is SRC_BUS or SRC_LFB                   */
    F_STORE,        /* a store retired: addr, size, data, what = dst_t, note = store-buffer entry   */
    F_CHECK,        /* a compare of one loaded value: data = got, note = wanted (equal: passed)     */
    F_BARRIER,      /* a barrier completed: what = barrier_t, data = tick it began                  */
    F_FAULT,        /* a fault was taken: what = fault_t, addr, note = CFSR                         */
    F_SLEEP, F_WAKE,/* WFI or WFE (what: 0, 1)                                                      */
    F_MARK,         /* a named place in the scenario: data = its number                             */
    F_OUTPUT,       /* the machine printed one byte: data; what = 0 semihosting, 1 ITM (note = port) */
    F_END,          /* the program ended: what = 0 end, 1 exit; data = exit code                    */
    /* --- store buffer and data cache --------------------------------------------------------- */
    F_DRAIN,        /* a store-buffer entry left: addr = its doubleword, data = its 8 bytes,
                     * note = strobes (8 bits) | entry << 8, what = drain_t,
                     * txn = 0 at this moment (the port's transaction is told by F_ASK)             */
    F_FILL_START,   /* a line fill begins: addr = line, what = fill_why_t,
                     * note = line_note(cache, set, way, 0), size = linefill buffer                 */
    F_FILL_BEAT,    /* 8 bytes arrived in the linefill buffer: addr, data, note = line_note,
                     * size = linefill buffer; bytes already merged from stores are not overwritten */
    F_FILL_DONE,    /* the line is in the cache: addr = line, note = line_note(.., dirty)           */
    F_FILL_DROP,    /* the fill ended without allocation (bus error, or maintenance hit it)         */
    F_EVICT,        /* a line leaves or is written back: addr = line, what = evict_why_t,
                     * note = line_note(.., dirty). Dirty: its 32 bytes go to the eviction buffer
                     * and then to the bus as F_ASK with tag TAG_EVICT                              */
    F_MAINT,        /* one maintenance register write took effect: what = maint_t, addr = register
                     * value, data = line address hit (0xFFFFFFFF: none), note = maint_note         */
    /* --- buses ------------------------------------------------------------------------------- */
    F_ASK,          /* a port raised a request: who = initiator, what = port, addr,
                     * size = log2 bytes a beat, note = beats | write << 8 | wrap << 9 | tag << 16  */
    F_GRANT,        /* a node was granted: who = initiator, what = node, note = ticks it waited     */
    F_BEAT,         /* the slave served one beat: who = initiator, what = region, addr, size = bytes,
                     * data, note = strobes | write << 8 | beat << 16 | tag << 24                   */
    F_POSTED,       /* a bridge took a write over: who = initiator, what = node; data = the txn the
                     * bridge carries it on with                                                    */
    F_DONE,         /* the master got its response: who = initiator, what = port                    */
    F_ERROR,        /* error response: who = initiator, what = bus error reason, addr,
                     * note = port | write << 8 | tag << 16                                         */
    /* --- DMA --------------------------------------------------------------------------------- */
    F_DMA_ON,       /* a stream was armed: who = slot, what = stream, addr = memory address,
                     * data = peripheral address | NDTR << 32, note = CR | FCR << 32                */
    F_DMA_ITEM,     /* an item crossed a side: what = stream, addr, size = bytes,
                     * note = side (0 source, 1 destination) | NDTR << 8                            */
    F_DMA_FLAG,     /* a flag rose: what = stream, note = dma_flag_t                                */
    F_DMA_OFF,      /* EN fell: what = stream, note = dma_off_t, data = NDTR                        */
    F_DMA_TARGET,   /* double buffer: CT flipped; what = stream, addr = new memory address          */
    /* --- registers and interrupts ------------------------------------------------------------- */
    F_REG_READ,     /* CPU or DMA read a part's register: who = slot, addr, size, data,
                     * what = initiator                                                             */
    F_REG_WRITE,    /* the same, written                                                            */
    F_IGNORED,      /* a register write had no effect: who = slot, addr = register, data = value,
                     * note = ignored_t; IGN_UNCLOCKED, IGN_BACKUP: what = initiator; a write to backup
                     * SRAM: who = the matrix                                                        */
    F_UNMODELLED,   /* an access to something that is not modelled: addr, what = write, data;
                     * what = 2: the semihosting operation `data`                                    */
    F_IRQ_PEND,     /* an interrupt became pending: what = exception number                         */
    F_IRQ_ENTER,    /* its handler's first instruction: what = exception, data = tick it pended     */
    F_IRQ_LEAVE,    /* the handler returned: what = exception                                       */
    /* --- peripherals -------------------------------------------------------------------------- */
    F_TX,           /* a frame's start bit left: who = slot, data = data bits                       */
    F_RX,           /* a frame was received into RDR or FIFO: who = slot, data, note = error flags  */
    F_FLAG,         /* status flags rose: who = slot, addr = register offset, note = bits           */
    F_LOST,         /* a byte was lost (overrun): who = slot, data = the byte                       */
    F_PIN,          /* a pin's level changed: who = slot, what = pin (wires.h), data = level,
                     * note = 1 the chip drives it, 0 the outside or a pull resistor                */
    F_RESET,        /* a system reset was asked for; the run ends here: who = slot, what = reset_line_t */
    F_MASTER_ON,    /* a scripted bus master began to move data: who = slot, what = initiator, addr,
                     * data = bytes, note = master_kind_t (input.h) | after a doorbell << 8
                     * | a copy's source << 32                                                      */
    F_MASTER_OFF,   /* it is done: who, what, addr as above, data = bytes moved, note = 1: bus error */
    F_CLOCK,        /* a clock domain changed its rate: who = slot, what = domain, note = number of its
                     * first edge at the new rate, which is now; data / (addr + 1) = hertz: fact_clock */
    F_CLOCK_WRONG,  /* a clock set-up outside the data sheet: who = slot, what = clock_wrong_t,
                     * addr = register, data = hertz found, note = hertz allowed                    */
    F_FLASH,        /* the flash array changed: who = slot, what = flash_change_t, addr, size = bytes,
                     * data = them (a word is told in four facts); erased: data = how many          */
    F_INSN,         /* an instruction of the firmware is about to execute: pc, size = 2 or 4 bytes,
                     * data = hw1, or hw1 << 16 | hw2; what = 0 if its condition fails; note = ITSTATE
                     * before it. An observer that raises env->halt (device.h) is told the same again
                     * when the run goes on                                                         */
    F_RELEASE,      /* memory was given back by who owned it: what = release_told_t, addr = first byte,
                     * data = bytes. A stack pointer that was given a lower value: addr = it, data = 0 */
    F_HEAP,         /* a call of the firmware's heap (calls.h): what = heap_told_t, addr = the block,
                     * data = its bytes (given back: as the caller says, 0 if not), note = where the called
                     * function begins | the block it was before << 32, pc = the call                */
    F_KINDS
} fact_kind_t;

/* A firmware's stack pointer rose over it; a script says so; the stack pointer was given another value, which
 * may be of another stack: then nothing was given back (released.h). */
typedef enum { RELEASE_ROSE, RELEASE_SCRIPT, RELEASE_ANEW } release_told_t;
typedef enum { SRC_TCM, SRC_STB, SRC_LFB, SRC_CACHE, SRC_BUS, SRC_PPB } src_t;
typedef enum { DST_TCM, DST_STB, DST_PORT, DST_PPB } dst_t;    /* DST_PORT: AHBP's own write buffer */
typedef enum { DRAIN_CACHE, DRAIN_LFB, DRAIN_BUS } drain_t;    /* cache write-through emits both     */
typedef enum { BAR_DMB, BAR_DSB, BAR_ISB } barrier_t;
typedef enum { FILL_LOAD, FILL_STORE, FILL_PRELOAD, FILL_FORCED, FILL_FETCH } fill_why_t;
typedef enum { EVICT_REPLACED, EVICT_CLEAN, EVICT_CLEAN_INV, EVICT_INV, EVICT_FORCED } evict_why_t;
typedef enum { MAINT_DCIMVAC, MAINT_DCISW, MAINT_DCCMVAU, MAINT_DCCMVAC, MAINT_DCCSW,
               MAINT_DCCIMVAC, MAINT_DCCISW, MAINT_ICIALLU, MAINT_ICIMVAU } maint_t;
typedef enum { FAULT_MEMMANAGE, FAULT_BUS_PRECISE, FAULT_BUS_IMPRECISE, FAULT_UNALIGNED,
               FAULT_UNDEFINED, FAULT_LOCKUP,
               /* of firmware, beside UNDEFINED: INVSTATE, INVPC, NOCP, DIVBYZERO; BKPT; vector read */
               FAULT_STATE, FAULT_RETURN, FAULT_COPROCESSOR, FAULT_DIVIDE, FAULT_DEBUG,
               FAULT_VECTOR } fault_t;
/* bit in its group */
typedef enum { DMA_FE = 1, DMA_DME = 4, DMA_TE = 8, DMA_HT = 16, DMA_TC = 32 } dma_flag_t;
typedef enum { OFF_SOFTWARE, OFF_COMPLETE, OFF_BUS_ERROR, OFF_FIFO_CONFIG, OFF_DBM_WRITE } dma_off_t;
/* IGN_BACKUP: PWR_CR1.DBP is 0. IGN_IN_USE: the address of the buffer in use, in double-buffer mode. */
typedef enum { IGN_ENABLED, IGN_READONLY, IGN_UNCLOCKED, IGN_RESERVED, IGN_FLAGS_PENDING, IGN_SIZE,
               IGN_BACKUP, IGN_IN_USE } ignored_t;

typedef enum { CLOCK_PLL_INPUT, CLOCK_PLL_VCO, CLOCK_SYSTEM, CLOCK_AXI, CLOCK_APB, CLOCK_LATENCY } clock_wrong_t;
/* back to the heap, at the call; from it, at the return */
typedef enum { HEAP_GIVEN, HEAP_TAKEN } heap_told_t;
typedef enum { FLASH_PROGRAMMED, FLASH_ERASED } flash_change_t;

/* Tags a CPU port carries, so that an observer knows which part of the core asked. DMA ports carry
 * the stream number. */
enum { TAG_FILL = 0x80, TAG_EVICT, TAG_STORE, TAG_LOAD, TAG_FETCH, TAG_PORT };

enum { MAINT_HIT = 1, MAINT_DIRTY = 2, MAINT_WROTE = 4, MAINT_DROPPED = 8 };   /* maint_note bits 0..3 */

/* Which line: bits 0..15 set, 16..23 way, 24 dirty, 31 instruction cache. */
static inline uint64_t line_note(int icache, unsigned set, unsigned way, int dirty)
{
    return (uint64_t)(set & 0xFFFF) | (uint64_t)way << 16 | (uint64_t)!!dirty << 24 | (uint64_t)!!icache << 31;
}

typedef struct {
    tick_t   at;
    uint8_t  kind, who, what, size;
    uint32_t addr, pc, txn;
    uint64_t data, note;
} fact_t;

struct again;

typedef struct sink {
    uint64_t mask;                                   /* bit k: wants facts of kind k */
    void   (*see)(struct sink *, const fact_t *);
    uint64_t deaf;         /* of these kinds not loads from a TCM, stores to DTCM, hits in private lines, data
                            * that moves and its lines (fact_of_data); then they cost nothing */
    ledger_t *ledger;      /* whose the private lines are; NULL: none. Only if deaf to all that HITS has of
                            * mask */
    ledger_t *bursts;      /* that ledger, if it does without the beats that stand there too; NULL: it hears
                            * them */
    int      bus_loads;    /* of loads only those that a bus or a private register served; fact_of_core */
    int      loose;        /* hears the bus, but the core may be ahead of it and silent (fast.h): never asks
                            * the chip, and takes a store in the ledger of a later tick than the next fact */
    void   (*again)(struct sink *, const struct again *);   /* NULL: what comes again is told one by one */
} sink_t;

/* A loop that was leapt (sim/leap.h): the facts of one period, told already, come `times` more. Each time
 * `at` moves on by `period`, txn and data by their drift. They are those that the sink wanted. */
typedef struct { uint64_t data; uint32_t txn, pad; } drift_t;
typedef struct again {
    const fact_t  *fact;
    const drift_t *drift;
    unsigned       facts;
    uint64_t       times;
    tick_t         period;
} again_t;

#define HITS (1ull << F_LOAD | 1ull << F_STORE | 1ull << F_DRAIN)
/* What the matrix tells of memory traffic, and the core's unit of what it brings. */
#define OF_BUS (1ull << F_GRANT | 1ull << F_BEAT | 1ull << F_DONE | 1ull << F_POSTED \
                | 1ull << F_FILL_BEAT | 1ull << F_FILL_DONE)

/* Of the D-cache's lines those outside the Code region (Armv7-M ARM B3.1). */
static inline int fact_of_data_at(uint32_t addr) { return !!(addr >> 29); }

/* Is it a load from a TCM or a store to DTCM? (Stores to ITCM, which lies below, are of code.) */
static inline int fact_of_tcm(const fact_t *f)
{
    return (f->kind == F_LOAD && f->what == SRC_TCM) || (f->kind == F_STORE && f->what == DST_TCM && f->addr >> 28);
}

/* Is it a load that the core served itself: from a TCM, the D-cache or a buffer of its own? */
static inline int fact_of_core(const fact_t *f)
{
    return f->kind == F_LOAD && f->what != SRC_BUS && f->what != SRC_PPB;
}

/* Is it data that moves, and changes nothing that others than its mover may hold: what is read but is not
 * fetched, what the core writes, what comes into the D-cache and leaves it outside the Code region? */
static inline int fact_of_data(const fact_t *f)
{
    uint64_t tag = f->note >> 24;
    if (f->kind == F_BEAT) return f->note >> 8 & 1 ? tag >= TAG_FILL && tag <= TAG_LOAD : tag != TAG_FETCH;
    const uint64_t lines = 1ull << F_FILL_BEAT | 1ull << F_FILL_START | 1ull << F_EVICT;
    return lines >> f->kind & 1 && fact_of_data_at(f->addr) && !(f->note >> 31 & 1);
}

/* Is it a load of a private line that the store buffer had no part in? */
static inline int fact_of_private(const fact_t *f, const ledger_t *l)
{
    if (!l || f->kind != F_LOAD || f->note || (f->what != SRC_CACHE && f->what != SRC_LFB)) return 0;
    return ledger_find(l, f->addr, f->what == SRC_LFB ? PRIVATE_LOADS | PRIVATE_STORES : PRIVATE_LOADS) >= 0;
}

/* Stores to private lines, and their drains, are the ledger's: ledger_stored, ledger_drained. */
static inline int sink_wants(const sink_t *s, const fact_t *f)
{
    if (!(s->mask >> f->kind & 1) || (s->bus_loads && fact_of_core(f))) return 0;
    return !(s->deaf >> f->kind & 1) || !(fact_of_tcm(f) || fact_of_data(f) || fact_of_private(f, s->ledger));
}

/* From the `first` time to the last, one by one. */
static inline void again_tell(sink_t *s, const again_t *a, uint64_t first)
{
    uint64_t kinds = 0;
    for (unsigned k = 0; k < a->facts; k++) kinds |= 1ull << a->fact[k].kind;
    for (uint64_t i = first; kinds & s->mask && i <= a->times; i++)
        for (unsigned k = 0; k < a->facts; k++) {
            fact_t f = a->fact[k];
            f.at += i * a->period, f.txn += (uint32_t)i * a->drift[k].txn, f.data += i * a->drift[k].data;
            if (sink_wants(s, &f)) s->see(s, &f);
        }
}

static inline void again_to(sink_t *s, const again_t *a)
{
    if (s->again) s->again(s, a);
    else again_tell(s, a, 1);
}

/* The rate an F_CLOCK tells, exactly. */
static inline domain_t fact_clock(const fact_t *f)
{
    domain_t d = domain_of_ratio(f->at, f->data, f->addr + 1ull);
    d.first = f->note;
    return d;
}

enum { NO_PC = 0xFFFFFFFFu };
#define NO_LINE 0xFFFFFFFFu
#endif
