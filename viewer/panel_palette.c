/* panel_palette.c -- what lies over the window while something is typed: command palette, go to, search. */
#include "panel.h"

static void typed(const panel_in_t *in, ui_t *ui, rect_t r, const char *hint)
{
    const char *text = in->app->typed;
    ui_round(ui, r, 5, ROLE_SUNKEN);
    ui_frame(ui, r, 5, ROLE_ACCENT, 1.5f);
    rect_t inner = rect_pad(r, 10, 0);
    rect_t ink = ui_text(ui, inner, st_size(*text ? ST_BODY : ST_DIM, SIZE_TITLE), *text ? text : hint);
    float x = *text ? inner.x + ink.w + 2 : inner.x - 3;
    ui_fill(ui, rect(x, r.y + 8, 1.5f, r.h - 16), ROLE_ACCENT);
}

static void row(const panel_in_t *in, ui_t *ui, rect_t r, const choice_t *c, bool chosen)
{
    (void)in;
    if (chosen) ui_round(ui, r, 4, ROLE_ACCENT_SOFT);
    rect_t inner = rect_pad(r, 10, 0);
    const char *key = c->arg <= 0 && c->action != ACT_GRAIN && c->action != ACT_LAYOUT ? action_key(c->action)
        : "";
    rect_t k = rect_cut_right(&inner, ui_width(ui, ST_MONO_SMALL, key) + GAP);
    ui_text(ui, k, st_align(ST_MONO_SMALL_DIM, RIGHT), key);
    ui_text(ui, inner, ST_BODY, c->text);
    ui_hit(ui, r, c->action, c->arg, "%s", action_table[c->action].help);
}

void panel_palette(const panel_in_t *in, ui_t *ui)
{
    static const char *const hint[] = { [ASK_PALETTE] = "Type what you want to do",
                                        [ASK_GO] = "Cycle, address, buffer, finding or mark",
                                        [ASK_EDIT] = "The step, as JSON",
                                            [ASK_SEARCH] = "Words that must be in the sentence" };
    static const char *const help[] = {
        [ASK_PALETTE] = "\xE2\x86\x91 \xE2\x86\x93 choose, Enter does it, Esc leaves",
        [ASK_GO] = "18342    12.5us    50%    0x24001020    rx+4    finding 2    mark done",
        [ASK_EDIT] = "Enter makes a branch with this step changed; the run as given stays as it is.",
        [ASK_SEARCH] = "The list below narrows as you type. Enter keeps it, Esc shows everything again." };
    ask_t ask = in->app->ask;
    choice_t choice[CHOICES];
    unsigned n = ask == ASK_PALETTE ? app_choices(in->app, in->view->names, choice)
        : 0, most = (unsigned)((in->area.h - 160) / 24);
    if (n > most) n = most;
    float w = in->area.w < 640 ? in->area.w - 40 : 600, h = 76 + 24 * (float)n;
    rect_t box = rect(in->area.x + (in->area.w - w) / 2, in->area.y + 60, w, h);
    ui_round(ui, box, 9, ROLE_PANEL);
    ui_frame(ui, box, 9, ROLE_FAINT, 1);
    ui_hit(ui, box, ACT_NONE, 0, " ");
    rect_t r = rect_inset(box, 10);
    typed(in, ui, rect_cut_top(&r, 34), hint[ask]);
    ui_text(ui, rect_cut_top(&r, 22), ST_SMALL_DIM, help[ask]);
    unsigned chosen = in->app->chosen < n ? in->app->chosen : n ? n - 1 : 0;
    for (unsigned i = 0; i < n; i++) row(in, ui, rect_cut_top(&r, 24), &choice[i], i == chosen);
}
