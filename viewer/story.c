/* story.c -- see story.h. The words are the judge's and the schedule's own. */
#include "story.h"
#include "findings.h"
#include "schedule.h"
#include <math.h>
#include <stdio.h>

/* ---- in full --------------------------------------------------------------------------------------- */

/* Where a step of the story is written, as a chip: a click shows it there. Answers the height. */
static float source(const panel_in_t *in, ui_t *ui, rect_t r, unsigned n, uint32_t pc, const char *before)
{
    const char *where = in->moment->spot[n];
    char label[140];
    if (pc == NO_PC || !*where) return 0;
    snprintf(label, sizeof label, "%s%s", before, where);
    float h = ui_row_height(ST_MONO_SMALL), w = fminf(ui_width(ui, ST_MONO_SMALL, label) + 20, r.w);
    rect_t chip = rect(r.x, r.y, w, h + 2);
    ui_round(ui, chip, 4, ROLE_RAISED);
    ui_mark(ui, rect(chip.x + 5, chip.y + (chip.h - 8) / 2, 8, 8), MARK_STEP, ROLE_ACCENT);
    ui_text(ui, rect(chip.x + 16, chip.y, chip.w - 19, chip.h), st_role(ST_MONO_SMALL, ROLE_ACCENT), label);
    ui_hit(ui, chip, ACT_CODE, pc, "%s. Click: look at it there", where);
    return chip.h + 3;
}

static float cause(const panel_in_t *in, ui_t *ui, rect_t r, int finding, unsigned n)
{
    const cause_t *c = &in->view->findings->item[finding].cause[n];
    rect_t text = rect(r.x + 24, r.y, r.w - 24, r.h);
    float h = ui_wrap_height(ui, text.w, ST_BODY, c->text);
    rect_t hit = rect(r.x, r.y, r.w, h);
    bool chosen = in->app->select.finding == finding && in->app->select.cause == (int)n;
    if (chosen) ui_round(ui, hit, 4, ROLE_ACCENT_SOFT);
    ui_hit(ui, hit, ACT_GOTO_CAUSE, finding * FINDING_CAUSES + (int)n, "Go to this moment");
    ui_textf(ui, rect(r.x + 4, r.y, 18, ui_row_height(ST_BODY)), st_role(ST_BOLD, ROLE_ACCENT), "%u", n + 1);
    ui_wrap(ui, text, ST_BODY, c->text);
    h += 2;
    return h + source(in, ui, rect(text.x, r.y + h, text.w, r.h), n, c->fact.pc, "") + 3;
}

/* What is missing, in its place among the events. */
static float gap(const panel_in_t *in, ui_t *ui, rect_t r, const finding_t *f)
{
    char text[sizeof f->missing + 24];
    snprintf(text, sizeof text, "%s %s", f->gap ? "missing here:" : "missing:", f->missing);
    float h = ui_wrap_height(ui, r.w - 34, ST_BODY, text) + 8;
    rect_t box = rect(r.x, r.y, r.w, h);
    ui_round(ui, box, 5, ROLE_GOOD_SOFT);
    ui_dashed_frame(ui, box, 5, ROLE_GOOD, 1.5f);
    ui_mark(ui, rect(box.x + 6, box.y + 7, 11, 11), MARK_PLUS, ROLE_GOOD);
    ui_wrap(ui, rect(box.x + 24, box.y + 4, box.w - 34, h), ST_BODY, text);
    if (f->gap) ui_tip(ui, box, "Between these two moments it has to happen; the timeline shows the gap too");
    h += 3;
    const char *before = f->fix_after ? "after " : "before ";
    return h + source(in, ui, rect(r.x + 24, r.y + h, r.w - 24, r.h), FINDING_CAUSES, f->fix_pc, before) + 3;
}

static float facts_of(const panel_in_t *in, ui_t *ui, rect_t r, const finding_t *f)
{
    char line[200] = "";
    if (f->size)
        snprintf(line, sizeof line, "%u byte%s from 0x%08X; ", (unsigned)f->size, f->size == 1 ? "" : "s",
                 (unsigned)f->addr);
    if (f->count > 1) add_text(line, sizeof line, "seen %u times, first ", (unsigned)f->count);
    add_text(line, sizeof line, "at cycle %llu%s", (unsigned long long)say_cycle(in->view->names, f->at),
             f->same_value ? "; the same value by luck" : "");
    return ui_wrap(ui, r, ST_DIM, line) + 4;
}

float story_draw(const panel_in_t *in, ui_t *ui, rect_t r, int finding)
{
    const finding_t *f = &in->view->findings->item[finding];
    float top = r.y;
    char line[240];
    snprintf(line, sizeof line, "%s: %s", tier_name[f->tier], explain_headline(f));
    r.y += ui_wrap(ui, r, st_role(ST_BOLD, (role_t)tier_look[f->tier].role), line) + 2;
    r.y += facts_of(in, ui, r, f);
    r.y += ui_wrap(ui, r, ST_BODY, f->message) + GAP;
    for (unsigned n = 0; n < f->causes; n++) {
        if (f->gap && f->gap == n) r.y += gap(in, ui, r, f) + 2;
        r.y += cause(in, ui, r, finding, n);
    }
    if (f->missing[0] && !f->gap) r.y += gap(in, ui, r, f);
    return r.y - top + GAP;
}

/* ---- over the lanes -------------------------------------------------------------------------------- */

enum { ROW_STORY, ROW_SCHEDULE };

static const schedule_t *schedule(const panel_in_t *in)
{
    return in->view->scenario->varied ? &in->view->scenario->varied->what : NULL;
}

static bool has_story(const panel_in_t *in)
{
    int i = app_finding(in->app, in->view);
    return i >= 0 && in->view->findings->item[i].causes > 1;
}

static unsigned kind_of(const panel_in_t *in, unsigned row) { return has_story(in) ? row : ROW_SCHEDULE; }

unsigned story_rows(const panel_in_t *in) { return (unsigned)has_story(in) + (schedule(in) != NULL); }

const char *story_row_name(const panel_in_t *in, unsigned row, const char **tip)
{
    bool story = kind_of(in, row) == ROW_STORY;
    *tip = story ? "How the open finding came about: its numbered steps, and where something is missing"
        : "The run follows a schedule: what the core and the buses may do of their own accord, and did here";
    return story ? "how it came" : "the schedule";
}

static bool within(const span_t *s, tick_t t) { return t >= s->from && t <= s->to; }

/* A sign on a plate of its own, so that neighbours may lie half under it. */
static rect_t plate(ui_t *ui, const span_t *s, float middle, float w, role_t ground, role_t edge)
{
    float x = fmaxf(fminf(middle - w / 2, s->r.x + s->r.w - w), s->r.x);
    rect_t r = rect(x, s->r.y + 1, w, s->r.h - 2);
    ui_fill(ui, r, ground);
    ui_frame(ui, r, 0, edge, 1);
    return r;
}

static void missing(ui_t *ui, const span_t *s, const finding_t *f)
{
    tick_t from = f->cause[f->gap - 1].fact.at, to = f->cause[f->gap].fact.at;
    if (to < s->from || from > s->to) return;
    float x0 = span_x(s, from), x1 = span_x(s, to);
    rect_t r = rect(x0, s->r.y + 1, fmaxf(x1 - x0, 6), s->r.h - 2);
    if (r.x + r.w > s->r.x + s->r.w) r.x = s->r.x + s->r.w - r.w;
    ui_fill(ui, r, ROLE_GOOD_SOFT);
    ui_dashed_frame(ui, r, 0, ROLE_GOOD, 1.5f);
    ui_hit(ui, r, ACT_GOTO, (int64_t)(within(s, from) ? from : to), "missing here: %s", f->missing);
    float w = ui_width(ui, ST_SMALL, "missing here");
    if (w + 56 < r.w) ui_text(ui, rect_pad(r, 24, 0), st_align(ST_SMALL, CENTRE), "missing here");
    else if (r.w > 40)
        ui_mark(ui, rect(r.x + (r.w - 9) / 2, r.y + (r.h - 9) / 2, 9, 9), MARK_PLUS, ROLE_GOOD);
}

/* Steps whose plates would cover each other share one. */
typedef struct { float x0, x1, w; unsigned step[FINDING_CAUSES], steps; char label[32]; } shared_t;

/* "2", "1-3", "1, 4". */
static void share(ui_t *ui, shared_t *g, unsigned n, float x)
{
    if (!g->steps) g->x0 = x;
    g->x1 = x, g->step[g->steps++] = n;
    unsigned first = g->step[0];
    *g->label = 0;
    if (g->steps > 1 && n - first == g->steps - 1)
        snprintf(g->label, sizeof g->label, "%u\xE2\x80\x93%u", first + 1, n + 1);
    else
        for (unsigned i = 0; i < g->steps; i++)
            add_text(g->label, sizeof g->label, "%s%u", i ? ", " : "", g->step[i] + 1);
    g->w = fmaxf(ui_width(ui, ST_SMALL, g->label) + 6, 14);
}

static void shared_plate(const panel_in_t *in, ui_t *ui, const span_t *s, int i, const shared_t *g)
{
    const finding_t *f = &in->view->findings->item[i];
    bool here = in->app->select.finding == i, chosen = false;
    unsigned next = g->step[0];                          /* of several a click goes to one after the other */
    char words[400] = "";
    for (unsigned k = 0; k < g->steps; k++) {
        if (here && in->app->select.cause == (int)g->step[k])
            chosen = true, next = g->step[(k + 1) % g->steps];
        add_text(words, sizeof words, "%s%u. %s", k ? "\n" : "", g->step[k] + 1, f->cause[g->step[k]].text);
    }
    rect_t r = plate(ui, s, (g->x0 + g->x1) / 2, g->w, chosen ? ROLE_ACCENT : ROLE_RAISED, ROLE_ACCENT);
    ui_text(ui, r, st_align(st_role(ST_SMALL, chosen ? ROLE_ON : ROLE_TEXT), CENTRE), g->label);
    ui_hit(ui, r, ACT_GOTO_CAUSE, i * FINDING_CAUSES + (int)next, "%s", words);
}

static void steps(const panel_in_t *in, ui_t *ui, const span_t *s)
{
    int i = app_finding(in->app, in->view);
    const finding_t *f = &in->view->findings->item[i];
    shared_t g = { .steps = 0 };
    if (f->gap && f->gap < f->causes) missing(ui, s, f);
    unsigned order[FINDING_CAUSES], n = 0;               /* by time */
    for (unsigned k = 0; k < f->causes; k++) {
        unsigned at = n;
        if (!within(s, f->cause[k].fact.at)) continue;
        for (; at && f->cause[order[at - 1]].fact.at > f->cause[k].fact.at; at--) order[at] = order[at - 1];
        order[at] = k, n++;
    }
    for (unsigned k = 0; k < n; k++) {
        float x = span_x(s, f->cause[order[k]].fact.at);
        if (g.steps && x - 7 >= (g.x0 + g.x1 + g.w) / 2) shared_plate(in, ui, s, i, &g), g.steps = 0;
        share(ui, &g, order[k], x);
    }
    if (g.steps) shared_plate(in, ui, s, i, &g);
}

static void varied(const panel_in_t *in, ui_t *ui, const span_t *s)
{
    const schedule_t *what = schedule(in);
    float used = s->r.x;
    for (unsigned i = 0; i < what->count; i++) {
        const vary_t *v = &what->item[i];
        char words[200];
        schedule_say(v, in->view->map, in->view->names, words, sizeof words);
        if (v->at + v->ticks < s->from || v->at > s->to) continue;
        float x0 = span_x(s, v->at), x1 = span_x(s, v->at + v->ticks);
        if (v->ticks && x1 - x0 > 3) {
            rect_t block = rect(x0, s->r.y + 3, x1 - x0, s->r.h - 6);
            ui_fill(ui, block, ROLE_HAZARD_SOFT);
            ui_texture(ui, block, TEXTURE_DOTS, ROLE_HAZARD);
        }
        rect_t r = plate(ui, s, x0, 14, ROLE_RAISED, ROLE_HAZARD);
        ui_mark(ui, rect(r.x + 3, r.y + (r.h - 9) / 2, 9, 9), v->kind == VARY_HALT ? MARK_PAUSE : MARK_BOLT,
                ROLE_HAZARD);
        ui_hit(ui, rect(r.x, r.y, fmaxf(r.w, x1 - r.x), r.h), ACT_GOTO, (int64_t)v->at, "The schedule: %s",
               words);
        float w = ui_width(ui, ST_SMALL, words) + 6, x = fmaxf(r.x + r.w, x1) + 4, next = s->r.x + s->r.w;
        for (unsigned k = 0; k < what->count; k++)
            if (what->item[k].at > v->at) next = fminf(next, span_x(s, what->item[k].at) - 9);
        if (r.x < used || x + w > next) continue;
        ui_text(ui, rect(x, s->r.y, w, s->r.h), ST_SMALL, words);
        used = x + w;
    }
}

void story_row(const panel_in_t *in, ui_t *ui, unsigned row, const span_t *s)
{
    ui_line(ui, s->r.x, s->r.y + s->r.h - 0.5f, s->r.x + s->r.w, s->r.y + s->r.h - 0.5f, ROLE_GRID, 1);
    if (kind_of(in, row) == ROW_STORY) steps(in, ui, s);
    else varied(in, ui, s);
}
