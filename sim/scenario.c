/* scenario.c -- see scenario.h: the file, its top level, the clocks. docs/scenario.md is the language. */
#include "scenario_own.h"
#include "file_text.h"
#include "firmware_file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory ------------------------------------------------------------------------------------- */

void *keep(build_t *b, size_t bytes)
{
    block_t *k = calloc(1, sizeof *k + bytes);
    if (!k) abort();                     /* limits keep a scenario far from this */
    k->next = *b->blocks, *b->blocks = k;
    return k + 1;
}

char *keep_text(build_t *b, const char *text)
{
    size_t n = strlen(text) + 1;
    return memcpy(keep(b, n), text, n);
}

void *list_add(build_t *b, list_t *l, size_t item_size)
{
    if (l->count == l->room) {
        size_t room = l->room ? 2 * l->room : 16;
        void *more = keep(b, room * item_size);
        if (l->count) memcpy(more, l->item, l->count * item_size);
        l->item = more, l->room = room;
    }
    return (char *)l->item + l->count++ * item_size;
}

/* ---- clocks -------------------------------------------------------------------------------------- */

/* A frequency in Hz, or in MHz if it is below 1000. A whole number of ticks a cycle it need not be. */
static bool parse_hz(const place_t *p, uint32_t most, uint32_t *hz)
{
    uint64_t v;
    if (!json_uint(p, 1, most, &v)) return false;
    if (v < 1000) v *= 1000000;
    if (v < 1000000 || v > most)
        return json_error(p, "%llu Hz is not in 1 MHz..%u MHz", (unsigned long long)v,
                          most / 1000000);
    return *hz = (uint32_t)v, true;
}

/* AN4891 4.1: 400/200/100 is every silicon's, 480/240/120 needs VOS0; "1:1" runs CPU and buses alike. */
static bool parse_clocks(build_t *b, const place_t *p)
{
    static const char *const presets[] = { "400", "480", "1:1", NULL };
    static const uint32_t mhz[][3] = { { 400, 200, 100 }, { 480, 240, 120 }, { 200, 200, 100 } };
    static const char *const keys[] = { "cpu", "hclk", "pclk", "pll1q", NULL };
    input_t *in = &b->s->in;
    int which = 0;
    if (cJSON_IsObject(p->v)) {
        place_t cpu = json_member(p, "cpu"), hclk = json_member(p, "hclk"),
                pclk = json_member(p, "pclk"), pll1q = json_member(p, "pll1q");
        if (!json_keys(p, keys) || !parse_hz(&cpu, 480000000, &in->cpu_hz)
            || !parse_hz(&hclk, 240000000, &in->hclk_hz)
            || !parse_hz(&pclk, 120000000, &in->pclk_hz)
            || (pll1q.v && !parse_hz(&pll1q, 400000000, &in->pll1q_hz)))
            return false;
        if (in->hclk_hz > in->cpu_hz || in->cpu_hz % in->hclk_hz)
            return json_error(&hclk, "not cpu divided by a whole number");
        if (in->pclk_hz > in->hclk_hz || in->hclk_hz % in->pclk_hz)
            return json_error(&pclk, "not hclk divided by a whole number");
    } else {
        if (p->v && !json_choice(p, presets, &which)) return false;
        in->cpu_hz = mhz[which][0] * 1000000, in->hclk_hz = mhz[which][1] * 1000000,
        in->pclk_hz = mhz[which][2] * 1000000;
    }
    b->s->names.cpu = domain_of(0, in->cpu_hz);
    return true;
}

/* ---- top level ----------------------------------------------------------------------------------- */

static const char *const top_keys[] = { "$schema",    "schema_version", "title",    "why", "source",
                                        "chip",       "clocks",         "seed",     "setup",
                                        "sections",   "buffers",        "program",  "handlers", "firmware",
                                        "world",    "masters",
                                        "max_cycles", "expect",         "fail_on",  "lesson", "suppress",
                                        NULL };

static bool parse_head(build_t *b, const place_t *top)
{
    static const char *const chips[] = { "STM32H743", NULL };
    static const char *const levels[] = { "error", "hazard", "lint", "never", NULL };
    place_t version = json_member(top, "schema_version"), title = json_member(top, "title"),
            why = json_member(top, "why"), chip = json_member(top, "chip"),
            source = json_member(top, "source"),
            seed = json_member(top, "seed"), limit = json_member(top, "max_cycles"),
            fail_on = json_member(top, "fail_on"), clocks = json_member(top, "clocks"),
            schema = json_member(top, "$schema");
    uint64_t v, cycles = 100000000, s = 1;
    const char *text;
    int which = 0;
    if (!json_keys(top, top_keys)) return false;
    if (schema.v && !json_string(&schema, &text)) return false;
    if (!json_uint(&version, 0, UINT32_MAX, &v)) return false;
    if (v != 1)
        return json_error(&version, "%llu; this staleline reads version 1", (unsigned long long)v);
    if (!json_words(&title, &text)) return false;
    if (!*text) return json_error(&title, "an empty title");
    b->s->title = keep_text(b, text);
    if (why.v && !json_words(&why, &text)) return false;
    b->s->why = keep_text(b, why.v ? text : "");
    if (source.v && !json_words(&source, &text)) return false;
    b->s->source = keep_text(b, source.v ? text : "");
    if (chip.v && !json_choice(&chip, chips, &which)) return false;
    if (seed.v && !json_uint(&seed, 0, 9007199254740992, &s)) return false;
    if (limit.v && !json_uint(&limit, 1, 1000000000000, &cycles)) return false;
    which = TIER_ERROR;
    if (fail_on.v && !json_choice(&fail_on, levels, &which)) return false;
    b->s->in.seed = s, b->s->max_cycles = cycles, b->s->fail_on = (uint8_t)which;
    return parse_clocks(b, &clocks);
}

static bool parse_all(build_t *b, const place_t *top)
{
    place_t buffers = json_member(top, "buffers"), setup = json_member(top, "setup"),
            world = json_member(top, "world"), program = json_member(top, "program"),
            handlers = json_member(top, "handlers"), expect = json_member(top, "expect"),
            lesson = json_member(top, "lesson"), masters = json_member(top, "masters"),
            sections = json_member(top, "sections"), firmware = json_member(top, "firmware"),
            suppress = json_member(top, "suppress");
    return parse_head(b, top) && parse_firmware(b, &firmware, top) && parse_sections(b, &sections)
        && place_buffers(b, &buffers) && parse_setup(b, &setup)
        && parse_world(b, &world) && parse_masters(b, &masters)
        && (firmware.v || parse_program(b, &program, &handlers))
        && parse_expectations(b, &expect) && parse_suppress(b, &suppress) && parse_lesson(b, &lesson)
        && !b->err->text[0];
}

/* ---- handing over --------------------------------------------------------------------------------- */

static void join_lowered(build_t *b)
{
    char *const *line = b->lowered.item;
    size_t n = 1;
    for (size_t i = 0; i < b->lowered.count; i++) n += strlen(line[i]) + 1;
    char *at = b->s->lowered = keep(b, n);
    for (size_t i = 0; i < b->lowered.count; i++) at += sprintf(at, "%s\n", line[i]);
}

static void hand_over(build_t *b)
{
    scenario_t *s = b->s;
    uop_t *uop = keep(b, b->script.used * sizeof *uop);
    memcpy(uop, b->script.uop, b->script.used * sizeof *uop);
    s->in.program = uop, s->in.uops = b->script.used, s->in.loops = b->script.loops;
    s->in.handler = b->handler.item, s->in.handlers = (uint32_t)b->handler.count;
    s->in.image = b->image.item, s->in.images = (uint32_t)b->image.count;
    s->in.poke = b->poke.item, s->in.pokes = (uint32_t)b->poke.count;
    s->in.forced = b->forced.item, s->in.forceds = (uint32_t)b->forced.count;
    s->in.rx = b->rx.item, s->in.rxs = (uint32_t)b->rx.count;
    s->in.typed = b->typed.item, s->in.typeds = (uint32_t)b->typed.count;
    s->in.probe = b->probe.item, s->in.probes = (uint32_t)b->probe.count;
    s->in.analog = b->analog.item, s->in.analogs = (uint32_t)b->analog.count;
    s->in.pin = b->pin.item, s->in.pins = (uint32_t)b->pin.count;
    s->in.i2c = b->i2c.item, s->in.i2cs = (uint32_t)b->i2c.count;
    s->in.spi = b->spi.item, s->in.spis = (uint32_t)b->spi.count;
    s->in.spi_event = b->spi_event.item, s->in.spi_events = (uint32_t)b->spi_event.count;
    s->in.i2c_event = b->i2c_event.item, s->in.i2c_events = (uint32_t)b->i2c_event.count;
    s->names.symbol = b->symbol.item, s->names.symbols = b->symbol.count;
    s->names.step = b->step.item, s->names.steps = b->step.count;
    s->expect = b->expect.item, s->expects = b->expect.count;
    s->question = b->question.item, s->questions = b->question.count;
    s->in.master = b->master.item, s->in.masters = (uint32_t)b->master.count;
    s->debug = b->debug.item, s->debugs = b->debug.count;
    s->mark = b->mark.item, s->marks = b->mark.count, s->mark_pc = b->mark_pc.item;
    if (s->firmware) s->in.program = NULL, s->in.uops = 0, firmware_give(s->firmware, &s->in, &s->names);
    if (b->schedule.count) schedule_give(s, &b->schedule);
    join_lowered(b);
}

scenario_t *scenario_parse(const char *name, const char *text, err_t *err)
{
    err->text[0] = 0;
    build_t b = { .err = err };
    scenario_t *s = calloc(1, sizeof *s);
    uop_t *uop = malloc(UOPS_MAX * sizeof *uop);
    block_t *blocks = NULL;
    bool good = s && uop;
    if (!good) fail(err, "%s: out of memory", name);
    if (good) {
        b.s = s, b.blocks = &blocks;
        s->output_line = -1;
        s->file = keep_text(&b, name);
        script_begin(&b.script, uop, UOPS_MAX);
        good = json_open(&b.doc, s->file, text, err);
        place_t top = json_root(&b.doc);
        good = good && parse_all(&b, &top);
        if (good) hand_over(&b);
        json_close(&b.doc);
        s->own = blocks;
    }
    if (!good) scenario_free(s);
    free(uop);
    return good ? s : NULL;
}

void scenario_free(scenario_t *s)
{
    if (!s) return;
    for (block_t *k = s->own, *next; k; k = next) next = k->next, free(k);
    firmware_free(s->firmware);
    if (s->varied) schedule_undo(s->varied);
    free(s->varied);
    free(s);
}

/* ---- files --------------------------------------------------------------------------------------- */

scenario_t *scenario_load(const char *file, err_t *err)
{
    bool in = !strcmp(file, "-");
    const char *name = in ? "standard input" : file;
    err->text[0] = 0;
    if (firmware_is(file)) return firmware_scenario(file, NULL, err);
    char *text = in ? stream_text(stdin, name, JSON_BYTES, err) : file_text(file, JSON_BYTES, err);
    scenario_t *s = text ? scenario_parse(name, text, err) : NULL;
    free(text);
    return s;
}
