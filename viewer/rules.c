/* rules.c -- see rules.h. */
#include "rules.h"
#include "ui.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const int rules_size[RULES_SIZES][2] = { { 1280, 720 }, { 1920, 1080 }, { 2560, 1440 }, { 3840, 2160 } };
const float rules_scale[RULES_SCALES] = { 1, 1.5f };

/* of each command: its clip, its visible ink */
typedef struct { rect_t clip, seen; bool scrolls; } place_t;

typedef struct {
    const draw_t *d;
    place_t      *place;
    rect_t        area;
    char         *report;
    size_t        room, used;
    unsigned      broken;
} check_t;

static void say(check_t *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(check_t *c, const char *format, ...)
{
    va_list words;
    c->broken++;
    if (c->used + 1 >= c->room) return;
    va_start(words, format);
    int n = vsnprintf(c->report + c->used, c->room - c->used, format, words);
    va_end(words);
    c->used += n < 0 ? 0 : (size_t)n < c->room - c->used ? (size_t)n : c->room - c->used - 1;
}

static const char *words_of(const check_t *c, size_t i) { return c->d->text + c->d->cmd[i].at; }

/* Where a text's ink is: capitals above the baseline, descenders below. */
static rect_t ink(const draw_cmd_t *cmd)
{
    if (cmd->kind != DRAW_TEXT) return cmd->r;
    return rect(cmd->r.x, cmd->r.y - 0.72f * cmd->size, cmd->r.w, 0.92f * cmd->size);
}

static bool empty(rect_t r) { return !(r.w > 0 && r.h > 0); }

static void find_places(check_t *c)
{
    struct { rect_t r; bool scrolls; } stack[32] = { { rect(-1e6f, -1e6f, 2e6f, 2e6f), false } };
    int depth = 0;
    for (size_t i = 0; i < c->d->cmds; i++) {
        const draw_cmd_t *cmd = &c->d->cmd[i];
        if (cmd->kind == DRAW_CLIP && depth < 31) {
            stack[depth + 1].r = rect_meet(stack[depth].r, cmd->r);
            stack[depth + 1].scrolls = stack[depth].scrolls || cmd->what;
            depth++;
        }
        if (cmd->kind == DRAW_UNCLIP && depth) depth--;
        c->place[i] = (place_t){ stack[depth].r, rect_meet(ink(cmd), stack[depth].r), stack[depth].scrolls };
    }
}

/* ---- inside -------------------------------------------------------------------------------------- */

static void check_inside(check_t *c, size_t i)
{
    const draw_cmd_t *cmd = &c->d->cmd[i];
    const float slack = 0.75f;
    rect_t r = ink(cmd), clip = c->place[i].clip;
    const char *what = cmd->kind == DRAW_TEXT ? words_of(c, i) : "a mark";
    bool scrolls = c->place[i].scrolls;
    if (scrolls && empty(c->place[i].seen)) return;
    if (!scrolls && (r.y < c->area.y - slack || rect_bottom(r) > rect_bottom(c->area) + slack))
        say(c, "inside: \"%s\" leaves the panel at y %.0f\n", what, r.y);
    else if (r.x < c->area.x - slack || rect_right(r) > rect_right(c->area) + slack)
        say(c, "inside: \"%s\" leaves the panel at x %.0f..%.0f\n", what, r.x, rect_right(r));
    else if (r.x < clip.x - slack || rect_right(r) > rect_right(clip) + slack
             || (!scrolls && (r.y < clip.y - slack || rect_bottom(r) > rect_bottom(clip) + slack)))
        say(c, "inside: \"%s\" at %.0f, %.0f is cut by a clip\n", what, r.x, r.y);
}

/* ---- overlap ------------------------------------------------------------------------------------- */

static bool covers(const draw_cmd_t *cmd, rect_t clip, rect_t what)
{
    if (cmd->kind != DRAW_RECT || cmd->alpha != 255) return false;
    rect_t r = rect_meet(cmd->r, clip);
    return r.x <= what.x + 0.5f && r.y <= what.y + 0.5f && rect_right(r) >= rect_right(what) - 0.5f
        && rect_bottom(r) >= rect_bottom(what) - 0.5f;
}

static void check_overlap(check_t *c, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (c->d->cmd[k].kind != DRAW_TEXT) continue;
        rect_t both = rect_meet(c->place[i].seen, c->place[k].seen);
        if (both.w < 0.6f || both.h < 0.6f) continue;
        bool hidden = false;
        for (size_t m = k + 1; m < i && !hidden; m++) hidden = covers(&c->d->cmd[m], c->place[m].clip, both);
        if (!hidden)
            say(c, "overlap: \"%s\" on \"%s\" at %.0f, %.0f\n", words_of(c, i), words_of(c, k), both.x,
                both.y);
    }
}

/* ---- contrast ------------------------------------------------------------------------------------ */

static uint32_t over(uint32_t under, uint32_t top, unsigned alpha)
{
    uint32_t out = 0;
    for (int s = 0; s < 24; s += 8)
        out |= (((top >> s & 255) * alpha + (under >> s & 255) * (255 - alpha)) / 255) << s;
    return out;
}

/* The colours at a point below command i: the ground, and the lines of a texture on it. */
static int colours_at(const check_t *c, size_t i, float x, float y, theme_t theme, uint32_t out[2])
{
    int n = 1;
    out[0] = theme_rgb(theme, ROLE_BACK);
    for (size_t k = 0; k < i; k++) {
        const draw_cmd_t *cmd = &c->d->cmd[k];
        if (cmd->kind != DRAW_RECT && cmd->kind != DRAW_TEXTURE) continue;
        if (!rect_holds(rect_meet(cmd->r, c->place[k].clip), x, y)) continue;
        uint32_t colour = theme_rgb(theme, (role_t)cmd->role);
        if (cmd->kind == DRAW_TEXTURE) out[1] = over(out[0], colour, cmd->alpha), n = 2;
        else out[0] = over(out[0], colour, cmd->alpha), n = 1;
    }
    return n;
}

static void check_contrast(check_t *c, size_t i)
{
    const draw_cmd_t *cmd = &c->d->cmd[i];
    rect_t r = c->place[i].seen;
    bool text = cmd->kind == DRAW_TEXT;
    double least = text ? 4.5 : 3;
    if (empty(r) || (!text && cmd->role == ROLE_FAINT)) return;
    if (text) r.h *= 0.72f / 0.92f;                      /* descenders may reach further down */
    for (int theme = 0; theme < THEMES; theme++)
        for (int s = 0; s < 10; s++) {
            float x = r.x + r.w * (0.05f + 0.225f * (float)(s % 5)), y = r.y + r.h * (s < 5 ? 0.2f : 0.8f);
            uint32_t under[2], own = theme_rgb((theme_t)theme, (role_t)cmd->role);
            int n = colours_at(c, i, x, y, (theme_t)theme, under);
            for (int k = 0; k < n; k++) {
                double ratio = theme_contrast(own, under[k]);
                if (ratio >= least - 0.005) continue;
                say(c, "contrast: \"%s\" %.1f:1 %s at %.0f, %.0f in the %s theme\n", text ? words_of(c, i)
                    : "a mark", ratio,
                    k ? "on a texture" : "on its ground", x, y, theme_name[theme]);
                return;
            }
        }
}

/* ---- colour -------------------------------------------------------------------------------------- */

static bool is_hue(unsigned role)
{
    if (role < ROLE_CPU || role == ROLE_CPU || role == ROLE_CPU_SOFT) return false;
    return role != ROLE_CLEAN && role != ROLE_CLEAN_SOFT && role != ROLE_GOOD && role != ROLE_GOOD_SOFT;
}

static void check_colour(check_t *c, size_t i)
{
    const draw_cmd_t *cmd = &c->d->cmd[i];
    rect_t r = c->place[i].seen;
    if (!is_hue(cmd->role) || r.w <= 4 || r.h <= 4) return;
    rect_t clip = c->place[i].clip, near = rect(r.x - 24, r.y - 2, r.w + 48, r.h + 4);
    /* a lane's name stands at its left end */
    rect_t label = rect(clip.x - 200, r.y - 2, r.x - clip.x + 200, r.h + 4);
    for (size_t k = 0; k < c->d->cmds; k++) {
        const draw_cmd_t *o = &c->d->cmd[k];
        if (o->kind != DRAW_TEXT && o->kind != DRAW_MARK && o->kind != DRAW_TEXTURE) continue;
        if (!empty(rect_meet(c->place[k].seen, near))) return;
        if (o->kind == DRAW_TEXT && !empty(rect_meet(c->place[k].seen, label))) return;
    }
    say(c, "colour: a fill of role %u at %.0f, %.0f says by colour alone what it is\n", cmd->role, r.x, r.y);
}

unsigned rules_check(const draw_t *d, rect_t area, unsigned rules, char *report, size_t room)
{
    check_t c = { .d = d, .area = area, .report = report, .room = room };
    if (room) report[0] = 0;
    c.place = calloc(d->cmds + 1, sizeof *c.place);
    if (!c.place) abort();
    find_places(&c);
    for (size_t i = 0; i < d->cmds; i++) {
        bool text = d->cmd[i].kind == DRAW_TEXT, mark = d->cmd[i].kind == DRAW_MARK;
        if ((text || mark) && rules & RULE_INSIDE) check_inside(&c, i);
        if (text && rules & RULE_OVERLAP) check_overlap(&c, i);
        if ((text || mark) && rules & RULE_CONTRAST) check_contrast(&c, i);
        if (d->cmd[i].kind == DRAW_RECT && rules & RULE_COLOUR) check_colour(&c, i);
    }
    free(c.place);
    return c.broken;
}

unsigned rules_hits(const ui_t *ui, rect_t area, float least, char *report, size_t room)
{
    check_t c = { .report = report, .room = room };
    if (room) report[0] = 0;
    for (size_t i = 0; i < ui->hits; i++) {
        const hit_t *h = &ui->hit[i];
        const char *name = action_table[h->action].name;
        if (h->r.x < area.x - 1 || h->r.y < area.y - 1 || rect_right(h->r) > rect_right(area) + 1
            || rect_bottom(h->r) > rect_bottom(area) + 1)
            say(&c, "hits: \"%s\" at %.0f, %.0f lies outside\n", name, h->r.x, h->r.y);
        if (h->kind == HIT_PLAIN && (h->r.w < least || h->r.h < least))
            say(&c, "hits: \"%s\" at %.0f, %.0f is %.0f x %.0f\n", name, h->r.x, h->r.y, h->r.w, h->r.h);
        if (h->kind != HIT_WHEEL && !*ui_hit_tip(ui, h))
            say(&c, "hits: \"%s\" at %.0f, %.0f says nothing\n", name, h->r.x, h->r.y);
    }
    return c.broken;
}
