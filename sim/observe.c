/* observe.c -- see observe.h. */
#include "observe.h"
#include "findings.h"
#include "h743.h"
#include <stdlib.h>
#include <string.h>

static __attribute__((noinline)) void tell_all(const tee_t *t, unsigned to, const fact_t *f)
{
    for (; to; to &= to - 1) {
        sink_t *one = t->to[__builtin_ctz(to)];
        one->see(one, f);
    }
}

static void tee_see(sink_t *s, const fact_t *f);

static __attribute__((noinline)) void settle_first(sink_t *s, const fact_t *f)
{
    ledger_settle(s->ledger);
    tee_see(s, f);
}

/* Most facts have one listener: they are passed on with nothing kept on the way. */
static void tee_see(sink_t *s, const fact_t *f)
{
    const tee_t *t = (const tee_t *)s;
    if (ledger_holds(s->ledger)) { settle_first(s, f); return; }
    unsigned to = t->wanted[f->kind], deaf = t->deaf[f->kind];
    if (deaf && (fact_of_data(f) || fact_of_tcm(f))) to &= ~deaf;
    if (fact_of_core(f)) to &= ~(unsigned)t->bus_loads;
    if (to & (to - 1)) { tell_all(t, to, f); return; }
    if (!to) return;
    sink_t *one = t->to[__builtin_ctz(to)];
    one->see(one, f);
}

static void tee_again(sink_t *s, const again_t *a)
{
    tee_t *t = (tee_t *)s;
    ledger_settle(s->ledger);
    for (unsigned i = 0; i < t->count; i++) again_to(t->to[i], a);
}

void tee_start(tee_t *t) { *t = (tee_t){ .sink = { .see = tee_see, .again = tee_again } }; }

void tee_add(tee_t *t, sink_t *to)
{
    if (t->count == TEE_MAX) abort();
    t->to[t->count++] = to;
    tee_look(t);
}

void tee_look(tee_t *t)
{
    ledger_t *was = t->sink.ledger;
    bool bursts = true;
    t->sink.mask = 0, t->sink.deaf = ~0ull, t->sink.ledger = NULL, t->sink.bus_loads = t->sink.loose = 1;
    memset(t->wanted, 0, sizeof t->wanted), memset(t->deaf, 0, sizeof t->deaf);
    t->bus_loads = 0;
    for (unsigned i = 0; i < t->count; i++) {
        t->sink.mask |= t->to[i]->mask;
        t->sink.deaf &= t->to[i]->deaf | ~t->to[i]->mask;          /* what one of them hears is told */
        t->sink.bus_loads &= t->to[i]->bus_loads || !(t->to[i]->mask >> F_LOAD & 1);
        t->sink.loose &= t->to[i]->loose || !(t->to[i]->mask & OF_BUS);
        bursts &= t->to[i]->bursts || !(t->to[i]->mask & ~t->to[i]->deaf & 1ull << F_BEAT);
        t->bus_loads |= (uint16_t)(!!t->to[i]->bus_loads << i);
        for (uint64_t w = t->to[i]->mask; w; w &= w - 1) t->wanted[__builtin_ctzll(w)] |= (uint16_t)(1u << i);
        for (uint64_t w = t->to[i]->deaf & t->to[i]->mask; w; w &= w - 1)
            t->deaf[__builtin_ctzll(w)] |= (uint16_t)(1u << i);
    }
    for (unsigned i = 0; i < t->count && !(t->sink.mask & HITS & ~t->sink.deaf); i++)
        if (t->to[i]->ledger) t->sink.ledger = t->to[i]->ledger;
    t->sink.bursts = bursts ? t->sink.ledger : NULL;
    if (was != t->sink.ledger) ledger_settle(was);
}

/* ---- hash ---------------------------------------------------------------------------------------- */

/* One word at a time: a multiply spreads it upwards, the rotation brings the top down again. */
static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9E3779B97F4A7C15ull;
    return h << 29 | h >> 35;
}

static void hasher_see(sink_t *s, const fact_t *f)
{
    hasher_t *h = (hasher_t *)s;
    uint64_t x = mix(h->hash, f->at);
    x = mix(x, (uint64_t)f->kind | (uint64_t)f->who << 8 | (uint64_t)f->what << 16 | (uint64_t)f->size << 24
               | (uint64_t)f->addr << 32);
    x = mix(x, f->pc | (uint64_t)f->txn << 32);
    x = mix(x, f->data);
    h->hash = mix(x, f->note);
    h->facts++;
}

void hasher_start(hasher_t *h)
{
    *h = (hasher_t){ .sink = { .mask = UINT64_MAX, .see = hasher_see }, .hash = 0xCBF29CE484222325ull };
}

/* ---- counters ------------------------------------------------------------------------------------ */

static void count_interrupt(counters_t *c, const fact_t *f)
{
    if (f->kind == F_IRQ_ENTER) {
        c->irq[f->what]++;
        if (f->at - f->data > c->latency_max) c->latency_max = f->at - f->data;
        if (!c->nest++) c->handler_since = f->at;
    } else if (c->nest && !--c->nest) {
        c->handler_ticks += f->at - c->handler_since;
    }
}

static uint64_t cycles(const counters_t *, tick_t);

/* A new rate: what was counted in ticks so far becomes cycles of the old one. */
static void new_clock(counters_t *c, const fact_t *f)
{
    tick_t slept = c->sleep_ticks, handled = c->handler_ticks;
    if (c->sleep_since != NEVER) slept += f->at - c->sleep_since, c->sleep_since = f->at;
    if (c->nest) handled += f->at - c->handler_since, c->handler_since = f->at;
    c->sleep_before += cycles(c, slept), c->handler_before += cycles(c, handled), c->slept_ticks += slept;
    c->sleep_ticks = c->handler_ticks = 0;
    c->cpu = fact_clock(f);
}

static void counters_see(sink_t *s, const fact_t *f)
{
    counters_t *c = (counters_t *)s;
    c->kind[f->kind]++;
    switch (f->kind) {
    case F_LOAD:
        c->cache_hits += f->what == SRC_CACHE;
        c->buffer_hits += f->what == SRC_STB || f->what == SRC_LFB;
        c->bus_loads += f->what == SRC_BUS;
        break;
    case F_CHECK:     c->mismatches += f->data != f->note; break;
    case F_EVICT:     c->dirty_evictions += f->note >> 24 & 1 && f->what != EVICT_INV; break;
    case F_BEAT:      if (f->who < MAX_INITS) c->bus_beats_by[f->who]++; break;
    case F_DMA_FLAG:  c->dma_errors += !!(f->note & (DMA_TE | DMA_FE | DMA_DME)); break;
    case F_REG_READ:  c->reg_reads++; break;
    case F_SLEEP:     c->sleep_since = f->at; break;
    case F_WAKE:
        if (c->sleep_since != NEVER) c->sleep_ticks += f->at - c->sleep_since;
        c->sleep_since = NEVER;
        break;
    case F_IRQ_ENTER: case F_IRQ_LEAVE: count_interrupt(c, f); break;
    case F_CLOCK:     if (f->what == CLK_CPU) new_clock(c, f); break;
    default: break;
    }
}

/* Told once; what that counted, the other times too. Of what is leapt only counts come, no time (leap.h). */
static void counters_again(sink_t *s, const again_t *a)
{
    counters_t *c = (counters_t *)s, was = *c;
    again_tell(s, a, a->times);
    for (size_t at = offsetof(counters_t, kind); at < offsetof(counters_t, sleep_since);
         at += sizeof(uint64_t)) {
        uint64_t before, now;
        memcpy(&before, (char *)&was + at, sizeof before), memcpy(&now, (char *)c + at, sizeof now);
        now += (now - before) * (a->times - 1);
        memcpy((char *)c + at, &now, sizeof now);
    }
}

void counters_start(counters_t *c, domain_t cpu)
{
    *c = (counters_t){ .sink = { .mask = ~(1ull << F_INSN), .see = counters_see, .again = counters_again },
                       .cpu = cpu,
                       .sleep_since = NEVER };
}

void counters_main(counters_t *c)
{
    static const uint8_t kinds[] = { F_LOAD, F_FILL_START, F_EVICT, F_ERROR, F_DMA_ITEM, F_IRQ_ENTER, F_RX,
                                     F_TX, F_LOST, F_SLEEP, F_WAKE, F_CLOCK, F_CHECK };
    c->sink.mask = 0;
    for (size_t i = 0; i < sizeof kinds; i++) c->sink.mask |= 1ull << kinds[i];
    c->sink.deaf = HITS, c->sink.bus_loads = 1;
}

typedef enum { COUNT_KIND, COUNT_OWN } count_how_t;
typedef struct { const char *name; uint8_t how; uint8_t kind; size_t at; } counter_row_t;
#define OWN(name, field) { name, COUNT_OWN, 0, offsetof(counters_t, field) }

static const counter_row_t rows[] = {
    { "interrupts", COUNT_KIND, F_IRQ_ENTER, 0 },
    { "loads", COUNT_KIND, F_LOAD, 0 },
    { "stores", COUNT_KIND, F_STORE, 0 },
    OWN("cache_hits", cache_hits),
    OWN("buffer_hits", buffer_hits),
    OWN("bus_loads", bus_loads),
    { "fills", COUNT_KIND, F_FILL_START, 0 },
    OWN("evictions", dirty_evictions),
    { "maintenance", COUNT_KIND, F_MAINT, 0 },
    { "barriers", COUNT_KIND, F_BARRIER, 0 },
    { "bus_beats", COUNT_KIND, F_BEAT, 0 },
    { "bus_errors", COUNT_KIND, F_ERROR, 0 },
    OWN("register_reads", reg_reads),
    { "dma_items", COUNT_KIND, F_DMA_ITEM, 0 },
    OWN("dma_errors", dma_errors),
    { "bytes_received", COUNT_KIND, F_RX, 0 },
    { "bytes_sent", COUNT_KIND, F_TX, 0 },
    { "bytes_lost", COUNT_KIND, F_LOST, 0 },
    OWN("compare_mismatches", mismatches),
    { "ignored_writes", COUNT_KIND, F_IGNORED, 0 },
    { "unmodelled", COUNT_KIND, F_UNMODELLED, 0 },
    { "instructions", COUNT_OWN, 0, 0 },
    { "sleep_cycles", COUNT_OWN, 0, 0 },
    { "handler_cycles", COUNT_OWN, 0, 0 },
    { "latency_max", COUNT_OWN, 0, 0 },
    { "cycles", COUNT_OWN, 0, 0 },
    { "free_permille", COUNT_OWN, 0, 0 },
};
enum { ROWS = sizeof rows / sizeof *rows };

const char *counters_name(size_t i) { return i < ROWS ? rows[i].name : NULL; }

/* A span at the rate in force. */
static uint64_t cycles(const counters_t *c, tick_t ticks)
{
    return domain_count(&c->cpu, c->cpu.base + ticks) - c->cpu.first;
}

static uint64_t computed(const counters_t *c, const char *name, tick_t end, uint64_t instructions)
{
    tick_t slept = c->sleep_ticks + (c->sleep_since != NEVER ? end - c->sleep_since : 0);
    if (!strcmp(name, "instructions")) return instructions;
    if (!strcmp(name, "sleep_cycles")) return c->sleep_before + cycles(c, slept);
    if (!strcmp(name, "handler_cycles"))
        return c->handler_before + cycles(c, c->handler_ticks + (c->nest ? end - c->handler_since : 0));
    if (!strcmp(name, "latency_max")) return cycles(c, c->latency_max);
    if (!strcmp(name, "free_permille")) return end ? (c->slept_ticks + slept) * 1000 / end : 0;
    return end > c->cpu.base ? domain_count(&c->cpu, end) : 0;
}

bool counters_get(const counters_t *c, const char *name, tick_t end, uint64_t instructions, uint64_t *value)
{
    unsigned exception;
    char rest;
    if (sscanf(name, "interrupts.%u%c", &exception, &rest) == 1 && exception < 256) {
        *value = c->irq[exception];
        return true;
    }
    for (size_t i = 0; i < ROWS; i++) {
        if (strcmp(rows[i].name, name)) continue;
        if (rows[i].how == COUNT_KIND) *value = c->kind[rows[i].kind];
        else if (rows[i].at) memcpy(value, (const char *)c + rows[i].at, sizeof *value);
        else *value = computed(c, name, end, instructions);
        return true;
    }
    return false;
}

/* ---- what is not modelled ------------------------------------------------------------------------- */

static void gaps_see(sink_t *s, const fact_t *f)
{
    gaps_t *g = (gaps_t *)s;
    for (unsigned i = 0; i < g->count; i++)
        if (g->fact[i].addr == f->addr && g->fact[i].who == f->who && g->fact[i].what == f->what) {
            g->times[i]++;
            return;
        }
    if (g->count == GAPS_MAX) g->more++;
    else g->fact[g->count] = *f, g->times[g->count++] = 1;
}

void gaps_start(gaps_t *g) { *g = (gaps_t){ .sink = { .mask = 1ull << F_UNMODELLED, .see = gaps_see } }; }

/* ---- trace in words ------------------------------------------------------------------------------ */

static void tracer_see(sink_t *s, const fact_t *f)
{
    tracer_t *t = (tracer_t *)s;
    char text[400];
    explain_fact(f, t->map, t->names, text, sizeof text);
    fprintf(t->out, "%9llu %11.1f ns  %s\n", (unsigned long long)say_cycle(t->names, f->at),
            (double)f->at / (TICKS_PER_SECOND / 1e9), text);
    t->lines++;
}

void tracer_start(tracer_t *t, FILE *out, const map_t *map, const names_t *names)
{
    *t = (tracer_t){ .sink = { .mask = UINT64_MAX, .see = tracer_see }, .out = out, .map = map,
                     .names = names };
}

/* ---- output -------------------------------------------------------------------------------------- */

enum { PRINTED_MAX = 1 << 20 };

static void printed_see(sink_t *s, const fact_t *f)
{
    printed_t *p = (printed_t *)s;
    if (f->kind == F_TX && f->who != p->slot) return;
    if (p->length + 2 > p->room) {
        if (p->room >= PRINTED_MAX) return;
        char *more = realloc(p->text, p->room ? p->room * 2 : 256);
        if (!more) return;
        p->text = more, p->room = p->room ? p->room * 2 : 256;
    }
    p->text[p->length++] = (char)f->data;
    p->text[p->length] = 0;
}

void printed_start(printed_t *p, int slot)
{
    *p = (printed_t){ .sink = { .mask = slot < 0 ? 1ull << F_OUTPUT : 1ull << F_TX, .see = printed_see },
                      .slot = slot };
}

void printed_free(printed_t *p) { free(p->text); p->text = NULL; }

static void console_see(sink_t *s, const fact_t *f)
{
    console_t *c = (console_t *)s;
    c->last = (char)f->data;
    fputc((unsigned char)c->last, c->out);
    if (c->last == '\n') fflush(c->out);
}

void console_start(console_t *c, FILE *out)
{
    *c = (console_t){ .sink = { .mask = 1ull << F_OUTPUT, .see = console_see }, .out = out, .last = '\n' };
}

void console_end(console_t *c)
{
    if (c->last != '\n') fputc('\n', c->out);
    fflush(c->out);
}
