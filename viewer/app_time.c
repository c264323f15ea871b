/* app_time.c -- the actions that move in time or over the timeline. See app.h. */
#include "app_own.h"
#include <stdio.h>
#include <string.h>

void app_stop(app_t *app) { app->playing = app->searching = false, app->phase = 0; }

void app_seek(app_t *app, tick_t t)
{
    app->before = session_view(app->session)->now;
    app->arrived = true, app->phase = 0;
    session_seek(app->session, t);
}

static bool step(app_t *app, grain_t grain, int64_t n)
{
    app_stop(app);
    app->arrived = true;
    app->direction = n < 0 ? -1 : 1;
    app->before = session_view(app->session)->now;
    if (session_step(app->session, grain, n)) return true;
    /* before the first lies the start */
    if (n < 0 && app->before > 0) return session_seek(app->session, 0), true;
    app_say(app, "no %s %s", grain_name[grain], n < 0 ? "before this" : "after this");
    return true;
}

/* A firmware's steps are its source lines. */
static bool line_step(app_t *app, line_how_t how, int direction)
{
    app_stop(app);
    app->arrived = true, app->direction = direction;
    app->before = session_view(app->session)->now;
    if (!session_line(app->session, how, direction))
        app_say(app, "no line %s", direction < 0 ? "before this" : "after this");
    return true;
}

/* Handlers entered and not left at `now`. */
static uint64_t depth(session_t *s)
{
    tick_t now = session_view(s)->now;
    return session_facts_at(s, 1ull << F_IRQ_ENTER, now) - session_facts_at(s, 1ull << F_IRQ_LEAVE, now);
}

/* On to the first program step that is at most so deep in handlers. */
static bool step_over(app_t *app, uint64_t most)
{
    enum { PATIENCE = 20000 };
    app_stop(app);
    app->arrived = true, app->direction = 1;
    app->before = session_view(app->session)->now;
    for (int i = 0; i < PATIENCE && session_step(app->session, GRAIN_STEP, 1); i++)
        if (depth(app->session) <= most) return true;
    return true;
}

static bool play(app_t *app)
{
    const view_t *v = session_view(app->session);
    app->playing = !app->playing, app->searching = false;
    app->arrived = true;
    app->due = app->seconds, app->phase = 0, app->stride = 1;
    if (app->playing && app->direction > 0 && v->now >= v->end && v->state != RUN_UNDER_WAY)
        session_seek(app->session, 0);
    return true;
}

static bool speed(app_t *app, int by)
{
    int s = app->speed + by;
    if (s < 0 || s >= SPEEDS) return false;
    app->speed = s, app->due = app->seconds;
    if (app_speed[s] > 0) app_say(app, "%g steps a second", app_speed[s]);
    else app_say(app, "as fast as it goes");
    return true;
}

static bool run(app_t *app, int direction)
{
    app_stop(app);
    app->arrived = app->searching = true;
    app->direction = app->search_direction = direction;
    app->search_at = session_view(app->session)->now;
    return true;
}

/* ---- the timeline's window --------------------------------------------------------------------------- */

static void window(const app_t *app, tick_t *from, tick_t *to)
{
    *from = app->zoom_from, *to = app->zoom_to;
    if (*to <= *from) *from = 0, *to = session_view(app->session)->end;
    if (*to <= *from) *to = *from + 1;
}

static const tick_t least = 40 * TICKS_PER_SECOND / 480000000;      /* forty CPU cycles at the usual clock */

static bool zoom(app_t *app, double factor, tick_t centre)
{
    tick_t from, to, end = session_view(app->session)->end;
    window(app, &from, &to);
    if (centre < from || centre > to) centre = from + (to - from) / 2;
    double width = (double)(to - from) * factor;
    if (width >= (double)end) return app->zoom_from = app->zoom_to = 0, true;
    if (width < (double)least) width = (double)least;
    double left = (double)centre - width * (double)(centre - from) / (double)(to - from);
    app->zoom_from = left > 0 ? (tick_t)left : 0;
    app->zoom_to = app->zoom_from + (tick_t)width;
    return true;
}

static bool pan(app_t *app, double part)
{
    if (app->zoom_to <= app->zoom_from) return false;
    tick_t end = session_view(app->session)->end, width = app->zoom_to - app->zoom_from;
    double from = (double)app->zoom_from + part * (double)width;
    if (from < 0) from = 0;
    if (from > (double)end) from = (double)end;
    app->zoom_from = (tick_t)from, app->zoom_to = app->zoom_from + width;
    return true;
}

static bool fit(app_t *app)
{
    app->zoom_from = app->zoom_to = 0;
    if (!app->has_a || !app->has_b || app->a == app->b) return true;
    tick_t lo = app->a < app->b ? app->a : app->b, hi = app->a < app->b ? app->b : app->a;
    tick_t margin = (hi - lo) / 20;
    app->zoom_from = lo > margin ? lo - margin : 0, app->zoom_to = hi + margin;
    return true;
}

/* How a finding came about may be a moment of a long run, and it is what one goes there for: then the lanes
 * show that, with a margin. A window that shows it already, and not small, stays. */
static void fit_story(app_t *app, const finding_t *f)
{
    enum { SMALL = 8, MARGIN = 4 };                      /* parts of the window, of the story */
    tick_t lo = f->at, hi = f->at, from, to, end = session_view(app->session)->end;
    if (f->causes < 2) return;
    for (unsigned n = 0; n < f->causes; n++) {
        tick_t at = f->cause[n].fact.at;
        lo = at < lo ? at : lo, hi = at > hi ? at : hi;
    }
    window(app, &from, &to);
    if (lo >= from && hi <= to && hi - lo >= (to - from) / SMALL) return;
    tick_t margin = (hi - lo) / MARGIN;
    if (hi - lo + 2 * margin < least) margin = (least - (hi - lo)) / 2;
    app->zoom_from = lo > margin ? lo - margin : 0, app->zoom_to = hi + margin;
    if (app->zoom_to - app->zoom_from >= end) app->zoom_from = app->zoom_to = 0;
}

/* What the lanes show follows the present moment when that leaves them. */
static void follow(app_t *app)
{
    tick_t now = session_view(app->session)->now;
    if (app->zoom_to <= app->zoom_from || (now >= app->zoom_from && now <= app->zoom_to)) return;
    tick_t width = app->zoom_to - app->zoom_from;
    app->zoom_from = now > width / 2 ? now - width / 2 : 0;
    app->zoom_to = app->zoom_from + width;
}

static bool lane_step(app_t *app, int direction)
{
    if (app->lane < 0) return app_say(app, "no lane is chosen: click one, or Enter on it"), true;
    const view_t *v = session_view(app->session);
    tick_t at = v->now;
    for (int tries = 0; tries < 64; tries++) {
        fact_t f[256];
        uint64_t mask = lane_mask((unsigned)app->lane);
        size_t n = direction > 0 ? session_after(app->session, at, mask, f, 256)
                 : at ? session_before(app->session, at - 1, mask, f, 256) : 0;
        for (size_t i = 0; i < n; i++) {
            const fact_t *one = &f[direction > 0 ? i : n - 1 - i];
            if (lane_holds((unsigned)app->lane, one)) return app_seek(app, one->at), true;
        }
        if (n < 256) break;
        at = f[direction > 0 ? n - 1 : 0].at;
    }
    app_say(app, direction > 0 ? "nothing more in this lane" : "nothing before in this lane");
    return true;
}

static bool pin(app_t *app, int64_t lane)
{
    if (lane < 0 || lane >= LANES) return false;
    for (unsigned i = 0; i < app->pins; i++) {
        if (app->pinned[i] != (int)lane) continue;
        memmove(&app->pinned[i], &app->pinned[i + 1], (app->pins - i - 1) * sizeof app->pinned[0]);
        return app->pins--, true;
    }
    if (app->pins == PINNED) return app_say(app, "no more than %d lanes at the top", PINNED), true;
    return app->pinned[app->pins++] = (int)lane, true;
}

/* ---- markers and bookmarks --------------------------------------------------------------------------- */

static bool mark(app_t *app, action_t action, int64_t arg)
{
    tick_t at = arg >= 0 && action != ACT_MARK ? (tick_t)arg : session_view(app->session)->now;
    if (action == ACT_MARK && app->has_a && app->has_b) return app->has_a = app->has_b = false, true;
    if (action == ACT_MARK_A || (action == ACT_MARK && !app->has_a)) app->has_a = true, app->a = at;
    else app->has_b = true, app->b = at;
    return true;
}

static bool bookmark(app_t *app)
{
    char text[64];
    const view_t *v = session_view(app->session);
    snprintf(text, sizeof text, "cycle %llu", (unsigned long long)v->cycle);
    bool set = session_bookmark(app->session, v->now, text);
    app_say(app, set ? "bookmark set" : "bookmark removed");
    return true;
}

static bool bookmark_go(app_t *app, int64_t i)
{
    const bookmarks_t *b = session_bookmarks(app->session);
    if (i < 0 || (size_t)i >= b->count) return false;
    return app_seek(app, b->item[i].at), true;
}

static bool bookmark_next(app_t *app)
{
    const bookmarks_t *b = session_bookmarks(app->session);
    tick_t now = session_view(app->session)->now;
    if (!b->count) return app_say(app, "no bookmarks: B sets one"), true;
    for (size_t i = 0; i < b->count; i++)
        if (b->item[i].at > now) return bookmark_go(app, (int64_t)i);
    return bookmark_go(app, 0);
}

/* ---- findings and facts ------------------------------------------------------------------------------ */

static bool goto_finding(app_t *app, int64_t i)
{
    const view_t *v = session_view(app->session);
    if (i < 0 || (size_t)i >= v->findings->count) return false;
    tick_t at = v->findings->item[i].at;
    app_select_finding(app, (int)i);
    fit_story(app, &v->findings->item[i]);
    return app_seek(app, at), true;
}

static bool goto_cause(app_t *app, int64_t arg)
{
    const view_t *v = session_view(app->session);
    int i = arg >= 0 ? (int)(arg / 8) : app->select.finding;
    if (i < 0) i = app_finding(app, v);
    if (i < 0 || (size_t)i >= v->findings->count) return app_say(app, "no finding is selected"), true;
    const finding_t *f = &v->findings->item[i];
    if (!f->causes) return app_say(app, "this finding has no single cause"), true;
    int cause = arg >= 0 ? (int)(arg % 8) : (app->select.finding == i ? app->select.cause + 1 : 0);
    if (cause < 0 || cause >= f->causes) cause = 0;
    tick_t at = f->cause[cause].fact.at;
    app_say(app, "%s", f->cause[cause].text);
    app_select_finding(app, i);
    app->select.cause = cause;
    return app_seek(app, at), true;
}

/* The finding that shows now, or else the last before. */
static bool finding_step(app_t *app, int n)
{
    step(app, GRAIN_FINDING, n);
    const view_t *v = session_view(app->session);
    for (size_t i = 0; i < v->findings->count; i++)
        if (v->findings->item[i].at == v->now) app_select_finding(app, (int)i);
    int i = app->select.finding;
    if (i >= 0 && v->findings->item[i].at == v->now) fit_story(app, &v->findings->item[i]);
    return true;
}

static bool goto_fact(app_t *app, int64_t number)
{
    const moment_t *m = &app->moment;
    int64_t i = number - (int64_t)m->number;
    app->select.fact = number;
    if (i < 0 || (size_t)i >= m->facts) return false;
    return app_seek(app, m->fact[i].at), true;
}

static bool moves(app_t *app, action_t action, int64_t arg)
{
    const view_t *v = session_view(app->session);
    grain_t grain = (grain_t)app->grain;
    bool lines = v->machine->in->firmware && v->names->site;
    switch (action) {
    case ACT_BACK:         return step(app, grain, -1);
    case ACT_FORWARD:      return step(app, grain, 1);
    case ACT_BACK_10:      return step(app, grain, -10);
    case ACT_FORWARD_10:   return step(app, grain, 10);
    case ACT_FINDING_BACK: return finding_step(app, -1);
    case ACT_FINDING_NEXT: return finding_step(app, 1);
    case ACT_START:        return app_stop(app), app_seek(app, 0), true;
    case ACT_END:          return app_stop(app), app_seek(app, v->end), true;
    case ACT_STEP_INTO:    return lines ? line_step(app, LINE_INTO, 1) : step(app, GRAIN_STEP, 1);
    case ACT_STEP_BACK:    return lines ? line_step(app, LINE_INTO, -1) : step(app, GRAIN_STEP, -1);
    case ACT_STEP_OVER:    return lines ? line_step(app, LINE_OVER, 1) : step_over(app, depth(app->session));
    case ACT_STEP_OUT:     return lines ? line_step(app, LINE_OUT, 1)
                                : depth(app->session) ? step_over(app, depth(app->session) - 1)
                                : (app_say(app, "not in an interrupt handler"), true);
    case ACT_GRAIN:
        if (arg < 0 || arg >= GRAINS) return false;
        app_say(app, "one step is a %s", grain_name[arg]);
        return app->grain = (int)arg, true;
    case ACT_GOTO:         return arg < 0 ? false : (app_seek(app, (tick_t)arg), true);
    case ACT_GOTO_FACT:    return goto_fact(app, arg);
    case ACT_GOTO_FINDING: return goto_finding(app, arg);
    case ACT_GOTO_CAUSE:   return goto_cause(app, arg);
    case ACT_PLAY:         return play(app);
    case ACT_SLOWER:       return speed(app, -1);
    case ACT_FASTER:       return speed(app, 1);
    case ACT_RUN:          return run(app, 1);
    case ACT_RUN_BACK:     return run(app, -1);
    case ACT_LANE_BACK:    return lane_step(app, -1);
    case ACT_LANE_NEXT:    return lane_step(app, 1);
    case ACT_BOOKMARK_GO:  return bookmark_go(app, arg);
    case ACT_BOOKMARK_NEXT: return bookmark_next(app);
    default: return false;
    }
}

bool app_time(app_t *app, action_t action, int64_t arg)
{
    const view_t *v = session_view(app->session);
    switch (action) {
    case ACT_CANCEL:
        app_stop(app);
        if (v->state == RUN_UNDER_WAY) session_cancel(app->session), app->arrived = true;
        return true;
    case ACT_ZOOM_IN:  return zoom(app, 0.5, v->now);
    case ACT_ZOOM_OUT: return zoom(app, 2, v->now);
    case ACT_ZOOM:
        return zoom(app, arg > 0 ? 0.8 : 1.25,
                    app->hover_action == ACT_GOTO ? (tick_t)app->hover_arg : v->now);
    case ACT_PAN_LEFT: return pan(app, -0.25);
    case ACT_PAN_RIGHT: return pan(app, 0.25);
    case ACT_PAN: {
        tick_t from, to;
        window(app, &from, &to);
        return pan(app, ((double)arg - (double)(from + (to - from) / 2)) / (double)(to - from));
    }
    case ACT_FIT:      return fit(app);
    case ACT_MARK: case ACT_MARK_A: case ACT_MARK_B: return mark(app, action, arg);
    case ACT_BOOKMARK: return bookmark(app);
    case ACT_LANE:     return arg >= 0 && arg < LANES ? app->lane = (int)arg, true : false;
    case ACT_LANE_PIN: return pin(app, arg);
    default: break;
    }
    bool moved = moves(app, action, arg);
    if (moved) app->select.code = -1;
    follow(app);
    return moved;
}
