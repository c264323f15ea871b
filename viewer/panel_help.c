/* panel_help.c -- the `?` overlay: every key, from the table of actions; or what the signs mean. */
#include "signs.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { KEY_ROW = 19, HEAD = 26 };

/* All chords of a row as people read them. */
static void chords(const action_row_t *row, char *out, size_t room)
{
    snprintf(out, room, "%s", action_key(row->id));
    const char *second = strchr(row->keys, ' ');
    if (row->arg == ARG_CHORD || !second) return;
    size_t n = strlen(out);
    snprintf(out + n, room - n, "  %s", second + 1);
}

static float group_height(int g)
{
    int n = 0;
    for (int a = 1; a < ACTIONS; a++) n += action_table[a].group == g && *action_table[a].keys;
    return n ? HEAD + KEY_ROW * (float)n + GAP : 0;
}

static void group(ui_t *ui, rect_t r, int g)
{
    char keys[64];
    ui_text(ui, rect_cut_top(&r, HEAD), st_role(ST_BOLD, ROLE_ACCENT), action_group_name[g]);
    for (int a = 1; a < ACTIONS; a++) {
        const action_row_t *row = &action_table[a];
        if (row->group != g || !*row->keys) continue;
        rect_t line = rect_cut_top(&r, KEY_ROW), whole = line;
        chords(row, keys, sizeof keys);
        ui_text(ui, rect_cut_left(&line, 150), ST_MONO_SMALL, keys);
        ui_text(ui, line, ST_SMALL_DIM, row->title);
        ui_tip(ui, whole, "%s", row->help);
    }
}

enum { COLUMNS_MOST = 3 };
typedef struct { int column[ACTION_GROUPS]; float top[ACTION_GROUPS], tallest; } packed_t;

static int lowest(const float *height, int columns)
{
    int low = 0;
    for (int c = 1; c < columns; c++)
        if (height[c] < height[low]) low = c;
    return low;
}

/* The largest group first, each into the lowest column. Within a column they stand in the table's order, and
 * so do the columns by their first ones. */
static void pack(packed_t *p, int columns)
{
    float height[COLUMNS_MOST] = { 0 };
    int number[COLUMNS_MOST] = { -1, -1, -1 }, numbers = 0;
    for (int g = 0; g < ACTION_GROUPS; g++) p->column[g] = -1;
    for (int n = 0; n < ACTION_GROUPS; n++) {
        int most = -1;
        for (int g = 0; g < ACTION_GROUPS; g++)
            if (p->column[g] < 0 && (most < 0 || group_height(g) > group_height(most))) most = g;
        p->column[most] = lowest(height, columns), height[p->column[most]] += group_height(most);
    }
    memset(height, 0, sizeof height);
    for (int g = 0; g < ACTION_GROUPS; g++) {
        int *to = &number[p->column[g]];
        if (*to < 0) *to = numbers++;
        p->column[g] = *to, p->top[g] = height[*to], height[*to] += group_height(g);
    }
    p->tallest = fmaxf(height[0], fmaxf(height[1], height[2]));
}

static void keys(ui_t *ui, rect_t r, const packed_t *p, int columns)
{
    for (int g = 0; g < ACTION_GROUPS; g++) {
        rect_t c = rect_column(r, (unsigned)p->column[g], (unsigned)columns, 3 * GAP);
        group(ui, rect(c.x, c.y + p->top[g], c.w, group_height(g)), g);
    }
}

/* The two pages' names; answers what is left of the row. */
static rect_t pages(ui_t *ui, rect_t head, bool signs)
{
    static const char *const name[] = { "Keys", "Signs" };
    for (unsigned i = 0; i < 2; i++) {
        rect_t t = ui_text(ui, head, st_role(ST_BIG, i == signs ? ROLE_TEXT : ROLE_DIM), name[i]);
        if (i == signs) ui_fill(ui, rect(t.x, head.y + head.h - 3, t.w, 2), ROLE_ACCENT);
        else ui_hit(ui, rect(head.x, head.y, t.w, head.h), signs ? ACT_HELP : ACT_SIGNS, 0,
                    "Click: the other page");
        rect_cut_left(&head, t.w + 2 * GAP);
    }
    return head;
}

void panel_help(const panel_in_t *in, ui_t *ui)
{
    bool signs = in->app->ask == ASK_SIGNS;
    float w = fminf(in->area.w - 40, 1240);
    int columns = w >= 1050 ? COLUMNS_MOST : w >= 680 ? 2 : 1;
    packed_t p;
    pack(&p, columns);
    float high = signs ? signs_draw(ui, rect(0, 0, w - 40 - 12, 0), (unsigned)columns, false) : p.tallest;
    float h = fminf(high + 70, in->area.h - 40);
    rect_t box = rect(in->area.x + (in->area.w - w) / 2, in->area.y + (in->area.h - h) / 2, w, h);
    ui_round(ui, box, 9, ROLE_PANEL);
    ui_frame(ui, box, 9, ROLE_FAINT, 1);
    ui_hit(ui, box, ACT_NONE, 0, " ");
    rect_t r = rect_pad(box, 20, 14);
    rect_t head = pages(ui, rect_cut_top(&r, 30), signs);
    ui_text(ui, head, st_align(ST_SMALL_DIM, RIGHT),
            "Esc closes. Everything can be done by keyboard: Tab to a panel, Enter into it, arrows, Enter.");
    rect_cut_top(&r, GAP / 2);
    rect_t in_scroll = ui_scroll(ui, r, high);
    rect_t text = rect(in_scroll.x, in_scroll.y, w - 40 - 12, in_scroll.h);
    if (signs) signs_draw(ui, text, (unsigned)columns, true);
    else keys(ui, in_scroll, &p, columns);
    ui_list_end(ui);
}
