/* findings.c -- the list of findings, the stable names of rules, effects and tiers, and the words the
 * judges share. See judge.h and findings.h. */
#include "findings.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "h743.h"
#include "watch.h"

const char *const rule_name[RULES] = {
    [RULE_DMA_UNREACHABLE] = "dma-unreachable",     [RULE_MEMORY_UNCLOCKED] = "memory-unclocked",
    [RULE_STALE_READ] = "stale-read",               [RULE_STALE_DMA_READ] = "stale-dma-read",
    [RULE_LOST_DMA_WRITE] = "lost-dma-write",       [RULE_LOST_CPU_WRITE] = "lost-cpu-write",
    [RULE_SHARED_LINE] = "shared-line",             [RULE_MISSING_BARRIER] = "missing-barrier",
    [RULE_EARLY_INVALIDATE] = "early-invalidate",   [RULE_IGNORED_ERROR] = "ignored-error",
    [RULE_ERRATUM_WRITE_THROUGH] = "erratum-write-through", [RULE_DMA_CONFIG] = "dma-config",
    [RULE_MPU_RESERVED] = "mpu-reserved",           [RULE_MPU_WINDOW] = "mpu-window",
    [RULE_STARVED] = "starved",                     [RULE_MDMA_TCM_PORT] = "mdma-tcm-port",
    [RULE_STALE_CODE] = "stale-code",               [RULE_STALE_FLASH] = "stale-flash",
    [RULE_WRONG_RANGE] = "wrong-range",             [RULE_DMA_AFTER_FREE] = "dma-after-free",
    [RULE_CACHE_STATE] = "cache-state",             [RULE_MPU_CHANGE] = "mpu-change",
    [RULE_MPU_OVERLAP] = "mpu-overlap",             [RULE_READ_AHEAD] = "read-ahead",
    [RULE_SPECULATIVE_ACCESS] = "speculative-access", [RULE_DEBUGGER_VIEW] = "debugger-view",
    [RULE_BUFFER_OVERRUN] = "buffer-overrun",
};
const char *const effect_name[EFFECTS] = {
    [EFFECT_NONE] = "none",
    [EFFECT_STALE_READ] = "stale-read",
    [EFFECT_STALE_DMA_READ] = "stale-dma-read",
    [EFFECT_LOST_DMA_WRITE] = "lost-dma-write",
    [EFFECT_LOST_CPU_WRITE] = "lost-cpu-write",
    [EFFECT_STALE_CODE] = "stale-code",
};
const char *const tier_name[TIERS] = { [TIER_ERROR] = "error",
                                       [TIER_HAZARD] = "hazard",
                                       [TIER_LINT] = "lint" };

const char *const cause_name[CAUSES] = { "event", "newest-value", "old-value", "line-filled", "bytes-moved",
                                         "transfer-armed", "transfer-done", "showed" };
enum { SEEN_MOST = 1 << 20 };                    /* of all findings together */

int rule_by_name(const char *name)
{
    for (int i = 0; name && i < RULES; i++)
        if (!strcmp(name, rule_name[i])) return i;
    return -1;
}

finding_t *findings_add(findings_t *list)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 16;
        finding_t *more = realloc(list->item, room * sizeof *more);
        if (!more) abort();
        list->item = more, list->room = room;
    }
    finding_t *f = &list->item[list->count++];
    memset(f, 0, sizeof *f);
    f->pc = f->fix_pc = NO_PC;
    f->id = (uint32_t)list->count;
    return f;
}

void findings_saw(findings_t *list, const finding_t *f, const seen_t *seen)
{
    if (!list->all || list->seens == SEEN_MOST) return;
    if (list->seens == list->seen_room) {
        list->seen_room = list->seen_room ? 2 * list->seen_room : 64;
        list->seen = realloc(list->seen, list->seen_room * sizeof *list->seen);
        if (!list->seen) abort();
    }
    list->seen[list->seens] = *seen;
    list->seen[list->seens++].id = f->id;
}

void findings_free(findings_t *list)
{
    free(list->item), free(list->seen);
    *list = (findings_t){ 0 };
}

/* ---- names ----------------------------------------------------------------------------------- */

enum { ALIASED = 0x48000, ALIAS_AT = 0x10000000, FOLDED_AT = 0x30000000 };

uint32_t folded(uint32_t addr)
{
    return addr - ALIAS_AT < ALIASED ? addr - ALIAS_AT + FOLDED_AT : addr;
}

uint32_t alias_of(uint32_t addr)
{
    return addr - FOLDED_AT < ALIASED ? addr - FOLDED_AT + ALIAS_AT : folded(addr);
}

static int by_folded(const void *a, const void *b)
{
    const symbol_t *x = a, *y = b;
    if (folded(x->addr) != folded(y->addr)) return folded(x->addr) < folded(y->addr) ? -1 : 1;
    return x->size != y->size ? (x->size < y->size ? 1 : -1) : strcmp(x->name, y->name);
}

void names_order(symbol_t *s, uint32_t *reach, size_t count)
{
    if (count) qsort(s, count, sizeof *s, by_folded);
    for (size_t i = 0; i < count; i++) {
        uint32_t end = folded(s[i].addr) + s[i].size;
        reach[i] = i && reach[i - 1] > end ? reach[i - 1] : end;
    }
}

/* Of all that hold addr, and of `best`, the smallest. In a list in order, only those from the last that
 * begins at or before addr down to where nothing reaches up to it. */
static const symbol_t *smallest(const symbol_t *list, const uint32_t *reach, size_t count, uint32_t addr,
                                const symbol_t *best)
{
    size_t lo = 0, hi = count;
    while (reach && lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (folded(list[mid].addr) <= folded(addr)) lo = mid + 1; else hi = mid;
    }
    for (size_t i = hi; i-- && (!reach || reach[i] > folded(addr));) {
        const symbol_t *s = &list[i];
        if (folded(addr) - folded(s->addr) < s->size && (!best || s->size <= best->size)) best = s;
    }
    return best;
}

const symbol_t *names_find(const names_t *names, uint32_t addr)
{
    return smallest(names->symbol, names->reach, names->symbols, addr, NULL);
}

const symbol_t *names_part(const names_t *names, uint32_t addr)
{
    const symbol_t *best = names_find(names, addr);
    best = smallest(names->part, names->part_reach, names->parts, addr, best);
    for (size_t i = 0; i < names->locals; i++) {
        const symbol_t *s = &names->local[i].symbol;
        if (addr - s->addr < s->size && (!best || s->size <= best->size)) best = s;
    }
    return best;
}

const local_name_t *names_local(const names_t *names, const symbol_t *s)
{
    for (size_t i = 0; s && i < names->locals; i++)
        if (s == &names->local[i].symbol) return &names->local[i];
    return NULL;
}

/* Rust's core and alloc, as rustc names their files, and crates that are not the user's own. */
static bool library_file(const char *file)
{
    static const char *const mark[] = { "/rustc/", "/library/core/src/", "/library/alloc/src/",
                                        "/registry/src/" };
    for (size_t i = 0; i < sizeof mark / sizeof *mark; i++)
        if (strstr(file, mark[i])) return true;
    return false;
}

bool names_site(const names_t *names, uint32_t pc, site_t *s)
{
    if (!names->site || pc == NO_PC || !names->site(names->of, pc, 0, s)) return false;
    site_t out;
    for (unsigned n = 1; library_file(s->file) && names->site(names->of, pc, n, &out); n++)
        if (!library_file(out.file)) return *s = out, true;
    return true;
}

void names_clock_start(names_t *names, domain_t cpu) { names->cpu = cpu, names->befores = 0; }

/* The oldest rate is forgotten when there are too many: its cycles are then told at the next one's. */
void names_clock_see(names_t *names, const fact_t *f)
{
    if (f->kind != F_CLOCK || f->what != CLK_CPU || f->at < names->cpu.base) return;
    if (names->befores == NAMES_CLOCKS)
        memmove(names->before, names->before + 1, --names->befores * sizeof *names->before);
    names->before[names->befores++] = names->cpu;
    names->cpu = fact_clock(f);
}

tick_t names_tick(const names_t *names, uint64_t cycle)
{
    const domain_t *d = &names->cpu;
    for (unsigned i = names->befores; i && cycle < d->first; i--) d = &names->before[i - 1];
    return domain_edge(d, cycle);
}

uint64_t say_cycle(const names_t *names, tick_t at)
{
    const domain_t *d = &names->cpu;
    for (unsigned i = names->befores; i && at < d->base; i--) d = &names->before[i - 1];
    return d->div && at >= d->base ? domain_count(d, at) : at;
}

static bool in_word(char c) { return isalnum((unsigned char)c) || c == '_' || c == '#'; }

/* Two fifths from the front, the rest from the end, each back to where a word ends if that is not far. */
const char *say_short(const char *name, size_t most, words_t *w)
{
    size_t n = strlen(name);
    if (most >= sizeof w->s) most = sizeof w->s - 1;
    if (n <= most) return put_text(w->s, sizeof w->s, "%s", name), w->s;
    size_t head = 2 * most / 5, tail = n - (most - 2 - head), h = head, t = tail;
    while (h && in_word(name[h - 1]) && in_word(name[h])) h--;
    while (h && name[h - 1] == ':') h--;
    while (t < n && in_word(name[t - 1]) && in_word(name[t])) t++;
    if (t == n) t = tail;
    return put_text(w->s, sizeof w->s, "%.*s..%s", (int)(h ? h : head), name, name + t), w->s;
}

const char *say_place(const names_t *names, const map_t *map, uint32_t addr, words_t *w)
{
    const symbol_t *s = names_part(names, addr);
    const region_row_t *r = map_region(map, addr);
    uint32_t off = s ? folded(addr) - folded(s->addr) : 0;
    if (s) say_short(s->name, 60, w);
    if (s && off) add_text(w->s, sizeof w->s, off > 9 ? "+0x%X" : "+%u", (unsigned)off);
    if (!s)
        put_text(w->s, sizeof w->s, "%.60s%s0x%08X", r ? r->name : "", r ? " " : "",
                 (unsigned)addr);
    return w->s;
}

const char *say_object(const names_t *names, const map_t *map, uint32_t addr, words_t *w)
{
    const symbol_t *s = names_part(names, addr);
    const region_row_t *r = map_region(map, addr);
    if (s) say_short(s->name, 60, w);
    else if (r) put_text(w->s, sizeof w->s, "%.60s", r->name);
    else put_text(w->s, sizeof w->s, "0x%08X", (unsigned)addr);
    return w->s;
}

/* "main+0x1a (main.c:88)"; inlined in something: "get in main+0x1a (queue.h:12)". */
#define ADD(...) add_text(w->s, sizeof w->s, __VA_ARGS__)
static const char *say_site(const names_t *names, uint32_t pc, words_t *w)
{
    site_t s, out = { .line = 0 }, next;
    w->s[0] = 0;
    if (!names_site(names, pc, &s)) return NULL;
    const char *file = strrchr(s.file, '/') ? strrchr(s.file, '/') + 1 : s.file;
    /* the function the code is in */
    for (unsigned n = 0; names->site(names->of, pc, n, &next); n++) out = next;
    if (strcmp(out.function, s.function)) ADD("%s in ", say_short(s.function, 28, &(words_t){ 0 }));
    if (*out.function) ADD("%s+0x%x", say_short(out.function, 40, &(words_t){ 0 }), (unsigned)out.offset);
    else ADD("0x%08X", (unsigned)pc);
    if (*file) ADD(" (%s:%u)", say_short(file, 30, &(words_t){ 0 }), s.line);
    return w->s;
}

const char *say_step(const names_t *names, uint32_t pc, words_t *w)
{
    if (pc == NO_PC) put_text(w->s, sizeof w->s, "no step of the program");
    else if (names->site && say_site(names, pc, w)) return w->s;
    else if (pc < names->steps && names->step && names->step[pc])
        put_text(w->s, sizeof w->s, "%s", names->step[pc]);
    else put_text(w->s, sizeof w->s, names->steps ? "step %u" : "0x%08X", (unsigned)pc);
    return w->s;
}

int is_dma(uint8_t who) { return engine_of_master(who) != NULL; }

int stream_of(uint8_t who, uint8_t tag)
{
    const engine_t *e = engine_of_master(who);
    return e ? stream_number(e, tag) : master_number(who);
}

const char *say_exception(unsigned n, words_t *w)
{
    static const char *const name[] = { [2] = "NMI",  "HardFault",     "MemManage",     "BusFault",
                                        "UsageFault", [11] = "SVCall", [14] = "PendSV", "SysTick" };
    if (n < 16 && name[n]) put_text(w->s, sizeof w->s, "%s", name[n]);
    else put_text(w->s, sizeof w->s, "interrupt %d", (int)n - 16);
    return w->s;
}

const char *say_stream(int n, words_t *w)
{
    const engine_t *e = engine_of_stream(n);
    if (e) put_text(w->s, sizeof w->s, "%s %s %d", e->name, e->word, n - e->first);
    else if (n >= FIRST_MASTER) put_text(w->s, sizeof w->s, "%.60s", h743_map.init[master_init(n)].name);
    else put_text(w->s, sizeof w->s, "no stream");
    return w->s;
}

const char *say_master(const map_t *map, uint8_t who, uint8_t tag, words_t *w)
{
    if (is_cpu(who)) put_text(w->s, sizeof w->s, "CPU");
    else if (is_dma(who) && tag == TAG_UNKNOWN)
        put_text(w->s, sizeof w->s, "%s", engine_of_master(who)->name);
    else if (is_dma(who)) say_stream(stream_of(who, tag), w);
    else if (who < map->inits) put_text(w->s, sizeof w->s, "%.60s", map->init[who].name);
    else put_text(w->s, sizeof w->s, "master %u", who);
    return w->s;
}

const char *say_value(uint64_t value, unsigned bytes, words_t *w)
{
    if (bytes < 1 || bytes > 8) bytes = 8;
    if (bytes < 8) value &= (1ull << 8 * bytes) - 1;
    put_text(w->s, sizeof w->s, "0x%0*llX", (int)(2 * bytes), (unsigned long long)value);
    return w->s;
}

static void mark_cut(char *to, size_t room, int wanted)
{
    if (wanted >= (int)room && room > 8) memcpy(to + room - 3, "..", 3);
}

void put_text(char *to, size_t room, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (room) mark_cut(to, room, vsnprintf(to, room, format, args));
    va_end(args);
}

void add_text(char *to, size_t room, const char *format, ...)
{
    size_t used = room ? strlen(to) : 0;
    va_list args;
    va_start(args, format);
    if (used < room) mark_cut(to, room, (int)used + vsnprintf(to + used, room - used, format, args));
    va_end(args);
}

void name_buffer(finding_t *f, const names_t *names, const map_t *map, uint32_t addr)
{
    const symbol_t *s = names_part(names, addr);
    const local_name_t *l = names_local(names, s);
    put_text(f->buffer, sizeof f->buffer, "%.63s", say_object(names, map, addr, &(words_t){ 0 }));
    const char *slash = l && l->file ? strrchr(l->file, '/') : NULL;
    const char *file = slash ? slash + 1 : l ? l->file : NULL;
    if (file) put_text(f->declared, sizeof f->declared, "%.34s:%u", file, l->line);
    if (s && names->site && !strcmp(s->name, "stack")) s = NULL;     /* a firmware's whole stack: no object */
    f->buffer_addr = s ? s->addr : 0, f->buffer_size = s ? s->size : 0;
}

const char *cause_master(const cause_t *c, words_t *w)
{
    const fact_t *f = &c->fact;
    if (f->kind >= F_DMA_ON && f->kind <= F_DMA_TARGET && engine_of_slot(f->who))
        return say_stream(stream_at(f->who, f->what), w);
    if (f->kind == F_ASK) return say_master(&h743_map, f->who, (uint8_t)(f->note >> 16), w);
    if (f->kind == F_BEAT) return say_master(&h743_map, f->who, (uint8_t)(f->note >> 24), w);
    if (f->kind == F_MASTER_ON || f->kind == F_MASTER_OFF)
        return say_master(&h743_map, f->what, TAG_UNKNOWN, w);
    if (f->kind >= F_FILL_START && f->kind <= F_EVICT) return put_text(w->s, sizeof w->s, "D-cache"), w->s;
    bool cpu = f->kind < F_DRAIN || f->kind == F_MAINT || f->kind == F_INSN || f->kind == F_REG_WRITE
            || f->kind == F_RELEASE || f->kind == F_HEAP;
    return put_text(w->s, sizeof w->s, f->kind == F_DRAIN ? "store buffer" : cpu ? "CPU" : "chip"), w->s;
}

cause_t *add_cause(finding_t *f, const fact_t *fact)
{
    static cause_t spare;                     /* beyond the last place: written, never read */
    cause_t *c = &spare;
    if (f->causes < FINDING_CAUSES)
        for (c = &f->cause[f->causes++]; c > f->cause && c[-1].fact.at > fact->at; c--) *c = c[-1];
    *c = (cause_t){ .fact = *fact };
    return c;
}
