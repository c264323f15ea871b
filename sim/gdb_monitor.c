/* gdb_monitor.c -- `monitor ...`: what no debug port can tell. */
#include "findings.h"
#include "firmware_file.h"
#include "gdb_own.h"
#include "json.h"
#include "regnames.h"
#include <string.h>

enum { COMMAND = 200, LINES_SHOWN = 32 };

typedef void monitor_t(gdb_t *, const char *word);
typedef struct { const char *name; monitor_t *go; const char *usage, *what; } command_t;

static void view(gdb_t *g, const char *word)
{
    static const char *const means[VIEWS] = {
        [VIEW_CPU] = "what the program would read: through store buffer and D-cache",
        [VIEW_RAM] = "what lies in memory, past the cache",
        [VIEW_DMA] = "what DMA1 and DMA2 would read: memory past the cache, no TCM"
    };
    int which = -1;
    for (int i = 0; i < VIEWS; i++)
        if (!strcmp(word, gdb_view_name[i])) which = i;
    if (*word && which < 0) {
        gdb_say(g, "no view \"%s\"; there are cpu, ram and dma\n", word);
        return;
    }
    if (which >= 0) g->view = (view_kind_t)which;
    gdb_say(g, "gdb sees the %s view: %s. Writes go through the core in every view.\n",
            gdb_view_name[g->view], means[g->view]);
}

/* A number, or the name of a variable or function. */
static bool address(gdb_t *g, const char *word, uint32_t *addr)
{
    const scenario_t *s = timeline_result(g->t)->scenario;
    err_t err = { "" };
    uint64_t v;
    if (text_to_uint(word, strlen(word), &v) && v <= UINT32_MAX) return *addr = (uint32_t)v, true;
    const symbol_t *symbol = *word ? firmware_symbol(s->firmware, word, &err) : NULL;
    if (symbol) return *addr = symbol->addr, true;
    gdb_say(g, "an address or a name is wanted%s%s\n", *err.text ? ": " : "", err.text);
    return false;
}

static void say_line(void *with, const char *line) { gdb_say(with, "%s\n", line); }

static void who(gdb_t *g, const char *word)
{
    uint32_t addr;
    answer_t answer;
    if (!address(g, word, &addr)) return;
    who_t *w = who_new(timeline_machine(g->t)->map, addr);
    timeline_who(g->t, w);
    who_answer(w, timeline_machine(g->t), &answer);
    who_text(&answer, timeline_machine(g->t), gdb_names(g), say_line, g);
    who_free(w);
}

static void cache_line(gdb_t *g, const cache_t *c, unsigned i)
{
    words_t words = { "" };
    const char *place = say_place(gdb_names(g), timeline_machine(g->t)->map, c->tag[i], &words);
    char bytes[3 * LINE + 1] = "";
    for (unsigned k = 0; k < LINE; k++) snprintf(bytes + 3 * k, 4, " %02x", c->data[i][k]);
    gdb_say(g, "  set %u way %u: 0x%08x %s (%s)\n   %s\n", i / DCACHE_WAYS, i % DCACHE_WAYS, c->tag[i],
            c->dirty[i] ? "dirty" : "clean", place, bytes);
}

/* A set's lines; without a set how full it is and what is dirty. */
static void cache(gdb_t *g, const char *word)
{
    const cache_t *c = &gdb_core(g)->dcache;
    unsigned valid = 0, dirty = 0, shown = 0, lines = DCACHE_SETS * DCACHE_WAYS;
    uint64_t set = 0;
    if (*word && !text_to_uint(word, strlen(word), &set)) {
        gdb_say(g, "cache wants a set, 0 to %d, or an address\n", DCACHE_SETS - 1);
        return;
    }
    if (set >= DCACHE_SETS) set = cache_set(&dcache_geometry, (uint32_t)set);
    for (unsigned i = 0; i < lines; i++) {
        if (!c->valid[i]) continue;
        valid++, dirty += c->dirty[i];
        if (*word ? i / DCACHE_WAYS != set : !c->dirty[i] || shown == LINES_SHOWN) continue;
        cache_line(g, c, i);
        shown++;
    }
    if (*word && !shown) gdb_say(g, "  set %u: empty\n", (unsigned)set);
    const char *state = gdb_core(g)->scb.ccr & CCR_DC ? "on" : "off";
    gdb_say(g, "D-cache %s: %u of %u lines valid, %u dirty%s\n", state, valid, lines, dirty,
            !*word && dirty > shown ? " (the first are shown)" : "");
}

static void findings(gdb_t *g, const char *word)
{
    const findings_t *f = &timeline_result(g->t)->findings;
    tick_t now = timeline_place(g->t).at;
    size_t later = 0;
    (void)word;
    for (size_t i = 0; i < f->count; i++) {
        const finding_t *x = &f->item[i];
        if (x->at > now) later++;
        unsigned long long cycle = say_cycle(gdb_names(g), x->at);
        gdb_say(g, "%s %s at cycle %llu%s: %s\n", tier_name[x->tier], rule_name[x->rule], cycle,
                x->at > now ? " (later than here)" : "", x->message);
    }
    gdb_say(g, "%zu findings so far%s; what only the end of the run can tell is not among them\n", f->count,
            later ? ", some of them ahead of this place" : "");
}

static uint32_t bits(uint32_t value, unsigned bit, unsigned width)
{
    return width < 32 ? value >> bit & ((1u << width) - 1) : value;
}

static void reg(gdb_t *g, const char *word)
{
    uint32_t addr, value;
    unsigned bit, width;
    char near[REG_NAME];
    reg_info_t info;
    reg_field_t field;
    if (!reg_find(word, &addr, &bit, &width)) {
        const char *known = *word ? reg_suggest(word, near, sizeof near) : NULL;
        gdb_say(g, "no register \"%s\"%s%s; names are those of the reference manual: DMA1.S0CR\n", word,
                known ? "; did you mean " : "", known ? known : "");
        return;
    }
    if (!machine_reg(timeline_machine(g->t), addr, &value)) {
        gdb_say(g, "%s is not modelled\n", word);
        return;
    }
    if (width < 32) {
        gdb_say(g, "%s = 0x%x\n", word, bits(value, bit, width));
        return;
    }
    gdb_say(g, "%s (0x%08x) = 0x%08x", word, addr, value);
    if (!reg_at(addr, &info)) info.fields = "";
    for (const char *at = info.fields; reg_field(&at, &field); )
        gdb_say(g, " %s %u", field.name, bits(value, field.bit, field.width));
    gdb_say(g, "\n");
}

static void cycles(gdb_t *g, const char *word)
{
    const machine_t *m = timeline_machine(g->t);
    timeline_place_t p = timeline_place(g->t);
    (void)word;
    unsigned long long cycle = machine_cycles(m), insn = p.now, tip = p.tip;
    gdb_say(g, "cycle %llu, %.3f us, instruction %llu; seen so far: %llu instructions\n", cycle,
            (double)p.at * 1e6 / (double)TICKS_PER_SECOND, insn, tip);
}

static void reset(gdb_t *g, const char *word)
{
    (void)word;
    timeline_reset(g->t);
    g->end_told = false;
    gdb_say(g, "as after power-on; what was written is forgotten. gdb does not know of it: "
            "`maintenance flush register-cache`\n");
}

static void help(gdb_t *, const char *);

static const command_t commands[] = {
    { "view",     view,     "view [cpu|ram|dma]", "whose eyes gdb reads memory with" },
    { "who",      who,      "who ADDR|NAME",
      "who wrote what store buffer, cache and memory have of it" },
    { "cache",    cache,    "cache [SET|ADDR]",   "the D-cache's lines: of a set, or all dirty ones" },
    { "findings", findings, "findings",           "what the judges have found so far" },
    { "reg",      reg,      "reg NAME",           "a register and its fields, by the manual's name" },
    { "cycles",   cycles,   "cycles",             "where the run stands" },
    { "reset",    reset,    "reset",              "from the beginning" },
    { "help",     help,     "help",               "this" },
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void help(gdb_t *g, const char *word)
{
    (void)word;
    for (int i = 0; i < COMMANDS; i++) gdb_say(g, "monitor %-20s %s\n", commands[i].usage, commands[i].what);
}

static void unknown(gdb_t *g, const char *word)
{
    suggest_t s;
    suggest_start(&s, word);
    for (int i = 0; i < COMMANDS; i++) suggest_offer(&s, commands[i].name);
    gdb_say(g, "no command \"%s\"%s; `monitor help` lists them\n", word, suggest_text(&s));
}

void gdb_monitor(gdb_t *g, const char *hex)
{
    uint8_t text[COMMAND] = "";
    size_t n = strlen(hex) / 2;
    if (strlen(hex) % 2 || n >= sizeof text || !gdb_bytes(hex, text, n) || memchr(text, 0, n)) {
        gdb_reply(g, "E01");
        return;
    }
    text[n] = 0;
    char *save, *name = strtok_r((char *)text, " \t", &save), *word = strtok_r(NULL, " \t", &save);
    int i = 0;
    while (name && i < COMMANDS && strcmp(name, commands[i].name)) i++;
    if (!name) help(g, "");
    else if (i == COMMANDS) unknown(g, name);
    else commands[i].go(g, word ? word : "");
    gdb_flush(g);
    gdb_reply(g, "OK");
}
