/* session_facts.c -- grains, events by number, facts by time, steps. What the forward run kept (rare kinds)
 * answers at once; the rest comes from stretches, of which key frames say how many facts lie before. */
#include "session_own.h"
#include <stdlib.h>
#include "findings.h"

#define KIND(k) (1ull << (k))

const char *const grain_name[GRAINS] = {
    [GRAIN_CYCLE] = "cycle", [GRAIN_BEAT] = "bus beat", [GRAIN_STEP] = "step", [GRAIN_ITEM] = "DMA item",
    [GRAIN_CACHE] = "cache event", [GRAIN_IRQ] = "interrupt", [GRAIN_MARK] = "mark",
        [GRAIN_FINDING] = "finding",
    [GRAIN_LINE] = "source line"
};

uint64_t grain_mask(grain_t g)
{
    static const uint64_t mask[GRAINS] = {
        [GRAIN_BEAT] = KIND(F_BEAT), [GRAIN_STEP] = KIND(F_STEP) | KIND(F_INSN),
            [GRAIN_ITEM] = KIND(F_DMA_ITEM),
        [GRAIN_CACHE] = KIND(F_FILL_START) | KIND(F_FILL_DONE) | KIND(F_FILL_DROP) | KIND(F_EVICT)
                       | KIND(F_MAINT),
        [GRAIN_IRQ] = KIND(F_IRQ_ENTER) | KIND(F_IRQ_LEAVE), [GRAIN_MARK] = KIND(F_MARK)
    };
    return mask[g];
}

uint64_t facts_sum(const uint64_t *count, uint64_t mask)
{
    uint64_t sum = 0;
    for (unsigned k = 0; k < F_KINDS; k++)
        if (mask >> k & 1) sum += count[k];
    return sum;
}

/* ---- facts ------------------------------------------------------------------------------------------- */

bool facts_each(session_t *s, uint64_t mask, tick_t from, tick_t to, each_t *each, void *with)
{
    if (to > s->tip) to = s->tip;
    while (from < to) {
        const span_t *span = session_span(s, from);
        for (size_t i = span_find(span, from); i < span->count && span->fact[i].at < to; i++)
            if (mask >> span->fact[i].kind & 1 && !each(with, &span->fact[i])) return false;
        from = span->to;
    }
    return true;
}

static bool count_one(void *with, const fact_t *f)
{
    (void)f;
    ++*(uint64_t *)with;
    return true;
}

static uint64_t rare_before(const session_t *s, uint64_t mask, tick_t until)
{
    uint64_t n = 0;
    for (unsigned k = 0; k < F_KINDS; k++) {
        const rare_t *r = &s->history.rare[k];
        size_t low = 0, high = mask >> k & 1 ? r->count : 0;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (r->fact[middle].at < until) low = middle + 1;
            else high = middle;
        }
        n += low;
    }
    return n;
}

uint64_t facts_before(session_t *s, uint64_t mask, tick_t until)
{
    if (!until) return 0;
    if (until >= s->tip) return facts_sum(s->total, mask);
    if (rare_kept(&s->history, mask)) return rare_before(s, mask, until);
    if (!s->forward && s->at == until) return facts_sum(s->count, mask);
    size_t i = keyframes_before(s->frames, until);
    const frame_t *f = keyframes_frame(s->frames, i);
    uint64_t n = facts_sum(f->count, mask);
    const frame_t *next = keyframes_frame(s->frames, i + 1);
    if (next && facts_sum(next->count, mask) == n) return n;
    facts_each(s, mask, f->until, until, count_one, &n);
    return n;
}

bool session_remembers(const session_t *s, uint64_t mask) { return rare_kept(&s->history, mask); }

uint64_t session_facts_at(session_t *s, uint64_t mask, tick_t at)
{
    return facts_before(s, mask, at < s->tip ? at + 1 : s->tip);
}

/* ---- facts by number: place among all of the mask, those of the set-up first ------------------------- */

typedef struct { fact_t *out; size_t n, room; uint64_t skip; } taker_t;

static bool take_one(void *with, const fact_t *f)
{
    taker_t *t = with;
    if (t->skip) t->skip--;
    else if (t->n < t->room) t->out[t->n++] = *f;
    return t->n < t->room;
}

/* The last key frame with no more facts of the mask before it than `number`. */
static size_t frame_of(const session_t *s, uint64_t mask, uint64_t number)
{
    size_t low = 0, high = keyframes_count(s->frames);
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (facts_sum(keyframes_frame(s->frames, middle)->count, mask) <= number) low = middle;
        else high = middle;
    }
    return low;
}

/* From number `number` on, before tick `to`, at most `room`. */
size_t facts_take(session_t *s, uint64_t mask, uint64_t number, tick_t to, fact_t *out, size_t room)
{
    taker_t t = { .out = out, .room = room, .skip = number };
    uint64_t boots = facts_sum(keyframes_frame(s->frames, 0)->count, mask);
    if (!room) return 0;
    for (size_t i = 0; i < s->boots && number < boots && t.n < room; i++)
        if (mask >> s->boot[i].kind & 1) take_one(&t, &s->boot[i]);
    tick_t from = 0;
    if (number >= boots) {
        const frame_t *f = keyframes_frame(s->frames, frame_of(s, mask, number));
        from = f->until, t.skip = number - facts_sum(f->count, mask);
    }
    if (to > s->tip) to = s->tip;
    while (from < to && t.n < room) {
        size_t i = keyframes_before(s->frames, from);
        const frame_t *f = keyframes_frame(s->frames, i), *next = keyframes_frame(s->frames, i + 1);
        tick_t end = frame_end(s, i);
        /* recording may add dense frames, so `end` is where this one was asked to end */
        if (facts_sum(next ? next->count : s->total, mask) != facts_sum(f->count, mask))
            facts_each(s, mask, from, end < to ? end : to, take_one, &t);
        from = end;
    }
    return t.n;
}

size_t session_facts(session_t *s, tick_t from, tick_t to, uint64_t mask, fact_t *out, size_t room)
{
    if (to >= s->tip) to = s->tip - 1;
    if (!room || from > to) return 0;
    if (rare_kept(&s->history, mask)) return rare_facts(&s->history, mask, from, to, false, out, room);
    return facts_take(s, mask, facts_before(s, mask, from), to + 1, out, room);
}

size_t session_after(session_t *s, tick_t at, uint64_t mask, fact_t *out, size_t n)
{
    return at + 1 >= s->tip ? 0 : session_facts(s, at + 1, s->tip - 1, mask, out, n);
}

size_t session_before(session_t *s, tick_t at, uint64_t mask, fact_t *out, size_t n)
{
    tick_t until = at < s->tip ? at + 1 : s->tip;
    if (!n) return 0;
    if (rare_kept(&s->history, mask)) return rare_facts(&s->history, mask, 0, until - 1, true, out, n);
    uint64_t all = facts_before(s, mask, until);
    return facts_take(s, mask, all > n ? all - n : 0, until, out, all > n ? n : (size_t)all);
}

/* ---- events ------------------------------------------------------------------------------------------ */

static int by_tick(const void *a, const void *b)
{
    tick_t x = *(const tick_t *)a, y = *(const tick_t *)b;
    return (x > y) - (x < y);
}

size_t finding_ticks(const session_t *s, tick_t **ticks)
{
    const findings_t *f = &s->result.findings;
    *ticks = malloc((f->count + 1) * sizeof **ticks);
    if (!*ticks) abort();
    for (size_t i = 0; i < f->count; i++) (*ticks)[i] = f->item[i].at < s->tip ? f->item[i].at : s->tip - 1;
    qsort(*ticks, f->count, sizeof **ticks, by_tick);
    return f->count;
}

uint64_t session_events_at(session_t *s, grain_t g, tick_t at)
{
    if (at >= s->tip) at = s->tip - 1;
    if (g == GRAIN_CYCLE) return say_cycle(&s->scenario->names, at);
    if (g != GRAIN_FINDING) return session_facts_at(s, grain_mask(g), at);
    tick_t *ticks;
    size_t count = finding_ticks(s, &ticks), n = 0;
    while (n < count && ticks[n] <= at) n++;
    free(ticks);
    return n;
}

bool session_event_tick(session_t *s, grain_t g, uint64_t index, tick_t *at)
{
    fact_t f;
    if (g == GRAIN_CYCLE) {
        *at = names_tick(&s->scenario->names, index + 1);       /* edge 0 is where everything begins */
        return *at < s->tip;
    }
    if (g == GRAIN_FINDING) {
        tick_t *ticks;
        bool there = index < finding_ticks(s, &ticks);
        if (there) *at = ticks[index];
        free(ticks);
        return there;
    }
    if (!facts_take(s, grain_mask(g), index, s->tip, &f, 1)) return false;
    *at = f.at;
    return true;
}

/* ---- steps ------------------------------------------------------------------------------------------- */

/* What lies before a stretch that is not recorded yet is found by replaying it on the stage: the dense frames
 * that leaves are where the session will stand next. */
static void prepare_back(session_t *s, grain_t g, uint64_t index)
{
    uint64_t mask = grain_mask(g);
    if (!mask || rare_kept(&s->history, mask)) return;
    size_t i = frame_of(s, mask, index);
    const frame_t *f = keyframes_frame(s->frames, i);
    if (history_until(&s->history, f->until, frame_end(s, i)) < frame_end(s, i) || !history_at(&s->history,
                                                                                               f->until))
        stage_fill(s, i);
}

int64_t session_step(session_t *s, grain_t g, int64_t n)
{
    double began = now_ms();
    tick_t at = s->now - 1, to = at;
    if (g == GRAIN_LINE) return line_steps(s, n);
    int64_t done = 0;
    for (; done < n; done++) {
        if (!session_event_tick(s, g, session_events_at(s, g, to), &to)) break;
        at = to;
    }
    for (; done > n; done--) {
        uint64_t before = at ? session_events_at(s, g, at - 1) : 0;
        if (!before) break;
        prepare_back(s, g, before - 1);
        if (!session_event_tick(s, g, before - 1, &at)) break;
    }
    if (done) session_seek(s, at);
    s->view.last_ms = now_ms() - began;
    return done;
}
