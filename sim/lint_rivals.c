/* lint_rivals.c -- who kept a stream waiting: streams of its own DMA that are served before it, or masters on
 * the road of its longest access. For the rule starved (lint_starved.c): the message, the events behind it
 * and the advice, which explain_fix_starved.c reads off these events. */
#include "lint_own.h"
#include <string.h>
#include "h743.h"

/* ---- what is heard ------------------------------------------------------------------------------ */

/* Mostly one of those taken before. */
static uint64_t road_to(lint_t *j, uint8_t who, uint32_t addr)
{
    road_t *road = &j->road[who % MAX_INITS][(addr >> 16 ^ addr >> 26) % ROADS];
    if (addr - road->from < road->bytes) return road->nodes;
    const region_row_t *r = map_region(j->map, addr);
    int route = matrix_route(j->map, who, addr);
    uint64_t nodes = 0;
    for (unsigned i = 0; route >= 0 && i < j->map->route[route].nodes; i++)
        nodes |= 1ull << j->map->route[route].node[i];
    if (r) *road = (road_t){ r->base, r->size, nodes };
    return nodes;
}

/* So many times was it granted while this one waits. */
static uint32_t granted(const wait_t *w, unsigned who) { return w->others >> who & 1 ? w->granted[who] : 0; }

static void see_grant(lint_t *j, const fact_t *f)
{
    if (f->who >= MAX_INITS) return;
    for (uint64_t left = j->waiting; left; left &= left - 1) {
        wait_t *w = &j->wait[__builtin_ctzll(left)];
        if (w->ask.who == f->who || !(w->nodes >> f->what & 1)) continue;
        w->granted[f->who] = granted(w, f->who) + 1;
        w->others |= 1u << f->who;
    }
}

static void see_ask(lint_t *j, const fact_t *f)
{
    int n = is_cpu(f->who) || f->what >= MAX_PORTS ? -1 : stream_of(f->who, f->note >> 16 & 0xFF);
    if (n < 0 || n >= STREAMS) return;
    wait_t *w = &j->wait[f->what];
    w->ask = *f, w->nodes = road_to(j, f->who, f->addr);
    w->stream = (int8_t)n, w->open = 1, w->others = 0;
    j->waiting |= 1ull << f->what;
}

/* How long, and who had the bus. */
static slow_t waited(const wait_t *w, tick_t now)
{
    slow_t s = { .ticks = now - w->ask.at, .ask = w->ask, .by = MAX_INITS };
    for (uint8_t i = 0; i < MAX_INITS; i++)
        if (granted(w, i) > s.grants) s.grants = granted(w, i), s.by = i;
    return s;
}

static void see_answer(lint_t *j, const fact_t *f)
{
    unsigned port = f->kind == F_ERROR ? f->note & 0xFF : f->what;
    if (port >= MAX_PORTS || !j->wait[port].open) return;
    wait_t *w = &j->wait[port];
    slow_t *s = &j->stream[w->stream].slow;
    w->open = 0, j->waiting &= ~(1ull << port);
    if (f->at - w->ask.at > s->ticks) *s = waited(w, f->at);
}

static slow_t worst_wait(const lint_t *j, int n, tick_t now)
{
    slow_t s = j->stream[n].slow;
    for (unsigned p = 0; p < MAX_PORTS; p++) {
        const wait_t *w = &j->wait[p];
        if (w->open && w->stream == n && now - w->ask.at > s.ticks) s = waited(w, now);
    }
    return s;
}

/* ---- who it was --------------------------------------------------------------------------------- */

enum { RIVALS = 3 };                                   /* so many are told */
typedef struct {
    uint32_t moved[8], others;                         /* items since this stream's own last one */
    int busiest, rival[RIVALS];                        /* streams: of all, of those served first */
    unsigned rivals;
    slow_t slow;
} reason_t;

static unsigned level(const lint_t *j, int n)
{
    return j->streams.stream[n].cr >> (n < FIRST_BDMA ? 16 : 12) & 3;
}

static const char *level_word(const lint_t *j, int n)
{
    static const char *const word[] = { "low", "medium", "high", "very high" };
    return word[level(j, n)];
}

/* Of equal PL the lower number goes first (RM0433 15.3.4, 16.4.4). */
static bool before(const lint_t *j, int a, int b)
{
    return level(j, a) != level(j, b) ? level(j, a) > level(j, b) : a < b;
}

static reason_t reason_of(const lint_t *j, int n, tick_t now)
{
    reason_t r = { .busiest = n & ~7, .slow = worst_wait(j, n, now) };
    uint32_t first = 0, left[8];
    for (int i = 0; i < 8; i++) {
        int k = (n & ~7) + i;
        r.others += r.moved[i] = j->moved[k] - j->stream[n].before[i];
        if (r.moved[i] > r.moved[r.busiest & 7]) r.busiest = k;
        first += left[i] = before(j, k, n) ? r.moved[i] : 0;
    }
    if (r.slow.grants > first) return r;                                   /* it was rather the bus */
    for (; r.rivals < RIVALS; r.rivals++) {
        int most = 0;
        for (int i = 1; i < 8; i++)
            if (left[i] > left[most]) most = i;
        if (!left[most]) break;
        r.rival[r.rivals] = (n & ~7) + most, left[most] = 0;
    }
    return r;
}

/* ---- the events --------------------------------------------------------------------------------- */

static void add_arming(const lint_t *j, finding_t *x, int n, const char *behind)
{
    const stream_t *s = &j->streams.stream[n];
    if (s->armed.kind != F_DMA_ON) return;
    cause_t *c = add_cause(x, &s->armed);
    c->role = CAUSE_ARMED;
    put_text(c->text, sizeof c->text, "%s (PL %s) was armed at cycle %llu in %s%s",
             say_stream(n, &(words_t){ 0 }), level_word(j, n),
             (unsigned long long)say_cycle(j->names, s->armed.at),
             say_step(j->names, s->pc, &(words_t){ 0 }), behind);
}

static void add_events(const lint_t *j, finding_t *x, int n, const reason_t *r)
{
    const fact_t *item = &j->stream[n].item;
    char behind[40];
    if (item->kind == F_DMA_ITEM && item->at >= j->streams.stream[n].armed.at)
        put_text(add_cause(x, item)->text, sizeof x->cause[0].text,
                 "%s (PL %s) moved its last item at cycle %llu", x->master, level_word(j, n),
                 (unsigned long long)say_cycle(j->names, item->at));
    else add_arming(j, x, n, "");
    for (unsigned i = 0; i < r->rivals; i++) {
        put_text(behind, sizeof behind, " and moved %u item%s since", PLURAL(r->moved[r->rival[i] & 7]));
        add_arming(j, x, r->rival[i], behind);
    }
    if (r->rivals || !r->slow.grants) return;
    put_text(add_cause(x, &r->slow.ask)->text, sizeof x->cause[0].text,
             "%s asked for %s at cycle %llu and waited while %s was granted %u time%s", x->master,
             say_place(j->names, j->map, r->slow.ask.addr, &(words_t){ 0 }),
             (unsigned long long)say_cycle(j->names, r->slow.ask.at), j->map->init[r->slow.by].name,
             PLURAL(r->slow.grants));
}

/* ---- the advice --------------------------------------------------------------------------------- */

#define ADVISE(...) add_text(x->missing, sizeof x->missing, __VA_ARGS__)

static void advise_order(const lint_t *j, finding_t *x, int n, const reason_t *r)
{
    ADVISE("Let %s (PL %s) go before ", x->master, level_word(j, n));
    for (unsigned i = 0; i < r->rivals; i++)
        ADVISE("%s%s (PL %s)", !i ? "" : i + 1 < r->rivals ? ", " : " and ",
               say_stream(r->rival[i], &(words_t){ 0 }), level_word(j, r->rival[i]));
    ADVISE(": raise its PL and lower theirs%s.", n < FIRST_BDMA ? ", or let the other DMA serve it" : "");
}

/* SRAM1 to 3 for the DMAs of D2, SRAM4 for the BDMA: what is reached over no bridge. */
static bool at_home(int n, uint32_t addr)
{
    return n < FIRST_BDMA ? folded(addr) >> 20 == 0x300 : addr >> 20 == 0x380;
}

static void advise_road(const lint_t *j, finding_t *x, int n, const slow_t *s)
{
    const region_row_t *r = map_region(j->map, s->ask.addr);
    words_t w = { 0 };
    const char *by = j->map->init[s->by].name, *what = say_object(j->names, j->map, s->ask.addr, &w);
    if (!r || r->kind != REGION_RAM) ADVISE("Shorten the bursts of %s on the way to %s.", by, what);
    else if (at_home(n, s->ask.addr))
        ADVISE("%s lies in %s, where %s is busy too: give one of them another bank, or shorten the bursts "
               "of %s.", what, r->name, by, by);
    else
        ADVISE("Put %s into memory of the DMA's own domain (%s): the road to %s is one that %s uses too.",
               what, n < FIRST_BDMA ? "SRAM1-3" : "SRAM4", r->name, by);
}

void lint_rivals_tell(const lint_t *j, finding_t *x, int n, tick_t now)
{
    if (lint_request_tell(j, x, n)) return;
    reason_t r = reason_of(j, n, now);
    const slow_t *s = &r.slow;
    bool why = s->ticks || s->grants || r.others;
    add_text(x->message, sizeof x->message, " %s serves it%s", x->master, why ? ";" : "");
    if (s->ticks)
        add_text(x->message, sizeof x->message, " its longest access took %llu cycles (from cycle %llu)",
                 (unsigned long long)say_cycle(j->names, s->ticks),
                 (unsigned long long)say_cycle(j->names, s->ask.at));
    if (s->grants)
        add_text(x->message, sizeof x->message, ", while %s was granted %u time%s",
                 j->map->init[s->by].name, PLURAL(s->grants));
    if (r.others)
        add_text(x->message, sizeof x->message,
                 "%s other streams of this DMA moved %u item%s since its last one, %u of them %s",
                 s->ticks ? ";" : "", PLURAL(r.others), (unsigned)r.moved[r.busiest & 7],
                 say_stream(r.busiest, &(words_t){ 0 }));
    add_text(x->message, sizeof x->message, ".");
    add_events(j, x, n, &r);
    x->missing[0] = 0;
    if (r.rivals) advise_order(j, x, n, &r);
    else if (s->grants) advise_road(j, x, n, s);
    else if (r.others)
        ADVISE("Shorten the bursts of %s: it is not served before this one, but what it has begun is "
               "finished first.", say_stream(r.busiest, &(words_t){ 0 }));
    else ADVISE("Give it fewer and wider items: nobody else kept it waiting.");
}

/* ---- the facts ---------------------------------------------------------------------------------- */

static void see_item(lint_t *j, const fact_t *f)
{
    int n = lint_stream(f);
    if (n < 0) return;
    j->moved[n]++;
    j->stream[n].item = *f;
    memcpy(j->stream[n].before, &j->moved[n & ~7], sizeof j->stream[n].before);
}

void lint_rivals_see(lint_t *j, const fact_t *f)
{
    switch (f->kind) {
    case F_DMA_ITEM: see_item(j, f); break;
    case F_ASK:   see_ask(j, f); break;
    case F_GRANT: see_grant(j, f); break;
    case F_DONE: case F_ERROR: see_answer(j, f); break;
    default: break;
    }
}
