/* stale_code.c -- see stale_code.h. Sections: copies; what makes them old; what goes unused; facts. */
#include "stale_code_own.h"
#include <stdlib.h>
#include <string.h>
#include "h743.h"

/* Code in DTCM is not judged, in private lines there is none, and data that moves is no code. */
static const uint64_t DEAF = HITS | 1ull << F_BEAT | 1ull << F_FILL_BEAT | 1ull << F_FILL_START | 1ull << F_EVICT;

/* ---- copies ---------------------------------------------------------------------------------- */

static bool in_flash(const stale_code_t *j, uint32_t addr) { return flash_order_holds(&j->orders, addr); }

/* Ask for instructions and loads while there is something to ask them for. */
static void listen(stale_code_t *j)
{
    const uint64_t both = 1ull << F_INSN | 1ull << F_LOAD, was = j->sink.mask;
    j->sink.mask = (was & ~both) | (j->code ? 1ull << F_INSN : 0) | (j->flash ? 1ull << F_LOAD : 0);
    j->sink.deaf = j->flash ? DEAF & ~(1ull << F_LOAD) : DEAF;
    if (!(was & 1ull << F_INSN)) j->next_pc = j->pc = NO_PC;
    if (j->sink.mask != was && j->tee) tee_look(j->tee);
}

static void weigh(stale_code_t *j, copy_t *c)
{
    uint32_t old = 0;
    for (unsigned i = 0; c->valid && c->made & c->known && i < LINE; i++)
        if (c->made >> i & c->known >> i & 1 && c->data[i] != c->fresh[i]) old |= 1u << i;
    if (!old == !c->old) { c->old = old; return; }
    unsigned *count = of_code(j, c) ? &j->code : &j->flash;
    if (old) ++*count; else --*count;
    c->old = old;
    listen(j);
}

static void drop(stale_code_t *j, copy_t *c)
{
    c->valid = 0;
    if (c >= j->loose && c < j->loose + LOOSE) j->queued &= ~(1u << (c - j->loose));
    weigh(j, c), c->made = c->known = c->after = 0;
}

static copy_t *copy_of(stale_code_t *j, uint64_t note)
{
    unsigned set = note & 0xFFFF, way = note >> 16 & 0xFF;
    return note >> 31 & 1 ? &j->icache[(set * ICACHE_WAYS + way) % CACHE_LINES]
                          : &j->dcache[(set * DCACHE_WAYS + way) % CACHE_LINES];
}

static copy_t *find(copy_t *copy, unsigned sets, unsigned ways, uint32_t addr)
{
    copy_t *set = &copy[(addr / LINE & (sets - 1)) * ways];
    for (unsigned w = 0; w < ways; w++)
        if (set[w].valid && set[w].addr == line_at(addr)) return &set[w];
    return NULL;
}
static copy_t *find_code(stale_code_t *j, uint32_t addr)
{ return find(j->icache, ICACHE_SETS, ICACHE_WAYS, addr); }
static copy_t *find_data(stale_code_t *j, uint32_t addr)
{ return find(j->dcache, DCACHE_SETS, DCACHE_WAYS, addr); }

static void replace(copy_t *c, unsigned at, uint8_t fresh, const fact_t *writer)
{
    c->made |= 1u << at, c->after |= 1u << at;
    c->fresh[at] = fresh;
    c->writer = *writer;
}

/* A place of the prefetch queue. */
static copy_t *loose_for(stale_code_t *j, uint32_t addr)
{
    for (unsigned left = j->queued; left; left &= left - 1)
        if (j->loose[__builtin_ctz(left)].addr == line_at(addr)) return &j->loose[__builtin_ctz(left)];
    copy_t *c = &j->loose[j->next_loose++ % LOOSE];
    drop(j, c);
    *c = (copy_t){ .addr = line_at(addr), .valid = 1, .born = j->order };
    j->queued |= 1u << (c - j->loose);
    return c;
}

/* What was fetched before a flush of the queue is gone. */
static void flush(stale_code_t *j, uint64_t before)
{
    for (unsigned left = j->queued; left; left &= left - 1)
        if (j->loose[__builtin_ctz(left)].born < before) drop(j, &j->loose[__builtin_ctz(left)]);
}

/* ---- what makes them old --------------------------------------------------------------------- */

static const version_t *newest_at(const stale_code_t *j, uint32_t addr, uint32_t *key)
{
    if (!shadow_key(j->shadow, addr, key)) return NULL;
    return shadow_version(j->shadow, shadow_look(j->shadow, *key).newest);
}

/* The newest bytes of RAM against the eight that came. The shadow knows none of flash and TCM: they are
 * new. */
static void compare(stale_code_t *j, copy_t *c, const fact_t *f)
{
    uint32_t key, first = f->addr & (LINE - 8u), eight = 0xFFu << first;
    bool known = shadow_key(j->shadow, f->addr & ~7u, &key);
    c->known |= eight, c->made &= ~eight, c->after &= ~eight;
    for (unsigned i = 0; i < 8; i++) c->data[first + i] = (uint8_t)(f->data >> 8 * i);
    if (!known && !c->old && !(c->made & c->known)) return;
    for (unsigned i = 0; known && i < 8; i++) {
        const version_t *v = shadow_version(j->shadow, shadow_look(j->shadow, key + i).newest);
        uint8_t newest = v ? version_byte(v, key + i) : c->data[first + i];
        if (newest == c->data[first + i]) continue;
        fact_t writer = version_fact(v);
        replace(c, first + i, newest, &writer);
        c->after &= ~(1u << (first + i));
    }
    weigh(j, c);
}

static void written_at(stale_code_t *j, uint32_t addr, const fact_t *f)
{
    for (unsigned i = 0; i < f->size && i < 8; i++) {
        copy_t *c = find_code(j, addr + i);
        if (!c) { i += 7 - (addr + i) % 8; continue; }
        replace(c, (addr + i) & (LINE - 1u), (uint8_t)(f->data >> 8 * i), f);
        weigh(j, c);
    }
    for (unsigned left = j->queued; left; left &= left - 1) {
        copy_t *c = &j->loose[__builtin_ctz(left)];
        for (unsigned i = 0; i < f->size && i < 8; i++)
            if (line_at(addr + i) == c->addr)
                replace(c, (addr + i) & (LINE - 1u), (uint8_t)(f->data >> 8 * i), f);
    }
}

/* Is any copy of code there? */
static bool copied(stale_code_t *j, uint32_t addr, unsigned size)
{
    return j->queued || find_code(j, addr) || (addr % 8 + size > 8 && find_code(j, addr + size - 1));
}

/* A store close behind the program: the queue may have fetched those bytes already. */
static void behind_the_program(stale_code_t *j, const fact_t *f)
{
    if (f->pc == NO_PC || f->addr - f->pc >= 8 * FETCH_WORDS + 8) return;
    for (unsigned i = 0; i < f->size && i < 8; i++) {
        copy_t *c = loose_for(j, f->addr + i);
        unsigned at = (f->addr + i) & (LINE - 1u);
        replace(c, at, (uint8_t)(f->data >> 8 * i), f);
        c->known |= 1u << at, c->data[at] = (uint8_t)~c->fresh[at];   /* what was there is not known */
        c->filled.kind = F_NONE;
        weigh(j, c);
    }
}

static void see_store(stale_code_t *j, const fact_t *f)
{
    flash_order_store(&j->orders, f);
    if (f->what != DST_STB && f->what != DST_TCM) return;
    behind_the_program(j, f);
    if (in_flash(j, f->addr)) return;                       /* F_FLASH tells when it is there */
    written_at(j, f->addr, f);
    if (alias_of(f->addr) != f->addr) written_at(j, alias_of(f->addr), f);
}

static void see_beat(stale_code_t *j, const fact_t *f)
{
    bool fetched = is_cpu(f->who);
    copy_t *line = fetched ? find_code(j, f->addr) : NULL;
    if (fetched && f->size == 8 && !(line && ~line->known)) {   /* not of a line's fill: past the cache */
        copy_t got = { .addr = line_at(f->addr), .valid = 0, .filled = *f };
        compare(j, &got, f);
        if (!got.made) return;
        copy_t *c = loose_for(j, f->addr);
        c->filled = *f;
        compare(j, c, f);
        return;
    }
    if (fetched || !(f->note >> 8 & 1) || in_flash(j, f->addr)) return;
    uint32_t key, alias = alias_of(f->addr);
    if (shadow_key(j->shadow, f->addr, &key) && key % LINE + f->size <= LINE && !shadow_fetched(j->shadow, key)) return;
    if (!copied(j, f->addr, f->size) && !(alias != f->addr && copied(j, alias, f->size))) return;
    const version_t *v = newest_at(j, f->addr, &key);
    fact_t writer = v ? version_fact(v) : *f;               /* a bridge writes for somebody else */
    writer.addr = f->addr, writer.size = f->size, writer.data = f->data;
    written_at(j, f->addr, &writer);
    if (alias != f->addr) written_at(j, alias, &writer);
}

/* ---- what goes unused ------------------------------------------------------------------------- */

/* Bytes of which it is certain that they are code, or any of flash that was read. */
static bool counts(const stale_code_t *j, const copy_t *c, unsigned at)
{
    site_t s;
    if (!of_code(j, c)) return true;
    if (c->jumped && at / 8 == c->asked / 8u) return true;
    return j->names->site && j->names->site(j->names->of, c->addr + at, 0, &s) && *s.function;
}

/* It goes without having been executed or read: told from the first old byte to the last. */
static void unused(stale_code_t *j, copy_t *c, tick_t at)
{
    uint32_t old = c->valid ? c->old & c->after : 0;
    for (uint32_t left = old; left; left &= left - 1) {
        unsigned i = (unsigned)__builtin_ctz(left);
        if (!counts(j, c, i)) old &= ~(1u << i);
    }
    if (!old) return;
    unsigned first = (unsigned)__builtin_ctz(old), last = 31 - (unsigned)__builtin_clz(old);
    stale_code_tell(j, c, c->addr + first, last - first + 1, NULL, at);
}

/* ---- facts ------------------------------------------------------------------------------------ */

static void see_fill(stale_code_t *j, const fact_t *f)
{
    bool icache = f->note >> 31 & 1;
    copy_t *c = copy_of(j, f->note);
    if (!icache && !in_flash(j, f->addr) && !c->valid) return;
    if (f->kind == F_FILL_BEAT) {
        if (c->valid && c->addr == line_at(f->addr)) compare(j, c, f);
        return;
    }
    unused(j, c, f->at);
    drop(j, c);
    if (f->kind == F_FILL_DROP || (!icache && !in_flash(j, f->addr))) return;
    bool before = icache && find_code(j, f->addr - LINE);
    /* drop did the rest */
    c->addr = line_at(f->addr), c->valid = 1, c->asked = (uint8_t)(f->pc & (LINE - 1u));
    c->filled = *f, c->jumped = icache && (f->pc & (LINE - 8u) || !before);
    memset(c->data, 0, LINE), memset(c->fresh, 0, LINE);
}

/* What was invalidated may still be in the queue. */
static void to_queue(stale_code_t *j, copy_t *c)
{
    if (!c->old || !of_code(j, c)) return;
    copy_t *q = loose_for(j, c->addr);
    uint64_t born = q->born;
    drop(j, q);
    *q = *c, j->queued |= 1u << (q - j->loose);
    q->old = 0, q->born = born, q->filled.kind = F_NONE;
    weigh(j, q);
}

static void see_evict(stale_code_t *j, const fact_t *f)
{
    copy_t *c = copy_of(j, f->note);
    if (!c->valid || c->addr != line_at(f->addr)) return;
    if (f->what == EVICT_REPLACED || f->what == EVICT_FORCED) unused(j, c, f->at);
    else if (f->what == EVICT_CLEAN) return;
    else to_queue(j, c);
    drop(j, c);
}

static void see_maintenance(stale_code_t *j, const fact_t *f)
{
    if (f->what != MAINT_ICIALLU && f->what != MAINT_ICIMVAU) return;
    unsigned n = j->maintains++ % MAINTAINED;
    j->maintained[n].line = f->what == MAINT_ICIALLU ? NO_LINE : line_at(f->addr);
    j->maintained[n].at = f->at;
    for (unsigned i = 0; f->what == MAINT_ICIALLU && i < CACHE_LINES; i++)
        if (j->icache[i].valid) to_queue(j, &j->icache[i]), drop(j, &j->icache[i]);
}

/* A load or store's bytes in a line of flash: a store that hits writes the line as well (write-through). */
static void see_drain(stale_code_t *j, const fact_t *f)
{
    copy_t *c = f->what != DRAIN_BUS && in_flash(j, f->addr) ? find_data(j, f->addr) : NULL;
    for (unsigned i = 0; c && i < 8; i++)
        if (f->note >> i & 1) c->data[(f->addr + i) & (LINE - 1u)] = (uint8_t)(f->data >> 8 * i);
    if (c) weigh(j, c);
}

/* The flash does it by itself: behind it is who ordered it. */
static void change_flash(stale_code_t *j, copy_t *copy, const fact_t *f)
{
    fact_t writer = flash_order_by(&j->orders, f);
    uint32_t size = flash_order_bytes(f);
    for (unsigned n = 0; n < CACHE_LINES; n++) {
        copy_t *c = &copy[n];
        if (!c->valid || c->addr + LINE <= f->addr || c->addr >= f->addr + size) continue;
        for (unsigned i = 0; i < LINE; i++) {
            uint32_t at = c->addr + i - f->addr;
            uint8_t byte = f->what == FLASH_ERASED ? 0xFF : (uint8_t)(f->data >> 8 * (at & 7));
            if (at < size) replace(c, i, byte, &writer);
        }
        weigh(j, c);
    }
}

static bool stale_at(const copy_t *c, uint32_t addr, uint8_t had)
{
    unsigned at = addr & (LINE - 1u);
    return c->valid && c->addr == line_at(addr) && c->old >> at & 1 && had != c->fresh[at];
}

/* Told from the first old byte to the last. */
static void consumed(stale_code_t *j, copy_t *c, uint32_t addr, uint64_t had, unsigned size, const fact_t *f)
{
    unsigned first = 8, last = 0;
    for (unsigned i = 0; c && i < size && i < 8; i++)
        if (stale_at(c, addr + i, (uint8_t)(had >> 8 * i))) last = i, first = first < i ? first : i;
    if (first == 8) return;
    stale_code_tell(j, c, addr + first, last - first + 1, f, f->at);
    c->made = 0;                                            /* told: this line is of no more interest */
    weigh(j, c);
}

static void see_insn(stale_code_t *j, const fact_t *f)
{
    uint64_t had = in_memory(f);
    if (j->next_pc != NO_PC && f->pc != j->next_pc && f->pc != j->pc) flush(j, j->last_insn);
    for (unsigned half = 0; half < f->size; half += 2) {
        uint32_t at = f->pc + half;
        consumed(j, find_code(j, at), at, had >> 8 * half, 2, f);
        for (unsigned i = 0; i < LOOSE; i++) consumed(j, &j->loose[i], at, had >> 8 * half, 2, f);
    }
    j->last_insn = j->order;
    j->pc = f->pc, j->next_pc = f->pc + f->size;
}

static void see_load(stale_code_t *j, const fact_t *f)
{
    if (f->what != SRC_CACHE && f->what != SRC_LFB) return;
    consumed(j, find_data(j, f->addr), f->addr, f->data, f->size, f);
}

/* The core's data: neither code nor flash. */
static bool of_no_use(const stale_code_t *j, const fact_t *f)
{
    if (f->kind == F_BEAT) return is_cpu(f->who) && f->note >> 24 != TAG_FETCH;
    return f->kind == F_FILL_BEAT && !(f->note >> 31 & 1) && !in_flash(j, f->addr);
}

static void stale_code_see(sink_t *sink, const fact_t *f)
{
    stale_code_t *j = (stale_code_t *)sink;
    if (of_no_use(j, f)) return;
    j->order++;
    switch (f->kind) {
    case F_STORE: see_store(j, f); break;
    case F_BEAT:  see_beat(j, f); break;
    case F_FILL_START: case F_FILL_BEAT: case F_FILL_DROP: see_fill(j, f); break;
    case F_EVICT: see_evict(j, f); break;
    case F_DRAIN: see_drain(j, f); break;
    case F_MAINT: see_maintenance(j, f); break;
    case F_FLASH: change_flash(j, j->icache, f), change_flash(j, j->dcache, f); break;
    case F_BARRIER: if (f->what == BAR_ISB) flush(j, UINT64_MAX); break;
    case F_IRQ_ENTER: case F_IRQ_LEAVE: flush(j, UINT64_MAX); break;
    case F_INSN:  see_insn(j, f); break;
    case F_LOAD:  see_load(j, f); break;
    default: break;
    }
}

/* Told once instead of many times: a register that is read moves no code, nor does a fetch of the newest
 * bytes. */
static void stale_code_again(sink_t *sink, const again_t *a)
{
    const stale_code_t *j = (const stale_code_t *)sink;
    bool once = true, newest = !j->queued;
    for (unsigned k = 0; k < a->facts; k++) {
        const fact_t *f = &a->fact[k];
        const region_row_t *r = map_region(j->map, f->addr);
        bool harmless = newest || (r && r->kind == REGION_PART);
        once = once && (!sink_wants(sink, f) || (f->kind == F_BEAT && !(f->note >> 8 & 1) && harmless));
    }
    again_tell(sink, a, once ? a->times : 1);
}

stale_code_t *stale_code_new(const map_t *map, const names_t *names, findings_t *list, const shadow_t *shadow,
                             tee_t *tee)
{
    static const uint8_t kinds[] = { F_STORE, F_BEAT, F_FILL_START, F_FILL_BEAT, F_FILL_DROP, F_EVICT,
                                     F_DRAIN, F_MAINT, F_FLASH, F_BARRIER, F_IRQ_ENTER, F_IRQ_LEAVE };
    stale_code_t *j = calloc(1, sizeof *j);
    if (!j) abort();
    j->sink.see = stale_code_see, j->sink.again = stale_code_again, j->tee = tee;
    for (size_t i = 0; i < sizeof kinds; i++) j->sink.mask |= 1ull << kinds[i];
    j->sink.loose = 1, j->sink.deaf = DEAF;
    j->map = map, j->names = names, j->shadow = shadow;
    j->book = (book_t){ .list = list, .map = map, .names = names };
    j->pc = j->next_pc = NO_PC;
    j->orders = flash_order_start(map);
    return j;
}

sink_t *stale_code_sink(stale_code_t *j) { return &j->sink; }

void stale_code_finish(stale_code_t *j, tick_t end)
{
    for (unsigned i = 0; i < CACHE_LINES; i++) unused(j, &j->icache[i], end), unused(j, &j->dcache[i], end);
}

void stale_code_free(stale_code_t *j)
{
    if (!j) return;
    book_free(&j->book);
    free(j);
}
