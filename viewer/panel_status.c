/* panel_status.c -- the line at the top: where we stand, what a step is, what keeps the history, and the
 * buttons that move. The small example of a panel: it reads `in`, draws, registers hits, nothing else. */
#include "panel.h"
#include <stdio.h>
#include <string.h>

/* One piece: a small word over a value; cuts what it needs off the left, or nothing if there is no room. */
static void piece(ui_t *ui, rect_t *r, const char *word, const char *value, const char *tip)
{
    float w = ui_width(ui, ST_SMALL_DIM, word), v = ui_width(ui, ST_MONO, value);
    if (v > w) w = v;
    if (w + 2 * GAP > r->w) return;
    rect_t p = rect_cut_left(r, w);
    rect_cut_left(r, 2 * GAP);
    rect_t top = rect_cut_top(&p, p.h * 0.42f);
    ui_text(ui, top, ST_SMALL_DIM, word);
    ui_text(ui, p, ST_MONO, value);
    ui_tip(ui, rect_join(top, p), "%s", tip);
}

/* "1 234 567": digits in threes. */
static const char *grouped(char *out, size_t room, uint64_t n)
{
    char plain[24];
    int digits = snprintf(plain, sizeof plain, "%llu", (unsigned long long)n);
    size_t at = 0;
    for (int i = 0; i < digits && at + 2 < room; i++) {
        if (i && (digits - i) % 3 == 0) out[at++] = ' ';
        out[at++] = plain[i];
    }
    out[at] = 0;
    return out;
}

static void small_button(ui_t *ui, rect_t *r, mark_t mark, bool on, action_t action, const char *tip)
{
    rect_t b = rect_pad(rect_cut_left(r, 28), 1, 3);
    if (b.w < 20) return;
    ui_round(ui, b, 5, on ? ROLE_ACCENT_SOFT : ROLE_RAISED);
    ui_frame(ui, b, 5, on ? ROLE_ACCENT : ROLE_EDGE, 1);
    ui_mark(ui, rect(b.x + (b.w - 11) / 2, b.y + (b.h - 11) / 2, 11, 11), mark, on ? ROLE_ACCENT : ROLE_TEXT);
    ui_hit(ui, b, action, 0, "%s (%s)", tip, action_key(action));
}

static void transport(const panel_in_t *in, ui_t *ui, rect_t *r)
{
    bool back = in->app->direction < 0;
    small_button(ui, r, MARK_STEP_BACK, false, ACT_BACK, "Step back");
    small_button(ui, r, in->app->playing ? MARK_PAUSE : back ? MARK_LEFT
                 : MARK_PLAY, in->app->playing, ACT_PLAY, "Play or pause");
    small_button(ui, r, MARK_STEP, false, ACT_FORWARD, "Step forward");
    rect_cut_left(r, GAP);
}

static float badge_width(ui_t *ui, const char *text)
{ return ui_width(ui, (style_t){ FONT_BOLD, 0, 0, SIZE_SMALL }, text) + 26; }

/* The run's verdict, or how far the run is. */
static void verdict(const panel_in_t *in, ui_t *ui, rect_t *r)
{
    const view_t *v = in->view;
    if (v->state == RUN_UNDER_WAY) {
        rect_t bar = rect_pad(rect_cut_right(r, 150), 0, r->h * 0.36f);
        ui_bar(ui, bar, v->limit ? (double)v->cycles / (double)v->limit : 0, ROLE_ACCENT, TEXTURE_NONE);
        ui_hit(ui, bar, ACT_CANCEL, 0, "Computing the run: %llu cycles so far; click or Ctrl+C to stop here",
               (unsigned long long)v->cycles);
        rect_cut_right(r, GAP);
        return;
    }
    size_t count[TIERS] = { 0 };
    for (size_t i = 0; i < v->findings->count; i++)
        count[v->findings->item[i].tier] += app_tells(in->app, v, i);
    for (int t = TIERS - 1; t >= 0; t--) {
        if (!count[t]) continue;
        char text[48];
        snprintf(text, sizeof text, "%zu %s%s", count[t], tier_look[t].name, count[t] == 1 ? "" : "s");
        if (badge_width(ui, text) > r->w) return;
        rect_t b = ui_badge(ui, rect_cut_right(r, badge_width(ui, text)), (role_t)tier_look[t].role,
                            (mark_t)tier_look[t].mark, text);
        ui_hit(ui, b, ACT_FINDING_NEXT, 0, "%s Click: the next finding (%s)", tier_look[t].tip,
               action_key(ACT_FINDING_NEXT));
        rect_cut_right(r, GAP / 2);
    }
    if (!v->findings->count && app_tells_all(in->app, v)) {
        static const char text[] = "no findings";
        rect_t b = ui_badge(ui, rect_cut_right(r, badge_width(ui, text)), ROLE_GOOD, MARK_CHECK, text);
        ui_tip(ui, b, "The judges found nothing in this run.");
    }
    rect_cut_right(r, GAP);
}

/* A firmware's steps are instructions. */
static const char *grain_word(const panel_in_t *in)
{
    bool insn = in->app->grain == GRAIN_STEP && in->view->machine->in->firmware;
    return insn ? "instruction" : grain_name[in->app->grain];
}

void panel_status(const panel_in_t *in, ui_t *ui)
{
    const view_t *v = in->view;
    char a[64], b[64], text[160];
    ui->area = in->area;
    ui_clip(ui, in->area);
    ui_round(ui, in->area, 7, ROLE_PANEL);
    ui_frame(ui, in->area, 7, ui->focused ? ROLE_ACCENT : ROLE_EDGE, ui->focused ? 1.5f : 1);
    rect_t r = rect_pad(in->area, 12, 3);
    transport(in, ui, &r);
    verdict(in, ui, &r);
    snprintf(text, sizeof text, "%s / %s", grouped(a, sizeof a, v->cycle), grouped(b, sizeof b, v->cycles));
    piece(ui, &r, "cycle", text, "CPU cycles since the start, and of the whole run.");
    snprintf(text, sizeof text, "%.3f \xC2\xB5s", (double)v->now * 1e6 / (double)TICKS_PER_SECOND);
    piece(ui, &r, "time", text, "Simulated time since the start.");
    const site_t *site = &in->moment->site;
    if (v->machine->in->firmware && *site->file) {
        const char *slash = strrchr(site->file, '/');
        snprintf(text, sizeof text, "%.60s:%u", slash ? slash + 1 : site->file, site->line);
        piece(ui, &r, "stands at", text, "The source line of the instruction that comes next.");
    }
    const position_t *p = &v->grain[in->app->grain];
    const char *name = grain_word(in);
    if (in->app->grain == GRAIN_LINE) snprintf(text, sizeof text, "%s", name);
    else snprintf(text, sizeof text, "%s %llu/%llu", name, (unsigned long long)p->at,
                  (unsigned long long)p->of);
    piece(ui, &r, "one step is a", text,
          "What one step is: keys 1 to 9 choose. How many lie behind, and in the run.");
    if (in->app->playing) {
        double speed = app_speed[in->app->speed];
        if (speed > 0) snprintf(text, sizeof text, "%g/s %s", speed, in->app->direction < 0 ? "back" : "on");
        else snprintf(text, sizeof text, "flat out %s", in->app->direction < 0 ? "back" : "on");
        piece(ui, &r, "playing", text, "Steps a second: [ is slower, ] faster, Space stops.");
    }
    snprintf(text, sizeof text, "%.0f of %.0f MB%s", (double)(v->frame_bytes + v->fact_bytes) / 1e6,
             (double)v->budget / 1e6,
             v->thinned ? ", thinned" : "");
    piece(ui, &r, "history", text,
          "What the key frames of the run take, of what they may. Thinned: every other one was dropped, "
          "so a step back may take longer.");
    if (in->run)
        piece(ui, &r, "showing", "branch", "An edited copy of the run: Shift+E shows the run as given.");
    const char *title = v->scenario->title ? v->scenario->title : v->scenario->file;
    if (title && r.w > 80) ui_text(ui, r, ST_DIM, title);
    ui_unclip(ui);
}
