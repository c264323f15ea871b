/* panel_lesson.c -- the lesson beside the machine: what it is about, its questions one a page, then what it
 * teaches. Predict first, then check: the machine's answer is computed from the run (app.c asks the
 * session when somebody checks), and the lesson's text is shown when every question is checked, because it
 * gives the answers away. A scenario without questions tells its expectations and what came of them.
 *
 * It speaks of the run as given, also while a branch is looked at; its "go to" leads to the moment in
 * whichever is looked at. */
#include "panel.h"
#include "findings.h"
#include "shelf.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { STRIP = 26, FOOT = 30 };
#define LABEL 64.0f

/* r: what is left; y moves on */
typedef struct { const panel_in_t *in; ui_t *ui; rect_t r; const view_t *run; } pen_t;

static unsigned asked(const pen_t *p)
{
    return p->run->scenario->questions < QUESTIONS ? (unsigned)p->run->scenario->questions : QUESTIONS;
}

static void down(pen_t *p, float h) { p->r.y += h, p->r.h = fmaxf(p->r.h - h, 0); }

static void words(pen_t *p, style_t s, const char *text)
{
    down(p, ui_wrap(p->ui, p->r, s, text));
}

static void heading(pen_t *p, const char *text)
{
    rect_t r = p->r;
    ui_heading(p->ui, &r, text);
    down(p, r.y - p->r.y);
}

static bool has_next(const pen_t *p) { return p->in->app->place + 1 < shelf_count(p->in->app->shelf); }

/* ---- one answer --------------------------------------------------------------------------------------- */

/* What the person said; "": nothing. */
static const char *said(const app_t *app, const question_t *q, unsigned i)
{
    const char *choice = app->answer[i] >= 0 ? quiz_choice(q, (size_t)app->answer[i]) : NULL;
    return choice ? choice : app->given[i];
}

typedef enum { OPEN, RIGHT_ANSWER, CLOSE_ANSWER, WRONG_ANSWER, NO_ANSWER } mark_of_t;

static mark_of_t judged(const app_t *app, const question_t *q, unsigned i)
{
    if (!app->revealed[i]) return OPEN;
    static const mark_of_t mark[] = { [QUIZ_WRONG] = WRONG_ANSWER, [QUIZ_CLOSE] = CLOSE_ANSWER,
                                      [QUIZ_RIGHT] = RIGHT_ANSWER };
    const char *text = said(app, q, i);
    return *text ? mark[quiz_judge(q, text, app->told[i])] : NO_ANSWER;
}

static const struct { mark_t mark; role_t role; const char *words; } verdict[] = {
    [OPEN] = { MARK_RING, ROLE_DIM, "not checked yet" }, [RIGHT_ANSWER] = { MARK_CHECK, ROLE_GOOD, "right" },
    [CLOSE_ANSWER] = { MARK_CHECK, ROLE_GOOD, "close" },
    [WRONG_ANSWER] = { MARK_CROSS, ROLE_ERROR, "not so" }, [NO_ANSWER] = { MARK_INFO, ROLE_DIM,
        "no answer given" },
};

/* ---- the strip of pages ------------------------------------------------------------------------------- */

static void page_cell(const pen_t *p, rect_t r, unsigned page, bool here)
{
    const app_t *app = p->in->app;
    unsigned n = asked(p), i = page - 1;
    bool question = page >= 1 && page <= n;
    mark_of_t m = question ? judged(app, &p->run->scenario->question[i], i) : OPEN;
    ui_round(p->ui, r, 5, here ? ROLE_ACCENT_SOFT : ROLE_RAISED);
    ui_frame(p->ui, r, 5, here ? ROLE_ACCENT : ROLE_EDGE, here ? 1.5f : 1);
    rect_t mark = rect(r.x + (r.w - 10) / 2, r.y + (r.h - 10) / 2, 10, 10);
    if (question && m == OPEN)
        ui_textf(p->ui, r, st_align(here ? ST_SMALL : ST_SMALL_DIM, CENTRE), "%u", page);
    else if (question) ui_mark(p->ui, mark, verdict[m].mark, verdict[m].role);
    else ui_mark(p->ui, mark, page ? MARK_FLAG : MARK_PLAY, here ? ROLE_TEXT : ROLE_DIM);
    if (!page) ui_hit(p->ui, r, ACT_LESSON_NEXT, 1, "What this is about");
    else if (page > n)
        ui_hit(p->ui, r, ACT_LESSON_NEXT, page + 1, "What it teaches, and what was expected of the run");
    else
        ui_hit(p->ui, r, ACT_LESSON_NEXT, page + 1, "Question %u, %s: %s", page, verdict[m].words,
               p->run->scenario->question[i].text);
}

static void strip(const pen_t *p, rect_t r, unsigned page)
{
    unsigned pages = asked(p) + 2;
    float w = fminf(30, (r.w + 4) / (float)pages - 4);
    if (w < 16) {
        ui_textf(p->ui, r, ST_SMALL_DIM, "page %u of %u", page + 1, pages);
        return;
    }
    for (unsigned i = 0; i < pages; i++)
        page_cell(p, rect(r.x + (float)i * (w + 4), r.y + 1, w, r.h - 4), i, i == page);
}

/* ---- pages -------------------------------------------------------------------------------------------- */

static void expectations(pen_t *p)
{
    const result_t *r = p->run->result;
    if (p->run->state == RUN_UNDER_WAY) {
        words(p, ST_DIM, "The run is still being computed; what came of the expectations is known at its "
              "end.");
        return;
    }
    if (!r->outcomes) words(p, ST_DIM, "This file expects nothing of the run.");
    for (size_t i = 0; i < r->outcomes; i++) {
        const outcome_t *o = &r->outcome[i];
        rect_t text = rect(p->r.x + 20, p->r.y, p->r.w - 20, p->r.h);
        ui_mark(p->ui, rect(p->r.x + 2, p->r.y + 3, 10, 10), o->passed ? MARK_CHECK : MARK_CROSS,
                o->passed ? ROLE_GOOD : ROLE_ERROR);
        float h = ui_wrap(p->ui, text, ST_SMALL, o->text);
        ui_tip(p->ui, rect(p->r.x, p->r.y, p->r.w, h), "%s: %s", o->path, o->passed ? "as expected"
               : "not as expected");
        down(p, h + 3);
    }
}

static void page_start(pen_t *p)
{
    const scenario_t *s = p->run->scenario;
    unsigned n = asked(p);
    words(p, st_size(ST_BIG, 17), s->title ? s->title : s->file);
    down(p, GAP);
    if (s->why) words(p, ST_BODY, s->why), down(p, GAP * 1.5f);
    if (n) {
        char text[200];
        heading(p, "Predict, then check");
        snprintf(text, sizeof text,
                 "%u question%s. Say first what the machine will do. The answer is never in the file: it is "
                     "computed from this run.",
                 n, n == 1 ? "" : "s");
        words(p, ST_DIM, text);
        return;
    }
    if (s->lesson) heading(p, "What it teaches"), words(p, ST_BODY, s->lesson), down(p, GAP);
    heading(p, "What was expected of the run");
    expectations(p);
}

/* The moment a question is about, in the run that is looked at. */
static void moment(pen_t *p, const question_t *q)
{
    tick_t at;
    bool memory = !strcmp(q->kind, "bytes") || !strcmp(q->kind, "same");
    rect_t line = rect(p->r.x, p->r.y, p->r.w, ROW + 4);
    if (!memory) return;
    if (!mark_tick(p->in->view->result, q->at, false, &at)) {
        char text[160];
        snprintf(text, sizeof text, p->in->view->state == RUN_UNDER_WAY
                 ? "The run has not come to \"%.60s\" yet." : "This run never comes to \"%.60s\".", q->at);
        words(p, ST_DIM, text);
        return;
    }
    char label[96];
    words_t w = { 0 };
    bool end = !strcmp(q->at, "end");
    snprintf(label, sizeof label, end ? "go to the end" : "go to \"%.40s\"", q->at);
    rect_t b = ui_button(p->ui, line, label, ACT_GOTO, (int64_t)at, "To the moment the question is about");
    rect_cut_left(&line, b.w + 6);
    snprintf(label, sizeof label, "look at %.60s", say_place(p->run->names, p->run->map, q->addr, &w));
    if (ui_width(p->ui, ST_BODY, label) + 2 * GAP <= line.w)
        ui_button(p->ui, line, label, ACT_ADDRESS, (int64_t)q->addr,
                  "Select the bytes the question is about: every panel follows");
    down(p, ROW + 4 + GAP);
}

static void choices(pen_t *p, const question_t *q, unsigned i)
{
    const app_t *app = p->in->app;
    bool checked = app->revealed[i];
    const char *text;
    for (size_t n = 0; (text = quiz_choice(q, n)); n++) {
        bool mine = app->answer[i] == (int)n, right = checked && quiz_judge(q, text, app->told[i]);
        float h = fmaxf(ui_wrap_height(p->ui, p->r.w - 44, ST_BODY, text), ROW) + 8;
        rect_t r = rect(p->r.x, p->r.y, p->r.w, h);
        role_t edge = right ? ROLE_GOOD : checked && mine ? ROLE_ERROR : mine ? ROLE_ACCENT : ROLE_EDGE;
        ui_round(p->ui, r, 6, right ? ROLE_GOOD_SOFT : checked && mine ? ROLE_ERROR_SOFT : mine
                 ? ROLE_ACCENT_SOFT : ROLE_RAISED);
        ui_frame(p->ui, r, 6, edge, mine || right ? 1.5f : 1);
        mark_t mark = right ? MARK_CHECK : checked && mine ? MARK_CROSS : mine ? MARK_DOT : MARK_RING;
        ui_mark(p->ui, rect(r.x + 10, r.y + (ROW + 8 - 11) / 2, 11, 11), mark, edge == ROLE_EDGE ? ROLE_DIM
                : edge);
        ui_wrap(p->ui, rect(r.x + 32, r.y + (ROW + 8 - ui_row_height(ST_BODY)) / 2, r.w - 44, h), ST_BODY,
                text);
        if (checked)
            ui_tip(p->ui, r, right ? "What the machine does" : mine ? "What you said" : "Not this one");
        else
            ui_hit(p->ui, r, ACT_ANSWER, (int64_t)i * 256 + (int64_t)n,
                   "Choose this answer; you may change your mind until it is checked");
        down(p, h + 5);
    }
}

static void hint(const question_t *q, char *text, size_t room)
{
    if (!strcmp(q->kind, "bytes"))
        snprintf(text, room, "%u byte%s in hex", (unsigned)q->size, q->size == 1 ? "" : "s");
    else if (!strcmp(q->kind, "counter")) snprintf(text, room, "a number");
    else if (!strcmp(q->kind, "finding")) snprintf(text, room, "a rule's name, or none");
    else snprintf(text, room, "why the run stops");
}

static void well(pen_t *p, const question_t *q, unsigned i)
{
    const app_t *app = p->in->app;
    char want[64];
    bool typing = app->ask == ASK_ANSWER && app->asked == (int)i;
    const char *text = app->given[i];
    rect_t r = rect(p->r.x, p->r.y, p->r.w, 32), inner = rect_pad(r, 10, 0);
    hint(q, want, sizeof want);
    ui_round(p->ui, r, 6, ROLE_SUNKEN);
    ui_frame(p->ui, r, 6, typing ? ROLE_ACCENT : ROLE_EDGE, typing ? 1.5f : 1);
    rect_t ink = *text ? ui_text(p->ui, inner, ST_MONO, text) : ui_text(p->ui, inner, ST_DIM, want);
    if (typing)
        ui_fill(p->ui, rect(*text ? fminf(inner.x + ink.w + 2, r.x + r.w - 6) : inner.x - 4, r.y + 8, 1.5f,
                            r.h - 16), ROLE_ACCENT);
    if (typing) ui_tip(p->ui, r, "Type %s. Enter checks it, Esc leaves it as it is.", want);
    else ui_hit(p->ui, r, ACT_ANSWER, (int64_t)i * 256 + 255, "Click or Enter, then type %s", want);
    down(p, r.h + 6);
}

/* Pairs of hex digits; what else stands there is skipped. */
static unsigned bytes_of(const char *text, uint8_t *out, unsigned room)
{
    unsigned n = 0;
    while (*text && n < room) {
        unsigned value;
        if (text[0] == '0' && (text[1] | 32) == 'x') text += 2;
        else if (isxdigit((unsigned char)text[0]) && isxdigit((unsigned char)text[1])
                 && sscanf(text, "%2x", &value) == 1)
            out[n++] = (uint8_t)value, text += 2;
        else text++;
    }
    return n;
}

/* Both answers as bytes, one over the other; where they differ it is framed. */
static void byte_rows(pen_t *p, const char *mine, const char *told)
{
    uint8_t a[64], b[64];
    unsigned n = bytes_of(mine, a, 64), m = bytes_of(told, b, 64),
        columns = (unsigned)fmaxf((p->r.w - LABEL) / BYTE_W, 1);
    columns = columns >= 16 ? 16 : columns >= 8 ? 8 : columns >= 4 ? 4 : 1;
    for (unsigned from = 0; from < m; from += columns) {
        for (unsigned row = *mine ? 0 : 1; row < 2; row++) {
            rect_t line = rect(p->r.x, p->r.y, p->r.w, BYTE_H);
            ui_text(p->ui, rect_cut_left(&line, LABEL), ST_SMALL_DIM, from ? "" : row ? "machine" : "you");
            for (unsigned i = from; i < from + columns && i < m; i++) {
                unsigned flags = *mine && (i >= n || a[i] != b[i]) ? BYTE_DIFFERS : 0;
                rect_t cell = rect_cut_left(&line, BYTE_W);
                ui_byte(p->ui, cell, row ? b[i] : i < n ? a[i] : 0, STATE_INVALID,
                        flags | (!row && i >= n ? BYTE_UNKNOWN : 0));
            }
            down(p, BYTE_H);
        }
        down(p, 4);
    }
}

static void checked(pen_t *p, const question_t *q, unsigned i)
{
    const app_t *app = p->in->app;
    mark_of_t m = judged(app, q, i);
    const char *mine = said(app, q, i);
    static const char *const line[] = { [RIGHT_ANSWER] = "Right.",
                                        [CLOSE_ANSWER] = "Close enough.",
                                        [WRONG_ANSWER] = "No: the machine did something else.",
                                            [NO_ANSWER] = "The machine says:" };
    down(p, 4);
    ui_mark(p->ui, rect(p->r.x + 1, p->r.y + 3, 12, 12), verdict[m].mark, verdict[m].role);
    rect_t text = rect(p->r.x + 22, p->r.y, p->r.w - 22, p->r.h);
    down(p, ui_wrap(p->ui, text, st_role(ST_BOLD, verdict[m].role), line[m]) + 6);
    if (!strcmp(q->kind, "bytes") && app->told[i][0] != '(') byte_rows(p, mine, app->told[i]);
    else if (!quiz_choice(q, 0) || m == NO_ANSWER || app->told[i][0] == '(') {
        rect_t row = rect(p->r.x, p->r.y, p->r.w, ROW);
        if (*mine) {
            ui_text(p->ui, rect_cut_left(&row, LABEL), ST_SMALL_DIM, "you");
            ui_text(p->ui, row, ST_MONO, mine);
            down(p, ROW), row = rect(p->r.x, p->r.y, p->r.w, ROW);
        }
        ui_text(p->ui, rect_cut_left(&row, LABEL), ST_SMALL_DIM, "machine");
        ui_text(p->ui, row, ST_MONO_BOLD, app->told[i]);
        down(p, ROW);
    }
    down(p, GAP);
    if (!strcmp(q->kind, "finding") && p->in->view->findings->count) {
        ui_button(p->ui, rect(p->r.x, p->r.y, p->r.w, ROW + 4), "go to the finding", ACT_GOTO_FINDING, 0,
                  "To the moment it showed");
        down(p, ROW + 4 + GAP);
    }
}

static void page_question(pen_t *p, unsigned i)
{
    const question_t *q = &p->run->scenario->question[i];
    const app_t *app = p->in->app;
    char title[64];
    snprintf(title, sizeof title, "Question %u of %u", i + 1, asked(p));
    heading(p, title);
    words(p, st_size(ST_BOLD, SIZE_TITLE), q->text);
    down(p, GAP);
    if (quiz_choice(q, 0)) choices(p, q, i);
    else if (!app->revealed[i]) well(p, q, i);
    if (app->revealed[i]) checked(p, q, i);
    else {
        bool known = *said(app, q, i) != 0, ready = p->run->state != RUN_UNDER_WAY;
        rect_t b = ui_button(p->ui, rect(p->r.x, p->r.y + 3, p->r.w, ROW + 6),
                             known ? "check it" : "just tell me", ACT_REVEAL, i,
                             ready ? "Compare with what the machine does in this run"
                                 : "The run is still being computed");
        if (known && b.w > 0) ui_frame(p->ui, b, 5, ROLE_ACCENT, 1.5f);
        down(p, ROW + 9 + GAP);
    }
    moment(p, q);
}

static void score_row(pen_t *p, unsigned i)
{
    const question_t *q = &p->run->scenario->question[i];
    mark_of_t m = judged(p->in->app, q, i);
    rect_t r = rect(p->r.x, p->r.y, p->r.w, ROW_SMALL + 4), text = r;
    ui_mark(p->ui, rect(r.x + 2, r.y + 5, 10, 10), verdict[m].mark, verdict[m].role);
    rect_cut_left(&text, 20);
    ui_textf(p->ui, text, m == OPEN ? ST_SMALL_DIM : ST_SMALL, "%u  %s", i + 1, q->text);
    ui_hit(p->ui, r, ACT_LESSON_NEXT, i + 2, "Question %u, %s. Click: back to it", i + 1, verdict[m].words);
    down(p, r.h);
}

static void page_end(pen_t *p)
{
    unsigned n = asked(p), right = 0, answered = 0, open = 0;
    const scenario_t *s = p->run->scenario;
    char text[160];
    for (unsigned i = 0; i < n; i++) {
        mark_of_t m = judged(p->in->app, &s->question[i], i);
        right += m == RIGHT_ANSWER, answered += m == RIGHT_ANSWER || m == WRONG_ANSWER, open += m == OPEN;
    }
    if (answered) snprintf(text, sizeof text, "%u of %u right", right, answered);
    else snprintf(text, sizeof text, n == 1 ? "One question" : "%u questions", n);
    if (n) words(p, ST_BIG, text);
    if (answered && open + answered < n) {
        snprintf(text, sizeof text, "%u %s told without an answer", n - open - answered,
                 n - open - answered == 1 ? "was" : "were");
        words(p, ST_SMALL_DIM, text);
    }
    if (n) down(p, 4);
    for (unsigned i = 0; i < n; i++) score_row(p, i);
    if (n) down(p, GAP);
    if (s->lesson) {
        heading(p, "What it teaches");
        snprintf(text, sizeof text,
                 "It is told when every question is checked: %u %s open. It would give the answer%s away.",
                     open,
                 open == 1 ? "is" : "are", open == 1 ? "" : "s");
        words(p, open ? ST_DIM : ST_BODY, open ? text : s->lesson);
        down(p, GAP);
    }
    heading(p, "What was expected of the run");
    if (open) words(p, ST_DIM, "Told with the lesson: expectations give answers away too.");
    else expectations(p);
}

static void page_next(pen_t *p)
{
    const app_t *app = p->in->app;
    if (!has_next(p)) return;
    down(p, GAP);
    heading(p, "The next one");
    float top = p->r.y;
    words(p, ST_BODY, shelf_title(app->shelf, app->place + 1));
    ui_hit(p->ui, rect(p->r.x, top, p->r.w, p->r.y - top), ACT_FILE_NEXT, 0, "Open %s (%s)",
           shelf_file(app->shelf, app->place + 1), action_key(ACT_FILE_NEXT));
}

static float draw_page(const panel_in_t *in, ui_t *ui, rect_t r, unsigned page)
{
    pen_t p = { in, ui, rect(r.x, r.y, r.w, 1e6f), in->run ? in->run : in->view };
    unsigned n = asked(&p);
    if (page == 0) page_start(&p);
    else if (page <= n) page_question(&p, page - 1);
    else page_end(&p);
    if (page == (n ? n + 1 : 0)) page_next(&p);
    return p.r.y - r.y;
}

/* ---- the panel ---------------------------------------------------------------------------------------- */

static float height_of(const panel_in_t *in, ui_t *ui, rect_t r, unsigned page)
{
    draw_t draw = { 0 };
    ui_t probe;
    ui_init(&probe, &draw, ui->measure);
    ui_start(&probe);
    float h = draw_page(in, &probe, r, page);
    ui_free(&probe), draw_free(&draw);
    return h;
}

/* The file that comes next, by its title. */
static void next_file(const pen_t *p, rect_t r)
{
    const app_t *app = p->in->app;
    char tip[200];
    float w = ui_width(p->ui, ST_BODY, "next lesson") + 2 * GAP;
    if (w > r.w) return;
    snprintf(tip, sizeof tip, "%.150s (%s)", shelf_title(app->shelf, app->place + 1),
             action_key(ACT_FILE_NEXT));
    rect_t b = ui_button(p->ui, rect(r.x + r.w - w, r.y, w, r.h), "next lesson", ACT_FILE_NEXT, 0, tip);
    ui_frame(p->ui, b, 5, ROLE_ACCENT, 1);
}

static void foot(const pen_t *p, rect_t r, unsigned page, unsigned last)
{
    rect_cut_top(&r, 5);
    if (page > 0) {
        rect_t b = ui_button(p->ui, r, "back", ACT_LESSON_BACK, 0, "The page before (Shift+J)");
        rect_cut_left(&r, b.w + GAP);
    }
    if (page == last && has_next(p)) next_file(p, r);
    const char *label = page == 0 ? "first question" : page + 1 == last ? "what it teaches" : "next question";
    float w = ui_width(p->ui, ST_BODY, label) + 2 * GAP;
    if (page < last && w + 60 < r.w) {
        rect_t b = ui_button(p->ui, rect(r.x + r.w - w, r.y, w, r.h), label, ACT_LESSON_NEXT, 0,
                             "The next page (J)");
        ui_frame(p->ui, b, 5, ROLE_ACCENT, 1);
    }
}

void panel_lesson(const panel_in_t *in, ui_t *ui)
{
    pen_t p = { in, ui, in->area, in->run ? in->run : in->view };
    unsigned n = asked(&p), last = n ? n + 1 : 0, page = (unsigned)in->app->page < last
        ? (unsigned)in->app->page : last;
    char note[64] = "";
    if (in->run) snprintf(note, sizeof note, "about the run as given");
    else if (shelf_count(in->app->shelf) > 1)
        snprintf(note, sizeof note, "%d of %d", in->app->place + 1, shelf_count(in->app->shelf));
    rect_t r = ui_panel(ui, in->area, panel_title[PANEL_LESSON], note[0] ? note : NULL);
    bool feet = n || has_next(&p);
    if (feet && r.h > 110) {
        if (n) strip(&p, rect_cut_top(&r, STRIP), page);
        foot(&p, rect_cut_bottom(&r, FOOT), page, last);
        rect_cut_top(&r, 2);
    }
    rect_t inner = rect(r.x, r.y, r.w - 12, r.h);
    rect_t s = ui_scroll(ui, r, height_of(in, ui, inner, page));
    draw_page(in, ui, rect(s.x, s.y, inner.w, s.h), page);
    ui_list_end(ui);
    ui_panel_end(ui);
}
