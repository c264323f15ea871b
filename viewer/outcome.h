/* outcome.h -- the run as given and the edited branch side by side: verdict, findings gone and come, where
 * the two part. Pure, for panel_program. */
#ifndef OUTCOME_H
#define OUTCOME_H
#include "panel.h"

/* Which of in's views is which; false: there is no branch. */
bool  outcome_views(const panel_in_t *, const view_t **run, const view_t **branch);
/* "1 error -> none": what the findings were, and are. */
void  outcome_words(const view_t *run, const view_t *branch, char *text, size_t room);
/* Draws from r's top, answers the height. */
float outcome_draw (const panel_in_t *, ui_t *, rect_t r);
#endif
