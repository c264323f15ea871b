/* ui.c -- the kit's ground floor: hit areas, shapes, text. ui_kit.c builds on it. See ui.h. */
#include "ui.h"
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STYLE(font, role, size) { FONT_ ## font, ROLE_ ## role, LEFT, size }
const style_t ST_BODY = STYLE(SANS, TEXT, SIZE_BODY), ST_DIM = STYLE(SANS, DIM, SIZE_BODY),
    ST_BOLD = STYLE(BOLD, TEXT, SIZE_BODY),
    ST_SMALL = STYLE(SANS, TEXT, SIZE_SMALL), ST_SMALL_DIM = STYLE(SANS, DIM, SIZE_SMALL),
        ST_TITLE = STYLE(BOLD, TEXT, SIZE_TITLE),
    ST_BIG = STYLE(BOLD, TEXT, SIZE_BIG), ST_MONO = STYLE(MONO, TEXT, SIZE_BODY),
        ST_MONO_DIM = STYLE(MONO, DIM, SIZE_BODY),
    ST_MONO_BOLD = STYLE(MONO_BOLD, TEXT, SIZE_BODY), ST_MONO_SMALL = STYLE(MONO, TEXT, SIZE_SMALL),
    ST_MONO_SMALL_DIM = STYLE(MONO, DIM, SIZE_SMALL);

void ui_init(ui_t *ui, draw_t *draw, const measure_t *measure)
{
    memset(ui, 0, sizeof *ui);
    ui->draw = draw, ui->measure = measure;
    ui_start(ui);
}

void ui_free(ui_t *ui)
{
    free(ui->hit), free(ui->tips);
    ui->hit = NULL, ui->tips = NULL;
    ui->hits = ui->hit_room = ui->tip_chars = ui->tip_room = 0;
}

void ui_start(ui_t *ui)
{
    draw_clear(ui->draw);
    ui->hits = ui->clips = 0;
    ui->tip_chars = 1;                                   /* tip 0: none of its own */
}

/* ---- hit areas --------------------------------------------------------------------------------------- */

static void *more(void *item, size_t wanted, size_t *room, size_t size)
{
    if (wanted <= *room) return item;
    size_t n = *room ? *room * 2 : 64;
    while (n < wanted) n *= 2;
    void *bigger = realloc(item, n * size);
    if (!bigger) {
        fputs("staleline-view: out of memory\n", stderr);
        exit(5);
    }
    *room = n;
    return bigger;
}

static uint32_t keep_tip(ui_t *ui, const char *format, va_list words)
{
    char text[512];
    vsnprintf(text, sizeof text, format, words);
    size_t n = strlen(text);
    if (!n) return 0;
    ui->tips = more(ui->tips, ui->tip_chars + n + 1, &ui->tip_room, 1);
    memcpy(ui->tips + ui->tip_chars, text, n + 1);
    ui->tip_chars += n + 1;
    return (uint32_t)(ui->tip_chars - n - 1);
}

static rect_t clipped(const ui_t *ui, rect_t r)
{
    return ui->clips ? rect_meet(r, ui->clip[ui->clips - 1]) : r;
}

static hit_t *add_hit(ui_t *ui, rect_t r, hit_kind_t kind, action_t action)
{
    r = clipped(ui, r);
    if (r.w < 1 || r.h < 1) return &ui->nowhere;
    ui->hit = more(ui->hit, ui->hits + 1, &ui->hit_room, sizeof *ui->hit);
    hit_t *h = &ui->hit[ui->hits++];
    *h = (hit_t){ .r = r, .kind = (uint8_t)kind, .panel = ui->panel, .action = (uint16_t)action };
    return h;
}

void ui_hit(ui_t *ui, rect_t r, action_t action, int64_t arg, const char *tip, ...)
{
    hit_t *h = add_hit(ui, r, action == ACT_NONE ? HIT_TIP : HIT_PLAIN, action);
    va_list words;
    va_start(words, tip);
    h->arg = arg, h->tip = keep_tip(ui, tip, words);
    va_end(words);
}

void ui_tip(ui_t *ui, rect_t r, const char *tip, ...)
{
    hit_t *h = add_hit(ui, r, HIT_TIP, ACT_NONE);
    va_list words;
    va_start(words, tip);
    h->tip = keep_tip(ui, tip, words);
    va_end(words);
}

void ui_second(ui_t *ui, action_t action, int64_t arg)
{
    if (!ui->hits) return;
    ui->hit[ui->hits - 1].second = (uint16_t)action, ui->hit[ui->hits - 1].second_arg = arg;
}

void ui_axis(ui_t *ui, rect_t r, action_t action, int64_t lo, int64_t hi, const char *tip, ...)
{
    hit_t *h = add_hit(ui, r, HIT_AXIS, action);
    va_list words;
    va_start(words, tip);
    h->tip = keep_tip(ui, tip, words);
    va_end(words);
    /* The part that a clip left: its ends by proportion. */
    double from = r.w > 0 ? (h->r.x - r.x) / r.w : 0, to = r.w > 0 ? (h->r.x + h->r.w - r.x) / r.w : 1;
    h->lo = lo + (int64_t)((double)(hi - lo) * from), h->hi = lo + (int64_t)((double)(hi - lo) * to);
}

void ui_wheel(ui_t *ui, rect_t r, action_t action) { add_hit(ui, r, HIT_WHEEL, action); }

const char *ui_hit_tip(const ui_t *ui, const hit_t *h)
{
    if (h->tip) return ui->tips + h->tip;
    return h->kind == HIT_WHEEL ? "" : action_table[h->action].help;
}

/* ---- shapes ------------------------------------------------------------------------------------------ */

static draw_cmd_t *box(ui_t *ui, draw_kind_t kind, rect_t r, role_t role)
{
    draw_cmd_t *c = draw_add(ui->draw, kind, role);
    c->r = r;
    return c;
}

void ui_fill(ui_t *ui, rect_t r, role_t role) { box(ui, DRAW_RECT, r, role); }
void ui_round(ui_t *ui, rect_t r, float radius, role_t role) { box(ui, DRAW_RECT, r, role)->size = radius; }

void ui_fill_alpha(ui_t *ui, rect_t r, role_t role, float alpha)
{
    box(ui, DRAW_RECT, r, role)->alpha = (uint8_t)(fminf(fmaxf(alpha, 0), 1) * 255 + 0.5f);
}

void ui_frame(ui_t *ui, rect_t r, float radius, role_t role, float width)
{
    draw_cmd_t *c = box(ui, DRAW_FRAME, r, role);
    c->size = radius, c->width = width;
}

void ui_dashed_frame(ui_t *ui, rect_t r, float radius, role_t role, float width)
{
    draw_cmd_t *c = box(ui, DRAW_FRAME, r, role);
    c->size = radius, c->width = width, c->dash = 1;
}

static draw_cmd_t *points(ui_t *ui, draw_kind_t kind, const point_t *p, size_t n, role_t role, float width)
{
    draw_cmd_t *c = draw_add(ui->draw, kind, role);
    c->width = width;
    draw_points(ui->draw, c, p, n);
    return c;
}

void ui_line(ui_t *ui, float x0, float y0, float x1, float y1, role_t role, float width)
{
    points(ui, DRAW_LINE, (point_t[2]){ { x0, y0 }, { x1, y1 } }, 2, role, width);
}

void ui_dashed(ui_t *ui, float x0, float y0, float x1, float y1, role_t role, float width)
{
    points(ui, DRAW_LINE, (point_t[2]){ { x0, y0 }, { x1, y1 } }, 2, role, width)->dash = 1;
}

void ui_polyline(ui_t *ui, const point_t *p, size_t n, role_t role, float width)
{
    if (n >= 2) points(ui, DRAW_POLYLINE, p, n, role, width);
}

void ui_arrow(ui_t *ui, const point_t *p, size_t n, role_t role, float width)
{
    if (n >= 2) points(ui, DRAW_ARROW, p, n, role, width);
}

void ui_texture(ui_t *ui, rect_t r, texture_t texture, role_t role)
{
    if (texture != TEXTURE_NONE && role != ROLE_NONE) box(ui, DRAW_TEXTURE, r, role)->what = (uint8_t)texture;
}

void ui_mark(ui_t *ui, rect_t r, mark_t mark, role_t role)
{
    float side = fminf(r.w, r.h);
    if (mark == MARK_NONE || side < 3) return;
    box(ui, DRAW_MARK, rect(r.x + (r.w - side) / 2, r.y + (r.h - side) / 2, side, side),
        role)->what = (uint8_t)mark;
}

void ui_clip(ui_t *ui, rect_t r)
{
    const unsigned room = sizeof ui->clip / sizeof *ui->clip;
    r = clipped(ui, r);
    if (ui->clips == room) return;
    ui->clip[ui->clips++] = r;
    box(ui, DRAW_CLIP, r, ROLE_NONE);
}

void ui_unclip(ui_t *ui)
{
    if (!ui->clips) return;
    ui->clips--;
    draw_add(ui->draw, DRAW_UNCLIP, ROLE_NONE);
}

/* ---- text -------------------------------------------------------------------------------------------- */

#define DOTS "\xE2\x80\xA6"
#define CAPITAL 0.72f                    /* a capital letter: what the eye takes as a line's height */

static float width_of(const ui_t *ui, style_t s, const char *text, size_t bytes)
{
    return ui->measure->width(ui->measure, (font_t)s.font, s.size, text, bytes);
}

float ui_width(const ui_t *ui, style_t s, const char *text) { return width_of(ui, s, text, strlen(text)); }
float ui_row_height(style_t s) { return ceilf(s.size * TEXT_LINE); }

static rect_t put(ui_t *ui, rect_t r, style_t s, const char *text, size_t bytes, float w)
{
    float x = s.align == RIGHT ? r.x + r.w - w : s.align == CENTRE ? r.x + (r.w - w) / 2 : r.x;
    float baseline = r.y + r.h / 2 + s.size * CAPITAL / 2;
    draw_cmd_t *c = box(ui, DRAW_TEXT, rect(x, baseline, w, s.size * TEXT_LINE), (role_t)s.role);
    c->font = s.font, c->size = s.size;
    draw_string(ui->draw, c, text, bytes);
    return rect(x, baseline - s.size * CAPITAL, w, s.size * CAPITAL);
}

/* How many bytes fit, at a letter's border. */
static size_t fitting(const ui_t *ui, style_t s, const char *text, size_t bytes, float room)
{
    size_t lo = 0, hi = bytes;
    while (lo < hi) {
        size_t middle = (lo + hi + 1) / 2;
        while (middle < hi && ((unsigned char)text[middle] & 0xC0) == 0x80) middle++;
        if (width_of(ui, s, text, middle) <= room + 0.01f) lo = middle;
        else {
            hi = middle - 1;
            while (hi > lo && ((unsigned char)text[hi] & 0xC0) == 0x80) hi--;
        }
    }
    return lo;
}

static bool of_path(char c)
{
    return isalnum((unsigned char)c) || (c && strchr("_{}$.#", c)) || c & 0x80;
}

size_t ui_brief(const char *text, size_t bytes, char *to, size_t room)
{
    size_t n = 0, path = 0;                              /* path: where the one under way begins */
    for (size_t i = 0; i < bytes && n + 1 < room; i++) {
        bool joint = i + 2 < bytes && text[i] == ':' && text[i + 1] == ':' && of_path(text[i + 2]);
        if (joint && text[i + 2] != '{') {               /* a closure says nothing without what is before */
            n = path, i++;
            continue;
        }
        bool inside = of_path(text[i]) || joint || (text[i] == ':' && i + 1 < bytes && text[i + 1] == '{');
        to[n++] = text[i];
        if (!inside) path = n;
    }
    return to[n] = 0, n;
}

static rect_t text_within(ui_t *ui, rect_t r, style_t s, const char *text, size_t bytes)
{
    const rect_t nothing = rect(r.x, r.y, 0, 0);
    if (!bytes || r.h < s.size * 0.85f) return nothing;
    float w = width_of(ui, s, text, bytes);
    if (w <= r.w + 0.01f) return put(ui, r, s, text, bytes, w);
    char cut[1024], brief[1024];
    bytes = ui_brief(text, bytes, brief, sizeof brief), text = brief, w = width_of(ui, s, text, bytes);
    if (w <= r.w + 0.01f) return put(ui, r, s, text, bytes, w);
    float dots = width_of(ui, s, DOTS, 3);
    size_t n = dots <= r.w ? fitting(ui, s, text, bytes < 1000 ? bytes : 1000, r.w - dots) : 0;
    while (n && text[n - 1] == ' ') n--;
    if (!n) return nothing;
    memcpy(cut, text, n);
    memcpy(cut + n, DOTS, 3);
    return put(ui, r, s, cut, n + 3, width_of(ui, s, cut, n + 3));
}

rect_t ui_text(ui_t *ui, rect_t r, style_t s, const char *text)
{
    size_t bytes = strlen(text);
    rect_t ink = text_within(ui, r, s, text, bytes);
    if (bytes && r.w >= 8 && r.h >= 8 && width_of(ui, s, text, bytes) > r.w + 0.01f)
        ui_tip(ui, r, "%s", text);
    return ink;
}

rect_t ui_textf(ui_t *ui, rect_t r, style_t s, const char *format, ...)
{
    char text[1024];
    va_list words;
    va_start(words, format);
    vsnprintf(text, sizeof text, format, words);
    va_end(words);
    return ui_text(ui, r, s, text);
}

/* The next line of a text: its length, and where the one after it begins. */
static size_t next_line(const ui_t *ui, float w, style_t s, const char *text, const char **after)
{
    const char *end = strchr(text, '\n');
    size_t whole = end ? (size_t)(end - text) : strlen(text);
    *after = text + whole + (end ? 1 : 0);
    if (width_of(ui, s, text, whole) <= w + 0.01f) return whole;
    size_t n = fitting(ui, s, text, whole, w), space = n;
    while (space && text[space] != ' ') space--;
    if (space) n = space;
    else if (!n) n = 1;                                  /* narrower than a letter: go on all the same */
    while (n < whole && ((unsigned char)text[n] & 0xC0) == 0x80) n++;
    *after = text + n;
    while (**after == ' ') ++*after;
    while (n && text[n - 1] == ' ') n--;
    return n;
}

float ui_wrap_height(const ui_t *ui, float w, style_t s, const char *text)
{
    float h = 0;
    const char *after;
    for (; *text; text = after) {
        next_line(ui, w, s, text, &after);
        h += ui_row_height(s);
    }
    return h;
}

float ui_wrap(ui_t *ui, rect_t r, style_t s, const char *text)
{
    const char *all = text, *after;
    float line = ui_row_height(s), y = r.y;
    for (; *text; text = after, y += line) {
        if (y + line > r.y + r.h + 0.5f) {
            ui_tip(ui, r, "%s", all);
            break;
        }
        size_t n = next_line(ui, r.w, s, text, &after);
        bool last = *after && y + 2 * line > r.y + r.h + 0.5f;
        char cut[1024];
        if (last && n < sizeof cut - 4) {                /* more words than room: say so */
            memcpy(cut, text, n);
            memcpy(cut + n, " " DOTS, 5);
            if (width_of(ui, s, cut, n + 4) > r.w) {
                size_t less = fitting(ui, s, text, n, r.w - width_of(ui, s, DOTS, 3));
                memcpy(cut + less, DOTS, 4);
            }
            text_within(ui, rect(r.x, y, r.w, line), s, cut, strlen(cut));
        } else text_within(ui, rect(r.x, y, r.w, line), s, text, n);
    }
    return y - r.y;
}
