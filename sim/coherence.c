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
 * Not judged: TCM and flash, code (I-cache), lifetimes, masters' descriptors. */
#include "coherence.h"
#include <stdlib.h>
#include <string.h>
#include "h743.h"
#include "reach.h"

enum { HANDED = 0x80000000u };              /* cell.loss: given to a DMA that will overwrite it */
/* A newest version destroyed. */
typedef struct { case_t c; fact_t how; size_t live; bool cpu, seen; } loss_t;
typedef struct { arena_t arena; book_t book; } outside_t;

struct coherence {
    sink_t sink;
    const map_t *map; const names_t *names;
    setup_t   setup; streams_t streams;
    arena_t  *arena;                        /* this and all it points to lives there, but not the book */
    shadow_t *shadow; book_t *book;
    reach_t   reach;
    loss_t   *loss; size_t losses, loss_room;
    uint64_t  order;
};

static const stream_t *stream_by(const coherence_t *j, int n)
{
    return n >= 0 && j->streams.stream[n].known ? &j->streams.stream[n] : NULL;
}

static uint64_t site_of(const coherence_t *j, int n, uint8_t who)
{
    const stream_t *s = stream_by(j, n);
    return (uint64_t)(n >= 0 ? n + 1 : 64 + who) << 32 | (s ? s->pc : NO_PC);
}

static bool write_back(uint8_t policy) { return policy == POLICY_WB_RA || policy == POLICY_WB_RWA; }

static const cell_t *cell_at(const coherence_t *j, uint32_t addr, uint32_t *key)
{
    return shadow_key(j->shadow, addr, key) ? shadow_look(j->shadow, *key) : NULL;
}

/* The n bytes from addr on as the newest versions have them; bytes without one as `had` says. */
static uint64_t newest_bytes(const coherence_t *j, uint32_t addr, unsigned n, uint64_t had)
{
    for (unsigned i = 0; i < n && i < 8; i++) {
        uint32_t key;
        const cell_t *c = cell_at(j, addr + i, &key);
        const version_t *v = c ? shadow_version(j->shadow, c->newest) : NULL;
        if (v) had = (had & ~(0xFFull << 8 * i)) | (uint64_t)version_byte(v, key) << 8 * i;
    }
    return had;
}

/* ---- what is wrong with one byte ------------------------------------------------------------- */

typedef struct { case_t c; uint32_t loss; bool on, again; } byte_t;   /* again: alone, nothing new */

static bool same_case(const byte_t *a, const byte_t *b)
{
    return a->on && b->on && a->c.rule == b->c.rule && a->c.effect == b->c.effect
           && a->c.site == b->c.site && a->loss == b->loss;
}

/* Report runs of bytes that have one cause as one occurrence. */
static void report_bytes(coherence_t *j, byte_t *b, unsigned n, const fact_t *f)
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

static void judge_value(byte_t *b, const version_t *fresh, uint32_t key, uint8_t got)
{
    b->on = true;
    b->c.same = version_byte(fresh, key) == got;
    b->c.tier = b->c.same ? TIER_HAZARD : TIER_ERROR;
    b->c.fresh = *fresh;
}

/* A byte whose newest version was destroyed has been consumed. */
static void judge_loss(const coherence_t *j, byte_t *b, uint32_t loss)
{
    const loss_t *l = &j->loss[(loss & ~HANDED) - 1];
    case_t was = b->c;
    b->c = l->c;
    b->c.tier = was.tier, b->c.same = was.same, b->c.fresh = was.fresh;
    b->loss = loss & ~(uint32_t)HANDED;
    b->again = was.same;                      /* told as a hazard already, or harmless */
}

/* ---- loads ----------------------------------------------------------------------------------- */

static bool other_object(const coherence_t *j, const stream_t *s, uint32_t a, uint32_t b)
{
    const symbol_t *x = names_find(j->names, a), *y = names_find(j->names, b);
    if (x || y) return x != y;
    return s && stream_writes(s, j->map, a) != stream_writes(s, j->map, b);
}

/* Why the load hit old bytes: the line was invalidated for this transfer, but too early? */
static void judge_stale_line(const coherence_t *j, byte_t *b, uint32_t addr, const sline_t *l)
{
    const stream_t *s = b->c.stream;
    uint64_t inv = shadow_invalidated(j->shadow, addr);
    b->c.rule = RULE_STALE_READ, b->c.effect = EFFECT_STALE_READ;
    if (!s || !l || !inv || inv > b->c.fresh.order || inv >= l->order) return;
    if (inv <= stream_former_end(s, b->c.fresh.order) && !s->circular) return;
    bool demand = l->why == FILL_LOAD || l->why == FILL_STORE;
    bool other = demand && l->word != NO_LINE && other_object(j, s, l->word, addr)
                 && other_object(j, s, l->word + 7, addr);
    if (demand && !other && (s->circular || l->order < s->on))
        return; /* it was read, then not invalidated again */
    b->c.rule = other && l->order > s->on ? RULE_SHARED_LINE : RULE_EARLY_INVALIDATE;
    b->c.invalidated = 1;
    if (other) b->c.other = l->word + (other_object(j, s, l->word + 4, addr) ? 4 : 0);
}

/* Fresh, but only because no fill happened to come while the DMA wrote. */
static void judge_lucky_load(const coherence_t *j, byte_t *b, uint32_t addr, const version_t *v,
                             const sline_t *l)
{
    uint64_t inv = shadow_invalidated(j->shadow, addr);
    if (!l || is_cpu(v->who) || inv > v->order || j->setup.cache_on > v->order
        || setup_attr(&j->setup, addr).policy == POLICY_NC) return;
    b->on = true;
    b->c.tier = TIER_HAZARD, b->c.fresh = *v;
    b->c.effect = EFFECT_STALE_READ;
    b->c.invalidated = b->c.stream && inv && inv > stream_former_end(b->c.stream, v->order);
    b->c.rule = b->c.invalidated ? RULE_EARLY_INVALIDATE : RULE_STALE_READ;
}

static void see_load(coherence_t *j, const fact_t *f)
{
    vid_t ver[8] = { 0 };
    unsigned own, late, known, size = f->size > 8 ? 8 : f->size;
    const sline_t *via;
    byte_t b[8] = { { .on = false } };
    if (j->book->closed || shadow_own(j->shadow, f)) return;
    known = shadow_load(j->shadow, f, ver, &own, &late, &via);
    for (unsigned i = 0; i < size; i++) {
        uint32_t key, addr = f->addr + i;
        const cell_t *c = known >> i & 1 ? cell_at(j, addr, &key) : NULL;
        const version_t *fresh = c ? shadow_version(j->shadow, c->newest) : NULL;
        if (!fresh) continue;
        const version_t *old = shadow_version(j->shadow, ver[i]);
        b[i].c.n = stream_of(fresh->who, fresh->tag), b[i].c.stream = stream_by(j, b[i].c.n);
        b[i].c.site = is_cpu(fresh->who) ? f->pc : site_of(j, b[i].c.n, fresh->who);
        b[i].c.line = via;
        if (old) b[i].c.old = *old;
        if (shadow_order(j->shadow, ver[i]) >= fresh->order) {
            if (!(f->note >> i & 1)) judge_lucky_load(j, &b[i], addr, fresh, via);
            continue;
        }
        if ((own >> i & 1) && !(late >> i & 1)) continue;
        judge_value(&b[i], fresh, key, (uint8_t)(f->data >> 8 * i));
        if (c->loss) judge_loss(j, &b[i], c->loss);
        else judge_stale_line(j, &b[i], addr, via);
    }
    report_bytes(j, b, size, f);
}

/* ---- losses ---------------------------------------------------------------------------------- */

static uint32_t new_loss(coherence_t *j, const case_t *c, const fact_t *how, bool cpu)
{
    if (j->losses == j->loss_room) {
        j->loss_room = j->loss_room ? 2 * j->loss_room : 16;
        loss_t *more = arena_take(j->arena, j->loss_room * sizeof *more);
        if (j->losses) memcpy(more, j->loss, j->losses * sizeof *more);
        j->loss = more;
    }
    j->loss[j->losses++] = (loss_t){ .c = *c, .how = *how, .cpu = cpu };
    j->loss[j->losses - 1].c.line = NULL;
    return (uint32_t)j->losses;
}

static void forget_loss(coherence_t *j, uint32_t addr, unsigned size)
{
    for (unsigned i = 0; i < size; i++) {
        uint32_t key;
        const cell_t *look = cell_at(j, addr + i, &key);
        if (!look || !look->loss) continue;
        cell_t *c = shadow_cell(j->shadow, key);
        if (!(c->loss & HANDED)) j->loss[c->loss - 1].live--;
        c->loss = 0;
    }
}

/* A stream window over the line that has nothing to do with this byte: 0 if there is none. */
static uint32_t dma_neighbour(const coherence_t *j, uint32_t addr, int *stream)
{
    for (int n = 0; n < WATCHED; n++) {
        const stream_t *s = &j->streams.stream[n];
        if (!s->known || stream_writes(s, j->map, addr) || stream_reads(s, j->map, addr)) continue;
        for (uint32_t a = addr & ~31u, i = 0; i < LINE; i++, a++)
            if ((stream_writes(s, j->map, a) || stream_reads(s, j->map, a)) && other_object(j, s, a, addr)) {
                *stream = n;
                return a;
            }
    }
    return 0;
}

static bool dma_will_write(const coherence_t *j, uint32_t addr)
{
    for (unsigned n = 0; n < WATCHED; n++)
        if (j->streams.stream[n].known && stream_writes(&j->streams.stream[n], j->map, addr)) return true;
    return false;
}

/* Dirty bytes of a line are thrown away. Those that were the only newest copy are a loss. */
static void lose_line(coherence_t *j, const sline_t *l, const fact_t *f)
{
    uint32_t id = 0;
    const void *object = NULL;
    for (unsigned i = 0; i < LINE; i++) {
        uint32_t key, addr = l->addr + i;
        if (!(l->dirty >> i & 1) || !shadow_key(j->shadow, addr, &key)) { id = 0; continue; }
        cell_t *c = shadow_cell(j->shadow, key);
        const version_t *v = shadow_version(j->shadow, l->ver[i]);
        if (!v || c->newest != l->ver[i] || c->ram == l->ver[i] || c->loss) { id = 0; continue; }
        if (!id || book_object(j->book, addr) != object) {
            int n = -1;
            uint32_t other = dma_neighbour(j, addr, &n);
            case_t k = { .rule = other ? RULE_SHARED_LINE : RULE_LOST_CPU_WRITE, .other = other,
                         .effect = EFFECT_LOST_CPU_WRITE, .tier = TIER_HAZARD, .addr = addr,
                         .fresh = *v, .now = *f, .n = -1,
                         .site = other ? site_of(j, n, 0) : 1ull << 40 | f->pc };
            id = new_loss(j, &k, f, true);
            object = book_object(j->book, addr);
        }
        loss_t *loss = &j->loss[id - 1];
        loss->c.size = addr + 1 - loss->c.addr;
        c->loss = id;
        if (dma_will_write(j, addr)) c->loss |= HANDED;
        else loss->live++;
    }
}

static void see_evict(coherence_t *j, const fact_t *f)
{
    const sline_t *l = shadow_line(j->shadow, f->addr);
    if (l && f->what == EVICT_INV && !(f->note >> 31 & 1)) lose_line(j, l, f);
    shadow_evict(j->shadow, f, j->order);
}

static void see_fill(coherence_t *j, const fact_t *f)
{
    const sline_t *l = f->kind == F_FILL_DROP ? shadow_filling(j->shadow, f->addr) : NULL;
    if (l && shadow_invalidated(j->shadow, l->addr) > l->order
        && shadow_cleaned(j->shadow, l->addr) < l->order)
        lose_line(j, l, f);
    shadow_fill(j->shadow, f, j->order);
}

/* The core's bytes land on a newer version: which rule, and told as a hazard until it is consumed. */
static bool judge_overwrite(const coherence_t *j, byte_t *b, const fact_t *f, unsigned i,
                            const flight_t *from, const version_t *old)
{
    const version_t *fresh = &b->c.fresh;
    const stream_t *s = b->c.stream;
    uint32_t addr = f->addr + i, at = addr & 31;
    bool cpu = is_cpu(fresh->who);
    if (old) b->c.old = *old;
    if (!from->evict && !cpu) {
        if (!s || !old || old->order >= s->en || old->order <= s->barrier) return false;
        b->c.rule = RULE_MISSING_BARRIER, b->c.effect = EFFECT_LOST_DMA_WRITE;
        return true;
    }
    b->c.effect = cpu ? EFFECT_LOST_CPU_WRITE : EFFECT_LOST_DMA_WRITE;
    b->c.rule = cpu ? RULE_LOST_CPU_WRITE : RULE_LOST_DMA_WRITE;
    if (cpu || from->dirty >> at & 1) return true;
    uint32_t other = 0;
    for (unsigned k = 0; k < LINE; k++) {
        if (!(from->dirty >> k & 1)) continue;
        uint32_t a = from->addr + k;
        if (!other_object(j, s, a, addr)) return true; /* the CPU wrote into the same object */
        other = a;
    }
    if (other) b->c.rule = RULE_SHARED_LINE, b->c.other = other;
    return true;
}

static void see_landing(coherence_t *j, const fact_t *f)
{
    byte_t b[8] = { { .on = false } };
    unsigned size = f->size > 8 ? 8 : f->size;
    for (unsigned i = 0; i < size; i++) {
        uint32_t key;
        if (!(f->note >> i & 1) || !shadow_key(j->shadow, f->addr + i, &key)) continue;
        flight_t from;
        vid_t v = shadow_land(j->shadow, f, i, j->order, &from);
        cell_t *c = shadow_cell(j->shadow, key);
        const version_t *fresh = shadow_version(j->shadow, c->newest);
        bool over = fresh && shadow_order(j->shadow, v) < fresh->order && c->ram == c->newest;
        c->ram = v;
        if (!over) continue;
        b[i].c.n = stream_of(fresh->who, fresh->tag), b[i].c.stream = stream_by(j, b[i].c.n);
        b[i].c.site = site_of(j, b[i].c.n, fresh->who);
        judge_value(&b[i], fresh, key, (uint8_t)(f->data >> 8 * i));
        b[i].on = judge_overwrite(j, &b[i], f, i, &from, shadow_version(j->shadow, v));
        b[i].c.tier = TIER_HAZARD;
        if (!b[i].on) { c->newest = v; continue; }
        fact_t how = *f;
        how.pc = from.pc;
        how.data = f->at;                        /* when it landed; `at` is when it left */
        if (from.mask) how.at = from.at;
        if (from.evict)
            how = (fact_t){ .at = from.at, .kind = F_EVICT, .who = SLOT_CORE, .what = from.why,
                            .size = LINE, .addr = from.addr, .pc = from.pc, .data = f->at };
        b[i].loss = i ? b[i - 1].loss : 0; /* one loss for a run of bytes with one cause */
        if (!b[i].loss || !same_case(&b[i - 1], &b[i]))
            b[i].loss = new_loss(j, &b[i].c, &how, false);
        c->loss = b[i].loss, j->loss[b[i].loss - 1].live++;
    }
    report_bytes(j, b, size, f);
}

/* ---- other masters' beats -------------------------------------------------------------------- */

/* RAM is older than what the CPU stored: where is the newest, and what was forgotten? */
static void judge_stale_source(const coherence_t *j, byte_t *b, vid_t newest, uint32_t key)
{
    const version_t *v = &b->c.fresh;
    const stream_t *s = b->c.stream;
    uint64_t en = s ? s->en : 0, cleaned = shadow_cleaned(j->shadow, v->addr + (key - v->key));
    flight_t fly;
    bool after_en = s && v->order > en;
    b->c.where = shadow_where(j->shadow, newest, key, &fly);
    b->c.rule = RULE_STALE_DMA_READ, b->c.effect = EFFECT_STALE_DMA_READ;
    b->c.cleaned = cleaned > v->order;
    if (b->c.where == AT_NOWHERE || b->c.where == AT_RAM) b->on = false;
    if (b->c.where != AT_STORE_BUFFER && b->c.where != AT_FLIGHT) return;
    bool by_clean = b->c.where == AT_FLIGHT && fly.evict
                    && (fly.why == EVICT_CLEAN || fly.why == EVICT_CLEAN_INV);
    if (by_clean ? after_en : !write_back(v->policy) && after_en) {
        b->on = false; /* a race with a running stream: no order was asked for */
    } else if (by_clean ? cleaned < en || !s : !write_back(v->policy)) {
        b->c.rule = RULE_MISSING_BARRIER;
    }
}

/* RAM is up to date, but only because a dirty line left on its own. */
static void judge_lucky_source(const coherence_t *j, byte_t *b, const version_t *v, uint32_t key)
{
    if (!is_cpu(v->who) || !write_back(v->policy)) return;
    if (shadow_cleaned(j->shadow, v->addr + (key - v->key)) > v->order) return;
    b->on = true;
    b->c.tier = TIER_HAZARD, b->c.fresh = *v;
    b->c.rule = RULE_STALE_DMA_READ, b->c.effect = EFFECT_STALE_DMA_READ;
}

static void see_dma_read(coherence_t *j, const fact_t *f)
{
    byte_t b[8] = { { .on = false } };
    unsigned size = f->size > 8 ? 8 : f->size;
    int n = stream_of(f->who, (uint8_t)(f->note >> 24));
    for (unsigned i = 0; i < size && !j->book->closed; i++) {
        uint32_t key;
        const cell_t *c = cell_at(j, f->addr + i, &key);
        const version_t *fresh = c ? shadow_version(j->shadow, c->newest) : NULL;
        if (!fresh) continue;
        b[i].c.n = n, b[i].c.stream = stream_by(j, n), b[i].c.site = site_of(j, n, f->who);
        if (shadow_order(j->shadow, c->ram) >= fresh->order) {
            judge_lucky_source(j, &b[i], fresh, key);
            continue;
        }
        const version_t *old = shadow_version(j->shadow, c->ram);
        if (old) b[i].c.old = *old;
        if (!c->loss && !is_cpu(fresh->who)) continue;
        judge_value(&b[i], fresh, key, (uint8_t)(f->data >> 8 * i));
        if (c->loss) judge_loss(j, &b[i], c->loss);
        else judge_stale_source(j, &b[i], c->newest, key);
    }
    report_bytes(j, b, size, f);
}

/* A DMA writes into a line the CPU stored to and did not clean or invalidate since. The cache may
 * write all of it back at any time: that it did so before, or not at all, is luck. */
static void judge_dirty_target(coherence_t *j, const fact_t *f, const version_t *fresh)
{
    stain_t t;
    const sline_t *l = shadow_line(j->shadow, f->addr);
    bool stained = shadow_stain(j->shadow, f->addr, &t);
    int n = stream_of(f->who, (uint8_t)(f->note >> 24));
    if (!fresh || (!stained && (!l || !l->dirty))) return;
    case_t c = { .rule = RULE_SHARED_LINE, .effect = EFFECT_LOST_DMA_WRITE, .tier = TIER_HAZARD,
                 .weak = 1, .addr = f->addr, .size = f->size > 8 ? 8 : f->size,
                 .had = f->data, .wanted = f->data, .now = *f, .fresh = *fresh,
                 .stream = stream_by(j, n), .n = n, .site = site_of(j, n, f->who) };
    uint32_t line = stained ? t.line : l->addr, mask = stained ? t.mask : l->dirty;
    if (stained) c.old = t.last;
    for (unsigned i = 0; i < LINE && c.rule == RULE_SHARED_LINE; i++) {
        if (!(mask >> i & 1)) continue;
        if (other_object(j, c.stream, line + i, f->addr)) c.other = line + i;
        else c.rule = RULE_LOST_DMA_WRITE;
    }
    blame(j->book, &c);
}

static void see_beat(coherence_t *j, const fact_t *raw)
{
    uint32_t key;
    fact_t f = *raw;
    f.who = streams_master(&j->streams, raw);
    if (f.who == INIT_DEBUG || !shadow_key(j->shadow, f.addr, &key)) return;
    bool write = f.note >> 8 & 1;
    if (is_cpu(f.who)) {
        if (write) see_landing(j, &f);
        else shadow_read_beat(j->shadow, &f);
    } else if (write) {
        forget_loss(j, f.addr, f.size > 8 ? 8 : f.size);
        vid_t v = shadow_write_beat(j->shadow, &f, j->order, f.who);
        if (!j->book->closed) judge_dirty_target(j, &f, shadow_version(j->shadow, v));
    } else {
        see_dma_read(j, &f);
    }
}

/* ---- arming a stream ------------------------------------------------------------------------- */

/* In program order: stored (or cleaned), no barrier, enabled. Holds whatever the timing was. */
static bool unordered(const coherence_t *j, const stream_t *s, const version_t *v, uint32_t key, bool *cleaned)
{
    *cleaned = false;
    if (!is_cpu(v->who) || v->order >= s->en) return false;
    if (!write_back(v->policy)) return v->order > s->barrier;
    uint64_t clean = shadow_cleaned(j->shadow, v->addr + (key - v->key));
    *cleaned = true;
    return clean > v->order && clean < s->en && clean > s->barrier;
}

static void judge_order(coherence_t *j, int n, const fact_t *f)
{
    const stream_t *s = stream_by(j, n);
    case_t c = { .n = n, .stream = s, .now = *f, .rule = RULE_MISSING_BARRIER, .effect = EFFECT_NONE,
                 .tier = TIER_HAZARD };
    uint32_t key;
    if (!s || !s->from.size || !shadow_key(j->shadow, s->from.addr, &key)) return;
    const region_row_t *r = map_region(j->map, s->from.addr);
    uint32_t left = r->size - (s->from.addr - r->base), size = s->from.size < left ? s->from.size : left;
    for (uint32_t i = 0; i < size; i++) {
        const cell_t *cell = shadow_look(j->shadow, key + i);
        const version_t *v = cell ? shadow_version(j->shadow, cell->newest) : NULL;
        bool cleaned, hit = v && unordered(j, s, v, key + i, &cleaned);
        if (!hit && c.size) break;
        if (!hit) continue;
        if (!c.size++) c.addr = s->from.addr + i, c.fresh = *v, c.cleaned = cleaned;
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
    if (!j->book->closed) judge_order(j, n, f);
    for (uint32_t i = 0; s && i < s->to[0].size; i++) {  /* what it will overwrite may be thrown away */
        uint32_t key;
        if (!shadow_key(j->shadow, s->to[0].addr + i, &key)) return;
        const cell_t *look = shadow_look(j->shadow, key);
        if (!look || !look->loss || look->loss & HANDED || !j->loss[look->loss - 1].cpu) continue;
        cell_t *c = shadow_cell(j->shadow, key);
        j->loss[c->loss - 1].live--;
        c->loss |= HANDED;
    }
}

/* ---- the sink -------------------------------------------------------------------------------- */

static void coherence_see(sink_t *sink, const fact_t *f)
{
    coherence_t *j = (coherence_t *)sink;
    j->order++;
    setup_see(&j->setup, f, j->order);
    streams_see(&j->streams, j->map, f, j->order);
    switch (f->kind) {
    case F_STORE:
        if (f->what == DST_STB) forget_loss(j, f->addr, f->size > 8 ? 8 : f->size);
        shadow_store(j->shadow, f, j->order, setup_attr(&j->setup, f->addr).policy);
        break;
    case F_LOAD:  see_load(j, f); break;
    case F_DRAIN: shadow_drain(j->shadow, f, j->order); break;
    case F_FILL_START: case F_FILL_BEAT: case F_FILL_DONE: case F_FILL_DROP: see_fill(j, f); break;
    case F_EVICT: see_evict(j, f); break;
    case F_MAINT: shadow_maint(j->shadow, f, j->order); break;
    case F_BEAT:  see_beat(j, f); break;
    case F_DMA_ON: case F_REG_WRITE: case F_MASTER_ON:
        see_armed(j, f);
        if (f->kind == F_REG_WRITE) reach_see(&j->reach, &j->streams, f);
        break;
    case F_SLEEP: case F_WAKE: reach_see(&j->reach, &j->streams, f); break;
    case F_ERROR:
        if (is_cpu(f->who) && f->note >> 8 & 1) shadow_refused(j->shadow, f);
        if (!j->book->closed) reach_see(&j->reach, &j->streams, f);
        break;
    case F_DMA_FLAG: if (!j->book->closed) reach_see(&j->reach, &j->streams, f); break;
    default: break;
    }
}

coherence_t *coherence_new(const map_t *map, const names_t *names, findings_t *list)
{
    static const uint8_t kinds[] = {
        F_STORE, F_LOAD, F_DRAIN, F_FILL_START, F_FILL_BEAT, F_FILL_DONE, F_FILL_DROP, F_EVICT, F_MAINT,
        F_BEAT, F_BARRIER, F_POSTED, F_ERROR, F_DMA_ON, F_DMA_FLAG, F_DMA_OFF, F_DMA_TARGET, F_REG_WRITE,
        F_MASTER_ON, F_MASTER_OFF, F_SLEEP, F_WAKE
    };
    outside_t *o = calloc(1, sizeof *o);
    if (!o) abort();
    o->book = (book_t){ .list = list, .map = map, .names = names };
    coherence_t *j = arena_take(&o->arena, sizeof *j);
    *j = (coherence_t){ .sink.see = coherence_see, .map = map, .names = names, .arena = &o->arena, .book = &o->book,
                        .reach.book = &o->book, .shadow = shadow_new(map, &o->arena) };
    for (size_t i = 0; i < sizeof kinds; i++) j->sink.mask |= 1ull << kinds[i];
    j->sink.deaf = 1ull << F_LOAD | 1ull << F_STORE;          /* nobody else writes TCM: shadow.h */
    return j;
}

void coherence_finish(coherence_t *j, tick_t end)
{
    (void)end;
    for (size_t i = 0; i < j->losses; i++) {
        loss_t *l = &j->loss[i];
        if (!l->cpu || l->seen || !l->live) continue;
        l->c.how = &l->how;
        l->c.wanted = newest_bytes(j, l->c.addr, l->c.size > 8 ? 8 : l->c.size, 0);
        l->c.had = l->c.wanted;
        l->live = 0;
        blame(j->book, &l->c);
    }
}

void coherence_free(coherence_t *j)
{
    if (!j) return;
    outside_t *o = (outside_t *)j->arena;
    book_free(&o->book), arena_free(&o->arena), free(o);
}

sink_t *coherence_sink(coherence_t *j) { return &j->sink; }
arena_t *coherence_memory(coherence_t *j) { return j->arena; }
void coherence_close(coherence_t *j, bool closed) { j->book->closed = closed; }
shadow_t *coherence_shadow(const coherence_t *j) { return j->shadow; }

/* ---- questions of the viewer ----------------------------------------------------------------- */

bool coherence_look(const coherence_t *j, uint32_t addr, byte_state_t *out)
{
    uint32_t key;
    *out = (byte_state_t){ 0 };
    if (!shadow_key(j->shadow, addr, &key)) return false;
    const cell_t *c = shadow_look(j->shadow, key);
    const version_t *fresh = c ? shadow_version(j->shadow, c->newest) : NULL;
    if (!fresh) return true;
    const sline_t *l = shadow_line(j->shadow, addr);
    out->writer = version_fact(fresh);
    out->value = version_byte(fresh, key);
    out->ram_old = shadow_order(j->shadow, c->ram) < fresh->order;
    out->cached = l && l->known >> (addr & 31) & 1;
    out->cache_old = out->cached && shadow_order(j->shadow, l->ver[addr & 31]) < fresh->order;
    out->dirty = l && l->dirty >> (addr & 31) & 1;
    out->lost = c->loss != 0;
    return true;
}
