/* paint.h -- paints draw lists: the only user of cairo in the viewer. One code for window, PNG, SVG and
 * GIF frames, so a picture in a slide is what was on the screen.
 *
 * Edges are put on whole pixels; text is not hinted sideways, so it is as wide at every scale. What
 * surprises people: fonts come from this machine (Inter and JetBrains Mono when installed, else its
 * sans and monospace), so pictures differ a little from machine to machine, and draw lists by text widths. */
#ifndef PAINT_H
#define PAINT_H
#include "draw.h"

const measure_t *paint_measure(void);

typedef struct { int x, y, w, h; } pixels_t;             /* a rectangle of pixels */

typedef struct paint paint_t;
paint_t *paint_new(void);                                /* holds fonts and tiles */
void     paint_free(paint_t *);

/* Into 32-bit pixels 0xFFRRGGBB, `stride` bytes a row; only inside `part` (NULL: everything). */
void paint_onto(paint_t *, const draw_t *, theme_t, float scale, void *pixels, int w, int h, int stride,
                const pixels_t *part);
/* Into a file; w, h in pixels. False: it could not be written, and there is none then. */
bool paint_png(paint_t *, const draw_t *, theme_t, float scale, int w, int h, const char *file);
bool paint_svg(paint_t *, const draw_t *, theme_t, float scale, int w, int h, const char *file);
#endif
