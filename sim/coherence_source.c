/* coherence_source.c -- what other masters read of RAM: is it the newest, and was that more than luck? Part
 * of coherence.c's sink. */
#include "coherence_own.h"
#include "findings.h"
#include "h743.h"

/* A master that takes its next address from what it reads follows the CPU's stores: the latest it has read.
 */
static uint64_t followed(const coherence_t *j, int n)
{
    if (n < FIRST_MASTER) return 0;
    unsigned init = master_init(n);
    return init == INIT_ETH || init == INIT_USB1 || init == INIT_USB2 ? j->saw[n - FIRST_MASTER] : 0;
}

bool asked(const stream_t *s)
{
    return !s || s->armed.kind != F_MASTER_ON || s->armed.note >> 8 & 1;
}

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
    uint8_t past = switch_rule(j, v, v->addr + (key - v->key));
    if (past < RULES && b->c.where != AT_STORE_BUFFER) b->c.rule = past;
    else if (!b->c.cleaned) wrong_range(j, b, v->addr + (key - v->key), v->order);
    if (b->c.where == AT_NOWHERE || b->c.where == AT_RAM) b->on = false;
    if (b->c.where != AT_STORE_BUFFER && b->c.where != AT_FLIGHT) return;
    bool by_clean = b->c.where == AT_FLIGHT && fly.evict
                    && (fly.why == EVICT_CLEAN || fly.why == EVICT_CLEAN_INV);
    if ((after_en || !asked(s)) && v->order < followed(j, b->c.n)) {
        b->c.rule = RULE_MISSING_BARRIER, b->c.followed = 1;
    } else if (by_clean ? after_en : !write_back(v->policy) && after_en) {
        b->on = false; /* a race with a running stream: no order was asked for */
    } else if (by_clean ? cleaned < en || !s : !write_back(v->policy)) {
        b->c.rule = RULE_MISSING_BARRIER;
    }
}

/* Stored before the stream was enabled, cleaned after. */
static bool cleaned_late(const coherence_t *j, const stream_t *s, const version_t *v, uint32_t addr)
{
    uint64_t before, first = shadow_cleaned_first(j->shadow, addr, &before);
    return s && asked(s) && v->order < s->en && first > s->en && before <= v->order;
}

/* RAM is up to date, but only because a dirty line left on its own, or because the clean won a race. */
static void judge_lucky_source(const coherence_t *j, byte_t *b, const version_t *v, uint32_t key)
{
    uint32_t addr = v->addr + (key - v->key);
    if (!is_cpu(v->who) || !write_back(v->policy)) return;
    b->c.cleaned = shadow_cleaned(j->shadow, addr) > v->order;
    if (b->c.cleaned && !cleaned_late(j, b->c.stream, v, addr)) return;
    b->on = true;
    b->c.tier = TIER_HAZARD, b->c.fresh = *v;
    b->c.rule = RULE_STALE_DMA_READ, b->c.effect = EFFECT_STALE_DMA_READ;
    if (!b->c.cleaned) wrong_range(j, b, addr, v->order);
}

static bool barrier_between(const coherence_t *j, uint64_t from, uint64_t to)
{
    for (unsigned i = 0; i < BARRIERS; i++)
        if (j->barrier[i] > from && j->barrier[i] < to) return true;
    return false;
}

/* In RAM in time, but nothing kept this store before the later one that the master acted on. */
static void judge_lucky_follower(const coherence_t *j, byte_t *b, const version_t *v)
{
    const stream_t *s = b->c.stream;
    uint64_t saw = followed(j, b->c.n);
    if (b->on || !s || !is_cpu(v->who) || write_back(v->policy) || v->order >= saw) return;
    if (asked(s) && v->order < s->en) return;
    if (j->barriers > BARRIERS && j->barrier[j->barriers % BARRIERS] > v->order)
        return; /* too long ago to know */
    if (barrier_between(j, v->order, saw)) return;
    b->on = true;
    b->c.tier = TIER_HAZARD, b->c.fresh = *v, b->c.followed = 1;
    b->c.rule = RULE_MISSING_BARRIER, b->c.effect = EFFECT_STALE_DMA_READ;
}

/* All of the words it reads are in RAM, each of one version, and neither luck nor somebody who is followed
 * had a part in that: the usual case. */
static bool quiet_source(const coherence_t *j, const fact_t *f, uint32_t key, int n)
{
    for (uint32_t at = key & ~(WORD - 1u); at < key + f->size; at += WORD) {
        const word_t *w = shadow_word(j->shadow, at);
        if (!w || !w->newest) continue;
        if (w->newest & MIXED || w->ram != w->newest) return false;
        const version_t *v = shadow_version(j->shadow, w->newest);
        if (!is_cpu(v->who)) continue;
        if (n >= FIRST_MASTER) return false;
        if (!write_back(v->policy)) continue;
        uint32_t addr = v->addr + (at - v->key);
        if (shadow_cleaned(j->shadow, addr) <= v->order || cleaned_late(j, stream_by(j, n), v, addr)) return false;
    }
    return true;
}

void see_dma_read(coherence_t *j, const fact_t *f, uint32_t first)
{
    byte_t b[8];
    unsigned size = f->size > 8 ? 8 : f->size;
    int n = stream_of(f->who, (uint8_t)(f->note >> 24));
    if (j->book->closed || quiet_source(j, f, first, n)) return;
    no_cases(b);
    for (unsigned i = 0; i < size; i++) {
        uint32_t key;
        cell_t c = cell_at(j, f->addr + i, &key);
        const version_t *fresh = shadow_version(j->shadow, c.newest);
        if (!fresh) continue;
        bool newest = shadow_order(j->shadow, c.ram) >= fresh->order;
        if ((newest && !is_cpu(fresh->who)) || lifetime_holds(&j->lifetime, f->addr + i, n)) continue;
        b[i] = (byte_t){ .on = false };
        b[i].c.n = n, b[i].c.stream = stream_by(j, n), b[i].c.site = site_of(j, n, f->who);
        if (newest) {
            judge_lucky_source(j, &b[i], fresh, key);
            judge_lucky_follower(j, &b[i], fresh);
            if (n >= FIRST_MASTER && is_cpu(fresh->who) && fresh->order > j->saw[n - FIRST_MASTER])
                j->saw[n - FIRST_MASTER] = fresh->order;
            continue;
        }
        const version_t *old = shadow_version(j->shadow, c.ram);
        if (old) b[i].c.old = *old;
        if (!c.loss && !is_cpu(fresh->who)) continue;
        judge_value(&b[i], fresh, key, (uint8_t)(f->data >> 8 * i));
        if (c.loss) judge_loss(j, &b[i], c.loss);
        else judge_stale_source(j, &b[i], c.newest, key);
    }
    report_bytes(j, b, size, f);
}
