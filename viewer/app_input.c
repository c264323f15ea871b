/* app_input.c -- keys, typing, pointer and wheel turned into actions. See app.h. */
#include "app_own.h"
#include "shelf.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- the pointer -------------------------------------------------------------------------------------- */

const hit_t *app_hit_at(const app_t *app, float x, float y, bool for_tip)
{
    if (!app->ui) return NULL;
    for (size_t i = app->ui->hits; i-- > 0;) {
        const hit_t *h = &app->ui->hit[i];
        if (h->kind == HIT_WHEEL || !rect_holds(h->r, x, y)) continue;
        if (for_tip || h->kind != HIT_TIP) return h;
    }
    return NULL;
}

static int64_t along(const hit_t *h, float x)
{
    double part = h->r.w > 0 ? (x - h->r.x) / h->r.w : 0;
    part = fmin(fmax(part, 0), 1);
    return h->lo + (int64_t)(part * (double)(h->hi - h->lo));
}

bool app_choose(app_t *app, const hit_t *h, bool second)
{
    if (second && h->second != ACT_NONE) return app_do(app, (action_t)h->second, h->second_arg);
    if (second || h->action == ACT_NONE) return false;
    int64_t arg = h->kind == HIT_AXIS ? along(h, h->r.x + h->r.w / 2) : h->arg;
    return app_do(app, (action_t)h->action, arg);
}

static void hover(app_t *app, const hit_t *h)
{
    app->hover_action = h ? h->action : ACT_NONE;
    app->hover_arg = !h ? 0 : h->kind == HIT_AXIS ? along(h, app->x) : h->arg;
}

bool app_pointer(app_t *app, float x, float y)
{
    if (app->pointer && x == app->x && y == app->y) return false;
    const hit_t *old = app->pointer ? app_hit_at(app, app->x, app->y, true) : NULL;
    app->x = x, app->y = y, app->pointer = true;
    if (app->dragging) return app_do(app, (action_t)app->drag.action, along(&app->drag, x));
    const hit_t *h = app_hit_at(app, x, y, true);
    hover(app, app_hit_at(app, x, y, false));
    if (h == old) return h && h->kind == HIT_AXIS;
    bool shown = app->tips;
    app->tips = false, app->hover_since = h ? app->seconds : 0;
    return shown || old || h;
}

void app_pointer_left(app_t *app)
{
    app->pointer = app->tips = false;
    app->hover_action = ACT_NONE, app->hover_since = 0;
}

bool app_click(app_t *app, float x, float y, bool second)
{
    app_pointer(app, x, y);
    app->tips = false, app->hover_since = 0;
    const hit_t *h = app_hit_at(app, x, y, false);
    if (app->ask == ASK_ANSWER) app->ask = ASK_NONE;     /* what was typed stays */
    if (app->ask == ASK_NONE)
        for (int p = 0; p < PANELS; p++)
            if (rect_holds(app->area[p], x, y)) {
                if (app->focus != p) app->inside = app->has_cursor = false;
                app->focus = p;
            }
    if (!h) return true;
    if (h->kind == HIT_AXIS && !second) {
        app->dragging = true, app->drag = *h;
        app_do(app, (action_t)h->action, along(h, x));
    } else app_choose(app, &(hit_t){ .action = h->action, .arg = h->arg, .second = h->second,
                                     .second_arg = h->second_arg }, second);
    return true;
}

void app_release(app_t *app) { app->dragging = false; }

bool app_wheel(app_t *app, float x, float y, int turns, bool shift, bool ctrl)
{
    app_pointer(app, x, y);
    if (ctrl) return app_do(app, turns > 0 ? ACT_LARGER : ACT_SMALLER, 0);
    if (app_helps(app)) return app_do(app, turns > 0 ? ACT_UP : ACT_DOWN, 0);
    if (app->ask != ASK_NONE && app->ask != ASK_ANSWER) return false;
    if (shift) return app_do(app, turns > 0 ? ACT_BACK : ACT_FORWARD, 0);
    for (size_t i = app->ui ? app->ui->hits : 0; i-- > 0;) {
        const hit_t *h = &app->ui->hit[i];
        if (h->kind == HIT_WHEEL && rect_holds(h->r, x, y))
            return app_do(app, (action_t)h->action, turns > 0 ? 1 : -1);
    }
    for (int p = 0; p < PANELS; p++) {
        if (!rect_holds(app->area[p], x, y) || app->scroll_extent[p] < 0.5f) continue;
        int was = app->focus;
        app->focus = p;
        app_do(app, ACT_SCROLL, -turns * 3 * (int)ROW);
        app->focus = was;
        return true;
    }
    return false;
}

/* ---- arrows inside a panel ---------------------------------------------------------------------------- */

static bool steps_on(const app_t *app, const hit_t *h)
{
    return h->panel == app->focus && h->kind != HIT_WHEEL && h->action != ACT_FOCUS
        && (h->action != ACT_NONE || h->tip);
}

/* How far a hit lies in a direction; HUGE_VALF: not in it. Sideways distance counts thrice. */
static float distance(rect_t from, rect_t to, int dx, int dy)
{
    float x = to.x + to.w / 2 - (from.x + from.w / 2), y = to.y + to.h / 2 - (from.y + from.h / 2);
    float ahead = dx ? x * (float)dx : y * (float)dy, aside = fabsf(dx ? y : x);
    if (ahead < 1) return HUGE_VALF;
    return ahead + 3 * aside;
}

bool app_move_cursor(app_t *app, int dx, int dy)
{
    const hit_t *best = NULL;
    float least = HUGE_VALF;
    for (size_t i = 0; app->ui && i < app->ui->hits; i++) {
        const hit_t *h = &app->ui->hit[i];
        if (!steps_on(app, h)) continue;
        float d;
        if (!app->has_cursor) d = h->r.y * 4 + h->r.x + (h->action == ACT_MAXIMISE ? 1e6f : 0);
        else if (!dx && !dy) return false;
        else d = distance(app->cursor.r, h->r, dx, dy);
        if (d < least) least = d, best = h;
    }
    if (!best) return app->has_cursor;
    app->has_cursor = true, app->cursor = *best;
    app->hover_action = best->action, app->hover_arg = best->arg;
    return true;
}

/* ---- typing ------------------------------------------------------------------------------------------- */

static void offer(choice_t *out, unsigned *n, const char *typed, const char *text, const char *name,
                  action_t action, int64_t arg)
{
    int score = action_match_text(text, typed), other = action_match_text(name, typed);
    if (other > score) score = other;
    if (!score) return;
    unsigned i = *n < CHOICES ? (*n)++ : CHOICES - 1;
    if (i == CHOICES - 1 && *n == CHOICES && out[i].score >= score && out[i].text[0]) return;
    for (; i > 0 && out[i - 1].score < score; i--) out[i] = out[i - 1];
    out[i] = (choice_t){ .action = action, .arg = arg, .score = score };
    snprintf(out[i].text, sizeof out[i].text, "%s", text);
}

unsigned app_choices(const app_t *app, const names_t *names, choice_t out[CHOICES])
{
    unsigned n = 0;
    char text[80];
    memset(out, 0, CHOICES * sizeof *out);
    for (int a = 1; a < ACTIONS; a++) {
        const action_row_t *row = &action_table[a];
        if (row->arg == ARG_NONE || row->arg == ARG_MINUS)
            offer(out, &n, app->typed, row->title, row->name, row->id, row->arg == ARG_MINUS ? -1 : 0);
    }
    for (int g = 0; g < GRAINS; g++) {
        snprintf(text, sizeof text, "One step is a %s", grain_name[g]);
        offer(out, &n, app->typed, text, "grain", ACT_GRAIN, g);
    }
    for (int l = 0; layout_name[l]; l++) {
        snprintf(text, sizeof text, "Layout: %s", layout_name[l]);
        offer(out, &n, app->typed, text, "layout", ACT_LAYOUT, l);
    }
    for (int p = PANEL_STATUS + 1; p < PANELS; p++) {
        snprintf(text, sizeof text, "Panel: %s", panel_title[p]);
        offer(out, &n, app->typed, text, panel_name[p], ACT_FOCUS, p);
    }
    const view_t *v = session_view(app->session);
    for (size_t i = 0; i < names->symbols; i++) {
        if (!buffer_is(v, &names->symbol[i])) continue;
        snprintf(text, sizeof text, "Buffer: %s", names->symbol[i].name);
        offer(out, &n, app->typed, text, "buffer", ACT_BUFFER, (int64_t)i);
    }
    for (int i = 0; *app->typed && shelf_count(app->shelf) > 1 && i < shelf_count(app->shelf); i++) {
        const char *file = shelf_file(app->shelf, i), *slash = strrchr(file, '/');
        snprintf(text, sizeof text, "Open: %.70s", slash ? slash + 1 : file);
        offer(out, &n, app->typed, text, "lesson", ACT_FILE, i);
    }
    for (int r = 0; *app->typed && r < RULES; r++) {
        snprintf(text, sizeof text, "Break at %s", rule_name[r]);
        offer(out, &n, app->typed, text, "break", ACT_BREAK_RULE, r);
    }
    return n;
}

static bool enter(app_t *app)
{
    ask_t was = app->ask;
    app->ask = ASK_NONE;
    if (was == ASK_EDIT) return app_edit_typed(app);
    if (was == ASK_ANSWER) return app_do(app, ACT_REVEAL, app->asked), true;
    if (was == ASK_GO) return app_go_to(app, app->typed), true;
    if (was != ASK_PALETTE) return true;
    choice_t c[CHOICES];
    unsigned n = app_choices(app, session_view(app->session)->names, c);
    if (!n) return app_go_to(app, app->typed), true;
    const choice_t *one = &c[app->chosen < n ? app->chosen : n - 1];
    return app_do(app, one->action, one->arg), true;
}

/* What follows each letter. */
static void typed(app_t *app)
{
    app->chosen = 0;
    if (app->ask == ASK_SEARCH) memcpy(app->filter, app->typed, sizeof app->filter);
    if (app->ask == ASK_ANSWER) memcpy(app->given[app->asked], app->typed, sizeof app->given[0]);
}

static bool rub_out(app_t *app)
{
    size_t n = strlen(app->typed);
    while (n && ((unsigned char)app->typed[n - 1] & 0xC0) == 0x80) n--;
    if (n) n--;
    app->typed[n] = 0;
    typed(app);
    return true;
}

bool app_ask_key(app_t *app, const char *chord)
{
    if (!strcmp(chord, "Escape")) return app_do(app, ACT_ESCAPE, 0);
    if (!strcmp(chord, "Return")) return enter(app);
    if (!strcmp(chord, "Backspace")) return rub_out(app);
    if (!strcmp(chord, "Down")) return app->chosen + 1 < CHOICES ? app->chosen++, true : false;
    if (!strcmp(chord, "Up")) return app->chosen ? app->chosen--, true : false;
    return false;
}

bool app_key(app_t *app, const char *chord)
{
    app->tips = false, app->hover_since = 0;
    app->keyboard = true;
    if (app->ask != ASK_NONE && !app_helps(app)) return app_ask_key(app, chord);
    if (app_helps(app) && !strcmp(chord, "Return")) return app->ask = ASK_NONE, true;
    if (app->inside && (!strcmp(chord, "Left") || !strcmp(chord, "Right")))
        return app_move_cursor(app, *chord == 'L' ? -1 : 1, 0);
    int64_t arg;
    action_t action = action_by_chord(chord, &arg);
    if (app_helps(app) && action != ACT_HELP && action != ACT_SIGNS && action != ACT_ESCAPE
        && action != ACT_UP && action != ACT_DOWN
        && action != ACT_PAGE_UP && action != ACT_PAGE_DOWN) app->ask = ASK_NONE;
    return action != ACT_NONE && app_do(app, action, arg);
}

bool app_type(app_t *app, const char *utf8)
{
    unsigned char c = (unsigned char)utf8[0];
    if (app->ask != ASK_NONE && !app_helps(app)) {
        size_t n = strlen(app->typed), more = strlen(utf8);
        if (n + more >= (app->ask == ASK_ANSWER ? sizeof app->given[0] : sizeof app->typed) || c < ' ')
            return false;
        memcpy(app->typed + n, utf8, more + 1);
        typed(app);
        return true;
    }
    if (utf8[1] || c > 126 || c < ' ') return false;
    char chord[16];
    if (c == ' ') snprintf(chord, sizeof chord, "Space");
    else if (isupper(c)) snprintf(chord, sizeof chord, "Shift+%c", c);
    else snprintf(chord, sizeof chord, "%c", toupper(c));
    return app_key(app, chord);
}
