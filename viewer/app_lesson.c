/* app_lesson.c -- a lesson: how it opens, what it keeps to itself until one has come there, its questions;
 * and the way from one file to the next. See app.h.
 *
 * The questions are about the run as given, also while a branch is looked at. */
#include "app_own.h"
#include "shelf.h"
#include <string.h>

/* ---- what may be told ------------------------------------------------------------------------------ */

/* A question about findings is checked, or every question. */
static bool asked_for(const app_t *app, const scenario_t *s)
{
    bool all = true;
    for (size_t q = 0; q < s->questions && q < QUESTIONS; q++) {
        if (app->revealed[q] && !strcmp(s->question[q].kind, "finding")) return true;
        all &= app->revealed[q];
    }
    return all;
}

/* Who edits has seen through it. */
bool app_tells_all(const app_t *app, const view_t *v)
{
    return !app->lesson || app->branch || asked_for(app, v->scenario)
        || (v->state != RUN_UNDER_WAY && app->reached >= v->end);
}

bool app_tells(const app_t *app, const view_t *v, size_t finding)
{
    return finding < v->findings->count
        && (v->findings->item[finding].at <= app->reached || app_tells_all(app, v));
}

size_t app_told(const app_t *app, const view_t *v)
{
    size_t n = 0;
    for (size_t i = 0; i < v->findings->count; i++) n += app_tells(app, v, i);
    return n;
}

int app_finding(const app_t *app, const view_t *v)
{
    int i = app->select.finding, best = -1;
    if (i >= 0 && app_tells(app, v, (size_t)i)) return i;
    for (size_t k = 0; k < v->findings->count; k++)
        if (app_tells(app, v, k) && (best < 0 || v->findings->item[k].at <= v->now)) best = (int)k;
    return best;
}

void app_reach(app_t *app)
{
    const view_t *v = session_view(app->session);
    if (app->session == app->run && v->now > app->reached && !v->following) app->reached = v->now;
}

/* ---- opening --------------------------------------------------------------------------------------- */

static int layout_named(const char *name)
{
    for (int l = 0; layout_name[l]; l++)
        if (!strcmp(layout_name[l], name)) return l;
    return 0;
}

void app_begin(app_t *app)
{
    const scenario_t *s = session_view(app->session)->scenario;
    if (!s->questions) return;
    app->lesson = app->arrived = true;
    app->reached = 0;
    if (!app->layout) app->layout = layout_named("lesson");
    session_seek(app->session, 0);
}

/* The run is there: stand where something is to be seen. */
void app_arrive(app_t *app)
{
    const view_t *v = session_view(app->session);
    if (app->arrived) return;
    app->arrived = true;
    if (app->resumes) session_seek(app->session, app->resume);
    else if (v->findings->count) app_do(app, ACT_GOTO_FINDING, 0);
    else session_seek(app->session, 0), app_select_first(app);
}

/* ---- from file to file ----------------------------------------------------------------------------- */

/* Of the window, not of the file: it stays. */
static void carry_over(app_t *to, const app_t *from)
{
    to->shelf = from->shelf;
    to->grain = from->grain, to->speed = from->speed;
    to->layout = from->layout, to->maximised = from->maximised, to->focus = from->focus;
    to->theme = from->theme, to->scale = from->scale, to->fullscreen = from->fullscreen;
    to->keyboard = from->keyboard, to->hidden = from->hidden, to->seconds = from->seconds;
    to->pointer = from->pointer, to->x = from->x, to->y = from->y, to->ui = from->ui, to->whole = from->whole;
    memcpy(to->option, from->option, sizeof to->option);
    memcpy(to->area, from->area, sizeof to->area);
}

static bool open_file(app_t *app, int64_t i)
{
    enum { PATIENCE_MS = 200 };
    err_t err = { "" };
    session_t *fresh = shelf_open(app->shelf, (int)i, &err);
    if (!fresh) return app_say(app, "%.150s", err.text), true;
    shelf_keep(app->shelf, app->place, app);
    session_t *old = app->run;
    app_t before = *app;
    app_free(app);
    app_init(app, fresh);
    carry_over(app, &before);
    session_close(old);
    app->place = (int)i;
    bool again = shelf_give(app->shelf, app->place, app);
    if (!again) app_begin(app);
    session_work(fresh, PATIENCE_MS);                    /* a lesson is over by then; a long run goes on */
    if (session_view(fresh)->state != RUN_UNDER_WAY) app_arrive(app);
    app_say(app, "%d of %d: %.130s", app->place + 1, shelf_count(app->shelf),
            shelf_title(app->shelf, app->place));
    return true;
}

bool app_file(app_t *app, action_t action, int64_t arg)
{
    int n = shelf_count(app->shelf);
    int64_t i = action == ACT_FILE ? arg : app->place + (action == ACT_FILE_NEXT ? 1 : -1);
    if (n < 2) return app_say(app, "one file is open: name more of them, or a folder"), true;
    if (i < 0 || i >= n) return app_say(app, i < 0 ? "this is the first" : "this is the last"), true;
    if (i == app->place) return false;
    app_stop(app);
    return open_file(app, i);
}

/* ---- questions ------------------------------------------------------------------------------------- */

static bool answer(app_t *app, const question_t *q, int question, int choice)
{
    if (app->revealed[question]) return false;
    if (quiz_choice(q, (size_t)choice)) return app->answer[question] = choice, true;
    if (quiz_choice(q, 0)) return false;
    app->ask = ASK_ANSWER, app->asked = question;
    memcpy(app->typed, app->given[question], sizeof app->given[0]);
    return true;
}

static bool reveal(app_t *app, const question_t *q, int question)
{
    if (app->revealed[question]) return false;
    if (!session_answer(app->run, q, app->told[question]))
        return app_say(app, "the run is still being computed"), true;
    return app->revealed[question] = true;
}

bool app_lesson(app_t *app, action_t action, int64_t arg)
{
    const scenario_t *s = session_view(app->run)->scenario;
    int64_t question = action == ACT_ANSWER ? arg / 256 : arg, pages = (int64_t)s->questions + 2;
    if (app->ask == ASK_ANSWER) app->ask = ASK_NONE;
    if (action == ACT_LESSON_BACK || action == ACT_LESSON_NEXT) {
        int64_t page = arg > 0 ? arg - 1 : app->page + (action == ACT_LESSON_NEXT ? 1 : -1);
        if (page < 0 || page >= pages || page == app->page) return false;
        app->scroll[PANEL_LESSON][0] = -1;
        return app->page = (int)page, true;
    }
    if (arg < 0 || question >= QUESTIONS || question >= (int64_t)s->questions) return false;
    const question_t *q = &s->question[question];
    return action == ACT_ANSWER ? answer(app, q, (int)question, (int)(arg % 256))
        : reveal(app, q, (int)question);
}
