/* app_branch.c -- edits: a second session beside the run, over edited text; where the two part; saving. The
 * run as given is never touched. See app.h. */
#include "app_own.h"
#include "edits.h"
#include "output.h"
#include "scenario_edit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show(app_t *app, session_t *to, tick_t at)
{
    app_stop(app);
    app->session = to, app->arrived = true;
    app->select.fact = -1, app->step = -1;
    /* a new session may stand where an old one was in memory */
    app->moment.key = 0;
    session_seek(to, at);
    const view_t *v = session_view(to);
    if (app->select.buffer >= (int)v->names->symbols) app->select.buffer = v->names->symbols ? 0 : -1;
    if (app->select.finding >= (int)v->findings->count) app->select.finding = -1;
}

bool app_branch(app_t *app, int64_t which)
{
    if (!app->branch) return app_say(app, "there is no branch: E edits the program"), true;
    session_t *to = which < 0 ? (app->session == app->branch ? app->run : app->branch) : which ? app->branch
        : app->run;
    show(app, to, session_view(app->session)->now);
    app_say(app, to == app->branch ? "the branch" : "the run as given");
    return true;
}

bool app_branch_drop(app_t *app)
{
    if (!app->branch) return false;
    if (app->session == app->branch) show(app, app->run, session_view(app->session)->now);
    session_close(app->branch);
    while (app->undos) free(app->undo[--app->undos]);
    app->branch = NULL, app->parted = app->compared = false;
    return app_say(app, "branch dropped"), true;
}

/* `json` becomes the branch; takes it over. */
static bool open_branch(app_t *app, char *json)
{
    enum { PATIENCE_MS = 300 };
    err_t err = { "" };
    tick_t now = session_view(app->session)->now;
    session_t *fresh = session_branch(app->run, json, &err);
    free(json);
    if (!fresh) return app_say(app, "%.150s", err.text), false;
    *session_breaks(fresh) = *session_breaks(app->session),
        *session_bookmarks(fresh) = *session_bookmarks(app->session);
    /* a lesson is over by then; a long run goes on in app_tick */
    session_work(fresh, PATIENCE_MS);
    if (app->branch) session_close(app->branch);
    app->branch = fresh, app->parted = app->compared = false;
    memset(&app->parting, 0, sizeof app->parting);
    show(app, fresh, now);
    return true;
}

/* ---- edits --------------------------------------------------------------------------------------------- */

static bool step_path(const app_t *app, int step, char *path, size_t room)
{
    const names_t *n = session_view(app->session)->names;
    return step >= 0 && (size_t)step < n->steps && n->step[step] && edit_step_path(n->step[step], path, room);
}

/* The step at a path, in what is looked at now; -1: none. */
static int step_at(const app_t *app, const char *path)
{
    char own[EDIT_PATH];
    const names_t *n = session_view(app->session)->names;
    for (size_t i = 0; *path && i < n->steps; i++)
        if (edit_step_path(n->step[i], own, sizeof own) && !strcmp(own, path)) return (int)i;
    return -1;
}

static void remember(app_t *app, char *before, const char *words)
{
    if (app->undos == UNDOS) {
        free(app->undo[0]);
        memmove(app->undo, app->undo + 1, (UNDOS - 1) * sizeof app->undo[0]);
        memmove(app->done, app->done + 1, (UNDOS - 1) * sizeof app->done[0]);
        app->undos--;
    }
    snprintf(app->done[app->undos], sizeof app->done[0], "%s", words);
    app->undo[app->undos++] = before;
}

/* `json`: the new text; takes it over. */
static bool take(app_t *app, char *json, const char *words, const char *follow, const err_t *err)
{
    if (!json) return app_say(app, "%.150s", err->text), true;
    char *before = strdup(session_text(app->session));
    bool anew = app->session == app->run;
    if (before && open_branch(app, json)) {
        while (anew && app->undos) free(app->undo[--app->undos]);        /* edits of another branch */
        remember(app, before, words);
        app->step = step_at(app, follow);
        app_say(app, "branch: %.90s. Shift+E: the run as given, Ctrl+Z: back", words);
    } else free(before);
    return true;
}

static bool undo(app_t *app)
{
    if (!app->undos) return app_say(app, "nothing to undo"), true;
    char *text = app->undo[--app->undos];
    if (app->undos) return open_branch(app, text), true;
    free(text);
    return app_branch_drop(app);
}

/* Asks for the step's new text, starting from the old. */
static bool ask_text(app_t *app, int step)
{
    char path[128];
    err_t err = { "" };
    char *old = step_path(app, step, path, sizeof path) ? edit_get(session_text(app->session), path, &err)
        : NULL;
    if (!old)
        return app_say(app, "%.150s", *err.text ? err.text : "no step of the program is selected"), true;
    size_t n = strlen(old);
    bool fits = n < sizeof app->typed && !strchr(old, '\n');
    if (fits) memcpy(app->typed, old, n + 1), app->ask = ASK_EDIT, app->edit_step = step, app->chosen = 0;
    else app_say(app, "this step is too long to edit here");
    free(old);
    return true;
}

bool app_edit_typed(app_t *app)
{
    char path[EDIT_PATH], words[EDIT_WORDS];
    err_t err = { "" };
    if (!step_path(app, app->edit_step, path, sizeof path)) return false;
    edit_words(session_view(app->session), (plan_t){ EDIT_TEXT, app->edit_step, -1 }, words);
    return take(app, edit_set(session_text(app->session), path, app->typed, &err), words, path, &err);
}

/* Choose a step, and go to the next time it runs; after the last time, to the first. */
static bool choose_step(app_t *app, int step)
{
    enum { BATCH = 512, BATCHES = 400 };
    const uint64_t mask = 1ull << F_STEP;
    const view_t *v = session_view(app->session);
    if (step < 0 || (size_t)step >= v->names->steps) return false;
    app->step = step;
    tick_t now = v->now, at = now;
    fact_t *f = malloc(BATCH * sizeof *f);
    bool found = false, again = false;
    for (int i = 0; f && i < BATCHES && !found; i++) {
        size_t n = again && !at ? session_facts(app->session, 0, 0, mask, f, BATCH) : 0;
        n += session_after(app->session, at, mask, f + n, BATCH - n);
        for (size_t k = 0; k < n && !found; k++) found = f[k].pc == (uint32_t)step && (at = f[k].at, true);
        if (found || (again && (!n || at >= now))) break;
        if (n) at = f[n - 1].at;
        if (n < BATCH && again) break;
        if (n < BATCH) again = true, at = 0;
    }
    free(f);
    if (found) app_seek(app, at);
    else app_say(app, "this step does not run");
    return true;
}

static bool apply(app_t *app, plan_t p)
{
    char words[EDIT_WORDS], follow[EDIT_PATH];
    err_t err = { "" };
    const view_t *v = session_view(app->session);
    if (p.what == EDIT_FIX) {
        if (p.which < 0 || (size_t)p.which >= v->findings->count
            || !edit_for(v, &v->findings->item[p.which], &p))
            return app_say(app, "what this finding asks for is no single edit: see its fix"), true;
    }
    char *text = edit_apply(session_text(app->session), v, p, follow, &err);
    return take(app, text, edit_words(v, p, words), follow, &err);
}

/* The program panel, in the layout that has it if this one has not. */
static bool open_panel(app_t *app)
{
    for (int l = 0; app->area[PANEL_PROGRAM].w <= 0 && layout_name[l]; l++)
        if (!strcmp(layout_name[l], "edit")) app->layout = l, app->maximised = -1;
    if (app->focus != PANEL_PROGRAM) app->inside = app->has_cursor = false;
    return app->focus = PANEL_PROGRAM, true;
}

bool app_edit(app_t *app, int64_t arg)
{
    if (arg < 0) return open_panel(app);
    edit_t what = (edit_t)(arg & 255);
    int which = (int)(arg >> 8 & 0x7FFFFFFF);
    if (what >= EDITS) return false;
    if (what == EDIT_UNDO) return undo(app);
    if (what == EDIT_STEP) return choose_step(app, which);
    if (what == EDIT_TEXT)
        return session_text(app->session) ? ask_text(app, which)
            : (app_say(app, "this run was not made from a scenario"), true);
    return apply(app, (plan_t){ what, which, app->select.buffer });
}

/* ---- saving, comparing --------------------------------------------------------------------------- */

/* Under the first name that is free: x-branch.json, x-branch-2.json ... A name that is taken while we look
 * is not overwritten either. */
static bool save_beside(const char *file, const char *text, char *name, size_t room, err_t *err)
{
    size_t n = strlen(file);
    if (n > 5 && !strcmp(file + n - 5, ".json")) n -= 5;
    for (int i = 1; i < 100; i++) {
        int length = i == 1 ? snprintf(name, room, "%.*s-branch.json", (int)n, file)
            : snprintf(name, room, "%.*s-branch-%d.json", (int)n, file, i);
        if (length >= (int)room) return fail(err, "%.80s...: too long a name", file);
        err->text[0] = 0;
        if (output_new_text(name, text, err)) return true;
        if (!strstr(err->text, ": exists")) return false;
    }
    return fail(err, "%s: a hundred branches are there already", file);
}

/* Beside the scenario; where nobody may write, in the current folder. */
bool app_branch_save(app_t *app)
{
    if (!app->branch) return app_say(app, "there is no branch to save"), true;
    const char *file = session_view(app->run)->scenario->file, *slash = strrchr(file, '/');
    char name[4096];
    unsigned gone, come;
    err_t err = { "" };
    char *text = edit_saved(session_text(app->branch), session_view(app->branch), &gone, &come, &err);
    scenario_t *check = text ? scenario_parse(file, text, &err) : NULL;
    bool saved = check && (save_beside(file, text, name, sizeof name, &err)
                           || (slash && save_beside(slash + 1, text, name, sizeof name, &err)));
    if (!saved) app_say(app, "%.150s", err.text);
    else if (!gone && !come) app_say(app, "saved %.140s", name);
    else app_say(app, "saved %.90s: %u expectations it does not meet left out, %u put in", name, gone, come);
    if (check) scenario_free(check);
    free(text);
    return true;
}

/* A little at a time: where run and branch part. True: something new is known. */
bool app_compare(app_t *app, int budget_ms)
{
    if (!app->branch || app->compared) return false;
    if (session_view(app->run)->state == RUN_UNDER_WAY || session_view(app->branch)->state == RUN_UNDER_WAY)
        return false;
    if (session_compare(app->run, app->branch, budget_ms, &app->parting) == FOUND_NOT_YET) return false;
    app->compared = app->parted = true;
    return true;
}
