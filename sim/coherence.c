/* coherence.c -- the coherency sanitizer: an observer that says where CPU, D-cache and DMA disagreed.
 *
 * It keeps a shadow of who wrote which byte (shadow.h) and of what the program set up (watch.h) and
 * asks of every retired load and every beat of another master: is this the newest version?
 *
 *   consumed   a load that retired, a beat a DMA read from RAM
 *   never      line fills, preloads, speculative fills, maintenance, reads of the debug port
 *
 * error   an older version with another value was consumed, or a newer one was destroyed and the loss
 *         consumed
 * hazard  the same with equal values; destroyed but not consumed; or right only by luck: the line was
 *         not in the cache while the DMA wrote (a speculative fill is legal at any time, TRM 5.2), or
 *         was written back without having been cleaned, or was dirty under what the DMA wrote and
 *         not written back afterwards; a barrier missing in program order
 *
 * A load served from the bus or by its own line fill is judged by what was newest when RAM gave the
 * bytes; a write that lands between that and the load's retirement makes nothing stale. A store that
 * races a running stream (stored after EN, still on its way, not write-back) is the program's affair.
 *
 * A master that takes its next address from what it reads (Ethernet, USB) and was not started by a register
 * is judged by what it has seen: a store of the CPU before the one it acted on must be in RAM, and kept there
 * by a barrier. Maintenance of other lines than meant is range.h's, the cache switched or memory made
 * non-cacheable over lines that stay coherence_switch.c's, memory given back under a stream lifetime.h's,
 * NDTR read too early ahead.h's.
 *
 * A line that was dirty when a transfer into it was enabled, and was cleaned or invalidated afterwards, still
 * ahead of the first beat, is a hazard: an interrupt in between is enough to lose what came. Nothing is said
 * where the program wrote to a peripheral after the maintenance (that may be what starts the sender), of
 * circular transfers (they have a deadline anyway), or after maintenance by set and way (when it reached a
 * line is not kept).
 *
 * Not judged: TCM, flash and code (stale_code.c), the order of words within one descriptor. */
#include "coherence_own.h"
#include <stdlib.h>
#include "h743.h"
#include "observe.h"

typedef struct { arena_t arena; book_t book; } outside_t;

const stream_t *stream_by(const coherence_t *j, int n)
{
    return n >= 0 && j->streams.stream[n].known ? &j->streams.stream[n] : NULL;
}

uint64_t site_of(const coherence_t *j, int n, uint8_t who)
{
    const stream_t *s = stream_by(j, n);
    return (uint64_t)(n >= 0 ? n + 1 : 64 + who) << 32 | (s ? s->pc : NO_PC);
}

bool write_back(uint8_t policy) { return policy == POLICY_WB_RA || policy == POLICY_WB_RWA; }

cell_t cell_at(const coherence_t *j, uint32_t addr, uint32_t *key)
{
    return shadow_key(j->shadow, addr, key) ? shadow_look(j->shadow, *key) : (cell_t){ 0 };
}

uint64_t newest_bytes(const coherence_t *j, uint32_t addr, unsigned n, uint64_t had)
{
    for (unsigned i = 0; i < n && i < 8; i++) {
        uint32_t key;
        const version_t *v = shadow_version(j->shadow, cell_at(j, addr + i, &key).newest);
        if (v) had = (had & ~(0xFFull << 8 * i)) | (uint64_t)version_byte(v, key) << 8 * i;
    }
    return had;
}

/* ---- what is wrong with one byte ------------------------------------------------------------- */

bool same_case(const byte_t *a, const byte_t *b)
{
    return a->on && b->on && a->c.rule == b->c.rule && a->c.effect == b->c.effect
           && a->c.site == b->c.site && a->loss == b->loss;
}

void report_bytes(coherence_t *j, byte_t *b, unsigned n, const fact_t *f)
{
    for (unsigned i = 0, k; i < n; i = k) {
        k = i + 1;
        if (!b[i].on) continue;
        while (k < n && same_case(&b[i], &b[k])) k++;
        case_t c = b[i].c;
        for (unsigned m = i; m < k; m++)
            if (b[m].c.tier < c.tier || (b[m].c.tier == c.tier && b[m].c.same < c.same)) c = b[m].c;
        if (b[i].again && c.tier != TIER_ERROR) continue;
        c.addr = f->addr + i, c.size = k - i, c.now = *f;
        c.had = f->data >> 8 * i;
        if (c.size < 8) c.had &= (1ull << 8 * c.size) - 1;
        c.wanted = newest_bytes(j, c.addr, c.size, c.had);
        c.how = b[i].loss ? &j->loss[b[i].loss - 1].how : c.how;
        blame(j->book, &c);
        if (b[i].loss && c.tier == TIER_ERROR) j->loss[b[i].loss - 1].seen = true;
    }
}

void judge_value(byte_t *b, const version_t *fresh, uint32_t key, uint8_t got)
{
    b->on = true;
    b->c.same = version_byte(fresh, key) == got;
    b->c.tier = b->c.same ? TIER_HAZARD : TIER_ERROR;
    b->c.fresh = *fresh;
}

/* ---- loads ----------------------------------------------------------------------------------- */

bool other_object(const coherence_t *j, const stream_t *s, uint32_t a, uint32_t b)
{
    const symbol_t *x = names_part(j->names, a), *y = names_part(j->names, b);
    if (x && x == y) return false;
    if (names_find(j->names, a) != names_find(j->names, b)) return true;
    bool in = s && stream_writes(s, j->map, a), too = s && stream_writes(s, j->map, b);
    return x || y ? !(in && too) : in != too;        /* members that one transfer fills are one thing to it */
}

bool apart(const coherence_t *j, const stream_t *s, uint32_t a, uint32_t b)
{
    return other_object(j, s, a, b) || (s && stream_writes(s, j->map, b) && !stream_writes(s, j->map, a));
}

bool wrong_range(const coherence_t *j, byte_t *b, uint32_t addr, uint64_t after)
{
    const stream_t *s = b->c.stream;
    bool stale = b->c.effect == EFFECT_STALE_READ;
    if (!s || !j->range.calls) return false;
    window_t w = !stale ? s->from : window_holds(j->map, s->to[1], addr) ? s->to[1] : s->to[0];
    if (addr - w.addr >= w.size) return false;                /* or by another address of the same RAM */
    range_wrong_t r =
        range_missed(&j->range, j->map, j->names, w, addr, stale, after, UINT64_MAX, &b->c.call);
    if (r == RANGE_RIGHT || (r == RANGE_SHORT && s->circular)) return false;
    b->c.range = (uint8_t)r, b->c.rule = RULE_WRONG_RANGE;
    return true;
}

/* Not for an earlier transfer, nor while the cache was off, as start-up code does. One lap of a circular
 * stream is as good as another. */
static bool invalidated_for(const coherence_t *j, const stream_t *s, uint64_t inv, const version_t *v,
                            bool any_lap)
{
    return inv > j->setup.cache_on && (any_lap || inv > stream_former_end(s, v->order));
}

/* Why the load hit old bytes: the line was invalidated for this transfer, but too early? */
static void judge_stale_line(const coherence_t *j, byte_t *b, uint32_t addr, const sline_t *l)
{
    const stream_t *s = b->c.stream;
    uint64_t inv = shadow_invalidated(j->shadow, addr);
    b->c.rule = RULE_STALE_READ, b->c.effect = EFFECT_STALE_READ;
    if (wrong_range(j, b, addr, b->c.fresh.order)) return;
    if (!s || !l || inv > b->c.fresh.order || inv >= l->order) return;
    if (!invalidated_for(j, s, inv, &b->c.fresh, s->circular)) return;
    bool demand = l->why == FILL_LOAD || l->why == FILL_STORE;
    bool other = demand && l->word != NO_LINE && other_object(j, s, l->word, addr)
                 && other_object(j, s, l->word + 7, addr);
    if (demand && !other && (s->circular || l->order < s->on))
        return; /* it was read, then not invalidated again */
    b->c.rule = other && l->order > s->on ? RULE_SHARED_LINE : RULE_EARLY_INVALIDATE;
    b->c.invalidated = 1;
    if (other) b->c.other = l->word + (other_object(j, s, l->word + 4, addr) ? 4 : 0);
}

/* Behind TCIF is late enough, though a bridge may hold the last write for some cycles more. */
static bool invalidated_after(const byte_t *b, uint64_t inv, const version_t *v)
{
    uint64_t end = b->c.stream ? stream_own_end(b->c.stream, v->order) : 0;
    return inv > v->order || (end && inv > end);
}

/* Fresh, but only because no fill happened to come while the DMA wrote. */
static void judge_lucky_load(const coherence_t *j, byte_t *b, uint32_t addr, const version_t *v,
                             const sline_t *l)
{
    uint64_t inv = shadow_invalidated(j->shadow, addr);
    if (!l || is_cpu(v->who) || invalidated_after(b, inv, v) || j->setup.cache_on > v->order
        || setup_attr(&j->setup, addr).policy == POLICY_NC) return;
    b->on = true;
    b->c.tier = TIER_HAZARD, b->c.fresh = *v;
    b->c.effect = EFFECT_STALE_READ;
    b->c.invalidated = b->c.stream && invalidated_for(j, b->c.stream, inv, v, false);
    b->c.rule = b->c.invalidated ? RULE_EARLY_INVALIDATE : RULE_STALE_READ;
    wrong_range(j, b, addr, v->order);
}

/* The CPU itself made the newer version, and this load went another way than its store. */
static void judge_other_way(const coherence_t *j, byte_t *b, uint32_t addr, const fact_t *f)
{
    uint8_t rule =
        f->what == SRC_BUS ? switch_rule(j, &b->c.fresh, addr) : switch_rule_past(j, &b->c.fresh, addr);
    b->c.rule = rule < RULES ? rule : RULE_STALE_READ, b->c.effect = EFFECT_STALE_READ;
}

/* A register's bytes, or flash's, have no versions. */
static bool of_ram(const coherence_t *j, const fact_t *f)
{
    uint32_t key;
    return shadow_key(j->shadow, f->addr, &key) || shadow_key(j->shadow, f->addr + f->size - 1u, &key);
}

static void see_load(coherence_t *j, const fact_t *f)
{
    vid_t ver[8] = { 0 };
    unsigned own, late, known, size = f->size > 8 ? 8 : f->size;
    const sline_t *via;
    byte_t b[8];
    if (j->lifetime.count)
        lifetime_load(&(life_t){ &j->lifetime, j->book, &j->streams, j->shadow, j->order }, f);
    if (j->ahead.count) ahead_load(&(look_t){ &j->ahead, j->book, &j->streams, j->shadow }, f);
    if (j->unheard.count) unheard_load(&j->unheard, j->book, f);
    if (j->book->closed || !of_ram(j, f) || shadow_own(j->shadow, f) || shadow_read_newest(j->shadow, f)) return;
    no_cases(b);
    known = shadow_load(j->shadow, f, ver, &own, &late, &via);
    for (unsigned i = 0; i < size; i++) {
        uint32_t key, addr = f->addr + i;
        if (!(known >> i & 1)) continue;
        cell_t c = cell_at(j, addr, &key);
        const version_t *fresh = shadow_version(j->shadow, c.newest);
        if (!fresh || (ver[i] == c.newest && (!via || !shadow_foreign(j->shadow, key)))) continue;
        bool newest = shadow_order(j->shadow, ver[i]) >= fresh->order;
        if (newest && (!via || is_cpu(fresh->who))) continue;
        b[i] = (byte_t){ .on = false };
        const version_t *old = shadow_version(j->shadow, ver[i]);
        b[i].c.n = stream_of(fresh->who, fresh->tag), b[i].c.stream = stream_by(j, b[i].c.n);
        if (lifetime_holds(&j->lifetime, addr, b[i].c.n)
            || overrun_hits(j->names, b[i].c.stream, b[i].c.n, addr)) continue;
        b[i].c.site = is_cpu(fresh->who) ? f->pc : site_of(j, b[i].c.n, fresh->who);
        b[i].c.line = via;
        if (old) b[i].c.old = *old;
        if (newest) {
            if (!(f->note >> i & 1)) judge_lucky_load(j, &b[i], addr, fresh, via);
            continue;
        }
        if ((own >> i & 1) && !(late >> i & 1) && !is_cpu(fresh->who)) continue;
        judge_value(&b[i], fresh, key, (uint8_t)(f->data >> 8 * i));
        if (c.loss) judge_loss(j, &b[i], c.loss);
        else if (is_cpu(fresh->who)) judge_other_way(j, &b[i], addr, f);
        else judge_stale_line(j, &b[i], addr, via);
    }
    report_bytes(j, b, size, f);
}

/* ---- other masters' beats -------------------------------------------------------------------- */

/* rule debugger-view, lint: the debug port looked at RAM, and the CPU's value is elsewhere. */
static void see_debug_read(coherence_t *j, const fact_t *f)
{
    unsigned size = f->size > 8 ? 8 : f->size;
    uint64_t mask = size < 8 ? (1ull << 8 * size) - 1 : UINT64_MAX,
             cpu = newest_bytes(j, f->addr, size, f->data) & mask;
    words_t a = { 0 }, b = { 0 }, c = { 0 };
    if (f->note >> 8 & 1 || cpu == (f->data & mask)) return;
    finding_t *x = book_open(j->book, RULE_DEBUGGER_VIEW, EFFECT_NONE, TIER_LINT, f->addr, size,
                             book_object(j->book, f->addr), 0);
    if (!x) return;
    x->at = f->at, x->had = f->data & mask, x->wanted = cpu;
    put_text(x->master, sizeof x->master, "debug port");
    name_buffer(x, j->names, j->map, f->addr);
    put_text(add_cause(x, f)->text, sizeof x->cause[0].text, "the debug port read %s at cycle %llu",
             say_value(f->data, size, &a), (unsigned long long)say_cycle(j->names, f->at));
    put_text(x->message, sizeof x->message,
             "The debug port read %s from %s, past the cache; the CPU's value is %s and has not been written "
             "back. The program "
             "is right: it is the view that is old.",
             say_value(f->data, size, &a), say_place(j->names, j->map, f->addr, &b),
             say_value(cpu, size, &c));
    put_text(x->missing, sizeof x->missing,
             "Let the debugger read with the cacheable attribute (CSW.PROT of the AHB-AP).");
}

static void see_core_beat(coherence_t *j, const fact_t *f)
{
    if (f->note >> 8 & 1) see_landing(j, f);
    else if (f->note >> 24 == TAG_FETCH) shadow_code(j->shadow, f->addr);
    else shadow_read_beat(j->shadow, f);
}

static void see_beat(coherence_t *j, const fact_t *f)
{
    uint32_t key;
    fact_t behind;
    if (f->who == INIT_D2D1) behind = *f, behind.who = streams_master(&j->streams, f), f = &behind;
    if (is_cpu(f->who)) {
        see_core_beat(j, f);
        return;
    }
    if (!shadow_key(j->shadow, f->addr, &key)) return;
    if (f->who == INIT_DEBUG) {
        if (!j->book->closed) see_debug_read(j, f);
        return;
    }
    if (j->lifetime.count)
        lifetime_beat(&(life_t){ &j->lifetime, j->book, &j->streams, j->shadow, j->order }, f,
                      stream_of(f->who, (uint8_t)(f->note >> 24)));
    if (f->note >> 8 & 1) {
        if (j->losses) forget_loss(j, f->addr, f->size > 8 ? 8 : f->size);
        vid_t v = shadow_write_beat(j->shadow, f, j->order, f->who);
        if (!j->book->closed && shadow_dirtied(j->shadow, f->addr, key))
            judge_dirty_target(j, f, shadow_version(j->shadow, v));
    } else {
        see_dma_read(j, f, key);
    }
}

/* ---- arming a stream ------------------------------------------------------------------------- */

/* In program order: stored (or cleaned), no barrier, enabled. Holds whatever the timing was. */
static bool unordered(const coherence_t *j, const stream_t *s, const version_t *v, uint32_t key,
                      bool *cleaned)
{
    *cleaned = false;
    if (!is_cpu(v->who) || v->order >= s->en) return false;
    if (!write_back(v->policy)) return v->order > s->barrier;
    uint64_t clean = shadow_cleaned(j->shadow, v->addr + (key - v->key));
    *cleaned = true;
    return clean > v->order && clean < s->en && clean > s->barrier;
}

/* weak: the stream writes there, and the store may land over what it writes. A peripheral's first byte comes
 * long after; memory to memory does not wait. */
static void judge_order(coherence_t *j, int n, const fact_t *f, const window_t *w, bool weak)
{
    const stream_t *s = stream_by(j, n);
    case_t c = { .n = n, .stream = s, .now = *f, .rule = RULE_MISSING_BARRIER, .effect = EFFECT_NONE,
                 .tier = TIER_HAZARD, .weak = weak };
    uint32_t key;
    if (!s || !w->size || !shadow_key(j->shadow, w->addr, &key)) return;
    const region_row_t *r = map_region(j->map, w->addr);
    uint32_t left = r->size - (w->addr - r->base), size = w->size < left ? w->size : left;
    for (uint32_t i = 0, bytes; i < size; i += bytes) {
        uint32_t others = shadow_ordered(j->shadow, key + i, size - i, s->barrier, s->en);
        if (others && c.size) break;
        if ((i += others) == size) break;
        const word_t *word = shadow_word(j->shadow, key + i);
        bytes = word && word->newest & MIXED ? 1 : WORD - (key + i) % WORD;       /* of one version */
        if (bytes > size - i) bytes = size - i;
        vid_t newest = word ? shadow_of(j->shadow, &word->newest, (key + i) % WORD) : 0;
        const version_t *v = shadow_version(j->shadow, newest);
        bool cleaned, hit = v && unordered(j, s, v, key + i, &cleaned) && !(weak && cleaned);
        if (!hit && c.size) break;
        if (!hit) continue;
        if (!c.size) c.addr = w->addr + i, c.fresh = *v, c.cleaned = cleaned;
        c.size += bytes;
    }
    if (!c.size) return;
    c.site = site_of(j, n, 0);
    c.wanted = c.had = newest_bytes(j, c.addr, c.size, 0);
    blame(j->book, &c);
}

static void see_armed(coherence_t *j, const fact_t *f)
{
    int n = stream_started(j->map, f);
    const stream_t *s = stream_by(j, n);
    if (n < 0) return;
    if (s && !j->book->closed) judge_order(j, n, f, &s->from, false);
    if (s && !j->book->closed && s->dir == DMA_M2M) judge_order(j, n, f, &s->to[0], true);
    /* what it will overwrite may be thrown away */
    for (uint32_t i = 0; s && j->losses && i < s->to[0].size; i++) {
        uint32_t key;
        if (!shadow_key(j->shadow, s->to[0].addr + i, &key)) return;
        uint32_t loss = shadow_look(j->shadow, key).loss;
        if (!loss || loss & HANDED || !j->loss[loss - 1].cpu) continue;
        j->loss[loss - 1].live--;
        shadow_lose(j->shadow, key, loss | HANDED);
    }
}

static void lives(coherence_t *j, const fact_t *f, void (*hear)(const life_t *, int stream))
{
    int n = stream_at(f->who, f->what);
    if (n >= 0) hear(&(life_t){ &j->lifetime, j->book, &j->streams, j->shadow, j->order }, n);
}

/* ---- the sink -------------------------------------------------------------------------------- */

static void see_store(coherence_t *j, const fact_t *f)
{
    if (f->what == DST_STB) {
        uint8_t policy = setup_policy(&j->setup, f->addr);
        if (j->losses) forget_loss(j, f->addr, f->size > 8 ? 8 : f->size);
        shadow_store(j->shadow, f, j->order, policy);
        if (policy == POLICY_NC && !j->book->closed) switch_store(j, f);
    }
    if (f->addr >> 29 == 2) j->poked = j->order;          /* Peripheral, Armv7-M ARM B3.1 */
    if (j->unheard.count) unheard_write(&j->unheard, j->map, f);
}

/* What caches and buses move is most of a run. */
static bool see_moved(coherence_t *j, const fact_t *f)
{
    switch (f->kind) {
    case F_FILL_START:                                /* watch.h: it may tell that the cache is on */
        if (f->note >> 31 & 1) shadow_code(j->shadow, f->addr), j->ledger.fetched = f->addr | 1;
        setup_see(&j->setup, f, j->order);
        shadow_fill(j->shadow, f, j->order);
        return true;
    case F_FILL_DONE: shadow_fill(j->shadow, f, j->order); return true;
    case F_EVICT: see_evict(j, f); return true;
    case F_DRAIN: shadow_drain(j->shadow, f, j->order); return true;
    case F_BEAT:
        if (is_cpu(f->who)) see_core_beat(j, f);
        else see_beat(j, f);
        return true;
    default: return false;
    }
}

static void see_other(coherence_t *j, const fact_t *f)
{
    if (f->kind == F_MAINT || f->kind == F_REG_WRITE) switch_see(j, f);
    if (f->kind == F_DMA_ON && j->lifetime.maybes) lives(j, f, lifetime_arming);
    if (watch_wants(f->kind))
        setup_see(&j->setup, f, j->order), streams_see(&j->streams, j->map, f, j->order);
    switch (f->kind) {
    case F_STORE: see_store(j, f); break;
    case F_LOAD:  see_load(j, f); break;
    case F_FILL_DROP: see_drop(j, f); break;
    case F_MAINT:
        shadow_maint(j->shadow, f, j->order);
        range_see(&j->range, f, j->order, j->barrier[(j->barriers + BARRIERS - 1) % BARRIERS]);
        break;
    case F_BARRIER: if (f->what != BAR_ISB) j->barrier[j->barriers++ % BARRIERS] = j->order; break;
    case F_DMA_ON: case F_REG_WRITE: case F_MASTER_ON:
        see_armed(j, f);
        if (f->kind == F_REG_WRITE) reach_see(&j->reach, &j->streams, f);
        if (f->kind == F_DMA_ON && j->lifetime.count) lives(j, f, lifetime_armed);
        break;
    case F_REG_READ:   ahead_read(&(look_t){ &j->ahead, j->book, &j->streams, j->shadow }, f); break;
    case F_RELEASE: case F_HEAP:
        lifetime_release(&(life_t){ &j->lifetime, j->book, &j->streams, j->shadow, j->order }, j->arena, f);
        break;
    case F_MASTER_OFF: unheard_off(&j->unheard, f); break;
    case F_SLEEP: case F_WAKE: reach_see(&j->reach, &j->streams, f); break;
    case F_ERROR:
        if (is_cpu(f->who) && f->note >> 8 & 1) shadow_refused(j->shadow, f);
        if (!j->book->closed) reach_see(&j->reach, &j->streams, f);
        break;
    case F_DMA_FLAG: if (!j->book->closed) reach_see(&j->reach, &j->streams, f); break;
    default: break;
    }
    if (awaits(j) == (j->sink.deaf == HITS) || streams_move >> f->kind & 1) coherence_listen(j);
}

/* The line of code that is on its way has come, or will be thrown away: what is then fetched of it goes to
 * the queue alone, and who looks for old code (stale_code.h) wants to hear of it. */
static const uint64_t fetch_ends = 1ull << F_MAINT | 1ull << F_FILL_DONE | 1ull << F_FILL_DROP | 1ull << F_EVICT;

static void end_fetch(coherence_t *j, const fact_t *f)
{
    if (f->kind != F_EVICT || j->ledger.fetched == (f->addr | 1)) j->ledger.fetched = 0;
}

static void coherence_see(sink_t *sink, const fact_t *f)
{
    coherence_t *j = (coherence_t *)sink;
    ledger_settle(&j->ledger);
    j->order++, j->book->now = f->at;
    if (fetch_ends >> f->kind & 1 && (f->kind == F_MAINT || f->note >> 31 & 1)) end_fetch(j, f);
    if (!see_moved(j, f)) see_other(j, f);
}

/* May this be told once instead of many times, while nobody else does anything? A part's register, and a
 * release or a load of which nothing is remembered; not what moves or compares versions. */
static bool tells_nothing_new(const coherence_t *j, const fact_t *f)
{
    uint32_t key;
    switch (f->kind) {
    case F_REG_READ: return true;
    case F_BEAT:     return !shadow_key(j->shadow, f->addr, &key);
    case F_LOAD:     return !awaits(j) && !j->lifetime.count && (!shadow_key(j->shadow, f->addr, &key) || shadow_own(j->shadow, f));
    case F_RELEASE:  return !j->lifetime.count;
    default:         return false;
    }
}

static void coherence_again(sink_t *sink, const again_t *a)
{
    const coherence_t *j = (const coherence_t *)sink;
    bool once = true;
    for (unsigned k = 0; k < a->facts; k++)
        once = once && (!sink_wants(sink, &a->fact[k]) || tells_nothing_new(j, &a->fact[k]));
    again_tell(sink, a, once ? a->times : 1);
}

coherence_t *coherence_new(const map_t *map, const names_t *names, findings_t *list)
{
    static const uint8_t kinds[] = {
        F_STORE, F_LOAD, F_DRAIN, F_FILL_START, F_FILL_DONE, F_FILL_DROP, F_EVICT, F_MAINT,
        F_BEAT, F_BARRIER, F_POSTED, F_ERROR, F_DMA_ON, F_DMA_FLAG, F_DMA_OFF, F_DMA_TARGET, F_REG_WRITE,
        F_MASTER_ON, F_MASTER_OFF, F_SLEEP, F_WAKE, F_REG_READ, F_RELEASE, F_HEAP
    };
    outside_t *o = calloc(1, sizeof *o);
    if (!o) abort();
    o->book = (book_t){ .list = list, .map = map, .names = names };
    coherence_t *j = arena_take(&o->arena, sizeof *j);
    *j = (coherence_t){ .sink = { .see = coherence_see, .again = coherence_again },
                        .map = map,
                        .names = names,
                        .arena = &o->arena,
                        .book = &o->book,
                        .reach.book = &o->book,
                        .shadow = shadow_new(map, &o->arena) };
    o->book.setup = &j->setup;
    for (size_t i = 0; i < sizeof kinds; i++) j->sink.mask |= 1ull << kinds[i];
    coherence_listen(j);
    return j;
}

void coherence_finish(coherence_t *j, tick_t end)
{
    (void)end;
    ledger_settle(&j->ledger);
    finish_losses(j);
    lifetime_finish(&(life_t){ &j->lifetime, j->book, &j->streams, j->shadow, j->order });
}

void coherence_free(coherence_t *j)
{
    if (!j) return;
    outside_t *o = (outside_t *)j->arena;
    free(j->ledger.noted);
    book_free(&o->book), arena_free(&o->arena), free(o);
}

sink_t *coherence_sink(coherence_t *j) { return &j->sink; }
arena_t *coherence_memory(coherence_t *j) { return ledger_settle(&j->ledger), j->arena; }
void coherence_close(coherence_t *j, bool closed) { j->book->closed = closed; }
shadow_t *coherence_shadow(const coherence_t *j) { return ledger_settle((ledger_t *)&j->ledger), j->shadow; }

/* ---- questions of the viewer ----------------------------------------------------------------- */

bool coherence_look(const coherence_t *j, uint32_t addr, byte_state_t *out)
{
    uint32_t key;
    ledger_settle((ledger_t *)&j->ledger);
    *out = (byte_state_t){ 0 };
    if (!shadow_key(j->shadow, addr, &key)) return false;
    cell_t c = shadow_look(j->shadow, key);
    const version_t *fresh = shadow_version(j->shadow, c.newest);
    if (!fresh) return true;
    const sline_t *l = shadow_line(j->shadow, addr);
    out->writer = version_fact(fresh);
    out->value = version_byte(fresh, key);
    out->ram_old = shadow_order(j->shadow, c.ram) < fresh->order;
    out->cached = l && l->known >> (addr & 31) & 1;
    out->cache_old = out->cached && shadow_order(j->shadow, shadow_of(j->shadow, l->ver, addr & 31)) < fresh->order;
    out->dirty = l && l->dirty >> (addr & 31) & 1;
    out->lost = c.loss != 0;
    return true;
}
