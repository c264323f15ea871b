/* app.c -- see app.h: making the state, and the one place that changes it. The actions themselves are in
 * app_time.c, app_select.c, app_lesson.c and app_window.c. */
#include "app_own.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const double app_speed[SPEEDS] = { 1, 2, 5, 10, 30, 60, 300, 2000, 20000, 0 };

const char *const panel_name[PANELS] = {
    "status", "bus", "buffer", "cache", "dma", "parts", "core", "mpu", "registers", "timeline", "facts",
    "findings", "lesson",
    "diff", "program"
};
const char *const panel_title[PANELS] = {
    "Status", "Masters and buses", "One buffer, three views", "Cache", "DMA streams", "Peripherals", "Core",
    "Memory attributes",
    "Registers", "Timeline", "What happened", "Findings", "Lesson", "What differs", "Program"
};

static void select_nothing(select_t *s)
{
    *s = (select_t){ .buffer = -1, .line = -1, .stream = -1, .master = -1, .part = -1, .reg = -1,
                     .finding = -1, .object = -1, .fact = -1,
                     .link = -1, .step = -1, .code = -1 };
}

void app_init(app_t *app, session_t *session)
{
    memset(app, 0, sizeof *app);
    app->session = app->run = session;
    app->direction = 1, app->speed = 3, app->stride = 1;
    app->grain = GRAIN_STEP;
    app->maximised = -1, app->focus = PANEL_BUFFER, app->scale = 1;
    app->lane = app->step = -1;
    select_nothing(&app->select);
    for (int p = 0; p < PANELS; p++)
        for (int t = 0; t < TABS; t++) app->scroll[p][t] = -1;
    for (int q = 0; q < QUESTIONS; q++) app->answer[q] = -1;
    app_select_first(app);
}

void app_free(app_t *app)
{
    app_branch_drop(app);
    moment_free(&app->moment);
}

void app_say(app_t *app, const char *format, ...)
{
    va_list words;
    va_start(words, format);
    vsnprintf(app->message, sizeof app->message, format, words);
    va_end(words);
    app->message_until = app->seconds + 4;
}

/* Close what lies on top, one thing at a time. */
static bool escape(app_t *app)
{
    if (app->ask == ASK_SEARCH) app->filter[0] = 0;
    if (app->ask != ASK_NONE) return app->ask = ASK_NONE, true;
    if (app->playing || app->searching) return app_stop(app), true;
    if (app->inside) return app->inside = app->has_cursor = false, true;
    if (app->select.who) return app->select.who = false, true;
    if (app->diff) return app->diff = false, true;
    if (app->maximised >= 0) return app->maximised = -1, true;
    if (*app->filter || app->hidden) return app->filter[0] = 0, app->hidden = 0, true;
    if (session_view(app->session)->state == RUN_UNDER_WAY) return session_cancel(app->session), true;
    select_t none;
    select_nothing(&none);
    none.buffer = app->select.buffer, none.view = app->select.view, none.icache = app->select.icache;
    app->select = none;
    return true;
}

static bool ask(app_t *app, ask_t what)
{
    app->ask = what, app->chosen = 0, app->typed[0] = 0;
    app->scroll[PANEL_STATUS][what] = 0;                 /* the status line never scrolls: its place serves */
    if (what == ASK_SEARCH) memcpy(app->typed, app->filter, sizeof app->typed);
    return true;
}

bool app_do(app_t *app, action_t action, int64_t arg)
{
    if (action >= ACT_BACK && action <= ACT_BOOKMARK_NEXT) return app_time(app, action, arg);
    switch (action) {
    case ACT_NONE: case ACTIONS: return false;
    case ACT_ESCAPE: return escape(app);
    case ACT_SEARCH: return ask(app, ASK_SEARCH);
    case ACT_GO: return ask(app, ASK_GO);
    case ACT_PALETTE: return ask(app, ASK_PALETTE);
    case ACT_HELP: return ask(app, app->ask == ASK_HELP ? ASK_NONE : ASK_HELP);
    case ACT_SIGNS: return ask(app, app->ask == ASK_SIGNS ? ASK_NONE : ASK_SIGNS);
    case ACT_EXPORT: return app->want_export = true;
    case ACT_QUIT: return app->quit = true;
    case ACT_FULLSCREEN: return app->fullscreen = !app->fullscreen, true;
    case ACT_ANSWER: case ACT_REVEAL: case ACT_LESSON_BACK: case ACT_LESSON_NEXT:
        return app_lesson(app, action, arg);
    case ACT_FILE: case ACT_FILE_BACK: case ACT_FILE_NEXT: return app_file(app, action, arg);
    default: return app_place(app, action, arg) || app_window(app, action, arg);
    }
}

/* ---- time passing ------------------------------------------------------------------------------------ */

static bool play(app_t *app, double seconds)
{
    double speed = app_speed[app->speed], every = speed > 0 ? 1 / speed : 0;
    if (speed > 0 && seconds < app->due) {
        float phase = speed <= 10 ? 1 - (float)((app->due - seconds) / every) : 0;
        phase = (float)(int)(phase * 30) / 30;           /* thirty pictures a step are plenty */
        bool moved = phase != app->phase;
        app->phase = phase;
        return moved;
    }
    int64_t n = 1;
    if (speed > 60) n = (int64_t)(speed / 60 + 0.5), every = (double)n / speed;
    if (speed <= 0) {
        double took = session_view(app->session)->last_ms;
        if (took < 4 && app->stride < 1 << 20) app->stride *= 2;
        if (took > 12 && app->stride > 1) app->stride /= 2;
        n = app->stride;
    }
    app->due = app->due + every < seconds ? seconds + every : app->due + every;
    app->phase = 0, app->before = session_view(app->session)->now;
    if (session_step(app->session, (grain_t)app->grain, app->direction * n)) return true;
    /* more may come */
    if (session_view(app->session)->state == RUN_UNDER_WAY && app->direction > 0) return false;
    app->playing = false;
    if (app->direction < 0) session_seek(app->session, 0);
    app_say(app, app->direction > 0 ? "the run is over" : "this is the start");
    return true;
}

static bool search(app_t *app)
{
    const find_t any = { .kind = FIND_BREAK };
    found_t found = session_find(app->session, &any, app->search_direction, 10, &app->search_at);
    const view_t *v = session_view(app->session);
    if (found == FOUND_NOT_YET) return true;
    if (found == FOUND_NOTHING && app->search_direction > 0 && v->state == RUN_UNDER_WAY) return true;
    app->searching = false;
    if (found == FOUND) app_seek(app, app->search_at);
    else {
        app_seek(app, app->search_direction > 0 ? v->end : 0);
        app_say(app, app->search_direction > 0 ? "no breakpoint until the end"
                : "no breakpoint back to the start");
    }
    return true;
}

bool app_tick(app_t *app, double seconds)
{
    bool draw = false;
    app->seconds = seconds;
    if (*app->message && seconds >= app->message_until) app->message[0] = 0, draw = true;
    if (!app->tips && app->hover_since > 0 && seconds >= app->hover_since + 0.45)
        app->tips = true, draw = true;
    if (session_view(app->session)->state == RUN_UNDER_WAY) {
        draw = true;
        session_work(app->session, 12);
        if (session_view(app->session)->state != RUN_UNDER_WAY) app_arrive(app);
    }
    if (app->run != app->session && session_view(app->run)->state == RUN_UNDER_WAY) session_work(app->run, 8);
    if (app->branch && app->session != app->branch && session_view(app->branch)->state == RUN_UNDER_WAY)
        session_work(app->branch, 8);
    draw |= app_compare(app, 8);
    if (app->searching) draw |= search(app);
    if (app->playing) draw |= play(app, seconds);
    return draw;
}

double app_wait(const app_t *app)
{
    double wait = -1;
    if (app->searching || session_view(app->session)->state == RUN_UNDER_WAY
        || (app->branch && !app->compared))
        return 0;
    if (app->playing) {
        double speed = app_speed[app->speed];
        wait = speed <= 0 ? 0 : app->due - app->seconds;
        if (speed > 0 && speed <= 10 && wait > 1.0 / 30) wait = 1.0 / 30;
    }
    if (*app->message && (wait < 0 || app->message_until - app->seconds < wait))
        wait = app->message_until - app->seconds;
    if (!app->tips && app->hover_since > 0 && (wait < 0 || wait > 0.1)) wait = 0.1;
    return wait < 0 ? wait : wait > 0 ? wait : 0;
}
