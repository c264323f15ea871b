/* edits.h -- the edits of ACT_EDIT (edit_t of app.h) as words and as new text: pure functions.
 *
 * An edit is about the scenario that is looked at: its steps and buffers by their numbers there. The text
 * work is sim/scenario_edit.h's; scenario_parse has the last word whether the outcome is a scenario.
 *
 * What a finding asks for is one of these edits where one of them can say it: maintenance or a barrier at the
 * step it names, another memory, a memory's clock, a line of its own. Not offered: MPU regions, DMA and
 * interrupt set-up, priorities: those want a person. */
#ifndef EDITS_H
#define EDITS_H
#include "app.h"

/* ACT_EDIT's two parts, and the selected buffer */
typedef struct { edit_t what; int which, buffer; } plan_t;

/* "invalidate rx before program[5].compare rx" */
const char *edit_words(const view_t *, plan_t, char text[EDIT_WORDS]);
enum { EDIT_PATH = 128 };
/* New text (free it), or NULL and err. follow: where the step that was put in or moved stands now, "" none
 * was. */
char *edit_apply(const char *text, const view_t *, plan_t, char follow[EDIT_PATH], err_t *);
/* The edit that mends this finding; false: none of ours does. */
bool  edit_for(const view_t *, const finding_t *, plan_t *);

bool  edit_dcache_on(const char *text);
int   edit_memory_of(const map_t *, uint32_t addr);              /* in memory_names; -1: none of them */

/* The branch as a scenario of its own: expectations it does not meet go, findings nobody expects are
 * expected, the title says that it is edited. `v`: the branch, complete. gone, come: how many
 * expectations. */
char *edit_saved(const char *text, const view_t *v, unsigned *gone, unsigned *come, err_t *);
#endif
