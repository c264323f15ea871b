/* story.h -- how a finding came about, as the report tells it: its events in their order, with the gap where
 * the correction belongs; and what a schedule (schedule.h) varies. Rows of the timeline, the findings. */
#ifndef STORY_H
#define STORY_H
#include "lanes.h"

/* The finding's text in full, the panel's first tab. Answers the height. */
float story_draw(const panel_in_t *, ui_t *, rect_t r, int finding);

/* Rows above the lanes: the open finding's story, the schedule's variations. How many there are. */
unsigned story_rows(const panel_in_t *);
const char *story_row_name(const panel_in_t *, unsigned row, const char **tip);
void     story_row(const panel_in_t *, ui_t *, unsigned row, const span_t *);
#endif
