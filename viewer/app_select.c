/* app_select.c -- the actions that select, filter and set breakpoints; "go to" text. See app.h. */
#include "app_own.h"
#include "buffers.h"
#include "findings.h"
#include "h743.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void app_select_address(app_t *app, uint32_t address)
{
    const view_t *v = session_view(app->session);
    const symbol_t *s = names_find(v->names, address);
    app->select.has_address = true, app->select.address = address, app->select.line = -1;
    if (s) app->select.buffer = (int)(s - v->names->symbol);
    symbol_t object;
    int i = app->select.object;
    bool holds = i >= 0 && (size_t)i < v->findings->count
        && buffer_of_finding(v, &v->findings->item[i], &object) && address - object.addr < object.size;
    if (!holds) app->select.object = -1;
}

void app_select_first(app_t *app)
{
    const symbol_t *s = buffers_first(session_view(app->session), app->session);
    if (s) app_select_address(app, s->addr);
}

void app_select_finding(app_t *app, int i)
{
    const view_t *v = session_view(app->session);
    if (i < 0 || (size_t)i >= v->findings->count) return;
    const finding_t *f = &v->findings->item[i];
    app->select.finding = i, app->select.cause = -1;
    app->select.object = i;
    /* What it is about: the place that showed it, or the buffer if that was a register. */
    bool inside = !f->buffer_size || f->addr - f->buffer_addr < f->buffer_size;
    const region_row_t *r = map_region(v->map, inside ? f->addr : f->buffer_addr);
    if (r && r->kind <= REGION_TCM) app_select_address(app, inside ? f->addr : f->buffer_addr);
}

/* What a finding is about. */
static bool object(app_t *app, int i)
{
    const view_t *v = session_view(app->session);
    symbol_t of;
    if ((size_t)i >= v->findings->count || !buffer_of_finding(v, &v->findings->item[i], &of)) return false;
    app->select.object = i, app->select.who = false;
    return app_select_address(app, of.addr), true;
}

/* `step`: where to go on from a function, which is no buffer. */
static bool buffer(app_t *app, int i, int step)
{
    const view_t *v = session_view(app->session);
    int n = (int)v->names->symbols;
    if (i >= BUFFER_OF_FINDING) return object(app, i - BUFFER_OF_FINDING);
    if (!n) return app_say(app, "this run names no buffers"), true;
    i = ((i % n) + n) % n;
    for (int k = 0; step && k < n && !buffer_is(v, &v->names->symbol[i]); k++) i = (i + step + n) % n;
    app->select.object = -1;
    app->select.buffer = i, app->select.has_address = true, app->select.address = v->names->symbol[i].addr;
    app->select.who = false;
    return true;
}

/* A line, and its first byte unless one of it is selected; a byte selected later goes before the line. */
static bool line(app_t *app, int64_t arg)
{
    const core_t *k = &session_view(app->session)->machine->chip.core;
    bool icache = arg >> 24 & 1;
    const cache_t *c = icache ? &k->icache : &k->dcache;
    size_t n = (size_t)(arg & 0xFFFF) * (icache ? ICACHE_WAYS : DCACHE_WAYS) + (size_t)(arg >> 16 & 0xFF);
    if (arg < 0 || n >= CACHE_LINES) return false;
    if (c->valid[n] && (!app->select.has_address || (app->select.address & ~31u) != c->tag[n]))
        app_select_address(app, c->tag[n]);
    return app->select.line = arg, app->select.icache = icache, true;
}

/* Where this step or instruction is written: the program panel's step, the core panel's line. */
static bool code(app_t *app, int64_t pc)
{
    const view_t *v = session_view(app->session);
    if (pc < 0 || pc >= NO_PC) return false;
    if (v->scenario->firmware) {
        app->select.code = pc;
        return app_do(app, ACT_FOCUS, PANEL_CORE);
    }
    if ((size_t)pc >= v->names->steps) return false;
    app->step = (int)pc, app->tab[PANEL_PROGRAM] = 0, app->scroll[PANEL_PROGRAM][0] = -1;
    return app_do(app, ACT_EDIT, -1);
}

static bool choose(app_t *app, action_t action, int64_t arg)
{
    select_t *s = &app->select;
    switch (action) {
    case ACT_BUFFER:      return buffer(app, (int)arg, 0);
    case ACT_BUFFER_BACK: return buffer(app, s->buffer < 0 ? 0 : s->buffer - 1, -1);
    case ACT_BUFFER_NEXT: return buffer(app, s->buffer + 1, 1);
    case ACT_ADDRESS:     return app_select_address(app, (uint32_t)arg), true;
    case ACT_LINE:        return line(app, arg);
    case ACT_STREAM:      s->stream = (int)arg; return true;
    case ACT_MASTER:      s->master = (int)arg; return true;
    case ACT_PART:        s->part = (int)arg, s->reg = -1; return true;
    case ACT_REGISTER:    s->reg = arg; return true;
    case ACT_LINK:        s->link = (int)arg; return true;
    case ACT_FINDING:     return app_select_finding(app, (int)arg), true;
    case ACT_FACT:        s->fact = arg; return true;
    case ACT_STEP:        s->step = (int)arg; return true;
    case ACT_CODE:        return code(app, arg);
    case ACT_VIEW:        s->view = arg < 0 ? (s->view + 1) % VIEWS : (int)(arg % VIEWS); return true;
    case ACT_CACHE:       s->icache = arg < 0 ? !s->icache : arg != 0; s->line = -1; return true;
    case ACT_WHO_WROTE:
        if (arg >= 0) app_select_address(app, (uint32_t)arg);
        if (!s->has_address) return app_say(app, "no byte is selected"), true;
        s->who = arg >= 0 || !s->who;
        return true;
    default: return false;
    }
}

/* ---- breakpoints -------------------------------------------------------------------------------------- */

/* The same one again takes it away. */
static bool set_break(app_t *app, find_t find, const char *text)
{
    breaks_t *b = session_breaks(app->session);
    for (size_t i = 0; i < b->count; i++) {
        const find_t *f = &b->item[i].find;
        if (f->kind != find.kind || f->addr != find.addr || f->rule != find.rule) continue;
        memmove(&b->item[i], &b->item[i + 1], (b->count - i - 1) * sizeof b->item[0]);
        b->count--;
        return app_say(app, "no break at %s any more", text), true;
    }
    if (b->count == BREAKS_MAX) return app_say(app, "no more than %d breakpoints", BREAKS_MAX), true;
    break_t *one = &b->item[b->count++];
    memset(one, 0, sizeof *one);
    one->find = find, one->on = true;
    snprintf(one->text, sizeof one->text, "%s", text);
    return app_say(app, "break at %s", text), true;
}

static bool breaks(app_t *app, action_t action, int64_t arg)
{
    const view_t *v = session_view(app->session);
    char text[64];
    find_t f = { .who = FIND_ANYBODY, .access = FIND_READ | FIND_WRITE, .size = 1, .rule = -1 };
    switch (action) {
    case ACT_BREAK_ADDRESS:
        if (arg < 0 && !app->select.has_address) return app_say(app, "no byte is selected"), true;
        f.kind = FIND_ACCESS, f.addr = arg < 0 ? app->select.address : (uint32_t)arg;
        snprintf(text, sizeof text, "%.60s", say_place(v->names, v->map, f.addr, &(words_t){ "" }));
        return set_break(app, f, text);
    case ACT_BREAK_REGISTER:
        if (arg < 0 && app->select.reg < 0) return app_say(app, "no register is selected"), true;
        f.kind = FIND_REGISTER, f.size = 4, f.addr = (uint32_t)(arg < 0 ? app->select.reg : arg);
        snprintf(text, sizeof text, "register 0x%08X", (unsigned)f.addr);
        return set_break(app, f, text);
    case ACT_BREAK_RULE:
        if (arg < 0 || arg >= RULES) return false;
        f.kind = FIND_RULE, f.rule = (int8_t)arg;
        return set_break(app, f, rule_name[arg]);
    case ACT_BREAK_FINDING:
        f.kind = FIND_RULE;
        return set_break(app, f, "any finding");
    case ACT_BREAK_CLEAR:
        session_breaks(app->session)->count = 0;
        return app_say(app, "no breakpoints"), true;
    default: return false;
    }
}

bool app_place(app_t *app, action_t action, int64_t arg)
{
    if (choose(app, action, arg) || breaks(app, action, arg)) return true;
    switch (action) {
    case ACT_FILTER:
        if (arg < 0 || arg >= FACT_GROUPS) return false;
        return app->hidden ^= 1u << arg, true;
    case ACT_FILTER_CLEAR: return app->filter[0] = 0, app->hidden = 0, true;
    default: return false;
    }
}

/* ---- "go to" ------------------------------------------------------------------------------------------ */

/* "rx+4" or "rx": a place in a buffer. */
static bool buffer_place(app_t *app, const char *text)
{
    const view_t *v = session_view(app->session);
    size_t n = strcspn(text, "+ ");
    for (size_t i = 0; i < v->names->symbols; i++) {
        const symbol_t *s = &v->names->symbol[i];
        if (strlen(s->name) != n || strncmp(s->name, text, n)) continue;
        const char *plus = strchr(text, '+');
        unsigned long off = plus ? strtoul(plus + 1, NULL, 0) : 0;
        if (s->size && off >= s->size)
            return app_say(app, "%s has only %u bytes", s->name, (unsigned)s->size), true;
        return app_select_address(app, s->addr + (uint32_t)off), true;
    }
    return false;
}

static bool mark_place(app_t *app, const char *name)
{
    const view_t *v = session_view(app->session);
    for (size_t i = 0; i < v->scenario->marks && i < MARKS_MAX; i++) {
        if (strcmp(v->scenario->mark[i], name)) continue;
        if (!v->result->marks.count[i]) return app_say(app, "mark %s is not passed in this run", name), true;
        return app_seek(app, v->result->marks.first[i]), true;
    }
    return false;
}

static bool tick_place(app_t *app, double tick)
{
    const view_t *v = session_view(app->session);
    if (tick <= (double)v->end) return app_seek(app, (tick_t)tick), true;
    return app_say(app, "the run has only %llu cycles", (unsigned long long)v->cycles), true;
}

static bool number_place(app_t *app, const char *text)
{
    const view_t *v = session_view(app->session);
    char *end;
    if (!isdigit((unsigned char)*text)) return false;
    double f = strtod(text, &end);
    while (*end == ' ') end++;
    static const struct { const char *unit; double seconds; } unit[] = { { "ns", 1e-9 }, { "us", 1e-6 },
        { "\xC2\xB5s", 1e-6 },
        { "ms", 1e-3 }, { "s", 1 } };
    for (unsigned i = 0; i < sizeof unit / sizeof *unit; i++)
        if (!strcmp(end, unit[i].unit))
            return tick_place(app, f * unit[i].seconds * (double)TICKS_PER_SECOND);
    if (!strcmp(end, "%")) return tick_place(app, f / 100 * (double)v->end);
    if (text[0] == '0' && (text[1] | 32) == 'x') {
        unsigned long long a = strtoull(text, &end, 16);
        if (*end || a > UINT32_MAX) return false;
        return app_select_address(app, (uint32_t)a), true;
    }
    unsigned long long n = strtoull(text, &end, 10);
    if (*end) return false;
    if (n > v->cycles)
        return app_say(app, "the run has only %llu cycles", (unsigned long long)v->cycles), true;
    return app_seek(app, names_tick(v->names, n)), true;
}

bool app_go_to(app_t *app, const char *text)
{
    while (*text == ' ') text++;
    int finding;
    if (!*text) return false;
    if (sscanf(text, "finding %d", &finding) == 1 || sscanf(text, "finding:%d", &finding) == 1) {
        if (app_do(app, ACT_GOTO_FINDING, finding - 1)) return true;
        app_say(app, "there is no finding %d", finding);
        return false;
    }
    if (!strncasecmp(text, "mark ", 5) && mark_place(app, text + 5)) return true;
    if (number_place(app, text) || buffer_place(app, text) || mark_place(app, text)) return true;
    app_say(app, "\"%s\" is no cycle, address, buffer, finding or mark", text);
    return false;
}
