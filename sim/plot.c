/* plot.c -- see plot.h. */
#include "plot.h"
#include "output.h"
#include <cairo-svg.h>
#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ACROSS = 3, WIDTH = 420, HEIGHT = 320, HEAD = 64, LEFT = 62, RIGHT = 16, TOP = 30, BOTTOM = 46 };

/* Told apart by people who see no red or no green (Okabe and Ito), and by their markers. */
static const double colour[PLOT_LINES][3] = { { 0.835, 0.369, 0.0 }, { 0.0, 0.447, 0.698 },
    { 0.0, 0.620, 0.451 } };

/* Ranges are whole decades: 10^from .. 10^to. */
typedef struct { double x, y, w, h; int x_from, x_to, y_from, y_to; } area_t;

static double across(const area_t *a,
    double v) { return a->x + (log10(v) - a->x_from) / (a->x_to - a->x_from) * a->w; }
static double up(const area_t *a,
    double v) { return a->y + a->h - (log10(v) - a->y_from) / (a->y_to - a->y_from) * a->h; }

static void ink(cairo_t *c, double grey) { cairo_set_source_rgb(c, grey, grey, grey); }

/* align: 0 left, 0.5 centred, 1 right of x. */
static void text(cairo_t *c, double x, double y, double align, double size, const char *words)
{
    cairo_text_extents_t e;
    cairo_set_font_size(c, size);
    cairo_text_extents(c, words, &e);
    cairo_move_to(c, x - align * e.x_advance, y);
    cairo_show_text(c, words);
}

static void stroke_line(cairo_t *c, double x0, double y0, double x1, double y1)
{
    cairo_move_to(c, x0, y0);
    cairo_line_to(c, x1, y1);
    cairo_stroke(c);
}

static void marker(cairo_t *c, unsigned which, double x, double y)
{
    const double r = 3;
    cairo_new_path(c);
    if (which == 0) cairo_arc(c, x, y, r, 0, 2 * M_PI);
    if (which == 1) cairo_rectangle(c, x - r, y - r, 2 * r, 2 * r);
    if (which == 2) {
        cairo_move_to(c, x, y - r - 1);
        cairo_line_to(c, x + r + 1, y + r), cairo_line_to(c, x - r - 1, y + r);
        cairo_close_path(c);
    }
    cairo_fill(c);
}

/* 10^e: 1, 10, 100, 1k, ... */
static void decade(char *out, size_t room, int e)
{
    static const char *const unit[] = { "", "k", "M", "G", "T" };
    int third = e < 0 ? 0 : e / 3 < 5 ? e / 3 : 4;
    snprintf(out, room, "%.15g%s", pow(10, e - 3 * third), unit[third]);
}

static void range(const plot_panel_t *p, area_t *a)
{
    double lo[2] = { HUGE_VAL, HUGE_VAL }, hi[2] = { 0, 0 };
    for (unsigned l = 0; l < p->lines; l++)
        for (unsigned i = 0; i < p->line[l].points; i++) {
            const plot_point_t *q = &p->line[l].point[i];
            lo[0] = fmin(lo[0], q->x), hi[0] = fmax(hi[0], q->x);
            lo[1] = fmin(lo[1], q->y), hi[1] = fmax(hi[1], q->y);
        }
    for (int k = 0; k < 2; k++)
        if (!(hi[k] > 0)) lo[k] = 1, hi[k] = 10;
    a->x_from = (int)floor(log10(lo[0])), a->x_to = (int)ceil(log10(hi[0]));
    a->y_from = (int)floor(log10(lo[1])), a->y_to = (int)ceil(log10(hi[1]));
    if (a->x_to == a->x_from) a->x_to++;
    if (a->y_to == a->y_from) a->y_to++;
}

static void grid(cairo_t *c, const area_t *a)
{
    char label[32];
    cairo_set_line_width(c, 0.6);
    for (int e = a->x_from; e <= a->x_to; e++) {
        double x = across(a, pow(10, e));
        ink(c, 0.85), stroke_line(c, x, a->y, x, a->y + a->h);
        decade(label, sizeof label, e);
        ink(c, 0.25), text(c, x, a->y + a->h + 14, 0.5, 10, label);
    }
    for (int e = a->y_from; e <= a->y_to; e++) {
        double y = up(a, pow(10, e));
        ink(c, 0.85), stroke_line(c, a->x, y, a->x + a->w, y);
        decade(label, sizeof label, e);
        ink(c, 0.25), text(c, a->x - 6, y + 3.5, 1, 10, label);
    }
}

static void line(cairo_t *c, const area_t *a, const plot_line_t *l, unsigned which)
{
    cairo_set_source_rgb(c, colour[which][0], colour[which][1], colour[which][2]);
    cairo_set_line_width(c, 1.6);
    cairo_new_path(c);                           /* text leaves a current point behind */
    for (unsigned i = 0; i < l->points; i++) cairo_line_to(c, across(a, l->point[i].x), up(a,
        l->point[i].y));
    cairo_stroke(c);
    for (unsigned i = 0; i < l->points; i++) marker(c, which, across(a, l->point[i].x), up(a,
        l->point[i].y));
}

static void mark(cairo_t *c, const area_t *a, const plot_panel_t *p)
{
    static const double dashes[] = { 4, 3 };
    double x = across(a, p->mark);
    if (!(p->mark > 0)) return;
    ink(c, 0.35);
    cairo_set_line_width(c, 1);
    cairo_set_dash(c, dashes, 2, 0);
    stroke_line(c, x, a->y, x, a->y + a->h);
    cairo_set_dash(c, NULL, 0, 0);
    text(c, x + 5, a->y + 12, 0, 10, p->mark_text);
}

static void draw_panel(cairo_t *c, const plot_panel_t *p, double x, double y)
{
    area_t a = { .x = x + LEFT, .y = y + TOP, .w = WIDTH - LEFT - RIGHT, .h = HEIGHT - TOP - BOTTOM };
    range(p, &a);
    ink(c, 0), text(c, a.x, y + TOP - 10, 0, 13, p->title);
    grid(c, &a);
    ink(c, 0.25), text(c, a.x + a.w, a.y + a.h + 30, 1, 11, p->x);
    cairo_save(c);
    cairo_translate(c, x + 16, a.y);
    cairo_rotate(c, -M_PI / 2);
    text(c, 0, 0, 1, 11, p->y);
    cairo_restore(c);
    mark(c, &a, p);
    for (unsigned l = 0; l < p->lines && l < PLOT_LINES; l++) line(c, &a, &p->line[l], l);
}

static void draw(cairo_t *c, const char *title, const plot_panel_t *p, unsigned panels, double width)
{
    ink(c, 1), cairo_paint(c);
    cairo_select_font_face(c, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    ink(c, 0), text(c, width / 2, 26, 0.5, 17, title);
    double x = width / 2 - 60.0 * p[0].lines;
    for (unsigned l = 0; l < p[0].lines && l < PLOT_LINES; l++, x += 120) {
        cairo_set_source_rgb(c, colour[l][0], colour[l][1], colour[l][2]);
        cairo_set_line_width(c, 1.6);
        stroke_line(c, x, 46, x + 26, 46), marker(c, l, x + 13, 46);
        ink(c, 0), text(c, x + 33, 50, 0, 12, p[0].line[l].name);
    }
    for (unsigned i = 0; i < panels; i++) draw_panel(c, &p[i], i % ACROSS * WIDTH,
        HEAD + i / ACROSS * HEIGHT);
}

static bool ends(const char *file, const char *with)
{
    size_t n = strlen(file), m = strlen(with);
    return n > m && !strcmp(file + n - m, with);
}

bool plot_known(const char *file) { return ends(file, ".svg") || ends(file, ".png"); }

static cairo_status_t put_bytes(void *file, const unsigned char *bytes, unsigned n)
{
    return fwrite(bytes, 1, n, file) == n ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

bool plot_draw(const char *file, const char *title, const plot_panel_t *p, unsigned panels, err_t *err)
{
    enum { SHARP = 2 };                          /* PNG pixels a unit */
    output_t to;
    bool png = ends(file, ".png");
    if (!output_begin(&to, file, err)) return false;
    int wide = WIDTH * (int)(panels < ACROSS ? panels : ACROSS),
        high = HEAD + HEIGHT * (int)((panels + ACROSS - 1) / ACROSS);
    cairo_surface_t *s = png ? cairo_image_surface_create(CAIRO_FORMAT_RGB24, wide * SHARP, high * SHARP)
                             : cairo_svg_surface_create_for_stream(put_bytes, to.f, wide, high);
    cairo_t *c = cairo_create(s);
    if (png) cairo_scale(c, SHARP, SHARP);
    draw(c, title, p, panels, wide);
    bool good = cairo_status(c) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(c);
    if (png) good = cairo_surface_write_to_png_stream(s, put_bytes, to.f) == CAIRO_STATUS_SUCCESS && good;
    cairo_surface_finish(s);
    good = cairo_surface_status(s) == CAIRO_STATUS_SUCCESS && good;
    cairo_surface_destroy(s);
    if (good || ferror(to.f)) return output_end(&to, err);
    output_drop(&to);
    return fail(err, "%s: it cannot be drawn", file);
}
