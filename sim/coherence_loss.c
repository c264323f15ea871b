/* coherence_loss.c -- versions that were destroyed, or may have been: dropped by an invalidate, or
 * overwritten in RAM by older bytes. Part of coherence.c's sink. A loss is told when it is consumed; what
 * nobody consumed, at the end. */
#include "coherence_own.h"
#include <string.h>
#include "h743.h"

/* An invalidate for a transfer's lines that went on over this one, or was given the pointer to them. */
static void name_loss(coherence_t *j, loss_t *l)
{
    uint32_t other;
    if (l->c.rule != RULE_LOST_CPU_WRITE || l->how.kind != F_EVICT || l->how.what != EVICT_INV) return;
    uint32_t line = l->c.addr & ~(LINE - 1u);
    l->c.range = range_overran(&j->range, j->map, &j->streams, line, l->how.pc, &l->c.call, &other);
    if (l->c.range == RANGE_RIGHT && range_call(&j->range, line, l->how.pc, &l->c.call)) {
        other = (uint32_t)newest_bytes(j, l->c.call.first, 4, 0);
        l->c.range = range_pointer(&l->c.call, &j->streams, other);
    }
    if (l->c.range != RANGE_RIGHT) l->c.rule = RULE_WRONG_RANGE, l->c.other = other;
}

/* A byte whose newest version was destroyed has been consumed. */
void judge_loss(coherence_t *j, byte_t *b, uint32_t loss)
{
    loss_t *l = &j->loss[(loss & ~HANDED) - 1];
    name_loss(j, l);
    case_t was = b->c;
    b->c = l->c;
    if (l->cpu) b->c.stream = was.stream, b->c.n = was.n;      /* who consumed it */
    b->c.tier = was.tier, b->c.same = was.same, b->c.fresh = was.fresh;
    b->loss = loss & ~(uint32_t)HANDED;
    b->again = was.same;                      /* told as a hazard already, or harmless */
}

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

void forget_loss(coherence_t *j, uint32_t addr, unsigned size)
{
    for (unsigned i = 0; i < size; i++) {
        uint32_t key;
        uint32_t loss = cell_at(j, addr + i, &key).loss;
        if (!loss) continue;
        if (!(loss & HANDED)) j->loss[loss - 1].live--;
        shadow_lose(j->shadow, key, 0);
    }
}

/* A stream window over the line that has nothing to do with this byte: 0 if there is none. */
static uint32_t dma_neighbour(const coherence_t *j, uint32_t addr, int *stream)
{
    for (int n = 0; n < WATCHED; n++) {
        const stream_t *s = &j->streams.stream[n];
        if (!s->known || stream_writes(s, j->map, addr) || stream_reads(s, j->map, addr)) continue;
        for (uint32_t a = addr & ~31u, i = 0; i < LINE; i++, a++)
            if (stream_writes(s, j->map, a) || (stream_reads(s, j->map, a) && other_object(j, s, a, addr))) {
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
        cell_t c = shadow_look(j->shadow, key);
        vid_t ver = shadow_of(j->shadow, l->ver, i);
        const version_t *v = shadow_version(j->shadow, ver);
        if (!v || c.newest != ver || c.ram == ver || c.loss) { id = 0; continue; }
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
        bool handed = dma_will_write(j, addr);
        shadow_lose(j->shadow, key, handed ? id | HANDED : id);
        if (!handed) loss->live++;
    }
}

void see_evict(coherence_t *j, const fact_t *f)
{
    const sline_t *l = shadow_line(j->shadow, f->addr);
    if (l && f->what == EVICT_INV && !(f->note >> 31 & 1)) lose_line(j, l, f);
    shadow_evict(j->shadow, f, j->order);
}

void see_drop(coherence_t *j, const fact_t *f)
{
    const sline_t *l = shadow_filling(j->shadow, f->addr);
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
    uint8_t past = cpu ? switch_rule_past(j, fresh, addr) : old ? switch_rule(j, old, addr) : RULES;
    if (past < RULES) b->c.rule = past;
    if (cpu || past < RULES || from->dirty >> at & 1) return true;
    uint32_t other = 0;
    for (unsigned k = 0; k < LINE; k++) {
        if (!(from->dirty >> k & 1)) continue;
        uint32_t a = from->addr + k;
        if (!apart(j, s, a, addr)) return true;        /* the CPU wrote into the same object */
        other = a;
    }
    if (other) b->c.rule = RULE_SHARED_LINE, b->c.other = other;
    return true;
}

/* Byte i is older than what RAM had, and comes after b[i - 1]. */
static void judge_landing(coherence_t *j, const fact_t *f, byte_t *b, unsigned i, const landing_t *l)
{
    uint32_t key;
    cell_t c = cell_at(j, f->addr + i, &key);
    const version_t *fresh = shadow_version(j->shadow, c.newest);
    const flight_t *from = &l->from;
    b[i] = (byte_t){ .on = false };
    b[i].c.n = stream_of(fresh->who, fresh->tag), b[i].c.stream = stream_by(j, b[i].c.n);
    b[i].c.site = site_of(j, b[i].c.n, fresh->who);
    judge_value(&b[i], fresh, key, (uint8_t)(f->data >> 8 * i));
    b[i].on = !overrun_hits(j->names, b[i].c.stream, b[i].c.n, f->addr + i)
              && judge_overwrite(j, &b[i], f, i, from, shadow_version(j->shadow, l->ver));
    b[i].c.tier = TIER_HAZARD;
    if (!b[i].on) {
        shadow_newest(j->shadow, key, l->ver), shadow_shared(j->shadow, key);
        return;
    }
    fact_t how = *f;
    how.pc = from->pc;
    how.data = f->at;                            /* when it landed; `at` is when it left */
    if (from->mask) how.at = from->at;
    if (from->evict)
        how = (fact_t){ .at = from->at, .kind = F_EVICT, .who = SLOT_CORE, .what = from->why,
                        .size = LINE, .addr = from->addr, .pc = from->pc, .data = f->at };
    b[i].loss = i ? b[i - 1].loss : 0; /* one loss for a run of bytes with one cause */
    if (!b[i].loss || !same_case(&b[i - 1], &b[i])) b[i].loss = new_loss(j, &b[i].c, &how, false);
    shadow_lose(j->shadow, key, b[i].loss), j->loss[b[i].loss - 1].live++;
}

void see_landing(coherence_t *j, const fact_t *f)
{
    byte_t b[8];
    landing_t over[8];
    unsigned left = shadow_land(j->shadow, f, j->order, over);
    if (!left) return;
    no_cases(b);
    for (; left; left &= left - 1) {
        unsigned i = (unsigned)__builtin_ctz(left);
        judge_landing(j, f, b, i, &over[i]);
    }
    report_bytes(j, b, f->size > 8 ? 8 : f->size, f);
}

/* The line was dirty while this transfer ran: the maintenance that ended it came after EN, and nothing the
 * program did to a peripheral since can be what the first beat waited for. */
static bool dirty_at_enable(const coherence_t *j, const stream_t *s, uint64_t over)
{
    return s && over > s->en && over > j->poked && asked(s) && !s->circular;
}

/* A DMA writes into a line the CPU stored to and did not clean or invalidate since, or not until the stream
 * was enabled. The cache may write all of it back at any time: that it did so before, or not at all, is
 * luck. */
void judge_dirty_target(coherence_t *j, const fact_t *f, const version_t *fresh)
{
    stain_t t;
    uint64_t over = 0;
    const sline_t *l = shadow_line(j->shadow, f->addr);
    bool stained = shadow_stain(j->shadow, f->addr, &t, &over);
    if (!stained && (!l || !l->dirty)) return;
    int n = stream_of(f->who, (uint8_t)(f->note >> 24));
    bool late = stained && over && dirty_at_enable(j, stream_by(j, n), over);
    if (over && !late) stained = false;
    if (!fresh || (!stained && (!l || !l->dirty)) || lifetime_holds(&j->lifetime, f->addr, n)) return;
    case_t c = { .rule = RULE_SHARED_LINE, .effect = EFFECT_LOST_DMA_WRITE, .tier = TIER_HAZARD,
                 .weak = 1, .cleaned = late, .addr = f->addr, .size = f->size > 8 ? 8 : f->size,
                 .had = f->data, .wanted = f->data, .now = *f, .fresh = *fresh,
                 .stream = stream_by(j, n), .n = n, .site = site_of(j, n, f->who) };
    uint32_t line = stained ? t.line : l->addr, mask = stained ? t.mask : l->dirty;
    if (stained) c.old = t.last;
    for (unsigned i = 0; i < LINE && c.rule == RULE_SHARED_LINE; i++) {
        if (!(mask >> i & 1)) continue;
        if (apart(j, c.stream, line + i, f->addr)) c.other = line + i;
        else c.rule = RULE_LOST_DMA_WRITE;
    }
    uint8_t past = stained ? switch_rule(j, &c.old, c.old.addr) : RULES;
    if (past < RULES) c.rule = past;
    if (!overrun_hits(j->names, c.stream, n, f->addr)) blame(j->book, &c);
}

void finish_losses(coherence_t *j)
{
    for (size_t i = 0; i < j->losses; i++) {
        loss_t *l = &j->loss[i];
        if (!l->cpu || l->seen || !l->live) continue;
        name_loss(j, l);
        l->c.how = &l->how;
        l->c.wanted = newest_bytes(j, l->c.addr, l->c.size > 8 ? 8 : l->c.size, 0);
        l->c.had = l->c.wanted;
        l->live = 0;
        blame(j->book, &l->c);
    }
}
