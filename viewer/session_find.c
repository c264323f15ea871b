/* session_find.c -- run to, breakpoints, bookmarks, and where two sessions part. */
#include "session_own.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "findings.h"

#define KIND(k) (1ull << (k))

/* Two addresses of one RAM are one place. */
static uint64_t place(const session_t *s, uint32_t addr)
{
    const region_row_t *r = map_region(s->stage->map, addr);
    return r && r->kind == REGION_RAM ? (1ull << 32) + r->at + (addr - r->base) : addr;
}

static bool touches(const session_t *s, const find_t *f, uint32_t addr, uint32_t size)
{
    uint64_t a = place(s, f->addr), b = place(s, addr);
    return b < a + (f->size ? f->size : 1) && a < b + (size ? size : 1);
}

static bool access_fits(const session_t *s, const find_t *f, const fact_t *x)
{
    bool program = x->kind == F_LOAD || x->kind == F_STORE;
    bool write = program ? x->kind == F_STORE : x->note >> 8 & 1;
    if (!(f->access & (write ? FIND_WRITE : FIND_READ)) || !touches(s, f, x->addr, x->size)) return false;
    if (program) return f->who == FIND_CPU || f->who == FIND_ANYBODY;
    if (f->who == FIND_ANYBODY) return !is_cpu(x->who);    /* the program's own are told when they retire */
    return x->who == f->who;
}

static bool fits(const session_t *s, const find_t *f, const fact_t *x)
{
    switch (f->kind) {
    case FIND_FACT:     return f->mask >> x->kind & 1;
    case FIND_ACCESS:   return (x->kind == F_LOAD || x->kind == F_STORE || x->kind == F_BEAT)
        && access_fits(s, f, x);
    case FIND_REGISTER: return (x->kind == F_REG_WRITE || (x->kind == F_STORE && x->what == DST_PPB))
                            && touches(s, f, x->addr, x->size);
    case FIND_BREAK:
        for (size_t i = 0; i < s->breaks.count; i++)
            if (s->breaks.item[i].on && s->breaks.item[i].find.kind != FIND_BREAK
                && fits(s, &s->breaks.item[i].find, x))
                return true;
        return false;
    default:            return false;
    }
}

static uint64_t kinds_of(const session_t *s, const find_t *f)
{
    uint64_t mask = 0;
    switch (f->kind) {
    case FIND_FACT:     return f->mask;
    case FIND_ACCESS:   return KIND(F_LOAD) | KIND(F_STORE) | KIND(F_BEAT);
    case FIND_REGISTER: return KIND(F_REG_WRITE) | KIND(F_STORE);
    case FIND_BREAK:
        for (size_t i = 0; i < s->breaks.count; i++)
            if (s->breaks.item[i].on && s->breaks.item[i].find.kind != FIND_BREAK) mask |= kinds_of(s,
                &s->breaks.item[i].find);
        return mask;
    default:            return 0;
    }
}

static bool rule_fits(const session_t *s, const find_t *f, const finding_t *x)
{
    if (f->kind == FIND_RULE) return f->rule < 0 || f->rule == x->rule;
    for (size_t i = 0; f->kind == FIND_BREAK && i < s->breaks.count; i++)
        if (s->breaks.item[i].on && s->breaks.item[i].find.kind == FIND_RULE && rule_fits(s,
            &s->breaks.item[i].find, x))
            return true;
    return false;
}

/* The nearest finding that fits beyond `at`; NEVER: none. */
static tick_t find_rule(const session_t *s, const find_t *f, int direction, tick_t at)
{
    tick_t best = NEVER;
    for (size_t i = 0; i < s->result.findings.count; i++) {
        const finding_t *x = &s->result.findings.item[i];
        if (x->at >= s->tip || (direction > 0 ? x->at <= at : x->at >= at) || !rule_fits(s, f, x)) continue;
        if (best == NEVER || (direction > 0 ? x->at < best : x->at > best)) best = x->at;
    }
    return best;
}

typedef struct { session_t *s; const find_t *f; bool last, found; tick_t at; } search_t;

static bool look(void *with, const fact_t *x)
{
    search_t *q = with;
    if (!fits(q->s, q->f, x)) return true;
    q->found = true, q->at = x->at;
    return q->last;
}

/* One stretch between two key frames. false: there is nothing left in this direction. */
static bool look_on(search_t *q, uint64_t mask, int direction, tick_t *at)
{
    session_t *s = q->s;
    if (direction > 0 ? *at + 1 >= s->tip : !*at) return false;
    size_t i = keyframes_before(s->frames, direction > 0 ? *at + 1 : *at - 1);
    const frame_t *f = keyframes_frame(s->frames, i), *next = keyframes_frame(s->frames, i + 1);
    tick_t begin = f->until, end = frame_end(s, i);
    bool some = facts_sum(next ? next->count : s->total, mask) != facts_sum(f->count, mask);
    if (direction > 0) {
        if (some) facts_each(s, mask, *at + 1, end, look, q);
        if (!q->found) *at = end - 1;
    } else {
        if (some) facts_each(s, mask, begin, *at < end ? *at : end, look, q);
        if (!q->found) *at = begin;
    }
    return true;
}

found_t session_find(session_t *s, const find_t *f, int direction, int budget_ms, tick_t *at)
{
    double end = now_ms() + budget_ms;
    uint64_t mask = kinds_of(s, f);
    search_t q = { .s = s, .f = f, .last = direction < 0 };
    tick_t start = *at, rule = find_rule(s, f, direction, start);
    while (mask && !q.found) {
        if (rule != NEVER && (direction > 0 ? *at >= rule : *at <= rule)) break;
        if (!look_on(&q, mask, direction, at)) break;
        if (!q.found && budget_ms >= 0 && now_ms() >= end) return FOUND_NOT_YET;
    }
    if (rule != NEVER && (!q.found || (direction > 0 ? rule < q.at : rule > q.at))) q.found = true,
        q.at = rule;
    if (q.found) *at = q.at;
    return q.found ? FOUND : FOUND_NOTHING;
}

bool session_bookmark(session_t *s, tick_t at, const char *text)
{
    bookmarks_t *b = &s->bookmarks;
    size_t i = 0;
    while (i < b->count && b->item[i].at < at) i++;
    if (i < b->count && b->item[i].at == at) {
        memmove(&b->item[i], &b->item[i + 1], (--b->count - i) * sizeof *b->item);
        return true;
    }
    if (b->count == BOOKMARKS_MAX) return false;
    memmove(&b->item[i + 1], &b->item[i], (b->count++ - i) * sizeof *b->item);
    b->item[i] = (bookmark_t){ .at = at };
    snprintf(b->item[i].text, sizeof b->item[i].text, "%s", text ? text : "");
    return true;
}

/* ---- two sessions ------------------------------------------------------------------------------------ */

enum { BATCH = 16384 };

/* A step more or less numbers all later steps anew: that alone is no difference. */
static bool same_fact(const fact_t *a, const fact_t *b)
{
    return a->at == b->at && a->kind == b->kind && a->who == b->who && a->what == b->what
        && a->size == b->size
        && a->addr == b->addr && a->txn == b->txn && a->data == b->data && a->note == b->note;
}

static size_t without(const findings_t *mine, const findings_t *other)
{
    size_t n = 0;
    for (size_t i = 0; i < mine->count; i++) {
        const finding_t *a = &mine->item[i];
        bool there = false;
        for (size_t k = 0; k < other->count && !there; k++) {
            const finding_t *b = &other->item[k];
            there = a->rule == b->rule && a->tier == b->tier && !strcmp(a->buffer, b->buffer);
        }
        n += !there;
    }
    return n;
}

/* true: a difference, or both are at their end. */
static bool compare_batch(parting_t *p, const fact_t *a, size_t as, const fact_t *b, size_t bs)
{
    size_t i = 0;
    while (i < as && i < bs && same_fact(&a[i], &b[i])) i++;
    p->done += i;
    if (i == as && i == bs) return as < BATCH;
    if ((i == as || i == bs) && as == BATCH) return false;
    p->differ = true;
    if (i < as) p->mine = a[i];
    if (i < bs) p->other = b[i];
    p->at = i < as && (i == bs || a[i].at < b[i].at) ? a[i].at : b[i].at;
    return true;
}

found_t session_compare(session_t *mine, session_t *other, int budget_ms, parting_t *p)
{
    double end = now_ms() + budget_ms;
    fact_t *a = malloc(2 * BATCH * sizeof *a), *b = a + BATCH;
    if (!a) abort();
    found_t found = FOUND_NOT_YET;
    p->gone = without(&mine->result.findings, &other->result.findings);
    p->come = without(&other->result.findings, &mine->result.findings);
    do {
        size_t as = facts_take(mine, UINT64_MAX, p->done, NEVER, a, BATCH);
        size_t bs = facts_take(other, UINT64_MAX, p->done, NEVER, b, BATCH);
        if (compare_batch(p, a, as, b, bs)) found = p->differ ? FOUND : FOUND_NOTHING;
    } while (found == FOUND_NOT_YET && (budget_ms < 0 || now_ms() < end));
    free(a);
    return found;
}
