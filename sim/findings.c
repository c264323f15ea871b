/* findings.c -- the list of findings, the stable names of rules, effects and tiers, and the words the
 * judges share. See judge.h and findings.h. */
#include "findings.h"
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
};
const char *const effect_name[EFFECTS] = {
    [EFFECT_NONE] = "none",
    [EFFECT_STALE_READ] = "stale-read",
    [EFFECT_STALE_DMA_READ] = "stale-dma-read",
    [EFFECT_LOST_DMA_WRITE] = "lost-dma-write",
    [EFFECT_LOST_CPU_WRITE] = "lost-cpu-write",
};
const char *const tier_name[TIERS] = { [TIER_ERROR] = "error",
                                       [TIER_HAZARD] = "hazard",
                                       [TIER_LINT] = "lint" };

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
    return f;
}

void findings_free(findings_t *list)
{
    free(list->item);
    *list = (findings_t){ 0 };
}

/* ---- names ----------------------------------------------------------------------------------- */

/* SRAM1, 2 and 3 answer at 0x1000_0000 as well (RM0433 2.3.2): same bytes, other cache lines. */
static uint32_t fold(uint32_t addr)
{
    return addr >= 0x10000000u && addr < 0x10048000u ? addr + 0x20000000u : addr;
}

const symbol_t *names_find(const names_t *names, uint32_t addr)
{
    const symbol_t *best = NULL;
    for (size_t i = 0; i < names->symbols; i++) {
        const symbol_t *s = &names->symbol[i];
        if (fold(addr) - fold(s->addr) < s->size && (!best || s->size < best->size)) best = s;
    }
    return best;
}

uint64_t say_cycle(const names_t *names, tick_t at)
{
    if (!names->cpu.div || !names->cpu.mul || at < names->cpu.base) return at;
    return domain_count(&names->cpu, at);
}

const char *say_place(const names_t *names, const map_t *map, uint32_t addr, words_t *w)
{
    const symbol_t *s = names_find(names, addr);
    const region_row_t *r = map_region(map, addr);
    if (s && fold(addr) == fold(s->addr)) put_text(w->s, sizeof w->s, "%.60s", s->name);
    else if (s)
        put_text(w->s, sizeof w->s, fold(addr) - fold(s->addr) > 9 ? "%.60s+0x%X" : "%.60s+%u", s->name,
                 (unsigned)(fold(addr) - fold(s->addr)));
    else
        put_text(w->s, sizeof w->s, "%.60s%s0x%08X", r ? r->name : "", r ? " " : "",
                 (unsigned)addr);
    return w->s;
}

const char *say_object(const names_t *names, const map_t *map, uint32_t addr, words_t *w)
{
    const symbol_t *s = names_find(names, addr);
    const region_row_t *r = map_region(map, addr);
    if (s) put_text(w->s, sizeof w->s, "%.60s", s->name);
    else if (r) put_text(w->s, sizeof w->s, "%.60s", r->name);
    else put_text(w->s, sizeof w->s, "0x%08X", (unsigned)addr);
    return w->s;
}

const char *say_step(const names_t *names, uint32_t pc, words_t *w)
{
    if (pc == NO_PC) put_text(w->s, sizeof w->s, "no step of the program");
    else if (pc < names->steps && names->step && names->step[pc])
        put_text(w->s, sizeof w->s, "%.90s", names->step[pc]);
    else put_text(w->s, sizeof w->s, names->steps ? "step %u" : "0x%08X", (unsigned)pc);
    return w->s;
}

int is_cpu(uint8_t who) { return who <= INIT_DTCM; }
int is_dma(uint8_t who) { return engine_of_master(who) != NULL; }

int stream_of(uint8_t who, uint8_t tag)
{
    const engine_t *e = engine_of_master(who);
    return e ? stream_number(e, tag) : master_number(who);
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

void put_text(char *to, size_t room, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (room) vsnprintf(to, room, format, args);
    va_end(args);
}

void add_text(char *to, size_t room, const char *format, ...)
{
    size_t used = room ? strlen(to) : 0;
    va_list args;
    va_start(args, format);
    if (used < room) vsnprintf(to + used, room - used, format, args);
    va_end(args);
}

void name_buffer(finding_t *f, const names_t *names, const map_t *map, uint32_t addr)
{
    const symbol_t *s = names_find(names, addr);
    put_text(f->buffer, sizeof f->buffer, "%.63s", say_object(names, map, addr, &(words_t){ 0 }));
    f->buffer_addr = s ? s->addr : 0, f->buffer_size = s ? s->size : 0;
}

cause_t *add_cause(finding_t *f, const fact_t *fact)
{
    static cause_t spare;                     /* beyond the last place: written, never read */
    cause_t *c = f->causes < FINDING_CAUSES ? &f->cause[f->causes++] : &spare;
    *c = (cause_t){ .fact = *fact };
    return c;
}
