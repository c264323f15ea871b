/* outcome.c -- see outcome.h. */
#include "outcome.h"
#include "findings.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

bool outcome_views(const panel_in_t *in, const view_t **run, const view_t **branch)
{
    *run = in->run ? in->run : in->view, *branch = in->run ? in->view : in->branch;
    return *branch != NULL;
}

static size_t count(const view_t *v, tier_t tier)
{
    size_t n = 0;
    for (size_t i = 0; i < v->findings->count; i++) n += v->findings->item[i].tier == tier;
    return n;
}

static void findings_words(const view_t *v, char *text, size_t room)
{
    size_t used = 0;
    snprintf(text, room, "none");
    for (unsigned t = 0; t < TIERS && used < room; t++) {
        size_t n = count(v, (tier_t)t);
        if (!n) continue;
        int k = snprintf(text + used, room - used, "%s%zu %s%s", used ? ", " : "", n, tier_name[t],
                         n == 1 ? "" : "s");
        used += k > 0 ? (size_t)k : 0;
    }
}

void outcome_words(const view_t *run, const view_t *branch, char *text, size_t room)
{
    char was[64], is[64];
    findings_words(run, was, sizeof was), findings_words(branch, is, sizeof is);
    snprintf(text, room, "findings: %s \xE2\x86\x92 %s", was, branch->state == RUN_UNDER_WAY
             ? "being computed" : is);
}

/* ---- the table ---------------------------------------------------------------------------------------- */

enum { ROW_MET, ROW_STOP, ROW_CYCLES, ROW_WRONG, ROW_ERRORS, ROW_HAZARDS, ROW_LINTS, ROWS };
static const struct { const char *name, *tip; } rows[ROWS] = {
    [ROW_MET] = { "expectations",
                  "How many of the file's expectations are met. They were written for the run as given: a "
                      "mended branch may well miss those that expect the mistake." },
    [ROW_STOP] = { "stopped by", "Why the run ended" },
    [ROW_CYCLES] = { "CPU cycles", "How long it took" },
    [ROW_WRONG] = { "wrong values", "Values a compare step found to be other than wanted" },
    [ROW_ERRORS] = { "errors", "A wrong value was consumed or sent in this run" },
    [ROW_HAZARDS] = { "hazards", "A rule was broken; in this run nothing came of it" },
    [ROW_LINTS] = { "lints", "A mistake in how things were set up" },
};

static void cell_text(const view_t *v, unsigned row, char *text, size_t room)
{
    const result_t *r = v->result;
    size_t met = 0;
    uint64_t wrong = 0;
    for (size_t i = 0; i < r->outcomes; i++) met += r->outcome[i].passed;
    switch (row) {
    case ROW_MET:    snprintf(text, room, v->state == RUN_UNDER_WAY ? "..." : "%zu of %zu", met, r->outcomes);
        break;
    case ROW_STOP:   snprintf(text, room, "%s", v->state == RUN_UNDER_WAY ? "being computed" : r->stop);
        break;
    case ROW_CYCLES: snprintf(text, room, "%llu", (unsigned long long)v->cycles); break;
    case ROW_WRONG:
        counters_get(&r->counters, "compare_mismatches", v->end, 0, &wrong);
        snprintf(text, room, "%llu", (unsigned long long)wrong);
        break;
    default:         snprintf(text, room, "%zu", count(v, (tier_t)(row - ROW_ERRORS))); break;
    }
}

static float table(ui_t *ui, rect_t r, const view_t *run, const view_t *branch, bool on_branch)
{
    const float label = fminf(104, r.w * 0.34f), top = r.y, w = (r.w - label) / 2;
    rect_t head = rect_cut_top(&r, ROW);
    for (unsigned k = 0; k < 2; k++) {
        rect_t c = rect(head.x + label + (float)k * w, head.y, w - GAP, head.h);
        bool shown = (k == 1) == on_branch;
        if (shown) ui_fill(ui, rect(c.x - 4, c.y + c.h - 2, c.w, 2), ROLE_ACCENT);
        ui_text(ui, c, shown ? ST_BOLD : ST_DIM, k ? "branch" : "as given");
        if (shown) ui_tip(ui, c, "This one is looked at");
        else ui_hit(ui, c, ACT_BRANCH, k, "Look at this one, at the same moment");
    }
    for (unsigned i = 0; i < ROWS; i++) {
        char text[2][64];
        rect_t line = rect_cut_top(&r, ROW);
        cell_text(run, i, text[0], sizeof text[0]), cell_text(branch, i, text[1], sizeof text[1]);
        if (i >= ROW_ERRORS && !strcmp(text[0], "0") && !strcmp(text[1], "0")) {
            r.y -= ROW, r.h += ROW;
            continue;
        }
        bool differ = strcmp(text[0], text[1]) != 0;
        ui_tip(ui, line, "%s", rows[i].tip);
        ui_text(ui, rect(line.x, line.y, label - GAP, line.h), ST_DIM, rows[i].name);
        for (unsigned k = 0; k < 2; k++) {
            rect_t c = rect(line.x + label + (float)k * w, line.y, w - GAP, line.h);
            bool tier = i >= ROW_ERRORS && strcmp(text[k], "0");
            if (tier) {
                const look_t *look = &tier_look[i - ROW_ERRORS];
                ui_mark(ui, rect(c.x, c.y + 5, 10, 10), (mark_t)look->mark, (role_t)look->role);
                rect_cut_left(&c, 15);
            }
            ui_text(ui, c, differ && k ? ST_MONO_BOLD : ST_MONO, text[k]);
        }
    }
    return r.y - top;
}

/* ---- findings gone, come, still there ----------------------------------------------------------------- */

static bool has(const view_t *v, const finding_t *f)
{
    for (size_t i = 0; i < v->findings->count; i++) {
        const finding_t *o = &v->findings->item[i];
        if (o->rule == f->rule && o->tier == f->tier && !strcmp(o->buffer, f->buffer)) return true;
    }
    return false;
}

enum { GONE, COME, STAY };

static float list(ui_t *ui, rect_t r, const view_t *of, const view_t *other, int kind, bool looked_at)
{
    static const struct { const char *title, *tip; mark_t mark; role_t role; } look[] = {
        [GONE] = { "gone with the edit", "only the run as given has it", MARK_CHECK, ROLE_GOOD },
        [COME] = { "new in the branch", "only the branch has it", MARK_PLUS, ROLE_ERROR },
        [STAY] = { "in both", "the edit did not change it", MARK_DOT, ROLE_DIM },
    };
    float top = r.y;
    for (size_t i = 0; i < of->findings->count; i++) {
        const finding_t *f = &of->findings->item[i];
        if (has(other, f) != (kind == STAY)) continue;
        if (r.y == top) ui_heading(ui, &r, look[kind].title);
        rect_t line = rect_cut_top(&r, ROW), text = line;
        ui_mark(ui, rect(line.x + 1, line.y + 5, 10, 10), look[kind].mark, look[kind].role);
        rect_cut_left(&text, 18);
        ui_mark(ui, rect_inset(rect(text.x, text.y + 4, 12, 12), 1), (mark_t)tier_look[f->tier].mark,
                (role_t)tier_look[f->tier].role);
        rect_cut_left(&text, 17);
        ui_textf(ui, text, ST_BODY, "%s in %s", rule_name[f->rule], f->buffer[0] ? f->buffer : f->master);
        if (looked_at)
            ui_hit(ui, line, ACT_GOTO_FINDING, (int64_t)i, "%s: %s. Click: go there", look[kind].tip,
                   f->message);
        else ui_tip(ui, line, "%s: %s", look[kind].tip, f->message);
    }
    return r.y - top;
}

/* ---- where they part ---------------------------------------------------------------------------------- */

static void fact_words(const view_t *v, const fact_t *f, char *text, size_t room)
{
    if (f->kind == F_NONE) snprintf(text, room, "nothing more happens");
    else explain_fact(f, v->map, v->names, text, room);
}

/* Both sentences; where they read the same, what differs is the address, or the value. */
static float sentences(ui_t *ui, rect_t r, const view_t *run, const view_t *branch, const parting_t *p)
{
    char text[2][300], line[360];
    const fact_t *f[2] = { &p->mine, &p->other };
    float top = r.y;
    fact_words(run, f[0], text[0], sizeof text[0]), fact_words(branch, f[1], text[1], sizeof text[1]);
    bool same = !strcmp(text[0], text[1]);
    for (unsigned k = 0; k < 2; k++) {
        snprintf(line, sizeof line, "%s: %.299s", k ? "branch" : "as given", text[k]);
        if (same && f[0]->addr != f[1]->addr) add_text(line, sizeof line, ", at 0x%08X",
            (unsigned)f[k]->addr);
        else if (same && f[0]->at != f[1]->at)
            add_text(line, sizeof line, ", at cycle %llu",
                     (unsigned long long)say_cycle((k ? branch : run)->names, f[k]->at));
        else if (same && f[0]->data != f[1]->data)
            add_text(line, sizeof line, ", 0x%llX", (unsigned long long)f[k]->data);
        r.y += ui_wrap(ui, r, ST_SMALL, line) + 2;
    }
    return r.y - top;
}

static float parting(const panel_in_t *in, ui_t *ui, rect_t r, const view_t *run, const view_t *branch)
{
    float top = r.y;
    const parting_t *p = in->parting;
    ui_heading(ui, &r, "where they part");
    if (!p || !p->differ) {
        r.y += ui_wrap(ui, r, ST_DIM, in->app->compared ? "Nowhere: every fact of both is the same."
                       : "Both are being compared, fact by fact.");
        return r.y - top + GAP;
    }
    char label[64];
    snprintf(label, sizeof label, "go to cycle %llu", (unsigned long long)say_cycle(run->names, p->at));
    r.y += sentences(ui, r, run, branch, p);
    r.y += 2;
    ui_button(ui, rect(r.x, r.y, r.w, ROW + 4), label, ACT_GOTO, (int64_t)p->at,
              "To the first moment at which the two differ; Shift+E changes sides there");
    return r.y + ROW + 4 + GAP - top;
}

static float edits(const panel_in_t *in, ui_t *ui, rect_t r)
{
    float top = r.y;
    ui_heading(ui, &r, in->app->undos == 1 ? "the edit" : "the edits");
    for (unsigned i = 0; i < in->app->undos; i++) {
        rect_t line = rect(r.x, r.y, r.w, 1e4f);
        ui_textf(ui, rect(line.x, line.y, 18, ui_row_height(ST_SMALL)), ST_SMALL_DIM, "%u", i + 1);
        rect_cut_left(&line, 18);
        r.y += ui_wrap(ui, line, ST_SMALL, in->app->done[i]) + 2;
    }
    return r.y - top + GAP;
}

float outcome_draw(const panel_in_t *in, ui_t *ui, rect_t r)
{
    const view_t *run, *branch;
    float top = r.y;
    r.h = 1e6f;
    if (!outcome_views(in, &run, &branch)) {
        static const char why[]
            = "No branch yet. Choose a step and put something in before it, change a setting, or try a "
                "finding's fix: the edit is "
                                  "made in a copy, the copy runs, and both outcomes stand here side by side.";
        return ui_wrap(ui, r, ST_DIM, why);
    }
    bool on_branch = in->run != NULL;
    r.y += edits(in, ui, r);
    r.y += table(ui, r, run, branch, on_branch) + GAP / 2;
    if (branch->state != RUN_UNDER_WAY) {
        r.y += list(ui, r, run, branch, GONE, !on_branch);
        r.y += list(ui, r, branch, run, COME, on_branch);
        r.y += list(ui, r, in->view, on_branch ? run : branch, STAY, true);
        r.y += parting(in, ui, r, run, branch);
    }
    return r.y - top;
}
