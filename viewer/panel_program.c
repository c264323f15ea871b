/* panel_program.c -- the scenario's steps, the present one marked, what the findings say about them beside
 * them; edits, which branch a copy of the run; settings; and what came of it, both outcomes side by side.
 *
 * Click a step: it is chosen, and time goes to where it runs next. What is put in goes before or after
 * the chosen step and names the selected buffer. Every edit is ACT_EDIT with edit_arg (app.h); panel_program
 * only offers them. A firmware has no steps: the core panel shows its instructions. */
#include "edits.h"
#include "outcome.h"
#include "panel.h"
#include "step_text.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TAB_STEPS, TAB_SETTINGS, TAB_OUTCOME, TAB_COUNT };
static const char *const tab_name[TAB_COUNT] = { "steps", "settings", "outcome" };
enum { OPTION_AFTER };
enum { LINE_H = 26, STEP_ROW = 21 };

static const char *text_of(const panel_in_t *in) { return session_text(in->app->session); }
static bool after(const panel_in_t *in) { return in->option >> OPTION_AFTER & 1; }
static int at_step(const panel_in_t *in) { return in->app->step | (after(in) ? EDIT_AFTER : 0); }
static int now_step(const panel_in_t *in)
{
    uint32_t n = core_step_number(&in->view->machine->chip.core, in->view->machine->in);
    return n < in->view->names->steps ? (int)n : -1;
}

/* A button as wide as its label, cut off the left; false: no room. */
static bool offer(ui_t *ui, rect_t *line, const char *label, bool can, action_t act, int64_t arg,
                  const char *tip)
{
    float w = ui_width(ui, ST_SMALL, label) + 14;
    if (w > line->w || line->h < 14) return false;
    rect_t b = rect_pad(rect_cut_left(line, w), 0, 2);
    rect_cut_left(line, 5);
    ui_round(ui, b, 5, can ? ROLE_RAISED : ROLE_PANEL);
    ui_frame(ui, b, 5, can ? ROLE_EDGE : ROLE_GRID, 1);
    ui_text(ui, b, st_align(can ? ST_SMALL : ST_SMALL_DIM, CENTRE), label);
    if (can) ui_hit(ui, b, act, arg, "%s", tip);
    else ui_tip(ui, b, "%s. Choose a step first: click one.", tip);
    return true;
}

/* ---- the steps ---------------------------------------------------------------------------------------- */

enum { HEADINGS = 65 };
typedef struct { size_t row[HEADINGS]; char name[HEADINGS][48]; unsigned count; } headings_t;

/* Handlers stand behind the program; each gets a row with its name before its first step. */
static void find_headings(const names_t *n, headings_t *h)
{
    char now[48] = "", name[48];
    h->count = 0;
    for (size_t i = 0; i < n->steps && h->count < HEADINGS; i++) {
        step_depth(n, (uint32_t)i, name);
        if (!strcmp(name, now)) continue;
        memcpy(now, name, sizeof now), memcpy(h->name[h->count], name, sizeof name);
        h->row[h->count] = i + h->count;
        h->count++;
    }
}

/* Row to step; -1: it is heading *which. */
static int step_of_row(const headings_t *h, size_t row, unsigned *which)
{
    unsigned before = 0;
    for (unsigned i = 0; i < h->count && h->row[i] <= row; i++) {
        if (h->row[i] == row) return *which = i, -1;
        before++;
    }
    return (int)(row - before);
}

static size_t row_of_step(const headings_t *h, int step)
{
    size_t row = (size_t)step;
    for (unsigned i = 0; i < h->count && h->row[i] <= row; i++) row++;
    return row;
}

/* What the findings say about a step, from the right: where one showed, and where its fix belongs. */
static void flags(const panel_in_t *in, ui_t *ui, rect_t row, rect_t *text, int step)
{
    const findings_t *f = in->view->findings;
    for (size_t i = 0; i < f->count; i++) {
        const finding_t *x = &f->item[i];
        const look_t *look = &tier_look[x->tier];
        if (!app_tells(in->app, in->view, i)) continue;
        if (x->fix_pc == (uint32_t)step) {
            float y = x->fix_after ? row.y + row.h : row.y;
            ui_line(ui, row.x, y, row.x + row.w, y, ROLE_GOOD, 1.5f);
            if (text->w > 60) {
                rect_t m = rect_cut_right(text, 16);
                ui_mark(ui, rect(m.x + 3, m.y + (m.h - 10) / 2, 10, 10), MARK_PLUS, ROLE_GOOD);
                ui_hit(ui, rect(m.x, m.y, 16, m.h), ACT_FINDING, (int64_t)i,
                       "The fix belongs %s this step: %s", x->fix_after ? "after" : "before", x->missing);
            }
        }
        if (x->pc != (uint32_t)step || text->w <= 60) continue;
        rect_t m = rect_cut_right(text, 16);
        ui_mark(ui, rect(m.x + 3, m.y + (m.h - 10) / 2, 10, 10), (mark_t)look->mark, (role_t)look->role);
        ui_hit(ui, rect(m.x, m.y, 16, m.h), ACT_GOTO_FINDING, (int64_t)i,
               "Here it showed: %s Click: go there", x->message);
    }
}

static void step_row(const panel_in_t *in, ui_t *ui, rect_t r, int step, bool now)
{
    const names_t *n = in->view->names;
    char text[240], handler[48];
    unsigned depth = step_depth(n, (uint32_t)step, handler);
    bool chosen = in->app->step == step;
    step_text(text_of(in), n, (uint32_t)step, text, sizeof text);
    if (now) ui_round(ui, rect_pad(r, 0, 1), 3, ROLE_ACCENT_SOFT);
    if (chosen) ui_frame(ui, rect_pad(r, 1, 1), 3, ROLE_ACCENT, 1.5f);
    ui_hit(ui, r, ACT_EDIT, edit_arg(EDIT_STEP, step),
           "%s\n%s Click: choose it, and go to the next time it runs. Right click: edit its text.",
               n->step[step],
           now ? "The CPU stands here." : "");
    ui_second(ui, ACT_EDIT, edit_arg(EDIT_TEXT, step));
    rect_t inner = rect_pad(r, 5, 0), mark = rect_cut_left(&inner, 14);
    if (now) ui_mark(ui, rect(mark.x, mark.y + (mark.h - 9) / 2, 9, 9), MARK_PLAY, ROLE_ACCENT);
    ui_textf(ui, rect_cut_left(&inner, 24), st_align(ST_MONO_SMALL_DIM, RIGHT), "%d", step);
    rect_cut_left(&inner, 8 + 12 * fminf((float)depth, 6));
    flags(in, ui, r, &inner, step);
    ui_text(ui, inner, now ? ST_BOLD : ST_BODY, text);
}

static void steps(const panel_in_t *in, ui_t *ui, rect_t r)
{
    const names_t *n = in->view->names;
    headings_t h;
    find_headings(n, &h);
    int now = now_step(in);
    ui_list_t l = ui_list_at(ui, r, n->steps + h.count, STEP_ROW, now < 0 ? -1 : (long)row_of_step(&h, now));
    for (size_t row = l.first; row < l.end; row++) {
        unsigned which = 0;
        int step = step_of_row(&h, row, &which);
        rect_t line = ui_list_row(&l, row);
        if (step >= 0) step_row(in, ui, line, step, step == now);
        else {
            ui_textf(ui, rect_pad(line, 5, 0), st_size((style_t){ FONT_BOLD, ROLE_DIM, LEFT, 0 }, SIZE_SMALL),
                     "handler %s", h.name[which]);
            ui_tip(ui, line, "What the interrupt handler of %s does", h.name[which]);
        }
    }
    ui_list_end(ui);
}

/* ---- the edits on offer ------------------------------------------------------------------------------- */

/* The finding a fix is offered for: the selected one, else the first that has one of ours. */
static int fixable(const panel_in_t *in, plan_t *plan)
{
    const findings_t *f = in->view->findings;
    int i = in->app->select.finding;
    if (i >= 0 && app_tells(in->app, in->view, (size_t)i) && edit_for(in->view, &f->item[i], plan)) return i;
    for (size_t k = 0; k < f->count; k++)
        if (app_tells(in->app, in->view, k) && edit_for(in->view, &f->item[k], plan)) return (int)k;
    return -1;
}

static void fix_line(const panel_in_t *in, ui_t *ui, rect_t line, int finding, plan_t plan)
{
    char words[EDIT_WORDS], label[EDIT_WORDS + 20];
    edit_words(in->view, plan, words);
    snprintf(label, sizeof label, "try the fix: %s", words);
    float w = fminf(ui_width(ui, ST_SMALL, label) + 34, line.w);
    rect_t b = rect_pad(rect(line.x, line.y, w, line.h), 0, 2);
    ui_round(ui, b, 5, ROLE_GOOD_SOFT);
    ui_frame(ui, b, 5, ROLE_GOOD, 1.5f);
    ui_hit(ui, b, ACT_EDIT, edit_arg(EDIT_FIX, finding), "In a copy of the run: %s. %s", words,
           in->view->findings->item[finding].missing);
    rect_t t = rect_pad(b, 8, 0);
    ui_mark(ui, rect_inset(rect_cut_left(&t, 12), 1), MARK_PLUS, ROLE_GOOD);
    rect_cut_left(&t, 6);
    ui_text(ui, t, ST_SMALL, label);
}

static void put_line(const panel_in_t *in, ui_t *ui, rect_t line)
{
    static const struct { const char *label, *tip; edit_t what; bool buffer; } op[] = {
        { "clean", "Write the buffer's dirty lines back", EDIT_CLEAN, true },
        { "invalidate", "Forget the buffer's lines", EDIT_INVALIDATE, true },
        { "clean + inv.", "Write dirty lines back, then forget them", EDIT_CLEAN_INVALIDATE, true },
        { "DSB", "Wait until every store has reached its place", EDIT_DSB, false },
    };
    bool step = in->app->step >= 0, buffer = in->app->select.buffer >= 0;
    ui_text(ui, rect_cut_left(&line, 42), ST_SMALL_DIM, "put in");
    for (unsigned i = 0; i < sizeof op / sizeof *op; i++)
        if (!offer(ui, &line, op[i].label, step && (buffer || !op[i].buffer), ACT_EDIT,
                   edit_arg(op[i].what, at_step(in)), op[i].tip)) return;
}

static void where_line(const panel_in_t *in, ui_t *ui, rect_t line)
{
    const names_t *n = in->view->names;
    ui_text(ui, rect_cut_left(&line, 42), ST_SMALL_DIM, "where");
    for (unsigned k = 0; k < 2; k++) {
        const char *word = k ? "after" : "before";
        float w = ui_width(ui, ST_SMALL, word) + 14;
        if (w > line.w) return;
        rect_t b = rect_pad(rect_cut_left(&line, w), 0, 2);
        bool on = after(in) == (k == 1);
        ui_round(ui, b, 5, on ? ROLE_ACCENT_SOFT : ROLE_RAISED);
        ui_frame(ui, b, 5, on ? ROLE_ACCENT : ROLE_EDGE, 1);
        ui_text(ui, b, st_align(on ? ST_SMALL : ST_SMALL_DIM, CENTRE), word);
        if (on) ui_tip(ui, b, "What is put in goes %s the chosen step", word);
        else
            ui_hit(ui, b, ACT_OPTION, PANEL_PROGRAM * TABS + OPTION_AFTER, "Put it in %s the chosen step",
                   word);
        rect_cut_left(&line, k ? 10 : 3);
    }
    for (size_t i = 0; i < n->symbols; i++) {
        float w = ui_width(ui, ST_SMALL, n->symbol[i].name) + 14;
        bool on = in->app->select.buffer == (int)i;
        if (w > line.w) return;
        rect_t b = rect_pad(rect_cut_left(&line, w), 0, 2);
        ui_round(ui, b, 9, on ? ROLE_ACCENT_SOFT : ROLE_RAISED);
        ui_frame(ui, b, 9, on ? ROLE_ACCENT : ROLE_EDGE, 1);
        ui_text(ui, b, st_align(on ? ST_SMALL : ST_SMALL_DIM, CENTRE), n->symbol[i].name);
        ui_hit(ui, b, ACT_BUFFER, (int64_t)i, "Maintenance is put in for this buffer");
        rect_cut_left(&line, 4);
    }
}

static void step_line(const panel_in_t *in, ui_t *ui, rect_t line)
{
    int s = in->app->step;
    ui_text(ui, rect_cut_left(&line, 42), ST_SMALL_DIM, "step");
    if (!offer(ui, &line, "earlier", s >= 0, ACT_EDIT, edit_arg(EDIT_EARLIER, s),
               "Before the step before it")) return;
    if (!offer(ui, &line, "later", s >= 0, ACT_EDIT, edit_arg(EDIT_LATER, s), "After the step after it"))
        return;
    if (!offer(ui, &line, "remove", s >= 0, ACT_EDIT, edit_arg(EDIT_REMOVE, s), "Leave the step out")) return;
    offer(ui, &line, "edit text", s >= 0, ACT_EDIT, edit_arg(EDIT_TEXT, s),
          "Change the step as its author wrote it");
}

/* Always there when there is a branch: what came of it in a line, and the way between the two. */
static void branch_line(const panel_in_t *in, ui_t *ui, rect_t *r)
{
    const view_t *run, *branch;
    char words[160];
    if (!outcome_views(in, &run, &branch) || r->h < 2 * LINE_H) return;
    rect_t two = rect_cut_bottom(r, r->h > 130 ? 2 * LINE_H - 4 : LINE_H);
    ui_line(ui, two.x, two.y, two.x + two.w, two.y, ROLE_GRID, 1);
    if (two.h > LINE_H) {
        rect_t line = rect_cut_top(&two, LINE_H - 4);
        outcome_words(run, branch, words, sizeof words);
        ui_text(ui, line, ST_BODY, words);
        ui_hit(ui, line, ACT_TAB, PANEL_PROGRAM * TABS + TAB_OUTCOME, "What the edit changed, side by side");
    }
    offer(ui, &two, in->run ? "look at the run" : "look at the branch", true, ACT_BRANCH, -1,
          "The other one, at the same moment (Shift+E)");
    offer(ui, &two, "undo", in->app->undos > 0, ACT_UNDO, 0, "Take the last edit back (Ctrl+Z)");
    offer(ui, &two, "save", true, ACT_BRANCH_SAVE, 0,
          "As a new scenario beside the old one, with expectations it meets (Ctrl+S)");
    offer(ui, &two, "drop", true, ACT_BRANCH_DROP, 0, "Forget the edits");
}

static void tools(const panel_in_t *in, ui_t *ui, rect_t *r)
{
    plan_t plan;
    int finding = fixable(in, &plan);
    if (r->h > 250) {
        step_line(in, ui, rect_cut_bottom(r, LINE_H - 2));
        where_line(in, ui, rect_cut_bottom(r, LINE_H - 2));
        put_line(in, ui, rect_cut_bottom(r, LINE_H - 2));
    } else if (r->h > 120) put_line(in, ui, rect_cut_bottom(r, LINE_H - 2));
    if (finding >= 0 && r->h > 80) fix_line(in, ui, rect_cut_bottom(r, LINE_H), finding, plan);
    rect_cut_bottom(r, 3);
}

/* ---- settings ----------------------------------------------------------------------------------------- */

static float memories(const panel_in_t *in, ui_t *ui, rect_t r, size_t buffer, int now)
{
    rect_t line = rect(r.x, r.y, r.w, LINE_H - 2);
    float top = r.y;
    for (int m = 0; memory_names[m] && strcmp(memory_names[m], "FLASH"); m++) {
        float w = ui_width(ui, ST_SMALL, memory_names[m]) + 14;
        if (w > line.w) line = rect(r.x, line.y + LINE_H - 2, r.w, LINE_H - 2);
        if (w > line.w) break;
        rect_t b = rect_pad(rect_cut_left(&line, w), 0, 2);
        bool here = m == now;
        ui_round(ui, b, 9, here ? ROLE_ACCENT_SOFT : ROLE_RAISED);
        ui_frame(ui, b, 9, here ? ROLE_ACCENT : ROLE_EDGE, 1);
        ui_text(ui, b, st_align(here ? ST_SMALL : ST_SMALL_DIM, CENTRE), memory_names[m]);
        if (here) ui_tip(ui, b, "It is in %s", memory_names[m]);
        else
            ui_hit(ui, b, ACT_EDIT, edit_arg(EDIT_MEMORY, (int)buffer | m << 12),
                   "In a copy of the run: %s in %s, whose clock is switched on if it has one",
                    in->view->names->symbol[buffer].name, memory_names[m]);
        rect_cut_left(&line, 4);
    }
    line = rect(r.x, line.y + LINE_H, r.w, LINE_H - 2);
    offer(ui, &line, "4 bytes higher", true, ACT_EDIT, edit_arg(EDIT_UP, (int)buffer),
          "Move it, so that it begins in the middle of a line");
    offer(ui, &line, "4 bytes lower", true, ACT_EDIT, edit_arg(EDIT_DOWN, (int)buffer),
          "Move it the other way");
    offer(ui, &line, "own lines", true, ACT_EDIT, edit_arg(EDIT_LINE, (int)buffer),
          "Whoever shares a line with it begins a line of its own");
    return line.y + line.h - top + 4;
}

static float draw_settings(const panel_in_t *in, ui_t *ui, rect_t r)
{
    const names_t *n = in->view->names;
    float top = r.y;
    r.h = 1e6f;
    ui_heading(ui, &r, "set up before cycle 0");
    ui_toggle(ui, rect(r.x, r.y + 1, r.w, LINE_H - 4), "D-cache", edit_dcache_on(text_of(in)), ACT_EDIT,
              edit_arg(EDIT_DCACHE, 0),
              "In a copy of the run: the data cache the other way round");
    rect_cut_top(&r, LINE_H + 4);
    ui_heading(ui, &r, "where the buffers are");
    for (size_t i = 0; i < n->symbols; i++) {
        const symbol_t *s = &n->symbol[i];
        bool open = in->app->select.buffer == (int)i;
        int memory = edit_memory_of(in->view->map, s->addr);
        rect_t line = rect_cut_top(&r, ROW + 2), text = rect_pad(line, 6, 0);
        if (open) ui_round(ui, line, 4, ROLE_RAISED);
        ui_hit(ui, line, ACT_BUFFER, (int64_t)i, "Select this buffer; then it can be moved");
        ui_textf(ui, rect_cut_right(&text, fminf(150, text.w * 0.6f)), st_align(ST_MONO_SMALL_DIM, RIGHT),
                 "%s 0x%08X", memory >= 0 ? memory_names[memory] : "",
                 (unsigned)s->addr);
        ui_textf(ui, text, open ? ST_BOLD : ST_BODY, "%s, %u bytes", s->name, (unsigned)s->size);
        if (open)
            rect_cut_top(&r, 2), rect_cut_top(&r, memories(in, ui, rect(r.x + 6, r.y, r.w - 12, r.h), i,
                                                           memory));
    }
    return r.y - top;
}

/* ---- the panel ---------------------------------------------------------------------------------------- */

typedef float part_t(const panel_in_t *, ui_t *, rect_t);

/* Content taller than the panel: measured first, then drawn where it was scrolled to. */
static void scrolled(const panel_in_t *in, ui_t *ui, rect_t r, part_t *part)
{
    draw_t draw = { 0 };
    ui_t probe;
    rect_t inner = rect(r.x, r.y, r.w - 12, r.h);
    ui_init(&probe, &draw, ui->measure);
    ui_start(&probe);
    float h = part(in, &probe, inner);
    ui_free(&probe), draw_free(&draw);
    rect_t s = ui_scroll(ui, r, h);
    part(in, ui, rect(s.x, s.y, inner.w, s.h));
    ui_list_end(ui);
}

static void note_of(const panel_in_t *in, char *text, size_t room)
{
    unsigned n = in->app->undos;
    if (in->run) snprintf(text, room, "branch, %u edit%s", n, n == 1 ? "" : "s");
    else snprintf(text, room, in->branch ? "as given; a branch is kept" : "as given");
}

void panel_program(const panel_in_t *in, ui_t *ui)
{
    char note[64];
    note_of(in, note, sizeof note);
    rect_t r = ui_panel(ui, in->area, panel_title[PANEL_PROGRAM], note);
    if (in->view->scenario->firmware || !in->view->names->steps) {
        ui_empty(ui, r, "A firmware is no list of steps: the core panel shows its instructions and source "
                 "lines. Only scenarios can be edited.");
        ui_panel_end(ui);
        return;
    }
    bool editable = text_of(in) != NULL;
    unsigned tab = editable && in->tab < TAB_COUNT ? in->tab : TAB_STEPS;
    if (editable && r.h > 70) ui_tabs(ui, &r, tab_name, TAB_COUNT, tab, ACT_TAB, PANEL_PROGRAM * TABS);
    branch_line(in, ui, &r);
    if (tab == TAB_SETTINGS) scrolled(in, ui, r, draw_settings);
    else if (tab == TAB_OUTCOME) scrolled(in, ui, r, outcome_draw);
    else {
        if (editable) tools(in, ui, &r);
        steps(in, ui, r);
    }
    ui_panel_end(ui);
}
