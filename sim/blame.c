/* blame.c -- see blame.h. */
#include "blame.h"
#include <stdlib.h>
#include <string.h>
#include "h743.h"

/* ---- merging --------------------------------------------------------------------------------- */

const void *book_object(const book_t *b, uint32_t addr)
{
    const void *s = names_find(b->names, addr);
    return s ? s : (const void *)map_region(b->map, addr);
}

static int class_of(uint8_t rule, uint8_t effect)
{
    if (rule == RULE_STALE_READ || rule == RULE_EARLY_INVALIDATE) return 1;
    if (rule == RULE_SHARED_LINE && effect == EFFECT_STALE_READ) return 1;
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
    int was = 2 * f->tier + c->weak, is = 2 * tier + weak;
    if (is == was && effect == f->effect) {
        f->count++;
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
                      .fix_pc = NO_PC };
    c->rule = rule, c->effect = effect, c->weak = weak;
    return f;
}

static finding_t *open(book_t *b, uint8_t rule, uint8_t effect, uint8_t tier, uint8_t weak,
                       uint32_t addr, uint32_t size, const void *object, uint64_t site)
{
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
    return open(b, rule, effect, tier, 0, addr, size, object, site);
}

void book_free(book_t *b)
{
    free(b->charge);
    b->charge = NULL, b->charges = b->room = 0;
}

/* ---- words ----------------------------------------------------------------------------------- */

typedef struct { const book_t *b; const case_t *c; finding_t *f; } tale_t;

#define PLACE(addr) say_place(t->b->names, t->b->map, addr, &(words_t){ 0 })
#define OBJECT(addr) say_object(t->b->names, t->b->map, addr, &(words_t){ 0 })
#define STEP(pc) say_step(t->b->names, pc, &(words_t){ 0 })
#define VALUE(v, n) say_value(v, n, &(words_t){ 0 })
#define CYCLE(at) ((unsigned long long)say_cycle(t->b->names, at))
#define SAY(...) put_text(t->f->message, sizeof t->f->message, __VA_ARGS__)
#define SAY_MORE(...) add_text(t->f->message, sizeof t->f->message, __VA_ARGS__)
#define MISSING(...) put_text(t->f->missing, sizeof t->f->missing, __VA_ARGS__)

static const char *writer(const tale_t *t, const version_t *v, words_t *w)
{
    return say_master(t->b->map, v->who, v->tag, w);
}

static const char *stream_name(const tale_t *t, words_t *w)
{
    if (t->c->n >= 0) say_stream(t->c->n, w);
    else if (t->c->fresh.order && !is_cpu(t->c->fresh.who)) writer(t, &t->c->fresh, w);
    else say_master(t->b->map, t->c->now.who, (uint8_t)(t->c->now.note >> 24), w);
    return w->s;
}
#define STREAM stream_name(t, &(words_t){ 0 })

/* What the version had where the finding points, as many bytes as both cover. */
static const char *version_text(const tale_t *t, const version_t *v, words_t *w)
{
    uint32_t at = t->c->addr - v->addr, n = v->size > at ? v->size - at : v->size;
    if (at >= v->size) return say_value(v->data, v->size, w);
    if (n > t->c->size) n = t->c->size;
    return say_value(v->data >> 8 * at, n, w);
}

static void cause_version(const tale_t *t, const version_t *v)
{
    if (!v->order) return;
    fact_t f = version_fact(v);
    cause_t *c = add_cause(t->f, &f);
    uint32_t at = t->c->addr - v->addr < v->size ? t->c->addr : v->addr;
    put_text(c->text, sizeof c->text, "%s %s %s to %s at cycle %llu%s%.60s",
             writer(t, v, &(words_t){ 0 }), is_cpu(v->who) ? "stored" : "wrote",
             version_text(t, v, &(words_t){ 0 }), PLACE(at), CYCLE(v->at),
             v->pc == NO_PC ? "" : " in ", v->pc == NO_PC ? "" : STEP(v->pc));
}

static const char *const fill_words[] = { [FILL_LOAD] = "for a load",
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
    put_text(c->text, sizeof c->text, "the line at 0x%08X was filled %s at cycle %llu%s%.60s",
             (unsigned)l->addr, fill_words[l->why < 5 ? l->why : 0], CYCLE(l->at),
             l->pc == NO_PC ? "" : " in ", l->pc == NO_PC ? "" : STEP(l->pc));
}

static void cause_armed(const tale_t *t)
{
    const stream_t *s = t->c->stream;
    if (!s || (!is_cpu(t->c->fresh.who) && s->on > t->c->fresh.order)) return;   /* a later transfer */
    cause_t *c = add_cause(t->f, &s->armed);
    put_text(c->text, sizeof c->text, "%s was armed at cycle %llu%s%.60s", STREAM,
             CYCLE(s->armed.at), s->pc == NO_PC ? "" : " in ", s->pc == NO_PC ? "" : STEP(s->pc));
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
    if (h->kind == F_EVICT)
        put_text(c->text, sizeof c->text, "the line at 0x%08X %s at cycle %llu%s%.60s",
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
    if (n->kind == F_LOAD)
        put_text(c->text, sizeof c->text, "CPU loaded %s from %s at cycle %llu in %.70s",
                 VALUE(n->data, n->size), PLACE(n->addr), CYCLE(n->at), STEP(n->pc));
    else
        put_text(c->text, sizeof c->text, "%s read %s from %s at cycle %llu",
                 say_master(t->b->map, n->who, (uint8_t)(n->note >> 24), &(words_t){ 0 }),
                 VALUE(t->c->had, t->c->size), PLACE(t->c->addr), CYCLE(n->at));
}

/* ---- one paragraph a rule -------------------------------------------------------------------- */

static void advise_invalidate(const tale_t *t)
{
    const stream_t *s = t->c->stream;
    t->f->fix_pc = t->c->now.pc;
    MISSING("Invalidate %s by address after %s has written it", OBJECT(t->c->addr), STREAM);
    if (s && s->ended.kind)
        add_text(t->f->missing, sizeof t->f->missing, " (done at cycle %llu)", CYCLE(s->ended.at));
    add_text(t->f->missing, sizeof t->f->missing, " and before %s.", STEP(t->c->now.pc));
}

static void tell_stale_read(const tale_t *t)
{
    const case_t *c = t->c;
    if (c->tier == TIER_HAZARD && !c->same) {
        SAY("%s read %s, written by %s at cycle %llu, and got the right value only because the "
            "line was not in the "
            "D-cache while the DMA wrote. %s The core may fill any line of cacheable memory on its "
            "own at any time.",
            STEP(c->now.pc), PLACE(c->addr), STREAM, CYCLE(c->fresh.at),
            c->invalidated ? "It was invalidated before the transfer but not after it."
                           : "It was not invalidated.");
    } else if (c->fresh.order && is_cpu(c->fresh.who)) {
        SAY("%s read %s from %s, but the newest value %s is held elsewhere: it was stored at cycle "
            "%llu through address 0x%08X "
            "and has not reached what this load looked at.",
            STEP(c->now.pc), VALUE(c->had, c->size), PLACE(c->addr), VALUE(c->wanted, c->size),
            CYCLE(c->fresh.at), (unsigned)c->fresh.addr);
        t->f->fix_pc = c->now.pc;
        MISSING("Clean and invalidate the line after the store at cycle %llu and before %s, or use "
                "one address and one "
                "cache setting for %s.",
                CYCLE(c->fresh.at), STEP(c->now.pc), OBJECT(c->addr));
        return;
    } else {
        SAY("%s read %s from %s, but %s had written %s there at cycle %llu. The load hit a line "
            "that was filled at cycle "
            "%llu%s; the D-cache does not notice what other masters write to RAM.",
            STEP(c->now.pc), VALUE(c->had, c->size), PLACE(c->addr), STREAM,
            VALUE(c->wanted, c->size), CYCLE(c->fresh.at), c->line ? CYCLE(c->line->at) : 0,
            c->line && c->line->why == FILL_FORCED ? " (speculatively)" : "");
    }
    advise_invalidate(t);
}

static void tell_early_invalidate(const tale_t *t)
{
    const case_t *c = t->c;
    if (c->tier == TIER_HAZARD && !c->same) {
        tell_stale_read(t);
        return;
    }
    SAY("%s read %s from %s, but %s had written %s there at cycle %llu. The line had been "
        "invalidated too early: it was "
        "filled again at cycle %llu (%s), before the DMA wrote these bytes, and kept the old "
        "content.",
        STEP(c->now.pc), VALUE(c->had, c->size), PLACE(c->addr), STREAM, VALUE(c->wanted, c->size),
        CYCLE(c->fresh.at), c->line ? CYCLE(c->line->at) : 0,
        c->line ? fill_words[c->line->why < 5 ? c->line->why : 0] : "again");
    advise_invalidate(t);
}

static void advise_clean(const tale_t *t)
{
    const stream_t *s = t->c->stream;
    t->f->fix_pc = s ? s->pc : NO_PC;
    MISSING("Clean %s by address (with its DSB) after the store at cycle %llu%s%.60s and before %s",
            OBJECT(t->c->addr), CYCLE(t->c->fresh.at), t->c->fresh.pc == NO_PC ? "" : ", ",
            t->c->fresh.pc == NO_PC ? "" : STEP(t->c->fresh.pc), STREAM);
    add_text(t->f->missing, sizeof t->f->missing, s ? " is enabled in %s." : " reads it.",
             s ? STEP(s->pc) : "");
}

static void tell_stale_dma_read(const tale_t *t)
{
    const case_t *c = t->c;
    if (c->tier == TIER_HAZARD && !c->same) {
        SAY("%s read the right value of %s at cycle %llu only because its line happened to be "
            "written back. The CPU stored it at "
            "cycle %llu into write-back memory and never cleaned it: the next build may keep the "
            "line.",
            STREAM, PLACE(c->addr), CYCLE(c->now.at), CYCLE(c->fresh.at));
    } else {
        SAY("%s read %s from %s at cycle %llu, but the CPU had stored %s there at cycle %llu and "
            "that value was still in the "
            "%s. A DMA reads RAM, never the cache.%s",
            STREAM, VALUE(c->had, c->size), PLACE(c->addr), CYCLE(c->now.at),
            VALUE(c->wanted, c->size), CYCLE(c->fresh.at),
            c->where == AT_STORE_BUFFER ? "store buffer on its way to the D-cache"
            : c->where == AT_FLIGHT     ? "write-back under way"
                                        : "D-cache (dirty line)",
            c->cleaned ? " The clean came after the stream was enabled: the stream reads ahead."
                       : "");
    }
    advise_clean(t);
}

static void tell_missing_barrier(const tale_t *t)
{
    const case_t *c = t->c;
    const stream_t *s = c->stream;
    const char *late = c->cleaned ? "cleaned" : "stored";
    if (c->effect == EFFECT_LOST_DMA_WRITE)
        SAY("The CPU's store of %s to %s at cycle %llu reached RAM after %s had written %s there, "
            "and overwrote it. No barrier "
            "stood between the store and the enabling of the stream.",
            VALUE(c->had, c->size), PLACE(c->addr), CYCLE(c->old.at), STREAM,
            VALUE(c->wanted, c->size));
    else if (c->tier == TIER_HAZARD && !c->same)
        SAY("%s was %s at cycle %llu and %s, which reads it, was enabled with no DSB in between. "
            "The register write "
            "may overtake the data: they take different ports of the core.",
            PLACE(c->addr), late, CYCLE(c->fresh.at), STREAM);
    else
        SAY("%s read %s from %s at cycle %llu, but the CPU had already %s %s (cycle %llu): it was "
            "still in the %s. No DSB "
            "stood between that and the enabling of the stream.",
            STREAM, VALUE(c->had, c->size), PLACE(c->addr), CYCLE(c->now.at), late,
            VALUE(c->wanted, c->size), CYCLE(c->fresh.at),
            c->where == AT_FLIGHT ? "write path" : "store buffer");
    t->f->fix_pc = s ? s->pc : NO_PC;
    MISSING("A DSB after %s%s and before %s is enabled in %s.",
            c->cleaned ? "the clean that follows " : "", STEP(c->fresh.pc), STREAM,
            STEP(s ? s->pc : NO_PC));
    if (c->effect == EFFECT_LOST_DMA_WRITE)
        MISSING("A DSB after %s and before %s is enabled in %s.", STEP(c->old.pc), STREAM,
                STEP(s ? s->pc : NO_PC));
}

static void tell_consumed(const tale_t *t)
{
    const fact_t *n = &t->c->now;
    if (n->kind == F_LOAD) SAY_MORE(" %s then read the old value.", STEP(n->pc));
    else if (n->kind == F_BEAT && !(n->note >> 8 & 1))
        SAY_MORE(" %s then read the old value at cycle %llu.",
                 say_master(t->b->map, n->who, (uint8_t)(n->note >> 24), &(words_t){ 0 }),
                 CYCLE(n->at));
}

static void tell_lost_dma_write(const tale_t *t)
{
    const case_t *c = t->c;
    if (c->weak) {
        SAY("%s wrote to %s at cycle %llu, into a cache line that ", STREAM, PLACE(c->addr),
            CYCLE(c->fresh.at));
        if (c->old.order)
            SAY_MORE("the CPU had stored to (%s, cycle %llu%s%.60s) and not cleaned or invalidated "
                     "since.",
                     PLACE(c->old.addr), CYCLE(c->old.at), c->old.pc == NO_PC ? "" : ", ",
                     c->old.pc == NO_PC ? "" : STEP(c->old.pc));
        else SAY_MORE("is dirty in the D-cache.");
        SAY_MORE(" The cache may write a dirty line back at any time, all 32 bytes: if after the DMA, "
                 "over what it received. In this run it did not.");
    } else {
        SAY("%s wrote %s to %s at cycle %llu; then a dirty line the CPU had left in the D-cache was "
            "written back over it at cycle %llu and RAM holds %s again. A write-back writes all 32 "
            "bytes of the line.",
            STREAM, VALUE(c->wanted, c->size), PLACE(c->addr), CYCLE(c->fresh.at),
            c->how ? CYCLE(c->how->data >= c->how->at ? c->how->data : c->how->at) : 0,
            VALUE(c->had, c->size));
    }
    tell_consumed(t);
    t->f->fix_pc = c->stream ? c->stream->pc : NO_PC;
    MISSING("Clean and invalidate (or invalidate) %s before %s is enabled%s%s, so that no dirty "
            "line is left; do not store to it "
            "until the transfer is over.",
            OBJECT(c->addr), STREAM, c->stream ? " in " : "", c->stream ? STEP(c->stream->pc) : "");
}

static void tell_lost_cpu_write(const tale_t *t)
{
    const case_t *c = t->c;
    uint32_t pc = c->how ? c->how->pc : NO_PC;
    const version_t *v = &c->fresh;
    SAY("The CPU stored %s to %s%s%.40s%s at cycle %llu%s%.60s; the only copy was in a dirty line, and "
        "%s dropped it at cycle %llu.",
        VALUE(v->data, v->size), PLACE(v->addr), c->other ? ", next to " : "",
        c->other ? OBJECT(c->other) : "", c->other ? "," : "", CYCLE(v->at),
        c->fresh.pc == NO_PC ? "" : " in ", c->fresh.pc == NO_PC ? "" : STEP(c->fresh.pc),
        c->how && c->how->kind == F_EVICT && c->how->what == EVICT_INV
            ? "an invalidate"
            : "a write-back of older bytes",
        c->how ? CYCLE(c->how->at) : 0);
    tell_consumed(t);
    t->f->fix_pc = pc;
    MISSING("Clean %s before (or clean and invalidate instead of) the invalidate in %s.",
            OBJECT(c->addr), STEP(pc));
}

/* Of two objects in a line the finding carries the DMA's buffer: that is the one to align. */
static uint32_t dma_side(const case_t *c)
{
    return c->rule == RULE_SHARED_LINE && c->effect == EFFECT_LOST_CPU_WRITE ? c->other : c->addr;
}

static void tell_shared_line(const tale_t *t)
{
    const case_t *c = t->c;
    if (c->effect == EFFECT_LOST_DMA_WRITE) tell_lost_dma_write(t);
    else if (c->effect == EFFECT_LOST_CPU_WRITE) tell_lost_cpu_write(t);
    else tell_early_invalidate(t);
    SAY_MORE(" %s and %s share the cache line at 0x%08X.", OBJECT(c->addr), OBJECT(c->other),
             (unsigned)(c->addr & ~31u));
    t->f->fix_pc = NO_PC;
    MISSING("Give %s lines of its own: align it to 32 bytes and round its size up to a multiple of 32, "
            "so that %s no longer lies in a line the DMA uses.",
            OBJECT(dma_side(c)), OBJECT(dma_side(c) == c->addr ? c->other : c->addr));
}

static void tell_rule(const tale_t *t)
{
    switch (t->c->rule) {
    case RULE_STALE_READ:       tell_stale_read(t); break;
    case RULE_EARLY_INVALIDATE: tell_early_invalidate(t); break;
    case RULE_STALE_DMA_READ:   tell_stale_dma_read(t); break;
    case RULE_MISSING_BARRIER:  tell_missing_barrier(t); break;
    case RULE_LOST_DMA_WRITE:   tell_lost_dma_write(t); break;
    case RULE_LOST_CPU_WRITE:   tell_lost_cpu_write(t); break;
    default:                    tell_shared_line(t); break;
    }
    if (t->c->same) SAY_MORE(" Both values were equal in this run, so nothing wrong was seen.");
}

void blame(book_t *b, const case_t *c)
{
    finding_t *f = open(b, c->rule, c->effect, c->tier, c->weak, c->addr, c->size,
                        book_object(b, dma_side(c)), c->site);
    if (!f) return;
    tale_t t = { b, c, f };
    f->same_value = c->same, f->at = c->now.at, f->had = c->had, f->wanted = c->wanted;
    f->pc = c->now.pc != NO_PC || !c->stream ? c->now.pc : c->stream->pc;
    words_t w = { 0 };
    put_text(f->master, sizeof f->master, "%.31s",
             c->effect == EFFECT_LOST_CPU_WRITE ? "CPU" : stream_name(&t, &w));
    if (c->effect == EFFECT_STALE_READ && is_cpu(c->fresh.who))
        put_text(f->master, sizeof f->master, "CPU");
    name_buffer(f, b->names, b->map, dma_side(c));
    cause_version(&t, &c->fresh);
    if (c->weak) cause_version(&t, &c->old);
    if (c->how) cause_how(&t);
    else if (c->effect == EFFECT_STALE_READ) cause_line(&t);
    cause_now(&t);
    cause_armed(&t);
    tell_rule(&t);
}
