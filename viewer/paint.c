/* paint.c -- see paint.h. */
#include "paint_own.h"
#include "output.h"
#include <cairo-svg.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__
const char *__lsan_default_suppressions(void);
/* What it keeps of the fonts it found. */
const char *__lsan_default_suppressions(void) { return "leak:libfontconfig\n"; }
#endif

enum { FONT_SIZES = 8 };

struct paint {
    struct { float size; cairo_scaled_font_t *font; } text[FONTS][FONT_SIZES];    /* of the present scale */
    unsigned next[FONTS];
    cairo_surface_t *tile[TEXTURES];
    float scale;
};

/* ---- fonts ------------------------------------------------------------------------------------------- */

static cairo_font_options_t *font_options(void)
{
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_SLIGHT);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    return o;
}

static cairo_scaled_font_t *font_make(const char *family, bool bold, double size)
{
    cairo_font_face_t *face = cairo_toy_font_face_create(family, CAIRO_FONT_SLANT_NORMAL,
                                                         bold ? CAIRO_FONT_WEIGHT_BOLD
                                                             : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_matrix_t at, unit;
    cairo_font_options_t *o = font_options();
    cairo_matrix_init_scale(&at, size, size);
    cairo_matrix_init_identity(&unit);
    cairo_scaled_font_t *f = cairo_scaled_font_create(face, &at, &unit, o);
    cairo_font_options_destroy(o);
    cairo_font_face_destroy(face);
    return f;
}

static double advance(cairo_scaled_font_t *f, const char *text)
{
    cairo_text_extents_t e;
    cairo_scaled_font_text_extents(f, text, &e);
    return e.x_advance;
}

/* Where the wanted font is missing, another one answers to its name, perhaps with letters of many widths. */
static bool even(const char *family)
{
    cairo_scaled_font_t *f = font_make(family, false, 100);
    bool same = fabs(advance(f, "i") - advance(f, "W")) < 0.5;
    cairo_scaled_font_destroy(f);
    return same;
}

static const char *family_of(font_t font)
{
    static int mono = -1;                                /* asked once a program */
    if (font == FONT_SANS || font == FONT_BOLD) return "Inter";
    if (mono < 0) mono = even("JetBrains Mono");
    return mono ? "JetBrains Mono" : "monospace";
}

static bool is_bold(font_t font) { return font == FONT_BOLD || font == FONT_MONO_BOLD; }

/* ---- measuring: unhinted widths grow with the size, so one table a font is enough --------------------- */

enum { MEASURED_AT = 100, OTHERS = 64 };
typedef struct {
    measure_t           base;
    cairo_scaled_font_t *font[FONTS];
    float               ascii[FONTS][128];
    struct { char letter[5]; float width; } other[FONTS][OTHERS];
} ruler_t;

static size_t letter_bytes(const char *s, size_t left)
{
    unsigned char c = (unsigned char)*s;
    size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    return n < left ? n : left;
}

static float other_width(ruler_t *r, font_t font, const char *s, size_t n)
{
    unsigned slot = 0;
    for (size_t i = 0; i < n; i++) slot = slot * 31 + (unsigned char)s[i];
    slot %= OTHERS;
    char letter[5] = "";
    memcpy(letter, s, n);
    if (memcmp(letter, r->other[font][slot].letter, 5)) {
        memcpy(r->other[font][slot].letter, letter, 5);
        r->other[font][slot].width = (float)(advance(r->font[font], letter) / MEASURED_AT);
    }
    return r->other[font][slot].width;
}

static float ruler_width(const measure_t *m, font_t font, float size, const char *text, size_t bytes)
{
    ruler_t *r = (ruler_t *)(uintptr_t)m;                /* only its memory of widths changes */
    float sum = 0;
    for (size_t i = 0; i < bytes;) {
        size_t n = letter_bytes(text + i, bytes - i);
        sum += n == 1 ? r->ascii[font][text[i] & 127] : other_width(r, font, text + i, n);
        i += n;
    }
    return sum * size;
}

const measure_t *paint_measure(void)
{
    static ruler_t ruler;
    if (ruler.base.width) return &ruler.base;
    for (int f = 0; f < FONTS; f++) {
        ruler.font[f] = font_make(family_of((font_t)f), is_bold((font_t)f), MEASURED_AT);
        for (int c = ' '; c < 127; c++)
            ruler.ascii[f][c] = (float)(advance(ruler.font[f], (char[2]){ (char)c, 0 }) / MEASURED_AT);
    }
    ruler.base.width = ruler_width;
    return &ruler.base;
}

/* ---- one painter -------------------------------------------------------------------------------------- */

paint_t *paint_new(void) { return calloc(1, sizeof(paint_t)); }

static void forget(paint_t *p)
{
    for (int f = 0; f < FONTS; f++)
        for (int i = 0; i < FONT_SIZES; i++)
            if (p->text[f][i].font) cairo_scaled_font_destroy(p->text[f][i].font);
    for (int t = 0; t < TEXTURES; t++)
        if (p->tile[t]) cairo_surface_destroy(p->tile[t]);
    memset(p, 0, sizeof *p);
}

void paint_free(paint_t *p)
{
    if (p) forget(p);
    free(p);
}

static cairo_scaled_font_t *font_at(paint_t *p, font_t font, float size)
{
    for (int i = 0; i < FONT_SIZES; i++)
        if (p->text[font][i].font && p->text[font][i].size == size) return p->text[font][i].font;
    unsigned i = p->next[font]++ % FONT_SIZES;
    if (p->text[font][i].font) cairo_scaled_font_destroy(p->text[font][i].font);
    p->text[font][i].size = size;
    p->text[font][i].font = font_make(family_of(font), is_bold(font), size);
    return p->text[font][i].font;
}

typedef struct {
    paint_t      *own;
    cairo_t      *c;
    const draw_t *d;
    theme_t       theme;
    double        k;                     /* the scale */
    bool          vector;
} job_t;

static void ink(const job_t *j, const draw_cmd_t *cmd)
{
    uint32_t v = theme_rgb(j->theme, (role_t)cmd->role);
    double r = (v >> 16 & 255) / 255.0, g = (v >> 8 & 255) / 255.0, b = (v & 255) / 255.0;
    if (cmd->alpha == 255) cairo_set_source_rgb(j->c, r, g, b);
    else cairo_set_source_rgba(j->c, r, g, b, cmd->alpha / 255.0);
}

/* On whole pixels; something that has a size keeps at least one. */
static void whole(const job_t *j, rect_t r, double *x, double *y, double *w, double *h)
{
    *x = round(r.x * j->k), *y = round(r.y * j->k);
    *w = round((r.x + r.w) * j->k) - *x, *h = round((r.y + r.h) * j->k) - *y;
    if (r.w > 0 && *w < 1) *w = 1;
    if (r.h > 0 && *h < 1) *h = 1;
}

static double line_width(const job_t *j, float width)
{
    double w = width * j->k;
    return w < 1.5 ? (w < 0.7 && width < 0.8f ? w : 1) : w;
}

static void box_path(cairo_t *c, double x, double y, double w, double h, double r)
{
    if (r > w / 2) r = w / 2;
    if (r > h / 2) r = h / 2;
    cairo_new_path(c);
    if (r < 0.5) {
        cairo_rectangle(c, x, y, w, h);
        return;
    }
    cairo_arc(c, x + w - r, y + r, r, -M_PI / 2, 0);
    cairo_arc(c, x + w - r, y + h - r, r, 0, M_PI / 2);
    cairo_arc(c, x + r, y + h - r, r, M_PI / 2, M_PI);
    cairo_arc(c, x + r, y + r, r, M_PI, 3 * M_PI / 2);
    cairo_close_path(c);
}

static void dashes(const job_t *j, const draw_cmd_t *cmd, double width)
{
    double on = fmax(3 * j->k, 2 * width);
    if (cmd->dash) cairo_set_dash(j->c, &on, 1, 0);
    else cairo_set_dash(j->c, NULL, 0, 0);
}

static void paint_box(const job_t *j, const draw_cmd_t *cmd)
{
    double x, y, w, h;
    whole(j, cmd->r, &x, &y, &w, &h);
    if (w <= 0 || h <= 0) return;
    ink(j, cmd);
    if (cmd->kind == DRAW_RECT) {
        box_path(j->c, x, y, w, h, cmd->size * j->k);
        cairo_fill(j->c);
        return;
    }
    double t = fmax(round(cmd->width * j->k), 1);
    cairo_set_line_width(j->c, t);
    dashes(j, cmd, t);
    box_path(j->c, x + t / 2, y + t / 2, w - t, h - t, fmax(cmd->size * j->k - t / 2, 0));
    cairo_stroke(j->c);
}

static point_t at(const job_t *j, const draw_cmd_t *cmd, size_t i) { return j->d->point[cmd->at + i]; }

/* Upright and level lines fall on whole pixels. */
static void straight(const job_t *j, const draw_cmd_t *cmd, double t)
{
    point_t a = at(j, cmd, 0), b = at(j, cmd, 1);
    double x0 = a.x * j->k, y0 = a.y * j->k, x1 = b.x * j->k, y1 = b.y * j->k, half = fmod(round(t), 2) / 2;
    if (a.x == b.x) x0 = x1 = floor(x0) + half;
    if (a.y == b.y) y0 = y1 = floor(y0) + half;
    cairo_move_to(j->c, x0, y0);
    cairo_line_to(j->c, x1, y1);
    cairo_stroke(j->c);
}

static void head(const job_t *j, point_t from, point_t to, double t)
{
    double dx = (to.x - from.x), dy = (to.y - from.y), n = hypot(dx, dy), size = fmax(3.2 * t, 6 * j->k);
    if (n < 1e-6) return;
    dx /= n, dy /= n;
    double x = to.x * j->k, y = to.y * j->k, bx = x - dx * size, by = y - dy * size;
    cairo_move_to(j->c, x, y);
    cairo_line_to(j->c, bx - dy * size * 0.48, by + dx * size * 0.48);
    cairo_line_to(j->c, bx + dy * size * 0.48, by - dx * size * 0.48);
    cairo_close_path(j->c);
    cairo_fill(j->c);
}

static void paint_points(const job_t *j, const draw_cmd_t *cmd)
{
    double t = line_width(j, cmd->width);
    size_t n = cmd->count;
    ink(j, cmd);
    cairo_new_path(j->c);
    cairo_set_line_width(j->c, t);
    dashes(j, cmd, t);
    if (cmd->kind == DRAW_LINE) {
        straight(j, cmd, t);
        return;
    }
    point_t end = at(j, cmd, n - 1), before = end;
    if (cmd->kind == DRAW_ARROW) {                       /* the line ends inside its head */
        before = at(j, cmd, n - 2);
        double d = hypot(end.x - before.x, end.y - before.y),
            back = fmin(fmax(3.2 * t, 6 * j->k) / j->k * 0.7, d);
        if (d > 1e-6)
            end.x -= (float)((end.x - before.x) / d * back), end.y -= (float)((end.y - before.y) / d * back);
    }
    for (size_t i = 0; i + 1 < n; i++) cairo_line_to(j->c, at(j, cmd, i).x * j->k, at(j, cmd, i).y * j->k);
    cairo_line_to(j->c, end.x * j->k, end.y * j->k);
    cairo_stroke(j->c);
    if (cmd->kind == DRAW_ARROW) head(j, before, at(j, cmd, n - 1), t);
}

/* One repeat of a texture as a mask: painting it is then one copy, whatever the lines cost. */
static cairo_surface_t *tile(const job_t *j, texture_t texture)
{
    cairo_surface_t **s = &j->own->tile[texture];
    if (*s) return *s;
    int side = (int)lround(TILE * j->k);
    *s = cairo_image_surface_create(CAIRO_FORMAT_A8, side, side);
    cairo_t *c = cairo_create(*s);
    cairo_scale(c, side / TILE, side / TILE);
    paint_texture(c, texture, 0, 0, TILE, TILE);
    cairo_destroy(c);
    return *s;
}

static void paint_texture_in(const job_t *j, const draw_cmd_t *cmd)
{
    double x, y, w, h;
    whole(j, cmd->r, &x, &y, &w, &h);
    ink(j, cmd);
    cairo_save(j->c);
    cairo_rectangle(j->c, x, y, w, h);
    cairo_clip(j->c);
    if (j->vector) {
        cairo_scale(j->c, j->k, j->k);
        paint_texture(j->c, (texture_t)cmd->what, cmd->r.x, cmd->r.y, cmd->r.w, cmd->r.h);
    } else {
        cairo_pattern_t *mask = cairo_pattern_create_for_surface(tile(j, (texture_t)cmd->what));
        cairo_pattern_set_extend(mask, CAIRO_EXTEND_REPEAT);
        cairo_pattern_set_filter(mask, CAIRO_FILTER_NEAREST);
        cairo_mask(j->c, mask);
        cairo_pattern_destroy(mask);
    }
    cairo_restore(j->c);
}

static void paint_text(const job_t *j, const draw_cmd_t *cmd)
{
    ink(j, cmd);
    cairo_set_scaled_font(j->c, font_at(j->own, (font_t)cmd->font, (float)(cmd->size * j->k)));
    cairo_move_to(j->c, cmd->r.x * j->k, round(cmd->r.y * j->k));
    cairo_show_text(j->c, j->d->text + cmd->at);
}

static void paint_mark_in(const job_t *j, const draw_cmd_t *cmd)
{
    double x, y, w, h;
    whole(j, cmd->r, &x, &y, &w, &h);
    ink(j, cmd);
    cairo_save(j->c);
    cairo_set_dash(j->c, NULL, 0, 0);
    cairo_translate(j->c, x, y);
    cairo_scale(j->c, w, w);
    paint_mark(j->c, (mark_t)cmd->what);
    cairo_restore(j->c);
}

static void paint_cmd(const job_t *j, const draw_cmd_t *cmd)
{
    double x, y, w, h;
    switch ((draw_kind_t)cmd->kind) {
    case DRAW_RECT: case DRAW_FRAME: paint_box(j, cmd); break;
    case DRAW_LINE: case DRAW_POLYLINE: case DRAW_ARROW: paint_points(j, cmd); break;
    case DRAW_TEXTURE: paint_texture_in(j, cmd); break;
    case DRAW_TEXT: paint_text(j, cmd); break;
    case DRAW_MARK: paint_mark_in(j, cmd); break;
    case DRAW_CLIP:
        cairo_save(j->c);
        whole(j, cmd->r, &x, &y, &w, &h);
        cairo_rectangle(j->c, x, y, w, h);
        cairo_clip(j->c);
        break;
    case DRAW_UNCLIP: cairo_restore(j->c); break;
    case DRAW_KINDS: break;
    }
}

static bool touches(const draw_cmd_t *cmd, double k, const pixels_t *part)
{
    if (!part || cmd->kind >= DRAW_CLIP) return true;
    rect_t r = draw_bounds(cmd);
    return (r.x + r.w) * k + 1 >= part->x && (r.y + r.h) * k + 1 >= part->y
        && r.x * k - 1 <= part->x + part->w
        && r.y * k - 1 <= part->y + part->h;
}

static void paint_list(const job_t *j, const pixels_t *part)
{
    if (j->own->scale != (float)j->k) forget(j->own), j->own->scale = (float)j->k;
    for (size_t i = 0; i < j->d->cmds; i++)
        if (touches(&j->d->cmd[i], j->k, part)) paint_cmd(j, &j->d->cmd[i]);
}

static void ground(const job_t *j)
{
    draw_cmd_t back = { .role = ROLE_BACK, .alpha = 255 };
    ink(j, &back);
    cairo_paint(j->c);
}

void paint_onto(paint_t *p, const draw_t *d, theme_t theme, float scale, void *pixels, int w, int h,
                int stride,
                const pixels_t *part)
{
    cairo_surface_t *s = cairo_image_surface_create_for_data(pixels, CAIRO_FORMAT_RGB24, w, h, stride);
    job_t j = { p, cairo_create(s), d, theme, scale, false };
    if (part) {
        cairo_rectangle(j.c, part->x, part->y, part->w, part->h);
        cairo_clip(j.c);
    }
    ground(&j);
    paint_list(&j, part);
    cairo_destroy(j.c);
    cairo_surface_flush(s);
    cairo_surface_destroy(s);
}

static cairo_status_t put_bytes(void *file, const unsigned char *bytes, unsigned n)
{
    return fwrite(bytes, 1, n, file) == n ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static bool finish(output_t *to, bool good)
{
    err_t err = { "" };
    if (!good) output_drop(to);
    return good && output_end(to, &err);
}

bool paint_png(paint_t *p, const draw_t *d, theme_t theme, float scale, int w, int h, const char *file)
{
    output_t to;
    err_t err = { "" };
    if (!output_begin(&to, file, &err)) return false;
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
    job_t j = { p, cairo_create(s), d, theme, scale, false };
    ground(&j);
    paint_list(&j, NULL);
    cairo_destroy(j.c);
    bool good = cairo_surface_write_to_png_stream(s, put_bytes, to.f) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(s);
    return finish(&to, good);
}

bool paint_svg(paint_t *p, const draw_t *d, theme_t theme, float scale, int w, int h, const char *file)
{
    output_t to;
    err_t err = { "" };
    if (!output_begin(&to, file, &err)) return false;
    cairo_surface_t *s = cairo_svg_surface_create_for_stream(put_bytes, to.f, w, h);
    job_t j = { p, cairo_create(s), d, theme, scale, true };
    ground(&j);
    paint_list(&j, NULL);
    cairo_status_t drawn = cairo_status(j.c);
    cairo_destroy(j.c);
    cairo_surface_finish(s);
    bool good = drawn == CAIRO_STATUS_SUCCESS && cairo_surface_status(s) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(s);
    return finish(&to, good);
}
