/* schedule.c -- see schedule.h. */
#include "schedule.h"
#include "findings.h"
#include "json.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* as VARY_FILL ... */
static const char *const kinds[] = { "fill", "evict", "replace", "hold", "halt", "late", NULL };
enum { WORD = 48 };

/* A master's name as one word: "DMA1 memory" is "DMA1-memory". */
static const char *master_word(const map_t *map, unsigned init, char to[WORD])
{
    snprintf(to, WORD, "%s", map->init[init].name);
    for (char *c = to; *c; c++)
        if (!isalnum((unsigned char)*c)) *c = '-';
    return to;
}

/* ---- text to schedule ------------------------------------------------------------------------------ */

static bool number(const char **p, uint64_t most, uint64_t *to)
{
    char *end;
    if (!isdigit((unsigned char)**p)) return false;
    unsigned long long n = strtoull(*p, &end, 0);
    bool good = n <= most;
    *p = end, *to = n;
    return good;
}

static bool word(const char **p, char to[WORD])
{
    size_t n = strcspn(*p, ":@+,");
    if (n >= WORD) return false;
    memcpy(to, *p, n), to[n] = 0;
    *p += n;
    return true;
}

static bool which_master(const char *name, const map_t *map, uint8_t *init, err_t *err)
{
    suggest_t s;
    char known[WORD];
    suggest_start(&s, name);
    for (unsigned i = 0; i < map->inits; i++) {
        suggest_offer(&s, master_word(map, i, known));
        if (!strcmp(name, known)) return *init = (uint8_t)i, true;
    }
    return fail(err, "no bus master \"%s\"%s", name, suggest_text(&s));
}

static bool which_policy(const char *name, uint8_t *policy, err_t *err)
{
    suggest_t s;
    for (unsigned i = 0; replacement_name[i]; i++)
        if (!strcmp(name, replacement_name[i])) return *policy = (uint8_t)i, true;
    return fail(err, "no policy \"%s\"%s", name, suggest_from(&s, name, replacement_name));
}

static bool operand(const char **p, const map_t *map, vary_t *v, err_t *err)
{
    char name[WORD];
    uint64_t n;
    bool wants = v->kind <= VARY_HOLD;
    if (wants != (**p == ':'))
        return fail(err, wants ? "\"%s\" wants an operand: \"%s:...\"" : "\"%s\" has no operand",
                    kinds[v->kind],
                    kinds[v->kind]);
    if (!wants) return true;
    ++*p;
    if (v->kind == VARY_REPLACE) return word(p, name) && which_policy(name, &v->policy, err);
    if (v->kind == VARY_HOLD)
        return word(p, name) ? which_master(name, map, &v->init, err)
                             : fail(err, "a name of at most %d letters", WORD - 1);
    if (!number(p, UINT32_MAX, &n)) return fail(err, "\"%.20s\" is not an address", *p);
    v->addr = (uint32_t)n & ~31u;
    return true;
}

static bool item(const char **p, const map_t *map, vary_t *v, err_t *err)
{
    enum { FAR = 1000 };                            /* seconds: what no run reaches */
    char name[WORD];
    suggest_t s;
    int kind = 0;
    *v = (vary_t){ 0 };
    if (!word(p, name)) return fail(err, "a word of at most %d letters is wanted", WORD - 1);
    while (kinds[kind] && strcmp(kinds[kind], name)) kind++;
    if (!kinds[kind]) return fail(err, "no variation \"%s\"%s", name, suggest_from(&s, name, kinds));
    v->kind = (uint8_t)kind;
    if (!operand(p, map, v, err)) return false;
    if (*(*p)++ != '@' || !number(p, FAR * TICKS_PER_SECOND, &v->at))
        return fail(err, "behind \"%s\" a moment is wanted: \"@ticks\"", name);
    if (v->kind == VARY_REPLACE && v->at) return fail(err, "the policy is the chip's, from @0 on");
    if ((v->kind >= VARY_HOLD) != (**p == '+'))
        return fail(err, v->kind >= VARY_HOLD ? "\"%s\" wants how long: \"+ticks\"" : "\"%s\" takes no time",
                    name);
    if (v->kind < VARY_HOLD) return true;
    ++*p;
    return number(p, FAR * TICKS_PER_SECOND, &v->ticks) || fail(err, "\"+\" wants a number of ticks");
}

bool schedule_parse(const char *text, const map_t *map, schedule_t *s, err_t *err)
{
    const char *p = text;
    bool more = true;
    s->count = 0;
    if (!*text) return fail(err, "no variation given; such as \"fill:0x24000020@5760\"");
    while (more) {
        err_t why = { "" };
        p += strspn(p, " ");
        if (s->count == SCHEDULE_MAX) return fail(err, "more than %d variations", SCHEDULE_MAX);
        if (!item(&p, map, &s->item[s->count], &why))
            return fail(err, "variation %u: %s", s->count + 1, why.text);
        s->count++;
        p += strspn(p, " ");
        more = *p == ',';
        if (*p && *p++ != ',') return fail(err, "behind variation %u a comma is wanted", s->count);
    }
    return true;
}

/* ---- schedule to text ------------------------------------------------------------------------------ */

const char *schedule_text(const schedule_t *s, const map_t *map, char *to, size_t room)
{
    char name[WORD];
    *to = 0;
    for (unsigned i = 0; i < s->count; i++) {
        const vary_t *v = &s->item[i];
        add_text(to, room, "%s%s", i ? "," : "", kinds[v->kind]);
        if (v->kind < VARY_REPLACE) add_text(to, room, ":0x%08X", (unsigned)v->addr);
        if (v->kind == VARY_REPLACE) add_text(to, room, ":%s", replacement_name[v->policy]);
        if (v->kind == VARY_HOLD) add_text(to, room, ":%s", master_word(map, v->init, name));
        add_text(to, room, "@%llu", (unsigned long long)v->at);
        if (v->kind >= VARY_HOLD) add_text(to, room, "+%llu", (unsigned long long)v->ticks);
    }
    return to;
}

const char *schedule_say(const vary_t *v, const map_t *map, const names_t *names, char *to, size_t room)
{
    words_t place;
    unsigned long long at = say_cycle(names, v->at), cycles = say_cycle(names, v->at + v->ticks) - at;
    switch (v->kind) {
    case VARY_FILL:
        put_text(to, room, "a speculative fill of the line of %s at cycle %llu",
                 say_place(names, map, v->addr, &place), at);
        break;
    case VARY_EVICT:
        put_text(to, room, "an eviction of the line of %s at cycle %llu",
                 say_place(names, map, v->addr, &place), at);
        break;
    case VARY_REPLACE:
        put_text(to, room, "another replacement policy (%s)", replacement_name[v->policy]);
        break;
    case VARY_HOLD:
        put_text(to, room, "the bus kept from %s for %llu cycles at cycle %llu", map->init[v->init].name,
                 cycles, at);
        break;
    case VARY_HALT:
        put_text(to, room, "the program held up for %llu cycles at cycle %llu", cycles, at);
        break;
    default:
        put_text(to, room, "what comes from outside %llu cycles later, from cycle %llu on", cycles, at);
        break;
    }
    return to;
}

/* ---- schedule to input ----------------------------------------------------------------------------- */

static void *copied(void **slot, const void *list, uint32_t count, unsigned more, size_t size)
{
    free(*slot);
    *slot = calloc(count + more + 1, size);
    if (!*slot) abort();
    if (count) memcpy(*slot, list, count * size);
    return *slot;
}

/* Lists are sorted by time; an entry goes behind those of its tick. */
#define INSERT(list, count, entry) do {                                                        \
        uint32_t at_ = (count)++;                                                              \
        for (; at_ && (list)[at_ - 1].at > (entry).at; at_--) (list)[at_] = (list)[at_ - 1];   \
        (list)[at_] = (entry);                                                                 \
    } while (0)

/* In order: frames of one line stay in order when all of them move. */
static void delay(input_t *in, varied_t *x, const vary_t *v)
{
    rx_byte_t *rx = x->list[3];
    pin_edge_t *pin = x->list[4];
    for (uint32_t i = 0; i < in->rxs; i++) if (rx[i].at >= v->at) rx[i].at += v->ticks;
    for (uint32_t i = 0; i < in->pins; i++) if (pin[i].at >= v->at) pin[i].at += v->ticks;
}

void schedule_apply(varied_t *x, input_t *in, const schedule_t *s)
{
    schedule_undo(x);
    x->in = in, x->before = *in, x->what = *s;
    forced_t *forced = copied(&x->list[0], in->forced, in->forceds, s->count, sizeof *forced);
    hold_t   *hold   = copied(&x->list[1], in->hold, in->holds, s->count, sizeof *hold);
    probe_t  *probe  = copied(&x->list[2], in->probe, in->probes, s->count, sizeof *probe);
    in->forced = forced, in->hold = hold, in->probe = probe;
    in->rx = copied(&x->list[3], in->rx, in->rxs, 0, sizeof *in->rx);
    in->pin = copied(&x->list[4], in->pin, in->pins, 0, sizeof *in->pin);
    for (unsigned i = 0; i < s->count; i++) {
        const vary_t *v = &s->item[i];
        switch (v->kind) {
        case VARY_FILL: case VARY_EVICT: {
            forced_t f = { .at = v->at, .addr = v->addr,
                           .what = v->kind == VARY_FILL ? FORCE_FILL : FORCE_EVICT };
            INSERT(forced, in->forceds, f);
            break;
        }
        case VARY_REPLACE:
            in->replacement = v->policy;
            break;
        case VARY_HOLD: {
            hold_t h = { .at = v->at, .until = v->at + v->ticks, .init = v->init };
            INSERT(hold, in->holds, h);
            break;
        }
        case VARY_HALT: {
            probe_t p = { .at = v->at, .value = v->ticks > UINT32_MAX ? UINT32_MAX : (uint32_t)v->ticks,
                          .what = PROBE_HALT };
            INSERT(probe, in->probes, p);
            break;
        }
        default:
            delay(in, x, v);
            break;
        }
    }
}

void schedule_undo(varied_t *x)
{
    if (x->in) *x->in = x->before;
    for (unsigned i = 0; i < sizeof x->list / sizeof *x->list; i++) free(x->list[i]);
    *x = (varied_t){ 0 };
}

void schedule_give(scenario_t *s, const schedule_t *what)
{
    if (!s->varied) s->varied = calloc(1, sizeof *s->varied);
    if (!s->varied) abort();
    schedule_apply(s->varied, &s->in, what);
}
