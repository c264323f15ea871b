/* paint_own.h -- between paint.c and paint_shapes.c only. */
#ifndef PAINT_OWN_H
#define PAINT_OWN_H
#include <cairo.h>
#include "paint.h"

#define TILE 12.0                        /* units after which every texture repeats, both ways */

void paint_mark(cairo_t *, mark_t);
void paint_texture(cairo_t *, texture_t, double x, double y, double w, double h);
#endif
