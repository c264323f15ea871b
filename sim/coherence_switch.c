/* coherence_switch.c -- the rules cache-state and mpu-change: the cache switched, or memory made
 * non-cacheable, over lines that stay in it. Part of coherence.c's sink.
 *
 *   cache-state   error   bytes stored on one side of the switch were read, sent or lost on the other
 *                 hazard  a store with DC = 0 to a line that is still dirty in the cache; DC = 1 for the
 *                         first time without an invalidate of every set and way since reset, or with a clean
 *                         by set and way before it (TRM 5.3: after a reset the cache's memories hold noise)
 *   mpu-change    the same where the D-cache stayed on and the MPU changed (cacheable or not, and back)
 *
 * SCB_DisableDCache clears DC first and then cleans and invalidates: that is silent as long as nothing dirty
 * is touched in between. Clean lines that stay behind are harmless until somebody else writes the memory and
 * the cache is used for it again. Not judged: the instruction cache. */
#include "coherence_own.h"
#include "h743.h"

enum { AT_CCR = 0xE000ED14u };

static bool on(const coherence_t *j) { return j->setup.ccr & CCR_DC; }

static uint32_t place(const version_t *v, const coherence_t *j, uint32_t addr)
{
    uint32_t key;
    return shadow_key(j->shadow, addr, &key) ? v->addr + (key - v->key) : ~addr;
}

uint8_t switch_rule(const coherence_t *j, const version_t *v, uint32_t addr)
{
    if (!is_cpu(v->who) || !write_back(v->policy) || place(v, j, addr) != addr) return RULES;
    if (!on(j)) return RULE_CACHE_STATE;
    return setup_attr(&j->setup, addr).policy == POLICY_NC ? RULE_MPU_CHANGE : RULES;
}

uint8_t switch_rule_past(const coherence_t *j, const version_t *v, uint32_t addr)
{
    if (!is_cpu(v->who) || v->policy != POLICY_NC || place(v, j, addr) != addr) return RULES;
    bool off = j->off_since && v->order > j->off_since && (!on(j) || j->setup.cache_on > v->order);
    return off ? RULE_CACHE_STATE : RULE_MPU_CHANGE;
}

/* ---- switching on for the first time --------------------------------------------------------- */

static finding_t *open(coherence_t *j, const fact_t *f)
{
    finding_t *x = book_open(j->book, RULE_CACHE_STATE, EFFECT_NONE, TIER_HAZARD, AT_CCR, 4, j, f->pc);
    if (!x) return NULL;
    x->at = f->at, x->pc = x->fix_pc = f->pc;
    put_text(x->master, sizeof x->master, "CPU");
    put_text(x->buffer, sizeof x->buffer, "D-cache");
    return x;
}

static void judge_first(coherence_t *j, const fact_t *f)
{
    unsigned set = 0;
    finding_t *x;
    words_t w = { 0 };
    while (set < DCACHE_SETS && shadow_invalidated(j->shadow, set * LINE)) set++;
    if (set < DCACHE_SETS && (x = open(j, f))) {
        put_text(x->message, sizeof x->message,
                 "%s set CCR.DC, and nothing had invalidated the D-cache since reset (set %u was not, for "
                 "one). Its memories hold noise then: any line may be valid, and dirty.",
                 say_step(j->names, f->pc, &w), set);
        put_text(x->missing, sizeof x->missing,
                 "Invalidate every set and way (DCISW) before CCR.DC is set, as SCB_EnableDCache does.");
    } else if (j->garbage.kind && (x = open(j, &j->garbage))) {
        put_text(
            x->message, sizeof x->message,
            "%s cleaned by set and way before the D-cache was invalidated for the first time since reset. "
            "Its memories hold noise then: a line that happens to be valid and dirty is written to wherever "
            "its tag says.",
            say_step(j->names, j->garbage.pc, &w));
        put_text(x->missing, sizeof x->missing,
                 "Invalidate first (DCISW, all sets and ways); clean only a cache that was on.");
    }
}

void switch_see(coherence_t *j, const fact_t *f)
{
    if (f->kind == F_MAINT) {
        bool cleans = f->what == MAINT_DCCSW || f->what == MAINT_DCCISW;
        if (cleans && !on(j) && !j->setup.cache_on && !j->garbage.kind
            && !shadow_invalidated(j->shadow, f->addr & 0x3FFFFFE0u))
            j->garbage = *f;
    } else if (f->addr == AT_CCR && f->size == 4) {
        bool now = f->data & CCR_DC;
        if (on(j) && !now) j->off_since = j->order;
        if (!on(j) && now && !j->setup.cache_on && f->pc != NO_PC && !j->book->closed)
            judge_first(j, f); /* not a set-up */
    }
}

/* ---- storing past a dirty line --------------------------------------------------------------- */

void switch_store(coherence_t *j, const fact_t *f)
{
    const sline_t *l = shadow_line(j->shadow, f->addr);
    uint32_t key;
    if (!l || !l->dirty || !shadow_key(j->shadow, f->addr, &key)) return;
    const version_t *v = shadow_version(j->shadow, shadow_look(j->shadow, key).newest), *old = NULL;
    for (unsigned i = 0; i < LINE && !old; i++)
        if (l->dirty >> i & 1) old = shadow_version(j->shadow, shadow_of(j->shadow, l->ver, i));
    if (!v || !old) return;
    case_t c = { .rule = on(j) ? RULE_MPU_CHANGE : RULE_CACHE_STATE,
                 .effect = EFFECT_LOST_CPU_WRITE,
                 .tier = TIER_HAZARD,
                 .weak = 1,
                 .addr = f->addr,
                 .size = f->size > 8 ? 8 : f->size,
                 .had = f->data,
                 .wanted = f->data,
                 .now = *f,
                 .fresh = *v,
                 .old = *old,
                 .n = -1,
                 .site = site_of(j, -1, INIT_AXIM) };
    blame(j->book, &c);
}
