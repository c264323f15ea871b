/* signs.h -- what the signs, textures and frames of all panels mean: a page of the `?` overlay. */
#ifndef SIGNS_H
#define SIGNS_H
#include "panel.h"

/* Draws, or with draw false only measures: the height. */
float signs_draw(ui_t *, rect_t, unsigned columns, bool draw);
#endif
