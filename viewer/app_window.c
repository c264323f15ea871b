/* app_window.c -- the actions of the window: focus, scrolling, tabs, layout, size. See app.h. */
#include "app_own.h"
#include <math.h>

/* In reading order: rows of panels from the top, each from the left. */
static bool before(const app_t *app, int a, int b)
{
    const rect_t *p = &app->area[a], *q = &app->area[b];
    return p->y < q->y - 8 || (p->y < q->y + 8 && p->x < q->x);
}

static bool focus_step(app_t *app, int direction)
{
    int shown[PANELS], n = 0, here = -1;
    for (int p = 0; p < PANELS; p++) {
        if (app->area[p].w <= 0) continue;
        int i = n++;
        for (; i > 0 && before(app, p, shown[i - 1]); i--) shown[i] = shown[i - 1];
        shown[i] = p;
    }
    for (int i = 0; i < n; i++)
        if (shown[i] == app->focus) here = i;
    if (!n) return false;
    app->focus = shown[here < 0 ? 0 : (here + direction + n) % n];
    app->inside = app->has_cursor = false;
    return true;
}

static bool focus(app_t *app, int64_t p)
{
    if (p < 0 || p >= PANELS) return false;
    if (app->focus != (int)p) app->inside = app->has_cursor = false;
    app->focus = (int)p;
    if (app->area[p].w > 0 || app->maximised == (int)p) return true;
    return app->maximised = (int)p, true;                /* not in this layout: alone, then */
}

static bool scroll(app_t *app, int panel, float by)
{
    if (panel < 0 || panel >= PANELS) return false;
    float *s = &app->scroll[panel][app->tab[panel] % TABS], most = app->scroll_extent[panel];
    float from = *s < 0 ? app->scroll_shown[panel] : *s;
    *s = fminf(fmaxf(from + by, 0), most);
    return true;
}

static bool vertical(app_t *app, int direction, float by)
{
    if (app_helps(app)) {
        float *s = &app->scroll[PANEL_STATUS][app->ask];
        *s = fmaxf(*s + (float)direction * by, 0);
        return true;
    }
    if (app->inside && by < 100) return app_move_cursor(app, 0, direction);
    return scroll(app, app->focus, (float)direction * by);
}

static bool tab(app_t *app, int64_t arg)
{
    int64_t p = arg / TABS;
    if (arg < 0 || p >= PANELS) return false;
    app->tab[p] = (uint8_t)(arg % TABS);
    app->has_cursor = false;
    return true;
}

/* The next tab there is: the panel's hits tell which. */
static bool tab_next(app_t *app)
{
    int64_t least = -1, next = -1, now = app->focus * TABS + app->tab[app->focus];
    for (size_t i = 0; app->ui && i < app->ui->hits; i++) {
        const hit_t *h = &app->ui->hit[i];
        if (h->action != ACT_TAB || h->arg / TABS != app->focus) continue;
        if (least < 0 || h->arg < least) least = h->arg;
        if (h->arg > now && (next < 0 || h->arg < next)) next = h->arg;
    }
    return least >= 0 && tab(app, next >= 0 ? next : least);
}

static bool scale(app_t *app, float to)
{
    app->scale = fminf(fmaxf(roundf(to * 20) / 20, 0.7f), 4);
    app_say(app, "%.0f %%", app->scale * 100);
    return true;
}

static bool diff(app_t *app)
{
    if (!app->has_a) return app_say(app, "set marker A first (M), then go elsewhere"), true;
    return app->diff = !app->diff, true;
}

static bool layout(app_t *app, int64_t arg)
{
    int n = (int)layouts();
    app->layout = arg < 0 ? (app->layout + 1) % n : (int)(arg % n);
    app->maximised = -1;
    app_say(app, "layout: %s", layout_name[app->layout]);
    return true;
}

static bool maximise(app_t *app, int64_t arg)
{
    int p = arg < 0 ? app->focus : (int)arg;
    if (p <= PANEL_STATUS || p >= PANELS) return app_say(app, "choose a panel with Tab first"), true;
    app->maximised = app->maximised >= 0 ? -1 : p;
    return app->focus = p, true;
}

static bool inside(app_t *app, bool second)
{
    if (app->inside && app->has_cursor) return app_choose(app, &app->cursor, second);
    app->inside = true;
    return app_move_cursor(app, 0, 0);
}

static bool edit(app_t *app, action_t action, int64_t arg)
{
    switch (action) {
    case ACT_EDIT: return app_edit(app, arg);
    case ACT_UNDO: return app_edit(app, EDIT_UNDO);
    case ACT_BRANCH: return app_branch(app, arg);
    case ACT_BRANCH_SAVE: return app_branch_save(app);
    case ACT_BRANCH_DROP: return app_branch_drop(app);
    default: return false;
    }
}

bool app_window(app_t *app, action_t action, int64_t arg)
{
    const float seen = app->area[app->focus].h, page = seen > 0 ? seen * 0.8f : 300;
    switch (action) {
    case ACT_FOCUS_NEXT:  return focus_step(app, 1);
    case ACT_FOCUS_BACK:  return focus_step(app, -1);
    case ACT_FOCUS:       return focus(app, arg);
    case ACT_INSIDE:      return inside(app, false);
    case ACT_SECOND:      return inside(app, true);
    case ACT_UP:          return vertical(app, -1, ROW);
    case ACT_DOWN:        return vertical(app, 1, ROW);
    case ACT_PAGE_UP:     return vertical(app, -1, fmaxf(page, 100));
    case ACT_PAGE_DOWN:   return vertical(app, 1, fmaxf(page, 100));
    case ACT_SCROLL:      return scroll(app, app->focus, (float)arg);
    case ACT_MAXIMISE:    return maximise(app, arg);
    case ACT_LAYOUT:      return layout(app, arg);
    case ACT_TAB:         return tab(app, arg);
    case ACT_TAB_NEXT:    return tab_next(app);
    case ACT_OPTION:
        if (arg < 0 || arg / TABS >= PANELS) return false;
        return app->option[arg / TABS] ^= (uint16_t)(1u << arg % TABS), true;
    case ACT_DIFF:        return diff(app);
    case ACT_THEME:       return app->theme = (app->theme + 1) % THEMES, true;
    case ACT_LARGER:      return scale(app, app->scale * 1.1f);
    case ACT_SMALLER:     return scale(app, app->scale / 1.1f);
    case ACT_SCALE_RESET: return scale(app, 1);
    default:              return edit(app, action, arg);
    }
}
