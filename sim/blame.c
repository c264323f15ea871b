/* blame.c -- see blame.h. */
#include "blame_own.h"
#include <stdlib.h>
#include "h743.h"

/* ---- merging --------------------------------------------------------------------------------- */

const void *book_object(const book_t *b, uint32_t addr)
{
    const symbol_t *s = names_part(b->names, addr);  /* members of one object have one cause together */
    if (!names_local(b->names, s)) s = names_find(b->names, addr);
    return s ? (const void *)s : (const void *)map_region(b->map, addr);
}

static int class_of(uint8_t rule, uint8_t effect)
{
    if (rule == RULE_STALE_READ || rule == RULE_EARLY_INVALIDATE) return 1;
    if ((rule == RULE_SHARED_LINE || rule == RULE_WRONG_RANGE) && effect == EFFECT_STALE_READ) return 1;
    if (rule == RULE_WRONG_RANGE && effect == EFFECT_STALE_DMA_READ) return 2;
    if (rule == RULE_STALE_DMA_READ || rule == RULE_MISSING_BARRIER) return 2;
    return 100 + rule;
}

static void widen(finding_t *f, uint32_t addr, uint32_t size)
{
    uint64_t a = f->addr, end = a + f->size, b = addr, stop = b + size;
    if (b > end || stop < a) return;
    if (b < a) f->addr = addr;
    if (stop > end) end = stop;
    f->size = (uint32_t)(end - f->addr);
}

static finding_t *merge(book_t *b, charge_t *c, uint8_t rule, uint8_t effect, uint8_t tier,
                        uint8_t weak, uint32_t addr, uint32_t size)
{
    finding_t *f = &b->list->item[c->index];
    uint32_t id = f->id;
    int was = 2 * f->tier + c->weak, is = 2 * tier + weak;
    if (is == was && effect == f->effect) {
        f->count++;
        b->again = f;
        widen(f, addr, size);
    }
    if (is >= was) return NULL;
    *f = (finding_t){ .rule = rule,
                      .effect = effect,
                      .tier = tier,
                      .addr = addr,
                      .size = size,
                      .count = 1,
                      .pc = NO_PC,
                      .fix_pc = NO_PC,
                      .id = id };
    c->rule = rule, c->effect = effect, c->weak = weak;
    return f;
}

static finding_t *open(book_t *b, uint8_t rule, uint8_t effect, uint8_t tier, uint8_t weak,
                       uint32_t addr, uint32_t size, const void *object, uint64_t site)
{
    b->again = NULL;
    if (b->closed) return NULL;
    for (size_t i = 0; i < b->charges; i++) {
        charge_t *c = &b->charge[i];
        if (c->object != object || c->site != site) continue;
        if (c->rule == rule) return merge(b, c, rule, effect, tier, weak, addr, size);
        if (class_of(c->rule, c->effect) == class_of(rule, effect)
            && b->list->item[c->index].tier != tier)
            return merge(b, c, rule, effect, tier, weak, addr, size);
    }
    if (b->charges == b->room) {
        b->room = b->room ? 2 * b->room : 16;
        charge_t *more = realloc(b->charge, b->room * sizeof *more);
        if (!more) abort();
        b->charge = more;
    }
    b->charge[b->charges++] = (charge_t){ rule, effect, weak, object, site, b->list->count };
    finding_t *f = findings_add(b->list);
    f->rule = rule, f->effect = effect, f->tier = tier, f->addr = addr, f->size = size,
    f->count = 1;
    return f;
}

finding_t *book_open(book_t *b, uint8_t rule, uint8_t effect, uint8_t tier, uint32_t addr,
                     uint32_t size, const void *object, uint64_t site)
{
    finding_t *f = open(b, rule, effect, tier, 0, addr, size, object, site);
    const finding_t *told = f ? f : b->again;
    if (told) findings_saw(b->list, told, &(seen_t){ .at = b->now, .addr = addr, .size = size, .pc = NO_PC });
    return f;
}

void book_free(book_t *b)
{
    free(b->charge);
    b->charge = NULL, b->charges = b->room = 0;
}

/* ---- words ----------------------------------------------------------------------------------- */

static const char *writer(const tale_t *t, const version_t *v, words_t *w)
{
    return say_master(t->b->map, v->who, v->tag, w);
}

const char *stream_name(const tale_t *t, words_t *w)
{
    if (t->c->n >= 0) say_stream(t->c->n, w);
    else if (t->c->fresh.order && !is_cpu(t->c->fresh.who)) writer(t, &t->c->fresh, w);
    else say_master(t->b->map, t->c->now.who, (uint8_t)(t->c->now.note >> 24), w);
    return w->s;
}

/* What the version had where the finding points, as many bytes as both cover. */
static const char *version_text(const tale_t *t, const version_t *v, words_t *w)
{
    uint32_t at = t->c->addr - v->addr, n = v->size > at ? v->size - at : v->size;
    if (at >= v->size) return say_value(v->data, v->size, w);
    if (n > t->c->size) n = t->c->size;
    return say_value(v->data >> 8 * at, n, w);
}

static void cause_version(const tale_t *t, const version_t *v, cause_role_t role)
{
    if (!v->order) return;
    fact_t f = version_fact(v);
    cause_t *c = add_cause(t->f, &f);
    c->role = role;
    uint32_t at = t->c->addr - v->addr < v->size ? t->c->addr : v->addr;
    put_text(c->text, sizeof c->text, "%s %s %s to %s at cycle %llu%s%s",
             writer(t, v, &(words_t){ 0 }), is_cpu(v->who) ? "stored" : "wrote",
             version_text(t, v, &(words_t){ 0 }), PLACE(at), CYCLE(v->at),
             v->pc == NO_PC ? "" : " in ", v->pc == NO_PC ? "" : STEP(v->pc));
}

const char *const blame_fills[5] = { [FILL_LOAD] = "for a load",
                                          [FILL_STORE] = "for a store",
                                          [FILL_PRELOAD] = "by a preload",
                                          [FILL_FORCED] = "speculatively",
                                          [FILL_FETCH] = "for a fetch" };

static void cause_line(const tale_t *t)
{
    const sline_t *l = t->c->line;
    if (!l) return;
    fact_t f = { .at = l->at,
                 .kind = F_FILL_START,
                 .who = SLOT_CORE,
                 .what = l->why,
                 .addr = l->addr,
                 .pc = l->pc,
                 .note = l->set_way };
    cause_t *c = add_cause(t->f, &f);
    c->role = CAUSE_FILLED;
    put_text(c->text, sizeof c->text, "the line at 0x%08X was filled %s at cycle %llu%s%s",
             (unsigned)l->addr, blame_fills[l->why < 5 ? l->why : 0], CYCLE(l->at),
             l->pc == NO_PC ? "" : " in ", l->pc == NO_PC ? "" : STEP(l->pc));
}

bool goes_round(const stream_t *s) { return s && s->circular && s->ended.kind != F_DMA_OFF; }

static void cause_armed(const tale_t *t)
{
    const stream_t *s = t->c->stream;
    if (!s || (!is_cpu(t->c->fresh.who) && s->on > t->c->fresh.order)) return;   /* a later transfer */
    cause_t *c = add_cause(t->f, &s->armed);
    c->role = CAUSE_ARMED;
    put_text(c->text, sizeof c->text, "%s was armed at cycle %llu%s%s", STREAM,
             CYCLE(s->armed.at), s->pc == NO_PC ? "" : " in ", s->pc == NO_PC ? "" : STEP(s->pc));
    if (!s->ended.kind || s->ended.at > t->c->now.at) return;
    c = add_cause(t->f, &s->ended);
    c->role = CAUSE_DONE;
    put_text(c->text, sizeof c->text,
             goes_round(s) ? "%s was once round at cycle %llu (TCIF), and goes on"
                           : "%s was done at cycle %llu",
             STREAM, CYCLE(s->ended.at));
}

static const char *const evict_words[] = { [EVICT_REPLACED] = "was replaced and written back",
                                           [EVICT_CLEAN] = "was cleaned",
                                           [EVICT_CLEAN_INV] = "was cleaned and invalidated",
                                           [EVICT_INV] = "was invalidated",
                                           [EVICT_FORCED] = "was evicted" };

static void cause_how(const tale_t *t)
{
    const fact_t *h = t->c->how;
    if (!h) return;
    cause_t *c = add_cause(t->f, h);
    c->role = CAUSE_LEFT;
    if (h->kind == F_EVICT)
        put_text(c->text, sizeof c->text, "the line at 0x%08X %s at cycle %llu%s%s",
                 (unsigned)(h->addr & ~31u), evict_words[h->what < 5 ? h->what : 0], CYCLE(h->at),
                 h->pc == NO_PC ? "" : " in ", h->pc == NO_PC ? "" : STEP(h->pc));
    else
        put_text(c->text, sizeof c->text, "the store left the store buffer at cycle %llu",
                 CYCLE(h->at));
    if (h->data >= h->at)
        add_text(c->text, sizeof c->text, "; its bytes landed in RAM at cycle %llu", CYCLE(h->data));
}

static void cause_now(const tale_t *t)
{
    const fact_t *n = &t->c->now;
    if (n->kind != F_LOAD && (n->kind != F_BEAT || n->note >> 8 & 1)) return; /* told as cause */
    cause_t *c = add_cause(t->f, n);
    c->role = CAUSE_SHOWED;
    if (n->kind == F_LOAD)
        put_text(c->text, sizeof c->text, "CPU loaded %s from %s at cycle %llu in %s",
                 VALUE(n->data, n->size), PLACE(n->addr), CYCLE(n->at), STEP(n->pc));
    else
        put_text(c->text, sizeof c->text, "%s read %s from %s at cycle %llu",
                 say_master(t->b->map, n->who, (uint8_t)(n->note >> 24), &(words_t){ 0 }),
                 VALUE(t->c->had, t->c->size), PLACE(t->c->addr), CYCLE(n->at));
}

/* ---- the whole finding ------------------------------------------------------------------------ */

static unsigned cause_at(const finding_t *f, cause_role_t role)
{
    unsigned i = 0;
    while (i < f->causes && f->cause[i].role != role) i++;
    return i;
}

/* Between which two events the missing operation belongs. A shared line is cured by its place, not by one. */
static void find_gap(finding_t *f, const case_t *c)
{
    if (c->rule == RULE_SHARED_LINE || c->rule == RULE_WRONG_RANGE) return;
    bool reads = c->effect == EFFECT_STALE_READ, dropped = c->rule == RULE_LOST_CPU_WRITE;
    unsigned to = cause_at(f, reads ? CAUSE_SHOWED : dropped ? CAUSE_LEFT : CAUSE_ARMED);
    if (to == f->causes) to = cause_at(f, CAUSE_SHOWED);
    unsigned from = cause_at(f, c->effect == EFFECT_LOST_DMA_WRITE ? CAUSE_OLD : CAUSE_NEW),
        done = cause_at(f, CAUSE_DONE);
    if (reads && done < f->causes) from = done;
    if (from < to && to < f->causes) f->gap = (uint8_t)to;
}

static void saw(book_t *b, const finding_t *f, const case_t *c)
{
    findings_saw(b->list, f, &(seen_t){ .at = c->now.at, .addr = c->addr, .size = c->size, .pc = c->now.pc,
                                        .had = c->had, .wanted = c->wanted });
}

void blame(book_t *b, const case_t *c)
{
    finding_t *f = open(b, c->rule, c->effect, c->tier, c->weak, c->addr, c->size,
                        book_object(b, dma_side(c)), c->site);
    if (!f && b->again) saw(b, b->again, c);
    if (!f) return;
    saw(b, f, c);
    tale_t t = { b, c, f };
    f->same_value = c->same, f->at = c->now.at, f->had = c->had, f->wanted = c->wanted;
    f->pc = c->now.pc != NO_PC || !c->stream ? c->now.pc : c->stream->pc;
    words_t w = { 0 };
    put_text(f->master, sizeof f->master, "%.31s",
             c->effect == EFFECT_LOST_CPU_WRITE ? "CPU" : stream_name(&t, &w));
    if (c->effect == EFFECT_STALE_READ && is_cpu(c->fresh.who))
        put_text(f->master, sizeof f->master, "CPU");
    name_buffer(f, b->names, b->map, dma_side(c));
    cause_version(&t, &c->fresh, CAUSE_NEW);
    if (c->old.order != c->fresh.order) cause_version(&t, &c->old, CAUSE_OLD);
    if (c->how) cause_how(&t);
    else if (c->effect == EFFECT_STALE_READ) cause_line(&t);
    cause_now(&t);
    cause_armed(&t);
    find_gap(f, c);
    tell_rule(&t);
    tell_region(&t);
}
