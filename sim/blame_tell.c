/* blame_tell.c -- the paragraph of each coherency rule and what is missing: the words for one case. See
 * blame.h. */
#include "blame_own.h"
#include "h743.h"

/* ---- one paragraph a rule -------------------------------------------------------------------- */

static void advise_invalidate(const tale_t *t)
{
    const stream_t *s = t->c->stream;
    t->f->fix_pc = t->c->now.pc;
    t->f->circular = goes_round(s);
    MISSING("Invalidate %s by address after %s has written it", OBJECT(t->c->addr), STREAM);
    if (t->f->circular) add_text(t->f->missing, sizeof t->f->missing, ", every round anew,");
    else if (s && s->ended.kind)
        add_text(t->f->missing, sizeof t->f->missing, " (done at cycle %llu)", CYCLE(s->ended.at));
    add_text(t->f->missing, sizeof t->f->missing, " and before %s.", STEP(t->c->now.pc));
}

static void tell_stale_read(const tale_t *t)
{
    const case_t *c = t->c;
    if (c->tier == TIER_HAZARD && !c->same) {
        SAY("%s read %s, written by %s at cycle %llu, and got the right value only because the line was not "
            "in the D-cache while the DMA wrote. %s The core may fill any line of cacheable memory on its "
            "own at any time.",
            STEP(c->now.pc), PLACE(c->addr), STREAM, CYCLE(c->fresh.at),
            c->invalidated ? "It was invalidated before the transfer but not after it."
                           : "It was not invalidated.");
    } else if (c->fresh.order && is_cpu(c->fresh.who)) {
        SAY("%s read %s from %s, but the newest value %s is held elsewhere: it was stored at cycle %llu "
            "through address 0x%08X and has not reached what this load looked at.",
            STEP(c->now.pc), VALUE(c->had, c->size), PLACE(c->addr), VALUE(c->wanted, c->size),
            CYCLE(c->fresh.at), (unsigned)c->fresh.addr);
        t->f->fix_pc = c->now.pc;
        MISSING("Clean and invalidate the line after the store at cycle %llu and before %s, or use one "
                "address and one cache setting for %s.",
                CYCLE(c->fresh.at), STEP(c->now.pc), OBJECT(c->addr));
        return;
    } else {
        SAY("%s read %s from %s, but %s had written %s there at cycle %llu. The load hit a line that was "
            "filled at cycle %llu%s; the D-cache does not notice what other masters write to RAM.",
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
    SAY("%s read %s from %s, but %s had written %s there at cycle %llu. The line had been invalidated too "
        "early: it was filled again at cycle %llu (%s), before the DMA wrote these bytes, and kept the old "
        "content.",
        STEP(c->now.pc), VALUE(c->had, c->size), PLACE(c->addr), STREAM, VALUE(c->wanted, c->size),
        CYCLE(c->fresh.at), c->line ? CYCLE(c->line->at) : 0,
        c->line ? blame_fills[c->line->why < 5 ? c->line->why : 0] : "again");
    advise_invalidate(t);
}

/* This store of the CPU came while the stream went round, and it still does: the cure is behind the store, in
 * time for the next round. */
static bool within_rounds(const tale_t *t, const version_t *v)
{
    const stream_t *s = t->c->stream;
    if (!goes_round(s) || !v->order || !is_cpu(v->who) || v->order < s->en) return false;
    t->f->fix_pc = v->pc, t->f->fix_after = 1, t->f->circular = 1;
    return true;
}

static void advise_clean(const tale_t *t)
{
    const stream_t *s = t->c->stream;
    t->f->fix_pc = s ? s->pc : NO_PC;
    if (within_rounds(t, &t->c->fresh)) {
        MISSING("Clean %s by address after every store to it, that in %s for one, and before %s comes round "
                "to it.",
                OBJECT(t->c->addr), STEP(t->c->fresh.pc), STREAM);
        return;
    }
    MISSING("Clean %s by address (with its DSB) after the store at cycle %llu%s%s and before %s",
            OBJECT(t->c->addr), CYCLE(t->c->fresh.at), t->c->fresh.pc == NO_PC ? "" : ", ",
            t->c->fresh.pc == NO_PC ? "" : STEP(t->c->fresh.pc), STREAM);
    add_text(t->f->missing, sizeof t->f->missing, s ? " is enabled in %s." : " reads it.",
             s ? STEP(s->pc) : "");
}

static void tell_stale_dma_read(const tale_t *t)
{
    const case_t *c = t->c;
    if (c->tier == TIER_HAZARD && !c->same && c->cleaned) {
        SAY("%s read the right value of %s at cycle %llu, but the CPU had stored it at cycle "
            "%llu and cleaned "
            "it only after the stream was enabled: this time the clean was there first.",
            STREAM, PLACE(c->addr), CYCLE(c->now.at), CYCLE(c->fresh.at));
    } else if (c->tier == TIER_HAZARD && !c->same) {
        SAY("%s read the right value of %s at cycle %llu only because its line happened to be written back. "
            "The CPU stored it at cycle %llu into write-back memory and never cleaned it: the next build may "
            "keep the line.",
            STREAM, PLACE(c->addr), CYCLE(c->now.at), CYCLE(c->fresh.at));
    } else {
        SAY("%s read %s from %s at cycle %llu, but the CPU had stored %s there at cycle %llu and that value "
            "was still in the %s. A DMA reads RAM, never the cache.%s",
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

/* DMA1's and DMA2's registers are behind the core's AHBP, all other masters' here behind its AXIM, as RAM is
 * (RM0433 2.1.5), or may be. Normal and Device memory have no order but by a barrier (Armv7-M ARM A3.7.3). */
static const char *why_unordered(const case_t *c)
{
    return c->n >= 0 && c->n < FIRST_BDMA
               ? "they take different ports of the core"
               : "a store to RAM may wait in the store buffer while one to a register, which is Device "
                 "memory, goes ahead";
}

static void tell_missing_barrier(const tale_t *t)
{
    const case_t *c = t->c;
    const stream_t *s = c->stream;
    const char *late = c->cleaned ? "cleaned" : "stored";
    if (c->followed) {
        SAY("%s read %s from %s at cycle %llu. It had seen a later store of the CPU (a descriptor's OWN bit, "
            "say) and acted on it, but %s was stored at cycle %llu with no barrier in between%s.",
            STREAM, VALUE(c->had, c->size), PLACE(c->addr), CYCLE(c->now.at), PLACE(c->fresh.addr),
            CYCLE(c->fresh.at),
            c->where == AT_RAM ? ": this time it was in RAM already" : " and was not in RAM yet");
        t->f->pc = t->f->fix_pc = c->fresh.pc, t->f->fix_after = 1;
        MISSING("A DMB or DSB after %s and before the store that hands the descriptor over.",
                STEP(c->fresh.pc));
        return;
    }
    if (c->effect == EFFECT_LOST_DMA_WRITE)
        SAY("The CPU's store of %s to %s at cycle %llu reached RAM after %s had written %s there, and "
            "overwrote it. No barrier stood between the store and the enabling of the stream.",
            VALUE(c->had, c->size), PLACE(c->addr), CYCLE(c->old.at), STREAM,
            VALUE(c->wanted, c->size));
    else if (c->weak)
        SAY("%s was stored at cycle %llu and %s, which writes there, was enabled with no DSB in between: the "
            "store may still be on its way and land over what the stream writes.",
            PLACE(c->addr), CYCLE(c->fresh.at), STREAM);
    else if (c->tier == TIER_HAZARD && !c->same)
        SAY("%s was %s at cycle %llu and %s, which reads it, was enabled with no DSB in between. The "
            "register write may overtake the data: %s.",
            PLACE(c->addr), late, CYCLE(c->fresh.at), STREAM, why_unordered(c));
    else
        SAY("%s read %s from %s at cycle %llu, but the CPU had already %s %s (cycle %llu): it was still in "
            "the %s. No DSB stood between that and the enabling of the stream.",
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
            SAY_MORE("the CPU had stored to (%s, cycle %llu%s%s) and %s.",
                     PLACE(c->old.addr), CYCLE(c->old.at), c->old.pc == NO_PC ? "" : ", ",
                     c->old.pc == NO_PC ? "" : STEP(c->old.pc),
                     c->cleaned ? "cleaned or invalidated only after the stream was enabled"
                                : "not cleaned or invalidated since");
        else SAY_MORE("is dirty in the D-cache.");
        SAY_MORE(" The cache may write a dirty line back at any time, all 32 bytes: if after the DMA, over "
                 "what it received. In this run it did not.");
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
    if (within_rounds(t, &c->old)) {
        MISSING("Clean (or clean and invalidate) %s by address after the store in %s and before %s comes "
                "round to it, so that no dirty line is left.",
                OBJECT(c->addr), STEP(c->old.pc), STREAM);
        return;
    }
    MISSING("Clean and invalidate (or invalidate) %s before %s is enabled%s%s, so that no dirty line is "
            "left; %s.",
            OBJECT(c->addr), STREAM, c->stream ? " in " : "", c->stream ? STEP(c->stream->pc) : "",
            goes_round(c->stream) ? "clean what is stored to it later before the stream comes round to it"
                                  : "do not store to it until the transfer is over");
}

static void tell_lost_cpu_write(const tale_t *t)
{
    const case_t *c = t->c;
    uint32_t pc = c->how ? c->how->pc : NO_PC;
    const version_t *v = &c->fresh;
    bool beside = c->other && c->range != RANGE_POINTER;
    SAY("The CPU stored %s to %s%s%s%s at cycle %llu%s%s; the only copy was in a dirty line, and %s "
        "dropped it at cycle %llu.",
        VALUE(v->data, v->size), PLACE(v->addr), beside ? ", next to " : "",
        beside ? OBJECT(c->other) : "", beside ? "," : "", CYCLE(v->at),
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
uint32_t dma_side(const case_t *c)
{
    bool dropped = c->effect == EFFECT_LOST_CPU_WRITE && c->other;
    return dropped && (c->rule == RULE_SHARED_LINE || c->rule == RULE_WRONG_RANGE) ? c->other : c->addr;
}

static void tell_shared_line(const tale_t *t)
{
    const case_t *c = t->c;
    if (c->effect == EFFECT_LOST_DMA_WRITE) tell_lost_dma_write(t);
    else if (c->effect == EFFECT_LOST_CPU_WRITE) tell_lost_cpu_write(t);
    else tell_early_invalidate(t);
    bool one = book_object(t->b, c->addr) == book_object(t->b, c->other);
    SAY_MORE(" %s and %s share the cache line at 0x%08X.", one ? PLACE(c->addr) : OBJECT(c->addr),
             one ? PLACE(c->other) : OBJECT(c->other), (unsigned)(c->addr & ~31u));
    t->f->fix_pc = NO_PC;
    if (one)
        MISSING("Let no line of %s have two writers: what the DMA writes begins and ends at multiples of 32 "
                "(a descriptor to a line), or %s is non-cacheable. Or clean the edge lines before the DMA "
                "starts and keep off them.",
                OBJECT(c->addr), OBJECT(c->addr));
    else MISSING("Give %s lines of its own: align it to 32 bytes and round its size up to a multiple of 32, "
                 "so that %s no longer lies in a line the DMA uses. Not yours to place: "
                 "receive into a buffer "
                 "that is, and copy.",
            OBJECT(dma_side(c)), OBJECT(dma_side(c) == c->addr ? c->other : c->addr));
}

/* Which lines were maintained, and which should have been. */
static void tell_wrong_range(const tale_t *t)
{
    const case_t *c = t->c;
    const call_t *k = &c->call;
    const char *op = k->what == MAINT_DCIMVAC    ? "invalidate"
                     : k->what == MAINT_DCCIMVAC ? "clean and invalidate"
                                                 : "clean";
    uint32_t first = k->first & ~31u, size = k->end - first;
    if (c->effect == EFFECT_LOST_CPU_WRITE) tell_lost_cpu_write(t);
    else if (c->effect == EFFECT_STALE_READ)
        SAY("%s read %s from %s, but %s had written %s there at cycle %llu.", STEP(c->now.pc),
            VALUE(c->had, c->size), PLACE(c->addr), STREAM, VALUE(c->wanted, c->size), CYCLE(c->fresh.at));
    else
        SAY("%s read %s from %s at cycle %llu, but the CPU had stored %s there at cycle %llu.", STREAM,
            VALUE(c->had, c->size), PLACE(c->addr), CYCLE(c->now.at), VALUE(c->wanted, c->size),
            CYCLE(c->fresh.at));
    SAY_MORE(" The %s is in %s (cycle %llu): it worked on 0x%08X-0x%08X", op, STEP(k->pc), CYCLE(k->at),
             (unsigned)first, (unsigned)(k->end - 1));
    t->f->fix_pc = k->pc;
    if (c->range == RANGE_OFFSET) {
        SAY_MORE(", which is no cached memory: 0x%X looks like an offset into %s.", (unsigned)k->first,
                 OBJECT(c->addr));
        MISSING("Give %s the address, which is %s plus 0x%X.", STEP(k->pc), OBJECT(c->addr),
                (unsigned)k->first);
    } else if (c->range == RANGE_SHORT) {
        SAY_MORE(" and left out these bytes of %s.", OBJECT(c->addr));
        MISSING("Let %s cover all of %s that the DMA uses: its address, and its length in bytes, not in "
                "items. It took %u bytes.",
                STEP(k->pc), OBJECT(c->addr), (unsigned)size);
    } else if (c->range == RANGE_POINTER) {
        SAY_MORE(". 0x%08X is where a pointer to %s lies, not %s.", (unsigned)k->first, OBJECT(c->other),
                 OBJECT(c->other));
        MISSING("Give %s the pointer, not its address: %s was not invalidated.", STEP(k->pc),
                OBJECT(c->other));
    } else {
        SAY_MORE(", beyond the lines of %s.", OBJECT(c->other));
        MISSING("Let %s end with the last line of %s: it dropped %s as well.", STEP(k->pc), OBJECT(c->other),
                OBJECT(c->addr));
    }
}

/* The newest bytes and the accesses went different ways: cache-state and mpu-change. */
static void tell_past_cache(const tale_t *t)
{
    const case_t *c = t->c;
    bool off = c->rule == RULE_CACHE_STATE;
    const char *why = off ? "with the D-cache switched off" : "since the MPU made the memory non-cacheable";
    if (c->effect == EFFECT_STALE_READ && c->line)
        SAY("%s read %s from %s: it hit a line that was filled at cycle %llu. %s was stored at cycle %llu "
            "%s, past that line, which was not invalidated before the cache was used for it again.",
            STEP(c->now.pc), VALUE(c->had, c->size), PLACE(c->addr), CYCLE(c->line->at),
            VALUE(c->wanted, c->size), CYCLE(c->fresh.at),
            off ? "with the D-cache off" : "as non-cacheable memory");
    else if (c->effect == EFFECT_STALE_READ)
        SAY("%s read %s from %s, which is RAM %s. The newest value %s, stored at cycle %llu, is in a dirty "
            "line that nobody looks at any more.",
            STEP(c->now.pc), VALUE(c->had, c->size), PLACE(c->addr), why, VALUE(c->wanted, c->size),
            CYCLE(c->fresh.at));
    else if (c->effect == EFFECT_LOST_CPU_WRITE)
        SAY("The CPU stored %s to %s at cycle %llu, to RAM %s. A dirty line of the time before is%s in the "
            "cache: %s.",
            VALUE(c->fresh.data, c->fresh.size), PLACE(c->fresh.addr), CYCLE(c->fresh.at), why,
            c->how ? " no longer" : " still",
            c->how ? "it was written back over it" : "any clean or eviction writes it back, over this");
    else if (c->effect == EFFECT_LOST_DMA_WRITE)
        SAY("%s wrote to %s at cycle %llu, %s. A dirty line of the time before %s.", STREAM, PLACE(c->addr),
            CYCLE(c->fresh.at), why,
            c->how ? "was written back over it"
                   : "is still in the cache and may be written back over it at any time");
    else
        SAY("%s read %s from %s at cycle %llu, but the CPU had stored %s there at cycle %llu, into a line "
            "that stayed in the cache, dirty, %s.",
            STREAM, VALUE(c->had, c->size), PLACE(c->addr), CYCLE(c->now.at), VALUE(c->wanted, c->size),
            CYCLE(c->fresh.at), why);
    tell_consumed(t);
    if (off)
        MISSING("Clean and invalidate before CCR.DC is cleared or right behind it, and touch no memory in "
                "between; invalidate all of it before DC is set.");
    else
        MISSING("Clean and invalidate %s by address right before its MPU region is changed, or set the MPU "
                "up before the D-cache is switched on.",
                OBJECT(c->addr));
}

void tell_rule(const tale_t *t)
{
    switch (t->c->rule) {
    case RULE_STALE_READ:       tell_stale_read(t); break;
    case RULE_EARLY_INVALIDATE: tell_early_invalidate(t); break;
    case RULE_STALE_DMA_READ:   tell_stale_dma_read(t); break;
    case RULE_MISSING_BARRIER:  tell_missing_barrier(t); break;
    case RULE_LOST_DMA_WRITE:   tell_lost_dma_write(t); break;
    case RULE_LOST_CPU_WRITE:   tell_lost_cpu_write(t); break;
    case RULE_WRONG_RANGE:      tell_wrong_range(t); break;
    case RULE_CACHE_STATE: case RULE_MPU_CHANGE: tell_past_cache(t); break;
    default:                    tell_shared_line(t); break;
    }
    if (t->c->same) SAY_MORE(" Both values were equal in this run, so nothing wrong was seen.");
}
