/* explore_scout.c -- watches the plain run and proposes other schedules of it: see explore.h.
 *
 * A line is worth trying when a master other than the core touched it. Its moments are those right behind a
 * fact about it: a beat, a load or store, a fill, an eviction, maintenance. At each of them the cache may
 * fill the line, if it is not there, or give it up, if it is. Other moments are those at which somebody
 * begins: a stream is armed, a handler entered, a barrier passed. */
#include "explore.h"
#include "findings.h"
#include "h743.h"
#include <stdlib.h>
#include <string.h>

enum { LINES = 128, MOMENTS = 48, BEGINS = 64, DEADLINE = 10000, HELD_LINES = 8 };

typedef struct { tick_t at; bool present; } moment_t;
typedef struct {
    uint32_t addr, core; /* core: by which of the two that SRAM1 to SRAM3 have it caches the line */
    bool     present, shared;
    tick_t   stored;                   /* the last store that no other master has touched since; 0: none */
    moment_t moment[MOMENTS]; unsigned moments;
    uint64_t seen, every;              /* one fact in `every` is kept */
} line_t;

struct scout {
    sink_t       sink;
    const map_t *map;
    line_t   line[LINES]; unsigned lines;
    tick_t   begin[BEGINS]; unsigned begins;
    struct { tick_t at, met; const line_t *line; } stored[BEGINS];
    unsigned storeds;                  /* the last stores to a line before another master came */
    uint32_t masters;                  /* a bit an initiator that touched memory */
};

/* ---- watching --------------------------------------------------------------------------------------- */

static uint32_t line_at(uint32_t addr) { return folded(addr) & ~31u; }

static line_t *line_of(scout_t *s, uint32_t addr, bool add)
{
    uint32_t at = line_at(addr);
    for (unsigned i = 0; i < s->lines; i++)
        if (s->line[i].addr == at) return &s->line[i];
    const region_row_t *r = add ? map_region(s->map, addr) : NULL;
    if (!r || r->kind != REGION_RAM || s->lines == LINES) return NULL;
    s->line[s->lines] = (line_t){ .addr = at, .core = addr & ~31u, .every = 1 };
    return &s->line[s->lines++];
}

/* A long run has more facts than are worth trying: then every second one is forgotten. */
static void remember(line_t *l, tick_t at)
{
    if (l->moments && l->moment[l->moments - 1].at == at) {
        l->moment[l->moments - 1].present = l->present;
        return;
    }
    if (l->seen++ % l->every) return;
    if (l->moments == MOMENTS) {
        for (unsigned i = 0; i < MOMENTS / 2; i++) l->moment[i] = l->moment[2 * i + 1];
        l->moments = MOMENTS / 2, l->every *= 2;
    }
    l->moment[l->moments++] = (moment_t){ at, l->present };
}

static void begins(scout_t *s, tick_t at)
{
    if (s->begins == BEGINS || (s->begins && s->begin[s->begins - 1] == at)) return;
    s->begin[s->begins++] = at;
}

static void met(scout_t *s, line_t *l, tick_t at)
{
    if (l->stored && s->storeds < BEGINS)
        s->stored[s->storeds].at = l->stored, s->stored[s->storeds].met = at,
            s->stored[s->storeds++].line = l;
    l->stored = 0;
}

static void touched(scout_t *s, const fact_t *f)
{
    for (uint32_t at = f->addr & ~31u; at < f->addr + (f->size ? f->size : 1); at += 32) {
        bool other = f->kind == F_BEAT && !is_cpu(f->who);
        line_t *l = line_of(s, at, f->kind == F_BEAT || f->kind == F_LOAD || f->kind == F_STORE);
        if (!l) continue;
        if (other) l->shared = true, s->masters |= 1u << f->who, met(s, l, f->at);
        if (f->kind == F_STORE) l->stored = f->at;
        remember(l, f->at);
    }
}

static void cached(scout_t *s, const fact_t *f, bool present)
{
    if (f->note >> 31 & 1) return;                 /* the instruction cache's */
    line_t *l = line_of(s, f->addr, true);
    if (l) l->present = present, l->core = f->addr & ~31u, remember(l, f->at);
}

static void scout_see(sink_t *sink, const fact_t *f)
{
    scout_t *s = (scout_t *)sink;
    switch (f->kind) {
    case F_BEAT: case F_LOAD: case F_STORE: touched(s, f); break;
    case F_FILL_DONE: cached(s, f, true); break;
    case F_EVICT:     cached(s, f, f->what == EVICT_CLEAN); break;
    case F_MAINT:
        if (f->data != NO_LINE) break;             /* told as an eviction too */
        line_t *l = line_of(s, f->addr, false);
        if (l) remember(l, f->at);
        break;
    default: begins(s, f->at); break;
    }
}

scout_t *scout_new(const map_t *map)
{
    scout_t *s = calloc(1, sizeof *s);
    if (!s) abort();
    s->map = map;
    s->sink = (sink_t){ .see = scout_see,
                        .mask = 1ull << F_BEAT | 1ull << F_LOAD | 1ull << F_STORE | 1ull << F_FILL_DONE
                              | 1ull << F_EVICT | 1ull << F_MAINT | 1ull << F_DMA_ON | 1ull << F_MASTER_ON
                              | 1ull << F_DMA_OFF | 1ull << F_IRQ_ENTER | 1ull << F_BARRIER | 1ull << F_RX };
    return s;
}

sink_t *scout_sink(scout_t *s) { return &s->sink; }
void scout_free(scout_t *s) { free(s); }

/* ---- proposing -------------------------------------------------------------------------------------- */

typedef struct {
    schedule_t     *item; unsigned count, room, most;
    const scout_t  *s;
    const domain_t *cpu;
} list_t;

static void propose(list_t *l, const vary_t *v, unsigned n)
{
    if (l->count == l->most) return;
    if (l->count == l->room) {
        l->item = realloc(l->item, (l->room = l->room ? 2 * l->room : 64) * sizeof *l->item);
        if (!l->item) abort();
    }
    schedule_t *s = &l->item[l->count++];
    *s = (schedule_t){ .count = n };
    memcpy(s->item, v, n * sizeof *v);
}

static bool blamed(const line_t *l, const findings_t *found)
{
    for (size_t i = 0; i < found->count; i++) {
        const finding_t *f = &found->item[i];
        uint32_t at = line_at(f->buffer_size ? f->buffer_addr : f->addr);
        uint32_t end = (f->buffer_size ? f->buffer_addr + f->buffer_size : f->addr + f->size) - 1;
        if (f->tier != TIER_LINT && l->addr >= at && l->addr <= line_at(end)) return true;
    }
    return false;
}

static vary_t at_moment(const line_t *l, unsigned m)
{
    return (vary_t){ .kind = l->moment[m].present ? VARY_EVICT : VARY_FILL, .addr = l->core,
                     .at = l->moment[m].at + 1 };
}

/* Middle first, then the halves: when the budget ends, what was tried lies all over the run. */
static unsigned spread(unsigned i, unsigned count)
{
    unsigned half = 1, done = 0;
    while (done + half <= i) done += half, half *= 2;
    return (unsigned)(((uint64_t)(2 * (i - done) + 1) * count) / (2 * half)) % count;
}

static void single_lines(list_t *list, const findings_t *found, bool hazards)
{
    const scout_t *s = list->s;
    bool tried[MOMENTS];
    for (unsigned i = 0; i < s->lines; i++) {
        const line_t *l = &s->line[i];
        if (!l->shared || blamed(l, found) != hazards) continue;
        memset(tried, 0, sizeof tried);
        for (unsigned k = 0; k < 2 * l->moments; k++) {
            unsigned m = k < l->moments ? spread(k, l->moments) : k - l->moments;
            if (tried[m]) continue;
            tried[m] = true;
            vary_t v = at_moment(l, m);
            propose(list, &v, 1);
        }
    }
}

/* The line comes and goes again: it was filled too early, stored to, and written back too late. */
static void paired_lines(list_t *list, const findings_t *found, bool hazards)
{
    const scout_t *s = list->s;
    for (unsigned i = 0; i < s->lines; i++) {
        const line_t *l = &s->line[i];
        if (!l->shared || blamed(l, found) != hazards) continue;
        for (unsigned a = 0; a < l->moments; a++)
            for (unsigned z = a + 1; z < l->moments && z < a + 12; z++) {
                vary_t v[2] = { at_moment(l, a), at_moment(l, z) };
                v[1].kind = v[0].kind == VARY_FILL ? VARY_EVICT : VARY_FILL;
                propose(list, v, 2);
            }
    }
}

/* Which line goes when another comes: what left in the plain run stays, and the other way round. */
static void policies(list_t *list, const scenario_t *sc)
{
    for (unsigned i = 0; list->s->lines && replacement_name[i]; i++) {
        vary_t v = { .kind = VARY_REPLACE, .policy = (uint8_t)i };
        if (i != sc->in.replacement) propose(list, &v, 1);
    }
}

static tick_t cycles(const list_t *l, tick_t at, unsigned n) { return domain_after(l->cpu, at, n) - at; }

/* What was stored comes late. A slow peripheral reads it long after its stream was armed; but a store that is
 * held so long where nothing is wrong only misses somebody's deadline. */
static void late_stores(list_t *list, const findings_t *found, unsigned length)
{
    const scout_t *s = list->s;
    for (unsigned i = 0; i < s->storeds; i++) {
        if (length > DEADLINE && !blamed(s->stored[i].line, found)) continue;
        tick_t at = s->stored[i].at;
        vary_t v = { .kind = VARY_HOLD, .init = INIT_AXIM, .at = at, .ticks = cycles(list, at, length) };
        propose(list, &v, 1);
    }
}

static void delays(list_t *list, const findings_t *found, const scenario_t *sc)
{
    static const unsigned length[] = { 100, 1000, 10000, 100000, 1000000 };
    const scout_t *s = list->s;
    for (unsigned d = 0; d < sizeof length / sizeof *length; d++) {
        late_stores(list, found, length[d]);
        for (unsigned i = 0; i < s->begins && length[d] <= DEADLINE; i++) {
            tick_t at = s->begin[i] + 1;
            vary_t v = { .kind = VARY_HALT, .at = at, .ticks = cycles(list, at, length[d]) };
            propose(list, &v, 1);
            v.kind = VARY_HOLD;
            for (v.init = 0; v.init < INITS; v.init++)
                if (s->masters >> v.init & 1) propose(list, &v, 1);
            v.kind = VARY_LATE, v.init = 0;
            if (sc->in.rxs || sc->in.pins) propose(list, &v, 1);
        }
    }
}

/* The program is held up while a line is dirty under a transfer, and the line leaves before it goes on: what
 * would have cleaned or invalidated it comes too late. */
static void held_up(list_t *list, const findings_t *found)
{
    static const unsigned length[] = { 1000, 10000, 100000, 1000000 };
    const scout_t *s = list->s;
    for (unsigned d = 0; d < sizeof length / sizeof *length; d++)
        for (unsigned k = 0, lines = 0; k < s->storeds && lines < HELD_LINES; k++) {
            if (!blamed(s->stored[k].line, found)) continue;
            lines++;
            for (unsigned i = 0; i < s->begins; i++) {
                tick_t at = s->begin[i] + 1, ticks = cycles(list, at, length[d]);
                if (at < s->stored[k].at || at > s->stored[k].met) continue;
                vary_t v[2] = { { .kind = VARY_HALT, .at = at, .ticks = ticks },
                                { .kind = VARY_EVICT, .addr = s->stored[k].line->core,
                                  .at = at + ticks - ticks / 8 } };
                propose(list, v, 2);
            }
        }
}

schedule_t *scout_candidates(const scout_t *s, const scenario_t *sc, const findings_t *found,
                             const domain_t *cpu, unsigned most,
                             unsigned *count)
{
    list_t l = { .most = most, .s = s, .cpu = cpu };
    single_lines(&l, found, true);
    policies(&l, sc);
    delays(&l, found, sc);
    held_up(&l, found);
    single_lines(&l, found, false);
    paired_lines(&l, found, true);
    paired_lines(&l, found, false);
    *count = l.count;
    return l.item;
}
