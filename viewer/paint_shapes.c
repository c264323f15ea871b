/* paint_shapes.c -- marks and textures as paths; see paint_own.h. */
#include "paint_own.h"
#include <math.h>

static void polygon(cairo_t *c, const double (*p)[2], int n)
{
    for (int i = 0; i < n; i++) cairo_line_to(c, p[i][0], p[i][1]);
    cairo_close_path(c);
}

static void star(cairo_t *c)
{
    for (int i = 0; i < 10; i++) {
        double r = i & 1 ? 0.22 : 0.5, a = i * M_PI / 5;
        cairo_line_to(c, 0.5 + r * sin(a), 0.52 - r * cos(a));
    }
    cairo_close_path(c);
    cairo_fill(c);
}

static void strokes(cairo_t *c, double width, const double (*line)[4], int n)
{
    cairo_set_line_width(c, width);
    cairo_set_line_cap(c, CAIRO_LINE_CAP_ROUND);
    for (int i = 0; i < n; i++)
        cairo_move_to(c, line[i][0], line[i][1]), cairo_line_to(c, line[i][2], line[i][3]);
    cairo_stroke(c);
}

static void bang(cairo_t *c, double x)
{
    cairo_rectangle(c, x - 0.09, 0.02, 0.18, 0.62);
    cairo_fill(c);
    cairo_arc(c, x, 0.87, 0.12, 0, 2 * M_PI);
    cairo_fill(c);
}

static void dot(cairo_t *c, double x, double y, double r)
{
    cairo_arc(c, x, y, r, 0, 2 * M_PI);
    cairo_fill(c);
}

static void mark_lines(cairo_t *c, mark_t mark)
{
    static const double cross[][4] = { { 0.14, 0.14, 0.86, 0.86 }, { 0.86, 0.14, 0.14, 0.86 } };
    static const double check[][4] = { { 0.1, 0.55, 0.38, 0.84 }, { 0.38, 0.84, 0.9, 0.18 } };
    static const double plus[][4] = { { 0.5, 0.1, 0.5, 0.9 }, { 0.1, 0.5, 0.9, 0.5 } };
    static const double pause[][4] = { { 0.3, 0.14, 0.3, 0.86 }, { 0.7, 0.14, 0.7, 0.86 } };
    static const double bars[][4] = { { 0.15, 0.6, 0.15, 0.9 }, { 0.5, 0.3, 0.5, 0.9 },
                                      { 0.85, 0.1, 0.85, 0.9 } };
    if (mark == MARK_CROSS) strokes(c, 0.18, cross, 2);
    if (mark == MARK_CHECK) strokes(c, 0.17, check, 2);
    if (mark == MARK_PLUS) strokes(c, 0.17, plus, 2);
    if (mark == MARK_PAUSE) strokes(c, 0.22, pause, 2);
    if (mark == MARK_BARS) strokes(c, 0.18, bars, 3);
}

static void mark_polygons(cairo_t *c, mark_t mark)
{
    static const double diamond[][2] = { { 0.5, 0 }, { 1, 0.5 }, { 0.5, 1 }, { 0, 0.5 } };
    static const double up[][2] = { { 0.5, 0.06 }, { 1, 0.92 }, { 0, 0.92 } };
    static const double down[][2] = { { 0, 0.08 }, { 1, 0.08 }, { 0.5, 0.94 } };
    static const double right[][2] = { { 0.12, 0 }, { 0.95, 0.5 }, { 0.12, 1 } };
    static const double left[][2] = { { 0.88, 0 }, { 0.88, 1 }, { 0.05, 0.5 } };
    static const double hexagon[][2] = { { 0.25, 0.07 }, { 0.75, 0.07 }, { 1, 0.5 }, { 0.75, 0.93 },
                                         { 0.25, 0.93 }, { 0, 0.5 } };
    static const double flag[][2] = { { 0.15, 0 }, { 0.95, 0.25 }, { 0.3, 0.52 }, { 0.3, 1 }, { 0.15, 1 } };
    static const double pin[][2] = { { 0.1, 0 }, { 0.9, 0 }, { 0.9, 0.55 }, { 0.5, 1 }, { 0.1, 0.55 } };
    static const double bolt[][2] = { { 0.62, 0 }, { 0.15, 0.58 }, { 0.46, 0.58 }, { 0.36, 1 }, { 0.86, 0.4 },
                                      { 0.54, 0.4 } };
    static const struct { const double (*p)[2]; int n; } shape[MARKS] = { [MARK_DIAMOND] = { diamond, 4 },
        [MARK_UP] = { up, 3 },
        [MARK_DOWN] = { down, 3 }, [MARK_RIGHT] = { right, 3 }, [MARK_LEFT] = { left, 3 },
            [MARK_HEXAGON] = { hexagon, 6 },
        [MARK_FLAG] = { flag, 5 }, [MARK_PIN] = { pin, 5 }, [MARK_PLAY] = { right, 3 },
            [MARK_BOLT] = { bolt, 6 } };
    if (!shape[mark].n) return;
    polygon(c, shape[mark].p, shape[mark].n);
    cairo_fill(c);
}

/* In the unit square; the source colour is set. */
void paint_mark(cairo_t *c, mark_t mark)
{
    cairo_new_path(c);
    switch (mark) {
    case MARK_DOT: dot(c, 0.5, 0.5, 0.48); break;
    case MARK_RING:
        cairo_arc(c, 0.5, 0.5, 0.4, 0, 2 * M_PI);
        cairo_set_line_width(c, 0.16);
        cairo_stroke(c);
        break;
    case MARK_SQUARE: cairo_rectangle(c, 0.06, 0.06, 0.88, 0.88), cairo_fill(c); break;
    case MARK_BOX:
        cairo_rectangle(c, 0.1, 0.1, 0.8, 0.8), cairo_set_line_width(c, 0.15), cairo_stroke(c); break;
    case MARK_HALF:
        cairo_arc(c, 0.5, 0.5, 0.4, 0, 2 * M_PI), cairo_set_line_width(c, 0.14), cairo_stroke(c);
        cairo_arc(c, 0.5, 0.5, 0.42, M_PI / 2, 3 * M_PI / 2), cairo_fill(c);
        break;
    case MARK_BANG: bang(c, 0.5); break;
    case MARK_BANGBANG: bang(c, 0.26), bang(c, 0.74); break;
    case MARK_INFO: dot(c, 0.5, 0.13, 0.12), cairo_rectangle(c, 0.41, 0.36, 0.18, 0.62), cairo_fill(c); break;
    case MARK_STAR: star(c); break;
    case MARK_LOCK:
        cairo_rectangle(c, 0.12, 0.45, 0.76, 0.5), cairo_fill(c);
        cairo_arc(c, 0.5, 0.45, 0.26, M_PI, 2 * M_PI), cairo_set_line_width(c, 0.15), cairo_stroke(c);
        break;
    case MARK_STEP: case MARK_STEP_BACK:                  /* a triangle against a bar */
        if (mark == MARK_STEP_BACK) cairo_translate(c, 1, 0), cairo_scale(c, -1, 1);
        cairo_move_to(c, 0.08, 0.04), cairo_line_to(c, 0.72, 0.5), cairo_line_to(c, 0.08, 0.96),
            cairo_close_path(c);
        cairo_rectangle(c, 0.76, 0.04, 0.18, 0.92), cairo_fill(c);
        break;
    default:
        mark_lines(c, mark);
        mark_polygons(c, mark);
    }
}

/* ---- textures: all repeat every TILE units, counted from the picture's corner ------------------------ */

static void slanted(cairo_t *c, double x, double y, double w, double h, double step, int rising)
{
    double from = rising ? x + y : x - y - h, to = rising ? x + w + y + h : x + w - y;
    for (double k = floor(from / step) * step; k <= to + step; k += step) {
        if (rising) cairo_move_to(c, k - y + 1, y - 1), cairo_line_to(c, k - y - h - 1, y + h + 1);
        else cairo_move_to(c, k + y - 1, y - 1), cairo_line_to(c, k + y + h + 1, y + h + 1);
    }
    cairo_stroke(c);
}

static void ruled(cairo_t *c, double x, double y, double w, double h, double step, int upright)
{
    double from = upright ? x : y, to = from + (upright ? w : h);
    for (double k = floor(from / step) * step + step / 2; k < to; k += step) {
        if (upright) cairo_move_to(c, k, y), cairo_line_to(c, k, y + h);
        else cairo_move_to(c, x, k), cairo_line_to(c, x + w, k);
    }
    cairo_stroke(c);
}

static void squares(cairo_t *c, double x, double y, double w, double h, double step, double side, int checker)
{
    for (double j = floor(y / step) * step; j < y + h; j += step)
        for (double i = floor(x / step) * step; i < x + w; i += step) {
            int odd = ((int)lround(i / step) + (int)lround(j / step)) & 1;
            if (!checker || !odd)
                cairo_rectangle(c, i + (step - side) / 2, j + (step - side) / 2, side, side);
        }
    cairo_fill(c);
}

void paint_texture(cairo_t *c, texture_t texture, double x, double y, double w, double h)
{
    cairo_set_line_width(c, 1);
    cairo_new_path(c);
    switch (texture) {
    case TEXTURE_RISING:  slanted(c, x, y, w, h, TILE / 2, 1); break;
    case TEXTURE_FALLING: slanted(c, x, y, w, h, TILE / 2, 0); break;
    case TEXTURE_CROSS:   slanted(c, x, y, w, h, TILE / 2, 1), slanted(c, x, y, w, h, TILE / 2, 0); break;
    case TEXTURE_DENSE:   slanted(c, x, y, w, h, TILE / 4, 1); break;
    case TEXTURE_LEVEL:   ruled(c, x, y, w, h, TILE / 3, 0); break;
    case TEXTURE_UPRIGHT: ruled(c, x, y, w, h, TILE / 3, 1); break;
    case TEXTURE_GRID:    ruled(c, x, y, w, h, TILE / 2, 0), ruled(c, x, y, w, h, TILE / 2, 1); break;
    case TEXTURE_DOTS:    squares(c, x, y, w, h, TILE / 3, 1.6, 0); break;
    case TEXTURE_CHECKER: squares(c, x, y, w, h, TILE / 4, TILE / 4, 1); break;
    default: break;
    }
}
