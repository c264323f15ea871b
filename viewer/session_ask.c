/* session_ask.c -- "who wrote this byte?", as `staleline who` answers it (who.h): the byte's facts are told
 * again to an observer of it. And the answers to a lesson's questions. */
#include "session_own.h"
#include <string.h>
#include "findings.h"
#include "who.h"

enum { AT_ONCE_MS = 60, PATIENCE_MS = 400 };

const char *const fill_words[FILL_WORDS] = { [FILL_LOAD] = "for a load", [FILL_STORE] = "for a store",
                                          [FILL_PRELOAD] = "by a preload", [FILL_FORCED] = "speculatively",
                                          [FILL_FETCH] = "for a fetch" };

typedef struct { story_t *out; size_t room, count; } tale_t;

static void line_of(void *with, const char *line, const fact_t *of)
{
    tale_t *t = with;
    if (t->count == t->room) return;
    story_t *x = &t->out[t->count++];
    *x = (story_t){ .fact = of ? *of : (fact_t){ .kind = F_NONE } };
    size_t n = 0;
    for (const char *c = line + strspn(line, " "); *c && n + 1 < sizeof x->text; c++)
        if (*c != ' ' || c[1] != ' ') x->text[n++] = *c; /* columns are for a terminal */
}

/* ---- what happened to it ----------------------------------------------------------------------------- */

static bool hear_one(void *with, const fact_t *f)
{
    sink_t *sink = with;
    sink->see(sink, f);
    return true;
}

/* Everything from `from` to now; false: the time was up before. */
static bool hear(session_t *s, who_t *who, tick_t from, int budget_ms)
{
    sink_t *sink = who_sink(who);
    double end = now_ms() + budget_ms;
    who_reset(who);
    for (size_t i = 0; !from && i < s->boots; i++)
        if (sink->mask >> s->boot[i].kind & 1) sink->see(sink, &s->boot[i]);
    while (from < s->now) {
        tick_t to = frame_end(s, keyframes_before(s->frames, from));
        if (to > s->now) to = s->now;
        facts_each(s, sink->mask, from, to, hear_one, sink);
        from = to;
        if (now_ms() > end) return from >= s->now;
    }
    return true;
}

static void sooner(tick_t *at, const version_t *v) { if (v && v->at < *at) *at = v->at; }

/* The judge knows when what there is of the byte was written and its line filled: nothing before counts. */
static tick_t since_when(session_t *s, uint32_t addr)
{
    const shadow_t *w = session_view(s)->shadow;
    tick_t at = s->now;
    uint32_t key;
    const sline_t *l = shadow_line(w, addr);
    if (!shadow_key(w, addr, &key) || !shadow_word(w, key)) return 0;
    cell_t c = shadow_look(w, key);
    sooner(&at, shadow_version(w, c.newest)), sooner(&at, shadow_version(w, c.ram));
    if (l && l->known >> (addr & 31) & 1) sooner(&at, shadow_version(w, shadow_of(w, l->ver, addr & 31)));
    return l && l->at < at ? l->at : at;
}

/* Too much has happened since to be told again while somebody waits: the newest version the judge knows. */
static void tell_newest(session_t *s, uint32_t addr, tale_t *t)
{
    const view_t *v = session_view(s);
    uint32_t key;
    char text[sizeof t->out->text];
    bool ram = shadow_key(v->shadow, addr, &key);
    const version_t *newest = ram ? shadow_version(v->shadow, shadow_look(v->shadow, key).newest) : NULL;
    if (newest) {
        fact_t f = version_fact(newest);
        explain_fact(&f, v->map, v->names, text, sizeof text);
        line_of(t, text, &f);
    }
    put_text(text, sizeof text, "what happened to it since is too much to be told again here: "
             "`staleline who FILE 0x%08X --at %llu` does", (unsigned)addr, (unsigned long long)v->cycle);
    line_of(t, text, NULL);
}

size_t session_who(session_t *s, uint32_t addr, story_t *out, size_t room)
{
    const view_t *v = session_view(s);
    tale_t t = { out, room, 0 };
    if (!who_follows(v->map, addr)) {
        char text[80];
        put_text(text, sizeof text, "0x%08X is no memory a program writes to", (unsigned)addr);
        return line_of(&t, text, NULL), t.count;
    }
    who_t *who = who_new(v->map, addr);
    tick_t since = since_when(s, addr);
    bool heard = hear(s, who, 0, AT_ONCE_MS) || hear(s, who, since, PATIENCE_MS);
    v = session_view(s);                                 /* it was replayed meanwhile */
    if (heard) {
        answer_t a;
        who_answer(who, v->machine, &a);
        who_tell(&a, v->machine, v->names, line_of, &t);
    } else tell_newest(s, addr, &t);
    who_free(who);
    return t.count;
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
