/* scenario_edit.h -- a scenario's text, changed in one place: comments, order and layout stay as their author
 * wrote them.
 *
 * A path is that of error messages and step names: "program[3]", "program[3].do[0]", "setup.dcache",
 * "buffers.rx.region", "handlers.DMA1_Stream1.do[1]". Every function returns new text (free it), or NULL and
 * err. The result is as valid as what was put in: scenario_parse has the last word.
 *
 * What surprises people: a key that contains a dot or a bracket cannot be named. The text is read as
 * scenarios are: comments and trailing commas are welcome. */
#ifndef SCENARIO_EDIT_H
#define SCENARIO_EDIT_H
#include "scenario.h"

/* `value` is JSON. Before an element: "program[3]"; an index one past the last: at the end. */
char *edit_insert(const char *json, const char *path, const char *value, err_t *);
char *edit_remove(const char *json, const char *path, err_t *);
/* The element `from` goes before the element `to`; both as the text stands now. */
char *edit_move  (const char *json, const char *from, const char *to, err_t *);
/* Replaces a value, or adds the last key of the path to its object; objects above it are made as needed. */
char *edit_set   (const char *json, const char *path, const char *value, err_t *);
/* The value as it stands in the text. */
char *edit_get   (const char *json, const char *path, err_t *);

/* ---- the usual edits ---------------------------------------------------------------------------------- */

/* Before step `path`: {"clean": "rx"}, {"invalidate": "rx"}, {"clean_invalidate": "rx"}; "dsb", "dmb": no
 * buffer. */
char *edit_maintain(const char *json, const char *path, const char *what, const char *buffer, err_t *);
char *edit_dcache  (const char *json, bool on, err_t *);
char *edit_region  (const char *json, const char *buffer, const char *region, err_t *);
char *edit_address (const char *json, const char *buffer, uint32_t addr, err_t *);
/* "program[3].do[1].load rx" -> "program[3].do[1]": where a step stands, from its name (names_t.step). */
bool  edit_step_path(const char *step, char *path, size_t room);
#endif
