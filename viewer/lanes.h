/* lanes.h -- one lane of the timeline: what an initiator, a stream, the cache, an interrupt or a part did
 * between two ticks, from single facts where they fit, from the overview's columns where they do not. */
#ifndef LANES_H
#define LANES_H
#include "panel.h"

enum { LANES_SHOWN = 48 };
/* The lanes worth a row, pinned ones first; how many. */
unsigned lanes_shown(const panel_in_t *, unsigned lane[LANES_SHOWN]);

typedef struct { tick_t from, to; rect_t r; } span_t;           /* what the width of r stands for */
float  span_x(const span_t *, tick_t);                          /* where a tick lies, clamped to r */
role_t lane_role(unsigned lane);
/* Draws the lane inside span->r; hit areas go to the facts' ticks. */
void   lane_draw(const panel_in_t *, ui_t *, unsigned lane, const span_t *);
#endif
