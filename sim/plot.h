/* plot.h -- panels of lines over two logarithmic axes, drawn into an SVG or a PNG file.
 *
 * The only user of cairo. One drawing code serves both; the file's ending decides. Values must be
 * positive. What surprises people: letters in an SVG are outlines of a font found on this machine,
 * so the file's bytes differ from machine to machine while the numbers do not. */
#ifndef PLOT_H
#define PLOT_H
#include "scenario.h"

enum { PLOT_LINES = 3, PLOT_POINTS = 32 };

typedef struct { double x, y; } plot_point_t;
typedef struct { const char *name; plot_point_t point[PLOT_POINTS]; unsigned points; } plot_line_t;
typedef struct {
    const char *title, *x, *y;           /* of the panel, of its axes */
    plot_line_t line[PLOT_LINES];
    unsigned    lines;
    double      mark;                    /* a vertical line here, 0: none ... */
    char        mark_text[64];           /* ... and what it says */
} plot_panel_t;

bool plot_known(const char *file);       /* is its ending one of ours? */
/* False and err: the file could not be written; there is none then, and what was there before is
 * untouched. */
bool plot_draw(const char *file, const char *title, const plot_panel_t *, unsigned panels, err_t *);
#endif
