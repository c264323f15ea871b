/* faulted.c -- see faulted.h. */
#include "faulted.h"
#include "findings.h"
#include "h743.h"
#include "regnames.h"

enum { CFSR_AT = 0xE000ED28, HFSR_AT = 0xE000ED2C };

static bool is_fault(unsigned e) { return e >= EXC_HARDFAULT && e <= EXC_USAGEFAULT; }

/* Which store of the last ones was refused at addr, or for the line that begins there. */
static uint32_t store_to(const faulted_t *t, uint32_t addr)
{
    uint32_t pc = NO_PC;
    for (unsigned i = 1; i <= FAULT_STORES && i <= t->stores; i++)
        if (t->stored[(t->stores - i) % FAULT_STORES].addr / LINE == addr / LINE)
            pc = t->stored[(t->stores - i) % FAULT_STORES].pc;
    return pc;
}

static void begins(faulted_t *t, const fact_t *f)
{
    const core_t *c = &t->m->chip.core;
    bool stacked = c->seq_at;                            /* else tail-chained, on another's frame */
    t->of[f->what] = (fault_end_t){
        .exception = f->what, .began = f->at, .why = t->why, .store = t->store,
        .cfsr = c->scb.cfsr, .hfsr = c->scb.hfsr, .mmfar = c->scb.mmfar, .bfar = c->scb.bfar,
        .memory = mpu_attr(&c->mpu, t->why.addr, c->scb.cacr, 1, 0),
        .stood = stacked ? c->seq_word[6] : NO_PC, .caller = stacked ? c->seq_word[5] : NO_PC,
    };
}

static void faulted_see(sink_t *s, const fact_t *f)
{
    faulted_t *t = (faulted_t *)s;
    switch (f->kind) {
    case F_STORE:
        if (f->pc == NO_PC) break;                       /* a frame's */
        t->stored[t->stores % FAULT_STORES].addr = f->addr;
        t->stored[t->stores++ % FAULT_STORES].pc = f->pc;
        break;
    case F_FAULT:
        if (t->why.kind) break;
        t->why = *f;
        t->store = f->what == FAULT_BUS_IMPRECISE ? store_to(t, f->addr) : NO_PC;
        break;
    case F_IRQ_ENTER:
        if (is_fault(f->what)) begins(t, f);
        if (is_fault(f->what) || f->what == EXC_DEBUGMON) t->why.kind = F_NONE;
        break;
    case F_IRQ_LEAVE:
        if (is_fault(f->what)) t->of[f->what].exception = 0;
        break;
    default: break;
    }
}

/* What comes again was seen: a handler that began in the period was left in it. */
static void faulted_again(sink_t *s, const again_t *a) { (void)s, (void)a; }

void faulted_start(faulted_t *t, const machine_t *m)
{
    *t = (faulted_t){ .m = m, .store = NO_PC };
    t->sink = (sink_t){ .see = faulted_see, .again = faulted_again, .deaf = 1ull << F_STORE, .loose = 1,
                        .mask = 1ull << F_STORE | 1ull << F_FAULT | 1ull << F_IRQ_ENTER
                              | 1ull << F_IRQ_LEAVE };
}

const fault_end_t *faulted_first(const faulted_t *t)
{
    const fault_end_t *first = NULL;
    for (unsigned e = EXC_HARDFAULT; e <= EXC_USAGEFAULT; e++)
        if (t->of[e].exception && (!first || t->of[e].began < first->began)) first = &t->of[e];
    return first;
}

static bool late(const fault_end_t *x) { return x->why.kind && x->why.what == FAULT_BUS_IMPRECISE; }

uint32_t faulted_pc(const fault_end_t *x)
{
    if (late(x) && x->store != NO_PC) return x->store;
    return x->why.kind && x->why.pc != NO_PC ? x->why.pc : x->stood;
}

static void add_bits(uint32_t reg, uint32_t value, char *to, size_t room)
{
    reg_info_t r;
    reg_field_t f;
    if (!reg_at(reg, &r)) return;
    for (const char *at = r.fields; reg_field(&at, &f); )
        if (value >> f.bit & 1) add_text(to, room, "%s%s", *to ? ", " : "", f.name);
}

void faulted_bits(const fault_end_t *x, char *to, size_t room)
{
    *to = 0;
    add_bits(CFSR_AT, x->cfsr, to, room);
    add_bits(HFSR_AT, x->hfsr, to, room);
}

static void say_why(const fault_end_t *x, const names_t *names, char *to, size_t room)
{
    words_t w = { 0 }, v = { 0 };
    const fact_t *f = &x->why;
    if (!f->kind) {
        add_text(to, room, x->hfsr & HFSR_FORCED ? "an SVC where none can be taken"
                                                 : "set pending by the program");
        return;
    }
    add_text(to, room, "%s", say_fault(f->what));
    if (f->addr != f->pc) add_text(to, room, " at %s", say_place(names, &h743_map, f->addr, &w));
    if (f->pc != NO_PC) add_text(to, room, " in %s", say_step(names, f->pc, &v));
    add_text(to, room, " at cycle %llu", (unsigned long long)say_cycle(names, f->at));
}

/* Armv7-M ARM A3.2.1: any unaligned access to Device or Strongly-ordered memory faults. TCMs have no type. */
static void say_memory(const fault_end_t *x, char *to, size_t room)
{
    const region_row_t *r = map_region(&h743_map, x->why.addr);
    bool unaligned = x->why.kind && x->why.what == FAULT_UNALIGNED;
    if (!unaligned || x->memory.type == MEM_NORMAL || (r && r->kind == REGION_TCM)) return;
    const char *type = x->memory.type == MEM_DEVICE ? "Device" : "Strongly-ordered";
    if (x->memory.region >= 0)
        add_text(to, room, " MPU region %d makes this %s: unaligned access always faults there; use TEX=1 "
                 "C=0 B=0 (Normal, non-cacheable).", x->memory.region, type);
    else
        add_text(to, room, " This is %s by the default memory map, where unaligned access always faults: "
                 "peripherals are read and written by aligned words, or is the address wrong?", type);
}

/* A jump to where no code can be run: who made it? */
static bool jumped(const fault_end_t *x)
{
    return x->cfsr & (CFSR_IACCVIOL | CFSR_IBUSERR | CFSR_INVSTATE)
        && x->caller > 2 && x->caller < 0xF0000000u;
}

void faulted_say(const fault_end_t *x, const names_t *names, char *to, size_t room)
{
    char bits[300];
    words_t w = { 0 };
    put_text(to, room, "%s began at cycle %llu and its handler was not left. The fault: ",
             say_exception(x->exception, &w), (unsigned long long)say_cycle(names, x->began));
    say_why(x, names, to, room);
    faulted_bits(x, bits, sizeof bits);
    add_text(to, room, ". CFSR 0x%08X, HFSR 0x%08X: %s", (unsigned)x->cfsr, (unsigned)x->hfsr,
             *bits ? bits : "no bit is set");
    if (x->cfsr & CFSR_MMARVALID) add_text(to, room, ", MMFAR 0x%08X", (unsigned)x->mmfar);
    if (x->cfsr & CFSR_BFARVALID) add_text(to, room, ", BFAR 0x%08X", (unsigned)x->bfar);
    add_text(to, room, ".");
    say_memory(x, to, room);
    if (x->stood != NO_PC && x->stood != x->why.pc)
        add_text(to, room, " The CPU stood at %s.", say_step(names, x->stood, &w));
    if (late(x)) add_text(to, room, " An imprecise fault comes after the store that made it");
    if (late(x) && x->store != NO_PC)
        add_text(to, room, ", here most likely the one in %s", say_step(names, x->store, &w));
    if (late(x)) add_text(to, room, ".");
    if (jumped(x))
        add_text(to, room, " r14 says it was called in %s.", say_step(names, (x->caller & ~1u) - 2, &w));
}
