/* session_ask.c -- "who wrote this byte?" The judge's shadow names the versions there are of it; the facts
 * between say how the newest one travelled. And the answers to a lesson's questions. */
#include "session_own.h"
#include <stdlib.h>
#include <string.h>
#include "findings.h"

#define KIND(k) (1ull << (k))
enum { STORIES = 16, SEARCH_MS = 30, ITEM_TICKS = 20000 };

typedef struct {
    session_t *s;
    uint32_t addr;
    story_t  story[STORIES]; size_t count;
} tale_t;

static story_t *add(tale_t *t, const fact_t *f)
{
    story_t *x = &t->story[t->count < STORIES ? t->count++ : STORIES - 1];
    *x = (story_t){ .fact = *f };
    return x;
}

static void add_fact(tale_t *t, const fact_t *f)
{
    story_t *x = add(t, f);
    explain_fact(f, t->s->stage->map, &t->s->scenario->names, x->text, sizeof x->text);
}

#define CYCLE(at) ((unsigned long long)say_cycle(&t->s->scenario->names, at))
#define PLACE(addr) say_place(&t->s->scenario->names, t->s->stage->map, addr, &(words_t){ 0 })
#define STEP(pc) say_step(&t->s->scenario->names, pc, &(words_t){ 0 })

/* ---- how the CPU's store travelled ------------------------------------------------------------------- */

typedef struct { const tale_t *t; double end; fact_t drain, evict, beat; } trip_t;

static bool travel(void *with, const fact_t *f)
{
    trip_t *p = with;
    uint32_t addr = p->t->addr;
    if (f->kind == F_DRAIN && !p->drain.kind && f->addr == (addr & ~7u)
        && f->note >> (addr & 7) & 1) p->drain = *f;
    if (!p->drain.kind) return true;
    if (f->kind == F_EVICT && f->addr == (addr & ~31u) && f->note >> 24 & 1
        && f->what != EVICT_INV) p->evict = *f;
    if (f->kind == F_BEAT && is_cpu(f->who) && f->note >> 8 & 1 && addr - f->addr < f->size
        && f->note >> (addr - f->addr) & 1)
        p->beat = *f;
    return !p->beat.kind;
}

static void tell_trip(tale_t *t, const version_t *v)
{
    session_t *s = t->s;
    uint64_t mask = KIND(F_DRAIN) | KIND(F_EVICT) | KIND(F_BEAT);
    trip_t p = { .t = t, .end = now_ms() + SEARCH_MS };
    for (tick_t from = v->at; from < s->now;) {
        tick_t end = frame_end(s, keyframes_before(s->frames, from));
        if (!facts_each(s, mask, from, end < s->now ? end : s->now, travel, &p)) break;
        from = end;
        if (now_ms() < p.end) continue;
        fact_t f = { .at = from < s->now ? from : s->now - 1 };
        put_text(add(t, &f)->text, sizeof t->story->text, "how it travelled was followed up to cycle %llu",
                 CYCLE(f.at));
        break;
    }
    if (p.drain.kind) add_fact(t, &p.drain);
    if (p.evict.kind) add_fact(t, &p.evict);
    if (p.beat.kind) add_fact(t, &p.beat);
}

/* ---- who --------------------------------------------------------------------------------------------- */

static void tell_version(tale_t *t, const version_t *v, const char *which)
{
    fact_t f = version_fact(v);
    story_t *x = add(t, &f);
    int size = v->size > 8 ? 8 : v->size;
    unsigned long long data = size < 8 ? v->data & ((1ull << 8 * size) - 1) : v->data;
    put_text(x->text, sizeof x->text, "%s: %s %s 0x%0*llX to %s at cycle %llu%s%.60s", which,
             say_master(t->s->stage->map, v->who, v->tag, &(words_t){ 0 }),
             is_cpu(v->who) ? "stored" : "wrote", 2 * size, data,
             PLACE(v->addr), CYCLE(v->at), v->pc == NO_PC ? "" : " in ", v->pc == NO_PC ? "" : STEP(v->pc));
}

/* The item of the stream that carried it, and the arming before. */
static void tell_stream(tale_t *t, const version_t *v)
{
    session_t *s = t->s;
    const engine_t *e = engine_of_master(v->who);
    fact_t f[64];
    if (!e) return;
    size_t n = session_before(s, v->at, KIND(F_DMA_ON), f, 64);
    for (size_t i = n; i-- > 0;)
        if (f[i].who == e->slot && stream_number(e, f[i].what) == stream_of(v->who, v->tag)) {
            add_fact(t, &f[i]);
            break;
        }
    tick_t to = v->at + ITEM_TICKS < s->now - 1 ? v->at + ITEM_TICKS : s->now - 1;
    n = session_facts(s, v->at, to, KIND(F_DMA_ITEM), f, 64);
    for (size_t i = 0; i < n; i++) {
        uint32_t key;
        if (f[i].who != e->slot || !(f[i].note & 0xFF)) continue;
        if (stream_number(e, f[i].what) != stream_of(v->who, v->tag)) continue;
        if (!shadow_key(s->view.shadow, f[i].addr, &key)) continue;
        if (key > v->key + v->size - 1u || v->key > key + f[i].size - 1u) continue;
        add_fact(t, &f[i]);
        break;
    }
}

const char *const fill_words[FILL_WORDS] = { [FILL_LOAD] = "for a load", [FILL_STORE] = "for a store",
                                          [FILL_PRELOAD] = "by a preload", [FILL_FORCED] = "speculatively",
                                          [FILL_FETCH] = "for a fetch" };

static void tell_line(tale_t *t)
{
    const sline_t *l = shadow_line(t->s->view.shadow, t->addr);
    if (!l) return;
    unsigned bit = t->addr & 31;
    fact_t f = { .at = l->at, .kind = F_FILL_START, .who = SLOT_CORE, .what = l->why, .addr = l->addr,
                 .pc = l->pc,
                 .note = l->set_way };
    story_t *x = add(t, &f);
    put_text(x->text, sizeof x->text, "the D-cache line 0x%08X was filled %s at cycle %llu%s%.60s%s",
             (unsigned)l->addr,
             fill_words[l->why < 5 ? l->why : 0], CYCLE(l->at), l->pc == NO_PC ? "" : " in ",
                 l->pc == NO_PC ? "" : STEP(l->pc),
             l->dirty >> bit & 1 ? "; this byte is dirty in it" : "");
}

static void tell_now(tale_t *t, const cell_t *c, const version_t *fresh)
{
    static const char *const where[] = { [AT_RAM] = "in RAM",
                                         [AT_STORE_BUFFER] = "in the store buffer, RAM is old",
                                         [AT_FLIGHT] = "on its way to RAM",
                                             [AT_FILL] = "in a linefill buffer, RAM is old",
                                         [AT_LINE] = "in the D-cache (dirty), RAM is old",
                                             [AT_NOWHERE] = "nowhere any more: it was lost" };
    session_t *s = t->s;
    byte_state_t b;
    flight_t flight;
    uint32_t key = 0;
    coherence_look(s->run.judge, t->addr, &b);
    shadow_key(s->view.shadow, t->addr, &key);
    where_t at = shadow_where(s->view.shadow, c->newest, key, &flight);
    fact_t f = { .at = s->now - 1 };
    put_text(add(t, &f)->text, sizeof t->story->text,
             "now: RAM holds 0x%02X, the CPU sees 0x%02X; the newest value 0x%02X is %s%s",
             machine_ram(s->stage, t->addr), machine_cpu(s->stage, t->addr), version_byte(fresh, key),
                 where[at],
             b.cache_old ? "; the cached copy is older" : "");
}

/* Memory the judge does not follow (TCM), and registers: the last access that wrote there. */
static void tell_plain(tale_t *t)
{
    find_t find = { .kind = FIND_ACCESS, .access = FIND_WRITE, .who = FIND_ANYBODY, .addr = t->addr,
                    .size = 1 };
    tick_t at = t->s->now;
    found_t found = session_find(t->s, &find, -1, SEARCH_MS, &at);
    fact_t f[64], none = { .at = 0 };
    if (found == FOUND) {
        size_t n = session_facts(t->s, at, at, KIND(F_STORE) | KIND(F_BEAT), f, 64);
        for (size_t i = 0; i < n; i++)
            if (t->addr - f[i].addr < f[i].size) add_fact(t, &f[i]);
        return;
    }
    none.at = found == FOUND_NOT_YET ? at : 0;
    put_text(add(t, &none)->text, sizeof t->story->text,
             found == FOUND_NOT_YET ? "nothing wrote %s back to cycle %llu; no further was searched"
                                    : "nothing has written %s since cycle %llu: it holds what was there before the run",
             PLACE(t->addr), CYCLE(none.at));
}

static void tell_ram(tale_t *t, const cell_t *c)
{
    const shadow_t *w = t->s->view.shadow;
    const version_t *fresh = shadow_version(w, c->newest), *ram = shadow_version(w, c->ram);
    const sline_t *l = shadow_line(w, t->addr);
    const version_t *line = l && l->known >> (t->addr & 31) & 1 ? shadow_version(w, l->ver[t->addr & 31])
        : NULL;
    if (ram && ram != fresh) tell_version(t, ram, "what RAM holds");
    if (line && line != fresh && line != ram) tell_version(t, line, "what the cached copy holds");
    tell_line(t);
    if (!is_cpu(fresh->who)) tell_stream(t, fresh);
    tell_version(t, fresh, "newest");
    if (is_cpu(fresh->who)) tell_trip(t, fresh);
}

static int by_time(const void *a, const void *b)
{
    const story_t *x = a, *y = b;
    return (x->fact.at > y->fact.at) - (x->fact.at < y->fact.at);
}

size_t session_who(session_t *s, uint32_t addr, story_t *out, size_t room)
{
    tale_t *t = calloc(1, sizeof *t);
    uint32_t key;
    if (!t) abort();
    session_view(s);
    t->s = s, t->addr = addr;
    const cell_t *c = shadow_key(s->view.shadow, addr, &key) ? shadow_look(s->view.shadow, key) : NULL;
    const version_t *fresh = c ? shadow_version(s->view.shadow, c->newest) : NULL;
    if (fresh) tell_ram(t, c);
    else tell_plain(t);
    qsort(t->story, t->count, sizeof *t->story, by_time);
    if (fresh) tell_now(t, c, fresh);
    size_t n = t->count < room ? t->count : room, skip = t->count - n;
    memcpy(out, t->story + skip, n * sizeof *out);
    free(t);
    return n;
}

bool session_answer(session_t *s, const question_t *q, char text[QUIZ_ANSWER])
{
    tick_t at;
    if (s->state == RUN_UNDER_WAY) return false;
    bool moment = quiz_moment(q, &s->result, &at);
    if (moment) scout_stand(s, at < s->tip ? at + 1 : s->tip);
    quiz_answer(q, &s->result, moment ? s->scout : NULL, text);
    return true;
}
