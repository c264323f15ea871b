/* edits.c -- see edits.h. */
#include "edits.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "findings.h"
#include "scenario_edit.h"

/* In the same order as edit_t's first four. */
static const char *const verb[] = { "clean", "invalidate", "clean_invalidate", "dsb", "dmb" };
static const char *const verb_words[] = { "clean", "invalidate", "clean and invalidate", "a DSB", "a DMB" };

static bool is_maintenance(edit_t what) { return what <= EDIT_CLEAN_INVALIDATE; }
static bool is_insertion(edit_t what) { return what <= EDIT_DMB; }
static uint32_t step_of(plan_t p) { return (uint32_t)p.which & 0xFFFFF; }
static bool is_after(plan_t p) { return p.which & EDIT_AFTER; }
/* EDIT_MEMORY: buffer | memory << 12. */
static uint32_t buffer_of(plan_t p) { return (uint32_t)p.which & 0xFFF; }
static uint32_t memory_of(plan_t p)
{
    return p.what == EDIT_CLOCK ? (uint32_t)p.which : (uint32_t)p.which >> 12;
}

/* ---- words -------------------------------------------------------------------------------------------- */

static const char *buffer_name(const view_t *v, uint32_t i)
{
    return i < v->names->symbols ? v->names->symbol[i].name : "?";
}
static const char *step_name(const view_t *v, uint32_t i)
{
    return i < v->names->steps ? v->names->step[i] : "?";
}

static const char *memory_name(uint32_t i)
{
    for (uint32_t k = 0; memory_names[k]; k++)
        if (k == i) return memory_names[k];
    return "?";
}

const char *edit_words(const view_t *v, plan_t p, char text[EDIT_WORDS])
{
    const char *step = step_name(v, step_of(p)),
        *buffer = buffer_name(v, is_maintenance(p.what) ? (uint32_t)p.buffer : buffer_of(p));
    const char *where = is_after(p) ? "after" : "before";
    if (is_maintenance(p.what))
        put_text(text, EDIT_WORDS, "%s %.40s %s %.70s", verb_words[p.what], buffer, where, step);
    else if (is_insertion(p.what))
        put_text(text, EDIT_WORDS, "%s %s %.100s", verb_words[p.what], where, step);
    else switch (p.what) {
    case EDIT_EARLIER: put_text(text, EDIT_WORDS, "%.100s one earlier", step); break;
    case EDIT_LATER:  put_text(text, EDIT_WORDS, "%.100s one later", step); break;
    case EDIT_REMOVE: put_text(text, EDIT_WORDS, "without %.100s", step); break;
    case EDIT_TEXT:   put_text(text, EDIT_WORDS, "%.100s reworded", step); break;
    case EDIT_DCACHE: put_text(text, EDIT_WORDS, "the D-cache the other way round"); break;
    case EDIT_REGION: put_text(text, EDIT_WORDS, "%.60s in the next memory", buffer); break;
    case EDIT_UP:     put_text(text, EDIT_WORDS, "%.60s 4 bytes higher", buffer); break;
    case EDIT_DOWN:   put_text(text, EDIT_WORDS, "%.60s 4 bytes lower", buffer); break;
    case EDIT_MEMORY: put_text(text, EDIT_WORDS, "%.60s in %s", buffer, memory_name(memory_of(p))); break;
    case EDIT_CLOCK:  put_text(text, EDIT_WORDS, "the clock of %s on", memory_name(memory_of(p))); break;
    case EDIT_LINE:   put_text(text, EDIT_WORDS, "cache lines of its own for %.60s", buffer); break;
    default:          put_text(text, EDIT_WORDS, "an edit"); break;
    }
    return text;
}

bool edit_dcache_on(const char *text)
{
    err_t err;
    char *value = text ? edit_get(text, "setup.dcache", &err) : NULL;
    bool on = value && !strcmp(value, "true");
    free(value);
    return on;
}

int edit_memory_of(const map_t *map, uint32_t addr)
{
    const region_row_t *r = map_region(map, addr);
    for (int i = 0; r && memory_names[i]; i++)
        if (map_region(map, memory_base[i]) == r) return i;
    return -1;
}

/* ---- text --------------------------------------------------------------------------------------------- */

/* "program[3]" with another number at its end. */
static bool sibling(const char *path, long by, char *out, size_t room)
{
    const char *open = strrchr(path, '[');
    long n = open ? strtol(open + 1, NULL, 10) + by : -1;
    if (n < 0) return false;
    return snprintf(out, room, "%.*s[%ld]", (int)(open - path), path, n) < (int)room;
}

static bool there(const char *text, const char *path)
{
    err_t err;
    char *value = edit_get(text, path, &err);
    free(value);
    return value != NULL;
}

static char *put_in(const char *text, const char *path, const view_t *v, plan_t p, char *follow, err_t *err)
{
    bool names = is_maintenance(p.what);
    if (names && (p.buffer < 0 || (size_t)p.buffer >= v->names->symbols))
        return fail(err, "no buffer is selected"), NULL;
    if (!sibling(path, is_after(p), follow, EDIT_PATH)) return fail(err, "%s: no such place", path), NULL;
    return edit_maintain(text, follow, verb[p.what], names ? buffer_name(v, (uint32_t)p.buffer) : NULL, err);
}

static char *move(const char *text, const char *path, bool up, char *follow, err_t *err)
{
    char to[EDIT_PATH];
    if (!sibling(path, up ? -1 : 1, follow, EDIT_PATH) || !there(text, follow))
        return fail(err, "this is the %s step of its list", up ? "first" : "last"), NULL;
    if (up) return edit_move(text, path, follow, err);
    return sibling(path, 2, to, sizeof to) ? edit_move(text, path, to, err) : NULL;
}

static char *step_edit(const char *text, const view_t *v, plan_t p, char *follow, err_t *err)
{
    char path[EDIT_PATH];
    if (step_of(p) >= v->names->steps || !edit_step_path(v->names->step[step_of(p)], path, sizeof path))
        return fail(err, "no step of the program is chosen"), NULL;
    switch (p.what) {
    case EDIT_REMOVE:  return strcpy(follow, path), edit_remove(text, path, err);
    case EDIT_EARLIER: return move(text, path, true, follow, err);
    case EDIT_LATER:   return move(text, path, false, follow, err);
    default:           return put_in(text, path, v, p, follow, err);
    }
}

/* Takes `text`, answers the next one; what does not succeed changes nothing. */
static char *try_or_keep(char *text, char *next)
{
    if (!next) return text;
    free(text);
    return next;
}

static char *clock_on(const char *text, uint32_t memory, err_t *err)
{
    char path[48], value[48];
    const char *name = memory_name(memory);
    /* always on: RM0433 8.5.11 */
    if (strncmp(name, "SRAM", 4) || !strcmp(name, "SRAM4")) return strdup(text);
    snprintf(value, sizeof value, "\"%s\"", name);
    unsigned n = 0;
    for (;; n++) {
        snprintf(path, sizeof path, "setup.enable[%u]", n);
        err_t none;
        char *one = edit_get(text, path, &none);
        bool same = one && !strcmp(one, value), over = !one;
        free(one);
        if (same) return strdup(text);
        if (over) break;
    }
    if (n) return edit_insert(text, path, value, err);
    snprintf(value, sizeof value, "[\"%s\"]", name);
    return edit_set(text, "setup.enable", value, err);
}

static char *to_memory(const char *text, const view_t *v, uint32_t buffer, uint32_t memory, err_t *err)
{
    static const char *const instead[] = { "at", "next_to", "section", "align" };
    char path[128];
    char *t = clock_on(text, memory, err);
    for (unsigned i = 0; t && i < sizeof instead / sizeof *instead; i++) {
        err_t none;
        snprintf(path, sizeof path, "buffers.%s.%s", buffer_name(v, buffer), instead[i]);
        t = try_or_keep(t, edit_remove(t, path, &none));
    }
    char *out = t ? edit_region(t, buffer_name(v, buffer), memory_name(memory), err) : NULL;
    free(t);
    return out;
}

/* Everybody in the lines of this buffer who stands next to somebody begins a line instead. */
static char *own_lines(const char *text, const view_t *v, uint32_t buffer, err_t *err)
{
    const symbol_t *s = &v->names->symbol[buffer];
    uint32_t from = s->addr & ~31u, to = (s->addr + s->size + 31) & ~31u;
    char path[128];
    bool done = false;
    char *t = strdup(text);
    for (size_t i = 0; t && i < v->names->symbols; i++) {
        const symbol_t *o = &v->names->symbol[i];
        if (o->addr >= to || o->addr + o->size <= from) continue;
        snprintf(path, sizeof path, "buffers.%s.next_to", o->name);
        if (!there(t, path)) continue;
        snprintf(path, sizeof path, "buffers.%s.align", o->name);
        char *next = edit_set(t, path, "32", err);
        done |= next != NULL;
        t = try_or_keep(t, next);
    }
    if (done) return t;
    free(t);
    return fail(err, "%s: nobody stands next to it by \"next_to\"", s->name), NULL;
}

static char *shift(const char *text, const view_t *v, uint32_t buffer, int by, err_t *err)
{
    static const char *const instead[] = { "next_to", "section", "align" };
    const symbol_t *s = &v->names->symbol[buffer];
    char path[128];
    char *t = strdup(text);
    for (unsigned i = 0; t && i < sizeof instead / sizeof *instead; i++) {
        err_t none;
        snprintf(path, sizeof path, "buffers.%s.%s", s->name, instead[i]);
        t = try_or_keep(t, edit_remove(t, path, &none));
    }
    char *out = t ? edit_address(t, s->name, s->addr + (uint32_t)by, err) : NULL;
    free(t);
    return out;
}

/* The memory after the one it is in, of those a buffer can be moved to. */
static uint32_t next_memory(const view_t *v, uint32_t buffer)
{
    int now = edit_memory_of(v->map, v->names->symbol[buffer].addr), next = now + 1;
    return !memory_names[next] || !strcmp(memory_names[next], "FLASH") ? 0 : (uint32_t)next;
}

char *edit_apply(const char *text, const view_t *v, plan_t p, char follow[EDIT_PATH], err_t *err)
{
    bool of_buffer = p.what == EDIT_MEMORY || p.what == EDIT_LINE || p.what == EDIT_REGION
        || p.what == EDIT_UP || p.what == EDIT_DOWN;
    *follow = 0;
    if (!text) return fail(err, "this run was not made from a scenario: it cannot be edited"), NULL;
    if (of_buffer && buffer_of(p) >= v->names->symbols) return fail(err, "no buffer is selected"), NULL;
    switch (p.what) {
    case EDIT_DCACHE: return edit_dcache(text, !edit_dcache_on(text), err);
    case EDIT_REGION: return to_memory(text, v, buffer_of(p), next_memory(v, buffer_of(p)), err);
    case EDIT_MEMORY: return to_memory(text, v, buffer_of(p), memory_of(p), err);
    case EDIT_CLOCK:  return clock_on(text, memory_of(p), err);
    case EDIT_LINE:   return own_lines(text, v, buffer_of(p), err);
    case EDIT_UP:     return shift(text, v, buffer_of(p), 4, err);
    case EDIT_DOWN:   return shift(text, v, buffer_of(p), -4, err);
    default:          return p.what <= EDIT_REMOVE ? step_edit(text, v, p, follow, err)
        : (fail(err, "no such edit"), NULL);
    }
}

/* ---- what a finding asks for -------------------------------------------------------------------------- */

static bool memory_number(const char *name, uint32_t *out)
{
    for (uint32_t i = 0; memory_names[i]; i++)
        if (!strcmp(memory_names[i], name)) return *out = i, true;
    return false;
}

/* The memory explain_fix names for a master that could not reach the buffer. */
static const char *reachable(const finding_t *f)
{
    if (!strncmp(f->master, "BDMA", 4)) return "SRAM4";
    return strncmp(f->master, "DMA", 3) || !strncmp(f->master, "DMA2D", 5) ? "AXISRAM" : "SRAM1";
}

static bool plan(plan_t *p, edit_t what, uint32_t which)
{
    return p->what = what, p->which = (int)which, true;
}

bool edit_for(const view_t *v, const finding_t *f, plan_t *p)
{
    const symbol_t *s = f->buffer_size ? names_find(v->names, f->buffer_addr) : NULL;
    uint32_t buffer = s ? (uint32_t)(s - v->names->symbol) : 0,
        step = f->fix_pc | (f->fix_after ? EDIT_AFTER : 0), memory;
    bool at_step = f->fix_pc < v->names->steps, cleans = at_step && s;
    *p = (plan_t){ .buffer = s ? (int)buffer : -1 };
    if (v->scenario->firmware) return false;
    switch (f->rule) {
    case RULE_STALE_READ: case RULE_EARLY_INVALIDATE:
        return cleans && plan(p, strcmp(f->master, "CPU") ? EDIT_INVALIDATE : EDIT_CLEAN_INVALIDATE, step);
    case RULE_STALE_DMA_READ: case RULE_LOST_CPU_WRITE: return cleans && plan(p, EDIT_CLEAN, step);
    case RULE_LOST_DMA_WRITE:  return cleans && plan(p, EDIT_CLEAN_INVALIDATE, step);
    case RULE_MISSING_BARRIER: return at_step && plan(p, EDIT_DSB, step);
    case RULE_SHARED_LINE:     return s && plan(p, EDIT_LINE, buffer);
    case RULE_DMA_UNREACHABLE: return s && memory_number(reachable(f), &memory)
        && plan(p, EDIT_MEMORY, buffer | memory << 12);
    case RULE_MEMORY_UNCLOCKED: {
        int off = edit_memory_of(v->map, f->addr);
        return off >= 0 && !strncmp(memory_names[off], "SRAM", 4) && !strstr(f->missing, "LPENR")
            && plan(p, EDIT_CLOCK, (uint32_t)off);
    }
    default: return false;
    }
}

/* ---- the branch as a scenario ------------------------------------------------------------------------- */

static char *drop_unmet(char *t, const result_t *r, unsigned *gone)
{
    for (size_t i = r->outcomes; t && i-- > 0;) {
        err_t none;
        const outcome_t *o = &r->outcome[i];
        bool others = i < r->scenario->expects && r->scenario->expect[i].kind == EXPECT_NO_OTHERS;
        if (o->passed || others || strncmp(o->path, "expect[", 7)) continue;
        char *next = edit_remove(t, o->path, &none);
        if (!next) continue;
        free(t), t = next, ++*gone;
    }
    return t;
}

static char *expect_more(char *t, const char *what, err_t *err)
{
    char path[32];
    unsigned n = 0;
    do snprintf(path, sizeof path, "expect[%u]", n++);
    while (there(t, path));
    char *list = n == 1 ? edit_set(t, "expect", "[]", err) : strdup(t);
    char *next = list ? edit_insert(list, path, what, err) : NULL;
    free(list), free(t);
    return next;
}

static char *expect_findings(char *t, const result_t *r, unsigned *come, err_t *err)
{
    for (size_t i = 0; t && i < r->findings.count; i++) {
        const finding_t *f = &r->findings.item[i];
        char what[240], buffer[96] = "";
        if (r->expected[i]) continue;
        if (f->buffer_size) snprintf(buffer, sizeof buffer, ", \"buffer\": \"%s\"", f->buffer);
        snprintf(what, sizeof what, "{ \"finding\": \"%s\", \"tier\": \"%s\"%s }", rule_name[f->rule],
                 tier_name[f->tier], buffer);
        t = expect_more(t, what, err);
        ++*come;
    }
    bool others = false;
    for (size_t i = 0; i < r->scenario->expects; i++)
        others |= r->scenario->expect[i].kind == EXPECT_NO_OTHERS;
    return !t || others ? t : expect_more(t, "{ \"no_other_findings\": true }", err);
}

char *edit_saved(const char *text, const view_t *v, unsigned *gone, unsigned *come, err_t *err)
{
    *gone = *come = 0;
    char *t = text ? strdup(text) : NULL;
    if (!t || v->state == RUN_UNDER_WAY) return free(t), fail(err, "the branch is not over yet"), NULL;
    t = drop_unmet(t, v->result, gone);
    t = expect_findings(t, v->result, come, err);
    if (!t) return NULL;
    err_t none;
    char *title = edit_get(t, "title", &none), *more = title ? malloc(strlen(title) + 16) : NULL;
    if (more && !strstr(title, ", edited\"")) {
        sprintf(more, "%.*s, edited\"", (int)strlen(title) - 1, title);
        t = try_or_keep(t, edit_set(t, "title", more, &none));
    }
    free(title), free(more);
    return t;
}
